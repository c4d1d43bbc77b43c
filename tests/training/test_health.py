"""What is said of a network that cannot learn: the numbers against plain NumPy, the words against runs of each kind."""

import numpy as np
import pytest

from playground.nn import ACTIVATIONS, compute_cost, forward_propagation, update_parameters
from playground.nn import backward_propagation as gradients_of
from playground.training import Config, Run, health, warning
from playground.training.health import LOOK_AHEAD, RISE, largest_rise


def after(config, iterations=0):
    run = Run(config)
    run.advance(iterations)
    return run


def said(run):
    network = run.evaluate()
    return warning(run, network, health(network))


@pytest.mark.parametrize("depth", range(5))
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_numbers_of_each_layer(depth, activation):
    run = after(Config(depth=depth, activation=activation, n_h=5, initialisation="he", learning_rate=0.1), 20)
    _, cache = forward_propagation(run.X, run.parameters)
    grads = gradients_of(run.parameters, cache, run.X, run.Y)
    layers = health(run.evaluate())
    assert [layer.name for layer in layers] == [*(f"layer {n}" for n in range(1, depth + 1)), "output"]
    assert [layer.units for layer in layers] == [*[5] * depth, 1]
    for number, layer in enumerate(layers, start=1):
        dW, db, W = grads[f"dW{number}"], grads[f"db{number}"], run.parameters[f"W{number}"]
        assert layer.gradient == pytest.approx(np.sqrt((dW**2).sum() + (db**2).sum()))
        assert layer.relative == pytest.approx(np.sqrt((dW**2).sum() / (W**2).sum()))
        A = cache[f"A{number}"]
        slope = {"sigmoid": 4 * A * (1 - A), "tanh": 1 - A**2, "relu": A > 0, "leaky_relu": np.ones_like(A)}[activation]
        lost = (slope < 0.05).mean() if activation in ("sigmoid", "tanh") else (slope == 0).all(axis=1).mean()
        assert layer.lost == (None if layer is layers[-1] else pytest.approx(lost))


@pytest.mark.parametrize("learning_rate", [0.1, 1.2, 10, 50])
def test_the_look_ahead_is_what_the_next_updates_do(learning_rate):
    run = after(Config(learning_rate=learning_rate), 50)
    before, parameters, costs = run.parameters.vector.copy(), run.parameters, []
    for _ in range(LOOK_AHEAD + 1):
        A2, cache = forward_propagation(run.X, parameters)
        costs.append(compute_cost(A2, run.Y))
        parameters = update_parameters(parameters, gradients_of(parameters, cache, run.X, run.Y), learning_rate)
    rise = largest_rise(run.evaluate(), learning_rate)
    assert rise == pytest.approx(max(0, *(np.diff(costs) / costs[:-1])), rel=1e-6, abs=1e-9)
    assert (rise > RISE) == (learning_rate >= 10)
    np.testing.assert_array_equal(run.parameters.vector, before)


LEARNS = [
    Config(),
    Config(activation="sigmoid"),
    Config(activation="relu"),
    Config(activation="leaky_relu"),
    Config(n_h=50),
    Config(depth=0),
    Config(depth=0, dataset="blobs"),
    Config(depth=2, learning_rate=0.3),
    Config(dataset="moons"),
    Config(dataset="circles", activation="relu"),
    Config(initialisation="zero_W1"),
    Config(scale=10, learning_rate=0.3),
    Config(initialisation="constant", scale=0.5),
]


@pytest.mark.parametrize("config", LEARNS, ids=str)
def test_nothing_is_said_of_a_network_that_learns(config):
    run = Run(config)
    for _ in range(30):
        assert said(run) == ""
        run.advance(100)
    assert run.measure().cost < run.history.points[0].cost


@pytest.mark.parametrize(
    ("config", "iterations", "word", "what_to_try"),
    [
        (Config(learning_rate=50), 0, "learning rate is too high", "half"),
        (Config(learning_rate=50), 100, "learning rate is too high: the cost was down at", "half"),
        (Config(learning_rate=10), 100, "learning rate is high", "half"),
        (Config(depth=4, learning_rate=0.3), 0, "all but vanished", "larger first weights"),
        (Config(depth=3, activation="sigmoid", learning_rate=0.1), 500, "all but vanished", "fewer layers"),
        (Config(initialisation="zero"), 500, "No weight has a gradient", "random first weights"),
        (Config(initialisation="zero", activation="relu"), 0, "No weight has a gradient", "random first weights"),
        (Config(depth=3, scale=10, learning_rate=0.3), 0, "Saturated", "smaller first weights"),
    ],
)
def test_what_is_wrong_and_what_to_try(config, iterations, word, what_to_try):
    sentence = said(after(config, iterations))
    assert word in sentence
    assert what_to_try in sentence


def test_it_is_said_all_the_time_that_the_learning_rate_is_too_high():
    run = after(Config(learning_rate=50), 50)
    for _ in range(100):
        assert "learning rate is too high" in said(run)
        run.advance(7)


def test_a_learning_rate_is_not_blamed_for_what_an_earlier_one_did():
    run = after(Config(dataset="xor", learning_rate=10), 100)
    assert run.measure().cost > 1.5 * min(point.cost for point in run.history.points)
    run.adjust(0.01, run.config.limit)
    for _ in range(5):
        assert "too high" not in said(run)
        run.advance(20)


@pytest.mark.parametrize(
    ("config", "iterations", "change"),
    [
        (Config(learning_rate=10), 100, {"learning_rate": 5.0}),
        (Config(depth=4, learning_rate=0.3), 0, {"initialisation": "xavier"}),
        (Config(initialisation="zero"), 0, {"initialisation": "random"}),
        (Config(initialisation="zero", activation="relu"), 0, {"initialisation": "random"}),
        (Config(depth=3, scale=10, learning_rate=0.3), 0, {"scale": 1.0}),
    ],
)
def test_what_it_says_to_try_helps(config, iterations, change):
    assert said(after(config, iterations))
    better = Config(**{**vars(config), **change})
    assert after(better, 2000).measure().cost < min(0.6, 0.95 * after(config, 2000).measure().cost)


def test_each_layer_with_dead_units_is_named():
    run = Run(Config(depth=2, activation="relu", n_h=3, initialisation="he", learning_rate=0.01))
    run.nudge({"b1": [[-100], [0], [0]], "b2": [[-100], [-100], [0]]})
    assert "Dead: 1 of 3 units in layer 1, 2 of 3 units in layer 2" in said(run)


def test_a_leaky_relu_is_never_called_dead():
    run = Run(Config(activation="leaky_relu", initialisation="he", learning_rate=0.01))
    run.nudge({"b1": [[-100]] * 4})
    assert "Dead" not in said(run)


def test_a_run_that_has_diverged_has_its_own_words_elsewhere():
    run = after(Config(samples=40, activation="leaky_relu", initialisation="he", learning_rate=100), 1000)
    assert run.divergence
    assert said(run) == ""


def test_steps_that_blow_up_within_the_look_ahead():
    run = Run(Config(samples=40, activation="leaky_relu", initialisation="he", learning_rate=100))
    while not run.divergence:
        sentence = said(run)
        run.advance(1)
    assert "too high" in sentence
    assert "nan" not in sentence
