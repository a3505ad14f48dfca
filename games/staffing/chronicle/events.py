"""One plain line for every kind of event."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from games.engine import events as e
from games.presenting import times
from games.presenting.causes import reason_words
from games.presenting.law import verdict_label
from games.staffing.chronicle.known import Known
from games.staffing.codes import paper_word
from games.staffing.ledger import meter_label


def line(t: Known, event: e.AnyEvent) -> str:
    """What happened, in one line."""
    for family in (_of_life, _of_seats, _of_injects, _of_world, _of_moves, _of_rulings, _of_talk):
        words = family(t, event)
        if words is not None:
            return words
    raise TypeError(f"no words for {type(event).__name__}")


def _of_life(t: Known, event: e.AnyEvent) -> str | None:
    match event:
        case e.ExerciseCreated():
            return _("Exercise created: %(title)s") % {"title": event.title}
        case e.LobbyOpened():
            return _("Lobby opened")
        case e.ExerciseStarted():
            return _("STARTEX")
        case e.ExerciseStopped():
            asked = f", {t.names.team(event.team)}" if event.team else ""
            return _("Clock stopped (%(kind)s) %(reason)s") % {
                "kind": stop_word(event.stop) + asked,
                "reason": event.reason,
            }
        case e.ExerciseResumed():
            late = len(event.overdue)
            return _("Clock resumed") + (f", {_overdue(late)}" if late else "")
        case e.RateChanged():
            return _("Pace changed: 1 min = %(span)s") % {"span": times.span(event.rate * 60)}
        case e.ScenarioJumped():
            return _("Jump in the story to %(time)s. %(reason)s") % {
                "time": times.scenario_time(event.to_ms),
                "reason": event.reason,
            }
        case e.TurnStarted():
            return _("Turn %(turn)d began") % {"turn": event.turn}
        case e.TurnExtended():
            return _("Turn extended")
        case e.TurnEnded():
            return _("Turn %(turn)d ended") % {"turn": event.turn}
        case e.ExerciseEnded():
            return _("ENDEX %(reason)s") % {"reason": event.reason}
        case e.ExerciseArchived():
            return _("Archived")
        case e.EmergencyRaised():
            return _("Real-world stop: %(note)s") % {"note": event.note}
        case e.EmergencyCleared():
            return _("Real-world stop dealt with. %(note)s") % {"note": event.note}
        case e.TimeoutAsked():
            return _("%(team)s asks for a time-out: %(reason)s") % {
                "team": t.names.team(event.team),
                "reason": event.reason,
            }
        case e.TimeoutDeclined():
            return _("No time-out for %(team)s. %(reason)s") % {
                "team": t.names.team(event.team),
                "reason": event.reason,
            }
    return None


def _overdue(count: int) -> str:
    return ngettext("%(count)d inject overdue", "%(count)d injects overdue", count) % {"count": count}


def stop_word(kind: str) -> str:
    """A kind of stop in a word."""
    return {
        "pause": _("pause"),
        "timeout": _("time-out"),
        "break": _("break"),
        "plenary": _("plenary"),
        "overnight": _("overnight"),
        "emergency": _("real-world stop"),
    }.get(kind, kind)


def _of_seats(t: Known, event: e.AnyEvent) -> str | None:
    match event:
        case e.SeatAdded():
            return _("Seat added: %(seat)s") % {"seat": t.who(event.seat.id)}
        case e.SeatTaken():
            words = _("Seat moved to another device: %(seat)s") if event.moved else _("Seat taken: %(seat)s")
            seat, name = t.who(event.seat), f"({event.name})" if event.name else ""
            return words % {"seat": seat if seat.endswith(name) else f"{seat} {name}"}
        case e.SeatVacated():
            return _("Seat left: %(seat)s %(reason)s") % {
                "seat": t.who(event.seat),
                "reason": reason_words(event.reason),
            }
        case e.RankChanged():
            ranks = {"lead": _("lead"), "scribe": _("scribe"), "member": _("member")}
            return _("%(seat)s is now %(rank)s") % {"seat": t.who(event.seat), "rank": ranks[event.rank]}
        case e.ConsentGiven():
            return _("House rules accepted: %(seat)s") % {"seat": t.who(event.seat)}
    return None


def _of_injects(t: Known, event: e.AnyEvent) -> str | None:
    match event:
        case e.InjectReleased():
            return _("Sent %(inject)s to %(readers)s") % {
                "inject": t.inject(event.inject),
                "readers": t.readers(event.to),
            }
        case e.InjectSkipped():
            return _("Skipped %(inject)s: %(reason)s") % {
                "inject": t.inject(event.inject),
                "reason": reason_words(event.reason),
            }
        case e.InjectHeld():
            return _("Held %(inject)s") % {"inject": t.inject(event.inject)} + (
                f": {reason_words(event.reason)}" if event.reason else ""
            )
        case e.InjectRearmed():
            return _("Re-armed %(inject)s") % {"inject": t.inject(event.inject)}
        case e.InjectRescheduled():
            return _("Rescheduled %(inject)s") % {"inject": t.inject(event.inject)}
        case e.InjectOverdue():
            return _("Overdue: %(inject)s") % {"inject": t.inject(event.inject)}
        case e.InjectRetargeted():
            return _("Retargeted %(inject)s to %(readers)s") % {
                "inject": t.inject(event.inject),
                "readers": t.readers(event.to),
            }
        case e.InjectEdited():
            return _("Rewrote %(inject)s") % {"inject": t.inject(event.inject.id)}
        case e.InjectAdded():
            return _("Added %(inject)s") % {"inject": t.inject(event.inject.id)}
    return _of_sent_injects(t, event)


def _of_sent_injects(t: Known, event: e.AnyEvent) -> str | None:
    match event:
        case e.InjectCorrected():
            return _("Corrected %(inject)s: %(reason)s") % {
                "inject": t.inject(event.inject),
                "reason": event.reason,
            }
        case e.InjectRetracted():
            return _("Retracted %(inject)s: %(reason)s") % {
                "inject": t.inject(event.inject),
                "reason": event.reason,
            }
        case e.InjectResent():
            return _("Resent %(inject)s to %(seat)s") % {
                "inject": t.inject(event.inject),
                "seat": t.who(event.seat),
            }
        case e.ItemOpened():
            return _("%(inject)s opened by %(seat)s") % {
                "inject": t.inject(event.inject),
                "seat": t.who(event.seat),
            }
        case e.ItemAcknowledged():
            return _("%(inject)s acknowledged by %(seat)s") % {
                "inject": t.inject(event.inject),
                "seat": t.who(event.seat),
            }
        case e.ChancesDrawn():
            rolls = ", ".join(f"{name} {fell}" for name, fell in event.rolls.items())
            return _("Dice thrown from the seed %(seed)s: %(rolls)s") % {"seed": event.seed, "rolls": rolls}
        case e.MomentCame():
            words = _("Came true: %(what)s") if event.so else _("Did not come true: %(what)s")
            return words % {"what": event.what}
        case e.InjectWidened():
            return _("Widened %(inject)s to %(readers)s") % {
                "inject": t.inject(event.inject),
                "readers": t.readers(event.to),
            }
    return None


def _of_world(t: Known, event: e.AnyEvent) -> str | None:
    match event:
        case e.FactsSet():
            return _("Facts: %(facts)s. Learned by %(readers)s") % {
                "facts": t.facts(event.values),
                "readers": t.readers(event.learned_by),
            }
        case e.FactRetracted():
            return _("Fact retracted: %(fact)s. %(reason)s") % {
                "fact": t.law.fact_label(event.fact),
                "reason": event.reason,
            }
        case e.FactsDisclosed():
            return _("Disclosed to %(readers)s: %(facts)s") % {
                "readers": t.readers(event.to),
                "facts": "; ".join(t.law.fact_label(name) for name in event.facts),
            }
        case e.MetersChanged():
            return _("Tracks: %(steps)s") % {"steps": "; ".join(_tracks(t, event))}
        case e.ProcedureOpened():
            words = {"duty": _("Duty opened: %(label)s"), "commitment": _("Commitment given: %(label)s")}
            return words.get(event.kind_of, _("Step began: %(label)s")) % {"label": event.label}
        case e.ProcedureDone():
            return _("Step or duty done: %(label)s") % {"label": _step(t, event.procedure)}
        case e.ProcedureLapsed():
            return _("Step or duty lapsed: %(label)s %(reason)s") % {
                "label": _step(t, event.procedure),
                "reason": reason_words(event.reason),
            }
    return None


def _tracks(t: Known, event: e.MetersChanged) -> Iterator[str]:
    """Each track with its step, and whether the step was cut short at the end of its scale."""
    for name in dict.fromkeys((*event.changes, *event.held)):
        step = f"{meter_label(t.law, name)} {event.changes.get(name, 0):+d}"
        if name in event.held:
            yield _("%(step)s (of %(asked)s: the end of its scale)") % {
                "step": step,
                "asked": f"{event.held[name]:+d}",
            }
        else:
            yield step


def _step(t: Known, procedure: str) -> str:
    found = next((p for p in t.state.procedures.values() if p.id == procedure), None)
    return found.label if found else procedure


def _of_moves(t: Known, event: e.AnyEvent) -> str | None:
    match event:
        case e.MoveSubmitted():
            words = _("Move received late: %(move)s") if event.late else _("Move received: %(move)s")
            return words % {"move": t.move(event.move_id)}
        case e.MoveAmended():
            return _("Move amended (version %(version)d): %(move)s") % {
                "version": event.version,
                "move": t.move(event.move_id),
            }
        case e.MoveWithdrawn():
            return _("Move withdrawn: %(move)s") % {"move": t.move(event.move_id)}
        case e.DissentNoted():
            return _("Dissent of %(seat)s on %(move)s") % {
                "seat": t.who(event.seat),
                "move": t.move(event.move_id),
            }
        case e.MoveTaken():
            words = (
                _("Handed over to %(seat)s: %(move)s")
                if event.handed_over
                else _("Taken by %(seat)s: %(move)s")
            )
            return words % {"seat": t.who(event.by), "move": t.move(event.move_id)}
        case e.MoveReturned():
            if event.question:
                return _("Asked the team on %(move)s: %(question)s") % {
                    "move": t.move(event.move_id),
                    "question": event.question,
                }
            return _("Back in the queue: %(move)s") % {"move": t.move(event.move_id)}
        case e.MoveRequeued():
            return _("To be ruled on again: %(move)s. %(why)s") % {
                "move": t.move(event.move_id),
                "why": event.why,
            }
        case e.MoveAnnounced():
            return _("Announced to %(readers)s: %(move)s") % {
                "readers": t.readers(event.to),
                "move": t.move(event.move_id),
            }
    return None


def _of_rulings(t: Known, event: e.AnyEvent) -> str | None:
    match event:
        case e.ProposalMade():
            return _("The law proposes %(verdict)s on %(move)s") % {
                "verdict": verdict_label(str(event.ruling.get("verdict", ""))),
                "move": t.move(event.move_id),
            }
        case e.CounselGiven():
            return _("Own counsel says %(verdict)s on %(move)s, now that time has passed") % {
                "verdict": verdict_label(str(event.counsel.get("verdict", ""))),
                "move": t.move(event.move_id),
            }
        case e.LawTurned():
            team = t.names.team(event.team) if event.team else _("all that is true")
            return _("A limit in hours of the law began or ran out (%(on)s)") % {"on": team}
        case e.LawTimed():
            team = t.names.team(event.team) if event.team else _("all that is true")
            return _("The law's next limit in hours was set (%(on)s)") % {"on": team}
        case e.MoveRuled():
            return _decided(t, event)
        case e.RulingPublished():
            return _("Ruling published on %(move)s") % {"move": t.ruling(event.ruling_id)}
        case e.RulingAppealed():
            return _("Appeal on %(move)s: %(grounds)s") % {
                "move": t.ruling(event.ruling_id),
                "grounds": event.grounds,
            }
        case e.AppealDecided():
            words = _("Appeal granted on %(move)s: %(reason)s")
            if not event.granted:
                words = _("Appeal refused on %(move)s: %(reason)s")
            return words % {"move": t.ruling(event.ruling_id), "reason": event.reason}
    return None


def _decided(t: Known, event: e.MoveRuled) -> str:
    words = {
        "accept": _("Ruled %(verdict)s, as proposed, on %(move)s"),
        "modify": _("Ruled %(verdict)s, proposal modified, on %(move)s: %(reason)s"),
        "override": _("Ruled %(verdict)s, proposal overridden, on %(move)s: %(reason)s"),
    }[event.decision]
    said = words % {
        "verdict": verdict_label(event.verdict),
        "move": t.move(event.move_id),
        "reason": event.reason,
    }
    return " ".join([said, *(treatment(like, t.ruling(like.ruling_id)) for like in event.likes)])


def treatment(like: e.Treatment, earlier: str) -> str:
    """How a ruling stands to an earlier one, `earlier` in words, as a sentence."""
    words = {
        "follow": _("Follows %(earlier)s."),
        "distinguish": _("Distinguishes %(earlier)s: %(words)s"),
        "overrule": _("Overrules %(earlier)s."),
    }
    return (words.get(like.how, "") % {"earlier": earlier, "words": like.words}).strip()


def _of_talk(t: Known, event: e.AnyEvent) -> str | None:
    match event:
        case e.ThreadOpened():
            return _("Conversation opened: %(subject)s (%(parties)s)") % {
                "subject": event.subject,
                "parties": ", ".join(t.names.team(p) for p in event.parties),
            }
        case e.MessageSent():
            return f"{event.speaks_as or t.names.team(event.team) or _('White cell')}: {event.text}"
        case e.MessageArrived():
            return _("Delayed words arrived: %(text)s") % {"text": event.text}
        case e.MessagesSeen():
            return _("%(reader)s has seen a message of %(writer)s") % {
                "reader": t.names.team(event.reader),
                "writer": t.names.team(event.sender),
            }
        case e.LinkChanged():
            states = {"open": _("open"), "closed": _("closed"), "delayed": _("slow")}
            return _("Channel %(one)s - %(other)s: %(state)s. %(note)s") % {
                "one": t.names.team(event.between[0]),
                "other": t.names.team(event.between[1]),
                "state": states[event.state],
                "note": event.explanation,
            }
        case e.NoticeSent():
            return _("Notice to %(readers)s: %(title)s %(text)s") % {
                "readers": t.readers(event.to),
                "title": event.title,
                "text": event.text,
            }
        case e.NoteTaken():
            return _("Note of %(seat)s: %(text)s") % {"seat": t.who(event.seat), "text": event.text}
        case e.EnteredFromPaper():
            return _entered(t, event)
    return None


def _entered(t: Known, event: e.EnteredFromPaper) -> str:
    """What was entered afterwards, and what stood on the paper about it."""
    words = _("Entered from paper, happened at %(time)s: %(what)s") % {
        "time": times.scenario_time(event.happened_scenario_ms),
        "what": paper_word(event.what),
    }
    signed = _("Signed by %(seat)s") % {"seat": t.who(event.signed_by)} if event.signed_by else ""
    return ". ".join(part for part in (words, signed, event.note) if part)
