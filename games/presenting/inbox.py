"""The inbox: what a seat was told to read, most urgent and unread first, and one item in full."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from games.engine.events import Stamp
from games.engine.ids import ItemId, Millis, SeatId, TeamId
from games.engine.plan import Enclosure, Handling
from games.engine.seatview import Item, SeatView
from games.presenting.people import ChannelCard, Public, TeamCard
from games.presenting.words import NOTHING, Words, pick

PRECEDENCE = ("flash", "immediate", "priority", "routine")
KEPT_IN_SIGHT = 8
"""Opened items that stay in view; older ones fold away under a count."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What an item said before it was corrected."""

    at: Stamp
    title: Words
    body: Words


@dataclass(frozen=True, slots=True)
class EnclosureCard:
    """A file that comes with an item. `look` is picture, sound or paper; `ending` that of its name."""

    digest: str
    look: str
    ending: str
    alt: Words
    size: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ItemCard:
    """Something to read, ready to print.

    `due_ms` is None when no answer is asked for by a time; the title of an `untitled` one is its first words.
    """

    id: ItemId
    source: str
    at: Stamp
    title: Words
    untitled: bool
    body: Words
    channel: ChannelCard
    style: str
    precedence: str
    sender: Words
    question: Words
    due_ms: Millis | None
    team: TeamCard | None
    opened: bool
    urgent: bool
    resent: Stamp | None
    corrections: tuple[Correction, ...]
    retracted: bool
    retracted_reason: str
    classification: Words = NOTHING
    credibility: Words = NOTHING
    valid_until_ms: Millis | None = None
    addressed: tuple[str, ...] = ()
    copied: tuple[str, ...] = ()
    acknowledge: bool = False
    enclosures: tuple[EnclosureCard, ...] = ()
    acknowledged: tuple[SeatId, ...] = ()
    """Seats of the reader's own team that have acknowledged it."""

    @property
    def is_decision(self) -> bool:
        """Whether it puts a question to its readers."""
        return bool(self.question)

    @property
    def corrected_ms(self) -> Millis:
        """When it was corrected last (wall ms); 0 if never."""
        return self.corrections[-1].at.wall_ms if self.corrections else 0


@dataclass(frozen=True, slots=True)
class Reading:
    """How the reader's page stands, so that what is being read does not move.

    `known` items of the feed are on the page, `order` are those in sight, as they stand; `busy`: leave out
    new ones for now and only announce them.
    """

    known: int
    order: tuple[ItemId, ...]
    busy: bool = False


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What came since and is not shown yet: how many, and the most urgent of them."""

    count: int = 0
    first: ItemCard | None = None


@dataclass(frozen=True, slots=True)
class Inbox:
    """What is in sight, then the folded rest. `told` counts the items that this page knows of.

    On a fresh page the unread ones come first by precedence, newest first, and then the newest read ones.
    """

    shown: tuple[ItemCard, ...]
    earlier: tuple[ItemCard, ...]
    unread: int
    told: int
    arrivals: Arrivals

    @property
    def empty(self) -> bool:
        return not self.told and not self.arrivals.count


def inbox(
    view: SeatView, public: Public, opened: Collection[ItemId], reading: Reading | None = None
) -> Inbox:
    """The inbox of a seat; on a page that is being read, with what is there kept in place."""
    known = len(view.feed) if reading is None else min(reading.known, len(view.feed))
    cards = {i: item_card(view.items[i], public, i in opened) for i in reversed(view.feed)}
    old = [cards[i] for i in reversed(view.feed[:known])]
    fresh = sorted((cards[i] for i in reversed(view.feed[known:])), key=_rank)
    if reading is None:
        read = [c for c in old if c.opened]
        unread = sorted((c for c in old if not c.opened), key=_rank)
        shown, earlier = [*unread, *read[:KEPT_IN_SIGHT]], read[KEPT_IN_SIGHT:]
    else:
        shown = [cards[i] for i in reading.order if i in cards]
        earlier = [c for c in old if c.id not in set(reading.order)]
    late = fresh if reading is not None and reading.busy else []
    if fresh and not late:
        shown, known = [*fresh, *shown], len(view.feed)
    return Inbox(
        shown=tuple(shown),
        earlier=tuple(earlier),
        unread=sum(not c.opened for c in cards.values()),
        told=known,
        arrivals=Arrivals(len(late), late[0]) if late else Arrivals(),
    )


def item_card(item: Item, public: Public, opened: bool) -> ItemCard:
    """One item in the reader's language."""
    say = _sayer(public)
    body = say(item.body)
    style, channel = _look(item, public)
    return ItemCard(
        id=item.id,
        source=item.source,
        at=item.at,
        title=say(item.title) or _title_from(body),
        untitled=not say(item.title),
        body=body,
        channel=channel,
        style=style,
        precedence=item.precedence,
        sender=say(item.sender),
        question=say(item.question),
        due_ms=item.answer_by_ms,
        team=public.team(item.team),
        opened=opened,
        urgent=item.urgent,
        resent=item.resent,
        corrections=_corrections(item.corrections, public),
        retracted=item.retracted is not None,
        retracted_reason=item.retracted or "",
        **(_handled(item.handling, public) if item.handling else {}),
        acknowledged=item.acknowledged,
    )


def _handled(handling: Handling, public: Public) -> dict[str, Any]:
    say = _sayer(public)
    return {
        "classification": say(handling.classification),
        "credibility": say(handling.credibility),
        "valid_until_ms": handling.expires_ms,
        "addressed": tuple(filter(None, map(public.reader, handling.to))),
        "copied": tuple(filter(None, map(public.reader, handling.cc))),
        "acknowledge": handling.acknowledge,
        "enclosures": tuple(enclosure_card(one, say) for one in handling.enclosures),
    }


LOOKS = {"image": "picture", "audio": "sound"}
ENDINGS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "application/pdf": "pdf",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
}


def enclosure_card(one: Enclosure, say: Callable[[dict[str, str]], Words]) -> EnclosureCard:
    """A file in the reader's language; `say` picks the language of a text."""
    return EnclosureCard(
        digest=one.digest,
        look=LOOKS.get(one.kind.partition("/")[0], "paper"),
        ending=ENDINGS.get(one.kind, "bin"),
        alt=say(one.alt),
        size=one.size,
        width=one.width,
        height=one.height,
    )


def decisions(view: SeatView, public: Public, opened: Collection[ItemId]) -> tuple[ItemCard, ...]:
    """Items that ask this seat's team for a decision and have no move in answer yet, oldest first."""
    answered = {m.content.item for m in view.moves.values() if m.status != "withdrawn"}
    return tuple(
        item_card(view.items[i], public, i in opened)
        for i in view.feed
        if view.items[i].question and view.items[i].retracted is None and i not in answered
    )


def statements(view: SeatView, public: Public) -> Iterable[tuple[TeamId | None, ItemCard]]:
    """What teams have said in their own voice, newest first."""
    for item_id in reversed(view.feed):
        item = view.items[item_id]
        if item.source == "statement":
            yield item.team, item_card(item, public, opened=True)


def _rank(card: ItemCard) -> int:
    place = PRECEDENCE.index(card.precedence) if card.precedence in PRECEDENCE else len(PRECEDENCE)
    return place if not card.retracted else len(PRECEDENCE) + 1


def _sayer(public: Public) -> Callable[[dict[str, str]], Words]:
    def say(text: dict[str, str]) -> Words:
        return pick(text, public.language, public.languages)

    return say


def _look(item: Item, public: Public) -> tuple[str, ChannelCard]:
    """How the item is drawn: its channel's style, or the plain look of what is not sent by a channel."""
    if item.source == "inject":
        channel = public.channel(item.channel)
        return channel.style, channel
    labels = {"statement": _("Statement"), "narrative": _("Outcome"), "notice": _("White-cell notice")}
    style = {"statement": "press", "narrative": "sitrep"}.get(item.source, "notice")
    return style, ChannelCard(item.source, Words(labels.get(item.source, item.source)), style)


def _title_from(body: Words) -> Words:
    """A heading for an item that came without one: the first words of its text."""
    first = body.strip().split("\n", 1)[0]
    short = first if len(first) <= 90 else first[:88].rsplit(" ", 1)[0] + " …"
    return Words(short, body.lang)


def _corrections(
    before: tuple[tuple[Stamp, dict[str, str], dict[str, str]], ...], public: Public
) -> tuple[Correction, ...]:
    say = _sayer(public)
    return tuple(Correction(at, say(title), say(body)) for at, title, body in before)
