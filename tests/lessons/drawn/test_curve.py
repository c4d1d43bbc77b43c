"""The curve that a visitor expects: what is packed comes back, no text does harm, the sentence tells what is seen."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.language import LANGUAGES, Message, rendered
from playground.lessons.course import pieces
from playground.lessons.drawn.curve import MOST_ITERATIONS, SPAN, CostCurve, difference, distance, pack, unpack
from playground.lessons.drawn.line import LETTERS, MOST_LETTERS, MOST_POINTS
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
    assert pieces(read)


def test_a_steep_fall_stays_steep_and_in_order():
    for last in (2000, MOST_ITERATIONS):
        at = unpack(pack([[0, 0.7], [last - 1, 0.7], [last, 0.1]])).at
        assert at == pytest.approx([0, last, last], rel=0.005)
        assert at[1] < at[2]


ENOUGH = SPAN + 100
SLOW_FALL = unpack(pack([[0, 0.69], [2000, 0.05]]))


OFF = "On average your curve was off by {} of the highest cost."


@pytest.mark.parametrize(
    ("preset", "came"),
    [
        ("Reference", "drops to 0.33 by iteration 250, then falls slowly to 0.25"),
        ("Starts at zero", "stays at about 0.69"),
        ("Rate too high", "swings between 0.68 and 20 and ends at 6.7"),
        ("Too few units", "falls to 0.64 by iteration 170, then hardly changes and ends at 0.63"),
        ("Five clouds", "drops to 0.11 by iteration 86, then falls slowly to 0.019"),
        ("One point each", "stands still for 200 iterations, then swings between 0.35 and 0.7 and ends at 0.35"),
    ],
)
def test_the_sentence_tells_what_came_in_place_of_what_was_expected(preset, came):
    run = trained("playground", preset, ENOUGH).first
    said = distance(SLOW_FALL, run)
    assert said.startswith(f"Up to iteration 2,000, your curve falls slowly to 0.05; the cost {came}. On average ")


def test_a_dip_is_not_just_as_expected_of_a_cost_that_stays():
    run = trained("playground", "Starts at zero", 2000).first
    dip = unpack("AAlXgAeEjNlX")
    words = "your curve falls to 0.05 by iteration 1,000, then rises to 0.69; the cost stays at about 0.69."
    assert distance(dip, run) == f"Up to iteration 2,000, {words} {OFF.format('47 %')}"


def test_as_expected_is_what_goes_the_same_way_and_is_near():
    run = trained("playground", "Reference", ENOUGH).first
    good = unpack(pack([[0, 0.69], [120, 0.6], [200, 0.3], [2000, 0.22]]))
    assert distance(good, run).startswith("Just as you expected up to iteration 2,000, the cost drops to 0.33 by ")
    late = unpack(pack([[0, 0.69], [500, 0.69], [600, 0.3], [2000, 0.22]]))
    assert distance(late, run).startswith(
        "Up to iteration 2,000, your curve stands still for 500 iterations, drops to "
    )
    low = unpack(pack([[0, 0.69], [120, 0.6], [200, 0.2], [2000, 0.1]]))
    assert distance(low, run).startswith("Up to iteration 2,000, your curve falls to 0.6 by iteration 120, drops ")


@pytest.mark.parametrize("log", [False, True])
def test_how_far_it_was_off_is_the_area_between_the_two(log):
    end = 1000
    at = np.expm1(np.linspace(0, np.log1p(end), 200)) if log else np.linspace(0, end, 200)  # straight on the axis
    still, below, fall, rise = (
        CostCurve(at.tolist(), (size * np.linspace(*ends, 200)).tolist())
        for size in [30]
        for ends in [(1, 1), (0.9, 0.9), (1, 0.01), (0.01, 1)]
    )
    for one, other, share in ((below, still, 10), (fall, still, 50), (fall, rise, 50), (still, still, 0)):
        said = difference(one, other, log)
        assert said.endswith(OFF.format(f"{share} %"))
        assert rendered(said, LANGUAGES["zh"]).endswith(f"你画的曲线平均偏差为最高代价的 {share}%。")
        assert said.startswith("Just as you expected") == (one is other)


def test_on_a_logarithmic_axis_it_tells_what_one_sees_there():
    steps = CostCurve([0, 20, 40, 10_000], [0.7, 0.68, 0.1, 0.09])
    assert [[each.what for each in pieces(steps, log)] for log in (False, True)] == [
        ["drops", "stands"],
        ["stands", "drops", "stands"],
    ]
    run = trained("playground", "Reference", ENOUGH).first
    assert "the cost falls slowly to 0.6 by iteration 110, drops to 0.36 by iteration 180" in distance(
        SLOW_FALL, run, log=True
    )


def test_only_what_was_run_is_compared():
    runs = fresh("playground", "Reference")
    assert distance(SLOW_FALL, runs.first) == ""
    runs.advance(1)
    assert distance(SLOW_FALL, runs.first) == ""
    runs.advance(99)
    words = "Your curve falls slowly to 0.66; the cost falls slowly to 0.6."
    assert distance(SLOW_FALL, runs.first) == f"{words} {OFF.format('5 %')}"
