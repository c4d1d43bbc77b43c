"""What a store of rooms has to do: :mod:`.sqlite` and :mod:`.valkey` both do it.

A room is a text with a version, and sheets of named lines. All of it is gone four hours after the room was last written
to. That moment is the only time that is kept, beside the one at which an allowance is full again, and forgotten.
"""

from collections.abc import Collection
from typing import NamedTuple, Protocol

from playground.language import _

LIFETIME = 4 * 3600.0
"""Seconds that a room is kept after its last use."""
UNAVAILABLE = _("The rooms can't be reached just now. No answer that has arrived is lost; try again in a moment.")


class Full(Exception):  # noqa: N818
    """There is no place for another room, or for another line on a sheet."""


class Unavailable(Exception):  # noqa: N818
    """The store can't be reached, or does not answer. What was asked for may or may not have been done.

    Its one argument is what to say, :data:`UNAVAILABLE`.
    """


class Stored(NamedTuple):
    """A room's text, and which version it is."""

    state: str
    version: int


class Allowance(NamedTuple):
    """What may be done a number of times at once, after which each comes back at a steady rate.

    Attributes
    ----------
    name : of what it is for
    at_once : how many there are when it is full
    every : seconds until one of them comes back
    ahead : seconds by which one may be taken before it is there
    """

    name: str
    at_once: int
    every: float
    ahead: float = 0.0

    def full(self, kept: float, now: float) -> float:
        """When it is full, if nothing is taken, given what was kept of that: no later than it can be.

        A clock that was set back would have it later.
        """
        return min(max(kept, now), now + self.at_once * self.every + self.ahead)

    def wait(self, full: float, now: float) -> float:
        """Seconds until there is one, to a thousandth, if it is full at that time; 0 if there is one now."""
        return max(0.0, round(full - now - (self.at_once - 1) * self.every, 3))


class Store(Protocol):
    """Keeps rooms for all processes. Any method may be called from any thread, and may raise :class:`Unavailable`."""

    def add(self, code: str, state: str, most: int) -> bool:
        """Add a room; False if the code is taken. Raises :class:`Full` if there are ``most`` rooms."""

    def read(self, code: str) -> Stored | None:
        """The room with this code, if there is one."""

    def write(self, code: str, state: str, version: int) -> bool:
        """Give a room another text, if it still has this version; returns whether it had."""

    def put(self, code: str, version: int | None, sheet: str, name: str, value: str, most: int) -> bool:
        """Write a line on a sheet, in place of the last one of this name; False if the room has another version.

        ``version``: None for any. Raises :class:`Full` if there are ``most`` other lines.
        """

    def spend(self, allowance: Allowance) -> float:
        """Take one from an allowance of all processes; returns the seconds until it is there.

        Takes none if that is longer than the allowance's ``ahead``.
        """

    def sheet(self, code: str, sheet: str) -> dict[str, str]:
        """The lines of a sheet, by name."""

    def pulses(self, codes: Collection[str]) -> dict[str, int]:
        """For each of these rooms that is there, a number that is different after every change."""

    def remove(self, code: str) -> None:
        """Remove a room and its sheets, if it is there."""
