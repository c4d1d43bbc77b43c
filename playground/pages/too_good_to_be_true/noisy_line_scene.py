"""The scene of overfitting seen as a curve: two networks and a polynomial that learn a few points around a line."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.charts.curve import Curve, Trace, shorten
from playground.charts.panel import Panel, Row, Table
from playground.charts.scene import Now, Scene, divergence, unusual
from playground.charts.style import MARK_COLOUR
from playground.language import _, number, pgettext, sentences
from playground.training import LINE_COLOURS, Run, RunGroup, View
from playground.training.formatting import magnitude
from playground.training.history import root_mean_square

from .few_points import FRESH, Moment
from .noisy_line import REACH, Errors, NoisyLine, line, network, polynomial, written
from .noisy_line import Curve as Said
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

POLYNOMIAL_COLOUR = LINE_COLOURS[2]
X = np.linspace(-REACH, REACH, 241)
"""Where curves are drawn."""
MARGIN = 0.35
"""Above and below all points, for the curves to bend in: a share of the distance between the highest and the lowest."""
TRAIN, TEST = pgettext("short", "Train RMSE"), pgettext("short", "Test RMSE")
MARKS = _("●\u00a0training, ○\u00a0test, ┄\u00a0line")
HELP: dict[str, str] = {
    TRAIN: _(
        "The root mean square error of the training points, the filled ones: square the distance of each from the "
        "curve, take the mean, then the root. It is a typical distance, in the units of y."
    ),
    TEST: _("The same for the test points, the hollow ones: the curve was not made for them."),
    _("Polynomial"): _(
        "A polynomial of degree d has d + 1 coefficients. Least squares finds them at once: no other polynomial of "
        "this degree has a smaller training error. It has no penalty."
    ),
    **LARGEST_WEIGHT,
    **THE_STAR,
    _("RMSE on fresh points"): _(
        "On {fresh:,} more points of the same kind, used neither in training nor in choosing the star. The line that "
        "all points were drawn around misses them by the noise alone, and nothing can be expected to do better.",
        fresh=FRESH,
    ),
}
HEADINGS = (
    _("curve"),
    _("when"),
    TRAIN,
    TEST,
    _("RMSE on fresh points"),
    _("largest weight"),
)


class NoisyLineScene(Scene):
    """A network without a penalty and one with it, beside a polynomial: each as a curve; and the networks' costs."""

    arrangement = "curves"

    def __init__(self, runs: RunGroup, view: View) -> None:
        super().__init__(runs, view)
        self.experiment = runs.experiment
        self._degree = 0  # none yet

    def figures(self) -> Mapping[str, go.Figure]:
        """The points and the line behind each curve; costs and largest weights."""
        looks = {name: (each.colour, each.label) for name, each in self.experiment.items()}
        looks["polynomial"] = (POLYNOMIAL_COLOUR, _("polynomial"))
        curves = {f"curve-{name}": curve_figure(self.runs.first, *look) for name, look in looks.items()}
        return {**curves, **penalty_figures(self.experiment, self.view)}

    def now(self, detail: bool = True) -> Now:
        """The runs at this moment."""
        self._fit()
        stars, runs = stars_of(self.runs), self.runs
        moments = {name: Moment.of(run.measure()) for name, run in runs.items()}
        networks = [
            Panel(
                title=self.experiment[name].label,
                charts={f"curve-{name}": _("curve")},
                caption=MARKS,
                numbers=_errors(root_mean_square(at.train), root_mean_square(at.test)),
                sentence=divergence(runs[name]) or what_the_test_curve_did(stars[name], at),
                help=HELP,
            )
            for name, at in moments.items()
        ]
        drawn = {f"curve-{name}": [curve_now(network(run))] for name, run in runs.items()}
        drawn["curve-polynomial"] = [self._curve]
        return Now(
            {},
            drawn | penalty_now(list(moments.values()), stars),
            {_("Iteration"): number(runs.iteration)} | unusual(runs.first),
            [
                *networks,
                self._polynomial(),
                Panel(charts={"cost": _("cost")}),
                WEIGHTS,
                Panel(
                    title=_("Can you trust the star?"),
                    table=Table(HEADINGS, self._rows(moments, stars)),
                    below=True,
                    help=HELP,
                ),
            ],
        )

    def _fit(self) -> None:
        """Find the polynomial anew if its degree has changed."""
        run = self.runs.first
        assert isinstance(run.recipe, NoisyLine)
        if run.recipe.degree != self._degree:
            self._degree, found = run.recipe.degree, polynomial(run)
            self._curve, self._errors = curve_now(found), Errors.of(found, run)
            self._truth = Errors.of(line, run)

    def _polynomial(self) -> Panel:
        said, coefficients, m = self._errors, self._degree + 1, self.runs.first.X.shape[1]
        if coefficients == m:
            has = _("Degree {d}: as many coefficients as training points, so it goes through all of them.")
        else:
            has = _("Degree {d}: {n} coefficients for {m} training points.")
        far = _(
            "Between −3 and 3 it strays from the line by up to {far}.",
            far=number(said.farthest, ",.0f" if said.farthest >= 10 else ".2g"),
        )
        return Panel(
            title=_("Polynomial"),
            charts={"curve-polynomial": _("curve")},
            caption=MARKS,
            numbers=_errors(said.train, said.test),
            sentence=sentences(has.filled(d=self._degree, n=coefficients, m=m), far),
            help=HELP,
        )

    def _rows(self, moments: Mapping[str, Moment], stars: Mapping[str, Moment]) -> list[Row]:
        """Both networks at the star and now; the polynomial and the line, which have no weights and need no time."""
        found = [
            Row([self.experiment[name].label, when, *_roots(*at[1:4]), magnitude(at.largest)])
            for name, here in moments.items()
            for when, at in ((at_the_star(stars[name]), stars[name]), (NOW, here))
        ]
        at_once = {_("polynomial"): self._errors, _("the line itself"): self._truth}
        return [
            *found,
            *(Row([name, "–", *(written(error) for error in errors[:3]), "–"]) for name, errors in at_once.items()),
        ]

    def curves(self) -> dict[str, Curve]:
        """The costs and weights so far; the curves have no history."""
        names = (*self.runs, "polynomial")
        empty: dict[str, Curve] = {f"curve-{name}": {"at": [], "x": [[]], "y": [[]]} for name in names}
        return empty | penalty_curves(list(self.runs.values()))


def _errors(train: float, test: float) -> dict[str, str]:
    return {TRAIN: written(train), TEST: written(test)}


def _roots(*costs: float) -> list[str]:
    return [written(root_mean_square(cost)) for cost in costs]


def curve_now(said: Said) -> Trace:
    """A curve over the inputs."""
    return {"x": X.round(3).tolist(), "y": [shorten(y) for y in said(X).tolist()]}


def curve_figure(run: Run, colour: str, name: str) -> go.Figure:
    """An empty curve, then the line behind the points, the test points, hollow, and the training points, filled."""
    y = _range(np.concatenate([run.train.labels, run.test.labels, line(X)]))
    figure = go.Figure()
    point = "x %{x:.2f}, y %{y:.2f}"
    figure.add_scatter(x=[], y=[], mode="lines", name=name, line={"color": colour, "width": 2.5}, hovertemplate=point)
    figure.add_scatter(
        x=X[[0, -1]],
        y=line(X)[[0, -1]],
        mode="lines",
        name=_("line"),
        line={"color": MARK_COLOUR, "width": 2, "dash": "dot"},
        hoverinfo="skip",
    )
    kinds: list[tuple[str, Any, str]] = [
        (_("training"), run.train, "circle"),
        (_("test"), run.test, "circle-open"),
    ]
    for kind, samples, symbol in kinds:
        figure.add_scatter(
            x=samples.X[0],
            y=samples.labels,
            mode="markers",
            name=kind,
            marker={"color": MARK_COLOUR, "size": 7, "symbol": symbol, "line": {"width": 1.5, "color": MARK_COLOUR}},
            hovertemplate=point,
        )
    # In the corners, since beside the axes there is little room.
    for name, x, at in (("y", 0, 1), ("x", 1, 0)):
        figure.add_annotation(
            text=name,
            x=x,
            y=at,
            xref="paper",
            yref="paper",
            xanchor="right" if x else "left",
            yanchor="top" if at else "bottom",
            showarrow=False,
        )
    figure.update_xaxes(range=[-REACH, REACH], zeroline=False, tickvals=[-2, 0, 2], fixedrange=True)
    figure.update_yaxes(range=y, zeroline=False, nticks=6, fixedrange=True)
    margin = {"l": 26, "r": 4, "t": 4, "b": 22}
    figure.update_layout(hovermode="closest", showlegend=False, dragmode=False, margin=margin)
    return figure


def _range(y: NDArray) -> list[float]:
    """What the vertical axis shows: the same for all curves, however far they stray."""
    low, high = float(y.min()), float(y.max())
    margin = MARGIN * (high - low)
    return [low - margin, high + margin]
