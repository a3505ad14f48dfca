"""Making an exercise: its row, the first event of its log, and a way to every seat."""

from __future__ import annotations

import secrets

from django.contrib.auth.models import AbstractBaseUser

from games.engine.answers import Refused
from games.engine.commands import CreateExercise, OpenLobby
from games.engine.ids import SeatId
from games.engine.plan import Plan
from games.models import Exercise
from games.review import chain
from games.services import seats
from games.services.cache import state_of
from games.services.clock import now_ms
from games.services.rules import rulebook
from games.services.submitting import submit

SYSTEM = SeatId("")


def create(
    plan: Plan,
    title: str,
    *,
    owner: AbstractBaseUser | None = None,
    practice: bool = False,
    lobby: bool = True,
    wall_ms: int | None = None,
) -> Exercise:
    """A new exercise on a plan, with codes and PINs for all its seats, its lobby open unless said otherwise.

    `owner` may run it. Raises ValueError when the engine refuses the plan.
    """
    public_id = secrets.token_hex(6)
    exercise = Exercise.objects.create(
        public_id=public_id,
        title=title,
        practice=practice,
        owner_id=owner.pk if owner else None,
        deck=plan.id,
        plan_digest=plan.digest,
        rules_digest=rulebook().digest,
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
