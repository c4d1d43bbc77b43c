"""The scene of pages that compare runs: a boundary for each, and all costs in one chart."""

import math
from abc import abstractmethod
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import partial

import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.language import Number, _, number, rounded, sentences
from playground.lessons.course import course
from playground.nn import ACTIVATIONS
from playground.training import Field, Measurement, Run, RunGroup, UnitMaps, View
from playground.training.formatting import magnitude, minus

from .cost import cost_curves, cost_figure, cost_now, lines_of, spike_of
from .cursor import Reading, cells_reading, maps_in_words, plane_reading
from .curve import Curve
from .in_words import field_in_words, plane_in_words, units_in_words
from .panel import Panel
from .plane.boundary import SMALL_RESOLUTION, boundary_figure, boundary_picture
from .plane.unit_maps import tiles, unit_maps_figure, unit_maps_picture
from .scene import Now, Scene, unusual


class ComparisonScene(Scene):
    """A panel for each run, titled with its label, and the costs beside them, in the runs' line styles.

    Each page adds its text about a run with :meth:`said`.

    ``units``: whether panels also show the hidden units as small maps.
    """

    units = False

    def __init__(self, runs: RunGroup, view: View) -> None:
        super().__init__(runs, view)
        self.experiment = runs.experiment
        # Networks of the same kind share their memory.
        kinds = {
            name: (run.recipe.inputs, run.parameters.sizes, run.parameters.activation) for name, run in runs.items()
        }
        fields = {
            kinds[name]: Field(run.parameters, self.extent, SMALL_RESOLUTION, run.recipe.inputs_of)
            for name, run in runs.items()
        }
        self._fields = {name: fields[kind] for name, kind in kinds.items()}
        with_maps = {name: run for name, run in runs.items() if self.units and run.recipe.hidden}
        self._maps = {
            name: UnitMaps(run.parameters, self.extent, inputs_of=run.recipe.inputs_of)
            for name, run in with_maps.items()
        }
        if len(runs) == 2:
            left, right = self.experiment.labels
            self.places = {left: _("{label}, on the left", label=left), right: _("{label}, on the right", label=right)}
        self.ranges = dict.fromkeys(runs, "–")
        """The range of outputs covered by the colours of each run's unit maps."""

    @property
    def evaluated(self) -> Collection[Field | UnitMaps]:
        return [*{id(each): each for each in self._fields.values()}.values(), *self._maps.values()]

    @abstractmethod
    def said(self, name: str, run: Run, now: Measurement, detail: bool) -> tuple[Panel, Panel | None]:
        """Describe one run at this moment, on the first screen and optionally after it.

        Charts and title are added to the first panel.
        """

    def figures(self) -> Mapping[str, go.Figure]:
        """The points of each boundary, the frames of the unit maps, and the axes of the cost."""
        figures = {
            f"boundary-{name}": boundary_figure(run.train, run.test, self.extent, small=True)
            for name, run in self.runs.items()
        }
        figures |= {f"units-{name}": unit_maps_figure(self.runs[name].recipe.n_h, framed=True) for name in self._maps}
        return figures | {"cost": cost_figure(lines_of(self.experiment), self.view, spike=spike_of(self.runs.first))}

    def now(self, detail: bool = True) -> Now:
        """The runs at this moment; unit maps only with ``detail``."""
        measured = {name: run.measure() for name, run in self.runs.items()}
        images = {}
        for name, run in self.runs.items():
            outputs = self._fields[name].evaluate(run.parameters)
            images[f"boundary-{name}"] = [boundary_picture(run.train, outputs, self.view.hard)]
            if detail and name in self._maps:
                centre = ACTIVATIONS[run.recipe.activation].centre
                layer = self._maps[name].evaluate(run.parameters)[0]
                picture, reach = unit_maps_picture(layer, centre)
                images[f"units-{name}"] = [picture]
                self.ranges[name] = _range(centre, reach)
        above, below = [], []
        for name, run in self.runs.items():
            first, more = self.said(name, run, measured[name], detail)
            charts = {f"boundary-{name}": _("boundary")}
            if name in self._maps:
                charts[f"units-{name}"] = _("units")
            above.append(replace(first, title=self.experiment[name].label, charts=charts))
            below += [replace(more, title=self.experiment[name].label, below=True)] if more else []
        return Now(
            images,
            {"cost": cost_now((point.iteration, point.cost) for point in measured.values())},
            {_("Iteration"): number(self.runs.iteration)} | self._unusual(),
            [*above, Panel(charts={"cost": _("cost")}), *below],
        )

    def seen(self) -> dict[str, str]:
        """Of each run its boundary, and its points, cost and units where there are two."""
        if len(self.runs) > 2:
            fields = {
                self.experiment[name].label: field_in_words(run, self._outputs(name)) for name, run in self.runs.items()
            }
            return fields | {"": self._lowest()}
        return {
            self.experiment[name].label: sentences(
                plane_in_words(run, self._outputs(name), self.extent),
                course(run),
                units_in_words(run.evaluate()) if self.units and run.iteration else "",
            )
            for name, run in self.runs.items()
        }

    def _outputs(self, name: str) -> NDArray:
        return self._fields[name].evaluate(self.runs[name].parameters)

    def _lowest(self) -> str:
        """Which run has the lowest cost, and which the highest."""
        costs = {
            self.experiment[name].label: run.measure().cost for name, run in self.runs.items() if not run.divergence
        }
        if len(costs) < 2:
            return ""
        low, high = min(costs, key=costs.__getitem__), max(costs, key=costs.__getitem__)
        least, most = magnitude(costs[low]), magnitude(costs[high])
        if not self.runs.iteration or least == most:
            return ""
        return _(
            "The lowest cost is that of {low}: {least}; the highest that of {high}: {most}.",
            low=low,
            least=least,
            high=high,
            most=most,
        )

    def _unusual(self) -> dict[str, str]:
        """Settings that all runs share and that differ from their defaults."""
        first, *rest = (unusual(run) for run in self.runs.values())
        return {label: text for label, text in first.items() if all(each.get(label) == text for each in rest)}

    def readings(self) -> Mapping[str, Callable[[], Reading]]:
        planes = {f"boundary-{name}": partial(plane_reading, run, self.extent) for name, run in self.runs.items()}
        return planes | {f"units-{name}": partial(self._units_in_words, name) for name in self._maps}

    def _units_in_words(self, name: str) -> Reading:
        maps = self._maps[name].evaluate(self.runs[name].parameters)[0]
        units = [_("unit {number}", number=unit + 1) for unit in range(len(maps))]
        return cells_reading(maps_in_words(maps, units), tiles(len(maps))[1])

    def curves(self) -> dict[str, Curve]:
        """The costs so far."""
        return {"cost": cost_curves(self.runs.values())}


def _range(centre: float, reach: float) -> str:
    """The range of the colours of a network's unit maps, with as many decimals as needed."""
    if not reach:
        return _("{value:g} everywhere", value=centre)
    if not 1e-4 <= reach < 1e6:
        return Number(f"{centre:g} ± {rounded(reach, '.1e')}")
    decimals = max(0, 1 - math.floor(math.log10(reach)))
    low, high = (minus(number(end, f".{decimals}f")) for end in (centre - reach, centre + reach))
    return _("{low} to {high}", low=low, high=high)
