"""Workbooks as people leave them: titles above, days on sheets, merged, hidden and half-filled cells."""

from datetime import date, datetime, time, timedelta
from typing import Any

from tests.exchange.conftest import workbook

HEADS: list[Any] = [
    "MSEL #\n(do not change)",
    "Phase",
    "Date",
    "Time\n(local, 24h)",
    "Inject Method",
    "From",
    "To:",
    "Subject",
    "Description/Script",
    "Expected\nOutcome(s)",
    "Ctrl notes",
    "Weather",
]


def harbour() -> bytes:
    """A port exercise of two days on two sheets, with a cover, a backup, and a hidden list."""
    day_one: list[list[Any]] = [
        ["HARBOUR WATCH 26 - MASTER SCENARIO EVENTS LIST"],
        ["EXERCISE EXERCISE EXERCISE"],
        [],
        HEADS,
        ["DAY ONE"],
        [
            1,
            "Warning",
            date(2026, 3, 1),
            time(9, 0),
            "E-mail",
            "Port Authority",
            "All",
            "Tug overdue",
            "The tug Sakura is overdue.\nNobody answers on channel 16.",
            "Log it",
            "STARTEX inject",
            "Fog",
        ],
        [
            2,
            None,
            date(2026, 3, 1),
            "0915",
            "Phone call",
            "Coast watch",
            "TYO, WAS",
            "Lights seen",
            "Lights were seen off the breakwater.",
            "Call back",
            None,
            "Fog",
        ],
        [
            3,
            None,
            date(2026, 3, 1),
            "9:30 AM",
            "TV News",
            "Harbour TV",
            "everyone except Beijing",
            "First pictures",
            "A camera shows an empty deck.",
            None,
            None,
            None,
        ],
        [
            4,
            None,
            date(2026, 3, 1),
            "=D6+TIME(0,45,0)",
            "Memo",
            "Legal desk",
            "Tokyo (PM only)",
            "Opinion wanted",
            "May the tug be boarded?",
            "Answer in writing",
            "=A6",
            None,
        ],
        [
            5,
            "Search",
            date(2026, 3, 1),
            "~1000",
            "E-mail",
            "Port Authority",
            "Beijing",
            "Search begins",
            "捜索を開始する。\n全船は港に留まれ。",
            None,
            None,
            None,
        ],
        [
            6,
            None,
            date(2026, 3, 1),
            15,
            "Tweet",
            "@harbourfan",
            "Taipei",
            "Rumour",
            "They say it was a mine!",
            None,
            None,
            None,
        ],
        [
            7,
            None,
            date(2026, 3, 1),
            "10:30-11:00",
            "Memo",
            None,
            None,
            "Nobody's letter",
            "To whom is this?",
            None,
            None,
            None,
        ],
        [
            7,
            None,
            date(2026, 3, 1),
            "1045",
            "Memo",
            "Insurer",
            "Washington",
            "Premiums",
            "Premiums rise tenfold.",
            None,
            None,
            None,
        ],
        [
            8,
            None,
            date(2026, 3, 1),
            "when ready",
            "Phone call",
            "Director",
            "White Cell",
            "Hold",
            "Hold the search if it runs ahead.",
            None,
            "contingency",
            None,
        ],
        HEADS,
        [
            "9a",
            None,
            date(2026, 3, 1),
            datetime(2026, 3, 1, 11, 30),
            "E-mail",
            "Ministry",
            "Tokyo and Washington",
            None,
            "The ministry asks for a joint statement by noon.",
            "A joint statement",
            None,
            None,
        ],
    ]
    day_two: list[list[Any]] = [
        ["DAY TWO"],
        HEADS,
        [
            20,
            "Inquiry",
            date(2026, 3, 2),
            "0900",
            "Letter",
            "Inquiry board",
            "All",
            "Hearing",
            "The board sits at ten.",
            None,
            None,
            "Clear",
        ],
        [
            21,
            "Inquiry",
            date(2026, 3, 2),
            "Day 2 1000",
            "E-mail",
            "Inquiry board",
            "Tokyo; Beijing",
            "Questions",
            "Who knew of the mine?",
            None,
            None,
            "Clear",
        ],
    ]
    cover: list[list[Any]] = [["Harbour Watch"], ["Prepared by the exercise staff"], ["Version", 7]]

    def dress(book: Any) -> None:
        sheet = book["Day 1"]
        sheet.merge_cells("A1:L1")
        sheet.merge_cells("B6:B9")
        sheet.row_dimensions[11].hidden = True
        sheet.column_dimensions["L"].hidden = True
        book["Backup"].sheet_state = "hidden"

    return workbook({"Cover": cover, "Day 1": day_one, "Day 2": day_two, "Backup": day_one}, dress)


def days_and_lengths() -> bytes:
    """Typed cells: a length of time, a date with time, and a number that is neither."""
    return workbook(
        {
            "MSEL": [
                ["Inject No", "Time", "To", "Message"],
                ["A", timedelta(hours=26), "Tokyo", "First."],
                ["B", datetime(2026, 3, 2, 9, 0), "Tokyo", "Second."],
                ["C", 0.5, "Tokyo", "Third."],
            ]
        }
    )
