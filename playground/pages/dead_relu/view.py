"""A dead ReLU: a unit that is switched off in two networks, and comes back in one of them."""

from collections.abc import Sequence

from playground.language import _
from playground.training import Recipe
from playground.ui.runs.player import Player
from playground.ui.runs.transport import OwnButton
from playground.ui.settings.controls import Controls
from playground.ui.shell.lesson_page import show_page

from . import PAGE
from .lesson import Push


def push(controls: Controls, player: Player) -> Sequence[OwnButton]:
    """The button that switches a unit off in both networks."""
    controls.draw("unit", most=controls.settings(Recipe).n_h, width=70)
    controls.draw("below", width=142)
    if not controls.teacher.needs("unit", "below"):
        return ()
    return [
        OwnButton(
            "push",
            _("Push unit {unit} below zero", unit=controls.settings(Push).unit),
            "down",
            _(
                "Lower this unit's bias b1, by the same amount in both networks, until the unit is off for every "
                "sample."
            ),
            lambda settings, runs: settings[Push].press(runs),
        )
    ]


def show() -> None:
    """Show the page to one visitor."""
    show_page(PAGE, push)
