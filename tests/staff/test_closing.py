"""Before a turn or the exercise is ended, the director sees what would be left open, and what each act does."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest

from games.engine import commands as c
from games.engine.ids import Audience, FactValue
from games.services import now_ms
from games.staffing.closing import Loose, loose_ends
from games.staffing.direct import first_out
from games.staffing.naming import names_of
from games.staffing.present import present
from tests import table
from tests.staff.conftest import MINUTE, Play

DIRECTOR, WHITE = table.DIRECTOR, table.WHITE


@pytest.fixture
def turn(make_play: Callable[..., Play]) -> Play:
    """A turn in play, a question to Tokyo, and a duty."""
    question = table.inject("ask", 0, to=("team:tokyo",), question={"en": "What now?"})
    play = make_play(question, turn_ms=40 * MINUTE)
    play.wait(1000)
    return play


def open_now(play: Play) -> Loose:
    return loose_ends(play.state, names_of(play.state, "en"), present(play.state, now_ms()))


def get(play: Play, rest: str) -> str:
    return unescape(play.sit(DIRECTOR).get(play.url(DIRECTOR, rest)).content.decode())


def test_a_taken_move_is_named_before_the_turn_ends(turn: Play) -> None:
    move = turn.move("washington", headline="Send the carrier")
    turn.must(WHITE, c.TakeMove(move_id=move.id))
    page = get(turn, "direct/open/turn/")
    assert "1 move not ruled on" in page
    assert f'href="{turn.url(DIRECTOR, "white/")}?move={move.id}#work"' in page
    assert "in work: White cell" in page
    assert "No ruling waits for the end of the turn." in page


def test_a_ruling_that_waits_for_the_end_of_the_turn_is_named(turn: Play) -> None:
    ruling = turn.rule(turn.move("tokyo", "jp.statement", headline="Protest"), publish="turn_end")
    found = open_now(turn)
    assert [w.ruling.id for w in found.at_turn_end] == [ruling]
    page = get(turn, "direct/open/turn/")
    assert "1 ruling is published" in page
    assert f"?ruling={ruling}#work" in page
    assert "Every move has been ruled on." in page


def test_a_decision_is_unanswered_until_the_team_moves_on_it(turn: Play) -> None:
    (asked,) = open_now(turn).unanswered
    assert (asked.title, [team.id for team in asked.teams]) == ("ask title", ["tokyo"])
    turn.move("washington", headline="Not theirs")
    assert open_now(turn).unanswered
    turn.move("tokyo", headline="We do this", item=turn.state.injects[asked.inject.spec.id].item)
    assert not open_now(turn).unanswered


def test_endex_lists_what_is_open_with_the_way_to_it(turn: Play) -> None:
    turn.must(WHITE, c.OpenProcedure(token="nsc_done", team="tokyo"))  # type: ignore[arg-type]
    talk = c.OpenThread(parties=(), subject="Gas", text="How much is left?", with_white=True)
    turn.must(table.lead("taipei"), talk)
    page = get(turn, "direct/open/exercise/")
    assert "1 decision unanswered" in page
    assert turn.url(DIRECTOR, "control/ask/show/") in page
    assert "1 step or duty under way" in page
    assert f"{turn.url(DIRECTOR, 'ledger/')}#steps" in page
    assert "1 question open" in page
    assert "Gas" in page


def test_nothing_open_is_said_too(make_play: Callable[..., Play]) -> None:
    play = make_play()
    assert open_now(play).nothing
    assert "Nothing else is open." in get(play, "direct/open/exercise/")
    assert play.sit(DIRECTOR).get(play.url(DIRECTOR, "direct/open/lunch/")).status_code == 404


def test_both_dialogs_stand_on_the_page_and_on_the_page_without_script(turn: Play) -> None:
    for place in ("direct/", "direct/forms/"):
        page = get(turn, place)
        assert page.count('id="open-turn"') == 1
        assert page.count('id="open-exercise"') == 1
        assert page.count('data-command="end_turn"') == 1


def test_the_end_of_the_turn_names_whom_it_reaches(turn: Play) -> None:
    assert "For 8 seats (0 taken): Tokyo, Washington, Beijing, Taipei, at once" in get(turn, "direct/")


def test_every_question_says_what_it_asks(make_play: Callable[..., Play]) -> None:
    play = make_play(table.inject("first", 0), table.inject("later", 60_000), begun=False)
    assert first_out(play.state) == 1
    page = get(play, "direct/")
    assert 'data-confirm-title="Start the exercise now?"' in page
    assert "STARTEX for 8 seats (0 taken)" in page
    assert "At the story's beginning that is 1 inject." in page
    play.must(DIRECTOR, c.StartExercise())
    play.must(table.lead("tokyo"), c.RaiseEmergency(note="smoke"))
    assert 'data-confirm-title="Is the real-world stop dealt with?"' in get(play, "direct/verbs/")
    play.must(DIRECTOR, c.ClearEmergency())
    play.must(DIRECTOR, c.EndExercise(reason="done"))
    page = get(play, "direct/verbs/")
    assert 'data-confirm-title="Archive the exercise?"' in page
    assert f"after {play.state.seq} entries" in page


def test_the_white_cell_is_asked_too_before_the_stop_is_cleared(turn: Play) -> None:
    turn.must(table.lead("tokyo"), c.RaiseEmergency(note="smoke"))
    page = unescape(turn.sit(WHITE).get(turn.url(WHITE, "white/")).content.decode())
    assert 'data-confirm-title="Is the real-world stop dealt with?"' in page
    assert 'id="confirm-sure"' in page
    assert "Wait for the exercise staff" not in page  # they are the staff, and read what happened instead
    assert page.count("smoke") >= 2


def test_contested_facts_are_named_before_endex(turn: Play) -> None:
    """What is arguable in law, and what a team takes for something else; what nobody was told is no contest."""
    tokyo = (Audience("team:tokyo"),)
    set_so: tuple[tuple[dict[str, FactValue], tuple[Audience, ...]], ...] = (
        ({"existential_danger": "arguable"}, ()),
        ({"notice_given": False}, tokyo),
        ({"notice_given": True}, ()),
        ({"quarantine_declared": True}, ()),
    )
    for values, told in set_so:
        turn.must(WHITE, c.SetFacts(values=values, reason="r", learned_by=told))
    page = get(turn, "direct/open/exercise/")
    assert "2 contested facts" in page
    section = page.partition("contested facts")[2]
    assert re.findall(r'/ledger/fact/(\w+)/"', section) == ["existential_danger", "notice_given"]
    assert "Tokyo" in section
    turn.must(WHITE, c.DiscloseFacts(facts=("notice_given",), to=tokyo, reason="r"))
    assert "1 contested fact" in get(turn, "direct/open/exercise/")


def test_no_question_of_staff_is_left_to_say_only_are_you_sure(turn: Play) -> None:
    for place in ("direct/", "direct/jump/?to=%2B12", "control/improvise/", "control/ask/correct/panel/"):
        page = get(turn, place)
        asked = page.count('data-confirm="confirm-sure"')
        assert asked == page.count("data-confirm-title=") - page.count(
            'data-confirm="confirm-fire" data-confirm-title'
        )


def test_improvising_says_to_whom_and_when(turn: Play) -> None:
    page = get(turn, "control/improvise/")
    assert 'data-confirm-words="To: {words.to}. When: {when}."' in page
    assert 'data-said="Tokyo (2 seats)"' in page
    assert 'data-said="{at_ms}"' in page
