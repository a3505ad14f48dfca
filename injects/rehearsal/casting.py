"""Who plays how: the script of each team, and how it is drawn for a run."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, TypeAlias, get_args

from msgspec import Struct

from games.engine.ids import TeamId
from injects.rehearsal.dice import Dice

Profile: TypeAlias = Literal["sensible", "passive", "aggressive", "random"]
PROFILES: tuple[Profile, ...] = get_args(Profile)
MIXED = "mixed"
DEFIANT = "defiant"
LAWFUL = "lawful"

_ODDS: tuple[tuple[Profile, int], ...] = (
    ("sensible", 45),
    ("aggressive", 25),
    ("random", 20),
    ("passive", 10),
)
_DEFIANT_PERCENT: Mapping[Profile, int] = {"sensible": 10, "aggressive": 60, "random": 50, "passive": 0}


class BadScript(ValueError):
    """A script that nobody can play. `team` and `script` are as given; `why` is `team` or `script`."""

    def __init__(self, team: str, script: str, why: Literal["team", "script"]) -> None:
        super().__init__(f"{team}={script}")
        self.team = team
        self.script = script
        self.why = why


class Script(Struct, frozen=True, order=True):
    """How a team plays. One that is not lawful signs what its counsel calls unlawful, in open defiance."""

    profile: Profile
    lawful: bool = True

    def __str__(self) -> str:
        return self.profile if self.lawful else f"{self.profile}/{DEFIANT}"


def script_of(text: str) -> Script | None:
    """`aggressive`, `aggressive/lawful` or `aggressive/defiant`; None for anything else."""
    name, _, law = text.strip().partition("/")
    for profile in PROFILES:
        if profile == name and law in ("", LAWFUL, DEFIANT):
            return Script(profile, law != DEFIANT)
    return None


def checked(wishes: Mapping[str, str], teams: Iterable[TeamId]) -> dict[TeamId, str]:
    """What is to be played by every team, `mixed` where nothing was asked. Raises BadScript."""
    known = list(teams)
    for team, text in wishes.items():
        if team not in known:
            raise BadScript(team, text, "team")
        if text != MIXED and script_of(text) is None:
            raise BadScript(team, text, "script")
    return {team: wishes.get(team, MIXED) for team in known}


def cast_of(wanted: Mapping[TeamId, str], run: int, dice: Dice) -> dict[TeamId, Script]:
    """The scripts of one run.

    Of the mixed teams all are sensible in run 1 and passive in run 2, so that every rehearsal has the day as
    the author hopes for it and the day on which nobody does anything; from run 3 on they are drawn.
    """
    return {team: script_of(text) or _drawn(run, dice.for_(team)) for team, text in wanted.items()}


def _drawn(run: int, dice: Dice) -> Script:
    if run <= 2:
        return Script("sensible" if run == 1 else "passive")
    profile = _weighted(dice, _ODDS)
    return Script(profile, not dice.chance(_DEFIANT_PERCENT[profile]))


def _weighted(dice: Dice, odds: Sequence[tuple[Profile, int]]) -> Profile:
    at = dice.between(0, sum(weight for _, weight in odds) - 1)
    for profile, weight in odds:
        at -= weight
        if at < 0:
            return profile
    return odds[-1][0]
