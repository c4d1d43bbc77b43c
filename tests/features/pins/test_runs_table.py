"""The table of runs: what is in it, and its file."""

import csv
import io

import pytest

from playground.data import OWN_POINTS, Points, pack
from playground.export.numbers import table_csv
from playground.features.pins.pinned import Pinned
from playground.features.pins.runs_table import BEFORE, COST, ITERATION, REACHED, RUN, TEST, TRAIN, runs_table
from playground.language.labels import YOUR_POINTS
from playground.training import Recipe, Run


def pin(iterations=0, **settings):
    run = Run(Recipe(**{"samples": 60, "n_h": 8} | settings))
    run.advance(iterations)
    return Pinned.of(run)


def test_a_row_for_each_run_a_column_for_each_setting_in_which_they_differ_and_a_file_with_all_digits():
    now, xavier = pin(300, scale=1.0), pin(20, initialisation="xavier", test_share=20)
    moons = pin(dataset="moons")
    table = runs_table({"now": now, "xavier · test share": xavier, "moons": moons})
    settings = ["Dataset", "Test share (%)", "Initialisation", "Initial scale"]
    assert list(table) == [RUN, *settings, ITERATION, COST, TRAIN, TEST, REACHED]
    assert table["Dataset"] == ["flower", "flower", "moons"]
    assert table["Initialisation"] == ["random", "xavier", "random"]
    assert table["Initial scale"] == [1.0, None, 0.01]  # it is without effect
    assert table[ITERATION] == [300, 20, 0]
    assert table[COST] == [each.now.cost for each in (now, xavier, moons)]
    assert table[TRAIN] == [100 * each.now.score for each in (now, xavier, moons)]
    assert table[TEST] == [None, 100 * xavier.now.test_score, None]
    assert table[REACHED] == [now.first_with(0.9)[0], None, None]
    header, *rows = csv.reader(io.StringIO(table_csv(table)))
    assert header == list(table)
    assert [row[0] for row in rows] == ["now", "xavier · test share", "moons"]
    assert [float(row[header.index(COST)]) for row in rows] == table[COST]
    assert [row[header.index(REACHED)] for row in rows] == [str(table[REACHED][0]), "", ""]


def test_between_which_iterations_it_was_reached_is_told_if_the_history_is_thinned():
    slow, at_first = pin(1500, learning_rate=0.5), pin(dataset="blobs")
    first, before = slow.first_with(0.9)
    assert first - before > 1
    table = runs_table({"slow": slow, "at first": at_first, "never": pin()})
    assert table[REACHED] == [first, 0, None]
    assert table[BEFORE] == [before, None, None]
    assert BEFORE not in runs_table({"at first": at_first})


def test_runs_on_numbers_have_columns_of_their_own_and_no_accuracy():
    plane, flower = pin(300, dataset="plane", depth=0, learning_rate=0.1, test_share=20), pin()
    scores = ["Train R²", "Test R²", "Train RMSE", "Test RMSE", "R² 0.9 at iteration"]
    assert [*runs_table({"now": plane})] == [RUN, ITERATION, COST, *scores]
    table = runs_table({"now": plane, "flower": flower})
    assert table[TRAIN] == [None, 100 * flower.now.score]
    assert table["Train R²"] == [plane.now.score, None]
    assert table["Test RMSE"][0] == pytest.approx((2 * plane.now.test_cost) ** 0.5)
    assert table["R² 0.9 at iteration"] == [plane.first_with(0.9)[0], None]


def test_own_points_are_not_written_into_the_table():
    packed = [pack(Points.of([[0, x], [0, 1]], [0, 1], ["a", "b"])) for x in (1, 2)]
    pins = [pin(dataset=OWN_POINTS, points=each) for each in packed]
    assert runs_table({"now": pins[0], "other": pins[1]})[YOUR_POINTS] == ["as in the first run", "others"]
