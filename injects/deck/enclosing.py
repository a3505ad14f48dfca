"""Binds a compiled deck to the files that come with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TypeAlias

from msgspec.structs import replace

from games.engine.plan import Enclosure, Plan
from injects.deck.findings import Desk, _, closest
from injects.deck.schema import Deck

Files: TypeAlias = Mapping[str, Enclosure]
"""What stands beside a deck, by name. The texts are the deck's to give."""


def check_files(deck: Deck, files: Files, desk: Desk) -> None:
    """Notes files that the deck names and that are not there (L01), and attachments that go with nothing (L18)."""
    used = {name for inject in deck.injects for name in inject.attachments}
    for index, row in enumerate(deck.attachments):
        if row.file not in files:
            near = closest(row.file, files)
            why = _("There is no file {word} with the deck.")
            right = _("Did you mean {near}?") if near else _("Put it there, or take the attachment out.")
            desk.note("L01", ("attachments", index, "file"), why, right, word=row.file, near=near)
        if row.id not in used:
            desk.note("L18", ("attachments", index), _("It goes with no inject."), level="info")


def bind(plan: Plan, files: Files) -> Plan:
    """The plan with what its attachments are. Its digest then names the files as well as the words."""
    if not plan.attachments:
        return plan
    bound = tuple(
        replace(one, content=replace(files[one.file], alt=one.content.alt)) if one.file in files else one
        for one in plan.attachments
    )
    named = "".join(sorted(f"{one.file}:{one.content.digest}\n" for one in bound))
    digest = hashlib.sha256(f"{plan.digest}\n{named}".encode()).hexdigest()
    return replace(plan, attachments=bound, digest=digest)
