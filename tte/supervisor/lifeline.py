"""How a child learns that its parent is gone, however it went: the pipe on its standard input ends."""

import os
import signal
import threading

SUPERVISED = "TTE_SUPERVISED"
"""Set in the environment of children whose standard input is held open by the supervisor."""


STANDARD_INPUT = 0


def follow_parent() -> None:
    """In a supervised process, stops it when the supervisor is gone; does nothing in any other."""
    if os.environ.get(SUPERVISED) == "1":
        threading.Thread(target=_wait_for_the_end, name="lifeline", daemon=True).start()


def _wait_for_the_end() -> None:
    # Not through sys.stdin: a thread inside its buffer would abort the interpreter at its end.
    while os.read(STANDARD_INPUT, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
