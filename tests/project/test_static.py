"""Static files as an ASGI server sends them: whole, to many browsers at once, and without a warning."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.conftest import Site

FILES = Path(__file__).resolve().parents[2] / "tte" / "static"
AT_ONCE = 16


@pytest.mark.django_db(transaction=True)
def test_every_file_arrives_whole_when_many_are_asked_for_at_once(site: Site) -> None:
    wanted = {str(path.relative_to(FILES)): path.read_bytes() for path in FILES.rglob("*") if path.is_file()}
    with httpx.Client(base_url=site.url) as browser, ThreadPoolExecutor(AT_ONCE) as tabs:
        answers = tabs.map(lambda name: browser.get(f"/static/{name}"), wanted)
        sent = {name: answer.content for name, answer in zip(wanted, answers, strict=True)}
    assert sent == wanted


@pytest.mark.django_db(transaction=True)
def test_a_browser_that_goes_away_leaves_nothing_open(site: Site) -> None:
    for _ in range(AT_ONCE):
        with httpx.stream("GET", f"{site.url}/static/tte/vendor/milsymbol.js") as answer:
            assert answer.status_code == httpx.codes.OK
    whole = httpx.get(f"{site.url}/static/tte/vendor/milsymbol.js").content
    assert whole == (FILES / "tte" / "vendor" / "milsymbol.js").read_bytes()
