"""The continuity pack's tables of what stands: steps of law, messages, channels, seats, tracks, facts and who knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from django.utils.translation import gettext as _
from immutables import Map

from games.engine.ids import FactValue, ThreadId
from games.engine.plan import Team
from games.engine.state import Seat, State
from games.engine.timers import timers_with_wall
from games.paper import times
from games.presenting.law import LawWords
from games.presenting.times import span
from games.staffing.ledger import fact_rows, link_cells, meter_rows, procedure_rows
from games.staffing.naming import Names
from games.staffing.present import Present

Cell: TypeAlias = str | int


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings. `id` names it for programs, `title` for people; `note` says how to use it."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Makes the tables of one state at one moment, in the words of `names`."""

    state: State
    names: Names
    law: LawWords
    now: Present

    @property
    def zone(self) -> str:
        """The zone in which times of day are shown."""
        return self.state.deck.timing.zone

    def _parties(self, thread: ThreadId) -> str:
        return ", ".join(self.names.team(p) for p in self.state.threads[thread].parties)

    def steps(self) -> Table:
        """Steps of law and duties under way."""
        is_open, _closed = procedure_rows(self.state, self.names, self.now)
        rows = tuple(
            (
                self.names.team(row.procedure.team),
                _("Duty") if row.procedure.kind_of == "duty" else _("Step of law"),
                row.procedure.label,
                times.due(self.state, row.due),
                row.move,
                self.law_facts(row.procedure.sets),
            )
            for row in is_open
        )
        columns = (_("Team"), _("Kind"), _("What"), _("Due"), _("Move"), _("Then holds"))
        return Table("steps", _("Steps and duties under way"), columns, rows)

    def law_facts(self, values: dict[str, FactValue]) -> str:
        """Facts and values in words."""
        return "; ".join(f"{self.law.fact_label(n)}: {self.law.fact_value(n, v)}" for n, v in values.items())

    def timers(self) -> Table:
        """Every timer of the machine, as it stands."""
        rows = tuple(
            (
                timer.kind,
                timer.ref,
                times.story(timer.basis, timer.at_ms),
                times.of_day(wall, self.zone, date=True),
            )
            for timer, wall in sorted(
                timers_with_wall(self.state), key=lambda pair: (pair[1] or 0, pair[0].order)
            )
        )
        return Table("timers", _("Timers"), (_("Kind"), _("Of"), _("Due"), _("Real")), rows)

    def messages(self) -> Table:
        """Messages on their way, and conversations that wait for the white cell."""
        found: list[tuple[Cell, ...]] = []
        for thread in self.state.threads.values():
            for said in thread.messages:
                if said.pending:
                    who = said.speaks_as or self.names.team(said.team) or _("White cell")
                    found.append((_("on its way"), thread.subject, self._parties(thread.id), who, said.text))
            if thread.waiting_white and thread.messages:
                last = thread.messages[-1]
                found.append(
                    (
                        _("waits for an answer"),
                        thread.subject,
                        self._parties(thread.id),
                        self.names.team(last.team),
                        last.text,
                    )
                )
        columns = (_("Status"), _("Subject"), _("Parties"), _("From"), _("Text"))
        return Table("messages", _("Messages pending"), columns, tuple(found))

    def links(self) -> Table:
        """Who can talk to whom now."""
        words = {"open": _("open"), "closed": _("closed"), "delayed": _("delayed")}
        rows = tuple(
            (
                " – ".join(self.names.text(t.label) for t in cell.teams),
                words.get(cell.state, cell.state),
                span(cell.delay_ms) if cell.state == "delayed" else "",
                cell.note,
            )
            for cell in link_cells(self.state, self.names)
        )
        return Table(
            "links", _("Channels between teams"), (_("Between"), _("State"), _("Delay"), _("Note")), rows
        )

    def _in_order(self) -> list[Seat]:
        """The seats as the deck has them, teams together; those that were added come last."""
        order = {spec.id: place for place, spec in enumerate(self.state.deck.seats)}
        return sorted(self.state.seats.values(), key=lambda seat: order.get(seat.spec.id, len(order)))

    def seats(self) -> Table:
        """Who sits where."""
        ranks = {"lead": _("Lead"), "scribe": _("Scribe"), "member": ""}
        rows = tuple(
            (
                self.names.team(seat.spec.team),
                self.names.text(seat.spec.label) or seat.spec.id,
                ranks[seat.spec.rank] if seat.spec.role == "player" else "",
                seat.name if seat.taken else "",
                _("Here") if seat.taken else _("Empty"),
            )
            for seat in self._in_order()
        )
        return Table("seats", _("Seats"), (_("Team"), _("Seat"), _("Rank"), _("Name"), _("State")), rows)

    def meters(self) -> Table:
        """The consequence tracks that are in use."""
        rows = tuple(
            (row.label, row.value, row.start)
            for row in meter_rows(self.state, self.law.book.meters)
            if row.id in self.state.meters or row.id in self.state.deck.start_meters
        )
        return Table("meters", _("Tracks"), (_("Track"), _("Now"), _("At the start")), rows)

    def facts(self) -> Table:
        """The truth, and which team knows it."""
        teams = self.state.deck.teams
        rows = tuple(
            (row.label, row.value, row.because, *(_knows(k.knows, k.value) for k in row.knowers))
            for row in fact_rows(self.state, self.names, self.law, {})
        )
        columns = (_("Fact"), _("As it is"), _("Because"), *(self.names.text(t.label) for t in teams))
        return Table("facts", _("Facts and who knows them"), columns, rows)

    def known(self, team: Team) -> Table:
        """What one team has been told."""
        told: Mapping[str, FactValue] = self.state.known.get(team.id, Map())
        rows = tuple(
            sorted(
                (self.law.fact_label(name), self.law.fact_value(name, value)) for name, value in told.items()
            )
        )
        label = self.names.text(team.label)
        return Table(
            f"known-{team.id}", _("Known to %(team)s") % {"team": label}, (_("Fact"), _("As told")), rows
        )

    def to_fill_in(self) -> Table:
        """The log to go on with by hand; its columns are those of the page on which it is entered afterwards."""
        columns = (
            _("Real time"),
            _("Story time"),
            _("What"),
            _("Team"),
            _("Words"),
            _("Signed by"),
            _("Entered"),
        )
        note = _(
            "One line for each inject handed out, move received and ruling given. Enter them afterwards."
        )
        return Table("paper-log", _("Log on paper"), columns, (), note)


def _knows(knows: str, value: str) -> str:
    if knows == "yes":
        return _("knows")
    return _("was told: %(value)s") % {"value": value} if knows == "stale" else ""
