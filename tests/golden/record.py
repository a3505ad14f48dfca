"""Plays the scripted exercise and prints its log as JSON lines: `python -m tests.golden.record > FILE`.

Run it only to add a recording under a new name. A recording is never renewed: it is there to show that logs
written by earlier versions still replay to the state they meant.
"""

import sys

import msgspec

from games.engine import commands as c
from games.engine import timers, wire
from games.engine.events import MoveContent, Narrative, Recorded
from games.engine.ids import Audience, InjectId, MoveId, SeatId, TeamId
from games.law.shipped import load_shipped
from injects.shipped import load_plan
from tests.table import DIRECTOR, HOUR, MINUTE, WHITE, Table


def line(rec: Recorded) -> bytes:
    """One record of the log: its envelope, and the event in the version of today."""
    kind = wire.kind_of(rec.event)
    envelope = {
        "seq": rec.seq,
        "at": rec.at,
        "actor": rec.actor,
        "cause": rec.cause,
        "kind": kind,
        "version": wire.version_of(kind),
        "data": msgspec.Raw(wire.encode_event(rec.event)),
    }
    return msgspec.json.encode(envelope)


def lead(table: Table, team: str) -> SeatId:
    """The seat that signs for a team of the deck."""
    specs = (seat.spec for seat in table.state.seats.values())
    return next(spec.id for spec in specs if spec.team == team and spec.rank == "lead")


def play() -> Table:
    """Long Strait, with the bases used: Tokyo recognises, Washington asks, Beijing strikes, then a truce."""
    table = Table(load_plan("long-strait", load_shipped()))

    def act(team: str, move: str, decision: str = "accept", **more: object) -> str:
        content = MoveContent(headline=move, text="As decided.", move=move, because=("It is time.",))
        filed = table.must(lead(table, team), c.SubmitMove(content=content))["move_id"]
        rule(filed, decision, **more)
        return str(filed)

    def rule(filed: MoveId, decision: str = "accept", **more: object) -> None:
        table.must(WHITE, c.TakeMove(move_id=filed))
        command = c.RuleMove(move_id=filed, decision=decision, **more)  # type: ignore[arg-type]
        table.must(WHITE, command)

    table.run(37 * MINUTE)
    held = act("tokyo", "jp.designate_iis")
    table.must(
        lead(table, "tokyo"),
        c.OpenThread(parties=(TeamId("taipei"),), subject="Ships", text="Which ports are open?"),
    )
    table.run(20 * MINUTE)
    rule(MoveId(held))
    table.must(DIRECTOR, c.StopClock(stop="break", reason="coffee"))
    table.run(10 * MINUTE)
    table.must(DIRECTOR, c.ResumeClock())
    override = {"verdict": "lawful", "reason": "white-cell decision", "executed": True}
    act("washington", "us.convoy_escort", "override", **override)
    table.must("controller", c.SkipInject(inject=InjectId("I21"), reason="too hot already"))
    table.run(50 * MINUTE)
    act("washington", "us.request_prior_consultation")
    told = (Narrative(Audience("team:washington"), "Tokyo agrees."),)
    facts = {"prior_consultation": "agreed"}
    act("tokyo", "jp.answer_prior_consultation", "modify", facts=facts, narratives=told, **override)
    crossed = timers.crossed(table.state, 200 * HOUR)
    choices = tuple(c.Crossing(timer=t.id, choice="fire") for t in crossed)
    table.must(DIRECTOR, c.JumpScenario(to_ms=200 * HOUR, reason="overnight", crossings=choices))
    table.run(15 * MINUTE)
    table.must(DIRECTOR, c.EndExercise(reason="time"))
    return table


if __name__ == "__main__":
    for record in play().records:
        sys.stdout.buffer.write(line(record) + b"\n")
