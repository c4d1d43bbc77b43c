"""What the tab remembers for a reload: what it is sent, what it gives back, and what it can't give back."""

import json

from playground.data import Points, pack
from playground.training import Recipe
from playground.ui.settings.tab_memory import KEY
from tests.ui.pages import CASES, Visit

PLAYGROUND, ZERO_OR_RANDOM = CASES[:2]
MINE = pack(Points.of([[0, 1, 2], [0, 1, 0]], [0, 1, 0], ["a", "b"]))


def remembered(page):
    """What the tab remembers of the page."""
    return json.loads(page.component(KEY).json)["parts"]


def test_a_page_gets_only_what_is_its_own_and_what_cannot_be_used_changes_nothing():
    page = Visit(ZERO_OR_RANDOM)
    before = remembered(page)
    assert "pins" not in before
    nonsense = [{}, [], "no", 7, {"n_h": "<script>"}, [[0, {}]], [[[], None]], [[9, None]]]
    for data in nonsense:
        page.trigger(KEY, "back", {"pins": data, "points": data, "settings": data, "zero_settings": data, "at": data})
    assert remembered(page) == before
    playground = Visit(PLAYGROUND)
    before = remembered(playground)
    for data in nonsense:
        playground.trigger(KEY, "back", {"pins": data, "points": data, "settings": data, "at": data})
    assert remembered(playground) == before


def test_the_tab_hears_what_was_taken_back_and_what_comes_twice_counts_once():
    page = Visit(PLAYGROUND)

    def taken():
        return json.loads(page.component(KEY).json)["taken"]

    assert taken() == []
    page.trigger(KEY, "back", {"settings": {"n_h": 7}, "other_settings": {"n_h": 7}, "nonsense": 1})
    assert page.chosen[Recipe].n_h == 7
    assert taken() == ["settings"]
    page.set("n_h", 5)
    page.trigger(KEY, "back", {"settings": {"n_h": 7}})
    assert page.chosen[Recipe].n_h == 5
