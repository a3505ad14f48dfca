"""Drafts of what each audience is told of a ruling: what changed in the world first, why after it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from games.engine import audience as aud
from games.engine.ids import Audience
from games.engine.state import State
from games.presenting.law import verdict_label
from games.staffing.case import Case, narrative_audiences
from games.staffing.naming import Choice, Names


@dataclass(frozen=True, slots=True)
class Draft:
    """Words offered for one audience; `role` is actor, party, team, public or white. Empty: told nothing.

    `text` is for the outcome as proposed, `carried` and `refused` for either outcome that staff may choose.
    """

    choice: Choice
    role: str
    text: str
    carried: str
    refused: str


def drafts(state: State, names: Names, each: Case) -> tuple[Draft, ...]:
    """A draft for every audience that a ruling can be told to."""
    return tuple(_draft(names, each, one) for one in narrative_audiences(state, names, each.move))


def _draft(names: Names, each: Case, one: Choice) -> Draft:
    role = _role(each, one.audience)
    carried, refused = (_text(names, each, role, outcome) for outcome in (True, False))
    return Draft(one, role, _text(names, each, role, each.executes), carried, refused)


def _role(each: Case, audience: Audience) -> str:
    if audience == aud.team(each.move.team):
        return "actor"
    if audience == aud.PUBLIC:
        return "public"
    if audience == aud.WHITE:
        return "white"
    return "party" if aud.team_of(audience) in each.move.content.parties else "team"


def _text(names: Names, each: Case, role: str, carried: bool | None) -> str:
    shown = each.move.content.visibility
    match role:
        case "actor":
            return _for_actor(each, carried)
        case "white":
            return _for_white(each)
        case "party" if shown == "parties" and carried:
            return _outcome(names, each)
        case "public" if shown == "public" and carried:
            return _outcome(names, each)
        case _:
            return ""


def _for_actor(each: Case, carried: bool | None) -> str:
    """What happens, then why. The team's page lists what is missing and the provisions by itself."""
    lines = [_happens(each, carried), *_why(each)]
    return "\n".join(line for line in lines if line)


def _happens(each: Case, carried: bool | None) -> str:
    words = {"headline": each.move.content.headline}
    if carried is None:
        return ""
    if carried:
        return _("Carried out: %(headline)s.") % words
    effect = each.proposal.effect if each.proposal is not None else ""
    if effect == "hold":
        return _("Not carried out yet: %(headline)s.") % words
    if effect == "void":
        return _("Not carried out: %(headline)s. The order has no legal force.") % words
    return _("Not carried out: %(headline)s.") % words


def _why(each: Case) -> Iterable[str]:
    if each.proposal is None or each.proposal.verdict == "lawful":
        return
    titles = [card.name for card in each.proposal.deciding[:3]]
    if titles:
        yield _("Why: %(provisions)s.") % {"provisions": "; ".join(titles)}
    flip = next((f for f in each.proposal.flips if f.verdict == "lawful"), None)
    if flip is not None:
        yield _("Would change if: %(fact)s: %(value)s.") % {"fact": flip.label, "value": flip.value}


def _for_white(each: Case) -> str:
    if each.proposal is None:
        return _("White-cell decision on a move outside the catalogue.")
    codes = ", ".join(card.code for card in each.proposal.deciding)
    return _("Law: %(verdict)s (%(codes)s).") % {
        "verdict": verdict_label(each.proposal.verdict),
        "codes": codes,
    }


def _outcome(names: Names, each: Case) -> str:
    words = {"team": names.team(each.move.team), "headline": each.move.content.headline}
    return _("%(team)s: %(headline)s.") % words
