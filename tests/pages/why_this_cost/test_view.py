"""The page on the cost: its controls, its links and its button."""

import json
from dataclasses import asdict

import pytest

from playground.charts.panel import values
from playground.pages.contents import WHY_THIS_COST
from playground.pages.why_this_cost.lesson import WhyThisCost, draw_samples, maximum
from playground.pages.why_this_cost.normal_labels import best_line, draw_numbers
from playground.pages.why_this_cost.normal_labels_chart import normal_labels_view
from playground.pages.why_this_cost.scene import likelihood_view
from playground.pages.why_this_cost.several_classes_chart import several_classes_view
from playground.pages.why_this_cost.squared_error_chart import squared_error_view
from tests.ui.pages import STATIC_PAGES, Visit, blocks, comment, link_to

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


def as_sent(static_view):
    return json.loads(json.dumps(values(static_view.numbers, static_view.panels)))


def shows(opened, settings):
    static_views = likelihood_view(settings), squared_error_view(settings.z), several_classes_view(settings)
    return shown(opened) == [as_sent(each) for each in static_views]


def out_of_sight(opened):
    """The settings whose controls nobody sees."""
    hidden = [block for block in blocks(opened.app.main) if (block.key or "").startswith("unseen")]
    keys = {each.key for block in hidden for each in block.children.values() if getattr(each, "key", None)}
    return {key.removeprefix(CASE.prefix) for key in keys} & {*CASE.names}


def shows_numbers(opened, settings):
    """Whether the page shows these samples with numbers for labels, and nothing of those with classes."""
    assert not opened.components("cost_squared_error_charts")
    assert not opened.components("cost_several_classes_charts")
    now = opened.chart("charts")["now"]
    return [now["texts"], now["tables"]] == as_sent(normal_labels_view(settings))


@pytest.mark.parametrize(
    "settings",
    [
        WhyThisCost(
            w=-1.456, b=2.0, samples=18, data_seed=42, z=0.05, z0=-1.0, z1=0.5, z2=4.0, shift=-2.0, right=1
        ),  # also between the steps of the sliders
        *(
            WhyThisCost(**{name: getattr(CASE.settings.spec(name), end) for name in CASE.names if name != "part"})
            for end in ("least", "most")
        ),
    ],
    ids=["any", "least", "most"],
)
def test_a_link_with_every_setting_is_shown(settings):
    opened = visit(**asdict(settings))
    assert shows(opened, settings)
    assert not opened.notes


def test_what_is_moved_changes_its_own_part_only():
    opened = visit()
    assert shows(opened, WhyThisCost())
    for name, value, changed in (("w", 1.0, 0), ("z", 2.0, 1), ("z1", 3.0, 2), ("shift", 3.0, 2), ("right", 2, 2)):
        before = shown(opened)
        after = shown(put(opened, **{name: value}))
        assert [number for number in range(3) if after[number] != before[number]] == [changed], name


def test_the_button_goes_to_the_maximum():
    data = {"samples": 19, "data_seed": 29}
    opened = put(visit(), **data)
    assert opened.button("maximum").help
    opened.press("maximum")
    w, b = maximum(*draw_samples(*data.values()))
    assert (opened.widget("w").value, opened.widget("b").value) == (w, b)
    assert shows(opened, WhyThisCost(**data, w=w, b=b))
    assert "Both are best where w is now." in str(shown(opened)[0][0])
    moved = put(opened, w=-1.0)  # and the sliders are free again
    assert shows(moved, WhyThisCost(**data, w=-1.0, b=b))


# Labels that are numbers


def test_with_numbers_for_labels_the_page_asks_shows_and_derives_that_and_the_others_keep_their_settings():
    opened = visit(z=2.0, z1=-3.0)
    before = opened.message
    assert out_of_sight(opened) == {"spread"}
    put(opened, part="number", spread=1.2, w=0.4)
    assert shows_numbers(opened, WhyThisCost(part="number", spread=1.2, w=0.4))
    assert opened.message != before
    assert "**Predict:**" in opened.message
    assert out_of_sight(opened) == {"z", "z0", "z1", "z2", "shift", "right"}
    assert any("exp" in each.value and "sigma" in each.value for each in opened.app.latex)
    assert shows(put(opened, part="class"), WhyThisCost(z=2.0, z1=-3.0, w=0.4))
    assert opened.message == before
    put(opened, part="number")
    assert shows_numbers(opened, WhyThisCost(part="number", spread=1.2, w=0.4))


def test_the_button_goes_to_the_line_of_least_squares_in_present_too():
    data = {"samples": 19, "data_seed": 29}
    opened = Visit(CASE, present="true", **link_to(CASE, part="number", spread=1.0, **data))
    assert opened.presents
    assert not {"part", "w", "b", "spread"} & out_of_sight(opened)
    opened.press("maximum")
    w, b = best_line(*draw_numbers(*data.values()))
    assert shows_numbers(opened, WhyThisCost(part="number", spread=1.0, w=w, b=b, **data))
    assert "Both are best where w is now." in str(opened.chart("charts")["now"]["texts"])


# Questions


def test_dz_of_the_squared_error_is_asked_and_the_chart_below_shows_it():
    opened = Visit(CASE, question="squared error.1", **link_to(CASE, z=2.0))
    assert opened.button("exercise").label == "Show"
    assert "Wrong." not in comment(json.loads(opened.component("comment").json)["said"])
    opened.press("exercise")
    assert opened.widget("z").value == -6.0
    said = comment(json.loads(opened.component("comment").json)["said"])
    assert 'data-right="false"' in said
    assert "dz is 2(a − y) · a(1 − a)." in said
    assert shows(opened, WhyThisCost(z=-6.0))


def test_what_another_factor_does_is_judged_at_once():
    opened = Visit(CASE, question="factor.2")
    said = comment(json.loads(opened.component("comment").json)["said"])
    assert 'data-right="true"' in said
    assert "12 times as long" in said
