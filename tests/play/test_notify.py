"""What is told after commit: in order, to this process and the others, and never at the price of the move."""

from __future__ import annotations

from pathlib import Path

import pytest
import redis
from django.conf import settings

from games import notify
from games.engine.ids import Audience, SeatId
from tests.conftest import OwnRedis, start_redis

COMMIT = notify.Commit("ex", 3, 5, ((Audience("public"), 7, '{"a":"日本"}'),))
BYE = notify.Bye("ex", SeatId("tokyo-lead"), 2, "MOVED")
DRAFT = notify.DraftSaved("ex", "tokyo", 4, SeatId("tokyo-lead"))


@pytest.mark.parametrize("notice", [COMMIT, BYE, DRAFT])
def test_a_notice_arrives_as_it_was_sent_with_the_process_it_came_from(notice: notify.Notice) -> None:
    arrived = notify.decode(notify.encode(notice))
    assert type(arrived) is type(notice)
    assert arrived.origin == notify.PROCESS
    assert notify.encode(arrived) == notify.encode(notice)


@pytest.mark.parametrize(
    "message",
    [b"", b"\x00", b"nonsense", notify.encode(COMMIT)[:-3]],
    ids=["empty", "zero", "nonsense", "cut short"],
)
def test_anything_else_is_a_value_error(message: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # whatever msgspec says of it
        notify.decode(message)


def test_other_processes_hear_it_in_order(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client, client.pubsub() as heard:
        heard.subscribe(notify.CHANNEL.format(exercise="ex"))
        assert heard.get_message(timeout=5)
        for seq in range(1, 6):
            notify.publish(notify.Commit("ex", seq - 1, seq, ()))
        messages = [heard.get_message(timeout=5) for _ in range(5)]
    notices = [notify.decode(message["data"]) for message in messages if message]
    assert [notice.seq for notice in notices if isinstance(notice, notify.Commit)] == [1, 2, 3, 4, 5]


def test_a_listener_that_breaks_is_passed_over(notices: list[notify.Notice]) -> None:
    def breaking(notice: notify.Notice) -> None:
        raise ZeroDivisionError

    notify.listeners.insert(0, breaking)
    try:
        notify.publish(COMMIT)
    finally:
        notify.listeners.remove(breaking)
    assert notices == [COMMIT]


def test_without_redis_it_says_so_once_and_goes_on_when_it_is_back(
    own_redis: OwnRedis, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level("INFO")
    monkeypatch.setattr(settings, "REDIS_URL", own_redis.url)
    outlet = notify.Outlet()
    monkeypatch.setattr(notify, "RETRY_S", 0.0)
    outlet.send(COMMIT)
    assert caplog.records == []
    own_redis.stop()
    for _ in range(3):
        outlet.send(COMMIT)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    back = start_redis(own_redis.prepared)
    try:
        with redis.Redis.from_url(back.url) as client, client.pubsub() as heard:
            heard.subscribe(notify.CHANNEL.format(exercise="ex"))
            assert heard.get_message(timeout=5)
            outlet.send(COMMIT)
            assert heard.get_message(timeout=5)
    finally:
        back.stop()
        if outlet.client is not None:
            outlet.client.close()
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


def test_after_a_failure_it_does_not_keep_every_commit_waiting(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    outlet, tries = notify.Outlet(), []

    class Away:
        def publish(self, channel: str, message: bytes) -> None:
            tries.append(channel)
            raise redis.ConnectionError

    monkeypatch.setattr(outlet, "connected", Away)
    for _ in range(10):
        outlet.send(COMMIT)
    assert len(tries) == 1
