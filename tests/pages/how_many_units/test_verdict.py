"""What is shown and said of a sweep with several runs of each value."""

import re

import numpy as np
import pytest

from playground.lessons.rising_cost import MAGNIFIED
from playground.lessons.sweep import Results, Sweep, Trained
from playground.pages.how_many_units.lesson import HOW_MANY_UNITS_SETTINGS, by_depth, by_setting
from playground.pages.how_many_units.scene import how_many_units_view, score_figure
from playground.pages.how_many_units.verdict import divergences, rounding, verdict
from playground.training import Divergence, Measurement
from tests.charts.static_views import assert_fills_the_first_screen, assert_whole, tables
from tests.looped import looped

SMALL = {"samples": 100, "limit": 100, "n_h": 5}


def chosen(**settings):
    """The records of a visitor who has chosen this on the page."""
    records, notes = HOW_MANY_UNITS_SETTINGS.read(settings)
    assert notes == []
    return records


def trained(name, networks=None, **settings):
    """A sweep of which this many networks are trained, by default all."""
    sweep = Sweep(by_setting(chosen(sweep=name, **SMALL | settings)))
    for _ in sweep.recipes[:networks]:
        sweep.advance(10_000)
    return sweep


def results_of(name, tests, trains=None, diverged=(), networks=None, guess=0.5, **settings):
    """The results with these accuracies in the test, one list for each run of all values, in percent."""
    records = chosen(sweep=name, runs=len(tests), **settings)
    sweep = Sweep(by_setting(records))
    pairs = zip(np.ravel(trains or tests) / 100, np.ravel(tests) / 100, strict=True)
    sweep.trained = tuple(
        Trained(
            None,
            Measurement(5000, 0.5, train, 0.5, test, None),
            Divergence("W1", 7 + number) if number in diverged else None,
            guess,
        )
        for number, (train, test) in enumerate(pairs)
    )[:networks]
    assert len(sweep.trained) == (networks or len(sweep.recipes))
    return Results(sweep)


# The chart


def test_a_line_of_medians_a_band_around_it_and_a_mark_for_each_run():
    sweep = trained("noise", runs=3)
    static_view = how_many_units_view(sweep)
    assert_whole(static_view)
    assert_fills_the_first_screen(static_view, "")
    assert static_view.panels[0].caption == "Line: median. Band: all runs."
    figure = static_view.figures["accuracy"]
    assert figure.layout.xaxis.type == "linear"
    measured = [each.measured for each in sweep.trained]
    runs = [np.array([getattr(m, what) for m in measured]).reshape(3, 6).T for what in ("score", "test_score")]
    for (line, band, marks), accuracies in zip((figure.data[:3], figure.data[3:]), runs, strict=True):
        assert list(line.x) == [0, 0.2, 0.4, 0.6, 0.8, 1]
        assert list(line.y) == list(np.median(accuracies, axis=1))
        assert band.fill == "toself"
        assert list(band.y) == [*accuracies.max(axis=1), *accuracies.min(axis=1)[::-1], None]
        assert list(band.x)[:-1] == [*line.x, *line.x[::-1]]
        assert (list(marks.x), list(marks.y)) == (list(np.repeat(line.x, 3)), list(accuracies.ravel()))
        assert marks.text[4] == "noise 0.2, run 2"
        low, high = figure.layout.yaxis.range
        assert np.all((low < accuracies) & (accuracies < high))
    (rows,) = tables(static_view)
    for row, train, test in zip(rows, *runs, strict=True):
        of = [f"{np.median(each) + 1e-12:.1%}".replace("%", " %") for each in (train, test)]
        spans = [f"{each.min() + 1e-12:.1%} to {each.max() + 1e-12:.1%}".replace("%", " %") for each in (train, test)]
        assert row.cells[3:] == [*of, *spans]


def test_values_without_an_order_have_bars_and_no_line():
    figure = score_figure(Results(trained("activation", runs=3)))
    assert list(figure.layout.xaxis.ticktext) == ["sigmoid", "tanh", "ReLU", "leaky ReLU"]
    line, bars, marks, *_ = figure.data
    assert (line.mode, bars.fill) == ("markers", None)
    assert list(bars.x) == [at for place in line.x for at in (place, place, None)]
    for value in range(4):
        low, high, gap = bars.y[3 * value : 3 * value + 3]
        own = sorted(marks.y[3 * value : 3 * value + 3])
        assert (low, line.y[value], high, gap) == (*own, None)
    assert len(score_figure(Results(trained("seed"))).data) == 2  # one run of each: nothing to span


def test_scale_and_rate_have_a_logarithmic_axis():
    for name in ("scale", "learning rate", "samples"):
        figure = score_figure(Results(Sweep(by_setting(chosen(sweep=name)))))
        assert figure.layout.xaxis.type == "log"
        assert [float(text) for text in figure.layout.xaxis.ticktext] == list(figure.layout.xaxis.tickvals)


def test_a_value_with_runs_that_diverged_leaves_a_gap_and_the_others_their_marks():
    results = results_of("noise", [[50, 60, 70, 80, 90, 91]] * 3, diverged=[2, 8, 14, 4])
    line, band, marks, *_ = score_figure(results).data
    assert [y is None for y in line.y] == [False, False, True, False, True, False]
    assert list(band.x) == [0, 0.2, 0.2, 0, None, 0.6, 0.6, None, 1, 1, None]
    assert len(marks.y) == 18 - 4


def test_each_picture_is_of_the_run_in_the_middle_with_its_own_points():
    sweep = trained("samples", runs=3)
    static_view = how_many_units_view(sweep)
    for value in range(len(sweep.experiment.values)):
        middle = Results(sweep).middle(value)
        tested = [each.measured.test_score for each in sweep.trained[value :: len(sweep.experiment.values)]]
        assert sweep.trained[middle].measured.test_score == np.median(tested)
        points = sum(len(trace.x) for trace in static_view.figures[f"boundary-{value}"].data)
        assert points == sweep.recipes[middle].samples == sweep.experiment.values[value]


@pytest.mark.parametrize("networks", [12, 10, 6, 1])
def test_what_stands_under_a_picture_is_what_is_plotted(networks):
    sweep = trained("activation", networks, runs=3)  # at the end, and on its way: three runs of each, or fewer
    static_view = how_many_units_view(sweep)
    plotted = list(zip(*(trace.y for trace in static_view.figures["accuracy"].data[::3]), strict=True))
    if networks == 12:  # the picture's own network is in the middle by the test, not always in training
        drawn = [sweep.trained[Results(sweep).middle(value)].measured.score for value in range(4)]
        assert drawn != [train for train, _test in plotted]
    (rows,) = tables(static_view)
    for name, row, panel, medians in zip(sweep.experiment.names, rows, static_view.panels[1:-1], plotted, strict=True):
        if medians == (None, None):
            assert panel.caption == "–"
            continue
        train, test = (f"{each + 1e-12:.1%}".replace("%", " %") for each in medians)
        assert panel.caption == f"{train}, {test}" == ", ".join(row.cells[3:5])
        assert static_view.in_words[name].startswith(f"Median accuracy: {train} in training, {test} in the test. ")


def test_a_network_has_as_many_parameters_as_it_has_whatever_the_classes():
    sweep = Sweep(by_setting(chosen(dataset="blobs", classes=3, units=(2, 9), **SMALL)))
    sweep.advance(100), sweep.advance(100)
    (rows,) = tables(how_many_units_view(sweep))
    assert [row.cells[1] for row in rows] == [str(sum(v.size for v in t.parameters.values())) for t in sweep.trained]


# The sentences


def test_more_than_chance():
    tests = [[60, 70, 80, 90, 85, 84], [62, 71, 81, 92, 86, 83], [64, 75, 82, 91, 87, 85]]
    said = verdict(results_of("scale", tests))
    assert said == (
        "On the test samples the median accuracy goes from 62.0 % (scale 0.0001) to 91.0 % (scale 0.1). "
        "Runs that differ only in their seeds are typically 2.0 percentage points apart. By chance alone, the "
        "values would differ as much in at most 1 of 100 sweeps: this is more than chance."
    )


def test_a_spread_as_large_as_the_effect_is_told():
    said = verdict(results_of("activation", [[80, 82, 81, 84], [90, 88, 91, 86], [84, 87, 85, 88]]))
    assert said == (
        "On the test samples the median accuracy goes from 84.0 % (sigmoid) to 87.0 % (tanh). Runs that differ only in "
        "their seeds are typically 8.0 percentage points apart, as much or more: no effect can be told from chance."
    )
    steady = verdict(results_of("activation", [[60, 62, 64, 66], [70, 72, 74, 76], [80, 82, 84, 86]]))
    assert steady.endswith(
        "but with equal seeds the values differ in much the same way, which would happen by chance alone in at most "
        "1 of 100 sweeps: this is more than chance. That is with a learning rate of 1.2; with another rate it may be "
        "otherwise."
    )
    slow = results_of("activation", [[60, 62, 64, 66], [70, 72, 74, 76], [80, 82, 84, 86]], learning_rate=0.03)
    assert " That is with a learning rate of 0.03; " in verdict(slow)


def test_what_may_be_chance_is_said_to_come_about_so_often():
    results = results_of("activation", [[80, 81, 82, 85], [81, 80, 83, 81], [80, 82, 81, 84]])
    assert results.noise < results.effect
    assert results.chance() > 0.05
    (often,) = re.findall(r"in about (\d+) of 100 sweeps: it may be just that\.$", verdict(results))
    assert 0 <= int(often) / 100 - results.chance() < 0.01


def test_one_run_of_each_tells_nothing_but_of_seeds():
    assert verdict(results_of("noise", [[90, 80, 70, 60, 65, 64]])).startswith(
        "On the test samples accuracy goes from 60.0 % (noise 0.6) to 90.0 % (noise 0). With one run of each, nothing "
        "tells this from chance. Try more."
    )
    assert verdict(results_of("seed", [[90, 80, 85, 85, 85, 85, 85, 90]])) == (
        "On the test samples accuracy goes from 80.0 % (seed 3) to 90.0 % (seed 2 and seed 9). Only the initial "
        "weights differ, so 10.0 percentage points are pure chance. A smaller difference between single runs tells "
        "nothing."
    )
    assert "to 90.0 % (seed 3 and 6 others)" in verdict(results_of("seed", [[80, *[90] * 7]]))


def test_networks_no_better_than_naming_one_class():
    tests = [[50, 50, 52, 90, 90, 60], [49, 48, 60, 91, 92, 55], [50, 51, 60, 92, 91, 50]]
    assert verdict(results_of("scale", tests)).endswith(
        "With scale 0.0001 and scale 0.001 most networks do no better than always predicting one class."
    )
    assert verdict(results_of("scale", tests, guess=0.95)) == (
        "On the test samples none of them does better than always predicting one class."
    )
    assert (
        verdict(results_of("scale", [[80] * 6] * 3)) == "On the test samples the median accuracy is 80.0 % with each."
    )


def test_how_far_training_is_ahead_of_the_test():
    trains, tests = [[100, 98, 95, 94, 93, 92]] * 3, [[80, 81, 85, 88, 90, 91]] * 3
    assert verdict(results_of("samples", tests, trains)).endswith(
        "Training accuracy is ahead of test accuracy by 20.0 percentage points with 100 samples, by 1.0 percentage "
        "points with 1,000 samples."
    )
    assert "Training accuracy is ahead" not in verdict(results_of("learning rate", [[*each, 90] for each in tests]))


WORSE = "The largest network does better in training and worse in the test than 5 units in"


@looped(
    ("tests", "said"),
    [
        ([[70, 90, 80], [70, 90, 80], [70, 90, 80]], "3 of 3 runs: that is overfitting."),
        ([[70, 90, 85], [71, 91, 85], [69, 89, 85]], "3 of 3 runs: that is overfitting."),
        ([[70, 90, 80], [80, 85, 84], [75, 88, 87]], "3 of 3 runs; that may be chance."),
        ([[70, 90, 80], [70, 90, 80], [70, 90, 95]], "2 of 3 runs; that may be chance."),
        ([[70, 90, 80], [70, 90, 95], [70, 90, 95]], None),
        (
            [[70, 90, 89], [70, 91, 90], [70, 88, 90]],
            None,
        ),  # one of the best, though worse in two
    ],
)
def test_the_largest_network_overfits_in_so_many_runs(tests, said):
    text = verdict(results_of("hidden units", tests, [[70, 90, 99]] * 3, units=(1, 5, 50)))
    if said:
        assert text.endswith(f"{WORSE} {said}")
    else:
        assert "largest" not in text


@pytest.mark.nightly
def test_in_sweeps_of_pure_chance_overfitting_is_suspected_in_no_more_than_5_of_100(monkeypatch):
    """Equal networks that differ by the test points, which are drawn, and by their seeds; training always improves."""
    monkeypatch.setattr(Results, "chance", lambda results: 1.0)  # takes long, and says nothing of this
    random, points = np.random.RandomState(7), 80
    many = (1, 2, 3, 4, 5, 20, 50)
    # With two values and three runs it is suspected most often, so that is tried most.
    for units, runs, sweeps in (
        ((5, 50), 3, 1500),
        ((5, 50), 5, 300),
        (many, 3, 300),
        (many, 7, 300),
        ((1, 5), 1, 300),
    ):
        sweep = Sweep(by_setting(chosen(sweep="hidden units", units=units, runs=runs)))
        said = 0
        for _ in range(sweeps):
            right = 0.8 + 0.03 * random.randn(runs, 1) + 0.02 * random.randn(runs, len(units))
            tests = random.binomial(points, right) / points
            sweep.trained = tuple(
                Trained(None, Measurement(5000, 0.5, 0.8 + n % len(units) / 100, 0.5, test, None), None, 0.5)
                for n, test in enumerate(tests.ravel())
            )
            said += "that is overfitting" in verdict(Results(sweep))
        assert said <= 0.05 * sweeps, (units, runs)
        assert said > 0 or runs == 1


def test_before_the_end_no_effect_is_claimed():
    tests = [[60, 70, 80, 90, 85, 84]] * 3
    assert verdict(results_of("scale", tests, networks=8)) == (
        "So far 8 of 18 networks are trained. On the test samples the median accuracy goes from 60.0 % (scale 0.0001) "
        "to 90.0 % (scale 0.1)."
    )
    assert verdict(results_of("scale", tests, networks=1)) == "So far 1 of 18 networks is trained."


def test_what_diverged_is_left_out_and_told_below():
    results = results_of("learning rate", [[50, 60, 70, 80, 90, 80, 50]] * 3, diverged=[6, 12, 13, 20])
    said = verdict(results)
    assert said.startswith("Training diverged with rate 10 and rate 100, so they are left out. On the test samples")
    assert "to 90.0 % (rate 1)" in said
    assert divergences(results) == (
        "rate 10: 1 of 3, the first: W1 blew up at iteration 19. "
        "rate 100: 3 of 3, the first: W1 blew up at iteration 13. "
        "What is shown is the network just before. Try a learning rate below 10."
    )


def test_depths_have_several_runs_too():
    sweep = Sweep(by_depth(chosen(runs=3, **SMALL)))
    for _ in sweep.recipes:
        sweep.advance(100)
    said = verdict(Results(sweep))
    assert said.startswith("The networks have ")
    assert "the median accuracy goes from" in said
    assert sweep.experiment.names[0] == "1 layer of 5 units"


def test_where_the_cost_rose_another_program_may_find_another_accuracy():
    sweep = Sweep(by_setting(chosen(units=(4, 50), runs=1, limit=100)))
    assert rounding(Results(sweep)) == ""
    for _network in sweep.recipes:
        sweep.advance(100)
    assert [each.rose for each in sweep.trained] == [False, True]
    said = rounding(Results(sweep))
    assert said.startswith("The cost rose now and then with 50 units. ")
    assert MAGNIFIED in said
    assert said in how_many_units_view(sweep).panels[-1].sentence
