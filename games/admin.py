"""Exercises and their machinery in Django's admin: to look at, never to change, no word of play."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from games.models import Exercise, Heartbeat, Timer

# Django's own class takes no type argument when it runs.
if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:
    Base = admin.ModelAdmin


class ReadOnly(Base):
    """What changes an exercise goes through its services, and so through the log."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Exercise)
class ExerciseAdmin(ReadOnly):
    """Which exercises there are, and how far each has come."""

    list_display = ("public_id", "title", "life", "practice", "owner", "head_seq", "next_due_at")
    list_filter = ("life", "practice")
    search_fields = ("public_id", "title")


@admin.register(Timer)
class TimerAdmin(ReadOnly):
    """What falls due, and when."""

    list_display = ("timer", "exercise", "kind", "basis", "at_ms", "wall_due")
    list_filter = ("kind",)


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnly):
    """When beat and worker last gave a sign of life."""

    list_display = ("name", "at")
