"""One exercise in the database with a browser on every seat, played through the addresses that pages use."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
from django.contrib.auth.models import User
from django.http.response import HttpResponseBase
from django.test import Client
from msgspec.structs import replace

from games.engine import commands as c
from games.engine.ids import InjectId, SeatId
from games.engine.plan import Inject, Objective, Office, Phase, Plan, SeatSpec, Template
from games.engine.state import State
from games.models import Exercise
from games.services import exercises, seats, state_of, submit
from tests import table
from tests.secrecy.ledger import Account, Reader, Word
from tests.secrecy.looking import bytes_of

MINUTE = table.MINUTE
TEAMS = table.TEAMS
SHY = SeatId("shy")
"""A seat of the staff that nobody ever sits on."""
PLAYERS = tuple(
    Reader(f"{team}-{who}", "player", team, office)
    for team in TEAMS
    for who, office in (("lead", "head"), ("member", "foreign"))
)
WATCHERS = (
    Reader("guest", "observer"),
    Reader("evaluator", "observer", watches="tokyo"),
    Reader("display", "display"),
)
SEATED = (*PLAYERS, *WATCHERS)
"""Everyone in the exercise who is not staff."""
OUTSIDERS = (Reader("outsider"), Reader("account", account=True), Reader("elsewhere"))
"""No session; an account without this exercise; the director of another exercise."""
STAFF = (table.DIRECTOR, table.WHITE, table.OTHER_WHITE, table.CONTROLLER, SeatId("analyst"))
READERS = {
    reader.name: reader
    for reader in (*SEATED, *OUTSIDERS, *(Reader(seat, "staff") for seat in (*STAFF, "boss")))
}
"""Everyone whose screen is looked at. `boss` is a superuser's account."""
AUDIENCES = (
    "public",
    *(f"team:{team}" for team in TEAMS),
    "office:tokyo/head",
    "office:beijing/foreign",
    "seat:taipei-member",
    "white",
)


class Clock:
    """The time of day of the server, set by the test; stands in for the module `time` where play reads it."""

    def __init__(self, now_ms: int = table.START) -> None:
        self.now_ms = now_ms

    def time_ns(self) -> int:
        """Nanoseconds since 1970."""
        return self.now_ms * 1_000_000


@dataclass
class Line:
    """A line of the MSEL as the test wrote it: its words, and for whom they are once it is out."""

    inject: str
    to: tuple[str, ...]
    words: tuple[Word, ...]
    out: bool = False

    def release(self) -> None:
        """It has gone out."""
        self.out = True
        for word in self.words:
            word.told(self.to)


@dataclass
class World:
    """An exercise, its browsers, and what the test knows of it."""

    exercise: Exercise
    clock: Clock
    accounts: list[Account]
    lines: dict[str, Line]
    browsers: dict[str, Client] = field(default_factory=dict)
    receipts: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    words_seen: dict[str, int] = field(default_factory=dict)

    @property
    def pk(self) -> int:
        return self.exercise.pk

    @property
    def public_id(self) -> str:
        return self.exercise.public_id

    @property
    def state(self) -> State:
        return state_of(self.pk)

    def url(self, seat: str, rest: str = "") -> str:
        return f"/x/{self.public_id}/{seat}/{rest}"

    # ---- looking

    def look(self, who: str, where: str, response: HttpResponseBase) -> bytes:
        """Checks what somebody was sent in answer to a request; gives all of it."""
        sent = bytes_of(response)
        self.check(who, where, sent)
        return sent

    def check(self, who: str, where: str, sent: bytes) -> None:
        """Raises Leak if the bytes hold a word that is not for `who`."""
        for account in self.accounts:
            self.words_seen[who] = self.words_seen.get(who, 0) + account.check(READERS[who], where, sent)

    def settle(self) -> None:
        """Lines of the MSEL that have gone out may be read by those they were for."""
        state = self.state
        for line in self.lines.values():
            if not line.out and state.injects[InjectId(line.inject)].item is not None:
                line.release()

    # ---- acting

    def start(self) -> None:
        """STARTEX."""
        assert self.send(table.DIRECTOR, "start_exercise")["ok"]
        self.settle()

    def tick(self, milliseconds: int = 0) -> None:
        """Time passes, and whatever is due happens."""
        self.clock.now_ms += milliseconds
        submit(self.pk, SeatId(""), "", c.Tick())

    def send(self, seat: str, kind: str, /, *, key: str = "", **data: Any) -> dict[str, Any]:
        """A command as the page's script posts it; gives the receipt."""
        body = msgspec.json.encode({"key": key or secrets.token_hex(16), "data": data})
        answer = self.browsers[seat].post(
            self.url(seat, f"cmd/{kind}/"), body, content_type="application/json", headers=JSON
        )
        self.look(seat, f"receipt of {kind}", answer)
        receipt: dict[str, Any] = msgspec.json.decode(answer.content)
        self.receipts.append((seat, kind, receipt))
        return receipt

    def post(self, seat: str, rest: str, /, **fields: Any) -> str:
        """A form, posted as a browser without script posts it; gives the page to which that leads."""
        answer = self.browsers[seat].post(self.url(seat, rest), fields, follow=True)
        return self.look(seat, f"page after {rest}", answer).decode()

    def send_form(self, seat: str, kind: str, /, **data: Any) -> str:
        """A command as a form without script."""
        fields = {"key": secrets.token_hex(16), **form_fields(data)}
        return self.post(seat, f"cmd/{kind}/", **fields)

    def sit(self, seat: str, name: str = "", *, browser: Client | None = None, move: bool = False) -> None:
        """Somebody comes in by the link of a seat card and sits down."""
        client = self.browsers[seat] = browser or self.browsers.get(seat) or Client()
        if seat in STAFF:
            take(self.pk, seat, client, name)
            return
        card = next(one for one in seats.seat_sheet(self.pk) if one.seat == seat)
        client.get(seats.join_path(card.token))
        fields = {"key": secrets.token_hex(16), "name": name, "consent": "on"} | (
            {"move": "1", "pin": card.pin} if move else {}
        )
        answer = client.post("/join/", fields, follow=True)
        assert answer.redirect_chain, answer.content.decode()
        self.look(seat, "page after sitting down", answer)


def take(pk: int, seat: str, client: Client, name: str = "") -> None:
    """Sits down past the join page."""
    place = seats.joinable(pk, SeatId(seat))
    assert isinstance(place, seats.Joinable)
    session = client.session
    taken = seats.take_seat(session, place, secrets.token_hex(16), name=name, consent=True)
    assert isinstance(taken, seats.SeatPass)
    session.save()
    client.cookies["sessionid"] = session.session_key or ""


JSON = {"Accept": "application/json"}


def form_fields(data: Any, name: str = "") -> dict[str, Any]:
    """A command's data as the fields of a form: `content.headline`, `because[]`, `narratives.0.text`."""
    if isinstance(data, dict):
        below = {key: value for key, value in data.items() if value is not None}
        parts = (form_fields(value, f"{name}.{key}" if name else key) for key, value in below.items())
        return {key: value for part in parts for key, value in part.items()}
    if isinstance(data, list | tuple):
        if data and isinstance(data[0], dict):
            numbered = (form_fields(value, f"{name}.{index}") for index, value in enumerate(data))
            return {key: value for part in numbered for key, value in part.items()}
        return {f"{name}[]": list(data)}
    return {name: str(data).lower() if isinstance(data, bool) else data}


# Making one ---------------------------------------------------------------------------------------------


def make_world(
    clock: Clock,
    *,
    seed: int = 0,
    hidden: Account | None = None,
    attribution: str = "office",
    **settings: Any,
) -> World:
    """An exercise in its lobby with everyone seated, all of its plan's texts words of the account."""
    open_account = Account("A")
    accounts = [open_account, *([hidden] if hidden else [])]
    plan, lines = planned(open_account, attribution=attribution, **settings)
    title = open_account.word("the title", "public")
    exercise = exercises.create(plan, title.text)
    world = World(exercise, clock, accounts, lines)
    add_outsiders(world)
    for reader in SEATED:
        named = reader.team and attribution in ("office", "attributed")
        name = open_account.word(f"the name of {reader.name}", *([f"team:{reader.team}"] if named else []))
        world.sit(reader.name, name.text)
    for seat in STAFF:
        world.sit(seat, open_account.word(f"the name of {seat}").text)
    return world


def add_outsiders(world: World) -> None:
    """Browsers that do not belong to the exercise."""
    world.browsers["outsider"] = Client()
    user = User.objects.create_user(f"account-{world.pk}", password="x")
    world.browsers["account"] = Client()
    world.browsers["account"].force_login(user)
    world.browsers["boss"] = Client()
    world.browsers["boss"].force_login(User.objects.create_superuser(f"boss-{world.pk}", password="x"))
    other = exercises.create(table.plan(), "Elsewhere")
    world.browsers["elsewhere"] = Client()
    take(other.pk, table.DIRECTOR, world.browsers["elsewhere"])


def planned(account: Account, **settings: Any) -> tuple[Plan, dict[str, Line]]:
    """A plan in which every text is a word: injects for every kind of reader, and what only staff read."""

    def text(what: str, *whom: str) -> dict[str, str]:
        return {"en": account.word(what, *whom).text}

    written = list(injects(account))
    lines = {line.inject: line for _, line in written}
    base = table.plan(*(inject for inject, _ in written), rate=60_000, **settings)
    offices = tuple(
        Office(o.team, o.id, o.label, text(f"the brief of {o.team}/{o.id}", f"chair:{o.team}/{o.id}"))
        for o in base.offices
    )
    plan = replace(
        base,
        offices=offices,
        seats=(*base.seats, SeatSpec(SHY, {"en": "Shy"}, "white")),
        title=text("the title of the deck", "public"),
        public_brief=text("the public brief", "public"),
        links=tuple(
            replace(li, note=text("a note on a line", *(f"team:{t}" for t in li.between)))
            for li in base.links
        ),
        phases=(Phase("first", text("a phase"), 0),),
        objectives=(Objective("alliance", text("an objective", "seat:evaluator")),),
        templates=(Template("flash", text("a template"), text("a template"), "press"),),
    )
    return plan, lines


def injects(account: Account) -> Iterator[tuple[Inject, Line]]:
    """One timed line a minute for each audience, and one by hand."""
    for number, to in enumerate(AUDIENCES):
        for suffix, at in (("", number * MINUTE // 2), ("M", None)):
            name = f"I{number:02d}{suffix}"
            words = {f: account.word(f"the {f} of {name}") for f in ("title", "body", "sender", "question")}
            texts: dict[str, Any] = {f: {"en": word.text} for f, word in words.items()}
            made = table.inject(name, None if at is None else at * 60, order=number, to=(to,))
            notes = {"en": account.word(f"the notes of {name}").text}
            facts = {"notice_given": True} if number == 1 else {}
            yield replace(made, notes=notes, sets=facts, **texts), Line(name, (to,), tuple(words.values()))
