"""Reading and writing the messages of the wire."""

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from games import protocol
from games.engine.answers import Accepted, Refused

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
MESSAGES = st.fixed_dictionaries(
    {"t": st.sampled_from(["hello", "cmd", "opened", "ping", "x"])},
    optional={"key": JSON, "kind": JSON, "data": JSON, "cursor": JSON, "ids": JSON, "at": JSON},
)


@given(st.text() | MESSAGES.map(lambda m: msgspec.json.encode(m).decode()) | JSON.map(str))
def test_whatever_a_client_says_is_taken_or_refused_with_a_code_and_words(text: str) -> None:
    said = protocol.parse(text)
    if isinstance(said, protocol.Malformed):
        assert said.code in {"BAD_JSON", "BAD_MESSAGE", "TOO_LARGE"}
        assert said.detail
    protocol.receipt("k", Refused("X"))


def test_the_key_of_a_message_that_cannot_be_read_is_found_where_it_is_near_the_start() -> None:
    said = protocol.parse('{"t":"cmd","key":"' + "k" * 16 + '","data":' + "[" * 50)
    assert isinstance(said, protocol.Malformed)
    assert said.key == "k" * 16


def test_a_cursor_is_positions_as_numbers_or_digits() -> None:
    said = protocol.parse('{"t":"hello","cursor":{"public":"12","team:a":3}}')
    assert said == protocol.Hello({"public": "12", "team:a": 3})
    for bad in ('{"public":-1}', '{"public":"1e9"}', '{"public":null}', '{"public":99999999999999999999}'):
        assert isinstance(protocol.parse(f'{{"t":"hello","cursor":{bad}}}'), protocol.Malformed)


def test_a_receipt_says_only_what_belongs_to_it() -> None:
    def read(text: str) -> dict[str, Any]:
        return dict(msgspec.json.decode(text))

    accepted = read(protocol.receipt("k", Accepted({"move_id": "m"})))
    assert accepted == {"t": "receipt", "key": "k", "ok": True, "data": {"move_id": "m"}}
    refused = read(protocol.receipt("k", Refused("NOT_LEAD", "Only the lead.", "seat")))
    assert refused == {
        "t": "receipt",
        "key": "k",
        "ok": False,
        "code": "NOT_LEAD",
        "detail": "Only the lead.",
        "field": "seat",
    }


def test_the_longest_move_that_people_write_fits_into_a_message() -> None:
    text = msgspec.json.encode(
        {"t": "cmd", "key": "k" * 32, "kind": "submit_move", "data": {"x": "長" * 10_000}}
    )
    assert isinstance(protocol.parse(text.decode()), protocol.Cmd)
