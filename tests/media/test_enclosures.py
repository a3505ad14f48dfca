"""A file reaches exactly the seats that got its inject: not by its page, not by its address, not by guessing."""

import pytest
from django.test import Client

from games.engine import commands as c
from games.engine.ids import InjectId
from games.engine.plan import Enclosure
from games.services import media
from tests import table
from tests.media.conftest import Play

pytestmark = pytest.mark.django_db
NAMES = ("all", "tokyo", "taipei", "later")
TOKYO, TAIPEI = table.lead("tokyo"), table.lead("taipei")
MAY = {
    TOKYO: {"all", "tokyo"},
    table.member("tokyo"): {"all", "tokyo"},
    TAIPEI: {"all", "taipei"},
    table.member("taipei"): {"all"},
    table.lead("beijing"): {"all"},
    "guest": {"all"},
    "evaluator": {"all", "tokyo"},
    "display": {"all"},
    table.WHITE: set(NAMES),
    table.CONTROLLER: set(NAMES),
    "analyst": set(NAMES),
}


def address(play: Play, seat: str, digest: str) -> str:
    return play.url(seat, f"file/{digest}")


@pytest.mark.parametrize("seat", MAY)
def test_each_seat_gets_its_own_files_and_no_other(
    play: Play, files: dict[str, Enclosure], seat: str
) -> None:
    client = play.sit(seat)
    got = {name for name in NAMES if client.get(address(play, seat, files[name].digest)).status_code == 200}
    assert got == MAY[seat]


@pytest.mark.parametrize("seat", [seat for seat in MAY if seat != "display"])
def test_pages_name_the_files_of_their_seat_alone(play: Play, files: dict[str, Enclosure], seat: str) -> None:
    client = play.sit(seat)
    shown = client.get(play.url(seat), follow=True).text
    if seat in (table.WHITE, table.CONTROLLER, "analyst"):
        return
    for name in NAMES:
        assert (files[name].digest in shown) is (name in MAY[seat]), name
        assert (f"Picture {files[name].width}" in shown) is (name in MAY[seat]), name
    assert "SECRET-NAME" not in shown


def test_a_refused_file_and_one_that_is_not_there_look_the_same(
    play: Play, files: dict[str, Enclosure]
) -> None:
    client = play.sit(TAIPEI)
    refused = client.get(address(play, TAIPEI, files["tokyo"].digest))
    missing = client.get(address(play, TAIPEI, "0" * 64))
    assert refused.status_code == missing.status_code == 404
    assert refused.content == missing.content


def test_nobody_gets_a_file_without_the_seat(play: Play, files: dict[str, Enclosure]) -> None:
    stranger = Client()
    assert stranger.get(address(play, TOKYO, files["all"].digest)).status_code == 404
    taipei = play.sit(TAIPEI)
    assert taipei.get(address(play, TOKYO, files["tokyo"].digest)).status_code == 404


def test_a_file_is_sent_so_that_no_browser_takes_it_for_something_else(
    play: Play, files: dict[str, Enclosure]
) -> None:
    client = play.sit(TOKYO)
    answer = client.get(address(play, TOKYO, files["tokyo"].digest))
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith('inline; filename="exercise-')
    assert "private" in answer["Cache-Control"]
    assert "no-cache" in answer["Cache-Control"]
    assert media.digest_of(answer.content) == files["tokyo"].digest
    again = client.get(address(play, TOKYO, files["tokyo"].digest), headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_what_is_withdrawn_is_gone_also_for_a_browser_that_has_it(
    play: Play, files: dict[str, Enclosure]
) -> None:
    client = play.sit(TOKYO)
    where = address(play, TOKYO, files["tokyo"].digest)
    etag = client.get(where)["ETag"]
    play.must(table.CONTROLLER, c.RetractInject(inject=InjectId("cable"), reason="wrong"))
    assert client.get(where, headers={"if-none-match": etag}).status_code == 404
    assert files["tokyo"].digest not in client.get(play.url(TOKYO)).text
    staff = play.sit(table.WHITE)
    assert staff.get(address(play, table.WHITE, files["tokyo"].digest)).status_code == 200


def test_the_item_alone_and_the_screen_show_the_picture_with_its_words(
    play: Play, files: dict[str, Enclosure]
) -> None:
    screen = play.sit("display").get(play.url("display")).text
    assert f'alt="Picture {files["all"].width}"' in screen
    item = play.state.injects[InjectId("cable")].item
    page = play.sit(TOKYO).get(play.url(TOKYO, f"item/{item}/")).text
    assert f'alt="Picture {files["tokyo"].width}"' in page
    assert f'width="{files["tokyo"].width}"' in page


def test_staff_see_the_file_of_a_line_before_it_goes_out(play: Play, files: dict[str, Enclosure]) -> None:
    client = play.sit(table.CONTROLLER)
    panel = client.get(play.url(table.CONTROLLER, "control/later/show/"), follow=True)
    assert panel.status_code == 200
    assert files["later"].digest in panel.text
