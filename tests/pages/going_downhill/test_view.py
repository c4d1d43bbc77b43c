"""The page on the cost as a landscape: its runs, and the network with a hidden layer below them."""

import pytest

from playground.pages.contents import GOING_DOWNHILL
from playground.pages.going_downhill.lesson import GOING_DOWNHILL as GOING_DOWNHILL_LESSON
from playground.pages.going_downhill.lesson import RACE
from playground.pages.going_downhill.swap import HiddenLayer, swap
from playground.pages.going_downhill.swap_chart import ridge
from playground.training.options import Choice, Real
from tests.ui.pages import CASES, Visit, elements, link_to, said

(CASE,) = (case for case in CASES if case.page == GOING_DOWNHILL)
HIDDEN_LAYER = ("dataset", "n_h", "network_seed")
RUNS = [name for name in CASE.experiment_names if name != "limit"]


def downhill(**link):
    return Visit(CASE, **link_to(CASE, **link))


def still(visit):
    """What the charts of the network with a hidden layer were sent."""
    return visit.chart("charts")


def ridge_of(visit):
    """What is said of that network."""
    (sentence,) = (panel.sentence for panel in said(still(visit)).panels if panel.sentence)
    return sentence


@pytest.fixture(scope="module")
def first_visit():
    """To look at; not to be changed."""
    return downhill()


def test_first_visit(first_visit):
    assert ridge_of(first_visit) == ridge(swap(HiddenLayer()))
    assert len(first_visit.app.info) == 2  # the arrow, and the hidden layer
    assert all("?" in info.value for info in first_visit.app.info)
    assert "?" in first_visit.message


def test_the_network_with_a_hidden_layer_has_its_controls_beside_it_below_the_first_screen(first_visit):
    on_screen = {getattr(each, "key", None) for each in elements(first_visit.part("downhill_screen"))}
    assert not on_screen & {CASE.prefix + name for name in HIDDEN_LAYER}
    assert {CASE.settings.record(name) for name in HIDDEN_LAYER} == {HiddenLayer()}
    assert not still(first_visit)["fills"]
    assert first_visit.sent["fills"]


def extremes(spec):
    match spec:
        case Choice():
            return spec.names[-1:]
        case Real(marks=marks) if marks:
            return (marks[0], marks[-1])
    return (spec.least, spec.most)


@pytest.mark.parametrize("part", ["rates", "rules"])
def test_the_controls_of_the_runs_at_their_extremes(part):
    together = {}
    for name in RUNS:
        start = dict([CASE.needs[name]] if name in CASE.needs else [])
        if ("part" in start) == (part == "rules") and name != "part":
            together.setdefault(tuple(start.items()), []).append(name)
    assert together
    for start, names in together.items():
        visit = downhill(**dict(start))
        for end in (-2, -1):  # of a choice its default, then its last: that may turn off another control
            ends = {name: (CASE.settings.default(name), *extremes(CASE.settings.spec(name))) for name in names}
            values = {name: each[end] for name, each in ends.items()}
            for name, value in values.items():
                visit.put(name, value)
            visit.tell("step")  # of the new runs
            assert visit.player.runs.experiment == CASE.experiment(**dict(start), **values)
            assert visit.numbers["Iteration"] == "1"
            assert not visit.errors


def test_each_control_of_the_hidden_layer_at_its_extremes():
    visit = downhill()
    visit.tell("step")
    run, before = visit.sent["run"], still(visit)
    for name in HIDDEN_LAYER:
        for value in extremes(CASE.settings.spec(name)):
            visit.set(name, value)
            assert ridge_of(visit) == ridge(swap(HiddenLayer(**{name: value})))
            assert still(visit)["now"]["texts"] != before["now"]["texts"]
        visit.put(name, CASE.settings.default(name))
    # The runs above go on.
    assert (visit.sent["run"], visit.numbers["Iteration"]) == (run, "1")
    assert visit.player.runs.experiment == CASE.experiment()
    assert still(visit)["chartsId"] != before["chartsId"]


def test_the_arrow_turns_beside_the_runs_and_stands_where_they_start():
    visit = downhill()
    visit.tell("step")
    before = visit.chart("direction")
    assert said(before).panels[1].sentence.startswith("At 0° the slope is −0.7296:")
    visit.set("angle", 90)
    turned = visit.chart("direction")
    assert said(turned).panels[1].sentence.startswith("At 90° the slope is −1.2065:")
    assert turned["chartsId"] != before["chartsId"]
    assert visit.numbers["Iteration"] == "1"  # the runs above go on
    remarks = [each.value for each in visit.app.markdown if "The notes say that gradient descent" in each.value]
    assert len(remarks) == 1
    visit.set("begin", "chosen")
    assert said(visit.chart("direction")).numbers != said(turned).numbers


def test_a_step_leaves_the_hidden_layer_as_it_is():
    visit = downhill()
    before = still(visit)
    visit.tell("step")
    assert still(visit) == before


def test_the_start_is_chosen_or_random_and_only_what_counts_is_on():
    visit = downhill()
    assert [visit.widget(name).disabled for name in ("w1", "w2", "seed")] == [True, True, False]
    visit.set("begin", "chosen")
    assert [visit.widget(name).disabled for name in ("w1", "w2", "seed")] == [False, False, True]
    visit.set("w1", -4.0)
    assert {tuple(run.parameters["W1"][0]) for run in visit.player.runs.values()} == {(-4.0, 0.0)}


def test_new_weights_are_another_random_start():
    visit = downhill()
    before = visit.player.run.parameters["W1"].tolist()
    visit.tell("new_weights")
    assert visit.player.runs.experiment == CASE.experiment(seed=3)
    assert visit.player.run.parameters["W1"].tolist() != before


def test_a_learning_rate_of_its_own():
    visit = downhill(rate_2="0.0123")
    assert visit.player.runs["rate_2"].recipe.learning_rate == 0.0123
    assert "α = 0.0123" in [panel.title for panel in said(visit.sent).panels]
    visit.tell("step")
    visit.set("rate_2", 5.0)
    assert visit.numbers["Iteration"] == "0"  # three rates are compared from the same start
    assert visit.player.runs["rate_2"].recipe.learning_rate == 5.0


def test_each_preset_plays_to_its_end_and_is_answered():
    visit = downhill(noise=0.5, begin="chosen", w1=2.0, rate_1=1.0)
    for number, preset in enumerate(CASE.lesson.presets):
        visit.press(f"preset_{number}")
        visit.player.runs.advance(1000)
        visit.run()
        assert visit.player.ended
        assert preset.question in visit.message
        assert preset.answer(visit.player.runs) in visit.message
        assert not visit.errors


@pytest.mark.parametrize(
    "link",
    [
        {"noise": "0.2", "samples": "20", "begin": "zero", "w1": "5", "w2": "nan", "rate_1": "0", "seed": "-1"},
        {"limit": "1000", "dataset": "blobs", "n_h": "1", "network_seed": "inf", "speed": "7", "rate_3": "fast"},
        {"depth": "1", "learning_rate": "1", "bias": "false", "w1": "9" * 5000},
    ],
)
def test_a_link_with_nonsense_falls_back_to_the_defaults_and_says_so(link):
    visit = downhill(**link)
    assert visit.player.runs.experiment == CASE.experiment()
    assert visit.player.view == CASE.view()
    assert ridge_of(visit) == ridge(swap(HiddenLayer()))
    assert len(visit.notes) == len(link)


def test_four_rules_have_their_own_controls_scene_and_experiments():
    visit = downhill(part="rules")
    unseen = {name for name in CASE.names if visit.part(f"unseen_{CASE.prefix}{name}")}
    assert unseen == {"rate_1", "rate_2", "rate_3", "angle"}
    assert RACE.presets[0].question not in visit.message  # the limit of that one is another
    assert RACE.question in visit.message
    for number, preset in enumerate(RACE.presets):
        visit.press(f"preset_{number}")
        assert preset.question in visit.message
        visit.player.runs.advance(1000)
        visit.run()
        assert preset.answer(visit.player.runs) in visit.message
        assert not visit.errors
    visit.set("part", "rates")
    assert GOING_DOWNHILL_LESSON.presets[0].question in visit.message
    assert len(visit.player.runs) == 3
