"""The page on activations: value and slope, where the outputs lie, and what becomes of a gradient."""

import re

import pytest

from playground.nn import ACTIVATIONS as FUNCTIONS
from playground.pages.contents import ACTIVATIONS
from playground.training.options import Choice, Real, Whole
from tests.ui.pages import STATIC_PAGES, Visit, elements, link_to, said, shown_as

(CASE,) = (case for case in STATIC_PAGES if case.page == ACTIVATIONS)
PARTS = ("curves", "outputs", "gradients")


def at(**link):
    return Visit(CASE, **link_to(CASE, **link))


def panels(visit, part):
    return said(visit.chart(part)).panels


def table(visit, part):
    """The rows of the part's table, by their first cell."""
    (rows,) = (panel.rows for panel in panels(visit, part) if panel.rows is not None)
    return {cells[0]: cells[1:] for _, cells in rows}


def outputs(visit):
    """The numbers of each activation's outputs."""
    return {panel.title: panel.numbers for panel in panels(visit, "outputs") if panel.numbers}


def words(visit, part):
    """All that a part says."""
    return [
        text
        for panel in panels(visit, part)
        for text in (*panel.numbers.values(), panel.sentence or "", *(c for _, row in panel.rows or () for c in row))
    ]


@pytest.fixture(scope="module")
def first_visit():
    """To look at; not to be changed."""
    return at()


def test_each_part_asks_a_question_before_it_shows_anything(first_visit):
    shown = [
        each.value if each.type in ("markdown", "info", "header") else each.key or each.type
        for each in elements(first_visit.app.main)
    ]
    questions = [first_visit.message, *(info.value for info in first_visit.app.info)]
    charts = [number for number, what in enumerate(shown) if what in [f"activations_{part}" for part in PARTS]]
    assert len(questions) == len(charts) == len(PARTS)
    assert all("?" in question for question in questions)
    places = [place for pair in zip(map(shown.index, questions), charts, strict=True) for place in pair]
    assert places == sorted(places)


def test_the_first_screen_is_filled_by_its_question_and_the_rest_comes_below(first_visit):
    assert [first_visit.chart(part)["fills"] for part in PARTS] == [True, False, False]


def test_no_charts_can_be_taken_for_others_that_the_browser_has_put_away(first_visit):
    sent = [first_visit.chart(part) for part in PARTS]
    assert len({each["run"] for each in sent}) == len(PARTS)


def test_what_an_experiment_says_of_the_activations_is_said_of_its_own_seeds(first_visit):
    (said,) = (each.value for each in elements(first_visit.app.main) if "*Effect or chance*" in str(each.value))
    assert "with its own seeds, no activation is better in the test by more than chance" in said
    assert "with some others sigmoid is worst by more than that" in said


def test_the_point_is_where_the_slider_is():
    visit = at(z="-1")
    assert table(visit, "curves")["tanh"][:2] == ["−0.762", "0.420"]
    visit.set("z", 0.0)
    assert table(visit, "curves")["tanh"][:2] == ["0", "1.000"]
    assert list(table(visit, "curves")) == [each.label for each in FUNCTIONS.values()]


def test_every_function_has_its_formula_and_that_of_its_slope(first_visit):
    (shown,) = (each.value for each in first_visit.app.markdown if each.value.startswith("| activation |"))
    _head, _line, *rows = shown.splitlines()
    assert len(rows) == len(FUNCTIONS)
    for row, each in zip(rows, FUNCTIONS.values(), strict=True):
        label, value, slope = row.strip("| ").split(" | ")
        assert label == each.label
        assert re.fullmatch(r"\$(a = )?g\(z\) = .+\$", value)
        assert re.fullmatch(r"\$g'\(z\) = .+\$", slope)


def test_the_outputs_follow_the_spread_and_the_seed():
    visit = at()
    before = outputs(visit)
    assert list(before) == [each.label for each in FUNCTIONS.values()]
    visit.set("spread", 5.0)
    wider = outputs(visit)
    assert float(wider["tanh"]["Spread"]) > float(before["tanh"]["Spread"])
    visit.set("inputs_seed", 2)
    assert outputs(visit) != wider


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


@pytest.mark.parametrize("record", CASE.settings.records, ids=lambda record: type(record).__name__)
def test_every_control_at_its_ends(record):
    visit = at(initialisation="random")
    for name in (name for name in CASE.names if CASE.settings.record(name) is record):
        spec = CASE.settings.spec(name)
        for value in extremes(spec):
            visit.set(name, value)
            assert visit.widget(name).value == shown_as(spec, value)
            assert not visit.errors
            for part in PARTS:
                said_there = " ".join(words(visit, part))
                assert "nan" not in said_there
                assert "inf" not in said_there


@pytest.mark.parametrize(("name", "value", "changed"), [("z", 3.0, 0), ("spread", 2.0, 1), ("width", 7, 2)])
def test_each_control_changes_its_own_part_alone(name, value, changed):
    visit = at()
    before = [visit.chart(part) for part in PARTS]
    visit.set(name, value)
    assert [visit.chart(part) != old for part, old in zip(PARTS, before, strict=True)] == [
        number == changed for number in range(len(PARTS))
    ]


def test_in_present_only_the_first_question_is_shown():
    visit = Visit(CASE, present="true")
    components = [each.key for each in elements(visit.app.main) if each.type == "bidi_component"]
    assert [each for each in components if each != "sound_key"] == ["keys", "forget", "dock", "activations_curves"]
    assert table(visit, "curves")
    assert not visit.app.header
    assert visit.widgets("z")
