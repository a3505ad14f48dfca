"""Seats and the people on them: codes, PINs and links, sitting down, moving, being sent elsewhere."""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from games import notify
from games.engine import access, causes
from games.engine.answers import Accepted, Answer, Refused
from games.engine.commands import TakeSeat, VacateSeat
from games.engine.ids import SeatId
from games.engine.plan import Role, SeatSpec
from games.engine.state import State
from games.models import Exercise, SeatAccess
from games.services.cache import state_of
from games.services.clock import now_ms
from games.services.submitting import submit

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter can be taken for a digit."""
CODE_LENGTH = 6
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})

FREE_TRIES = 3
LONGEST_WAIT_MS = 60_000

SESSION_KEY = "tte.seats"
SYSTEM = SeatId("")
DESKS: frozenset[Role] = frozenset({"director", "white", "controller", "analyst", "observer", "display"})
"""Seats that the exercise's facilitator may use without a PIN; a player's seat is never among them."""

Session = MutableMapping[str, Any]


@dataclass(frozen=True, slots=True)
class SeatPass:
    """Leave to act as one seat: what views and consumers get from `who`, and ask for nothing else.

    `generation` is the sitting it was given for.
    """

    exercise_id: int
    public_id: str
    seat: SeatId
    spec: SeatSpec
    generation: int
    facilitator: bool = False

    @property
    def is_staff(self) -> bool:
        """Whether the seat may be shown the truth."""
        return access.is_staff(self.spec)


@dataclass(frozen=True, slots=True)
class Joinable:
    """A seat that somebody has shown to be theirs, by PIN or link, and may now sit down on.

    `issue` is that of the card they showed; a later one takes its place.
    """

    exercise_id: int
    public_id: str
    seat: SeatId
    spec: SeatSpec
    taken: bool
    issue: int


@dataclass(frozen=True, slots=True)
class SeatCard:
    """One line of the seat sheet: `code` grouped for reading aloud, `token` the end of the join link."""

    seat: SeatId
    spec: SeatSpec
    code: str
    pin: str
    token: str
    taken: bool
    name: str


# Credentials --------------------------------------------------------------------------------------------


def pin_of(seat: SeatAccess) -> str:
    """The six digits of this issue."""
    number = int.from_bytes(_derived("pin", seat)[:8])
    return f"{number % 1_000_000:06d}"


def token_of(seat: SeatAccess) -> str:
    """The 128 bits of this issue's link, as 22 characters fit for an address."""
    return urlsafe_b64encode(_derived("link", seat)[:16]).decode().rstrip("=")


def join_path(token: str) -> str:
    """The address of a join link on this server."""
    return f"/j/{token}/"


def _derived(purpose: str, seat: SeatAccess) -> bytes:
    """Secret bytes that only a holder of the server's key can work out, so that none need be stored."""
    named = f"{seat.exercise.public_id}/{seat.seat}/{seat.issue}"
    return salted_hmac(f"tte.seat.{purpose}", named, algorithm="sha256").digest()


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def folded_code(typed: str) -> str:
    """A code as typed, without spaces and hyphens, with the letters that digits are taken for folded."""
    return typed.upper().translate(_LOOKALIKES)


def shown_code(code: str) -> str:
    """A code in two groups, as it is printed."""
    return f"{code[:3]}-{code[3:]}"


def issue_missing(exercise: Exercise, seats: Iterable[SeatId]) -> None:
    """Gives every seat that has none a code, a PIN and a link. Safe to repeat."""
    there = set(SeatAccess.objects.filter(exercise=exercise).values_list("seat", flat=True))
    fresh = [seat for seat in seats if seat not in there]
    rows = [
        SeatAccess(exercise=exercise, seat=seat, code=code)
        for seat, code in zip(fresh, _free_codes(len(fresh)), strict=True)
    ]
    for row in rows:
        row.token_hash = _token_hash(token_of(row))
    SeatAccess.objects.bulk_create(rows, ignore_conflicts=True)


def _free_codes(count: int) -> list[str]:
    """Codes that no seat of any exercise has."""
    found: set[str] = set()
    while len(found) < count:
        drawn = {new_code() for _ in range(count - len(found))}
        found |= drawn - set(SeatAccess.objects.filter(code__in=drawn).values_list("code", flat=True))
    return list(found)


def reissue(exercise_id: int, seat: SeatId) -> None:
    """A new PIN and link for a seat; those on the old card stop working. Who sits there stays."""
    with transaction.atomic():
        row = SeatAccess.objects.select_for_update().get(exercise_id=exercise_id, seat=seat)
        row.issue += 1
        row.token_hash = _token_hash(token_of(row))
        row.failures = row.blocked_until = 0
        row.save(update_fields=["issue", "token_hash", "failures", "blocked_until"])


def seat_sheet(exercise_id: int) -> list[SeatCard]:
    """Every seat with its code, PIN and link, for staff to print; seats added in play get theirs here."""
    exercise, state = Exercise.objects.get(pk=exercise_id), state_of(exercise_id)
    issue_missing(exercise, state.seats)
    rows = {r.seat: r for r in SeatAccess.objects.filter(exercise=exercise).select_related("exercise")}
    return [_card(rows[spec.id], state) for spec in _in_order(state)]


def _in_order(state: State) -> list[SeatSpec]:
    """The plan's seats in its order, then those added in play."""
    planned = [spec.id for spec in state.deck.seats]
    added = sorted(seat for seat in state.seats if seat not in set(planned))
    return [state.seats[seat].spec for seat in [*planned, *added]]


def _card(row: SeatAccess, state: State) -> SeatCard:
    seat = state.seats[SeatId(row.seat)]
    return SeatCard(
        seat.spec.id, seat.spec, shown_code(row.code), pin_of(row), token_of(row), seat.taken, seat.name
    )


# Coming in ----------------------------------------------------------------------------------------------


def check_join(code: str, pin: str, now: int | None = None) -> Joinable | Refused:
    """The seat of a code and its PIN, as typed.

    Each wrong PIN after the third makes that one seat wait longer, up to a minute; nobody else in the room
    waits, whatever address they share. A link is not held up.
    """
    at = now_ms() if now is None else now
    row = SeatAccess.objects.select_related("exercise").filter(code=folded_code(code)).first()
    if row is None:
        return _wrong()
    return _wrong_pin(row, pin, at, _wrong()) or _joinable(row)


def check_pin(place: Joinable, pin: str, now: int | None = None) -> Refused | None:
    """What is wrong with the PIN of a seat that was shown by its link, None for nothing.

    A seat in use is moved by its PIN alone: a link may lie open in a history or a chat. Wrong ones are slowed
    as those of `check_join` are, and count with them.
    """
    row = (
        SeatAccess.objects.select_related("exercise")
        .filter(exercise_id=place.exercise_id, seat=place.seat)
        .first()
    )
    if row is None:
        return _wrong()
    words = _("That is not the PIN of this seat. Look at the seat card again.")
    return _wrong_pin(row, pin, now_ms() if now is None else now, Refused("WRONG_CODE_OR_PIN", words, "pin"))


def _wrong_pin(row: SeatAccess, pin: str, at: int, wrong: Refused) -> Refused | None:
    """`wrong` for another PIN than the seat's, or the wait for one who has tried too often."""
    if at < row.blocked_until or not _claimed_try(row, at):
        seconds = max(1, -(-(row.blocked_until - at) // 1000))
        return Refused("SLOW_DOWN", _("Wait %(seconds)s s, then try again.") % {"seconds": seconds}, "pin")
    if not constant_time_compare(pin_of(row), pin.strip()):
        return wrong
    SeatAccess.objects.filter(pk=row.pk).update(failures=0, blocked_until=0)
    return None


def _claimed_try(row: SeatAccess, at: int) -> bool:
    """Counts the try before it is judged, so that tries made at the same moment do not all count as one."""
    wait = 0 if row.failures < FREE_TRIES else min(1000 << (row.failures - FREE_TRIES), LONGEST_WAIT_MS)
    claimed = SeatAccess.objects.filter(pk=row.pk, failures=row.failures).update(
        failures=F("failures") + 1, blocked_until=at + wait
    )
    return bool(claimed)


def _wrong() -> Refused:
    return Refused(
        "WRONG_CODE_OR_PIN", _("No seat has this code and PIN. Look at the seat card again."), "pin"
    )


def check_link(token: str) -> Joinable | Refused:
    """The seat of a join link."""
    row = SeatAccess.objects.select_related("exercise").filter(token_hash=_token_hash(token)).first()
    if row is None:
        return Refused("LINK_UNKNOWN", _("This link is not, or no longer, valid. Ask for a new seat card."))
    return _joinable(row)


def joinable(exercise_id: int, seat: SeatId) -> Joinable | Refused:
    """The seat as it stands now, for one that was shown to be theirs a page earlier."""
    row = SeatAccess.objects.select_related("exercise").filter(exercise_id=exercise_id, seat=seat).first()
    return _joinable(row) if row else _wrong()


def _joinable(row: SeatAccess) -> Joinable | Refused:
    seat = state_of(row.exercise_id).seats.get(SeatId(row.seat))
    if seat is None:
        return Refused("NO_SUCH_SEAT", _("This seat is no longer part of the exercise."))
    return Joinable(row.exercise_id, row.exercise.public_id, seat.spec.id, seat.spec, seat.taken, row.issue)


def take_seat(
    session: Session, place: Joinable, key: str, *, name: str = "", consent: bool = False, move: bool = False
) -> SeatPass | Refused:
    """Sits down, and remembers it in the session, which may hold several seats.

    On a seat that is taken `move` brings the sitting here: the sockets and pages elsewhere are told
    good-bye. A projector's seat is shared by as many screens as want it.
    """
    shared = place.spec.role == "display"
    taken = state_of(place.exercise_id).seats[place.seat].taken
    if not (shared and taken):
        command = TakeSeat(place.seat, name=name, consent=consent, moved=move)
        answer = submit(place.exercise_id, SYSTEM, _own_key("take", place.seat, key), command)
        if isinstance(answer, Refused):
            return _worded(answer)
    generation = _generation(place) if shared and taken else _next_generation(place, "MOVED")
    if not session.get(SESSION_KEY) and hasattr(session, "cycle_key"):
        session.cycle_key()
    session[SESSION_KEY] = {**session.get(SESSION_KEY, {}), _mark(place.public_id, place.seat): generation}
    return SeatPass(place.exercise_id, place.public_id, place.seat, place.spec, generation)


def _own_key(verb: str, seat: SeatId, key: str) -> str:
    """The key of a command that the system gives for a seat: what one browser made up is good there alone."""
    return hashlib.sha256(f"{verb} {seat} {key}".encode()).hexdigest() if key else ""


def _worded(answer: Refused) -> Refused:
    """The refusal that people meet at the join page, in the words of their language."""
    if answer.code != "SEAT_TAKEN":
        return answer
    return Refused(answer.code, _("Somebody sits here. To go on from this device, move the seat."), "seat")


def _generation(place: Joinable | SeatPass) -> int:
    return SeatAccess.objects.values_list("generation", flat=True).get(
        exercise_id=place.exercise_id, seat=place.seat
    )


def _next_generation(place: Joinable | SeatPass, code: str) -> int:
    """Ends the sitting before: its sessions are out from now on, and its sockets close."""
    with transaction.atomic():
        row = SeatAccess.objects.select_for_update().get(exercise_id=place.exercise_id, seat=place.seat)
        row.generation += 1
        row.save(update_fields=["generation"])
    notify.publish(notify.Bye(place.public_id, place.seat, row.generation, code))
    return row.generation


def _mark(public_id: str, seat: SeatId) -> str:
    return f"{public_id}/{seat}"


# Being there --------------------------------------------------------------------------------------------


def who(
    session: Mapping[str, Any], user: AbstractBaseUser | AnonymousUser | None, public_id: str, seat: SeatId
) -> SeatPass | None:
    """Leave to act as `seat`, for a session that sits there now or the exercise's facilitator; else None.

    The one way for views and consumers to learn who is asking.
    """
    row = (
        SeatAccess.objects.select_related("exercise").filter(exercise__public_id=public_id, seat=seat).first()
    )
    entry = state_of(row.exercise_id).seats.get(seat) if row else None
    if row is None or entry is None:
        return None
    leave = SeatPass(row.exercise_id, public_id, seat, entry.spec, row.generation)
    if session.get(SESSION_KEY, {}).get(_mark(public_id, seat)) == row.generation:
        return leave
    if entry.spec.role in DESKS and may_run(user, row.exercise):
        return SeatPass(row.exercise_id, public_id, seat, entry.spec, row.generation, facilitator=True)
    return None


def held_seats(session: Mapping[str, Any], public_id: str) -> list[SeatId]:
    """The seats of an exercise on which this session sits now, by name."""
    prefix = _mark(public_id, SeatId(""))
    held = {
        m.removeprefix(prefix): g for m, g in session.get(SESSION_KEY, {}).items() if m.startswith(prefix)
    }
    rows = SeatAccess.objects.filter(exercise__public_id=public_id, seat__in=held)
    return sorted(SeatId(r.seat) for r in rows if r.generation == held[r.seat])


def may_run(user: AbstractBaseUser | AnonymousUser | None, exercise: Exercise) -> bool:
    """Whether an account may run this exercise: owner, superuser, or any staff where it has no owner."""
    if user is None or not user.is_authenticated or not user.is_active:
        return False
    if getattr(user, "is_superuser", False) or exercise.owner_id == user.pk:
        return True
    return exercise.owner_id is None and bool(getattr(user, "is_staff", False))


# Leaving ------------------------------------------------------------------------------------------------


def leave(session: Session, place: SeatPass, key: str) -> Answer:
    """The person gets up; what the seat saw stays with the seat."""
    command = VacateSeat(place.seat, causes.LEFT)
    answer = submit(place.exercise_id, SYSTEM, _own_key("leave", place.seat, key), command)
    if isinstance(answer, Accepted):
        _next_generation(place, "LEFT")
        session[SESSION_KEY] = {
            mark: generation
            for mark, generation in session.get(SESSION_KEY, {}).items()
            if mark != _mark(place.public_id, place.seat)
        }
    return answer


def eject(by: SeatPass, seat: SeatId, key: str, reason: str = "") -> Answer:
    """Staff send somebody from a seat, as a rule to another one. The card of the seat stays good."""
    answer = submit(by.exercise_id, by.seat, key, VacateSeat(seat, reason))
    if isinstance(answer, Accepted):
        entry = state_of(by.exercise_id).seats[seat]
        _next_generation(SeatPass(by.exercise_id, by.public_id, seat, entry.spec, 0), "EJECTED")
    return answer
