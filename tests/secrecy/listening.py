"""What the server writes into its logs while a test runs, at the most talkative level."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from tests.secrecy.ledger import CANARY, Leak
from tte.logs import JsonFormatter, is_ours


class Log(logging.Handler):
    """Every line that would be written, and every message of our own code before it is cut to a line."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.written: list[str] = []
        self.loggers: set[str] = set()
        self.setFormatter(JsonFormatter())

    def emit(self, record: logging.LogRecord) -> None:
        self.loggers.add(record.name)
        self.written.append(self.format(record))
        if is_ours(record):
            self.written.append(record.getMessage())

    def check(self) -> None:
        """Raises Leak for a line that holds a word of anybody."""
        for line in self.written:
            if CANARY.search(line.encode()):
                raise Leak(f"the log says {line}")


@contextmanager
def log_at_debug() -> Iterator[Log]:
    """The logs of all loggers, each at the level that `TTE_LOG_LEVEL=DEBUG` gives it."""
    log, root = Log(), logging.getLogger()
    before = root.level
    root.addHandler(log)
    root.setLevel(logging.DEBUG)
    try:
        yield log
    finally:
        root.removeHandler(log)
        root.setLevel(before)
