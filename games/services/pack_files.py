"""Rule packs as zip files of YAML: out, and back in within bounds."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from games.law.yamltext import MAX_BYTES

MAX_ZIP: Final = 4 << 20
MAX_FILES: Final = 200
MAX_TEXT: Final = 8 << 20
"""All files of a pack together, unpacked."""

NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}(/[a-z0-9][a-z0-9_-]{0,39}){0,3}\.yaml\Z")
_EPOCH: Final = (2000, 1, 1, 0, 0, 0)


class BadZip(ValueError):
    """A file that is not taken in as a rule pack, with the reason in the reader's language."""


def zipped(texts: Mapping[str, str]) -> bytes:
    """The files as a zip, byte for byte the same for the same texts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(texts):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), texts[name].encode(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unzipped(file: BinaryIO, size: int) -> dict[str, str]:
    """The rule files of a zip by name; worked cases (`cases/`) are left out. Raises BadZip."""
    if size > MAX_ZIP:
        raise BadZip(_("The zip is too large: at most %(size)d MiB.") % {"size": MAX_ZIP >> 20})
    try:
        with zipfile.ZipFile(file) as archive:
            return _texts(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as fault:
        raise BadZip(_("This is not a zip file that can be read.")) from fault


def _texts(archive: zipfile.ZipFile) -> dict[str, str]:
    members = [each for each in archive.infolist() if not each.is_dir()]
    if len(members) > MAX_FILES:
        raise BadZip(_("The zip holds too many files: at most %(count)d.") % {"count": MAX_FILES})
    texts: dict[str, str] = {}
    total = 0
    for member in members:
        name = member.filename
        if name.startswith("cases/"):
            continue
        if not NAME.match(name):
            shown = name[:80].encode("ascii", "backslashreplace").decode()
            raise BadZip(
                _(
                    "%(name)s is not a name for a rule file: small letters, digits, - and _, in folders"
                    " parted by /, ending in .yaml."
                )
                % {"name": shown}
            )
        if name in texts:
            raise BadZip(_("%(name)s is in the zip twice.") % {"name": name})
        texts[name] = _text(archive, member)
        total += len(texts[name])
        if total > MAX_TEXT:
            raise BadZip(
                _("The files are too large together: at most %(size)d MiB.") % {"size": MAX_TEXT >> 20}
            )
    if not texts:
        raise BadZip(_("The zip holds no rule files (.yaml)."))
    return texts


def _text(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> str:
    """One file, read no further than its bound, whatever the zip says of its size."""
    with archive.open(member) as stream:
        raw = stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise BadZip(
            _("%(name)s is too large: at most %(size)d KiB.")
            % {"name": member.filename, "size": MAX_BYTES >> 10}
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadZip(
            _("%(name)s is not UTF-8 text (byte %(place)d).")
            % {"name": member.filename, "place": error.start + 1}
        ) from error
    return text.replace("\r\n", "\n")
