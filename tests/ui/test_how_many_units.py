"""The page How many units, how deep?: nothing is trained unasked, and what is trained can be cancelled."""

import json

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from playground.lessons.sizes import Sizes, Sweep
from playground.training.options import Choice, Real, Several, Whole, options
from playground.ui import training_bar
from playground.ui.page import CODE, HOW_MANY
from playground.ui.training_bar import train_on
from playground.ui.turns import Turns
from tests.ui.pages import ROOT

QUICK = {"sizes_limit": "100", "sizes_samples": "100"}


class PageVisit:
    """A visitor's session on the page, opened with a link."""

    def __init__(self, **link):
        self.app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
        self.app.query_params.update(link)
        self.app.switch_page(HOW_MANY.script)
        self.run()

    def run(self):
        for box in self.app.selectbox:  # AppTest knows of no typed numbers
            if box.value not in box.options:
                box.options.append(box.value)
        self.app.run()
        assert not self.app.exception

    def press(self, key):
        self.app.button(key=f"sizes_{key}").click()
        self.run()

    def put(self, name, value):
        self.app.get_by_key(f"sizes_{name}").set_value(value)
        self.run()

    def sweep(self, name):
        return self.app.session_state[f"sizes_{name}_sweep"]

    def has(self, key):
        return any(button.key == f"sizes_{key}" for button in self.app.button)

    @property
    def sentences(self):
        """What is said of each sweep."""
        return [json.loads(chart.proto.json)["now"]["texts"][0] for chart in self.app.get("bidi_component")]

    @property
    def titles(self):
        return [
            [panel["title"] for panel in json.loads(chart.proto.json)["panels"]]
            for chart in self.app.get("bidi_component")
        ]


@pytest.fixture(scope="module")
def first_visit():
    """To look at; not to be changed."""
    return PageVisit()


@pytest.fixture
def interrupted(monkeypatch):
    """Training as it is when a button is pressed soon: so many iterations, then Streamlit ends the script."""

    def after(iterations):
        def train(sweep, show):
            sweep.advance(iterations)
            show()
            st.stop()

        monkeypatch.setattr(training_bar, "train_on", train)

    return after


def test_nothing_is_trained_when_the_page_opens(first_visit):
    visit = first_visit
    assert [title.value for title in visit.app.title] == [HOW_MANY.title]
    assert [visit.sweep(name).share for name in ("units", "depth")] == [0, 0]
    assert visit.sentences == [
        "No network is trained yet.",
        "The networks have 77 to 85 parameters. None of them is trained yet.",
    ]
    assert visit.titles[0] == ["Accuracy", "1 unit", *(f"{n} units" for n in (2, 3, 4, 5, 20, 50))]
    assert not [*visit.app.error, *visit.app.warning]
    assert visit.app.query_params == {}
    assert not visit.app.get("progress")


def test_the_question_comes_before_the_button(first_visit):
    order = [
        element.type
        for element in first_visit.app.main
        if element.type in ("alert", "info", "button", "bidi_component", "header")
    ]
    assert order[: order.index("bidi_component")].count("info") == 1
    assert order.index("info") < order.index("button") < order.index("bidi_component")


def test_every_control_has_a_help_and_a_place_in_the_link(first_visit):
    for name, spec in options(Sizes).items():
        widget = first_visit.app.get_by_key(f"sizes_{name}")
        assert (widget.label, widget.help) == (spec.label, spec.help)
        assert widget.proto.query_param_key == f"sizes_{name}"


@pytest.mark.parametrize(("name", "other"), [("units", "depth"), ("depth", "units")])
def test_train_all_trains_one_sweep_to_its_end(name, other):
    visit = PageVisit(**QUICK)
    visit.press(f"{name}_train")
    assert visit.sweep(name).ended
    assert visit.sweep(other).share == 0
    assert visit.app.button(key=f"sizes_{name}_train").disabled
    assert not visit.has(f"{name}_cancel")
    assert not visit.app.get("progress")
    assert "est samples" in visit.sentences[name == "depth"]
    trained = visit.sweep(name).trained
    visit.run()
    assert visit.sweep(name).trained is trained


def test_cancel_keeps_what_is_done_and_go_on_goes_on(interrupted, monkeypatch):
    trains = train_on
    visit = PageVisit(**QUICK)
    for iterations in (100, 100, 30):  # two networks and a part of the third
        interrupted(iterations)
        visit.press("units_train") if not visit.has("units_cancel") else visit.run()
    assert [bar.proto.text for bar in visit.app.get("progress")] == ["3 units: 30 of 100 iterations"]
    assert visit.app.button(key="sizes_units_new_seeds").disabled
    visit.press("units_cancel")
    assert not visit.has("units_cancel")
    assert not visit.app.get("progress")
    sweep = visit.sweep("units")
    assert (len(sweep.trained), sweep.share) == (2, pytest.approx(2.3 / 7))
    assert visit.sentences[0].startswith("So far 2 of 7 networks are trained.")
    visit.run()
    assert sweep.share == pytest.approx(2.3 / 7)  # it stays so
    assert visit.app.button(key="sizes_units_train").label == "Go on"
    monkeypatch.setattr(training_bar, "train_on", trains)
    visit.press("units_train")
    assert visit.sweep("units") is sweep
    assert sweep.ended


def test_another_setting_ends_training_and_clears_the_results(interrupted):
    visit = PageVisit(**QUICK)
    interrupted(150)
    visit.press("units_train")
    assert visit.has("units_cancel")
    visit.put("noise", 0.4)
    assert visit.has("units_train")
    assert [visit.sweep(name).share for name in ("units", "depth")] == [0, 0]
    assert visit.sentences[0] == "No network is trained yet."
    visit.put("noise", 0.2)  # back again: not what was asked for
    assert visit.sweep("units").share == 0


def test_the_size_of_one_sweep_leaves_the_results_of_the_other():
    visit = PageVisit(**QUICK)
    visit.press("units_train")
    trained = visit.sweep("units").trained
    visit.put("n_h", 9)
    assert visit.sweep("units").trained is trained
    assert visit.titles[1][1] == "1 layer of 9 units"
    visit.put("units", "2, 3")
    assert visit.sweep("units").trained == ()
    assert visit.titles[0] == ["Accuracy", "2 units", "3 units"]


def test_new_seeds_are_trained_at_once():
    visit = PageVisit(**QUICK, sizes_seed=str(2**32 - 1))
    visit.press("units_train")
    first = visit.sweep("units")
    visit.press("units_new_seeds")
    second = visit.sweep("units")
    assert (second.configs[0].data_seed, second.configs[0].seed) == (2, 0)
    assert second.ended
    assert [t.measured for t in second.trained] != [t.measured for t in first.trained]
    assert visit.app.get_by_key("sizes_data_seed").value == 2
    assert not visit.sweep("depth").share


def test_what_is_done_is_still_there_after_a_look_at_another_page(interrupted):
    visit = PageVisit()
    interrupted(5000)
    visit.press("units_train")
    visit.press("units_cancel")
    visit.app.switch_page(CODE.script)
    visit.run()
    visit.app.switch_page(HOW_MANY.script)
    visit.run()
    assert len(visit.sweep("units").trained) == 1
    assert visit.has("units_train")


def test_the_scale_is_off_unless_it_has_an_effect():
    visit = PageVisit()
    assert visit.app.get_by_key("sizes_scale").disabled
    visit.put("initialisation", "random")
    assert not visit.app.get_by_key("sizes_scale").disabled


def test_typed_lists():
    visit = PageVisit()
    visit.put("units", "9 7,7")
    assert visit.titles[0] == ["Accuracy", "7 units", "9 units"]
    assert not visit.app.error
    for text in ("", "7", "0, 5", "5, 51", "a, b", "1,2,3,4,5,6,7,8,9", "<b>1</b>", "9" * 5000):
        visit.put("units", text)
        (error,) = visit.app.error
        assert "2 to 8 whole numbers from 1 to 50, with commas between" in error.value
        assert "1, 2, 3, 4, 5, 20, 50 is in effect" in error.value
        assert len(visit.titles[0]) == 8


def test_a_link_with_every_setting():
    link = {"dataset": "moons", "noise": "0.3", "samples": "200", "class_share": "40", "data_seed": "5"}
    link |= {"test_share": "30", "activation": "relu", "initialisation": "random", "scale": "0.1", "seed": "9"}
    link |= {"units": "7,3", "n_h": "8", "learning_rate": "0.5", "limit": "600"}
    assert set(link) == set(options(Sizes))
    visit = PageVisit(**{f"sizes_{name}": value for name, value in link.items()})
    expected = Sizes(**{name: options(Sizes)[name].read(value) for name, value in link.items()})
    assert visit.sweep("units").configs == tuple(expected.by_units())
    assert visit.sweep("depth").configs == tuple(expected.by_depth())
    assert visit.app.get_by_key("sizes_units").value == "7,3"
    assert not [*visit.app.warning, *visit.app.error]


def test_a_link_with_nonsense_is_told_and_opens_with_the_defaults():
    link = {"units": "1,99", "n_h": "4", "limit": "1e9", "test_share": "0", "initialisation": "zero", "samples": "inf"}
    visit = PageVisit(**{f"sizes_{name}": value for name, value in link.items()}, sizes_depth="2")
    (text,) = visit.app.text
    assert len(text.value.split("\n")) == len(link) + 1
    assert "Numbers of hidden units: '1,99' can't be used" in text.value
    assert "'sizes_depth' is no setting of this page." in text.value
    assert visit.sweep("units").configs == tuple(Sizes().by_units())
    assert not visit.app.error


def ends(spec):
    """The extremes of a control."""
    match spec:
        case Choice():
            return spec.names
        case Several():
            return (f"{spec.least}, {spec.most}", ",".join(str(n) for n in range(43, 51)))
        case Whole() | Real():
            return (spec.least, spec.most)
    raise AssertionError(f"a kind of option without a test: {spec}")


@pytest.mark.parametrize("name", list(options(Sizes)))
def test_each_control_at_its_extremes(name, interrupted):
    start = {"initialisation": "random"} if name == "scale" else {}
    visit = PageVisit(**{f"sizes_{each}": value for each, value in start.items()})
    interrupted(20)
    spec = options(Sizes)[name]
    for value in ends(spec):
        visit.put(name, f"{value:g}" if isinstance(spec, Real) and spec.marks else value)
        expected = Sizes(**start | {name: spec.read(value)})
        assert visit.sweep("units").configs == tuple(expected.by_units())
        assert visit.sweep("depth").configs == tuple(expected.by_depth())
        sweep = "depth" if name == "n_h" else "units"
        visit.press(f"{sweep}_train")
        assert visit.sweep(sweep).share > 0


# The loop


class Pressed(BaseException):
    """What Streamlit raises in a script that a visitor's button ends."""


def test_a_button_ends_the_loop_within_a_turn_and_the_sweep_can_go_on():
    now = [0.0]
    sweep = Sweep(Sizes(units=(1, 2), samples=100).by_units())
    advance = sweep.advance

    def slow(iterations):
        now[0] += 0.02
        advance(iterations)

    sweep.advance = slow
    seen = []

    def show():
        seen.append((now[0], sweep.share))
        if len(seen) == 3:
            raise Pressed

    with pytest.raises(Pressed):
        train_on(sweep, show, Turns(lambda: now[0], lambda: now[0]))
    times, shares = zip(*seen, strict=True)
    assert all(0 < after - before < 0.2 for before, after in zip((0.0, *times), times, strict=False))
    assert sorted(set(shares)) == list(shares)
    assert 0 < sweep.share < 0.5
    while not sweep.ended:
        train_on(sweep, lambda: None)
    alone = Sweep(Sizes(units=(1, 2), samples=100).by_units())
    while not alone.ended:
        alone.advance(5000)
    assert [t.measured for t in sweep.trained] == [t.measured for t in alone.trained]


def test_the_loop_comes_back_with_something_to_show():
    sweep = Sweep(Sizes(units=(40, 45, 50), samples=1000, limit=3000).by_units())
    turns = Turns()
    counts = []
    while not sweep.ended:
        before = len(sweep.trained)
        train_on(sweep, lambda: counts.append(len(turns._here_until)), turns)
        assert len(sweep.trained) > before
    assert set(counts) == {1}
