"""Template filters that put the engine's codes and figures into words, on pages of staff."""

from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from games.presenting import times
from games.presenting.causes import reason_words
from games.presenting.law import layer_label, verdict_label
from games.staffing import codes
from games.staffing.direct import Slip
from games.staffing.likeness import Difference
from games.staffing.msel import Why
from games.staffing.naming import Choice, Names, Reach
from games.staffing.narrative import Draft
from games.staffing.present import Present

register = template.Library()
for each in (
    codes.inject_status,
    codes.inject_kind,
    codes.move_status,
    codes.visibility_words,
    codes.paper_word,
):
    register.filter(each.__name__, each)


@register.filter
def act_words(act: str) -> str:
    """What a controller can do with a line, as the words of a button."""
    return {
        "skip": _("Skip"),
        "retarget": _("Retarget"),
        "edit": _("Edit"),
        "reschedule": _("Reschedule"),
        "resend": _("Resend"),
        "correct": _("Correct"),
        "retract": _("Retract"),
        "widen": _("Widen"),
    }.get(act, act)


@register.filter
def cause_words(cause: str) -> str:
    """What sent a line out."""
    return {
        "time": _("by the clock"),
        "condition": _("its condition came true"),
        "manual": _("by hand"),
        "otherwise": _("in another's place"),
        "overdue": _("late, by hand"),
        "jump": _("at a jump"),
    }.get(cause, cause)


@register.filter
def verdict_words(verdict: str) -> str:
    """A verdict of the law."""
    return _("Open: facts are missing") if verdict == "undetermined" else verdict_label(verdict)


@register.filter
def layer_words(layer: str) -> str:
    """A legal order."""
    return layer_label(layer)


@register.filter
def effect_words(effect: str) -> str:
    """What the law engine proposes to do with the move."""
    return {
        "execute": _("carry it out"),
        "flag": _("carry it out, and record the breach"),
        "refer": _("white cell decides"),
        "hold": _("hold until the steps are done"),
        "void": _("no legal force, not carried out"),
    }.get(effect, effect)


@register.filter
def decision_words(decision: str) -> str:
    """What the white cell did with a proposal."""
    return {"accept": _("accepted"), "modify": _("modified"), "override": _("overridden")}.get(
        decision, decision
    )


@register.filter
def lean_words(lean: str) -> str:
    """Which way a contestable ruling leans."""
    return {"lawful": _("lawful"), "unlawful": _("unlawful"), "even": _("neither way")}.get(lean, lean)


@register.filter
def role_words(draft: Draft) -> str:
    """What an audience of a ruling is to its move."""
    return {
        "actor": _("made the move"),
        "party": _("was told of the move"),
        "team": _("not told unless you write"),
        "public": _("everyone, and the projector"),
        "white": _("for the record"),
    }.get(draft.role, "")


@register.filter
def signed(number: int) -> str:
    """A step on a track with its sign."""
    return f"{number:+d}".replace("-", "\N{MINUS SIGN}")


@register.filter
def seconds_words(seconds: int) -> str:
    """So many seconds as a length of time."""
    return times.span(seconds * 1000)


@register.filter
def story_after(now: Present, count: float) -> str:
    """The story time so many hours from now, without its minutes of delay: `D+3 20:00`."""
    at = now.scenario_ms + round(count * times.HOUR)
    days, rest = divmod(at, times.DAY)
    clock = f"{rest // times.HOUR:02}:{rest % times.HOUR // times.MINUTE:02}"
    return _("D%(day)s %(clock)s") % {"day": f"{days:+d}", "clock": clock}


@register.filter
def difference_kind(difference: Difference) -> str:
    """What two cases differ in."""
    return {
        "fact": _("Fact"),
        "parameter": _("Parameter"),
        "basis": _("Legal basis claimed"),
        "parties": _("Parties"),
    }[difference.kind]


@register.filter
def span(ms: int | None) -> str:
    """A length of time in words: `1 h 12 min`."""
    return "" if ms is None else times.span(abs(ms))


@register.filter
def hours(count: float | None) -> str:
    """Hours of scenario time in words."""
    return _("no time can be set") if count is None else times.hours(count)


@register.filter
def minutes(ms: int | None) -> str:
    """An age as whole minutes: `12 min`; `now` under one."""
    if ms is None:
        return _("never")
    whole = ms // 60_000
    if whole < 1:
        return pgettext("a moment ago", "now")
    return times.span(whole * 60_000)


@register.filter
def reason_said(reason: str) -> str:
    """A stored reason, the engine's own in the reader's language."""
    return reason_words(reason)


@register.filter
def why_words(why: Why) -> str:
    """Why a line has not gone out, in plain words. A condition is shown beside this by the page."""
    match why.code:
        case "gone":
            return ""
        case "retracted" | "skipped":
            return why.detail
        case "held":
            return why.detail or _("Held by staff until somebody fires or re-arms it.")
        case "overdue":
            return _("Its time passed while the clock stood or nothing could send it. It waits for a choice.")
        case "stopped":
            return _("The clock stands.")
        case "not_started":
            return _("The exercise has not started.")
        case "over":
            return _("The exercise is over.")
        case "turn_to_come":
            return _("Waits for turn %(turn)s.") % {"turn": why.detail}
        case "inject_to_come":
            return _("Waits until %(inject)s has gone out.") % {"inject": why.detail}
        case "prerequisite":
            return _("Its time has come; waits for %(inject)s.") % {"inject": why.detail}
        case "startex_to_come":
            return _("Its time is known from STARTEX on.")
        case "condition":
            return _("Waits until its condition is true.")
        case "manual":
            return _("Sent by hand alone.")
        case "no_rate":
            return _("The story stands still: its time comes with a jump or a rate.")
        case "stand_in":
            return _("Goes out only in place of “%(title)s”.") % {"title": why.stand_in_for}
        case _:
            return _due_words(why)


def _due_words(why: Why) -> str:
    if why.due is not None and why.due.left_ms <= 0:
        return _("Due now.")
    return _("Waits for its time.")


@register.filter
def audience_label(choice: Choice) -> str:
    """The words of an audience that has no label of the deck."""
    words = {"public": _("Everyone"), "white": _("White cell"), "display": _("Projector")}
    return words.get(choice.kind, choice.label)


@register.filter
def reach_words(reach: Reach, names: Names) -> str:
    """Who is reached, for a confirmation: `10 seats (7 taken) of Tokyo and Washington`."""
    teams = ", ".join(names.team(team) for team in reach.teams)
    seats = ngettext("%(count)d seat", "%(count)d seats", reach.seats) % {"count": reach.seats}
    return _("%(seats)s (%(taken)d taken): %(teams)s") % {
        "seats": seats,
        "taken": reach.taken,
        "teams": teams,
    }


@register.filter
def slip_words(slip: Slip) -> str:
    """How far play is from the plan."""
    if abs(slip.ms) < 60_000:
        return _("on plan")
    if slip.ms > 0:
        return _("%(span)s behind") % {"span": times.span(slip.ms // 60_000 * 60_000)}
    return _("%(span)s ahead") % {"span": times.span(-slip.ms // 60_000 * 60_000)}


@register.filter
def pace_words(rate: int) -> str:
    """How fast the story runs: `1 min = 1 h of story`."""
    if rate <= 0:
        return _("the story stands, it moves by jumps")
    if rate == 1000:
        return _("real time")
    return _("1 min = %(span)s of story") % {"span": times.span(rate * 60)}


@register.filter
def part_words(name: str) -> str:
    """A part of the machine."""
    return {
        "web": _("Web server"),
        "database": _("Database"),
        "redis": _("Redis"),
        "worker": _("Timer worker"),
        "beat": _("Scheduler"),
    }.get(name, name)


@register.filter
def choice_words(choice: str) -> str:
    """What is done with something that a jump crosses."""
    return {
        "fire": _("Do it now, before the jump"),
        "after": _("Leave it waiting for a person"),
        "skip": _("Drop it"),
        "keep": _("Move it past the jump"),
    }.get(choice, choice)


@register.filter
def link_words(state: str) -> str:
    """How a channel between teams stands."""
    return {"open": pgettext("channel", "Open"), "delayed": _("Slow"), "closed": _("Closed")}.get(
        state, state
    )


@register.filter
def family_words(family: str) -> str:
    """A family of entries."""
    return {
        "clock": _("Clock and life"),
        "seats": _("Seats"),
        "injects": _("Injects"),
        "facts": _("Facts and tracks"),
        "moves": _("Moves"),
        "rulings": _("Rulings"),
        "steps": _("Steps and duties"),
        "talk": _("Talk"),
        "notes": _("Notes"),
    }.get(family, family)


@register.filter
def ref_words(kind: str) -> str:
    """A kind of thing that entries are about."""
    return {
        "inject": _("inject"),
        "item": _("item"),
        "move": _("move"),
        "ruling": _("ruling"),
        "fact": _("fact"),
        "meter": _("track"),
        "procedure": _("step"),
        "thread": _("conversation"),
        "seat": _("seat"),
    }.get(kind, kind)


@register.filter
def at(items: Any, index: int) -> Any:
    """The item at a place."""
    return items[index]


@register.filter
def through_words(through: str) -> str:
    """How a fact came to a team."""
    return {
        "inject": _("by an inject"),
        "ruling": _("by a ruling"),
        "procedure": _("by a step"),
        "disclosure": _("disclosed"),
        "staff": _("told by staff"),
    }.get(through, through)
