"""The only way in: commands are decided and written, each with its answer, in one durable transaction.

Commands that wait together share a transaction; each keeps an answer of its own. After commit the sockets are
told. Nothing of a transaction that failed stays in memory.
"""

from __future__ import annotations

import contextlib
import logging
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import msgspec
from django.db import Error, InterfaceError, OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from games import log, notify
from games.engine.answers import Answer, Refused
from games.engine.commands import AnyCommand
from games.engine.ids import SeatId
from games.models import Exercise
from games.services import cache, timetable, venture
from games.services.batch import EVENTS, RECEIPTS, TOLD, Batch, Statement, ask, marks
from games.services.rounds import Round, Submission
from games.services.rules import rulebook

logger = logging.getLogger(__name__)

KEY_LENGTH = 64
Receipts: TypeAlias = dict[tuple[int, str], tuple[str, str]]
"""Actor and answer, by exercise and key."""

_answers: msgspec.json.Decoder[Answer] = msgspec.json.Decoder(Answer)


def submit(
    exercise_id: int, actor: SeatId, key: str, command: AnyCommand, *, wall_ms: int | None = None
) -> Answer:
    """Decides one command and writes what follows from it; see `submit_many`."""
    return submit_many([Submission(exercise_id, actor, key, command, wall_ms)])[0]


def submit_many(batch: Sequence[Submission]) -> list[Answer]:
    """Decides commands in order, in one transaction, and tells the sockets. One answer each, in order.

    A key seen before gets its first answer again. A command that breaks something unexpected is answered
    `INTERNAL` with an incident id, and the others go on; when the database cannot be reached all are answered
    `UNAVAILABLE`, and none has a receipt, so each may be sent again under its key.
    """
    if not batch:
        return []
    try:
        return _committed(batch)
    except Error:
        # A connection that went stale, or a lock that was lost, mends itself on a second look.
        _drop_broken_connection()
    try:
        return _committed(batch)
    except (OperationalError, InterfaceError):
        _drop_broken_connection()
        return [_incident(one, "UNAVAILABLE") for one in batch]
    except Error:
        if len(batch) == 1:
            return [_incident(batch[0], "INTERNAL")]
    return [submit_many([one])[0] for one in batch]


def _drop_broken_connection() -> None:
    """The next query opens a new one. A transaction of the caller's, as tests have it, is left alone."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def _incident(one: Submission, code: str) -> Refused:
    """Refuses with an incident id; the error is logged under it, without a word of the command's content."""
    incident = secrets.token_hex(4)
    kind = type(one.command).__struct_config__.tag
    logger.exception("incident %s: %s in exercise %s answered %s", incident, kind, one.exercise_id, code)
    return Refused(code, incident)


def _committed(batch: Sequence[Submission]) -> list[Answer]:
    exercise_ids = sorted({one.exercise_id for one in batch})
    _warm(exercise_ids)
    decided = _ventured(exercise_ids, batch) or _under_lock(exercise_ids, batch)
    for current in decided.rounds:
        cache.shelf.put(current.head.id, current.held)
    for current in decided.rounds:
        if current.events:
            notify.publish(current.notice)
    return decided.answers


@dataclass(frozen=True, slots=True)
class Decided:
    """What one transaction wrote: the answers in order, and what it added to each exercise."""

    answers: list[Answer]
    rounds: list[Round]


def _under_lock(exercise_ids: Sequence[int], batch: Sequence[Submission]) -> Decided:
    """Takes the lock, reads what others wrote meanwhile, decides, writes."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        heads, receipts = _locked(cursor, exercise_ids, batch)
        rounds = {head.id: _opened(head) for head in heads}
        answers = [_answer(rounds.get(one.exercise_id), one, receipts) for one in batch]
        opened = [current for current in rounds.values() if current is not None]
        _write(Batch(cursor), opened)
    _forget(exercise_ids)
    _undisturbed.update({r.head.id: r.left for r in opened if cache.shelf.get(r.head.id) is r.base})
    return Decided(answers, opened)


_undisturbed: dict[int, log.Head] = {}
"""How this process left the exercises that nobody else had written to between its last two transactions."""


def _forget(exercise_ids: Sequence[int]) -> None:
    for each in exercise_ids:
        _undisturbed.pop(each, None)


def _ventured(exercise_ids: Sequence[int], batch: Sequence[Submission]) -> Decided | None:
    """Decides on what this process holds, and writes it on the condition that it still is the case.

    One round trip in place of three. None when another process wrote in between, a key was seen before or a timer
    changes; nothing has been written then. For PostgreSQL: SQLite has no round trips.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        return None
    rounds = {}
    for each in exercise_ids:
        head, held = _undisturbed.get(each), cache.shelf.get(each)
        if head is None or held is None or (held.seq, held.digest) != (head.head_seq, head.head_digest):
            return None
        rounds[each] = Round(head, held)
    receipts: Receipts = {}
    answers = [_answer(rounds[one.exercise_id], one, receipts) for one in batch]
    opened = list(rounds.values())
    _forget(exercise_ids)
    if any(timetable.is_moved(current.base.state, current.state) for current in opened):
        return None
    if not _written_as_held(opened, batch):
        return None
    _undisturbed.update({each: current.left for each, current in rounds.items()})
    return Decided(answers, opened)


def _written_as_held(rounds: Sequence[Round], batch: Sequence[Submission]) -> bool:
    for current in rounds:
        current.close()
    return venture.written_as_held(
        [current.head for current in rounds],
        [current.left for current in rounds if current.left != current.head],
        [(one.exercise_id, one.key) for one in batch if one.key],
        events=[row for current in rounds for row in current.events],
        told=[row for current in rounds for row in current.told],
        receipts=[row for current in rounds for row in current.receipts],
    )


def _warm(exercise_ids: Iterable[int]) -> None:
    """Replays a log that this process has not read yet, and reads its rule pack, before the lock is taken."""
    for exercise_id in exercise_ids:
        if cache.shelf.get(exercise_id) is None:
            with contextlib.suppress(Exercise.DoesNotExist, cache.BrokenChain, ValueError):
                rulebook(*cache.held_now(exercise_id).pin)


def _opened(head: log.Head) -> Round | None:
    """The round of a locked exercise; None, and an error in the server's log, when its log cannot be read."""
    try:
        return Round(head, cache.up_to_date(cache.shelf.get(head.id), head))
    except (cache.BrokenChain, ValueError):
        logger.exception("the log of exercise %s cannot be read; run verify_log", head.public_id)
        return None


def _locked(
    cursor: CursorWrapper, exercise_ids: Sequence[int], batch: Sequence[Submission]
) -> tuple[list[log.Head], Receipts]:
    """Takes the rows of the exercises until the end of the transaction, always in the same order.

    SQLite has the whole file already: its transactions open IMMEDIATE. Gives the exercises as they stand, and
    the receipts that exist for the keys of the batch.
    """
    wait = " FOR NO KEY UPDATE" if connection.features.has_select_for_update else ""
    heads = (
        f"SELECT {', '.join(log.Head._fields)} FROM games_exercise"
        f" WHERE id IN ({marks(exercise_ids)}) ORDER BY id{wait}"
    )
    locked, known = ask(cursor, (heads, exercise_ids), _receipts_for(batch))
    return [log.Head(*row) for row in locked], {(row[0], row[1]): (row[2], row[3]) for row in known}


def _receipts_for(batch: Sequence[Submission]) -> Statement:
    """The query for the receipts of a batch's keys.

    One exercise at a time: for pairs of columns in a list of pairs SQLite would read the whole table.
    """
    keys: dict[int, list[str]] = {}
    for one in batch:
        if one.key:
            keys.setdefault(one.exercise_id, []).append(one.key)
    keys = keys or {0: [""]}
    either = " OR ".join(f"(exercise_id = %s AND key IN ({marks(each)}))" for each in keys.values())
    values = [value for exercise_id, each in keys.items() for value in (exercise_id, *each)]
    return f"SELECT exercise_id, key, actor, answer FROM games_receipt WHERE {either}", values


def _answer(current: Round | None, one: Submission, receipts: Receipts) -> Answer:
    if current is None:
        return Refused("NO_SUCH_EXERCISE", _("There is no such exercise, or its log cannot be read."))
    if len(one.key) > KEY_LENGTH:
        return Refused("BAD_KEY", _("A command key has at most 64 characters."), "key")
    if one.key and (earlier := receipts.get((one.exercise_id, one.key))):
        return _repeated(one, *earlier)
    try:
        answer = current.take(one)
    except Exception:
        return _incident(one, "INTERNAL")
    if one.key:
        text = msgspec.json.encode(answer).decode()
        current.receipts.append((one.exercise_id, one.key, one.actor, text))
        receipts[one.exercise_id, one.key] = (one.actor, text)
    return answer


def _repeated(one: Submission, actor: str, answer: str) -> Answer:
    """The first answer to a key, for the seat that had it and nobody else."""
    if actor != one.actor:
        return Refused("KEY_USED", _("Another seat has used this command key."), "key")
    return _answers.decode(answer)


def _write(batch: Batch, rounds: Sequence[Round]) -> None:
    """Writes what the rounds of one transaction have added up to."""
    for r in rounds:
        r.close()
    batch.insert(EVENTS, [row for r in rounds for row in r.events])
    batch.insert(TOLD, [row for r in rounds for row in r.told])
    batch.insert(RECEIPTS, [row for r in rounds for row in r.receipts])
    for r in rounds:
        timetable.project(batch, r.head.id, r.base.state, r.state)
    _move_heads(batch, [r.left for r in rounds if r.left != r.head])
    batch.send_last()


def _move_heads(batch: Batch, heads: Sequence[log.Head]) -> None:
    """Writes how far each exercise has come."""
    if not heads:
        return
    line = "(CAST(%s AS bigint), CAST(%s AS bigint), CAST(%s AS text), CAST(%s AS bigint), CAST(%s AS text))"
    batch.add(
        "UPDATE games_exercise SET head_seq = v.column2, head_digest = v.column3, next_due_at = v.column4,"
        f" life = v.column5 FROM (VALUES {', '.join([line] * len(heads))}) AS v"
        " WHERE games_exercise.id = v.column1",
        [value for h in heads for value in (h.id, h.head_seq, h.head_digest, h.next_due_at, h.life)],
    )
