"""What a rule pack is made of: the records of its files as lawyers write them, not yet compiled."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, TypeAlias

from msgspec import Meta, Struct, field

SCHEMA: Final = "tte-law/1"

Verdict: TypeAlias = Literal["lawful", "contestable", "blocked", "unlawful"]
Severity: TypeAlias = Literal["contestable", "blocked", "unlawful"]
Effect: TypeAlias = Literal["execute", "refer", "flag", "hold", "void"]
Layer: TypeAlias = Literal["domestic", "alliance", "international"]
Gate: TypeAlias = Literal["hard", "procedural", "contestable", "info"]
Occasion: TypeAlias = Literal["executed", "flagged", "defied"]

VERDICTS: Final[tuple[Verdict, ...]] = ("lawful", "contestable", "blocked", "unlawful")
LAYERS: Final[tuple[Layer, ...]] = ("domestic", "alliance", "international")
RANK: Final[dict[str, int]] = {verdict: rank for rank, verdict in enumerate(VERDICTS)}

Word: TypeAlias = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
Code: TypeAlias = Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$", max_length=64)]
MoveId: TypeAlias = Annotated[str, Meta(pattern=r"^[a-z]+\.[a-z0-9_]+$", max_length=64)]
Text: TypeAlias = Annotated[str, Meta(min_length=1, max_length=4000)]
Written: TypeAlias = Annotated[str, Meta(min_length=1, max_length=2000)]
Date: TypeAlias = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Hours: TypeAlias = Annotated[float, Meta(ge=0, le=20_000)]


class Record(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of everything read from a pack file."""


class Team(Record, frozen=True, kw_only=True):
    """`forum` is the legal order that binds the team at home; its moves start with `prefix`."""

    id: Word
    label: Text
    government: Text
    prefix: Word
    forum: Word


class Forum(Record, frozen=True, kw_only=True):
    """A legal order. Domestic forums belong to a team; the others bind all who are party to them."""

    id: Word
    label: Text
    layer: Layer


class Meter(Record, frozen=True, kw_only=True):
    """A consequence track. `least` and `most` bound it where the table has bounds."""

    id: Word
    label: Text
    start: int = 0
    least: int | None = None
    most: int | None = None
    note: str = ""


class Source(Record, frozen=True, kw_only=True):
    """A work that provisions cite by a short name."""

    id: Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9]*$")]
    label: Text


class Says(Record, frozen=True, kw_only=True):
    """The fact in words: when it holds, when it does not, and when nobody has established it."""

    holds: Text
    fails: Text
    unknown: Text


class Fact(Record, frozen=True, kw_only=True):
    """A fact that rules read.

    `standing` is `record` for what the log of the exercise would show, `assessment` for what somebody has to
    judge, `doctrine` for a question of law on which readings differ. A `moment` is a scenario time in
    milliseconds, or `never`. `set_by` says who establishes a record that no move and no step does.
    `of: moves` says that the members of a list are move types.
    """

    id: Word
    group: Word
    label: Text
    type: Literal["bool", "tri", "enum", "int", "list", "moment"]
    default: Any
    standing: Literal["record", "assessment", "doctrine"]
    meaning: Text
    values: tuple[Word, ...] = ()
    of: Literal["", "moves"] = ""
    least: int | None = None
    most: int | None = None
    unit: str = ""
    says: Says | None = None
    set_by: tuple[Literal["inject", "clock", "white_cell"], ...] = ()


class Change(Record, frozen=True, kw_only=True):
    """One assignment to a fact: exactly one of `set`, `add`, `drop`, `increase`.

    The words `$move` and `$<parameter>` stand for the move at hand and the value of its parameter.
    """

    fact: Word
    set: Any = None
    add: str | None = None
    drop: str | None = None
    increase: int | str | None = None
    when: str = ""


class FactGroup(Record, frozen=True, kw_only=True):
    id: Word
    label: Text


class Consistency(Record, frozen=True, kw_only=True):
    """A relation the facts ought to keep: where `when` holds, `must` holds too; `change` restores it."""

    id: Word
    when: Written
    must: Written
    note: Text
    change: tuple[Change, ...] = ()


class Sides(Record, frozen=True, kw_only=True):
    """A condition in words: when it holds, and when it does not."""

    holds: Text
    fails: Text


class MacroText(Record, frozen=True, kw_only=True):
    """A named condition, with what it means in a sentence."""

    id: Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9_]*$")]
    when: Written
    meaning: Text
    says: Sides


class MeterChange(Record, frozen=True, kw_only=True):
    """A suggested step on a consequence track: `by`, or anything from `by` to `upto`.

    `$team` at the end of the meter's name stands for the prefix of the moving team.
    """

    meter: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*(\$team)?$")]
    by: int
    upto: int | None = None
    occasion: Occasion = "executed"
    every: Literal["", "day"] = ""


class InForce(Record, frozen=True, kw_only=True):
    """From the first day to the last, both included; without a day, from ever or for ever."""

    since: Date = "0001-01-01"
    until: Date = "9999-12-31"

    def covers(self, day: str) -> bool:
        return self.since <= day <= self.until


ALWAYS_IN_FORCE: Final = InForce()


class ProvisionMoves(Record, frozen=True, kw_only=True):
    """What the provision does to which moves and groups of rules."""

    frames: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    contests: tuple[str, ...] = ()


class Provision(Record, frozen=True, kw_only=True):
    """One rule of law in own words, with the instrument it stands in and how sure the statement is."""

    id: Code
    title: Text
    instrument: str = ""
    binds: tuple[str, ...]
    kind: Literal["authorises", "prohibits", "obliges", "definition", "procedure", "factor"]
    layer: Layer
    gate: tuple[Gate, ...]
    applies: str = ""
    exceptions: str = ""
    decides: str = ""
    moves: ProvisionMoves
    effect: str = ""
    meters: tuple[MeterChange, ...] = ()
    rule: Text
    source: Text
    confidence: Text
    in_force: InForce = ALWAYS_IN_FORCE


class Token(Record, frozen=True, kw_only=True):
    """Something a blocked or failed move lacks.

    `finding` tokens are matters of fact or judgement that no step supplies; `facts` names them.
    `breakable` ones may be broken openly (consent, prior consultation).
    """

    id: Word
    label: Text
    finding: bool = False
    facts: tuple[Word, ...] = ()
    breakable: bool = False


class Step(Record, frozen=True, kw_only=True):
    """A procedure with its clock, in hours of scenario time.

    A `cure` supplies the token `gives` to a move for which `when` holds; a `process` runs on its own once one
    of `starts_with` is made. `teams` may be `mover` (the team that moves) or `white` (third parties played by
    the white cell). `law` is what a text says about time, `real_from` and `real_to` an estimate in hours,
    `hours` the design choice; without `hours` nobody can plan the step. `after` names tokens that come first
    when both are needed, `includes` tokens that are done within the step. `move` is the move type by which a
    team takes the step.
    """

    id: Word
    kind: Literal["cure", "process"]
    label: Text
    teams: Annotated[tuple[Word, ...], Meta(min_length=1)]
    who: Text
    law: Text
    real: Text
    real_from: Hours | None = None
    real_to: Hours | None = None
    hours: Hours | None = None
    gives: str = ""
    when: str = ""
    changes: tuple[Change, ...] = ()
    includes: tuple[Word, ...] = ()
    after: tuple[Word, ...] = ()
    move: str = ""
    params: dict[str, Any] = {}
    starts_with: tuple[str, ...] = ()
    note: str = ""


class Duty(Record, frozen=True, kw_only=True):
    """An obligation with a deadline, opened when one of `opened_by` is executed and `when` holds.

    Without `opened_by` it opens as soon as `when` holds. Without `met_by` the white cell marks it as met.
    """

    id: Word
    label: Text
    team: Word
    opened_by: tuple[str, ...] = ()
    when: str = ""
    met_by: str = ""
    due_hours: Hours
    law: Text
    provisions: tuple[Code, ...]
    missed: Text
    meters: tuple[MeterChange, ...] = ()


class Row(Record, frozen=True, kw_only=True):
    """One line of a ruling table: where `when` holds, the verdict, on these provisions.

    `overrides` are rows of the same table that fall away where this one holds.
    """

    row: Annotated[int, Meta(ge=1)]
    when: Written
    verdict: Severity
    provisions: Annotated[tuple[Code, ...], Meta(min_length=1)]
    layer: Layer
    missing: tuple[Word, ...] = ()
    effect: Literal["", "flag", "hold", "void", "refer"] = ""
    lean: Literal["", "lawful", "unlawful", "even"] = ""
    note: str = ""
    overrides: tuple[Annotated[int, Meta(ge=1)], ...] = ()
    in_force: InForce = ALWAYS_IN_FORCE


class Exemption(Record, frozen=True, kw_only=True):
    """Where `when` holds, this stands in place of the requirement: `then` is asked instead, or nothing.

    `over` names exemptions of the same requirement that give way where both hold.
    """

    id: Word
    when: Written
    then: str = ""
    otherwise: Literal["", "contestable", "blocked", "unlawful"] = field(name="else", default="")
    provisions: tuple[Code, ...] = ()
    missing: tuple[Word, ...] = ()
    over: tuple[Word, ...] = ()
    note: str = ""


class Requirement(Record, frozen=True, kw_only=True):
    """A rule written the other way round: what must hold (`if`), the verdict if it does not (`else`)."""

    row: Annotated[int, Meta(ge=1)]
    must: Written = field(name="if")
    otherwise: Severity = field(name="else")
    provisions: Annotated[tuple[Code, ...], Meta(min_length=1)]
    layer: Layer
    missing: tuple[Word, ...] = ()
    unless: tuple[Exemption, ...] = ()
    note: str = ""
    in_force: InForce = ALWAYS_IN_FORCE


class ReadingOfLaw(Record, frozen=True, kw_only=True):
    """One answer to the doctrinal questions of a pack, held by `held_by`."""

    id: Word
    label: Text
    held_by: Text
    facts: dict[Word, Any]


class NotEncoded(Record, frozen=True, kw_only=True):
    """Something the provisions say, or leave open, that no row carries."""

    id: Word
    provisions: Annotated[tuple[Code, ...], Meta(min_length=1)]
    what: Text
    why: Text


class Group(Record, frozen=True, kw_only=True):
    """Rows shared by several moves."""

    id: Code
    label: Text
    rows: tuple[Row, ...] = ()
    requirements: tuple[Requirement, ...] = ()


class Param(Record, frozen=True, kw_only=True):
    """A field of a move's form; `words` names a shared list of values. The default is the first value."""

    id: Word
    label: Text
    type: Literal["enum", "bool", "int"]
    words: str = ""
    values: tuple[Word, ...] = ()
    default: Any
    least: int | None = None
    most: int | None = None
    unit: str = ""


class MoveType(Record, frozen=True, kw_only=True):
    """A move a team can make, the law that frames it, and what executing it establishes.

    `never` are verdicts that the author knows it cannot have, whatever the facts are. `called` is what people
    also call it, for the search alone.
    """

    id: MoveId
    team: Word
    label: Text
    called: tuple[Text, ...] = ()
    authority: Annotated[tuple[Code, ...], Meta(min_length=1)]
    params: tuple[Param, ...] = ()
    groups: tuple[Code, ...] = ()
    rows: tuple[Row, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    establishes: tuple[Change, ...] = ()
    never: tuple[Verdict, ...] = ()


class WordList(Record, frozen=True, kw_only=True):
    """A list of values that several parameters share."""

    id: Word
    label: Text
    values: tuple[Word, ...]


class Parameter(Record, frozen=True, kw_only=True):
    """A capability or political parameter of the scenario; `source` says what is an estimate."""

    id: Code
    name: Text
    value: Text
    use: Text
    source: Text


class Defiance(Record, frozen=True, kw_only=True):
    """What openly defying the law costs beyond the usual consequences, by team or layer."""

    id: Word
    layer: Layer
    team: str = ""
    inject: str = ""
    meters: tuple[MeterChange, ...] = ()


class Label(Record, frozen=True, kw_only=True):
    """How a value is written for people, where its own word will not do."""

    value: Text
    label: Text


class PackFile(Record, frozen=True, kw_only=True):
    """The sections a pack file may have; a pack is the union of its files."""

    schema: Literal["tte-law/1"]
    teams: tuple[Team, ...] = ()
    forums: tuple[Forum, ...] = ()
    meters: tuple[Meter, ...] = ()
    defiance: tuple[Defiance, ...] = ()
    sources: tuple[Source, ...] = ()
    fact_groups: tuple[FactGroup, ...] = ()
    facts: tuple[Fact, ...] = ()
    consistency: tuple[Consistency, ...] = ()
    macros: tuple[MacroText, ...] = ()
    word_lists: tuple[WordList, ...] = ()
    labels: tuple[Label, ...] = ()
    tokens: tuple[Token, ...] = ()
    steps: tuple[Step, ...] = ()
    duties: tuple[Duty, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    provisions: tuple[Provision, ...] = ()
    readings: tuple[ReadingOfLaw, ...] = ()
    not_encoded: tuple[NotEncoded, ...] = ()
    groups: tuple[Group, ...] = ()
    moves: tuple[MoveType, ...] = ()
