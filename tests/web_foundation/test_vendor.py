"""The third-party files that browsers get: exactly those of the manifest, licensed, and small enough."""

import base64
import gzip
import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import cannot_run

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "tte/static/tte/vendor"
TOOLS = ROOT / "tools/vendor"
MANIFEST = json.loads((VENDOR / "MANIFEST.json").read_text())

# Kilobytes, gzipped, that a page may spend.
BUDGETS = {
    "htmx.js": 14,
    "lit.js": 8,
    "geo.js": 31,
    "dagre.js": 17,
    "milsymbol.js": 146,
    "basemap.topo.json": 100,
}
# A kilobyte of it lets two writers of one draft merge field by field.
OWN_BUDGETS = {"css": 15, "js": 26}
# Loaded only by pages that show them.
ISLANDS = ("timeline", "map")
# The half kilobyte of the map halves the text of the coasts that a browser has to draw.
ISLAND_BUDGETS = {"timeline": 6, "map": 13.5}


def gzipped_kb(data: bytes) -> float:
    """The size on the wire."""
    return len(gzip.compress(data, 9)) / 1000


def test_every_file_is_the_one_in_the_manifest() -> None:
    """A file changed, added or lost by hand is found."""
    names = {path.name for path in VENDOR.iterdir()} - {"MANIFEST.json"}
    assert names == set(MANIFEST["files"])
    for name, expected in MANIFEST["files"].items():
        digest = hashlib.sha384((VENDOR / name).read_bytes()).digest()
        assert "sha384-" + base64.b64encode(digest).decode() == expected, name


def test_every_package_has_version_licence_origin_and_text() -> None:
    """What is shipped can be traced and may be shipped."""
    texts = (VENDOR / "LICENSES.txt").read_text()
    assert MANIFEST["packages"]
    for name, package in MANIFEST["packages"].items():
        assert package["integrity"].startswith("sha512-"), name
        assert package["license"] in {"MIT", "ISC", "BSD-3-Clause", "0BSD", "BSD-0-Clause"}, name
        assert f"{name} {package['version']} ({package['license']})" in texts


def test_versions_are_exact_and_the_lock_names_no_registry() -> None:
    """The same input builds the same files anywhere."""
    wanted = json.loads((TOOLS / "package.json").read_text())
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        assert version[0].isdigit(), f"{name} {version} is not exact"
    lock = (TOOLS / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    for name, entry in json.loads(lock)["packages"].items():
        assert not name or entry["integrity"].startswith("sha512-"), name


def test_files_fit_their_budget() -> None:
    """A page stays light on a crowded network."""
    assert set(BUDGETS) == {name for name in MANIFEST["files"] if name != "LICENSES.txt"}
    for name, most in BUDGETS.items():
        assert gzipped_kb((VENDOR / name).read_bytes()) <= most, name
    for folder, most in OWN_BUDGETS.items():
        files = [path for path in (VENDOR.parent / folder).iterdir() if not path.name.startswith(ISLANDS)]
        spent = sum(gzipped_kb(path.read_bytes()) for path in files)
        assert spent <= most, f"{folder}: {spent:.1f} kB"


def test_islands_fit_theirs() -> None:
    """Scripts and styles of our own that only some pages load."""
    for island, most in ISLAND_BUDGETS.items():
        files = [path for folder in OWN_BUDGETS for path in (VENDOR.parent / folder).glob(f"{island}*")]
        spent = sum(gzipped_kb(path.read_bytes()) for path in files)
        assert 0 < spent <= most, f"{island}: {spent:.1f} kB"


def test_bundles_stand_alone() -> None:
    """No bundle reaches for another address: the network may end at this server."""
    for path in VENDOR.glob("*.js"):
        text = path.read_text()
        assert "sourceMappingURL" not in text, path.name
        assert 'from"./' not in text, path.name


@pytest.mark.slow
def test_the_build_gives_the_committed_files(tmp_path: Path) -> None:
    """Where Node and the packages are at hand, building again changes not one byte."""
    if not shutil.which("node") or not (TOOLS / "node_modules").is_dir():
        cannot_run("the bundles are only rebuilt after `npm ci --ignore-scripts` in tools/vendor")
    subprocess.run(["node", "vendor.mjs", str(tmp_path / "out")], cwd=TOOLS, check=True, timeout=120)
    for path in (tmp_path / "out").iterdir():
        assert path.read_bytes() == (VENDOR / path.name).read_bytes(), path.name
