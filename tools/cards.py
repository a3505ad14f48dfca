"""Draws the media cards of the shipped deck: `python -m tools.cards` (needs Noto Sans and Serif CJK).

Sketch maps from the deck's own zones and the shipped base map, charts from invented figures, and a front page that
nobody printed. Each says EXERCISE, in every corner where it could be cut. The results are committed.
"""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Callable, Sequence
from math import log, pi, tan
from pathlib import Path
from typing import Any

import yaml
from PIL import Image, ImageDraw, ImageFont

from injects.media.clean import clean

ROOT = Path(__file__).resolve().parent.parent
DECK = ROOT / "injects/decks/long-strait.yaml"
OUT = ROOT / "injects/decks/long-strait.media"
BASEMAP = ROOT / "tte/static/tte/vendor/basemap.topo.json"
FONTS = Path("/usr/share/fonts/opentype/noto")

WIDTH, HEIGHT = 1280, 800
FINE = 2
"""Drawn so many times as large, then scaled down."""

PAPER, INK, MUTED, LINE = "#fdfbf5", "#16202a", "#4d5a66", "#c3ccd4"
SEA, LAND, COAST = "#e3edf4", "#f4f1ea", "#7d8b97"
RED, AMBER, BLUE, GREEN = "#b3261e", "#a25200", "#0b57d0", "#17603a"
BAR, ON_BAR = "#f3c54a", "#241a00"

Point = tuple[float, float]


class Card:
    """A card with its marks; places and sizes are in pixels of the finished picture."""

    def __init__(self, ground: str = PAPER) -> None:
        self.image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), ground)
        self.draw = ImageDraw.Draw(self.image)

    def text(
        self, at: Point, words: str, size: float, fill: str = INK, *, bold: bool = False, serif: bool = False,
        anchor: str = "la",
    ) -> float:  # fmt: skip
        """Writes one line and gives its width."""
        font = _font(size, bold, serif)
        self.draw.text((at[0] * FINE, at[1] * FINE), words, fill=fill, font=font, anchor=anchor)
        return font.getlength(words) / FINE

    def line(self, points: Sequence[Point], fill: str, width: float) -> None:
        """A line through points."""
        self.draw.line(_fine(points), fill=fill, width=round(width * FINE), joint="curve")

    def dashed(self, points: Sequence[Point], fill: str, width: float, dash: float = 12) -> None:
        """A closed outline in dashes."""
        for one, other in zip(points, [*points[1:], points[0]], strict=True):
            length = ((other[0] - one[0]) ** 2 + (other[1] - one[1]) ** 2) ** 0.5
            steps = max(1, round(length / dash))
            for step in range(0, steps, 2):
                a, b = step / steps, min(1.0, (step + 1) / steps)
                self.line([_between(one, other, a), _between(one, other, b)], fill, width)

    def box(self, at: Point, to: Point, fill: str | None = None, outline: str | None = None) -> None:
        """A rectangle."""
        self.draw.rectangle(
            [*_fine([at, to])[0], *_fine([at, to])[1]], fill=fill, outline=outline, width=2 * FINE
        )

    def shape(self, points: Sequence[Point], fill: str, outline: str | None = None) -> None:
        """A filled shape."""
        self.draw.polygon(_fine(points), fill=fill, outline=outline, width=FINE)

    def head(self, title: str, second: str, source: str) -> None:
        """Title in both languages above, and where it is said to come from below."""
        self.text((56, 56), title, 34, bold=True)
        self.text((56, 104), second, 26, MUTED)
        self.text((56, HEIGHT - 62), source, 18, MUTED, anchor="ld")

    def png(self) -> bytes:
        """The finished card with its EXERCISE bars, as the deck keeps it."""
        for top in (0, HEIGHT - 34):
            self.box((0, top), (WIDTH, top + 34), BAR)
            for place in (0.17, 0.5, 0.83):
                at = (WIDTH * place, top + 17)
                self.text(at, "E X E R C I S E  ·  演 習", 18, ON_BAR, bold=True, anchor="mm")
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        plain = small.quantize(128, dither=Image.Dither.NONE)
        out = io.BytesIO()
        plain.save(out, "PNG", optimize=True)
        return clean(out.getvalue()).content


def _font(size: float, bold: bool, serif: bool) -> ImageFont.FreeTypeFont:
    name = f"Noto{'Serif' if serif else 'Sans'}CJK-{'Bold' if bold else 'Regular'}.ttc"
    return ImageFont.truetype(str(FONTS / name), round(size * FINE))


def _fine(points: Sequence[Point]) -> list[Point]:
    return [(x * FINE, y * FINE) for x, y in points]


def _between(one: Point, other: Point, share: float) -> Point:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


# Maps ---------------------------------------------------------------------------------------------------


class Chart:
    """A sketch map on a card: Mercator between two corners."""

    def __init__(self, card: Card, west: float, south: float, east: float, north: float) -> None:
        self.card = card
        self.scale = min(WIDTH / (east - west), (HEIGHT - 68) / (_mercator(north) - _mercator(south)))
        self.corner = ((west + east - WIDTH / self.scale) / 2, _mercator(north))
        for ring in _rings():
            spot = [self.at(point) for point in ring]
            if any(-200 < x < WIDTH + 200 and -200 < y < HEIGHT + 200 for x, y in spot):
                card.shape(spot, LAND, COAST)

    def at(self, point: Sequence[float]) -> Point:
        """Degrees east and north as a place on the card."""
        return (point[0] - self.corner[0]) * self.scale, 34 + (
            self.corner[1] - _mercator(point[1])
        ) * self.scale

    def zone(self, ring: Sequence[Sequence[float]], colour: str, label: str, second: str = "") -> None:
        """An area in dashes with its label in the middle."""
        spots = [self.at(point) for point in ring]
        shade = Image.new("RGBA", self.card.image.size, (0, 0, 0, 0))
        ImageDraw.Draw(shade).polygon(_fine(spots), fill=f"{colour}2c")
        self.card.image.paste(shade, (0, 0), shade)
        self.card.dashed(spots, colour, 3)
        x = sum(spot[0] for spot in spots) / len(spots)
        y = sum(spot[1] for spot in spots) / len(spots)
        self.card.text((x, y - (12 if second else 0)), label, 22, colour, bold=True, anchor="mm")
        if second:
            self.card.text((x, y + 14), second, 18, colour, anchor="mm")

    def place(self, point: Sequence[float], label: str, side: str = "right") -> None:
        """A named place."""
        x, y = self.at(point)
        self.card.box((x - 4, y - 4), (x + 4, y + 4), INK)
        away, anchor = {"right": (10, "lm"), "left": (-10, "rm")}[side]
        self.card.text((x + away, y), label, 18, anchor=anchor)

    def title(self, title: str, second: str, source: Sequence[str]) -> None:
        """A plate with the title in the corner, and the source in two languages at the foot."""
        self.card.box((700, 54), (WIDTH - 28, 152), PAPER, COAST)
        self.card.text((718, 64), title, 28, bold=True)
        self.card.text((718, 108), second, 22, MUTED)
        self.card.box((700, HEIGHT - 112), (WIDTH - 28, HEIGHT - 50), PAPER, COAST)
        for place, line in enumerate(source):
            self.card.text((718, HEIGHT - 94 + place * 26), line, 17, MUTED, anchor="lm")


def _mercator(latitude: float) -> float:
    return log(tan(pi / 4 + latitude * pi / 360)) * 180 / pi


def _rings() -> list[list[Point]]:
    """Every coast of the base map as rings of degrees."""
    topology = json.loads(BASEMAP.read_text(encoding="utf-8"))
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    rings = []
    for country in topology["objects"]["countries"]["geometries"]:
        polygons = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        for polygon in polygons:
            rings.append([p for n in polygon[0] for p in (arcs[n] if n >= 0 else arcs[~n][::-1])])
    return rings


def _zones() -> dict[str, Any]:
    deck = yaml.safe_load(DECK.read_text(encoding="utf-8"))
    return {zone["id"]: zone for zone in deck["map"]["zones"]}


def closure_areas() -> Card:
    """The five closure areas as announced, and the sea zone that Japan claims."""
    card, zones = Card(SEA), _zones()
    chart = Chart(card, 118.0, 20.6, 125.4, 26.8)
    names = {"north": 1, "east": 2, "yonaguni": 3, "south": 4, "west": 5}
    chart.card.dashed([chart.at(p) for p in zones["claimed-zone"]["ring"]], BLUE, 2.5)
    card.text(chart.at((124.35, 23.3)), "Sea zone Japan claims (sketch)", 17, BLUE, anchor="lm")
    card.text(chart.at((124.35, 23.12)), "日本が主張する海域（略図）", 18, BLUE, anchor="lm")
    for name, number in names.items():
        chart.zone(zones[f"closure-{name}"]["ring"], RED, str(number))
    chart.place((122.99, 24.45), "Yonaguni 与那国島")
    chart.place((121.5, 25.05), "Taipei 台北", "left")
    chart.place((120.3, 22.62), "Kaohsiung 高雄")
    chart.title(
        "Closure areas, seven days", "射撃区域、7日間",
        ("Sketch after the public notice. Not for navigation.", "公告に基づく略図。航海に使用しないこと。"),
    )  # fmt: skip
    return card


def blockade_zone() -> Card:
    """The blockade zone as declared, its eastern edge across the Yonaguni gap."""
    card, zones = Card(SEA), _zones()
    chart = Chart(card, 118.0, 20.6, 125.4, 26.8)
    chart.zone(zones["blockade"]["ring"], RED, "", "")
    card.text(chart.at((121.0, 21.72)), "Closed from midnight", 22, RED, bold=True, anchor="mm")
    card.text(chart.at((121.0, 21.54)), "午前0時から閉鎖", 18, RED, anchor="mm")
    for one, other in (((123.4, 25.2), "123°24'E"), ((123.35, 23.2), "123°21'E")):
        card.text((chart.at(one)[0] + 10, chart.at(one)[1]), other, 17, RED, anchor="lm")
    chart.place((122.99, 24.45), "", "right")
    card.text(
        (chart.at((123.45, 24.52))[0], chart.at((123.45, 24.52))[1]),
        "Yonaguni: ferry port inside the zone",
        18,
        anchor="lm",
    )
    card.text(
        (chart.at((123.45, 24.34))[0], chart.at((123.45, 24.34))[1]), "与那国島：港は区域内", 18, anchor="lm"
    )
    chart.place((121.5, 25.05), "Taipei 台北", "left")
    chart.place((120.3, 22.62), "Kaohsiung 高雄")
    chart.title(
        "Blockade zone as declared", "宣言された封鎖区域",
        ("Sketch after the declaration. Neutral ships: 12 hours to leave.", "宣言に基づく略図。中立船は12時間以内に退去。"),
    )  # fmt: skip
    return card


# Charts -------------------------------------------------------------------------------------------------


def bars(card: Card, rows: Sequence[tuple[str, str, float, str, str]], most: float) -> None:
    """Bars from the left: name, second name, value, what stands behind it, colour."""
    left, top, room = 470.0, 190.0, 470.0 / len(rows)
    for place, (name, second, value, said, colour) in enumerate(rows):
        y = top + place * room
        card.text((left - 24, y + room / 2 - 16), name, 24, bold=True, anchor="rm")
        card.text((left - 24, y + room / 2 + 16), second, 20, MUTED, anchor="rm")
        length = (WIDTH - left - 220) * value / most
        card.box((left, y + room * 0.24), (left + length, y + room * 0.76), colour)
        card.text((left + length + 16, y + room / 2), said, 30, bold=True, anchor="lm")
    card.line([(left, top), (left, top + 470)], INK, 2)


def poll() -> Card:
    """A weekend poll: the cabinet popular, the country split."""
    card = Card()
    card.head(
        "What the country thinks", "世論調査",
        "Invented poll, 1,012 answers by telephone. 架空の調査、電話、回答1012人。",
    )  # fmt: skip
    bars(
        card,
        (
            ("Supports the cabinet", "内閣を支持する", 62, "62 %", BLUE),
            ("Fight beside US forces", "米軍と共に戦うことに賛成", 44, "44 %", AMBER),
            ("Not fight beside them", "米軍と共に戦うことに反対", 46, "46 %", AMBER),
            ("Fears it will reach Japan", "日本に波及すると懸念", 75, "75 %", RED),
        ),
        100,
    )
    return card


def stocks() -> Card:
    """How long gas, oil and coal last."""
    card = Card()
    card.head(
        "Fuel in stock, in days", "燃料の在庫日数",
        "Annex to the ministry's note. Days at present use. 経済部覚書別添。現在の消費量による。",
    )  # fmt: skip
    bars(
        card,
        (
            ("Gas", "天然ガス", 11, "11", RED),
            ("Oil", "石油", 20, "20", AMBER),
            ("Coal", "石炭", 49, "49", GREEN),
        ),
        60,
    )
    return card


def war_risk() -> Card:
    """War-risk premiums and tanker arrivals over the first two days."""
    card = Card()
    card.head(
        "War-risk premium, per cent of hull value", "戦争保険料率（船価比、％）",
        "Invented quotations for a call at Kaohsiung. 高雄寄港の架空の料率。",
    )  # fmt: skip
    rates = (0.05, 0.06, 0.08, 0.12, 0.2, 0.45, 0.8, 1.1, 2.4, 2.6)
    left, base, width, height = 130.0, 650.0, 1040.0, 430.0
    for mark in (0.5, 1.0, 1.5, 2.0, 2.5):
        y = base - height * mark / 2.8
        card.line([(left, y), (left + width, y)], LINE, 1.5)
        card.text((left - 14, y), f"{mark:.1f}", 20, MUTED, anchor="rm")
    spots = [
        (left + width * place / (len(rates) - 1), base - height * rate / 2.8)
        for place, rate in enumerate(rates)
    ]
    card.line(spots, RED, 5)
    for spot in spots:
        card.box((spot[0] - 5, spot[1] - 5), (spot[0] + 5, spot[1] + 5), RED)
    card.line([(left, base), (left + width, base)], INK, 2)
    for place in range(len(rates)):
        card.text((spots[place][0], base + 24), f"+{place * 5} h", 18, MUTED, anchor="mm")
    for place, words, second in ((6, "inspections", "検査"), (8, "carrier boarded", "立入り")):
        x, y = spots[place]
        card.text((x - 16, y - 30), words, 20, bold=True, anchor="rm")
        card.text((x - 16, y - 6), second, 18, MUTED, anchor="rm")
    return card


# The front page -----------------------------------------------------------------------------------------


def front_page() -> Card:
    """A front page that nobody printed."""
    card = Card("#f6f2e6")
    card.text((WIDTH / 2, 92), "The Harbour Post", 62, bold=True, serif=True, anchor="mm")
    card.line([(48, 138), (WIDTH - 48, 138)], INK, 3)
    card.text(
        (48, 158), "A newspaper of this exercise alone · 本演習のみの新聞", 18, MUTED, serif=True, anchor="lm"
    )
    card.text((WIDTH - 48, 158), "Late edition · 最終版", 18, MUTED, serif=True, anchor="rm")
    card.line([(48, 178), (WIDTH - 48, 178)], INK, 1)
    card.text((48, 240), "STILL STUDYING", 92, bold=True, serif=True, anchor="lm")
    card.text((48, 316), "“検討中”――同盟国、公電で不満", 40, bold=True, serif=True, anchor="lm")
    card.text(
        (48, 368),
        "Leaked American cable speaks of an ally that has recognised nothing yet",
        27,
        serif=True,
        anchor="lm",
    )
    columns = ((48, 360), (450, 360), (852, 380))
    for place, (left, width) in enumerate(columns):
        if place == 1:
            card.box((left, 410), (left + width, 640), "#e2dccb", MUTED)
            card.text((left + width / 2, 505), "Prologue, act one,", 26, serif=True, anchor="mm")
            card.text((left + width / 2, 545), "scene ninety-four", 26, serif=True, anchor="mm")
            card.text((left + width / 2, 590), "「序幕はまだ続く」", 22, MUTED, serif=True, anchor="mm")
            top = 662
        else:
            top = 414
        _columns(card, left, top, width, 700, place)
    card.text(
        (WIDTH / 2, 730), "Invented for training. 訓練用の架空の紙面。", 18, MUTED, serif=True, anchor="mm"
    )
    return card


def _columns(card: Card, left: float, top: float, width: float, foot: float, seed: int) -> None:
    """Lines that stand for text."""
    y, count = top, seed
    while y < foot:
        length = width * (0.62 if count % 5 == 4 else 0.94 + 0.012 * (count * 7 % 5))
        card.line([(left, y), (left + length, y)], "#b9b3a2", 7)
        y += 17 if count % 5 != 4 else 26
        count += 1


CARDS: dict[str, Callable[[], Card]] = {
    "closure-areas.png": closure_areas,
    "poll.png": poll,
    "fuel-stocks.png": stocks,
    "war-risk.png": war_risk,
    "front-page.png": front_page,
    "blockade-zone.png": blockade_zone,
}


def main() -> None:
    """Draws every card into the folder of the deck, or another one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("out", nargs="?", type=Path, default=OUT)
    folder: Path = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    for name, card in CARDS.items():
        content = card().png()
        (folder / name).write_bytes(content)
        print(f"{folder / name}: {len(content) // 1024} KiB")


if __name__ == "__main__":
    main()
