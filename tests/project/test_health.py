"""Readiness: every part is judged, and a part that is missing says what to do."""

import json
import time
from typing import Any

import pytest

from games.models import Heartbeat
from games.services.heartbeats import STALE_MS
from tests.conftest import OwnRedis
from tte import health
from tte.command_line import run

NOW = 1_800_000_000_000


@pytest.mark.parametrize(
    ("seen", "ok", "said"),
    [
        (NOW - 1, True, ""),
        (NOW - STALE_MS, True, ""),
        (NOW - STALE_MS - 1, False, "has stopped"),
        (NOW + 5_000, True, ""),
        (None, False, "has not started"),
    ],
)
def test_a_process_is_dead_after_a_silence(seen: int | None, ok: bool, said: str) -> None:
    life = health.life_of("beat", seen, NOW)
    assert life["ok"] is ok
    assert said in life.get("detail", "")


@pytest.mark.django_db
class TestReady:
    @pytest.fixture(autouse=True)
    def alive(self) -> None:
        """Beat and the worker have just given a sign of life."""
        for name in health.TIMER_PROCESSES:
            Heartbeat.objects.update_or_create(name=name, defaults={"at": time.time_ns() // 1_000_000})

    def test_with_everything_there(self, client: Any) -> None:
        answer = client.get("/readyz")
        assert answer.status_code == 200, answer.content
        assert answer.json()["ready"] is True

    def test_not_without_redis(self, client: Any, settings: Any, own_redis: OwnRedis) -> None:
        settings.REDIS_URL = own_redis.url
        assert client.get("/readyz").status_code == 200
        own_redis.stop()
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert "REDIS_URL" in answer.json()["checks"]["redis"]["detail"]
        assert own_redis.prepared.password not in answer.content.decode()

    def test_not_when_beat_fell_silent(self, client: Any) -> None:
        Heartbeat.objects.filter(name="beat").update(at=1)
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert [name for name, check in answer.json()["checks"].items() if not check["ok"]] == ["beat"]

    def test_a_probe_needs_no_host_name_or_session(self, client: Any) -> None:
        answer = client.get("/healthz", headers={"host": "10.1.2.3"})
        assert (answer.status_code, answer.json(), answer.cookies) == (200, {"status": "ok"}, {})

    def test_the_command_says_the_same(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["ready", "database", "beat"]) == 0
        assert set(json.loads(capsys.readouterr().out)) == {"database", "beat"}
        Heartbeat.objects.filter(name="beat").update(at=1)
        assert run(["ready", "beat"]) == 1
        assert run(["ready", "database"]) == 0

    def test_the_command_knows_its_checks(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["ready", "databse"]) == 2
        assert "no check databse" in capsys.readouterr().err
