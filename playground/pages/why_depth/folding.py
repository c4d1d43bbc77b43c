"""Folding: a network with given weights folds a line; what any ReLU network draws there is counted exactly.

The line is [0, 1]. The two units of each layer are ``relu(2t)`` and ``relu(4t - 2)``; their difference is the t of the
next layer. As t goes from 0 to 1, the difference rises from 0 to 1 and falls back to 0: each layer folds the line once
more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.data import Dataset
from playground.language import _, advice, ngettext, number, sentences
from playground.lessons.claims import Outcome, band
from playground.lessons.lesson import Preset
from playground.nn import ACTIVATIONS, Parameters, forward_propagation
from playground.training import Experiment, Recipe, RunGroup
from playground.training.options import Whole, option
from playground.training.ranges import SEEDS

UNITS = 2
"""Units in each layer of the network with given weights."""
STARTS = 8
"""Networks trained side by side, each from its own random weights."""
POINTS = 512
"""Training points on the line: at least four in each stripe of full width, and none on a border."""
NARROW = 1e-12
"""A piece of the line up to this length is a rounding error."""


@dataclass(frozen=True)
class Folding:
    """How often the line is folded, and the size of the networks that have to learn it."""

    folds: int = option(
        3,
        Whole(
            label=_("Layers"),
            help=_("Hidden layers. In the hand-set network, each folds the line once more."),
            least=1,
            most=7,
        ),
    )
    width: int = option(
        UNITS,
        Whole(
            label=_("Units per layer"),
            help=_(
                "Units in each hidden layer of the networks that are trained. Two are enough, as the hand-set network "
                "shows."
            ),
            least=UNITS,
            most=20,
        ),
    )


@dataclass(frozen=True)
class Stripes(Recipe):
    """A network that learns stripes: those of a line folded once for each of its hidden layers."""

    def data(self) -> tuple[Dataset, Dataset]:
        X = ((np.arange(POINTS) + 0.5) / POINTS)[np.newaxis]
        A = forward_propagation(X, written(self.depth))[0]
        names = [_("class {number}", number=label) for label in (0, 1)]
        return Dataset(X, (A[0] > 0.5).astype(int), names, ("t",)).split(0)


def stripes(folding: Folding, recipe: Recipe) -> Stripes:
    """The recipe to train, with seed, learning rate and limit from ``recipe``."""
    return Stripes(
        depth=folding.folds,
        n_h=folding.width,
        activation="relu",
        initialisation="he",
        seed=recipe.seed,
        learning_rate=recipe.learning_rate,
        limit=recipe.limit,
    )


def from_random_starts(recipe: Recipe, starts: int = STARTS) -> Experiment:
    """The same network from several random starts."""
    seeds = [(recipe.seed + start) % (SEEDS + 1) for start in range(starts)]
    return Experiment.compare(
        {
            f"start_{start}": (_("network {number}", number=start), replace(recipe, seed=seed))
            for start, seed in enumerate(seeds, 1)
        }
    )


def written(folds: int) -> Parameters:
    """The network that folds the line ``folds`` times and compares the result with one half."""
    arrays: dict[str, Sequence[Sequence[float]]] = {"W1": [[2], [4]], "b1": [[0], [-2]]}  # relu(2t), relu(4t - 2)
    for layer in range(2, folds + 1):
        arrays |= {f"W{layer}": [[2, -2], [4, -4]], f"b{layer}": [[0], [-2]]}  # the same, with t a difference
    arrays |= {f"W{folds + 1}": [[1, -1]], f"b{folds + 1}": [[-0.5]]}  # positive where t > 1/2
    return Parameters.from_arrays(arrays, "relu")


def number_of(parameters: Parameters) -> int:
    """The number of weights and biases."""
    return sum(array.size for array in parameters.values())


def knots(parameters: Parameters, start: Sequence[float] = (0,), end: Sequence[float] = (1,)) -> NDArray:
    """The points between ``start`` and ``end`` at which a ReLU network's score may bend; in between it is straight.

    Parameters
    ----------
    parameters : those of a network whose activation bends only at 0: ReLU or leaky ReLU
    start, end : (n_x,) inputs

    Returns
    -------
    knots : (n,) fractions of the way, in order; the first is 0, the last 1
    """
    # On a straight piece the score of every unit of the next layer is straight, too, so its two ends tell where it
    # passes through 0: nothing can be missed, unlike with a grid.
    at, A = np.array([0.0, 1.0]), np.array([start, end], float).T
    for layer, activation in enumerate(parameters.activations, start=1):
        at, Z = _split(at, parameters[f"W{layer}"] @ A + parameters[f"b{layer}"])
        A = np.empty_like(Z)
        ACTIVATIONS[activation].function(Z, A)
    return at


def _split(at: NDArray, Z: NDArray) -> tuple[NDArray, NDArray]:
    """Add the places where a row of Z, (units, n), linear between consecutive points of ``at``, passes through 0."""
    before, after = Z[:, :-1], Z[:, 1:]
    unit, piece = np.nonzero(before * after < 0)
    share = before[unit, piece] / (before[unit, piece] - after[unit, piece])
    both = np.unique(np.concatenate([at, at[piece] + share * (at[piece + 1] - at[piece])]))
    both = both[np.append(True, np.diff(both) > NARROW)]
    return both, np.stack([np.interp(both, at, row) for row in Z])


class Drawn(NamedTuple):
    """What a ReLU network draws on a line.

    ``pieces``: straight pieces of its score; ``changes``: where its class changes, as fractions of the way.
    """

    pieces: int
    changes: NDArray


def drawn(parameters: Parameters, start: Sequence[float] = (0,), end: Sequence[float] = (1,)) -> Drawn:
    """Count what a ReLU network draws on the way from ``start`` to ``end``: exactly, not on a grid."""
    at = knots(parameters, start, end)
    first, last = np.array([start, end], float)[:, :, np.newaxis]
    cache = forward_propagation(first + (last - first) * at, parameters)[1]
    scores = cache[f"Z{len(parameters.sizes) - 1}"]
    slopes = np.diff(scores[0]) / np.diff(at)
    pieces = 1 + int(np.count_nonzero(~np.isclose(slopes[1:], slopes[:-1])))  # the score may not bend where a unit does
    at, scores = _split(at, scores)
    above = scores[0, :-1] + scores[0, 1:] > 0  # the sign in the middle of a piece, and so all over it
    return Drawn(pieces, at[1:-1][above[1:] != above[:-1]])


@lru_cache(maxsize=8)
def wanted(folds: int) -> int:
    """The number of class changes that the given network draws."""
    return len(drawn(written(folds)).changes)


class Needed(NamedTuple):
    """The least that one hidden layer needs: units, and weights and biases."""

    units: int
    parameters: int


def one_layer_needs(changes: int) -> Needed:
    """The least that a network with one hidden layer of ReLU units needs for ``changes`` class changes on a line.

    Each unit bends the score in one place, so h units make at most h + 1 straight pieces. On each piece the class
    changes at most once, so there must be at least as many pieces as changes.
    """
    units = changes - 1
    return Needed(units, 2 * units + units + 1)  # per unit a weight in, a bias and a weight out; plus the output's bias


class Found(NamedTuple):
    """What networks trained on stripes currently draw.

    ``wanted``: class changes of the given network; ``drawn``: what each network draws; ``right``: how many classify
    every point correctly; ``off``: how many have a layer in which every unit is off for every point.
    """

    wanted: int
    drawn: list[Drawn]
    right: int
    off: int

    @property
    def changes(self) -> list[int]:
        """The number of class changes that each network draws."""
        return [len(each.changes) for each in self.drawn]


def found(runs: RunGroup) -> Found:
    """What the networks draw, counted exactly."""
    right = sum(run.measure().score == 1 for run in runs.values())
    off = sum(any(not layer.A.any() for layer in run.evaluate().hidden) for run in runs.values())
    return Found(wanted(runs.first.recipe.depth), [drawn(run.parameters) for run in runs.values()], right, off)


def _how_many_find_them(runs: RunGroup) -> tuple[int | None, dict[str, Any]]:
    """How many networks have found the stripes, of how many."""
    right, networks = found(runs).right, len(runs)
    return band(right / networks, (0.01, 0.5, 1)), {"n": right, "networks": networks}


def _how_much_they_grow(runs: RunGroup) -> tuple[int | None, dict[str, Any]]:
    """The same, and how many class changes the last layer of the given network adds."""
    folds = runs.first.recipe.depth
    how_many, counted = _how_many_find_them(runs)
    return how_many, {**counted, "before": wanted(folds - 1), "after": wanted(folds)}


def _what_they_draw(runs: RunGroup) -> str:
    now = found(runs)
    return _("They draw {changes} of {wanted} class changes.", changes=span(now.changes), wanted=now.wanted)


def span(counts: Sequence[int]) -> str:
    """[3, 1, 4] → "1 to 4"."""
    return from_to(number(min(counts)), number(max(counts)))


def from_to(low: str, high: str) -> str:
    """The range between two formatted numbers; just the number if they are the same."""
    return low if low == high else _("{low} to {high}", low=low, high=high)


NONE = _("None of the {networks} networks has every point right.")
SOME = ngettext(
    "{n} of the {networks} networks has every point right.",
    "{n} of the {networks} networks have every point right.",
)
NOT_FOUND = _("None finds all {after}; without the last layer there would be {before}.")
SOME_FOUND = ngettext("{n} of the networks finds all {after}.", "{n} of the networks find all {after}.")
HOW_MANY_FIND_THEM = Outcome(
    _how_many_find_them,
    {
        0: (_("None of them"), NONE),
        1: (_("Fewer than half"), SOME),
        2: (_("Half or more, not all"), SOME),
        3: (_("All of them"), SOME),
    },
    also=_what_they_draw,
    since=300,
    by_seed=True,
)


FOLDING_PRESETS = (
    Preset(
        _("Three folds"),
        {},
        _("Hand-set weights fold the line three times. How many networks will find such weights by training?"),
        _("the stripes of each network, and how many class changes it draws."),
        HOW_MANY_FIND_THEM._replace(instead=_("Units to spare")),
    ),
    Preset(
        _("One fold"),
        {"folds": 1},
        _("One fold draws a single stripe in the middle. How many networks will get every point right by training?"),
        _("the networks that stay one colour, and the sentence under them."),
        HOW_MANY_FIND_THEM._replace(instead=_("Seven folds")),
    ),
    Preset(
        _("Seven folds"),
        {"folds": 7},
        _("Each layer adds six numbers and doubles the class changes. How many networks will find all of these?"),
        _("both counts under the folds, then what the networks have drawn."),
        HOW_MANY_FIND_THEM._replace(
            found=_how_much_they_grow,
            table={
                found: (claim, SOME_FOUND if found else NOT_FOUND)
                for found, (claim, _said) in HOW_MANY_FIND_THEM.table.items()
            },
            instead=_("One fold"),
            by_seed=False,
        ),
    ),
    Preset(
        _("Units to spare"),
        {"width": 20},
        _("Two units a layer are enough for these stripes. How many networks will find them with twenty?"),
        sentences(_("how many changes they draw now."), advice(_("Compare with *Three folds*."))),
        HOW_MANY_FIND_THEM._replace(instead=_("Three folds")),
    ),
)
