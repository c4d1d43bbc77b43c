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
from playground.pages.how_large_a_start.scene import HowLargeAStartScene
from playground.pages.inside_the_symmetry.scene import InsideTheSymmetryScene
from playground.pages.playground.scene import PlaygroundScene
from playground.training import Divergence, Experiment, Recipe, Run, RunGroup, View
from playground.training.changes import in_link, read
from playground.ui.components.commands import COMMANDS, FRAMES, MOST_PICTURES, Command
from playground.ui.components.live_chart import Said, Tick
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


def six_runs(**settings) -> Experiment:
    """The six runs of *How large a start?*."""
    return experiment_of(HowLargeAStartScene, **settings)


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


def test_an_answer_brings_pictures(player):
    player.handle(command(player, FRAMES, iteration=0, pictures=5, number=8))
    answer, has_charts = player.tick()
    assert iterations(answer) == [10, 20, 30, 40, 50]
    assert answer.answer == 8
    assert has_charts == player.charts.id
    assert answer.curves["cost"]["at"][-1] == 50


def test_a_page_that_has_what_was_sent_before_gets_the_end_of_the_curves_alone(player):
    first = ask(player, 5, tick=-1)
    assert "kept" not in first.curves["cost"]
    curve = ask(player, 5).curves["cost"]
    assert curve["kept"] == len(first.curves["cost"]["at"]) == 51
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
    },
)
def test_any_other_page_gets_the_whole_curve(action, change):
    player = that_plays(PlaygroundScene, alone())
    ask(player, 5)
    action(player)
    curve = ask(player, 5, **change(player)).curves["cost"]
    assert "kept" not in curve
    assert curve["at"] == list(range(101))


def test_after_a_way_back_the_whole_curve_comes_since_the_page_has_kept_its_own(player):
    player.begin_at(player.runs.event_log, 30)
    assert tick(player).progress == 0
    there = ask(player)
    assert there.progress is None
    assert "kept" not in there.curves["cost"]
    assert there.curves["cost"]["at"] == list(range(31))


def test_without_a_question_nothing_is_trained(player):
    answer, has_charts = player.tick()
    assert not answer.frames
    assert answer.now["iteration"] == player.run.iteration == 0
    assert has_charts is None


def test_a_question_is_answered_once(player):
    ask(player)
    before = player.run.iteration
    assert not tick(player).frames
    assert player.run.iteration == before


def test_a_question_about_an_older_run_brings_nothing(player):
    question = command(player, FRAMES, iteration=0, pictures=3)
    tell(player, "reset")
    tell(player, "play")
    player.handle(question)
    answer = tick(player)
    assert not answer.frames
    assert answer.now["iteration"] == 0


def test_a_question_after_a_pause_brings_nothing(player):
    question = command(player, FRAMES, iteration=0, pictures=3)
    tell(player, "pause")
    player.handle(question)
    answer = tick(player)
    assert (answer.frames, answer.playing, answer.now["iteration"]) == ((), False, 0)


@pytest.mark.parametrize("pictures", [-5, 0, 10**9])
def test_any_number_of_pictures_may_be_asked_for(player, pictures):
    assert len(ask(player, pictures).frames) <= MOST_PICTURES


def test_every_tick_has_another_number(player):
    numbers = [tick(player).number for _ in range(3)]
    numbers.append(tell(player, "reset").number)
    assert len(set(numbers)) == 4


def test_what_a_lost_answer_had_comes_again(player):
    first = ask(player)
    ask(player, 4)  # never arrives
    player.follow(with_(player.runs.experiment, learning_rate=0.1), player.view)
    assert iterations(ask(player, iteration=iterations(first)[-1])) == [40, 50, 60]


def test_a_pause_just_before_the_end_leaves_the_run_playable():
    player = that_plays(PlaygroundScene, alone(limit=50))
    assert ask(player, 10).ended
    answer = tell(player, "pause", shown=20)
    assert (answer.now["iteration"], answer.end, player.ended) == (20, "", False)
    assert tell(player, "play").playing


@pytest.mark.usefixtures("in_time")
@pytest.mark.parametrize("scene", [PlaygroundScene, HowLargeAStartScene], ids=["one run", "six runs"])
def test_a_tick_of_a_large_network_is_short(scene):
    experiment = experiment_of(scene, n_h=50, depth=4, samples=1000, limit=1_000_000)
    assert 1 <= len(ask(that_plays(scene, experiment, "max"), 10**6).frames) < MOST_PICTURES


def test_at_the_limit_the_page_plays_to_the_end_first():
    player = that_plays(PlaygroundScene, alone(limit=30))
    answer = ask(player, 10)
    assert iterations(answer) == [10, 20, 30]
    assert (answer.ended, answer.end) == (True, "limit")
    assert player.playing
    assert not player.ended
    assert not tell(player, "pause").playing
    assert player.ended
    assert not tell(player, "play").playing


@pytest.mark.parametrize(("speed", "rate", "each"), [("1", 1, 1), ("20", 20, 1), ("60", 60, 1), ("300", 60, 5)])
def test_speed(player, speed, rate, each):
    player.follow(player.runs.experiment, View(speed=speed))
    answer = ask(player, 4)
    assert answer.rate == rate
    assert iterations(answer) == [each, 2 * each, 3 * each, 4 * each]


def growing(iteration: int) -> int:
    """The iteration of the picture that follows at the growing speed."""
    return iteration + max(1, ceil(iteration / 300))


def test_at_the_growing_speed_the_first_300_iterations_are_shown_one_by_one_then_more_and_more_at_a_time():
    player = that_plays(PlaygroundScene, alone(limit=10_000), View().speed)
    assert player.view.speed == "growing"
    shown, expected = [], [1]
    while not player.runs.ended:
        answer = ask(player, MOST_PICTURES)
        assert answer.rate == PICTURES_PER_SECOND
        shown += iterations(answer)
    while expected[-1] < 10_000:
        expected.append(min(10_000, growing(expected[-1])))
    assert shown == expected
    assert shown[:300] == list(range(1, 301))
    assert shown[300:303] == [301, 303, 305]
    assert 15 < len(shown) / PICTURES_PER_SECOND < 25  # seconds


def test_at_the_growing_speed_the_pictures_depend_on_the_iteration_alone():
    player = Player(PlaygroundScene, alone(), View())
    player.runs.advance(700)
    tell(player, "play")
    assert iterations(ask(player, 2)) == [703, 706]
    player.follow(player.runs.experiment, View(speed="60"))
    assert iterations(ask(player, 2)) == [707, 708]
    player.follow(player.runs.experiment, View())
    tell(player, "step")
    tell(player, "play")
    assert iterations(ask(player, 1)) == [712]


def test_all_runs_grow_in_step():
    player = that_plays(PairScene, two_runs(), "growing")
    last = 0
    for _ in range(4):
        for iteration in iterations(ask(player, 100)):
            last = growing(last)
            assert iteration == last
    assert last > 400
    assert_in_step(player, last)


def test_going_on_plays_after_the_limit_was_raised():
    player = Player(PlaygroundScene, alone(limit=30), View(speed="600"))
    player.runs.advance(30)
    assert player.ended
    player.follow(alone(limit=60), player.view)
    player.go_on()
    answer = ask(player, 10)
    assert iterations(answer) == [40, 50, 60]
    assert answer.ended


@pytest.mark.usefixtures("in_time")
def test_the_highest_speed_uses_the_time_between_two_pictures(player):
    player.follow(player.runs.experiment, View(speed="max"))
    answer = ask(player, MOST_PICTURES)
    assert answer.rate == 60
    # The machine may be busy with something else just then, but hardly for every picture.
    assert max(later - earlier for earlier, later in pairwise(iterations(answer))) > 10


@pytest.mark.parametrize("several", [False, True], ids=["one run", "two runs"])
def test_ticks_and_changes_in_many_threads(player, several):
    """As when a visitor changes controls faster than ticks end: every picture belongs to the run it is sent for."""
    if several:
        player = that_plays(PairScene, two_runs(limit=1_000_000))
    depths = (0, 1) if several else (0, 1, 3)
    experiments = [with_(player.runs.experiment, n_h=n_h, depth=depth) for n_h in (1, 4, 9) for depth in depths]

    def change(turn: int) -> None:
        player.follow(experiments[turn % len(experiments)], player.view)
        player.playback.playing = True

    def by_the_script(turn: int) -> None:
        steps = iterations(ask(player))
        assert steps == sorted(set(steps))

    def directly(turn: int) -> None:
        question = command(player, FRAMES, iteration=0, pictures=3)
        answer = player.answer(question)
        if answer and answer.run == question.run:
            assert iterations(answer) == [10, 20, 30]

    with ThreadPoolExecutor(6) as threads:
        rounds = range(15 if several else 60)
        turns = [threads.submit(task, turn) for turn in rounds for task in (change, by_the_script, directly)]
    for turn in turns:
        turn.result()
    assert ask(player).frames


# A command: done once, at what is on screen


def test_a_pause_brings_the_run_back_to_the_screen(player):
    ask(player, 6)
    tell(player, "pause", shown=20)
    straight = Run(Recipe())
    straight.advance(20)
    assert (player.run.iteration, player.runs.latest) == (20, 20)  # nobody has seen the rest
    assert np.array_equal(player.run.parameters.vector, straight.parameters.vector)


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


@pytest.mark.parametrize("later", [False, True], ids=["at once", "after more pictures"])
@pytest.mark.parametrize("what", COMMANDS)
def test_a_command_that_is_repeated_is_done_once(player, what, later):
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
    for_the_page = player.handle(said)
    tick(player)
    if player.playback.seeking:
        brought_back(player)
    once = state(player)
    assert for_the_page == (COMMANDS[what].does is None)
    assert (once != before) == (what != "frames" or player.runs.iteration != 60)
    if later:
        ask(player)
        once = state(player)
    assert not player.handle(said)
    again = tick(player)
    assert again.done == said.number or what == FRAMES
    if what != FRAMES:
        assert state(player) == once
        older = said._replace(number=said.number - 1, what="step", arguments={})
        assert not player.handle(older)
        assert state(player) == once


def test_pictures_that_are_asked_for_again_are_the_same(player):
    question = command(player, FRAMES, iteration=0, pictures=5)
    answers = []
    for _ in range(3):
        player.handle(question)
        answers.append(tick(player))
        ask(player, 7)
    assert answers[0].frames == answers[1].frames == answers[2].frames


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


@pytest.mark.parametrize("what", ["frames", "play", "step", "seek"])
def test_a_page_that_has_other_charts_is_answered_by_the_script(player, what):
    said = command(player, what, charts="another", **GIVEN.get(what, {}))
    before = state(player)
    assert player.answer(said) is None
    assert state(player) == before
    assert player.answer(command(player, what, **GIVEN.get(what, {})))


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


@pytest.mark.parametrize("speed", ["1", "60", "600", "3000"])
def test_all_runs_advance_in_step(two, speed):
    two.follow(two.runs.experiment, View(speed=speed))
    each = max(1, int(speed) // 60)
    assert iterations(ask(two, 4)) == [each, 2 * each, 3 * each, 4 * each]
    assert_in_step(two, 4 * each)


def test_six_runs_advance_in_step():
    player = that_plays(HowLargeAStartScene, six_runs(samples=40))
    assert iterations(ask(player)) == [10, 20, 30]
    assert_in_step(player, 30)


@pytest.mark.parametrize(("speed", "every"), [("600", 2), ("60", 2), ("20", 1), ("1", 1)])
def test_every_second_picture_has_the_unit_maps_in_slow_motion_each(two, speed, every):
    two.follow(two.runs.experiment, View(speed=speed))
    for number in (0, 1):
        for picture, frame in enumerate(ask(two, 5).frames, start=5 * number):  # counted on from answer to answer
            maps = {"units-left", "units-right"} if picture % every == 0 else set()
            assert set(frame["images"]) == {"boundary-left", "boundary-right"} | maps


def test_what_stands_still_has_the_unit_maps(two):
    assert ask(two, 4).now is None
    for what in ("pause", "step"):
        images = tell(two, what).now["images"]
        assert set(images) == {"boundary-left", "boundary-right", "units-left", "units-right"}


def test_a_pause_brings_all_runs_back_to_the_screen(two):
    ask(two, 6)
    assert tell(two, "pause", shown=20).now["iteration"] == 20
    assert_in_step(two, 20)
    tell(two, "play")
    assert iterations(ask(two, 2)) == [30, 40]
    assert_in_step(two, 40)


def test_what_a_lost_answer_of_all_runs_had_comes_again(two):
    first, lost = ask(two), ask(two)
    assert ask(two, iteration=iterations(first)[-1]).frames == lost.frames
    assert_in_step(two, 60)


def test_step_and_reset_are_for_all_runs(two):
    for _ in range(2):
        tell(two, "step")
    assert not two.playing
    assert_in_step(two, 2)
    before = two.id
    tell(two, "reset")
    assert_in_step(two, 0)
    assert two.id != before


def test_a_learning_rate_is_for_all_runs_from_here_on(two):
    ask(two)
    before = two.id
    experiment = with_(two.runs.experiment, learning_rate=0.1)
    two.follow(experiment, two.view)
    assert two.id == before
    assert {run.recipe.learning_rate for run in two.runs.values()} == {0.1}
    straight = RunGroup(with_(experiment, learning_rate=1.2))
    straight.advance(30)
    straight.adjust(experiment)
    straight.advance(10)
    ask(two, 1)
    for name, run in two.runs.items():
        assert np.array_equal(run.parameters.vector, straight[name].parameters.vector)


@pytest.fixture
def one_diverges() -> Player:
    return that_plays(PairScene, two_runs(activation="leaky_relu", scale=1.0, learning_rate=100.0, limit=100), "60")


def test_when_one_run_has_diverged_the_others_go_on(one_diverges):
    player = one_diverges
    answer = ask(player, 60)
    left, right = player.runs.values()
    assert right.divergence
    assert not left.divergence
    assert right.iteration < 60 == left.iteration
    assert iterations(answer) == list(range(1, 61))
    assert not answer.ended
    answer = ask(player, 60)
    assert iterations(answer)[-1] == 100
    assert (answer.ended, answer.end) == (True, "limit")


@pytest.mark.parametrize("before", [True, False], ids=["before it diverged", "after it diverged"])
def test_a_pause_before_or_after_one_run_diverged(one_diverges, before):
    player = one_diverges
    answer = ask(player, 60)
    last = player.runs["right"].iteration
    x = last - 1 if before else last + 20
    shown = tell(player, "pause", shown=x).now
    assert player.runs["left"].iteration == x
    assert player.runs["right"].iteration == min(x, last)
    assert bool(player.runs["right"].divergence) == (not before)
    (there,) = (frame for frame in answer.frames if frame["iteration"] == x)
    assert (shown["texts"][:-1], shown["traces"]) == (there["texts"][:-1], there["traces"])
    tell(player, "play")
    ask(player, 10)
    assert player.runs["right"].divergence.iteration == last + 1


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
    assert inside.run.parameters.vector.tobytes() == straight_to(inside, 30, inside.actions["other"], 30)


def test_an_action_of_which_the_answer_was_lost_is_done_once_and_its_pictures_come(inside):
    ask(inside, 6)
    said = command(inside, "do", shown=20, action="nudge")
    for _ in range(2):
        inside.handle(said)
        tick(inside)
        answer = ask(inside, 8, iteration=20)
    assert [frame["traces"]["distance"][2]["x"] for frame in answer.frames] == 8 * [[20]]
    assert inside.run.parameters.vector.tobytes() == straight_to(inside, 20, one_weight, 80)


def test_actions_and_steps_after_a_pause(inside):
    ask(inside, 6)
    tell(inside, "pause", shown=20)
    tell(inside, "do", action="nudge")
    for _ in range(2):
        tell(inside, "step")
    assert (inside.run.iteration, inside.run.nudged) == (22, [20])
    assert inside.run.parameters.vector.tobytes() == straight_to(inside, 20, one_weight, 2)


def test_a_step_while_it_plays_is_the_next_one_of_what_is_on_screen(inside):
    ask(inside, 6)
    answer = tell(inside, "step", shown=20)
    assert (answer.playing, answer.now["iteration"], answer.latest) == (False, 21, 21)


def test_a_learning_rate_chosen_while_it_plays_holds_from_where_the_page_has_stopped(inside):
    ask(inside, 6)
    other = followed_run(samples=40, limit=200, learning_rate=0.1)
    slow = straight_to(inside, 21)
    inside.follow(other, inside.view)
    tell(inside, "pause", shown=20)
    tell(inside, "step")
    straight = Player(InsideTheSymmetryScene, followed_run(samples=40, limit=200), inside.view)
    straight.run.advance(20)
    straight.follow(other, inside.view)
    tell(straight, "step")
    assert np.array_equal(inside.run.parameters.vector, straight.run.parameters.vector)
    assert inside.run.parameters.vector.tobytes() != slow


def test_an_action_has_the_settings_as_they_are_then(inside):
    seen = []
    does(inside, "look", lambda chosen, runs: seen.append(chosen))
    inside.chosen = {View: View(hard=True)}
    tell(inside, "do", action="look")
    assert seen == [inside.chosen]
    tell(inside, "do", action="no such action")
    assert not inside.failed


def test_reset_forgets_the_nudges(inside):
    tell(inside, "do", action="nudge")
    tell(inside, "reset")
    assert inside.run.nudged == []
    assert_in_step(inside, 0)


def test_at_its_end_a_run_is_not_nudged(inside):
    inside.run.advance(200)
    before = inside.run.parameters.vector.copy()
    tell(inside, "do", action="nudge")
    assert np.array_equal(inside.run.parameters.vector, before)
    assert inside.run.nudged == []


@pytest.mark.parametrize("every", [False, True])
def test_a_nudge_is_for_the_first_run_or_for_each(two, every):
    tell(two, "step")
    before = {name: run.parameters["W1"].copy() for name, run in two.runs.items()}
    two.runs.nudge({"W1": np.full((4, 2), 0.5)}, every)
    for name, run in two.runs.items():
        nudged = every or name == "left"
        assert run.nudged == [1] * nudged
        assert np.array_equal(run.parameters["W1"], before[name] + 0.5 * nudged)


def test_a_run_that_has_ended_is_not_nudged_with_the_others(two):
    ended, other = two.runs.values()
    ended.timeline.divergence = Divergence("W1", 1)
    two.runs.nudge({"W1": np.full((4, 2), 0.5)}, every=True)
    assert (ended.nudged, other.nudged) == ([], [0])


# The charts


@pytest.mark.parametrize("scene", [PlaygroundScene, PairScene, InsideTheSymmetryScene, HowLargeAStartScene])
def test_the_charts_are_those_of_the_scene(scene):
    def experiment(**settings):
        return experiment_of(scene, **{"samples": 40} | settings)

    player = Player(scene, experiment(), View())
    curves = tick(player).curves
    charts = player.charts
    assert sorted(charts.json) == sorted(name for panel in charts.layout["panels"] for name in panel["charts"])
    assert (charts.arrangement, charts.fills) == (scene.arrangement, True)
    player.follow(experiment(learning_rate=0.1), View())
    assert player.charts.id == charts.id
    player.follow(experiment(learning_rate=0.1), View(hard=True))
    assert player.charts.id == charts.id
    player.follow(experiment(samples=60), View(hard=True))
    assert (player.charts.id == charts.id) == (scene is InsideTheSymmetryScene)  # the only one without the points
    assert set(tick(player).curves) == set(curves)


def titles(player: Player) -> list[str]:
    return [panel["title"] for panel in player.charts.layout["panels"]]


def test_another_start_is_another_title():
    player = Player(PairScene, two_runs(), View())
    before, id_before = titles(player), player.charts.id
    player.follow(two_runs(left="constant"), View())
    assert before[:2] == ["All zero", "Random × 0.01"]
    assert titles(player) == [{"All zero": "Every weight 0.5"}.get(title, title) for title in before]
    assert player.charts.id != id_before


# Back to where the page was


def remembered(known: Player, **changes: Any) -> dict[str, Any]:
    """What a page that was served by ``known`` says to be brought back."""
    last = tick(known)
    words = {"start": last.start, "latest": known.runs.latest, "ended": known.ended, "playing": known.playing}
    return words | {"events": json.loads(json.dumps(last.events))} | changes


def resume(player: Player, known: Player, **changes: Any) -> None:
    """Have ``player`` told that, who has taken the place of ``known``."""
    player.handle(command(player, "restore", **{"shown": known.runs.iteration} | remembered(known) | changes))


SCENES = [
    (PlaygroundScene, alone(limit=1_000_000), View()),
    (PairScene, two_runs(limit=1_000_000), View()),
    (InsideTheSymmetryScene, followed_run(limit=1_000_000), View()),
]


@pytest.mark.parametrize("playing", [True, False])
@pytest.mark.parametrize("seen", SCENES, ids=["one", "two", "followed"])
def test_another_player_comes_back_to_where_the_page_was(seen, playing):
    scene, experiment, view = seen
    known = Player(scene, experiment, view)
    tell(known, "play")
    ask(known, 20)
    changed = with_(experiment, learning_rate=0.5)
    known.follow(changed, view)
    known.runs.nudge({"W1": np.full((4, 2), 0.01)})
    known.runs.advance(1234)
    known.playback.playing = playing
    player = Player(scene, changed, view)
    resume(player, known)
    *_, last = brought_back(player)
    assert last.playing == player.playing == playing
    assert playing or last.now["iteration"] == known.runs.iteration
    tell(player, "pause", shown=known.runs.iteration)
    for name, run in known.runs.items():
        np.testing.assert_array_equal(player.runs[name].parameters.vector, run.parameters.vector)
    for each in (known, player):
        each.runs.advance(50)
    np.testing.assert_array_equal(player.run.parameters.vector, known.run.parameters.vector)


def test_on_the_way_back_it_says_how_far_it_is(in_time, monkeypatch):
    monkeypatch.setattr("playground.ui.runs.scheduler.LONGEST", LONGEST / 5)
    known = Player(PlaygroundScene, alone(limit=1_000_000, n_h=20), View())
    known.runs.advance(6_000)
    player = Player(PlaygroundScene, known.runs.experiment, View())
    resume(player, known)
    ticks = [tick(player), *brought_back(player)]
    shares = [each.progress for each in ticks[:-1]]
    assert len(shares) > 2  # a time slice of 0.03 seconds does not go so far
    assert shares == sorted(shares)
    assert all(0 < share < 1 for share in shares)
    assert not any(each.playing or each.frames for each in ticks)
    assert not player.playing


def test_a_way_back_goes_in_long_turns(in_time, monkeypatch):
    now = [0.0]
    scheduler = Scheduler(lambda: now[0], lambda: now[0])
    for visitor in range(29):
        with scheduler.time_slice(visitor):
            pass
    known = Player(PlaygroundScene, alone(limit=1_000_000), View())
    known.runs.advance(3000)
    player = Player(PlaygroundScene, known.runs.experiment, View(), scheduler=scheduler)
    resume(player, known)
    advance = RunGroup.advance

    def timed(runs: RunGroup, iterations: int) -> None:
        advance(runs, iterations)
        now[0] += iterations * 1e-4

    monkeypatch.setattr(RunGroup, "advance", timed)
    tick(player)
    assert player.playback.seeking
    assert now[0] == pytest.approx(RESTORE_SECONDS / 30, rel=0.1)


@pytest.mark.usefixtures("in_time")
@pytest.mark.parametrize(
    "settings", [{"depth": 4, "n_h": 50, "samples": 1000, "limit": 1_000_000}, {"n_h": 5}], ids=["large", "small"]
)
def test_another_network_is_not_taken_to_be_as_fast_as_the_one_before(settings, monkeypatch):
    player = that_plays(PlaygroundScene, alone(limit=1_000_000), "max")
    ask(player)
    chunks = []
    advance = RunGroup.advance
    monkeypatch.setattr(RunGroup, "advance", lambda runs, n: (chunks.append(n), advance(runs, n)))
    ask(player)
    assert max(chunks) > 10
    chunks.clear()
    player.follow(alone(**settings), player.view)
    ask(player)
    assert chunks[0] == 1


def test_the_speed_of_a_run_is_that_of_the_iterations_that_it_made(monkeypatch):
    now = [0.0]
    scheduler = Scheduler(lambda: now[0], lambda: now[0])
    player = that_plays(PlaygroundScene, alone(limit=100), "max", scheduler=scheduler)
    advance = RunGroup.advance

    def timed(runs: RunGroup, iterations: int) -> None:
        before = runs.iteration
        advance(runs, iterations)
        now[0] += (runs.iteration - before) * 1e-4

    monkeypatch.setattr(RunGroup, "advance", timed)
    ask(player)
    assert player.run.iteration == 100
    assert player.playback._maker._iterations_a_second == pytest.approx(1e4)


def on_its_way(known: Player, experiment: Experiment | None = None, **changes) -> Player:
    player = Player(PlaygroundScene, experiment or known.runs.experiment, View())
    resume(player, known, **changes)
    assert player.playback.seeking
    return player


@pytest.fixture
def known() -> Player:
    known = Player(PlaygroundScene, alone(limit=1_000_000), View())
    known.runs.advance(1000)
    return known


def test_who_is_on_the_way_back_can_be_reset(known):
    answer = tell(on_its_way(known, playing=True), "reset")
    assert (answer.progress, answer.playing, answer.now["iteration"]) == (None, False, 0)


@pytest.mark.parametrize("playing", [True, False])
def test_play_and_pause_on_the_way_back_count_at_its_end(known, playing):
    player = on_its_way(known, playing=playing)
    player.handle(command(player, "pause" if playing else "play"))
    *_, last = brought_back(player)
    assert last.playing == player.playing == (not playing)
    assert player.runs.iteration == 1000


def test_on_the_way_back_nothing_else_changes_the_run_and_a_rate_counts_at_its_end(known):
    player = on_its_way(known)
    does(player, "half", half)
    for what in ("step", "do", "edit", "freeze", "seek", "backwards"):
        player.handle(command(player, what, **GIVEN.get(what, {})))
    player.follow(with_(known.runs.experiment, learning_rate=0.3), player.view)
    assert brought_back(player)[-1].now["iteration"] == 1000
    np.testing.assert_array_equal(player.run.parameters.vector, known.run.parameters.vector)
    assert player.run.event_log == [*known.run.event_log, (1000, {"learning_rate": 0.3})]


def test_a_rate_chosen_on_the_way_to_a_moment_counts_after_a_reset_too(known):
    player = on_its_way(known)
    player.follow(with_(known.runs.experiment, learning_rate=0.3), player.view)
    tell(player, "reset")
    assert player.run.recipe.learning_rate == 0.3
    assert player.run.rate == 0.3


def test_another_run_chosen_on_the_way_back_does_not_begin_to_play(known):
    player = on_its_way(known)
    player.follow(with_(known.runs.experiment, noise=0.5), player.view)
    assert not player.playback.seeking
    assert not player.playing
    assert player.runs.iteration == 0


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


@pytest.mark.parametrize(
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
    ids=str,
)
def test_who_can_not_be_brought_back_begins_at_the_first_weights(changes):
    known = Player(PlaygroundScene, alone(), View())
    known.runs.advance(100)
    player = Player(PlaygroundScene, alone(), View())
    resume(player, known, **changes)
    answer = tick(player)
    assert (answer.playing, answer.progress, answer.now["iteration"]) == (False, None, 0)


def test_who_has_begun_is_not_brought_back():
    player = Player(PlaygroundScene, alone(), View())
    tell(player, "step")
    resume(player, player, shown=100, latest=100)
    assert tick(player).now["iteration"] == 1


@pytest.mark.parametrize("change", [{"learning_rate": 0.3}, {"limit": 5}])
def test_what_may_change_on_the_way_makes_no_other_start(change):
    assert Player(PlaygroundScene, alone(**change), View()).start == Player(PlaygroundScene, alone(), View()).start


@pytest.mark.parametrize("change", [{"seed": 3}, {"n_h": 5}, {"dataset": "moons"}, {"activation": "relu"}], ids=str)
def test_other_runs_have_another_start(change):
    player = Player(PlaygroundScene, alone(), View())
    before = player.start
    player.follow(alone(**change), View())
    assert player.start != before


# Faults


def test_after_a_fault_a_reset_begins_anew(player):
    ask(player)
    player.run.parameters.vector[:] = 7  # whatever a fault may leave behind
    player.failed = True
    tell(player, "reset")
    assert not player.failed
    np.testing.assert_array_equal(player.run.parameters.vector, Run(player.run.recipe).parameters.vector)


def broken(*arguments, **options):
    raise ZeroDivisionError("a fault made on purpose")


@pytest.mark.parametrize("what", ["step", "do", "", "frames"])
def test_whatever_fails_stops_the_run_and_is_logged(player, what, monkeypatch, caplog):
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


@pytest.mark.parametrize("change", [{"seed": 3}, {"learning_rate": 0.3}, {"limit": 50}], ids=str)
def test_after_a_fault_another_choice_begins_anew(player, change):
    player.failed = True
    player.follow(player.runs.experiment, player.view)
    assert player.failed
    player.follow(with_(player.runs.experiment, **change), player.view)
    assert not player.failed
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


@pytest.mark.parametrize("seen", SCENES, ids=["one", "two", "followed"])
def test_the_time_line_brings_any_moment_and_play_goes_on_from_there(seen):
    scene, experiment, view = seen
    player = Player(scene, experiment, view)
    player.runs.advance(1500)
    for iteration in (0, 1, 700, 699, 1500, 31):
        answer = sought(player, iteration)
        assert (answer.now["iteration"], answer.latest, answer.playing) == (iteration, 1500, False)
        assert_in_step(player, iteration)
    player.follow(experiment, View(speed="600"))
    tell(player, "play")
    assert iterations(ask(player)) == [41, 51, 61]
    assert_in_step(player, 61)
    tell(player, "pause", shown=41)
    assert (player.runs.iteration, player.runs.latest) == (41, 1500)


@pytest.mark.parametrize("what", ["seek", "edit"])
def test_while_a_hand_holds_something_the_page_around_it_waits(player, what):
    player.runs.advance(300)
    tell(player, "pause")
    moved = []
    for dragging in (True, True, False):
        tell(player, what, **GIVEN[what] | {"dragging": dragging})
        moved.append((player.playback.dragging, player.moves))
    assert moved == [(True, True), (True, True), (False, False)]
    tell(player, what, **GIVEN[what] | {"dragging": True})
    tell(player, "play")
    assert not player.playback.dragging


def test_a_hand_on_the_time_line_stops_a_run_that_plays_where_the_screen_is(player):
    ask(player, 6)
    half(None, player.runs)  # at iteration 60, which the screen has not come to
    answer = sought(player, 10, dragging=True, shown=20)
    assert (answer.playing, answer.now["iteration"], answer.latest) == (False, 10, 20)
    assert player.run.nudged == []
    assert "kept" not in answer.curves["cost"] or answer.curves["cost"]["at"] == []


def test_moving_the_time_line_sends_no_curve_again(player):
    tell(player, "pause")
    player.runs.advance(300)
    tick(player)
    for iteration in (200, 100, 250):
        assert sought(player, iteration, dragging=True).curves["cost"] == {"kept": 301, "at": [], "y": [[], []]}


@pytest.mark.parametrize("iteration", [-1, -(10**30), 10**30])
def test_a_moment_that_there_is_not_is_the_nearest_that_there_is(player, iteration):
    player.runs.advance(50)
    assert sought(player, iteration).now["iteration"] == (0 if iteration < 0 else 50)
    ask(player, iteration=50)
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
    answer = edited(player, "W2:1", " 2.5e-1 ")
    assert player.run.parameters["W2"][0, 1] == 0.25
    assert (answer.done, answer.playing, answer.latest, answer.now["iteration"]) == (player.done, False, 40, 40)
    assert answer.now["diagram"]["links"][1]["weight"][0][1] == 0.25
    assert answer.curves["cost"]["pale"][0]["y"][0] == pytest.approx(before, rel=1e-4)
    assert answer.curves["cost"]["y"][0][-1] == pytest.approx(player.run.measure().cost, rel=1e-4)
    tell(player, "play")
    assert ask(player).frames


def test_all_of_what_a_hand_drags_is_one_event(player):
    tell(player, "pause")
    player.runs.advance(30)
    for number in range(4):
        edited(player, "b1:2", str(number), dragging=number < 3)
    assert [event for event in player.run.event_log if not event.is_rate] == [(30, {"b1:2": 3.0})]


def test_a_hand_on_a_line_stops_a_run_that_plays_where_the_screen_is(player):
    ask(player, 6)
    answer = edited(player, "W1:0", "1", dragging=True, shown=20)
    assert (answer.playing, answer.now["iteration"], answer.latest) == (False, 20, 20)
    assert player.run.nudged == [20]


def test_what_is_frozen_on_the_page_is_in_the_diagram_and_comes_back_after_a_restart(player):
    tell(player, "pause")
    player.runs.advance(10)
    assert tell(player, "freeze", names=["W2", "b1:0"]).now["diagram"]["frozen"] == ["W2", "b1:0"]
    player.runs.advance(20)
    again = Player(PlaygroundScene, player.runs.experiment, player.view)
    resume(again, player)
    brought_back(again)
    assert again.run.frozen == ["W2", "b1:0"]
    np.testing.assert_array_equal(again.run.parameters.vector, player.run.parameters.vector)


@pytest.mark.parametrize(
    ("name", "value"),
    [("W9:0", "1"), ("W1", "1"), ("W1:99", "1"), ("W1:0", ""), ("W1:0", "nan"), ("W1:0", "1e300"), ("W1:0", "one")],
)
def test_a_number_that_no_page_sets_changes_nothing(player, name, value):
    tell(player, "pause")
    player.runs.advance(5)
    before = player.run.parameters.vector.copy()
    assert edited(player, name, value).now["iteration"] == 5
    tell(player, "freeze", names=[name if ":" in name else 3, value])
    np.testing.assert_array_equal(player.run.parameters.vector, before)
    assert player.run.nudged == []
    assert not player.failed


def test_a_rate_chosen_in_the_past_makes_the_future_new_and_the_old_one_pale(player):
    tell(player, "pause")
    player.runs.advance(100)
    sought(player, 40)
    player.follow(with_(player.runs.experiment, learning_rate=0.1), player.view)
    answer = tick(player)
    assert answer.latest == 40
    assert answer.curves["cost"]["pale"][0]["x"] == list(range(40, 101))
    tell(player, "step")
    straight = Run(replace(Recipe(), limit=1_000_000))
    straight.advance(40)
    straight.adjust(replace(straight.recipe, learning_rate=0.1))
    straight.advance(1)
    assert np.array_equal(player.run.parameters.vector, straight.parameters.vector)
    assert "pale" not in tell(player, "reset").curves["cost"]


# Backwards


@pytest.mark.parametrize("speed", ["1", "600", "growing", "max"])
def test_it_plays_backwards_to_the_first_weights_without_training(two, speed):
    tell(two, "pause")
    two.runs.advance(500)
    two.follow(two.runs.experiment, View(speed=speed))
    assert tell(two, "backwards").playing
    shown = [500]
    while not (answer := ask(two, 50, shown[-1])).ended:
        shown += iterations(answer)
        if speed == "1" and len(shown) > 100:
            break
    else:
        shown += iterations(answer)
        assert shown[-1] == 0
        assert not tell(two, "pause").playing
    assert shown == sorted(set(shown), reverse=True)
    steps = {one - other for one, other in pairwise(shown)}
    assert steps == {"1": {1}, "600": {10}, "growing": {1, 2}, "max": {1}}[speed]
    assert_in_step(two, shown[-1])
    assert two.runs.latest == 500


def test_a_pause_on_the_way_back_is_where_the_screen_is(player):
    ask(player, 30)
    tell(player, "backwards", shown=200)  # the screen was behind
    assert (player.runs.iteration, player.playback.backwards) == (200, True)
    assert iterations(ask(player, 50))[:3] == [190, 180, 170]
    tell(player, "pause", shown=170)
    assert (player.runs.iteration, player.runs.latest, player.playback.backwards) == (170, 200, False)
    tell(player, "play")
    assert iterations(ask(player))[:2] == [180, 190]


def test_a_learning_rate_chosen_on_the_way_back_holds_from_where_the_page_stops(player):
    ask(player, 10)
    tell(player, "backwards")
    ask(player, 6)  # the server is at 40
    player.follow(with_(player.runs.experiment, learning_rate=0.1), player.view)
    assert iterations(ask(player, 1)) == [30]
    answer = tell(player, "pause", shown=80)
    assert (answer.now["iteration"], answer.latest) == (80, 80)
    assert player.run.event_log[-1] == (80, {"learning_rate": 0.1})


def test_a_page_in_the_past_comes_back_there_after_a_restart_with_its_future(known):
    known.follow(with_(known.runs.experiment, learning_rate=0.3), known.view)
    known.runs.advance(200)
    known.runs.seek(700)
    player = on_its_way(known)
    *_, last = brought_back(player)
    assert (last.now["iteration"], last.latest) == (700, 1200)
    for iteration in (700, 1150):
        for each in (known, player):
            each.runs.seek(iteration)
        assert np.array_equal(player.run.parameters.vector, known.run.parameters.vector)


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
    "seeds", [range(0, 10), pytest.param(range(10, 30), marks=pytest.mark.nightly)], ids=["by day", "by night"]
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


@pytest.mark.parametrize("what", ["play", "pause", "step", "reset", "seek", "edit", "freeze", "backwards", "do"])
def test_a_command_of_a_page_that_has_lost_its_player_is_not_done_at_the_beginning(what):
    experiment = alone(limit=600)
    player = that_plays(PlaygroundScene, experiment)
    does(player, "nudge", lambda chosen, runs: runs.first.nudge({"W1": np.ones((4, 2))}))
    sought_ = {"seek": {"iteration": 5, "dragging": False}, "edit": {"name": "W1:0", "value": "1", "dragging": False}}
    more = sought_ | {"freeze": {"names": ["W1"]}, "do": {"action": "nudge"}}
    player.runs.advance(500)
    lost = command(player, what, **more.get(what, {}))
    assert player.release()
    player.follow(experiment, View(speed="600"))
    assert not player.handle(lost)
    answer = tick(player)
    assert (player.done, player.runs.iteration, player.playing) == (lost.number - 1, 0, False)
    assert answer.now is not None
    assert answer.now["iteration"] == 0  # by which the page knows that it is to be brought back


def test_a_hand_that_is_lost_holds_nothing(player):
    player.runs.advance(100)
    tell(player, "seek", 100, iteration=50, dragging=True)
    assert player.moves
    tell(player, "pause")
    assert not player.moves


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
