"""Why a file is not taken in."""

from collections.abc import Callable


def _(text: str) -> str:
    """Marks a sentence for the message catalogue; it is translated where it is shown."""
    return text


class BadMedia(ValueError):
    """A file that is not taken in. `why` holds `{names}` that `values` fills, so that it can be translated first."""

    def __init__(self, why: str, **values: object) -> None:
        super().__init__(why.format_map(values))
        self.why = why
        self.values = values

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """The reason, in English unless a translation is given."""
        return translate(self.why).format_map(self.values)
