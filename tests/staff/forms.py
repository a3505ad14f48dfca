"""Forms of a page as a browser reads them: the fields that would be sent, by POST and over the socket."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.http import QueryDict

from games.engine import wire
from games.engine.answers import Refused
from games.engine.commands import SeatCommand
from games.views.typed_forms import NOT_DATA, command_of

FILLER = "x"


@dataclass
class Field:
    name: str
    value: str
    type: str = ""
    required: bool = False


@dataclass
class Form:
    """`buttons` are the named buttons, one of which is pressed; `lists` what is sent even when empty."""

    kind: str
    action: str
    id: str
    lists: tuple[str, ...]
    fields: list[Field] = field(default_factory=list)
    buttons: list[Field] = field(default_factory=list)

    def pressed(self) -> list[list[Field]]:
        """What is sent, for each button that can be pressed; texts that must be there are filled in."""
        given = [
            Field(f.name, FILLER if f.required and not f.value else f.value, f.type) for f in self.fields
        ]
        return [[*given, button] for button in self.buttons] or [given]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.open: Form | None = None
        self.select: Field | None = None
        self.multiple = False
        self.chosen: list[str] = []
        self.first: str | None = None
        self.text: Field | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attributes}
        if tag == "form":
            kind = a.get("data-command", "")
            lists = tuple(a.get("data-lists", "").split())
            self.open = Form(kind, a.get("action", ""), a.get("id", ""), lists) if kind else None
            if self.open:
                self.forms.append(self.open)
        elif tag == "option" and self.select is not None:
            self.first = a.get("value", "") if self.first is None else self.first
            if "selected" in a:
                self.chosen.append(a.get("value", ""))
        elif tag in ("input", "select", "textarea", "button"):
            self._control(tag, a)

    def _control(self, tag: str, a: dict[str, str]) -> None:
        form = self._form_of(a)
        name = a.get("name", "")
        if form is None or not name or "disabled" in a:
            return
        made = Field(name, a.get("value", ""), a.get("data-type", ""), "required" in a)
        match tag:
            case "button":
                form.buttons.append(made)
            case "input" if a.get("type") in ("checkbox", "radio"):
                self._tick(form, made, a)
            case "input":
                form.fields.append(made)
            case "select":
                self.select, self.multiple, self.chosen, self.first = made, "multiple" in a, [], None
            case _:
                self.text = made

    def _tick(self, form: Form, made: Field, a: dict[str, str]) -> None:
        if "checked" in a:
            form.fields.append(Field(made.name, a.get("value", "on"), made.type))
        elif a["type"] == "checkbox" and made.type == "bool":
            form.fields.append(Field(made.name, "false", "bool"))

    def _form_of(self, a: dict[str, str]) -> Form | None:
        if "form" in a:
            return next((f for f in self.forms if f.id == a["form"]), None)
        return self.open

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "select" and self.select is not None and self.open is not None:
            values = self.chosen or ([] if self.multiple or self.first is None else [self.first])
            for value in values:
                given = Field(self.select.name, value, self.select.type, self.select.required)
                self.open.fields.append(given)
            self.select = None
        elif tag == "textarea" and self.text is not None and self.open is not None:
            self.open.fields.append(self.text)
            self.text = None


def forms_of(html: str) -> list[Form]:
    """Every command form of a page or region."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms


def posted(kind: str, fields: list[Field]) -> SeatCommand | Refused:
    """The command of a form that is posted without script."""
    query = QueryDict(mutable=True)
    for each in fields:
        query.appendlist(each.name, each.value)
    return command_of(kind, query)


def sent(kind: str, fields: list[Field], lists: tuple[str, ...]) -> SeatCommand:
    """The command as the script sends it over the socket: `commandData` of live-core.js."""
    data: dict[str, Any] = {}
    for each in fields:
        if each.name not in NOT_DATA:
            _place(data, each)
    for name in lists:
        _place(data, Field(f"{name}[]", ""))
    return wire.decode_command({**_dense(data), "kind": kind})


def _place(data: dict[str, Any], given: Field) -> None:
    is_list = given.name.endswith("[]")
    *parents, last = given.name.removesuffix("[]").split(".")
    place = data
    for parent in parents:
        place = place.setdefault(parent, {})
    if is_list:
        kept = place.setdefault(last, [])
        if given.value:
            kept.append(_converted(given))
    elif (value := _converted(given)) is not None:
        place[last] = value


def _converted(given: Field) -> Any:
    blank = given.value.strip() == ""
    match given.type:
        case "int":
            return None if blank else int(given.value)
        case "number":
            return None if blank else float(given.value)
        case "bool":
            return given.value in ("true", "1", "on", "yes")
        case "json":
            return None if blank else json.loads(given.value)
        case "optional":
            return given.value or None
        case _:
            return given.value


def _dense(value: Any) -> Any:
    """Objects whose keys are numbers are lists."""
    if isinstance(value, dict):
        made = {name: _dense(each) for name, each in value.items()}
        return list(made.values()) if made and all(name.isdecimal() for name in made) else made
    return value
