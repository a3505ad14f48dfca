"""Problems that only follow from others: a name that nobody knows because its own record could not be read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from games.law.yamltext import Problem

_DECLARED: Final = re.compile(
    r"""(?m)(?:^|[{,])\s*(?:-\s+)?(?:\{\s*)?(?:id|value):\s*["']?([A-Za-z][\w.-]*)"""
)
_UNKNOWN: Final = re.compile(r"unknown [a-z_]+ '([^']+)'")
_NO_SUCH_VALUE: Final = re.compile(r"'([^']+)' is not one of ")


def rooted(
    problems: Iterable[Problem], texts: Mapping[str, str], known: Iterable[str]
) -> tuple[Problem, ...]:
    """The problems in the order of the files, without those that go away when the others are mended.

    `known` are the names of the records that could be read, each as often as it was, and `p.<name>` of the
    parameters. A name that the files declare more often is not unknown: a record of it is broken, and that is
    said where it stands.
    """
    found = sorted(problems, key=lambda each: (each.file, each.line, each.column))
    declared = Counter(name for text in texts.values() for name in _DECLARED.findall(text))
    read = Counter(known)
    broken = declared - read
    following = [
        each
        for each in found
        if (name := _wanted(each)) in broken
        or (name.startswith("p.") and name not in read and name[2:] in declared)
    ]
    # A list of words that is not there leaves its parameter without values.
    fields = {
        (each.file, each.field.rpartition(".")[0]) for each in following if each.field.endswith(".words")
    }
    mine = [each for each in found if each not in following and not _is_left_empty(each, fields)]
    return tuple(mine or found)


def _wanted(problem: Problem) -> str:
    """The name that a problem says is not there, or nothing."""
    said = {"R01": _UNKNOWN, "R02": _NO_SUCH_VALUE}.get(problem.code)
    name = said.match(problem.detail) if said else None
    return name[1] if name else ""


def _is_left_empty(problem: Problem, fields: Collection[tuple[str, str]]) -> bool:
    return problem.code == "R02" and (problem.file, problem.field) in fields
