"""Makes a deck of an import, with the teams, channels, phases and seats that its lines imply."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import Any, Final

from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from games.engine.ids import Millis
from injects.deck import times
from injects.deck.parse import dump_document
from injects.exchange import audiences
from injects.exchange.audiences import Who, fold
from injects.exchange.choices import Choices, Imported, Line
from injects.exchange.columns import ALIASES
from injects.exchange.drafts import Drafted, Reader, usable
from injects.exchange.moments import Rules, offset_words, resolve
from injects.exchange.naming import free, ident, is_short, short_name, slug, style_of, written
from injects.exchange.problems import Problem, _
from injects.exchange.spelling import abbreviates, misspells
from injects.exchange.timeforms import read_text

MARKS: Final = ("triangle", "square", "diamond", "circle", "hexagon", "pentagon", "star", "cross")


def new_deck(imported: Imported, choices: Choices) -> Drafted:
    """A deck with the teams, channels, phases and seats that the lines imply. Lines with errors stay out."""
    return _New(imported, choices).draft()


class _New(Reader):
    """A deck from nothing."""

    def draft(self) -> Drafted:
        lines = usable(self.imported)
        self.teams: dict[str, dict[str, Any]] = {}
        self.offices: dict[str, dict[str, Any]] = {}
        self.channels: dict[str, dict[str, Any]] = {}
        self.phases: dict[str, dict[str, Any]] = {}
        self.objects: dict[str, dict[str, Any]] = {}
        self.reserved: list[Line] = []
        self._people(lines)
        injects = [inject for line in lines if (inject := self._inject(line)) is not None]
        self._say_reserved()
        self.out.added = [inject["id"] for inject in injects]
        name = self.choices.title or self.choices.deck_id or "Imported exercise"
        version = self.choices.version or "1.0"
        head: dict[str, Any] = {
            "id": self.choices.deck_id or slug(name, "imported"),
            "version": version,
            "title": name,
            "languages": [self.choices.language],
        }
        document: dict[str, Any] = {"deck": head, "teams": list(self.teams.values())}
        if self.offices:
            document["offices"] = list(self.offices.values())
        document["seats"] = self._seats()
        document["channels"] = list(self.channels.values())
        document["timing"] = {"minute_is": f"{self.choices.pace or 1}m"}
        if self.choices.start:
            document["timing"]["scenario_start"] = self.choices.start
        if self.phases:
            document["phases"] = sorted(self.phases.values(), key=lambda row: times.offset(row["at"]) or 0)
        if self.objects:
            document["objectives"] = list(self.objects.values())
        document["injects"] = injects
        if not injects:
            return self.out
        shown = written(document)
        shown["deck"]["version"] = DoubleQuotedScalarString(version)
        self.out.write = lambda: dump_document(shown)
        return self.out

    def _people(self, lines: list[Line]) -> None:
        called = [who for line in lines for who in (*line.to.names, *line.to.exempt)]
        self.out.guesses = self._guesses(called)
        usual = {fold(name): name for name in self.imported.names}
        for who in called:
            name = self.out.guesses.get(who.name, who.name)
            self._team(Who(usual.get(fold(name), name), who.office))
        if not self.teams:
            self._team(Who("Players"))
        self.directory.words |= {"all": "all", "white": "white"}
        self.directory.teams = tuple(row["id"] for row in self.teams.values())
        for key, row in self.teams.items():
            self.directory.words[key] = row["id"]
        for given, name in self.out.guesses.items():
            self.directory.words[fold(given)] = self.teams[fold(name)]["id"]
            self._name_cells(lines, given, audiences.NEAR, meant=name)
        for name in dict.fromkeys(who.name for who in called):
            if audiences.is_joined(name) and fold(name) not in self._explained:
                self._name_cells(lines, name, audiences.ONE_NAME)

    @cached_property
    def _explained(self) -> frozenset[str]:
        """The names that the author has said something of."""
        return frozenset(fold(name) for name in (*self.choices.names, *self.choices.names.values()))

    def _guesses(self, called: list[Who]) -> dict[str, str]:
        """Names taken for others: abbreviations, and slips of the keys, which are the rarer of two spellings."""
        counts = Counter(fold(who.name) for who in called)
        first = {fold(name): name for name in self.imported.names}
        found: dict[str, str] = {}
        for key, given in first.items():
            if key in self._explained:
                continue
            if is_short(given):
                near = [n for k, n in first.items() if not is_short(n) and abbreviates(key, k)]
            else:
                near = [
                    n for k, n in first.items() if k != key and counts[k] > counts[key] and misspells(key, k)
                ]
            if len(near) == 1 and near[0] not in found:
                found |= {who.name: near[0] for who in called if fold(who.name) == key}
        return found

    def _name_cells(self, lines: Iterable[Line], name: str, why: str, /, **values: str) -> None:
        """Say of every cell that has a name how it was read."""
        for line in lines:
            if any(who.name == name for who in (*line.to.names, *line.to.exempt)):
                self.tell(line, "audience", why, {"name": name, **values})

    def _team(self, who: Who) -> None:
        key = fold(who.name)
        if key not in self.teams:
            taken = {row["id"] for row in self.teams.values()} | {"all", "white"}
            name = free(slug(who.name, f"team-{len(self.teams) + 1}"), taken)
            shorts = {row["short"] for row in self.teams.values()}
            place = len(self.teams)
            self.teams[key] = {
                "id": name,
                "label": who.name,
                "short": short_name(who.name, shorts),
                "mark": MARKS[place % len(MARKS)],
                "tone": place % 8 + 1,
            }
        if who.office:
            team = self.teams[key]["id"]
            inner = self.directory.offices.setdefault(team, {})
            if fold(who.office) not in inner:
                taken_here = {row["id"] for row in self.offices.values() if row["team"] == team}
                office = free(slug(who.office, f"office-{len(taken_here) + 1}"), taken_here)
                self.offices[f"{team}/{office}"] = {"team": team, "id": office, "label": who.office}
                inner[fold(who.office)] = f"{team}/{office}"

    def _seats(self) -> list[dict[str, Any]]:
        """A seat for each office; where a team's chief is not among them, one for the team's lead."""
        seats: list[dict[str, Any]] = []
        for team in self.teams.values():
            lead = {"id": free(f"{team['id']}-lead", {row["id"] for row in seats})}
            seats.append({**lead, "team": team["id"], "rank": "lead", "label": f"{team['label']} lead"})
            for office in self.offices.values():
                if office["team"] == team["id"]:
                    name = free(f"{team['id']}-{office['id']}"[:60], {row["id"] for row in seats})
                    seats.append({"id": name, "office": f"{team['id']}/{office['id']}"})
        taken = {row["id"] for row in seats}
        seats.append({"id": free("director", taken), "role": "director", "label": "Director"})
        seats.append({"id": free("white-cell", taken), "role": "white", "label": "White cell"})
        return seats

    def _inject(self, line: Line) -> dict[str, Any] | None:
        row = self.row(line, line.ref, self._story_ms(line))
        if row is not None and row.get("kind") == "contingency" and "at" in row:
            row["delivery"] = "confirm"  # it is for when play needs it, which a clock cannot know
            self.reserved.append(line)
        return row

    def _say_reserved(self) -> None:
        if self.reserved:
            why = _("Contingency injects are held at their time until a controller says yes: {count}.")
            place, count = self.reserved[0].cell("kind"), str(len(self.reserved))
            self.out.problems.append(Problem(place=place, why=why, level="note", values={"count": count}))

    def _story_ms(self, line: Line) -> Millis | None:
        """When a line is due in the story: a column of times at the table counts faster there."""
        scale = int(self.choices.pace or 1) if "offset" in line.texts else 1
        return None if line.at_ms is None else line.at_ms * scale

    def kept(self, line: Line) -> dict[str, str]:
        kept = super().kept(line)
        if (raw := line.texts.get("ref", "")) and raw != line.ref:
            kept[ALIASES["ref"][0]] = raw
        story = line.texts.get("scenario", "")
        if story and "offset" in line.texts and not self._same_time(story, line.at_ms):
            kept[ALIASES["scenario"][0]] = story
        return kept

    def _same_time(self, text: str, at_ms: Millis | None) -> bool:
        rules = Rules(start=None)
        return resolve(read_text(text, rules), None, rules).ms == at_ms

    def phase(self, line: Line, text: str) -> str:
        key, at_ms = fold(text), self._story_ms(line)
        if key not in self.phases:
            taken = {row["id"] for row in self.phases.values()}
            name = re.sub("-{2,}", "-", ident(text)) if len(text) <= 20 else ""
            name = free(name or slug(text, f"phase-{len(self.phases) + 1}"), taken)
            self.phases[key] = {"id": name, "at": offset_words(at_ms or 0), "label": text}
        row = self.phases[key]
        if at_ms is not None and at_ms < (times.offset(row["at"]) or 0):
            row["at"] = offset_words(at_ms)
        return str(row["id"])

    def channel(self, line: Line) -> str:
        text = line.texts.get("channel", "") or _("Message")
        key = fold(text)
        if key not in self.channels:
            taken = {row["id"] for row in self.channels.values()}
            name = free(slug(text, f"channel-{len(self.channels) + 1}"), taken)
            self.channels[key] = {"id": name, "label": text, "style": style_of(text)}
        return str(self.channels[key]["id"])

    def objective(self, text: str) -> str:
        key = fold(text)
        if key not in self.objects:
            taken = {row["id"] for row in self.objects.values()}
            name = free(slug(text, f"objective-{len(self.objects) + 1}"), taken)
            self.objects[key] = {"id": name, "label": text}
        return str(self.objects[key]["id"])
