"""Gradients of samples and of batches, computed by the network itself on those samples alone."""

from itertools import combinations

import numpy as np
import pytest

from playground.pages.small_batches.batch_gradients import (
    Gradients,
    Spread,
    draws,
    gradients_of_samples,
    measured_sizes,
)
from playground.pages.small_batches.lesson import reference
from playground.training import Recipe, Run
from tests.lessons.presets import fresh, trained
from tests.looped import looped

PAGE, FIRST = "small batches", "Three batch sizes"


def gradient_on(run, chosen):
    """The gradient of some of a run's samples, from the network on these alone."""
    network = run.evaluate().on(run.X[:, chosen], run.Y[:, chosen])
    network.forward()
    network.backward()
    numbers = []
    for layer in range(1, len(run.parameters.sizes)):
        dW, db = network.gradients[f"dW{layer}"], network.gradients[f"db{layer}"]
        numbers.append(np.hstack([dW, db]).ravel())
    return np.concatenate(numbers)


def moment(iterations=30, **settings):
    run = reference(fresh(PAGE, FIRST, iterations, samples=40, n_h=3, **settings))
    return run, Gradients(run.evaluate())


@looped("activation", ["tanh", "relu"])
def test_the_gradient_of_each_sample_is_that_of_the_network_on_it_alone(activation):
    run, gradients = moment(activation=activation)
    each = gradients_of_samples(run.evaluate())
    for sample in range(run.Y.size):
        np.testing.assert_allclose(each[:, sample], gradient_on(run, [sample]), rtol=1e-9, atol=1e-14)
    np.testing.assert_allclose(gradients.mean, gradient_on(run, range(run.Y.size)), rtol=1e-9, atol=1e-14)
    assert gradients.length == pytest.approx(np.linalg.norm(gradients.mean))


def test_batches_have_no_sample_twice_and_each_sample_is_as_likely():
    weights = draws(30, 7, batches=3000)
    assert set(np.unique(weights)) == {0, 1 / 7}
    np.testing.assert_allclose(weights.sum(axis=0), 1)
    np.testing.assert_allclose((weights > 0).mean(axis=1), 7 / 30, atol=0.04)
    assert not np.array_equal(weights, draws(30, 7, batches=3000, seed=4))


def test_a_cloud_has_the_gradients_of_the_batches_themselves():
    run, gradients = moment()
    weights = draws(run.Y.size, 6)
    cloud = gradients.cloud(weights)
    batches = np.array([gradient_on(run, np.flatnonzero(column)) for column in weights.T])
    everything = gradient_on(run, range(run.Y.size))
    along, across = gradients.axes
    np.testing.assert_allclose(cloud.along, batches @ everything / np.linalg.norm(everything))
    np.testing.assert_allclose(cloud.across, batches @ across)
    assert cloud.spread == pytest.approx(np.sqrt(((batches - everything) ** 2).sum(axis=1).mean()))
    # Uphill is where the cost of all rises: tried, with a step as short as it takes.
    run_up = 0
    network, here = run.evaluate(), run.parameters.vector.copy()
    before = network.cost()
    for column in weights.T:
        chosen = np.flatnonzero(column)
        part = network.on(run.X[:, chosen], run.Y[:, chosen])
        part.forward()
        part.backward()
        network.parameters.vector[:] = here - 1e-6 * part.gradients.vector
        network.forward()
        run_up += network.cost() > before
        network.parameters.vector[:] = here
    assert 0 < run_up < len(batches)
    assert cloud.uphill == run_up / len(batches)
    assert along @ across == pytest.approx(0, abs=1e-12)


def test_across_is_where_the_gradients_differ_most():
    _, gradients = moment()
    along, across = gradients.axes
    assert np.linalg.norm(across) == pytest.approx(1)
    strays = gradients.each - gradients.mean[:, None]
    most = np.var(across @ strays)
    for direction in np.random.RandomState(1).randn(300, len(along)):
        direction -= (direction @ along) * along
        assert np.var(direction @ strays) / (direction @ direction) <= most * (1 + 1e-9)


def test_the_spread_is_exact_over_all_batches_there_are():
    _, gradients = moment()
    each = gradients.each[:, :7]
    mean = each.mean(axis=1)
    spread = Spread(float(np.sqrt(((each.T - mean) ** 2).sum(axis=1).mean())), 7)
    for size in range(1, 8):
        means = np.array([each[:, chosen].mean(axis=1) for chosen in combinations(range(7), size)])
        exact = np.sqrt(((means - mean) ** 2).sum(axis=1).mean())
        assert spread.expected(size) == pytest.approx(exact, abs=1e-12)
        assert spread.independent(size) == pytest.approx(spread.of_one / size**0.5)
    assert Spread(1.0, 1).expected(1) == 0


def test_what_is_measured_follows_the_exact_line_and_not_the_other():
    run = reference(trained(PAGE, FIRST, 100))
    gradients = Gradients(run.evaluate())
    for size in measured_sizes(400)[:-1]:
        measured = gradients.cloud(draws(400, size)).spread
        assert measured == pytest.approx(gradients.spread.expected(size), rel=0.2)
    assert gradients.cloud(draws(400, 400)).spread < 1e-12
    assert gradients.cloud(draws(400, 200)).spread < 0.85 * gradients.spread.independent(200)


def test_sizes_that_are_measured():
    assert measured_sizes(400) == [1, 2, 5, 10, 20, 50, 100, 200, 400]


def test_where_all_units_are_dead_the_plane_still_has_two_axes():
    run = Run(Recipe(activation="relu", n_h=2, samples=40))
    run.edit("b1:0", -1e3)
    run.edit("b1:1", -1e3)
    gradients = Gradients(run.evaluate())
    along, across = gradients.axes
    assert np.linalg.norm(along) == pytest.approx(1)
    assert np.linalg.norm(across) == pytest.approx(1)
    assert along @ across == pytest.approx(0, abs=1e-12)
