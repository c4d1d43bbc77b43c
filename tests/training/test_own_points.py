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
        run.advance(300)
    np.testing.assert_array_equal(one.parameters.vector, other.parameters.vector)
    assert one.measure() == other.measure()


def test_a_run_learns_the_points_that_the_text_holds():
    recipe = own(K=3)
    run = Run(recipe)
    assert len(run.Y) == 3
    assert tuple(run.class_names) == ("kind 0", "kind 1", "kind 2")
    assert run.X.shape == (2, 60)
    run.advance(500)
    assert run.measure().cost < run.history.points[0].cost


def test_rounding_hardly_changes_what_is_learned():
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


@looped("changes", [{"noise": 0.9}, {"samples": 40}, {"class_share": 20}, {"classes": 5}, {"data_seed": 8}])
def test_what_makes_formulas_has_no_effect_and_is_marked(changes):
    recipe = own()
    assert set(changes) <= recipe.unused
    assert_same(Run(recipe), Run(replace(recipe, **changes)))


def test_the_data_seed_chooses_the_points_for_testing():
    recipe = own(test_share=30)
    assert "data_seed" not in recipe.unused
    one, other, again = (Run(replace(recipe, data_seed=seed)) for seed in (1, 2, 1))
    assert one.X_test.shape == (2, 18)
    assert not np.array_equal(one.X_test, other.X_test)
    np.testing.assert_array_equal(one.X_test, again.X_test)


def test_no_remark_on_usual_points_nor_on_any_dataset():
    assert own(test_share=20).remarks == own(K=5).remarks == []
    for name in DATASETS:
        assert Recipe(name, test_share=20).remarks == []


def test_a_test_share_that_cannot_be_had_is_said_and_all_points_are_trained_on():
    recipe = own(m=4, K=3, test_share=20)
    (said,) = recipe.remarks
    assert said.startswith("A test share of 20 % needs more points of each class")
    run = Run(recipe)
    assert run.X.shape == (2, 4)
    assert run.measure().test_score is None


def test_one_class_is_said_and_can_be_seen():
    recipe = own(m=1, K=1)
    (said,) = recipe.remarks
    assert "Only one class so far" in said


def test_more_than_five_classes_are_said():
    (said,) = own(K=6).remarks
    assert "colours repeat" in said


@looped(("m", "K"), [(1, 1), (5, 1), (2, 2), (3, 2), (7, 7), (10, 10), (60, 10)])
def test_however_few_points_there_are_everything_can_be_shown(m, K):
    runs = RunGroup(Experiment.alone(own(m, K, test_share=20)))
    scene = PlaygroundScene(runs, View())
    scene.figures()
    for _ in range(3):
        runs.advance(20)
        frame = scene.frame()
    assert np.isfinite(runs.first.parameters.vector).all()
    assert 0 <= runs.first.neighbours <= 1
    assert frame["images"]["boundary"]


def test_without_points_it_is_said_what_to_do():
    with pytest.raises(ValueError, match="There are no points of your own yet: draw some"):
        Run(Recipe(dataset=OWN_POINTS))
