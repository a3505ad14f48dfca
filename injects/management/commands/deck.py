"""`manage.py deck`: check, compile, rehearse, list, store, import and export decks, and print their schema."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from games.law.shipped import load_shipped
from games.services import media
from injects import attachments, bundles, library, shipped
from injects.deck.findings import Finding, errors
from injects.deck.fixing import fixed
from injects.deck.lint import Checked, check_text
from injects.deck.parse import schema
from injects.deck.vocabulary import vocabulary_of
from injects.management import exchanging, rehearsing
from injects.media.clean import clean
from injects.models import Deck


class Command(BaseCommand):
    help = "Check, compile, rehearse, list and store decks. A DECK is a file, or the name of a shipped deck."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        lint = actions.add_parser(
            "lint", help="say everything that is wrong with a deck; 1 if it cannot be used"
        )
        lint.add_argument("deck", metavar="DECK")
        lint.add_argument("--json", action="store_true", help="the findings as a JSON list")
        lint.add_argument(
            "--fix", action="store_true", help="make the edits that findings come with, in the file"
        )
        compile_ = actions.add_parser("compile", help="print the plan of a deck as JSON")
        compile_.add_argument("deck", metavar="DECK")
        load = actions.add_parser("load", help="store a deck in the library")
        load.add_argument("deck", metavar="DECK", help="also a zip of a deck with its files")
        rehearse = actions.add_parser("rehearse", help="play a deck many times with scripted teams")
        rehearsing.add_arguments(rehearse)
        import_ = actions.add_parser("import", help="make a deck of an MSEL: xlsx, csv or JSON")
        exchanging.add_import_arguments(import_)
        export = actions.add_parser("export", help="write a deck as an MSEL of another tool")
        exchanging.add_export_arguments(export)
        actions.add_parser("verify", help="say whether every stored file of decks is as it was stored")
        actions.add_parser("list", help="list the shipped decks and those in the library")
        actions.add_parser("schema", help="print the JSON Schema of the deck format")

    def handle(self, *args: object, **options: Any) -> None:
        actions: dict[str, Callable[..., None]] = {
            "lint": self._lint,
            "compile": self._compile,
            "load": self._load,
            "rehearse": self._rehearse,
            "import": self._import,
            "export": self._export,
            "verify": self._verify,
            "list": self._list,
            "schema": self._schema,
        }
        try:
            actions[options["action"]](**options)
        except (OperationalError, ProgrammingError):
            if Deck._meta.db_table in connection.introspection.table_names():
                raise
            why = _("There is no library here yet. Start tte once (tte demo), or run: tte manage migrate.")
            raise CommandError(why) from None

    def _lint(self, deck: str, **options: Any) -> None:
        checked = self._checked(deck)
        if options["fix"]:
            checked = self._fixed(deck, checked)
        if options["json"]:
            self.stdout.write(
                json.dumps([_as_json(f) for f in checked.findings], ensure_ascii=False, indent=1)
            )
        else:
            self._print(checked.findings, self.stdout.write)
            self.stdout.write(_summary(checked.findings))
        if not checked.usable:
            sys.exit(1)

    def _fixed(self, deck: str, checked: Checked) -> Checked:
        """Writes the file with every fix made, says which, and checks it again."""
        path = shipped.path_of(deck)
        if path.is_relative_to(shipped.DECKS):
            raise CommandError(_("A shipped deck is not changed in place. Copy it first."))
        mended, made = fixed(self._text(deck)[1], checked.findings)
        if not made:
            return checked
        path.write_text(mended, "utf-8")
        for finding in made:
            said = finding.fix.says if finding.fix else ""
            self.stderr.write(_("%(finding)s: %(what)s") % {"finding": finding.id, "what": _(said)})
        return self._checked(deck)

    def _compile(self, deck: str, **options: Any) -> None:
        checked = self._checked(deck)
        if checked.plan is None or not checked.usable:
            self._print(errors(checked.findings), self.stderr.write)
            raise CommandError(_summary(checked.findings))
        self.stdout.write(msgspec.json.format(msgspec.json.encode(checked.plan)).decode())

    def _load(self, deck: str, **options: Any) -> None:
        name, text, contents = self._whole(deck)
        try:
            with transaction.atomic():
                files = attachments.kept(contents)
                stored, created = library.store(text, name, load_shipped(), files=files)
        except attachments.BadFile as bad:
            raise CommandError(str(bad)) from None
        except shipped.DeckProblems as problems:
            self._print(problems.findings, self.stderr.write)
            raise CommandError(_summary(problems.findings)) from None
        except library.VersionTaken as taken:
            why = _("%(deck)s is in the library with another text. Give the changed deck a new version.")
            raise CommandError(why % {"deck": taken.deck}) from None
        said = _("%(deck)s is now in the library.") if created else _("%(deck)s was in the library already.")
        self.stdout.write(said % {"deck": stored})

    def _rehearse(self, deck: str, **options: Any) -> None:
        try:
            plan = rehearsing.plan_of(deck)
        except shipped.DeckProblems as problems:
            self._print(problems.findings, self.stderr.write)
            raise CommandError(_summary(problems.findings)) from None
        rehearsing.rehearse(plan, options, self.stdout, self.stderr)

    def _import(self, **options: Any) -> None:
        exchanging.take(options, self.stdout, self.stderr)

    def _export(self, deck: str, **options: Any) -> None:
        if not options["out"].lower().endswith(".zip"):
            exchanging.give(deck, options, self.stdout)
            return
        text, contents = self._stored(deck)
        try:
            Path(options["out"]).write_bytes(bundles.zipped(text, contents))
        except OSError as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(_("Written: %(file)s") % {"file": options["out"]})

    def _stored(self, deck: str) -> tuple[str, dict[str, bytes]]:
        """Text and clean files of a file, of a shipped deck, or of one of the library (`slug`, or `slug version`)."""
        slug, _space, version = deck.replace("@", " ").partition(" ")
        of = {"slug": slug, **({"version": version} if version else {})}
        stored = None if Path(deck).is_file() else Deck.objects.filter(**of).first()
        if stored is not None:
            return stored.source, attachments.contents_of(stored)
        contents = self._files(deck)
        return self._text(deck)[1], {name: clean(raw).content for name, raw in contents.items()}

    def _verify(self, **options: Any) -> None:
        """Reads every stored file once more; damaged ones by the digest that decks and exercises know them by."""
        damaged = list(media.faults())
        if damaged:
            why = _("Damaged, bring them back from a backup: %(files)s")
            raise CommandError(why % {"files": ", ".join(digest[:12] for digest in damaged)})
        count = media.count()
        said = ngettext(
            "%(count)d file, all as they were stored.", "%(count)d files, all as they were stored.", count
        )
        self.stdout.write(said % {"count": count})

    def _list(self, **options: Any) -> None:
        for name in shipped.names():
            self.stdout.write(_("%(deck)s (shipped)") % {"deck": name})
        for deck in Deck.objects.all():
            self.stdout.write(
                _("%(deck)s (library, digest %(digest)s)") % {"deck": deck, "digest": deck.digest[:12]}
            )

    def _schema(self, **options: Any) -> None:
        self.stdout.write(json.dumps(schema(), indent=1))

    def _checked(self, deck: str) -> Checked:
        name, text = self._text(deck)
        files = attachments.facts_of(self._files(deck))
        return check_text(name, text, vocabulary_of(load_shipped()), files)

    def _files(self, deck: str) -> dict[str, bytes]:
        """The files that stand beside a deck file."""
        try:
            found = attachments.beside(shipped.path_of(deck))
            attachments.facts_of(found)
        except (OSError, attachments.BadFile) as problem:
            raise CommandError(str(problem)) from None
        return found

    def _whole(self, deck: str) -> tuple[str, str, dict[str, bytes]]:
        """Name, text and files of a deck: a zip, or a deck file with what stands beside it."""
        if not deck.lower().endswith(".zip"):
            return *self._text(deck), self._files(deck)
        try:
            with Path(deck).open("rb") as file:
                bundle = bundles.unzipped(file, Path(deck).stat().st_size)
        except (OSError, bundles.BadZip) as problem:
            raise CommandError(str(problem)) from None
        return deck, bundle.text, bundle.contents

    def _text(self, deck: str) -> tuple[str, str]:
        """The file's name, for messages, and its text."""
        try:
            path = shipped.path_of(deck)
            return (path.name if path.parent == shipped.DECKS else str(Path(deck))), path.read_text(
                "utf-8-sig"
            )
        except UnicodeDecodeError as error:
            why = _("%(file)s is not UTF-8 text (byte %(place)d). Save it as UTF-8.")
            raise CommandError(why % {"file": deck, "place": error.start + 1}) from None
        except OSError as error:
            raise CommandError(str(error)) from None

    def _print(self, findings: tuple[Finding, ...], write: Callable[[str], object]) -> None:
        for f in findings:
            stands = _("accepted, %(who)s") % {"who": f.accepted} if f.accepted else f.level
            write(f"{f.file}:{f.line}:{f.column}: {f.code} {stands}: {f.item}: {f.sentence(_)} [{f.id}]")


def _as_json(finding: Finding) -> dict[str, Any]:
    kept: dict[str, Any] = msgspec.to_builtins(finding)
    for part in ("why", "right", "values"):
        kept.pop(part, None)
    return {**kept, "id": finding.id, "message": finding.sentence(_)}


def _summary(findings: tuple[Finding, ...]) -> str:
    wrong = len(errors(findings))
    warned = sum(finding.level == "warn" and not finding.accepted for finding in findings)
    stands = sum(bool(finding.accepted) for finding in findings)
    first = ngettext("%(count)d error", "%(count)d errors", wrong) % {"count": wrong}
    second = ngettext("%(count)d warning", "%(count)d warnings", warned) % {"count": warned}
    if not stands:
        return f"{first}, {second}"
    third = ngettext("%(count)d accepted", "%(count)d accepted", stands) % {"count": stands}
    return f"{first}, {second}, {third}"
