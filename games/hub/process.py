"""The hub: all live sockets of one process, and how what happens reaches them."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any, cast, get_args
from weakref import WeakKeyDictionary

from django.conf import settings

from games import notify
from games.engine import audience
from games.engine.answers import Answer
from games.engine.commands import SeatCommand
from games.engine.ids import Audience, TeamId
from games.hub.chores import Chores
from games.hub.marks import Marks
from games.hub.peer import Peer
from games.hub.reading import Reading
from games.hub.room import Room, line_of
from games.hub.subscription import Subscription
from games.hub.writer import Answered, Done, Writer
from games.protocol import ByeCode, Draft, Resync
from games.services import presence

logger = logging.getLogger(__name__)

TICK_S = 1.0
COMPARE_TICKS = 3
"""With Redis up, how many ticks between comparisons with the heads of the logs; without it, each tick."""
ON_ITS_WAY_S = 0.2
"""How long a commit that was seen in the log may still be on its way as a notice."""
SITTINGS_TICKS = 5
EMPTY_TICKS = 60
"""How long an exercise without sockets is still followed."""

PAGE = 500
FAR = 5000
"""A client that missed more than this is told to fetch its pages instead."""
STUCK_S = 20.0
"""How long one page of a backlog may take to go out before the socket counts as stuck."""

BYE_CODES: frozenset[str] = frozenset(get_args(ByeCode))


class Hub:
    """One for each process. Everything but `hear` belongs to its event loop.

    `sockets` are all that were let in, `rooms` hold those of them that have said hello.
    """

    def __init__(self, url: str) -> None:
        self.reading = Reading()
        self.writer = Writer(self._take_own)
        self.subscription = Subscription(url, self._from_redis, self._compare_soon)
        self.sockets: set[Peer] = set()
        self.rooms: dict[str, Room] = {}
        self.marks = Marks(self.rooms, self.reading)
        self.chores = Chores(self.marks.pass_on_marks)
        self.closing = False
        self._opening: dict[str, asyncio.Task[Room]] = {}
        self._empty: dict[str, int] = {}
        self._heard: deque[notify.Notice] = deque()
        self._scheduled = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._ticks = 0

    # ---- life

    def start(self) -> None:
        """Begins to listen and to tick, in the running loop; a second call does nothing."""
        if self._loop is not None:
            return
        self._loop = asyncio.get_running_loop()
        self.writer.start()
        notify.listeners.append(self.hear)
        self.subscription.start()
        self._spawn(self._tick_on())

    async def stop(self) -> None:
        """Says good-bye to every socket, finishes what was accepted and lets go of everything."""
        self.say_restart()
        if self.hear in notify.listeners:
            notify.listeners.remove(self.hear)
        for task in tuple(self._tasks):
            task.cancel()
        for room in self.rooms.values():
            room.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.subscription.stop()
        await asyncio.to_thread(self._stop_threads)

    def say_restart(self) -> None:
        """Tells every socket that the server goes down and to come back in a moment."""
        self.closing = True
        for peer in tuple(self.sockets):
            peer.bye("restart")

    def _stop_threads(self) -> None:
        self.writer.stop()
        self.chores.stop()
        self.reading.stop()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # ---- what comes in

    def hear(self, notice: notify.Notice) -> bool:
        """A notice, from any thread, in the order in which that thread committed.

        True for one of the writer's: other processes are told of it when the sockets here have been.
        """
        if self.writer.keep(notice):
            return True
        self._heard.append(notice)
        if not self._scheduled and self._loop is not None:
            self._scheduled = True
            self._loop.call_soon_threadsafe(self._take_heard)
        return False

    def _take_heard(self) -> None:
        self._scheduled = False
        while self._heard:
            self._take(self._heard.popleft())

    def _take_own(self, done: Done) -> None:
        """A commit of the writer: those who sent its commands hear of it and are answered, then all others."""
        told = [
            (room, n)
            for n in done.notices
            if isinstance(n, notify.Commit) and (room := self.rooms.get(n.exercise))
        ]
        rooms = {room.exercise: room for room, _ in told}.values()
        asking = [peer for room in rooms for peer in room.asking]
        for peer in asking:
            peer.gather()
        try:
            for room, commit in told:
                room.take(commit, hold=True)
            done.answer()
        finally:
            for peer in asking:
                peer.let_go()
        for room in rooms:
            room.release()
        for notice in done.notices:
            notify.pass_on(notice)

    def _from_redis(self, message: bytes) -> None:
        try:
            notice = notify.decode(message)
        except ValueError:
            logger.warning(
                "a message on Redis is no notice of this server; was it written by another version?"
            )
            return
        if notice.origin != notify.PROCESS:
            self._take(notice)

    def _take(self, notice: notify.Notice) -> None:
        # A room that is still being opened is in `rooms` already, so that it misses nothing.
        room = self.rooms.get(notice.exercise)
        match notice:
            case notify.Commit() if room is not None:
                room.take(notice)
            case notify.DraftSaved() if room is not None:
                self._tell_draft(room, notice)
            case notify.Bye():
                self._dismiss(notice)

    def _dismiss(self, notice: notify.Bye) -> None:
        code = notice.code.lower()
        for peer in tuple(self.sockets):
            here = (peer.place.public_id, peer.place.seat) == (notice.exercise, notice.seat)
            if here and _is_out(peer, notice.generation):
                self._end(peer, cast(ByeCode, code) if code in BYE_CODES else "left")

    def _end(self, peer: Peer, code: ByeCode) -> None:
        if room := self.rooms.get(peer.place.public_id):
            room.leave(peer)
        peer.bye(code)

    def _tell_draft(self, room: Room, notice: notify.DraftSaved) -> None:
        team = TeamId(notice.team)
        for peer in tuple(room.members.get(audience.team(team), ())):
            if peer.place.spec.team == team:
                peer.say(Draft(notice.version, notice.edited_by))

    # ---- who is here

    def arrive(self, peer: Peer) -> None:
        """The socket was let in; it hears nothing before its hello."""
        self.sockets.add(peer)

    async def enter(self, peer: Peer) -> None:
        """The peer said hello: it hears its audiences from here on, first what it missed since its cursor.

        Raises whatever the database raises; the client will come again.
        """
        exercise = peer.place.public_id
        room = await self._room(exercise)
        room.join(peer)
        try:
            heads = await self.reading.entry(exercise, peer.place.seat)
            room.listen(peer, heads)
            if peer not in room.peers:
                return
            self._check_cursor(peer, heads)
            await self._read_backlog(room, peer)
        except BaseException:
            room.leave(peer)
            raise

    def leave(self, peer: Peer) -> None:
        """The socket is gone."""
        self.sockets.discard(peer)
        if room := self.rooms.get(peer.place.public_id):
            room.leave(peer)
        peer.outbox.close()

    def ask(self, peer: Peer, key: str, command: SeatCommand, answered: Answered) -> None:
        """Has a command of the peer's seat decided; `answered` is called when its frames are on their way."""
        place = peer.place
        room = self.rooms.get(place.public_id)
        peer.asked += 1
        if room is not None:
            room.asking.add(peer)

        def settled(answer: Answer) -> None:
            peer.asked -= 1
            if room is None:
                answered(answer)
                return
            if not peer.asked:
                room.asking.discard(peer)
            room.after_commits(lambda: answered(answer))

        self.writer.take(place.exercise_id, place.seat, key, command, settled)

    def crowd(self) -> int:
        """About how many sockets this process serves, rounded up to a hundred."""
        return -(-len(self.sockets) // 100) * 100

    def lost(self, peer: Peer) -> None:
        """A position was skipped on the way to a live peer: it reads the log again."""
        room = self.rooms.get(peer.place.public_id)
        if room is not None and peer in room.peers:
            self._spawn(self._read_again(room, peer))

    async def _read_again(self, room: Room, peer: Peer) -> None:
        try:
            await self._read_backlog(room, peer)
        except Exception:
            logger.exception("a socket cannot be caught up and is closed")
            peer.drop(peer)

    def _check_cursor(self, peer: Peer, heads: Mapping[Audience, int]) -> None:
        """A cursor that cannot be served is replaced by the head of the log, and the client told."""
        missed = {a: heads[a] - peer.cursor[a] for a in heads}
        is_ahead = any(n < 0 for n in missed.values())
        if is_ahead or sum(missed.values()) > FAR:
            peer.cursor.update(heads)
            peer.say(Resync("ahead" if is_ahead else "far", {str(a): str(n) for a, n in heads.items()}))

    async def _read_backlog(self, room: Room, peer: Peer) -> None:
        while True:
            peer.missed = False
            page = await self.reading.backlog(room.exercise, peer.cursor, PAGE)
            async with asyncio.timeout(STUCK_S):
                await peer.read(map(line_of, page))
            if len(page) < PAGE and peer.go_live():
                return

    async def _room(self, exercise: str) -> Room:
        opening = self._opening.get(exercise)
        if opening is None:
            opening = self._opening[exercise] = asyncio.get_running_loop().create_task(self._open(exercise))
        return await asyncio.shield(opening)

    async def _open(self, exercise: str) -> Room:
        room = self.rooms[exercise] = Room(exercise, self.reading)
        try:
            await self.subscription.follow(notify.CHANNEL.format(exercise=exercise))
            await room.open()
        except BaseException:
            self._forget(exercise)
            raise
        return room

    def _forget(self, exercise: str) -> None:
        self._opening.pop(exercise, None)
        self._empty.pop(exercise, None)
        room = self.rooms.pop(exercise, None)
        if room is not None:
            room.close()

    # ---- each second

    async def _tick_on(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self._ticks += 1
            self._spawn(self._guarded(self.chores.run))
            if not self.subscription.up or self._ticks % COMPARE_TICKS == 0:
                await self._guarded(self.compare)
            if self._ticks % SITTINGS_TICKS == 0:
                await self._guarded(self.check_sittings)
            if self._ticks % presence.EVERY_S == 0:
                self._spawn(self._guarded(self.note_presence))
            await self._guarded(self._close_empty)

    async def note_presence(self) -> None:
        """Notes which seats have a socket here, so that staff of any process see who is there."""
        seats = [(peer.place.exercise_id, peer.place.seat) for peer in self.sockets]
        if seats:
            await self.chores.threads.run(presence.note, seats)

    async def _guarded(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except Exception as problem:
            logger.warning("%s has to wait: %s", getattr(work, "__name__", "work"), type(problem).__name__)

    def _compare_soon(self) -> None:
        """Redis is (again) listened to: what was published before has to be read."""
        self._spawn(self._guarded(self.compare))

    async def compare(self) -> None:
        """Reads whatever of the logs has not come by notice.

        What was committed a moment ago is on its way here: on a busy server that is nearly always the case, and
        reading it from the log as well would hold up everybody.
        """
        if not self.rooms:
            return
        heads = await self.reading.heads(list(self.rooms))
        behind = [
            (room, head) for name, head in heads.items() if (room := self.rooms.get(name)) and room.seq < head
        ]
        if behind:
            await asyncio.sleep(ON_ITS_WAY_S)
        for room, head in behind:
            room.catch_up(head)

    async def check_sittings(self) -> None:
        """Closes sockets of sittings that have ended, should the notice of it have been lost."""
        exercises = {peer.place.public_id for peer in self.sockets}
        current = await self.reading.generations(exercises) if exercises else {}
        for peer in tuple(self.sockets):
            if _is_out(peer, current.get((peer.place.public_id, peer.place.seat), 0)):
                self._end(peer, "moved")

    async def _close_empty(self) -> None:
        for exercise, room in tuple(self.rooms.items()):
            if room.peers or room.seq < 0:
                self._empty.pop(exercise, None)
                continue
            self._empty[exercise] = self._empty.get(exercise, 0) + 1
            if self._empty[exercise] > EMPTY_TICKS:
                self._forget(exercise)
                with contextlib.suppress(OSError):
                    await self.subscription.leave(notify.CHANNEL.format(exercise=exercise))


def _is_out(peer: Peer, generation: int) -> bool:
    """Whether a newer sitting has ended the peer's. A facilitator uses a desk without sitting on it."""
    return not peer.place.facilitator and peer.place.generation < generation


hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()
"""The hub of each event loop; a server process has one."""


def hub_here() -> Hub:
    """The hub of the running loop, started if it was not."""
    loop = asyncio.get_running_loop()
    hub = hubs.get(loop)
    if hub is None:
        hub = hubs[loop] = Hub(settings.REDIS_URL)
        hub.start()
    return hub


def say_restart_here() -> None:
    """Tells the sockets of the running loop's hub that the server goes down."""
    hub = hubs.get(asyncio.get_running_loop())
    if hub is not None:
        hub.say_restart()


async def stop_here() -> None:
    """Stops the hub of the running loop, if there is one."""
    hub = hubs.pop(asyncio.get_running_loop(), None)
    if hub is not None:
        await hub.stop()
