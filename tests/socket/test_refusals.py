"""What a socket may not say, and who may not have it: each is told so, and nobody else notices."""

from contextlib import suppress
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from websockets.exceptions import ConnectionClosed

from games.bots.console import Ended
from games.engine.answers import Accepted
from games.engine.ids import SeatId
from games.hub.process import SITTINGS_TICKS
from games.protocol import MAX_MESSAGE_BYTES
from games.services import exercises, seats
from tests import table
from tests.socket.conftest import Play, content, sit
from tests.socket.raw import Raw, raw

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]

KEY = "k" * 20


@pytest.mark.parametrize(
    ("said", "code", "key"),
    [
        ("{", "BAD_JSON", ""),
        ("[" * 100_00, "BAD_MESSAGE", ""),
        (b"\x00\x01", "BAD_JSON", ""),
        ({"t": "shout"}, "BAD_MESSAGE", ""),
        ({"t": "cmd", "key": KEY, "kind": "submit_move", "data": {}, "seat": "director"}, "BAD_MESSAGE", KEY),
        ({"t": "cmd", "key": "short", "kind": "submit_move", "data": {}}, "BAD_MESSAGE", "short"),
        ({"t": "cmd", "key": KEY, "kind": "sumbit_move", "data": {}}, "BAD_COMMAND", KEY),
        ({"t": "cmd", "key": KEY, "kind": "tick", "data": {}}, "BAD_COMMAND", KEY),
        (
            {"t": "cmd", "key": KEY, "kind": "submit_move", "data": {"content": {"text": 1}}},
            "BAD_COMMAND",
            KEY,
        ),
        ({"t": "cmd", "key": KEY, "kind": "submit_move", "data": {"kind": "end_turn"}}, "BAD_COMMAND", KEY),
        ({"t": "cmd", "key": KEY, "kind": "x", "data": {"a": "あ" * MAX_MESSAGE_BYTES}}, "TOO_LARGE", KEY),
        ({"t": "opened", "ids": ["x"] * 201}, "BAD_MESSAGE", ""),
    ],
)
async def test_a_bad_message_is_refused_and_the_socket_stays(
    play: Play, said: Any, code: str, key: str
) -> None:
    async with raw(play, "tokyo-lead") as socket:
        refusal = await socket.ask(said)
        assert (refusal["ok"], refusal["code"], refusal["key"]) == (False, code, key)
        assert refusal["detail"]
        assert (await accepted(socket))["ok"]


async def accepted(socket: Raw) -> dict[str, Any]:
    return await socket.ask(
        {"t": "cmd", "key": "z" * 20, "kind": "submit_move", "data": {"content": content()}}
    )


async def test_an_unknown_command_is_answered_with_the_nearest(play: Play) -> None:
    async with raw(play, "tokyo-lead") as socket:
        refusal = await socket.ask({"t": "cmd", "key": KEY, "kind": "sumbit_move"})
        assert "submit_move" in refusal["detail"]


async def test_hello_is_said_once(play: Play) -> None:
    async with raw(play, "tokyo-lead") as socket:
        await socket.say({"t": "hello"})
        assert (await socket.hear())["t"] == "welcome"
        assert (await socket.ask({"t": "hello"}))["code"] == "BAD_MESSAGE"


async def test_a_flood_is_refused_and_the_socket_stays(play: Play, settings: Any) -> None:
    settings.TTE_SOCKET_RATE = 5
    async with raw(play, "tokyo-lead") as socket:
        for _ in range(25):
            await socket.say({"t": "ping", "at": 1})
        heard = [await socket.hear() for _ in range(25)]
        assert {m["t"] for m in heard} == {"pong", "receipt"}
        assert {m["code"] for m in heard if m["t"] == "receipt"} == {"RATE"}


async def closed(socket: Raw) -> tuple[str, int]:
    """What the server says last, and the code it closes with."""
    said = []
    with suppress(ConnectionClosed):
        while True:
            said.append(await socket.hear())
    byes = [message["code"] for message in said if message["t"] == "bye"]
    assert socket.socket.close_code is not None
    return "".join(byes), socket.socket.close_code


async def test_a_session_of_another_seat_is_turned_away(play: Play) -> None:
    cookie = await play.cookie("beijing-lead")
    async with raw(play, "tokyo-lead", cookie) as socket:
        assert await closed(socket) == ("not_yours", 4403)


@pytest.mark.parametrize("cookie", ["", "sessionid=nonsense"])
async def test_a_stranger_is_turned_away(play: Play, cookie: str) -> None:
    async with raw(play, "tokyo-lead", cookie) as socket:
        assert await closed(socket) == ("not_yours", 4403)


async def test_a_seat_of_another_exercise_is_turned_away(play: Play, small_plan: Any) -> None:
    other = await sync_to_async(exercises.create)(small_plan, "Other")
    cookie = await sync_to_async(sit)(other, "tokyo-lead")
    async with raw(play, "tokyo-lead", cookie) as socket:
        assert await closed(socket) == ("not_yours", 4403)


async def test_a_seat_that_does_not_exist_is_turned_away(play: Play) -> None:
    async with raw(play, "nobody", await play.cookie("tokyo-lead")) as socket:
        assert await closed(socket) == ("not_yours", 4403)


async def test_a_moved_seat_closes_on_the_device_before(play: Play) -> None:
    console = await play.console("tokyo-lead")
    await console.ping()
    cookie = await sync_to_async(sit)(play.exercise, "tokyo-lead", move=True)
    with pytest.raises(Ended, match="moved"):
        await console.until(lambda me: False)
    async with raw(play, "tokyo-lead", cookie) as socket:
        assert (await accepted(socket))["ok"]
    async with raw(play, "tokyo-lead") as socket:
        assert await closed(socket) == ("not_yours", 4403)


async def test_an_ejected_seat_closes(play: Play) -> None:
    console = await play.console("tokyo-lead")
    await console.ping()
    await sync_to_async(eject)(play, "tokyo-lead")
    with pytest.raises(Ended, match="ejected"):
        await console.until(lambda me: False)


async def test_an_ejected_seat_that_never_said_hello_cannot_act(play: Play) -> None:
    async with raw(play, "tokyo-lead") as socket:
        assert (await accepted(socket))["ok"]
        await sync_to_async(eject)(play, "tokyo-lead")
        assert await closed(socket) == ("ejected", 4410)


def eject(play: Play, seat: str) -> None:
    place = seats.joinable(play.exercise.pk, SeatId(table.DIRECTOR))
    assert isinstance(place, seats.Joinable)
    director = seats.take_seat({}, place, "d" * 16, consent=True)
    assert isinstance(director, seats.SeatPass)
    assert isinstance(seats.eject(director, SeatId(seat), "e" * 16), Accepted)


async def test_a_seat_closes_even_when_the_notice_of_it_was_lost(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = await play.console("tokyo-lead")
    await console.ping()
    with monkeypatch.context() as patch:
        patch.setattr("games.notify.publish", lambda notice: None)
        await sync_to_async(eject)(play, "tokyo-lead")
    with pytest.raises(Ended):
        await console.until(lambda me: False, seconds=4 * SITTINGS_TICKS)


async def test_the_facilitator_keeps_a_desk_when_somebody_sits_down_there(play: Play) -> None:
    def facilitator() -> str:
        user = User.objects.create_superuser("boss", "boss@example.org", "secret-enough")
        session = SessionStore()
        session["_auth_user_id"] = str(user.pk)
        session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
        session["_auth_user_hash"] = user.get_session_auth_hash()
        session.save()
        return f"sessionid={session.session_key}"

    play.cookies[table.DIRECTOR] = await sync_to_async(facilitator)()
    console = await play.console(table.DIRECTOR)
    await console.ping()
    await sync_to_async(sit)(play.exercise, table.DIRECTOR)
    await play.submit("tokyo")
    await console.until(lambda me: "move_submitted" in me.texts[-1])
