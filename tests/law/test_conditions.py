"""Conditions: what is understood, what is refused and where, and what is answered when facts are unknown."""

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from games.law import UNKNOWN, Condition, ConditionError, Function, Kind, parse
from games.law.conditions import MAX_LEAVES, Names
from games.law.tree import Call

NAMES: Names = {
    "calm": Kind("bool"),
    "armed": Kind("bool"),
    "doubt": Kind("tri", ("no", "arguable", "yes")),
    "stage": Kind("enum", ("none", "early", "late")),
    "hours": Kind("int"),
    "allies": Kind("list", ("north", "south")),
    "plans": Kind("list", ("a.go", "a.stop")),
    "p.area": Kind("enum", ("land", "sea")),
    "p.fast": Kind("bool"),
    "move": Kind("enum", ("a.go", "a.stop")),
}
FUNCTIONS = {"made": Function((Kind("enum", ("a.go", "a.stop")),))}


def read(text: str) -> Condition:
    return parse(text, NAMES, FUNCTIONS)


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("always", {}, True),
        ("never", {}, False),
        ("calm", {"calm": True}, True),
        ("not calm and armed", {"calm": False, "armed": True}, True),
        ("calm or armed", {"calm": False, "armed": False}, False),
        ("doubt == 'arguable'", {"doubt": "arguable"}, True),
        ("doubt != 'no'", {"doubt": "no"}, False),
        ("stage in ('early','late')", {"stage": "late"}, True),
        ("stage not in ['early','late']", {"stage": "late"}, False),
        ("'north' in allies", {"allies": ("north",)}, True),
        ("'north' not in allies", {"allies": ("north",)}, False),
        ("move in plans", {"move": "a.go", "plans": ("a.stop",)}, False),
        ("len(allies) == 0", {"allies": ()}, True),
        ("len(allies) > 1", {"allies": ("north", "south")}, True),
        ("hours > 48", {"hours": 48}, False),
        ("hours >= 48", {"hours": 48}, True),
        ("hours - 1 <= 47", {"hours": 48}, True),
        ("hours + len(allies) > 49", {"hours": 48, "allies": ("north", "south")}, True),
        ("calm == False", {"calm": False}, True),
        ("p.area == 'sea' and p.fast", {"p.area": "sea", "p.fast": True}, True),
        ("made('a.go')", {"made('a.go')": True}, True),
        (
            "calm and\n  (armed or\n  'south' in allies)",
            {"calm": True, "armed": False, "allies": ("south",)},
            True,
        ),
    ],
)
def test_a_condition_is_answered(text: str, facts: dict[str, Any], expected: bool) -> None:
    assert read(text).evaluate(facts) is expected


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("calm", {}, None),
        ("not calm", {"calm": UNKNOWN}, None),
        ("calm and armed", {"armed": False}, False),
        ("calm and armed", {"armed": True}, None),
        ("calm or armed", {"armed": True}, True),
        ("calm or armed", {"armed": False}, None),
        ("stage == 'late'", {}, None),
        ("stage in ('late','early')", {"stage": UNKNOWN}, None),
        ("'north' in allies", {}, None),
        ("len(allies) == 0", {}, None),
        ("hours + 1 > 3", {}, None),
        ("made('a.stop')", {"made('a.go')": True}, None),
    ],
)
def test_what_is_not_known_leaves_open_only_what_turns_on_it(
    text: str, facts: dict[str, Any], expected: bool | None
) -> None:
    assert read(text).evaluate(facts) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("p.area == 'sea'", False),
        ("p.area != 'sea'", True),
        ("p.area not in ('sea','land')", True),
        ("p.fast", False),
    ],
)
def test_a_parameter_the_move_does_not_have_equals_nothing(text: str, expected: bool) -> None:
    assert read(text).evaluate({"p.area": None, "p.fast": None}) is expected


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("", 1, 1, "empty"),
        ("   ", 1, 1, "empty"),
        ("clam", 1, 1, "unknown name 'clam'; did you mean 'calm'?"),
        ("calm and\narmad", 2, 1, "did you mean 'armed'?"),
        ("calm and", 1, 1, "cannot be read"),
        ("calm = armed", 1, 6, "cannot be read"),
        ("doubt", 1, 1, "compare it, as in doubt == 'no'"),
        ("allies", 1, 1, "compare it, as in 'north' in allies"),
        ("hours", 1, 1, "compare it, as in hours > 0"),
        ("doubt == 'maybe'", 1, 10, "'maybe' is not one of no, arguable, yes"),
        ("doubt == True", 1, 10, "quotes"),
        ("calm == 'yes'", 1, 9, "not true or false"),
        ("stage == doubt", 1, 10, "enum is compared with tri"),
        ("allies == 'north'", 1, 1, "is a list; ask with 'in' or len()"),
        ("'east' in allies", 1, 1, "'east' is not one of north, south"),
        ("'north' in stage", 1, 12, "is not a list"),
        ("calm in allies", 1, 1, "cannot be a member"),
        ("hours in ('1','2')", 1, 1, "named values"),
        ("stage in ('late', 3)", 1, 10, "a list holds words in quotes"),
        ("stage in ()", 1, 10, "at least one"),
        ("hours > 'x'", 1, 9, "is not a number"),
        ("hours + calm > 1", 1, 9, "is not a number"),
        ("hours * 2 > 1", 1, 1, "not a fact, a word or a number"),
        ("1 < hours < 3", 1, 1, "two things at a time"),
        ("1 == 1", 1, 1, "compares two constants"),
        ("calm is armed", 1, 1, "use one of =="),
        ("len(calm) > 0", 1, 5, "len() needs a list"),
        ("len(allies)", 1, 1, "a length is a number"),
        ("calm # and armed", 1, 6, "a comment would hide"),
        ("made('a.went')", 1, 6, "'a.went' is not one of a.go, a.stop"),
        ("made(stage)", 1, 6, "word in quotes"),
        ("made()", 1, 1, "takes 1 argument(s), not 0"),
        ("mode('a.go')", 1, 1, "no function 'mode'; did you mean 'made'?"),
        ("__import__('os')", 1, 1, "no function"),
        ("calm.__class__", 1, 1, "only p.<parameter>"),
        ("p.aria == 'sea'", 1, 1, "did you mean 'p.area'?"),
        ("(lambda: calm)()", 1, 1, "only plain calls"),
        ("[c for c in allies]", 1, 1, "is not a condition"),
        ("calm if armed else calm", 1, 1, "is not a condition"),
        ("f'{calm}'", 1, 1, "is not a condition"),
        ("calm := armed", 1, 6, "cannot be read"),
        ("(" * 300, 1, 1, "cannot be read"),
        ("calm\0", 1, 1, "cannot be read"),
    ],
)
def test_a_faulty_condition_is_refused_at_its_place(text: str, line: int, column: int, words: str) -> None:
    with pytest.raises(ConditionError) as caught:
        read(text)
    assert words in caught.value.problem
    assert caught.value.line == line
    if words not in ("cannot be read",):
        assert caught.value.column == column


def test_size_and_depth_are_bounded() -> None:
    for text in (
        " and ".join(["calm"] * (MAX_LEAVES + 1)),
        "not " * 40 + "calm",
        "calm or " * 400 + "calm",
    ):
        with pytest.raises(ConditionError):
            read(text)


def test_a_macro_is_opened_but_keeps_its_name() -> None:
    macro = parse("calm and hours > 3", NAMES)
    condition = parse("not QUIET or armed", {**NAMES, "QUIET": macro})
    assert condition.names() == ("calm", "hours", "armed")
    assert condition.macros() == ("QUIET",)
    assert condition.evaluate({"calm": True, "hours": 4, "armed": False}) is False


def test_calls_are_listed_with_their_arguments() -> None:
    condition = read("made('a.go') and not made('a.stop') or made('a.go')")
    assert condition.functions() == (Call("made", ("a.go",)), Call("made", ("a.stop",)))
    assert condition.names() == ()


LEAVES = st.sampled_from(
    [
        "calm",
        "armed",
        "doubt == 'yes'",
        "doubt != 'no'",
        "stage in ('early','late')",
        "'north' in allies",
        "'south' not in allies",
        "len(allies) > 1",
        "hours > 2",
        "hours + 1 < 4",
        "p.area == 'sea'",
    ]
)
TEXTS = st.recursive(
    LEAVES,
    lambda part: st.one_of(
        part.map(lambda text: f"not ({text})"),
        st.tuples(part, part).map(lambda two: f"({two[0]}) and ({two[1]})"),
        st.tuples(part, part).map(lambda two: f"({two[0]}) or ({two[1]})"),
    ),
    max_leaves=12,
)
WORLDS = st.fixed_dictionaries(
    {
        "calm": st.booleans(),
        "armed": st.booleans(),
        "doubt": st.sampled_from(["no", "arguable", "yes"]),
        "stage": st.sampled_from(["none", "early", "late"]),
        "hours": st.integers(0, 5),
        "allies": st.sampled_from([(), ("north",), ("south",), ("north", "south")]),
        "p.area": st.sampled_from(["land", "sea", None]),
    }
)


@given(TEXTS, WORLDS)
def test_with_all_facts_known_a_condition_means_what_it_says(text: str, world: dict[str, Any]) -> None:
    scope = {**world, "p": SimpleNamespace(area=world["p.area"])}
    assert read(text).evaluate(world) is bool(eval(text, {"__builtins__": {"len": len}}, scope))


@given(TEXTS, WORLDS, st.sets(st.sampled_from(["calm", "armed", "doubt", "stage", "hours", "allies"])))
def test_an_answer_given_without_some_facts_stands_whatever_they_turn_out_to_be(
    text: str, world: dict[str, Any], hidden: set[str]
) -> None:
    condition = read(text)
    partial = {name: UNKNOWN if name in hidden else value for name, value in world.items()}
    answer = condition.evaluate(partial)
    assert answer is None or answer is condition.evaluate(world)


@given(TEXTS, WORLDS, st.lists(st.sampled_from(["calm", "armed", "doubt", "stage", "hours", "allies"])))
def test_learning_a_fact_never_takes_an_answer_back(
    text: str, world: dict[str, Any], order: list[str]
) -> None:
    condition = read(text)
    known: dict[str, Any] = {"p.area": world["p.area"]}
    answer = condition.evaluate(known)
    for name in order:
        known[name] = world[name]
        better = condition.evaluate(known)
        assert answer is None or better is answer
        answer = better
