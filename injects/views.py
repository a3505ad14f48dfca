"""The deck library: its list, one deck as a table with what the linter says, download and upload."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from games.law.shipped import load_shipped
from games.services import media
from games.services.media import Held
from injects import attachments, bundles, exchanging, library, overviewing, presenting
from injects.deck.lint import check_text
from injects.deck.vocabulary import vocabulary_of
from injects.forms import UploadForm
from injects.models import Deck
from injects.shipped import DeckProblems


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decks(request: HttpRequest) -> HttpResponse:
    """The list; by POST a file is checked and stored, or shown with all its problems."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        return _take(request, form)
    if request.method != "POST":
        library.store_shipped(load_shipped())
    return _listed(request, form, status=422 if form.errors else 200)


def _take(request: HttpRequest, form: UploadForm) -> HttpResponse:
    name, text = form.cleaned_data["file"]
    owner = request.user if request.user.is_authenticated else None
    try:
        with transaction.atomic():
            files = attachments.kept(form.contents)
            deck, created = library.store(text, name, load_shipped(), owner=owner, files=files)
    except attachments.BadFile as bad:
        form.add_error("file", f"{bad.name}: {bad.why}")
        return _listed(request, form, status=422)
    except DeckProblems as problems:
        rows = presenting.finding_rows(problems.findings, text)
        return _listed(request, UploadForm(), status=422, rejected=name, problems=rows)
    except library.VersionTaken as taken:
        why = _("%(deck)s is in the library with another text. Give the changed deck a new version.")
        form.add_error("file", why % {"deck": taken.deck})
        return _listed(request, form, status=422)
    said = _("%(deck)s is now in the library.") if created else _("%(deck)s was in the library already.")
    messages.success(request, said % {"deck": deck})
    return HttpResponseRedirect(_address(deck))


def _listed(request: HttpRequest, form: UploadForm, status: int, **more: object) -> HttpResponse:
    stored = [(deck, _address(deck)) for deck in Deck.objects.select_related("owner")]
    return render(request, "injects/decks.html", {"form": form, "decks": stored, **more}, status=status)


def _address(deck: Deck) -> str:
    return reverse("injects:deck", args=[deck.slug, deck.version])


@login_required
@require_safe
def deck(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """One deck: its lines as a table, and what the linter says of it under the rule pack of today."""
    stored = get_object_or_404(Deck, slug=slug, version=version)
    checked = check_text(f"{slug}.yaml", stored.source, vocabulary_of(load_shipped()))
    deck_read = checked.source.deck if checked.source else None
    context = {
        "deck": stored,
        "nav": overviewing.stored_nav(stored),
        "view": "table",
        "files": attachments.of_deck(stored),
        "plan": checked.plan,
        "rows": presenting.inject_rows(checked.plan, deck_read) if checked.plan else (),
        "findings": presenting.finding_rows(checked.findings, stored.source),
        "usable": checked.usable,
        "export_forms": exchanging.forms(),
        "languages": deck_read.deck.languages if deck_read else (),
    }
    return render(request, "injects/deck.html", context)


@login_required
@require_safe
def download(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """The file as it was stored."""
    stored = get_object_or_404(Deck, slug=slug, version=version)
    name = f"{stored.slug}-{stored.version}.yaml"
    return HttpResponse(
        stored.source,
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@login_required
@require_safe
def bundle(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """The deck with its files as one zip."""
    stored = get_object_or_404(Deck, slug=slug, version=version)
    name = f"{stored.slug}-{stored.version}.zip"
    return HttpResponse(
        bundles.zipped(stored.source, attachments.contents_of(stored)),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@login_required
@require_safe
def deck_file(request: HttpRequest, slug: str, version: str, name: str) -> HttpResponse:
    """One file of a deck, for those who read the deck."""
    stored = get_object_or_404(Deck, slug=slug, version=version)
    return file_response(attachments.of_deck(stored).get(name), name)


def file_response(held: Held | None, name: str) -> HttpResponse:
    """A stored file under its own name. Raises Http404 for none."""
    found = media.content_of(held.digest) if held is not None else None
    if found is None:
        raise Http404
    kind, content = found
    way = "inline" if kind.startswith(("image/", "audio/")) else "attachment"
    headers = {"Content-Disposition": f'{way}; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=kind, headers=headers)
