"""The page on the cost: its controls, its links and its button."""

import json
from dataclasses import asdict
from itertools import product

import pytest
from streamlit.testing.v1 import AppTest

from playground.charts.likelihood import likelihood_still
from playground.charts.squared_error import squared_error_still
from playground.lessons.likelihood import WhyThisCost, draw_samples, maximum
from playground.training.options import defaults, options
from playground.ui.page import WHY_THIS_COST
from tests.ui.pages import ROOT

PREFIX = "cost_"
SPECS = options(WhyThisCost)


def visit(**link):
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
    app.query_params.update({PREFIX + name: value for name, value in link.items()})
    app.switch_page(WHY_THIS_COST.script)
    return run(app)


def run(app):
    app.run()
    assert not app.exception
    return app


def put(app, **values):
    """Choose values in their controls, and show what follows."""
    for name, value in values.items():
        app.get_by_key(PREFIX + name).set_value(value)
    return run(app)


def shown(app):
    """The numbers, sentences and tables of both charts."""
    sent = [json.loads(chart.proto.json)["now"] for chart in app.get("bidi_component")]
    return [(each["texts"], each["tables"]) for each in sent]


def expected(settings):
    stills = likelihood_still(settings), squared_error_still(settings.z)
    return json.loads(json.dumps([(still.texts, still.tables) for still in stills]))


def shows(app, settings):
    return json.loads(json.dumps(shown(app))) == expected(settings)


def test_first_visit():
    app = visit()
    assert shows(app, WhyThisCost())
    assert [title.value for title in app.title] == [WHY_THIS_COST.title]
    assert len(app.info) == 2
    assert not app.warning
    assert not app.error
    assert app.query_params == {}


def test_every_control_has_a_label_a_help_and_a_place_in_the_link():
    app = visit()
    for name, spec in SPECS.items():
        widget = app.get_by_key(PREFIX + name)
        assert (widget.label, widget.help) == (spec.label, spec.help)
        assert widget.proto.query_param_key == PREFIX + name
    assert app.button(key="cost_maximum").help


@pytest.mark.parametrize("name", SPECS)
@pytest.mark.parametrize("end", ["least", "most"])
def test_each_control_at_its_ends(name, end):
    value = getattr(SPECS[name], end)
    app = put(visit(), **{name: value})
    assert shows(app, WhyThisCost(**{name: value}))


@pytest.mark.parametrize("ends", list(product(("least", "most"), repeat=3)), ids="-".join)
def test_several_controls_at_their_ends(ends):
    values = {name: getattr(SPECS[name], end) for name, end in zip(("w", "b", "samples"), ends, strict=True)}
    assert shows(put(visit(), **values), WhyThisCost(**values))


def test_moving_w_changes_the_model_and_not_the_single_sample():
    app = visit()
    before = shown(app)
    after = shown(put(app, w=1.0))
    assert after[0] != before[0]
    assert after[1] == before[1]


def test_moving_z_changes_the_single_sample_and_not_the_model():
    app = visit()
    before = shown(app)
    after = shown(put(app, z=2.0))
    assert after[0] == before[0]
    assert after[1] != before[1]


@pytest.mark.parametrize("data", [{}, {"samples": 19, "data_seed": 29}])
def test_the_button_goes_to_the_maximum(data):
    app = put(visit(), **data)
    app.button(key="cost_maximum").click()
    run(app)
    settings = WhyThisCost(**data)
    w, b = maximum(*draw_samples(settings.samples, settings.data_seed))
    assert (app.get_by_key("cost_w").value, app.get_by_key("cost_b").value) == (w, b)
    assert shows(app, WhyThisCost(**data, w=w, b=b))
    assert "That is where w is now." in str(shown(app)[0][0])
    moved = put(app, w=-1.0)  # and the sliders are free again
    assert shows(moved, WhyThisCost(**data, w=-1.0, b=b))


def test_link_with_every_setting():
    settings = WhyThisCost(w=-1.5, b=2.0, samples=18, data_seed=42, z=3.5)
    app = visit(**{name: str(value) for name, value in asdict(settings).items()})
    assert shows(app, settings)
    assert not app.warning


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
    app = visit(**nonsense)
    assert shows(app, WhyThisCost())
    assert [warning.value for warning in app.warning] == ["Some of the link could not be used."]
    (text,) = app.text
    notes = text.value.split("\n")
    assert len(notes) == len(nonsense)
    for name in nonsense:
        if name in SPECS:
            (note,) = (note for note in notes if note.startswith(f"{SPECS[name].label}: "))
            assert f"The default, {defaults(WhyThisCost)[name]}, is in effect" in note


def test_value_that_no_widget_would_send():
    app = visit()
    app.session_state["cost_w"] = 10.0**9
    run(app)
    assert shows(app, WhyThisCost())
