"""How a room says no: with a sentence for whoever asked."""

from playground.language import Message, _

WAITING = _(
    "Many are trying to get in just now, and you are in the queue. Keep this page open: it goes on by itself, perhaps "
    "after some minutes. The QR code is quicker."
)


class Refused(ValueError):  # noqa: N818
    """A message that a room can't take. Its one argument is what to say: what came, and what is needed."""

    @property
    def said(self) -> Message:
        """What to say."""
        said: Message = self.args[0]
        return said


class Waiting(Refused):
    """Not yet: others are to try their codes first. ``in_queue``: whether there was a place in the queue."""

    def __init__(self, in_queue: bool) -> None:
        self.in_queue = in_queue
        super().__init__(WAITING)
