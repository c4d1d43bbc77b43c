"""What the tab remembers for a reload: what it is sent, what it gives back, and what it can't give back."""

import json

from playground.data import Points, pack
from playground.training import Recipe
from playground.ui.settings.tab_memory import KEY
from tests.ui.pages import BY_DAY, CASES, Visit

PLAYGROUND = CASES[0]
MINE = pack(Points.of([[0, 1, 2], [0, 1, 0]], [0, 1, 0], ["a", "b"]))


def remembered(page):
    """What the tab remembers of the page."""
    return json.loads(page.component(KEY).json)["parts"]


def test_a_page_gets_only_what_is_its_own_and_what_cannot_be_used_changes_nothing():
    for case in (BY_DAY[0], PLAYGROUND):
        page = Visit(case)
        before = remembered(page)
        assert case is PLAYGROUND or "pins" not in before
        names = ("pins", "points", "settings", f"{case.prefix}settings", "at")
        for data in ({}, "no", 7, {"n_h": "<script>"}, [[0, {}]], [[[], None]], [[9, None]]):
            page.trigger(KEY, "back", dict.fromkeys(names, data))
        assert remembered(page) == before


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
