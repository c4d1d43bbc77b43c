"""The live chart's commands on a page: answered by its fragment alone, and never the undoing of what was put."""

from urllib.parse import parse_qsl

import pytest
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext

from playground.training import Recipe
from playground.ui.components.commands import COMMANDS, Command, read_command
from playground.ui.runs.transport import MORE
from tests.looped import looped
from tests.ui.pages import CASES, Visit, link_to, loud, some_that_play, watch

pytestmark = pytest.mark.usefixtures("no_hurry")
(ZERO,) = (case for case in CASES if case.prefix == "zero_")
PLAY = CASES[0]


def playing(case=ZERO, **link):
    """A visitor whose runs play, and are four pictures ahead of the screen."""
    visit = Visit(case, **link_to(case, speed="1200", **link))
    visit.tell("play")
    visit.ask()
    return visit


@some_that_play
def test_a_question_is_answered_with_pictures_and_a_pause_brings_the_runs_back_to_the_screen_and_there_is_an_answer(
    case,
):
    preset = case.lesson.presets[0]
    # With a higher limit Play does not pause where that is decided.
    visit = Visit(case, **link_to(case, speed="1200", limit=case.settings.default("limit") + 1))
    assert visit.tell("play")["charts"] is None
    answer = visit.ask()
    assert [frame["iteration"] for frame in answer["frames"]] == [20, 40, 60, 80]
    assert (answer["answer"], answer["now"], answer["charts"]) == (visit.number, None, None)
    assert [frame["iteration"] for frame in visit.ask()["frames"]] == [100, 120, 140, 160]
    assert visit.ask(0, charts="")["charts"]  # a page without charts is sent them
    assert visit.message == f"**{preset.question}**\n{watch(preset, visit.player.runs.experiment.limit)}"
    answer = visit.tell("pause", shown=40)
    assert (answer["answer"], answer["now"]["iteration"]) == (visit.number, 40)
    assert {run.iteration for run in visit.player.runs.values()} == {40}
    assert visit.message == f"**{preset.question}**\n{loud(preset.answer(visit.player.runs))}"


def test_a_pause_just_before_the_end_is_not_said_to_be_the_end_and_beyond_a_lowered_limit_is_said_where_it_is():
    visit = playing(limit=80)
    assert visit.player.runs.ended
    for _ in range(2):
        assert "limit of" not in visit.message
        visit.tell("pause", shown=60)
    assert visit.sent["end"] == ""
    assert not visit.run_buttons("way_on")
    visit.set("limit", 10_000)
    visit.player.runs.advance(980)
    visit.set("limit", 500)
    assert "The run is at iteration 1,040, beyond its limit of 500 iterations." in visit.message


def test_what_is_not_from_our_page_is_not_answered():
    visit = Visit(ZERO)
    visit.tell("play")
    question = visit.command("frames", iteration=0, pictures=4)
    for command in (question | {"tick": "0"}, None, 5, [], {}):
        answer = visit.say(command)
        assert (answer["frames"], answer["answer"]) == ([], None), command
    assert visit.player.runs.iteration == 0


@looped("what", [*COMMANDS])
def test_a_command_lacks_nothing_and_has_nothing_else(what):
    given = {int: 1, bool: False, str: "a", list: [], dict: {}}
    command = {"number": 1, "run": "a", "shown": 0, "tick": 0, "charts": "a", "what": what}
    arguments = {name: given[wanted.kind] for name, wanted in COMMANDS[what].arguments.items()}
    command |= arguments
    assert read_command(command) == Command(1, "a", 0, 0, "a", what, arguments)
    for other in (None, 3, "frame", []):
        assert read_command(command | {"what": other}) is None
    for name, (kind, most) in COMMANDS[what].arguments.items():
        at_most = {int: most, str: "a" * most, list: [0] * most}
        assert read_command(command | {name: at_most.get(kind, given[kind])})
        for beyond in {int: [-1, most + 1], str: ["a" * (most + 1)], list: [[0] * (most + 1)]}.get(kind, []):
            assert read_command(command | {name: beyond}) is None
    assert read_command(command | {"more": 1}) is None
    for name in command:
        assert read_command({each: value for each, value in command.items() if each != name}) is None
        assert read_command(command | {name: None}) is None


# By way of the fragment


def test_a_command_runs_the_rest_of_the_page_only_if_that_has_to_change(monkeypatch):
    visit = Visit(ZERO)
    made = []
    monkeypatch.setattr("playground.ui.shell.live_screen.run_comment", lambda *place, **key: made.append(key))
    for what, drawn in (("step", False), ("play", False), ("follow", False), ("new_weights", True)):
        made.clear()
        visit.tell(what)
        assert bool(made) == drawn, what


def test_what_is_of_the_page_and_repeated_is_done_once():
    visit = playing(limit=80)
    for what, name, value in (("new_weights", "seed", 3), ("go_on", "limit", 80 + MORE)):
        command = visit.command(what)
        for _ in range(2):
            visit.say(command)
        assert visit.widget(name).value == value
        assert visit.sent["done"] == command["number"]
        visit.player.runs.advance(80)


def test_what_is_advised_is_a_button_that_sets_it_and_begins_anew():
    cases = (
        ({"initialisation": "zero"}, 1, "Try Xavier", {"initialisation": "xavier"}),
        (
            {"l2": 1.0, "l1": 0.1, "dataset": "moons"},
            500,
            "Try L2 penalty 0.1 · L1 penalty 0.01",
            {"l2": 0.1, "l1": 0.01},
        ),
    )
    for given, iterations, text, settings in cases:
        visit = Visit(PLAY, **link_to(PLAY, **given))
        assert visit.sent["advice"] == ""  # it would answer the question
        visit.player.runs.advance(iterations)
        visit.tell("pause")
        assert visit.sent["advice"] == text
        command = visit.command("take_advice")
        for _ in range(2):  # it is done once
            visit.say(command)
        visit.run()
        assert visit.player.runs.experiment == PLAY.experiment(**given | settings)
        assert {name: visit.chosen[Recipe].__dict__[name] for name in settings} == settings
        assert (visit.player.runs.iteration, visit.player.playing, visit.sent["advice"]) == (0, False, "")


def test_after_a_divergence_a_lower_rate_is_a_button_but_none_sets_what_a_teacher_has_hidden():
    link = {"samples": 40, "activation": "leaky_relu", "initialisation": "he", "learning_rate": 100.0}
    for more in ({"keep": "n_h"}, {}):
        visit = Visit(PLAY, **link_to(PLAY, **link), **more)
        visit.player.runs.advance(1000)
        visit.tell("pause")
        assert visit.sent["end"] == "diverged"
        advice, ended_at = visit.sent["advice"], visit.player.runs.iteration
        visit.tell("take_advice")
        visit.run()
        if more:
            assert advice == ""
            assert (visit.player.runs.experiment, visit.player.runs.iteration) == (PLAY.experiment(**link), ended_at)
    rate = float(advice.removeprefix("Try learning rate "))
    assert visit.player.runs.experiment == PLAY.experiment(**link | {"learning_rate": rate})
    assert visit.player.runs.iteration == 0


# Messages that are under way while something else is done


class UnderWay:
    """Messages that bring what the page has now, whatever it is sent meanwhile.

    A fragment does not show the controls: who looks at them has the whole page shown first.
    """

    def __init__(self, visit, *names):
        self.visit, self.receipt = visit, visit.receipt.value
        self.values = {name: visit.widget(name).value for name in names}
        self.question = visit.command("frames", iteration=visit.player.runs.iteration, pictures=4)

    def put(self, **changes):
        self.visit.receipt.set_value(self.receipt)
        for name, value in (self.values | changes).items():
            self.visit.widget(name).set_value(value)

    def ask(self, **changes):
        self.put(**changes)
        return self.visit.say(self.question)


def test_a_question_under_way_does_not_undo_a_preset_or_new_weights():
    visit = Visit(ZERO)
    visit.tell("play")
    under_way = UnderWay(visit, "seed", "left")
    visit.tell("new_weights")
    assert under_way.ask()["playing"]
    assert visit.player.runs.experiment == ZERO.experiment(seed=3)
    visit.press("preset_1")
    assert under_way.ask()["frames"] == []
    assert visit.player.runs.experiment == ZERO.experiment(left="constant")
    visit.run()
    assert visit.widget("left").value == "constant"


@looped("what", ["step", "new_weights", "preset_0"])
def test_what_is_told_meanwhile_is_for_what_was_put(what):
    visit = Visit(ZERO)
    under_way = UnderWay(visit, "seed", "left", "n_h")
    before = visit.command(what)
    visit.press("preset_1")
    visit.tell("new_weights")
    under_way.put()
    if what == "preset_0":
        visit.press(what)
    else:
        visit.say(before | {"number": visit.number + 1})
    wanted = {"new_weights": {"left": "constant", "seed": 4}, "preset_0": {}}
    experiment = ZERO.experiment(**wanted.get(what, {"left": "constant", "seed": 3}))
    assert visit.player.runs.experiment == experiment
    assert (visit.player.runs.iteration, visit.player.playing) == (what == "step", what == "play")
    visit.run()
    assert visit.player.runs.experiment == experiment
    assert visit.chosen == ZERO.chosen(**wanted.get(what, {"left": "constant", "seed": 3}))


def test_settings_that_come_with_a_command_count_for_it():
    visit = Visit(ZERO)
    visit.put("n_h", 7)
    visit.tell("step")
    assert visit.player.runs.experiment == ZERO.experiment(n_h=7)
    assert visit.player.runs.iteration == 1
    assert visit.chosen == ZERO.chosen(n_h=7)
    assert "zero_n_h=7" in visit.link


def test_a_link_that_comes_late_and_undoes_a_change_is_sent_again_with_it(monkeypatch):
    links, enqueue = [], ScriptRunContext.enqueue

    def watch(context, message):
        if message.WhichOneof("type") == "page_info_changed":
            links.append(dict(parse_qsl(message.page_info_changed.query_string)))
        enqueue(context, message)

    monkeypatch.setattr(ScriptRunContext, "enqueue", watch)
    visit = Visit(ZERO)
    under_way = UnderWay(visit, "seed", "n_h")
    visit.tell("new_weights")
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


@some_that_play
def test_when_the_page_has_played_to_the_end_the_message_says_so(case):
    visit = Visit(case, **link_to(case, speed="1200", limit=300))
    visit.tell("play")
    while not visit.player.runs.ended:
        visit.ask()
    assert "limit of" not in visit.message  # it still plays what it has
    assert visit.sent["playing"]
    visit.tell("pause")
    assert f"limit of {visit.player.runs.experiment.limit} iterations" in visit.message
    assert (visit.sent["playing"], visit.sent["end"]) == (False, "limit")
    assert list(visit.run_buttons("way_on")) == ["go_on"]


# Faults


def broken(*arguments, **options):
    raise ZeroDivisionError("a fault made on purpose")


REPORT = "please report it with these settings"


@looped("where", ["now", "figures"])
def test_a_fault_stops_that_run_only_and_says_what_to_report(where, monkeypatch, caplog):
    visit, other_visit = Visit(ZERO), Visit(ZERO)
    with monkeypatch.context() as fault:
        fault.setattr(type(ZERO.scene(visit.player.runs, visit.player.view)), where, broken)
        visit.set("seed", 77)
        (error,) = visit.errors
        assert REPORT in error
        assert "ZeroDivisionError" not in error
        assert "zero_seed=77" in [code.value for code in visit.app.code]
        assert "a fault made on purpose" in caplog.text
        assert "seed=77" in caplog.text
    other_visit.run()
    assert not other_visit.errors
    assert other_visit.sent["run"] == other_visit.player.id


def test_a_fault_is_said_by_the_whole_page_at_once_and_a_reset_goes_on(monkeypatch):
    visit = Visit(ZERO)
    visit.tell("play")
    with monkeypatch.context() as fault:
        fault.setattr(ZERO.scene, "frame", broken)
        visit.ask()
    assert REPORT in visit.errors[0]
    for what in ("play", "step"):
        visit.tell(what)
        assert visit.sent["failed"]
    assert visit.player.answer(read_command(visit.command("step"))) is None
    visit.tell("reset")
    assert not visit.errors
    assert not visit.sent["failed"]
    visit.tell("play")
    assert visit.ask()["frames"]


def test_the_picture_of_the_network_changes_its_size_and_nothing_else():
    visit = Visit(PLAY)
    visit.tell("choose", name="n_h", value=7)
    visit.tell("choose", name="depth", value=2)
    assert visit.player.run.recipe == Recipe(n_h=7, depth=2)
    assert visit.sent["sizes"]["n_h"] == {
        "label": "Hidden units",
        "words": "7 hidden units",
        "value": 7,
        "least": 1,
        "most": 50,
    }
    for name, value in (("n_h", 51), ("depth", -1), ("seed", 3), ("dataset", 1)):
        visit.tell("choose", name=name, value=value)
    assert visit.player.run.recipe == Recipe(n_h=7, depth=2)
    visit.tell("choose", name="depth", value=0)
    assert [*visit.sent["sizes"]] == ["depth"]  # there are no units
    assert [*Visit(PLAY, hide="n_h").sent["sizes"]] == ["depth"]


def test_the_axis_on_which_a_curve_can_be_drawn_is_long_enough_and_no_longer():
    visit = Visit(PLAY, limit="200")
    assert visit.sent["span"] == 200
    visit.set("limit", 10_000)
    assert visit.sent["span"] == 2000
    visit.set("log_iteration", True)
    assert visit.sent["span"] == 10_000
