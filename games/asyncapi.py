"""The AsyncAPI document of the live wire, written from the types that the server itself uses."""

import inspect
from collections.abc import Iterable
from typing import Any, TypeAlias, get_args

import msgspec
import yaml

from games import protocol as p
from games.engine import commands as c
from games.engine import wire

Document: TypeAlias = dict[str, Any]

SCHEMAS = "#/components/schemas/{name}"
SENDERS: tuple[tuple[str, Any], ...] = (
    ("director", c.DirectorCommand),
    ("controller", c.ControllerCommand),
    ("white cell", c.WhiteCommand),
    ("player", c.PlayerCommand),
    ("any seat", c.AnySeatCommand),
)
DESCRIPTION = """\
One socket for each seat and device. The seat is that of the browser's session; nothing that a client says
can change it, and a session that does not sit there gets `bye not_yours` and close code 4403.

A client says `hello` with its cursor. The server answers `welcome`, then the frames after that cursor in the
order of the log, then frames as things happen. Each audience has a count of its own, without gaps, from 1: a
frame whose `n` is not above the last one seen of its audience is a repetition, and may be dropped. Nothing is
lost by a lost connection: come back and say where you were. An audience that the seat comes to listen to
later (a conversation that it joins) begins at 1.

A client whose hello has `lines` gets what happens at once as one message of several lines, a JSON text each; so it
takes every message apart at its line breaks. Without it each message is one JSON text.

A command carries a key that the client makes at random. Its receipt comes when the command is durable, after
the frames that it caused for this seat. The same key again, on any connection, gets the first answer and does
nothing. Without a socket the same command goes by POST to `/x/{exercise}/{seat}/cmd/{kind}/`, as form fields
(`content.headline`, `because[]`) or as JSON (`{"key", "data"}`), and is answered with the same receipt where
`Accept: application/json` is sent.

A message that cannot be taken is answered with a refused receipt, never by closing the socket: `BAD_JSON`,
`BAD_MESSAGE`, `BAD_COMMAND`, `TOO_LARGE` (over 64 KiB), `RATE` (slow down; the key may be used again), `BUSY`
and `UNAVAILABLE` (not stored; send it again under the same key), `INTERNAL` (an error of the server; `detail`
is the incident to quote). Other codes are those of the rules of the game.
"""


def document() -> Document:
    """The whole document, as plain data."""
    said = [_plain(kind) for kind in get_args(p.Said) if kind is not p.Cmd]
    heard = [_plain(kind) for kind in get_args(p.Sent) if kind is not p.FrameSent]
    said += [_command(kind, found) for kind, found in wire.COMMAND_TYPES.items()]
    heard += [_frame(kind, found) for kind, found in wire.FRAME_TYPES.items()]
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "tte: the live wire", "version": "1.0.0", "description": DESCRIPTION},
        "defaultContentType": "application/json",
        "channels": {"seat": _channel(name for name, _ in (*said, *heard))},
        "operations": {
            "say": _operation("receive", "What a client says.", (name for name, _ in said)),
            "hear": _operation("send", "What the server says.", (name for name, _ in heard)),
        },
        "components": {"messages": dict((*said, *heard)), "schemas": _schemas()},
    }


def text() -> str:
    """The document as YAML, as it is kept in docs/asyncapi.yaml."""
    head = "# Written by `manage.py asyncapi --write docs/asyncapi.yaml`; a test compares it with the code.\n"
    body: str = yaml.dump(document(), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    return head + body


class _Dumper(yaml.SafeDumper):
    """Repeats a value instead of pointing back to it, and keeps long texts readable."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _block(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _block)


def _channel(names: Iterable[str]) -> Document:
    return {
        "address": "/ws/{exercise}/{seat}/",
        "description": "The socket of one seat of one exercise.",
        "parameters": {
            "exercise": {"description": "The public id of the exercise."},
            "seat": {"description": "The id of the seat."},
        },
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
        "bindings": {"ws": {"method": "GET", "bindingVersion": "0.1.0"}},
    }


def _operation(action: str, summary: str, names: Iterable[str]) -> Document:
    return {
        "action": action,
        "channel": {"$ref": "#/channels/seat"},
        "summary": summary,
        "messages": [{"$ref": f"#/channels/seat/messages/{name}"} for name in names],
    }


# Messages -------------------------------------------------------------------------------------------------


def _plain(found: type) -> tuple[str, Document]:
    """A message of the wire itself."""
    name = str(found.__struct_config__.tag)  # type: ignore[attr-defined]  # every message is a tagged struct
    return name, {**_words(name, found), "payload": {"$ref": SCHEMAS.format(name=found.__name__)}}


def _command(kind: str, found: type) -> tuple[str, Document]:
    """A `cmd` message of one kind."""
    senders = [{"name": name} for name, group in SENDERS if found in get_args(group)]
    name, key = f"cmd.{kind}", {"$ref": SCHEMAS.format(name="Key")}
    data = {"$ref": SCHEMAS.format(name=found.__name__)}
    payload = _object({"t": {"const": "cmd"}, "key": key, "kind": {"const": kind}, "data": data})
    if not any(field.required for field in msgspec.structs.fields(found)):
        payload["required"].remove("data")
    return name, {**_words(name, found), "tags": senders, "payload": payload}


def _frame(kind: str, found: type) -> tuple[str, Document]:
    """A `frame` message of one kind."""
    name = f"frame.{kind}"
    payload = _object(
        {
            "t": {"const": "frame"},
            "a": {"type": "string", "description": "The audience that was told."},
            "n": {"type": "integer", "minimum": 1, "description": "The audience's own count."},
            "kind": {"const": kind},
            "at": {"$ref": SCHEMAS.format(name="At")},
            "data": {"$ref": SCHEMAS.format(name=found.__name__)},
        }
    )
    return name, {**_words(name, found), "payload": payload}


def _object(properties: Document) -> Document:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _words(name: str, found: type) -> Document:
    summary, _, more = (inspect.getdoc(found) or "").partition("\n\n")
    words = {"name": name, "summary": " ".join(summary.split())}
    return {**words, "description": more} if more else words


# Schemas --------------------------------------------------------------------------------------------------


def _schemas() -> Document:
    """The schemas of all types; that of a command or frame is its `data`, without the kind."""
    own = [kind for kind in (*get_args(p.Said), *get_args(p.Sent)) if kind not in (p.Cmd, p.FrameSent)]
    kinds = [*wire.COMMAND_TYPES.values(), *wire.FRAME_TYPES.values()]
    _, found = msgspec.json.schema_components([*own, p.At, *kinds], ref_template=SCHEMAS)
    for kind in kinds:
        schema = found[kind.__name__]
        schema["properties"].pop("kind")
        schema["required"].remove("kind")
    key = {"type": "string", "pattern": p.KEY_PATTERN, "description": "Made at random for one command."}
    return {"Key": key, **{name: _tidied(schema) for name, schema in sorted(found.items())}}


def _tidied(value: Any) -> Any:
    """The schema with the line breaks of docstrings taken out, and constants said as such."""
    if isinstance(value, list):
        return [_tidied(each) for each in value]
    if not isinstance(value, dict):
        return value
    made = {name: _tidied(each) for name, each in value.items() if each != [] or name != "required"}
    if isinstance(made.get("description"), str):
        made["description"] = " ".join(made["description"].split())
    if len(made.get("enum", ())) == 1:
        made["const"] = made.pop("enum")[0]
    return made
