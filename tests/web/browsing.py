"""A browser without script: reads the forms of a page and posts them as they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client


@dataclass
class Form:
    """A form of a page with the values that it would send by itself."""

    action: str
    id: str
    fields: dict[str, list[str]] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.inside: Form | None = None
        self.area = ""
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.inside = Form(given.get("action") or "", given.get("id") or "")
            self.forms.append(self.inside)
        elif self.inside is not None:
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str | None]) -> None:
        name = given.get("name") or ""
        if tag == "input" and name and "disabled" not in given:
            ticked = given.get("type") not in ("checkbox", "radio") or "checked" in given
            if ticked:
                self._add(name, given.get("value") or ("on" if given.get("type") == "checkbox" else ""))
        elif tag == "textarea" and name:
            self.area = name
            self._add(name, "")
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in given or not self.inside_has(self.select)):
            assert self.inside is not None
            self.inside.fields[self.select] = [given.get("value") or ""]

    def inside_has(self, name: str) -> bool:
        return self.inside is not None and name in self.inside.fields

    def _add(self, name: str, value: str) -> None:
        assert self.inside is not None
        self.inside.fields.setdefault(name, []).append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        elif tag == "textarea":
            self.area = ""
        elif tag == "select":
            self.select = ""

    def handle_data(self, data: str) -> None:
        if self.area and self.inside is not None:
            self.inside.fields[self.area][-1] += data


def forms(page: str) -> list[Form]:
    """Every form of a page."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms


def form_to(page: str, part: str, **holding: str) -> Form:
    """The one form of a page that posts to an address with this part in it, and holds these values."""
    found = [
        one
        for one in forms(page)
        if part in one.action
        and all(one.fields.get(name, [""]) == [value] for name, value in holding.items())
    ]
    assert len(found) == 1, f"{len(found)} forms to {part}"
    return found[0]


def form_named(page: str, name: str) -> Form:
    """The form of a page with this id."""
    (found,) = (one for one in forms(page) if one.id == name)
    return found


def send(client: Client, form: Form, at: str = "", /, **typed: Any) -> str:
    """Posts a form with what was typed over it and follows to the page that answers; `at` is its own page."""
    data: dict[str, Any] = {**form.fields, **typed}
    answer = client.post(form.action or at, data, follow=True)
    return answer.content.decode()
