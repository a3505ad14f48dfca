"""The live wire: what a browser may say on its socket, and what the server says back.

`docs/asyncapi.yaml` describes the same messages: `games.asyncapi` writes it from these types.
"""

import difflib
import re
from typing import Annotated, Any, Literal, TypeAlias, get_args

import msgspec
from msgspec import Meta, Struct

from games.engine.answers import Accepted, Answer, Refused
from games.engine.commands import SeatCommand

MAX_MESSAGE_BYTES = 64 * 1024
"""A longer message is refused (`TOO_LARGE`) and nothing of it is read. A move of 10,000 characters fits."""

MAX_OPENED = 200
MAX_CURSOR = 1000

KEY_PATTERN = r"^[A-Za-z0-9_-]{16,64}$"
Key: TypeAlias = Annotated[str, Meta(pattern=KEY_PATTERN)]
"""Made by the client for one command; the same key again returns the first answer."""

Position: TypeAlias = Annotated[int, Meta(ge=0, le=2**53)]
Digits: TypeAlias = Annotated[str, Meta(pattern=r"^[0-9]{1,15}$")]


# From the client ------------------------------------------------------------------------------------------


class Hello(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="hello"):
    """First words on a socket: the last position seen of each audience; one not named starts at its
    beginning.

    A position is what a page's `data-cursor`, a frame's `n` or a `resync` gave, as a number or its digits.
    A client that says `lines` takes several messages in one, one a line, as they come when much happens at once.
    """

    cursor: Annotated[dict[str, Position | Digits], Meta(max_length=MAX_CURSOR)] = {}
    lines: bool = False


class Cmd(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="cmd"):
    """A command, by its kind, with the fields of that kind."""

    key: Key
    kind: Annotated[str, Meta(max_length=64)]
    data: dict[str, Any] = {}


class Opened(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="opened"):
    """Items that the person has now opened."""

    ids: Annotated[list[Annotated[str, Meta(min_length=1, max_length=64)]], Meta(max_length=MAX_OPENED)]


class Ping(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="ping"):
    """Asks for a `pong`; `at` comes back as it was."""

    at: int | float


Said: TypeAlias = Hello | Cmd | Opened | Ping


class Malformed(Struct, frozen=True):
    """A message that cannot be taken: code and words of its refusal, and its key if one was found."""

    code: Literal["BAD_JSON", "BAD_MESSAGE", "TOO_LARGE"]
    detail: str
    key: str = ""
    field: str = ""

    def answer(self) -> Refused:
        """The same as a refusal."""
        return Refused(self.code, self.detail, self.field)


# From the server ------------------------------------------------------------------------------------------


class Welcome(Struct, frozen=True, tag_field="t", tag="welcome"):
    """Answer to `hello`, ahead of the missed frames.

    `server_ms` is the server's clock (epoch ms). `connections` is about how many sockets share this server,
    rounded up to a hundred so that it tells nothing of who is there: a page spreads its requests by it.
    """

    server_ms: int
    seat: str
    connections: int


class At(Struct, frozen=True):
    """The clocks when something was told: wall (epoch ms), exercise and scenario (ms since STARTEX), turn."""

    wall: int
    exercise: int
    scenario: int
    turn: int


class FrameSent(Struct, frozen=True, tag_field="t", tag="frame"):
    """One thing told to one audience. `n` counts that audience's frames without a gap, from 1."""

    a: str
    n: int
    kind: str
    at: At
    data: dict[str, Any]


class ReceiptSent(Struct, frozen=True, tag_field="t", tag="receipt"):
    """The answer to a command, sent when it is durable and after the frames that it caused for this seat.

    Accepted: `ok` is true and `data` may name what was made. Refused: `ok` is false, `code` says why,
    `detail` what would be right, `field` which field. `key` is empty when the message had none that could
    be read.
    """

    key: str
    ok: bool
    data: dict[str, Any] | msgspec.UnsetType = msgspec.UNSET
    code: str | msgspec.UnsetType = msgspec.UNSET
    detail: str | msgspec.UnsetType = msgspec.UNSET
    field: str | msgspec.UnsetType = msgspec.UNSET


class Resync(Struct, frozen=True, tag_field="t", tag="resync"):
    """The frames after the client's cursor are not sent: it is `ahead` of the log, or too `far` behind.

    Fetch the page's regions again and go on from `cursor`; frames after it follow.
    """

    reason: Literal["ahead", "far"]
    cursor: dict[str, str]


class Pong(Struct, frozen=True, tag_field="t", tag="pong"):
    """Answer to `ping`, with the server's clock (epoch ms)."""

    at: int | float
    server_ms: int


class Draft(Struct, frozen=True, tag_field="t", tag="draft"):
    """The team's draft was saved by one of its seats: its pages may fetch it. Not part of the record."""

    version: int
    edited_by: str


ByeCode: TypeAlias = Literal["not_yours", "moved", "left", "ejected", "restart"]


class Bye(Struct, frozen=True, tag_field="t", tag="bye"):
    """The server is about to close this socket, and why; the close code says the same.

    `not_yours`: this session does not sit on that seat. `moved`: the seat is used elsewhere now. `left` and
    `ejected`: the seat was given up, or staff freed it. `restart`: come back in a moment.
    """

    code: ByeCode


Sent: TypeAlias = Welcome | FrameSent | ReceiptSent | Resync | Pong | Draft | Bye

CLOSE_CODE: dict[ByeCode, int] = {
    "not_yours": 4403,
    "moved": 4409,
    "left": 4410,
    "ejected": 4410,
    "restart": 1012,
}
"""Close code that follows each `bye`. Only after `restart` does a client come back by itself.

A socket that does not take its frames is closed without a word; it comes back with its cursor.
"""


# Reading and writing --------------------------------------------------------------------------------------

_said: msgspec.json.Decoder[Said] = msgspec.json.Decoder(Said)
_anything = msgspec.json.Decoder()
_encoder = msgspec.json.Encoder()
_KEY_NEAR_START = re.compile(r'"key"\s*:\s*"([A-Za-z0-9_-]{16,64})"')


def parse(text: str) -> Said | Malformed:
    """What a client said, or why it cannot be taken. Never raises."""
    # A character takes at most four bytes, so short texts need no counting.
    if len(text) * 4 > MAX_MESSAGE_BYTES and len(text.encode(errors="replace")) > MAX_MESSAGE_BYTES:
        detail = f"a message can have {MAX_MESSAGE_BYTES} bytes; send less text, or by parts"
        return Malformed("TOO_LARGE", detail, _key_near_start(text))
    try:
        return _said.decode(text)
    except msgspec.ValidationError as problem:
        return Malformed("BAD_MESSAGE", str(problem), _key_of(text))
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as problem:
        return Malformed("BAD_JSON", f"not one JSON object: {problem}", _key_near_start(text))


def encode(message: Sent) -> str:
    """The text of a message of the server."""
    return _encoder.encode(message).decode()


def receipt(key: str, answer: Answer) -> str:
    """The text of the receipt for an answer."""
    match answer:
        case Accepted(data):
            return encode(ReceiptSent(key, True, data=data))
        case Refused(code, detail, field):
            return encode(ReceiptSent(key, False, code=code, detail=detail, field=field))


def command_kinds() -> tuple[str, ...]:
    """Every kind of command that a seat may send, in the order of the code."""
    return tuple(str(each.__struct_config__.tag) for each in get_args(SeatCommand))


_KINDS = frozenset(command_kinds())


def unknown_kind(kind: str) -> Refused | None:
    """The refusal of a command kind that does not exist, naming the nearest that does."""
    if kind in _KINDS:
        return None
    near = difflib.get_close_matches(kind, sorted(_KINDS), n=1)
    hint = f"did you mean {near[0]!r}?" if near else "the kinds are listed in docs/asyncapi.yaml"
    return Refused("BAD_COMMAND", f"there is no command {kind!r}; {hint}", "kind")


def _key_near_start(text: str) -> str:
    """The key of a message that was not decoded, so that its sender can tell which one was refused."""
    found = _KEY_NEAR_START.search(text, 0, 300)
    return found[1] if found else ""


def _key_of(text: str) -> str:
    """The key of a message that is JSON of the wrong shape."""
    try:
        value = _anything.decode(text)
    except (msgspec.MsgspecError, UnicodeEncodeError, RecursionError):
        return _key_near_start(text)
    key = value.get("key") if isinstance(value, dict) else None
    return key if isinstance(key, str) and len(key) <= 64 else ""
