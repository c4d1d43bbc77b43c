"""Runs on own points: the same numbers wherever the points come from, however few they are."""

from dataclasses import replace

import numpy as np
import pytest

from playground.data import DATASETS, OWN_POINTS, Points, pack
from playground.data.table import parse, read, written
from playground.pages.playground.scene import PlaygroundScene
from playground.training import Experiment, Recipe, Run, RunGroup, View
from tests.looped import looped


def own(m=60, K=2, **changes):
    random = np.random.RandomState(4)
    labels = np.concatenate([np.arange(K), random.randint(K, size=m - K)])
    points = Points.of(random.randn(2, m) + labels, labels, [f"kind {k}" for k in range(K)])
    return Recipe(dataset=OWN_POINTS, points=pack(points), **changes)


def assert_same(one, other):
    for run in (one, other):
        run.advance(50)
    np.testing.assert_array_equal(one.parameters.vector, other.parameters.vector)
    assert one.measure() == other.measure()


def test_a_run_learns_the_points_that_the_text_holds():
    run = Run(own(K=3))
    assert tuple(run.class_names) == ("kind 0", "kind 1", "kind 2")
    assert (run.X.shape, len(run.Y)) == ((2, 60), 3)
    flower = Recipe()
    rounded = replace(flower, dataset=OWN_POINTS, points=pack(Points.of_dataset(flower.whole)))
    runs = [Run(flower), Run(rounded)]
    for run in runs:
        run.advance(100)
    assert runs[0].measure().cost == pytest.approx(runs[1].measure().cost, abs=1e-3)


@looped("test_share", [0, 30])
def test_a_file_that_is_downloaded_and_uploaded_again_gives_the_same_run_bit_for_bit(test_share):
    recipe = own(K=3, test_share=test_share, data_seed=9)
    table = parse(written(recipe.whole, test_share / 100, 9).encode())
    again = replace(recipe, points=pack(read(table, table.guess.columns).points))
    assert again == recipe
    assert_same(Run(recipe), Run(again))


def test_what_makes_formulas_has_no_effect_and_is_marked():
    changes = {"noise": 0.9, "samples": 40, "class_share": 20, "classes": 5, "data_seed": 8}
    recipe = own()
    assert set(changes) <= recipe.unused
    for name, value in changes.items():
        assert_same(Run(recipe), Run(replace(recipe, **{name: value})))


def test_the_data_seed_chooses_the_points_for_testing():
    recipe = own(test_share=30)
    assert "data_seed" not in recipe.unused
    one, other, again = (Run(replace(recipe, data_seed=seed)) for seed in (1, 2, 1))
    assert one.X_test.shape == (2, 18)
    assert not np.array_equal(one.X_test, other.X_test)
    np.testing.assert_array_equal(one.X_test, again.X_test)


def test_remarks_are_made_on_unusual_points_alone():
    assert own(test_share=20).remarks == own(K=5).remarks == []
    for name in DATASETS:
        assert Recipe(name, test_share=20).remarks == []
    (said,) = own(m=1, K=1).remarks
    assert "Only one class so far" in said
    (said,) = own(K=6).remarks
    assert "colours repeat" in said
    assert Points.of([[0, 1], [1, 0]], [0.5, 0.5], ()).remarks == [
        "All points have the same value so far: add some with another."
    ]
    few = own(m=4, K=3, test_share=20)
    (said,) = few.remarks
    assert said.startswith("A test share of 20 % needs more points of each class")
    run = Run(few)  # all of them are trained on
    assert (run.X.shape, run.measure().test_score) == ((2, 4), None)


@looped(("m", "K"), [(1, 1), (2, 2), (3, 2), (10, 10)])
def test_however_few_points_there_are_everything_can_be_shown(m, K):
    runs = RunGroup(Experiment.alone(own(m, K, test_share=20)))
    scene = PlaygroundScene(runs, View())
    scene.figures()
    runs.advance(20)
    frame = scene.frame()
    assert np.isfinite(runs.first.parameters.vector).all()
    assert 0 <= runs.first.neighbours <= 1
    assert frame["images"]["boundary"]


def test_without_points_it_is_said_what_to_do():
    with pytest.raises(ValueError, match="There are no points of your own yet: draw some"):
        Run(Recipe(dataset=OWN_POINTS))
