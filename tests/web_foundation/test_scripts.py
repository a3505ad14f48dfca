"""The pure parts of the scripts, tested by Node's own test runner where there is one."""

import re
import shutil
import subprocess
from pathlib import Path

from tests.conftest import cannot_run

HERE = Path(__file__).parent / "js"
ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "tte/static/tte/js"
DECKS = ROOT / "injects/static/injects/js"


def test_scripts(tmp_path: Path) -> None:
    """Dedupe, gaps, back-off, fallback, form data, clocks and the timeline's arithmetic."""
    node = shutil.which("node")
    if node is None:
        cannot_run("the scripts' own tests need Node 18 or later: apt-get install nodejs")
    # Beside a package.json that calls them modules: older versions of Node do not see it by themselves.
    for folder in (HERE, SCRIPTS, DECKS):
        shutil.copytree(folder, tmp_path / folder.relative_to(ROOT))
    (tmp_path / "package.json").write_text('{"type": "module"}')
    tests = sorted(str(path) for path in tmp_path.rglob("*.test.mjs"))
    assert len(tests) == 6
    run = subprocess.run(
        [str(node), "--test", *tests], capture_output=True, text=True, timeout=120, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_only_one_module_opens_a_socket() -> None:
    """Everything else hears of frames by events."""
    with_socket = {
        p.name for folder in (SCRIPTS, DECKS) for p in folder.glob("*.js") if "WebSocket(" in p.read_text()
    }
    assert with_socket == {"live.js"}


def test_scripts_build_no_html_from_text() -> None:
    """Data goes into pages as text, never as markup; nothing is evaluated; nothing needs a secure context."""
    markup = r"\.(inner|outer)HTML|insertAdjacentHTML|document\.write"
    banned = rf"{markup}|\beval\(|new Function|randomUUID|crypto\.subtle"
    for path in (*SCRIPTS.glob("*.js"), *DECKS.glob("*.js")):
        found = re.search(banned, path.read_text())
        assert not found, f"{path.name}: {found}"
