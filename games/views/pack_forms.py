"""The forms of the pack pages: one record of a pack, a copy, a file that is brought in, and acceptance."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from games.law.arranging import NEW, as_record
from games.law.editing import Entry, Field
from games.law.shipped import shipped_overlays
from games.presenting.packs import FIELD_LABELS, HELP
from games.services.pack_files import MAX_ZIP, BadZip, unzipped

LONGEST = 4000
LONGEST_TYPED = 20_000
TRUTH = (("true", gettext_lazy("yes")), ("false", gettext_lazy("no")))
TRI = ("no", "arguable", "yes")
_NUMBER = re.compile(r"-?[0-9]{1,18}\Z")


class TitleForm(forms.Form):
    """What a copy is called."""

    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=200, widget=forms.TextInput({"autocomplete": "off"})
    )


class CopyForm(TitleForm):
    """What a copy is called, and whether it begins as the law might be otherwise."""

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        named = [(name, each.title) for name, each in shipped_overlays().items() if each.rewrites]
        self.fields["overlay"] = forms.ChoiceField(
            label=_("As it would be"),
            required=False,
            choices=[("", _("as it is")), *named],
            help_text=_("The copy may start with these changes made."),
        )


class ImportForm(TitleForm):
    """A zip of rule files. `cleaned_data["file"]` is their texts by name."""

    file = forms.FileField(
        label=gettext_lazy("Zip file"),
        help_text=gettext_lazy(
            "As it was exported: YAML files in folders. It opens as a draft and is checked."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".zip"}),
    )

    def clean_file(self) -> dict[str, str]:
        upload: Any = self.cleaned_data["file"]
        assert isinstance(upload, UploadedFile)
        try:
            return unzipped(io.BytesIO(upload.read(MAX_ZIP + 1)), upload.size or 0)
        except BadZip as bad:
            raise forms.ValidationError(str(bad)) from bad


class AcceptForm(forms.Form):
    """Why the pack is as it is; stored with it."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST,
        help_text=gettext_lazy("What was changed and why, on what authority. It stays with the pack."),
        widget=forms.Textarea({"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class RecordForm(forms.Form):
    """The fields of one record of a pack, as its kind has them."""

    def __init__(self, entry: Entry, data: Mapping[str, Any] | None = None) -> None:
        self.entry = entry
        self.named = {field.name.replace(".", "-"): field for field in entry.fields()}
        initial = {name: _shown(field, entry) for name, field in self.named.items()}
        super().__init__(data, initial=initial)
        for name, field in self.named.items():
            self.fields[name] = _control(field, entry)

    def change(self) -> dict[str, Any]:
        """The new value of every field, as the file is to have it; None takes the field out."""
        return {
            field.name: _typed(field, self.entry, self.cleaned_data[name])
            for name, field in self.named.items()
        }


class NewRecordForm(forms.Form):
    """The fields of a record that is new in a pack."""

    def __init__(
        self, kind: str, data: Mapping[str, Any] | None = None, groups: tuple[str, ...] = ()
    ) -> None:
        super().__init__(data)
        self.entry = Entry(kind, "", (), 0, {"type": (data or {}).get("type", "")})
        self.named = {field.name.replace(".", "-"): field for field in NEW[kind]}
        for name, field in self.named.items():
            wanted = replace(field, shape="choice", options=groups) if name == "group" and groups else field
            self.fields[name] = _control(wanted, self.entry)

    def record(self) -> dict[str, Any]:
        """The record as the file is to have it."""
        return as_record(
            {
                field.name: _typed(field, self.entry, self.cleaned_data[name])
                for name, field in self.named.items()
            }
        )


def _shown(field: Field, entry: Entry) -> Any:
    """The value as the control takes it."""
    value = entry.value(field.name)
    if isinstance(value, bool):
        return "true" if value else "false"
    if field.shape == "words":
        return ", ".join(map(str, value)) if isinstance(value, list) else value
    if isinstance(value, list):
        return value if entry.values.get("values") else ", ".join(map(str, value))
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return " ".join(value.split()) if isinstance(value, str) else value


def _control(field: Field, entry: Entry) -> forms.Field:
    common: dict[str, Any] = {
        "label": FIELD_LABELS.get(field.name, field.name),
        "required": field.required,
        "help_text": HELP.get(field.shape, ""),
    }
    match field.shape:
        case "choice":
            return forms.ChoiceField(choices=_choices(field.options, field.required), **common)
        case "number":
            return forms.FloatField(min_value=0, max_value=20_000, **common)
        case "condition":
            widget = forms.Textarea({"rows": 3, "class": "mono", "spellcheck": "false"})
            # A browser cuts what is pasted at `maxlength` without a word; the checks say what is too long, and how much.
            return forms.CharField(validators=[MaxLengthValidator(LONGEST_TYPED)], widget=widget, **common)
        case "prose":
            return forms.CharField(max_length=LONGEST, widget=forms.Textarea({"rows": 3}), **common)
        case "value":
            return _value_control(entry, common)
        case _:
            widget_text = forms.TextInput({"autocomplete": "off"})
            return forms.CharField(max_length=LONGEST, widget=widget_text, **common)


def _value_control(entry: Entry, common: dict[str, Any]) -> forms.Field:
    """The control for the default of a fact, by the type of the fact."""
    values = tuple(map(str, entry.values.get("values") or ()))
    match entry.values.get("type"):
        case "bool":
            return forms.ChoiceField(choices=TRUTH, **common)
        case "tri":
            return forms.ChoiceField(choices=_choices(TRI, True), **common)
        case "enum":
            return forms.ChoiceField(choices=_choices(values, True), **common)
        case "int":
            return forms.IntegerField(**common)
        case "list" if values:
            widget = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(
                choices=_choices(values, True), widget=widget, **{**common, "required": False}
            )
        case "list":
            return forms.CharField(**{**common, "required": False, "help_text": HELP["words"]})
        case _:
            return forms.CharField(max_length=64, **common)


def _choices(words: tuple[str, ...], required: bool) -> list[tuple[str, str]]:
    blank = [] if required else [("", _("(as usual)"))]
    return blank + [(word, word.replace("_", " ")) for word in words]


def _typed(field: Field, entry: Entry, value: Any) -> Any:
    """What was typed, as the file is to have it."""
    kind = entry.values.get("type") if field.shape == "value" else ""
    if field.shape == "words" or (kind == "list" and isinstance(value, str)):
        words = [word.strip() for word in value.split(",") if word.strip()]
        return words if words or field.required or kind else None
    if kind == "list":
        return list(value)
    if kind == "bool":
        return value == "true"
    if kind == "int" and isinstance(value, str) and _NUMBER.match(value):
        return int(value)
    if kind == "moment" and isinstance(value, str) and _NUMBER.match(value):
        return int(value)
    if field.shape == "number":
        if value is None:
            return None
        return int(value) if float(value).is_integer() else value
    if isinstance(value, str):
        text = " ".join(value.split())
        return _kept(field, entry, text) if text else None
    return value


def _kept(field: Field, entry: Entry, text: str) -> str:
    """A text that only lost line ends on its way through the form stays as it was."""
    old = entry.value(field.name)
    return old if isinstance(old, str) and " ".join(old.split()) == text else text
