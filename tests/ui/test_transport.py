"""The live chart's questions on a page: answered, and never the undoing of what a button has put."""

import json
from urllib.parse import parse_qsl

import pytest
import streamlit as st
from playground.ui.page_words import WORDS
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext

from playground.ui.transport import MORE
from tests.ui.pages import CASES, THAT_PLAY, Visit, link_to, others

pytestmark = pytest.mark.usefixtures("no_hurry")
every_page = pytest.mark.parametrize("case", CASES, ids=str)
some_pages = pytest.mark.parametrize("case", THAT_PLAY, ids=str)
(ZERO,) = (case for case in CASES if case.prefix == "zero_")


@pytest.fixture(autouse=True)
def button_that_says_what_the_chart_would(monkeypatch):
    """In place of the live chart; its word is in the session where the chart's would be."""

    def component(*, key, data, **callbacks):
        if not key.endswith("live"):
            return  # charts that stand still say nothing
        st.session_state["sent"] = data
        st.session_state.setdefault("all_sent", []).append(data)
        for event in WORDS:
            st.button(event, key=f"{key}_{event}", on_click=callbacks[f"on_{event}_change"])

    monkeypatch.setattr("playground.ui.live_chart._component", lambda: component)


@pytest.fixture(autouse=True)
def pages_that_stay_known(monkeypatch):
    """A run of a fragment alone finds all pages, as on a server; AppTest forgets them before each run."""
    known = {}
    resolve, get_pages = PagesManager.set_pages_and_resolve, PagesManager.get_pages

    def remember(manager, pages, **rest):
        known.update(pages)
        return resolve(manager, pages, **rest)

    monkeypatch.setattr(PagesManager, "set_pages_and_resolve", remember)
    monkeypatch.setattr(PagesManager, "get_pages", lambda manager: known or get_pages(manager))


def last_sent(visit):
    return visit.app.session_state["sent"]


def say(visit, event, word):
    """Let the page say a word; returns the answer, which is what was sent first, or what was sent at all."""
    visit.app.session_state[f"{visit.case.prefix}live"] = {event: word}
    before = len(visit.app.session_state["all_sent"])
    visit.press(f"live_{event}")
    sent = visit.app.session_state["all_sent"][before:]
    return next((each for each in sent if each["answer"] is not None), last_sent(visit))


def question(visit, **changes):
    """The question that the page would ask now."""
    sent = last_sent(visit)
    asked = {"run": sent["run"], "tick": sent["tick"], "charts": sent["chartsId"], "number": 5, "pictures": 4}
    return asked | {"iteration": visit.player.runs.iteration} | changes


def visit_at_full_speed(case):
    """20 iterations for each picture, and room for eight."""
    return Visit(case, **link_to(case, speed="1200", limit=300))


@some_pages
def test_a_question_is_answered_with_pictures(case):
    visit = visit_at_full_speed(case)
    visit.press("play")
    assert last_sent(visit)["charts"]
    answer = say(visit, "frame_request", question(visit))
    assert [frame["iteration"] for frame in answer["frames"]] == [20, 40, 60, 80]
    assert (answer["answer"], answer["now"], answer["charts"]) == (5, None, None)
    answer = say(visit, "frame_request", question(visit, number=6))
    assert [frame["iteration"] for frame in answer["frames"]] == [100, 120, 140, 160]


@some_pages
def test_a_word_that_it_has_stopped_brings_the_runs_back_to_the_screen(case):
    visit = visit_at_full_speed(case)
    visit.press("play")
    say(visit, "frame_request", question(visit))
    visit.press("play")
    answer = say(visit, "stopped", {"run": last_sent(visit)["run"], "number": 6, "iteration": 40})
    assert (answer["answer"], answer["now"]["iteration"]) == (6, 40)
    assert {run.iteration for run in visit.player.runs.values()} == {40}


@some_pages
def test_after_a_pause_there_is_an_answer_only_when_the_page_has_said_where_it_stopped(case):
    visit = visit_at_full_speed(case)  # which has the settings of the first preset, but for its limit
    preset = case.lesson.presets[0]
    visit.set("limit", case.settings.default("limit"))
    visit.press("play")
    say(visit, "frame_request", question(visit))
    visit.press("play")
    assert visit.message == f"**{preset.question}**  \nLook at {preset.look_at}"
    say(visit, "stopped", {"run": last_sent(visit)["run"], "number": 6, "iteration": 40})
    assert visit.message == f"**{preset.question}**  \n{preset.answer(visit.player.runs)}"
    assert visit.player.runs.iteration == 40


def test_a_pause_just_before_the_end_is_not_said_to_be_the_end():
    visit = Visit(ZERO, **link_to(ZERO, speed="1200", limit=80))
    visit.press("play")
    say(visit, "frame_request", question(visit))
    visit.press("play")
    assert visit.player.runs.ended
    assert "limit of" not in visit.message
    assert not visit.has("go_on")


def test_a_run_beyond_a_limit_that_was_lowered_says_where_it_is():
    visit = Visit(ZERO)
    visit.player.runs.advance(1040)
    visit.set("limit", 500)
    assert "The run is at iteration 1,040, beyond its limit of 500 iterations." in visit.message


@pytest.mark.parametrize(
    "changes",
    [{"run": 1}, {"tick": "0"}, {"iteration": 1.5}, {"pictures": True}, {"more": 1}, {"number": None}],
    ids=lambda changes: next(iter(changes)),
)
def test_what_is_not_from_our_page_is_not_answered(changes):
    visit = Visit(ZERO)
    visit.press("play")
    answer = say(visit, "frame_request", question(visit) | changes)
    assert (answer["frames"], answer["answer"]) == ([], None)
    for word in (None, "frame_request", 5, [], {}):
        answer = say(visit, "frame_request", word)
        assert (answer["frames"], answer["answer"]) == ([], None)
    assert visit.player.runs.iteration == 0


class UnderWay:
    """Messages that are under way while a button is pressed: they bring what the page has now."""

    def __init__(self, visit, *names):
        self.visit, self.question, self.receipt = visit, question(visit), visit.receipt.value
        self.values = {name: visit.widget(name).value for name in names}

    def put(self, **changes):
        self.visit.receipt.set_value(self.receipt)
        for name, value in (self.values | changes).items():
            self.visit.widget(name).set_value(value)

    def ask(self, **changes):
        self.put(**changes)
        return say(self.visit, "frame_request", self.question)

    def press(self, button, **changes):
        self.put(**changes)
        self.visit.press(button)


def test_a_question_under_way_does_not_undo_a_preset():
    visit = Visit(ZERO)
    visit.press("play")
    under_way = UnderWay(visit, "left")
    visit.press("preset_1")
    answer = under_way.ask()
    assert answer["frames"] == []
    assert visit.player.runs.experiment == ZERO.experiment(left="constant")
    assert visit.widget("left").value == "constant"


def test_a_question_under_way_does_not_undo_new_weights():
    visit = Visit(ZERO)
    visit.press("play")
    under_way = UnderWay(visit, "seed")
    visit.press("new_weights")
    answer = under_way.ask()
    assert answer["playing"]
    assert visit.player.runs.experiment == ZERO.experiment(seed=3)


@pytest.mark.parametrize("button", ["step", "play", "reset", "new_weights", "preset_0"])
def test_a_button_that_was_pressed_meanwhile_is_for_what_was_put(button):
    visit = Visit(ZERO)
    under_way = UnderWay(visit, "seed", "left", "n_h")
    visit.press("preset_1")
    visit.press("new_weights")
    under_way.press(button)
    wanted = {"new_weights": {"left": "constant", "seed": 4}, "preset_0": {}}
    experiment = ZERO.experiment(**wanted.get(button, {"left": "constant", "seed": 3}))
    assert visit.player.runs.experiment == experiment
    assert visit.chosen == ZERO.chosen(**wanted.get(button, {"left": "constant", "seed": 3}))
    assert visit.player.runs.iteration == (button == "step")


def test_a_control_that_was_used_meanwhile_counts_beside_what_was_put():
    visit = Visit(ZERO)
    under_way = UnderWay(visit, "seed", "left", "n_h")
    visit.press("new_weights")
    under_way.put(n_h=7)
    visit.run()
    assert visit.chosen == ZERO.chosen(seed=3, n_h=7)
    assert visit.player.runs.experiment == ZERO.experiment(seed=3, n_h=7)


def test_the_control_that_was_put_itself_may_be_used_meanwhile():
    visit = Visit(ZERO)
    under_way = UnderWay(visit, "seed")
    visit.press("new_weights")
    before = visit.receipt.value
    under_way.put(seed=9)
    visit.run()
    assert visit.player.runs.experiment == ZERO.experiment(seed=9)
    assert visit.receipt.value > before  # the page is told, since what was put has come to it after the 9


def test_a_link_that_comes_late_and_undoes_a_change_is_sent_again_with_it(monkeypatch):
    links, enqueue = [], ScriptRunContext.enqueue

    def watch(context, message):
        if message.WhichOneof("type") == "page_info_changed":
            links.append(dict(parse_qsl(message.page_info_changed.query_string)))
        enqueue(context, message)

    monkeypatch.setattr(ScriptRunContext, "enqueue", watch)
    visit = Visit(ZERO)
    under_way = UnderWay(visit, "seed", "n_h")
    visit.press("new_weights")
    assert links[-1] == {"zero_seed": "3"}
    del links[:]
    under_way.put(n_h=7)
    # The message has the browser's link, into which one of the put's links has come; the next undoes the 7 there.
    visit.app.query_params.update({"zero_n_h": "7"})
    visit.run()
    assert links[-1] == {"zero_seed": "3", "zero_n_h": "7"}
    del links[:]
    visit.run()
    assert links == []


def test_a_page_that_knows_of_a_put_may_go_back_to_the_old_value():
    visit = Visit(ZERO)
    visit.press("preset_1")
    visit.set("left", "zero")
    assert visit.player.runs.experiment == ZERO.experiment()


def test_what_is_put_while_another_put_is_under_way():
    visit = Visit(ZERO)
    under_way = UnderWay(visit, "seed")
    for _ in range(3):
        visit.press("new_weights")
        under_way.ask()
    assert visit.player.runs.experiment == ZERO.experiment(seed=5)
    under_way.ask(seed=4)  # as the page had it in between
    assert visit.player.runs.experiment == ZERO.experiment(seed=5)


def test_after_the_page_has_heard_of_a_preset_its_controls_may_be_changed():
    visit = Visit(ZERO)
    visit.press("preset_1")
    visit.press("play")
    say(visit, "frame_request", question(visit))
    visit.set("left", "zero_W1")
    say(visit, "frame_request", question(visit))
    assert visit.player.runs.experiment == ZERO.experiment(left="zero_W1")


def test_a_question_under_way_does_not_undo_the_way_on():
    visit = Visit(ZERO, **link_to(ZERO, limit=50))
    visit.player.runs.advance(50)
    visit.run()
    under_way = UnderWay(visit, "limit")
    visit.press("go_on")
    answer = under_way.ask()
    assert answer["playing"]
    assert visit.player.runs.experiment == ZERO.experiment(limit=50 + MORE)
    assert visit.widget("limit").value == 50 + MORE
    assert say(visit, "frame_request", question(visit))["frames"]


@some_pages
def test_a_question_under_way_does_not_undo_the_link(case):
    values = others(case)
    visit = Visit(case, **link_to(case, **values))
    visit.press("play")
    answer = say(visit, "frame_request", question(visit))
    assert answer["frames"]
    assert visit.chosen == case.chosen(**values)


@some_pages
def test_when_the_page_has_played_to_the_end_the_message_says_so(case):
    visit = visit_at_full_speed(case)
    visit.press("play")
    while not visit.player.runs.ended:
        say(visit, "frame_request", question(visit))
    assert "limit of" not in visit.message  # it still plays what it has
    say(visit, "stopped", {"run": last_sent(visit)["run"], "number": 6, "iteration": visit.player.runs.iteration})
    assert f"limit of {visit.player.runs.experiment.limit} iterations" in visit.message
    assert visit.button("play").disabled


@some_pages
def test_a_page_that_has_lost_its_server_is_brought_back(case):
    lost = visit_at_full_speed(case)
    lost.press("play")
    before = say(lost, "frame_request", question(lost))
    visit = visit_at_full_speed(case)
    known = {"start": before["start"], "events": json.loads(json.dumps(before["events"]))}
    resume = {
        "run": last_sent(visit)["run"],
        "number": 9,
        "iteration": 80,
        "latest": 80,
        "ended": False,
        "playing": True,
    } | known
    assert say(visit, "restore_request", resume)["playing"]
    answer = say(visit, "frame_request", question(visit, iteration=80))
    assert (answer["frames"], answer["progress"], answer["playing"], answer["now"]["iteration"]) == ([], None, True, 80)
    assert answer["now"] == lost.player._scene.frame()


# Faults


def broken(*arguments, **options):
    raise ZeroDivisionError("a fault made on purpose")


REPORT = "please report it with these settings"


@some_pages
@pytest.mark.parametrize("where", ["frame", "figures"])
def test_a_fault_stops_that_run_only_and_says_what_to_report(case, where, monkeypatch, caplog):
    visit, other_visit = Visit(case), Visit(case)
    scene = type(case.scene(visit.player.runs, visit.player.view))
    with monkeypatch.context() as fault:
        fault.setattr(scene, where, broken)
        visit.put("seed", 77)
        visit.run()
        (error,) = visit.errors
        assert REPORT in error
        assert "ZeroDivisionError" not in error
        assert f"{case.prefix}seed=77" in [code.value for code in visit.app.code]
        assert "a fault made on purpose" in caplog.text
        assert "seed=77" in caplog.text
    other_visit.run()
    assert not other_visit.errors
    assert last_sent(other_visit)["run"] == other_visit.player.id


def test_after_a_fault_only_a_reset_goes_on(monkeypatch):
    visit = Visit(ZERO)
    visit.press("play")
    with monkeypatch.context() as fault:
        fault.setattr(ZERO.scene, "frame", broken)
        say(visit, "frame_request", question(visit))
    assert visit.player.failed
    visit.run()
    assert REPORT in visit.errors[0]
    assert visit.button("play").disabled
    assert visit.button("step").disabled
    visit.press("reset")
    assert not visit.errors
    visit.press("play")
    assert say(visit, "frame_request", question(visit))["frames"]
