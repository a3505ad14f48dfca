"""Limits in hours: the law says something else when one begins or runs out, though nobody has done anything.

One timer stands for the truth and one for what each team was told. When it rings, what was said of open moves
is said again, once, and the next one is set. A pack without limits has no such timers.
"""

from collections.abc import Mapping

from games.engine import events as e
from games.engine.deciding import moves
from games.engine.deciding.desk import Desk, truth
from games.engine.ids import FactValue, Millis, TeamId
from games.engine.state import OVER, Move
from games.engine.timers import law_timer_id

OPEN = ("received", "in_work", "returned")
LIVE = ("running", "stopped")


def turn_passed(desk: Desk) -> None:
    """Whatever ran out by now and nobody has knocked for, such as what a jump has passed."""
    if desk.state.life not in LIVE:
        return
    now = desk.stamp().scenario_ms
    for team in (None, *desk.state.known):
        timer = desk.state.timers.get(law_timer_id(team))
        if timer is not None and timer.at_ms <= now:
            turn(desk, team)


def turn(desk: Desk, team: TeamId | None) -> None:
    """A limit begins or has run out: on the truth (None), or on what a team was told.

    Proposals and counsel that were to be looked at again by now are made anew, each once.
    """
    rec = desk.lay(e.LawTurned(team=team), actor="")
    now = desk.stamp().scenario_ms
    for move in tuple(desk.state.moves.values()):
        if move.status not in OPEN:
            continue
        if team is None and _is_over(move.proposal, now):
            moves.propose(desk, move.id, rec.seq)
        elif team == move.team and _is_over(move.counsel, now):
            _advise_again(desk, move, rec.seq)


def _is_over(ruling: Mapping[str, object] | None, now: Millis) -> bool:
    """Whether a ruling said of itself that it would have to be made again by now."""
    again = ruling.get("recheck_at") if ruling else None
    return isinstance(again, int) and again <= now


def _advise_again(desk: Desk, move: Move, cause: int) -> None:
    ruling = moves.counsel(desk, move.team, move.content)
    if ruling is not None:
        desk.lay(e.CounselGiven(move_id=move.id, counsel=ruling), cause, actor="")


def wind(desk: Desk) -> None:
    """Sets the timers to the next limit, where facts or time have moved it."""
    if not desk.ctx.book.keeps_time or desk.state.life in OVER:
        return
    conditions = tuple(desk.state.injects[i].spec.when for i in desk.state.conditional)
    _wind(desk, None, truth(desk.state), conditions)
    for team, known in desk.state.common.items():
        _wind(desk, team, dict(known), ())


def _wind(
    desk: Desk, team: TeamId | None, facts: Mapping[str, FactValue], conditions: tuple[str, ...]
) -> None:
    due = desk.ctx.book.next_turn(facts, desk.stamp().scenario_ms, team=team, conditions=conditions)
    timer = desk.state.timers.get(law_timer_id(team))
    if due != (timer.at_ms if timer else None):
        desk.lay(e.LawTimed(at_ms=due, team=team), actor="")
