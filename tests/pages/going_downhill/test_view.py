"""The page on the cost as a landscape: its runs, and the network with a hidden layer below them."""

from playground.pages.contents import GOING_DOWNHILL
from playground.pages.going_downhill.lesson import GOING_DOWNHILL as GOING_DOWNHILL_LESSON
from playground.pages.going_downhill.lesson import RACE
from playground.pages.going_downhill.swap import HiddenLayer, swap
from playground.pages.going_downhill.swap_chart import ridge
from playground.training.options import Choice, Real
from tests.looped import looped
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


def test_first_visit_and_the_network_with_a_hidden_layer_below_the_first_screen():
    visit = downhill()
    assert ridge_of(visit) == ridge(swap(HiddenLayer()))
    assert len(visit.app.info) == 2  # the arrow, and the hidden layer
    assert all("?" in asked for asked in (*(info.value for info in visit.app.info), visit.message))
    on_screen = {getattr(each, "key", None) for each in elements(visit.part("downhill_screen"))}
    assert not on_screen & {CASE.prefix + name for name in HIDDEN_LAYER}
    assert (still(visit)["fills"], visit.sent["fills"]) == (False, True)


def extremes(spec):
    match spec:
        case Choice():
            return spec.names[-1:]
        case Real(marks=marks) if marks:
            return (marks[0], marks[-1])
    return (spec.least, spec.most)


@looped("part", ["rates", "rules"])
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


def test_the_arrow_and_the_hidden_layer_have_controls_that_leave_the_runs_alone():
    visit = downhill()
    layer = still(visit)
    visit.tell("step")
    assert still(visit) == layer
    run, before = visit.sent["run"], visit.chart("direction")
    assert said(before).panels[1].sentence.startswith("At 0° the slope is −0.7296:")
    visit.set("angle", 90)
    turned = visit.chart("direction")
    assert said(turned).panels[1].sentence.startswith("At 90° the slope is −1.2065:")
    assert turned["chartsId"] != before["chartsId"]
    for name in HIDDEN_LAYER:
        value = extremes(CASE.settings.spec(name))[0]
        visit.set(name, value)
        assert ridge_of(visit) == ridge(swap(HiddenLayer(**{name: value})))
        assert still(visit)["chartsId"] != layer["chartsId"]
        visit.put(name, CASE.settings.default(name))
    assert (visit.sent["run"], visit.numbers["Iteration"]) == (run, "1")
    assert visit.player.runs.experiment == CASE.experiment()


def test_the_start_is_chosen_or_random_and_only_what_counts_is_on():
    visit = downhill()
    arrow = said(visit.chart("direction")).numbers
    assert [visit.widget(name).disabled for name in ("w1", "w2", "seed")] == [True, True, False]
    visit.set("begin", "chosen")
    assert [visit.widget(name).disabled for name in ("w1", "w2", "seed")] == [False, False, True]
    visit.set("w1", -4.0)
    assert {tuple(run.parameters["W1"][0]) for run in visit.player.runs.values()} == {(-4.0, 0.0)}
    assert said(visit.chart("direction")).numbers != arrow  # it stands where they start


def test_each_preset_of_both_parts_plays_to_its_end_and_is_answered():
    visit = downhill(noise=0.5, begin="chosen", w1=2.0, rate_1=1.0)
    for lesson in (GOING_DOWNHILL_LESSON, RACE):
        if lesson is RACE:
            visit.set("part", "rules")
            unseen = {name for name in CASE.names if visit.part(f"unseen_{CASE.prefix}{name}")}
            assert unseen == {"rate_1", "rate_2", "rate_3", "angle"}
        for number, preset in enumerate(lesson.presets):
            visit.press(f"preset_{number}")
            visit.player.runs.advance(1000)
            visit.run()
            assert visit.player.ended
            assert preset.question in visit.message
            assert all(said in visit.message for said in preset.answer(visit.player.runs))
            assert not visit.errors
    visit.set("part", "rates")
    assert GOING_DOWNHILL_LESSON.presets[0].question in visit.message
    assert len(visit.player.runs) == 3
    assert RACE.question in downhill(part="rules").message  # the limit of its first experiment is another
