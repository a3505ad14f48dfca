"""Decisions on conversations and the channels between teams."""

from games.engine import commands as c
from games.engine import events as e
from games.engine.answers import Refused
from games.engine.deciding.desk import Desk, Outcome, missing, too_long
from games.engine.deciding.moves import lead_of
from games.engine.folding.life import link_of, pair
from games.engine.ids import MessageId, Millis, SeatId, TeamId, ThreadId, TimerId
from games.engine.plan import Link


def open_thread(desk: Desk, command: c.OpenThread) -> Outcome:
    """With other teams over the channels that are open, or with the white cell."""
    team = desk.team
    if team is None:
        return Refused("NOT_A_PLAYER", "Only a team opens a conversation here.")
    others = tuple(dict.fromkeys(t for t in command.parties if t != team))
    if no := _wrong_words(command.subject, command.text) or _wrong_parties(
        desk, team, others, command.with_white
    ):
        return no
    thread = ThreadId(desk.ctx.new_id())
    parties = (team, *others)
    subject = command.subject.strip()
    desk.lay(e.ThreadOpened(thread=thread, parties=parties, subject=subject, with_white=command.with_white))
    return _say(desk, thread, team, parties, command.text)


def _wrong_words(subject: str, text: str) -> Refused | None:
    return (
        missing("subject", subject, "A subject")
        or too_long("subject", subject, 200)
        or missing("text", text, "A text")
        or too_long("text", text, 10_000)
    )


def _wrong_parties(desk: Desk, team: TeamId, others: tuple[TeamId, ...], with_white: bool) -> Refused | None:
    if not others and not with_white:
        return Refused("MISSING", "Say with whom: a team, or the white cell.", "parties")
    for other in others:
        if not any(t.id == other for t in desk.state.deck.teams):
            return Refused("UNKNOWN_TEAM", f"There is no team '{other}'.", "parties")
    return _closed(desk, team, others)


def _closed(desk: Desk, team: TeamId, others: tuple[TeamId, ...]) -> Refused | None:
    """A refusal in the fiction's own words when a channel is closed, or while private talk is muted."""
    if desk.paper:  # it has been handed over
        return None
    stop = desk.state.stop
    if others and stop is not None and stop.kind == "plenary":
        return Refused("MUTED", "Private channels are muted during the plenary.")
    if desk.state.life not in ("running", "stopped"):
        return Refused("NOT_RUNNING", f"The exercise is {desk.state.life}.")
    for other in others:
        link = link_of(desk.state, team, other)
        if link.state == "closed":
            return Refused("LINK_CLOSED", _explained(link), "parties")
    return None


def _explained(link: Link) -> str:
    return next(iter(link.note.values()), "Nobody answers on that channel.")


def _delay(desk: Desk, team: TeamId, others: tuple[TeamId, ...]) -> Millis:
    links = [link_of(desk.state, team, other) for other in others]
    return max((link.delay_ms for link in links if link.state == "delayed"), default=0)


def _say(
    desk: Desk,
    thread: ThreadId,
    team: TeamId,
    parties: tuple[TeamId, ...],
    text: str,
    seat: SeatId | None = None,
) -> Outcome:
    others = tuple(t for t in parties if t != team)
    delay = 0 if desk.paper else _delay(desk, team, others)
    message = MessageId(desk.ctx.new_id())
    desk.lay(
        e.MessageSent(
            thread=thread,
            message=message,
            seat=seat or desk.seat_id,
            team=team,
            text=text,
            arrives_ms=desk.reading().exercise_ms + delay if delay else None,
        )
    )
    return {"thread": thread, "message": message, "on_its_way": bool(delay)}


def send(desk: Desk, command: c.SendMessage) -> Outcome:
    """Words in a conversation of one's team."""
    team = desk.team
    thread = desk.state.threads.get(command.thread)
    if team is None or thread is None or team not in thread.told:
        return Refused("UNKNOWN_THREAD", "Your team has no such conversation.", "thread")
    problem = missing("text", command.text, "A text") or too_long("text", command.text, 10_000)
    if problem:
        return problem
    others = tuple(t for t in thread.parties if t != team)
    if no := _closed(desk, team, others):
        return no
    return _say(desk, thread.id, team, thread.parties, command.text)


def arrive(desk: Desk, message: str) -> None:
    """A held message reaches everyone."""
    thread = desk.state.threads[desk.state.in_transit[MessageId(message)]]
    said = next(m for m in thread.messages if m.id == message)
    desk.lay(
        e.MessageArrived(
            thread=thread.id,
            message=said.id,
            text=said.text,
            team=said.team,
            seat=said.seat,
            speaks_as=said.speaks_as,
        ),
        actor="",
    )


# White cell ---------------------------------------------------------------------------------------------


def answer(desk: Desk, command: c.AnswerThread) -> Outcome:
    """The white cell writes, as itself or as an actor that nobody plays."""
    thread = desk.state.threads.get(command.thread)
    if thread is None or not thread.with_white:
        return Refused("UNKNOWN_THREAD", "The white cell is not a party to that conversation.", "thread")
    problem = missing("text", command.text, "A text") or too_long("text", command.text, 10_000)
    if problem:
        return problem
    return _as_white(desk, thread.id, command.text, command.speaks_as or thread.speaks_as)


def approach(desk: Desk, command: c.ApproachTeam) -> Outcome:
    """The white cell begins a conversation with a team."""
    if not any(t.id == command.team for t in desk.state.deck.teams):
        return Refused("UNKNOWN_TEAM", f"There is no team '{command.team}'.", "team")
    if no := _wrong_words(command.subject, command.text):
        return no
    thread = ThreadId(desk.ctx.new_id())
    desk.lay(
        e.ThreadOpened(
            thread=thread,
            parties=(command.team,),
            subject=command.subject.strip(),
            with_white=True,
            speaks_as=command.speaks_as,
        )
    )
    return _as_white(desk, thread, command.text, command.speaks_as)


def _as_white(desk: Desk, thread: ThreadId, text: str, speaks_as: str) -> Outcome:
    message = MessageId(desk.ctx.new_id())
    desk.lay(
        e.MessageSent(
            thread=thread,
            message=message,
            seat=desk.seat_id,
            team=None,
            text=text,
            speaks_as=speaks_as,
            arrives_ms=_after_first_words(desk, thread),
        )
    )
    return {"thread": thread, "message": message}


def _after_first_words(desk: Desk, thread_id: ThreadId) -> Millis | None:
    """When a word of the white cell may be heard: not before the words that make the conversation known.

    Else an answer would betray to a team that a message is on its way to it.
    """
    thread = desk.state.threads[thread_id]
    if thread.told == thread.parties:
        return None
    waiting = [TimerId(f"message:{m.id}") for m in thread.messages if m.pending]
    return max((desk.state.timers[t].at_ms for t in waiting if t in desk.state.timers), default=None)


def pass_message(desk: Desk, command: c.PassMessage) -> Outcome:
    """What a team wrote on paper, in the name of its lead or of whoever signed it."""
    if desk.paper is None:
        return Refused("ONLY_FROM_PAPER", "Words of a team are entered with the time they were handed over.")
    lead = lead_of(desk, command.team)
    if lead is None:
        return Refused("UNKNOWN_TEAM", f"There is no team '{command.team}' with a lead.", "team")
    seat = desk.paper.signed_by or lead.id
    if command.thread:
        return _go_on(desk, command, seat)
    others = tuple(dict.fromkeys(t for t in command.parties if t != command.team))
    if no := _wrong_words(command.subject, command.text):
        return no
    if no := _wrong_parties(desk, command.team, others, command.with_white):
        return no
    thread = ThreadId(desk.ctx.new_id())
    parties = (command.team, *others)
    desk.lay(
        e.ThreadOpened(
            thread=thread, parties=parties, subject=command.subject.strip(), with_white=command.with_white
        )
    )
    return _say(desk, thread, command.team, parties, command.text, seat)


def _go_on(desk: Desk, command: c.PassMessage, seat: SeatId) -> Outcome:
    thread = desk.state.threads.get(command.thread)
    if thread is None or command.team not in thread.told:
        return Refused("UNKNOWN_THREAD", "That team has no such conversation.", "thread")
    if no := missing("text", command.text, "A text") or too_long("text", command.text, 10_000):
        return no
    return _say(desk, thread.id, command.team, thread.parties, command.text, seat)


def change_link(desk: Desk, command: c.ChangeLink) -> Outcome:
    """Open, close or slow down a channel."""
    one, other = command.between
    teams = {t.id for t in desk.state.deck.teams}
    if one == other or one not in teams or other not in teams:
        return Refused("UNKNOWN_TEAM", "Name two different teams of this exercise.", "between")
    if command.delay_ms < 0 or (command.state == "delayed" and command.delay_ms == 0):
        return Refused("BAD_TIME", "A delayed channel needs a delay of some time.", "delay_ms")
    desk.lay(
        e.LinkChanged(
            between=pair(one, other),
            state=command.state,
            delay_ms=command.delay_ms if command.state == "delayed" else 0,
            explanation=command.explanation,
        )
    )
    return None
