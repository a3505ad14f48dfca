"""A deck that is still being written, as far as it can be read."""

from injects.authoring.texts import DeckText
from injects.deck.findings import Desk
from injects.deck.reading import read_struct
from injects.deck.schema import Deck

_STAND_IN = {"id": "stand-in", "to": ["all"], "channel": "stand-in", "title": "", "text": ""}


def deck_so_far(text: DeckText) -> Deck | None:
    """What the text says; also while it has no inject yet. None where something else in it cannot be read."""
    begun = text.value.get("injects")
    value = text.value if begun else {**text.value, "injects": [_STAND_IN]}
    deck = read_struct(Deck, value, Desk(text.document, text.text))
    if deck is None or begun:
        return deck
    return Deck(**{**{name: getattr(deck, name) for name in deck.__struct_fields__}, "injects": ()})
