"""What phones see of a run is the lecturer's run, to the last bit.

What else there is to see of runs of every kind, has recorded.py.
"""

import json
from base64 import b64decode
from dataclasses import replace
from itertools import count

import numpy as np
import pytest
from sklearn.metrics import r2_score

from playground.charts.in_words import plane_in_words
from playground.charts.plane.boundary import boundary_picture
from playground.charts.plane.scale import Scale
from playground.charts.plane.targets import LEVELS
from playground.charts.png import cells_of
from playground.charts.style import CLASS_COLOURS, VALUE_COLOURS
from playground.features.classroom.process.follower import MOST_FIELDS, MOST_POINTS, SIDE, Follower
from playground.language import ENGLISH, LANGUAGES, _, rendered
from playground.lessons.course import course
from playground.pages.how_large_a_start.lesson import HOW_LARGE_A_START
from playground.pages.zero_or_random.lesson import ZERO_OR_RANDOM
from playground.training import Event, Experiment, Field, Recipe, RunGroup, Variant, View
from playground.training.changes import written
from tests.looped import looped

RECIPE = Recipe(samples=60, limit=2000)


def at(follower, iteration, changes=""):
    """The follower once it is there, by budgets so small that each is an iteration."""
    follower.go_to(iteration, changes)
    portions = count()
    while not follower.approach(0 if next(portions) < 100 else 0.01):
        pass
    return follower


def numbers(runs):
    return [(run.iteration, run.parameters.vector.tolist(), run.measure()) for run in runs.values()]


def alone(experiment, iteration, log=None):
    """The runs trained by themselves, at once."""
    runs = RunGroup(experiment)
    if log:
        runs.restore(dict.fromkeys(runs, log))
    runs.advance(iteration)
    return runs


MOMENTS = (0, 1, 2, 40, 39, 41, 400, 401, 399, 64, 128, 600, 590, 7, 0, 777)


@looped(
    ("experiment", "moments"),
    {
        "one": (Experiment.alone(RECIPE), MOMENTS),
        "pair": (ZERO_OR_RANDOM.experiment(ZERO_OR_RANDOM.settings.read({})[0]), MOMENTS[:8]),
    },
)
def test_forwards_and_backwards_it_has_the_numbers_of_a_run_trained_by_itself(experiment, moments):
    follower, itself = Follower(experiment), RunGroup(experiment)
    known = {}
    for iteration in sorted(moments):
        itself.advance(iteration - itself.iteration)
        known[iteration] = numbers(itself)
    for iteration in moments:
        assert numbers(at(follower, iteration).runs) == known[iteration], iteration


LOG = [Event(0, {"learning_rate": 1.2}), Event(50, {"learning_rate": 0.4}), Event(90, {"W1:3": 2.5})]


def test_what_was_changed_on_the_way_is_changed_here_too():
    experiment = Experiment.alone(RECIPE)
    follower = at(Follower(experiment), 120)  # before anything was changed
    lecturer = RunGroup(experiment)
    lecturer.advance(50)
    lecturer.adjust(Experiment.alone(replace(RECIPE, learning_rate=0.4)))
    lecturer.advance(40)
    lecturer.first.edit("W1:3", 2.5)
    lecturer.advance(60)
    for iteration in (150, 89, 90, 49, 50, 10, 149):
        lecturer.seek(iteration)
        at(follower, iteration, written(lecturer))
        log = [event for event in LOG if event.iteration <= iteration]
        assert numbers(follower.runs) == numbers(lecturer) == numbers(alone(experiment, iteration, log))
    lecturer.seek(70)
    lecturer.adjust(Experiment.alone(replace(RECIPE, learning_rate=3.0)))  # another future
    lecturer.advance(30)
    assert numbers(at(follower, 100, written(lecturer)).runs) == numbers(lecturer)


def test_a_way_back_that_goes_on_without_the_change_is_another_way():
    experiment = Experiment.alone(RECIPE)
    follower = at(Follower(experiment), 120, "0_r_1.2~50_r_0.4")
    at(follower, 40)  # the lecturer has gone back before the change
    assert numbers(at(follower, 120).runs) == numbers(alone(experiment, 120))  # and on without it
    at(follower, 120, "0_r_3.0")
    assert numbers(at(follower, 120).runs) == numbers(alone(experiment, 120))


def test_changes_that_do_not_fit_are_refused_and_the_run_goes_on():
    follower = at(Follower(Experiment.alone(RECIPE)), 20)
    before = numbers(follower.runs)
    for changes in ("0_r_x", "0_r_1.2~5_W9_0_1", "0_W1_999_1", "5_r_0.4", "~", "0_r_1~3_f_nothing"):
        with pytest.raises((ValueError, IndexError)):
            follower.go_to(30, changes)
        assert numbers(at(follower, 20).runs) == before, changes


def test_it_goes_beyond_an_end_that_the_lecturer_has_put_off_and_stops_where_a_run_has_diverged():
    follower = at(Follower(Experiment.alone(replace(RECIPE, limit=50))), 80)
    assert numbers(follower.runs) == numbers(alone(Experiment.alone(RECIPE), 80))
    never_moves = replace(RECIPE, initialisation="zero", stop="cost", patience=10)
    assert alone(Experiment.alone(never_moves), 80).iteration < 80
    assert at(Follower(Experiment.alone(never_moves)), 80).runs.iteration == 80
    wild = replace(RECIPE, activation="identity", depth=2, learning_rate=100.0, initialisation="he")
    follower = at(Follower(Experiment.alone(wild)), 2000)
    there = follower.runs.iteration
    assert there < 2000
    assert follower.frame()["iteration"] == there
    assert at(follower, 1).runs.iteration == 1


def pictures(frame):
    """The cells of its planes."""
    sides = [figure["layout"]["images"][0]["source"]["width"] for figure in frame["figures"]["planes"]]
    return [np.frombuffer(b64decode(cells), np.uint8).reshape(sides[0], -1) for cells in frame["cells"]]


def said(follower, code="en"):
    """Its frame as a phone gets it."""
    return json.loads(json.dumps(rendered(follower.frame(), LANGUAGES[code]), allow_nan=False))


def marks(frame):
    """Of the points of its plane x, y, and the mark of each trace."""
    data = frame["figures"]["planes"][0]["data"]
    return [np.array([each["x"], each["y"]]) for each in data], [each["marker"] for each in data]


def test_a_frame_is_the_lecturers_plane_and_cost_on_the_page_s_figures():
    follower = at(Follower(Experiment.alone(RECIPE)), 400)
    run = follower.runs.first
    frame = said(follower)
    assert frame["iteration"] == 400
    (figure,) = frame["figures"]["planes"]
    extent, layout = follower.runs.extent, figure["layout"]
    assert layout["xaxis"]["range"] == pytest.approx([extent.left, extent.right], rel=1e-4)
    assert layout["yaxis"]["range"] == pytest.approx([extent.bottom, extent.top], rel=1e-4)
    outputs = Field(run.parameters, extent, SIDE).evaluate(run.parameters)
    shaded = cells_of(boundary_picture(run.train, outputs))
    (cells,) = pictures(frame)
    assert np.array_equal(cells, shaded[0])  # as the page's own, but for the size
    inks = np.frombuffer(b64decode(layout["images"][0]["source"]["inks"]), np.uint8).reshape(-1, 4)
    assert [inks[:, :3].tobytes(), inks[:, 3].tobytes()] == [*shaded[1:]]
    points, looks = marks(frame)
    assert [look["color"] for look in looks] == [*CLASS_COLOURS[:2]]
    for label, at_points in enumerate(points):
        assert at_points == pytest.approx(run.X[:, run.Y[0] == label], abs=0.0006)
    curve, traces, now = frame["curve"], frame["traces"], run.measure()
    assert [len(line) for line in curve["y"]] == [len(curve["at"]), 0]
    assert len(curve["at"]) < MOST_POINTS
    assert curve["at"] == sorted({*curve["at"]})
    assert curve["at"][0] == 0
    assert curve["at"][-1] < 400
    known = {point.iteration: point.cost for point in run.history.points}
    assert curve["y"][0] == pytest.approx([known[each] for each in curve["at"]], rel=1e-4)
    assert traces == [{"x": [400], "y": [pytest.approx(now.cost, rel=1e-4)]}] * 2
    assert frame["numbers"].startswith("Cost 0.")
    assert " · accuracy " in frame["numbers"]
    (shown,), (cost,) = frame["shown"], frame["costs"]
    assert shown["inWords"] == rendered(plane_in_words(run, outputs, extent), ENGLISH) != ""
    assert cost["inWords"] == rendered(course(run), ENGLISH) != ""
    assert said(at(follower, 3))["curve"]["at"] == [0, 1, 2]  # on the way back they end at what is shown
    assert said(at(follower, 0))["curve"] == {"at": [], "y": [[], []]}


def test_axes_and_hard_classes_are_as_the_page_shows_them():
    frame = said(at(Follower(Experiment.alone(RECIPE), View(hard=True, log_cost=True, log_iteration=True)), 40))
    layout = frame["figures"]["cost"]["layout"]
    assert [layout[axis]["type"] for axis in ("xaxis", "yaxis")] == ["log", "log"]
    assert len({*pictures(frame)[0].ravel().tolist()}) == 2
    (cells,) = pictures(said(Follower(Experiment.alone(replace(RECIPE, initialisation="zero")))))
    assert {*cells.ravel().tolist()} == {LEVELS // 2 - 1}  # an output of one half is the palest of class 0


def test_a_pair_has_two_planes_and_several_runs_a_curve_each():
    pair = Follower(ZERO_OR_RANDOM.experiment(ZERO_OR_RANDOM.settings.read({})[0]))
    frame = said(at(pair, 30), "zh")
    assert (len(frame["cells"]), len(frame["figures"]["planes"])) == (2, 1)  # of the same points
    left = pair.runs["left"]
    assert frame["costs"][0]["inWords"] == rendered(course(left), LANGUAGES["zh"]) != rendered(course(left), ENGLISH)
    assert frame["figures"]["cost"]["layout"]["xaxis"]["title"]["text"] == rendered(_("iteration"), LANGUAGES["zh"])
    many = Follower(HOW_LARGE_A_START.experiment(HOW_LARGE_A_START.settings.read({})[0]))
    seen = said(at(many, 3))
    assert len(seen["cells"]) == len(seen["costs"]) == len(many.runs) == MOST_FIELDS
    assert sum(map(len, seen["cells"])) < 2.1 * len(frame["cells"][0])
    assert [len(each) for each in seen["curve"]["y"]] == [3] * 6 + [0] * 6
    assert {each["inWords"] for each in seen["costs"]} == {""}  # so many are too much to listen to
    assert all(each["inWords"] for each in seen["shown"])
    variants = {name: Variant(replace(RECIPE, data_seed=seed), name) for seed, name in enumerate(("one", "other"), 1)}
    planes = said(Follower(Experiment(variants)))["figures"]["planes"]
    assert planes[0]["data"] != planes[1]["data"]  # each has its figure, as their points are their own


def test_a_frame_is_small():
    frame = said(at(Follower(Experiment.alone(Recipe())), 150))
    sizes = {name: len(json.dumps(part, separators=(",", ":"))) for name, part in frame.items()}
    assert sizes.pop("figures") < 8_000  # which are sent once
    assert sum(sizes.values()) < 5_500


def test_phones_see_the_same_places_and_r_squared():
    recipe = Recipe(dataset="wave", samples=60, learning_rate=0.1)
    follower = at(Follower(Experiment.alone(recipe)), 30)
    run, frame = follower.runs.first, said(follower)
    scale = Scale.of(run.train.labels)
    assert frame["scale"] == {"colours": [*VALUE_COLOURS], "ends": [*scale.ends]}
    outputs = Field(run.parameters, follower.runs.extent, SIDE).evaluate(run.parameters)[0]
    places = (63 * (outputs - scale.low) / (scale.high - scale.low)).clip(0, 63)
    (cells,) = pictures(frame)
    assert cells == pytest.approx(places, abs=0.6)
    (_points,), (look,) = marks(frame)
    assert look["color"] == scale.colours(run.train.labels)
    assert frame["numbers"] == f"Cost {run.measure().cost:.4f} · R² {r2_score(run.train.labels, run.outputs[0]):.3f}"
