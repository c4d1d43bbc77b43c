"""The scene of overfitting: lines, stars and words are those of the runs."""

import pytest

from playground.charts.curve import shorten
from playground.pages.too_good_to_be_true.few_points import Moment, best
from playground.pages.too_good_to_be_true.penalty_chart import what_the_test_curve_did
from playground.pages.too_good_to_be_true.scene import HEADINGS, TooGoodToBeTrueScene
from tests.charts.scenes import scene_of
from tests.looped import looped


@looped("settings", [{"dataset": "circles", "n_h": 3}, {"l2": 0.0, "l1": 0.01}])
def test_curves_dots_stars_and_the_words_of_each_network_are_where_the_runs_are(settings):
    runs, scene = scene_of(TooGoodToBeTrueScene, 400, **settings)
    frame, curves, figures = scene.frame(), scene.curves(), scene.figures()
    for name in ("cost", "weights"):
        assert len(figures[name].data) == len(frame["traces"][name]) == len(curves[name]["y"])
    moments = [Moment.of(run.measure()) for run in runs.values()]
    ends = [cost for now in moments for cost in (now.train, now.test)]
    shown = frame["traces"]["cost"]
    assert [trace["y"] for trace in shown[:4]] == [trace["y"] for trace in shown[4:8]] == [[shorten(y)] for y in ends]
    points = [[Moment.of(point) for point in run.history.points] for run in runs.values()]
    assert curves["cost"]["at"] == [point.iteration for point in points[0]]
    lines = [[shorten(getattr(point, kind)) for point in each] for each in points for kind in ("train", "test")]
    assert curves["cost"]["y"][:4] == lines
    assert curves["weights"]["y"][:2] == [[shorten(point.largest) for point in each] for each in points]
    assert not any(curves["cost"]["y"][4:])
    for star, run, panel, now in zip(shown[8:], runs.values(), scene.now().panels, moments, strict=False):
        assert (star["x"], star["y"]) == ([best(run).iteration], [shorten(best(run).test)])
        assert panel.sentence == what_the_test_curve_did(best(run), now)
        costs = [float(panel.numbers[label]) for label in ("Train", "Test", "Penalty")]
        assert costs == pytest.approx([now.train, now.test, now.penalty], abs=6e-4)
        assert panel.numbers["Accuracy on fresh points"] == f"{100 * now.fresh_right + 1e-9:.1f} %"
        assert panel.numbers["Largest weight"] == f"{now.largest:.2g}"


def test_the_table_has_each_network_at_its_star_and_now():
    runs, scene = scene_of(TooGoodToBeTrueScene, 700)
    table = scene.now().panels[-1].table
    assert list(table.headings) == list(HEADINGS)
    expected = [at for run in runs.values() for at in (best(run), Moment.of(run.measure()))]
    assert [row.cells[0] for row in table.rows] == ["No penalty"] * 2 + ["L2 = 0.003"] * 2
    assert table.rows[0].cells[1] == f"at the star: iteration {best(runs['free']).iteration}"
    for row, at in zip(table.rows, expected, strict=True):
        assert [float(cell) for cell in row.cells[2:5]] == pytest.approx([at.train, at.test, at.fresh], abs=6e-4)


def test_a_network_that_has_diverged_says_so_and_its_lines_end():
    runs, scene = scene_of(TooGoodToBeTrueScene, 300, learning_rate=100.0, l2=1.0)
    assert [bool(run.divergence) for run in runs.values()] == [False, True]
    assert scene.now().panels[1].sentence.startswith("Training diverged")
    curve = scene.curves()["cost"]
    assert curve["y"][2][-1] is curve["y"][3][-1] is None
    assert curve["y"][0][-1] is not None
    assert scene.frame()


NOW = Moment(900, 0.10, 0.50, 0.40, 1, 0.9, 0.9, 0, 5)
RISEN = "The test cost was lowest at iteration 300: 0.300. It has risen to 0.500 since; the training cost has "


@looped(
    ("star", "words"),
    {
        "about as low": (NOW._replace(iteration=800, test=0.49), "The test cost is close to its lowest so far."),
        "risen": (NOW._replace(iteration=300, test=0.3, train=0.2), f"{RISEN}fallen."),
        "train is still": (NOW._replace(iteration=300, test=0.3, train=0.11), f"{RISEN}hardly changed."),
        "both worse": (NOW._replace(iteration=300, test=0.3, train=0.05), f"{RISEN}risen, too."),
    },
)
def test_what_the_test_curve_did(star, words):
    assert what_the_test_curve_did(star, NOW) == words
    start = NOW._replace(iteration=0)
    assert what_the_test_curve_did(start, start) == ""
