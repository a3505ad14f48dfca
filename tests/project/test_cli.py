"""The command line: what it says to an old Python, to a missing package, and to a mistyped word."""

import ast
import builtins
import sys
from pathlib import Path
from typing import Any

import pytest

from tte import cli
from tte.command_line import run

ROOT = Path(__file__).resolve().parents[2]
OLD = (3, 4)


@pytest.mark.parametrize("path", ["manage.py", "tte/__init__.py", "tte/__main__.py", "tte/cli.py"])
def test_what_an_old_python_reads_first_has_no_new_syntax(path: str) -> None:
    source = (ROOT / path).read_text(encoding="utf-8")
    ast.parse(source, feature_version=OLD)
    assert not [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr)]


def test_an_old_python_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    assert cli.main(["serve"]) == 2
    said = capsys.readouterr().err
    assert "needs Python 3.11 or newer" in said
    assert "is Python 3.9" in said
    assert "uv run --python 3.11 tte demo" in said


def test_a_missing_package_is_named_with_the_line_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    importing = builtins.__import__

    def without_django(name: str, *rest: Any, **more: Any) -> Any:
        if name == "tte.command_line":
            raise ModuleNotFoundError("No module named 'django'", name="django")
        return importing(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without_django)
    assert cli.main(["serve"]) == 2
    said = capsys.readouterr().err
    assert "the package django is not installed" in said
    assert "uv run tte demo" in said


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "8000.5"])
def test_a_port_that_is_none_is_refused_in_words(port: str, capsys: Any) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(["serve", f"--port={port}"])
    assert stopped.value.code == 2
    assert "is not a port: give a number from 1 to 65535" in capsys.readouterr().err


def test_the_version_is_that_of_the_package() -> None:
    import tomllib

    import tte

    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert tte.__version__ == declared
