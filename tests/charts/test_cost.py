"""The cost curve: lines and dots of one figure, fed by a history and by the present."""

import json

import numpy as np
import pytest

from playground.charts import cost_curve, cost_figure
from playground.charts.cost import cost_now, shorten
from playground.training import Config, Run

CONFIGS = {
    "train only": Config(samples=40, n_h=3),
    "with test": Config(samples=40, n_h=3, test_share=25),
    "diverged": Config(samples=40, activation="leaky_relu", initialisation="he", learning_rate=100.0, test_share=25),
}

every_run = pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)


def run_of(config, iterations=900):
    run = Run(config)
    run.advance(iterations)
    return run, cost_figure(run.Y_test.size > 0)


@every_run
def test_curve_and_present_have_a_value_for_each_trace(config):
    run, figure = run_of(config)
    curve = cost_curve(run.history.points)
    assert len(figure.data) == (4 if config.test_share else 2)
    assert len(curve["y"]) == len(cost_now(run.measure())) == len(figure.data)


@every_run
def test_the_lines_are_the_history_and_the_dots_are_empty(config):
    run, figure = run_of(config)
    points = run.history.points
    curve = cost_curve(points)
    assert curve["x"] == [point.iteration for point in points]
    columns = {"train": [point.cost for point in points], "test": [point.test_cost for point in points]}
    for trace, y in zip(figure.data, curve["y"], strict=True):
        if trace.mode == "lines":
            np.testing.assert_allclose(y, columns[trace.name], rtol=1e-4)
        else:
            assert y == []


@every_run
def test_the_present_is_where_each_line_ends_and_where_its_dot_is(config):
    run, figure = run_of(config)
    measured = run.measure()
    costs = {"train": measured.cost, "test": measured.test_cost}
    np.testing.assert_allclose(cost_now(measured), [costs[trace.name] for trace in figure.data], rtol=1e-4)


def test_a_run_that_has_not_begun_has_a_curve_of_one_point():
    run, _ = run_of(CONFIGS["with test"], 0)
    curve = cost_curve(run.history.points)
    assert curve["x"] == [0]
    assert [len(y) for y in curve["y"]] == [1, 1, 0, 0]


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("with_test", [False, True])
def test_the_figure_can_be_sent_and_is_empty_at_first(with_test, log):
    figure = cost_figure(with_test, log)
    sent = json.loads(figure.to_json())
    assert [trace["mode"] for trace in sent["data"]] == ["lines"] * (1 + with_test) + ["markers"] * (1 + with_test)
    assert not any(len(trace.x) or len(trace.y) for trace in figure.data)
    assert sent["layout"]["yaxis"]["type"] == ("log" if log else "linear")


def test_train_and_test_differ_by_more_than_colour():
    train, test, *dots = cost_figure(with_test=True).data
    assert train.line.color != test.line.color
    assert train.line.dash != test.line.dash
    assert [dot.marker.color for dot in dots] == [train.line.color, test.line.color]


@pytest.mark.parametrize("log", [False, True])
def test_the_legend_names_each_line_once(log):
    shown = [trace.name for trace in cost_figure(with_test=True, log=log).data if trace.showlegend is not False]
    assert shown == ["train", "test"]


@every_run
def test_curve_and_present_can_be_sent(config):
    run, _ = run_of(config)
    json.dumps([cost_curve(run.history.points), cost_now(run.measure())], allow_nan=False)


@pytest.mark.parametrize(
    ("number", "short"),
    [(0.28808329, 0.28808), (0.693147, 0.69315), (22.166846, 22.167), (1.23456e-9, 1.2346e-9), (0.0, 0.0)],
)
def test_as_many_digits_as_a_chart_can_show(number, short):
    assert shorten(number) == short
    assert type(shorten(np.float64(number))) is float
