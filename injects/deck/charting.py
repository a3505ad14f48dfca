"""Compiles what a deck puts on the map, and checks that each of it can ever be seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from games.engine import plan
from games.engine.ids import TeamId, Text
from games.engine.lawbook import FUNCTIONS
from games.law.conditions import parse
from games.law.yamltext import Path
from injects.deck import schema
from injects.deck.compiling import Compiling
from injects.deck.findings import Desk, _
from injects.deck.logic import can_hold
from injects.deck.vocabulary import Vocabulary

ASKED = {"made": FUNCTIONS["made"]}
"""What a condition of the map may ask: players cannot know by which line of the MSEL they were told something."""
WIDEST_NM = 1000
NOWHERE: plan.Point = (0.0, 0.0)


def compile_map(given: schema.MapSection, compiling: Compiling) -> plan.MapPlan:
    """The map of the plan. What cannot be used goes to the desk and a harmless value takes its place."""
    chart = _Chart(compiling)
    return plan.MapPlan(
        zones=tuple(chart.zone(row, ("map", "zones", i)) for i, row in enumerate(chart.own("zones", given))),
        units=tuple(chart.unit(row, ("map", "units", i)) for i, row in enumerate(chart.own("units", given))),
        marks=tuple(chart.mark(row, ("map", "marks", i)) for i, row in enumerate(chart.own("marks", given))),
        routes=tuple(
            chart.route(row, ("map", "routes", i)) for i, row in enumerate(chart.own("routes", given))
        ),
        allies=chart.allies(given.allies),
        names=chart.names(given.names),
    )


class _Chart:
    def __init__(self, compiling: Compiling) -> None:
        self.compiling = compiling
        self.desk = compiling.desk

    def own(self, section: str, given: schema.MapSection) -> Sequence[Any]:
        """The rows of a part of the map; an id that is taken is a finding."""
        rows: Sequence[schema.OnMap] = getattr(given, section)
        taken: set[str] = set()
        for index, row in enumerate(rows):
            if row.id in taken:
                why = _("The id {name} is taken by another of the {section}.")
                self.desk.note(
                    "D07",
                    ("map", section, index, "id"),
                    why,
                    _("Give each its own."),
                    name=row.id,
                    section=section,
                )
            taken.add(row.id)
        return rows

    def common(self, row: schema.OnMap, path: Path) -> dict[str, Any]:
        """What everything on the map has."""
        compiling = self.compiling
        if row.team is not None:
            compiling.known(row.team, compiling.cast.teams, (*path, "team"), _("There is no team {word}."))
        for place, provision in enumerate(row.provisions):
            why = _("There is no provision {word} in the rule pack.")
            compiling.known(provision, compiling.book.provisions, (*path, "provisions", place), why)
        return {
            "id": row.id,
            "label": compiling.text(row.label, (*path, "label")),
            "team": TeamId(row.team) if row.team else None,
            "when": compiling.condition(row.when, (*path, "when"), ASKED),
            "until": compiling.condition(row.until, (*path, "until"), ASKED) if row.until else "",
            "to": compiling.audiences(row.to, (*path, "to")) if "all" not in row.to else (),
            "law": compiling.text(row.law, (*path, "law")),
            "provisions": row.provisions,
            "certainty": row.certainty,
            "note": compiling.text(row.note, (*path, "note")),
        }

    def zone(self, row: schema.Zone, path: Path) -> plan.Zone:
        """An area, of one shape or the other."""
        if bool(row.ring) is (row.centre is not None):
            why = _("A zone has corners, or a centre with a radius.")
            self.desk.note("D03", path, why, _("Write ring: [[122, 23], ...], or centre: and radius_nm:."))
        elif row.ring and len(row.ring) < 3:
            self.desk.note("D04", (*path, "ring"), _("A zone has three corners at least."))
        elif row.centre is not None and not 0 < row.radius_nm <= WIDEST_NM:
            why = _("A centre needs a radius of more than 0 and at most {most} nautical miles.")
            self.desk.note("D03", path, why, _("Write radius_nm: 12."), most=WIDEST_NM)
        centre = None if row.centre is None else self.spot(row.centre, (*path, "centre"))[0]
        return plan.Zone(
            **self.common(row, path),
            kind=row.kind,
            ring=tuple(self.point(corner, (*path, "ring", i)) for i, corner in enumerate(row.ring)),
            centre=centre,
            radius_nm=float(row.radius_nm),
        )

    def unit(self, row: schema.Unit, path: Path) -> plan.Unit:
        at, place = self.spot(row.at, (*path, "at"))
        return plan.Unit(**self.common(row, path), kind=row.kind, at=at, place=place)

    def mark(self, row: schema.Mark, path: Path) -> plan.Mark:
        at, place = self.spot(row.at, (*path, "at"))
        return plan.Mark(**self.common(row, path), kind=row.kind, at=at, place=place)

    def route(self, row: schema.Route, path: Path) -> plan.Route:
        line = tuple(self.spot(spot, (*path, "line", i))[0] for i, spot in enumerate(row.line))
        return plan.Route(**self.common(row, path), kind=row.kind, line=line)

    def spot(self, given: schema.Spot, path: Path) -> tuple[plan.Point, str]:
        """Where something is, and the place of the gazetteer that it is at."""
        if not isinstance(given, str):
            return self.point(given, path), ""
        places = self.compiling.book.places
        why = _("There is no place {word} in the gazetteer.")
        if not self.compiling.known(given, places, path, why):
            return NOWHERE, ""
        return places[given].at, given

    def point(self, given: schema.LonLat, path: Path) -> plan.Point:
        """Degrees east and north, on this earth."""
        east, north = given
        if not (-180 <= east <= 180 and -90 <= north <= 90):
            why = _("{east}, {north} is not on earth: degrees east come first, then degrees north.")
            self.desk.note("D04", path, why, east=east, north=north)
        return float(east), float(north)

    def allies(self, given: dict[str, tuple[str, ...]]) -> dict[TeamId, tuple[TeamId, ...]]:
        """The declared friends of each team."""
        teams = self.compiling.cast.teams
        for team, friends in given.items():
            path: Path = ("map", "allies", team)
            self.compiling.known(team, teams, path, _("There is no team {word}."))
            for index, friend in enumerate(friends):
                self.compiling.known(friend, teams, (*path, index), _("There is no team {word}."))
        return {TeamId(team): tuple(TeamId(f) for f in friends) for team, friends in given.items()}

    def names(self, given: dict[str, schema.Words]) -> dict[str, Text]:
        """The deck's own names for places."""
        places = self.compiling.book.places
        for place in given:
            why = _("There is no place {word} in the gazetteer.")
            self.compiling.known(place, places, ("map", "names", place), why)
        return {place: self.compiling.text(words, ("map", "names", place)) for place, words in given.items()}


def check_map(chart: plan.MapPlan, book: Vocabulary, desk: Desk) -> None:
    """L02 for what can never be drawn, whatever anybody is told."""
    parts = {"zones": chart.zones, "units": chart.units, "marks": chart.marks, "routes": chart.routes}
    for section, rows in parts.items():
        for index, row in enumerate(rows):
            when = parse(row.when or "always", book.names, ASKED)
            ends = [parse(row.until, book.names, ASKED)] if row.until else []
            if can_hold([when], book.facts, negated=ends) is False:
                why = _("It can never be drawn: its conditions contradict each other.")
                desk.note("L02", ("map", section, index), why, _("Look at when and until."))
