"""The network as a diagram: what each unit puts out over the plane, and the weights between the units."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from playground.data import INPUTS
from playground.language import _
from playground.nn import ACTIVATIONS, Network
from playground.training import Extent, Run, UnitMaps, strongest

from .boundary import class_maps_column
from .unit_maps import unit_maps_column

MOST_SHOWN = 8
"""Units of a layer that are drawn; of wider layers the strongest."""
RESOLUTION = 40
"""Cells along each side of a unit's map."""
REACH, SMALL = 4.0, 22
"""Of an input's map beside its check box: from the origin to an edge, as far as most datasets go; and its cells."""


class Column(TypedDict):
    """The inputs, a layer of units, or the output; a list has an entry for each unit that is drawn.

    ``names``: of the units; ``units``: their numbers, from 0; ``hidden``: how many more there are; ``png``: their maps
    one below the other, each with one more cell on each side, base64-encoded; ``low``, ``high``: between which values
    each puts out over the plane; ``bias``, ``bias_gradient``: empty for the inputs.
    """

    title: str
    names: list[str]
    units: list[int]
    hidden: int
    png: str
    low: list[float]
    high: list[float]
    bias: list[float]
    bias_gradient: list[float]


class Links(TypedDict):
    """The weights into a column that are drawn, a row for each unit, an entry for each unit of the column before."""

    name: str
    weight: list[list[float]]
    gradient: list[list[float]]


class Diagram(TypedDict):
    """A network at one moment: its columns from the inputs to the output, and the links between them.

    ``frozen``: what is not trained: whole matrices as "W1", single numbers as "W1:3", row by row.
    """

    columns: list[Column]
    links: list[Links]
    resolution: int
    frozen: Sequence[str]


class DiagramOf:
    """Draws one run.

    Parameters
    ----------
    run : its parameters are drawn as they are when :meth:`now` is called
    extent : the part of the plane that the maps show
    """

    def __init__(self, run: Run, extent: Extent) -> None:
        self._run = run
        self.maps = UnitMaps(run.parameters, extent, RESOLUTION, run.recipe.inputs_of)
        self._shown: list[list[int]] = [[] for hidden in run.recipe.hidden]
        inputs = self.maps.inputs
        picture = unit_maps_column(np.stack([_centred(values) for values in inputs]), 0)
        self._inputs = _column(
            _("Inputs"), [INPUTS[name].symbol for name in run.recipe.inputs], range(len(inputs)), 0, picture, inputs
        )

    def now(self, network: Network) -> Diagram:
        """The network, which has made a forward and a backward pass."""
        parameters = network.parameters
        *hidden, output = self.maps.evaluate(parameters)
        self._shown = [
            strongest(parameters, layer, MOST_SHOWN, shown) for layer, shown in enumerate(self._shown, start=1)
        ]
        columns = [self._inputs]
        for number, (maps, shown) in enumerate(zip(hidden, self._shown, strict=True), start=1):
            drawn = maps[shown]
            picture = unit_maps_column(drawn, ACTIVATIONS[parameters.activation].centre)
            names = [_("unit {unit}", unit=unit + 1) for unit in shown]
            columns.append(
                _column(_("Layer {layer}", layer=number), names, shown, len(maps) - len(shown), picture, drawn)
            )
        outputs = [_("output")] if len(output) == 1 else self._run.class_names
        columns.append(_column(_("Output"), outputs, range(len(output)), 0, class_maps_column(output), output))
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
        return {"columns": columns, "links": links, "resolution": RESOLUTION, "frozen": self._run.frozen}


@lru_cache(maxsize=16)
def input_map(name: str) -> str:
    """The map of an input over a square around the origin, as a PNG image, base64-encoded."""
    x2, x1 = np.mgrid[REACH : -REACH : SMALL * 1j, -REACH : REACH : SMALL * 1j]
    return unit_maps_column(_centred(INPUTS[name].of(x1, x2))[np.newaxis], 0)


def _column(title: str, names: Sequence[str], units: Sequence[int], hidden: int, picture: str, maps: NDArray) -> Column:
    low, high = (_numbers(end(maps, axis=(1, 2))) for end in (np.min, np.max))
    return {
        "title": title,
        "names": [*names],
        "units": [*units],
        "hidden": hidden,
        "png": picture,
        "low": low,
        "high": high,
        "bias": [],
        "bias_gradient": [],
    }


def _centred(values: NDArray) -> NDArray:
    """An input over the plane as a share of its range, -1 to 1."""
    middle = (values.min() + values.max()) / 2
    return (values - middle) / (values.max() - middle)


def _numbers(values: NDArray) -> list[float]:
    """In as many digits as are read."""
    return [float(f"{value:.3g}") for value in values]
