"""Whether steps are too long, and the learning rate to try."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from operator import attrgetter
from statistics import median
from weakref import WeakKeyDictionary

from playground.language import _, advice, ngettext, sentences
from playground.language.labels import RESET

from .finding import Diagnosis
from .formatting import decimals
from .history import Measurement
from .look_ahead import LOOK_AHEAD, RISE, SMALL_COST, Ahead, calmer_rate
from .number_words import as_word
from .run import Run

WORSE = 1.5
"""A cost of this many times the lowest of its run has jumped, not just fluctuated."""
FALLING = 0.99
"""A cost is still falling if it has recently been below this fraction of the lowest before."""


def too_fast(run: Run, learned: bool, thrown: str, points: Sequence[Measurement], ahead: Ahead) -> Diagnosis:
    """Whether steps are too long; ``thrown``: says how far they have thrown the cost back, if they have."""
    return (_in_batches if run.optimiser.batches else _at_once)(run, learned, thrown, points, ahead)


def _at_once(run: Run, learned: bool, thrown: str, points: Sequence[Measurement], ahead: Ahead) -> Diagnosis:
    """The same with all samples at once."""
    steps = as_word(LOOK_AHEAD)
    if ahead.rise == float("inf"):
        thrown = _(
            "The learning rate is too high: one of the next {steps} steps goes so far that the weights blow up.",
            steps=steps,
        )
    if not thrown and ahead.rise < RISE:
        return Diagnosis()
    better = better_rate(run, from_start=bool(thrown) and not learned)
    settings = {"learning_rate": better}
    if thrown and learned:
        return Diagnosis(sentences(thrown, advice(_("Try {rate:g}.", rate=better))), settings)
    if thrown:  # restarting may be quicker than recovering
        again = advice(_("Try {rate:g}, and press {reset}.", rate=better, reset=RESET))
        return Diagnosis(sentences(thrown, again), settings)
    raises = {"steps": steps, "share": decimals(100 * ahead.rise, 0)}
    if falls(points, run.iteration, 1 / 4):
        text = _(
            "The learning rate is high: one of the next {steps} steps goes too far and raises the cost by {share} %. "
            "The cost still falls; at {better:g} it would fall more evenly."
        )
        return Diagnosis(text.filled(**raises, better=better), settings)
    text = _(
        "The learning rate is too high here: one of the next {steps} steps goes too far and raises the cost by "
        "{share} %."
    )
    return Diagnosis(sentences(text.filled(**raises), advice(_("Try {rate:g}.", rate=better))), settings)


def _in_batches(run: Run, learned: bool, thrown: str, points: Sequence[Measurement], ahead: Ahead) -> Diagnosis:
    """The same with mini-batches, where the cost sometimes rises even if no step is too long."""
    late = [point.cost for point in points[len(points) // 2 :]]
    low = min((point.cost for point in points), default=0.0)
    if ahead.rise == float("inf") or (thrown and late and median(late) >= WORSE * low + SMALL_COST):
        return _at_once(run, learned, thrown, points, ahead)
    if not any(after > (1 + RISE) * before and before >= SMALL_COST for before, after in pairwise(late)):
        return Diagnosis()
    size = run.recipe.batch_size
    sentence = ngettext(
        "The cost goes up now and then: each update looks at only one sample, and what is good for it may be bad for "
        "the rest. It falls more evenly with larger batches or a lower learning rate.",
        "The cost goes up now and then: each update looks at only {n} samples, and what is good for these may be bad "
        "for the rest. It falls more evenly with larger batches or a lower learning rate.",
        size,
    )
    return Diagnosis(sentence, {"batch_size": 8 * size})


_better_rates: WeakKeyDictionary[Run, tuple[tuple[float, int], float]] = WeakKeyDictionary()


def better_rate(run: Run, from_start: bool = False) -> float:
    """The :func:`calmer_rate` from this iteration, or from the first weights.

    For the largest networks it takes a tenth of a second. So it is recomputed only when the iteration has doubled,
    which also keeps the sentence from changing all the time.
    """
    rate = run.rate
    key = (rate, -1 if from_start else run.iteration.bit_length())
    known = _better_rates.get(run)
    if known is None or known[0] != key:
        if from_start:
            better = calmer_rate(run.recipe.optimiser(run.first_network()), rate)
        else:
            better = calmer_rate(run.optimiser, rate, run.iteration)
        known = _better_rates[run] = (key, better)
    return known[1]


def falls(points: Sequence[Measurement], iteration: int, late: float) -> bool:
    """Whether the cost has been lower in the last fraction ``late`` of the iterations up to this one than before."""
    if len(points) <= LOOK_AHEAD:
        return False
    end = iteration - late * (iteration - points[0].iteration)
    split = bisect_left(points, end, key=attrgetter("iteration"))
    lowest_before = min(point.cost for point in points[:split])
    return min((point.cost for point in points[split:]), default=lowest_before) < FALLING * lowest_before
