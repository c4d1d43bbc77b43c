"""Small batches: gradients of samples and of batches, computed by the network itself on those samples alone."""

import re
from itertools import combinations

import numpy as np
import pytest

from playground.lessons.small_batches import (
    BATCHES,
    SECONDS,
    SMALL_BATCHES,
    Gradients,
    Spread,
    draws,
    gradients_of_samples,
    how_calm,
    how_many_lead_uphill,
    measured_sizes,
    reference,
    size_label,
    size_of,
    timed,
    whether_it_comes_to_rest,
    whether_it_shakes_as_much,
    whether_one_over_root,
    which_is_first_and_which_smoothest,
)
from playground.training import Recipe, Run, RunGroup
from tests.lessons.presets import answer, differing, experiment, fresh, preset, trained
from tests.looped import looped

PAGE = "small batches"
NAMES = [each.name for each in SMALL_BATCHES.presets]


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
    run = reference(fresh(PAGE, NAMES[0], iterations, samples=40, n_h=3, **settings))
    return run, Gradients(run.evaluate())


def test_three_runs_differ_in_the_batch_size_alone():
    variants = experiment(PAGE, size_1=7, size_2=400, size_3=1)
    one, *others = (each.recipe for each in variants.values())
    assert [differing(one, other) for other in others] == [{"batch_size"}] * 2
    assert [each.label for each in variants.values()] == ["7 samples", "all 400", "1 sample"]
    assert [size_of(run) for run in RunGroup(variants).values()] == [7, 400, 1]
    np.testing.assert_array_equal(*(RunGroup(variants)[name].first.vector for name in ("size_1", "size_3")))


def test_gradients_are_compared_at_the_weights_of_the_run_with_the_largest_batches():
    for sizes, name in {(4, 32, 0): "size_3", (0, 32, 4): "size_1", (5, 9, 9): "size_3", (500, 0, 1): "size_2"}.items():
        runs = RunGroup(experiment(PAGE, **{f"size_{n}": size for n, size in enumerate(sizes, 1)}))
        assert reference(runs) is runs[name]


@pytest.mark.parametrize("activation", ["tanh", "relu"])
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
    run = reference(trained(PAGE, NAMES[0], 300))
    gradients = Gradients(run.evaluate())
    for size in measured_sizes(400)[:-1]:
        measured = gradients.cloud(draws(400, size)).spread
        assert measured == pytest.approx(gradients.spread.expected(size), rel=0.2)
    assert gradients.cloud(draws(400, 400)).spread < 1e-12
    assert gradients.cloud(draws(400, 200)).spread < 0.85 * gradients.spread.independent(200)
    even = gradients.size_of_equal_length
    assert gradients.spread.expected(even) == pytest.approx(gradients.length)


def test_sizes_that_are_measured():
    assert measured_sizes(400) == [1, 2, 5, 10, 20, 50, 100, 200, 400]
    assert measured_sizes(20) == [1, 2, 5, 10, 20]
    assert [size_label(size, 1000) for size in (1, 2, 999, 1000)] == [
        "1 sample",
        "2 samples",
        "999 samples",
        "all 1,000",
    ]


# The clock


class Clock:
    """One that stands still but for what the test says."""

    def __init__(self, step):
        self.now, self.step = 0.0, step

    def __call__(self):
        self.now += self.step
        return self.now


def test_a_run_is_timed_until_its_time_is_up_and_costs_what_training_costs():
    (_, small, _) = (each.recipe for each in experiment(PAGE, samples=60).values())
    timing = timed(small, 60, Clock(SECONDS / 3.5))
    assert len(timing.seconds) == len(timing.costs) == 5
    np.testing.assert_allclose(np.diff(timing.seconds), SECONDS / 3.5)
    assert (timing.size, timing.samples) == (32, 60)
    run = RunGroup(experiment(PAGE, samples=60))["size_2"]
    assert timing.costs[0] == run.measure().cost
    run.advance(timing.updates)
    assert timing.costs[-1] == run.measure().cost


# The answers


@looped("name", NAMES)
def test_an_answer_has_the_numbers_of_the_runs(name):
    about, runs = preset(PAGE, name).answer, fresh(PAGE, name)
    for iterations in (1, 50, 600):
        runs.advance(iterations - runs.iteration)
        text, of = answer(PAGE, name, runs), reference(runs)
        costs = [float(cost) for cost in re.findall(r"\d\.\d{3}\b", text)]
        now = [run.measure().cost for run in runs.values()]
        if about is which_is_first_and_which_smoothest:
            assert costs == pytest.approx(now, abs=6e-4)
            along = [[point.cost for point in run.history.points] for run in runs.values()]
            half = [(each[0] + min(map(min, along))) / 2 for each in along]
            first, at = re.match(r"First: (.*), half-way down at iteration (\d+)\.", text).groups()
            there = dict(zip(runs.experiment.labels, zip(along, half, strict=True), strict=True))
            if iterations == 600:
                assert first == "4 samples"
                assert there[first][0][int(at)] <= there[first][1] < min(there[first][0][: int(at)])
                assert "Most smoothly: all 400, rising in 0.0 % of steps." in text
        elif about is how_many_lead_uphill:
            counts = [int(count) for count in re.findall(r"(\d+) \(", text)]
            everything = gradient_on(of, range(400))
            for run, count in zip(runs.values(), counts, strict=True):
                weights = draws(400, size_of(run), seed=3)
                ups = sum(gradient_on(of, np.flatnonzero(column)) @ everything < 0 for column in weights.T)
                assert count == ups
        elif about is how_calm:
            low, high = costs
            assert low - 6e-4 <= now[0] <= high + 6e-4
        else:
            assert about is whether_one_over_root
            found, by_root = (float(each) for each in re.findall(r"(?:by|be) (\d[\d.e-]*\d)", text))
            assert found / by_root == pytest.approx(np.sqrt(100 / 399), rel=0.2)
            assert by_root == pytest.approx(Gradients(of.evaluate()).spread.of_one / 300**0.5, rel=0.06)


def test_small_batches_shake_the_cost_and_calm_down_with_the_rate():
    def width(runs):
        low, high = (float(each) for each in re.findall(r"\d\.\d{3}\b", how_calm(runs)))
        return high - low

    first = trained(PAGE, NAMES[0], 3000)
    for name, compare, verdict in (
        ("Short steps", whether_it_shakes_as_much, "No."),
        ("A falling rate", whether_it_comes_to_rest, "Nearly."),
    ):
        runs = trained(PAGE, name, 3000)
        assert preset(PAGE, name).against.answer is compare
        assert width(runs) < width(first) / 4
        assert compare(runs, first).startswith(f"{verdict} Of late, the cost of 4 samples has ranged from ")
    assert whether_it_shakes_as_much(first, first).startswith("Yes.")
    assert whether_it_comes_to_rest(first, first).startswith("No.")


def test_of_a_hundred_batches():
    assert BATCHES == 100  # the titles and questions say so


def test_where_all_units_are_dead_the_plane_still_has_two_axes():
    run = Run(Recipe(activation="relu", n_h=2, samples=40))
    run.edit("b1:0", -1e3)
    run.edit("b1:1", -1e3)
    gradients = Gradients(run.evaluate())
    along, across = gradients.axes
    assert np.linalg.norm(along) == pytest.approx(1)
    assert np.linalg.norm(across) == pytest.approx(1)
    assert along @ across == pytest.approx(0, abs=1e-12)


def test_a_run_by_the_clock_that_diverges_says_so():
    timing = timed(Recipe("moons", activation="relu", learning_rate=1e6, initialisation="he"), 40, Clock(0.001))
    assert timing.seconds[-1] < SECONDS
    assert np.isfinite(timing.costs).all()
    assert timing.diverged
