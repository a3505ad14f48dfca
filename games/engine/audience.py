"""Who can be told something: the audiences, and which of them a seat listens to."""

from games.engine.ids import Audience, OfficeId, SeatId, TeamId, ThreadId

PUBLIC = Audience("public")
"""Everyone in the exercise; also what a public observer sees."""

WHITE = Audience("white")
"""All staff: director, white cell, controllers, analysts and all-seeing observers."""

DISPLAY = Audience("display")
"""The projector: its own identity, told public material and nothing else."""


def team(team_id: TeamId) -> Audience:
    """Every seat of one team."""
    return Audience(f"team:{team_id}")


def office(team_id: TeamId, office_id: OfficeId) -> Audience:
    """One office of one team, whoever holds it."""
    return Audience(f"office:{team_id}/{office_id}")


def seat(seat_id: SeatId) -> Audience:
    """One seat alone."""
    return Audience(f"seat:{seat_id}")


def room(thread_id: ThreadId) -> Audience:
    """The parties of one conversation, whichever teams they belong to."""
    return Audience(f"room:{thread_id}")


def team_of(audience: Audience) -> TeamId | None:
    """The team that a team or office audience belongs to, else None."""
    kind, _, rest = audience.partition(":")
    match kind:
        case "team":
            return TeamId(rest)
        case "office":
            return TeamId(rest.partition("/")[0])
        case _:
            return None
