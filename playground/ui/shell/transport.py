"""The buttons that control the runs, and the settings that some of them change."""

from typing import NamedTuple

from playground.language import _
from playground.language.labels import NEW_WEIGHTS, PAUSE, PLAY, RESET, STEP
from playground.training.options import Whole
from playground.training.recipe import SEEDS
from playground.ui.components.run_buttons import RunButton
from playground.ui.runs.player import Action, Player
from playground.ui.settings.controls import Controls
from playground.ui.visit.classroom import presenting

MORE = 10_000
"""Iterations that the button at the limit adds."""


class OwnButton(NamedTuple):
    """A page's own button, shown after its controls, and what it does to the runs."""

    name: str
    label: str
    icon: str
    help: str
    does: Action

    @property
    def button(self) -> RunButton:
        """The button as the browser draws it."""
        return RunButton("do", self.label, self.icon, self.help, {"action": self.name})


def transport() -> list[RunButton]:
    """Play, Step, Reset, New weights."""
    large = presenting()
    return [
        RunButton("play", PLAY, "play", other_label=PAUSE, key="Space", key_name=_("Space"), primary=True),
        RunButton(
            "step", STEP, "step", _("One iteration: forward, backward, update."), key="ArrowRight" if large else ""
        ),
        RunButton(
            "reset",
            RESET,
            "reset",
            _("Back to iteration 0, with the same first weights."),
            key="Home" if large else "",
        ),
        RunButton(
            "new_weights",
            NEW_WEIGHTS,
            "dice",
            _("Start again from different random weights: the next weight seed."),
        ),
    ]


def way_on(controls: Controls, player: Player) -> list[RunButton]:
    """Buttons for runs that have ended, or whose learning rate was changed on their way."""
    more = _more(controls)
    go_on = RunButton("go_on", _("Go on for {number:,} more", number=more), "play", when="limit")
    return [
        *([go_on] if more else []),
        RunButton("reset", RESET, "reset", when="diverged"),
        RunButton(
            "from_the_start",
            _("From the start"),
            "reset",
            _("Train again from iteration 0 with the present learning rate alone."),
            when="from_the_start",
        ),
        RunButton(
            "from_here",
            _("Go on from {iteration:,} instead", iteration=player.left_at),
            "play",
            _("Back to the run before, and on from there with the new learning rate."),
            when="from_here",
        ),
    ]


def _more(controls: Controls) -> int:
    """Iterations by which the limit can be raised."""
    spec = controls.offered.spec("limit")
    return max(0, min(MORE, spec.most - controls.value("limit"))) if isinstance(spec, Whole) else 0


def choose(controls: Controls, what: str) -> None:
    """Change the settings that a button of the transport stands for."""
    if what == "new_weights":
        controls.override({"seed": (controls.value("seed") + 1) % (SEEDS + 1)})
    elif what == "go_on":
        controls.override({"limit": controls.value("limit") + _more(controls)})
