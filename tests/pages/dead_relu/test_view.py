"""The page on a dead ReLU: the push."""

import numpy as np
import pytest

from playground.pages.contents import DEAD_RELU
from playground.pages.dead_relu.lesson import DEAD_RELU_PRESETS, units_now
from tests.ui.pages import CASES, Visit, comment, elements, link_to, said

(CASE,) = (case for case in CASES if case.page == DEAD_RELU)


def at(**link):
    return Visit(CASE, **link_to(CASE, **link))


def label(visit):
    """What the button says."""
    return visit.run_buttons("actions")["push"]["label"]


def test_a_teacher_may_leave_the_push_out():
    for keep, there in (("below", True), ("noise", False)):
        shown = [str(each.proto) for each in elements(Visit(CASE, keep=keep).app.main)]
        assert any("Push unit 1 below zero" in each for each in shown) == there, keep


def test_the_push_takes_the_chosen_unit_below_zero_in_both_networks_when_it_is_pressed():
    visit = at()
    visit.tell("play")
    visit.put("unit", 2)
    visit.put("below", 2.0)
    visit.run()
    assert visit.player.runs.experiment == CASE.experiment()  # what a push takes is no part of the start
    visit.player.runs.advance(400)  # since the button was drawn
    before = {name: run.parameters.copy() for name, run in visit.player.runs.items()}
    assert label(visit) == "Push unit 2 below zero"
    visit.tell("do", action="push")
    assert visit.sent["playing"]
    lowest = []
    for name, run in visit.player.runs.items():
        changed = {key for key in run.parameters if not np.array_equal(run.parameters[key], before[name][key])}
        assert changed == {"b1"}
        assert units_now(run.evaluate())[1].on == 0
        assert run.nudged == [400]
        lowest.append((run.parameters["W1"] @ run.X + run.parameters["b1"])[1].max())
    assert max(lowest) == pytest.approx(-2.0)


def test_what_is_asked_about_is_done_by_playing_and_the_button_pushes_once_more():
    for preset in DEAD_RELU_PRESETS:
        visit = at(**preset.settings)
        visit.player.runs.advance(199)
        for _step in range(2):
            visit.tell("step")
        assert {*visit.player.run.nudged} == {press.at for press in preset.presses}, preset.name
        assert "not in the address" not in comment(visit.sent["said"])  # its link plays the same
    visit = at()
    visit.player.runs.advance(199)
    visit.tell("step")
    visit.tell("step")
    visit.put("unit", 2)
    visit.tell("do", action="push")
    assert "not in the address" in comment(visit.sent["said"])
    assert [unit.on for unit in units_now(visit.player.run.evaluate())[:2]] == [0, 0]


def test_a_push_is_marked_in_the_table_forgotten_with_a_reset_and_none_at_the_limit():
    visit = at(limit=20)
    before = visit.sent["now"]
    visit.tell("do", action="push")
    tables = [panel.rows for panel in said(visit.sent).panels if panel.rows is not None]
    assert [[mark for mark, _ in rows] for rows in tables] == [[0, -1], [0, -1]]
    visit.tell("reset")
    assert visit.sent["now"] == before
    visit.player.runs.advance(20)
    visit.run()
    assert visit.sent["end"] == "limit"  # so the button is off
    visit.tell("do", action="push")
    assert not any(run.nudged for run in visit.player.runs.values())


def test_only_a_unit_that_is_there_can_be_pushed():
    visit = at(unit=3)
    assert label(visit) == "Push unit 2 below zero"
    visit.set("n_h", 1)
    assert label(visit) == "Push unit 1 below zero"
    assert not visit.errors
