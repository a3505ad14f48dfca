"""The timeline strip: the injects as `<tte-timeline>` takes them, in scenario time, a lane for each team."""

from typing import Any

from games.engine.ids import Millis
from games.engine.state import State
from games.staffing.msel import Line
from games.staffing.naming import Names, reach
from games.staffing.present import Present

_STATE = {
    "armed": "armed",
    "waiting": "waiting",
    "held": "held",
    "overdue": "overdue",
    "released": "fired",
    "retracted": "fired",
    "skipped": "skipped",
}


def strip(state: State, names: Names, now: Present, lines: tuple[Line, ...]) -> dict[str, Any]:
    """The data of the element. Lines without any time (waiting for a condition or a person) are left out."""
    items = [_item(state, each, at) for each in lines if (at := scenario_place(state, now, each)) is not None]
    lanes = [
        {"id": t.id, "label": names.text(t.label), "mark": t.mark, "tone": t.tone} for t in state.deck.teams
    ]
    return {"now_ms": now.scenario_ms, "lanes": lanes, "items": [i for i in items if i["lanes"]]}


def scenario_place(state: State, now: Present, each: Line) -> Millis | None:
    """Where a line stands in scenario time: its release, else its due time at the present rate."""
    if each.inject.released is not None:
        return each.inject.released.scenario_ms
    if each.due is None:
        return None
    if each.due.basis == "scenario":
        return each.due.at_ms
    return now.scenario_ms + each.due.left_ms * state.clock.rate // 1000


def _item(state: State, each: Line, at: Millis) -> dict[str, Any]:
    inject = each.inject
    movable = inject.status in ("armed", "held") and each.due is not None and each.due.basis == "scenario"
    return {
        "id": inject.spec.id,
        "label": f"{inject.spec.id} {each.title}",
        "at_ms": at,
        "lanes": list(reach(state, inject.to or inject.spec.to).teams),
        "state": _STATE[inject.status],
        "movable": movable and "reschedule" in each.acts,
    }
