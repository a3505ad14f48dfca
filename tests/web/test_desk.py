"""The desk of a player: each region at its own address, and everything by plain forms."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from games.engine import commands as c
from games.engine import timers
from games.engine.events import MoveContent, Narrative
from games.engine.ids import Audience, ItemId, SeatId, TeamId
from games.engine.plan import SeatSpec
from games.models import Delivery
from games.presenting.status import JUMP_IS_NEWS_MS, status_of
from games.services import deliveries, seats
from games.services.seat_views import seat_view
from games.staffing.present import present
from games.views.addresses import REGIONS
from tests import table
from tests.web.browsing import form_to, send
from tests.web.conftest import Play

LEAD = table.lead("tokyo")
MEMBER = table.member("tokyo")
OWN_REGIONS = [name for name in REGIONS if name != "screen"]


def text_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


@pytest.mark.django_db
class TestRegions:
    @pytest.mark.parametrize("name", OWN_REGIONS)
    @pytest.mark.parametrize("seat", [LEAD, MEMBER])
    def test_a_region_is_one_element_and_stands_in_the_page(self, busy: Play, name: str, seat: str) -> None:
        client = busy.sit(seat)
        region = text_of(client, busy.url(seat, f"part/{name}/")).strip()
        found = re.match(r"(?:\s|<!--.*?-->)*<(section|div)\s[^>]*?id=\"([\w-]+)\"", region)
        assert found, region[:200]
        tag, element = found.groups()
        assert region.endswith(f"</{tag}>")
        if name != "chairs":
            assert f'id="{element}"' in text_of(client, busy.url(seat))
        assert "<html" not in region

    def test_an_unknown_region_is_not_found(self, busy: Play) -> None:
        client = busy.sit(LEAD)
        assert client.get(busy.url(LEAD, "part/screen/")).status_code == 404
        assert client.get(busy.url(LEAD, "part/white/")).status_code == 404

    def test_the_page_names_socket_and_cursor(self, busy: Play) -> None:
        page = text_of(busy.sit(LEAD), busy.url(LEAD))
        assert f'data-socket="/ws/{busy.exercise.public_id}/{LEAD}/"' in page
        assert "team:tokyo" in page
        assert "team:beijing" not in page
        assert "white" not in re.findall(r'data-cursor="([^"]*)"', page)[0]

    def test_the_seats_of_one_person_have_a_place_of_their_own_in_the_header(self, busy: Play) -> None:
        """On a phone each part of the header stands in a named cell; what has none lies over another."""
        browser = busy.sit(MEMBER, busy.sit(LEAD))
        assert '<details class="menu seats"' in text_of(browser, busy.url(LEAD))
        assert '<details class="menu seats"' not in text_of(busy.sit(LEAD), busy.url(LEAD))

    def test_nothing_is_inline(self, busy: Play) -> None:
        page = text_of(busy.sit(LEAD), busy.url(LEAD))
        assert not re.search(r"<[^>]+\s(style|on\w+)=", page)
        assert not re.search(r"<script(?![^>]*\bsrc=)", page)

    def test_pages_are_not_kept_by_caches(self, busy: Play) -> None:
        answer = busy.sit(LEAD).get(busy.url(LEAD))
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
class TestInbox:
    def test_an_item_is_unread_until_its_page_is_seen(self, play: Play) -> None:
        busy = play
        client = busy.sit(LEAD)
        secret = next(
            i for i in seat_view(busy.pk, LEAD).items.values() if i.title.get("en") == "secret title"
        )
        assert text_of(client, busy.url(LEAD, "part/inbox/")).count("data-unread") == 2
        page = text_of(client, busy.url(LEAD, f"item/{secret.id}/"))
        assert "secret body" in page
        assert "What now?" in page
        assert text_of(client, busy.url(LEAD, "part/inbox/")).count("data-unread") == 1
        deliveries.flush()
        row = Delivery.objects.get(exercise=busy.exercise, seat=LEAD, item=secret.id)
        assert row.opened_at is not None

    def test_what_is_on_the_page_counts_as_delivered_to_that_seat_alone(self, busy: Play) -> None:
        text_of(busy.sit(LEAD), busy.url(LEAD))
        deliveries.flush()
        rows = Delivery.objects.filter(exercise=busy.exercise)
        assert set(rows.values_list("seat", flat=True)) == {LEAD}
        assert rows.count() == len(seat_view(busy.pk, LEAD).feed)
        assert not rows.filter(opened_at__isnull=False).exists()

    def test_word_of_opened_items_is_taken_by_post_and_strangers_ids_are_not(self, busy: Play) -> None:
        client = busy.sit(LEAD)
        item = seat_view(busy.pk, LEAD).feed[0]
        client.post(busy.url(LEAD, "opened/"), {"ids": [item, "elsewhere"]})
        deliveries.flush()
        opened = Delivery.objects.filter(exercise=busy.exercise, opened_at__isnull=False)
        assert list(opened.values_list("item", flat=True)) == [item]

    def test_a_page_that_is_read_is_told_of_news_and_not_moved(self, busy: Play) -> None:
        client = busy.sit(LEAD)
        feed = seat_view(busy.pk, LEAD).feed
        busy.must(table.DIRECTOR, c.SendNotice(to=(Audience("public"),), title="Lunch", text="At noon."))
        reading = f"?known={len(feed)}&order={','.join(feed)}&busy=1"
        region = text_of(client, busy.url(LEAD, f"part/inbox/{reading}"))
        assert re.findall(r'id="item-(\w+)"', region) == list(feed)
        assert "1 new" in region
        assert "Lunch" in region

    def test_an_item_of_another_team_is_not_found(self, busy: Play) -> None:
        theirs = seat_view(busy.pk, table.lead("taipei"))
        foreign = next(i for i in theirs.feed if i not in seat_view(busy.pk, LEAD).items)
        client = busy.sit(LEAD)
        assert client.get(busy.url(LEAD, f"item/{foreign}/")).status_code == 404
        assert client.get(busy.url(LEAD, "item/no-such/")).status_code == 404


@pytest.mark.django_db
class TestMoves:
    def test_a_ruling_card_holds_verdict_words_provisions_and_the_appeal(self, busy: Play) -> None:
        region = text_of(busy.sit(LEAD), busy.url(LEAD, "part/moves/"))
        assert "It is out." in region
        assert "Appeal lodged" in region
        assert "JP-TW-NONGOV" in region
        assert "Too early." in region

    def test_only_the_lead_is_offered_what_only_the_lead_may_do(self, busy: Play) -> None:
        busy.move("tokyo", headline="One more")
        lead = text_of(busy.sit(LEAD), busy.url(LEAD, "part/moves/"))
        member = text_of(busy.sit(MEMBER), busy.url(MEMBER, "part/moves/"))
        assert "cmd/withdraw_move/" in lead
        assert "cmd/withdraw_move/" not in member
        assert "cmd/note_dissent/" in member

    def test_withdrawing_by_a_plain_form(self, busy: Play) -> None:
        move = busy.move("tokyo", headline="One more")
        client = busy.sit(LEAD)
        page = text_of(client, busy.url(LEAD))
        after = send(client, form_to(page, "withdraw_move", move_id=move.id), reason="late")
        assert "Withdrawn" in after
        assert busy.state.moves[move.id].status == "withdrawn"

    def test_an_appeal_by_a_plain_form(self, busy: Play) -> None:
        move = busy.move("tokyo", headline="One more")
        told = (Narrative(Audience("team:tokyo"), "No."),)
        ruling = busy.rule(move, "override", verdict="unlawful", reason="absurd", narratives=told)
        client = busy.sit(LEAD)
        page = text_of(client, busy.url(LEAD))
        send(client, form_to(page, "appeal_ruling", ruling_id=ruling), grounds="New facts.")
        assert busy.state.rulings[ruling].appeal == "New facts."  # type: ignore[index]


@pytest.mark.django_db
class TestTalk:
    def test_writing_to_another_team_by_a_plain_form(self, busy: Play) -> None:
        client = busy.sit(LEAD)
        form = form_to(text_of(client, busy.url(LEAD)), "open_thread", with_white="")
        send(
            client, form, **{"parties[]": ["", "washington"], "subject": "Boxes", "text": "Do you see them?"}
        )
        washington, beijing = table.lead("washington"), table.lead("beijing")
        theirs = text_of(busy.sit(washington), busy.url(washington, "part/threads/"))
        assert "Do you see them?" in theirs
        assert "Boxes" not in text_of(busy.sit(beijing), busy.url(beijing, "part/threads/"))

    def test_a_closed_line_cannot_be_chosen_and_says_why(self, busy: Play) -> None:
        region = text_of(busy.sit(table.lead("taipei")), busy.url(table.lead("taipei"), "part/threads/"))
        assert re.search(r'value="beijing" disabled', region)
        assert "Nobody picks up." in region

    def test_a_question_to_the_white_cell(self, busy: Play) -> None:
        client = busy.sit(MEMBER)
        form = form_to(text_of(client, busy.url(MEMBER)), "open_thread", with_white="true")
        send(client, form, subject="Ships", text="How many?")
        assert any(t.subject == "Ships" and t.with_white for t in busy.state.threads.values())


@pytest.mark.django_db
class TestStops:
    def test_a_plenary_points_to_the_screen(self, busy: Play) -> None:
        busy.must(table.DIRECTOR, c.StopClock(stop="plenary", reason="Brief"))
        page = text_of(busy.sit(LEAD), busy.url(LEAD))
        assert "Please look at the big screen." in page
        assert "Private channels are closed during the plenary." in page

    def test_anyone_raises_a_real_world_stop_by_a_plain_form(self, busy: Play) -> None:
        client = busy.sit(MEMBER)
        send(client, form_to(text_of(client, busy.url(MEMBER)), "raise_emergency"), note="PRIVATE MATTER")
        page = text_of(busy.sit(table.lead("beijing")), busy.url(table.lead("beijing")))
        assert 'data-state="emergency"' in page
        assert "PRIVATE MATTER" not in page

    def test_after_the_end_nothing_can_be_sent(self, busy: Play) -> None:
        busy.must(LEAD, c.SubmitMove(MoveContent(headline="Too late for a ruling", text="In writing.")))
        assert "You may amend or withdraw it" in text_of(busy.sit(LEAD), busy.url(LEAD))
        busy.must(table.DIRECTOR, c.EndExercise(reason="done"))
        page = text_of(busy.sit(LEAD), busy.url(LEAD))
        assert "no more moves are taken" in page
        assert "The exercise ended before a ruling on it was published." in page
        assert "amend or withdraw" not in page
        assert 'data-stage="over"' in page


@pytest.mark.django_db
class TestLaw:
    def test_the_brief_holds_ones_own_moves_alone(self, busy: Play) -> None:
        page = text_of(busy.sit(LEAD), busy.url(LEAD, "law/"))
        assert 'id="line-jp.use_force"' in page
        assert 'id="line-cn.' not in page

    def test_it_is_searched_by_the_words_of_the_law(self, busy: Play) -> None:
        client = busy.sit(LEAD)
        found = re.findall(r'id="line-([\w.]+)"', text_of(client, busy.url(LEAD, "law/?q=95-2")))
        assert "jp.protect_us_assets" in found
        assert "jp.request_diet_approval" not in found
        assert "Nothing matches." in text_of(client, busy.url(LEAD, "law/?q=zzzz"))


@pytest.mark.django_db
def test_a_seat_added_in_play_has_a_desk(busy: Play, make_play: Callable[..., Play]) -> None:
    spec = SeatSpec(SeatId("tokyo-guest"), {"en": "Adviser"}, "player", TeamId("tokyo"))
    busy.must(table.DIRECTOR, c.AddSeat(seat=spec))
    seats.issue_missing(busy.exercise, busy.state.seats)
    page = text_of(busy.sit("tokyo-guest"), busy.url("tokyo-guest"))
    assert "Adviser" in page
    assert ItemId(seat_view(busy.pk, SeatId("tokyo-guest")).feed[0]) in page
    # Its team finds the chair among its own; another team hears nothing of it.
    assert "Adviser" in text_of(busy.sit(table.member("tokyo")), busy.url(table.member("tokyo")))
    assert "Adviser" not in text_of(busy.sit("taipei-lead"), busy.url("taipei-lead"))


@pytest.mark.django_db
def test_who_writes_after_the_turn_is_told_that_it_will_be_late(busy: Play) -> None:
    """Before the turns, in one, and after it; by the mark that the move then gets."""
    browser = busy.sit(LEAD)
    warned = []
    for act in (None, c.StartTurn(), c.EndTurn()):
        if act:
            busy.must(table.DIRECTOR, act)
        warned.append("A move is still taken, and marked as late." in text_of(browser, busy.url(LEAD)))
        assert busy.move("tokyo").late is warned[-1]
    assert warned == [False, False, True]


class TestJump:
    """What players and staff are told when the story is set forward."""

    @pytest.mark.django_db
    def test_everybody_reads_to_where_and_why_until_it_is_news_no_longer(self, busy: Play) -> None:
        """Also while the clock stands, which is when a director jumps."""
        to_ms = present(busy.state, busy.now).scenario_ms + 30 * table.HOUR
        crossed = tuple(c.Crossing(t.id, "skip") for t in timers.crossed(busy.state, to_ms))
        busy.must(table.DIRECTOR, c.StopClock(stop="pause", reason="Lunch"))
        busy.must(table.DIRECTOR, c.JumpScenario(to_ms, "Lunch was long", crossed))
        pages = [
            (LEAD, busy.url(LEAD)),
            (table.WHITE, busy.url(table.WHITE, "white/")),
            ("display", busy.url("display", "part/screen/")),
        ]
        for resumed in (False, True):
            if resumed:
                busy.must(table.DIRECTOR, c.ResumeClock())
            for seat, address in pages:
                page = text_of(busy.sit(seat), address)
                assert "The story has jumped to D+1" in page
                assert "Lunch was long" in page
        later = status_of(seat_view(busy.pk, LEAD), busy.now + JUMP_IS_NEWS_MS)
        assert later.jump is None


class TestTimeout:
    """A time-out that a team asks for: everybody's clock stands, and the reason stays with team and staff."""

    @pytest.mark.django_db
    def test_granted_it_names_the_team_to_staff_alone(self, busy: Play) -> None:
        busy.must(LEAD, c.AskTimeout(reason="PRIVATE COUNSEL"))
        grant = form_to(
            text_of(busy.sit(table.DIRECTOR), busy.url(table.DIRECTOR, "direct/")), "stop_clock", team="tokyo"
        )
        send(busy.sit(table.DIRECTOR), grant)
        assert busy.state.stop is not None
        assert (busy.state.stop.kind, busy.state.stop.team) == ("timeout", "tokyo")
        staff = text_of(busy.sit(table.WHITE), busy.url(table.WHITE, "white/"))
        assert re.search(r"Time-out</strong>\s*<span>asked by\s*<span[^>]*>.*?Tokyo", staff)
        own = text_of(busy.sit(MEMBER), busy.url(MEMBER))
        assert "The time-out you asked for is on." in own
        other = table.lead("beijing")
        page = text_of(busy.sit(other), busy.url(other))
        assert "Time-out" in page
        assert "PRIVATE COUNSEL" not in page
        assert "asked by" not in page
        busy.must(table.DIRECTOR, c.ResumeClock())
        assert "The time-out you asked for is on." not in text_of(busy.sit(MEMBER), busy.url(MEMBER))
