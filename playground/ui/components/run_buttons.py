"""Buttons that do something to the runs on screen. The browser draws them, which knows what is on screen.

They look and behave in ``frontend/run_buttons.js``; what they ask goes the way of the live chart, as a command.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from playground.ui.visit.speech import say

from .browser_files import file_component


class RunButton(NamedTuple):
    """A button of the runs.

    Attributes
    ----------
    what, arguments : the command, of :data:`~playground.ui.components.commands.ARGUMENTS`
    label : what it says; a second one while the runs play, if that is another
    icon : the name of its picture, in ``frontend/run_buttons.js``
    help : what it does, in a sentence
    key, key_name : that presses it wherever the focus is, as browsers call it; and what is written on the button
    primary : whether it is the one to press first
    when : it is there only at the end of the runs, "limit" or "diverged"; empty for always
    """

    what: str
    label: str
    icon: str
    help: str = ""
    arguments: Mapping[str, Any] = {}
    other_label: str = ""
    key: str = ""
    key_name: str = ""
    primary: bool = False
    when: str = ""


def run_buttons(runs: str, buttons: Sequence[RunButton], *, key: str) -> None:
    """Show buttons, side by side.

    Parameters
    ----------
    runs : the key of the live chart that shows the runs
    buttons : in their order
    key : the same at every call
    """
    file_component("run_buttons")(
        key=key,
        width="content",
        data={"runs": runs, "buttons": [say(each._asdict()) for each in buttons]},
    )


def run_comment(runs: str, *, key: str) -> None:
    """Show the line that speaks of the runs; it says what the live chart is sent to be said."""
    file_component("run_comment")(key=key, data={"runs": runs})
