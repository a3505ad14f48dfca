"""The move that a team is writing: nobody's text is lost."""

from __future__ import annotations

import pytest

from games import notify
from games.engine.answers import Refused
from games.engine.ids import SeatId, TeamId
from games.services import drafts
from games.services.drafts import Conflict, DraftView
from games.services.seats import SeatPass
from tests import table
from tests.play.conftest import Run

TOKYO = TeamId("tokyo")
LEAD, MEMBER = table.lead("tokyo"), table.member("tokyo")
AT = table.START


def by(run: Run, seat: SeatId) -> SeatPass:
    return SeatPass(run.pk, run.exercise.public_id, seat, run.state.seats[seat].spec, 1)


def save(run: Run, seat: SeatId, base: int, text: str) -> DraftView | Conflict | Refused:
    return drafts.save_draft(by(run, seat), base, {"text": text}, AT)


def version(answer: DraftView | Conflict | Refused) -> int:
    assert isinstance(answer, DraftView), answer
    return answer.version


def test_a_team_begins_with_nothing(run: Run) -> None:
    assert drafts.current(run.pk, TOKYO) == DraftView(0, {}, SeatId(""), 0, False, "")


def test_what_is_saved_is_there_on_every_device_of_the_team(run: Run) -> None:
    assert version(save(run, MEMBER, 0, "We protest")) == 1
    assert drafts.current(run.pk, TOKYO) == DraftView(1, {"text": "We protest"}, MEMBER, AT, False, "")
    assert drafts.current(run.pk, TeamId("beijing")).version == 0


def test_the_same_text_again_makes_no_version(run: Run) -> None:
    save(run, MEMBER, 0, "We protest")
    assert version(save(run, MEMBER, 0, "We protest")) == 1
    assert len(drafts.history(run.pk, TOKYO)) == 1


def test_of_two_who_write_at_once_neither_loses_a_word(run: Run) -> None:
    save(run, MEMBER, 0, "Draft")
    save(run, MEMBER, 1, "The scribe's text")
    answer = save(run, LEAD, 1, "The lead's text")
    assert isinstance(answer, Conflict)
    assert answer.mine == {"text": "The lead's text"}
    assert (answer.theirs.content, answer.theirs.version) == ({"text": "The scribe's text"}, 2)
    assert drafts.current(run.pk, TOKYO).content == {"text": "The scribe's text"}
    kept = [(v.act, v.seat, v.base, v.content["text"]) for v in drafts.history(run.pk, TOKYO)]
    assert kept == [
        ("saved", MEMBER, 0, "Draft"),
        ("saved", MEMBER, 1, "The scribe's text"),
        ("conflict", LEAD, 1, "The lead's text"),
    ]
    assert version(save(run, LEAD, 2, "Both texts")) == 3


def put(run: Run, seat: SeatId, base: int, **content: object) -> DraftView | Conflict:
    answer = drafts.save_draft(by(run, seat), base, content, AT)
    assert not isinstance(answer, Refused)
    return answer


def test_of_two_who_write_in_different_fields_both_are_taken(run: Run) -> None:
    put(run, MEMBER, 0, headline="Draft", move="other", visibility="covert")
    put(run, MEMBER, 1, headline="The scribe's", move="other", visibility="covert", because=["One"])
    answer = put(run, LEAD, 1, headline="Draft", text="The lead's", move="other", visibility="covert")
    assert isinstance(answer, DraftView)
    together = {"headline": "The scribe's", "text": "The lead's", "because": ["One"]}
    assert answer.content == {**together, "move": "other", "visibility": "covert"}
    assert (answer.version, set(answer.taken)) == (3, {"headline", "because"})
    assert drafts.current(run.pk, TOKYO).content == answer.content


def test_of_a_field_that_two_changed_neither_text_is_lost_and_the_rest_is_told(run: Run) -> None:
    put(run, MEMBER, 0, text="Draft")
    put(run, MEMBER, 1, text="The scribe's", risk="War")
    answer = put(run, LEAD, 1, text="The lead's")
    assert isinstance(answer, Conflict)
    assert (answer.both, answer.taken) == (("text",), ("risk",))
    assert drafts.history(run.pk, TOKYO)[-1].content == {"text": "The lead's"}


def test_a_kind_of_move_and_its_parameters_are_one_authors(run: Run) -> None:
    """A form that nobody has touched already names a kind; that is no choice."""
    put(run, MEMBER, 0, move="jp.protect_us_assets", params={"days": 7}, visibility="covert")
    answer = put(run, LEAD, 0, move="other", visibility="covert", text="The lead's")
    assert isinstance(answer, DraftView)
    assert (answer.content["move"], answer.content["params"]) == ("jp.protect_us_assets", {"days": 7})
    other = put(run, LEAD, 0, move="jp.statement", visibility="covert")
    assert isinstance(other, Conflict)
    assert other.both == ("move", "params", "defy", "defy_reason")


def test_what_was_sent_or_emptied_meanwhile_is_put_together_with_nothing(run: Run) -> None:
    put(run, MEMBER, 0, headline="Draft", text="Old")
    drafts.submitted(by(run, LEAD), 1, AT)
    late = put(run, MEMBER, 1, headline="Draft", text="Old", risk="War")
    assert isinstance(late, Conflict)
    assert (late.both, late.theirs.content) == (None, {})
    put(run, LEAD, 2, headline="The next move")
    assert isinstance(put(run, MEMBER, 1, headline="Draft", text="Old", risk="War"), Conflict)
    amending = put(run, LEAD, 3, headline="The next move", amends="m1")
    assert isinstance(amending, DraftView)
    assert isinstance(put(run, MEMBER, 3, headline="The next move", risk="War"), Conflict)
    assert isinstance(put(run, MEMBER, 4), DraftView)
    assert isinstance(put(run, LEAD, 4, headline="The next move", risk="War"), Conflict)


def test_the_lead_gets_it_and_hands_it_back_with_a_word(run: Run) -> None:
    save(run, MEMBER, 0, "Draft")
    sent = drafts.send_to_lead(by(run, MEMBER), 1, AT)
    assert isinstance(sent, DraftView)
    assert (sent.with_lead, sent.version) == (True, 2)
    back = drafts.return_to_scribe(by(run, LEAD), 2, "Cite the treaty", AT)
    assert isinstance(back, DraftView)
    assert (back.with_lead, back.note, back.content) == (False, "Cite the treaty", {"text": "Draft"})
    assert [v.act for v in drafts.history(run.pk, TOKYO)] == ["saved", "sent", "returned"]


def test_what_was_not_read_is_not_sent(run: Run) -> None:
    save(run, MEMBER, 0, "Draft")
    save(run, LEAD, 1, "Another")
    answer = drafts.send_to_lead(by(run, MEMBER), 1, AT)
    assert isinstance(answer, Conflict)
    assert answer.theirs.content == {"text": "Another"}
    assert not drafts.current(run.pk, TOKYO).with_lead


def test_writing_on_takes_it_back_from_the_lead(run: Run) -> None:
    save(run, MEMBER, 0, "Draft")
    drafts.send_to_lead(by(run, MEMBER), 1, AT)
    answer = save(run, MEMBER, 2, "Second thoughts")
    assert isinstance(answer, DraftView)
    assert not answer.with_lead


def test_an_accepted_move_empties_the_page_and_stays_in_the_history(run: Run) -> None:
    save(run, MEMBER, 0, "Draft")
    drafts.submitted(by(run, LEAD), 1, AT)
    assert drafts.current(run.pk, TOKYO).content == {}
    last = drafts.history(run.pk, TOKYO)[-1]
    assert (last.act, last.content, last.seat) == ("submitted", {"text": "Draft"}, LEAD)
    assert version(save(run, MEMBER, 2, "The next one")) == 3


def test_a_text_written_while_the_move_went_out_stays(run: Run) -> None:
    save(run, MEMBER, 0, "Draft")
    save(run, MEMBER, 1, "Already the next")
    drafts.submitted(by(run, LEAD), 1, AT)
    assert drafts.current(run.pk, TOKYO).content == {"text": "Already the next"}


def test_a_text_beyond_all_measure_is_refused(run: Run) -> None:
    answer = save(run, MEMBER, 0, "x" * drafts.LONGEST)
    assert isinstance(answer, Refused)
    assert answer.code == "TOO_LONG"
    assert drafts.current(run.pk, TOKYO).version == 0


def test_a_seat_without_a_team_has_nothing_to_draft(run: Run) -> None:
    with pytest.raises(ValueError, match="no team"):
        save(run, table.DIRECTOR, 0, "x")


def test_the_teams_pages_are_told(run: Run, notices: list[notify.Notice]) -> None:
    save(run, MEMBER, 0, "Draft")
    assert notices == [notify.DraftSaved(run.exercise.public_id, "tokyo", 1, MEMBER)]
