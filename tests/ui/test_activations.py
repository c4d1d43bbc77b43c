"""The page on activations: its parts that stand still, and the push."""

import json

import numpy as np
import pytest

from playground.lessons.activations import Inputs, Layers, Point
from playground.lessons.dead_relu import DeadReLU, Push, units_now
from playground.nn import ACTIVATIONS as FUNCTIONS
from playground.training.options import Choice, Real, Whole, options
from playground.ui.page import ACTIVATIONS
from tests.ui.pages import CASES, Visit, shown_as

(CASE,) = (case for case in CASES if case.page == ACTIVATIONS)
STILL = ("curves", "outputs", "gradients")


def at(**link):
    return Visit(CASE, **{CASE.prefix + name: str(value) for name, value in link.items()})


def still(visit, part):
    """What a part that stands still was sent."""
    charts = [json.loads(chart.proto.json) for chart in visit.app.get("bidi_component")]
    (sent,) = (chart for chart in charts if chart["run"] == f"{CASE.prefix}{part}")
    return sent


def table(visit, part):
    """The rows of its table, by their first cell."""
    (rows,) = still(visit, part)["now"]["tables"]
    return {cells[0]: cells[1:] for _, cells in rows}


@pytest.fixture(scope="module")
def first_visit():
    """To look at; not to be changed."""
    return at()


def test_each_part_asks_a_question_before_it_shows_anything(first_visit):
    order = [element.type for element in first_visit.app.main if element.type in ("header", "info", "bidi_component")]
    assert order.count("header") == 4
    for start in [number for number, kind in enumerate(order) if kind == "header"][:3]:
        assert order[start + 1 : start + 3] == ["info", "bidi_component"]
    assert all("?" in info for info in first_visit.infos)


def test_the_point_is_where_the_slider_is():
    visit = at(z="-1")
    assert table(visit, "curves")["tanh"][:2] == ["−0.762", "0.420"]
    visit.set("z", 0.0)
    assert table(visit, "curves")["tanh"][:2] == ["0", "1.000"]
    assert list(table(visit, "curves")) == list(FUNCTIONS)


def test_the_outputs_follow_the_spread_and_the_seed():
    visit = at()
    before = still(visit, "outputs")["now"]["texts"]
    visit.set("spread", 5.0)
    wider = still(visit, "outputs")["now"]["texts"]
    assert float(wider[1]) > float(before[1])
    visit.set("inputs_seed", 2)
    assert still(visit, "outputs")["now"]["texts"] != wider


def test_the_gradients_follow_the_activation_and_the_start():
    visit = at()
    assert float(table(visit, "gradients")["first / last"][-1]) < 0.01
    visit.set("activation", "tanh")
    assert float(table(visit, "gradients")["first / last"][-1]) > 0.1
    before = float(table(visit, "gradients")["dW1"][-1])
    assert visit.widget("scale").disabled
    visit.set("initialisation", "random")
    assert not visit.widget("scale").disabled
    assert float(table(visit, "gradients")["dW1"][-1]) < 1e-3 * before


def extremes(spec):
    match spec:
        case Choice():
            return spec.names
        case Real(marks=marks) if marks:
            return (marks[0], marks[-1])
        case Real() | Whole():
            return (spec.least, spec.most)


@pytest.mark.parametrize("settings", [Point, Inputs, Layers, Push])
def test_every_control_at_its_ends(settings):
    visit = at(initialisation="random")
    for name, spec in options(settings).items():
        for value in extremes(spec):
            visit.set(name, value)
            assert visit.widget(name).value == shown_as(spec, value)
            assert not visit.app.error
            for part in STILL:
                texts = " ".join(still(visit, part)["now"]["texts"])
                assert "nan" not in texts
                assert "inf" not in texts


def test_what_stands_still_has_no_part_in_the_run():
    visit = at()
    visit.player.runs.advance(10)
    run = visit.sent["run"]
    visit.set("z", 3.0)
    visit.set("activation", "relu")
    visit.set("layers_seed", 7)
    assert visit.player.runs.config == DeadReLU()
    assert (visit.player.runs.iteration, visit.sent["run"]) == (10, run)


def test_the_push_takes_the_chosen_unit_below_zero_in_both_networks():
    visit = at(unit=2, below="0.5")
    before = {name: run.parameters.copy() for name, run in visit.player.runs.items()}
    assert visit.button("push").label == "Push unit 2 below zero"
    visit.press("push")
    for name, run in visit.player.runs.items():
        changed = {key for key in run.parameters if not np.array_equal(run.parameters[key], before[name][key])}
        assert changed == {"b1"}
        assert [unit.on > 0 for unit in units_now(run.evaluate())] == [True, False]
        assert run.nudged == [0]
    assert visit.sent["now"]["tables"][0][1][0] == 0  # marked


def test_the_push_is_as_large_as_it_has_to_be_when_it_is_pressed():
    visit = at()
    visit.press("play")
    visit.player.runs.advance(400)  # since the button was drawn
    visit.press("push")
    assert visit.sent["playing"]
    for run in visit.player.runs.values():
        assert units_now(run.evaluate())[0].on == 0
        assert run.nudged == [400]


def test_a_unit_that_is_not_there_cannot_be_pushed():
    visit = at(unit=3)
    assert visit.warnings == ["There is no unit 3: the layer has 2. Choose a unit from 1 to 2."]
    assert visit.button("push").disabled
    visit.set("n_h", 3)
    assert not visit.app.warning
    assert not visit.button("push").disabled


def test_at_the_limit_there_is_nothing_to_push():
    visit = at(limit=20)
    visit.player.runs.advance(20)
    visit.run()
    assert visit.button("push").disabled
    visit.press("reset")
    assert not visit.button("push").disabled


def test_a_push_is_forgotten_with_a_reset():
    visit = at()
    before = visit.sent["now"]
    visit.press("push")
    visit.press("reset")
    assert visit.sent["now"] == before
