"""The figures as a table to read and as JSON to keep."""

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil

from bench.parts import Row
from bench.stack import LOAD_CORES, SERVER_CORES, versions

PACKAGES = ("django", "channels", "celery", "redis", "uvicorn", "uvloop", "websockets", "msgspec", "psycopg")


def machine() -> dict[str, Any]:
    """Where and on what this was measured, and how busy the machine was before."""
    return {
        "processor": processor(),
        "cores": psutil.cpu_count(),
        "server_cores": SERVER_CORES,
        "load_cores": LOAD_CORES,
        "memory_gb": round(psutil.virtual_memory().total / 1e9),
        "system": platform.platform(),
        "python": platform.python_version(),
        "postgres": first_line("postgres", "--version") or first_line("psql", "--version"),
        "redis": first_line("redis-server", "--version"),
        "packages": versions(PACKAGES),
        "load_average": [round(value, 2) for value in os.getloadavg()],
    }


def processor() -> str:
    """The processor's own name, where the system tells it."""
    info = Path("/proc/cpuinfo")
    if info.is_file():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()


def first_line(*argv: str) -> str:
    """What a program says of itself; empty where it is not installed."""
    try:
        return subprocess.run(argv, capture_output=True, text=True, check=True).stdout.splitlines()[0]
    except (OSError, subprocess.CalledProcessError, IndexError):
        return ""


def table(name: str, rows: Sequence[Row]) -> str:
    """The rows of one part, as Markdown."""
    flat = [flattened(row) for row in rows]
    columns = list(dict.fromkeys(column for row in flat for column in row))
    cells = [columns, ["---"] * len(columns)]
    cells += [[str(row.get(column, "")) for column in columns] for row in flat]
    lines = ["| " + " | ".join(row) + " |" for row in cells]
    return "\n".join([f"### {name}", "", *lines, ""])


def flattened(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its nested figures beside the others."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            found |= {f"{inner} {name}": figure for inner, figure in value.items()}
        else:
            found[name] = value
    return found


def write(path: Path, found: Mapping[str, Any]) -> None:
    """The JSON file."""
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
