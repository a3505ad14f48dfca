"""Makes exercises to measure on: `python -m bench.prepare EXERCISES SEATS [INJECTS GAP_MS]`.

Prints JSON: for each exercise its ids, and each seat with its team, role and cookie.
"""

import json
import secrets
import sys
from typing import Any

from django.contrib.sessions.backends.db import SessionStore

import bench.booted  # noqa: F401  # first: the models below need it
from games.engine import commands as c
from games.engine.answers import Refused
from games.engine.ids import Audience, InjectId, OfficeId, SeatId, TeamId
from games.engine.plan import Channel, Due, Inject, Office, Plan, SeatSpec, Settings, Team, Timing
from games.models import Exercise
from games.services import exercises, seats, submit
from games.services.rules import rulebook

WHITE_IN = 12
"""One seat in so many is a white-cell seat."""


def main() -> None:
    """Makes the exercises and prints them."""
    count, size, *more = map(int, sys.argv[1:])
    plan = plan_for(size, *more)
    print(json.dumps([made(plan) for _ in range(count)]))


def plan_for(size: int, injects: int = 0, gap_ms: int = 0) -> Plan:
    """The teams of the rule pack with `size` seats in all, and injects to the public, one each `gap_ms`."""
    teams = list(dict.fromkeys(play.move.team for play in rulebook().rules.plays.values()))
    staff = max(1, size // WHITE_IN)
    named = [SeatSpec(SeatId("director"), {"en": "Director"}, "director")]
    named += [SeatSpec(SeatId(f"white-{n}"), {"en": "White cell"}, "white") for n in range(1, staff)]
    for number in range(size - len(named)):
        team, rank = teams[number % len(teams)], "lead" if number < len(teams) else "member"
        seat = SeatId(f"{team}-{number}")
        named.append(SeatSpec(seat, {"en": seat}, "player", TeamId(team), OfficeId("office"), rank))  # type: ignore[arg-type]
    return Plan(
        id="bench",
        version="1",
        digest="0" * 64,
        title={"en": "Bench"},
        languages=("en",),
        teams=tuple(Team(TeamId(t), {"en": t}, t[:2].upper(), "square", n + 1) for n, t in enumerate(teams)),
        offices=tuple(Office(TeamId(t), OfficeId("office"), {"en": "Office"}) for t in teams),
        seats=tuple(named),
        channels=(Channel("press", {"en": "Press"}, "press"),),
        injects=tuple(timed(n, 2000 + n * gap_ms) for n in range(injects)),
        timing=Timing(rate=1000),
        settings=Settings(),
    )


def timed(number: int, at_ms: int) -> Inject:
    """An inject to everyone, due at an exercise time that its title names."""
    return Inject(
        id=InjectId(f"i{number}"),
        order=number,
        title={"en": f"due {at_ms} ms"},
        body={"en": "word " * 60},
        to=(Audience("public"),),
        channel="press",
        kind="contextual",
        trigger="time",
        due=Due(basis="exercise", at_ms=at_ms),
    )


def made(plan: Plan) -> dict[str, Any]:
    """A new exercise with everybody seated, begun unless it has timed injects."""
    exercise = exercises.create(plan, "Bench")
    seated = [sit(exercise, spec) for spec in plan.seats]
    if not plan.injects:
        answer = submit(exercise.pk, SeatId("director"), "start", c.StartExercise())
        if isinstance(answer, Refused):
            raise SystemExit(f"{answer.code}: {answer.detail}")
    return {"id": exercise.pk, "public_id": exercise.public_id, "seats": seated}


def sit(exercise: Exercise, spec: SeatSpec) -> dict[str, Any]:
    """A seat that is taken by a session of its own."""
    place = seats.joinable(exercise.pk, spec.id)
    session = SessionStore()
    if isinstance(place, seats.Joinable):
        seats.take_seat(session, place, secrets.token_hex(16), name="Bench", consent=True)
    session.save()
    moves = [play.move.id for play in rulebook().rules.plays.values() if play.move.team == spec.team]
    return {
        "seat": spec.id,
        "team": spec.team,
        "lead": spec.rank == "lead",
        "role": spec.role,
        "move": moves[0] if moves else "",
        "cookie": f"sessionid={session.session_key}",
    }


if __name__ == "__main__":
    main()
