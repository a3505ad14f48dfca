"""What an author of files needs no library for, and what is said where there is none."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from injects import library, shipped


def run(*words: object) -> str:
    out = io.StringIO()
    call_command("deck", *map(str, words), stdout=out, stderr=out)
    return out.getvalue()


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    file = tmp_path / "first.yaml"
    file.write_text(shipped.path_of("first-steps").read_text("utf-8"), "utf-8")
    return file


@pytest.mark.parametrize("dialect", ["hseep", "t3sf"])
def test_a_file_goes_out_and_comes_back_unchanged_without_a_database(deck: Path, dialect: str) -> None:
    msel = deck.with_suffix(".xlsx")
    assert "Written" in run("export", deck, "--dialect", dialect, "--out", msel)
    assert "The file changes nothing." in run("import", msel, "--into", deck)


def test_a_file_is_zipped_without_a_database(deck: Path) -> None:
    assert "Written" in run("export", deck, "--out", deck.with_suffix(".zip"))


@pytest.mark.django_db
def test_where_there_is_no_library_yet_it_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def missing(_slug: str) -> None:
        raise OperationalError("no such table: injects_deck")

    asked = ("export", "mine", "--dialect", "hseep", "--out", tmp_path / "a.xlsx")
    monkeypatch.setattr(library, "newest", missing)
    with pytest.raises(OperationalError):  # the table is there: something else is wrong
        run(*asked)
    monkeypatch.setattr(connection.introspection, "table_names", list)
    with pytest.raises(CommandError, match="There is no library here yet"):
        run(*asked)
