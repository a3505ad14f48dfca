"""What every command is made of."""

from msgspec import Struct


class Command(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="kind"):
    """Base of the commands; the tag is the name used on the socket and in forms."""
