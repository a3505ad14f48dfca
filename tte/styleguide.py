"""Every component of the pages in every state: to look at while building, and for tests to walk through."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

MINUTE, HOUR = 60_000, 3_600_000
SAMPLE_WALL_MS = 1_807_512_000_000  # 12 April 2027, 06:40 UTC
SAMPLE_SCENARIO_MS = 3 * 24 * HOUR + 6 * HOUR + 40 * MINUTE
CONFLICT, REFUSED = 409, 422

TEAMS = [
    {"id": f"team-{tone}", "label": label, "mark": mark, "tone": tone}
    for tone, (label, mark) in enumerate(
        [
            ("Alder", "triangle"),
            ("Birch", "square"),
            ("Cedar", "diamond"),
            ("Dogwood", "circle"),
            ("White cell", "hexagon"),
            ("Elm", "pentagon"),
            ("Fir", "star"),
            ("Ginkgo", "cross"),
        ],
        start=1,
    )
]

SAMPLES = {
    "cable": (
        "Diplomatic cable",
        "Reply wanted before the close of business",
        (
            "The embassy reports that the foreign ministry asks for a reply before the close "
            "of business.\n\n"
            "Comment: the tone was firm, the channel was not public."
        ),
    ),
    "press": (
        "The Harbour Post",
        "Gas carriers turn back at the edge of the closed area",
        (
            "Carriers of liquefied gas turned back at the edge of the announced area this "
            "morning. Two shipowners confirmed it; a third did not answer."
        ),
    ),
    "intelligence": (
        "Intelligence report",
        "Boarding teams are probably embarked",
        (
            "We assess with moderate confidence that boarding teams are embarked. We have no "
            "sign that hospital ships prepare to sail. Cut-off 05:30."
        ),
    ),
    "sitrep": (
        "Situation report",
        "Surface and air, 120400Z",
        (
            "1. SURFACE: 14 hulls on station, 3 in port.\n"
            "2. AIR: 22 sorties since 0000.\n"
            "3. LOGISTICS: fuel for nine days."
        ),
    ),
    "market": (
        "Market data",
        "War risk premiums rise fourteenfold",
        (
            "Insurance, hull war risk      0.05 %   →   0.70 %\n"
            "Gas, next month             +38 %\n"
            "Share index                  −6.1 %"
        ),
    ),
    "legal": (
        "Legal adviser",
        "Escort of foreign flags by the coast guard",
        (
            "Question: may ships of the coast guard escort a foreign flag?\n"
            "Short answer: with the consent of the flag state, and only by the means of "
            "police."
        ),
    ),
    "letter": (
        "Letter",
        "Request for consultations under Article IV",
        (
            "Excellency,\n\n"
            "My government requests consultations under Article IV before any decision is "
            "made on the use of facilities.\n\n"
            "Accept the assurances of my highest consideration."
        ),
    ),
    "hotline": (
        "Hotline",
        "A call for the head of government",
        ("“I have been asked to say this to you before it is announced. We will not be the first to fire.”"),
    ),
    "social": (
        "@harbourwatch",
        "Harbour queue",
        ("queue at the harbour, nobody says why. two more ships came in dark."),
    ),
    "notice": (
        "Exercise staff",
        "Lunch until 12:45",
        ("Lunch is at 12:00 in the canteen. Moves stay closed until 12:45."),
    ),
}
"""Channel, title and body of an item in each look."""


class SampleForm(forms.Form):
    """A form with an error, as the server sends it back."""

    headline = forms.CharField(label=_("Headline"), help_text=_("One line, for the record."))
    reason = forms.CharField(label=_("Because"), widget=forms.Textarea, required=False)


def items() -> list[dict[str, Any]]:
    """One item of every channel look; some unread, urgent, corrected or retracted."""
    made = []
    precedences = ("flash", "immediate", "priority", "routine")
    for number, (style, (channel, title, body)) in enumerate(SAMPLES.items()):
        at = {
            "wall_ms": SAMPLE_WALL_MS - number * 7 * MINUTE,
            "scenario_ms": SAMPLE_SCENARIO_MS - number * 7 * HOUR,
        }
        item: dict[str, Any] = {
            "id": f"sample-{style}",
            "style": style,
            "channel": channel,
            "precedence": precedences[number % 4],
            "title": title,
            "body": body,
            "at": at,
        }
        made.append(item)
    made[0] |= {
        "sender": "Embassy, Birch",
        "recipients": "Foreign minister",
        "number": "0412-07",
        "unread": True,
    }
    made[0] |= {
        "question": "Do we ask for consultations before we answer?",
        "due_ms": SAMPLE_WALL_MS + 12 * MINUTE,
    }
    made[2] |= {"grade": "B2", "corrected_ms": SAMPLE_WALL_MS}
    made[3] |= {"sender": "Joint staff", "number": "DTG 120400Z"}
    made[6] |= {"sender": "Head of government, Cedar"}
    made[8]["retracted"] = True
    return made


def timeline() -> dict[str, Any]:
    """Injects in every state, for the timeline strip."""
    states = ["fired", "fired", "skipped", "fired", "overdue", "held", "armed", "armed", "waiting"]
    first = SAMPLE_SCENARIO_MS - 20 * HOUR
    return {
        "now_ms": SAMPLE_SCENARIO_MS,
        "lanes": [{key: team[key] for key in ("id", "label", "mark", "tone")} for team in TEAMS[:4]],
        "items": [
            {
                "id": f"I{number:02}",
                "label": f"Inject {number} of the sample",
                "at_ms": first + number * 4 * HOUR + (number % 3) * HOUR,
                "lanes": [TEAMS[number % 4]["id"], TEAMS[(number * 3 + 1) % 4]["id"]],
                "state": states[number],
                "movable": states[number] in {"armed", "held"},
            }
            for number in range(len(states))
        ],
    }


def context() -> dict[str, Any]:
    """The context that `tte/base.html` documents, with sample values, and what the sections need."""
    return {
        "exercise": {"title": "Sample exercise", "state": "running", "stop": None},
        "clock": {
            "wall_ms": SAMPLE_WALL_MS,
            "exercise_ms": HOUR + 7 * MINUTE,
            "scenario_ms": SAMPLE_SCENARIO_MS - 5 * HOUR,
            "rate": 60_000,
            "running": True,
            "turn": 3,
            "turn_ends_ms": HOUR + 24 * MINUTE + 4_000,
        },
        "now_ms": SAMPLE_WALL_MS + 5 * MINUTE,
        "zone": "Asia/Tokyo",
        "seat": {"id": "sample", "label": "Defence minister", "team": TEAMS[0]},
        "socket": "",
        "cursor": {},
        "emergency_url": reverse("styleguide-answer"),
        "state_url": reverse("styleguide-state"),
        "teams": TEAMS,
        "items": items(),
        "folded": [item | {"id": f"folded-{item['style']}"} for item in items()[:2]],
        "timeline": timeline(),
        "form": SampleForm({"headline": ""}),
        "states": [
            {"id": "state-draft", "state": "draft", "stop": None},
            {"id": "state-lobby", "state": "lobby", "stop": None},
            {
                "id": "state-plenary",
                "state": "stopped",
                "stop": {"kind": "plenary", "reason": _("Please come to the main room.")},
            },
            {"id": "state-emergency", "state": "stopped", "stop": {"kind": "emergency", "reason": ""}},
            {"id": "state-ended", "state": "ended", "stop": None},
        ],
        "statuses": {
            "inject": ["armed", "waiting", "held", "overdue", "released", "skipped", "retracted"],
            "move": ["received", "in_work", "returned", "ruled", "published", "withdrawn", "late"],
        },
        "verdicts": ["lawful", "contestable", "blocked", "unlawful"],
        "precedences": ["flash", "immediate", "priority", "routine"],
    }


def page(request: HttpRequest) -> HttpResponse:
    """The components on the frame of an exercise page."""
    return render(request, "tte/styleguide.html", context())


def state(request: HttpRequest) -> HttpResponse:
    """The live region of the header, as it is fetched again after a change of the clock."""
    return render(request, "tte/_state.html", context())


def plain_page(request: HttpRequest) -> HttpResponse:
    """The components of pages outside a seat."""
    return render(request, "tte/styleguide_plain.html", {"form": SampleForm({"headline": ""})})


@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Answers the sample forms as the server answers commands and drafts; keeps nothing."""
    key = request.POST.get("key", "")
    match request.POST.get("outcome"):
        case "refuse":
            words = _("The turn has closed. Ask the exercise staff for more time; your text is kept.")
            return JsonResponse(
                {"key": key, "ok": False, "code": "TURN_CLOSED", "detail": words}, status=REFUSED
            )
        case "conflict" if request.POST.get("version") == "1":
            theirs = {"orders": _("The text that the scribe saved a moment ago.")}
            return JsonResponse(
                {"ok": False, "version": 2, "by": _("The scribe"), "fields": theirs}, status=CONFLICT
            )
        case _:
            version = int(request.POST.get("version") or 0) + 1
            return JsonResponse({"key": key, "ok": True, "data": {}, "version": version})
