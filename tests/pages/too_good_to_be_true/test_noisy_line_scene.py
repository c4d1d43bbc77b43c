"""The scene of a noisy line: curves, points, numbers and the table are those of the runs and of the polynomial."""

import numpy as np
import pytest

from playground.pages.too_good_to_be_true.few_points import Moment, best
from playground.pages.too_good_to_be_true.lesson import SETTINGS, experiment
from playground.pages.too_good_to_be_true.noisy_line import Errors, line, network, polynomial
from playground.pages.too_good_to_be_true.noisy_line_scene import HEADINGS, NoisyLineScene
from playground.pages.too_good_to_be_true.penalty_chart import what_the_test_curve_did
from playground.pages.too_good_to_be_true.scene import TooGoodToBeTrueScene, too_good_to_be_true_scene
from playground.training import RunGroup, View
from tests.charts.scenes import assert_no_sentence_is_of_another_iteration
from tests.looped import looped

NAMES = ("free", "penalised", "polynomial")


def scene_of(iterations=0, **settings):
    chosen, notes = SETTINGS.read({"part": "number", **settings})
    assert not notes
    runs = RunGroup(experiment(chosen))
    runs.advance(iterations)
    return runs, too_good_to_be_true_scene(runs, chosen[View])


def test_each_part_has_its_scene():
    assert type(scene_of()[1]) is NoisyLineScene
    assert type(scene_of(part="class")[1]) is TooGoodToBeTrueScene


def test_behind_each_curve_are_the_line_and_all_points_those_for_testing_hollow():
    runs, scene = scene_of()
    figures = scene.figures()
    assert list(figures) == [*(f"curve-{name}" for name in NAMES), "cost", "weights"]
    for name in NAMES:
        curve, truth, train, test = figures[f"curve-{name}"].data
        assert curve.x == ()
        np.testing.assert_allclose(truth.y, np.array(truth.x) / 2)
        assert truth.line.dash == "dot"
        for trace, samples, symbol in ((train, runs.first.train, "circle"), (test, runs.first.test, "circle-open")):
            np.testing.assert_array_equal(trace.x, samples.X[0])
            np.testing.assert_array_equal(trace.y, samples.labels)
            assert trace.marker.symbol == symbol
    colours = [figures[f"curve-{name}"].data[0].line.color for name in NAMES]
    assert len({*colours}) == 3
    assert colours[:2] == [each.colour for each in runs.experiment.values()]
    assert len({figures[f"curve-{name}"].layout.yaxis.range for name in NAMES}) == 1
    low, high = figures["curve-free"].layout.yaxis.range
    labels = [*runs.first.train.labels, *runs.first.test.labels]
    assert low < min(labels) < max(labels) < high


@looped("iterations", (0, 1, 400))
def test_curves_are_what_networks_and_polynomial_say_now(iterations):
    runs, scene = scene_of(iterations, noise=0.5, data_seed=21)
    traces = scene.now().traces
    said = {**{name: network(run) for name, run in runs.items()}, "polynomial": polynomial(runs.first)}
    for name in NAMES:
        (curve,) = traces[f"curve-{name}"]
        x = np.array(curve["x"])
        assert (x[0], x[-1]) == (-3, 3)
        np.testing.assert_allclose(curve["y"], said[name](x), rtol=1e-3, atol=1e-3)
    assert scene.layout() == type(scene)(scene.runs, scene.view).layout()
    for name, curve in scene.curves().items():
        assert len(curve["y"]) == len(traces[name])


def test_numbers_and_sentences_are_those_of_each_curve():
    runs, scene = scene_of(400, noise=0.5, data_seed=21)
    *networks, swings = scene.now().panels[:3]
    for (name, run), panel in zip(runs.items(), networks, strict=True):
        errors = Errors.of(network(run), run)
        assert panel.title == runs.experiment[name].label
        assert panel.numbers == {"Train RMSE": f"{errors.train:.3f}", "Test RMSE": f"{errors.test:.3f}"}
        assert panel.sentence == what_the_test_curve_did(best(run), Moment.of(run.measure()))
    errors = Errors.of(polynomial(runs.first), runs.first)
    assert swings.numbers == {"Train RMSE": f"{errors.train:.3f}", "Test RMSE": f"{errors.test:.1f}"}
    assert swings.sentence == (
        "Degree 9: 10 coefficients for 12 training points. Between −3 and 3 it strays from the line by up to "
        f"{errors.farthest:,.0f}."
    )
    assert_no_sentence_is_of_another_iteration(runs, scene)


def test_another_degree_is_drawn_at_once_and_the_network_stays():
    runs, scene = scene_of(20)
    before = scene.now()
    runs.adjust(experiment(SETTINGS.read({"part": "number", "degree": 11})[0]))
    after = scene.now()
    assert before.traces["curve-free"] == after.traces["curve-free"]
    assert before.traces["curve-polynomial"] != after.traces["curve-polynomial"]
    assert after.panels[2].sentence.startswith(
        "Degree 11: as many coefficients as training points, so it goes through all of them."
    )
    assert [panel.title for panel in before.panels] == [panel.title for panel in after.panels]


def test_the_table_has_each_network_at_its_star_and_now_the_polynomial_and_the_line():
    runs, scene = scene_of(700)
    table = scene.now().panels[-1].table
    assert list(table.headings) == list(HEADINGS)
    names = ["No penalty", "No penalty", "L2 = 0.003", "L2 = 0.003", "polynomial", "the line itself"]
    assert [row.cells[0] for row in table.rows] == names
    cells = {tuple(row.cells[:2]): [float(cell.replace(",", "")) for cell in row.cells[2:5]] for row in table.rows}
    said = {
        ("No penalty", "now"): network(runs["free"]),
        ("L2 = 0.003", "now"): network(runs["penalised"]),
        ("polynomial", "–"): polynomial(runs.first),
        ("the line itself", "–"): line,
    }
    for name, curve in said.items():
        assert cells[name] == pytest.approx(Errors.of(curve, runs.first)[:3], rel=3e-3, abs=6e-4)
    star = best(runs["free"])
    at = cells["No penalty", f"at the star: iteration {star.iteration}"]
    assert at == pytest.approx(np.sqrt(2 * np.array([star.train, star.test, star.fresh])), abs=6e-4)


def test_costs_have_a_star_each():
    runs, scene = scene_of(50)
    *lines, free, penalised = scene.now().traces["cost"]
    assert len(lines) == 8
    assert [free["x"], penalised["x"]] == [[best(run).iteration] for run in runs.values()]
