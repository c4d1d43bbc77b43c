"""The scene of overfitting: two networks that learn the same few points, with costs on training and test points."""

from collections.abc import Mapping

import plotly.graph_objects as go

from playground.charts.comparison import ComparisonScene
from playground.charts.curve import Curve
from playground.charts.panel import Panel, Row, Table
from playground.charts.scene import Now, Scene, divergence
from playground.language import _
from playground.training import Measurement, Run, RunGroup, View
from playground.training.formatting import decimals, magnitude, percent

from .few_points import FRESH, Moment
from .noisy_line import NoisyLine
from .noisy_line_scene import NoisyLineScene
from .penalty_chart import (
    LARGEST_WEIGHT,
    NOW,
    THE_STAR,
    WEIGHTS,
    at_the_star,
    penalty_curves,
    penalty_figures,
    penalty_now,
    stars_of,
    what_the_test_curve_did,
)

HELP: dict[str, str] = {
    _("Train"): _("The cost of the points that the network learns, without the penalty."),
    _("Test"): _("The cost of the test points, the white symbols: the network does not learn them."),
    _("Penalty"): _(
        "What large weights add to the cost that training brings down: half of L2 times the sum of all squared "
        "weights, and L1 times the sum of their sizes."
    ),
    _("Accuracy on fresh points"): _(
        "The share of {fresh:,} more points of the same kind that the network gets right. They are used neither in "
        "training nor in choosing the star.",
        fresh=FRESH,
    ),
    **LARGEST_WEIGHT,
    **THE_STAR,
}
HEADINGS = (
    _("network"),
    _("when"),
    _("training cost"),
    _("test cost"),
    _("cost on fresh points"),
    _("accuracy on fresh points"),
    _("largest weight"),
)


class TooGoodToBeTrueScene(ComparisonScene):
    """A run without a penalty and one with it; each test curve has a star at its lowest point so far."""

    arrangement = "pair"

    def figures(self) -> Mapping[str, go.Figure]:
        """A line for training and one for test points for each run, in its colour; and a star."""
        return {**super().figures(), **penalty_figures(self.experiment, self.view)}

    def now(self, detail: bool = True) -> Now:
        """The runs at this moment."""
        self._stars = stars_of(self.runs)
        now = super().now(detail)
        moments = [Moment.of(run.measure()) for run in self.runs.values()]
        rows = [
            Row([label, when, *(decimals(cost, 3) for cost in (at.train, at.test, at.fresh)), right, largest])
            for label, star, here in zip(self.experiment.labels, self._stars.values(), moments, strict=True)
            for when, at in ((at_the_star(star), star), (NOW, here))
            for right, largest in [(percent(at.fresh_right), magnitude(at.largest))]
        ]
        return now._replace(
            traces=penalty_now(moments, self._stars),
            panels=[
                *now.panels,
                WEIGHTS,
                Panel(title=_("Can you trust the star?"), table=Table(HEADINGS, rows), below=True, help=HELP),
            ],
        )

    def said(self, name: str, run: Run, now: Measurement, detail: bool) -> tuple[Panel, Panel | None]:
        """Both parts of the cost, results on fresh points, and the course of the test curve."""
        at = Moment.of(now)
        return (
            Panel(
                numbers={
                    _("Train"): decimals(at.train, 3),
                    _("Test"): decimals(at.test, 3),
                    _("Penalty"): decimals(at.penalty, 3),
                    _("Accuracy on fresh points"): percent(at.fresh_right),
                    _("Largest weight"): magnitude(at.largest),
                },
                sentence=divergence(run) or what_the_test_curve_did(self._stars[name], at),
                help=HELP,
            ),
            None,
        )

    def curves(self) -> dict[str, Curve]:
        return penalty_curves(list(self.runs.values()))


def too_good_to_be_true_scene(runs: RunGroup, view: View) -> Scene:
    """The scene of the part to which these runs belong."""
    numbers = isinstance(runs.first.recipe, NoisyLine)
    return (NoisyLineScene if numbers else TooGoodToBeTrueScene)(runs, view)
