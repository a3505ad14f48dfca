"""The one codec: events as the log keeps them, commands as they arrive, frames as they leave.

An event is never rewritten. When its shape changes, its version here goes up, an upcaster lifts the old
shape, and a sample of the old shape stays in the tests.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, cast, get_args

import msgspec

from games.engine.commands import SeatCommand
from games.engine.events import AnyEvent, Stamp
from games.engine.frames import AnyFrame, TheFrame, Told
from games.engine.ids import Audience

Upcaster: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]
"""Lifts the data of an event from one version to the next."""

EVENT_TYPES: dict[str, type] = {cls.__struct_config__.tag: cls for cls in get_args(AnyEvent)}
"""Every event class by its kind."""
COMMAND_TYPES: dict[str, type] = {cls.__struct_config__.tag: cls for cls in get_args(SeatCommand)}
"""Every command that a browser may send, by its kind."""
FRAME_TYPES: dict[str, type] = {cls.__struct_config__.tag: cls for cls in get_args(AnyFrame)}
"""Every frame by its kind."""

UPCASTERS: Mapping[str, tuple[Upcaster, ...]] = {}
"""For each kind whose shape has changed: the upcasters from version 1 on, in order."""

_encoder = msgspec.json.Encoder(order="deterministic")
_decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(AnyEvent)
_commands: msgspec.json.Decoder[Any] = msgspec.json.Decoder(SeatCommand)
_frames: msgspec.json.Decoder[Any] = msgspec.json.Decoder(AnyFrame)


def version_of(kind: str) -> int:
    """The version that events of this kind are written in now."""
    return len(UPCASTERS.get(kind, ())) + 1


def kind_of(event: AnyEvent) -> str:
    """The stable name of an event's kind."""
    return str(event.__struct_config__.tag)


def kind_of_command(command: SeatCommand) -> str:
    """The stable name of a command's kind."""
    return str(command.__struct_config__.tag)


def encode_event(event: AnyEvent) -> bytes:
    """An event as JSON, keys in a fixed order, so that the same event has the same digest."""
    return _encoder.encode(event)


def decode_event(kind: str, version: int, data: bytes) -> AnyEvent:
    """An event from the log, lifted to today's shape.

    Raises ValueError for a kind that nobody knows, a version from the future or data that does not fit.
    """
    lifts = UPCASTERS.get(kind, ())
    if kind not in EVENT_TYPES:
        raise ValueError(f"the log holds an event of the unknown kind '{kind}'")
    if not 1 <= version <= len(lifts) + 1:
        raise ValueError(f"'{kind}' has version {version}; this server knows up to {len(lifts) + 1}")
    if version == len(lifts) + 1:
        return cast(AnyEvent, _decoder.decode(data))
    shape = msgspec.json.decode(data)
    for lift in lifts[version - 1 :]:
        shape = lift(shape)
    return cast(AnyEvent, _decoder.decode(_encoder.encode(shape)))


def decode_command(data: bytes | Mapping[str, Any]) -> SeatCommand:
    """A command from a browser: JSON text, or an object already decoded.

    Raises ValueError, in plain words with the field, for anything that is not one of the known commands.
    """
    try:
        # Through text, here and below: `convert` would look at the whole union anew each time.
        text = data if isinstance(data, bytes) else _encoder.encode(data)
        return cast(SeatCommand, _commands.decode(text))
    except msgspec.MsgspecError as problem:
        raise ValueError(str(problem)) from problem


def encode_frame(frame: AnyFrame) -> bytes:
    """A frame as JSON."""
    return _encoder.encode(frame)


def frame_text(audience: Audience, position: int, at: Stamp, told: Told) -> str:
    """The text that a socket sends: the frame with its audience, position and clocks."""
    data = msgspec.to_builtins(told.frame)
    kind = data.pop("kind")
    return _encoder.encode(
        {
            "t": "frame",
            "a": audience,
            "n": position,
            "kind": kind,
            "at": {
                "wall": at.wall_ms,
                "exercise": at.exercise_ms,
                "scenario": at.scenario_ms,
                "turn": at.turn,
            },
            "data": data,
        }
    ).decode()


def decode_frame(text: str | bytes) -> TheFrame:
    """The inverse of `frame_text`. Raises ValueError for anything else."""
    try:
        raw = msgspec.json.decode(text)
        at = raw["at"]
        stamp = Stamp(at["wall"], at["exercise"], at["scenario"], at["turn"])
        frame = _frames.decode(_encoder.encode({"kind": raw["kind"], **raw["data"]}))
        return TheFrame(Audience(raw["a"]), raw["n"], stamp, cast(AnyFrame, frame))
    except (msgspec.MsgspecError, KeyError, TypeError) as problem:
        raise ValueError(f"not a frame: {problem}") from problem
