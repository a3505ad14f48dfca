"""Making an exercise: its row, the first event of its log, and a way to every seat."""

from __future__ import annotations

import re
import secrets
from functools import lru_cache

from django.contrib.auth.models import AbstractBaseUser

from games.engine.answers import Refused
from games.engine.commands import CreateExercise, OpenLobby
from games.engine.ids import SeatId
from games.engine.plan import Plan
from games.law.building import Rejected, load
from games.law.checks import fit_to_pin
from games.law.remarks import Remark
from games.models import Exercise
from games.review import chain
from games.services import packs, seats
from games.services.cache import state_of
from games.services.clock import now_ms
from games.services.submitting import submit

SYSTEM = SeatId("")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class UnfitPack(ValueError):
    """A rule pack with faults for which no exercise may be played under it."""

    def __init__(self, faults: tuple[Remark, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


def day_of(plan: Plan) -> str:
    """The date on which a plan's story starts, empty where it has none."""
    found = _DAY.match(plan.timing.scenario_start)
    return found.group() if found else ""


def fit_or_raise(digest: str, day: str = "") -> None:
    """Raises UnfitPack for a pack that no exercise may be pinned to."""
    faults = _faults(digest, day)
    if faults:
        raise UnfitPack(faults)


@lru_cache(maxsize=64)
def _faults(digest: str, day: str) -> tuple[Remark, ...]:
    """What makes a pack unfit. The shipped one is proved fit before it is shipped."""
    if digest == packs.shipped_digest():
        return ()
    texts = packs.texts_of(digest)
    if texts is None:
        raise LookupError(digest)
    book = load(texts, day)
    if isinstance(book, Rejected):
        return tuple(
            Remark(
                code=each.code,
                level="error",
                place=f"{each.file}:{each.line}:{each.column}",
                subject=each.field,
                detail=each.detail,
            )
            for each in book.problems
        )
    return fit_to_pin(book)


def create(
    plan: Plan,
    title: str,
    *,
    owner: AbstractBaseUser | None = None,
    practice: bool = False,
    lobby: bool = True,
    wall_ms: int | None = None,
    rules: str = "",
) -> Exercise:
    """A new exercise on a plan, with codes and PINs for all its seats, its lobby open unless said otherwise.

    `owner` may run it. `rules` is the digest of the rule pack it is pinned to, the shipped one if not given,
    with the law in force on the date the story starts. Raises ValueError when the engine refuses the plan,
    UnfitPack for a pack that no exercise may be played under, LookupError for one that is not kept.
    """
    digest, day = rules or packs.shipped_digest(), day_of(plan)
    packs.keep(digest)
    fit_or_raise(digest, day)
    public_id = secrets.token_hex(6)
    exercise = Exercise.objects.create(
        public_id=public_id,
        title=title,
        practice=practice,
        owner_id=owner.pk if owner else None,
        deck=plan.id,
        plan_digest=plan.digest,
        rules_digest=digest,
        rules_day=day,
        head_digest=chain.genesis(public_id),
        created_at=now_ms() if wall_ms is None else wall_ms,
    )
    answer = submit(exercise.pk, SYSTEM, "create", CreateExercise(title, plan, practice), wall_ms=wall_ms)
    if isinstance(answer, Refused):
        exercise.delete()
        raise ValueError(f"{answer.code}: {answer.detail}")
    seats.issue_missing(exercise, state_of(exercise.pk).seats)
    if lobby:
        submit(exercise.pk, SYSTEM, "lobby", OpenLobby(), wall_ms=wall_ms)
    exercise.refresh_from_db()
    return exercise
