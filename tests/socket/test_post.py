"""The same commands by POST: one key is one command, whichever way it came."""

from typing import Any

import msgspec
import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from games.services import state_of
from tests import table
from tests.socket.conftest import Play, content

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]

KEY = "p" * 20


async def browser(play: Play, seat: str, **how: Any) -> Client:
    """A browser that holds the seat."""
    client = Client(**how)
    client.cookies.load({"sessionid": (await play.cookie(seat)).partition("=")[2]})
    return client


async def post(client: Client, play: Play, seat: str, kind: str, data: Any, **how: Any) -> Any:
    url = f"/x/{play.exercise.public_id}/{seat}/cmd/{kind}/"
    return await sync_to_async(client.post)(url, data, **how)


async def test_a_key_used_on_the_socket_gets_the_same_answer_by_post(play: Play) -> None:
    console = await play.console("tokyo-lead")
    first = await console.command("submit_move", key=KEY, content=content())
    client = await browser(play, "tokyo-lead")
    form = {"key": KEY, "content.headline": "We act", "content.text": "We do it."}
    second = await post(
        client, play, "tokyo-lead", "submit_move", form, headers={"Accept": "application/json"}
    )
    assert second.status_code == 200
    assert msgspec.json.decode(second.content) == first
    assert len((await sync_to_async(state_of)(play.exercise.pk)).moves) == 1


async def test_what_is_posted_reaches_the_sockets(play: Play) -> None:
    console = await play.console("tokyo-member")
    client = await browser(play, "tokyo-lead")
    form = {
        "content.headline": "By hand",
        "content.text": "We do it.",
        "content.because[]": ["one", "", "two"],
    }
    answer = await post(client, play, "tokyo-lead", "submit_move", form)
    assert (answer.status_code, answer.url) == (302, f"/x/{play.exercise.public_id}/tokyo-lead/")
    await console.until(lambda me: len(me.view.moves) == 1)
    (move,) = console.view.moves.values()
    assert (move.content.headline, move.content.because) == ("By hand", ("one", "two"))


async def test_a_json_body_is_taken_as_well(play: Play) -> None:
    client = await browser(play, "tokyo-lead")
    body = {"key": KEY, "data": {"content": content()}}
    answer = await post(
        client,
        play,
        "tokyo-lead",
        "submit_move",
        body,
        content_type="application/json",
        headers={"Accept": "application/json"},
    )
    assert msgspec.json.decode(answer.content)["ok"]


async def test_types_come_from_the_command_not_from_looks(play: Play) -> None:
    client = await browser(play, table.DIRECTOR)
    answer = await post(client, play, table.DIRECTOR, "set_rate", {"rate": "60000"})
    assert answer.status_code == 302
    assert (await sync_to_async(state_of)(play.exercise.pk)).clock.rate == 60_000


@pytest.mark.parametrize(
    ("kind", "data", "code"),
    [
        ("sumbit_move", {}, "BAD_COMMAND"),
        ("tick", {}, "BAD_COMMAND"),
        ("submit_move", {"key": "short"}, "BAD_KEY"),
        ("submit_move", {"content.headline": "x"}, "BAD_COMMAND"),
        ("set_rate", {"rate": "1000"}, "FORBIDDEN"),
    ],
)
async def test_a_refusal_says_why(play: Play, kind: str, data: dict[str, str], code: str) -> None:
    client = await browser(play, "tokyo-lead")
    answer = await post(client, play, "tokyo-lead", kind, data, headers={"Accept": "application/json"})
    said = msgspec.json.decode(answer.content)
    assert (answer.status_code, said["ok"]) == (409, False)
    assert said["code"] == code
    assert said["detail"]


async def test_a_browser_that_does_not_hold_the_seat_is_refused(play: Play) -> None:
    client = await browser(play, "beijing-lead")
    answer = await post(client, play, "tokyo-lead", "submit_move", {}, headers={"Accept": "application/json"})
    assert (answer.status_code, msgspec.json.decode(answer.content)["code"]) == (403, "SIGNED_OUT")
    assert (await post(client, play, "tokyo-lead", "submit_move", {})).status_code == 302
    assert not (await sync_to_async(state_of)(play.exercise.pk)).moves


async def test_a_form_of_another_site_is_refused(play: Play) -> None:
    client = await browser(play, "tokyo-lead", enforce_csrf_checks=True)
    form = {"content.headline": "We act", "content.text": "We do it."}
    assert (await post(client, play, "tokyo-lead", "submit_move", form)).status_code == 403
    assert not (await sync_to_async(state_of)(play.exercise.pk)).moves


async def test_a_form_leads_back_to_its_page_and_nowhere_else(play: Play) -> None:
    client = await browser(play, "tokyo-lead")
    for following, leads_to in (("/x/there/", "/x/there/"), ("https://example.org/", None)):
        form = {"next": following, "content.headline": "We act", "content.text": "We do it."}
        answer = await post(client, play, "tokyo-lead", "submit_move", form)
        assert answer.url == (leads_to or f"/x/{play.exercise.public_id}/tokyo-lead/")
