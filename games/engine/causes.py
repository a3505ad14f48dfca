"""Reasons that the engine itself gives: stored as these codes, and put into words where they are shown."""

CROSSED = "crossed_by_jump"
"""An inject is held because a jump passed its time."""
JUMPED = "jumped_over"
"""An inject is skipped, or a step lapses, because a jump passed its time and the director chose so."""
DEADLINE_PASSED = "deadline_passed"
"""A duty that has no words of its own for it was not met in time."""
BROKEN = "commitment_broken"
"""A commitment of the deck was not kept."""
MET_LATE = "met_late"
"""A duty was met after all."""
LEFT = "left_of_their_own"
"""A seat is free because the person on it pressed the button to leave it."""
SUPPRESSED = "suppressed by: "
"""What an inject was skipped for, before the inject that shuts it out."""
CONFIRM = "to_be_confirmed"
"""An inject is held at its time because a controller is to confirm it."""
OFF_PLATFORM = "off_platform"
"""An inject is held at its time because a person delivers it outside the platform."""
CONDITION = "condition not met: "
"""What an inject was skipped for, before its condition."""

EARLIER = {
    "crossed by a jump": CROSSED,
    "jumped over": JUMPED,
    "the deadline passed": DEADLINE_PASSED,
    "met after its deadline": MET_LATE,
    # Once kept in the language of whoever left.
    **dict.fromkeys(("left", "退席", "已离席", "已離席"), LEFT),
}
"""What logs of earlier versions say in place of the codes."""
