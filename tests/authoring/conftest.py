"""A small deck, its draft, and two authors."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

from injects import drafts
from injects.authoring.texts import DeckText, open_text
from injects.models import Draft

SMALLEST = (Path(__file__).parents[1] / "deck" / "good" / "smallest.yaml").read_text(encoding="utf-8")
SHIPPED = sorted((Path(__file__).parents[2] / "injects" / "decks").glob("*.yaml"))


@pytest.fixture
def deck() -> DeckText:
    return open_text(SMALLEST)


@pytest.fixture
def sato(db: None) -> User:
    return User.objects.create_user("sato", password="a long one for tests")


@pytest.fixture
def tanaka(db: None) -> User:
    return User.objects.create_user("tanaka", password="a long one for tests")


@pytest.fixture
def draft(sato: User, tanaka: User) -> Draft:
    """A draft of the small deck that both may write in."""
    begun = drafts.start(SMALLEST, sato)
    begun.authors.add(tanaka)
    return begun


@pytest.fixture
def page(client: Client, sato: User) -> Client:
    client.force_login(sato)
    return client


@pytest.fixture
def other(tanaka: User) -> Client:
    client = Client()
    client.force_login(tanaka)
    return client
