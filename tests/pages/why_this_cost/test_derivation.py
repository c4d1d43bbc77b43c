"""Why this cost, in words and formulas: where formulas are announced they follow, and nowhere else.

And beside the notes: what they say is held against numbers of the samples on screen.
"""

import math

import numpy as np
from scipy.stats import linregress, norm

from playground.pages.why_this_cost.derivation import (
    MORE_CLASSES,
    SQUARED_ERROR,
    from_a_normal_distribution,
    from_probability,
)
from playground.pages.why_this_cost.lesson import REACH, WhyThisCost, draw_samples
from playground.pages.why_this_cost.normal_labels import draw_numbers
from tests.looped import looped

FROM_PROBABILITY = from_probability(WhyThisCost())
FROM_A_NORMAL_DISTRIBUTION = from_a_normal_distribution(WhyThisCost(part="number"))
EVERY = (*FROM_PROBABILITY, *FROM_A_NORMAL_DISTRIBUTION, *SQUARED_ERROR, *MORE_CLASSES)


@looped("paragraph", EVERY)
def test_a_colon_at_the_end_announces_the_formulas(paragraph):
    assert paragraph.words.endswith(":") == bool(paragraph.formulas)


TERMS = [
    (FROM_PROBABILITY, "independent and identically distributed"),
    (FROM_PROBABILITY, "likelihood"),
    (FROM_PROBABILITY, "Maximum likelihood estimation"),
    (FROM_PROBABILITY, "negative log-likelihood"),
    (FROM_PROBABILITY, "loss"),
    (FROM_PROBABILITY, "cost"),
    (FROM_A_NORMAL_DISTRIBUTION, "normal distribution"),
    (FROM_A_NORMAL_DISTRIBUTION, "standard deviation"),
    (FROM_A_NORMAL_DISTRIBUTION, "mean squared error"),
    (FROM_A_NORMAL_DISTRIBUTION, "least squares"),
]


@looped(("paragraphs", "term"), TERMS)
def test_each_term_is_named_where_it_is_explained(paragraphs, term):
    assert sum(f"*{term}*" in each.words for each in paragraphs) == 1


@looped("settings", [{}, {"b": -2.0, "spread": 2.0, "samples": 20, "data_seed": 5}])
def test_the_best_line_and_the_best_spread_of_the_samples_on_screen_are_told(settings):
    chosen = WhyThisCost(part="number", **settings)
    X, Y = draw_numbers(chosen.samples, chosen.data_seed)
    fitted = linregress(X[0], Y[0])
    _, spread = norm.fit(Y[0] - fitted.slope * X[0] - fitted.intercept, floc=0)
    words = " ".join(each.words for each in from_a_normal_distribution(chosen)).replace("−", "-")
    assert f"w = {fitted.slope:.4f} and b = {fitted.intercept:.4f}." in words
    assert f"it is {spread:.4f}, the root of the mean squared error" in words


def probabilities(X, w, b):
    return [1 / (1 + math.exp(-(w * x + b))) for x in X[0]]


@looped("settings", [{}, {"b": -2.0, "samples": 20, "data_seed": 5}, {"b": 5.0}])
def test_what_the_notes_say_stands_beside_the_numbers_that_speak_against_it(settings):
    chosen = WhyThisCost(**settings)
    X, Y = draw_samples(chosen.samples, chosen.data_seed)
    models = {w: probabilities(X, w, chosen.b) for w in np.linspace(-REACH, REACH, 101).round(1)}
    of_labels = {w: math.prod(a if y else 1 - a for a, y in zip(A, Y[0], strict=True)) for w, A in models.items()}
    best, worst = max(of_labels, key=of_labels.get), min(of_labels, key=of_labels.get)
    right = {w: sum((a > 0.5) == y for a, y in zip(models[w], Y[0], strict=True)) for w in (best, worst)}
    most_probable = math.prod(max(a, 1 - a) for a in models[best])
    estimated, signs = (each.notes.replace("−", "-") for each in from_probability(chosen) if each.notes)
    assert f"With b = {chosen.b:g}, the best w is {best:g};" in estimated
    assert f"a probability of {of_labels[best]:.2g}. The likeliest labels, the likelier class" in estimated
    assert f"would have {most_probable:.2g}." in estimated
    assert most_probable > of_labels[best]
    least = f"smallest at the slider’s end, w = {worst:g}"
    assert f"{least}, where {right[worst]} of {chosen.samples} samples are right" in signs
    assert signs.endswith(f"largest at w = {best:g}, where {right[best]} are.")
    assert right[best] > right[worst]
