"""Names for the identifiers that the engine passes about, so that two kinds are never swapped."""

from typing import NewType, TypeAlias

ExerciseId = NewType("ExerciseId", str)
TeamId = NewType("TeamId", str)
OfficeId = NewType("OfficeId", str)
SeatId = NewType("SeatId", str)
InjectId = NewType("InjectId", str)
ItemId = NewType("ItemId", str)
MoveId = NewType("MoveId", str)
RulingId = NewType("RulingId", str)
ThreadId = NewType("ThreadId", str)
MessageId = NewType("MessageId", str)
ProcedureId = NewType("ProcedureId", str)
TimerId = NewType("TimerId", str)
Audience = NewType("Audience", str)

Millis: TypeAlias = int
"""Milliseconds: since the Unix epoch for wall time, since STARTEX for exercise and scenario time."""

Text: TypeAlias = dict[str, str]
"""One text in several languages, by language code (`{"en": "...", "ja": "..."}`)."""

FactValue: TypeAlias = bool | int | str | list[str]
"""What a fact can hold; the rule pack says which of these each fact takes."""
