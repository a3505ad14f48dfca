"""The shipped deck: complete, as the scenario has it, and at one with the shipped law."""

import csv
import json
from typing import Any

import pytest

from games.engine import audience
from games.engine.ids import TeamId
from games.engine.lawbook import FUNCTIONS
from games.engine.plan import Inject, Plan
from games.law.conditions import parse
from games.law.kinds import Misfit, fit
from games.law.rulebook import Rulebook
from injects.deck.lint import check_text
from injects.deck.vocabulary import Vocabulary
from tests.deck.conftest import HERE

# Written down apart from the deck: hour, phase and channel of each of the 42 injects.
MSEL = list(csv.DictReader((HERE / "long_strait_msel.csv").read_text(encoding="utf-8").splitlines()))
HOUR = 3_600_000
KEY = {"I20", "I25", "I27", "I28", "I32", "I33"}
BRANCHES = {"I17": "I18", "I27": "I28", "I32": "I33"}


@pytest.fixture(scope="module")
def injects(long_strait: Plan) -> dict[str, Inject]:
    return {str(inject.id): inject for inject in long_strait.injects}


def test_it_has_the_42_injects_in_order(long_strait: Plan) -> None:
    assert [inject.id for inject in long_strait.injects] == [f"I{n:02}" for n in range(1, 43)]
    assert [inject.order for inject in long_strait.injects] == list(range(42))
    assert len(MSEL) == 42


@pytest.mark.parametrize("line", MSEL, ids=lambda line: line["id"])
def test_each_inject_is_as_in_the_msel(line: dict[str, str], injects: dict[str, Inject]) -> None:
    inject = injects[line["id"]]
    assert inject.due is not None
    to = [audience.PUBLIC if word == "all" else audience.team(TeamId(word)) for word in line["to"].split()]
    assert (inject.due.basis, inject.due.at_ms) == ("scenario", int(line["t_h"]) * HOUR)
    assert (inject.phase, inject.channel, list(inject.to)) == (line["phase"], line["channel"], to)
    assert inject.title["en"] == line["title"]
    assert inject.body["en"] == line["text"]
    assert inject.otherwise == (line["otherwise"] or None)
    assert {expected.team: list(expected.moves) for expected in inject.expects} == json.loads(line["expect"])
    assert list(inject.teaches) == line["teaches"].split()
    assert bool(inject.when) is (line["when"] != "always")


@pytest.mark.parametrize("line", MSEL, ids=lambda line: line["id"])
def test_each_inject_sets_what_the_msel_sets(
    line: dict[str, str], injects: dict[str, Inject], rulebook: Rulebook
) -> None:
    given = json.loads(line["sets"])
    sets = injects[line["id"]].sets
    assert set(sets) == set(given)
    for name, value in given.items():
        canonical = rulebook.check_fact(name, value)
        assert canonical == rulebook.check_fact(name, sets[name])
        assert not hasattr(canonical, "detail")


def test_every_name_is_known_to_the_law(long_strait: Plan, rulebook: Rulebook) -> None:
    """Asked of the rule pack itself and not of the compiler."""
    for inject in long_strait.injects:
        for expected in inject.expects:
            for move in expected.moves:
                assert rulebook.moves[move].team == expected.team, (inject.id, move)
        for provision in inject.teaches:
            assert provision in rulebook.provisions, (inject.id, provision)
        for name, value in inject.sets.items():
            assert not isinstance(fit(rulebook.kinds[name], value), Misfit), (inject.id, name)
    assert set(long_strait.start_meters) == set(rulebook.meters)
    assert {str(team.id) for team in long_strait.teams} == set(rulebook.teams)


def test_the_linter_finds_nothing_that_is_not_meant(long_strait_text: str, book: Vocabulary) -> None:
    checked = check_text("long-strait.yaml", long_strait_text, book)
    assert [str(finding) for finding in checked.findings if not finding.accepted] == []
    assert checked.usable
    # What is left is known: other languages, the crowded days and the quiet ends of the story.
    assert {finding.code for finding in checked.findings} <= {"L05", "L06", "L13", "L18"}


def test_one_minute_at_the_table_is_one_hour_of_the_story(long_strait: Plan) -> None:
    assert long_strait.timing.rate == 60_000
    assert long_strait.timing.endex_ms == 216 * HOUR
    assert [phase.starts_ms // HOUR for phase in long_strait.phases] == [0, 36, 108, 168]


def test_cast(long_strait: Plan) -> None:
    assert [(t.id, t.short, t.mark, t.tone) for t in long_strait.teams] == [
        ("tokyo", "TK", "triangle", 1),
        ("washington", "WA", "square", 2),
        ("beijing", "BJ", "diamond", 3),
        ("taipei", "TP", "circle", 4),
    ]
    for team in long_strait.teams:
        seats = [seat for seat in long_strait.seats if seat.team == team.id]
        assert sorted(seat.rank for seat in seats) == ["lead", "member", "member", "member", "scribe"]
        assert len({seat.office for seat in seats}) == 5
    staff = [(seat.id, seat.role, seat.scope) for seat in long_strait.seats if seat.team is None]
    assert [role for _id, role, _scope in staff].count("white") == 2
    assert {scope for _id, role, scope in staff if role == "observer"} == {
        "all", "public", "team:tokyo", "team:washington", "team:beijing", "team:taipei"
    }  # fmt: skip
    assert {role for _id, role, _scope in staff} >= {"director", "controller", "analyst", "display"}


def test_people_read_their_own_languages(long_strait: Plan) -> None:
    languages = set(long_strait.languages)
    labelled: list[Any] = [
        *long_strait.teams,
        *long_strait.offices,
        *long_strait.seats,
        *long_strait.channels,
    ]
    for thing in labelled:
        assert set(thing.label) == languages, thing.id
    assert all(office.brief.get("en") for office in long_strait.offices)


def test_everything_is_there_in_english_and_in_japanese(long_strait: Plan) -> None:
    texts = {
        "brief": long_strait.public_brief,
        **{f"office {office.id}": office.brief for office in long_strait.offices},
        **{f"phase {phase.id}": phase.label for phase in long_strait.phases},
        **{f"objective {objective.id}": objective.label for objective in long_strait.objectives},
        **{f"link {link.between}": link.note for link in long_strait.links},
    }
    for template in long_strait.templates:
        texts |= {f"{template.id} title": template.title, f"{template.id} text": template.body}
        blanks = {lang: text.count("[") for lang, text in template.body.items()}
        assert blanks["ja"] == blanks["en"], template.id
    for inject in long_strait.injects:
        parts = (inject.title, inject.body, inject.question, inject.sender, inject.notes)
        texts |= {f"{inject.id} {part}": text for part, text in enumerate(parts) if text}
    assert {place: set(text) for place, text in texts.items() if not {"en", "ja"} <= set(text)} == {}
    # A quarantine at sea is 隔離; 検疫 is the doctor's.
    assert [place for place, text in texts.items() if "検疫" in text["ja"]] == []


def test_who_can_talk_to_whom(long_strait: Plan) -> None:
    links = {frozenset(map(str, link.between)): (link.state, link.delay_ms) for link in long_strait.links}
    assert len(links) == len(long_strait.links) == 6
    assert links[frozenset({"tokyo", "washington"})] == ("open", 0)
    assert links[frozenset({"tokyo", "taipei"})] == ("delayed", 120_000)
    assert links[frozenset({"washington", "taipei"})] == ("delayed", 120_000)
    assert links[frozenset({"beijing", "taipei"})][0] == "closed"
    for capital in ("tokyo", "washington"):
        assert links[frozenset({capital, "beijing"})] == ("delayed", 60_000)


def test_decisions_ask_and_expect_and_every_line_serves_an_objective(long_strait: Plan) -> None:
    served = {name for inject in long_strait.injects for name in inject.objectives}
    assert served == {objective.id for objective in long_strait.objectives}
    for inject in long_strait.injects:
        assert inject.sender, inject.id
        assert inject.notes, inject.id
        if inject.kind == "decision":
            assert inject.question["en"].endswith("?"), inject.id
            assert inject.expects, inject.id
    assert {inject.id for inject in long_strait.injects if inject.key} == KEY


def test_no_text_for_players_names_another_inject(long_strait: Plan) -> None:
    """A text that names another inject would give the game away."""
    ids = {str(inject.id) for inject in long_strait.injects}
    for inject in long_strait.injects:
        told = " ".join([*inject.title.values(), *inject.body.values(), *inject.question.values()])
        assert not ids & set(told.split()), inject.id


# The branches, each with facts under which it is taken and facts under which it is not.

TAKEN: dict[str, list[dict[str, Any]]] = {
    "I12": [{"quarantine_declared": True}],
    "I13": [{"quarantine_declared": True}],
    "I14": [{"quarantine_declared": True}],
    "I17": [{"jp_situations": ("iis",)}, {"jp_situations": ("iis", "sss")}],
    "I18": [{"jp_situations": ()}, {"jp_situations": ("sss",)}],
    "I19": [{"quarantine_declared": True}],
    "I22": [{"blockade_declared": True}],
    "I26": [{"armed_attack_on": ("taiwan",)}],
    "I27": [
        {"made('us.convoy_escort')": True, "made('us.defend_taiwan')": False},
        {"made('us.convoy_escort')": False, "made('us.defend_taiwan')": True},
    ],
    "I28": [{"made('us.convoy_escort')": False, "made('us.defend_taiwan')": False}],
    "I29": [{"armed_attack_on": ("us_forces", "taiwan")}],
    "I30": [{"prior_consultation": word} for word in ("none", "requested", "refused")],
    "I32": [
        {"us_combat_from_japan": True, "prior_consultation": "none", "jp_situations": ()},
        {"us_combat_from_japan": False, "prior_consultation": "agreed", "jp_situations": ()},
        {"us_combat_from_japan": False, "prior_consultation": "none", "jp_situations": ("sss",)},
    ],
    "I33": [{"us_combat_from_japan": False, "prior_consultation": "refused", "jp_situations": ("iis",)}],
    "I34": [{"jp_situations": (word,)} for word in ("sss", "aas_imminent", "aas_occurred")],
    "I36": [
        {
            "armed_attack_on": ("bases_in_japan",),
            "made('jp.use_force')": False,
            "made('jp.escort_us_forces')": False,
        },
        {"armed_attack_on": (), "made('jp.use_force')": True, "made('jp.escort_us_forces')": False},
        {"armed_attack_on": (), "made('jp.use_force')": False, "made('jp.escort_us_forces')": True},
    ],
    "I40": [{"mobilisation": "ordered"}],
    "I41": [{"us_combat_active": True}],
}
PASSED: dict[str, list[dict[str, Any]]] = {
    "I12": [{"quarantine_declared": False}],
    "I13": [{"quarantine_declared": False}],
    "I14": [{"quarantine_declared": False}],
    "I17": TAKEN["I18"],
    "I18": TAKEN["I17"],
    "I19": [{"quarantine_declared": False}],
    "I22": [{"blockade_declared": False}],
    "I26": [{"armed_attack_on": ()}, {"armed_attack_on": ("us_forces",)}],
    "I27": TAKEN["I28"],
    "I28": TAKEN["I27"],
    "I29": [{"armed_attack_on": ("taiwan",)}],
    "I30": [{"prior_consultation": "agreed"}],
    "I32": TAKEN["I33"],
    "I33": TAKEN["I32"],
    "I34": [{"jp_situations": ("iis", "aas_anticipated", "emergency")}],
    "I36": [
        {
            "armed_attack_on": ("us_forces",),
            "made('jp.use_force')": False,
            "made('jp.escort_us_forces')": False,
        }
    ],
    "I40": [{"mobilisation": "standby"}, {"mobilisation": "none"}],
    "I41": [{"us_combat_active": False}],
}


def test_every_condition_is_tried_both_ways(injects: dict[str, Inject]) -> None:
    conditional = {name for name, inject in injects.items() if inject.when}
    assert set(TAKEN) == set(PASSED) == conditional


@pytest.mark.parametrize(
    ("name", "facts", "holds"),
    [
        *((name, facts, True) for name, cases in TAKEN.items() for facts in cases),
        *((name, facts, False) for name, cases in PASSED.items() for facts in cases),
    ],
)
def test_conditions_hold_and_fail_as_written(
    name: str, facts: dict[str, Any], holds: bool, injects: dict[str, Inject], book: Vocabulary
) -> None:
    assert parse(injects[name].when, book.names, FUNCTIONS).evaluate(facts) is holds


@pytest.mark.parametrize(("first", "other"), BRANCHES.items())
def test_of_a_branch_exactly_one_side_is_taken(
    first: str, other: str, injects: dict[str, Inject], book: Vocabulary
) -> None:
    assert injects[first].otherwise == other
    assert injects[first].due == injects[other].due
    conditions = [parse(injects[name].when, book.names, FUNCTIONS) for name in (first, other)]
    for facts in TAKEN[first] + PASSED[first]:
        answers = [condition.evaluate(facts) for condition in conditions]
        assert sorted(answer is True for answer in answers) == [False, True]
