"""The scene of the page on the cost as a landscape, and the landscape of a network with a hidden layer."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.lessons.downhill import PICTURE, Landscape, Swap, landscape, lowest, went_up
from playground.training import InStep, Run, View

from .cost import Line, cost_curves, cost_figure, cost_now
from .scene import Curve, Frame, Panel, Scene, Still, Trace, shorten
from .style import CLASS_COLOURS, LINE_COLOURS
from .words import magnitude, minus

ARRIVED = 1e-4
"""A run is at the lowest point if its cost is above it by less than this."""
RECENT = 10
"""Steps that a sentence looks back on."""
CONTOUR = 0.1
"""Between two contours the cost grows by this power of ten."""
HEIGHT = "min(27rem, 95vw)"

GREYS = ((0, "#4b5563"), (1, "#d1d5db"))
"""Neither a class nor a path, and to be seen on light and on dark ground."""


class DownhillScene(Scene):
    """Three runs on one surface: seen from the side, from above, and as costs by iteration."""

    metrics = ("Iteration", "Lowest cost", "Lowest at w₁, w₂", "Largest stable learning rate")
    panel_width = 16

    def __init__(self, runs: InStep, view: View) -> None:
        super().__init__(runs, view)
        first = runs.first  # all have the same samples
        self.surface, self.lowest = landscape(first.X, first.Y), lowest(first.X, first.Y)

    @property
    def panels(self) -> Sequence[Panel]:
        """The surface twice, the costs, and each run."""
        numbers = (
            "Share of the largest stable",
            "Cost",
            "Above the lowest",
            "Length of the gradient",
            "Steps that went up",
            "w₁, w₂",
        )
        return [
            Panel("The cost over both weights", ("surface",)),
            Panel("From above: lines of equal cost, each 1.26 times the one inside it", ("contours",)),
            Panel("The cost, step by step", ("cost",), wide=True),
            *(Panel(_name(run), metrics=numbers, sentence=True) for run in self.runs.values()),
        ]

    def figures(self) -> Mapping[str, go.Figure]:
        """The surface and its contours, with paths that are still empty; the axes of the costs."""
        cost = cost_figure([Line(*look) for look in self._looks()], self.view.log_cost)
        cost.update_layout(meta={"height": "18rem"})
        return {
            "surface": surface_figure(self.surface, ("w₁", "w₂"), self._over(space=True), (1.25, -1.7, 0.95)),
            "contours": contour_figure(self.surface, ("w₁", "w₂"), self._over(space=False)),
            "cost": cost,
        }

    def _looks(self) -> list[tuple[str, str]]:
        """Name and colour of each run."""
        return [(_name(run), colour) for run, colour in zip(self.runs.values(), LINE_COLOURS, strict=False)]

    def _over(self, space: bool) -> list[Any]:
        """A path for each run, a dot for each where it is now, and the lowest point."""
        looks = self._looks()
        paths = [mark(space, name, colour, path=True) for name, colour in looks]
        dots = [mark(space, name, colour) for name, colour in looks]
        (w1, w2), cost = self.lowest.weights, self.lowest.cost
        bottom = mark(space, "lowest point", CLASS_COLOURS[0], "diamond-open", at=(w1, w2, cost))
        return [*paths, *dots, bottom]

    def frame(self, detail: bool = True) -> Frame:
        """The runs at this moment."""
        now = {name: run.measure() for name, run in self.runs.items()}
        flat: list[Trace] = []
        places: list[Trace] = []
        for name, run in self.runs.items():
            w1, w2 = run.parameters["W1"][0]
            flat.append({"x": [shorten(w1)], "y": [shorten(w2)]})
            places.append({**flat[-1], "z": [shorten(now[name].cost)]})
        return {
            "x": self.runs.iteration,
            "images": {},
            "traces": {
                "surface": places + places,
                "contours": flat + flat,
                "cost": cost_now((point.iteration, point.cost) for point in now.values()),
            },
            "texts": [
                f"{self.runs.iteration:,}",
                f"{self.lowest.cost:.4f}",
                _pair(self.lowest.weights),
                f"{self.lowest.largest_stable_rate:.3g}",
                *(text for run in self.runs.values() for text in self._texts(run)),
            ],
            "tables": [],
        }

    def _texts(self, run: Run) -> Iterator[str]:
        """What a panel says of a run."""
        costs = [point.cost for point in run.history.points]
        weights, gradient = run.parameters["W1"][0], run.evaluate().gradients["dW1"]
        up = went_up(costs)
        share = run.config.learning_rate / self.lowest.largest_stable_rate
        outside = weights.min() < PICTURE[0] or weights.max() > PICTURE[1]
        sentence = progress(costs, self.lowest.cost, stable=share < 1)
        yield f"{sentence} It is outside of both pictures now." if outside else sentence
        yield f"{100 * share:.0f} %" if share > 9.99 else f"{100 * share:.3g} %"
        yield f"{costs[-1]:.4f}"
        yield magnitude(max(costs[-1] - self.lowest.cost, 0.0))
        yield magnitude(float(np.linalg.norm(gradient)))
        yield f"{sum(up)} of {len(up)}"
        yield _pair(weights)

    def curves(self) -> dict[str, Curve]:
        """The paths and the costs so far."""
        ways = [run.history.points for run in self.runs.values()]
        at = [point.iteration for point in ways[0]]  # none ends before another: a step is bounded, so none diverges
        weights = np.array([[point.units for point in way] for way in ways])  # (runs, points, 1, 2)
        dots: list[list[float]] = [[] for _ in ways]
        x, y = ([*([shorten(w) for w in way] for way in weights[:, :, 0, axis]), *dots] for axis in (0, 1))
        z = [*([shorten(point.cost) for point in way] for way in ways), *dots]
        return {
            "surface": {"at": at, "x": x, "y": y, "z": z},
            "contours": {"at": at, "x": x, "y": y},
            "cost": cost_curves(self.runs.values()),
        }


def _name(run: Run) -> str:
    return f"α = {run.config.learning_rate:g}"


def _pair(weights: NDArray) -> str:
    return minus(", ".join(f"{w:.2f}" for w in weights))


def progress(costs: Sequence[float], lowest_cost: float, stable: bool) -> str:
    """How far a run has come, in words.

    Parameters
    ----------
    costs : of every iteration from the first
    lowest_cost : that there is
    stable : whether its learning rate is below the largest stable one
    """
    recent = went_up(costs)[-RECENT:]
    last = f"the last {len(recent)} steps" if len(recent) > 1 else "the last step"
    if any(recent):
        if len(recent) == 1:
            return "The last step went up: it leapt beyond the lowest point on its line."
        each = "each of these" if sum(recent) > 1 else "that one"
        return f"Of {last} {sum(recent)} went up: {each} leapt beyond the lowest point on its line."
    if costs[-1] - lowest_cost < ARRIVED:
        if stable:
            return f"At the lowest point: its cost is the lowest to within {ARRIVED:g}."
        return (
            "At the lowest point, but not to stay: with this learning rate what is left along the steepest curve grows "
            "again, sooner or later."
        )
    if not recent:
        return "At its start."
    if costs[-1] > costs[0]:
        return f"Higher than at its start, after steps that went up. {last.capitalize()} went down."
    behind = "less" if costs[0] - costs[-1] < costs[-1] - lowest_cost else "more"
    return f"On its way, with {behind} than half of the height behind it. {last.capitalize()} went down."


def mark(
    space: bool,
    name: str,
    colour: str,
    symbol: str = "circle",
    at: tuple[float, float, float] | None = None,
    path: bool = False,
) -> Any:
    """A mark on the surface, or from above.

    Parameters
    ----------
    space : whether the figure has three dimensions
    name, colour, symbol : how it looks
    at : both coordinates and the cost; None if the page brings them
    path : a line of small marks
    """
    x, y, z = ([number] for number in at) if at else ([], [], [])
    size = (2 if space else 3) if path else (7 if space else 10)
    look: dict[str, Any] = {"name": name, "mode": "lines+markers" if path else "markers", "showlegend": not path}
    look["marker"] = {"color": colour, "symbol": symbol, "size": size}
    if path:
        look["line"] = {"color": colour, "width": 2 if space else 1}
    else:
        look["marker"]["line"] = {"width": 2} if symbol.endswith("open") else {"color": "white", "width": 1}
    if space:
        return go.Scatter3d(x=x, y=y, z=z, hovertemplate="%{x:.2f}, %{y:.2f}: cost %{z:.4f}", **look)
    return go.Scatter(x=x, y=y, hovertemplate="%{x:.2f}, %{y:.2f}", **look)


def surface_figure(
    surface: Landscape, axes: tuple[str, str], over: Sequence[Any], eye: tuple[float, float, float]
) -> go.Figure:
    """The cost as a surface, to be turned with the mouse.

    Parameters
    ----------
    surface : the cost over a plane
    axes : names of its axes
    over : traces on the surface; they come first, since the page addresses what moves by its number
    eye : from where it is seen at first
    """
    corner = np.arange(surface.cost.size).reshape(surface.cost.shape)
    cells = (corner[:-1, :-1], corner[:-1, 1:], corner[1:, :-1], corner[1:, 1:])
    one, two, three, four = (part.ravel() for part in cells)
    x, y = (part.ravel() for part in np.meshgrid(_short(surface.a), _short(surface.b)))
    z = _short(surface.cost).ravel()
    # Two triangles for each cell of the grid: go.Surface looks the same, but takes twice as long to draw.
    sheet = go.Mesh3d(
        x=x, y=y, z=z, i=[*one, *four], j=[*two, *three], k=[*three, *two],
        intensity=z, colorscale=GREYS, showscale=False,
        hovertemplate="%{x:.2f}, %{y:.2f}: cost %{z:.3f}<extra></extra>",
    )  # fmt: skip
    figure = go.Figure([*over, sheet])
    axis = {"showbackground": False, "zeroline": False, "nticks": 6}
    figure.update_layout(
        scene={
            "xaxis": {"title": axes[0], "range": [surface.a[0], surface.a[-1]], **axis},
            "yaxis": {"title": axes[1], "range": [surface.b[0], surface.b[-1]], **axis},
            "zaxis": {"title": "cost", "range": [0, 1.02 * surface.cost.max()], **axis},
            "aspectratio": {"x": 1, "y": 1, "z": 0.7},
            "camera": {"eye": dict(zip("xyz", eye, strict=True)), "center": {"x": 0, "y": 0, "z": -0.15}},
        },
        showlegend=False,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        meta={"height": HEIGHT},
    )
    return figure


def contour_figure(surface: Landscape, axes: tuple[str, str], over: Sequence[Any]) -> go.Figure:
    """The cost from above: lines of equal cost, with as many times the cost from one to the next.

    Parameters
    ----------
    surface, axes, over : as of :func:`surface_figure`
    """
    figure = go.Figure([*over, go.Contour(
        x=_short(surface.a), y=_short(surface.b), z=_short(np.log10(surface.cost)), colorscale=GREYS, showscale=False,
        contours={"size": CONTOUR, "start": np.log10(surface.cost.min()), "end": np.log10(surface.cost.max())},
        text=[[f"{cost:.3f}" for cost in row] for row in surface.cost], line={"width": 0.7, "color": "#6b7280"},
        opacity=0.75, hovertemplate="%{x:.2f}, %{y:.2f}: cost %{text}<extra></extra>", showlegend=False,
    )])  # fmt: skip
    flat = {"zeroline": False, "showgrid": False, "constrain": "domain"}
    figure.update_xaxes(title=axes[0], range=[surface.a[0], surface.a[-1]], **flat)
    figure.update_yaxes(title=axes[1], range=[surface.b[0], surface.b[-1]], scaleanchor="x", **flat)
    figure.update_layout(showlegend=True, meta={"height": HEIGHT}, hovermode="closest")
    return figure


def _short(numbers: NDArray) -> NDArray:
    """Four decimals: more than a picture shows."""
    return np.round(numbers, 4)


def swap_still(swap: Swap) -> Still:
    """The cost around a trained network and the same with two units swapped, and what lies between them."""
    looks = {
        "trained": (LINE_COLOURS[0], "circle", swap.trained),
        "two units swapped": (LINE_COLOURS[1], "circle", swap.swapped),
        "half-way": (CLASS_COLOURS[1], "square", swap.half_way),
        "first weights": (CLASS_COLOURS[0], "diamond", swap.first),
    }

    def over(space: bool) -> list[Any]:
        return [mark(space, name, colour, symbol, at=tuple(at)) for name, (colour, symbol, at) in looks.items()]

    axes = ("from one network to the other", "towards the first weights")
    return Still(
        figures={
            "swap-surface": surface_figure(swap.surface, axes, over(space=True), (-0.6, 1.7, 1.3)),
            "swap-contours": contour_figure(swap.surface, axes, over(space=False)),
        },
        panels=(
            Panel("The cost on a plane through three networks", ("swap-surface",)),
            Panel("From above: lines of equal cost, each 1.26 times the one inside it", ("swap-contours",)),
            Panel(sentence=True, wide=True),
        ),
        metrics=("Cost, trained", "Cost, units swapped", "Cost half-way", "Cost of the first weights"),
        texts=(
            *(f"{at[-1]:.4f}" for at in (swap.trained, swap.swapped, swap.half_way, swap.first)),
            ridge(swap),
        ),
        panel_width=20,
    )


def ridge(swap: Swap) -> str:
    """What lies half-way between the two networks, and what that says."""
    one, other = swap.units
    ends, middle = max(swap.trained[-1], swap.swapped[-1]), swap.half_way[-1]
    same = f"Units {one} and {other} have changed places: another point, the same outputs, the same cost. "
    if middle > ends:
        return (
            f"{same}Half-way between the two, the cost is {middle - ends:.3f} higher than at both. A convex surface "
            "has no such ridge, so this one is not convex."
        )
    return f"{same}Half-way between the two it is not higher, so this line does not tell whether the surface is convex."
