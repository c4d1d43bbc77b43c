"""The scene in which a unit dies: two networks that differ in their activation, and what is said of their units."""

from collections.abc import Iterable, Mapping, Sequence

import plotly.graph_objects as go

from playground.lessons.dead_relu import UnitNow, units_now
from playground.nn import ACTIVATIONS
from playground.training import Field, InStep, UnitMaps, View, saturated_share

from .boundary import SMALL_RESOLUTION, boundary_figure, boundary_picture
from .cost import Line, cost_curves, cost_figure, cost_now
from .scene import Curve, Frame, Panel, Scene, divergence
from .style import LINE_COLOURS
from .unit_maps import unit_maps_figure, unit_maps_picture
from .words import listed, magnitude, minus, percent

TITLES = {"relu": "ReLU", "leaky_relu": "Leaky ReLU"}
UNIT_TABLE = ("unit", "b1", "on for", "largest gradient")


class DeadReLUScene(Scene):
    """Two networks that differ in their activation: boundary, units in pictures and numbers, costs."""

    metrics = ("Iteration",)

    def __init__(self, runs: InStep, view: View) -> None:
        super().__init__(runs, view)
        self._fields = {name: Field(run.parameters, self.extent, SMALL_RESOLUTION) for name, run in runs.items()}
        self._maps = {name: UnitMaps(run.parameters, self.extent) for name, run in runs.items()}

    @property
    def panels(self) -> Sequence[Panel]:
        """One for each run, then the costs."""
        numbers = ("Cost", "Accuracy", "Off for every sample", "Dead: no gradient")
        each = (
            Panel(TITLES[name], (f"boundary-{name}", f"units-{name}"), numbers, sentence=True, table=UNIT_TABLE)
            for name in self.runs
        )
        return [*each, Panel("Cost", ("cost",), wide=True)]

    def figures(self) -> Mapping[str, go.Figure]:
        """The points of each boundary, the frames of the unit maps, the axes of the cost."""
        figures = {}
        for name, run in self.runs.items():
            figures[f"boundary-{name}"] = boundary_figure(run.X, run.Y, run.X_test, run.Y_test, self.extent, small=True)
            figures[f"units-{name}"] = unit_maps_figure(run.config.n_h)
        looks = zip(TITLES.values(), LINE_COLOURS, ("solid", "dash"), strict=False)
        figures["cost"] = cost_figure([Line(*look) for look in looks], self.view.log_cost)
        figures["cost"].update_layout(meta={"height": "16rem"})
        return figures

    def frame(self, detail: bool = True) -> Frame:
        """The runs at this moment; the unit maps only if ``detail`` is wanted."""
        now = {name: run.measure() for name, run in self.runs.items()}
        networks = {name: run.evaluate() for name, run in self.runs.items()}
        units = {name: units_now(network) for name, network in networks.items()}
        said = dict(
            zip(units, (what_rests(units["relu"]), what_moves(units["leaky_relu"], units["relu"])), strict=True)
        )
        images, texts = {}, [f"{self.runs.iteration:,}"]
        for name, run in self.runs.items():
            probability = self._fields[name].evaluate(run.parameters)
            images[f"boundary-{name}"] = [boundary_picture(probability, self.view.hard)]
            if detail:
                hidden, _ = self._maps[name].evaluate(run.parameters)
                images[f"units-{name}"] = [unit_maps_picture(hidden, ACTIVATIONS[run.config.activation].centre)[0]]
            n_h = len(units[name])
            texts += [
                divergence(run) or said[name],
                f"{now[name].cost:.4f}",
                percent(now[name].accuracy),
                f"{len(_off(units[name]))} of {n_h}",
                f"{round(saturated_share(networks[name]) * n_h)} of {n_h}",
            ]
        return {
            "x": self.runs.iteration,
            "images": images,
            "traces": {"cost": cost_now((point.iteration, point.cost) for point in now.values())},
            "texts": texts,
            "tables": [unit_rows(each) for each in units.values()],
        }

    def curves(self) -> dict[str, Curve]:
        """The costs so far."""
        return {"cost": cost_curves(self.runs.values())}


def unit_rows(units: Sequence[UnitNow]) -> list[tuple[int, list[str]]]:
    """A row for each unit under the headings of :data:`UNIT_TABLE`; those that are off for every sample are marked."""
    return [
        (
            -1 if unit.on else 0,
            [str(number), minus(f"{unit.bias:.2f}"), percent(unit.on), magnitude(unit.gradient)],
        )
        for number, unit in enumerate(units, start=1)
    ]


def what_rests(units: Sequence[UnitNow]) -> str:
    """Which ReLU units are dead."""
    off = _off(units)
    if not off:
        return "Every unit is on for some samples: none is dead."
    one = len(off) == 1
    return (
        f"{_named(off)} {'is' if one else 'are'} off for every sample. {'Its' if one else 'Their'} gradient is "
        f"{magnitude(max(units[unit].gradient for unit in off))}, so nothing can move {'it' if one else 'them'}: dead."
    )


def what_moves(units: Sequence[UnitNow], twins: Sequence[UnitNow]) -> str:
    """Which leaky units are off, which are on that are dead as ReLU units.

    Parameters
    ----------
    units, twins : of the leaky network and of the one with ReLU
    """
    off, dead = _off(units), _off(twins)
    back = [f"unit {unit + 1} ({percent(units[unit].on)} of the samples)" for unit in dead if unit not in off]
    said = [f"Dead as ReLU, but on here: {listed(back)}."] if back else []
    if off:
        one, gradient = len(off) == 1, min(units[unit].gradient for unit in off)
        moves = f"not 0, so {'it moves' if one else 'they move'}" if gradient else "so nothing moves here"
        said.append(
            f"{_named(off)} {'is' if one else 'are'} off for every sample. {'Its' if one else 'Their smallest'} "
            f"gradient is {magnitude(gradient)}, {moves}."
        )
    return " ".join(said) or "Every unit is on for some samples."


def _off(units: Iterable[UnitNow]) -> list[int]:
    """The numbers, from 0, of the units that are off for every sample."""
    return [number for number, unit in enumerate(units) if not unit.on]


def _named(units: Sequence[int]) -> str:
    """[0, 2] → "Units 1 and 3"."""
    return f"Unit{'s' if units[1:] else ''} {listed([str(unit + 1) for unit in units])}"
