"""Writes a deck in a dialect: workbook, CSV or JSON. Importing what was written changes nothing."""

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from injects.deck import times
from injects.deck.schema import Deck
from injects.exchange.cells import Cells, Writer, due_of, rate_of
from injects.exchange.columns import ALIASES, KEPT, Field, field_of, plain
from injects.exchange.dialects import DIALECTS, Dialect
from injects.exchange.moments import Start
from injects.exchange.sheets import defuse
from injects.exchange.timeforms import start_of

TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
}
_TIMES: Final = ("offset", "scenario")
_WIDE: Final = ("body", "expected", "notes")
_HALF_WIDE: Final = ("title", "audience", "objective")


@dataclass(frozen=True)
class Table:
    """A deck as headings and lines; `fields` names the field of each column."""

    headings: tuple[str, ...]
    fields: tuple[Field | None, ...]
    lines: tuple[tuple[str, ...], ...]


class UnknownForm(ValueError):
    """A dialect, or a form of it, that does not exist."""


def export(deck: Deck, dialect: str, form: str = "", language: str = "", start: str = "") -> bytes:
    """The file's bytes; `form` is xlsx, csv or json (default: the dialect's first). Raises UnknownForm.

    `start` is STARTEX on the clock (`09:00`): times at the table are then written as times of day, which
    importing with the same start reads again. Without it they count from STARTEX.
    """
    chosen = DIALECTS.get(dialect)
    if chosen is None:
        raise UnknownForm(f"There is no dialect {dialect}; known: {', '.join(DIALECTS)}.")
    form = form or chosen.forms[0]
    if form not in chosen.forms:
        raise UnknownForm(f"{dialect} is written as {' or '.join(chosen.forms)}, not as {form}.")
    if language and language not in deck.deck.languages:
        raise UnknownForm(f"The deck has no language {language}; it has {', '.join(deck.deck.languages)}.")
    begins = start_of(start) if start.strip() else None
    if start.strip() and begins is None:
        raise UnknownForm(f"The start {start} is neither a time of day nor a date and time.")
    table = table_of(deck, chosen, language, begins)
    if form == "xlsx":
        return _workbook(deck, table)
    if form == "csv":
        return _csv(table)
    made = {"t3sf-json": _t3sf, "blueprint": _blueprint, "cexf": _cexf}[dialect](deck, table, language)
    return (json.dumps(made, ensure_ascii=False, indent=2) + "\n").encode()


def table_of(deck: Deck, dialect: Dialect, language: str = "", start: Start | None = None) -> Table:
    """The lines of a deck in a dialect, with the columns behind them that only its authors' sheets had."""
    writer = Writer(deck, language, start, dialect.halves)
    rows = [writer.cells(inject) for inject in deck.injects]
    columns = list(dialect.columns)
    have = {name for _heading, name in columns}
    for name in ("question", "owner", *KEPT):
        if name not in have and any(row.fields.get(name) for row in rows):
            columns.append((ALIASES[name][0], name))
    taken = {plain(heading) for heading, _name in columns}
    own = {heading for heading, name in columns if name is None}
    renamed: dict[str, str] = {}
    for heading in dict.fromkeys(key for row in rows for key in row.extra):
        if heading in own:
            continue
        free, number = heading, 2
        while plain(free) in taken or field_of(free) is not None:
            free, number = f"{heading} {number}", number + 1
        taken.add(plain(free))
        renamed[free] = heading
        columns.append((free, None))
    lines = tuple(
        tuple(_cell(row, heading, name, dialect, renamed) for heading, name in columns) for row in rows
    )
    return Table(tuple(h for h, _n in columns), tuple(n for _h, n in columns), lines)


def _cell(row: Cells, heading: str, name: Field | None, dialect: Dialect, renamed: dict[str, str]) -> str:
    if name is None:
        return row.extra.get(renamed.get(heading, heading), "")
    if name == "body" and not dialect.titled:
        return row.message()
    if name == "kind" and row.fields["kind"].startswith("Inject ("):
        return "Inject" if dialect.name == "hseep" else row.fields["kind"]
    return row.fields.get(name, "")


def _defused(line: Sequence[str], fields: Sequence[Field | None]) -> list[str]:
    """The texts of a line that could be formulas made harmless; the times are written by us."""
    return [
        text
        if name in _TIMES and text[:1] == "+" and text[1:].replace(":", "").replace(" ", "").isdigit()
        else defuse(text)
        for text, name in zip(line, fields, strict=True)
    ]


def _csv(table: Table) -> bytes:
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow([defuse(heading) if heading != "#" else heading for heading in table.headings])
    rows.writerows(_defused(line, table.fields) for line in table.lines)
    return out.getvalue().encode("utf-8-sig")


def _workbook(deck: Deck, table: Table) -> bytes:
    # Needs a library that takes long to load, and few processes ever write a workbook.
    from injects.exchange.spreadsheet import filled

    return filled(
        f"{deck.deck.id} {deck.deck.version}",
        [defuse(heading) for heading in table.headings],
        (60 if name in _WIDE else 30 if name in _HALF_WIDE else 18 for name in table.fields),
        [_defused(line, table.fields) for line in table.lines],
    )


# ---- JSON


def uuid_of(*names: str) -> str:
    """A UUID that stays the same for the same names, so that a second export is the same file."""
    digits = hashlib.sha256("\x1f".join(names).encode()).hexdigest()
    return f"{digits[:8]}-{digits[8:12]}-5{digits[13:16]}-a{digits[17:20]}-{digits[20:32]}"


def _t3sf(deck: Deck, table: Table, language: str) -> list[dict[str, Any]]:
    made = []
    for line in table.lines:
        row: dict[str, Any] = dict(zip(table.headings, line, strict=True))
        if str(row["#"]).isdigit() and str(int(row["#"])) == row["#"]:
            row["#"] = int(row["#"])
        made.append(row)
    return made


def _blueprint(deck: Deck, table: Table, language: str) -> dict[str, Any]:
    msel = uuid_of(deck.deck.id)
    fields = [
        {
            "id": uuid_of(msel, "field", heading),
            "mselId": msel,
            "name": heading,
            "dataType": "String",
            "displayOrder": order,
            "onScenarioEventList": True,
            "isChosenFromList": False,
        }
        for order, heading in enumerate(table.headings, 1)
    ]
    events = []
    for order, (inject, line) in enumerate(zip(deck.injects, table.lines, strict=True)):
        event = uuid_of(msel, "event", inject.id)
        due, _story = due_of(deck, inject)
        values = [
            {
                "id": uuid_of(event, str(field["id"])),
                "scenarioEventId": event,
                "dataFieldId": field["id"],
                "value": text,
            }
            for field, text in zip(fields, line, strict=True)
        ]
        delta = 0 if due is None else due // 1000
        events.append(
            {"id": event, "mselId": msel, "groupOrder": order, "deltaSeconds": delta, "dataValues": values}
        )
    writer = Writer(deck, language)
    return {
        "id": msel,
        "name": writer.words(deck.deck.title),
        "description": writer.words(deck.deck.brief),
        "status": "Pending",
        "isTemplate": False,
        "dataFields": fields,
        "moves": [
            {
                "id": uuid_of(msel, "move", phase.id),
                "mselId": msel,
                "moveNumber": number,
                "description": writer.words(phase.label),
            }
            for number, phase in enumerate(deck.phases)
        ],
        "teams": [
            {"id": uuid_of(msel, "team", team.id), "name": writer.words(team.label), "shortName": team.short}
            for team in deck.teams
        ],
        "scenarioEvents": events,
    }


def _cexf(deck: Deck, table: Table, language: str) -> dict[str, Any]:
    writer = Writer(deck, language)
    exercise = uuid_of(deck.deck.id)
    flows, payloads, injects = [], [], []
    ids = [uuid_of(exercise, "inject", inject.id) for inject in deck.injects]
    latest = 0
    for index, (inject, line) in enumerate(zip(deck.injects, table.lines, strict=True)):
        payload = uuid_of(exercise, "payload", inject.id)
        due, _story = due_of(deck, inject)
        latest = max(latest, (due or 0) // 1000)
        row = dict(zip(table.headings, line, strict=True))
        flows.append(
            {
                "description": row["Title"],
                "inject_uuid": ids[index],
                "reporting_callback": [],
                "requirements": {},
                "sequence": {
                    "completion_trigger": ["time_expiration", "completion"],
                    "followed_by": _after(inject.otherwise, deck, ids),
                    "trigger": ["startex"] if due is not None else ["manual"],
                },
                "timing": {"triggered_at": None if due is None else due // 1000},
            }
        )
        payloads.append(
            {
                "name": inject.id,
                "parameters": {"content": row["Message"], "content-type": "text/plain", "tte": row},
                "type": "text",
                "uuid": payload,
            }
        )
        injects.append(
            {
                "action": "email_to_participants",
                "action_payload_resource_uuid": payload,
                "inject_evaluation": [],
                "name": row["Title"],
                "target_tool": row["To"],
                "uuid": ids[index],
            }
        )
    return {
        "exercise": {
            "description": writer.words(deck.deck.title),
            "expanded": writer.words(deck.deck.brief),
            "meta": {"author": "tte", "level": "advanced"},
            "name": writer.words(deck.deck.title),
            "namespace": deck.deck.id,
            "tags": [],
            "total_duration": str(_duration(deck, latest)),
            "uuid": exercise,
            "valid_until": "",
            "version": deck.deck.version,
        },
        "inject_flow": flows,
        "inject_payloads": payloads,
        "injects": injects,
    }


def _after(otherwise: str | None, deck: Deck, ids: Sequence[str]) -> list[str]:
    return [uuid for inject, uuid in zip(deck.injects, ids, strict=True) if inject.id == otherwise]


def _duration(deck: Deck, latest: int) -> int:
    end = times.offset(deck.timing.endex) if deck.timing.endex else None
    return latest if end is None else end // rate_of(deck) // 1000
