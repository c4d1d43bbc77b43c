"""A drawn curve in letters: what is packed comes back, no text does harm."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.language import Message
from playground.lessons.course import pieces
from playground.lessons.drawn.curve import MOST_ITERATIONS, CostCurve, mean_difference, pack, unpack
from playground.lessons.drawn.line import LETTERS, MOST_LETTERS, MOST_POINTS

calmly = settings(deadline=None, derandomize=True, max_examples=100)

AT = st.sets(st.integers(0, 20_000), min_size=2, max_size=MOST_POINTS).map(sorted)


def curve(*points):
    return CostCurve(*zip(*points, strict=True))


@calmly
@given(at=AT, data=st.data())
def test_what_is_packed_fits_and_comes_back_as_exactly_as_one_draws(at, data):
    costs = [data.draw(st.floats(1e-4, 1e3)) for _ in at]
    text = pack([*zip(at, costs, strict=True)])
    assert len(text) <= MOST_LETTERS
    assert {*text} <= {*LETTERS}
    back = unpack(text)
    assert back.at == pytest.approx(at, rel=0.003 * len(at), abs=0.5)  # those close together push each other on
    assert back.costs == pytest.approx(costs, rel=0.005)
    assert pack([*zip(*back, strict=True)]) == text


def test_nothing_drawn_is_an_empty_text_and_costs_off_the_scale_are_on_its_edge():
    assert pack([]) == ""
    low, high = unpack(pack([[0, -1], [10 * MOST_ITERATIONS, 1e300]])).costs
    assert [low, high] == pytest.approx([1e-6, 1e4])


@pytest.mark.parametrize(
    "points",
    [
        *([[0, 1]], [[5, 1], [3, 1]], [[5, 1], [5, 2]], [[5, 1], [5.2, 2]], [[i, 1] for i in range(MOST_POINTS + 1)]),
        *([[0, 1], [1, float("nan")]], [[0, 1], [1, float("inf")]], [[0, 1], [10**400, 1]]),
        *([0, 1, 2], [["a", "b"], [1, 2]], [[0, 1], [1]], [[0, [1]], [1, 2]], [{}], [None, None]),
    ],
    ids=lambda points: repr(points)[:40],
)
def test_what_a_browser_could_not_have_drawn_is_refused_in_a_sentence(points):
    assert isinstance(refusal(pack, points), Message)


def refusal(read, given):
    """Why it is refused; empty if it is not."""
    try:
        read(given)
    except ValueError as error:
        return error.args[0]
    return ""


@calmly
@given(text=st.text(max_size=80) | st.text(LETTERS, max_size=80) | st.text(LETTERS, min_size=8, max_size=8))
def test_no_text_does_harm(text):
    why = refusal(unpack, text)
    if why:
        assert isinstance(why, Message)
        return
    read = unpack(text)
    assert (np.diff(read.at) > 0).all()
    assert np.isfinite(read.costs).all()
    assert pieces(read)


def test_a_steep_fall_stays_steep_and_in_order():
    for last in (2000, MOST_ITERATIONS):
        at = unpack(pack([[0, 0.7], [last - 1, 0.7], [last, 0.1]])).at
        assert at == pytest.approx([0, last, last], rel=0.005)
        assert at[1] < at[2]


FALL, DIP = curve((0, 0.7), (100, 0.2), (400, 0.1)), curve((40, 0.3), (240, 0.3), (300, 0.05), (900, 0.6))


def test_curves_are_as_far_apart_as_at_each_of_the_iterations_of_both():
    at = np.arange(40, 401)
    apart = [abs(np.interp(each, *FALL) - np.interp(each, *DIP)) for each in at]
    assert mean_difference(FALL, DIP) == mean_difference(DIP, FALL) == pytest.approx(np.mean(apart), rel=0.005)
    assert mean_difference(FALL, FALL) == 0
    end = curve((400, 0.5), (500, 0.5))
    assert mean_difference(FALL, end) == pytest.approx(0.4)  # they have this iteration alone


def test_on_a_logarithmic_axis_early_iterations_count_more():
    late = curve((0, 0.7), (99, 0.7), (9999, 0.1))  # log(1 + iteration) is halfway at 99
    still = curve((0, 0.7), (9999, 0.7))
    assert mean_difference(late, still, log=True) == pytest.approx(0.25 * 0.6, rel=0.01)
    assert mean_difference(late, still) == pytest.approx(0.5 * 0.99 * 0.6, rel=0.01)
