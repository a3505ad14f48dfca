"""Logs: one JSON object a line, and nothing in it that a player wrote."""

import json
import logging
import sys
from typing import Any

import pytest
from django.test import Client, RequestFactory

from tte.logs import JsonFormatter

CANARY = "canary-9f2c"


def logged(name: str, message: str, *args: object, **rest: Any) -> dict[str, Any]:
    """What a record becomes."""
    extra = rest.pop("extra", {})
    record = logging.getLogger(name).makeRecord(
        name, logging.ERROR, "file.py", 1, message, args, rest.get("exc_info"), extra=extra
    )
    line = JsonFormatter().format(record)
    assert "\n" not in line
    found: dict[str, Any] = json.loads(line)
    return found


def raised(error: BaseException) -> Any:
    """The exception as `exc_info`."""
    try:
        raise error
    except type(error):
        return sys.exc_info()


def test_our_own_records_carry_their_ids() -> None:
    line = logged("games.services", "moved %s", "m-1", extra={"exercise": "abc", "seq": 7})
    assert (line["message"], line["exercise"], line["seq"]) == ("moved m-1", "abc", 7)
    assert line["time"].endswith("+00:00")
    assert line["level"] == "error"


def test_the_words_of_an_error_stay_out_and_its_place_goes_in() -> None:
    line = logged("games.services", "failed", exc_info=raised(ValueError(CANARY)))
    assert CANARY not in json.dumps(line)
    assert line["error"]["type"] == "builtins.ValueError"
    assert "test_logs.py" in line["error"]["at"][-1]


def test_an_error_of_the_machine_may_speak() -> None:
    line = logged("games.services", "failed", exc_info=raised(ConnectionRefusedError("127.0.0.1:6379")))
    assert line["error"]["text"] == "127.0.0.1:6379"


def test_the_cause_of_an_error_is_told_as_guardedly() -> None:
    error = RuntimeError(CANARY)
    error.__cause__ = KeyError(CANARY)
    line = logged("tte", "failed", exc_info=raised(error))
    assert CANARY not in json.dumps(line)
    assert line["error"]["cause"]["type"] == "builtins.KeyError"


def test_a_request_is_named_by_its_route_and_not_by_its_address() -> None:
    request = RequestFactory().post(f"/j/{CANARY}", {"text": CANARY})
    line = logged(
        "django.request", "Forbidden: %s", request.path, extra={"request": request, "status_code": 403}
    )
    assert CANARY not in json.dumps(line)
    assert line["message"] == "POST an unknown address answered 403"


def test_extras_of_libraries_stay_out() -> None:
    assert CANARY not in json.dumps(
        logged("django.db.backends", "slow", extra={"sql": CANARY, "params": (CANARY,)})
    )


def test_a_failed_task_is_named_without_its_arguments_or_error() -> None:
    context = {"name": "injects.tasks.tick", "id": "t-1", "args": f"({CANARY!r},)", "exc": CANARY}
    line = logged(
        "celery.app.trace",
        "Task %(name)s[%(id)s] raised unexpected: %(exc)s",
        context,
        extra={"data": context},
        exc_info=raised(ValueError(CANARY)),
    )
    assert CANARY not in json.dumps(line)
    assert "injects.tasks.tick" in line["message"]
    assert "t-1" in line["message"]


def test_a_lost_task_of_the_event_loop_keeps_its_words_to_itself() -> None:
    lost = f"Task exception was never retrieved\nfuture: <Task exception=ValueError({CANARY!r})>"
    line = logged("asyncio", lost)
    assert line["message"] == "Task exception was never retrieved"


@pytest.mark.django_db
def test_an_unknown_address_is_logged_without_it(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "django.request"):
        Client().get(f"/no/such/{CANARY}")
    lines = [JsonFormatter().format(record) for record in caplog.records if record.name == "django.request"]
    assert lines
    assert not any(CANARY in line for line in lines)
