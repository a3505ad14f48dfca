"""Law as it might be: an overlay is a few changes that make another pack of any pack, and facts to suppose.

An overlay is data (`games/law/overlays`): macros that read otherwise, rows that say something else, that fall
away or that are added to moves, and facts that are taken as given whatever the record says.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta, field

from games.law import arranging, editing
from games.law.model import Code, Layer, MoveId, Record, Severity, Text, Word, Written
from games.law.yamltext import read

FILE: Final = "overlay.yaml"
GROUP: Final = "OVERLAY"


class OverlayRow(Record, frozen=True, kw_only=True):
    """A row that is added to the table of a move."""

    move: MoveId
    when: Written
    verdict: Severity
    provisions: Annotated[tuple[Code, ...], Meta(min_length=1)]
    layer: Layer
    note: Text


class RowChange(Record, frozen=True, kw_only=True):
    """A row of the pack that says something else, or (`gone`) falls away. `row` is its id: `G-FORCE#2`."""

    row: Text
    gone: bool = False
    verdict: Severity | None = None
    provisions: tuple[Code, ...] | None = None
    missing: tuple[Word, ...] | None = None
    note: Text | None = None

    def fields(self) -> dict[str, Any]:
        """What the row says instead; an empty list takes its field out."""
        said = {name: getattr(self, name) for name in ("verdict", "provisions", "missing", "note")}
        return {
            name: list(value) or None if isinstance(value, tuple) else value
            for name, value in said.items()
            if value is not None
        }


class Overlay(Record, frozen=True, kw_only=True):
    """Changes of the law, under a name: `without` are provisions that fall away. `facts` are supposed in every ruling."""

    schema: Literal["tte-law-overlay/1"]
    title: Text
    about: Text
    macros: dict[str, Written] = field(default_factory=dict)
    rows: tuple[OverlayRow, ...] = ()
    changes: tuple[RowChange, ...] = ()
    without: tuple[Code, ...] = ()
    facts: dict[Word, Any] = field(default_factory=dict)

    @property
    def rewrites(self) -> bool:
        """Whether it changes the pack itself, not only what is supposed."""
        return bool(self.macros or self.rows or self.changes)


def read_overlay(name: str, text: str) -> Overlay:
    """An overlay from its file. Raises ValueError for one that cannot be read."""
    document, problems = read(name, text)
    if problems:
        raise ValueError("; ".join(str(each) for each in problems))
    return msgspec.convert(document.value, Overlay)


def applied(texts: Mapping[str, str], overlay: Overlay) -> dict[str, str]:
    """The files of a pack with the changes of an overlay made in them.

    Raises `editing.CannotEdit` for a pack without a macro, move or row that the overlay changes.
    """
    changed = dict(texts)
    for change in overlay.changes:
        if change.gone:
            name, _entry = _found(changed, "row", change.row)
            changed[name] = arranging.taken_out(name, changed[name], "row", change.row)
        else:
            _change(changed, "row", change.row, change.fields())
    for provision in overlay.without:
        _take_out(changed, provision)
    for macro, when in overlay.macros.items():
        _change(changed, "macro", macro, {"when": when})
    groups: list[dict[str, Any]] = []
    for row in overlay.rows:
        group = f"{GROUP}-{len(groups) + 1}"
        held = _values(changed, "move", row.move).get("groups") or []
        _change(changed, "move", row.move, {"groups": [*held, group]})
        plain = msgspec.to_builtins(row)
        del plain["move"]
        groups.append({"id": group, "label": overlay.title, "rows": [{"row": 1, **plain}]})
    if groups:
        # JSON is YAML, and its words are all in quotes.
        changed[FILE] = json.dumps({"schema": "tte-law/1", "groups": groups}, ensure_ascii=False, indent=1)
    return changed


def _take_out(texts: dict[str, str], provision: str) -> None:
    """A provision falls away, and with it what the pack says that it does not encode of it."""
    name, _entry = _found(texts, "provision", provision)
    texts[name] = arranging.taken_out(name, texts[name], "provision", provision)
    for name, text in [each for each in texts.items() if provision in each[1]]:
        document, problems = read(name, text)
        gaps = [] if problems else [each for each in editing.entries(document) if each.kind == "gap"]
        for gap in gaps:
            cited = [code for code in gap.values["provisions"] if code != provision]
            if not cited:
                texts[name] = arranging.taken_out(name, texts[name], "gap", gap.key)
            elif len(cited) < len(gap.values["provisions"]):
                texts[name] = editing.edit(name, texts[name], "gap", gap.key, {"provisions": cited})


def _values(texts: Mapping[str, str], kind: str, key: str) -> Mapping[str, Any]:
    return _found(texts, kind, key)[1].values


def _found(texts: Mapping[str, str], kind: str, key: str) -> tuple[str, editing.Entry]:
    for name, text in texts.items():
        # A look at the text first: most files do not have it, and reading all of them takes long.
        if key.partition("#")[0] not in text:
            continue
        document, problems = read(name, text)
        entry = None if problems else editing.find(document, kind, key)
        if entry is not None:
            return name, entry
    raise editing.CannotEdit(f"the pack has no {kind} {key}")


def _change(texts: dict[str, str], kind: str, key: str, change: editing.Change) -> None:
    name, _entry = _found(texts, kind, key)
    texts[name] = editing.edit(name, texts[name], kind, key, change)
