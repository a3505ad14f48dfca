"""Files with a secret hidden in every corner that metadata have."""

import io
import struct
from typing import Any

from PIL import Image, PngImagePlugin
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

SECRET = "KINGFISHER"


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), **more: Any) -> bytes:
    """A picture that can be told from others by its size."""
    out = io.BytesIO()
    Image.new("RGB", size, (size[0] % 256, size[1] % 256, 90)).save(out, kind, **more)
    return out.getvalue()


def telling_pictures() -> dict[str, bytes]:
    """Pictures that say more than they show."""
    exif = Image.Exif()
    exif[0x010E] = SECRET
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", SECRET)
    notes.add_itxt("XML:com.adobe.xmp", f"<x>{SECRET}</x>")
    return {
        "jpeg exif": picture("JPEG", exif=exif),
        "jpeg comment": picture("JPEG", comment=SECRET),
        "jpeg trailer": picture("JPEG") + SECRET.encode(),
        "png text": picture("PNG", pnginfo=notes),
        "png exif": picture("PNG", exif=exif),
        "png trailer": picture("PNG") + SECRET.encode(),
        "gif comment": picture("GIF", comment=SECRET.encode()),
        "webp exif": picture("WEBP", exif=exif),
    }


def document() -> bytes:
    """A PDF with its author, XMP, a script, an attachment, a note, a link, and a photo with EXIF."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": SECRET})
    writer.add_attachment("notes.txt", SECRET.encode())
    action = {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject(f"alert('{SECRET}')"),
    }
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    page[NameObject("/Metadata")] = writer._add_object(_stream(f"<x>{SECRET}</x>".encode(), Type="Metadata"))
    note = DictionaryObject(
        {NameObject("/Subtype"): NameObject("/Text"), NameObject("/Contents"): TextStringObject(SECRET)}
    )
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(note)])
    exif = Image.Exif()
    exif[0x010E] = SECRET
    photo = _stream(
        picture("JPEG", exif=exif),
        Type="XObject",
        Subtype="Image",
        ColorSpace="DeviceRGB",
        Filter="DCTDecode",
    )
    photo.update(
        {
            NameObject(f"/{k}"): NumberObject(v)
            for k, v in (("Width", 60), ("Height", 40), ("BitsPerComponent", 8))
        }
    )
    drawn = DictionaryObject({NameObject("/P"): writer._add_object(photo)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): drawn})
    page[NameObject("/Contents")] = writer._add_object(_stream(b"q 90 0 0 60 10 10 cm /P Do Q"))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _stream(data: bytes, **names: str) -> StreamObject:
    made = StreamObject()
    made._data = data
    made.update({NameObject(f"/{key}"): NameObject(f"/{value}") for key, value in names.items()})
    return made


def wave(rest: bytes = b"") -> bytes:
    """A short WAV; `rest` are further chunks."""
    form = struct.pack("<HHIIHH", 1, 1, 8000, 8000, 1, 8)
    body = (
        b"WAVE"
        + b"fmt "
        + struct.pack("<I", 16)
        + form
        + rest
        + b"data"
        + struct.pack("<I", 4)
        + b"\x80\x90\xa0\x80"
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def mp3(tagged: bool = True) -> bytes:
    """Frames of silence, 32 kbit/s at 44.1 kHz, between an ID3v2 and an ID3v1 tag."""
    frame = b"\xff\xfb\x10\x00" + bytes(100)
    sound = frame * 6
    if not tagged:
        return sound
    text = SECRET.encode()
    return b"ID3\x04\0\0" + bytes([0, 0, 0, len(text)]) + text + sound + b"TAG" + text.ljust(125, b"\0")
