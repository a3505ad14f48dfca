"""The log as a file: every way of tampering with it is named by its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from games.review import chain, export
from games.review.chain import Link, Sealed

EXERCISE = "0123456789ab"
HEADER = export.Header(
    schema=1,
    exercise=EXERCISE,
    title="Strait 図上演習",
    practice=False,
    deck="long-strait",
    plan_digest="p" * 64,
    rules_digest="r" * 64,
    written_at=1_800_000_000_000,
)
DELIVERIES = [
    export.DeliveryLine("tokyo-lead", 1, "i1", 1_800_000_000_010, None),
    export.DeliveryLine("tokyo-lead", 1, "i2", 1_800_000_000_020, 1_800_000_000_030),
]


def events(count: int = 6) -> list[Sealed]:
    """A small log, chained as the server chains it."""
    made: list[Sealed] = []
    for seq in range(1, count + 1):
        link = Link(
            seq=seq,
            kind="note_taken",
            version=1,
            wall_at=1_800_000_000_000 + seq,
            exercise_ms=60_000 * seq,
            scenario_at=3_600_000 * seq,
            turn=1,
            actor_seat="analyst",
            cause=0,
            told_digest=chain.told_digest([("white", seq, "{}")]),
            prev_digest=made[-1].digest if made else chain.genesis(EXERCISE),
            data=msgspec.json.encode({"kind": "note_taken", "text": f"注意 {seq}"}).decode(),
        )
        made.append(Sealed(link, chain.digest_of(link)))
    return made


def written(count: int = 6) -> list[bytes]:
    return list(export.log_lines(HEADER, events(count), DELIVERIES))


def faults(lines: Sequence[bytes]) -> list[str]:
    return [str(fault) for fault in export.file_faults(lines)]


def test_a_file_as_written_has_no_fault() -> None:
    assert faults(written()) == []
    assert faults(list(export.log_lines(HEADER, [], []))) == []


def test_the_file_says_what_it_is_a_record_of() -> None:
    lines = [msgspec.json.decode(line) for line in written()]
    assert [line["line"] for line in lines] == ["header"] + ["event"] * 6 + ["delivery"] * 2 + ["trailer"]
    assert {"schema", "exercise", "plan_digest", "rules_digest"} <= lines[0].keys()
    assert {"wall_at", "exercise_ms", "scenario_at"} <= lines[1].keys()
    assert (lines[-1]["events"], lines[-1]["head_digest"]) == (6, events()[-1].digest)
    assert lines[3]["data"] == {"kind": "note_taken", "text": "注意 3"}


@settings(deadline=None)
@given(st.data())
def test_no_byte_can_change_unnoticed_and_its_line_is_named(data: st.DataObject) -> None:
    lines = written(3)
    number = data.draw(st.integers(0, len(lines) - 1))
    line = lines[number]
    place = data.draw(st.integers(0, len(line) - 2))
    other = data.draw(st.integers(0, 255).filter(lambda value: value not in (line[place], 10)))
    lines[number] = line[:place] + bytes((other,)) + line[place + 1 :]
    found = faults(lines)
    assert any(fault.startswith(f"line {number + 1}") for fault in found), found


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("seq", lambda line: line.replace(b'"seq":3', b'"seq":8')),
        (
            "kind",
            lambda line: line.replace(b'"kind":"note_taken","version"', b'"kind":"note_takem","version"'),
        ),
        ("version", lambda line: line.replace(b'"version":1', b'"version":2')),
        ("wall_at", lambda line: line.replace(b"1800000000003", b"1800000000004")),
        ("exercise_ms", lambda line: line.replace(b"180000,", b"180001,")),
        ("scenario_at", lambda line: line.replace(b"10800000", b"10800001")),
        ("turn", lambda line: line.replace(b'"turn":1', b'"turn":2')),
        ("actor_seat", lambda line: line.replace(b"analyst", b"analysu")),
        ("cause", lambda line: line.replace(b'"cause":0', b'"cause":1')),
        ("data", lambda line: line.replace(b" 3", b" 4")),
    ],
)
def test_a_changed_byte_of_an_event_is_named_with_its_field(
    field: str, change: Callable[[bytes], bytes]
) -> None:
    lines = written()
    assert change(lines[3]) != lines[3]
    lines[3] = change(lines[3])
    (fault,) = faults(lines)
    assert fault.startswith("line 4 (event ")
    assert f"{field} " in fault
    assert "was changed" in fault


class TestLines:
    def test_a_missing_event(self) -> None:
        lines = written()
        del lines[3]
        assert "line 4 (event 4): event 3 is missing before it" in faults(lines)

    def test_two_missing_events(self) -> None:
        lines = written()
        del lines[3:5]
        assert "line 4 (event 5): events 3 to 4 are missing" in faults(lines)

    def test_a_repeated_event(self) -> None:
        lines = written()
        lines.insert(4, lines[3])
        found = faults(lines)
        assert found[-1].startswith("line 5 (event 3): event 3 stands after event 3")
        assert "it counts 6 event lines; there are 7" in found[0]

    def test_two_events_in_the_wrong_order(self) -> None:
        lines = written()
        lines[3], lines[4] = lines[4], lines[3]
        found = faults(lines)
        assert found[0] == "line 4 (event 4): event 3 is missing before it"
        assert found[1].startswith("line 5 (event 3): event 3 stands after event 4")

    def test_an_event_of_another_exercise(self) -> None:
        header = msgspec.structs.replace(HEADER, exercise="ffffffffffff")
        lines = list(export.log_lines(header, events(), []))
        assert faults(lines)[0].startswith("line 2 (event 1): it does not follow")

    def test_a_missing_delivery(self) -> None:
        lines = written()
        del lines[7]
        assert faults(lines)[0].startswith(
            "line 8: the delivery was changed, or a line of its kind before it"
        )

    def test_a_file_that_was_cut_off(self) -> None:
        assert "end: the file has no trailer: its end was cut off" in faults(written()[:-1])
        assert "end: the file has no trailer: its end was cut off" in faults(written()[:3])

    def test_something_after_the_end(self) -> None:
        assert "line 11: it stands after the trailer" in faults([*written(), written()[2]])

    def test_a_second_header(self) -> None:
        lines = written()
        assert "line 2: a second header" in faults([lines[0], *lines])

    def test_a_schema_from_the_future(self) -> None:
        header = msgspec.structs.replace(HEADER, schema=2)
        assert (
            faults(list(export.log_lines(header, events(), [])))[0]
            == "line 1: schema 2: this program knows 1"
        )

    @pytest.mark.parametrize("lines", [[], [b""], [b"\n"], [b"not json\n"], written()[1:]])
    def test_something_that_is_no_log_file(self, lines: list[bytes]) -> None:
        assert "line 1: the file does not begin with a header" in faults(lines)

    def test_a_line_spaced_otherwise(self) -> None:
        lines = written()
        lines[2] = lines[2].replace(b'"turn":1', b'"turn": 1')
        assert faults(lines)[0].startswith("line 3: it is not as it was written, from byte ")

    def test_an_event_too_long_to_search_is_named_as_a_whole(self) -> None:
        long = events(2)
        link = long[1].link._replace(data='"' + "x" * chain.SEARCH_LIMIT + '"')
        sealed = [long[0], Sealed(link, chain.digest_of(link))]
        lines = list(export.log_lines(HEADER, sealed, []))
        lines[2] = lines[2].replace(b"xx", b"xy", 1)
        assert faults(lines) == ["line 3 (event 2): its content does not agree with its digest"]


class TestTables:
    def read(self, lines: Sequence[str]) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO("".join(lines))))

    def test_each_event_is_a_row_with_three_clocks(self) -> None:
        rows = self.read(list(export.log_csv(events())))
        assert len(rows) == 6
        assert {key: rows[2][key] for key in ("seq", "wall", "exercise", "scenario", "turn")} == {
            "seq": "3",
            "wall": "2027-01-15T08:00:00.003+00:00",
            "exercise": "0:03:00",
            "scenario": "3:00:00",
            "turn": "1",
        }
        assert msgspec.json.decode(rows[2]["data"])["text"] == "注意 3"

    @pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
    def test_no_cell_runs_in_a_spreadsheet(self, cell: str) -> None:
        (row,) = self.read(list(export.table(["a", "b"], [[cell, 5]])))
        assert row["a"].startswith("'")
        assert row["b"] == "5"

    def test_numbers_and_plain_words_stay_as_they_are(self) -> None:
        assert [export.neutral(cell) for cell in (-1, "x-1", "", None)] == [-1, "x-1", "", None]

    @pytest.mark.parametrize(
        ("milliseconds", "shown"), [(0, "0:00:00"), (59_999, "0:00:59"), (93_789_000, "26:03:09")]
    )
    def test_long_stretches_are_hours(self, milliseconds: int, shown: str) -> None:
        assert export.hours(milliseconds) == shown
