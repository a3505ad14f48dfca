"""The views of a stored deck as pages: what they draw stands below as a table or a list, in words."""

import html
import json
import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from games.law.rulebook import Rulebook
from injects import library
from injects.models import Deck

pytestmark = pytest.mark.django_db

LONG_STRAIT = "/decks/long-strait/1.3/"
VIEWS = ("timeline", "branches", "coverage", "load")


@pytest.fixture
def page(client: Client, rulebook: Rulebook) -> Client:
    library.store_shipped(rulebook)
    client.force_login(User.objects.create_user("fay", password="a long one for tests"))
    return client


@pytest.fixture
def address() -> str:
    """Where the shipped deck is, whatever its version."""
    deck = Deck.objects.get(slug="long-strait")
    return f"/decks/{deck.slug}/{deck.version}/"


def data(text: str, attribute: str) -> dict[str, list[dict[str, object]]]:
    found = re.search(rf'{attribute}="([^"]+)"', text)
    assert found
    read: dict[str, list[dict[str, object]]] = json.loads(html.unescape(found[1]))
    return read


@pytest.mark.parametrize("view", VIEWS)
def test_only_facilitators_come_in(client: Client, view: str) -> None:
    assert client.get(f"{LONG_STRAIT}{view}").status_code == 302


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_leads_to_the_others_and_carries_nothing_inline(
    page: Client, address: str, view: str
) -> None:
    shown = page.get(address + view)
    assert shown.status_code == 200
    for other in ("", *VIEWS):
        assert f'href="{address}{other}"' in shown.text
    assert f'href="{address}{view}" aria-current="page"' in shown.text
    assert not re.search(r"\sstyle=|\son\w+=|<script>", shown.text)
    assert page.get(f"/decks/no-such/1/{view}").status_code == 404


def test_every_mark_of_the_timeline_is_a_line_of_its_table(page: Client, address: str) -> None:
    text = page.get(f"{address}timeline").text
    items = data(text, "data-timeline")["items"]
    assert len(items) == 42
    for item in items:
        assert f'<tr id="row-{item["id"]}"' in text
        assert f'href="{address}#{item["id"]}"' in text
    conditional = {item["id"]: item["label"] for item in items if str(item["state"]).endswith(" if")}
    assert "a law-enforcement quarantine of Taiwan is in force" in str(conditional["I12"])
    assert "I11" not in conditional
    assert not any(item["movable"] for item in items)


def test_the_graph_and_the_list_below_say_the_same(page: Client, address: str) -> None:
    text = page.get(f"{address}branches").text
    graph = data(text, "data-graph")
    for node in graph["nodes"]:
        if node["kind"] == "inject":
            assert f'id="twig-{node["id"]}"' in text
        else:
            assert html.escape(str(node["label"]), quote=False) in text
    assert len(re.findall(r'class="twig-edge"', text)) == len(graph["edges"])
    said = {(edge["from"], edge["to"]): edge["label"] for edge in graph["edges"]}
    assert "if not, in place of I17" in said.values()
    assert "the move “Escort merchant ships to Taiwan” was carried out" in text


def test_the_matrix_links_every_inject_that_serves_an_objective(page: Client, address: str) -> None:
    text = page.get(f"{address}coverage").text
    matrix = re.search(r'<table class="coverage">.*?</table>', text, re.DOTALL)
    assert matrix
    assert matrix[0].count("<tr") == 1 + 6
    assert f'href="{address}#I11"' in matrix[0]


def test_the_load_of_each_team_is_a_chart_and_a_table(page: Client, address: str) -> None:
    text = page.get(f"{address}load").text
    assert text.count('<figure class="chart planned"') == 4
    assert text.count("As a table") == 4


def test_the_views_speak_the_language_of_the_reader(page: Client, address: str) -> None:
    text = page.get(f"{address}timeline", headers={"accept-language": "ja"}).text
    assert "演習実施、5か所に射撃区域" in text
