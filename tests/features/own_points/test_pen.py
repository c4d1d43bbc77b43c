"""What the server makes of a pen's messages."""

import pytest

from playground.charts.plane.scale import LEVELS, Scale
from playground.data import OWN_POINTS, Points, Unit, pack, unpack
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


def test_what_is_drawn_among_the_points_of_a_table_keeps_the_names_of_its_columns():
    table = Points.of([[0, 1], [0, 1]], [0, 1], ["a", "b"], ("height", "weight"))
    visit = Visit(PLAYGROUND, dataset=OWN_POINTS, points=pack(table))
    assert drawn(visit, message(1, (0, 0, 0), (3, 3, 1)))["inputs"] == ["height", "weight"]
    assert unpack(visit.player.run.recipe.points).inputs == ("height", "weight")


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
    data = drawn(visit, message(1, (0, 0, 7)))
    assert (data["number"], len(data["points"][2])) == (1, Recipe().samples)
    assert visit.widget("dataset").value == Recipe().dataset


def test_what_is_no_message_of_the_page_is_not_answered(visit):
    for other in (None, [], {}, {"number": "1"}, {"number": True}, {"number": 1.5}):
        assert drawn(visit, other)["number"] == 0
    assert visit.widget("dataset").value == Recipe().dataset


def test_values_are_drawn_with_the_colours_of_the_points_on_screen():
    visit = Visit(PLAYGROUND, dataset="bump", samples=60)
    values = {"number": 1, "names": [], "points": [[0, 0, 2.5], [1, 1, -1], [2, 0, 0.3]]}
    data = drawn(visit, values)
    assert (data["names"], data["points"][2]) == ([], [2.5, -1.0, 0.3])
    scale = Scale.of(visit.player.run.Y)
    assert (data["scale"]["low"], data["scale"]["high"], len(data["scale"]["colours"])) == (
        scale.low,
        scale.high,
        LEVELS,
    )
    assert unpack(visit.player.run.recipe.points).labels.tolist() == [2.5, -1.0, 0.3]
    assert drawn(visit, message(2, (0, 0, 0), (3, 3, 1)))["scale"] is None


def test_among_the_points_of_a_table_values_are_drawn_in_their_own_unit():
    table = Points.of([[0, 1], [0, 1]], [-1, 1], (), ("size", "rooms"), Unit(240.0, 90.0))
    visit = Visit(PLAYGROUND, dataset=OWN_POINTS, points=pack(table))
    data = drawn(visit, {"number": 1, "names": [], "points": [[0, 0, -1], [1, 1, 1], [2, 0, 0.3]]})
    assert data["points"][2] == [-1, 1, 0.3]
    assert data["scale"]["unit"] == {"mean": 240.0, "deviation": 90.0, "decimals": 1, "tens": 1.0}
    assert unpack(visit.player.run.recipe.points).unit == table.unit
    drawn(visit, message(2, (0, 0, 0), (3, 3, 1)))
    assert unpack(visit.player.run.recipe.points).names == ("a", "b")


def test_a_value_that_is_none_changes_nothing():
    visit = Visit(PLAYGROUND, dataset="bump", samples=60)
    data = drawn(visit, {"number": 1, "names": [], "points": [[0, 0, float("nan")]]})
    assert (data["number"], len(data["points"][2])) == (1, 60)
    assert visit.widget("dataset").value == "bump"
