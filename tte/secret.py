"""The signing key: judged when given, made once and kept when a laptop has none."""

import os
import secrets
from pathlib import Path

MINIMUM_LENGTH = 50
MINIMUM_DISTINCT = 10
HOW_TO_MAKE_ONE = 'python -c "import secrets; print(secrets.token_urlsafe(64))"'
PLACEHOLDERS = ("change", "secret-key", "example", "insecure", "placeholder")


def weakness(key: str) -> str | None:
    """Why this key must not sign sessions, in words for the operator; None when it may."""
    if not key:
        return "is not set"
    if len(key) < MINIMUM_LENGTH:
        return f"is too short: {len(key)} characters, at least {MINIMUM_LENGTH} are needed"
    if len(set(key)) < MINIMUM_DISTINCT:
        return "repeats the same few characters"
    if any(word in key.lower() for word in PLACEHOLDERS):
        return "looks like a placeholder from an example"
    return None


def kept_key(path: Path) -> str:
    """The key in `path`, made there first if there is none; only the owner can read the file."""
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64) + "\n")
    try:
        # A link, not a rename: when two processes start together, the first key stays.
        os.link(draft, path)
    except FileExistsError:
        pass
    except OSError:  # a file system without links
        os.replace(draft, path)
    draft.unlink(missing_ok=True)
    return path.read_text(encoding="ascii").strip()
