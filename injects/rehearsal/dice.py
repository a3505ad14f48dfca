"""Chance that can be had again: a stream of numbers that its seed alone decides, on every Python."""

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")
MASK = (1 << 64) - 1


class Dice:
    """SplitMix64, started from the digest of its seed."""

    def __init__(self, seed: str) -> None:
        self.seed = seed
        self._state = int.from_bytes(sha256(seed.encode()).digest()[:8], "big")

    def for_(self, name: str) -> "Dice":
        """Dice of their own for one purpose, so that what one player draws moves nobody else's luck."""
        return Dice(f"{self.seed}/{name}")

    def next(self) -> int:
        """Sixty-four bits."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
        return mixed ^ (mixed >> 31)

    def between(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return least + self.next() % (most - least + 1)

    def chance(self, percent: int) -> bool:
        """True so often in a hundred."""
        return self.next() % 100 < percent

    def pick(self, among: Sequence[T]) -> T:
        """One of them, each as likely; there has to be one."""
        return among[self.next() % len(among)]
