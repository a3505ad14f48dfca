"""Reasons that the engine itself gives: stored as these codes, and put into words where they are shown."""

CROSSED = "crossed_by_jump"
"""An inject is held because a jump passed its time."""
JUMPED = "jumped_over"
"""An inject is skipped, or a step lapses, because a jump passed its time and the director chose so."""
DEADLINE_PASSED = "deadline_passed"
"""A duty that has no words of its own for it was not met in time."""
MET_LATE = "met_late"
"""A duty was met after all."""
CONDITION = "condition not met: "
"""What an inject was skipped for, before its condition."""

EARLIER = {
    "crossed by a jump": CROSSED,
    "jumped over": JUMPED,
    "the deadline passed": DEADLINE_PASSED,
    "met after its deadline": MET_LATE,
}
"""What logs of earlier versions say in place of the codes."""
