"""What can be taken along of runs whose target is a number: the script, the notebook, the tables, the exercise,
the lesson's file; and what phones see of them.
"""

import csv
import json
import re
import warnings
from dataclasses import replace
from io import StringIO

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.collections import PathCollection, QuadMesh
from sklearn.metrics import r2_score, root_mean_squared_error

from playground.charts.plane.scale import Scale
from playground.charts.style import VALUE_COLOURS, rgb
from playground.data import OWN_POINTS, SURFACES, SYMBOLS, Dataset, Points, Unit, make_dataset, pack
from playground.export import numbers
from playground.export.as_code import notebook as module
from playground.export.as_code.exercise import exercise
from playground.export.as_code.notebook import notebook
from playground.export.as_code.samples import SURFACES_AS_CODE
from playground.export.as_code.script import python_file
from playground.export.images.captions import small_print
from playground.export.lesson_file.recording import Chapter, Recording
from playground.language import ENGLISH
from playground.nn import Parameters, predict
from playground.pages.playground.lesson import PLAYGROUND
from playground.training import Recipe, View
from tests.export.lesson_files import figure_of, frame_at, unpacked
from tests.export.runs import alone, ran, trained
from tests.looped import looped

OVER_THE_PLANE = [name for name, surface in SURFACES.items() if surface.inputs == 2]
RESULT = re.compile(r"cost (\d\S+), rmse (\d\S+), r_squared (\S+)")


class Measured(Recipe):
    """Samples with numbers that no formula makes, as those of a table."""

    def data(self):
        random = np.random.RandomState(self.data_seed)
        both = Dataset(random.randn(2, 40), random.randn(40), (), ("width", "height"))
        parts = both.split(self.test_share / 100, self.data_seed)
        return tuple(replace(part, unit=Unit(240.5, 90.25)) for part in parts)


def check(runs):
    """The script trains what the page shows, on the same samples, and its scores are right."""
    code, run = python_file(runs), runs.first
    outcome = ran(code)
    printed = [[float(each) for each in found] for found in RESULT.findall(outcome.printed)]
    said = [[float(each) for each in found] for found in RESULT.findall(code.replace("−", "-"))]
    now = run.measure()
    parts = [("", now.cost), *([("_test", now.test_cost)] if run.Y_test.size else [])]
    assert len(printed) == len(said) == len(parts)
    for (part, cost), shown, on_the_page in zip(parts, printed, said, strict=True):
        X, labels = outcome.names[f"X{part}"], outcome.names[f"labels{part}"]
        samples = run.test if part else run.train
        np.testing.assert_array_equal(X, run.recipe.inputs_of(samples.X))  # bit for bit
        np.testing.assert_array_equal(labels, samples.labels)
        outputs = outcome.names["predict"](outcome.names["parameters"], X)[0]
        error = samples.unit.deviation * root_mean_squared_error(labels, outputs)
        expected = [cost, error, r2_score(labels, outputs)]
        np.testing.assert_allclose(shown, expected, rtol=0, atol=1e-9)
        np.testing.assert_allclose(on_the_page, shown, rtol=0, atol=6e-4)
    for name, value in run.parameters.items():
        np.testing.assert_allclose(outcome.names["parameters"][name], value, rtol=0, atol=1e-9, err_msg=name)
    assert max(map(len, code.splitlines())) <= 120
    return outcome


SAMPLED = {"samples": 120, "noise": 0.35, "data_seed": 7, "learning_rate": 0.1}


@looped(
    "settings",
    [
        *({"dataset": name, "test_share": 25 * (n % 2), **SAMPLED} for n, name in enumerate(OVER_THE_PLANE)),
        {"depth": 0},
        {"depth": 3, "activation": "relu", "initialisation": "he"},
        {"activation": "sigmoid", "l2": 0.01, "l1": 0.001},
        {"update_rule": "adam", "batch_size": 32, "schedule": "step", "half_life": 7},
        {"x1": False, "x2": False, "x1_squared": True, "x2_squared": True},
    ],
)
def test_the_script_trains_the_same_numbers(settings):
    check(trained(alone(**{"dataset": "bump", "test_share": 20, "learning_rate": 0.02} | settings), 30))


class AllEqual(Recipe):
    """Samples to test with that all have the same number."""

    def data(self):
        random = np.random.RandomState(self.data_seed)
        parts = [(random.randn(2, 20), labels) for labels in (random.randn(20), np.full(20, 0.5))]
        return tuple(Dataset(X, labels, (), SYMBOLS) for X, labels in parts)


def test_numbers_that_no_formula_makes_are_written_down():
    runs = trained(alone(Measured(), test_share=40, learning_rate=0.1), 20)
    assert "classes" not in python_file(runs).partition("# The data")[2].partition("# The sizes")[0]
    names = check(runs).names  # those of a table have their own unit
    assert (names["label_mean"], names["label_deviation"]) == (240.5, 90.25)
    check(trained(alone(AllEqual(), learning_rate=0.1), 20))
    for name, surface in SURFACES.items():
        X = make_dataset(name, 30, noise=0).X
        np.testing.assert_array_equal(eval(SURFACES_AS_CODE[name][1], {"np": np, "X": X}), surface.of(X))


def own_points(names=SYMBOLS):
    """Points with numbers of a visitor's own."""
    random = np.random.RandomState(3)
    return pack(Points.of(random.randn(2, 30), random.randn(30), (), names))


def test_a_visitors_own_points_with_numbers_and_a_table_of_them():
    runs = trained(alone(dataset=OWN_POINTS, points=own_points(), test_share=20, learning_rate=0.1), 20)
    assert "rows of X" not in python_file(runs)
    check(runs)
    table = trained(alone(dataset=OWN_POINTS, points=own_points(("height", "age")), learning_rate=0.1), 20)
    assert "# rows of X: 'height', 'age', standardised\n" in python_file(table)
    check(table)
    seen, _frames = recorded(runs.first.recipe, limit=10)
    assert sum(len(trace["x"]) for trace in figure_of(seen, "boundary")["data"] if len(trace["x"]) > 1) == 30


def test_the_script_has_the_squared_error_and_no_output_function():
    code = python_file(trained(alone(dataset="saddle"), 1))
    assert "return float(np.sum((A2 - Y) ** 2) / (2 * m))" in code
    assert "A2 = Z2\n" in code
    assert [word for word in ("sigmoid(", "accuracy", "np.log", "class ") if word in code] == []
    assert "asked for a number, not for a class" in " ".join(code.split())


def read(runs):
    return json.loads(notebook(runs))["cells"]


@looped("given", [{}, {"x1": False, "x2_squared": True}])
def test_the_notebook_draws_outputs_and_points_on_one_scale(given, monkeypatch):
    monkeypatch.setattr(module, "TRIED_ITERATIONS", 3)
    runs = trained(alone(dataset="bump", samples=60, learning_rate=0.1, **given), 40)
    cells = read(runs)
    words = "".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    assert "## The output over the plane" in words
    assert r"J = \frac{1}{2m}" in words
    with mpl.rc_context({"backend": "agg"}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "FigureCanvasAgg is non-interactive")
        plt.close("all")
        ran("\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"))
        figures = [plt.figure(number) for number in plt.get_fignums()]
        drawn = [each for figure in figures for axes in figure.axes for each in axes.collections]
        plt.close("all")
    points = [each for each in drawn if isinstance(each, PathCollection)]
    (field,) = (each for each in drawn if isinstance(each, QuadMesh) and each.get_array().size == 200**2)
    assert len(points) == 2
    for each in points:
        np.testing.assert_array_equal(each.get_offsets().T, runs.first.X)
        np.testing.assert_array_equal(each.get_array(), runs.first.train.labels)
    assert {each.get_clim() for each in (*points, field)} == {points[0].get_clim()}
    low, high = points[0].get_clim()
    assert low <= runs.first.train.labels.min() < runs.first.train.labels.max() <= high
    reach = 1.05 * np.abs(runs.first.X).max()
    corner = runs.first.recipe.inputs_of(np.array([[-reach], [-reach]]))
    np.testing.assert_allclose(field.get_array().ravel()[0], predict(runs.first.parameters, corner)[0, 0], atol=1e-9)


def test_the_table_has_the_root_mean_square_error_and_r_squared():
    runs = trained(alone(dataset="wave", test_share=30, l2=0.01, learning_rate=0.1), 50)
    rows = list(csv.DictReader(StringIO(numbers.history_csv(runs))))
    columns = ["iteration", "cost", "penalty", "rmse", "r_squared", "test_cost", "test_rmse", "test_r_squared"]
    assert list(rows[0]) == columns
    run = runs.first
    for part, samples, A in (("", run.train, run.outputs), ("test_", run.test, run.tested().output.A)):
        assert float(rows[-1][f"{part}rmse"]) == pytest.approx(root_mean_squared_error(samples.labels, A[0]), abs=1e-12)
        assert float(rows[-1][f"{part}r_squared"]) == pytest.approx(r2_score(samples.labels, A[0]), abs=1e-12)
    untested = csv.reader(StringIO(numbers.history_csv(trained(alone(dataset="wave"), 2))))
    assert next(untested) == ["iteration", "cost", "rmse", "r_squared"]


def test_the_parameters_are_loaded_to_the_bit(tmp_path, monkeypatch):
    runs = trained(alone(dataset="saddle", learning_rate=0.1), 20)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "run.npz").write_bytes(numbers.parameters_npz(runs))
    (tmp_path / "run.json").write_text(numbers.parameters_json(runs), encoding="utf-8")
    for line in (numbers.loading_npz(runs, "run.npz"), numbers.loading_json(runs, "run.json")):
        loaded = eval(line, {"np": np, "json": json, "Parameters": Parameters})
        np.testing.assert_array_equal(predict(loaded, runs.first.X), runs.first.outputs)


def test_the_exercise_says_what_to_set_and_the_small_print_has_nothing_of_classes():
    runs = trained(alone(dataset="plane", class_share=30), 1)
    with pytest.raises(ValueError, match=r"play again: Dataset\.$"):
        exercise(runs)
    lines = " ".join(map(str, small_print(runs)))
    assert "400 samples · a number to predict · noise 0.2" in lines
    assert "class" not in lines


def recorded(recipe, **settings):
    """What a lesson's file has of this run: its description, and the bytes of its pictures."""
    recording = Recording(Chapter("", alone(recipe, **settings), View(), PLAYGROUND.presets[0]), [ENGLISH])
    assert list(recording.make())[-1] == 1
    return unpacked(recording.packed)


def test_a_lesson_has_the_bar_of_the_scale_and_r_squared():
    recipe = Recipe(dataset="bump", samples=60, test_share=20, learning_rate=0.1, limit=40)
    seen, _frames = recorded(recipe)
    runs = trained(alone(recipe), 40)
    run = runs.first
    bar = figure_of(seen, "boundary")["data"][-1]["marker"]
    assert bar["colorbar"]["ticktext"] == [*Scale.of(run.train.labels).ends]
    ends = [bar["colorscale"][end][1] for end in (0, -1)]
    assert ends == [f"rgb({','.join(map(str, rgb(VALUE_COLOURS[end])))})" for end in (0, -1)]
    layout, _words = seen["said"]["en"]
    numbers = dict(zip(layout["numbers"], frame_at(seen, -1)["texts"], strict=False))
    assert numbers["Train R²"] == f"{r2_score(run.train.labels, run.outputs[0]):.3f}"
    # And a network that grows beyond all numbers can be recorded.
    recipe = Recipe(dataset="saddle", samples=40, depth=4, activation="identity", initialisation="he", limit=200)
    seen, _frames = recorded(recipe, learning_rate=10.0)
    assert None in seen["curves"]["cost"]["y"][0] or seen["at"][-1] < 200
