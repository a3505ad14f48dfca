"""What can be measured: each part starts what it needs, measures, and gives rows for the table."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import uvloop

from bench import catching, linting, load
from bench.load import Exercise, Game, Outcome, Room
from bench.stack import ROOT, Kind, Stack, every_core, stack, used, wait_for
from tte.supervisor.redis_server import free_port

Row: TypeAlias = dict[str, Any]
T = TypeVar("T")

SHAPES = {"1x12": (1, 12), "1x48": (1, 48), "1x200": (1, 200), "25x12": (25, 12), "100x12": (100, 12)}
"""Exercises and seats in each."""
QUIET_SHAPES = ("1x12", "1x48", "1x200", "25x12")
FULL_SHAPES = ("1x48", "1x200", "100x12")
"""Those of latency and those of the highest rate, unless others are asked for."""
GENTLE = 20.0
"""Moves a second at which latency is measured; real exercises make about one."""
TOO_LATE_MS = 250.0
STEP = 1.25
BARE = ("memory", "durable")


@dataclass(frozen=True)
class Wishes:
    """How long and how often: `seconds` of load for each figure, minutes of silence, which stacks."""

    seconds: float
    idle_minutes: float
    kinds: Sequence[Kind]
    shapes: Sequence[str] | None
    repeats: int


def in_loop(work: Callable[[], Awaitable[T]]) -> T:
    """Runs the load on its core, in a loop of the kind that the server has."""
    return uvloop.run(work())  # type: ignore[arg-type]  # a coroutine, in every use


@contextmanager
def tte(kind: Kind, *, timers: bool = False) -> Iterator[Stack]:
    """A running server."""
    with stack(kind) as running:
        running.web()
        if timers:
            running.timers()
        yield running


@contextmanager
def bare(running: Stack, mode: str) -> Iterator[str]:
    """The bare broadcaster beside a stack, on its database and Redis; its address."""
    port = free_port()
    running.environment["MODE"] = mode
    flags = ["--log-level=warning", "--ws=websockets-sansio", "--ws-per-message-deflate=false"]
    process = running.run(mode, "uvicorn", "bench.bare:application", f"--port={port}", *flags)
    wait_for(f"http://127.0.0.1:{port}/", process)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
        del running.processes[mode]


def prepared(running: Stack, count: int, size: int, *more: int) -> list[dict[str, Any]]:
    """Exercises with everybody seated."""
    return list(json.loads(running.ask("bench.prepare", *map(str, (count, size, *more)))))


async def opened(url: str, made: Sequence[dict[str, Any]], mode: str) -> list[Game]:
    """All sockets of the exercises, on tte or on a bare broadcaster."""
    if mode == "tte":
        return [await Exercise.open(url, each) for each in made]
    return [await Room.open(url, number, each) for number, each in enumerate(made)]


def hang_up(games: Sequence[Game]) -> None:
    """Closes the sockets."""
    for game in games:
        for wire in game.sockets:
            wire.transport.abort()


# Latency, throughput ---------------------------------------------------------------------------------------


def latency(wishes: Wishes) -> list[Row]:
    """Time to the receipt and to the last seat entitled, at a gentle rate, for several sizes."""
    rows = []
    for kind in wishes.kinds:
        for shape in wishes.shapes or QUIET_SHAPES:
            exercises, size = SHAPES[shape]
            with ExitStack() as open_now:
                running = open_now.enter_context(tte(kind))
                made = prepared(running, exercises, size)
                servers = beside(open_now, running, kind)
                # In turn, again and again, so that whatever else the machine does befalls all alike.
                rounds = [
                    {mode: gently(running, url, made, mode, wishes) for mode, url in servers.items()}
                    for _ in range(wishes.repeats)
                ]
                where = {"stack": kind, "shape": shape}
                rows += [{**where, "server": mode, **best([one[mode] for one in rounds])} for mode in servers]
    return compared(
        rows, ("stack", "shape"), ("ack_p50", "ack_p95", "ack_p99", "last_p50", "last_p95", "last_p99")
    )


def beside(open_now: ExitStack, running: Stack, kind: Kind) -> dict[str, str]:
    """tte itself, and on PostgreSQL the bare broadcasters too: the address of each."""
    modes = BARE if kind == "production" else ()
    return {"tte": running.url} | {mode: open_now.enter_context(bare(running, mode)) for mode in modes}


def gently(running: Stack, url: str, made: Sequence[dict[str, Any]], mode: str, wishes: Wishes) -> Row:
    async def measure() -> Row:
        games = await opened(url, made, mode)
        await load.run(games, GENTLE, 1.0)
        before = running.cpu()
        outcome = await load.run(games, GENTLE, wishes.seconds)
        row = told(outcome, used(before, running.cpu()))
        hang_up(games)
        return row

    return in_loop(measure)


def told(outcome: Outcome, cpu: float) -> Row:
    """An outcome as figures of a row."""
    names = ("p50", "p95", "p99")
    return {
        **{f"ack_{name}": round(ms, 2) for name, ms in zip(names, outcome.ack_ms, strict=True)},
        **{f"last_{name}": round(ms, 2) for name, ms in zip(names, outcome.last_ms, strict=True)},
        "missing": outcome.missing,
        "cpu_us_delivery": round(1e6 * cpu / max(1, outcome.deliveries), 1),
        "cpu_ms_move": round(1e3 * cpu / max(1, outcome.sent), 2),
    }


def best(rows: Sequence[Row]) -> Row:
    """Each figure at its best over the repeats: what others do on the machine can only make it worse."""
    found = {name: min(row[name] for row in rows) for name in rows[0]}
    return {**found, "missing": max(row["missing"] for row in rows)}


def compared(rows: list[Row], same: Sequence[str], figures: Sequence[str]) -> list[Row]:
    """The rows with each of these figures of tte also as a multiple of the durable bare broadcaster's."""
    base = {tuple(row[name] for name in same): row for row in rows if row["server"] == "durable"}
    for row in rows:
        beside_it = base.get(tuple(row[name] for name in same))
        if row["server"] == "tte" and beside_it is not None:
            row["x_R"] = {name: round(row[name] / beside_it[name], 2) for name in figures if beside_it[name]}
    return rows


def rate(wishes: Wishes) -> list[Row]:
    """The most moves a second before the 99th percentile to the last seat passes 250 ms."""
    rows = []
    for kind in wishes.kinds:
        for shape in wishes.shapes or FULL_SHAPES:
            exercises, size = SHAPES[shape]
            with ExitStack() as open_now:
                running = open_now.enter_context(tte(kind))
                made = prepared(running, exercises, size)
                for mode, url in beside(open_now, running, kind).items():
                    found = max(
                        (most(running, url, made, mode, wishes) for _ in range(wishes.repeats)),
                        key=lambda row: row["moves_s"],
                    )
                    rows.append({"stack": kind, "shape": shape, "server": mode, **found})
    return compared(rows, ("stack", "shape"), ("moves_s", "cpu_us_delivery", "cpu_ms_move"))


def most(running: Stack, url: str, made: Sequence[dict[str, Any]], mode: str, wishes: Wishes) -> Row:
    async def measure() -> Row:
        games = await opened(url, made, mode)
        await load.run(games, 50.0, 1.0)
        asked, sustained = 100.0, 0.0
        row: Row = {}
        while True:
            before = running.cpu()
            outcome = await load.run(games, asked, wishes.seconds)
            if outcome.missing or outcome.last_ms[2] > TOO_LATE_MS:
                hang_up(games)
                return {"moves_s": round(sustained), **row}
            sustained, row = outcome.per_second, told(outcome, used(before, running.cpu()))
            asked *= STEP

    return in_loop(measure)


def catchup(wishes: Wishes) -> list[Row]:
    """How soon a player who was away has a thousand missed moves."""
    rows = []
    for kind in wishes.kinds:
        with ExitStack() as open_now:
            running = open_now.enter_context(tte(kind))
            (made,) = prepared(running, 1, 48)
            for mode, url in beside(open_now, running, kind).items():
                if mode != "memory":
                    found = in_loop(lambda: catching.times(url, made, mode, 5 * wishes.repeats))  # noqa: B023  # runs at once
                    rows.append({"stack": kind, "server": mode, **catching.row(found)})
    return compared(rows, ("stack",), ("ms", "best_ms"))


def fanout(wishes: Wishes) -> list[Row]:
    """Deliveries a second to 200 sockets of one process: what everyone hears, as fast as it goes through."""
    rows = []
    for kind in wishes.kinds:
        for name, command in (
            ("clock", clock_command),
            ("notice, with a mark for each seat", notice_command),
        ):
            with tte(kind) as running:
                (made,) = prepared(running, 1, 200)
                row = in_loop(lambda: flood(running, made, command, wishes.seconds))  # noqa: B023  # runs at once
                rows.append({"stack": kind, "frames": name, **row})
    return rows


def clock_command(number: int) -> tuple[str, Row]:
    """A change of the clock's rate, told to everyone."""
    return "set_rate", {"rate": 1000 + number % 1000}


def notice_command(number: int) -> tuple[str, Row]:
    """Words to everyone; that they arrived at a seat is part of the record."""
    return "send_notice", {"to": ["public"], "title": f"Notice {number}", "text": load.TEXT[:200]}


async def flood(
    running: Stack, made: dict[str, Any], command: Callable[[int], tuple[str, Row]], seconds: float
) -> Row:
    """Keeps 32 commands of the director under way."""
    game = await Exercise.open(running.url, made)
    director = next(w for w, s in zip(game.sockets, made["seats"], strict=True) if s["role"] == "director")
    numbers = count()
    stopping = False

    def send() -> None:
        number = next(numbers)
        kind, data = command(number)
        director.say(json.dumps({"t": "cmd", "key": f"bench-flood-{number:08d}", "kind": kind, "data": data}))

    def hear(_: Any, text: bytes) -> None:
        if text.startswith(b'{"t":"receipt"') and not stopping:
            send()

    director.on_text = hear
    for _ in range(32):
        send()
    await asyncio.sleep(1.0)
    heard, began = sum(w.heard for w in game.sockets), time.perf_counter()
    everything, web = running.cpu(), running.cpu("web")
    await asyncio.sleep(seconds)
    took = time.perf_counter() - began
    deliveries = sum(w.heard for w in game.sockets) - heard
    row = {
        "deliveries_s": round(deliveries / took),
        "cpu_us_delivery": round(1e6 * used(everything, running.cpu()) / deliveries, 1),
        "web_us_delivery": round(1e6 * used(web, running.cpu("web")) / deliveries, 1),
    }
    stopping = True
    await game.quiet()
    hang_up([game])
    return row


# Timers, growth, silence, start -----------------------------------------------------------------------------


def lateness(wishes: Wishes) -> list[Row]:
    """How late 200 timed injects are seen by a client, through beat, worker and web as they really run."""
    rows = []
    for kind in wishes.kinds:
        with tte(kind, timers=True) as running:
            (made,) = prepared(running, 1, 12, 200, 100)
            rows.append({"stack": kind, "injects": 200, **in_loop(lambda: watch(running, made))})  # noqa: B023  # runs at once
    return rows


async def watch(running: Stack, made: dict[str, Any]) -> Row:
    """Starts the exercise and compares the moment each inject arrives with the one it was due."""
    late: list[float] = []
    began: list[int] = []
    game = await Exercise.open(running.url, made)
    wire, _seat = game.leads[0]

    def hear(_: Any, text: bytes) -> None:
        now = time.time() * 1000
        frame = json.loads(text)
        if frame.get("kind") == "clock_changed" and frame["data"]["running"]:
            began.append(frame["data"]["wall_ms"])
        elif frame.get("kind") == "item_released":
            due = int(frame["data"]["title"]["en"].split()[1])
            late.append(now - began[0] - due)

    wire.on_text = hear
    await asyncio.sleep(8)  # the worker has to be up, as it is in any exercise when it begins
    director = next(w for w, s in zip(game.sockets, made["seats"], strict=True) if s["role"] == "director")
    director.say(json.dumps({"t": "cmd", "key": "bench-start-0001", "kind": "start_exercise", "data": {}}))
    until = time.monotonic() + 60
    while len(late) < 200 and time.monotonic() < until:
        await asyncio.sleep(0.1)
    p50, p95, p99 = load.shares(late)
    return {
        "seen": len(late),
        "late_p50": round(p50, 1),
        "late_p95": round(p95, 1),
        "late_p99": round(p99, 1),
        "early": sum(ms < 0 for ms in late),
    }


def growth(wishes: Wishes) -> list[Row]:
    """What a move costs, and how long a seat takes to come in, as the log grows."""
    rows = []
    for kind in wishes.kinds:
        with stack(kind) as running:
            lines = running.ask("bench.grow").splitlines()
            rows += [{"stack": kind, **json.loads(line)} for line in lines]
    return rows


def memory(wishes: Wishes) -> list[Row]:
    """Resident memory of the web process for each idle seat."""
    rows = []
    for exercises, size in ((4, 50), (20, 50)):
        with tte("production" if "production" in wishes.kinds else "laptop") as running:
            made = prepared(running, exercises, size)
            rows.append({"seats": exercises * size, **in_loop(lambda: weigh(running, made))})  # noqa: B023  # runs at once
    return rows


async def weigh(running: Stack, made: Sequence[dict[str, Any]]) -> Row:
    """Opens one exercise first, so that what is loaded once is loaded, then all the others."""
    first = await Exercise.open(running.url, made[0])
    before, counted = running.memory_mb(), len(first.sockets)
    games = [await Exercise.open(running.url, each) for each in made[1:]]
    await asyncio.sleep(2)
    seats = sum(len(game.sockets) for game in games)
    hang_up([first, *games])
    per_seat = (running.memory_mb() - before) * 1000 / max(1, seats)
    return {"web_mb": round(running.memory_mb()), "first": counted, "kb_per_seat": round(per_seat, 1)}


def idle(wishes: Wishes) -> list[Row]:
    """A thousand silent sockets of one process: how many are left, and how soon the last hears a notice."""
    with tte("production" if "production" in wishes.kinds else "laptop") as running:
        made = prepared(running, 20, 50)
        return [in_loop(lambda: wait_silently(running, made, wishes.idle_minutes))]


async def wait_silently(running: Stack, made: Sequence[dict[str, Any]], minutes: float) -> Row:
    games = [await Exercise.open(running.url, each) for each in made]
    wires = [wire for game in games for wire in game.sockets]
    before = running.cpu()
    await asyncio.sleep(minutes * 60)
    cpu = used(before, running.cpu())
    outcome = await load.run(games, GENTLE, 3.0)
    return {
        "sockets": len(wires),
        "minutes": minutes,
        "dropped": sum(wire.gone for wire in wires),
        "cpu_percent": round(100 * cpu / max(1, minutes * 60), 1),
        **told(outcome, 0.0),
    }


def start(wishes: Wishes) -> list[Row]:
    """Seconds from the command to the first page, in an empty data directory and in one that was used."""
    rows = []
    with stack("laptop") as running:
        for cores, using in (("one", nullcontext), ("all", every_core)):
            data = running.directory / f"on-{cores}"
            for name in ("first start", "second start"):
                with using():
                    took = first_page(running, data)
                rows.append({"cores": cores, "what": name, "first_page_s": round(took, 2)})
    return rows


def first_page(running: Stack, data: Path) -> float:
    port = free_port()
    gone = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "TTE_PROFILE", "DJANGO_SETTINGS_MODULE")
    environment = {name: value for name, value in running.environment.items() if name not in gone}
    argv = [sys.executable, "-m", "tte", "demo", "--port", str(port), "--data", str(data)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(argv, cwd=ROOT, env=environment, stdin=quiet, stdout=quiet, stderr=quiet)
    began = time.monotonic()
    try:
        wait_for(f"http://127.0.0.1:{port}/", process)
        return time.monotonic() - began
    finally:
        process.terminate()
        process.wait(20)


def rehearse(wishes: Wishes) -> list[Row]:
    """A deck of nearly four hours played once, and 200 times, on every core there is."""
    with stack("laptop") as running, every_core():
        return list(json.loads(running.ask("bench.rehearsal", str(wishes.repeats))))


def lint(wishes: Wishes) -> list[Row]:
    """The whole check of decks of 60, 300 and 1,000 injects, on one core."""
    return linting.measure(wishes.repeats)


PARTS: dict[str, Callable[[Wishes], list[Row]]] = {
    "latency": latency,
    "rate": rate,
    "catchup": catchup,
    "fanout": fanout,
    "lateness": lateness,
    "growth": growth,
    "memory": memory,
    "idle": idle,
    "start": start,
    "rehearsal": rehearse,
    "lint": lint,
}
