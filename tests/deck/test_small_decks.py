"""The classroom deck and the introduction: clean, whole in two languages, and every line of them within reach."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from games.engine import commands as c
from games.engine.answers import Refused
from games.engine.events import InjectReleased, MoveContent
from games.engine.ids import SeatId
from games.engine.plan import Plan
from games.law.rulebook import Rulebook
from games.models import Exercise
from games.services import now_ms, seats, submit
from injects import shipped
from injects.deck.lint import check_text
from injects.deck.vocabulary import Vocabulary
from injects.rehearsal.play import Stage
from tests.table import MINUTE, START, WHITE, Table

DECKS = ("quarantine-week", "first-steps")
SEED = 7
MOST_RUNS = 40


@pytest.fixture(scope="module")
def plans(rulebook: Rulebook) -> dict[str, Plan]:
    return {name: shipped.load_plan(name, rulebook) for name in DECKS}


@pytest.mark.parametrize("name", DECKS)
def test_the_linter_finds_nothing_at_all(name: str, book: Vocabulary) -> None:
    checked = check_text(name, shipped.path_of(name).read_text(encoding="utf-8"), book)
    assert [str(finding) for finding in checked.findings] == []


def texts(value: Any, place: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every text of a plan with its place: a mapping from languages."""
    if isinstance(value, dict):
        if value and set(value) <= {"en", "ja"}:
            yield place, value
        else:
            for key, each in value.items():
                yield from texts(each, f"{place}.{key}")
    elif isinstance(value, list | tuple):
        for index, each in enumerate(value):
            yield from texts(each, f"{place}[{index}]")


@pytest.mark.parametrize("name", DECKS)
def test_every_text_is_there_in_english_and_in_japanese(name: str, plans: dict[str, Plan]) -> None:
    found = dict(texts(msgspec.to_builtins(plans[name])))
    assert len(found) > 80
    assert [place for place, text in found.items() if set(text) != {"en", "ja"}] == []
    kana = re.compile("[\u3041-\u30ff]")
    long = [place for place, text in found.items() if len(text["ja"]) > 40 and not kana.search(text["ja"])]
    assert long == []
    assert [place for place, text in found.items() if kana.search(text["en"])] == []
    # A quarantine at sea is 隔離; 検疫 is the doctor's.
    assert [place for place, text in found.items() if "検疫" in text["ja"]] == []


@pytest.mark.parametrize(
    ("name", "least", "most", "minutes"), [("quarantine-week", 15, 19, 56), ("first-steps", 6, 8, 20)]
)
def test_a_run_has_the_length_that_it_promises(
    name: str, least: int, most: int, minutes: int, plans: dict[str, Plan]
) -> None:
    plan = plans[name]
    assert plan.timing.endex_ms is not None
    assert plan.timing.endex_ms == minutes * MINUTE * plan.timing.rate // 1000
    table = Table(plan)
    table.run(minutes * MINUTE)
    assert least <= len(table.events(InjectReleased)) <= most


@pytest.mark.parametrize("name", DECKS)
def test_scripted_teams_reach_every_line(name: str, plans: dict[str, Plan], rulebook: Rulebook) -> None:
    """With teams of every kind first, then with a Beijing that does not listen to its counsel."""
    wanted = {inject.id for inject in plans[name].injects}
    stages = (Stage(plans[name], rulebook), Stage(plans[name], rulebook, {"beijing": "aggressive/defiant"}))
    for run in range(1, MOST_RUNS):
        record = stages[run > 2].play(run, SEED).record
        assert not record.refusals
        assert not record.cut_short
        wanted -= set(record.fired)
        if not wanted:
            return
    raise AssertionError(f"never reached: {sorted(wanted)}")


# The forks of the week --------------------------------------------------------------------------------------


def week(plans: dict[str, Plan], *acts: tuple[int, str, str], blockade: bool = False) -> set[str]:
    """The injects of a week in which these moves (hour, seat, move) were carried out."""
    table = Table(plans["quarantine-week"])
    for hour, seat, move in acts:
        table.run(START + hour * MINUTE // 3 - table.wall)
        data = table.must(seat, c.SubmitMove(content=MoveContent(move=move, headline="We act", text="Now.")))
        table.rule(data["move_id"], "override", verdict="lawful", reason="for the story", executed=True)
    if blockade:
        table.run(START + 100 * MINUTE // 3 - table.wall)
        table.must(WHITE, c.SetFacts(values={"blockade_declared": True}, reason="ruled at the table"))
    table.run(START + 56 * MINUTE - table.wall)
    return {str(event.inject) for event in table.events(InjectReleased)}


def test_if_nobody_acts_the_quarantine_stays(plans: dict[str, Plan]) -> None:
    sent = week(plans)
    assert {"Q12", "Q16", "Q20"} <= sent
    assert not sent & {"Q11", "Q15", "Q18", "Q19"}


def test_an_escort_goes_through(plans: dict[str, Plan]) -> None:
    sent = week(plans, (60, "wa-potus", "us.convoy_escort"))
    assert "Q11" in sent
    assert "Q12" not in sent


def test_a_blockade_stands_to_the_end_whatever_is_offered(plans: dict[str, Plan]) -> None:
    sent = week(plans, (60, "bj-gs", "cn.offer_corridor"), blockade=True)
    assert {"Q15", "Q18"} <= sent
    assert not sent & {"Q16", "Q19", "Q20"}


@pytest.mark.parametrize(("seat", "move"), [("bj-gs", "cn.offer_corridor"), ("tp-pres", "tw.negotiate")])
def test_a_way_out_is_taken(plans: dict[str, Plan], seat: str, move: str) -> None:
    sent = week(plans, (140, seat, move))
    assert "Q19" in sent
    assert not sent & {"Q18", "Q20"}


# First steps ------------------------------------------------------------------------------------------------


def test_one_team_alone_can_take_its_first_steps(plans: dict[str, Plan]) -> None:
    """A lead who drafts, signs and has it ruled on sees the ruling's line; the others' silence stops nothing."""
    table = Table(plans["first-steps"])
    table.run(8 * MINUTE)
    content = MoveContent(
        move="tw.consent_evacuation", headline="Bring them in", text="To Hualien.", because=("People drift",)
    )
    move = table.must("tp-lead", c.SubmitMove(content=content))["move_id"]
    table.rule(move)
    table.run(12 * MINUTE)
    sent = [str(event.inject) for event in table.events(InjectReleased)]
    assert sent == ["F1", "F2", "F3", "F4", "F5", "F7", "F8", "F9"]


def test_who_has_signed_nothing_is_told_how(plans: dict[str, Plan]) -> None:
    table = Table(plans["first-steps"])
    table.run(20 * MINUTE)
    sent = [str(event.inject) for event in table.events(InjectReleased)]
    assert sent == ["F1", "F2", "F3", "F4", "F6", "F7", "F8", "F9"]


@pytest.mark.parametrize(
    ("seat", "move", "params"),
    [
        ("tk-lead", "jp.designate_iis", {}),
        ("wa-lead", "us.table_unsc", {"aim": "adopt"}),
        ("bj-lead", "cn.live_fire_drill", {}),
        ("tp-lead", "tw.request_unsc", {}),
    ],
)
def test_the_step_that_is_missing_is_named(
    seat: str, move: str, params: dict[str, Any], plans: dict[str, Plan]
) -> None:
    table = Table(plans["first-steps"])
    table.run(15 * MINUTE)
    content = MoveContent(move=move, headline="We try", text="Now.", params=params)
    move_id = table.must(seat, c.SubmitMove(content=content))["move_id"]
    counsel = table.state.moves[move_id].counsel
    assert counsel is not None
    assert counsel["verdict"] == "blocked"
    assert counsel["missing"]


# Where they are offered -----------------------------------------------------------------------------------


def test_the_page_offers_them_and_long_strait_first(db: None) -> None:
    client = Client()
    client.force_login(User.objects.create_user("ann", is_staff=True))
    page = client.get("/decks/exercise/").content.decode()
    chosen = re.search(r'<option value="\d+" selected>([^<]+)<', page)
    assert chosen is not None
    assert chosen[1].startswith("Long Strait")
    assert "Quarantine Week" in page
    assert "First Steps" in page
    assert "First Steps" in client.get("/decks/").content.decode()


@pytest.mark.parametrize("name", DECKS)
def test_the_commands_make_an_exercise_of_them(name: str, db: None) -> None:
    call_command("create_exercise", name)
    call_command("demo_exercise", deck=name)
    call_command("demo_exercise", deck=name)
    assert list(Exercise.objects.values_list("deck", flat=True)) == [name, name]


def test_a_demo_of_a_deck_that_is_not_there_says_which_are(db: None) -> None:
    with pytest.raises(CommandError, match="first-steps, long-strait, quarantine-week"):
        call_command("demo_exercise", deck="short-strait")


def test_words_of_the_staff_outside_the_story_offer_no_move(db: None) -> None:
    """The first of the introduction says how to read; only the ferry asks what the government does."""
    call_command("create_exercise", "first-steps")
    exercise = Exercise.objects.get()
    browser, began = Client(), now_ms()
    session = browser.session
    submit(exercise.pk, SeatId("director"), "start-0123456789", c.StartExercise(), wall_ms=began)
    for minute in (1, 2, 4, 6):
        submit(exercise.pk, SeatId(""), "", c.Tick(), wall_ms=began + minute * MINUTE)
    place = seats.joinable(exercise.pk, SeatId("tk-lead"))
    assert not isinstance(place, Refused)
    seats.take_seat(session, place, "sit-0123456789", consent=True)
    session.save()
    browser.cookies["sessionid"] = session.session_key or ""
    page = browser.get(f"/x/{exercise.public_id}/tk-lead/").content.decode()
    items = re.findall(r'<details class="item".*?</details>', page, re.S)
    offered = {"1. Open me": False, "2. Acknowledge me": True, "4. A ferry adrift": True}
    for title, offers in offered.items():
        (item,) = [each for each in items if title in each]
        assert ("data-answer=" in item) is offers, title
