"""What a tick brings, and what the page's commands do."""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import pairwise
from math import ceil
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest

from playground.charts import Scene
from playground.charts.pair import PairScene
from playground.features.contents import FEATURES
from playground.lessons.claims import Outcome
from playground.lessons.lesson import Preset, Press
from playground.pages.how_large_a_start.scene import HowLargeAStartScene
from playground.pages.inside_the_symmetry.lesson import OF_W1
from playground.pages.inside_the_symmetry.scene import InsideTheSymmetryScene
from playground.pages.playground.scene import PlaygroundScene
from playground.training import Divergence, Experiment, Recipe, Run, RunGroup, View
from playground.training.changes import in_link, read
from playground.ui.components.commands import COMMANDS, FRAMES, MOST_PICTURES, Command
from playground.ui.components.tick import Said, Tick
from playground.ui.questions.comments import comment
from playground.ui.runs.frames import PICTURE_SECONDS, PICTURES_PER_SECOND
from playground.ui.runs.player import Action, Player
from playground.ui.runs.scheduler import LONGEST, RESTORE_SECONDS, ROUND_SECONDS, SCHEDULER, Scheduler
from tests.looped import looped
from tests.training.test_timeline import FROSTS, SMALL, STEPS, Forward
from tests.ui.pages import CASES

pytestmark = pytest.mark.usefixtures("no_hurry")
LESSONS = {case.scene: case.lesson for case in CASES} | {PlaygroundScene: CASES[0].lesson}


def alone(**settings) -> Experiment:
    """One run of these settings."""
    return Experiment.alone(Recipe(**settings))


def experiment_of(scene: type[Scene], **settings) -> Experiment:
    """The experiment of the page that has this scene, with these settings."""
    lesson = LESSONS[scene]
    chosen, notes = lesson.settings.read(settings)
    assert not notes
    return lesson.experiment(chosen)


def two_runs(**settings) -> Experiment:
    """The two runs of *Zero or random*."""
    return experiment_of(PairScene, **{"samples": 40} | settings)


def followed_run(**settings) -> Experiment:
    """The run of *Inside the symmetry*."""
    return experiment_of(InsideTheSymmetryScene, **settings)


def with_(experiment: Experiment, **settings) -> Experiment:
    """The same runs with other settings."""
    variants = {name: each._replace(recipe=replace(each.recipe, **settings)) for name, each in experiment.items()}
    return Experiment(variants)


def command(player: Player, what: str, shown: int | None = None, number: int | None = None, **rest: Any) -> Command:
    """What a page asks that has what it was sent last, but for what ``rest`` says; on screen is where the run is."""
    screen = {"run": player.id, "tick": player.next_tick - 1, "charts": player.charts.id}
    screen |= {name: rest.pop(name) for name in [*screen] if name in rest}
    here = player.runs.iteration if shown is None else shown
    return Command(player.done + 1 if number is None else number, shown=here, what=what, arguments=rest, **screen)


def tick(player: Player) -> Tick:
    """What the page is sent now."""
    sent = player.tick()
    assert sent
    return sent[0]


def tell(player: Player, what: str, shown: int | None = None, **rest: Any) -> Tick:
    """The answer to a command."""
    player.handle(command(player, what, shown, **rest))
    return tick(player)


def ask(player: Player, pictures: int = 3, iteration: int | None = None, **rest: Any) -> Tick:
    """The answer to a question for pictures; ``iteration`` is where the page's queue ends, else where the run is."""
    end = player.runs.iteration if iteration is None else iteration
    return tell(player, FRAMES, iteration=end, pictures=pictures, **rest)


def iterations(answer: Tick) -> list[int]:
    """Those of its pictures."""
    return [frame["iteration"] for frame in answer.frames]


def sought(player: Player, iteration: int, dragging: bool = False, shown: int | None = None) -> Tick:
    """What the page gets whose time line is moved there; if it takes several answers, the last."""
    answer = tell(player, "seek", shown, iteration=iteration, dragging=dragging)
    return answer if answer.progress is None else brought_back(player)[-1]


def brought_back(player: Player) -> list[Tick]:
    """The ticks until it is there."""
    ticks: list[Tick] = []
    while not ticks or ticks[-1].progress is not None:
        ticks.append(ask(player, iteration=10**6))
    return ticks


def does(player: Player, name: str, action: Action) -> None:
    """Give the page a button of its own."""
    player.actions = {**player.actions, name: action}


@pytest.fixture
def in_time(monkeypatch, no_hurry):
    """As it is on the server."""
    monkeypatch.setattr("playground.ui.runs.frames.PICTURE_SECONDS", PICTURE_SECONDS)
    monkeypatch.setattr("playground.ui.runs.scheduler.LONGEST", LONGEST)
    monkeypatch.setattr("playground.ui.runs.scheduler.ROUND_SECONDS", ROUND_SECONDS)
    monkeypatch.setattr("playground.ui.runs.scheduler.RESTORE_SECONDS", RESTORE_SECONDS)
    monkeypatch.setattr(SCHEDULER, "_here_until", {})  # the visitors of other tests have left


def that_plays(scene: type[Scene], experiment: Experiment, speed: str = "600", **rest: Any) -> Player:
    """Whose page has pressed Play."""
    player = Player(scene, experiment, View(speed=speed), **rest)
    tell(player, "play")
    return player


@pytest.fixture
def player() -> Player:
    return that_plays(PlaygroundScene, alone(limit=1_000_000))


def test_an_answer_brings_pictures_and_of_curves_that_the_page_has_only_the_end(player):
    player.handle(command(player, FRAMES, iteration=0, pictures=5, number=8, tick=-1))
    answer, has_charts = player.tick()
    assert iterations(answer) == [10, 20, 30, 40, 50]
    assert (answer.answer, answer.now, has_charts) == (8, None, player.charts.id)
    assert "kept" not in answer.curves["cost"]
    assert answer.curves["cost"]["at"] == list(range(51))
    curve = ask(player, 5).curves["cost"]
    assert curve["kept"] == 51
    assert curve["at"] == list(range(51, 101))
    assert len(curve["y"][0]) == 50


def half(_, runs: RunGroup) -> None:
    runs.nudge({"W1": np.full((4, 2), 0.5)})


@looped(
    ("action", "change"),
    {
        "an answer that was lost": (lambda player: None, lambda player: {"tick": player.next_tick - 2}),
        "a page without charts": (lambda player: None, lambda player: {"charts": ""}),
        "a nudge": (lambda player: half(None, player.runs), lambda player: {}),
        "a run of the script": (lambda player: player.tick(), lambda player: {"tick": player.next_tick - 2}),
        "a way back": (lambda player: (player.begin_at(player.runs.event_log, 30), tick(player)), lambda player: {}),
    },
)
def test_any_other_page_gets_the_whole_curve(action, change):
    player = that_plays(PlaygroundScene, alone(samples=20))
    ask(player, 5)
    action(player)
    curve = ask(player, 5, **change(player)).curves["cost"]
    assert "kept" not in curve
    assert curve["at"] == list(range(player.runs.iteration + 1))


def test_nothing_is_trained_but_for_a_question_of_the_run_that_plays(player):
    answer, has_charts = player.tick()
    assert (answer.frames, answer.now["iteration"], has_charts) == ((), 0, None)
    ask(player)
    answer = tick(player)  # a question is answered once
    assert (answer.frames, player.run.iteration) == ((), 30)
    question = command(player, FRAMES, iteration=30, pictures=3)
    tell(player, "pause")
    player.handle(question)
    answer = tick(player)
    assert (answer.frames, answer.playing, answer.now["iteration"]) == ((), False, 30)
    tell(player, "reset")
    tell(player, "play")
    player.handle(question)
    answer = tick(player)
    assert (answer.frames, answer.playing, answer.now["iteration"]) == ((), True, 0)
    assert tick(player).number > answer.number


def test_at_the_limit_the_page_plays_to_the_end_first_and_may_pause_before_that():
    player = that_plays(PlaygroundScene, alone(limit=30))
    answer = ask(player, 10)
    assert (iterations(answer), answer.ended, answer.end) == ([10, 20, 30], True, "limit")
    assert player.playing
    assert not player.ended
    answer = tell(player, "pause", shown=20)
    assert (answer.now["iteration"], answer.end, player.ended) == (20, "", False)
    assert tell(player, "play").playing
    ask(player, 10)
    assert not tell(player, "pause").playing
    assert player.ended
    assert not tell(player, "play").playing
    player.follow(alone(limit=60), player.view)
    player.go_on()
    answer = ask(player, 10)
    assert (iterations(answer), answer.ended) == ([40, 50, 60], True)


def growing(iteration: int) -> int:
    """The iteration of the picture that follows at the growing speed."""
    return iteration + max(1, ceil(iteration / 300))


def test_at_the_growing_speed_the_first_300_iterations_are_shown_one_by_one_then_more_and_more_at_a_time():
    player = that_plays(PlaygroundScene, alone(limit=700, samples=20), View().speed)
    assert player.view.speed == "growing"
    shown, expected = [], [1]
    while not player.runs.ended:
        answer = ask(player, MOST_PICTURES)
        assert answer.rate == PICTURES_PER_SECOND
        shown += iterations(answer)
    while expected[-1] < 700:
        expected.append(min(700, growing(expected[-1])))
    assert shown == expected
    assert shown[298:303] == [299, 300, 301, 303, 305]
    # The pictures depend on the iteration alone.
    player.follow(alone(limit=1000, samples=20), View(speed="60"))
    player.go_on()
    assert iterations(ask(player, 2)) == [701, 702]
    player.follow(player.runs.experiment, View())
    tell(player, "step")
    tell(player, "play")
    assert iterations(ask(player, 2)) == [706, 709]


@pytest.mark.usefixtures("in_time")
def test_the_highest_speed_uses_the_time_between_two_pictures_and_a_tick_of_a_large_network_is_short(player):
    player.follow(player.runs.experiment, View(speed="max"))
    answer = ask(player, MOST_PICTURES)
    assert answer.rate == 60
    # The machine may be busy with something else just then, but hardly for every picture.
    assert max(later - earlier for earlier, later in pairwise(iterations(answer))) > 10
    large = alone(n_h=50, depth=4, samples=1000, limit=1_000_000)
    assert 1 <= len(ask(that_plays(PlaygroundScene, large, "max"), 10**6).frames) < MOST_PICTURES


def test_ticks_and_changes_in_many_threads(two):
    """As when a visitor changes controls faster than ticks end: every picture belongs to the run it is sent for."""
    experiments = [with_(two.runs.experiment, n_h=n_h, depth=depth) for n_h in (1, 4, 9) for depth in (0, 1)]

    def change(turn: int) -> None:
        two.follow(experiments[turn % len(experiments)], two.view)
        two.playback.playing = True

    def by_the_script(turn: int) -> None:
        steps = iterations(ask(two))
        assert steps == sorted(set(steps))

    def directly(turn: int) -> None:
        question = command(two, FRAMES, iteration=0, pictures=3)
        answer = two.answer(question)
        if answer and answer.run == question.run:
            assert iterations(answer) == [10, 20, 30]

    with ThreadPoolExecutor(6) as threads:
        turns = [threads.submit(task, turn) for turn in range(20) for task in (change, by_the_script, directly)]
    for turn in turns:
        turn.result()
    assert ask(two).frames


# A command: done once, at what is on screen


def state(player: Player) -> tuple:
    """All that commands change, but for what is sent."""
    runs = player.runs
    vectors = [run.parameters.vector.tobytes() for run in runs.values()]
    done = player.changes, player.done, json.dumps(runs.event_log)
    here = (
        player.id,
        player.present,
        player.playing,
        player.playback.backwards,
        player.playback.dragging,
        player.playback.seeking,
    )
    return (*here, runs.iteration, runs.latest, vectors, player.strokes, *done)


GIVEN: dict[str, dict[str, Any]] = {
    FRAMES: {"iteration": 20, "pictures": 3},
    "seek": {"iteration": 10, "dragging": False},
    "edit": {"name": "W1:0", "value": "0.5", "dragging": True},
    "freeze": {"names": ["W1"]},
    "do": {"action": "half"},
    "choose": {"name": "n_h", "value": 5},
    "draw": {"strokes": [[1, 2, 3, 4]]},
    "predict": {"claim": 0},
    **{
        what: {name: limited.kind() for name, limited in spec.arguments.items()}
        for feature in FEATURES
        for what, spec in feature.commands.items()
    },
}
"""The arguments of a command to a run that plays, is at iteration 60 and on screen at 20."""


def test_every_command_has_been_thought_of():
    assert {what for what, spec in COMMANDS.items() if spec.arguments} == {what for what in GIVEN if GIVEN[what]} | {
        "restore"
    }
    for what, arguments in GIVEN.items():
        wanted = COMMANDS[what].arguments
        assert arguments.keys() == wanted.keys()
        assert all(wanted[name].takes(value) for name, value in arguments.items())


@looped("what", [*COMMANDS])
def test_a_command_that_is_repeated_is_done_once(what):
    player = that_plays(PlaygroundScene, alone(limit=1_000_000, samples=20))
    does(player, "half", half)
    arguments = GIVEN.get(what, {})
    if what == "restore":
        known, player = player, Player(PlaygroundScene, player.runs.experiment, player.view)
        known.runs.advance(60)
        arguments = remembered(known)
    else:
        ask(player, 6)
    said = command(player, what, 20, **arguments)
    before = state(player)
    assert player.handle(said) == (COMMANDS[what].does is None)
    tick(player)
    if player.playback.seeking:
        brought_back(player)
    assert state(player) != before
    for repeat in ("at once", "after more pictures"):
        if repeat != "at once":
            ask(player)
        once = state(player)
        assert not player.handle(said)
        assert tick(player).done == said.number or what == FRAMES
        if what != FRAMES:
            assert not player.handle(said._replace(number=said.number - 1, what="step", arguments={}))  # an older one
            assert state(player) == once, repeat


def test_pictures_of_lost_answers_come_again_as_they_were(two):
    question = command(two, FRAMES, iteration=0, pictures=5)
    answers = []
    for _ in range(3):
        two.handle(question)
        answers.append(tick(two))
        ask(two, 3)
    assert answers[0].frames == answers[1].frames == answers[2].frames
    assert_in_step(two, 80)
    two.follow(with_(two.runs.experiment, learning_rate=0.1), two.view)
    assert iterations(ask(two, iteration=50)) == [60, 70, 80]


def test_a_command_for_a_run_that_is_over_is_for_the_one_that_has_begun(player):
    ask(player, 6)
    old = {"run": player.id, "shown": 20}
    player.follow(with_(player.runs.experiment, seed=9), player.view)
    straight = Run(player.run.recipe)
    for what in ("seek", "edit", "freeze"):
        assert tell(player, what, **old, **GIVEN[what]).now["iteration"] == 0
    assert np.array_equal(player.run.parameters.vector, straight.parameters.vector)
    assert tell(player, "step", **old).now["iteration"] == 1
    assert tell(player, "play", **old).playing
    assert not tell(player, "backwards", **old).progress
    assert not player.playback.backwards
    assert not tell(player, "pause", **old).playing
    assert player.run.iteration == 1


def test_each_state_of_what_is_around_the_chart_has_a_version(player):
    """It stays the same, whoever asks, while nothing is done."""
    seen = [player.version]
    ask(player)
    seen.append(player.version)
    for what in ("pause", "step", "reset"):
        tell(player, what)
        tick(player)
        seen.append(player.version)
        assert tick(player).version == seen[-1]
    for change in ({"learning_rate": 0.3}, {"seed": 5}):
        player.follow(with_(player.runs.experiment, **change), player.view)
        seen.append(player.version)
    player.failed = True
    seen.append(player.version)
    assert len(set(seen)) == len(seen)


def test_what_is_said_comes_with_what_is_on_screen(player):
    player.comment = lambda player: Said(f"{player.runs.iteration}{' plays' if player.playing else ''}")
    assert tick(player).said == Said("0 plays")
    assert ask(player).said is None  # the page keeps what was said
    assert tell(player, "pause", shown=20).said == Said("20")
    player.advises = lambda player: f"Try {player.runs.iteration}"
    assert tick(player).advice == "Try 20"
    assert tell(player, "play", shown=20).advice == "Try 20"
    assert ask(player).advice is None


def test_runs_to_compare_with_are_trained_for_requests_while_its_own_stand_still(player):
    other = with_(player.runs.experiment, seed=9)
    player.compare_with(other)
    assert not ask(player).comparing
    assert player.others is None
    tell(player, "pause", shown=20)
    while (now := tick(player)).comparing:
        assert now.now["iteration"] == 20
        assert ask(player).frames == ()
    straight = RunGroup(other)
    straight.advance(20)
    assert (player.others.first.parameters.vector == straight.first.parameters.vector).all()
    assert player.runs.iteration == 20
    tell(player, "step")
    assert player.others is None  # not yet at the same iteration
    assert tick(player).comparing
    player.compare_with(None)
    assert not tick(player).comparing


def test_a_comparison_that_fails_is_left_out_which_is_said_and_does_not_stop_the_run(player, monkeypatch):
    player.comment = partial(comment, preset=None)
    said = "Not compared: training the other run as long would take too much time or memory here."
    tell(player, "pause", shown=0)
    tell(player, "step")
    monkeypatch.setattr(RunGroup, "approach", lambda runs, iteration: 1 / 0)
    player.compare_with(with_(player.runs.experiment, seed=9))
    assert said not in tick(player).said.rest
    ask(player)
    assert not player.failed
    assert not tick(player).comparing
    assert said in tick(player).said.rest
    player.compare_with(None)
    assert said not in tick(player).said.rest


# Several runs


@pytest.fixture
def two() -> Player:
    return that_plays(PairScene, two_runs(scale=1.0, limit=1_000_000))


def assert_in_step(player, iteration):
    """All runs are where they would be if they had been trained straight there."""
    straight = RunGroup(player.runs.experiment)
    straight.advance(iteration)
    for name, run in player.runs.items():
        assert run.iteration == iteration
        assert np.array_equal(run.parameters.vector, straight[name].parameters.vector)


def test_the_speed_says_how_many_iterations_each_picture_is_on_and_all_runs_advance_in_step(two):
    here = 0
    for speed, rate, each in (("1", 1, 1), ("20", 20, 1), ("60", 60, 1), ("300", 60, 5), ("3000", 60, 50)):
        two.follow(two.runs.experiment, View(speed=speed))
        answer = ask(two, 4)
        assert answer.rate == rate
        assert iterations(answer) == [here + each * n for n in (1, 2, 3, 4)], speed
        here += 4 * each
    assert_in_step(two, here)


@looped(("speed", "every"), [("600", 2), ("20", 1)])
def test_unit_maps_are_in_every_second_picture_and_in_each_that_there_is_time_to_look_at(speed, every):
    two = that_plays(PairScene, two_runs(), speed)
    boundaries, units = {"boundary-left", "boundary-right"}, {"units-left", "units-right"}
    for number in (0, 1):
        for picture, frame in enumerate(ask(two, 5).frames, start=5 * number):  # counted on from answer to answer
            assert set(frame["images"]) == boundaries | (set() if picture % every else units)
    for what in ("pause", "step"):
        assert set(tell(two, what).now["images"]) == boundaries | units


def test_a_pause_a_step_a_rate_and_a_reset_are_for_all_runs(two):
    before, first = two.id, two.runs.experiment
    ask(two, 6)
    assert tell(two, "pause", shown=20).now["iteration"] == 20
    assert two.runs.latest == 20  # nobody has seen the rest
    tell(two, "step")
    assert not two.playing
    assert_in_step(two, 21)
    tell(two, "play")
    experiment = with_(first, learning_rate=0.1)
    two.follow(experiment, two.view)
    assert two.id == before
    assert {run.recipe.learning_rate for run in two.runs.values()} == {0.1}
    straight = RunGroup(first)
    straight.advance(21)
    straight.adjust(experiment)
    straight.advance(10)
    assert iterations(ask(two, 1)) == [31]
    for name, run in two.runs.items():
        assert np.array_equal(run.parameters.vector, straight[name].parameters.vector)
    tell(two, "reset")
    assert_in_step(two, 0)
    assert two.id != before


@looped("before", [True, False])
def test_when_one_run_has_diverged_the_others_go_on_and_a_pause_may_be_before_or_after_that(before):
    experiment = two_runs(activation="leaky_relu", scale=1.0, learning_rate=100.0, limit=100)
    player = that_plays(PairScene, experiment, "60")
    answer = ask(player, 60)
    left, right = player.runs.values()
    assert right.divergence
    assert not left.divergence
    assert right.iteration < 60 == left.iteration
    assert (iterations(answer), answer.ended) == ([*range(1, 61)], False)
    last = right.iteration
    x = last - 1 if before else last + 20
    shown = tell(player, "pause", shown=x).now
    assert (left.iteration, right.iteration) == (x, min(x, last))
    assert bool(right.divergence) == (not before)
    (there,) = (frame for frame in answer.frames if frame["iteration"] == x)
    assert (shown["texts"][:-1], shown["traces"]) == (there["texts"][:-1], there["traces"])
    tell(player, "play")
    answer = ask(player, 100)
    assert right.divergence.iteration == last + 1
    assert (iterations(answer)[-1], answer.ended, answer.end) == (100, True, "limit")


# What a page's own buttons do


def one_weight(_, runs: RunGroup, unit: int = 1) -> None:
    step = np.zeros((4, 2))
    step[unit - 1, 0] = 0.01
    runs.nudge({"W1": step})


@pytest.fixture
def inside() -> Player:
    player = that_plays(InsideTheSymmetryScene, followed_run(samples=40, limit=200))
    does(player, "nudge", one_weight)
    does(player, "other", partial(one_weight, unit=2))
    return player


def straight_to(player: Player, *way: int | Action) -> bytes:
    """The parameters of a run that has never been ahead: trained so many iterations, and changed, in turn."""
    runs = RunGroup(player.runs.experiment)
    for each in way:
        if callable(each):
            each({}, runs)
        else:
            runs.advance(each)
    return runs.first.parameters.vector.tobytes()


def test_an_action_is_done_where_the_screen_is_and_it_plays_on_from_there(inside):
    ask(inside, 6)
    answer = tell(inside, "do", shown=30, action="other")
    assert (answer.playing, answer.now["iteration"], inside.run.nudged) == (True, 30, [30])
    answer = ask(inside, iteration=30)
    assert iterations(answer) == [40, 50, 60]
    assert answer.frames[0]["traces"]["distance"][2]["x"] == [30]
    assert answer.frames[0]["traces"]["paths"][-1]["text"] == ["1, 3–4 (×3)", "2"]
    tell(inside, "pause", shown=50)
    tell(inside, "do", action="nudge")
    for _ in range(2):
        answer = tell(inside, "step")
    assert (answer.playing, answer.now["iteration"], answer.latest, inside.run.nudged) == (False, 52, 52, [30, 50])
    assert inside.run.parameters.vector.tobytes() == straight_to(inside, 30, inside.actions["other"], 20, one_weight, 2)
    tell(inside, "reset")
    assert inside.run.nudged == []
    assert_in_step(inside, 0)


def test_play_and_a_step_press_what_an_experiment_needs_once_where_it_is_time(inside):
    twice = [Press(at, partial(one_weight, {}, unit=unit), OF_W1) for at, unit in ((25, 1), (60, 2))]
    inside.ask(Preset("", {}, "", presses=twice))
    answer = ask(inside, 4)
    assert iterations(answer) == [10, 20, 25, 35]
    assert answer.frames[2]["traces"]["distance"][2]["x"] == [25]
    tell(inside, "pause", shown=20)  # before it has been seen
    assert inside.run.nudged == []
    for _step in range(5):
        answer = tell(inside, "step")
    assert (answer.now["iteration"], inside.run.nudged) == (25, [25])
    assert sought(inside, 10).latest == 25
    tell(inside, "play")
    assert iterations(ask(inside, 6)) == [20, 25, 35, 45, 55, 60]
    assert inside.run.nudged == [25, 60]
    other = partial(one_weight, unit=2)
    assert inside.run.parameters.vector.tobytes() == straight_to(inside, 25, one_weight, 35, other)
    tell(inside, "reset")
    tell(inside, "pause")
    inside.begin_at(inside.runs.event_log, 70)  # as a link does that knows of no press
    brought_back(inside)
    tell(inside, "backwards")
    assert iterations(ask(inside, 7)) == [60, 50, 40, 30, 20, 10, 0]
    tell(inside, "play", shown=50)
    ask(inside, 6)
    assert inside.run.nudged == []


def test_play_pauses_where_the_runs_are_decided_and_goes_on_from_there(inside):
    inside.ask(Preset("", {}, "", outcome=Outcome(since=125)))
    inside.runs.advance(100)
    answer = ask(inside, 4)
    assert (iterations(answer), answer.ended, answer.way) == ([110, 120, 125], True, "")
    answer = tell(inside, "pause", shown=125)  # as the page does at an end
    assert (answer.playing, answer.ended, answer.end, answer.way) == (False, True, "", "decided")
    assert sought(inside, 110).way == ""
    tell(inside, "play")
    assert iterations(ask(inside, 6)) == [120, 125]
    tell(inside, "pause", shown=125)
    answer = tell(inside, "play")
    assert (answer.ended, answer.way) == (False, "")
    assert iterations(ask(inside, 3, iteration=125)) == [135, 145, 155]
    tell(inside, "reset")
    tell(inside, "play")
    assert iterations(ask(inside, 20))[-2:] == [120, 125]
    inside.ask(None)  # after a setting was changed, nobody knows what decides
    assert iterations(ask(inside, 3, iteration=125)) == [135, 145, 155]
    inside.ask(Preset("", {}, "", outcome=Outcome(since=1)))  # but nobody would see why
    assert iterations(ask(inside, 20, iteration=0))[-2:] == [90, 100]


def test_an_action_has_the_settings_as_they_are_then_and_none_is_done_at_the_end(inside):
    seen = []
    does(inside, "look", lambda chosen, runs: seen.append(chosen))
    inside.chosen = {View: View(hard=True)}
    tell(inside, "do", action="look")
    assert seen == [inside.chosen]
    tell(inside, "do", action="no such action")
    assert not inside.failed
    inside.run.advance(200)
    before = inside.run.parameters.vector.copy()
    tell(inside, "do", action="nudge")
    assert np.array_equal(inside.run.parameters.vector, before)
    assert inside.run.nudged == []


def test_a_nudge_is_for_the_first_run_or_for_each_that_has_not_ended(two):
    step = {"W1": np.full((4, 2), 0.5)}
    left, right = two.runs.values()
    before = [run.parameters["W1"].copy() for run in (left, right)]
    two.runs.nudge(step)
    two.runs.nudge(step, every=True)
    assert right.nudged == [0]
    assert np.array_equal(left.parameters["W1"], before[0] + 1)
    assert np.array_equal(right.parameters["W1"], before[1] + 0.5)
    left.timeline.divergence = Divergence("W1", 1)
    two.runs.nudge(step, every=True)
    assert np.array_equal(left.parameters["W1"], before[0] + 1)
    assert np.array_equal(right.parameters["W1"], before[1] + 1)


# The charts


@looped("scene", [PlaygroundScene, PairScene, InsideTheSymmetryScene, HowLargeAStartScene])
def test_the_charts_are_those_of_the_scene(scene):
    def experiment(**settings):
        return experiment_of(scene, **{"samples": 40} | settings)

    player = Player(scene, experiment(), View())
    curves = tick(player).curves
    charts = player.charts
    assert sorted(charts.json) == sorted(name for panel in charts.layout["panels"] for name in panel["charts"])
    assert (charts.arrangement, charts.fills) == (scene.arrangement, True)
    for view in (View(), View(hard=True)):
        player.follow(experiment(learning_rate=0.1), view)
        assert player.charts.id == charts.id
    player.follow(experiment(samples=60), View(hard=True))
    assert (player.charts.id == charts.id) == (scene is InsideTheSymmetryScene)  # the only one without the points
    assert set(tick(player).curves) == set(curves)


# Back to where the page was


def remembered(known: Player, **changes: Any) -> dict[str, Any]:
    """What a page that was served by ``known`` says to be brought back."""
    last = tick(known)
    words = {"start": last.start, "latest": known.runs.latest, "ended": known.ended, "playing": known.playing}
    return words | {"events": json.loads(json.dumps(last.events))} | changes


def resume(player: Player, known: Player, **changes: Any) -> None:
    """Have ``player`` told that, who has taken the place of ``known``."""
    player.handle(command(player, "restore", **{"shown": known.runs.iteration} | remembered(known) | changes))


def test_another_player_comes_back_to_where_the_page_was(two):
    ask(two, 20)
    changed = with_(two.runs.experiment, learning_rate=0.5)
    two.follow(changed, two.view)
    two.runs.nudge({"W1": np.full((4, 2), 0.01)})
    two.runs.advance(234)
    for playing in (True, False):
        two.playback.playing = playing
        player = Player(PairScene, changed, two.view)
        resume(player, two)
        *_, last = brought_back(player)
        assert last.playing == player.playing == playing
        assert playing or last.now["iteration"] == two.runs.iteration
        tell(player, "pause", shown=two.runs.iteration)
        for name, run in two.runs.items():
            np.testing.assert_array_equal(player.runs[name].parameters.vector, run.parameters.vector)
        for each in (two, player):
            each.runs.advance(50)
        np.testing.assert_array_equal(player.run.parameters.vector, two.run.parameters.vector)


def test_a_run_that_comes_back_pauses_where_it_would_have(inside):
    for reached, then in ((120, [125]), (140, [150, 160, 170])):
        known = Player(InsideTheSymmetryScene, inside.runs.experiment, inside.view)
        known.runs.advance(reached)
        known.playback.playing = True
        player = Player(InsideTheSymmetryScene, inside.runs.experiment, inside.view)
        player.ask(Preset("", {}, "", outcome=Outcome(since=125)))
        resume(player, known)
        assert brought_back(player)[-1].playing
        assert iterations(ask(player, 3, iteration=reached)) == then


class Clock:
    """Seconds that training alone takes, always as many for an iteration."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, advance = 0.0, RunGroup.advance

        def timed(runs: RunGroup, iterations: int) -> None:
            before = runs.iteration
            advance(runs, iterations)
            self.now += (runs.iteration - before) * 1e-4

        monkeypatch.setattr(RunGroup, "advance", timed)

    def __call__(self) -> float:
        return self.now


def test_a_way_back_goes_in_long_turns_and_says_how_far_it_is(in_time, monkeypatch):
    known = Player(PlaygroundScene, alone(limit=1_000_000), View())
    known.runs.advance(3000)
    clock = Clock(monkeypatch)
    scheduler = Scheduler(clock, clock)
    for visitor in range(29):
        with scheduler.time_slice(visitor):
            pass
    player = Player(PlaygroundScene, known.runs.experiment, View(), scheduler=scheduler)
    resume(player, known)
    ticks = [tick(player)]
    assert clock.now == pytest.approx(RESTORE_SECONDS / 30, rel=0.1)
    ticks += brought_back(player)
    shares = [each.progress for each in ticks[:-1]]
    assert len(shares) > 2
    assert shares == sorted(shares)
    assert all(0 < share < 1 for share in shares)
    assert not any(each.playing or each.frames for each in ticks)
    assert not player.playing


@pytest.mark.usefixtures("in_time")
def test_another_network_is_not_taken_to_be_as_fast_as_the_one_before(monkeypatch):
    player = that_plays(PlaygroundScene, alone(limit=1_000_000), "max")
    ask(player)
    chunks = []
    advance = RunGroup.advance
    monkeypatch.setattr(RunGroup, "advance", lambda runs, n: (chunks.append(n), advance(runs, n)))
    ask(player)
    assert max(chunks) > 10
    chunks.clear()
    player.follow(alone(n_h=5), player.view)
    ask(player)
    assert chunks[0] == 1


def on_its_way(known: Player, experiment: Experiment | None = None, **changes) -> Player:
    player = Player(PlaygroundScene, experiment or known.runs.experiment, View())
    resume(player, known, **changes)
    assert player.playback.seeking
    return player


@pytest.fixture
def known() -> Player:
    known = Player(PlaygroundScene, alone(limit=1_000_000), View())
    known.runs.advance(300)
    return known


@looped("playing", [True, False])
def test_play_and_pause_on_the_way_back_count_at_its_end(known, playing):
    player = on_its_way(known, playing=playing)
    player.handle(command(player, "pause" if playing else "play"))
    *_, last = brought_back(player)
    assert last.playing == player.playing == (not playing)
    assert player.runs.iteration == 300


def test_on_the_way_back_nothing_else_changes_the_run_and_a_rate_counts_at_its_end(known):
    player = on_its_way(known)
    does(player, "half", half)
    for what in ("step", "do", "edit", "freeze", "seek", "backwards"):
        player.handle(command(player, what, **GIVEN.get(what, {})))
    player.follow(with_(known.runs.experiment, learning_rate=0.3), player.view)
    assert brought_back(player)[-1].now["iteration"] == 300
    np.testing.assert_array_equal(player.run.parameters.vector, known.run.parameters.vector)
    assert player.run.event_log == [*known.run.event_log, (300, {"learning_rate": 0.3})]


def test_a_reset_ends_the_way_back_and_a_rate_chosen_on_it_counts(known):
    player = on_its_way(known, playing=True)
    player.follow(with_(known.runs.experiment, learning_rate=0.3), player.view)
    answer = tell(player, "reset")
    assert (answer.progress, answer.playing, answer.now["iteration"]) == (None, False, 0)
    assert player.run.recipe.learning_rate == player.run.rate == 0.3


def test_another_run_chosen_on_the_way_back_does_not_begin_to_play(known):
    player = on_its_way(known)
    player.follow(with_(known.runs.experiment, noise=0.5), player.view)
    assert (player.playback.seeking, player.playing, player.runs.iteration) == (False, False, 0)


def test_a_run_that_had_diverged_has_diverged_again():
    experiment = alone(activation="leaky_relu", initialisation="he", learning_rate=50.0)
    known = Player(PlaygroundScene, experiment, View())
    known.runs.advance(1000)
    assert known.run.divergence
    player = on_its_way(known)
    assert brought_back(player)[-1].end == "diverged"
    assert player.run.divergence == known.run.divergence
    assert player.ended


def test_a_nudge_before_another_learning_rate_at_the_first_weights():
    known = Player(PlaygroundScene, alone(), View())
    half(None, known.runs)
    known.follow(with_(known.runs.experiment, learning_rate=0.3), known.view)
    known.runs.advance(100)
    player = on_its_way(known)
    brought_back(player)
    np.testing.assert_array_equal(player.run.parameters.vector, known.run.parameters.vector)


def test_a_way_back_ends_at_the_limit():
    known = Player(PlaygroundScene, alone(limit=1_000_000), View())
    player = Player(PlaygroundScene, alone(limit=300), View())
    resume(player, known, shown=5000, playing=True)
    *_, last = brought_back(player)
    assert (player.runs.iteration, player.ended, last.playing) == (300, True, False)


@looped(
    "changes",
    [
        {"run": "another"},
        {"start": "another"},
        {"shown": 0, "latest": 0},
        {"shown": -5},
        {"events": {}},
        {"events": {"": []}},
        {"events": {"": None}},
        {"events": {"": [1, 2]}},
        {"events": {"": [[0, "learning_rate"]]}},
        {"events": {"": [[0, {"learning_rate": 1e9}]]}},
        {"events": {"": [[0, {"learning_rate": 1.2}], [5, {"W1": "cats"}]]}},
        {"events": {"left": [[0, {"learning_rate": 1.2}]]}},
    ],
)
def test_who_can_not_be_brought_back_begins_at_the_first_weights(changes):
    known = Player(PlaygroundScene, alone(samples=20), View())
    known.runs.advance(100)
    player = Player(PlaygroundScene, alone(samples=20), View())
    resume(player, known, **changes)
    answer = tick(player)
    assert (answer.playing, answer.progress, answer.now["iteration"]) == (False, None, 0)
    tell(player, "step")
    resume(player, known)  # who has begun
    assert tick(player).now["iteration"] == 1


def test_runs_have_another_start_unless_they_differ_in_what_may_change_on_the_way():
    player = Player(PlaygroundScene, alone(), View())
    seen = [player.start]
    for change in ({"learning_rate": 0.3}, {"limit": 5}):
        assert Player(PlaygroundScene, alone(**change), View()).start == player.start
    for other in ({"seed": 3}, {"n_h": 5}, {"dataset": "moons"}, {"activation": "relu"}):
        player.follow(alone(**other), View())
        seen.append(player.start)
    assert len({*seen}) == len(seen)


# Faults


def broken(*arguments, **options):
    raise ZeroDivisionError("a fault made on purpose")


@looped("what", ["step", "do", "", "frames"])
def test_whatever_fails_stops_the_run_and_is_logged(what, monkeypatch, caplog):
    player = that_plays(PlaygroundScene, alone(samples=20))
    caplog.clear()
    does(player, "half", half)
    said = command(player, what, **GIVEN.get(what, {}))
    with monkeypatch.context() as fault:
        for name in ("advance", "measure", "nudge"):
            fault.setattr(Run, name, broken)
        if what:
            player.handle(said)
        answer = tick(player)
    assert (answer.failed, answer.now, answer.said) == (True, None, None)
    assert player.failed
    assert not player.playing
    assert "a fault made on purpose" in caplog.text
    assert repr(player.runs.experiment) in caplog.text
    for each in ("play", "step", "pause"):
        assert tell(player, each).failed
    player.run.parameters.vector[:] = 7  # whatever a fault may leave behind
    tell(player, "reset")
    assert not player.failed
    np.testing.assert_array_equal(player.run.parameters.vector, Run(player.run.recipe).parameters.vector)


def test_after_a_fault_another_choice_begins_anew(player):
    for change in ({"seed": 3}, {"learning_rate": 0.3}, {"limit": 50}):
        player.failed = True
        player.follow(player.runs.experiment, player.view)
        assert player.failed
        player.follow(with_(player.runs.experiment, **change), player.view)
        assert not player.failed, change
    player.failed = True
    player.follow(player.runs.experiment, replace(player.view, hard=True))
    assert not player.failed


# Time slices


def test_a_short_turn_brings_fewer_pictures_and_says_when_to_come_again(in_time, monkeypatch):
    monkeypatch.setattr("playground.ui.runs.scheduler.ROUND_SECONDS", 0.01)
    monkeypatch.setattr(SCHEDULER, "waiting", 1)
    large = Player(PlaygroundScene, alone(limit=1_000_000, n_h=50, depth=4), View(), "one")
    small = Player(PlaygroundScene, alone(limit=1_000_000), View(), "another")
    waits = {}
    for player in (large, small, large):
        player.playback.playing = True
        answer = ask(player, MOST_PICTURES)
        assert 1 <= len(answer.frames) < MOST_PICTURES
        waits[player] = answer.retry_after
    assert waits[large] > waits[small]


# An input of the visitor's own


def test_the_scene_has_what_was_drawn_last_whatever_becomes_of_its_run():
    player = Player(PlaygroundScene, alone(samples=20), View())
    player.reads = lambda strokes: np.array(strokes[0], float) if strokes else None

    def shown() -> list | None:
        return None if player._scene.sample is None else player._scene.sample.tolist()

    tell(player, "draw", strokes=[[1, 2]])
    assert shown() == [1, 2]
    player.follow(alone(samples=40), View())
    assert shown() == [1, 2]
    player.follow(alone(samples=40), View(log_cost=True))
    assert shown() == [1, 2]
    assert player.release()
    player.draw([[3, 4]])  # with no run that could show it
    player.follow(alone(samples=40), View())
    assert shown() == [3, 4]
    tell(player, "draw", strokes="no strokes")
    assert shown() == [3, 4]
    tell(player, "draw", strokes=[])
    assert shown() is None


def test_what_stays_on_screen_is_told_in_words_and_what_plays_if_the_page_asks():
    player = that_plays(PlaygroundScene, alone(samples=20))
    assert "described" not in tick(player).now
    ticked = tell(player, "describe")
    assert ticked.playing
    assert ticked.now["described"][0].startswith(f"Iteration {player.runs.iteration}.")
    assert "described" not in tick(player).now
    assert ask(player).frames
    paused = tell(player, "pause", shown=7)
    assert paused.now["described"][0].startswith("Iteration 7.")
    assert "described" not in sought(player, 3, dragging=True).now
    assert sought(player, 3).now["described"][0].startswith("Iteration 3.")


# The time line


@looped("what", ["seek", "edit"])
def test_while_a_hand_holds_something_the_page_around_it_waits(what):
    player = that_plays(PlaygroundScene, alone(samples=20))
    player.runs.advance(60)
    tell(player, "pause")
    moved = []
    for dragging in (True, True, False, True):
        tell(player, what, **GIVEN[what] | {"dragging": dragging})
        moved.append((player.playback.dragging, player.moves))
    assert moved == [(True, True), (True, True), (False, False), (True, True)]
    tell(player, "pause")  # the hand was lost
    assert not player.moves
    tell(player, what, **GIVEN[what] | {"dragging": True})
    tell(player, "play")
    assert not player.playback.dragging


def test_moving_the_time_line_sends_no_curve_again(player):
    tell(player, "pause")
    player.runs.advance(300)
    tick(player)
    for iteration in (200, 100, 250):
        assert sought(player, iteration, dragging=True).curves["cost"] == {"kept": 301, "at": [], "y": [[], []]}


def test_a_moment_that_there_is_not_is_the_nearest_that_there_is(player):
    player.runs.advance(50)
    for iteration in (-1, -(10**30), 10**30):
        assert sought(player, iteration).now["iteration"] == (0 if iteration < 0 else 50)
    for iteration in (-1, 10**30):
        tell(player, "play")
        ask(player)
        assert tell(player, "pause", shown=iteration).now["iteration"] in (0, player.runs.latest)


def test_a_moment_of_a_large_network_takes_several_turns_and_a_hand_sees_how_far_they_came(in_time):
    player = Player(PlaygroundScene, alone(n_h=50, depth=4, samples=1000, limit=1_000_000), View())
    player.run.timeline.capacity = 1  # all has to be trained again
    player.runs.advance(60)
    player.runs.seek(0)
    ticks = [tell(player, "seek", iteration=59, dragging=True), *brought_back(player)]
    shown = [each.now["iteration"] for each in ticks]
    assert shown == sorted(shown)
    assert shown[-1] == 59


# Weights by hand


def edited(player: Player, name: str, value: str, dragging: bool = False, shown: int | None = None) -> Tick:
    """What the page gets that sets a number."""
    return tell(player, "edit", shown, name=name, value=value, dragging=dragging)


def test_a_weight_that_is_set_is_on_screen_at_once_and_the_future_is_new(player):
    tell(player, "pause")
    player.runs.advance(100)
    player.runs.seek(40)
    before = player.runs.first.measure().cost
    edited(player, "W2:1", "7", dragging=True)
    answer = edited(player, "W2:1", " 2.5e-1 ")
    assert player.run.parameters["W2"][0, 1] == 0.25
    assert [event for event in player.run.event_log if not event.is_rate] == [(40, {"W2:1": 0.25})]
    assert (answer.done, answer.playing, answer.latest, answer.now["iteration"]) == (player.done, False, 40, 40)
    assert answer.now["diagram"]["links"][1]["weight"][0][1] == 0.25
    assert answer.curves["cost"]["pale"][0]["y"][0] == pytest.approx(before, rel=1e-4)
    assert answer.curves["cost"]["y"][0][-1] == pytest.approx(player.run.measure().cost, rel=1e-4)
    assert tell(player, "freeze", names=["W2", "b1:0"]).now["diagram"]["frozen"] == ["W2", "b1:0"]
    tell(player, "play")
    assert ask(player).frames


def test_a_number_that_no_page_sets_changes_nothing(player):
    tell(player, "pause")
    player.runs.advance(5)
    before = player.run.parameters.vector.copy()
    for name, value in (
        *(("W9:0", "1"), ("W1", "1"), ("W1:99", "1")),
        *(("W1:0", text) for text in ("", "nan", "1e300", "one")),
    ):
        assert edited(player, name, value).now["iteration"] == 5
        tell(player, "freeze", names=[name if ":" in name else 3, value])
        np.testing.assert_array_equal(player.run.parameters.vector, before)
        assert player.run.nudged == [], (name, value)
    assert not player.failed


def test_a_rate_chosen_in_the_past_makes_the_future_new_and_the_old_one_pale(player):
    tell(player, "pause")
    player.runs.advance(100)
    sought(player, 40)
    player.follow(with_(player.runs.experiment, learning_rate=0.1), player.view)
    answer = tick(player)
    assert answer.latest == 40
    assert answer.curves["cost"]["pale"][0]["x"] == list(range(40, 101))
    assert "pale" not in tell(player, "reset").curves["cost"]


# Backwards


def test_it_plays_backwards_to_the_first_weights_without_training(two):
    two.runs.advance(620)
    for speed, each in (("1", 1), ("growing", 3), ("max", 2), ("600", 10)):
        sought(two, 620)
        two.follow(two.runs.experiment, View(speed=speed))
        assert tell(two, "backwards").playing
        shown = iterations(ask(two, 2))
        assert shown == [620 - each, 620 - 2 * each], speed
    while not (answer := ask(two, 50, shown[-1])).ended:
        shown += iterations(answer)
    shown += iterations(answer)
    assert shown == [*range(610, -1, -10)]
    assert not tell(two, "pause").playing
    assert_in_step(two, 0)
    assert two.runs.latest == 620


# Anything, in any order


ACTIONS = ("play", "play", "seek", "rate", "do", "step", "restart", "backwards", "edit", "freeze", "pause")


class Page:
    """A page on which anything is done, and the same run written down as what was done to it on screen.

    As a browser's, its server is ahead of it while it plays; answers are lost, commands repeated, questions late.
    """

    def __init__(self, seed: int) -> None:
        self.chance, self.forward, self.seed = random.Random(seed), Forward(), seed
        self.experiment = Experiment.alone(SMALL)
        self.adopt(Player(PlaygroundScene, self.experiment, View(speed="600")))

    def adopt(self, player: Player) -> None:
        """From now on this one answers."""
        self.player = player
        for i, step in enumerate(STEPS[:2]):
            does(player, f"step {i}", lambda _, runs, step=step: runs.nudge(step))

    def plays(self) -> None:
        """What is on screen moves on, if it plays, and the server is asked for more than that."""
        queue = [self.forward.here]
        for _ in range(self.chance.randint(1, 3) if self.player.playing else 0):
            end = self.chance.choice([queue[-1], queue[-1], self.chance.choice(queue)])  # what came then was lost
            queue = [*queue[: queue.index(end) + 1], *iterations(ask(self.player, self.chance.randint(1, 4), end))]
        self.forward.here = self.chance.choice(queue)

    def tells(self, what: str, **arguments: Any) -> None:
        """Gives a command, once or more often, since the answers are lost."""
        late = command(self.player, FRAMES, iteration=self.player.runs.iteration, pictures=2)
        said = command(self.player, what, self.forward.here, **arguments)
        for _ in range(self.chance.randint(1, 3)):
            self.player.handle(said)
            answer = tick(self.player)
            if self.chance.random() < 0.3:
                self.player.handle(late)
                tick(self.player)
        if answer.progress is not None:
            brought_back(self.player)

    def stops(self) -> None:
        """Comes to a moment of which there is no doubt."""
        self.plays()
        self.tells("pause")

    def changes(self, *steps: Any) -> None:
        """Writes down that these were done at what is on screen."""
        self.forward.new_future()
        self.forward.changes.setdefault(self.forward.here, []).extend(steps)

    def agrees(self) -> None:
        """The server is at what is on screen, and there every number is that of plain training."""
        vector, iteration, divergence = self.forward.moment(self.forward.here)
        assert divergence is None
        assert self.player.runs.iteration == iteration, self.seed
        assert self.player.run.parameters.vector.tobytes() == vector, self.seed

    def chooses_a_rate(self) -> None:
        """By a control, of which the script hears while the server is ahead of the screen."""
        self.plays()
        at, rate = self.player.runs.iteration, self.chance.choice([0.1, 0.7, 1.3])
        self.experiment = with_(self.experiment, learning_rate=rate)
        self.player.follow(self.experiment, self.player.view)
        here = self.forward.here
        if rate != self.forward.chosen:
            # It holds from where the server was, unless the page stops before that.
            self.forward.chosen, self.forward.here = rate, min(at, here) if not self.player.playback.backwards else here
            self.forward.new_future()
            self.forward.here = here
        self.tells("pause")

    def is_restarted(self) -> None:
        """Its server is, or the page is loaded anew from its link."""
        self.stops()
        known = self.player
        self.adopt(Player(PlaygroundScene, self.experiment, known.view))
        query, note = in_link(known.runs)
        if self.chance.random() < 0.5 or note or not self.forward.here:
            self.tells("restore", **remembered(known))
            return
        given = dict(parse_qsl(query))
        self.player.begin_at({"": read(given.get("changes", ""), self.player.run)}, int(given["at"]))
        brought_back(self.player)
        forward = self.forward
        for each in ("rates", "changes", "frosts"):
            setattr(forward, each, {i: what for i, what in getattr(forward, each).items() if i <= forward.here})
        if self.player.run.recipe.learning_rate != forward.chosen:  # the control holds from here
            self.player.follow(self.experiment, self.player.view)
            forward.rates[forward.here] = forward.chosen

    def does(self) -> None:
        """Any of it."""
        chance, forward = self.chance, self.forward
        what = chance.choice(ACTIONS)
        if what == "rate":
            self.chooses_a_rate()
        elif what == "restart":
            if self.player.runs.latest:
                self.is_restarted()
        else:
            self.plays()
            ended = forward.here == self.player.runs.experiment.limit
            match what:
                case "seek":
                    latest = self.player.runs.latest if not self.player.playback.ahead else forward.here
                    for iteration in (chance.randint(0, 50), chance.randint(0, latest)):
                        self.tells("seek", iteration=min(iteration, latest), dragging=chance.random() < 0.5)
                        forward.here = min(iteration, latest)
                case "step":
                    self.tells("step")
                    forward.here += not ended
                case "do":
                    i = chance.randint(0, 1)
                    if not ended:
                        self.changes(STEPS[i])
                    self.tells("do", action=f"step {i}")
                case "edit":
                    for dragging in (True, False):
                        name, value = chance.choice([("W1:3", 0.25), ("b1:2", -1.5), ("W2:0", 0.0)])
                        self.changes({name: value})
                        self.tells("edit", name=name, value=str(value), dragging=dragging)
                case "freeze":
                    forward.new_future()
                    forward.frosts[forward.here] = chance.choice(FROSTS)
                    self.tells("freeze", names=forward.frosts[forward.here])
                case _:
                    self.tells(what)


@pytest.mark.parametrize(
    "seeds", [range(0, 6), pytest.param(range(6, 30), marks=pytest.mark.nightly)], ids=["by day", "by night"]
)
def test_any_sequence_of_commands_leads_to_the_moment_of_plain_training(seeds):
    """As :mod:`tests.training.test_timeline`, through what a page says, restarts, links and lost answers included."""
    for seed in seeds:
        page = Page(seed)
        for _ in range(12):
            page.does()
            if not page.player.playback.ahead:
                page.agrees()
        page.stops()
        page.agrees()


@looped("what", ["play", "pause", "step", "reset", "seek", "edit", "freeze", "backwards", "do"])
def test_a_command_of_a_page_that_has_lost_its_player_is_not_done_at_the_beginning(what):
    experiment = alone(limit=600, samples=20)
    player = that_plays(PlaygroundScene, experiment)
    does(player, "half", half)
    player.runs.advance(60)
    lost = command(player, what, **GIVEN.get(what, {}))
    assert player.release()
    player.follow(experiment, View(speed="600"))
    assert not player.handle(lost)
    answer = tick(player)
    assert (player.done, player.runs.iteration, player.playing) == (lost.number - 1, 0, False)
    assert answer.now is not None
    assert answer.now["iteration"] == 0  # by which the page knows that it is to be brought back


def test_what_a_cursor_reads_comes_with_pictures_that_stay_once_the_page_has_one():
    player = Player(PlaygroundScene, experiment_of(PlaygroundScene), View())
    assert player.charts.layout["readings"] == ["boundary"]
    assert "cursor" not in tick(player).now
    player.handle(command(player, "point"))
    assert list(tick(player).now["cursor"]) == ["boundary"]
    assert not player.playing
    player.handle(command(player, "step"))
    assert list(tick(player).now["cursor"]) == ["boundary"]
    player.handle(command(player, "seek", iteration=0, dragging=True))
    assert "cursor" not in tick(player).now  # the next picture comes at once
    player.handle(command(player, "play"))
    player.handle(command(player, "frames", iteration=0, pictures=2))
    assert all("cursor" not in frame for frame in tick(player).frames)
