"""Export then import changes nothing, in every dialect and form, for the shipped deck and for random ones."""

import functools
import json
import string
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from injects import shipped
from injects.deck import schema
from injects.deck.lint import Checked
from injects.deck.parse import dump_document, read_deck
from injects.exchange.cells import KIND_WORDS
from injects.exchange.choices import Choices, Imported
from injects.exchange.dialects import DIALECTS
from injects.exchange.drafts import Drafted
from injects.exchange.founding import new_deck
from injects.exchange.importing import import_grid, read_file
from injects.exchange.naming import written
from injects.exchange.sheets import clean, defuse, undefuse
from injects.exchange.updating import updated_deck
from injects.exchange.writing import UnknownForm, export

FORMS = [(name, form) for name, dialect in DIALECTS.items() for form in dialect.forms]


@functools.lru_cache(maxsize=4)
def deck_of(text: str) -> schema.Deck:
    source, problems = read_deck("deck.yaml", text)
    assert source is not None, [str(problem) for problem in problems]
    return source.deck


def through(deck: schema.Deck, dialect: str, form: str, language: str = "") -> tuple[Imported, Choices]:
    grid = read_file(f"deck.{form}", export(deck, dialect, form, language))
    choices = Choices(language=language or deck.deck.languages[0])
    return import_grid(grid, choices), choices


def again(text: str, dialect: str, form: str, language: str = "") -> tuple[Imported, Drafted]:
    deck = deck_of(text)
    imported, choices = through(deck, dialect, form, language)
    return imported, updated_deck(text, deck, imported, choices)


@pytest.mark.parametrize(("dialect", "form"), FORMS)
def test_long_strait_comes_back_unchanged(long_strait: str, dialect: str, form: str) -> None:
    language = "ja" if form == "csv" else "en"
    imported, drafted = again(long_strait, dialect, form, language)
    assert imported.errors == []
    assert (drafted.added, drafted.changed, drafted.absent) == ([], [], [])
    assert drafted.text == long_strait


@pytest.mark.parametrize(("dialect", "form"), FORMS)
@pytest.mark.parametrize("name", [name for name in shipped.names() if name != "long-strait"])
def test_every_shipped_deck_comes_back_unchanged(name: str, dialect: str, form: str) -> None:
    text = shipped.path_of(name).read_text(encoding="utf-8")
    for language in deck_of(text).deck.languages:
        imported, drafted = again(text, dialect, form, language)
        assert imported.errors == []
        assert (drafted.added, drafted.changed, drafted.absent) == ([], [], [])
        assert drafted.text == text


@pytest.mark.parametrize(("dialect", "form"), FORMS)
@pytest.mark.parametrize("start", ["09:00", "2026-03-01 23:40"])
def test_times_of_day_come_back_too(long_strait: str, dialect: str, form: str, start: str) -> None:
    deck = deck_of(long_strait)
    grid = read_file(f"deck.{form}", export(deck, dialect, form, start=start))
    choices = Choices(language="en", start=start)
    imported = import_grid(grid, choices, True)
    assert imported.errors == []
    assert updated_deck(long_strait, deck, imported, choices).same


def test_a_bot_gets_clocks_of_twelve_hours(long_strait: str) -> None:
    rows = json.loads(export(deck_of(long_strait), "t3sf-json", start="19:29"))
    assert rows[0]["Real Time"] == "07:29 PM"
    assert not any(row["Real Time"].startswith("+") for row in rows)


@pytest.mark.parametrize(("dialect", "form"), FORMS)
def test_an_exported_deck_can_be_played_as_a_new_one(
    long_strait: str, check: Callable[[str], Checked], dialect: str, form: str
) -> None:
    deck = deck_of(long_strait)
    imported, choices = through(deck, dialect, form)
    drafted = new_deck(imported, choices)
    checked = check(drafted.text)
    assert checked.usable, [str(finding) for finding in checked.findings if finding.level == "error"]
    made = deck_of(drafted.text)
    assert [inject.id for inject in made.injects] == [inject.id for inject in deck.injects]
    assert [inject.title for inject in made.injects][:5] == [
        inject.title if isinstance(inject.title, str) else inject.title["en"] for inject in deck.injects
    ][:5]


@pytest.mark.parametrize(("dialect", "form"), FORMS)
def test_what_was_imported_comes_back_from_its_own_export(long_strait: str, dialect: str, form: str) -> None:
    imported, choices = through(deck_of(long_strait), dialect, form)
    first = new_deck(imported, choices).text
    second, drafted = again(first, dialect, form)
    assert drafted.same, drafted.changed[:3]
    assert new_deck(second, choices).text == first


# Random decks

LETTERS = st.text(
    alphabet=string.ascii_letters + string.digits + " .,;:!?'\"=+-@|/&()[]\n\t_é東京台北ー。、％＝",
    min_size=1,
    max_size=60,
)
TEXTS = st.one_of(
    LETTERS,
    st.sampled_from(
        [
            '=HYPERLINK("http://x")',
            "'=1+1",
            "+1 12:00",
            "@SUM(A1)",
            "-",
            "yes",
            "null",
            "_x000D_",
            "1",
            "09:30",
            "Title\n\nBody",
            "One. Two.",
            "all",
            "Expected: nothing",
            "a\n\nExpected: b",
            "''=",
            "\u2028line",
            "<b>&amp;</b>",
            "#REF!",
        ]
    ),
).filter(lambda text: bool(clean(text)))
IDS = st.text(alphabet=string.ascii_letters + string.digits + "_.-", min_size=1, max_size=12).filter(
    lambda text: text[0].isalnum()
)
TEAM_NAMES = st.one_of(
    st.sampled_from(["Tokyo", "All hands", "PR/Comm", "Research and Development", "A, B", "white"]), TEXTS
)


@st.composite
def decks(draw: st.DrawFn) -> str:
    """The text of a deck that can be read, with whatever authors write in texts and names."""
    team_ids = draw(st.lists(IDS, min_size=1, max_size=4, unique_by=str.casefold))
    team_ids = [name for name in team_ids if name not in ("all", "white")] or ["t1"]
    offices = [
        {"team": team, "id": name, "label": draw(TEAM_NAMES)}
        for team in team_ids
        for name in draw(st.lists(IDS, max_size=2, unique=True))
    ]
    seats = [
        {"id": f"seat-{index}", "team": team, "rank": "lead", "label": "Lead"}
        for index, team in enumerate(team_ids)
    ]
    words = [
        "all",
        "white",
        *team_ids,
        *(f"{o['team']}/{o['id']}" for o in offices),
        *(f"seat:{s['id']}" for s in seats),
    ]
    channels = draw(st.lists(IDS, min_size=1, max_size=3, unique=True))
    phases = draw(st.lists(IDS, max_size=3, unique=True))
    objectives = draw(st.lists(IDS, max_size=3, unique=True))
    injects = []
    for name in draw(st.lists(IDS, min_size=1, max_size=6, unique=True)):
        inject: dict[str, Any] = {
            "id": name,
            "to": draw(st.lists(st.sampled_from(words), min_size=1, max_size=3, unique=True)),
            "channel": draw(st.sampled_from(channels)),
            "kind": draw(st.sampled_from(list(KIND_WORDS))),
            "title": draw(TEXTS),
            "text": draw(TEXTS),
        }
        for key in draw(st.lists(st.sampled_from(["from", "question", "notes", "controller"]), unique=True)):
            inject[key] = draw(TEXTS)
        if phases:
            inject["phase"] = draw(st.sampled_from(["", *phases]))
        if objectives:
            inject["objectives"] = draw(st.lists(st.sampled_from(objectives), max_size=2, unique=True))
        due = draw(st.sampled_from(["none", "at", "t_h", "exercise", "turn"]))
        if due == "t_h":
            inject["t_h"] = draw(st.one_of(st.integers(0, 300), st.sampled_from([0.5, 1.1, 2.3333])))
        elif due != "none":
            inject["at"] = f"{draw(st.integers(0, 9000))}m {draw(st.integers(0, 59))}s"
        if due in ("exercise", "turn"):
            inject["basis"] = due
        if due == "turn":
            inject["turn"] = draw(st.integers(1, 4))
        if draw(st.booleans()):
            inject["expect"] = {draw(st.sampled_from(team_ids)): ["jp.statement", "us.fonop"]}
        inject["columns"] = draw(
            st.dictionaries(
                st.sampled_from(
                    ["Weather", "Status", "Assigned To", "Description", "Title", "Poll", "Risk (1-5)", "=x"]
                ),
                TEXTS,
                max_size=3,
            )
        )
        injects.append(inject)
    document = {
        "deck": {"id": "random", "version": "1.0", "title": draw(TEXTS), "languages": ["en"]},
        "teams": [
            {"id": name, "label": draw(TEAM_NAMES), "short": f"T{index}", "mark": "triangle", "tone": 1}
            for index, name in enumerate(team_ids)
        ],
        "offices": offices,
        "seats": seats,
        "channels": [{"id": name, "label": draw(TEXTS), "style": "press"} for name in channels],
        "timing": {"minute_is": draw(st.sampled_from(["1m", "1h", "7m"])), "turn": "30m"},
        "phases": [{"id": name, "at": "0h", "label": draw(TEXTS)} for name in phases],
        "objectives": [{"id": name, "label": draw(TEXTS)} for name in objectives],
        "injects": injects,
    }
    return dump_document(written(document))


@pytest.mark.parametrize(("dialect", "form"), FORMS)
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(text=decks())
def test_random_decks_come_back_unchanged(dialect: str, form: str, text: str) -> None:
    imported, drafted = again(text, dialect, form)
    assert [problem for problem in imported.errors if problem.field != "offset"] == []
    assert drafted.changed == []
    assert drafted.added == []
    assert drafted.text == text


@settings(max_examples=150, deadline=None, derandomize=True)
@given(text=TEXTS)
def test_what_is_made_harmless_comes_back(text: str) -> None:
    safe = defuse(text)
    assert undefuse(safe) == text
    assert safe[0] not in "=+-@\t\r"


@settings(max_examples=30, deadline=None, derandomize=True)
@given(text=decks())
def test_a_written_deck_says_what_it_was_given(text: str) -> None:
    deck = deck_of(text)
    assert deck_of(dump_document(written(msgspec.to_builtins(deck)))) == deck


@pytest.mark.parametrize(("dialect", "form"), [("nato", ""), ("hseep", "json"), ("cexf", "xlsx")])
def test_a_form_that_does_not_exist_is_refused(long_strait: str, dialect: str, form: str) -> None:
    with pytest.raises(UnknownForm):
        export(deck_of(long_strait), dialect, form)


def test_a_start_that_is_none_is_refused(long_strait: str) -> None:
    with pytest.raises(UnknownForm, match="soon"):
        export(deck_of(long_strait), "t3sf", start="soon")
