"""The page on digits: what a browser may say that it has drawn, and what becomes of it."""

import numpy as np

from playground.data.digits import sample_of
from playground.nn import forward_propagation
from playground.pages.contents import DIGITS
from playground.ui.components.strokes import MOST_NUMBERS, MOST_STROKES, PEN, SIDE, usable
from tests.looped import looped
from tests.ui.pages import CASES, Visit, link_to, said

(CASE,) = (case for case in CASES if case.page == DIGITS)
ONE = [[128, 30, 128, 220]]
ZERO = [[128, 30, 70, 60, 60, 130, 80, 210, 130, 225, 190, 200, 200, 120, 180, 50, 128, 30]]


def drawn(visit, strokes):
    """The page after a visitor has drawn this."""
    visit.tell("draw", strokes=strokes)
    return visit


def at(strokes=(), **link):
    return drawn(Visit(CASE, **link_to(CASE, **link)), list(strokes))


def read_as(visit):
    return said(visit.sent).panels[0].numbers["Read as"]


def wanted(visit, strokes):
    """What the network of the page makes of it."""
    sample = sample_of(strokes, SIDE, PEN)
    outputs, _ = forward_propagation(sample[:, None], visit.player.run.parameters)
    untrained = "" if visit.player.runs.iteration else ": has not learned yet"
    return f"{outputs.argmax()}, with {100 * outputs.max() + 1e-9:.1f} %{untrained}"


# What a browser may say


@looped(
    "strokes",
    [
        [],
        ONE,
        [*ONE, *ZERO],
        [[0, 0]],
        [[SIDE - 1, SIDE - 1]],
        [[5, 5] * (MOST_NUMBERS // 2)],
        [[5, 5]] * MOST_STROKES,
    ],
)
def test_a_drawing_is_usable(strokes):
    assert usable(strokes)
    sample_of(strokes, SIDE, PEN)


@looped(
    "strokes",
    [
        *(None, "", "[[1, 2]]", 0, True, {}, {"0": [1, 2]}),
        *([[]], [1, 2], [None], ["12"]),
        *([[1]], [[1, 2, 3]], [[1, 2.0]], [[1.5, 2]], [[1, float("nan")]], [[1, float("inf")]]),
        *([[1, "2"]], [[1, True]], [[1, None]], [[1, [2]]], [[-1, 2]], [[1, SIDE]], [[1, 10**400]]),
        *([[5, 5] * (MOST_NUMBERS // 2 + 1)], [[5, 5]] * (MOST_STROKES + 1), [[5, 5]] * 10**6, [[]] * 10**6),
    ],
)
def test_anything_else_is_not(strokes):
    assert not usable(strokes)


# What becomes of it


def test_what_is_drawn_is_read_by_the_network_on_screen_at_each_iteration():
    visit = Visit(CASE)
    assert read_as(visit) == "–"
    sent = visit.chart("drawing")
    assert sent["strokes"] == []
    assert sent["label"].startswith("Draw")
    assert (sent["side"], sent["pen"]) == (SIDE, PEN)
    assert (sent["mostStrokes"], sent["mostNumbers"]) == (MOST_STROKES, MOST_NUMBERS)
    drawn(visit, ZERO)
    zero = read_as(visit)
    assert zero == wanted(visit, ZERO)
    visit.tell("step")
    assert read_as(visit) == wanted(visit, ZERO) != zero
    visit.tell("reset")
    assert read_as(visit) == zero
    assert read_as(drawn(visit, ONE)) == wanted(visit, ONE) != zero
    for strokes in ([[1]], [[5, 5]] * (MOST_STROKES + 1), [[1, "2"]]):  # what can be none leaves the one before
        assert read_as(drawn(visit, strokes)) == wanted(visit, ONE)
        assert visit.player.strokes == ONE
    assert read_as(drawn(visit, [])) == "–"


def test_a_drawing_outlasts_another_run_another_view_another_page_and_a_run_that_was_let_go():
    visit = at(ZERO)
    for setting in (("depth", 0), ("seed", 9), ("log_cost", True)):
        visit.set(*setting)
        assert read_as(visit) == wanted(visit, ZERO)
    visit.go_to(CASES[0])
    visit.go_to(CASE)
    assert read_as(visit) == wanted(visit, ZERO)
    assert visit.chart("drawing")["strokes"] == ZERO
    assert visit.player.release()
    visit.run()
    assert read_as(visit) == wanted(visit, ZERO)


def test_a_drawing_is_no_part_of_the_run_or_its_link():
    visit, alone = at(ZERO), Visit(CASE)
    assert visit.link == alone.link
    for each in (visit, alone):
        each.tell("step")
    np.testing.assert_array_equal(visit.player.run.parameters.vector, alone.player.run.parameters.vector)
