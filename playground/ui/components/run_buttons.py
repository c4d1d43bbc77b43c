"""Buttons that act on the runs on screen. The browser draws them, since it knows what is on screen.

Their look and behaviour are in ``frontend/run_buttons.js``; they send commands through the live chart.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from playground.language import _
from playground.ui.visit.speech import say

from .browser_files import file_component


class RunButton(NamedTuple):
    """A button of the runs.

    Attributes
    ----------
    what, arguments : the command, from :data:`~playground.ui.components.commands.ARGUMENTS`
    label, other_label : its text; the other one while the runs play, if that differs
    icon : a name from ``frontend/run_buttons.js``
    help : what it does, in a sentence
    key, key_name : the browser's code of its keyboard shortcut, and the key's name on the button
    primary : whether it is the one to press first
    when : when it is shown: at an end of the runs, "limit" or "diverged"; while ``Tick.way`` is "from_the_start" or
        "from_here"; where something is advised, "advice", and then its text is ``Tick.advice``; where the
        visitor's prediction is not true, "wrong"; empty for always
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
    """Show buttons in a row.

    Parameters
    ----------
    runs : the key of the live chart that shows the runs
    buttons : from left to right
    key : the same in every call
    """
    file_component("run_buttons")(
        key=key,
        width="content",
        data={"runs": runs, "buttons": [say(each._asdict()) for each in buttons]},
    )


def run_comment(
    runs: str, *, claims: Sequence[str] = (), chosen: int | None = None, letters: bool = False, key: str
) -> None:
    """Show the comment on the runs: the text in ``Tick.said``, sent to the live chart.

    Before they begin, the claims that a visitor can choose from stand there; ``chosen`` is the place of the chosen one,
    and ``letters`` is whether they are called A to D, and not by the keys that choose them.
    """
    signs = "ABCD" if letters else "1234"
    told = say({"claims": [*zip(signs, claims, strict=False)], "group": _("Your prediction")})
    file_component("run_comment")(key=key, data={"runs": runs, "chosen": -1 if chosen is None else chosen, **told})
