"""What entries of the log are about, by the names that people know."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from games.engine.ids import Audience, FactValue, InjectId, MoveId, RulingId
from games.engine.state import State
from games.presenting.law import LawWords
from games.staffing.naming import Names, choice, seat_label


@dataclass(frozen=True, slots=True)
class Known:
    """The names of an exercise at hand: seats, injects, moves, readers and facts in words."""

    state: State
    names: Names
    law: LawWords

    def who(self, seat: str) -> str:
        """Who acted; empty for the clock and the engine."""
        return seat_label(self.state, self.names, seat) if seat else ""

    def inject(self, inject: InjectId) -> str:
        """An inject by number and title."""
        found = self.state.injects.get(inject)
        return f"{inject} “{self.names.text(found.title or found.spec.title)}”" if found else str(inject)

    def move(self, move: MoveId) -> str:
        """A move by team, number and headline."""
        found = self.state.moves.get(move)
        if found is None:
            return str(move)
        return f"{self.names.team(found.team)} #{found.number} “{found.content.headline}”"

    def ruling(self, ruling: RulingId) -> str:
        """The move that a ruling is about."""
        found = self.state.rulings.get(ruling)
        return self.move(found.move_id) if found else str(ruling)

    def readers(self, to: tuple[Audience, ...]) -> str:
        """Audiences by name."""
        return ", ".join(self.reader(a) for a in to) or _("nobody")

    def reader(self, audience: Audience) -> str:
        """One audience by name."""
        words = {"public": _("everyone"), "white": _("white cell"), "display": _("projector")}
        found = choice(self.state, self.names, audience)
        return words.get(found.kind, found.label or str(audience))

    def facts(self, values: dict[str, FactValue]) -> str:
        """Facts and their values."""
        return "; ".join(f"{self.law.fact_label(n)}: {self.law.fact_value(n, v)}" for n, v in values.items())
