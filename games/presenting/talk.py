"""Conversations: the list, one in full, and which lines to other teams are open."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from games.engine.events import Stamp
from games.engine.ids import MessageId, TeamId, ThreadId
from games.engine.seatview import Message, SeatView, Talk
from games.engine.state import OVER
from games.presenting import times
from games.presenting.people import Own, Public, TeamCard


@dataclass(frozen=True, slots=True)
class MessageCard:
    """Words in a conversation. `author` is the team, the white cell, or the actor it speaks as."""

    id: MessageId
    at: Stamp
    author: str
    team: TeamCard | None
    own: bool
    text: str
    on_its_way: bool


@dataclass(frozen=True, slots=True)
class ThreadCard:
    """A conversation. `closed` is empty while words can be sent, else why not."""

    id: ThreadId
    subject: str
    parties: tuple[TeamCard, ...]
    with_white: bool
    speaks_as: str
    messages: tuple[MessageCard, ...]
    last: Stamp
    last_text: str
    closed: str
    slow: str

    @property
    def waiting(self) -> bool:
        """Whether the last word is the other side's."""
        return bool(self.messages) and not self.messages[-1].own


@dataclass(frozen=True, slots=True)
class LineCard:
    """The channel to another team: open, delayed or closed, explained in the fiction."""

    team: TeamCard
    state: str
    label: str
    explanation: str
    delay: str


@dataclass(frozen=True, slots=True)
class Lines:
    """All lines of a team, and what shuts them all (a plenary, ENDEX), if anything."""

    lines: tuple[LineCard, ...]
    shut: str = ""

    @property
    def usable(self) -> tuple[LineCard, ...]:
        return tuple(line for line in self.lines if line.state != "closed")


@dataclass(frozen=True, slots=True)
class TimeoutCard:
    """The time-out that the own lead asked for: waiting, granted, or declined with the director's answer."""

    at: Stamp
    author: str
    reason: str
    declined: bool
    answer: str
    granted: bool


def timeout(view: SeatView, own: Own) -> TimeoutCard | None:
    """The request and what became of it, None where there is none."""
    asked = view.timeout
    if asked is None:
        return None
    chairs = (own.seat, *own.mates)
    author = next((str(chair.label) for chair in chairs if chair.id == asked.seat), "")
    return TimeoutCard(asked.at, author, asked.reason, asked.declined, asked.answer, asked.granted)


def threads(view: SeatView, public: Public, own: Own) -> tuple[ThreadCard, ...]:
    """All conversations, the one that spoke last first."""
    cards = [thread_card(view.talks[t], view, public, own) for t in view.talk_order]
    order = {t: _last_ms(view.talks[t]) for t in view.talk_order}
    return tuple(sorted(cards, key=lambda card: order[card.id], reverse=True))


def thread_card(talk: Talk, view: SeatView, public: Public, own: Own) -> ThreadCard:
    """One conversation as the seat may see it."""
    others = tuple(public.teams[t] for t in talk.parties if t in public.teams and t != _id(own))
    messages = tuple(_message(m, public, own) for m in talk.messages)
    last = messages[-1] if messages else None
    return ThreadCard(
        id=talk.id,
        subject=talk.subject,
        parties=others,
        with_white=talk.with_white,
        speaks_as=talk.speaks_as,
        messages=messages,
        last=last.at if last else talk.opened,
        last_text=last.text if last else "",
        closed=_closed(talk, view, public, own),
        slow=_slow(others, view, public, own),
    )


def lines(view: SeatView, public: Public, own: Own) -> Lines:
    """The lines from the seat's team to each other team."""
    mine = _id(own)
    if mine is None:
        return Lines(())
    found = tuple(line_to(team, view, public, own) for team in public.teams if team != mine)
    return Lines(found, shut=_shut(view))


def line_to(team: TeamId, view: SeatView, public: Public, own: Own) -> LineCard:
    """One line: what the seat was told last, else what the plan says of its own lines."""
    planned = own.links.get(team)
    state: str = planned.state if planned else "open"
    explanation = str(public.words(planned.note)) if planned else ""
    delay = times.span(planned.delay_ms) if planned and planned.state == "delayed" else ""
    told = next((t for pair, t in view.links.items() if set(pair) == {team, _id(own)}), None)
    if told is not None:
        changed = told.state != state
        state, explanation = told.state, told.explanation or ("" if changed else explanation)
        delay = delay if state == "delayed" and not changed else ""
    return LineCard(public.teams[team], state, line_label(state), explanation, delay)


def line_label(state: str) -> str:
    """The state of a line in words."""
    labels = {"open": pgettext("channel", "Open"), "delayed": _("Slow"), "closed": _("Closed")}
    return labels.get(state, state)


def _message(message: Message, public: Public, own: Own) -> MessageCard:
    team = public.team(message.team)
    author = message.speaks_as or (str(team.label) if team else _("White cell"))
    mine = message.team is not None and message.team == _id(own)
    if mine and message.seat:
        holder = next((mate for mate in own.mates if mate.id == message.seat), None)
        author = str(holder.label) if holder else author
    return MessageCard(
        message.id,
        message.at,
        author,
        team,
        mine,
        message.text,
        message.on_its_way,
    )


def _closed(talk: Talk, view: SeatView, public: Public, own: Own) -> str:
    shut = _shut(view) if not talk.with_white else _ended(view)
    if shut:
        return shut
    for line in _shut_lines(talk.parties, view, public, own):
        words = _("The line to %(team)s is closed.") % {"team": line.team.label}
        return f"{words} {line.explanation}".strip()
    return ""


def _shut_lines(parties: Iterable[TeamId], view: SeatView, public: Public, own: Own) -> Iterable[LineCard]:
    for team in parties:
        if team in public.teams and team != _id(own):
            line = line_to(team, view, public, own)
            if line.state == "closed":
                yield line


def _slow(others: tuple[TeamCard, ...], view: SeatView, public: Public, own: Own) -> str:
    for team in others:
        line = line_to(team.id, view, public, own)
        if line.state == "delayed":
            return _("Words reach %(team)s late.") % {"team": team.label} + f" {line.explanation}".rstrip()
    return ""


def _shut(view: SeatView) -> str:
    """Why no team can write to another now, empty while they can."""
    if view.clock is not None and view.clock.stop == "plenary" and view.clock.life == "stopped":
        return _("Private channels are closed during the plenary.")
    return _ended(view)


def _ended(view: SeatView) -> str:
    life = view.clock.life if view.clock else "draft"
    if life in OVER:
        return _("The exercise has ended.")
    return "" if life in ("running", "stopped") else _("The exercise has not started.")


def _id(own: Own) -> TeamId | None:
    return own.team.id if own.team else None


def _last_ms(talk: Talk) -> int:
    return talk.messages[-1].at.wall_ms if talk.messages else talk.opened.wall_ms
