"""The way out to one socket, on a send that a test can hold up."""

import asyncio
from typing import Any

import pytest

from games.hub import outbox
from games.hub.outbox import Outbox

pytestmark = pytest.mark.asyncio


class Line:
    """A socket whose buffer a test fills and empties."""

    def __init__(self) -> None:
        self.free = asyncio.Event()
        self.free.set()
        self.sent: list[Any] = []
        self.broken = False
        self.stuck = 0

    async def send(self, message: Any) -> None:
        await self.free.wait()
        if self.broken:
            raise OSError("gone")
        self.sent.append(message.get("text", message.get("n")))

    def note(self) -> None:
        self.stuck += 1


def push(box: Outbox, *numbers: int, size: int = 10) -> None:
    for number in numbers:
        box.push({"n": number}, size)


async def test_a_socket_that_takes_its_frames_gets_them_within_the_call() -> None:
    line = Line()
    push(Outbox(line.send, line.note), 1, 2, 3)
    assert line.sent == [1, 2, 3]


async def test_a_slow_socket_gets_them_later_and_in_order() -> None:
    line = Line()
    box = Outbox(line.send, line.note)
    push(box, 1)
    line.free.clear()
    push(box, 2, 3, 4)
    assert line.sent == [1]
    line.free.set()
    push(box, 5)
    await box.gone()
    assert line.sent == [1, 2, 3, 4, 5]
    push(box, 6)
    assert line.sent[-1] == 6


async def test_a_socket_that_slows_down_again_and_again_keeps_the_order() -> None:
    line = Line()
    box = Outbox(line.send, line.note)
    for number in range(100):
        if number % 7 == 3:
            line.free.clear()
        push(box, number)
        if number % 7 == 5:
            line.free.set()
            await asyncio.sleep(0)
    line.free.set()
    push(box, 100)
    await box.gone()
    assert line.sent == list(range(101))


@pytest.mark.parametrize(("count", "size"), [(outbox.MAX_FRAMES + 5, 1), (5, outbox.MAX_BYTES)])
async def test_a_queue_that_is_full_ends_the_socket_once(count: int, size: int) -> None:
    line = Line()
    line.free.clear()
    box = Outbox(line.send, line.note)
    push(box, *range(count), size=size)
    line.free.set()
    await asyncio.sleep(0)
    assert (line.stuck, line.sent, box.closed, box.waiting) == (1, [], True, 0)


@pytest.mark.parametrize("slow", [False, True])
async def test_a_socket_that_fails_is_ended_once(slow: bool) -> None:
    line = Line()
    line.broken = True
    box = Outbox(line.send, line.note)
    if slow:
        line.free.clear()
    push(box, 1, 2)
    line.free.set()
    push(box, 3)
    await box.gone()
    assert (line.stuck, box.closed) == (1, True)


async def test_a_closed_outbox_sends_nothing_more() -> None:
    line = Line()
    line.free.clear()
    box = Outbox(line.send, line.note)
    push(box, 1, 2)
    box.close()
    line.free.set()
    await asyncio.sleep(0)
    push(box, 3)
    assert (line.sent, line.stuck) == ([], 0)


def say(box: Outbox, *texts: str) -> None:
    for text in texts:
        box.push({"type": "websocket.send", "text": text}, len(text))


async def test_what_is_gathered_leaves_as_one_message_of_a_text_a_line() -> None:
    line = Line()
    box = Outbox(line.send, line.note)
    box.gather()
    say(box, "a", "b", "c")
    assert line.sent == []
    box.let_go()
    say(box, "d")
    box.gather()
    say(box, "e")
    box.let_go()
    box.gather()
    box.let_go()
    assert line.sent == ["a\nb\nc", "d", "e"]


async def test_a_close_does_not_wait_for_what_is_gathered_and_comes_behind_it() -> None:
    line = Line()
    box = Outbox(line.send, line.note)
    box.gather()
    say(box, "a", "b")
    push(box, 1)
    box.let_go()
    assert line.sent == ["a\nb", 1]


async def test_a_message_of_many_texts_stays_small_enough_for_any_client() -> None:
    line = Line()
    box = Outbox(line.send, line.note)
    texts = [letter * 100_000 for letter in "abcde"]
    box.gather()
    say(box, *texts)
    box.let_go()
    assert "\n".join(line.sent).split("\n") == texts
    assert max(map(len, line.sent)) <= outbox.MAX_JOINED + len(texts)
    assert len(line.sent) < len(texts)


async def test_what_was_gathered_for_a_socket_that_is_gone_is_forgotten() -> None:
    line = Line()
    line.broken = True
    box = Outbox(line.send, line.note)
    box.gather()
    say(box, "a", "b")
    box.let_go()
    say(box, "c")
    assert (line.sent, line.stuck) == ([], 1)


async def test_who_gathers_within_a_gathering_sends_nothing_before_its_end() -> None:
    line = Line()
    box = Outbox(line.send, line.note)
    box.gather()
    say(box, "a")
    box.gather()
    say(box, "b")
    box.let_go()
    say(box, "c")
    assert line.sent == []
    box.let_go()
    assert line.sent == ["a\nb\nc"]
