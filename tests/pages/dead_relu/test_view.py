"""The page on a dead ReLU: the push."""

import numpy as np
import pytest

from playground.pages.contents import DEAD_RELU
from playground.pages.dead_relu.lesson import units_now
from tests.ui.pages import CASES, Visit, link_to, said

(CASE,) = (case for case in CASES if case.page == DEAD_RELU)


def at(**link):
    return Visit(CASE, **link_to(CASE, **link))


def test_the_push_takes_the_chosen_unit_below_zero_in_both_networks():
    visit = at(unit=2, below=0.5)
    before = {name: run.parameters.copy() for name, run in visit.player.runs.items()}
    assert visit.run_buttons("actions")["push"]["label"] == "Push unit 2 below zero"
    visit.tell("do", action="push")
    for name, run in visit.player.runs.items():
        changed = {key for key in run.parameters if not np.array_equal(run.parameters[key], before[name][key])}
        assert changed == {"b1"}
        assert [unit.on > 0 for unit in units_now(run.evaluate())] == [True, False]
        assert run.nudged == [0]


def test_what_a_push_did_is_marked_in_the_table():
    visit = at()
    tables = [panel.rows for panel in said(visit.sent).panels if panel.rows is not None]
    visit.tell("do", action="push")
    pushed = [panel.rows for panel in said(visit.sent).panels if panel.rows is not None]
    assert len(tables) == len(pushed) == 2
    for before, after in zip(tables, pushed, strict=True):
        marks = [mark for mark, _ in after]
        assert marks[0] not in {mark for mark, _ in before}
        assert marks[1:] == [mark for mark, _ in before][1:]


def test_the_push_is_as_large_as_it_has_to_be_when_it_is_pressed():
    visit = at()
    visit.tell("play")
    visit.player.runs.advance(400)  # since the button was drawn
    visit.tell("do", action="push")
    assert visit.sent["playing"]
    for run in visit.player.runs.values():
        assert units_now(run.evaluate())[0].on == 0
        assert run.nudged == [400]


def test_the_push_goes_as_far_below_zero_as_is_chosen():
    lowered = []
    for below in (0.5, 3.0):
        visit = at(below=below)
        before = visit.player.run.parameters["b1"][0, 0]
        visit.tell("do", action="push")
        lowered.append(before - visit.player.run.parameters["b1"][0, 0])
    assert lowered[1] - lowered[0] == pytest.approx(2.5)


def test_only_a_unit_that_is_there_can_be_pushed():
    visit = at(unit=3)
    assert visit.widget("unit").value == 2
    assert visit.run_buttons("actions")["push"]["label"] == "Push unit 2 below zero"
    visit.set("n_h", 3)
    visit.set("unit", 3)
    assert visit.run_buttons("actions")["push"]["label"] == "Push unit 3 below zero"
    visit.set("n_h", 1)
    assert visit.run_buttons("actions")["push"]["label"] == "Push unit 1 below zero"
    assert not visit.errors


def test_at_the_limit_there_is_nothing_to_push():
    visit = at(limit=20)
    visit.player.runs.advance(20)
    visit.run()
    assert visit.sent["end"] == "limit"  # so the button is off
    visit.tell("do", action="push")
    assert not any(run.nudged for run in visit.player.runs.values())
    visit.tell("reset")
    assert visit.sent["end"] == ""


def test_a_push_is_forgotten_with_a_reset():
    visit = at()
    before = visit.sent["now"]
    visit.tell("do", action="push")
    assert visit.sent["now"] != before
    visit.tell("reset")
    assert visit.sent["now"] == before


def test_what_a_push_takes_is_no_part_of_the_start():
    visit = at()
    visit.player.runs.advance(10)
    run = visit.sent["run"]
    visit.set("unit", 2)
    visit.set("below", 2.0)
    assert visit.player.runs.experiment == CASE.experiment()
    assert (visit.player.runs.iteration, visit.sent["run"]) == (10, run)
