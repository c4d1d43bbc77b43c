"""The cost curve in exported pictures: the lines of the runs, on the axes of the view."""

from playground.charts.cost import Line
from playground.export.images.cost_curve import Costs, costs_of, draw_costs
from playground.export.images.drawing import drawing
from playground.export.images.figures import Box, blank_page
from playground.training import View
from tests.export.shown import one, pair
from tests.looped import looped


def drawn_costs(lines, view, until):
    with drawing():
        figure = blank_page(one(), [])
        axes = draw_costs(figure, Box(100, 100, 400, 300), lines, view, until)
        figure.draw_without_rendering()
        return axes


def test_the_lines_are_the_costs_of_the_runs_up_to_now():
    runs = one(700, test_share=20)
    train, test = drawn_costs(costs_of(runs), View(), 700).lines
    points = [
        *runs.first.history.points,
        *([] if runs.first.history.points[-1].iteration == 700 else [runs.first.measure()]),
    ]
    assert [*train.get_xdata()] == [*test.get_xdata()] == [point.iteration for point in points]
    assert [*train.get_ydata()] == [point.cost for point in points]
    assert [*test.get_ydata()] == [point.test_cost for point in points]
    assert train.get_xdata()[-1] == 700


def test_of_two_runs_each_has_a_line_in_its_look():
    runs = pair(100)
    lines = drawn_costs(costs_of(runs), View(), 100).lines
    assert [line.get_color() for line in lines] == [variant.colour for variant in runs.experiment.values()]
    assert [line.get_ydata()[-1] for line in lines] == [run.measure().cost for run in runs.values()]


@looped("log", [False, True])
def test_the_axes_are_those_of_the_view(log):
    runs = one(2000)
    axes = drawn_costs(costs_of(runs), View(log_cost=log, log_iteration=log), 2000)
    kind = "log" if log else "linear"
    assert (axes.get_xscale(), axes.get_yscale()) == (kind, kind)
    assert axes.get_xlim() == (1 if log else 0, 2000)
    assert "1,000" in [label.get_text() for label in axes.get_xticklabels()]


def test_a_spike_at_the_start_is_cut_off_and_said_on_a_linear_axis_only():
    spiky = [Costs(Line("train", "#009e73"), [0, 1, 2, 50, 100], [0.7, 250.0, 3.0, 0.5, 0.4])]
    axes = drawn_costs(spiky, View(), 100)
    assert axes.get_ylim()[1] < 2
    assert [text.get_text() for text in axes.texts] == ["▲ up to 250"]
    axes = drawn_costs(spiky, View(log_cost=True), 100)
    assert axes.get_ylim()[1] > 250
    assert not axes.texts
