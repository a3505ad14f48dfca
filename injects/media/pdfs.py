"""Documents without what says who made them, what runs, and what is hidden in them."""

from __future__ import annotations

import io
import logging
from typing import Any, Final

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from injects.media.faults import BadMedia, _

MOST_PAGES: Final = 60
_PAGE_KEEPS: Final = ("/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/Contents")
_HIDES: Final = frozenset(
    {"/Metadata", "/PieceInfo", "/LastModified", "/AA", "/A", "/JS", "/JavaScript", "/OpenAction", "/EF"}
    | {"/AF", "/EmbeddedFiles", "/Thumb", "/StructTreeRoot", "/Private", "/URI", "/Launch"}
)
"""Keys of dictionaries that say who made it or with what, run something, or carry another file (ISO 32000)."""


def cleaned(content: bytes) -> bytes:
    """The pages of a PDF in a new one, with what they show alone. Raises BadMedia."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise BadMedia(_("The document is locked. Save it without a password."))
        if len(reader.pages) > MOST_PAGES:
            raise BadMedia(_("The document has too many pages: at most {most}."), most=MOST_PAGES)
        if not reader.pages:
            raise BadMedia(_("The document has no pages."))
        return _written(reader)
    except BadMedia:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as fault:
        raise BadMedia(_("The document is damaged and cannot be cleaned.")) from fault


def _written(reader: PdfReader) -> bytes:
    """A new file of the pages. They are cut down first: what they no longer lead to is not taken over."""
    writer = PdfWriter()
    seen: set[int] = set()
    for page in reader.pages:
        for key in [key for key in page if key not in _PAGE_KEEPS]:
            del page[key]
        _strip(page, seen)
        writer.add_page(page)
    writer.metadata = None
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _strip(value: Any, seen: set[int]) -> None:
    """Takes hidden things out of everything that a page leads to."""
    pending = [value]
    while pending:
        one = pending.pop()
        if isinstance(one, IndirectObject):
            if one.idnum in seen:
                continue
            seen.add(one.idnum)
            one = one.get_object()
        if isinstance(one, DictionaryObject):
            for key in [key for key in one if key in _HIDES]:
                del one[key]
            if isinstance(one, StreamObject) and _is_jpeg(one):
                one._data = without_segments(one._data)
            pending += [one.raw_get(key) for key in one if key != "/Parent"]
        elif isinstance(one, ArrayObject):
            pending += list(one)


def _is_jpeg(stream: StreamObject) -> bool:
    kept = stream.get("/Filter")
    return kept == NameObject("/DCTDecode") or kept == ArrayObject([NameObject("/DCTDecode")])


def without_segments(jpeg: bytes) -> bytes:
    """A JPEG without its comments and application segments but for the one that says how colours are coded."""
    if not jpeg.startswith(b"\xff\xd8"):
        return jpeg
    kept, at = [b"\xff\xd8"], 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF:
        marker, size = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if marker == 0xDA:
            break
        if marker == 0xEE or not (0xE1 <= marker <= 0xEF or marker == 0xFE):
            kept.append(jpeg[at : at + 2 + size])
        at += 2 + size
    return b"".join(kept) + jpeg[at:]
