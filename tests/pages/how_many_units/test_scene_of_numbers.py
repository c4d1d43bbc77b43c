"""What is shown and said of a sweep whose networks are asked for a number: R², and no word of accuracy or classes."""

import re

import numpy as np
import pytest

from playground.charts.plane.scale import Scale
from playground.lessons.sweep import Sweep
from playground.nn import predict
from playground.pages.how_many_units.lesson import by_depth, by_setting
from playground.pages.how_many_units.scene import how_many_units_view, score_figure
from playground.pages.how_many_units.swept import SWEPT, UNITS, repeated
from playground.pages.how_many_units.verdict import rounding, verdict
from playground.training import Recipe
from tests.charts.static_views import assert_fills_the_first_screen, assert_whole, tables
from tests.looped import looped
from tests.pages.how_many_units import sweeps
from tests.pages.how_many_units.sweeps import pixels, trained

SMALL = {"dataset": "bump", "samples": 100, "limit": 100, "learning_rate": 0.1, "n_h": 5}
OF_CLASSES = re.compile("accurac|class|boundar|percent| %|points? right", re.IGNORECASE)


def chosen(**settings):
    """The records of a visitor who has chosen this on the page."""
    return sweeps.chosen(**SMALL | settings)


def results_of(name, tests, trains=None, **settings):
    """The results with these R² in the test, one list for each run of all values; the cost has risen in each."""
    plan = by_setting(chosen(sweep=name, runs=len(tests), **settings))
    return sweeps.results_of(plan, tests, trains, guess=0.0, rose=True)


def test_every_number_is_that_of_its_network():
    sweep = trained(by_depth(chosen(runs=1)))
    view = how_many_units_view(sweep)
    assert_whole(view)
    (rows,) = tables(view)
    lines = view.figures["score"].data
    for index, (row, one) in enumerate(zip(rows, sweep.trained, strict=True)):
        parts = sweep.recipes[index].data()
        outputs = [predict(one.parameters, data.X)[0] for data in parts]
        scores = [
            1 - np.sum((a - data.labels) ** 2) / np.sum((data.labels - data.labels.mean()) ** 2)
            for a, data in zip(outputs, parts, strict=True)
        ]
        assert [line.y[index] for line in lines] == pytest.approx(scores)
        assert [float(cell.replace("−", "-")) for cell in row.cells[3:]] == pytest.approx(scores, abs=6e-4)
        assert view.panels[1 + index].caption == ", ".join(row.cells[3:])


def test_each_map_has_the_colours_of_its_networks_outputs():
    sweep = trained(by_setting(chosen(units=(1, 9), runs=1)))
    figure = how_many_units_view(sweep).figures["boundary-1"]
    labels = sweep.recipes[1].data()[0].labels
    scale = Scale.of(labels)
    colours, places = pixels(figure)
    there = ["#{:02x}{:02x}{:02x}".format(*colour) for colour in colours.tolist()]
    assert np.mean(np.array(there) == scale.colours(predict(sweep.trained[1].parameters, places)[0])) > 0.99
    assert list(figure.data[0].marker.color) == scale.colours(labels)


@pytest.mark.nightly
@looped("name", list(SWEPT))
def test_nothing_that_is_said_is_of_classes(name):
    swept = SWEPT[name].asked(chosen()[Recipe])
    number = len(Sweep(by_setting(chosen(sweep=name, runs=1))).recipes)
    falls = np.linspace(0.9, -0.1, number)
    for runs in (1, 3):
        for tests in (falls, falls[::-1], falls * 0, falls * 0 + 0.5):
            wanted = 1 if not SWEPT[name].repeated else runs
            results = results_of(name, [tests - run / 100 for run in range(wanted)], [tests + 0.01] * wanted)
            view = how_many_units_view(Sweep(results.plan))
            assert_whole(view)
            said = [verdict(results), rounding(results), str(score_figure(results).layout), swept.question]
            said += [swept.explained, repeated("number")]
            said += [text for panel in view.panels for text in panel.help.values()]
            said += [heading for panel in view.panels if panel.table for heading in panel.table.headings]
            assert [text for text in map(str, said) if OF_CLASSES.search(text)] == []
    assert SWEPT[name].asked(Recipe()) is SWEPT[name]


def test_the_verdict_is_of_r_squared():
    assert verdict(results_of(UNITS, [[0.5, 0.75]], units=(2, 3))) == (
        "On the test samples R² goes from 0.500 (2 units) to 0.750 (3 units). "
        "With one run of each, nothing tells this from chance. Try more."
    )
    assert "none of them does better than always giving the mean." in verdict(
        results_of(UNITS, [[0.0, -0.1]], units=(2, 3))
    )
    said = verdict(results_of("noise", [[0.8, 0.7, 0.6, 0.5, 0.4, 0.3]] * 3, [[0.9] * 6] * 3))
    assert "Training R² is ahead of test R² by 0.100 with noise 0, by 0.600 with noise 1." in said
    assert "so a difference of 0.250 is pure chance." in verdict(results_of("seed", [[0.5, 0.75] * 4]))


def test_the_axis_has_zero_on_it_and_ends_at_minus_one():
    for worst, lowest in ((0.4, 0), (-0.4, -0.4), (-1e9, -1)):
        axis = score_figure(results_of(UNITS, [[worst, 0.9]], units=(2, 3))).layout.yaxis
        assert list(axis.range) == pytest.approx([lowest - 0.03, 1.03])
        assert axis.title.text == "R²"


def test_before_training_there_is_a_line_for_the_mean():
    view = how_many_units_view(Sweep(by_setting(chosen())))
    assert_fills_the_first_screen(view, "")
    figure = view.figures["score"]
    assert figure.layout.shapes[0].y0 == 0
    assert figure.layout.annotations[0].text == "always the mean: R² 0"
