"""Leaks planted on purpose, each of which the suite must find: a test that cannot fail shows nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from games.engine import access, disclosure
from games.engine import audience as a
from games.engine import frames as f
from games.engine.answers import Refused
from games.engine.deciding import moves
from games.services import rounds, seat_views, seats, state_of
from games.views.desk import Desk
from tests import table
from tests.secrecy.ledger import Leak
from tests.secrecy.listening import log_at_debug
from tests.secrecy.playing import begun, play_and_look
from tests.secrecy.prying import pry
from tests.secrecy.test_sessions import check_that_nothing_opens
from tests.secrecy.twins import compare, lived, setting
from tests.secrecy.world import Clock

pytestmark = pytest.mark.slow

Plant = Callable[[pytest.MonkeyPatch], None]


def status_to_everyone(patch: pytest.MonkeyPatch) -> None:
    """How far a move has come, with the question to its team, is told to the public."""
    told = disclosure._status
    patch.setattr(
        disclosure,
        "_status",
        lambda state, move: (*told(state, move), replace(told(state, move)[0], audience=a.PUBLIC)),
    )


def conversations_to_every_observer(patch: pytest.MonkeyPatch) -> None:
    """Who listens to one team's conversations listens to all."""
    patch.setattr(access, "_rooms", lambda state, team: tuple(a.room(t) for t in state.threads))


def pages_from_too_much(patch: pytest.MonkeyPatch) -> None:
    """The page of the projector is made of what a team was told."""
    patch.setattr(
        seat_views, "audiences_of", lambda state, seat: (a.PUBLIC, a.team(state.deck.teams[0].id))
        if seat == "display" else access.audiences_of(state, seat)
    )  # fmt: skip


def words_before_they_arrive(patch: pytest.MonkeyPatch) -> None:
    """A slow line is no slower than any other for those who listen to the wire."""
    told = disclosure._message

    def early(before: Any, after: Any, event: Any) -> tuple[f.Told, ...]:
        parties = after.threads[event.thread].parties
        first = told(before, after, event)
        return (*first, *(replace(first[-1], audience=a.team(team)) for team in parties))

    patch.setattr(disclosure, "_message", early)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "plant",
    [status_to_everyone, conversations_to_every_observer, pages_from_too_much, words_before_they_arrive],
)
def test_a_word_in_the_wrong_frame_or_page_is_found(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, plant: Plant
) -> None:
    """Not every exercise brings it out; among three there must be one. The first is known to."""
    plant(monkeypatch)

    def look() -> None:
        for seed in (1, 0, 2):
            play_and_look(clock, seed, rounds=2, acts=75)

    with pytest.raises(Leak):
        look()


@pytest.mark.django_db
def test_a_refusal_that_says_too_much_is_found(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    def talkative(desk: Any, move_id: Any) -> Any:
        move = desk.state.moves.get(move_id)
        if move is None:
            return Refused("UNKNOWN_MOVE", "There is no such move.", "move_id")
        return (
            move
            if move.team == desk.team
            else Refused("NOT_YOURS", f"It is a move of {move.team}.", "move_id")
        )

    world, hands = begun(clock, 0)
    hands.play(60)
    pry(world, table.lead("taipei"), Random(0))
    monkeypatch.setattr(moves, "own_move", talkative)
    with pytest.raises(Leak, match="UNKNOWN_MOVE"):
        pry(world, table.lead("taipei"), Random(0))


@pytest.mark.django_db
def test_a_word_in_the_log_is_found(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    take = rounds.Round.take

    def logged(self: Any, one: Any) -> Any:
        logging.getLogger("games.services").debug("took %s", one.command)
        return take(self, one)

    world, _ = begun(clock, 0)
    monkeypatch.setattr(rounds.Round, "take", logged)
    word = world.accounts[0].word("a note", "seat:analyst").text
    with log_at_debug() as log:
        world.send("analyst", "take_note", text=word)
    with pytest.raises(Leak):
        log.check()


@pytest.mark.django_db
def test_a_sitting_that_never_ends_is_found(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    world, _ = begun(clock, 0)
    monkeypatch.setattr(seats, "_next_generation", lambda place, code: seats._generation(place))
    with pytest.raises(AssertionError):
        check_that_nothing_opens(world, "sent away")


def a_count_of_all_moves(patch: pytest.MonkeyPatch) -> None:
    """The title says how many moves there are."""

    def titled(desk: Desk) -> SimpleNamespace:
        return SimpleNamespace(title=f"Exercise {len(state_of(desk.exercise_id).moves)}", practice=False)

    patch.setattr(Desk, "exercise", property(titled))


def one_count_for_all_audiences(patch: pytest.MonkeyPatch) -> None:
    """Frames carry the sequence number of the log."""
    placed = rounds.placed

    def numbered(record: Any, told: Any, counts: Any) -> tuple[Any, int, str]:
        counts[told.audience] = record.seq * 100 + counts.get(told.audience, 0) % 100
        return placed(record, told, counts)

    patch.setattr(rounds, "placed", numbered)


def narratives_by_number(patch: pytest.MonkeyPatch) -> None:
    """The name of a narrative is its place among all of them."""

    def named(ruling: Any, narratives: Any) -> Any:
        return [((n.to, place), f"{ruling}.{place}") for place, n in enumerate(narratives)]

    patch.setattr(disclosure, "_named", named)


@pytest.mark.django_db
@pytest.mark.usefixtures("ids_in_order")
@pytest.mark.parametrize(
    ("plant", "name", "acts", "known"),
    [
        (a_count_of_all_moves, "guest", 20, 0),
        (one_count_for_all_audiences, "display", 20, 0),
        (narratives_by_number, "beijing-lead", 40, 3),
    ],
)
def test_a_number_that_others_move_is_found(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, plant: Plant, name: str, acts: int, known: int
) -> None:
    """Not every pair of lives brings it out; among six there must be one. The first is known to."""
    plant(monkeypatch)

    def look() -> None:
        for seed in sorted(range(6), key=lambda seed: seed != known):
            lives = (lived(clock, [setting(name)], seed, acts, busy=life) for life in (False, True))
            compare(*(life[name] for life in lives))

    with pytest.raises(Leak, match="what others did shows"):
        look()
