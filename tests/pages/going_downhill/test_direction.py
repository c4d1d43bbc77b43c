"""The slope in a direction: against finite differences of the formula for the cost, and steepest along the gradient."""

import re

import numpy as np
import pytest

from playground.pages.going_downhill.descent import how_it_is_curved, which_way_is_down
from playground.pages.going_downhill.direction import STEP, Standpoint, unit_vector
from playground.pages.going_downhill.downhill import PICTURE, TwoWeights

ANGLES = range(0, 361, 15)


def place(seed, **settings):
    return Standpoint.where_it_starts(TwoWeights(dataset="blobs", depth=0, noise=0.6, seed=seed, **settings))


def cost_at(weights, X, Y):
    """−log of each label's probability under a sigmoid of the score, averaged; exact far out, too."""
    return np.logaddexp(0, (1 - 2 * Y[0]) * (weights @ X)).mean()


@pytest.mark.parametrize("seed", range(4))
def test_the_slope_is_what_the_cost_changes_by(seed):
    here, small = place(seed), 1e-5
    for angle in ANGLES:
        ahead, behind = (cost_at(here.weights + h * unit_vector(angle), here.X, here.Y) for h in (small, -small))
        assert here.slope(angle) == pytest.approx((ahead - behind) / (2 * small), abs=1e-8)
        there = cost_at(here.weights + STEP * unit_vector(angle), here.X, here.Y)
        assert here.after_a_step(angle) == pytest.approx(there, abs=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_no_direction_is_steeper_than_the_gradient_and_at_right_angles_to_it_there_is_no_slope(seed):
    here = place(seed)
    assert here.slope(here.steepest) == pytest.approx(here.length)
    assert here.slope(here.steepest + 180) == pytest.approx(-here.length)
    assert here.slope(here.steepest + 90) == pytest.approx(0, abs=1e-12)
    assert np.abs(here.slope(np.arange(0, 361))).max() <= here.length
    assert here.slope(np.array([0, 90])) == pytest.approx(here.gradient)


def test_it_is_the_start_that_is_chosen_and_the_picture_has_room_for_an_arrow_there():
    here = place(2, begin="chosen", w1=-4.0, w2=1.5)
    assert here.weights.tolist() == [-4.0, 1.5]
    surface = here.surroundings()
    assert (surface.a[0], surface.a[-1]) == (PICTURE[0] - 1, PICTURE[1])
    assert surface.cost[0, 0] == pytest.approx(cost_at(np.array([surface.a[0], surface.b[0]]), here.X, here.Y))


def numbers_in(text):
    return [float(number) for number in re.findall(r"\d+\.\d{3,}", text)]


@pytest.mark.parametrize("seed", range(6))
def test_beside_the_notes_the_numbers_say_which_way_is_down_and_how_it_is_curved(seed):
    here = place(seed)
    before, higher, lower = numbers_in(which_way_is_down(here))
    assert lower < before < higher
    half_way, mean = numbers_in(how_it_is_curved(here))
    assert half_way < mean
