"""The server as a probe or a browser first meets it."""

from typing import Any

import httpx
import pytest
from django.db import connection, transaction

from tests.conftest import Site
from tte.asgi import close_connections


@pytest.mark.django_db(transaction=True)
class TestHealth:
    def test_a_living_process_says_so(self, site: Site) -> None:
        answer = httpx.get(f"{site.url}/healthz")
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})

    def test_without_beat_the_server_is_not_ready_and_says_why(self, site: Site) -> None:
        answer = httpx.get(f"{site.url}/readyz")
        checks = answer.json()["checks"]
        assert answer.status_code == 503
        assert checks["database"]["ok"]
        assert checks["migrations"]["ok"]
        assert checks["redis"]["ok"]
        assert "has not started" in checks["beat"]["detail"]


@pytest.mark.django_db(transaction=True)
def test_the_end_of_a_request_ends_its_connection_but_never_a_transaction() -> None:
    connection.ensure_connection()
    with transaction.atomic():
        close_connections()
        assert connection.connection is not None
    close_connections()
    assert connection.connection is None


POLICY = {
    "default-src 'none'",
    *(f"{kind}-src 'self'" for kind in ("script", "style", "img", "font", "connect", "media", "manifest")),
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
TRUSTED = {"require-trusted-types-for 'script'", "trusted-types htmx lit-html tte-milsymbol"}


def policy(answer: Any) -> set[str]:
    """The rules of the content security policy of an answer."""
    return {rule.strip() for rule in answer.headers["content-security-policy"].split(";")}


@pytest.mark.django_db
class TestHeaders:
    def test_every_page_forbids_what_it_does_not_need(self, client: Any) -> None:
        answer = client.get("/")
        assert policy(answer) == POLICY | TRUSTED
        assert "no-store" in answer.headers["cache-control"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "camera=()" in answer.headers["permissions-policy"]

    def test_a_page_that_is_not_there_is_no_exception(self, client: Any) -> None:
        answer = client.get("/no/such/page")
        assert answer.status_code == 404
        assert policy(answer) == POLICY | TRUSTED

    def test_the_admin_may_build_its_pages_and_nothing_more(self, client: Any) -> None:
        assert policy(client.get("/admin/login/")) == POLICY

    def test_static_files_may_be_kept(self, client: Any) -> None:
        answer = client.get("/static/tte/css/tte.css")
        assert answer.status_code == 200
        assert "max-age=" in answer.headers["cache-control"]
