"""The library of rule packs: looking, editing, two authors, accepting, in and out, and exercises under a pack."""

from __future__ import annotations

import difflib
import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from games.law.shipped import shipped_texts
from games.models import Exercise, PackDraft, PackEdit, RulePack
from games.presenting import packs as presenting
from games.services import exercises, pack_drafts, packs, rules
from games.services.pack_files import MAX_FILES, BadZip, unzipped, zipped
from tests import table

FILE = "jp/moves.yaml"
KEY = "jp.designate_iis#1"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forget_packs() -> Iterator[None]:
    yield
    rules._books.clear()
    exercises._faults.cache_clear()


def author(name: str = "ayako") -> Client:
    browser = Client()
    browser.force_login(User.objects.get_or_create(username=name)[0])
    return browser


@pytest.fixture
def ayako() -> Client:
    return author()


@pytest.fixture
def draft(ayako: Client) -> int:
    made = ayako.post(reverse("games:pack_copy", args=[packs.shipped_digest()]), {"title": "Milder"})
    assert made.status_code == 302
    return PackDraft.objects.get(title="Milder").pk


def record(draft: int, key: str = KEY, file: str = FILE, kind: str = "row") -> str:
    return reverse("games:pack_record", args=[draft, file, kind, key])


def filled(browser: Client, url: str, **changed: str) -> dict[str, Any]:
    """The form of a record as the page has it, with these fields changed."""
    context = browser.get(url).context
    form = context["form"]
    held = {name: form.initial[name] for name in form.fields if form.initial[name] is not None}
    return {**held, "version": context["mark"], **changed}


def test_only_accounts_come_in(draft: int) -> None:
    addresses = [
        reverse("games:packs"),
        reverse("games:pack", args=[packs.shipped_digest()]),
        reverse("games:pack_file", args=[packs.shipped_digest(), FILE]),
        reverse("games:pack_export", args=[packs.shipped_digest()]),
        reverse("games:pack_draft", args=[draft]),
        reverse("games:pack_draft_file", args=[draft, FILE]),
        record(draft),
        reverse("games:pack_review", args=[draft]),
    ]
    for address in addresses:
        assert Client().get(address)["Location"].startswith("/login/"), address
    for name in ("pack_copy", "pack_discard"):
        at = packs.shipped_digest() if name == "pack_copy" else draft
        assert Client().post(reverse(f"games:{name}", args=[at]))["Location"].startswith("/login/")
    assert PackDraft.objects.count() == 1


def test_a_pack_is_looked_through_and_searched(ayako: Client) -> None:
    here = reverse("games:pack", args=[packs.shipped_digest()])
    page = ayako.get(here, {"q": "escort zeppelin"}).content.decode()
    assert "Nothing with these words" in page
    page = ayako.get(here, {"q": "jp.escort_us_forces unlawful"}).content.decode()
    assert f"{FILE}#L" in page
    assert "jp.escort_us_forces#1" in page
    lines = ayako.get(reverse("games:pack_file", args=[packs.shipped_digest(), FILE]))
    assert b'id="L1500"' in lines.content
    assert ayako.get(reverse("games:pack", args=["0" * 64])).status_code == 404
    assert ayako.get(reverse("games:pack_file", args=[packs.shipped_digest(), "../x"])).status_code == 404
    for library in ("games:exercises", "injects:decks", "injects:create"):
        assert reverse("games:packs") in ayako.get(reverse(library)).content.decode()


@pytest.mark.slow
def test_a_row_is_changed_compared_accepted_and_rules_in_an_exercise(ayako: Client, draft: int) -> None:
    saved = ayako.post(record(draft), filled(ayako, record(draft), verdict="contestable"))
    assert saved["Location"] == record(draft)
    text = pack_drafts.texts_of(PackDraft.objects.get())[FILE]
    assert len(text.splitlines()) == len(shipped_texts()[FILE].splitlines())
    review = ayako.get(reverse("games:pack_review", args=[draft]))
    assert [each.id for each in review.context["comparison"].differing] == ["D01-none"]
    assert "expected unlawful" in review.content.decode()
    assert "+    verdict: contestable" in [
        f"{'+' if line.kind == 'add' else ' '}{line.text}"
        for file in review.context["diffs"]
        for line in file.lines
    ]
    without = ayako.post(review.request["PATH_INFO"], {"title": "Milder", "reason": "", "version": 1})
    assert without.status_code == 422
    done = ayako.post(
        review.request["PATH_INFO"], {"title": "Milder law", "reason": "The Diet said so.", "version": 1}
    )
    pack = RulePack.objects.get(title="Milder law")
    assert done["Location"] == reverse("games:pack", args=[pack.digest])
    assert (pack.note, pack.parent, pack.author and pack.author.username) == (
        "The Diet said so.",
        packs.shipped_digest(),
        "ayako",
    )
    assert not PackDraft.objects.exists()
    changes = ayako.get(reverse("games:pack_changes", args=[pack.digest]))
    assert "D01-none" in changes.content.decode()
    create = ayako.get(reverse("injects:create"), {"pack": pack.digest})
    deck = create.context["form"].fields["deck"].queryset.get(slug="long-strait").pk
    made = ayako.post(
        reverse("injects:create"), settings_of(create, deck=deck, pack=pack.pk, title="Under it")
    )
    assert made.status_code == 302
    ayako.post(reverse("injects:create"), settings_of(create, deck=deck, title="As shipped"))
    pinned = dict(Exercise.objects.values_list("title", "rules_digest"))
    assert pinned == {"Under it": pack.digest, "As shipped": packs.shipped_digest()}


def settings_of(create: Any, **chosen: Any) -> dict[str, Any]:
    """The form of a new exercise with its settings as they stand, and these fields."""
    tuning = create.context["tuning"]
    return {**{name: field.initial or "" for name, field in tuning.fields.items()}, **chosen}


def test_a_bad_state_is_kept_said_and_cannot_be_played(ayako: Client, draft: int) -> None:
    bad = filled(ayako, record(draft), when="iis_grnds == 'no'", provisions="JP-IIS-DEFF")
    page = ayako.post(record(draft), bad, follow=True)
    words = page.content.decode()
    assert "did you mean &#x27;iis_grounds&#x27;?" in words
    assert "did you mean &#x27;JP-IIS-DEF&#x27;?" in words
    assert f"{record(draft)}#id_when" in words
    assert f"{record(draft)}#id_provisions" in words
    review = ayako.get(reverse("games:pack_review", args=[draft]))
    assert review.context["comparison"] is None
    refused = ayako.post(review.request["PATH_INFO"], {"title": "x", "reason": "y", "version": 1})
    assert refused.context["form"].non_field_errors()
    assert not RulePack.objects.filter(shipped=False).exists()
    again = filled(ayako, record(draft), when="iis_grounds == 'no'", provisions="JP-IIS-DEF")
    ayako.post(record(draft), again)
    assert pack_drafts.texts_of(PackDraft.objects.get()) == shipped_texts()


def test_an_unfit_pack_can_be_stored_but_not_played_under(ayako: Client, draft: int) -> None:
    never = filled(ayako, record(draft), when="iis_grounds == 'no' and iis_grounds == 'yes'")
    assert b"R10" in ayako.post(record(draft), never, follow=True).content
    ayako.post(
        reverse("games:pack_review", args=[draft]), {"title": "Never", "reason": "to see", "version": 1}
    )
    pack = RulePack.objects.get(title="Never")
    create = ayako.get(reverse("injects:create"))
    deck = create.context["form"].fields["deck"].queryset.get(slug="long-strait").pk
    refused = ayako.post(reverse("injects:create"), settings_of(create, deck=deck, pack=pack.pk, title="X"))
    assert refused.status_code == 422
    assert "R10" in str(refused.context["form"].errors["pack"])
    assert not Exercise.objects.exists()


def test_facts_steps_and_parameters_have_forms(ayako: Client, draft: int) -> None:
    changes = [
        ("fact", "shared/facts.yaml", "iis_grounds", {"default": "arguable"}, "default: arguable"),
        ("fact", "shared/facts.yaml", "armed_attack_on", {"default": ["taiwan"]}, "default: [taiwan]"),
        ("step", "shared/steps.yaml", "nsc_done", {"hours": "6.5", "who": "The NSC"}, "hours: 6.5"),
        ("parameter", "shared/parameters.yaml", "CAP-ACM", {"value": "true"}, 'value: "true"'),
        ("provision", "jp/situations.yaml", "JP-AAS-DEF", {"title": "no"}, 'title: "no"'),
    ]
    for kind, file, key, changed, expected in changes:
        url = record(draft, key, file, kind)
        answer = ayako.post(url, filled(ayako, url, **changed))  # type: ignore[arg-type]
        assert answer.status_code == 302, answer.content.decode()
        assert expected in pack_drafts.texts_of(PackDraft.objects.get())[file]
    assert [edit.what for edit in PackEdit.objects.order_by("version")] == [
        f"{kind} {key}" for kind, _, key, _, _ in changes
    ]
    url = record(draft, "nsc_done", "shared/steps.yaml", "step")
    for wrong in ({"hours": "-1"}, {"label": ""}, {"label": "x" * 5000}):
        assert ayako.post(url, filled(ayako, url, **wrong)).status_code == 422
    assert ayako.get(record(draft, "jp.none#1")).status_code == 404


def test_two_authors_of_one_row(ayako: Client, draft: int) -> None:
    mine = filled(ayako, record(draft), note="Mine.")
    other = author("ben")
    theirs = filled(other, record(draft), note="Theirs.")
    elsewhere = filled(other, record(draft, "jp.designate_iis#2"), note="Elsewhere.")
    assert other.post(record(draft, "jp.designate_iis#2"), elsewhere).status_code == 302
    assert other.post(record(draft), theirs).status_code == 302
    refused = ayako.post(record(draft), mine)
    assert refused.status_code == 409
    words = refused.content.decode()
    assert "ben changed this meanwhile" in words
    assert "Mine." in words
    assert "note: Theirs." in words
    mine["version"] = refused.context["mark"]
    assert ayako.post(record(draft), mine).status_code == 302
    text = pack_drafts.texts_of(PackDraft.objects.get())[FILE]
    assert "Mine." in text
    assert "Elsewhere." in text
    assert [(edit.by, "Theirs." in edit.text) for edit in PackEdit.objects.order_by("version")] == [
        ("ben", False),
        ("ben", True),
        ("ayako", False),
    ]


def test_a_text_saves_itself_and_shows_both_where_another_was_quicker(ayako: Client, draft: int) -> None:
    url = reverse("games:pack_draft_file", args=[draft, FILE])
    page = ayako.get(url)
    text, mark = page.context["text"], page.context["mark"]
    asked = {"Accept": "application/json"}
    first = ayako.post(url, {"text": f"{text}# one", "version": mark}, headers=asked).json()
    assert first["ok"]
    assert ayako.post(url, {"text": f"{text}# two", "version": mark}, headers=asked).json()["ok"], (
        "the same hand"
    )
    other = author("ben")
    conflict = other.post(url, {"text": "schema: [", "version": mark}, headers=asked)
    assert conflict.status_code == 409
    assert conflict.json() == {
        "ok": False,
        "version": pack_drafts.mark_of(f"{text}# two\n"),
        "by": "ayako",
        "fields": {"text": f"{text}# two\n"},
    }
    plain = other.post(url, {"text": "schema: [", "version": mark})
    assert plain.status_code == 409
    assert plain.context["text"] == "schema: [\n"
    assert "# two" in plain.context["theirs"]
    kept = other.post(url, {"text": "schema: [", "version": conflict.json()["version"]}, follow=True)
    assert "this is not YAML" in kept.content.decode()
    assert ayako.get(record(draft)).status_code == 404
    assert ayako.get(reverse("games:pack_draft", args=[draft])).status_code == 200
    too_long = ayako.post(url, {"text": "#" * (950 << 10), "version": ""}, headers=asked)
    assert too_long.status_code == 422


def test_acceptance_of_what_was_not_looked_at_is_refused(ayako: Client, draft: int) -> None:
    ayako.post(record(draft), filled(ayako, record(draft), note="One."))
    form = {"title": "T", "reason": "R", "version": 1}
    author("ben").post(record(draft), filled(ayako, record(draft), note="Two."))
    refused = ayako.post(reverse("games:pack_review", args=[draft]), form)
    assert "ben changed the draft meanwhile" in refused.content.decode()
    assert ayako.post(reverse("games:pack_review", args=[draft]), {**form, "version": 2}).status_code == 302


def test_a_draft_that_says_nothing_new_is_not_a_pack(ayako: Client, draft: int) -> None:
    refused = ayako.post(
        reverse("games:pack_review", args=[draft]), {"title": "T", "reason": "R", "version": 0}
    )
    assert "Nothing was changed yet" in refused.content.decode()
    assert PackDraft.objects.exists()
    assert ayako.post(reverse("games:pack_discard", args=[draft]))["Location"] == reverse("games:packs")
    assert not PackDraft.objects.exists()
    assert ayako.get(reverse("games:pack_draft", args=[draft])).status_code == 404


@pytest.mark.slow
def test_a_copy_may_start_as_the_law_might_be(ayako: Client) -> None:
    made = ayako.post(
        reverse("games:pack_copy", args=[packs.shipped_digest()]),
        {"title": "Before 2015", "overlay": "before_2015"},
    )
    page = ayako.get(made["Location"])
    assert page.context["report"].errors == 0
    assert pack_drafts.texts_of(PackDraft.objects.get()) != shipped_texts()
    assert len(ayako.get(f"{made['Location']}review/").context["comparison"].differing) > 20
    answer = {"title": "Before 2015", "reason": "To compare.", "version": PackDraft.objects.get().version}
    assert ayako.post(f"{made['Location']}review/", answer).status_code == 302
    pack = RulePack.objects.get(title="Before 2015")
    assert exercises.create(table.plan(), "As it was", rules=pack.digest).rules_digest == pack.digest


# Records and files that come and go ---------------------------------------------------------------------------


def arranged(browser: Client, draft: int, do: str, key: str = KEY, kind: str = "row", **more: str) -> str:
    """Presses a button of a record; gives the file's text afterwards."""
    address = reverse("games:pack_arrange", args=[draft, FILE, kind, key])
    assert browser.post(address, {"do": do, **more}).status_code == 302
    return pack_drafts.texts_of(PackDraft.objects.get(pk=draft))[FILE]


def test_a_row_is_copied_moved_and_taken_out(ayako: Client, draft: int) -> None:
    shipped = shipped_texts()[FILE]
    assert "#1" in ayako.get(record(draft)).content.decode()
    with_copy = arranged(ayako, draft, "copy")
    assert len(with_copy) > len(shipped)
    assert pack_drafts.report_of(pack_drafts.texts_of(PackDraft.objects.get())).errors == 0
    copies = [each for each in PackEdit.objects.values_list("what", flat=True) if each.startswith("copy")]
    assert copies == [f"copy row {KEY}"]
    down = arranged(ayako, draft, "down")
    assert down != with_copy
    assert arranged(ayako, draft, "up") == with_copy
    assert KEY not in [row.entry.key for row in presenting.entry_rows(FILE, arranged(ayako, draft, "out"))]
    refused = ayako.post(
        reverse("games:pack_arrange", args=[draft, FILE, "move", "jp.statement"]), {"do": "copy"}, follow=True
    )
    assert "needs an id of its own" in refused.content.decode()
    assert (
        ayako.post(reverse("games:pack_arrange", args=[draft, FILE, "row", KEY]), {"do": "up"}).status_code
        == 404
    )


def test_a_fact_and_a_row_that_asks_it_are_added_and_compared(ayako: Client, draft: int) -> None:
    facts = "shared/facts.yaml"
    new_fact = reverse("games:pack_new", args=[draft, facts, "fact"])
    answers = {
        "id": "diet_dissolved",
        "label": "The Diet is dissolved",
        "group": "jp",
        "type": "bool",
        "default": "false",
        "standing": "record",
        "meaning": "The House of Representatives has been dissolved.",
        "set_by": "white_cell",
    }
    group = str(ayako.get(new_fact).context["form"].fields["group"].choices[0][0])
    assert ayako.post(new_fact, {**answers, "id": ""}).status_code == 422
    made = ayako.post(new_fact, {**answers, "group": group})
    assert made["Location"] == record(draft, "diet_dissolved", facts, "fact")
    new_row = reverse("games:pack_new_row", args=[draft, FILE, "row", "move", "jp.designate_iis"])
    row = {"when": "diet_dissolved", "verdict": "contestable", "provisions": "JP-BRP", "layer": "domestic"}
    saved = ayako.post(new_row, row, follow=True)
    assert saved.status_code == 200
    assert "no error" in saved.content.decode()
    wrong = ayako.post(new_row, {**row, "when": "diet_disolved"}, follow=True).content.decode()
    assert "did you mean &#x27;diet_dissolved&#x27;" in wrong
    text = pack_drafts.texts_of(PackDraft.objects.get())[facts]
    kept = [
        line
        for line in difflib.ndiff(shipped_texts()[facts].splitlines(), text.splitlines())
        if line[0] == "-"
    ]
    assert kept == []
    review = ayako.get(reverse("games:pack_review", args=[draft]))
    assert {file.name for file in review.context["diffs"]} == {facts, FILE}


def test_files_come_and_go(ayako: Client, draft: int) -> None:
    files = reverse("games:pack_draft_files", args=[draft])
    made = ayako.post(files, {"do": "new", "name": "jp/new_acts"})
    assert made["Location"].endswith("jp/new_acts.yaml")
    assert pack_drafts.texts_of(PackDraft.objects.get())["jp/new_acts.yaml"] == "schema: tte-law/1\n"
    assert pack_drafts.report_of(pack_drafts.texts_of(PackDraft.objects.get())).errors == 0
    for name in ("../x", "jp/new_acts.yaml", "Jp/x", ""):
        assert (
            "needs a name of its own"
            in ayako.post(files, {"do": "new", "name": name}, follow=True).content.decode()
        )
    ayako.post(files, {"do": "out", "name": "jp/new_acts.yaml"})
    out = ayako.post(files, {"do": "out", "name": FILE}, follow=True).content.decode()
    assert "taken out" in out
    assert pack_drafts.report_of(pack_drafts.texts_of(PackDraft.objects.get())).errors > 0
    ayako.post(files, {"do": "back", "name": FILE})
    assert pack_drafts.texts_of(PackDraft.objects.get()) == shipped_texts()
    assert ayako.post(files, {"do": "burn", "name": FILE}).status_code == 404


# In and out -------------------------------------------------------------------------------------------------


def zip_file(files: dict[str, bytes]) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    out.seek(0)
    out.name = "rules.zip"
    return out


def test_what_goes_out_comes_back_the_same(ayako: Client) -> None:
    out = ayako.get(reverse("games:pack_export", args=[packs.shipped_digest()]))
    assert out["Content-Type"] == "application/zip"
    assert unzipped(io.BytesIO(out.content), len(out.content)) == shipped_texts()
    assert zipped(shipped_texts()) == out.content
    upload = io.BytesIO(out.content)
    upload.name = "rules.zip"
    made = ayako.post(reverse("games:packs"), {"title": "Back", "file": upload})
    draft = PackDraft.objects.get(title="Back")
    assert made["Location"] == reverse("games:pack_draft", args=[draft.pk])
    assert pack_drafts.texts_of(draft) == shipped_texts()
    again = ayako.get(reverse("games:pack_draft_export", args=[draft.pk]))
    assert again.content == out.content


def test_an_import_without_a_file_takes_it_out(ayako: Client) -> None:
    texts = shipped_texts()
    del texts["shared/parameters.yaml"]
    upload = io.BytesIO(zipped(texts))
    upload.name = "rules.zip"
    ayako.post(reverse("games:packs"), {"title": "Less", "file": upload})
    draft = PackDraft.objects.get(title="Less")
    assert pack_drafts.texts_of(draft) == texts
    assert json.loads(draft.files) == {"shared/parameters.yaml": None}
    assert ayako.get(reverse("games:pack_review", args=[draft.pk])).status_code == 200


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"../x.yaml": b"a: b"}, "not a name"),
        ({"/etc/x.yaml": b"a: b"}, "not a name"),
        ({"a\\b.yaml": b"a: b"}, "not a name"),
        ({"x.py": b"import os"}, "not a name"),
        ({"a/b/c/d/e.yaml": b"a: b"}, "not a name"),
        ({"x.yaml": b"#" * ((1 << 20) + 1)}, "too large"),
        ({f"x{n}.yaml": b"#" * (1 << 20) for n in range(9)}, "too large together"),
        ({f"x{n}.yaml": b"" for n in range(MAX_FILES + 1)}, "too many"),
        ({"x.yaml": b"\xff\xfe"}, "UTF-8"),
        ({"cases/x.yaml": b"a: b"}, "no rule files"),
        ({}, "no rule files"),
    ],
)
def test_what_is_not_a_pack_is_refused(files: dict[str, bytes], why: str) -> None:
    file = zip_file(files)
    with pytest.raises(BadZip, match=why):
        unzipped(file, file.getbuffer().nbytes)


def test_a_zip_that_lies_or_is_none_is_refused(ayako: Client) -> None:
    with pytest.raises(BadZip, match="too large"):
        unzipped(io.BytesIO(b""), 5 << 20)
    whole = zip_file({"x.yaml": b"a: b" * 100}).getvalue()
    for broken in (b"", b"PK", whole[: len(whole) // 2], whole.replace(b"x.yaml", b"y.yaml", 1)):
        upload = io.BytesIO(broken or b" ")
        upload.name = "x.zip"
        answer = ayako.post(reverse("games:packs"), {"title": "T", "file": upload})
        assert answer.status_code == 422
    assert not PackDraft.objects.exists()


def undo(browser: Client, draft: int) -> None:
    """Presses the button that the page of the draft offers."""
    last = browser.get(reverse("games:pack_draft", args=[draft])).context["last"]
    answer = browser.post(reverse("games:pack_undo", args=[draft]), {"version": last.version})
    assert answer.status_code == 302


def test_what_was_taken_out_by_a_slip_is_put_back_by_one_press(ayako: Client, draft: int) -> None:
    before = pack_drafts.texts_of(PackDraft.objects.get(pk=draft))
    away = reverse("games:pack_arrange", args=[draft, FILE, "row", KEY])
    assert ayako.post(away, {"do": "out"}, follow=True).context["last"].what == f"out row {KEY}"
    page = ayako.get(reverse("games:pack_draft", args=[draft])).content.decode()
    assert "Undo" in page
    assert f"taken out <code>row {KEY}</code>" in page
    undo(ayako, draft)
    assert pack_drafts.texts_of(PackDraft.objects.get(pk=draft)) == before
    assert ayako.get(reverse("games:pack_draft", args=[draft])).context["last"] is None


def test_edits_are_undone_one_after_the_other_whatever_file_they_were_in(ayako: Client, draft: int) -> None:
    texts = [pack_drafts.texts_of(PackDraft.objects.get(pk=draft))]

    def keep() -> None:
        texts.append(pack_drafts.texts_of(PackDraft.objects.get(pk=draft)))

    url = record(draft)
    ayako.post(url, filled(ayako, url, note="First"))
    keep()
    ayako.post(url, filled(ayako, url, note="Second"))
    keep()
    files = reverse("games:pack_draft_files", args=[draft])
    ayako.post(files, {"do": "out", "name": "us/groups.yaml"})
    keep()
    ayako.post(files, {"do": "new", "name": "mine.yaml"})
    for wanted in reversed(texts):
        undo(ayako, draft)
        assert pack_drafts.texts_of(PackDraft.objects.get(pk=draft)) == wanted


def test_an_undo_of_another_edit_than_the_page_showed_changes_nothing(ayako: Client, draft: int) -> None:
    url = record(draft)
    ayako.post(url, filled(ayako, url, note="First"))
    shown = ayako.get(reverse("games:pack_draft", args=[draft])).context["last"].version
    other = author("bunta")
    other.post(url, filled(other, url, note="Second"))
    kept = pack_drafts.texts_of(PackDraft.objects.get(pk=draft))
    answer = ayako.post(reverse("games:pack_undo", args=[draft]), {"version": shown}, follow=True)
    assert "bunta changed the draft meanwhile" in answer.content.decode()
    assert pack_drafts.texts_of(PackDraft.objects.get(pk=draft)) == kept
    assert ayako.post(reverse("games:pack_undo", args=[draft]), {"version": "x"}).status_code == 404


def test_a_condition_that_is_too_long_is_not_cut_by_the_form(ayako: Client, draft: int) -> None:
    url = record(draft)
    assert 'maxlength="2000"' not in ayako.get(url).content.decode()
    answer = ayako.post(url, filled(ayako, url, when=" or ".join(["not nsc_done"] * 200)), follow=True)
    assert "3196 characters are too many, at most 2000" in answer.content.decode()
