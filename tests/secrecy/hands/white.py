"""The hands of the white cell: moves taken and ruled on, facts, steps, channels and talk."""

from __future__ import annotations

from tests import table
from tests.secrecy.hands.memory import Memory, RulingMade, Thread
from tests.secrecy.ledger import Word
from tests.secrecy.world import MINUTE

WHITE = table.WHITE
STEPS = {"tokyo": "nsc_done", "washington": "us_wpr_report", "taipei": "tw_martial_law_vote"}


class WhiteCell(Memory):
    """What the white cell does, and staff who take notes."""

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
