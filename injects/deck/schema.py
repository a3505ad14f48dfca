"""The authoring format of a deck: what one YAML file may say.

Texts are a string (in the deck's first language) or a map from language to string. Times are text such as
`T+1h30` (see `times`), or hours as a number in `t_h`.
"""

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct, field

from games.engine.ids import FactValue
from games.engine.plan import (
    Certainty,
    ChannelStyle,
    Delivery,
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

Basis: TypeAlias = Literal["scenario", "exercise", "turn", "phase", "wall", "clock", "inject"]
"""What a time counts; `phase` is the story since the start of the inject's phase."""
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
FileName: TypeAlias = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$",
        description="The name of a file beside the deck, in letters, digits, - _ and points, without a folder.",
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


class Task(Authored, frozen=True, kw_only=True):
    """A critical task: what must be done for an objective to be met."""

    id: Ident
    label: Words
    objective: str


class Commitment(Authored, frozen=True, kw_only=True):
    """A promise of a team, to the teams in `to` or to everybody, given when `when` holds or by hand.

    It is kept once `kept` holds, broken once `broken` does or `within` (time of the story) has passed; `meters`
    move then. Without `kept` the white cell says whether it was.
    """

    id: Ident
    team: str
    label: Words
    within: str
    to: tuple[str, ...] = ()
    when: str = ""
    kept: str = ""
    broken: str = ""
    meters: dict[str, int] = {}


class Secret(Authored, frozen=True, kw_only=True):
    """Words that give something away, and the teams that may read them from the beginning.

    Where `fact` is named, a team may read them too once an inject has let it learn that fact.
    """

    words: Annotated[tuple[str, ...], Meta(min_length=1)]
    known_to: tuple[str, ...] = ()
    fact: str | None = None


class Accepted(Authored, frozen=True, kw_only=True):
    """A finding of the check that somebody has looked at and lets stand: its id, who, and why."""

    finding: Annotated[
        str, Meta(min_length=1, description="The id that the check prints, such as L05-3fa9c1.")
    ]
    by: Annotated[str, Meta(min_length=1)]
    why: Annotated[str, Meta(min_length=1)]


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


class Expected(Authored, frozen=True, kw_only=True):
    """An action that controllers and evaluators watch for.

    `who` is a team or `team/office`; `what` says it in words and `moves` in moves of the catalogue, one of them
    at least. `within` counts in the story from the release, `evidence` is what shows it, `objective` what it tests.
    `verdict` is what the author takes the law to say of the moves; the check compares it with the rule pack.
    """

    who: str
    what: Words = ""
    moves: tuple[str, ...] = ()
    within: str | None = None
    evidence: Words = ""
    objective: str | None = None
    verdict: Literal["lawful", "contestable", "blocked", "unlawful"] | None = None


class Repeat(Authored, frozen=True, kw_only=True):
    """The same line again, `times` in all, each `every` (on the line's own clock) after the one before."""

    every: str
    times: Annotated[int, Meta(ge=2, le=50)]


class Inject(Authored, frozen=True, kw_only=True):
    """One line of the MSEL.

    Due: `t_h` (hours) or `at`, on `basis` (with `turn`, after the start of that turn; with `after`, after that
    inject). Released when due if `when` holds, else `otherwise` in its place; without a due time, as soon as
    `when` holds; with neither, by hand. `trigger` may say which is meant. It goes out once, unless `repeat` says
    otherwise. It waits for all of `needs`, is left out once one of `suppressed_by` has gone out, and comes about
    in `probability` of 100 runs. What it says of facts stands against `supersedes`. `follow_ups` puts other lines on the clock, each so long after this one.
    `to` holds `all`, `white`, a team, `team/office` or `seat:<id>`; `cc` are readers that everybody sees, `blind`
    ones that nobody does. `sets` changes facts, learned by those in `learned_by` (all readers if left out).
    `notes`, `controller`, `focus`, `tasks`, `weight`, `expect`, `expected` and `contingency_for` are for staff.
    `columns` holds what its authors' spreadsheet said and play has no use for, under the spreadsheet's headings.
    """

    id: Ident
    phase: str = ""
    t_h: int | float | None = None
    at: str | None = None
    basis: Basis = "scenario"
    turn: Count | None = None
    after: str | None = None
    trigger: Trigger | None = None
    repeat: Repeat | None = None
    probability: Annotated[int, Meta(ge=1, le=99)] | None = None
    needs: tuple[str, ...] = ()
    suppressed_by: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    follow_ups: dict[str, str] = {}
    to: Annotated[tuple[str, ...], Meta(min_length=1)]
    cc: tuple[str, ...] = ()
    blind: tuple[str, ...] = ()
    delivery: Delivery = "auto"
    channel: str
    kind: InjectKind = "contextual"
    key: bool = False
    weight: Annotated[int, Meta(ge=1, le=5)] = 1
    contingency_for: str | None = None
    precedence: Precedence = "routine"
    classification: Words = ""
    credibility: Words = ""
    sender: Words = field(default="", name="from")
    title: Words
    text: Words
    question: Words = ""
    answer_within: str | None = None
    acknowledge: bool = False
    expires: str | None = None
    when: str = ""
    otherwise: str | None = None
    sets: dict[str, FactValue] = {}
    learned_by: tuple[str, ...] | None = None
    meters: dict[str, int] = {}
    expect: dict[str, tuple[str, ...]] = {}
    expect_within: str = "12h"
    expected: tuple[Expected, ...] = ()
    objectives: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    teaches: tuple[str, ...] = ()
    controller: str = ""
    focus: Words = ""
    notes: Words = ""
    attachments: tuple[str, ...] = ()
    columns: dict[str, str] = {}


class Attachment(Authored, frozen=True, kw_only=True):
    """A file that comes with injects: a picture, a sound, a document. It stands beside the deck.

    `file` is its name there, which players never see. `alt` says in words what it shows, or what is said in it,
    for those who cannot see or hear it.
    """

    id: Ident
    file: FileName
    alt: Words


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
    """A whole deck. `helpers` are shorthands for conditions, with `$1`, `$2` ... for their arguments.

    `secrets` are words that not everybody may read; `accepted` are findings of the check that somebody lets stand.
    """

    deck: Head
    teams: Annotated[tuple[Team, ...], Meta(min_length=1)]
    offices: tuple[Office, ...] = ()
    seats: Annotated[tuple[Seat, ...], Meta(min_length=1)]
    channels: Annotated[tuple[Channel, ...], Meta(min_length=1)]
    timing: Timing = Timing()
    phases: tuple[Phase, ...] = ()
    objectives: tuple[Objective, ...] = ()
    tasks: tuple[Task, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    links: tuple[Link, ...] = ()
    start_facts: dict[str, FactValue] = {}
    start_meters: dict[str, int] = {}
    helpers: dict[str, str] = {}
    templates: tuple[Template, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    injects: Annotated[tuple[Inject, ...], Meta(min_length=1)]
    map: MapSection = MapSection()
    secrets: tuple[Secret, ...] = ()
    accepted: tuple[Accepted, ...] = ()
