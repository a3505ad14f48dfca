"""A record of a draft as a form: its fields in groups, each with what it can be and what the check says of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as made
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from games.engine.places import places
from games.law.kinds import Kind
from games.law.shipped import load_shipped
from injects.authoring import fields, listing, sections
from injects.authoring.fields import FormField
from injects.authoring.texts import DeckText
from injects.editor import wording
from injects.editor.rows import TeamCard, label_in, teams_of

BLANK_PAIRS = 2
"""Empty rows below pairs of a name and a value, for browsers without script."""


@dataclass(frozen=True, slots=True)
class Input:
    """One text of a field: in a language (`lang`), or the only one."""

    name: str
    id: str
    value: str
    label: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be chosen."""

    value: str
    label: str
    chosen: bool = False
    team: TeamCard | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Things to be chosen from under one name: those in sight, and the rest, which fold."""

    name: str
    label: str
    options: tuple[Option, ...]
    more: tuple[Option, ...] = ()
    team: TeamCard | None = None

    @property
    def chosen(self) -> int:
        return sum(option.chosen for option in (*self.options, *self.more))

    @property
    def chosen_more(self) -> int:
        return sum(option.chosen for option in self.more)


@dataclass(slots=True)
class FieldView:
    """A field as a template prints it."""

    field: FormField
    label: str
    help: str
    inputs: tuple[Input, ...] = ()
    choices: tuple[Choice, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple[FieldView, ...], ...] = ()
    findings: list[Any] = made(default_factory=list)
    theirs: list[tuple[str, str]] = made(default_factory=list)

    @property
    def name(self) -> str:
        return self.field.name


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together. `folded` ones say nothing yet and are closed."""

    id: str
    label: str
    fields: tuple[FieldView, ...]
    folded: bool


class FormView:
    """The form of one record."""

    def __init__(
        self,
        deck: DeckText,
        section: str,
        key: str,
        language: str,
        findings: Mapping[str, list[Any]] | None = None,
        given: Mapping[str, str] | None = None,
        theirs: Mapping[str, str] | None = None,
    ) -> None:
        self.deck = deck
        self.section = section
        self.key = key
        self.language = language if language in deck.languages else deck.languages[0]
        self.row = deck.row(section, key) or {}
        self.texts = {**fields.texts_of(deck, section, self.row), **(given or {})}
        self.findings = findings or {}
        self.theirs = theirs or {}
        self.teams = teams_of(deck)

    def groups(self) -> tuple[Group, ...]:
        """Every field of the record that can be changed, in groups."""
        views = {each.name: self._view(each) for each in fields.form_of(self.section) if not each.fixed}
        if self.section.startswith("map."):
            first = [views.pop(name) for name in wording.MAP_ORDER if name in views]
            label = wording.section_label(self.section)
            return (Group("all", label, (*first, *views.values()), False),)
        if self.section != "injects":
            return (Group("all", wording.section_label(self.section), tuple(views.values()), False),)
        found = []
        for name, label, names in wording.GROUPS:
            held = tuple(views.pop(each) for each in names if each in views)
            found.append(Group(name, str(label), held, name in wording.FOLDED and not self._said(held)))
        rest = tuple(views.values())
        if rest:
            found.append(Group("more", _("More"), rest, not self._said(rest)))
        return tuple(found)

    def _said(self, views: Iterable[FieldView]) -> bool:
        return any(
            self.texts.get(name)
            for view in views
            for name in self.texts
            if name.partition(".")[0] == view.name
        ) or any(view.findings or view.theirs for view in views)

    def _view(self, each: FormField) -> FieldView:
        view = FieldView(
            field=each,
            label=wording.field_label(self.section, each.name)
            if each.name
            else wording.section_label(self.section),
            help=wording.field_help(self.section, each.name),
            findings=self.findings.get(each.name, []),
            theirs=[
                (wording.field_label(self.section, name), text)
                for name, text in self.theirs.items()
                if name.partition(".")[0] == each.name
            ],
        )
        match each.shape:
            case "words":
                view.inputs = tuple(self._word(each.name, code) for code in self.deck.languages)
            case "moves":
                view.choices = tuple(self._moves(each, name) for name in self._of(each.name))
            case "choice":
                view.choices = (self._words_of(each),)
            case "one":
                view.choices = (self._one(each),)
            case "many" if each.target in fields.TICKED:
                view.choices = (self._many(each),)
            case "rows":
                said = listing.rows_in(self.texts.get(each.name, ""))
                blank: list[fields.Texts] = [] if each.single and said else [{}]
                view.rows = tuple(
                    tuple(self._part(each, part, row, index) for part in each.parts)
                    for index, row in enumerate((*said, *blank))
                )
            case "pairs":
                held = tuple(listing.pairs(self.texts.get(each.name, "")))
                view.pairs = (*held, *((("", ""),) * BLANK_PAIRS))
            case _:
                name = each.name
                view.inputs = (Input(name, f"f-{name}", self.texts.get(name, "")),)
        return view

    def _part(self, each: FormField, part: FormField, row: fields.Texts, index: int) -> FieldView:
        """One field of a small record. Its controls carry the name of the field around it."""
        name = f"{each.name}.{part.name}"
        view = FieldView(field=part, label=wording.field_label(self.section, part.name), help="")
        if part.shape == "words":
            view.inputs = tuple(
                Input(
                    f"{name}.{code}",
                    f"f-{name}-{code}-{index}",
                    row.get(f"{part.name}.{code}", ""),
                    code,
                    code,
                )
                for code in self.deck.languages
            )
        elif part.shape in ("choice", "one"):
            held = row.get(part.name, "")
            options = (
                [(word, wording.choice_label(part.name, word, self.section)) for word in part.options]
                if part.shape == "choice"
                else self._targets(part.target)
            )
            if held and all(word != held for word, _label in options):
                options.append((held, held))
            listed = (Option("", "–", not held), *(Option(w, label, w == held) for w, label in options))
            view.choices = (Choice(name, "", listed),)
        else:
            view.inputs = (Input(name, f"f-{name}-{index}", row.get(part.name, "")),)
        return view

    def _of(self, name: str) -> list[str]:
        """The parts of a field that has one for each team."""
        return [each.partition(".")[2] for each in self.texts if each.startswith(f"{name}.")]

    def _word(self, name: str, code: str) -> Input:
        first = code == self.deck.languages[0]
        names = dict(settings.LANGUAGES)
        label = str(names.get(code, code)) if len(self.deck.languages) > 1 else ""
        anchor = f"f-{name}" if first else f"f-{name}-{code}"
        return Input(f"{name}.{code}", anchor, self.texts.get(f"{name}.{code}", ""), label, code)

    def _words_of(self, each: FormField) -> Choice:
        held = self.texts.get(each.name, "") or each.default
        options = [
            Option(word, wording.choice_label(each.name, word, self.section), word == held)
            for word in each.options
        ]
        if not each.default and not each.required:
            options.insert(0, Option("", "–", not held))
        if held and held not in each.options:
            options.append(Option(held, held, True))
        return Choice(each.name, "", tuple(options))

    def _one(self, each: FormField) -> Choice:
        held = self.texts.get(each.name, "")
        options = [
            Option(key, label, key == held)
            for key, label in self._targets(each.target)
            if not (each.target == self.section and key == self.key)
        ]
        if not each.required or not held:
            options.insert(0, Option("", "–", not held))
        if held and all(option.value != held for option in options):
            options.append(Option(held, _("%(name)s (not in the deck)") % {"name": held}, True))
        return Choice(each.name, "", tuple(options))

    def known(self, section: str) -> list[tuple[str, str]]:
        """The records of a section by name, as a list offers them."""
        return self._targets(section)

    def _targets(self, target: str) -> list[tuple[str, str]]:
        if target == "places":
            return [(key, label_of_place(key, self.language)) for key in places()]
        if target == "cast":
            return [*self._targets("teams"), *self._targets("offices")]
        found = []
        for key in self.deck.keys(target):
            row = self.deck.row(target, key) or {}
            label = label_in(self.deck, row.get("label") or row.get("title"), self.language)
            shown = f"{key} · {label}" if target == "injects" and label else label or key
            found.append((key, shown))
        return found

    def _many(self, each: FormField) -> Choice:
        held = [part.strip() for part in self.texts.get(each.name, "").split(",") if part.strip()]
        if each.target == "audiences":
            options, more = self._audiences(held)
        else:
            options = [
                Option(key, label, key in held, self.teams.get(key) if each.target == "teams" else None)
                for key, label in self._targets(each.target)
            ]
            more = []
        known = {option.value for option in (*options, *more)}
        for name in held:
            if name not in known:
                options.append(Option(name, _("%(name)s (not in the deck)") % {"name": name}, True))
        return Choice(each.name, "", tuple(options), tuple(more))

    def _audiences(self, held: list[str]) -> tuple[list[Option], list[Option]]:
        options = [Option("all", _("Everybody"), "all" in held)]
        for key, label in self._targets("teams"):
            options.append(Option(key, label, key in held, self.teams.get(key)))
        options.append(Option("white", _("White cell"), "white" in held))
        more = []
        for key, label in self._targets("offices"):
            more.append(Option(key, label, key in held, self.teams.get(key.partition("/")[0])))
        for key, label in self._targets("seats"):
            word = f"seat:{key}"
            more.append(Option(word, _("Seat %(seat)s") % {"seat": label}, word in held))
        return options, more

    def _moves(self, each: FormField, team: str) -> Choice:
        """What is chosen for one team: moves of its own, or other teams."""
        full = f"{each.name}.{team}"
        held = [part.strip() for part in self.texts.get(full, "").split(",") if part.strip()]
        known = moves_of().get(team, {})
        if each.target == "teams":
            known = {key: label for key, label in self._targets("teams") if key != team}
        options = [Option(move, label, move in held) for move, label in known.items()]
        options += [Option(move, move, True) for move in held if move not in known]
        card = self.teams.get(team)
        label = label_in(self.deck, card.label, self.language) if card else team
        return Choice(full, label or team, tuple(options), team=card)


def label_of_place(key: str, language: str) -> str:
    """What the gazetteer calls a place, with the id under which decks have it."""
    names = places()[key].names
    return f"{names.get(language) or names['en']} · {key}"


@lru_cache(maxsize=1)
def moves_of() -> dict[str, dict[str, str]]:
    """The moves of each team of the rule pack with their labels, by label."""
    found: dict[str, dict[str, str]] = {}
    for name, move in sorted(load_shipped().moves.items(), key=lambda pair: str(pair[1].label)):
        found.setdefault(move.team, {})[name] = str(move.label)
    return found


def _values(kind: Kind) -> str:
    """What a fact can be, as a deck writes it, parted by bars; empty where there is no list."""
    if kind.type == "bool":
        return "true|false"
    return "|".join(f"[{value}]" if kind.type == "list" else value for value in kind.values)


@lru_cache(maxsize=1)
def suggestions() -> dict[str, Any]:
    """Names that authors may not know by heart, for the lists that fields offer: facts, moves, meters, provisions. A fact comes with what it can be."""
    book = load_shipped()
    return {
        "facts": [
            (name, f"{book.facts[name].label} ({kind.describe()})", _values(kind))
            for name, kind in book.kinds.items()
            if name in book.facts
        ],
        "meters": [(name, str(meter.label)) for name, meter in book.meters.items()],
        "moves": [(name, str(move.label)) for name, move in book.moves.items()],
        "places": [(name, place.names["en"]) for name, place in places().items()],
        "provisions": [(name, str(provision.title)) for name, provision in book.provisions.items()],
    }


def given_in(data: QueryDict, deck: DeckText, section: str) -> dict[str, str]:
    """The texts of a form that was sent, by name. Fields that it did not hold are left out.

    Boxes that nobody ticked are not sent, so the form names them in `shown`.
    """
    shown = set(data.getlist("shown"))
    found: dict[str, str] = {}
    for each in fields.form_of(section):
        if each.fixed:
            continue
        if each.shape == "words":
            names: Iterable[str] = (f"{each.name}.{code}" for code in deck.languages)
        elif each.shape == "moves":
            names = [name for name in shown if name.startswith(f"{each.name}.")]
        else:
            names = (each.name,)
        for name in names:
            text = _given(data, each, name, shown)
            if text is not None:
                found[name] = text
    return found


def _given(data: QueryDict, each: FormField, name: str, shown: set[str]) -> str | None:
    if each.shape == "pairs":
        if name not in shown and "pairs" not in shown:
            return None
        keys, values = data.getlist(f"{name}.name"), data.getlist(f"{name}.value")
        return listing.paired(
            (key.strip(), value.replace("\r\n", "\n"))
            for key, value in zip(keys, values, strict=False)
            if key.strip()
        )
    if each.shape == "rows":
        return _rows_given(data, each) if name in shown else None
    if name in shown:
        return ", ".join(dict.fromkeys(data.getlist(name)))
    return data.get(name)


def _rows_given(data: QueryDict, each: FormField) -> str:
    """Small records: every field of them is sent once for each, in their order."""
    prefix = f"{each.name}."
    columns = {key.removeprefix(prefix): data.getlist(key) for key in data if key.startswith(prefix)}
    count = max((len(texts) for texts in columns.values()), default=0)
    order = [part.name for part in each.parts]
    names = sorted(
        columns,
        key=lambda name: order.index(name.partition(".")[0]) if name.partition(".")[0] in order else 99,
    )
    return listing.rowed(
        {name: columns[name][index].replace("\r\n", "\n") for name in names if index < len(columns[name])}
        for index in range(count)
    )


_PLACE = re.compile(r"(map\.[a-z_]+(?=\[)|[a-z_]+)(?:\[\d+\])?\.(.+)", re.DOTALL)


def anchor_of(place: str, languages: tuple[str, ...]) -> str:
    """The field of a form that a finding is about: `injects[6].title.ja` becomes `title-ja`; empty for none."""
    found = _PLACE.match(place)
    if found is None:
        return ""
    section, rest = found.groups()
    name = re.split(r"[.\[]", rest, maxsplit=1)[0]
    name = "at" if name == "t_h" else name
    if all(field.name != name or field.fixed for field in fields.form_of(section)):
        return ""
    part = rest.removeprefix(f"{name}.")
    return f"{name}-{part}" if part in languages[1:] else name


def is_known(section: str) -> bool:
    """Whether the format has such a section."""
    return section in sections.ORDER or section in sections.LISTS
