"""The cost curve: lines and dots of one figure, fed by a history and by the present."""

import json
from dataclasses import replace
from itertools import pairwise

import numpy as np

from playground.charts.cost import CostCurve, Line, OtherLine, cost_curves, cost_figure, cost_now, lines_of
from playground.charts.curve import news, shorten
from playground.charts.style import TEST_COLOUR, TRAIN_COLOUR
from playground.training import LINE_COLOURS, Experiment, Recipe, Run, RunGroup, View
from tests.looped import looped

RECIPES = {
    "train only": Recipe(samples=40, n_h=3),
    "with test": Recipe(samples=40, n_h=3, test_share=25),
    "diverged": Recipe(samples=40, activation="leaky_relu", initialisation="he", learning_rate=100.0, test_share=25),
}
LINES = [Line("train", TRAIN_COLOUR), Line("test", TEST_COLOUR, "dash")]
SIX = [Line(f"run {number}", colour) for number, colour in enumerate(LINE_COLOURS)]
ONE = Recipe(samples=40, n_h=2)


def run_of(recipe, iterations=900):
    run = Run(recipe)
    run.advance(iterations)
    return run, cost_figure(LINES if run.Y_test.size else LINES[:1], View())


# One run


@looped("recipe", RECIPES)
def test_the_lines_are_the_history_and_each_has_a_dot_at_its_end(recipe):
    run, figure = run_of(recipe)
    curve, measured, points = CostCurve(run).so_far(), run.measure(), run.history.points
    now = cost_now((measured.iteration, cost) for cost in (measured.cost, measured.test_cost) if cost is not None)
    assert len(curve["y"]) == len(now) == len(figure.data) == (4 if recipe.test_share else 2)
    assert curve["at"] == [point.iteration for point in points]
    assert "x" not in curve  # it is the iteration
    lines = {"train": [point.cost for point in points], "test": [point.test_cost for point in points]}
    ends = {"train": measured.cost, "test": measured.test_cost}
    for trace, y, end in zip(figure.data, curve["y"], now, strict=True):
        np.testing.assert_allclose(y, lines[trace.name] if trace.mode == "lines" else [], rtol=1e-4)
        assert end == {"x": [measured.iteration], "y": [shorten(ends[trace.name])]}
    assert cost_curves([run])["y"][0] == curve["y"][0]
    json.dumps([curve, cost_curves([run]), now], allow_nan=False)


# Several runs


def test_the_training_lines_of_several_runs_lie_above_the_same_iterations():
    runs = [run_of(replace(ONE, seed=seed))[0] for seed in range(3)]
    curve = cost_curves(runs)
    assert curve["at"] == [point.iteration for point in runs[0].history.points]
    assert curve["y"][3:] == [[], [], []]
    for run, y in zip(runs, curve["y"], strict=False):
        assert y == [shorten(point.cost) for point in run.history.points]


@looped("first", [True, False])
@looped("end", [0, 1, 100, 399, 400, 401, 777])
def test_a_line_that_ended_early_goes_on_as_nothing(end, first):
    short, long = Run(replace(ONE, limit=max(end, 1))), Run(ONE)
    short.advance(end)
    long.advance(900)
    assert short.history.every < long.history.every or end > 400
    curve = cost_curves([short, long] if first else [long, short])
    lines = curve["y"][:2] if first else curve["y"][1::-1]
    assert curve["at"] == [point.iteration for point in long.history.points]
    assert None not in lines[1]
    recorded = {point.iteration: shorten(point.cost) for point in short.history.points}
    assert lines[0] == [recorded.get(iteration) for iteration in curve["at"]]
    assert [y is None for y in lines[0]] == [iteration > end for iteration in curve["at"]]


def test_no_line_has_gaps_after_going_back_behind_where_another_has_diverged():
    # The history of the run that had gone on is the coarser one, and now both end at the same iteration.
    ahead, stood_still = Run(ONE), Run(ONE)
    stood_still.advance(350)
    ahead.advance(900)
    ahead.seek(stood_still.iteration)
    ahead.forget_future()
    assert ahead.history.every > stood_still.history.every
    for runs in ([stood_still, ahead], [ahead, stood_still]):
        curve = cost_curves(runs)
        assert all(None not in y for y in curve["y"])
        assert all(one < other for one, other in pairwise(curve["at"]))


def test_the_lines_reach_along_the_whole_timeline_and_what_was_abandoned_is_pale():
    run, _ = run_of(RECIPES["with test"], 100)
    whole = CostCurve(run).so_far()
    run.seek(60)
    for curve in (CostCurve(run).so_far(), cost_curves([run])):
        assert curve["at"] == whole["at"]
        assert curve["y"][0] == whole["y"][0]
        assert "pale" not in curve
    run.adjust(replace(run.recipe, learning_rate=0.1))
    curve = CostCurve(run).so_far()
    assert curve["at"] == list(range(61))
    assert curve["pale"] == [{"x": list(range(60, 101)), "y": whole["y"][i][60:]} for i in (0, 1)]
    assert cost_curves([run])["pale"] == curve["pale"][:1]
    assert "kept" not in news(curve, whole)
    known = dict(curve)
    run.advance(5)
    assert "pale" not in news(CostCurve(run).so_far(), known)  # the page has it


def test_what_changed_a_run_on_its_way_is_marked_on_its_line():
    run, _ = run_of(RECIPES["with test"], 40)
    costs = CostCurve(run)
    known = costs.so_far()
    assert "marks" not in known
    assert "marks" not in cost_curves([run])
    here = shorten(run.measure().cost)
    run.adjust(replace(run.recipe, learning_rate=0.1))
    run.freeze(["W1"])
    run.advance(20)
    run.edit("W2:0", 3.0)
    there = shorten(run.measure().cost)
    run.freeze([])
    run.nudge({"b1": np.ones_like(run.parameters["b1"])})
    run.advance(20)
    curve = costs.so_far()
    marks = curve["marks"][0]
    assert marks["x"] == [40, 60]
    assert marks["text"] == ["rate 0.1, frozen", "edited, nothing frozen, nudged"]
    assert marks["y"][0] == here
    assert marks["y"][1] != there  # the nudge came last
    assert marks["y"][1] == curve["y"][0][curve["at"].index(60)]
    assert "kept" not in news(curve, known)
    beside = cost_curves([Run(run.recipe), run])["marks"]
    assert beside == [{"x": [], "y": [], "text": []}, marks]
    other = OtherLine(Line("mine", "#123456"), curve["at"], curve["y"][0], marks)
    drawn = cost_figure([], View(), [other]).data[-1]
    assert (list(drawn.x), list(drawn.text)) == (marks["x"], marks["text"])


def test_the_lines_of_diverged_runs_end_and_those_of_the_others_do_not():
    recipe = Recipe(samples=20, activation="leaky_relu", depth=2, learning_rate=100.0)
    scales = {f"scale_{scale:g}": (f"Random × {scale:g}", replace(recipe, scale=scale)) for scale in (1.0, 1e-4, 10.0)}
    runs = RunGroup(Experiment.compare(scales))
    runs.advance(900)
    curve = cost_curves(runs.values())
    diverged = [run.divergence is not None for run in runs.values()]
    assert any(diverged)
    assert not all(diverged)
    assert curve["at"][-1] <= 900 < curve["at"][-1] + runs["scale_0.0001"].history.every
    assert [y[-1] is None for y in curve["y"][:3]] == diverged
    json.dumps(curve, allow_nan=False)


# The figure


@looped("view", [View(log_cost=cost, log_iteration=iteration) for cost in (False, True) for iteration in (False, True)])
def test_the_figure_is_empty_at_first_and_its_axes_are_as_the_view_says(view):
    linear = cost_figure(LINES, View()).layout
    for lines in (LINES[:1], LINES, SIX):
        figure = cost_figure(lines, view)
        layout, drawn, dots = figure.layout, figure.data[: len(lines)], figure.data[len(lines) :]
        json.loads(figure.to_json())
        assert [trace.mode for trace in figure.data] == ["lines"] * len(lines) + ["markers"] * len(lines)
        assert not any(len(trace.x) or len(trace.y) for trace in figure.data)
        assert [(trace.name, trace.line.color, trace.line.dash) for trace in drawn] == [tuple(line) for line in lines]
        assert [(dot.name, dot.marker.color) for dot in dots] == [(line.name, line.colour) for line in lines]
        assert all(trace.connectgaps for trace in drawn)  # up to its end, over the points that the history lacks
        assert layout.showlegend == (len(lines) > 1)  # one alone needs no name
        assert [trace.name for trace in figure.data if trace.showlegend is not False] == [line.name for line in lines]
    for axis, log in (("xaxis", view.log_iteration), ("yaxis", view.log_cost)):
        assert layout[axis].type == ("log" if log else "linear")
        assert layout[axis].rangemode == ("normal" if log else "tozero")
        assert layout[axis].autorange is layout[axis].range is None  # so it shows the curve as a whole
        assert bool(layout[axis].tickformat) == log  # Plotly's own labels between two powers of ten are single digits
        # A zoom into one kind of axis is gone on the other, and stays elsewhere.
        assert (layout[axis].uirevision != linear[axis].uirevision) == log
    assert [stop.value for stop in layout.yaxis.tickformatstops] == [".0e"] * view.log_cost  # not "10,000,000,000,…"
    assert (layout.meta["cuts"], layout.meta["timeline"]) == (not view.log_cost, True)  # what is below a spike
    assert layout.xaxis.autorangeoptions.include >= 5  # before the first iteration there are whole ones


def test_the_lines_of_an_experiment_have_its_labels_and_looks():
    experiment = Experiment.compare({name: (f"run {name}", ONE) for name in "abcdefgh"})
    looks = [(variant.label, variant.colour, variant.dash) for variant in experiment.values()]
    assert [tuple(line) for line in lines_of(experiment)] == looks
    assert len(set(looks)) == len(experiment)


@looped(
    ("number", "short"),
    [(0.28808329, 0.28808), (0.693147, 0.69315), (22.166846, 22.167), (1.23456e-9, 1.2346e-9), (0.0, 0.0)],
)
def test_as_many_digits_as_a_chart_can_show(number, short):
    assert shorten(number) == short
    assert type(shorten(np.float64(number))) is float
