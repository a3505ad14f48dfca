"""The same on real sockets of a running server: backlog, live frames, receipts, drafts, good-byes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from random import Random
from secrets import token_hex
from typing import Any

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from django.test import Client
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from games import reads
from games.bots.console import Console
from games.engine.access import audiences_of
from games.engine.ids import SeatId
from games.services import deliveries
from tests import table
from tests.conftest import Site
from tests.secrecy.hands import Hands
from tests.secrecy.ledger import Account
from tests.secrecy.listening import log_at_debug
from tests.secrecy.looking import plain
from tests.secrecy.playing import begun
from tests.secrecy.prying import LEADS, same, targets
from tests.secrecy.twins import Setting, both_hands, setting
from tests.secrecy.world import PLAYERS, SEATED, Clock, World, make_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]
LEAD = table.lead("tokyo")


@dataclass
class Live:
    """An exercise on the running server, with the consoles that were opened on it."""

    site: Site
    world: World
    consoles: dict[str, Console] = field(default_factory=dict)

    def url(self, seat: str) -> str:
        return f"{self.site.ws_url}/ws/{self.world.public_id}/{seat}/"

    def headers(self, who: str) -> dict[str, str]:
        """The cookies of somebody's browser."""
        cookies = self.world.browsers[who].cookies
        return {"Cookie": "; ".join(f"{name}={cookie.value}" for name, cookie in cookies.items())}

    async def console(self, seat: str) -> Console:
        """The live connection of a seat, from the first frame on."""
        console = self.consoles[seat] = Console(self.url(seat), self.headers(seat))
        return await console.open()

    @asynccontextmanager
    async def raw(self, seat: str, who: str = "") -> AsyncIterator[ClientConnection]:
        """A socket that has said nothing yet."""
        given = self.headers(who or seat)
        async with connect(self.url(seat), additional_headers=given, compression=None) as socket:
            yield socket


@pytest_asyncio.fixture
async def live(site: Site, transactional_db: None, clock: Clock) -> AsyncIterator[Live]:
    """An exercise that has begun; time stands unless the test lets it pass."""
    world, _ = await sync_to_async(begun)(clock, 0)
    running = Live(site, world)
    yield running
    for console in running.consoles.values():
        await console.close()
    await sync_to_async(deliveries.flush)()


async def test_no_socket_carries_a_word_of_others(live: Live) -> None:
    world = live.world
    hands = Hands(world, Random(7), world.accounts[0], table.TEAMS, TOS, list(world.lines.values()))
    # A seat that somebody is sent away from loses its socket; `test_who_is_sent_away...` has that.
    hands.never = ("send_away",)
    with log_at_debug() as log:
        consoles = [await live.console(reader.name) for reader in SEATED]
        for _ in range(4):
            await sync_to_async(hands.play)(20)
            await asyncio.gather(*(console.blink() for console in consoles[::3]))
        for console in consoles:
            await console.ping()
        for lead in LEADS:
            await pry_live(live, lead)
        for reader in SEATED:
            await until_told(world, live.consoles[reader.name], reader.name)
            sent = "\n".join(live.consoles[reader.name].texts)
            world.check(reader.name, "socket", sent.encode())
    log.check()
    assert min(world.words_seen[reader.name] for reader in PLAYERS) > 20
    drafted = {reader.name for reader in SEATED if live.consoles[reader.name].drafts}
    assert drafted
    assert drafted <= {reader.name for reader in PLAYERS if hands.drafts.get(reader.team)}


TOS = ("public", "team:tokyo", "team:beijing", "office:tokyo/head", "seat:taipei-member", "white")


async def until_told(world: World, console: Console, seat: str) -> None:
    """Waits until everything a seat was told has come: word of a commit may arrive after its receipt."""
    told = await sync_to_async(positions)(world, seat)
    async with asyncio.timeout(20):
        while console.positions != told:
            await asyncio.sleep(0.02)


def positions(world: World, seat: str) -> dict[str, int]:
    """How far each audience of a seat has come, leaving out those that were told nothing."""
    heads = reads.heads(world.pk, audiences_of(world.state, SeatId(seat)))
    return {str(audience): position for audience, position in heads.items() if position}


async def pry_live(live: Live, who: str) -> None:
    """Ids of others in commands, and in word of what was opened, on one's own socket."""
    console = live.consoles[who]
    found = await sync_to_async(lambda: list(targets(live.world, who, Random(1))))()
    for kind, name, theirs, more in found[:12]:
        answers = [await console.command(kind, **{name: i}, **more) for i in (theirs, token_hex(8))]
        same(f"{kind} of {theirs}", *({**answer, "key": ""} for answer in answers))
    await console.opened(*(theirs for _, _, theirs, _ in found))
    await console.ping()


async def heard(socket: ClientConnection) -> list[dict[str, Any]]:
    """Everything that comes until the socket is closed."""
    found = []
    with suppress(ConnectionClosed):
        while True:
            found.append(table_of(await socket.recv()))
    return found


def table_of(text: str | bytes) -> dict[str, Any]:
    """A message as a mapping."""
    import msgspec

    return dict(msgspec.json.decode(text))


@pytest.mark.parametrize("how", ["sent away", "moved"])
async def test_who_is_sent_away_hears_bye_and_nothing_after_and_can_do_nothing(live: Live, how: str) -> None:
    """Also on a socket that never said hello, and so heard nothing yet."""
    async with live.raw(LEAD) as silent, live.raw(LEAD) as greeted:
        await greeted.send('{"t": "hello"}')
        while table_of(await greeted.recv())["t"] != "frame":
            pass
        secret = await sync_to_async(after_the_end)(live.world, how)
        said = await asyncio.wait_for(asyncio.gather(heard(silent), heard(greeted)), 20)
        for messages in said:
            assert [m["t"] for m in messages].count("bye") == 1
            assert messages[-1]["t"] == "bye"
            assert secret not in str(messages)
        for socket in (silent, greeted):
            assert socket.close_code in (4409, 4410)
    async with live.raw(LEAD) as again:
        command = '{"t": "cmd", "key": "%s", "kind": "raise_emergency"}' % ("k" * 20)
        with suppress(ConnectionClosed):
            await again.send('{"t": "hello"}')
            await again.send(command)
        messages = await heard(again)
    assert [m["t"] for m in messages] == ["bye"]
    assert await sync_to_async(lambda: live.world.state.emergency)() is None


def after_the_end(world: World, how: str) -> str:
    """Ends the sitting, then tells its team a secret; gives the secret. The first browser stays as it was."""
    if how == "moved":
        first = world.browsers[LEAD]
        world.sit(LEAD, browser=Client(), move=True)
        world.browsers[LEAD] = first
    else:
        address = f"/exercises/{world.public_id}/lobby/act/"
        world.browsers[table.DIRECTOR].post(address, {"act": "free", "seat": LEAD, "key": "e" * 20})
    secret = world.accounts[0].word("a notice after the end", "team:tokyo").text
    world.send(table.DIRECTOR, "send_notice", to=["team:tokyo"], title="News", text=secret)
    return secret


async def test_a_cookie_opens_the_sockets_of_its_own_seat_alone(live: Live) -> None:
    for who in ("beijing-lead", "guest", "display", table.WHITE, "outsider", "account", "boss", "elsewhere"):
        for seat in (LEAD, "evaluator", "display", table.DIRECTOR, "nobody"):
            if seat == who or (who == "boss" and seat not in (LEAD, "nobody")):
                continue
            async with AsyncExitStack() as stack:
                socket = await stack.enter_async_context(live.raw(seat, who))
                (bye,) = await heard(socket)
                assert (bye["t"], bye["code"]) == ("bye", "not_yours"), (who, seat)


async def test_a_cursor_that_cannot_be_served_names_no_conversation_under_way(live: Live) -> None:
    """Words to Taipei are on a slow line: until they arrive nothing may betray them."""
    words: dict[str, Any] = {"parties": ["taipei"], "subject": "Ships", "text": "Which ports?"}
    made = await sync_to_async(lambda: live.world.send(LEAD, "open_thread", **words))()
    assert made["data"]["on_its_way"]
    async with live.raw("taipei-lead") as socket:
        await socket.send('{"t": "hello", "cursor": {"public": 90000}}')
        while (message := table_of(await socket.recv()))["t"] != "resync":
            pass
    assert set(message["cursor"]) == {"public", "team:taipei", "office:taipei/head", "seat:taipei-lead"}


async def test_what_others_do_changes_no_byte_on_a_socket(
    site: Site, transactional_db: None, clock: Clock, ids_in_order: None
) -> None:
    of = setting("washington-lead")
    quiet = await live_twin(site, clock, of, busy=False)
    busy = await live_twin(site, clock, of, busy=True)
    assert len(quiet[0]) > 20
    assert quiet == busy


async def live_twin(site: Site, clock: Clock, of: Setting, *, busy: bool) -> tuple[list[bytes], list[Any]]:
    """Everything on the socket of a reader, in a quiet exercise or a busy one; drafts by themselves."""
    clock.now_ms = table.START
    hidden = Account("H")
    world = await sync_to_async(make_world)(clock, hidden=hidden)
    await sync_to_async(world.start)()
    mine, beside = both_hands(world, of, hidden, seed=3, busy=busy)
    running = Live(site, world)
    console = await running.console(of.reader.name)
    for _ in range(40):
        if busy:
            await sync_to_async(beside.play)(2)
        await sync_to_async(mine.act)()
        await sync_to_async(beside.settle)()
    await until_told(world, console, of.reader.name)
    await console.ping()
    await console.close()
    await sync_to_async(deliveries.flush)()
    frames = [text for text in console.texts if '"t":"draft"' not in text]
    return plain("\n".join(frames).encode()).split(b"\n"), console.drafts
