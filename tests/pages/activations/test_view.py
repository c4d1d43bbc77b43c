"""The page on activations: outputs, slopes, where the outputs lie, and what becomes of a gradient."""

import re

import pytest

from playground.nn import ACTIVATIONS as FUNCTIONS
from playground.pages.contents import ACTIVATIONS
from playground.training.options import Choice
from tests.ui.pages import STATIC_PAGES, Visit, elements, link_to, said, shown_as

(CASE,) = (case for case in STATIC_PAGES if case.page == ACTIVATIONS)
PARTS = ("curves", "slopes", "outputs", "gradients")


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
    for panel in panels(visit, part):
        yield from (*panel.numbers.values(), panel.sentence or "", *(c for _, row in panel.rows or () for c in row))


def test_the_first_screen_has_the_curves_of_all_functions_the_rest_comes_below_and_each_part_asks():
    visit = at()
    sent = [visit.chart(part) for part in PARTS]
    assert [each["fills"] for each in sent] == [True, False, False, False]
    assert len({each["run"] for each in sent}) == len(PARTS)  # none is taken for one that the browser has put away
    questions = [visit.message, *(info.value for info in visit.app.info)]
    assert ["?" in question for question in questions] == [True] * len(PARTS)
    (shown,) = (each.value for each in visit.app.markdown if each.value.startswith("| activation |"))
    _head, _line, *rows = shown.splitlines()
    assert len(rows) == len(FUNCTIONS)
    for row, each in zip(rows, FUNCTIONS.values(), strict=True):
        label, value, slope = row.strip("| ").split(" | ")
        assert label == each.label
        assert re.fullmatch(r"\$(a = )?g\(z\) = .+\$", value)
        assert re.fullmatch(r"\$g'\(z\) = .+\$", slope)


def test_each_control_changes_its_own_part_alone():
    visit = at(z="-1", activation="tanh")
    assert table(visit, "curves")["tanh"] == ["−0.762"]
    assert table(visit, "slopes")["tanh"][0] == "0.071"
    labels = [each.label for each in FUNCTIONS.values()]
    assert list(table(visit, "curves")) == list(outputs(visit)) == labels
    assert float(table(visit, "gradients")["first / last"][-1]) > 0.1
    wide = float(outputs(visit)["tanh"]["Standard deviation"])
    for changed, (name, value) in enumerate((("z", 0.0), ("slope_z", 0.0), ("spread", 5.0), ("activation", "sigmoid"))):
        before = [visit.chart(part) for part in PARTS]
        visit.set(name, value)
        unlike = [visit.chart(part) != old for part, old in zip(PARTS, before, strict=True)]
        assert unlike == [number == changed for number in range(len(PARTS))]
    assert table(visit, "curves")["tanh"] == ["0"]
    assert table(visit, "slopes")["tanh"][0] == "1.000"
    assert float(outputs(visit)["tanh"]["Standard deviation"]) > wide
    assert float(table(visit, "gradients")["first / last"][-1]) < 0.01
    wider = outputs(visit)
    visit.set("inputs_seed", 2)
    assert outputs(visit) != wider


def extremes(spec):
    return (spec.names[0], spec.names[-1]) if isinstance(spec, Choice) else (spec.least, spec.most)


@pytest.mark.parametrize("end", [0, 1])
def test_all_controls_at_their_ends(end):
    visit = at(initialisation="random")
    values = {name: extremes(CASE.settings.spec(name))[end] for name in CASE.names if name != "initialisation"}
    for name, value in values.items():
        visit.put(name, value)
    visit.run()
    assert visit.chosen == CASE.chosen(**values, initialisation="random")
    for name, value in values.items():
        assert visit.widget(name).value == shown_as(CASE.settings.spec(name), value)
    assert not visit.errors
    for part in PARTS:
        assert not re.search("nan|inf", " ".join(words(visit, part)))
    visit.set("initialisation", "he")
    assert visit.widget("scale").disabled


def test_in_present_the_first_question_is_shown_and_below_it_the_slopes():
    visit = Visit(CASE, present="true")
    components = [each.key for each in elements(visit.app.main) if each.type == "bidi_component"]
    assert [each for each in components if each not in ("sound_key", "class_back")] == [
        "keys",
        "forget",
        "dock",
        "activations_curves",
        "activations_slopes",
    ]
    assert [header.value for header in visit.app.header] == ["How steep the curves are"]
    assert not any(each.value.startswith("| activation |") for each in visit.app.markdown)
    assert visit.widgets("z")


def test_a_gradient_and_layers_are_explained_before_they_are_spoken_of():
    visit = at()
    said = [each.value for each in elements(visit.app.main) if each.type in ("markdown", "header", "info")]
    first = next(number for number, text in enumerate(said) if re.search("gradient|layer", text))
    assert said[first - 1] == "How steep the curves are"
    assert all(f"*{word}*" in said[first] for word in ("layers", "cost", "gradient"))
    assert not re.search("gradient|layer|slope|back", visit.message)
