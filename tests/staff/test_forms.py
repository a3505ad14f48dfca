"""Every form of staff carries what its command takes, over the socket and by POST, and both mean the same."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from games.engine import commands as c
from games.engine.answers import Refused
from games.engine.commands import EditInject, ImproviseInject, InjectWords, OtherWords, RuleMove, TakeMove
from games.engine.ids import Audience, InjectId
from tests import table
from tests.staff.conftest import Play
from tests.staff.forms import Field, Form, forms_of, posted, sent
from tests.staff.test_pages import CONTROL_PLACES, DIRECT_PLACES, REVIEW_PLACES, WHITE_PLACES
from tests.table import HOUR

EXPECTED_KINDS = {
    "stop_clock", "set_rate", "jump_scenario", "start_turn", "extend_turn", "end_exercise", "send_notice",
    "fire_inject", "hold_inject", "rearm_inject", "delay_inject", "skip_inject", "retarget_inject",
    "edit_inject", "reschedule_inject", "improvise_inject", "correct_inject", "retract_inject",
    "resend_inject", "widen_inject", "take_move", "hand_over_move", "ask_team", "refresh_proposal",
    "rule_move", "decide_appeal", "set_facts", "retract_fact", "disclose_facts", "change_meters",
    "open_procedure", "close_procedure", "change_link", "answer_thread", "approach_team",
    "submit_for_team", "decline_timeout", "take_note", "raise_emergency",
}  # fmt: skip


def every_form(play: Play) -> list[Form]:
    browser = play.sit(table.DIRECTOR)
    here = [play.url(table.DIRECTOR, place) for place in (*DIRECT_PLACES, *WHITE_PLACES, *CONTROL_PLACES)]
    here += [play.url(table.DIRECTOR, f"white/case/?move={move}") for move in play.state.moves]
    here += [play.url(table.DIRECTOR, f"ledger/talks/?thread={thread}") for thread in play.state.threads]
    here += [play.review(place) for place in REVIEW_PLACES]
    found: list[Form] = []
    for address in here:
        answer = browser.get(address)
        if answer.headers["Content-Type"].startswith("text/html"):
            found += forms_of(answer.content.decode())
    browser = play.sit(table.WHITE)
    for move in play.state.moves:
        page = browser.get(play.url(table.WHITE, f"white/case/?move={move}"))
        found += forms_of(page.content.decode())
    return found


def test_every_form_is_understood_both_ways(busy: Play) -> None:
    seen = set()
    for form in every_form(busy):
        seen.add(form.kind)
        assert form.action.endswith(f"/cmd/{form.kind}/")
        for fields in form.pressed():
            by_post = posted(form.kind, fields)
            assert not isinstance(by_post, Refused), (form.kind, by_post.detail, fields)
            assert by_post == sent(form.kind, fields, form.lists), form.kind
    assert seen >= EXPECTED_KINDS


def white_form(play: Play, headline: str) -> Form:
    """The decision form of the move with this headline, on the desk of the white cell."""
    move = next(m for m in play.state.moves.values() if m.content.headline == headline)
    page = play.sit(table.WHITE).get(play.url(table.WHITE, f"white/case/?move={move.id}"))
    return next(f for f in forms_of(page.content.decode()) if f.kind == "rule_move")


def test_accepting_a_blocked_move_establishes_nothing_that_only_its_execution_would(busy: Play) -> None:
    form = white_form(busy, "Recognise the situation")
    accept = next(f for f in form.pressed() if f[-1].value == "accept")
    command = posted("rule_move", accept)
    assert isinstance(command, RuleMove)
    assert command.facts == {}
    assert command.meters == {}
    assert busy.ask(table.WHITE, command)
    assert "jp_situations" not in busy.state.facts


def test_accepting_a_lawful_move_offers_what_it_establishes(busy: Play) -> None:
    move = busy.move("beijing", "cn.declare_quarantine", headline="Quarantine", visibility="public")
    busy.must(table.WHITE, TakeMove(move_id=move.id))
    form = white_form(busy, "Quarantine")
    proposal = busy.state.moves[move.id].proposal or {}
    assert proposal["establishes"]
    names = {
        f.name.removeprefix("facts.").removesuffix("[]") for f in form.fields if f.name.startswith("facts.")
    }
    assert names == set(proposal["establishes"])


def form_of(play: Play, place: str, kind: str) -> Form:
    page = play.sit(table.CONTROLLER).get(play.url(table.CONTROLLER, place))
    return next(f for f in forms_of(page.content.decode()) if f.kind == kind)


def test_a_line_made_up_in_play_may_set_facts(busy: Play) -> None:
    form = form_of(busy, "control/improvise/", "improvise_inject")
    plain = form.pressed()[0]
    as_offered = posted("improvise_inject", plain)
    assert isinstance(as_offered, ImproviseInject)
    assert as_offered.words.sets == {}
    filled = [
        Field(f.name, "true" if f.name == "words.sets.blockade_declared" else f.value, f.type) for f in plain
    ]
    filled.append(Field("words.sets.host_consent[]", "taiwan"))
    command = posted("improvise_inject", filled)
    assert isinstance(command, ImproviseInject)
    assert command.words.sets == {"blockade_declared": True, "host_consent": ["taiwan"]}


def test_an_edit_keeps_the_words_of_every_language(make_play: Callable[..., Play]) -> None:
    written = {"en": "Ships turn back", "ja": "船が引き返す"}
    line = replace(table.inject("two", HOUR), title=written, body={"en": "Seven of them.", "ja": "七隻。"})
    play = make_play(line, languages=("en", "ja"))
    form = form_of(play, "control/two/edit/", "edit_inject")
    command = posted("edit_inject", form.pressed()[0])
    assert isinstance(command, EditInject)
    play.must(table.CONTROLLER, command)
    spec = play.state.injects[InjectId("two")].spec
    assert (spec.title, spec.body) == (written, {"en": "Seven of them.", "ja": "七隻。"})
    assert spec.question == {}
    cleared = replace(command, words=replace(command.words, title="Ships sink", more={}))
    play.must(table.CONTROLLER, cleared)
    assert play.state.injects[InjectId("two")].spec.title == {"en": "Ships sink"}
    wrong = replace(command, words=replace(command.words, more={"fr": OtherWords(title="Navires")}))
    answer = play.ask(table.CONTROLLER, wrong)
    assert isinstance(answer, Refused)
    assert answer.code == "UNKNOWN_LANGUAGE"


def test_a_template_does_not_go_out_with_its_blanks(busy: Play) -> None:
    form = form_of(busy, "control/improvise/?template=fall", "improvise_inject")
    command = posted("improvise_inject", form.pressed()[0])
    assert isinstance(command, ImproviseInject)
    answer = busy.ask(
        table.CONTROLLER, replace(command, words=replace(command.words, to=(Audience("public"),)))
    )
    assert isinstance(answer, Refused)
    assert answer.code == "BLANKS"
    filled = replace(command.words, title="T", body="The [sic] text stands.", to=(Audience("public"),))
    busy.must(table.CONTROLLER, replace(command, words=filled))


def test_accepting_needs_to_say_what_happens_where_the_law_does_not(busy: Play) -> None:
    """The browser then asks for it before it asks whether one is sure."""
    for move in busy.state.moves.values():
        page = (
            busy.sit(table.WHITE).get(busy.url(table.WHITE, f"white/case/?move={move.id}")).content.decode()
        )
        field = re.search(rf'<select id="executed-{move.id}"[^>]*>', page)
        if field is not None:
            refers = (move.proposal or {}).get("effect") in (None, "refer")
            assert ("required" in field[0]) is refers, move.content.headline


def test_the_words_of_a_conversation_are_no_notices_of_the_page(busy: Play) -> None:
    thread = next(iter(busy.state.threads))
    page = busy.sit(table.WHITE).get(busy.url(table.WHITE, f"ledger/?thread={thread}")).content.decode()
    assert "Said(" not in page
    assert busy.state.threads[thread].messages[0].text in page


def test_an_edit_keeps_the_facts_of_a_line_unless_they_are_changed(busy: Play) -> None:
    busy.must(
        table.CONTROLLER,
        ImproviseInject(
            words=InjectWords(
                title="T",
                body="B",
                to=(Audience("public"),),
                channel=busy.state.deck.channels[0].id,
                sets={"notice_given": True, "hostilities_hours": 3},
            ),
            when="manual",
        ),
    )
    made = next(
        i
        for i in busy.state.injects.values()
        if i.spec.sets == {"notice_given": True, "hostilities_hours": 3}
    )
    form = form_of(busy, f"control/{made.spec.id}/edit/", "edit_inject")
    plain = form.pressed()[0]
    kept = posted("edit_inject", plain)
    assert isinstance(kept, EditInject)
    assert kept.words.sets == {"notice_given": True, "hostilities_hours": 3}
    emptied = [Field(f.name, "" if f.name == "words.sets.notice_given" else f.value, f.type) for f in plain]
    changed = posted("edit_inject", emptied)
    assert isinstance(changed, EditInject)
    assert changed.words.sets == {"hostilities_hours": 3}


def test_a_form_without_script_does_what_it_says_and_comes_back(busy: Play) -> None:
    browser = busy.sit(table.CONTROLLER)
    page = busy.url(table.CONTROLLER, "control/held/show/")
    form = next(f for f in forms_of(browser.get(page).content.decode()) if f.kind == "rearm_inject")
    answer = browser.post(form.action, {f.name: f.value for f in form.fields})
    assert answer.status_code == 302
    assert answer.headers["Location"] == page
    assert busy.state.injects["held"].status == "armed"  # type: ignore[index]


@pytest.mark.parametrize("seat", [table.WHITE, table.CONTROLLER])
def test_what_a_role_may_not_do_is_refused_whatever_form_it_sends(busy: Play, seat: str) -> None:
    browser = busy.sit(seat)
    address = busy.url(seat, "cmd/end_exercise/")
    answer = browser.post(address, {"key": secrets.token_hex(8)}, headers={"Accept": "application/json"})
    assert answer.status_code == 409
    assert answer.json()["code"] == "FORBIDDEN"


def test_members_of_a_fact_are_ticked_one_by_one(busy: Play) -> None:
    """A few members are boxes, which need no key held down; a list of moves would be a hundred of them."""
    browser = busy.sit(table.WHITE)
    page = browser.get(busy.url(table.WHITE, "ledger/fact/armed_attack_on/panel/")).content.decode()
    assert page.count('type="checkbox" name="values.armed_attack_on[]"') == 9
    moves = browser.get(busy.url(table.WHITE, "ledger/fact/brp_lists/panel/")).content.decode()
    assert '<select multiple size="12"' in moves


def test_how_a_fact_stands_is_a_part_that_is_fetched_anew(busy: Play) -> None:
    """On its page and in the dialog alike; the forms beside it keep what was typed."""
    browser = busy.sit(table.WHITE)
    address = busy.url(table.WHITE, "ledger/fact/quarantine_declared/")
    for shown in (address, address + "panel/"):
        assert f'hx-get="{address}now/"' in browser.get(shown).content.decode()
    before = browser.get(address + "now/").content.decode()
    busy.must(table.WHITE, c.SetFacts(values={"quarantine_declared": True}, reason="The patrols began"))
    after = browser.get(address + "now/").content.decode()
    assert "The patrols began" not in before
    assert "The patrols began" in after
    assert "<form" not in after
