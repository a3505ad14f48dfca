"""Every address of the server, found from its own table of addresses and filled with everything there is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from random import Random
from urllib.parse import urlencode

from django.urls import URLPattern, URLResolver, get_resolver

from games.models import Disclosure
from games.protocol import command_kinds
from games.services.rules import rulebook
from games.views.addresses import REGIONS
from games.views.controller import PANELS
from games.views.paper import FORMS as PAPER
from games.views.review import FORMS
from tests.secrecy.ledger import Reader
from tests.secrecy.world import World

HOLE = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^()]*(?:\([^()]*\)[^()]*)*\)")
ITEM = re.compile(r'"item":"([^"]+)"')
CATALOGUE = {
    "tokyo": ("jp.statement", "jp.designate_sss", "jp.designate_iis"),
    "washington": ("us.convoy_escort", "us.request_prior_consultation"),
    "beijing": ("cn.declare_blockade", "cn.mobilise"),
    "taipei": ("tw.ration", "tw.martial_law"),
}
"""Some moves of each team, of which the law has something to say."""
OUTSIDE = (
    "/healthz",
    "/readyz",
    "/static/tte/js/live.js",
    "/static/no-such",
    "/no/such/page",
    "/ws/",
    "/favicon.ico",
)
"""Addresses that are answered before the table is asked, or by nobody."""


@dataclass(frozen=True)
class Route:
    """One line of the table: the address with its holes, and their names."""

    text: str
    holes: tuple[str, ...]

    def filled(self, values: Mapping[str, str]) -> str:
        """The address with these values."""
        return HOLE.sub(lambda hole: values[hole[1] or hole[2]], self.text)


def routes() -> tuple[Route, ...]:
    """Every line of the server's table of addresses, those of included tables too."""
    found = (text.replace("^", "").replace("$", "") for text in _texts(get_resolver().url_patterns, "/"))
    return tuple(Route(text, tuple(a or b for a, b in HOLE.findall(text))) for text in dict.fromkeys(found))


def _texts(entries: Iterable[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for entry in entries:
        text = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _texts(entry.url_patterns, text)
        else:
            yield text


class Atlas:
    """What can stand in the holes of an address, for one exercise: what is there, and what is not."""

    def __init__(self, world: World, chance: Random) -> None:
        self.world = world
        self.chance = chance
        state = world.state
        self.ids = {
            "item": self.sample(items_of(world), 4),
            "move": self.sample(list(state.moves), 2),
            "ruling": self.sample(list(state.rulings), 2),
            "thread": self.sample(list(state.threads), 2),
            "procedure": self.sample(list(state.procedures), 1),
        }
        self.holes: dict[str, Callable[[], Iterable[str]]] = {
            "exercise": lambda: (world.public_id,),
            "item": lambda: (*self.ids["item"], "nothing"),
            "name": lambda: REGIONS,
            "kind": lambda: self.sample(list(command_kinds()), 2),
            "inject": lambda: self.sample([str(i) for i in state.injects], 2),
            "act": lambda: self.sample(sorted(PANELS), 2),
            "fact": lambda: ("notice_given", "quarantine_declared"),
            "move_type": lambda: ("jp.designate_iis", "us.convoy_escort", "nothing"),
            "provision": lambda: ("JP-C9", "US-ART2", "nothing"),
            "seq": lambda: ("1", "7", str(state.seq), "99999"),
            "form": lambda: (*FORMS, *PAPER, "nothing"),
            "token": lambda: ("A" * 22,),
            "number": lambda: ("1", "99999"),
            "run": lambda: ("1",),
            "draft": lambda: ("1",),
            "digest": lambda: (rulebook().digest, "0" * 64),
            "end": lambda: ("turn", "exercise", "nothing"),
            "key": lambda: ("1",),
            "slug": lambda: ("secret-deck", "nothing"),
            "version": lambda: ("1",),
            "app_label": lambda: ("auth", "games", "injects"),
            "id": lambda: ("1",),
            "object_id": lambda: ("1", str(world.pk)),
            "content_type_id": lambda: ("1",),
            "url": lambda: ("nothing",),
            "section": lambda: ("deck", "facts", "nothing"),
            "remark": lambda: ("1",),
            "revision": lambda: ("1",),
            "table": lambda: ("1",),
            "team": lambda: ("tokyo", "nothing"),
        }

    def sample(self, things: list[str], most: int) -> list[str]:
        """Some of these."""
        return self.chance.sample(sorted(things), min(most, len(things)))

    def addresses(self, seats: Iterable[str]) -> Iterator[str]:
        """Every line of the table with everything that there is to fill it with; `seats` fills that hole."""
        for route in routes():
            if unknown := set(route.holes) - {*self.holes, "seat"}:
                raise AssertionError(f"this suite does not know how to fill {unknown} in {route.text}")
            fillings = [tuple(seats) if hole == "seat" else tuple(self.holes[hole]()) for hole in route.holes]
            for values in product(*fillings):
                yield route.filled(dict(zip(route.holes, values, strict=True)))

    @property
    def query(self) -> str:
        """A query that names everything, whoever's it is."""
        some = {name: next(iter(ids), "nothing") for name, ids in self.ids.items()}
        asked = {
            **some,
            "answer": some["item"],
            "amend": some["move"],
            "order": ",".join(self.ids["item"]),
            "known": "0",
            "kind": "jp.statement",
            "content.move": "jp.statement",
            "as": "tokyo",
            "team": "tokyo",
            "about": f"move:{some['move']}",
            "q": "KINGFISHER",
            "all": "1",
            "to": "+48",
            "template": "flash",
            "next": "/exercises/",
        }
        return urlencode(asked)


def own_addresses(world: World, reader: Reader) -> Iterator[str]:
    """The pages and regions of a reader's own seat, and those that need none."""
    here = f"/x/{world.public_id}/{reader.name}/"
    yield from ("/", "/join/", "/exercises/", "/decks/", f"/exercises/{world.public_id}/lobby/")
    yield from (here, f"{here}law/", f"{here}law/provisions/", f"{here}leave/", f"{here}draft/review/")
    yield from (f"{here}map/", f"{here}map/tables/", f"{here}map/picture/")
    kinds = CATALOGUE.get(reader.team, ("other",))
    yield from (f"{here}law/move/{kind}/" for kind in kinds)
    yield from (
        f"{here}draft/{part}/?content.move={kind}" for part in ("params", "counsel") for kind in kinds
    )
    yield from (f"{here}part/{name}/" for name in REGIONS)
    yield f"{here}part/inbox/?known=0&order=&busy=1"


def items_of(world: World) -> list[str]:
    """Every item that anybody was told of."""
    frames = Disclosure.objects.filter(exercise_id=world.pk).values_list("frame", flat=True)
    return sorted({hit for frame in frames for hit in ITEM.findall(frame)})


def walk(world: World, who: str, addresses: Iterable[str], *queries: str) -> int:
    """Fetches addresses as `who`, each plain and with these queries; raises Leak. Gives how many answered 200."""
    opened = 0
    for address in addresses:
        for query in ("", *queries):
            answer = world.browsers[who].get(f"{address}?{query}" if query else address, follow=False)
            world.look(who, address, answer)
            opened += answer.status_code == 200
    return opened
