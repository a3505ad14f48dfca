"""Compiles the injects of a deck: when each is due, who reads it, what it does and what it asks of staff."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec.structs import replace

from games.engine import plan
from games.engine.audience import WHITE
from games.engine.ids import Audience, InjectId, Millis, OfficeId, TeamId
from games.law.conditions import ALWAYS
from games.law.yamltext import Path
from injects.deck import schema, times
from injects.deck.compiling import Compiling
from injects.deck.findings import _


def compile_lines(deck: schema.Deck, compiler: Compiling) -> tuple[plan.Inject, ...]:
    """Every line of the MSEL, repeated ones as lines of their own behind the first."""
    lines = _Lines(deck, compiler)
    found: list[plan.Inject] = []
    for index, row in enumerate(deck.injects):
        line = lines.line(row, index)
        found += [line, *lines.copies(row, line, index)]
    return tuple(found)


class _Lines:
    def __init__(self, deck: schema.Deck, compiler: Compiling) -> None:
        self.deck = deck
        self.compiler = compiler
        self.desk = compiler.desk
        self.cast = compiler.cast
        self.start = _moment(deck.timing.scenario_start)
        self.phases = {row.id: ("phases", index) for index, row in enumerate(deck.phases)}
        self.followed = self._follow_ups()

    def _follow_ups(self) -> dict[str, plan.Due]:
        """The due times that lines get from the one they follow."""
        found: dict[str, plan.Due] = {}
        for index, row in enumerate(self.deck.injects):
            for other, wait in row.follow_ups.items():
                path: Path = ("injects", index, "follow_ups", other)
                if self.compiler.known(other, self.cast.injects, path, _("There is no inject {word}.")):
                    if other in found:
                        why = _("{word} follows another inject already.")
                        self.desk.note("D06", path, why, _("Keep one."), word=other)
                    at_ms = self.compiler.span(wait, path) or 0
                    found[other] = plan.Due(basis="inject", at_ms=at_ms, after=InjectId(row.id))
        return found

    def line(self, row: schema.Inject, index: int) -> plan.Inject:
        """One line."""
        path: Path = ("injects", index)
        self._references(row, path)
        compiler = self.compiler
        due = self._due(row, path)
        to, cc, blind = self._readers(row, path)
        return plan.Inject(
            id=InjectId(row.id),
            order=index,
            title=compiler.text(row.title, (*path, "title")),
            body=compiler.text(row.text, (*path, "text")),
            to=tuple(dict.fromkeys((*to, *cc, *blind))),
            channel=row.channel,
            kind=row.kind,
            trigger=self._trigger(row, due, path),
            due=due,
            when=self._when(row, path),
            otherwise=InjectId(row.otherwise) if row.otherwise else None,
            phase=row.phase,
            sender=compiler.text(row.sender, (*path, "from")),
            precedence=row.precedence,
            question=compiler.text(row.question, (*path, "question")),
            answer_within_ms=compiler.span(row.answer_within, (*path, "answer_within")),
            sets=compiler.facts(row.sets, (*path, "sets")),
            learned_by=self._learned_by(row, path),
            meters=compiler.meters(row.meters, (*path, "meters")),
            expects=self._expectations(row, path),
            objectives=row.objectives,
            teaches=row.teaches,
            notes=compiler.text(row.notes, (*path, "notes")),
            key=row.key,
            needs=tuple(InjectId(each) for each in row.needs),
            suppressed_by=tuple(InjectId(each) for each in row.suppressed_by),
            contingency_for=InjectId(row.contingency_for) if row.contingency_for else None,
            delivery=row.delivery,
            cc=cc,
            blind=blind,
            acknowledge=row.acknowledge,
            expires_after_ms=compiler.span(row.expires, (*path, "expires")),
            classification=compiler.text(row.classification, (*path, "classification")),
            credibility=compiler.text(row.credibility, (*path, "credibility")),
            controller=row.controller,
            focus=compiler.text(row.focus, (*path, "focus")),
            tasks=row.tasks,
            weight=row.weight,
            attachments=row.attachments,
        )

    def _readers(
        self, row: schema.Inject, path: Path
    ) -> tuple[tuple[Audience, ...], tuple[Audience, ...], tuple[Audience, ...]]:
        """To whom it goes, openly and blind. What a team is expected to do is a cue for staff: never sent to it."""
        to, cc, blind = (
            self.compiler.audiences(words, (*path, name))
            for name, words in (("to", row.to), ("cc", row.cc), ("blind", row.blind))
        )
        return ((WHITE,), (), ()) if row.kind == "expected" else (to, cc, blind)

    def copies(self, row: schema.Inject, line: plan.Inject, index: int) -> Iterator[plan.Inject]:
        """The further times that a line goes out, each with an id of its own: I05-2, I05-3."""
        if row.repeat is None:
            return
        path: Path = ("injects", index, "repeat")
        every = self.compiler.span(row.repeat.every, (*path, "every")) or 0
        if line.trigger == "manual":
            why = _("A line that is sent by hand cannot be repeated by the clock.")
            self.desk.note("D06", path, why, _("Give it t_h, at or when."))
        for number in range(2, row.repeat.times + 1):
            name = f"{row.id}-{number}"
            if name in self.cast.injects:
                why = _("The repetition {name} would have the id of another inject.")
                self.desk.note("D07", path, why, _("Give that one another id."), name=name)
            yield replace(line, id=InjectId(name), **self._again(line, number, every))

    def _again(self, line: plan.Inject, number: int, every: Millis) -> dict[str, object]:
        if line.due is not None:
            return {"due": replace(line.due, at_ms=line.due.at_ms + (number - 1) * every)}
        before = line.id if number == 2 else f"{line.id}-{number - 1}"
        again = f"after({before!r}, '{every // 1000}s', 'story')"
        return {"when": f"({line.when}) and {again}" if line.when else again}

    # Parts ------------------------------------------------------------------------------------------------

    def _references(self, row: schema.Inject, path: Path) -> None:
        known, cast = self.compiler.known, self.cast
        known(row.channel, cast.channels, (*path, "channel"), _("There is no channel {word}."))
        if row.phase:
            known(row.phase, cast.phases, (*path, "phase"), _("There is no phase {word}."))
        for field, other in (
            ("otherwise", row.otherwise),
            ("after", row.after),
            ("contingency_for", row.contingency_for),
        ):
            if other is not None:
                known(other, cast.injects, (*path, field), _("There is no inject {word}."))
        for field, others in (
            ("needs", row.needs),
            ("suppressed_by", row.suppressed_by),
            ("supersedes", row.supersedes),
        ):
            for place, each in enumerate(others):
                known(each, cast.injects, (*path, field, place), _("There is no inject {word}."))
        for place, objective in enumerate(row.objectives):
            known(
                objective, cast.objectives, (*path, "objectives", place), _("There is no objective {word}.")
            )
        for place, task in enumerate(row.tasks):
            known(task, cast.tasks, (*path, "tasks", place), _("There is no critical task {word}."))
        for place, each in enumerate(row.attachments):
            why = _("There is no attachment {word}.")
            known(each, cast.attachments, (*path, "attachments", place), why)
        for place, provision in enumerate(row.teaches):
            why = _("There is no provision {word} in the rule pack.")
            known(provision, self.compiler.book.provisions, (*path, "teaches", place), why)

    def _when(self, row: schema.Inject, path: Path) -> str:
        condition = self.compiler.condition(row.when, (*path, "when"))
        if row.probability is None:
            return condition
        chance = f"chance({row.id!r}, '{row.probability}')"
        return f"({condition}) and {chance}" if condition else chance

    def _learned_by(self, row: schema.Inject, path: Path) -> tuple[Audience, ...] | None:
        if row.learned_by is None:
            return None
        return self.compiler.audiences(row.learned_by, (*path, "learned_by"))

    def _expectations(self, row: schema.Inject, path: Path) -> tuple[plan.Expectation, ...]:
        within = self.compiler.span(row.expect_within, (*path, "expect_within")) or 0
        found = []
        for team, moves in row.expect.items():
            place = (*path, "expect", team)
            if self.compiler.known(team, self.cast.teams, place, _("There is no team {word}.")):
                for index, move in enumerate(moves):
                    self.compiler.move(move, (*place, index), team)
            found.append(plan.Expectation(team=TeamId(team), moves=moves, within_ms=within))
        for index, each in enumerate(row.expected):
            found.append(self._action(each, (*path, "expected", index), within))
        return tuple(found) or tuple(self._watched(row, path, within))

    def _watched(self, row: schema.Inject, path: Path, within: Millis) -> Iterator[plan.Expectation]:
        """A line of kind `expected` that says no more than its title: that, of each team it names."""
        if row.kind != "expected":
            return
        for word in dict.fromkeys(self.cast.teams if "all" in row.to else row.to):
            team, _slash, office = word.partition("/")
            if team in self.cast.teams:
                yield plan.Expectation(
                    team=TeamId(team),
                    moves=(),
                    within_ms=within,
                    office=OfficeId(office) if office else None,
                    what=self.compiler.text(row.title, (*path, "title")),
                )

    def _action(self, row: schema.Expected, path: Path, within: Millis) -> plan.Expectation:
        team, _slash, office = row.who.partition("/")
        who = (*self.cast.teams, *self.cast.offices)
        if self.compiler.known(row.who, who, (*path, "who"), _("There is no team or office {word}.")):
            for index, move in enumerate(row.moves):
                self.compiler.move(move, (*path, "moves", index), team)
        if not row.what and not row.moves:
            why = _("An expected action needs what in words, or moves.")
            self.desk.note("D03", path, why, _("Write what: or moves: [...]."))
        if row.objective is not None:
            why = _("There is no objective {word}.")
            self.compiler.known(row.objective, self.cast.objectives, (*path, "objective"), why)
        own = self.compiler.span(row.within, (*path, "within"))
        return plan.Expectation(
            team=TeamId(team),
            moves=row.moves,
            within_ms=within if own is None else own,
            office=OfficeId(office) if office else None,
            what=self.compiler.text(row.what, (*path, "what")),
            evidence=self.compiler.text(row.evidence, (*path, "evidence")),
            objective=row.objective or "",
        )

    # When -------------------------------------------------------------------------------------------------

    def _due(self, row: schema.Inject, path: Path) -> plan.Due | None:
        basis = "inject" if row.after is not None and row.basis == "scenario" else row.basis
        self._fits(row, basis, path)
        if row.id in self.followed:
            if row.t_h is not None or row.at is not None or row.after is not None:
                why = _("It follows {other} and has a time of its own.")
                right = _("Keep one.")
                self.desk.note("D06", path, why, right, other=self.followed[row.id].after or "")
            return self.followed[row.id]
        if basis == "clock" or (basis == "scenario" and row.t_h is None and _moment(row.at or "")):
            return self._dated(row, basis, path)
        at_ms = self.compiler.due_at(row.t_h, row.at, path)
        if basis == "inject":
            after = InjectId(row.after) if row.after else None
            return plan.Due(basis="inject", at_ms=at_ms or 0, after=after)
        if at_ms is None:
            if basis != "scenario":
                self.desk.note("D06", path, _("A basis needs a time."), _("Add t_h or at."))
            return None
        if basis == "phase":
            return plan.Due(basis="scenario", at_ms=at_ms + self._phase_start(row, path))
        return plan.Due(basis=basis, at_ms=at_ms, turn=row.turn)

    def _fits(self, row: schema.Inject, basis: str, path: Path) -> None:
        """What a basis needs beside the time."""
        if (basis == "turn") != (row.turn is not None):
            why = _("A time on the basis turn names the turn, and only that basis does.")
            self.desk.note("D06", path, why, _("Write basis: turn and turn: 2."))
        if (basis == "inject") != (row.after is not None):
            why = _(
                "A time on the basis inject names the inject that it counts from, and only that basis does."
            )
            self.desk.note("D06", path, why, _("Write after: I05 and at: 20m."))
        if basis == "phase" and not row.phase:
            why = _("A time on the basis phase counts from the start of the inject's phase, and it has none.")
            self.desk.note("D06", path, why, _("Add phase."))

    def _dated(self, row: schema.Inject, basis: str, path: Path) -> plan.Due | None:
        """A date of the story, or a time of day in the room."""
        text = row.at or ""
        if basis == "clock":
            at_ms = times.time_of_day(text)
            if at_ms is None:
                why = _("{text!r} is not a time of day.")
                self.desk.note("D06", (*path, "at"), why, _("Write it as 14:30."), text=text)
            return plan.Due(basis="clock", at_ms=at_ms or 0)
        if self.start is None:
            why = _("A date needs to know when the story starts.")
            right = _("Add timing: {{scenario_start: 2026-03-01 06:00}}.")
            self.desk.note("D06", (*path, "at"), why, right)
            return plan.Due(basis="scenario", at_ms=0)
        moment = _moment(text)
        assert moment is not None
        passed = round((moment.replace(tzinfo=None) - self.start.replace(tzinfo=None)).total_seconds() * 1000)
        if passed < 0:
            self.desk.note("D06", (*path, "at"), _("A time before STARTEX cannot be played."))
        return plan.Due(basis="scenario", at_ms=max(0, passed))

    def _phase_start(self, row: schema.Inject, path: Path) -> Millis:
        phase = next((each for each in self.deck.phases if each.id == row.phase), None)
        if phase is None:
            return 0
        return (times.hours(phase.t_h) if phase.t_h is not None else times.offset(phase.at or "")) or 0

    def _trigger(self, row: schema.Inject, due: plan.Due | None, path: Path) -> plan.Trigger:
        conditional = row.when.strip() not in ("", ALWAYS)
        if row.trigger is None:
            return "time" if due else "condition" if conditional else "manual"
        if row.trigger == "time" and due is None:
            self.desk.note("D06", path, _("The trigger time needs a due time."), _("Add t_h or at."))
        if row.trigger == "condition" and not conditional:
            self.desk.note("D05", path, _("The trigger condition needs a condition."), _("Add when."))
        if row.trigger == "condition" and due is not None:
            why = _("With the trigger condition the inject goes out as soon as it holds; it has no due time.")
            self.desk.note("D06", path, why, _("Remove the time, or the trigger."))
        return row.trigger


def _moment(text: str) -> datetime | None:
    """A date with a time, as `2026-03-03 06:40`; None for anything else."""
    if len(text.strip()) < len("2026-03-03 06:40"):
        return None
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None
