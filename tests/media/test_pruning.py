"""Files that nothing names go when asked to; what a version, a draft, its history or a log can name stays."""

from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from games.engine.plan import Enclosure
from games.law.rulebook import Rulebook
from games.models import MediaFile
from games.services import now_ms
from injects import attachments, drafts
from injects.library import store
from injects.models import DraftFile
from injects.pruning import DAY, prune
from tests.media.conftest import Play, kept
from tests.media.samples import picture

pytestmark = pytest.mark.django_db
SMALLEST = Path(__file__).parents[1] / "deck" / "good" / "smallest.yaml"


def later() -> int:
    """A moment at which everything stored now is old."""
    return now_ms() + 30 * DAY


def digests() -> set[str]:
    return set(MediaFile.objects.values_list("digest", flat=True))


def test_what_nothing_names_goes_and_a_dry_run_only_says_so() -> None:
    loose = kept(31).digest
    assert prune(later(), dry=True).digests == (loose,)
    assert digests() == {loose}
    assert prune(later()).digests == (loose,)
    assert digests() == set()


def test_what_was_just_brought_stays() -> None:
    loose = kept(31).digest
    assert prune(now_ms(), 7).digests == ()
    assert digests() == {loose}


def test_what_an_exercise_plays_with_stays_though_no_deck_has_it(
    play: Play, files: dict[str, Enclosure]
) -> None:
    loose = kept(31).digest
    assert prune(later()).digests == (loose,)
    assert {one.digest for one in files.values()} == digests()


def test_what_a_version_has_stays(with_photo: str, rulebook: Rulebook) -> None:
    held = attachments.kept({"photo.png": picture(size=(33, 30))})
    store(with_photo, "smallest.yaml", rulebook, files=held)
    assert prune(later()).digests == ()
    assert digests() == {held["photo.png"].digest}


def test_what_the_text_of_a_draft_or_its_history_names_stays(client: Client) -> None:
    owner = User.objects.create_user("ada", password="a long one for tests")
    client.force_login(owner)
    draft = drafts.start(SMALLEST.read_text(encoding="utf-8"), owner)
    form = {"file": SimpleUploadedFile("harbour.png", picture(size=(35, 30))), "alt-en": "A harbour"}
    client.post(f"/decks/edit/{draft.pk}/files/", form)
    assert prune(later()).names == ()
    client.post(f"/decks/edit/{draft.pk}/files/harbour/remove")
    draft.refresh_from_db()
    assert "harbour" not in draft.text
    assert prune(later()) == prune(later(), dry=True)
    assert DraftFile.objects.filter(draft=draft, name="harbour.png").exists()
    # What came with the draft and was never named in it goes.
    attachments.give(draft, attachments.kept({"spare.png": picture(size=(36, 30))}))
    assert prune(now_ms()).names == ()
    found = prune(later())
    assert found.names == (("smallest", "spare.png"),)
    assert len(found.digests) == 1
    assert list(DraftFile.objects.values_list("name", flat=True)) == ["harbour.png"]
    # With the draft its file goes, too.
    draft.delete()
    assert len(prune(later()).digests) == 1
    assert digests() == set()


def test_the_command_says_what_goes() -> None:
    loose = kept(31).digest

    def said(*words: str) -> str:
        out = StringIO()
        call_command("media", *words, stdout=out)
        return out.getvalue()

    assert "0 of drafts and 0 stored, 0 bytes: gone" in said("prune")
    assert f"file {loose}\n" in said("prune", "--days", "0", "--dry-run")
    assert digests() == {loose}
    assert "1 files, all as they were stored" in said("check")
    assert "0 of drafts and 1 stored" in said("prune", "--days", "0")
    assert digests() == set()
    with pytest.raises(CommandError):
        call_command("media", "prune", "--days", "-1")
