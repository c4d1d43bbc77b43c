"""A run: the same recipe gives the same numbers, whatever is done to it on the way."""

import copy
import json
import pickle
import random
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pytest

from benchmarks import oracle
from playground.data import DATASETS, SURFACES
from playground.nn import (
    ACTIVATIONS,
    INITIALISATIONS,
    Network,
    Optimiser,
    backward_propagation,
    compute_cost,
    forward_propagation,
    nn_model,
    predict,
)
from playground.training import Divergence, Event, Recipe, Run, hidden_units
from playground.training.divergence import BLOWN_UP
from playground.training.timeline import MOST_EVENTS
from tests.looped import looped
from tests.training.test_history import kept


@dataclass(frozen=True)
class Followed(Recipe):
    """A recipe whose history keeps the hidden units."""

    def followed(self, parameters):
        return hidden_units(parameters)


class WithoutBiases(Recipe):
    """What no page offers: also with hidden layers and test samples."""

    has_biases = False


class FromOnes(Recipe):
    """First weights of its own, and another part of them followed."""

    def parameters(self, n_x, n_y, loss):
        parameters = super().parameters(n_x, n_y)
        parameters["W1"] = np.ones((self.n_h, n_x))
        return parameters

    def followed(self, parameters):
        return parameters["b1"].copy()


REFERENCE = Recipe()
RECIPES = {
    "reference": REFERENCE,
    "deep": Recipe(dataset="moons", samples=60, activation="relu", depth=3, initialisation="he", learning_rate=0.1),
    "with test": Recipe(dataset="spiral", samples=100, test_share=30, activation="sigmoid", initialisation="xavier"),
    "no hidden layer": Recipe(dataset="blobs", samples=40, depth=0, initialisation="zero"),
    "adam": Recipe(samples=60, update_rule="adam", learning_rate=0.02, batch_size=7, l2=0.01, schedule="1/t"),
    "momentum": Recipe(samples=60, test_share=30, update_rule="momentum", learning_rate=0.2, batch_size=40, l1=1e-3),
}
PLAIN = {f"{name}, plain products": replace(RECIPES[name], plain_products=True) for name in ("with test", "adam")}
SMALL = Recipe(samples=40, n_h=3, scale=1.0)
SMALL20 = replace(SMALL, test_share=20)
LENGTH = 900  # the history has halved its points twice by then
EXPLOSIVE = Recipe(activation="leaky_relu", initialisation="he", learning_rate=10.0)


def adjust(run, **changes):
    """Let it go on with another learning rate or limit."""
    run.adjust(replace(run.recipe, **changes))


def straight(recipe, iterations):
    """The run against which others are compared: trained in one go."""
    run = Run(recipe)
    run.advance(iterations)
    return run


def state(run):
    """All that a visitor can see of a run, and its parameters."""
    return (run.iteration, run.divergence, run.parameters.vector.tobytes(), tuple(run.history.points))


def assert_same(run, other):
    np.testing.assert_array_equal(run.parameters.vector, other.parameters.vector)
    assert run.history.points == other.history.points
    assert state(run) == state(other)
    assert run.measure() == other.measure()


def iterations(run):
    """Those that its history has a point at."""
    return [point.iteration for point in run.history.points]


def in_ones(run, iterations):
    for _ in range(iterations):
        run.advance(1)


def in_one_go(run, iterations):
    run.advance(iterations)


def in_odd_pieces_with_checkpoints(run, iterations):
    generator = random.Random(3)
    end = run.iteration + iterations
    while run.iteration < end:
        run.checkpoint()
        run.advance(min(generator.choice([0, 1, 2, 20, 101]), end - run.iteration))
        run.measure()


def with_seeks(run, iterations):
    """Three steps forward, one back, as a visitor who pauses again and again."""
    generator = random.Random(4)
    end = run.iteration + iterations
    while run.iteration < end:
        run.checkpoint()
        start = run.iteration
        run.advance(min(90, end - start))
        if run.iteration < end:
            run.seek(generator.randint(start + 30, run.iteration))


# The same numbers


@looped("recipe", RECIPES)
def test_a_run_is_nn_model_whatever_the_global_generator_and_again_after_a_reset(recipe):
    np.random.seed(0)
    run = straight(recipe, LENGTH)
    trained = nn_model(
        run.X,
        run.Y,
        recipe.hidden,
        LENGTH,
        learning_rate=recipe.learning_rate,
        activation=recipe.activation,
        initialisation=recipe.initialisation,
        scale=recipe.scale,
        seed=recipe.seed,
        update_rule=recipe.update_rule,
        batch_size=recipe.batch_size or None,
        batch_seed=recipe.batch_seed,
        l2=recipe.l2,
        l1=recipe.l1,
        schedule=recipe.schedule,
        half_life=recipe.half_life,
    )
    np.testing.assert_array_equal(run.parameters.vector, trained.vector)
    assert iterations(run) == kept(LENGTH, 4)
    np.random.seed(1)
    assert_same(run, straight(recipe, LENGTH))
    run.reset()
    assert_same(run, Run(recipe))
    assert (run.iteration, run.ended, run.history.points) == (0, False, [run.measure()])
    run.advance(100)
    assert_same(run, straight(recipe, 100))


@looped("recipe", RECIPES | PLAIN | {"without biases": WithoutBiases(samples=40, n_h=3, scale=1.0)})
def test_cutting_into_ticks_changes_nothing(recipe):
    at_once = straight(recipe, LENGTH)
    for cut in (in_ones, in_odd_pieces_with_checkpoints, with_seeks):
        run = Run(recipe)
        cut(run, LENGTH)
        assert_same(run, at_once)


@looped(
    "change",
    [
        {"seed": 3},
        {"data_seed": 2},
        {"noise": 0.3},
        {"update_rule": "momentum"},
        {"batch_size": 9},
        {"batch_seed": 4},
        {"l2": 0.01},
        {"l1": 0.01},
        {"schedule": "step", "half_life": 10},
    ],
)
def test_another_recipe_gives_other_numbers_from_a_new_beginning(change):
    recipe = replace(SMALL, batch_size=8)
    other = replace(recipe, **change)
    assert not np.array_equal(straight(recipe, 50).parameters.vector, straight(other, 50).parameters.vector)
    assert recipe.beginning != other.beginning


def test_what_is_measured_is_of_this_moment_whatever_was_done_before():
    """A run keeps what it has measured, and its forward pass, until a parameter changes."""
    run, step = Run(SMALL), {"W1": np.full((3, 2), 0.1)}
    actions = (
        lambda: run.advance(3),
        lambda: run.nudge(step),
        lambda: run.advance(1),
        lambda: run.seek(3),
        lambda: run.advance(0),
        lambda: run.nudge(step),
        lambda: run.evaluate(),
        lambda: run.advance(5),
        lambda: run.restore(run.event_log),
        lambda: run.advance(4),
        lambda: run.reset(),
        lambda: run.advance(1),
    )
    for action in actions:
        run.measure()
        action()
        A, _ = forward_propagation(run.X, run.parameters)
        assert run.measure().iteration == run.iteration
        assert run.measure().cost == pytest.approx(compute_cost(A, run.Y), rel=1e-12)
        np.testing.assert_array_equal(run.outputs, A)
        np.testing.assert_array_equal(run.evaluate().output.A, A)
        before = run.parameters.copy()
        run.checkpoint()
        run.advance(1)
        trained = Network(before, run.X, run.Y)
        Optimiser(trained).train(1, run.recipe.learning_rate)
        np.testing.assert_array_equal(run.parameters.vector, before.vector)
        run.seek(run.iteration - 1)


@looped("recipe", RECIPES)
def test_the_history_holds_true_measurements(recipe):
    there = Run(recipe)
    for point in straight(recipe, 450).history.points[::75]:
        there.advance(point.iteration - there.iteration)
        parameters = there.parameters
        for X, Y, cost, accuracy in (
            (there.X, there.Y, point.cost, point.score),
            (there.X_test, there.Y_test, point.test_cost, point.test_score),
        ):
            if Y.size == 0:
                assert cost is accuracy is None
                continue
            A, _ = forward_propagation(X, parameters)
            assert cost == pytest.approx(compute_cost(A, Y, parameters, recipe.l2, recipe.l1), rel=1e-12)
            assert cost - point.penalty == pytest.approx(compute_cost(A, Y), rel=1e-12)
            assert (point.penalty > 0) == bool(recipe.l2 or recipe.l1)
            assert accuracy == np.mean(predict(parameters, X) == Y)


@looped("recipe", RECIPES | PLAIN)
def test_looking_shows_the_outputs_and_gradients_of_this_moment_and_changes_nothing(recipe):
    run = Run(recipe)
    for ahead in (0, 1, 40, 410):  # to 451, which the history has no point at
        run.advance(ahead)
        assert run.measure() == run.measure()
        run.first_network()
        network = run.evaluate()
        A, cache = forward_propagation(run.X, run.parameters)
        grads = backward_propagation(run.parameters, cache, run.X, run.Y, recipe.l2, recipe.l1)
        np.testing.assert_array_equal(network.output.A, A)
        assert list(network.gradients) == list(grads)
        for name, value in grads.items():
            np.testing.assert_array_equal(network.gradients[name], value)
        if run.Y_test.size:
            outputs, _ = forward_propagation(run.X_test, run.parameters)
            np.testing.assert_allclose(run.tested().output.A, outputs, rtol=0, atol=1e-12)
        else:
            with pytest.raises(ValueError, match="no test samples"):
                run.tested()
    assert_same(run, straight(recipe, 451))
    start = Run(recipe).parameters
    run.nudge({"W1": np.ones(start["W1"].shape)})
    for _ in range(2):  # the first network is that before any update or nudge, and a copy
        network = run.first_network()
        np.testing.assert_array_equal(network.parameters.vector, start.vector)
        np.testing.assert_array_equal(network.output.A, forward_propagation(run.X, start)[0])
        network.parameters.vector[:] = 7
        network.layers[0].A[...] = 7


# Against an independent training


@looped(
    "recipe",
    [
        *(
            Recipe(name, classes=classes, class_share=30, n_h=6, initialisation="xavier", learning_rate=0.3)
            for name, maker in DATASETS.items()
            for classes in {3, maker.most_classes} - {2}
            if classes <= maker.most_classes
        ),
        *(Recipe(name, samples=100, n_h=6, initialisation="xavier", learning_rate=0.2) for name in SURFACES),
        *(Recipe(activation=name, initialisation="xavier", learning_rate=0.1) for name in ACTIVATIONS),
    ],
)
def test_a_network_is_trained_as_in_the_plainest_numpy(recipe):
    recipe = replace(recipe, depth=2, test_share=20)
    run = straight(recipe, 120)
    plain = oracle.train(vars(recipe), 120, [(0, {"learning_rate": recipe.learning_rate})])
    assert run.measure().cost == pytest.approx(plain.cost, rel=1e-9)
    assert run.measure().score == pytest.approx(plain.score, rel=1e-9)
    assert plain.cost < run.history.points[0].cost


@looped("depth", [0, 3])
def test_without_biases_only_the_weights_learn(depth):
    run = straight(WithoutBiases(samples=60, depth=depth, n_h=3, scale=0.5, test_share=20, learning_rate=0.3), 200)
    weights = [run.first[f"W{layer}"].copy() for layer in range(1, depth + 2)]
    for _ in range(200):  # written out, with nothing of the package
        outputs = [run.X]
        for W in weights:
            Z = W @ outputs[-1]
            outputs.append(1 / (1 + np.exp(-Z)) if W is weights[-1] else np.tanh(Z))
        dZ = outputs.pop() - run.Y
        for layer in reversed(range(depth + 1)):
            dW = dZ @ outputs[layer].T / run.Y.size
            dZ = weights[layer].T @ dZ * (1 - outputs[layer] ** 2)
            weights[layer] = weights[layer] - 0.3 * dW
    for layer, W in enumerate(weights, start=1):
        np.testing.assert_allclose(run.parameters[f"W{layer}"], W, rtol=1e-9, atol=1e-12)
        assert not run.parameters[f"b{layer}"].any()
        assert not run.evaluate().gradients[f"db{layer}"].any()
        assert np.abs(W - run.first[f"W{layer}"]).max() > 0.01
    for X, Y, cost in ((run.X, run.Y, run.measure().cost), (run.X_test, run.Y_test, run.measure().test_cost)):
        assert cost == pytest.approx(compute_cost(forward_propagation(X, run.parameters)[0], Y), rel=1e-12)


# How steps are taken


def test_a_batch_size_beyond_the_samples_stands_for_all_of_them():
    everything = straight(SMALL20, 40)
    for size in (32, 2000):  # of 40 samples 8 are for testing
        assert_same(straight(replace(SMALL20, batch_size=size), 40), everything)
    batches = straight(replace(SMALL20, batch_size=31), 40)
    assert not np.array_equal(batches.parameters.vector, everything.parameters.vector)


def test_epochs_and_the_scheduled_rate():
    run = straight(replace(SMALL, batch_size=15, schedule="step", half_life=20), 30)
    assert (run.epochs, run.rate, run.scheduled_rate) == (10, 1.2, 0.6)  # 40 samples in batches of 15, 15 and 10
    run.seek(4)
    assert (run.epochs, run.scheduled_rate) == (pytest.approx(4 / 3), 1.2)
    assert straight(SMALL, 30).epochs == 30


def test_a_run_counts_the_memory_of_its_optimiser():
    plain, wide = Recipe(n_h=50, samples=1000), Recipe(n_h=50, samples=1000, update_rule="adam", batch_size=500)
    numbers = Run(plain).parameters.vector.size
    assert Run(wide).nbytes > Run(plain).nbytes + 8 * 2 * numbers * (1 + Run(wide).timeline.capacity)


def test_plain_products_are_the_same_mathematics():
    run, plain = straight(REFERENCE, 200), straight(replace(REFERENCE, plain_products=True), 200)
    assert (run.parameters.block, plain.parameters.block) == (16, 1)
    for name, value in run.parameters.items():
        np.testing.assert_allclose(plain.parameters[name], value, rtol=1e-9, atol=1e-12)


# Every combination builds and learns


@looped(
    "recipe",
    [
        *(Recipe(name, activation="relu", depth=depth) for name in DATASETS for depth in (0, 4)),
        *(Recipe(activation=name, depth=depth) for name in ACTIVATIONS for depth in range(5)),
    ],
)
def test_every_combination_builds_and_advances(recipe):
    for initialisation in INITIALISATIONS:
        recipe = replace(recipe, samples=20, n_h=3, initialisation=initialisation)
        if initialisation == "zero_W2" and recipe.depth == 0:
            with pytest.raises(ValueError, match="no W2"):
                Run(recipe)
            continue
        if ACTIVATIONS[recipe.activation].linear:  # what nothing bends grows without bounds
            recipe = replace(recipe, learning_rate=0.1)
        run = straight(recipe, 5)
        assert (run.iteration, run.divergence) == (5, None), initialisation
        assert np.isfinite(run.parameters.vector).all(), initialisation
        assert np.isfinite([(point.cost, point.score) for point in run.history.points]).all(), initialisation
        assert iterations(run) == list(range(6)), initialisation


# Learning rate and limit


def test_the_learning_rate_may_change_while_it_runs_and_stays_after_a_reset():
    run = straight(SMALL, 150)
    before = state(run)
    adjust(run, learning_rate=0.3, limit=300)
    assert state(run) == before  # by itself it changes no number
    run.advance(1000)
    assert (run.recipe, run.iteration) == (replace(SMALL, learning_rate=0.3, limit=300), 300)
    parameters = straight(SMALL, 150).parameters
    Optimiser(Network(parameters, run.X, run.Y)).train(150, 0.3)
    np.testing.assert_array_equal(run.parameters.vector, parameters.vector)
    run.reset()
    run.advance(30)
    assert_same(run, straight(replace(SMALL, learning_rate=0.3), 30))


@looped("cut", [in_ones, in_one_go])
@looped("limit", [1, 450])
def test_a_run_ends_exactly_at_its_limit_and_goes_on_when_that_is_raised(limit, cut):
    run = Run(replace(SMALL, limit=limit))
    assert not run.ended
    cut(run, limit + 8)
    assert (run.iteration, run.ended) == (limit, True)
    assert_same(run, straight(SMALL, limit))
    adjust(run, limit=limit + 100)
    assert not run.ended
    cut(run, 1000)
    assert (run.iteration, run.ended) == (limit + 100, True)
    assert_same(run, straight(SMALL, limit + 100))
    adjust(run, limit=limit)  # below the present it ends where it is
    run.advance(10**12)
    assert (run.iteration, run.ended) == (limit + 100, True)


# Divergence


def first_blow_up(recipe, run):
    """Where the core's own steps, one by one, go beyond the bound: the divergence, and the parameters before it."""
    parameters = run.parameters.copy()
    network = Network(parameters, run.X, run.Y)
    for iteration in range(run.iteration + 1, run.iteration + 2000):
        before = parameters.copy()
        with np.errstate(over="ignore", invalid="ignore"):
            Optimiser(network).train(1, recipe.learning_rate)
        for name, value in parameters.items():
            if not (np.abs(value) <= BLOWN_UP).all():
                return Divergence(name, iteration), before
    raise AssertionError("this recipe does not diverge")


@looped(("learning_rate", "depth"), [(10.0, 1), (100.0, 2)])
def test_divergence_is_found_where_it_is_and_not_one_iteration_before(learning_rate, depth):
    recipe = replace(EXPLOSIVE, learning_rate=learning_rate, depth=depth, samples=100)
    expected, before = first_blow_up(recipe, Run(recipe))
    run = Run(recipe)
    in_ones(run, expected.iteration - 1)
    assert (run.divergence, run.ended) == (None, False)
    for each in (run, straight(recipe, 10_000)):
        in_ones(each, 50)
        assert (each.divergence, each.ended) == (expected, True)
        assert_last_finite(each, before)


@looped("cut", [in_ones, in_one_go])
def test_late_divergence_is_found_between_two_points_of_the_history(cut):
    # By now the history has a point every 16, and training goes on in pieces of 16: time enough to reach NaN.
    calm = replace(EXPLOSIVE, learning_rate=0.01, samples=60, depth=2)
    run = straight(calm, 3301)
    assert run.history.every == 16
    wild = replace(calm, learning_rate=100.0)
    run.adjust(wild)
    expected, before = first_blow_up(wild, run)
    cut(run, 200)
    assert run.divergence == expected
    assert_last_finite(run, before)


def assert_last_finite(run, before):
    """The run stays with the last parameters that had not blown up, and can be measured and read."""
    np.testing.assert_array_equal(run.parameters.vector, before.vector)
    assert np.abs(run.parameters.vector).max() <= BLOWN_UP
    assert run.divergence.parameter in run.parameters
    measured = run.measure()
    assert measured.iteration == run.iteration == run.divergence.iteration - 1
    assert np.isfinite([measured.cost, measured.score]).all()
    assert iterations(run) == kept(run.iteration, run.history.every)
    assert np.isfinite([point.cost for point in run.history.points]).all()


def test_a_diverged_run_stands_still_until_it_goes_back_or_is_reset():
    run = straight(EXPLOSIVE, 10_000)
    divergence, end = run.divergence, state(run)
    for later in (1, 10**9):
        run.advance(later)
        run.seek(run.iteration + later)
        assert run.ended
        assert state(run) == end
    run.seek(run.iteration - 3)
    assert not run.ended
    assert_same(run, straight(EXPLOSIVE, divergence.iteration - 4))
    run.advance(100)
    assert state(run) == end
    run.reset()
    assert_same(run, Run(EXPLOSIVE))
    assert not run.ended
    adjust(run, learning_rate=0.01)
    run.advance(300)
    assert_same(run, straight(replace(EXPLOSIVE, learning_rate=0.01), 300))


@looped("activation", list(ACTIVATIONS))
@looped("depth", [0, 1, 4])
def test_the_wildest_settings_give_finite_numbers_and_no_warning(activation, depth):
    # RuntimeWarning is an error in this suite, so an overflow that is not expected would show.
    run = straight(
        Recipe(samples=40, noise=1.0, activation=activation, depth=depth, n_h=50, scale=10.0, learning_rate=100.0), 60
    )
    assert np.isfinite(run.parameters.vector).all()
    assert np.isfinite(run.measure()[:3]).all()


# Seeking


def test_beyond_an_end_of_the_timeline_is_that_end():
    for wanted, there in ((30, 30), (31, 30), (10**9, 30), (-1, 0)):
        run = straight(SMALL, 30)
        run.seek(wanted)
        assert_same(run, straight(SMALL, there))
        run.advance(50 - there)
        assert_same(run, straight(SMALL, 50))


def test_a_copied_run_goes_on_and_back_like_the_original():
    without_biases = WithoutBiases(samples=40, update_rule="momentum", batch_size=9)
    for recipe in (RECIPES["with test"], RECIPES["adam"], without_biases):
        run, twin = Run(recipe), Run(recipe)
        for each in (run, twin):
            each.advance(100)
            each.checkpoint()
            each.advance(50)
        before = run.parameters.vector.copy()
        for copied in (copy.deepcopy(run), pickle.loads(pickle.dumps(run))):
            for each in (copied, twin):
                each.advance(70)
                each.seek(130)
                each.advance(40)
            np.testing.assert_array_equal(copied.parameters.vector, twin.parameters.vector)
            assert copied.history.points == twin.history.points
            twin.seek(150)
        np.testing.assert_array_equal(run.parameters.vector, before)


# Samples


@looped("share", [0, 5, 50])
@looped("dataset", list(DATASETS))
def test_a_test_share_loses_no_sample_and_keeps_the_classes_even(dataset, share):
    run = Run(Recipe(dataset, samples=200, test_share=share))
    assert run.X_test.shape == (2, 2 * share)
    assert run.X.shape == (2, 200 - 2 * share)
    assert (run.Y.sum(), run.Y_test.sum()) == (100 - share, share)
    everything = np.hstack([np.vstack([run.X, run.Y]), np.vstack([run.X_test, run.Y_test])])
    whole = Run(Recipe(dataset, samples=200))
    np.testing.assert_array_equal(np.unique(everything, axis=1), np.unique(np.vstack([whole.X, whole.Y]), axis=1))
    assert [number is None for number in run.measure()[:5]] == [False] * 3 + [share == 0] * 2


def test_the_class_share_is_in_percent_and_no_class_may_be_left_without_a_sample():
    for class_share in (10, 50, 90):
        run = Run(Recipe(class_share=class_share, test_share=20))
        assert (run.Y.sum(), run.Y_test.sum()) == (3.2 * class_share, 0.8 * class_share)
    with pytest.raises(ValueError, match="more samples or another share"):
        Run(Recipe(samples=20, test_share=1))


def test_more_classes_than_a_dataset_can_have_are_as_many_as_it_can():
    assert Run(Recipe("moons", classes=4)).parameters.sizes == (2, 4, 1)
    assert Recipe("moons", classes=4).unused - Recipe().unused == {"classes"}


# Several threads


@pytest.fixture
def hasty_threads():
    """Let Python switch threads as often as it can, so that state which runs share would show."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def in_threads(*tasks):
    """Do all tasks at once, each in a thread of its own; what goes wrong in one goes wrong here."""
    with ThreadPoolExecutor(len(tasks)) as pool:
        for future in [pool.submit(task) for task in tasks]:
            future.result(timeout=20)


@pytest.mark.usefixtures("hasty_threads")
def test_runs_in_several_threads_do_not_disturb_each_other():
    recipes = [replace(recipe, seed=seed) for recipe in RECIPES.values() for seed in (2, 3)]
    runs = [Run(recipe) for recipe in recipes]
    in_threads(*(partial(in_ones, run, 50) for run in runs))
    for run, recipe in zip(runs, recipes, strict=True):
        assert_same(run, straight(recipe, 50))


# Restoring a run


def test_an_event_log_restored_gives_the_same_run():
    run = Run(SMALL)
    assert run.event_log == [Event(0, {"learning_rate": SMALL.learning_rate})]
    run.nudge({"W1": np.full((3, 2), 0.01)})
    run.advance(20)
    adjust(run, learning_rate=0.5)
    run.advance(7)
    run.nudge({"W2": [[0.1, 0.0, -0.1]]})
    adjust(run, learning_rate=0.7)
    run.advance(500)
    event_log = [Event(*event) for event in json.loads(json.dumps(run.event_log))]
    again = Run(run.recipe)
    again.restore(event_log)
    assert again.iteration == 0
    for ahead in (3, 17, 1, 506):
        again.advance(ahead)
    assert_same(again, run)
    assert (again.event_log, again.nudged) == (run.event_log, run.nudged) == (event_log, [0, 27])
    run.reset()
    assert run.event_log == [Event(0, {"learning_rate": 0.7})]


def test_too_long_an_event_log_is_none_and_the_run_goes_on():
    run = Run(SMALL)
    for _ in range(MOST_EVENTS + 10):
        run.nudge({"W1": np.full((3, 2), 1e-9)})
    assert run.event_log is None
    twin = Run(SMALL)
    twin.nudge({"W1": run.parameters["W1"] - twin.parameters["W1"]})
    for each in (run, twin):
        each.advance(20)
    np.testing.assert_array_equal(run.parameters.vector, twin.parameters.vector)


FIRST = (0, {"learning_rate": 1.2})


@looped(
    ("event_log", "words"),
    [
        ([], f"1 to {MOST_EVENTS - 1} events"),
        ([FIRST] * MOST_EVENTS, f"1 to {MOST_EVENTS - 1} events"),
        ([(5, {"learning_rate": 1.2})], "at iteration 0"),
        ([(0, {"W1": [[0, 0]] * 3})], "at iteration 0"),
        ([(0, {"learning_rate": 1e9})], "Type a number from 0.0001 to 100"),
        ([(0, {"learning_rate": "nan"})], "Type a number"),
        ([FIRST, (-1, {})], "iteration is -1"),
        ([FIRST, (1.5, {})], "iteration is 1.5"),
        ([FIRST, (True, {})], "iteration is True"),
        ([FIRST, (1, {"W9": [[1]]})], "name is 'W9'"),
        ([FIRST, (1, {"W1": [[1]]})], "W1 has shape (1, 1)"),
        ([FIRST, (1, {"W1": "cats"})], "W1 must contain only real numbers"),
        ([FIRST, (1, {"W1": [[float("inf"), 0]] * 3})], "every number must be finite"),
    ],
)
def test_what_is_no_event_log_changes_nothing(event_log, words):
    run = straight(SMALL, 30)
    before = state(run)
    with pytest.raises(ValueError, match=re.escape(words)):
        run.restore([Event(*event) for event in event_log])
    assert state(run) == before


def test_an_event_log_with_too_many_numbers_is_refused():
    wide = Run(Recipe(n_h=50, depth=2, samples=20, limit=50))
    amounts = np.zeros((50, 50)).tolist()
    event_log = [Event(0, {"learning_rate": 1.0}), *(Event(i, {"W2": amounts}) for i in range(1, 9))]
    with pytest.raises(ValueError, match="An event log has at most 20,000 numbers"):
        wide.restore(event_log)
    wide.restore(event_log[:-1])
    assert wide.event_log == event_log[:-1]
    wide.advance(10)
    wide.nudge({"W2": amounts})
    assert wide.event_log is None


# What a recipe may choose


@looped("plain", [False, True])
def test_the_history_keeps_the_units_of_a_run_that_follows_them_and_changes_no_number(plain):
    settings = {"samples": 40, "n_h": 3, "initialisation": "random", "scale": 1.0, "plain_products": plain}
    run, other = straight(Followed(**settings), 450), straight(Recipe(**settings), 450)
    np.testing.assert_array_equal(run.parameters.vector, other.parameters.vector)
    assert [point[:5] for point in run.history.points] == [point[:5] for point in other.history.points]
    assert {point.units for point in other.history.points} == {None}
    there = Run(other.recipe)
    for point in run.history.points[::45]:
        there.advance(point.iteration - there.iteration)
        np.testing.assert_array_equal(point.units, hidden_units(there.parameters))
    before = run.history.points[-1].units.copy()
    run.parameters.vector[:] = 0
    np.testing.assert_array_equal(run.history.points[-1].units, before)


def test_a_recipe_can_choose_the_first_weights_and_what_the_history_keeps():
    run, usual = straight(FromOnes(samples=40, n_h=3), 30), Run(Recipe(samples=40, n_h=3))
    assert (run.first["W1"] == 1).all()
    np.testing.assert_array_equal(run.first["W2"], usual.first["W2"])
    np.testing.assert_array_equal(run.history.points[-1].units, run.parameters["b1"])
    run.reset()
    assert (run.parameters["W1"] == 1).all()
