"""One step by hand: every array against a calculation that knows nothing of the network, sample by sample."""

import inspect
import math
from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest

from playground.data import make_dataset
from playground.nn import UPDATE_RULES, nn_model
from playground.nn.activations import relu, relu_derivative, sigmoid, tanh, tanh_derivative
from playground.nn.initialisation import random
from playground.nn.losses import binary_cross_entropy_of_scores, cross_entropy_of_scores, softmax
from playground.nn.network import Hidden, Layer, Network
from playground.nn.update_rules import gradient_descent
from playground.pages.one_step_by_hand.lesson import ONE_STEP_BY_HAND_SETTINGS, SAMPLES, OneStepByHand, take_apart
from playground.pages.one_step_by_hand.stages import STAGE_NAMES, stages
from playground.training.options import options
from tests.looped import looped

ACTIVATIONS = {
    "sigmoid": (lambda z: 1 / (1 + math.exp(-z)), lambda z: math.exp(-z) / (1 + math.exp(-z)) ** 2),
    "tanh": (math.tanh, lambda z: 1 / math.cosh(z) ** 2),
    "relu": (lambda z: max(z, 0.0), lambda z: float(z > 0)),
    "leaky_relu": (lambda z: z if z > 0 else 0.01 * z, lambda z: 1.0 if z > 0 else 0.01),
}
"""Each with its slope, from z."""
NUDGE = 1e-5


def output_and_cost(z, y):
    """Outputs and cost of a sample: of a sigmoid if it has one score, otherwise of a softmax."""
    if len(z) == 1:
        return [1 / (1 + math.exp(-z[0]))], math.log1p(math.exp(z[0])) - y[0] * z[0]  # the same cost, without a sigmoid
    total = sum(math.exp(each) for each in z)
    (right,) = (each for each, label in zip(z, y, strict=True) if label)
    return [math.exp(each) / total for each in z], math.log(total) - right


def forward_by_hand(step, parameters, nudge=None):
    """Z and A of every layer, sample by sample, and the cost; ``nudge``: (layer, unit, sample, amount) added to a z."""
    depth, X, Y = step.settings.depth, step.values["X"], step.values["Y"]
    g, _slope = ACTIVATIONS[step.settings.activation]
    Z, A, J = {}, {0: X}, 0.0
    for layer in range(1, depth + 2):
        W, b = parameters[2 * layer - 2], parameters[2 * layer - 1]
        Z[layer], A[layer] = np.zeros((len(W), step.m)), np.zeros((len(W), step.m))
        for i in range(step.m):
            for u in range(len(W)):
                Z[layer][u, i] = b[u, 0] + sum(W[u, k] * A[layer - 1][k, i] for k in range(len(A[layer - 1])))
                if nudge and nudge[:3] == (layer, u, i):
                    Z[layer][u, i] += nudge[3]
            if layer <= depth:
                A[layer][:, i] = [g(z) for z in Z[layer][:, i]]
            else:
                A[layer][:, i], cost = output_and_cost(Z[layer][:, i], Y[:, i])
                J += cost / step.m
    return Z, A, J


def by_hand(step, parameters):
    """Every array of the iteration, the gradients as differences of costs, and the cost after it."""
    names = step.settings.names
    Z, A, J = forward_by_hand(step, parameters)
    found = {"J": J, "ones": np.ones((step.m, 1)), "α": step.settings.learning_rate}
    for layer in Z:
        found |= {names.of("Z", layer): Z[layer], names.of("A", layer): A[layer]}
        dZ = found[names.of("dZ", layer)] = np.zeros_like(Z[layer])
        for u, i in np.ndindex(dZ.shape):
            above, below = (forward_by_hand(step, parameters, (layer, u, i, by))[2] for by in (NUDGE, -NUDGE))
            dZ[u, i] = (above - below) / (2 * NUDGE) * step.m  # of the sample's own loss
    after = []
    for place, name in enumerate(names.parameters()):
        slopes = found[f"d{name}"] = np.zeros_like(parameters[place])
        for index in np.ndindex(slopes.shape):
            costs = []
            for by in (NUDGE, -NUDGE):
                moved = [each.copy() for each in parameters]
                moved[place][index] += by
                costs.append(forward_by_hand(step, moved)[2])
            slopes[index] = (costs[0] - costs[1]) / (2 * NUDGE)
        after.append(parameters[place] - step.settings.learning_rate * slopes)
        found |= {name: parameters[place], f"new {name}": after[-1]}
    for layer in range(1, step.settings.depth + 1):
        _g, slope = ACTIVATIONS[step.settings.activation]
        found[f"g'(Z{layer})"] = np.vectorize(slope)(Z[layer])
        found[f"dA{layer}"] = parameters[2 * layer].T @ found[names.of("dZ", layer + 1)]
    if len(step.values["Y"]) > 1:
        last = names.of("Z", names.last)
        powers = np.exp(Z[names.last])
        found |= {f"exp({last})": powers, f"Σexp({last})": powers.sum(axis=0, keepdims=True)}
    return found, forward_by_hand(step, after)[2]


ONE_HIDDEN_LAYER = [
    OneStepByHand(dataset=dataset, classes=classes, n_h=n_h, sample=sample, activation=activation)
    for dataset, classes, n_h in (("moons", 2, 1), ("flower", 2, 3), ("xor", 3, 2))
    for sample, activation in (("all", "sigmoid"), ("1", "tanh"), ("all", "relu"), ("5", "leaky_relu"))
]
OTHER_DEPTHS = [
    OneStepByHand(dataset="blobs", classes=classes, depth=depth, sample=sample)
    for classes, depth, sample in product((2, 3), (0, 2, 3), ("all", "3"))
]


@looped("settings", [*ONE_HIDDEN_LAYER, *OTHER_DEPTHS])
def test_every_array_is_that_of_loops_and_differences(settings):
    settings = replace(settings, seed=5, learning_rate=0.7)
    step = take_apart(settings)
    X, Y = make_dataset(settings.dataset, SAMPLES, classes=settings.classes)
    chosen = slice(None) if settings.sample == "all" else slice(int(settings.sample) - 1, int(settings.sample))
    parameters, generator, sizes = [], np.random.RandomState(5), [2, *[settings.n_h] * settings.depth, len(Y)]
    for before, units in pairwise(sizes):
        parameters += [generator.randn(units, before) * 0.5, np.zeros((units, 1))]
    found, cost_after = by_hand(step, parameters)
    found |= {"X": np.round(X, 2)[:, chosen], "Y": Y[:, chosen]}
    for name, value in found.items():
        close = {"abs": 1e-7} if name.lstrip("new ").startswith(("d", "W", "b")) else {"rel": 1e-12, "abs": 1e-14}
        assert step.values[name] == pytest.approx(np.array(value), **close), name
        assert step.values[name].shape == np.shape(value), name
    last = settings.names.last
    assert set(step.values) - set(found) == {settings.names.of("dA", last)}  # of no use in the last layer
    assert step.cost_after == pytest.approx(cost_after, abs=1e-7)
    assert (step.m, step.cost_before) == (found["X"].shape[1], step.values["J"])


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
