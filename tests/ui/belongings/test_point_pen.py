"""What the server makes of a pen's messages."""

from types import SimpleNamespace

import pytest
import streamlit as st

from playground.data import OWN_POINTS, unpack
from playground.training import Recipe
from playground.ui.belongings import own_points, point_pen


@pytest.fixture
def pen(monkeypatch):
    """A way to send a message, which returns what the pen is told then, and the settings that are put meanwhile."""
    state, overrides, sent = {}, [], {}
    monkeypatch.setattr(st, "session_state", state)
    monkeypatch.setattr(point_pen, "file_component", lambda name: lambda **given: sent.update(given))
    controls = SimpleNamespace(recipe=Recipe(), override=overrides.append)

    def send(message):
        point_pen.point_pen(controls)
        state["point_pen"] = SimpleNamespace(drawn=message)
        sent["on_drawn_change"]()
        state["point_pen"] = {"active": True}
        point_pen.point_pen(controls)
        return sent["data"]

    send.overrides = overrides
    return send


def message(number, *points):
    return {"number": number, "names": ["a", "b"], "points": [list(point) for point in points]}


def test_what_is_drawn_is_learned_and_answered(pen):
    assert pen(message(3, (0, 0, 0), (3, 3, 1)))["number"] == 3
    assert pen.overrides == [{"dataset": OWN_POINTS}]
    assert unpack(own_points.stored()).counts == (1, 1)


def test_a_stroke_that_is_told_again_counts_once(pen):
    """Else what was chosen meanwhile, another dataset perhaps, would be undone."""
    for number in (3, 3, 2):
        assert pen(message(number, (0, 0, 0)))["number"] == 3
    assert len(pen.overrides) == 1
    pen(message(4, (0, 0, 0)))
    assert len(pen.overrides) == 2


def test_what_is_refused_is_answered_too(pen):
    said = pen(message(1, (0, 0, 7)))
    assert (said["number"], len(said["points"][2])) == (1, Recipe().samples)
    assert pen.overrides == []


def test_what_is_no_message_of_the_page_is_not_answered(pen):
    for other in (None, [], {}, {"number": "1"}, {"number": True}, {"number": 1.5}):
        assert pen(other)["number"] == 0
    assert pen.overrides == []
