"""What people write by hand over months that no template has: headings, times and audiences in words of their own."""

from typing import Any

import pytest

from injects.deck.parse import read_deck
from injects.exchange import moments
from injects.exchange.audiences import Directory, atoms, directory_of, parse, resolve
from injects.exchange.choices import Choices
from injects.exchange.columns import field_of
from injects.exchange.founding import new_deck
from injects.exchange.importing import import_grid, read_file
from injects.exchange.moments import Rules
from injects.exchange.timeforms import read_text, start_of
from tests.exchange.conftest import workbook

SUNDAY = Rules(start=start_of("2026-03-01 08:00"))


def minutes(text: str, rules: Rules = SUNDAY) -> tuple[float | None, str]:
    reading = moments.resolve(read_text(text, rules), None, rules)
    return (None if reading.ms is None else reading.ms / 60_000), reading.why


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("2026-03-01 0900", 60, ""),
        ("20260301 0900", 60, ""),
        ("20260301T0900Z", 60, ""),
        ("01MAR26 1200Z", 240, ""),
        ("1 Mar 2026 0900 JST", 60, ""),
        ("1 Mar 0900", 60, moments.NO_YEAR),
        ("Mar 1, 9:00 AM", 60, moments.NO_YEAR),
        ("Sun 1 Mar 0900", 60, moments.NO_YEAR),
        ("3月1日 9:00", 60, moments.NO_YEAR),
        ("令和8年3月1日 9:00", 60, ""),
        ("01 MAR 26", 0, moments.NO_CLOCK),
        ("Day 2", 1440, moments.NO_CLOCK),
        ("011200J", 240, moments.OTHER_MONTH),
        ("011200H", 240, moments.OTHER_MONTH),
        ("3/1/26 0900", None, moments.TWO_WAYS),
        ("H+0130", 90, moments.HOURS_MINUTES),
        ("T0", 0, ""),
        ("H-Hour", 0, ""),
        ("H-hour + 30 min", 30, ""),
        ("T plus 30 min", 30, ""),
        ("+90'", 90, ""),
        ("D+1/0900", 1500, ""),
        ("Day 1 / 09:00", 60, ""),
        ("0900 Day 2", 1500, ""),
        ("09:00 (Day 2)", 1500, ""),
        ("0900 EST", 60, ""),
        ("0900 UTC", 60, ""),
        ("0900 (local)", 60, ""),
        ("2400", 960, ""),
        ("13:30 PM", 330, moments.HALF_TWICE),
        ("0900?", 60, moments.ABOUT),
        ("0900 TBC", 60, moments.ABOUT),
        ("NLT 0900", 60, moments.ABOUT),
        ("after 13", None, moments.UNREADABLE),
        ("1小时30分", 90, ""),
        ("开始后15分钟", 15, ""),
        ("開始後30分", 30, ""),
    ],
)
def test_a_time_in_somebodys_own_hand(text: str, expected: float | None, why: str) -> None:
    assert minutes(text) == (expected, why)


@pytest.mark.parametrize(
    "text", ["TBA", "?", "when required", "Floating", "Controller's discretion", "any time", "待定"]
)
def test_words_for_when_somebody_thinks_fit(text: str) -> None:
    assert moments.resolve(read_text(text, SUNDAY), None, SUNDAY).manual


HEADINGS = """
ref | Inj. #; Inj No.; Ser.; S/N; Sr. No.; Event ID; Item No; Lfd. Nr.; 通番
offset | Time of⏎Delivery; TIME / DTG; Planned Time (L); STARTEX +; Date & Time; Uhrzeit; 付与時刻
day | Ex Day; Day #; Day / Date; Jour
scenario | Scenario Date / Time; Simulated Date
sender | Sender; Source / From; Agency From; Originating⏎Agency; 发送者
audience | Target Audience; Addressee(s); Receiving Agency; To Whom; Recipient Organisation; 付与先
channel | Mode of⏎Delivery; Delivery Means; Comms Method; 付与手段
owner | Inject Controller; OPR; POC; Responsible Person; 統裁担当
title | Event Name; Short Description; タイトル
body | Inject Text; Message Body; Narrative; Description of Event; 付与内容
expected | Expected Player⏎Action(s); Anticipated Response; Desired Outcome; Expected actions by players; 想定行動
objective | Training Objective(s); Training Obj. #; Obj. #; Core Capabilities; Objective No.; 演習目的
notes | Controller's Notes; Remarks / Notes; Notes to Controllers; EXCON Notes; 留意事項
kind | Type of Inject; Inject Category
move | Phase #; Turn No.; Stage
photo | Attachment(s); Files
"""


@pytest.mark.parametrize("line", HEADINGS.strip().splitlines())
def test_a_heading_in_an_offices_own_words(line: str) -> None:
    name, headings = (part.strip() for part in line.split("|"))
    for heading in headings.replace("⏎", "\n").split("; "):
        assert field_of(heading) == name, heading


@pytest.mark.parametrize(
    "heading",
    ["Event", "Organization", "Cell", "Actual Time", "Time Zone", "Sent by", "Player Response", "Location"],
)
def test_a_heading_that_may_be_two_things_is_left_to_the_author(heading: str) -> None:
    assert field_of(heading) is None


@pytest.fixture(scope="module")
def directory(long_strait: str) -> Directory:
    source, _problems = read_deck("deck.yaml", long_strait)
    assert source is not None
    return directory_of(source.deck)


@pytest.mark.parametrize(
    ("text", "expected", "doubted"),
    [
        ("All four teams", ("all",), False),
        ("Both", ("all",), False),
        ("All teams / cells", ("all",), False),
        ("All players (simultaneous)", ("all",), True),
        ("White cell only", ("white",), False),
        ("White cell (not players)", ("white",), True),
        ("All - Beijing", ("tokyo", "washington", "taipei"), False),
        ("All less Beijing", ("tokyo", "washington", "taipei"), False),
        ("all except: Beijing", ("tokyo", "washington", "taipei"), False),
        ("北京チーム以外", ("tokyo", "washington", "taipei"), False),
        ("除北京外", ("tokyo", "washington", "taipei"), False),
        ("Tokyo team", ("tokyo",), False),
        ("The Tokyo cell only", ("tokyo",), False),
        ("東京チーム", ("tokyo",), False),
        ("Tokyo (all members)", ("tokyo",), False),
        ("Tokyo (cc Washington)", ("tokyo", "washington"), False),
        ("To: Tokyo cc: Washington", ("tokyo", "washington"), False),
        ('"Tokyo"', ("tokyo",), False),
        ("Tokyo PM", ("tokyo/prime-minister",), True),
        ("Prime Minister (Tokyo)", ("tokyo/prime-minister",), True),
        ("TYO/WAS", ("tokyo", "washington"), True),
        ("TOKYO WASHINGTON", ("tokyo", "washington"), True),
    ],
)
def test_an_audience_in_somebodys_own_words(
    directory: Directory, text: str, expected: tuple[str, ...], doubted: bool
) -> None:
    spoken = parse(text, directory.words)
    found, said = resolve(spoken, directory)
    assert found == expected
    assert bool(said or spoken.doubt) == doubted
    assert not any(wrong for _why, _values, wrong in said)


def test_a_guess_never_crosses_from_a_rank_to_an_office(directory: Directory) -> None:
    _found, said = resolve(parse("Tokyo (lead)", directory.words), directory)
    assert any(wrong for _why, _values, wrong in said)


def test_a_team_called_like_a_word_for_all_is_that_team(long_strait: str) -> None:
    assert parse("Control", ["control", "tokyo"]).names
    assert "tokyo team" not in atoms(["Tokyo", "Tokyo team", "Red"])


def rows(*lines: tuple[Any, ...]) -> bytes:
    heads = ["Inj. #", "Time", "Target Audience", "Title", "Inject Text"]
    return workbook(
        {"MSEL": [heads, *[[at, *line, f"Word {at} comes."] for at, line in enumerate(lines, 1)]]}
    )


def drafted(content: bytes, **said: Any) -> tuple[Any, Any]:
    choices = Choices(**said)
    found = import_grid(read_file("m.xlsx", content), choices)
    return found, new_deck(found, choices)


def test_as_above_is_the_audience_of_the_row_above_and_said() -> None:
    found, draft = drafted(
        rows(
            ("T+5m", "Tokyo, Taipei", "A"),
            ("T+6m", "ditto", "B"),
            ("T+7m", "〃", "C"),
            ("T+8m", "not Tokyo", "D"),
        )
    )
    assert [[who.name for who in line.to.names] for line in found.lines[:3]] == [["Tokyo", "Taipei"]] * 3
    assert [(p.place, p.level) for p in found.problems if p.level != "note"] == [
        ("MSEL!C3", "doubt"),
        ("MSEL!C4", "doubt"),
        ("MSEL!C5", "error"),
    ]
    assert len(draft.added) == 3


def test_remarks_behind_names_make_no_teams() -> None:
    _found, draft = drafted(
        rows(
            ("T+5m", "All players (simultaneous)", "A"),
            ("T+6m", "Tokyo", "B"),
            ("T+7m", "Tokyo team", "C"),
            ("T+8m", "White cell only", "D"),
        )
    )
    source, _problems = read_deck("deck.yaml", draft.text)
    assert source is not None
    assert [team.id for team in source.deck.teams] == ["tokyo"]
    assert [inject.to for inject in source.deck.injects] == [("all",), ("tokyo",), ("tokyo",), ("white",)]


def test_numbers_that_are_times_of_day_can_be_said_to_be() -> None:
    content = rows((930, "Tokyo", "A"), (1015, "Tokyo", "B"), (75, "Tokyo", "C"))
    found, _draft = drafted(content, start="09:00", numbers="clock")
    assert [line.at_ms for line in found.lines] == [1_800_000, 4_500_000, None]
    assert [problem.place for problem in found.errors] == ["MSEL!B4"]


def test_a_time_of_another_zone_than_its_column_is_named() -> None:
    content = rows(("0900Z", "Tokyo", "A"), ("0930Z", "Tokyo", "B"), ("1900 JST", "Tokyo", "C"))
    found, _draft = drafted(content, start="2026-03-01 08:00")
    assert [(p.place, p.why) for p in found.problems if p.level == "doubt"] == [
        ("MSEL!B4", moments.MIXED_ZONES)
    ]
    found, _draft = drafted(content, start="2026-03-01T08:00Z")
    assert [line.at_ms for line in found.lines] == [3_600_000, 5_400_000, 7_200_000]


@pytest.mark.parametrize(
    "name", ["Day 2", "Day 2 MSEL", "MSEL Day 2", "Day 2 - Tuesday", "DAY TWO (2 MARCH)", "第2日 状況"]
)
def test_the_name_of_a_sheet_may_have_more_than_its_day(name: str) -> None:
    heads = ["Inj. #", "Time", "To", "Title", "Inject Text"]
    content = workbook({name: [heads, [1, "0900", "Tokyo", "A", "Word comes."]]})
    found, _draft = drafted(content, start="2026-03-01 08:00")
    assert [line.at_ms for line in found.lines] == [25 * 3_600_000]
    assert [p.place for p in found.problems if p.level == "doubt"] == [name]


@pytest.mark.parametrize("name", ["Holiday 2", "Day 20th anniversary", "Daybreak", "Sheet1"])
def test_a_name_that_names_no_day_of_the_exercise_tells_nothing(name: str) -> None:
    heads = ["Inj. #", "Time", "To", "Title", "Inject Text"]
    content = workbook({name: [heads, [1, "0900", "Tokyo", "A", "Word comes."]]})
    found, _draft = drafted(content, start="2026-03-01 08:00")
    assert [line.at_ms for line in found.lines] == [3_600_000]
