"""The forms in which decks are exported: which columns, under which headings, in which order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from injects.exchange.columns import Field
from injects.exchange.problems import _


@dataclass(frozen=True)
class Dialect:
    """A named list of headings, each with its field (None: a column the author filled in a spreadsheet).

    `titled` says whether titles have a column of their own, `halves` whether clocks are those of twelve hours.
    """

    name: str
    title: str
    columns: tuple[tuple[str, Field | None], ...]
    forms: tuple[str, ...] = ("xlsx", "csv")
    titled: bool = True
    halves: bool = False


_STANDARD: Final[tuple[tuple[str, Field | None], ...]] = (
    ("Control Number", "ref"),
    ("Move", "move"),
    ("Group", "group"),
    ("Delivery Time", "offset"),
    ("Simulated Time", "scenario"),
    ("Assigned To", "owner"),
    ("Status", "status"),
    ("Title", "title"),
    ("Description", None),
    ("From Org", "sender"),
    ("To Org", "audience"),
    ("Details", "body"),
    ("Expected Actions", "expected"),
)
_T3SF: Final[tuple[tuple[str, Field | None], ...]] = (
    ("#", "ref"),
    ("Real Time", "offset"),
    ("Player", "audience"),
    ("Date", "scenario"),
    ("Subject", "title"),
    ("From", "sender"),
    ("Script", "body"),
    ("Photo", "photo"),
    ("Picture Name", "picture"),
    ("Profile", "profile"),
    ("Poll", "poll"),
)
# What the JSON of CEXF carries besides its own keys.
FULL: Final[tuple[tuple[str, Field | None], ...]] = (
    ("ID", "ref"),
    ("Time", "offset"),
    ("Scenario Time", "scenario"),
    ("Phase", "move"),
    ("Inject Type", "kind"),
    ("Method", "channel"),
    ("From", "sender"),
    ("To", "audience"),
    ("Title", "title"),
    ("Message", "body"),
    ("Expected Actions", "expected"),
    ("Objective", "objective"),
    ("Notes", "notes"),
)

DIALECTS: Final[Mapping[str, Dialect]] = {
    dialect.name: dialect
    for dialect in (
        Dialect(
            "hseep",
            _("HSEEP (10 columns)"),
            (
                ("Event Number", "ref"),
                ("Designated Scenario Time", "scenario"),
                ("Event Type", "kind"),
                ("Inject Mode", "channel"),
                ("From", "sender"),
                ("To", "audience"),
                ("Message", "body"),
                ("Expected Participant Response", "expected"),
                ("Exercise Objective", "objective"),
                ("Notes", "notes"),
            ),
            titled=False,
        ),
        Dialect("standard", _("Standard (13 columns)"), _STANDARD),
        Dialect(
            "mitre",
            _("MITRE (10 columns)"),
            (
                ("ID", "ref"),
                ("Local Time", "offset"),
                ("Delivery Method", "channel"),
                ("Target", "audience"),
                ("Title", "title"),
                ("Description", "body"),
                ("Assumptions", "assumptions"),
                ("Notes", "notes"),
                ("Expected Actions", "expected"),
                ("Measure of Performance", "objective"),
            ),
        ),
        Dialect(
            "conducttr",
            _("Conducttr"),
            (
                ("Time", "offset"),
                ("From", "sender"),
                ("To", "audience"),
                ("Method", "channel"),
                ("Subject", "title"),
                ("Message", "body"),
                ("Expected Action", "expected"),
                ("ID", "ref"),
            ),
        ),
        Dialect(
            "openaev",
            _("OpenAEV"),
            (
                ("Title", "title"),
                ("Description", "body"),
                ("Trigger Time", "offset"),
                ("Inject Method", "channel"),
                ("From", "sender"),
                ("Teams", "audience"),
                ("Expectation Description", "expected"),
                ("ID", "ref"),
            ),
        ),
        Dialect("t3sf", _("T3SF"), _T3SF, halves=True),
        Dialect("t3sf-json", _("T3SF JSON"), _T3SF, ("json",), halves=True),
        Dialect("blueprint", _("Blueprint JSON"), _STANDARD, ("json",)),
        Dialect("cexf", _("CEXF JSON"), FULL, ("json",)),
    )
}
