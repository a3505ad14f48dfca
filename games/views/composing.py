"""What a team does with the draft of a move: save, send to the lead, hand back, check, read and sign."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _

from games.engine.answers import Refused
from games.engine.commands import AmendMove, SubmitMove
from games.engine.events import MoveContent
from games.engine.ids import MoveId, SeatId
from games.engine.seatview import OwnMove
from games.forms import draft_content
from games.presenting.composer import Composer, DraftText, composer, content_of
from games.presenting.counsel import AdviceCard, advice
from games.presenting.law import OTHER
from games.presenting.moves import draft_card, move_card, seat_name
from games.presenting.refusals import refusal_words
from games.services import advice as advising
from games.services import drafts
from games.services.draft_merge import BLANK
from games.views.desk import PLAYERS, Desk, at_desk

TEXTS = ("headline", "text", "legal_basis", "intended_effect", "risk", "defy_reason")
AMENDS = "amends"
OF_VERSION = "amends_version"
"""Fields of a draft beside the move's own: which move it is to change, and the version that was read."""


def draft_now(desk: Desk) -> drafts.DraftView:
    """The team's draft, emptied first if it has been sent as a move meanwhile."""
    team = desk.leave.spec.team
    if team is None:
        raise ValueError(f"seat {desk.seat} has no team")
    draft = drafts.current(desk.exercise_id, team)
    if draft.content and was_sent(desk, draft):
        drafts.submitted(desk.leave, draft.version)
        draft = drafts.current(desk.exercise_id, team)
    return draft


def was_sent(desk: Desk, draft: drafts.DraftView) -> bool:
    """Whether the move that the draft holds has been received, on whatever device it was signed."""
    content = content_of(draft.content)
    amended = desk.view.moves.get(MoveId(str(draft.content.get(AMENDS, ""))))
    if amended is not None:
        return amended.version > int(draft.content.get(OF_VERSION, 0)) and _same(amended, content)
    return any(m.at.wall_ms >= draft.edited_at and _same(m, content) for m in desk.view.moves.values())


def _same(move: OwnMove, content: MoveContent) -> bool:
    sent = move.content
    return (sent.headline.strip(), sent.text.strip(), sent.move, sent.defy) == (
        content.headline.strip(),
        content.text.strip(),
        content.move,
        content.defy,
    )


def composing(desk: Desk, draft: drafts.DraftView | None = None, **extra: Any) -> dict[str, Any]:
    """The context of the composer, on `draft` instead of the team's own if given."""
    draft = draft or draft_now(desk)
    form = composer_of(desk, draft)
    return {"composer": form, **counselled(desk, form.content), **extra}


def composer_of(desk: Desk, draft: drafts.DraftView) -> Composer:
    """The composer on a draft."""
    amended = desk.view.moves.get(MoveId(str(draft.content.get(AMENDS, ""))))
    return composer(
        desk.view,
        desk.public,
        desk.own,
        desk.law,
        desk.status,
        DraftText(
            draft.content, draft.version, draft.edited_by, draft.edited_at, draft.with_lead, draft.note
        ),
        amends=move_card(amended, desk.view, desk.public, desk.own, desk.law) if amended else None,
    )


def counselled(desk: Desk, content: MoveContent) -> dict[str, Any]:
    """The rule check of a move, or why there is none."""
    if content.move == OTHER or not desk.plan.settings.counsel:
        return {"advice": None}
    ruling = advising.counsel(desk.exercise_id, desk.seat, content.move, content.params, defy=content.defy)
    if isinstance(ruling, Refused):
        return {"advice": None, "advice_problem": refusal_words(ruling)}
    card: AdviceCard = advice(ruling, desk.law, desk.public, desk.own)
    return {"advice": card}


# Saving -------------------------------------------------------------------------------------------------


@at_desk(PLAYERS)
def draft(desk: Desk) -> HttpResponse:
    """Takes the draft: from a script that saves as people write, or from the form with the button pressed."""
    if desk.request.method != "POST":
        return _back(desk)
    post = desk.request.POST
    if "application/json" in desk.request.headers.get("Accept", ""):
        return _autosaved(desk)
    act = post.get("act", "save")
    content = {} if act == "discard" else posted_content(desk)
    saved = drafts.save_draft(desk.leave, base_version(desk), content)
    if isinstance(saved, drafts.Conflict):
        return _conflict(desk, saved)
    if isinstance(saved, Refused):
        return _again(desk, content, saved.detail)
    match act:
        case "send":
            drafts.send_to_lead(desk.leave, saved.version)
        case "return" if desk.rights.sign:
            drafts.return_to_scribe(desk.leave, saved.version, post.get("note", "").strip()[:1000])
        case "review":
            return HttpResponseRedirect(desk.here.review)
        case _:
            pass
    return _back(desk)


def posted_content(desk: Desk) -> dict[str, Any]:
    """What the form holds, with the version of the move that it amends, which is not the form's to say."""
    content = draft_content(desk.request.POST, desk.law)
    content.pop(OF_VERSION, None)
    if content.get("visibility") != "parties":
        # Ticked before the drafter changed their mind; the ticks are out of sight now.
        content.pop("parties", None)
    amended = desk.view.moves.get(MoveId(str(content.get(AMENDS, ""))))
    if amended is None:
        content.pop(AMENDS, None)
    else:
        content[OF_VERSION] = amended.version
    return content


def base_version(desk: Desk) -> int:
    """The version of the draft that the form was made from; 0 if it says nothing sensible."""
    given = desk.request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() else 0


def _autosaved(desk: Desk) -> HttpResponse:
    saved = drafts.save_draft(desk.leave, base_version(desk), posted_content(desk))
    match saved:
        case drafts.DraftView():
            merged = _as_fields(saved.content, saved.taken)
            answer = {"ok": True, "version": saved.version, "saved_ms": saved.edited_at, "merged": merged}
            return JsonResponse(answer)
        case drafts.Conflict(theirs, _, both, taken):
            answer = {
                "ok": False,
                "version": theirs.version,
                "by": seat_name(theirs.edited_by, desk.view, desk.own),
                "fields": _as_fields(theirs.content, TEXTS[:2] if both is None else both),
                "merged": _as_fields(theirs.content, taken),
            }
            return JsonResponse(answer, status=409)
        case Refused():
            return JsonResponse({"ok": False, "code": saved.code, "detail": saved.detail}, status=422)


LISTED = ("because", "parties")


def _as_fields(content: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Fields of a draft by the names that the form gives them; what is not there is an empty one."""
    found: dict[str, Any] = {}
    for name in names:
        if name == "params":
            given = content.get(name, {})
            found |= {f"content.params.{param}": _as_typed_in(value) for param, value in given.items()}
        elif name == "defy":
            found["content.defy"] = "true" if content.get(name) else ""
        elif name in LISTED:
            found[f"content.{name}[]"] = list(content.get(name, ()))
        else:
            found[f"content.{name}"] = content.get(name, BLANK.get(name, ""))
    return found


def _as_typed_in(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _conflict(desk: Desk, conflict: drafts.Conflict) -> HttpResponse:
    """The page again with both texts: ours in the form, theirs beside it; saving again puts ours on top."""
    theirs = {
        "by": seat_name(conflict.theirs.edited_by, desk.view, desk.own),
        "content": content_of(conflict.theirs.content),
    }
    kept = drafts.DraftView(
        conflict.theirs.version, conflict.mine, desk.seat, conflict.theirs.edited_at, False, ""
    )
    return _composer_page(desk, composing(desk, kept, theirs=theirs), status=409)


def _again(desk: Desk, content: Mapping[str, Any], problem: str) -> HttpResponse:
    """The page again with what was typed, and why it could not be kept."""
    typed = drafts.DraftView(base_version(desk), dict(content), desk.seat, 0, False, "")
    return _composer_page(desk, composing(desk, typed, problems=[problem]), status=422)


def _composer_page(desk: Desk, context: dict[str, Any], status: int) -> HttpResponse:
    return desk.render("games/player/composing.html", status=status, **context)


def _back(desk: Desk) -> HttpResponse:
    return HttpResponseRedirect(desk.here.page + "#move")


# Looking ------------------------------------------------------------------------------------------------


@at_desk(PLAYERS)
def params(desk: Desk) -> HttpResponse:
    """The fields of the kind of move that was chosen."""
    return desk.render_region("games/player/_params.html", **_as_typed(desk))


@at_desk(PLAYERS)
def counsel(desk: Desk) -> HttpResponse:
    """The rule check of the move as it is being typed."""
    return desk.render_region("games/player/_counsel.html", **_as_typed(desk))


def _as_typed(desk: Desk) -> dict[str, Any]:
    """The context of the composer on what the form holds at this moment, saved or not."""
    return composing(desk, _typed_draft(desk))


# Signing ------------------------------------------------------------------------------------------------


@at_desk(PLAYERS)
def review(desk: Desk) -> HttpResponse:
    """What the lead is about to sign: of the form as it stands (a dialog), or of the saved draft (a page)."""
    if not desk.rights.sign:
        return _back(desk)
    if desk.request.method == "POST":
        return desk.render_region("games/player/_review.html", **reviewing(desk, _typed_draft(desk)))
    return desk.render("games/player/review.html", **reviewing(desk, draft_now(desk)))


def _typed_draft(desk: Desk) -> drafts.DraftView:
    return drafts.DraftView(base_version(desk), posted_content(desk), desk.seat, 0, False, "")


def reviewing(desk: Desk, draft: drafts.DraftView) -> dict[str, Any]:
    """The context of the last look before signing, with whatever would be refused."""
    context = composing(desk, draft)
    content = context["composer"].content
    amends = context["composer"].amends
    by = drafter(desk)
    command = AmendMove(amends.id, content) if amends else SubmitMove(content, by)
    refused = advising.preview(desk.exercise_id, desk.seat, command, desk.seat)
    return {
        **context,
        "review": draft_card(content, desk.view, desk.public, desk.own, desk.law),
        "hidden": hidden_fields(content),
        "command": "amend_move" if amends else "submit_move",
        "drafted_by": by or "",
        "problems": [refusal_words(refused)] if isinstance(refused, Refused) else [],
    }


def hidden_fields(content: MoveContent) -> list[tuple[str, str, str]]:
    """A move as fields of a command form: name, value and the type that the script reads it by."""
    fields: list[tuple[str, str, str]] = []
    for name, value in msgspec.to_builtins(content).items():
        if isinstance(value, bool):
            fields.append((f"content.{name}", str(value).lower(), "bool"))
        elif isinstance(value, list | tuple):
            fields += [(f"content.{name}[]", each, "") for each in value]
        elif isinstance(value, dict):
            # A parameter may be of several types; as JSON it says which.
            fields += [
                (f"content.{name}.{k}", msgspec.json.encode(v).decode(), "json") for k, v in value.items()
            ]
        else:
            fields.append((f"content.{name}", value, ""))
    return fields


def drafter(desk: Desk) -> SeatId | None:
    """The seat other than the lead's that wrote last on the draft at hand; None if the lead wrote alone."""
    team = desk.leave.spec.team
    past = drafts.history(desk.exercise_id, team) if team else []
    for version in reversed(past):
        if version.act == drafts.Act.SUBMITTED:
            return None
        if version.seat != desk.seat and version.act in (drafts.Act.SAVED, drafts.Act.SENT):
            return version.seat
    return None


@at_desk(PLAYERS)
def rework(desk: Desk) -> HttpResponse:
    """Puts a move of the team into the draft: to amend it, or to do against the law what was void."""
    post = desk.request.POST
    move = desk.view.moves.get(MoveId(post.get("move_id", "")))
    if desk.request.method != "POST" or move is None:
        return _back(desk)
    draft = draft_now(desk)
    if draft.content and draft.content.get(AMENDS) != move.id:
        messages.warning(
            desk.request,
            _("Your team is writing another move. Send or discard that draft first; it is unchanged."),
        )
        return _back(desk)
    content = msgspec.to_builtins(move.content)
    if post.get("how") == "defy":
        content["defy"] = True
    else:
        content |= {AMENDS: move.id, OF_VERSION: move.version}
    drafts.save_draft(desk.leave, draft.version, content)
    return _back(desk)
