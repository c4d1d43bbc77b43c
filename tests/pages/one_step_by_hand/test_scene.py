"""What is shown of one step: formulas whose numbers give the result that is shown, shapes, the graph, the findings."""

import re

import numpy as np
import pytest

from playground.pages.one_step_by_hand.findings import finding
from playground.pages.one_step_by_hand.formulas import in_letters, in_numbers, in_shapes, in_symbols, number, shapes
from playground.pages.one_step_by_hand.lesson import OneStepByHand, take_apart
from playground.pages.one_step_by_hand.scene import arrows, nodes, one_step_by_hand_view
from playground.pages.one_step_by_hand.stages import Names
from playground.training.options import options
from tests.charts.static_views import assert_fills_the_first_screen, assert_whole
from tests.looped import looped

NODES = nodes(Names(1))
THREE = {"dataset": "blobs", "classes": 3}
"""The settings of three classes."""


def at(stage, **settings):
    return take_apart(OneStepByHand(stage=stage, **settings))


def put_in(step, place=0):
    """A formula of the stage with the numbers put in."""
    return in_numbers(step.settings.now.equations[place], step)


def symbols(step):
    """The first formula of the stage."""
    return re.sub(r"\s", "", in_symbols(step.settings.now.equations[0], step))


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


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
        (-1.50831, "-1.508"),
        (0.62346, "0.6235"),
        (0.99999, "1"),
        (-0.00999, "-0.01"),
        (9999.0, "9999"),
        (9999.7, r"1.0\mathrm{e}{4}"),
        (0.00032, r"3.2\mathrm{e}{-4}"),
        (-2.31e-17, r"-2.3\mathrm{e}{-17}"),
    ],
)
def test_a_number_is_short_and_never_rounded_to_nothing(value, shown):
    assert number(value) == shown


HAND = {
    "Z1": lambda latex, W1, X, b1: W1 @ X + b1,
    "Z2": lambda latex, W2, A1, b2: W2 @ A1 + b2,
    "A2": lambda latex, Z2, *softmax: softmax[0] / softmax[1] if softmax else 1 / (1 + np.exp(-Z2)),
    "dZ2": lambda latex, A2, Y: A2 - Y,
    "dW2": lambda latex, dZ2, A1_turned: factor(latex) * dZ2 @ A1_turned,
    "db2": lambda latex, dZ2, ones: factor(latex) * dZ2 @ ones,
    "dZ1": lambda latex, W2_turned, dZ2, slope, dA1, slope_again: (W2_turned @ dZ2) * slope,
    "dW1": lambda latex, dZ1, X_turned: factor(latex) * dZ1 @ X_turned,
    "db1": lambda latex, dZ1, ones: factor(latex) * dZ1 @ ones,
}


@looped("classes", [2, 3])
@looped("sample", ["all", "4"])
@looped("n_h", [1, 2, 3])
@looped("stage", list(HAND))
def test_the_numbers_that_are_put_in_give_the_result_that_is_shown(stage, n_h, sample, classes):
    step = at(stage, dataset="blobs", classes=classes, n_h=n_h, sample=sample)
    *numbers, result = matrices(put_in(step))
    assert HAND[stage](put_in(step), *numbers) == pytest.approx(result, abs=2e-3)
    assert result == pytest.approx(step.values[stage], abs=6e-5, rel=5e-3)


def test_half_way_the_product_is_shown_and_of_softmax_the_powers_and_their_sums():
    W2_turned, dZ2, slope, dA1, again, result = matrices(put_in(at("dZ1")))
    assert W2_turned @ dZ2 == pytest.approx(dA1, abs=2e-3)
    assert dA1 * again == pytest.approx(result, abs=2e-3)
    assert np.array_equal(slope, again)
    step = at("A2", **THREE)
    Z2, powers, sums, _ = matrices(put_in(step))
    assert np.exp(Z2) == pytest.approx(powers, abs=2e-3)
    assert powers.sum(axis=0, keepdims=True) == pytest.approx(sums, abs=2e-3)
    left_out = step._replace(values={name: value for name, value in step.values.items() if "exp" not in name})
    assert len(matrices(put_in(left_out))) == 2


G = {
    "sigmoid": (r"\sigma", lambda Z: 1 / (1 + np.exp(-Z))),
    "tanh": (r"\tanh", np.tanh),
    "relu": (r"\max", lambda Z: np.maximum(0, Z)),
    "leaky_relu": (r"\max", lambda Z, again: np.maximum(0.01 * Z, again)),
}


@looped("activation", options(OneStepByHand)["activation"].names)
def test_the_activation_in_symbols_and_with_the_numbers_put_in(activation):
    name, g = G[activation]
    step = at("A1", activation=activation)
    *numbers, result = matrices(put_in(step))
    assert g(*numbers) == pytest.approx(result, abs=2e-4)
    assert name in put_in(step)
    beginning, _, formula = symbols(step).rpartition("=")
    assert beginning == "A^{[1]}=g(Z^{[1]})"
    assert name in formula


def test_an_activation_without_a_short_formula_is_shown_by_its_code_alone():
    step = at("A1", activation="gelu")
    assert symbols(step) == "A^{[1]}=g(Z^{[1]})"
    (result,) = matrices(put_in(step))
    assert result == pytest.approx(step.values["A1"], abs=6e-5)


@looped("sample", ["all", "5"])
def test_the_cost_sample_by_sample(sample):
    latex = put_in(at("cost", sample=sample))
    terms = re.findall(r"([01]) \\log (\S+) \+ ([01]) \\log (\S+)", latex)
    assert len(terms) == (5 if sample == "all" else 1)
    total = sum(int(y) * np.log(read(a)) + int(other) * np.log(read(rest)) for y, a, other, rest in terms)
    assert -factor(latex) * total == pytest.approx(float(latex.split("=")[-1]), abs=2e-4)
    step = at("cost", sample=sample, **THREE)
    latex = put_in(step)
    probabilities = [read(a) for a in re.findall(r"\\log (\S+)", latex)]
    right = [column[row] for column, row in zip(step.values["A2"].T, step.values["Y"].argmax(axis=0), strict=True)]
    assert probabilities == pytest.approx(right, abs=6e-5)
    assert -factor(latex) * np.log(probabilities).sum() == pytest.approx(float(latex.split("=")[-1]), abs=2e-3)


def test_what_it_starts_from_is_shown_as_it_is_and_the_update_of_each_parameter():
    step = at("start")
    for place, equation in enumerate(step.settings.now.equations):
        (shown,) = matrices(put_in(step, place))
        assert shown == pytest.approx(step.values[equation.left], abs=6e-5, rel=5e-4)
    step = at("update", learning_rate=0.5)
    for place, name in enumerate(("W1", "b1", "W2", "b2")):
        latex = put_in(step, place)
        before, gradient, after = matrices(latex)
        assert re.search(r"\^\{\[[12]\]\} *: *= ", latex)
        assert "- 0.5 " in latex
        assert before - 0.5 * gradient == pytest.approx(after, abs=1e-3)
        assert after == pytest.approx(step.values[f"new {name}"], abs=6e-5, rel=5e-4)


# Symbols and shapes


@looped(
    ("settings", "shown"),
    [
        (
            {},
            {
                "Z1": "Z^{[1]}=W^{[1]}X+b^{[1]}",
                "cost": r"J=-\tfrac{1}{m}\sum_{i=1}^{m}(y^{(i)}\loga^{(i)}+(1-y^{(i)})\log(1-a^{(i)}))",
                "dW2": r"dW^{[2]}=\tfrac{1}{m}dZ^{[2]}A^{[1]\,T}",
                "db2": r"db^{[2]}=\tfrac{1}{m}\sum_{i=1}^{m}dZ^{[2](i)}=\tfrac{1}{m}dZ^{[2]}\mathbf{1}",
                "dZ1": r"dZ^{[1]}=W^{[2]\,T}dZ^{[2]}*g'(Z^{[1]})",
                "update": r"W^{[1]}:=W^{[1]}-\alphadW^{[1]}",
            },
        ),
        (
            THREE,
            {
                "A2": r"A^{[2]}=\operatorname{softmax}(Z^{[2]}),\quada_k=\dfrac{\expz_k}{\sum_j\expz_j}",
                "cost": r"J=-\tfrac{1}{m}\sum_{i=1}^{m}\loga_\text{right}^{(i)}",
                "dZ2": "dZ^{[2]}=A^{[2]}-Y",
            },
        ),
        ({"depth": 0}, {"Z": r"Z=w^{\,T}X+b=WX+b"}),
    ],
)
def test_formulas_in_the_symbols_of_the_notes(settings, shown):
    assert {stage: symbols(at(stage, **settings)) for stage in shown} == shown


SHAPED = re.compile(r"(g'\(Z\d?\)|ones|d?[A-Zb]\d?)(ᵀ?) \((\w+), (\w+)\)")
"""An array with its shape, in a formula."""


@looped("classes", [2, 3])
@looped("depth", [0, 1, 2, 3])
def test_every_array_of_a_formula_has_its_shape_in_numbers_and_in_letters(depth, classes):
    for stage in OneStepByHand(depth=depth).stages:
        step = at(stage.name, dataset="blobs", classes=classes, depth=depth, n_h=3)
        for equation in step.settings.now.equations:
            letters, numbers = (plain(form(equation, step)) for form in (in_letters, in_shapes))
            found = SHAPED.findall(numbers)
            assert found
            for (name, turned, *shape), (_name, _turned, *in_words) in zip(found, SHAPED.findall(letters), strict=True):
                assert [*map(int, shape)] == [*step.values[name].shape[:: -1 if turned else 1]]
                assert in_words == [*step.settings.names.shape(name)[:: -1 if turned else 1]]


@looped(
    ("settings", "stage", "shown"),
    [
        ({}, "cost", "J, a number = −1/m Σ (Y (1, 5) * log(A2 (1, 5)) + (1 − Y (1, 5)) * log(1 − A2 (1, 5)))"),
        ({"n_h": 3}, "dZ1", "dZ1 (3, 5) = W2ᵀ (3, 1) · dZ2 (1, 5) * g'(Z1) (3, 5)"),
        ({}, "update", "W1 (2, 2) = W1 (2, 2) − α dW1 (2, 2)"),
        ({"sample": "2"}, "Z1", "Z1 (2, 1) = W1 (2, 2) · X (2, 1) + b1 (2, 1)"),
        (THREE, "A2", "A2 (3, 5) = softmax(Z2 (3, 5))"),
        (THREE, "dW2", "dW2 (3, 2) = 1/m dZ2 (3, 5) · A1ᵀ (5, 2)"),
    ],
)
def test_a_formula_in_shapes(settings, stage, shown):
    step = at(stage, **settings)
    (first, *others) = step.settings.now.equations
    assert plain(in_shapes(first, step)) == shown
    if not others and stage != "cost":
        assert shapes(step) == [in_letters(first, step), in_shapes(first, step)]


def test_where_there_are_several_arrays_each_has_a_line():
    assert [*map(plain, shapes(at("start")))][:2] == ["X (n_x, m) = (2, 5)", "Y (n_y, m) = (1, 5)"]


@looped("classes", [2, 3])
@looped("depth", [0, 1, 2, 3])
def test_the_letters_stand_for_the_same_numbers_everywhere(depth, classes):
    step = take_apart(OneStepByHand(dataset="blobs", depth=depth, classes=classes, n_h=3))
    known = {"1": {1}}
    for name, array in step.values.items():
        for letter, size in zip(step.settings.names.shape(name), array.shape, strict=True):
            known.setdefault(letter, set()).add(size)
    assert all(len(sizes) == 1 for sizes in known.values())
    hidden = {0: [], 1: ["n_h"]}.get(depth, [f"n_{layer}" for layer in range(1, depth + 1)])
    assert set(known) == {"1", "m", "n_x", "n_y", *hidden}


# The graph


COMPUTED_FROM = {
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
WITHOUT_A_HIDDEN_LAYER = {
    "Z": {"W", "X", "b"},
    "A": {"Z"},
    "J": {"A", "Y"},
    "dZ": {"A", "Y"},
    "dW": {"dZ", "X"},
    "db": {"dZ"},
}


@looped(("settings", "wanted"), [({}, COMPUTED_FROM), (THREE, COMPUTED_FROM), ({"depth": 0}, WITHOUT_A_HIDDEN_LAYER)])
def test_every_array_is_in_the_graph_with_what_it_is_computed_from(settings, wanted):
    step = at("start", **settings)
    shown, places = arrows(step), nodes(step.settings.names)
    assert set(shown) == set(places)
    assert len({*places.values()}) == len(places)
    assert {end: set(starts) for end, starts in shown.items() if starts} == wanted


def shown_as(step):
    """The nodes of the graph by how they look."""
    figure = one_step_by_hand_view(step).figures["graph"]
    return {trace.name: set(trace.text) for trace in figure.data if trace.text}


def test_the_graph_at_a_stage_in_the_middle_in_a_picture_and_in_words():
    step = at("dZ1")
    view = one_step_by_hand_view(step)
    assert_whole(view)
    assert_fills_the_first_screen(view)
    shown = shown_as(step)
    assert shown == {
        "now": {"dZ1"},
        "used for it": {"W2", "dZ2", "Z1"},
        "done": {"X", "Y", "W1", "b1", "b2", "A1", "Z2", "A2", "J", "dW2", "db2"},
        "to come": {"dW1", "db1"},
    }
    figure = view.figures["graph"]
    (colour,) = {trace.marker.color for trace in figure.data if trace.name == "now"}
    marked = [arrow for arrow in figure.layout.annotations if arrow.showarrow is None and arrow.arrowcolor == colour]
    assert {(arrow.ax, arrow.ay) for arrow in marked} == {NODES[name] for name in ("W2", "dZ2", "Z1")}
    assert {(arrow.x, arrow.y) for arrow in marked} == {NODES["dZ1"]}
    (said,) = map(plain, view.described())
    now, done, later = said.rstrip(".").split(". ")
    assert now == "Computed now: dZ1 (2, 5), from Z1 (2, 5), W2 (1, 2), dZ2 (1, 5)"
    for text, members in ((done, shown["done"] | shown["used for it"]), (later, shown["to come"])):
        assert set(re.findall(r"(\w+) \(", text)) == members


def test_the_graph_at_both_ends():
    first = at("start")
    assert shown_as(first)["now"] == {"X", "Y", "W1", "b1", "W2", "b2"}
    assert plain(one_step_by_hand_view(first).described()[0]).startswith("Now: X (2, 5)")
    last = shown_as(at("update"))
    assert last["now"] == {"W1", "b1", "W2", "b2"}
    assert last["used for it"] == {"dW1", "db1", "dW2", "db2"}
    assert "to come" not in last


# What is said of the numbers


def test_what_the_update_did_to_the_cost_is_told():
    step = at("update")
    assert step.cost_after < step.cost_before
    assert finding(step) == "The cost of these samples was 0.63281 and is now 0.590419: it fell by 0.042."
    step = at("update", learning_rate=10.0)
    assert step.cost_after > step.cost_before
    said = finding(step)
    assert said.startswith("The cost of these samples was 0.63281 and is now 0.682113: it rose by 0.049.")
    assert said.endswith("a smaller learning rate takes a shorter step.")
    step = at("update", sample="1")
    stayed = step._replace(cost_after=step.cost_before)
    assert finding(stayed) == f"The cost of this sample is {step.cost_before:.6g}, as before."
    rose = step._replace(cost_after=step.cost_before + 0.05)
    assert finding(rose).startswith(f"The cost of this sample was {step.cost_before:.6g} and is now ")
    assert "it rose by 0.05." in finding(rose)


@looped("sample", ["all", "1", "4"])
def test_how_many_outputs_are_right(sample):
    step = at("A2", sample=sample)
    right = sum((a > 0.5) == (y == 1) for a, y in zip(step.values["A2"][0], step.values["Y"][0], strict=True))
    assert finding(step).endswith(f": {right} of {step.m} correct.")
    step = at("A2", **THREE, sample=sample, trained="10")
    best = [max(range(3), key=lambda k: column[k]) for column in step.values["A2"].T]
    right = sum(Y[k] == 1 for k, Y in zip(best, step.values["Y"].T, strict=True))
    assert finding(step) == (
        f"Each column adds up to 1; its largest output is the prediction: {right} of {step.m} correct."
    )


def test_slopes_of_zero_are_counted():
    step = at("dZ1", activation="relu")
    flat = int((step.values["Z1"] <= 0).sum())
    assert finding(step) == f"The slopes g'(Z1) range from 0 to 1. {flat} of 10 are 0: nothing gets through there."
    assert "nothing" not in finding(at("dZ1", activation="leaky_relu"))


@looped(
    ("settings", "stage", "said"),
    [
        ({}, "start", "There are m = 5 samples."),
        ({"sample": "3"}, "start", "This iteration uses sample 3 alone, so m = 1"),
        (THREE, "start", "There are m = 5 samples: 2 of class 0, 1 of class 1 and 2 of class 2."),
        (THREE, "cost", "A network that always says 1/3 has a cost of log 3 = 1.0986."),
        (THREE, "dZ2", "Each column adds up to 0"),
    ],
)
def test_what_else_is_said_of_the_numbers(settings, stage, said):
    assert finding(at(stage, **settings)).startswith(said)


def test_where_there_is_no_more_to_say_nothing_is_said():
    assert finding(at("Z1")) == finding(at("dZ2")) == ""
