"""Workbooks as people leave them: everything comes in, and what is doubtful is named by its cell."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from injects.deck import schema
from injects.deck.lint import Checked
from injects.deck.parse import read_deck
from injects.exchange.choices import Choices, Imported
from injects.exchange.columns import ALIASES, field_of, heading_row, unit_of
from injects.exchange.founding import new_deck
from injects.exchange.importing import import_grid, read_file
from injects.exchange.updating import updated_deck
from injects.exchange.writing import export
from tests.exchange.conftest import workbook
from tests.exchange.messy import days_and_lengths, harbour

BOTH_DAYS = Choices(sheets=("Day 1", "Day 2"), start="2026-03-01 09:00", title="Harbour", deck_id="harbour")
MENDS = {"Day 1!D9": "0945", "Day 1!D11": "T+75m", "Day 1!G12": "All", "Day 1!A13": "7b"}
SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples" / "msel"
"""Files of other projects, kept beside this one where they are had: they are not ours to ship."""


def imported(choices: Choices = BOTH_DAYS) -> Imported:
    return import_grid(read_file("harbour.xlsx", harbour()), choices)


def test_the_sheets_that_look_like_an_msel_are_offered() -> None:
    grid = read_file("harbour.xlsx", harbour())
    assert [sheet.name for sheet in grid.sheets] == ["Cover", "Day 1", "Day 2", "Backup"]
    assert grid.likely == ("Day 1", "Day 2")
    assert [sheet.name for sheet in grid.sheets if sheet.hidden] == ["Backup"]


def test_every_cell_that_needs_a_person_is_named() -> None:
    found = imported()
    assert {problem.place for problem in found.errors} == set(MENDS)
    doubts = {problem.place for problem in found.problems if problem.level == "doubt"}
    assert doubts == {"Day 1!D10", "Day 1!D12", "Day 1!D14", "Day 1!H16"}
    notes = {problem.place for problem in found.problems if problem.level == "note"}
    assert notes == {"Day 1!11", "Day 1", "Day 1!B6:B9", "Day 1!D9", "Day 1!5"}


def test_mended_it_is_a_deck_that_can_be_played(check: Callable[[str], Checked]) -> None:
    choices = Choices(
        sheets=BOTH_DAYS.sheets, start=BOTH_DAYS.start, title="Harbour", deck_id="harbour", mends=MENDS
    )
    found = imported(choices)
    assert found.errors == []
    checked = check(new_deck(found, choices).text)
    assert checked.usable
    assert checked.source is not None
    deck = checked.source.deck
    by_id = {inject.id: inject for inject in deck.injects}
    assert list(by_id) == ["1", "2", "3", "4", "5", "6", "7", "7b", "8", "9a", "20", "21"]
    assert by_id["4"].at == "T+45m"
    assert by_id["20"].at == "T+24h"
    assert by_id["21"].at == "T+25h"
    assert by_id["8"].at is None
    assert by_id["3"].to == ("tokyo", "washington", "taipei")
    assert by_id["4"].to == ("tokyo/pm",)
    assert by_id["2"].to == ("tokyo", "washington")
    assert by_id["8"].to == ("white",)
    assert by_id["5"].text == "捜索を開始する。\n全船は港に留まれ。"
    assert by_id["1"].notes == "STARTEX inject\n\nExpected: Log it"
    assert by_id["1"].columns == {"Weather": "Fog"}
    assert "Fog" not in str(checked.plan)  # what play has no use for never reaches it
    assert {by_id[name].phase for name in "1234"} == {"Warning"}
    styles = {channel.id: channel.style for channel in deck.channels}
    assert (styles["phone-call"], styles["tv-news"], styles["tweet"]) == ("hotline", "press", "social")


def test_rows_left_out_stay_out_and_rows_in_error_stay_out_of_the_deck() -> None:
    choices = Choices(
        sheets=("Day 1",), start=BOTH_DAYS.start, left_out=("Day 1!9", "Day 1!11", "Day 1!12", "Day 1!13")
    )
    found = imported(choices)
    assert found.errors == []
    assert [line.ref for line in found.lines] == ["1", "2", "3", "5", "8", "9a"]


def test_without_a_start_every_clock_is_named() -> None:
    found = imported(Choices(sheets=("Day 1",)))
    assert sum("starts" in problem.why for problem in found.errors) == 7
    assert found.first_time == "2026-03-01 09:00"


def test_typed_times_and_a_message_without_a_title() -> None:
    choices = Choices(start="2026-03-01 09:00")
    found = import_grid(read_file("x.xlsx", days_and_lengths()), choices)
    assert [line.at_ms and line.at_ms // 3_600_000 for line in found.lines] == [26, 24, None]
    assert [problem.place for problem in found.errors] == ["MSEL!B4"]
    assert [line.texts["title"] for line in found.lines] == ["First", "Second", "Third"]


def test_a_formula_gives_its_last_result_where_it_must_and_is_kept_in_texts() -> None:
    rows: list[list[Any]] = [["#", "Time", "To", "Message"], ["=1+1", "=B1", '="Tok"&"yo"', "=A1"]]
    content = worked_out(workbook({"A": rows}), "2", "0930", "Tokyo", "ID")
    choices = Choices(start="08:00")
    found = import_grid(read_file("a.xlsx", content), choices)
    assert found.errors == []
    line = found.lines[0]
    assert (line.ref, line.at_ms, line.texts["body"]) == ("2", 5_400_000, "=A1")
    assert [problem.place for problem in found.problems if problem.level == "doubt"] == [
        "A!B2",
        "A!C2",
        "A!D2",
    ]


def worked_out(content: bytes, *results: str) -> bytes:
    """A workbook as a spreadsheet saves it: with the last result, a text, beside each formula."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            text = old.read(part).decode() if part.filename.endswith("sheet1.xml") else ""
            for result in results:
                text = re.sub(
                    '<c r=("[A-Z]+[0-9]+")><f>([^<]*)</f><v ?(?:/>|></v>)',
                    rf'<c r=\1 t="str"><f>\2</f><v>{result}</v>',
                    text,
                    count=1,
                )
            new.writestr(part.filename, text or old.read(part))
    return out.getvalue()


def test_a_column_can_be_taken_for_something_else_kept_or_dropped() -> None:
    choices = Choices(
        sheets=("Day 2",), start="09:00", columns={"Weather": "notes", "Ctrl notes": "drop", "From": "keep"}
    )
    found = imported(choices)
    uses = {use.heading: use for use in found.columns}
    assert uses["Weather"].field == "notes"
    assert not uses["Ctrl notes"].kept
    assert found.lines[0].texts["notes"] == "Clear"
    assert found.lines[0].extra["From"] == "Inquiry board"


def test_names_can_be_explained() -> None:
    choices = Choices(
        sheets=("Day 1",), start=BOTH_DAYS.start, names={"TYO": "Tokyo (PM)", "Taipei": "White cell"}
    )
    lines = {line.ref: line for line in imported(choices).lines}
    assert [(who.name, who.office) for who in lines["2"].to.names] == [("Tokyo", "PM"), ("WAS", "")]
    assert lines["6"].to.white


def test_the_headings_of_a_sheet_can_be_pointed_at() -> None:
    rows = [["When", "Who", "What"], ["T+5m", "Tokyo", "Word comes."]]
    content = workbook({"A": rows})
    refused = import_grid(read_file("a.xlsx", content), Choices())
    assert [problem.place for problem in refused.errors] == ["A", "file"]
    columns = {"When": "offset", "Who": "audience", "What": "body"}
    found = import_grid(read_file("a.xlsx", content), Choices(headings={"A": 1}, columns=columns))
    assert found.errors == []
    assert found.lines[0].at_ms == 300_000


def test_numbers_used_on_two_sheets_get_the_sheets_name() -> None:
    rows: list[list[Any]] = [["#", "Time", "To", "Message"], [1, "T+5m", "Tokyo", "Word comes."]]
    found = import_grid(read_file("a.xlsx", workbook({"A": rows, "B": rows})), Choices(sheets=("A", "B")))
    assert [line.ref for line in found.lines] == ["A-1", "B-1"]


# Updating


def test_an_update_changes_what_the_file_changes_and_nothing_else() -> None:
    choices = Choices(
        sheets=BOTH_DAYS.sheets, start=BOTH_DAYS.start, title="Harbour", deck_id="harbour", mends=MENDS
    )
    text = new_deck(imported(choices), choices).text
    deck = _deck(text)
    same = updated_deck(text, deck, imported(choices), choices)
    assert same.same
    assert same.text == text
    more = {
        **MENDS,
        "Day 1!H6": "Tug long overdue",
        "Day 1!D7": "0920",
        "Day 1!G8": "Tokyo",
        "Day 2!A3": "22",
    }
    later = Choices(sheets=BOTH_DAYS.sheets, start=BOTH_DAYS.start, mends=more)
    drafted = updated_deck(text, deck, imported(later), later)
    assert [(change.inject, change.key, change.after) for change in drafted.changed] == [
        ("1", "title", "Tug long overdue"),
        ("2", "at", "T+20m"),
        ("3", "to", "tokyo"),
    ]
    assert drafted.added == ["22"]
    assert drafted.absent == ["20"]
    assert _deck(drafted.text).deck.version == "1.1"


def test_an_update_keeps_comments_other_languages_and_what_no_column_tells(long_strait: str) -> None:
    deck = _deck(long_strait)
    rows = [["ID", "Title", "Time"], ["I01", "Drills with six closure boxes", "+0 00:00:00"]]
    choices = Choices()
    drafted = updated_deck(
        long_strait, deck, import_grid(read_file("u.xlsx", workbook({"A": rows})), choices), choices
    )
    assert [(change.inject, change.key) for change in drafted.changed] == []
    drafted = updated_deck(
        long_strait, deck, import_grid(read_file("u.xlsx", workbook({"A": rows})), choices, True), choices
    )
    assert {(change.inject, change.key) for change in drafted.changed} == {("I01", "title")}
    assert "# How to read it: times are hours" in drafted.text
    after = _deck(drafted.text)
    assert after.injects[1:] == deck.injects[1:]
    assert after.injects[0].sets == deck.injects[0].sets


def _deck(text: str) -> schema.Deck:
    source, problems = read_deck("deck.yaml", text)
    assert source is not None, problems
    return source.deck


# Headings


@pytest.mark.parametrize(
    ("name", "alias"), [(name, alias) for name, aliases in ALIASES.items() for alias in aliases]
)
def test_every_alias_is_recognised_however_it_is_written(name: str, alias: str) -> None:
    assert field_of(alias) == name
    assert field_of(alias.upper()) == name
    assert field_of(f" {alias}:") == name


TABLE = """
ref | Event Number, Event #, MSEL Number, MSEL #, Control Number, ID, No., Seq No, Serial, #, Inject No
offset | Time, T+, Event Time, Inject DTG, DTG, Timeline, Real Time, Delivery Time, Exercise Time, Local Time, Date/Time Delivered
scenario | Designated Scenario Time, Simulated Time, Scenario Time, Date
move | Move, Turn, Phase / Group
kind | Event Type, Inject Type, Action to be taken
channel | Inject Mode, Inject Method, Delivery Method, Method, Source Type
sender | From, From Org, Send From (Simulated), Sent From, Originator
audience | To, To Org, Send To, Sent To, Recipient Player, Teams, Team, Target, Player, Recipient
owner | Assigned To, Injected By, Implementer, Controller, Responsible Controller
title | Title, Subject, Name
body | Message, Content, Script, Description, Description/Script, Event Description, Event Summary, Inject, Inject description, Details
expected | Expected Action, Expected Outcome(s), Expected Reaction, Expected Participant Response, Expected Player Response, Expected Actions, Expected Outcome, Exp. Outcome, Expectation Description
objective | Exercise Objective, Objective, Core Capability, Measure of Performance, Learning Points, Obj
notes | Notes, Comments, Ctrl notes, Evaluator Comments
status | Status, Done/To do
assumptions | Assumptions
poll | Poll
photo | Photo, Url
picture | Picture Name
profile | Profile
"""
"""Which headings of other templates mean which field: the words that offices and tools use."""


@pytest.mark.parametrize("line", TABLE.strip().splitlines())
def test_every_heading_of_the_common_templates_brings_its_column_in(line: str) -> None:
    name, headings = (part.strip() for part in line.split("|"))
    filled = {
        "ref": "7",
        "offset": "T+5m",
        "scenario": "T+9m",
        "audience": "Tokyo",
        "title": "Word",
        "body": "Word comes.",
    }
    for heading in headings.split(", "):
        others = {key: text for key, text in filled.items() if key != name}
        usual = {"ref": "Event Number", "offset": "Delivery Time", "scenario": "Simulated Time"}
        heads = [
            usual.get(key, {"audience": "To", "title": "Title", "body": "Message"}.get(key, key))
            for key in others
        ]
        rows = [[heading, *heads], [filled.get(name, "something"), *others.values()]]
        found = import_grid(read_file("a.xlsx", workbook({"A": rows})), Choices())
        uses = {use.heading: use.field for use in found.columns}
        assert uses[heading] == name, heading
        assert found.lines[0].texts[name] == filled.get(name, "something"), heading


def test_a_time_delivered_has_its_day_beside_it() -> None:
    for beside, day in (("Day", 2), ("Date", "2026-03-02")):
        rows: list[list[Any]] = [
            ["ID", beside, "Date/Time Delivered", "To", "Message"],
            ["A", day, "0930", "Tokyo", "Word."],
        ]
        found = import_grid(read_file("a.xlsx", workbook({"A": rows})), Choices(start="2026-03-01 09:00"))
        assert found.errors == []
        assert found.lines[0].at_ms == 88_200_000


def test_columns_without_a_heading_and_headings_used_twice_lose_nothing() -> None:
    rows: list[list[Any]] = [
        ["ID", "Time", "To", "Message", "Weather", "Weather", None],
        ["A", "T+1m", "Tokyo", "Word.", "fog", "rain", "ask Mari"],
    ]
    choices = Choices()
    found = import_grid(read_file("a.xlsx", workbook({"A": rows})), choices)
    assert found.lines[0].extra == {"Weather": "fog", "Weather (F)": "rain", "Column G": "ask Mari"}
    text = new_deck(found, choices).text
    again = import_grid(read_file("b.xlsx", export(_deck(text), "hseep")), choices, True)
    assert again.lines[0].extra == found.lines[0].extra
    assert updated_deck(text, _deck(text), again, choices).same


def test_a_file_with_few_columns_changes_only_what_it_has_columns_for(long_strait: str) -> None:
    rows = [["ID", "Notes"], ["I02", "Read this one aloud."], ["I99", "There is no such inject."]]
    found = import_grid(read_file("u.xlsx", workbook({"A": rows})), Choices(), True)
    drafted = updated_deck(long_strait, _deck(long_strait), found, Choices())
    assert [(change.inject, change.key) for change in drafted.changed] == [("I02", "notes")]
    assert [problem.place for problem in drafted.problems] == ["A!3:body"]


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Expected\nOutcome(s)", "expected"),
        ("Time\n(min from STARTEX)", "offset"),
        ("Send From (Simulated)", "sender"),
        ("Delivery Time [UTC]", "offset"),
        ("Message – as sent", "body"),
        ("Weather", None),
        ("", None),
    ],
)
def test_headings_with_breaks_units_and_remarks(heading: str, name: str | None) -> None:
    assert field_of(heading) == name


def test_the_unit_in_a_heading_confirms_bare_numbers() -> None:
    assert unit_of("Time\n(min from STARTEX)") == "minutes"
    rows: list[list[Any]] = [
        ["#", "Time\n(min from STARTEX)", "To", "Message"],
        [1, 15, "Tokyo", "Word comes."],
    ]
    found = import_grid(read_file("a.xlsx", workbook({"A": rows})), Choices())
    assert found.lines[0].at_ms == 900_000


def test_headings_below_the_fifteenth_row_are_not_looked_for() -> None:
    rows = [["x"]] * 15 + [["ID", "Time", "To", "Message"]]
    assert heading_row(rows) is None
    assert heading_row(rows[1:]) == 14


# CSV and JSON


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
def test_csv_of_any_separator_and_encoding(separator: str, encoding: str) -> None:
    lines = [["番号", "時刻", "宛先", "件名", "内容"], ["1", "T+5m", "東京", "入港", "フェリーが入港した。"]]
    content = "\r\n".join(separator.join(line) for line in lines).encode(encoding)
    found = import_grid(read_file("msel.csv", content), Choices())
    assert found.errors == []
    assert found.lines[0].texts["body"] == "フェリーが入港した。"


def test_csv_of_western_europe() -> None:
    content = "No;Time;To;Message\r\n1;T+5m;Québec;Le café brûle.\r\n".encode("cp1252")
    found = import_grid(read_file("msel.csv", content), Choices())
    assert found.lines[0].texts["body"] == "Le café brûle."
    assert any("UTF-8" in problem.why for problem in found.problems)


def test_blueprint_with_wrapped_lists_and_other_cases() -> None:
    msel = {
        "DataFields": {
            "$values": [
                {"Id": "f1", "Name": "Control Number"},
                {"Id": "f2", "Name": "Title"},
                {"Id": "f3", "Name": "To Org"},
            ]
        },
        "ScenarioEvents": {
            "$values": [
                {
                    "DeltaSeconds": 90,
                    "DataValues": {
                        "$values": [
                            {"DataFieldId": "f1", "Value": "A1"},
                            {"DataFieldId": "f2", "Value": "Word"},
                            {"DataFieldId": "f3", "Value": "Tokyo"},
                        ]
                    },
                }
            ]
        },
    }
    found = import_grid(read_file("msel.json", json.dumps(msel).encode()), Choices())
    assert found.errors == []
    assert (found.lines[0].ref, found.lines[0].at_ms) == ("A1", 90_000)


def test_cexf_with_what_its_schema_forbids() -> None:
    file = {
        "exercise": {},
        "inject_flow": [
            {
                "inject_uuid": "u1",
                "description": "It begins.",
                "sequence": {"trigger": ["startex"]},
                "timing": {"triggered_at": None},
            },
            {"inject_uuid": "u2", "description": "It goes on.", "timing": {"triggered_at": "600"}},
        ],
        "injects": [
            {"uuid": "u2", "name": "Later", "target_tool": "SOC"},
            {"uuid": "u1", "name": "First", "target_tool": "SOC", "action_payload_resource_uuid": "p"},
        ],
        "inject_payloads": [{"uuid": "p", "parameters": {"content": "SGVsbG8=", "content-type": "base64"}}],
    }
    found = import_grid(read_file("x.json", json.dumps(file).encode()), Choices())
    assert found.errors == []
    assert [(line.ref, line.at_ms, line.texts["body"]) for line in found.lines] == [
        ("u1", 0, "Hello"),
        ("u2", 600_000, "It goes on."),
    ]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples of other projects are not here")
@pytest.mark.parametrize("name", ["t3sf-example.json", "t3sf-example.xlsx", "cexf-misp-01.json"])
def test_files_of_other_tools_come_in_whole(name: str, check: Callable[[str], Checked]) -> None:
    choices = Choices(start="19:29", title=name)
    found = import_grid(read_file(name, (SAMPLES / name).read_bytes()), choices)
    assert found.errors == []
    assert len(found.lines) == (2 if "cexf" in name else 12)
    checked = check(new_deck(found, choices).text)
    assert checked.usable
