"""Compiles a deck and the names of a rule pack into the plan that an exercise is played from.

What cannot be compiled is reported, all of it, with its place: references to nothing, facts and values the
rule pack does not know, times and conditions that cannot be read. Whether the deck is any good is `lint`'s
question.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from zoneinfo import available_timezones

from games.engine import plan
from games.engine.ids import Audience, FactValue, Millis, OfficeId, SeatId, TeamId, Text
from games.engine.lawbook import FUNCTIONS
from games.law.conditions import ALWAYS, Condition, ConditionError, Function, parse
from games.law.kinds import Misfit, fit
from games.law.yamltext import Mark, Path
from injects.deck import schema, times
from injects.deck.asking import check_question
from injects.deck.cast import Cast, cast_of
from injects.deck.charting import compile_map
from injects.deck.findings import NEAR, Desk, Finding, _, closest
from injects.deck.lines import compile_lines
from injects.deck.parse import Source, digest
from injects.deck.shorthand import ShorthandError, expand
from injects.deck.vocabulary import Vocabulary, on_scale


def compile_deck(source: Source, book: Vocabulary) -> tuple[plan.Plan | None, tuple[Finding, ...]]:
    """The plan, or None and every problem in the order of the file."""
    desk = Desk(source.document)
    compiled = Compiler(source.deck, book, desk).whole_plan()
    if desk.findings:
        return None, tuple(sorted(desk.findings, key=lambda finding: (finding.line, finding.column)))
    return compiled, ()


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


class Compiler:
    """One pass over a deck. What cannot be used goes to the desk and a harmless value takes its place."""

    def __init__(self, deck: schema.Deck, book: Vocabulary, desk: Desk) -> None:
        self.deck = deck
        self.book = book
        self.desk = desk
        self.cast: Cast = cast_of(deck, desk)
        self.names = book.names_in_play

    def whole_plan(self) -> plan.Plan:
        deck = self.deck
        self._people()
        self._secrets()
        return plan.Plan(
            id=deck.deck.id,
            version=deck.deck.version,
            digest=digest(deck),
            title=self.text(deck.deck.title, ("deck", "title")),
            languages=deck.deck.languages,
            teams=tuple(self._team(row, ("teams", i)) for i, row in enumerate(deck.teams)),
            offices=tuple(self._office(row, ("offices", i)) for i, row in enumerate(deck.offices)),
            seats=tuple(self._seat(row, ("seats", i)) for i, row in enumerate(deck.seats)),
            channels=tuple(self._channel(row, ("channels", i)) for i, row in enumerate(deck.channels)),
            injects=compile_lines(deck, self),
            timing=self._timing(deck.timing),
            phases=tuple(self._phase(row, ("phases", i)) for i, row in enumerate(deck.phases)),
            objectives=tuple(
                self._objective(row, ("objectives", i)) for i, row in enumerate(deck.objectives)
            ),
            tasks=tuple(self._task(row, ("tasks", i)) for i, row in enumerate(deck.tasks)),
            commitments=tuple(
                self._commitment(row, ("commitments", i)) for i, row in enumerate(deck.commitments)
            ),
            templates=tuple(self._template(row, ("templates", i)) for i, row in enumerate(deck.templates)),
            links=tuple(self._link(row, ("links", i)) for i, row in enumerate(deck.links)),
            start_facts=self.facts(deck.start_facts, ("start_facts",)),
            start_meters=self._start_meters(),
            public_brief=self.text(deck.deck.brief, ("deck", "brief")),
            map=compile_map(deck.map, self),
            attachments=tuple(
                self._attachment(row, ("attachments", i)) for i, row in enumerate(deck.attachments)
            ),
            secrets=tuple(
                plan.Secret(words=row.words, known_to=tuple(map(TeamId, row.known_to)), fact=row.fact)
                for row in deck.secrets
            ),
        )

    # Small parts

    def text(self, words: schema.Words | None, path: Path) -> Text:
        """A text by language; a plain string is in the first language of the deck."""
        languages = self.deck.deck.languages
        if not words:
            return {}
        if isinstance(words, str):
            return {languages[0]: words}
        for language in words:
            self.known(language, languages, (*path, language), _("There is no language {word} in this deck."))
        return dict(words)

    def known(self, word: str, known: Iterable[str], path: Path, why: str, code: str = "L01") -> bool:
        """Whether a reference points to something; if not, a finding with the nearest spelling."""
        words = tuple(known)
        if word in words:
            return True
        near = closest(word, words)
        listed = ", ".join(sorted(words)[:12]) or "-"
        self.desk.note(
            code, path, why, NEAR if near else _("Known: {known}."), word=word, near=near, known=listed
        )
        return False

    def audiences(self, words: Iterable[str], path: Path) -> tuple[Audience, ...]:
        found: list[Audience] = []
        for index, word in enumerate(words):
            resolved = self.cast.audience(word)
            if resolved is not None:
                found.append(resolved)
                continue
            why = _("There is no team, office or seat {word}.")
            self.known(word, self.cast.audience_words(), (*path, index), why)
        return tuple(dict.fromkeys(found))

    def span(self, text: str | None, path: Path) -> Millis | None:
        return None if text is None else self._time(times.span(text), text, path)

    def moment(self, text: str, path: Path) -> Millis:
        return self._time(times.offset(text), text, path)

    def due_at(self, t_h: int | float | None, at: str | None, path: Path) -> Millis | None:
        """`t_h` or `at` as milliseconds of the story, None if neither is given."""
        if t_h is not None and at is not None:
            self.desk.note("D06", path, _("Both t_h and at are given."), _("Keep one."))
        if t_h is not None:
            if t_h < 0:
                self.desk.note("D06", (*path, "t_h"), _("A time before STARTEX cannot be played."))
            return times.hours(t_h)
        return None if at is None else self.moment(at, (*path, "at"))

    def _time(self, value: Millis | None, text: str, path: Path) -> Millis:
        if value is None:
            right = _("Write it with units, as {forms}.")
            self.desk.note("D06", path, _("{text!r} is not a time."), right, text=text, forms=times.FORMS)
        return value or 0

    def facts(self, given: dict[str, FactValue], path: Path) -> dict[str, FactValue]:
        """Facts in the canonical form of the rule pack."""
        found: dict[str, FactValue] = {}
        for name, value in given.items():
            place = (*path, name)
            if not self.known(name, self.book.facts, place, _("There is no fact {word} in the rule pack.")):
                continue
            fitted = fit(self.book.facts[name], value)
            if isinstance(fitted, Misfit):
                self.desk.note(
                    "L01", place, _("{name} cannot be that: {detail}."), name=name, detail=fitted.detail
                )
                continue
            found[name] = list(fitted) if isinstance(fitted, tuple) else fitted
        return found

    def meters(self, given: dict[str, int], path: Path) -> dict[str, int]:
        for name in given:
            self.known(name, self.book.meters, (*path, name), _("There is no meter {word} in the rule pack."))
        return dict(given)

    def _start_meters(self) -> dict[str, int]:
        """Where the tracks begin, each on the scale that the pack gives it."""
        given = self.meters(self.deck.start_meters, ("start_meters",))
        for name, value in given.items():
            track = self.book.law.meters.get(name) if self.book.law else None
            if track and on_scale(value, track.least, track.most) != value:
                why = _("The track {word} cannot begin at {value}: it would be beyond the end of its scale.")
                right = _("Begin at {end} or nearer to the middle.")
                end = on_scale(value, track.least, track.most)
                self.desk.note("L01", ("start_meters", name), why, right, word=name, value=value, end=end)
        return given

    def condition(self, text: str, path: Path, functions: Mapping[str, Function] = FUNCTIONS) -> str:
        """The condition with its shorthands opened, empty for always."""
        if text.strip() in ("", ALWAYS):
            return ""
        parsed = self._parsed(text, path, functions)
        if parsed is None:
            return ""
        for call in parsed.functions():
            check_question(call, path, self)
        for name in parsed.names():
            if name in self.book.meters and name not in self.deck.start_meters:
                why = _("The track {word} is not in play: nothing would ever move it.")
                self.desk.note("L01", path, why, _("Add it to start_meters."), word=name)
        return parsed.text

    def _parsed(self, text: str, path: Path, functions: Mapping[str, Function]) -> Condition | None:
        opened = text
        try:
            opened = expand(text, self.deck.helpers)
            names = self.names if functions is FUNCTIONS else self.book.names
            return parse(opened, names, functions)
        except ShorthandError as error:
            self.desk.note("D05", path, _("The condition cannot be read ({problem})."), problem=error)
        except ConditionError as error:
            self._misread(error, text, opened, path)
        return None

    def _misread(self, error: ConditionError, text: str, opened: str, path: Path) -> None:
        mark = self.desk.document.mark(path)
        # Columns inside a text of several lines, or of an opened shorthand, are not columns of the file.
        if opened == text and "\n" not in text and error.line == 1:
            mark = Mark(mark.line, mark.column + mark.inset + error.column - 1)
        why = _("The condition cannot be read ({problem}).")
        right = "" if opened == text else _("It was opened to: {opened}")
        self.desk.note_at(mark, "D05", path, why, right, problem=error.problem, opened=opened)

    def move(self, word: str, path: Path, team: str | None = None, code: str = "L01") -> None:
        """A move type that must be in the catalogue, and makeable by `team` or by any team of the deck."""
        if not self.known(word, self.book.moves, path, _("There is no move {word} in the rule pack."), code):
            return
        owner = self.book.moves[word]
        if team is not None and owner != team:
            why = _("{word} is a move of {owner}, not of {team}.")
            self.desk.note("L01", path, why, word=word, owner=owner, team=team)
        elif owner not in self.cast.teams:
            why = _("No team of this deck can make {word}: it is a move of {owner}.")
            self.desk.note("L19", path, why, word=word, owner=owner)

    # Sections

    def _people(self) -> None:
        """Every team needs a lead to sign its moves off, and somebody has to direct."""
        leads = [(s.office or s.team or "").partition("/")[0] for s in self.deck.seats if s.rank == "lead"]
        for index, team in enumerate(self.deck.teams):
            count = leads.count(team.id)
            if count != 1:
                why = _("{team} has {count} seats of rank lead; it needs one, who signs its moves off.")
                self.desk.note("D08", ("teams", index), why, team=team.id, count=count)
        if not any(seat.role == "director" for seat in self.deck.seats):
            self.desk.note("D08", ("seats",), _("There is no seat with the role director."))

    def _secrets(self) -> None:
        for index, row in enumerate(self.deck.secrets):
            path: Path = ("secrets", index)
            for place, team in enumerate(row.known_to):
                self.known(team, self.cast.teams, (*path, "known_to", place), _("There is no team {word}."))
            if row.fact is not None:
                why = _("There is no fact {word} in the rule pack.")
                self.known(row.fact, self.book.facts, (*path, "fact"), why)

    def _team(self, row: schema.Team, path: Path) -> plan.Team:
        label = self.text(row.label, (*path, "label"))
        return plan.Team(id=TeamId(row.id), label=label, short=row.short, mark=row.mark, tone=row.tone)

    def _office(self, row: schema.Office, path: Path) -> plan.Office:
        self.known(row.team, self.cast.teams, (*path, "team"), _("There is no team {word}."))
        return plan.Office(
            team=TeamId(row.team),
            id=OfficeId(row.id),
            label=self.text(row.label, (*path, "label")),
            brief=self.text(row.brief, (*path, "brief")),
        )

    def _seat(self, row: schema.Seat, path: Path) -> plan.SeatSpec:
        team, office = self._post(row, path)
        self._scope(row, path)
        if row.role == "player" and team is None:
            why = _("A player's seat needs a team or an office.")
            self.desk.note("D03", path, why, _("Write office: team/office, or team: team."))
        elif row.role != "player" and team is not None:
            self.desk.note("D04", path, _("A seat with the role {role} belongs to no team."), role=row.role)
        return plan.SeatSpec(
            id=SeatId(row.id),
            label=self._seat_label(row, path),
            role=row.role,
            team=team,
            office=office,
            rank=row.rank,
            scope=row.scope,
        )

    def _post(self, row: schema.Seat, path: Path) -> tuple[TeamId | None, OfficeId | None]:
        if row.office is not None:
            why = _("There is no office {word}; it is written team/office.")
            self.known(row.office, self.cast.offices, (*path, "office"), why)
            team, _slash, office = row.office.partition("/")
            if row.team not in (None, team):
                self.desk.note("D04", (*path, "team"), _("The office is one of {team}."), team=team)
            return TeamId(team), OfficeId(office)
        if row.team is not None:
            self.known(row.team, self.cast.teams, (*path, "team"), _("There is no team {word}."))
            return TeamId(row.team), None
        return None, None

    def _scope(self, row: schema.Seat, path: Path) -> None:
        allowed = ("all", "public", *(f"team:{team}" for team in sorted(self.cast.teams)))
        if row.role == "observer":
            self.known(row.scope, allowed, (*path, "scope"), _("An observer cannot have the scope {word!r}."))
        elif row.scope:
            self.desk.note("D04", (*path, "scope"), _("Only observers have a scope."))

    def _seat_label(self, row: schema.Seat, path: Path) -> Text:
        if row.label is not None:
            return self.text(row.label, (*path, "label"))
        for index, office in enumerate(self.deck.offices):
            if row.office == f"{office.team}/{office.id}":
                return self.text(office.label, ("offices", index, "label"))
        if row.office is None:
            self.desk.note("D03", path, _("A seat without an office needs a label."))
        return {}

    def _channel(self, row: schema.Channel, path: Path) -> plan.Channel:
        return plan.Channel(id=row.id, label=self.text(row.label, (*path, "label")), style=row.style)

    def _timing(self, row: schema.Timing) -> plan.Timing:
        story = self.span(row.minute_is, ("timing", "minute_is")) or 0
        endex = None if row.endex is None else self.moment(row.endex, ("timing", "endex"))
        if row.zone not in _zones():
            near = closest(row.zone, _zones())
            why = _("There is no time zone {word}.")
            self.desk.note("L01", ("timing", "zone"), why, NEAR if near else "", word=row.zone, near=near)
        return plan.Timing(
            rate=story // 60,
            turn_ms=self.span(row.turn, ("timing", "turn")),
            endex_ms=endex,
            zone=row.zone,
            scenario_start=row.scenario_start,
        )

    def _phase(self, row: schema.Phase, path: Path) -> plan.Phase:
        starts = self.due_at(row.t_h, row.at, path)
        if starts is None:
            self.desk.note("D03", path, _("A phase needs a start."), _("Write t_h (hours) or at."))
        return plan.Phase(id=row.id, label=self.text(row.label, (*path, "label")), starts_ms=starts or 0)

    def _objective(self, row: schema.Objective, path: Path) -> plan.Objective:
        return plan.Objective(id=row.id, label=self.text(row.label, (*path, "label")))

    def _attachment(self, row: schema.Attachment, path: Path) -> plan.Attachment:
        alt = self.text(row.alt, (*path, "alt"))
        if not any(text.strip() for text in alt.values()):
            why = _("It says nothing to those who cannot see or hear it.")
            self.desk.note("D03", (*path, "alt"), why, _("Say in alt what it shows."))
        return plan.Attachment(id=row.id, file=row.file, content=plan.Enclosure(digest="", kind="", alt=alt))

    def _task(self, row: schema.Task, path: Path) -> plan.Task:
        why = _("There is no objective {word}.")
        self.known(row.objective, self.cast.objectives, (*path, "objective"), why)
        return plan.Task(id=row.id, label=self.text(row.label, (*path, "label")), objective=row.objective)

    def _commitment(self, row: schema.Commitment, path: Path) -> plan.Commitment:
        for place, team in (
            ((*path, "team"), row.team),
            *(((*path, "to", i), t) for i, t in enumerate(row.to)),
        ):
            self.known(team, self.cast.teams, place, _("There is no team {word}."))
        return plan.Commitment(
            id=row.id,
            team=TeamId(row.team),
            label=self.text(row.label, (*path, "label")),
            within_ms=self.span(row.within, (*path, "within")) or 0,
            to=tuple(TeamId(team) for team in row.to),
            when=self.condition(row.when, (*path, "when")),
            kept=self.condition(row.kept, (*path, "kept")),
            broken=self.condition(row.broken, (*path, "broken")),
            meters=self.meters(row.meters, (*path, "meters")),
        )

    def _template(self, row: schema.Template, path: Path) -> plan.Template:
        self.known(row.channel, self.cast.channels, (*path, "channel"), _("There is no channel {word}."))
        return plan.Template(
            id=row.id,
            title=self.text(row.title, (*path, "title")),
            body=self.text(row.text, (*path, "text")),
            channel=row.channel,
            kind=row.kind,
            precedence=row.precedence,
        )

    def _link(self, row: schema.Link, path: Path) -> plan.Link:
        for index, team in enumerate(row.between):
            self.known(team, self.cast.teams, (*path, "between", index), _("There is no team {word}."))
        if row.state == "delayed" and not row.delay:
            self.desk.note("D03", path, _("A delayed link needs a delay."), _("Write delay: 2m."))
        one, other = row.between
        return plan.Link(
            between=(TeamId(one), TeamId(other)),
            state=row.state,
            delay_ms=self.span(row.delay, (*path, "delay")) or 0,
            note=self.text(row.note, (*path, "note")),
        )
