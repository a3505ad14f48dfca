"""`python -m bench`: measures, prints a table for each part, and writes JSON.

R is a bare ASGI broadcaster with Redis and one PostgreSQL commit a move, measured in the same run; `x_R` says
how many times R's figure tte's is.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from bench import report
from bench.parts import PARTS, SHAPES, Wishes
from bench.stack import pin_load


def main() -> int:
    """Runs the parts that were asked for."""
    options = parser().parse_args()
    wishes = Wishes(
        seconds=options.seconds,
        idle_minutes=options.idle_minutes,
        kinds=options.stack or ("production", "laptop"),
        shapes=options.shape,
        repeats=options.repeats,
    )
    pin_load()
    found: dict[str, Any] = {"machine": report.machine(), "parts": {}}
    for name in options.part or PARTS:
        found["parts"][name] = PARTS[name](wishes)
        print(report.table(name, found["parts"][name]), flush=True)
        report.write(options.json, found)
    print(f"The figures are in {options.json}.")
    return 0


def parser() -> argparse.ArgumentParser:
    """The command line."""
    asked = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    asked.add_argument("part", nargs="*", choices=[[], *PARTS], help="what to measure (default: everything)")
    asked.add_argument("--stack", action="append", choices=("production", "laptop"), help="default: both")
    asked.add_argument(
        "--shape", action="append", choices=SHAPES, help="exercises x seats (default: by part)"
    )
    asked.add_argument("--seconds", type=float, default=5.0, help="of load for each figure")
    asked.add_argument("--repeats", type=int, default=3, help="of each latency; the best median counts")
    asked.add_argument("--idle-minutes", type=float, default=1.0, help="of silence in the part `idle`")
    asked.add_argument("--json", type=Path, default=Path("bench.json"), help="where the figures go")
    return asked


if __name__ == "__main__":
    sys.exit(main())
