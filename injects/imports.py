"""An import as far as it has come: the file, what its author has chosen, and the draft that comes of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec
from django.conf import settings
from django.http import Http404, QueryDict

from games.law.shipped import load_shipped
from injects.authoring.texts import open_text
from injects.authoring.unfinished import deck_so_far
from injects.deck import schema
from injects.deck.lint import Checked, check_text
from injects.deck.parse import read_deck
from injects.deck.vocabulary import vocabulary_of
from injects.exchange.choices import DROP, ELAPSED, IN_ORDER, KEEP, NUMBERS, Choices, Imported
from injects.exchange.columns import FIELDS
from injects.exchange.drafts import Drafted
from injects.exchange.founding import new_deck
from injects.exchange.importing import import_grid, read_file
from injects.exchange.memory import Memory, cell_choices, memory_of, shape_choices
from injects.exchange.naming import next_version, slug
from injects.exchange.problems import FileRefused, Problem
from injects.exchange.sheets import MAX_CELL, Grid
from injects.exchange.updating import updated_deck
from injects.models import Deck, Upload


@dataclass
class Bench:
    """An import as far as it has come."""

    upload: Upload
    choices: Choices
    grid: Grid
    imported: Imported
    drafted: Drafted
    base: schema.Deck | None

    @cached_property
    def checked(self) -> Checked | None:
        """What the linter says of the deck that would be stored."""
        if not self.drafted.text:
            return None
        return check_text(f"{self.upload.name}.yaml", self.drafted.text, vocabulary_of(load_shipped()))

    @property
    def problems(self) -> list[Problem]:
        return [*self.imported.problems, *self.drafted.problems]

    @property
    def wrong(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.level == "error"]

    @property
    def digest(self) -> str:
        """What a page has shown; accepting takes only that."""
        return hashlib.sha256(self.drafted.text.encode()).hexdigest()

    @property
    def acceptable(self) -> bool:
        if self.upload.draft is not None:
            return bool(self.drafted.text) and not self.wrong and not self.drafted.same
        ready = bool(self.checked and self.checked.usable and not self.wrong)
        return ready and not (self.base is not None and self.drafted.same)


def first_choices(name: str, grid: Grid, base: Deck | None, memory: tuple[Memory, str] | None) -> Choices:
    """What an import begins with: what was said of the last file like this one, else what the file tells."""
    title = name.rpartition(".")[0].replace("_", " ").strip() or name
    known = deck_of(base)
    if base is None or known is None:
        first = Choices(sheets=grid.likely[:1], title=title, deck_id=slug(title, "imported"), version="1.0")
    else:
        first = Choices(
            sheets=grid.likely[:1],
            start=known.timing.scenario_start,
            language=known.deck.languages[0],
            version=next_version(base.version),
        )
    if memory is None:
        return first
    kept, of = memory
    choices = shape_choices(kept, grid, first)
    if known is not None and choices.language not in known.deck.languages:
        choices = msgspec.structs.replace(choices, language=first.language)
    choices = msgspec.structs.replace(choices, recalled=of)
    return cell_choices(kept, import_grid(grid, choices, partial=base is not None), choices)


def memory_for(bench: Bench) -> Memory:
    """What to keep of an import for the next file like it."""
    plain = msgspec.structs.replace(bench.choices, mends={}, left_out=())
    return memory_of(
        bench.grid, bench.choices, import_grid(bench.grid, plain, bench.base is not None), bench.imported
    )


def deck_of(deck: Deck | None) -> schema.Deck | None:
    source = read_deck(f"{deck.slug}.yaml", deck.source)[0] if deck else None
    return source.deck if source else None


def base_of(upload: Upload) -> tuple[str, schema.Deck | None]:
    """The text that an import changes, and what it says: a draft's, else a stored deck's; empty for a new deck."""
    if upload.draft is not None:
        return upload.draft.text, deck_so_far(open_text(upload.draft.text))
    return (upload.base.source, deck_of(upload.base)) if upload.base is not None else ("", None)


def bench_of(upload: Upload, choices: Choices) -> Bench:
    text, base = base_of(upload)
    try:
        grid = read_file(upload.name, bytes(upload.content))
        imported = import_grid(grid, choices, partial=bool(text))
    except FileRefused as refused:
        raise Http404(str(refused)) from refused  # it was read when it came; the bounds have changed since
    drafted = updated_deck(text, base, imported, choices) if base else new_deck(imported, choices)
    return Bench(upload, choices, grid, imported, drafted, base)


def chosen(data: QueryDict, choices: Choices, before: Bench) -> Choices:
    """The choices with what a form says. Fields that the form did not hold stay."""
    texts = {key: str(value)[:MAX_CELL].replace("\r\n", "\n") for key, value in data.items()}
    new: dict[str, Any] = {}
    if "sheets-shown" in data:
        known_sheets = {sheet.name for sheet in before.grid.sheets}
        new["sheets"] = tuple(name for name in data.getlist("sheet") if name in known_sheets)
        rows = {name: text for name, text in _named(texts, "heading:") if text.isdigit()}
        new["headings"] = {
            name: int(text) for name, text in rows.items() if name in known_sheets and int(text) > 0
        }
    if "columns-shown" in data:
        given = dict(_named(texts, "column:"))
        known = (*FIELDS, KEEP, DROP)
        automatic = {
            use.heading: use_word(use) for use in import_grid(before.grid, _unmapped(choices)).columns
        }
        new["columns"] = {
            name: text for name, text in given.items() if text in known and text != automatic.get(name)
        }
        for key in ("start", "audience", "title", "version"):
            new[key] = " ".join(texts.get(key, "").split())[:200]
        new["pace"] = _number(texts.get("pace", ""), 1, 1_440)
        new["follow"] = _number(texts.get("follow", ""), 0, 1_440)
        new["clocks"] = ELAPSED if texts.get("clocks") == ELAPSED else ""
        new["days"] = IN_ORDER if texts.get("days") == IN_ORDER else ""
        new["deck_id"] = (
            slug(texts.get("deck_id", ""), choices.deck_id) if "deck_id" in texts else choices.deck_id
        )
        new["numbers"] = texts.get("numbers", "") if texts.get("numbers") in NUMBERS else ""
        new["day_first"] = {"day": True, "month": False}.get(texts.get("dates", ""))
        if texts.get("language") in dict(languages(before.base)):
            new["language"] = texts["language"]
    names = {name: " ".join(text.split())[:200] for name, text in _named(texts, "name:")}
    told = {name: text for name, text in names.items() if text != meaning(before, name)}
    new["names"] = {name: text for name, text in {**choices.names, **told}.items() if text}
    mends = {place: text for place, text in choices.mends.items() if place not in data.getlist("unmend")}
    for place, text in _named(texts, "mend:"):
        if text.strip() != texts.get(f"was:{place}", "").strip():
            mends[place] = text.strip()
    new["mends"] = mends
    looked_at = dict.fromkeys((*choices.checked, *data.getlist("checked")))
    again = data.getlist("uncheck")
    new["checked"] = tuple(place for place in looked_at if place not in again and place not in mends)
    back = data.getlist("back")
    left = [place for place in (*choices.left_out, *data.getlist("leave")) if place not in back]
    new["left_out"] = tuple(dict.fromkeys(left))
    return msgspec.structs.replace(choices, **new)


def _number(text: str, least: int, most: int) -> str:
    """A whole number of a field, if it is one within these bounds."""
    return str(int(text)) if text.strip().isdecimal() and least <= int(text) <= most else ""


def _named(texts: Mapping[str, str], prefix: str) -> Iterator[tuple[str, str]]:
    for key, text in texts.items():
        if key.startswith(prefix):
            yield key.removeprefix(prefix), text


def _unmapped(choices: Choices) -> Choices:
    return msgspec.structs.replace(choices, columns={})


def use_word(use: Any) -> str:
    return use.field or (KEEP if use.kept else DROP)


def lines_in_error(bench: Bench) -> Iterator[str]:
    lines = places_of(bench.imported)
    for problem in bench.wrong:
        if problem.place in lines:
            yield lines[problem.place][0]


def places_of(imported: Imported) -> dict[str, tuple[str, str]]:
    """The line and its title for each place that a problem can name."""
    found: dict[str, tuple[str, str]] = {}
    for line in imported.lines:
        shown = (line.place, line.texts.get("title", ""))
        for name in FIELDS:
            found.setdefault(line.cell(name), shown)
    return found


def meaning(bench: Bench, name: str) -> str:
    """Whom a name means: as the author said, as it was guessed, or itself."""
    return bench.choices.names.get(name) or bench.drafted.guesses.get(name) or name


def languages(base: schema.Deck | None) -> list[tuple[str, str]]:
    names = {code: str(name) for code, name in settings.LANGUAGES}
    codes = base.deck.languages if base else names
    return [(code, names.get(code, code)) for code in codes]
