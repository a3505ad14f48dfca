"""Keeps the message catalogues of tte/locale: `python -m tools.messages` (needs gettext's tools on PATH).

Extracts what people read from the Python, the templates and the scripts of tte, games and injects, merges it
into every language's .po files without fuzzy guesses, and compiles the .mo files, which are kept beside them.
`--check` writes nothing, and fails where the catalogues are behind the source. Words of the style guide and of
commands at a terminal stay English.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands import makemessages
from django.utils.translation import to_locale

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "tte" / "locale"
DOMAINS = ("django", "djangojs")
ELSEWHERE = ["locale", "tests", "tools", "bench", "docs", "var", "artifacts", "vendor", "node_modules"]
ENGLISH_ONLY = ["styleguide*", "commands/*", "*/management/*"]
TOOLS = ("xgettext", "msgmerge", "msguniq", "msgattrib", "msgfmt")


class Extracted(makemessages.BuildFile):
    """Django's own, but it looks for the name of a template's copy without a pattern: all texts are read for each."""

    def postprocess_messages(self, msgs: str) -> str:
        if not self.is_templatized:
            return msgs
        copy, template = (os.path.normpath(path) for path in (self.work_path, self.path))
        return msgs.replace(copy, template)


class Extraction(makemessages.Command):
    """Django's own, but a new text is left empty: a guess from a similar one is wrong more often than not."""

    build_file_class = Extracted

    def __init__(self) -> None:
        super().__init__()
        self.msgmerge_options = [*self.msgmerge_options, "--no-fuzzy-matching"]


def missing_tools() -> list[str]:
    """The gettext programs that are not on PATH."""
    return [tool for tool in TOOLS if shutil.which(tool) is None]


def locales() -> list[str]:
    """Every language that is offered, English apart, as its directory is called: ja, zh_Hant."""
    return [to_locale(code) for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def extract(into: Path) -> None:
    """Merges what the source says now into the .po files of a locale directory."""
    settings.LOCALE_PATHS = [str(into)]
    for domain in DOMAINS:
        call_command(
            Extraction(),
            locale=locales(),
            domain=domain,
            ignore_patterns=[*ELSEWHERE, *ENGLISH_ONLY],
            add_location="file",
            no_wrap=True,
            no_obsolete=True,
            verbosity=0,
        )
    for catalogue in catalogues(into):
        # The date says nothing that the history does not, and would change each file at every run.
        lines = catalogue.read_bytes().splitlines(keepends=True)
        catalogue.write_bytes(b"".join(line for line in lines if not line.startswith(b'"POT-Creation-Date:')))


def catalogues(under: Path) -> list[Path]:
    """The .po files of a locale directory, in order."""
    return sorted(under.glob("*/LC_MESSAGES/*.po"))


def compiled(catalogue: Path) -> bytes:
    """The .mo of a .po; raises CalledProcessError where gettext finds a fault, such as a lost placeholder."""
    command = ["msgfmt", "--check", "--output-file=-", str(catalogue)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def behind() -> list[str]:
    """The catalogues that `python -m tools.messages` would change, source and compiled."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "locale"
        shutil.copytree(LOCALE, fresh)
        extract(fresh)
        found = []
        for catalogue in catalogues(fresh):
            kept = LOCALE / catalogue.relative_to(fresh)
            if not kept.exists() or kept.read_bytes() != catalogue.read_bytes():
                found.append(str(kept.relative_to(ROOT)))
            elif kept.with_suffix(".mo").read_bytes() != compiled(kept):
                found.append(str(kept.with_suffix(".mo").relative_to(ROOT)))
        return found


def main() -> int:
    """Brings the catalogues up to date, or says which are behind; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if something is behind")
    options = parser.parse_args()
    if missing := missing_tools():
        print(f"Missing: {', '.join(missing)}. Install gettext (apt install gettext).", file=sys.stderr)
        return 2
    os.environ.setdefault("TTE_PROFILE", "laptop")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tte.settings")
    os.chdir(ROOT)
    django.setup()
    if options.check:
        found = behind()
        for name in found:
            print(f"{name} is behind the source; run: python -m tools.messages")
        return 1 if found else 0
    LOCALE.mkdir(exist_ok=True)
    extract(LOCALE)
    for catalogue in catalogues(LOCALE):
        catalogue.with_suffix(".mo").write_bytes(compiled(catalogue))
    return 0


if __name__ == "__main__":
    sys.exit(main())
