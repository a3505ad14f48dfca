"""Who an inject is for, in the words of people who write spreadsheets."""

import pytest

from injects.deck.parse import read_deck
from injects.exchange.audiences import Directory, Who, atoms, directory_of, fold, leaves_out, parse, resolve
from injects.exchange.choices import Choices
from injects.exchange.founding import new_deck
from injects.exchange.importing import import_grid, read_file
from injects.exchange.spelling import misspells
from tests.exchange.conftest import workbook

TEAMS = ("tokyo", "washington", "beijing", "taipei")


@pytest.fixture(scope="module")
def directory(long_strait: str) -> Directory:
    source, _problems = read_deck("deck.yaml", long_strait)
    assert source is not None
    return directory_of(source.deck)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("All", ("all",)),
        ("all teams", ("all",)),
        ("EVERYONE", ("all",)),
        ("全員", ("all",)),
        ("White Cell", ("white",)),
        ("ExCon", ("white",)),
        ("Tokyo", ("tokyo",)),
        ("TOKYO ", ("tokyo",)),
        ("東京", ("tokyo",)),
        ("Ｔｏｋｙｏ", ("tokyo",)),
        ("TK", ("tokyo",)),
        ("Tokyo, Washington", ("tokyo", "washington")),
        ("Tokyo; Taipei and Washington", ("tokyo", "taipei", "washington")),
        ("Tokyo / Beijing", ("tokyo", "beijing")),
        ("Tokyo\nBeijing", ("tokyo", "beijing")),
        ("東京、北京", ("tokyo", "beijing")),
        ("everyone except Beijing", ("tokyo", "washington", "taipei")),
        ("All (except Beijing and Taipei)", ("tokyo", "washington")),
        ("all but Tokyo", ("washington", "beijing", "taipei")),
        ("北京以外", ("tokyo", "washington", "taipei")),
        ("Tokyo (Prime Minister)", ("tokyo/prime-minister",)),
        ("Tokyo (Prime Minister only)", ("tokyo/prime-minister",)),
        ("tokyo/foreign-minister", ("tokyo/foreign-minister",)),
        ("Tokyo (Prime Minister, Legal adviser)", ("tokyo/prime-minister", "tokyo/legal-adviser")),
        ("Washington, white cell", ("washington", "white")),
        ("すべて", ("all",)),
        ("全て", ("all",)),
        ("各隊", ("all",)),
        ("裁判組", ("white",)),
        ("導演部", ("white",)),
        ("Tokyo，Washington", ("tokyo", "washington")),
        ("東京・北京", ("tokyo", "beijing")),
        ("東京と北京", ("tokyo", "beijing")),
        ("Tokyo\\Beijing", ("tokyo", "beijing")),
        ("Tokyo | Beijing", ("tokyo", "beijing")),
        ("- Tokyo\n- Beijing", ("tokyo", "beijing")),
        ("cc: Beijing", ("beijing",)),
        ("Beijing only", ("beijing",)),
        ("Tokyo (all)", ("tokyo",)),
        ("Tokyo: Prime Minister", ("tokyo/prime-minister",)),
        ("Tokyo - Prime Minister only", ("tokyo/prime-minister",)),
        ("all teams (not Beijing)", ("tokyo", "washington", "taipei")),
        ("all teams apart from Beijing", ("tokyo", "washington", "taipei")),
        ("北京を除く全員", ("tokyo", "washington", "taipei")),
        ("全員（北京以外）", ("tokyo", "washington", "taipei")),
        ("除北京外所有人", ("tokyo", "washington", "taipei")),
    ],
)
def test_an_audience_is_understood(directory: Directory, text: str, expected: tuple[str, ...]) -> None:
    found, said = resolve(parse(text, directory.words), directory)
    assert found == expected
    assert said == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TYO, WAS", ("tokyo", "washington")),
        ("Tokyo (PM only)", ("tokyo/prime-minister",)),
        ("BJG", ("beijing",)),
        ("Tokyo, Bejing", ("tokyo", "beijing")),
        ("Washingtno", ("washington",)),
    ],
)
def test_an_abbreviation_is_understood_and_said(
    directory: Directory, text: str, expected: tuple[str, ...]
) -> None:
    found, said = resolve(parse(text, directory.words), directory)
    assert found == expected
    assert said
    assert not any(wrong for _why, _values, wrong in said)


@pytest.mark.parametrize(
    "text", ["Moscow", "TBD", "???", "Tokyo, Moscow", "all except Moscow", "Tokyo (Treasurer)", "T", ""]
)
def test_a_name_that_nobody_bears_is_an_error(directory: Directory, text: str) -> None:
    _found, said = resolve(parse(text, directory.words), directory)
    assert any(wrong for _why, _values, wrong in said)


def test_without_a_deck_only_what_stands_alone_elsewhere_is_divided() -> None:
    column = [
        "PR/Comm",
        "Tokyo",
        "Washington",
        "Tokyo and Washington",
        "Research and Development",
        "Tokyo & PR/Comm",
    ]
    known = atoms(column)
    assert parse("PR/Comm", known).names == (Who("PR/Comm"),)
    assert parse("Research and Development", known).names == (Who("Research and Development"),)
    assert parse("Tokyo and Washington", known).names == (Who("Tokyo"), Who("Washington"))
    assert fold("Tokyo") in known


def test_a_question_mark_is_a_doubt_and_not_a_name() -> None:
    spoken = parse("Tokyo (?)", ["tokyo"])
    assert spoken.names == (Who("Tokyo"),)
    assert spoken.doubt


def test_an_office_that_is_to_be_left_out_cannot_be() -> None:
    assert [leaves_out(who) for who in parse("Tokyo (except PM)").names] == [True]
    assert [leaves_out(who) for who in parse("Tokyo (PM)").names] == [False]


@pytest.mark.parametrize(
    ("name", "right", "expected"),
    [
        ("coast gaurd", "coast guard", True),
        ("hosptial", "hospital", True),
        ("press ofice", "press office", True),
        ("pressoffice", "press office", True),
        ("tokio", "tokyo", True),
        ("team a", "team b", False),
        ("team 1", "team 2", False),
        ("red cell", "bed cell", False),
        ("north", "south", False),
        ("austria", "australia", False),
        ("east wing", "west wing", False),
        ("北京市役所前", "北京市役所裏", False),
    ],
)
def test_a_slip_of_the_keys_is_told_from_another_name(name: str, right: str, expected: bool) -> None:
    assert misspells(name, right) == expected


def test_names_that_may_be_several_are_said_to_be_read_as_one() -> None:
    rows = [
        ["No.", "Time", "To", "Message"],
        ["1", "T+1m", "Red/Blue", "Word."],
        ["2", "T+2m", "Green", "Word."],
    ]
    draft = new_deck(import_grid(read_file("a.xlsx", workbook({"A": rows})), Choices()), Choices())
    assert [(problem.place, problem.level) for problem in draft.problems] == [("A!C2", "doubt")]
    said = Choices(names={"Red/Blue": "Red, Blue"})
    draft = new_deck(import_grid(read_file("a.xlsx", workbook({"A": rows})), said), said)
    assert draft.problems == []
    assert "to: [red, blue]" in draft.text or "- blue" in draft.text
