"""The hands of the teams: moves and second thoughts, appeals, talk, drafts and reading."""

from __future__ import annotations

from typing import Any

from tests import table
from tests.secrecy.addresses import CATALOGUE
from tests.secrecy.hands.memory import Memory, MoveMade, Thread

WHITE = table.WHITE


class Teams(Memory):
    """What the people of the teams do, and staff for them."""

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
