"""The gazetteer: bases, capitals, ports and islands by name, with what the base map lacks. It ships with tte.

Names and positions are exercise data and take no side. A contested place carries all its names in English and
the usual one in each other language.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, TypeAlias

import msgspec
from msgspec import Struct

from games.engine.ids import Text
from games.engine.plan import Point

PlaceKind: TypeAlias = Literal["base", "capital", "port", "island"]


class Place(Struct, frozen=True, forbid_unknown_fields=True):
    """A named place. `priority` 1 is labelled first, 4 only on a near view.

    `sea_nm` is the radius about a small island that stands for its twelve-mile line; 0 draws none.
    """

    id: str
    kind: PlaceKind
    priority: int
    at: Point
    names: Text
    sea_nm: float = 0.0
    contested: bool = False


@cache
def places() -> Mapping[str, Place]:
    """Every place by id, in the order of the file."""
    text = files("games.engine").joinpath("places.json").read_bytes()
    return {place.id: place for place in msgspec.json.decode(text, type=tuple[Place, ...])}
