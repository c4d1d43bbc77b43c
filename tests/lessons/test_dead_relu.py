"""A dead ReLU: what the push does, which units come back and which do not, and their numbers by hand."""

import numpy as np
import pytest

from playground.lessons.dead_relu import DEAD_RELU_PRESETS, MOST_UNITS, DeadReLU, Push, units_now
from playground.nn.activations import LEAK
from playground.training import InStep

SEEDS = range(2, 10)
PRESETS = {preset.name: DeadReLU(**preset.settings) for preset in DEAD_RELU_PRESETS}


def pushed(config, at, unit=1, below=Push.below):
    """The runs of a configuration, trained up to ``at`` and pushed there."""
    runs = InStep(config)
    runs.advance(at)
    step = Push(unit=unit, below=below).step(runs.values())
    for run in runs.values():
        run.nudge(step)
    return runs


def on_now(run):
    return [unit.on for unit in units_now(run.evaluate())]


def test_both_networks_start_alike():
    relu, leaky = InStep(DeadReLU()).values()
    assert (relu.config.activation, leaky.config.activation) == ("relu", "leaky_relu")
    np.testing.assert_array_equal(relu.parameters.vector, leaky.parameters.vector)
    np.testing.assert_array_equal(relu.X, leaky.X)


@pytest.mark.parametrize("at", [0, 300])
@pytest.mark.parametrize("config", PRESETS.values(), ids=PRESETS)
def test_a_push_takes_the_unit_below_zero_in_both_by_the_same_amount(config, at):
    runs = InStep(config)
    runs.advance(at)
    before = {name: run.parameters.copy() for name, run in runs.items()}
    step = Push(unit=2, below=0.7).step(runs.values())
    assert list(step) == ["b1"]
    assert step["b1"][1] < 0
    assert not step["b1"][0].any()
    largest = []
    for name, run in runs.items():
        run.nudge(step)
        parameters = before[name]
        np.testing.assert_array_equal(run.parameters["b1"], parameters["b1"] + step["b1"])
        largest.append((run.parameters["W1"] @ run.X + run.parameters["b1"])[1].max())
        assert on_now(run)[1] == 0
    assert max(largest) == pytest.approx(-0.7)


def test_a_unit_that_is_lower_already_is_not_pushed_up():
    runs = pushed(DeadReLU(), 50, below=3.0)
    step = Push(below=1.0).step(runs.values())
    assert not step["b1"].any()


@pytest.mark.parametrize(("unit", "n_h"), [(3, 2), (MOST_UNITS, 7)])
def test_a_unit_that_is_not_there_cannot_be_pushed(unit, n_h):
    runs = InStep(DeadReLU(n_h=n_h))
    with pytest.raises(ValueError, match=f"no unit {unit}: the layer has {n_h}"):
        Push(unit=unit).step(runs.values())


@pytest.mark.parametrize(("seed", "at"), [(seed, 1000 * (seed % 2)) for seed in SEEDS])
def test_a_pushed_relu_unit_stays_dead_and_the_leaky_one_comes_back(seed, at):
    runs = pushed(DeadReLU(seed=seed), at)
    relu, leaky = runs.values()
    dead = units_now(relu.evaluate())[0]
    assert (dead.on, dead.gradient) == (0, 0)
    off = units_now(leaky.evaluate())[0]
    assert off.on == 0
    assert off.gradient > 0
    then = {name: relu.parameters[name][0].copy() for name in ("W1", "b1")}
    runs.advance(3000 if at else 5000)
    assert on_now(leaky)[0] > 0.05
    runs.advance(4000)
    assert on_now(leaky)[0] > 0.05  # it has come to stay
    assert units_now(relu.evaluate())[0] == dead
    for name, value in then.items():
        np.testing.assert_array_equal(relu.parameters[name][0], value)


def test_it_comes_back_at_a_pace_to_watch():
    _, leaky = pushed(DeadReLU(), 300).values()
    steps = 0
    while not on_now(leaky)[0]:
        leaky.advance(1)
        steps += 1
    assert 20 < steps < 300  # with 60 a second: less than five seconds


def test_a_unit_to_spare_need_not_come_back():
    config = PRESETS["A unit to spare"]
    _, leaky = pushed(config, 300).values()
    leaky.advance(config.limit)
    (unit, *_) = units_now(leaky.evaluate())
    assert unit.on == 0
    assert leaky.measure().accuracy > 0.85


@pytest.mark.parametrize("seed", SEEDS)
def test_too_high_a_learning_rate_kills_relu_units(seed):
    config = DeadReLU(**dict(DEAD_RELU_PRESETS[-1].settings) | {"seed": seed})
    runs = InStep(config)
    assert all(on_now(runs.first))
    runs.advance(10)
    assert not all(on_now(runs.first))
    runs.advance(490)
    off = [unit for unit in units_now(runs["relu"].evaluate()) if not unit.on]
    assert off
    assert all(unit.gradient == 0 for unit in off)
    assert all(unit.gradient > 0 for unit in units_now(runs["leaky_relu"].evaluate()))
    assert not any(run.divergence for run in runs.values())


def test_units_in_numbers_by_hand():
    _, leaky = InStep(DeadReLU(samples=40)).values()
    leaky.advance(7)
    p, X, Y = leaky.parameters, leaky.X, leaky.Y
    Z1 = p["W1"] @ X + p["b1"]
    A1 = np.where(Z1 > 0, Z1, LEAK * Z1)
    dZ2 = 1 / (1 + np.exp(-(p["W2"] @ A1 + p["b2"]))) - Y
    dZ1 = p["W2"].T @ dZ2 * np.where(Z1 > 0, 1, LEAK)
    m = X.shape[1]
    for number, unit in enumerate(units_now(leaky.evaluate())):
        gradients = [*(dZ1[number] @ X.T / m), dZ1[number].mean(), (dZ2 @ A1[number] / m).item()]
        assert unit.gradient == pytest.approx(np.abs(gradients).max())
        assert unit.on == (Z1[number] > 0).sum() / m
        assert unit.bias == p["b1"][number, 0]
