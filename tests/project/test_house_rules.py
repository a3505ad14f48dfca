"""Rules of the house that no linter knows, each with the reason why it is one."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DELAYS = {"eta", "countdown"}


def calls(source: str) -> Iterator[ast.Call]:
    """Every call in a module."""
    return (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))


def delayed(source: str) -> list[int]:
    """The lines that hand Celery a message for later, which a crash of worker or broker would lose."""
    return [call.lineno for call in calls(source) if DELAYS & {word.arg for word in call.keywords}]


@pytest.mark.parametrize("folder", ["tte", "games", "injects"])
def test_nothing_is_left_to_a_message_for_later(folder: str) -> None:
    found = {
        str(path.relative_to(ROOT)): delayed(path.read_text("utf-8"))
        for path in (ROOT / folder).rglob("*.py")
    }
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize("line", ["tick.apply_async((1,), countdown=5)", "self.retry(eta=due)"])
def test_such_a_message_would_be_found(line: str) -> None:
    assert delayed(line) == [1]


STARTED = """
import sys
import tte.asgi
from tte.celery import app
app.loader.import_default_modules()
print(*{name.partition(".")[0] for name in sys.modules}, *sys.modules.keys() & {"tte.urls"})
"""
LATER = {"docx", "openpyxl", "pypdf", "tte.urls"}


def test_no_process_starts_with_what_only_some_page_needs() -> None:
    """Reading files of offices, and all the pages in a worker, is as much again as everything else."""
    started = subprocess.run(
        [sys.executable, "-c", STARTED], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert "games" in started.stdout.split()
    assert LATER & set(started.stdout.split()) == set()
