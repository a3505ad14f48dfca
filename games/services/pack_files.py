"""Rule packs as zip files of YAML: out, and back in within bounds."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from games.law.yamltext import MAX_BYTES
from games.services.zips import BadZip, Bounds, contents, shown, text_of

MAX_ZIP: Final = 4 << 20
MAX_FILES: Final = 200
MAX_TEXT: Final = 8 << 20
"""All files of a pack together, unpacked."""

NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}(/[a-z0-9][a-z0-9_-]{0,39}){0,3}\.yaml\Z")
_EPOCH: Final = (2000, 1, 1, 0, 0, 0)

__all__ = ["BadZip", "unzipped", "zipped"]


def zipped(texts: Mapping[str, str]) -> bytes:
    """The files as a zip, byte for byte the same for the same texts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(texts):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), texts[name].encode(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unzipped(file: BinaryIO, size: int) -> dict[str, str]:
    """The rule files of a zip by name; worked cases (`cases/`) are left out. Raises BadZip."""
    bounds = Bounds(packed=MAX_ZIP, files=MAX_FILES, one=MAX_BYTES, all=MAX_TEXT)
    found = contents(file, size, bounds, _name_of)
    if not found:
        raise BadZip(_("The zip holds no rule files (.yaml)."))
    return {name: text_of(name, raw).replace("\r\n", "\n") for name, raw in found.items()}


def _name_of(path: str) -> str | None:
    if path.startswith("cases/"):
        return None
    if not NAME.match(path):
        raise BadZip(
            _(
                "%(name)s is not a name for a rule file: small letters, digits, - and _, in folders"
                " parted by /, ending in .yaml."
            )
            % {"name": shown(path)}
        )
    return path
