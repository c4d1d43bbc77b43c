"""The page that measures: nothing before it is asked to, then one size after the other."""

from textwrap import indent

from playground.pages.contents import LOOPS_OR_VECTORS, ZERO_OR_RANDOM
from playground.pages.loops_or_vectors import lesson as loops_or_vectors
from playground.pages.loops_or_vectors.lesson import SIZES, Measured
from playground.ui.runs.scheduler import SCHEDULER
from tests.ui.pages import CASES, ROOT, STATIC_PAGES, Visit, elements, link_to, said

(CASE,) = (case for case in STATIC_PAGES if case.page == LOOPS_OR_VECTORS)
(ELSEWHERE,) = (case for case in CASES if case.page == ZERO_OR_RANDOM)


def measured(**link):
    visit = Visit(CASE, **link_to(CASE, **link))
    visit.press("measure")
    return visit


def has_chart(visit):
    return any(each.key == "loops_charts" for each in elements(visit.app.main))


def panels(visit):
    return said(visit.chart("charts")).panels


def rows(visit):
    if not has_chart(visit):
        return []
    (table,) = (panel.rows for panel in panels(visit) if panel.rows is not None)
    return [cells[0] for _, cells in table]


def explained(visit):
    """Whether the page says why one way is faster, which is one of its questions."""
    return any("same multiplications" in each.value for each in visit.app.markdown)


def test_until_it_is_measured_the_code_stands_in_the_place_of_the_chart(monkeypatch):
    def order():
        shown = ((each, each.key if each.type != "code" else each.language) for each in elements(visit.app.main))
        return [name for _, name in shown if name in ("python", "loops_charts")]

    for present in ({"present": "true"}, {}):
        with monkeypatch.context() as patched:
            patched.setattr(SCHEDULER, "time_slice", None)  # taking a turn would be an exception on the page
            visit = Visit(CASE, **link_to(CASE, largest=10), **present)
        assert order() == ["python", "python"]
        assert not explained(visit)
        visit.press("measure")
        assert order() == ["loops_charts", *([] if present else ["python", "python"])]
        assert explained(visit) == (not present)
    source = (ROOT / "playground/pages/loops_or_vectors/lesson.py").read_text(encoding="utf-8")
    shown = [code.value for code in visit.app.code if code.language == "python"]
    assert all(indent(code.strip(), "    ") in source for code in shown)  # it is what is measured
    assert not any("def " in code or '"""' in code for code in shown)
    assert any("for j in range(n_x)" in code for code in shown)
    assert any("dZ @ X.T / m" in code for code in shown)


def test_measure_fills_the_table_which_is_kept_until_other_samples_are_chosen():
    visit = measured(largest=1000)
    assert rows(visit) == ["10", "100", "1,000"]
    assert visit.button("measure").label == "Measure again"
    assert not visit.button("measure").disabled
    before = visit.app.session_state["loops_measured"]
    visit.press("measure")
    assert rows(visit) == ["10", "100", "1,000"]
    assert visit.app.session_state["loops_measured"] != before
    visit.go_to(ELSEWHERE)
    visit.go_to(CASE)
    assert rows(visit) == ["10", "100", "1,000"]
    visit.set("features", 7)
    assert rows(visit) == []


def test_extreme_settings():
    for end, largest in (("least", SIZES[0]), ("most", SIZES[-1])):
        values = {name: getattr(CASE.settings.spec(name), end) for name in ("features", "data_seed")}
        visit = measured(largest=largest, **values)
        assert not visit.notes
        assert rows(visit)[0] == "10"
        assert set(rows(visit)) <= {f"{m:,}" for m in SIZES if m <= largest}


def test_what_would_take_too_long_is_left_out(monkeypatch):
    monkeypatch.setattr(loops_or_vectors, "LONGEST", 0.0)
    visit = measured()
    assert rows(visit) == ["10"]
    assert any("left out" in panel.sentence for panel in panels(visit) if panel.sentence)
    assert isinstance(visit.app.session_state["loops_measured"][1][0], Measured)


def test_each_visitor_measures_in_turns_of_their_own_also_what_a_teacher_has_hidden(monkeypatch):
    visitors, time_slice = [], SCHEDULER.time_slice

    def counted(visitor):
        visitors.append(visitor)
        return time_slice(visitor)

    monkeypatch.setattr(SCHEDULER, "time_slice", counted)
    for _ in range(2):
        visit = Visit(CASE, **link_to(CASE, largest=100, features=7), keep="")
        visit.press("measure")
        assert rows(visit) == ["10", "100"]
        assert visit.app.session_state["loops_measured"][0].features == 7
    first, first_again, second, second_again = visitors
    assert first == first_again != second == second_again
