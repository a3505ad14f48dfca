"""The same commands decide the same, in any process: no order may hang on how this process hashes words."""

import hashlib
import os
import subprocess
import sys

from games.engine import commands as c
from games.engine import wire
from games.engine.ids import Audience, TeamId
from tests.table import DIRECTOR, MINUTE, WHITE, Table, inject, plan


def played() -> str:
    """The digest of a short exercise with ties of every sort: timers, conditions, steps, duties."""
    same_time = [inject(f"I{n}", MINUTE, order=n % 3) for n in range(6)]
    waiting = [
        inject(f"W{n}", trigger="condition", when="made('us.defend_taiwan')", order=n) for n in range(4)
    ]
    late = [inject(f"L{n}", 30 * MINUTE * 60, order=n) for n in range(4)]
    table = Table(plan(*same_time, *waiting, *late, rate=60_000))
    facts = {"us_combat_active": True, "armed_attack_on": ["us_forces"], "existential_danger": "yes"}
    table.must(WHITE, c.SetFacts(values=facts, reason="attack", learned_by=(Audience("public"),)))  # type: ignore[arg-type]
    table.run(2 * MINUTE)
    fight = table.submit("washington", "us.defend_taiwan")
    table.rule(fight, "override", verdict="lawful", reason="ordered", executed=True)
    table.rule(table.submit("tokyo", "jp.designate_sss"))
    for team in ("tokyo", "beijing"):
        table.must(
            f"{team}-lead",
            c.OpenThread(parties=(TeamId("washington"),), subject="Talk", text="Hello."),
        )
    table.must(DIRECTOR, c.StopClock())
    table.must(DIRECTOR, c.ResumeClock())
    table.pass_unattended(60 * MINUTE)
    table.must("", c.Tick())
    text = b"\n".join(wire.encode_event(rec.event) for rec in table.records)
    return hashlib.sha256(text).hexdigest()


def test_two_processes_with_other_hash_seeds_write_the_same_log() -> None:
    """Byte for byte."""
    script = "from tests.engine.test_determinism import played; print(played())"
    digests = set()
    for seed in ("1", "2", "3"):
        env = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True
        )
        digests.add(done.stdout.strip())
    assert digests == {played()}
