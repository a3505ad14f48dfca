"""Files are taken in by what they are, and carry nothing afterwards but what is seen or heard."""

import io
import struct
import zlib

import pytest
from PIL import Image
from pypdf import PdfReader

from injects.media import images
from injects.media.clean import MOST_BYTES, clean
from injects.media.faults import BadMedia
from tests.media.samples import SECRET, document, mp3, picture, telling_pictures, wave

HIDDEN = SECRET.encode()


@pytest.mark.parametrize("name", telling_pictures())
def test_pictures_lose_what_is_not_seen(name: str) -> None:
    before = telling_pictures()[name]
    assert HIDDEN in before or HIDDEN in zlib.compress(before)
    made = clean(before)
    assert HIDDEN not in made.content
    assert made.kind == ("image/jpeg" if name.startswith("jpeg") else "image/png")
    with Image.open(io.BytesIO(made.content)) as shown:
        assert shown.size == (made.width, made.height) == (60, 40)
        assert not shown.getexif()
        assert not {
            key for key in shown.info if key not in ("jfif", "jfif_version", "jfif_unit", "jfif_density")
        }


@pytest.mark.parametrize("name", [*telling_pictures(), "document", "wave", "mp3"])
def test_what_is_clean_stays_as_it_is(name: str) -> None:
    files = {**telling_pictures(), "document": document(), "wave": wave(), "mp3": mp3()}
    once = clean(files[name])
    assert clean(once.content) == once


def test_a_photo_lying_on_its_side_is_put_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    made = clean(picture("JPEG", (60, 40), exif=exif))
    assert (made.width, made.height) == (40, 60)


def test_a_large_picture_is_made_smaller_and_keeps_its_shape() -> None:
    made = clean(picture("PNG", (5120, 1280)))
    assert (made.width, made.height) == (images.LONGEST, 640)


@pytest.mark.parametrize("side", [5_000, 30_000])
def test_a_bomb_is_refused_by_its_header(side: int) -> None:
    """Hundreds of millions of pixels in a few hundred bytes: nothing of it is unpacked."""
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(bytes(1000)))
        + _chunk(b"IEND", b"")
    )
    with pytest.raises(BadMedia, match="too many pixels"):
        clean(bomb)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def test_moving_pictures_are_refused() -> None:
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    with pytest.raises(BadMedia, match="Moving"):
        clean(out.getvalue())


def test_a_document_loses_author_scripts_attachments_and_notes() -> None:
    before = document()
    assert HIDDEN in before
    made = clean(before)
    assert made.kind == "application/pdf"
    assert HIDDEN not in made.content
    assert b"/JavaScript" not in made.content
    read = PdfReader(io.BytesIO(made.content))
    assert read.metadata is None or not read.metadata
    assert not read.attachments
    assert len(read.pages) == 1
    assert read.pages[0].images[0].image.size == (60, 40)  # type: ignore[union-attr]


def test_sounds_keep_their_samples_alone() -> None:
    tag = b"LIST" + struct.pack("<I", len(HIDDEN)) + HIDDEN
    made = clean(wave(tag))
    assert (made.kind, made.content) == ("audio/wav", wave())
    made = clean(mp3())
    assert (made.kind, made.content) == ("audio/mpeg", mp3(tagged=False))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "no kind"),
        (b"<html><script>alert(1)</script>", "no kind"),
        (b"MZ" + bytes(200), "no kind"),
        (b"OggS" + bytes(200), "no kind"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "damaged"),
        (picture()[:60], "damaged"),
        (b"%PDF-1.7\nnothing here", "damaged|no pages"),
        (b"ID3\x04\0\0\0\0\0\x05hello" + bytes(300), "damaged"),
        (b"RIFF\x24\0\0\0WAVEdata\xff\xff\xff\xff1234", "damaged"),
        (bytes(MOST_BYTES + 1), "too large"),
    ],
)
def test_what_is_no_file_of_these_kinds_is_refused_in_words(content: bytes, why: str) -> None:
    with pytest.raises(BadMedia, match=why):
        clean(content)
