"""The settings of one exercise, on the page and on the command line."""

import re
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from games.engine.plan import Settings
from games.models import Exercise
from games.services.cache import state_of
from injects.models import Deck
from injects.tuning import SettingsForm, settings_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def facilitator(client: Client) -> Client:
    client.force_login(User.objects.create_user("fay"))
    client.get("/decks/exercise/")
    return client


def posted(client: Client, **fields: Any) -> Any:
    deck = Deck.objects.get(slug="long-strait")
    return client.post("/decks/exercise/", {"deck": deck.pk, "title": "Tuesday", **fields})


def test_an_exercise_is_played_as_its_facilitator_set_it(facilitator: Client) -> None:
    tuned = {"attribution": "chatham", "counsel": "no", "queue_amber": 2, "queue_red": 4, "duty_soon": 12}
    tuned["seed"] = " run 7 "
    answer = posted(facilitator, **tuned)
    assert answer.status_code == 302
    settings = state_of(Exercise.objects.get().pk).deck.settings
    assert settings == Settings(
        attribution="chatham",
        counsel=False,
        queue_amber_ms=120_000,
        queue_red_ms=240_000,
        duty_soon_ms=12 * 3_600_000,
        seed="run 7",
    )


def test_what_nobody_sets_is_as_usual(facilitator: Client) -> None:
    assert posted(facilitator).status_code == 302
    assert state_of(Exercise.objects.get().pk).deck.settings == Settings()


def test_red_before_amber_is_refused_and_nothing_is_made(facilitator: Client) -> None:
    answer = posted(facilitator, queue_amber=5, queue_red=3, idle_amber="soon")
    assert answer.status_code == 422
    assert "Red comes after amber: at least 5." in answer.content.decode()
    assert re.search(r'id="error-id_idle_amber"|id_idle_amber', answer.content.decode())
    assert not Exercise.objects.exists()


def test_the_form_starts_from_the_usual_settings() -> None:
    form = SettingsForm()
    given = {name: field.initial for name, field in form.fields.items() if field.initial is not None}
    bound = SettingsForm(given)
    assert bound.is_valid()
    assert bound.settings() == Settings()


def test_the_command_line_takes_settings_by_name() -> None:
    call_command(
        "create_exercise", "long-strait", "--set", "attribution=team", "counsel=false", stdout=StringIO()
    )
    settings = state_of(Exercise.objects.get().pk).deck.settings
    assert (settings.attribution, settings.counsel) == ("team", False)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("atribution=team", "is no setting"),
        ("counsel", "is no setting"),
        ("attribution=loud", "does not fit"),
        ("queue_red_ms=-", "does not fit"),
    ],
)
def test_a_wrong_setting_is_named(word: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        settings_of([word])
    with pytest.raises(CommandError, match=said):
        call_command("create_exercise", "long-strait", "--set", word, stdout=StringIO())
    assert not Exercise.objects.exists()
