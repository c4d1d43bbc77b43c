"""The page How many units, how deep?: nothing is trained unasked, and what is trained can be cancelled."""

import json
from dataclasses import replace
from functools import partial
from itertools import count
from urllib.parse import parse_qsl

import pytest
import streamlit as st

from playground.data import OWN_POINTS
from playground.lessons.sweep import Results, Sweep, Trained
from playground.pages.contents import HOW_MANY_UNITS, ZERO_OR_RANDOM
from playground.pages.how_many_units.lesson import HOW_MANY_UNITS_PRESETS, by_setting
from playground.pages.how_many_units.swept import SWEPT, UNITS
from playground.pages.how_many_units.verdict import verdict
from playground.training import Recipe, Run
from playground.ui.runs.memory_budget import IDLE_SECONDS, MemoryBudget
from playground.ui.runs.scheduler import LONGEST, Scheduler
from playground.ui.settings import training_bar
from playground.ui.settings.training_bar import Trainee, train_on
from tests.ui.pages import CASES, STATIC_PAGES, SaidOfRuns, Visit, comment, elements, followed, link_to, loud, said

(CASE,) = (case for case in STATIC_PAGES if case.page == HOW_MANY_UNITS)
(ELSEWHERE,) = (case for case in CASES if case.page == ZERO_OR_RANDOM)
SWEEPS = ("setting", "depth")
(FLOWER, *_) = HOW_MANY_UNITS_PRESETS
SMALLEST, _, LARGEST = range(3)
QUICK = {"limit": 100, "samples": 100, "runs": 1}


class PageVisit(Visit):
    """A visitor's session on the page, opened with a link."""

    def __init__(self, **link):
        super().__init__(CASE, **link_to(CASE, **link))

    def sweep(self, name="setting"):
        return self.app.session_state[f"sizes_{name}_trainee"].sweep

    def panels(self, name="setting"):
        """What the panels of a comparison say."""
        return said(self.chart(f"{name}_charts")).panels

    @property
    def sentence(self):
        """What is said of the first comparison."""
        return self.panels()[0].sentence

    @property
    def progress(self):
        """What each bar says of its training; nothing while it does not train."""
        return [bar.proto.text for bar in self.app.get("progress")]

    def titles(self, name="setting"):
        """The titles of the panels that have one: the first is that of the accuracies."""
        return [panel.title for panel in self.panels(name) if panel.title]

    @property
    def claims(self):
        """What the page offers to predict, and the place of what is chosen."""
        sent = json.loads(self.component("comment").json)
        return [text for _sign, text in sent["claims"]], sent["chosen"]


@pytest.fixture
def interrupted(monkeypatch):
    """Training as it is when a button is pressed soon: so many iterations, then Streamlit ends the script."""

    def after(*iterations):
        def train(trainee, show):
            for each in iterations:
                trainee.sweep.advance(each)
                show()
            st.stop()

        monkeypatch.setattr(training_bar, "train_on", train)

    return after


def test_when_the_page_opens_each_comparison_asks_before_it_shows_and_nothing_is_trained():
    visit = PageVisit()
    assert [visit.sweep(name).share for name in SWEEPS] == [0, 0]
    assert not any(visit.progress)
    assert visit.titles()[1:] == ["1 unit", *(f"{n} units" for n in (2, 3, 4, 5, 20, 50))]
    assert [visit.chart(f"{name}_charts")["fills"] for name in SWEEPS] == [True, False]
    shown = [
        each.value if each.type in ("markdown", "info") else each.key or each.type for each in elements(visit.app.main)
    ]
    (second,) = visit.app.info
    first_chart, second_chart = (place for place, each in enumerate(shown) if each.endswith("_charts"))
    assert "?" in visit.message
    assert shown.index(visit.message) < first_chart
    assert "?" in second.value
    assert first_chart < shown.index(second.value) < second_chart


def test_train_all_trains_one_sweep_to_its_end_and_its_results_stay_until_its_settings_change():
    visit = PageVisit(**QUICK)
    for name in SWEEPS[::-1]:
        assert visit.sweep().share == 0  # training the other did nothing to it
        visit.press(f"{name}_train")
        assert visit.sweep(name).ended
        assert visit.button(f"{name}_train").disabled
        assert not visit.has(f"{name}_cancel")
        assert not any(visit.progress)
        assert visit.panels(name)[0].sentence == verdict(Results(visit.sweep(name))) != ""
    assert visit.button("next_experiment").proto.type == "primary"  # the one filled button of the first screen
    trained = visit.sweep().trained
    visit.set("n_h", 9)  # of the other comparison
    assert visit.sweep().trained is trained
    assert visit.sweep("depth").trained == ()
    assert visit.titles("depth")[1] == "1 layer of 9 units"
    visit.set("units", "2, 3")
    assert visit.sweep().trained == ()
    assert visit.titles() == ["Accuracy", "2 units", "3 units"]


def test_while_it_trains_the_page_says_less_often_what_changes_and_a_cursor_reads_once_the_page_has_one():
    visit = PageVisit(units=(2, 3), **QUICK)
    before = visit.chart("setting_charts")
    assert not before["moves"]
    assert before["layout"]["readings"] == ["boundary-0", "boundary-1"]
    assert "cursor" not in before["now"]
    command = {"number": 1, "what": "point", "shown": 0, "tick": before["tick"], "run": before["run"]}
    visit.trigger("sizes_setting_charts", "command", command | {"charts": before["chartsId"]})
    after = visit.chart("setting_charts")
    assert (after["tick"], after["done"]) == (before["tick"] + 1, 1)
    assert list(after["now"]["cursor"]) == ["boundary-0", "boundary-1"]
    assert "cursor" not in visit.chart("depth_charts")["now"]
    visit.press("setting_train")
    served = visit.app._session_state.served
    charts = [each.bidi_component for each in served.all_sent if each.HasField("bidi_component")]
    sent = [json.loads(each.json)["moves"] for each in charts if each.id.endswith("-sizes_setting_charts")]
    assert sent[0]
    assert not visit.chart("setting_charts")["moves"]  # it is done


def test_cancel_keeps_what_is_done_also_while_one_is_elsewhere_and_go_on_goes_on(interrupted, monkeypatch):
    trains = train_on
    visit = PageVisit(**QUICK)
    interrupted(100, 100, 30)  # two networks and a part of the third
    visit.press("setting_train")
    assert (visit.progress[0], visit.sentence) == ("0 of 7 networks trained", "No network is trained yet.")
    interrupted(0)
    visit.run()
    assert visit.progress == ["2 of 7 networks trained", ""]
    assert visit.sentence.startswith("So far 2 of 7 networks are trained.")
    assert visit.button("setting_train").disabled  # it stays: in its place, Cancel would stand beside its ghost
    assert visit.button("setting_new_seeds").disabled
    visit.press("setting_cancel")
    assert not visit.has("setting_cancel")
    assert not any(visit.progress)
    visit.go_to(ELSEWHERE)
    visit.go_to(CASE)
    sweep = visit.sweep()
    assert (len(sweep.trained), sweep.share) == (2, pytest.approx(2.3 / 7))
    assert visit.button("setting_train").label == "Go on"
    monkeypatch.setattr(training_bar, "train_on", trains)
    visit.press("setting_train")
    assert visit.sweep() is sweep
    assert sweep.ended


def test_another_setting_and_a_preset_end_training_and_clear_the_results(interrupted):
    visit = PageVisit(**QUICK)
    interrupted(150)
    for another in (partial(visit.set, "noise", 0.4), partial(visit.press, "preset_1")):
        visit.press("setting_train")
        assert visit.has("setting_cancel")
        another()
        assert not visit.has("setting_cancel")
        assert [visit.sweep(name).share for name in SWEEPS] == [0, 0]
        assert visit.sentence == "No network is trained yet."
        visit.set("noise", 0.2)  # back again: not what was asked for
        assert visit.sweep().share == 0


def test_new_seeds_are_trained_at_once_and_none_that_were_there_before():
    visit = PageVisit(units=(2, 3), **QUICK, seed=2**32 - 1)
    visit.press("setting_train")
    first = visit.sweep()
    visit.press("setting_new_seeds")
    second = visit.sweep()
    assert (second.recipes[0].data_seed, second.recipes[0].seed) == (2, 0)
    assert second.ended
    assert [t.measured for t in second.trained] != [t.measured for t in first.trained]
    assert visit.widget("data_seed").value == 2
    assert not visit.sweep("depth").share
    visit = PageVisit(sweep="seed", **QUICK)
    before = {recipe.seed for recipe in visit.sweep().recipes}
    visit.press("setting_new_seeds")
    after = {recipe.seed for recipe in visit.sweep().recipes}
    assert len(before) == len(after) == 8
    assert not before & after
    assert [row[0] for _mark, row in visit.panels()[-1].rows] == list(visit.sweep().experiment.names)


def test_typed_lists():
    visit = PageVisit()
    usual = visit.titles()
    visit.set("units", "9 7,7")
    assert visit.titles() == [usual[0], "7 units", "9 units"]
    assert not visit.errors
    for text in ("", "5, 51", "<b>1</b>"):
        visit.set("units", text)
        (error,) = visit.errors
        assert "2 to 8 whole numbers from 1 to 50, separated by commas" in error
        assert "1, 2, 3, 4, 5, 20, 50 is in effect" in error
        assert visit.titles() == usual


# What is swept


def test_any_setting_can_be_swept_with_several_runs_of_each_value():
    settings = QUICK | {"units": (2, 3), "runs": 3}
    visit = PageVisit(**settings)
    for name, swept in SWEPT.items():
        visit.set("sweep", name)
        assert visit.sweep().experiment == by_setting(CASE.chosen(**settings, sweep=name))
        assert visit.message == f"**{swept.question}**"
        assert visit.claims == ([], -1)
        assert [panel.title for panel in visit.panels()] == ["Accuracy", *visit.sweep().experiment.names, ""]
        of_sizes = swept is SWEPT[UNITS]
        assert bool(visit.part("unseen_sizes_units")) != of_sizes  # what this sweep does not need is out of sight
        assert visit.has("depth_train") == of_sizes
        assert visit.widget("runs").disabled == (name == "seed")
        assert any(swept.explained.strip() == each.value.strip() for each in visit.app.markdown)
        of_its_own = {"hidden units": "units", "scale": "initialisation", "seed": "data_seed"}.get(name, swept.setting)
        assert visit.widget(of_its_own).disabled == (name not in ("hidden units", "seed"))
        assert not visit.errors


def test_own_points_have_no_noise_that_could_be_swept_and_the_page_says_so():
    visit = PageVisit(dataset=OWN_POINTS, sweep="noise", **QUICK)
    note = "Your own points are as they are: their {} can't be swept."
    assert note.format("noise") in visit.message
    visit.set("sweep", "scale")
    assert note.format("scale") not in visit.message
    assert not visit.errors


def test_a_number_can_be_swept_its_link_brings_it_back_and_own_points_after_it_are_a_copy():
    visit = PageVisit(dataset="bump", learning_rate=0.1, units=(2, 3), **QUICK)
    for name in SWEEPS:
        visit.press(f"{name}_train")
        assert visit.sweep(name).ended
        assert visit.sweep(name).target == "number"
        assert visit.titles(name)[0] == "R²"
    for name in ("classes", "class_share"):
        assert visit.widget(name).disabled
    text = " ".join(str(each.value) for each in visit.app.markdown)
    assert "*R²* is 1 if all outputs equal the values" in text
    assert "drawn white inside" not in text
    assert "accurac" not in text
    again = Visit(CASE, **dict(parse_qsl(visit.link.partition("?")[2])))
    assert not again.notes
    assert again.chosen == visit.chosen
    visit.set("dataset", OWN_POINTS)
    assert visit.sweep().target == "number"


# Presets and what is predicted


def test_a_preset_sets_the_whole_comparison_and_asks_its_question():
    visit = PageVisit(activation="relu", noise=0.95, seed=7, n_h=9)
    for number, preset in enumerate(HOW_MANY_UNITS_PRESETS):
        assert preset.question not in visit.message
        visit.press(f"preset_{number}")
        wanted = CASE.chosen(**preset.settings)
        assert visit.chosen[Recipe] == wanted[Recipe]
        assert visit.sweep().experiment == by_setting(wanted)
        assert visit.sweep().share == 0
        assert visit.message == f"**{preset.question}**"
        assert visit.claims == (preset.claims.each, -1)
        marked = [each for each in range(len(HOW_MANY_UNITS_PRESETS)) if visit.button(f"preset_{each}").proto.icon]
        assert marked == [number]
        assert not visit.errors


def train(visit):
    """Have all networks trained, of which the last does best in the test."""
    sweep = visit.sweep()
    run = Run(replace(sweep.recipes[0], limit=1))
    run.advance(1)
    sweep.trained = tuple(
        Trained(run.parameters, run.measure()._replace(test_score=0.5 + number / 100), None, 0.5)
        for number in range(len(sweep.recipes))
    )
    visit.run()
    return Results(sweep)


def test_once_all_are_trained_the_answer_is_the_loud_one():
    visit = PageVisit()
    answer = FLOWER.answer(train(visit))
    assert visit.message == f"**{FLOWER.question}**\n{loud(answer)}"
    assert answer.sentence == "The largest: 50 units (63.0 %)."
    assert answer.details.endswith(", in the test 50 units (63.0 %).")


def test_a_prediction_is_chosen_before_the_training_seen_while_it_trains_and_judged_after_it(interrupted):
    interrupted(30)
    for claim, right in ((LARGEST, True), (SMALLEST, False)):
        visit = PageVisit()
        texts = FLOWER.claims.each
        visit.trigger("comment", "claim", claim)
        assert visit.claims == (texts, claim)
        assert followed(visit.link)["claim"] == [str(claim + 1)]
        assert visit.message == f"**{FLOWER.question}**"
        visit.press("setting_train")
        yours = f"You said: {texts[claim]}."
        assert visit.claims == ([], claim)
        assert visit.message.endswith(comment(SaidOfRuns(rest=f"Look at {FLOWER.look_at}", predicted=yours).shown))
        visit.press("setting_cancel")
        noted = json.loads(visit.component("way").json)
        assert (noted["claim"], noted["right"], noted["attempt"]) == (claim, None, "")
        train(visit)
        noted = json.loads(visit.component("way").json)
        assert (noted["claim"], noted["right"], bool(noted["attempt"])) == (claim, right, True)
        end = f"{yours} {'Right' if right else 'Wrong'}.</span>"
        judged = f"<span class='run-said' data-right=\"{str(right).lower()}\">{end}"
        assert judged in visit.message
        assert "With other initial weights it may be otherwise." in visit.message
        assert (f"Look at {FLOWER.look_at}" in visit.message) == (not right)


def test_a_wrong_prediction_leads_to_another_comparison():
    number, preset = next((n, each) for n, each in enumerate(HOW_MANY_UNITS_PRESETS) if each.claims.instead)
    visit = PageVisit(**preset.settings)
    visit.press(f"preset_{number}")
    right = preset.claims.right(train(visit))
    for claim in (right, (right + 1) % len(preset.claims.each)):
        visit.sweep().trained = ()
        visit.run()
        visit.trigger("comment", "claim", claim)
        train(visit)
        assert visit.has("instead") == (claim != right)
    visit.press("instead")
    (instead,) = (each for each in HOW_MANY_UNITS_PRESETS if each.name == preset.claims.instead)
    assert visit.message == f"**{instead.question}**"
    for wrong in (4, -1, True, "1", None, [1]):  # no page of ours says it
        visit.trigger("comment", "claim", wrong)
        assert visit.claims[1] == -1


def test_what_a_class_gets_can_be_trained_in_present_too():
    link = link_to(CASE, units=(2, 3), **QUICK)
    for more in ({"keep": "runs,noise"}, {"present": "true"}):
        visit = Visit(CASE, **link, **more)
        assert not visit.has("depth_train")
        visit.press("setting_train")
        sweep = visit.app.session_state["sizes_setting_trainee"].sweep
        assert [recipe.n_h for recipe in sweep.recipes] == [2, 3]
        assert sweep.ended


# The loop


class Pressed(BaseException):
    """What Streamlit raises in a script that a visitor's button ends."""


def press():
    raise Pressed


def sweep_of(**settings):
    """A sweep with one run of each value."""
    return Sweep(by_setting(CASE.chosen(runs=1, **settings)))


def test_a_button_ends_the_loop_within_a_turn_and_the_sweep_can_go_on():
    now = [0.0]
    sweep, alone = (sweep_of(units=(1, 2), samples=100, limit=1000) for _ in range(2))
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
        train_on(Trainee(sweep, ""), show, Scheduler(lambda: now[0], lambda: now[0]))
    times, shares = zip(*seen, strict=True)
    assert all(0 < after - before < 0.2 for before, after in zip((0.0, *times), times, strict=False))
    assert sorted(set(shares)) == list(shares)
    assert 0 < sweep.share < 0.5
    while not sweep.ended:
        train_on(Trainee(sweep, ""), lambda: None)
    while not alone.ended:
        alone.advance(5000)
    assert [t.measured for t in sweep.trained] == [t.measured for t in alone.trained]


def test_the_loop_comes_back_with_something_to_show():
    sweep = sweep_of(units=(40, 45, 50), samples=1000, limit=200)
    scheduler = Scheduler()
    counts = []
    while not sweep.ended:
        before = len(sweep.trained)
        train_on(Trainee(sweep, ""), lambda: counts.append(len(scheduler._here_until)), scheduler)
        assert len(sweep.trained) > before
    assert set(counts) == {1}


def test_a_sweep_has_room_while_it_trains_and_what_is_let_go_begins_anew():
    """The network whose turn it is, that is; those that are trained stay."""
    now = [1000.0]
    budget = MemoryBudget(2**30, clock=lambda: now[0])
    sweep = sweep_of(units=(2, 50), samples=1000, limit=500)
    trainee = Trainee(sweep, "somebody's")
    assert sweep.nbytes == budget.reserved == 0
    while not sweep.trained:
        train_on(trainee, lambda: None, budget=budget)
    sweep.advance(20)
    train_on(trainee, lambda: now.__setitem__(0, now[0] + 1), Scheduler(lambda: now[0], lambda: now[0]), budget)
    assert sweep.ended
    again = Sweep(sweep.experiment)
    other = Trainee(again, "somebody else's")
    one_step = Scheduler(work=count(step=2 * LONGEST / 3).__next__)  # however quick the machine
    with pytest.raises(Pressed):
        train_on(other, press, one_step, budget)
    assert budget.reserved == again.nbytes > 0
    with other.lock:  # at work
        now[0] += IDLE_SECONDS
        assert budget.release(lambda each: each is other) == 0
    assert budget.release(lambda each: each.session == "somebody else's") == 1
    assert budget.reserved == again.nbytes == again.share == 0
    while not again.ended:
        train_on(other, lambda: None, budget=budget)
    assert [each.measured for each in again.trained] == [each.measured for each in sweep.trained]


def test_each_network_of_a_sweep_needs_room():
    sweep, small, large = (sweep_of(units=(n, 50), samples=1000, limit=100) for n in (2, 2, 49))
    small.begin(), large.begin()
    budget = MemoryBudget((small.nbytes + large.nbytes) // 2)
    with pytest.raises(ValueError, match="fewer hidden units"):
        train_on(Trainee(sweep, "somebody's"), lambda: None, Scheduler(), budget)
    assert len(sweep.trained) == 1
    assert sweep.nbytes == budget.reserved == 0


def test_where_there_is_no_room_for_a_sweep_the_page_says_so(monkeypatch):
    budget = MemoryBudget(2**10)  # of its own: in that of the process other visits may have theirs
    monkeypatch.setattr(training_bar, "train_on", partial(train_on, budget=budget))
    visit = PageVisit(**QUICK)
    visit.press("setting_train")
    (message,) = [each.value for each in visit.app.error]
    assert "0 MB on this server" in message
    assert visit.button("setting_train").label == "Train all"
    assert visit.sweep().nbytes == budget.reserved == 0
