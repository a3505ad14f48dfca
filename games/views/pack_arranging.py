"""Records and files of a draft that come, go and change places: each press is kept at once and checked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from games.law import arranging
from games.law.editing import CannotEdit, find
from games.law.yamltext import read
from games.models import PackDraft
from games.presenting import packs as presenting
from games.services import pack_drafts
from games.services.pack_drafts import Overtaken, mark_of
from games.services.pack_files import MAX_FILES, NAME
from games.views.pack_drafts import TRIES, draft_of, frame, say_state
from games.views.pack_forms import NewRecordForm
from games.views.packs import author_of, entry_in, file_url, record_url

KEY_LONGEST = 80


@login_required
@require_POST
def arrange(request: HttpRequest, draft: int, name: str, kind: str, key: str) -> HttpResponse:
    """Copies a record, moves it up or down in its list, or takes it out."""
    found = draft_of(draft)
    entry = entry_in(name, pack_drafts.texts_of(found).get(name, ""), kind, key)
    if entry is None:
        raise Http404
    new = request.POST.get("new", "").strip()[:KEY_LONGEST]
    done: dict[str, Callable[[str], str]] = {
        "up": lambda text: arranging.moved(name, text, kind, key, -1),
        "down": lambda text: arranging.moved(name, text, kind, key, 1),
        "copy": lambda text: arranging.copied(name, text, kind, key, new),
        "out": lambda text: arranging.taken_out(name, text, kind, key),
    }
    do = request.POST.get("do", "")
    if do not in done:
        raise Http404
    here = record_url(draft, name, entry)
    if not _kept(request, found, name, done[do], f"{do} {kind} {key}"):
        return redirect(here)
    if do == "out" or request.POST.get("back") == "file":
        return redirect(file_url(draft, name, max(1, entry.line - 2)))
    return redirect(_copy_url(found, name, kind, key, new) if do == "copy" else here)


def _copy_url(draft: PackDraft, name: str, kind: str, key: str, new: str) -> str:
    """The form of the copy that was just made."""
    text = pack_drafts.texts_of(draft_of(draft.pk))[name]
    if kind not in ("row", "requirement"):
        made = find(read(name, text)[0], kind, new)
    else:
        same = [each.entry for each in presenting.entry_rows(name, text) if each.entry.kind == kind]
        place = next((at for at, each in enumerate(same) if each.key == key), -1)
        made = same[place + 1] if 0 <= place < len(same) - 1 else None
    return record_url(draft.pk, name, made) if made else file_url(draft.pk, name)


def _kept(request: HttpRequest, draft: PackDraft, name: str, change: Callable[[str], str], what: str) -> bool:
    """Makes a change in the text as it stands and keeps it, also beside somebody else; False, and why, if not."""
    by = author_of(request).get_username()
    for _attempt in range(TRIES):
        text = pack_drafts.texts_of(draft).get(name, "")
        try:
            pack_drafts.save(draft.pk, name, change(text), mark_of(text), by=by, what=what)
        except CannotEdit as why:
            messages.error(request, _("This cannot be changed here: %(why)s.") % {"why": why})
            return False
        except PackDraft.DoesNotExist:
            raise Http404 from None
        except Overtaken:
            draft.refresh_from_db()
            continue
        say_state(request, draft.pk)
        return True
    messages.error(request, _("Somebody else is changing this file. Try again."))
    return False


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(
    request: HttpRequest, draft: int, name: str, kind: str, table: str = "", key: str = ""
) -> HttpResponse:
    """A row of a table, a fact, a named condition or a gap that was not there."""
    found = draft_of(draft)
    texts = pack_drafts.texts_of(found)
    if name not in texts or kind not in arranging.NEW or (kind == "row") is not bool(table):
        raise Http404
    form = NewRecordForm(kind, request.POST or None, _groups(found) if kind == "fact" else ())
    if request.method == "POST" and form.is_valid():
        record = form.record()
        change = (
            partial(_with_row, name, table, key, record)
            if table
            else partial(_with_record, name, arranging.SECTIONS[kind], record)
        )
        if _kept(request, found, name, change, f"new {kind} {key or record['id']}"):
            text = pack_drafts.texts_of(draft_of(draft))[name]
            made = [each.entry for each in presenting.entry_rows(name, text) if each.entry.kind == kind]
            mine = [each for each in made if each.key.startswith(f"{key}#") or each.key == record.get("id")]
            return redirect(record_url(draft, name, mine[-1]) if mine else file_url(draft, name))
    context = {
        **frame(found),
        "name": name,
        "kind": presenting.kind_label(kind),
        "table": key,
        "form": form,
        "file_address": file_url(draft, name),
    }
    return render(request, "games/packs/new_record.html", context, status=422 if form.errors else 200)


def _with_row(name: str, table: str, key: str, row: dict[str, object], text: str) -> str:
    return arranging.added_row(name, text, table, key, row)


def _with_record(name: str, section: str, record: dict[str, object], text: str) -> str:
    return arranging.added_record(name, text, section, record)


def _groups(draft: PackDraft) -> tuple[str, ...]:
    """The groups that a fact can stand in; none while the draft cannot be loaded."""
    book = pack_drafts.report_of(pack_drafts.texts_of(draft)).book
    return tuple(book.fact_groups) if book else ()


@login_required
@require_POST
def undo(request: HttpRequest, draft: int) -> HttpResponse:
    """Takes back the newest edit that was not taken back yet, and shows the file as it was before."""
    version = request.POST.get("version", "")
    if not version.isdecimal():
        raise Http404
    back = redirect(reverse("games:pack_draft", args=[draft_of(draft).pk]))
    try:
        edit = pack_drafts.undo(draft, int(version[:9]), by=author_of(request).get_username())
    except PackDraft.DoesNotExist:
        raise Http404 from None
    except Overtaken as other:
        said = _("%(name)s changed the draft meanwhile. Nothing was undone.")
        messages.error(request, said % {"name": other.by or _("Somebody else")})
        return back
    say_state(request, draft)
    return (
        redirect(file_url(draft, edit.file)) if edit.file in pack_drafts.texts_of(draft_of(draft)) else back
    )


@login_required
@require_POST
def files(request: HttpRequest, draft: int) -> HttpResponse:
    """A new file, one that is taken out, or one that is put back as the pack has it."""
    found = draft_of(draft)
    texts, base = pack_drafts.texts_of(found), pack_drafts.base_of(found)
    name, by = request.POST.get("name", "").strip(), author_of(request).get_username()
    back = redirect(reverse("games:pack_draft", args=[draft]))
    match request.POST.get("do", ""):
        case "new":
            name = name if name.endswith(".yaml") else f"{name}.yaml"
            if not NAME.match(name) or name in texts or len(texts) >= MAX_FILES:
                said = _(
                    "A new file needs a name of its own of small letters, digits, - and _, in folders or not, "
                    "such as jp/new_acts.yaml."
                )
                messages.error(request, said)
                return back
            pack_drafts.put(draft, name, arranging.HEAD, by=by, what="file")
            back = redirect(file_url(draft, name))
        case "out" if name in texts:
            pack_drafts.put(draft, name, None, by=by, what="file out")
        case "back" if name in base:
            pack_drafts.put(draft, name, base[name], by=by, what="file back")
        case _:
            raise Http404
    say_state(request, draft)
    return back
