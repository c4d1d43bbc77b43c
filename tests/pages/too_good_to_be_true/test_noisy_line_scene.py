"""The scene of a noisy line: curves, points, numbers and the table are those of the runs and of the polynomial."""

import numpy as np
import pytest

from playground.pages.contents import TOO_GOOD_TO_BE_TRUE
from playground.pages.too_good_to_be_true.few_points import Moment, best
from playground.pages.too_good_to_be_true.lesson import SETTINGS
from playground.pages.too_good_to_be_true.noisy_line import Errors, line, network, polynomial
from playground.pages.too_good_to_be_true.noisy_line_scene import HEADINGS, NoisyLineScene
from playground.pages.too_good_to_be_true.penalty_chart import what_the_test_curve_did
from playground.pages.too_good_to_be_true.scene import TooGoodToBeTrueScene, too_good_to_be_true_scene
from playground.training import View
from tests.charts.scenes import assert_no_sentence_is_of_another_iteration
from tests.pages.parts import chosen, runs_of


def scene_of(iterations=0, **settings):
    settings = {"part": "number", **settings}
    runs = runs_of(TOO_GOOD_TO_BE_TRUE, iterations, **settings)
    return runs, too_good_to_be_true_scene(runs, chosen(SETTINGS, **settings)[View])


def test_each_part_has_its_scene():
    assert type(scene_of()[1]) is NoisyLineScene
    assert type(scene_of(part="class")[1]) is TooGoodToBeTrueScene


def test_curves_numbers_and_sentences_are_what_networks_and_polynomial_say_now():
    runs, scene = scene_of(400, noise=0.5, data_seed=21)
    now, figures, curves = scene.now(), scene.figures(), scene.curves()
    said = {**{name: network(run) for name, run in runs.items()}, "polynomial": polynomial(runs.first)}
    for (name, each), panel in zip(said.items(), now.panels, strict=False):
        (curve,) = now.traces[f"curve-{name}"]
        x = np.array(curve["x"])
        assert (x[0], x[-1]) == (-3, 3)
        np.testing.assert_allclose(curve["y"], each(x), rtol=1e-3, atol=1e-3)
        low, high = figures[f"curve-{name}"].layout.yaxis.range
        labels = [*runs.first.train.labels, *runs.first.test.labels]
        assert low < min(labels) < max(labels) < high
        errors = Errors.of(each, runs.first)
        digits = ".1f" if name == "polynomial" else ".3f"
        assert panel.numbers == {"Train RMSE": f"{errors.train:.3f}", "Test RMSE": f"{errors.test:{digits}}"}
    for name, curve in curves.items():
        assert len(curve["y"]) == len(now.traces[name])
    for run, panel, star in zip(runs.values(), now.panels, now.traces["cost"][-2:], strict=False):
        assert panel.sentence == what_the_test_curve_did(best(run), Moment.of(run.measure()))
        assert star["x"] == [best(run).iteration]
    assert now.panels[2].sentence == (
        "Degree 9: 10 coefficients for 12 training points. Between −3 and 3 it strays from the line by up to "
        f"{errors.farthest:,.0f}."
    )
    assert (
        scene_of(degree=11)[1]
        .now()
        .panels[2]
        .sentence.startswith("Degree 11: as many coefficients as training points, so it goes through all of them.")
    )
    assert_no_sentence_is_of_another_iteration(runs, scene)


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
