"""What people see when something fails: plain words, and for a fault a number that leads to the log line."""

import logging
import secrets
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

INCIDENT_BYTES = 4
SERVER_ERROR = 500
UNAVAILABLE = 503
TRY_AGAIN_S = 5


def server_error(request: HttpRequest) -> HttpResponse:
    """Answers an unexpected error: logs it under an incident number, tells the number, never the error.

    A command sent by script gets the words as a refusal, so that its form can show them and keep the text.
    """
    if isinstance(sys.exc_info()[1], InterfaceError | OperationalError):
        return unavailable(request)
    incident = secrets.token_hex(INCIDENT_BYTES)
    match = request.resolver_match
    logger.error(
        "incident", extra={"incident": incident, "route": match.route if match else None}, exc_info=True
    )
    if request.headers.get("Accept") == "application/json":
        detail = _("Something went wrong on the server. Give the exercise staff this number: %(incident)s.")
        answer = {
            "ok": False,
            "code": "INCIDENT",
            "detail": detail % {"incident": incident},
            "incident": incident,
        }
        return JsonResponse(answer, status=SERVER_ERROR)
    page = loader.get_template("500.html").render({"incident": incident})
    return HttpResponse(page, status=SERVER_ERROR)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answers while the database is away, or its disk is full: nothing was done, and it may be sent again."""
    logger.error("the database cannot be used", exc_info=True)
    retry = {"Retry-After": str(TRY_AGAIN_S)}
    if request.headers.get("Accept") == "application/json":
        detail = _("The server cannot store this at the moment. Send it again in a moment.")
        answer = {"ok": False, "code": "UNAVAILABLE", "detail": detail}
        return JsonResponse(answer, status=UNAVAILABLE, headers=retry)
    return HttpResponse(loader.get_template("503.html").render({}), status=UNAVAILABLE, headers=retry)
