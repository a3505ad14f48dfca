"""Settings for tests: the laptop profile on a database and a data directory of their own."""

import os
import tempfile
from pathlib import Path

SCRATCH = Path(tempfile.gettempdir()) / f"tte-tests-{os.getpid()}"
"""Made and removed by `conftest`."""

ON_POSTGRES = os.environ.get("TTE_TEST_DB", "sqlite") == "postgres"
POSTGRES_URL = os.environ.get("TTE_TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")

for given in [name for name in os.environ if name.startswith("TTE_") and not name.startswith("TTE_TEST_")]:
    if given not in {"TTE_REQUIRE_ALL", "TTE_SECRECY_SEEDS", "TTE_SHOTS"}:
        del os.environ[given]
os.environ.pop("REDIS_URL", None)  # `conftest` starts a private server and sets its address
os.environ["TTE_PROFILE"] = "laptop"
os.environ["TTE_DATA_DIR"] = str(SCRATCH)
os.environ["SECRET_KEY"] = "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
os.environ["DATABASE_URL"] = POSTGRES_URL if ON_POSTGRES else f"sqlite:///{SCRATCH / 'plain.sqlite3'}"

from tte.settings import *
from tte.settings import DATABASES, LOGGING

if ON_POSTGRES:
    # A connection that a server thread keeps open would stop the test database from being dropped.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
else:
    # A file: a shared in-memory database has no busy timeout, and a server thread writes beside the test.
    DATABASES["default"]["TEST"] = {"NAME": str(SCRATCH / "test.sqlite3")}


# An exercise of the tests is not in the database that another process would open.
TTE_PAPER_EVERY_S = 0.0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGGING |= {"root": {"handlers": ["stderr"], "level": "WARNING"}}
