"""The slope in a direction, against finite differences of the formula for the cost, and the arrow on the landscape."""

import re

import numpy as np
import pytest

from playground.pages.going_downhill.descent import how_it_is_curved, which_way_is_down
from playground.pages.going_downhill.direction import (
    CLOSE,
    DIRECTION_QUESTIONS,
    LENGTH,
    STEP,
    Standpoint,
    between,
    unit_vector,
)
from playground.pages.going_downhill.direction_chart import direction_view, which_way_it_points
from playground.pages.going_downhill.downhill import PICTURE, TwoWeights, lowest
from tests.looped import looped


def recipe(seed=2, **settings):
    return TwoWeights(dataset="blobs", depth=0, noise=0.6, seed=seed, **settings)


def place(seed=2, **settings):
    return Standpoint.where_it_starts(recipe(seed, **settings))


def cost_at(weights, X, Y):
    """−log of each label's probability under a sigmoid of the score, averaged; exact far out, too."""
    return np.logaddexp(0, (1 - 2 * Y[0]) * (weights @ X)).mean()


@looped("seed", range(4))
def test_the_slope_is_what_the_cost_changes_by_and_no_direction_is_steeper_than_the_gradient(seed):
    here, small = place(seed), 1e-5
    for angle in range(0, 361, 15):
        ahead, behind = (cost_at(here.weights + h * unit_vector(angle), here.X, here.Y) for h in (small, -small))
        assert here.slope(angle) == pytest.approx((ahead - behind) / (2 * small), abs=1e-8)
        there = cost_at(here.weights + STEP * unit_vector(angle), here.X, here.Y)
        assert here.after_a_step(angle) == pytest.approx(there, abs=1e-12)
    assert here.slope(here.steepest) == pytest.approx(here.length)
    assert here.slope(here.steepest + 90) == pytest.approx(0, abs=1e-12)
    assert np.abs(here.slope(np.arange(0, 361))).max() <= here.length
    assert here.slope(np.array([0, 90])) == pytest.approx(here.gradient)


def test_it_is_the_start_that_is_chosen_and_the_picture_has_room_for_an_arrow_there():
    here = place(begin="chosen", w1=-4.0, w2=1.5)
    assert here.weights.tolist() == [-4.0, 1.5]
    surface = here.surroundings()
    assert (surface.a[0], surface.a[-1]) == (PICTURE[0] - 1, PICTURE[1])
    assert surface.cost[0, 0] == pytest.approx(cost_at(np.array([surface.a[0], surface.b[0]]), here.X, here.Y))


def numbers_in(text):
    return [float(number) for number in re.findall(r"\d+\.\d{3,}", text)]


@looped("seed", range(6))
def test_beside_the_notes_the_numbers_say_which_way_is_down_and_how_it_is_curved(seed):
    here = place(seed)
    before, higher, lower = numbers_in(which_way_is_down(here))
    assert lower < before < higher
    half_way, mean = numbers_in(how_it_is_curved(here))
    assert half_way < mean


@looped("angle", (0, 90, 200))
def test_the_arrow_points_where_it_is_turned_and_the_gradient_does_not_turn(angle):
    here = place()
    view = direction_view(here, angle)
    traces = {trace.name: trace for trace in view.figures["contours"].data}
    arrow, gradient = (np.array([traces[name].x, traces[name].y]).T for name in ("arrow", "gradient"))
    assert arrow[0] == pytest.approx(here.weights, abs=1e-3)
    assert arrow[1] - arrow[0] == pytest.approx(LENGTH * unit_vector(angle), abs=1e-3)
    along = gradient[1] - gradient[0]
    assert along / np.linalg.norm(along) == pytest.approx(here.gradient / here.length, abs=1e-3)
    slope = float(view.numbers["Slope along the arrow"].replace("−", "-"))
    assert slope == pytest.approx(here.slope(angle), abs=1e-4)
    (dot,) = (trace for trace in view.figures["slopes"].data if list(trace.x) == [angle])
    assert dot.y[0] == pytest.approx(here.slope(angle), rel=1e-3)


def test_what_is_said_of_the_four_directions_and_of_any_other():
    here = place()
    along = round(here.steepest)
    assert which_way_it_points(here, along).startswith("That is along the gradient")
    assert which_way_it_points(here, along - 180).startswith("That is against the gradient")
    for side in (90, -90):
        assert which_way_it_points(here, along + side).startswith("That is along a line of equal cost")
    assert f"{np.cos(np.deg2rad(here.steepest - 0)):.3f}"[1:] in which_way_it_points(here, 0)


# What is asked


def cost_along(here, angle, step=1e-4):
    """What a small step changes."""
    return cost_at(here.weights + step * unit_vector(angle), here.X, here.Y) - here.cost


@looped(("one", "other", "angle"), [(10, 350, 20), (0, 360, 0), (90, 270, 180), (359.5, 1, 1.5)])
def test_the_angle_between_two_directions(one, other, angle):
    assert between(one, other) == between(other, one) == pytest.approx(angle)


@looped("seed", range(6))
def test_the_cost_stays_as_it_is_where_the_walk_around_the_start_changes_its_sign(seed):
    here, question = place(seed), DIRECTION_QUESTIONS["level"](recipe(seed), 0)
    walk = np.array([cost_along(here, angle) for angle in range(361)])
    level = np.flatnonzero(np.diff(np.sign(walk)))
    assert len(level) == 2
    assert question.claims[question.found] == "Across the gradient"
    told = [int(each) for each in re.findall(r"(\d+)°", question.answer.sentence)]
    assert told == pytest.approx(level, abs=1.5)
    assert min(abs(question.there["angle"] - each) for each in level) <= 1.5
    there, *elsewhere = (float(each) for each in re.findall(r"0\.\d{5}", question.answer.details))
    assert len(elsewhere) == 3
    assert there < min(elsewhere) / 20


@looped("seed", range(6))
def test_the_steepest_way_down_is_found_by_walking_around_and_mostly_leads_past_the_lowest_point(seed):
    here = place(seed)
    down = min(range(360), key=lambda angle: cost_along(here, angle))
    question = DIRECTION_QUESTIONS["downhill"](recipe(seed), (down + 180) % 360)
    assert between(question.there["angle"], down) <= 1
    way = lowest(here.X, here.Y).weights - here.weights
    aside = np.rad2deg(np.arccos(unit_vector(down) @ way / np.linalg.norm(way)))
    (told,) = (int(each) for each in re.findall(r"(\d+)°", question.answer.sentence))
    assert told == pytest.approx(aside, abs=1.1)
    assert aside > CLOSE
    assert question.claims[question.found] == "Past the lowest point"


def test_along_an_axis_of_the_valley_the_steepest_way_leads_to_the_lowest_point():
    X, Y = recipe().data()[0]
    bottom = lowest(X, Y).weights
    a = 1 / (1 + np.exp(-(bottom @ X)))
    for axis in np.linalg.eigh((X * a * (1 - a)) @ X.T)[1].T:
        w1, w2 = bottom + 0.1 * axis
        question = DIRECTION_QUESTIONS["downhill"](recipe(begin="chosen", w1=float(w1), w2=float(w2)), 0)
        assert question.claims[question.found] == "Straight to the lowest point"
        (aside,) = (int(each) for each in re.findall(r"(\d+)°", question.answer.sentence))
        assert aside <= CLOSE
        assert question.answer.sentence.startswith("Straight to the lowest point, or nearly: it lies ")


@looped("make", DIRECTION_QUESTIONS.values())
def test_the_arrow_is_there_from_either_side_and_the_turn_makes_no_other_question(make):
    first = make(recipe(), 0)
    at = first.there["angle"]
    for angle in (at - CLOSE + 1, at, at + CLOSE - 1):
        question = make(recipe(), angle % 360)
        assert question.about == first.about
        assert question.is_shown({"angle": angle % 360})
    assert not first.is_shown({"angle": 0})
    assert not make(recipe(), at + CLOSE + 2).is_shown({"angle": at + CLOSE + 2})


def test_where_it_is_level_all_around_nothing_is_asked():
    X, Y = recipe().data()[0]
    w1, w2 = lowest(X, Y).weights
    for make in DIRECTION_QUESTIONS.values():
        assert make(recipe(begin="chosen", w1=float(w1), w2=float(w2)), 0) is None
