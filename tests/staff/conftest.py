"""An exercise in the database in the midst of play, and browsers that sit on its seats."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from msgspec.structs import replace

from games.engine import commands as c
from games.engine import timers
from games.engine.answers import Accepted, Refused
from games.engine.events import MoveContent, Narrative
from games.engine.ids import Audience, SeatId
from games.engine.plan import Expectation, Objective, Template
from games.engine.state import Move, State
from games.models import Exercise
from games.services import cache, exercises, now_ms, seat_views, seats, state_of, submit
from tests import table

OBJECTIVES = (Objective("alliance", {"en": "The alliance"}),)
TEMPLATES = (
    Template("flash", {"en": "News flash"}, {"en": "Something happened."}, "press"),
    Template("fall", {"en": "Markets fall"}, {"en": "Trading in [market] is halted."}, "press"),
)
HOUR = table.HOUR
MINUTE = table.MINUTE


@dataclass
class Play:
    """One exercise, played at the wall time that the test sets (about the real one, for pages read that)."""

    exercise: Exercise
    now: int

    @property
    def pk(self) -> int:
        return self.exercise.pk

    @property
    def state(self) -> State:
        return state_of(self.pk)

    def url(self, seat: str, rest: str = "") -> str:
        return f"/x/{self.exercise.public_id}/{seat}/{rest}"

    def review(self, rest: str = "") -> str:
        return f"/x/{self.exercise.public_id}/review/{rest}"

    def ask(self, actor: str, command: c.AnyCommand) -> Accepted | Refused:
        return submit(self.pk, SeatId(actor), secrets.token_hex(8), command, wall_ms=self.now)

    def must(self, actor: str, command: c.AnyCommand) -> dict[str, Any]:
        answer = self.ask(actor, command)
        assert isinstance(answer, Accepted), answer
        return dict(answer.data)

    def wait(self, milliseconds: int) -> None:
        """Wall time passes, with a tick at each due time as the scheduler gives."""
        until = self.now + milliseconds
        while (due := timers.next_wall(self.state)) is not None and due <= until:
            self.now = max(self.now, due)
            self.must("", c.Tick())
        self.now = until

    def move(self, team: str = "tokyo", move: str = "other", **content: Any) -> Move:
        """A move of a team's lead."""
        content.setdefault("headline", f"{team} acts")
        content.setdefault("text", "We do it.")
        data = self.must(table.lead(team), c.SubmitMove(content=MoveContent(move=move, **content)))
        return self.state.moves[data["move_id"]]

    def rule(self, move: Move, decision: str = "accept", **more: Any) -> str:
        """The white cell takes and decides a move; gives the ruling's id."""
        self.must(table.WHITE, c.TakeMove(move_id=move.id))
        command = c.RuleMove(move_id=move.id, decision=decision, **more)  # type: ignore[arg-type]
        return str(self.must(table.WHITE, command)["ruling_id"])

    def sit(self, seat: str, client: Client | None = None) -> Client:
        """A browser that sits on a seat, beside those it sits on already."""
        browser = client or Client()
        session = browser.session
        place = seats.joinable(self.pk, SeatId(seat))
        assert not isinstance(place, Refused)
        taken = seats.take_seat(session, place, secrets.token_hex(8), consent=True, move=place.taken)
        assert not isinstance(taken, Refused), taken
        session.save()
        browser.cookies["sessionid"] = session.session_key or ""
        return browser


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    """No test answers from the memory of another."""
    yield
    cache.shelf.held.clear()
    seat_views._kept.clear()


@pytest.fixture
def make_play(db: None) -> Callable[..., Play]:
    """Makes an exercise of these injects, begun a quarter of an hour ago unless `begun=False`."""

    def make(
        *injects: Any, begun: bool = True, languages: tuple[str, ...] = ("en",), **settings: Any
    ) -> Play:
        now = now_ms() - 15 * MINUTE
        plan = replace(
            table.plan(*injects, **settings), objectives=OBJECTIVES, templates=TEMPLATES, languages=languages
        )
        made = Play(exercises.create(plan, "Small", wall_ms=now), now)
        if begun:
            made.must(table.DIRECTOR, c.StartExercise())
        return made

    return make


@pytest.fixture
def busy(make_play: Callable[..., Play]) -> Play:
    """An exercise in full swing, with something in every corner of every page."""
    return in_full_swing(make_play)


def in_full_swing(make_play: Callable[..., Play]) -> Play:
    """Injects in every status, moves in every status, rulings, appeals, questions, steps, notes."""
    play = make_play(*storyline(), rate=60_000)
    play.wait(11 * MINUTE)
    white, director = table.WHITE, table.DIRECTOR
    play.must(white, c.HoldInject(inject="held", reason="too hot"))  # type: ignore[arg-type]
    play.must(white, c.SkipInject(inject="skipped", reason="no time"))  # type: ignore[arg-type]
    play.must(director, c.FireInject(inject="manual"))  # type: ignore[arg-type]
    told = "team:tokyo"
    ruled = play.move("tokyo", "jp.statement", headline="Protest in writing", visibility="public")
    first = play.rule(ruled, narratives=(Narrative(Audience(told), "It is out."),))
    play.must(table.lead("tokyo"), c.AppealRuling(ruling_id=first, grounds="too mild"))  # type: ignore[arg-type]
    blocked = play.move(
        "tokyo", "jp.designate_sss", headline="Recognise the situation", because=("It is time.",)
    )
    play.must(white, c.TakeMove(move_id=blocked.id))
    play.must(table.member("tokyo"), c.NoteDissent(move_id=blocked.id, text="Too early."))
    play.move("washington", "us.convoy_escort", headline="Escort the convoy", visibility="parties",
              parties=("taipei",))  # fmt: skip
    asked = play.move("beijing", headline="Something of our own")
    play.must(white, c.AskTeam(move_id=asked.id, question="Where?"))
    play.must(
        table.lead("taipei"),
        c.OpenThread(parties=(), subject="Gas", text="How much is left?", with_white=True),
    )
    play.must(table.lead("washington"), c.AskTimeout(reason="counsel is late"))
    play.must(white, c.SetFacts(values={"quarantine_declared": True}, reason="said so"))
    play.must(white, c.OpenProcedure(token="nsc_done", team="tokyo"))  # type: ignore[arg-type]
    play.must("analyst", c.TakeNote(text="They waited for counsel.", objective="alliance", rating="S"))
    return play


def storyline() -> tuple[Any, ...]:
    """Injects in every state after eleven minutes at an hour a minute."""
    expected = (Expectation("beijing", ("cn.mobilise",), HOUR),)  # type: ignore[arg-type]
    inject = table.inject
    return (
        inject("sent", HOUR, to=("public",), sets={"notice_given": True}, expects=expected),
        inject(
            "secret", 2 * HOUR, to=("team:tokyo",), notes={"en": "WHITE NOTE"}, question={"en": "What now?"}
        ),
        inject("held", 20 * HOUR, to=("team:tokyo",)),
        inject("skipped", 21 * HOUR, to=("team:beijing",)),
        inject(
            "next", 30 * HOUR, to=("office:tokyo/head",), key=True, when="notice_given", otherwise="other"
        ),
        inject("other", to=("public",)),
        inject("manual", to=("team:taipei",)),
        inject("cond", to=("public",), when="made('cn.declare_blockade')", trigger="condition"),
    )
