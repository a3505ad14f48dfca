"""Checks a deck in one pass: whether it compiles, whether its story can happen, whether it reads well.

Codes L01 to L20 are those of MSEL practice, D01 to D08 those of reading.
"""

from dataclasses import dataclass

from msgspec.structs import replace

from games.engine.plan import Plan
from injects.deck.charting import check_map
from injects.deck.compile import compile_deck
from injects.deck.contents import check_contents
from injects.deck.dating import check_dates
from injects.deck.enclosing import Files, bind, check_files
from injects.deck.findings import Desk, Finding, _, errors
from injects.deck.lawful import check_law
from injects.deck.leaks import check_leaks
from injects.deck.pacing import check_pacing
from injects.deck.parse import Source, read_deck
from injects.deck.plotting import check_storyline
from injects.deck.schema import Deck
from injects.deck.storyline import Storyline
from injects.deck.vocabulary import Vocabulary


@dataclass(frozen=True)
class Checked:
    """A deck as far as it could be read, its plan if it compiles, and everything found, in file order."""

    source: Source | None
    plan: Plan | None
    findings: tuple[Finding, ...]

    @property
    def usable(self) -> bool:
        """Whether an exercise can be played from it: compiled, and without errors."""
        return self.plan is not None and not errors(self.findings)


def check_text(name: str, text: str, book: Vocabulary, files: Files | None = None) -> Checked:
    """Read, compile and check the text of a deck file; `name` is for messages.

    `files` are those that stand beside it; None where nobody knows, and then none is missed.
    """
    source, problems = read_deck(name, text)
    return Checked(None, None, problems) if source is None else check(source, book, files)


def check(source: Source, book: Vocabulary, files: Files | None = None) -> Checked:
    """Compile and check a deck that could be read. The story is checked only once it compiles."""
    desk = Desk(source.document)
    if files is not None:
        check_files(source.deck, files, desk)
    plan, problems = compile_deck(source, book)
    desk.findings.extend(problems)
    check_contents(source.deck, desk)
    story = Storyline(plan, book) if plan is not None else None
    check_dates(source.deck, story, desk)
    if plan is not None and story is not None:
        check_storyline(story, source.deck, desk)
        check_leaks(source.deck, story, desk)
        check_law(source.deck, story, desk)
        check_pacing(story, desk)
        check_map(plan.map, book, desk)
        plan = bind(plan, files or {})
    taken_in(source.deck, desk)
    found = sorted(desk.findings, key=lambda finding: (finding.line, finding.column, finding.code))
    return Checked(source, plan, tuple(found))


def taken_in(deck: Deck, desk: Desk) -> None:
    """Mark the findings that the deck says are accepted; what keeps a deck from compiling cannot be."""
    accepted = {row.finding: f"{row.by}: {row.why}" for row in deck.accepted}
    if not accepted:
        return
    found = {finding.id for finding in desk.findings}
    desk.findings[:] = [
        replace(finding, accepted=accepted[finding.id])
        if finding.id in accepted and finding.code.startswith("L") and finding.code != "L01"
        else finding
        for finding in desk.findings
    ]
    for index, row in enumerate(deck.accepted):
        if row.finding not in found:
            why = _("Nothing is found any more that has the id {word}.")
            desk.note("L01", ("accepted", index), why, _("Take it out."), level="info", word=row.finding)
