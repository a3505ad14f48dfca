"""One move explained: why, what is missing, who gives it, how long, what would change the answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from games.law.book import Snapshot
from games.law.prospects import Prospect, prospects
from games.law.records import Fix
from games.law.tree import Value
from games.presenting import times
from games.presenting.counsel import headline
from games.presenting.explorer.cards import (
    Condition,
    Explained,
    FlipCard,
    Follow,
    Giver,
    Ground,
    Layer,
    Need,
    PlanCard,
    PlanStep,
    ProspectCard,
    sentences,
)
from games.presenting.explorer.overview import other_choices
from games.presenting.explorer.reader import Reader, cited_by
from games.presenting.law import ProvisionCard, layer_label, verdict_label
from games.presenting.reasons import Known, because
from games.presenting.whatif import (
    Asked,
    Query,
    assumed,
    assumptions,
    change_words,
    fact_fields,
    param_fields,
    query_of,
    typed_change,
)

PROSPECTS_SHOWN = 4
CONDITIONS_SHOWN = 6


def explained(reader: Reader, move: str, asked: Asked) -> Explained:
    """The answer on one move, with the parameters and what-ifs that an address asks for."""
    return _Explaining(reader, move, asked).card()


class _Explaining:
    def __init__(self, reader: Reader, move: str, asked: Asked) -> None:
        self.reader, self.book, self.law = reader, reader.book, reader.law
        self.move = move
        kept = (("case", reader.case),) if reader.case else ()
        self.query = replace(query_of(self.book, move, asked, reader.readable_facts()), kept=kept)
        self.base = reader.snapshot.env
        self.yours = assumed(self.book, self.query, self.base)
        self.now = {**self.base, **self.yours}
        self.snapshot = Snapshot(self.now, reader.snapshot.given | set(self.yours))
        self.ruling = reader.rule(
            move, self.query.params, self.snapshot, given=reader.given_by, flips=True, fixes=True
        )
        self.team = self.ruling.team

    def card(self) -> Explained:
        found, ruling, law = self.book.moves[self.move], self.ruling, self.law
        before = self.reader.rule(self.move, self.query.params, self.reader.snapshot).verdict
        uses = {use.name: use for use in ruling.facts}
        known = Known(law, frozenset(self.yours), self.reader.given_label, uses)
        lines = [(use, known.line(use.name, use.value)) for use in ruling.facts]
        ahead = self.prospects()
        wanted = dict.fromkeys([*uses, *(name for each in ahead for name in each.assumed)])
        return Explained(
            id=self.move,
            label=found.label,
            team=self.team,
            team_name=self.reader.team_name(self.team),
            verdict=ruling.verdict,
            verdict_label=verdict_label(ruling.verdict),
            headline=self.headline(),
            before=before if self.yours else "",
            before_label=verdict_label(before),
            turns_ms=ruling.recheck_at,
            layers=self.layers(),
            grounds=self.grounds(known),
            needs=self.needs(),
            turns_on=tuple(map(law.fact_label, ruling.needs)),
            plans=tuple(map(self.plan, ruling.fixes)),
            prospects=self.prospect_cards(ahead),
            hopeless=bool(ruling.bars) and not ahead and not ruling.flips,
            flips=self.flips(),
            choices=self.choices(),
            readings=self.readings(),
            duties=self.duties(),
            processes=self.processes(),
            establishes=self.establishes(),
            costs=self.costs(),
            left_out=tuple((each.what, each.why) for each in self.book.left_out(ruling)),
            authority=self.cards(found.authority),
            also=self.cards(code for code in cited_by(self.book, self.move) if code not in found.authority),
            relied_on=tuple(line for use, line in lines if use.relied_on),
            read=tuple(line for use, line in lines if not use.relied_on),
            params=param_fields(law, self.move, self.query),
            fields=fact_fields(law, self.move, wanted, self.query, self.base),
            assumptions=assumptions(law, self.query),
            query=self.query,
            plainly=Query(self.query.params, kept=self.query.kept).encoded(),
            draft=Query(self.query.params).encoded().removeprefix("?"),
            answered=self.reader.answers,
        )

    def headline(self) -> str:
        """The answer in a sentence beside its verdict; counsel speaks to the team, the lawbook to anybody."""
        known, flagged = bool(self.reader.team), self.ruling.effect == "flag"
        match self.ruling.verdict:
            case "lawful" if known:
                return _("Nothing stands against it, as far as you know the facts.")
            case "lawful":
                return _("Nothing stands against it on these facts.")
            case "unlawful" if flagged:
                return _("It can be carried out; others will hold it against you.")
            case "unlawful":
                return _("Not on these facts: the order would have no legal force.")
            case "undetermined" if not known:
                return _("It depends on facts that are not established.")
            case verdict:
                return headline(verdict, self.ruling.effect)

    def cards(self, codes: Iterable[str]) -> tuple[ProvisionCard, ...]:
        return tuple(self.law.provision(code) for code in codes)

    def layers(self) -> tuple[Layer, ...]:
        forums = self.book.forums
        return tuple(
            Layer(
                each.layer,
                forums[each.forum].label,
                each.floor,
                verdict_label(each.floor),
                each.ceiling,
                verdict_label(each.ceiling),
            )
            for each in self.ruling.layers
        )

    def grounds(self, known: Known) -> tuple[Ground, ...]:
        why = self.book.reasons(self.ruling)
        return tuple(
            Ground(
                id=each.id,
                verdict=each.verdict,
                verdict_label=verdict_label(each.verdict),
                certain=each.certain,
                decides=each.certain and each.verdict == self.ruling.floor,
                layer_label=layer_label(each.layer),
                note=self.law.plain(each.note),
                provisions=self.cards(each.provisions),
                missing=tuple(self.law.missing(token, self.team).label for token in each.missing),
                why=because(why[each.id], known) if each.id in why else None,
            )
            for each in self.ruling.findings
        )

    # What is missing, and the plans ----------------------------------------------------------------------

    def needs(self) -> tuple[Need, ...]:
        return tuple(map(self.need, self.ruling.missing))

    def need(self, token: str) -> Need:
        found = self.book.tokens[token]
        steps = [each for each in self.ruling.steps if each.token == token]
        return Need(
            token=token,
            label=found.label,
            finding=found.finding,
            breakable=found.breakable,
            facts=tuple(map(self.law.fact_label, found.facts)),
            givers=tuple(
                Giver(
                    label=each.label,
                    team=self.teams_named(each.teams),
                    who=each.who,
                    own=self.team in each.teams,
                    takes=times.hours(each.hours) if each.hours is not None else "",
                    law=each.law,
                    real=each.real,
                    move=each.move,
                    move_label=self.law.move_label(each.move) if each.move else "",
                    readable=self.reader.may_read_move(each.move),
                    note=self.law.plain(each.note),
                )
                for each in steps
            ),
            due_ms=self.reader.under_way.get(token),
        )

    def teams_named(self, teams: Iterable[str]) -> str:
        return ", ".join(map(self.reader.team_name, teams))

    def plan(self, fix: Fix) -> PlanCard:
        scale = fix.hours or 1.0
        return PlanCard(
            steps=tuple(
                PlanStep(
                    label=each.step.label,
                    team=self.teams_named(each.step.teams),
                    who=each.step.who,
                    own=self.team in each.step.teams,
                    move=each.step.move,
                    move_label=self.law.move_label(each.step.move) if each.step.move else "",
                    readable=self.reader.may_read_move(each.step.move),
                    law=each.step.law,
                    starts=each.starts,
                    done=each.done,
                    starts_ms=self.moment(each.starts),
                    done_ms=self.moment(each.done),
                    takes=times.hours(each.done - each.starts),
                    at=round(100 * each.starts / scale),
                    width=max(2, round(100 * (each.done - each.starts) / scale)),
                )
                for each in fix.steps
            ),
            takes=times.hours(fix.hours),
            work=times.hours(fix.cost),
            done_ms=self.moment(fix.hours),
            verdict=fix.verdict,
            verdict_label=verdict_label(fix.verdict),
        )

    def moment(self, hours: float) -> int | None:
        if self.reader.now_ms is None:
            return None
        return self.reader.now_ms + round(hours * times.HOUR)

    def prospects(self) -> tuple[Prospect, ...]:
        if not self.ruling.bars or not self.reader.answers:
            return ()
        facts = {name: self.base[name] for name in self.reader.snapshot.given}
        now = self.reader.moment(self.move)
        return prospects(self.book, self.move, self.query.params, {**facts, **self.yours}, now=now)

    def prospect_cards(self, found: tuple[Prospect, ...]) -> tuple[ProspectCard, ...]:
        """Together, those that open the same plan to the same end."""
        groups: dict[tuple[object, ...], list[Prospect]] = {}
        for each in found:
            steps = tuple(step.step.id for step in each.fix.steps) if each.fix else ()
            groups.setdefault((steps, each.fix.verdict if each.fix else each.verdict), []).append(each)
        return tuple(map(self.prospect_card, list(groups.values())[:PROSPECTS_SHOWN]))

    def prospect_card(self, alike: list[Prospect]) -> ProspectCard:
        first = alike[0]
        end = first.fix.verdict if first.fix else first.verdict
        conditions = []
        for each in alike[:CONDITIONS_SHOWN]:
            facts = tuple(
                (self.law.fact_label(name), change_words(self.law, name, value, self.now))
                for name, value in each.assumed.items()
            )
            more = [pair for name, value in each.assumed.items() for pair in self.typed(name, value)]
            conditions.append(Condition(facts, self.query.encoded(*more)))
        plan = self.plan(first.fix) if first.fix else None
        rest = max(0, len(alike) - CONDITIONS_SHOWN)
        return ProspectCard(tuple(conditions), rest, end, verdict_label(end), plan)

    def typed(self, name: str, value: Value) -> tuple[tuple[str, str], ...]:
        return typed_change(self.book, name, value, self.now)

    # What would change it --------------------------------------------------------------------------------

    def flips(self) -> tuple[FlipCard, ...]:
        return tuple(
            FlipCard(
                label=self.law.fact_label(each.fact),
                value=change_words(self.law, each.fact, each.value, self.now),
                verdict=each.verdict,
                verdict_label=verdict_label(each.verdict),
                query=self.query.encoded(*self.typed(each.fact, each.value)),
                moves=self.moves_that_set(each.fact, each.value),
                steps=self.steps_that_set(each.fact, each.value),
            )
            for each in self.ruling.flips
        )

    def choices(self) -> tuple[FlipCard, ...]:
        chosen, ruling = self.query.params, self.ruling
        return tuple(
            FlipCard(
                label=param.label,
                value=_("yes")
                if value is True
                else _("no")
                if value is False
                else self.book.label_of(str(value)),
                verdict=other.verdict,
                verdict_label=verdict_label(other.verdict),
                query=replace(self.query, params={**chosen, param.id: value}).encoded(),
                moves=(),
                steps=(),
            )
            for param, value, other in other_choices(self.reader, self.move, chosen, self.snapshot, ruling)
        )

    def moves_that_set(self, fact: str, value: Value) -> tuple[tuple[str, str], ...]:
        """The reader's own moves that bring a fact to this value."""
        return tuple(
            (move.id, move.label)
            for team in self.reader.teams
            for move in self.book.moves_of(team)
            if any(_brings(each, fact, value, self.now[fact]) for each in move.establishes)
        )

    def steps_that_set(self, fact: str, value: Value) -> tuple[str, ...]:
        return tuple(
            procedure.step.label
            for procedure in self.book.steps.values()
            if any(_brings(each, fact, value, self.now[fact]) for each in procedure.step.changes)
        )[:3]

    def readings(self) -> tuple[tuple[str, str, str, str], ...]:
        held = {each.id: each for each in self.book.readings}
        return tuple(
            (held[each.reading].label, held[each.reading].held_by, each.verdict, verdict_label(each.verdict))
            for each in self.ruling.readings
        )

    # What follows ----------------------------------------------------------------------------------------

    def duties(self) -> tuple[Follow, ...]:
        found = (self.book.duties[name].duty for name in self.ruling.duties)
        return tuple(
            Follow(each.label, sentences(each.law, each.missed), times.hours(each.due_hours))
            for each in found
        )

    def processes(self) -> tuple[Follow, ...]:
        return tuple(
            Follow(each.label, each.who, times.hours(each.hours) if each.hours is not None else "")
            for each in self.ruling.processes
        )

    def establishes(self) -> tuple[tuple[str, str], ...]:
        words = {"set": "%s", "add": _("includes: %s"), "drop": _("no longer: %s"), "increase": _("plus %s")}
        made = []
        for each in self.ruling.establishes:
            listed = self.book.facts[each.fact].type == "list" and not isinstance(each.value, tuple)
            value: Any = [each.value] if listed else each.value
            shown = self.law.fact_value(each.fact, list(value) if isinstance(value, tuple) else value)
            made.append((self.law.fact_label(each.fact), words[each.op] % shown))
        return tuple(made)

    def costs(self) -> tuple[Follow, ...]:
        return tuple(
            Follow(self.book.meters[each.meter].label if each.meter in self.book.meters else each.meter,
                   f"{each.by:+d}" if each.by == each.upto else f"{each.by:+d} … {each.upto:+d}")
            for each in self.ruling.consequences
        )  # fmt: skip


def _brings(change: Any, fact: str, value: Value, before: Any) -> bool:
    """Whether a change of the pack leads to a value; one that depends on the form of a move counts."""
    if change.fact != fact:
        return False
    if change.set is not None:
        return change.set == value or (isinstance(change.set, str) and change.set.startswith("$"))
    if isinstance(value, tuple):
        old = before if isinstance(before, tuple) else ()
        come, gone = set(value) - set(old), set(old) - set(value)
        return change.add in come or change.drop in gone or (bool(come) and str(change.add).startswith("$"))
    return change.increase is not None
