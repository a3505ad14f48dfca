"""Provisions with the moves that turn on them, in groups, searched."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from games.law.model import LAYERS, MeterChange, Provision
from games.presenting import times
from games.presenting.explorer.cards import Follow, sentences
from games.presenting.explorer.overview import MoveLine, line_of, moves_read
from games.presenting.explorer.reader import Reader
from games.presenting.law import ProvisionCard, layer_label


@dataclass(frozen=True, slots=True)
class ProvisionPage:
    """A provision and what it does: to which moves, by which rows, with which consequences."""

    card: ProvisionCard
    works: tuple[tuple[str, str], ...]
    """The short names of works in its source, spelled out."""
    kind: str
    confidence: str
    binds: tuple[str, ...]
    effect: str
    in_force: tuple[str, str]
    carries: tuple[MoveLine, ...]
    decides: tuple[MoveLine, ...]
    duties: tuple[Follow, ...]
    left_out: tuple[tuple[str, str], ...]
    meters: tuple[Follow, ...]


@dataclass(frozen=True, slots=True)
class ProvisionGroup:
    """The provisions of one legal order."""

    id: str
    label: str
    cards: tuple[ProvisionCard, ...]


def provision_page(reader: Reader, code: str) -> ProvisionPage:
    """A provision with the moves it governs, as far as the reader may look those up."""
    found = reader.book.provisions[code]
    line = line_of(reader)
    carries = [move for move in moves_read(reader) if code in reader.book.moves[move].authority]
    decides = [
        move
        for move in moves_read(reader)
        if any(code in rule.row.provisions for rule in reader.book.plays[move].rules)
    ]
    duties = (each.duty for each in reader.book.duties.values() if code in each.duty.provisions)
    left_out = tuple((e.what, e.why) for e in reader.book.not_encoded if code in e.provisions)
    return ProvisionPage(
        card=reader.law.provision(code),
        works=tuple(
            (each.id, each.label) for each in reader.book.sources.values() if each.id in _short(found.source)
        ),
        kind=kind_label(found.kind),
        confidence=found.confidence,
        binds=tuple(_("everybody") if each == "all" else reader.team_name(each) for each in found.binds),
        effect=reader.law.plain(found.effect),
        in_force=(_day(found.in_force.since), _day(found.in_force.until)),
        carries=tuple(line(move)[0] for move in carries),
        decides=tuple(line(move)[0] for move in decides),
        duties=tuple(
            Follow(each.label, sentences(each.law, each.missed), times.hours(each.due_hours))
            for each in duties
            if not reader.team or each.team in (reader.team, "mover")
        ),
        left_out=left_out,
        meters=tuple(_meter(reader, each) for each in found.meters),
    )


def _short(source: str) -> frozenset[str]:
    return frozenset("".join(c if c.isalnum() else " " for c in source).split())


def _day(day: str) -> str:
    return "" if day in ("0001-01-01", "9999-12-31") else day


def _meter(reader: Reader, each: MeterChange) -> Follow:
    name = each.meter.removesuffix("$team")
    label = (
        reader.book.meters[each.meter].label
        if each.meter in reader.book.meters
        else reader.book.label_of(name)
    )
    upto = each.by if each.upto is None else each.upto
    occasion = {
        "executed": _("when carried out"),
        "flagged": _("when done in breach"),
        "defied": _("when defied openly"),
    }[each.occasion]
    size = f"{each.by:+d}" if upto == each.by else f"{each.by:+d} … {upto:+d}"
    return Follow(label, f"{size}, {occasion}" + (_(", every day") if each.every else ""))


def kind_label(kind: str) -> str:
    """What a provision does, in words."""
    return {
        "authorises": _("Authorises"),
        "prohibits": _("Prohibits"),
        "obliges": _("Obliges"),
        "definition": _("Defines"),
        "procedure": _("Procedure"),
        "factor": _("A factor to weigh"),
    }.get(kind, kind)


def provision_groups(reader: Reader, query: str = "") -> tuple[ProvisionGroup, ...]:
    """The provisions that the reader may look up, by legal order, searched if asked."""
    words = query.casefold().split()
    found = [code for code, each in reader.provisions.items() if _speaks(each, words)]
    made = []
    for layer in LAYERS:
        by_forum: dict[str, list[ProvisionCard]] = {}
        for code in found:
            each = reader.book.provisions[code]
            if each.layer == layer:
                by_forum.setdefault(_forum_label(reader, each), []).append(reader.law.provision(code))
        made += [
            ProvisionGroup(f"{layer}-{n}", label, tuple(c)) for n, (label, c) in enumerate(by_forum.items())
        ]
    return tuple(made)


def _speaks(each: Provision, words: list[str]) -> bool:
    text = " ".join(
        (each.id, each.title, each.instrument, each.rule, each.applies, each.exceptions, each.decides)
    )
    folded = text.casefold()
    return all(word in folded for word in words)


def _forum_label(reader: Reader, each: Provision) -> str:
    if each.layer != "domestic":
        found = next((f.label for f in reader.book.forums.values() if f.layer == each.layer), "")
        return found or layer_label(each.layer)
    home = reader.book.teams.get(each.binds[0])
    return reader.book.forums[home.forum].label if home else layer_label(each.layer)
