"""An exercise on a running server, with people of code at its seats; everything said and heard is kept."""

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from games.bots.console import Console
from games.bots.door import Seated, join
from games.engine.events import Recorded
from games.engine.frames import StaffLogged, TheFrame
from tests.faults.clerk import Clerk, Made, ToldRow
from tests.faults.processes import PATIENCE_S


@dataclass(frozen=True)
class Said:
    """A command and its receipt; times are wall milliseconds."""

    seat: str
    kind: str
    data: Mapping[str, Any]
    receipt: Mapping[str, Any]
    asked_ms: int
    answered_ms: int

    @property
    def accepted(self) -> bool:
        return bool(self.receipt["ok"])


@dataclass(frozen=True)
class Heard:
    """A frame, and when the client had it (wall ms)."""

    at_ms: int
    frame: TheFrame


def wall_ms() -> int:
    """The time of day."""
    return time.time_ns() // 1_000_000


@dataclass
class Play:
    """One exercise and the consoles at its seats.

    `said` has every command that was answered, by its key; `heard` every frame, by seat.
    """

    url: str
    clerk: Clerk
    made: Made
    consoles: dict[str, Console] = field(default_factory=dict)
    browsers: dict[str, httpx.AsyncClient] = field(default_factory=dict)
    said: dict[str, Said] = field(default_factory=dict)
    heard: dict[str, list[Heard]] = field(default_factory=dict)
    listeners: list[Callable[[str, TheFrame], None]] = field(default_factory=list)

    # ---- coming in and leaving

    async def sit(self, *seats: str) -> None:
        """People come in with their seat cards, and their pages connect."""
        for seat in seats:
            card = self.made.cards[seat]
            seated = await join(self.url, card.code, card.pin, f"Somebody {seat}")
            self.browsers[seat] = httpx.AsyncClient(
                base_url=self.url, headers=dict(seated.headers), timeout=PATIENCE_S, verify=False
            )
            self.consoles[seat] = Desk(self, seat, seated)
        async with asyncio.timeout(PATIENCE_S):
            for console in self.consoles.values():
                await console.open()

    async def leave(self) -> None:
        """Everybody goes. Raises the first breach of the wire's promises that a console has seen."""
        for browser in self.browsers.values():
            await browser.aclose()
        for console in self.consoles.values():
            await console.close()

    # ---- saying

    async def ask(self, seat: str, kind: str, **data: Any) -> Said:
        """Sends a command until it has its receipt."""
        key = secrets.token_hex(16)
        await self.consoles[seat].command(kind, key=key, **data)
        return self.said[key]

    async def must(self, seat: str, kind: str, **data: Any) -> dict[str, Any]:
        """Sends a command that has to be accepted; gives the data of its receipt."""
        one = await self.ask(seat, kind, **data)
        assert one.accepted, one
        return dict(one.receipt.get("data", {}))

    async def move(self, seat: str, headline: str, **content: Any) -> Said:
        """A lead signs a move."""
        return await self.ask(
            seat, "submit_move", content={"headline": headline, "text": f"{headline}.", **content}
        )

    # ---- hearing

    def staff_told(self, what: str) -> dict[str, int]:
        """The injects of which the director's console was told one kind of event, and when (wall ms)."""
        return {
            one.frame.frame.refs["inject"]: one.at_ms
            for one in self.heard["director"]
            if isinstance(one.frame.frame, StaffLogged) and one.frame.frame.what == what
        }

    def arrivals(self) -> dict[str, int]:
        """The injects that the director's console knows to have gone out, and since when (wall ms)."""
        return self.staff_told("inject_released")

    async def until_released(self, *injects: str, seconds: float = PATIENCE_S) -> None:
        """Returns when the director's console knows that these have gone out."""
        await self.consoles["director"].until(lambda _: set(injects) <= set(self.arrivals()), seconds)

    async def settle(self) -> tuple[list[Recorded], list[ToldRow]]:
        """The log and all that was told, once every console has come to the end of what it may hear.

        Asked when nobody acts any more.
        """
        log, told = await asyncio.to_thread(self.read)
        heads = {row.audience: row.position for row in told}
        for console in self.consoles.values():
            await console.until(caught_up(heads), PATIENCE_S)
        return log, told

    def read(self) -> tuple[list[Recorded], list[ToldRow]]:
        """The log and all that was told, as they stand."""
        return self.clerk.records(self.made.pk), self.clerk.told(self.made.pk)


class Desk(Console):
    """The console of a seat that writes down what is said and heard there."""

    receipt_s = 2 * PATIENCE_S

    def __init__(self, play: Play, seat: str, seated: Seated) -> None:
        super().__init__(seated.socket, dict(seated.headers), self.hear)
        self.play = play
        self.seat = seat
        play.heard[seat] = []

    def hear(self, frame: TheFrame) -> None:
        self.play.heard[self.seat].append(Heard(wall_ms(), frame))
        for listener in self.play.listeners:
            listener(self.seat, frame)

    async def command(self, kind: str, *, key: str = "", **data: Any) -> dict[str, Any]:
        key, asked = key or secrets.token_hex(16), wall_ms()
        receipt = await super().command(kind, key=key, **data)
        self.play.said[key] = Said(self.seat, kind, data, receipt, asked, wall_ms())
        return receipt


def caught_up(heads: Mapping[str, int]) -> Callable[[Console], bool]:
    """Whether a console stands at the head of every audience that it listens to."""
    return lambda console: all(heads[a] == n for a, n in console.positions.items())


async def eventually(
    what: str, holds: Callable[[], bool], seconds: float = PATIENCE_S, every: float = 0.05
) -> float:
    """Returns when something holds, with the seconds that it took; fails when it never does."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, f"never {what}"
        await asyncio.sleep(every)
    return time.monotonic() - began


def seats_of_four_teams() -> tuple[str, ...]:
    """The seats of the shipped deck that are filled here: four teams, staff, onlookers, the projector."""
    return (
        *("tk-pm", "tk-fm", "tk-ccs"),
        *("wa-potus", "wa-state", "wa-nsa"),
        *("bj-gs", "bj-fm", "bj-go"),
        *("tp-pres", "tp-prem", "tp-nsc"),
        *("director", "white-1", "white-2", "controller"),
        *("observer", "eval-tk", "guest", "display"),
    )
