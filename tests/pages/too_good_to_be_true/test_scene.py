"""The scene of overfitting: lines, stars and words are those of the runs."""

import pytest

from playground.charts.curve import shorten
from playground.pages.too_good_to_be_true.few_points import Moment, best
from playground.pages.too_good_to_be_true.penalty_chart import what_the_test_curve_did
from playground.pages.too_good_to_be_true.scene import HEADINGS, TooGoodToBeTrueScene
from tests.charts.scenes import scene_of
from tests.looped import looped

SETTINGS = [{}, {"dataset": "circles", "n_h": 3}, {"l2": 0.0, "l1": 0.01}]


def said(scene):
    """The sentence and the numbers of each run, by its name."""
    return {name: (panel.sentence, panel.numbers) for name, panel in zip(scene.runs, scene.now().panels, strict=False)}


def moments(runs):
    return [Moment.of(run.measure()) for run in runs.values()]


def test_the_lines_of_a_run_have_its_colour_and_the_star_too():
    runs, scene = scene_of(TooGoodToBeTrueScene)
    traces = scene.figures()["cost"].data
    assert [trace.name for trace in traces[:4]] == [
        "No penalty, training",
        "No penalty, test",
        "L2 = 0.003, training",
        "L2 = 0.003, test",
    ]
    assert [trace.line.dash for trace in traces[:4]] == ["solid", "dash"] * 2
    left, right = (each.colour for each in runs.experiment.values())
    assert left != right
    assert [trace.line.color for trace in traces[:4]] == [left, left, right, right]
    assert [(star.marker.symbol, star.marker.color) for star in traces[8:]] == [("star", left), ("star", right)]


@looped("settings", SETTINGS)
@looped("iterations", (0, 1, 400))
def test_curves_dots_and_stars_are_where_the_runs_are(settings, iterations):
    runs, scene = scene_of(TooGoodToBeTrueScene, iterations, **settings)
    frame, curves, figures = scene.frame(), scene.curves(), scene.figures()
    for name in ("cost", "weights"):
        assert len(figures[name].data) == len(frame["traces"][name]) == len(curves[name]["y"])
    ends = [cost for now in moments(runs) for cost in (now.train, now.test)]
    shown = frame["traces"]["cost"]
    assert [trace["y"] for trace in shown[:4]] == [trace["y"] for trace in shown[4:8]] == [[shorten(y)] for y in ends]
    for trace, run in zip(shown[8:], runs.values(), strict=True):
        assert (trace["x"], trace["y"]) == ([best(run).iteration], [shorten(best(run).test)])
    points = [[Moment.of(point) for point in run.history.points] for run in runs.values()]
    assert curves["cost"]["at"] == [point.iteration for point in points[0]]
    lines = [[shorten(getattr(point, kind)) for point in each] for each in points for kind in ("train", "test")]
    assert curves["cost"]["y"][:4] == lines
    assert curves["weights"]["y"][:2] == [[shorten(point.largest) for point in each] for each in points]
    assert not any(curves["cost"]["y"][4:])


@looped("settings", SETTINGS)
@looped("iterations", (0, 1, 400))
def test_what_is_said_of_each_network(settings, iterations):
    runs, scene = scene_of(TooGoodToBeTrueScene, iterations, **settings)
    for name, run in runs.items():
        sentence, numbers = said(scene)[name]
        now = Moment.of(run.measure())
        assert sentence == what_the_test_curve_did(best(run), now)
        assert float(numbers["Train"]) == pytest.approx(now.train, abs=6e-4)
        assert float(numbers["Test"]) == pytest.approx(now.test, abs=6e-4)
        assert float(numbers["Penalty"]) == pytest.approx(now.penalty, abs=6e-4)
        assert numbers["Accuracy on fresh points"] == f"{100 * now.fresh_right + 1e-9:.1f} %"
        assert numbers["Largest weight"] == f"{now.largest:.2g}"


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
    assert runs["penalised"].divergence
    assert not runs["free"].divergence
    sentence, _ = said(scene)["penalised"]
    assert sentence.startswith("Training diverged")
    curve = scene.curves()["cost"]
    assert curve["y"][2][-1] is curve["y"][3][-1] is None
    assert curve["y"][0][-1] is not None
    assert scene.frame()


NOW = Moment(900, 0.10, 0.50, 0.40, 1, 0.9, 0.9, 0, 5)


@looped(
    ("star", "words"),
    {
        "at the start": (NOW._replace(iteration=0), None),
        "about as low": (NOW._replace(iteration=800, test=0.49), "The test cost is close to its lowest so far."),
        "risen": (
            NOW._replace(iteration=300, test=0.3, train=0.2),
            "The test cost was lowest at iteration 300: 0.300. It has risen to 0.500 since; the training cost has "
            "fallen.",
        ),
        "train is still": (
            NOW._replace(iteration=300, test=0.3, train=0.11),
            "The test cost was lowest at iteration 300: 0.300. It has risen to 0.500 since; the training cost has "
            "hardly changed.",
        ),
        "both worse": (
            NOW._replace(iteration=300, test=0.3, train=0.05),
            "The test cost was lowest at iteration 300: 0.300. It has risen to 0.500 since; the training cost has "
            "risen, too.",
        ),
    },
)
def test_what_the_test_curve_did(star, words):
    if words is None:
        assert what_the_test_curve_did(star, star) == ""
    else:
        assert what_the_test_curve_did(star, NOW) == words
