"""The pictures, sounds and documents of a draft: taken in clean, described, put with an inject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from games.services.media import Held
from injects import attachments, drafts
from injects.attachments import MOST_FILES, BadFile
from injects.authoring.operations import Add, Operation, Remove, SetField
from injects.authoring.texts import CannotEdit, DeckText
from injects.editor.acting import record_url
from injects.editor.frame import frame
from injects.editor.rows import label_in
from injects.exchange.naming import free, slug
from injects.media.clean import MOST_BYTES
from injects.models import Draft
from injects.views import file_response

SECTION = "attachments"
ACCEPTED = ".png,.jpg,.jpeg,.gif,.webp,.pdf,.mp3,.wav"


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of a draft: under which id the deck has it (empty: it does not), in which injects, with which words."""

    name: str
    held: Held
    id: str
    url: str
    alt: str
    lacking: tuple[str, ...]
    injects: tuple[str, ...]

    @property
    def look(self) -> str:
        """Whether it is a picture, a sound, or paper."""
        return {"image": "picture", "audio": "sound"}.get(self.held.kind.partition("/")[0], "paper")


class FileForm(forms.Form):
    """A file with its words in each language, and an inject to go with."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "PNG, JPEG, GIF, WebP, PDF, MP3 or WAV, at most 8 MiB. Hidden data are taken out."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
    )

    def __init__(self, deck: DeckText, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deck = deck
        for place, language in enumerate(deck.languages):
            self.fields[f"alt-{language}"] = forms.CharField(
                label=_("What it shows or says (%(language)s)") % {"language": language},
                required=place == 0,
                max_length=2000,
                widget=forms.Textarea({"rows": 2, "lang": language}),
            )
        lines = [(key, self._line(key)) for key in deck.keys("injects")]
        self.fields["inject"] = forms.ChoiceField(
            label=_("Goes with"), required=False, choices=[("", _("No inject yet")), *lines]
        )

    def _line(self, key: str) -> str:
        row = self.deck.row("injects", key) or {}
        return f"{key} {label_in(self.deck, row.get('title'), self.deck.languages[0])}"[:80]

    @property
    def alts(self) -> list[forms.BoundField]:
        """The fields of the words."""
        return [self[f"alt-{language}"] for language in self.deck.languages]

    def clean_file(self) -> tuple[str, bytes]:
        """Name and content; no more is read than is taken in anyway."""
        upload: Any = self.cleaned_data["file"]
        assert isinstance(upload, UploadedFile)
        return upload.name or "file", upload.read(MOST_BYTES + 1)

    def words(self) -> dict[str, str]:
        """The words by language, without empty ones."""
        given = {language: self.cleaned_data[f"alt-{language}"].strip() for language in self.deck.languages}
        return {language: text for language, text in given.items() if text}


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, number: int) -> HttpResponse:
    """The files of a draft; by POST one is added with its record, and put with an inject."""
    draft = drafts.draft_for(request, number)
    deck = drafts.deck_of(draft)
    if request.method != "POST":
        return _page(request, draft, FileForm(deck, initial={"inject": request.GET.get("inject", "")}))
    form = FileForm(deck, request.POST, request.FILES)
    if form.is_valid():
        try:
            name = _take(request, draft, form)
        except BadFile as bad:
            form.add_error("file", bad.why)
        except CannotEdit as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("%(name)s is taken in.") % {"name": name})
            return redirect("injects:draft_files", number)
    return _page(request, draft, form, 422)


def _take(request: HttpRequest, draft: Draft, form: FileForm) -> str:
    """Keeps the file and writes its record, or does neither. Raises BadFile and CannotEdit."""
    wished, content = form.cleaned_data["file"]
    with transaction.atomic():
        here = attachments.of_draft(draft)
        if len(here) >= MOST_FILES:
            raise BadFile(wished, _("A deck takes at most %(most)d files.") % {"most": MOST_FILES})
        held = attachments.taken(wished, content)
        name = attachments.fitting_name(wished, held.kind, here)
        attachments.give(draft, {name: held})
        key = free(slug(name.rpartition(".")[0], "file"), form.deck.keys(SECTION))
        wanted: list[Operation] = [Add({"id": key, "file": name, "alt": form.words()}, section=SECTION)]
        if inject := form.cleaned_data["inject"]:
            wanted.append(SetField(inject, SECTION, [*_of_inject(form.deck, inject), key]))
        drafts.write(draft, drafts.author_of(request), wanted)
    return name


def _of_inject(deck: DeckText, inject: str) -> list[str]:
    found = (deck.row("injects", inject) or {}).get(SECTION)
    return [str(each) for each in found] if isinstance(found, list) else []


def _page(request: HttpRequest, draft: Draft, form: FileForm, status: int = 200) -> HttpResponse:
    rows = rows_of(draft, form.deck)
    context = {
        **frame(request, draft, "files"),
        "form": form,
        "rows": [row for row in rows if row.id],
        "unused": [row for row in rows if not row.id],
        "missing": missing(draft, form.deck),
    }
    return render(request, "injects/editor/files.html", context, status=status)


def rows_of(draft: Draft, deck: DeckText) -> list[FileRow]:
    """Every file of a draft, in the order of the deck; those that the deck does not name last."""
    here = attachments.of_draft(draft)
    found, named = [], set()
    for row in deck.rows(SECTION):
        name, key = str(row.get("file", "")), str(row.get("id", ""))
        if name in here:
            named.add(name)
            found.append(_row(draft, deck, name, here[name], key, row.get("alt")))
    return found + [_row(draft, deck, name, one, "", "") for name, one in here.items() if name not in named]


def _row(draft: Draft, deck: DeckText, name: str, held: Held, key: str, alt: Any) -> FileRow:
    has = (
        {deck.languages[0]}
        if isinstance(alt, str) and alt
        else {k for k, v in alt.items() if v}
        if isinstance(alt, dict)
        else set()
    )
    return FileRow(
        name=name,
        held=held,
        id=key,
        url=record_url(draft, SECTION, key) if key else "",
        alt=label_in(deck, alt, deck.languages[0]),
        lacking=tuple(language for language in deck.languages if language not in has) if key else (),
        injects=tuple(each for each in deck.keys("injects") if key and key in _of_inject(deck, each)),
    )


def missing(draft: Draft, deck: DeckText) -> list[tuple[str, str, str]]:
    """Id, file name and address of attachments whose file nobody has brought yet."""
    here = attachments.of_draft(draft)
    return [
        (str(row.get("id", "")), str(row.get("file", "")), record_url(draft, SECTION, str(row.get("id", ""))))
        for row in deck.rows(SECTION)
        if str(row.get("file", "")) not in here
    ]


@login_required
@require_POST
def remove(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Takes an attachment out of the deck and of its injects. Undo brings it back: the file stays with the draft."""
    draft = drafts.draft_for(request, number)
    deck = drafts.deck_of(draft)
    wanted: list[Operation] = [
        SetField(inject, SECTION, [each for each in held if each != key] or None)
        for inject in deck.keys("injects")
        if key in (held := _of_inject(deck, inject))
    ]
    try:
        drafts.write(draft, drafts.author_of(request), [*wanted, Remove(key, SECTION)])
        messages.success(request, _("%(key)s is taken out. Undo brings it back.") % {"key": key})
    except CannotEdit as why:
        messages.error(request, _("This cannot be done: %(why)s.") % {"why": why})
    return redirect("injects:draft_files", number)


@login_required
@require_POST
def discard(request: HttpRequest, number: int) -> HttpResponse:
    """Takes away a file that the deck does not name, for good."""
    draft = drafts.draft_for(request, number)
    name = request.POST.get("name", "")
    if name in {row.name for row in rows_of(draft, drafts.deck_of(draft)) if not row.id}:
        attachments.take_away(draft, name)
        messages.success(request, _("%(name)s is gone.") % {"name": name})
    return redirect("injects:draft_files", number)


@login_required
@require_safe
def content(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """One file of a draft, for its authors."""
    draft = drafts.draft_for(request, number)
    return file_response(attachments.of_draft(draft).get(name), name)
