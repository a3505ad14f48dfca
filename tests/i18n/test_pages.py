"""Pages in each language: the language is declared, the words are there, and a refusal is worded."""

from __future__ import annotations

import json

import pytest
from django.conf import settings
from django.test import Client

from games.consumers import _language
from tests import table
from tests.web.conftest import Play

WORDS = {
    "ja": {"join": "席に着く", "player": "受信箱", "director": "演習の現況", "white": "受付"},
    "zh-hant": {"join": "就座", "player": "收件匣", "director": "推演現況", "white": "收件"},
    "zh-hans": {"join": "就座", "player": "收件箱", "director": "推演现况", "white": "收件"},
}
REFUSALS = {
    "ja": "開いているターンはありません。",
    "zh-hant": "目前沒有進行中的回合。",
    "zh-hans": "目前没有进行中的回合。",
}
LANGUAGES = sorted(WORDS)


def speaking(client: Client, language: str) -> Client:
    """The browser after its person chose a language in the menu."""
    chosen = client.post("/i18n/setlang/", {"language": language, "next": "/"})
    assert chosen.status_code == 302
    return client


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_join_page(client: Client, language: str) -> None:
    text = page(speaking(client, language), "/")
    assert f'<html lang="{language}"' in text
    assert WORDS[language]["join"] in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "seat"),
    [("player", table.member("tokyo")), ("director", table.DIRECTOR), ("white", table.WHITE)],
)
def test_the_pages_of_seats(play: Play, language: str, kind: str, seat: str) -> None:
    client = speaking(play.sit(seat), language)
    landed = client.get(play.url(seat), follow=True)
    text = landed.content.decode()
    assert landed.status_code == 200
    assert f'<html lang="{language}"' in text
    assert WORDS[language][kind] in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_by_post_is_worded(play: Play, language: str) -> None:
    client = speaking(play.sit(table.DIRECTOR), language)
    answer = client.post(
        play.url(table.DIRECTOR, "cmd/end_turn/"),
        json.dumps({"key": "0123456789abcdef", "data": {}}),
        content_type="application/json",
        headers={"accept": "application/json"},
    )
    assert answer.status_code == 409
    assert (answer.json()["code"], answer.json()["detail"]) == ("NO_TURN", REFUSALS[language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_socket_speaks_the_language_of_its_page(language: str) -> None:
    assert _language(f"{settings.LANGUAGE_COOKIE_NAME}={language}", "en") == language
    assert _language("", f"{language},en;q=0.5") == language
    assert _language("", "") == "en"


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_scripts_get_their_words(client: Client, language: str) -> None:
    text = page(speaking(client, language), "/i18n/catalog.js")
    said = {"ja": "元に戻す", "zh-hant": "復原", "zh-hans": "撤销"}[language]
    assert f'"Undo": {json.dumps(said)}' in text
