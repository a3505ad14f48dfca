"""Random exercises on the real parts, every text a word of its own: nobody is sent a word that is not theirs."""

from __future__ import annotations

import os
from random import Random

import pytest

from injects.models import Deck
from tests.secrecy.addresses import OUTSIDE, Atlas, Walker, walk
from tests.secrecy.listening import log_at_debug
from tests.secrecy.playing import begun, look_from_every_seat, play_and_look
from tests.secrecy.prying import LEADS, pry
from tests.secrecy.world import PLAYERS, READERS, SEATED, Clock

SEEDS = range(int(os.environ.get("TTE_SECRECY_SEEDS", "2")))
"""More of them dig deeper; a failure names its own."""

LOOKERS = (
    *("tokyo-lead", "beijing-member", "guest", "evaluator", "display", "outsider", "account", "elsewhere"),
    *("director", "white-1", "controller", "analyst", "boss"),
)

OTHERS = {
    "beijing-lead": ("director", "tokyo-lead"),
    "display": ("director", "tokyo-lead"),
    "elsewhere": ("tokyo-lead",),
}
"""Who tries whose seats. Those without one of their own have tried the director's already."""

pytestmark = pytest.mark.slow


@pytest.mark.django_db
@pytest.mark.parametrize("seed", SEEDS)
def test_no_page_frame_receipt_or_log_holds_a_word_of_others(clock: Clock, seed: int) -> None:
    with log_at_debug() as log:
        world = play_and_look(clock, seed, rounds=2, acts=120)
        tries = sum(pry(world, who, Random(seed)) for who in LEADS)
    log.check()
    # That the words were there to be found: each team has read dozens of its own, and the log has spoken.
    assert min(world.words_seen[reader.name] for reader in PLAYERS) > 50
    assert min(world.words_seen[reader.name] for reader in SEATED) > 20
    assert tries > 30
    assert {"django.request"} <= log.loggers


@pytest.mark.django_db
def test_no_address_of_the_server_gives_a_word_of_others(clock: Clock) -> None:
    world, hands = begun(clock, 4)
    Deck.objects.create(slug="secret-deck", version="1", digest="0", title={"en": "Deck"}, created_at=0,
                        source=world.accounts[0].word("the source of a deck", "accounts").text)  # fmt: skip
    hands.play(120)
    before, walker, opened = world.state.seq, Walker(Atlas(world, Random(4))), {}
    for who in LOOKERS:
        own = who if who in world.state.seats else "director"
        opened[who] = walker.walk(who, own)
        walk(world, who, (*OUTSIDE, *(f"{address}?{walker.atlas.query}" for address in OUTSIDE)))
    for who, seats in OTHERS.items():
        for seat in seats:
            walker.walk(who, seat, of_seat=True)
    look_from_every_seat(world)
    # Nobody changes anything by looking.
    assert world.state.seq == before
    # Staff open most of what there is; others no more than their own desk and law, the way in, the styleguide, and
    # with an account of their own the library of decks and rule packs.
    assert min(opened[who] for who in ("director", "white-1", "boss")) > 80
    assert max(opened[who] for who in LOOKERS if READERS[who].role != "staff") < 90
