"""What tte is measured beside: a bare ASGI broadcaster of moves, in memory or with a durable append.

`MODE=memory`: a move goes to the sockets of its room and is forgotten. `MODE=durable`: one row and one commit
for each move, its acknowledgement after the commit, the fan-out through Redis; this is the R of the tables.
Sockets are at `/room/<room>/<team>`; team 4 hears everything, the others what is public or their own.
"""

import asyncio
import json
import os
from typing import Any

import psycopg
from redis.asyncio import Redis

WHITE = 4
TABLES = """
CREATE TABLE IF NOT EXISTS bare_move (room int, seq bigint, mask int NOT NULL, body text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (room, seq));
CREATE TABLE IF NOT EXISTS bare_room (id int PRIMARY KEY, seq bigint NOT NULL)
"""
APPEND = """
WITH next AS (INSERT INTO bare_room (id, seq) VALUES (%s, 1)
              ON CONFLICT (id) DO UPDATE SET seq = bare_room.seq + 1 RETURNING seq)
INSERT INTO bare_move (room, seq, mask, body) SELECT %s, next.seq, %s, %s FROM next
"""
MISSED = "SELECT body FROM bare_move WHERE room = %s AND seq > %s AND mask >> %s & 1 = 1 ORDER BY seq"
CONNECTIONS = 4


class Rooms:
    """The sockets of each room and team."""

    def __init__(self) -> None:
        self.sends: dict[int, list[set[Any]]] = {}

    async def tell(self, room: int, mask: int, text: str) -> None:
        message = {"type": "websocket.send", "text": text}
        for team, sends in enumerate(self.sends.get(room, ())):
            if mask >> team & 1:
                for send in tuple(sends):
                    await send(message)


class Durable:
    """PostgreSQL and Redis."""

    async def start(self, rooms: Rooms) -> None:
        self.rooms = rooms
        self.free: asyncio.Queue[psycopg.AsyncConnection[Any]] = asyncio.Queue()
        for number in range(CONNECTIONS):
            connection = await psycopg.AsyncConnection.connect(os.environ["DATABASE_URL"], autocommit=True)
            if number == 0:
                await connection.execute(TABLES)
            self.free.put_nowait(connection)
        self.redis = Redis.from_url(os.environ["REDIS_URL"], socket_timeout=None)
        self.pubsub = self.redis.pubsub()
        await self.pubsub.psubscribe("room.*")
        self.pump = asyncio.create_task(self.forward())

    async def append(self, room: int, mask: int, text: str) -> None:
        connection = await self.free.get()
        try:
            await connection.execute(APPEND, (room, room, mask, text))
        finally:
            self.free.put_nowait(connection)
        await self.redis.publish(f"room.{room}", f"{mask}|{text}")

    async def missed(self, room: int, team: int, since: int) -> list[str]:
        """The moves after number `since` that a team may read."""
        connection = await self.free.get()
        try:
            rows = await (await connection.execute(MISSED, (room, since, team))).fetchall()
        finally:
            self.free.put_nowait(connection)
        return [body for (body,) in rows]

    async def forward(self) -> None:
        while True:
            message = await self.pubsub.get_message(ignore_subscribe_messages=True, timeout=None)
            if message is not None:
                mask, _, text = message["data"].decode().partition("|")
                await self.rooms.tell(int(message["channel"].decode()[5:]), int(mask), text)


rooms = Rooms()
durable = Durable() if os.environ.get("MODE") == "durable" else None


async def application(scope: Any, receive: Any, send: Any) -> None:
    """The ASGI application."""
    if scope["type"] == "lifespan":
        await receive()
        if durable is not None:
            await durable.start(rooms)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
    elif scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})
    else:
        await talk(scope["path"], receive, send)


async def talk(path: str, receive: Any, send: Any) -> None:
    """One socket."""
    _, _, number, team_number = path.split("/")
    room, team = int(number), int(team_number)
    await receive()
    await send({"type": "websocket.accept"})
    sends = rooms.sends.setdefault(room, [set() for _ in range(WHITE + 1)])[team]
    sends.add(send)
    tasks = set()
    try:
        while (message := await receive())["type"] == "websocket.receive":
            task = asyncio.create_task(take(room, team, message["text"], send))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
    finally:
        sends.discard(send)


async def take(room: int, team: int, text: str, send: Any) -> None:
    """One move: stored, told, acknowledged; or, of one who comes back, what was missed."""
    move = json.loads(text)
    if "since" in move and durable is not None:
        for body in await durable.missed(room, team, move["since"]):
            await send({"type": "websocket.send", "text": body})
        return
    mask = (1 << team | 1 << WHITE) if move["secret"] else (1 << WHITE + 1) - 1
    if durable is None:
        await rooms.tell(room, mask, text)
    else:
        await durable.append(room, mask, text)
    await send({"type": "websocket.send", "text": json.dumps({"ack": move["key"]})})
