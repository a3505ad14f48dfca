"""The catalogues of tte/locale: whole, with every placeholder kept, and as the source and compiler have them."""

import ast
import gettext
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.conftest import cannot_run
from tools.messages import DOMAINS, LOCALE, ROOT, locales, missing_tools

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|(?<!\{)\{[^{}]*\}(?!\})|<[^>]+>")
CATALOGUES = [(locale, domain) for locale in locales() for domain in DOMAINS]
Entry = tuple[list[str], list[str]]
"""The English (singular, and plural where there is one) and its translations."""


def entries(path: Path) -> list[Entry]:
    """What a .po file translates; its header and what is obsolete left out."""
    found = []
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        parts: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            if match := re.match(r'(msg[\w\[\]]+) (".*")$', line):
                name = match[1]
                parts[name] = ast.literal_eval(match[2])
            elif line.startswith('"'):
                parts[name] += ast.literal_eval(line)
        if parts.get("msgid"):
            english = [parts[key] for key in ("msgid", "msgid_plural") if key in parts]
            found.append((english, [text for key, text in parts.items() if key.startswith("msgstr")]))
    return found


def po(locale: str, domain: str) -> Path:
    return LOCALE / locale / "LC_MESSAGES" / f"{domain}.po"


def test_every_language_on_offer_is_kept() -> None:
    offered = {code for code, _name in settings.LANGUAGES}
    assert offered == {"en", "ja", "zh-hant", "zh-hans"}
    assert {each.name for each in LOCALE.iterdir()} == set(locales())


@pytest.mark.parametrize(("locale", "domain"), CATALOGUES)
def test_nothing_is_untranslated_or_guessed(locale: str, domain: str) -> None:
    path = po(locale, domain)
    read = entries(path)
    assert len(read) > 50
    assert [english[0] for english, ours in read if len(ours) != 1 or not ours[0].strip()] == []
    assert "fuzzy" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("locale", "domain"), CATALOGUES)
def test_placeholders_are_those_of_the_english(locale: str, domain: str) -> None:
    differing = [
        (english[-1], ours[0])
        for english, ours in entries(po(locale, domain))
        if set(PLACEHOLDER.findall(english[-1])) != set(PLACEHOLDER.findall(ours[0]))
    ]
    assert differing == []


@pytest.mark.parametrize(("locale", "domain"), CATALOGUES)
def test_the_compiled_file_says_what_the_text_says(locale: str, domain: str) -> None:
    """Holds without gettext's tools: the .mo is read by Python."""
    path = po(locale, domain)
    with path.with_suffix(".mo").open("rb") as compiled:
        known = set(gettext.GNUTranslations(compiled)._catalog.values())  # type: ignore[attr-defined]
    assert {ours[0] for _english, ours in entries(path)} - known == set()


def test_the_catalogues_are_not_behind_the_source() -> None:
    if missing := missing_tools():
        cannot_run(f"gettext's {', '.join(missing)} are not installed (apt install gettext)")
    command = [sys.executable, "-m", "tools.messages", "--check"]
    checked = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
