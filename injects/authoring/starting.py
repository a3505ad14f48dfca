"""A deck from nothing: teams, staff, channels, phases and the frame of the day, so that it needs only its injects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from injects.authoring import sections
from injects.authoring.fields import MARKS
from injects.authoring.sections import Row
from injects.authoring.texts import CannotEdit, DeckText
from injects.deck import times
from injects.deck.parse import dump_document
from injects.exchange.naming import free, short_name, slug, written

HERE: Final = [123.0, 24.0]
"""Where something on the map begins, in open water; its author moves it."""

Texts = Mapping[str, str]
"""A text by language."""


class Team(Struct, frozen=True):
    """A side to begin with. An empty `id` is made from the label."""

    label: str
    id: str = ""
    short: str = ""


class Channel(Struct, frozen=True):
    """A channel to begin with."""

    id: str
    style: str
    label: Texts


class Block(Struct, frozen=True):
    """A stretch of the day: a phase, and the notice of the staff with which it begins."""

    id: str
    minutes: int
    label: Texts
    notice: Texts
    text: Texts


class Wanted(Struct, frozen=True, kw_only=True):
    """What an author says of a deck that is begun. `minutes` at the table, `start` a date and time of the story."""

    title: str
    id: str = ""
    languages: Sequence[str] = ("en",)
    teams: Sequence[Team] = ()
    channels: Sequence[Channel] = ()
    blocks: Sequence[Block] = ()
    objectives: Sequence[str] = ()
    minutes: int = 180
    start: str = ""
    zone: str = "UTC"
    words: Mapping[str, Texts] = {}


def new_text(wanted: Wanted) -> str:
    """The text of the deck: everything but injects of a story. Sound but for having none, if there are no blocks."""
    teams = _teams(wanted.teams)
    document: dict[str, Any] = {
        "deck": {
            "id": wanted.id or slug(wanted.title, "deck"),
            "version": "0.1",
            "title": wanted.title,
            "languages": list(wanted.languages),
        },
        "teams": teams,
        "seats": [*_chairs(teams, wanted), *_staff(wanted)],
        "channels": [
            {"id": each.id, "style": each.style, "label": _label(each.label, wanted.languages)}
            for each in wanted.channels
        ],
        "timing": _timing(wanted),
        "phases": [],
        "objectives": _objectives(wanted.objectives),
        "injects": [],
    }
    _blocks(document, wanted)
    return dump_document(written(document))


def _label(texts: Texts, languages: Sequence[str]) -> Any:
    """A ready text in the languages of a deck; in one language it stands alone."""
    found = {code: texts[code] for code in languages if code in texts}
    if not found:
        return texts["en"]
    return found[languages[0]] if list(found) == [languages[0]] else found


def _teams(teams: Sequence[Team]) -> list[Row]:
    rows: list[Row] = []
    for place, team in enumerate(teams):
        taken = {row["id"] for row in rows} | {"all", "white"}
        shorts = {row["short"] for row in rows}
        rows.append(
            {
                "id": free(team.id or slug(team.label, f"team-{place + 1}"), taken),
                "label": team.label,
                "short": team.short
                if team.short and team.short not in shorts
                else short_name(team.label, shorts),
                "mark": MARKS[place % len(MARKS)],
                "tone": place % 8 + 1,
            }
        )
    return rows


def _chairs(teams: Sequence[Row], wanted: Wanted) -> list[Row]:
    lead = wanted.words.get("lead", {"en": "{team} lead"})
    return [
        {
            "id": f"{team['id']}-lead"[:64],
            "team": team["id"],
            "rank": "lead",
            "label": _label(
                {code: text.format(team=team["label"]) for code, text in lead.items()}, wanted.languages
            ),
        }
        for team in teams
    ]


def _staff(wanted: Wanted) -> list[Row]:
    roles = (
        ("director", "director"),
        ("white-cell", "white"),
        ("controller", "controller"),
        ("display", "display"),
    )
    usual = {
        "director": "Exercise director",
        "white": "White cell",
        "controller": "Controller",
        "display": "Projector",
    }
    return [
        {
            "id": name,
            "role": role,
            "label": _label(wanted.words.get(role, {"en": usual[role]}), wanted.languages),
        }
        for name, role in roles
    ]


def _timing(wanted: Wanted) -> Row:
    timing: Row = {"minute_is": "1m", "endex": f"T+{_length(wanted.minutes)}", "zone": wanted.zone}
    if wanted.start:
        timing["scenario_start"] = wanted.start
    return timing


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours}h{rest:02d}" if hours and rest else f"{hours}h" if hours else f"{rest}m"


def _objectives(labels: Sequence[str]) -> list[Row]:
    rows: list[Row] = []
    for place, label in enumerate(labels):
        taken = [row["id"] for row in rows]
        rows.append({"id": free(slug(label, f"objective-{place + 1}"), taken), "label": label})
    return rows


def _blocks(document: dict[str, Any], wanted: Wanted) -> None:
    at = 0
    notice = next((each.id for each in wanted.channels if each.style == "notice"), "")
    for place, block in enumerate(wanted.blocks):
        when = f"T+{_length(at)}" if at else "T+0m"
        document["phases"].append(
            {"id": block.id, "at": when, "label": _label(block.label, wanted.languages)}
        )
        document["injects"].append(
            {
                "id": f"I{place + 1:02d}",
                "phase": block.id,
                "at": when,
                "to": ["all"],
                "channel": notice,
                "kind": "admin",
                "title": _label(block.notice, wanted.languages),
                "text": _label(block.text, wanted.languages),
            }
        )
        at += block.minutes


def fresh_record(deck: DeckText, section: str, given: Mapping[str, str]) -> Row:
    """A new record with what names it, filled so that the deck can be played. Raises CannotEdit without an id."""
    row: Row = {}
    label = given.get("label", "")
    for name in sections.fixed_fields(section):
        if name == "between":
            row["between"] = [given.get("one", ""), given.get("other", "")]
            if not all(row["between"]) or row["between"][0] == row["between"][1]:
                raise CannotEdit("a link is between two different teams")
        elif name == "id":
            row["id"] = given.get("id") or slug(label, "") or _numbered(deck, section)
        else:
            row[name] = given.get(name, "")
    kinds: dict[str, Row] = {
        "teams": {
            "label": label or row.get("id", ""),
            "short": short_name(
                label or str(row.get("id", "")), [str(r.get("short", "")) for r in deck.rows("teams")]
            ),
            "mark": MARKS[len(deck.rows("teams")) % len(MARKS)],
            "tone": len(deck.rows("teams")) % 8 + 1,
        },
        "offices": {"label": label or row.get("id", "")},
        "seats": {"label": label or row.get("id", ""), "team": next(iter(deck.keys("teams")), "")},
        "channels": {"style": "letter", "label": label or row.get("id", "")},
        "phases": {"at": _after_last(deck), "label": label or row.get("id", "")},
        "objectives": {"label": label or row.get("id", "")},
        "tasks": {
            "label": label or row.get("id", ""),
            "objective": next(iter(deck.keys("objectives")), ""),
        },
        "commitments": {
            "team": next(iter(deck.keys("teams")), ""),
            "label": label or row.get("id", ""),
            "within": "24h",
        },
        "secrets": {"words": [label] if label else []},
        "links": {"state": "closed"},
        "map.zones": {
            "label": label or row.get("id", ""),
            "kind": "warning",
            "centre": HERE,
            "radius_nm": 12,
        },
        "map.units": {"label": label or row.get("id", ""), "kind": "patrol_aircraft", "at": HERE},
        "map.marks": {"label": label or row.get("id", ""), "kind": "incident", "at": HERE},
        "map.routes": {
            "label": label or row.get("id", ""),
            "kind": "shipping",
            "line": [HERE, [124.0, 24.0]],
        },
        "templates": {
            "channel": next(iter(deck.keys("channels")), ""),
            "title": label or row.get("id", ""),
            "text": "",
        },
    }
    usual = kinds.get(section, {})
    if section == "secrets" and not label:
        raise CannotEdit("give the word or name that must not be read by all")
    if given.get("kind") and "kind" in usual:
        usual["kind"] = given["kind"]
    fitting = sections.fields_of(section)
    return {**row, **{name: value for name, value in usual.items() if name in fitting}}


def _numbered(deck: DeckText, section: str) -> str:
    return free(section.rpartition(".")[2].removesuffix("s"), deck.keys(section))


def _after_last(deck: DeckText) -> str:
    """An hour after the last phase begins."""
    starts = [
        times.hours(row["t_h"])
        if isinstance(row.get("t_h"), (int, float))
        else times.offset(str(row.get("at", "")))
        for row in deck.rows("phases")
    ]
    last = max((start for start in starts if start is not None), default=-times.HOUR)
    return f"T+{(last + times.HOUR) // times.MINUTE}m"
