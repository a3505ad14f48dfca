"""One JSON object a line for every log record, with nothing in it that a player wrote.

Our own code logs ids and codes. Libraries put paths (which hold join codes), arguments and the words of
exceptions (which may quote a statement or a form) into their messages, so their records are cut here.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

# Errors of the machinery itself: their words name hosts, ports and files, never what was said in an exercise.
SPEAKING_ERRORS = (OSError, ImportError)
SPEAKING_MODULES = ("redis.", "kombu.", "celery.", "django.core.exceptions.ImproperlyConfigured")
OWN = ("tte", "games", "injects")
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """Formats a record as JSON: time (UTC), level, logger, message, ids given as `extra`, where it failed."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": message_of(record),
        }
        if is_ours(record):
            line |= {key: value for key, value in vars(record).items() if key not in STANDARD}
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = error_of(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def is_ours(record: logging.LogRecord) -> bool:
    """Whether the record comes from this project's own code."""
    return record.name.partition(".")[0] in OWN


def message_of(record: logging.LogRecord) -> str:
    """The record's message, without what a library may have quoted in it."""
    request = getattr(record, "request", None)
    if is_ours(record):
        return record.getMessage()
    if request is not None:
        return request_message(record, request)
    if record.name == "celery.app.trace":
        data = getattr(record, "data", {})
        outcome = "failed" if record.levelno >= logging.ERROR else "ended"
        return f"task {data.get('name')} {data.get('id')} {outcome}"
    if record.name == "asyncio":
        return record.getMessage().partition("\n")[0]
    return record.getMessage()


def request_message(record: logging.LogRecord, request: Any) -> str:
    """A request by the pattern of its address: the address itself may hold a join code."""
    match = getattr(request, "resolver_match", None)
    route = f"/{match.route}" if match else "an unknown address"
    status = getattr(record, "status_code", "")
    return f"{getattr(request, 'method', 'socket')} {route} answered {status}".rstrip()


def error_of(error: BaseException) -> dict[str, Any]:
    """The kind of an error and the lines it passed, innermost last; its words only if they are harmless."""
    kind = type(error)
    name = f"{kind.__module__}.{kind.__qualname__}"
    frames = traceback.extract_tb(error.__traceback__)
    found: dict[str, Any] = {
        "type": name,
        "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
    if isinstance(error, SPEAKING_ERRORS) or name.startswith(SPEAKING_MODULES):
        found["text"] = str(error)
    if error.__cause__ is not None:
        found["cause"] = error_of(error.__cause__)
    return found
