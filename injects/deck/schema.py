"""The authoring format of a deck: what one YAML file may say.

Texts are a string (in the deck's first language) or a map from language to string. Times are text such as
`T+1h30` (see `times`), or hours as a number in `t_h`.
"""

from typing import Annotated, TypeAlias

from msgspec import Meta, Struct, field

from games.engine.ids import FactValue
from games.engine.plan import (
    Basis,
    Certainty,
    ChannelStyle,
    InjectKind,
    LinkState,
    MarkKind,
    Precedence,
    Rank,
    Role,
    RouteKind,
    Trigger,
    UnitKind,
    ZoneKind,
)

Words: TypeAlias = str | dict[str, str]
Ident: TypeAlias = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$",
        description="A stable name in letters, digits, - _ and points; never reused for something else.",
    ),
]
Version: TypeAlias = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$",
        description='In quotes, such as "1.0". A changed text needs a new one.',
    ),
]
Count: TypeAlias = Annotated[int, Meta(ge=1)]
LonLat: TypeAlias = Annotated[
    tuple[int | float, ...],
    Meta(min_length=2, max_length=2, description="Degrees east, then degrees north: [122.99, 24.45]."),
]
Spot: TypeAlias = Annotated[
    str | LonLat, Meta(description="A place of the gazetteer by its id, or degrees east and north.")
]


class Authored(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of everything an author writes: immutable, and strict about unknown keys."""


class Head(Authored, frozen=True, kw_only=True):
    """What the deck is. `brief` is read by everybody before play."""

    id: Ident
    version: Version
    title: Words
    languages: Annotated[tuple[str, ...], Meta(min_length=1)]
    brief: Words = ""


class Team(Authored, frozen=True, kw_only=True):
    """A side. `mark` is its shape and `tone` its colour, 1 to 8."""

    id: Ident
    label: Words
    short: Annotated[str, Meta(min_length=1, max_length=4)]
    mark: str
    tone: Annotated[int, Meta(ge=1, le=8)]


class Office(Authored, frozen=True, kw_only=True):
    """A post in a team. `brief` is the role card."""

    team: str
    id: Ident
    label: Words
    brief: Words = ""


class Seat(Authored, frozen=True, kw_only=True):
    """A chair. A player's seat names its `office` as `team/office`, or only a `team`.

    `scope` is for observers: `all`, `public` or `team:<id>`. Without a `label` it is called as its office.
    """

    id: Ident
    role: Role = "player"
    office: str | None = None
    team: str | None = None
    rank: Rank = "member"
    scope: str = ""
    label: Words | None = None


class Channel(Authored, frozen=True, kw_only=True):
    """How an item reaches its readers; `style` picks its look."""

    id: Ident
    label: Words
    style: ChannelStyle


class Timing(Authored, frozen=True, kw_only=True):
    """`minute_is` is the story time in a minute at the table; `turn` is a length at the table."""

    minute_is: str = "1m"
    turn: str | None = None
    endex: str | None = None
    zone: str = "UTC"
    scenario_start: str = ""


class Phase(Authored, frozen=True, kw_only=True):
    """A stretch of the story from `t_h` (hours) or `at`."""

    id: Ident
    label: Words
    t_h: int | float | None = None
    at: str | None = None


class Objective(Authored, frozen=True, kw_only=True):
    """Something the exercise is meant to test."""

    id: Ident
    label: Words


class Link(Authored, frozen=True, kw_only=True):
    """Whether two teams can talk; `delay` is a length at the table."""

    between: Annotated[tuple[str, ...], Meta(min_length=2, max_length=2)]
    state: LinkState = "open"
    delay: str | None = None
    note: Words = ""


class Template(Authored, frozen=True, kw_only=True):
    """A ready-made inject for a controller to improvise from."""

    id: Ident
    channel: str
    kind: InjectKind = "contextual"
    precedence: Precedence = "routine"
    title: Words
    text: Words


class Inject(Authored, frozen=True, kw_only=True):
    """One line of the MSEL.

    Due: `t_h` (hours) or `at`, on `basis` (with `turn`, after the start of that turn). Released when due if
    `when` holds, else `otherwise` in its place; without a due time, as soon as `when` holds; with neither, by
    hand. `trigger` may say which is meant. `to` holds `all`, `white`, a team, `team/office` or `seat:<id>`.
    `sets` changes facts, learned by those in `learned_by` (`to` if left out). `notes` are for staff only.
    `columns` holds what its authors' spreadsheet said and play has no use for, under the spreadsheet's headings.
    """

    id: Ident
    phase: str = ""
    t_h: int | float | None = None
    at: str | None = None
    basis: Basis = "scenario"
    turn: Count | None = None
    trigger: Trigger | None = None
    to: Annotated[tuple[str, ...], Meta(min_length=1)]
    channel: str
    kind: InjectKind = "contextual"
    key: bool = False
    precedence: Precedence = "routine"
    sender: Words = field(default="", name="from")
    title: Words
    text: Words
    question: Words = ""
    answer_within: str | None = None
    when: str = ""
    otherwise: str | None = None
    sets: dict[str, FactValue] = {}
    learned_by: tuple[str, ...] | None = None
    meters: dict[str, int] = {}
    expect: dict[str, tuple[str, ...]] = {}
    expect_within: str = "12h"
    objectives: tuple[str, ...] = ()
    teaches: tuple[str, ...] = ()
    notes: Words = ""
    columns: dict[str, str] = {}


class OnMap(Authored, frozen=True, kw_only=True):
    """Something that the map shows while `when` holds and `until` does not, on what the reader was told.

    `to` holds those it may concern at all, as in an inject; everybody if left out. `team` is whose it is, or
    who declared it. `law` is its legal standing in words, `provisions` the rules it rests on.
    """

    id: Ident
    label: Words
    team: str | None = None
    when: str = ""
    until: str = ""
    to: tuple[str, ...] = ()
    law: Words = ""
    provisions: tuple[str, ...] = ()
    certainty: Certainty = "confirmed"
    note: Words = ""


class Zone(OnMap, frozen=True, kw_only=True):
    """An area: its corners in `ring`, or `radius_nm` nautical miles about `centre`."""

    kind: ZoneKind
    ring: tuple[LonLat, ...] = ()
    centre: Spot | None = None
    radius_nm: int | float = 0


class Unit(OnMap, frozen=True, kw_only=True):
    """A force, ship or aircraft."""

    kind: UnitKind
    at: Spot


class Mark(OnMap, frozen=True, kw_only=True):
    """What has become of a place."""

    kind: MarkKind
    at: Spot


class Route(OnMap, frozen=True, kw_only=True):
    """A line that people or ships follow."""

    kind: RouteKind
    line: Annotated[tuple[Spot, ...], Meta(min_length=2)]


class MapSection(Authored, frozen=True, kw_only=True):
    """What the map can show. `allies` are the declared friends of each team; `names` rename places."""

    zones: tuple[Zone, ...] = ()
    units: tuple[Unit, ...] = ()
    marks: tuple[Mark, ...] = ()
    routes: tuple[Route, ...] = ()
    allies: dict[str, tuple[str, ...]] = {}
    names: dict[str, Words] = {}


class Deck(Authored, frozen=True, kw_only=True):
    """A whole deck. `helpers` are shorthands for conditions, with `$1`, `$2` ... for their arguments."""

    deck: Head
    teams: Annotated[tuple[Team, ...], Meta(min_length=1)]
    offices: tuple[Office, ...] = ()
    seats: Annotated[tuple[Seat, ...], Meta(min_length=1)]
    channels: Annotated[tuple[Channel, ...], Meta(min_length=1)]
    timing: Timing = Timing()
    phases: tuple[Phase, ...] = ()
    objectives: tuple[Objective, ...] = ()
    links: tuple[Link, ...] = ()
    start_facts: dict[str, FactValue] = {}
    start_meters: dict[str, int] = {}
    helpers: dict[str, str] = {}
    templates: tuple[Template, ...] = ()
    injects: Annotated[tuple[Inject, ...], Meta(min_length=1)]
    map: MapSection = MapSection()
