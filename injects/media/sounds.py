"""Sounds without their tags: the frames of an MP3, the format and samples of a WAV."""

from __future__ import annotations

import struct
from typing import Final

from injects.media.faults import BadMedia, _

_RATES: Final = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_KBITS: Final = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    0: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""ISO/IEC 11172-3 and 13818-3, layer III: sample rates and bit rates by version."""
_LEAST_FRAMES: Final = 3
_FORMATS: Final = {1, 3, 0xFFFE}
"""WAV samples as whole numbers, as floating point, or either in the extensible form."""


def wave(content: bytes) -> bytes:
    """A WAV of its format and its samples alone. Raises BadMedia."""
    kept: dict[bytes, bytes] = {}
    at = 12
    while at + 8 <= len(content):
        name, size = content[at : at + 4], struct.unpack_from("<I", content, at + 4)[0]
        body = content[at + 8 : at + 8 + size]
        if name in (b"fmt ", b"data") and name not in kept:
            if len(body) < size:
                break
            kept[name] = body
        at += 8 + size + (size & 1)
    form, samples = kept.get(b"fmt ", b""), kept.get(b"data", b"")
    if len(form) < 16 or not samples or struct.unpack_from("<H", form)[0] not in _FORMATS:
        raise BadMedia(_("The sound is damaged, or of a kind that is not taken; use plain WAV or MP3."))
    body = b"WAVE" + _chunk(b"fmt ", form) + _chunk(b"data", samples)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) & 1)


def is_mp3(content: bytes) -> bool:
    """Whether the file begins as an MP3: with a tag, or with a frame of sound."""
    return content.startswith(b"ID3") or _frame(content, 0) > 0


def mp3(content: bytes) -> bytes:
    """The frames of sound of an MP3, without any tag before, between or after. Raises BadMedia."""
    at = _after_tags(content)
    frames = []
    while at < len(content):
        length = _frame(content, at)
        if length <= 0 or at + length > len(content):
            break
        frames.append(content[at : at + length])
        at += length
    if len(frames) < _LEAST_FRAMES:
        raise BadMedia(_("The sound is damaged, or of a kind that is not taken; use plain WAV or MP3."))
    return b"".join(frames)


def _after_tags(content: bytes) -> int:
    """Where the sound begins: after ID3v2 tags, whose size is written in seven bits a byte."""
    at = 0
    while content[at : at + 3] == b"ID3" and len(content) >= at + 10:
        one, two, three, four = content[at + 6 : at + 10]
        size = (one & 127) << 21 | (two & 127) << 14 | (three & 127) << 7 | (four & 127)
        at += 10 + size + (10 if content[at + 5] & 0x10 else 0)
    while at < len(content) and content[at] == 0:
        at += 1
    return at


def _frame(content: bytes, at: int) -> int:
    """The length in bytes of the frame that begins here; 0 where none does."""
    if at + 4 > len(content) or content[at] != 0xFF or content[at + 1] & 0xE0 != 0xE0:
        return 0
    version, layer = content[at + 1] >> 3 & 3, content[at + 1] >> 1 & 3
    bits, rate, padding = content[at + 2] >> 4, content[at + 2] >> 2 & 3, content[at + 2] >> 1 & 1
    if version == 1 or layer != 1 or rate == 3 or bits in (0, 15):
        return 0
    samples = 144 if version == 3 else 72
    return samples * _KBITS[version][bits] * 1000 // _RATES[version][rate] + padding
