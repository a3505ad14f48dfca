"""The shipped rulebook, for every test of the law."""

import pytest

from games.law.rulebook import Rulebook
from games.law.shipped import load_shipped


@pytest.fixture(scope="session")
def book() -> Rulebook:
    return load_shipped()
