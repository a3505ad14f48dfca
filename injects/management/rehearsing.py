"""`manage.py deck rehearse`: many runs as tables on a terminal or as JSON, and one run again as a log."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from django.core.management.base import CommandError, CommandParser, OutputWrapper
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from games.engine.ids import InjectId, Millis, TeamId
from games.engine.plan import Plan
from games.services import packs
from injects import crew, shipped
from injects.crew.__main__ import stage_of
from injects.deck.times import show
from injects.management.sheet import columns, in_english
from injects.rehearsal import logfile
from injects.rehearsal.casting import MIXED, PROFILES, BadScript, checked
from injects.rehearsal.findings import report_of
from injects.rehearsal.play import Stage
from injects.rehearsal.report import Report
from injects.reporting import ending_words, minutes, script_fault, way_words

MOST_RUNS = 10_000
WIDEST = 60


def add_arguments(parser: CommandParser) -> None:
    """The options of `rehearse`."""
    parser.add_argument("deck", metavar="DECK", help="a file, a shipped deck, or a deck of the library")
    parser.add_argument("--runs", type=int, default=20, metavar="N", help="how often it is played (20)")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="what chance starts from (1)")
    scripts = ", ".join((*PROFILES, MIXED))
    parser.add_argument(
        "--teams",
        nargs="+",
        default=[],
        metavar="TEAM=SCRIPT",
        help=f"who plays how: {scripts} (the default), and with /defiant against counsel",
    )
    parser.add_argument("--pack", default="", metavar="PACK", help="a rule pack by its title or digest")
    parser.add_argument("--processes", type=int, default=0, metavar="N", help="side by side (all cores)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="the whole report as JSON; - is the output")
    parser.add_argument("--replay", type=int, metavar="RUN", help="play this run again and write its log")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where the log goes (the output)")


def rehearse(plan: Plan, options: dict[str, Any], out: OutputWrapper, err: OutputWrapper) -> None:
    """Plays the plan as the options ask. Raises CommandError for what cannot be played."""
    if not 1 <= options["runs"] <= MOST_RUNS:
        raise CommandError(_("Give 1 to %(most)d runs.") % {"most": MOST_RUNS})
    job = crew.Job(plan, _texts(options["pack"]), "", _scripts(plan, options["teams"]), options["seed"])
    if options["replay"] is not None:
        _replay(job, options["replay"], options["out"], err)
        return
    report = _report(job, options["runs"], options["processes"], err)
    if options["json"] is not None:
        _write_json(report, options["json"], out)
    if options["json"] is None or str(options["json"]) != "-":
        for line in text_of(report, plan):
            out.write(line)


def _texts(pack: str) -> dict[str, str]:
    if not pack:
        return packs.texts_of("") or {}
    found = packs.named(pack)
    if len(found) != 1:
        why = (
            _("No rule pack is called %(pack)s.")
            if not found
            else _("Several rule packs are called %(pack)s.")
        )
        raise CommandError(why % {"pack": pack})
    return packs.texts_of(found[0].digest) or {}


def _scripts(plan: Plan, words: Sequence[str]) -> dict[str, str]:
    """`tokyo=sensible beijing=aggressive/defiant`, with blanks or commas between."""
    wanted = {}
    for word in ",".join(words).replace(" ", ",").split(","):
        team, _equals, script = word.partition("=")
        if word:
            wanted[team] = script
    try:
        return {str(team): script for team, script in checked(wanted, [t.id for t in plan.teams]).items()}
    except BadScript as bad:
        raise CommandError(script_fault(bad, plan)) from None


def _report(job: crew.Job, runs: int, processes: int, err: OutputWrapper) -> Report:
    stage = _stage(job)
    if runs == 1:
        records = [stage.play(1, job.seed).record]
    else:

        def on_tick(done: int) -> bool:
            if err.isatty():
                err.write(f"\r{done}/{runs}", ending="" if done < runs else "\n")
                err.flush()
            return True

        try:
            records = crew.rehearse(job, range(1, runs + 1), processes=processes, on_tick=on_tick)
        except crew.CrewLost as lost:
            raise CommandError(str(lost)) from None
    return report_of(job.plan, stage.lawyer, stage.wanted, job.seed, records, stage.deck.ending)


def _stage(job: crew.Job) -> Stage:
    try:
        return stage_of(job)
    except ValueError as problem:
        raise CommandError(str(problem)) from None


def _replay(job: crew.Job, run: int, out: Path | None, err: OutputWrapper) -> None:
    if run < 1:
        raise CommandError(_("Runs are counted from 1."))
    stage = _stage(job)
    sealing = logfile.Sealing(f"rehearsal-{job.seed}-{run}")
    played = stage.play(run, job.seed, sealing)
    lines = logfile.lines_of(sealing, job.plan, stage.lawyer.rules.digest)
    if out is None:
        sys.stdout.buffer.writelines(lines)
        return
    with out.open("wb") as file:
        file.writelines(lines)
    said = _("Run %(run)d again: %(events)d events, written to %(file)s.")
    err.write(said % {"run": run, "events": played.record.events, "file": out})


def _write_json(report: Report, path: Path, out: OutputWrapper) -> None:
    text = msgspec.json.format(msgspec.json.encode(report), indent=1).decode()
    if str(path) == "-":
        out.write(text)
    else:
        path.write_text(text + "\n", encoding="utf-8")


# Tables ---------------------------------------------------------------------------------------------------


def text_of(report: Report, plan: Plan) -> Iterable[str]:
    """The report as lines for a terminal."""
    titles = {inject.id: in_english(inject.title) for inject in plan.injects}
    runs = ngettext("%(count)d run", "%(count)d runs", report.runs) % {"count": report.runs}
    yield f"{report.deck} {report.version} · {runs} · " + _("seed %(seed)d") % {"seed": report.seed}
    yield _("Teams: %(cast)s") % {"cast": ", ".join(f"{team}={how}" for team, how in report.wanted.items())}
    yield _("Deck %(deck)s, rule pack %(rules)s") % {
        "deck": report.deck_digest[:12],
        "rules": report.rules_digest[:12],
    }
    for heading, rows in _sections(report, titles):
        yield ""
        yield heading
        yield from (f"  {line}" for line in columns(rows))
    yield ""
    again = f"deck rehearse {report.deck} --seed {report.seed} --replay RUN --out run.jsonl"
    yield _("To have the log of one run: %(command)s") % {"command": again}


Rows = Sequence[Sequence[str]]


def _sections(report: Report, titles: dict[InjectId, str]) -> Iterable[tuple[str, Rows]]:
    sections: tuple[tuple[str, Callable[[Report, dict[InjectId, str]], Rows]], ...] = (
        (_("What never happened"), _never),
        (_("Endings"), _endings),
        (_("Injects"), _injects),
        (_("Objectives"), _objectives),
        (_("Load and silence"), _pace),
        (_("Rulings"), _rulings),
        (_("Steps and duties that were too late"), _late),
        (_("Expected moves"), _expected),
        (_("Waiting for the white cell"), _queue),
    )
    for heading, section in sections:
        rows = section(report, titles)
        if rows:
            yield heading, rows


def _short(text: str) -> str:
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"


def _of(count: int, whole: int) -> str:
    return f"{count}/{whole}"


def _never(report: Report, titles: dict[InjectId, str]) -> Rows:
    rows: list[tuple[str, str, str]] = []
    rows += [(_("inject never sent"), line.id, _short(titles[line.id])) for line in report.never_fired]
    rows += [(_("branch never taken"), line.inject, way_words(line)) for line in report.never_taken]
    rows += [(_("condition never true"), line.inject, _short(line.when)) for line in report.never_true]
    for objective in report.untouched:
        why = _("nothing of it went out") if not objective.served else _("nobody answered it with a move")
        rows.append((_("objective untouched"), objective.id, why))
    for expected in report.never_possible:
        rows.append((_("move the law never allows"), expected.inject, f"{expected.team}: {expected.move}"))
    rows += [(_("waits for a person"), line.id, _short(titles[line.id])) for line in report.by_hand]
    rows += [(_("refused"), actor, f"{kind}: {_short(why)}") for actor, kind, why in report.refusals]
    cut = sum(line.cut_short for line in report.table)
    if cut:
        rows.append((_("runs given up"), str(cut), _("the deck and the teams chased each other without end")))
    return rows or [(_("Everything the deck holds happened in some run."),)]


def _endings(report: Report, titles: dict[InjectId, str]) -> Rows:
    return [
        (
            _of(line.count, report.runs),
            ending_words(line, report.ending_lines),
            _short("; ".join(titles[inject] for inject in line.injects)),
            _("first in run %(run)d") % {"run": line.runs[0]},
        )
        for line in report.endings
    ]


def _injects(report: Report, titles: dict[InjectId, str]) -> Rows:
    head = (_("inject"), _("sent"), _("passed over"), _("in place of another"), _("first"), _("last"), "")
    return [
        head,
        *(
            (
                line.id,
                _of(line.fired, report.runs),
                str(line.passed),
                str(line.instead),
                _moment(line.earliest_ms),
                _moment(line.latest_ms),
                _short(titles[line.id]),
            )
            for line in report.injects
        ),
    ]


def _moment(at_ms: Millis | None) -> str:
    return "-" if at_ms is None else show(at_ms)


def _objectives(report: Report, titles: dict[InjectId, str]) -> Rows:
    head = (_("objective"), _("injects"), _("runs in which one went out"), _("runs in which it was answered"))
    lines = [
        (line.id, str(line.injects), _of(line.served, report.runs), _of(line.answered, report.runs))
        for line in report.objectives
    ]
    return [head, *lines] if lines else []


def _pace(report: Report, titles: dict[InjectId, str]) -> Rows:
    head = (
        _("team"),
        _("items in 10 min, mean"),
        _("most"),
        _("fullest from"),
        _("too full"),
        _("longest silence, mean"),
        _("worst"),
        _("from"),
        _("over 20 min"),
    )
    rows = [head]
    silences = {line.team: line for line in report.silence}
    for load in report.load:
        silence = silences[load.team]
        fullest = max(range(len(load.items)), key=lambda place: load.items[place], default=0)
        rows.append(
            (
                load.team,
                f"{sum(load.items) / max(1, len(load.items)):.1f}",
                str(max(load.most_items, default=0)),
                minutes(fullest * report.bin_ms),
                _of(sum(load.overloaded), report.runs * max(1, len(load.items))),
                minutes(silence.mean_ms),
                minutes(silence.longest_ms),
                minutes(silence.from_ms),
                _of(silence.too_long, report.runs),
            )
        )
    return rows


def _rulings(report: Report, titles: dict[InjectId, str]) -> Rows:
    head = (
        _("team"),
        _("move"),
        _("lawful"),
        _("contestable"),
        _("blocked"),
        _("unlawful"),
        _("carried out"),
        "",
    )
    lines = [
        (
            line.team,
            line.move,
            *map(str, (line.lawful, line.contestable, line.blocked, line.unlawful)),
            _of(line.executed, line.total),
            _short(line.label),
        )
        for line in report.rulings
    ]
    return [head, *lines] if lines else []


def _late(report: Report, titles: dict[InjectId, str]) -> Rows:
    head = (
        _("team"),
        _("step or duty"),
        _("hours"),
        _("opened"),
        _("lapsed"),
        _("unfinished"),
        _("late"),
        _("for"),
    )
    lines = [
        (
            line.team or "-",
            _short(line.label),
            f"{line.hours:g}",
            *map(str, (line.opened, line.lapsed, line.unfinished, line.late)),
            ", ".join(f"{inject} {count}" for inject, count in list(line.late_for.items())[:4]),
        )
        for line in report.too_slow
    ]
    return [head, *lines] if lines else []


def _expected(report: Report, titles: dict[InjectId, str]) -> Rows:
    head = (_("inject"), _("team"), _("move"), _("asked"), _("possible"), _("made in time"))
    lines = [
        (line.inject, line.team, line.move, str(line.asked), str(line.possible), str(line.made))
        for line in report.expected
        if line.asked
    ]
    return [head, *lines] if lines else []


def _queue(report: Report, titles: dict[InjectId, str]) -> Rows:
    queue = report.queue
    if not queue.rulings:
        return []
    rows = [
        (_("rulings"), str(queue.rulings)),
        (_("mean wait"), _clock(queue.mean_ms)),
        (_("longest wait"), _worst(queue.longest_ms, queue.team, queue.move, queue.filed_ms, queue.run)),
        (_("most waiting at once"), str(queue.most_waiting)),
    ]
    return rows


def _worst(longest: Millis, team: TeamId, move: str, filed: Millis, run: int) -> str:
    words = _("%(wait)s min: %(team)s, %(move)s, filed at %(filed)s in run %(run)d")
    return words % {
        "wait": _clock(longest),
        "team": team,
        "move": move,
        "filed": minutes(filed),
        "run": run,
    }


def _clock(millis: Millis) -> str:
    return f"{millis // 60_000}:{millis // 1000 % 60:02d}"


def plan_of(name: str) -> Plan:
    """The plan of a file, a shipped deck, or a deck of the library (`slug`, or `slug version`).

    Raises CommandError, DeckProblems.
    """
    from games.law.shipped import load_shipped
    from injects import library
    from injects.models import Deck

    try:
        return shipped.load_plan(name, load_shipped())
    except FileNotFoundError as missing:
        slug, _space, version = name.replace("@", " ").partition(" ")
        stored = Deck.objects.filter(slug=slug, **({"version": version} if version else {})).first()
        if stored is None:
            raise CommandError(str(missing)) from None
        return library.plan_of(stored, load_shipped())
    except (OSError, UnicodeDecodeError) as problem:
        raise CommandError(str(problem)) from None
