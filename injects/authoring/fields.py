"""Forms for the records of a deck, derived from the format: which fields, in what shape, as text and back.

A form holds texts by name: `at`, `title.ja`, `expect.tokyo`. What an author types is kept as it is, also where it is
wrong; the check says so, with the way to the field. Only YAML that cannot be read is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, TypeAlias, Union, get_args, get_origin

import msgspec
import yaml
from msgspec import Struct

from games.law.yamltext import read
from injects.authoring import sections
from injects.authoring.listing import CONTINUED, in_order_of, pairs, rowed, rows_in
from injects.authoring.operations import Operation, SetField
from injects.authoring.sections import Row
from injects.authoring.texts import DeckText
from injects.deck import schema, times
from injects.deck.schema import Deck
from injects.exchange.moments import offset_words

Shape: TypeAlias = Literal[
    "words",
    "choice",
    "flag",
    "number",
    "text",
    "time",
    "condition",
    "one",
    "many",
    "pairs",
    "moves",
    "rows",
    "spot",
    "points",
    "yaml",
]
Texts: TypeAlias = dict[str, str]

LONG: Final = frozenset({"text", "notes", "brief", "question", "note", "law", "alt"})
"""Texts of more than a line."""
TIMES: Final = frozenset(
    {"at", "answer_within", "expect_within", "within", "expires", "every", "endex", "minute_is", "delay"}
)
CONDITIONS: Final = frozenset({"when", "until", "kept", "broken"})
TARGETS: Final[Mapping[str, str]] = {
    "channel": "channels",
    "phase": "phases",
    "otherwise": "injects",
    "after": "injects",
    "contingency_for": "injects",
    "team": "teams",
    "who": "cast",
    "objective": "objectives",
    "office": "offices",
    "objectives": "objectives",
    "to": "audiences",
    "learned_by": "audiences",
    "cc": "audiences",
    "blind": "audiences",
    "known_to": "teams",
    "tasks": "tasks",
    "attachments": "attachments",
    "teaches": "provisions",
    "provisions": "provisions",
    "needs": "injects",
    "suppressed_by": "injects",
    "supersedes": "injects",
    "place": "places",
    "allies": "teams",
    "between": "teams",
}
"""What a field points to, by its name."""
TICKED: Final = frozenset(TARGETS.values()) - {"provisions", "injects", "places"}
"""Of which several are chosen by ticking boxes."""
MARKS: Final = ("triangle", "square", "diamond", "circle", "hexagon", "pentagon", "star", "cross")
"""The shapes by which teams are told apart."""
HIDDEN: Final = frozenset({"t_h"})
"""Second spellings, shown under the first: `t_h` as `at`."""
SIMPLE: Final = frozenset({"words", "choice", "number", "text", "time", "condition", "one", "many"})
"""Shapes of which a row of fields can be made."""
_INTEGER: Final = re.compile(r"[+-]?(0|[1-9]\d{0,17})\Z")
_DECIMAL: Final = re.compile(r"[+-]?(0|[1-9]\d*)\.\d+\Z")
_LIST: Final = re.compile(r"\[(.*)\]\Z", re.DOTALL)
_BETWEEN: Final = re.compile(r"[,、，\n]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ud800-\udfff]")


class BadField(ValueError):
    """A text that no value can be made of; `name` is the field, the message says why."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(why)
        self.name = name


class FormField(Struct, frozen=True, kw_only=True):
    """One field of a form. `target` is what it points to, `options` the words it can be, `default` what it is if empty.

    A field of shape `rows` is a list of small records with these `parts`, or one of them (`single`), or a map of
    the first part to the second (`keyed`).
    """

    name: str
    shape: Shape
    required: bool = False
    long: bool = False
    target: str = ""
    options: tuple[str, ...] = ()
    default: str = ""
    fixed: bool = False
    number_only: bool = False
    text_only: bool = False
    parts: tuple[FormField, ...] = ()
    single: bool = False
    keyed: bool = False


@cache
def form_of(section: str) -> tuple[FormField, ...]:
    """The fields of a record of a section in the order of the format; of a plain map, one field without a name."""
    if sections.struct_of(section) is None:
        whole = {field.encode_name: field.type for field in msgspec.structs.fields(Deck)}
        inner = _pair_of(whole.get(section))
        return (FormField(name="", shape="pairs", number_only=inner is int, text_only=inner is str),)
    fixed = sections.fixed_fields(section)
    return tuple(
        _form_field(name, info, name in fixed)
        for name, info in sections.fields_of(section).items()
        if name not in HIDDEN and f"{section}.{name}" not in sections.LISTS
    )


def _form_field(name: str, info: msgspec.structs.FieldInfo, fixed: bool) -> FormField:
    shape, options = _shape(name, info.type)
    default = info.default
    parts, single = _parts_of(info.type)
    keyed = shape == "yaml" and sections.words_in(_pair_of(info.type))
    if keyed:
        parts = (
            FormField(name="place", shape="one", target="places"),
            FormField(name="label", shape="words", required=True),
        )
    if parts:
        shape = "rows"
    return FormField(
        name=name,
        shape=shape,
        required=info.required,
        long=name in LONG,
        target=TARGETS.get(name, "") if shape in ("one", "many", "moves") else "",
        options=options,
        default=str(default) if isinstance(default, (str, int)) and not isinstance(default, bool) else "",
        fixed=fixed,
        number_only=_pair_of(info.type) is int,
        text_only=_pair_of(info.type) is str,
        parts=parts,
        single=single,
        keyed=keyed,
    )


def _parts_of(kind: Any) -> tuple[tuple[FormField, ...], bool]:
    """The fields of the small records that a field holds, and whether it holds but one; none for other types."""
    bare = _bare(kind)
    single = isinstance(bare, type) and issubclass(bare, Struct)
    if not single and get_origin(bare) is tuple:
        bare = _bare(get_args(bare)[0])
    if not (isinstance(bare, type) and issubclass(bare, Struct)):
        return (), False
    infos = {info.encode_name: info for info in msgspec.structs.fields(bare)}
    parts = tuple(_form_field(name, info, False) for name, info in infos.items())
    return (parts, single) if all(part.shape in SIMPLE for part in parts) else ((), False)


def _bare(kind: Any) -> Any:
    """A type without what limits it and without None."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        arms = [arm for arm in get_args(kind) if arm is not NoneType]
        return _bare(arms[0]) if len(arms) == 1 else kind
    return kind


def _pair_of(kind: Any) -> Any:
    """The type of the values of a plain map."""
    bare = _bare(kind)
    return get_args(bare)[1] if get_origin(bare) is dict else None


def _shape(name: str, kind: Any) -> tuple[Shape, tuple[str, ...]]:
    bare = _bare(kind)
    if sections.words_in(bare):
        return "words", ()
    if get_origin(bare) is Literal:
        return "choice", tuple(map(str, get_args(bare)))
    if bare is bool:
        return "flag", ()
    if bare is int or (get_origin(bare) in (Union, UnionType) and set(get_args(bare)) <= {int, float}):
        return "number", ()
    if bare is str and name == "mark":
        return "choice", MARKS
    if bare is str:
        return _text_shape(name), ()
    if _is_spot(bare):
        return "spot", ()
    if get_origin(bare) is tuple and _is_spot(get_args(bare)[0]):
        return "points", ()
    if get_origin(bare) is tuple and _bare(get_args(bare)[0]) is str:
        return "many", ()
    if get_origin(bare) is dict:
        inner = _bare(get_args(bare)[1])
        if get_origin(inner) is tuple and get_args(inner)[0] is str:
            return "moves", ()
        if not (isinstance(inner, type) and issubclass(inner, Struct)) and get_origin(inner) is not dict:
            return ("yaml" if sections.words_in(inner) else "pairs"), ()
    return "yaml", ()


def _is_spot(kind: Any) -> bool:
    """Whether a type is a position, or a position or the id of a place."""
    return bool(kind == schema.LonLat) or _bare(kind) == _bare(schema.Spot)


def _text_shape(name: str) -> Shape:
    if name in CONDITIONS:
        return "condition"
    if name in TIMES or (name == "turn"):
        return "time"
    return "one" if name in TARGETS else "text"


# Values as texts -----------------------------------------------------------------------------------------------


def texts_of(deck: DeckText, section: str, row: Row) -> Texts:
    """What a form shows of a record."""
    found: Texts = {}
    for field in form_of(section):
        held = row.get(field.name) if field.name else row
        if field.shape == "words":
            for language in deck.languages:
                found[f"{field.name}.{language}"] = _version(held, language, deck.languages[0])
        elif field.shape == "moves":
            inner = held if isinstance(held, dict) else {}
            for team in dict.fromkeys((*deck.keys("teams"), *inner)):
                found[f"{field.name}.{team}"] = _shown(inner.get(team, []), "many")
        elif field.keyed:
            rows = [{"place": place, "label": label} for place, label in (held or {}).items()]
            found[field.name] = _rows_shown(field, rows, deck.languages)
        elif field.shape == "rows":
            rows = held if isinstance(held, list) else [held] if isinstance(held, dict) else []
            found[field.name] = _rows_shown(field, rows, deck.languages)
        elif field.name == "at" and held is None and isinstance(row.get("t_h"), (int, float)):
            found["at"] = offset_words(times.hours(row["t_h"])) if row["t_h"] >= 0 else f"{row['t_h']}h"
        else:
            found[field.name] = _shown(held, field.shape)
    return found


def _rows_shown(field: FormField, rows: list[Any], languages: tuple[str, ...]) -> str:
    return rowed(
        {
            name: text
            for part in field.parts
            for name, text in _part_texts(part, row.get(part.name), languages).items()
        }
        for row in rows
        if isinstance(row, dict)
    )


def _part_texts(part: FormField, held: Any, languages: tuple[str, ...]) -> Texts:
    if part.shape != "words":
        return {part.name: _shown(held, part.shape)}
    return {f"{part.name}.{code}": _version(held, code, languages[0]) for code in languages}


def _version(held: Any, language: str, first: str) -> str:
    if isinstance(held, dict):
        return str(held.get(language, ""))
    return str(held) if held is not None and language == first else ""


def _shown(held: Any, shape: Shape) -> str:
    if held is None:
        return ""
    if shape == "yaml":
        return (
            yaml.safe_dump(held, allow_unicode=True, sort_keys=False, width=4096)
            .rstrip("\n")
            .removesuffix("\n...")
        )
    if shape == "pairs" and isinstance(held, dict):
        return "\n".join(
            f"{name} = {_scalar(value)}".replace("\n", f"\n{CONTINUED}") for name, value in held.items()
        )
    if shape == "points" and isinstance(held, list):
        return "\n".join(_shown(each, "spot") for each in held)
    if isinstance(held, list):
        return ", ".join(map(str, held))
    return _scalar(held)


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(map(str, value))}]"
    return str(value)


# Texts as values -----------------------------------------------------------------------------------------------


def value_of(field: FormField, text: str, languages: tuple[str, ...] = ("en",)) -> Any:
    """The value that a text stands for, None for nothing. Raises BadField."""
    text = cleaned(text)
    if field.shape not in ("words", "yaml", "pairs", "rows"):
        text = text.strip()
    if not text.strip():
        return None
    match field.shape:
        case "flag":
            return True if text in ("true", "on") else None
        case "choice":
            return None if text == field.default else text
        case "number":
            return _number(text)
        case "many" | "moves":
            return [part.strip() for part in _BETWEEN.split(text) if part.strip()] or None
        case "pairs":
            return dict(_pairs(text, field)) or None
        case "spot":
            return _spot(text)
        case "points":
            return [_spot(line) for line in re.split(r"[\n;；]", text) if line.strip()] or None
        case "rows" if field.keyed:
            given = [_row_value(field, row, languages) for row in rows_in(text)]
            return {row["place"]: row["label"] for row in given if row.get("place")} or None
        case "rows":
            rows = [_row_value(field, row, languages) for row in rows_in(text)]
            return (rows[0] if field.single else rows) if rows else None
        case "yaml":
            return _yaml(field, text)
        case _:
            return text.strip() if field.shape != "words" else text.rstrip()


def _row_value(field: FormField, row: Texts, languages: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in field.parts:
        if part.shape == "words":
            texts = {code: row[f"{part.name}.{code}"] for code in languages if row.get(f"{part.name}.{code}")}
            value: Any = texts.get(languages[0]) if set(texts) == {languages[0]} else texts or None
        else:
            value = value_of(part, row.get(part.name, ""))
            if value is None and part.required and part.default:
                value = part.default
        if value is not None:
            found[part.name] = value
        elif part.required:
            found[part.name] = ""
    return found


def cleaned(text: str) -> str:
    """A text of a form without what YAML cannot hold, with plain line ends."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "  "))


def _spot(text: str) -> Any:
    """Degrees east and north, or the id of a place."""
    parts = [
        _number(part.strip()) for part in re.split(r"[,、，\s]+", text.strip().strip("[]")) if part.strip()
    ]
    if len(parts) == 2 and not any(isinstance(part, str) for part in parts):
        return parts
    return text.strip()


def _number(text: str) -> Any:
    if _INTEGER.match(text):
        return int(text)
    return float(text) if _DECIMAL.match(text) else text


def _pairs(text: str, field: FormField) -> Iterator[tuple[str, Any]]:
    for name, value in pairs(text):
        if field.text_only:
            yield name, value
        elif field.number_only:
            yield name, _number(value)
        else:
            yield name, _fact(value)


def _fact(text: str) -> Any:
    if text in ("true", "false"):
        return text == "true"
    if found := _LIST.match(text):
        return [part.strip() for part in found[1].split(",") if part.strip()]
    return _number(text)


def _yaml(field: FormField, text: str) -> Any:
    document, problems = read(field.name, text)
    if problems:
        first = problems[0]
        raise BadField(field.name, f"{first.line}:{first.column}: {first.detail}")
    return document.value


def ordered(section: str, given: Mapping[str, str], base: Mapping[str, str]) -> Texts:
    """The texts of a form, with what was ticked in the order of `base`: boxes are sent in an order of their own."""
    ticked = {
        field.name
        for field in form_of(section)
        if field.shape == "moves" or (field.shape == "many" and field.target in TICKED)
    }
    return {
        name: in_order_of(text, base.get(name, "")) if name.partition(".")[0] in ticked else text
        for name, text in given.items()
    }


# A form as operations ------------------------------------------------------------------------------------------


def operations(deck: DeckText, section: str, key: str, given: Mapping[str, str]) -> list[Operation]:
    """What a form changes of a record. Fields that the form does not hold stay. Raises BadField."""
    row = deck.row(section, key) or {}
    now = texts_of(deck, section, row)
    fields = {field.name: field for field in form_of(section)}
    found: list[Operation] = []
    for name, text in given.items():
        field = fields.get(name) or fields.get(name.partition(".")[0])
        if field is None or field.fixed or cleaned(text) == now.get(name, ""):
            continue
        value = value_of(field, text, deck.languages)
        if field.shape == "choice" and field.required:
            value = cleaned(text).strip() or None
        if not _same(value, deck.get(section, key, name), field):
            found.append(SetField(key, name, value, section))
    return found


def _same(value: Any, held: Any, field: FormField) -> bool:
    if field.name == "at" and held is None:
        return False
    if field.shape == "choice" and value is None:
        return held in (None, field.default)
    return bool(value == held) and type(value) is type(held)
