"""How a cost differs from the curve that a visitor expects: the sentence tells what is seen."""

import numpy as np

from playground.features.drawn_curves.curve import difference, distance
from playground.language import LANGUAGES, rendered
from playground.lessons.course import CostCurve, pieces
from playground.lessons.drawn.curve import SPAN, pack, unpack
from tests.lessons.presets import fresh, trained
from tests.looped import looped

ENOUGH = SPAN + 100
SLOW_FALL = unpack(pack([[0, 0.69], [2000, 0.05]]))
OFF = "On average your curve was off by {} of the highest cost."


def test_a_dip_is_not_just_as_expected_of_a_cost_that_stays():
    run = trained("playground", "Starts at zero", 2000).first
    dip = unpack("AAlXgAeEjNlX")
    words = "your curve falls to 0.05 by iteration 1,000, then rises to 0.69; the cost stays at about 0.69."
    assert distance(dip, run) == f"Up to iteration 2,000, {words} {OFF.format('47 %')}"


def test_the_sentence_tells_what_came_and_whether_it_is_as_expected_which_goes_the_same_way_and_is_near():
    run = trained("playground", "Reference", ENOUGH).first
    came = "the cost drops to 0.33 by iteration 250, then falls slowly to 0.25."
    slow = distance(SLOW_FALL, run)
    assert slow.startswith(f"Up to iteration 2,000, your curve falls slowly to 0.05; {came} On average ")
    good, late, low = (
        distance(unpack(pack([[0, 0.69], *points, [2000, last]])), run)
        for *points, last in (
            ([120, 0.6], [200, 0.3], 0.22),
            ([500, 0.69], [600, 0.3], 0.22),
            ([120, 0.6], [200, 0.2], 0.1),
        )
    )
    assert good.startswith(f"Just as you expected up to iteration 2,000, {came}")
    assert late.startswith("Up to iteration 2,000, your curve stands still for 500 iterations, drops to ")
    assert low.startswith("Up to iteration 2,000, your curve falls to 0.6 by iteration 120, drops ")


@looped("log", [False, True])
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
