"""The small exercise of the pages' suites, for pages in other languages."""

from tests.web.conftest import Play, forget, make_play, play

__all__ = ["Play", "forget", "make_play", "play"]
