"""Enter what happened on paper."""

from typing import TypeAlias

from games.engine.commands.base import Command
from games.engine.commands.moves import SubmitForTeam
from games.engine.commands.msel import FireInject, SkipInject
from games.engine.commands.rulings import RuleMove
from games.engine.commands.steps import CloseProcedure
from games.engine.commands.talk import ApproachTeam, PassMessage
from games.engine.ids import Millis, SeatId

PaperAct: TypeAlias = (
    FireInject | SkipInject | SubmitForTeam | RuleMove | CloseProcedure | ApproachTeam | PassMessage
)
"""What can be entered after it happened on paper; a fact is dated back by `set_facts` itself."""


class EnterFromPaper(Command, frozen=True, tag="enter_from_paper"):
    """Staff enter what happened on paper, by hand or by voice, while the machine was away.

    `happened_wall_ms` is when (epoch ms); `happened_scenario_ms` is the time of the story, by the clock of the
    exercise at that moment if left out. `signed_by` is the player's seat that signed a move or message on paper.
    """

    happened_wall_ms: Millis
    done: PaperAct
    happened_scenario_ms: Millis | None = None
    signed_by: SeatId = SeatId("")
    note: str = ""
