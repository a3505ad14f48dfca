"""What must hold of every exercise, whatever befell the server: asked of the log and of every client."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from games.engine import access
from games.engine.clock import wall_when
from games.engine.events import InjectReleased, MoveSubmitted, Recorded
from games.engine.evolve import evolve
from games.engine.frames import ItemReleased
from games.engine.ids import SeatId
from games.engine.plan import Plan, SeatSpec
from games.engine.replay import replay
from games.engine.state import State
from games.engine.timers import inject_timer_id
from tests.faults.clerk import ToldRow
from tests.faults.play import Play


async def all_is_well(play: Play) -> list[Recorded]:
    """Asks everything that must hold of an exercise on which nobody acts any more; gives its log."""
    log, told = await play.settle()
    state = replay(log)
    the_log_verifies(play, log)
    every_receipt_is_kept(play)
    every_move_is_there_once(play, log)
    every_client_heard_all_in_order(play, state, told)
    injects_reached_those_they_were_for(play, log, state.deck)
    no_inject_twice_and_none_early(log)
    return log


def the_log_verifies(play: Play, log: list[Recorded]) -> None:
    """The chain is whole, numbered without a gap, and its times never go back."""
    assert "all as they were written" in play.clerk.verify(play.made.public_id)
    assert [rec.seq for rec in log] == list(range(1, len(log) + 1))
    walls = [rec.at.wall_ms for rec in log]
    assert walls == sorted(walls)


def every_receipt_is_kept(play: Play) -> None:
    """Each command that was answered has that very answer in the database."""
    kept = play.clerk.receipts(play.made.pk)
    for key, one in play.said.items():
        answer = kept[key]
        assert (answer["answer"] == "accepted") == one.accepted, one
        if one.accepted:
            assert answer.get("data", {}) == one.receipt.get("data", {})


def every_move_is_there_once(play: Play, log: Iterable[Recorded]) -> None:
    """Moves of the log and moves that somebody has a receipt for are the same, one for one."""
    logged = Counter(
        (str(rec.event.move_id), rec.event.content.headline)
        for rec in log
        if isinstance(rec.event, MoveSubmitted)
    )
    acknowledged = Counter(
        (one.receipt["data"]["move_id"], one.data["content"]["headline"])
        for one in play.said.values()
        if one.kind == "submit_move" and one.accepted
    )
    assert logged == acknowledged
    assert set(logged.values()) <= {1}


def every_client_heard_all_in_order(play: Play, state: State, told: Collection[ToldRow]) -> None:
    """What each client heard is what the log told its audiences: all of it, once, in that order, no more."""
    for seat, console in play.consoles.items():
        audiences = set(access.audiences_of(state, SeatId(seat)))
        due = [(row.audience, row.position) for row in told if row.audience in audiences]
        heard = [(frame.audience, frame.position) for frame in console.frames]
        assert heard == due, f"{seat} heard another story than it was told"
        assert console.frames == [row.decoded for row in told if row.audience in audiences]
        assert console.resyncs == []


def injects_reached_those_they_were_for(play: Play, log: Iterable[Recorded], plan: Plan) -> None:
    """Each inject reached each seat that it was addressed to, exactly once, and no other seat.

    Who that is is worked out here from the plan alone.
    """
    specs = {str(spec.id): spec for spec in plan.seats}
    released = [rec.event for rec in log if isinstance(rec.event, InjectReleased)]
    for seat, console in play.consoles.items():
        got = [str(f.frame.item) for f in console.frames if isinstance(f.frame, ItemReleased)]
        due = [str(event.item) for event in released if is_for(specs[seat], event.to)]
        assert got == due, seat


def is_for(spec: SeatSpec, to: Collection[str]) -> bool:
    """Whether an item to these audiences is shown to a seat."""
    watched = spec.scope.removeprefix("team:") if spec.scope.startswith("team:") else ""
    mine = {f"seat:{spec.id}", "display"} if spec.role == "display" else {f"seat:{spec.id}", "public"}
    if spec.role == "display":
        mine.add("public")
    for team in filter(None, (spec.team, watched)):
        mine.add(f"team:{team}")
    if spec.office:
        mine.add(f"office:{spec.team}/{spec.office}")
    return bool(mine & set(to))


class Release(NamedTuple):
    """An inject that the clock released: when that was due, and when it was done (wall ms)."""

    inject: str
    due_ms: int
    done_ms: int

    @property
    def late_ms(self) -> int:
        return self.done_ms - self.due_ms


def no_inject_twice_and_none_early(log: Sequence[Recorded]) -> None:
    """An inject goes out at most once, and a timed one not before its time; those go in the order of it."""
    names = [str(rec.event.inject) for rec in log if isinstance(rec.event, InjectReleased)]
    assert [name for name, times in Counter(names).items() if times > 1] == []
    timed = releases(log)
    assert [one for one in timed if one.late_ms < 0] == []
    assert [one.due_ms for one in timed] == sorted(one.due_ms for one in timed)


def releases(log: Iterable[Recorded]) -> list[Release]:
    """What the clock released, in the order of the log."""
    found = []
    state = State()
    for rec in log:
        event = rec.event
        if isinstance(event, InjectReleased) and event.cause in ("time", "otherwise"):
            timer = state.timers.get(inject_timer_id(event.inject))
            assert timer is not None, f"{event.inject} went out by a clock that it was not on"
            due = wall_when(state.clock, timer.basis, timer.at_ms)
            assert due is not None, f"{event.inject} went out by the clock while the clock stood"
            found.append(Release(str(event.inject), due, rec.at.wall_ms))
        state = evolve(state, rec)
    return found
