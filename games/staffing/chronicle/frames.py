"""One plain line for every kind of frame: what a team was told."""

from typing import assert_never

from django.utils.translation import gettext as _

from games.engine import frames as f
from games.presenting.law import verdict_label
from games.staffing.chronicle.known import Known


def told(t: Known, frame: f.AnyFrame) -> str:
    """What a team was told, in one line."""
    match frame:
        case f.ClockChanged():
            return _("Clock and state: %(state)s. %(reason)s") % {"state": frame.life, "reason": frame.reason}
        case f.SeatChanged():
            words = _("Seat taken: %(seat)s") if frame.taken else _("Seat free: %(seat)s")
            return words % {"seat": t.who(frame.seat)}
        case f.ItemReleased() | f.ItemCorrected() | f.ItemRetracted() | f.ItemResent():
            return _told_item(t, frame)
        case f.ItemAcknowledgedBy():
            return _("%(inject)s acknowledged by %(seat)s") % {
                "inject": _item(t, frame.item),
                "seat": t.who(frame.seat),
            }
        case f.FactsLearned():
            return _("Learned: %(facts)s") % {"facts": t.facts(frame.values)}
        case f.NarrativeTold():
            return frame.text
        case f.StatementMade():
            return f"{t.names.team(frame.team)}: {frame.headline}"
        case f.NoticeTold():
            return _("Notice: %(title)s %(text)s") % {"title": frame.title, "text": frame.text}
        case f.ProcedureChanged():
            return f"{frame.label}: {frame.status}"
        case f.LinkTold():
            return _("Channel changed: %(state)s. %(note)s") % {
                "state": frame.state,
                "note": frame.explanation,
            }
        case f.StaffLogged():
            return frame.what
        case _:
            return _told_own(t, frame)


def _told_item(t: Known, frame: f.ItemReleased | f.ItemCorrected | f.ItemRetracted | f.ItemResent) -> str:
    match frame:
        case f.ItemReleased():
            return t.names.text(frame.title)
        case f.ItemCorrected():
            return _("Corrected: %(title)s") % {"title": t.names.text(frame.title)}
        case f.ItemRetracted():
            return _("Withdrawn: %(item)s. %(reason)s") % {
                "item": _item(t, frame.item),
                "reason": frame.reason,
            }
        case f.ItemResent():
            return _("Put in front of a seat again: %(item)s") % {"item": _item(t, frame.item)}
        case _:
            assert_never(frame)


def _item(t: Known, item: str) -> str:
    inject = next((i for known, i in t.state.items.items() if known == item), None)
    return t.inject(inject) if inject else item


Own = (
    f.MoveFiled
    | f.CounselRenewed
    | f.LawTurned
    | f.MoveStatusChanged
    | f.DissentRecorded
    | f.RulingGiven
    | f.AppealAnswered
    | f.ThreadStarted
    | f.MessageTold
    | f.TimeoutWanted
    | f.TimeoutAnswered
)


def _told_own(t: Known, frame: Own) -> str:
    match frame:
        case f.MoveFiled():
            return _("Own move received: %(headline)s") % {"headline": frame.content.headline}
        case f.CounselRenewed():
            return _("Counsel's advice made anew: %(move)s") % {"move": t.move(frame.move_id)}
        case f.LawTurned():
            return _("A limit in hours of the law began or ran out")
        case f.MoveStatusChanged():
            return _("Own move %(move)s: %(status)s %(question)s") % {
                "move": t.move(frame.move_id),
                "status": frame.status.replace("_", " "),
                "question": frame.question,
            }
        case f.DissentRecorded():
            return _("Dissent of %(seat)s: %(text)s") % {"seat": t.who(frame.seat), "text": frame.text}
        case f.RulingGiven():
            return _("Ruling (%(verdict)s): %(text)s") % {
                "verdict": verdict_label(frame.verdict),
                "text": frame.text or frame.reason,
            }
        case f.AppealAnswered():
            words = {"lodged": _("lodged"), "granted": _("granted"), "refused": _("refused")}
            return _("Appeal %(status)s. %(reason)s") % {
                "status": words[frame.status],
                "reason": frame.reason,
            }
        case f.ThreadStarted():
            return _("Conversation opened: %(subject)s") % {"subject": frame.subject}
        case f.MessageTold():
            return f"{frame.speaks_as or t.names.team(frame.team) or _('White cell')}: {frame.text}"
        case f.TimeoutWanted():
            return _("Own lead asked for a time-out. %(reason)s") % {"reason": frame.reason}
        case f.TimeoutAnswered():
            return _("The time-out was not granted. %(reason)s") % {"reason": frame.reason}
        case _:
            assert_never(frame)
