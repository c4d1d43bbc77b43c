"""The scene of any two runs side by side: hidden units as small maps, and a verdict under each."""

from playground.language import _
from playground.training import TOLERANCE, Measurement, Run, RunGroup, View, verdict
from playground.training.formatting import decimals, magnitude, percent
from playground.training.scores import R_SQUARED, SCORES

from .comparison import ComparisonScene
from .panel import Panel, ScaleBar
from .plane.targets import scale_of
from .scene import divergence
from .style import VALUE_COLOURS

VALUES = _("Values, brown to teal")
OF_R_SQUARED = _(
    "The coefficient of determination. 1: every output meets its value. 0: no better than giving every point the "
    "mean of the values. Below 0: worse than that."
)
HELP: dict[str, str] = {
    _("Distinct"): _(
        "How many different hidden units there are. Two differ if an incoming weight, the bias or an outgoing weight "
        "does, by more than {share} of the largest of these numbers.",
        share=percent(TOLERANCE, 4),
    ),
    _("Gradient"): _(
        "The largest derivative of the cost with respect to a weight, without its sign: how strongly that weight is "
        "pulled. If it is 0, none is."
    ),
}
HELP_OF_NUMBERS = HELP | {R_SQUARED.label: OF_R_SQUARED}
HELP_WITH_TEST = HELP | {
    _("Test"): _("The share of test samples, points kept out of training, that the network gets right.")
}


class PairScene(ComparisonScene):
    """Two runs side by side, each panel titled with its run's label."""

    arrangement = "pair"
    units = True

    def __init__(self, runs: RunGroup, view: View) -> None:
        super().__init__(runs, view)
        scale, *others = {scale_of(run.train) for run in runs.values()}
        if scale and not others:
            self.scale = ScaleBar(VALUES, VALUE_COLOURS, scale.ends)

    def said(self, name: str, run: Run, now: Measurement, detail: bool) -> tuple[Panel, Panel | None]:
        """The verdict, after the first update: before that, it would give the answer away."""
        scale = scale_of(run.train)
        below: dict[str, str] = {_("Unit maps, purple to green"): self.ranges[name]} if name in self._maps else {}
        if scale:
            below[VALUES] = _("{low} to {high}", low=scale.ends[0], high=scale.ends[-1])
        judged, score = verdict(run.evaluate(), run.first, run.optimiser.is_plain), SCORES[run.train.target]
        begun = self.runs.iteration > 0
        distinct = "–"
        if begun and judged.units:
            distinct = _("{distinct} of {units}", distinct=judged.distinct, units=judged.units)
        tested = any(each.Y_test.size for each in self.runs.values())
        return (
            Panel(
                numbers={
                    _("Cost"): decimals(now.cost),
                    score.label: score.written(now.score),
                    **({_("Test"): score.written(now.test_score)} if tested else {}),
                    _("Distinct"): distinct,
                    _("Gradient"): magnitude(judged.gradient) if begun else "–",
                },
                sentence=divergence(run) or (judged.sentence if begun else ""),
                help=HELP_OF_NUMBERS if scale else HELP_WITH_TEST if tested else HELP,
            ),
            Panel(numbers=below) if below else None,
        )
