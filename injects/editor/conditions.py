"""Conditions in the editor: the same as a form, as a text and in words, with what there is to choose from."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

import msgspec
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from games.engine.questions import ARGUMENTS, ON_STORY, OUTCOMES
from games.law.kinds import Kind
from games.law.shipped import load_shipped
from injects import drafts
from injects.authoring import conditions
from injects.authoring.conditions import Group
from injects.authoring.texts import DeckText
from injects.deck.charting import ASKED
from injects.deck.shorthand import arity
from injects.editor.frame import refused
from injects.editor.pages import language_of
from injects.editor.rows import label_in
from injects.editor.said import said

MOST_SENT: Final = 100_000
"""Letters of a form that is sent."""

QUESTIONS: Final[Mapping[str, Any]] = {
    conditions.FACT: gettext_lazy("A fact or a meter"),
    "made": gettext_lazy("A move was carried out"),
    "submitted": gettext_lazy("A move was submitted"),
    "ruled": gettext_lazy("A move was ruled on"),
    "released": gettext_lazy("An inject has gone out"),
    "after": gettext_lazy("Some time since an inject"),
    "seen": gettext_lazy("An inject was opened"),
    "acknowledged": gettext_lazy("An inject was acknowledged"),
    "missed": gettext_lazy("An answer is overdue"),
    "silent": gettext_lazy("A team has made no move"),
    "heard": gettext_lazy("A message was read"),
    "owed": gettext_lazy("A commitment falls due"),
    "kept": gettext_lazy("A commitment was kept"),
    "broken": gettext_lazy("A commitment was broken"),
    "chance": gettext_lazy("Chance"),
}
"""What a row can ask about, in the order in which authors look for it."""

SOUGHT: Final[Mapping[str, Any]] = {
    "move": gettext_lazy("Move"),
    "move_or_team": gettext_lazy("Move, or any of a team"),
    "team": gettext_lazy("Team"),
    "reader": gettext_lazy("Team or office"),
    "inject": gettext_lazy("Inject"),
    "outcome": gettext_lazy("Ruling"),
    "span": gettext_lazy("How long, such as 20m"),
    "clock": gettext_lazy("Counted"),
    "promise": gettext_lazy("Commitment"),
    "name": gettext_lazy("Name of the throw"),
    "percent": gettext_lazy("In how many of 100 runs"),
}
RELATIONS: Final[Mapping[str, Any]] = {
    "": gettext_lazy("true or false"),
    "==": pgettext_lazy("relation", "is"),
    "!=": pgettext_lazy("relation", "is not"),
    ">=": gettext_lazy("is at least"),
    "<=": gettext_lazy("is at most"),
    ">": gettext_lazy("is above"),
    "<": gettext_lazy("is below"),
    "in": gettext_lazy("is one of"),
    "not in": gettext_lazy("is none of"),
    "has": gettext_lazy("includes"),
    "has not": gettext_lazy("does not include"),
    "count >=": gettext_lazy("has at least so many entries"),
    "count <": gettext_lazy("has fewer entries than"),
    "within": gettext_lazy("came at most so many hours ago"),
}
OUTCOME_WORDS: Final[Mapping[str, Any]] = {
    "lawful": gettext_lazy("lawful"),
    "contestable": gettext_lazy("contestable"),
    "blocked": gettext_lazy("blocked for now"),
    "unlawful": gettext_lazy("unlawful"),
    "executed": gettext_lazy("carried out"),
    "refused": gettext_lazy("refused"),
    "any": gettext_lazy("any ruling"),
}
_NUMBERS: Final = (">=", "<=", ">", "<", "==", "!=")
BY_KIND: Final[Mapping[str, tuple[str, ...]]] = {
    "bool": ("",),
    "tri": ("==", "!=", "in", "not in"),
    "enum": ("==", "!=", "in", "not in"),
    "int": _NUMBERS,
    "list": ("has", "has not", "count >=", "count <"),
    "moment": ("within",),
}
"""Which relations a fact can have, by its kind."""

Named = tuple[str, str]


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def conditions_of(request: HttpRequest, number: int) -> JsonResponse:
    """What a condition can be made of; by POST, a `text` as a form or a `form` as a text.

    The answer to a POST is `{form, text, words, problem, unfinished}`: `form` is None where the text says more
    than a form can, `problem` what is wrong with the condition, `unfinished` the number of rows left out.
    `on=map` asks for conditions of the map, which know less.
    """
    draft = drafts.draft_for(request, number)
    deck = drafts.deck_of(draft)
    on_map = request.GET.get("on") == "map"
    if request.method != "POST":
        return JsonResponse(_offered(deck, language_of(request, deck), on_map))
    helpers = conditions.helpers_in(deck.value.get("helpers"))
    left = 0
    if "form" in request.POST:
        form = _sent(request.POST["form"])
        if form is None:
            return refused(_("This is no condition."))
        text = conditions.text_of(form, helpers)
        left = conditions.unfinished(form, helpers)
    else:
        text = request.POST.get("text", "")
        form = conditions.form_of(text, helpers)
    in_words, problem = said(text, helpers, on_map)
    answer = {"text": text, "words": in_words, "problem": problem, "unfinished": left}
    return JsonResponse({"form": msgspec.to_builtins(form), **answer})


def _sent(text: str) -> Group | None:
    if len(text) > MOST_SENT:
        return None
    try:
        return conditions.form_in(json.loads(text))
    except (ValueError, RecursionError):
        return None


# What there is to choose from ----------------------------------------------------------------------------------


def _offered(deck: DeckText, language: str, on_map: bool) -> dict[str, Any]:
    helpers = conditions.helpers_in(deck.value.get("helpers"))
    known = {name: label for name, label in QUESTIONS.items() if not on_map or name in ("fact", *ASKED)}
    lists = {**_moves(), **_of_deck(deck, language)}
    lists["move_or_team"] = _apart([*lists["team"], *lists["move"]])
    return {
        "facts": [fact for fact in _facts() if not (on_map and fact["kind"] == "meter")],
        "questions": [
            {
                "id": name,
                "label": str(label),
                "asks": [
                    {"sort": sought, "label": _asked(name, sought, place)}
                    for place, sought in enumerate(ARGUMENTS.get(name, ()))
                ],
            }
            for name, label in known.items()
        ]
        + [
            {
                "id": name,
                "label": _("Shorthand: %(name)s") % {"name": name},
                "asks": [{"sort": "", "label": f"${place + 1}"} for place in range(arity(body))],
            }
            for name, body in helpers.items()
        ],
        "lists": {
            sort: [{"id": name, "label": label} for name, label in rows] for sort, rows in lists.items()
        },
        "relations": {name: str(label) for name, label in RELATIONS.items()},
        "by_kind": {**BY_KIND, "meter": _NUMBERS, "macro": ("",), "": tuple(RELATIONS)},
    }


def _asked(question: str, sought: str, place: int) -> str:
    if question == "heard":
        return _("Written by") if place == 0 else pgettext("who opened an item", "Read by")
    return str(SOUGHT[sought])


@lru_cache(maxsize=1)
def _facts() -> list[dict[str, Any]]:
    """Facts, macros and meters of the rule pack by label; none is called as another."""
    book = load_shipped()
    found = [
        *(
            (name, str(book.facts[name].label), kind)
            for name, kind in book.kinds.items()
            if name in book.facts
        ),
        *((name, str(macro.says.holds), "macro") for name, macro in book.macros.items()),
        *((name, str(meter.label), "meter") for name, meter in book.meters.items()),
    ]
    labels = dict(_apart([(name, label) for name, label, _kind in found]))
    return [
        {
            "id": name,
            "label": labels[name],
            "kind": kind.type if isinstance(kind, Kind) else kind,
            "values": [
                {
                    "id": value,
                    "label": book.moves[value].label if value in book.moves else book.label_of(value),
                }
                for value in (kind.values if isinstance(kind, Kind) else ())
            ],
        }
        for name, _label, kind in sorted(found, key=lambda each: labels[each[0]].casefold())
    ]


def _moves() -> dict[str, list[Named]]:
    moves = load_shipped().moves.items()
    named = _apart(sorted(((name, str(move.label)) for name, move in moves), key=lambda pair: pair[1]))
    outcomes = [(word, str(OUTCOME_WORDS[word])) for word in OUTCOMES]
    clocks = [("", _("at the table")), (ON_STORY, _("in the story"))]
    return {"move": named, "outcome": outcomes, "clock": clocks}


def _of_deck(deck: DeckText, language: str) -> dict[str, list[Named]]:
    def named(section: str) -> list[Named]:
        rows = ((key, deck.row(section, key) or {}) for key in deck.keys(section))
        return [(key, label_in(deck, row.get("label") or row.get("title"), language)) for key, row in rows]

    teams = dict(named("teams"))
    offices = [(key, f"{teams.get(key.partition('/')[0], '')} · {label}") for key, label in named("offices")]
    duties = [(name, str(duty.duty.label)) for name, duty in load_shipped().duties.items()]
    return {
        "team": _apart(teams.items()),
        "reader": _apart([*teams.items(), *offices]),
        "inject": [(key, f"{key} · {label}" if label else key) for key, label in named("injects")],
        "promise": _apart([*named("commitments"), *duties]),
    }


def _apart(rows: Iterable[Named]) -> list[Named]:
    """Names with labels of which no two are the same."""
    held = [(name, label or name) for name, label in rows]
    count = Counter(label for _name, label in held)
    return [(name, label if count[label] == 1 else f"{label} · {name}") for name, label in held]
