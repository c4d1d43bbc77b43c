"""The numbers to take along: every digit of them, and the code on the page loads them."""

import csv
import json
from io import StringIO

import numpy as np

import playground.export.numbers as numbers
from playground.nn import Parameters, predict
from tests.export.runs import alone, digits, trained, zero_or_random
from tests.looped import looped

EXPERIMENTS = [
    alone(),
    alone(classes=3, depth=2, activation="gelu"),
    alone(depth=2, later_activation="relu", initialisation="he"),
    alone(depth=0, test_share=20),
    digits(samples=100),
    zero_or_random(left="zero_W1"),
]


def table(runs):
    """The rows of the history, by column."""
    return list(csv.DictReader(StringIO(numbers.history_csv(runs))))


def test_the_history_has_every_point_of_the_curve_and_the_present_moment():
    runs = trained(alone(test_share=30), 1237)
    rows = table(runs)
    points = [*runs.first.history.points, runs.first.measure()]
    assert [int(row["iteration"]) for row in rows] == [point.iteration for point in points]
    assert len(rows) > 300
    for row, point in zip(rows, points, strict=True):
        for column in ("cost", "accuracy", "test_cost", "test_accuracy"):
            assert float(row[column]) == getattr(point, column.replace("accuracy", "score"))


def test_each_table_has_the_columns_that_the_runs_need_and_now_once():
    runs = trained(alone(), 64)
    assert [int(row["iteration"]) for row in table(runs)] == list(range(65))
    assert list(table(runs)[0]) == ["iteration", "cost", "accuracy"]
    runs = trained(alone(l2=0.01, test_share=30), 40)
    rows = table(runs)
    assert list(rows[0]) == ["iteration", "cost", "penalty", "accuracy", "test_cost", "test_accuracy"]
    for row, point in zip(rows, runs.first.history.points, strict=True):
        assert float(row["penalty"]) == point.penalty
    weights = [runs.first.parameters["W1"], runs.first.parameters["W2"]]
    np.testing.assert_allclose(float(rows[-1]["penalty"]), sum(0.005 * (W**2).sum() for W in weights), rtol=1e-14)
    runs = trained(zero_or_random(), 10)
    rows = table(runs)
    assert [row["run"] for row in rows] == ["left"] * 11 + ["right"] * 11
    ends = [float(rows[end]["cost"]) for end in (10, -1)]
    assert ends == [runs[name].measure().cost for name in ("left", "right")]
    assert json.loads(numbers.parameters_json(runs)).keys() == {"left", "right"}


@looped("experiment", EXPERIMENTS)
def test_the_code_on_the_page_loads_the_parameters_to_the_bit(experiment, tmp_path, monkeypatch):
    runs = trained(experiment, 20)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "run.npz").write_bytes(numbers.parameters_npz(runs))
    (tmp_path / "run.json").write_text(numbers.parameters_json(runs), encoding="utf-8")
    if len(runs) == 1:  # the notes' names
        assert list(json.loads(numbers.parameters_json(runs))["arrays"]) == list(runs.first.parameters)
    for line in (numbers.loading_npz(runs, "run.npz"), numbers.loading_json(runs, "run.json")):
        loaded, run = eval(line, {"np": np, "json": json, "Parameters": Parameters}), runs.first
        assert list(loaded) == list(run.parameters)
        assert (loaded.activation, loaded.loss) == (run.parameters.activation, run.parameters.loss)
        for name, value in run.parameters.items():
            np.testing.assert_array_equal(loaded[name], value)
        np.testing.assert_array_equal(predict(loaded, run.X), predict(run.parameters, run.X))
