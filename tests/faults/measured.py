"""What was measured on the way, said aloud (`pytest -rP` shows it) and never judged."""

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median

from games.engine.events import Recorded
from tests.faults.checks import releases
from tests.faults.play import Play


class Measured:
    """Says each figure as it is taken, so that a run that fails has said what it knew."""

    def __init__(self) -> None:
        print()

    def took(self, what: str, seconds: float) -> None:
        print(f"{what}: {seconds:.1f} s")

    def count(self, what: str, number: int) -> None:
        print(f"{what}: {number}")

    def play(self, play: Play, log: Sequence[Recorded]) -> None:
        """How late injects were, at the log and at a client, and how long receipts took."""
        timed = releases(log)
        due = {one.inject: one.due_ms for one in timed}
        seen = [at - due[inject] for inject, at in play.arrivals().items() if inject in due]
        print(f"{len(log)} events, commands: {dict(Counter(one.kind for one in play.said.values()))}")
        print("injects released after they were due:", spread(one.late_ms for one in timed))
        print("injects seen after they were due:", spread(seen))
        print("receipts:", spread(one.answered_ms - one.asked_ms for one in play.said.values()))


def spread(values: Iterable[int]) -> str:
    """The middle, the ninth tenth and the worst of some milliseconds."""
    found = sorted(values)
    if not found:
        return "none"
    tenth = found[len(found) * 9 // 10]
    return f"{len(found)} of them, p50 {median(found):.0f}, p90 {tenth}, max {found[-1]} ms"
