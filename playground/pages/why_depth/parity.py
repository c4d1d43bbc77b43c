"""Parity: whether an odd number of bits is 1, computed by one hidden layer that adds them up, and by AND and OR gates.

The units of the layer depend on the sum s of the bits: ``relu(s), relu(s - 1), ..., relu(s - n + 1)``. Weighted by
1, -2, 2, -2, ..., they fold s up and down between 0 and 1 at every whole number.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.data import Dataset
from playground.language import _, advice, ngettext, sentences
from playground.lessons.claims import Found, Outcome, band
from playground.lessons.lesson import Preset
from playground.nn import Parameters, forward_propagation
from playground.training import Recipe, RunGroup
from playground.training.formatting import percent
from playground.training.options import Whole, option, options

from .folding import STARTS, from_to, number_of

MOST_BITS = 12
MOST_INPUTS = 2**12
"""Inputs of all networks trained side by side, unless there are just two: more would take too much time and memory."""


@dataclass(frozen=True)
class Parity:
    """The number of bits, and the size of the networks that have to learn their parity."""

    bits: int = option(
        4, Whole(label=_("Bits"), help=_("How many inputs there are, each 0 or 1."), least=2, most=MOST_BITS)
    )
    times: int = option(
        1,
        Whole(
            label=_("Units per bit"),
            help=_(
                "Hidden units of the networks that are trained, for each bit. One is enough, as the hand-set network "
                "shows."
            ),
            least=1,
            most=3,
        ),
    )


@dataclass(frozen=True)
class Bits(Recipe):
    """A network with one hidden layer that learns parity from all possible inputs."""

    bits: int = option(Parity.bits, options(Parity)["bits"])

    def data(self) -> tuple[Dataset, Dataset]:
        X = every_input(self.bits)
        odd = X.sum(axis=0).astype(int) % 2
        names = [_("bit {number}", number=bit) for bit in range(1, self.bits + 1)]
        return Dataset(X, odd, (_("even"), _("odd")), names).split(0)


def bits(parity: Parity, recipe: Recipe) -> Bits:
    """The recipe to train, with seed, learning rate and limit from ``recipe``."""
    return Bits(
        bits=parity.bits,
        depth=1,
        n_h=parity.bits * parity.times,
        activation="relu",
        initialisation="he",
        seed=recipe.seed,
        learning_rate=recipe.learning_rate,
        limit=recipe.limit,
    )


def starts(parity: Parity) -> int:
    """The number of networks to train."""
    return max(2, min(STARTS, MOST_INPUTS // 2**parity.bits))


def every_input(n: int) -> NDArray:
    """All inputs of n bits, (n, 2ⁿ), those with fewer ones first."""
    X = (np.arange(2**n) >> np.arange(n)[:, np.newaxis]) & 1
    return X[:, np.argsort(X.sum(axis=0), kind="stable")].astype(float)


def written_parity(n: int) -> Parameters:
    """The network with one hidden layer of n ReLU units that computes the parity of n bits."""
    weights = [1.0] + [2.0 * (-1) ** unit for unit in range(1, n)]  # up, down, up, ...: each unit reverses the slope
    return Parameters.from_arrays(
        {
            "W1": np.ones((n, n)),  # every unit adds up all bits
            "b1": -np.arange(n)[:, np.newaxis],  # and is on if there are more ones than units before it
            "W2": [weights],
            "b2": [[-0.5]],
        },
        "relu",
    )


class Checked(NamedTuple):
    """The given network, checked on every possible input.

    ``units``, ``parameters``: how many it has; ``inputs``: number checked; ``mistakes``: number of wrong answers.
    """

    units: int
    parameters: int
    inputs: int
    mistakes: int


def check(n: int) -> Checked:
    """Compare the given network's output with the count of ones, for all inputs of n bits."""
    X, parameters = every_input(n), written_parity(n)
    A = forward_propagation(X, parameters)[0]
    odd = X.sum(axis=0).astype(int) % 2 == 1
    return Checked(n, number_of(parameters), X.shape[1], int(np.count_nonzero((A[0] > 0.5) != odd)))


def and_gates(n: int) -> int:
    """The number of AND gates that parity needs if their outputs go into one OR gate; counted input by input.

    The output of an AND gate that ignores a bit does not depend on that bit. A gate may only be on for odd inputs, but
    changing one bit of an odd input makes it even. So each gate must use every bit and is on for one input only:
    there must be one for each odd input.
    """
    inputs = np.arange(2**n)
    odd = np.bitwise_count(inputs) % 2 == 1
    may_cover_two = np.any([odd & odd[inputs ^ (1 << bit)] for bit in range(n)], axis=0)
    return int(np.count_nonzero(odd & ~may_cover_two))


def _finds_it(runs: RunGroup) -> Found:
    """Which share of the networks has learned the parity of every input."""
    right = sum(run.measure().score == 1 for run in runs.values())
    return band(right / len(runs), (0.01, 1)), {"n": right, "networks": len(runs)}


def _how_right(runs: RunGroup) -> str:
    """How accurate all are."""
    shares = [run.measure().score for run in runs.values()]
    between = from_to(percent(min(shares)), percent(max(shares)))
    return _("They get {shares} right.", shares=between)


def _how_many(runs: RunGroup) -> str:
    all_right = sum(run.measure().score == 1 for run in runs.values())
    if not all_right:
        return _("None of the {networks} trained networks has every input right.", networks=len(runs))
    return ngettext(
        "{n} of {networks} trained networks has every input right.",
        "{n} of {networks} trained networks have every input right.",
        all_right,
        networks=len(runs),
    )


def _errs(runs: RunGroup) -> Found:
    """Whether the given network makes mistakes."""
    found = check(len(runs.first.X))
    return found.mistakes > 0, {"n": found.mistakes, "inputs": found.inputs}


def _mistakes(runs: RunGroup) -> str:
    """How many the given network makes, and how many trained ones find such weights."""
    found = check(len(runs.first.X))
    if found.mistakes:
        counted = ngettext(
            "With hand-set weights, {units} units make {n:,} mistake.",
            "With hand-set weights, {units} units make {n:,} mistakes.",
            found.mistakes,
            units=found.units,
        )
    else:
        counted = _("With hand-set weights, {units} units make no mistake.", units=found.units)
    return sentences(counted, _how_many(runs))


def _what_it_takes(runs: RunGroup) -> Found:
    """The size of the given network and of a circuit of gates."""
    bits = len(runs.first.X)
    found, gates = check(bits), and_gates(bits)
    return band(gates, (13, 145)), {"units": found.units, "gates": gates}


COUNTED = _("It takes {gates:,} AND gates, one for each input of odd parity; {units} units do.")
NONE = _("None of the {networks} networks has every input right.")
SOME = ngettext(
    "{n} of the {networks} networks has every input right.",
    "{n} of the {networks} networks have every input right.",
)
PARITY_PRESETS = (
    Preset(
        _("Four bits"),
        {"part": "parity"},
        _("It is said that parity takes exponentially many units. Set by hand, does one unit a bit make mistakes?"),
        _("the mistakes under the folds; then whether training finds such weights."),
        Outcome(
            _errs,
            {
                True: (_("Yes, some"), _("Yes, {n:,} in {inputs:,} inputs.")),
                False: (_("No, none"), _("No, none in all {inputs:,} inputs.")),
            },
            also=_mistakes,
            since=1,
            instead=_("Twelve bits"),
        ),
    ),
    Preset(
        _("Twelve bits"),
        {"part": "parity", "bits": 12},
        _("Twelve units are enough for the parity of twelve bits. How many AND gates, in one layer before an OR?"),
        _("both counts under the folds. Training is slow here: each step looks at all inputs."),
        Outcome(
            _what_it_takes,
            {
                0: (_("12 AND gates or fewer"), COUNTED),
                1: (_("13 to 144 AND gates"), COUNTED),
                2: (_("More than 144 AND gates"), COUNTED),
            },
            also=_mistakes,
            since=1,
            instead=_("Four bits"),
        ),
    ),
    Preset(
        _("Units to spare"),
        {"part": "parity", "times": 3},
        _("One unit for each bit is enough. How many networks will find the parity with three for each bit?"),
        sentences(_("how many inputs each network gets right."), advice(_("Compare with *Four bits*."))),
        Outcome(
            _finds_it,
            {0: (_("None finds it"), NONE), 1: (_("Some find it"), SOME), 2: (_("All find it"), SOME)},
            also=_how_right,
            since=1000,
            instead=_("Four bits"),
            by_seed=True,
        ),
    ),
)
