"""The decks that come with tte, and the edge at which a deck file becomes a plan."""

from collections.abc import Iterable
from pathlib import Path

from games.engine.plan import Plan
from games.law.book import Book
from injects import attachments
from injects.deck.enclosing import Files
from injects.deck.findings import Finding, errors
from injects.deck.lint import check_text
from injects.deck.vocabulary import vocabulary_of

DECKS = Path(__file__).parent / "decks"
USUAL = "long-strait"
"""The deck that is offered first."""


class DeckProblems(ValueError):
    """A deck that cannot be used, with every problem found."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


def names() -> tuple[str, ...]:
    """The shipped decks, such as `long-strait`."""
    return tuple(sorted(path.stem for path in DECKS.glob("*.yaml")))


def path_of(name_or_path: str | Path) -> Path:
    """The file of a shipped deck by its name, or the path as given. Raises FileNotFoundError."""
    shipped = DECKS / f"{name_or_path}.yaml"
    path = shipped if str(name_or_path) in names() else Path(name_or_path)
    if not path.is_file():
        raise FileNotFoundError(
            f"There is no deck {name_or_path}; give a file, or one of {', '.join(names())}."
        )
    return path


def plan_of(text: str, name: str, book: Book, files: Files | None = None) -> Plan:
    """The plan of a deck's text (`name` is for messages) and its files, free of errors. Raises DeckProblems."""
    checked = check_text(name, text, vocabulary_of(book), files)
    if checked.plan is None or not checked.usable:
        raise DeckProblems(errors(checked.findings))
    return checked.plan


def load_plan(name_or_path: str | Path, book: Book) -> Plan:
    """The plan of a shipped deck or of a file, as `plan_of`, with the files that stand beside it.

    Raises also BadFile, OSError and UnicodeDecodeError.
    """
    path = path_of(name_or_path)
    files = attachments.facts_of(attachments.beside(path))
    return plan_of(path.read_text(encoding="utf-8"), path.name, book, files)
