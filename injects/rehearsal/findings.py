"""Counts over all runs of a rehearsal: coverage, pace, law and endings, as a report."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from games.engine.ids import InjectId, TeamId
from games.engine.plan import Inject, Plan
from injects.deck.pacing import LONGEST_SILENCE, MOST_ITEMS, MOST_WORDS
from injects.rehearsal.lawyer import Lawyer
from injects.rehearsal.record import RunRecord, StepRun, Traffic
from injects.rehearsal.report import (
    SCHEMA,
    VERDICTS,
    BranchLine,
    ConditionLine,
    EndingLine,
    ExpectedLine,
    InjectLine,
    LoadLine,
    ObjectiveLine,
    Queue,
    Report,
    RulingLine,
    RunLine,
    SilenceLine,
    StepLine,
)
from injects.rehearsal.watching import BIN, is_by_hand


def report_of(
    plan: Plan,
    lawyer: Lawyer,
    wanted: Mapping[TeamId, str],
    seed: int,
    records: Iterable[RunRecord],
    ending_lines: tuple[InjectId, ...],
) -> Report:
    """The report on these runs, whatever order they come in."""
    runs = sorted(records, key=lambda record: record.run)
    return Report(
        schema=SCHEMA,
        deck=plan.id,
        version=plan.version,
        deck_digest=plan.digest,
        rules_digest=lawyer.rules.digest,
        title=plan.title,
        seed=seed,
        runs=len(runs),
        wanted=dict(wanted),
        exercise_ms=max((run.exercise_ms for run in runs), default=0),
        bin_ms=BIN,
        injects=tuple(_inject(inject, runs) for inject in plan.injects),
        branches=tuple(line for inject in plan.injects for line in _branches(inject, runs)),
        conditions=tuple(
            ConditionLine(i.id, i.when, sum(i.id in run.held_true for run in runs))
            for i in plan.injects
            if i.when
        ),
        objectives=_objectives(plan, runs),
        load=tuple(_load(team.id, runs) for team in plan.teams),
        silence=tuple(_silence(team.id, runs) for team in plan.teams),
        rulings=_rulings(plan, lawyer, runs),
        steps=_steps(runs),
        expected=_expected(plan, lawyer, runs),
        ending_lines=ending_lines,
        endings=_endings(runs),
        queue=_queue(runs),
        table=tuple(_line(run) for run in runs),
        refusals=tuple(dict.fromkeys(refusal for run in runs for refusal in run.refusals)),
    )


# Coverage -----------------------------------------------------------------------------------------------


def _inject(inject: Inject, runs: Sequence[RunRecord]) -> InjectLine:
    at = [run.fired[inject.id] for run in runs if inject.id in run.fired]
    return InjectLine(
        id=inject.id,
        title=inject.title,
        phase=inject.phase,
        by_hand=is_by_hand(inject),
        fired=len(at),
        passed=sum(inject.id in run.passed for run in runs),
        instead=sum(any(other == inject.id for _, other in run.instead) for run in runs),
        earliest_ms=min(at, default=None),
        latest_ms=max(at, default=None),
    )


def _branches(inject: Inject, runs: Sequence[RunRecord]) -> Iterable[BranchLine]:
    if not inject.when:
        return
    yield BranchLine(inject.id, "out", None, sum(inject.id in run.fired for run in runs))
    if inject.trigger == "time":
        yield BranchLine(inject.id, "passed", None, sum(inject.id in run.passed for run in runs))
    if inject.otherwise is not None:
        pair = (inject.id, inject.otherwise)
        yield BranchLine(inject.id, "instead", inject.otherwise, sum(pair in run.instead for run in runs))


def _objectives(plan: Plan, runs: Sequence[RunRecord]) -> tuple[ObjectiveLine, ...]:
    lines = []
    for objective in plan.objectives:
        own = {inject.id for inject in plan.injects if objective.id in inject.objectives}
        served = sum(not own.isdisjoint(run.fired) for run in runs)
        answered = sum(any(a.made and a.inject in own for a in run.answers) for run in runs)
        lines.append(ObjectiveLine(objective.id, objective.label, len(own), served, answered))
    return tuple(lines)


def _expected(plan: Plan, lawyer: Lawyer, runs: Sequence[RunRecord]) -> tuple[ExpectedLine, ...]:
    asked: Counter[tuple[InjectId, TeamId, str]] = Counter()
    possible, made = asked.copy(), asked.copy()
    for run in runs:
        for answer in run.answers:
            key = (answer.inject, answer.team, answer.move)
            asked[key] += 1
            possible[key] += answer.possible
            made[key] += answer.made
    return tuple(
        ExpectedLine(*key, lawyer.label(move), asked[key], possible[key], made[key])
        for inject in plan.injects
        for expectation in inject.expects
        for move in expectation.moves
        for key in [(inject.id, expectation.team, move)]
    )


# Pace ---------------------------------------------------------------------------------------------------


def _load(team: TeamId, runs: Sequence[RunRecord]) -> LoadLine:
    own = [run.traffic[team] for run in runs]
    bins = max((len(traffic.items) for traffic in own), default=0)
    return LoadLine(
        team=team,
        items=_means([traffic.items for traffic in own], bins),
        most_items=tuple(max(_at(traffic.items, place) for traffic in own) for place in range(bins)),
        words=_means([traffic.words for traffic in own], bins),
        moves=_means([traffic.moves for traffic in own], bins),
        overloaded=tuple(sum(_too_full(traffic, place) for traffic in own) for place in range(bins)),
    )


def _at(counts: Sequence[int], place: int) -> int:
    return counts[place] if place < len(counts) else 0


def _too_full(traffic: Traffic, place: int) -> bool:
    return _at(traffic.items, place) > MOST_ITEMS or _at(traffic.words, place) > MOST_WORDS


def _means(rows: Sequence[Sequence[int]], bins: int) -> tuple[float, ...]:
    return tuple(round(sum(_at(row, place) for row in rows) / len(rows), 2) for place in range(bins))


def _silence(team: TeamId, runs: Sequence[RunRecord]) -> SilenceLine:
    own = [(run.traffic[team], run.run) for run in runs]
    if not own:
        return SilenceLine(team, 0, 0, 0, 0, 0)
    worst, run = max(own, key=lambda one: (one[0].silence_ms, -one[1]))
    return SilenceLine(
        team=team,
        mean_ms=sum(traffic.silence_ms for traffic, _ in own) // len(own),
        longest_ms=worst.silence_ms,
        from_ms=worst.silent_from_ms,
        run=run,
        too_long=sum(traffic.silence_ms > LONGEST_SILENCE for traffic, _ in own),
    )


def _queue(runs: Sequence[RunRecord]) -> Queue:
    waits = [ruled.waited_ms for run in runs for ruled in run.rulings]
    most = max((run.most_waiting for run in runs), default=0)
    mean = sum(waits) // len(waits) if waits else 0
    worst = max(
        ((run.longest, run.run) for run in runs if run.longest is not None),
        key=lambda one: (one[0].ms, -one[1]),
        default=None,
    )
    if worst is None:
        return Queue(0, 0, 0, most)
    longest, number = worst
    return Queue(len(waits), mean, longest.ms, most, longest.team, longest.move, longest.filed_ms, number)


# Law ----------------------------------------------------------------------------------------------------


def _rulings(plan: Plan, lawyer: Lawyer, runs: Sequence[RunRecord]) -> tuple[RulingLine, ...]:
    """By team in the order of the deck, the most frequent moves first."""
    verdicts: dict[tuple[TeamId, str], Counter[str]] = {}
    for run in runs:
        for ruled in run.rulings:
            count = verdicts.setdefault((ruled.team, ruled.move), Counter())
            count[ruled.verdict] += 1
            count["executed"] += ruled.executed
    lines = [
        RulingLine(team, move, lawyer.label(move), *(count[name] for name in (*VERDICTS, "executed")))
        for (team, move), count in verdicts.items()
    ]
    order = [team.id for team in plan.teams]
    return tuple(sorted(lines, key=lambda line: (order.index(line.team), -line.total, line.move)))


def _steps(runs: Sequence[RunRecord]) -> tuple[StepLine, ...]:
    found: dict[tuple[str, TeamId, str], list[StepRun]] = {}
    for run in runs:
        for step in run.steps:
            found.setdefault((step.kind_of, step.team, step.token), []).append(step)
    lines = []
    for (kind_of, team, token), steps in sorted(found.items()):
        status = Counter(step.status for step in steps)
        late_for = Counter(inject for step in steps for inject in step.late_for)
        lines.append(
            StepLine(
                token=token,
                label=steps[0].label,
                team=team,
                kind_of=kind_of,
                hours=round(sum(s.due_ms - s.opened_ms for s in steps) / len(steps) / 3_600_000, 1),
                opened=len(steps),
                done=status["done"],
                lapsed=sum(step.lapsed for step in steps),
                unfinished=_unfinished(steps),
                late=sum(bool(step.late_for) for step in steps),
                late_for=dict(sorted(late_for.items(), key=lambda one: (-one[1], one[0]))),
            )
        )
    return tuple(lines)


def _unfinished(steps: Sequence[StepRun]) -> int:
    """Steps under way at the end. A duty that is not due yet at ENDEX is nobody's failure."""
    return sum(step.status == "open" and step.kind_of == "step" for step in steps)


# Runs ---------------------------------------------------------------------------------------------------


def _endings(runs: Sequence[RunRecord]) -> tuple[EndingLine, ...]:
    found: dict[tuple[InjectId, ...], list[int]] = {}
    for run in runs:
        found.setdefault(run.ending, []).append(run.run)
    lines = [EndingLine(ending, len(own), tuple(own[:5])) for ending, own in found.items()]
    return tuple(sorted(lines, key=lambda line: (-line.count, line.injects)))


def _line(run: RunRecord) -> RunLine:
    return RunLine(
        run=run.run,
        cast=run.cast,
        injects=len(run.fired),
        filed=run.filed,
        ruled=len(run.rulings),
        longest_wait_ms=run.longest.ms if run.longest else 0,
        longest_silence_ms=max((traffic.silence_ms for traffic in run.traffic.values()), default=0),
        ending=run.ending,
        events=run.events,
        digest=run.digest,
        cut_short=run.cut_short,
        refusals=len(run.refusals),
    )
