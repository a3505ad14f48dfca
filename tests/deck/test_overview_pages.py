"""The views of a stored deck as pages: what they draw stands below as a table or a list, in words."""

import html
import json
import re
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

from games.law.rulebook import Rulebook
from injects import drafts, library
from injects.models import Deck, Draft

pytestmark = pytest.mark.django_db

SMALLEST = Path(__file__).parent / "good" / "smallest.yaml"
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


def test_phases_are_called_by_their_names(client: Client, rulebook: Rulebook) -> None:
    deck = library.store(SMALLEST.read_text("utf-8"), "deck.yaml", rulebook)[0]
    client.force_login(User.objects.create_user("fay"))
    address = f"/decks/{deck.slug}/{deck.version}/"
    for shown in (client.get(address).text, client.get(f"{address}timeline").text):
        told = re.findall(
            r'<span class="(?:muted small|small muted)">([^<]*(?:Beginning|End|P1|P2)[^<]*)</span>', shown
        )
        assert told
        assert not any("P1" in each or "P2" in each for each in told)


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


# In a draft


@pytest.fixture
def draft(rulebook: Rulebook, client: Client) -> Draft:
    owner = User.objects.create_user("ada", password="a long one for tests")
    client.force_login(owner)
    text = SMALLEST.read_text(encoding="utf-8").replace("    at: 2m\n", "    t_h: 0.05\n")
    return drafts.start(text, owner)


def test_an_inject_is_moved_in_a_draft_and_back_by_undo(client: Client, draft: Draft) -> None:
    here = f"/decks/edit/{draft.pk}/"
    page = client.get(f"{here}timeline/").text
    items = {item["id"]: item for item in data(page, "data-timeline")["items"]}
    assert (items["A"]["at_ms"], items["A"]["movable"]) == (180_000, True)
    assert items["C"]["movable"] is False
    form = re.search(r'<form class="move-form"[^>]*action="([^"]+)".*?</form>', page, re.DOTALL)
    assert form
    assert 'name="revision" value="0"' in form[0]
    moved = client.post(
        form[1], {"field": "at", "value": "+0 00:07", "revision": "0"}, headers={"accept": "application/json"}
    )
    assert moved.json()["ok"]
    region = client.get(f"{here}timeline/region").text
    assert region.lstrip().startswith('<div id="timeline-region"')
    assert {i["id"]: i["at_ms"] for i in data(region, "data-timeline")["items"]}["A"] == 420_000
    client.post(f"{here}undo", {"next": f"{here}timeline/"})
    again = data(client.get(f"{here}timeline/").text, "data-timeline")["items"]
    assert {i["id"]: i["at_ms"] for i in again}["A"] == 180_000


def test_findings_are_marked_where_they_stand(client: Client, draft: Draft) -> None:
    here = f"/decks/edit/{draft.pk}/"
    client.post(
        f"{here}inject/B/field",
        {"field": "when", "value": "notice_given and not notice_given", "revision": "0"},
    )
    page = client.get(f"{here}branches/").text
    (node,) = [node for node in data(page, "data-graph")["nodes"] if node["id"] == "B"]
    assert node["unreachable"]
    assert str(node["problem"]).startswith("L02")
    assert "Never goes out as it is written" in page
    marked = {
        i["id"]: i["problem"] for i in data(client.get(f"{here}timeline/").text, "data-timeline")["items"]
    }
    assert str(marked["B"]).startswith("L02")
    assert not marked["A"]


def test_a_draft_that_cannot_be_drawn_says_so(client: Client, draft: Draft) -> None:
    here = f"/decks/edit/{draft.pk}/"
    client.post(f"{here}inject/A/field", {"field": "channel", "value": "pigeon", "revision": "0"})
    assert "cannot be shown" in client.get(f"{here}timeline/").text
    assert client.get(f"{here}timeline/region")["HX-Refresh"] == "true"
