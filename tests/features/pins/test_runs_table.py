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


def pin(iterations=300, **settings):
    run = Run(Recipe(**{"samples": 60, "n_h": 8} | settings))
    accuracies = [run.measure().score]
    for _ in range(iterations):
        run.advance(1)
        accuracies.append(run.measure().score)
    return Pinned.of(run), accuracies


def test_a_row_for_each_run_and_a_column_for_each_setting_in_which_they_differ():
    (now, counted), (xavier, _), (moons, _) = (
        pin(),
        pin(initialisation="xavier", test_share=20),
        pin(0, dataset="moons"),
    )
    table = runs_table({"now": now, "xavier": xavier, "moons": moons})
    settings = ["Dataset", "Test share (%)", "Initialisation", "Scale"]
    assert list(table) == [RUN, *settings[:3], ITERATION, COST, TRAIN, TEST, REACHED]
    assert table["Dataset"] == ["flower", "flower", "moons"]
    assert table["Initialisation"] == ["random", "xavier", "random"]
    assert table[ITERATION] == [300, 300, 0]
    assert table[COST] == [each.now.cost for each in (now, xavier, moons)]
    assert table[TRAIN] == [100 * each.now.score for each in (now, xavier, moons)]
    assert table[TEST] == [None, 100 * xavier.now.test_score, None]
    assert table[REACHED][0] == next((i for i, share in enumerate(counted) if share >= 0.9), None)


def test_a_setting_without_effect_has_no_value():
    table = runs_table({"now": pin(0, scale=1.0)[0], "he": pin(0, initialisation="he")[0]})
    assert table["Scale"] == [1.0, None]


def test_between_which_iterations_it_was_reached_is_told_if_the_history_is_thinned():
    slow, counted = pin(1500, learning_rate=0.5)
    assert max(counted) >= 0.9
    table = runs_table({"now": slow})
    assert counted[table[REACHED][0]] >= 0.9 > counted[table[BEFORE][0]]
    assert table[REACHED][0] - table[BEFORE][0] > 1
    quick, _ = pin(100, dataset="blobs")
    assert quick.first_with(0.9) is not None
    assert BEFORE not in runs_table({"now": quick})


def test_runs_on_numbers_have_columns_of_their_own_and_no_accuracy():
    of_numbers = {"dataset": "plane", "depth": 0, "learning_rate": 0.1, "test_share": 20}
    (plane, scores), (flower, _) = pin(**of_numbers), pin(0)
    of_plane = [*runs_table({"now": plane})]
    assert of_plane == [
        RUN,
        ITERATION,
        COST,
        "Train R²",
        "Test R²",
        "Train RMSE",
        "Test RMSE",
        "R² 0.9 at iteration",
        *([BEFORE] if BEFORE in of_plane else []),
    ]
    table = runs_table({"now": plane, "flower": flower})
    assert table[TRAIN] == [None, 100 * flower.now.score]
    assert table["Train R²"] == [plane.now.score, None]
    assert table["Test RMSE"][0] == pytest.approx((2 * plane.now.test_cost) ** 0.5)
    assert table["R² 0.9 at iteration"] == [next(i for i, score in enumerate(scores) if score >= 0.9), None]


def test_own_points_are_not_written_into_the_table():
    packed = [pack(Points.of([[0, x], [0, 1]], [0, 1], ["a", "b"])) for x in (1, 2)]
    pins = [pin(0, dataset=OWN_POINTS, points=each)[0] for each in packed]
    assert runs_table({"now": pins[0], "other": pins[1]})[YOUR_POINTS] == ["as in the first run", "others"]


def test_the_file_has_all_digits():
    columns = runs_table({"now": pin()[0], "relu · scale 1": pin(activation="relu", scale=1.0)[0]})
    header, *rows = csv.reader(io.StringIO(table_csv(columns)))
    assert header == list(columns)
    assert [float(row[header.index(COST)]) for row in rows] == columns[COST]
    assert [row[0] for row in rows] == ["now", "relu · scale 1"]
    assert [row[header.index(REACHED)] or None for row in rows] == [
        None if each is None else str(each) for each in columns[REACHED]
    ]
