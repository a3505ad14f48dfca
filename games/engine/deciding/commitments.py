"""Decisions on commitments of the deck: promises that teams give, with a deadline, and keep or break."""

from games.engine import audience, causes
from games.engine import events as e
from games.engine.deciding.desk import Desk
from games.engine.deciding.triggers import holds
from games.engine.ids import Audience, ProcedureId
from games.engine.plan import Commitment, Due


def follow(desk: Desk) -> None:
    """Open what has been promised, and end what has been broken; keeping one is met as a duty is."""
    if desk.state.life not in ("running", "stopped"):
        return
    given = {p.token for p in desk.state.procedures.values()}
    for row in desk.state.deck.commitments:
        if row.id not in given and row.when and holds(desk, row.when):
            give(desk, row)
    for procedure in tuple(desk.state.procedures.values()):
        found = named(desk, procedure.token) if procedure.status == "open" else None
        if found is not None and found.broken and holds(desk, found.broken):
            rec = desk.lay(e.ProcedureLapsed(procedure=procedure.id, reason=causes.BROKEN), actor="")
            if procedure.costs:
                cost = e.MetersChanged(
                    changes=procedure.costs, reason=procedure.label, procedure=procedure.id
                )
                desk.move_tracks(cost, rec.seq, actor="")


def named(desk: Desk, token: str) -> Commitment | None:
    """The commitment of that id."""
    return next((row for row in desk.state.deck.commitments if row.id == token), None)


def give(desk: Desk, row: Commitment) -> ProcedureId:
    """Put a promise on the clock; those who gave it and those to whom it was given are told."""
    deck = desk.state.deck
    to: tuple[Audience, ...] = tuple(audience.team(team) for team in row.to) or (audience.PUBLIC,)
    procedure = ProcedureId(desk.ctx.new_id())
    desk.lay(
        e.ProcedureOpened(
            procedure=procedure,
            token=row.id,
            label=row.label.get(deck.languages[0]) or next(iter(row.label.values()), row.id),
            team=row.team,
            kind_of="commitment",
            due=Due(basis="scenario", at_ms=desk.reading().scenario_ms + row.within_ms),
            told=tuple(dict.fromkeys((audience.team(row.team), *to))),
            met_by=row.kept,
            missed=causes.BROKEN,
            costs={name: by for name, by in row.meters.items() if name in desk.state.meters},
        ),
    )
    return procedure
