"""Django's admin shows the machinery of play and changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from games.services import heartbeats
from tests.play.conftest import Run


@pytest.mark.parametrize("model", ["exercise", "timer", "heartbeat"])
def test_a_superuser_looks_and_cannot_touch(run: Run, admin_client: Any, model: str) -> None:
    heartbeats.alive("beat", run.now)
    page = admin_client.get(f"/admin/games/{model}/")
    assert page.status_code == 200
    assert {"exercise": run.exercise.public_id, "timer": "inject:news", "heartbeat": "beat"}[
        model
    ] in page.content.decode()
    assert admin_client.get(f"/admin/games/{model}/add/").status_code == 403


@pytest.mark.parametrize("model", ["loggedevent", "disclosure", "receipt", "seataccess", "draft"])
def test_what_was_said_and_how_to_get_in_is_not_there(run: Run, admin_client: Any, model: str) -> None:
    assert admin_client.get(f"/admin/games/{model}/").status_code == 404
