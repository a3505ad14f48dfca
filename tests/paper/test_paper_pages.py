"""Printed pages, the continuity pack and the page of back-entry, on a real exercise."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.test import Client
from docx import Document
from openpyxl import load_workbook

from games.engine import commands as c
from games.engine.ids import Audience, InjectId
from games.hub.chores import Chores
from games.models import LoggedEvent
from games.services import continuity, heartbeats
from games.views.back_entry import KINDS
from injects.scheduler import InjectScheduler
from tests import table
from tests.staff.conftest import Play
from tte.celery import app

HOUR, MINUTE = table.HOUR, table.MINUTE


def words_of(docx: bytes) -> str:
    """Every text of a document, with those of its tables."""
    paper = Document(io.BytesIO(docx))
    cells = (cell.text for grid in paper.tables for row in grid.rows for cell in row.cells)
    return "\n".join([*(line.text for line in paper.paragraphs), *cells])


def sheets_of(xlsx: bytes) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(io.BytesIO(xlsx))
    return {sheet.title: [*sheet.iter_rows(values_only=True)] for sheet in book}


def files_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def secrets() -> tuple[Any, ...]:
    """A word for each team in its own inject, in one for an office of it, and in the white cell's notes."""
    mine = [
        table.inject(f"i-{team}", (n + 20) * HOUR, to=(f"team:{team}",), notes={"en": f"NOTE{team}"})
        for n, team in enumerate(table.TEAMS)
    ]
    offices = [table.inject(f"o-{team}", 40 * HOUR, to=(f"office:{team}/head",)) for team in table.TEAMS]
    return (*mine, *offices, table.inject("all", 50 * HOUR), table.inject("staff", 55 * HOUR, to=("white",)))


@pytest.fixture
def secret(make_play: Callable[..., Play]) -> Play:
    return make_play(*secrets(), rate=60_000, begun=False)


@pytest.mark.parametrize("team", table.TEAMS)
def test_a_teams_pack_holds_its_own_items_and_nothing_else(secret: Play, team: str) -> None:
    browser = secret.sit("controller")
    page = browser.get(secret.url("controller", f"paper/team/{team}/")).content.decode()
    for word in (f"i-{team} body", f"o-{team} body", "all body"):
        assert page.count(word) == 1, word
    others = [t for t in table.TEAMS if t != team]
    for word in ("staff body", "NOTE", *(f"i-{t} body" for t in others), *(f"o-{t} body" for t in others)):
        assert word not in page, word
    # Numbers without a gap, and none of the deck's own.
    assert re.findall(r'class="cover-number">(\d+)<', page) == ["1", "2", "3"]
    covers = page[page.index('<div class="covers">') : page.index('<article class="paper-card">')]
    assert "body" not in covers
    assert "title" not in covers.replace("Small", "")
    assert f"i-{team}" not in covers


def test_the_envelope_says_when_to_open_it(make_play: Callable[..., Play]) -> None:
    lines = (
        table.inject("at", 20 * HOUR, to=("team:tokyo",)),
        table.inject("if", 30 * HOUR, to=("team:tokyo",), when="notice_given"),
        table.inject("hand", to=("team:tokyo",)),
    )
    play = make_play(*lines, rate=60_000, begun=False)
    page = play.sit("director").get(play.url("director", "paper/team/tokyo/")).content.decode()
    said = re.findall(r'class="cover-opens">([^<]+)<', page)
    assert said == [
        "Open at D+0 20:00 · T+0:20",
        "Open when the white cell says so",
        "Open when the white cell says so",
    ]


def test_only_what_has_not_gone_out_is_printed_in_play(busy: Play) -> None:
    browser = busy.sit("director")
    address = busy.url("director", "paper/team/tokyo/")
    left, whole = browser.get(address).content.decode(), browser.get(f"{address}?all=1").content.decode()
    assert "secret body" not in left
    assert "secret body" in whole
    assert "held body" in left
    assert browser.get(busy.url("director", "paper/team/nowhere/")).status_code == 404


def test_players_print_nothing(secret: Play) -> None:
    browser = secret.sit("tokyo-lead")
    for rest in ("paper/", "paper/msel/", "paper/team/tokyo/", "paper/continuity.zip", "paper/enter/"):
        assert browser.get(secret.url("tokyo-lead", rest)).status_code == 404
        assert Client().get(secret.url("director", rest)).status_code == 404
    controller = secret.sit("controller")
    assert controller.get(secret.url("controller", "paper/msel/")).status_code == 200
    for rest in ("paper/continuity.zip", "paper/enter/"):
        assert controller.get(secret.url("controller", rest)).status_code == 404


def test_the_msel_has_the_plan_and_what_happened(busy: Play) -> None:
    page = busy.sit("director").get(busy.url("director", "paper/msel/")).content.decode()
    for inject in busy.state.injects.values():
        assert f"{inject.spec.id} body" in page
    for word in ("WHITE NOTE", "D+0 01:00 · T+0:01", "no time", "too hot", "STAFF ONLY", "Sent"):
        assert word in page, word


# The continuity pack --------------------------------------------------------------------------------------


def test_the_pack_has_everything_pending(busy: Play) -> None:
    browser = busy.sit("director")
    answer = browser.get(busy.url("director", "paper/continuity.zip"))
    assert "attachment" in answer["Content-Disposition"]
    files = files_of(answer.content)
    text = words_of(files["continuity.docx"])
    sheets = sheets_of(files["continuity.xlsx"])
    pending = [i for i in busy.state.injects.values() if i.status in ("armed", "waiting", "held", "overdue")]
    assert pending
    for inject in pending:
        assert text.count(f"{inject.spec.id} body") == 1, inject.spec.id
    gone = [i.spec.id for i in busy.state.injects.values() if i not in pending]
    assert not [name for name in gone if f"{name} body" in text]
    for word in (
        "Recognise the situation",
        "Escort the convoy",
        "STAFF ONLY",
        "EXERCISE",
        "How much is left?",
    ):
        assert word in text, word
    assert {row[0] for row in sheets["MSEL"][3:]} == set(map(str, busy.state.injects))
    assert len(sheets["Moves"]) - 3 == len(busy.state.moves)
    assert len(sheets["Timers"]) - 3 == len(busy.state.timers)
    assert len(sheets["Seats"]) - 3 == len(busy.state.seats)
    assert all("STAFF ONLY" in str(rows[0][0]) for rows in sheets.values())


def test_facts_known_stand_on_a_sheet_of_their_team(busy: Play) -> None:
    busy.must(
        table.WHITE,
        c.DiscloseFacts(facts=("quarantine_declared",), to=(Audience("team:taipei"),), reason="told"),
    )
    pack = continuity.pack_of(busy.pk, busy.now)
    known = {str(team.id): {row[0] for row in rows.rows} for team, rows in pack.known}
    (label,) = {row[0] for _team, rows in pack.known for row in rows.rows} - known["tokyo"]
    assert [team for team, labels in known.items() if label in labels] == ["taipei"]


def test_the_law_speaks_on_every_open_move(busy: Play) -> None:
    moves = next(t for t in continuity.pack_of(busy.pk, busy.now).tables if t.id == "moves")
    said = {row[3]: row[-1] for row in moves.rows}
    assert "Lacks:" in str(said["Recognise the situation"])
    assert said["Something of our own"] == ""


def test_chinese_and_japanese_survive_in_both_files(make_play: Callable[..., Play]) -> None:
    words = {
        "en": "Gas",
        "ja": "天然ガスは残り11日",
        "zh-hant": "天然氣剩十一日",
        "zh-hans": "天然气剩十一日",
    }
    made = table.inject("gas", 20 * HOUR, to=("team:tokyo",))
    line = type(made)(
        **{**{f: getattr(made, f) for f in made.__struct_fields__}, "title": words, "body": words}
    )
    play = make_play(line, rate=60_000, languages=("en", "ja", "zh-hant", "zh-hans"))
    files = files_of(continuity.zipped(play.pk, play.now, "ja"))
    text = words_of(files["continuity.docx"])
    assert all(word in text for word in words.values())
    xml = zipfile.ZipFile(io.BytesIO(files["continuity.docx"])).read("word/document.xml").decode()
    assert re.search(r'w:eastAsia="Yu Gothic"/>.{0,120}<w:lang w:val="en-GB" w:eastAsia="ja-JP"/>', xml)
    assert re.search(r'w:lang w:val="en-GB" w:eastAsia="zh-TW"', xml)
    assert "天然ガスは残り11日" in str(sheets_of(files["continuity.xlsx"]).values())


def test_no_cell_is_run_as_a_formula(make_play: Callable[..., Play]) -> None:
    play = make_play(table.inject("a", HOUR))
    play.move(headline="=HYPERLINK(1)", text="+1")
    rows = sheets_of(files_of(continuity.zipped(play.pk))["continuity.xlsx"])["Moves"]
    assert "'=HYPERLINK(1)" in rows[-1]
    assert "'+1" in rows[-1]


def test_packs_are_kept_while_something_happens_and_the_last_few_alone(
    busy: Play, settings: Any, tmp_path: Path
) -> None:
    settings.TTE_PAPER_DIR, settings.TTE_PAPER_KEPT = str(tmp_path), 2
    public = busy.exercise.public_id
    assert continuity.keep_all(busy.now) == 1
    assert continuity.keep_all(busy.now + MINUTE) == 0, "nothing has happened since"
    for minute in (2, 3, 4):
        busy.must(table.WHITE, c.SetFacts(values={"notice_given": minute % 2 == 0}, reason="x"))
        assert continuity.keep_all(busy.now + minute * MINUTE) == 1
    kept = continuity.kept(public)
    assert len(kept) == 2
    assert [path.name for path in sorted(tmp_path.rglob("*")) if path.is_file()] == [p.name for p in kept]
    assert kept[-1].name.endswith(f"-{busy.state.seq}.zip")
    assert set(files_of(kept[-1].read_bytes())) == {"continuity.xlsx", "continuity.docx"}
    assert kept[-1].stat().st_mode & 0o077 == 0


def test_one_exercise_that_fails_does_not_keep_the_others_from_theirs(
    make_play: Callable[..., Play], settings: Any, tmp_path: Path
) -> None:
    settings.TTE_PAPER_DIR = str(tmp_path)
    bad, good = make_play(), make_play()
    (tmp_path / bad.exercise.public_id).write_text("in the way")
    assert continuity.keep_all() == 1
    assert continuity.kept(good.exercise.public_id)


class Writing:
    """A process that writes packs, or has ended."""

    def __init__(self) -> None:
        self.returncode: int | None = None

    def poll(self) -> int | None:
        return self.returncode

    def terminate(self) -> None:
        self.returncode = -15

    def wait(self) -> int | None:
        return self.returncode


def test_a_web_process_leaves_them_to_a_worker_that_lives(busy: Play) -> None:
    for name in (heartbeats.BEAT, heartbeats.WORKER):
        heartbeats.alive(name, busy.now)
    assert continuity.keep_when_alone(busy.now) is None


def test_alone_it_has_them_written_each_minute_one_process_at_a_time(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TTE_PAPER_EVERY_S = 60
    begun: list[Writing] = []

    def begin() -> Writing:
        begun.append(Writing())
        return begun[-1]

    monkeypatch.setattr(continuity, "keep_when_alone", begin)
    chores = Chores(lambda: None)

    def after_a_minute() -> int:
        chores.papers_at -= 61
        chores.keep_papers()
        return len(begun)

    chores.keep_papers()
    assert begun == [], "a minute has not passed"
    assert after_a_minute() == 1
    assert after_a_minute() == 1, "the one before is not done"
    begun[0].returncode = 0
    assert after_a_minute() == 2
    begun[1].returncode = 3
    with pytest.raises(RuntimeError, match="ended with 3"):
        chores.keep_papers()
    settings.TTE_PAPER_EVERY_S = 0
    assert after_a_minute() == 2
    settings.TTE_PAPER_EVERY_S = 60
    assert after_a_minute() == 3
    chores.stop()
    assert begun[2].returncode == -15


def test_what_that_process_does(busy: Play, settings: Any, tmp_path: Path) -> None:
    settings.TTE_PAPER_DIR = str(tmp_path)
    out = StringIO()
    call_command("continuity", "--all", stdout=out)
    assert out.getvalue() == f"1 packs kept in {tmp_path}\n"
    assert len(continuity.kept(busy.exercise.public_id)) == 1


def test_beat_asks_for_them(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.TTE_PAPER_EVERY_S = 60
    asked: list[Any] = []
    beat = InjectScheduler(app=app, lazy=True)
    monkeypatch.setattr(beat, "publish", lambda task, *args: asked.append(task))
    beat.ask_for_papers()
    assert asked == []
    beat.papers_at -= 61
    beat.ask_for_papers()
    beat.ask_for_papers()
    assert [task.name for task in asked] == ["injects.tasks.keep_papers"]


def test_the_command_writes_it_anywhere(busy: Play, tmp_path: Path) -> None:
    out = tmp_path / "pack.zip"
    call_command("continuity", busy.exercise.public_id, out=out, language="ja")
    assert "演習" in words_of(files_of(out.read_bytes())["continuity.docx"])


# Back-entry -----------------------------------------------------------------------------------------------


def at(play: Play, minute: int) -> str:
    """A minute of play as the form has it."""
    started = play.state.started_at
    assert started is not None
    moment = datetime.fromtimestamp(
        started.wall_ms / 1000 + minute * 60, ZoneInfo(play.state.deck.timing.zone)
    )
    return f"{moment:%Y-%m-%dT%H:%M}"


def enter(play: Play, browser: Client, what: str, minute: int = 5, **fields: str) -> Any:
    form = {"key": f"{what}-{minute}-0123456789abcdef", "paper.time": at(play, minute), **fields}
    return browser.post(play.url("white-1", f"paper/enter/?what={what}"), form)


def test_a_room_comes_back_from_paper(busy: Play) -> None:
    browser = busy.sit("white-1")
    move = {
        "team": "taipei",
        "content.headline": "Ration gas",
        "content.text": "From noon.",
        "content.move": "other",
    }
    done = [
        enter(busy, browser, "fire_inject", 4, inject="held", **{"paper.note": "sheet 7"}),
        enter(busy, browser, "submit_for_team", 6, **move, **{"paper.signed_by": "taipei-member"}),
    ]
    made = max(busy.state.moves.values(), key=lambda m: m.seq)
    assert (made.content.headline, made.seat) == ("Ration gas", "taipei-member")
    told = {"narratives.0.to": "team:taipei", "narratives.0.text": "Gas is rationed."}
    ruling = {
        "move_id": made.id,
        "decision": "modify",
        "verdict": "lawful",
        "executed": "true",
        "reason": "table",
    }
    step = next(p.id for p in busy.state.procedures.values() if p.status == "open")
    done += [
        enter(busy, browser, "rule_move", 8, **ruling, **told),
        enter(
            busy,
            browser,
            "approach_team",
            9,
            team="tokyo",
            subject="Call",
            text="Manila rang.",
            speaks_as="Manila",
        ),
        enter(busy, browser, "close_procedure", 9, procedure=step, done="true"),
        enter(
            busy,
            browser,
            "skip_inject",
            9,
            inject="next",
            reason="no time",
        ),
    ]
    assert [answer.status_code for answer in done] == [302] * 6
    assert len(LoggedEvent.objects.filter(exercise_id=busy.pk, kind="entered_from_paper")) == 6
    assert busy.state.injects[InjectId("held")].status == "released"
    page = browser.get(busy.url("white-1", "paper/enter/")).content.decode()
    assert "sheet 7" in page
    review = browser.get(busy.review()).content.decode()
    assert review.count("From paper") >= 6
    seq = next(iter(busy.state.on_paper))
    entry = browser.get(busy.review(f"{seq}/")).content.decode()
    assert re.search(r"happened D\+0 \d\d:\d\d \(\d\d:\d\d\), entered \d\d:\d\d", entry)


def test_what_a_team_wrote_on_paper_reaches_those_it_wrote_to(busy: Play) -> None:
    browser = busy.sit("white-1")
    opened = enter(
        busy, browser, "pass_message&team=tokyo", 5, team="tokyo", text="Call at nine.", subject="Tonight",
        **{"parties[]": "taipei", "with_white": "true", "thread": "", "paper.signed_by": "tokyo-member"},
    )  # fmt: skip
    assert opened.status_code == 302
    thread = max(busy.state.threads.values(), key=lambda t: t.opened.wall_ms)
    assert (thread.parties, thread.with_white, thread.messages[0].seat) == (
        ("tokyo", "taipei"), True, "tokyo-member",
    )  # fmt: skip
    page = browser.get(busy.url("white-1", "paper/enter/?what=pass_message&team=taipei")).content.decode()
    assert f'value="{thread.id}"' in page
    more = {"team": "taipei", "thread": thread.id, "text": "Nine is well."}
    assert enter(busy, browser, "pass_message&team=taipei", 6, **more).status_code == 302
    assert [said.team for said in busy.state.threads[thread.id].messages] == ["tokyo", "taipei"]
    wrong = {"team": "taipei", "text": "To nobody at all.", "subject": "Nowhere", "parties[]": ""}
    refused = enter(busy, browser, "pass_message&team=taipei", 7, **wrong)
    assert refused.status_code == 422
    assert all(kept in refused.content.decode() for kept in ("To nobody at all.", 'value="Nowhere"'))


def test_a_time_in_the_minute_of_startex_is_not_before_it(busy: Play) -> None:
    began = busy.state.started_at
    assert began is not None
    browser = busy.sit("white-1")
    zone = ZoneInfo(busy.state.deck.timing.zone)
    for back, expected in ((59_000, 302), (61_000, 422)):
        moment = datetime.fromtimestamp((began.wall_ms - back) / 1000, zone)
        words = {"team": "tokyo", "subject": "Call", "text": "Manila rang.", "speaks_as": "Manila"}
        answer = browser.post(
            busy.url("white-1", "paper/enter/?what=approach_team"),
            {"key": f"minute-{back}-0123456789abcdef", "paper.time": f"{moment:%Y-%m-%dT%H:%M:%S}", **words},
        )
        assert answer.status_code == expected


def test_a_refused_move_keeps_the_fields_of_its_form(busy: Play) -> None:
    browser = busy.sit("white-1")
    move = "jp.protect_us_assets"
    fresh = browser.get(
        busy.url("white-1", f"paper/enter/?what=submit_for_team&team=tokyo&move={move}")
    ).content.decode()
    fields = re.findall(r'<select id="param-(\w+)".*?</select>', fresh)
    chosen = {}
    for name in fields:
        part = fresh[fresh.index(f'id="param-{name}"') :]
        options = re.findall(r'<option value="([^"]*)"( selected)?', part[: part.index("</select>")])
        chosen[name] = next(value for value, selected in reversed(options) if not selected)
    assert chosen
    sent = {f"content.params.{name}": value for name, value in chosen.items()}
    words = {
        "team": "tokyo",
        "content.headline": "Guard them",
        "content.text": "",
        "content.move": move,
        **sent,
    }
    refused = enter(busy, browser, f"submit_for_team&team=tokyo&move={move}", 5, **words)
    assert refused.status_code == 422
    page = refused.content.decode()
    for name, value in chosen.items():
        part = page[page.index(f'id="param-{name}"') :]
        assert f'<option value="{value}" selected>' in part[: part.index("</select>")]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"paper.time": "noon"}, "Give the real time"),
        ({"paper.story": "later"}, "Give the time of the story"),
        ({"paper.time": "2099-01-01T00:00"}, "give a time that is past"),
        ({"paper.time": "1999-01-01T00:00"}, "Give a time after STARTEX"),
    ],
)
def test_what_cannot_be_read_is_said_and_keeps_what_was_typed(
    busy: Play, fields: dict[str, str], words: str
) -> None:
    browser = busy.sit("white-1")
    answer = enter(busy, browser, "fire_inject", 5, **{"inject": "held", "paper.note": "sheet 9", **fields})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "sheet 9" in page
    assert not busy.state.on_paper


def test_a_move_that_is_refused_is_not_typed_again(busy: Play) -> None:
    browser = busy.sit("white-1")
    words = {
        "team": "taipei",
        "content.headline": "Ration gas",
        "content.text": "From noon.",
        "content.move": "other",
        "content.because[]": "Eleven days",
        "content.legal_basis": "Our own law",
        "content.visibility": "parties",
        "content.parties[]": "tokyo",
    }
    page = enter(busy, browser, "submit_for_team&team=taipei", 5, **words, **{"paper.story": "then"})
    assert page.status_code == 422
    shown = page.content.decode()
    for typed in ('value="Ration gas"', ">From noon.<", 'value="Eleven days"', 'value="Our own law"'):
        assert typed in shown
    assert '<option value="parties" selected>' in shown
    assert 'value="tokyo" checked>' in shown
    ruling = {"move_id": "none", "decision": "modify", "verdict": "lawful", "reason": "", "executed": "true"}
    told = {"narratives.0.to": "public", "narratives.0.text": "Nobody was told."}
    assert "Nobody was told." in enter(busy, browser, "rule_move", 5, **ruling, **told).content.decode()


def test_a_form_sent_twice_is_entered_once(busy: Play) -> None:
    browser = busy.sit("white-1")
    for _time in range(2):
        assert enter(busy, browser, "fire_inject", 5, inject="held").status_code == 302
    assert LoggedEvent.objects.filter(exercise_id=busy.pk, kind="entered_from_paper").count() == 1


def test_every_kind_of_paper_has_its_form(busy: Play) -> None:
    browser = busy.sit("white-1")
    for what in KINDS:
        page = browser.get(busy.url("white-1", f"paper/enter/?what={what}")).content.decode()
        assert 'name="paper.time"' in page
    assert browser.get(busy.url("white-1", "paper/enter/?what=tick")).status_code == 404
    assert set(KINDS) == {kind.__struct_config__.tag for kind in c.PaperAct.__args__}


def test_the_pages_that_lead_there(busy: Play) -> None:
    browser = busy.sit("director")
    director = browser.get(busy.url("director", "direct/")).content.decode()
    assert busy.url("director", "paper/continuity.zip") in director
    paper = browser.get(busy.url("director", "paper/")).content.decode()
    for rest in ("paper/msel/", "paper/team/beijing/", "paper/enter/", "paper/continuity.docx"):
        assert busy.url("director", rest) in paper


def test_the_pack_can_be_printed(busy: Play) -> None:
    content = continuity.zipped(busy.pk)
    files = zipfile.ZipFile(io.BytesIO(content))
    book = load_workbook(io.BytesIO(files.read("continuity.xlsx")))
    for sheet in book.worksheets:
        setup: Any = sheet.page_setup
        assert (setup.orientation, int(setup.fitToWidth), int(setup.fitToHeight)) == ("landscape", 1, 0)
        kept: Any = sheet
        assert kept.sheet_properties.pageSetUpPr.fitToPage
        assert "&P" in kept.oddFooter.right.text
    msel = next(sheet for sheet in book.worksheets if sheet.max_column > 10)
    widths = [each.width for each in msel.column_dimensions.values()]
    assert sum(widths) <= 300
    assert max(row.height or 0 for row in msel.row_dimensions.values()) > 15
    paper = Document(io.BytesIO(files.read("continuity.docx")))
    staff, cut = paper.sections
    assert "STAFF ONLY" in staff.header.paragraphs[0].text
    assert "STAFF ONLY" not in cut.header.paragraphs[0].text
    assert "EXERCISE" in cut.header.paragraphs[0].text
    assert "PAGE" in cut.footer._element.xml
    coming = paper.tables[0]
    assert coming.rows[1].cells[-1].text == "\u2610"
    assert "tblHeader" in coming.rows[0]._tr.xml
    broad = [cell.width for cell in coming.rows[0].cells]
    assert len(set(broad)) > 1
    assert 170 < sum(broad) / 36_000 < 176
    orders = [spec.id for spec in busy.state.deck.seats]
    seats = next(
        t for t in paper.tables if len(t.rows) - 1 == len(orders) and len(t.columns) == 5 and t is not coming
    )
    names = [row.cells[1].text for row in seats.rows[1:]]
    labels = [next(iter(spec.label.values()), "") or spec.id for spec in busy.state.deck.seats]
    assert names == labels


def test_the_msel_is_printed_across_from_its_first_page_on() -> None:
    """A named page on a part of the body would leave a sheet upright with nothing but the head on it."""
    css = (Path(__file__).parents[2] / "games/static/games/css/paper.css").read_text(encoding="utf-8")
    assert re.search(r"body\.paper-msel \{[^}]*page: msel", css)
    assert not re.search(r"\.paper-msel main \{[^}]*page: msel", css)
