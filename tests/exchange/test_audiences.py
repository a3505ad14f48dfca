"""Who an inject is for, in the words of people who write spreadsheets."""

import pytest

from injects.deck.parse import read_deck
from injects.exchange.audiences import Directory, Who, atoms, directory_of, fold, parse, resolve

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
    "text", ["Moscow", "Tokyo, Moscow", "all except Moscow", "Tokyo (Treasurer)", "T", ""]
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
