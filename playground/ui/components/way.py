"""A visitor's way through the pages, which their browser remembers on the device alone: nothing of it is ever sent."""

from collections.abc import Callable, Mapping, Sequence

from playground.language import _
from playground.ui.visit.speech import say

from .browser_files import file_component

DOORS = "doors"
"""The key of the doors."""


def way(
    page: str, *, experiments: Sequence[str] = (), asking: str | None = None, runs: str = "", ended: bool = False
) -> None:
    """Have the browser note this visit, and mark in the menu what it has noted so far.

    Parameters
    ----------
    page : its path
    experiments : its experiments: for each a text of its own that stays the same
    asking : the one whose question is shown, if any; it counts as done once its runs have been played to their end
    runs : the key of the live chart that shows them
    ended : whether it has ended, on a page without such a chart
    """
    said = say({"visited": _("visited"), "done": _("{done} of {all}")})
    data = {"page": page, "experiments": [*experiments], "asking": asking, "runs": runs, "ended": ended, "said": said}
    file_component("way")(key="way", data=data)


def doors(runs: str, line: str, names: Mapping[str, str], on_door: Callable[[], None]) -> str | None:
    """Show where to begin, in place of the question, to those who have played nothing on this device yet.

    Parameters
    ----------
    runs : the key of the live chart; the door called "play" plays them
    line : what this is
    names : the text on each door
    on_door : called with the next script run after one of the other doors was chosen

    Returns
    -------
    str or None
        The door that has just been chosen, not "play"
    """
    chosen = file_component("doors")(
        key=DOORS,
        data={"runs": runs, **say({"line": line, "names": dict(names), "close": _("Close")})},
        on_door_change=on_door,
    )
    return getattr(chosen, "door", None)
