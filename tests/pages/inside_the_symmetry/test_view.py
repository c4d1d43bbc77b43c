"""The page on symmetry: its nudges."""

import numpy as np
import pytest

from tests.ui.pages import CASES, Visit

(INSIDE,) = (case for case in CASES if case.prefix == "inside_")


def inside(**link):
    return Visit(INSIDE, **{INSIDE.prefix + name: str(value) for name, value in link.items()})


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


@pytest.mark.parametrize("initialisation", ["constant", "random"])
@pytest.mark.parametrize(
    ("unit", "weight", "place"),
    [(1, "W1", ("W1", 0, 0)), (3, "W1", ("W1", 2, 0)), (2, "W2", ("W2", 0, 1)), (4, "W2", ("W2", 0, 3))],
)
def test_nudge_changes_exactly_one_weight(unit, weight, place, initialisation):
    visit = inside(unit=unit, weight=weight, amount="0.01", initialisation=initialisation)
    before, run = parameters(visit), visit.sent["run"]
    visit.tell("do", action="nudge")
    assert changes(visit, before) == {place: pytest.approx(0.01)}
    assert visit.player.run.iteration == 0
    assert visit.sent["run"] == run
    assert visit.sent["now"]["traces"]["distance"][2]["x"] == [0]
    visit.tell("do", action="nudge")
    assert changes(visit, before) == {place: pytest.approx(0.02)}


@pytest.mark.parametrize(("weight", "places"), [("W1", 8), ("W2", 4)])
def test_nudge_all_changes_every_weight_of_the_chosen_layer_each_differently(weight, places):
    visit = inside(weight=weight, amount="0.001")
    before = parameters(visit)
    visit.tell("do", action="nudge_all")
    changed = changes(visit, before)
    assert {name for name, *_ in changed} == {weight}
    assert len(changed) == len(set(changed.values())) == places
    assert max(map(abs, changed.values())) < 0.01
    again = inside(weight=weight, amount="0.001")
    again.tell("do", action="nudge_all")
    assert changes(again, before) == changed  # the same link, the same numbers


def test_the_nudge_takes_the_numbers_of_its_controls():
    visit = inside()
    before = parameters(visit)
    visit.put("unit", 2)
    visit.put("weight", "W2")
    visit.put("amount", 1e-6)
    visit.run()
    assert changes(visit, before) == {}
    visit.tell("do", action="nudge")
    assert changes(visit, before) == {("W2", 0, 1): pytest.approx(1e-6)}


def test_only_a_unit_that_is_there_can_be_nudged():
    visit = inside(unit=5)
    assert (visit.widget("unit").value, visit.widget("unit").max) == (4, 4)
    visit.set("n_h", 3)
    assert (visit.widget("unit").value, visit.widget("unit").max) == (3, 3)
    visit.set("n_h", 5)
    before = parameters(visit)
    visit.tell("do", action="nudge")
    assert list(changes(visit, before)) == [("W1", 2, 0)]


def test_at_the_limit_there_is_nothing_to_nudge():
    visit = inside(limit=20)
    visit.player.runs.advance(20)
    visit.run()
    assert visit.sent["end"] == "limit"  # so both buttons are off
    before = parameters(visit)
    for action in visit.run_buttons("actions"):
        visit.tell("do", action=action)
    assert changes(visit, before) == {}
    visit.tell("reset")
    assert visit.sent["end"] == ""


def test_a_nudge_while_it_plays_keeps_it_playing():
    visit = inside()
    visit.tell("play")
    visit.player.runs.advance(50)
    visit.tell("do", action="nudge")
    assert visit.sent["playing"]
    assert visit.player.run.nudged == [50]


def test_a_nudge_parts_the_point_and_reset_joins_it_again():
    visit = inside(amount="0.01")
    assert visit.sent["now"]["traces"]["paths"][-1]["text"] == ["1–4 (×4)"]
    visit.tell("do", action="nudge")
    assert visit.sent["now"]["traces"]["paths"][-1]["text"] == ["1", "2–4 (×3)"]
    assert visit.numbers["Distinct units"] == "2 of 4"
    visit.tell("reset")
    assert visit.sent["now"]["traces"]["paths"][-1]["text"] == ["1–4 (×4)"]
    assert visit.sent["now"]["traces"]["distance"][2]["x"] == []


def test_what_a_nudge_adds_is_no_part_of_the_start():
    visit = inside()
    visit.player.runs.advance(10)
    run = visit.sent["run"]
    visit.set("unit", 3)
    visit.set("amount", 1e-6)
    assert visit.player.runs.experiment == INSIDE.experiment()
    assert (visit.player.run.iteration, visit.sent["run"]) == (10, run)


@pytest.mark.parametrize("start", ["zero", "zero_W1", "zero_W2", "constant", "random"])
def test_each_start_has_the_control_that_sets_its_size(start):
    visit = inside(initialisation=start)
    assert visit.widget("constant").disabled == (start != "constant")
    assert visit.widget("scale").disabled == (start in ("constant", "zero"))
    assert visit.player.runs.experiment == INSIDE.experiment(initialisation=start)


@pytest.mark.parametrize("start", ["constant", "random", "zero_W1"])
def test_a_divergence_is_told_in_the_words_of_this_page(start):
    diverging = {"activation": "leaky_relu", "learning_rate": 100, "samples": 20, "scale": 1, "constant": 1}
    visit = inside(initialisation=start, **diverging)
    visit.player.runs.advance(500)
    visit.run()
    assert "diverged" in visit.message
    assert "boundary" not in visit.message  # there is none
    assert "scale" not in visit.message or not visit.widget("scale").disabled
