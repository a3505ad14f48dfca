"""The shipped exercise three quarters of an hour in, in plausible words: something in every corner."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from games.engine import commands as c
from games.engine.answers import Accepted
from games.engine.events import MoveContent, Narrative
from games.engine.ids import Audience, InjectId, ItemId, MoveId, RulingId, SeatId, TeamId, ThreadId
from games.engine.plan import Plan
from games.engine.state import State
from games.models import Exercise
from games.services import (
    deliveries,
    drafts,
    exercises,
    heartbeats,
    now_ms,
    seats,
    state_of,
    submit,
    watchdog,
)
from games.services.rules import rulebook
from injects import shipped

MINUTE = 60_000
NAMES = {
    "tk-pm": "Kurata", "tk-fm": "Nishino", "tk-dm": "Tamaru", "tk-ccs": "Ishiki", "tk-law": "Okabe",
    "wa-potus": "Doyle", "wa-state": "Flores", "wa-def": "Bell", "wa-nsa": "Quinn",
    "bj-gs": "Gao", "bj-fm": "Tang", "bj-cmc": "Shen", "bj-go": "Lu",
    "tp-pres": "Hsu", "tp-prem": "Yeh", "tp-def": "Kuo", "tp-nsc": "Peng",
    "director": "Brandt", "white-1": "Sørensen", "white-2": "Rossi", "controller": "Novak", "analyst": "Diaz",
    "guest": "", "eval-tk": "Weber",
}  # fmt: skip


def long_strait() -> Plan:
    """The shipped deck."""
    return shipped.load_plan("long-strait", rulebook().rules)


@dataclass
class Storyteller:
    """Plays an exercise by hand, in wall time that began `ago` ms before now."""

    ago: int
    title: str = "Long Strait, run 3"
    now: int = field(init=False)
    exercise: Exercise = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.now = now_ms() - self.ago
        self.exercise = exercises.create(long_strait(), self.title, wall_ms=self.now)

    @property
    def state(self) -> State:
        return state_of(self.exercise.pk)

    def must(self, actor: str, command: c.AnyCommand) -> dict[str, Any]:
        answer = submit(self.exercise.pk, SeatId(actor), secrets.token_hex(8), command, wall_ms=self.now)
        assert isinstance(answer, Accepted), (command, answer)
        return dict(answer.data)

    def at(self, minute: float) -> None:
        """Goes on to a minute of play; what falls due on the way happens at its time."""
        for whole in range((self.now - self.began) // MINUTE + 1, int(minute) + 1):
            self.now = self.began + whole * MINUTE
            self.must("", c.Tick())
        self.now = self.began + round(minute * MINUTE)
        self.must("", c.Tick())

    def sit(self) -> None:
        for seat, name in NAMES.items():
            self.must("", c.TakeSeat(SeatId(seat), name=name, consent=True))

    def move(self, seat: str, move: str, headline: str, text: str, **more: Any) -> MoveId:
        content = MoveContent(headline=headline, text=text, move=move, **more)
        return MoveId(self.must(seat, c.SubmitMove(content=content))["move_id"])

    def rule(self, move: MoveId, decision: str = "accept", **more: Any) -> RulingId:
        self.must("white-1", c.TakeMove(move_id=move))
        more["narratives"] = tuple(Narrative(Audience(to), text) for to, text in more.pop("told", {}).items())
        command = c.RuleMove(move_id=move, decision=decision, **more)  # type: ignore[arg-type]
        return RulingId(self.must("white-1", command)["ruling_id"])

    def item_of(self, inject: str) -> ItemId | None:
        """The item that a line became."""
        return self.state.injects[InjectId(inject)].item

    def read(self, *readers: str) -> None:
        """These seats open every item there is."""
        for seat in readers:
            deliveries.opened(self.exercise.pk, SeatId(seat), 0, self.state.items, at=self.now)
        deliveries.flush()


@contextmanager
def the_past_is_told() -> Iterator[None]:
    """Meanwhile the live server does not do what is due by its own clock, however long the telling takes."""
    tended = patch.object(heartbeats, "timers_are_tended", return_value=True)
    with tended, patch.object(watchdog, "PATIENCE_MS", 24 * 60 * MINUTE):
        yield


def in_full_swing() -> Storyteller:
    """Rulings, a case on the desk, a queue, an appeal, questions, a held line, notes, a draft."""
    with the_past_is_told():
        play = Storyteller(44 * MINUTE + 20_000)
        play.sit()
        play.must("director", c.StartExercise())
        _first_night(play)
        _quarantine(play)
        play.at(44)
    return play


def _first_night(play: Storyteller) -> None:
    """Drills and a letter: a protest, a promise, a plan for the gas."""
    play.at(4)
    protest = play.move(
        "tk-pm",
        "jp.statement",
        "Protest over the closure box south of Yonaguni",
        "The Foreign Minister calls in the ambassador and demands due regard for fishing and shipping. "
        "The statement says that the box lies in a zone Japan claims, not in its territory.",
        because=("Firing there needs due regard, not consent.", "Silence would be read as assent."),
        visibility="public",
        intended_effect="The box is moved or its hours are cut.",
        item=play.item_of("I01"),
    )
    play.at(6)
    told = {
        "team:tokyo": "The ambassador takes note and says that the notices were timely.",
        "public": "Japan protests over a closure area south of Yonaguni. Beijing rejects the protest.",
    }
    play.rule(protest, told=told, seconds_spent=74)
    play.at(11)
    question = "We read the same pictures as you do: customs, no marines. May we pass it to Taipei?"
    line = play.must(
        "tk-fm",
        c.OpenThread(parties=(TeamId("washington"),), subject="Gathering off Fujian", text=question),
    )
    play.at(13)
    answer = "Yes, but through your exchange office, not through us."
    play.must("wa-state", c.SendMessage(thread=ThreadId(line["thread"]), text=answer))
    play.must("controller", c.SkipInject(inject=InjectId("I06"), reason="Washington is busy enough"))
    play.at(15)
    ration = play.move(
        "tp-pres",
        "tw.ration",
        "Ration gas for industry, not for homes",
        "Steel and glass works go to half shifts from tomorrow. Households and hospitals are spared.",
        because=("Eleven days are not enough to wait.",),
        legal_basis="TW-MOB",
        item=play.item_of("I05"),
    )
    play.at(17)
    told = {"team:taipei": "Plants cut shifts. Stocks last two days longer."}
    play.rule(ration, executed=True, told=told, seconds_spent=51)
    play.at(19)
    coffee = "The foyer, ground floor. Play goes on."
    play.must("director", c.SendNotice(to=(Audience("public"),), title="Coffee at 10:30", text=coffee))
    play.read("tk-pm", "tk-fm", "wa-potus", "bj-gs", "tp-pres")


def _quarantine(play: Storyteller) -> None:
    """An escort ruled otherwise than the law proposed, its appeal, a plan on the desk, a queue behind it."""
    play.at(33)
    cover = play.move(
        "tk-pm",
        "jp.protect_us_assets",
        "JS Akebono covers the American destroyer",
        "The destroyer on patrol east of Taiwan protects USS Hudson under Article 95-2 for seven days, on "
        "request. Warning shots only on the Minister's word.",
        because=("She was asked for, in writing.", "The patrol contributes to the defence of Japan."),
        legal_basis="JP-SDF-95-2",
        visibility="parties",
        parties=(TeamId("washington"),),
        item=play.item_of("I10"),
    )
    play.at(34.5)
    patrol = c.SetFacts(
        values={"activity_contributes_to_japan_defence": True},
        reason="Joint patrol order of the ministers",
        learned_by=(Audience("team:tokyo"),),
    )
    play.must("white-1", patrol)
    told = {
        "team:tokyo": "The order goes out. Akebono closes up to two miles; the frigates fall back at dusk.",
        "team:washington": "A Japanese destroyer takes station off Hudson's quarter.",
        "team:beijing": "A Japanese destroyer has joined the American one east of the island.",
    }
    reason = "The guideline wants the Council heard first where a third state is watching."
    outcome = {"verdict": "contestable", "executed": True, "reason": reason}
    given = play.rule(cover, "override", told=told, seconds_spent=133, **outcome)
    play.at(35.5)
    grounds = "No guideline asks for the Council below an armed attack."
    play.must("tk-pm", c.AppealRuling(ruling_id=given, grounds=grounds))
    hold = c.HoldInject(inject=InjectId("I16"), reason="Not before the ruling on the convoy")
    play.must("controller", hold)
    play.at(38)
    play.must("white-1", c.OpenProcedure(token="nsc_done", team=TeamId("tokyo")))
    tankers = "How many gas carriers bound for us have not yet turned away, and under which flags?"
    play.must(
        "tp-pres", c.OpenThread(parties=(), subject="Tankers still under way", with_white=True, text=tankers)
    )
    note = "Tokyo cites the article before it asks whether the facts carry it."
    play.must("analyst", c.TakeNote(text=note, objective="situations", rating="S"))
    _on_the_desk(play)
    _in_the_queue(play)
    _half_written(play)


def _on_the_desk(play: Storyteller) -> None:
    play.at(40)
    plan = play.move(
        "tk-pm",
        "jp.designate_iis",
        "Recognise an important influence situation",
        "The Cabinet recognises that the quarantine has an important influence on Japan's peace and security "
        "and adopts the Basic Plan: logistic support and search and rescue, no escort.",
        because=(
            "Left alone, the quarantine could lead to an attack on Japan.",
            "Without a plan nothing on Washington's list can be given.",
            "It commits no force and can be ended at any time.",
        ),
        legal_basis="JP-IIS-DEF",
        intended_effect="Support to United States forces can begin within a day.",
        risk="Beijing calls it a step into the war.",
    )
    play.must("white-1", c.TakeMove(move_id=plan))
    dissent = "Boarding a ship is police work. I would wait for the Council."
    play.must("tk-law", c.NoteDissent(move_id=plan, text=dissent))
    play.at(42)  # the Council has met by now
    play.must("white-1", c.RefreshProposal(move_id=plan))


def _in_the_queue(play: Storyteller) -> None:
    play.move(
        "wa-potus",
        "us.convoy_escort",
        "First convoy sails from Sasebo",
        "Four gas carriers under two destroyers, to arrive at Kaohsiung on the third day. Orders: turn away "
        "nobody, return fire if fired upon.",
        params={"from_japan_with_combat_orders": True},
        because=("A quarantine binds nobody on the high seas.",),
        visibility="parties",
        parties=(TeamId("taipei"),),
    )
    play.at(42.5)
    play.move(
        "bj-gs",
        "cn.board_vessel",
        "Board the Hoshi Maru again and bring her in",
        "Two cutters escort her to Xiamen. The crew is treated well; the master signs a declaration.",
        because=("Domestic law applies in waters under jurisdiction.",),
    )
    vague = play.move(
        "tp-pres", "other", "Something for the fishermen", "The fishing fleet stays close to the carriers."
    )
    question = "Who orders it, how many boats, and are they armed?"
    play.must("white-2", c.AskTeam(move_id=vague, question=question))
    play.must("wa-potus", c.AskTimeout(reason="Counsel is still on the line."))


def _half_written(play: Storyteller) -> None:
    """Tokyo's scribe has the next paper before them."""
    seat = SeatId("tk-ccs")
    place = seats.SeatPass(
        play.exercise.pk, play.exercise.public_id, seat, play.state.seats[seat].spec, generation=0
    )
    content = {
        "headline": "Flag-state protest and release of the Hoshi Maru",
        "text": "The Foreign Minister demands release of ship and crew within 24 hours.",
        "move": "jp.maritime_security_op",
        "params": {"area": "high_seas"},
        "because": ["The flag State alone has jurisdiction on the high seas."],
    }
    drafts.save_draft(place, 0, content, at=play.now)
