"""What is said of a network that could do better: numbers against plain NumPy, words against runs of each kind."""

import re
import sys
from dataclasses import replace

import numpy as np
import pytest

from playground.language import Message
from playground.language.labels import RESET
from playground.nn import UPDATE_RULES, forward_propagation, update_parameters
from playground.nn import backward_propagation as gradients_of
from playground.training import Recipe, Run, diagnosis, groups, health, hidden_units
from playground.training.diagnosis import PATIENCE, PATIENCE_WITH_A_LINE
from playground.training.look_ahead import (
    LOOK_AHEAD,
    RATES,
    RISE,
    TRIAL,
    calmer_rate,
    look_ahead,
)
from playground.training.options import options
from tests.looped import looped


def after(recipe, iterations=0):
    run = Run(recipe)
    run.advance(iterations)
    return run


def said(run):
    network = run.evaluate()
    found = diagnosis(run, network, health(network))
    assert isinstance(found.sentence, Message) or not found.sentence
    return found.sentence


def advised(run):
    network = run.evaluate()
    return diagnosis(run, network, health(network)).settings


# Numbers


def updated(run, learning_rate, updates):
    """The parameters and costs of the next updates, by the notes' functions."""
    parameters, costs = run.parameters, []
    for _ in range(updates + 1):
        _, cache = forward_propagation(run.X, parameters)
        costs.append(np.logaddexp(0, cache["Z2"] * (1 - 2 * run.Y)).mean())
        last, parameters = (
            parameters,
            update_parameters(parameters, gradients_of(parameters, cache, run.X, run.Y), learning_rate),
        )
    return last, np.array(costs)


@pytest.mark.parametrize("updates", [LOOK_AHEAD, TRIAL])
@pytest.mark.parametrize("learning_rate", [0.1, 1.2, 10, 50])
def test_the_look_ahead_is_what_the_next_updates_do(learning_rate, updates):
    run = after(Recipe(learning_rate=learning_rate), 50)
    before = run.parameters.vector.copy()
    last, costs = updated(run, learning_rate, updates)
    network = run.evaluate()
    outputs, gradients = network.output.A.copy(), network.gradients.vector.copy()
    ahead = look_ahead(run.optimiser, learning_rate, updates)
    np.testing.assert_array_equal(network.output.A, outputs)
    np.testing.assert_array_equal(network.gradients.vector, gradients)
    assert ahead.rise == pytest.approx(max(0, *(np.diff(costs) / costs[:-1])), rel=1e-6, abs=1e-9)
    assert (ahead.rise > RISE) == (learning_rate >= 10)
    way = np.linalg.norm(last.vector - before) / (updates * learning_rate)
    assert ahead.drift == pytest.approx(way / np.linalg.norm(before), rel=1e-6)
    np.testing.assert_array_equal(run.parameters.vector, before)


@pytest.mark.parametrize("rule", UPDATE_RULES)
def test_the_look_ahead_goes_the_way_of_the_run_whatever_its_rule(rule):
    recipe = Recipe(samples=60, update_rule=rule, learning_rate=0.05, batch_size=7, l2=0.01, schedule="1/t")
    run, twin = after(recipe, 50), after(recipe, 50)
    run.evaluate()
    ahead, memory = look_ahead(run.optimiser, run.rate, 5, made=50), run.optimiser.memory.copy()
    costs = [twin.measure().cost]
    for _ in range(5):
        twin.advance(1)
        costs.append(twin.measure().cost)
    assert ahead.rise == pytest.approx(max(0, *(np.diff(costs) / costs[:-1])), rel=1e-9, abs=1e-12)
    way = np.linalg.norm(twin.parameters.vector - run.parameters.vector) / (5 * run.scheduled_rate)
    assert ahead.drift == pytest.approx(way / np.linalg.norm(run.parameters.vector), rel=1e-9)
    np.testing.assert_array_equal(run.optimiser.memory, memory)


@pytest.mark.parametrize("schedule", ["step", "exponential"])
def test_the_look_ahead_where_a_schedule_has_reached_0_finds_no_steps(schedule):
    run = after(Recipe(samples=20, schedule=schedule, half_life=1), 1100)
    assert run.scheduled_rate == 0
    run.evaluate()
    assert look_ahead(run.optimiser, run.rate, made=run.iteration) == (0, 0)
    assert not said(run) or "half-life" in said(run)


def test_steps_to_and_fro_are_no_drift():
    run = after(Recipe("moons", n_h=1), 2000)
    network = run.evaluate()
    step = np.linalg.norm(network.gradients.vector) / np.linalg.norm(run.parameters.vector)
    assert step > 0.01
    assert look_ahead(run.optimiser, 1.2).drift < 1e-4 * step


@pytest.mark.parametrize("learning_rate", [1.2, 50])
def test_a_diagnosis_changes_nothing(learning_rate):
    recipe = Recipe(learning_rate=learning_rate, test_share=20)
    run, twin = after(recipe, 200), after(recipe, 200)
    network, other = run.evaluate(), twin.evaluate()
    diagnosis(run, network, health(network))
    np.testing.assert_array_equal(network.parameters.vector, other.parameters.vector)
    np.testing.assert_array_equal(network.gradients.vector, other.gradients.vector)
    np.testing.assert_array_equal(network.output.A, other.output.A)
    run.advance(100)
    twin.advance(100)
    np.testing.assert_array_equal(run.parameters.vector, twin.parameters.vector)
    assert run.history.points == twin.history.points


# Nothing to say

LEARNS = [
    Recipe(),
    Recipe(activation="sigmoid"),
    Recipe(activation="relu"),
    Recipe(activation="leaky_relu"),
    Recipe(n_h=50),
    Recipe(dataset="blobs", n_h=1),
    Recipe(depth=2, learning_rate=0.3),
    Recipe(dataset="moons"),
    Recipe(dataset="moons", activation="sigmoid"),
    Recipe(dataset="circles", activation="relu"),
    Recipe(initialisation="zero_W1"),
    Recipe(scale=10, learning_rate=0.3),
    Recipe(test_share=20),
    Recipe(dataset="moons", test_share=50, noise=0.3),
    Recipe(dataset="blobs", depth=0, noise=1.0),
]


@pytest.mark.parametrize("recipe", LEARNS, ids=str)
def test_nothing_is_said_of_a_network_that_learns(recipe):
    run = Run(recipe)
    for _ in range(12):
        assert said(run) == ""
        run.advance(250)
    assert run.measure().cost < run.history.points[0].cost


@pytest.mark.parametrize(
    ("recipe", "accuracy"),
    [
        (Recipe(), 0.9),
        (Recipe(activation="sigmoid"), 0.89),
        (Recipe("moons"), 0.97),
        (Recipe("moons", activation="sigmoid"), 0.97),
        (Recipe("blobs", depth=0), 1),
        (Recipe("blobs", n_h=1), 1),
        (Recipe("quantiles", activation="sigmoid"), 0.93),
        (Recipe("xor"), 0.98),
    ],
    ids=str,
)
def test_nothing_is_ever_said_of_a_network_that_ends_well(recipe, accuracy):
    run = Run(recipe)
    for _ in range(40):
        assert said(run) == ""
        run.advance(250)
    assert run.ended
    assert run.measure().score >= accuracy


def test_a_run_that_has_diverged_has_its_own_words_elsewhere():
    run = after(Recipe(samples=40, activation="leaky_relu", initialisation="he", learning_rate=100), 1000)
    assert run.divergence
    assert said(run) == ""


# What is wrong, and what to try


@pytest.mark.parametrize(
    ("recipe", "iterations", "word", "what_to_try"),
    [
        (Recipe(learning_rate=50), 0, "learning rate is too high here", "Try"),
        (Recipe(learning_rate=50), 100, "learning rate is too high: the cost fell to", RESET),
        (Recipe(learning_rate=10), 100, "learning rate is high", "it would fall more evenly"),
        (Recipe(depth=4, learning_rate=0.3), 0, "all but vanished", "Try the initialisation Xavier."),
        (
            Recipe(depth=3, activation="sigmoid", learning_rate=0.1),
            500,
            "all but vanished",
            "Try the initialisation Xavier.",
        ),
        (Recipe(initialisation="zero"), 500, "No weight or bias has a gradient", "Try the initialisation Xavier."),
        (
            Recipe(initialisation="zero", activation="relu"),
            0,
            "No weight or bias has a gradient",
            "Try the initialisation He.",
        ),
        (Recipe(depth=3, scale=10, learning_rate=0.3), 0, "Saturated", "Try the initialisation Xavier."),
        (Recipe(initialisation="constant", scale=0.5), 0, "units are equal", "Try the initialisation Xavier."),
    ],
    ids=str,
)
def test_what_is_wrong_and_what_to_try(recipe, iterations, word, what_to_try):
    sentence = said(after(recipe, iterations))
    assert word in sentence
    assert what_to_try in sentence


@looped(
    ("recipe", "iterations", "advice"),
    [
        (Recipe(learning_rate=10), 100, {"learning_rate": 5.0}),
        (Recipe(depth=4, learning_rate=0.3), 0, {"initialisation": "xavier"}),
        (Recipe(initialisation="zero"), 0, {"initialisation": "xavier"}),
        (Recipe(initialisation="zero", activation="relu"), 0, {"initialisation": "he"}),
        (Recipe(depth=3, scale=10, learning_rate=0.3), 0, {"initialisation": "xavier"}),
        (Recipe(initialisation="constant", scale=0.5), 0, {"initialisation": "xavier"}),
        (Recipe("circles", depth=0), 2000, {"depth": 1}),
        (Recipe("xor", n_h=2), 6000, {"n_h": 4}),
        (Recipe(schedule="exponential", half_life=50), 2000, {"half_life": 500}),
        (Recipe("moons", l2=1.0), 1000, {"l2": 0.1}),
        (Recipe("moons", activation="identity", n_h=20), 2000, {"activation": "tanh"}),
    ],
)
def test_what_it_says_to_try_helps(recipe, iterations, advice):
    run = after(recipe, iterations)
    assert advised(run) == advice
    for name, value in advice.items():
        assert options(Recipe)[name].read(value) == value
    assert after(replace(recipe, **advice), 2000).measure().cost < 0.95 * after(recipe, 2000).measure().cost


def test_linear_units_are_not_blamed_for_being_equal():
    run = after(Recipe("moons", activation="identity", initialisation="constant"), 100)
    assert said(run) == ""
    assert "draw what a network without a hidden layer draws" in said(after(run.recipe, 2000))


def test_after_a_divergence_a_lower_rate_is_advised():
    run = after(Recipe(samples=40, activation="leaky_relu", initialisation="he", learning_rate=100), 1000)
    (rate,) = advised(run).values()
    assert not after(replace(run.recipe, learning_rate=rate), 1000).divergence


@pytest.mark.parametrize(
    ("recipe", "iterations", "word", "meaning"),
    [
        (Recipe(depth=3, scale=10, learning_rate=0.3), 0, "Saturated", "at the flat ends of tanh"),
        (Recipe(depth=4, learning_rate=0.3), 0, "gradient", "by which the weights are changed"),
        (Recipe(initialisation="zero"), 0, "gradient", "changing one of them a little does not change the cost"),
        (Recipe("moons", activation="relu", n_h=3), 500, "Dead", "A dead unit outputs 0 for every sample"),
    ],
    ids=str,
)
def test_words_of_the_trade_are_explained_beside_them(recipe, iterations, word, meaning):
    sentence = said(after(recipe, iterations))
    assert word in sentence
    assert meaning in sentence


@looped("activation", ["relu", "elu", "gelu"])
def test_a_dead_unit_outputs_what_is_said(activation):
    run = after(Recipe("moons", activation=activation, n_h=8, learning_rate=50), 300)
    Z, outputs = run.evaluate().hidden[0].Z, run.evaluate().hidden[0].A
    dead = outputs[(Z < -40).all(axis=1)]
    assert len(dead)
    (value,) = re.findall(r"A dead unit outputs (\S+) for every sample", said(run))
    np.testing.assert_array_equal(dead, float(value.replace("−", "-")))
    penalised = said(after(replace(run.recipe, l2=1e-6), 300))
    assert f"A dead unit outputs {value} for every sample, so it learns from none" in penalised


def test_a_gradient_that_has_vanished_from_a_suitable_start_asks_for_fewer_layers():
    run = Run(Recipe(depth=4, initialisation="xavier"))
    run.nudge({name: -0.99 * value for name, value in run.parameters.items() if name.startswith("W")})
    assert said(run).endswith("Try fewer layers.")
    assert advised(run) == {"depth": 3}


# Learning rate


def recommended(sentence):
    (rate,) = re.findall(r"(?:Try|at) (\d+(?:\.\d+)?)(?:\.| it|, and)", sentence)
    return float(rate)


def test_the_rates_are_1_2_and_5_times_powers_of_ten_within_the_setting():
    spec = options(Recipe)["learning_rate"]
    assert list(RATES) == sorted(RATES, reverse=True)
    assert {f"{rate:e}"[0] for rate in RATES} == {"1", "2", "5"}
    assert spec.least == RATES[-1]
    assert spec.most / 2 == RATES[0]
    assert set(RATES) <= set(spec.marks)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
@pytest.mark.parametrize("dataset", ["flower", "moons", "xor", "spiral"])
@pytest.mark.parametrize("learning_rate", [50, 100])
def test_the_learning_rate_that_it_names_works(learning_rate, dataset, activation):
    recipe = Recipe(dataset, activation=activation, learning_rate=learning_rate)
    run = after(recipe, 20)
    sentence = said(run)
    rate = recommended(sentence)
    assert rate in RATES
    assert rate <= learning_rate / 2
    if RESET in sentence:
        run.reset()
    run.adjust(replace(recipe, learning_rate=rate))
    before, blamed = run.measure().cost, 0
    for _ in range(20):
        run.advance(50)
        blamed += "learning rate" in said(run)
    assert run.measure().cost < min(before, 0.7)
    assert blamed <= 6


@pytest.mark.parametrize(("learning_rate", "most"), [(100, 50), (10, 5), (3, 1), (1.2, 0.5), (1e-4, 1e-4)])
def test_a_calmer_rate_is_at_most_half(learning_rate, most):
    assert calmer_rate(Run(Recipe(scale=0.01, samples=40, depth=0)).optimiser, learning_rate) <= most


@pytest.mark.parametrize("learning_rate", [20, 100])
def test_a_calmer_rate_is_the_largest_that_raises_no_cost(learning_rate):
    run = after(Recipe("moons", learning_rate=learning_rate), 20)
    run.evaluate()
    optimiser = run.optimiser
    rate = calmer_rate(optimiser, learning_rate)
    assert look_ahead(optimiser, rate, TRIAL).rise < RISE
    larger = [other for other in RATES if rate < other <= learning_rate / 2]
    assert all(max(look_ahead(optimiser, other, n).rise for n in (LOOK_AHEAD, TRIAL)) >= RISE for other in larger)


def test_it_is_said_all_the_time_that_the_learning_rate_is_too_high():
    run = after(Recipe(learning_rate=50), 50)
    for _ in range(100):
        assert "learning rate is too high" in said(run)
        run.advance(7)


def test_a_learning_rate_is_not_blamed_for_what_an_earlier_one_did():
    run = after(Recipe(dataset="xor", learning_rate=10), 100)
    assert run.measure().cost > 1.5 * min(point.cost for point in run.history.points)
    run.adjust(replace(run.recipe, learning_rate=0.01))
    for _ in range(5):
        assert "too high" not in said(run)
        run.advance(20)


def test_a_learning_rate_is_not_blamed_for_a_nudge():
    run = after(Recipe(), 1000)
    low = run.measure().cost
    run.nudge({"W2": -run.parameters["W2"]})
    assert run.measure().cost > 2 * low
    for _ in range(5):
        assert "learning rate" not in said(run)
        run.advance(20)


def test_steps_that_blow_up_within_the_look_ahead():
    run = Run(Recipe(samples=40, activation="leaky_relu", initialisation="he", learning_rate=100))
    while not run.divergence:
        sentence = said(run)
        run.advance(1)
    assert "too high" in sentence
    assert "nan" not in sentence
    assert recommended(sentence) <= 50


def test_the_better_rate_is_found_again_only_when_the_iteration_has_doubled(monkeypatch):
    # It takes a tenth of a second for the largest networks.
    counted = []

    def counting(optimiser, learning_rate, made=0):
        counted.append(learning_rate)
        return calmer_rate(optimiser, learning_rate, made)

    # By the module's name: as an attribute of the package it is hidden by the function of that name.
    monkeypatch.setattr(sys.modules["playground.training.diagnosis"], "calmer_rate", counting)
    run, twin = after(Recipe(learning_rate=10.0), 130), after(Recipe(learning_rate=10.0), 130)
    blamed = 0
    while run.iteration < 1000:
        blamed += "learning rate" in said(run)
        run.advance(10)
    assert blamed > 20
    assert 2 <= len(counted) <= 4  # from 128, 256 and 512 on, and once for the first weights
    said(twin)
    assert len(counted) <= 5  # another run has its own
    run.adjust(replace(run.recipe, learning_rate=50.0))
    run.advance(50)
    assert "learning rate" in said(run)
    assert counted[-1] == 50


# Equal units


@pytest.mark.parametrize("iterations", [0, 3000])
@pytest.mark.parametrize(("n_h", "count"), [(2, "two"), (4, "four"), (12, "twelve"), (13, "13"), (50, "50")])
def test_units_that_are_all_equal(n_h, count, iterations):
    run = after(Recipe(initialisation="constant", scale=0.5, n_h=n_h, learning_rate=0.3), iterations)
    assert said(run) == f"The {count} units are equal: they work as one. Try the initialisation Xavier."
    if iterations:
        assert run.measure().score < 0.7


def test_units_of_which_some_are_equal():
    run = Run(Recipe(initialisation="constant", scale=0.5))
    run.nudge({"W1": [[1e-2, 0.0], [0.0, 0.0], [0.0, 0.0], [0.0, 0.0]]})
    run.advance(1500)
    assert len(set(groups(hidden_units(run.parameters)))) == 2
    assert said(run) == "Some units are equal: 4 units work as 2. Try the initialisation Xavier."


def test_equal_units_of_several_layers():
    run = Run(Recipe(initialisation="constant", scale=0.5, depth=3, n_h=5, learning_rate=0.1))
    assert (
        said(run) == "The five units of each hidden layer are equal: they work as one. Try the initialisation Xavier."
    )
    run.nudge({"b1": np.arange(5).reshape(5, 1) / 10, "b2": [[0.1], [0.0], [0.0], [0.0], [0.0]]})
    assert said(run) == (
        "Some units are equal. In layer 2, 5 units work as 2. In layer 3, 5 units work as 1. Try the initialisation "
        "Xavier."
    )


@pytest.mark.parametrize("depth", [1, 3])
def test_a_single_unit_equals_no_other(depth):
    run = Run(Recipe("blobs", initialisation="constant", scale=0.5, n_h=1, depth=depth, learning_rate=0.3))
    assert "equal" not in said(run)


# Dead units


def test_each_layer_with_dead_units_is_named():
    run = Run(Recipe(depth=2, activation="relu", n_h=3, initialisation="he", learning_rate=0.01))
    run.nudge({"b1": [[-100], [0], [0]], "b2": [[-100], [-100], [0]]})
    sentence = said(run)
    assert "Dead: 1 of 3 units in layer 1, 2 of 3 units in layer 2." in sentence
    assert sentence.endswith("Try the activation leaky ReLU, or press New weights.")
    assert advised(run) == {"activation": "leaky_relu"}


def test_a_few_dead_units_leave_the_work_to_the_others():
    run = Run(Recipe("circles", activation="relu", n_h=8, initialisation="he", learning_rate=0.1))
    run.nudge({"b1": [[-100], *([0.0] for _ in range(7))]})
    run.advance(2000)
    assert run.measure().score > 0.98
    assert said(run).startswith("Dead: 1 of 8 units in layer 1.")
    assert said(run).endswith("The others do the work.")


def test_a_layer_whose_units_are_all_dead():
    run = after(Recipe(activation="relu"), 500)
    run.nudge({"b1": [[-100]] * 4})
    run.advance(2000)
    assert max(layer.relative for layer in health(run.evaluate())) == 0
    assert said(run).startswith("Dead: 4 of 4 units in layer 1.")
    assert said(run).endswith("Try the activation leaky ReLU, or press New weights.")


def test_a_leaky_relu_is_never_called_dead():
    run = Run(Recipe(activation="leaky_relu", initialisation="he", learning_rate=0.01))
    run.nudge({"b1": [[-100]] * 4})
    assert "Dead" not in said(run)


# Chance


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe("moons", noise=0.5, samples=60, test_share=50, n_h=20),
        Recipe("flower", noise=0.5, samples=100, test_share=30, n_h=20),
        Recipe("flower", samples=400, test_share=50, n_h=30, depth=2, initialisation="xavier", learning_rate=0.5),
    ],
    ids=str,
)
def test_a_network_that_has_learned_chance(recipe):
    run = Run(recipe)
    assert "chance" not in said(run)
    run.advance(3000)
    now = run.measure()
    assert (
        f"Much better on training than on test samples, {100 * now.score + 1e-9:.1f} % against "
        f"{100 * now.test_score + 1e-9:.1f} %: it has fitted the noise."
    ) in said(run)
    assert now.score - now.test_score > 2 * np.sqrt(now.test_score * (1 - now.test_score) / run.Y_test.size)
    assert now.test_cost > 1.1 * min(point.test_cost for point in run.history.points)
    assert now.cost < run.history.points[0].cost


@looped("data_seed", range(1, 6))
@looped("dataset", ["flower", "moons", "quantiles", "spiral"])
def test_an_unlucky_split_is_not_called_chance(dataset, data_seed):
    # A straight line can't learn much by chance, however large the gap is.
    run = after(Recipe(dataset, depth=0, test_share=20, data_seed=data_seed), 2000)
    assert "chance" not in said(run)


def test_some_split_is_unlucky():
    # Otherwise the test above would test nothing.
    now = after(Recipe("quantiles", depth=0, test_share=20, data_seed=3), 2000).measure()
    assert now.score - now.test_score > 0.1


# At rest


@pytest.mark.parametrize(
    ("recipe", "iterations", "words"),
    [
        (Recipe(depth=0), 2000, "{} Without a hidden layer the boundary is a straight line. Try a hidden layer."),
        (
            Recipe("xor", depth=0),
            2000,
            "{} Without a hidden layer the boundary is a straight line. Try a hidden layer.",
        ),
        (
            Recipe("moons", depth=0),
            2000,
            "{} Without a hidden layer the boundary is a straight line. Try a hidden layer.",
        ),
        (Recipe(n_h=1), 10_000, "{} One unit can draw one straight line. Try more units."),
        (Recipe("moons", n_h=1), 2000, "{} One unit can draw one straight line. Try more units."),
        (Recipe("spiral", n_h=1, activation="relu"), 2000, "{} One unit can draw one straight line. Try more units."),
        (
            Recipe("moons", n_h=1, depth=2, initialisation="xavier"),
            2000,
            "{} One unit per layer can draw one straight line. Try more units.",
        ),
        (Recipe("circles", n_h=2), 10_000, "{} It has 2 units. Try more units, or press New weights."),
        (Recipe("xor", n_h=2), 6000, "{} It has 2 units. Try more units, or press New weights."),
        (Recipe(activation="relu"), 10_000, "{} It has 4 units. Try more units, or press New weights."),
        (
            Recipe("xor", n_h=2, depth=2, initialisation="xavier", learning_rate=1.0),
            10_000,
            "{} It has two layers of 2 units. Try more units, or press New weights.",
        ),
        (
            Recipe("circles", classes=4, depth=0),
            2000,
            "{} Without a hidden layer the boundaries are straight lines. Try a hidden layer.",
        ),
        (
            Recipe("quantiles", classes=3, n_h=1),
            2000,
            "{} One unit can draw only parallel straight lines. Try more units.",
        ),
        (
            Recipe("xor", depth=0, x1_squared=True),
            2000,
            "{} Without a hidden layer one weighted sum of the inputs decides. Try a hidden layer, or other inputs.",
        ),
        (
            Recipe("moons", n_h=1, x1=False, x1_squared=True, learning_rate=0.5),
            4000,
            "{} One unit sees one weighted sum of the inputs. Try more units, or other inputs.",
        ),
    ],
    ids=str,
)
def test_a_network_that_has_come_to_rest_below_what_it_could(recipe, iterations, words):
    run = after(recipe, iterations)
    measured = run.measure()
    half = next(point for point in reversed(run.history.points) if point.iteration <= iterations / 2)
    where = f"Accuracy has levelled off at {100 * measured.score + 1e-9:.1f} %"
    if abs(measured.cost / half.cost - 1) < 1e-5:
        where += ", and so has the cost"
    elif measured.cost < half.cost:
        where += "; the cost still falls slowly"
    assert said(run) == words.format(f"{where}.")
    assert measured.score < run.neighbours - 0.05
    run.adjust(replace(recipe, limit=2 * iterations))
    run.advance(iterations)
    assert run.measure().score < measured.score + 0.03  # it really does


def test_the_reference_numbers_of_networks_at_rest():
    assert said(after(Recipe(n_h=1), 10_000)).startswith("Accuracy has levelled off at 67.5 %; the cost still")
    assert said(after(Recipe(depth=0), 2000)).startswith(
        "Accuracy has levelled off at 47.0 %, and so has the cost. Without a"
    )
    assert said(after(Recipe("circles", n_h=2), 10_000)).startswith("Accuracy has levelled off at 78.0 %; the")


@pytest.mark.parametrize(
    ("recipe", "iterations"),
    [
        (Recipe("moons"), 500),
        (Recipe("moons", activation="sigmoid"), 3000),
        (Recipe("circles"), 500),
    ],
    ids=str,
)
def test_a_plateau_is_no_rest(recipe, iterations):
    run = after(recipe, iterations)
    flat = run.measure()
    assert flat.cost > 0.99 * run.history.points[len(run.history.points) // 2].cost
    assert said(run) == ""
    run.advance(10_000)
    assert run.measure().score > flat.score + 0.05


@pytest.mark.parametrize(("n_h", "patience"), [(1, PATIENCE_WITH_A_LINE), (2, PATIENCE)])
def test_rest_takes_patience(n_h, patience):
    run = Run(Recipe("xor", n_h=n_h))
    while not said(run):
        run.advance(100)
    assert patience <= run.iteration < 1.5 * patience


def test_small_steps_take_more_patience():
    # It falls so slowly that the cost looks flat: less than a hundredth in half of the run.
    run = after(Recipe(depth=0, learning_rate=1e-4), 10_000)
    half = next(point.cost for point in run.history.points if point.iteration >= 5000)
    assert run.measure().cost > 0.99 * half
    assert said(run) == ""


def test_another_learning_rate_begins_the_patience_anew():
    run = after(Recipe(depth=0), 2000)
    assert said(run)
    run.adjust(replace(run.recipe, learning_rate=1.0))
    assert said(run) == ""
    run.advance(PATIENCE_WITH_A_LINE - 100)
    assert said(run) == ""
    run.advance(200)
    assert "levelled off" in said(run)


def test_a_network_at_rest_where_no_more_can_be_had():
    for recipe in (Recipe("blobs", depth=0, noise=1.0), Recipe("blobs", n_h=1, noise=0.6)):
        run = after(recipe, 8000)
        assert run.measure().score < 0.85
        assert run.measure().score > run.neighbours - 0.05
        assert said(run) == ""


def test_a_single_unit_at_rest_that_has_learned_next_to_nothing():
    # Its gradient is gone since it is at its best, and not since it began at a dead point.
    run = after(Recipe("quantiles", n_h=1, activation="leaky_relu"), 3000)
    assert run.measure().cost > 0.99 * run.history.points[0].cost
    assert max(layer.relative for layer in health(run.evaluate())) < 1e-12
    assert said(run).startswith("Accuracy has levelled off at 54.5 %, and so has the cost.")
    assert said(run).endswith(" One unit can draw one straight line. Try more units.")


def test_dead_units_at_rest_do_not_do_the_work():
    run = after(Recipe("moons", activation="relu", n_h=3), 8000)
    sentence = said(run)
    assert sentence.startswith("Dead: 1 of 3 units in layer 1.")
    assert sentence.endswith("still falls slowly. It has 3 units. Try more units, or press New weights.")
    assert "do the work" not in sentence
