"""What is said of a network that has come to rest, and of one that has not."""

from dataclasses import replace

import pytest

from playground.training import Recipe, Run, health
from playground.training.at_rest import PATIENCE, PATIENCE_WITH_A_LINE
from tests.looped import looped
from tests.training.test_diagnosis import after, said

LINE = "One unit can draw one straight line. Try more units."
RESTS = {
    "Without a hidden layer the boundary is a straight line. Try a hidden layer.": [(Recipe(depth=0), 2000)],
    LINE: [(Recipe(n_h=1), 6000), (Recipe("spiral", n_h=1, activation="relu"), 2000)],
    "One unit per layer can draw one straight line. Try more units.": [
        (Recipe("moons", n_h=1, depth=2, initialisation="xavier"), 2000)
    ],
    "It has 2 units. Try more units, or press New weights.": [(Recipe("circles", n_h=2), 10_000)],
    "It has two layers of 2 units. Try more units, or press New weights.": [
        (Recipe("xor", n_h=2, depth=2, initialisation="xavier", learning_rate=1.0), 10_000)
    ],
    "Without a hidden layer the boundaries are straight lines. Try a hidden layer.": [
        (Recipe("circles", classes=4, depth=0), 2000)
    ],
    "One unit can draw only parallel straight lines. Try more units.": [(Recipe("quantiles", classes=3, n_h=1), 2000)],
    "Without a hidden layer one weighted sum of the inputs decides. Try a hidden layer, or other inputs.": [
        (Recipe("xor", depth=0, x1_squared=True), 2000)
    ],
    "One unit sees one weighted sum of the inputs. Try more units, or other inputs.": [
        (Recipe("moons", n_h=1, x1=False, x1_squared=True, learning_rate=0.5), 4000)
    ],
}


@looped(("why", "recipe", "iterations"), [(why, *each) for why, every in RESTS.items() for each in every])
def test_a_network_that_has_come_to_rest_below_what_it_could(why, recipe, iterations):
    run = after(recipe, iterations)
    measured = run.measure()
    half = next(point for point in reversed(run.history.points) if point.iteration <= iterations / 2)
    expected = f"Accuracy has levelled off at {100 * measured.score + 1e-9:.1f} %"
    if abs(measured.cost / half.cost - 1) < 1e-5:
        expected += ", and so has the cost"
    elif measured.cost < half.cost:
        expected += "; the cost still falls slowly"
    assert said(run) == f"{expected}. {why}"
    assert measured.score < run.neighbours - 0.05
    if iterations <= 2000:  # it really does
        run.advance(iterations)
        assert run.measure().score < measured.score + 0.03


@looped(("activation", "iterations"), [("tanh", 500), ("sigmoid", 3000)])
def test_a_plateau_is_no_rest(activation, iterations):
    run = after(Recipe("moons", activation=activation), iterations)
    flat = run.measure()
    assert flat.cost > 0.99 * run.history.points[len(run.history.points) // 2].cost
    assert said(run) == ""
    while run.measure().score < flat.score + 0.05:
        assert not run.ended
        run.advance(250)


def test_rest_takes_patience():
    for n_h, patience in ((1, PATIENCE_WITH_A_LINE), (2, PATIENCE)):
        run = after(Recipe("xor", n_h=n_h), patience - 500)
        while not said(run):
            run.advance(100)
        assert patience <= run.iteration < 1.5 * patience


def test_small_steps_take_more_patience():
    # It falls so slowly that the cost looks flat: less than a hundredth in half of the run.
    run = after(Recipe(depth=0, learning_rate=1e-4), 4 * PATIENCE_WITH_A_LINE)
    half = next(point.cost for point in run.history.points if point.iteration >= run.iteration / 2)
    assert run.measure().cost > 0.99 * half
    assert said(run) == ""


def test_another_learning_rate_begins_the_patience_anew():
    run = after(Recipe(depth=0), 2000)
    run.adjust(replace(run.recipe, learning_rate=1.0))
    assert said(run) == ""
    run.advance(PATIENCE_WITH_A_LINE - 100)
    assert said(run) == ""
    run.advance(200)
    assert "levelled off" in said(run)


def test_a_network_at_rest_where_no_more_can_be_had():
    for recipe in (Recipe("blobs", depth=0, noise=1.0), Recipe("blobs", n_h=1, noise=0.6)):
        run = after(recipe, 3000)
        assert run.neighbours - 0.05 < run.measure().score < 0.85
        assert said(run) == ""


def test_a_single_unit_at_rest_that_has_learned_next_to_nothing():
    # Its gradient is gone since it is at its best, and not since it began at a dead point.
    run = after(Recipe("quantiles", n_h=1, activation="leaky_relu"), 3000)
    assert run.measure().cost > 0.99 * run.history.points[0].cost
    assert max(layer.relative for layer in health(run.evaluate())) < 1e-12
    assert said(run) == f"Accuracy has levelled off at 54.5 %, and so has the cost. {LINE}"


def test_dead_units_at_rest_do_not_do_the_work():
    sentence = said(after(Recipe("moons", activation="relu", n_h=3), 6000))
    assert sentence.startswith("Dead: 1 of 3 units in layer 1.")
    assert sentence.endswith("still falls slowly. It has 3 units. Try more units, or press New weights.")
    assert "do the work" not in sentence


def test_at_rest_with_a_penalty():
    run = after(Recipe("spiral", l2=0.003), 6000)
    assert said(run).startswith("Accuracy has levelled off at 78.5 %")
    assert said(run).endswith(" The penalty keeps the weights small. Try a smaller one.")
    smaller = after(replace(run.recipe, l2=0.0001), 6000)
    assert smaller.measure().score > run.measure().score


def test_a_schedule_that_has_all_but_ended_the_training_is_named():
    recipe = Recipe("moons", schedule="exponential", half_life=100)
    run = Run(recipe)
    for _ in range(8):
        run.advance(100)
        assert ("brought the learning rate down from 1.2 to" in said(run)) == (run.scheduled_rate < 0.012)
    assert run.scheduled_rate < 0.012
    ended = run.measure().cost
    run.advance(2000)
    assert run.measure().cost == pytest.approx(ended, rel=0.01)
    assert after(replace(recipe, half_life=5000), 3000).measure().cost < ended / 2


def test_a_network_whose_rate_has_fallen_is_not_said_to_be_at_rest_as_early():
    recipe = Recipe("moons", n_h=1)
    assert LINE in said(after(recipe, 2000))
    assert LINE not in said(after(replace(recipe, schedule="1/t", half_life=100), 2000))
