"""What the page of a live chart says to the server, kind by kind, and how it is read."""

from collections.abc import Mapping
from typing import NamedTuple


class FrameRequest(NamedTuple):
    """The page's question for more.

    ``run``: which run it plays; ``tick``: the last that it received; ``charts``: which figures it has; ``number``: of
    the question; ``iteration``: the last that it has a picture of; ``pictures``: how many more it wants.
    """

    run: str
    tick: int
    charts: str
    number: int
    iteration: int
    pictures: int


class Stopped(NamedTuple):
    """The page's word that it has stopped, and at which iteration of which run; numbered like the questions."""

    run: str
    number: int
    iteration: int


class Seek(NamedTuple):
    """The page's wish to see the run at another iteration of its timeline.

    ``run``, ``tick``, ``charts``, ``number``: as of a :class:`FrameRequest`; ``shown``: the iteration that was on
    screen when the time line was taken hold of; ``iteration``: the one that is wanted; ``held``: whether the hand is
    still on it.
    """

    run: str
    tick: int
    charts: str
    number: int
    shown: int
    iteration: int
    held: bool


class Edit(NamedTuple):
    """The page's wish to have another number in the first network, at the iteration ``shown``, that on screen.

    ``run``, ``tick``, ``charts``, ``number``, ``held``: as of a :class:`Seek`; ``name``: of the number, "W1:3" for
    example; ``value``: what it is set to, as a visitor types it.
    """

    run: str
    tick: int
    charts: str
    number: int
    shown: int
    name: str
    value: str
    held: bool


class Freeze(NamedTuple):
    """The page's wish to have these numbers and matrices of the first network frozen, and no others, from ``shown`` on.

    ``run``, ``number``, ``shown``: as of :class:`Backwards`; ``names``: "W1" or "W1:3", for example.
    """

    run: str
    number: int
    shown: int
    names: list


class Backwards(NamedTuple):
    """The page's wish to play backwards from the iteration ``shown``, that on screen; numbered like the questions."""

    run: str
    number: int
    shown: int


class RestoreRequest(NamedTuple):
    """The page's wish to be brought back to where it was, from a server that does not know it any more.

    ``run``: the run that the server has begun instead; ``number``: as of the questions; ``start``: how the page's run
    started; ``iteration``: the one that was on screen; ``latest``: how far its timeline went; ``ended``: whether the
    run ended there; ``playing``: whether it played; ``events``: what was done to it.
    """

    run: str
    number: int
    start: str
    iteration: int
    latest: int
    ended: bool
    playing: bool
    events: dict


Word = FrameRequest | Stopped | Seek | Edit | Freeze | Backwards | RestoreRequest
"""What a page says."""
WORDS: Mapping[str, type[Word]] = {
    "frame_request": FrameRequest,
    "stopped": Stopped,
    "seek": Seek,
    "edit": Edit,
    "freeze": Freeze,
    "backwards": Backwards,
    "restore_request": RestoreRequest,
}
"""By the name of the event that brings it."""


def read_word(event: object, value: object) -> Word | None:
    """What a page says, from what a browser has sent; None if no page of ours says that."""
    word = WORDS.get(event) if isinstance(event, str) else None
    if word is None or not isinstance(value, dict):
        return None
    types = {name: type(part) for name, part in value.items()}
    return word(**value) if types == word.__annotations__ else None
