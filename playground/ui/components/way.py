"""A visitor's way through the pages, which their browser remembers on the device alone: nothing of it is ever sent."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from playground.language import _
from playground.ui.visit.speech import language, say

from .browser_files import file_component

DOORS = "doors"
"""The key of the doors."""


class Asked(NamedTuple):
    """The question on screen.

    Attributes
    ----------
    experiment : which of the page's experiments it is about; None if about none of them
    claim : the place of the claim that the visitor has chosen, or the number that was typed, if any
    instead : the ``link`` to another experiment of the page, after its "?", and its ``question``: what to ask later
        after a wrong prediction about this one; None if there is none
    right : on a page without a live chart, whether the prediction is right; None as long as that is not known
    attempt : there, a name for the prediction, so that it counts once; empty for one that does not count
    """

    experiment: str | None
    claim: int | str | None = None
    instead: Mapping[str, str] | None = None
    right: bool | None = None
    attempt: str = ""


def way(
    page: str,
    *,
    pages: Mapping[str, str],
    experiments: Sequence[str] = (),
    asked: Asked,
    runs: str = "",
    ended: bool = False,
    reminds: bool = False,
    along: str = "",
) -> None:
    """Have the browser note this visit and its predictions, and mark in the menu what it has noted so far.

    Draws the line about a question to come again, if there is one.

    Parameters
    ----------
    page : its path
    pages : the titles of the pages in the menu, by path, in order
    experiments : its experiments: for each a text of its own that stays the same
    asked : the question on screen; its experiment counts as done once its runs have been played to their end, or have
        decided about a prediction
    runs : the key of the live chart that shows them
    ended : whether it has ended, on a page without such a chart
    reminds : whether the page has room for a question to come again
    along : what every link has, after its "?"
    """
    said = say(
        {
            "visited": _("visited"),
            "done": _("{done} of {all}"),
            # Translators: in the menu, how many predictions of a lesson were right at once.
            "right": _("{n} right"),
            # Translators: in the menu, how many predictions of a lesson were wrong first, and right later.
            "again": _("{n} on 2nd try"),
            # Translators: {page} is the title of a lesson; a link with a question of that lesson follows.
            "missed": _("You got one wrong on “{page}”. Another of its kind:"),
            "open": _("Open it"),
            "later": _("Not now"),
        }
    )
    data = {
        "page": page,
        "pages": [*say(dict(pages)).items()],
        "experiments": [*experiments],
        "asking": asked.experiment,
        "claim": asked.claim,
        "instead": say(asked.instead),
        "right": asked.right,
        "attempt": asked.attempt,
        "runs": runs,
        "ended": ended,
        "reminds": reminds,
        "along": along,
        "tag": language().tag,
        "said": said,
    }
    file_component("frontend/device/way")(key="way", data=data)


def forget() -> None:
    """Draw the button that has this device forget what it remembers of the visits."""
    said = {
        "forget": _("Delete my progress on this device"),
        "what": _("Which pages were seen here, and what was predicted on them. Only this browser knows."),
        "forgotten": _("Deleted."),
    }
    file_component("frontend/device/forget")(key="forget", data=say(said))


def doors(runs: str, line: str, names: Mapping[str, tuple[str, str]]) -> str | None:
    """Show where to begin, in place of the question, to those who have played nothing on this device yet.

    Meanwhile the runs play by themselves, except for those who want less movement.

    Parameters
    ----------
    runs : the key of the live chart; the door called "play" plays them from the start
    line : what this is
    names : the text on each door, and what is behind it

    Returns
    -------
    str or None
        The door that has just been chosen, not "play"
    """
    chosen = file_component("frontend/device/doors")(
        key=DOORS,
        data={"runs": runs, **say({"line": line, "names": dict(names)})},
        on_door_change=lambda: None,
    )
    door = getattr(chosen, "door", None)
    return door if isinstance(door, str) else None
