"""Seats and people: codes and PINs, sitting down, moving, being sent elsewhere, and what was seen there."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection

from games import notify, reads
from games.engine import commands as c
from games.engine.answers import Accepted, Refused
from games.engine.events import SeatTaken, SeatVacated
from games.engine.ids import ItemId, SeatId, TeamId
from games.engine.plan import SeatSpec
from games.models import SeatAccess
from games.services import deliveries, leaks, seats
from games.services.seats import Joinable, SeatCard, SeatPass
from tests import table
from tests.play.conftest import MINUTE, Run

LEAD, MEMBER, DISPLAY = table.lead("tokyo"), table.member("tokyo"), SeatId("display")
NOBODY = AnonymousUser()


def card(run: Run, seat: str = LEAD) -> SeatCard:
    return next(card for card in seats.seat_sheet(run.pk) if card.seat == seat)


def place(run: Run, seat: str = LEAD) -> Joinable:
    found = seats.joinable(run.pk, SeatId(seat))
    assert isinstance(found, Joinable)
    return found


def sit(run: Run, session: Any, seat: str = LEAD, **more: Any) -> SeatPass:
    more.setdefault("name", "Abe")
    taken = seats.take_seat(session, place(run, seat), secrets.token_hex(8), **more)
    assert isinstance(taken, SeatPass), taken
    return taken


def code_of(answer: object) -> str:
    assert isinstance(answer, Refused), answer
    return answer.code


def leave_of(run: Run, session: Any, seat: str = LEAD, user: Any = NOBODY) -> SeatPass | None:
    return seats.who(session, user, run.exercise.public_id, SeatId(seat))


class TestCards:
    def test_every_seat_has_a_card_of_its_own(self, run: Run) -> None:
        sheet = seats.seat_sheet(run.pk)
        assert [card.seat for card in sheet] == [spec.id for spec in run.state.deck.seats]
        assert len({card.code for card in sheet}) == len({card.token for card in sheet}) == len(sheet)
        assert all(len(card.pin) == 6 and card.pin.isdigit() for card in sheet)

    def test_the_sheet_can_be_printed_again(self, run: Run) -> None:
        assert seats.seat_sheet(run.pk) == seats.seat_sheet(run.pk)

    def test_a_copy_of_the_database_opens_no_seat(self, run: Run) -> None:
        mine = card(run)
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM games_seataccess")
            everything = repr(cursor.fetchall())
        assert mine.code.replace("-", "") in everything
        assert mine.token not in everything
        assert f"'{mine.pin}'" not in everything

    def test_two_exercises_share_no_code_and_no_secret(self, make_run: Callable[..., Run]) -> None:
        one, two = seats.seat_sheet(make_run().pk), seats.seat_sheet(make_run().pk)
        assert not {card.code for card in one} & {card.code for card in two}
        assert [card.pin for card in one] != [card.pin for card in two]

    def test_a_code_has_no_letter_that_looks_like_a_digit(self) -> None:
        assert not set("ILOU") & set(seats.ALPHABET)
        assert len(seats.ALPHABET) == 32

    def test_a_seat_added_in_play_gets_its_card(self, run: Run) -> None:
        spec = SeatSpec(SeatId("late"), {"en": "Late"}, "player", TeamId("tokyo"))
        run.must(table.DIRECTOR, c.AddSeat(seat=spec))
        assert seats.seat_sheet(run.pk)[-1].seat == "late"
        assert isinstance(seats.check_join(card(run, "late").code, card(run, "late").pin), Joinable)

    def test_a_new_issue_ends_the_old_pin_and_link_and_nobodys_sitting(self, run: Run) -> None:
        session: dict[str, Any] = {}
        sit(run, session)
        old = card(run)
        seats.reissue(run.pk, LEAD)
        new = card(run)
        assert (new.code, new.pin != old.pin, new.token != old.token) == (old.code, True, True)
        assert code_of(seats.check_join(old.code, old.pin)) == "WRONG_CODE_OR_PIN"
        assert code_of(seats.check_link(old.token)) == "LINK_UNKNOWN"
        assert isinstance(seats.check_link(new.token), Joinable)
        assert leave_of(run, session) is not None


class TestJoining:
    def test_code_and_pin_open_the_seat(self, run: Run) -> None:
        mine = card(run)
        found = seats.check_join(mine.code, mine.pin)
        assert isinstance(found, Joinable)
        assert (found.exercise_id, found.seat, found.taken) == (run.pk, LEAD, False)

    @pytest.mark.parametrize("typed", ["{0}{1}", " {0} {1} ", "{0}-{1}", "{0}--{1}"])
    def test_a_code_may_be_typed_as_people_type(self, run: Run, typed: str) -> None:
        code, pin = card(run).code, card(run).pin
        as_typed = typed.format(*code.lower().split("-")).replace("0", "o").replace("1", "l")
        assert isinstance(seats.check_join(as_typed, f" {pin} "), Joinable)

    def test_the_link_opens_the_seat_without_a_pin(self, run: Run) -> None:
        found = seats.check_link(card(run).token)
        assert isinstance(found, Joinable)
        assert found.seat == LEAD

    def test_an_unknown_code_and_a_wrong_pin_are_answered_alike(self, run: Run) -> None:
        unknown, wrong = seats.check_join("ZZZZZZ", "000000"), seats.check_join(card(run).code, "x")
        assert unknown == wrong

    def test_wrong_pins_make_that_seat_wait_longer_and_longer(self, run: Run) -> None:
        mine, now = card(run), table.START
        waits = []
        for _ in range(12):
            assert code_of(seats.check_join(mine.code, "x", now)) == "WRONG_CODE_OR_PIN"
            blocked = SeatAccess.objects.get(exercise=run.pk, seat=LEAD).blocked_until
            waits.append(max(0, blocked - now))
            now = max(now, blocked)
        assert waits[:3] == [0, 0, 0]
        assert waits[3:6] == [1000, 2000, 4000]
        assert waits[-1] == seats.LONGEST_WAIT_MS

    def test_while_it_waits_the_right_pin_waits_too_and_is_told_how_long(self, run: Run) -> None:
        mine, now = card(run), table.START
        for _ in range(4):
            seats.check_join(mine.code, "x", now)
        answer = seats.check_join(mine.code, mine.pin, now + 1)
        assert code_of(answer) == "SLOW_DOWN"
        assert "1 s" in answer.detail  # type: ignore[union-attr]
        assert isinstance(seats.check_join(mine.code, mine.pin, now + 1000), Joinable)

    def test_the_others_in_the_room_and_the_link_are_not_held_up(self, run: Run) -> None:
        mine, theirs, now = card(run), card(run, MEMBER), table.START
        for _ in range(8):
            seats.check_join(mine.code, "x", now)
        assert isinstance(seats.check_join(theirs.code, theirs.pin, now), Joinable)
        assert isinstance(seats.check_link(mine.token), Joinable)

    def test_the_right_pin_clears_the_count(self, run: Run) -> None:
        mine, now = card(run), table.START
        for _ in range(3):
            seats.check_join(mine.code, "x", now)
        assert isinstance(seats.check_join(mine.code, mine.pin, now), Joinable)
        assert SeatAccess.objects.get(exercise=run.pk, seat=LEAD).failures == 0

    def test_tries_at_one_moment_do_not_count_as_one(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        mine, answers = card(run), []

        def meanwhile(expected: str, typed: str) -> bool:
            stale = SeatAccess.objects.get(exercise=run.pk, seat=LEAD)
            stale.failures = 0
            answers.append(seats._claimed_try(stale, table.START))
            return expected == typed

        monkeypatch.setattr("games.services.seats.constant_time_compare", meanwhile)
        seats.check_join(mine.code, "x", table.START)
        assert answers == [False], "a try judged on an old count is not judged at all"


class TestSitting:
    def test_the_session_acts_as_the_seat_from_then_on(self, run: Run) -> None:
        session: dict[str, Any] = {}
        assert leave_of(run, session) is None
        taken = sit(run, session, consent=True)
        assert leave_of(run, session) == taken
        seat = run.state.seats[LEAD]
        assert (seat.taken, seat.name, seat.consented) == (True, "Abe", True)

    def test_one_person_may_hold_several_seats(self, run: Run) -> None:
        session: dict[str, Any] = {}
        sit(run, session)
        sit(run, session, MEMBER)
        assert seats.held_seats(session, run.exercise.public_id) == [LEAD, MEMBER]
        assert leave_of(run, session, MEMBER) is not None

    def test_a_session_is_no_leave_for_another_seat_or_exercise(self, make_run: Callable[..., Run]) -> None:
        one, two = make_run(), make_run()
        session: dict[str, Any] = {}
        sit(one, session)
        assert leave_of(one, session, MEMBER) is None
        assert leave_of(one, session, "nowhere") is None
        assert leave_of(two, session) is None
        assert seats.held_seats(session, two.exercise.public_id) == []

    def test_a_taken_seat_is_not_taken_by_accident(self, run: Run) -> None:
        sit(run, {})
        again = seats.take_seat({}, place(run), "key")
        assert code_of(again) == "SEAT_TAKEN"

    def test_a_double_click_sits_down_once(self, run: Run) -> None:
        first: dict[str, Any] = {}
        second: dict[str, Any] = {}
        for session in (first, second):
            assert isinstance(seats.take_seat(session, place(run), "key"), SeatPass)
        assert leave_of(run, second) is not None
        taken = [r for r in reads.log_page(run.pk) if isinstance(r.event, SeatTaken)]
        assert len(taken) == 1

    def test_moving_to_another_device_ends_the_sitting_on_the_old_one(
        self, run: Run, notices: list[notify.Notice]
    ) -> None:
        laptop: dict[str, Any] = {}
        tablet: dict[str, Any] = {}
        sit(run, laptop)
        taken = sit(run, tablet, move=True)
        assert leave_of(run, laptop) is None
        assert seats.held_seats(laptop, run.exercise.public_id) == []
        assert leave_of(run, tablet) == taken
        bye = [notice for notice in notices if isinstance(notice, notify.Bye)][-1]
        assert (bye.exercise, bye.seat, bye.generation, bye.code) == (
            run.exercise.public_id,
            LEAD,
            taken.generation,
            "MOVED",
        )

    @pytest.mark.parametrize(("typed", "known"), [("", "Aiko"), ("Ken", "Ken")])
    def test_who_moves_keeps_the_name_that_the_room_knows(self, run: Run, typed: str, known: str) -> None:
        """Unless another is given; who sits down on a freed seat gets no name of those before."""
        browser: dict[str, Any] = {}
        sit(run, browser, name="Aiko")
        moved = sit(run, {}, name=typed, move=True)
        assert run.state.seats[LEAD].name == known
        seats.leave({}, moved, "l" * 20)
        sit(run, {}, name="")
        assert run.state.seats[LEAD].name == ""

    def test_many_screens_show_the_projector(self, run: Run, notices: list[notify.Notice]) -> None:
        screens: list[dict[str, Any]] = [{}, {}]
        for screen in screens:
            sit(run, screen, DISPLAY)
        assert all(leave_of(run, screen, DISPLAY) for screen in screens)
        assert not [notice for notice in notices if isinstance(notice, notify.Bye) and notice.generation > 1]

    def test_a_session_gets_a_new_name_when_it_first_sits_down(self, run: Run) -> None:
        session = SessionStore()
        session.create()
        before = session.session_key
        sit(run, session)
        assert session.session_key != before

    def test_a_name_that_is_too_long_is_refused_and_nobody_sits(self, run: Run) -> None:
        session: dict[str, Any] = {}
        answer = seats.take_seat(session, place(run), "key", name="x" * 81)
        assert code_of(answer) == "TOO_LONG"
        assert leave_of(run, session) is None
        assert not run.state.seats[LEAD].taken


class TestLeaving:
    def test_who_gets_up_is_out(self, run: Run) -> None:
        session: dict[str, Any] = {}
        taken = sit(run, session)
        assert isinstance(seats.leave(session, taken, "key"), Accepted)
        assert leave_of(run, session) is None
        assert seats.held_seats(session, run.exercise.public_id) == []
        assert not run.state.seats[LEAD].taken

    def test_staff_send_somebody_from_the_wrong_seat_to_the_right_one(
        self, run: Run, notices: list[notify.Notice]
    ) -> None:
        session: dict[str, Any] = {}
        staff: dict[str, Any] = {}
        sit(run, session)
        director = sit(run, staff, table.DIRECTOR)
        assert isinstance(seats.eject(director, LEAD, "key", "wrong seat"), Accepted)
        assert leave_of(run, session) is None
        assert [n.code for n in notices if isinstance(n, notify.Bye)][-1] == "EJECTED"
        (left,) = [r for r in reads.log_page(run.pk) if isinstance(r.event, SeatVacated)]
        assert (left.actor, left.event.reason) == (table.DIRECTOR, "wrong seat")  # type: ignore[union-attr]
        sit(run, session, MEMBER)
        assert leave_of(run, session, MEMBER) is not None
        assert isinstance(seats.check_join(card(run).code, card(run).pin), Joinable), "the card stays good"

    def test_a_player_sends_nobody_away(self, run: Run) -> None:
        session: dict[str, Any] = {}
        sit(run, session, MEMBER)
        player = sit(run, {})
        assert code_of(seats.eject(player, MEMBER, "key")) == "FORBIDDEN"
        assert leave_of(run, session, MEMBER) is not None

    def test_an_unknown_seat_is_refused(self, run: Run) -> None:
        director = sit(run, {}, table.DIRECTOR)
        assert code_of(seats.eject(director, SeatId("nowhere"), "key")) == "UNKNOWN_SEAT"


class TestFacilitator:
    @pytest.fixture
    def owner(self, run: Run) -> User:
        user = get_user_model().objects.create_user("anna", is_staff=True)
        run.exercise.owner = user
        run.exercise.save()
        return user

    @pytest.mark.parametrize("seat", ["director", "white-1", "controller", "analyst", "display", "guest"])
    def test_the_owner_uses_the_staff_seats(self, run: Run, owner: User, seat: str) -> None:
        leave = leave_of(run, {}, seat, owner)
        assert leave is not None
        assert leave.facilitator

    def test_but_no_players_seat(self, run: Run, owner: User) -> None:
        assert leave_of(run, {}, LEAD, owner) is None

    def test_another_facilitator_does_not_run_it(self, run: Run, owner: User) -> None:
        other = get_user_model().objects.create_user("ben", is_staff=True)
        assert leave_of(run, {}, "director", other) is None
        assert leave_of(run, {}, "director", NOBODY) is None
        assert leave_of(run, {}, "director", None) is None

    def test_one_without_owner_is_run_by_staff_accounts_alone(self, run: Run) -> None:
        staff = get_user_model().objects.create_user("cleo", is_staff=True)
        player = get_user_model().objects.create_user("dan")
        assert leave_of(run, {}, "director", staff) is not None
        assert leave_of(run, {}, "director", player) is None

    def test_the_command_makes_an_account(self, db: None, capsys: pytest.CaptureFixture[str]) -> None:
        call_command("create_facilitator", "eve")
        password = capsys.readouterr().out.split("password:")[1].strip()
        user = get_user_model().objects.get(username="eve")
        assert user.check_password(password)
        assert (user.is_staff, user.is_superuser) == (True, False)
        call_command("create_facilitator", "eve", new_password=True)
        user.refresh_from_db()
        assert not user.check_password(password)


class TestLeakReport:
    def test_it_shows_what_the_seat_was_told_and_opened_meanwhile(self, run: Run) -> None:
        session: dict[str, Any] = {}
        run.move(headline="Before")
        at = take_at(run, session)
        run.wait(MINUTE)
        run.move(headline="KINGFISHER")
        deliveries.delivered(run.pk, LEAD, 1, [ItemId("i1"), ItemId("i2")], at + 10)
        deliveries.opened(run.pk, LEAD, 1, [ItemId("i1")], at + 20)
        run.must("", c.VacateSeat(LEAD, "wrong seat"))
        left = run.now
        run.wait(MINUTE)
        deliveries.delivered(run.pk, LEAD, 2, [ItemId("i3")], run.now)
        deliveries.flush()
        run.move(headline="After")
        report = leaks.leak_report(run.pk, LEAD)
        assert report is not None
        assert (report.name, report.since, report.until) == ("Abe", at, left)
        assert "KINGFISHER" in repr(report.told)
        assert "Before" in repr(report.earlier)
        assert "Before" not in repr(report.told)
        assert "After" not in repr(report)
        assert report.seen == (
            leaks.Seen(ItemId("i1"), at + 10, at + 20),
            leaks.Seen(ItemId("i2"), at + 10, None),
        )

    def test_a_change_of_device_does_not_end_it(self, run: Run) -> None:
        at = take_at(run, {})
        run.wait(MINUTE)
        run.must("", c.TakeSeat(LEAD, name="Abe", moved=True))
        report = leaks.leak_report(run.pk, LEAD)
        assert report is not None
        assert (report.since, report.until) == (at, None)

    def test_each_sitting_has_its_own(self, run: Run) -> None:
        for name in ("Abe", "Baba"):
            run.must("", c.TakeSeat(LEAD, name=name))
            run.must("", c.VacateSeat(LEAD, ""))
        names = [leaks.leak_report(run.pk, LEAD, n) for n in (0, 1)]
        assert [report.name for report in names if report] == ["Abe", "Baba"]

    def test_a_seat_that_nobody_took_has_none(self, run: Run) -> None:
        assert leaks.leak_report(run.pk, LEAD) is None


def take_at(run: Run, session: dict[str, Any]) -> int:
    """Takes the lead's seat at the run's time; gives it."""
    run.must("", c.TakeSeat(LEAD, name="Abe"))
    return run.now
