"""The exercise: its solution passes every check, and each typical mistake gets the hint that names it."""

import contextlib
import inspect
import io
import re

import nbformat
import numpy as np
import pytest

from playground.export.as_code import exercise_checks
from playground.export.as_code.exercise import CONSTANTS, exercise, is_possible
from playground.export.as_code.hints import HINTS
from playground.language import ENGLISH, LANGUAGES, rendered
from playground.language.labels import RESET
from playground.pages.the_code import seven_functions
from playground.pages.the_code.lesson import SEVEN
from tests.export.runs import Points, ThreeKinds, alone, change_rate, digits, elsewhere, trained, zero_or_random
from tests.looped import looped

NAMES = [each.function.__name__ for each in SEVEN]
CHINESE = LANGUAGES["zh"]


def cells_of(runs, **options):
    """The cells of the exercise for these runs, checked by nbformat."""
    book = nbformat.reads(exercise(runs, **options), as_version=4)
    nbformat.validate(book)
    return book.cells


def code_of(runs, **options):
    return [cell.source for cell in cells_of(runs, **options) if cell.cell_type == "code"]


FAILS = "formula of the cost fails"
"""What is said where outputs have been rounded."""


class Kernel:
    """Somebody's notebook, where this app is not installed: the data and the checks have been run."""

    def __init__(self, runs, language=ENGLISH):
        self.names = elsewhere()
        self.cells = code_of(runs, solved=True, language=language)
        for cell in self.cells[:3]:
            exec(cell, self.names)
        exec(self.cells[3], self.names)  # layer_sizes, which is given
        self.solutions = dict(zip(NAMES, self.cells[4:-1:2], strict=True))

    def run(self, code):
        """What a cell prints."""
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), np.errstate(divide="ignore", invalid="ignore"):
            exec(code, self.names)
        return printed.getvalue()

    def fill_in(self, name, right="", wrong=""):
        """What the check says of a solution, with a mistake in it."""
        code = self.solutions[name]
        assert right in code
        self.run(code.replace(right, wrong))
        said = self.run(f"check({name})")
        self.run(code)
        return said

    def solve(self):
        """Fill all of it in, and look whether it is right."""
        for name, code in self.solutions.items():
            self.run(code)
            assert self.run(f"check({name})") == f"✓ {name}\n"


@pytest.fixture(scope="module")
def kernel():
    kernel = Kernel(trained(alone(), 30))
    kernel.solve()
    return kernel


# The solution


@looped(
    ("experiment", "iterations"),
    [
        (alone(), 300),
        (alone(), 0),
        (alone(n_h=7, seed=5, scale=0.3, learning_rate=0.5, samples=100), 30),
        (alone(n_h=1, dataset="moons", test_share=20), 12),
        (alone(dataset="circles", x1_squared=True, sin_x2=True), 20),
        (alone(Points(dataset="own points")), 20),
        (alone(batch_size=400), 5),
        (zero_or_random(left="constant"), 20),
    ],
)
def test_the_solution_passes_every_check_and_gives_the_numbers_of_the_page(experiment, iterations):
    runs = trained(experiment, iterations)
    kernel = Kernel(runs)
    kernel.solve()
    assert FAILS not in cells_of(runs)[-2].source
    run = list(runs.values())[-1]
    for name, value in kernel.names["check"].start().items():
        np.testing.assert_array_equal(value, run.first[name])
    last = kernel.run(kernel.cells[-1]).splitlines()[-1]
    if iterations:
        assert last.split(", ")[0] == f"cost {run.measure().cost:.12f}"
        assert f"# on the page: {last}" in kernel.cells[-1]


def test_where_outputs_have_been_rounded_the_checks_are_passed_but_the_cost_may_be_no_number():
    runs = trained(alone(scale=10.0, learning_rate=20.0), 5)
    Kernel(runs).solve()
    assert FAILS in cells_of(runs)[-2].source


def test_it_is_the_code_of_the_page():
    code = code_of(trained(alone(), 3), solved=True)
    for each in SEVEN:
        assert inspect.getsource(each.function).rstrip() in code
    source = inspect.getsource(seven_functions)
    assert [source.count(constant) for constant in CONSTANTS] == [1, 1, 2, 1]


# Left open


def test_what_is_left_open_is_said_to_be():
    kernel, code = Kernel(trained(alone(), 3)), code_of(trained(alone(), 3))
    assert code[3] == inspect.getsource(seven_functions.layer_sizes).rstrip()
    for name, cell in zip(NAMES, code[4:-1:2], strict=True):
        assert "..." in cell
        assert inspect.getsource(getattr(seven_functions, name)).splitlines()[0] == cell.splitlines()[0]
        kernel.run(cell)
        assert kernel.run(f"check({name})") == f"✗ {name}: there is still a `...` in it.\n"
    every = ", ".join(f"`{name}`" for name in NAMES)
    assert kernel.run(code[-1]) == f"There is still a `...` in {every}. Write code in its place, then run this cell.\n"
    kernel.run("\n".join(kernel.solutions[name] for name in NAMES[:-1]))
    assert kernel.run(code[-1]).startswith("There is still a `...` in `predict`. ")
    assert list(code[5:-1:2]) == [f"check({name})" for name in NAMES]
    assert [*MISTAKES] == NAMES
    assert NAMES[-1] == "predict"
    assert "return ..." in code[-3]


def test_the_checks_are_folded_and_need_numpy_alone():
    cells = cells_of(trained(alone(dataset="moons", test_share=20), 3))
    folded = [cell for cell in cells if cell.metadata]
    assert [cell.source.count("class Check") for cell in folded] == [1]
    imports = {line for cell in cells for line in cell.source.splitlines() if re.match(r"(import|from) ", line)}
    assert imports == {"import numpy as np"}


# Mistakes

MISTAKES = {
    "initialize_parameters": [
        ("np.zeros((n_h, 1))", "np.zeros(n_h)", "rank_1"),
        ("np.zeros((n_y, 1))", "np.zeros((1, 2))", "shape"),
        ("np.zeros((n_h, 1))", "np.ones((n_h, 1))", "biases"),
        ("randn(n_h, n_x) * 0.01", "randn(n_x, n_h) * 0.01", "shape"),
        ("randn(n_h, n_x)", "randn(4, 2)", "given_sizes"),
        ("randn(n_y, n_h) * 0.01", "randn(n_y, n_h)", "scale"),
        ("seed(2)", "seed(3)", "random"),
        ('"b2": b2', '"b": b2', "missing"),
    ],
    "forward_propagation": [
        ("np.dot(W1, X) + b1", "np.dot(W1, X)", "bias"),
        ("np.dot(W1, X) + b1", "np.dot(X.T, W1.T).T - b1", "product"),
        ("np.dot(W1, X)", "np.dot(W1.T, X)", "dot_for_times"),
        ("np.dot(W1, X)", "W1 * X", "times_for_dot"),
        ("np.tanh(Z1)", "np.maximum(0, Z1)", "tanh"),
        ("1 / (1 + np.exp(-Z2))", "np.tanh(Z2)", "sigmoid"),
        ("np.dot(W2, A1) + b2", "np.dot(W2, A1) + b1", "shape"),
        ("return A2,", "return A1,", "outputs"),
    ],
    "compute_cost": [
        ("-np.sum(logs) / m", "np.sum(logs) / m", "minus"),
        ("-np.sum(logs) / m", "-np.sum(logs)", "mean"),
        ("-np.sum(logs) / m", "-logs / m", "error"),
        ("float(np.squeeze(cost))", "[cost, cost]", "sum"),
        ("float(np.squeeze(cost))", "np.array([[cost]])", "squeeze"),
        ("(1 - Y)", "Y", "cost"),
        ("Y * np.log(A2)", "np.dot(Y, np.log(A2))", "dot_for_times"),
    ],
    "backward_propagation": [
        ("np.sum(dZ1, axis=1, keepdims=True)", "np.sum(dZ1, axis=1)", "keepdims"),
        ("np.sum(dZ2, axis=1, keepdims=True)", "np.sum(dZ2)", "axis"),
        ("A2 - Y", "Y - A2", "sign"),
        ("np.dot(W2.T, dZ2) * (1 - A1**2)", "np.dot(np.dot(W2.T, dZ2), (1 - A1**2))", "dot_for_times"),
        ("np.dot(dZ1, X.T)", "dZ1 * X", "times_for_dot"),
        (" / m", "", "divide"),
        ("np.dot(dZ1, X.T) / m", "np.dot(dZ1, X.T)", "divide"),
        ("(1 - A1**2)", "(A1 > 0)", "relu_slope"),
        ("(1 - A1**2)", "A1 * (1 - A1)", "sigmoid_slope"),
        (" * (1 - A1**2)", "", "no_slope"),
        ("(1 - A1**2)", "(1 - A1)", "derivatives"),
    ],
    "update_parameters": [
        ('parameters["W2"] - ', 'parameters["W2"] + ', "uphill"),
        ("learning_rate * grads", "grads", "rate"),
        ('grads["db1"]', 'grads["db2"]', "update"),
    ],
    "nn_model": [
        ("parameters = update_parameters", "updated = update_parameters", "unchanged"),
        ("n_x, _, n_y", "n_x, n_h, n_y", "given_n_h"),
        ("update_parameters(parameters, grads)", "update_parameters(parameters, grads, 1)", "one_step"),
        ("(X, parameters)", "(X, {})", "above_first"),
    ],
    "predict": [
        ("np.round(A2)", "A2", "probabilities"),
        ("np.round(A2)", "1 - np.round(A2)", "other_class"),
        ("np.round(A2)", "np.round(A2 - 0.3)", "classes"),
        ("np.round(A2)", "np.squeeze(np.round(A2))", "shape"),
        ("np.round(A2)", "np.round(A2).T", "shape"),
        ("(X, parameters)", "(X, {})", "above_first"),
    ],
}


@looped(("name", "mistake"), [(name, mistake) for name in NAMES for mistake in MISTAKES[name]])
def test_a_mistake_gets_the_hint_that_names_it(kernel, name, mistake):
    right, wrong, hint = mistake
    said = kernel.fill_in(name, right, wrong)
    assert said.startswith(f"✗ {name}: ")
    *_, longest = sorted(re.split(r"\{\w+\}", rendered(HINTS[hint], ENGLISH)), key=len)
    assert longest in said, said
    assert not re.search(r"\{\w+\}", said)


def test_every_hint_is_given_and_every_one_given_is_known():
    given = set(re.findall(r'"(\w+)"', inspect.getsource(exercise_checks)))
    assert set(HINTS) <= given
    found = {hint for mistakes in MISTAKES.values() for *_, hint in mistakes}
    assert set(HINTS) - found == {"open", "still_open", "trained"}


def test_training_that_comes_to_another_cost_is_found_and_the_hint_is_in_the_language_of_the_notebook():
    kernel = Kernel(trained(alone(), 30), CHINESE)
    said = kernel.fill_in("compute_cost", "-np.sum(logs) / m", "np.sum(logs) / m")
    assert rendered(HINTS["minus"], CHINESE) in said
    kernel.solve()
    kernel.names["page"]["cost_then"] += 0.001
    said = kernel.run("check(nn_model)")
    assert "30" in said
    assert not said.startswith("✓")


# Another network


@looped(
    ("settings", "label"),
    [
        ({"activation": "relu"}, "Activation"),
        ({"depth": 2}, "Hidden layers"),
        ({"dataset": "blobs", "classes": 3}, "Classes"),
        ({"initialisation": "he"}, "Initialisation"),
        ({"update_rule": "adam"}, "Update rule"),
        ({"batch_size": 32}, "Batch size"),
        ({"l2": 0.1, "l1": 0.1}, "L2 penalty and L1 penalty"),
        ({"schedule": "step"}, "Schedule"),
    ],
)
def test_of_another_network_it_is_said_what_to_set(settings, label):
    with pytest.raises(ValueError, match=rf"the notes' network.*play again: {label}\."):
        exercise(trained(alone(**settings), 3))


def test_what_else_can_be_no_exercise():
    with pytest.raises(ValueError, match="Classes"):
        exercise(trained(alone(ThreeKinds()), 3))
    runs = trained(alone(), 3)
    change_rate(runs, 0.5)
    runs.advance(3)
    with pytest.raises(ValueError, match=f"one learning rate.*Press {RESET}"):
        exercise(runs)
    assert is_possible(runs)
    assert not is_possible(trained(digits(), 1))
