"""Numbered commands from the page of a live chart to its player, and how they are parsed."""

from collections.abc import Mapping
from typing import Any, NamedTuple

FRAMES = "frames"
"""The request for more pictures. It changes only the chart, so a newer request replaces it."""
OF_THE_PAGE = ("new_weights", "go_on", "take_advice", "try_instead", "predict", "expect", "choose", "follow")
"""Commands that need a script run: they change settings, or redraw what the page says about the run."""
ARGUMENTS: Mapping[str, Mapping[str, type]] = {
    FRAMES: {"iteration": int, "pictures": int},
    "play": {},
    "pause": {},
    "step": {},
    "reset": {},
    "from_the_start": {},
    "from_here": {},
    "backwards": {},
    "seek": {"iteration": int, "dragging": bool},
    "edit": {"name": str, "value": str, "dragging": bool},
    "freeze": {"names": list},
    "do": {"action": str},
    "describe": {},
    "draw": {"strokes": list},
    "point": {},
    "restore": {"start": str, "latest": int, "ended": bool, "playing": bool, "events": dict},
    **{what: {} for what in OF_THE_PAGE},
    "choose": {"name": str, "value": int},
    "predict": {"claim": int},
    "expect": {"name": str, "points": list},
}
"""The commands, and the arguments of each; see :meth:`~playground.ui.runs.player.Player.handle`."""


class Command(NamedTuple):
    """A command, and what was on screen when it was given.

    number : larger than that of any earlier command; one repeated for want of an answer keeps its number
    run : the run on screen
    shown : the iteration on screen
    tick : the number of the last tick that the page has received
    charts : id of the figures that the page has
    what, arguments : which command it is, and its arguments
    """

    number: int
    run: str
    shown: int
    tick: int
    charts: str
    what: str
    arguments: Mapping[str, Any] = {}


def read_command(value: object) -> Command | None:
    """Parse a command sent by a browser; None if it can't have come from a page of ours."""
    if not isinstance(value, dict) or not isinstance(what := value.get("what"), str) or what not in ARGUMENTS:
        return None
    common = {name: kind for name, kind in Command.__annotations__.items() if name != "arguments"}
    wanted = {**common, **ARGUMENTS[what]}
    if {name: type(part) for name, part in value.items()} != wanted:
        return None
    return Command(**{name: value[name] for name in common}, arguments={name: value[name] for name in ARGUMENTS[what]})
