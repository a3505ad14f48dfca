"""Opens a deck's own shorthands in its conditions: `situation('iis')` becomes `('iis' in jp_situations)`."""

import ast
import re
from collections.abc import Mapping
from typing import Final

_SLOT: Final = re.compile(r"\$([1-9])")
_LONGEST: Final = 2_000


class ShorthandError(ValueError):
    """A shorthand that cannot be opened; the message says why and what would be right."""


def expand(text: str, helpers: Mapping[str, str]) -> str:
    """The condition with every helper's definition in place of its call, in brackets.

    Text that cannot be read is returned as it is: reading conditions is the business of `games.law`.
    """
    return _expand(text, helpers, ())


def _expand(text: str, helpers: Mapping[str, str], inside: tuple[str, ...]) -> str:
    flat = text.replace("\r", " ").replace("\n", " ").strip()
    calls = _calls(flat, helpers)
    if not calls:
        return flat if inside else text
    # Offsets of the grammar count bytes; from the last to the first, so that earlier ones stay true.
    raw = flat.encode()
    for call in reversed(calls):
        opened = _open(call, flat, helpers, inside).encode()
        raw = raw[: call.col_offset] + opened + raw[call.end_col_offset :]
    return raw.decode()


def _open(call: ast.Call, flat: str, helpers: Mapping[str, str], inside: tuple[str, ...]) -> str:
    assert isinstance(call.func, ast.Name)
    name = call.func.id
    if name in inside:
        raise ShorthandError(f"the helper {name!r} uses itself; define it by facts and moves")
    arguments = [ast.get_source_segment(flat, argument) or "" for argument in call.args]
    wanted = arity(helpers[name])
    if len(arguments) != wanted or call.keywords:
        raise ShorthandError(f"{name} takes {wanted} argument(s), not {len(arguments) + len(call.keywords)}")
    body = _SLOT.sub(lambda slot: arguments[int(slot.group(1)) - 1], helpers[name])
    if len(body) > _LONGEST:
        raise ShorthandError(f"the helper {name!r} opens to more than {_LONGEST} characters")
    return f"({_expand(body, helpers, (*inside, name))})"


def _calls(flat: str, helpers: Mapping[str, str]) -> list[ast.Call]:
    """The outermost calls of helpers, in reading order; none where the text is not readable."""
    if len(flat) > _LONGEST or not any(name in flat for name in helpers):
        return []
    try:
        body = ast.parse(flat, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found: list[ast.Call] = []
    pending: list[ast.AST] = [body]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in helpers:
            found.append(node)
        else:
            pending.extend(ast.iter_child_nodes(node))
    return sorted(found, key=lambda call: call.col_offset)


def arity(definition: str) -> int:
    """How many arguments a definition takes: the highest `$n` in it."""
    return max((int(slot) for slot in _SLOT.findall(definition)), default=0)
