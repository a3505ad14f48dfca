"""Takes a file in by what it is, not by its name, and gives back one that carries nothing but what is seen or heard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from injects.media import images, sounds
from injects.media.faults import BadMedia, _

MOST_BYTES: Final = 8 << 20
"""A room of forty on one laptop still gets it in a moment."""

ENDINGS: Final = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "application/pdf": "pdf",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
}
"""The kinds that are kept, with the ending of their names."""


@dataclass(frozen=True)
class Clean:
    """A file as it is kept: `kind` is its media type; width and height in pixels, 0 for what is not a picture."""

    kind: str
    content: bytes
    width: int = 0
    height: int = 0


def clean(content: bytes) -> Clean:
    """What is kept of a file. Raises BadMedia for what is too large, not known, or cannot be cleaned.

    PNG, JPEG, GIF and WebP are drawn anew; a PDF loses what says who made it, what runs, and what is attached;
    MP3 and WAV keep their sound alone.
    """
    if not content:
        raise BadMedia(_("The file is empty."))
    if len(content) > MOST_BYTES:
        raise BadMedia(_("The file is too large: at most {most} MiB."), most=MOST_BYTES >> 20)
    if images.is_image(content):
        kind, made, width, height = images.cleaned(content)
        return Clean(kind, made, width, height)
    if content.startswith(b"%PDF-"):
        # Needs a library that takes long to load, and few processes ever get a document.
        from injects.media import pdfs

        return Clean("application/pdf", pdfs.cleaned(content))
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return Clean("audio/wav", sounds.wave(content))
    if sounds.is_mp3(content):
        return Clean("audio/mpeg", sounds.mp3(content))
    raise BadMedia(_("This is no kind of file that is taken: use PNG, JPEG, GIF, WebP, PDF, MP3 or WAV."))
