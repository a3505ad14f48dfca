"""The shipped packs: all that should be there is there, and every text is usable."""

import re
import subprocess
import sys

from games.law import Rulebook, digest_of, load
from games.law.checks import check_book
from games.law.model import LAYERS
from games.law.shipped import shipped_texts


def test_every_record_is_loaded(book: Rulebook) -> None:
    rows = {rule.id for play in book.plays.values() for rule in play.rules}
    counts = {
        "provisions": len(book.provisions),
        "facts": len(book.facts),
        "macros": len(book.macros),
        "moves": len(book.moves),
        "tokens": len(book.tokens),
        "groups": len(book.groups),
        "rows": len(rows),
        "parameters": len(book.parameters),
        "meters": len(book.meters),
        "teams": len(book.teams),
        "not encoded": len(book.not_encoded),
    }
    assert counts == {
        "provisions": 168,
        "facts": 88,
        "macros": 22,
        "moves": 103,
        "tokens": 50,
        "groups": 5,
        "rows": 312,
        "parameters": 42,
        "meters": 18,
        "teams": 4,
        "not encoded": 9,
    }


def test_moves_are_shared_out_among_the_teams(book: Rulebook) -> None:
    assert {team: len(book.moves_of(team)) for team in book.teams} == {
        "tokyo": 46,
        "washington": 22,
        "beijing": 19,
        "taipei": 16,
    }


def test_provisions_lie_in_the_folder_of_their_layer(book: Rulebook) -> None:
    folders = {
        "JP": "jp/",
        "AL": "alliance/",
        "US": "us/",
        "CN": "prc/",
        "TW": "roc/",
        "INT": "international/",
    }
    layers = {"AL": "alliance", "INT": "international"}
    for provision in book.provisions.values():
        prefix = provision.id.partition("-")[0]
        assert book.places[f"provisions:{provision.id}"].startswith(folders[prefix])
        assert provision.layer == layers.get(prefix, "domestic")


def test_the_shipped_packs_pass_the_static_checks_without_an_error(book: Rulebook) -> None:
    remarks = check_book(book)
    assert [str(remark) for remark in remarks if remark.level == "error"] == []
    # A fact that only injects read; the rules deliberately do not turn on it.
    assert [remark.subject for remark in remarks] == ["quarantine_declared"]


def test_every_missing_token_that_is_not_a_finding_has_a_step_with_who_and_how_long(book: Rulebook) -> None:
    for token in book.tokens.values():
        steps = [procedure.step for procedure in book.cures.get(token.id, ())]
        assert bool(steps) is not token.finding, token.id
        assert all(step.who and step.real and step.changes for step in steps), token.id
    untimed = {step.step.gives for step in book.steps.values() if step.step.hours is None}
    assert untimed == {"airspace_open", "p5_concurrence"}


def test_real_times_hold_the_hours_chosen(book: Rulebook) -> None:
    for procedure in book.steps.values():
        step = procedure.step
        if step.real_from is not None and step.real_to is not None and step.hours is not None:
            assert step.real_from <= step.hours <= step.real_to, step.id


def test_every_bool_fact_says_itself_in_words(book: Rulebook) -> None:
    for fact in book.facts.values():
        assert (fact.says is not None) is (fact.type == "bool"), fact.id
        assert fact.standing in ("record", "assessment")


def test_the_first_value_of_a_form_is_its_default(book: Rulebook) -> None:
    for move in book.moves.values():
        for param in move.params:
            if param.type == "enum":
                assert book.param_values(param)[0] == param.default, (move.id, param.id)


def test_every_row_names_its_layer_as_the_provisions_do_or_says_why(book: Rulebook) -> None:
    layers = {rule.row.layer for play in book.plays.values() for rule in play.rules}
    assert layers == set(LAYERS)


def test_texts_hold_no_traces_of_table_markup(book: Rulebook) -> None:
    for name, text in shipped_texts().items():
        assert not re.search(r"\*\*|\| -|`", text), name


def test_the_digest_names_the_exact_texts(book: Rulebook) -> None:
    texts = shipped_texts()
    assert book.digest == digest_of(texts)
    name = next(iter(texts))
    assert digest_of({**texts, name: texts[name] + "#"}) != book.digest
    renamed = {("x" if key == name else key): text for key, text in texts.items()}
    assert digest_of(renamed) != book.digest


def test_the_order_of_the_files_does_not_matter(book: Rulebook) -> None:
    texts = shipped_texts()
    again = load(dict(sorted(texts.items(), reverse=True)))
    assert isinstance(again, Rulebook)
    assert again.digest == book.digest
    assert list(again.facts) == list(book.facts)
    assert list(again.plays) == list(book.plays)


def test_the_engine_knows_no_framework() -> None:
    script = (
        "import sys, games.law, games.law.shipped, games.law.checks, games.law.cases;"
        "games.law.shipped.load_shipped();"
        "roots = {name.split('.')[0] for name in sys.modules};"
        "print(sorted(roots & {'django', 'celery', 'redis', 'channels', 'asgiref'}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
