"""The scene of small batches: gradients as a cloud, their spread, and the costs; and costs over time."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from playground.charts.cost import cost_curves, cost_figure, cost_now, lines_of
from playground.charts.curve import Curve, Trace, shorten
from playground.charts.panel import Panel, Row, Table
from playground.charts.scene import Now, Scene, StaticView, divergence
from playground.charts.style import FREE_TITLE, MARK_COLOUR, rgb
from playground.language import _, advice, listed, ngettext, number, rounded, sentences
from playground.training import Experiment, Run, RunGroup, View
from playground.training.formatting import decimals, duration, magnitude, times

from .batch_gradients import BATCHES, Cloud, Gradients, draws, measured_sizes
from .by_the_clock import Timing
from .lesson import reference, samples_looked_at, size_label, size_of

LADDER = (1.0, 2.0, 5.0, 10.0)
"""Ends of the cloud's axes, times a power of ten; in steps, so that the axes rarely change."""
CLOUD = _("{batches} gradients for each batch size", batches=BATCHES)
SPREAD = _("How far they stray")
LINES = _("dashed: 1/√b · solid: no repeats · dotted: gradient's length")
HELP: dict[str, str] = {
    CLOUD: _(
        "All at the same weights: those of the run with the largest batches. A gradient has as many numbers as the "
        "network has weights and biases, so the picture shows two directions: along the full gradient, and, of those "
        "across it, the one in which the samples' gradients differ most. Each axis has a scale of its own. A batch "
        "leads uphill if a step against its gradient raises the cost of all samples, even a very short one."
    ),
    SPREAD: _(
        "The typical distance is the root of the mean squared distance from the full gradient, in all directions. "
        "Circles are measured with {batches} random batches of each size. Dashed: that of single samples divided by "
        "√b. Solid: the same for batches in which no sample comes twice. Dotted: the length of the full gradient; "
        "above it, batches stray by more than the gradient is long.",
        batches=BATCHES,
    ),
    _("Epochs"): _(
        "How many times each sample has been looked at. An epoch is as many updates as it takes to look at all samples "
        "once."
    ),
}
TIMED_HEADINGS = (_("batch"), _("updates"), _("time for one"), _("cost at the end"))


class SmallBatchesScene(Scene):
    """Three runs that differ in batch size, and gradients of such batches at the weights of one of them."""

    arrangement = "three"
    detail_every = 4

    def __init__(self, runs: RunGroup, view: View) -> None:
        super().__init__(runs, view)
        self.reference = reference(runs)
        self.samples = self.reference.Y.shape[1]
        seed = self.reference.recipe.batch_seed
        self.sizes = [size_of(run) for run in runs.values()]
        self.measured = measured_sizes(self.samples)
        self._draws = {size: draws(self.samples, size, seed=seed) for size in {*self.sizes, *self.measured}}
        self._words = ("", "")

    @property
    def nbytes(self) -> int:
        """Memory of its runs, and of the batches drawn, in bytes."""
        return super().nbytes + sum(each.nbytes for each in self._draws.values())

    def figures(self) -> Mapping[str, go.Figure]:
        """The plane of gradients, the spread by batch size, the costs by update, and by epoch."""
        epochs = cost_figure(lines_of(self.runs.experiment), self.view)
        epochs.update_layout(meta={"cuts": not self.view.log_cost, "height": "20rem"})
        epochs.update_xaxes(title=_("epochs"), type="log", rangemode="normal", tickformat=",~r", nticks=3)
        return {
            "cloud": _cloud_figure(self.runs.experiment),
            "spread": _spread_figure(self.runs.experiment, self.samples),
            "cost": cost_figure(lines_of(self.runs.experiment), self.view),
            "epochs": epochs,
        }

    def now(self, detail: bool = True) -> Now:
        """The runs at this moment; the gradients only with ``detail``."""
        measured = [run.measure() for run in self.runs.values()]
        traces = {
            "cost": cost_now((point.iteration, point.cost) for point in measured),
            "epochs": cost_now((run.epochs, run.measure().cost) for run in self.runs.values()),
        }
        if detail:
            gradients = Gradients(self.reference.evaluate())
            clouds = {size: gradients.cloud(weights) for size, weights in self._draws.items()}
            traces["cloud"] = _cloud_now(gradients, [clouds[size] for size in self.sizes])
            traces["spread"] = self._spread_now(gradients, clouds)
            smallest = min(self.sizes)
            self._words = (
                which_point_uphill(smallest, self.samples, clouds[smallest].uphill),
                how_far_they_stray(gradients, smallest),
            )
        labels = self.runs.experiment.labels
        return Now(
            {},
            traces,
            {_("Iteration"): number(self.runs.iteration)},
            [
                Panel(title=CLOUD, charts={"cloud": _("cloud")}, sentence=self._words[0], kept=not detail, help=HELP),
                Panel(
                    title=SPREAD,
                    charts={"spread": _("typical distance")},
                    caption=LINES,
                    sentence=self._words[1],
                    kept=not detail,
                    help=HELP,
                ),
                Panel(title=_("The cost of all samples"), charts={"cost": _("cost")}),
                Panel(
                    title=_("The same costs by epochs"),
                    charts={"epochs": _("epochs")},
                    sentence=self._looked_at(),
                    wide=True,
                    below=True,
                ),
                *(
                    Panel(
                        title=label,
                        numbers={
                            _("Cost"): decimals(point.cost),
                            _("Epochs"): _epochs(run),
                            _("Samples looked at"): number(samples_looked_at(run)),
                        },
                        sentence=divergence(run),
                        below=True,
                        help=HELP,
                    )
                    for label, run, point in zip(labels, self.runs.values(), measured, strict=True)
                ),
            ],
        )

    def _looked_at(self) -> str:
        """The number of epochs of each run."""
        if not self.runs.iteration:
            return _("An iteration is one update. An epoch is as many as it takes to look at every sample once.")
        each = zip(self.runs.experiment.labels, self.runs.values(), strict=True)
        epochs = listed([_("{figure} ({label})", figure=_epochs(run), label=label) for label, run in each])
        return _("Epochs so far: {epochs}. In a whole epoch every sample is looked at once.", epochs=epochs)

    def _spread_now(self, gradients: Gradients, clouds: Mapping[int, Cloud]) -> list[Trace]:
        """Both lines, the measurements, the length of the full gradient, each run, and points that steady the axis."""
        spread, last = gradients.spread, max(1, self.samples - 1)
        b = sorted({*np.geomspace(1, last, 40).tolist(), *np.linspace(max(1, last - 20), last, 20).tolist()})
        independent, expected = [spread.independent(size) for size in b], [spread.expected(size) for size in b]
        found = {size: clouds[size].spread for size in self.measured if size < self.samples}  # the axis has no 0
        length = gradients.length
        ends = [each for each in (*independent, *expected, *found.values(), length) if each > 0]
        runs = [[size] if size < self.samples else [] for size in self.sizes]
        return [
            _points(b, independent),
            _points(b, expected),
            _points([1, self.samples], [length, length]),
            _points(list(found), list(found.values())),
            *(_points(at, [clouds[size].spread for size in at]) for at in runs),
            _points([1, 1], [1 / _up(1 / min(ends)), _up(max(ends))] if ends else []),
        ]

    def curves(self) -> dict[str, Curve]:
        """The costs so far; the gradients have no history."""
        runs = list(self.runs.values())
        costs = cost_curves(runs)
        epochs = [[shorten(at / run.optimiser.updates_per_epoch) for at in costs["at"]] for run in runs]
        figures = {"cloud": len(runs) + 2, "spread": 5 + len(runs)}
        return {
            **{name: {"at": [0], "y": [[] for _ in range(count)]} for name, count in figures.items()},
            "cost": costs,
            "epochs": {"at": costs["at"], "x": [*epochs, *([] for _ in runs)], "y": costs["y"]},
        }


def _epochs(run: Run) -> str:
    return magnitude(run.epochs) if run.epochs < 10 else number(run.epochs, ",.0f")


def _points(x: Sequence[float], y: Sequence[float]) -> Trace:
    return {"x": [shorten(each) for each in x], "y": [shorten(each) for each in y]}


def _up(number: float) -> float:
    """Round up to the next step of the ladder: 0.13 → 0.2."""
    power = 10.0 ** np.floor(np.log10(number))
    return float(next(step * power for step in LADDER if step * power >= number * (1 - 1e-9)))


def _cloud_now(gradients: Gradients, clouds: Sequence[Cloud]) -> list[Trace]:
    """The arrows of each size, from the origin; that of all samples; then points that steady the axes."""
    arrows: list[Trace] = []
    for cloud in clouds:
        x, y = ([part for tip in axis.tolist() for part in (0, _brief(tip), None)] for axis in cloud[:2])
        arrows.append({"x": x, "y": y})
    far = [max(float(np.abs(cloud[axis]).max()) for cloud in clouds) for axis in (0, 1)]
    right, top = (_up(reach) if reach else 1.0 for reach in (max(far[0], gradients.length), far[1]))
    return [*arrows, _points([0, gradients.length], [0, 0]), _points([-right, right], [-top, top])]


def _brief(number: float) -> float:
    """Round to three digits, since there are hundreds of numbers."""
    return float(rounded(number, ".3g"))


def _cloud_figure(experiment: Experiment) -> go.Figure:
    """Arrows with dots as tips, one trace for each run; the arrow of all samples; invisible points."""
    figure = go.Figure()
    for variant in experiment.values():
        red, green, blue = rgb(variant.colour)
        figure.add_scatter(
            x=[],
            y=[],
            mode="lines+markers",
            name=variant.label,
            line={"color": f"rgba({red}, {green}, {blue}, 0.3)", "width": 1},
            marker={"color": variant.colour, "size": [0, 5, 0] * BATCHES, "line": {"width": 0}},
            hovertemplate=_("along %{x:.2g}, across %{y:.2g}"),
        )
    figure.add_scatter(
        x=[],
        y=[],
        mode="lines+markers",
        name=_("full gradient"),
        line={"color": MARK_COLOUR, "width": 3},
        marker={"color": MARK_COLOUR, "size": [0, 14], "symbol": "arrow", "angleref": "previous"},
        hovertemplate="%{x:.2g}",
    )
    figure.add_scatter(x=[], y=[], mode="markers", marker={"opacity": 0}, hoverinfo="skip", showlegend=False)
    figure.update_layout(showlegend=False, hovermode="closest", margin={"t": 8})  # the colours are those of the costs
    figure.update_xaxes(title=_("along the gradient"), nticks=5)
    figure.update_yaxes(title=_("across it"), nticks=6, **FREE_TITLE)
    return figure


def _spread_figure(experiment: Experiment, samples: int) -> go.Figure:
    """Two theoretical lines, the length of the gradient, the measurements, and the runs' own sizes."""
    figure = go.Figure()
    for name, dash, width in (
        ("1/√b", "dash", 1.5),
        (_("no repeats"), "solid", 1.5),
        (_("gradient"), "dot", 2),
    ):
        figure.add_scatter(
            x=[], y=[], mode="lines", name=name, line={"color": MARK_COLOUR, "width": width, "dash": dash},
            hovertemplate="%{y:.2g}",
        )  # fmt: skip
    figure.add_scatter(
        x=[],
        y=[],
        mode="markers",
        name=_("measured"),
        marker={"color": MARK_COLOUR, "size": 7, "symbol": "circle-open"},
        hovertemplate="b = %{x}: %{y:.2g}",
    )
    for variant in experiment.values():
        figure.add_scatter(
            x=[],
            y=[],
            mode="markers",
            name=variant.label,
            marker={"color": variant.colour, "size": 11},
            showlegend=False,
            hovertemplate="b = %{x}: %{y:.2g}",
        )
    figure.add_scatter(x=[], y=[], mode="markers", marker={"opacity": 0}, hoverinfo="skip", showlegend=False)
    figure.update_layout(showlegend=False, hovermode="closest", margin={"t": 8})
    ticks = [size for size in (1, 10, 100, 1000) if size < samples] + [samples]
    figure.update_xaxes(title=_("batch size b"), type="log", tickvals=ticks, ticktext=[number(size) for size in ticks])
    figure.update_yaxes(title=_("typical distance"), type="log", nticks=5, tickformat=".1r", **FREE_TITLE)
    return figure


def which_point_uphill(size: int, samples: int, share: float) -> str:
    """How many of the smallest batches would raise the cost."""
    if size == samples:
        return _("Every batch has all samples, so all have the same gradient.")
    named = size_label(size, samples)
    if not share:
        return _("None of {batches} batches of {samples} leads uphill.", batches=BATCHES, samples=named)
    return ngettext(
        "{n} of {batches} batches of {samples} leads uphill.",
        "{n} of {batches} batches of {samples} lead uphill.",
        round(BATCHES * share),
        batches=BATCHES,
        samples=named,
    )


def how_far_they_stray(gradients: Gradients, size: int) -> str:
    """The spread of the smallest batches compared with the length of the full gradient."""
    spread, length = gradients.spread, gradients.length
    if not length or size == spread.samples:
        return _(
            "The gradient of all {samples:,} samples has length {length}.",
            samples=spread.samples,
            length=magnitude(length),
        )
    return _(
        "A batch of {size:,} typically misses the full gradient by {ratio} times its length.",
        size=size,
        ratio=times(spread.expected(size) / length),
    )


def timed_view(timings: Sequence[Timing], experiment: Experiment) -> StaticView:
    """The costs over time of the runs timed so far, in the order of the experiment."""
    figure = go.Figure()
    for timing, variant in zip(timings, experiment.values(), strict=False):
        figure.add_scatter(
            x=list(map(shorten, timing.seconds)),
            y=list(map(shorten, timing.costs)),
            mode="lines",
            name=batch_name(timing),
            line={"color": variant.colour, "dash": variant.dash, "width": 2},
            hovertemplate="%{y}",
        )
    figure.update_layout(showlegend=True, hovermode="x", meta={"height": "20rem"})
    figure.update_xaxes(title=_("seconds"), rangemode="tozero")
    figure.update_yaxes(title=_("cost"), rangemode="tozero")
    rows = [
        Row(
            [
                batch_name(each),
                number(each.updates),
                duration(each.seconds[-1] / each.updates),
                _("diverged") if each.diverged else decimals(each.costs[-1], 3),
            ]
        )
        for each in timings
    ]
    return StaticView(
        figures={"seconds": figure},
        panels=(
            Panel(
                title=_("The cost by the clock"), charts={"seconds": _("seconds")}, sentence=which_was_first(timings)
            ),
            Panel(title=_("In numbers"), table=Table(TIMED_HEADINGS, rows)),
        ),
    )


def batch_name(timing: Timing) -> str:
    """A label for a timed run: "32 samples", "all 40,000"."""
    return size_label(timing.size, timing.samples)


def which_was_first(timings: Sequence[Timing]) -> str:
    """Which final cost was lowest, and the time of an update with the smallest and the largest batches."""
    if not timings:
        return _("Nothing has been measured yet.")
    ended = [each for each in timings if not each.diverged]
    if not ended:
        return sentences(_("With this learning rate the runs diverge."), advice(_("Try a lower one.")))
    lowest = min(ended, key=lambda each: each.costs[-1])
    small, large = (pick(timings, key=lambda each: each.size) for pick in (min, max))
    said = _(
        "After {time} the run with {samples} per update has the lowest cost.",
        time=duration(lowest.seconds[-1]),
        samples=batch_name(lowest),
    )
    if small.size == large.size:
        return said
    ratio = (large.seconds[-1] / large.updates) / (small.seconds[-1] / small.updates)
    compared = _(
        "An update with {large} takes {longer} times as long as one with {small}, and looks at {more} times as many.",
        large=batch_name(large),
        longer=times(ratio),
        small=batch_name(small),
        more=times(large.size / small.size),
    )
    return sentences(said, compared)
