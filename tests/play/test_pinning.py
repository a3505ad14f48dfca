"""Each exercise is played under the pack it was pinned to, whatever becomes of the shipped one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from immutables import Map
from msgspec.structs import replace

from games.engine import commands as c
from games.engine.answers import Refused
from games.engine.events import MoveContent
from games.engine.ids import SeatId
from games.law import shipped
from games.law.building import digest_of, load
from games.law.editing import edit
from games.models import Exercise, LoggedEvent, RulePack
from games.services import cache, exercises, now_ms, packs, rules, seats, state_of, submit
from games.services.advice import case, counsel
from games.services.pinned import book_of
from tests import table

FILE = "jp/moves.yaml"
PACKS = Path(shipped.__file__).parent / "packs"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forget_packs() -> Iterator[None]:
    """No test answers from the packs of another."""
    yield
    rules._books.clear()
    packs.shipped_digest.cache_clear()
    exercises._faults.cache_clear()


def changed(verdict: str = "contestable", **more: str) -> dict[str, str]:
    """The shipped files with another verdict on recognising a situation that is none."""
    texts = shipped.shipped_texts()
    change = {"verdict": verdict, **more}
    return {**texts, FILE: edit(FILE, texts[FILE], "row", "jp.designate_iis#1", change)}


def made(digest: str = "", start: str = "", wall_ms: int = table.START) -> Exercise:
    plan = table.plan()
    plan = replace(plan, timing=replace(plan.timing, scenario_start=start), start_facts={"iis_grounds": "no"})
    exercise = exercises.create(plan, "Small", rules=digest, wall_ms=wall_ms)
    submit(exercise.pk, table.DIRECTOR, "start", c.StartExercise(), wall_ms=wall_ms)
    return exercise


def proposed(exercise: Exercise) -> str:
    """What is proposed to the white cell on a recognition by Tokyo."""
    content = MoveContent(move="jp.designate_iis", headline="It is one", text="So we say.")
    command = c.SubmitMove(content=content)
    answer: Any = submit(exercise.pk, table.lead("tokyo"), f"m{exercise.pk}", command, wall_ms=table.START)
    move = state_of(exercise.pk).moves[answer.data["move_id"]]
    found = case(exercise.pk, move.id)
    assert found is not None
    assert move.proposal is not None
    assert found["verdict"] == move.proposal["verdict"]
    return str(found["verdict"])


def test_two_exercises_are_ruled_on_each_by_its_own_pack() -> None:
    pack, new = packs.store(changed(), "Milder")
    assert new
    mine, theirs = made(pack.digest), made()
    assert (proposed(mine), proposed(theirs)) == ("blocked", "unlawful")
    assert book_of(mine.pk).digest == pack.digest
    assert state_of(mine.pk).rules_digest == pack.digest
    assert state_of(theirs.pk).rules_digest == packs.shipped_digest()
    seat = table.lead("tokyo")
    told = [counsel(each.pk, seat, "jp.designate_iis", {}) for each in (mine, theirs)]
    digests = [each["digest"] for each in told if isinstance(each, dict)]
    assert digests == [pack.digest, packs.shipped_digest()]


def test_an_upgrade_changes_nothing_for_what_is_being_played(monkeypatch: pytest.MonkeyPatch) -> None:
    running = made()
    before = running.rules_digest
    assert RulePack.objects.get(digest=before).shipped
    upgraded = changed()
    monkeypatch.setattr(packs, "shipped_texts", lambda: upgraded)
    monkeypatch.setattr(rules, "load_shipped", lambda day="": load(upgraded))
    packs.shipped_digest.cache_clear()
    rules._books.clear()
    cache.shelf.held.clear()
    assert packs.shipped_digest() != before
    assert (proposed(running), proposed(made())) == ("unlawful", "blocked")
    assert RulePack.objects.filter(shipped=True).count() == 2


def lost(exercise: Exercise, digest: str = "0" * 64) -> str:
    """Takes the pack of an exercise away; gives the digest it had."""
    had = exercise.rules_digest
    Exercise.objects.filter(pk=exercise.pk).update(rules_digest=digest)
    exercise.refresh_from_db()
    cache.shelf.held.clear()
    return had


def test_without_its_pack_nothing_is_ruled_on_and_the_clock_can_be_stopped() -> None:
    exercise = made()
    lost(exercise)
    content = MoveContent(move="jp.designate_iis", headline="It is one", text="So we say.")
    answer = submit(exercise.pk, table.lead("tokyo"), "m", c.SubmitMove(content=content), wall_ms=table.START)
    assert isinstance(answer, Refused)
    assert (answer.code, state_of(exercise.pk).moves) == ("PACK_LOST", Map())
    for key, actor, command in (
        ("tick", "", c.Tick()),
        ("stop", table.DIRECTOR, c.StopClock(stop="pause", reason="pack")),
        ("help", table.lead("tokyo"), c.RaiseEmergency(note="Fire")),
    ):
        assert not isinstance(submit(exercise.pk, SeatId(actor), key, command, wall_ms=table.START), Refused)


def test_a_lost_pack_has_a_page_that_says_what_to_do(client: Client) -> None:
    exercise = made()
    session = client.session
    place = seats.joinable(exercise.pk, table.WHITE)
    assert not isinstance(place, Refused)
    seats.take_seat(session, place, "sit", consent=True)
    session.save()
    client.cookies["sessionid"] = session.session_key or ""
    digest = lost(exercise)
    page = client.get(f"/x/{exercise.public_id}/{table.WHITE}/lawbook/")
    assert page.status_code == 503
    assert f"manage.py rules restore {exercise.public_id}" in page.content.decode()
    with pytest.raises(CommandError, match="is not kept"):
        call_command("rules", "restore", exercise.public_id)
    with pytest.raises(CommandError, match="was made under 000000000000"):
        call_command("rules", "restore", exercise.public_id, pack=str(PACKS))
    out = StringIO()
    call_command("rules", "restore", exercise.public_id, instead="tte", stdout=out)
    assert "can be played again" in out.getvalue()
    exercise.refresh_from_db()
    assert exercise.rules_digest == digest
    assert proposed(exercise) == "unlawful"
    said = LoggedEvent.objects.filter(exercise=exercise, kind="note_taken").get()
    assert "is lost" in said.data
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("rules", "restore", exercise.public_id, instead="tte")


def test_a_pack_is_brought_back_by_its_own_files_alone(tmp_path: Path) -> None:
    texts = changed()
    exercise = made()
    lost(exercise, digest_of(texts))
    for name, text in texts.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    call_command("rules", "restore", exercise.public_id, pack=str(tmp_path), stdout=StringIO())
    assert proposed(exercise) == "blocked"


def test_a_pack_that_can_no_longer_be_read_says_where() -> None:
    exercise = made()
    broken, _ = packs.store(changed(when="iis_grnds == 'no'"), "Broken")
    lost(exercise, broken.digest)
    with pytest.raises(rules.LostPack, match=r"jp/moves\.yaml:\d+:\d+.*did you mean 'iis_grounds'"):
        book_of(exercise.pk)


def test_the_packs_are_read_once_and_cost_a_command_no_query(django_assert_num_queries: Any) -> None:
    pack, _ = packs.store(changed(), "Milder")
    exercise = made(pack.digest)
    book_of(exercise.pk)
    rules.rulebook(pack.digest, "2027-03-01")
    with django_assert_num_queries(0):
        assert book_of(exercise.pk) is book_of(exercise.pk)
        assert rules.rulebook(pack.digest, "2027-03-01") is rules.rulebook(pack.digest, "2027-03-01")


def test_the_law_in_force_on_the_day_the_story_starts() -> None:
    text = shipped.shipped_texts()
    dated = text[FILE].replace(
        "    verdict: unlawful\n    provisions: [JP-IIS-DEF]\n    layer: domestic\n  - row: 2",
        "    verdict: unlawful\n    provisions: [JP-IIS-DEF]\n    layer: domestic\n"
        "    in_force: {since: 2030-01-01}\n  - row: 2",
        1,
    )
    assert dated != text[FILE]
    pack, _ = packs.store({**text, FILE: dated}, "From 2030")
    early, late = made(pack.digest, "2029-06-01T08:00"), made(pack.digest, "2030-06-01T08:00")
    assert (early.rules_day, late.rules_day) == ("2029-06-01", "2030-06-01")
    assert proposed(early) != "unlawful"
    assert proposed(late) == "unlawful"


def test_an_unfit_pack_is_refused_with_its_faults() -> None:
    unknown, _ = packs.store(changed(when="iis_grnds == 'no'"), "Broken")
    with pytest.raises(exercises.UnfitPack) as refused:
        exercises.create(table.plan(), "Small", rules=unknown.digest)
    assert "iis_grounds" in str(refused.value)
    never, _ = packs.store(changed(when="iis_grounds == 'no' and iis_grounds == 'yes'"), "Never")
    with pytest.raises(exercises.UnfitPack, match="R10"):
        exercises.create(table.plan(), "Small", rules=never.digest)
    with pytest.raises(LookupError):
        exercises.create(table.plan(), "Small", rules="1" * 64)
    assert not Exercise.objects.exists()


def test_a_stored_pack_never_changes() -> None:
    pack, _ = packs.store(changed(), "Milder")
    again, new = packs.store(changed(), "Other title")
    assert (again.pk, new, again.title) == (pack.pk, False, "Milder")
    pack.title = "Another"
    with pytest.raises(ValueError, match="stored and cannot be changed"):
        pack.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        RulePack.objects.filter(pk=pack.pk).update(files=json.dumps({}))
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute("UPDATE games_rulepack SET title = 'x' WHERE id = %s", [pack.pk])


def test_commands_choose_a_pack_by_title_or_digest() -> None:
    pack, _ = packs.store(changed(), "Milder")
    call_command("create_exercise", "long-strait", title="A", pack="milder", stdout=StringIO())
    call_command("create_exercise", "long-strait", title="B", pack=pack.digest[:10], stdout=StringIO())
    assert set(Exercise.objects.values_list("rules_digest", flat=True)) == {pack.digest}
    with pytest.raises(CommandError, match="no rule pack"):
        call_command("create_exercise", "long-strait", pack="none such", stdout=StringIO())
    broken, _ = packs.store(changed(when="iis_grnds == 'no'"), "Broken")
    with pytest.raises(CommandError, match="did you mean 'iis_grounds'"):
        call_command("create_exercise", "long-strait", pack=broken.digest, stdout=StringIO())


def test_a_limit_in_hours_is_read_on_the_scenario_clock() -> None:
    """The proposal says until when it holds; what the white cell sees afterwards is the law of then."""
    moment = """\
schema: tte-law/1
facts:
- id: asked_at
  group: procedure
  label: When they asked
  type: moment
  default: never
  standing: record
  meaning: When somebody asked.
  set_by: [white_cell]
"""
    pack, _ = packs.store({**changed(when="within(asked_at, 1)"), "extra.yaml": moment}, "In the hour")
    began = now_ms() - 2 * table.HOUR
    exercise = made(pack.digest, wall_ms=began)
    facts = c.SetFacts(values={"asked_at": 0}, reason="asked")
    submit(exercise.pk, table.WHITE, "asked", facts, wall_ms=began)
    content = MoveContent(move="jp.designate_iis", headline="It is one", text="So we say.")
    command = c.SubmitMove(content=content)
    answer: Any = submit(exercise.pk, table.lead("tokyo"), "m", command, wall_ms=began)
    move = state_of(exercise.pk).moves[answer.data["move_id"]]
    assert move.proposal is not None
    assert move.proposal["recheck_at"] == table.HOUR + 1
    held = {each["id"] for each in move.proposal["findings"]}
    later = case(exercise.pk, move.id)
    assert later is not None
    assert "jp.designate_iis#1" in held
    assert "jp.designate_iis#1" not in {each["id"] for each in later["findings"]}
