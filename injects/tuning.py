"""What a facilitator may set for one exercise: who is named, whether counsel advises, when staff are warned."""

from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from games.engine.plan import Settings

SECOND_MS = 1000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
UNITS_MS = {
    "late_grace": SECOND_MS,
    "queue_amber": MINUTE_MS,
    "queue_red": MINUTE_MS,
    "idle_amber": MINUTE_MS,
    "idle_red": MINUTE_MS,
    "duty_soon": HOUR_MS,
}
"""The fields that are times, each with the unit in which it is typed; the setting ends in `_ms`."""
DEFAULTS = Settings()
PAIRS = (("queue_amber", "queue_red"), ("idle_amber", "idle_red"))


def _time(name: str, label: Any, help_text: Any, most: int) -> forms.IntegerField:
    default = getattr(DEFAULTS, f"{name}_ms") // UNITS_MS[name]
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=False,
        initial=default,
        min_value=1,
        max_value=most,
        widget=forms.NumberInput({"class": "narrow"}),
    )


class SettingsForm(forms.Form):
    """The settings of an exercise in the units in which people think of them; what is left out is as usual."""

    attribution = forms.ChoiceField(
        label=gettext_lazy("Attribution rule"),
        help_text=gettext_lazy("Everybody reads it before they take their seat, and agrees to it."),
        required=False,
        initial=DEFAULTS.attribution,
        choices=[
            ("attributed", gettext_lazy("Name and office may be quoted")),
            ("office", gettext_lazy("The office may be quoted, not the name")),
            ("team", gettext_lazy("The team may be quoted, not the person")),
            ("chatham", gettext_lazy("Chatham House Rule")),
        ],
    )
    counsel = forms.ChoiceField(
        label=gettext_lazy("Own counsel"),
        required=False,
        choices=[
            ("yes", gettext_lazy("Advises a team while it drafts, on what the team knows")),
            ("no", gettext_lazy("None: teams bring their own lawyers")),
        ],
    )
    late_grace = _time(
        "late_grace",
        gettext_lazy("An inject late by more than this waits for a person (seconds)"),
        gettext_lazy("After an outage nothing bursts: what is later is listed as overdue."),
        3600,
    )
    queue_amber = _time("queue_amber", gettext_lazy("A case is amber after (minutes)"), "", 240)
    queue_red = _time("queue_red", gettext_lazy("and red after (minutes)"), "", 480)
    idle_amber = _time("idle_amber", gettext_lazy("A quiet team is amber after (minutes)"), "", 240)
    idle_red = _time("idle_red", gettext_lazy("and red after (minutes)"), "", 480)
    duty_soon = _time(
        "duty_soon",
        gettext_lazy("Staff are warned of a duty this long before it is due (hours of the story)"),
        "",
        240,
    )

    seed = forms.CharField(
        label=gettext_lazy("Seed of the dice"),
        help_text=gettext_lazy(
            "For decks that leave something to chance: the same seed gives the same throws, and a run can be"
            " repeated. Empty: a new one is drawn at STARTEX. It stands in the log."
        ),
        required=False,
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Amber comes before red."""
        given = super().clean() or {}
        for name, unit in UNITS_MS.items():
            if given.get(name) is None and name not in self.errors:
                given[name] = getattr(DEFAULTS, f"{name}_ms") // unit
        for amber, red in PAIRS:
            if amber in given and red in given and given[amber] > given[red]:
                self.add_error(red, _("Red comes after amber: at least %(least)d.") % {"least": given[amber]})
        return given

    def settings(self) -> Settings:
        """The settings of a form that is valid."""
        given = self.cleaned_data
        times = {f"{name}_ms": given[name] * unit for name, unit in UNITS_MS.items()}
        return Settings(
            attribution=given["attribution"] or DEFAULTS.attribution,
            counsel=given["counsel"] != "no",
            seed=given["seed"],
            **times,
        )


def settings_of(pairs: list[str]) -> Settings:
    """Settings from `NAME=VALUE` words of a command line, the others as usual.

    Times are wall milliseconds except `duty_soon_ms`, which is of the story. Raises ValueError naming the
    word that is wrong and what would be right.
    """
    given: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or name not in Settings.__struct_fields__:
            known = ", ".join(Settings.__struct_fields__)
            raise ValueError(f"{pair!r} is no setting; write NAME=VALUE, with NAME one of {known}.")
        given[name] = value
    try:
        return msgspec.convert(given, Settings, strict=False)
    except msgspec.ValidationError as problem:
        raise ValueError(f"A setting does not fit: {problem}.") from None
