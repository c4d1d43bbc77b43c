"""Sweeps over any setting: which values, which seeds, and what several runs of each come to."""

from dataclasses import replace
from itertools import permutations, product

import numpy as np
import pytest

from playground.data import OWN_POINTS, Points, make_dataset, pack, split
from playground.lessons.sweep import Plan, Results, Spread, Sweep, Trained, with_seeds
from playground.nn import nn_model, predict
from playground.pages.how_many_units.lesson import (
    HOW_MANY_UNITS_SETTINGS,
    MOST_RUNS,
    HowManyUnits,
    by_depth,
    by_setting,
    in_effect,
    remark,
    unused,
)
from playground.pages.how_many_units.swept import SWEPT, UNITS
from playground.training import Divergence, Measurement, Recipe
from playground.training.options import options
from playground.training.ranges import SEEDS
from tests.lessons.presets import OF_STEPS


def chosen(**settings):
    """The records of a visitor who has chosen this on the page."""
    records, notes = HOW_MANY_UNITS_SETTINGS.read(settings)
    assert notes == []
    return records


def plan(name, **settings):
    return by_setting(chosen(sweep=name, **settings))


def results_of(tests, trains=None, diverged=(), guess=0.5):
    """Results with these accuracies, (seeds, values), in the test; the runs in ``diverged`` have no others."""
    tests = np.asarray(tests, float)
    trains = tests if trains is None else np.asarray(trains, float)
    recipes = with_seeds([Recipe(noise=value / 10, test_share=20) for value in range(tests.shape[1])], len(tests))
    sweep = Sweep(
        Plan(tuple("abcdefgh"[: tests.shape[1]]), tuple(range(tests.shape[1])), recipes, "x", setting="noise")
    )
    sweep.trained = tuple(
        Trained(
            None,
            Measurement(5000, 0.5, train, 0.5, test, None),
            Divergence("W1", 7) if number in diverged else None,
            guess,
        )
        for number, (train, test) in enumerate(zip(trains.ravel(), tests.ravel(), strict=True))
    )
    return Results(sweep)


# The values


def test_the_values_are_those_of_the_settings_own_range():
    for name, swept in SWEPT.items():
        spec, values = HOW_MANY_UNITS_SETTINGS.spec(swept.setting), plan(name).values
        assert 2 <= len(values) == len(set(values)) <= 8
        read = [spec.read(value) if name != UNITS else value for value in values]
        assert [str(value) for value in read] == [str(value) for value in values]
        if swept.scale != "category" and name != UNITS:
            assert (values[0], values[-1]) == (spec.least, spec.most)
            assert all(np.diff(values) > 0)
    assert plan("scale").values == (0.0001, 0.001, 0.01, 0.1, 1, 10)
    assert plan("learning rate").values == (0.0001, 0.001, 0.01, 0.1, 1, 10, 100)
    assert plan("noise").values == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1])
    ratios = np.divide(plan("samples").values[1:], plan("samples").values[:-1])
    assert np.all(abs(ratios / 10**0.2 - 1) < 0.05)  # 100 to 1,000 in five equal ratios, but for whole steps
    assert plan("activation").values == HOW_MANY_UNITS_SETTINGS.spec("activation").names
    assert plan("seed", seed=SEEDS - 1).values == (str(SEEDS - 1), str(SEEDS), "0", "1", "2", "3", "4", "5")


def test_the_networks_differ_in_what_is_swept_and_in_their_seeds_alone():
    records = {"dataset": "moons", "noise": 0.3, "learning_rate": 0.5, "n_h": 12, "data_seed": SEEDS, "seed": 7}
    for name, swept in SWEPT.items():
        this = plan(name, runs=5, **records)
        runs = 1 if name == "seed" else 5
        assert this.runs == runs
        shared = replace(chosen(**records)[Recipe], depth=1, **swept.change)
        for number, recipe in enumerate(this.recipes):
            again, value = divmod(number, len(this.values))
            mine = getattr(recipe, swept.setting)
            assert this.names[value] == swept.name(mine)
            seeds = {"data_seed": (SEEDS + again) % 2**32, "seed": 7 + again}
            assert recipe == replace(shared, **seeds | {swept.setting: mine})
    assert {recipe.initialisation for recipe in plan("scale").recipes} == {"random"}  # others do not use the scale
    assert [recipe.data_seed for recipe in by_depth(chosen(runs=3)).recipes] == [1] * 4 + [2] * 4 + [3] * 4


def test_what_is_swept_can_not_be_set_as_well():
    for name, swept in SWEPT.items():
        off = unused(chosen(sweep=name)) - {"scale", *OF_STEPS}
        alone = set() if name in (UNITS, "seed") else {swept.setting, *swept.change} - {"scale"}
        assert off == alone | ({"runs"} if name == "seed" else set())
        assert set(swept.change) <= set(options(Recipe))


def test_no_link_can_ask_for_more_runs_than_these():
    for name in SWEPT:
        assert len(plan(name, runs=MOST_RUNS, units="1 2 3 4 5 6 7 50").recipes) <= 8 * MOST_RUNS
    for runs in (0, MOST_RUNS + 1, 10**9, "inf", "nan", -1):
        records, notes = HOW_MANY_UNITS_SETTINGS.read({"runs": runs})
        assert len(notes) == 1
        assert records[HowManyUnits].runs == 3


def test_own_points_have_neither_noise_nor_a_number_of_samples_to_sweep():
    labels = np.arange(40) % 2
    points = pack(Points.of(np.random.RandomState(1).randn(2, 40) + labels, labels, ["a", "b"]))
    for name in SWEPT:
        records = chosen(sweep=name, dataset=OWN_POINTS)
        records[Recipe] = replace(records[Recipe], points=points)
        missing = name in ("noise", "samples")
        assert in_effect(records) is SWEPT[UNITS if missing else name]
        assert bool(remark(records)) == missing
        assert {recipe.points for recipe in by_setting(records).recipes} == {points}


# What several runs come to


def test_median_spread_effect_and_seeds_are_those_of_networks_trained_alone():
    records = chosen(sweep="noise", samples=100, limit=100, runs=3, n_h=5)
    sweep = Sweep(by_setting(records))
    while not sweep.ended:
        sweep.advance(23)
    results = Results(sweep)
    alone = np.empty((2, 3, 6))
    for seed, value in product(range(3), range(6)):
        X, Y = make_dataset("flower", 100, (0, 0.2, 0.4, 0.6, 0.8, 1)[value], 1 + seed)
        X, Y, X_test, Y_test = split(X, Y, 0.2, 1 + seed)
        parameters = nn_model(X, Y, 5, 100, learning_rate=1.2, initialisation="xavier", seed=2 + seed)
        alone[:, seed, value] = [
            np.mean(predict(parameters, *each[:1]) == each[1]) for each in ((X, Y), (X_test, Y_test))
        ]
        middle = results.middle(value)
        assert middle is not None
        if middle == seed * 6 + value:
            assert np.array_equal(results.shown(value)[0].parameters.vector, parameters.vector)
            assert np.array_equal(results.shown(value)[1].X, X)
    for value, test in product(range(6), (False, True)):
        runs = alone[int(test), :, value]
        assert results.score(value, test) == (runs.min(), np.median(runs), runs.max())
    medians = np.sort(alone[1], axis=0)[1]
    assert [alone[1].ravel()[results.middle(value)] for value in range(6)] == list(medians)
    assert results.effect == pytest.approx(medians.max() - medians.min())
    assert results.noise == pytest.approx(np.median(alone[1].max(axis=0) - alone[1].min(axis=0)))


def test_spread_of_an_even_number_and_of_one():
    assert Spread.of([0.5, 0.9, 0.6, 0.8]) == (0.5, pytest.approx(0.7), 0.9)
    assert Spread.of([0.4]) == (0.4, 0.4, 0.4)
    assert Spread(0.5, 0.7, 0.9).width == pytest.approx(0.4)
    results = results_of([[0.5], [0.9], [0.6], [0.8]])
    assert results.middle(0) == 2  # of an even number the worse one in the middle


def test_chance_is_that_of_all_ways_in_which_runs_with_the_same_seeds_change_places():
    tests = np.array([[0.8, 0.9, 0.7], [0.85, 0.8, 0.75], [0.9, 0.95, 0.6]])

    def variance(accuracies):
        return np.var(np.mean(accuracies, axis=0))

    every = [variance(np.array(dealt)) for dealt in product(*(list(permutations(row)) for row in tests))]
    expected = np.mean(np.array(every) >= variance(tests) - 1e-12)
    assert results_of(tests).chance() == pytest.approx(expected)


def test_chance_at_its_extremes():
    random = np.random.RandomState(3)
    assert results_of([[0.8] * 4] * 3).chance() == 1
    apart = 0.5 + 0.1 * np.arange(5) + 0.01 * random.rand(3, 5)
    assert results_of(apart).chance() < 0.01
    by_seed = 0.1 * np.arange(3)[:, None] + np.array([0.5, 0.52, 0.54, 0.56, 0.58])  # seeds matter more, but equally
    assert results_of(by_seed).noise > results_of(by_seed).effect
    assert results_of(by_seed).chance() < 0.01
    likely = [results_of(random.rand(3, 6)).chance() < 0.05 for _ in range(100)]
    assert sum(likely) <= 12  # about 5 of them, if the test is worth its name


def test_values_with_a_run_that_diverged_are_not_compared():
    results = results_of([[0.5, 0.6, 0.7], [0.52, 0.62, 0.1], [0.54, 0.64, 0.8]], diverged=[5])
    assert results.compared == [0, 1]
    assert results.effect == pytest.approx(0.1)
    assert results.score(2, True) == (0.7, 0.75, 0.8)  # of those that are left
    assert results.middle(2) == 2
    assert results_of([[0.5, 0.6], [0.5, 0.6]], diverged=[1, 3]).middle(1) == 1


def test_what_is_trained_so_far_is_a_comparison_too():
    sweep = Sweep(plan("activation", runs=3, samples=100, limit=100))
    assert Results(sweep).compared == []
    for _ in range(5):
        sweep.advance(100)
    before = Results(sweep)
    assert [len(runs) for runs in before.by_value] == [2, 1, 1, 1]
    sweep.advance(100)
    assert len(before.trained) == 5  # what is looked at does not change meanwhile
    assert not before.ended
    assert Results(sweep).chance() == 1  # with one run of some there is nothing to tell it from
