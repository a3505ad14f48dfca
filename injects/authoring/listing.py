"""Lists of pairs and of small records as texts that people can read, and back."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

CONTINUED: Final = "    "
"""What a line begins with that goes on with the value above."""


def rowed(rows: Iterable[Mapping[str, str]]) -> str:
    """Small records as a text: a line `name: value` for each field, an empty line between two records."""
    blocks = []
    for row in rows:
        lines = [
            f"{name}: {text}".replace("\n", f"\n{CONTINUED}") for name, text in row.items() if text.strip()
        ]
        blocks.append("\n".join(lines))
    return "\n\n".join(block for block in blocks if block)


def rows_in(text: str) -> list[dict[str, str]]:
    """The inverse of `rowed`."""
    rows: list[dict[str, str]] = [{}]
    last = ""
    for line in text.split("\n"):
        if line.startswith(CONTINUED) and last:
            rows[-1][last] += "\n" + line[len(CONTINUED) :]
        elif not line.strip():
            rows.append({})
            last = ""
        else:
            name, _colon, value = line.partition(":")
            last = name.strip()
            rows[-1][last] = value.strip()
    return [row for row in rows if row]


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """The names and values of a text of pairs; a line that begins with blanks goes on with the value above."""
    name, value = "", None
    for line in text.split("\n"):
        if line.startswith(CONTINUED) and value is not None:
            value += "\n" + line[len(CONTINUED) :]
            continue
        if value is not None and name:
            yield name, value
        head, _sign, rest = line.partition("=")
        name, value = head.strip(), rest.strip()
    if value is not None and name:
        yield name, value


def paired(rows: Iterable[tuple[str, str]]) -> str:
    """The inverse of `pairs`."""
    return "\n".join(
        f"{name} = {value}".rstrip().replace("\n", f"\n{CONTINUED}") for name, value in rows if name or value
    )


def in_order_of(text: str, other: str) -> str:
    """Words parted by commas in the order in which another text has them; what it does not have comes after."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    first = [word for word in (each.strip() for each in other.split(",")) if word in words]
    return ", ".join(dict.fromkeys((*first, *words)))
