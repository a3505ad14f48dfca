"""Pins every package that tte, its tests and its build need: `python -m tools.lock` (needs uv and an index).

Writes two things from one fresh resolution that holds for every supported Python and system: the exact
versions into `[tool.uv]` of pyproject.toml, which `uv run` obeys, and requirements.lock with hashes for pip
and the container image. Neither names an index: both work from a mirror or a directory of wheels.
`--check` compares the two.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ROOT / "pyproject.toml"
LOCK = ROOT / "requirements.lock"
OLDEST_PYTHON = "3.11"
HEADER = "# Written by `python -m tools.lock`: what tte needs to run, pinned with hashes.\n"
PINNED_LISTS = ("constraint-dependencies", "build-constraint-dependencies")


def compiled(source: Path, *options: str) -> str:
    """What uv resolves for every supported Python and system; raises CalledProcessError if it cannot."""
    command = ["uv", "pip", "compile", str(source), "--universal", "--python-version", OLDEST_PYTHON]
    quiet = ["--quiet", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
    return subprocess.run(
        [*command, *quiet, *options], cwd=source.parent, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def lines(text: str) -> list[str]:
    """The requirements of a compiled file, one a line, without hashes."""
    joined = text.replace("\\\n", " ")
    found = (re.sub(r"\s+--hash=\S+", "", line).strip() for line in joined.splitlines())
    return [line for line in found if line and not line.startswith("#")]


def with_list(toml: str, key: str, entries: Iterable[str]) -> str:
    """The text of pyproject.toml with one list replaced, one entry a line."""
    body = "".join(f'  "{entry}",\n' for entry in entries)
    pattern = rf"(?ms)^{re.escape(key)} = \[.*?^\]"
    if not re.search(pattern, toml):
        raise SystemExit(f"pyproject.toml has no list {key} under [tool.uv] to write to")
    return re.sub(pattern, lambda _: f"{key} = [\n{body}]", toml)


def write() -> None:
    """Resolves afresh and writes both files."""
    toml = PROJECT.read_text(encoding="utf-8")
    for key in PINNED_LISTS:
        toml = with_list(toml, key, [])
    with tempfile.TemporaryDirectory() as scratch:
        loose = Path(scratch) / "pyproject.toml"
        loose.write_text(toml, encoding="utf-8")
        everything = lines(compiled(loose, "--group", "dev"))
        build = Path(scratch) / "build.in"
        build.write_text("\n".join(tomllib.loads(toml)["build-system"]["requires"]), encoding="utf-8")
        building = lines(compiled(build))
        pins = Path(scratch) / "pins.txt"
        pins.write_text("\n".join(everything), encoding="utf-8")
        hashed = compiled(loose, "--generate-hashes", "--constraints", str(pins))
    toml = with_list(toml, PINNED_LISTS[0], everything)
    PROJECT.write_text(with_list(toml, PINNED_LISTS[1], building), encoding="utf-8")
    LOCK.write_text(HEADER + hashed, encoding="utf-8")
    print(
        f"{len(everything)} versions in pyproject.toml, {len(lines(hashed))} with hashes in requirements.lock"
    )


def disagreements(toml: str, lock: str) -> list[str]:
    """Where pyproject.toml and requirements.lock do not say the same; empty when they agree."""
    project = tomllib.loads(toml)
    pinned = [Requirement(entry) for entry in project["tool"]["uv"]["constraint-dependencies"]]
    locked = [Requirement(entry) for entry in lines(lock)]
    wanted = [Requirement(entry) for entry in project["project"]["dependencies"]]
    problems = [f"{it.name}: pinned without ==" for it in [*pinned, *locked] if not version_of(it)]
    problems += [
        f"{it.name} {version_of(it)} is in requirements.lock, not so in pyproject.toml"
        for it in locked
        if (key(it), version_of(it)) not in {(key(pin), version_of(pin)) for pin in pinned}
    ]
    for it in wanted:
        versions = [version_of(pin) for pin in locked if key(pin) == key(it)]
        if not versions:
            problems.append(f"{it.name}: tte depends on it, requirements.lock does not have it")
        elif not all(it.specifier.contains(version) for version in versions):
            problems.append(f"{it.name}: tte asks for {it.specifier}, requirements.lock has {versions[0]}")
    blocks = re.split(r"\n(?=\S)", lock.removeprefix(HEADER).strip())
    problems += [f"{block.split('==')[0]}: no hash" for block in blocks if "--hash=sha256:" not in block]
    problems += [f"an address in requirements.lock: {found}" for found in re.findall(r"\w+://\S+", lock)]
    return problems


def key(requirement: Requirement) -> str:
    """The name of a package in the one spelling that compares."""
    return canonicalize_name(requirement.name)


def version_of(requirement: Requirement) -> str:
    """The version that a pin names; empty when it is not a pin."""
    match = re.fullmatch(r"==([^*]+)", str(requirement.specifier))
    return match[1] if match else ""


def main() -> int:
    """Writes the pins, or with `--check` says where they disagree and returns 1."""
    options = argparse.ArgumentParser(prog="python -m tools.lock", description=__doc__.partition("\n")[0])
    options.add_argument("--check", action="store_true", help="compare the two files; change nothing")
    if not options.parse_args().check:
        write()
        return 0
    problems = disagreements(PROJECT.read_text(encoding="utf-8"), LOCK.read_text(encoding="utf-8"))
    print("\n".join(problems) or "pyproject.toml and requirements.lock agree")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
