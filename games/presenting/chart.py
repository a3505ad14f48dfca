"""The map in words and figures: what a picture shows as rows of two tables, and as data for the drawing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from games.engine.ids import Text
from games.engine.picture import Picture, Seen, circle, outline
from games.engine.places import Place, places
from games.engine.plan import Mark, Point, Route, Unit, Zone
from games.presenting.law import LawWords, ProvisionCard
from games.presenting.people import Public, TeamCard
from games.presenting.words import Words

SYMBOLS: Mapping[str, str] = {
    "carrier": "30120100",
    "destroyer": "30120203",
    "frigate": "30120204",
    "amphibious": "30120300",
    "cutter": "30140300",
    "merchant": "30140100",
    "hospital_ship": "30140100",
    "submarine": "35110100",
    "patrol_aircraft": "01110110",
    "transport_aircraft": "01110107",
    "fighters": "01110104",
    "drones": "01110300",
    "missiles": "10130700",
    "air_defence": "10130100",
    "garrison": "10121100",
}
"""Symbol set and entity of MIL-STD-2525 for each kind of unit."""
IDENTITY = {"unknown": "1", "friend": "3", "neutral": "4"}


@dataclass(frozen=True, slots=True)
class RowCard:
    """One thing on the map, in words. `since_ms` is scenario time; None: from the beginning."""

    id: str
    label: Words
    kind: str
    kind_label: str
    team: TeamCard | None
    where: Words
    since_ms: int | None
    certainty: str
    certainty_label: str
    law: Words
    note: Words
    provisions: tuple[ProvisionCard, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """The two tables: what stands or happened at a place, and areas with routes."""

    units: tuple[RowCard, ...]
    zones: tuple[RowCard, ...]


def chart(seen: Picture, public: Public, law: LawWords) -> Chart:
    """What a picture shows, as rows."""

    def rows(*parts: tuple[Seen, ...]) -> tuple[RowCard, ...]:
        return tuple(row_card(one, seen.names, public, law) for part in parts for one in part)

    return Chart(units=rows(seen.units, seen.marks), zones=rows(seen.zones, seen.routes))


def row_card(one: Seen, renamed: Mapping[str, Text], public: Public, law: LawWords) -> RowCard:
    """One thing on the map."""
    what = one.what
    kind = kind_of(what)
    return RowCard(
        id=what.id,
        label=public.words(what.label),
        kind=kind,
        kind_label=kind_words(what),
        team=public.team(what.team),
        where=where(what, renamed, public),
        since_ms=one.since.scenario_ms if one.since else None,
        certainty=what.certainty,
        certainty_label=certainty_words(what.certainty),
        law=public.words(what.law),
        note=public.words(what.note),
        provisions=tuple(law.provision(code) for code in what.provisions),
    )


def where(what: object, renamed: Mapping[str, Text], public: Public) -> Words:
    """The name of a place, else its position; nothing for what has extent."""
    if not isinstance(what, Unit | Mark):
        return Words()
    found = places().get(what.place)
    if found is not None:
        return place_name(found, renamed, public)
    return Words(position(what.at), public.language)


def place_name(place: Place, renamed: Mapping[str, Text], public: Public) -> Words:
    """What a place is called: by the deck if it says so, else by the gazetteer."""
    return public.words(renamed.get(place.id) or place.names)


def position(at: Point) -> str:
    """A position to a tenth of a degree, as `24.5°N 123.0°E`."""
    east, north = at
    return (
        f"{abs(north):.1f}°{'N' if north >= 0 else 'S'}\N{NO-BREAK SPACE}"
        f"{abs(east):.1f}°{'E' if east >= 0 else 'W'}"
    )


# ---- data for the drawing


def drawing(seen: Picture, public: Public, law: LawWords) -> dict[str, Any]:
    """All that the map draws over land and sea, in the reader's language."""
    cards = {team: _team(card) for team, card in public.teams.items()}

    def rows(part: tuple[Seen, ...], more: Callable[[Seen], dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**_row(row_card(one, seen.names, public, law)), **more(one)} for one in part]

    return {
        "teams": list(cards.values()),
        "places": [_place(place, seen.names, public) for place in places().values()],
        "zones": rows(seen.zones, _zone),
        "units": rows(seen.units, _unit),
        "marks": rows(seen.marks, _spot),
        "routes": rows(seen.routes, _route),
    }


def _team(card: TeamCard) -> dict[str, Any]:
    return {
        "id": card.id,
        "label": str(card.label),
        "short": card.short,
        "mark": card.mark,
        "tone": card.tone,
    }


def _row(card: RowCard) -> dict[str, Any]:
    law = " · ".join(p.name for p in card.provisions)
    return {
        "id": card.id,
        "kind": card.kind,
        "kind_label": card.kind_label,
        "label": str(card.label),
        "lang": card.label.lang if card.label.instead else "",
        "team": card.team.id if card.team else "",
        "where": str(card.where),
        "since_ms": card.since_ms,
        "certainty": card.certainty_label,
        "law": str(card.law),
        "law_lang": card.law.lang if card.law.instead else "",
        "provisions": law,
        "note": str(card.note),
        "note_lang": card.note.lang if card.note.instead else "",
    }


def _place(place: Place, renamed: Mapping[str, Text], public: Public) -> dict[str, Any]:
    name = place_name(place, renamed, public)
    found: dict[str, Any] = {
        "id": place.id,
        "kind": place.kind,
        "priority": place.priority,
        "at": place.at,
        "name": str(name),
        "lang": name.lang if name.instead else "",
    }
    if place.sea_nm:
        found["sea"] = _geo(circle(place.at, place.sea_nm))
    return found


def _geo(points: tuple[Point, ...]) -> list[list[float]]:
    return [[round(east, 3), round(north, 3)] for east, north in points]


def _zone(one: Seen) -> dict[str, Any]:
    assert isinstance(one.what, Zone)
    return {"ring": _geo(outline(one.what))}


def _route(one: Seen) -> dict[str, Any]:
    assert isinstance(one.what, Route)
    return {"line": _geo(one.what.line)}


def _unit(one: Seen) -> dict[str, Any]:
    assert isinstance(one.what, Unit)
    symbol = SYMBOLS[one.what.kind]
    code = f"130{IDENTITY[one.stance]}{symbol[:2]}0000{symbol[2:]}" + "0" * 14
    return {"at": one.what.at, "symbol": code, "stance": one.stance}


def _spot(one: Seen) -> dict[str, Any]:
    assert isinstance(one.what, Mark)
    return {"at": one.what.at, "place": one.what.place}


# ---- kinds in words


def kind_of(what: object) -> str:
    """The kind of something on the map, as the deck writes it."""
    assert isinstance(what, Zone | Unit | Mark | Route)
    return what.kind


def kind_words(what: object) -> str:
    """The kind of something on the map."""
    match what:
        case Zone(kind=kind):
            return zone_words(kind)
        case Unit(kind=kind):
            return unit_words(kind)
        case Mark(kind=kind):
            return mark_words(kind)
        case Route(kind=kind):
            return route_words(kind)
        case _:
            return ""


def zone_words(kind: str) -> str:
    """A kind of area."""
    return {
        "closure": _("Closure area"),
        "drill": _("Exercise area"),
        "quarantine": _("Quarantine area"),
        "blockade": _("Blockade zone"),
        "warning": _("Warning zone"),
        "territorial": _("Territorial sea"),
        "economic": _("Claimed sea zone"),
        "corridor": _("Corridor"),
        "search": _("Search area"),
    }.get(kind, kind)


def unit_words(kind: str) -> str:
    """A kind of force."""
    return {
        "carrier": _("Aircraft carrier"),
        "destroyer": _("Destroyer"),
        "frigate": _("Frigate"),
        "amphibious": _("Amphibious ship"),
        "submarine": _("Submarine"),
        "cutter": _("Coast guard ship"),
        "merchant": _("Merchant ships"),
        "hospital_ship": _("Hospital ship"),
        "patrol_aircraft": _("Patrol aircraft"),
        "transport_aircraft": _("Transport aircraft"),
        "fighters": _("Fighter aircraft"),
        "drones": _("Uncrewed aircraft"),
        "missiles": _("Missile launchers"),
        "air_defence": _("Air defence unit"),
        "garrison": _("Garrison"),
    }.get(kind, kind)


def mark_words(kind: str) -> str:
    """What has become of a place."""
    return {
        "struck": _("Struck"),
        "closed": pgettext("port, airport", "Closed"),
        "in_use": _("In use for operations"),
        "threatened": _("Under threat"),
        "open": pgettext("port, airport", "Open"),
        "incident": _("Incident"),
    }.get(kind, kind)


def route_words(kind: str) -> str:
    """A kind of line that people or ships follow."""
    return {
        "evacuation": _("Evacuation route"),
        "convoy": _("Convoy route"),
        "shipping": _("Shipping lane"),
        "relief": _("Relief route"),
        "cable": _("Sea cable"),
    }.get(kind, kind)


def certainty_words(certainty: str) -> str:
    """How sure it is."""
    return {
        "confirmed": _("Confirmed"),
        "reported": _("Reported"),
        "assessed": _("Assessed"),
    }.get(certainty, certainty)
