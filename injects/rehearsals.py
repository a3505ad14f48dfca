"""Rehearsals of library decks: asked for on a page, played by a worker, kept with what they were played under."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec
from django.contrib.auth.models import User
from django.db import transaction

from games.services import now_ms, packs
from games.services.rules import rulebook
from injects import crew, library
from injects.models import Deck, Rehearsal
from injects.rehearsal.findings import report_of
from injects.rehearsal.play import Stage
from injects.rehearsal.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

MOST_RUNS = 1000
NICER = 10
"""Exercises that are being played go before rehearsals."""

QUIET_MS = 30_000
"""A rehearsal whose worker has given no sign for so long is taken for lost."""

Status = Rehearsal.Status


def ask(
    deck: Deck,
    rules_digest: str,
    runs: int,
    seed: int,
    wanted: Mapping[str, str],
    knock: Callable[[int], None],
    owner: User | None = None,
) -> Rehearsal:
    """A new rehearsal, handed to a worker by `knock` (its id) once it is stored.

    Where no worker can be told, it is stored as failed. `wanted` are scripts as `casting.checked` gives them.
    """
    rehearsal = Rehearsal.objects.create(
        deck=deck,
        deck_digest=deck.digest,
        rules_digest=rules_digest,
        runs=runs,
        seed=seed,
        wanted=dict(wanted),
        owner=owner,
        asked_at=now_ms(),
    )
    transaction.on_commit(lambda: _hand_over(rehearsal, knock))
    return rehearsal


def _hand_over(rehearsal: Rehearsal, knock: Callable[[int], None]) -> None:
    try:
        knock(rehearsal.pk)
    except Exception as problem:
        log.warning("rehearsal %s could not be handed to a worker (%s)", rehearsal.pk, type(problem).__name__)
        _end(rehearsal.pk, Status.FAILED, problem="broker")


def perform(pk: int) -> None:
    """Plays a rehearsal that waits. A second worker that is told of the same one finds nothing to do."""
    claimed = Rehearsal.objects.filter(pk=pk, status=Status.WAITING).update(
        status=Status.RUNNING, beat_at=now_ms()
    )
    if not claimed:
        return
    rehearsal = Rehearsal.objects.select_related("deck").get(pk=pk)
    try:
        _play(rehearsal)
    except Exception as problem:
        incident = secrets.token_hex(4)
        log.exception("incident %s: rehearsal %s of %s broke off", incident, pk, rehearsal.deck)
        _end(pk, Status.FAILED, problem=f"{type(problem).__name__} · {incident}")


def _play(rehearsal: Rehearsal) -> None:
    stage = stage_of(rehearsal)
    job = crew.Job(
        plan=stage.plan,
        texts=packs.texts_of(rehearsal.rules_digest) or {},
        day="",
        wanted={str(team): script for team, script in stage.wanted.items()},
        seed=rehearsal.seed,
        nicer=NICER,
    )

    def on_tick(done: int) -> bool:
        """Writes how far it is; stops when somebody has cancelled."""
        still = Rehearsal.objects.filter(pk=rehearsal.pk, status=Status.RUNNING)
        return bool(still.update(done=done, beat_at=now_ms()))

    records = crew.rehearse(job, range(1, rehearsal.runs + 1), on_tick=on_tick)
    if len(records) == rehearsal.runs:
        report = report_of(stage.plan, stage.lawyer, stage.wanted, rehearsal.seed, records, stage.deck.ending)
        _end(rehearsal.pk, Status.DONE, done=rehearsal.runs, report=msgspec.json.encode(report).decode())


def _end(pk: int, status: Rehearsal.Status, **more: object) -> None:
    under_way = (Status.WAITING, Status.RUNNING)
    Rehearsal.objects.filter(pk=pk, status__in=under_way).update(status=status, ended_at=now_ms(), **more)


def stage_of(rehearsal: Rehearsal) -> Stage:
    """The deck under the law of a rehearsal, ready to be played.

    Raises DeckProblems where the law no longer carries the deck.
    """
    rules = rulebook(rehearsal.rules_digest).rules
    return Stage(library.plan_of(rehearsal.deck, rules), rules, rehearsal.wanted)


def cancel(rehearsal: Rehearsal) -> None:
    """Stops it; what has been played so far is dropped."""
    _end(rehearsal.pk, Status.CANCELLED)


def is_lost(rehearsal: Rehearsal) -> bool:
    """Whether its worker seems to be gone, or none has come to fetch it."""
    last = rehearsal.beat_at or rehearsal.asked_at
    return rehearsal.under_way and now_ms() - last > QUIET_MS


def report_in(rehearsal: Rehearsal) -> Report | None:
    """What it found, None until it is done."""
    return msgspec.json.decode(rehearsal.report, type=Report) if rehearsal.report else None
