"""The page How many units, how deep? with datasets of numbers."""

from urllib.parse import parse_qsl

from playground.pages.contents import HOW_MANY_UNITS
from tests.ui.pages import STATIC_PAGES, Visit, link_to, said

(CASE,) = (case for case in STATIC_PAGES if case.page == HOW_MANY_UNITS)
QUICK = {"limit": 50, "samples": 100, "runs": 1, "units": (2, 3), "learning_rate": 0.1}


def test_a_number_can_be_swept_and_its_link_brings_it_back():
    visit = Visit(CASE, **link_to(CASE, dataset="bump", **QUICK))
    assert not visit.app.exception
    visit.press("setting_train")
    visit.press("depth_train")
    assert not visit.app.exception
    for name in ("setting", "depth"):
        sweep = visit.app.session_state[f"sizes_{name}_trainee"].sweep
        assert sweep.ended
        assert sweep.target == "number"
        assert said(visit.chart(f"{name}_charts")).panels[0].title == "R²"
    for name in ("classes", "class_share"):
        assert visit.widget(name).disabled
    text = " ".join(str(each.value) for each in visit.app.markdown)
    assert "*R²* is 1 if all outputs equal the values" in text
    assert "drawn white inside" not in text
    assert "accurac" not in text
    again = Visit(CASE, **dict(parse_qsl(visit.link.partition("?")[2])))
    assert not again.notes
    assert again.chosen == visit.chosen


def test_own_points_after_numbers_are_a_copy_of_them():
    visit = Visit(CASE, **link_to(CASE, dataset="saddle", **QUICK))
    visit.set("dataset", "own points")
    assert not visit.app.exception
    assert visit.app.session_state["sizes_setting_trainee"].sweep.target == "number"
