"""Pictures, drawn anew from their pixels: no metadata, no trailing bytes, no bombs."""

from __future__ import annotations

import io
import warnings
from typing import Final

from PIL import Image, ImageOps

from injects.media.faults import BadMedia, _

FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP")
MOST_PIXELS: Final = 24_000_000
"""A picture of 24 megapixels takes 96 MB unpacked; more is refused before it is unpacked."""
LONGEST: Final = 2560
"""Pixels of the longer side as kept: sharp on a projector."""
QUALITY: Final = 88

_MAGIC: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")


def is_image(content: bytes) -> bool:
    """Whether the file begins like a picture of a kind that is taken."""
    return content.startswith(_MAGIC) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP")


def cleaned(content: bytes) -> tuple[str, bytes, int, int]:
    """Media type, content, width and height of the picture drawn anew. Raises BadMedia."""
    pure = is_bare(content)
    try:
        with warnings.catch_warnings():
            # Its own alarm about large pictures: ours is stricter and comes first.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                _check(picture)
                photo = picture.format == "JPEG"
                drawn = _drawn(picture)
                if pure and max(picture.size) <= LONGEST:
                    # It carries nothing but its pixels: drawn anew it would only grow worse, or change its digest.
                    return f"image/{(picture.format or '').lower()}", content, *picture.size
    except BadMedia:
        raise
    except Image.DecompressionBombError as fault:
        raise _too_large() from fault
    except (OSError, ValueError, SyntaxError, EOFError) as fault:
        raise BadMedia(_("The picture is damaged and cannot be drawn.")) from fault
    return _written(drawn, photo)


_PNG_KEEPS: Final = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_JPEG_HIDES: Final = frozenset({*range(0xE1, 0xEE), 0xEF, 0xFE})
"""Markers of a JPEG that carry more than the picture: application data but JFIF's and Adobe's, and comments."""
_JFIF: Final = 16
"""The length of a JFIF header without a thumbnail."""


def is_bare(content: bytes) -> bool:
    """Whether a PNG or JPEG consists of its picture alone, down to its last byte."""
    if content.startswith(b"\x89PNG"):
        return _bare_png(content)
    return content.startswith(b"\xff\xd8") and _bare_jpeg(content)


def _bare_png(content: bytes) -> bool:
    at, name = 8, b""
    while at + 12 <= len(content):
        name = content[at + 4 : at + 8]
        if name not in _PNG_KEEPS:
            return False
        at += 12 + int.from_bytes(content[at : at + 4], "big")
    return name == b"IEND" and at == len(content)


def _bare_jpeg(content: bytes) -> bool:
    at = 2
    while at + 2 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xD9:
            return at + 2 == len(content)
        size = int.from_bytes(content[at + 2 : at + 4], "big")
        if marker in _JPEG_HIDES or (marker == 0xE0 and size != _JFIF):
            return False
        at += 2 + size
        if marker == 0xDA:
            at = _after_scan(content, at)
    return False


def _after_scan(content: bytes, at: int) -> int:
    """Where the coded pixels of a scan end: at the next marker that is neither padding nor a restart."""
    while (at := content.find(b"\xff", at)) >= 0 and at + 1 < len(content):
        if content[at + 1] != 0 and not 0xD0 <= content[at + 1] <= 0xD7:
            return at
        at += 2
    return len(content)


def _check(picture: Image.Image) -> None:
    """Refuses by what the header says, before anything is unpacked."""
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise _too_large()
    if getattr(picture, "n_frames", 1) > 1:
        raise BadMedia(_("Moving pictures are not taken; use a still one."))


def _too_large() -> BadMedia:
    most = MOST_PIXELS // 1_000_000
    return BadMedia(_("The picture has too many pixels: at most {most} million."), most=most)


def _drawn(picture: Image.Image) -> Image.Image:
    """The pixels alone, upright, in plain colours, no larger than is kept."""
    upright = ImageOps.exif_transpose(picture)
    clear = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    plain = upright.convert("RGBA" if clear else "RGB")
    plain.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    # A new picture takes over the pixels and nothing else that the old one carried along.
    fresh = Image.new(plain.mode, plain.size)
    fresh.paste(plain)
    return fresh


def _written(drawn: Image.Image, photo: bool) -> tuple[str, bytes, int, int]:
    out = io.BytesIO()
    if photo:
        drawn.save(out, "JPEG", quality=QUALITY, optimize=True)
        return "image/jpeg", out.getvalue(), drawn.width, drawn.height
    drawn.save(out, "PNG", optimize=True)
    return "image/png", out.getvalue(), drawn.width, drawn.height
