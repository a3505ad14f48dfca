"""The live wire against a running server: hello, backlog, live frames, receipts, who hears what."""

from collections.abc import Iterable

import msgspec
import pytest
from asgiref.sync import sync_to_async

from games import notify
from games.bots.console import Console
from games.engine import commands as c
from games.engine.ids import InjectId, SeatId, ThreadId
from games.engine.seatview import OwnMove
from games.models import Delivery
from games.services import drafts, seats
from tests import table
from tests.socket.conftest import Play, content, write_marks
from tests.socket.raw import raw

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]


def titles(console: Console) -> list[str]:
    return [console.view.items[item].title["en"] for item in console.view.feed]


async def test_a_backlog_comes_before_what_happens_next(play: Play) -> None:
    await play.must(table.CONTROLLER, c.FireInject(inject=InjectId("news")))
    console = await play.console("tokyo-lead")
    await console.until(lambda me: titles(me) == ["news title"])
    await play.must(table.CONTROLLER, c.FireInject(inject=InjectId("cable")))
    await console.until(lambda me: titles(me) == ["news title", "cable title"])


async def test_what_happens_while_the_backlog_is_read_is_neither_lost_nor_doubled(play: Play) -> None:
    for number in range(30):
        await play.submit("tokyo", f"before {number}")
    consoles = [await play.console("tokyo-lead") for _ in range(5)]
    for number in range(30):
        await play.submit("tokyo", f"after {number}")
    for console in consoles:
        await console.until(lambda me: len(me.view.moves) == 60)


async def test_the_receipt_follows_the_frames_of_the_command(play: Play) -> None:
    console = await play.console("tokyo-lead")
    for _ in range(5):
        receipt = await console.command("submit_move", content=content("Patrol"))
        assert receipt["ok"]
        assert receipt["data"]["move_id"] in console.view.moves


@pytest.mark.parametrize("takes", [True, False])
async def test_frames_and_receipt_come_as_one_message_to_a_client_that_takes_lines(
    play: Play, takes: bool
) -> None:
    """And as messages of their own to one that does not say so."""
    joined = []
    async with raw(play, "tokyo-lead") as socket:
        await socket.say({"t": "hello", "lines": takes})
        for number in range(5):
            key, asked = f"{number}" * 32, msgspec.to_builtins(content(f"move {number}"))
            await socket.say({"t": "cmd", "key": key, "kind": "submit_move", "data": {"content": asked}})
            messages: list[list[str]] = []
            while not messages or key not in messages[-1][-1]:
                messages.append(str(await socket.socket.recv()).split("\n"))
            joined.append('"move_filed"' in messages[-1][0])
            assert takes or all(len(each) == 1 for each in messages)
    # A receipt that had to wait for a commit that came late follows by itself.
    assert any(joined) is takes


async def test_the_same_key_gets_the_same_answer_and_acts_once(play: Play) -> None:
    console = await play.console("tokyo-lead")
    key = "k" * 32
    first = await console.command("submit_move", key=key, content=content())
    second = await console.command("submit_move", key=key, content=content())
    assert first == second
    assert len(console.view.moves) == 1


async def test_a_rule_of_the_game_is_refused_with_its_code(play: Play) -> None:
    console = await play.console("tokyo-member")
    receipt = await console.command("submit_move", content=content())
    assert (receipt["ok"], receipt["code"]) == (False, "NOT_LEAD")


async def test_a_lost_connection_is_taken_up_where_it_broke(play: Play) -> None:
    console = await play.console("tokyo-lead")
    for number in range(5):
        await play.submit("tokyo", f"one {number}")
        await console.blink()
        await play.submit("tokyo", f"two {number}")
    await console.until(lambda me: len(me.view.moves) == 10)
    assert console.connections == 6


async def test_only_the_entitled_hear_it(play: Play) -> None:
    tokyo = await play.console("tokyo-lead")
    beijing = await play.console("beijing-lead")
    guest = await play.console("guest")
    white = await play.console(table.WHITE)
    move = await play.submit("tokyo", "Utterly secret")
    await tokyo.until(lambda me: move in me.view.moves)
    await white.until(lambda me: move in me.texts[-1])
    for other in (beijing, guest):
        await other.ping()
        assert "Utterly secret" not in "".join(other.texts)
        assert move not in "".join(other.texts)


async def test_a_conversation_is_joined_live_by_its_parties_alone(play: Play) -> None:
    tokyo, washington, beijing = [
        await play.console(table.lead(t)) for t in ("tokyo", "washington", "beijing")
    ]
    member = await play.console(table.member("washington"))
    receipt = await tokyo.command(
        "open_thread", parties=["washington"], subject="Straits", text="Shall we talk?"
    )
    thread = receipt["data"]["thread"]
    room = f"room:{thread}"
    for listener in (tokyo, washington, member):
        await listener.until(lambda me: me.positions.get(room) == 1)
    await washington.command("send_message", thread=thread, text="Yes.")
    for listener in (tokyo, washington, member):
        await listener.until(lambda me: me.positions.get(room) == 2)
        kinds = [frame.frame.__struct_config__.tag for frame in listener.frames[-3:]]
        assert kinds == ["thread_started", "message_told", "message_told"]
    await beijing.ping()
    assert thread not in "".join(beijing.texts)


async def test_a_conversation_opened_while_away_is_read_from_its_beginning(play: Play) -> None:
    tokyo = await play.console(table.lead("tokyo"))
    washington = await play.console(table.lead("washington"))
    positions = dict(washington.positions)
    await washington.close()
    play.consoles.remove(washington)
    receipt = await tokyo.command("open_thread", parties=["washington"], subject="Straits", text="One")
    thread = ThreadId(receipt["data"]["thread"])
    await tokyo.command("send_message", thread=thread, text="Two")
    back = await play.console(table.lead("washington"), positions=positions)
    await back.until(lambda me: me.positions.get(f"room:{thread}") == 2)
    assert [message.text for message in back.view.talks[thread].messages] == ["One", "Two"]


async def test_a_cursor_from_another_log_is_answered_with_where_to_go_on(play: Play) -> None:
    console = await play.console("tokyo-lead", positions={"team:tokyo": 900, "public": 1})
    await console.until(lambda me: me.resyncs != [])
    assert console.resyncs[0]["reason"] == "ahead"
    await play.submit("tokyo")
    await console.until(lambda me: len(me.view.moves) == 1)


async def test_a_cursor_for_audiences_of_others_opens_nothing(play: Play) -> None:
    await play.submit("beijing", "Utterly secret")
    console = await play.console("tokyo-lead", positions={"team:beijing": 0, "white": 0})
    await console.ping()
    assert {frame.audience for frame in console.frames} <= {
        "public",
        "team:tokyo",
        "office:tokyo/head",
        "seat:tokyo-lead",
    }


async def test_delivered_and_opened_are_noted_for_what_was_told(play: Play) -> None:
    console = await play.console("tokyo-lead")
    await play.must(table.CONTROLLER, c.FireInject(inject=InjectId("cable")))
    await console.until(lambda me: titles(me) == ["cable title"])
    item = console.view.feed[0]
    await console.opened(item, "never-told")
    await console.ping()
    await sync_to_async(write_marks)()
    rows = [row async for row in Delivery.objects.filter(exercise=play.exercise)]
    assert [(row.seat, row.item, row.opened_at is not None) for row in rows] == [("tokyo-lead", item, True)]


async def test_an_item_that_was_told_before_the_server_started_can_be_opened(play: Play) -> None:
    await play.must(table.CONTROLLER, c.FireInject(inject=InjectId("cable")))
    console = await play.console("tokyo-lead")
    await console.until(lambda me: titles(me) == ["cable title"])
    item = console.view.feed[0]
    beijing = await play.console("beijing-lead")
    for one in (console, beijing):
        await one.opened(item)
        await one.ping()
    await sync_to_async(write_marks)()
    rows = [row async for row in Delivery.objects.exclude(opened_at=None)]
    assert [(row.seat, row.item) for row in rows] == [("tokyo-lead", item)]


async def test_a_saved_draft_is_announced_to_its_team_alone(play: Play) -> None:
    tokyo, beijing = await play.console("tokyo-lead"), await play.console("beijing-lead")

    def save() -> None:
        place = seats.joinable(play.exercise.pk, SeatId("tokyo-member"))
        assert isinstance(place, seats.Joinable)
        sitting = seats.take_seat({}, place, "t" * 16, consent=True)
        assert isinstance(sitting, seats.SeatPass)
        drafts.save_draft(sitting, 0, {"headline": "Half a thought"})

    await sync_to_async(save)()
    await tokyo.until(lambda me: me.drafts == [{"t": "draft", "version": 1, "edited_by": "tokyo-member"}])
    await beijing.ping()
    assert beijing.drafts == []


async def test_a_notice_that_was_lost_is_made_good_by_the_next(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = await play.console("tokyo-lead")
    with monkeypatch.context() as patch:
        patch.setattr(notify, "publish", lambda notice: None)
        await play.submit("tokyo", "unannounced")
    await play.submit("tokyo", "announced")
    await console.until(lambda me: len(me.view.moves) == 2)
    assert [m.content.headline for m in ordered(console)] == ["unannounced", "announced"]


async def test_a_notice_that_was_lost_is_made_good_without_another(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = await play.console("tokyo-lead")
    with monkeypatch.context() as patch:
        patch.setattr(notify, "publish", lambda notice: None)
        await play.submit("tokyo", "unannounced")
    await console.until(lambda me: len(me.view.moves) == 1)


async def test_a_notice_heard_twice_or_late_changes_nothing(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = await play.console("tokyo-lead")
    heard: list[notify.Notice] = []
    monkeypatch.setattr(notify, "listeners", [*notify.listeners, heard.append])
    for number in range(3):
        await play.submit("tokyo", f"move {number}")
    for notice in (*heard, *reversed(heard)):
        notify.publish(notice)
    await play.submit("tokyo", "last")
    await console.until(lambda me: len(me.view.moves) == 4)
    assert len(notify.listeners) > 1


def ordered(console: Console) -> Iterable[OwnMove]:
    return [console.view.moves[move] for move in console.view.move_order]


async def test_items_and_moves_of_others_leave_no_gap_and_no_global_number(play: Play) -> None:
    """What a seat is sent is the same whether or not others were busy meanwhile, byte for byte."""
    console = await play.console("tokyo-lead")
    await play.submit("tokyo", "first")
    await console.until(lambda me: len(me.view.moves) == 1)
    before = dict(console.positions)
    for number in range(20):
        await play.submit("beijing", f"hidden {number}")
    await console.ping()
    assert console.positions == before
    receipt = await console.command("submit_move", content=content("second"))
    assert console.positions == {**before, "team:tokyo": before["team:tokyo"] + 1}
    assert receipt["data"] == {"move_id": console.view.move_order[-1], "number": 2, "late": False}
    assert '"seq"' not in "".join(console.texts)
