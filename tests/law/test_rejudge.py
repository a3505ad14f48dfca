"""`rules rejudge`: the moves of an exported exercise under another pack, with their events."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.core.management import CommandError, call_command

from games.engine import commands as c
from games.engine.wire import encode_event, kind_of, version_of
from games.law.shipped import shipped_texts
from games.review import chain, export
from games.review.chain import Link, Sealed
from games.review.rejudging import records, rejudge
from tests import table

EXERCISE = "0123456789ab"


def played() -> table.Table:
    """Tokyo asks for two things: what the law holds up, and what it lets pass."""
    game = table.Table(table.plan())
    game.must(table.WHITE, c.SetFacts(values={"iis_grounds": "yes"}, reason="assessed"))
    held = game.submit("tokyo", "jp.rear_support")
    game.submit("tokyo", "jp.statement")
    game.rule(held)
    return game


def log_of(game: table.Table, folder: Path) -> Path:
    sealed: list[Sealed] = []
    for rec in game.records:
        kind = kind_of(rec.event)
        link = Link(
            seq=rec.seq,
            kind=kind,
            version=version_of(kind),
            wall_at=rec.at.wall_ms,
            exercise_ms=rec.at.exercise_ms,
            scenario_at=rec.at.scenario_ms,
            turn=rec.at.turn,
            actor_seat=rec.actor,
            cause=rec.cause,
            told_digest=chain.told_digest([]),
            prev_digest=sealed[-1].digest if sealed else chain.genesis(EXERCISE),
            data=encode_event(rec.event).decode(),
        )
        sealed.append(Sealed(link, chain.digest_of(link)))
    header = export.Header(1, EXERCISE, "Exercise", False, "deck", "p" * 64, "r" * 64, 1_800_000_000_000)
    path = folder / "log.jsonl"
    path.write_bytes(b"".join(export.log_lines(header, sealed, [])))
    return path


def other_pack(folder: Path, old: str, new: str) -> Path:
    """The shipped packs with one text changed."""
    pack = folder / "pack"
    changed = 0
    for name, text in shipped_texts().items():
        path = pack / name
        path.parent.mkdir(parents=True, exist_ok=True)
        changed += old in text
        path.write_text(text.replace(old, new), "utf-8")
    assert changed == 1
    return pack


def run(*args: Any) -> list[str]:
    out = StringIO()
    call_command("rules", "rejudge", *map(str, args), stdout=out, no_color=True)
    return out.getvalue().splitlines()


def test_under_the_same_pack_nothing_differs(tmp_path: Path) -> None:
    assert run(log_of(played(), tmp_path)) == ["0 of 2 rulings differ"]


def test_what_differs_is_listed_with_its_events(tmp_path: Path) -> None:
    game = played()
    old = "when: \"not (IIS or AAS_ETC or SSS) and iis_grounds != 'no'\"\n    verdict: blocked"
    new = old.replace("verdict: blocked", "verdict: unlawful")
    lines = run(log_of(game, tmp_path), "--pack", other_pack(tmp_path, old, new))
    (proposal,) = [rec.seq for rec in game.records if _of(rec, "proposal_made", "jp.rear_support")]
    (ruled,) = [rec.seq for rec in game.records if _of(rec, "move_ruled", "")]
    assert lines == [
        f"{proposal} tokyo 1 jp.rear_support: blocked, hold [iis_designation] (JP-IIS-DEF, JP-IIS-PLAN)"
        f" -> unlawful, void [iis_designation] (JP-IIS-DEF, JP-IIS-PLAN), decided in event {ruled}",
        "1 of 2 rulings differ",
    ]


def _of(rec: Any, kind: str, move: str) -> bool:
    data = json.loads(encode_event(rec.event))
    return bool(kind_of(rec.event) == kind and (not move or data["ruling"]["move"] == move))


def test_all_of_them_can_be_had_as_json(tmp_path: Path) -> None:
    found = json.loads("\n".join(run(log_of(played(), tmp_path), "--all", "--json")))
    assert [each["move"] for each in found] == ["jp.rear_support", "jp.statement"]
    assert found[1]["then"] == found[1]["now"]


def test_a_move_that_the_other_pack_does_not_know_is_said(tmp_path: Path) -> None:
    small = (Path(__file__).parent / "small.yaml").read_text("utf-8")
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "small.yaml").write_text(small)
    lines = run(log_of(played(), tmp_path), "--pack", tmp_path / "small")
    assert lines[0].split(" -> ")[1].startswith("it has no such move")
    assert lines[-1] == "2 of 2 rulings differ"


def test_a_changed_log_is_not_judged(tmp_path: Path) -> None:
    path = log_of(played(), tmp_path)
    path.write_bytes(path.read_bytes().replace(b"assessed", b"asserted"))
    with pytest.raises(CommandError, match=r"log\.jsonl: line \d+"):
        run(path)
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "none")


def test_the_comparison_reads_the_facts_of_the_moment(tmp_path: Path) -> None:
    """Facts that changed after the proposal do not matter to it."""
    game = played()
    game.must(table.WHITE, c.SetFacts(values={"iis_grounds": "no"}, reason="assessed again"))
    lines = log_of(game, tmp_path).read_bytes().splitlines()
    compared = rejudge(records(lines), table.book().rules)
    assert [each.differs for each in compared] == [False, False]
    assert msgspec.json.encode(compared[0].now) == msgspec.json.encode(compared[0].then)
