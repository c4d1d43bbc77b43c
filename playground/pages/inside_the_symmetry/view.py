"""Inside the symmetry: why equal units stay equal, unit by unit, and what it takes to separate them."""

from collections.abc import Sequence

from playground.language import _
from playground.ui.runs.player import Player
from playground.ui.runs.transport import OwnButton
from playground.ui.settings.controls import Controls
from playground.ui.shell.lesson_page import show_page

from . import PAGE
from .lesson import Followed, Nudge


def nudges(controls: Controls, player: Player) -> Sequence[OwnButton]:
    """The two buttons that disturb the run, and what they add."""
    controls.draw("unit", most=controls.settings(Followed).n_h, width=70)
    controls.draw("weight", width=90)
    controls.draw("amount", width=110)
    if not controls.teacher.needs("unit", "weight", "amount"):
        return ()
    return [
        OwnButton(
            "nudge",
            _("Nudge"),
            "hand",
            _("Add the amount to the chosen weight of the chosen unit, now."),
            lambda settings, runs: settings[Nudge].press(runs),
        ),
        OwnButton(
            "nudge_all",
            _("Nudge all"),
            "dots",
            _("Add to every weight of the chosen layer, now, the amount times a random number of its own."),
            lambda settings, runs: settings[Nudge].press_all(runs),
        ),
    ]


def show() -> None:
    """Show the page to one visitor."""
    show_page(PAGE, nudges)
