"""The `tte` command, up to the point where the rest of the program can be imported.

Kept to syntax that any Python 3 reads, so that an old one gets a sentence here and not a SyntaxError.
"""

import os
import sys

OLDEST_PYTHON = (3, 11)
CANNOT_START = 2
TOO_OLD = """tte cannot start: it needs Python {oldest} or newer, and {executable} is Python {found}.
Next: pip install uv, then: uv run --python {oldest} tte demo
"""
PACKAGE_MISSING = """tte cannot start: the package {name} is not installed for {executable}.
Next: in the directory of tte: uv run tte demo (which installs what is missing);
      with pip: pip install -r requirements.lock
"""


def main(argv: "list[str] | None" = None) -> int:
    """Runs the command line and returns the exit code: 0 done, 2 it could not start and said why."""
    problem = python_problem(sys.version_info[:2], sys.executable)
    if problem:
        sys.stderr.write(problem)
        return CANNOT_START
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tte.settings")
    os.environ.setdefault("TTE_PROFILE", "laptop")
    try:
        from tte.command_line import run

        return run(sys.argv[1:] if argv is None else argv)
    except ModuleNotFoundError as missing:
        if (missing.name or "tte").partition(".")[0] in ("tte", "games", "injects"):
            raise
        sys.stderr.write(PACKAGE_MISSING.format(name=missing.name, executable=sys.executable))
        return CANNOT_START


def python_problem(version: "tuple[int, ...]", executable: str) -> "str | None":
    """What to say to a Python that is too old; None when it is not."""
    if version >= OLDEST_PYTHON:
        return None
    oldest, found = (".".join(map(str, pair)) for pair in (OLDEST_PYTHON, version))
    return TOO_OLD.format(oldest=oldest, found=found, executable=executable)


if __name__ == "__main__":
    sys.exit(main())
