"""Why not squared error: what the figures and the sentences hold."""

import math

import numpy as np
import pytest

from playground.pages.why_this_cost.squared_error_chart import squared_error_view
from tests.charts.static_views import assert_whole, number, texts
from tests.looped import looped


@looped("z", [-10, -6, -0.05, 0, 3.3, 10])
def test_both_costs_and_both_slopes_at_z(z):
    static_view = squared_error_view(z)
    assert_whole(static_view)
    a, wrong = 1 / (1 + math.exp(-z)), 1 / (1 + math.exp(z))
    expected = {
        "a = σ(z)": a,
        "−log a": math.log1p(math.exp(-z)),
        "(a − 1)²": wrong**2,
        "a − 1": -wrong,
        "2 (a − 1) a (1 − a)": -2 * a * wrong**2,
    }
    shown = texts(static_view)
    for label, value in expected.items():
        assert number(shown[label]) == pytest.approx(value, rel=0.05, abs=5e-5 if abs(value) > 1e-3 else 5e-7), label
    labels = ("−log a", "(a − 1)²"), ("a − 1", "2 (a − 1) a (1 − a)")
    for name, (first, second) in zip(("costs", "slopes"), labels, strict=True):
        *_, dots = static_view.figures[name].data
        assert dots.x == (z, z)
        assert dots.y == pytest.approx([expected[first], expected[second]], rel=1e-4)
    factor = number(shown["Its slope"].rpartition(" ")[2].rstrip("."))
    assert factor == pytest.approx(1 / (2 * a * wrong), abs=0.06)


def test_the_lines_are_costs_and_their_slopes():
    figures = squared_error_view(-6).figures
    for cost, slope in zip(figures["costs"].data[:2], figures["slopes"].data[:2], strict=True):
        assert cost.name == slope.name
        assert cost.line.color == slope.line.color
        assert list(cost.x) == list(slope.x)
        assert np.gradient(cost.y, cost.x)[1:-1] == pytest.approx(slope.y[1:-1], abs=0.002)
    assert [trace.name for trace in figures["costs"].data[:2]] == ["cross-entropy", "squared error"]
    assert figures["costs"].data[0].y[0] == pytest.approx(10, abs=0.001)
    assert figures["costs"].data[1].y[0] == pytest.approx(1, abs=0.001)
    assert max(figures["costs"].data[1].y) < 1  # as is said
