"""The address that the server opens: taken before anything else starts, or refused in plain words."""

import errno
import os
import socket
from contextlib import suppress
from pathlib import Path

from tte.problems import CannotStart

EVERYWHERE = {"0.0.0.0", "::"}
BACKLOG = 2048


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, inheritable by the web process; CannotStart says why there is none.

    The supervisor keeps it open: while a web process is replaced, browsers wait instead of being refused.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # on Windows this option would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as problem:
        listener.close()
        raise refusal(host, port, problem) from None
    listener.set_inheritable(True)
    return listener


def refusal(host: str, port: int, problem: OSError) -> CannotStart:
    """Why an address cannot be opened, and what would work."""
    if isinstance(problem, socket.gaierror) or problem.errno == errno.EADDRNOTAVAIL:
        return CannotStart(
            f"{host} is not an address of this machine",
            f"leave --host out (this machine only), or give one of: {', '.join(own_addresses())}, 0.0.0.0",
        )
    if problem.errno == errno.EADDRINUSE:
        return CannotStart(
            f"port {port} on {host} is in use by {user_of(port)}",
            f"stop that program, or take another port: tte demo --port {port + 1 if port < 65535 else 8000}",
        )
    if problem.errno in {errno.EACCES, errno.EPERM}:
        return CannotStart(
            f"port {port} on {host} may not be opened by this user",
            "take a port above 1023: tte demo --port 8000",
        )
    return CannotStart(f"{host}:{port} cannot be opened ({problem.strerror})", "try another --host or --port")


def own_addresses() -> list[str]:
    """The addresses under which other machines may reach this one, best guess first, then the loopback."""
    found: list[str] = []
    for probe in ("192.0.2.1", "10.255.255.255"):  # nothing is sent: the system only picks a route
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
            try:
                asker.connect((probe, 9))
                found.append(asker.getsockname()[0])
            except OSError:
                continue
    with suppress(OSError):  # a machine may not know its own name
        found += [str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    outside = [address for address in dict.fromkeys(found) if not address.startswith("127.")]
    return [*outside, "127.0.0.1"]


def page_address(host: str, port: int) -> str:
    """The address to type into a browser, on another machine too if the server can be reached from there."""
    if host in EVERYWHERE:
        host = own_addresses()[0]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def reachable(host: str) -> str:
    """The address at which this machine itself reaches the server."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


def allowed_hosts(host: str) -> list[str]:
    """The host names that requests may carry: those of this machine, no wider than what was opened."""
    local = ["localhost", "127.0.0.1", "[::1]"]
    if host in EVERYWHERE:
        name = socket.gethostname().lower()
        return [*dict.fromkeys([*local, *own_addresses(), name, f"{name}.local"])]
    return [*dict.fromkeys([*local, f"[{host}]" if ":" in host else host])]


def user_of(port: int) -> str:
    """The program that listens on a port, as far as this user may know."""
    for inode in listening_inodes(port):
        for process in Path("/proc").glob("[0-9]*"):
            if holds(process, inode):
                name = (process / "comm").read_text(encoding="utf-8").strip()
                return f'"{name}" (process {process.name})'
    return "another program"


def listening_inodes(port: int) -> list[str]:
    """The kernel's numbers for the sockets that listen on a port (Linux; elsewhere none)."""
    found = []
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        if not table.exists():
            continue
        for line in table.read_text(encoding="ascii").splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and int(fields[1].rpartition(":")[2], 16) == port:
                found.append(fields[9])
    return found


def holds(process: Path, inode: str) -> bool:
    """Whether a process has the socket open; False for processes of other users."""
    try:
        return any(os.readlink(entry) == f"socket:[{inode}]" for entry in (process / "fd").iterdir())
    except OSError:
        return False
