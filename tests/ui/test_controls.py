"""Controls: what a page's settings are, and what a button puts into them."""

from urllib.parse import parse_qs

import pytest

from playground.lessons.sizes import Sizes
from playground.lessons.starts import Nudge, ZeroOrRandom
from playground.training import Config, View
from playground.training.options import options
from playground.ui.controls import Controls


@pytest.fixture
def state(monkeypatch):
    """The session, without a browser."""
    state = {}
    monkeypatch.setattr("streamlit.session_state", state)
    return state


@pytest.fixture
def controls(state):
    return Controls("zero_", ZeroOrRandom, View)


def test_the_settings_are_what_the_widgets_have_under_the_prefix(state, controls):
    assert controls.settings(ZeroOrRandom) == ZeroOrRandom()
    state |= {"zero_left": "zero_W1", "left": "constant", "other_left": "constant", "zero_speed": "20"}
    assert controls.settings(ZeroOrRandom) == ZeroOrRandom(left="zero_W1")
    assert controls.settings(View) == View(speed="20")
    assert Controls("", Config, View).settings(View) == View()


@pytest.mark.parametrize("value", ["x", None, 10**9, [], {}, float("nan"), "4.5"])
def test_what_cannot_be_used_is_the_default(state, controls, value):
    state["zero_n_h"] = value
    assert controls.settings(ZeroOrRandom) == ZeroOrRandom()


def test_what_a_page_has_fixed_stays_so(state, controls):
    state |= {"zero_initialisation": "constant", "zero_test_share": 20, "zero_plain_products": True}
    assert controls.settings(ZeroOrRandom) == ZeroOrRandom()


def test_what_is_put_is_in_effect_as_its_widget_has_it(state, controls):
    controls.put({"left": "constant", "scale": 1e-4, "learning_rate": 2.0, "n_h": 7, "hard": True}, since=0)
    assert controls.settings(ZeroOrRandom) == ZeroOrRandom(left="constant", scale=1e-4, learning_rate=2.0, n_h=7)
    assert controls.settings(View) == View(hard=True)
    widgets = {name: state[f"zero_{name}"] for name in ("left", "scale", "learning_rate", "n_h", "hard")}
    assert widgets == {"left": "constant", "scale": "0.0001", "learning_rate": "2", "n_h": 7, "hard": True}


@pytest.mark.parametrize("table", [Config, ZeroOrRandom, Nudge])
def test_a_mark_that_is_put_is_on_the_list_of_its_widget(state, table):
    controls = Controls("", table)
    for name, spec in options(table).items():
        for mark in getattr(spec, "marks", ()):
            controls.put({name: mark}, since=0)
            assert state[name] in [f"{each:g}" for each in spec.marks]
            assert getattr(controls.settings(table), name) == mark


def test_a_question_that_knows_an_older_tick_does_not_undo_what_was_put(state, controls):
    controls.put({"seed": 3, "left": "constant"}, since=8)
    for tick in (5, 6, 7):
        state |= {"zero_seed": 2, "zero_left": "zero", "zero_n_h": 9}  # what the question carries
        controls.hold(tick)
        assert controls.settings(ZeroOrRandom) == ZeroOrRandom(seed=3, left="constant", n_h=9)


def test_a_question_that_knows_the_tick_may_change_what_was_put(state, controls):
    controls.put({"seed": 3, "left": "constant"}, since=8)
    state |= {"zero_seed": 5}
    controls.hold(8)
    assert controls.settings(ZeroOrRandom) == ZeroOrRandom(seed=5, left="constant")


def test_once_a_question_knew_the_tick_nothing_is_held_any_more(state, controls):
    controls.put({"seed": 3}, since=8)
    controls.hold(9)
    state |= {"zero_seed": 5}
    controls.hold(7)
    assert controls.settings(ZeroOrRandom).seed == 5


def test_what_was_put_last_is_held(state, controls):
    controls.put({"seed": 3, "n_h": 7}, since=4)
    controls.put({"seed": 4}, since=8)
    state |= {"zero_seed": 2, "zero_n_h": 2}
    controls.hold(6)
    assert controls.settings(ZeroOrRandom) == ZeroOrRandom(seed=4, n_h=2)


def test_without_a_player_nothing_needs_to_be_held(state, controls):
    controls.put({"seed": 3}, since=0)
    state |= {"zero_seed": 5}
    controls.hold(0)
    assert controls.settings(ZeroOrRandom).seed == 5


def test_questions_of_one_page_hold_nothing_of_another(state, controls):
    other = Controls("", Config, View)
    controls.put({"seed": 3}, since=8)
    state |= {"zero_seed": 5, "seed": 6}
    other.hold(0)
    assert controls.settings(ZeroOrRandom).seed == 5
    assert other.settings(Config).seed == 6
    controls.hold(0)
    assert controls.settings(ZeroOrRandom).seed == 3
    assert other.settings(Config).seed == 6


def test_holding_when_nothing_was_put(state, controls):
    state |= {"zero_seed": 5}
    controls.hold(0)
    assert state == {"zero_seed": 5}


def test_a_list_is_put_as_text_and_stands_in_the_link(state):
    controls = Controls("sizes_", Sizes)
    assert controls.link == ""
    controls.put({"units": (2, 30)}, since=0)
    assert state["sizes_units"] == "2, 30"
    assert controls.settings(Sizes) == Sizes(units=(2, 30))
    assert parse_qs(controls.link) == {"sizes_units": ["2,30"]}
    state["sizes_units"] = "30 2"  # another spelling, as a visitor may type it
    assert parse_qs(controls.link) == {"sizes_units": ["2,30"]}


def test_what_the_link_holds_gives_the_settings_back(controls):
    chosen = {"left": "constant", "scale": 0.0123, "n_h": 7, "hard": True}
    controls.put(chosen, since=0)
    assert parse_qs(controls.link) == {
        "zero_left": ["constant"],
        "zero_scale": ["0.0123"],
        "zero_n_h": ["7"],
        "zero_hard": ["true"],
    }


@pytest.mark.parametrize("name", ["colour", "initialisation", "zero_seed"])
def test_what_is_no_setting_of_the_page_cannot_be_put(controls, name):
    with pytest.raises(ValueError, match="unpack"):
        controls.put({name: 1}, since=0)
