"""The colours of the style sheet: readable on every surface, and told apart by colour-blind eyes too."""

import itertools
import re
from pathlib import Path

import pytest

from tests.web_foundation.colours import SIMULATIONS, contrast, distance, lab

CSS = (Path(__file__).parents[2] / "tte/static/tte/css/tte.css").read_text()
SURFACES = {
    "light": ("bg", "panel", "raised", "sea", "land"),
    "dark": ("bg", "panel", "raised", "sea", "land"),
}
TEXTS = ("text", "muted", "accent", "danger", "warn", "ok", "info")
ON = {"danger": "danger-bg", "warn": "warn-bg", "ok": "ok-bg", "info": "info-bg"}
LEAST_TEXT = {"light": 4.65, "dark": 4.8}
AA = 4.5
# Least distance between any two of the five shipped colours, and between any two of all eight.
LEAST_OF_FIVE = {"light": 16.2, "dark": 17.0}
LEAST_OF_EIGHT = {"light": 12.1, "dark": 11.2}


def palettes() -> dict[str, dict[str, str]]:
    """The colour tokens of both themes, from the style sheet itself."""
    blocks = {
        "light": re.search(r":root \{\s*color-scheme: light dark;(.*?)\}", CSS, re.S),
        "dark": re.search(r':root\[data-theme="dark"\] \{\s*color-scheme: dark;(.*?)\}', CSS, re.S),
    }
    found = {}
    for theme, block in blocks.items():
        assert block, theme
        found[theme] = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block[1]))
    return found


PALETTES = palettes()


def test_the_dark_theme_is_the_same_by_choice_and_by_device() -> None:
    """The two copies of the dark tokens have not drifted apart."""
    by_device = re.search(r':root:not\(\[data-theme="light"\]\) \{(.*?)\n    \}', CSS, re.S)
    assert by_device
    assert dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", by_device[1])) == PALETTES["dark"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("tone", range(1, 9))
def test_team_colours_are_readable_on_every_surface(theme: str, tone: int) -> None:
    """Team names stand in their colour, on maps too."""
    colours = PALETTES[theme]
    for surface in SURFACES[theme]:
        ratio = contrast(colours[f"tone-{tone}"], colours[surface])
        assert ratio >= LEAST_TEXT[theme], f"tone {tone} on {surface}: {ratio:.2f}"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_are_readable_where_they_stand(theme: str) -> None:
    """Text colours on the plain surfaces, and each warning on its own ground."""
    colours = PALETTES[theme]
    for text, surface in itertools.product(TEXTS, ("bg", "panel", "raised")):
        assert contrast(colours[text], colours[surface]) >= AA, f"{text} on {surface}"
    for text, ground in ON.items():
        assert contrast(colours[text], colours[ground]) >= AA, f"{text} on {ground}"
    for ground in ("solid-danger", "solid-warn"):
        assert contrast(colours["on-solid"], colours[ground]) >= AA, ground
    assert contrast(colours["on-ink"], colours["ink"]) >= 7
    assert contrast(colours["on-mark-bar"], colours["mark-bar"]) >= 7


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_control_borders_stand_out(theme: str) -> None:
    """WCAG 1.4.11: 3 to 1 against what is beside them."""
    for surface in ("bg", "raised"):
        assert contrast(PALETTES[theme]["line"], PALETTES[theme][surface]) >= 3


@pytest.mark.parametrize("simulation", SIMULATIONS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_teams_are_told_apart_by_colour_blind_eyes(theme: str, simulation: str) -> None:
    """The mark and the word are always there as well; the colours still keep their distance."""
    seen = {tone: lab(PALETTES[theme][f"tone-{tone}"], simulation) for tone in range(1, 9)}
    for one, other in itertools.combinations(seen, 2):
        least = LEAST_OF_FIVE if other <= 5 else LEAST_OF_EIGHT
        apart = distance(seen[one], seen[other])
        assert apart >= least[theme], f"tones {one} and {other}: {apart:.1f}"


def test_the_distance_is_the_published_one() -> None:
    """Pairs 1, 7 and 17 of Sharma, Wu and Dalal (2005), table 1."""
    assert distance((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)
    assert distance((50, 0, 0), (50, -1, 2)) == pytest.approx(2.3669, abs=1e-4)
    assert distance((50, 2.5, 0), (73, 25, -18)) == pytest.approx(27.1492, abs=1e-4)
