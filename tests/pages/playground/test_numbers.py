"""The playground's presets that ask for a number: what they count and measure, computed another way."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from playground.data import OWN_POINTS, Points, pack
from playground.lessons.starts import rate_with_data
from playground.nn import forward_propagation, initialize_parameters
from playground.pages.playground.lesson import PLAYGROUND
from playground.pages.playground.numbers import OF_NUMBERS, errors, far_out, most_planes, planes
from playground.training import Extent, Recipe, Run, RunGroup
from tests.language.pseudo import in_english
from tests.lessons.presets import answer, chosen, fresh, trained
from tests.looped import looped

BUMP, BEYOND = (preset.name for preset in OF_NUMBERS)


def folded(W1, b1):
    """A picture of a network with these hidden units, -1 to 1 in both directions."""
    parameters = initialize_parameters(2, len(W1), 1, "relu")
    parameters["W1"][:], parameters["b1"][:] = W1, np.reshape(b1, (-1, 1))
    run = SimpleNamespace(recipe=Recipe(), parameters=parameters)
    return SimpleNamespace(first=run, extent=Extent(-1, 1, -1, 1))


@looped(
    ("W1", "b1", "count"),
    [
        ([[1, 0], [0, 1]], [0, 0], 4),
        ([[1, 0], [1, 0]], [0, 0.5], 3),
        ([[1, 0], [1, 0]], [0, 5], 2),  # one fold is outside the picture
        ([[1, 0], [0, 1], [1, 1]], [0, 0, 0.5], 7),
    ],
)
def test_planes_are_the_parts_into_which_the_folds_cut_the_picture(W1, b1, count):
    assert planes(folded(W1, b1)) == count


def test_so_many_parts_there_are_at_most():
    assert [most_planes(folds) for folds in range(6)] == [1, 2, 4, 7, 11, 16]


def test_on_each_plane_the_slope_is_the_same_and_the_answer_has_their_number():
    runs = fresh("playground", BUMP, 1000)
    at = np.random.default_rng(0).uniform(-3.5, 3.5, (2, 4000))
    parameters = runs.first.parameters
    out = [forward_propagation(at + step, parameters)[0][0] for step in ([[0], [0]], [[1e-6], [0]], [[0], [1e-6]])]
    slopes = np.round((np.array(out[1:]) - out[0]) / 1e-6, 4)
    count = np.unique(slopes, axis=1, return_counts=True)[1]
    assert 5 <= (count > 2).sum() <= planes(runs) <= 11  # one met once or twice is across a fold
    said = answer("playground", BUMP, runs)
    assert said == (
        f"From {planes(runs)} flat pieces.",
        "Each unit makes a straight fold: 4 folds cut the plane into 11 parts at most. "
        f"The typical error (RMSE) is {(2 * runs.first.measure().cost) ** 0.5:.4f}.",
    )
    assert in_english(said) == {}


def test_errors_are_those_against_the_wave_without_noise():
    runs = fresh("playground", BEYOND, 300)
    inside, outside = errors(runs)
    left, right, bottom, top = runs.extent
    x1, x2 = np.meshgrid(np.linspace(left, right, 301), np.linspace(bottom, top, 301))
    off = forward_propagation(np.stack([x1.ravel(), x2.ravel()]), runs.first.parameters)[0].reshape(x1.shape)
    off = off - np.sin(2 * x1)
    among = np.abs(x1) < np.abs(runs.first.X[0]).max()
    assert inside == pytest.approx(np.sqrt((off[among] ** 2).mean()), rel=0.05)
    assert outside == pytest.approx(np.sqrt((off[~among] ** 2).mean()), rel=0.05)


def test_far_out_the_output_is_what_it_is_there():
    run = Run(Recipe(dataset="wave", n_h=8, initialisation="he"))
    np.testing.assert_allclose(far_out(run), ends_of(run))


def ends_of(run):
    return forward_propagation(np.array([[-1e9, 1e9], [2, 2]]), run.parameters)[0][0]


@looped("iterations", (1, 500))
def test_whether_the_wave_goes_on_is_answered_once_there_is_one(iterations):
    runs = trained("playground", BEYOND, iterations)
    said = answer("playground", BEYOND, runs)
    inside, outside = (f"{error:.2f}" for error in errors(runs))
    learned = errors(runs)[0] <= 0.3
    assert said.sentence == (
        f"No: it is off by {inside} among the points, by {outside} beyond them."
        if learned
        else f"There is no wave yet: among the points, too, the output is off by {inside}."
    )
    left, right = (f"{round(end, 1) + 0:g}".replace("-", "−") for end in ends_of(runs.first))
    ends = f" Far out each unit is at 1 or −1: the output levels off at {left} (left) and {right} (right)."
    assert said.details == f"That is the RMSE, the typical error.{ends * learned}"
    assert learned == (iterations == 500)
    assert in_english(said) == {}


@looped("test_share", [0, 50])
def test_about_own_values_it_is_asked_how_close_they_are_met(test_share):
    X = np.random.default_rng(0).uniform(-2, 2, (2, 40))
    points = pack(Points.of(X, X[0] - 2 * X[1], ()))
    records = chosen("playground", dataset=OWN_POINTS, depth=0, learning_rate=0.1, test_share=test_share)
    records[Recipe] = replace(records[Recipe], points=points)
    this = PLAYGROUND.asked(records, None)
    assert this.question == "How close does this network come to the values of your points?"
    runs = RunGroup(PLAYGROUND.experiment(records))
    runs.advance(5)
    run, now = runs.first, runs.first.measure()
    said = this.answer(runs)
    mean = np.sqrt(((run.Y - run.Y.mean()) ** 2).mean())
    error = f"{(2 * now.cost) ** 0.5:.4f} (RMSE)"
    assert said == (
        f"It is off by {error}; their mean, given to every point, would be off by {mean:.4f}.",
        f"On the test points it is off by {(2 * now.test_cost) ** 0.5:.4f}." if test_share else "",
    )
    assert in_english([*said, this.question, this.look_at]) == {}


def brought(before, **chosen):
    """What choosing this brings along."""
    return rate_with_data({Recipe: before}, {Recipe: replace(before, **chosen)})


def test_numbers_are_chosen_with_a_rate_that_does_not_diverge_on_them():
    first = Recipe()
    for name in ("plane", "saddle", "bump", "wave"):
        run = Run(Recipe(dataset=name, **brought(first, dataset=name)))
        run.advance(400)  # with the rate of classes, one of them diverges before
        assert not run.divergence, name
        assert brought(run.recipe, dataset="moons") == {"learning_rate": first.learning_rate}
        assert brought(run.recipe, dataset="plane") == {}


def test_no_other_choice_changes_the_rate():
    first, wave = Recipe(), Recipe(dataset="wave", learning_rate=0.5)
    assert brought(first, dataset="moons") == {}
    assert brought(replace(first, learning_rate=3.0), dataset="wave") == {}
    assert brought(first, dataset="wave", learning_rate=3.0) == {}  # both at once, as by the browser's Back
    assert brought(wave, dataset=OWN_POINTS) == {}  # a copy of the wave so far
    values = pack(Points.of([[0, 1], [0, 1]], [0.5, 1], ()))
    own = Recipe(dataset=OWN_POINTS, points=pack(Points.of([[0, 1], [0, 1]], [0, 1], ["a", "b"])))
    assert brought(own, points=values) == {"learning_rate": 0.5}
