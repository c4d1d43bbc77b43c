"""How a run's numbers become part of a sentence."""

import numpy as np

from playground.language import _
from playground.lessons.answers import (
    THE_COST,
    THE_UNITS,
    CostTexts,
    UnitTexts,
    accuracy,
    any_weight_has_moved,
    cost,
    cost_since_the_start,
    iterations,
    units_that_differ,
)
from playground.training import Experiment, Recipe, Run, RunGroup


def trained(count, **settings):
    run = Run(Recipe(**settings))
    run.advance(count)
    return run


def test_iterations_cost_and_accuracy_are_those_of_now():
    runs, said = RunGroup(Experiment.alone(Recipe(samples=20))), []
    for count in (0, 1, 1200):
        runs.advance(count - runs.iteration)
        said.append(iterations(runs))
    assert said == ["0 iterations", "1 iteration", "1,200 iterations"]
    run = trained(300)
    assert (cost(run), accuracy(run)) == (f"{run.measure().cost:.4f}", f"{100 * run.measure().score + 1e-9:.1f} %")


def parts(message):
    return message.text, message.values


def test_what_the_cost_did():
    unchanged = cost_since_the_start(trained(500, initialisation="zero"))
    assert unchanged == "The cost is still 0.6931."
    assert parts(unchanged) == (THE_COST.unchanged, {"last": "0.6931"})
    fallen, risen = trained(500), trained(2, learning_rate=50.0)
    for run, text in ((fallen, THE_COST.fallen), (risen, THE_COST.risen)):
        assert parts(cost_since_the_start(run)) == (text, {"first": "0.6930", "last": cost(run)})
    assert fallen.measure().cost < 0.6930 < risen.measure().cost
    of_network = CostTexts(*(_(text) for text in ("{network}: {last}", "{network}: {first}, {last}", "")))
    other = cost_since_the_start(fallen, of_network, network="Xavier")
    assert other == f"Xavier: 0.6930, {cost(fallen)}"


def test_a_cost_of_next_to_nothing_is_not_said_to_be_zero():
    run = trained(0, dataset="blobs", noise=0.0, depth=0)
    run.nudge({"W1": np.full((1, 2), 20.0)})
    assert 0 < run.measure().cost < 1e-5
    assert cost(run) == f"{run.measure().cost:.2g}"


def test_a_weight_has_moved_if_its_last_bit_has_and_a_bias_does_not_count():
    run = trained(0)
    assert not any_weight_has_moved(run)
    run.nudge({"b1": np.full((4, 1), 0.1)})
    assert not any_weight_has_moved(run)
    weight = run.parameters["W2"][0, 0]
    run.parameters["W2"][0, 0] = np.nextafter(weight, 1)
    assert any_weight_has_moved(run)


def test_how_units_differ():
    assert parts(units_that_differ(trained(10))) == (THE_UNITS.all, {"units": 4, "distinct": 4})
    run = trained(10, initialisation="constant", scale=0.5)
    assert parts(units_that_differ(run)) == (THE_UNITS.one, {"units": 4, "distinct": 1})
    run.nudge({"W1": np.array([[0.1, 0], [0, 0], [0, 0], [0, 0]])})
    assert units_that_differ(run) == "The 4 units work as 2."
    texts = UnitTexts(*[_("{where}: {units}, {distinct}")] * 3)
    assert units_that_differ(run, texts, where="here") == "here: 4, 2"
