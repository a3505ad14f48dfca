"""Why the server could not start, in words for the person who tried."""

import sys

EXIT_CODE = 2


class CannotStart(Exception):
    """`what` went wrong and the `next_step` that mends it; shown as two plain lines, never as a trace."""

    def __init__(self, what: str, next_step: str) -> None:
        super().__init__(what)
        self.what = what
        self.next_step = next_step

    def say(self) -> int:
        """Prints both lines to standard error and returns the exit code."""
        print(f"tte cannot start: {self.what}\nNext: {self.next_step}", file=sys.stderr)
        return EXIT_CODE


def require_settings() -> None:
    """Loads the settings; CannotStart names everything that is missing from the environment."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        settings.SECRET_KEY  # noqa: B018  # the first look at any setting reads them all
    except ImproperlyConfigured as problem:
        raise CannotStart(
            str(problem),
            "set what is named above in the environment; docs/operations.md lists every variable",
        ) from None
