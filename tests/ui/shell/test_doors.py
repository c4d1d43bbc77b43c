"""The doors of a first visit, as far as the server knows of them; the rest is in the browser's tests."""

import json

import streamlit as st

from playground.pages.contents import DIGITS
from playground.pages.playground.lesson import PLAYGROUND as LESSON
from playground.ui.shell.doors import BREAKS
from tests.ui.pages import CASES, Visit

PLAYGROUND = CASES[0]


def test_a_bare_address_has_three_doors_and_a_line():
    (doors,) = Visit(PLAYGROUND).components("doors")
    data = json.loads(doors.json)
    assert list(data["names"].values()) == ["Watch it learn", "Break it", "Draw a digit"]
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


def test_one_breaks_the_network_with_an_experiment_of_the_page_and_plays_at_once():
    visit = Visit(PLAYGROUND)
    (preset,) = (preset for preset in LESSON.presets if preset.settings == BREAKS)
    visit.trigger("doors", "door", "break")
    assert visit.player.runs.experiment == PLAYGROUND.preset(preset)
    assert visit.sent["playing"]
    assert f"**{preset.question}**" in visit.message
    assert not visit.components("doors")


def test_one_leads_to_the_digits_and_what_is_no_door_does_nothing():
    visit = Visit(PLAYGROUND)
    for value in ("play", "", None, 7, ["break"], {"door": "break"}, "digits"):
        visit.trigger("doors", "door", value)
        assert visit.player.runs.experiment == PLAYGROUND.experiment()
        assert not visit.player.playing
        titles = [title.value for title in visit.app.title]
        assert (titles == [DIGITS.title]) == (value == "digits"), value
