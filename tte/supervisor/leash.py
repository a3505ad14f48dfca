"""Runs a program that cannot watch its standard input, and stops it when that input ends.

For Redis where the kernel has no parent-death signal: `python -m tte.supervisor.leash redis-server FILE`.
"""

import os
import signal
import subprocess
import sys
import threading

from tte.supervisor.lifeline import STANDARD_INPUT

SIGNALLED = 128
"""Added to the number of the signal that ended a program, as shells do."""


def main(argv: list[str]) -> int:
    """Starts the program, passes on the end of standard input and of itself, returns the program's code."""
    program = subprocess.Popen(argv, stdin=subprocess.DEVNULL)
    signal.signal(signal.SIGTERM, lambda *_: program.terminate())

    def watch() -> None:
        while os.read(STANDARD_INPUT, 4096):
            pass
        program.terminate()

    threading.Thread(target=watch, daemon=True).start()
    code = program.wait()
    return code if code >= 0 else SIGNALLED - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
