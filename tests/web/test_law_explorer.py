"""The law explorer of a player: today's answer on every move, why, what it needs, and what if."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qsl, quote

import pytest
from django.test import Client

from games.engine import commands as c
from games.engine.answers import Refused
from games.engine.ids import Audience, FactValue, SeatId
from games.law.building import load
from games.law.flips import alternatives
from games.law.rulebook import Rulebook
from games.law.shipped import load_shipped, shipped_texts
from games.models import Draft, LoggedEvent
from games.presenting.explorer.explaining import explained
from games.presenting.explorer.overview import ORDER, overview
from games.presenting.explorer.provisions import provision_groups
from games.presenting.explorer.reader import Reader, cited_by
from games.presenting.whatif import query_of
from games.services import advice
from tests import table
from tests.web.browsing import forms
from tests.web.conftest import Play

LEAD = table.lead("tokyo")
ESCORT = "jp.escort_us_forces"
ATTACKED = f"if.armed_attack_on={quote('+us_forces')}&if.existential_danger=yes"
ASKED_AT = """\
schema: tte-law/1
facts:
- id: asked_at
  group: procedure
  label: When they asked
  type: moment
  default: never
  standing: record
  meaning: When somebody asked.
  set_by: [white_cell]
"""
LINE = re.compile(r'id="line-([\w.]+)" data-nav-item><a href="([^"]+)">.*?data-verdict="(\w+)"', re.DOTALL)
TOKYO_ALONE = (Audience("team:tokyo"),)


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_shipped()


def text_of(client: Client, url: str, **headers: str) -> str:
    answer = client.get(url, headers=headers or None)
    assert answer.status_code == 200, url
    return unescape(answer.content.decode())


def main_of(page: str) -> str:
    """What the page says, without its frame."""
    return page[page.index("<main") : page.index("</main>")]


def told(play: Play, **facts: FactValue) -> None:
    """Tokyo learns facts."""
    play.must(table.WHITE, c.SetFacts(values=facts, reason="told", learned_by=TOKYO_ALONE))


@pytest.mark.django_db
class TestOverview:
    @pytest.mark.parametrize("team", table.TEAMS)
    def test_every_move_has_the_answer_of_own_counsel(self, play: Play, book: Rulebook, team: str) -> None:
        seat = table.lead(team)
        lines = LINE.findall(text_of(play.sit(seat), play.url(seat, "law/")))
        assert {move for move, _, _ in lines} == {move.id for move in book.moves_of(team)}
        for move, _, verdict in lines:
            counsel = advice.counsel(play.pk, SeatId(seat), move, {})
            assert not isinstance(counsel, Refused)
            assert counsel["verdict"] == verdict, move

    def test_the_answers_follow_what_the_team_is_told(self, play: Play) -> None:
        client = play.sit(LEAD)

        def answer() -> str:
            lines = LINE.findall(text_of(client, play.url(LEAD, "law/")))
            return str({move: verdict for move, _, verdict in lines}[ESCORT])

        assert answer() == "unlawful"
        told(play, armed_attack_on=["us_forces"], existential_danger="yes")
        assert answer() == "blocked"

    def test_each_line_leads_to_its_page(self, play: Play) -> None:
        client = play.sit(LEAD)
        lines = LINE.findall(text_of(client, play.url(LEAD, "law/")))
        for _, address, verdict in lines[::4]:
            assert f'data-verdict="{verdict}"' in text_of(client, address)

    def test_it_is_searched_and_filtered_by_a_form_without_script(self, play: Play) -> None:
        client = play.sit(LEAD)
        page = text_of(client, play.url(LEAD, "law/"))
        (search,) = [form for form in forms(page) if "q" in form.fields]
        assert set(search.fields) == {"q", "order"}
        found = LINE.findall(text_of(client, play.url(LEAD, "law/?q=us%20escort")))
        assert ESCORT in [move for move, _, _ in found]
        assert len(found) < 10
        called = text_of(client, play.url(LEAD, "law/?q=carrier%20group"))
        assert ESCORT in [move for move, _, _ in LINE.findall(called)]
        loosely = text_of(client, play.url(LEAD, "law/?q=escort%20the%20carrier%20tomorrow"))
        assert "None has all these words" in loosely
        assert ESCORT in [move for move, _, _ in LINE.findall(loosely)]
        every = text_of(client, play.url(LEAD, "law/?answer=blocked"))
        assert {verdict for _, _, verdict in LINE.findall(every)} == {"blocked"}
        assert "Nothing matches" in text_of(client, play.url(LEAD, "law/?q=zzzz"))

    def test_with_script_only_the_list_comes(self, play: Play) -> None:
        client = play.sit(LEAD)
        region = text_of(client, play.url(LEAD, "law/?q=escort"), HX_Request="true").strip()
        assert region.startswith("<!--") or 'id="law-moves"' in region[:400]
        assert "<html" not in region
        assert ESCORT in region

    def test_a_law_without_counsel_gives_no_answers(self, make_play: Callable[..., Play]) -> None:
        play = make_play(counsel=False)
        client = play.sit(LEAD)
        for rest in ("law/", f"law/move/{ESCORT}/"):
            page = main_of(text_of(client, play.url(LEAD, rest)))
            assert "data-verdict" not in page
        assert "Three New Conditions" in page


@pytest.mark.django_db
class TestMove:
    def test_it_says_why_what_is_needed_from_whom_and_how_long(self, play: Play) -> None:
        page = main_of(text_of(play.sit(LEAD), play.url(LEAD, f"law/move/{ESCORT}/?{ATTACKED}")))
        assert "Grounds for a survival-threatening situation exist" in page
        assert "Prime Minister drafts, National Security Council deliberates" in page
        assert "about 8 h" in page
        assert "3 days 9 h of story" in page
        assert "Committee and plenary in BOTH Houses" in page
        assert "Report self-defence measures to the Security Council" in page

    def test_where_no_step_helps_it_says_what_would_have_to_come_about(self, play: Play) -> None:
        page = main_of(text_of(play.sit(LEAD), play.url(LEAD, f"law/move/{ESCORT}/")))
        assert "No step alone will do" in page
        assert "US forces outside Japan" in page
        assumed = re.findall(r'href="([^"]+)">Assume this</a>', page)
        assert any("us_forces" in address and "existential_danger=yes" in address for address in assumed)
        for address in assumed:
            assert "Hypothetical." in text_of(play.sit(LEAD), address)

    def test_a_plan_stands_on_the_scenario_clock(self, play: Play, book: Rulebook) -> None:
        reader = Reader(
            book=book,
            facts={"armed_attack_on": ["us_forces"], "existential_danger": "yes"},
            team="tokyo",
            now_ms=10 * table.HOUR,
        )
        (plan, *_) = explained(reader, ESCORT, {}).plans
        assert plan.done_ms == 91 * table.HOUR
        for step in plan.steps:
            assert step.starts_ms == (10 + step.starts) * table.HOUR
            assert step.done_ms == (10 + step.done) * table.HOUR
        assert [step.own for step in plan.steps] == [False, True, True, True]

    def test_a_step_under_way_is_said_to_be(self, play: Play) -> None:
        play.must(table.WHITE, c.OpenProcedure(token="cabinet_decision", team="tokyo"))  # type: ignore[arg-type]
        page = text_of(play.sit(LEAD), play.url(LEAD, "law/move/jp.sanction_prc/"))
        assert "under way, due" in page

    def test_parameters_change_the_answer(self, play: Play) -> None:
        client = play.sit(LEAD)
        fuel = explained(Reader(load_shipped(), {}, "tokyo"), "jp.rear_support", {"p.item": ["fuel"]})
        weapons = text_of(client, play.url(LEAD, "law/move/jp.rear_support/?p.item=weapons"))
        assert fuel.prospects
        assert "Weapons are never a permitted item" in weapons
        assert '<option value="weapons" selected>' in weapons

    @pytest.mark.parametrize(
        "query",
        [
            "p.area=nowhere&p.nothing=1",
            "if.nothing=yes",
            "if.existential_danger=maybe",
            "if.us_combat_active=",
        ],
    )
    def test_what_does_not_fit_is_passed_over(self, play: Play, query: str) -> None:
        client = play.sit(LEAD)
        play.must(table.DIRECTOR, c.StopClock(stop="pause", reason="lunch"))
        plain = main_of(text_of(client, play.url(LEAD, f"law/move/{ESCORT}/")))
        assert main_of(text_of(client, play.url(LEAD, f"law/move/{ESCORT}/?{query}"))) == plain

    def test_nobody_may_assume_facts_that_only_another_law_reads(self, book: Rulebook) -> None:
        reader = Reader(book, {}, "tokyo")
        foreign = set(book.facts) - reader.readable_facts()
        assert foreign
        asked = {f"if.{name}": ["true"] for name in foreign if book.facts[name].type == "bool"}
        assert query_of(book, ESCORT, asked, reader.readable_facts()).typed == ()

    def test_what_if_is_marked_and_leaves_no_trace(self, play: Play) -> None:
        client = play.sit(LEAD)
        before = LoggedEvent.objects.count()
        page = text_of(client, play.url(LEAD, f"law/move/{ESCORT}/?{ATTACKED}"))
        assert "Hypothetical." in page
        assert "On what is known the answer is:" in page
        assert "your assumption" in page
        assert LoggedEvent.objects.count() == before
        assert not Draft.objects.exists()
        assert "Hypothetical." not in text_of(client, play.url(LEAD, f"law/move/{ESCORT}/"))

    def test_it_hands_move_and_parameters_to_the_composer(self, play: Play) -> None:
        client = play.sit(LEAD)
        page = text_of(client, play.url(LEAD, "law/move/jp.rear_support/?p.item=ammunition"))
        (address,) = re.findall(r'href="([^"]+)">Draft this move', page)
        desk = text_of(client, address.partition("#")[0])
        assert '<option value="jp.rear_support" selected>' in desk
        assert '<option value="ammunition" selected>' in desk
        assert not Draft.objects.exists()

    def test_the_desk_leads_to_it(self, play: Play) -> None:
        client = play.sit(LEAD)
        desk = text_of(client, play.url(LEAD, f"?kind={ESCORT}"))
        assert play.url(LEAD, "law/") + '"' in desk
        assert desk.count(play.url(LEAD, f"law/move/{ESCORT}/")) == 2

    @pytest.mark.parametrize("seat", ["guest", "evaluator", "display", table.WHITE])
    def test_only_players_have_it(self, play: Play, seat: str) -> None:
        client = play.sit(seat)
        for rest in ("law/", f"law/move/{ESCORT}/", "law/provisions/", "law/provision/JP-C9/"):
            assert client.get(play.url(seat, rest)).status_code == 302


@pytest.mark.django_db
class TestSecrecy:
    def test_no_fact_that_the_seat_was_not_told_changes_a_byte(self, play: Play, book: Rulebook) -> None:
        told(play, existential_danger="arguable")
        play.must(table.DIRECTOR, c.StopClock(stop="pause", reason="lunch"))
        client = play.sit(LEAD)
        pages = ["law/", "law/?answer=blocked", "law/provisions/", "law/provision/JP-SSS-DEF/"]
        pages += [f"law/move/{move.id}/" for move in book.moves_of("tokyo")[::3]]
        pages += [f"law/move/{ESCORT}/", f"law/move/{ESCORT}/?{ATTACKED}"]
        before = {page: main_of(text_of(client, play.url(LEAD, page))) for page in pages}
        known = {"existential_danger", *play.state.common["tokyo"]}  # type: ignore[index]
        hidden: dict[str, FactValue] = {}
        for name, fact in book.facts.items():
            play_of = next((play for play in book.plays.values() if name in play.reads), None)
            if name in known or play_of is None or fact.type == "moment":
                continue
            other = next(alternatives(book, play_of, name, book.base[name]), None)
            if isinstance(other, (bool, int, str, tuple)):
                hidden[name] = list(other) if isinstance(other, tuple) else other
        assert len(hidden) > 60
        play.must(table.WHITE, c.SetFacts(values=hidden, reason="nobody is told", learned_by=()))
        assert len(play.state.facts) > 60
        for page in pages:
            assert main_of(text_of(client, play.url(LEAD, page))) == before[page], page

    @pytest.mark.parametrize("team", table.TEAMS)
    def test_the_law_of_other_governments_is_not_found(self, play: Play, book: Rulebook, team: str) -> None:
        seat = table.lead(team)
        client = play.sit(seat)
        foreign = [move.id for move in book.moves.values() if move.team != team]
        for move in foreign[::9]:
            assert client.get(play.url(seat, f"law/move/{move}/")).status_code == 404
        listed = LINE.findall(text_of(client, play.url(seat, "law/?q=a")))
        assert not {move for move, _, _ in listed} & set(foreign)
        own = {code for move in book.moves_of(team) for code in cited_by(book, move.id)}
        page = text_of(client, play.url(seat, "law/provisions/"))
        hidden = [
            code
            for code, each in book.provisions.items()
            if each.layer == "domestic" and team not in each.binds and code not in own
        ]
        assert len(hidden) > 30
        assert not [code for code in hidden if f"provision/{code}/" in page]
        for code in hidden[::15]:
            assert client.get(play.url(seat, f"law/provision/{code}/")).status_code == 404

    @pytest.mark.parametrize("team", ["washington", "taipei"])
    def test_every_link_of_the_explorer_leads_somewhere(self, play: Play, team: str) -> None:
        seat = table.lead(team)
        client = play.sit(seat)
        root = play.url(seat, "law/")
        waiting, seen = [root, root + "provisions/"], set[str]()
        while waiting:
            address = waiting.pop()
            page = main_of(text_of(client, address))
            found = {link.partition("?")[0] for link in re.findall(r'href="([^"#]+)', page)}
            fresh = {link for link in found if link.startswith(root)} - seen
            seen |= fresh
            waiting += sorted(fresh)
        assert len(seen) > 50


class TestReader:
    def test_everything_that_is_cited_may_be_read(self, book: Rulebook) -> None:
        for team in book.teams:
            reader = Reader(book, {}, team)
            for move in book.moves_of(team):
                card = explained(reader, move.id, {})
                cited = {each.code for ground in card.grounds for each in ground.provisions}
                cited |= {each.code for each in (*card.authority, *card.also)}
                assert cited <= set(reader.provisions), move.id

    def test_only_the_allies_read_the_alliance(self, book: Rulebook) -> None:
        assert "AL-PC-KOREA" in Reader(book, {}, "tokyo").provisions
        assert "AL-PC-KOREA" not in Reader(book, {}, "beijing").provisions

    def test_facts_of_another_pack_are_left_out(self, book: Rulebook) -> None:
        reader = Reader(book, {"no_such_fact": True, "existential_danger": "perhaps"}, "tokyo")
        assert {choice.value for choice in overview(reader).choices} <= set(ORDER)

    def test_provisions_are_found_by_words_and_codes(self, book: Rulebook) -> None:
        reader = Reader(book, {}, "tokyo")
        for query, code in (("95-2 asset", "JP-SDF-95-2"), ("JP-BRP-LIST", "JP-BRP-LIST")):
            found = [card.code for group in provision_groups(reader, query) for card in group.cards]
            assert code in found
            assert len(found) < 20

    def test_choices_that_would_change_the_answer_are_said_and_hold(self, book: Rulebook) -> None:
        reader = Reader(book, {}, "tokyo")
        lines = {line.id: line for group in overview(reader).groups for line in group.moves}
        assert lines["jp.minesweep"].varies == ("Where", "Mines")
        for move, line in lines.items():
            card = explained(reader, move, {})
            assert {choice.label for choice in card.choices} == set(line.varies), move
            for choice in card.choices:
                asked = {name: [value] for name, value in parse_qsl(choice.query.removeprefix("?"))}
                assert explained(reader, move, asked).verdict == choice.verdict

    def test_a_limit_in_hours_is_read_on_the_scenario_clock(self) -> None:
        texts = shipped_texts()
        texts["extra.yaml"] = ASKED_AT
        before = texts["jp/moves.yaml"]
        texts["jp/moves.yaml"] = before.replace("FOREIGN_AREA", "FOREIGN_AREA or within(asked_at, 48)", 1)
        assert texts["jp/moves.yaml"] != before
        changed = load(texts)
        assert isinstance(changed, Rulebook)
        (move,) = [each for each, play in changed.plays.items() if play.limits]
        early = Reader(changed, {"asked_at": 0}, "tokyo", now_ms=table.HOUR)
        late = Reader(changed, {"asked_at": 0}, "tokyo", now_ms=49 * table.HOUR)
        answers = [explained(reader, move, {}) for reader in (early, late)]
        held = [{ground.id for ground in card.grounds if ground.certain} for card in answers]
        assert len(held[0] - held[1]) == 1
        # The answer says itself when time alone may change it: in the millisecond after the last hour.
        assert [card.turns_ms for card in answers] == [48 * table.HOUR + 1, None]
        for reader, card in zip((early, late), answers, strict=True):
            lines = {line.id: line for group in overview(reader).groups for line in group.moves}
            assert lines[move].verdict == card.verdict
