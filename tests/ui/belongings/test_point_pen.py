"""What the server makes of a pen's messages."""

import pytest

from playground.data import OWN_POINTS, unpack
from playground.training import Recipe
from tests.ui.pages import CASES, Visit

PLAYGROUND = CASES[0]


@pytest.fixture
def visit():
    return Visit(PLAYGROUND)


def drawn(visit, message):
    """What the pen is told after it has sent this message."""
    return visit.trigger("point_pen", "drawn", message, active=True)[-1]


def message(number, *points):
    return {"number": number, "names": ["a", "b"], "points": [list(point) for point in points]}


def test_what_is_drawn_is_learned_and_answered(visit):
    assert drawn(visit, message(3, (0, 0, 0), (3, 3, 1)))["number"] == 3
    assert visit.widget("dataset").value == OWN_POINTS
    assert unpack(visit.player.run.recipe.points).counts == (1, 1)


def test_a_stroke_that_is_told_again_counts_once(visit):
    """Else what was chosen meanwhile, another dataset perhaps, would be undone."""
    drawn(visit, message(3, (0, 0, 0), (3, 3, 1)))
    visit.set("dataset", "moons")
    for number in (3, 2):
        assert drawn(visit, message(number, (0, 0, 0), (3, 3, 1)))["number"] == 3
        assert visit.widget("dataset").value == "moons"
    drawn(visit, message(4, (0, 0, 0), (3, 3, 1)))
    assert visit.widget("dataset").value == OWN_POINTS


def test_what_is_refused_is_answered_too(visit):
    told = drawn(visit, message(1, (0, 0, 7)))
    assert (told["number"], len(told["points"][2])) == (1, Recipe().samples)
    assert visit.widget("dataset").value == Recipe().dataset


def test_what_is_no_message_of_the_page_is_not_answered(visit):
    for other in (None, [], {}, {"number": "1"}, {"number": True}, {"number": 1.5}):
        assert drawn(visit, other)["number"] == 0
    assert visit.widget("dataset").value == Recipe().dataset
