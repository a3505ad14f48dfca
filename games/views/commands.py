"""Commands by POST: the same as on the socket, where there is no script or no socket."""

from __future__ import annotations

import re
import secrets
from typing import Any

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from games.engine import wire
from games.engine.answers import Accepted, Answer, Refused
from games.engine.commands import SeatCommand
from games.engine.ids import SeatId
from games.presenting.refusals import in_words, refusal_words
from games.protocol import KEY_PATTERN, receipt, unknown_kind
from games.services import submit
from games.services.seats import who
from games.views.desk import turned_away
from games.views.typed_forms import command_of

SIGNED_OUT = Refused("SIGNED_OUT", "this browser does not hold the seat; join again with its card")
NOT_NOW = frozenset({"UNAVAILABLE", "BUSY"})
"""Refusals that say nothing of the command: it may be sent again under its key."""


@require_POST
def command(request: HttpRequest, exercise: str, seat: str, kind: str) -> HttpResponse:
    """Takes a command from a form, or from a JSON body `{"key", "data"}`.

    Answers with the receipt where JSON is asked for: 200 accepted, 409 refused, 403 when the browser does not
    hold the seat, 503 when the same key should be sent again. Otherwise leads back to the page, with the
    refusal as a message.
    """
    leave = who(request.session, request.user, exercise, SeatId(seat))
    asks_json = "application/json" in request.headers.get("Accept", "")
    if leave is None:
        return _json("", SIGNED_OUT, 403) if asks_json else turned_away(request)
    key, asked = _read(request, kind)
    answer = asked if isinstance(asked, Refused) else submit(leave.exercise_id, leave.seat, key, asked)
    if asks_json:
        return _json(key, answer, _status(answer))
    return _back(request, answer, reverse("games:seat", kwargs={"exercise": exercise, "seat": seat}))


def _read(request: HttpRequest, kind: str) -> tuple[str, SeatCommand | Refused]:
    """The key and the command, or why it cannot be taken."""
    if (unknown := unknown_kind(kind)) is not None:
        return "", unknown
    if request.content_type == "application/json":
        return _read_json(request.body, kind)
    # A page that was drawn without a script may have no key; then a double click counts twice.
    key = request.POST.get("key") or request.headers.get("X-TTE-Key") or secrets.token_hex(16)
    if not re.fullmatch(KEY_PATTERN, key):
        return "", _bad_key()
    return key, command_of(kind, request.POST)


class _Body(msgspec.Struct, forbid_unknown_fields=True):
    key: str
    data: dict[str, Any] = {}


def _read_json(body: bytes, kind: str) -> tuple[str, SeatCommand | Refused]:
    try:
        given = msgspec.json.decode(body, type=_Body)
    except msgspec.MsgspecError as problem:
        return "", Refused("BAD_JSON", str(problem))
    if not re.fullmatch(KEY_PATTERN, given.key):
        return "", _bad_key()
    try:
        return given.key, wire.decode_command({**given.data, "kind": kind})
    except ValueError as problem:
        return given.key, Refused("BAD_COMMAND", str(problem))


def _bad_key() -> Refused:
    return Refused("BAD_KEY", "a key is 16 to 64 letters, digits, hyphens or underscores", "key")


def _status(answer: Answer) -> int:
    if isinstance(answer, Accepted):
        return 200
    return 503 if answer.code in NOT_NOW else 409


def _json(key: str, answer: Answer, status: int) -> HttpResponse:
    return HttpResponse(receipt(key, in_words(answer)), content_type="application/json", status=status)


def _back(request: HttpRequest, answer: Answer, page: str) -> HttpResponse:
    """To the page that the form names, else to the seat's own, with a word on what became of it."""
    if isinstance(answer, Refused):
        words = _("The server cannot store this at the moment. Go back and send it again.")
        messages.error(request, words if answer.code in NOT_NOW else refusal_words(answer))
    else:
        messages.success(request, _("Received."))
    following = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        following, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(following if is_ours else page)
