"""Drafts: history, undo of one's own, merging, approval, and versions that the library takes."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import User

from games.law.shipped import load_shipped
from injects import drafts, library
from injects.authoring.fields import texts_of
from injects.authoring.operations import Add, Move, Overtaken, Remove, SetField
from injects.authoring.texts import CannotEdit
from injects.drafts import Stale, apply, deck_of, save_form, undo, write
from injects.models import Deck, Draft, DraftChange, DraftRemark
from injects.shipped import DeckProblems

pytestmark = pytest.mark.django_db


def title(draft: Draft, key: str = "A") -> str:
    draft.refresh_from_db()
    return str(deck_of(draft).get("injects", key, "title"))


def test_each_save_is_a_revision_with_who_and_what(draft: Draft, sato: User) -> None:
    apply(draft, sato, SetField("A", "title", "One"), SetField("A", "at", "3m"))
    assert apply(draft, sato, SetField("A", "title", "One")).revision == 1  # nothing new
    rows = list(
        draft.changes.order_by("place").values_list("revision", "name", "key", "field", "before", "after")
    )
    assert rows == [
        (1, "sato", "A", "title", '"Ships sail"', '"One"'),
        (1, "sato", "A", "at", '"2m"', '"3m"'),
    ]


def test_undo_takes_back_ones_own_and_redo_makes_it_again(draft: Draft, sato: User, tanaka: User) -> None:
    apply(draft, sato, SetField("A", "title", "Sato's"))
    apply(draft, tanaka, SetField("B", "title", "Tanaka's"))
    assert undo(draft, sato) is not None
    assert (title(draft), title(draft, "B")) == ("Ships sail", "Tanaka's")
    assert undo(draft, sato) is None  # what is left is not Sato's
    assert drafts.redo(draft, sato) is not None
    assert title(draft) == "Sato's"
    assert drafts.redo(draft, sato) is None
    assert draft.changes.filter(way=DraftChange.Way.UNDO).count() == 1  # the history forgets nothing


def test_undo_never_takes_a_later_text_of_somebody_else(draft: Draft, sato: User, tanaka: User) -> None:
    apply(draft, sato, SetField("A", "title", "Sato's"))
    apply(draft, tanaka, SetField("A", "title", "Tanaka's"))
    with pytest.raises(Overtaken):
        undo(draft, sato)
    assert title(draft) == "Tanaka's"


def test_an_inject_that_was_taken_out_can_come_back_and_its_id_cannot(draft: Draft, sato: User) -> None:
    apply(draft, sato, Remove("C"))
    row = {"id": "C", "to": ["all"], "channel": "press", "title": "Another", "text": "-"}
    with pytest.raises(CannotEdit, match="used before"):
        apply(draft, sato, Add(row))
    undo(draft, sato)
    assert title(draft, "C") == "Ships stay out"
    undone = undo(draft, sato)
    assert undone is None


def test_ids_of_stored_versions_stay_with_what_they_named(draft: Draft, sato: User) -> None:
    library.store(draft.text, "smallest.yaml", load_shipped())
    later = drafts.start(
        draft.text.replace("id: C\n", "id: D\n").replace("otherwise: C", "otherwise: D"), sato
    )
    with pytest.raises(CannotEdit, match="used before"):
        apply(later, sato, Add({"id": "C", "to": ["all"], "channel": "press", "title": "", "text": ""}))


def test_different_fields_of_two_authors_merge(draft: Draft, sato: User, tanaka: User) -> None:
    seen = draft.revision
    save_form(
        draft, sato, "injects", "A", {"title.en": "By Sato", "text.en": "Ninety ships leave port."}, seen
    )
    saved = save_form(draft, tanaka, "injects", "A", {"title.en": "Ships sail", "text.en": "By Tanaka"}, seen)
    assert saved.conflicts == {}
    assert saved.theirs == {"title.en": "By Sato"}
    deck = deck_of(saved.outcome.draft)
    assert (deck.get("injects", "A", "title"), deck.get("injects", "A", "text")) == ("By Sato", "By Tanaka")


def test_the_same_field_keeps_both_and_names_the_other(draft: Draft, sato: User, tanaka: User) -> None:
    seen = draft.revision
    save_form(draft, sato, "injects", "A", {"title.en": "By Sato"}, seen)
    apply(draft, sato, SetField("B", "title", "Something else"))
    form = {"title.en": "By Tanaka", "question.en": "And now?"}
    saved = save_form(draft, tanaka, "injects", "A", form, seen)
    assert (saved.conflicts, saved.by) == ({"title.en": "By Sato"}, "sato")
    assert deck_of(saved.outcome.draft).get("injects", "A", "question") == "And now?"
    # Having seen it, the second author decides.
    save_form(draft, tanaka, "injects", "A", {"title.en": "By both"}, saved.outcome.draft.revision)
    assert title(draft) == "By both"
    before = [json.loads(row.before) for row in draft.changes.filter(key="A", field="title.en")]
    assert "By Sato" in before  # and the history still has it


def test_a_form_of_an_inject_that_is_gone_saves_nothing(draft: Draft, sato: User, tanaka: User) -> None:
    apply(draft, sato, Remove("A"))
    with pytest.raises(CannotEdit):
        save_form(draft, tanaka, "injects", "A", {"title.en": "Too late"}, 0)


def test_a_change_of_an_approved_inject_makes_it_a_draft_and_says_so(
    draft: Draft, sato: User, tanaka: User
) -> None:
    drafts.remark(draft, sato, "A", DraftRemark.Kind.APPROVED)
    assert write(draft, tanaka, [Move("A", "B")]).returned == ()  # its place is not its text
    assert write(draft, tanaka, [SetField("B", "title", "x")]).returned == ()
    outcome = write(draft, tanaka, [SetField("A", "title", "Changed")])
    assert outcome.returned == ("A",)
    state = drafts.states_of(draft)["A"]
    assert (state.kind, state.name) == ("changed", "tanaka")
    assert write(draft, tanaka, [SetField("A", "title", "Again")]).returned == ()  # it is a draft already


def test_a_version_is_stored_as_it_was_seen(draft: Draft, sato: User, tanaka: User) -> None:
    book = load_shipped()
    apply(draft, tanaka, SetField("A", "title", "Later"))
    with pytest.raises(Stale):
        drafts.save_version(draft, sato, "2", 0, book)
    deck = drafts.save_version(draft, sato, "2", 1, book)
    assert (deck.slug, deck.version, deck.owner) == ("smallest", "2", sato)
    assert "Later" in deck.source
    draft.refresh_from_db()
    assert draft.saved == deck
    assert draft.saved_revision == draft.revision == 2
    apply(draft, sato, SetField("A", "title", "After"))
    assert "After" not in Deck.objects.get(pk=deck.pk).source


def test_a_deck_with_errors_is_no_version_and_the_draft_stays_as_it_was(draft: Draft, sato: User) -> None:
    apply(draft, sato, SetField("A", "at", "later"))
    with pytest.raises(DeckProblems):
        drafts.save_version(draft, sato, "2", 1, load_shipped())
    draft.refresh_from_db()
    assert draft.revision == 1
    assert deck_of(draft).get("deck", "", "version") == "1"
    assert not Deck.objects.filter(slug="smallest").exists()


def test_a_whole_text_goes_in_beside_what_others_wrote(draft: Draft, sato: User, tanaka: User) -> None:
    seen = draft.text
    apply(draft, tanaka, SetField("B", "title", "By Tanaka"))
    wanted = seen.replace("Ships sail", "Ships set sail").replace("id: smallest", "id: smallest  # same")
    outcome = drafts.write_text(draft, sato, wanted, seen=seen)
    assert [(change.key, change.field) for change in outcome.changes] == [("A", "title")]
    assert (title(draft), title(draft, "B")) == ("Ships set sail", "By Tanaka")
    assert undo(draft, sato) is not None
    assert (title(draft), title(draft, "B")) == ("Ships sail", "By Tanaka")


def test_a_copy_is_a_deck_of_its_own(draft: Draft, sato: User) -> None:
    copy = drafts.make_own(drafts.start(draft.text, sato), sato, "Smallest deck, again")
    assert (copy.slug, copy.title) == ("smallest-deck-again", {"en": "Smallest deck, again"})
    assert deck_of(copy).get("deck", "", "version") == "0.1"


def test_boxes_in_another_order_change_nothing(draft: Draft, sato: User) -> None:
    """A browser sends what is ticked in the order of the page, an author wrote it in an order that is meant."""
    draft = apply(draft, sato, SetField("A", "expect.tokyo", ["jp.statement", "jp.request_diet_approval"]))
    now = texts_of(deck_of(draft), "injects", deck_of(draft).row("injects", "A") or {})
    sent = {**now, "expect.tokyo": "jp.request_diet_approval, jp.statement"}
    assert not save_form(draft, sato, "injects", "A", sent, draft.revision).outcome.changes
    more = {**sent, "expect.tokyo": "jp.escort_us_forces, jp.request_diet_approval, jp.statement"}
    after = save_form(draft, sato, "injects", "A", more, draft.revision).outcome.draft
    assert deck_of(after).get("injects", "A", "expect.tokyo") == [
        "jp.statement",
        "jp.request_diet_approval",
        "jp.escort_us_forces",
    ]
