"""The pages of a rehearsal: asked for, watched, cancelled, read, and taken along."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from games.law.rulebook import Rulebook
from games.law.shipped import load_shipped
from games.review.export import file_faults
from games.services import packs
from injects import crew, library, rehearsals, rehearsing
from injects.models import Deck, Rehearsal

pytestmark = pytest.mark.django_db

SMALLEST = Path(__file__).parents[1] / "deck" / "good" / "smallest.yaml"
Ask = Callable[..., Rehearsal]


@pytest.fixture
def deck(rules: Rulebook) -> Deck:
    return library.store(SMALLEST.read_text(encoding="utf-8"), "smallest.yaml", rules)[0]


@pytest.fixture
def page(client: Client) -> Client:
    client.force_login(User.objects.create_user("fay", password="a long one for tests"))
    return client


@pytest.fixture
def knocks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What the worker was told of."""
    told: list[int] = []
    monkeypatch.setattr(rehearsing, "knock", told.append)
    return told


def address(name: str, deck: Deck, *more: int) -> str:
    return reverse(f"injects:{name}", args=[deck.slug, deck.version, *more])


@pytest.fixture
def ask(deck: Deck) -> Ask:
    def make(runs: int = 3, knock: Callable[[int], None] = lambda pk: None, **wanted: str) -> Rehearsal:
        return rehearsals.ask(deck, packs.shipped_digest(), runs, 4, wanted, knock)

    return make


def form(deck: Deck, **more: object) -> dict[str, Any]:
    pack = packs.keep_shipped()
    plan = library.plan_of(deck, load_shipped())
    teams = {f"team-{team.id}": "mixed" for team in plan.teams}
    return {"runs": 3, "seed": 4, "pack": pack.pk, **teams, **more}


def test_only_facilitators_come_in(client: Client, deck: Deck, ask: Ask) -> None:
    number = ask().pk
    assert client.get(address("rehearsals", deck)).status_code == 302
    for name in ("rehearsal", "rehearsal_region", "rehearsal_json"):
        assert client.get(address(name, deck, number)).status_code == 302
    assert client.get(address("rehearsal_log", deck, number, 1)).status_code == 302
    assert client.post(address("rehearsal_cancel", deck, number)).status_code == 302
    assert Rehearsal.objects.get().status == "waiting"


def test_asked_for_on_the_page_and_handed_to_a_worker(
    page: Client, deck: Deck, knocks: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    assert (
        address("rehearsals", deck) in page.get(reverse("injects:deck", args=[deck.slug, deck.version])).text
    )
    with django_capture_on_commit_callbacks(execute=True):
        answer = page.post(address("rehearsals", deck), form(deck))
    made = Rehearsal.objects.get()
    assert answer["Location"] == address("rehearsal", deck, made.pk)
    assert knocks == [made.pk]
    assert (made.runs, made.seed, made.deck_digest) == (3, 4, deck.digest)
    assert made.rules_digest == packs.shipped_digest()
    assert made.owner is not None
    assert address("rehearsal", deck, made.pk) in page.get(address("rehearsals", deck)).text


@pytest.mark.parametrize("wrong", [{"runs": 0}, {"runs": 100_000}, {"seed": "x"}])
def test_a_form_with_mistakes_comes_back(page: Client, deck: Deck, wrong: dict[str, object]) -> None:
    answer = page.post(address("rehearsals", deck), form(deck, **wrong))
    assert answer.status_code == 422
    assert not Rehearsal.objects.exists()


def test_it_waits_with_its_progress_and_asks_again_by_itself(page: Client, deck: Deck, ask: Ask) -> None:
    made = ask()
    text = page.get(address("rehearsal", deck, made.pk)).text
    assert "Waiting for a worker" in text
    assert f'hx-get="{address("rehearsal_region", deck, made.pk)}"' in text
    assert '<noscript><meta http-equiv="refresh"' in text
    Rehearsal.objects.update(status="running", done=2)
    region = page.get(address("rehearsal_region", deck, made.pk)).text
    assert region.strip().startswith('<section id="rehearsal"')
    assert "2 of 3 runs" in region
    assert re.search(r'<progress id="progress" max="3" value="2">', region)


@pytest.fixture
def done(ask: Ask) -> Rehearsal:
    made = ask()
    rehearsals.perform(made.pk)
    made.refresh_from_db()
    return made


def test_the_findings_are_shown_with_charts_and_tables(page: Client, deck: Deck, done: Rehearsal) -> None:
    assert (done.status, done.done, done.problem) == ("done", 3, "")
    text = page.get(address("rehearsal", deck, done.pk)).text
    assert "every 1s" not in text
    assert text.count("<figure") >= 4
    assert text.count("<table") > text.count("<figure")
    assert "style=" not in text
    assert "<script>" not in text
    for heading in ("What never happened", "Endings", "Load of each team", "Silence", "Rulings met", "Runs"):
        assert heading in text
    # A figure without a point where a comma belongs would make an SVG that no browser draws.
    for number in re.findall(r'<(?:rect|line|text)[^>]* (?:x|y|width|height|x1|x2|y1|y2)="([^"]*)"', text):
        assert re.fullmatch(r"-?\d+(\.\d+)?", number), number


def test_charts_have_points_in_every_language(page: Client, deck: Deck, done: Rehearsal) -> None:
    text = page.get(address("rehearsal", deck, done.pk), headers={"accept-language": "ja"}).text
    assert not re.search(r' (?:x|y|width|height)="\d+,\d', text)


def test_a_worker_told_twice_plays_once(done: Rehearsal) -> None:
    ended = done.ended_at
    rehearsals.perform(done.pk)
    done.refresh_from_db()
    assert done.ended_at == ended


def test_the_report_and_the_log_of_a_run_are_taken_along(page: Client, deck: Deck, done: Rehearsal) -> None:
    report = json.loads(page.get(address("rehearsal_json", deck, done.pk)).content)
    assert (report["runs"], report["deck_digest"]) == (3, deck.digest)
    log = page.get(address("rehearsal_log", deck, done.pk, 2))
    assert file_faults(log.content.splitlines(keepends=True)) == []
    assert "attachment" in log["Content-Disposition"]
    assert page.get(address("rehearsal_log", deck, done.pk, 4)).status_code == 404


def test_without_a_result_there_is_nothing_to_take(page: Client, deck: Deck, ask: Ask) -> None:
    assert page.get(address("rehearsal_json", deck, ask().pk)).status_code == 404


def test_cancelled_before_and_while_it_runs(page: Client, deck: Deck, ask: Ask) -> None:
    made = ask()
    answer = page.post(address("rehearsal_cancel", deck, made.pk), follow=True)
    assert "This rehearsal was cancelled." in answer.text
    rehearsals.perform(made.pk)
    made.refresh_from_db()
    assert (made.status, made.report) == ("cancelled", "")


def test_cancelling_stops_the_work(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    made = ask(runs=1000)
    began: list[int] = []
    real = crew.rehearse

    def watched(job: crew.Job, runs: Any, *, on_tick: Callable[[int], bool]) -> Any:
        def tick(number: int) -> bool:
            began.append(number)
            rehearsals.cancel(made)
            return on_tick(number)

        return real(job, runs, processes=1, on_tick=tick)

    monkeypatch.setattr(crew, "rehearse", watched)
    rehearsals.perform(made.pk)
    made.refresh_from_db()
    assert made.status == "cancelled"
    assert max(began) < 1000


def test_a_broker_that_is_away_is_said_so(
    page: Client, deck: Deck, ask: Ask, django_capture_on_commit_callbacks: Any
) -> None:
    def away(pk: int) -> None:
        raise OSError("nobody there")

    with django_capture_on_commit_callbacks(execute=True):
        made = ask(knock=away)
    made.refresh_from_db()
    assert (made.status, made.problem) == ("failed", "broker")
    assert "No worker could be told of it." in page.get(address("rehearsal", deck, made.pk)).text


def test_one_that_breaks_off_says_so_with_its_incident(
    page: Client, deck: Deck, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise crew.CrewLost("the process of run 2 ended with -9")

    monkeypatch.setattr(crew, "rehearse", broken)
    made = ask()
    rehearsals.perform(made.pk)
    made.refresh_from_db()
    assert made.status == "failed"
    assert re.fullmatch(r"CrewLost · [0-9a-f]{8}", made.problem)
    assert made.problem in page.get(address("rehearsal", deck, made.pk)).text


def test_a_worker_that_is_gone_is_noticed(page: Client, deck: Deck, ask: Ask) -> None:
    made = ask()
    Rehearsal.objects.update(status="running", beat_at=made.asked_at - 10 * 60_000)
    assert "gives no sign of life" in page.get(address("rehearsal_region", deck, made.pk)).text


def test_the_knock_reaches_the_queue_of_slow_work(ask: Ask, redis_url: str) -> None:
    import redis

    made = ask()
    rehearsing.knock(made.pk)
    waiting = redis.Redis.from_url(redis_url).lpop("slow")
    assert isinstance(waiting, bytes)
    assert json.loads(waiting)["headers"]["task"] == "injects.tasks.rehearse"
