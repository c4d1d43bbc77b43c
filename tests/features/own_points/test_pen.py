"""What the server makes of a pen's messages."""

from playground.charts.plane.scale import LEVELS, Scale
from playground.data import OWN_POINTS, Points, Unit, pack, unpack
from playground.training import Recipe
from tests.ui.pages import CASES, Visit

PLAYGROUND = CASES[0]


def drawn(visit, message):
    """What the pen is told after it has sent this message."""
    return visit.trigger("point_pen", "drawn", message, active=True)[-1]


def message(number, *points):
    return {"number": number, "names": ["a", "b"], "points": [list(point) for point in points]}


def test_what_is_drawn_is_learned_once_and_what_can_not_be_is_answered_too():
    visit = Visit(PLAYGROUND)
    for other in (None, [], {}, {"number": "1"}, {"number": True}, {"number": 1.5}):  # no message of the page
        assert drawn(visit, other)["number"] == 0
    data = drawn(visit, message(1, (0, 0, 7)))
    assert (data["number"], len(data["points"][2])) == (1, Recipe().samples)
    assert visit.widget("dataset").value == Recipe().dataset
    assert drawn(visit, message(3, (0, 0, 0), (3, 3, 1)))["number"] == 3
    assert visit.widget("dataset").value == OWN_POINTS
    assert unpack(visit.player.run.recipe.points).counts == (1, 1)
    visit.set("dataset", "moons")
    for number in (3, 2):  # told again: else what was chosen meanwhile would be undone
        assert drawn(visit, message(number, (0, 0, 0), (3, 3, 1)))["number"] == 3
        assert visit.widget("dataset").value == "moons"
    drawn(visit, message(4, (0, 0, 0), (3, 3, 1)))
    assert visit.widget("dataset").value == OWN_POINTS


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


def test_among_the_points_of_a_table_values_are_drawn_in_their_own_unit_and_columns_keep_their_names():
    table = Points.of([[0, 1], [0, 1]], [-1, 1], (), ("size", "rooms"), Unit(240.0, 90.0))
    visit = Visit(PLAYGROUND, dataset=OWN_POINTS, points=pack(table))
    data = drawn(visit, {"number": 1, "names": [], "points": [[0, 0, -1], [1, 1, 1], [2, 0, 0.3]]})
    assert (data["points"][2], data["inputs"]) == ([-1, 1, 0.3], ["size", "rooms"])
    assert data["scale"]["unit"] == {"mean": 240.0, "deviation": 90.0, "decimals": 1, "tens": 1.0}
    assert unpack(visit.player.run.recipe.points).unit == table.unit
    drawn(visit, message(2, (0, 0, 0), (3, 3, 1)))
    points = unpack(visit.player.run.recipe.points)
    assert (points.names, points.inputs) == (("a", "b"), ("size", "rooms"))
