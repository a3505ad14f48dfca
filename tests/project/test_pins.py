"""Every package is pinned, in two places that agree, and everything imported is declared."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.lock import disagreements

ROOT = Path(__file__).resolve().parents[2]
TOML = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
OWN = {"tte", "games", "injects", "tools", "tests", "bench"}


def test_the_two_agree() -> None:
    assert disagreements(TOML, LOCK) == []


@pytest.mark.parametrize(
    ("toml", "lock", "said"),
    [
        (TOML.replace('"redis==', '"redis>='), LOCK, "redis: pinned without =="),
        (TOML, re.sub(r"(?m)^redis==\S+", "redis==0.1", LOCK), "redis 0.1 is in requirements.lock, not so"),
        (TOML, re.sub(r"(?m)^redis==\S+", "redis==0.1", LOCK), "redis: tte asks for"),
        (TOML, re.sub(r"(?m)^segno==.*\n(    --hash.*\n)+", "", LOCK), "segno: tte depends on it"),
        (TOML, LOCK + "zzz==1 \\\n", "zzz: no hash"),
        (TOML, LOCK + "# https://example.org/simple", "an address in requirements.lock"),
    ],
)
def test_a_disagreement_is_named(toml: str, lock: str, said: str) -> None:
    assert any(problem.startswith(said) for problem in disagreements(toml, lock)), disagreements(toml, lock)


def imported(folder: str) -> dict[str, Path]:
    """The top-level packages that the modules of a folder import, each with one file that does."""
    found: dict[str, Path] = {}
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            found |= {name.partition(".")[0]: path for name in names}
    return {name: path for name, path in found.items() if name not in sys.stdlib_module_names | OWN}


def declared(entries: list[object]) -> set[str]:
    """The packages that a list of requirements names."""
    return {canonicalize_name(Requirement(entry).name) for entry in entries if isinstance(entry, str)}


@pytest.mark.parametrize("folder", ["tte", "games", "injects", "bench", "tests", "tools"])
def test_what_is_imported_is_declared(folder: str) -> None:
    project = tomllib.loads(TOML)
    allowed = declared(project["project"]["dependencies"])
    if folder in {"bench", "tests", "tools"}:
        allowed |= declared(project["dependency-groups"]["test"])
        allowed |= declared(project["dependency-groups"]["oracles"])
    distributions = packages_distributions()
    # What is not installed here cannot be told by its module's name; where everything runs, nothing is missing.
    strangers = {
        name: str(path.relative_to(ROOT))
        for name, path in imported(folder).items()
        if name in distributions and not allowed & set(map(canonicalize_name, distributions[name]))
    }
    assert strangers == {}
