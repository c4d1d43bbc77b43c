"""One step by hand: what an iteration uses and keeps, its stages, and the code that they show."""

import inspect
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from playground.data import make_dataset
from playground.nn import UPDATE_RULES, Parameters, compute_cost, forward_propagation, nn_model
from playground.nn.activations import relu, relu_derivative, sigmoid, tanh, tanh_derivative
from playground.nn.initialisation import random
from playground.nn.losses import binary_cross_entropy_of_scores, cross_entropy_of_scores, softmax
from playground.nn.network import Hidden, Layer, Network
from playground.nn.update_rules import gradient_descent
from playground.pages.one_step_by_hand.lesson import ONE_STEP_BY_HAND_SETTINGS, SAMPLES, OneStepByHand, take_apart
from playground.pages.one_step_by_hand.stages import STAGE_NAMES, stages
from playground.training.options import options
from tests.looped import looped

NETWORKS = [
    OneStepByHand(n_h=3, sample="4", activation="sigmoid"),
    OneStepByHand(dataset="flower", depth=0, sample="1"),
    OneStepByHand(dataset="xor", classes=3, depth=2, activation="relu"),
    OneStepByHand(dataset="blobs", classes=3, n_h=1, sample="5", activation="leaky_relu"),
    OneStepByHand(dataset="circles", classes=3, depth=3, scale=0.8, learning_rate=0.7),
]


@looped("settings", NETWORKS)
def test_samples_and_first_weights_are_those_that_are_chosen(settings):
    step, names = take_apart(settings), settings.names
    X, Y = make_dataset(settings.dataset, SAMPLES, classes=settings.classes)
    chosen = slice(None) if settings.sample == "all" else [int(settings.sample) - 1]
    assert np.array_equal(step.values["X"], X.round(2)[:, chosen])
    assert np.array_equal(step.values["Y"], Y[:, chosen])
    assert step.m == step.values["X"].shape[1]
    generator, before = np.random.RandomState(settings.seed), 2
    for layer in range(1, names.last + 1):
        units = settings.n_h if layer < names.last else len(Y)
        W, b = (step.values[names.of(kind, layer)] for kind in "Wb")
        assert np.array_equal(W, generator.randn(units, before) * settings.scale)
        assert np.array_equal(b, np.zeros((units, 1)))
        before = units


@looped("settings", NETWORKS)
def test_what_the_formulas_need_beside_the_results_of_the_stages(settings):
    """That those are right: see ``test_code.py``."""
    step, names = take_apart(settings), settings.names
    values, last = step.values, names.last
    stages = {equation.result for stage in settings.stages for equation in stage.equations}
    more = {"ones", "α", names.of("dA", last)}
    for layer in range(1, last):
        more |= {f"dA{layer}", f"g'(Z{layer})"}
        assert values[f"dA{layer}"] == pytest.approx(values[f"W{layer + 1}"].T @ values[f"dZ{layer + 1}"])
        assert values[f"dA{layer}"] * values[f"g'(Z{layer})"] == pytest.approx(values[f"dZ{layer}"])
    if settings.classes == 3:
        Z = names.of("Z", last)
        more |= {f"exp({Z})", f"Σexp({Z})"}
        assert values[f"exp({Z})"] == pytest.approx(np.exp(values[Z]))
        assert values[f"Σexp({Z})"] == pytest.approx(np.exp(values[Z]).sum(axis=0, keepdims=True))
    assert {*values} == stages | more
    assert np.array_equal(values["ones"], np.ones((step.m, 1)))
    assert (values["α"], step.cost_before) == (settings.learning_rate, values["J"])
    after = Parameters.from_arrays(
        {f"{kind}{layer}": values[f"new {names.of(kind, layer)}"] for layer in range(1, last + 1) for kind in "Wb"},
        settings.activation,
        settings.loss,
    )
    output, _cache = forward_propagation(values["X"], after)
    assert step.cost_after == pytest.approx(compute_cost(output, values["Y"], after))


def test_iterations_before_use_all_samples():
    settings = OneStepByHand(dataset="blobs", classes=3, sample="2")
    one = take_apart(replace(settings, sample="all"))
    next_one = take_apart(replace(settings, trained="1", sample="all"))
    assert next_one.cost_before == pytest.approx(one.cost_after)
    for trained in ("1", "10"):
        step = take_apart(replace(settings, trained=trained))
        expected = nn_model(*settings.samples, 2, int(trained), loss="softmax", scale=0.5)
        for name in ("W1", "b1", "W2", "b2"):
            assert step.values[name] == pytest.approx(expected[name])
            assert not np.shares_memory(step.values[name], step.values[f"new {name}"])
            if trained == "1":
                assert step.values[name] == pytest.approx(one.values[f"new {name}"])


def test_every_dataset_has_all_classes_in_hundredths():
    for dataset in options(OneStepByHand)["dataset"].names:
        X, Y = OneStepByHand(dataset=dataset).samples
        assert (X.shape, Y.shape) == ((2, SAMPLES), (1, SAMPLES))
        assert set(Y[0]) == {0, 1}
        assert np.array_equal(X, np.round(X, 2))
        X, Y = OneStepByHand(dataset=dataset, classes=3).samples
        assert Y.shape == ((1, SAMPLES) if dataset == "moons" else (3, SAMPLES))
        assert Y.any(axis=1).all()
        assert np.array_equal(X, np.round(X, 2))


@looped(
    ("settings", "off"),
    [
        (OneStepByHand(classes=3), {"classes"}),  # moons have two, whatever is chosen
        (OneStepByHand(dataset="blobs"), set()),
        (OneStepByHand(dataset="blobs", depth=0), {"activation", "n_h"}),
    ],
)
def test_what_has_no_effect_is_marked(settings, off):
    assert set(ONE_STEP_BY_HAND_SETTINGS.unused({OneStepByHand: settings})) == off


def test_powers_that_are_too_large_for_a_number_are_left_out():
    settings = OneStepByHand(dataset="flower", classes=3, activation="relu", n_h=3)
    for seed in range(60):
        try:
            step = take_apart(replace(settings, scale=2.0, learning_rate=10.0, trained="10", seed=seed))
        except FloatingPointError:
            continue
        if np.abs(step.values["Z2"]).max() > 800:
            break
    assert "exp(Z2)" not in step.values
    assert step.values["A2"].sum(axis=0) == pytest.approx(np.ones(SAMPLES))


def test_divergence_is_told_and_nothing_else_is_raised():
    refused = 0
    for dataset, activation, seed in product(("moons", "spiral", "flower"), ("relu", "leaky_relu"), range(5)):
        settings = OneStepByHand(
            dataset=dataset, activation=activation, seed=seed, n_h=3, scale=2.0, learning_rate=10.0
        )
        try:
            step = take_apart(replace(settings, trained="1000"))
        except FloatingPointError as error:
            refused += "diverged" in str(error)
        else:
            assert np.isfinite([step.cost_before, step.cost_after]).all()
    assert refused > 0


# Stages


@looped(
    ("depth", "names"),
    [
        (0, "start Z A cost dZ dW db update"),
        (1, "start Z1 A1 Z2 A2 cost dZ2 dW2 db2 dZ1 dW1 db1 update"),
        (2, "start Z1 A1 Z2 A2 Z3 A3 cost dZ3 dW3 db3 dZ2 dW2 db2 dZ1 dW1 db1 update"),
    ],
)
def test_the_stages_in_order_and_the_way_from_one_to_the_next(depth, names):
    names = names.split()
    settings = OneStepByHand(depth=depth)
    assert (settings.stage, [*settings.stage_names]) == ("start", names)
    assert set(names) <= set(STAGE_NAMES)
    for number, name in enumerate(names):
        here = replace(settings, stage=name)
        assert (here.number, here.now.name) == (number, name)
        assert here.stage_next(1) == names[min(number + 1, len(names) - 1)]
        assert here.stage_next(-1) == names[max(number - 1, 0)]
    assert replace(settings, stage="A2" if depth == 0 else "A4").number == 0  # it has no such stage


def test_what_differs_with_more_classes():
    pairs = [*zip(stages(1, "sigmoid"), stages(1, "softmax"), strict=True)]
    differ = {two.name for two, more in pairs if (two.words, two.equations) != (more.words, more.equations)}
    assert differ == {"start", "Z2", "A2", "cost", "dZ2", "dZ1"}
    ((two, more),) = (pair for pair in pairs if pair[0].name == "dZ2")
    assert two.equations == more.equations
    assert "the same formula as with two classes and a sigmoid" in more.words


def test_every_stage_shows_the_source_of_what_ran():
    one_layer, three = OneStepByHand(activation="relu"), OneStepByHand(dataset="blobs", classes=3)
    gradients = [Layer.backward, Network.backward]
    expected = [
        (one_layer, "start", [random]),
        (one_layer, "Z1", [Layer.forward]),
        (one_layer, "A1", [Layer.forward, relu]),
        (one_layer, "A2", [Layer.forward, sigmoid]),
        (one_layer, "cost", [Network.data_cost, binary_cross_entropy_of_scores]),
        (one_layer, "dZ2", [Network.backward]),
        (one_layer, "dW2", gradients),
        (one_layer, "db1", gradients),
        (one_layer, "dZ1", [Hidden.compute_dZ, relu_derivative]),
        (one_layer, "update", [gradient_descent]),
        (three, "A2", [Layer.forward, softmax]),
        (three, "cost", [Network.data_cost, cross_entropy_of_scores]),
        (OneStepByHand(), "dZ1", [Hidden.compute_dZ, tanh_derivative]),
        (OneStepByHand(depth=2), "A2", [Layer.forward, tanh]),
        (OneStepByHand(depth=0), "A", [Layer.forward, sigmoid]),
        (OneStepByHand(depth=0), "dZ", [Network.backward]),
    ]
    for settings, stage, functions in expected:
        shown = replace(settings, stage=stage).sources()
        assert list(shown) == [function.__qualname__ for function in functions], stage
        for function in functions:
            assert shown[function.__qualname__] == inspect.cleandoc("\n" + inspect.getsource(function)) + "\n"
    assert list(OneStepByHand(trained="1").sources()) == ["random", "Optimiser.train"]


def test_the_functions_shown_are_called_in_an_iteration(monkeypatch):
    called = set()

    def spy_on(function):
        def spy(*arguments):
            called.add(function)
            return function(*arguments)

        return spy

    functions = {Layer.forward, Layer.backward, Hidden.compute_dZ, Network.data_cost, Network.backward}
    for function in functions:
        owner = {"Layer": Layer, "Hidden": Hidden}.get(function.__qualname__.split(".")[0], Network)
        monkeypatch.setattr(owner, function.__name__, spy_on(function))
    rule = UPDATE_RULES["gradient descent"]
    monkeypatch.setitem(UPDATE_RULES, "gradient descent", rule._replace(update=spy_on(rule.update)))
    take_apart(OneStepByHand())
    assert called == functions | {gradient_descent}
