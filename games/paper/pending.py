"""What a room needs to go on by paper from this second: everything that is pending, open or known, as tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from games.engine.ids import MessageId, Millis
from games.engine.plan import Team
from games.engine.state import Move, State
from games.engine.timers import timers_with_wall
from games.paper import cards, times
from games.paper.msel import Row, rows
from games.paper.tables import Cell, Standing, Table
from games.presenting.law import LawWords, verdict_label
from games.presenting.times import span
from games.staffing.closing import loose_ends
from games.staffing.codes import move_status, visibility_words
from games.staffing.naming import Names, seat_label
from games.staffing.present import DueTime, Present, timer_time
from games.staffing.proposal import proposal
from games.staffing.tiles import Reading

LAST = 10**15
"""Where in the order stands what has no time."""


@dataclass(frozen=True, slots=True)
class HandOut:
    """A pending inject as a sheet that is handed over. `copies` are its readers by name."""

    inject: str
    when: str
    condition: str
    copies: str
    channel: str
    precedence: str
    sender: str
    readings: tuple[cards.Reading, ...]
    answer_within: str


@dataclass(frozen=True, slots=True)
class Continuity:
    """The whole pack. `coming` is what happens next in order of time; `known` are the facts of each team."""

    title: str
    made: str
    head: tuple[tuple[str, str], ...]
    coming: Table
    tables: tuple[Table, ...]
    known: tuple[tuple[Team, Table], ...]
    hand_outs: tuple[HandOut, ...]
    languages: tuple[str, ...]
    teams: tuple[str, ...]


def continuity(
    state: State, names: Names, law: LawWords, now: Present, readings: tuple[Reading, ...] = ()
) -> Continuity:
    """The pack of a state at a moment, in the language of `names` (and of gettext)."""
    desk = _Desk(state, names, law, now)
    lines = rows(state, names, law, now, readings)
    return Continuity(
        title=state.title,
        made=times.of_day(now.wall_ms, state.deck.timing.zone, date=True) + f" {state.deck.timing.zone}",
        head=desk.head(),
        coming=desk.coming(lines),
        tables=(
            desk.msel(lines),
            desk.moves(),
            desk.rulings(),
            desk.steps(),
            desk.timers(),
            desk.messages(),
            desk.links(),
            desk.seats(),
            desk.meters(),
            desk.facts(),
            desk.to_fill_in(),
        ),
        known=tuple((team, desk.known(team)) for team in state.deck.teams),
        hand_outs=tuple(desk.hand_outs(lines)),
        languages=state.deck.languages,
        teams=tuple(names.text(team.label) for team in state.deck.teams),
    )


class _Desk(Standing):
    """What moves: what comes next, the MSEL, moves and rulings, and the sheets to hand out."""

    def head(self) -> tuple[tuple[str, str], ...]:
        """Where the exercise stands."""
        state, now = self.state, self.now
        stop = f" ({state.stop.reason or state.stop.kind})" if state.stop else ""
        loose = loose_ends(state, self.names, now)
        found = [
            (_("State"), life_words(state.life) + stop),
            (_("Real"), times.of_day(now.wall_ms, self.zone)),
            (_("Story"), times.story("scenario", now.scenario_ms)),
            (_("Play"), times.at_table(now.exercise_ms)),
            (_("One minute at the table"), span(state.clock.rate * 60)),
            (_("Moves not ruled on"), str(len(loose.moves))),
            (_("Rulings not published"), str(len(loose.rulings))),
            (_("Last entry of the log"), str(state.seq)),
        ]
        if state.turn:
            found.insert(4, (_("Turn"), str(state.turn)))
        return tuple(found)

    def coming(self, lines: tuple[Row, ...]) -> Table:
        """Everything on a clock, in order: what goes to whom at what time."""
        found: list[tuple[int, tuple[Cell, ...]]] = []
        for row in lines:
            if row.line.inject.status in cards.PENDING:
                due = row.line.due
                place = self._place(due) if due else LAST
                found.append((place, (*self._when(row), f"{row.inject.id} {row.line.title}", row.to)))
        for timer, wall in timers_with_wall(self.state):
            if timer.kind != "inject":
                what, to = self._timer(timer.kind, timer.ref)
                cell = (times.story(timer.basis, timer.at_ms), times.of_day(wall, self.zone), what, to)
                found.append((self._place(timer_time(self.state, self.now, timer)), cell))
        found.sort(key=lambda pair: pair[0])
        note = _("Real times hold as long as the clock runs as it does now. Tick off by hand.")
        columns = (_("Story"), _("Real"), _("What"), _("To"))
        return Table("coming", _("What comes next"), columns, tuple(cell for _at, cell in found), note)

    def _place(self, due: DueTime) -> Millis:
        """Where a due time stands in the story at the present pace, for the order."""
        if due.basis == "scenario":
            return due.at_ms
        return self.now.scenario_ms + due.left_ms * self.state.clock.rate // 1000

    def _when(self, row: Row) -> tuple[str, str]:
        due = row.line.due
        if due is None:
            return row.planned, ""
        return times.story(due.basis, due.at_ms), times.of_day(due.wall_ms, self.zone)

    def _timer(self, kind: str, ref: str) -> tuple[str, str]:
        """A timer that is no inject's: what it does, and whom it concerns."""
        if kind == "turn_end":
            return _("The turn ends"), _("Everyone")
        if kind == "procedure":
            procedure = next((p for p in self.state.procedures.values() if p.id == ref), None)
            if procedure is not None:
                duty = procedure.kind_of == "duty"
                words = _("Duty falls due: %(label)s") if duty else _("Step of law is done: %(label)s")
                return words % {"label": procedure.label}, self.names.team(procedure.team)
        thread = self.state.in_transit.get(MessageId(ref))
        if thread is not None:
            return _("Delayed message arrives"), self._parties(thread)
        return kind, ""

    def msel(self, lines: tuple[Row, ...]) -> Table:
        """Every inject with its plan and what became of it."""
        return Table(
            "msel",
            _("MSEL"),
            (
                _("No."), _("Status"), _("Planned"), _("Due now"), _("Kind"), _("Channel"), _("From"), _("To"),
                _("Title"), _("Text"), _("Question"), _("Expected"), _("Only if"), _("Happened"), _("Opened"),
                _("Notes of the white cell"),
            ),
            tuple(
                (
                    row.inject.id, row.status, row.planned, times.due(self.state, row.line.due), row.kind,
                    row.line.channel, row.sender, row.to, row.line.title, row.line.body, row.question,
                    "\n".join(row.expected), row.inject.when, row.happened, row.opened, row.notes,
                )
                for row in lines
            ),
        )  # fmt: skip

    def moves(self) -> Table:
        """Every move; those that nobody has ruled on with the law's word."""
        moves = sorted(self.state.moves.values(), key=lambda m: m.seq)
        return Table(
            "moves",
            _("Moves"),
            (
                _("Team"), _("No."), _("Status"), _("Headline"), _("Text"), _("Type"), _("Who sees it"),
                _("Because"), _("Legal basis claimed"), _("Signed by"), _("Received"), _("In work"),
                _("The law proposes"),
            ),
            tuple(self._move(move) for move in moves),
        )  # fmt: skip

    def _move(self, move: Move) -> tuple[Cell, ...]:
        content = move.content
        return (
            self.names.team(move.team),
            move.number,
            move_status(move.status),
            content.headline,
            content.text,
            self.law.move_label(content.move) if content.move != "other" else _("Other"),
            visibility_words(content.visibility),
            "\n".join(content.because),
            content.legal_basis,
            seat_label(self.state, self.names, move.seat),
            self._at(move.at.scenario_ms, move.at.wall_ms),
            seat_label(self.state, self.names, move.taken_by) if move.taken_by else "",
            self.proposal_words(move),
        )

    def proposal_words(self, move: Move) -> str:
        """What the law says of a move: verdict, what carries it, what it lacks and for how long."""
        said = proposal(move.proposal, self.law, team=move.team)
        if said is None:
            return ""
        parts = [verdict_label(said.verdict)]
        if said.deciding:
            parts.append(_("Rests on: %(what)s") % {"what": "; ".join(p.name for p in said.deciding)})
        for step in said.missing:
            parts.append(
                _("Lacks: %(step)s") % {"step": f"{step.label} ({step.who})" if step.who else step.label}
            )
        if said.needs:
            parts.append(_("Open facts: %(what)s") % {"what": "; ".join(said.needs)})
        parts += [each.note for each in said.deciding_notes if each.note]
        return "\n".join(parts)

    def _at(self, scenario_ms: int, wall_ms: int) -> str:
        return f"{times.story('scenario', scenario_ms)} ({times.of_day(wall_ms, self.zone)})"

    def rulings(self) -> Table:
        """Every ruling, and whether it is out."""
        found = []
        for ruling in sorted(self.state.rulings.values(), key=lambda r: r.seq):
            move = self.state.moves[ruling.move_id]
            out = self._at(ruling.published.scenario_ms, ruling.published.wall_ms) if ruling.published else ""
            told = "\n".join(f"{self._reader(n.to)}: {n.text}" for n in ruling.narratives)
            found.append(
                (
                    self.names.team(move.team),
                    move.number,
                    move.content.headline,
                    verdict_label(ruling.verdict),
                    _("Yes") if ruling.executed else _("No"),
                    ruling.reason,
                    out or _("not published"),
                    told,
                    ruling.appeal,
                )
            )
        columns = (
            _("Team"), _("Move"), _("Headline"), _("Verdict"), _("Carried out"), _("Reason"), _("Published"),
            _("What was told"), _("Appeal"),
        )  # fmt: skip
        return Table("rulings", _("Rulings"), columns, tuple(found))

    def _reader(self, audience: str) -> str:
        kind, _colon, rest = audience.partition(":")
        if kind == "team":
            return self.names.team(rest)
        return {"public": _("Everyone"), "white": _("White cell")}.get(kind, rest or kind)

    def hand_outs(self, lines: tuple[Row, ...]) -> Iterator[HandOut]:
        """A sheet for each inject that can still go out."""
        channels = {c.id: self.names.text(c.label) for c in self.state.deck.channels}
        for row in lines:
            inject = row.line.inject
            if inject.status not in cards.PENDING:
                continue
            on_word = cards.waits_for_a_word(self.state, row.inject)
            due = times.due(self.state, row.line.due) or row.planned
            yield HandOut(
                inject=row.inject.id,
                when=due,
                condition=row.inject.when or (_("The white cell decides.") if on_word else ""),
                copies=row.to,
                channel=channels.get(row.inject.channel, row.inject.channel),
                precedence=row.inject.precedence,
                sender=row.sender,
                readings=cards.readings(inject, self.state.deck.languages),
                answer_within=span(row.inject.answer_within_ms) if row.inject.answer_within_ms else "",
            )


def life_words(life: str) -> str:
    """The life of an exercise."""
    return {
        "draft": _("Draft"),
        "lobby": _("Lobby"),
        "running": _("Running"),
        "stopped": _("Stopped"),
        "ended": _("Ended"),
        "archived": _("Archived"),
    }.get(life, life)
