"""The scene of any two runs side by side: hidden units as small maps, and a verdict under each."""

from playground.language import _
from playground.training import TOLERANCE, Measurement, Run, verdict
from playground.training.formatting import decimals, magnitude, percent
from playground.training.scores import SCORES

from .comparison import ComparisonScene
from .panel import Panel
from .scene import divergence

HELP: dict[str, str] = {
    _("Distinct"): _(
        "How many hidden units differ from each other in an incoming weight, the bias or an outgoing weight, by more "
        "than {share} of the largest of these numbers.",
        share=percent(TOLERANCE, 4),
    ),
    _("Gradient"): _(
        "The largest derivative of the cost with respect to a weight, without its sign: how strongly that weight is "
        "pulled. If it is 0, none is."
    ),
}
HELP_WITH_TEST = HELP | {
    _("Test"): _("The share of test samples, points kept out of training, that the network gets right.")
}


class PairScene(ComparisonScene):
    """Two runs side by side, each panel titled with its run's label."""

    arrangement = "pair"
    units = True

    def said(self, name: str, run: Run, now: Measurement, detail: bool) -> tuple[Panel, Panel | None]:
        """The verdict, after the first update: before that, it would give the answer away."""
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
                help=HELP_WITH_TEST if tested else HELP,
            ),
            Panel(numbers={_("Unit maps, purple to green"): self.ranges[name]}) if name in self._maps else None,
        )
