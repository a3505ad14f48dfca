"""The frames of all pages, the style guide and the error pages, as the server sends them."""

import json
import logging
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.urls import path

from tte import error_pages, urls

SECRET = "Operation Heron"


def broken(request: HttpRequest) -> HttpResponse:
    """A view with a fault whose words must not get out."""
    raise RuntimeError(SECRET)


def missing(request: HttpRequest) -> HttpResponse:
    """A page that is not there."""
    raise Http404(SECRET)


urlpatterns = [*urls.urlpatterns[:-1], path("broken/", broken), path("missing/", missing)]
handler500 = urls.handler500


class Collector(HTMLParser):
    """Collects ids, label targets and headings of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.references: list[str] = []
        self.landmarks: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        for name in ("for", "aria-labelledby", "aria-describedby", "data-confirm", "data-open-dialog"):
            self.references += str(given.get(name) or "").split()
        if tag == "use":
            self.references.append(str(given["href"]).removeprefix("#"))
        if tag in {"main", "header", "h1"}:
            self.landmarks.append(tag)


@pytest.mark.parametrize("address", ["/styleguide/", "/styleguide/plain/"])
def test_ids_are_unique_and_every_reference_finds_one(client: Client, address: str) -> None:
    """Labels, dialogs and drawings point to something that is there."""
    page = Collector(client.get(address).content.decode())
    assert len(page.ids) == len(set(page.ids))
    assert not set(page.references) - set(page.ids)
    assert page.landmarks.count("main") == page.landmarks.count("h1") == 1


@pytest.mark.parametrize("address", ["/styleguide/", "/styleguide/plain/"])
def test_every_page_is_marked_as_exercise_above_and_below(client: Client, address: str) -> None:
    """A screenshot of it must be unmistakable."""
    html = client.get(address).content.decode()
    assert html.count('class="exercise-bar"') == 2
    assert html.index('class="exercise-bar"') < html.index("<main") < html.rindex('class="exercise-bar"')
    assert "EXERCISE" in html.partition("</title>")[0]


def test_every_item_carries_the_mark_in_its_own_text(client: Client) -> None:
    """Cut out of the page it is still marked."""
    html = client.get("/styleguide/").content.decode()
    items = html.count('<article class="item"') + html.count('<details class="item"')
    assert items >= 12
    assert html.count('class="exercise-mark"') == items


def test_a_seat_is_told_where_it_stands(client: Client) -> None:
    """The attributes from which live.js and clock.js begin."""
    html = client.get("/styleguide/").content.decode()
    body = html.partition("<body")[2].partition(">")[0]
    assert 'data-cursor="{}"' in body
    assert 'data-seat="sample"' in body
    assert 'data-command="raise_emergency"' in html
    assert html.count('aria-live="polite"') == 1


def test_the_theme_and_language_of_a_browser_are_kept(client: Client) -> None:
    """The choice arrives with the page, before any script."""
    client.cookies["tte_theme"] = "dark"
    client.cookies["django_language"] = "ja"
    html = client.get("/styleguide/plain/").content.decode()
    assert '<html lang="ja" data-theme="dark">' in html


def test_sample_forms_are_answered_as_commands_and_drafts_are(client: Client) -> None:
    """Receipt, refusal, conflict."""

    def ask(**fields: str) -> tuple[int, dict[str, object]]:
        answer = client.post("/styleguide/answers/", fields)
        return answer.status_code, json.loads(answer.content)

    assert ask(key="k") == (200, {"key": "k", "ok": True, "data": {}, "version": 1})
    assert ask(key="k", outcome="refuse")[1]["code"] == "TURN_CLOSED"
    status, conflict = ask(outcome="conflict", version="1")
    assert (status, conflict["version"]) == (409, 2)
    assert ask(outcome="conflict", version="2")[1]["ok"] is True
    assert client.get("/styleguide/answers/").status_code == 405


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(("address", "status"), [("/broken/", 500), ("/missing/", 404), ("/none/", 404)])
def test_failures_are_plain_pages_that_tell_nothing(address: str, status: int) -> None:
    """Words, the mark, a way out; never what went wrong inside."""
    answer = Client(raise_request_exception=False).get(address)
    html = answer.content.decode()
    assert answer.status_code == status
    assert SECRET not in html
    assert "exercise-bar" in html
    assert 'href="/"' in html


@override_settings(ROOT_URLCONF=__name__)
def test_a_fault_has_a_number_that_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """The page and the log line share it; the answer to a command has it too."""
    client = Client(raise_request_exception=False)
    with caplog.at_level(logging.ERROR, logger=error_pages.__name__):
        html = client.get("/broken/").content.decode()
        answer = client.get("/broken/", headers={"accept": "application/json"})
    page_incident, command_incident = (
        str(vars(r)["incident"]) for r in caplog.records if r.name == "tte.error_pages"
    )
    assert page_incident in html
    refusal = json.loads(answer.content)
    assert (answer.status_code, refusal["ok"], refusal["code"]) == (500, False, "INCIDENT")
    assert refusal["incident"] == command_incident
    assert command_incident in refusal["detail"]


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500", "503"])
def test_error_pages_need_no_context(name: str) -> None:
    """They are drawn when everything else may be broken."""
    assert "<h1>" in render_to_string(f"{name}.html")


def test_a_stale_form_is_told_so() -> None:
    """A page that was open for too long, in plain words."""
    answer = Client(enforce_csrf_checks=True).post("/styleguide/answers/")
    assert answer.status_code == 403
    assert "stale" in answer.content.decode()


def test_an_included_form_shows_its_errors_at_the_field_and_above(client: Client) -> None:
    """Linked both ways."""
    html = client.get("/styleguide/plain/").content.decode()
    assert '<a href="#id_headline">' in html
    assert 'aria-invalid="true"' in html


def test_hashed_names_reach_every_import(tmp_path: Path) -> None:
    """In production each script and each import in it has a name with a hash, and no file is missing."""
    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "tte.static_storage.HashedStaticFilesStorage"},
    }
    with override_settings(
        STATIC_ROOT=str(tmp_path), STORAGES=storages, WHITENOISE_KEEP_ONLY_HASHED_FILES=True
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
    app = next((tmp_path / "tte/js").glob("app.*.js")).read_text()
    for name in ("live", "clock", "commands"):
        assert f'"./{name}.' in app
        assert f'"./{name}.js"' not in app
    policy = next((tmp_path / "tte/js").glob("htmx-policy.*.js")).read_text()
    assert "../vendor/htmx." in policy
    assert '"../vendor/htmx.js"' not in policy


def test_a_laptop_serves_plain_names_without_collecting() -> None:
    """Nothing has to be run before the first page."""
    for name in (
        "tte/css/tte.css",
        "tte/js/app.js",
        "tte/js/plain.js",
        "tte/js/timeline.js",
        "tte/vendor/lit.js",
    ):
        assert finders.find(name), name


def test_the_catalogue_of_the_scripts_is_served(client: Client) -> None:
    """gettext for the scripts, as a script of our own."""
    answer = client.get("/i18n/catalog.js")
    assert answer.status_code == 200
    assert answer["content-type"].startswith("text/javascript")


def test_a_sample_page_passes_the_policy_header(client: Client) -> None:
    """The strict policy is on these pages too."""
    policy = client.get("/styleguide/")["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_static_files_are_sent_whole_in_part_or_not_at_all(client: Client) -> None:
    """As HTTP has it: by range, by date, headers only."""
    address = "/static/tte/vendor/lit.js"
    whole = client.get(address)
    assert whole["content-type"].startswith("text/javascript")
    assert len(whole.content) == int(whole["content-length"])
    part = client.get(address, headers={"range": "bytes=0-9"})
    assert (part.status_code, part.content) == (206, whole.content[:10])
    known = client.get(address, headers={"if-modified-since": whole["last-modified"]})
    assert (known.status_code, known.content) == (304, b"")
    assert client.head(address).content == b""
    assert client.post(address).status_code == 405
