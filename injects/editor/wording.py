"""The words of the forms: sections, fields and their help, and what the words of a choice mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy, pgettext_lazy

from games.presenting import chart
from injects.authoring import fields
from injects.templatetags.injects import kind_words

SECTIONS: Final[Mapping[str, Any]] = {
    "deck": gettext_lazy("The deck"),
    "timing": gettext_lazy("Time"),
    "teams": gettext_lazy("Teams"),
    "offices": gettext_lazy("Offices"),
    "seats": gettext_lazy("Seats"),
    "channels": gettext_lazy("Channels"),
    "phases": gettext_lazy("Phases"),
    "objectives": gettext_lazy("Objectives"),
    "links": gettext_lazy("Who can talk to whom"),
    "tasks": gettext_lazy("Critical tasks"),
    "commitments": gettext_lazy("Commitments"),
    "attachments": gettext_lazy("Attachments"),
    "secrets": gettext_lazy("Words that give something away"),
    "accepted": gettext_lazy("Findings that were accepted"),
    "start_facts": gettext_lazy("Facts at the start"),
    "start_meters": gettext_lazy("Meters at the start"),
    "helpers": gettext_lazy("Shorthands for conditions"),
    "templates": gettext_lazy("Ready-made injects"),
    "injects": gettext_lazy("Injects"),
    "map": gettext_lazy("Map"),
    "map.zones": gettext_lazy("Zones on the map"),
    "map.units": gettext_lazy("Forces on the map"),
    "map.marks": gettext_lazy("Marks on the map"),
    "map.routes": gettext_lazy("Routes on the map"),
}
SECTION_HELP: Final[Mapping[str, Any]] = {
    "teams": gettext_lazy("The sides that play, each in a room of its own."),
    "offices": gettext_lazy("Posts in a team, each with a role card. An inject can go to one office alone."),
    "seats": gettext_lazy(
        "One for each person or shared device, staff included. Each gets a card with a code."
    ),
    "channels": gettext_lazy("How an inject reaches its readers: what it looks like."),
    "phases": gettext_lazy("Stretches of the story, each from its start on."),
    "objectives": gettext_lazy(
        "What the exercise is to find out or to practise. Injects say which they serve."
    ),
    "tasks": gettext_lazy("What must be done for an objective to be met."),
    "commitments": gettext_lazy("Promises of a team: when they are given, kept and broken."),
    "attachments": gettext_lazy("Pictures, sounds and documents that come with injects."),
    "secrets": gettext_lazy(
        "Words that only some teams may read; the check looks for them in what others get."
    ),
    "accepted": gettext_lazy(
        "Findings of the check that somebody has looked at and lets stand, with the reason."
    ),
    "links": gettext_lazy("Which teams can write to each other; all others can."),
    "start_facts": gettext_lazy(
        "What differs at the start from what the rule pack assumes: a fact = its value."
    ),
    "start_meters": gettext_lazy("Meters and the number at which each starts."),
    "helpers": gettext_lazy("A name = a condition, with $1, $2 for what is put in brackets behind the name."),
    "templates": gettext_lazy(
        "Texts from which a controller improvises in play, and from which injects can be begun."
    ),
    "map": gettext_lazy("What the map shows beyond land and sea: who is whose friend, and names of places."),
    "map.zones": gettext_lazy("Areas: closed, declared, claimed. Each is drawn for those who know of it."),
    "map.units": gettext_lazy("Forces, ships and aircraft, each at a place."),
    "map.marks": gettext_lazy("What has become of a place: struck, closed, in use."),
    "map.routes": gettext_lazy("Lines that people or ships follow."),
}
ONE_OF: Final[Mapping[str, Any]] = {
    "teams": gettext_lazy("Add a team"),
    "offices": gettext_lazy("Add an office"),
    "seats": gettext_lazy("Add a seat"),
    "channels": gettext_lazy("Add a channel"),
    "phases": gettext_lazy("Add a phase"),
    "objectives": gettext_lazy("Add an objective"),
    "links": gettext_lazy("Add a link"),
    "tasks": gettext_lazy("Add a task"),
    "commitments": gettext_lazy("Add a commitment"),
    "attachments": gettext_lazy("Add an attachment"),
    "secrets": gettext_lazy("Add such words"),
    "templates": gettext_lazy("Add a ready-made inject"),
    "map.zones": gettext_lazy("Add a zone"),
    "map.units": gettext_lazy("Add a force"),
    "map.marks": gettext_lazy("Add a mark"),
    "map.routes": gettext_lazy("Add a route"),
}
LABELS: Final[Mapping[str, Any]] = {
    "id": gettext_lazy("Number or short name"),
    "version": gettext_lazy("Version"),
    "title": gettext_lazy("Title"),
    "languages": gettext_lazy("Languages"),
    "brief": gettext_lazy("Brief"),
    "label": gettext_lazy("Name"),
    "short": gettext_lazy("Short name"),
    "mark": gettext_lazy("Mark"),
    "tone": gettext_lazy("Colour, 1 to 8"),
    "team": gettext_lazy("Team"),
    "role": gettext_lazy("Role"),
    "office": gettext_lazy("Office"),
    "rank": gettext_lazy("Rank in the team"),
    "scope": gettext_lazy("What an observer sees"),
    "style": gettext_lazy("Look"),
    "minute_is": gettext_lazy("A minute at the table is, in the story"),
    "turn_length": gettext_lazy("Length of a turn"),
    "endex": gettext_lazy("ENDEX"),
    "zone": gettext_lazy("Time zone"),
    "scenario_start": gettext_lazy("Start of the story"),
    "between": gettext_lazy("Between"),
    "state": gettext_lazy("State"),
    "delay": gettext_lazy("Delay"),
    "note": gettext_lazy("Note"),
    "phase": gettext_lazy("Phase"),
    "at": gettext_lazy("Time"),
    "basis": gettext_lazy("The time counts"),
    "turn": gettext_lazy("Turn"),
    "trigger": gettext_lazy("Released"),
    "to": gettext_lazy("To"),
    "channel": gettext_lazy("Channel"),
    "kind": gettext_lazy("Kind of inject"),
    "key": gettext_lazy("Key inject"),
    "precedence": gettext_lazy("Precedence"),
    "from": gettext_lazy("From (in the story)"),
    "text": gettext_lazy("Text for players"),
    "question": gettext_lazy("Question for players"),
    "answer_within": gettext_lazy("Answer within"),
    "when": gettext_lazy("Only if"),
    "otherwise": gettext_lazy("Otherwise release"),
    "sets": gettext_lazy("Facts it changes"),
    "learned_by": gettext_lazy("Who learns these facts"),
    "meters": gettext_lazy("Meters it moves"),
    "expect": gettext_lazy("Expected moves"),
    "expect_within": gettext_lazy("Expected within"),
    "objectives": gettext_lazy("Objectives"),
    "teaches": gettext_lazy("Provisions it teaches"),
    "notes": gettext_lazy("Notes for the white cell"),
    "columns": gettext_lazy("Other columns"),
    "after": gettext_lazy("Counted from the inject"),
    "repeat": gettext_lazy("Repeated"),
    "every": gettext_lazy("Each time after"),
    "times": gettext_lazy("Times in all"),
    "probability": gettext_lazy("Probability, in 100 runs"),
    "needs": gettext_lazy("Only after these have gone out"),
    "suppressed_by": gettext_lazy("Not once one of these has gone out"),
    "follow_ups": gettext_lazy("Puts these on the clock"),
    "cc": gettext_lazy("Copy to"),
    "blind": gettext_lazy("Blind copy to"),
    "delivery": gettext_lazy("How it goes out"),
    "weight": gettext_lazy("Weight, 1 to 5"),
    "contingency_for": gettext_lazy("In place of, if players pre-empt it"),
    "classification": gettext_lazy("Classification (in the story)"),
    "credibility": gettext_lazy("Credibility of the source"),
    "acknowledge": gettext_lazy("Readers must acknowledge it"),
    "expires": gettext_lazy("Expires after"),
    "expected": gettext_lazy("Expected actions"),
    "who": gettext_lazy("Who"),
    "what": gettext_lazy("What they should do"),
    "moves": gettext_lazy("Moves, one of them"),
    "within": gettext_lazy("Within"),
    "evidence": gettext_lazy("What shows it"),
    "objective": gettext_lazy("Objective"),
    "verdict": gettext_lazy("What the law says of it"),
    "tasks": gettext_lazy("Critical tasks"),
    "controller": gettext_lazy("Controller in charge"),
    "focus": gettext_lazy("What evaluators watch"),
    "attachments": gettext_lazy("Attachments"),
    "kept": gettext_lazy("Kept once"),
    "broken": gettext_lazy("Broken once"),
    "file": gettext_lazy("File"),
    "alt": gettext_lazy("What it shows, in words"),
    "words": gettext_lazy("Words"),
    "known_to": gettext_lazy("Teams that may read them"),
    "fact": gettext_lazy("Fact that opens them"),
    "finding": gettext_lazy("Finding"),
    "by": gettext_lazy("By"),
    "why": gettext_lazy("Why"),
    "zones": gettext_lazy("Zones"),
    "units": gettext_lazy("Units"),
    "marks": gettext_lazy("Marks"),
    "routes": gettext_lazy("Routes"),
    "allies": gettext_lazy("Declared friends of each team"),
    "names": gettext_lazy("Names of places"),
    "place": gettext_lazy("Place"),
    "until": gettext_lazy("Until"),
    "law": gettext_lazy("Its legal standing, in words"),
    "provisions": gettext_lazy("Provisions it rests on"),
    "certainty": gettext_lazy("Certainty"),
    "ring": gettext_lazy("Corners"),
    "centre": gettext_lazy("Or a circle about"),
    "radius_nm": gettext_lazy("Radius in nautical miles"),
    "line": gettext_lazy("Points of the line"),
    "supersedes": gettext_lazy("Overrides these on the same facts"),
}
ON_MAP: Final[Mapping[str, Any]] = {
    "at": gettext_lazy("Where it is"),
    "when": gettext_lazy("Drawn once"),
    "to": gettext_lazy("Whom it may concern"),
    "team": gettext_lazy("Whose it is, or who declared it"),
    "kind": gettext_lazy("Kind"),
}
"""Labels of fields that mean something else on the map."""
ON_MAP_HELP: Final[Mapping[str, Any]] = {
    "at": gettext_lazy("A place by its short name, or degrees east, degrees north: 122.9, 24.5."),
    "when": gettext_lazy("For each reader, on what that reader was told. Empty: always."),
    "until": gettext_lazy("It goes for a reader who is told that this is so. Empty: never."),
    "to": gettext_lazy(
        "None chosen: everybody. Forces that a team knows of from the beginning belong to that team."
    ),
    "ring": gettext_lazy("One a line: degrees east, degrees north. Three at least."),
    "centre": gettext_lazy("A place by its short name, or degrees east, degrees north; then no corners."),
    "line": gettext_lazy("One a line: a place by its short name, or degrees east, degrees north."),
    "note": gettext_lazy("One more line for its readers."),
    "kind": "",
}
HELP: Final[Mapping[str, Any]] = {
    "at": gettext_lazy(
        "After the start: T+30m, T+1h30, or +1 12:00 for a day and twelve hours. Empty: by hand."
    ),
    "when": gettext_lazy(
        "Facts and moves with and, or, not: made('jp.statement'), released('I03'), notice_given."
    ),
    "otherwise": gettext_lazy("The inject that goes out in its place when the condition does not hold."),
    "answer_within": gettext_lazy("For example 20m or 2h. Players see the deadline."),
    "expect_within": gettext_lazy("For example 30m. After that the move counts as not made. Empty: 12h."),
    "notes": gettext_lazy("Ground truth, what to look for, the script of a call. Never shown to players."),
    "sets": gettext_lazy(
        "What becomes true when it goes out. A fact of the rule pack and its value: true, false, a word, [a, b]."
    ),
    "learned_by": gettext_lazy("None chosen: those who are told the inject."),
    "meters": gettext_lazy("A meter and by how much, such as 5 or -3."),
    "columns": gettext_lazy("What your spreadsheet said and play has no use for."),
    "follow_ups": gettext_lazy("The number of an inject and how long after this one: 10m."),
    "cc": gettext_lazy("Everybody sees that they have it too."),
    "blind": gettext_lazy("Nobody sees that they have it too."),
    "expires": gettext_lazy("For example 2h. Then it is out of date."),
    "expected": gettext_lazy(
        "For controllers and evaluators: who should do what by when, and what shows it."
    ),
    "within": gettext_lazy("In the story, such as 12h."),
    "alt": gettext_lazy("For those who cannot see or hear it."),
    "teaches": gettext_lazy("Codes of the rule pack, parted by commas."),
    "key": gettext_lazy("The exercise turns on it."),
    "kind": gettext_lazy("An expected action is a cue for staff: it never goes to those it names."),
    "trigger": gettext_lazy("Left open: at its time, else when its condition holds, else by hand."),
    "minute_is": gettext_lazy("1m plays the story in real time, 1h an hour in each minute."),
    "endex": gettext_lazy("When the story ends, counted from the start: T+3h."),
    "turn_length": gettext_lazy("At the table, such as 60m. Empty: no turns."),
    "scenario_start": gettext_lazy("Date and time in the story, such as 2027-04-12 09:00."),
    "zone": gettext_lazy("Such as Asia/Tokyo."),
    "languages": gettext_lazy("Codes parted by commas, the main one first: en, ja, zh-hant, zh-hans."),
    "version": gettext_lazy("It is raised when you save a version."),
    "scope": gettext_lazy("all, public, or team: and the id of a team."),
    "short": gettext_lazy("One to four letters for the badge."),
    "rank": gettext_lazy("The lead signs the team's moves."),
    "delay": gettext_lazy("For delayed links, at the table: 2m."),
    "brief": gettext_lazy("What is read before play."),
    "id": gettext_lazy("Letters, digits, - _ and points. It stays for good."),
}
CHOICES: Final[Mapping[str, Mapping[str, Any]]] = {
    "basis": {
        "scenario": gettext_lazy("in the story, from the start"),
        "exercise": gettext_lazy("at the table, from the start"),
        "turn": gettext_lazy("at the table, from the start of a turn"),
        "phase": gettext_lazy("in the story, from the start of its phase"),
        "wall": gettext_lazy("real time from the start, pauses included"),
        "clock": gettext_lazy("the time of day in the room"),
        "inject": gettext_lazy("at the table, since another inject"),
    },
    "precedence": {
        "flash": gettext_lazy("Flash"),
        "immediate": gettext_lazy("Immediate"),
        "priority": gettext_lazy("Priority"),
        "routine": gettext_lazy("Routine"),
    },
    "delivery": {
        "auto": gettext_lazy("by itself"),
        "confirm": gettext_lazy("after a controller confirms"),
        "manual": gettext_lazy("outside the system, by a controller"),
    },
    "verdict": {
        "lawful": gettext_lazy("lawful"),
        "contestable": gettext_lazy("contestable"),
        "blocked": gettext_lazy("blocked for now"),
        "unlawful": gettext_lazy("unlawful"),
    },
    "trigger": {
        "time": gettext_lazy("at its time"),
        "condition": gettext_lazy("as soon as its condition holds"),
        "manual": gettext_lazy("by hand"),
    },
    "role": {
        "director": gettext_lazy("Exercise director"),
        "white": gettext_lazy("White cell"),
        "controller": gettext_lazy("Controller"),
        "player": gettext_lazy("Player"),
        "observer": gettext_lazy("Observer"),
        "analyst": gettext_lazy("Analyst"),
        "display": gettext_lazy("Projector"),
    },
    "rank": {
        "lead": gettext_lazy("Lead"),
        "scribe": gettext_lazy("Scribe"),
        "member": gettext_lazy("Member"),
    },
    "state": {
        "open": pgettext_lazy("link", "open"),
        "closed": pgettext_lazy("link", "closed"),
        "delayed": pgettext_lazy("link", "delayed"),
    },
    "style": {
        "cable": gettext_lazy("Diplomatic cable"),
        "press": gettext_lazy("Press"),
        "intelligence": gettext_lazy("Intelligence report"),
        "sitrep": gettext_lazy("Situation report"),
        "market": gettext_lazy("Market and shipping data"),
        "legal": gettext_lazy("Legal opinion"),
        "letter": gettext_lazy("Letter"),
        "hotline": gettext_lazy("Hotline call"),
        "social": gettext_lazy("Social media"),
        "notice": gettext_lazy("Notice of the staff, outside the story"),
    },
    "mark": {
        "triangle": gettext_lazy("Triangle"),
        "square": gettext_lazy("Square"),
        "diamond": gettext_lazy("Diamond"),
        "circle": gettext_lazy("Circle"),
        "hexagon": gettext_lazy("Hexagon"),
        "pentagon": gettext_lazy("Pentagon"),
        "star": gettext_lazy("Star"),
        "cross": gettext_lazy("Cross"),
    },
}
GROUPS: Final[tuple[tuple[str, Any, tuple[str, ...]], ...]] = (
    ("what", gettext_lazy("What players get"), ("title", "from", "text", "question")),
    (
        "when",
        gettext_lazy("When"),
        ("at", "phase", "answer_within", "when", "otherwise"),
    ),
    ("who", gettext_lazy("To whom, and how"), ("to", "channel", "precedence")),
    ("staff", gettext_lazy("For the white cell"), ("notes", "controller")),
    (
        "aim",
        gettext_lazy("What it is for"),
        ("kind", "key", "objectives", "expect", "expect_within", "expected"),
    ),
    (
        "effects",
        gettext_lazy("What it changes"),
        ("sets", "learned_by", "meters"),
    ),
    (
        "release",
        gettext_lazy("More about the release"),
        (
            "basis",
            "turn",
            "after",
            "trigger",
            "delivery",
            "repeat",
            "probability",
            "needs",
            "suppressed_by",
            "follow_ups",
            "expires",
        ),
    ),
)
FOLDED: Final = frozenset({"effects", "release", "more"})
"""Groups that are closed while nothing is said in them."""
"""How the form of an inject is laid out. A field of the format that is in no group stands under More."""


MAP_ORDER: Final = (
    "label",
    "kind",
    "team",
    "at",
    "ring",
    "centre",
    "radius_nm",
    "line",
    "when",
    "until",
    "to",
)
"""The fields of something on the map that its form begins with."""


def field_label(section: str, name: str) -> str:
    """The label of a field, with the language or team where the name has one."""
    if section == "timing" and name == "turn":
        name = "turn_length"
    bare, _dot, part = name.partition(".")
    if section.startswith("map.") and bare in ON_MAP:
        return str(ON_MAP[bare])
    label = str(LABELS.get(bare) or bare.replace("_", " ").capitalize())
    return f"{label} ({part})" if part else label


def field_help(section: str, name: str) -> str:
    """What is said below a field."""
    if section == "timing" and name == "turn":
        name = "turn_length"
    if section.startswith("map.") and name in ON_MAP_HELP:
        return str(ON_MAP_HELP[name])
    return str(HELP.get(name, ""))


def section_label(section: str) -> str:
    """What a section is called."""
    return str(SECTIONS.get(section) or section.replace("_", " ").capitalize())


_KINDS_ON_MAP: Final[Mapping[str, Callable[[str], str]]] = {
    "map.zones": chart.zone_words,
    "map.units": chart.unit_words,
    "map.marks": chart.mark_words,
    "map.routes": chart.route_words,
}


def choice_label(name: str, word: str, section: str = "injects") -> str:
    """A word of a choice as authors read it."""
    if name == "kind" and section in _KINDS_ON_MAP:
        return _KINDS_ON_MAP[section](word)
    if name == "certainty":
        return chart.certainty_words(word)
    if name == "kind":
        return kind_words(word)
    known = CHOICES.get(name, {}).get(word)
    return str(known) if known else word.replace("_", " ")


def all_names() -> set[str]:
    """Every field of every form, for those who look whether each has a label."""
    return {field.name for section in SECTIONS for field in fields.form_of(section) if field.name}
