"""More moves than any exercise makes: every one that was acknowledged reaches every seat entitled."""

import asyncio
from typing import Any

import pytest

from tests import table
from tests.socket.conftest import Play, content

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]

MOVES_A_TEAM = 300
RATE_A_TEAM = 100.0


async def test_no_acknowledged_move_is_undelivered_at_400_a_second(play: Play, settings: Any) -> None:
    settings.TTE_SOCKET_RATE = 1000
    leads = {team: await play.console(table.lead(team)) for team in table.TEAMS}
    members = {team: await play.console(table.member(team)) for team in table.TEAMS}
    staff = [await play.console(seat) for seat in (table.DIRECTOR, table.WHITE, table.CONTROLLER, "analyst")]

    async def busy(team: str) -> list[str]:
        asked = []
        for number in range(MOVES_A_TEAM):
            asked.append(
                asyncio.create_task(leads[team].command("submit_move", content=content(f"{number}")))
            )
            await asyncio.sleep(1 / RATE_A_TEAM)
        receipts = await asyncio.gather(*asked)
        return [receipt["data"]["move_id"] for receipt in receipts if receipt["ok"]]

    acknowledged = dict(zip(leads, await asyncio.gather(*map(busy, leads)), strict=True))
    assert all(len(moves) == MOVES_A_TEAM for moves in acknowledged.values())
    everything = MOVES_A_TEAM * len(leads)
    for team, moves in acknowledged.items():
        for console in (leads[team], members[team]):
            await console.until(lambda me: len(me.view.moves) == MOVES_A_TEAM)
            assert set(moves) == set(console.view.moves)
    for console in staff:
        await console.until(lambda me: sum("move_submitted" in text for text in me.texts) == everything)
