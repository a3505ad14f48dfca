"""The hands of the director: notices, seats, the clock and the real world."""

from __future__ import annotations

from tests import table
from tests.secrecy.hands.memory import Memory
from tests.secrecy.world import MINUTE

DIRECTOR = table.DIRECTOR


class Director(Memory):
    """What a director does."""

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
