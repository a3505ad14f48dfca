"""The codec: every kind goes out and comes back; old shapes are lifted; strangers are refused."""

from typing import Any, get_args

import pytest

from games.engine import wire
from games.engine.commands import SeatCommand, SystemCommand
from games.engine.deciding import adjudication, life, moves, msel, steps, talk
from games.engine.events import AnyEvent, LobbyOpened, Stamp
from games.engine.frames import AnyFrame, ClockChanged, Told
from games.engine.ids import Audience

FAMILIES = (adjudication, life, moves, msel, steps, talk)


def test_kinds_are_unique_and_stable_words() -> None:
    """The tag is the kind in the log, in lower case with underscores; it is not the class's path."""
    for union, table in (
        (AnyEvent, wire.EVENT_TYPES),
        (SeatCommand, wire.COMMAND_TYPES),
        (AnyFrame, wire.FRAME_TYPES),
    ):
        assert len(get_args(union)) == len(table)
        assert all(kind == kind.lower() and "." not in kind for kind in table)


def test_system_commands_are_not_taken_from_a_browser() -> None:
    """Nobody creates, ticks or sits down over the socket."""
    for cls in get_args(SystemCommand):
        kind = cls.__struct_config__.tag
        assert kind not in wire.COMMAND_TYPES
        with pytest.raises(ValueError, match="kind"):
            wire.decode_command({"kind": kind})


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"{", "truncated"),
        (b"[]", "object"),
        (b'{"kind":"fire_inject"}', "inject"),
        (b'{"kind":"fire_inject","inject":"I1","colour":"red"}', "colour"),
        (b'{"kind":"delay_inject","inject":"I1","by_ms":"soon"}', "by_ms"),
    ],
)
def test_a_faulty_command_is_refused_with_the_field(data: bytes, words: str) -> None:
    """In plain words."""
    with pytest.raises(ValueError, match=words):
        wire.decode_command(data)


def test_an_old_shape_is_lifted_and_a_future_one_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Version by version."""

    def add_reason(shape: dict[str, Any]) -> dict[str, Any]:
        return {**shape, "reason": "not recorded then"}

    def rename(shape: dict[str, Any]) -> dict[str, Any]:
        return {"kind": shape["kind"], "to_ms": shape["to"], "reason": shape["reason"]}

    monkeypatch.setattr(wire, "UPCASTERS", {"scenario_jumped": (add_reason, rename)})
    assert wire.version_of("scenario_jumped") == 3
    first = wire.decode_event("scenario_jumped", 1, b'{"kind":"scenario_jumped","to":5}')
    second = wire.decode_event("scenario_jumped", 2, b'{"kind":"scenario_jumped","to":5,"reason":"x"}')
    third = wire.decode_event("scenario_jumped", 3, b'{"kind":"scenario_jumped","to_ms":5,"reason":"x"}')
    assert (first.reason, second.reason) == ("not recorded then", "x")  # type: ignore[union-attr]
    assert second == third
    with pytest.raises(ValueError, match="version 4"):
        wire.decode_event("scenario_jumped", 4, b"{}")
    with pytest.raises(ValueError, match="unknown kind"):
        wire.decode_event("no_such_kind", 1, b"{}")


def test_the_same_event_has_the_same_bytes() -> None:
    """Keys in a fixed order, for the digest."""
    assert wire.encode_event(LobbyOpened()) == b'{"kind":"lobby_opened"}'


def test_a_frame_goes_out_and_comes_back() -> None:
    """With its audience, its position and its clocks, and no global sequence."""
    frame = ClockChanged("running", True, 1, 2, 3, 1000)
    text = wire.frame_text(Audience("public"), 7, Stamp(1, 2, 3, 4), Told(Audience("public"), frame))
    back = wire.decode_frame(text)
    assert (back.audience, back.position, back.at, back.frame) == ("public", 7, Stamp(1, 2, 3, 4), frame)
    assert "seq" not in text
    with pytest.raises(ValueError, match="not a frame"):
        wire.decode_frame('{"t":"frame"}')
