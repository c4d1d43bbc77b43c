"""Why this cost, where labels are numbers: what the figures, the sentences and the tables hold."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import linregress, norm

from playground.charts.style import CLASS_COLOURS
from playground.pages.why_this_cost.lesson import NARROWEST, WIDEST, WhyThisCost
from playground.pages.why_this_cost.normal_labels import SPREADS, draw_numbers
from playground.pages.why_this_cost.normal_labels_chart import LENGTH, normal_labels_view
from tests.charts.static_views import assert_fills_the_first_screen, assert_whole, number, tables, texts
from tests.looped import looped

DEFAULT = WhyThisCost(part="number")
SETTINGS = [
    DEFAULT,
    replace(DEFAULT, w=-5, b=5, spread=NARROWEST, samples=20, data_seed=29),
    replace(DEFAULT, w=1, b=0.3, spread=WIDEST, samples=8, data_seed=99),
    replace(DEFAULT, w=0.123, b=-1.456, spread=0.77),
]
each_setting = looped("settings", SETTINGS)


def samples_of(settings):
    return draw_numbers(settings.samples, settings.data_seed)


def drawn(settings):
    """The traces of the first figure, by name; the bells have none."""
    return {trace.name or "bells": trace for trace in normal_labels_view(settings).figures["sticks"].data}


def lines(trace):
    """The lines of a trace: x and y, (m, points)."""
    m = trace.x.count(None)
    x, y = (np.array(each, float).reshape(m, -1) for each in (trace.x, trace.y))
    assert np.isnan(x[:, -1]).all()
    return x[:, :-1], y[:, :-1]


@each_setting
def test_each_panel_has_its_figures_and_tables(settings):
    static_view = normal_labels_view(settings)
    assert_whole(static_view)
    assert all(texts(static_view).values())
    assert_fills_the_first_screen(static_view, "Sample by sample", "One σ after another")


def test_the_colours_of_the_classes_are_for_classes_only():
    for figure in normal_labels_view(DEFAULT).figures.values():
        assert not {each for trace in figure.data for each in (trace.line.color, trace.marker.color)} & {*CLASS_COLOURS}


@each_setting
def test_each_bell_stands_on_the_line_a_stick_ends_on_its_bell_and_the_error_on_the_line(settings):
    X, Y = samples_of(settings)
    traces, on_line = drawn(settings), settings.w * X + settings.b
    x, y = lines(traces["bells"])
    assert (x - X.T) / LENGTH == pytest.approx(norm.pdf(y, on_line.T, settings.spread), abs=2e-3)
    assert y[range(len(y)), x.argmax(axis=1)] == pytest.approx(on_line[0], abs=1e-3)
    x, y = lines(traces["p"])
    assert (x[:, 1] - x[:, 0]) / LENGTH == pytest.approx(norm.pdf(Y, on_line, settings.spread)[0], abs=2e-3)
    assert y == pytest.approx(np.repeat(Y.T, 2, axis=1))
    x, y = lines(traces["a − y"])
    assert x == pytest.approx(np.repeat(X.T, 2, axis=1))
    assert y == pytest.approx(np.vstack([on_line, Y]).T, abs=1e-3)
    line = traces["a = wx + b"]
    assert line.y == pytest.approx([settings.w * x + settings.b for x in line.x], abs=0.01)


@each_setting
def test_the_ring_the_marked_row_and_the_sentence_are_of_the_sample_farthest_from_the_line(settings):
    X, Y = samples_of(settings)
    E = settings.w * X + settings.b - Y
    farthest = int(np.abs(E).argmax())
    ring = drawn(settings)["smallest p"]
    assert (ring.x[0], ring.y[0]) == (X[0, farthest], Y[0, farthest])
    rows = tables(normal_labels_view(settings))[0]
    assert [row.mark for row in rows].index(0) == farthest
    said = texts(normal_labels_view(settings))
    assert said["What the model says"] == f"The ringed sample has the smallest p: {rows[farthest].cells[5]}."
    said, per_sample = said["Sample by sample"], -norm.logpdf(E, 0, settings.spread).mean()
    assert said.count(f"is {per_sample:.6f}") == 2  # by the samples, and by the cost


def marks(static_view):
    """Where log-likelihood and cost have their marks."""
    return [static_view.figures[name].layout.shapes[0].x0 for name in ("likelihood", "cost")]


def test_dragging_the_spread_changes_the_height_and_not_the_place():
    views = [normal_labels_view(replace(DEFAULT, spread=spread)) for spread in SPREADS]
    (place,) = {mark for view in views for mark in marks(view)}
    X, Y = samples_of(DEFAULT)
    assert place == pytest.approx((X * (Y - DEFAULT.b)).sum() / (X**2).sum(), abs=0.05)
    peaks = [max(view.figures["likelihood"].data[0].y) for view in views]
    assert len({round(peak, 1) for peak in peaks}) == len(SPREADS)
    (scale,) = {view.figures["likelihood"].layout.yaxis.range for view in views}
    assert scale[0] < min(peaks)
    assert max(peaks) < scale[1]
    assert len({view.figures["cost"].data[0].y for view in views}) == 1


@each_setting
def test_numbers_and_tables(settings):
    X, Y = samples_of(settings)
    E = settings.w * X + settings.b - Y
    log_p = norm.logpdf(E, 0, settings.spread)
    static_view = normal_labels_view(settings)
    shown = texts(static_view)
    expected = {
        "Likelihood: product of all p": np.exp(log_p).prod(),
        "Log-likelihood: sum of log p": log_p.sum(),
        "Cost: half the mean squared error": (E**2).mean() / 2,
        "Slope of the cost, dJ/dw": (E * X).mean(),
        "Slope of the cost, dJ/db": E.mean(),
    }
    for label, value in expected.items():
        assert number(shown[label]) == pytest.approx(value, rel=0.05, abs=5e-5 if "Lik" not in label else 0), label
    (*rows, together), spreads = tables(static_view)
    for i, row in enumerate(rows):
        values = X[0, i], Y[0, i], E[0, i] + Y[0, i], E[0, i], E[0, i] ** 2, np.exp(log_p[0, i]), log_p[0, i]
        assert [number(cell) for cell in row.cells] == pytest.approx(values, rel=0.05, abs=5e-4)
    assert number(together.cells[-1]) == pytest.approx(log_p.sum(), abs=1e-3)
    assert len({row.cells[2] for row in spreads}) == 1
    heights = [number(row.cells[1]) for row in spreads]
    assert [row.mark for row in spreads].index(0) == np.argmax(heights)


def test_what_is_said_of_every_spread():
    X, Y = samples_of(DEFAULT)
    b = round(linregress(X[0], Y[0]).intercept, 1)
    said = texts(normal_labels_view(replace(DEFAULT, b=b)))["One σ after another"]
    best = float(tables(normal_labels_view(replace(DEFAULT, b=b)))[1][0].cells[2])
    _, fitted = norm.fit(best * X + b - Y, floc=0)
    assert f"largest at w = {best:g}," in said
    assert f"Of all σ, {fitted:.4f} makes it largest" in said
