"""The smallest deck with a file, and an exercise in which each team gets its own."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from games.engine import commands as c
from games.engine.plan import Attachment, Enclosure
from games.law.rulebook import Rulebook
from games.law.shipped import load_shipped
from games.services import exercises, media, now_ms
from injects.media.clean import clean
from tests import table
from tests.media.samples import picture
from tests.staff.conftest import Play, forget

__all__ = ["Play", "forget"]

SMALLEST = Path(__file__).parents[1] / "deck" / "good" / "smallest.yaml"
SECTION = "attachments:\n  - {id: photo, file: photo.png, alt: {en: A grey harbour}}\n"


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_shipped()


@pytest.fixture
def with_photo() -> str:
    """The smallest deck, its first inject with a photo."""
    text = SMALLEST.read_text(encoding="utf-8").replace("injects:\n", f"{SECTION}injects:\n")
    return text.replace("    notes: Nobody knows", "    attachments: [photo]\n    notes: Nobody knows")


def kept(width: int) -> Enclosure:
    """A stored picture of this width."""
    made = clean(picture(size=(width, 30)))
    held = media.keep(made.content, made.kind, made.width, made.height)
    return Enclosure(held.digest, held.kind, {"en": f"Picture {width}"}, held.size, held.width, held.height)


@pytest.fixture
def files(db: None) -> dict[str, Enclosure]:
    """A picture for everybody, one for Tokyo, one for a seat of Taipei, and one that nobody gets yet."""
    return {name: kept(width) for name, width in (("all", 61), ("tokyo", 62), ("taipei", 63), ("later", 64))}


@pytest.fixture
def play(files: dict[str, Enclosure]) -> Play:
    """An exercise just begun in which they have gone out."""
    now = now_ms() - 15 * table.MINUTE
    plan = table.plan(
        table.inject("news", 0, attachments=("all",)),
        table.inject("cable", 0, to=("team:tokyo",), attachments=("tokyo",)),
        table.inject("note", 0, to=(f"seat:{table.lead('taipei')}",), attachments=("taipei",)),
        table.inject("later", attachments=("later",)),
        rate=60_000,
    )
    attachments = tuple(Attachment(name, f"{name}-SECRET-NAME.png", one) for name, one in files.items())
    made = Play(exercises.create(replace(plan, attachments=attachments), "Small", wall_ms=now), now)
    made.must(table.DIRECTOR, c.StartExercise())
    made.wait(1000)
    return made
