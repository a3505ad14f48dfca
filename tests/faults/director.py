"""The director's page as it is read: what it calls dead, asked over HTTP as the page itself asks."""

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncIterator
from html import unescape

import httpx

from tests.faults.play import Play, eventually

ASK_EVERY_S = 0.25
DEADLINE_S = 30.0
"""Within 15 s it must be said on a machine that is not busy with anything else; see `test_health`."""
NAMES = {
    "web": "Web server",
    "database": "Database",
    "redis": "Redis",
    "worker": "Timer worker",
    "beat": "Scheduler",
}
"""What the page calls each part of the machine."""
WORDS = {part: f"{name} does not answer" for part, name in NAMES.items()}


class DirectorsPage:
    """The region on the machine, fetched again and again by the director's browser."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.address = f"/x/{play.made.public_id}/director/direct/health/"
        self.text = ""
        self.fetched = 0

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator["DirectorsPage"]:
        """Begins to ask."""
        asking = asyncio.create_task(self.keep_asking())
        try:
            yield self
        finally:
            asking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asking

    async def keep_asking(self) -> None:
        while True:
            with contextlib.suppress(httpx.HTTPError):
                answer = await self.play.browsers["director"].get(self.address)
                # A page keeps what it shows when it is answered with an error.
                if answer.status_code == httpx.codes.OK:
                    self.text = plain(answer.text)
                    self.fetched += 1
            await asyncio.sleep(ASK_EVERY_S)

    def down(self) -> set[str]:
        """The parts that the page calls dead."""
        return {part for part, words in WORDS.items() if words in self.text}

    async def says_down(self, *parts: str, since: float) -> float:
        """Returns when the page says that these do not answer; gives the seconds since then."""
        await eventually(f"said that {parts} are down", lambda: set(parts) <= self.down(), DEADLINE_S)
        return time.monotonic() - since

    async def says_restarted(self, *parts: str) -> None:
        """Returns when the page says that these were started anew in the midst of play."""
        await eventually(f"said that {parts} were restarted", lambda: set(parts) <= self.restarted())

    def restarted(self) -> set[str]:
        """The parts of which the page says that they were started anew."""
        said = re.search(r"Restarted in the midst of play.*Nothing was sent twice", self.text)
        return {part for part, name in NAMES.items() if said and name in said[0]}

    async def says_well(self, since: float) -> float:
        """Returns when the page says of nothing that it does not answer; gives the seconds since."""
        before = self.fetched
        await eventually("said that all is well", lambda: self.fetched > before and not self.down())
        return time.monotonic() - since


def plain(html: str) -> str:
    """The words of a page, with single blanks between them."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())
