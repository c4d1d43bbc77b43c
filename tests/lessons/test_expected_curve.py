"""The curve that a visitor expects: what is packed comes back, no text does harm, the sentence tells what is seen."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.language import Message
from playground.lessons.drawn_line import LETTERS, MOST_LETTERS, MOST_POINTS
from playground.lessons.expected_curve import (
    MOST_ITERATIONS,
    SPAN,
    CostCurve,
    came,
    distance,
    features,
    pack,
    unpack,
)
from tests.lessons.presets import fresh, trained

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
    assert features(read).shape


@pytest.mark.parametrize(
    ("points", "shape"),
    [
        ([(0, 0.7), (2000, 0.65)], "stays"),
        ([(0, 0.7), (50, 0.1), (2000, 0.1)], "drops"),
        ([(0, 0.7), (700, 0.1), (2000, 0.1)], "falls"),
        ([(0, 0.7), (2000, 0)], "slow"),
        ([(0, 0.7), (500, 0.68), (600, 0.2), (2000, 0.2)], "still_drops"),
        ([(0, 0.7), (500, 0.68), (1000, 0.2), (2000, 0.2)], "still_falls"),
        ([(0, 0.7), (1000, 0.7), (2000, 0)], "still_slow"),
        ([(0, 0.7), (100, 0.4), (1000, 0.39), (1100, 0.1), (2000, 0.1)], "stairs"),
        ([(0, 0.7), (2000, 1.2)], "rises"),
        ([(0, 0.7), (300, 1.2), (2000, 0.2)], "hump"),
        ([(0, 0.7), (100, 1.2), (200, 0.4), (300, 1), (2000, 0.3)], "jumps"),
    ],
)
def test_a_curve_has_the_shape_that_one_sees_and_of_any_size(points, shape):
    assert features(curve(*points)).shape == shape
    assert features(curve(*((at / 40, 30 * cost) for at, cost in points))).shape == shape


def test_features_are_where_they_were_drawn():
    found = features(curve((0, 0.7), (500, 0.7), (600, 0.2), (2000, 0.2)))
    assert (found.start, found.end, found.highest, found.jumps) == (0.7, 0.2, 0.7, 0)
    assert found.still == pytest.approx(500, abs=25)
    assert found.falling == pytest.approx(80 / 1500, abs=0.02)
    level, last = features(curve((0, 0.7), (100, 0.4), (1000, 0.39), (1100, 0.1), (2000, 0.1))).stair
    assert level == pytest.approx(0.4, abs=0.01)
    assert last == pytest.approx(1000, abs=25)


def test_a_steep_fall_stays_steep_and_in_order():
    for last in (2000, MOST_ITERATIONS):
        at = unpack(pack([[0, 0.7], [last - 1, 0.7], [last, 0.1]])).at
        assert at == pytest.approx([0, last, last], rel=0.005)
        assert at[1] < at[2]


ENOUGH = SPAN + 100
SLOW_FALL = unpack(pack([[0, 0.69], [2000, 0.05]]))


@pytest.mark.parametrize(
    ("preset", "end"),
    [
        ("Reference", "the cost stands still for 110 iterations, then drops to 0.25."),
        ("Starts at zero", "the cost stays at about 0.69."),
        ("Rate too high", "the cost jumps up and down and ends at "),
        ("Too few units", "the cost stays at about 0.63."),
        ("Five clouds", "the cost drops to 0.019 at once."),
        ("One point each", "the cost stands still for 1,100 iterations, then falls to 0.3"),
    ],
)
def test_the_sentence_tells_what_came_in_place_of_what_was_expected(preset, end):
    run = trained("playground", preset, ENOUGH).first
    said = distance(SLOW_FALL, run)
    assert said.startswith(f"Up to iteration 2,000, your curve falls slowly to 0.05; {end}")


def test_a_class_is_told_what_the_cost_did():
    run = trained("playground", "Starts at zero", 2)
    assert came(run.first) == "The cost stays at about 0.69."


def test_the_sentence_agrees_where_both_do_the_same():
    run = trained("playground", "Reference", ENOUGH).first
    good = unpack(pack([[0, 0.69], [120, 0.6], [200, 0.3], [2000, 0.22]]))
    assert distance(good, run).startswith("Just as you expected up to iteration 2,000, the cost stands still for 110 ")
    late = unpack(pack([[0, 0.69], [500, 0.69], [600, 0.3], [2000, 0.22]]))
    assert distance(late, run).startswith("Up to iteration 2,000, your curve stands still for 500 iterations")


def test_on_a_logarithmic_axis_it_tells_what_one_sees_there():
    steps = CostCurve([0, 20, 40, 10_000], [0.7, 0.68, 0.1, 0.09])
    assert (features(steps).shape, features(steps, log=True).shape) == ("drops", "still_drops")
    assert features(steps, log=True).still == pytest.approx(20, abs=1)
    run = trained("playground", "Reference", ENOUGH).first
    assert "the cost stands still for 110 iterations" in distance(SLOW_FALL, run, log=True)


def test_only_what_was_run_is_compared():
    runs = fresh("playground", "Reference")
    assert distance(SLOW_FALL, runs.first) == ""
    runs.advance(1)
    assert distance(SLOW_FALL, runs.first) == ""
    runs.advance(99)
    assert distance(SLOW_FALL, runs.first) == "Just as you expected, the cost stays at about 0.6."
