"""Bots that play: each looks at what its own seat was told, and does what somebody on that chair might do."""

import logging
from collections import deque
from collections.abc import Mapping
from typing import Any

from games.bots.console import Console
from games.engine import frames as f
from games.engine.ids import ItemId, MoveId, RulingId, SeatId, TeamId, ThreadId
from games.engine.plan import Plan, SeatSpec

logger = logging.getLogger(__name__)

LOST_RACE = frozenset({"TAKEN", "NOT_OPEN", "NO_APPEAL"})
"""Refusals that only say that a colleague was first."""

NARRATIVES = [{"to": "public", "text": "Observers report movement."}]


class Bot:
    """A seat and its console. `refusals` are the receipts that it did not expect."""

    def __init__(self, spec: SeatSpec, plan: Plan, console: Console) -> None:
        self.spec = spec
        self.plan = plan
        self.console = console
        self.refusals: list[dict[str, Any]] = []
        self.accepted = 0
        self._opened: set[ItemId] = set()
        self._looked = 0

    @property
    def seat(self) -> SeatId:
        """The chair it sits on."""
        return self.spec.id

    async def turn(self) -> bool:
        """Does what there is to do now; says whether it did anything."""
        return await self.open_items()

    async def open_items(self) -> bool:
        """Opens what is new in the inbox."""
        fresh = [item for item in self.console.view.feed if item not in self._opened]
        if fresh:
            await self.console.opened(*fresh)
            self._opened.update(fresh)
        return bool(fresh)

    async def do(self, kind: str, *expected: str, **data: Any) -> dict[str, Any] | None:
        """Sends a command; the data of its receipt, or None when refused. `expected` codes are no fault."""
        receipt = await self.console.command(kind, **data)
        if receipt["ok"]:
            self.accepted += 1
            return dict(receipt["data"])
        if receipt["code"] not in expected:
            logger.warning("%s: %s refused: %s %s", self.seat, kind, receipt["code"], receipt["detail"])
            self.refusals.append({"kind": kind, **receipt})
        return None

    def news(self) -> list[f.AnyFrame]:
        """The frames since it last looked."""
        fresh = [told.frame for told in self.console.frames[self._looked :]]
        self._looked = len(self.console.frames)
        return fresh


class Lead(Bot):
    """Answers the items from which the deck expects moves of its team, and talks with the other teams.

    It answers a question of the white cell with an amended move, appeals its first ruling that is not lawful,
    and writes once in every conversation.
    """

    def __init__(self, spec: SeatSpec, plan: Plan, console: Console) -> None:
        super().__init__(spec, plan, console)
        self.team = spec.team or TeamId("")
        self.answers = expected_of(plan, self.team)
        self.pending: deque[str] = deque()
        self._seen = 0
        self._talked: set[ThreadId] = set()
        self._amended: set[MoveId] = set()
        self._appealed = False
        self._filed = 0

    async def turn(self) -> bool:
        acted = await self.open_items()
        self._plan_moves()
        while self.pending:
            acted = await self._file(self.pending.popleft()) or acted
        acted = await self._talk() or acted
        return await self._react() or acted

    def _plan_moves(self) -> None:
        view = self.console.view
        for item in view.feed[self._seen :]:
            self.pending += self.answers.get(view.items[item].title.get("en", ""), ())[:2]
        self._seen = len(view.feed)

    async def _file(self, move: str) -> bool:
        self._filed += 1
        visibility = ("covert", "public", "parties")[self._filed % 3]
        others = [team.id for team in self.plan.teams if team.id != self.team]
        content = {
            "headline": f"{self.team} orders {move}",
            "text": f"Order {self._filed}: carry out {move} as advised.",
            "move": move,
            "because": ["The situation leaves no better course.", "The law allows it, we believe."],
            "visibility": visibility,
            "parties": others[:1] if visibility == "parties" else [],
        }
        await self.do("submit_move", content=content)
        return True

    async def _talk(self) -> bool:
        """Opens one conversation with the next team, and answers once in those of others."""
        acted = False
        if self.console.view.feed and not self._talked:
            order = [team.id for team in self.plan.teams]
            other = order[(order.index(self.team) + 1) % len(order)]
            made = await self.do(
                "open_thread", "LINK_CLOSED", parties=[other], subject="A word", text="What do you intend?"
            )
            self._talked.add(ThreadId(made["thread"]) if made else ThreadId(""))
            acted = True
        for thread in self.console.view.talk_order:
            if thread not in self._talked:
                self._talked.add(thread)
                await self.do("send_message", "LINK_CLOSED", thread=thread, text="We keep the peace.")
                acted = True
        return acted

    async def _react(self) -> bool:
        acted = False
        for move in tuple(self.console.view.moves.values()):
            if move.status == "returned" and move.question and move.id not in self._amended:
                self._amended.add(move.id)
                content = {"headline": move.content.headline, "text": f"{move.content.text} With safeguards."}
                await self.do("amend_move", move_id=move.id, content={**content, "move": move.content.move})
                acted = True
            ruling = move.rulings[-1] if move.rulings else None
            if ruling is not None and ruling.verdict != "lawful" and not self._appealed:
                self._appealed = True
                await self.do("appeal_ruling", ruling_id=ruling.id, grounds="The facts were different.")
                acted = True
        return acted


class Member(Bot):
    """Reads along, and disagrees with the team's first move."""

    _dissented = False

    async def turn(self) -> bool:
        acted = await self.open_items()
        if self.console.view.move_order and not self._dissented:
            self._dissented = True
            first = self.console.view.move_order[0]
            await self.do("note_dissent", move_id=first, text="I would have waited.")
            acted = True
        return acted


class WhiteCell(Bot):
    """Takes moves and rules as the law engine proposes; where the law leaves it open, it decides.

    It asks each team one question first, has held moves carried out when their steps are done, refuses
    appeals, and tells the public something of everything.
    """

    def __init__(self, spec: SeatSpec, plan: Plan, console: Console) -> None:
        super().__init__(spec, plan, console)
        self._asked: set[str] = set()

    async def turn(self) -> bool:
        acted = False
        for frame in self.news():
            if isinstance(frame, f.StaffLogged):
                acted = await self._on(frame.what, frame.refs) or acted
        return acted

    async def _on(self, what: str, refs: Mapping[str, str]) -> bool:
        match what:
            case "move_submitted" | "move_amended":
                return await self._rule(MoveId(refs["move_id"]), refs.get("team", ""))
            case "move_requeued":
                return await self._decide(MoveId(refs["move_id"]))
            case "ruling_appealed":
                ruling = RulingId(refs["ruling_id"])
                await self.do("decide_appeal", *LOST_RACE, ruling_id=ruling, granted=False, reason="Heard.")
                return True
            case _:
                return False

    async def _rule(self, move: MoveId, team: str) -> bool:
        if await self.do("take_move", *LOST_RACE, move_id=move) is None:
            return True
        if team and team not in self._asked:
            self._asked.add(team)
            await self.do("ask_team", move_id=move, question="By what means?")
            return True
        open_to_us = ("NO_PROPOSAL", "REFERRED", *LOST_RACE)
        accept = {"decision": "accept", "narratives": NARRATIVES, "seconds_spent": 30}
        if await self.do("rule_move", *open_to_us, move_id=move, **accept) is None:
            await self._decide(move)
        return True

    async def _decide(self, move: MoveId) -> bool:
        """The white cell's own word: it is carried out."""
        word = {"decision": "override", "verdict": "lawful", "executed": True, "reason": "Plausible."}
        await self.do("rule_move", *LOST_RACE, move_id=move, narratives=NARRATIVES, **word)
        return True


class Controller(Bot):
    """Sends out what is overdue, so that nothing waits for a person."""

    async def turn(self) -> bool:
        acted = False
        for frame in self.news():
            if isinstance(frame, f.StaffLogged) and frame.what == "inject_overdue":
                await self.do("fire_inject", "ALREADY_RELEASED", inject=frame.refs["inject"])
                acted = True
        return acted


def bot_for(spec: SeatSpec, plan: Plan, console: Console) -> Bot:
    """The bot that suits a seat."""
    match spec.role, spec.rank:
        case "player", "lead":
            return Lead(spec, plan, console)
        case "player", _:
            return Member(spec, plan, console)
        case "white", _:
            return WhiteCell(spec, plan, console)
        case "controller", _:
            return Controller(spec, plan, console)
        case _:
            return Bot(spec, plan, console)


def expected_of(plan: Plan, team: TeamId) -> dict[str, tuple[str, ...]]:
    """The moves that the deck expects of a team, by the English title of the item that calls for them."""
    return {
        inject.title.get("en", ""): expectation.moves
        for inject in plan.injects
        for expectation in inject.expects
        if expectation.team == team
    }
