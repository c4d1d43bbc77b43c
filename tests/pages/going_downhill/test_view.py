"""The page on the cost as a landscape: its runs, and the network with a hidden layer below them."""

import json

from playground.pages.contents import GOING_DOWNHILL
from playground.pages.going_downhill.lesson import GOING_DOWNHILL as GOING_DOWNHILL_LESSON
from playground.pages.going_downhill.lesson import RACE
from playground.pages.going_downhill.swap import HiddenLayer, swap
from playground.pages.going_downhill.swap_chart import ridge
from playground.training.options import Choice, Real
from tests.looped import looped
from tests.ui.pages import CASES, Visit, comment, elements, followed, link_to, said

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


def shown(**link):
    """A visit on which the network with a hidden layer is on screen."""
    visit = downhill(**link)
    visit.press("exercise_hidden_layer")
    return visit


def test_below_the_first_screen_the_arrow_and_once_it_is_asked_for_the_network_with_a_hidden_layer():
    visit = downhill()
    assert "?" in visit.message
    assert not visit.components("downhill_charts")
    visit.press("exercise_hidden_layer")
    assert ridge_of(visit) == ridge(swap(HiddenLayer()))
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
    visit = shown()
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


def asked(visit, section):
    """What a section offers to choose from, and what it says of that."""
    offered = json.loads(visit.component(f"comment_{section}").json)
    assert offered["aside"]
    return [claim for _sign, claim in offered["claims"]], comment(offered["said"])


def test_the_arrow_answers_what_is_asked_of_it_one_question_after_the_other():
    visit = downhill()
    claims, said_of_it = asked(visit, "direction")
    assert claims == ["Along the gradient", "Across the gradient", "Against the gradient", "Towards the lowest point"]
    assert said_of_it == ""
    visit.trigger("comment_direction", "claim", 1)
    assert asked(visit, "direction") == (claims, "")
    visit.set("angle", 150)
    claims, said_of_it = asked(visit, "direction")
    assert claims == []
    assert "You said: Across the gradient. Right." in said_of_it
    visit.press("exercise_direction")
    assert len(asked(visit, "direction")[0]) == 3
    visit.press("exercise_direction")
    assert visit.widget("angle").value == 59
    assert "Past the lowest point: it lies 15° to the side." in asked(visit, "direction")[1]
    assert not visit.errors


def test_an_answer_in_a_section_is_in_the_link_and_a_question_that_it_does_not_have_is_noted():
    visit = downhill()
    assert not {name for name in followed(visit.link) if name.startswith("question")}
    visit.trigger("comment_direction", "claim", 2)
    there = Visit(CASE, **{name: value for name, (value,) in followed(visit.link).items()})
    assert json.loads(there.component("comment_direction").json)["chosen"] == 2
    assert json.loads(there.component("comment_hidden_layer").json)["chosen"] == -1
    visit = Visit(CASE, question_direction="half-way.1")
    assert visit.notes == ["question_direction='half-way.1': this page has no such question."]


def test_what_is_between_two_networks_is_shown_after_the_prediction_and_stays_with_others():
    visit = downhill()
    visit.trigger("comment_hidden_layer", "claim", 1)
    assert followed(visit.link)["question_hidden_layer"] == ["half-way.2"]
    assert not visit.components("downhill_charts")
    visit.press("exercise_hidden_layer")
    _claims, said_of_it = asked(visit, "hidden_layer")
    assert "You said: The same as theirs. Wrong." in said_of_it
    assert f"by {swap(HiddenLayer()).ridge:.3f}: this cost is not convex" in said_of_it
    assert not visit.has("exercise_hidden_layer")
    visit.set("n_h", 2)
    assert f"by {swap(HiddenLayer(n_h=2)).ridge:.3f}: this cost is not convex" in asked(visit, "hidden_layer")[1]
    assert not visit.errors


def test_a_lesson_that_a_teacher_has_prepared_without_predictions_shows_the_networks_at_once():
    visit = Visit(CASE, keep="dataset")
    assert ridge_of(visit) == ridge(swap(HiddenLayer()))
    assert not visit.components("comment_hidden_layer")
