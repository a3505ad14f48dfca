"""One process of the crew: reads a job, then the numbers of runs, and answers each with a line."""

import contextlib
import gc
import os
import sys

import msgspec

from games.law.building import Rejected, load
from injects.crew import Job, Reply
from injects.rehearsal.play import Stage


def main() -> None:
    """Works until the input ends."""
    job = msgspec.json.decode(sys.stdin.buffer.readline(), type=Job)
    with contextlib.suppress(AttributeError, OSError):
        os.nice(job.nicer)
    stage: Stage | None = None
    for line in sys.stdin.buffer:
        try:
            if stage is None:
                stage = stage_of(job)
                gc.freeze()
            reply = Reply(stage.play(int(line), job.seed).record)
        except Exception as problem:
            reply = Reply(error=f"{type(problem).__name__}: {problem}")
        sys.stdout.buffer.write(msgspec.json.encode(reply) + b"\n")
        sys.stdout.buffer.flush()


def stage_of(job: Job) -> Stage:
    """The job, ready to be played. Raises ValueError for a rule pack with errors."""
    rules = load(job.texts, job.day)
    if isinstance(rules, Rejected):
        raise ValueError("; ".join(str(problem) for problem in rules.problems[:3]))
    return Stage(job.plan, rules, job.wanted)


if __name__ == "__main__":
    main()
