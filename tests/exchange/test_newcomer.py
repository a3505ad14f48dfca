"""A new author's forty rows: what is understood at once, what is asked, and what comes of the answers."""

import io
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from django.core.management import call_command

from injects.deck.lint import Checked
from injects.exchange.choices import Choices, Imported
from injects.exchange.drafts import Drafted
from injects.exchange.founding import new_deck
from injects.exchange.importing import import_grid, read_file
from tests.exchange.newcomer import RESERVE, STORM, storm
from tests.exchange.test_pages import run

COLUMNS = {
    "Ph.": "move",
    "Sent by": "sender",
    "How": "channel",
    "Headline": "title",
    "What players see": "body",
    "What we hope they do": "expected",
    "Who runs it": "owner",
}
SAID = Choices(title="Storm", deck_id="storm", start="2026-02-20 09:00", columns=COLUMNS)
MENDS = {"Events!C18": "1055", "Events!C22": "11:45", "Events!F39": "City Hall", "Events!A37": "31"}


def drafted(choices: Choices) -> tuple[Imported, Drafted]:
    found = import_grid(read_file("storm.xlsx", storm()), choices)
    return found, new_deck(found, choices)


def test_before_anything_is_said_the_file_asks_for_two_things_and_not_for_eighty() -> None:
    found, draft = drafted(Choices())
    whys = {problem.why for problem in found.errors}
    assert sum("STARTEX" in why or "exercise starts" in why for why in whys) == 1
    assert [problem.place for problem in found.errors if "No column is taken" in problem.why] == ["Events"]
    assert not any("neither a title nor a text" in why for why in whys)
    assert found.first_time == "09:00"
    assert draft.text == ""


def test_then_every_doubtful_cell_is_named_and_no_other() -> None:
    found, draft = drafted(SAID)
    problems = [*found.problems, *draft.problems]
    assert {problem.place for problem in problems if problem.level == "error"} == set(MENDS)
    doubts = {problem.place for problem in problems if problem.level == "doubt"}
    assert doubts == {f"Events!{cell}" for cell in ("C7", "C11", "C12", "C15", "C45", "F12", "F17", "F38")}
    assert draft.guesses == {
        "Coast Gaurd": "Coast Guard",
        "Hosptial": "Hospital",
        "Press Ofice": "Press Office",
    }


def test_mended_it_is_forty_injects_with_their_times_senders_audiences_and_texts(
    check: Callable[[str], Checked],
) -> None:
    found, draft = drafted(msgspec.structs.replace(SAID, mends=MENDS))
    assert found.errors == []
    checked = check(draft.text)
    assert checked.usable
    assert checked.source is not None
    deck = checked.source.deck
    assert [inject.id for inject in deck.injects] == [str(number) for number in range(1, 41)]
    by_id = {inject.id: inject for inject in deck.injects}
    assert {team.label for team in deck.teams} == {
        "Coast Guard",
        "Power Company",
        "Hospital",
        "City Hall",
        "Press Office",
    }
    for inject, row in zip(deck.injects, STORM, strict=True):
        assert (inject.sender, inject.title, inject.text) == (row[4], row[7], row[8])
    due = {name: by_id[name].at for name in ("1", "3", "5", "8", "11", "14", "18", "23", "39", "40")}
    assert due == {
        "1": "T+0m",
        "3": "T+20m",
        "5": "T+35m",
        "8": "T+1h10m",
        "11": "T+1h40m",
        "14": "T+1h55m",
        "18": "T+2h45m",
        "23": "T+3h35m",
        "39": None,
        "40": "T+6h40m",
    }
    to = {name: by_id[name].to for name in ("7", "8", "9", "12", "16", "17", "19", "23", "35", "38")}
    assert to == {
        "7": ("city-hall", "press-office"),
        "8": ("coast-guard",),
        "9": ("city-hall", "coast-guard"),
        "12": ("coast-guard", "power-company", "hospital", "city-hall"),
        "16": ("all",),
        "17": ("press-office/spokesman",),
        "19": ("white",),
        "23": ("coast-guard", "hospital"),
        "35": ("all",),
        "38": ("power-company", "city-hall"),
    }
    assert by_id["1"].columns == {"Column N": "ok"}
    assert {inject.controller for inject in deck.injects} == {"Mari", "Ken", "Aiko"}
    assert by_id["24"].notes == "the hard one\n\nExpected: Choose one, and say why"


def test_the_sheet_of_reserves_comes_along_when_it_is_chosen() -> None:
    found, _draft = drafted(msgspec.structs.replace(SAID, mends=MENDS, sheets=("Events", "Backups")))
    assert found.errors == []
    assert len(found.lines) == len(STORM) + len(RESERVE)
    assert [line.at_ms for line in found.lines[-3:]] == [None, None, None]


def test_a_story_that_runs_faster_than_the_table(check: Callable[[str], Checked]) -> None:
    choices = msgspec.structs.replace(SAID, mends=MENDS, pace="4")
    _found, draft = drafted(choices)
    plan = check(draft.text).plan
    assert plan is not None
    last = next(inject for inject in plan.injects if inject.id == "40")
    assert last.due is not None
    assert (
        last.due.at_ms == 400 * 60_000
    )  # six hours and forty minutes of the story, told in a hundred minutes
    assert plan.timing.rate == 4_000


# The same from files alone


@pytest.mark.django_db
def test_from_files_alone_with_what_was_said_kept_for_the_next_time(tmp_path: Path) -> None:
    sheet, made, answers = tmp_path / "storm.xlsx", tmp_path / "storm.yaml", tmp_path / "answers.json"
    sheet.write_bytes(storm())
    asked = ["import", str(sheet), "--answers", str(answers), "--out", str(made)]
    said = failing(*asked)
    assert "Not known and kept as they are: Ph.; Sent by; How; Headline; What players see" in said
    assert 'If it is STARTEX: --start "09:00"' in said
    maps = [f"{heading}={field}" for heading, field in COLUMNS.items()]
    said = failing(*asked, "--start", "2026-02-20 09:00", "--map", *maps[:3], "--map", *maps[3:])
    assert all(f"{place}: error:" in said for place in MENDS)
    assert not made.exists()
    mends = [f"{place}={text}" for place, text in MENDS.items()]
    said = run(*asked, "--mend", *mends)
    assert "Begun with the answers in" in said
    assert "40 injects read; 0 errors" in said
    assert "0 errors" in run("lint", str(made))
    assert "40 injects read; 0 errors" in run(*asked)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--map", "Head line=title"), "Headline"),
        (("--mend", "Events!C1=09:00"), "Events!C1"),
        (("--leave-out", "Events"), "SHEET!ROW"),
    ],
)
def test_an_option_that_misses_the_file_is_told_so(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    sheet = tmp_path / "storm.xlsx"
    sheet.write_bytes(storm())
    with pytest.raises(Exception, match=told):
        run("import", str(sheet), *words)


def failing(*words: str) -> str:
    """What a command says that ends with an exit code."""
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("deck", *words, stdout=out, stderr=out)
    return out.getvalue()
