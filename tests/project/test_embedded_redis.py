"""The server in Python answers as Redis does: random commands, subscriptions, waiting, Celery's needs."""

import asyncio
import random
import shutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
import redis.asyncio
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.conftest import OwnRedis, cannot_run
from tte.supervisor.redis_server import BUILT_IN, RedisProgram, find_program, is_recent, prepare

KEYS = ["a", "b", "c", "d"]
WORDS = [f"m{number}" for number in range(6)]
STEPS = 1500
ONCE = Retry(NoBackoff(), 0)


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnRedis]:
    running = OwnRedis(prepare(BUILT_IN, tmp_path_factory.mktemp("embedded")))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnRedis]:
    program = find_program()
    if program is BUILT_IN:
        cannot_run("no Redis to compare with: apt-get install redis-server")
    running = OwnRedis(prepare(program, tmp_path_factory.mktemp("real")))
    yield running
    running.stop()


class Commands:
    """A stream of commands such as kombu, redis-py and the hub send, chosen by a seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def one(self) -> list[Any]:
        pick: Any = self.chance.choice
        key, other, word = pick(KEYS), pick(KEYS), pick(WORDS)
        low, high = self.chance.randint(-6, 6), self.chance.randint(-6, 6)
        score, more = pick([1, 2, 2.5, -1]), pick([0, 1, 7])
        chosen: list[Any] = pick(
            [
                ["SET", key, word, *pick([[], ["NX"], ["XX"], ["EX", 100], ["PX", 100_000], ["KEEPTTL"]])],
                ["GET", key],
                ["DEL", key, other],
                ["EXISTS", key, other],
                ["TYPE", key],
                ["INCR", key],
                ["SETNX", key, word],
                ["MGET", key, other],
                ["EXPIRE", key, 100],
                ["PERSIST", key],
                ["TTL", key],
                ["HSET", key, word, "1", pick(WORDS), "2"],
                ["HGET", key, word],
                ["HDEL", key, word],
                ["HGETALL", key],
                ["HLEN", key],
                ["LPUSH", key, word, pick(WORDS)],
                ["RPUSH", key, word],
                ["LPOP", key],
                ["RPOP", key],
                ["LLEN", key],
                ["LRANGE", key, low, high],
                ["LREM", key, low, word],
                ["LTRIM", key, low, high],
                ["RPOPLPUSH", key, other],
                ["BRPOP", key, other, "0.01"],
                ["SADD", key, word, pick(WORDS)],
                ["SREM", key, word],
                ["SMEMBERS", key],
                ["SCARD", key],
                ["ZADD", key, *pick([[], ["NX"], ["XX"], ["GT"]]), score, word],
                ["ZREM", key, word],
                ["ZCARD", key],
                ["ZSCORE", key, word],
                ["ZRANGE", key, low, high, *pick([[], ["WITHSCORES"]])],
                ["ZRANGEBYSCORE", key, score, more, *pick([[], ["LIMIT", 0, 2]])],
                ["ZREVRANGEBYSCORE", key, more, score, *pick([[], ["WITHSCORES"]])],
                ["ZREMRANGEBYSCORE", key, score, more],
                ["BOGUS", key],
                ["GET"],
            ]
        )
        return chosen

    def group(self) -> list[list[Any]]:
        """One command, or a transaction, with a watched key that may have changed."""
        if self.chance.random() > 0.05:
            return [self.one()]
        key = self.chance.choice(KEYS)
        touched = [["SET", key, "x"]] if self.chance.random() < 0.5 else []
        inner = [
            command for command in (self.one(), self.one()) if command[0] in {"GET", "LPUSH", "ZCARD", "SET"}
        ]
        inner = [command for command in inner if len(command) > 1]
        return [["WATCH", key], *touched, ["MULTI"], *inner, ["EXEC"]]


def ask(connection: Any, command: list[Any]) -> Any:
    """The reply in a form that compares: errors by their first word, sets sorted."""
    connection.send_command(*command)
    try:
        return plain(connection.read_response())
    except redis.ResponseError as refusal:
        return plain(refusal)


def plain(reply: Any) -> Any:
    match reply:
        case Exception():
            return "error"
        case set() | frozenset():
            return sorted(map(plain, reply))
        case dict():
            return {plain(key): plain(value) for key, value in reply.items()}
        case list() | tuple():
            return [plain(item) for item in reply]
        case _:
            return reply


@pytest.mark.parametrize("protocol", [2, 3])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_commands_get_equal_replies(
    embedded: OwnRedis, real: OwnRedis, protocol: int, seed: int
) -> None:
    commands = Commands(seed)
    pools = [redis.ConnectionPool.from_url(one.url, protocol=protocol) for one in (embedded, real)]
    ours, theirs = (pool.get_connection() for pool in pools)
    for connection in (ours, theirs):
        ask(connection, ["FLUSHALL"])
    for _ in range(STEPS):
        for command in commands.group():
            answer, wanted = ask(ours, command), ask(theirs, command)
            if command[0] == "SMEMBERS" and isinstance(answer, list):
                answer, wanted = sorted(answer), sorted(wanted)
            assert answer == wanted, command
    for pool in pools:
        pool.disconnect()


def test_nobody_comes_in_without_the_password(embedded: OwnRedis) -> None:
    port = embedded.prepared.port
    with redis.Redis(port=port, protocol=2, retry=ONCE) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.get("a")
    with (
        redis.Redis(port=port, password="wrong", retry=ONCE) as guesser,
        pytest.raises(redis.AuthenticationError),
    ):
        guesser.get("a")


def test_bytes_that_are_no_command_end_only_their_own_connection(embedded: OwnRedis) -> None:
    with socket.create_connection(("127.0.0.1", embedded.prepared.port), timeout=5) as noise:
        noise.sendall(b"*1\r\nnonsense\r\n")
        noise.shutdown(socket.SHUT_WR)
        said = b"".join(iter(lambda: noise.recv(4096), b""))
        assert b"OK" not in said
    with redis.Redis.from_url(embedded.url) as client:
        assert client.ping()


@pytest.mark.asyncio
class TestWaiting:
    async def test_a_published_message_reaches_every_subscriber_in_order(self, embedded: OwnRedis) -> None:
        async with redis.asyncio.Redis.from_url(embedded.url) as client:
            listeners = [client.pubsub(), client.pubsub()]
            for listener in listeners:
                await listener.subscribe("tte:ex:1")
                await listener.get_message(timeout=5)
            sent = [f"{number}".encode() for number in range(200)]
            assert [await client.publish("tte:ex:1", message) for message in sent] == [2] * 200
            for listener in listeners:
                got = [await listener.get_message(timeout=5) for _ in sent]
                assert [message["data"] for message in got if message] == sent
                await listener.aclose()  # type: ignore[no-untyped-call]

    async def test_a_waiting_worker_is_served_when_something_comes(self, embedded: OwnRedis) -> None:
        async with redis.asyncio.Redis.from_url(embedded.url) as client:
            connections = len(await client.client_list())
            waiting = asyncio.ensure_future(client.brpop(["queue:1", "queue:2"], timeout=30))
            while len(await client.client_list()) == connections:
                await asyncio.sleep(0)
            await client.lpush("queue:2", "task")
            assert list(await waiting or []) == [b"queue:2", b"task"]

    async def test_a_waiting_worker_that_hangs_up_takes_nothing_with_it(self, embedded: OwnRedis) -> None:
        async with redis.asyncio.Redis.from_url(embedded.url) as client:
            connections = len(await client.client_list())
            reader, writer = await asyncio.open_connection("127.0.0.1", embedded.prepared.port)
            wait = b"*3\r\n$5\r\nBRPOP\r\n$7\r\nqueue:3\r\n$2\r\n30\r\n"
            writer.write(f"*2\r\n$4\r\nAUTH\r\n$32\r\n{embedded.prepared.password}\r\n".encode())
            # Once the first of two waits is answered, the second has begun.
            writer.write(wait + wait)
            await client.lpush("queue:3", "first")
            await reader.readuntil(b"first\r\n")
            writer.close()
            await writer.wait_closed()
            while len(await client.client_list()) > connections:
                await asyncio.sleep(0)
            await client.lpush("queue:3", "second")
            assert await client.llen("queue:3") == 1


def test_the_scripts_of_celery_run(embedded: OwnRedis) -> None:
    from celery import Celery

    app = Celery("embedded", broker=embedded.url)
    app.conf.task_ignore_result = True
    with app.connection_for_write() as connection:
        queue = connection.SimpleQueue("embedded")
        queue.put({"n": 1})
        message = queue.get(block=True, timeout=5)
        assert message.payload == {"n": 1}
        message.ack()
        queue.close()


class TestFinding:
    def test_a_server_on_path_is_first(self) -> None:
        found = shutil.which("redis-server")
        if found is None:
            cannot_run("no redis-server on PATH")
        assert found is not None
        assert find_program() == RedisProgram("redis-server", (found,))

    def test_then_one_out_of_a_wheel(self, tmp_path: Path) -> None:
        if sys.platform != "linux":
            cannot_run("a wheel with a Redis server is declared for this system only in part")
        program = find_program(lambda _: None)
        assert program.name.startswith("redis-server of the package ")
        running = OwnRedis(prepare(program, tmp_path))
        with redis.Redis.from_url(running.url) as client:
            assert client.ping()
        running.stop()

    def test_a_program_that_does_not_run_is_passed_over(self, tmp_path: Path) -> None:
        broken = tmp_path / "redis-server"
        broken.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        broken.chmod(0o700)
        assert not is_recent(str(broken))
        assert not is_recent(str(tmp_path / "absent"))

    def test_a_program_that_is_too_old_is_passed_over(self, tmp_path: Path) -> None:
        old = tmp_path / "redis-server"
        old.write_text("#!/bin/sh\necho 'Redis server v=5.0.14 sha=0'\n", encoding="utf-8")
        old.chmod(0o700)
        assert not is_recent(str(old))
        assert find_program(lambda _: str(old)) != RedisProgram("redis-server", (str(old),))

    def test_the_password_is_not_on_the_command_line(self, tmp_path: Path) -> None:
        prepared = prepare(BUILT_IN, tmp_path)
        assert prepared.password not in " ".join(prepared.argv)
        assert prepared.configuration_file.stat().st_mode & 0o077 == 0
