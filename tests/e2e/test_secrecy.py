"""What is Tokyo's alone reaches no other browser: no page, fragment, frame, error, address or file."""

from __future__ import annotations

import asyncio
from itertools import count

import pytest
from msgspec.structs import replace

from games.engine import commands as c
from games.engine.events import MoveContent, Narrative
from games.engine.ids import Audience, InjectId, RulingId, SeatId, TeamId
from games.engine.plan import Inject, Plan
from games.services import exercises
from tests.e2e import acts, scene
from tests.e2e.conftest import Open
from tests.e2e.people import Person, Room

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True),
    pytest.mark.asyncio(loop_scope="session"),
]
CANARY = "KINGFISHER"
OUTSIDERS = ("tp-pres", "bj-gs", "guest", "display", "eval-tp")
SENT, KEPT = InjectId("I04"), InjectId("I15")
"""Two lines for Tokyo alone: one goes out, one is held."""
TEAM_PLACES = (
    "", "part/inbox/", "part/moves/", "part/threads/", "part/board/", "part/composer/", "draft/", "draft/review/",
    "law/", "leave/",
)  # fmt: skip
STAFF_PLACES = (
    "white/", "white/incoming/", "white/case/", "white/outgoing/", "white/preview/", "ledger/", "ledger/talks/",
    "control/", "control/table/", "control/timeline/", "control/I04/show/", "control/I15/show/panel/", "direct/",
    "direct/board/", "direct/jump/page/?to=%2B48", "staff-state/",
)  # fmt: skip
REVIEW_PLACES = ("", "list/", "list/?as=tokyo", "notes/", "knowledge/", "3/", "9/", "export/jsonl/", "export/csv/",
                 "export/knowledge/")  # fmt: skip


class Words:
    """Makes canary words, each its own, and remembers them."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self._numbers = count(1)

    def __call__(self) -> str:
        self.made.append(f"{CANARY}{next(self._numbers)}X")
        return self.made[-1]


def salted(word: Words) -> Plan:
    """The shipped deck with canaries in every text of two of Tokyo's lines."""

    def with_canaries(inject: Inject) -> Inject:
        if inject.id not in (SENT, KEPT):
            return inject
        texts = {name: {"en": word()} for name in ("title", "body", "question", "sender", "notes")}
        return replace(inject, **texts)

    plan = scene.long_strait()
    return replace(plan, injects=tuple(map(with_canaries, plan.injects)))


async def test_no_byte_of_a_secret_leaves_its_readers(open_room: Open) -> None:
    word = Words()
    room = await open_room(lambda: exercises.create(salted(word), "Long Strait"))
    await room.must("director", c.StartExercise())
    outsiders = [await room.person(seat) for seat in OUTSIDERS]
    insiders = [await room.person(seat) for seat in ("tk-pm", "white-1")]
    for person in (*outsiders, *insiders):
        person.statuses |= {403, 404, 405}
        await person.keep_bodies()
        await person.go()
    scribe = await room.person("tk-ccs")
    await scribe.keep_bodies()
    await scribe.go()
    await acts.write_draft(scribe, word(), word())
    await plant(room, word)
    await word_arrives(room, outsiders)
    await asyncio.gather(*(tries_everything(person, room) for person in outsiders))
    for person in outsiders:
        heard = await all_heard(person)
        assert CANARY not in heard, (person.seat, heard[heard.find(CANARY) - 300 :][:600])
    for address in (insiders[1].review("export/jsonl/"), insiders[1].url("control/I15/show/")):
        assert await fetched(insiders[1], address) == 200
    known = "".join([await all_heard(person) for person in (*insiders, scribe)])
    assert [one for one in word.made if one not in known] == []


async def plant(room: Room, word: Words) -> None:
    """Tokyo and the staff write about what nobody else may know."""
    must = room.must
    tokyo = Audience("team:tokyo")
    await must("", c.TakeSeat(SeatId("tk-law"), name=word(), consent=True))
    await must("controller", c.FireInject(inject=SENT))
    await must("controller", c.CorrectInject(inject=SENT, title=word(), body=word(), reason=word()))
    await must("controller", c.HoldInject(inject=KEPT, reason=word()))
    await must("director", c.SendNotice(to=(tokyo,), title=word(), text=word(), urgent=True))
    content = MoveContent(
        headline=word(), text=word(), because=(word(), word()), legal_basis=word(), intended_effect=word(),
        risk=word(),
    )  # fmt: skip
    move = (await must("tk-pm", c.SubmitMove(content=content)))["move_id"]
    await must("tk-law", c.NoteDissent(move_id=move, text=word()))
    await must("white-1", c.AskTeam(move_id=move, question=word()))
    await must("tk-pm", c.AmendMove(move_id=move, content=replace(content, text=word())))
    await must("white-1", c.TakeMove(move_id=move))
    ruling = await must("white-1", c.RuleMove(
        move_id=move, decision="override", verdict="contestable", executed=True, reason=word(),
        narratives=(Narrative(tokyo, word()),), facts={"nsc_done": True}, facts_learned_by=(tokyo,),
    ))  # fmt: skip
    ruled = RulingId(ruling["ruling_id"])
    await must("tk-pm", c.AppealRuling(ruling_id=ruled, grounds=word()))
    await must("white-1", c.DecideAppeal(ruling_id=ruled, granted=False, reason=word()))
    talk = await must("tk-pm", c.OpenThread(parties=(TeamId("washington"),), subject=word(), text=word()))
    await must("wa-potus", c.SendMessage(thread=talk["thread"], text=word()))
    asked = await must("tk-pm", c.OpenThread(parties=(), subject=word(), text=word(), with_white=True))
    await must("white-1", c.AnswerThread(thread=asked["thread"], text=word(), speaks_as=word()))
    link = (TeamId("tokyo"), TeamId("washington"))
    await must("white-1", c.ChangeLink(between=link, state="delayed", delay_ms=60_000, explanation=word()))
    await must("white-1", c.SetFacts(values={"cabinet_decision": True}, reason=word(), learned_by=(tokyo,)))
    await must("tk-pm", c.AskTimeout(reason=word()))
    await must("eval-tk", c.TakeNote(text=word()))
    await must("analyst", c.TakeNote(text=word()))
    await must("tk-fm", c.RaiseEmergency(note=word()))
    await must("director", c.ClearEmergency())
    await must("director", c.ResumeClock())


async def word_arrives(room: Room, outsiders: list[Person]) -> None:
    """Something public after all of it: whatever would have leaked to a live page has leaked by then."""
    await room.must("director", c.SendNotice(to=(Audience("public"),), title="Windows", text="Close them."))
    for person in outsiders:
        await person.see("Windows")


async def tries_everything(person: Person, room: Room) -> None:
    """Every address of Tokyo, of the staff and of the review, and the sockets of others, with the own session."""
    state = await room.state()
    item = state.injects[SENT].item
    own = [person.url(rest) for rest in (*TEAM_PLACES, f"item/{item}/", *STAFF_PLACES)]
    at = f"{person.site.url}/x/{room.public_id}"
    theirs = [f"{at}/tk-pm/{rest}" for rest in (*TEAM_PLACES, f"item/{item}/")]
    staff = [f"{at}/white-1/{rest}" for rest in STAFF_PLACES]
    staff += [f"{at}/director/direct/board/", f"{at}/controller/control/table/"]
    for address in (*own, *theirs, *staff, *(person.review(rest) for rest in REVIEW_PLACES)):
        status = await fetched(person, address)
        if not address.startswith(person.url()):
            assert status in (0, 403, 404), address  # 0: sent away to the start page
    for seat in ("tk-pm", "white-1", "director", "eval-tk"):
        assert await first_word(person, seat) == "not_yours"
    await person.page.reload()


async def fetched(person: Person, address: str) -> int:
    """The status of an address asked for by the page's own session; its answer is kept with the others."""
    status: int = await person.page.evaluate(
        "async address => (await fetch(address, {redirect: 'manual'})).status", address
    )
    return status


async def first_word(person: Person, seat: str) -> str:
    """What a socket for another seat says, down to its close."""
    said: str = await person.page.evaluate(
        """address => new Promise(done => {
            let code = "";
            const socket = new WebSocket(address);
            socket.onopen = () => socket.send(JSON.stringify({t: "hello", cursor: {}}));
            socket.onmessage = event => { code = JSON.parse(event.data).code ?? code; };
            socket.onclose = () => done(code);
        })""",
        f"{person.site.ws_url}/ws/{person.public_id}/{seat}/",
    )
    return said


async def all_heard(person: Person) -> str:
    """Every byte that this browser was sent."""
    pages = [*person.frames, await person.page.content()]
    return "\n".join([*(f"{address}\n{body}" for address, body in person.bodies), *pages])
