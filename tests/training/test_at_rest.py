"""What is said of a network that has come to rest, and of one that has not."""

from dataclasses import replace

import pytest

from playground.training import Recipe, Run, health
from playground.training.at_rest import PATIENCE, PATIENCE_WITH_A_LINE
from tests.looped import looped
from tests.training.test_diagnosis import after, said


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


def test_at_rest_with_a_penalty():
    run = after(Recipe("spiral", l2=0.003), 9000)
    assert said(run).startswith("Accuracy has levelled off at 78.5 %, and so has the cost.")
    assert said(run).endswith(" The penalty keeps the weights small. Try a smaller one.")
    smaller = after(replace(run.recipe, l2=0.0001), 9000)
    assert smaller.measure().score > run.measure().score


# Schedules


@looped(("schedule", "half_life"), [("exponential", 100), ("step", 200)])
def test_a_schedule_that_has_all_but_ended_the_training_is_named(schedule, half_life):
    recipe = Recipe("moons", schedule=schedule, half_life=half_life)
    run = Run(recipe)
    for _ in range(20):
        run.advance(100)
        assert ("brought the learning rate down from 1.2 to" in said(run)) == (run.scheduled_rate < 0.012)
    assert run.scheduled_rate < 0.012
    costs = [point.cost for point in run.history.points]
    run.advance(2000)
    assert run.measure().cost == pytest.approx(costs[-1], rel=0.01)
    assert after(replace(recipe, half_life=50 * half_life), 4000).measure().cost < run.measure().cost / 2


def test_a_network_whose_rate_has_fallen_is_not_said_to_be_at_rest_as_early():
    recipe = Recipe("moons", n_h=1)
    assert "levelled off" in said(after(recipe, 4000))
    assert "One unit" not in said(after(replace(recipe, schedule="1/t", half_life=100), 4000))
