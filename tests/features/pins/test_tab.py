"""Pins survive a reload, whatever the address says."""

from urllib.parse import parse_qs

from playground.data import OWN_POINTS, Points, pack
from playground.features.own_points.store import MOST_VALUES_IN_LINK
from playground.features.pins.pinned import Pinned
from playground.training import Recipe
from playground.ui.settings.tab_memory import KEY
from tests.features.own_points.test_own_values import of_classes, some
from tests.features.own_points.test_store import learned, link
from tests.ui.pages import CASES, Visit
from tests.ui.settings.test_tab_memory import remembered

PLAYGROUND = CASES[0]
MINE = pack(Points.of([[0, 1, 2], [0, 1, 0]], [0, 1, 0], ["a", "b"]))


def test_what_is_not_in_the_address_comes_back_and_pins_whatever_the_address_says():
    page = Visit(PLAYGROUND, samples="60")
    assert {name: part for name, part in remembered(page).items() if part} == {"settings": {"samples": 60}}
    page.player.runs.advance(30)
    page.press("pin")
    torn = Visit(
        PLAYGROUND, samples="80", pins=parse_qs(page.link)["pins"][0]
    )  # its settings have changed, they have not
    torn.trigger(KEY, "back", {"pins": remembered(page)["pins"]})
    assert torn.app.session_state["pins_stored"][0].moment.recipe.samples == 60
    page.set("learning_rate", 0.5)
    page.player.runs.first.edit("b1:2", -0.75)
    page.player.runs.advance(30)
    page.press("pin")
    page.app.session_state["own_points"] = MINE
    page.run()
    kept = remembered(page)
    assert kept["points"] == MINE
    assert [place for place, _ in kept["pins"]] == [0, 1]

    later = Visit(PLAYGROUND)
    later.trigger(KEY, "back", kept)
    assert remembered(later) == kept
    pins = later.app.session_state["pins_stored"]
    run = pins[1].moment.begin()
    run.advance(pins[1].moment.iteration)
    assert Pinned.of(run).now == page.app.session_state["pins_stored"][1].run.now
    assert later.chosen[Recipe].learning_rate == 0.5


def test_a_pin_puts_numbers_of_ones_own_back_and_the_tab_remembers_them():
    points = some(MOST_VALUES_IN_LINK + 1)  # more than the link holds
    visit = Visit(PLAYGROUND, **link(PLAYGROUND, points))
    visit.press("pin")
    visit.app.session_state["own_points"] = pack(of_classes())
    visit.run()
    assert visit.player.run.train.target == "two classes"
    visit.press("pin_0_back")
    assert learned(visit) == pack(points)
    kept = remembered(visit)["points"]
    assert kept == pack(points)
    later = Visit(PLAYGROUND)
    later.trigger(KEY, "back", {"points": kept})
    later.set("dataset", OWN_POINTS)
    assert learned(later) == pack(points)
