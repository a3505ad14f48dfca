"""A deck with its files as one zip: out, and back in within bounds. `deck.yaml`, and the files in `media/`."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from games.law.yamltext import MAX_BYTES
from games.services.zips import BadZip, Bounds, bounded, contents, shown, text_of
from injects.attachments import MOST_FILES
from injects.media.clean import MOST_BYTES

MAX_ZIP: Final = 96 << 20
MAX_ALL: Final = 128 << 20
"""All files together, unpacked."""
DECK: Final = "deck.yaml"
FOLDER: Final = "media/"
_MEDIA: Final = re.compile(r"media/[A-Za-z0-9][A-Za-z0-9_.-]{0,79}\Z")
_EPOCH: Final = (2000, 1, 1, 0, 0, 0)

__all__ = ["BadZip", "Bundle", "unzipped", "zipped"]


@dataclass(frozen=True)
class Bundle:
    """The text of a deck, and its files by name as they came."""

    text: str
    contents: dict[str, bytes]


def zipped(text: str, contents: Mapping[str, bytes]) -> bytes:
    """A deck as a zip, byte for byte the same for the same deck."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo(DECK, _EPOCH), text.encode(), zipfile.ZIP_DEFLATED)
        for name in sorted(contents):
            archive.writestr(zipfile.ZipInfo(FOLDER + name, _EPOCH), contents[name], zipfile.ZIP_STORED)
    return out.getvalue()


def unzipped(file: BinaryIO, size: int) -> Bundle:
    """The deck in a zip. Raises BadZip."""
    bounds = Bounds(packed=MAX_ZIP, files=MOST_FILES + 1, one=MOST_BYTES, all=MAX_ALL)
    found = contents(file, size, bounds, _name_of)
    if DECK not in found:
        raise BadZip(_("The zip holds no %(name)s.") % {"name": DECK})
    text = text_of(DECK, bounded(DECK, found.pop(DECK), MAX_BYTES))
    return Bundle(text, {path.removeprefix(FOLDER): raw for path, raw in found.items()})


def _name_of(path: str) -> str:
    if path != DECK and not _MEDIA.match(path):
        why = _("%(name)s does not belong in the zip of a deck: it holds deck.yaml, and files in media/.")
        raise BadZip(why % {"name": shown(path)})
    return path
