"""The page How many units, how deep?: nothing is trained unasked, and what is trained can be cancelled."""

import json
from dataclasses import replace
from functools import partial

import pytest
import streamlit as st

from playground.data import OWN_POINTS
from playground.lessons.sweep import Results, Sweep, Trained
from playground.pages.contents import HOW_MANY_UNITS, ZERO_OR_RANDOM
from playground.pages.how_many_units.lesson import HOW_MANY_UNITS_PRESETS, by_depth, by_setting, in_effect
from playground.pages.how_many_units.swept import SWEPT, UNITS
from playground.pages.how_many_units.verdict import verdict
from playground.training import Recipe, Run
from playground.training.options import Choice, Real, Several, Whole
from playground.ui.runs.memory_budget import IDLE_SECONDS, MemoryBudget
from playground.ui.runs.scheduler import Scheduler
from playground.ui.settings import training_bar
from playground.ui.settings.training_bar import Trainee, train_on
from tests.looped import looped
from tests.ui.pages import CASES, STATIC_PAGES, SaidOfRuns, Visit, begun, elements, followed, link_to, loud, said

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

    def sweep(self, name):
        return self.app.session_state[f"sizes_{name}_trainee"].sweep

    @property
    def panels(self):
        """What the panels of both comparisons say."""
        return [said(self.chart(f"{name}_charts")).panels for name in SWEEPS]

    @property
    def sentences(self):
        """What is said of each comparison."""
        return [panels[0].sentence for panels in self.panels]

    @property
    def progress(self):
        """What each bar says of its training; nothing while it does not train."""
        return [bar.proto.text for bar in self.app.get("progress")]

    @property
    def titles(self):
        """The titles of the panels that have one: the first is that of the accuracies."""
        return [[panel.title for panel in panels if panel.title] for panels in self.panels]


@pytest.fixture(scope="module")
def first_visit():
    """To look at; not to be changed."""
    return PageVisit()


@pytest.fixture
def interrupted(monkeypatch):
    """Training as it is when a button is pressed soon: so many iterations, then Streamlit ends the script."""

    def after(iterations):
        def train(trainee, show):
            trainee.sweep.advance(iterations)
            show()
            st.stop()

        monkeypatch.setattr(training_bar, "train_on", train)

    return after


def test_nothing_is_trained_when_the_page_opens(first_visit):
    visit = first_visit
    assert [visit.sweep(name).share for name in SWEEPS] == [0, 0]
    assert visit.sentences == [
        "No network is trained yet.",
        "The networks have 77 to 85 parameters. None of them is trained yet.",
    ]
    assert visit.titles[0][1:] == ["1 unit", *(f"{n} units" for n in (2, 3, 4, 5, 20, 50))]
    assert not any(visit.progress)


def test_each_comparison_asks_before_it_shows(first_visit):
    shown = [
        each.value if each.type in ("markdown", "info") else each.key or each.type
        for each in elements(first_visit.app.main)
    ]
    (second,) = first_visit.app.info
    first_chart, second_chart = (place for place, each in enumerate(shown) if each.endswith("_charts"))
    assert "?" in first_visit.message
    assert shown.index(first_visit.message) < first_chart
    assert "?" in second.value
    assert first_chart < shown.index(second.value) < second_chart


def test_the_first_comparison_fills_the_first_screen(first_visit):
    assert [first_visit.chart(f"{name}_charts")["fills"] for name in SWEEPS] == [True, False]


@pytest.mark.parametrize(("name", "other"), [("setting", "depth"), ("depth", "setting")])
def test_train_all_trains_one_sweep_to_its_end(name, other):
    visit = PageVisit(**QUICK)
    visit.press(f"{name}_train")
    assert visit.sweep(name).ended
    assert visit.sweep(other).share == 0
    assert visit.button(f"{name}_train").disabled
    assert not visit.has(f"{name}_cancel")
    assert not any(visit.progress)
    assert "est samples" in visit.sentences[name == "depth"]
    trained = visit.sweep(name).trained
    visit.run()
    assert visit.sweep(name).trained is trained


def test_cancel_keeps_what_is_done_and_go_on_goes_on(interrupted, monkeypatch):
    trains = train_on
    visit = PageVisit(**QUICK)
    for iterations in (100, 100, 30):  # two networks and a part of the third
        interrupted(iterations)
        visit.press("setting_train") if not visit.has("setting_cancel") else visit.run()
    assert visit.button("setting_train").disabled  # it stays: in its place, Cancel would stand beside its ghost
    assert visit.progress == ["2 of 7 networks trained", ""]
    assert visit.button("setting_new_seeds").disabled
    visit.press("setting_cancel")
    assert not visit.has("setting_cancel")
    assert not any(visit.progress)
    sweep = visit.sweep("setting")
    assert (len(sweep.trained), sweep.share) == (2, pytest.approx(2.3 / 7))
    assert visit.sentences[0].startswith("So far 2 of 7 networks are trained.")
    visit.run()
    assert sweep.share == pytest.approx(2.3 / 7)  # it stays so
    assert visit.button("setting_train").label == "Go on"
    monkeypatch.setattr(training_bar, "train_on", trains)
    visit.press("setting_train")
    assert visit.sweep("setting") is sweep
    assert sweep.ended


def test_the_bar_and_the_sentence_count_the_same_networks_however_many_a_turn_trains(monkeypatch):
    def train(trainee, show):
        for iterations in (100, 100, 30):
            trainee.sweep.advance(iterations)
            show()
        st.stop()

    monkeypatch.setattr(training_bar, "train_on", train)
    visit = PageVisit(**QUICK | {"limit": 100})
    visit.press("setting_train")
    assert (visit.progress[0], visit.sentences[0]) == ("0 of 7 networks trained", "No network is trained yet.")
    visit.run()
    assert len(visit.sweep("setting").trained) > 2
    assert visit.progress[0] == "2 of 7 networks trained"
    assert visit.sentences[0].startswith("So far 2 of 7 networks are trained.")


def test_another_setting_ends_training_and_clears_the_results(interrupted):
    visit = PageVisit(**QUICK)
    interrupted(150)
    visit.press("setting_train")
    assert visit.has("setting_cancel")
    visit.set("noise", 0.4)
    assert visit.has("setting_train")
    assert [visit.sweep(name).share for name in ("setting", "depth")] == [0, 0]
    assert visit.sentences[0] == "No network is trained yet."
    visit.set("noise", 0.2)  # back again: not what was asked for
    assert visit.sweep("setting").share == 0


def test_the_size_of_one_sweep_leaves_the_results_of_the_other():
    visit = PageVisit(**QUICK)
    visit.press("setting_train")
    trained = visit.sweep("setting").trained
    visit.set("n_h", 9)
    assert visit.sweep("setting").trained is trained
    assert visit.titles[1][1] == "1 layer of 9 units"
    visit.set("units", "2, 3")
    assert visit.sweep("setting").trained == ()
    assert visit.titles[0] == ["Accuracy", "2 units", "3 units"]


def test_new_seeds_are_trained_at_once():
    visit = PageVisit(**QUICK, seed=2**32 - 1)
    visit.press("setting_train")
    first = visit.sweep("setting")
    visit.press("setting_new_seeds")
    second = visit.sweep("setting")
    assert (second.recipes[0].data_seed, second.recipes[0].seed) == (2, 0)
    assert second.ended
    assert [t.measured for t in second.trained] != [t.measured for t in first.trained]
    assert visit.widget("data_seed").value == 2
    assert not visit.sweep("depth").share


def test_what_is_done_is_still_there_after_a_look_at_another_page(interrupted):
    visit = PageVisit(**QUICK)
    interrupted(100)
    visit.press("setting_train")
    visit.press("setting_cancel")
    visit.go_to(ELSEWHERE)
    visit.go_to(CASE)
    assert len(visit.sweep("setting").trained) == 1
    assert visit.has("setting_train")


def test_the_scale_is_off_unless_it_has_an_effect():
    visit = PageVisit()
    assert visit.widget("scale").disabled
    visit.set("initialisation", "random")
    assert not visit.widget("scale").disabled


def test_typed_lists():
    visit = PageVisit()
    usual = visit.titles[0]
    first = usual[0]
    visit.set("units", "9 7,7")
    assert visit.titles[0] == [first, "7 units", "9 units"]
    assert not visit.errors
    for text in ("", "7", "0, 5", "5, 51", "a, b", "1,2,3,4,5,6,7,8,9", "<b>1</b>", "9" * 5000):
        visit.set("units", text)
        (error,) = visit.errors
        assert "2 to 8 whole numbers from 1 to 50, separated by commas" in error
        assert "1, 2, 3, 4, 5, 20, 50 is in effect" in error
        assert visit.titles[0] == usual


def test_a_typed_learning_rate():
    visit = PageVisit(learning_rate="0.123")
    assert {recipe.learning_rate for recipe in visit.sweep("setting").recipes} == {0.123}
    visit.set("learning_rate", "fast")
    assert visit.errors == [":red[Learning rate: Type a number from 0.0001 to 100. 1.2 is in effect.]"]
    assert {recipe.learning_rate for recipe in visit.sweep("setting").recipes} == {1.2}


def test_a_link_with_every_setting():
    link = {"dataset": "blobs", "classes": 3, "noise": 0.3, "samples": 200, "class_share": 40, "data_seed": 5}
    link |= {"test_share": 30, "activation": "relu", "initialisation": "random", "scale": 0.1, "seed": 9}
    link |= {"runs": 5, "units": (3, 7), "n_h": 8, "learning_rate": 0.5, "limit": 600}
    assert {*link, "sweep"} == set(CASE.names)
    visit = PageVisit(**link)
    assert visit.sweep("setting").experiment == by_setting(CASE.chosen(**link))
    assert visit.sweep("depth").experiment == by_depth(CASE.chosen(**link))
    assert CASE.settings.spec("units").read(visit.widget("units").value) == (3, 7)
    assert not visit.notes
    assert not visit.errors


def test_a_link_with_nonsense_is_told_and_opens_with_the_defaults():
    link = {"units": "1,99", "n_h": "4", "limit": "1e9", "test_share": "0", "initialisation": "zero", "samples": "inf"}
    visit = PageVisit(**link, depth="2")
    assert len(visit.notes) == len(link) + 1
    assert any("Numbers of hidden units: '1,99' can't be used" in note for note in visit.notes)
    assert "'sizes_depth' is not a setting of this page." in visit.notes
    assert visit.sweep("setting").experiment == by_setting(CASE.chosen())
    assert not visit.errors


# What is said by itself


def test_while_it_trains_the_page_says_less_often_what_changes():
    visit = PageVisit(units=(2, 3), **QUICK)
    assert not visit.chart("setting_charts")["moves"]
    visit.press("setting_train")
    served = visit.app._session_state.served
    charts = [each.bidi_component for each in served.all_sent if each.HasField("bidi_component")]
    sent = [json.loads(each.json)["moves"] for each in charts if each.id.endswith("-sizes_setting_charts")]
    assert sent[0]
    assert not visit.chart("setting_charts")["moves"]  # it is done


# What a cursor reads


def test_what_a_cursor_reads_comes_once_the_page_has_one():
    visit = PageVisit(units=(2, 3), **QUICK)
    before = visit.chart("setting_charts")
    assert before["layout"]["readings"] == ["boundary-0", "boundary-1"]
    assert "cursor" not in before["now"]
    command = {"number": 1, "what": "point", "shown": 0, "tick": before["tick"], "run": before["run"]}
    visit.trigger("sizes_setting_charts", "command", command | {"charts": before["chartsId"]})
    after = visit.chart("setting_charts")
    assert (after["tick"], after["done"]) == (before["tick"] + 1, 1)
    assert list(after["now"]["cursor"]) == ["boundary-0", "boundary-1"]
    assert "cursor" not in visit.chart("depth_charts")["now"]


# What is swept


def test_any_setting_can_be_swept_with_several_runs_of_each_value():
    visit = PageVisit(units=(2, 3), **QUICK)
    visit.set("runs", 3)
    for name, swept in SWEPT.items():
        visit.set("sweep", name)
        assert visit.sweep("setting").experiment == by_setting(
            CASE.chosen(**QUICK | {"units": (2, 3), "runs": 3, "sweep": name})
        )
        assert visit.message == f"**{swept.question}**"
        assert claims(visit) == ([], -1)
        titles = [panel.title for panel in said(visit.chart("setting_charts")).panels]
        assert titles == ["Accuracy", *visit.sweep("setting").experiment.names, ""]
        of_sizes = swept is SWEPT[UNITS]
        assert bool(visit.part("unseen_sizes_units")) != of_sizes  # what this sweep does not need is out of sight
        assert visit.has("depth_train") == of_sizes
        assert visit.widget("runs").disabled == (name == "seed")
        assert any(swept.explained.strip() == each.value.strip() for each in visit.app.markdown)
        of_its_own = {"hidden units": "units", "scale": "initialisation", "seed": "data_seed"}.get(name, swept.setting)
        assert visit.widget(of_its_own).disabled == (name not in ("hidden units", "seed"))
        assert not visit.errors


@pytest.mark.parametrize("name", ["activation", "seed"])
def test_a_sweep_is_trained_and_told(name):
    visit = PageVisit(sweep=name, **QUICK | {"runs": 3})
    visit.press("setting_train")
    sweep = visit.sweep("setting")
    assert sweep.ended
    assert len(sweep.trained) == {"activation": 12, "seed": 8}[name]
    panels = said(visit.chart("setting_charts")).panels
    assert panels[0].sentence == verdict(Results(sweep)) != ""
    assert [row[1][0] for row in panels[-1].rows] == list(sweep.experiment.names)


def test_cancelled_between_two_runs_there_is_one_of_each(interrupted):
    visit = PageVisit(sweep="noise", **QUICK | {"runs": 3})
    for iterations in (*[100] * 6, 30):
        interrupted(iterations)
        visit.press("setting_train") if not visit.has("setting_cancel") else visit.run()
    assert visit.progress == ["6 of 18 networks trained"]
    visit.press("setting_cancel")
    sentence = said(visit.chart("setting_charts")).panels[0].sentence
    assert sentence.startswith("So far 6 of 18 networks are trained. On the test samples ")


def test_new_seeds_are_none_that_were_there_before():
    for sweep, seeds in (("scale", 3), ("seed", 8)):
        visit = PageVisit(sweep=sweep, **QUICK | {"runs": 3})
        before = {recipe.seed for recipe in visit.sweep("setting").recipes}
        visit.press("setting_new_seeds")
        after = {recipe.seed for recipe in visit.sweep("setting").recipes}
        assert len(before) == len(after) == seeds
        assert not before & after


def test_own_points_have_no_noise_that_could_be_swept_and_the_page_says_so():
    for name in SWEPT:
        visit = PageVisit(dataset=OWN_POINTS, sweep=name, **QUICK)
        swept = in_effect(visit.chosen)
        note = f"Your own points are as they are: their {name} can't be swept."
        assert (note in visit.message) == (name in ("noise", "samples")) == (swept is not SWEPT[name])
        assert not visit.errors


def test_a_link_that_asks_for_too_much_is_told():
    visit = PageVisit(sweep="limit", runs="100000")
    assert [note.split(":")[0] for note in visit.notes] == ["Sweep", "Runs of each"]
    assert visit.sweep("setting").experiment == by_setting(CASE.chosen())


# Presets


@looped(("number", "preset"), enumerate(HOW_MANY_UNITS_PRESETS))
def test_a_preset_sets_the_whole_comparison_and_asks_its_question(number, preset):
    visit = PageVisit(activation="relu", noise=0.95, seed=7, n_h=9)
    assert preset.question not in visit.message
    visit.press(f"preset_{number}")
    wanted = CASE.chosen(**preset.settings)
    assert visit.chosen == wanted
    assert visit.sweep("setting").experiment == by_setting(wanted)
    assert [visit.sweep(name).share for name in SWEEPS] == [0, 0]
    assert visit.message == f"**{preset.question}**"
    assert claims(visit) == (preset.claims.each, -1)
    marked = [each for each in range(len(HOW_MANY_UNITS_PRESETS)) if visit.button(f"preset_{each}").proto.icon]
    assert marked == [number]
    assert not visit.errors


def train(visit):
    """Have all networks trained, of which the last does best in the test."""
    sweep = visit.sweep("setting")
    run = Run(replace(sweep.recipes[0], limit=1))
    run.advance(1)
    sweep.trained = tuple(
        Trained(run.parameters, run.measure()._replace(test_score=0.5 + number / 100), None, 0.5)
        for number in range(len(sweep.recipes))
    )
    visit.run()
    return Results(sweep)


def test_once_all_are_trained_the_answer_is_the_loud_one():
    visit = PageVisit(limit=100)
    preset = FLOWER
    assert f"**{preset.question}**" not in visit.message  # another limit is another experiment
    visit.press("preset_0")
    answer = preset.answer(train(visit))
    assert visit.message == f"**{preset.question}**\n{loud(answer)}"
    assert answer.endswith(", in the test 50 units (63.0 %).")


# What is predicted


def claims(visit):
    """What the page offers to predict, and the place of what is chosen."""
    sent = json.loads(visit.component("comment").json)
    return [text for _sign, text in sent["claims"]], sent["chosen"]


def test_a_prediction_is_chosen_before_the_training_seen_while_it_trains_and_judged_after_it(interrupted):
    for claim, right in ((LARGEST, True), (SMALLEST, False)):
        visit = PageVisit()
        texts = FLOWER.claims.each
        visit.trigger("comment", "claim", claim)
        assert claims(visit) == (texts, claim)
        assert followed(visit.link)["claim"] == [str(claim + 1)]
        assert visit.message == f"**{FLOWER.question}**"
        interrupted(30)
        visit.press("setting_train")
        yours = f"You said: {texts[claim]}."
        assert claims(visit) == ([], claim)
        assert visit.message.endswith(SaidOfRuns("", f"Look at {FLOWER.look_at}", yours).markup)
        visit.press("setting_cancel")
        noted = json.loads(visit.component("way").json)
        assert (noted["claim"], noted["right"], noted["attempt"]) == (claim, None, "")
        train(visit)
        noted = json.loads(visit.component("way").json)
        assert (noted["claim"], noted["right"], bool(noted["attempt"])) == (claim, right, True)
        end = f"{yours} {'Right' if right else 'Wrong'}.</span>"
        judged = f"<span class='run-said' data-right=\"{str(right).lower()}\">{end}"
        assert judged in visit.message
        assert "With other first weights it may be otherwise." in visit.message
        assert (f"Look at {FLOWER.look_at}" in visit.message) == (not right)


def test_a_wrong_prediction_leads_to_another_comparison():
    number, preset = next((n, each) for n, each in enumerate(HOW_MANY_UNITS_PRESETS) if each.claims.instead)
    visit = PageVisit(**preset.settings)
    visit.press(f"preset_{number}")
    right = preset.claims.right(train(visit))
    visit.sweep("setting").trained = ()
    for claim in (right, (right + 1) % len(preset.claims.each)):
        visit.run()
        visit.trigger("comment", "claim", claim)
        train(visit)
        assert visit.has("instead") == (claim != right)
        visit.sweep("setting").trained = () if claim == right else visit.sweep("setting").trained
    visit.press("instead")
    (instead,) = (each for each in HOW_MANY_UNITS_PRESETS if each.name == preset.claims.instead)
    assert visit.message == f"**{instead.question}**"


def test_what_no_page_of_ours_says_is_no_prediction():
    visit = PageVisit()
    for wrong in (4, -1, True, "1", None, [1]):
        visit.trigger("comment", "claim", wrong)
        assert claims(visit)[1] == -1


def test_a_teachers_claims_take_the_place_of_the_pages():
    visit = Visit(CASE, ask="Which is cheapest?", say="One unit\nFifty")
    assert claims(visit) == (["One unit", "Fifty"], -1)


def test_each_preset_is_a_comparison_of_its_own():
    assert len({str(CASE.chosen(**preset.settings)) for preset in HOW_MANY_UNITS_PRESETS}) == len(
        HOW_MANY_UNITS_PRESETS
    )
    for preset in HOW_MANY_UNITS_PRESETS:
        assert "?" in preset.question
        assert all(value != CASE.settings.default(name) for name, value in preset.settings.items())


def test_a_comparison_of_ones_own_still_has_a_question():
    visit = PageVisit(noise=0.95)
    assert "?" in visit.message
    assert not any(preset.question in visit.message for preset in HOW_MANY_UNITS_PRESETS)


def test_a_preset_ends_what_was_training(interrupted):
    visit = PageVisit(**QUICK)
    interrupted(150)
    visit.press("setting_train")
    assert visit.has("setting_cancel")
    visit.press("preset_1")
    assert visit.has("setting_train")
    assert visit.sweep("setting").share == 0


def test_a_class_gets_what_a_teacher_leaves():
    visit = Visit(CASE, **link_to(CASE, units=(2, 3), **QUICK), keep="runs,noise", ask="Why?")
    assert not visit.has("preset_0")
    assert not visit.widgets("units")
    assert not visit.has("setting_new_seeds")
    assert not visit.has("depth_train")
    assert visit.message == "Why?"
    visit.press("setting_train")
    sweep = visit.app.session_state["sizes_setting_trainee"].sweep
    assert [recipe.n_h for recipe in sweep.recipes] == [2, 3]
    assert sweep.ended


def test_in_present_there_is_one_comparison_and_it_can_be_trained():
    visit = Visit(CASE, **link_to(CASE, **QUICK), present="true")
    assert not visit.app.header
    visit.press("setting_train")
    assert visit.app.session_state["sizes_setting_trainee"].sweep.ended
    assert visit.button("next").proto.shortcut == "pagedown"


def ends(spec):
    """The extremes of a control."""
    match spec:
        case Choice():  # the last dataset is the visitor's own; of every sweep a test tells above
            return spec.names[0], spec.names[-1]
        case Several():
            return (f"{spec.least}, {spec.most}", ",".join(str(n) for n in range(43, 51)))
        case Whole() | Real():
            return (spec.least, spec.most)
    raise AssertionError(f"a kind of option without a test: {spec}")


@pytest.mark.parametrize(
    "needy", [pytest.param(False, marks=pytest.mark.nightly), True], ids=["on at first", "off at first"]
)
def test_each_control_at_its_extremes(needy, interrupted):
    names = [name for name in CASE.names if (name in CASE.needs) == needy]
    start = dict(CASE.needs[name] for name in names) if needy else {}
    visit = PageVisit(**start)
    interrupted(20)
    for name in names:
        sweep = "depth" if name == "n_h" else "setting"
        if visit.widget(name).disabled:
            visit.run()  # what was put back turns it on
        for value in ends(CASE.settings.spec(name)):
            before = visit.chosen[Recipe].dataset
            visit.set(name, value)
            expected = begun(CASE.settings, CASE.chosen(**start, **{name: value}), before)
            assert visit.sweep("setting").experiment == by_setting(expected)
            assert visit.sweep("depth").experiment == by_depth(expected)
        visit.press(f"{sweep}_train")
        assert visit.sweep(sweep).share > 0
        visit.put(name, CASE.settings.default(name))  # in effect with the next one


# The loop


class Pressed(BaseException):
    """What Streamlit raises in a script that a visitor's button ends."""


def test_a_button_ends_the_loop_within_a_turn_and_the_sweep_can_go_on():
    now = [0.0]
    sweep = Sweep(by_setting(CASE.chosen(units=(1, 2), runs=1, samples=100)))
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
    alone = Sweep(by_setting(CASE.chosen(units=(1, 2), runs=1, samples=100)))
    while not alone.ended:
        alone.advance(5000)
    assert [t.measured for t in sweep.trained] == [t.measured for t in alone.trained]


def test_the_loop_comes_back_with_something_to_show():
    sweep = Sweep(by_setting(CASE.chosen(units=(40, 45, 50), runs=1, samples=1000, limit=1000)))
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
    sweep = Sweep(by_setting(CASE.chosen(units=(2, 50), runs=1, samples=1000, limit=3000)))
    trainee = Trainee(sweep, "somebody's")
    assert sweep.nbytes == budget.reserved == 0
    while not sweep.trained:
        train_on(trainee, lambda: None, budget=budget)
    sweep.advance(20)
    train_on(trainee, lambda: now.__setitem__(0, now[0] + 1), Scheduler(lambda: now[0], lambda: now[0]), budget)
    assert sweep.ended
    again = Sweep(sweep.experiment)
    other = Trainee(again, "somebody else's")
    with pytest.raises(Pressed):
        train_on(other, press, budget=budget)
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
    sweep = Sweep(by_setting(CASE.chosen(units=(2, 50), runs=1, samples=1000, limit=100)))
    small, large = (Sweep(by_setting(CASE.chosen(units=(n, 50), samples=1000, limit=100))) for n in (2, 49))
    small.begin(), large.begin()
    budget = MemoryBudget((small.nbytes + large.nbytes) // 2)
    with pytest.raises(ValueError, match="fewer hidden units"):
        train_on(Trainee(sweep, "somebody's"), lambda: None, Scheduler(), budget)
    assert len(sweep.trained) == 1
    assert sweep.nbytes == budget.reserved == 0


def press():
    raise Pressed


def test_where_there_is_no_room_for_a_sweep_the_page_says_so(monkeypatch):
    budget = MemoryBudget(2**10)  # of its own: in that of the process other visits may have theirs
    monkeypatch.setattr(training_bar, "train_on", partial(train_on, budget=budget))
    visit = PageVisit(**QUICK)
    visit.press("setting_train")
    (message,) = [each.value for each in visit.app.error]
    assert "0 MB on this server" in message
    assert visit.button("setting_train").label == "Train all"
    assert visit.sweep("setting").nbytes == budget.reserved == 0
