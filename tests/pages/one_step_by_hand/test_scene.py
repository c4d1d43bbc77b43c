"""What is shown of one step: formulas whose numbers give the result that is shown, shapes, the graph, the findings."""

import re

import numpy as np
import pytest

from playground.nn import ACTIVATIONS
from playground.pages.one_step_by_hand.findings import finding
from playground.pages.one_step_by_hand.formulas import in_letters, in_numbers, in_shapes, in_symbols, number, shapes
from playground.pages.one_step_by_hand.lesson import OneStepByHand, take_apart
from playground.pages.one_step_by_hand.scene import arrows, nodes, one_step_by_hand_view
from playground.pages.one_step_by_hand.stages import Names, stages
from playground.training.options import options
from tests.charts.static_views import assert_fills_the_first_screen, assert_whole
from tests.looped import looped

NODES = nodes(Names(1))
STAGES = {loss: stages(1, loss) for loss in ("sigmoid", "softmax")}


def at(stage, **settings):
    return take_apart(OneStepByHand(stage=stage, **settings))


def equation_of(stage, place=0, loss="sigmoid"):
    return next(each for each in STAGES[loss] if each.name == stage).equations[place]


def three(stage, **settings):
    """A step with three classes."""
    return at(stage, **{"dataset": "blobs", "classes": 3} | settings)


def read(text):
    """A number as it is put into a formula."""
    return float(re.sub(r"\\mathrm\{e\}\{(-?\d+)\}", r"e\1", text))


def matrices(latex):
    """All the matrices that a formula shows, in order."""
    found = re.findall(r"\\begin\{bmatrix\*\}\[r\] (.*?) \\end\{bmatrix\*\}", latex)
    return [np.array([[read(cell) for cell in row.split("&")] for row in each.split(r"\\")]) for each in found]


def factor(latex):
    """The fraction in front."""
    over, under = re.search(r"\\tfrac\{(\d)\}\{(\d)\}", latex).groups()
    return int(over) / int(under)


# Numbers


@looped(
    ("value", "shown"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (-1.50831, "-1.508"),
        (0.62346, "0.6235"),
        (0.99999, "1"),
        (-0.00999, "-0.01"),
        (12.3456, "12.35"),
        (9999.0, "9999"),
        (9999.7, r"1.0\mathrm{e}{4}"),
        (0.00032, r"3.2\mathrm{e}{-4}"),
        (-2.31e-17, r"-2.3\mathrm{e}{-17}"),
        (5.7e71, r"5.7\mathrm{e}{71}"),
    ],
)
def test_a_number_is_short_and_never_rounded_to_nothing(value, shown):
    assert number(value) == shown


HAND = {
    "Z1": lambda latex, W1, X, b1: W1 @ X + b1,
    "Z2": lambda latex, W2, A1, b2: W2 @ A1 + b2,
    "dZ2": lambda latex, A2, Y: A2 - Y,
    "dW2": lambda latex, dZ2, A1_turned: factor(latex) * dZ2 @ A1_turned,
    "db2": lambda latex, dZ2, ones: factor(latex) * dZ2 @ ones,
    "dZ1": lambda latex, W2_turned, dZ2, slope, dA1, slope_again: (W2_turned @ dZ2) * slope,
    "dW1": lambda latex, dZ1, X_turned: factor(latex) * dZ1 @ X_turned,
    "db1": lambda latex, dZ1, ones: factor(latex) * dZ1 @ ones,
}


@looped("sample", ["all", "4"])
@looped("n_h", [1, 2, 3])
@looped("stage", list(HAND))
def test_the_numbers_that_are_put_in_give_the_result_that_is_shown(stage, n_h, sample):
    step = at(stage, n_h=n_h, sample=sample)
    assert_the_numbers_give_the_result(stage, step)


@looped("sample", ["all", "4"])
@looped("n_h", [1, 3])
@looped("stage", [*HAND, "A2"])
def test_the_numbers_of_three_classes(stage, n_h, sample):
    assert_the_numbers_give_the_result(stage, three(stage, n_h=n_h, sample=sample))


def assert_the_numbers_give_the_result(stage, step):
    latex = in_numbers(equation_of(stage, loss=step.settings.loss), step)
    *put_in, result = matrices(latex)
    hand = HAND | {"A2": lambda latex, Z2, powers, sums: powers / sums}
    assert hand[stage](latex, *put_in) == pytest.approx(result, abs=2e-3)
    assert result == pytest.approx(step.values[stage], abs=6e-5, rel=5e-3)


@pytest.mark.parametrize("sample", ["all", "4"])
def test_half_way_to_dZ1_the_product_is_shown(sample):
    step = at("dZ1", sample=sample)
    W2_turned, dZ2, slope, dA1, again, result = matrices(in_numbers(equation_of("dZ1"), step))
    assert W2_turned @ dZ2 == pytest.approx(dA1, abs=2e-3)
    assert dA1 * again == pytest.approx(result, abs=2e-3)
    assert np.array_equal(slope, again)


@pytest.mark.parametrize(
    ("activation", "g"),
    [
        ("sigmoid", lambda latex, Z: 1 / (1 + np.exp(-Z))),
        ("tanh", lambda latex, Z: np.tanh(Z)),
        ("relu", lambda latex, Z: np.maximum(0, Z)),
        ("leaky_relu", lambda latex, Z, again: np.maximum(0.01 * Z, again)),
    ],
)
def test_the_activation_with_the_numbers_put_in(activation, g):
    latex = in_numbers(equation_of("A1"), at("A1", activation=activation))
    *put_in, result = matrices(latex)
    assert g(latex, *put_in) == pytest.approx(result, abs=2e-4)
    name = {"sigmoid": r"\sigma", "tanh": r"\tanh"}.get(activation, r"\max")
    assert name in latex
    assert name in in_symbols(equation_of("A1"), at("A1", activation=activation))


def test_every_activation_has_a_formula():
    for activation in options(OneStepByHand)["activation"].names:
        assert in_symbols(equation_of("A1"), at("A1", activation=activation)).startswith("A^{[1]} = g(Z^{[1]} ) = ")


def test_a_further_activation_is_shown_by_its_code_alone(monkeypatch):
    half = ACTIVATIONS["relu"]._replace(
        function=lambda Z, out: np.multiply(Z, 0.5, out=out), derivative=lambda Z, A, out: out.fill(0.5), steepest=0.5
    )
    monkeypatch.setitem(ACTIVATIONS, "half", half)
    step = at("A1", activation="half")
    assert in_symbols(equation_of("A1"), step).split(" = ") == ["A^{[1]}", "g(Z^{[1]} )"]
    (result,) = matrices(in_numbers(equation_of("A1"), step))
    assert result == pytest.approx(step.values["Z1"] / 2, abs=2e-4)


@pytest.mark.parametrize(("sample", "m"), [("all", 5), ("5", 1)])
def test_the_cost_sample_by_sample(sample, m):
    latex = in_numbers(equation_of("cost"), at("cost", sample=sample))
    terms = re.findall(r"([01]) \\log (\S+) \+ ([01]) \\log (\S+)", latex)
    assert len(terms) == m
    total = sum(int(y) * np.log(read(a)) + int(other) * np.log(read(rest)) for y, a, other, rest in terms)
    assert -factor(latex) * total == pytest.approx(float(latex.split("=")[-1]), abs=2e-4)


@pytest.mark.parametrize("sample", ["all", "5"])
def test_the_cost_of_three_classes_sample_by_sample(sample):
    step = three("cost", sample=sample)
    latex = in_numbers(equation_of("cost", loss="softmax"), step)
    probabilities = [read(a) for a in re.findall(r"\\log (\S+)", latex)]
    right = [column[row] for column, row in zip(step.values["A2"].T, step.values["Y"].argmax(axis=0), strict=True)]
    assert probabilities == pytest.approx(right, abs=6e-5)
    assert -factor(latex) * np.log(probabilities).sum() == pytest.approx(float(latex.split("=")[-1]), abs=2e-3)


def test_softmax_half_way_are_the_powers_and_their_sums():
    step = three("A2")
    Z2, powers, sums, _ = matrices(in_numbers(equation_of("A2", loss="softmax"), step))
    assert np.exp(Z2) == pytest.approx(powers, abs=2e-3)
    assert powers.sum(axis=0, keepdims=True) == pytest.approx(sums, abs=2e-3)
    left_out = step._replace(values={name: value for name, value in step.values.items() if "exp" not in name})
    assert len(matrices(in_numbers(equation_of("A2", loss="softmax"), left_out))) == 2


def test_the_update_of_each_parameter():
    step = at("update", learning_rate=0.5)
    for place, name in enumerate(("W1", "b1", "W2", "b2")):
        latex = in_numbers(equation_of("update", place), step)
        before, gradient, after = matrices(latex)
        assert re.search(r"\^\{\[[12]\]\} *: *= ", latex)
        assert "- 0.5 " in latex
        assert before - 0.5 * gradient == pytest.approx(after, abs=1e-3)
        assert after == pytest.approx(step.values[f"new {name}"], abs=6e-5, rel=5e-4)


def test_what_it_starts_from_is_shown_as_it_is():
    step = at("start")
    for equation in STAGES["sigmoid"][0].equations:
        (shown,) = matrices(in_numbers(equation, step))
        assert shown == pytest.approx(step.values[equation.left], abs=6e-5, rel=5e-4)
    (X,) = matrices(in_numbers(equation_of("start"), step))
    assert np.array_equal(X, step.values["X"])


# Symbols and shapes


def test_formulas_in_the_symbols_of_the_notes():
    step = at("start")
    shown = {name: re.sub(r"\s", "", in_symbols(equation_of(name), step)) for name in ("Z1", "dW2", "dZ1", "update")}
    assert shown == {
        "Z1": "Z^{[1]}=W^{[1]}X+b^{[1]}",
        "dW2": r"dW^{[2]}=\tfrac{1}{m}dZ^{[2]}A^{[1]\,T}",
        "dZ1": r"dZ^{[1]}=W^{[2]\,T}dZ^{[2]}*g'(Z^{[1]})",
        "update": r"W^{[1]}:=W^{[1]}-\alphadW^{[1]}",
    }
    assert re.sub(r"\s", "", in_symbols(equation_of("db2"), step)) == (
        r"db^{[2]}=\tfrac{1}{m}\sum_{i=1}^{m}dZ^{[2](i)}=\tfrac{1}{m}dZ^{[2]}\mathbf{1}"
    )
    assert re.sub(r"\s", "", in_symbols(equation_of("cost"), step)) == (
        r"J=-\tfrac{1}{m}\sum_{i=1}^{m}(y^{(i)}\loga^{(i)}+(1-y^{(i)})\log(1-a^{(i)}))"
    )


@looped(
    ("stage", "shown"),
    [
        ("start", "X (2, 5)"),
        ("Z1", "Z1 (3, 5) = W1 (3, 2) · X (2, 5) + b1 (3, 1)"),
        ("A1", "A1 (3, 5) = tanh(Z1 (3, 5))"),
        ("Z2", "Z2 (1, 5) = W2 (1, 3) · A1 (3, 5) + b2 (1, 1)"),
        ("A2", "A2 (1, 5) = σ(Z2 (1, 5))"),
        ("cost", "J, a number = −1/m Σ (Y (1, 5) * log(A2 (1, 5)) + (1 − Y (1, 5)) * log(1 − A2 (1, 5)))"),
        ("dZ2", "dZ2 (1, 5) = A2 (1, 5) − Y (1, 5)"),
        ("dW2", "dW2 (1, 3) = 1/m dZ2 (1, 5) · A1ᵀ (5, 3)"),
        ("db2", "db2 (1, 1) = 1/m dZ2 (1, 5) · ones (5, 1)"),
        ("dZ1", "dZ1 (3, 5) = W2ᵀ (3, 1) · dZ2 (1, 5) * g'(Z1) (3, 5)"),
        ("dW1", "dW1 (3, 2) = 1/m dZ1 (3, 5) · Xᵀ (5, 2)"),
        ("db1", "db1 (3, 1) = 1/m dZ1 (3, 5) · ones (5, 1)"),
        ("update", "W1 (3, 2) = W1 (3, 2) − α dW1 (3, 2)"),
    ],
)
def test_the_shapes(stage, shown):
    assert in_shapes(equation_of(stage), at(stage, n_h=3)).replace("\u00a0", " ") == shown


@looped(
    ("depth", "stage", "shown"),
    [
        (1, "Z1", "Z1 (n_h, m) = W1 (n_h, n_x) · X (n_x, m) + b1 (n_h, 1)"),
        (1, "A2", "A2 (n_y, m) = σ(Z2 (n_y, m))"),
        (1, "dW2", "dW2 (n_y, n_h) = 1/m dZ2 (n_y, m) · A1ᵀ (m, n_h)"),
        (1, "db1", "db1 (n_h, 1) = 1/m dZ1 (n_h, m) · ones (m, 1)"),
        (1, "dZ1", "dZ1 (n_h, m) = W2ᵀ (n_h, n_y) · dZ2 (n_y, m) * g'(Z1) (n_h, m)"),
        (0, "Z", "Z (n_y, m) = W (n_y, n_x) · X (n_x, m) + b (n_y, 1)"),
        (3, "Z2", "Z2 (n_2, m) = W2 (n_2, n_1) · A1 (n_1, m) + b2 (n_2, 1)"),
        (3, "dZ3", "dZ3 (n_3, m) = W4ᵀ (n_3, n_y) · dZ4 (n_y, m) * g'(Z3) (n_3, m)"),
    ],
)
def test_the_shapes_in_letters(depth, stage, shown):
    step = at(stage, depth=depth)
    (equation,) = step.settings.now.equations
    assert in_letters(equation, step).replace("\u00a0", " ") == shown
    assert shapes(step) == [in_letters(equation, step), in_shapes(equation, step)]


@looped("classes", [2, 3])
@looped("depth", [0, 1, 2, 3])
def test_the_letters_stand_for_the_same_numbers_everywhere(depth, classes):
    step = take_apart(OneStepByHand(dataset="blobs", depth=depth, classes=classes, n_h=3))
    known = {"1": {1}}
    for name, array in step.values.items():
        if array.shape:
            for letter, size in zip(step.settings.names.shape(name), array.shape, strict=True):
                known.setdefault(letter, set()).add(size)
        else:
            assert step.settings.names.shape(name) == ()
    assert all(len(sizes) == 1 for sizes in known.values())
    hidden = {0: [], 1: ["n_h"]}.get(depth, [f"n_{layer}" for layer in range(1, depth + 1)])
    assert set(known) == {"1", "m", "n_x", "n_y", *hidden}


def test_where_there_are_several_arrays_each_has_a_line():
    assert [line.replace("\u00a0", " ") for line in shapes(at("start"))][:3] == [
        "X (n_x, m) = (2, 5)",
        "Y (n_y, m) = (1, 5)",
        "W1 (n_h, n_x) = (2, 2)",
    ]


def test_the_notes_form_of_logistic_regression_and_that_in_matrices():
    step = at("Z", depth=0)
    (equation,) = step.settings.now.equations
    assert re.sub(r"\s", "", in_symbols(equation, step)) == r"Z=w^{\,T}X+b=WX+b"


@pytest.mark.parametrize(
    ("stage", "shown"),
    [
        ("Z2", "Z2 (3, 5) = W2 (3, 2) · A1 (2, 5) + b2 (3, 1)"),
        ("A2", "A2 (3, 5) = softmax(Z2 (3, 5))"),
        ("cost", "J, a number = −1/m Σ (Y (3, 5) * log(A2 (3, 5)))"),
        ("dZ2", "dZ2 (3, 5) = A2 (3, 5) − Y (3, 5)"),
        ("dW2", "dW2 (3, 2) = 1/m dZ2 (3, 5) · A1ᵀ (5, 2)"),
        ("dZ1", "dZ1 (2, 5) = W2ᵀ (2, 3) · dZ2 (3, 5) * g'(Z1) (2, 5)"),
    ],
)
def test_the_shapes_of_three_classes(stage, shown):
    assert in_shapes(equation_of(stage, loss="softmax"), three(stage)).replace("\u00a0", " ") == shown


def test_the_formulas_of_three_classes():
    shown = {
        name: re.sub(r"\s", "", in_symbols(equation_of(name, loss="softmax"), three(name)))
        for name in ("A2", "cost", "dZ2")
    }
    assert shown == {
        "A2": r"A^{[2]}=\operatorname{softmax}(Z^{[2]}),\quada_k=\dfrac{\expz_k}{\sum_j\expz_j}",
        "cost": r"J=-\tfrac{1}{m}\sum_{i=1}^{m}\loga_\text{right}^{(i)}",
        "dZ2": "dZ^{[2]}=A^{[2]}-Y",
    }


def test_the_shapes_of_one_sample():
    assert in_shapes(equation_of("Z1"), at("Z1", sample="2")).replace("\u00a0", " ") == (
        "Z1 (2, 1) = W1 (2, 2) · X (2, 1) + b1 (2, 1)"
    )


# The graph


@pytest.mark.parametrize("step", [at("start"), three("start")], ids=("two", "three"))
def test_every_array_is_in_the_graph_with_what_it_is_computed_from(step):
    shown = arrows(step)
    assert set(shown) == set(NODES) == set(nodes(step.settings.names))
    assert {end: set(starts) for end, starts in shown.items() if starts} == {
        "Z1": {"W1", "X", "b1"},
        "A1": {"Z1"},
        "Z2": {"W2", "A1", "b2"},
        "A2": {"Z2"},
        "J": {"A2", "Y"},
        "dZ2": {"A2", "Y"},
        "dW2": {"dZ2", "A1"},
        "db2": {"dZ2"},
        "dZ1": {"W2", "dZ2", "Z1"},
        "dW1": {"dZ1", "X"},
        "db1": {"dZ1"},
    }


def test_the_graph_of_logistic_regression():
    step = at("start", depth=0)
    shown = arrows(step)
    assert set(shown) == set(nodes(step.settings.names))
    assert {end: set(starts) for end, starts in shown.items() if starts} == {
        "Z": {"W", "X", "b"},
        "A": {"Z"},
        "J": {"A", "Y"},
        "dZ": {"A", "Y"},
        "dW": {"dZ", "X"},
        "db": {"dZ"},
    }
    places = list(nodes(step.settings.names).values())
    assert len({*places}) == len(places)
    assert shown_as(at("dZ", depth=0))["used for it"] == {"A", "Y"}


def test_the_graph_fills_its_column():
    static_view = one_step_by_hand_view(at("dZ1"))
    assert_whole(static_view)
    assert_fills_the_first_screen(static_view)
    assert all(panel.wide for panel in static_view.panels)


def shown_as(step):
    """The nodes of the graph by how they look."""
    figure = one_step_by_hand_view(step).figures["graph"]
    return {trace.name: set(trace.text) for trace in figure.data if trace.text}


def test_the_graph_at_a_stage_in_the_middle():
    step = at("dZ1")
    assert shown_as(step) == {
        "now": {"dZ1"},
        "used for it": {"W2", "dZ2", "Z1"},
        "done": {"X", "Y", "W1", "b1", "b2", "A1", "Z2", "A2", "J", "dW2", "db2"},
        "to come": {"dW1", "db1"},
    }
    figure = one_step_by_hand_view(step).figures["graph"]
    (colour,) = {trace.marker.color for trace in figure.data if trace.name == "now"}
    marked = [arrow for arrow in figure.layout.annotations if arrow.showarrow is None and arrow.arrowcolor == colour]
    assert {(arrow.ax, arrow.ay) for arrow in marked} == {NODES[name] for name in ("W2", "dZ2", "Z1")}
    assert {(arrow.x, arrow.y) for arrow in marked} == {NODES["dZ1"]}


def test_the_graph_in_words():
    (said,) = one_step_by_hand_view(at("dZ1")).described()
    now, done, later = said.replace("\N{NO-BREAK SPACE}", " ").rstrip(".").split(". ")
    samples = at("dZ1").values["X"].shape[1]
    assert re.sub(r" \([^)]*\)", "", now) == "Computed now: dZ1, from Z1, W2, dZ2"
    assert f"dZ1 (2, {samples})" in now
    shown = shown_as(at("dZ1"))
    for text, members in ((done, shown["done"] | shown["used for it"]), (later, shown["to come"])):
        assert set(re.findall(r"(\w+) \(", text)) == members
    assert (
        one_step_by_hand_view(at("start")).described()[0].startswith("Now: X (2, ".replace(", ", ",\N{NO-BREAK SPACE}"))
    )


def test_the_graph_at_both_ends():
    assert shown_as(at("start"))["now"] == {"X", "Y", "W1", "b1", "W2", "b2"}
    last = shown_as(at("update"))
    assert last["now"] == {"W1", "b1", "W2", "b2"}
    assert last["used for it"] == {"dW1", "db1", "dW2", "db2"}
    assert "to come" not in last


@looped("stage", [stage.name for stage in STAGES["sigmoid"]])
def test_every_node_is_shown_once_with_its_shape(stage):
    step = at(stage, n_h=3)
    figure = one_step_by_hand_view(step).figures["graph"]
    shown = [pair for trace in figure.data for pair in zip(trace.text or (), trace.customdata or (), strict=True)]
    assert sorted(name for name, _ in shown) == sorted(NODES)
    shapes = {name: text.replace("\u00a0", " ") for name, text in shown}
    assert shapes.pop("J") == "(a number)"
    assert shapes == {name: str(step.values[name].shape) for name in shapes}


# What is said of the numbers


def test_the_cost_fell():
    step = at("update")
    assert step.cost_after < step.cost_before
    assert finding(step) == "The cost of these samples was 0.63281 and is now 0.590419: it fell by 0.042."


def test_the_cost_rose():
    step = at("update", learning_rate=10.0)
    assert step.cost_after > step.cost_before
    said = finding(step)
    assert said.startswith("The cost of these samples was 0.63281 and is now 0.682113: it rose by 0.049.")
    assert said.endswith("a smaller learning rate takes a shorter step.")


def test_the_cost_stayed():
    step = at("update", dataset="flower", sample="1", activation="relu", n_h=3, scale=2.0, seed=0, trained="1")
    stayed = step._replace(cost_after=step.cost_before)
    assert finding(stayed) == f"The cost of this sample is {step.cost_before:.6g}, as before."


def test_how_many_samples_there_are():
    assert finding(at("start")) == "There are m = 5 samples; the first 3 belong to class 0."
    assert finding(at("start", sample="3")).startswith("This iteration uses sample 3 alone, so m = 1")


@pytest.mark.parametrize("sample", ["all", "1", "4"])
def test_how_many_outputs_are_right(sample):
    step = at("A2", sample=sample)
    right = sum((a > 0.5) == (y == 1) for a, y in zip(step.values["A2"][0], step.values["Y"][0], strict=True))
    assert finding(step).endswith(f": {right} of {step.m} correct.")


def test_slopes_of_zero_are_counted():
    said = finding(at("dZ1", activation="relu"))
    flat = int((take_apart(OneStepByHand(activation="relu")).values["Z1"] <= 0).sum())
    assert said == f"The slopes g'(Z1) range from 0 to 1. {flat} of 10 are 0: nothing gets through there."
    assert "nothing" not in finding(at("dZ1", activation="leaky_relu"))


def test_a_stage_about_which_there_is_no_more_to_say():
    assert finding(at("Z1")) == ""


def test_what_is_said_of_three_classes():
    assert finding(three("start")) == "There are m = 5 samples: 2 of class 0, 1 of class 1 and 2 of class 2."
    assert finding(three("cost")) == "A network that always says 1/3 has a cost of log 3 = 1.0986."
    assert finding(three("dZ2")).startswith("Each column adds up to 0")
    for sample in ("all", "3"):
        step = three("A2", sample=sample, trained="10")
        best = [max(range(3), key=lambda k: column[k]) for column in step.values["A2"].T]
        right = sum(Y[k] == 1 for k, Y in zip(best, step.values["Y"].T, strict=True))
        assert finding(step) == (
            f"Each column adds up to 1; its largest output is the prediction: {right} of {step.m} correct."
        )
    assert step.values["dZ2"].sum(axis=0) == pytest.approx(0, abs=1e-15)


def test_nothing_is_said_of_dZ2_with_two_classes():
    assert finding(at("dZ2")) == ""
