"""What a command is answered with: accepted with a few words of data, or refused with a reason."""

from typing import Any, TypeAlias

from msgspec import Struct


class Accepted(Struct, frozen=True, tag="accepted", tag_field="answer"):
    """Done. `data` may name what was made (its opaque id); never a global sequence number."""

    data: dict[str, Any] = {}


class Refused(Struct, frozen=True, tag="refused", tag_field="answer"):
    """A lawful no. `code` is worded by the page in the seat's language; `detail` says what would be right.

    `field` names the offending field of the command where there is one.
    """

    code: str
    detail: str = ""
    field: str = ""


Answer: TypeAlias = Accepted | Refused
