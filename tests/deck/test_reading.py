"""Round trips, digests, and reading under abuse."""

import json
import random
import subprocess
import sys
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from games.engine.plan import Plan
from injects.deck.findings import errors
from injects.deck.lint import check_text
from injects.deck.parse import digest, dump_document, open_document, read_deck, schema
from injects.deck.schema import Inject
from injects.deck.vocabulary import Vocabulary

# Round trips


def test_a_deck_is_written_back_as_it_was_read(long_strait_text: str, smallest: str) -> None:
    for text in (long_strait_text, smallest):
        assert dump_document(open_document(text)) == text


def test_an_edit_changes_its_line_and_keeps_comments_and_order(smallest: str) -> None:
    commented = smallest.replace("    title: Ships sail\n", "    title: Ships sail # not yet known\n")
    document = open_document(commented)
    document["injects"][0]["at"] = "3m"
    written = dump_document(document)
    assert written == commented.replace("    at: 2m\n", "    at: 3m\n")
    assert "# not yet known" in written


def test_a_plan_survives_its_encoding(long_strait: Plan) -> None:
    assert msgspec.json.decode(msgspec.json.encode(long_strait), type=Plan) == long_strait


# Who reads what


def test_what_is_expected_of_a_team_is_a_cue_for_staff_and_never_sent_to_it(
    smallest: str, book: Vocabulary
) -> None:
    cue = "kind: expected, to: [tokyo, white], cc: [all], at: 4m, title: Tokyo protests, text: In writing."
    text = smallest + f"  - {{id: W, channel: press, objectives: [read], {cue}}}\n"
    plan = check_text("deck.yaml", text, book).plan
    assert plan is not None
    line = next(inject for inject in plan.injects if inject.id == "W")
    assert (line.to, line.cc, line.blind) == (("white",), (), ())
    assert [(each.team, each.what) for each in line.expects] == [("tokyo", {"en": "Tokyo protests"})]


def test_a_cue_that_says_who_does_what_keeps_it(smallest: str, book: Vocabulary) -> None:
    cue = (
        "kind: expected, to: [tokyo], at: 4m, title: Cue, text: Look., expected: [{who: tokyo, what: A note}]"
    )
    text = smallest + f"  - {{id: W, channel: press, objectives: [read], {cue}}}\n"
    plan = check_text("deck.yaml", text, book).plan
    assert plan is not None
    assert [each.what for each in plan.injects[-1].expects] == [{"en": "A note"}]


# Digests


def digest_of(text: str) -> str:
    source, problems = read_deck("x", text)
    assert source is not None, problems
    return digest(source.deck)


def test_layout_comments_and_the_order_of_keys_do_not_change_the_digest(smallest: str) -> None:
    shuffled = yaml.safe_dump(yaml.safe_load(smallest), sort_keys=True, width=40)
    assert digest_of(smallest) == digest_of("# another comment\n" + smallest) == digest_of(shuffled)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Ships sail", "Ships stay"),
        ("Nobody knows", "Somebody knows"),
        ("at: 14m", "at: 15m"),
        ("tone: 3", "tone: 4"),
        ('version: "1"', 'version: "2"'),
    ],
)
def test_every_change_of_what_it_says_changes_the_digest(smallest: str, old: str, new: str) -> None:
    assert digest_of(smallest) != digest_of(smallest.replace(old, new, 1))


def test_another_process_finds_the_same_digest(smallest: str) -> None:
    script = (
        "import sys; from injects.deck.parse import digest, read_deck;"
        "print(digest(read_deck('x', sys.stdin.read())[0].deck))"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", script],
            input=smallest,
            env={"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert answers == {digest_of(smallest)}


# Schema


def test_the_schema_names_every_field_and_nothing_else() -> None:
    published = schema()
    assert json.loads(json.dumps(published)) == published
    inject = published["$defs"]["Inject"]
    assert set(inject["properties"]) == {field.encode_name for field in msgspec.structs.fields(Inject)}
    assert "from" in inject["properties"]
    assert inject["additionalProperties"] is False
    assert set(inject["required"]) == {"id", "to", "channel", "title", "text"}


def test_the_schema_has_no_loose_ends() -> None:
    text = json.dumps(schema())
    references = {part.split('"')[0] for part in text.split('"#/$defs/')[1:]}
    assert references <= set(schema()["$defs"])


# Abuse


def test_size_and_depth_are_bounded(book: Vocabulary) -> None:
    for text in ("# " + "x" * 2_000_000, "deck: " + "[" * 5_000 + "]" * 5_000, "a: &a [*a]"):
        checked = check_text("x", text, book)
        assert errors(checked.findings)
        assert checked.plan is None


def test_a_web_of_conditions_is_checked_in_good_time(book: Vocabulary, smallest: str) -> None:
    """Sixty injects that each wait for any of the others: circles without number, reported without end."""
    names = [f"N{n}" for n in range(60)]
    lines = "".join(
        f"  - {{id: {name}, to: [all], channel: press, title: T, text: T., objectives: [read],"
        f" when: \"{' and '.join(f'''released('{other}')''' for other in names if other != name)}\"}}\n"
        for name in names
    )
    checked = check_text("x", smallest + lines, book)
    assert {finding.code for finding in errors(checked.findings)} <= {"L03", "D05"}
    assert errors(checked.findings)


@given(seed=st.integers(0, 2**32))
@example(seed=1068)  # a section twice, a list first and then a text
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_damage_is_reported_and_never_raised(seed: int, smallest: str, book: Vocabulary) -> None:
    """Lines of a deck dropped, doubled, swapped or cut: a plan or findings, whatever comes."""
    checked = check_text("x", damaged(smallest, random.Random(seed)), book)
    assert (checked.plan is None) <= bool(errors(checked.findings))
    for finding in checked.findings:
        assert finding.line >= 1
        assert finding.sentence()


def damaged(text: str, chance: random.Random) -> str:
    lines = text.splitlines()
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(lines))
        match chance.randrange(5):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, lines[chance.randrange(len(lines))])
            case 2:
                lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]
            case 3:
                lines[at] = lines[at].replace(":", ": !", 1)
            case _:
                lines[at] = lines[at].replace("'", chance.choice(['"', "", "''"]))
    return "\n".join(lines)


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(data=st.data(), value=VALUES)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_value_in_any_place_is_reported_and_never_raised(
    data: st.DataObject, value: Any, smallest: str, book: Vocabulary
) -> None:
    deck = yaml.safe_load(smallest)
    container, key = data.draw(st.sampled_from(list(places(deck))))
    container[key] = value
    checked = check_text("x", yaml.safe_dump(deck, allow_unicode=True), book)
    assert (checked.plan is None) <= bool(errors(checked.findings))


def places(node: Any) -> Any:
    """Every place in a nested document at which a value could stand."""
    keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    for key in keys:
        yield node, key
        yield from places(node[key])
