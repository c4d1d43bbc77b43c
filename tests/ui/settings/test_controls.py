"""Controls: what a page's settings are, and what a button puts into them."""

from dataclasses import dataclass
from urllib.parse import parse_qs

import pytest
import streamlit as st

from playground.pages.playground.lesson import PLAYGROUND
from playground.pages.zero_or_random.lesson import ZERO_OR_RANDOM, LeftStart
from playground.training import Recipe, Settings, View
from playground.training.options import Several, option
from playground.ui.settings.controls import Controls
from playground.ui.visit import teacher
from playground.ui.visit.overrides import put_in_link
from tests.looped import looped
from tests.ui.pages import ALL, shown_as


@pytest.fixture
def state(monkeypatch):
    """The session, without a browser."""
    state = {}
    monkeypatch.setattr("streamlit.session_state", state)
    return state


@pytest.fixture
def link(monkeypatch):
    """What the browser's address has."""
    link = {}
    monkeypatch.setattr("streamlit.query_params", link)
    return link


@pytest.fixture
def connection(monkeypatch):
    """The headers of the connection."""
    headers = {"Sec-Websocket-Key": "first"}
    monkeypatch.setattr(type(st.context), "headers", headers)
    return headers


@pytest.fixture
def controls(state):
    return Controls("zero_", ZERO_OR_RANDOM.settings)


def test_the_settings_are_what_the_widgets_have_under_the_prefix(state, controls):
    assert controls.chosen == {Recipe: Recipe(), LeftStart: LeftStart(), View: View()}
    state |= {"zero_left": "zero_W1", "left": "constant", "other_left": "constant", "zero_speed": "20"}
    assert controls.settings(LeftStart) == LeftStart(left="zero_W1")
    assert controls.settings(View) == View(speed="20")
    assert Controls("", PLAYGROUND.settings).settings(View) == View()


def test_what_cannot_be_used_or_a_page_does_not_offer_is_the_default(state, controls):
    for value in ("x", None, 10**9, [], {}, float("nan"), "4.5"):
        state["zero_n_h"] = value
        assert controls.settings(Recipe) == Recipe(), value
    state |= {"zero_initialisation": "constant", "zero_test_share": 20, "zero_plain_products": True}
    assert controls.settings(Recipe) == Recipe()
    assert controls.link == ""


def test_what_is_put_is_in_effect_as_its_widget_has_it(state, controls):
    controls.override({"left": "constant", "scale": 1e-4, "learning_rate": 2.0, "n_h": 7, "hard": True})
    assert controls.settings(LeftStart) == LeftStart(left="constant")
    assert controls.settings(Recipe) == Recipe(scale=1e-4, learning_rate=2.0, n_h=7)
    assert controls.settings(View) == View(hard=True)
    widgets = {name: state[f"zero_{name}"] for name in ("left", "scale", "learning_rate", "n_h", "hard")}
    assert widgets == {"left": "constant", "scale": "0.0001", "learning_rate": "2", "n_h": 7, "hard": True}


@looped("case", ALL)
def test_a_mark_that_is_put_is_on_the_list_of_its_widget(state, case):
    controls = Controls("", case.settings)
    for name in case.names:
        spec = case.settings.spec(name)
        marks = getattr(spec, "marks", ())
        for mark in marks:
            controls.override({name: mark})
            assert state[name] in [shown_as(spec, each) for each in marks]
            assert getattr(controls.settings(type(case.settings.record(name))), name) == mark


def test_a_number_is_put_with_all_its_digits(state, controls):
    for value in (1.2, 0.123456789, 1.921875, 1 / 3, 1e-4, 99.99999999):
        controls.override({"learning_rate": value})
        assert controls.settings(Recipe).learning_rate == value
        assert len(state["zero_learning_rate"]) <= 18
        assert parse_qs(controls.link) == ({} if value == 1.2 else {"zero_learning_rate": [str(value)]})


def test_what_a_message_brings_that_does_not_know_a_put_is_no_choice(state, controls):
    controls.override({"seed": 3, "left": "constant"})
    state |= {"zero_seed": 2, "zero_left": "zero", "zero_n_h": 9}  # and the receipt is as it was
    assert controls.settings(Recipe).seed == 2  # nothing is known of what the widget had before: it was not drawn
    state |= {"zero_seed": 3, "zero_left": "constant"}
    controls.override({"seed": 4})
    state |= {"zero_seed": 3}
    assert controls.settings(Recipe) == Recipe(seed=4, n_h=9)
    assert controls.value("seed") == 4


def test_once_a_message_knew_the_put_its_values_are_choices(state, controls):
    controls.override({"n_h": 5})
    controls.override({"n_h": 6})
    state |= {"zero_n_h": 5, "zero_receipt": 2}
    assert controls.value("n_h") == 5


def test_what_the_page_does_not_have_is_put_again_until_it_has(state, controls, link):
    link |= {"zero_n_h": "6"}
    state |= {"zero_n_h": 5}
    controls.override({"n_h": 6})
    for number in (2, 3):
        state |= {"zero_n_h": 5, "zero_receipt": 0}
        assert Controls("zero_", ZERO_OR_RANDOM.settings).value("n_h") == 6
        assert state["zero_n_h"] == 6
        assert state["zero_overrides"].number == number
    state |= {"zero_receipt": 3}
    Controls("zero_", ZERO_OR_RANDOM.settings)
    assert state["zero_overrides"].number == 3


def test_widgets_of_the_closed_popover_do_not_have_what_is_put_until_it_opens(state, controls):
    state |= {"zero_seed": 3}
    controls.override({"seed": 4})
    for receipt in (1, 2, 3):  # whatever the page says
        state |= {"zero_seed": 3, "zero_receipt": receipt}
        assert Controls("zero_", ZERO_OR_RANDOM.settings).value("seed") == 4
    state |= {"zero_seed": 3, "zero_receipt": 4, "zero_settings": True}  # it opens, and its widgets are as they were
    assert Controls("zero_", ZERO_OR_RANDOM.settings).value("seed") == 4
    state |= {"zero_seed": 3, "zero_receipt": 4}  # before the page has heard
    assert Controls("zero_", ZERO_OR_RANDOM.settings).value("seed") == 4
    state |= {"zero_seed": 3, "zero_receipt": state["zero_overrides"].number}  # and after: a choice
    assert Controls("zero_", ZERO_OR_RANDOM.settings).value("seed") == 3
    state |= {"zero_seed": 9, "zero_settings": False}  # chosen just before it closed
    assert Controls("zero_", ZERO_OR_RANDOM.settings).value("seed") == 9


def test_a_closed_popover_has_its_old_values_however_much_is_put_meanwhile(state, controls):
    """Once it has been open, a browser sends them with every message."""
    for seed in range(20):
        controls.override({"seed": seed})
    state |= {"zero_settings": True}
    Controls("zero_", ZERO_OR_RANDOM.settings)
    state |= {"zero_receipt": controls._overrides.number}
    state |= {"zero_seed": 7, "zero_noise": 0.3, "zero_settings": False}  # chosen before it closed
    controls = Controls("zero_", ZERO_OR_RANDOM.settings)
    for number in range(20):
        controls.override({"n_h": 1 + number % 9})
        controls.override({"seed": 100 + number, "noise": 0.1})
        state |= {"zero_seed": 7, "zero_noise": 0.3, "zero_receipt": controls._overrides.number}
        controls = Controls("zero_", ZERO_OR_RANDOM.settings)
        assert (controls.value("seed"), controls.value("noise")) == (100 + number, 0.1)
    for _ in range(20):
        state |= {"zero_seed": 7, "zero_noise": 0.3, "zero_receipt": controls._overrides.number}
        controls = Controls("zero_", ZERO_OR_RANDOM.settings)
        assert (controls.value("seed"), controls.value("noise")) == (119, 0.1)
    state |= {"zero_settings": True, "zero_receipt": controls._overrides.number}
    controls = Controls("zero_", ZERO_OR_RANDOM.settings)
    assert controls.value("seed") == 119
    state |= {"zero_seed": 7, "zero_receipt": controls._overrides.number}  # now it has had them
    assert controls.value("seed") == 7


def test_puts_of_one_page_hold_nothing_of_another(state, controls):
    state |= {"zero_seed": 3, "seed": 3}
    other = Controls("", PLAYGROUND.settings)
    controls.override({"seed": 4})
    state |= {"zero_seed": 3}
    assert other.value("seed") == 3
    assert controls.value("seed") == 4


def test_a_list_is_put_as_text_and_stands_in_the_link(state):
    @dataclass(frozen=True)
    class Table:
        units: tuple[int, ...] = option(
            (1, 2), Several(label="Units", help="Which sizes.", least=1, most=50, fewest=2, at_most=8)
        )

    controls = Controls("sizes_", Settings(records=(Table(),), row=("units",)))
    assert controls.link == ""
    controls.override({"units": (2, 30)})
    assert state["sizes_units"] == "2, 30"
    assert controls.settings(Table) == Table(units=(2, 30))
    assert parse_qs(controls.link) == {"sizes_units": ["2,30"]}
    state["sizes_units"] = "30 2"  # another spelling, as a visitor may type it
    assert parse_qs(controls.link) == {"sizes_units": ["2,30"]}


def test_the_link_holds_what_differs_and_nothing_else(controls):
    assert controls.link == ""
    controls.override({"left": "constant", "scale": 0.0123, "n_h": 7, "hard": True, "seed": Recipe().seed})
    assert parse_qs(controls.link) == {
        "zero_left": ["constant"],
        "zero_scale": ["0.0123"],
        "zero_n_h": ["7"],
        "zero_hard": ["true"],
    }


def test_settings_that_a_page_has_otherwise_at_first_are_the_defaults_of_its_link(state):
    controls = Controls("large_", next(case.settings for case in ALL if case.prefix == "large_"))
    assert controls.settings(View).log_cost != View().log_cost
    assert controls.link == ""
    controls.override({"log_cost": View().log_cost})
    assert parse_qs(controls.link) == {"large_log_cost": ["false"]}


def test_what_is_no_setting_at_all_cannot_be_put(controls):
    for name in ("colour", "zero_seed", "__class__"):
        with pytest.raises(ValueError, match="no option of any record"):
            controls.override({name: 1})


def test_a_link_that_is_not_in_step_with_its_widget_is_set_anew(state, controls, link):
    state |= {"zero_n_h": 7, "zero_seed": 5, "zero_learning_rate": "x"}
    link |= {"zero_n_h": "7", "zero_learning_rate": "x"}
    number = controls._overrides.number
    Controls("zero_", ZERO_OR_RANDOM.settings)
    assert controls._overrides.number == number + 1
    assert [key for key in state if controls._overrides.unknown(key, number)] == ["zero_seed"]
    assert state["zero_seed"] == 5


def finished(state, receipt, present=False):
    """The receipt that the page gets in answer to a message that brings this one."""
    state |= {"zero_receipt": receipt, "presenting": present}
    controls = Controls("zero_", ZERO_OR_RANDOM.settings)
    teacher.write_link()
    controls._left_out.clear()  # without a browser there are no widgets
    controls.finish()
    return state["zero_receipt"]


def test_each_link_that_is_sent_has_a_number(state, link):
    """Or nobody would know that it has undone, in the browser, what a visitor has changed meanwhile."""
    for is_open in (False, True):  # a popover that opens has nothing sent if its widgets are in step
        state["zero_settings"] = is_open
        assert finished(state, 0) == 0
    state["zero_settings"] = False
    assert finished(state, 0, present=True) == 1
    assert link == {"present": "true"}
    assert finished(state, 0, present=True) == 2  # before the page had it: sent again
    assert finished(state, 1, present=True) == 3  # and again, to a message sent in between
    assert finished(state, 3, present=True) == 3
    assert finished(state, 3) == 4
    assert link == {}


def test_a_link_has_its_number_before_it_is_sent(state, monkeypatch):
    """The run of the script may end right after."""
    Controls("zero_", ZERO_OR_RANDOM.settings)
    number = state["zero_overrides"].number

    class Link(dict):
        def __setitem__(self, name, text):
            assert state["zero_overrides"].number == number + 1
            super().__setitem__(name, text)

        def update(self):
            assert state["zero_overrides"].number == number + 1
            raise InterruptedError

    monkeypatch.setattr("streamlit.query_params", sent := Link())
    put_in_link("lang", "zh")
    put_in_link("lang", "zh")
    assert sent == {"lang": "zh"}
    number += 1
    with pytest.raises(InterruptedError):
        finished(state, 0)


def test_after_a_lost_connection_a_default_is_no_choice_and_all_is_put_again(state, link, connection):
    Controls("zero_", ZERO_OR_RANDOM.settings)
    state |= {"zero_n_h": 7, "zero_receipt": 0, "zero_settings": True}
    link |= {"zero_n_h": "7"}
    assert not Controls("zero_", ZERO_OR_RANDOM.settings)._overrides.unknown("zero_n_h", 0)
    connection["Sec-Websocket-Key"] = "second"
    controls = Controls("zero_", ZERO_OR_RANDOM.settings)
    assert controls._overrides.unknown("zero_n_h", 0)
    assert state["zero_settings"] is False
    state["zero_n_h"] = 4  # as it is drawn anew
    assert controls.value("n_h") == 7
    state["zero_n_h"] = 5
    assert controls.value("n_h") == 5


def test_what_streamlit_has_forgotten_of_a_page_is_as_if_it_were_opened_again(state, controls):
    """So it is after a run of another page that was cut short before it could say which page it is."""
    controls.override({"n_h": 7})
    state |= {"zero_kept": controls.by_name}
    del state["zero_n_h"], state["zero_receipt"]
    again = Controls("zero_", ZERO_OR_RANDOM.settings)
    assert again.value("n_h") == 7
    assert "zero_receipt" in state
