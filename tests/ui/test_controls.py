"""Controls: what a page's settings are, and what a button puts into them."""

from dataclasses import dataclass
from urllib.parse import parse_qs

import pytest

from playground.lessons.playground import PLAYGROUND
from playground.lessons.zero_or_random import ZERO_OR_RANDOM, LeftStart
from playground.training import Recipe, Settings, View
from playground.training.options import Several, option
from playground.ui.controls import Controls
from tests.ui.pages import ALL


@pytest.fixture
def state(monkeypatch):
    """The session, without a browser."""
    state = {}
    monkeypatch.setattr("streamlit.session_state", state)
    return state


@pytest.fixture
def controls(state):
    return Controls("zero_", ZERO_OR_RANDOM.settings)


def test_the_settings_are_what_the_widgets_have_under_the_prefix(state, controls):
    assert controls.chosen == {Recipe: Recipe(), LeftStart: LeftStart(), View: View()}
    state |= {"zero_left": "zero_W1", "left": "constant", "other_left": "constant", "zero_speed": "20"}
    assert controls.settings(LeftStart) == LeftStart(left="zero_W1")
    assert controls.settings(View) == View(speed="20")
    assert Controls("", PLAYGROUND.settings).settings(View) == View()


@pytest.mark.parametrize("value", ["x", None, 10**9, [], {}, float("nan"), "4.5"])
def test_what_cannot_be_used_is_the_default(state, controls, value):
    state["zero_n_h"] = value
    assert controls.settings(Recipe) == Recipe()


def test_what_a_page_does_not_offer_stays_as_it_is(state, controls):
    state |= {"zero_initialisation": "constant", "zero_test_share": 20, "zero_plain_products": True}
    assert controls.settings(Recipe) == Recipe()
    assert controls.link == ""


def test_what_is_put_is_in_effect_as_its_widget_has_it(state, controls):
    controls.put({"left": "constant", "scale": 1e-4, "learning_rate": 2.0, "n_h": 7, "hard": True})
    assert controls.settings(LeftStart) == LeftStart(left="constant")
    assert controls.settings(Recipe) == Recipe(scale=1e-4, learning_rate=2.0, n_h=7)
    assert controls.settings(View) == View(hard=True)
    widgets = {name: state[f"zero_{name}"] for name in ("left", "scale", "learning_rate", "n_h", "hard")}
    assert widgets == {"left": "constant", "scale": "0.0001", "learning_rate": "2", "n_h": 7, "hard": True}


@pytest.mark.parametrize("case", ALL, ids=str)
def test_a_mark_that_is_put_is_on_the_list_of_its_widget(state, case):
    controls = Controls("", case.settings)
    for name in case.names:
        marks = getattr(case.settings.spec(name), "marks", ())
        for mark in marks:
            controls.put({name: mark})
            assert state[name] in [f"{each:g}" for each in marks]
            assert getattr(controls.settings(type(case.settings.record(name))), name) == mark


@pytest.mark.parametrize("value", [0.1, 1.2, 0.123456789, 1.921875, 1 / 3, 1e-4, 99.99999999])
def test_a_number_is_put_with_all_its_digits(state, controls, value):
    controls.put({"learning_rate": value})
    assert controls.settings(Recipe).learning_rate == value
    assert len(state["zero_learning_rate"]) <= 18
    assert parse_qs(controls.link) == ({} if value == 1.2 else {"zero_learning_rate": [str(value)]})


def test_a_question_that_knows_an_older_tick_does_not_undo_what_was_put(state, controls):
    controls.put({"seed": 3, "left": "constant"}, since=8)
    for tick in (5, 6, 7):
        state |= {"zero_seed": 2, "zero_left": "zero", "zero_n_h": 9}  # what the question carries
        controls.hold(tick)
        assert controls.settings(Recipe) == Recipe(seed=3, n_h=9)
        assert controls.settings(LeftStart).left == "constant"


def test_a_question_that_knows_the_tick_may_change_what_was_put(state, controls):
    controls.put({"seed": 3, "left": "constant"}, since=8)
    state |= {"zero_seed": 5}
    controls.hold(8)
    assert controls.settings(Recipe) == Recipe(seed=5)
    assert controls.settings(LeftStart).left == "constant"


def test_once_a_question_knew_the_tick_nothing_is_held_any_more(state, controls):
    controls.put({"seed": 3}, since=8)
    controls.hold(9)
    state |= {"zero_seed": 5}
    controls.hold(7)
    assert controls.settings(Recipe).seed == 5


def test_what_was_put_last_is_held(state, controls):
    controls.put({"seed": 3, "n_h": 7}, since=4)
    controls.put({"seed": 4}, since=8)
    state |= {"zero_seed": 2, "zero_n_h": 2}
    controls.hold(6)
    assert controls.settings(Recipe) == Recipe(seed=4, n_h=2)


def test_without_a_player_nothing_needs_to_be_held(state, controls):
    controls.put({"seed": 3})
    state |= {"zero_seed": 5}
    controls.hold(0)
    assert controls.settings(Recipe).seed == 5


def test_questions_of_one_page_hold_nothing_of_another(state, controls):
    other = Controls("", PLAYGROUND.settings)
    controls.put({"seed": 3}, since=8)
    state |= {"zero_seed": 5, "seed": 6}
    other.hold(0)
    assert controls.settings(Recipe).seed == 5
    assert other.settings(Recipe).seed == 6
    controls.hold(0)
    assert controls.settings(Recipe).seed == 3
    assert other.settings(Recipe).seed == 6


def test_holding_when_nothing_was_put(state, controls):
    before = dict(state)
    state |= {"zero_seed": 5}
    controls.hold(0)
    assert state == before | {"zero_seed": 5}


@pytest.fixture
def several():
    """Settings one of which is a list."""

    @dataclass(frozen=True)
    class Table:
        units: tuple[int, ...] = option(
            (1, 2), Several(label="Units", help="Which sizes.", least=1, most=50, fewest=2, at_most=8)
        )

    return Settings(records=(Table(),), row=("units",)), Table


def test_a_list_is_put_as_text_and_stands_in_the_link(state, several):
    settings, table = several
    controls = Controls("sizes_", settings)
    assert controls.link == ""
    controls.put({"units": (2, 30)})
    assert state["sizes_units"] == "2, 30"
    assert controls.settings(table) == table(units=(2, 30))
    assert parse_qs(controls.link) == {"sizes_units": ["2,30"]}
    state["sizes_units"] = "30 2"  # another spelling, as a visitor may type it
    assert parse_qs(controls.link) == {"sizes_units": ["2,30"]}


def test_the_link_holds_what_differs_and_nothing_else(controls):
    assert controls.link == ""
    controls.put({"left": "constant", "scale": 0.0123, "n_h": 7, "hard": True, "seed": Recipe().seed})
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
    controls.put({"log_cost": View().log_cost})
    assert parse_qs(controls.link) == {"large_log_cost": ["false"]}


@pytest.mark.parametrize("name", ["colour", "zero_seed", "__class__"])
def test_what_is_no_setting_at_all_cannot_be_put(controls, name):
    with pytest.raises(ValueError, match="no option of any record"):
        controls.put({name: 1})
