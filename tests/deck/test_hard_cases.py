"""What slipped past the check, or was called wrong and is none: one deck for each, the smallest with a few lines more."""

import pytest

from injects.deck.lint import check_text
from injects.deck.vocabulary import Vocabulary

SECRET = "secrets:\n  - {words: [KINGFISHER], known_to: [tokyo]}\n"
TIMING = "minute_is: 1m, endex: 30m"


def line(name: str, **more: str) -> str:
    """An inject of the last phase; keyword `text_` and so on are its keys."""
    keys = {
        "phase": "P2", "to": "[all]", "channel": "press", "title": f"Line {name}", "text": f"Words of {name}.",
        "objectives": "[read]", **more,
    }  # fmt: skip
    return f"  - id: {name}\n" + "".join(f"    {key}: {value}\n" for key, value in keys.items())


def found(book: Vocabulary, text: str) -> list[tuple[str, str, str]]:
    checked = check_text("deck.yaml", text, book)
    return [(f.code, f.level, f.item) for f in checked.findings]


@pytest.mark.parametrize(
    ("added", "item"),
    [
        (line("D", after="B", at="5h"), "inject D"),
        (line("D", after="B", at="9m") + line("E", after="D", at="9m"), "inject E"),
        (line("D", basis="turn", turn="4", at="2m"), "inject D"),
    ],
)
def test_what_follows_something_can_come_after_endex_too(
    book: Vocabulary, smallest: str, added: str, item: str
) -> None:
    text = smallest.replace(TIMING, f"{TIMING}, turn: 10m") + added
    assert ("L20", "error", item) in found(book, text)


@pytest.mark.parametrize(
    "text",
    [
        "Kingfishers gather.",
        "The King-fisher sails.",
        "ＫＩＮＧＦＩＳＨＥＲ sails.",
        "King\u00adfisher sails.",
        "KINGFISHER's crew.",
    ],
)
def test_a_secret_in_another_form_is_one(book: Vocabulary, smallest: str, text: str) -> None:
    assert found(book, smallest + line("D", at="12m", text=text) + SECRET) == [("L04", "error", "inject D")]


@pytest.mark.parametrize(
    "text", ["Kingfishing is a sport.", "The king fishery bank fails.", "A fisher, a king."]
)
def test_words_that_only_look_like_a_secret_are_none(book: Vocabulary, smallest: str, text: str) -> None:
    assert found(book, smallest + line("D", at="12m", text=text) + SECRET) == []


@pytest.mark.parametrize(
    ("right", "leaking", "item"),
    [
        ("brief: Nobody here is real.", "brief: Nobody is real. KINGFISHER sails.", "deck"),
        ("label: General Secretary}", "label: General Secretary, brief: You await KINGFISHER.}", "office gs"),
        ("delay: 1m}", "delay: 1m, note: KINGFISHER listens here.}", "link 1"),
    ],
)
def test_what_is_read_before_play_can_leak_too(
    book: Vocabulary, smallest: str, right: str, leaking: str, item: str
) -> None:
    text = smallest.replace(right, leaking, 1) + SECRET
    assert found(book, text) == [("L04", "error", item)]
    assert found(book, text.replace("known_to: [tokyo]", "known_to: [tokyo, beijing]")) == []


def test_the_card_of_an_office_that_knows_the_secret_may_have_it(book: Vocabulary, smallest: str) -> None:
    text = smallest.replace(
        "label: Prime Minister}", "label: Prime Minister, brief: KINGFISHER is yours.}", 1
    )
    assert found(book, text + SECRET) == []


def test_the_name_of_a_file_is_read_without_gaps(book: Vocabulary, smallest: str) -> None:
    files = "attachments:\n  - {id: x, file: KingfisherPlan.png, alt: A ship}\n"
    text = smallest + line("D", at="12m", attachments="[x]") + files + SECRET
    assert ("L04", "error", "attachment x") in found(book, text)


def test_a_title_for_some_that_others_read_within_a_sentence(book: Vocabulary, smallest: str) -> None:
    first = line("D", at="12m", to="[tokyo]", title="Prime Minister will resign on Sunday")
    other = line("E", at="13m", text="We hear that the cable Prime Minister will resign on Sunday is real.")
    assert found(book, smallest + first + other) == [("L04", "error", "inject E")]
    assert found(book, smallest + first + other.replace("[all]", "[tokyo]")) == []


@pytest.mark.parametrize(
    "mark", ["EXERCISE", "EXERCISE EXERCISE EXERCISE", "演習", "一般", "なし", "Not classified"]
)
def test_a_mark_that_everybody_may_read_is_no_marking(book: Vocabulary, smallest: str, mark: str) -> None:
    assert found(book, smallest + line("D", at="12m", classification=mark)) == []


def dated(book: Vocabulary, smallest: str, start: str, text: str) -> list[tuple[str, str, str]]:
    timing = f'{TIMING}, scenario_start: "{start}"'
    return found(book, smallest.replace(TIMING, timing) + line("D", at="12m", text=text))


@pytest.mark.parametrize(
    ("start", "text"),
    [
        ("2027-01-02 08:00", "On Thursday 31 December the talks broke off."),
        ("2026-12-30 08:00", "On Friday 1 January the ban begins."),
        ("2026-03-01 08:00", "Cease all movement NLT 021200ZMAR26."),
        ("2026-03-01 08:00", "The order takes effect at 020001ZMAR26."),
        ("2026-03-01 08:00", "本命令は021200ZMAR26まで有効。"),
        ("2026-03-01 08:00", "010700Z MAR. SHIPS SAIL."),
    ],
)
def test_a_date_that_may_well_be_so_is_let_stand(
    book: Vocabulary, smallest: str, start: str, text: str
) -> None:
    assert dated(book, smallest, start, text) == []


def test_a_message_is_dated_ahead_of_its_time_without_a_year_too(book: Vocabulary, smallest: str) -> None:
    assert dated(book, smallest, "2026-03-01 08:00", "021200Z MAR. SHIPS SAIL.") == [
        ("L08", "error", "inject D")
    ]


UNLAWFUL = {
    "at": "20m",
    "to": "[tokyo]",
    "sets": '{iis_grounds: "no"}',
    "expect": "{tokyo: [jp.designate_iis]}",
}


@pytest.mark.parametrize(
    ("notes", "level"),
    [
        ("Ask the Prime Minister twice.", "warn"),
        ("It is meant: they should see that it breaks the law.", ""),
        ("TRAP: jp.designate_iis has no ground here.", ""),
        ("違法であることに気付くかを見る。", ""),
    ],
)
def test_only_notes_that_speak_of_it_excuse_an_unlawful_expectation(
    book: Vocabulary, smallest: str, notes: str, level: str
) -> None:
    wanted = [("L11", level, "inject D")] if level else []
    assert found(book, smallest + line("D", **UNLAWFUL, notes=f'"{notes}"')) == wanted


@pytest.mark.parametrize(
    ("notes", "wrong"),
    [
        ("jp.use_forceは適法である。", True),
        ("jp.use_force 在此合法。", True),
        ("jp.use_forceは違法である。", False),
        ("jp.use_forceは適法ではない。", False),
        ("jp.use_forceが適法か否かを問う。", False),
        ("jp.use_force 在此不合法。", False),
    ],
)
def test_a_verdict_in_japanese_or_chinese_notes_is_held_against_the_law(
    book: Vocabulary, smallest: str, notes: str, wrong: bool
) -> None:
    text = smallest + line("D", at="20m", to="[tokyo]", sets='{no_other_means: "no"}', notes=f'"{notes}"')
    assert found(book, text) == ([("L11", "error", "inject D")] if wrong else [])


def test_what_needs_one_that_needs_another_comes_after_it(book: Vocabulary, smallest: str) -> None:
    chain = (
        line("D", when="made('jp.statement')", sets="{notice_given: true}")
        + line("E", needs="[D]", at="12m")
        + line("F", needs="[E]", at="13m", sets="{notice_given: false}")
    )
    assert found(book, smallest + chain) == []
    assert ("L12", "error", "inject F") in found(book, smallest + chain.replace("    needs: [E]\n", ""))


def test_turns_come_one_after_the_other(book: Vocabulary, smallest: str) -> None:
    two = line("D", basis="turn", turn="1", at="9m", phase="P1", sets="{notice_given: true}") + line(
        "E", basis="turn", turn="2", at="1m", sets="{notice_given: false}"
    )
    text = smallest.replace(TIMING, f"{TIMING}, turn: 10m")
    assert found(book, text + two) == []
    same = two.replace("turn: 2", "turn: 1").replace("at: 1m", "at: 9m")
    assert ("L12", "error", "inject E") in found(book, text + same)
    # And what asks for one of a later turn waits in vain.
    asks = two.replace("    at: 9m\n", "    at: 9m\n    when: released('E')\n")
    assert ("L02", "error", "inject D") in found(book, text + asks)
