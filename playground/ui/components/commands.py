"""What the page of a live chart asks of its player: numbered commands, and how they are read."""

from collections.abc import Mapping
from typing import Any, NamedTuple

FRAMES = "frames"
"""The question for more pictures. It changes nothing but the chart, so that a newer one takes its place."""
OF_THE_PAGE = ("new_weights", "go_on", "follow")
"""What the page's script has to do: to choose settings, and to draw what around the chart speaks of the run."""
ARGUMENTS: Mapping[str, Mapping[str, type]] = {
    FRAMES: {"iteration": int, "pictures": int},
    "play": {},
    "pause": {},
    "step": {},
    "reset": {},
    "backwards": {},
    "seek": {"iteration": int, "dragging": bool},
    "edit": {"name": str, "value": str, "dragging": bool},
    "freeze": {"names": list},
    "do": {"action": str},
    "draw": {"strokes": list},
    "restore": {"start": str, "latest": int, "ended": bool, "playing": bool, "events": dict},
    **{what: {} for what in OF_THE_PAGE},
}
"""What can be asked, and what each needs: see :meth:`~playground.ui.runs.player.Player.handle`."""


class Command(NamedTuple):
    """What the page asks, and what was on screen then.

    number : of the command, larger than any before; one that is repeated, since it had no answer, keeps its number
    run : the run on screen
    shown : its iteration there
    tick : the number of the last tick that the page has received
    charts : which figures it has
    what, arguments : see :data:`ARGUMENTS`
    """

    number: int
    run: str
    shown: int
    tick: int
    charts: str
    what: str
    arguments: Mapping[str, Any] = {}


def read_command(value: object) -> Command | None:
    """What a page asks, from what a browser has sent; None if no page of ours asks that."""
    if not isinstance(value, dict) or not isinstance(what := value.get("what"), str) or what not in ARGUMENTS:
        return None
    common = {name: kind for name, kind in Command.__annotations__.items() if name != "arguments"}
    wanted = {**common, **ARGUMENTS[what]}
    if {name: type(part) for name, part in value.items()} != wanted:
        return None
    return Command(**{name: value[name] for name in common}, arguments={name: value[name] for name in ARGUMENTS[what]})
