"""The process behind `clerk`: on the server's settings, answers the questions that come as JSON lines."""

import json
import sys
from io import StringIO
from typing import Any

import msgspec
from django.core.management import call_command
from django.db import Error, connection

from games import log, reads
from games.engine.plan import Plan
from games.models import Disclosure, Exercise, Receipt
from games.services import exercises, now_ms, seats
from games.services.rules import rulebook
from injects.shipped import load_plan

TRIES = 50


def shipped(settings: dict[str, Any]) -> Any:
    plan = load_plan("long-strait", rulebook().rules)
    changed = msgspec.structs.replace(plan, settings=msgspec.structs.replace(plan.settings, **settings))
    return msgspec.to_builtins(changed)


def make(plan: Any) -> list[Any]:
    return _made(exercises.create(msgspec.convert(plan, Plan), "Under fire"))


def newest() -> list[Any]:
    return _made(Exercise.objects.latest("pk"))


def _made(exercise: Exercise) -> list[Any]:
    cards = {card.seat: [card.code, card.pin] for card in seats.seat_sheet(exercise.pk)}
    return [exercise.pk, exercise.public_id, cards]


def records(exercise: int) -> list[Any]:
    return [
        [
            r.seq,
            [r.wall_at, r.exercise_ms, r.scenario_at, r.turn],
            r.actor_seat,
            r.cause,
            r.kind,
            r.version,
            r.data,
        ]
        for r in log.rows(exercise)
    ]


def told(exercise: int) -> list[Any]:
    rows = Disclosure.objects.filter(exercise_id=exercise).order_by("id")
    return [list(row) for row in rows.values_list("audience", "position", "seq", "frame")]


def receipts(exercise: int) -> list[Any]:
    rows = Receipt.objects.filter(exercise_id=exercise)
    return [[key, json.loads(answer)] for key, answer in rows.values_list("key", "answer")]


def verify(exercise: str) -> str:
    said = StringIO()
    try:
        call_command("verify_log", exercise, stdout=said)
    except SystemExit:
        raise AssertionError(said.getvalue()) from None
    return said.getvalue()


def silent_for() -> dict[str, int]:
    now = now_ms()
    return {name: now - at for name, at in reads.heartbeats().items()}


QUESTIONS = {
    each.__name__: each for each in (shipped, make, newest, records, told, receipts, verify, silent_for)
}


def answer(asked: dict[str, Any]) -> Any:
    """The answer; asked again while the database is away."""
    question = QUESTIONS[asked.pop("question")]
    for _ in range(TRIES):
        try:
            return question(**asked)
        except Error:
            connection.close()
    return question(**asked)


def serve() -> None:
    """Answers until its input ends. Django has been set up, or the models above could not be imported."""
    for line in sys.stdin:
        try:
            reply = {"ok": answer(json.loads(line))}
        except Exception as problem:
            reply = {"error": f"{type(problem).__name__}: {problem}"}
        print(msgspec.json.encode(reply).decode(), flush=True)
