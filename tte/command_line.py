"""What the words after `tte` mean."""

import argparse
import json
import os
from collections.abc import Sequence

import tte
from tte.problems import CannotStart, require_settings

QUEUES = ("timers", "slow")


def run(arguments: Sequence[str]) -> int:
    """Carries out one command and returns its exit code; a failure to start is said in plain words."""
    if arguments[:1] == ["manage"]:
        return manage(arguments[1:])
    options = parser().parse_args(arguments)
    try:
        match options.command:
            case "demo" | "serve":
                return serve(options)
            case "web":
                return web(options)
            case "worker":
                return worker(options.queue)
            case "ready":
                return ready(options.check)
            case _:
                return beat()
    except CannotStart as problem:
        return problem.say()


def parser() -> argparse.ArgumentParser:
    """The command line; its help is the reference."""
    top = argparse.ArgumentParser(prog="tte", description="A server for tabletop exercises.")
    top.add_argument("--version", action="version", version=f"tte {tte.__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    demo = commands.add_parser("demo", help="start everything with the shipped exercise, ready to join")
    demo.add_argument("--new", action="store_true", help="a fresh exercise instead of the one from last time")
    demo.add_argument("--deck", default="", help="long-strait (the default), quarantine-week or first-steps")
    serving = commands.add_parser("serve", help="start everything with the exercises of the data directory")
    for command in (demo, serving):
        command.add_argument("--host", default="127.0.0.1", help="address to open (default: this machine)")
        command.add_argument("--port", type=port_number, default=8000, help="port to open (default: 8000)")
        command.add_argument("--data", metavar="DIR", help="where the exercises are kept")

    commands.add_parser("manage", help="Django's commands: migrate, createsuperuser, verify_log, ...")
    one = commands.add_parser("web", help="one web process alone (production)")
    one.add_argument("--host", default="127.0.0.1")
    one.add_argument("--port", type=port_number, default=8000)
    one.add_argument("--fd", type=int, help=argparse.SUPPRESS)
    one.add_argument("--compress", action="store_true", help="compress sockets: for players on the internet")
    queues = commands.add_parser("worker", help="one Celery worker alone (production)")
    queues.add_argument("queue", choices=QUEUES)
    commands.add_parser("beat", help="the scheduler of timed injects alone (production)")
    checks = commands.add_parser("ready", help="say whether an exercise can be served; exit code 1 if not")
    checks.add_argument("check", nargs="*", help="database, migrations, redis, beat, worker (default: all)")
    return top


def port_number(text: str) -> int:
    """A port as typed; anything else is refused by argparse in its own words."""
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: give a number from 1 to 65535")
    return int(text)


def serve(options: argparse.Namespace) -> int:
    """`tte demo` and `tte serve`."""
    if options.data:
        os.environ["TTE_DATA_DIR"] = options.data
    from tte.supervisor.main import Wishes, supervise

    demo = options.command == "demo"
    deck = options.deck if demo else ""
    return supervise(Wishes(options.host, options.port, demo=demo, new=demo and options.new, deck=deck))


def manage(arguments: Sequence[str]) -> int:
    """`tte manage ...`: Django's own commands on the same settings."""
    from django.core.management import execute_from_command_line

    try:
        require_settings()
    except CannotStart as problem:
        return problem.say()
    execute_from_command_line(["tte manage", *arguments])
    return 0


def web(options: argparse.Namespace) -> int:
    """`tte web`."""
    from tte.processes import run_web

    require_settings()
    return run_web(options.host, options.port, descriptor=options.fd, compress=options.compress)


def worker(queue: str) -> int:
    """`tte worker timers` and `tte worker slow`."""
    from tte.processes import run_worker

    require_settings()
    return run_worker(queue)


def beat() -> int:
    """`tte beat`."""
    from tte.processes import run_beat

    require_settings()
    return run_beat()


def ready(wanted: Sequence[str]) -> int:
    """`tte ready`: prints what an exercise needs; returns 1 if any of it, or of what was named, fails."""
    import django

    require_settings()
    django.setup()
    from tte.health import readiness

    found = readiness()
    unknown = [name for name in wanted if name not in found]
    if unknown:
        raise CannotStart(f"there is no check {', '.join(unknown)}", f"name some of: {', '.join(found)}")
    chosen = {name: check for name, check in found.items() if not wanted or name in wanted}
    print(json.dumps(chosen, indent=2))
    return 0 if all(check["ok"] for check in chosen.values()) else 1
