"""The doors of a first visit, as far as the server knows of them; the rest is in the browser's tests."""

import json

import streamlit as st

from playground.pages.contents import DIGITS, ZERO_OR_RANDOM
from tests.ui.pages import CASES, Visit

PLAYGROUND = CASES[0]


def test_a_bare_address_has_three_doors_and_a_line():
    (doors,) = Visit(PLAYGROUND).components("doors")
    data = json.loads(doors.json)
    assert [name for name, _behind in data["names"].values()] == ["Watch it learn", "Start at zero", "Draw a digit"]
    assert data["line"]
    assert Visit(PLAYGROUND, lang="zh").components("doors")  # which a visitor has chosen


def test_a_link_that_somebody_has_made_other_pages_and_an_embedded_page_have_none(monkeypatch):
    for link in ({"n_h": "5"}, {"n_h": "0"}, {"course": "1,2"}, {"ask": "Why?"}, {"present": "true"}):
        visit = Visit(PLAYGROUND, **link)
        assert not visit.components("doors"), link
    visit.run()
    assert not visit.components("doors")
    assert not Visit(CASES[1]).components("doors")
    monkeypatch.setattr(type(st.context), "is_embedded", True)
    assert not Visit(PLAYGROUND).components("doors")


def test_they_go_with_the_first_setting_that_is_chosen():
    visit = Visit(PLAYGROUND)
    visit.set("n_h", 5)
    assert not visit.components("doors")


def test_two_lead_elsewhere_the_digits_play_by_themselves_and_what_is_no_door_does_nothing():
    for opens, page in (("zero", ZERO_OR_RANDOM), ("digits", DIGITS)):
        visit = Visit(PLAYGROUND)
        for value in ("play", "", None, 7, ["zero"], {"door": "zero"}, opens):
            visit.trigger("doors", "door", value)
            assert visit.player.runs.experiment == PLAYGROUND.experiment()
            assert not visit.player.playing
            titles = [title.value for title in visit.app.title]
            assert (titles == [page.title]) == (value == opens), value
        there = visit.app.session_state[f"{page.prefix}player"]
        assert there.playing == (page is DIGITS)
        assert there.playback.plan.pauses_at < there.runs.experiment.limit  # and pauses
