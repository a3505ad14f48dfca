"""Files of other offices: a week of sheets by the day, a bot's list past midnight, a table pasted out of Word."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from injects.deck.lint import Checked
from injects.deck.times import DAY, HOUR, MINUTE
from injects.exchange.choices import IN_ORDER, Choices
from injects.exchange.founding import new_deck
from injects.exchange.importing import import_grid, read_file
from tests.exchange.conftest import workbook

HSEEP: list[Any] = [
    "Event Number",
    "Designated Scenario Time",
    "Event Type",
    "Inject Mode",
    "From",
    "To",
    "Message",
    "Expected Participant Response",
    "Exercise Objective",
    "Notes",
]
CELLS = ("Operations", "Logistics", "Public Information", "Finance")


def by_the_day(days: int = 3, lines: int = 120) -> bytes:
    """Hundreds of events on a sheet for each day, with times of day alone; the headings come again on each page."""
    sheets: dict[str, list[list[Any]]] = {}
    for day in range(1, days + 1):
        rows: list[list[Any]] = [
            [f"EXERCISE GREY HERON - DAY {day}"],
            ["UNCLASSIFIED // EXERCISE"],
            [],
            HSEEP,
        ]
        for line in range(lines):
            minute = 480 + line * 4
            rows.append(
                [
                    f"{day}-{line:03d}",
                    f"{minute // 60:02d}{minute % 60:02d}",
                    "Inject" if line % 7 else "Contingency Inject",
                    ("E-mail", "Phone", "Radio")[line % 3],
                    "Control",
                    "Lojistics" if line == 5 else CELLS[line % 4],
                    f"Report {line} of day {day}. Line {line} is as it was.",
                    None,
                    "Coordinate",
                    None,
                ]
            )
            if line % 40 == 39:
                rows += [[], HSEEP]
        sheets[f"Day {day}"] = rows
    sheets["Controllers"] = [["Name", "Phone"], ["Ada", "1"]]
    return workbook(sheets)


def test_a_sheet_for_each_day_tells_the_day_of_its_times() -> None:
    grid = read_file("heron.xlsx", by_the_day())
    assert grid.likely == ("Day 1", "Day 2", "Day 3")
    choices = Choices(sheets=grid.likely, start="08:00")
    found = import_grid(grid, choices)
    assert found.errors == []
    assert len(found.lines) == 360
    for line in found.lines:
        day, number = map(int, line.ref.split("-"))
        assert line.at_ms == (day - 1) * DAY + number * 4 * MINUTE, line.ref
    draft = new_deck(found, choices)
    doubts = {problem.place for problem in (*found.problems, *draft.problems) if problem.level == "doubt"}
    assert doubts == {"Day 1", "Day 2", "Day 3", "Day 1!F10", "Day 2!F10", "Day 3!F10"}
    assert len(draft.added) == 360


def days(*rows: tuple[str, str], **more: Any) -> Any:
    table = [["No.", "Day", "Time", "To", "Message"]]
    table += [[str(number), day, time, "Tokyo", "Word."] for number, (day, time) in enumerate(rows)]
    grid = read_file("a.xlsx", workbook({"A": table}))
    return import_grid(grid, Choices(start="08:00", **more))


def test_a_night_is_named_and_only_on_request_told_from_the_order_of_rows() -> None:
    rows = (("", "2200"), ("", "2350"), ("", "0010"), ("", "0900"))
    table = [["No.", "Time", "To", "Message"]]
    table += [[str(number), time, "Tokyo", "Word."] for number, (_day, time) in enumerate(rows)]
    grid = read_file("a.xlsx", workbook({"A": table}))
    plain = import_grid(grid, Choices(start="08:00"))
    assert [line.at_ms for line in plain.lines] == [14 * HOUR, 950 * MINUTE, 970 * MINUTE, HOUR]
    assert [problem.place for problem in plain.problems if problem.level == "doubt"] == ["A!B4", "A!B5"]
    assert "Day 2" in str(plain.problems[-1])
    asked = import_grid(grid, Choices(start="08:00", days=IN_ORDER))
    assert [line.at_ms for line in asked.lines] == [14 * HOUR, 950 * MINUTE, 970 * MINUTE, 25 * HOUR]
    assert {problem.place for problem in asked.problems if problem.level == "doubt"} == {"A!B4", "A!B5"}


def test_a_day_written_once_for_many_rows() -> None:
    rows = (("1", "0900"), ("", "1000"), ("2", "0900"), ("", "1000"))
    plain = days(*rows)
    assert [line.at_ms for line in plain.lines] == [HOUR, 2 * HOUR, 25 * HOUR, 2 * HOUR]
    assert [problem.place for problem in plain.problems if problem.level == "doubt"] == ["A!C3", "A!C5"]
    asked = days(*rows, days=IN_ORDER)
    assert [line.at_ms for line in asked.lines] == [HOUR, 2 * HOUR, 25 * HOUR, 26 * HOUR]


@pytest.mark.parametrize("heading", ["DAY TWO", "Day 2", "2日目", "第2天"])
def test_a_heading_between_rows_tells_the_day_of_what_stands_below(heading: str) -> None:
    table = [
        ["No.", "Time", "To", "Message"],
        ["1", "0900", "Tokyo", "One."],
        [heading],
        ["2", "0900", "Tokyo", "Two."],
    ]
    found = import_grid(read_file("a.xlsx", workbook({"A": table})), Choices(start="08:00"))
    assert [line.at_ms for line in found.lines] == [HOUR, 25 * HOUR]
    assert [problem.place for problem in found.problems if problem.level == "doubt"] == ["A!3"]


def test_rows_without_a_time_follow_the_row_above_only_on_request() -> None:
    table: list[list[Any]] = [
        ["No.", "T+ (min)", "To", "Message"],
        ["1", 10, "Tokyo", "One."],
        ["2", None, "Tokyo", "Two."],
    ]
    grid = read_file("a.xlsx", workbook({"A": table}))
    assert [line.at_ms for line in import_grid(grid, Choices()).lines] == [10 * MINUTE, None]
    found = import_grid(grid, Choices(follow="5"))
    assert [line.at_ms for line in found.lines] == [10 * MINUTE, 15 * MINUTE]
    assert [problem.place for problem in found.problems if problem.level == "doubt"] == ["A!B3"]


@pytest.mark.parametrize(
    ("heading", "choices", "expected"),
    [
        ("T+ (h:mm)", Choices(), 90 * MINUTE),
        ("Elapsed time", Choices(start="08:00"), 90 * MINUTE),
        ("Time", Choices(clocks="elapsed"), 90 * MINUTE),
        ("Time", Choices(start="00:30"), 60 * MINUTE),
    ],
)
def test_whether_half_past_one_is_a_clock_or_a_length(heading: str, choices: Choices, expected: int) -> None:
    content = workbook({"A": [["No.", heading, "To", "Message"], ["1", "1:30", "Tokyo", "One."]]})
    found = import_grid(read_file("a.xlsx", content), choices)
    assert found.lines[0].at_ms == expected


def test_the_list_of_a_bot_goes_past_midnight_and_keeps_what_it_does_not_know() -> None:
    rows = [
        {"#": 1, "Real Time": "11:29 PM", "Date": "Monday 9:30 AM", "Subject": "Disk full"},
        {
            "#": 2,
            "Real Time": "11:58 PM",
            "Date": "Monday 9:40 AM",
            "Subject": "Mail is down",
            "Poll": "Wait|Restart",
        },
        {"#": 3, "Real Time": "12:04 AM", "Date": "Monday 9:50 AM", "Subject": "Mail is up", "Mood": "calm"},
    ]
    told = [{"From": "SOC", "Player": "IT, Legal", "Script": f"{row['Subject']}!", **row} for row in rows]
    choices = Choices(start="23:20")
    found = import_grid(read_file("msel.json", json.dumps(told).encode()), choices)
    assert found.errors == []
    assert [line.at_ms for line in found.lines] == [9 * MINUTE, 38 * MINUTE, 44 * MINUTE]
    assert any("day after" in problem.why for problem in found.problems)
    text = new_deck(found, choices).text
    assert "Wait|Restart" in text
    assert "Mood: calm" in text


WORD = "\r\n".join(
    [
        "海上訓練　演習進行表\t\t\t\t",
        "番号\t時刻\t宛先\t件名\t内容",
        '1\t０９：００\t全員\t警報\t"津波警報が出た。\r\n・直ちに避難せよ\r\n・港を閉じよ"',
        "2\t９時１５分\t海保・市役所\t問合せ\t避難所は開いているか。",
        "3\t午前9時30分\t海保\t漂流\t漁船が漂流している。",
        "4\t\t裁判組\t確認\t進み具合を見る。",
        "5\t9:45\t市役所\t返答\t避難所は満員だ。",
    ]
)


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_table_out_of_word_in_any_encoding(encoding: str) -> None:
    found = import_grid(read_file("表.txt", WORD.encode(encoding)), Choices(start="09:00", language="ja"))
    assert found.errors == [], [str(problem) for problem in found.errors]
    assert [line.at_ms for line in found.lines] == [0, 15 * MINUTE, 30 * MINUTE, None, 45 * MINUTE]
    assert found.lines[0].texts["body"] == "津波警報が出た。\n・直ちに避難せよ\n・港を閉じよ"
    assert found.lines[0].to.everybody
    assert [who.name for who in found.lines[1].to.names] == ["海保", "市役所"]
    assert found.lines[3].to.white


CHINESE = "編號,時間,收件人,標題,內容\n1,09:10,全體,颱風警報,颱風將於今晚登陸。\n2,上午九點半,市府、電力公司,停電,東區停電，原因不明。\n3,下午1時05分,除市府外所有人,查詢,記者詢問何時復電。\n"


@pytest.mark.parametrize("encoding", ["big5", "gb18030", "utf-8", "utf-16"])
def test_a_table_in_chinese(encoding: str) -> None:
    content = CHINESE.replace("九點半", "9點30分").encode(encoding)
    found = import_grid(read_file("msel.csv", content), Choices(start="09:00", language="zh-hant"))
    assert found.errors == [], [str(problem) for problem in found.errors]
    assert [line.at_ms for line in found.lines] == [10 * MINUTE, 30 * MINUTE, 245 * MINUTE]
    assert found.lines[1].texts["body"] == "東區停電，原因不明。"
    assert [who.name for who in found.lines[2].to.exempt] == ["市府"]


def test_one_message_on_a_line_for_each_of_its_readers_can_be_accepted(
    check: Callable[[str], Checked],
) -> None:
    text = "All your files are encrypted. Pay in a day, or they are gone for good."
    rows = [["#", "Real Time", "Player", "Subject", "Script"]]
    rows += [[str(n), "09:00", to, "Ransom note", text] for n, to in enumerate(("IT", "Legal", "Press"))]
    found = import_grid(read_file("a.xlsx", workbook({"A": rows})), Choices(start="09:00"))
    checked = check(new_deck(found, Choices(start="09:00")).text)
    assert checked.usable, [str(finding) for finding in checked.findings]
