"""The map of a deck that is still being written: whatever of it can be drawn, whether or not the rest is sound."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from games.engine.plan import Plan
from injects.authoring import sections
from injects.authoring.sections import Row
from injects.authoring.texts import DeckText
from injects.deck.compile import compile_deck
from injects.deck.findings import Finding
from injects.deck.parse import read_deck
from injects.deck.vocabulary import Vocabulary

ROUNDS: Final = 8
"""How often what cannot be drawn is left out before the map is given up."""
_ROW: Final = re.compile(r"map\.(\w+)\[(\d+)\]")


def map_plan(deck: DeckText, book: Vocabulary) -> Plan | None:
    """A plan that has the teams, offices, seats and map of a deck, for drawing; None if not even that can be made.

    Conditions are left out, and so is everything on the map that has a mistake.
    """
    value = _bare(deck)
    for _round in range(ROUNDS):
        source, problems = read_deck("map.yaml", json.dumps(value, ensure_ascii=False))
        if source is not None:
            plan, problems = compile_deck(source, book)
            if plan is not None:
                return plan
        if not _without(value["map"], problems):
            return None
    return None


def _bare(deck: DeckText) -> dict[str, Any]:
    """The deck without its injects, and with nothing of what is wrong in its seats and channels."""
    teams = [row for row in deck.rows("teams") if isinstance(row.get("id"), str)]
    seats: list[Row] = [{"id": "director", "role": "director", "label": "x"}]
    for team in teams:
        named = [
            str(row["id"])
            for row in deck.rows("seats")
            if team["id"] in (row.get("team"), str(row.get("office", "")).partition("/")[0]) and row.get("id")
        ]
        for place, name in enumerate(named or [f"lead-{team['id']}"]):
            rank = "member" if place else "lead"
            seats.append({"id": name, "team": team["id"], "rank": rank, "label": "x"})
    return {
        "deck": {"id": "map", "version": "1", "title": "x", "languages": list(deck.languages)},
        "teams": teams,
        "offices": [{**row, "brief": ""} for row in deck.rows("offices")],
        "seats": seats,
        "channels": [{"id": "x", "style": "letter", "label": "x"}],
        "injects": [{"id": "x", "to": ["all"], "channel": "x", "title": "x", "text": "x"}],
        "map": {
            **{name: held for name in ("allies", "names") if (held := (deck.row("map", "") or {}).get(name))},
            **{
                section.partition(".")[2]: [
                    {name: held for name, held in row.items() if name not in ("when", "until")}
                    for row in deck.rows(section)
                ]
                for section in sections.NESTED["map"]
            },
        },
    }


def _without(chart: dict[str, Any], problems: tuple[Finding, ...]) -> bool:
    """Leaves out what has a mistake; whether there was any."""
    bad = {(found[1], int(found[2])) for each in problems if (found := _ROW.match(each.field))}
    for name in {name for name, _index in bad}:
        chart[name] = [row for index, row in enumerate(chart[name]) if (name, index) not in bad]
    others = {each.field.split(".")[1] for each in problems if each.field.startswith("map.")}
    gone = [name for name in ("allies", "names") if name in others and chart.pop(name, None)]
    return bool(bad or gone)
