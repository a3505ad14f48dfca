"""A player who tries what is not theirs: ids of other teams in every command, page and form.

What is there and not theirs must be answered like what is not there at all.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from random import Random
from typing import Any

from tests import table
from tests.secrecy.addresses import items_of
from tests.secrecy.ledger import Leak
from tests.secrecy.looking import plain
from tests.secrecy.world import World

CONTENT = {"headline": "Mine", "text": "Mine."}


def pry(world: World, who: str, chance: Random) -> int:
    """Tries everything as the player `who`; gives how many tries there were. Raises Leak."""
    tries = 0
    for kind, field, theirs, more in targets(world, who, chance):
        made_up = secrets.token_hex(8)
        answers = [
            world.send(who, kind, key="p" * 20 + secrets.token_hex(8), **{field: i}, **more)
            for i in (theirs, made_up)
        ]
        same(f"{kind} of {theirs}", *({**answer, "key": ""} for answer in answers))
        tries += 1
    for item in not_told(world, who):
        pages = [world.browsers[who].get(world.url(who, f"item/{i}/")) for i in (item, secrets.token_hex(8))]
        same(f"item {item}", *(plain(world.look(who, "an item of others", page)) for page in pages))
        tries += 1
    return tries


def targets(world: World, who: str, chance: Random) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Commands that name something of another team: kind, field, id, and the other fields."""
    state, team = world.state, who.partition("-")[0]
    moves = [m.id for m in state.moves.values() if m.team != team]
    rulings = [r.id for r in state.rulings.values() if state.moves[r.move_id].team != team or not r.published]
    threads = [t.id for t in state.threads.values() if team not in t.told]
    for move in chance.sample(sorted(moves), min(3, len(moves))):
        yield "amend_move", "move_id", move, {"content": CONTENT}
        yield "withdraw_move", "move_id", move, {}
        yield "note_dissent", "move_id", move, {"text": "Mine."}
        yield "take_move", "move_id", move, {}
        yield "ask_team", "move_id", move, {"question": "Mine?"}
        yield "rule_move", "move_id", move, {"decision": "override", "verdict": "lawful", "reason": "Mine."}
    for ruling in chance.sample(sorted(rulings), min(3, len(rulings))):
        yield "appeal_ruling", "ruling_id", ruling, {"grounds": "Mine."}
        yield "publish_ruling", "ruling_id", ruling, {}
    for thread in chance.sample(sorted(threads), min(3, len(threads))):
        yield "send_message", "thread", thread, {"text": "Mine."}
        yield "answer_thread", "thread", thread, {"text": "Mine."}
    for inject in chance.sample(sorted(state.injects), 2):
        yield "fire_inject", "inject", inject, {}
        yield "resend_inject", "inject", inject, {"seat": who}


def not_told(world: World, who: str) -> list[str]:
    """Items that a player was not told of, by the player's own page."""
    page = world.browsers[who].get(world.url(who)).content.decode()
    return [item for item in items_of(world) if item not in page][:6]


def same(what: str, one: object, other: object) -> None:
    """Raises Leak if something of others is answered otherwise than nothing."""
    if one != other:
        raise Leak(f"{what} is answered {one!r}, what does not exist {other!r}")


LEADS = tuple(table.lead(team) for team in table.TEAMS)
