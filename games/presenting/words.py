"""Text of the deck in the reader's language, and what the page says when it is not there in that language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from games.engine.ids import Text


class Words(str):
    """A text to show; it prints itself with its `lang`, so that a screen reader and a font choose rightly.

    `lang` is empty for what people typed in play; `instead` says that it is not the language asked for.
    """

    __slots__ = ("instead", "lang")
    lang: str
    instead: bool

    def __new__(cls, text: str = "", lang: str = "", *, instead: bool = False) -> Self:
        made = super().__new__(cls, text)
        made.lang, made.instead = lang, instead
        return made

    def __html__(self) -> SafeString:
        """The text for a page; marked where its language differs from the page's."""
        if self.instead or (self and not self.lang):
            return format_html('<span lang="{}">{}</span>', self.lang, str(self))
        return conditional_escape(str(self))

    def __str__(self) -> str:
        return str.__str__(self)


NOTHING = Words()


def pick(text: Text, language: str, order: Sequence[str] = ()) -> Words:
    """The text in `language`, else in the first language of `order` that has it, else in any.

    A text under the empty key was typed in play and has no known language.
    """
    if text.get(language):
        return Words(text[language], language)
    if text.get(""):
        return Words(text[""])
    for other in (*order, *sorted(text)):
        if text.get(other):
            return Words(text[other], other, instead=True)
    return NOTHING
