"""The rule check: what a team's own lawyers say of a move, from the facts that the team knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from games.presenting import times
from games.presenting.law import LawWords, MissingCard, ProvisionCard, layer_label, verdict_label
from games.presenting.people import Own, Public

WHITE = "white"
"""The word that the rule pack has for those who play everybody else."""
MOVER = "mover"


@dataclass(frozen=True, slots=True)
class NeededCard:
    """What is missing and how to come by it. `own` says that the team can take the step itself."""

    missing: MissingCard
    who: str
    takes: str
    own: bool
    by_move: str


@dataclass(frozen=True, slots=True)
class GroundCard:
    """One ground of the advice: the verdict of a rule, and its provisions."""

    verdict: str
    verdict_label: str
    certain: bool
    layer_label: str
    provisions: tuple[ProvisionCard, ...]


@dataclass(frozen=True, slots=True)
class AdviceCard:
    """The advice on one move. `headline` is a sentence; `can_defy`: the team may break the law openly."""

    verdict: str
    verdict_label: str
    headline: str
    needed: tuple[NeededCard, ...]
    open_questions: tuple[str, ...]
    grounds: tuple[GroundCard, ...]
    provisions: tuple[ProvisionCard, ...]
    can_defy: bool
    defied: bool


def advice(ruling: Mapping[str, Any], law: LawWords, public: Public, own: Own) -> AdviceCard:
    """The advice in words, from a ruling as the log keeps it."""
    verdict = str(ruling["verdict"])
    effect = str(ruling["effect"])
    needed = _needed(ruling, law, public, own)
    defied = bool(ruling.get("defied"))
    return AdviceCard(
        verdict=verdict,
        verdict_label=verdict_label(verdict),
        headline=headline(verdict, effect, defied=defied),
        needed=needed,
        open_questions=tuple(law.fact_label(fact) for fact in ruling.get("needs", ())),
        grounds=tuple(_ground(finding, law) for finding in ruling.get("findings", ())),
        provisions=tuple(law.provision(code) for code in ruling.get("deciding", ())),
        can_defy=effect == "void" or any(card.missing.breakable for card in needed),
        defied=defied,
    )


def headline(verdict: str, effect: str, *, defied: bool = False) -> str:
    """The advice in one sentence."""
    if defied:
        return _("Against the law, openly: it is carried out, and it will cost more.")
    if verdict == "unlawful" and effect == "flag":
        return _("Unlawful, but it can be carried out; others will hold it against you.")
    sentences = {
        "lawful": _("Lawful, as far as you know the facts."),
        "contestable": _("It can be done. Expect it to be disputed."),
        "blocked": _("Not yet: a step has to come first."),
        "unlawful": _("Unlawful: the order would have no legal force."),
        "undetermined": _("It depends on facts that you do not know."),
    }
    return sentences.get(verdict, verdict)


def _needed(ruling: Mapping[str, Any], law: LawWords, public: Public, own: Own) -> tuple[NeededCard, ...]:
    steps: dict[str, Mapping[str, Any]] = {}
    for step in ruling.get("steps", ()):
        steps.setdefault(str(step["token"]), step)
    return tuple(_needed_card(str(t), steps.get(str(t)), law, public, own) for t in ruling.get("missing", ()))


def _needed_card(
    token: str, step: Mapping[str, Any] | None, law: LawWords, public: Public, own: Own
) -> NeededCard:
    mine = own.team.id if own.team else ""
    missing = law.missing(token, mine)
    if step is None:
        return NeededCard(missing, missing.who, missing.takes, own=False, by_move=missing.move)
    teams = [str(team) for team in step["teams"]]
    hours = step["hours"]
    return NeededCard(
        missing=missing,
        who=", ".join(part for part in (_takers(teams, public), str(step["who"])) if part),
        takes=times.hours(float(hours)) if hours is not None else "",
        own=mine in teams or MOVER in teams,
        by_move=law.move_label(str(step["move"])) if step["move"] else "",
    )


def _takers(teams: list[str], public: Public) -> str:
    """Who takes a step, by team names."""
    names = [str(card.label) for team, card in public.teams.items() if team in teams]
    if WHITE in teams:
        names.append(_("third parties, played by the white cell"))
    return ", ".join(names)


def _ground(finding: Mapping[str, Any], law: LawWords) -> GroundCard:
    return GroundCard(
        verdict=str(finding["verdict"]),
        verdict_label=verdict_label(str(finding["verdict"])),
        certain=bool(finding["certain"]),
        layer_label=layer_label(str(finding["layer"])),
        provisions=tuple(law.provision(code) for code in finding["provisions"]),
    )
