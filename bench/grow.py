"""What a move costs as the log grows to 100,000 events, in the process that decides; a JSON line a size."""

import json
import time
from statistics import median
from typing import Any

import bench.booted  # noqa: F401  # first: the models below need it
from bench.prepare import made, plan_for
from games.engine import commands as c
from games.engine.answers import Refused
from games.engine.events import MoveContent
from games.engine.ids import SeatId
from games.reads import head_seq
from games.services import Submission, submit, submit_many
from tte import collector

SIZES = (100, 1_000, 10_000, 100_000)
"""Events in the log."""
MEASURED = 100
TOGETHER = 100


def main() -> None:
    """Grows one exercise and measures at each size, with the collector set as in a web process."""
    collector.settle()
    exercise = made(plan_for(48))
    lead = next(seat for seat in exercise["seats"] if seat["lead"])
    number = 0
    for size in SIZES:
        while head_seq(exercise["id"]) < size:
            number = grow(exercise["id"], lead, number)
        print(
            json.dumps({"events": head_seq(exercise["id"]), **cost(exercise["id"], lead, size)}), flush=True
        )


def grow(exercise_id: int, lead: dict[str, Any], number: int) -> int:
    """A hundred more moves in one commit, each withdrawn so that the queue stays as short as in play."""
    made_now = [
        submission(exercise_id, lead["seat"], f"grow-{number + n:012d}", move(lead)) for n in range(TOGETHER)
    ]
    answers = submit_many(made_now)
    withdrawn = [
        submission(
            exercise_id,
            lead["seat"],
            f"back-{number + n:012d}",
            c.WithdrawMove(move_id=answer.data["move_id"]),
        )
        for n, answer in enumerate(answers)
        if not isinstance(answer, Refused)
    ]
    submit_many(withdrawn)
    return number + TOGETHER


def submission(exercise_id: int, seat: str, key: str, command: Any) -> Submission:
    return Submission(exercise_id, SeatId(seat), key, command)


def move(lead: dict[str, Any]) -> c.SubmitMove:
    return c.SubmitMove(content=MoveContent(headline="We act", text="word " * 80, move=lead["move"]))


def cost(exercise_id: int, lead: dict[str, Any], size: int) -> dict[str, float]:
    """Median time and CPU of one move alone in its commit."""
    times, cpu = [], time.process_time()
    for n in range(MEASURED):
        began = time.perf_counter()
        answer = submit(exercise_id, SeatId(lead["seat"]), f"cost-{size:06d}-{n:06d}", move(lead))
        times.append(1000 * (time.perf_counter() - began))
        if isinstance(answer, Refused):
            raise SystemExit(f"{answer.code}: {answer.detail}")
    cpu = (time.process_time() - cpu) * 1000 / MEASURED
    return {"move_ms": round(median(times), 3), "cpu_ms": round(cpu, 3)}


if __name__ == "__main__":
    main()
