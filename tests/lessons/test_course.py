"""The course of a cost in words, of curves whose course is known."""

from types import SimpleNamespace

import numpy as np
import pytest

from playground.lessons.course import course, course_of_test
from playground.training import Measurement, Recipe, Run

AT = np.arange(1001)


def told(costs):
    """Of a run that has had these costs, one at every iteration."""
    points = [Measurement(at, float(cost), 0.5, None, None) for at, cost in enumerate(costs)]
    history = SimpleNamespace(points=points)
    run = SimpleNamespace(iteration=len(points) - 1, divergence=None, history=history, measure=lambda: points[-1])
    return str(course(run))


@pytest.mark.parametrize(
    ("costs", "words"),
    [
        (
            np.interp(AT, [0, 110, 130, 1000], [0.69, 0.68, 0.33, 0.25]),
            "The cost stands still until about iteration 110. Then it drops to 0.34, by about iteration 130. "
            "Since then it has been falling slowly; now it is 0.25.",
        ),
        (
            np.interp(AT, [0, 300, 400, 1000], [0.69, 0.6, 0.2, 0.199]),
            "The cost falls only slowly until about iteration 300. Then it drops to 0.2.",
        ),
        (0.2 + 0.5 * np.exp(-AT / 20), "The cost drops to 0.2. Since about iteration 79 it has hardly changed."),
        (np.linspace(0.7, 0.2, 1001), "The cost falls to 0.2."),
        (np.linspace(0.69, 0.6, 1001), "The cost falls slowly, from 0.69 to 0.6."),
        (np.full(1001, 0.69), "The cost stays at about 0.69."),
        (np.linspace(0.69, 0.75, 1001), "The cost rises a little, from 0.69 to 0.75."),
        (0.7 + 0.4 * np.sin(AT / 20), "The cost jumps up and down; now it is 0.6."),
        (
            np.where(AT < 200, 0.7 + 0.4 * np.sin(AT / 20), 0.5),
            "At first the cost jumps up and down. Since about iteration 200 it has hardly changed: it is 0.5.",
        ),
        (
            np.where(AT < 200, 0.7 + 0.4 * np.sin(AT / 20), 0.5 * np.exp((200 - AT) / 300)),
            "At first the cost jumps up and down. Then it falls to 0.035.",
        ),
        (
            np.interp(AT, [0, 100, 990, 1000], [0.7, 0.3, 0.2, 0.28]),
            "The cost drops to 0.28.",
        ),
        (0.69 * np.exp(-AT / 30), "The cost drops to almost 0. Since about iteration 120 it has hardly changed."),
    ],
    ids=[
        "plateau",
        "slope",
        "exponential",
        "line",
        "little",
        "nothing",
        "rise",
        "waves",
        "rest",
        "calm",
        "spike",
        "almost 0",
    ],
)
def test_what_the_cost_has_done(costs, words):
    assert told(costs) == words


def test_before_it_has_done_anything_there_is_nothing_to_say():
    assert told([0.7]) == told([0.7, 0.6]) == ""
    diverged = SimpleNamespace(iteration=5, divergence=("W1", 5))
    assert course(diverged) == ""


def test_where_the_test_points_cost_was_lowest():
    run = Run(Recipe(samples=30, noise=0.3, test_share=50, n_h=20, initialisation="xavier", learning_rate=1.0))
    assert course_of_test(run) == ""
    run.advance(2000)
    costs = {point.iteration: point.test_cost for point in run.history.points}
    at = min(costs, key=costs.get)
    assert f"lowest at iteration {at:,}: {costs[at]:.2g}." in course_of_test(run)
