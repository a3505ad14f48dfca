"""`manage.py deck rehearse`."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from games.law.rulebook import Rulebook
from games.review.export import file_faults
from injects import library

SMALLEST = Path(__file__).parents[1] / "deck" / "good" / "smallest.yaml"


def run(*words: object) -> str:
    out = io.StringIO()
    call_command("deck", "rehearse", *map(str, words), stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_a_file_is_rehearsed_and_the_tables_say_what_was_found() -> None:
    said = run(SMALLEST, "--runs", 3, "--seed", 7)
    assert "3 runs · seed 7" in said
    for heading in ("What never happened", "Endings", "Injects", "Load and silence"):
        assert f"\n{heading}\n" in said
    assert "--seed 7 --replay RUN" in said
    assert run(SMALLEST, "--runs", 3, "--seed", 7) == said


def test_one_run_needs_no_other_process() -> None:
    assert "1 run · seed 1" in run("long-strait", "--runs", 1, "--teams", "tokyo=passive")


def test_the_report_as_json(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    assert "2 runs" in run("long-strait", "--runs", 2, "--json", path)
    kept = json.loads(path.read_text())
    assert (kept["deck"], kept["runs"], kept["seed"]) == ("long-strait", 2, 1)
    assert kept["wanted"]["tokyo"] == "mixed"
    assert json.loads(run("long-strait", "--runs", 2, "--json", "-")) == kept


def test_a_run_again_as_a_log(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    run("long-strait", "--replay", 2, "--seed", 3, "--out", path)
    lines = path.read_bytes().splitlines(keepends=True)
    assert file_faults(lines) == []
    assert len(lines) > 50


def test_scripts_are_given_with_blanks_or_commas(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    given = ("--teams", "tokyo=sensible,beijing=aggressive/defiant", "taipei=random")
    run("long-strait", "--runs", 1, "--json", path, *given)
    assert json.loads(path.read_text())["wanted"] == {
        "tokyo": "sensible",
        "washington": "mixed",
        "beijing": "aggressive/defiant",
        "taipei": "random",
    }


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--teams", "mars=random"), "There is no team mars; there are tokyo"),
        (("--teams", "tokyo=wild"), "tokyo cannot play wild; there are sensible"),
        (("--runs", "0"), "Give 1 to 10000 runs"),
        (("--replay", "0"), "counted from 1"),
    ],
)
def test_what_cannot_be_is_said(words: tuple[str, ...], why: str) -> None:
    with pytest.raises(CommandError, match=why):
        run("long-strait", *words)


@pytest.mark.django_db
def test_a_deck_of_the_library_by_its_name(rules: Rulebook) -> None:
    library.store(SMALLEST.read_text(encoding="utf-8"), "smallest.yaml", rules)
    assert "smallest 1 · 1 run" in run("smallest", "--runs", 1)
    assert "smallest 1 · 1 run" in run("smallest@1", "--runs", 1)
    with pytest.raises(CommandError, match="There is no deck smallest@2"):
        run("smallest@2", "--runs", 1)
    with pytest.raises(CommandError, match="No rule pack is called none such"):
        run("smallest", "--pack", "none such")
