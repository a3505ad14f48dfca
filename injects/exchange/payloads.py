"""Reads the JSON of other tools as a sheet: T3SF, CEXF and Blueprint, leniently."""

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from injects.exchange.problems import FileRefused, Problem, _
from injects.exchange.sheets import MAX_CELL, MAX_ROWS, Cell, Grid, Row, Sheet, clean

MAX_DEPTH: Final = 60


def read_json(content: bytes) -> Grid:
    """The sheet that a JSON file amounts to. Raises FileRefused."""
    try:
        value = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise FileRefused(_("The file is not UTF-8 text. Save it as UTF-8.")) from None
    except json.JSONDecodeError as problem:
        raise FileRefused(
            _("The JSON breaks off at line {line}, column {column}."),
            line=problem.lineno,
            column=problem.colno,
        ) from None
    except (RecursionError, ValueError):
        raise FileRefused(_("The JSON is nested too deeply, or holds numbers that are too long.")) from None
    if isinstance(value, list):
        return Grid((_table("T3SF", value),), "t3sf-json")
    if isinstance(value, dict):
        if _get(value, "inject_flow") is not None or _get(value, "injects") is not None:
            return Grid((_cexf(value),), "cexf")
        msel = _get(value, "msel") if isinstance(_get(value, "msel"), dict) else value
        if _get(msel, "scenarioEvents") is not None:
            return Grid((_blueprint(msel),), "blueprint")
        for key, inner in value.items():
            if isinstance(inner, list) and inner and isinstance(inner[0], dict):
                return Grid((_table(str(key), inner),), "t3sf-json")
    raise FileRefused(_("This JSON is none of those known here: T3SF, CEXF or Blueprint."))


def _get(value: Any, key: str) -> Any:
    """A key in any spelling of its case; a list that .NET wrapped in `$values` is unwrapped."""
    if not isinstance(value, Mapping):
        return None
    found = value.get(key)
    if found is None:
        found = next((inner for name, inner in value.items() if str(name).casefold() == key.casefold()), None)
    if isinstance(found, Mapping) and "$values" in found:
        return found["$values"]
    return found


def _items(value: Any, key: str) -> list[Any]:
    found = _get(value, key)
    rows = found if isinstance(found, list) else []
    if len(rows) > MAX_ROWS:
        raise FileRefused(_("The file has more than {most} rows."), most=MAX_ROWS)
    return rows


def words(value: Any) -> str:
    """A JSON value as a cell: texts as they are, structures as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value)[:MAX_CELL]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False)[:MAX_CELL]


def _sheet(
    name: str,
    headings: Iterable[str],
    lines: Iterable[tuple[str, Mapping[str, str]]],
    notes: Iterable[Problem] = (),
) -> Sheet:
    """A sheet whose cells are called by their place in the JSON."""
    heads = tuple(headings)
    rows = [Row(0, tuple(Cell(f"{name}!{head}", head) for head in heads))]
    for index, (place, values) in enumerate(lines, 1):
        rows.append(Row(index, tuple(Cell(f"{place}.{head}", values.get(head, "")) for head in heads)))
    return Sheet(name=name, rows=tuple(rows), notes=tuple(notes))


def _table(name: str, rows: list[Any]) -> Sheet:
    if len(rows) > MAX_ROWS:
        raise FileRefused(_("The file has more than {most} rows."), most=MAX_ROWS)
    headings: dict[str, None] = {}
    notes = []
    lines: list[tuple[str, Mapping[str, str]]] = []
    for index, row in enumerate(rows):
        place = f"{name}[{index}]"
        if not isinstance(row, Mapping):
            notes.append(Problem(place=place, why=_("This is no inject and was left out."), level="note"))
            continue
        headings.update(dict.fromkeys(map(str, row)))
        lines.append((place, {str(key): words(value) for key, value in row.items()}))
    return _sheet(name, headings, lines, notes)


# ---- CEXF

_CEXF_OWN: Final = ("ID", "Time", "Method", "From", "To", "Title", "Message", "Expected Actions", "Notes")


def _cexf(value: Mapping[str, Any]) -> Sheet:
    payloads = {
        str(_get(row, "uuid")): row for row in _items(value, "inject_payloads") if isinstance(row, Mapping)
    }
    flows: dict[str, tuple[int, Any]] = {}
    for index, flow in enumerate(_items(value, "inject_flow")):
        if isinstance(flow, Mapping):
            flows.setdefault(words(_get(flow, "inject_uuid")), (index, flow))
    injects = [row for row in _items(value, "injects") if isinstance(row, Mapping)]
    notes = []
    known = {words(_get(row, "uuid")) for row in injects}
    for uuid, (index, _flow) in flows.items():
        if uuid not in known:  # a flow without its inject still tells of something
            why = _("The flow names an inject that the file does not hold.")
            notes.append(Problem(place=f"inject_flow[{index}]", why=why, level="note"))
            injects.append({"uuid": uuid})
    order = {uuid: index for index, uuid in enumerate(flows)}
    injects.sort(key=lambda row: order.get(words(_get(row, "uuid")), len(order)))
    lines = [(f"injects[{index}]", _cexf_line(row, flows, payloads)) for index, row in enumerate(injects)]
    extra = dict.fromkeys(key for _place, line in lines for key in line if key not in _CEXF_OWN)
    return _sheet("CEXF", (*_CEXF_OWN, *extra), lines, notes)


def _cexf_line(
    row: Mapping[str, Any], flows: Mapping[str, tuple[int, Any]], payloads: Mapping[str, Any]
) -> dict[str, str]:
    uuid = words(_get(row, "uuid"))
    flow = flows.get(uuid, (0, {}))[1]
    payload = payloads.get(words(_get(row, "action_payload_resource_uuid")), {})
    parameters = _get(payload, "parameters") or {}
    tte = _get(parameters, "tte")
    line = {"ID": uuid, "Title": words(_get(row, "name")), "Time": _cexf_time(flow)}
    if isinstance(tte, Mapping):  # written by tte: the columns are there as they were
        line |= {str(key): words(inner) for key, inner in tte.items()}
        return line
    line["Method"] = words(_get(row, "action"))
    line["To"] = words(_get(row, "target_tool"))
    described = words(_get(flow, "description"))
    content = _content(parameters)
    line["Message"] = content or described
    if content and described:
        line["Notes"] = described
    for key, inner in (
        ("CEXF sequence", _get(flow, "sequence")),
        ("CEXF requirements", _get(flow, "requirements")),
        ("CEXF evaluation", _get(row, "inject_evaluation")),
    ):
        if inner:
            line[key] = words(inner)
    return line


def _cexf_time(flow: Any) -> str:
    timing = _get(flow, "timing") or {}
    at = _get(timing, "triggered_at")
    if isinstance(at, (int, float)) and not isinstance(at, bool) and abs(at) < 1e10:
        return f"T+{round(at)}s" if at >= 0 else f"T-{round(-at)}s"
    if isinstance(at, str) and at.strip():
        return f"T+{at.strip()}s" if at.strip().isdigit() else at
    trigger = _get(_get(flow, "sequence") or {}, "trigger")
    return "STARTEX" if "startex" in (trigger if isinstance(trigger, list) else [trigger]) else ""


def _content(parameters: Any) -> str:
    raw = _get(parameters, "content")
    if not isinstance(raw, str):
        return ""
    if words(_get(parameters, "content-type")).casefold() == "base64":
        try:
            return clean(base64.b64decode(raw, validate=False).decode("utf-8"))[:MAX_CELL]
        except (binascii.Error, UnicodeDecodeError, ValueError):
            return ""
    return words(raw)


# ---- Blueprint


def _blueprint(value: Mapping[str, Any]) -> Sheet:
    fields = [row for row in _items(value, "dataFields") if isinstance(row, Mapping)]
    fields.sort(key=lambda row: _number(_get(row, "displayOrder")))
    names = {words(_get(row, "id")): words(_get(row, "name")) for row in fields}
    events = [row for row in _items(value, "scenarioEvents") if isinstance(row, Mapping)]
    lines = [(f"scenarioEvents[{index}]", dict(_event(row, names))) for index, row in enumerate(events)]
    headings = [name for name in dict.fromkeys(names.values()) if name]
    if any("Time Offset" in line for _place, line in lines):
        headings.append("Time Offset")
    headings += [key for key in dict.fromkeys(k for _p, line in lines for k in line) if key not in headings]
    return _sheet("Blueprint", headings, lines)


def _event(row: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    delta = _get(row, "deltaSeconds")
    given: dict[str, str] = {}
    for cell in _items(row, "dataValues"):
        name = names.get(words(_get(cell, "dataFieldId")), "") or words(
            _get(_get(cell, "dataField") or {}, "name")
        )
        if name:
            given[name] = words(_get(cell, "value"))
    yield from given.items()
    if isinstance(delta, (int, float)) and not isinstance(delta, bool) and "Delivery Time" not in given:
        yield "Time Offset", f"T+{int(delta)}s" if delta >= 0 else f"T-{int(-delta)}s"


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0
