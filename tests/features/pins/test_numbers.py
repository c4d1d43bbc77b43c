"""Pins of runs that are asked for a number."""

import pytest

from playground.training.formatting import decimals
from tests.ui.pages import elements
from tests.ui.test_words_of_numbers import OF_CLASSES, opened


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
