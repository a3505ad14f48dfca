"""What the people at the seats do: teams move and talk, the white cell rules, a controller improvises."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from itertools import count
from typing import Any

from games.engine.frames import ItemReleased, StaffLogged, TheFrame
from tests.faults.play import Play

LEADS = {"tokyo": "tk-pm", "washington": "wa-potus", "beijing": "bj-gs", "taipei": "tp-pres"}
MEMBERS = {"tokyo": "tk-fm", "washington": "wa-state", "beijing": "bj-fm", "taipei": "tp-prem"}
WHITE = ("white-1", "white-2")
CATALOGUE = {"washington": "us.convoy_escort"}
"""A move of the rule pack that its team makes once, early; the others are free text."""


class People:
    """Everybody at work, each at `pace_s` between two acts, until the block ends."""

    def __init__(self, play: Play, pace_s: float) -> None:
        self.play = play
        self.pace_s = pace_s
        self.waiting: dict[str, asyncio.Queue[str]] = {seat: asyncio.Queue() for seat in WHITE}
        self.overdue: list[str] = []
        self.stopping = asyncio.Event()

    @contextlib.asynccontextmanager
    async def at_work(self) -> AsyncIterator["People"]:
        """They begin, and at the end each finishes what it has in hand."""
        self.play.listeners.append(self.hear)
        try:
            async with asyncio.TaskGroup() as tasks:
                working = [tasks.create_task(one) for one in self.everybody()]
                yield self
                self.stopping.set()
                await asyncio.wait(working[: -len(WHITE)])
                for queue in self.waiting.values():
                    queue.put_nowait("")
        finally:
            self.play.listeners.remove(self.hear)

    def everybody(self) -> list[Coroutine[Any, Any, None]]:
        """One after the other: teams, controller, and the white cell last, which ends when all have."""
        return [
            *(self.lead(team, seat) for team, seat in LEADS.items()),
            *(self.member(team, seat) for team, seat in MEMBERS.items()),
            self.controller(),
            *(self.adjudicator(seat) for seat in WHITE),
        ]

    def hear(self, seat: str, frame: TheFrame) -> None:
        """The white cell sees what comes in; readers open what they get."""
        match frame.frame:
            case StaffLogged(what="move_submitted", refs=refs) if seat in WHITE:
                self.waiting[seat].put_nowait(refs["move_id"])
            case StaffLogged(what="inject_overdue", refs=refs) if seat == "controller":
                self.overdue.append(refs["inject"])
            case ItemReleased(item=item) if seat in MEMBERS.values():
                opening = asyncio.get_running_loop().create_task(self.open(seat, item))
                opening.add_done_callback(lambda done: done.exception())

    async def open(self, seat: str, item: str) -> None:
        """Somebody reads an item. Where the connection is away nobody insists."""
        with contextlib.suppress(OSError):
            await self.play.consoles[seat].opened(item)

    async def pause(self) -> bool:
        """A moment between two acts; whether to go on."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), self.pace_s)
        return not self.stopping.is_set()

    async def lead(self, team: str, seat: str) -> None:
        for number in count(1):
            more: dict[str, Any] = {}
            if number == 2 and team in CATALOGUE:
                more = {"move": CATALOGUE[team]}
            await self.play.move(seat, f"{team} {number}", visibility="public", **more)
            if not await self.pause():
                return

    async def member(self, team: str, seat: str) -> None:
        """Talks with the white cell, and Tokyo's with Washington's as well."""
        parties = ["washington"] if team == "tokyo" else []
        opened = await self.play.must(
            seat, "open_thread", parties=parties, with_white=True, subject=f"{team} asks", text="First."
        )
        while await self.pause():
            await self.play.must(seat, "send_message", thread=opened["thread"], text="And further.")

    async def controller(self) -> None:
        """Sends out what is overdue, and something of their own now and then."""
        for number in count(1):
            while self.overdue:
                await self.play.must("controller", "fire_inject", inject=self.overdue.pop(0))
            words = {"title": f"Flash {number}", "body": "As seen on the wire.", "channel": "press"}
            to = ["public"] if number % 2 else ["team:beijing"]
            await self.play.must("controller", "improvise_inject", words={**words, "to": to})
            if not (await self.pause() and await self.pause()):
                return

    async def adjudicator(self, seat: str) -> None:
        """Takes whatever the colleague has not taken, and rules on it."""
        while move := await self.waiting[seat].get():
            taken = await self.play.ask(seat, "take_move", move_id=move)
            if not taken.accepted:
                assert taken.receipt["code"] in ("TAKEN", "NOT_OPEN"), taken
                continue
            narratives = [{"to": "public", "text": "It is seen."}, {"to": "team:taipei", "text": "Noted."}]
            await self.play.must(
                seat,
                "rule_move",
                move_id=move,
                decision="override",
                verdict="lawful",
                reason="For the story.",
                executed=True,
                narratives=narratives,
            )
