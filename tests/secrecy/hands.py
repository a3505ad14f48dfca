"""Hands that play at random: staff and teams, through the commands of their pages, every text a word.

Hands draw only from their own chance and their own memory, never from the state of the exercise, so the same
hands do the same whatever other hands do beside them. What may be read by whom is written down as it is typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from games.engine.ids import MessageId, RulingId
from tests import table
from tests.secrecy.addresses import CATALOGUE
from tests.secrecy.ledger import Account, Word
from tests.secrecy.world import MINUTE, TEAMS, Line, World

CONTROLLER, DIRECTOR, WHITE = table.CONTROLLER, table.DIRECTOR, table.WHITE
FACTS: tuple[tuple[str, Any], ...] = (
    ("quarantine_declared", True),
    ("notice_given", True),
    ("notice_given", False),
    ("nsc_done", True),
    ("us_combat_active", True),
    ("ly_approval", True),
)
STEPS = {"tokyo": "nsc_done", "washington": "us_wpr_report", "taipei": "tw_martial_law_vote"}


@dataclass
class MoveMade:
    """A move; `shown` is to whom its statement was made."""

    id: str
    team: str
    kind: str
    shown: set[str]
    announced: bool


@dataclass
class RulingMade:
    """A ruling and its words, each with those who get it when it is published."""

    id: str
    move: MoveMade
    words: list[tuple[Word, tuple[str, ...]]]
    out: bool = False
    appealed: bool = False


@dataclass
class Thread:
    """A conversation. `known` once words have reached all parties."""

    id: str
    parties: tuple[str, ...]
    with_white: bool

    @property
    def readers(self) -> tuple[str, ...]:
        return tuple(f"team:{team}" for team in self.parties)


@dataclass
class Hands:
    """Staff and the people of `teams`, who write for the audiences `tos`.

    With `alone` they touch nothing that everybody sees: neither the clock nor the public. `partners` are the
    teams that theirs talk with, if not each other. With `steady` nothing that they make public rests on what
    other hands may have done: they rule on free text alone, and disclose only what they asserted themselves.
    Whatever they write for somebody may go to `also` as well; words for them alone are of the account `aside`.
    """

    world: World
    chance: Random
    account: Account
    teams: Sequence[str]
    tos: Sequence[str]
    lines: list[Line]
    alone: bool = False
    steady: bool = False
    partners: Sequence[str] = ()
    also: Sequence[str] = ()
    aside: Account | None = None
    facts: Sequence[tuple[str, Any]] = FACTS
    never: Sequence[str] = ()
    asserted: set[str] = field(default_factory=set)
    moves: list[MoveMade] = field(default_factory=list)
    rulings: list[RulingMade] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    under_way: list[tuple[str, list[Word], tuple[str, ...]]] = field(default_factory=list)
    procedures: list[tuple[str, str]] = field(default_factory=list)
    drafts: dict[str, int] = field(default_factory=dict)
    added: int = 0
    done: list[str] = field(default_factory=list)

    # ---- one act after another

    def play(self, acts: int) -> None:
        """So many acts, each drawn at random."""
        for _ in range(acts):
            self.act()

    def act(self) -> None:
        """One act, and whatever goes out with it."""
        name = self.chance.choice(self.repertoire)
        self.done.append(name)
        getattr(self, name)()
        self.settle()

    @property
    def repertoire(self) -> tuple[str, ...]:
        """The acts by name, the common ones several times."""
        acts = (*STAFF_ACTS, *(TEAM_ACTS if self.teams else ()), *(() if self.alone else PUBLIC_ACTS))
        return tuple(act for act in acts if act not in self.never)

    def settle(self) -> None:
        """What has gone out, been published or arrived may be read by those it was for."""
        state = self.world.state
        self.world.settle()
        for ruling in self.rulings:
            if not ruling.out and state.rulings[RulingId(ruling.id)].published is not None:
                ruling.out = True
                for word, whom in ruling.words:
                    word.told(whom)
        for mail in tuple(self.under_way):
            message, words, whom = mail
            if MessageId(message) not in state.in_transit:
                self.under_way.remove(mail)
                for word in words:
                    word.told(whom)

    # ---- hands

    def word(self, what: str, *whom: str) -> str:
        return self.account.word(what, *whom).text

    def do(self, seat: str, kind: str, /, **data: Any) -> dict[str, Any]:
        """A command by script, or now and then as a form; gives the receipt, empty for a form."""
        if self.chance.random() < 0.15:
            self.world.send_form(seat, kind, **data)
            return {}
        return self.world.send(seat, kind, **data)

    def ask(self, seat: str, kind: str, /, **data: Any) -> dict[str, Any] | None:
        """A command of which the receipt is needed: its data, None if it was refused."""
        receipt = self.world.send(seat, kind, **data)
        return dict(receipt["data"]) if receipt["ok"] else None

    def team(self) -> str:
        return self.chance.choice(list(self.teams))

    def some_tos(self) -> tuple[str, ...]:
        """Audiences, and now and then others before them."""
        chosen = self.chance.sample(list(self.tos), self.chance.randint(1, min(3, len(self.tos))))
        return (*(self.also if self.chance.random() < 0.5 else ()), *chosen)

    def line(self) -> Line | None:
        return self.chance.choice(self.lines) if self.lines else None

    def of_own(self, things: Sequence[Any]) -> Any:
        return self.chance.choice(list(things)) if things else None

    # ---- the controller

    def improvise(self) -> None:
        to, when = self.some_tos(), self.chance.choice(["now", "now", "at", "manual"])
        words = {
            f: self.account.word(f"the {f} of an improvised line")
            for f in ("title", "body", "sender", "question")
        }
        given: dict[str, Any] = {f: word.text for f, word in words.items()}
        given |= {"to": to, "channel": "press", "notes": self.word("the notes of an improvised line")}
        if self.chance.random() < 0.3:
            name, value = self.chance.choice(list(self.facts))
            given["sets"] = {name: value}
        at = {"basis": "exercise", "at_ms": self.chance.randint(0, 20) * MINUTE}
        made = self.ask(CONTROLLER, "improvise_inject", words=given, when=when, **at)
        if made:
            self.lines.append(Line(made["inject"], to, tuple(words.values())))
            self.world.lines[made["inject"]] = self.lines[-1]

    def edit(self) -> None:
        line = self.line()
        if line is None or line.out:
            return
        words = {
            f: self.account.word(f"the new {f} of {line.inject}")
            for f in ("title", "body", "sender", "question")
        }
        given: dict[str, Any] = {f: word.text for f, word in words.items()}
        given |= {"to": line.to, "channel": "press", "notes": self.word("the new notes of a line")}
        if self.ask(CONTROLLER, "edit_inject", inject=line.inject, words=given) is not None:
            line.words = tuple(words.values())

    def keep_back(self) -> None:
        line = self.line()
        if line is None:
            return
        kind = self.chance.choice(["hold_inject", "skip_inject", "rearm_inject", "delay_inject"])
        more: dict[str, Any] = {"by_ms": MINUTE} if kind == "delay_inject" else {}
        if kind in ("hold_inject", "skip_inject"):
            more["reason"] = self.word("a reason of the controller")
        self.do(CONTROLLER, kind, inject=line.inject, **more)

    def retarget(self) -> None:
        line, to = self.line(), self.some_tos()
        if line is None or line.out:
            return
        if self.ask(CONTROLLER, "retarget_inject", inject=line.inject, to=to) is not None:
            line.to = to

    def fire(self) -> None:
        if line := self.line():
            self.ask(CONTROLLER, "fire_inject", inject=line.inject)

    def correct(self) -> None:
        line = self.line()
        if line is None or not line.out:
            return
        words = [self.account.word(f"the corrected {f} of {line.inject}") for f in ("title", "body")]
        given = {f: word.text for f, word in zip(("title", "body"), words, strict=True)}
        reason = self.word("the reason of a correction")
        if self.ask(CONTROLLER, "correct_inject", inject=line.inject, reason=reason, **given) is not None:
            for word in words:
                word.told(line.to)
            # Who is told of the line from now on is not told what it said before.
            line.words = (*words, *line.words[2:])

    def retract(self) -> None:
        line = self.line()
        if line is None or not line.out:
            return
        reason = self.word(f"why {line.inject} was retracted", *line.to)
        self.do(CONTROLLER, "retract_inject", inject=line.inject, reason=reason)

    def widen(self) -> None:
        line, to = self.line(), self.some_tos()
        if line is None or not line.out:
            return
        if self.ask(CONTROLLER, "widen_inject", inject=line.inject, to=to) is not None:
            line.to = tuple(dict.fromkeys((*line.to, *to)))
            for word in line.words:
                word.told(to)

    def resend(self) -> None:
        line = self.line()
        if line is not None and line.out:
            seat = table.lead(self.chance.choice(list(self.teams or TEAMS)))
            self.do(CONTROLLER, "resend_inject", inject=line.inject, seat=seat)

    # ---- the white cell

    def take(self) -> None:
        if move := self.of_own(self.moves):
            kind = self.chance.choice(["take_move", "hand_over_move", "refresh_proposal"])
            self.do(WHITE, kind, move_id=move.id)

    def question_a_team(self) -> None:
        if move := self.of_own(self.moves):
            question = self.word("a question to a team", f"team:{move.team}")
            self.do(WHITE, "ask_team", move_id=move.id, question=question)

    def rule(self) -> None:
        move = self.of_own([m for m in self.moves if m.kind == "other" or not self.steady])
        if move is None:
            return
        own = f"team:{move.team}"
        words: list[tuple[Word, tuple[str, ...]]] = [(self.account.word("the reason of a ruling"), (own,))]
        narratives = []
        for to in self.some_tos():
            account = self.aside if self.aside and to in self.also else self.account
            word = account.word(f"a narrative for {to}")
            words.append((word, (to,)))
            narratives.append({"to": to, "text": word.text})
        name, value = self.chance.choice(list(self.facts))
        standing = [r for r in self.rulings if r.move is move]
        made = self.ask(
            WHITE,
            "rule_move",
            move_id=move.id,
            decision="override",
            verdict=self.chance.choice(["lawful", "contestable", "unlawful"]),
            executed=self.chance.random() < 0.7,
            reason=words[0][0].text,
            narratives=narratives,
            facts={name: value, "quarantine_declared": True},
            facts_learned_by=[own],
            publish=self.chance.choice(["now", "now", "turn_end"]),
            **({"supersedes": standing[-1].id} if standing else {}),
        )
        if made:
            self.rulings.append(RulingMade(made["ruling_id"], move, words))

    def preview(self) -> None:
        move = self.of_own(self.moves)
        if move is None:
            return
        fields = {
            "move_id": move.id,
            "decision": "override",
            "verdict": "lawful",
            "reason": self.word("the reason of a ruling that was only looked at"),
            "narratives.0.to": self.tos[-1],
            "narratives.0.text": self.word("a narrative that was only looked at"),
            "preview_as": table.lead(self.team()),
        }
        self.world.post(WHITE, "white/preview/", **fields)

    def publish(self) -> None:
        if waiting := [r for r in self.rulings if not r.out]:
            self.do(WHITE, "publish_ruling", ruling_id=waiting[0].id)

    def decide_appeal(self) -> None:
        if ruling := self.of_own([r for r in self.rulings if r.appealed]):
            reason = self.word("the answer to an appeal", f"team:{ruling.move.team}")
            granted = self.chance.random() < 0.5
            self.do(WHITE, "decide_appeal", ruling_id=ruling.id, granted=granted, reason=reason)

    def set_facts(self) -> None:
        name, value = self.chance.choice(list(self.facts))
        learned = self.some_tos() if self.chance.random() < 0.6 else ()
        reason = self.word("the reason of a fact")
        self.asserted.add(name)
        self.do(WHITE, "set_facts", values={name: value}, reason=reason, learned_by=learned)

    def disclose_facts(self) -> None:
        names = sorted(self.asserted) if self.steady else [name for name, _ in self.facts]
        name = self.of_own(names)
        if name is None:
            return
        reason = self.word("the reason of a disclosure")
        self.do(WHITE, "disclose_facts", facts=[name], to=self.some_tos(), reason=reason)

    def move_meters(self) -> None:
        reason = self.word("the reason of a track")
        self.do(WHITE, "change_meters", changes={"escalation": 1}, reason=reason)

    def start_step(self) -> None:
        team = self.team()
        token = STEPS.get(team)
        if token is None:
            return
        duty = token != "nsc_done"
        made = self.ask(WHITE, "open_procedure", token=token, team=team, hours=2, duty=duty)
        if made:
            self.procedures.append((made["procedure"], team))

    def end_step(self) -> None:
        if step := self.of_own(self.procedures):
            reason = self.word("how a step ended", f"team:{step[1]}")
            done = self.chance.random() < 0.5
            self.do(WHITE, "close_procedure", procedure=step[0], done=done, reason=reason)

    def change_line(self) -> None:
        team = self.team()
        other = self.of_own([t for t in self.partners or self.teams if t != team])
        if other is None:
            return
        pair = [team, other]
        words = self.word("why a line changed", *(f"team:{team}" for team in pair))
        state = self.chance.choice(["open", "open", "closed", "delayed"])
        self.do(
            WHITE,
            "change_link",
            between=pair,
            state=state,
            delay_ms=MINUTE if state == "delayed" else 0,
            explanation=words,
        )

    def answer(self) -> None:
        thread = self.of_own([t for t in self.threads if t.with_white])
        if thread is None:
            return
        words = [self.account.word("an answer of the white cell"), self.account.word("whom it speaks as")]
        said = self.ask(WHITE, "answer_thread", thread=thread.id, text=words[0].text, speaks_as=words[1].text)
        if said:
            self.under_way.append((said["message"], words, thread.readers))

    def approach(self) -> None:
        team = self.team()
        subject, text, actor = (
            self.word(f"the {what} of an approach", f"team:{team}") for what in ("subject", "text", "actor")
        )
        made = self.ask(WHITE, "approach_team", team=team, subject=subject, text=text, speaks_as=actor)
        if made:
            self.threads.append(Thread(made["thread"], (team,), True))

    def note(self) -> None:
        seat = self.chance.choice(
            ["analyst", WHITE] if self.alone else ["analyst", "evaluator", "guest", WHITE]
        )
        self.do(seat, "take_note", text=self.word("a note", f"seat:{seat}"))

    # ---- the director

    def notice(self) -> None:
        to = self.some_tos()
        title, text = self.word("the title of a notice", *to), self.word("the text of a notice", *to)
        urgent = self.chance.random() < 0.3
        self.do(DIRECTOR, "send_notice", to=to, title=title, text=text, urgent=urgent)

    def seats(self) -> None:
        team = self.team()
        if self.chance.random() < 0.5:
            self.added += 1
            label = self.word("the label of a new seat", f"team:{team}")
            seat = {"id": f"{self.account.mark}-extra-{self.added}", "label": {"en": label}}
            seat |= {"role": "player", "team": team, "office": "foreign"}
            self.do(DIRECTOR, "add_seat", seat=seat)
        else:
            rank = self.chance.choice(["scribe", "member"])
            reason = self.word("the reason of a rank")
            self.do(DIRECTOR, "change_rank", seat=table.member(team), rank=rank, reason=reason)

    def send_away(self) -> None:
        """Staff free a seat; its person comes back with the card."""
        seat = table.member(self.team())
        address = f"/exercises/{self.world.public_id}/lobby/act/"
        fields = {
            "act": "free",
            "seat": seat,
            "reason": self.word("why somebody was sent away"),
            "key": "e" * 20,
        }
        self.world.browsers[DIRECTOR].post(
            address, {**fields, "key": self.account.mark * 10 + str(len(self.done)).zfill(10)}
        )
        named = self.world.state.deck.settings.attribution in ("office", "attributed")
        team = seat.partition("-")[0]
        self.world.sit(seat, self.word("a second name", *([f"team:{team}"] if named else [])))

    def stop(self) -> None:
        kind = self.chance.choice(["pause", "timeout", "break", "plenary"])
        self.do(DIRECTOR, "stop_clock", stop=kind, reason=self.word("the reason of a stop", "public"))

    def resume(self) -> None:
        self.do(DIRECTOR, "resume_clock")

    def turn(self) -> None:
        kind = self.chance.choice(["start_turn", "end_turn", "extend_turn"])
        more = {"start_turn": {"length_ms": 5 * MINUTE}, "extend_turn": {"by_ms": MINUTE}}.get(kind, {})
        self.do(DIRECTOR, kind, **more)

    def emergency(self) -> None:
        seat = table.member(self.team()) if self.teams else "guest"
        note = self.word("what happened in the real world", f"seat:{seat}")
        self.do(seat, "raise_emergency", note=note)
        self.do(DIRECTOR, "clear_emergency", note=self.word("how the real world was put right"))
        self.do(DIRECTOR, "resume_clock")

    def time_passes(self) -> None:
        self.world.tick(self.chance.randint(0, 2 * MINUTE))

    # ---- the teams

    def submit(self) -> None:
        team = self.team()
        shown: set[str] = set()
        content = self.content(team, shown)
        made = self.ask(table.lead(team), "submit_move", content=content)
        if made:
            self.moves.append(MoveMade(made["move_id"], team, content["move"], shown, bool(shown)))

    def content(self, team: str, shown: set[str]) -> dict[str, Any]:
        """A move's content; `shown` is filled with those to whom it makes its statement."""
        visibility = self.chance.choice(["covert", "covert", "parties"] + ([] if self.alone else ["public"]))
        others = [t for t in self.teams if t != team]
        party = self.of_own(others)
        if visibility == "public":
            shown.add("public")
        elif visibility == "parties" and party:
            shown.add(f"team:{party}")
        own = f"team:{team}"
        given: dict[str, Any] = {
            f: self.word(f"the {f} of a move of {team}", own, *shown) for f in ("headline", "text")
        }
        given |= {
            f: self.word(f"the {f} of a move of {team}", own)
            for f in ("legal_basis", "intended_effect", "risk", "defy_reason")
        }
        given |= {"because": [self.word("a because", own)], "visibility": visibility}
        # Parties that were ticked before somebody chose to go covert stay ticked in the form.
        given |= {"parties": [party] if party else [], "item": "made-up", "defy": self.chance.random() < 0.2}
        given["move"] = self.chance.choice(["other", *CATALOGUE[team]])
        return given

    def for_a_team(self) -> None:
        team = self.team()
        shown: set[str] = set()
        content = self.content(team, shown)
        made = self.ask(WHITE, "submit_for_team", team=team, content=content)
        if made:
            self.moves.append(MoveMade(made["move_id"], team, content["move"], shown, bool(shown)))

    def amend(self) -> None:
        move = self.of_own(self.moves)
        if move is None:
            return
        shown: set[str] = set()
        content = self.content(move.team, shown)
        words = [w for w in self.account.words if w.text in (content["headline"], content["text"])]
        if move.announced:
            # It has been announced already, and is not announced again.
            for word in words:
                word.whom = {f"team:{move.team}"}
        content["move"] = move.kind
        if self.ask(table.lead(move.team), "amend_move", move_id=move.id, content=content) is not None:
            move.announced = move.announced or bool(shown)

    def second_thoughts(self) -> None:
        move = self.of_own(self.moves)
        if move is None:
            return
        own = f"team:{move.team}"
        if self.chance.random() < 0.3:
            reason = self.word("why a move was withdrawn", own)
            self.do(table.lead(move.team), "withdraw_move", move_id=move.id, reason=reason)
        else:
            text = self.word("a dissent", own)
            self.do(table.member(move.team), "note_dissent", move_id=move.id, text=text)

    def appeal(self) -> None:
        ruling = self.of_own([r for r in self.rulings if r.out])
        if ruling is not None:
            grounds = self.word("the grounds of an appeal", f"team:{ruling.move.team}")
            lead = table.lead(ruling.move.team)
            made = self.ask(lead, "appeal_ruling", ruling_id=ruling.id, grounds=grounds)
            ruling.appealed = ruling.appealed or made is not None

    def talk(self) -> None:
        team = self.team()
        others = [t for t in self.partners or self.teams if t != team]
        parties = tuple(self.chance.sample(others, self.chance.randint(0, min(2, len(others)))))
        white = not parties or self.chance.random() < 0.3
        words = [
            self.account.word(f"the {what} of a conversation", f"team:{team}") for what in ("subject", "text")
        ]
        subject, text = (word.text for word in words)
        seat = self.chance.choice([table.lead(team), table.member(team)])
        made = self.ask(seat, "open_thread", parties=parties, subject=subject, text=text, with_white=white)
        if made:
            thread = Thread(made["thread"], (team, *parties), white)
            self.threads.append(thread)
            self.under_way.append((made["message"], words, thread.readers))

    def say(self) -> None:
        thread = self.of_own(self.threads)
        if thread is None:
            return
        team = self.chance.choice(thread.parties)
        word = self.account.word("words in a conversation", f"team:{team}")
        said = self.ask(table.member(team), "send_message", thread=thread.id, text=word.text)
        if said:
            self.under_way.append((said["message"], [word], thread.readers))

    def ask_timeout(self) -> None:
        team = self.team()
        reason = self.word("why a time-out is wanted", f"team:{team}")
        self.do(table.lead(team), "ask_timeout", reason=reason)

    def decline_timeout(self) -> None:
        asked = self.world.state.timeout_requests
        if asked:
            team = self.chance.choice(asked).team
            reason = self.word("why there is no time-out", f"team:{team}")
            self.do(table.WHITE, "decline_timeout", team=team, reason=reason)

    def draft(self) -> None:
        team = self.team()
        own = f"players:{team}"
        fields: dict[str, Any] = {"version": self.drafts.get(team, 0), "content.move": "other"}
        for name in ("headline", "text", "legal_basis", "risk"):
            fields[f"content.{name}"] = self.word(f"the {name} of a draft", own)
        seat = self.chance.choice([table.lead(team), table.member(team)])
        act = self.chance.choice(["save", "save", "send", "review", "discard"])
        self.world.post(seat, "draft/", act=act, **fields)
        self.drafts[team] = self.drafts.get(team, 0) + self.chance.randint(1, 2)

    def read(self) -> None:
        """People open their pages and items; what they opened is noted."""
        seat = self.chance.choice([table.lead(self.team()), table.member(self.team())])
        page = self.world.browsers[seat].get(self.world.url(seat))
        self.world.look(seat, "own page", page)


STAFF_ACTS: tuple[str, ...] = (
    *("improvise", "edit", "keep_back", "retarget", "fire", "fire", "correct", "retract", "widen", "resend"),
    *("publish", "set_facts", "disclose_facts", "move_meters", "note", "notice"),
)
TEAM_ACTS: tuple[str, ...] = (
    *("take", "question_a_team", "rule", "rule", "rule", "preview", "decide_appeal"),
    *("start_step", "end_step", "change_line", "answer", "approach", "seats", "send_away"),
    *("submit", "submit", "submit", "submit", "for_a_team", "amend", "second_thoughts", "appeal"),
    *("talk", "talk", "say", "say", "ask_timeout", "decline_timeout", "draft", "draft", "read"),
)
PUBLIC_ACTS: tuple[str, ...] = (
    "stop",
    "resume",
    "resume",
    "turn",
    "turn",
    "emergency",
    *("time_passes",) * 6,
)
