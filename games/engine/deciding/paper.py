"""Entering afterwards what happened on paper: ordinary acts, in the order of entry, with the time they happened."""

from collections.abc import Callable

from games.engine import clock
from games.engine import commands as c
from games.engine import events as e
from games.engine.answers import Refused
from games.engine.deciding.desk import Desk, OnPaper, Outcome, too_long
from games.engine.evolve import clocks_at
from games.engine.wire import kind_of_command

PLAYED = ("running", "stopped", "ended")
"""Lives of an exercise in which something can have happened."""


def enter(desk: Desk, command: c.EnterFromPaper, act: Callable[[Desk, c.PaperAct], Outcome]) -> Outcome:
    """Lay the entry that carries both times, then the act itself, which follows from it.

    The law is asked, steps begin and answers fall due as of the time on paper; the log keeps its own order.
    """
    reading = _when(desk, command)
    if isinstance(reading, Refused):
        return reading
    if no := _wrong_signature(desk, command) or too_long("note", command.note, 500):
        return no
    rec = desk.lay(
        e.EnteredFromPaper(
            what=kind_of_command(command.done),
            happened_wall_ms=command.happened_wall_ms,
            happened_exercise_ms=reading.exercise_ms,
            happened_scenario_ms=reading.scenario_ms,
            signed_by=command.signed_by,
            note=command.note,
        )
    )
    desk.paper = OnPaper(rec.seq, reading, command.signed_by)
    outcome = act(desk, command.done)
    desk.paper = None
    return outcome


def _when(desk: Desk, command: c.EnterFromPaper) -> clock.Reading | Refused:
    """The clocks at the time on paper, or why that cannot be the time."""
    state = desk.state
    if state.life not in PLAYED or state.started_at is None:
        return Refused("NOT_RUNNING", "Nothing can have happened before STARTEX.")
    if command.happened_wall_ms > desk.ctx.wall_ms:
        return Refused(
            "IN_FUTURE", "What is entered has happened: give a time that is past.", "happened_wall_ms"
        )
    if command.happened_wall_ms < state.started_at.wall_ms:
        return Refused("BEFORE_START", "Give a time after STARTEX.", "happened_wall_ms")
    reading = clocks_at(state, command.happened_wall_ms)
    story = command.happened_scenario_ms
    if story is None:
        return reading
    if story < 0:
        return Refused("BAD_TIME", "A time before STARTEX cannot be kept.", "happened_scenario_ms")
    return clock.Reading(reading.exercise_ms, story)


def _wrong_signature(desk: Desk, command: c.EnterFromPaper) -> Refused | None:
    """A signature stands under a move or a message, and is that of somebody of the team."""
    if not command.signed_by:
        return None
    seat = desk.state.seats.get(command.signed_by)
    team = command.done.team if isinstance(command.done, c.SubmitForTeam | c.PassMessage) else None
    if seat is None or team is None or seat.spec.team != team:
        return Refused(
            "UNKNOWN_SEAT",
            "Only a seat of the team that makes the move or writes can have signed it.",
            "signed_by",
        )
    return None
