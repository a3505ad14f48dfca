"""Where a laptop installation keeps its files: the database, the secret key, logs and uploads."""

import os
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


def default_data_dir() -> Path:
    """`var/` beside a checkout; for an installed package, the user's own data directory."""
    if (CHECKOUT / "pyproject.toml").is_file():
        return CHECKOUT / "var"
    return user_data_root() / "tte"


def user_data_root() -> Path:
    """The directory in which this operating system expects programs to keep a user's data."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share"))


def data_dir() -> Path:
    """The data directory in force: `TTE_DATA_DIR`, else the default. It need not exist yet."""
    chosen = os.environ.get("TTE_DATA_DIR")
    return Path(chosen).expanduser().resolve() if chosen else default_data_dir()
