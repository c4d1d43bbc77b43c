"""The gradient of logistic regression computed with loops and vectorised, and the time each takes."""

import inspect
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.language import _, number, pgettext
from playground.lessons.claims import Answer, band
from playground.lessons.exercises import Make, Question
from playground.training import Settings
from playground.training.formatting import times
from playground.training.options import Ordered, Whole, option
from playground.training.ranges import SEEDS

SIZES = (10, 100, 1_000, 10_000, 100_000)
"""Numbers of samples."""
LONGEST = 0.5
"""Seconds; loops that would take longer are left out, since everyone else on the server would have to wait."""
TRIES, ENOUGH = 7, 0.1
"""Number of tries, and the seconds after which there are no more. The shortest counts: no machine is ever idle."""


@dataclass(frozen=True)
class LoopsOrVectors:
    """The samples for which the gradient is computed."""

    features: int = option(
        5, Whole(label=_("Features"), help=_("How many numbers each sample has: n_x in the code."), least=1, most=50)
    )
    largest: str = option(
        "100000",
        Ordered(
            label=_("Largest m"),
            help=_("Measure with 10, 100, … samples, up to this many."),
            names=tuple(map(str, SIZES)),
        ),
    )
    data_seed: int = option(
        1,
        Whole(
            label=_("Data seed"),
            help=_("A different number draws different samples."),
            least=0,
            most=SEEDS,
            exact=True,
        ),
    )

    @property
    def sizes(self) -> tuple[int, ...]:
        """The numbers of samples to measure with."""
        return tuple(m for m in SIZES if m <= int(self.largest))


LOOPS_OR_VECTORS_SETTINGS = Settings(
    records=(LoopsOrVectors(),), groups={pgettext("heading", "Samples"): ("features", "largest", "data_seed")}
)
"""The settings that the page offers."""


def gradient_with_loops(W: NDArray, b: float, X: NDArray, Y: NDArray) -> tuple[NDArray, float]:
    """The gradient, sample by sample and feature by feature (notes: Computation graph).

    W is (1, n_x), X (n_x, m), Y (1, m); returns dW, (1, n_x), and db.
    """
    n_x, m = X.shape
    dW, db = np.zeros((1, n_x)), 0.0
    for i in range(m):
        z = b
        for j in range(n_x):
            z += W[0, j] * X[j, i]
        a = 1 / (1 + exp(-z))
        dz = a - Y[0, i]
        for j in range(n_x):
            dW[0, j] += dz * X[j, i]
        db += dz
    return dW / m, float(db / m)


def gradient_vectorised(W: NDArray, b: float, X: NDArray, Y: NDArray) -> tuple[NDArray, float]:
    """The same gradient, of all samples and features at once (notes: Computation graph).

    W is (1, n_x), X (n_x, m), Y (1, m); returns dW, (1, n_x), and db.
    """
    m = X.shape[1]
    Z = W @ X + b
    A = 1 / (1 + np.exp(-Z))
    dZ = A - Y
    return dZ @ X.T / m, float(np.sum(dZ) / m)


def source(gradient: Callable[..., object], docstring: bool = True) -> str:
    """The code of one of these two; without its docstring where large type has room only for what computes."""
    code = inspect.getsource(gradient)
    return code if docstring else "".join(code.split('"""')[::2]).replace("    \n", "", 1)


class Measured(NamedTuple):
    """The times for ``m`` samples, in seconds, and the largest difference between the two gradients."""

    m: int
    loops: float
    vectorised: float
    difference: float

    @property
    def ratio(self) -> float:
        """The time with loops divided by the time vectorised."""
        return self.loops / self.vectorised


def measure(settings: LoopsOrVectors, m: int, clock: Callable[[], float] = time.perf_counter) -> Measured:
    """Compute the gradient of ``m`` random samples both ways, and time it.

    ``clock``: returns seconds; tests pass their own.
    """
    random = np.random.RandomState(settings.data_seed)
    W, X = random.randn(1, settings.features), random.randn(settings.features, m)
    W /= np.sqrt(settings.features)  # keeps z of ordinary size, however many features there are
    Y = (random.rand(1, m) < 0.5).astype(float)
    loops, (dW, db) = _timed(lambda: gradient_with_loops(W, 0.1, X, Y), clock)
    vectorised, (dW_again, db_again) = _timed(lambda: gradient_vectorised(W, 0.1, X, Y), clock)
    return Measured(m, loops, vectorised, max(float(np.abs(dW - dW_again).max()), abs(db - db_again)))


def _timed(
    compute: Callable[[], tuple[NDArray, float]], clock: Callable[[], float]
) -> tuple[float, tuple[NDArray, float]]:
    """The shortest time of several tries, and the result."""
    times: list[float] = []
    while len(times) < TRIES and sum(times) < ENOUGH:
        begin = clock()
        result = compute()
        times.append(clock() - begin)
    return min(times), result


def expected(measured: Sequence[Measured], m: int) -> float:
    """Estimate how long the loops will take for ``m`` samples, in seconds: their time grows with m."""
    return measured[-1].loops * m / measured[-1].m if measured else 0.0


def next_size(settings: LoopsOrVectors, measured: Sequence[Measured]) -> int | None:
    """The next number of samples to measure; None if all are measured, or the next would take too long."""
    if len(measured) == len(settings.sizes):
        return None
    m = settings.sizes[len(measured)]
    return m if expected(measured, m) <= LONGEST else None


def _how_much_faster(settings: LoopsOrVectors, measured: Sequence[Measured]) -> Question:
    """How many times as long the loops take with many samples."""
    m = _largest(settings, measured, 10_000)
    now = next((one for one in measured if one.m == m), None)
    return Question(
        _("**How many times as long will the loops take with {m} samples?** Then press Measure.", m=number(m)),
        about=(settings, m),
        found=band(now.ratio, (3, 30, 300)) if now else None,
        claims={
            0: _("Less than 3 times"),
            1: _("3 to 30 times"),
            2: _("30 to 300 times"),
            3: _("More than 300 times"),
        },
        answer=Answer(
            _("On this machine, just now, they took {ratio} times as long.", ratio=times(now.ratio)),
            _("For every number in every sample, Python does what NumPy does once for all of them."),
        )
        if now
        else Answer(),
    )


def _how_vectors_grow(settings: LoopsOrVectors, measured: Sequence[Measured]) -> Question | None:
    """How much longer vectorised code takes with more samples."""
    few, m = SIZES[0], _largest(settings, measured, 1_000)
    if m == few:
        return None
    of = {one.m: one for one in measured}
    ratio = of[m].vectorised / of[few].vectorised if m in of else None
    return Question(
        _(
            "**With {m} samples instead of {few}, how many times as long does the vectorised gradient take?** Then "
            "press Measure.",
            m=number(m),
            few=few,
        ),
        about=(settings, m),
        found=band(ratio, (5, 50)) if ratio else None,
        claims={0: _("Less than 5 times"), 1: _("5 to 50 times"), 2: _("More than 50 times")},
        answer=Answer(
            _(
                "It took {ratio} times as long, where loops take {growth} times as long.",
                ratio=times(ratio),
                growth=times(of[m].loops / of[few].loops),
            ),
            _(
                "With few samples, most of the time goes into calling NumPy at all, which takes as long for {m} as for "
                "{few}.",
                m=number(m),
                few=few,
            ),
        )
        if ratio
        else Answer(),
    )


def _largest(settings: LoopsOrVectors, measured: Sequence[Measured], most: int) -> int:
    """The largest number of samples up to ``most`` that is measured in the end."""
    last = measured[-1].m if measured and next_size(settings, measured) is None else settings.sizes[-1]
    return min(most, last)


QUESTIONS: Mapping[str, Make] = {"how much faster": _how_much_faster, "how vectors grow": _how_vectors_grow}
"""What a visitor predicts of the times that are then measured."""

WHY = (
    _(
        "Both do the same multiplications and additions. In a loop, Python finds out for every single one of them "
        "what kind of numbers it has and which function to call, and makes a new object for the result: that takes "
        "far longer than the multiplication itself. A vectorised line pays that price once; its loop over the "
        "numbers runs inside NumPy, in compiled code, over numbers that lie side by side in memory."
    ),
    _(
        "That price is the same however few the samples are: it is where the vectorised curve begins. The table "
        "shows how many samples it takes for vectorising to pay off, and how much time it saves. The networks of "
        "this app are trained with matrix products for the same reason: see *The code*."
    ),
)
"""Why one way is faster, in paragraphs."""
