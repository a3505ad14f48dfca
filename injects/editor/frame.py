"""What every page of a draft shows and every edit answers with."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from games.engine.plan import Enclosure
from games.law.shipped import load_shipped
from games.services.clock import now_ms
from injects import attachments, drafts
from injects.deck.lint import Checked, check_text
from injects.deck.vocabulary import Vocabulary, vocabulary_of
from injects.drafts import Outcome
from injects.models import Draft


def vocabulary() -> Vocabulary:
    """The names of the law that comes with tte, which a deck is checked against."""
    return vocabulary_of(load_shipped())


_CHECKING: Final = Lock()


class _Files(dict[str, Enclosure]):
    """The files of a draft, to be told apart by a cache."""

    def __hash__(self) -> int:  # type: ignore[override]  # a dict has None
        return hash(tuple(sorted((name, file.digest) for name, file in self.items())))


@lru_cache(maxsize=16)
def _checked(text: str, files: _Files) -> Checked:
    return check_text("deck.yaml", text, vocabulary(), files)


def checked(draft: Draft) -> Checked:
    """What the linter says of a draft as it stands. Kept for the next reader of the same text and files."""
    files = _Files(attachments.enclosures(attachments.of_draft(draft)))
    with _CHECKING:  # after a save several regions of a page ask at once, and one answer serves them all
        return _checked(draft.text, files)


def counts(found: Checked) -> dict[str, int]:
    """Findings by level."""
    levels = [finding.level for finding in found.findings if not finding.accepted]
    return {level: levels.count(level) for level in ("error", "warn", "info")}


def frame(request: HttpRequest, draft: Draft, view: str) -> dict[str, Any]:
    """The context that the head of every page of a draft needs; `view` is the tab that is open."""
    back, again = drafts.steps_of(draft, drafts.author_of(request))
    return {
        "draft": draft,
        "view": view,
        "found": counts(checked(draft)),
        "can_undo": bool(back),
        "can_redo": bool(again),
        "unsaved": draft.saved_revision != draft.revision,
    }


def say_returned(request: HttpRequest, outcome: Outcome) -> None:
    """Tells the author which approved injects are drafts again."""
    if words := returned_words(outcome):
        messages.warning(request, words)


def returned_words(outcome: Outcome) -> str:
    """Which injects lost their approval by an edit, in a sentence; empty for none."""
    if not outcome.returned:
        return ""
    said = ngettext(
        "%(names)s was submitted or approved and is a draft again, because it was changed.",
        "%(names)s were submitted or approved and are drafts again, because they were changed.",
        len(outcome.returned),
    )
    return said % {"names": ", ".join(outcome.returned)}


def kept(outcome: Outcome, **more: Any) -> JsonResponse:
    """The answer to a script that saved something."""
    return JsonResponse(
        {
            "ok": True,
            "version": outcome.draft.revision,
            "saved_ms": now_ms(),
            "said": returned_words(outcome),
            **more,
        }
    )


def refused(why: str, status: int = 422, **more: Any) -> JsonResponse:
    """The answer to a script whose change was not made."""
    return JsonResponse({"ok": False, "detail": why, **more}, status=status)


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, which reads the answer itself."""
    return "application/json" in request.headers.get("Accept", "")


def back(request: HttpRequest, otherwise: str) -> HttpResponseRedirect:
    """To where the form said it came from, on this server; else to an address of ours."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(wanted if safe else otherwise)


def table_url(draft: Draft) -> str:
    """The table of a draft."""
    return reverse("injects:draft", args=[draft.pk])


def gone_words(key: str) -> str:
    """What is said where a record was taken out meanwhile."""
    return _("%(key)s is not in the deck any more. Somebody has taken it out; History says who.") % {
        "key": key
    }
