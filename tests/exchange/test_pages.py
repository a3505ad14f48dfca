"""The pages and commands of import and export, as a facilitator goes through them."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from games.law.rulebook import Rulebook
from injects import library
from injects.deck.parse import read_deck
from injects.exchange.dialects import DIALECTS
from injects.exchange.writing import export
from injects.exchanging import forms
from injects.models import Deck, Upload
from tests.exchange.conftest import workbook
from tests.exchange.messy import harbour
from tests.exchange.test_messy import MENDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def facilitator() -> User:
    return User.objects.create_user("fay", password="a long one for tests")


@pytest.fixture
def page(client: Client, facilitator: User) -> Client:
    client.force_login(facilitator)
    return client


@pytest.fixture
def stored(rulebook: Rulebook) -> Deck:
    text = (Path(__file__).parents[1] / "deck" / "good" / "smallest.yaml").read_text(encoding="utf-8")
    return library.store(text, "smallest.yaml", rulebook)[0]


def upload(page: Client, content: bytes, name: str = "harbour.xlsx", into: str = "") -> Any:
    return page.post("/decks/import/", {"file": SimpleUploadedFile(name, content), "into": into})


def looked(page: Client, address: str, act: str, **fields: Any) -> Any:
    answer = page.post(address, {"act": act, **fields})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return page.get(address)


def fields_of(answer: Any) -> dict[str, Any]:
    """What a browser would send of the form as it stands."""
    context = answer.context
    choices = context["choices"]
    fields: dict[str, Any] = {
        "shown": context["digest"],
        "columns-shown": "1",
        "sheet": [sheet.name for sheet, chosen, _likely, _heading in context["sheets"] if chosen],
        "start": choices.start,
        "title": choices.title,
        "deck_id": choices.deck_id,
        "version": choices.version,
        "language": choices.language,
        "audience": choices.audience,
        "numbers": choices.numbers,
    }
    fields["sheets-shown"] = "1"
    fields |= {f"column:{use.heading}": word for use, word in context["columns"]}
    fields |= {f"name:{name}": meaning for name, _count, meaning in context["names"]}
    for row in (*context["wrong"], *context["doubts"]):
        if row.mendable:
            fields[f"mend:{row.problem.place}"] = row.problem.given
            fields[f"was:{row.problem.place}"] = row.problem.given
    return fields


def test_a_messy_workbook_becomes_a_deck_of_the_library(page: Client) -> None:
    address = upload(page, harbour()).headers["Location"]
    answer = page.get(address)
    assert [sheet.name for sheet, chosen, _l, _h in answer.context["sheets"] if chosen] == ["Day 1"]
    fields = fields_of(answer) | {
        "sheet": ["Day 1", "Day 2"],
        "start": "2026-03-01 09:00",
        "title": "Harbour Watch",
        "deck_id": "harbour-watch",
    }
    answer = looked(page, address, "columns", **fields)
    assert answer.context["wrong_count"] == 4
    assert not answer.context["acceptable"]
    assert {row.problem.place for row in answer.context["wrong"]} == set(MENDS)
    fields = fields_of(answer) | {f"mend:{place}": text for place, text in MENDS.items()}
    answer = looked(page, address, "cells", **fields)
    assert answer.context["wrong_count"] == 0
    assert answer.context["acceptable"]
    assert not Deck.objects.exists()
    accepted = page.post(address, {"act": "accept", **fields_of(answer)})
    deck = Deck.objects.get()
    assert accepted.headers["Location"] == "/decks/harbour-watch/1.0/"
    assert (deck.slug, deck.version, deck.title) == ("harbour-watch", "1.0", {"en": "Harbour Watch"})
    assert not Upload.objects.exists()
    assert page.get("/decks/harbour-watch/1.0/").status_code == 200


def test_what_was_not_shown_is_not_accepted(page: Client) -> None:
    address = upload(
        page, workbook({"A": [["ID", "Time", "To", "Message"], ["A", "T+1m", "Tokyo", "Word."]]}), "a.xlsx"
    ).headers["Location"]
    fields = fields_of(page.get(address))
    answer = page.post(address, {"act": "accept", **fields, "title": "Another"})
    assert answer.headers["Location"] == address
    assert not Deck.objects.exists()
    again = fields_of(page.get(address))
    assert page.post(address, {"act": "accept", **again}).headers["Location"].startswith("/decks/a/")
    assert Deck.objects.get().title == {"en": "Another"}


def test_rows_with_errors_can_be_left_out_and_taken_back(page: Client) -> None:
    address = upload(page, harbour()).headers["Location"]
    fields = fields_of(page.get(address)) | {"start": "2026-03-01 09:00"}
    answer = looked(page, address, "leave-errors", **fields)
    assert answer.context["wrong_count"] == 0
    assert "Day 1!11" in answer.context["choices"].left_out
    answer = looked(page, address, "cells", **fields_of(answer), back=["Day 1!11"])
    assert [row.problem.place for row in answer.context["wrong"]] == ["Day 1!D11"]


def test_a_deck_is_brought_up_to_date_and_the_old_version_stays(page: Client, stored: Deck) -> None:
    source, _problems = read_deck("d", stored.source)
    assert source is not None
    sheet = openpyxl.load_workbook(io.BytesIO(export(source.deck, "mitre")))
    sheet.worksheets[0]["E2"].value = "Ships stay"
    out = io.BytesIO()
    sheet.save(out)
    address = upload(page, out.getvalue(), "edited.xlsx", "smallest/1").headers["Location"]
    answer = page.get(address)
    assert [(change.inject, change.key) for change, _word in answer.context["changes"]] == [("A", "title")]
    assert "<del>Ships sail</del>" in answer.content.decode()
    page.post(address, {"act": "accept", **fields_of(answer)})
    assert [deck.version for deck in Deck.objects.filter(slug="smallest").order_by("pk")] == ["1", "2"]
    newer = Deck.objects.get(slug="smallest", version="2")
    lines = zip(stored.source.splitlines(), newer.source.splitlines(), strict=True)
    assert [after.strip() for before, after in lines if before != after] == [
        'version: "2"',
        'title: "Ships stay"',
    ]


def test_an_unchanged_export_leaves_nothing_to_accept(page: Client, stored: Deck) -> None:
    content = page.get("/decks/smallest/1/export?as=hseep-csv").content
    address = upload(page, content, "same.csv", "smallest/1").headers["Location"]
    answer = page.get(address)
    assert not answer.context["acceptable"]
    assert "There is nothing to accept." in answer.content.decode()
    page.post(address, {"act": "accept", **fields_of(answer)})
    assert Deck.objects.count() == 1


@pytest.mark.parametrize("value", [value for value, _words in forms()])
def test_every_form_of_the_page_is_exported(page: Client, stored: Deck, value: str) -> None:
    answer = page.get("/decks/smallest/1/export", {"as": value, "language": "en"})
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(f'.{value.rpartition("-")[2]}"')


@pytest.mark.parametrize("query", ["", "as=nato-xlsx", "as=hseep-json", "as=hseep-xlsx&language=xx"])
def test_an_export_that_does_not_exist_is_not_found(page: Client, stored: Deck, query: str) -> None:
    assert page.get(f"/decks/smallest/1/export?{query}").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("old.xls", b"\xd0\xcf\x11\xe0", "Save it as .xlsx"), ("a.csv", b"\x00\x00", "neither a workbook")],
)
def test_a_file_that_is_no_msel_is_refused_in_words(
    page: Client, name: str, content: bytes, words: str
) -> None:
    answer = upload(page, content, name)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Upload.objects.exists()


def test_a_sheet_without_headings_can_still_be_pointed_at(page: Client) -> None:
    content = workbook({"A": [["When", "Who", "What"], ["T+5m", "Tokyo", "Word."]], "B": [["x"]]})
    address = upload(page, content, "a.xlsx").headers["Location"]
    answer = page.get(address)
    assert answer.status_code == 200
    assert answer.context["wrong_count"] == 2
    answer = looked(page, address, "sheets", **(fields_of(answer) | {"heading:A": "1", "sheet": ["A"]}))
    assert [use.heading for use, _word in answer.context["columns"]] == ["When", "Who", "What"]


def test_what_the_file_says_is_never_markup(page: Client) -> None:
    rows = [
        ["ID", "Time", "To", "Title", "<b>Odd</b>"],
        ["<i>", "<u>1</u>", "<script>x</script>", "<img src=x>", "<p>"],
    ]
    address = upload(page, workbook({"<h1>": rows}), "<b>.xlsx").headers["Location"]
    shown = page.get(address).content.decode()
    for tag in ("<script>x", "<img src=x", "<u>1", "<b>Odd", "<h1>A"):
        assert tag not in shown


def test_imports_belong_to_whoever_began_them(page: Client, client: Client) -> None:
    address = upload(page, harbour()).headers["Location"]
    client.force_login(User.objects.create_user("eve", password="a long one for tests"))
    assert client.get(address).status_code == 404
    assert client.get(f"{address}deck.yaml").status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


def test_giving_up_leaves_nothing(page: Client) -> None:
    address = upload(page, harbour()).headers["Location"]
    assert "harbour.xlsx" in page.get("/decks/import/").content.decode()
    page.post(address, {"act": "give-up"})
    assert not Upload.objects.exists()


def test_only_the_last_imports_are_kept(page: Client, facilitator: User) -> None:
    for number in range(library.UPLOADS_KEPT + 3):
        upload(page, b"ID,Time,To,Message\nA,T+1m,Tokyo,Word.\n", f"{number}.csv")
    assert Upload.objects.filter(owner=facilitator).count() == library.UPLOADS_KEPT


# The commands


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("deck", *words, stdout=out, stderr=out)
    return out.getvalue()


def test_the_same_through_the_files_alone(tmp_path: Path) -> None:
    sheet = tmp_path / "harbour.xlsx"
    sheet.write_bytes(harbour())
    made = tmp_path / "deck.yaml"
    asked = ["import", str(sheet), "--sheet", "Day 1", "--sheet", "Day 2", "--out", str(made)]
    with pytest.raises(SystemExit):
        run(*asked)
    assert not made.exists()
    mends = [f"{place}={text}" for place, text in MENDS.items()]
    said = run(
        *asked, "--start", "2026-03-01 09:00", "--mend", *mends, "--map", "Weather=drop", "--title", "Harbour"
    )
    assert "Day 1!D10: doubtful:" in said
    assert "12 injects read; 0 errors" in said
    assert "0 errors" in run("lint", str(made))
    assert "Fog" not in made.read_text(encoding="utf-8")


def test_without_out_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("ID,Time,To,Message\nA,T+1m,Tokyo,Word.\n", encoding="utf-8")
    assert "Nothing was written" in run("import", str(tmp_path / "a.csv"))
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_deck_goes_out_and_comes_back(tmp_path: Path, dialect: str) -> None:
    out = tmp_path / f"long.{DIALECTS[dialect].forms[0]}"
    run("export", "long-strait", "--dialect", dialect, "--out", str(out))
    assert "The file changes nothing." in run("import", str(out), "--into", "long-strait")


@pytest.mark.parametrize(
    "words",
    [
        ("import", "missing.xlsx"),
        ("import", "{csv}", "--map", "Time=when"),
        ("import", "{csv}", "--heading", "A=x"),
        ("import", "{csv}", "--into", "no-such-deck"),
        ("import", "{json}"),
        ("export", "long-strait", "--dialect", "hseep", "--out", "x.json"),
        ("export", "long-strait", "--dialect", "hseep", "--out", "x.xlsx", "--language", "fr"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "a.csv").write_text("ID,Time,To,Message\nA,T+1m,Tokyo,Word.\n", encoding="utf-8")
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")
    files = {"csv": str(tmp_path / "a.csv"), "json": str(tmp_path / "a.json")}
    with pytest.raises(CommandError):
        run(*(word.format(**files) for word in words))


def test_whose_clock_a_time_is_of_is_said_where_the_two_differ(page: Client) -> None:
    """A new deck runs as fast as the table until its pace is set."""
    sheet = b"Time,To,Title,Message\nT+30m,Tokyo,Ferry,It was turned back.\n"
    address = upload(page, sheet, "harbour.csv").headers["Location"]
    answer = page.get(address)
    assert "times as fast" not in answer.content.decode()
    answer = looked(page, address, "deck", **{**fields_of(answer), "pace": "60"})
    assert "the story runs 60 times as fast" in answer.content.decode()
