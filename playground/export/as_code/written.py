"""Runs to be written as code, and what every part of their code refers to: layers, names, rates, imports."""

import textwrap
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from playground.export.images.captions import title_of
from playground.language import _, listed
from playground.lessons.answers import iterations
from playground.nn import ACTIVATIONS
from playground.training import Run, RunGroup

from .samples import samples
from .steps import Steps
from .writable import check

LONGEST_CALL = 95
"""Characters of a call that has a line to itself."""
ROUNDED = 1e-11
"""A difference between two ways to compute a cost that is not rounding alone."""
TANH = "np.tanh"
"""The notes' activation, as code."""


class Part(NamedTuple):
    """A part of the code: its heading, its explanation in paragraphs, its formulas, and the code itself.

    ``folded``: whether a notebook hides the code until it is asked for.
    """

    heading: str
    code: str
    words: Sequence[str] = ()
    formulas: Sequence[str] = ()
    folded: bool = False


class Written:
    """Runs in their current state, to be written as code; a function makes a :class:`Part` of it.

    Parameters
    ----------
    runs : one run, or several that differ only in their first weights; they are not modified

    Raises
    ------
    ValueError
        If they can't be expressed as code; the message says why, and what to do.
    """

    def __init__(self, runs: RunGroup) -> None:
        check(runs)
        self.runs = runs
        self.run = runs.first
        self.recipe = self.run.recipe
        self.loss = self.run.parameters.loss
        self.layers = range(1, self.recipe.depth + 2)
        self.last = self.layers[-1]
        self.samples = samples(self.recipe)
        self.steps = Steps(self.recipe, self.run.X.shape[1], self.run.train.target)

    @property
    def title(self) -> str:
        """A title: "Flower, 4 tanh units, 3,000 iterations"; for several runs including their initialisations."""
        labels = [variant.label for variant in self.runs.experiment.values()]
        made = {"network": title_of(self.runs), "iterations": iterations(self.runs)}
        if len(labels) == 1:
            return _("{network}, {iterations}", **made)
        return _("{network}, {iterations}: {starts}", **made, starts=listed(labels))

    @property
    def projects(self) -> list[str]:
        """The packages it requires."""
        return ["numpy", *(["scikit-learn"] if self.samples.imports else [])]

    @property
    def imports(self) -> str:
        """The import lines."""
        third = "\n".join(["import numpy as np", *sorted(self.samples.imports)])
        return f"from math import erfc\n\n{third}" if "Phi(" in self.activation else third

    @property
    def activation(self) -> str:
        """The activation functions of the hidden layers and their derivatives; empty for tanh, as in the notes."""
        functions: dict[str, str] = {}
        for layer, name in enumerate(self.recipe.activations, start=1):
            if (g := self.g(layer)) != TANH:
                value, slope = ACTIVATIONS[name].code
                functions |= {g: function(f"{g}(Z)", f"return {value}")}
                functions |= {f"{g}_prime": function(f"{g}_prime(Z)", f"return {slope}")}
        return "\n\n\n".join(functions.values())

    def g(self, layer: int) -> str:
        """The name of a hidden layer's activation in the code."""
        name = self.recipe.activations[layer - 1]
        return TANH if name == "tanh" else "g" if name == self.recipe.activation else "g_later"

    def slope_of(self, layer: int) -> str:
        """The code for the derivative of a hidden layer's activation."""
        return f"(1 - A{layer}**2)" if self.g(layer) == TANH else f"{self.g(layer)}_prime(Z{layer})"

    @property
    def costs_from_scores(self) -> bool:
        """Whether outputs have been rounded so close to 0 or 1 that the cost can't be computed from them."""
        networks = [run.evaluate() for run in self.runs.values()]
        if self.run.Y_test.size:
            networks += [run.tested() for run in self.runs.values()]
        return any(
            abs(network.loss.cost(network.output.A, network.Y) - network.data_cost()) > ROUNDED for network in networks
        )

    def shape(self, layer: int) -> tuple[str, str]:
        """The names of the numbers of rows and columns of a layer's W."""
        return "n_y" if layer == self.last else "n_h", "n_x" if layer == 1 else "n_h"

    def before(self, layer: int) -> str:
        """The name of a layer's inputs."""
        return "X" if layer == 1 else f"A{layer - 1}"

    def names(self, *kinds: str) -> str:
        """The names of these arrays of every layer: "W1, b1, W2, b2"."""
        return ", ".join(f"{kind}{layer}" for layer in self.layers for kind in kinds)

    def by_name(self, *kinds: str) -> str:
        """A dictionary of these arrays of every layer; with many layers one line each."""
        layers = [", ".join(f'"{kind}{layer}": {kind}{layer}' for kind in kinds) for layer in self.layers]
        if len(layers) <= 2:
            return f"{{{', '.join(layers)}}}"
        return "\n".join(["{", *(f"    {each}," for each in layers), "}"])

    @property
    def initialize(self) -> dict[str, str]:
        """The name of each run's initialisation function."""
        if len(self.runs) == 1:
            return dict.fromkeys(self.runs, "initialize_parameters")
        return {name: f"initialize_{name}" for name in self.runs}

    @property
    def arguments(self) -> str:
        """The sizes that this function takes as arguments."""
        return "n_x, n_h, n_y" if self.recipe.depth else "n_x, n_y"

    @property
    def units(self) -> str:
        """The argument of ``nn_model`` for the number of hidden units."""
        return f", n_h={self.recipe.n_h}" if self.recipe.depth else ""

    def rates(self, run: Run) -> dict[int, float]:
        """The learning rates up to now, by the iterations at which they were set."""
        return {
            event.iteration: event.change["learning_rate"]
            for event in run.event_log or ()
            if "learning_rate" in event.change and (not event.iteration or event.iteration < run.iteration)
        }

    @property
    def changes(self) -> bool:
        """Whether the learning rate of any run has changed."""
        return any(len(self.rates(run)) > 1 for run in self.runs.values())

    @property
    def rounding(self) -> list[str]:
        """How closely the numbers agree with those of the page, in a few sentences."""
        said = self.steps.rounding
        if any(_equal_units(run) for run in self.runs.values()):
            said.append(
                _(
                    "Units that start equal stay equal, says the algebra; but a product such as W1 @ X may round equal "
                    "rows differently, and training makes the difference grow. The page pads its matrices to prevent "
                    "that."
                )
            )
        return said


def function(signature: str, *lines: str) -> str:
    """The code of a function."""
    return f"def {signature}:\n{indented(lines)}"


def call(name: str, arguments: Sequence[str]) -> str:
    """A call, or a signature, in as few lines as there is room for."""
    given = ", ".join(arguments)
    if len(name) + len(given) <= LONGEST_CALL:
        return f"{name}({given})"
    separated = given if len(given) <= LONGEST_CALL else ",\n    ".join(arguments)
    return f"{name}(\n    {separated},\n)"


def indented(lines: Sequence[str]) -> str:
    """Lines of code, one level deeper."""
    return textwrap.indent("\n".join(lines), "    ")


def _equal_units(run: Run) -> bool:
    """Whether the first layer has several hidden units that all start equal."""
    W1 = run.first["W1"]
    return (
        bool(run.recipe.depth)
        and len(W1) > 1
        and not np.ptp(W1, axis=0).any()
        and not np.ptp(run.first["W2"], axis=1).any()
    )
