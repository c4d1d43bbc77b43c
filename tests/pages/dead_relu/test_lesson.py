"""A dead ReLU: what the push does, which units come back and which do not, and their numbers by hand."""

import re

import numpy as np
import pytest

from playground.nn.activations import LEAK
from playground.pages.dead_relu.lesson import MOST_UNITS, Push, units_now, units_off
from playground.training import RunGroup
from tests.lessons.presets import answer, costs, differing, experiment, fresh, trained
from tests.lessons.test_presets import ANSWER
from tests.looped import looped

PAGE = "dead relu"
NAMES = ("Push one unit", "A unit to spare", "Too high a learning rate")


def pushed(name, at, unit=1, below=Push.below, **changes):
    """The runs of a preset, trained up to ``at`` and pushed there."""
    runs = fresh(PAGE, name, at, **changes)
    step = Push(unit=unit, below=below).step(runs.values())
    for run in runs.values():
        run.nudge(step)
    return runs


def on_now(run):
    return [unit.on for unit in units_now(run.evaluate())]


def test_the_networks_differ_in_their_activation_and_in_nothing_else():
    pair = experiment(PAGE, n_h=3, seed=5, learning_rate=0.4)
    relu, leaky = (variant.recipe for variant in pair.values())
    assert differing(relu, leaky) == {"activation"}
    assert (relu.activation, leaky.activation) == ("relu", "leaky_relu")
    assert [variant.label for variant in pair.values()] == ["ReLU", "leaky ReLU"]
    relu, leaky = RunGroup(pair).values()
    np.testing.assert_array_equal(relu.parameters.vector, leaky.parameters.vector)
    np.testing.assert_array_equal(relu.X, leaky.X)


@looped("name", NAMES)
def test_a_push_takes_the_unit_below_zero_in_both_by_the_same_amount_and_none_up(name):
    runs = fresh(PAGE, name, 300)
    before = {each: run.parameters["b1"].copy() for each, run in runs.items()}
    step = Push(unit=2, below=0.7).step(runs.values())
    assert list(step) == ["b1"]
    assert [bool(amount < 0) for amount in step["b1"]] == [number == 1 for number in range(len(step["b1"]))]
    largest = []
    for each, run in runs.items():
        run.nudge(step)
        np.testing.assert_array_equal(run.parameters["b1"], before[each] + step["b1"])
        largest.append((run.parameters["W1"] @ run.X + run.parameters["b1"])[1].max())
        assert on_now(run)[1] == 0
    assert max(largest) == pytest.approx(-0.7)
    assert not Push(unit=2, below=0.5).step(runs.values())["b1"].any()  # it is lower already


@looped(("unit", "n_h"), [(3, 2), (MOST_UNITS, 7)])
def test_a_unit_that_is_not_there_cannot_be_pushed(unit, n_h):
    runs = RunGroup(experiment(PAGE, n_h=n_h))
    with pytest.raises(ValueError, match=f"no unit {unit}: the layer has {n_h}"):
        Push(unit=unit).step(runs.values())


@pytest.mark.nightly
@pytest.mark.parametrize(("seed", "at"), [(2, 0), (3, 1000), (4, 0), (5, 1000)])
def test_a_pushed_relu_unit_stays_dead_and_the_leaky_one_comes_back(seed, at):
    runs = pushed("Push one unit", at, seed=seed)
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


def test_a_unit_to_spare_need_not_come_back():
    _, leaky = pushed("A unit to spare", 300).values()
    leaky.advance(leaky.recipe.limit)
    (unit, *_) = units_now(leaky.evaluate())
    assert unit.on == 0
    assert leaky.measure().score > 0.85


@looped("seed", (2, 3))
def test_too_high_a_learning_rate_kills_relu_units(seed):
    runs = fresh(PAGE, "Too high a learning rate", seed=seed)
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
    relu, leaky = pushed("A unit to spare", 20, unit=3, samples=40).values()
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
    Z1 = relu.parameters["W1"] @ relu.X + relu.parameters["b1"]
    off = [int(unit) for unit in np.flatnonzero((Z1 <= 0).all(axis=1))]
    assert units_off(units_now(relu.evaluate())) == off
    assert 2 in off


# What the answers say


def first_off(run):
    """Whether the first unit is off for every sample; by hand."""
    return bool(((run.parameters["W1"] @ run.X + run.parameters["b1"])[0] <= 0).all())


def gradients_of_first(run):
    """The gradients of a network's first unit; by hand."""
    gradients = run.evaluate().gradients
    return [*gradients["dW1"][0], *gradients["db1"][0], gradients["dW2"][0, 0]]


def in_words(costs):
    return "Costs: ReLU {}, leaky ReLU {}.".format(*costs)


@looped("name", ["Push one unit", "A unit to spare"])
def test_a_push_and_what_comes_after_it(name):
    runs = fresh(PAGE, name, 300)
    relu, leaky = runs.values()
    assert min(on_now(relu)) > 0
    spare = name == "A unit to spare"
    said = "No unit has been pushed yet: every ReLU unit is on for some samples."
    assert answer(PAGE, name, runs) == (said, in_words(costs(runs)) if spare else "")
    Push().press(runs)
    since = 0
    for later in (0, 1, 10, 500):
        runs.advance(later - since)
        since = later
        sentence, details = answer(PAGE, name, runs)
        assert first_off(relu)
        assert not any(gradients_of_first(relu))
        assert sentence == (
            "No, in neither so far." if first_off(leaky) else "Yes, but only in the leaky ReLU network."
        )
        if first_off(leaky):
            there = f"it is off, too, but a gradient of {np.abs(gradients_of_first(leaky)).max():.2g} moves it."
            assert any(gradients_of_first(leaky))
        else:
            there = f"it is on for {100 * on_now(leaky)[0] + 1e-9:.1f} % of the samples."
        both = f"With ReLU, unit 1 is off: its gradient is 0. With leaky ReLU {there}"
        assert details == both + (f" {in_words(costs(runs))}" if spare else "")
        # It comes back at a pace to watch, of 60 a second, unless it can be spared.
        assert first_off(leaky) == (spare or later <= 10)
        assert len(sentence) + len(details) <= ANSWER


def test_two_units_off():
    runs = pushed("Push one unit", 300)
    step = Push(unit=2).step(runs.values())
    for run in runs.values():
        run.nudge(step)
    dead = "With ReLU, 2 of 2 units are off: their gradient is 0. With leaky ReLU "
    assert on_now(runs["leaky_relu"])[1] == 0
    while not all(on_now(runs["leaky_relu"])):
        on = sum(share > 0 for share in on_now(runs["leaky_relu"]))
        said = "1 of them is on." if on else "none of them is on."
        where = "Yes, but only in the leaky ReLU network." if on else "No, in neither so far."
        assert answer(PAGE, "Push one unit", runs) == (where, dead + said)
        runs.advance(10)
    assert answer(PAGE, "Push one unit", runs) == (
        "Yes, but only in the leaky ReLU network.",
        f"{dead}2 of them are on.",
    )
    assert on_now(runs["relu"]) == [0, 0]


def test_a_push_of_a_unit_that_died_by_itself_is_no_push():
    runs = fresh(PAGE, "Too high a learning rate", 10)
    sentence, details = answer(PAGE, "Push one unit", runs)
    assert sentence == "No unit has been pushed yet."
    assert details.startswith("With ReLU, ")


@looped("iterations", [1, 10, 500])
def test_what_large_steps_do(iterations):
    name = "Too high a learning rate"
    runs = trained(PAGE, name, iterations)
    relu, leaky = (sum(share == 0 for share in on_now(run)) for run in runs.values())
    told = answer(PAGE, name, runs)
    if iterations == 1:
        assert relu == 0
        assert told == ("Nothing lasting: every ReLU unit is still on for some samples.", "")
    else:
        assert relu > 0
        units, get = ("units are", "get") if leaky > 1 else ("unit is", "gets")
        there = f"{leaky} leaky ReLU {units} off for every point, but still {get} a gradient."
        assert told == (
            f"Switch some off for good: {relu} of 4 ReLU units {'is' if relu == 1 else 'are'} off for every sample.",
            f"Their gradient is 0. {there if leaky else 'No leaky ReLU unit is off.'}",
        )


def test_one_unit_that_is_off_is_spoken_of_as_one():
    runs = fresh(PAGE, "Too high a learning rate")
    for run in runs.values():
        run.nudge({"b1": [[-50.0], [0.0], [0.0], [0.0]]})
    sentence, details = answer(PAGE, "Too high a learning rate", runs)
    assert sentence == "Switch some off for good: 1 of 4 ReLU units is off for every sample."
    assert re.match(
        r"\w+ gradient is 0\. 1 leaky ReLU unit is off for every point, but still gets a gradient\.$", details
    )
