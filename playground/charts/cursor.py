"""What a cursor reads on a chart that stands still: what the network says in the plane, and pictures in words.

Curves and landscapes are in the figures already. The page makes sentences of it: ``frontend/cursor/cursor.js``.
"""

import base64
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data import Dataset
from playground.language import _
from playground.nn import TARGETS, Network, Parameters
from playground.training import Extent, Run, cell_centres
from playground.training.formatting import decimals

from .in_words import WHERE
from .plane.targets import RENDERINGS, scale_of

PLACES = 41
"""Places of the cursor along each side of the plane; odd, so that one is in the middle."""
OF_A_CLASS = 1001
"""Codes for each class: its probability in per mille."""
LEVELS = 65_535
"""The highest code of a number."""
MOST = 1e100
"""Numbers beyond this, as before a run diverges, count as this."""
FLAT = 1e-9
"""A map whose values differ by no more than this share of the largest is the same everywhere."""

NINTHS = (
    ("upper left", "top", "upper right"),
    ("left", "middle", "right"),
    ("lower left", "bottom", "lower right"),
)
"""The places of the ninths of a picture."""

Reading = dict[str, Any]
"""What is sent of one chart."""


def plane_reading(run: Run, extent: Extent) -> Reading:
    """What a network says at the centres of a grid's cells, and at its samples.

    Parameters
    ----------
    extent : the part of the plane that the grid covers

    Returns
    -------
    inputs : list of str
        The names of the axes.
    outputs : str
        Codes of ``PLACES²`` places, row by row, the top row first; base64 of little-endian uint16. Of classes, a code
        is ``OF_A_CLASS`` times the one that is read there, and that one's probability in per mille; of numbers, a step
        from ``low`` to ``high``.
    extent : list of float
        The left, right, lower and upper end of what they fill, if that is not the figure's picture.
    groups : list of dict
        The samples, grouped as the figure has them: what a group is called, the ``codes`` of its samples, and its
        ``label``, a class, or the ``values`` of its samples.
    classes : list of str
        Their names; none for numbers.
    low, high, places : float, float, int
        Of numbers: what the first and the last code stand for, in their own unit as all values, and decimals.
    """
    grid = Network(run.parameters.copy(), run.recipe.inputs_of(cell_centres(extent, PLACES))).forward()
    return _plane(grid, _parts(run))


def network_reading(parameters: Parameters, train: Dataset, test: Dataset | None, extent: Extent) -> Reading:
    """The same of a network of which there is no run; its inputs are the coordinates. See :func:`plane_reading`."""

    def outputs(X: NDArray) -> NDArray:
        return Network(parameters.copy(), X).forward()

    return _plane(outputs(cell_centres(extent, PLACES)), [(each, outputs(each.X)) for each in (train, test) if each])


def hidden_space_reading(run: Run, extent: Extent, names: Sequence[str]) -> Reading:
    """The same in the plane of the outputs of the two units of the last hidden layer; see :func:`plane_reading`.

    ``names``: those of the axes.
    """
    last = len(run.parameters.sizes) - 1
    output = {"W1": run.parameters[f"W{last}"], "b1": run.parameters[f"b{last}"]}
    grid = Network(Parameters.from_arrays(output), cell_centres(extent, PLACES)).forward()
    return _plane(grid, _parts(run)) | {"inputs": list(names), "extent": list(extent)}


def _parts(run: Run) -> list[tuple[Dataset, NDArray]]:
    """The training samples and, if there are any, the test samples, each with the outputs."""
    return [(run.train, run.outputs), *([(run.test, run.tested().output.A)] if run.Y_test.size else [])]


def _plane(grid: NDArray, parts: Sequence[tuple[Dataset, NDArray]]) -> Reading:
    """What a cursor reads on the plane: ``grid`` has the outputs, (n_y, PLACES²), ``parts`` those of the samples."""
    train = parts[0][0]
    scale = scale_of(train)
    said: Reading = {"inputs": list(train.input_names), "classes": list(train.class_names)}
    if scale is None:
        groups = [
            {"name": name, "label": label, "codes": _written(_classes(train.target, A[:, members]))}
            for samples, A in parts
            for name, label, members in _groups(samples, test=samples is not train)
        ]
        return said | {"outputs": _written(_classes(train.target, grid)), "groups": groups}
    all_outputs = np.hstack([grid, *(A for _samples, A in parts)])
    low, high = (float(np.clip(end(all_outputs), -MOST, MOST)) for end in (np.nanmin, np.nanmax))
    names = (_("train"), _("test")) if len(parts) > 1 else ("",)
    return said | {
        "outputs": _written(_numbers(grid, low, high)),
        "low": scale.unit.original(low),
        "high": scale.unit.original(high),
        "places": scale.decimals,
        "groups": [
            {
                "name": name,
                "values": [scale.rounded(value) for value in samples.labels.tolist()],
                "codes": _written(_numbers(A, low, high)),
            }
            for name, (samples, A) in zip(names, parts, strict=True)
        ],
    }


def _groups(samples: Dataset, test: bool) -> Iterator[tuple[str, int, NDArray]]:
    """Name, class and members of the groups of a figure, which has none without samples."""
    for label, (name, _colour, _symbol, members) in enumerate(RENDERINGS[samples.target].groups(samples)):
        if members.any():
            yield (_("{class_name}, test", class_name=name) if test else name), label, members


def _classes(target: str, A: NDArray) -> NDArray:
    """The code of each column of outputs, (n_y, m): its class, and that one's probability; (m,)."""
    read = TARGETS[target].read(A)[0]
    share = np.where(read == 1, A[0], 1 - A[0]) if len(A) == 1 else A.max(axis=0)
    return read * OF_A_CLASS + np.rint(1000 * share)


def _numbers(A: NDArray, low: float, high: float) -> NDArray:
    """The code of each output, (1, m), between these two numbers; (m,)."""
    share = (np.nan_to_num(A[0]).clip(low, high) - low) / ((high - low) or 1.0)
    return np.rint(share * LEVELS)


def _written(codes: NDArray) -> str:
    return base64.b64encode(codes.astype("<u2").tobytes()).decode()


def cells_reading(
    words: Sequence[str],
    columns: int = 1,
    places: int = 0,
    shares: Sequence[float] = (),
    noted: Sequence[int] = (),
    at: Sequence[tuple[float, float]] = (),
) -> Reading:
    """The parts of a chart, each in words: pictures side by side, row by row, or whatever is at a place of its own.

    Parameters
    ----------
    words : of each picture
    columns : pictures in a row
    places : where there could be pictures; by default as many as there are
    shares : of each picture, 0 to 1, to be heard as its pitch; none if there is nothing to hear
    noted : the pictures that Tab goes to
    at : where each is, in values of the axes, if they are not side by side
    """
    return {
        "cells": list(words),
        "columns": columns,
        "places": places or len(words),
        "shares": [round(each, 3) for each in shares],
        "noted": list(noted),
    } | ({"at": [list(map(float, each)) for each in at]} if at else {})


def maps_in_words(maps: NDArray, names: Sequence[str]) -> list[str]:
    """Where each unit is lowest and highest, such as "unit 1: from 0.02 at the top to 0.97 on the right".

    Parameters
    ----------
    maps : (units, n, n), top row first
    names : of the units
    """
    return [_range_in_words(each, name) for each, name in zip(maps, names, strict=True)]


def _range_in_words(each: NDArray, name: str) -> str:
    low, high = float(each.min()), float(each.max())
    lowest, highest = _where_ends_are(each)
    least, most = decimals(low, 2), decimals(high, 2)
    if least == most or high - low <= FLAT * max(abs(low), abs(high)):
        return _("{name}: {value} everywhere", name=name, value=least)
    return _(
        "{name}: from {low} {lowest} to {high} {highest}",
        name=name,
        low=least,
        lowest=lowest,
        high=most,
        highest=highest,
    )


def weights_in_words(maps: NDArray, names: Sequence[str]) -> list[str]:
    """Which ink each unit looks for, from its weights, (units, n, n): the largest and the lowest of them.

    Where weights are all of one sign, a unit looks for ink, or for none, everywhere: their range is said instead.
    """
    return [
        _ink_in_words(each, name) if each.min() < 0 < each.max() else _range_in_words(each, name)
        for each, name in zip(maps, names, strict=True)
    ]


def _ink_in_words(each: NDArray, name: str) -> str:
    lowest, highest = _where_ends_are(each)
    return _(
        "{name} looks for ink {highest} (weight {high}), and for none {lowest} (weight {low})",
        name=name,
        highest=highest,
        high=decimals(float(each.max()), 2),
        lowest=lowest,
        low=decimals(float(each.min()), 2),
    )


def _where_ends_are(each: NDArray) -> tuple[str, str]:
    """Where the lowest and the highest number of a map, (n, n), are."""
    lowest, highest = (part_of(int(at), len(each)) for at in (each.argmin(), each.argmax()))
    return lowest, highest


def part_of(cell: int, side: int) -> str:
    """In which ninth of a square picture a cell is, in words; cells are counted row by row."""
    row, column = divmod(cell, side)
    return WHERE[NINTHS[3 * row // side][3 * column // side]]
