"""The forms by which files come into the library, and the choice of a rule pack."""

import zipfile
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from games.law.yamltext import MAX_BYTES
from games.models import RulePack
from games.services import packs
from injects import bundles
from injects.exchange.sheets import MAX_FILE
from injects.models import Deck


class PackField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A choice of a stored rule pack; where none is named, None, for the one that comes with tte."""

    def clean(self, value: Any) -> RulePack | None:
        found = super().clean(value) if value else None
        return found if isinstance(found, RulePack) else None

    def label_from_instance(self, obj: RulePack) -> str:
        if obj.digest == packs.shipped_digest():
            return gettext("The law that comes with tte") + f" · {obj.digest[:8]}"
        return f"{obj.title} · {obj.digest[:8]}"


class UploadForm(forms.Form):
    """One YAML file, or a zip of it and its files. `cleaned_data["file"]` is its name and text.

    `contents` are the files that came along, by name, as they came.
    """

    contents: Mapping[str, bytes] = {}

    file = forms.FileField(
        label=_("Deck file"),
        help_text=_(
            "One YAML file in UTF-8, or a zip of it with its pictures, sounds and documents. It is checked; nothing"
            " is stored while it has errors."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml,.zip"}),
    )

    def clean_file(self) -> tuple[str, str]:
        upload: Any = self.cleaned_data["file"]
        assert isinstance(upload, UploadedFile)
        if zipfile.is_zipfile(upload):
            upload.seek(0)
            return self._bundle(upload)
        upload.seek(0)
        if upload.size is not None and upload.size > MAX_BYTES:
            largest = MAX_BYTES // 1024
            raise forms.ValidationError(
                _("The file is too large: decks have at most %(largest)d KiB."), params={"largest": largest}
            )
        try:
            return upload.name or "deck.yaml", upload.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(
                _("The file is not UTF-8 text (byte %(place)d). Save it as UTF-8."),
                params={"place": error.start + 1},
            ) from None

    def _bundle(self, upload: Any) -> tuple[str, str]:
        try:
            bundle = bundles.unzipped(upload.file, upload.size or 0)
        except bundles.BadZip as bad:
            raise forms.ValidationError(str(bad)) from bad
        self.contents = bundle.contents
        return upload.name or "deck.zip", bundle.text


class ImportForm(forms.Form):
    """An MSEL of another tool. `cleaned_data["file"]` is its name and bytes, `into` a Deck or None."""

    file = forms.FileField(
        label=_("Spreadsheet or JSON file"),
        help_text=_("An .xlsx workbook, CSV, or the JSON of T3SF, CEXF or Blueprint. At most 8 MiB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xlsm,.csv,.tsv,.txt,.json"}),
    )
    into = forms.ChoiceField(
        label=_("What to make of it"),
        required=False,
        help_text=_("Bringing a deck up to date goes by the numbers of the injects; nothing is removed."),
    )

    def __init__(self, *args: Any, decks: list[Deck], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decks = {f"{deck.slug}/{deck.version}": deck for deck in decks}
        self.fields["into"] = forms.ChoiceField(
            label=self.fields["into"].label,
            required=False,
            help_text=self.fields["into"].help_text,
            choices=[
                ("", gettext("A new deck")),
                *((key, self._name(deck)) for key, deck in self.decks.items()),
            ],
        )

    @staticmethod
    def _name(deck: Deck) -> str:
        return gettext("Bring up to date: %(deck)s") % {"deck": deck}

    def clean_file(self) -> tuple[str, bytes]:
        upload: Any = self.cleaned_data["file"]
        assert isinstance(upload, UploadedFile)
        if upload.size is not None and upload.size > MAX_FILE:
            raise forms.ValidationError(
                _("The file is larger than %(most)d MiB."), params={"most": MAX_FILE >> 20}
            )
        return upload.name or "MSEL", upload.read()

    def clean_into(self) -> Deck | None:
        return self.decks.get(self.cleaned_data["into"])
