"""The scene of parity: the given network over the sum of the bits, and networks trained on every input."""

from collections.abc import Callable, Mapping

import numpy as np
import plotly.graph_objects as go

from playground.charts.cost import cost_curves, cost_figure, cost_now, lines_of
from playground.charts.cursor import Reading, cells_reading
from playground.charts.curve import Curve
from playground.charts.panel import Panel, Row, Table
from playground.charts.scene import Now, Scene
from playground.charts.style import CLASS_COLOURS, CLASS_SYMBOLS, MARK_COLOUR
from playground.language import _, ngettext, number, pgettext, sentences
from playground.nn import forward_propagation
from playground.training import LINE_COLOURS, RunGroup, View

from .folding import knots
from .parity import and_gates, check, every_input, written_parity
from .strips import divergences, said_of_strips, strips_figure, strips_now

HEADINGS = (
    _("Bits"),
    _("ReLU units"),
    _("Weights and biases"),
    _("Inputs checked"),
    _("Mistakes"),
    _("AND gates"),
)
CROWDED = 0.05
"""A number of ones gets no label if a smaller share of the inputs has it."""
HELP: dict[str, str] = {
    _("Mistakes"): _("Every input goes through the network, and its answer is compared with counting the ones."),
    _("AND gates"): _(
        "How many AND gates it takes if their outputs go into one OR gate. An AND gate that leaves a bit out is on for "
        "an even input, too, so it must look at all bits: there has to be one for each odd input."
    ),
}


class ParityScene(Scene):
    """A network with given weights, beside trained networks with one hidden layer."""

    arrangement = "two"
    detail_every = 3  # the picture of all inputs is large

    def __init__(self, runs: RunGroup, view: View) -> None:
        super().__init__(runs, view)
        self.bits = len(runs.first.X)
        self.checked = [check(n) for n in range(1, self.bits + 1)]
        self.gates = [and_gates(n) for n in range(1, self.bits + 1)]

    def figures(self) -> Mapping[str, go.Figure]:
        """The given network's fold, the strips without pictures, and the axes for the costs."""
        cost = cost_figure(lines_of(self.runs.experiment), self.view)
        cost.update_layout(meta=cost.layout.meta | {"height": "18rem"})
        strips = strips_figure(
            self.runs.experiment.labels,
            self.runs.first.class_names,
            _("inputs, by their number of ones"),
            pgettext("correct", "right"),
        )
        ones = every_input(self.bits).sum(axis=0)
        share = [np.mean(ones == count) for count in range(self.bits + 1)]
        middle = np.cumsum(share) - np.array(share) / 2
        labels = [str(count) if share[count] > CROWDED else "" for count in range(self.bits + 1)]
        strips.update_xaxes(tickvals=middle, ticktext=labels)
        return {"fold": fold_figure(self.bits), "strips": strips, "cost": cost}

    def now(self, detail: bool = True) -> Now:
        """The runs at this moment."""
        runs = list(self.runs.values())
        measured = [run.measure() for run in runs]
        outputs = [run.outputs[0] for run in runs]
        inputs, now = runs[0].Y.shape[1], self.checked[-1]
        right = [round(point.score * inputs) for point in measured]
        numbers: dict[str, str] = {
            _("ReLU units"): str(now.units),
            _("Inputs checked"): number(now.inputs),
            _("Mistakes"): number(now.mistakes),
            _("AND gates"): number(self.gates[-1]),
        }
        trained = ngettext(
            "Trained: {n} unit in one layer, from random weights",
            "Trained: {n} units in one layer, from random weights",
            runs[0].recipe.n_h,
        )
        rows = [
            Row([str(n), *map(number, each), number(gates)])
            for n, (each, gates) in enumerate(zip(self.checked, self.gates, strict=True), 1)
        ]
        return Now(
            {"strips": [strips_now(runs[0].Y[0], outputs, self.view.hard)]} if detail else {},
            {
                "strips": said_of_strips(
                    [
                        number(inputs),
                        *(_("{count} of {all}", count=number(each), all=number(inputs)) for each in right),
                    ]
                ),
                "cost": cost_now((point.iteration, point.cost) for point in measured),
            },
            {_("Iteration"): number(self.runs.iteration)},
            [
                Panel(
                    title=_("Set by hand: a unit for each bit, in one layer"),
                    charts={"fold": _("fold")},
                    numbers=numbers,
                    help=HELP,
                ),
                Panel(
                    title=trained,
                    charts={"strips": _("strips")},
                    sentence=divergences(self.runs) or self._sentence(right, inputs),
                ),
                Panel(title=_("Costs"), charts={"cost": _("cost")}, wide=True, below=True),
                Panel(
                    title=_("The hand-set network and the gates, for fewer bits, too"),
                    table=Table(HEADINGS, rows if detail else None),
                    wide=True,
                    below=True,
                ),
            ],
        )

    def _sentence(self, right: list[int], inputs: int) -> str:
        if not self.runs.iteration:
            return _("Not trained yet.")
        networks, found = len(right), sum(each == inputs for each in right)
        if found:
            have = ngettext(
                "{n} of {networks} networks has found the parity so far.",
                "{n} of {networks} networks have found the parity so far.",
                found,
                networks=networks,
            )
        else:
            have = _("None of the {networks} networks has found the parity so far.", networks=networks)
        best = _(
            "The best gets {most:,} of {inputs:,} inputs right, the worst {least:,}.",
            most=max(right),
            inputs=inputs,
            least=min(right),
        )
        return sentences(have, best)

    def readings(self) -> Mapping[str, Callable[[], Reading]]:
        return {"strips": self._strips_in_words}

    def _strips_in_words(self) -> Reading:
        """How many inputs with each number of ones a network gets right; Tab goes to where some are wrong."""
        runs = list(self.runs.values())
        labels, ones = runs[0].Y[0] > 0.5, runs[0].X.sum(axis=0).astype(int)
        numbers, all_of = np.unique(ones, return_counts=True)
        middles = (np.cumsum(all_of) - all_of / 2) / ones.size
        words: list[str] = [
            ngettext("wanted, {n} one: {name}", "wanted, {n} ones: {name}", n, name=self.runs.first.class_names[n % 2])
            for n in numbers.tolist()
        ]
        shares, noted = [0.5] * len(words), []
        for name, run in zip(self.runs.experiment.labels, runs, strict=True):
            right_of = np.bincount(ones, (run.outputs[0] > 0.5) == labels).astype(int)
            for n, right, of in zip(numbers.tolist(), right_of.tolist(), all_of.tolist(), strict=True):
                if right < of:
                    noted.append(len(words))
                shares.append(right / of)
                words.append(
                    ngettext(
                        "{network}, {n} one: {right} of {all} right",
                        "{network}, {n} ones: {right} of {all} right",
                        n,
                        network=name,
                        right=number(right),
                        all=number(of),
                    )
                )
        at = [(x, row) for row in range(1 + len(runs)) for x in middles.tolist()]
        return cells_reading(words, shares=shares, noted=noted, at=at)

    def curves(self) -> dict[str, Curve]:
        """The costs so far; the texts about the strips have no history."""
        return {"cost": cost_curves(self.runs.values()), "strips": {"at": [], "y": [[], [], []]}}


def fold_figure(bits: int) -> go.Figure:
    """The given network's sum as a function of the sum of its bits; above one half the answer is odd."""
    network = written_parity(bits)
    at = knots(network, [0] * bits, [1] * bits)
    scores = forward_propagation(np.ones((bits, 1)) * at, network)[1]["Z2"][0]
    level = scores - network["b2"][0, 0]  # without the bias, which compares with one half
    figure = go.Figure()
    figure.add_scatter(
        x=bits * at,
        y=level,
        mode="lines",
        name=_("weighted sum of the units"),
        line={"color": LINE_COLOURS[0], "width": 2},
    )
    ones = np.arange(bits + 1)
    A = forward_propagation(np.ones((bits, 1)) * ones / bits, network)[0][0]
    heights = np.interp(ones, bits * at, level)
    for name, odd, colour, symbol in zip(
        (_("even"), _("odd")), (False, True), CLASS_COLOURS, CLASS_SYMBOLS, strict=False
    ):
        here = (A > 0.5) == odd
        figure.add_scatter(
            x=ones[here], y=heights[here], mode="markers", name=name,
            marker={"color": colour, "symbol": symbol, "size": 11, "line": {"color": "white", "width": 1}},
        )  # fmt: skip
    figure.add_hline(y=0.5, line={"color": MARK_COLOUR, "dash": "dot", "width": 1.5})
    figure.update_xaxes(
        title=_("number of ones"), range=[-0.3, bits + 0.3], dtick=1, showgrid=False, zeroline=False, fixedrange=True
    )
    figure.update_yaxes(range=[-0.15, 1.15], tickvals=[0, 0.5, 1], showgrid=False, zeroline=False, fixedrange=True)
    figure.update_layout(showlegend=True, dragmode=False)
    return figure
