"""What people are told before they act: own counsel, the law on a case, and the preview of a command."""

from collections.abc import Mapping
from typing import Any

import msgspec

from games.engine import clock
from games.engine.access import audiences_of
from games.engine.answers import Refused
from games.engine.commands import AnyCommand
from games.engine.decide import decide
from games.engine.deciding.desk import Context, truth
from games.engine.disclosure import tell
from games.engine.frames import TheFrame
from games.engine.ids import Millis, MoveId, SeatId
from games.engine.seatview import SeatView, fold
from games.engine.state import State
from games.services.cache import state_of
from games.services.clock import now_ms
from games.services.pinned import book_of
from games.services.seat_views import seat_view


def counsel(
    exercise_id: int, seat: SeatId, move: str, params: Mapping[str, Any], *, defy: bool = False
) -> dict[str, Any] | Refused:
    """What the team's own lawyers say of a move that is being drafted.

    Takes the seat, the move type and its parameters; gives the ruling as builtins, with `establishes` and
    `own_steps`. It rests on the facts that every seat of the team was told, and on nothing else. Refuses a
    move that is not the team's, and parameters that do not fit.
    """
    state, book = state_of(exercise_id), book_of(exercise_id)
    entry = state.seats.get(seat)
    team = entry.spec.team if entry else None
    if team is None or book.actor_of(move) != team:
        return Refused("NOT_YOUR_MOVE", f"'{move}' is not a move of your government.", "move")
    params_checked = book.check_params(move, params)
    if not isinstance(params_checked, dict):
        return Refused("BAD_PARAM", params_checked.detail, f"params.{params_checked.field}")
    now = scenario_now(state)
    advice = book.advise(move, params_checked, dict(state.common[team]), defy=defy, now=now)
    return {**advice.ruling, "own_steps": list(advice.own_steps)}


def case(exercise_id: int, move_id: MoveId) -> dict[str, Any] | None:
    """The law on a submitted move as the facts stand now, with what would flip it; staff alone.

    Gives the ruling as builtins with `flips` and `fixes`, None for free text or an unknown move.
    """
    state, book = state_of(exercise_id), book_of(exercise_id)
    rules = book.rules
    move = state.moves.get(move_id)
    if move is None or move.content.move not in rules.moves:
        return None
    facts = {name: value for name, value in truth(state).items() if name in rules.facts}
    given = {name: f"{fact.actor or fact.reason}" for name, fact in state.facts.items()}
    ruling = rules.rule(
        move.content.move,
        move.content.params,
        facts,
        given=given,
        now=book.moment(move.content.move, scenario_now(state)),
        defy=move.content.defy,
        flips=True,
        fixes=True,
    )
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(ruling))
    return plain


def scenario_now(state: State) -> Millis:
    """Scenario time at this instant."""
    return clock.read(state.clock, max(now_ms(), state.clock.wall_ms)).scenario_ms


def preview(exercise_id: int, actor: SeatId, command: AnyCommand, seat: SeatId) -> SeatView | Refused:
    """The page that `seat` would see if `actor` gave this command now. Nothing is written.

    The frames are made by the same functions that make the real ones, so the preview is what the seat gets.
    """
    state = state_of(exercise_id)
    ids = (f"preview-{n}" for n in range(1, 10_000))
    ctx = Context(
        wall_ms=max(now_ms(), state.clock.wall_ms),
        actor=actor,
        new_id=lambda: next(ids),
        book=book_of(exercise_id),
    )
    decision = decide(state, command, ctx)
    if isinstance(decision, Refused):
        return decision
    view = seat_view(exercise_id, seat)
    heard = set(audiences_of(decision.state, seat))
    at = {rec.seq: rec.at for rec in decision.records}
    for seq, told in tell(state, decision):
        if told.audience in heard:
            position = view.positions.get(told.audience, 0) + 1
            view = fold(view, TheFrame(told.audience, position, at[seq], told.frame))
    return view
