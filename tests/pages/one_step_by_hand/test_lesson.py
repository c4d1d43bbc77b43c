"""One step by hand: every array against a calculation that knows nothing of the network, sample by sample."""

import inspect
import itertools
import math
from dataclasses import replace

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

STAGES = {loss: stages(1, loss) for loss in ("sigmoid", "softmax")}
ACTIVATIONS = {
    "sigmoid": (lambda z: 1 / (1 + math.exp(-z)), lambda z: math.exp(-z) / (1 + math.exp(-z)) ** 2),
    "tanh": (math.tanh, lambda z: 1 / math.cosh(z) ** 2),
    "relu": (lambda z: max(z, 0.0), lambda z: float(z > 0)),
    "leaky_relu": (lambda z: z if z > 0 else 0.01 * z, lambda z: 1.0 if z > 0 else 0.01),
}
"""Each with its slope, from z."""


def output_and_cost(z, y):
    """Outputs and cost of a sample: of a sigmoid if it has one score, otherwise of a softmax."""
    if len(z) == 1:
        return [1 / (1 + math.exp(-z[0]))], math.log1p(math.exp(z[0])) - y[0] * z[0]  # the same cost, without a sigmoid
    total = sum(math.exp(each) for each in z)
    (right,) = (each for each, label in zip(z, y, strict=True) if label)
    return [math.exp(each) / total for each in z], math.log(total) - right


def by_hand(X, Y, W1, b1, W2, b2, activation, learning_rate):
    """One iteration with loops over samples, units and inputs, and the cost after it."""
    g, slope = ACTIVATIONS[activation]
    m, units, inputs, outputs = X.shape[1], range(len(W1)), range(len(X)), range(len(Y))
    found = {name: np.zeros((len(W1), m)) for name in ("Z1", "A1", "dZ1", "dA1", "g'(Z1)")}
    found |= {name: np.zeros(Y.shape) for name in ("Z2", "A2", "dZ2")}
    found |= {"dW1": np.zeros_like(W1), "db1": np.zeros_like(b1), "dW2": np.zeros_like(W2), "db2": np.zeros_like(b2)}
    J = 0.0
    for i in range(m):
        for u in units:
            z = b1[u, 0] + sum(W1[u, k] * X[k, i] for k in inputs)
            found["Z1"][u, i], found["A1"][u, i], found["g'(Z1)"][u, i] = z, g(z), slope(z)
        z = [b2[k, 0] + sum(W2[k, u] * found["A1"][u, i] for u in units) for k in outputs]
        a, cost = output_and_cost(z, Y[:, i])
        J += cost / m
        for k in outputs:
            wrong = a[k] - Y[k, i]
            found["Z2"][k, i], found["A2"][k, i], found["dZ2"][k, i] = z[k], a[k], wrong
            found["db2"][k, 0] += wrong / m
            for u in units:
                found["dW2"][k, u] += wrong * found["A1"][u, i] / m
                found["dA1"][u, i] += W2[k, u] * wrong
        for u in units:
            found["dZ1"][u, i] = found["dA1"][u, i] * found["g'(Z1)"][u, i]
            found["db1"][u, 0] += found["dZ1"][u, i] / m
            for k in inputs:
                found["dW1"][u, k] += found["dZ1"][u, i] * X[k, i] / m
    parameters = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    found |= {f"new {name}": value - learning_rate * found[f"d{name}"] for name, value in parameters.items()}
    return found | {"J": J}


def first_weights(seed, n_h, scale, n_y=1):
    generator = np.random.RandomState(seed)
    W1, W2 = generator.randn(n_h, 2) * scale, generator.randn(n_y, n_h) * scale
    return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}


@looped("activation", list(ACTIVATIONS))
@looped("sample", ["all", "1", str(SAMPLES)])
@looped(
    ("n_h", "dataset", "classes"),
    [(1, "moons", 2), (2, "flower", 2), (3, "xor", 2), (1, "blobs", 3), (2, "circles", 3), (3, "xor", 3)],
)
def test_every_array_is_that_of_the_calculation_by_hand(activation, sample, n_h, dataset, classes):
    settings = OneStepByHand(
        dataset=dataset,
        classes=classes,
        sample=sample,
        activation=activation,
        n_h=n_h,
        seed=5,
        learning_rate=0.7,
    )
    step = take_apart(settings)
    X, Y = make_dataset(dataset, SAMPLES, classes=classes)
    chosen = slice(None) if sample == "all" else slice(int(sample) - 1, int(sample))
    X, Y = np.round(X, 2)[:, chosen], Y[:, chosen]
    start = first_weights(5, n_h, 0.5, len(Y))
    expected = by_hand(X, Y, **start, activation=activation, learning_rate=0.7) | start | {"X": X, "Y": Y, "α": 0.7}
    expected["ones"] = np.ones((X.shape[1], 1))
    if classes == 3:
        powers = [[math.exp(z) for z in row] for row in expected["Z2"]]
        expected |= {"exp(Z2)": powers, "Σexp(Z2)": [[sum(column) for column in zip(*powers, strict=True)]]}
    for name, value in expected.items():
        assert step.values[name] == pytest.approx(np.array(value), rel=1e-12, abs=1e-14), name
        assert step.values[name].shape == np.shape(value), name
    assert set(step.values) - set(expected) == {"dA2"}  # of no use in the last layer
    after = {name: expected[f"new {name}"] for name in start}
    assert step.cost_after == pytest.approx(by_hand(X, Y, **after, activation=activation, learning_rate=0)["J"])
    assert step.m == X.shape[1]
    assert step.cost_before == step.values["J"]


@looped("activation", ["sigmoid", "tanh", "leaky_relu"])
@looped("sample", ["all", "3"])
@looped("classes", [2, 3])
def test_the_gradients_are_the_slopes_of_the_cost(activation, sample, classes):
    step = take_apart(OneStepByHand(dataset="blobs", classes=classes, activation=activation, sample=sample, n_h=3))
    values, nudge = step.values, 1e-6
    start = {name: values[name] for name in ("W1", "b1", "W2", "b2")}

    def cost(name, index, by):
        moved = {each: value.copy() for each, value in start.items()}
        moved[name][index] += by
        return by_hand(values["X"], values["Y"], **moved, activation=activation, learning_rate=0)["J"]

    for name, value in start.items():
        for index in np.ndindex(value.shape):
            slope = (cost(name, index, nudge) - cost(name, index, -nudge)) / (2 * nudge)
            assert values[f"d{name}"][index] == pytest.approx(slope, abs=1e-8)


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


@looped("classes", [2, 3])
@looped("sample", ["all", "3"])
@looped("depth", [0, 2, 3])
def test_any_number_of_hidden_layers_against_loops_and_differences(depth, sample, classes):
    step = take_apart(OneStepByHand(dataset="blobs", classes=classes, depth=depth, sample=sample, seed=5))
    names, values, nudge = step.settings.names, step.values, 1e-5
    parameters = [values[name] for name in names.parameters()]
    generator = np.random.RandomState(5)
    for W, b in zip(parameters[::2], parameters[1::2], strict=True):
        assert np.array_equal(W, generator.randn(*W.shape) * 0.5)
        assert not b.any()
    Z, A, J = forward_by_hand(step, parameters)
    assert values["J"] == pytest.approx(J, rel=1e-12)
    for layer in Z:
        assert values[names.of("Z", layer)] == pytest.approx(Z[layer], rel=1e-12)
        assert values[names.of("A", layer)] == pytest.approx(A[layer], rel=1e-12)
        for u, i in np.ndindex(Z[layer].shape):
            above, below = (forward_by_hand(step, parameters, (layer, u, i, by))[2] for by in (nudge, -nudge))
            slope = (above - below) / (2 * nudge) * step.m  # of the sample's own loss
            assert values[names.of("dZ", layer)][u, i] == pytest.approx(slope, abs=1e-8)
    for place, name in enumerate(names.parameters()):
        for index in np.ndindex(parameters[place].shape):
            costs = []
            for by in (nudge, -nudge):
                moved = [each.copy() for each in parameters]
                moved[place][index] += by
                costs.append(forward_by_hand(step, moved)[2])
            assert values[f"d{name}"][index] == pytest.approx((costs[0] - costs[1]) / (2 * nudge), abs=1e-8)
        assert values[f"new {name}"] == pytest.approx(values[name] - 1.2 * values[f"d{name}"], rel=1e-12)
    after = forward_by_hand(step, [values[f"new {name}"] for name in names.parameters()])[2]
    assert step.cost_after == pytest.approx(after, rel=1e-12)


@pytest.mark.parametrize("trained", [1, 10])
@pytest.mark.parametrize("sample", ["all", "2"])
@pytest.mark.parametrize(("dataset", "classes"), [("moons", 2), ("blobs", 3)])
def test_iterations_before_use_all_samples(trained, sample, dataset, classes):
    settings = OneStepByHand(dataset=dataset, classes=classes, trained=str(trained), sample=sample)
    X, Y = settings.samples
    parameters = first_weights(2, 2, 0.5, len(Y))
    for _ in range(trained):
        after = by_hand(X, Y, **parameters, activation="tanh", learning_rate=1.2)
        parameters = {name: after[f"new {name}"] for name in parameters}
    step = take_apart(settings)
    for name, value in parameters.items():
        assert step.values[name] == pytest.approx(value, rel=1e-9)


def test_two_iterations_in_a_row_are_two_steps():
    one, next_one = take_apart(OneStepByHand(trained="0")), take_apart(OneStepByHand(trained="1"))
    for name in ("W1", "b1", "W2", "b2"):
        assert next_one.values[name] == pytest.approx(one.values[f"new {name}"])
    assert next_one.cost_before == pytest.approx(one.cost_after)


def test_the_start_and_the_new_parameters_are_kept_apart():
    step = take_apart(OneStepByHand())
    before = nn_model(*OneStepByHand().samples, 2, 0, scale=0.5)
    for name in before:
        assert np.array_equal(step.values[name], before[name])
        assert not np.shares_memory(step.values[name], step.values[f"new {name}"])


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


def test_moons_have_two_classes_whatever_is_chosen():
    two, three = take_apart(OneStepByHand()), take_apart(OneStepByHand(classes=3))
    assert OneStepByHand(classes=3).loss == "sigmoid"
    assert all(np.array_equal(two.values[name], three.values[name]) for name in two.values)
    chosen = {OneStepByHand: OneStepByHand()}
    assert set(ONE_STEP_BY_HAND_SETTINGS.unused(chosen)) == {"classes"}
    assert set(ONE_STEP_BY_HAND_SETTINGS.unused({OneStepByHand: OneStepByHand(dataset="blobs", depth=0)})) == {
        "activation",
        "n_h",
    }
    assert not ONE_STEP_BY_HAND_SETTINGS.unused({OneStepByHand: OneStepByHand(dataset="blobs")})


def test_powers_that_are_too_large_for_a_number_are_left_out():
    settings = OneStepByHand(dataset="flower", classes=3, activation="relu", n_h=3)
    assert {"exp(Z2)", "Σexp(Z2)"} <= set(take_apart(settings).values)
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
    specs = options(OneStepByHand)
    for dataset, activation, seed in itertools.product(specs["dataset"].names, ("relu", "leaky_relu"), range(10)):
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


def test_every_setting_is_offered_and_stage_and_depth_are_always_in_sight():
    assert sorted(ONE_STEP_BY_HAND_SETTINGS.names) == sorted(options(OneStepByHand))
    assert ONE_STEP_BY_HAND_SETTINGS.row == ("stage", "depth")


# Stages


@pytest.mark.parametrize("classes", [2, 3])
def test_the_stages_in_order(classes):
    in_order = STAGES["sigmoid" if classes == 2 else "softmax"]
    names = [stage.name for stage in in_order]
    assert names == ["start", "Z1", "A1", "Z2", "A2", "cost", "dZ2", "dW2", "db2", "dZ1", "dW1", "db1", "update"]
    assert OneStepByHand().stage == "start"
    for number, name in enumerate(names):
        settings = OneStepByHand(dataset="xor", classes=classes, stage=name)
        assert (settings.number, settings.now) == (number, in_order[number])
        assert settings.stage_next(1) == names[min(number + 1, len(names) - 1)]
        assert settings.stage_next(-1) == names[max(number - 1, 0)]


@pytest.mark.parametrize(
    ("depth", "names"),
    [
        (0, "start Z A cost dZ dW db update"),
        (2, "start Z1 A1 Z2 A2 Z3 A3 cost dZ3 dW3 db3 dZ2 dW2 db2 dZ1 dW1 db1 update"),
    ],
)
def test_the_stages_of_other_depths(depth, names):
    settings = OneStepByHand(depth=depth)
    assert settings.stage_names == tuple(names.split())
    assert set(settings.stage_names) <= set(STAGE_NAMES)
    assert OneStepByHand(depth=depth, stage="A2" if depth == 0 else "A4").number == 0  # it has no such stage


def test_what_differs_with_more_classes():
    pairs = zip(STAGES["sigmoid"], STAGES["softmax"], strict=True)
    differ = {two.name for two, more in pairs if (two.words, two.equations) != (more.words, more.equations)}
    assert differ == {"start", "Z2", "A2", "cost", "dZ2", "dZ1"}
    two, more = ({stage.name: stage for stage in STAGES[loss]}["dZ2"] for loss in ("sigmoid", "softmax"))
    assert two.equations == more.equations
    assert "the same formula as with two classes and a sigmoid" in more.words


def test_every_stage_shows_the_source_of_what_ran():
    expected = {
        "start": [random],
        "Z1": [Layer.forward],
        "A1": [Layer.forward, relu],
        "Z2": [Layer.forward],
        "A2": [Layer.forward, sigmoid],
        "cost": [Network.data_cost, binary_cross_entropy_of_scores],
        "dZ2": [Network.backward],
        "dW2": [Layer.backward, Network.backward],
        "db2": [Layer.backward, Network.backward],
        "dZ1": [Hidden.compute_dZ, relu_derivative],
        "dW1": [Layer.backward, Network.backward],
        "db1": [Layer.backward, Network.backward],
        "update": [gradient_descent],
    }
    for stage in STAGES["sigmoid"]:
        shown = OneStepByHand(stage=stage.name, activation="relu").sources()
        assert list(shown) == [function.__qualname__ for function in expected[stage.name]]
        for function in expected[stage.name]:
            assert shown[function.__qualname__] == inspect.cleandoc("\n" + inspect.getsource(function)) + "\n"
    three = OneStepByHand(dataset="blobs", classes=3)
    assert list(replace(three, stage="A2").sources()) == ["Layer.forward", softmax.__qualname__]
    assert list(replace(three, stage="cost").sources()) == ["Network.data_cost", cross_entropy_of_scores.__qualname__]
    assert list(OneStepByHand(trained="1").sources()) == ["random", "Optimiser.train"]
    assert list(OneStepByHand(stage="A1").sources()) == ["Layer.forward", tanh.__qualname__]
    assert list(OneStepByHand(stage="A", depth=0).sources()) == ["Layer.forward", sigmoid.__qualname__]
    assert list(OneStepByHand(stage="A2", depth=2).sources()) == ["Layer.forward", tanh.__qualname__]
    assert list(OneStepByHand(stage="dZ", depth=0).sources()) == ["Network.backward"]
    assert list(OneStepByHand(stage="dZ1").sources()) == ["Hidden.compute_dZ", tanh_derivative.__qualname__]


def test_the_functions_shown_are_called_in_an_iteration(monkeypatch):
    called = set()

    def spy_on(function):
        def spy(*arguments):
            called.add(function)
            return function(*arguments)

        return spy

    functions = {
        Layer.forward,
        Layer.backward,
        Hidden.compute_dZ,
        Network.data_cost,
        Network.backward,
    }
    for function in functions:
        owner = {"Layer": Layer, "Hidden": Hidden}.get(function.__qualname__.split(".")[0], Network)
        monkeypatch.setattr(owner, function.__name__, spy_on(function))
    rule = UPDATE_RULES["gradient descent"]
    monkeypatch.setitem(UPDATE_RULES, "gradient descent", rule._replace(update=spy_on(rule.update)))
    take_apart(OneStepByHand())
    assert called == functions | {gradient_descent}
