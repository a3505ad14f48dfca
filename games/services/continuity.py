"""The continuity pack of an exercise: made at any second, and kept in the data directory while one runs."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from subprocess import DEVNULL

from django.conf import settings
from django.utils import translation

from games.engine.state import State
from games.models import Delivery, Exercise
from games.paper.pending import Continuity, continuity
from games.presenting.law import LawWords
from games.services import heartbeats
from games.services.cache import state_of
from games.services.clock import now_ms
from games.services.pinned import book_of
from games.staffing.naming import names_of
from games.staffing.present import present
from games.staffing.tiles import Reading

logger = logging.getLogger(__name__)

PLAYED = ("lobby", "running", "stopped")
"""Lives in which a room may have to go on by paper."""
GIVES_WAY = 10
"""How far a process that keeps packs steps back behind those that play (its niceness)."""
_NAME = re.compile(r"^\d{8}-\d{6}-(\d+)\.zip$")


def pack_of(exercise_id: int, wall_ms: int | None = None, language: str = "") -> Continuity:
    """Everything that is pending in an exercise now, in words of a language (the deck's first if empty)."""
    state = state_of(exercise_id)
    with translation.override(language or spoken(state)):
        return continuity(
            state,
            names_of(state, translation.get_language() or "en"),
            LawWords(book_of(exercise_id).rules),
            present(state, now_ms() if wall_ms is None else wall_ms),
            _readings(exercise_id),
        )


def spoken(state: State) -> str:
    """The language of the deck's authors, as far as the pages have it."""
    known = {code for code, _name in settings.LANGUAGES}
    return next((code for code in state.deck.languages if code in known), settings.LANGUAGE_CODE)


def _readings(exercise_id: int) -> tuple[Reading, ...]:
    rows = Delivery.objects.filter(exercise_id=exercise_id)
    fields = ("item", "seat", "delivered_at", "opened_at")
    return tuple(Reading(*row) for row in rows.values_list(*fields))


def zipped(exercise_id: int, wall_ms: int | None = None, language: str = "") -> bytes:
    """The pack as one file: `continuity.xlsx` and `continuity.docx` in a zip."""
    pack = pack_of(exercise_id, wall_ms, language)
    out = io.BytesIO()
    with (
        translation.override(language or spoken(state_of(exercise_id))),
        zipfile.ZipFile(out, "w") as archive,
    ):
        # Both files are compressed already.
        for form in ("xlsx", "docx"):
            archive.writestr(f"continuity.{form}", written(pack, form))
    return out.getvalue()


def written(pack: Continuity, form: str) -> bytes:
    """The pack as a file: `xlsx` or `docx`."""
    # Each needs a library that takes long to load: a process that starts must not wait for them.
    if form == "xlsx":
        from games.paper.workbook import workbook

        return workbook(pack)
    from games.paper.document import document

    return document(pack)


# Kept on disk ---------------------------------------------------------------------------------------------


def home(public_id: str) -> Path:
    """Where the packs of an exercise lie, the newest last by name."""
    return Path(settings.TTE_PAPER_DIR) / public_id


def kept(public_id: str) -> tuple[Path, ...]:
    """The packs that lie there, oldest first."""
    with contextlib.suppress(OSError):
        return tuple(sorted(path for path in home(public_id).iterdir() if _NAME.match(path.name)))
    return ()


def keep_all(now: int | None = None) -> int:
    """Keeps a pack of each exercise that is played and has changed since its last one; says how many.

    One that fails does not keep the others from theirs.
    """
    made = 0
    played = Exercise.objects.filter(life__in=PLAYED).order_by("id")
    for exercise_id, public_id, seq in played.values_list("id", "public_id", "head_seq"):
        try:
            made += keep(exercise_id, public_id, seq, now_ms() if now is None else now) is not None
        except Exception:
            logger.exception("no continuity pack could be kept of exercise %s", public_id)
    return made


def keep_when_alone(now: int | None = None) -> subprocess.Popen[bytes] | None:
    """Has done what `keep_all` does, unless beat and a worker are alive to do it; gives the process that does.

    A process of its own, and one that gives way to all others: a pack of a long queue takes seconds, in which the
    sockets of this one would be served now and then.
    """
    if heartbeats.timers_are_tended(now_ms() if now is None else now):
        return None
    process = subprocess.Popen(
        [sys.executable, "-m", "tte", "manage", "continuity", "--all"], stdin=DEVNULL, stdout=DEVNULL
    )
    if hasattr(os, "setpriority"):
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, process.pid, GIVES_WAY)
    return process


def keep(exercise_id: int, public_id: str, seq: int, now: int) -> Path | None:
    """Writes the pack as of entry `seq` of the log, and removes all but the last few. None if it lies there.

    The file comes into its place whole: a machine that dies while it is written leaves the one before.
    """
    there = kept(public_id)
    if there and _seq(there[-1]) == seq:
        return None
    content = zipped(exercise_id, now)
    place = home(public_id)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(now / 1000))
    target = place / f"{stamp}-{seq}.zip"
    written = target.with_suffix(".part")
    written.touch(mode=0o600)
    written.write_bytes(content)
    os.replace(written, target)
    for old in kept(public_id)[: -max(1, settings.TTE_PAPER_KEPT)]:
        old.unlink(missing_ok=True)
    return target


def _seq(path: Path) -> int:
    found = _NAME.match(path.name)
    return int(found[1]) if found else 0
