"""How a room says no: with a sentence for whoever asked."""

from math import ceil

from playground.language import Message, ngettext


class Refused(ValueError):  # noqa: N818
    """A message that a room can't take. Its one argument is what to say: what came, and what is needed."""

    @property
    def said(self) -> Message:
        """What to say."""
        said: Message = self.args[0]
        return said


class TooSoon(Refused):
    """Too many wrong codes have come; ``seconds``: how long to wait before the next attempt."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(
            ngettext(
                "Too many wrong codes have been typed. Try again in {n:,} second.",
                "Too many wrong codes have been typed. Try again in {n:,} seconds.",
                max(1, ceil(seconds)),
            )
        )
