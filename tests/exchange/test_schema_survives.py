"""Whatever the format of decks can say of an inject outlives an export and an import, without being listed here."""

import io
from typing import Any, Final

import msgspec
import openpyxl
import pytest
from msgspec import inspect

from injects.deck import schema
from injects.deck.parse import dump_document, read_deck
from injects.exchange.choices import Choices
from injects.exchange.dialects import DIALECTS
from injects.exchange.importing import import_grid, read_file
from injects.exchange.naming import written
from injects.exchange.updating import updated_deck
from injects.exchange.writing import export

GIVEN: Final[dict[str, Any]] = {
    "id": "A",
    "to": ["north"],
    "channel": "wire",
    "title": "Ships sail",
    "text": "They sail at dawn.",
    "basis": "exercise",
    "at": "T+10m",
}
"""What must refer to something that the deck has; every other key is made up from its type."""


def made_up(kind: inspect.Type) -> Any:
    """A value of a type of the format, other than its default."""
    match kind:
        case inspect.Metadata(type=inner):
            return made_up(inner)
        case inspect.StrType(pattern=pattern):
            return "made-up" if pattern else "made up: über 東京"
        case inspect.IntType():
            return 3
        case inspect.BoolType():
            return True
        case inspect.FloatType():
            return 2.5
        case inspect.LiteralType(values=values):
            return values[-1]
        case inspect.UnionType(types=types):
            return made_up(next(one for one in types if not isinstance(one, inspect.NoneType)))
        case inspect.VarTupleType(item_type=item):
            return [made_up(item)]
        case inspect.DictType(value_type=value):
            return {"north": made_up(value)}
        case inspect.StructType(fields=fields):
            return {field.encode_name: made_up(field.type) for field in fields}
    raise AssertionError(f"a kind of value that this test cannot make up: {kind}")


def full_deck() -> str:
    kind = inspect.type_info(schema.Inject)
    assert isinstance(kind, inspect.StructType)
    inject = {
        field.encode_name: GIVEN.get(field.encode_name, made_up(field.type))
        for field in kind.fields
        if field.encode_name != "t_h"  # the other way to write `at`
    }
    document = {
        "deck": {"id": "full", "version": "1.0", "title": "Full", "languages": ["en"]},
        "teams": [{"id": "north", "label": "North", "short": "N", "mark": "square", "tone": 1}],
        "seats": [{"id": "lead", "team": "north", "rank": "lead", "label": "Lead"}],
        "channels": [{"id": "wire", "label": "Wire", "style": "press"}],
        "injects": [inject],
    }
    return dump_document(written(document))


def deck_of(text: str) -> schema.Deck:
    source, problems = read_deck("full.yaml", text)
    assert source is not None, [str(problem) for problem in problems]
    return source.deck


@pytest.mark.parametrize(
    ("dialect", "form"), [(name, form) for name, dialect in DIALECTS.items() for form in dialect.forms]
)
def test_every_key_of_an_inject_comes_back(dialect: str, form: str) -> None:
    text = full_deck()
    deck = deck_of(text)
    found = import_grid(read_file(f"full.{form}", export(deck, dialect, form)), Choices(), partial=True)
    drafted = updated_deck(text, deck, found, Choices())
    assert (drafted.changed, drafted.added, drafted.absent) == ([], [], [])
    assert drafted.text == text


def test_a_changed_cell_changes_its_key_and_no_other() -> None:
    text = full_deck()
    deck = deck_of(text)
    book = openpyxl.load_workbook(io.BytesIO(export(deck, "standard")))
    sheet = book.worksheets[0]
    column = next(cell.column for cell in sheet[1] if cell.value == "Title")
    sheet.cell(2, column).value = "Ships stay"
    out = io.BytesIO()
    book.save(out)
    found = import_grid(read_file("full.xlsx", out.getvalue()), Choices(), partial=True)
    after = deck_of(updated_deck(text, deck, found, Choices()).text).injects[0]
    assert after == msgspec.structs.replace(deck.injects[0], title="Ships stay")
