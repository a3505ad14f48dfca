"""What differs between two texts of a deck, record by record and field by field."""

from __future__ import annotations

from collections.abc import Iterator

from injects.authoring import sections
from injects.authoring.operations import Change
from injects.authoring.sections import Row
from injects.authoring.texts import DeckText


def differences(old: DeckText, new: DeckText) -> tuple[Change, ...]:
    """The changes that lead from one text to the other, in the order of the format. Undoing them leads back."""
    return tuple(_all(old, new))


def _all(old: DeckText, new: DeckText) -> Iterator[Change]:
    for section in sections.ORDER:
        if section in sections.LISTS:
            yield from _list(old, new, section)
        elif section in sections.HEADS:
            before, after = old.row(section, "") or {}, new.row(section, "") or {}
            yield from _record(section, "", before, after)
        elif old.value.get(section) != new.value.get(section):
            yield Change("set", section, "", "", old.value.get(section), new.value.get(section))


def _list(old: DeckText, new: DeckText, section: str) -> Iterator[Change]:
    were, are = old.keys(section), new.keys(section)
    above = ""
    for key in were:
        if key in are:
            above = key
        else:
            below = above  # what stands above it once the ones before it are gone
            before = {"row": old.row(section, key) or {}, "below": below, "lines": old.lines_of(section, key)}
            yield Change("remove", section, key, before=before)
    stayed = [key for key in were if key in are]
    order = list(stayed)
    for place, key in enumerate(are):
        below = are[place - 1] if place else ""
        if key not in were:
            order.insert(order.index(below) + 1 if below else 0, key)
            after = {"row": new.row(section, key) or {}, "below": below, "lines": ""}
            yield Change("add", section, key, after=after)
            continue
        now = order.index(key)
        above = order[now - 1] if now else ""
        if above != below:
            order.remove(key)
            order.insert(order.index(below) + 1 if below else 0, key)
            yield Change("move", section, key, before=above, after=below)
        yield from _record(section, key, old.row(section, key) or {}, new.row(section, key) or {})


def _record(section: str, key: str, before: Row, after: Row) -> Iterator[Change]:
    names = dict.fromkeys((*sections.fields_of(section), *before, *after))
    for name in names:
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if sections.is_words(section, name) and isinstance(old, dict) and isinstance(new, dict):
            for language in dict.fromkeys((*old, *new)):
                if old.get(language) != new.get(language):
                    yield Change(
                        "set", section, key, f"{name}.{language}", old.get(language), new.get(language)
                    )
        else:
            yield Change("set", section, key, name, old, new)
