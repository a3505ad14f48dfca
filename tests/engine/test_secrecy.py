"""Nobody is told what is not theirs: random play with canary words, followed to every seat's frames.

The test keeps its own account of who may read each word, from what was asked for, not from the engine.
"""

from collections.abc import Iterable

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from games.engine import commands as c
from games.engine import events as e
from games.engine import frames as f
from games.engine.answers import Accepted
from games.engine.events import MoveContent, Narrative
from games.engine.ids import Audience, InjectId, SeatId, TeamId
from games.engine.replay import replay
from tests.table import (
    CONTROLLER,
    DIRECTOR,
    MINUTE,
    TEAMS,
    WHITE,
    Table,
    inject,
    lead,
    member,
    plan,
)

PLAYERS = {t: {lead(t), member(t)} for t in TEAMS}
EVERYONE = {"guest", "display", "evaluator", *(s for seats in PLAYERS.values() for s in seats)}
AUDIENCES = [
    "public",
    *(f"team:{t}" for t in TEAMS),
    "office:tokyo/head",
    "office:beijing/foreign",
    "seat:taipei-member",
    "white",
]
team_names = st.sampled_from(TEAMS)


def readers(audience: str) -> set[str]:
    """The seats that an audience consists of, as a facilitator would say it."""
    kind, _, rest = audience.partition(":")
    if kind == "public":
        return set(EVERYONE)
    if kind == "white":
        return set()
    if kind == "seat":
        return {rest}
    team, _, office = rest.partition("/")
    seats = PLAYERS[team]
    if kind == "office":
        seats = {lead(team)} if office == "head" else {member(team)}
    return seats | ({"evaluator"} if team == "tokyo" else set())


def team_readers(teams: Iterable[str]) -> set[str]:
    """The seats of these teams."""
    return {seat for team in teams for seat in readers(f"team:{team}")}


class Secrecy(RuleBasedStateMachine):
    """Staff and teams act at random; every text holds a word of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.allowed: dict[str, set[str]] = {}
        self.moves: list[tuple[str, str, set[str]]] = []
        self.threads: list[tuple[str, tuple[str, ...]]] = []
        self.on_the_way: dict[str, tuple[list[str], set[str]]] = {}

    def word(self, may_read: set[str]) -> str:
        """A new canary, readable by these seats."""
        canary = f"KINGFISHER{len(self.allowed):05d}Q"
        self.allowed[canary] = may_read
        return canary

    @initialize()
    def begin(self) -> None:
        """A deck with a secret inject for each audience, and notes for staff in each."""
        injects = [
            inject(
                f"I{n}",
                n * MINUTE,
                order=n,
                to=(to,),
                notes={"en": self.word(set())},
                question={"en": self.word(readers(to))},
            )
            for n, to in enumerate(AUDIENCES)
        ]
        injects = [
            type(one)(
                **{
                    **{k: getattr(one, k) for k in one.__struct_fields__},
                    "title": {"en": self.word(readers(one.to[0]))},
                    "body": {"en": self.word(readers(one.to[0]))},
                }
            )
            for one in injects
        ]
        self.table = Table(plan(*injects))

    def ask(self, actor: str, command: c.AnyCommand) -> Accepted | None:
        """A command that may well be refused."""
        answer = self.table.ask(actor, command)
        return answer if isinstance(answer, Accepted) else None

    @rule(millis=st.integers(0, 2 * MINUTE))
    def time_passes(self, millis: int) -> None:
        """Injects go out, held messages arrive, steps end."""
        self.table.run(millis)
        self.let_arrive()

    def let_arrive(self) -> None:
        """Words that a slow channel has delivered may be read by all parties from now on."""
        for event in self.table.events(e.MessageArrived):
            words, may = self.on_the_way.pop(event.message, ([], set()))
            for canary in words:
                self.allowed[canary] |= may

    def said(self, answer: Accepted, words: list[str], own: set[str], may: set[str]) -> None:
        """Until they arrive, words on a slow channel are the sender's alone."""
        if answer.data["on_its_way"]:
            for canary in words:
                self.allowed[canary] = set(own)
            self.on_the_way[answer.data["message"]] = (words, may)

    @rule(to=st.lists(st.sampled_from(AUDIENCES), min_size=1, max_size=3, unique=True))
    def improvise(self, to: list[str]) -> None:
        """A controller writes for some readers."""
        may = set().union(*(readers(a) for a in to))
        words = c.InjectWords(
            title=self.word(may),
            body=self.word(may),
            to=tuple(Audience(a) for a in to),
            channel="press",
            notes=self.word(set()),
        )
        self.ask(CONTROLLER, c.ImproviseInject(words=words))

    @rule(n=st.integers(0, len(AUDIENCES) - 1), verb=st.sampled_from(["correct", "retract", "widen", "skip"]))
    def change_inject(self, n: int, verb: str) -> None:
        """Correct, retract, widen or skip one of the deck's."""
        name, own = InjectId(f"I{n}"), readers(AUDIENCES[n])
        entry = self.table.state.injects[name]
        if verb == "correct":
            may = set().union(*(readers(a) for a in entry.to))
            title, body = self.word(may), self.word(may)
            command = c.CorrectInject(inject=name, title=title, body=body, reason=self.word(set()))
            self.ask(CONTROLLER, command)
        elif verb == "retract":
            may = set().union(*(readers(a) for a in entry.to))
            self.ask(CONTROLLER, c.RetractInject(inject=name, reason=self.word(may)))
        elif verb == "skip":
            self.ask(CONTROLLER, c.SkipInject(inject=name, reason=self.word(set())))
        elif self.ask(CONTROLLER, c.WidenInject(inject=name, to=(Audience("team:taipei"),))):
            for texts in (entry.title, entry.body):
                self.allowed[texts["en"]] |= readers("team:taipei")
        assert own is not None

    @rule(
        team=team_names,
        visibility=st.sampled_from(["public", "parties", "covert"]),
        party=team_names,
    )
    def submit(self, team: str, visibility: str, party: str) -> None:
        """A move, in the open, before one other team, or in secret."""
        parties = (party,) if visibility == "parties" and party != team else ()
        own = team_readers([team])
        shown = own | team_readers(parties)
        if visibility == "public":
            shown = set(EVERYONE)
        content = MoveContent(
            headline=self.word(shown),
            text=self.word(shown),
            because=(self.word(own),),
            legal_basis=self.word(own),
            intended_effect=self.word(own),
            visibility=visibility,  # type: ignore[arg-type]
            parties=tuple(TeamId(p) for p in parties),
        )
        answer = self.ask(lead(team), c.SubmitMove(content=content))
        if answer:
            self.moves.append((answer.data["move_id"], team, shown))

    @rule(data=st.data())
    def rule_on_a_move(self, data: st.DataObject) -> None:
        """The white cell decides, with words for several audiences."""
        unruled = [m for m in self.moves if self.table.state.moves[m[0]].ruling is None]  # type: ignore[index]
        if not unruled:
            return
        move_id, team, _ = data.draw(st.sampled_from(unruled))
        tos = data.draw(st.lists(st.sampled_from(AUDIENCES), max_size=3, unique=True))
        narratives = tuple(Narrative(Audience(to), self.word(readers(to))) for to in tos)
        command = c.RuleMove(
            move_id=move_id,  # type: ignore[arg-type]
            decision="override",
            verdict="lawful",
            reason=self.word(team_readers([team])),
            narratives=narratives,
            publish=data.draw(st.sampled_from(["now", "now", "turn_end"])),
        )
        self.ask(WHITE, command)

    @rule(data=st.data())
    def handle_a_move(self, data: st.DataObject) -> None:
        """Take, ask, dissent, withdraw, amend."""
        if not self.moves:
            return
        move_id, team, shown = data.draw(st.sampled_from(self.moves))
        own = team_readers([team])
        verb = data.draw(st.sampled_from(["take", "ask", "dissent", "withdraw", "amend"]))
        commands: dict[str, tuple[str, c.AnyCommand]] = {
            "take": (WHITE, c.TakeMove(move_id=move_id)),  # type: ignore[arg-type]
            "ask": (WHITE, c.AskTeam(move_id=move_id, question=self.word(own))),  # type: ignore[arg-type]
            "dissent": (member(team), c.NoteDissent(move_id=move_id, text=self.word(own))),  # type: ignore[arg-type]
            "withdraw": (lead(team), c.WithdrawMove(move_id=move_id, reason=self.word(set()))),  # type: ignore[arg-type]
            "amend": (
                lead(team),
                c.AmendMove(
                    move_id=move_id,  # type: ignore[arg-type]
                    content=MoveContent(headline=self.word(own), text=self.word(own)),
                ),
            ),
        }
        self.ask(*commands[verb])
        assert shown

    @rule(team=team_names, others=st.lists(team_names, max_size=2, unique=True), white=st.booleans())
    def open_thread(self, team: str, others: list[str], white: bool) -> None:
        """A conversation; a slow channel must not betray it before its words arrive."""
        parties = (team, *(o for o in others if o != team))
        may = team_readers(parties)
        words = [self.word(may), self.word(may)]
        command = c.OpenThread(
            parties=tuple(TeamId(p) for p in parties),
            subject=words[0],
            text=words[1],
            with_white=white,
        )
        answer = self.ask(lead(team), command)
        if answer:
            self.said(answer, words, team_readers([team]), may)
            self.threads.append((answer.data["thread"], parties))

    @rule(data=st.data())
    def say(self, data: st.DataObject) -> None:
        """Another message, from a party or from the white cell."""
        if not self.threads:
            return
        thread, parties = data.draw(st.sampled_from(self.threads))
        text = self.word(team_readers(parties))
        speaker = data.draw(st.sampled_from([*parties, "white"]))
        if speaker == "white":
            self.ask(WHITE, c.AnswerThread(thread=thread, text=text))  # type: ignore[arg-type]
        else:
            message = c.SendMessage(thread=thread, text=text)  # type: ignore[arg-type]
            answer = self.ask(member(speaker), message)
            if answer:
                self.said(answer, [text], team_readers([speaker]), team_readers(parties))

    @rule(to=st.sampled_from(AUDIENCES))
    def assert_a_fact(self, to: str) -> None:
        """With a reason that only staff read."""
        command = c.SetFacts(
            values={"quarantine_declared": True}, reason=self.word(set()), learned_by=(Audience(to),)
        )
        self.ask(WHITE, command)

    @rule(to=st.sampled_from(AUDIENCES))
    def notify(self, to: str) -> None:
        """Words outside the fiction."""
        may = readers(to)
        notice = c.SendNotice(to=(Audience(to),), title=self.word(may), text=self.word(may))
        self.ask(DIRECTOR, notice)

    @rule(verb=st.sampled_from(["stop", "resume", "emergency", "clear", "turn", "note"]))
    def direct(self, verb: str) -> None:
        """The director's verbs; an emergency's note stays with staff."""
        commands: dict[str, tuple[str, c.AnyCommand]] = {
            "stop": (DIRECTOR, c.StopClock(reason=self.word(set(EVERYONE)))),
            "resume": (DIRECTOR, c.ResumeClock()),
            "emergency": (member("tokyo"), c.RaiseEmergency(note=self.word(set()))),
            "clear": (DIRECTOR, c.ClearEmergency(note=self.word(set()))),
            "turn": (DIRECTOR, c.StartTurn(length_ms=MINUTE)),
            "note": (SeatId("evaluator"), c.TakeNote(text=self.word(set()))),
        }
        self.ask(*commands[verb])

    @invariant()
    def no_word_reaches_a_seat_that_may_not_read_it(self) -> None:
        """Over all bytes that each seat was ever sent."""
        if not hasattr(self, "table"):
            return
        for seat in sorted(EVERYONE):
            sent = self.table.bytes_for(seat)
            for canary, may in self.allowed.items():
                assert seat in may or canary.encode() not in sent, (seat, canary)

    @invariant()
    def staff_hear_of_every_event_and_nobody_else_hears_their_line(self) -> None:
        """One staff frame for each record, on the staff's own line alone."""
        if not hasattr(self, "table"):
            return
        lines = [fr for fr in self.table.frames if isinstance(fr.frame, f.StaffLogged)]
        assert len(lines) == len(self.table.records)
        assert {fr.audience for fr in lines} == {"white"}

    @invariant()
    def positions_of_each_audience_have_no_gap(self) -> None:
        """So that no count betrays what others were told."""
        if not hasattr(self, "table"):
            return
        seen: dict[str, int] = {}
        for frame in self.table.frames:
            assert frame.position == seen.get(frame.audience, 0) + 1
            seen[frame.audience] = frame.position

    def teardown(self) -> None:
        """What was kept is what the log adds up to."""
        if hasattr(self, "table"):
            assert replay(self.table.records) == self.table.state


TestSecrecy = Secrecy.TestCase
TestSecrecy.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
