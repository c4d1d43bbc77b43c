"""Why this cost: what the figures, the sentences and the tables hold."""

import math
from dataclasses import replace

import numpy as np
import pytest

from playground.charts.style import CLASS_COLOURS
from playground.pages.why_this_cost.lesson import WhyThisCost, along_w, draw_samples, judge, maximum
from playground.pages.why_this_cost.scene import likelihood_view
from tests.charts.static_views import assert_fills_the_first_screen, assert_whole, number, tables, texts
from tests.looped import looped

DEFAULT = WhyThisCost()
each_setting = looped(
    "settings",
    [
        DEFAULT,
        WhyThisCost(w=-5, b=5, samples=20, data_seed=29),
        WhyThisCost(w=5, b=-5, samples=8, data_seed=99),
        WhyThisCost(w=0, b=0),
        WhyThisCost(w=0.123, b=-1.456),
    ],
)


def samples_of(settings):
    return draw_samples(settings.samples, settings.data_seed)


def traces(figure):
    return {trace.name: trace for trace in figure.data}


def at_best(settings):
    w, b = maximum(*samples_of(settings))
    return replace(settings, w=w, b=b)


# The model against its samples


@each_setting
def test_each_panel_has_its_figures_and_tables(settings):
    static_view = likelihood_view(settings)
    assert_whole(static_view)
    assert all(texts(static_view).values())
    assert_fills_the_first_screen(static_view, "Sample by sample", "Each sample many times over")


def test_the_colours_of_the_classes_are_for_classes_only():
    figures = likelihood_view(DEFAULT).figures
    for name, figure in figures.items():
        for trace in figure.data:
            colours = {trace.line.color, trace.marker.color} & set(CLASS_COLOURS)
            assert bool(colours) == (name == "sticks" and any(f"{label}" in trace.name for label in (0, 1))), trace.name


@each_setting
def test_a_stick_is_as_long_as_the_probability_of_what_happened_and_the_curve_is_the_model(settings):
    X, Y = samples_of(settings)
    P, found = judge(X, Y, settings.w, settings.b).P, traces(likelihood_view(settings).figures["sticks"])
    for label in (0, 1):
        stick = found[f"p, class {label}"]
        x, y = np.array(stick.x, float).reshape(-1, 3), np.array(stick.y, float).reshape(-1, 3)
        assert x[:, :2].T.tolist() == [X[label == Y].tolist()] * 2
        assert np.abs(y[:, 1] - y[:, 0]) == pytest.approx(P[label == Y], abs=1e-5)
        assert np.isnan(y[:, 2]).all()  # between two sticks there is nothing
        assert stick.line.color == CLASS_COLOURS[label]
    curve = found["a = σ(wx + b)"]
    expected = [1 / (1 + math.exp(-(settings.w * x + settings.b))) for x in curve.x]
    assert curve.y == pytest.approx(expected, abs=0.002)


@each_setting
def test_the_ring_the_marked_row_and_the_sentence_are_of_the_least_probable_sample(settings):
    X, Y = samples_of(settings)
    least = int(judge(X, Y, settings.w, settings.b).P.argmin())
    static_view = likelihood_view(settings)
    ring = traces(static_view.figures["sticks"])["smallest p"]
    assert (*ring.x, *ring.y) == (X[0, least], Y[0, least])
    rows, _ = tables(static_view)
    assert [i for i, row in enumerate(rows) if row.mark == 0] == [least]
    sentence = texts(static_view)["What the model says"]
    assert sentence == f"The ringed sample has the smallest p: {rows[least].cells[3]}."


@each_setting
def test_the_table_has_all_samples_and_their_product_sum_and_slopes(settings):
    X, Y = samples_of(settings)
    static_view = likelihood_view(settings)
    (*rows, total), _ = tables(static_view)
    x, y, a, p, log_p = np.array([[number(cell) for cell in row.cells] for row in rows]).T
    assert x.tolist() == X[0].tolist()
    assert y.tolist() == Y[0].tolist()
    assert np.where(y == 1, a, 1 - a) == pytest.approx(p, abs=1e-4)
    assert np.log(p) == pytest.approx(log_p, rel=0.03, abs=1e-4)  # p is rounded
    assert number(total.cells[3]) == pytest.approx(math.prod(p), rel=0.1)
    assert number(total.cells[4]) == pytest.approx(log_p.sum(), abs=0.002)
    (words,) = [panel.help for panel in static_view.panels if panel.title == "Sample by sample"]
    for label, formula, mean in (("dJ/dw", "(a − y) x", (a - y) * x), ("dJ/db", "a − y", a - y)):
        assert number(texts(static_view)[f"Slope of the cost, {label}"]) == pytest.approx(mean.mean(), abs=3e-4)
        assert words[f"Slope of the cost, {label}"].endswith(f"the mean of {formula}.")


@each_setting
def test_the_page_shows_that_the_cost_is_minus_the_logarithm_of_the_product_over_m(settings):
    static_view = likelihood_view(settings)
    likelihood, cost = map(number, static_view.numbers.values())
    logarithm = number(tables(static_view)[0][-1].cells[4])
    assert math.log(likelihood) == pytest.approx(logarithm, abs=0.006)  # the likelihood has three digits
    assert -logarithm / settings.samples == pytest.approx(cost, abs=1e-4)
    sentence = texts(static_view)["Sample by sample"]
    _, _, rest = sentence.partition("logarithm of the likelihood is ")
    by_product, _, by_network = rest.partition("; the network’s own compute_cost gives ")
    assert float(by_product) == float(by_network.rstrip("."))
    assert f"−1/{settings.samples} times" in sentence


# Along w


@each_setting
def test_likelihood_and_cost_along_w_each_with_a_dot_now_and_a_mark_at_the_best(settings):
    X, Y = samples_of(settings)
    along, here = along_w(X, Y, settings.b), judge(X, Y, settings.w, settings.b)
    figures = likelihood_view(settings).figures
    for name, values, now, best in (
        ("likelihood", along.likelihood, here.likelihood, max(along.likelihood)),
        ("cost", along.cost, here.cost, min(along.cost)),
    ):
        line, dot = figures[name].data
        assert line.x == pytest.approx(along.w)
        assert line.y == pytest.approx(values, rel=1e-4)
        assert dot.x == (settings.w,)
        assert dot.y == pytest.approx([now], rel=1e-4)
        (mark,) = figures[name].layout.shapes
        assert mark.x0 == mark.x1 == along.w[values.tolist().index(best)]
        (annotation,) = figures[name].layout.annotations
        assert annotation.text.replace("−", "-").endswith(f" at w = {mark.x0:g}")


@looped(("w", "way"), [(-3, "right"), (2.1, "right"), (2.28, "left"), (4.5, "left")])
def test_the_sentence_says_to_which_side_the_cost_falls(w, way):
    settings = replace(DEFAULT, w=w)
    sentence = texts(likelihood_view(settings))["Likelihood and cost along w"]
    assert sentence == f"From w = {w:g} the cost falls to the {way}, and the likelihood rises.".replace("-", "−")
    X, Y = samples_of(settings)
    aside = 0.001 if way == "right" else -0.001
    there, here = judge(X, Y, w + aside, settings.b), judge(X, Y, w, settings.b)
    assert there.cost < here.cost
    assert there.likelihood > here.likelihood


def test_at_the_maximum_the_sentence_says_so_and_a_step_still_changes_the_likelihood_on_screen():
    best = at_best(DEFAULT)
    found = texts(likelihood_view(best))
    assert found["Likelihood and cost along w"] == "Both are best where w is now."
    X, Y = samples_of(best)
    along = along_w(X, Y, best.b)
    assert along.most_likely == along.least_cost == best.w
    assert abs(number(found["Slope of the cost, dJ/dw"])) < 0.01
    assert abs(number(found["Slope of the cost, dJ/db"])) < 0.02
    label = "Likelihood: product of all p"
    assert len({likelihood_view(replace(best, w=best.w + step)).numbers[label] for step in (-0.1, 0, 0.1)}) == 3


# Many samples


@each_setting
def test_products_vanish_and_sums_do_not(settings):
    static_view = likelihood_view(settings)
    _, rows = tables(static_view)
    lost = [row.cells for row in rows if row.mark == 0]
    kept = [row.cells for row in rows if row.mark == -1]
    assert lost
    assert kept
    assert all(cells[1:3] == ["0", "−∞"] for cells in lost)
    for m, product, log_product, log_sum, cost in kept:
        assert math.log(number(product)) == pytest.approx(number(log_product), abs=0.1)
        assert log_product == log_sum
        assert -number(log_sum) / number(m) == pytest.approx(number(cost), abs=0.06 / number(m) + 1e-4)
    assert len({row.cells[-1] for row in rows}) == 1  # the mean
    sentence = texts(static_view)["Each sample many times over"]
    assert f"{len(lost)} of these {len(rows)} products" in sentence
    assert "5e\N{NON-BREAKING HYPHEN}324" in sentence
