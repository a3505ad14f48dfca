"""`python -m bench.law`: how many rulings a second the law engine gives on the shipped packs.

Prints verdicts, whole rulings with their reasons, rulings with plans of steps, and how long loading and checking
take. Time is the processor time of this one process, so that others on the machine count little. `--peers SCRIPT`
also runs a comparison of rule engines that takes an adapter (`bench.law_adapter:make`).
"""

import argparse
import platform
import random
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from games.law import load
from games.law.cases import read_cases
from games.law.checks import check_book
from games.law.kinds import Kind
from games.law.mutants import score
from games.law.rulebook import Rulebook
from games.law.rulings import scene_of
from games.law.shipped import load_shipped, shipped_cases, shipped_texts
from games.law.weighing import bounds

NUMBERS = (0, 10, 48, 49, 60, 61, 90, 91, 1000)
Question = tuple[str, dict[str, Any], dict[str, Any], list[str]]


def main() -> int:
    """Runs what was asked for; the comparison's own status if there was one."""
    asked = argparse.ArgumentParser(prog="python -m bench.law", description=__doc__)
    asked.add_argument("--questions", type=int, default=1000, help="random questions on all moves")
    asked.add_argument("--seconds", type=float, default=2.0, help="for each figure; the best of three counts")
    asked.add_argument("--seed", type=int, default=1960)
    asked.add_argument("--peers", metavar="SCRIPT", help="a comparison of rule engines to join")
    options = asked.parse_args()
    book = load_shipped()
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {processor()}")
    print(f"{len(book.provisions)} provisions, {len(book.rules)} rows, {len(book.plays)} moves; ", end="")
    print(f"{options.questions} questions, a fifth of the facts unknown, seed {options.seed}\n")
    chance = random.Random(options.seed)
    questions = [question(book, chance) for _ in range(options.questions)]
    for label, work in figures(book, questions):
        print(f"{label:48}{rate(work, len(questions), options.seconds):>12,.0f} /s", flush=True)
    for label, work in once():
        print(f"{label:48}{best(work):>12.3f} s", flush=True)
    if not options.peers:
        return 0
    adapter = ["--adapter", "bench.law_adapter:make"]
    done = 0
    for scale in ("1", "13"):
        print(flush=True)
        done |= subprocess.run([sys.executable, options.peers, *adapter, "--scale", scale]).returncode
    return done


def processor() -> str:
    """The machine's processor, as the system names it."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            names = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
    except OSError:
        names = []
    return f"{len(names)} x {names[0]}" if names else platform.processor() or "unknown processor"


def question(book: Rulebook, chance: random.Random) -> Question:
    """A move, its parameters, a value for every fact its rows read, and some of them unknown."""
    play = book.plays[chance.choice(sorted(book.plays))]
    params = {name: value(chance, kind) for name, kind in play.kinds.items()}
    lists = Kind("list", (play.move.id, "*"))
    facts = {name: value(chance, lists if book.facts[name].of else book.kinds[name]) for name in play.reads}
    return play.move.id, params, facts, [name for name in play.reads if chance.random() < 0.2]


def value(chance: random.Random, kind: Kind) -> Any:
    match kind.type:
        case "bool":
            return chance.random() < 0.5
        case "int" | "moment":
            return chance.choice(NUMBERS)
        case "list":
            return [word for word in kind.values if chance.random() < 0.3]
    return chance.choice(kind.values)


def figures(book: Rulebook, questions: list[Question]) -> list[tuple[str, Callable[[], None]]]:
    """What is counted by the second; each work answers all questions once."""
    scenes = [(book.plays[each[0]], scene_of(book, *each)) for each in questions]

    def verdicts() -> None:
        for play, env in scenes:
            bounds(play, env)

    def rulings() -> None:
        for move, params, facts, unknown in questions:
            book.rule(move, params, facts, unknown=unknown)

    def explained() -> None:
        for move, params, facts, unknown in questions:
            book.reasons(book.rule(move, params, facts, unknown=unknown))

    def planned() -> None:
        for move, params, facts, unknown in questions:
            book.rule(move, params, facts, unknown=unknown, fixes=True)

    return [
        ("verdicts (facts checked before)", verdicts),
        ("whole rulings (facts checked each time)", rulings),
        ("explained rulings (reasons down to each fact)", explained),
        ("rulings with plans of steps", planned),
    ]


def once() -> list[tuple[str, Callable[[], None]]]:
    """What is done once and timed as such."""
    texts, book = shipped_texts(), load_shipped()
    cases = [each for name, text in shipped_cases().items() for each in read_cases(name, text, book).cases]

    def loading() -> None:
        load(texts)

    def checking() -> None:
        check_book(book)

    def killing() -> None:
        score(book, cases)

    return [
        ("load and compile the shipped packs", loading),
        ("all static checks", checking),
        (f"mutation score over {len(cases)} cases", killing),
    ]


def rate(work: Callable[[], None], size: int, seconds: float) -> float:
    """Answers a second of processor time: the best of three rounds of so many seconds in all."""
    found = 0.0
    for _ in range(3):
        rounds, started = 0, time.process_time()
        while time.process_time() - started < seconds / 3:
            work()
            rounds += 1
        found = max(found, rounds * size / (time.process_time() - started))
    return found


def best(work: Callable[[], None]) -> float:
    """The shortest of three runs, in seconds of processor time."""
    found = []
    for _ in range(3):
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    return min(found)


if __name__ == "__main__":
    sys.exit(main())
