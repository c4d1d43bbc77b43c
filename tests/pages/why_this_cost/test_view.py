"""The page on the cost: its controls, its links and its button."""

import json
from dataclasses import asdict
from itertools import product

import pytest

from playground.charts.panel import values
from playground.pages.contents import WHY_THIS_COST
from playground.pages.why_this_cost.lesson import WhyThisCost, draw_samples, maximum
from playground.pages.why_this_cost.normal_labels import best_line, draw_numbers
from playground.pages.why_this_cost.normal_labels_chart import normal_labels_view
from playground.pages.why_this_cost.scene import likelihood_view
from playground.pages.why_this_cost.several_classes_chart import several_classes_view
from playground.pages.why_this_cost.squared_error_chart import squared_error_view
from tests.ui.pages import STATIC_PAGES, Visit, blocks, elements, followed, link_to

(CASE,) = (case for case in STATIC_PAGES if case.page == WHY_THIS_COST)


def visit(**link):
    return Visit(CASE, **link_to(CASE, **link))


def put(opened, **values):
    """Choose values in their controls, and show what follows."""
    for name, value in values.items():
        opened.put(name, value)
    opened.run()
    return opened


def shown(opened):
    """The texts and tables of all three parts."""
    names = ("charts", "squared_error_charts", "several_classes_charts")
    sent = [opened.chart(name)["now"] for name in names]
    return [[each["texts"], each["tables"]] for each in sent]


def shows(opened, settings):
    static_views = likelihood_view(settings), squared_error_view(settings.z), several_classes_view(settings)
    expected = [values(static_view.numbers, static_view.panels) for static_view in static_views]
    return shown(opened) == json.loads(json.dumps(expected))


def out_of_sight(opened):
    """The settings whose controls nobody sees."""
    hidden = [block for block in blocks(opened.app.main) if (block.key or "").startswith("unseen")]
    keys = {each.key for block in hidden for each in block.children.values() if getattr(each, "key", None)}
    return {key.removeprefix(CASE.prefix) for key in keys} & {*CASE.names}


def shows_numbers(opened, settings):
    """Whether the page shows these samples with numbers for labels, and nothing of those with classes."""
    static_view = normal_labels_view(settings)
    assert not opened.components("cost_squared_error_charts")
    assert not opened.components("cost_several_classes_charts")
    now = opened.chart("charts")["now"]
    expected = json.loads(json.dumps(values(static_view.numbers, static_view.panels)))
    return [now["texts"], now["tables"]] == expected


def test_first_visit():
    assert shows(visit(), WhyThisCost())


def test_each_part_asks_before_it_shows():
    opened = visit()
    questions = [opened.message, *(info.value for info in opened.app.info)]
    charts = ["cost_charts", "cost_squared_error_charts", "cost_several_classes_charts"]
    order = [each.value if each.type in ("markdown", "info") else each.key for each in elements(opened.app.main)]
    found = [each for each in order if each in questions or each in charts]
    assert found == [each for pair in zip(questions, charts, strict=True) for each in pair]
    assert all("?" in question for question in questions)


def test_controls_at_their_ends():
    opened = visit()
    sliders = [name for name in CASE.names if name != "part"]
    ends = {name: [getattr(CASE.settings.spec(name), end) for end in ("least", "most")] for name in sliders}
    alone = [{name: value} for name, both in ends.items() if name not in "wb" for value in both]
    together = [dict(zip("wb", both, strict=True)) for both in product(ends["w"], ends["b"])]
    defaults = {name: CASE.settings.default(name) for name in sliders}
    for case in (*alone, *together, {"w": ends["w"][1], "b": ends["b"][1], "samples": ends["samples"][1]}):
        put(opened, **defaults | case)
        assert shows(opened, WhyThisCost(**case)), case


def test_moving_w_changes_the_model_and_not_the_single_sample():
    opened = visit()
    before = shown(opened)
    after = shown(put(opened, w=1.0))
    assert after[0] != before[0]
    assert after[1:] == before[1:]


def test_moving_z_changes_the_single_sample_and_not_the_model():
    opened = visit()
    before = shown(opened)
    after = shown(put(opened, z=2.0))
    assert after[0] == before[0]
    assert after[1] != before[1]
    assert after[2] == before[2]


@pytest.mark.parametrize("name", ["z0", "z1", "z2", "shift", "right"])
def test_moving_a_score_changes_the_sample_of_three_classes_only(name):
    opened = visit()
    before = shown(opened)
    after = shown(put(opened, **{name: 2 if name == "right" else 3.0}))
    assert after[:2] == before[:2]
    assert after[2] != before[2]


@pytest.mark.parametrize("data", [{}, {"samples": 19, "data_seed": 29}])
def test_the_button_goes_to_the_maximum(data):
    opened = put(visit(), **data)
    assert opened.button("maximum").help
    opened.press("maximum")
    settings = WhyThisCost(**data)
    w, b = maximum(*draw_samples(settings.samples, settings.data_seed))
    assert (opened.widget("w").value, opened.widget("b").value) == (w, b)
    assert shows(opened, WhyThisCost(**data, w=w, b=b))
    assert "That is where w is now." in str(shown(opened)[0][0])
    moved = put(opened, w=-1.0)  # and the sliders are free again
    assert shows(moved, WhyThisCost(**data, w=-1.0, b=b))


def test_link_with_every_setting():
    settings = WhyThisCost(w=-1.5, b=2.0, samples=18, data_seed=42, z=3.5, z0=-1.0, z1=0.5, z2=4.0, shift=-2.0, right=1)
    opened = visit(**asdict(settings))
    assert shows(opened, settings)
    assert not opened.notes


def test_link_with_numbers_between_the_steps():
    assert shows(visit(w="0.123", b="-1.456", z="0.05"), WhyThisCost(w=0.123, b=-1.456, z=0.05))


@pytest.mark.parametrize(
    "nonsense",
    [
        {"w": "6", "b": "nan", "samples": "7.5", "data_seed": "-1", "z": "<script>alert(1)</script>"},
        {"w": "inf", "b": "", "samples": "1e9", "data_seed": "x", "z": "9" * 5000},
        {"colour": "red"},
    ],
)
def test_link_that_cannot_be_used(nonsense):
    opened = visit(**nonsense)
    assert shows(opened, WhyThisCost())
    assert len(opened.notes) == len(nonsense)
    for name in nonsense.keys() & set(CASE.names):
        (note,) = (note for note in opened.notes if note.startswith(f"{CASE.settings.spec(name).label}: "))
        assert f"The default, {CASE.settings.default(name)}, is in effect" in note


def test_value_that_no_widget_would_send():
    opened = visit()
    opened.app.session_state["cost_w"] = 10.0**9
    opened.run()
    assert shows(opened, WhyThisCost())


# Labels that are numbers


def test_with_numbers_for_labels_the_page_asks_shows_and_derives_that():
    opened = visit()
    before = opened.message
    assert out_of_sight(opened) == {"spread"}
    put(opened, part="number")
    assert shows_numbers(opened, WhyThisCost(part="number"))
    assert opened.message != before
    assert "**Predict:**" in opened.message
    assert out_of_sight(opened) == {"z", "z0", "z1", "z2", "shift", "right"}
    assert any("exp" in each.value and "sigma" in each.value for each in opened.app.latex)
    assert shows(put(opened, part="class"), WhyThisCost())
    assert opened.message == before


def test_the_settings_of_the_other_labels_keep_their_values():
    opened = put(visit(z=2.0, z1=-3.0), part="number", spread=1.2, w=0.4)
    assert shows_numbers(opened, WhyThisCost(part="number", spread=1.2, w=0.4))
    put(opened, part="class")
    assert shows(opened, WhyThisCost(z=2.0, z1=-3.0, w=0.4))
    put(opened, part="number")
    assert shows_numbers(opened, WhyThisCost(part="number", spread=1.2, w=0.4))


def test_sliders_of_numbers_at_their_ends():
    for case in ({"spread": 0.3, "w": -5.0, "b": 5.0, "samples": 20}, {"spread": 2.0, "w": 5.0, "b": 5.0}):
        assert shows_numbers(visit(part="number", **case), WhyThisCost(part="number", **case))


@pytest.mark.parametrize("data", [{}, {"samples": 19, "data_seed": 29}])
def test_the_button_goes_to_the_line_of_least_squares(data):
    opened = visit(part="number", spread=1.0, **data)
    opened.press("maximum")
    settings = WhyThisCost(**data)
    w, b = best_line(*draw_numbers(settings.samples, settings.data_seed))
    assert shows_numbers(opened, WhyThisCost(part="number", spread=1.0, w=w, b=b, **data))
    assert "That is where w is now." in str(opened.chart("charts")["now"]["texts"])


def test_a_link_has_the_spread_and_what_the_labels_are():
    opened = put(visit(), part="number", spread=0.8)
    (link,) = ({name: value for name, (value,) in followed(opened.link).items()},)
    assert link == {"cost_part": "number", "cost_spread": "0.8"}
    assert shows_numbers(Visit(CASE, **link), WhyThisCost(part="number", spread=0.8))
    assert visit(part="vector", spread="9").notes


def test_present_has_numbers_too():
    opened = Visit(CASE, present="true", **link_to(CASE, part="number"))
    assert opened.presents
    assert shows_numbers(opened, WhyThisCost(part="number"))
    assert not {"part", "w", "b", "spread"} & out_of_sight(opened)
