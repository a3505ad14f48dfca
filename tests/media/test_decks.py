"""Decks with files: checked, stored once and for all, taken out as one zip and brought back the same."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client

from games.law.rulebook import Rulebook
from games.models import MediaFile
from games.services import media
from injects import attachments, bundles, library, shipped
from injects.deck.lint import check_text
from injects.deck.vocabulary import vocabulary_of
from injects.models import Deck, DeckFile
from tests.media.samples import SECRET, document, picture, telling_pictures

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(with_photo: str, rulebook: Rulebook) -> Deck:
    return library.store(with_photo, "d.yaml", rulebook, files=attachments.kept({"photo.png": picture()}))[0]


@pytest.fixture
def page(client: Client) -> Client:
    client.force_login(User.objects.create_user("fay", password="a long one for tests"))
    return client


@pytest.fixture
def folder(tmp_path: Path, with_photo: str) -> Path:
    """A deck file with its files beside it."""
    (tmp_path / "harbour.media").mkdir()
    (tmp_path / "harbour.media" / "photo.png").write_bytes(telling_pictures()["png text"])
    (tmp_path / "harbour.yaml").write_text(with_photo, encoding="utf-8")
    return tmp_path / "harbour.yaml"


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("deck", *words, stdout=out, stderr=out)
    return out.getvalue()


# Checked


def test_a_file_that_is_not_there_is_a_finding_with_its_place(with_photo: str, rulebook: Rulebook) -> None:
    book = vocabulary_of(rulebook)
    near = attachments.facts_of({"foto.png": picture()})
    found = check_text("d.yaml", with_photo, book, near).findings
    assert [(f.code, f.field) for f in found if f.level == "error"] == [("L01", "attachments[0].file")]
    assert "Did you mean foto.png?" in next(f for f in found if f.code == "L01").sentence()
    assert check_text("d.yaml", with_photo, book).usable
    unknown = with_photo.replace("attachments: [photo]", "attachments: [foto]")
    assert "L01" in {f.code for f in check_text("d.yaml", unknown, book).findings}


@pytest.mark.parametrize("name", ["../photo.png", "a/b.png", ".hidden", "", "x" * 90 + ".png"])
def test_a_name_with_a_way_in_it_is_refused(with_photo: str, rulebook: Rulebook, name: str) -> None:
    text = with_photo.replace("file: photo.png", f'file: "{name}"')
    assert "D04" in {f.code for f in check_text("d.yaml", text, vocabulary_of(rulebook)).findings}


def test_the_digest_of_a_deck_names_its_files(with_photo: str, rulebook: Rulebook) -> None:
    plans = [
        shipped.plan_of(with_photo, "d", rulebook, attachments.facts_of({"photo.png": picture(size=size)}))
        for size in ((60, 40), (61, 40), (60, 40))
    ]
    assert plans[0].digest == plans[2].digest != plans[1].digest
    assert plans[0].attachments[0].content.alt == {"en": "A grey harbour"}


# Stored


def test_a_deck_keeps_its_files_and_its_plan_names_them(stored: Deck, rulebook: Rulebook) -> None:
    plan = library.plan_of(stored, rulebook)
    (one,) = plan.attachments
    assert media.content_of(one.content.digest) == ("image/png", attachments.contents_of(stored)["photo.png"])
    assert stored.digest == plan.digest


def test_other_files_under_a_stored_version_are_refused(
    stored: Deck, with_photo: str, rulebook: Rulebook
) -> None:
    same = attachments.kept({"photo.png": picture()})
    assert library.store(with_photo, "d.yaml", rulebook, files=same) == (stored, False)
    with pytest.raises(library.VersionTaken):
        library.store(
            with_photo, "d.yaml", rulebook, files=attachments.kept({"photo.png": picture(size=(9, 9))})
        )


def test_the_same_file_is_stored_once(stored: Deck) -> None:
    attachments.kept({"a.png": picture(), "b.png": picture()})
    assert MediaFile.objects.count() == 1


@pytest.mark.parametrize("change", [{"content": b"x"}, {"digest": "0" * 64}, {"kind": "text/html"}])
def test_the_database_refuses_to_change_a_stored_file(stored: Deck, change: dict[str, Any]) -> None:
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        MediaFile.objects.update(**change)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        DeckFile.objects.update(name="other.png")
    with pytest.raises(ValueError, match="cannot be changed"):
        MediaFile.objects.get().save()


def test_a_damaged_file_is_named(stored: Deck, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("verify").splitlines() == ["1 file, all as they were stored."]
    monkeypatch.setattr(media, "digest_of", lambda content: "0" * 64)
    with pytest.raises(CommandError, match=MediaFile.objects.get().digest[:12]):
        run("verify")


# From and to files


def test_lint_and_load_take_the_folder_beside_the_deck(folder: Path) -> None:
    assert "0 errors" in run("lint", str(folder))
    run("load", str(folder))
    (content,) = attachments.contents_of(Deck.objects.get()).values()
    assert SECRET.encode() not in content
    (folder.with_name("harbour.media") / "photo.png").unlink()
    with pytest.raises(SystemExit):
        run("lint", str(folder))


def test_a_file_that_cannot_be_cleaned_is_named_and_nothing_is_stored(folder: Path) -> None:
    (folder.with_name("harbour.media") / "photo.png").write_bytes(b"<svg/>")
    with pytest.raises(CommandError, match=r"photo\.png: This is no kind of file"):
        run("load", str(folder))
    assert not Deck.objects.exists()
    assert not MediaFile.objects.exists()


def test_export_and_import_as_one_zip_change_nothing(folder: Path, tmp_path: Path) -> None:
    run("load", str(folder))
    before = Deck.objects.get()
    digest, files = before.digest, attachments.of_deck(before)
    out = tmp_path / "deck.zip"
    run("export", "smallest", "--out", str(out))
    again = out.read_bytes()
    DeckFile.objects.all().delete()
    Deck.objects.all().delete()
    MediaFile.objects.all().delete()
    run("load", str(out))
    after = Deck.objects.get()
    assert (after.digest, attachments.of_deck(after), after.source) == (digest, files, before.source)
    run("export", "smallest", "--out", str(out))
    assert out.read_bytes() == again


def test_the_shipped_deck_comes_with_its_cards(rulebook: Rulebook) -> None:
    plan = shipped.load_plan("long-strait", rulebook)
    assert len(plan.attachments) == 6
    for one in plan.attachments:
        assert one.content.kind == "image/png"
        assert {"en", "ja"} <= set(one.content.alt)
    used = {name for inject in plan.injects for name in inject.attachments}
    assert used == {one.id for one in plan.attachments}
    for name, raw in attachments.beside(shipped.path_of("long-strait")).items():
        fact = attachments.facts_of({name: raw})[name]
        assert fact.digest == media.digest_of(raw), f"{name} is not clean: run python -m tools.cards"


# Zips that mean harm


def zipped(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ({"deck.yaml": b"a: b", "media/../../x.png": b""}, "does not belong"),
        ({"deck.yaml": b"a: b", "/etc/passwd": b""}, "does not belong"),
        ({"deck.yaml": b"a: b", "media\\x.png": b""}, "does not belong"),
        ({"deck.yaml": b"a: b", "media/a/b.png": b""}, "does not belong"),
        ({"deck.yaml": b"a: b", "run.exe": b""}, "does not belong"),
        ({"media/x.png": b"x"}, "holds no deck.yaml"),
        ({"deck.yaml": b"\xff\xfe\xfd"}, "not UTF-8"),
        ({"deck.yaml": bytes(64 << 20)}, "too large"),
        ({"deck.yaml": b"a: b", "media/x.png": bytes(32 << 20)}, "too large"),
        ({"deck.yaml": b"a: b", **{f"media/{n}.png": b"" for n in range(80)}}, "too many"),
    ],
)
def test_a_zip_with_tricks_is_refused_in_words(entries: dict[str, bytes], why: str) -> None:
    content = zipped(entries)
    with pytest.raises(bundles.BadZip, match=why):
        bundles.unzipped(io.BytesIO(content), len(content))


def test_what_is_no_zip_is_refused() -> None:
    with pytest.raises(bundles.BadZip, match="not a zip file"):
        bundles.unzipped(io.BytesIO(b"PK nothing"), 10)


# Pages


def test_a_zip_is_uploaded_and_taken_out_again(page: Client, with_photo: str) -> None:
    content = bundles.zipped(with_photo, {"photo.png": telling_pictures()["png text"]})
    answer = page.post("/decks/", {"file": SimpleUploadedFile("harbour.zip", content)})
    assert answer.status_code == 302
    out = page.get("/decks/smallest/1/deck.zip")
    bundle = bundles.unzipped(io.BytesIO(out.content), len(out.content))
    assert bundle.text == with_photo
    assert SECRET.encode() not in bundle.contents["photo.png"]
    table = page.get("/decks/smallest/1/").text
    assert 'href="/decks/smallest/1/media/photo.png"' in table
    assert "A grey harbour" in table
    shown = page.get("/decks/smallest/1/media/photo.png")
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert page.get("/decks/smallest/1/media/other.png").status_code == 404


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"photo.png": b"<html>"}, "no kind of file"),
        ({}, "There is no file photo.png"),
    ],
)
def test_a_zip_that_is_not_taken_leaves_nothing_behind(
    page: Client, with_photo: str, files: dict[str, bytes], why: str
) -> None:
    extra = {"other.pdf": document()}
    content = bundles.zipped(with_photo, {**extra, **files})
    answer = page.post("/decks/", {"file": SimpleUploadedFile("harbour.zip", content)})
    assert answer.status_code == 422
    assert why in answer.text
    assert not Deck.objects.exists()
    assert not MediaFile.objects.exists()


@pytest.mark.parametrize("rest", ["deck.zip", "media/photo.png"])
def test_files_of_decks_are_for_facilitators(client: Client, stored: Deck, rest: str) -> None:
    assert client.get(f"/decks/smallest/1/{rest}").status_code == 302
