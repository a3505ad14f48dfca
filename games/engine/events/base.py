"""What every event is made of."""

from msgspec import Struct


class Event(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="kind"):
    """Base of the events; the tag is the kind that the log keeps."""
