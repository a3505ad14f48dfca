"""Zips that people bring: read within bounds, by names that are known, and no further whatever the zip says of itself."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _


class BadZip(ValueError):
    """A zip that is not taken in, with the reason in the reader's language."""


@dataclass(frozen=True)
class Bounds:
    """What is read at most, in bytes: the zip itself, one file, and all files unpacked; and how many files."""

    packed: int
    files: int
    one: int
    all: int


def contents(
    file: BinaryIO, size: int, bounds: Bounds, name_of: Callable[[str], str | None]
) -> dict[str, bytes]:
    """The files of a zip of this size. Raises BadZip.

    `name_of` gives the name under which a path of the zip is taken in, None to pass it over, and raises BadZip for
    one that does not belong.
    """
    if size > bounds.packed:
        raise BadZip(_("The zip is too large: at most %(size)d MiB.") % {"size": bounds.packed >> 20})
    try:
        with zipfile.ZipFile(file) as archive:
            return _read(archive, bounds, name_of)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as fault:
        raise BadZip(_("This is not a zip file that can be read.")) from fault


def _read(archive: zipfile.ZipFile, bounds: Bounds, name_of: Callable[[str], str | None]) -> dict[str, bytes]:
    members = [each for each in archive.infolist() if not each.is_dir()]
    if len(members) > bounds.files:
        raise BadZip(_("The zip holds too many files: at most %(count)d.") % {"count": bounds.files})
    found: dict[str, bytes] = {}
    total = 0
    for member in members:
        name = name_of(member.filename)
        if name is None:
            continue
        if name in found:
            raise BadZip(_("%(name)s is in the zip twice.") % {"name": name})
        with archive.open(member) as stream:
            found[name] = bounded(name, stream.read(bounds.one + 1), bounds.one)
        total += len(found[name])
        if total > bounds.all:
            raise BadZip(
                _("The files are too large together: at most %(size)d MiB.") % {"size": bounds.all >> 20}
            )
    return found


def bounded(name: str, raw: bytes, most: int) -> bytes:
    """The same bytes, if there are no more than `most`. Raises BadZip."""
    if len(raw) > most:
        raise BadZip(_("%(name)s is too large: at most %(size)d KiB.") % {"name": name, "size": most >> 10})
    return raw


def text_of(name: str, raw: bytes) -> str:
    """A file as text. Raises BadZip for what is not UTF-8."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadZip(
            _("%(name)s is not UTF-8 text (byte %(place)d).") % {"name": name, "place": error.start + 1}
        ) from error


def shown(path: str) -> str:
    """A path of a zip as a message can show it, whatever it holds."""
    return path[:80].encode("ascii", "backslashreplace").decode()
