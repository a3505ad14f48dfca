"""Decisions of the white cell on moves: take, ask, rule, publish, hear appeals."""

from msgspec import Struct

from games.engine import audience
from games.engine import commands as c
from games.engine import events as e
from games.engine.answers import Refused
from games.engine.deciding import moves, steps
from games.engine.deciding.desk import (
    Desk,
    Outcome,
    bad_audiences,
    bad_meters,
    missing,
    seat_label,
    since,
    too_long,
    truth,
)
from games.engine.deciding.msel import checked_facts
from games.engine.ids import Audience, FactValue, MoveId, RulingId
from games.engine.state import Move, Ruling

OPEN = ("received", "in_work", "returned")


def _open_move(desk: Desk, move_id: MoveId) -> Move | Refused:
    move = desk.state.moves.get(move_id)
    if move is None:
        return Refused("UNKNOWN_MOVE", "There is no such move.", "move_id")
    if move.status not in OPEN:
        return Refused("NOT_OPEN", f"The move is {move.status}.{_by_whom(desk, move)}", "move_id")
    return move


def _by_whom(desk: Desk, move: Move) -> str:
    """Who ruled, and when: what the second of two adjudicators is told."""
    if move.ruling is None:
        return ""
    ruling = desk.state.rulings[move.ruling]
    seconds = ruling.at.exercise_ms // 1000
    return f" Ruled by {seat_label(desk.state, ruling.by)} at {seconds // 3600}:{seconds // 60 % 60:02} exercise time."


def _in_other_hands(desk: Desk, move: Move) -> Refused | None:
    if move.taken_by in (None, desk.seat_id):
        return None
    return Refused("TAKEN", f"{seat_label(desk.state, move.taken_by)} has it in work.", "move_id")


def take(desk: Desk, command: c.TakeMove) -> Outcome:
    """Into work. The second of two hears who was first."""
    move = _open_move(desk, command.move_id)
    if isinstance(move, Refused):
        return move
    if no := _in_other_hands(desk, move):
        return no
    if move.taken_by is None:
        desk.lay(e.MoveTaken(move_id=move.id, by=desk.seat_id))
    return None


def hand_over(desk: Desk, command: c.HandOverMove) -> Outcome:
    """To a colleague, or back to the queue; anyone of the white cell may, so that no case is stuck."""
    move = _open_move(desk, command.move_id)
    if isinstance(move, Refused):
        return move
    if command.to is None:
        desk.lay(e.MoveReturned(move_id=move.id))
        return None
    seat = desk.state.seats.get(command.to)
    if seat is None or seat.spec.role not in ("white", "director"):
        return Refused("UNKNOWN_SEAT", f"'{command.to}' does not adjudicate.", "to")
    desk.lay(e.MoveTaken(move_id=move.id, by=command.to, handed_over=True))
    return None


def ask_team(desk: Desk, command: c.AskTeam) -> Outcome:
    """Back to the team with a question; an answer is an amended move."""
    move = _open_move(desk, command.move_id)
    if isinstance(move, Refused):
        return move
    if no := _in_other_hands(desk, move) or missing("question", command.question, "A question"):
        return no
    desk.lay(e.MoveReturned(move_id=move.id, question=command.question))
    return None


def refresh(desk: Desk, command: c.RefreshProposal) -> Outcome:
    """Ask the law again."""
    move = _open_move(desk, command.move_id)
    if isinstance(move, Refused):
        return move
    moves.propose(desk, move.id, move.seq)
    return None


# Ruling -------------------------------------------------------------------------------------------------


class _Terms(Struct, frozen=True):
    """The outcome of a ruling, after the proposal has filled what the adjudicator left to it."""

    verdict: e.Verdict
    effect: str
    executed: bool
    facts: dict[str, FactValue]
    meters: dict[str, int]
    procedures: tuple[str, ...]
    provisions: tuple[str, ...]
    missing: tuple[str, ...]


def rule(desk: Desk, command: c.RuleMove) -> Outcome:
    """Decide a move, or supersede an earlier ruling on it."""
    move = desk.state.moves.get(command.move_id)
    if move is None:
        return Refused("UNKNOWN_MOVE", "There is no such move.", "move_id")
    if no := _cannot_rule(desk, move, command):
        return no
    facts = checked_facts(desk, command.facts, "facts")
    if isinstance(facts, Refused):
        return facts
    terms = _terms(command, move, facts)
    if isinstance(terms, Refused):
        return terms
    ruling_id = RulingId(desk.ctx.new_id())
    rec = desk.lay(
        e.MoveRuled(
            ruling_id=ruling_id,
            move_id=move.id,
            by=desk.seat_id,
            decision=command.decision,
            verdict=terms.verdict,
            effect=terms.effect,
            reason=command.reason,
            # A box left empty in the form is an audience that is told nothing.
            narratives=tuple(n for n in command.narratives if n.text.strip()),
            provisions=terms.provisions,
            missing=terms.missing,
            facts=terms.facts,
            facts_learned_by=command.facts_learned_by or _default_learners(move),
            meters=terms.meters,
            procedures=terms.procedures,
            executed=terms.executed,
            publish=command.publish,
            supersedes=command.supersedes,
            proposal=move.proposal,
            seconds_spent=command.seconds_spent,
            likes=tuple(_treated(like) for like in command.likes if like.how),
        ),
        move.proposal_seq,
    )
    if command.publish == "now":
        publish(desk, ruling_id, rec.seq)
    return {"ruling_id": ruling_id}


def _default_learners(move: Move) -> tuple[Audience, ...]:
    """What a move brings about is known to the team that made it, and to whom the move was shown."""
    if move.content.visibility == "public":
        return (audience.PUBLIC,)
    return (audience.team(move.team), *(audience.team(t) for t in move.content.parties))


def _cannot_rule(desk: Desk, move: Move, command: c.RuleMove) -> Refused | None:
    if command.supersedes is not None:
        if command.supersedes != move.ruling:
            return Refused("NOT_CURRENT", "Only the ruling that stands can be superseded.", "supersedes")
    elif move.status not in OPEN:
        return Refused("NOT_OPEN", f"The move is {move.status}.{_by_whom(desk, move)}", "move_id")
    if no := _in_other_hands(desk, move) if move.status in OPEN else None:
        return no
    if command.decision != "accept" and not command.reason.strip():
        return Refused("MISSING", "A reason is needed to depart from the proposal.", "reason")
    for narrative in command.narratives:
        if no := bad_audiences(desk.state, (narrative.to,)):
            return no
    if command.facts_learned_by and (no := bad_audiences(desk.state, command.facts_learned_by)):
        return no
    if no := _bad_likes(desk, move, command):
        return no
    return bad_meters(desk.state, command.meters, "meters")


def _treated(like: e.Treatment) -> e.Treatment:
    """What differs is said where a case is distinguished; elsewhere the ruling's own reason speaks."""
    return like if like.how == "distinguish" else e.Treatment(like.ruling_id, like.how)


def _bad_likes(desk: Desk, move: Move, command: c.RuleMove) -> Refused | None:
    """Earlier rulings on other moves of this type may be followed, distinguished in words, or overruled."""
    for place, like in enumerate(command.likes):
        ruling = desk.state.rulings.get(like.ruling_id)
        earlier = desk.state.moves[ruling.move_id] if ruling else None
        if earlier is None or earlier.id == move.id or earlier.content.move != move.content.move:
            return Refused("NOT_ALIKE", "That is no ruling on a like move.", f"likes.{place}.ruling_id")
        if like.how == "distinguish" and (no := missing(f"likes.{place}.words", like.words, "What differs")):
            return no
        if too := too_long(f"likes.{place}.words", like.words, 500):
            return too
    return None


def _terms(command: c.RuleMove, move: Move, facts: dict[str, FactValue]) -> _Terms | Refused:
    """Accepting takes the proposal as it stands; departing from it takes what was typed."""
    proposal = move.proposal or {}
    if command.decision == "accept" and not proposal:
        return Refused("NO_PROPOSAL", "The law engine has no proposal here: give a verdict.", "decision")
    if command.decision == "accept":
        if proposal["verdict"] == "undetermined":
            return Refused("REFERRED", "Facts are open: settle them or give a verdict.", "verdict")
        effect = str(proposal["effect"])
        executed = command.executed if command.executed is not None else _executes(effect)
        if executed is None:
            return Refused("REFERRED", "The law leaves this open: say whether it is carried out.", "executed")
        return _Terms(
            verdict=proposal["verdict"],
            effect=effect,
            executed=executed,
            facts=facts or (proposal.get("establishes", {}) if executed else {}),
            meters=command.meters or (proposal.get("meters", {}) if executed else {}),
            procedures=command.procedures or _own_steps(proposal, effect),
            provisions=tuple(proposal.get("provisions", ())),
            missing=tuple(proposal.get("missing", ())),
        )
    if command.verdict is None:
        return Refused("MISSING", "A verdict is needed.", "verdict")
    executed = command.executed if command.executed is not None else command.verdict == "lawful"
    return _Terms(
        verdict=command.verdict,
        effect=_effect(command.verdict, executed, command.procedures),
        executed=executed,
        facts=facts,
        meters=command.meters,
        procedures=command.procedures,
        provisions=tuple(proposal.get("provisions", ())),
        missing=tuple(proposal.get("missing", ())) if command.verdict == "blocked" else (),
    )


def _executes(effect: str) -> bool | None:
    return {"execute": True, "flag": True, "hold": False, "void": False}.get(effect)


def _own_steps(proposal: dict[str, object], effect: str) -> tuple[str, ...]:
    """A held move starts the steps that its own team takes; those of others are prompts, not clocks."""
    steps_of = proposal.get("own_steps", ())
    if effect != "hold" or not isinstance(steps_of, list | tuple):
        return ()
    return tuple(str(token) for token in steps_of)


def _effect(verdict: str, executed: bool, procedures: tuple[str, ...]) -> str:
    if executed:
        return "flag" if verdict == "unlawful" else "execute"
    if verdict == "blocked" or procedures:
        return "hold"
    return "void" if verdict == "unlawful" else "refer"


def publish(desk: Desk, ruling_id: RulingId, cause: int) -> None:
    """Tell the narratives and let the consequences happen: facts, tracks, steps, duties."""
    rec = desk.lay(e.RulingPublished(ruling_id=ruling_id), cause)
    ruling = desk.state.rulings[ruling_id]
    move = desk.state.moves[ruling.move_id]
    if ruling.facts:
        # All of them, also those that hold already: who learns of them must not notice which those are.
        desk.lay(
            e.FactsSet(
                values=ruling.facts,
                reason=move.content.headline,
                learned_by=ruling.facts_learned_by,
                ruling=ruling_id,
                since_ms=since(desk),
            ),
            rec.seq,
        )
    undone = _undone(desk, ruling)
    if ruling.meters or undone:
        changed = e.MetersChanged(changes=ruling.meters, reason=move.content.headline, ruling=ruling_id)
        desk.move_tracks(changed, rec.seq, undone=undone)
    _open_steps(desk, ruling, move, rec.seq)


def _undone(desk: Desk, ruling: Ruling) -> dict[str, int]:
    """Takes back what the ruling did to the tracks whose place this one takes: what it could, not all it asked."""
    old = desk.state.displaced(ruling)
    return {name: -by for name, by in old.moved.items() if by} if old else {}


def _open_steps(desk: Desk, ruling: Ruling, move: Move, cause: int) -> None:
    book = desk.ctx.book
    steps.start_together(desk, ruling.procedures, move, cause)
    if not ruling.executed or move.content.move == moves.FREE:
        return
    for duty in book.duties(move.content.move, truth(desk.state), desk.reading().scenario_ms):
        if not steps.is_open(desk, duty.token, None):
            steps.put_on_the_clock(desk, duty, move.team, move.id, cause=cause)


def publish_by_hand(desk: Desk, command: c.PublishRuling) -> Outcome:
    """Before its turn's end."""
    if command.ruling_id not in desk.state.unpublished:
        return Refused("NOT_WAITING", "That ruling does not wait for publication.", "ruling_id")
    publish(desk, command.ruling_id, desk.state.rulings[command.ruling_id].seq)
    return None


def decide_appeal(desk: Desk, command: c.DecideAppeal) -> Outcome:
    """Heard once. After a granted appeal the adjudicator supersedes the ruling with a new one."""
    ruling = desk.state.rulings.get(command.ruling_id)
    if ruling is None or not ruling.appeal or ruling.appeal_decision:
        return Refused("NO_APPEAL", "No appeal is open on that ruling.", "ruling_id")
    if problem := missing("reason", command.reason, "A reason"):
        return problem
    desk.lay(e.AppealDecided(ruling_id=ruling.id, granted=command.granted, reason=command.reason))
    return None
