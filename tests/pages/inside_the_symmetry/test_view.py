"""The page on symmetry: its nudges."""

import numpy as np
import pytest

from tests.ui.pages import CASES, Visit, link_to

(INSIDE,) = (case for case in CASES if case.prefix == "inside_")


def inside(**link):
    return Visit(INSIDE, **link_to(INSIDE, **link))


def parameters(visit):
    return {name: value.copy() for name, value in visit.player.run.parameters.items()}


def changes(visit, before):
    """By how much each weight differs from ``before``, without those that do not."""
    now = parameters(visit)
    return {
        (name, *map(int, place)): now[name][tuple(place)] - before[name][tuple(place)]
        for name in now
        for place in np.argwhere(now[name] != before[name])
    }


def test_a_nudge_takes_the_numbers_of_its_controls_and_keeps_the_run_playing():
    visit = inside()
    visit.tell("play")
    visit.player.runs.advance(50)
    before, run = parameters(visit), visit.sent["run"]
    visit.put("unit", 2)
    visit.put("weight", "W2")
    visit.put("amount", 1e-6)
    visit.run()
    assert changes(visit, before) == {}  # what a nudge adds is no part of the start
    assert visit.player.runs.experiment == INSIDE.experiment()
    visit.tell("do", action="nudge")
    assert changes(visit, before) == {("W2", 0, 1): pytest.approx(1e-6)}
    visit.tell("do", action="nudge")
    assert changes(visit, before) == {("W2", 0, 1): pytest.approx(2e-6)}
    assert visit.sent["playing"]
    assert visit.sent["run"] == run
    assert (visit.player.run.iteration, visit.player.run.nudged) == (50, [50])


def test_nudge_all_changes_every_weight_of_the_chosen_layer_each_differently():
    visit, again = (inside(weight="W2", amount="0.001") for _ in range(2))
    before = parameters(visit)
    for each in (visit, again):
        each.tell("do", action="nudge_all")
    changed = changes(visit, before)
    assert {name for name, *_ in changed} == {"W2"}
    assert len(changed) == len(set(changed.values())) == 4
    assert max(map(abs, changed.values())) < 0.01
    assert changes(again, before) == changed  # the same link, the same numbers


def test_a_nudge_splits_the_point_reset_joins_it_again_and_at_the_limit_there_is_nothing_to_nudge():
    visit = inside(amount="0.01", limit=20)
    assert visit.sent["now"]["traces"]["paths"][-1]["text"] == ["1–4 (×4)"]
    visit.tell("do", action="nudge")
    assert visit.sent["now"]["traces"]["paths"][-1]["text"] == ["1", "2–4 (×3)"]
    assert visit.sent["now"]["traces"]["distance"][2]["x"] == [0]
    assert visit.numbers["Distinct units"] == "2 of 4"
    visit.tell("reset")
    assert visit.sent["now"]["traces"]["paths"][-1]["text"] == ["1–4 (×4)"]
    assert visit.sent["now"]["traces"]["distance"][2]["x"] == []
    visit.player.runs.advance(20)
    visit.run()
    assert visit.sent["end"] == "limit"  # so both buttons are off
    before = parameters(visit)
    for action in visit.run_buttons("actions"):
        visit.tell("do", action=action)
    assert changes(visit, before) == {}


def test_a_divergence_is_told_in_the_words_of_this_page():
    diverging = {"activation": "leaky_relu", "learning_rate": 100, "samples": 20, "scale": 1, "constant": 1}
    for start in ("constant", "zero_W1"):
        visit = inside(initialisation=start, **diverging)
        visit.player.runs.advance(500)
        visit.run()
        assert "diverged" in visit.message
        assert "boundary" not in visit.message  # there is none
        assert "scale" not in visit.message or not visit.widget("scale").disabled
