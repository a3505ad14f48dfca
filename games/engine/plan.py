"""What an exercise is played from: the compiled deck, with its teams, seats, channels and injects.

A plan is a value. It is pinned to the exercise by the first event of the log; whatever staff change during
play is a later event, never an edit of the plan.
"""

from typing import Literal, TypeAlias

from msgspec import Struct

from games.engine.ids import Audience, FactValue, InjectId, Millis, OfficeId, SeatId, TeamId, Text

Basis: TypeAlias = Literal["scenario", "exercise", "turn", "wall", "clock", "inject"]
"""What a due time counts: the story and the table since STARTEX, a turn since its start, real time since STARTEX
whatever stands still, the time of day in the zone of the deck, and the table since another inject went out."""
Role: TypeAlias = Literal["director", "white", "controller", "player", "observer", "analyst", "display"]
Rank: TypeAlias = Literal["lead", "scribe", "member"]
Trigger: TypeAlias = Literal["time", "condition", "manual"]
InjectKind: TypeAlias = Literal[
    "contextual", "decision", "enabling", "expected", "contingency", "adaptive", "admin"
]
Precedence: TypeAlias = Literal["flash", "immediate", "priority", "routine"]
ChannelStyle: TypeAlias = Literal[
    "cable", "press", "intelligence", "sitrep", "market", "legal", "letter", "hotline", "social", "notice"
]
Delivery: TypeAlias = Literal["auto", "confirm", "manual"]
"""auto: sent by the clock; confirm: held at its time until a controller says yes; manual: done off the platform."""
LinkState: TypeAlias = Literal["open", "closed", "delayed"]
Certainty: TypeAlias = Literal["confirmed", "reported", "assessed"]
ZoneKind: TypeAlias = Literal[
    "closure", "drill", "quarantine", "blockade", "warning", "territorial", "economic", "corridor", "search"
]
UnitKind: TypeAlias = Literal[
    "carrier", "destroyer", "frigate", "amphibious", "submarine", "cutter", "merchant", "hospital_ship",
    "patrol_aircraft", "transport_aircraft", "fighters", "drones", "missiles", "air_defence", "garrison",
]  # fmt: skip
MarkKind: TypeAlias = Literal["struck", "closed", "in_use", "threatened", "open", "incident"]
RouteKind: TypeAlias = Literal["evacuation", "convoy", "shipping", "relief", "cable"]
Point: TypeAlias = tuple[float, float]
"""A place on earth: degrees of longitude east and latitude north, in this order as GeoJSON has it."""


class Frozen(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of the engine's values: immutable, and strict about unknown fields when decoded."""


class Team(Frozen, frozen=True):
    """A side of the exercise. `mark` is the shape and `tone` (1 to 8) the colour it is drawn with."""

    id: TeamId
    label: Text
    short: str
    mark: str
    tone: int


class Office(Frozen, frozen=True):
    """A post in a team, such as head of government; a seat holds one or more of these."""

    team: TeamId
    id: OfficeId
    label: Text
    brief: Text = {}


class SeatSpec(Frozen, frozen=True):
    """A chair to be filled. `scope` is what an observer may see: `all`, `public` or `team:<id>`."""

    id: SeatId
    label: Text
    role: Role
    team: TeamId | None = None
    office: OfficeId | None = None
    rank: Rank = "member"
    scope: str = ""


class Channel(Frozen, frozen=True):
    """How an item reaches its readers; `style` picks its look."""

    id: str
    label: Text
    style: ChannelStyle


class Phase(Frozen, frozen=True):
    """A stretch of the storyline, from `starts_ms` of scenario time; for staff only."""

    id: str
    label: Text
    starts_ms: Millis


class Due(Frozen, frozen=True):
    """When something falls due: `at_ms` on a clock, after the start of turn `turn` (basis `turn`), or after
    inject `after` went out (basis `inject`). On the basis `clock` it is milliseconds since midnight."""

    basis: Basis
    at_ms: Millis
    turn: int | None = None
    after: InjectId | None = None


class Expectation(Frozen, frozen=True):
    """What controllers should see from a team within `within_ms` of scenario time of the release.

    It may be any of `moves`, and `what` in words; `office` says who of the team, `evidence` what shows it.
    """

    team: TeamId
    moves: tuple[str, ...]
    within_ms: Millis
    office: OfficeId | None = None
    what: Text = {}
    evidence: Text = {}
    objective: str = ""


class Enclosure(Frozen, frozen=True):
    """A file that comes with an item, as its readers get it.

    `digest` is the SHA-256 of its content, `kind` the media type, `size` in bytes, width and height in pixels (0
    for no picture). `alt` says in words what it shows or says.
    """

    digest: str
    kind: str
    alt: Text
    size: int = 0
    width: int = 0
    height: int = 0


class Attachment(Frozen, frozen=True):
    """A file of the deck. `file` is its name there, for staff alone; without a digest it is not stored here."""

    id: str
    file: str
    content: Enclosure


class Handling(Frozen, frozen=True):
    """How an item is to be handled, and what comes with it, as its readers see it. It is part of the fiction.

    `classification` and `credibility` (of the source, as given) may be wrong on purpose. `to` and `cc` are
    filled only where the item says openly who has it. It is no longer valid from `expires_ms` of scenario time.
    """

    classification: Text = {}
    credibility: Text = {}
    acknowledge: bool = False
    expires_ms: Millis | None = None
    to: tuple[Audience, ...] = ()
    cc: tuple[Audience, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()


class Inject(Frozen, frozen=True):
    """One line of the MSEL.

    `when` is a condition over facts and moves, empty for always. With trigger `time` it is asked at the due
    time and a false answer skips the inject, or releases `otherwise` in its place; with trigger `condition`
    the inject goes out as soon as it becomes true. `sets` changes facts at the release; those who are told
    the inject learn them (`learned_by` names others instead).

    It waits until all of `needs` have gone out, and is skipped once one of `suppressed_by` has. `to` are all its
    readers; those of `cc` are shown to each other and to the rest, those of `blind` to nobody. `controller`,
    `focus`, `contingency_for`, `weight`, `tasks` and the expectations are for staff alone. `weight` is how many
    ordinary items it counts for.
    """

    id: InjectId
    order: int
    title: Text
    body: Text
    to: tuple[Audience, ...]
    channel: str
    kind: InjectKind
    trigger: Trigger
    due: Due | None = None
    when: str = ""
    otherwise: InjectId | None = None
    phase: str = ""
    sender: Text = {}
    precedence: Precedence = "routine"
    question: Text = {}
    answer_within_ms: Millis | None = None
    sets: dict[str, FactValue] = {}
    learned_by: tuple[Audience, ...] | None = None
    meters: dict[str, int] = {}
    expects: tuple[Expectation, ...] = ()
    objectives: tuple[str, ...] = ()
    teaches: tuple[str, ...] = ()
    notes: Text = {}
    key: bool = False
    needs: tuple[InjectId, ...] = ()
    suppressed_by: tuple[InjectId, ...] = ()
    contingency_for: InjectId | None = None
    delivery: Delivery = "auto"
    cc: tuple[Audience, ...] = ()
    blind: tuple[Audience, ...] = ()
    acknowledge: bool = False
    expires_after_ms: Millis | None = None
    classification: Text = {}
    credibility: Text = {}
    controller: str = ""
    focus: Text = {}
    tasks: tuple[str, ...] = ()
    weight: int = 1
    attachments: tuple[str, ...] = ()


class Link(Frozen, frozen=True):
    """Whether two teams can talk, and how late it arrives (`delay_ms` of exercise time)."""

    between: tuple[TeamId, TeamId]
    state: LinkState = "open"
    delay_ms: Millis = 0
    note: Text = {}


class Objective(Frozen, frozen=True):
    """Something the exercise is meant to test."""

    id: str
    label: Text


class Task(Frozen, frozen=True):
    """A critical task: something that must be done for an objective to be met."""

    id: str
    label: Text
    objective: str


class Secret(Frozen, frozen=True):
    """Words that give something away, for staff: who may read them from the beginning, and who once they learn `fact`."""

    words: tuple[str, ...]
    known_to: tuple[TeamId, ...] = ()
    fact: str | None = None


class Commitment(Frozen, frozen=True):
    """A promise that `team` gives, to `to` or to everybody, once `when` holds (or staff open it).

    It is kept as soon as `kept` holds, and broken once `broken` does or `within_ms` of scenario time have passed;
    then the tracks of `meters` move. Without `kept` staff say that it was kept.
    """

    id: str
    team: TeamId
    label: Text
    within_ms: Millis
    to: tuple[TeamId, ...] = ()
    when: str = ""
    kept: str = ""
    broken: str = ""
    meters: dict[str, int] = {}


class Template(Frozen, frozen=True):
    """A ready-made inject for a controller to improvise from."""

    id: str
    title: Text
    body: Text
    channel: str
    kind: InjectKind = "contextual"
    precedence: Precedence = "routine"


class OnMap(Frozen, frozen=True, kw_only=True):
    """Something on the map, drawn for a reader once what they were told makes `when` true.

    Empty `when` is always. It goes once `until` is true for them. `to` are those whom it may concern at all,
    empty for everyone. `law` is its legal standing in words, and `provisions` are the rules it rests on.
    """

    id: str
    label: Text
    team: TeamId | None = None
    when: str = ""
    until: str = ""
    to: tuple[Audience, ...] = ()
    law: Text = {}
    provisions: tuple[str, ...] = ()
    certainty: Certainty = "confirmed"
    note: Text = {}


class Zone(OnMap, frozen=True, kw_only=True):
    """An area: the corners of `ring` in order, or `radius_nm` nautical miles about `centre`.

    `team` is who declared it.
    """

    kind: ZoneKind
    ring: tuple[Point, ...] = ()
    centre: Point | None = None
    radius_nm: float = 0.0


class Unit(OnMap, frozen=True, kw_only=True):
    """A force of a team, or a ship or aircraft of nobody here. `place` names where it is, if that has a name."""

    kind: UnitKind
    at: Point
    place: str = ""


class Mark(OnMap, frozen=True, kw_only=True):
    """What has become of a place: struck, closed, in use."""

    kind: MarkKind
    at: Point
    place: str = ""


class Route(OnMap, frozen=True, kw_only=True):
    """A line that people or ships follow."""

    kind: RouteKind
    line: tuple[Point, ...]


class MapPlan(Frozen, frozen=True):
    """What the map of an exercise can show beyond land, sea and places.

    `allies` are those a team has declared to be its friends; all others are of unknown stance to it. `names`
    are the deck's own names for places.
    """

    zones: tuple[Zone, ...] = ()
    units: tuple[Unit, ...] = ()
    marks: tuple[Mark, ...] = ()
    routes: tuple[Route, ...] = ()
    allies: dict[TeamId, tuple[TeamId, ...]] = {}
    names: dict[str, Text] = {}


class Timing(Frozen, frozen=True):
    """The clock as the deck wants it.

    `rate` is scenario milliseconds for each second of exercise time (3_600_000 ms an exercise minute is
    `rate=60_000`). `turn_ms` of exercise time makes it turn-based; None is continuous play. `endex_ms` is
    scenario time.
    """

    rate: int = 1000
    turn_ms: Millis | None = None
    endex_ms: Millis | None = None
    zone: str = "UTC"
    scenario_start: str = ""


class Settings(Frozen, frozen=True):
    """What a facilitator may tune for one exercise. Times are wall milliseconds, `duty_soon_ms` of the story.

    An inject later than the grace waits for a person; the others say when staff pages turn amber and red: a
    case in the queue, a team that neither reads nor acts, a duty about to fall due. `seed` decides the dice of
    the deck, so that a run can be repeated; without one STARTEX draws one.
    """

    late_grace_ms: Millis = 30_000
    queue_amber_ms: Millis = 180_000
    queue_red_ms: Millis = 300_000
    idle_amber_ms: Millis = 900_000
    idle_red_ms: Millis = 1_200_000
    duty_soon_ms: Millis = 21_600_000
    counsel: bool = True
    attribution: Literal["attributed", "office", "team", "chatham"] = "office"
    seed: str = ""


class Plan(Frozen, frozen=True):
    """A whole deck, compiled: what `ExerciseCreated` pins."""

    id: str
    version: str
    digest: str
    title: Text
    languages: tuple[str, ...]
    teams: tuple[Team, ...]
    offices: tuple[Office, ...]
    seats: tuple[SeatSpec, ...]
    channels: tuple[Channel, ...]
    injects: tuple[Inject, ...]
    timing: Timing
    phases: tuple[Phase, ...] = ()
    objectives: tuple[Objective, ...] = ()
    tasks: tuple[Task, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    templates: tuple[Template, ...] = ()
    links: tuple[Link, ...] = ()
    start_facts: dict[str, FactValue] = {}
    start_meters: dict[str, int] = {}
    public_brief: Text = {}
    settings: Settings = Settings()
    map: MapPlan = MapPlan()
    attachments: tuple[Attachment, ...] = ()
    secrets: tuple[Secret, ...] = ()
