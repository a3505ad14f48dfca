"""Fixtures of the staff pages: an exercise in full swing."""

from tests.staff.conftest import busy, forget, make_play

__all__ = ["busy", "forget", "make_play"]
