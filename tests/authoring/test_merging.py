"""Two authors of one record: each keeps what only they changed, and nobody's words are lost."""

from hypothesis import given
from hypothesis import strategies as st

from injects.authoring.merging import merged

NAMES = st.sampled_from(["title.en", "title.ja", "text.en", "at"])
TEXTS = st.dictionaries(NAMES, st.sampled_from(["", "a", "b", "c", "a\nb", "a "]))


def test_different_fields_merge_and_the_same_field_keeps_both() -> None:
    base = {"title.en": "Old", "text.en": "Old text", "at": "T+1h"}
    mine = {"title.en": "Mine", "text.en": "Old text", "at": "T+2h"}
    theirs = {"title.en": "Theirs", "text.en": "New text", "at": "T+1h"}
    found = merged(base, mine, theirs)
    assert (found.mine, found.theirs, found.conflicts) == (
        {"at": "T+2h"},
        {"text.en": "New text"},
        {"title.en": "Theirs"},
    )


def test_line_ends_of_browsers_are_no_change() -> None:
    found = merged({"text.en": "a\nb"}, {"text.en": "a\r\nb"}, {"text.en": "a\nc"})
    assert not found.mine
    assert not found.conflicts
    assert found.theirs == {"text.en": "a\nc"}


@given(TEXTS, TEXTS, TEXTS)
def test_no_change_of_anybody_is_lost(
    base: dict[str, str], mine: dict[str, str], theirs: dict[str, str]
) -> None:
    found = merged(base, mine, theirs)
    for name, text in mine.items():
        wanted, before, now = text.rstrip(), base.get(name, "").rstrip(), theirs.get(name, "").rstrip()
        places = (name in found.mine) + (name in found.theirs) + (name in found.conflicts)
        assert places == (0 if wanted == now else 1)
        if name in found.mine:
            assert (found.mine[name], now) == (wanted, before)  # only I changed it
        if name in found.theirs:
            assert (wanted, found.theirs[name]) == (before, now)  # only they did
        if name in found.conflicts:
            assert found.conflicts[name] == now
            assert before not in (wanted, now)
