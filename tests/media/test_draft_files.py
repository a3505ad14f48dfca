"""Files of a deck that is being written: brought by upload, described, undone, and stored with the version."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from games.law.rulebook import Rulebook
from games.models import MediaFile
from injects import attachments, drafts
from injects.models import Deck, Draft
from tests.media.samples import SECRET, mp3, telling_pictures

pytestmark = pytest.mark.django_db
SMALLEST = Path(__file__).parents[1] / "deck" / "good" / "smallest.yaml"


@pytest.fixture
def draft(client: Client) -> Draft:
    owner = User.objects.create_user("ada", password="a long one for tests")
    client.force_login(owner)
    return drafts.start(SMALLEST.read_text(encoding="utf-8"), owner)


def send(client: Client, draft: Draft, name: str, content: bytes, **more: str) -> str:
    form = {"file": SimpleUploadedFile(name, content), "alt-en": "A grey harbour", **more}
    return client.post(f"/decks/edit/{draft.pk}/files/", form, follow=True).text


def test_an_upload_is_cleaned_and_written_into_the_deck(client: Client, draft: Draft) -> None:
    page = send(client, draft, "Old harbour (1).JPG", telling_pictures()["png text"], inject="A")
    draft.refresh_from_db()
    deck = drafts.deck_of(draft)
    (row,) = deck.rows("attachments")
    assert (row["id"], row["file"], row["alt"]) == (
        "old-harbour-1",
        "Old-harbour-1.png",
        {"en": "A grey harbour"},
    )
    assert deck.get("injects", "A", "attachments") == ["old-harbour-1"]
    assert "Old-harbour-1.png is taken in." in page
    address = re.search(r'<img src="([^"]+)"', page)
    assert address
    shown = client.get(address[1])
    assert shown["Content-Type"] == "image/png"
    assert SECRET.encode() not in shown.content
    preview = client.get(f"/decks/edit/{draft.pk}/inject/A/preview").text
    assert f'<img src="{address[1]}" alt="A grey harbour">' in preview
    assert address[1] not in client.get(f"/decks/edit/{draft.pk}/inject/B/preview").text


def test_what_is_refused_says_why_and_changes_nothing(client: Client, draft: Draft) -> None:
    before = draft.text
    assert "no kind of file" in send(client, draft, "picture.png", b"<svg onload='x'/>")
    assert "This field is required" in send(client, draft, "call.mp3", mp3(), **{"alt-en": " "})
    draft.refresh_from_db()
    assert draft.text == before
    assert not draft.files.exists()
    assert not MediaFile.objects.exists()


def test_taking_one_out_is_undone_with_its_file(client: Client, draft: Draft) -> None:
    send(client, draft, "call.mp3", mp3(), inject="A")
    client.post(f"/decks/edit/{draft.pk}/files/call/remove")
    draft.refresh_from_db()
    assert "attachments" not in (drafts.deck_of(draft).row("injects", "A") or {})
    page = client.get(f"/decks/edit/{draft.pk}/files/").text
    assert "Not in the deck any more" in page
    client.post(f"/decks/edit/{draft.pk}/undo")
    draft.refresh_from_db()
    assert drafts.deck_of(draft).get("injects", "A", "attachments") == ["call"]
    assert list(attachments.of_draft(draft)) == ["call.mp3"]
    client.post(f"/decks/edit/{draft.pk}/files/discard", {"name": "call.mp3"})
    assert draft.files.exists(), "the deck names it"


def test_a_version_takes_along_the_files_it_names_and_the_next_draft_begins_with_them(
    client: Client, draft: Draft, rulebook: Rulebook
) -> None:
    send(client, draft, "call.mp3", mp3(), inject="A")
    send(client, draft, "photo.jpg", telling_pictures()["jpeg exif"])
    client.post(f"/decks/edit/{draft.pk}/files/photo/remove")
    draft.refresh_from_db()
    deck = drafts.save_version(draft, draft.owner, "2", draft.revision, rulebook)
    assert list(attachments.of_deck(deck)) == ["call.mp3"]
    again = drafts.start(deck.source, draft.owner, base=Deck.objects.get(pk=deck.pk))
    assert attachments.of_draft(again) == attachments.of_deck(deck)


def test_a_file_that_is_not_here_is_named(client: Client, draft: Draft) -> None:
    text = draft.text.replace("injects:\n", "attachments:\n  - {id: p, file: p.png, alt: P}\ninjects:\n", 1)
    other = drafts.start(text, draft.owner)
    assert "p.png" in client.get(f"/decks/edit/{other.pk}/files/").text
    assert "There is no file p.png" in client.get(f"/decks/edit/{other.pk}/check/").text


@pytest.mark.parametrize("rest", ["files/", "files/of/call.mp3"])
def test_files_of_a_draft_are_for_its_authors(client: Client, draft: Draft, rest: str) -> None:
    send(client, draft, "call.mp3", mp3())
    assert client.get(f"/decks/edit/{draft.pk}/{rest}").status_code == 200
    stranger = Client()
    assert stranger.get(f"/decks/edit/{draft.pk}/{rest}").status_code == 302
    stranger.force_login(User.objects.create_user("eve", password="a long one for tests"))
    assert stranger.get(f"/decks/edit/{draft.pk}/{rest}").status_code == 404
