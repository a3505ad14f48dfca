"""How long a deck takes to be rehearsed: once in one process, and many times on all cores.

`python -m bench.rehearsal REPEATS` prints the rows as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

import bench.booted  # noqa: F401  # first: what reads decks needs it
from games.law.shipped import load_shipped, shipped_texts
from injects import crew, shipped
from injects.rehearsal.findings import report_of
from injects.rehearsal.play import Stage

DECK = "long-strait"
RUNS = 200
SEED = 1


def measure(repeats: int) -> list[dict[str, Any]]:
    """A row for one run, with the deck read and the law compiled, and one for many, from nothing to the report.

    Of the repeats the best counts: what others do on the machine can only make it worse.
    """
    rules = load_shipped()
    plan = shipped.load_plan(DECK, rules)
    once, processor = min(
        _once(Stage(plan, rules, {team.id: "sensible" for team in plan.teams})) for _ in range(repeats)
    )
    job = crew.Job(plan, shipped_texts(), "", {}, SEED)
    began, worked = time.perf_counter(), _of_children()
    records = crew.rehearse(job, range(1, RUNS + 1))
    stage = Stage(plan, rules)
    report = report_of(plan, stage.lawyer, stage.wanted, SEED, records, stage.deck.ending)
    many = time.perf_counter() - began
    return [
        {
            "deck": DECK,
            "runs": 1,
            "processes": 1,
            "seconds": round(once, 2),
            "cpu_s_run": round(processor, 2),
        },
        {
            "deck": DECK,
            "runs": report.runs,
            "processes": crew.processes_for(RUNS),
            "seconds": round(many, 1),
            "runs_s": round(report.runs / many, 1),
            "cpu_s": round(_of_children() - worked, 1),
            "events": sum(record.events for record in records),
        },
    ]


def _of_children() -> float:
    """Processor seconds of the processes that have ended."""
    used = os.times()
    return used.children_user + used.children_system


def _once(stage: Stage) -> tuple[float, float]:
    """Wall and processor seconds of a first run, on a stage that has played nothing yet."""
    began, worked = time.perf_counter(), time.process_time()
    stage.play(1, SEED)
    return time.perf_counter() - began, time.process_time() - worked


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
