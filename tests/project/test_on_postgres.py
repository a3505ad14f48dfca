"""Whatever touches the database holds on PostgreSQL as it does on SQLite."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import cannot_run
from tests.postgres import HOW_TO_INSTALL, PrivatePostgres, environment, find_programs
from tests.settings import ON_POSTGRES

ROOT = Path(__file__).resolve().parents[2]
DATABASE_SUITES = "django_db and not e2e and not faults and not slow"


@pytest.mark.slow
@pytest.mark.skipif(ON_POSTGRES, reason="this run is on PostgreSQL already")
def test_the_database_suites_pass_on_postgres() -> None:
    programs = find_programs()
    if programs is None:
        cannot_run(HOW_TO_INSTALL)
    assert programs is not None
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", DATABASE_SUITES]
    with PrivatePostgres(programs) as server:
        run = subprocess.run(
            command, cwd=ROOT, env=environment(server), capture_output=True, text=True, check=False
        )
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
