"""The hands of the controller: lines improvised, rewritten, held, sent, corrected and withdrawn."""

from __future__ import annotations

from typing import Any

from tests import table
from tests.secrecy.hands.memory import Memory
from tests.secrecy.world import MINUTE, TEAMS, Line

CONTROLLER = table.CONTROLLER


class Controller(Memory):
    """What a controller does."""

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
