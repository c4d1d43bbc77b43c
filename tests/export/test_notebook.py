"""The exported notebook: valid, the formulas beside the cells, and every cell runs without this app."""

import warnings
from itertools import cycle

import matplotlib as mpl
import nbformat
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.collections import PathCollection
from matplotlib.contour import ContourSet
from nbclient import NotebookClient

from playground.data import DATASETS
from playground.export.as_code import notebook as module
from playground.export.as_code.notebook import notebook
from playground.export.as_code.script import parts
from playground.export.as_code.written import Written
from playground.nn import ACTIVATIONS, UPDATE_RULES
from tests.export.runs import ThreeKinds, alone, change_rate, digits, measured, ran, scores, trained, zero_or_random
from tests.looped import looped


@pytest.fixture(autouse=True)
def no_window(monkeypatch):
    """Nothing opens, and the cell to try things in does not take long."""
    monkeypatch.setattr(module, "TRIED_ITERATIONS", 3)
    with mpl.rc_context({"backend": "agg"}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "FigureCanvasAgg is non-interactive")
        yield
    plt.close("all")


def read(runs):
    """The notebook of these runs, checked by nbformat."""
    read = nbformat.reads(notebook(runs), as_version=4)
    nbformat.validate(read)
    return read


def code_of(book):
    return "\n\n".join(cell.source for cell in book.cells if cell.cell_type == "code")


def words_of(book):
    return "\n\n".join(cell.source for cell in book.cells if cell.cell_type == "markdown")


def check(runs):
    """Every cell runs, and it prints what the page shows; returns what it has drawn."""
    plt.close("all")
    outcome = ran(code_of(read(runs)))
    np.testing.assert_allclose(outcome.scores, measured(runs), rtol=0, atol=1e-9)
    figures = [plt.figure(number) for number in plt.get_fignums()]
    plt.close("all")
    return figures


# Without a window plt.show() closes nothing, so that what follows is drawn into the same figure.

WITH_LOSSES = zip([(name, classes) for name in DATASETS for classes in (2, 3)], cycle(ACTIVATIONS), strict=False)


@looped(("made", "activation"), list(WITH_LOSSES))
def test_every_cell_runs(made, activation):
    dataset, classes = made
    (figure,) = check(trained(alone(dataset=dataset, classes=classes, activation=activation, test_share=20), 3))
    assert figure.axes[0].collections


@looped("rule", list(UPDATE_RULES))
def test_every_update_rule_with_batches_and_a_penalty(rule):
    settings = {"batch_size": 30, "l2": 0.01, "l1": 0.001, "learning_rate": 0.02}
    runs = trained(alone(update_rule=rule, depth=list(UPDATE_RULES).index(rule), **settings), 3)  # of any depth
    check(runs)
    words = words_of(read(runs))
    assert "looks at 30 samples" in words
    assert r"\lambda_2" in words
    assert ("0.9" in words) == (rule != "gradient descent")


def test_whatever_was_trained_can_be_tried():
    check(trained(alone(ThreeKinds(), test_share=30), 3))  # points that no formula makes
    both = trained(zero_or_random(), 3)
    assert "for title, (parameters, costs) in trained.items():" in code_of(read(both))
    check(both)
    runs = trained(alone(), 3)
    change_rate(runs, 0.5)
    runs.advance(3)
    assert notebook(runs) == notebook(runs)
    check(runs)
    of_digits = trained(digits(samples=100, n_h=11), 3)
    pictures, weights, *_ = check(of_digits)
    assert len(pictures.axes) == 16
    drawn = [ax.images[0].get_array() for ax in weights.axes if ax.images]
    np.testing.assert_allclose(drawn, of_digits.first.parameters["W1"].reshape(11, 8, 8), rtol=0, atol=1e-9)


def test_beside_the_pictures_stands_what_they_show():
    runs = trained(alone(dataset="blobs", samples=50), 300)
    words = words_of(read(runs))
    assert "In words: One boundary, nearly straight, runs across the picture: class 1 is at the upper right" in words
    assert "In words: The cost drops to " in words
    both = words_of(read(trained(zero_or_random(), 300)))
    assert "All zero: The network's output is 0.50 everywhere: there is no boundary." in both


# What it is like to read


def test_the_formulas_stand_beside_the_cells_and_the_last_is_to_try():
    runs = trained(alone(), 3)
    book = read(runs)
    for part in parts(Written(runs)):
        (place,) = (number for number, cell in enumerate(book.cells) if cell.source == part.code)
        assert all(each in book.cells[place - 1].source for each in (*part.words, *part.formulas))
    words = words_of(book)
    for formula in (r"g(z) = \tanh z", r"dZ^{[2]} = A^{[2]} - Y", r"J = -\frac{1}{m}", r"W := W - \alpha \, dW"):
        assert formula in words
    assert book.cells[-2].source.startswith("## Try this")
    assert book.cells[-1].cell_type == "code"


@looped("classes", [2, 3])
def test_the_formulas_can_be_set(classes):
    figure = plt.figure()
    for activation in ACTIVATIONS:
        words = words_of(read(trained(alone(activation=activation, classes=classes, samples=20), 1)))
        for formula in {*words.split("$$")[1::2]}:
            figure.text(0, 0, f"${formula}$")  # what matplotlib can set, MathJax can
    figure.canvas.draw()


def test_the_boundary_is_drawn_in_the_plane_whatever_the_network_is_given_of_a_point():
    squares = {"x1": False, "x2": False, "x1_squared": True, "x2_squared": True, "x1_x2": True}
    (figure,) = check(trained(alone(dataset="circles", depth=0, **squares), 300))
    drawn = [each.get_offsets().T for each in figure.axes[0].collections if isinstance(each, PathCollection)]
    run = trained(alone(dataset="circles"), 0).first
    assert len(drawn) == 4
    for label, points in enumerate(drawn):  # the samples alone, and on the boundary: class by class
        np.testing.assert_array_equal(points, run.X[:, run.train.labels == label % 2])


def test_a_class_has_a_symbol_and_a_pattern_of_its_own(monkeypatch):
    drawn = []
    monkeypatch.setattr(plt, "show", lambda: drawn.append(plt.gcf()) or plt.figure())
    ran(code_of(read(trained(alone(dataset="blobs", classes=4, learning_rate=0.5, n_h=8), 100))))
    marks = [each for each in drawn[2].axes[0].collections if isinstance(each, PathCollection)]
    patterns = [each.hatches for each in drawn[2].axes[0].collections if isinstance(each, ContourSet)]
    assert len({each.get_paths()[0].vertices.tobytes() for each in marks}) == len(marks) == 4
    assert len({*map(str, patterns)}) == len(patterns) == 4


# As a person runs it


@pytest.mark.nightly
def test_jupyter_runs_it(tmp_path, monkeypatch):
    monkeypatch.delenv("MPLBACKEND", raising=False)  # Streamlit sets it; a person's Jupyter has its own
    runs = trained(alone(dataset="moons", test_share=20), 30)
    book = read(runs)
    NotebookClient(book, timeout=60, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = [output for cell in book.cells for output in cell.get("outputs", [])]
    printed = "".join(output.text for output in outputs if output.output_type == "stream" and output.name == "stdout")
    np.testing.assert_allclose(scores(printed), measured(runs), rtol=0, atol=1e-9)
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 4  # data, cost, network, what is tried
