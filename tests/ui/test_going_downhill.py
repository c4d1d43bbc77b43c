"""The page on the cost as a landscape: its runs, and the network with a hidden layer below them."""

import json
from dataclasses import replace

import pytest

from playground.charts.downhill import DownhillScene
from playground.charts.swap import ridge
from playground.lessons.downhill import DOWNHILL_PRESETS, Downhill, DownhillView
from playground.lessons.swap import HiddenLayer, swap
from playground.training.options import Choice, options
from playground.ui.page import DOWNHILL
from tests.ui.pages import Case, Visit

CASE = Case(
    DOWNHILL,
    "downhill_",
    DownhillScene,
    Downhill,
    DownhillView,
    DOWNHILL_PRESETS,
    actions=(HiddenLayer,),
    needs={"w1": ("begin", "chosen"), "w2": ("begin", "chosen")},
)


class Downhills(Visit):
    """A visit of this page, which has two charts: the one that plays and the one that does not."""

    def __init__(self, **link):
        super().__init__(CASE, **{CASE.prefix + name: str(value) for name, value in link.items()})

    @property
    def charts(self):
        return [json.loads(chart.proto.json) for chart in self.app.get("bidi_component")]

    @property
    def sent(self):
        return self.charts[0]

    @property
    def still(self):
        return self.charts[1]


@pytest.fixture(scope="module")
def first_visit():
    """To look at; not to be changed."""
    return Downhills()


def test_first_visit(first_visit):
    assert first_visit.player.runs.config == Downhill()
    assert first_visit.player.view == DownhillView()
    assert first_visit.metrics["Iteration"] == "0"
    assert first_visit.still["now"]["texts"][-1] == ridge(swap(HiddenLayer()))
    assert not first_visit.app.warning
    assert not first_visit.app.error
    assert len(first_visit.infos) == 2  # a question for each half


def test_every_setting_has_a_control_and_only_one(first_visit):
    for table in CASE.tables:
        for name, spec in options(table).items():
            assert first_visit.widget(name).label == spec.label
    controls = [*first_visit.app.selectbox, *first_visit.app.slider, *first_visit.app.number_input]
    controls += [*first_visit.app.toggle, *first_visit.app.select_slider]
    assert len({control.key for control in controls}) == len(controls) == len(CASE.names)


def extremes(spec):
    return spec.names[-1:] if isinstance(spec, Choice) else (spec.least, spec.most)


@pytest.mark.parametrize("name", [name for name in options(Downhill) if name != "limit"])
def test_each_control_of_the_runs_at_its_extremes(name):
    start = {"begin": "chosen"} if name in CASE.needs else {}
    visit = Downhills(**start)
    for value in extremes(options(Downhill)[name]):
        visit.set(name, value)
        assert visit.player.runs.config == replace(Downhill(**start), **{name: value})
        visit.press("step")
        assert visit.metrics["Iteration"] == "1"
        assert not visit.app.error
        visit.press("reset")


@pytest.mark.parametrize("name", options(HiddenLayer))
def test_each_control_of_the_hidden_layer_at_its_extremes(name):
    visit = Downhills()
    visit.press("step")
    run, before = visit.sent["run"], visit.still
    for value in extremes(options(HiddenLayer)[name]):
        visit.set(name, value)
        still = visit.still["now"]["texts"]
        assert still[-1] == ridge(swap(HiddenLayer(**{name: value})))
        assert still != before["now"]["texts"]
    # The runs above go on.
    assert (visit.sent["run"], visit.metrics["Iteration"]) == (run, "1")
    assert visit.still["chartsId"] != before["chartsId"]


def test_a_step_leaves_the_hidden_layer_as_it_is():
    visit = Downhills()
    before = visit.still
    visit.press("step")
    assert visit.still == before


def test_the_start_is_chosen_or_random_and_only_what_counts_is_on():
    visit = Downhills()
    assert [visit.widget(name).disabled for name in ("w1", "w2", "seed")] == [True, True, False]
    visit.set("begin", "chosen")
    assert [visit.widget(name).disabled for name in ("w1", "w2", "seed")] == [False, False, True]
    visit.set("w1", -4.0)
    assert {tuple(run.parameters["W1"][0]) for run in visit.player.runs.values()} == {(-4.0, 0.0)}


def test_new_weights_are_another_random_start():
    visit = Downhills()
    before = visit.player.run.parameters["W1"].tolist()
    visit.press("new_weights")
    assert visit.player.runs.config == Downhill(seed=3)
    assert visit.player.run.parameters["W1"].tolist() != before


def test_a_learning_rate_of_its_own():
    visit = Downhills(rate_2="0.0123")
    assert visit.player.runs["rate_2"].config.learning_rate == 0.0123
    assert "α = 0.0123" in [panel["title"] for panel in visit.sent["panels"]]
    visit.press("step")
    visit.set("rate_2", 5.0)
    assert visit.metrics["Iteration"] == "0"
    assert visit.player.runs["rate_2"].config.learning_rate == 5.0


@pytest.mark.parametrize("number", range(len(DOWNHILL_PRESETS)))
def test_each_preset_is_set_and_plays(number):
    visit = Downhills(noise=0.5, begin="chosen", w1=2.0, rate_1=1.0)
    visit.press(f"preset_{number}")
    assert visit.player.runs.config == Downhill(**DOWNHILL_PRESETS[number].settings)
    assert any(DOWNHILL_PRESETS[number].question in info for info in visit.infos)
    visit.player.runs.advance(100)
    visit.run()
    assert visit.player.ended
    assert not visit.app.error


@pytest.mark.parametrize(
    "link",
    [
        {"noise": "0.2", "samples": "20", "begin": "zero", "w1": "5", "w2": "nan", "rate_1": "0", "seed": "-1"},
        {"limit": "1000", "dataset": "blobs", "n_h": "1", "network_seed": "inf", "speed": "7", "rate_3": "fast"},
        {"depth": "1", "learning_rate": "1", "bias": "false", "w1": "9" * 5000},
    ],
)
def test_a_link_with_nonsense_falls_back_to_the_defaults_and_says_so(link):
    visit = Downhills(**link)
    assert visit.player.runs.config == Downhill()
    assert visit.player.view == DownhillView()
    assert visit.still["now"]["texts"][-1] == ridge(swap(HiddenLayer()))
    assert visit.warnings == ["Some of the link could not be used."]
    assert len(visit.notes) == len(link)
