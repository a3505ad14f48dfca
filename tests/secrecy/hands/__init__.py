"""Hands that play at random: staff and teams, through the commands of their pages, every text a word.

Hands draw only from their own chance and their own memory, never from the state of the exercise, so the same
hands do the same whatever other hands do beside them. What may be read by whom is written down as it is typed.
"""

from __future__ import annotations

from tests.secrecy.hands.controller import Controller
from tests.secrecy.hands.director import Director
from tests.secrecy.hands.teams import Teams
from tests.secrecy.hands.white import WhiteCell

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


class Hands(Controller, WhiteCell, Director, Teams):
    """Staff and teams, one act after another."""

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
