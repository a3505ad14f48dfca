"""One exercise within a process, on a log in memory: whatever becomes of notices, each seat hears all."""

import asyncio
import random
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from games.engine.ids import Audience, SeatId
from games.engine.plan import SeatSpec
from games.hub import process
from games.hub.peer import Peer
from games.hub.process import Hub
from games.hub.reading import Reading
from games.hub.room import Room, Since, Told
from games.notify import Commit
from games.services.seats import SeatPass

PUBLIC, ROOM = Audience("public"), Audience("room:1")
TEAMS = (Audience("team:a"), Audience("team:b"))


class MemoryLog:
    """A log that rooms can read; each reading gives way to other tasks first."""

    def __init__(self) -> None:
        self.told: list[tuple[int, Told]] = []
        self.positions: dict[Audience, int] = {}
        self.seq = 0
        self.opened = False
        self.reads = 0
        self.away = False

    def commit(self, *audiences: Audience, opens: bool = False) -> Commit:
        """One event told to these audiences."""
        before, frames = self.seq, []
        self.seq += 1
        self.opened = self.opened or opens
        for audience in audiences:
            n = self.positions[audience] = self.positions.get(audience, 0) + 1
            kind = "thread_started" if opens else "notice_told"
            text = msgspec.json.encode(
                {"a": audience, "n": n, "kind": kind, "data": {"item": f"{audience}/{n}"}}
            )
            frames.append((audience, n, text.decode()))
        self.told += [(self.seq, frame) for frame in frames]
        return Commit("x", before, self.seq, tuple(frames))

    async def head(self, exercise: str) -> int:
        await asyncio.sleep(0)
        return self.seq

    async def since(self, exercise: str, seq: int) -> Since:
        self.reads += 1
        if self.away:
            raise OSError("the database is away")
        await asyncio.sleep(0)
        return Since(self.seq, [told for at, told in self.told if at > seq])

    async def audiences(self, exercise: str, seats: set[SeatId]) -> dict[SeatId, tuple[Audience, ...]]:
        await asyncio.sleep(0)
        rooms = (ROOM,) if self.opened else ()
        return {seat: (PUBLIC, Audience(f"team:{seat}"), *rooms) for seat in seats}

    async def backlog(self, exercise: str, cursor: Mapping[Audience, int], limit: int) -> list[Told]:
        await asyncio.sleep(0)
        return [told for _, told in self.told if told[1] > cursor.get(told[0], 1 << 60)][:limit]


class Heard:
    """A peer, and what was written to it."""

    def __init__(self, seat: str) -> None:
        self.got: list[tuple[str, int]] = []
        self.messages = 0
        self.items: list[str] = []
        self.lost = 0
        spec = SeatSpec(SeatId(seat), {}, "player")
        self.peer = Peer(
            SeatPass(1, "x", SeatId(seat), spec, 1),
            self.send,
            drop=lambda peer: None,
            on_item=lambda peer, item: self.items.append(item),
            on_lost=self.note_lost,
        )

    async def send(self, message: dict[str, Any]) -> None:
        self.messages += 1
        for line in message["text"].split("\n"):
            frame = msgspec.json.decode(line)
            self.got.append((frame["a"], frame["n"]))

    def note_lost(self, peer: Peer) -> None:
        self.lost += 1

    def positions(self, audience: Audience) -> list[int]:
        return [n for a, n in self.got if a == audience]


async def opened(log: MemoryLog, *seats: str) -> tuple[Room, list[Heard]]:
    """A room with live peers of these seats."""
    room = Room("x", log)
    await room.open()
    heard = [Heard(seat) for seat in seats]
    for one in heard:
        one.peer.claimed = {}
        room.join(one.peer)
        room.listen(one.peer, (PUBLIC, Audience(f"team:{one.peer.place.seat}")))
        assert one.peer.go_live()
    return room, heard


async def settle(room: Room) -> None:
    """Returns when the room has nothing left to do."""
    done = asyncio.Event()
    room.after_commits(done.set)
    await done.wait()


def whole(log: MemoryLog, one: Heard) -> bool:
    """Whether a peer heard everything it listens to, once, in the order of the log."""
    mine = {PUBLIC, Audience(f"team:{one.peer.place.seat}")} | ({ROOM} if log.opened else set())
    return one.got == [(a, n) for _, (a, n, _) in log.told if a in mine]


@pytest.mark.asyncio
async def test_commits_in_order_go_out_within_the_call() -> None:
    log = MemoryLog()
    room, (a, b) = await opened(log, "a", "b")
    room.known |= {PUBLIC, *TEAMS}
    room.take(log.commit(PUBLIC, TEAMS[0]))
    assert a.got == [("public", 1), ("team:a", 1)]
    assert b.got == [("public", 1)]
    assert log.reads == 0
    assert a.items == ["public/1", "team:a/1"]


@pytest.mark.asyncio
async def test_who_waits_for_an_answer_hears_first_and_once() -> None:
    log = MemoryLog()
    room, (a, b) = await opened(log, "a", "b")
    room.known |= {PUBLIC, *TEAMS}
    room.asking.add(a.peer)
    room.take(log.commit(PUBLIC, TEAMS[0]), hold=True)
    room.take(log.commit(PUBLIC), hold=True)
    assert whole(log, a)
    assert b.got == []
    room.release()
    assert whole(log, a)
    assert whole(log, b)
    assert a.items == ["public/1", "team:a/1", "public/2"]


@pytest.mark.asyncio
async def test_who_takes_lines_hears_of_several_events_in_one_message() -> None:
    log = MemoryLog()
    room, (a, b) = await opened(log, "a", "b")
    room.known |= {PUBLIC, *TEAMS}
    a.peer.lines = True
    room.take(log.commit(PUBLIC, *TEAMS), hold=True)
    room.take(log.commit(PUBLIC), hold=True)
    room.release()
    assert whole(log, a)
    assert whole(log, b)
    assert (a.messages, b.messages) == (1, 3)
    assert a.items == ["public/1", "team:a/1", "public/2"]


@pytest.mark.asyncio
async def test_a_commit_that_came_early_waits_for_the_one_before() -> None:
    log = MemoryLog()
    room, (a,) = await opened(log, "a")
    first, second = log.commit(PUBLIC), log.commit(PUBLIC)
    room.take(second)
    assert a.got == []
    room.take(first)
    await settle(room)
    assert whole(log, a)
    assert log.reads == 0


@pytest.mark.asyncio
async def test_a_notice_that_never_came_is_read_from_the_log() -> None:
    log = MemoryLog()
    room, (a,) = await opened(log, "a")
    log.commit(PUBLIC)
    room.take(log.commit(PUBLIC))
    await settle(room)
    assert whole(log, a)
    assert log.reads == 1


@pytest.mark.asyncio
async def test_a_stream_of_notices_does_not_put_off_the_reading_of_one_that_was_lost() -> None:
    log = MemoryLog()
    room, (a,) = await opened(log, "a")
    log.commit(PUBLIC)
    while not a.got:
        room.take(log.commit(PUBLIC))
        await asyncio.sleep(0.005)
    await settle(room)
    assert whole(log, a)


@pytest.mark.asyncio
async def test_a_database_that_is_away_is_asked_again_later(caplog: pytest.LogCaptureFixture) -> None:
    log = MemoryLog()
    room, (a,) = await opened(log, "a")
    log.commit(PUBLIC)
    log.away = True
    room.catch_up(log.seq)
    await settle(room)
    assert a.got == []
    assert "cannot catch up" in caplog.text
    log.away = False
    room.catch_up(log.seq)
    await settle(room)
    assert whole(log, a)


@pytest.mark.asyncio
async def test_a_receipt_waits_for_the_commits_before_it() -> None:
    log = MemoryLog()
    room, (a,) = await opened(log, "a")
    heard_before: list[int] = []
    room.take(log.commit(PUBLIC, ROOM, opens=True))
    room.after_commits(lambda: heard_before.append(len(a.got)))
    await settle(room)
    assert heard_before == [2]


@pytest.mark.asyncio
async def test_a_skipped_position_is_noticed_by_the_peer_itself() -> None:
    log = MemoryLog()
    room, (a,) = await opened(log, "a")
    log.commit(PUBLIC)
    room.seq = log.seq
    room.take(log.commit(PUBLIC))
    await settle(room)
    assert (a.lost, a.got, a.peer.live) == (1, [], False)


@pytest.mark.asyncio
async def test_frames_that_do_not_fit_while_a_backlog_is_read_are_read_as_well() -> None:
    log = MemoryLog()
    room, (a,) = await opened(log, "a")
    a.peer.live = False
    for _ in range(600):
        room.take(log.commit(PUBLIC))
    await settle(room)
    assert a.peer.missed
    assert not a.peer.go_live()


EVENTS = st.lists(
    st.tuples(
        st.sets(st.sampled_from((PUBLIC, *TEAMS)), min_size=1),
        st.sampled_from(("told", "lost", "late", "twice")),
        st.booleans(),
    ),
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(EVENTS, st.integers(0, 40), st.integers(0, 2**32))
def test_whatever_becomes_of_the_notices_every_seat_hears_all_of_it_in_order(
    events: list[tuple[set[Audience], str, bool]], opens_at: int, seed: int
) -> None:
    asyncio.run(play(events, opens_at, random.Random(seed)))


async def play(events: list[tuple[set[Audience], str, bool]], opens_at: int, chance: random.Random) -> None:
    log = MemoryLog()
    room, heard = await opened(log, "a", "b")
    heard[0].peer.lines = chance.random() < 0.5
    late: list[Commit] = []
    for index, (audiences, fate, yields) in enumerate(events):
        opens = index == opens_at
        told = sorted(audiences) + ([ROOM] if log.opened or opens else [])
        commit = log.commit(*told, opens=opens)
        if fate in ("told", "twice"):
            room.take(commit)
        if fate == "twice":
            room.take(commit)
        if fate == "late":
            late.append(commit)
        if late and chance.random() < 0.5:
            room.take(late.pop(chance.randrange(len(late))))
        if yields:
            await asyncio.sleep(0)
    for commit in late:
        room.take(commit)
    await settle(room)
    room.catch_up(log.seq)
    await settle(room)
    for one in heard:
        assert whole(log, one)


class Heads(Reading):
    """Tells how far the log of one exercise has come."""

    def __init__(self, log: MemoryLog) -> None:
        super().__init__()
        self.log = log

    async def heads(self, exercises: Iterable[str]) -> dict[str, int]:
        return dict.fromkeys(exercises, self.log.seq)


@pytest.mark.asyncio
@pytest.mark.parametrize("arrives", [True, False])
async def test_what_is_on_its_way_is_not_read_from_the_log_as_well(
    arrives: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, hub = MemoryLog(), Hub("redis://127.0.0.1:1/0")
    hub.reading = Heads(log)
    room, _ = await opened(log, "a")
    hub.rooms["x"] = room
    commit = log.commit(PUBLIC)
    if arrives:
        monkeypatch.setattr(process, "ON_ITS_WAY_S", 0.01)
        asyncio.get_running_loop().call_soon(room.take, commit)
    else:
        monkeypatch.setattr(process, "ON_ITS_WAY_S", 0.0)
    await hub.compare()
    await settle(room)
    assert room.seq == log.seq
    assert log.reads == (0 if arrives else 1)
