"""What phones see of a run is the lecturer's run, to the last bit."""

import base64
import json
from dataclasses import replace
from itertools import count

import numpy as np
import pytest
from sklearn.metrics import r2_score

from playground.charts.in_words import plane_in_words
from playground.charts.plane.scale import Scale
from playground.charts.style import VALUE_COLOURS
from playground.features.classroom.process.follower import MOST_FIELDS, MOST_POINTS, SIDE, Follower
from playground.language import ENGLISH, LANGUAGES, rendered
from playground.lessons.course import course
from playground.pages.digits.lesson import DIGITS
from playground.pages.how_large_a_start.lesson import HOW_LARGE_A_START
from playground.pages.zero_or_random.lesson import ZERO_OR_RANDOM
from playground.training import Event, Experiment, Field, Recipe, RunGroup, cell_centres
from playground.training.changes import written
from tests.export.runs import trained

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


MOMENTS = (0, 1, 2, 40, 39, 41, 400, 401, 399, 64, 128, 1000, 990, 7, 1500, 2000, 1999, 0, 777, 1024)


@pytest.mark.parametrize(
    "experiment",
    [Experiment.alone(RECIPE), ZERO_OR_RANDOM.experiment(ZERO_OR_RANDOM.settings.read({"limit": 2000})[0])],
    ids=["one", "pair"],
)
def test_forwards_and_backwards_it_has_the_numbers_of_a_run_trained_by_itself(experiment):
    follower = Follower(experiment)
    assert len(MOMENTS) == 20
    for iteration in MOMENTS:
        assert numbers(at(follower, iteration).runs) == numbers(alone(experiment, iteration)), iteration


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


@pytest.mark.parametrize("changes", ["0_r_x", "0_r_1.2~5_W9_0_1", "0_W1_999_1", "5_r_0.4", "~", "0_r_1~3_f_nothing"])
def test_changes_that_do_not_fit_are_refused_and_the_run_goes_on(changes):
    follower = at(Follower(Experiment.alone(RECIPE)), 20)
    with pytest.raises((ValueError, IndexError)):
        follower.go_to(30, changes)
    assert numbers(at(follower, 20).runs) == numbers(alone(Experiment.alone(RECIPE), 20))


def test_it_goes_beyond_a_limit_that_the_lecturer_has_raised():
    follower = at(Follower(Experiment.alone(replace(RECIPE, limit=50))), 80)
    assert numbers(follower.runs) == numbers(alone(Experiment.alone(RECIPE), 80))


def test_it_stops_where_a_run_has_diverged():
    wild = replace(RECIPE, activation="identity", depth=2, learning_rate=100.0, initialisation="he")
    follower = at(Follower(Experiment.alone(wild)), 2000)
    there = follower.runs.iteration
    assert there < 2000
    assert follower.picture().seen["iteration"] == there
    assert at(follower, 1).runs.iteration == 1


def image(field):
    cells = np.frombuffer(base64.b64decode(field["image"]), np.uint8)
    return cells.reshape(field["side"], field["side"])


def test_the_picture_is_the_plane_from_below_with_points_and_costs():
    follower = at(Follower(Experiment.alone(RECIPE)), 1500)
    run = follower.runs.first
    seen = json.loads(json.dumps(follower.picture().in_language(ENGLISH)))
    assert seen["iteration"] == 1500
    (field,) = seen["fields"]
    extent = follower.runs.extent
    assert (field["x"], field["y"]) == ([extent.left, extent.right], [extent.bottom, extent.top])
    expected = Field(run.parameters, extent, SIDE).evaluate(run.parameters)[0]
    assert np.array_equal(image(field)[::-1], np.ceil(expected * 255 - 0.5))
    lowest = cell_centres(extent, SIDE)[1].reshape(SIDE, SIDE)[-1, 0]
    assert lowest == pytest.approx(extent.bottom, abs=(extent.top - extent.bottom) / SIDE)
    assert np.allclose([seen["points"]["x1"], seen["points"]["x2"]], run.X, atol=0.005)
    assert seen["points"]["class"] == run.Y[0].tolist()
    assert seen["colours"][0] != seen["colours"][1]
    (cost,) = seen["costs"]
    assert len(cost["at"]) == len(cost["cost"]) <= MOST_POINTS
    assert cost["at"] == sorted(cost["at"])
    assert (cost["at"][0], cost["at"][-1]) == (0, 1500)
    assert cost["cost"][-1] == pytest.approx(run.measure().cost, rel=1e-3)
    assert seen["numbers"].startswith("Cost 0.")
    assert " · accuracy " in seen["numbers"]
    shown = Field(run.parameters, extent, SIDE).evaluate(run.parameters)
    assert field["inWords"] == rendered(plane_in_words(run, shown, extent), ENGLISH) != ""
    assert cost["inWords"] == rendered(course(run), ENGLISH) != ""


def test_an_output_of_one_half_is_class_0_as_on_the_lecturers_chart():
    (field,) = Follower(Experiment.alone(replace(RECIPE, initialisation="zero"))).picture().seen["fields"]
    assert {*image(field).ravel().tolist()} == {127}  # the phone draws more than that as class 1


def test_of_several_classes_the_picture_has_the_most_probable_one():
    three = replace(RECIPE, dataset="spiral", classes=3, n_h=20, initialisation="xavier", learning_rate=0.5)
    follower = at(Follower(Experiment.alone(three)), 400)
    seen = follower.picture().in_language(ENGLISH)
    (field,) = seen["fields"]
    assert field["classes"] == 3
    assert {*image(field).ravel().tolist()} == {0, 1, 2} == {*seen["points"]["class"]}


def test_a_pair_has_two_planes_and_several_runs_a_curve_each():
    pair = Follower(ZERO_OR_RANDOM.experiment(ZERO_OR_RANDOM.settings.read({})[0]))
    seen = at(pair, 30).picture().in_language(LANGUAGES["zh"])
    assert [each["title"] for each in seen["fields"]] == [each["name"] for each in seen["costs"]]
    assert len(seen["fields"]) == 2
    run = pair.runs["left"]
    assert seen["costs"][0]["inWords"] == rendered(course(run), LANGUAGES["zh"]) != rendered(course(run), ENGLISH)
    many = Follower(HOW_LARGE_A_START.experiment(HOW_LARGE_A_START.settings.read({})[0]))
    seen = at(many, 3).picture().in_language(ENGLISH)
    assert len(seen["fields"]) == len(seen["costs"]) == len(many.runs) == MOST_FIELDS
    assert sum(len(each["image"]) for each in seen["fields"]) < 2.1 * len(
        at(pair, 30).picture().seen["fields"][0]["image"]
    )
    assert len({each["colour"] for each in seen["costs"]}) > 2
    assert {each["inWords"] for each in seen["costs"]} == {""}  # so many are too much to listen to
    assert all(each["inWords"] for each in seen["fields"])


def test_where_inputs_are_no_plane_there_are_curves_alone():
    follower = Follower(DIGITS.experiment(DIGITS.settings.read({"samples": 50})[0]))
    seen = at(follower, 3).picture().in_language(ENGLISH)
    assert seen["fields"] == []
    assert "points" not in seen
    assert seen["costs"][0]["at"] == [0, 1, 2, 3]


def test_a_picture_is_small():
    follower = at(Follower(Experiment.alone(Recipe())), 500)
    first = len(json.dumps(follower.picture().in_language(ENGLISH)))
    assert first < 20_000  # of which the points are sent once
    assert first - len(json.dumps(follower.picture().seen["points"])) < 8_000


def test_phones_see_the_same_places_and_r_squared():
    recipe = Recipe(dataset="wave", samples=60, learning_rate=0.1)
    follower = Follower(Experiment.alone(recipe))
    follower.go_to(30, "")
    while not follower.approach(0.1):
        pass
    run = trained(Experiment.alone(recipe), 30).first
    shown = json.loads(json.dumps(follower.picture().in_language(ENGLISH), allow_nan=False))
    (field,) = shown["fields"]
    assert (field["classes"], shown["colours"], len(shown["ends"])) == (0, [*VALUE_COLOURS], 3)
    scale = Scale.of(run.train.labels)
    outputs = Field(run.parameters, follower.runs.extent, field["side"]).evaluate(run.parameters)[0, ::-1]
    places = (255 * (outputs - scale.low) / (scale.high - scale.low)).clip(0, 255)
    assert np.frombuffer(base64.b64decode(field["image"]), np.uint8) == pytest.approx(places.ravel(), abs=3)
    assert len(shown["points"]["share"]) == 60
    assert shown["numbers"] == f"Cost {run.measure().cost:.4f} · R² {r2_score(run.train.labels, run.outputs[0]):.3f}"
