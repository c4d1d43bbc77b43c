"""A run: the same recipe gives the same numbers, whatever is done to it on the way."""

import copy
import json
import pickle
import random
import re
import sys
import threading
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
    Parameters,
    backward_propagation,
    compute_cost,
    forward_propagation,
    initialize_parameters,
    nn_model,
    predict,
    update_parameters,
)
from playground.training import Divergence, Event, History, Recipe, Run, hidden_units
from playground.training.divergence import BLOWN_UP
from playground.training.timeline import MOST_EVENTS
from tests.looped import looped
from tests.training.test_history import kept

REFERENCE = Recipe()
RECIPES = {
    "reference": REFERENCE,
    "deep": Recipe(dataset="moons", samples=60, activation="relu", depth=3, initialisation="he", learning_rate=0.1),
    "with test": Recipe(dataset="spiral", samples=100, test_share=30, activation="sigmoid", initialisation="xavier"),
    "no hidden layer": Recipe(dataset="blobs", samples=40, depth=0, initialisation="zero"),
    "adam": Recipe(samples=60, update_rule="adam", learning_rate=0.02, batch_size=7, l2=0.01, schedule="1/t"),
    "momentum": Recipe(samples=60, test_share=30, update_rule="momentum", learning_rate=0.2, batch_size=40, l1=1e-3),
}
SMALL = Recipe(samples=40, n_h=3, scale=1.0)
SMALL20 = replace(SMALL, test_share=20)


@dataclass(frozen=True)
class Followed(Recipe):
    """A recipe whose history keeps the hidden units."""

    def followed(self, parameters):
        return hidden_units(parameters)


LENGTH = 900  # the history has halved its points twice by then
EXPLOSIVE = Recipe(activation="leaky_relu", initialisation="he", learning_rate=10.0)

every_recipe = looped("recipe", RECIPES.values())


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


def in_ones(run, iterations):
    for _ in range(iterations):
        run.advance(1)


def in_sevens(run, iterations):
    for done in range(0, iterations, 7):
        run.advance(min(7, iterations - done))


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


PLAIN_CUTS = [in_ones, in_sevens, in_one_go]
CUTS = [*PLAIN_CUTS, in_odd_pieces_with_checkpoints, with_seeks]
every_plain_cut = looped("cut", PLAIN_CUTS)
every_cut = looped("cut", CUTS)


# The same numbers


@every_recipe
def test_the_same_recipe_gives_the_same_numbers(recipe):
    np.random.seed(0)
    one = straight(recipe, 500)
    np.random.seed(1)  # the global generator must not count
    assert_same(one, straight(recipe, 500))


@pytest.mark.parametrize("change", [{"seed": 3}, {"data_seed": 2}, {"noise": 0.3}, {"learning_rate": 1.1}], ids=str)
def test_another_recipe_gives_others(change):
    one, other = straight(SMALL, 50), straight(replace(SMALL, **change), 50)
    assert not np.array_equal(one.parameters.vector, other.parameters.vector)


@every_recipe
def test_reset_is_the_start_and_what_follows_is_the_same(recipe):
    run = straight(recipe, 500)
    run.reset()
    assert_same(run, Run(recipe))
    run.advance(500)
    assert_same(run, straight(recipe, 500))


@every_cut
@every_recipe
def test_cutting_into_ticks_changes_nothing(recipe, cut):
    run = Run(recipe)
    cut(run, LENGTH)
    assert_same(run, straight(recipe, LENGTH))


@every_recipe
def test_a_run_is_nn_model(recipe):
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


def test_the_reference_run_has_the_notes_costs():
    run = Run(REFERENCE)
    costs = []
    for _ in range(4):
        costs.append(run.measure().cost)
        run.advance(1000)
    np.testing.assert_allclose(costs, [0.693048, 0.288083, 0.254385, 0.233864], rtol=0, atol=1e-6)
    assert run.iteration == 4000


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


@every_recipe
def test_the_history_holds_true_measurements(recipe):
    run = straight(recipe, 450)
    for point in run.history.points[::75]:
        parameters = straight(recipe, point.iteration).parameters
        for X, Y, cost, accuracy in (
            (run.X, run.Y, point.cost, point.score),
            (run.X_test, run.Y_test, point.test_cost, point.test_score),
        ):
            if Y.size == 0:
                assert cost is accuracy is None
                continue
            A, _ = forward_propagation(X, parameters)
            assert cost == pytest.approx(compute_cost(A, Y, parameters, recipe.l2, recipe.l1), rel=1e-12)
            assert cost - point.penalty == pytest.approx(compute_cost(A, Y), rel=1e-12)
            assert (point.penalty > 0) == bool(recipe.l2 or recipe.l1)
            assert accuracy == np.mean(predict(parameters, X) == Y)


def test_measuring_changes_nothing():
    run, other = straight(SMALL, 20), straight(SMALL, 20)
    assert run.measure() == run.measure() == run.history.points[-1]
    assert_same(run, other)


# How steps are taken


def test_a_batch_size_beyond_the_samples_stands_for_all_of_them():
    for size in (32, 40, 2000):  # of 40 samples 8 are for testing
        assert_same(straight(replace(SMALL20, batch_size=size), 40), straight(SMALL20, 40))
    assert not np.array_equal(
        straight(replace(SMALL20, batch_size=31), 40).parameters.vector, straight(SMALL20, 40).parameters.vector
    )


@pytest.mark.parametrize(
    "change",
    [
        {"update_rule": "momentum"},
        {"batch_size": 8, "batch_seed": 4},
        {"l2": 0.01},
        {"l1": 0.01},
        {"schedule": "step", "half_life": 10},
    ],
    ids=str,
)
def test_how_steps_are_taken_makes_another_run_and_a_new_beginning(change):
    recipe = replace(SMALL, batch_size=8) if "batch_size" in change else SMALL
    other = replace(recipe, **change)
    assert not np.array_equal(straight(recipe, 50).parameters.vector, straight(other, 50).parameters.vector)
    assert recipe.beginning != other.beginning


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


# Every combination builds and learns


@looped("depth", range(5))
@looped("activation", list(ACTIVATIONS))
@looped("dataset", list(DATASETS))
def test_every_combination_builds_and_advances(dataset, activation, depth):
    for initialisation in INITIALISATIONS:
        recipe = Recipe(dataset, samples=20, n_h=3, activation=activation, depth=depth, initialisation=initialisation)
        if initialisation == "zero_W2" and depth == 0:
            with pytest.raises(ValueError, match="no W2"):
                Run(recipe)
            continue
        if ACTIVATIONS[activation].linear:  # what nothing bends grows without bounds
            recipe = replace(recipe, learning_rate=0.1)
        run = straight(recipe, 5)
        assert (run.iteration, run.divergence) == (5, None), initialisation
        assert np.isfinite(run.parameters.vector).all(), initialisation
        assert np.isfinite([(point.cost, point.score) for point in run.history.points]).all(), initialisation
        assert [point.iteration for point in run.history.points] == list(range(6)), initialisation


def test_training_stops_at_every_iteration_that_the_history_wants():
    # Early ones are closer together than the others, and stay so when a run goes on from an earlier moment.
    run = straight(SMALL, LENGTH)
    assert [point.iteration for point in run.history.points] == kept(LENGTH, 4)
    run.reset()
    run.checkpoint()
    run.advance(900)
    every = run.history.every
    assert every == 4
    run.seek(10)
    run.advance(500)
    assert [point.iteration for point in run.history.points] == kept(510, every)


# Learning rate and limit


def test_the_learning_rate_may_change_while_it_runs():
    run = Run(REFERENCE)
    parameters = initialize_parameters(2, 4, 1)
    for learning_rate in (1.2, 0.3, 2.0):
        adjust(run, learning_rate=learning_rate)
        run.advance(150)
        for _ in range(150):
            _, cache = forward_propagation(run.X, parameters)
            parameters = update_parameters(
                parameters, backward_propagation(parameters, cache, run.X, run.Y), learning_rate
            )
    np.testing.assert_array_equal(run.parameters.vector, parameters.vector)
    assert run.recipe == replace(REFERENCE, learning_rate=2.0)
    assert [point.iteration for point in run.history.points] == kept(450, 2)


def test_adjusting_changes_no_number_by_itself():
    run = straight(SMALL, 30)
    before = state(run)
    adjust(run, learning_rate=0.5, limit=70)
    assert state(run) == before


def test_reset_keeps_the_adjusted_learning_rate():
    run = straight(SMALL, 30)
    adjust(run, learning_rate=0.5)
    run.reset()
    run.advance(30)
    assert_same(run, straight(replace(SMALL, learning_rate=0.5), 30))


@every_plain_cut
@looped("limit", [1, 450, 1001])
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


def test_advancing_without_end_ends_at_the_limit():
    run = straight(replace(SMALL, limit=77), 10**12)
    assert (run.iteration, run.ended) == (77, True)


def test_a_limit_that_is_lowered_below_the_present_ends_the_run_where_it_is():
    run = straight(SMALL, 30)
    adjust(run, limit=10)
    assert run.ended
    before = state(run)
    run.advance(5)
    assert state(run) == before


def test_advancing_by_nothing():
    run = straight(SMALL, 30)
    before = state(run)
    run.advance(0)
    assert state(run) == before


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


@every_plain_cut
@looped("depth", [1, 2])
@looped("learning_rate", [10.0, 100.0])
def test_divergence_is_found_where_it_is(learning_rate, depth, cut):
    recipe = replace(EXPLOSIVE, learning_rate=learning_rate, depth=depth, samples=100)
    expected, before = first_blow_up(recipe, Run(recipe))
    run = Run(recipe)
    cut(run, expected.iteration + 50)
    assert (run.divergence, run.ended) == (expected, True)
    assert_last_finite(run, before)


def test_a_run_has_not_diverged_one_iteration_before():
    expected, before = first_blow_up(EXPLOSIVE, Run(EXPLOSIVE))
    run = straight(EXPLOSIVE, expected.iteration - 1)
    assert (run.divergence, run.ended) == (None, False)
    np.testing.assert_array_equal(run.parameters.vector, before.vector)
    run.advance(1)
    assert run.divergence == expected


@every_plain_cut
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
    assert [point.iteration for point in run.history.points] == kept(run.iteration, run.history.every)
    assert np.isfinite([point.cost for point in run.history.points]).all()


def test_a_diverged_run_stays_as_it_is():
    run = straight(EXPLOSIVE, 10_000)
    before = state(run)
    run.advance(100)
    assert run.ended
    assert state(run) == before


def test_reset_clears_divergence_and_a_smaller_learning_rate_avoids_it():
    run = straight(EXPLOSIVE, 10_000)
    assert run.divergence
    run.reset()
    assert_same(run, Run(EXPLOSIVE))
    assert not run.ended
    adjust(run, learning_rate=0.01)
    run.advance(300)
    assert_same(run, straight(replace(EXPLOSIVE, learning_rate=0.01), 300))


def test_seeking_a_diverged_run_leads_to_the_same_divergence():
    run = straight(EXPLOSIVE, 10_000)
    divergence, end = run.divergence, state(run)
    run.seek(run.iteration - 3)
    assert not run.ended
    assert_same(run, straight(EXPLOSIVE, divergence.iteration - 4))
    run.advance(100)
    assert state(run) == end


@looped("activation", list(ACTIVATIONS))
@looped("depth", [0, 1, 4])
def test_the_wildest_settings_give_finite_numbers_and_no_warning(activation, depth):
    # RuntimeWarning is an error in this suite, so an overflow that is not expected would show.
    run = straight(
        Recipe(samples=40, noise=1.0, activation=activation, depth=depth, n_h=50, scale=10.0, learning_rate=100.0), 60
    )
    assert np.isfinite(run.parameters.vector).all()
    assert np.isfinite(run.measure()[:3]).all()


@looped("later", [1, 100, 10**9])
def test_a_diverged_run_stands_still_at_every_later_iteration(later):
    run = straight(EXPLOSIVE, 10_000)
    before = state(run)
    run.seek(run.iteration + later)
    assert state(run) == before
    assert run.ended


# Seeking


@every_recipe
def test_seeking_to_any_iteration(recipe):
    moments = {}
    run = Run(recipe)
    for _ in range(60):
        moments[run.iteration] = run.parameters.vector.copy()
        run.advance(1)
    for target in (59, 58, 41, 40, 39, 20, 1, 0):
        run = straight(recipe, 20)
        run.checkpoint()
        run.advance(20)
        run.checkpoint()
        run.advance(20)
        run.seek(target)
        assert run.iteration == target
        np.testing.assert_array_equal(run.parameters.vector, moments[target])
        assert [point.iteration for point in run.history.points] == list(range(target + 1))
        run.advance(60 - target)
        assert_same(run, straight(recipe, 60))


def test_seeking_between_two_points_of_a_long_history():
    run = straight(SMALL, 1000)
    run.checkpoint()
    run.advance(50)
    run.seek(1003)
    np.testing.assert_array_equal(run.parameters.vector, straight(SMALL, 1003).parameters.vector)
    assert run.history.points == straight(SMALL, 1003).history.points
    run.advance(800)
    assert_same(run, straight(SMALL, 1803))


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


def test_seeking_again_and_again():
    run = straight(SMALL, 50)
    for target in (40, 30, 30, 29, 5, 0):
        run.seek(target)
        assert_same(run, straight(SMALL, target))


def test_seeking_to_the_present_changes_nothing():
    run = straight(SMALL, 30)
    before = state(run)
    run.seek(30)
    assert state(run) == before


@pytest.mark.parametrize(("wanted", "there"), [(31, 30), (10**9, 30), (-1, 0), (-(10**9), 0)])
def test_beyond_an_end_of_the_timeline_is_that_end(wanted, there):
    run = straight(SMALL, 30)
    run.seek(wanted)
    assert_same(run, straight(SMALL, there))
    run.advance(50 - there)
    assert_same(run, straight(SMALL, 50))


def test_seeking_after_another_learning_rate():
    run = straight(SMALL, 30)
    adjust(run, learning_rate=0.5)
    run.advance(20)
    wanted = run.parameters.vector.copy()
    run.advance(20)
    run.seek(50)
    np.testing.assert_array_equal(run.parameters.vector, wanted)


def test_a_new_limit_leaves_the_past_reachable():
    run = straight(replace(SMALL, limit=30), 30)
    adjust(run, limit=60)
    run.advance(30)
    run.seek(10)
    np.testing.assert_array_equal(run.parameters.vector, straight(SMALL, 10).parameters.vector)


# Test samples


@looped("share", [0, 5, 25, 50])
@looped("dataset", list(DATASETS))
def test_the_test_share(dataset, share):
    run = Run(Recipe(dataset, samples=200, test_share=share))
    assert run.X_test.shape == (2, 2 * share)
    assert run.Y_test.shape == (1, 2 * share)
    assert run.X.shape == (2, 200 - 2 * share)
    assert run.Y.shape == (1, 200 - 2 * share)
    assert run.Y.sum() == 100 - share
    assert run.Y_test.sum() == share
    everything = np.hstack([np.vstack([run.X, run.Y]), np.vstack([run.X_test, run.Y_test])])
    whole = Run(Recipe(dataset, samples=200))
    np.testing.assert_array_equal(
        np.unique(everything, axis=1), np.unique(np.vstack([whole.X, whole.Y]), axis=1)
    )  # no sample is lost or in both parts
    measured = run.measure()
    assert [number is None for number in measured[:5]] == [False] * 3 + [share == 0] * 2


def test_a_test_share_that_leaves_a_class_without_a_sample():
    with pytest.raises(ValueError, match="more samples or another share"):
        Run(Recipe(samples=20, test_share=1))


@looped("classes", [3, 4, 5])
@looped("dataset", [name for name, maker in DATASETS.items() if maker.most_classes > 2])
def test_several_classes_are_trained_as_in_the_plainest_numpy(dataset, classes):
    recipe = Recipe(dataset, classes=classes, n_h=6, depth=2, initialisation="xavier", learning_rate=0.3)
    recipe = replace(recipe, test_share=20, class_share=30)
    run = Run(recipe)
    run.advance(150)
    plain = oracle.train(vars(recipe), 150, [(0, {"learning_rate": 0.3})])
    assert run.parameters.sizes == (2, 6, 6, classes)
    assert run.measure().cost == pytest.approx(plain.cost, rel=1e-9)
    assert run.measure().score == plain.score > 1.2 / classes


@looped("dataset", [*SURFACES])
def test_numbers_are_trained_as_in_the_plainest_numpy(dataset):
    recipe = Recipe(dataset, samples=100, n_h=6, depth=2, initialisation="xavier", learning_rate=0.2, test_share=20)
    run = Run(recipe)
    run.advance(150)
    plain = oracle.train(vars(recipe), 150, [(0, {"learning_rate": 0.2})])
    assert run.measure().cost == pytest.approx(plain.cost, rel=1e-9)
    assert run.measure().score == pytest.approx(plain.score, rel=1e-9)


@looped("activation", [*ACTIVATIONS])
def test_every_activation_is_trained_as_in_the_plainest_numpy(activation):
    recipe = Recipe(activation=activation, depth=2, initialisation="xavier", learning_rate=0.1)
    run = Run(recipe)
    run.advance(100)
    plain = oracle.train(vars(recipe), 100, [(0, {"learning_rate": 0.1})])
    assert run.measure().cost == pytest.approx(plain.cost, rel=1e-9)


@looped("rule", ["gradient descent", "momentum", "rmsprop", "adam"])
def test_what_is_changed_on_the_way_is_trained_on_as_in_the_plainest_numpy(rule):
    recipe = Recipe(depth=2, initialisation="xavier", learning_rate=0.02, update_rule=rule)
    run = Run(recipe)
    run.edit("W1:3", 0.5)
    run.advance(20)
    run.freeze(["W2", "b1:1"])
    run.advance(20)
    run.adjust(replace(recipe, learning_rate=0.01))
    run.edit("W2:5", -0.7)
    run.edit("b1:1", 0.3)
    run.advance(20)
    run.freeze([])
    run.advance(20)
    plain = oracle.train(vars(recipe), 80, run.past)
    assert run.measure().cost == pytest.approx(plain.cost, rel=1e-9)
    assert run.measure().cost != pytest.approx(oracle.train(vars(recipe), 80, run.past[:-1]).cost, rel=1e-6)


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
    in_threads(*(partial(in_sevens, run, 200) for run in runs))
    for run, recipe in zip(runs, recipes, strict=True):
        assert_same(run, straight(recipe, 200))


@pytest.mark.usefixtures("hasty_threads")
def test_one_run_may_be_used_by_threads_that_take_turns():
    run, lock = Run(SMALL), threading.Lock()

    def work(step):
        for _ in range(150 // step):
            with lock:
                run.checkpoint()
                run.advance(step)
                assert run.measure().iteration == run.iteration

    in_threads(*(partial(work, step) for step in (1, 3, 5)))
    assert run.iteration == 450
    assert_same(run, straight(SMALL, 450))


# What a run shows


def test_what_a_new_run_shows():
    run = Run(REFERENCE)
    assert (run.iteration, run.divergence, run.ended) == (0, None, False)
    assert isinstance(run.parameters, Parameters)
    assert isinstance(run.history, History)
    assert run.history.points == [run.measure()]
    np.testing.assert_array_equal(run.parameters.vector, initialize_parameters(2, 4, 1).vector)


def test_seeking_past_a_change_of_the_learning_rate():
    """A change belongs to its iteration: what was trained before it comes again with the old rate."""
    run = straight(SMALL, 30)
    run.checkpoint()
    run.advance(10)
    adjust(run, learning_rate=0.5)
    run.advance(5)
    run.seek(36)
    assert np.array_equal(run.parameters.vector, straight(SMALL, 36).parameters.vector)
    other = straight(SMALL, 40)
    adjust(other, learning_rate=0.5)
    run.advance(10)
    other.advance(6)
    assert np.array_equal(run.parameters.vector, other.parameters.vector)


def test_a_new_choice_takes_the_place_of_one_that_lies_in_the_future():
    run = straight(SMALL, 30)
    run.checkpoint()
    run.advance(10)
    adjust(run, learning_rate=0.5)
    run.seek(35)
    adjust(run, learning_rate=0.9)
    other = straight(SMALL, 35)
    adjust(other, learning_rate=0.9)
    for each in (run, other):
        each.advance(20)
    assert_same(run, other)
    assert run.event_log == other.event_log


# Restoring a run


def eventful():
    """A run whose learning rate was changed, and that was nudged, at its beginning and later."""
    run = Run(SMALL)
    run.nudge({"W1": np.full((3, 2), 0.01)})
    run.advance(20)
    adjust(run, learning_rate=0.5)
    run.advance(7)
    run.nudge({"W2": [[0.1, 0.0, -0.1]]})
    adjust(run, learning_rate=0.7)
    run.advance(500)
    return run


def test_an_event_log_restored_gives_the_same_run():
    run = eventful()
    event_log = [Event(*event) for event in json.loads(json.dumps(run.event_log))]
    again = Run(run.recipe)
    again.restore(event_log)
    assert again.iteration == 0
    for iterations in (3, 17, 1, 506):
        again.advance(iterations)
    assert_same(again, run)
    assert (again.event_log, again.nudged) == (run.event_log, run.nudged) == (event_log, [0, 27])


def test_the_event_log_of_a_run_to_which_nothing_was_done():
    assert straight(SMALL, 30).event_log == [Event(0, {"learning_rate": SMALL.learning_rate})]
    run = eventful()
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


@pytest.mark.parametrize(
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
    ids=lambda given: given if isinstance(given, str) else str(given)[:60],
)
def test_what_is_no_event_log_changes_nothing(event_log, words):
    run = straight(SMALL, 30)
    before = state(run)
    with pytest.raises(ValueError, match=re.escape(words)):
        run.restore([Event(*event) for event in event_log])
    assert state(run) == before


# Outputs, gradients and first network


@looped("plain", [False, True])
@every_recipe
def test_evaluate_has_the_outputs_and_gradients_of_this_moment(recipe, plain):
    run = Run(replace(recipe, plain_products=plain))
    for iterations in (0, 1, 40, 410):  # to 451, which the history has no point at
        run.advance(iterations)
        network = run.evaluate()
        A, cache = forward_propagation(run.X, run.parameters)
        grads = backward_propagation(run.parameters, cache, run.X, run.Y, recipe.l2, recipe.l1)
        np.testing.assert_array_equal(network.output.A, A)
        assert list(network.gradients) == list(grads)
        for name, value in grads.items():
            np.testing.assert_array_equal(network.gradients[name], value)


@every_recipe
def test_evaluating_changes_nothing(recipe):
    run = Run(recipe)
    for _ in range(10):
        run.evaluate()
        run.first_network()
        run.advance(20)
    assert_same(run, straight(recipe, 200))


@looped("plain", [False, True])
@every_recipe
def test_the_first_network_is_that_before_any_update_and_a_copy(recipe, plain):
    recipe = replace(recipe, plain_products=plain)
    run = straight(recipe, 30)
    start = Run(recipe).parameters
    network = run.first_network()
    np.testing.assert_array_equal(network.parameters.vector, start.vector)
    np.testing.assert_array_equal(network.output.A, forward_propagation(run.X, start)[0])
    network.parameters.vector[:] = 7
    run.first_network().layers[0].A[...] = 7
    assert_same(run, straight(recipe, 30))
    np.testing.assert_array_equal(run.first_network().parameters.vector, start.vector)


def test_the_first_network_is_that_before_any_nudge():
    run = Run(SMALL)
    run.nudge({"W1": np.ones((3, 2))})
    np.testing.assert_array_equal(run.first_network().parameters.vector, Run(SMALL).parameters.vector)


# Unbalanced classes, plain products, the units' way


@looped("class_share", [10, 25, 50, 90])
def test_the_class_share_is_in_percent(class_share):
    run = Run(Recipe(class_share=class_share, test_share=20))
    assert run.Y.sum() == 3.2 * class_share
    assert run.Y_test.sum() == 0.8 * class_share


@every_recipe
def test_plain_products_are_the_same_mathematics(recipe):
    run, plain = straight(recipe, 200), straight(replace(recipe, plain_products=True), 200)
    assert (run.parameters.block, plain.parameters.block) == (16, 1)
    for name, value in run.parameters.items():
        np.testing.assert_allclose(plain.parameters[name], value, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(plain.measure()[1:3], run.measure()[1:3], rtol=1e-9)


@every_cut
@every_recipe
def test_a_run_of_plain_products_is_a_run_like_any_other(recipe, cut):
    recipe = replace(recipe, plain_products=True)
    run = Run(recipe)
    cut(run, 300)
    assert_same(run, straight(recipe, 300))


def test_the_history_has_no_units_unless_the_run_follows_them():
    assert Recipe().followed(initialize_parameters(2, 4, 1)) is None
    assert {point.units for point in straight(SMALL, 30).history.points} == {None}


@pytest.mark.parametrize("plain", [False, True])
def test_the_history_keeps_the_units_of_a_run_that_follows_them(plain):
    recipe = Followed(samples=40, n_h=3, initialisation="random", scale=1.0, plain_products=plain)
    run = straight(recipe, 450)
    assert [point.iteration for point in run.history.points] == kept(450, 2)
    for point in run.history.points[::45]:
        parameters = straight(recipe, point.iteration).parameters
        np.testing.assert_array_equal(point.units, hidden_units(parameters))
    assert point.units.shape == (3, 4)
    before = run.history.points[-1].units.copy()
    run.parameters.vector[:] = 0
    np.testing.assert_array_equal(run.history.points[-1].units, before)


class WithoutBiases(Recipe):
    """What no page offers: also with hidden layers and test samples."""

    has_biases = False


@pytest.mark.parametrize("depth", [0, 1, 3])
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


@every_cut
def test_a_run_without_biases_is_a_run_like_any_other(cut):
    recipe = WithoutBiases(samples=40, n_h=3, scale=1.0)
    run = Run(recipe)
    cut(run, 300)
    assert_same(run, straight(recipe, 300))


class FromOnes(Recipe):
    """First weights of its own, and another part of them followed."""

    def parameters(self, n_x, n_y, loss):
        parameters = super().parameters(n_x, n_y)
        parameters["W1"] = np.ones((self.n_h, n_x))
        return parameters

    def followed(self, parameters):
        return parameters["b1"].copy()


def test_a_recipe_can_choose_the_first_weights_and_what_the_history_keeps():
    run, usual = straight(FromOnes(samples=40, n_h=3), 30), Run(Recipe(samples=40, n_h=3))
    assert (run.first["W1"] == 1).all()
    np.testing.assert_array_equal(run.first["W2"], usual.first["W2"])
    np.testing.assert_array_equal(run.history.points[-1].units, run.parameters["b1"])
    run.reset()
    assert (run.parameters["W1"] == 1).all()


def test_following_the_units_changes_no_number():
    settings = {"samples": 40, "n_h": 3, "initialisation": "random", "scale": 1.0}
    run, other = straight(Followed(**settings), 100), straight(Recipe(**settings), 100)
    np.testing.assert_array_equal(run.parameters.vector, other.parameters.vector)
    assert [point[:5] for point in run.history.points] == [point[:5] for point in other.history.points]


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


# Test samples


@looped("iterations", [0, 1, 30])
def test_the_network_on_the_test_samples_is_the_one_of_this_moment(iterations):
    run = Run(RECIPES["with test"])
    run.advance(iterations)
    outputs, _ = forward_propagation(run.X_test, run.parameters)
    np.testing.assert_allclose(run.tested().output.A, outputs, rtol=0, atol=1e-12)
    run.advance(3)
    outputs, _ = forward_propagation(run.X_test, run.parameters)
    np.testing.assert_allclose(run.tested().output.A, outputs, rtol=0, atol=1e-12)


def test_without_test_samples_there_is_no_such_network():
    with pytest.raises(ValueError, match="no test samples"):
        Run(SMALL).tested()
