"""Why this cost, where labels are numbers: a line, a normal distribution around it, and the squared error.

The model is ``a = w x + b``. Around it a label scatters as a normal distribution does, whose standard deviation, the
spread, is the same at every x.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.language import _
from playground.lessons.claims import Answer
from playground.lessons.exercises import Make, Question, Slip
from playground.training.formatting import decimals, setting

from .lesson import REACH, STEP, WhyThisCost, draw_samples

SLOPE, INTERCEPT, NOISE = 1.0, 0.3, 0.7
"""The line that the labels are drawn around, and their standard deviation."""

SPREADS = (0.3, 0.5, 0.7, 1.0, 1.4, 2.0)
"""Some that the slider has, for a table."""


class LineJudgement(NamedTuple):
    """A line judged on samples.

    ``A``: (1, m) values of the line; ``log_p``: (1, m) logarithm of each label's probability density; ``cost``: half
    the mean squared error; ``dw``, ``db``: its derivatives.
    """

    A: NDArray
    log_p: NDArray
    cost: float
    dw: float
    db: float

    @property
    def log_likelihood(self) -> float:
        """The sum of ``log_p``: it can be computed where the product of the densities comes out as 0."""
        return float(self.log_p.sum())

    @property
    def likelihood(self) -> float:
        """The product of all densities."""
        return float(np.exp(self.log_p).prod())

    @property
    def least_probable(self) -> int:
        """The index of the sample with the smallest density."""
        return int(self.log_p.argmin())


class LinesAlong(NamedTuple):
    """Log-likelihood and cost for each value in ``w``, with b and the spread fixed: three arrays of the same length."""

    w: NDArray
    log_likelihood: NDArray
    cost: NDArray

    # Rounded: if two w are equally good, both properties name the same one.

    @property
    def most_likely(self) -> float:
        """The w with the largest likelihood."""
        return float(self.w[self.log_likelihood.round(9).argmax()])

    @property
    def least_cost(self) -> float:
        """The w with the smallest cost."""
        return float(self.w[self.cost.round(9).argmin()])


class WithSpread(NamedTuple):
    """The largest log-likelihood that any w has with this spread, and that w."""

    spread: float
    log_likelihood: float
    w: float


def draw_numbers(samples: int, seed: int) -> tuple[NDArray, NDArray]:
    """Draw the samples of :func:`draw_samples` with numbers for labels.

    Returns
    -------
    X : (1, samples) the same as with classes
    Y : (1, samples) numbers around a line, rounded to hundredths
    """
    X, _classes = draw_samples(samples, seed)
    noise = np.random.RandomState([seed, 1]).randn(1, samples)
    return X, (SLOPE * X + INTERCEPT + NOISE * noise).round(2)


def log_density(Y: NDArray, A: NDArray, spread: float) -> NDArray:
    """The logarithm of the normal density of labels around A, with this standard deviation; in the shape of A."""
    return -((A - Y) ** 2) / (2 * spread**2) - np.log(spread * np.sqrt(2 * np.pi))


def judge_line(X: NDArray, Y: NDArray, w: float, b: float, spread: float) -> LineJudgement:
    """Evaluate a line on samples.

    Parameters
    ----------
    X, Y : (1, m) samples and labels
    w, b : the line's slope and intercept
    spread : standard deviation of the labels around it
    """
    A = w * X + b
    E = A - Y
    return LineJudgement(A, log_density(Y, A, spread), float((E**2).mean()) / 2, float((E * X).mean()), float(E.mean()))


def lines_along_w(X: NDArray, Y: NDArray, b: float, spread: float) -> LinesAlong:
    """Log-likelihood and cost at every position of the slider for w; X and Y are (1, m)."""
    w = np.linspace(-REACH, REACH, round(2 * REACH / STEP) + 1).round(1)
    A = w[:, np.newaxis] * X + b
    return LinesAlong(w, log_density(Y, A, spread).sum(axis=1), ((A - Y) ** 2).mean(axis=1) / 2)


def least_squares(X: NDArray, Y: NDArray) -> tuple[float, float]:
    """The w and b with the smallest squared error of all, found at once; X and Y are (1, m)."""
    inputs = np.vstack([X, np.ones_like(X)])
    w, b = np.linalg.lstsq(inputs.T, Y[0], rcond=None)[0]
    return float(w), float(b)


def best_line(X: NDArray, Y: NDArray) -> tuple[float, float]:
    """The slider positions w and b near :func:`least_squares`: b is rounded; w is then the best one for that b."""
    b = round(least_squares(X, Y)[1], 1) + 0.0  # not "-0"
    return lines_along_w(X, Y, b, 1.0).least_cost, b


def most_likely_spread(cost: float) -> float:
    """The spread with the largest likelihood for a line of this cost: the root of its mean squared error."""
    return float(np.sqrt(2 * cost))


def by_spread(X: NDArray, Y: NDArray, b: float, spreads: Sequence[float] = SPREADS) -> list[WithSpread]:
    """For each spread the w with the largest likelihood, found by trying them all; X and Y are (1, m)."""
    tried = [(spread, lines_along_w(X, Y, b, spread)) for spread in spreads]
    return [WithSpread(spread, float(along.log_likelihood.max()), along.most_likely) for spread, along in tried]


NARROW, WIDE = {"b": 0.0, "spread": 0.5}, {"b": 0.0, "spread": 1.0}
"""The same line with two spreads."""
GUESS = {"w": 1.0, "b": 0.0}
"""A line that is not the best, whose best spread is asked for."""


def _wider(settings: WhyThisCost) -> Question | None:
    """Whether a wider distribution has its largest likelihood at another w."""
    if settings.part != "number":
        return None
    X, Y = draw_numbers(settings.samples, settings.data_seed)
    before, after = (lines_along_w(X, Y, **each) for each in (NARROW, WIDE))
    return Question(
        _(
            "With b = 0 and σ = {before}, the likelihood is largest at w = {w}. **Where is it largest with σ = "
            "{after}?** Then set b, and drag σ.",
            before=setting(NARROW["spread"]),
            w=setting(before.most_likely),
            after=setting(WIDE["spread"]),
        ),
        about=(settings.samples, settings.data_seed),
        found=np.sign(after.most_likely - before.most_likely),
        claims={-1: _("At a smaller w"), 0: _("At the same w"), 1: _("At a larger w")},
        there=WIDE,
        answer=Answer(
            _("Again at w = {w}.", w=setting(after.most_likely)),
            _(
                "The log-likelihood there was {before} and is now {after}: σ changes how high the peak is, not where "
                "it is.",
                before=decimals(float(before.log_likelihood.max()), 1),
                after=decimals(float(after.log_likelihood.max()), 1),
            ),
        ),
    )


def _best_spread(settings: WhyThisCost) -> Question | None:
    """The spread that makes the labels most likely."""
    if settings.part != "number":
        return None
    X, Y = draw_numbers(settings.samples, settings.data_seed)
    cost = judge_line(X, Y, **GUESS, spread=1).cost
    found = most_likely_spread(cost)
    here, narrower, wider = (
        decimals(judge_line(X, Y, **GUESS, spread=spread).log_likelihood, 2)
        for spread in (found, found - STEP, found + STEP)
    )
    return Question(
        _(
            "With w = 1 and b = 0, the mean squared error is {error}. **Which σ makes the likelihood largest?** Then "
            "drag it.",
            error=decimals(2 * cost),
        ),
        about=(settings.samples, settings.data_seed),
        found=found,
        there=GUESS | {"spread": round(found, 1)},
        answer=Answer(
            _("σ = {spread}, the root of the mean squared error.", spread=decimals(found)),
            _(
                "The log-likelihood is {here} there, {narrower} with a σ that is 0.1 smaller, and {wider} with one "
                "that is 0.1 larger.",
                here=here,
                narrower=narrower,
                wider=wider,
            ),
        ),
        slips=(
            Slip(2 * cost, _("That is the mean squared error, which is σ². Take its root.")),
            Slip(cost, _("That is the cost, half of the mean squared error.")),
            Slip(
                float(np.sqrt(cost)), _("That is the root of the cost, which is only half of the mean squared error.")
            ),
            Slip(NOISE, _("The labels were drawn with that one. For this line, another is more likely.")),
        ),
        hint=_(
            "σ says how far labels typically lie from the line, and σ² is the mean of the squares of these distances."
        ),
    )


NUMBER_QUESTIONS: Mapping[str, Make] = {"wider": _wider, "best spread": _best_spread}
"""What a visitor answers, and then finds with σ, where labels are numbers."""
