"""Another process of the same server: submits the commands it reads, one JSON line each, and answers each."""

import json
import sys

import django


def main() -> None:
    """Reads until its input ends."""
    django.setup()
    # Only now: models can be imported when Django is set up.
    from games.engine import wire
    from games.engine.ids import SeatId
    from games.services import submit

    print("ready", flush=True)
    for line in sys.stdin:
        given = json.loads(line)
        command = wire.decode_command(given["command"])
        answer = submit(given["exercise"], SeatId(given["actor"]), given["key"], command)
        print(type(answer).__name__, flush=True)


main()
