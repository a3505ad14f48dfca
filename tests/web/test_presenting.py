"""What pages are made of: values built from what a seat was told, and from nothing else."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from msgspec.structs import replace

from games.engine import commands as c
from games.engine.events import MoveContent
from games.engine.ids import ItemId, SeatId, TeamId
from games.engine.seatview import SeatView
from games.law.shipped import load_shipped
from games.presenting.board import board
from games.presenting.composer import DraftText, composer, content_of
from games.presenting.counsel import advice
from games.presenting.display import screen
from games.presenting.inbox import KEPT_IN_SIGHT, Reading, decisions, inbox
from games.presenting.law import LawWords
from games.presenting.lobby import lobby
from games.presenting.moves import moves
from games.presenting.people import Own, Public, own_of, public_of
from games.presenting.status import status_of
from games.presenting.talk import lines, threads
from games.presenting.times import HOUR, MINUTE, span
from games.presenting.words import Words, pick
from tests import table
from tests.table import Table

LAW = LawWords(load_shipped())
TOKYO, WASHINGTON = TeamId("tokyo"), TeamId("washington")
NOBODY: frozenset[ItemId] = frozenset()


class Sat:
    """A seat of a table: what it knows, in words."""

    def __init__(self, at: Table, seat: str) -> None:
        self.table = at
        plan = at.state.deck
        self.view: SeatView = at.view(seat)
        self.public: Public = public_of(plan, "en")
        self.own: Own = own_of(plan, self.public, at.state.seats[SeatId(seat)].spec)
        self.status = status_of(self.view, at.wall)


def told(*precedences: str) -> Table:
    """A table where public items of these precedences went out, one a minute, oldest first."""
    injects = [
        table.inject(f"i{n}", n * MINUTE, precedence=precedence) for n, precedence in enumerate(precedences)
    ]
    at = Table(table.plan(*injects))
    at.run(len(precedences) * MINUTE)
    return at


def titles(cards: tuple[object, ...]) -> list[str]:
    return [str(card.title).split()[0] for card in cards]  # type: ignore[attr-defined]


class TestWords:
    def test_the_wanted_language_wins_and_is_not_marked(self) -> None:
        words = pick({"en": "Fleet", "ja": "艦隊"}, "ja")
        assert (words, words.lang, words.instead) == ("艦隊", "ja", False)
        assert words.__html__() == "艦隊"

    def test_another_language_is_marked_for_fonts_and_screen_readers(self) -> None:
        words = pick({"ja": "艦隊"}, "en", ("ja",))
        assert words.instead
        assert Template("{{ w }}").render(Context({"w": words})) == '<span lang="ja">艦隊</span>'

    def test_the_deck_says_which_language_stands_in(self) -> None:
        text = {"en": "Fleet", "zh-hant": "艦隊"}
        assert pick(text, "ja", ("zh-hant", "en")).lang == "zh-hant"

    def test_what_people_typed_is_escaped_and_of_no_language(self) -> None:
        words = pick({"": "<b>Fleet</b>"}, "en")
        shown = Template("{{ w }}").render(Context({"w": words}))
        assert shown == '<span lang="">&lt;b&gt;Fleet&lt;/b&gt;</span>'

    def test_no_text_is_false(self) -> None:
        assert not pick({}, "en")
        assert Words("x")


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (45_000, "45 s"),
        (12 * MINUTE, "12 min"),
        (HOUR + 12 * MINUTE, "1 h 12 min"),
        (52 * HOUR, "2 days 4 h"),
        (-5, "0 s"),
    ],
)
def test_a_length_of_time_is_said_in_its_two_largest_units(ms: int, words: str) -> None:
    assert span(ms) == words


class TestInbox:
    def test_unread_items_come_first_by_precedence_then_newest(self) -> None:
        sat = Sat(told("routine", "flash", "routine", "priority"), "tokyo-lead")
        shown = inbox(sat.view, sat.public, NOBODY).shown
        assert titles(shown) == ["i1", "i3", "i2", "i0"]

    def test_opened_items_follow_newest_first_and_old_ones_fold_away(self) -> None:
        sat = Sat(told(*["routine"] * (KEPT_IN_SIGHT + 3)), "tokyo-lead")
        opened = frozenset(sat.view.feed[1:])
        box = inbox(sat.view, sat.public, opened)
        assert titles(box.shown)[0] == "i0"
        assert titles(box.shown)[1:3] == ["i10", "i9"]
        assert titles(box.earlier) == ["i2", "i1"]
        assert box.unread == 1

    def test_a_page_that_is_read_keeps_its_order_and_only_announces(self) -> None:
        sat = Sat(told("routine", "routine", "flash"), "tokyo-lead")
        order = (sat.view.feed[0], sat.view.feed[1])
        opened = frozenset(order[:1])
        box = inbox(sat.view, sat.public, opened, Reading(2, order, busy=True))
        assert titles(box.shown) == ["i0", "i1"]
        assert (box.arrivals.count, str(box.arrivals.first.title) if box.arrivals.first else "") == (
            1,
            "i2 title",
        )
        assert box.told == 2

    def test_a_page_nobody_reads_gets_the_new_ones_on_top(self) -> None:
        sat = Sat(told("routine", "routine", "flash"), "tokyo-lead")
        box = inbox(sat.view, sat.public, NOBODY, Reading(2, sat.view.feed[:2]))
        assert titles(box.shown) == ["i2", "i0", "i1"]
        assert not box.arrivals.count
        assert box.told == 3

    def test_a_page_that_claims_strange_items_is_given_none(self) -> None:
        sat = Sat(told("routine"), "tokyo-lead")
        assert inbox(sat.view, sat.public, NOBODY, Reading(99, (ItemId("x"),))).shown == ()

    def test_corrections_and_withdrawals_are_shown_with_what_was_said(self) -> None:
        at = told("routine", "routine")
        at.must(
            table.CONTROLLER,
            c.CorrectInject(inject="i0", title="New", body="New words", reason="wrong"),  # type: ignore[arg-type]
        )
        at.must(table.CONTROLLER, c.RetractInject(inject="i1", reason="too early"))  # type: ignore[arg-type]
        sat = Sat(at, "tokyo-lead")
        withdrawn, corrected = sorted(
            inbox(sat.view, sat.public, NOBODY).shown, key=lambda card: card.id, reverse=True
        )
        assert (withdrawn.retracted, withdrawn.retracted_reason) == (True, "too early")
        assert (str(corrected.title), str(corrected.corrections[0].body)) == ("New", "i0 body")
        assert corrected.corrected_ms == at.wall

    def test_a_question_stands_until_a_move_answers_it(self) -> None:
        at = Table(table.plan(table.inject("ask", 0, question={"en": "What now?"})))
        at.run(MINUTE)
        sat = Sat(at, "tokyo-lead")
        asked = decisions(sat.view, sat.public, NOBODY)
        assert [str(card.question) for card in asked] == ["What now?"]
        at.submit("tokyo", item=asked[0].id)
        answered = Sat(at, "tokyo-lead")
        assert decisions(answered.view, answered.public, NOBODY) == ()


class TestMoves:
    def test_a_ruling_names_provisions_steps_and_what_happens(self) -> None:
        at = Table(table.plan())
        move = at.submit("tokyo", "jp.designate_sss")
        at.rule(move, narratives=())
        sat = Sat(at, "tokyo-member")
        (card,) = moves(sat.view, sat.public, sat.own, LAW)
        assert card.ruling is not None
        assert card.status == "published"
        assert all(provision.rule for provision in card.ruling.provisions)
        assert not card.ruling.executed
        assert not card.can_change

    def test_status_is_told_in_words_with_what_may_still_be_done(self) -> None:
        at = Table(table.plan())
        move = at.submit("tokyo")
        received = moves(*_of(at, "tokyo-lead"), LAW)[0]
        assert (received.status_label, received.can_change, received.stage) == ("Received", True, 2)
        at.must(table.WHITE, c.TakeMove(move_id=move))
        taken = moves(*_of(at, "tokyo-lead"), LAW)[0]
        assert (taken.status_label, taken.can_change, taken.stage) == ("In work", False, 3)
        at.must(table.WHITE, c.AskTeam(move_id=move, question="Where?"))
        asked = moves(*_of(at, "tokyo-lead"), LAW)[0]
        assert (asked.question, asked.can_change) == ("Where?", True)

    def test_another_team_has_no_trace_of_it(self) -> None:
        at = Table(table.plan())
        at.submit("tokyo")
        assert moves(*_of(at, "beijing-lead"), LAW) == ()


def _of(at: Table, seat: str) -> tuple[SeatView, Public, Own]:
    sat = Sat(at, seat)
    return sat.view, sat.public, sat.own


class TestComposer:
    def make(self, at: Table, seat: str, **content: object) -> object:
        sat = Sat(at, seat)
        return composer(sat.view, sat.public, sat.own, LAW, sat.status, DraftText(content, version=3))

    def test_only_the_lead_can_sign_and_the_others_can_send(self) -> None:
        at = Table(table.plan())
        lead = self.make(at, "tokyo-lead")
        member = self.make(at, "tokyo-member")
        assert (lead.rights.sign, lead.can_send) == (True, False)  # type: ignore[attr-defined]
        assert (member.rights.sign, member.can_send) == (False, True)  # type: ignore[attr-defined]

    def test_a_lead_who_was_replaced_can_no_longer_sign(self) -> None:
        at = Table(table.plan())
        at.must(table.DIRECTOR, c.ChangeRank(seat=table.member("tokyo"), rank="lead"))
        assert self.make(at, "tokyo-member").rights.sign  # type: ignore[attr-defined]
        assert not self.make(at, "tokyo-lead").rights.sign  # type: ignore[attr-defined]

    def test_the_catalogue_is_ones_own_and_free_text_is_always_there(self) -> None:
        form = self.make(Table(table.plan()), "taipei-lead")
        values = [choice.value for choice in form.types]  # type: ignore[attr-defined]
        assert values[0] == "other"
        assert len(values) > 10
        assert all(value.startswith("tw.") for value in values[1:])

    def test_a_move_type_brings_its_fields_with_the_drafts_values(self) -> None:
        form = self.make(
            Table(table.plan()), "tokyo-lead", move="jp.ship_inspection", params={"vessel": "warship"}
        )
        fields = {entry.field.id: entry for entry in form.fields}  # type: ignore[attr-defined]
        assert [choice.value for choice in fields["vessel"].choices if choice.chosen] == ["warship"]
        assert [choice.label for choice in fields["coercion"].choices if choice.chosen] == ["No"]

    def test_half_a_draft_is_read_and_nonsense_left_out(self) -> None:
        content = content_of({"headline": "Go", "visibility": "shout", "because": ["a"], "unknown": 1})
        assert content == MoveContent(headline="Go", text="", because=("a",))


class TestCounsel:
    def ask(self, move: str, **facts: object) -> object:
        at = Table(table.plan())
        ruling = at.rules.advise(move, at.rules.check_params(move, {}), facts, defy=False).ruling  # type: ignore[arg-type]
        return advice(ruling, LAW, *_of(at, "tokyo-lead")[1:])

    def test_a_missing_step_is_named_with_who_takes_it_and_how_long(self) -> None:
        card = self.ask("jp.protect_us_assets")
        need = card.needed[0]  # type: ignore[attr-defined]
        assert card.verdict_label == "A step is missing"  # type: ignore[attr-defined]
        assert need.missing.label == "A formal request by the United States"
        assert need.who.startswith("Washington")
        assert need.takes == "2 h"
        assert not need.own

    def test_an_order_without_force_says_so_and_can_be_defied(self) -> None:
        card = self.ask("jp.designate_sss")
        assert card.verdict == "unlawful"  # type: ignore[attr-defined]
        assert card.can_defy  # type: ignore[attr-defined]
        assert all(provision.title for provision in card.provisions)  # type: ignore[attr-defined]


class TestTalk:
    def test_a_closed_line_is_explained_in_the_fiction(self) -> None:
        by_team = {str(line.team.id): line for line in lines(*_of(Table(table.plan()), "taipei-lead")).lines}
        assert (by_team["beijing"].state, by_team["beijing"].explanation) == ("closed", "Nobody picks up.")
        assert (by_team["tokyo"].state, by_team["tokyo"].delay) == ("delayed", "2 min")
        assert by_team["washington"].state == "open"

    def test_what_staff_change_takes_the_place_of_the_plan(self) -> None:
        at = Table(table.plan())
        change = c.ChangeLink(between=(TOKYO, WASHINGTON), state="closed", explanation="The cable is cut.")
        at.must(table.WHITE, change)
        line = next(one for one in lines(*_of(at, "tokyo-lead")).lines if one.team.id == "washington")
        assert (line.state, line.explanation) == ("closed", "The cable is cut.")

    def test_a_thread_shows_who_speaks_and_who_spoke_last(self) -> None:
        at = Table(table.plan())
        at.must(table.lead("tokyo"), c.OpenThread(parties=(WASHINGTON,), subject="Boxes", text="Do you see?"))
        (mine,) = threads(*_of(at, "tokyo-member"))
        (theirs,) = threads(*_of(at, "washington-lead"))
        assert ([team.id for team in mine.parties], mine.waiting, mine.messages[0].own) == (
            ["washington"],
            False,
            True,
        )
        assert ([team.id for team in theirs.parties], theirs.waiting) == (["tokyo"], True)
        assert theirs.messages[0].author == "Tokyo"

    def test_a_plenary_closes_private_lines_but_not_the_white_cell(self) -> None:
        at = Table(table.plan())
        at.must(table.lead("tokyo"), c.OpenThread(parties=(WASHINGTON,), subject="A", text="B"))
        at.must(table.lead("tokyo"), c.OpenThread(parties=(), subject="C", text="D", with_white=True))
        at.must(table.DIRECTOR, c.StopClock(stop="plenary"))
        by_subject = {card.subject: card for card in threads(*_of(at, "tokyo-lead"))}
        assert by_subject["A"].closed
        assert not by_subject["C"].closed
        assert lines(*_of(at, "tokyo-lead")).shut


class TestBoard:
    def test_a_step_shows_how_far_its_clock_has_run(self) -> None:
        at = Table(table.plan(rate=60_000))
        at.must(table.WHITE, c.OpenProcedure(token="nsc_done", team="tokyo"))  # type: ignore[arg-type]
        at.run(MINUTE)
        sat = Sat(at, "tokyo-lead")
        (step,) = board(sat.view, sat.public, sat.own, LAW, sat.status).open_steps
        assert (step.done_percent, step.left, step.own) == (25, "3 h", True)

    def test_facts_are_told_in_words_under_their_group(self) -> None:
        at = Table(table.plan(table.inject("n", 0, sets={"notice_given": True})))
        at.run(MINUTE)
        sat = Sat(at, "tokyo-lead")
        (group,) = board(sat.view, sat.public, sat.own, LAW, sat.status).facts
        assert group.label
        assert [(fact.label, fact.value) for fact in group.facts] == [
            ("Navigational notices given in time", "Yes")
        ]

    def test_a_fact_that_others_learned_is_not_there(self) -> None:
        at = Table(table.plan(table.inject("n", 0, to=("team:beijing",), sets={"notice_given": True})))
        at.run(MINUTE)
        sat = Sat(at, "tokyo-lead")
        assert board(sat.view, sat.public, sat.own, LAW, sat.status).facts == ()


class TestLobby:
    @pytest.mark.parametrize(
        ("rule", "shown"), [("office", "Abe"), ("attributed", "Abe"), ("team", ""), ("chatham", "")]
    )
    def test_names_follow_the_attribution_rule(self, rule: str, shown: str) -> None:
        at = Table(table.plan(attribution=rule), started=False)
        at.must("", c.TakeSeat(seat=table.lead("tokyo"), name="Abe"))
        chairs = {card.seat.id: card for card in lobby(*_of(at, "tokyo-member")).chairs}
        assert chairs[table.lead("tokyo")].name == shown
        assert chairs[table.lead("tokyo")].taken
        assert not chairs[table.member("tokyo")].taken

    def test_only_ones_own_brief_is_there(self) -> None:
        plan = table.plan()
        offices = tuple(replace(o, brief={"en": f"brief of {o.team}/{o.id}"}) for o in plan.offices)
        at = Table(replace(plan, offices=offices), started=False)
        seat = lobby(*_of(at, "tokyo-lead")).seat
        assert seat.office is not None
        assert seat.office.brief == "brief of tokyo/head"
        assert all(not mate.office.brief for mate in _of(at, "tokyo-lead")[2].mates if mate.office)


class TestScreen:
    def test_each_stage_has_its_face(self) -> None:
        at = Table(table.plan(), started=False)
        at.must(table.DIRECTOR, c.OpenLobby())
        faces = [_face(at)]
        at.must(table.DIRECTOR, c.StartExercise())
        faces.append(_face(at))
        at.must(table.DIRECTOR, c.StopClock(stop="plenary"))
        faces.append(_face(at))
        at.must(table.DIRECTOR, c.ResumeClock())
        at.must(table.DIRECTOR, c.StopClock(stop="break"))
        faces.append(_face(at))
        at.must(table.lead("tokyo"), c.RaiseEmergency(note="PRIVATE"))
        faces.append(_face(at))
        assert faces == ["lobby", "play", "plenary", "stop", "emergency"]

    def test_a_withdrawn_item_leaves_the_screen(self) -> None:
        at = told("routine", "routine")
        sat = Sat(at, "display")
        assert str(screen(sat.view, sat.public, sat.status).first.title) == "i1 title"  # type: ignore[union-attr]
        at.must(table.CONTROLLER, c.RetractInject(inject="i1", reason="x"))  # type: ignore[arg-type]
        sat = Sat(at, "display")
        assert str(screen(sat.view, sat.public, sat.status).first.title) == "i0 title"  # type: ignore[union-attr]


def _face(at: Table) -> str:
    sat = Sat(at, "display")
    return screen(sat.view, sat.public, sat.status).mode
