"""The optimiser: every rule, batch, penalty and schedule beside the plainest NumPy; and that the usual is as it was."""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import oracle
from playground.data import make_dataset
from playground.nn import (
    SCHEDULES,
    UPDATE_RULES,
    Network,
    Optimiser,
    backward_propagation,
    compute_cost,
    forward_propagation,
    initialize_parameters,
    nn_model,
    update_parameters,
)
from playground.training import Recipe
from tests.looped import looped

X, Y = make_dataset("flower", n_samples=60)
RATES_OF_THE_ORACLE = {"gradient descent": 0.8, "momentum": 0.2, "rmsprop": 0.02, "adam": 0.05}
"""Of the rules that it knows."""
RATES = dict.fromkeys(UPDATE_RULES, 0.05) | RATES_OF_THE_ORACLE
"""With which each rule learns, and none diverges."""


# The usual way


@settings(deadline=None, derandomize=True, max_examples=25)
@given(
    n_h=st.lists(st.integers(1, 20), max_size=3),
    activation=st.sampled_from(["tanh", "sigmoid", "relu"]),
    learning_rate=st.floats(0.01, 1.5),
    iterations=st.integers(0, 40),
    half_life=st.floats(1, 1e6),
)
def test_by_default_it_is_full_batch_gradient_descent_bit_for_bit(
    n_h, activation, learning_rate, iterations, half_life
):
    parameters = initialize_parameters(2, n_h, 1, activation, initialisation="xavier")
    for _ in range(iterations):
        _, cache = forward_propagation(X, parameters)
        grads = backward_propagation(parameters, cache, X, Y)
        parameters = update_parameters(parameters, grads, learning_rate)
    usual = {"learning_rate": learning_rate, "activation": activation, "initialisation": "xavier"}
    spelled_out = {"update_rule": "gradient descent", "l2": 0, "l1": 0, "schedule": "constant", "batch_seed": 9}
    for options in ({}, {"batch_size": 60}, spelled_out | {"batch_size": None, "half_life": half_life}):
        trained = nn_model(X, Y, n_h, iterations, **usual, **options)
        np.testing.assert_array_equal(trained.vector, parameters.vector)


# Beside plain NumPy


@looped(
    ("batch_size", "schedule"),
    [(None, "constant"), (1, "step"), (7, "exponential"), (7, "1/t"), (None, "exponential")],
)
@looped("rule", list(RATES_OF_THE_ORACLE))
def test_every_way_to_train_is_that_of_the_plainest_numpy(rule, batch_size, schedule):
    recipe = Recipe(samples=60, depth=2, initialisation="xavier", scale=0.5, batch_size=batch_size or 0)
    ways = {"update_rule": rule, "l2": 0.02, "l1": 0.001, "batch_seed": 5, "schedule": schedule, "half_life": 8}
    plain = oracle.train(vars(recipe) | ways, 25, [(0, {"learning_rate": RATES[rule]})])
    trained = nn_model(
        X, Y, (4, 4), 25, learning_rate=RATES[rule], initialisation="xavier", batch_size=batch_size, **ways
    )
    A, _ = forward_propagation(X, trained)
    np.testing.assert_allclose(A, plain.outputs(X), rtol=1e-7, atol=1e-9)
    assert compute_cost(A, Y, trained, 0.02, 0.001) == pytest.approx(plain.cost, rel=1e-9)


# Batches


@looped("size", [1, 7, 59])
def test_an_epoch_takes_each_sample_once_and_in_an_order_of_its_own(size):
    numbered = Network(initialize_parameters(1, 2, 1), np.arange(60.0)[None], np.arange(60.0)[None])
    optimiser, other = Optimiser(numbered, batch_size=size), Optimiser(numbered, batch_size=size, batch_seed=4)
    per_epoch = optimiser.updates_per_epoch
    assert per_epoch == np.ceil(60 / size)

    def epoch(optimiser, number):
        batches = []
        for made in range(number * per_epoch, (number + 1) * per_epoch):
            network = optimiser.batches.at(made)
            np.testing.assert_array_equal(network.inputs.A, network.Y)  # a sample and its label stay together
            assert (network.inputs.A_and_1_padded[-1] == 1).all()
            batches.append(network.Y[0].copy())
        assert [len(batch) for batch in batches[:-1]] == [size] * (per_epoch - 1)
        return np.concatenate(batches)

    epochs = [epoch(optimiser, 0), epoch(optimiser, 1), epoch(other, 0)]
    for order in epochs:
        np.testing.assert_array_equal(np.sort(order), np.arange(60))
    assert len({tuple(order) for order in epochs}) == 3
    np.testing.assert_array_equal(epoch(optimiser, 0), epochs[0])  # it can be come back to
    for whole in (Optimiser(numbered), Optimiser(numbered, batch_size=60)):
        assert (whole.updates_per_epoch, whole.batches) == (1, None)


@looped("batch_size", [None, 7])
@looped("rule", list(UPDATE_RULES))
def test_training_in_pieces_and_from_any_moment_changes_nothing(rule, batch_size):
    def begin():
        network = Network(initialize_parameters(2, 4, 1, scale=0.5), X, Y, l2=0.01)
        return Optimiser(network, rule, batch_size, schedule="1/t", half_life=5)

    whole, pieces, begun = begin(), begin(), begin()
    begun.network.forward()
    whole.train(40, RATES[rule])
    made, moments = 0, {}
    for iterations in (1, 0, 22, 17):
        moments[made] = pieces.network.parameters.vector.copy(), pieces.memory.copy()
        pieces.network.forward()  # as a chart does between two pieces
        pieces.train(iterations, RATES[rule], made, forward_done=True)
        made += iterations
    later = begin()
    later.network.parameters.vector, later.memory[:] = moments[23]
    later.train(17, RATES[rule], 23)
    for optimiser in (pieces, later):
        np.testing.assert_array_equal(optimiser.network.parameters.vector, whole.network.parameters.vector)
        np.testing.assert_array_equal(optimiser.memory, whole.memory)
    assert whole.memory.shape == (len(UPDATE_RULES[rule].remembers), whole.network.parameters.vector.size)
    assert all(row.any() for row in whole.memory)
    whole.network.forward()
    assert whole.network.cost() < begun.network.cost()


@looped("copied", [copy.deepcopy, lambda optimiser: pickle.loads(pickle.dumps(optimiser))])
@looped("has_biases", [True, False])
def test_a_copied_optimiser_goes_on_as_the_original_would_and_leaves_it_alone(has_biases, copied):
    network = Network(initialize_parameters(2, 4, 1, scale=0.5), X, Y, 0.01, 0.001, has_biases)
    original = Optimiser(network, "adam", 7)
    original.train(10, 0.05)
    other = copied(original)
    before = network.parameters.vector.copy()
    other.train(20, 0.05, 10)
    np.testing.assert_array_equal(network.parameters.vector, before)
    original.train(20, 0.05, 10)
    np.testing.assert_array_equal(other.network.parameters.vector, network.parameters.vector)
    np.testing.assert_array_equal(other.memory, original.memory)
    assert other.nbytes == original.nbytes > original.memory.nbytes
    assert network.parameters["b1"].any() == has_biases


# The penalty


def test_the_cost_with_a_penalty_is_the_formula():
    parameters = initialize_parameters(2, 3, 1, scale=1)
    parameters["b1"], parameters["b2"] = [[5.0], [6.0], [7.0]], [[8.0]]
    A2, _ = forward_propagation(X, parameters)
    squares = sum((parameters[name] ** 2).sum() for name in ("W1", "W2"))
    sizes = sum(np.abs(parameters[name]).sum() for name in ("W1", "W2"))
    network = Network(parameters, X, Y, l2=0.3, l1=0.07)
    network.forward()
    assert network.data_cost() == pytest.approx(compute_cost(A2, Y), rel=1e-12)
    assert network.penalty() == pytest.approx(0.15 * squares + 0.07 * sizes, rel=1e-12)
    assert network.cost() == network.data_cost() + network.penalty()
    assert compute_cost(A2, Y, parameters, l2=0.3, l1=0.07) == pytest.approx(network.cost(), rel=1e-12)
    assert compute_cost(A2, Y, parameters, 0, 0) == compute_cost(A2, Y)


# Rules and schedules, by hand

GRADIENTS = (2.0, -1.0, 0.5)
BY_HAND = {
    # 1 - 0.1 · 2, 0.8 + 0.1 · 1, 0.9 - 0.1 · 0.5
    "gradient descent": (0.8, 0.9, 0.85),
    # v = -0.2, 0.9 · -0.2 + 0.1 = -0.08, 0.9 · -0.08 - 0.05 = -0.122
    "momentum": (0.8, 0.72, 0.598),
    # s = 0.4, 0.46, 0.439: √s = 0.632456, 0.678233, 0.662571
    "rmsprop": (0.683772239, 0.831214193, 0.755750555),
    # m = 0.2, 0.08, 0.122, v = 0.004, 0.004996, 0.005241004: m̂ = 2, 0.421053, 0.450185, √v̂ = 2, 1.580902, 1.322403
    "adam": (0.9, 0.873366297, 0.839323382),
}


def update(rule, W, dW, memory, learning_rate=0.1, t=1):
    UPDATE_RULES[rule].update(W, dW, memory, np.empty_like(W), learning_rate, t, **UPDATE_RULES[rule].constants)


@looped("rule", list(BY_HAND))
def test_three_updates_are_those_worked_out_by_hand(rule):
    W, memory = np.array([1.0, 1.0]), np.zeros((len(UPDATE_RULES[rule].remembers), 2))
    for t, (gradient, wanted) in enumerate(zip(GRADIENTS, BY_HAND[rule], strict=True), start=1):
        dW = np.array([gradient, 0.0])
        update(rule, W, dW, memory, t=t)
        np.testing.assert_allclose(W, [wanted, 1.0], rtol=0, atol=1e-9)  # the other number has no gradient
        np.testing.assert_array_equal(dW, [gradient, 0.0])


def test_the_constants_are_those_of_the_sources():
    of_the_sources = {
        "gradient descent": {},
        "momentum": {"beta": 0.9},
        "rmsprop": {"rho": 0.9, "epsilon": 1e-8},
        "adam": {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-8},
    }
    assert {name: UPDATE_RULES[name].constants for name in of_the_sources} == of_the_sources
    assert all(rule.source for rule in UPDATE_RULES.values())


@looped("rule", ["rmsprop", "adam"])
def test_the_size_of_a_gradient_does_not_matter_to_a_rule_that_divides_by_it(rule):
    W, memory = np.zeros(3), np.zeros((len(UPDATE_RULES[rule].remembers), 3))
    for t in range(1, 50):
        update(rule, W, np.array([1e-3, 1.0, 1e3]), memory, t=t)
    assert np.ptp(W) < 1e-4 * abs(W[1])
    assert W[1] < -1


def test_schedules_halve_the_rate_within_their_half_life():
    at = (0, 50, 99, 100, 150, 200, 300)
    by_hand = {
        "constant": (1, 1, 1, 1, 1, 1, 1),
        "step": (1, 1, 1, 1 / 2, 1 / 2, 1 / 4, 1 / 8),
        "exponential": (1, 0.7071068, 0.5034778, 1 / 2, 0.3535534, 1 / 4, 1 / 8),
        "1/t": (1, 2 / 3, 100 / 199, 1 / 2, 2 / 5, 1 / 3, 1 / 4),
    }
    for name, wanted in by_hand.items():
        np.testing.assert_allclose([SCHEDULES[name](made, 100) for made in at], wanted, rtol=1e-7, err_msg=name)


@looped("schedule", list(SCHEDULES))
def test_a_rate_begins_whole_and_only_falls_but_never_to_nothing(schedule):
    rates = [SCHEDULES[schedule](made, 10) for made in range(100)]
    assert rates[0] == 1
    assert rates == sorted(rates, reverse=True)
    assert rates[-1] > 0
