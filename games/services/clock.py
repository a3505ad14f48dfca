"""The only place of play that reads the time of day."""

import time


def now_ms() -> int:
    """Wall time: milliseconds since 1970 (UTC)."""
    return time.time_ns() // 1_000_000
