"""Reading the forms of play: fields named `content.headline` or `content.because[]` as nested values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from games.presenting.law import FieldCard, LawWords

NOT_CONTENT = "content."


class JoinForm(forms.Form):
    """Code and PIN of a seat card."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(
            {
                "class": "code-input",
                "autocomplete": "off",
                "autocapitalize": "characters",
            }
        ),
        help_text=_("On your seat card, such as K7Q-F2M. Capitals, spaces and hyphens do not matter."),
    )
    pin = forms.CharField(
        label=_("PIN"),
        max_length=12,
        widget=forms.TextInput({"class": "code-input", "inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Six digits, under the code."),
    )

    def clean_pin(self) -> str:
        """The PIN without the spaces that people put between groups."""
        return "".join(str(self.cleaned_data["pin"]).split())


class SitDownForm(forms.Form):
    """The last page before a seat."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        required=False,
        widget=forms.TextInput({"autocomplete": "name"}),
        help_text=_("Your team and the exercise staff see it, unless the attribution rule hides names."),
    )
    pin = forms.CharField(
        label=_("PIN"),
        max_length=12,
        required=False,
        widget=forms.TextInput({"class": "code-input", "inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Six digits, on your seat card. Who holds only the link cannot take the seat from you."),
    )
    consent = forms.BooleanField(
        label=_("I accept the rules of the house and the attribution rule."),
        error_messages={"required": _("Please accept the rules before you sit down.")},
    )

    def clean_pin(self) -> str:
        """The PIN without the spaces that people put between groups."""
        return "".join(str(self.cleaned_data["pin"]).split())


def nested(fields: Iterable[tuple[str, list[str]]]) -> dict[str, Any]:
    """Form fields as nested values: `a.b` nests, `a[]` collects texts and drops empty ones.

    Of a plain field given more than once the last counts, as in a browser's own form.
    """
    found: dict[str, Any] = {}
    for name, values in fields:
        is_list = name.endswith("[]")
        *parents, last = name.removesuffix("[]").split(".")
        place = found
        for parent in parents:
            below = place.setdefault(parent, {})
            if not isinstance(below, dict):
                break
            place = below
        else:
            place[last] = [v for v in values if v.strip()] if is_list else values[-1]
    return found


def draft_content(post: QueryDict, law: LawWords) -> dict[str, Any]:
    """The draft of a move as a form has it: empty fields left out, parameters by the types of the move.

    A number that is none stays as it was typed; it is named when the move is about to be signed.
    """
    given = nested((name, values) for name, values in post.lists() if name.startswith(NOT_CONTENT))
    content = given.get("content", {})
    content = content if isinstance(content, dict) else {}
    params = content.pop("params", {})
    content = {name: value for name, value in content.items() if value not in ("", [])}
    if content.pop("defy", "") in ("true", "on"):
        content["defy"] = True
    typed = typed_params(params if isinstance(params, dict) else {}, law.fields(str(content.get("move", ""))))
    return {**content, "params": typed} if typed else content


def typed_params(given: dict[str, Any], fields: Iterable[FieldCard]) -> dict[str, Any]:
    """The parameters that a move type has, in their types; an empty one is left out."""
    typed: dict[str, Any] = {}
    for field in fields:
        text = str(given.get(field.id, "")).strip()
        if text:
            typed[field.id] = _typed(text, field.type)
    return typed


def _typed(text: str, kind: str) -> Any:
    if kind == "bool":
        return text in ("true", "on", "yes")
    if kind == "int":
        try:
            return int(text)
        except ValueError:
            return text
    return text
