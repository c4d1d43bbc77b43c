"""The charts of the page on activations: what they draw, and sentences that follow from the numbers."""

import re

import numpy as np
import pytest

from playground.language import listed
from playground.nn import ACTIVATIONS
from playground.pages.activations.layers_scene import gradients_view, outputs_view, what_becomes_of_it
from playground.pages.activations.lesson import Inputs, Layers, value_and_slope
from playground.pages.activations.scene import (
    LAYERS_THROUGH,
    curves_view,
    slopes_view,
    what_comes_through,
    what_it_means,
)
from tests.charts.static_views import assert_fills_the_first_screen, assert_whole, tables, texts
from tests.looped import looped

# Output and slope

VIEWS = {"curves": curves_view, "slopes": slopes_view}


@looped("z", [-6.0, 0.1, 6.0])
@looped("name", [*VIEWS])
def test_the_dots_are_on_the_curves_at_z(name, z):
    static_view, kind = VIEWS[name](z), [*VIEWS].index(name)
    assert_whole(static_view)
    figure = static_view.figures[name]
    lines, dots = figure.data[: len(ACTIVATIONS)], figure.data[len(ACTIVATIONS) :]
    for activation, line, dot in zip(ACTIVATIONS, lines, dots, strict=True):
        assert line.name == dot.name == ACTIVATIONS[activation].label
        assert dot.x == (z,)
        assert dot.y[0] == pytest.approx(value_and_slope(activation, z)[kind][0], rel=1e-4)
        here = list(line.x).index(z)
        assert line.y[here] == pytest.approx(dot.y[0], abs=1e-4)
    (mark,) = figure.layout.shapes
    assert mark.x0 == mark.x1 == z


def cells(static_view):
    """The cells of a still's table, by the first of their row."""
    (rows,) = tables(static_view)
    return {row.cells[0]: list(row.cells[1:]) for row in rows}


def test_the_first_screen_has_outputs_and_no_word_of_what_comes_later():
    static_view = curves_view(2.0)
    assert_fills_the_first_screen(static_view)
    assert cells(static_view)["tanh"] == ["0.964"]
    shown = [*texts(static_view), *texts(static_view).values(), *(str(panel) for panel in static_view.panels)]
    assert not re.search(r"gradient|slope|layer|back|g′", " ".join(shown))


@looped(
    ("z", "share", "no_probabilities"),
    [
        (0.0, "0.500: read as a probability, 50.0 %.", "Here all of them are between 0 and 1."),
        (1.0, "0.731: read as a probability, 73.1 %.", "Here all of them are between 0 and 1."),
        (2.0, "0.881: read as a probability, 88.1 %.", "ReLU, leaky ReLU, ELU, GELU and linear are outside 0 to 1"),
        (-6.0, "0.002: read as a probability, 0.2 %.", "tanh, leaky ReLU, ELU, GELU and linear are outside 0 to 1"),
    ],
)
def test_sigmoid_is_read_as_a_probability_and_what_cannot_be_one_is_named(z, share, no_probabilities):
    said = sentence(curves_view(z))
    assert said.startswith(f"At z = {z:.1f}, sigmoid outputs {share} ".replace("-", "−"))
    assert no_probabilities in said
    assert what_it_means(3.0, {"sigmoid": 0.5, "a": 3.0}).endswith("a is outside 0 to 1 here, so it is no probability.")


def test_the_table_follows_the_gradient_through_four_layers():
    rows = cells(slopes_view(0.0))
    assert rows["sigmoid"] == ["0.250", "0.0039"]
    assert float(rows["sigmoid"][1]) == pytest.approx(0.25**LAYERS_THROUGH, rel=0.01)
    assert rows["ReLU"] == ["0", "0"]
    assert rows["leaky ReLU"] == ["0.010", "1e-08"]


def sentence(static_view):
    """The only sentence of a still."""
    (said,) = (panel.sentence for panel in static_view.panels if panel.sentence is not None)
    return said


def test_what_comes_through_is_told_of_every_activation_once():
    for z in (-6.0, -1.0, 0.0, 0.1, 1.0, 6.0):
        said = sentence(slopes_view(z))
        assert said.startswith(f"At z = {z:.1f} the whole gradient passes through ".replace("-", "−"))
        assert all(len(re.findall(rf"(?<!leaky )\b{each.label}\b", said)) == 1 for each in ACTIVATIONS.values())
    assert what_comes_through({"a": 1.0, "b": 0.0}) == (
        "the whole gradient passes through a; none of it passes through b"
    )
    assert what_comes_through({"a": 0.5}) == "part of it passes through a (× 0.500)"
    assert what_comes_through({"a": 1.1, "b": -0.1, "c": 1.0000001}) == (
        "the whole gradient passes through c; it is even amplified by a (× 1.100); "
        "part of it passes, with its sign reversed, through b (× −0.100)"
    )


def test_a_further_activation_appears_by_itself(monkeypatch):
    half = ACTIVATIONS["relu"]._replace(
        function=lambda Z, out: np.multiply(Z, 0.5, out=out),
        derivative=lambda Z, A, out: out.fill(0.5),
        label="half",
        steepest=0.5,
    )
    monkeypatch.setitem(ACTIVATIONS, "half", half)
    for (name, view), numbers in zip(VIEWS.items(), (["1.000"], ["0.500", "0.063"]), strict=True):
        assert cells(view(2.0))["half"] == numbers
        names = [trace.name for trace in view(2.0).figures[name].data]
        assert names.count("half") == names.count("ReLU") > 0
    assert "half" in sentence(slopes_view(2.0))
    assert "outputs-half" in outputs_view(Inputs().outputs()).figures


# Where the outputs lie


@looped("spread", [0.1, 1.0, 5.0])
def test_the_bars_hold_every_output_0_is_in_the_middle_and_the_sentence_says_which_are_centred(spread):
    outputs = Inputs(spread=spread).outputs()
    static_view = outputs_view(outputs)
    assert_whole(static_view)
    for panel, (name, each) in zip(static_view.panels, outputs.items(), strict=False):
        shown = (float(text.replace("−", "-")) for text in panel.numbers.values())
        assert list(shown) == pytest.approx([each.mean, each.spread, each.mean / each.spread], abs=0.001)
        figure = static_view.figures[f"outputs-{name}"]
        (bars,) = figure.data
        assert sum(bars.y) == pytest.approx(100)
        mean = sum(x * y / 100 for x, y in zip(bars.x, bars.y, strict=True))
        assert mean == pytest.approx(each.mean, abs=bars.width)
        low, high = figure.layout.xaxis.range
        assert low == -high
        assert [shape.x0 for shape in figure.layout.shapes] == [0, pytest.approx(each.mean, rel=1e-4)]
    which = [ACTIVATIONS[name].label for name, each in outputs.items() if abs(each.A.mean()) <= 0.1 * each.A.std()]
    assert "tanh" in which
    assert ("ELU" in which) == (spread < 1)
    centred, others = texts(static_view)["What the next layer sees"].split(" The outputs of ")
    assert centred.startswith(f"{listed(which)} give")
    off = dict(re.findall(r"((?:leaky )?\w+) \(([\d.]+) × the standard deviation above 0\)", others))
    assert set(off) == {each.label for each in ACTIVATIONS.values()} - set(which)
    assert float(off["sigmoid"]) > float(off["ReLU"]) > 0.5


# The gradient of each layer


@looped("layers", [Layers(), Layers("tanh", "random", 1e-4, 3), Layers("relu", width=1, layers_seed=3)])
def test_the_lines_and_the_table_hold_the_gradients(layers):
    gradients = layers.gradients()
    static_view = gradients_view(gradients)
    assert_whole(static_view)
    for line, lengths in zip(static_view.figures["gradients"].data, gradients.values(), strict=True):
        assert list(line.x) == list(range(1, len(lengths) + 1))
        assert [y or 0 for y in line.y] == pytest.approx(lengths, rel=1e-4)
    (rows,) = tables(static_view)
    for column, lengths in enumerate(gradients.values(), start=1):
        cells = [row.cells[column] for row in rows[:-1]]
        assert [float(cell) for cell in cells if cell] == pytest.approx(lengths, rel=0.06)
        assert rows[-1].cells[column] == (f"{lengths[0] / lengths[-1]:.2g}" if lengths[-1] else "–")


@looped(
    ("deep", "says", "not_says"),
    [
        ([0.001, 0.01, 0.1], "smaller with every layer, from the last", "larger"),
        ([0.01, 0.001, 0.2], "It is much smaller.", "every layer"),
        ([0.1, 0.2, 0.1], "of similar size", "smaller"),
        ([3.0, 0.2, 0.1], "It is much larger.", "similar size"),
        ([1e-9, 1e-9, 1e-9], "every layer of the deep network has a small gradient", "smaller"),
        ([0.0, 0.0, 0.0], "every gradient is 0", "times"),
        ([0.0, 0.0, 0.1], "is 0 times the last layer’s", "larger"),
    ],
)
def test_what_becomes_of_the_gradient_follows_from_its_lengths(deep, says, not_says):
    said = what_becomes_of_it({1: [0.5, 0.5], 2: deep})
    assert says in said
    assert not_says not in said


@looped("activation", [*ACTIVATIONS])
def test_every_choice_has_a_sentence_without_a_number_that_is_none(activation):
    for initialisation, scale in (("xavier", 1), ("he", 1), ("random", 1e-4), ("random", 10)):
        static_view = gradients_view(Layers(activation, initialisation, scale, 1).gradients())
        assert sentence(static_view)
        assert not re.search(r"\b(nan|inf)\b", " ".join([sentence(static_view), *map(str, tables(static_view))]))
