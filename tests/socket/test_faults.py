"""Redis away, a client that does not read, a server that stops: nothing lost, doubled or held up."""

import asyncio
import socket as sockets
from collections.abc import Iterator

import pytest
from asgiref.sync import sync_to_async

from games.bots.console import Console
from games.engine.plan import Plan
from games.hub import outbox
from games.hub.process import hubs
from tests import table
from tests.conftest import OwnRedis, start_redis
from tests.settings import SCRATCH
from tests.socket.conftest import Play, a_move, begun, content, other_process
from tests.socket.raw import raw
from tests.socket.sites import own_site
from tte.supervisor import redis_server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]


@pytest.fixture
def own_redis() -> Iterator[OwnRedis]:
    running = start_redis(redis_server.prepare(redis_server.find_program(), SCRATCH / "own-redis"))
    yield running
    running.stop()


async def wait_for_moves(console: Console, count: int) -> None:
    await console.until(lambda me: len(me.view.moves) == count)


async def test_what_another_process_commits_arrives_through_redis(
    own_redis: OwnRedis, small_plan: Plan
) -> None:
    with own_site(own_redis.url) as server, other_process(own_redis.url) as other:
        play = await begun(server.site, small_plan)
        console = await play.console("tokyo-lead")
        for number in range(20):
            await sync_to_async(other.submit)(play.exercise, "tokyo-lead", a_move(f"elsewhere {number}"))
            await play.submit("tokyo", f"here {number}")
        await wait_for_moves(console, 40)
        headlines = [console.view.moves[m].content.headline for m in console.view.move_order]
        assert headlines == [f"{where} {n}" for n in range(20) for where in ("elsewhere", "here")]
        await console.close()


async def test_nothing_is_lost_while_redis_is_down_and_after_it_is_back(
    own_redis: OwnRedis, small_plan: Plan
) -> None:
    with own_site(own_redis.url) as server, other_process(own_redis.url) as other:
        play = await begun(server.site, small_plan)
        console = await play.console("tokyo-lead")

        async def from_elsewhere(number: int) -> None:
            await sync_to_async(other.submit)(play.exercise, "tokyo-lead", a_move(f"elsewhere {number}"))

        await from_elsewhere(1)
        await wait_for_moves(console, 1)
        own_redis.stop()
        await from_elsewhere(2)
        receipt = await console.command("submit_move", content=content("own"))
        assert receipt["ok"]
        await wait_for_moves(console, 3)
        again = start_redis(own_redis.prepared)
        try:
            for number in range(4, 24):
                await from_elsewhere(number)
            await wait_for_moves(console, 23)
        finally:
            again.stop()
        await console.close()


async def test_a_client_that_does_not_read_is_dropped_alone(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "MAX_BYTES", 512 * 1024)
    others = [await play.console(seat) for seat in ("tokyo-member", "evaluator", table.WHITE)]
    narrow = sockets.socket()
    narrow.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    await asyncio.get_running_loop().sock_connect(narrow, address_of(play))
    async with raw(play, "tokyo-lead", sock=narrow) as stuck:
        await stuck.say({"t": "hello"})
        await stuck.hear()
        stuck.socket.transport.pause_reading()
        before = len(play_hub_peers(play))
        count = 0
        while len(play_hub_peers(play)) == before:
            await play.submit("tokyo", f"long {count}", "長" * 9000)
            count += 1
            assert count < 1500, "the stuck client was never dropped"
        await play.submit("tokyo", "last")
        for console in others[:2]:
            await wait_for_moves(console, count + 1)
    back = await play.console("tokyo-lead")
    await wait_for_moves(back, count + 1)


def address_of(play: Play) -> tuple[str, int]:
    host, _, port = play.site.url.removeprefix("http://").partition(":")
    return host, int(port)


def play_hub_peers(play: Play) -> list[object]:
    """The sockets of this exercise, over all the hubs of this test process."""
    peers = [peer for hub in list(hubs.values()) for peer in tuple(hub.sockets)]
    return [peer for peer in peers if peer.place.public_id == play.exercise.public_id]


async def test_a_server_that_stops_says_so_and_its_clients_come_back(
    redis_url: str, small_plan: Plan
) -> None:
    port = redis_server.free_port()
    with own_site(redis_url, port) as server:
        play = await begun(server.site, small_plan)
        console = await play.console("tokyo-lead")
        await console.command("submit_move", content=content("before"))
        await sync_to_async(server.stop)()
        await console.until(lambda me: me.bye == "restart")
    with own_site(redis_url, port):
        await play.submit("tokyo", "after")
        await wait_for_moves(console, 2)
        assert console.connections >= 2
        await console.close()
