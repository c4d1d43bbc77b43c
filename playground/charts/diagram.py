"""The network as a diagram: each unit's output over the plane, and the weights between units."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, NotRequired, Self, TypedDict

import numpy as np
from numpy.typing import NDArray

from playground.data import INPUTS
from playground.language import _, rounded
from playground.nn import Network
from playground.training import Extent, Run, UnitMaps, strongest

from .plane.boundary import output_maps_column
from .plane.targets import RENDERINGS, scale_of
from .plane.unit_maps import unit_maps_column

MOST_SHOWN = 8
"""Units drawn per layer; in wider layers the strongest."""
RESOLUTION = 40
"""Cells along each side of a unit's map."""
REACH, SMALL = 4.0, 22
"""An input's map beside its check box: half its side, enough for most datasets, and its number of cells."""


class Column(TypedDict):
    """The inputs, a layer of units, or the output; lists have an entry for each unit drawn.

    ``names``: names of the units; ``short``: short names, below their maps; ``called``: names including the column;
    ``units``: their indices; ``hidden``: number of units not drawn; ``png``: their maps, stacked, each with one extra
    cell on each side, base64-encoded; ``low``, ``high``: the range of each unit's outputs over the plane; ``bias``,
    ``bias_gradient``: empty for the inputs; ``activation``: the name of a hidden layer's, where they differ in it.
    """

    title: str
    names: Sequence[str]
    short: Sequence[str]
    called: Sequence[str]
    units: list[int]
    hidden: int
    png: str
    low: list[float]
    high: list[float]
    bias: list[float]
    bias_gradient: list[float]
    activation: NotRequired[str]


class Links(TypedDict):
    """The weights into a column: a row for each unit drawn, an entry for each unit of the previous column."""

    name: str
    weight: list[list[float]]
    gradient: list[list[float]]


class Diagram(TypedDict):
    """A network at one moment: its columns from the inputs to the output, and the links between them.

    ``frozen``: the frozen parameters: whole matrices as "W1", single numbers as "W1:3", counted row by row. ``values``:
    whether the output has the colours of numbers, not of classes.
    """

    columns: list[Column]
    links: list[Links]
    resolution: int
    frozen: Sequence[str]
    values: NotRequired[bool]


class DiagramOf:
    """Draws one run.

    Parameters
    ----------
    run : the run; its parameters are read when :meth:`now` is called
    extent : the part of the plane that the maps show
    """

    def __init__(self, run: Run, extent: Extent) -> None:
        self._run = run
        self.maps = UnitMaps(run.parameters, extent, RESOLUTION, run.recipe.inputs_of)
        self._shown: list[list[int]] = [[] for _ in run.recipe.hidden]
        inputs = self.maps.inputs
        picture = unit_maps_column(np.stack([_centred(values) for values in inputs]), 0)
        symbols = [INPUTS[name].symbol for name in run.recipe.inputs]
        names = _Names(symbols, symbols, [_("Input {symbol}", symbol=symbol) for symbol in symbols])
        self._inputs = _column(_("Inputs"), names, range(len(inputs)), 0, picture, inputs)

    def now(self, network: Network) -> Diagram:
        """Draw the network, which must have done a forward and a backward pass."""
        parameters = network.parameters
        *hidden, output = self.maps.evaluate(parameters)
        self._shown = [
            strongest(parameters, layer, MOST_SHOWN, shown) for layer, shown in enumerate(self._shown, start=1)
        ]
        columns = [self._inputs]
        each = zip(hidden, self._shown, network.hidden, strict=True)
        for number, (maps, shown, of) in enumerate(each, start=1):
            drawn = maps[shown]
            picture = unit_maps_column(drawn, of.activation.centre)
            title, names = _("Layer {number}", number=number), _Names.of_layer(number, tuple(shown))
            columns.append(_column(title, names, shown, len(maps) - len(shown), picture, drawn))
            if len(set(parameters.activations)) > 1:
                columns[-1]["activation"] = of.activation.label
        samples = self._run.train
        names = _Names.of_output(RENDERINGS[samples.target].outputs(samples.class_names), samples.unit.is_own)
        picture = output_maps_column(samples, output)
        columns.append(_column(_("Output"), names, range(len(output)), 0, picture, output))
        rows = [column["units"] for column in columns]
        links: list[Links] = []
        for layer, column in enumerate(columns[1:], start=1):
            units, before = rows[layer], rows[layer - 1]
            part = np.ix_(units, before)
            column["bias"] = _numbers(parameters[f"b{layer}"][units, 0])
            column["bias_gradient"] = _numbers(network.gradients[f"db{layer}"][units, 0])
            links.append(
                {
                    "name": f"W{layer}",
                    "weight": [_numbers(row) for row in parameters[f"W{layer}"][part]],
                    "gradient": [_numbers(row) for row in network.gradients[f"dW{layer}"][part]],
                }
            )
        diagram: Diagram = {"columns": columns, "links": links, "resolution": RESOLUTION, "frozen": self._run.frozen}
        if scale_of(samples):
            diagram["values"] = True
        return diagram


@lru_cache(maxsize=16)
def input_map(name: str) -> str:
    """The map of an input over a square around the origin, as a base64-encoded PNG image."""
    x2, x1 = np.mgrid[REACH : -REACH : SMALL * 1j, -REACH : REACH : SMALL * 1j]
    return unit_maps_column(_centred(INPUTS[name].of(x1, x2))[np.newaxis], 0)


class _Names(NamedTuple):
    """The names of a column's units: in a sentence, below their maps, and including the column."""

    names: Sequence[str]
    short: Sequence[str]
    called: Sequence[str]

    @classmethod
    @lru_cache(maxsize=256)
    def of_layer(cls, layer: int, units: Sequence[int]) -> Self:
        """Names for these units of a hidden layer: their numbers from 1."""
        return cls(
            [_("unit {number}", number=unit + 1) for unit in units],
            [str(unit + 1) for unit in units],
            [_("Layer {layer}, unit {unit}", layer=layer, unit=unit + 1) for unit in units],
        )

    @classmethod
    def of_output(cls, classes: Sequence[str], standardised: bool) -> Self:
        """Names for the outputs: one for each class with several, otherwise a single one.

        ``standardised``: whether its numbers are, while those beside the points are in their own unit
        """
        if not classes:
            return cls([_("output")], [""], [_("Output, standardised") if standardised else _("Output")])
        called = [_("Output, {name}", name=name) for name in classes]
        return cls([*classes], [name.removeprefix("class ") for name in classes], called)


def _column(title: str, names: _Names, units: Sequence[int], hidden: int, picture: str, maps: NDArray) -> Column:
    low, high = (_numbers(end(axis=(1, 2))) for end in (maps.min, maps.max))
    return {
        "title": title,
        "names": names.names,
        "short": names.short,
        "called": names.called,
        "units": [*units],
        "hidden": hidden,
        "png": picture,
        "low": low,
        "high": high,
        "bias": [],
        "bias_gradient": [],
    }


def _centred(values: NDArray) -> NDArray:
    """An input over the plane, scaled to -1 to 1."""
    middle = (values.min() + values.max()) / 2
    return (values - middle) / (values.max() - middle)


def _numbers(values: NDArray) -> list[float]:
    """Numbers with as many digits as are shown."""
    return [float(rounded(value, ".3g")) for value in values.tolist()]
