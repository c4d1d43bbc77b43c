"""Folding: the written network against folding by hand in fractions, and counts against functions known to everyone."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from playground.nn import Parameters, forward_propagation, initialize_parameters
from playground.pages.contents import WHY_DEPTH
from playground.pages.why_depth.folding import (
    FOLDING_PRESETS,
    POINTS,
    STARTS,
    Folding,
    drawn,
    found,
    from_random_starts,
    knots,
    number_of,
    one_layer_needs,
    span,
    stripes,
    wanted,
    written,
)
from playground.training import Recipe, RunGroup
from playground.training.ranges import SEEDS
from tests.looped import looped
from tests.pages.parts import runs_of

every_number_of_folds = looped("folds", range(1, 8))
HALF = Fraction(1, 2)


def folded(t, times):
    """Where a point of a strip of paper is that has been folded in the middle so often."""
    for _ in range(times):
        t = 2 * t if t <= HALF else 2 - 2 * t
    return t


def stripes_by_hand(times):
    """The class at the middle of each of so many small parts that no stripe is smaller."""
    parts = 2 ** (times + 2)
    return [folded(Fraction(2 * part + 1, 2 * parts), times) > HALF for part in range(parts)]


@every_number_of_folds
def test_the_written_network_folds_exactly_once_more_with_each_layer(folds):
    parameters = written(folds)
    for part in range(2 ** (folds + 1) + 1):
        t = Fraction(part, 2 ** (folds + 1))
        _, cache = forward_propagation([[float(t)]], parameters)
        assert cache[f"Z{folds + 1}"][0, 0] == float(folded(t, folds) - HALF)
        for layer in range(1, folds + 1):
            on, off = cache[f"A{layer}"][:, 0]
            assert on - off == float(folded(t, layer))


@every_number_of_folds
def test_class_changes_double_with_each_layer_and_parameters_grow_by_six(folds):
    by_hand = stripes_by_hand(folds)
    changes = [number for number, (one, next) in enumerate(pairwise(by_hand), 1) if one != next]
    counted = drawn(written(folds))
    assert len(counted.changes) == len(changes) == 2**folds == wanted(folds)
    np.testing.assert_array_equal(counted.changes, np.array(changes) / len(by_hand))
    assert counted.pieces == 2**folds
    assert number_of(written(folds)) == 6 * folds + 1


@looped("units", [1, 2, 5, 16])
def test_one_layer_of_so_many_units_cannot_draw_more(units):
    most = 0
    for seed in range(30):
        parameters = initialize_parameters(1, (units,), 1, "relu", initialisation="he", seed=seed)
        random = np.random.RandomState(seed)
        parameters["b1"], parameters["b2"] = random.randn(units, 1), random.randn(1, 1)
        counted = drawn(parameters, [-3], [3])
        assert counted.pieces <= units + 1
        assert len(counted.changes) <= units + 1
        most = max(most, len(counted.changes))
    assert one_layer_needs(most).units <= units
    assert one_layer_needs(units + 1) == (units, number_of(parameters))


def test_what_simple_functions_draw():
    line = Parameters.from_arrays({"W1": [[2.0]], "b1": [[-0.5]]})
    assert drawn(line) == (1, pytest.approx([0.25]))
    assert drawn(line, [1], [5]).changes.size == 0
    touch = Parameters.from_arrays({"W1": [[1], [2]], "b1": [[0], [-1]], "W2": [[-1, 1]], "b2": [[0.5]]}, "relu")
    assert drawn(touch) == (2, pytest.approx([]))  # it comes down to 0 in the middle: a stripe as narrow as a point
    assert drawn(Parameters((1, 2, 2, 1), "relu")) == (1, pytest.approx([]))  # of zeros: class 0 everywhere


@looped("activation", ["relu", "leaky_relu"])
@looped("hidden", [(3,), (8, 8), (5, 5, 5, 5)])
@looped("seed", range(2))
def test_between_knots_a_random_network_is_straight_and_a_fine_grid_finds_no_other_change(activation, hidden, seed):
    parameters = initialize_parameters(2, hidden, 1, activation, initialisation="he", seed=seed)
    for name in parameters:
        moved = np.random.RandomState(seed + len(name)).randn(*parameters[name].shape)
        parameters[name] = parameters[name] + 0.3 * moved
    start, end = np.array([-2.0, 1.5]), np.array([2.5, -1.0])
    at = knots(parameters, start, end)
    assert (at[0], at[-1]) == (0, 1)
    assert (np.diff(at) > 0).all()

    def scores(share):
        X = start[:, np.newaxis] + (end - start)[:, np.newaxis] * share
        return forward_propagation(X, parameters)[1][f"Z{len(hidden) + 1}"][0]

    grid = np.linspace(0, 1, 20_001)
    np.testing.assert_allclose(scores(grid), np.interp(grid, at, scores(at)), atol=1e-9)
    changes = drawn(parameters, start, end).changes
    above = scores(grid) > 0
    seen = grid[1:][above[1:] != above[:-1]]
    assert len(changes) >= len(seen)
    for place in seen:
        assert np.abs(changes - place).min() < 1e-4
    assert all(abs(scores(np.array([place]))[0]) < 1e-9 for place in changes)


# What is trained


@every_number_of_folds
def test_the_points_lie_in_the_stripes_and_none_on_a_border(folds):
    (X, Y), (_, Y_test) = stripes(Folding(folds=folds), Recipe()).data()
    assert X.shape == Y.shape == (1, POINTS)
    assert Y_test.size == 0
    by_hand = [folded(Fraction(float(t)), folds) for t in X[0]]
    assert HALF not in by_hand
    assert Y[0].tolist() == [each > HALF for each in by_hand]
    assert np.diff(np.flatnonzero(np.diff(Y[0]))).min() >= 4


def test_what_is_trained_has_the_depth_and_the_width_that_are_chosen_and_the_pages_training():
    recipe = stripes(Folding(folds=5, width=7), Recipe(seed=9, learning_rate=0.3, limit=77, dataset="moons", n_h=3))
    assert recipe.hidden == (7,) * 5
    assert (recipe.activation, recipe.initialisation) == ("relu", "he")
    assert (recipe.seed, recipe.learning_rate, recipe.limit) == (9, 0.3, 77)


def test_starts_differ_in_their_seed_only():
    experiment = from_random_starts(stripes(Folding(), Recipe(seed=SEEDS - 1)))
    assert [variant.recipe.seed for variant in experiment.values()] == [SEEDS - 1, SEEDS, *range(STARTS - 2)]
    assert experiment.labels == [f"network {number}" for number in range(1, STARTS + 1)]
    runs = RunGroup(experiment)
    assert len({run.parameters.vector.tobytes() for run in runs.values()}) == STARTS


def test_two_units_a_layer_hardly_ever_find_the_stripes():
    now = found(runs_of(WHY_DEPTH, 600))
    assert (now.wanted, now.right) == (8, 0)
    assert max(now.changes) < 4
    assert now.off > STARTS / 2


@pytest.mark.nightly
def test_more_units_find_more_of_them():
    more, two = (found(runs_of(WHY_DEPTH, 1000, width=width)) for width in (20, 2))
    assert np.mean(more.changes) > 2 + np.mean(two.changes)


def test_the_written_weights_are_found_right_and_a_layer_that_is_off_is_counted():
    runs = runs_of(WHY_DEPTH)
    before = found(runs).off
    run = next(run for run in runs.values() if all(layer.A.any() for layer in run.evaluate().hidden))
    run.nudge({"b2": -1000 * np.ones((2, 1))})
    assert found(runs).off == before + 1
    for run in runs.values():
        run.nudge({name: written(3)[name] - run.parameters[name] for name in run.parameters})
    now = found(runs)
    assert (now.right, now.off, now.changes) == (STARTS, 0, [8] * STARTS)
    assert FOLDING_PRESETS[0].answer(runs) == (
        "8 of the 8 networks have every point right.",
        "They draw 8 of 8 class changes.",
    )


@looped("preset", FOLDING_PRESETS)
def test_the_answer_tells_what_is_found(preset):
    runs = runs_of(WHY_DEPTH, **preset.settings)
    for iterations in (0, 1, 30):
        runs.advance(iterations - runs.iteration)
        now, answer = found(runs), preset.answer(runs)
        assert answer.details == f"They draw {span(now.changes)} of {now.wanted} class changes."
        if preset.settings.get("folds") == 7:
            none = "None finds all 128; without the last layer there would be 64."
            find = "find" if now.right > 1 else "finds"
            assert answer.sentence == (f"{now.right} of the networks {find} all 128." if now.right else none)
        else:
            have = "have" if now.right > 1 else "has"
            assert answer.sentence == f"{now.right or 'None'} of the {STARTS} networks {have} every point right."


@looped(("counts", "text"), [([3, 1, 4], "1 to 4"), ([2, 2], "2")])
def test_a_span(counts, text):
    assert span(counts) == text
