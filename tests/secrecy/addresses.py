"""Every address of the server, found from its own table of addresses and filled with everything there is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from urllib.parse import urlencode, urlsplit

from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver

from games.models import Disclosure
from games.protocol import command_kinds
from games.services.rules import rulebook
from games.views.addresses import REGIONS
from games.views.controller import PANELS
from games.views.paper import FORMS as PAPER
from games.views.review import FORMS
from tests.secrecy.ledger import Reader
from tests.secrecy.world import READERS, World

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


SIGN_IN = ("/login/", "/admin/login/")
"""Where people with an account sign in."""


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
            "name": lambda: ("jp/moves.yaml", "nothing"),
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

    def lines(self, seat: str) -> Iterator[tuple[str, ...]]:
        """Every line of the table, filled with everything that there is to fill it with; `seat` fills that hole.

        The first address of a line has the first value in every hole; each further one has another value in one
        of them. Holes do not hide each other, for what comes first in each is there, and what is not there last.
        """
        for route in routes():
            if unknown := set(route.holes) - {*self.holes, "seat"}:
                raise AssertionError(f"this suite does not know how to fill {unknown} in {route.text}")
            values = {hole: (seat,) if hole == "seat" else self.values(route, hole) for hole in route.holes}
            first = {hole: some[0] for hole, some in values.items()}
            others = ({**first, hole: value} for hole, some in values.items() for value in some[1:])
            yield tuple(route.filled(filling) for filling in (first, *others))

    def values(self, route: Route, hole: str) -> tuple[str, ...]:
        """What can stand in a hole of a line."""
        if hole == "name" and "/part/" in route.text:
            return REGIONS
        return tuple(self.holes[hole]())

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


def walk(world: World, who: str, addresses: Iterable[str]) -> None:
    """Fetches addresses as `who`; raises Leak."""
    for address in addresses:
        fetch(world, who, address)


class Walker:
    """Walks whole lines of the table; remembers what staff have opened already."""

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas
        self.read: set[str] = set()

    def walk(self, who: str, seat: str, *, of_seat: bool = False) -> int:
        """Fetches every line as `who`, or those that name the seat. Gives how many answers were 200. Raises Leak.

        The first address of a line is fetched with the query that names everything, and without. Who is sent to
        sign in at both is so whatever stands in the holes: nobody looked at them. An outsider, who is sent there
        most, tries the others nevertheless. What one of the staff has read the next need not: they may all read
        the same.
        """
        opened = 0
        for first, *others in self.atlas.lines(seat):
            if of_seat and f"/{seat}/" not in first:
                continue
            answers = [self.fetch(who, first), self.fetch(who, f"{first}?{self.atlas.query}")]
            if who != "outsider" and all(to_sign_in(answer) for answer in answers):
                others = []
            for address in others:
                answers += self.fetch_other(who, address, address.replace(f"/{seat}/", "/*/"))
            opened += sum(answer.status_code == 200 for answer in answers)
        return opened

    def fetch_other(self, who: str, address: str, anybodys: str) -> Iterator[HttpResponseBase]:
        """One of the further addresses of a line; `anybodys` is the same whoever's seat it names."""
        staff = READERS[who].role == "staff"
        if staff and anybodys in self.read:
            return
        yield (answer := self.fetch(who, address))
        if answer.status_code != 200:
            return
        if staff:
            # The query names nothing that they may not read.
            self.read.add(anybodys)
        else:
            yield self.fetch(who, f"{address}?{self.atlas.query}")

    def fetch(self, who: str, address: str) -> HttpResponseBase:
        """What `who` gets at an address. Raises Leak."""
        return fetch(self.atlas.world, who, address)


def to_sign_in(answer: HttpResponseBase) -> bool:
    """Whether an answer sends its reader to where one signs in with an account."""
    return answer.status_code == 302 and urlsplit(answer["Location"]).path in SIGN_IN


def fetch(world: World, who: str, address: str) -> HttpResponseBase:
    """What `who` gets at an address. Raises Leak."""
    answer = world.browsers[who].get(address)
    world.look(who, address, answer)
    return answer
