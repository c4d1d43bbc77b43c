"""The boundary that a visitor expects: it divides the plane in two, and its shares are those of counting one by one."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from playground.features.drawn_curves.boundary import REACH, comparison, pack, sides, unpack, whole
from playground.language import Message
from playground.lessons.drawn.line import LETTERS, MOST_LETTERS, MOST_POINTS
from playground.training import Extent, RunGroup
from playground.training.formatting import percent
from tests.lessons.presets import LESSONS, fresh, trained
from tests.looped import looped

calmly = settings(deadline=None, derandomize=True, max_examples=40)

NUMBER = st.floats(-REACH, REACH)
POINTS = st.lists(st.tuples(NUMBER, NUMBER), min_size=2, max_size=MOST_POINTS)
SQUARE = Extent(-2, 2, -2, 2)
GRID = np.stack(np.meshgrid(np.linspace(-1.97, 1.97, 12), np.linspace(-1.96, 1.96, 12))).reshape(2, -1)

LEVEL = ((-1.5, 0.0), (1.5, 0.0))
RING = ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0), (0.98, -0.1))
STAIRS = ((-2.0, -0.8), (0.0, -0.8), (0.0, 0.8), (2.0, 0.8))
HOOK = ((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0))
EIGHT = ((-1.0, -1.0), (1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0))


@calmly
@given(points=POINTS)
def test_what_is_packed_fits_and_comes_back_as_exactly_as_one_draws(points):
    if np.ptp(points, axis=0).max() < 0.01:
        return
    text = pack([list(point) for point in points])
    assert len(text) <= MOST_LETTERS
    assert {*text} <= {*LETTERS}
    np.testing.assert_allclose(unpack(text), points, rtol=0, atol=REACH / 4095 + 1e-9)
    assert pack(unpack(text)) == text


@looped(
    "points",
    [
        *([[0, 0]], [[1, 1], [1, 1]], [[0, 0], [1, float("nan")]], [[0, 0], [10**400, 1]], [[0, 0], ["a", 1]], [None]),
        *([[i / 9, i] for i in range(MOST_POINTS + 1)], [[20, 20], [30, 30]], [0, 1, 2], {}),
    ],
)
def test_what_a_browser_could_not_have_drawn_is_refused_in_a_sentence(points):
    with pytest.raises(ValueError, match=r".") as refused:
        pack(points)
    assert isinstance(refused.value.args[0], Message)
    assert pack([]) == ""  # nothing drawn is an empty text


@calmly
@given(text=st.text(max_size=80) | st.text(LETTERS, max_size=80) | st.text(LETTERS, min_size=8, max_size=12))
def test_no_text_does_harm(text):
    line, refused = (), ""
    try:
        line = unpack(text)
    except ValueError as error:
        refused = error.args[0]
    assert bool(line) != isinstance(refused, Message)
    if line:
        assert np.isfinite(whole(line, SQUARE)).all()
        assert sides(line, SQUARE, GRID).shape == GRID.shape[1:]


def crosses(p, q, a, b):
    """Whether two line segments cross, by the sides on which their ends are."""

    def turn(u, v, w):
        return (v[0] - u[0]) * (w[1] - u[1]) - (v[1] - u[1]) * (w[0] - u[0]) > 0

    return turn(p, q, a) != turn(p, q, b) and turn(a, b, p) != turn(a, b, q)


def crossed(line, p, q):
    """How often the way from p to q crosses the whole line: each edge for itself."""
    return sum(crosses(p, q, a, b) for a, b in pairwise(whole(line, SQUARE)))


@calmly
@given(points=st.lists(st.tuples(st.floats(-2, 2), st.floats(-2, 2)), min_size=2, max_size=MOST_POINTS))
@example(points=RING)
@example(points=STAIRS)
@example(points=HOOK)
@example(points=EIGHT)
def test_whoever_crosses_the_line_is_on_the_other_side(points):
    if np.ptp(points, axis=0).max() < 0.01:
        return
    line = unpack(pack(points))
    found = sides(line, SQUARE, GRID)
    by_hand = [crossed(line, GRID[:, 0], p) % 2 == 1 for p in GRID.T]
    assert (found ^ found[0]).tolist() == by_hand


def test_a_line_goes_on_straight_and_one_whose_ends_meet_is_closed():
    assert sides(LEVEL, SQUARE, np.array([[-1.9, -1.9], [0.1, -0.1]])).tolist() in ([True, False], [False, True])
    assert sides(RING, SQUARE, np.array([[0, 1.9, -1.9], [0, 0, 0]])).tolist() == [True, False, False]
    hooked = ((-1.5, 0.0), (1.5, 0.0), (1.51, 0.02))  # as hands do at the end
    (x1, x2) = whole(hooked, SQUARE)[-1]
    assert abs(x2) < 0.05 * x1


def test_shares_are_those_of_counting_each_point():
    run = trained("playground", "Moons, 2 units", 500).first
    line = unpack(pack([[-2, 0.25], [3, 0.25]]))
    above = line[0][1]
    classes = run.Y[0]
    right = sum((x2 > above) == (label == 0) for x2, label in zip(run.X[1], classes, strict=True)) / len(classes)
    extent = RunGroup.extent_of([run])
    n = 100
    heights = extent.top + (np.arange(n) + 0.5) / n * (extent.bottom - extent.top)
    widths = extent.left + (np.arange(n) + 0.5) / n * (extent.right - extent.left)
    (w1, b1), (w2, b2) = ((run.parameters[f"W{i}"], run.parameters[f"b{i}"]) for i in (1, 2))
    agree = 0
    for x2 in heights:
        score = w2 @ np.tanh(w1 @ np.stack([widths, np.full(n, x2)]) + b1) + b2
        agree += ((score[0] <= 0) == (x2 > above)).sum()
    assert right > 0.5
    assert comparison(line, run) == (
        f"Your line gets {percent(right)} of the points right, the network {percent(run.measure().score)}; "
        f"both agree on {percent(agree / n**2)} of the plane."
    )
    turned = unpack(pack([[3, 0.25], [-2, 0.25]]))
    assert comparison(turned, run) == comparison(line, run)  # which side is which is chosen so that it is best


BENT = [[-2, -1], [0, 1], [3, 1]]
BACK = [[-1.5, -1], [1.5, -1], [1.5, 1], [-1.5, 0]]


@looped(
    ("preset", "points", "never"),
    [
        ("Too few units", [[-2, -1], [3, 1.5]], ""),
        ("Too few units", [[-2, -1], [0, 0.1], [3, 1.5]], ""),  # nobody draws straighter
        ("Too few units", BENT, "Yours bends"),
        ("Twenty linear units", BENT, "Yours bends"),
        ("Moons, 2 units", BENT, ""),
        ("Moons, 2 units", [[-2, -1], [0, 1], [0.5, 0], [3, 1]], ""),  # two bends: each is less than a turn back
        ("Moons, 2 units", BACK, "Yours turns back"),
        ("Moons, 2 units", [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]], "Yours turns back"),  # closed
        ("Moons, 2 units", [[-2, 0], [-1, 1], [0, -0.5], [1, 1], [2, 0]], "Yours bends to and fro"),
        ("Moons, 2 units", [[-2, 0], [-1, 0.1], [0, 0], [1, 0.1], [2, 0]], ""),  # a hand that trembles
        ("Squares as inputs", BACK, ""),
    ],
)
def test_what_a_network_can_never_draw_is_told_where_it_is_known(preset, points, never):
    said = comparison(unpack(pack(points)), fresh("playground", preset, 1).first)
    _, _, more = said.partition("of the plane.")
    assert more.strip().startswith(never) if never else not more


def test_every_preset_with_a_line_to_draw_has_two_classes_and_a_picture_within_reach():
    drawn = [preset for lesson in LESSONS.values() for preset in lesson.presets if preset.draws]
    assert len(drawn) == 4
    for preset in drawn:
        (run,) = fresh("playground", preset.name).values()
        extent = RunGroup.extent_of([run])
        assert len(run.Y) == 1
        assert np.abs(extent).max() < REACH
