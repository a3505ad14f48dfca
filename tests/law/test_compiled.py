"""What the compiler does to a condition changes no answer: it is compared with the tables of three-valued logic."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from games.law.compiling import HOUR_MS, NOW, UNKNOWN, compile_test
from games.law.tree import AllOf, AnyOf, Compare, Elapsed, Literal, Macro, Name, Node, Not, Within

NAMES = ("a", "b", "c")
LEAVES = st.one_of(
    st.sampled_from([Name(name) for name in NAMES]),
    st.sampled_from([Compare(op, Name("n"), Literal(2)) for op in ("==", "!=", "<", "<=", ">", ">=")]),
    st.sampled_from([Within(Literal("x"), Name("l"), negated) for negated in (True, False)]),
    st.sampled_from([Within(Name("w"), Literal(("x", "y")), negated) for negated in (True, False)]),
    st.just(Elapsed(Name("m"), 1)),
    st.booleans().map(Literal),
)
NODES: st.SearchStrategy[Any] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(Not),
        inner.map(lambda body: Macro("M", body)),
        st.lists(inner, min_size=1, max_size=4).map(lambda parts: AllOf(tuple(parts))),
        st.lists(inner, min_size=1, max_size=4).map(lambda parts: AnyOf(tuple(parts))),
    ),
    max_leaves=12,
)
TRUTH = st.sampled_from([True, False, UNKNOWN])
WORLDS = st.fixed_dictionaries(
    {
        **dict.fromkeys(NAMES, TRUTH),
        "n": st.sampled_from([1, 2, 3, None, UNKNOWN]),
        "l": st.sampled_from([(), ("x",), None, UNKNOWN]),
        "w": st.sampled_from(["x", "z", UNKNOWN]),
        "m": st.sampled_from(["never", 0, 5, HOUR_MS, UNKNOWN]),
        NOW: st.sampled_from([0, 4, HOUR_MS + 5, 3 * HOUR_MS, UNKNOWN]),
    }
)
ORDERS: dict[str, Any] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def plainly(node: Node, env: dict[str, Any]) -> bool | None:
    """The answer by the tables, part by part."""
    match node:
        case Literal(value):
            return bool(value)
        case Name(key):
            return None if env[key] is UNKNOWN else bool(env[key])
        case Macro(_, body):
            return plainly(body, env)
        case Not(part):
            found = plainly(part, env)
            return None if found is None else not found
        case AllOf(parts):
            answers = [plainly(part, env) for part in parts]
            return False if False in answers else None if None in answers else True
        case AnyOf(parts):
            answers = [plainly(part, env) for part in parts]
            return True if True in answers else None if None in answers else False
        case Compare(op, Name(key), Literal(limit)):
            value = env[key]
            if value is UNKNOWN:
                return None
            if op in ("==", "!="):
                return bool((value == limit) is (op == "=="))
            return False if value is None else bool(ORDERS[op](value, limit))
        case Within(Literal(item), Name(key), negated):
            members = env[key]
            if members is UNKNOWN:
                return None
            return negated if members is None else (item in members) is not negated
        case Within(Name(key), Literal(words), negated):
            assert isinstance(words, tuple)
            return None if env[key] is UNKNOWN else (env[key] in words) is not negated
        case Elapsed(of, hours):
            moment, now = env[of.key], env[NOW]
            if moment == "never":
                return False
            if moment is UNKNOWN or now is UNKNOWN:
                return None
            return bool(moment <= now <= moment + hours * HOUR_MS)
    raise AssertionError(node)


@given(NODES, WORLDS)
def test_a_compiled_condition_answers_as_the_tables_do(node: Any, env: dict[str, Any]) -> None:
    assert compile_test(node)(env) is plainly(node, env)
