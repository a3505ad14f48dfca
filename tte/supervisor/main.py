"""`tte demo` and `tte serve`: one command that starts a whole server and stops it."""

import os
import signal
import socket
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import tte
from tte import paths
from tte.problems import CannotStart, require_settings
from tte.supervisor import address, data_directory, redis_server
from tte.supervisor.children import Child, Children
from tte.supervisor.watch import Watch

TEND_EVERY_S = 0.1
ONE_WISH_S = 1.0
"""Signals within this time are one: a terminal and a program in between (`uv run`) may both pass it on."""

STOP_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person who typed the command asked for."""

    host: str
    port: int
    demo: bool
    new: bool
    deck: str = ""


def say(line: str) -> None:
    """One line to the person at the terminal, at once."""
    print(line, flush=True)


def supervise(wishes: Wishes) -> int:
    """Runs the server until it is told to stop; CannotStart says why it could not begin."""
    began = time.monotonic()
    directory = paths.data_dir()
    data_directory.prepare(directory)
    page = address.page_address(wishes.host, wishes.port)
    claim = data_directory.Claim(directory)
    claim.take(page)
    try:
        with address.listen(wishes.host, wishes.port) as listener:
            say(f"tte {tte.__version__}, data in {directory}")
            set_environment(wishes, directory, page)
            Server(wishes, directory, listener, Watch(page, directory, began, say)).run()
    finally:
        claim.release()
    say("stopped; the exercises are kept in the data directory")
    return 0


class Server:
    """All that one command starts, in the order that brings the first page soonest."""

    def __init__(self, wishes: Wishes, directory: Path, listener: socket.socket, watch: Watch) -> None:
        self.wishes = wishes
        self.directory = directory
        self.listener = listener
        self.watch = watch
        self.children = Children(say)
        self.stop = stop_on_signal(self.children)

    def run(self) -> None:
        """Starts what is needed, tends it until a signal comes, and stops it, whatever happened."""
        # Two cores import one program after the other faster than four at once: the page first, then timers.
        # While the web process loads, a second core makes the exercise; a single one would only slow it down.
        page_and_demo = (self.demo, self.first_page) if cores() > 1 else (self.first_page, self.demo)
        steps = (self.redis, require_settings, self.database, self.web, *page_and_demo, self.timers)
        try:
            for step in steps:
                if not self.stop.is_set():
                    step()
            while not self.stop.wait(TEND_EVERY_S):
                self.children.tend(time.monotonic())
                self.watch.look(time.monotonic())
            say("\nstopping (once more to force it)")
        finally:
            self.children.stop()

    def start(self, name: str, argv: list[str], *descriptors: int) -> Child:
        """Starts a process and keeps it running from now on."""
        log = self.directory / "logs" / f"{name.replace(' ', '-')}.log"
        return self.children.add(Child(name, argv, log, descriptors))

    def redis(self) -> None:
        """Starts a private Redis, unless there is one to use, and tells the others where it is."""
        if "REDIS_URL" in os.environ:
            return
        program = redis_server.find_program()
        prepared = redis_server.prepare(program, self.directory / "run")
        argv = prepared.argv
        if sys.platform != "linux":
            argv = [sys.executable, "-m", "tte.supervisor.leash", *argv]
        child = self.start("redis", argv)
        assert child.process is not None
        try:
            redis_server.wait_until_open(prepared.port, child.process, program.name)
        except RuntimeError as problem:
            raise CannotStart(
                f"{problem}; its log: {child.log}", "install Redis, or give the address of one in REDIS_URL"
            ) from None
        os.environ["REDIS_URL"] = prepared.url
        say(f"redis: {program.name}, private")

    def database(self) -> None:
        """Brings the tables up to this version; CannotStart when the database does not answer."""
        import django
        from django.core.management import call_command
        from django.db import Error, connection
        from django.db.migrations.executor import MigrationExecutor

        django.setup()
        try:
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                say("preparing the database")
                call_command("migrate", verbosity=0, interactive=False)
        except Error as problem:
            raise CannotStart(
                f"the database does not work: {str(problem).strip()}",
                "check DATABASE_URL, the rights on its file, and that the disk is not full",
            ) from None

    def web(self) -> None:
        """Starts the web process, on the socket that is open already where a process can be handed one."""
        argv = tte_command("web", "--host", self.wishes.host, "--port", str(self.wishes.port))
        if os.name == "posix":
            self.start("web", [*argv, "--fd", str(self.listener.fileno())], self.listener.fileno())
        else:
            self.listener.close()
            self.start("web", argv)

    def demo(self) -> None:
        """Makes the shipped exercise ready to join; the command prints every seat's address and code."""
        if self.wishes.demo:
            from django.core.management import CommandError, call_command

            wanted = {"deck": self.wishes.deck} if self.wishes.deck else {}
            try:
                call_command("demo_exercise", url=self.watch.page, new=self.wishes.new, **wanted)
            except CommandError as problem:
                raise CannotStart(str(problem), "leave --deck out, or name a deck that there is") from problem
            sys.stdout.flush()

    def first_page(self) -> None:
        """Waits for the web process, and says that it serves."""
        host = address.reachable(self.wishes.host)
        self.watch.wait_for_page(host, self.wishes.port, self.stop, self.children)

    def timers(self) -> None:
        """Starts the workers and the scheduler."""
        self.start("timers", tte_command("worker", "timers"))
        self.start("slow", tte_command("worker", "slow"))
        self.start("beat", tte_command("beat"))


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def set_environment(wishes: Wishes, directory: Path, page: str) -> None:
    """What this process and its children read as settings; what the person has set stays."""
    os.environ["TTE_DATA_DIR"] = str(directory)
    os.environ.setdefault("TTE_ALLOWED_HOSTS", ",".join(address.allowed_hosts(wishes.host)))
    os.environ.setdefault("TTE_PUBLIC_URL", page)


def tte_command(*words: str) -> list[str]:
    """A command of this same program."""
    return [sys.executable, "-m", "tte", *words]


def stop_on_signal(children: Children) -> threading.Event:
    """An event that Ctrl-C and its like set; a moment later and once more, everything is ended at once."""
    stop = threading.Event()
    first = 0.0

    def handle(*_: object) -> None:
        nonlocal first
        if not stop.is_set():
            first = time.monotonic()
            stop.set()
            children.stopping = True
        elif time.monotonic() - first > ONE_WISH_S:
            children.kill()

    for name in STOP_SIGNALS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), handle)
    return stop
