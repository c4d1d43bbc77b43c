"""What is shown of a sweep: pictures and numbers of its networks."""

import base64

import numpy as np

from playground.lessons.sweep import Results, Sweep
from playground.nn import predict
from playground.pages.how_many_units.lesson import by_depth, by_setting
from playground.pages.how_many_units.scene import how_many_units_view, score_figure
from tests.charts.static_views import assert_fills_the_first_screen, assert_whole, tables
from tests.looped import looped
from tests.pages.how_many_units import sweeps
from tests.pages.how_many_units.sweeps import in_percent, pixels, results_of, trained

SMALL = {"samples": 100, "limit": 100}
HOPELESS = {"activation": "leaky_relu", "initialisation": "random", "scale": 10, "learning_rate": 100}


def chosen(**settings):
    """The records of a visitor who has chosen this on the page, with one run of each unless it says otherwise."""
    return sweeps.chosen(**{"runs": 1} | SMALL | settings)


def said(static_view):
    """The sentence under the accuracies, the short line under each boundary by name, and the rows of the table."""
    accuracy, *small, _ = static_view.panels
    (rows,) = tables(static_view)
    assert [row.cells[0] for row in rows] == [panel.title for panel in small]
    return (
        accuracy.sentence,
        {panel.title: panel.caption for panel in small},
        {row.cells[0]: row.cells[1:] for row in rows},
    )


# One run of each


def test_of_a_network_that_is_not_trained_yet_there_are_the_points_and_no_numbers():
    sweep = Sweep(by_setting(chosen(units=(2, 9))))
    for networks in (0, 1):
        sweep.advance(100 * networks)
        static_view = how_many_units_view(sweep)
        assert_whole(static_view)
        assert_fills_the_first_screen(static_view, "")
        sentence, captions, rows = said(static_view)
        assert sentence.startswith("So far 1 of 2 networks is trained." if networks else "No network is trained yet.")
        assert [caption == "–" for caption in captions.values()] == [not networks, True]
        assert [row[1] == "–" for row in rows.values()] == [not networks, True]
        assert rows["9 units"] == ["37", "–", "–", "–"]
        for number in range(2):
            figure = static_view.figures[f"boundary-{number}"]
            assert bool(figure.layout.images[0].source) == (number < networks)
            assert sum(len(trace.x) for trace in figure.data) == 100
        for line in static_view.figures["accuracy"].data:
            assert [y is None for y in line.y] == [not networks, True]
    # In words, too, each network is told of once it is trained.
    verdict_of_one, described, *others = static_view.described()
    train, test = captions["2 units"].split(", ")
    assert verdict_of_one.startswith("Accuracy: So far 1 of 2 networks")
    assert described.startswith(f"2 units: Accuracy: {train} in training, {test} in the test. ")
    assert "boundary" in described or "area" in described
    assert "9 units" not in " ".join(others)


def test_test_points_are_left_out_where_they_would_hide_a_small_boundary():
    for test_share, shown in ((20, 100), (50, 100), (60, 40), (90, 10)):
        static_view = how_many_units_view(Sweep(by_setting(chosen(units=(2, 9), test_share=test_share))))
        assert sum(len(trace.x) for trace in static_view.figures["boundary-1"].data) == shown
        spans = [tuple(static_view.figures[name].layout.xaxis.range) for name in ("boundary-0", "boundary-1")]
        assert spans[0] == spans[1]


def test_a_cursor_reads_each_trained_network_beside_the_points_that_are_drawn():
    sweep = trained(by_setting(chosen(units=(2, 9), test_share=60)), 1)
    readings = {name: read() for name, read in how_many_units_view(sweep).readings.items()}
    assert readings.pop("boundary-1") == {}  # not trained yet
    (sent,) = readings.values()
    train, _test = sweep.experiment.recipes[0].data()  # more test points than training points, so they are left out
    assert [group["label"] for group in sent["groups"]] == [0, 1]
    for group in sent["groups"]:
        codes = np.frombuffer(base64.b64decode(group["codes"]), "<u2").astype(int)
        wanted = predict(sweep.trained[0].parameters, train.X[:, train.labels == group["label"]])[0]
        assert np.array_equal(codes // 1001, wanted)


@looped("plan", [by_setting, by_depth])
def test_every_number_is_that_of_its_network(plan):
    sweep = trained(plan(chosen(n_h=5, units=(2, 50))))
    static_view = how_many_units_view(sweep)
    assert_whole(static_view)
    assert static_view.fills == (plan is by_setting)
    _, captions, rows = said(static_view)
    figure = static_view.figures["accuracy"]
    for index, (name, one) in enumerate(zip(sweep.experiment.names, sweep.trained, strict=True)):
        accuracies = [np.mean(predict(one.parameters, data.X) == data.Y) for data in sweep.recipes[index].data()]
        percents = [*map(in_percent, accuracies)]
        parameters = str(sum(value.size for value in one.parameters.values()))
        assert rows[name] == [parameters, f"{one.measured.cost:.4f}", *percents]
        assert captions[name] == ", ".join(percents)
        assert [line.y[index] for line in figure.data] == accuracies
        assert [line.text[index] for line in figure.data] == [name, name]
    sizes, scale = ([2, 50], "log") if plan is by_setting else ([1, 2, 3, 4], "linear")
    assert figure.layout.xaxis.type == scale
    assert list(figure.layout.xaxis.tickvals) == list(figure.data[0].x) == sizes
    if plan is by_depth:  # further down, with a height of their own
        assert all(figure.layout.meta for figure in static_view.figures.values())


def test_each_boundary_is_its_networks():
    sweep = trained(by_setting(chosen(units=(1, 50))))
    static_view = how_many_units_view(sweep)
    for number, one in enumerate(sweep.trained):
        colours, places = pixels(static_view.figures[f"boundary-{number}"])
        redder = colours[:, 0] > colours[:, 2]  # class 1 is vermilion, class 0 blue
        assert np.mean(redder == predict(one.parameters, places)) > 0.99


def test_no_accuracy_is_outside_the_axis():
    figure = score_figure(results_of(by_setting(chosen(units=(1, 2))), [0.1, 1.0]))
    low, high = figure.layout.yaxis.range
    assert low < 0.1 < 1 < high


def test_a_network_that_diverged_is_told_and_left_out():
    sweep = trained(by_setting(chosen(units=(2, 50), limit=200, **HOPELESS)))
    static_view = how_many_units_view(sweep)
    sentence, captions, _ = said(static_view)
    assert sentence == "Training diverged in every network. See below for what to try."
    assert set(captions.values()) == {"diverged"}
    below = static_view.panels[-1].sentence
    for name, one in zip(sweep.experiment.names, sweep.trained, strict=True):
        assert f"{name}: {one.divergence.parameter} blew up at iteration {one.divergence.iteration}." in below
    assert below.endswith("Try a learning rate below 100.")
    assert [list(line.y) for line in static_view.figures["accuracy"].data] == [[None, None], [None, None]]


# Several runs of each


def test_a_line_of_medians_a_band_around_it_and_a_mark_for_each_run():
    sweep = trained(by_setting(chosen(sweep="noise", runs=3, n_h=5)))
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
    for row, *both in zip(rows, *runs, strict=True):
        spans = [f"{in_percent(each.min())} to {in_percent(each.max())}" for each in both]
        assert row.cells[3:] == [*(in_percent(np.median(each)) for each in both), *spans]


def test_values_without_an_order_have_bars_and_no_line():
    sweep = trained(by_setting(chosen(sweep="activation", runs=3, n_h=5)))
    figure = score_figure(Results(sweep))
    assert list(figure.layout.xaxis.ticktext) == ["sigmoid", "tanh", "ReLU", "leaky ReLU"]
    line, bars, marks, *_ = figure.data
    assert (line.mode, bars.fill) == ("markers", None)
    assert list(bars.x) == [at for place in line.x for at in (place, place, None)]
    for value in range(4):
        low, high, gap = bars.y[3 * value : 3 * value + 3]
        own = sorted(marks.y[3 * value : 3 * value + 3])
        assert (low, line.y[value], high, gap) == (*own, None)
    every = sweep.trained
    for networks in (12, 10, 6, 1):  # at the end, and on its way: three runs of each, or fewer
        sweep.trained = every[:networks]
        assert_what_stands_under_a_picture_is_what_is_plotted(how_many_units_view(sweep))
    # The picture's own network is in the middle by the test, not always in training.
    sweep.trained = every
    drawn = [every[Results(sweep).middle(value)].measured.score for value in range(4)]
    assert drawn != list(line.y)
    assert len(score_figure(Results(Sweep(by_setting(chosen(sweep="seed"))))).data) == 2  # one run: nothing to span


def assert_what_stands_under_a_picture_is_what_is_plotted(static_view):
    plotted = zip(*(trace.y for trace in static_view.figures["accuracy"].data[::3]), strict=True)
    (rows,) = tables(static_view)
    for row, panel, medians in zip(rows, static_view.panels[1:-1], plotted, strict=True):
        if medians == (None, None):
            assert panel.caption == "–"
            continue
        train, test = map(in_percent, medians)
        assert panel.caption == f"{train}, {test}" == ", ".join(row.cells[3:5])
        in_words = static_view.in_words[panel.title]
        assert in_words.startswith(f"Median accuracy: {train} in training, {test} in the test. ")


@looped("name", ["scale", "learning rate", "samples"])
def test_scale_and_rate_have_a_logarithmic_axis(name):
    figure = score_figure(Results(Sweep(by_setting(chosen(sweep=name)))))
    assert figure.layout.xaxis.type == "log"
    assert [float(text) for text in figure.layout.xaxis.ticktext] == list(figure.layout.xaxis.tickvals)


def test_a_value_with_runs_that_diverged_leaves_a_gap_and_the_others_their_marks():
    tests = [[0.5, 0.6, 0.7, 0.8, 0.9, 0.91]] * 3
    results = results_of(by_setting(chosen(sweep="noise", runs=3)), tests, diverged=[2, 8, 14, 4])
    line, band, marks, *_ = score_figure(results).data
    assert [y is None for y in line.y] == [False, False, True, False, True, False]
    assert list(band.x) == [0, 0.2, 0.2, 0, None, 0.6, 0.6, None, 1, 1, None]
    assert len(marks.y) == 18 - 4


def test_each_picture_is_of_the_run_in_the_middle_with_its_own_points():
    sweep = trained(by_setting(chosen(sweep="samples", runs=3, n_h=5)))
    static_view = how_many_units_view(sweep)
    for value, samples in enumerate(sweep.experiment.values):
        middle = Results(sweep).middle(value)
        tested = [each.measured.test_score for each in sweep.trained[value :: len(sweep.experiment.values)]]
        assert sweep.trained[middle].measured.test_score == np.median(tested)
        points = sum(len(trace.x) for trace in static_view.figures[f"boundary-{value}"].data)
        assert points == sweep.recipes[middle].samples == samples


def test_a_network_has_as_many_parameters_as_it_has_whatever_the_classes():
    sweep = trained(by_setting(chosen(dataset="blobs", classes=3, units=(2, 9))))
    (rows,) = tables(how_many_units_view(sweep))
    assert [row.cells[1] for row in rows] == [str(sum(v.size for v in t.parameters.values())) for t in sweep.trained]
