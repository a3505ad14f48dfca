"""Decisions on moves, from the team's side: submit, amend, withdraw, dissent, appeal."""

from typing import Any

from msgspec.structs import replace

from games.engine import audience
from games.engine import commands as c
from games.engine import events as e
from games.engine.answers import Refused
from games.engine.book import Problem
from games.engine.deciding.desk import Desk, Outcome, missing, too_long, truth
from games.engine.ids import Audience, MoveId, SeatId, TeamId
from games.engine.plan import SeatSpec
from games.engine.state import Move

FREE = "other"
"""The move type that no catalogue holds: free text, and no word from the law engine."""
LOCKED = ("break", "overnight", "emergency")
"""Stops in which moves are closed; in a pause, a time-out or a plenary a finished move is not turned away."""


def submit(desk: Desk, command: c.SubmitMove) -> Outcome:
    """The lead signs."""
    spec = desk.spec
    if spec is None or spec.team is None or spec.rank != "lead":
        return Refused("NOT_LEAD", "Only the lead of the team signs and submits a move.")
    return _file(desk, spec.team, spec.id, command.content, drafted_by=command.drafted_by)


def submit_for_team(desk: Desk, command: c.SubmitForTeam) -> Outcome:
    """Staff enter what a team decided on paper; it counts as the lead's."""
    lead = lead_of(desk, command.team)
    if lead is None:
        return Refused("UNKNOWN_TEAM", f"There is no team '{command.team}' with a lead.", "team")
    signed_by = desk.paper.signed_by if desk.paper else SeatId("")
    return _file(desk, command.team, signed_by or lead.id, command.content, on_behalf_by=desk.seat_id)


def lead_of(desk: Desk, team: TeamId) -> SeatSpec | None:
    """The seat that signs for a team."""
    for seat in desk.state.seats.values():
        if seat.spec.team == team and seat.spec.rank == "lead":
            return seat.spec
    return None


def closed(desk: Desk) -> Refused | None:
    """A refusal while no move is taken; one that was made on paper has been made."""
    state = desk.state
    if desk.paper:
        return None
    if state.life == "stopped" and state.stop and state.stop.kind in LOCKED:
        return Refused("MOVES_LOCKED", f"Moves are closed during this stop ({state.stop.kind}).")
    if state.life not in ("running", "stopped"):
        return Refused("NOT_RUNNING", f"The exercise is {state.life}; moves are not taken.")
    return None


def _file(
    desk: Desk,
    team: TeamId,
    seat: SeatId,
    content: e.MoveContent,
    *,
    drafted_by: SeatId | None = None,
    on_behalf_by: SeatId | None = None,
) -> Outcome:
    if no := closed(desk):
        return no
    checked = check(desk, team, content)
    if isinstance(checked, Refused):
        return checked
    move_id = MoveId(desk.ctx.new_id())
    number = desk.state.move_counts.get(team, 0) + 1
    rec = desk.lay(
        e.MoveSubmitted(
            move_id=move_id,
            number=number,
            team=team,
            seat=seat,
            content=checked,
            drafted_by=drafted_by,
            late=is_late(desk),
            on_behalf_by=on_behalf_by,
            counsel=counsel(desk, team, checked),
        )
    )
    propose(desk, move_id, rec.seq)
    announce(desk, move_id, rec.seq)
    return {"move_id": move_id, "number": number, "late": is_late(desk)}


def is_late(desk: Desk) -> bool:
    """Whether a turn-based exercise has closed the turn's moves."""
    return desk.state.turn > 0 and not desk.state.turn_open


def check(desk: Desk, team: TeamId, content: e.MoveContent) -> e.MoveContent | Refused:
    """The content with its parameters filled in, or the first thing wrong with it."""
    problem = _wrong_words(content) or _wrong_people(desk, team, content)
    if problem:
        return problem
    if content.visibility != "parties":
        # Teams that were ticked before somebody chose otherwise are told nothing.
        content = replace(content, parties=())
    if content.move == FREE:
        return replace(content, params={})
    actor = desk.ctx.book.actor_of(content.move)
    if actor is None:
        return Refused("UNKNOWN_MOVE", f"'{content.move}' is not in the catalogue.", "move")
    if actor != team:
        return Refused("NOT_YOUR_MOVE", f"'{content.move}' is a move of another government.", "move")
    params = desk.ctx.book.check_params(content.move, content.params)
    if isinstance(params, Problem):
        return Refused("BAD_PARAM", params.detail, f"params.{params.field}")
    return replace(content, params=params)


def _wrong_words(content: e.MoveContent) -> Refused | None:
    problem = (
        missing("headline", content.headline, "A headline")
        or missing("text", content.text, "A text")
        or too_long("headline", content.headline, 200)
        or too_long("text", content.text, 10_000)
        or too_long("legal_basis", content.legal_basis, 1000)
        or too_long("intended_effect", content.intended_effect, 2000)
        or too_long("risk", content.risk, 2000)
    )
    if problem:
        return problem
    if len(content.because) > 3:
        return Refused("TOO_MANY", "At most three reasons are taken.", "because")
    for index, reason in enumerate(content.because):
        if too := too_long(f"because.{index}", reason, 1000):
            return too
    if content.defy and not content.defy_reason.strip():
        return Refused("MISSING", "Say in your own voice why you act against the law.", "defy_reason")
    return None


def _wrong_people(desk: Desk, team: TeamId, content: e.MoveContent) -> Refused | None:
    deck = desk.state.deck
    if content.visibility == "parties" and not content.parties:
        return Refused("MISSING", "Name the teams that are to know of it.", "parties")
    for party in content.parties:
        if not any(t.id == party for t in deck.teams) or party == team:
            return Refused("UNKNOWN_TEAM", f"'{party}' is not another team of this exercise.", "parties")
    if content.office and not any((o.team, o.id) == (team, content.office) for o in deck.offices):
        return Refused("UNKNOWN_OFFICE", f"Your team has no office '{content.office}'.", "office")
    return None


def counsel(desk: Desk, team: TeamId, content: e.MoveContent) -> dict[str, Any] | None:
    """What the team's own lawyers say to all of it, from the facts that all of it knows and nothing else."""
    if content.move == FREE or not desk.state.deck.settings.counsel:
        return None
    known = dict(desk.state.common[team])
    now = desk.reading().scenario_ms
    return desk.ctx.book.advise(content.move, content.params, known, defy=content.defy, now=now).ruling


def propose(desk: Desk, move_id: MoveId, cause: int) -> None:
    """The law engine's word on the truth, for the white cell."""
    content = desk.state.moves[move_id].content
    if content.move == FREE:
        return
    facts = truth(desk.state)
    now = desk.reading().scenario_ms
    advice = desk.ctx.book.advise(content.move, content.params, facts, defy=content.defy, now=now)
    proposal = {
        **advice.ruling,
        "establishes": advice.establishes,
        "meters": advice.meters,
        "own_steps": list(advice.own_steps),
    }
    desk.lay(e.ProposalMade(move_id=move_id, ruling=proposal), cause, actor="")


def announce(desk: Desk, move_id: MoveId, cause: int) -> None:
    """A public move is out at once as a statement of its team; one to parties is put before them."""
    move = desk.state.moves[move_id]
    if move.content.visibility == "covert":
        return
    to: tuple[Audience, ...] = (audience.PUBLIC,)
    if move.content.visibility == "parties":
        to = tuple(audience.team(t) for t in move.content.parties)
    desk.lay(
        e.MoveAnnounced(
            move_id=move_id,
            item=desk.new_item(),
            team=move.team,
            to=to,
            headline=move.content.headline,
            text=move.content.text,
        ),
        cause,
    )


def own_move(desk: Desk, move_id: MoveId) -> Move | Refused:
    """A move of the acting seat's team."""
    move = desk.state.moves.get(move_id)
    if move is None or move.team != desk.team:
        return Refused("UNKNOWN_MOVE", "Your team has no such move.", "move_id")
    return move


def amend(desk: Desk, command: c.AmendMove) -> Outcome:
    """A new version, while it is in nobody's hands or came back with a question."""
    move = own_move(desk, command.move_id)
    if isinstance(move, Refused):
        return move
    if not _is_lead(desk):
        return Refused("NOT_LEAD", "Only the lead of the team amends a move.")
    if no := closed(desk) or _in_work(desk, move, "amended"):
        return no
    content = check(desk, move.team, command.content)
    if isinstance(content, Refused):
        return content
    rec = desk.lay(
        e.MoveAmended(
            move_id=move.id,
            version=move.version + 1,
            content=content,
            late=is_late(desk),
            counsel=counsel(desk, move.team, content),
        )
    )
    propose(desk, move.id, rec.seq)
    if move.announced is None:
        announce(desk, move.id, rec.seq)
    return {"move_id": move.id, "version": move.version + 1}


def _is_lead(desk: Desk) -> bool:
    return desk.spec is not None and desk.spec.rank == "lead"


def _in_work(desk: Desk, move: Move, done: str) -> Refused | None:
    if move.status in ("received", "returned") and move.ruling is None:
        return None
    words = {
        "in_work": "the white cell has it in work",
        "withdrawn": "it has been withdrawn",
    }.get(move.status, "it has been ruled on")
    return Refused("TOO_LATE", f"The move cannot be {done}: {words}.", "move_id")


def withdraw(desk: Desk, command: c.WithdrawMove) -> Outcome:
    """Take it back, until it is taken."""
    move = own_move(desk, command.move_id)
    if isinstance(move, Refused):
        return move
    if not _is_lead(desk):
        return Refused("NOT_LEAD", "Only the lead of the team withdraws a move.")
    if no := _in_work(desk, move, "withdrawn"):
        return no
    desk.lay(e.MoveWithdrawn(move_id=move.id, reason=command.reason))
    return None


def dissent(desk: Desk, command: c.NoteDissent) -> Outcome:
    """A member disagrees, for the record."""
    move = own_move(desk, command.move_id)
    if isinstance(move, Refused):
        return move
    problem = missing("text", command.text, "A text") or too_long("text", command.text, 2000)
    if problem:
        return problem
    desk.lay(e.DissentNoted(move_id=move.id, seat=desk.seat_id, text=command.text))
    return None


def appeal(desk: Desk, command: c.AppealRuling) -> Outcome:
    """Dispute a ruling, once."""
    ruling = desk.state.rulings.get(command.ruling_id)
    if ruling is None or ruling.published is None or desk.state.moves[ruling.move_id].team != desk.team:
        return Refused("UNKNOWN_RULING", "Your team has no such ruling.", "ruling_id")
    if not _is_lead(desk):
        return Refused("NOT_LEAD", "Only the lead of the team appeals.")
    if ruling.appeal:
        return Refused("APPEALED", "This ruling has been appealed already.", "ruling_id")
    problem = missing("grounds", command.grounds, "A ground") or too_long("grounds", command.grounds, 2000)
    if problem:
        return problem
    desk.lay(e.RulingAppealed(ruling_id=ruling.id, grounds=command.grounds))
    return None


def ask_timeout(desk: Desk, command: c.AskTimeout) -> Outcome:
    """The lead asks; the director grants."""
    if desk.team is None or not _is_lead(desk):
        return Refused("NOT_LEAD", "Only the lead of the team asks for a time-out.")
    if desk.state.life != "running":
        return Refused("NOT_RUNNING", "The clock is not running.")
    desk.lay(e.TimeoutAsked(team=desk.team, seat=desk.seat_id, reason=command.reason[:500]))
    return None
