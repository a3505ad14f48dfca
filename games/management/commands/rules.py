"""`manage.py rules`: run worked cases, explain a ruling, check a rule pack, and print its schema."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from games.law.building import Rejected, load
from games.law.cases import Case, Judged, judge, read_cases
from games.law.checks import check_book
from games.law.coverage import failing, uncovered, unkilled
from games.law.kinds import Kind
from games.law.mutants import Score, score
from games.law.reading import schema
from games.law.records import Finding, Fix, Ruling, StepNeeded
from games.law.remarks import Remark
from games.law.rulebook import BadQuestion, Rulebook
from games.law.shipped import CASES, shipped_cases, shipped_texts
from games.law.wording import Reason
from games.law.yamltext import Problem
from games.models import Exercise
from games.review.export import file_faults
from games.review.rejudging import Rejudged, records, rejudge
from games.services import exercises, lost_packs, packs

SIGNS = {True: "+", False: "-", None: "?"}


class Command(BaseCommand):
    help = "Run worked cases, explain a ruling, and check a rule pack."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        cases = actions.add_parser("cases", help="run case files; 1 if any case or file fails")
        cases.add_argument("files", nargs="+", metavar="FILE")
        explain = actions.add_parser("explain", help="rule on a move and say why")
        explain.add_argument("move", metavar="MOVE")
        explain.add_argument("--params", nargs="+", default=[], metavar="NAME=VALUE")
        explain.add_argument("--fact", "--facts", nargs="+", default=[], metavar="NAME=VALUE", dest="facts")
        explain.add_argument("--unknown", nargs="+", default=[], metavar="FACT")
        explain.add_argument("--defy", action="store_true", help="the team openly defies the law")
        explain.add_argument("--json", action="store_true", help="the ruling as JSON")
        check = actions.add_parser("check", help="say everything that is wrong with a pack; 1 for errors")
        check.add_argument("--json", action="store_true", help="the findings as a JSON list")
        check.add_argument(
            "--mutants", action="store_true", help="also do the rules small wrongs and see if a case notices"
        )
        again = actions.add_parser("rejudge", help="rule again on the moves of an exported log")
        again.add_argument("export", metavar="EXPORT", help="a log written by export_log")
        again.add_argument("--all", action="store_true", help="list the rulings that stay the same too")
        again.add_argument("--json", action="store_true", help="the comparison as a JSON list")
        mend = actions.add_parser(
            "restore", help="bring the lost rule pack of an exercise back, or play on under another"
        )
        mend.add_argument("exercise", metavar="EXERCISE", help="as in its address")
        mend.add_argument("--instead", metavar="NAME", help="a pack of the library, by title or digest")
        for each in (cases, explain, check, again, mend):
            each.add_argument(
                "--pack", metavar="FOLDER", help="a folder of rule files instead of the shipped"
            )
        actions.add_parser("schema", help="print the JSON Schema of a pack file")

    def handle(self, *args: object, **options: Any) -> None:
        actions: dict[str, Callable[..., None]] = {
            "cases": self._cases,
            "explain": self._explain,
            "check": self._check,
            "rejudge": self._rejudge,
            "restore": self._restore,
            "schema": self._schema,
        }
        actions[options["action"]](**options)

    def _schema(self, **options: Any) -> None:
        self.stdout.write(json.dumps(schema(), indent=1))

    # Cases ------------------------------------------------------------------------------------------------

    def _cases(self, files: list[str], pack: str | None, **options: Any) -> None:
        book = self._book(pack)
        passed = failed = 0
        broken = False
        for name in files:
            text = self._text(name)
            if text is None:
                broken = True
                continue
            found = read_cases(name, text, book)
            for problem in found.problems:
                self.stderr.write(str(problem))
            broken = broken or bool(found.problems)
            for case in found.cases:
                judged = judge(book, case)
                self.stdout.write(_case_line(judged))
                passed, failed = passed + judged.passed, failed + (not judged.passed)
        self.stdout.write(_("%(passed)d passed, %(failed)d failed") % {"passed": passed, "failed": failed})
        if failed or broken:
            sys.exit(1)

    def _text(self, name: str) -> str | None:
        """The text of a file; a file that cannot be read is said and None."""
        try:
            return Path(name).read_text("utf-8")
        except OSError as error:
            reason = error.strerror or str(error)
        except UnicodeDecodeError as error:
            before: bytes = error.object[: error.start]
            name = f"{name}:{before.count(10) + 1}:{len(before) - before.rfind(10)}"
            reason = _("this is not UTF-8 text")
        self.stderr.write(f"{name}: {reason}")
        return None

    # Explain ----------------------------------------------------------------------------------------------

    def _explain(
        self,
        move: str,
        params: list[str],
        facts: list[str],
        unknown: list[str],
        defy: bool,
        pack: str | None,
        **options: Any,
    ) -> None:
        book = self._book(pack)
        kinds = book.plays[move].kinds if move in book.plays else {}
        try:
            ruling = book.rule(
                move,
                _pairs(params, kinds),
                _pairs(facts, book.kinds),
                unknown=unknown,
                defy=defy,
                flips=True,
                fixes=True,
            )
        except BadQuestion as bad:
            raise CommandError("\n".join(f"{each.field}: {each.detail}" for each in bad.problems)) from None
        if options["json"]:
            self.stdout.write(msgspec.json.format(msgspec.json.encode(ruling)).decode())
            return
        for line in explanation(book, ruling):
            self.stdout.write(line)

    # Check ------------------------------------------------------------------------------------------------

    def _check(self, pack: str | None, **options: Any) -> None:
        book = load(self._pack_texts(pack))
        if isinstance(book, Rejected):
            self._report([_as_remark(problem) for problem in book.problems], None, options["json"])
            return
        remarks = list(check_book(book))
        cases, broken = self._cases_beside(pack, book)
        remarks += map(_as_remark, broken)
        remarks += failing(book, cases)
        remarks += uncovered(book, cases)
        found = score(book, cases) if options["mutants"] else None
        if found is not None:
            remarks += unkilled(book, found.survivors)
        self._report(remarks, found, options["json"])

    def _report(self, remarks: list[Remark], found: Score | None, as_json: bool) -> None:
        errors = sum(remark.level == "error" for remark in remarks)
        if as_json:
            self.stdout.write(msgspec.json.format(msgspec.json.encode(remarks)).decode())
        else:
            for remark in remarks:
                self.stdout.write(str(remark))
            if found is not None:
                self.stdout.write(_score_line(found))
            self.stdout.write(_summary(errors, len(remarks) - errors))
        if errors:
            sys.exit(1)

    def _cases_beside(self, pack: str | None, book: Rulebook) -> tuple[list[Case], list[Problem]]:
        """The worked cases shipped with a pack, those below its folder `cases`, and what is wrong in their files."""
        if pack is None:
            texts = shipped_cases()
        else:
            files = sorted((Path(pack) / CASES).rglob("*.yaml"))
            texts = {str(path): text for path in files if (text := self._text(str(path))) is not None}
        read = [read_cases(name, text, book) for name, text in texts.items()]
        return [case for file in read for case in file.cases], [
            problem for file in read for problem in file.problems
        ]

    # Rejudge ----------------------------------------------------------------------------------------------

    def _rejudge(self, export: str, pack: str | None, **options: Any) -> None:
        book = self._book(pack)
        try:
            lines = Path(export).read_bytes().splitlines(keepends=True)
        except OSError as error:
            raise CommandError(f"{export}: {error.strerror or error}") from None
        faults = file_faults(lines)
        if faults:
            raise CommandError("\n".join(f"{export}: {fault}" for fault in faults))
        compared = rejudge(records(lines), book)
        shown = [each for each in compared if each.differs or options["all"]]
        if options["json"]:
            self.stdout.write(msgspec.json.format(msgspec.json.encode(shown)).decode())
            return
        for each in shown:
            self.stdout.write(_rejudged_line(each))
        changed = sum(each.differs for each in compared)
        self.stdout.write(
            _("%(changed)d of %(count)d rulings differ") % {"changed": changed, "count": len(compared)}
        )

    # Restore ----------------------------------------------------------------------------------------------

    def _restore(self, exercise: str, pack: str | None, instead: str | None, **options: Any) -> None:
        found = Exercise.objects.filter(public_id=exercise).first()
        if found is None:
            raise CommandError(_("no exercise %(exercise)s") % {"exercise": exercise})
        try:
            if instead:
                self._play_on(found, instead)
            elif pack:
                lost_packs.bring_back(found, self._pack_texts(pack))
            else:
                self._say_lost(found)
                return
        except lost_packs.NothingLost:
            raise CommandError(_("its rule pack is kept and can be read; nothing was changed")) from None
        except lost_packs.AnotherPack as other:
            said = _("%(folder)s is pack %(found)s; the exercise was made under %(wanted)s")
            values = {"folder": pack, "found": other.digest[:12], "wanted": other.wanted[:12]}
            raise CommandError(said % values) from None
        if lost := lost_packs.lost_pack(found):
            raise CommandError(str(lost))
        self.stdout.write(_("the exercise can be played again"))

    def _play_on(self, exercise: Exercise, name: str) -> None:
        known = packs.named(name)
        if len(known) != 1:
            said = (
                _("no rule pack %(name)r")
                if not known
                else _("more than one rule pack %(name)r; give its digest")
            )
            raise CommandError(said % {"name": name})
        try:
            lost_packs.play_on_under(exercise, known[0].digest)
        except exercises.UnfitPack as unfit:
            raise CommandError(str(unfit)) from None
        exercise.refresh_from_db()

    def _say_lost(self, exercise: Exercise) -> None:
        lost = lost_packs.lost_pack(exercise)
        if lost is None:
            self.stdout.write(_("its rule pack is kept and can be read"))
            return
        raise CommandError(
            "\n".join((str(lost), *lost.faults, _("give --pack FOLDER with its files, or --instead NAME")))
        )

    # Packs ------------------------------------------------------------------------------------------------

    def _book(self, pack: str | None) -> Rulebook:
        book = load(self._pack_texts(pack))
        if isinstance(book, Rejected):
            raise CommandError("\n".join(str(problem) for problem in book.problems))
        return book

    def _pack_texts(self, pack: str | None) -> dict[str, str]:
        if pack is None:
            return shipped_texts()
        folder = Path(pack)
        files = [
            path for path in sorted(folder.rglob("*.yaml")) if CASES not in path.relative_to(folder).parts
        ]
        if not files:
            raise CommandError(_("%(folder)s holds no .yaml files of rules") % {"folder": pack})
        texts = {str(path.relative_to(folder)): self._text(str(path)) for path in files}
        if any(text is None for text in texts.values()):
            raise CommandError(_("the pack cannot be read"))
        return {name: text for name, text in texts.items() if text is not None}


def _as_remark(problem: Problem) -> Remark:
    place = f"{problem.file}:{problem.line}:{problem.column}"
    return Remark(code=problem.code, level="error", place=place, subject=problem.field, detail=problem.detail)


def _rejudged_line(each: Rejudged) -> str:
    """One proposal: the event, the move, and both rulings."""
    decided = f", {_('decided in event %(event)d') % {'event': each.decided}}" if each.decided else ""
    then = _short(each.then)
    if not each.differs:
        return f"{each.event} {each.team} {each.number} {each.move}: {then}{decided}"
    now = _short(each.now) if each.now else each.why
    return f"{each.event} {each.team} {each.number} {each.move}: {then} -> {now}{decided}"


def _short(ruling: Mapping[str, Any]) -> str:
    missing = f" [{', '.join(ruling['missing'])}]" if ruling["missing"] else ""
    return f"{ruling['verdict']}, {ruling['effect']}{missing} ({', '.join(ruling['deciding'])})"


def _score_line(found: Score) -> str:
    return _("%(percent)s %% of %(count)d mutants killed, %(same)d the same in other words") % {
        "percent": found.percent,
        "count": found.killed + len(found.survivors),
        "same": found.equivalent,
    }


def _summary(errors: int, warnings: int) -> str:
    said = (
        ngettext("%(count)d error", "%(count)d errors", errors) % {"count": errors},
        ngettext("%(count)d warning", "%(count)d warnings", warnings) % {"count": warnings},
    )
    return ", ".join(said)


def _case_line(judged: Judged) -> str:
    case = judged.case
    if judged.passed:
        return f"pass {case.id} {case.title}"
    return f"FAIL {case.id} {case.title}: {'; '.join(judged.differences)}"


def _pairs(pairs: Iterable[str], kinds: Mapping[str, Kind]) -> dict[str, object]:
    """`name=value` words by name, read as the kind of each name asks; lists are parted by commas."""
    found: dict[str, object] = {}
    for pair in pairs:
        name, equals, word = pair.partition("=")
        if not equals:
            raise CommandError(_("%(pair)s: write NAME=VALUE") % {"pair": pair})
        found[name] = _read_value(word, kinds.get(name))
    return found


def _read_value(word: str, kind: Kind | None) -> object:
    if kind is None:
        return word
    if kind.type == "list":
        return [part for part in word.strip("[]").replace(" ", "").split(",") if part]
    if kind.type == "bool" and word in ("true", "false"):
        return word == "true"
    if kind.type == "int" and word.removeprefix("-").isdecimal():
        return int(word)
    return word


def explanation(book: Rulebook, ruling: Ruling) -> list[str]:
    """The ruling as lines of text: headline, rows with their reasons, steps, plans and what would flip it."""
    lines = [f"{ruling.move} ({book.moves[ruling.move].label})", *_headline(ruling)]
    lines += _cited(book, ruling)
    reasons = book.reasons(ruling)
    for finding in ruling.findings:
        lines += ["", *_finding(finding, reasons[finding.id])]
    if ruling.needs:
        lines += ["", _("needs to be established:"), *(f"  {name}" for name in ruling.needs)]
    if ruling.steps:
        lines += ["", _("what would supply what is missing:"), *map(_step, ruling.steps)]
    for fix in ruling.fixes:
        lines += ["", *_fix(fix)]
    if ruling.bars:
        lines += ["", _("no step can lift: %(rows)s") % {"rows": ", ".join(ruling.bars)}]
    if ruling.flips:
        lines += ["", _("single facts that would change it:")]
        lines += [
            f"  {flip.fact} = {_value(flip.value)}: {flip.verdict}, {flip.effect}" for flip in ruling.flips
        ]
    if ruling.readings:
        lines += ["", _("under different readings of the law:")]
        labels = {reading.id: reading.label for reading in book.readings}
        lines += [f"  {labels[each.reading]}: {each.verdict}, {each.effect}" for each in ruling.readings]
    left_out = book.left_out(ruling)
    if left_out:
        lines += ["", _("not encoded:"), *(f"  {each.what} {each.why}" for each in left_out)]
    if ruling.duties:
        lines += ["", _("duties it would open:")]
        lines += [f"  {book.duties[duty].duty.label}" for duty in ruling.duties]
    return lines


def _headline(ruling: Ruling) -> list[str]:
    verdict: str = ruling.verdict
    if ruling.verdict == "undetermined":
        verdict = _("undetermined, from %(floor)s to %(ceiling)s") % {
            "floor": ruling.floor,
            "ceiling": ruling.ceiling,
        }
    lean = f" ({_('leaning %(lean)s') % {'lean': ruling.lean}})" if ruling.lean else ""
    lines = [f"{verdict}{lean}, {ruling.effect}"]
    if ruling.missing:
        lines.append(_("missing: %(tokens)s") % {"tokens": ", ".join(ruling.missing)})
    for layer in ruling.layers:
        if layer.ceiling != "lawful":
            span = layer.floor if layer.floor == layer.ceiling else f"{layer.floor} - {layer.ceiling}"
            lines.append(f"  {layer.layer}: {span}")
    return lines


def _cited(book: Rulebook, ruling: Ruling) -> list[str]:
    return [
        f"  {provision}: {book.provisions[provision].title}" for provision in (*ruling.deciding, *ruling.also)
    ]


def _finding(finding: Finding, reason: Reason) -> list[str]:
    certainty = "" if finding.certain else f" ({_('if so')})"
    lines = [f"{finding.id} {finding.verdict}{certainty}: {', '.join(finding.provisions)}"]
    if finding.note:
        lines.append(f"  {finding.note}")
    return lines + _reason(reason, "  ")


def _reason(reason: Reason, indent: str) -> list[str]:
    values = "; ".join(f"{name} = {_value(value)}" for name, value in reason.facts.items())
    shown = f" [{values}]" if values else ""
    lines = [f"{indent}{SIGNS[reason.holds]} {reason.words}{shown}"]
    for part in reason.parts:
        lines += _reason(part, indent + "  ")
    return lines


def _value(value: object) -> str:
    if value is None:
        return _("not known")
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"[{', '.join(map(str, value))}]" if isinstance(value, tuple) else str(value)


def _step(step: StepNeeded) -> str:
    hours = _("no time can be set") if step.hours is None else _("%(hours)g h") % {"hours": step.hours}
    return f"  {step.token}: {step.label} ({', '.join(step.teams)}; {step.who}; {hours})"


def _fix(fix: Fix) -> list[str]:
    words = {"verdict": fix.verdict, "hours": fix.hours, "cost": fix.cost}
    lines = [_("%(verdict)s after %(hours)g h (%(cost)g h of work):") % words]
    for planned in fix.steps:
        lines.append(
            f"  {planned.starts:g}-{planned.done:g} h {planned.step.label} ({', '.join(planned.step.teams)})"
        )
    return lines
