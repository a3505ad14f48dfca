"""A deck with its files as one zip: out, and back in within bounds. `deck.yaml`, and the files in `media/`."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from games.law.yamltext import MAX_BYTES
from injects.attachments import MOST_FILES
from injects.media.clean import MOST_BYTES

MAX_ZIP: Final = 96 << 20
MAX_ALL: Final = 128 << 20
"""All files together, unpacked."""
DECK: Final = "deck.yaml"
_MEDIA: Final = re.compile(r"media/([A-Za-z0-9][A-Za-z0-9_.-]{0,79})\Z")
_EPOCH: Final = (2000, 1, 1, 0, 0, 0)


class BadBundle(ValueError):
    """A zip that is not taken in as a deck, with the reason in the reader's language."""


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
            archive.writestr(zipfile.ZipInfo(f"media/{name}", _EPOCH), contents[name], zipfile.ZIP_STORED)
    return out.getvalue()


def unzipped(file: BinaryIO, size: int) -> Bundle:
    """The deck in a zip, read no further than its bounds whatever the zip says of its sizes. Raises BadBundle."""
    if size > MAX_ZIP:
        raise BadBundle(_("The zip is too large: at most %(size)d MiB.") % {"size": MAX_ZIP >> 20})
    try:
        with zipfile.ZipFile(file) as archive:
            return _read(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as fault:
        raise BadBundle(_("This is not a zip file that can be read.")) from fault


def _read(archive: zipfile.ZipFile) -> Bundle:
    members = [each for each in archive.infolist() if not each.is_dir()]
    if len(members) > MOST_FILES + 1:
        raise BadBundle(_("The zip holds too many files: at most %(count)d.") % {"count": MOST_FILES + 1})
    text: str | None = None
    contents: dict[str, bytes] = {}
    total = 0
    for member in members:
        name = _name(member.filename)
        if (name is None and text is not None) or name in contents:
            raise BadBundle(_("%(name)s is in the zip twice.") % {"name": member.filename})
        raw = _bounded(archive, member, MAX_BYTES if name is None else MOST_BYTES)
        total += len(raw)
        if total > MAX_ALL:
            raise BadBundle(
                _("The files are too large together: at most %(size)d MiB.") % {"size": MAX_ALL >> 20}
            )
        if name is None:
            text = _text(raw)
        else:
            contents[name] = raw
    if text is None:
        raise BadBundle(_("The zip holds no %(name)s.") % {"name": DECK})
    return Bundle(text, contents)


def _name(path: str) -> str | None:
    """The name of a file of the deck, None for the deck itself. Raises BadBundle for anything else."""
    if path == DECK:
        return None
    found = _MEDIA.match(path)
    if found is None:
        shown = path[:80].encode("ascii", "backslashreplace").decode()
        why = _("%(name)s does not belong in the zip of a deck: it holds deck.yaml, and files in media/.")
        raise BadBundle(why % {"name": shown})
    return found[1]


def _bounded(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    with archive.open(member) as stream:
        raw = stream.read(most + 1)
    if len(raw) > most:
        raise BadBundle(
            _("%(name)s is too large: at most %(size)d KiB.") % {"name": member.filename, "size": most >> 10}
        )
    return raw


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        why = _("%(name)s is not UTF-8 text (byte %(place)d).")
        raise BadBundle(why % {"name": DECK, "place": error.start + 1}) from error
