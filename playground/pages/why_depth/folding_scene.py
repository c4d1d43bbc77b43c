"""The scene of folding: the given network's function after each layer, and networks trained on its stripes."""

from collections.abc import Callable, Mapping

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from playground.charts.cost import cost_curves, cost_figure, cost_now, lines_of
from playground.charts.cursor import Reading
from playground.charts.curve import Curve
from playground.charts.panel import Panel, Row, Table
from playground.charts.plane.boundary import strips_picture
from playground.charts.scene import Now, Scene
from playground.charts.style import MARK_COLOUR
from playground.language import _, ngettext, number, sentences
from playground.nn import forward_propagation
from playground.training import LINE_COLOURS, RunGroup, View
from playground.training.formatting import decimals, percent

from .folding import POINTS, Found, drawn, found, knots, number_of, one_layer_needs, written
from .strips import divergences, said_of_strips, strips_figure, strips_now, strips_reading

HEADINGS = (_("Network"), _("Class changes"), _("Straight pieces"), _("Accuracy"), _("Cost"))
HELP: dict[str, str] = {
    _("Class changes"): _(
        "Where the answer turns from one class into the other, on the way from 0 to 1. Counted exactly: between two "
        "bends the network is a straight line."
    ),
    _("Straight pieces"): _("Of the output unit's weighted input z, from bend to bend."),
    _("One layer needs at least"): _(
        "What a network with one hidden layer of ReLU units needs to draw so many changes. h units bend the output "
        "unit's weighted input z at h places, so it has h + 1 straight pieces at most, and each can change class "
        "once."
    ),
}


class FoldingScene(Scene):
    """A network with given weights, beside trained networks of the same depth."""

    arrangement = "two"
    detail_every = 6  # counting takes as long as an update of all networks

    def __init__(self, runs: RunGroup, view: View) -> None:
        super().__init__(runs, view)
        self.folds = runs.first.recipe.depth
        self.written = written(self.folds)
        self._found: Found | None = None

    def figures(self) -> Mapping[str, go.Figure]:
        """The function after each layer, the strips without pictures, and the axes for the costs."""
        cost = cost_figure(lines_of(self.runs.experiment), self.view)
        cost.update_layout(meta=cost.layout.meta | {"height": "18rem"})
        names = self.runs.experiment.labels
        return {
            "folds": folds_figure(self.folds),
            "strips": strips_figure(names, self.runs.first.class_names, "t", _("changes")),
            "cost": cost,
        }

    def now(self, detail: bool = True) -> Now:
        """The runs at this moment."""
        runs = list(self.runs.values())
        measured = [run.measure() for run in runs]
        outputs = [run.outputs[0] for run in runs]
        kept = not detail and self._found is not None
        if not kept:
            self._found = found(self.runs)
        so_far = self._found
        assert so_far
        rows = [
            Row([label, str(len(each.changes)), str(each.pieces), percent(point.score), decimals(point.cost)])
            for label, each, point in zip(self.runs.experiment.labels, so_far.drawn, measured, strict=True)
        ]
        trained = ngettext(
            "Trained: {n} unit per layer, from random weights",
            "Trained: {n} units per layer, from random weights",
            runs[0].recipe.n_h,
        )
        return Now(
            {"strips": [strips_now(runs[0].Y[0], outputs, self.view.hard)]},
            {
                "strips": said_of_strips(
                    [
                        str(so_far.wanted),
                        *(_("{count} of {all}", count=count, all=so_far.wanted) for count in so_far.changes),
                    ]
                ),
                "cost": cost_now((point.iteration, point.cost) for point in measured),
            },
            {_("Iteration"): number(self.runs.iteration)},
            [
                self._written(),
                Panel(
                    title=trained,
                    charts={"strips": _("strips")},
                    sentence=divergences(self.runs) or self._sentence(so_far),
                    kept=kept,
                ),
                Panel(title=_("Costs"), charts={"cost": _("cost")}, wide=True, below=True),
                Panel(
                    title=_("Each network"),
                    table=Table(HEADINGS, rows if detail else None),
                    wide=True,
                    below=True,
                    help=HELP,
                ),
            ],
        )

    def _written(self) -> Panel:
        """What the given network draws, and what one layer would need for that."""
        counted = drawn(self.written)
        changes = len(counted.changes)
        needs = one_layer_needs(changes)
        return Panel(
            title=_("Set by hand: 2 units per layer"),
            charts={"folds": _("folds")},
            numbers={
                _("Class changes"): str(changes),
                _("Straight pieces"): str(counted.pieces),
                _("Weights and biases"): str(number_of(self.written)),
                _("One layer needs at least"): ngettext(
                    "{n} unit, {parameters} weights and biases",
                    "{n} units, {parameters} weights and biases",
                    needs.units,
                    parameters=needs.parameters,
                ),
            },
            help=HELP,
        )

    def _sentence(self, so_far: Found) -> str:
        networks, off = len(so_far.changes), so_far.off
        if not self.runs.iteration:
            return _("Not trained yet.")
        if so_far.right:
            have = ngettext(
                "{n} of {networks} networks has found the stripes so far.",
                "{n} of {networks} networks have found the stripes so far.",
                so_far.right,
                networks=networks,
            )
        else:
            have = _("None of the {networks} networks has found the stripes so far.", networks=networks)
        if not off:
            return sentences(have, _("In each layer of every network some units are on: all still learn."))
        dead = ngettext(
            "In one of them, every unit of a layer is off for every point, so later layers receive nothing that "
            "depends on t.",
            "In {n} of them, every unit of a layer is off for every point, so later layers receive nothing that "
            "depends on t.",
            off,
        )
        return sentences(have, dead)

    def readings(self) -> Mapping[str, Callable[[], Reading]]:
        return {"strips": self._strips_in_words}

    def _strips_in_words(self) -> Reading:
        runs, names = list(self.runs.values()), self.runs.experiment.labels
        outputs = [runs[0].Y[0], *(run.outputs[0] for run in runs)]
        return strips_reading(names, runs[0].class_names, runs[0].X[0], outputs)

    def curves(self) -> dict[str, Curve]:
        """The costs so far; the texts about the strips have no history."""
        return {"cost": cost_curves(self.runs.values()), "strips": {"at": [], "y": [[], [], []]}}


def folds_figure(folds: int) -> go.Figure:
    """The output of each layer of the given network along the line, and below it the resulting stripes."""
    network = written(folds)
    at = knots(network)
    cache = forward_propagation(at[np.newaxis], network)[1]
    figure = make_subplots(
        rows=folds + 1, cols=1, shared_xaxes=True, vertical_spacing=0.16 / (folds + 1), row_heights=[*[1] * folds, 0.6]
    )
    for layer in range(1, folds + 1):
        t = cache[f"A{layer}"][0] - cache[f"A{layer}"][1]  # the layer's output
        figure.add_scatter(
            x=at, y=t, mode="lines", line={"color": LINE_COLOURS[0], "width": 2}, hovertemplate="%{x:.4f}: %{y:.3f}",
            name=_("after layer {layer}", layer=layer), row=layer, col=1,
        )  # fmt: skip
        label = _("layer {layer}", layer=layer)
        figure.update_yaxes(range=[-0.1, 1.1], tickvals=[0.5], ticktext=[label], row=layer, col=1)
    figure.add_hline(y=0.5, row=folds, col=1, line={"color": MARK_COLOUR, "dash": "dot", "width": 1.5})
    middles = ((np.arange(POINTS) + 0.5) / POINTS)[np.newaxis]
    classes = forward_propagation(middles, network)[0] > 0.5
    axis = folds + 1
    figure.add_scatter(x=[None], y=[None], row=axis, col=1, showlegend=False)
    figure.add_layout_image(
        source=f"data:image/png;base64,{strips_picture(classes.astype(float), hard=True)}",
        xref=f"x{axis}", yref=f"y{axis}", x=0, y=0, sizex=1, sizey=1, sizing="stretch", layer="below",
    )  # fmt: skip
    figure.update_yaxes(range=[1, 0], tickvals=[0.5], ticktext=[_("class")], row=axis, col=1)
    figure.update_xaxes(range=[0, 1], showgrid=False, zeroline=False, fixedrange=True)
    figure.update_xaxes(title="t", row=axis, col=1)
    figure.update_yaxes(showgrid=False, zeroline=False, fixedrange=True)
    figure.update_layout(showlegend=False, dragmode=False, margin={"l": 56, "r": 8, "t": 8})
    return figure
