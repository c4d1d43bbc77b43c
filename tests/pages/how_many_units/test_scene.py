"""What is shown of a sweep: pictures and numbers of its networks, and what is said of them."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from playground.lessons.sweep import Results, Sweep, Trained
from playground.nn import predict
from playground.pages.how_many_units.lesson import HOW_MANY_UNITS_SETTINGS, by_depth, by_setting
from playground.pages.how_many_units.scene import how_many_units_view
from playground.pages.how_many_units.verdict import verdict
from playground.training import Divergence, Measurement
from tests.charts.static_views import assert_fills_the_first_screen, assert_whole, tables

SMALL = {"samples": 100, "limit": 200}
M_TEST = 80
HOPELESS = {"activation": "leaky_relu", "initialisation": "random", "scale": 10, "learning_rate": 100}


def chosen(**settings):
    """The records of a visitor who has chosen this on the page, with one run of each unless it says otherwise."""
    records, notes = HOW_MANY_UNITS_SETTINGS.read({"runs": 1} | settings)
    assert notes == []
    return records


def trained_sweep(plan, networks=None):
    """A sweep of which this many networks are trained, by default all."""
    sweep = Sweep(plan)
    for _ in range(len(plan.recipes) if networks is None else networks):
        sweep.advance(10_000)
    return sweep


def guess_of_80():
    """How many of the page's first test points have the more frequent class."""
    Y_test = by_setting(chosen()).recipes[0].data()[1].Y
    assert Y_test.size == M_TEST
    return max(int(np.sum(Y_test)), M_TEST - int(np.sum(Y_test)))


def judged(*right, depths=False, diverged=(), trained=None):
    """The verdict on networks with so many training points of 320, and test points of 80, right."""
    records = chosen(units=tuple(range(1, len(right) + 1)))
    sweep = Sweep(by_depth(records) if depths else by_setting(records))
    networks = [
        Trained(
            None,
            Measurement(5000, 0.5, train / 320, 0.5, test / M_TEST, None),
            Divergence("W1", 7) if number in diverged else None,
            guess_of_80() / M_TEST,
        )
        for number, (train, test) in enumerate(right)
    ]
    sweep.trained = tuple(networks[:trained])
    return verdict(Results(sweep))


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


def test_before_training_there_are_the_points_and_no_numbers():
    sweep = Sweep(by_setting(chosen(units=(2, 9), **SMALL)))
    static_view = how_many_units_view(sweep)
    assert_whole(static_view)
    assert_fills_the_first_screen(static_view, "")
    sentence, captions, rows = said(static_view)
    assert sentence == "No network is trained yet."
    assert captions == {"2 units": "–", "9 units": "–"}
    assert rows["2 units"] == ["9", "–", "–", "–"]
    for name in ("boundary-0", "boundary-1"):
        figure = static_view.figures[name]
        assert figure.layout.images[0].source == ""
        assert sum(len(trace.x) for trace in figure.data) == 100
    for line in static_view.figures["accuracy"].data:
        assert list(line.y) == [None, None]


def test_test_points_are_left_out_where_they_would_hide_a_small_boundary():
    for test_share, shown in ((20, 100), (50, 100), (60, 40), (90, 10)):
        static_view = how_many_units_view(Sweep(by_setting(chosen(units=(2, 9), samples=100, test_share=test_share))))
        assert sum(len(trace.x) for trace in static_view.figures["boundary-1"].data) == shown
        spans = [tuple(static_view.figures[name].layout.xaxis.range) for name in ("boundary-0", "boundary-1")]
        assert spans[0] == spans[1]


def test_each_trained_network_is_told_of_in_words():
    sweep = trained_sweep(by_setting(chosen(units=(2, 9), **SMALL)), 1)
    static_view = how_many_units_view(sweep)
    (caption,) = (panel.caption for panel in static_view.panels if panel.title == "2 units")
    verdict_of_one, described = static_view.described()[:2]
    train, test = caption.split(", ")
    assert verdict_of_one.startswith("Accuracy: So far 1 of 2 networks")
    assert described.startswith(f"2 units: Accuracy: {train} in training, {test} in the test. ")
    assert "boundary" in described or "area" in described
    assert "9 units" not in " ".join(static_view.described()[1:])


def test_a_cursor_reads_each_trained_network_beside_the_points_that_are_drawn():
    sweep = trained_sweep(by_setting(chosen(units=(2, 9), samples=100, test_share=60)), 1)
    static_view = how_many_units_view(sweep)
    readings = {name: read() for name, read in static_view.readings.items()}
    assert readings.pop("boundary-1") == {}  # not trained yet
    (sent,) = readings.values()
    train, _test = sweep.experiment.recipes[0].data()  # more test points than training points, so they are left out
    assert [group["label"] for group in sent["groups"]] == [0, 1]
    for group in sent["groups"]:
        codes = np.frombuffer(base64.b64decode(group["codes"]), "<u2").astype(int)
        wanted = predict(sweep.trained[0].parameters, train.X[:, train.labels == group["label"]])[0]
        assert np.array_equal(codes // 1001, wanted)


@pytest.mark.parametrize("plan", [by_setting, by_depth])
def test_every_number_is_that_of_its_network(plan):
    sweep = trained_sweep(plan(chosen(**SMALL)))
    static_view = how_many_units_view(sweep)
    _, captions, rows = said(static_view)
    for index, (name, trained) in enumerate(zip(sweep.experiment.names, sweep.trained, strict=True)):
        accuracies = [np.mean(predict(trained.parameters, data.X) == data.Y) for data in sweep.recipes[index].data()]
        percents = [f"{accuracy + 1e-12:.1%}".replace("%", " %") for accuracy in accuracies]
        parameters = str(sum(value.size for value in trained.parameters.values()))
        assert rows[name] == [parameters, f"{trained.measured.cost:.4f}", *percents]
        assert captions[name] == ", ".join(percents)
        assert [line.y[index] for line in static_view.figures["accuracy"].data] == accuracies
        assert [line.text[index] for line in static_view.figures["accuracy"].data] == [name, name]


def test_each_boundary_is_its_networks():
    sweep = trained_sweep(by_setting(chosen(units=(1, 2, 50), **SMALL)))
    static_view = how_many_units_view(sweep)
    sources = []
    for number, trained in enumerate(sweep.trained):
        image = static_view.figures[f"boundary-{number}"].layout.images[0]
        kind, data = image.source.split(",")
        assert kind == "data:image/png;base64"
        picture = np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGBA")).astype(int)
        n = len(picture)
        x1 = image.x + (np.arange(n) + 0.5) / n * image.sizex
        x2 = image.y - (np.arange(n) + 0.5) / n * image.sizey
        classes = predict(trained.parameters, np.stack(np.meshgrid(x1, x2)).reshape(2, -1)).reshape(n, n)
        redder = picture[..., 0] > picture[..., 2]  # class 1 is vermilion, class 0 blue
        assert np.mean(redder == classes) > 0.99
        sources.append(data)
    assert len(set(sources)) == 3


def test_a_sweep_that_was_cancelled_shows_what_is_done():
    sweep = trained_sweep(by_setting(chosen(units=(1, 5, 9), **SMALL)), networks=2)
    static_view = how_many_units_view(sweep)
    sentence, captions, rows = said(static_view)
    assert sentence.startswith("So far 2 of 3 networks are trained.")
    assert captions["9 units"] == "–" != captions["5 units"]
    assert rows["9 units"][1] == "–" != rows["5 units"][1]
    assert [bool(static_view.figures[f"boundary-{i}"].layout.images[0].source) for i in range(3)] == [True, True, False]
    for line in static_view.figures["accuracy"].data:
        assert [y is None for y in line.y] == [False, False, True]


def test_depths_come_further_down_and_have_a_height_of_their_own():
    static_view = how_many_units_view(Sweep(by_depth(chosen(**SMALL))))
    assert_whole(static_view)
    assert not static_view.fills
    assert all(figure.layout.meta for figure in static_view.figures.values())


def test_the_axis_of_sizes():
    units = how_many_units_view(Sweep(by_setting(chosen(units=(1, 7, 50), **SMALL)))).figures["accuracy"]
    assert (units.layout.xaxis.type, list(units.layout.xaxis.tickvals)) == ("log", [1, 7, 50])
    assert list(units.data[0].x) == [1, 7, 50]
    depth = how_many_units_view(Sweep(by_depth(chosen(**SMALL)))).figures["accuracy"]
    assert (depth.layout.xaxis.type, list(depth.layout.xaxis.tickvals)) == ("linear", [1, 2, 3, 4])
    assert list(depth.data[0].x) == [1, 2, 3, 4]


def test_no_accuracy_is_outside_the_axis():
    sweep = trained_sweep(by_setting(chosen(units=(1, 2), class_share=90, learning_rate=50.0, **SMALL)))
    first, second = sweep.trained
    sweep.trained = (
        first._replace(measured=first.measured._replace(score=0.1)),
        second._replace(measured=second.measured._replace(score=1.0)),
    )
    figure = how_many_units_view(sweep).figures["accuracy"]
    low, high = figure.layout.yaxis.range
    assert all(low < y < high for line in figure.data for y in line.y)


def test_a_network_that_diverged_is_told_and_left_out():
    sweep = trained_sweep(by_setting(chosen(units=(2, 50), **HOPELESS, **SMALL)))
    assert all(trained.divergence for trained in sweep.trained)
    static_view = how_many_units_view(sweep)
    sentence, captions, _ = said(static_view)
    assert sentence == "Training diverged in every network. See below for what to try."
    assert set(captions.values()) == {"diverged"}
    below = static_view.panels[-1].sentence
    for name, trained in zip(sweep.experiment.names, sweep.trained, strict=True):
        assert f"{name}: {trained.divergence.parameter} blew up at iteration {trained.divergence.iteration}." in below
    assert below.endswith("Try a learning rate below 100.")
    assert [list(line.y) for line in static_view.figures["accuracy"].data] == [[None, None], [None, None]]
    assert how_many_units_view(Sweep(by_setting(chosen(**SMALL)))).panels[-1].sentence == ""


# The verdict


def test_one_best():
    assert judged((300, 70), (310, 74)) == (
        "Best on the test samples: 2 units, with 92.5 % (74 of 80 points). It is the largest network."
    )


def test_a_tie_is_told_as_a_tie():
    assert judged((300, 74), (300, 70), (310, 74)) == (
        "Best on the test samples: 1 unit and 3 units, with 92.5 % (74 of 80 points). "
        "The largest network does no better than 1 unit."
    )
    assert (
        judged((300, 74), (310, 74), (320, 74)) == "On the test samples all do equally well: 92.5 % (74 of 80 points)."
    )
    assert "1 unit, 2 units and 3 units, with" in judged((1, 74), (1, 74), (1, 74), (1, 70))


def test_better_in_training_and_worse_in_the_test():
    assert judged((300, 70), (310, 76), (320, 60)) == (
        "Best on the test samples: 2 units, with 95.0 % (76 of 80 points). "
        "The largest network, 3 units, gets 75.0 % (60); "
        "of the training samples it gets 100.0 %, against 96.9 % for 2 units. "
        "Better in training and worse in the test: that may be overfitting, or chance. Several runs of each can tell."
    )


def test_networks_that_learned_nothing_are_not_ranked():
    guess = guess_of_80()
    assert judged((300, guess - 3), (310, guess)) == (
        f"On the test samples none does better than always predicting one class, which gets {guess} right."
    )
    assert judged((300, guess), (300, guess)).endswith(f"which gets {guess} right.")
    assert judged((300, guess), (310, guess + 1)).startswith("Best on the test samples: 2 units, with ")


@pytest.mark.parametrize("train", [290, 300])
def test_worse_in_both_or_equal_in_training_is_not_called_overfitting(train):
    said = judged((300, 70), (train, 50))
    assert "2 units, gets 62.5 % (50)" in said
    assert "overfitting" not in said


def test_the_largest_is_the_largest_that_did_not_diverge():
    assert judged((300, 70), (310, 74), (300, 60), diverged=[2]) == (
        "Training diverged with 3 units, so it is left out. "
        "Best on the test samples: 2 units, with 92.5 % (74 of 80 points). It is the largest network."
    )
    assert judged((300, 70), (310, 74), (300, 60), diverged=[0, 2]) == (
        "Training diverged with 1 unit and 3 units, so they are left out."
    )
    assert judged((300, 70), (310, 74), diverged=[0]) == ("Training diverged with 1 unit, so it is left out.")


def test_before_the_end_nothing_is_said_of_the_largest():
    assert judged((300, 74), (310, 60), (1, 1), trained=0) == "No network is trained yet."
    assert judged((300, 74), (310, 60), (1, 1), trained=1) == "So far 1 of 3 networks is trained."
    assert judged((300, 74), (310, 60), (1, 1), trained=2) == (
        "So far 2 of 3 networks are trained. Best on the test samples: 1 unit, with 92.5 % (74 of 80 points)."
    )


def test_depths_are_compared_with_their_numbers_of_parameters():
    sweep = Sweep(by_depth(chosen(n_h=20)))
    assert verdict(Results(sweep)) == "The networks have 77 to 85 parameters. None of them is trained yet."
    said = judged((300, 70), (300, 71), (310, 74), (300, 70), depths=True)
    assert said.startswith(
        "The networks have 77 to 85 parameters. Best on the test samples: 3 layers of 5 units, with 92.5 %"
    )
    assert "The deepest network, 4 layers of 4 units, gets 87.5 % (70)" in said
