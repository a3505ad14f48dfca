"""When something breaks: neither the page of an error nor the log says what was being said."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from tests import table
from tests.secrecy.listening import log_at_debug
from tests.secrecy.world import JSON, Clock, World, make_world

LEAD = table.lead("beijing")


@pytest.fixture
def world(clock: Clock) -> World:
    """An exercise that has begun; its browsers show the page of an error, as they do outside tests."""
    made = make_world(clock)
    made.start()
    for client in made.browsers.values():
        client.raise_request_exception = False
    return made


def breaking(error: type[Exception], word: str) -> Any:
    """Something that fails with a secret word in its error."""

    def fail(*_: Any, **__: Any) -> Any:
        secret = word
        raise error(secret)

    return fail


@pytest.mark.django_db
def test_a_page_that_breaks(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    word = world.accounts[0].word("a secret in an error").text
    for error, status in ((RuntimeError, 500), (KeyError, 500), (OperationalError, 503)):
        monkeypatch.setattr("games.views.desk.seat_view", breaking(error, word))
        for accept in ("text/html", "application/json"):
            with log_at_debug() as log:
                answer = world.browsers[LEAD].get(world.url(LEAD, "law/"), headers={"Accept": accept})
            assert answer.status_code == status
            world.look(LEAD, "the page of an error", answer)
            log.check()
            assert any("error" in line for line in log.written)


@pytest.mark.django_db
def test_a_command_that_breaks(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    word = world.accounts[0].word("a secret in an error").text
    content = {"headline": word, "text": word}
    for error in (RuntimeError, OperationalError):
        monkeypatch.setattr("games.services.rounds.decide", breaking(error, word))
        with log_at_debug() as log:
            receipt = world.send(LEAD, "submit_move", content=content)
            page = world.send_form(LEAD, "submit_move", content=content)
        assert receipt["code"] == "INTERNAL"
        assert word not in f"{receipt} {page}"
        (number,) = re.findall(r"[0-9a-f]{8}", receipt["detail"])
        assert number in "\n".join(log.written)
        log.check()


@pytest.mark.django_db
def test_what_cannot_be_read_is_not_repeated_and_not_logged(world: World) -> None:
    word = world.accounts[0].word("a secret of Tokyo", "team:tokyo").text
    world.send(table.lead("tokyo"), "submit_move", content={"headline": word, "text": word})
    client = world.browsers[LEAD]
    url, wrong = world.url(LEAD, "cmd/submit_move/"), {"key": "k" * 20, "data": {"content": word}}
    with log_at_debug() as log:
        answers = {
            "host": client.get("/", headers={"Host": "elsewhere.example.org"}),
            "json": client.post(url, b"{" + word.encode(), content_type="application/json", headers=JSON),
            "type": client.post(url, wrong, content_type="application/json", headers=JSON),
            "kind": client.post(world.url(LEAD, "cmd/submit-moove/"), {"text": word}),
            "method": client.get(url),
            "fields": client.post(url, {f"f{n}": word for n in range(2100)}),
            "nowhere": client.post("/no/such/page", {"text": word}),
            "csrf": Client(enforce_csrf_checks=True).post(url, {"text": word}),
        }
    log.check()
    assert [answer.status_code for answer in answers.values()] == [400, 409, 409, 302, 405, 400, 404, 403]
    for name, answer in answers.items():
        if name not in ("json", "type"):  # these name what was wrong with what this very reader sent
            world.look(LEAD, name, answer)
    for name in ("healthz", "readyz"):
        world.look("outsider", name, client.get(f"/{name}"))
