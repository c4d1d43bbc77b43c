"""The page that measures: nothing before it is asked to, then one size after the other."""

import pytest

from playground.lessons import loops
from playground.lessons.loops import SIZES, Measured
from playground.ui.page import CODE, LOOPS
from playground.ui.turns import TURNS
from tests.ui.pages import ROOT, STILL, Visit, said

(CASE,) = (case for case in STILL if case.page == LOOPS)


def opened(**link):
    return Visit(CASE, **{f"loops_{name}": value for name, value in link.items()})


def sentences(visit):
    return [panel.sentence for panel in said(visit.chart("charts")).panels]


def rows(visit):
    (table,) = (panel.rows for panel in said(visit.chart("charts")).panels if panel.rows is not None)
    return [cells[0] for _, cells in table]


def test_nothing_is_measured_when_the_page_opens():
    visit = opened()
    assert rows(app) == []
    assert "Nothing is measured yet." in sent(app)["now"]["texts"]
    assert not app.warning


def test_measure_fills_the_table():
    visit = measured(largest="1000"))
    assert rows(app) == ["10", "100", "1,000"]
    assert app.button(key="loops_measure").label == "Measure again"
    assert not app.button(key="loops_measure").disabled
    before = app.session_state["loops_measured"]
    press(app)
    assert rows(app) == ["10", "100", "1,000"]
    assert app.session_state["loops_measured"] != before


def test_other_samples_are_another_measurement():
    visit = measured(largest="100"))
    app.get_by_key("loops_features").set_value(7)
    assert rows(run(app)) == []


def test_a_visitor_who_comes_back_finds_what_was_measured():
    visit = measured(largest="100"))
    app.switch_page("pages/the_code.py")
    run(app)
    app.switch_page("pages/loops_or_vectors.py")
    assert rows(run(app)) == ["10", "100"]


@pytest.mark.parametrize("features", [options(Loops)["features"].least, options(Loops)["features"].most])
@pytest.mark.parametrize("largest", [SIZES[0], SIZES[-1]])
@pytest.mark.parametrize("seed", [0, options(Loops)["data_seed"].most])
def test_extreme_settings(features, largest, seed):
    visit = measured(features=str(features), largest=str(largest), data_seed=str(seed)))
    assert not app.warning
    assert rows(app)[0] == "10"
    assert set(rows(app)) <= {f"{m:,}" for m in SIZES if m <= largest}


@pytest.mark.parametrize("link", [{"features": "51"}, {"largest": "1e9"}, {"data_seed": "-1"}, {"colour": "<b>"}])
def test_a_link_that_cannot_be_used(link):
    visit = opened(**link)
    assert [warning.value for warning in app.warning] == ["Some of the link could not be used."]
    assert rows(app) == []


def test_the_code_on_the_page_is_the_code_that_is_measured():
    visit = opened()
    shown = [code.value for code in app.code]
    assert any("for j in range(n_x)" in code for code in shown)
    assert any("dZ @ X.T / m" in code for code in shown)
    assert all(code in (ROOT / "playground/lessons/loops.py").read_text(encoding="utf-8") for code in shown)


def test_what_would_take_too_long_is_left_out(monkeypatch):
    monkeypatch.setattr(loops, "LONGEST", 0.0)
    visit = measured())
    assert rows(app) == ["10"]
    assert any("left out" in text for text in sent(app)["now"]["texts"])
    assert isinstance(app.session_state["loops_measured"][1][0], Measured)


def test_each_visitor_measures_in_turns_of_their_own(monkeypatch):
    visitors, turn = [], TURNS.turn

    def counted(visitor):
        visitors.append(visitor)
        return turn(visitor)

    monkeypatch.setattr(TURNS, "turn", counted)
    for _ in range(2):
        press(opened(largest="100"))
    first, first_again, second, second_again = visitors
    assert first == first_again
    assert second == second_again
    assert first != second


def test_a_visitor_who_opens_the_page_takes_no_turn(monkeypatch):
    monkeypatch.setattr(TURNS, "turn", None)  # taking one would be an exception on the page
    opened()
