"""The gradient of logistic regression computed with loops and vectorised, and the time each takes."""

import inspect
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from textwrap import dedent
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.language import _, number, pgettext
from playground.lessons.claims import Answer, band
from playground.lessons.exercises import Make, Question
from playground.lessons.prose import Paragraph
from playground.training import Settings
from playground.training.formatting import magnitude, times
from playground.training.options import Ordered, Whole, option
from playground.training.ranges import SEEDS

SIZES = (10, 100, 1_000, 10_000, 100_000)
"""Numbers of samples."""
LONGEST = 0.5
"""Seconds; loops that would take longer are left out, since everyone else on the server would have to wait."""
TRIES, ENOUGH = 7, 0.1
"""Number of tries, and the seconds after which there are no more. The shortest counts: no machine is ever idle."""
AGREE = 1e-12
"""Numbers that differ by at most this are equal up to rounding."""


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


Gradient = Callable[[NDArray, float, NDArray, NDArray], tuple[NDArray, float]]
"""One of these two."""


def source(gradient: Gradient) -> str:
    """The lines of one of them that compute."""
    return dedent(inspect.getsource(gradient).split('"""\n')[-1])


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
    W, X, Y = _draw(settings, m)
    loops, (dW, db) = _timed(lambda: gradient_with_loops(W, 0.1, X, Y), clock)
    vectorised, (dW_again, db_again) = _timed(lambda: gradient_vectorised(W, 0.1, X, Y), clock)
    return Measured(m, loops, vectorised, max(float(np.abs(dW - dW_again).max()), abs(db - db_again)))


def _draw(settings: LoopsOrVectors, m: int) -> tuple[NDArray, NDArray, NDArray]:
    """W, and X and Y of m random samples."""
    random = np.random.RandomState(settings.data_seed)
    W, X = random.randn(1, settings.features), random.randn(settings.features, m)
    W /= np.sqrt(settings.features)  # keeps z of ordinary size, however many features there are
    return W, X, (random.rand(1, m) < 0.5).astype(float)


def multiplications(gradient: Gradient, settings: LoopsOrVectors, m: int) -> int:
    """How many multiplications it makes with m samples: it is run, on numbers that count them."""
    made = 0

    class Counted(float):
        """In all but its products, and in what has to stay one of its kind up to them, like any other number."""

        def __mul__(self, other: float) -> "Counted":
            nonlocal made
            made += 1
            return Counted(float(self) * float(other))

        __rmul__ = __mul__

        def __add__(self, other: float) -> "Counted":
            return Counted(float(self) + float(other))

        def __neg__(self) -> "Counted":
            return Counted(-float(self))

        def exp(self) -> float:
            """What ``np.exp`` calls."""
            return exp(self)

    W, X, Y = (np.vectorize(Counted, otypes=[object])(each) for each in _draw(settings, m))
    gradient(W, 0.1, X, Y)
    return made


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
        _("**How many times slower are the loops with {m} samples?** Then press Measure.", m=number(m)),
        about=(settings, m),
        found=band(now.ratio, (3, 30, 300)) if now else None,
        claims={
            0: _("Less than 3 times"),
            1: _("3 to 30 times"),
            2: _("30 to 300 times"),
            3: _("More than 300 times"),
        },
        answer=Answer(
            _("They are {ratio} times slower on this machine, as measured just now.", ratio=times(now.ratio))
            if now.ratio > 1
            else _("They are not slower: they took {ratio} times as long.", ratio=times(now.ratio)),
            _(
                "For each number of each sample, Python looks up again what to do with it; NumPy does so once for a "
                "whole array."
            ),
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
                "It takes {ratio} times as long; the loops take {growth} times as long.",
                ratio=times(ratio),
                growth=times(of[m].loops / of[few].loops),
            ),
            # A call takes c + k·samples. c is more than half of what few samples take if the ratio is below this:
            _(
                "With {few} samples, most of the time goes into calling NumPy at all, which takes as long for {m}.",
                m=number(m),
                few=few,
            )
            if ratio < (m / few + 1) / 2
            else _("Even with {few} samples, most of the time goes into the numbers, not into calling NumPy.", few=few),
        )
        if ratio
        else Answer(),
    )


def _why_faster(settings: LoopsOrVectors, measured: Sequence[Measured]) -> Question:
    """Why vectorised code is faster: the multiplications of both are counted, and their results compared."""
    few = SIZES[0]
    loops, vectorised = (multiplications(each, settings, few) for each in (gradient_with_loops, gradient_vectorised))
    largest = max((one.difference for one in measured), default=0.0)
    found = "fewer" if vectorised < loops else "approximate" if largest > AGREE else "same"
    return Question(
        _("**Why is the vectorised gradient faster?** Then press Measure."),
        about=settings,
        found=found if measured else None,
        claims={
            "fewer": _("It multiplies less often"),
            "approximate": _("It is an approximation"),
            "same": _("Same sums in a compiled loop"),
        },
        answer=Answer(
            _("It is faster because the same sums run in a compiled loop, over whole arrays."),
            _(
                "With {few} samples both multiply {n} times, as counted while they run. Their results differ by "
                "{largest} at most, which is rounding.",
                few=few,
                n=number(loops),
                largest=magnitude(largest),
            ),
        )
        if found == "same"
        else Answer(),
    )


def _largest(settings: LoopsOrVectors, measured: Sequence[Measured], most: int) -> int:
    """The largest number of samples up to ``most`` that is measured in the end."""
    last = measured[-1].m if measured and next_size(settings, measured) is None else settings.sizes[-1]
    return min(most, last)


QUESTIONS: Mapping[str, Make] = {
    "how much faster": _how_much_faster,
    "how vectors grow": _how_vectors_grow,
    "why faster": _why_faster,
}
"""What a visitor predicts of the times that are then measured."""

WHAT = (
    Paragraph(
        _(
            "Both compute the gradient of logistic regression, which the lecture notes have in both ways under "
            "“Computation graph”:"
        ),
        (
            r"dw_j = \tfrac1m \textstyle\sum_i x_j^{(i)} \big( a^{(i)} - y^{(i)} \big)",
            r"dW = \tfrac1m \,(A - Y)\, X^T",
        ),
    ),
    Paragraph(
        _(
            "W is (1, n_x), X (n_x, m) and Y (1, m); with more than two classes the same products have a row for each. "
            "Each is run up to {tries} times on the machine that serves this page, and the shortest time counts.",
            tries=TRIES,
        )
    ),
)
"""What is measured."""

WHY = (
    Paragraph(
        _(
            "Both do the same multiplications and additions. In a loop, Python finds out for every single one of them "
            "what kind of numbers it has and which function to call, and makes a new object for the result. A "
            "vectorised line pays that price once; its loop runs inside NumPy, in compiled code, over numbers that lie "
            "side by side in memory."
        )
    ),
    Paragraph(
        _(
            "That price is the same however few the samples are: it is where the vectorised curve begins. The networks "
            "of this app are trained with matrix products for the same reason: see *The code*."
        )
    ),
)
"""Why one way is faster."""
