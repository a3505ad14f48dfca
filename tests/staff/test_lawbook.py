"""The lawbook: who may open it, what it finds, and the decision table worked out anew."""

from __future__ import annotations

import re
from html import unescape

import pytest
import yaml
from django.contrib.auth.models import User
from django.test import Client

from games.engine import commands as c
from games.engine.ids import FactValue
from games.law.building import load
from games.law.rulebook import Rulebook
from games.law.shipped import load_shipped, shipped_cases, shipped_texts
from games.presenting.explorer.reader import Reader
from games.services import packs
from games.staffing import lawbook
from tests import table
from tests.staff.conftest import Play

ESCORT = "jp.escort_us_forces"
PAGES = (
    "",
    "?q=escort",
    "?q=escort&all=1",
    f"move/{ESCORT}/",
    "move/us.convoy_escort/",
    f"move/{ESCORT}/?case=D08-SSS",
    "provisions/",
    "provisions/?q=consultation",
    "provision/JP-C9/",
    "facts/",
    "steps/",
    "parameters/",
    "table/",
)
CELL = re.compile(
    r'<td data-verdict="(\w+)" data-case="([\w-]+)">.*?href="([^"]+)".*?law-cell-codes">([^<]*)<'
)


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_shipped()


@pytest.fixture
def author(db: None) -> Client:
    """Somebody with an account."""
    client = Client()
    client.force_login(User.objects.create_user("author"))
    return client


def text_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return unescape(answer.content.decode())


def table_text() -> str:
    return shipped_cases()[f"cases/{lawbook.TABLE}"]


@pytest.mark.django_db
class TestWhoMayOpenIt:
    @pytest.mark.parametrize("page", PAGES)
    def test_accounts_may_without_an_exercise(self, author: Client, page: str) -> None:
        assert "Lawbook" in text_of(author, f"/law/{page}")
        anyone = Client().get(f"/law/{page}")
        assert anyone.status_code == 302
        assert anyone["Location"].startswith("/login/")

    @pytest.mark.parametrize("seat", [table.DIRECTOR, table.WHITE, table.CONTROLLER, "analyst"])
    def test_staff_may_in_their_exercise(self, busy: Play, seat: str) -> None:
        client = busy.sit(seat)
        for page in PAGES:
            text_of(client, busy.url(seat, f"lawbook/{page}"))

    @pytest.mark.parametrize("seat", [table.lead("tokyo"), "guest", "evaluator", "display"])
    def test_nobody_else_may(self, busy: Play, seat: str) -> None:
        client = busy.sit(seat)
        for page in PAGES:
            assert client.get(busy.url(seat, f"lawbook/{page}")).status_code == 404

    def test_a_kept_pack_has_a_book_of_its_own(self, author: Client) -> None:
        digest = packs.keep_shipped().digest
        page = text_of(author, f"/law/pack/{digest}/move/{ESCORT}/")
        assert f"/law/pack/{digest}/provision/JP-C9/" in page
        assert author.get(f"/law/pack/{'0' * 64}/").status_code == 404

    @pytest.mark.parametrize("page", ["move/no.such/", "provision/NO-SUCH/"])
    def test_what_is_not_in_the_book_is_not_found(self, author: Client, page: str) -> None:
        assert author.get(f"/law/{page}").status_code == 404


@pytest.mark.django_db
def test_staff_read_the_truth_and_who_established_it(busy: Play) -> None:
    client = busy.sit(table.WHITE)
    address = busy.url(table.WHITE, f"lawbook/move/{ESCORT}/")
    assert 'class="verdict" data-verdict="unlawful"' in text_of(client, address)
    facts: dict[str, FactValue] = {"armed_attack_on": ["us_forces"], "existential_danger": "yes"}
    busy.must(table.WHITE, c.SetFacts(values=facts, reason="the destroyer sank", learned_by=()))
    page = text_of(client, address)
    assert 'class="verdict" data-verdict="blocked"' in page
    assert "in truth" in page
    assert 'data-stands="yes"' in page


class TestSearch:
    @pytest.mark.parametrize(
        ("query", "kind", "expected"),
        [
            ("JP-BRP-LIST", "provisions", "JP-BRP-LIST"),
            ("armed escort", "moves", ESCORT),
            ("G-FORCE#6", "rows", "G-FORCE#6"),
            ("existential_danger", "facts", "existential_danger"),
            ("PARTNER", "macros", "PARTNER"),
            ("brp_amendment", "tokens", "brp_amendment"),
            ("both houses", "steps", "diet_approval_mobilisation"),
            ("security council", "duties", "jp_unsc_report"),
            ("transfer guidelines", "left-out", "transfer_guidelines"),
            ("jp_joint_command", "parameters", "CAP-CMD-JP"),
        ],
    )
    def test_words_and_codes_are_found_in_every_kind(
        self, book: Rulebook, query: str, kind: str, expected: str
    ) -> None:
        found = {one.id: one for one in lawbook.found(Reader(book, {}), query, everything=True)}
        assert expected in [hit.id for hit in found[kind].hits]

    @pytest.mark.django_db
    def test_every_page_that_a_hit_names_is_there(self, book: Rulebook, author: Client) -> None:
        hits = [hit for one in lawbook.found(Reader(book, {}), "e", everything=True) for hit in one.hits]
        assert len(hits) > 700
        pages: dict[str, str] = {}
        for hit in hits[::9]:
            page, _, anchor = hit.page.partition("#")
            if page not in pages:
                pages[page] = text_of(author, f"/law/{page}")
            assert not anchor or f'id="{anchor}"' in pages[page], hit.page

    def test_without_words_nothing_is_searched(self, book: Rulebook) -> None:
        assert lawbook.found(Reader(book, {}), "  ") == ()


class TestDecisionTable:
    def test_every_cell_is_as_the_cases_say(self, book: Rulebook) -> None:
        cases = {case["id"]: case for case in yaml.safe_load(table_text())["cases"]}
        made = lawbook.decision_table(book, table_text())
        cells = {cell.case: cell for row in made.rows for cell in row.cells if cell is not None}
        assert set(cells) == set(cases)
        assert (made.agreed, made.count) == (len(cases), len(cases))
        assert [world for world, _, _ in made.worlds] == ["none", "IIS", "SSS", "anticipated", "armed attack"]
        for name, cell in cells.items():
            expected = cases[name]["expected"]
            assert (cell.move, cell.verdict) == (cases[name]["move"], expected["verdict"])
            assert set(cell.missing) == set(expected["missing"])
            assert not cell.differs

    def test_a_changed_pack_is_shown_to_differ(self) -> None:
        texts = shipped_texts()
        before = texts["jp/groups.yaml"]
        texts["jp/groups.yaml"] = before.replace(
            "provisions: [JP-C9, JP-SSS-3COND]", "provisions: [JP-C9]", 1
        )
        assert texts["jp/groups.yaml"] != before
        changed = load(texts)
        assert isinstance(changed, Rulebook)
        made = lawbook.decision_table(changed, table_text())
        assert made.count > made.agreed > 0

    @pytest.mark.django_db
    def test_the_page_shows_it_and_a_cell_leads_to_the_same_answer(self, author: Client) -> None:
        cells = CELL.findall(text_of(author, "/law/table/"))
        assert len(cells) == 230
        for verdict, case, address, _ in cells[::23]:
            assert case in address
            page = text_of(author, address)
            assert f'class="verdict" data-verdict="{verdict}"' in page, case
            assert f"case {case}" in page


class TestRows:
    @pytest.mark.django_db
    def test_from_a_provision_to_its_rows_and_back(self, author: Client, book: Rulebook) -> None:
        page = text_of(author, "/law/provision/JP-BRP-LIST/")
        assert 'id="row-G-FORCE-6"' in page
        assert "provision/JP-BRP-LIST/" in text_of(author, f"/law/move/{ESCORT}/")
        rows = {row.id for row in lawbook.rows_citing(Reader(book, {}).law, "JP-BRP-LIST")}
        assert rows == {i for i, rule in book.rules.items() if "JP-BRP-LIST" in rule.row.provisions}

    def test_every_fact_names_the_rows_that_read_it(self, book: Rulebook) -> None:
        sections = lawbook.fact_sections(Reader(book, {}).law)
        entries = {fact.id: fact for section in sections for fact in section.facts}
        assert set(entries) == set(book.facts)
        for name, entry in entries.items():
            reading = {i for i, rule in book.rules.items() if name in rule.reads}
            assert {row for row, _ in entry.rows} == reading

    def test_every_step_duty_and_token_has_its_entry(self, book: Rulebook) -> None:
        reader = Reader(book, {})
        assert {each.id for each in lawbook.step_entries(reader)} == set(book.steps)
        assert {each.id for each in lawbook.duty_entries(reader)} == set(book.duties)
        assert {each.id for each in lawbook.token_entries(reader.law)} == set(book.tokens)
