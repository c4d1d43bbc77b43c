"""The page that measures: nothing before it is asked to, then one size after the other."""

import pytest

from playground.pages.contents import LOOPS_OR_VECTORS, ZERO_OR_RANDOM
from playground.pages.loops_or_vectors import lesson as loops_or_vectors
from playground.pages.loops_or_vectors.lesson import SIZES, Measured
from playground.ui.runs.scheduler import SCHEDULER
from tests.ui.pages import CASES, ROOT, STATIC_PAGES, Visit, elements, link_to, said

(CASE,) = (case for case in STATIC_PAGES if case.page == LOOPS_OR_VECTORS)
(ELSEWHERE,) = (case for case in CASES if case.page == ZERO_OR_RANDOM)


def opened(**link):
    return Visit(CASE, **link_to(CASE, **link))


def measured(**link):
    visit = opened(**link)
    visit.press("measure")
    return visit


def has_chart(visit):
    return any(each.key == "loops_charts" for each in elements(visit.app.main))


def panels(visit):
    return said(visit.chart("charts")).panels


def sentences(visit):
    return [panel.sentence for panel in panels(visit)]


def rows(visit):
    if not has_chart(visit):
        return []
    (table,) = (panel.rows for panel in panels(visit) if panel.rows is not None)
    return [cells[0] for _, cells in table]


def test_nothing_is_measured_when_the_page_opens():
    assert not has_chart(opened())


@pytest.mark.parametrize("present", [False, True])
def test_until_then_the_code_stands_in_the_place_of_the_chart(present):
    def order():
        shown = ((each, each.key if each.type != "code" else each.language) for each in elements(visit.app.main))
        return [name for _, name in shown if name in ("python", "loops_charts")]

    visit = Visit(CASE, **link_to(CASE, largest=10), **({"present": "true"} if present else {}))
    assert order() == ["python", "python"]
    visit.press("measure")
    assert order() == ["loops_charts", *([] if present else ["python", "python"])]


def test_the_question_comes_before_the_chart():
    visit = measured(largest=10)
    assert "?" in visit.message
    order = [each.value if each.type == "markdown" else each.key for each in elements(visit.app.main)]
    assert order.index(visit.message) < order.index("loops_charts")


def test_measure_fills_the_table():
    visit = measured(largest=1000)
    assert rows(visit) == ["10", "100", "1,000"]
    assert visit.button("measure").label == "Measure again"
    assert not visit.button("measure").disabled
    before = visit.app.session_state["loops_measured"]
    visit.press("measure")
    assert rows(visit) == ["10", "100", "1,000"]
    assert visit.app.session_state["loops_measured"] != before


def test_other_samples_are_another_measurement():
    visit = measured(largest=100)
    visit.set("features", 7)
    assert rows(visit) == []


def test_a_visitor_who_comes_back_finds_what_was_measured():
    visit = measured(largest=100)
    visit.go_to(ELSEWHERE)
    visit.go_to(CASE)
    assert rows(visit) == ["10", "100"]


@pytest.mark.parametrize(("end", "largest"), [("least", SIZES[0]), ("most", SIZES[-1])])
def test_extreme_settings(end, largest):
    values = {name: getattr(CASE.settings.spec(name), end) for name in ("features", "data_seed")}
    visit = measured(largest=largest, **values)
    assert not visit.notes
    assert rows(visit)[0] == "10"
    assert set(rows(visit)) <= {f"{m:,}" for m in SIZES if m <= largest}


@pytest.mark.parametrize("link", [{"features": "51"}, {"largest": "1e9"}, {"data_seed": "-1"}, {"colour": "<b>"}])
def test_a_link_that_cannot_be_used(link):
    visit = opened(**link)
    assert len(visit.notes) == 1
    assert rows(visit) == []


def test_the_code_on_the_page_is_the_code_that_is_measured():
    shown = [code.value for code in opened().app.code if code.language == "python"]
    assert any("for j in range(n_x)" in code for code in shown)
    assert any("dZ @ X.T / m" in code for code in shown)
    assert all(
        code in (ROOT / "playground/pages/loops_or_vectors/lesson.py").read_text(encoding="utf-8") for code in shown
    )


def test_what_would_take_too_long_is_left_out(monkeypatch):
    monkeypatch.setattr(loops_or_vectors, "LONGEST", 0.0)
    visit = measured()
    assert rows(visit) == ["10"]
    assert any("left out" in sentence for sentence in sentences(visit))
    assert isinstance(visit.app.session_state["loops_measured"][1][0], Measured)


def test_each_visitor_measures_in_turns_of_their_own(monkeypatch):
    visitors, time_slice = [], SCHEDULER.time_slice

    def counted(visitor):
        visitors.append(visitor)
        return time_slice(visitor)

    monkeypatch.setattr(SCHEDULER, "time_slice", counted)
    for _ in range(2):
        measured(largest=100)
    first, first_again, second, second_again = visitors
    assert first == first_again
    assert second == second_again
    assert first != second


def test_a_visitor_who_opens_the_page_takes_no_turn(monkeypatch):
    monkeypatch.setattr(SCHEDULER, "time_slice", None)  # taking one would be an exception on the page
    opened()


def test_hidden_settings_are_those_that_are_measured():
    visit = Visit(CASE, **link_to(CASE, largest=100, features=7), keep="")
    visit.press("measure")
    assert rows(visit) == ["10", "100"]
    assert visit.app.session_state["loops_measured"][0].features == 7
