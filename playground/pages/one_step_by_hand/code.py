"""One step by hand in NumPy, as the notes' program writes it: each line with the shape of its result asserted."""

import re

import numpy as np
from numpy.typing import NDArray

from playground.nn import ACTIVATIONS

from .lesson import Step
from .stages import Equation


def numpy_code(step: Step) -> str:
    """The stage on screen in NumPy: what it computes, and that each result has the shape it must have.

    ``sigmoid``, and ``Phi`` of GELU, stand for functions.
    """
    settings = step.settings
    lines = []
    if settings.now.kind == "start":
        sizes = {settings.names.units(0): len(step.values["X"]), **_layers(step), "m": step.m}
        lines.append(f"{', '.join(sizes)} = {', '.join(map(str, sizes.values()))}")
    if settings.now.kind == "update":
        lines.append(f"learning_rate = {settings.learning_rate:g}")
    for equation in settings.now.equations:
        lines += [f"{equation.left} = {_written(equation, settings.activation)}"] if equation.code else []
        lines += [f"assert {equation.left}.shape == ({', '.join(settings.names.shape(equation.left))})"]
    return "\n".join(lines)


def _layers(step: Step) -> dict[str, int]:
    """The units of each layer, by letter."""
    names = step.settings.names
    return {names.units(layer): len(step.values[names.of("b", layer)]) for layer in range(1, names.last + 1)}


def _written(equation: Equation, activation: str) -> str:
    function, slope = ACTIVATIONS[activation].code
    if "{" not in equation.code:
        return equation.code
    Z = re.findall(r"Z\d", equation.right)[-1]
    return equation.code.format(g=re.sub(r"\bZ\b", Z, function), slope=re.sub(r"\bZ\b", Z, slope))


def stretched_by_a_sum(step: Step, layer: int) -> tuple[NDArray, NDArray]:
    """The db of a layer, summed without ``keepdims=True``, and what becomes of b with it."""
    dZ, b = (step.values[step.settings.names.of(kind, layer)] for kind in ("dZ", "b"))
    db = np.sum(dZ, axis=1) / step.m
    return db, b - step.settings.learning_rate * db


def without_keepdims(step: Step) -> str:
    """The same of the stage on screen, and what happens to the next Z: code and its results."""
    names, layer, values = step.settings.names, step.settings.now.layer, step.values
    dZ, b, W, before, Z = (
        *(names.of(kind, layer) for kind in ("dZ", "b", "W")),
        names.of("A", layer - 1),
        names.of("Z", layer),
    )
    db, stretched = stretched_by_a_sum(step, layer)
    try:
        result = str((values[W] @ values[before] + stretched).shape)
    except ValueError as error:
        result = f"ValueError: {error}"
    return "\n".join(
        [
            f"d{b} = np.sum({dZ}, axis=1) / m",
            f"d{b}.shape",
            f"# → {db.shape}",
            f"{b} = {b} - learning_rate * d{b}",
            f"{b}.shape",
            f"# → {stretched.shape}",
            f"({W} @ {before} + {b}).shape  # {Z}",
            f"# → {result.strip()}",
        ]
    )
