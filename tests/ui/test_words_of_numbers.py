"""What the playground says where a number is asked for: no word of classes, and numbers that are those of the run."""

import re

import pytest

from playground.training.formatting import decimals
from tests.ui.pages import CASES, Visit, elements

PLAYGROUND = CASES[0]
SMALL = {"samples": "60", "noise": "0.1", "learning_rate": "0.1", "initialisation": "xavier"}
OF_CLASSES = re.compile(r"accura|\bclass(es)?\b|boundar|points right|are right|straight line", re.IGNORECASE)


def opened(iterations=0, **link):
    visit = Visit(PLAYGROUND, **SMALL | link)
    visit.player.runs.advance(iterations)
    visit.run()
    return visit


def card(visit):
    """The numbers of the first pin, in its button and in its popover."""
    (button,) = (each for each in visit.app.button if each.key == "pin_0_back")
    place = visit.part("pin_0_more")
    return [
        button.label.split(":small[")[1].rstrip("]"),
        next(reversed([each.value for each in elements(place) if each.type == "markdown"])),
    ]


def test_a_pin_and_the_table_have_r_squared_and_the_error():
    visit = opened(40, dataset="bump", test_share="20")
    now = visit.player.run.measure()
    visit.press("pin")
    brief, all_of_it = card(visit)
    cost = decimals(now.cost)
    score, tested = decimals(now.score, 3), decimals(now.test_score, 3)
    assert brief == f"40 · cost {cost} · R² {score}"
    errors = [decimals((2 * each) ** 0.5) for each in (now.cost, now.test_cost)]
    assert all_of_it == (
        f"Iteration 40 · cost {cost} · R² {score} · RMSE {errors[0]} · on test samples R² {tested} · RMSE {errors[1]}"
    )
    visit.app.session_state["pin_table"] = True
    visit.run()
    table = visit.app.dataframe[0].value
    assert [heading for heading in table.columns if OF_CLASSES.search(heading)] == []
    assert list(table["Train R²"]) == [now.score] * 2
    assert list(table["Test RMSE"]) == pytest.approx([(2 * now.test_cost) ** 0.5] * 2)


def test_beside_a_pin_of_classes_its_cost_is_not_compared():
    visit = opened(20)
    visit.press("pin")
    assert card(visit)[0].endswith(" %")
    visit.set("dataset", "bump")
    visit.press("pin_0_beside")
    assert not visit.app.exception
    assert "can’t be compared" in visit.message
    visit.set("dataset", "moons")
    assert "which will have the lower cost?" in visit.message


@pytest.mark.parametrize("name", ["A bump of planes", "Beyond the points"])
def test_an_experiment_says_nothing_of_classes(name):
    preset = next(each for each in PLAYGROUND.lesson.presets if each.name == name)
    visit = Visit(PLAYGROUND, **{name: str(value) for name, value in preset.settings.items()})
    asked = visit.message
    assert str(preset.question) in asked
    visit.player.runs.advance(3000)
    visit.run()
    said = visit.message
    assert str(preset.answer(visit.player.runs)) in said
    assert not OF_CLASSES.search("\n".join([asked, said, *visit.numbers]).replace("and no classes", ""))


def test_a_change_is_told_by_the_error():
    preset = next(each for each in PLAYGROUND.lesson.presets if each.name == "A bump of planes")
    visit = Visit(PLAYGROUND, **{name: str(value) for name, value in preset.settings.items()})
    visit.set("n_h", 5)
    visit.player.runs.advance(1000)
    visit.run()
    error = (2 * visit.player.run.measure().cost) ** 0.5
    assert f"With 5 hidden units instead of 4: RMSE {error:.4f} after 1,000 iterations." in visit.message
    assert not OF_CLASSES.search(visit.message)


def test_own_values_are_asked_about_as_values():
    visit = opened(dataset="saddle")
    visit.set("dataset", "own points")
    asked = visit.message
    visit.player.runs.advance(10_000)
    visit.run()
    assert "the values of your points" in asked
    assert "after 10,000 iterations it is off by" in visit.message.lower()
    assert not OF_CLASSES.search(asked + visit.message)
