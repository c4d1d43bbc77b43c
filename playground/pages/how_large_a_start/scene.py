"""The scene of several scales: boundaries with accuracy, and how many hidden outputs have lost their gradient."""

from playground.charts.comparison import ComparisonScene
from playground.charts.numbers import DEAD, SATURATED
from playground.charts.panel import Panel
from playground.charts.scene import divergence
from playground.language import _
from playground.nn import ACTIVATIONS
from playground.training import Measurement, Run, RunGroup, View, saturated_fraction
from playground.training.formatting import decimals, percent

RULES = {
    "xavier": _(
        "Random weights of variance 2 / (n_in + n_out), where n_in and n_out are the numbers of inputs and outputs of "
        "the layer. Made for tanh."
    ),
    "he": _(
        "Random weights of variance 2 / n_in, where n_in is the number of inputs of the layer. Made for ReLU, which "
        "lets half of the signal through."
    ),
}
"""Explanations of the initialisations that choose their own scale."""


class HowLargeAStartScene(ComparisonScene):
    """Several scales side by side."""

    arrangement = "many"

    def __init__(self, runs: RunGroup, view: View) -> None:
        super().__init__(runs, view)
        self._before = {name: saturated_fraction(run.first_network()) for name, run in runs.items()}

    def said(self, name: str, run: Run, now: Measurement, detail: bool) -> tuple[Panel, Panel]:
        """Accuracy under the picture; cost and shares after the first screen."""
        if ACTIVATIONS[run.recipe.activation].saturates:
            before, after, help = _("Saturated outputs before"), _("Saturated outputs now"), SATURATED
        else:
            before, after, help = _("Dead units before"), _("Dead units now"), DEAD
        accuracy = percent(now.score)
        rule = RULES.get(run.recipe.initialisation)
        return (
            Panel(
                caption=_("{accuracy} · diverged", accuracy=accuracy) if run.divergence else accuracy,
                help={self.experiment[name].label: rule} if rule else {},
            ),
            Panel(
                numbers={
                    _("Cost"): decimals(now.cost),
                    before: percent(self._before[name]),
                    after: percent(saturated_fraction(run.evaluate())),
                },
                sentence=divergence(run),
                help={before: help, after: help},
            ),
        )
