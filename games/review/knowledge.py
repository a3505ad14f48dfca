"""Who knew what, and when: for each fact and team, first told, first opened, and through what."""

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from msgspec import Struct

from games.engine import audience as aud
from games.engine import events as e
from games.engine.ids import Audience, FactValue, InjectId, ItemId, Millis, TeamId

KINDS = ("facts_set", "fact_retracted", "facts_disclosed", "inject_released")
"""The kinds of event that this reading needs, so that a caller need not fetch the others."""

Through: TypeAlias = Literal["inject", "ruling", "procedure", "disclosure", "staff"]


class Learned(Struct, frozen=True):
    """How a team came to know a fact.

    `told` is when it could first know; `opened_ms` (wall) when somebody of the team first opened the item
    that carried it, None while nobody has. A fact told without an item is known when told.
    """

    team: TeamId
    told: e.Stamp
    seq: int
    through: Through
    opened_ms: Millis | None


class KnownFact(Struct, frozen=True):
    """One value of one fact: when it became true, and who learned it how."""

    fact: str
    value: FactValue
    since: e.Stamp
    seq: int
    until: e.Stamp | None
    learned: tuple[Learned, ...]


def knowledge(
    records: Iterable[e.Recorded],
    teams: tuple[TeamId, ...],
    opened: Mapping[tuple[ItemId, TeamId], Millis],
) -> tuple[KnownFact, ...]:
    """The table, in the order in which facts became true.

    Takes records of `KINDS` in log order, and the wall time at which each team first opened each item.
    """
    reading = _Reading(teams, opened)
    for record in records:
        reading.take(record)
    return tuple(reading.rows)


class _Reading:
    def __init__(self, teams: tuple[TeamId, ...], opened: Mapping[tuple[ItemId, TeamId], Millis]) -> None:
        self.teams = teams
        self.opened = opened
        self.items: dict[InjectId, ItemId] = {}
        self.latest: dict[str, int] = {}
        self.rows: list[KnownFact] = []

    def take(self, record: e.Recorded) -> None:
        match record.event:
            case e.InjectReleased() as event:
                self.items[event.inject] = event.item
            case e.FactsSet() as event:
                for name, value in event.values.items():
                    # What a ruling finds as it is already has been true since before.
                    if event.ruling is None or not self._stands(name, value):
                        self._close(name, record.at)
                        self._open(name, value, record)
                    self._learn(name, event.learned_by, record, _through(event), event.inject)
            case e.FactsDisclosed() as event:
                for name in event.facts:
                    self._learn(name, event.to, record, "disclosure", None)
            case e.FactRetracted() as event:
                self._close(event.fact, record.at)
            case _:
                pass

    def _stands(self, name: str, value: FactValue) -> bool:
        place = self.latest.get(name)
        return place is not None and self.rows[place].value == value

    def _open(self, name: str, value: FactValue, record: e.Recorded) -> None:
        self.latest[name] = len(self.rows)
        self.rows.append(KnownFact(name, value, record.at, record.seq, None, ()))

    def _close(self, name: str, at: e.Stamp) -> None:
        place = self.latest.pop(name, None)
        if place is not None:
            row = self.rows[place]
            self.rows[place] = KnownFact(row.fact, row.value, row.since, row.seq, at, row.learned)

    def _learn(
        self,
        name: str,
        to: tuple[Audience, ...],
        record: e.Recorded,
        through: Through,
        inject: InjectId | None,
    ) -> None:
        place = self.latest.get(name)
        if place is None:
            return
        row = self.rows[place]
        already = {each.team for each in row.learned}
        item = self.items.get(inject) if inject else None
        fresh = tuple(
            Learned(team, record.at, record.seq, through, self._opened(item, team, record.at))
            for team in self._teams(to)
            if team not in already
        )
        self.rows[place] = KnownFact(
            row.fact, row.value, row.since, row.seq, row.until, (*row.learned, *fresh)
        )

    def _opened(self, item: ItemId | None, team: TeamId, told: e.Stamp) -> Millis | None:
        return told.wall_ms if item is None else self.opened.get((item, team))

    def _teams(self, to: tuple[Audience, ...]) -> tuple[TeamId, ...]:
        if aud.PUBLIC in to:
            return self.teams
        return tuple(dict.fromkeys(team for a in to if (team := aud.team_of(a)) is not None))


def _through(event: e.FactsSet) -> Through:
    if event.inject is not None:
        return "inject"
    if event.ruling is not None:
        return "ruling"
    return "procedure" if event.procedure is not None else "staff"
