"""The view: when the next picture is due at each speed."""

import math

import numpy as np

from playground.training import FASTEST, Recipe, View
from playground.training.options import options
from playground.training.view import GROWING, SPEEDS
from tests.looped import looped


def test_speeds_go_from_single_steps_to_as_fast_as_it_goes_and_a_visitor_begins_with_the_growing_one():
    assert not set(options(View)) & set(options(Recipe))
    names = options(View)["speed"].names
    assert names == (GROWING, *map(str, SPEEDS), FASTEST)
    speeds = [View(speed=name).iterations_per_second for name in names[1:]]
    assert speeds == [*SPEEDS, math.inf]
    assert speeds[0] == 1
    assert (np.diff(speeds) > 0).all()
    assert (View().speed, View().iterations_per_second) == (GROWING, math.inf)


@looped("per_second", [5, 25, 60])
@looped("speed", SPEEDS)
def test_at_a_fixed_speed_pictures_are_evenly_spread(speed, per_second):
    view = View(speed=str(speed))
    due = {view.next_picture(iteration, per_second) for iteration in (0, 1, 500, 10_000)}
    assert due == {max(1, speed / per_second)}


def test_as_fast_as_it_goes_no_picture_is_due():
    assert View(speed=FASTEST).next_picture(0, 60) == View(speed=FASTEST).next_picture(10_000, 60) == math.inf


@looped(("iteration", "step"), [(0, 1), (300, 1), (301, 2), (600, 2), (601, 3), (9_999, 34), (1_000_000, 3334)])
def test_the_growing_speed_goes_on_by_a_share_of_what_is_done(iteration, step):
    for per_second in (5, 25, 60):  # it counts pictures, however many come in a second
        assert View().next_picture(iteration, per_second) == step


def iterations_shown(pictures):
    iteration = 0
    for _ in range(pictures):
        iteration += View().next_picture(iteration, 60)
    return iteration


def test_the_growing_speed_shows_the_beginning_slowly_and_all_in_a_lesson():
    assert iterations_shown(200) == 200
    assert iterations_shown(1231) < 10_000 <= iterations_shown(1232)
    assert 1232 / 60 < 25  # seconds, where a browser shows sixty pictures in one
