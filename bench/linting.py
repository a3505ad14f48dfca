"""How long the check of a deck takes, on decks of a given size with every kind of trigger and two languages."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from games.law.shipped import load_shipped
from injects.deck.lint import check_text
from injects.deck.vocabulary import Vocabulary, vocabulary_of

SIZES = (60, 300, 1000)
MOVES = {
    "tokyo": "jp.statement",
    "washington": "us.fonop",
    "beijing": "cn.board_vessel",
    "taipei": "tw.ration",
}
FACTS = (
    "notice_given",
    "warnings_given",
    "quarantine_declared",
    "blockade_declared",
    "blockade_notified",
    "governors_heard",
)


def deck_of(size: int) -> str:
    """The text of a deck of so many injects: half of them with conditions, branches, prerequisites or facts."""
    return "\n".join((*_head(size), *(line for n in range(size) for line in _inject(n, size))))


def _head(size: int) -> Iterator[str]:
    yield "deck: {id: bench, version: '1', title: {en: Bench, ja: 計測}, languages: [en, ja]}"
    yield "teams:"
    for number, team in enumerate(MOVES, start=1):
        yield f"  - {{id: {team}, label: {{en: {team.title()}, ja: {team}}}, short: T{number}, mark: square, tone: {number}}}"
    yield "seats:"
    yield from (
        f"  - {{id: {team}-1, team: {team}, rank: lead, label: {{en: Lead, ja: 代表}}}}" for team in MOVES
    )
    yield "  - {id: director, role: director, label: {en: Director, ja: 統裁官}}"
    yield "channels: [{id: press, style: press, label: {en: Press, ja: 報道}}, {id: cable, style: cable, label: {en: Cable, ja: 公電}}]"
    yield f"timing: {{minute_is: 10m, endex: {size * 20 + 600}m, scenario_start: '2026-03-02 06:00'}}"
    yield f"phases: [{{id: P1, at: 0m, label: {{en: One, ja: 一}}}}, {{id: P2, at: {size * 10}m, label: {{en: Two, ja: 二}}}}]"
    yield "objectives: [{id: law, label: {en: Law, ja: 法}}, {id: ally, label: {en: Ally, ja: 同盟}}]"
    yield "start_meters: {escalation: 0}"
    yield "secrets: [{words: [Night Heron, 青鷺計画], known_to: [beijing]}]"
    yield "injects:"


def _inject(n: int, size: int) -> Iterator[str]:
    teams = list(MOVES)
    team = teams[n % 4]
    yield f"  - id: B{n:04}"
    yield f"    phase: {'P1' if n * 20 < size * 10 else 'P2'}"
    yield f"    at: {n * 20}m"
    yield f"    to: [{team}, {teams[(n + 1) % 4]}]" if n % 5 else "    to: [all]"
    yield f"    channel: {'press' if n % 3 else 'cable'}"
    yield f"    title: {{en: Report number {n}, ja: 第{n}報}}"
    yield f"    text: {{en: 'On Monday 2 March ships of group {n} were seen at 06:40 Taipei time (07:40 Tokyo time), and {n % 97} of them turned back before dawn. Nobody was hurt.', ja: '3月2日（月）台北時間6時40分、第{n}群の船舶が確認された。'}}"
    yield "    objectives: [law, ally]"
    yield f"    notes: {{en: 'Watch whether {team} asks for line {n} of the paper, and who is told first.', ja: '第{n}行を誰が問うか。'}}"
    if n % 4 == 1:
        yield f"    when: {FACTS[n % 6]} and not made('{MOVES[team]}') or silent('{team}', '20m')"
        if n + 1 < size and n % 8 == 1:
            yield f"    otherwise: B{n + 1:04}"
    elif n % 4 == 2:
        yield f"    sets: {{{FACTS[n % 6]}: {'true' if n % 8 == 2 else 'false'}}}"
    elif n % 4 == 3:
        yield f"    needs: [B{n - 1:04}]"
        yield f"    expect: {{{team}: [{MOVES[team]}]}}"
        yield f"    when: escalation >= {n % 7} or released('B{max(0, n - 3):04}') and {FACTS[n % 6]}"


def measure(repeats: int) -> list[dict[str, Any]]:
    """A row for each size: wall and processor seconds of the best of the repeats, from the text to the findings."""
    book = vocabulary_of(load_shipped())
    rows: list[dict[str, Any]] = []
    for size in SIZES:
        text = deck_of(size)
        seconds, processor, found = min(_once(text, book) for _ in range(repeats))
        rows.append(
            {"injects": size, "seconds": round(seconds, 2), "cpu_s": round(processor, 2), "findings": found}
        )
    return rows


def _once(text: str, book: Vocabulary) -> tuple[float, float, int]:
    began, worked = time.perf_counter(), time.process_time()
    checked = check_text("bench.yaml", text, book)
    return time.perf_counter() - began, time.process_time() - worked, len(checked.findings)
