"""Exercises on the live server, and people who play them in real browsers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest_asyncio
from asgiref.sync import sync_to_async
from playwright.async_api import expect

from games.services import cache, deliveries, seat_views
from injects import attachments, shipped
from tests.conftest import Site
from tests.e2e import scene
from tests.e2e.people import Room

expect.set_options(timeout=20_000)  # a machine may be busy; no verdict here is about time
Open = Callable[[Any], Awaitable[Room]]


def keep_pictures() -> None:
    """The files that come with the shipped exercise, as creating it by its command keeps them."""
    attachments.kept(attachments.beside(shipped.path_of("long-strait")))


@pytest_asyncio.fixture(loop_scope="session")
async def open_room(browser: Any, site: Site, transactional_db: None) -> AsyncIterator[Open]:
    """Opens an exercise for browsers; at the end each of them must be without fault."""
    rooms: list[Room] = []

    async def opened(make: Callable[[], Any]) -> Room:
        await sync_to_async(keep_pictures)()
        room = Room(browser, site, await sync_to_async(make)())
        rooms.append(room)
        return room

    yield opened
    for room in rooms:
        await room.close()
    await sync_to_async(deliveries.flush)()
    cache.shelf.held.clear()
    seat_views._kept.clear()
    for person in (person for room in rooms for person in room.people):
        person.faultless()


@pytest_asyncio.fixture(loop_scope="session")
async def busy(open_room: Open) -> Room:
    """The shipped exercise in full swing."""
    return await open_room(lambda: scene.in_full_swing().exercise)
