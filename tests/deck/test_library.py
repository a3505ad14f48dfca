"""The library: versions that never change, the command, and the pages of a facilitator."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client

from games.engine.plan import Plan
from games.law.rulebook import Rulebook
from games.law.yamltext import MAX_BYTES
from injects import library, shipped
from injects.models import Deck

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(smallest: str, rulebook: Rulebook) -> Deck:
    return library.store(smallest, "smallest.yaml", rulebook)[0]


@pytest.fixture
def facilitator() -> User:
    return User.objects.create_user("fay", password="a long one for tests")


@pytest.fixture
def page(client: Client, facilitator: User) -> Client:
    client.force_login(facilitator)
    return client


# Versions


def test_a_deck_is_stored_with_its_text_and_digest(stored: Deck, smallest: str, rulebook: Rulebook) -> None:
    kept = Deck.objects.get(slug="smallest", version="1")
    assert kept.source == smallest
    assert kept.digest == library.plan_of(kept, rulebook).digest
    assert kept.title == {"en": "Smallest deck"}


def test_the_same_text_again_is_the_same_deck(stored: Deck, smallest: str, rulebook: Rulebook) -> None:
    again, created = library.store(smallest, "smallest.yaml", rulebook)
    assert (again.pk, created) == (stored.pk, False)
    assert Deck.objects.count() == 1


@pytest.mark.parametrize("change", [("Ships sail", "Ships stay"), ("# A deck", "# The deck")])
def test_a_changed_text_under_a_stored_version_is_refused(
    stored: Deck, smallest: str, rulebook: Rulebook, change: tuple[str, str]
) -> None:
    with pytest.raises(library.VersionTaken) as refused:
        library.store(smallest.replace(*change), "smallest.yaml", rulebook)
    assert refused.value.deck == stored
    assert Deck.objects.get().source == smallest


def test_a_new_version_stands_beside_the_old(stored: Deck, smallest: str, rulebook: Rulebook) -> None:
    newer = smallest.replace('version: "1"', 'version: "2"').replace("Ships sail", "Ships stay")
    deck, created = library.store(newer, "smallest.yaml", rulebook)
    assert created
    assert deck.digest != stored.digest
    assert Deck.objects.count() == 2


def test_nothing_is_stored_of_a_deck_with_errors(smallest: str, rulebook: Rulebook) -> None:
    with pytest.raises(shipped.DeckProblems) as refused:
        library.store(smallest.replace("at: 14m", "at: 34m"), "late.yaml", rulebook)
    assert [finding.code for finding in refused.value.findings] == ["L20"]
    assert "late.yaml:" in str(refused.value)
    assert not Deck.objects.exists()


@pytest.mark.parametrize(
    "change",
    [{"source": "x"}, {"version": "9"}, {"digest": "x"}, {"slug": "x"}, {"title": {}}, {"created_at": 0}],
)
def test_the_database_refuses_to_change_a_stored_version(stored: Deck, change: dict[str, Any]) -> None:
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Deck.objects.update(**change)
    assert Deck.objects.get().source == stored.source


def test_a_stored_version_cannot_be_saved_again(stored: Deck) -> None:
    stored.source = "another"
    with pytest.raises(ValueError, match="cannot be changed"):
        stored.save()


def test_an_account_can_go_and_its_decks_stay(smallest: str, rulebook: Rulebook, facilitator: User) -> None:
    deck, _created = library.store(smallest, "smallest.yaml", rulebook, owner=facilitator)
    facilitator.delete()
    deck.refresh_from_db()
    assert deck.owner is None


def test_the_shipped_decks_go_in_once(rulebook: Rulebook, long_strait: Plan) -> None:
    first = library.store_shipped(rulebook)
    assert library.store_shipped(rulebook) == first
    assert [deck.slug for deck in first] == list(shipped.names())
    assert library.plan_of(next(d for d in first if d.slug == "long-strait"), rulebook) == long_strait


def test_a_shipped_deck_with_another_text_leaves_the_stored_version_alone(
    rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = library.store_shipped(rulebook)
    changed = tmp_path / "first-steps.yaml"
    changed.write_text(shipped.path_of("first-steps").read_text(encoding="utf-8") + "\n# later\n")
    monkeypatch.setattr(shipped, "path_of", lambda name: changed)
    monkeypatch.setattr(shipped, "names", lambda: ("first-steps",))
    (kept,) = library.store_shipped(rulebook)
    assert kept in before


# The command


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("deck", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def write(tmp_path: Any, smallest: str) -> Callable[..., str]:
    """Writes the smallest deck with one text in place of another; gives the file's name."""

    def written(old: str = "", new: str = "") -> str:
        path = tmp_path / "mine.yaml"
        path.write_text(smallest.replace(old, new) if old else smallest, encoding="utf-8")
        return str(path)

    return written


def test_lint_of_a_good_deck_says_so(write: Callable[..., str]) -> None:
    assert run("lint", write()).strip() == "0 errors, 0 warnings"


def test_lint_prints_place_code_and_count_and_fails(
    write: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    file = write("    question: What do you say?", "    qestion: What do you say?")
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("deck", "lint", file, stdout=out)
    assert ended.value.code == 1
    assert f"{file}:43:5: D02 error: inject A: There is no key 'qestion' here." in out.getvalue()
    assert out.getvalue().strip().endswith("1 error, 0 warnings")


def test_lint_as_json(write: Callable[..., str]) -> None:
    findings = json.loads(run("lint", write("endex: 30m", "endex: 40m"), "--json"))
    assert [(f["code"], f["level"], f["item"]) for f in findings] == [
        ("L06", "warn", "team tokyo"),
        ("L06", "warn", "team beijing"),
    ]
    assert findings[0]["message"].startswith("tokyo hears nothing for 26 minutes")


def test_compile_prints_the_plan(write: Callable[..., str], long_strait: Plan) -> None:
    assert json.loads(run("compile", write()))["id"] == "smallest"
    assert json.loads(run("compile", "long-strait"))["digest"] == long_strait.digest
    with pytest.raises(CommandError, match="1 error"):
        run("compile", write("[JP-IIS-DEF]", "[JP-IIS]"))


def test_load_list_and_a_taken_version(write: Callable[..., str]) -> None:
    assert "smallest 1 is now in the library" in run("load", write())
    assert "smallest 1 was in the library already" in run("load", write())
    with pytest.raises(CommandError, match="Give the changed deck a new version"):
        run("load", write("Ships sail", "Ships stay"))
    with pytest.raises(CommandError, match="1 error"):
        run("load", write("iis_grounds", "iis_ground"))
    listed = run("list")
    assert "long-strait (shipped)" in listed
    assert "smallest 1 (library" in listed


def test_schema_is_printed(rulebook: Rulebook) -> None:
    assert "Inject" in json.loads(run("schema"))["$defs"]


def test_a_file_that_is_not_there_or_no_text(tmp_path: Any) -> None:
    with pytest.raises(CommandError, match=r"There is no deck .*long-strait"):
        run("lint", str(tmp_path / "none.yaml"))
    (tmp_path / "bytes.yaml").write_bytes(b"deck: \xff\xfe")
    with pytest.raises(CommandError, match="not UTF-8 text \\(byte 7\\)"):
        run("lint", str(tmp_path / "bytes.yaml"))


# The pages


@pytest.mark.parametrize("address", ["/decks/", "/decks/smallest/1/", "/decks/smallest/1/deck.yaml"])
def test_decks_are_for_those_who_are_signed_in(client: Client, stored: Deck, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert "/login/" in answer["Location"]
    assert client.post("/decks/").status_code == 302


def test_the_list_shows_what_is_stored(page: Client, stored: Deck) -> None:
    shown = page.get("/decks/").content.decode()
    assert 'href="/decks/smallest/1/"' in shown
    assert "Smallest deck" in shown


def test_a_deck_is_shown_as_a_table_with_its_findings(page: Client, rulebook: Rulebook) -> None:
    library.store_shipped(rulebook)
    answer = page.get("/decks/long-strait/1.3/")
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert re.findall(r'<tr id="(I\d\d)">', shown) == [f"I{n:02}" for n in range(1, 43)]
    assert "White hulls, not grey" in shown
    assert "made(&#x27;us.convoy_escort&#x27;)" in shown
    assert "L05" in shown
    assert "EXERCISE" in shown


def test_the_file_comes_back_as_it_was(page: Client, stored: Deck, smallest: str) -> None:
    answer = page.get("/decks/smallest/1/deck.yaml")
    assert answer.content.decode() == smallest
    assert answer["Content-Disposition"] == 'attachment; filename="smallest-1.yaml"'


@pytest.mark.parametrize("address", ["/decks/other/1/", "/decks/smallest/2/", "/decks/smallest/2/deck.yaml"])
def test_what_is_not_there_is_not_found(page: Client, stored: Deck, address: str) -> None:
    assert page.get(address).status_code == 404


def upload(page: Client, content: bytes, name: str = "mine.yaml") -> Any:
    return page.post("/decks/", {"file": SimpleUploadedFile(name, content)})


def test_an_upload_is_stored_and_shown(page: Client, smallest: str, facilitator: User) -> None:
    answer = upload(page, smallest.encode())
    assert (answer.status_code, answer["Location"]) == (302, "/decks/smallest/1/")
    assert "is now in the library" in page.get("/decks/smallest/1/").content.decode()
    assert Deck.objects.get().owner == facilitator


def test_a_bad_upload_shows_every_problem_by_line_and_stores_nothing(page: Client, smallest: str) -> None:
    bad = smallest.replace("    question:", "    qestion:").replace("tone: 3", "tone: 9")
    answer = upload(page, bad.encode())
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "mine.yaml was not stored" in shown
    assert "There are 2 problems" in shown
    assert "There is no key &#x27;qestion&#x27; here. Did you mean question?" in shown
    for place in (">10:67<", ">43:5<"):
        assert place in shown
    assert not Deck.objects.exists()


def test_an_upload_with_a_byte_order_mark_is_text_all_the_same(page: Client, smallest: str) -> None:
    assert upload(page, smallest.encode("utf-8-sig")).status_code == 302
    assert Deck.objects.get().source == smallest


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfe\x00", "not UTF-8 text (byte 1)"),
        (b"x" * (MAX_BYTES + 1), "too large"),
        (b"", "empty"),
        (b"# nothing\n", "The file is empty."),
    ],
)
def test_what_is_no_deck_file_is_refused_in_words(page: Client, content: bytes, message: str) -> None:
    answer = upload(page, content)
    assert answer.status_code == 422
    assert message in answer.content.decode()


def test_a_form_without_a_file_is_refused(page: Client) -> None:
    assert page.post("/decks/").status_code == 422


def test_an_upload_of_a_taken_version_says_what_to_do(page: Client, stored: Deck, smallest: str) -> None:
    answer = upload(page, smallest.replace("Ships sail", "Ships stay").encode())
    assert answer.status_code == 422
    assert "Give the changed deck a new version" in answer.content.decode()


def test_what_a_deck_says_is_text_and_never_markup(page: Client, smallest: str) -> None:
    evil = "<script>alert(1)</script>"
    for old in ("Ships sail", "Ninety ships leave port.", "Nobody knows where they go.", "Smallest deck"):
        smallest = smallest.replace(old, evil)
    assert upload(page, smallest.encode()).status_code == 302
    for address in ("/decks/", "/decks/smallest/1/"):
        shown = page.get(address).content.decode()
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert" in shown


def test_pages_carry_no_inline_style_or_script(page: Client, stored: Deck) -> None:
    for address in ("/decks/", "/decks/smallest/1/"):
        shown = page.get(address).content.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", shown)


def test_lint_mends_what_can_be_mended_and_names_each_finding(tmp_path: Any) -> None:
    bad = (Path(__file__).parent / "bad" / "L12_either_order.yaml").read_text(encoding="utf-8")
    file = tmp_path / "mine.yaml"
    file.write_text(bad, encoding="utf-8")
    with pytest.raises(SystemExit):
        run("lint", str(file))
    (finding,) = json.loads(_failing("lint", str(file), "--json"))
    assert finding["id"].startswith("L12-")
    assert finding["fix"]["field"] == "supersedes"
    assert "0 errors" in run("lint", str(file), "--fix")
    assert "supersedes" in file.read_text(encoding="utf-8")


def _failing(*words: str) -> str:
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("deck", *words, stdout=out)
    return out.getvalue()
