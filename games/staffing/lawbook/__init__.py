"""The lawbook: every pack as staff, analysts and authors read it, from provision to rows and back.

Made of the rule pack alone; answers on facts come from `games.presenting.explorer`.
"""

from games.staffing.lawbook.contents import contents, left_out
from games.staffing.lawbook.decisions import TABLE, decision_cases, decision_table
from games.staffing.lawbook.facts import condition_entries, fact_sections, reading_entries
from games.staffing.lawbook.search import found
from games.staffing.lawbook.steps import duty_entries, step_entries, token_entries
from games.staffing.lawbook.tables import rows_citing, ruling_table

__all__ = [
    "TABLE",
    "condition_entries",
    "contents",
    "decision_cases",
    "decision_table",
    "duty_entries",
    "fact_sections",
    "found",
    "left_out",
    "reading_entries",
    "rows_citing",
    "ruling_table",
    "step_entries",
    "token_entries",
]
