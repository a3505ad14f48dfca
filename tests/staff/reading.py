"""What the tests of staff readings share: a table read at its own time."""

from __future__ import annotations

from games.engine.ids import TeamId
from games.presenting.law import LawWords
from games.staffing.msel import Line, msel
from games.staffing.naming import Names, names_of
from games.staffing.present import Present, present
from tests import table
from tests.table import Table

TOKYO = TeamId("tokyo")


def now_at(play: Table) -> Present:
    return present(play.state, play.wall)


def names(play: Table) -> Names:
    return names_of(play.state, "en")


def line(play: Table, name: str) -> Line:
    lines = msel(play.state, names(play), now_at(play))
    return next(each for each in lines if each.inject.spec.id == name)


def law() -> LawWords:
    return LawWords(table.book().rules)
