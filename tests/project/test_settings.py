"""Settings: what production refuses to start without, and how a laptop fills the gaps."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tte import secret

GOOD_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
HASHED = re.compile(r"\.[0-9a-f]{12}\.js$")
IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.{1,2}/[^"']+\.js)["']""")
PRODUCTION = {
    "TTE_PROFILE": "production",
    "SECRET_KEY": GOOD_KEY,
    "DATABASE_URL": "postgres://tte:x@127.0.0.1:1/tte",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "TTE_ALLOWED_HOSTS": "tte.example.org",
}


def tte(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs `tte` with nothing in the environment but what is given."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "tte", *words],
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )


class TestProduction:
    def test_starts_when_everything_is_given(self) -> None:
        assert tte("manage", "check", **PRODUCTION).returncode == 0

    def test_names_everything_that_is_missing_at_once(self) -> None:
        refused = tte("web", TTE_PROFILE="production")
        assert refused.returncode == 2
        assert "Traceback" not in refused.stderr
        for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "TTE_ALLOWED_HOSTS"):
            assert f"{name} is not set" in refused.stderr

    @pytest.mark.parametrize("role", [("web",), ("worker", "timers"), ("beat",), ("manage", "migrate")])
    def test_no_role_starts_with_a_weak_key(self, role: tuple[str, ...]) -> None:
        refused = tte(*role, **PRODUCTION | {"SECRET_KEY": "short"})
        assert refused.returncode == 2
        assert "SECRET_KEY is too short: 5 characters" in refused.stderr
        assert "secrets.token_urlsafe" in refused.stderr
        assert "Traceback" not in refused.stderr

    def test_an_unknown_profile_is_named(self) -> None:
        refused = tte("manage", "check", **PRODUCTION | {"TTE_PROFILE": "prod"})
        assert refused.returncode == 2
        assert "'prod'" in refused.stderr

    def test_cookies_are_secure_with_tls(self) -> None:
        shown = tte(
            "manage",
            "shell",
            "--verbosity=0",
            "-c",
            "from django.conf import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)",
            **PRODUCTION | {"TTE_TLS": "1"},
        )
        assert shown.stdout.split() == ["True", "True"], shown.stderr

    def test_scripts_import_each_other_under_hashed_names(self, tmp_path: Path) -> None:
        root = tmp_path / "static"
        gather = ("manage", "collectstatic", "--noinput", "--ignore=admin")
        gathered = tte(*gather, **PRODUCTION | {"TTE_STATIC_ROOT": str(root)})
        assert gathered.returncode == 0, gathered.stderr
        hashed = [path for path in (root / "tte" / "js").glob("*.js") if HASHED.search(path.name)]
        imported = [name for path in hashed for name in IMPORT.findall(path.read_text(encoding="utf-8"))]
        assert len(imported) > 10
        assert [name for name in imported if not HASHED.search(name)] == []


class TestLaptop:
    def test_makes_a_key_once_that_only_its_owner_can_read(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "secret-key"
        key = secret.kept_key(path)
        assert secret.weakness(key) is None
        assert secret.kept_key(path) == key
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert [entry.name for entry in path.parent.iterdir()] == ["secret-key"]

    def test_keeps_its_database_in_the_data_directory(self, tmp_path: Path) -> None:
        shown = tte(
            "manage",
            "shell",
            "--verbosity=0",
            "-c",
            "from django.conf import settings as s; print(s.DATABASES['default']['NAME'])",
            TTE_DATA_DIR=str(tmp_path),
        )
        assert shown.stdout.strip() == str(tmp_path / "tte.sqlite3"), shown.stderr


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("", "is not set"),
        ("a" * 20, "is too short: 20 characters"),
        ("ab" * 40, "repeats"),
        ("please-change-me-0123456789-abcdefghijklmnopqrstuvwxyz", "placeholder"),
        ("django-insecure-0123456789-abcdefghijklmnopqrstuvwxyz", "placeholder"),
    ],
)
def test_a_weak_key_is_called_what_it_is(key: str, said: str) -> None:
    assert said in str(secret.weakness(key))
