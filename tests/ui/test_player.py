"""What a tick brings, and what the page's words do."""

import json
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from math import ceil
from urllib.parse import parse_qsl

import numpy as np
import pytest
from playground.ui.page_words import Backwards, Edit, FrameRequest, Freeze, RestoreRequest, Seek, Stopped

from playground.charts import HowLargeAStartScene, PairScene, PlaygroundScene, Scene, SymmetryScene
from playground.lessons.symmetry import Nudge
from playground.training import Divergence, Experiment, Recipe, Run, RunGroup, View
from playground.ui.frames import MOST_PICTURES, PICTURE_SECONDS, PICTURES_PER_SECOND
from playground.ui.live_chart import Tick
from playground.ui.moment import in_link, read
from playground.ui.player import Player
from playground.ui.turns import LONGEST, ROUND_SECONDS, TURNS, WAY_BACK_SECONDS, Turns
from tests.looped import looped
from tests.training.test_timeline import FROSTS, SMALL, STEPS, Forward
from tests.ui.pages import CASES

pytestmark = pytest.mark.usefixtures("no_hurry")
LESSONS = {case.scene: case.lesson for case in CASES}


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
    return experiment_of(SymmetryScene, **settings)


def with_(experiment: Experiment, **settings) -> Experiment:
    """The same runs with other settings."""
    variants = {name: each._replace(recipe=replace(each.recipe, **settings)) for name, each in experiment.items()}
    return Experiment(variants)


def ask(player: Player, pictures: int = 3, number: int = 1, iteration: int | None = None) -> FrameRequest:
    """A page's question; ``iteration`` is where its queue ends, by default where the run is."""
    end = player.runs.iteration if iteration is None else iteration
    return FrameRequest(run=player.id, tick=0, charts=player.charts.id, number=number, iteration=end, pictures=pictures)


@pytest.fixture
def in_time(monkeypatch, no_hurry):
    """As it is on the server."""
    monkeypatch.setattr("playground.ui.frames.PICTURE_SECONDS", PICTURE_SECONDS)
    monkeypatch.setattr("playground.ui.turns.LONGEST", LONGEST)
    monkeypatch.setattr("playground.ui.turns.ROUND_SECONDS", ROUND_SECONDS)
    monkeypatch.setattr("playground.ui.turns.WAY_BACK_SECONDS", WAY_BACK_SECONDS)
    monkeypatch.setattr(TURNS, "_here_until", {})  # the visitors of other tests have left


@pytest.fixture
def player() -> Player:
    player = Player(PlaygroundScene, alone(limit=1_000_000), View(speed="600"))
    player.toggle()
    return player


def test_an_answer_brings_pictures(player):
    player.requested(ask(player, pictures=5, number=8))
    tick, has_charts = player.tick()
    assert [frame["iteration"] for frame in tick.frames] == [10, 20, 30, 40, 50]
    assert tick.answer == 8
    assert has_charts == player.charts.id
    assert tick.curves["cost"]["at"][-1] == 50


def test_a_page_that_has_what_was_sent_before_gets_the_end_of_the_curves_alone(player):
    player.requested(ask(player, pictures=5))
    first, _ = player.tick()
    assert "kept" not in first.curves["cost"]
    player.requested(ask(player, pictures=5)._replace(tick=first.number))
    second, _ = player.tick()
    curve = second.curves["cost"]
    assert curve["kept"] == len(first.curves["cost"]["at"]) == 51
    assert curve["at"] == list(range(51, 101))
    assert len(curve["y"][0]) == 50


@looped(
    ("deed", "change"),
    {
        "an answer that was lost": (lambda player: None, lambda question: question._replace(tick=question.tick - 1)),
        "a page without charts": (lambda player: None, lambda question: question._replace(charts="")),
        "a nudge": (lambda player: player.nudge(lambda runs: {"W1": np.ones((4, 2))}), lambda question: question),
        "a whole run in between": (lambda player: player.tick(), lambda question: question),
    },
)
def test_any_other_page_gets_the_whole_curve(deed, change):
    player = Player(PlaygroundScene, alone(), View(speed="600"))
    player.toggle()
    player.requested(ask(player, pictures=5))
    first, _ = player.tick()
    deed(player)
    player.requested(change(ask(player, pictures=5)._replace(tick=first.number)))
    curve = player.tick()[0].curves["cost"]
    assert "kept" not in curve
    assert curve["at"] == list(range(101))


def test_after_a_way_back_the_whole_curve_comes_since_the_page_has_kept_its_own(player):
    player.restore_requested(
        RestoreRequest(player.id, 1, player.start, 30, 30, ended=False, playing=True, events=player.runs.event_log)
    )
    on_its_way, _ = player.tick()
    assert on_its_way.progress == 0
    player.requested(ask(player)._replace(tick=on_its_way.number))
    there, _ = player.tick()
    assert there.progress is None
    assert "kept" not in there.curves["cost"]
    assert there.curves["cost"]["at"] == list(range(31))


def test_without_a_question_nothing_is_trained(player):
    tick, has_charts = player.tick()
    assert not tick.frames
    assert tick.now["iteration"] == player.run.iteration == 0
    assert has_charts is None


def test_a_question_is_answered_once(player):
    player.requested(ask(player))
    player.tick()
    before = player.run.iteration
    tick, _ = player.tick()
    assert not tick.frames
    assert player.run.iteration == before


def test_a_question_about_an_older_run_brings_nothing(player):
    question = ask(player)
    player.reset()
    player.toggle()
    player.requested(question)
    tick, _ = player.tick()
    assert not tick.frames
    assert tick.now["iteration"] == 0


def test_a_question_after_a_pause_brings_nothing(player):
    player.requested(ask(player))
    player.toggle()
    tick, _ = player.tick()
    assert not tick.frames
    assert not tick.playing
    assert tick.now["iteration"] == 0


@pytest.mark.parametrize("pictures", [-5, 0, 10**9])
def test_any_number_of_pictures_may_be_asked_for(player, pictures):
    player.requested(ask(player, pictures))
    tick, _ = player.tick()
    assert len(tick.frames) <= MOST_PICTURES


def test_every_tick_has_another_number(player):
    numbers = [player.tick()[0].number for _ in range(3)]
    player.reset()
    numbers.append(player.tick()[0].number)
    assert len(set(numbers)) == 4


def test_a_stop_brings_the_run_back_to_the_screen(player):
    player.requested(ask(player, pictures=6))
    player.tick()
    player.toggle()
    player.stopped(Stopped(run=player.id, number=1, iteration=20))
    straight = Run(Recipe())
    straight.advance(20)
    assert player.run.iteration == 20
    assert np.array_equal(player.run.parameters.vector, straight.parameters.vector)


def test_what_a_lost_answer_had_comes_again(player):
    player.requested(ask(player))
    first, _ = player.tick()
    player.requested(ask(player, pictures=4))
    player.tick()  # never arrives
    player.follow(with_(player.runs.experiment, learning_rate=0.1), player.view)
    player.requested(ask(player, iteration=first.frames[-1]["iteration"]))
    again, _ = player.tick()
    assert [frame["iteration"] for frame in again.frames] == [40, 50, 60]


def test_a_pause_just_before_the_end_leaves_the_run_playable():
    player = Player(PlaygroundScene, alone(limit=50), View(speed="600"))
    player.toggle()
    player.requested(ask(player, pictures=10))
    player.tick()
    player.toggle()
    assert player.ended  # the server has reached the end, the screen has not
    player.stopped(Stopped(run=player.id, number=1, iteration=20))
    assert not player.ended
    player.toggle()
    assert player.playing


@pytest.mark.usefixtures("in_time")
@pytest.mark.parametrize("scene", [PlaygroundScene, HowLargeAStartScene], ids=["one run", "six runs"])
def test_a_tick_of_a_large_network_is_short(scene):
    player = Player(scene, experiment_of(scene, n_h=50, depth=4, samples=1000, limit=1_000_000), View(speed="max"))
    player.toggle()
    player.requested(ask(player, pictures=10**6))
    tick, _ = player.tick()
    assert 1 <= len(tick.frames) < MOST_PICTURES


def test_a_stop_of_an_older_run_does_nothing(player):
    stop = Stopped(run=player.id, number=1, iteration=0)
    player.reset()
    player.step()
    player.stopped(stop)
    assert player.run.iteration == 1


def test_at_the_limit_the_page_plays_to_the_end_first():
    player = Player(PlaygroundScene, alone(limit=30), View(speed="600"))
    player.toggle()
    player.requested(ask(player, pictures=10))
    tick, _ = player.tick()
    assert [frame["iteration"] for frame in tick.frames] == [10, 20, 30]
    assert tick.ended
    assert player.playing
    assert not player.ended
    player.stopped(Stopped(run=player.id, number=1, iteration=30))
    assert not player.playing
    assert player.ended


@pytest.mark.parametrize(("speed", "rate", "each"), [("1", 1, 1), ("20", 20, 1), ("60", 60, 1), ("300", 60, 5)])
def test_speed(player, speed, rate, each):
    player.follow(player.runs.experiment, View(speed=speed))
    player.requested(ask(player, pictures=4))
    tick, _ = player.tick()
    assert tick.rate == rate
    assert [frame["iteration"] for frame in tick.frames] == [each, 2 * each, 3 * each, 4 * each]


def growing(iteration: int) -> int:
    """The iteration of the picture that follows at the growing speed."""
    return iteration + max(1, ceil(iteration / 300))


def test_at_the_growing_speed_the_first_300_iterations_are_shown_one_by_one_then_more_and_more_at_a_time():
    player = Player(PlaygroundScene, alone(limit=10_000), View())
    assert player.view.speed == "growing"
    player.toggle()
    shown, expected = [], [1]
    while not player.runs.ended:
        player.requested(ask(player, pictures=MOST_PICTURES))
        tick, _ = player.tick()
        assert tick.rate == PICTURES_PER_SECOND
        shown += [frame["iteration"] for frame in tick.frames]
    while expected[-1] < 10_000:
        expected.append(min(10_000, growing(expected[-1])))
    assert shown == expected
    assert shown[:300] == list(range(1, 301))
    assert shown[300:303] == [301, 303, 305]
    assert 15 < len(shown) / PICTURES_PER_SECOND < 25  # seconds


def test_at_the_growing_speed_the_pictures_depend_on_the_iteration_alone():
    player = Player(PlaygroundScene, alone(), View())
    player.runs.advance(700)
    player.toggle()
    player.requested(ask(player, pictures=2))
    assert [frame["iteration"] for frame in player.tick()[0].frames] == [703, 706]
    player.follow(player.runs.experiment, View(speed="60"))
    player.requested(ask(player, pictures=2))
    assert [frame["iteration"] for frame in player.tick()[0].frames] == [707, 708]
    player.follow(player.runs.experiment, View())
    player.step()
    player.toggle()
    player.requested(ask(player, pictures=1))
    assert [frame["iteration"] for frame in player.tick()[0].frames] == [712]


def test_all_runs_grow_in_step():
    player = Player(PairScene, two_runs(), View())
    player.toggle()
    last = 0
    for _ in range(4):
        player.requested(ask(player, pictures=100))
        for frame in player.tick()[0].frames:
            last = growing(last)
            assert frame["iteration"] == last
    assert last > 400
    assert_in_step(player, last)


def test_going_on_plays_after_the_limit_was_raised():
    player = Player(PlaygroundScene, alone(limit=30), View(speed="600"))
    player.runs.advance(30)
    assert player.ended
    player.follow(alone(limit=60), player.view)
    player.go_on()
    player.requested(ask(player, pictures=10))
    tick, _ = player.tick()
    assert [frame["iteration"] for frame in tick.frames] == [40, 50, 60]
    assert tick.ended


@pytest.mark.usefixtures("in_time")
def test_the_highest_speed_uses_the_time_between_two_pictures(player):
    player.follow(player.runs.experiment, View(speed="max"))
    player.requested(ask(player, pictures=MOST_PICTURES))
    tick, _ = player.tick()
    assert tick.rate == 60
    # The machine may be busy with something else just then, but hardly for every picture.
    assert max(later["iteration"] - earlier["iteration"] for earlier, later in pairwise(tick.frames)) > 10


@pytest.mark.parametrize("several", [False, True], ids=["one run", "two runs"])
def test_ticks_and_changes_in_many_threads(player, several):
    """As when a visitor changes controls faster than ticks end: every picture belongs to the run it is sent for."""
    if several:
        player = Player(PairScene, two_runs(limit=1_000_000), View(speed="600"))
        player.toggle()
    depths = (0, 1) if several else (0, 1, 3)
    experiments = [with_(player.runs.experiment, n_h=n_h, depth=depth) for n_h in (1, 4, 9) for depth in depths]

    def change(turn: int) -> None:
        player.follow(experiments[turn % len(experiments)], player.view)
        player.playing = True

    def tick(turn: int) -> None:
        player.requested(ask(player))
        answer, _ = player.tick()
        steps = [frame["iteration"] for frame in answer.frames]
        assert steps == sorted(set(steps))

    with ThreadPoolExecutor(6) as threads:
        rounds = range(15 if several else 60)
        turns = [threads.submit(task, turn) for turn in rounds for task in (change, tick, tick)]
    for turn in turns:
        turn.result()
    player.requested(ask(player))
    assert player.tick()[0].frames


# Several runs


@pytest.fixture
def two() -> Player:
    player = Player(PairScene, two_runs(scale=1.0, limit=1_000_000), View(speed="600"))
    player.toggle()
    return player


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
    two.requested(ask(two, pictures=4))
    tick, _ = two.tick()
    each = max(1, int(speed) // 60)
    assert [frame["iteration"] for frame in tick.frames] == [each, 2 * each, 3 * each, 4 * each]
    assert_in_step(two, 4 * each)


def test_six_runs_advance_in_step():
    player = Player(HowLargeAStartScene, six_runs(samples=40), View(speed="600"))
    player.toggle()
    player.requested(ask(player, pictures=3))
    assert [frame["iteration"] for frame in player.tick()[0].frames] == [10, 20, 30]
    assert len(player.runs) == 6
    assert_in_step(player, 30)


@pytest.mark.parametrize(("speed", "every"), [("600", 2), ("60", 2), ("20", 1), ("1", 1)])
def test_every_second_picture_has_the_unit_maps_in_slow_motion_each(two, speed, every):
    two.follow(two.runs.experiment, View(speed=speed))
    for number in (0, 1):
        two.requested(ask(two, pictures=5, number=number))
        tick, _ = two.tick()
        for picture, frame in enumerate(tick.frames, start=5 * number):  # counted on from answer to answer
            maps = {"units-left", "units-right"} if picture % every == 0 else set()
            assert set(frame["images"]) == {"boundary-left", "boundary-right"} | maps


def test_what_stands_still_has_the_unit_maps(two):
    two.requested(ask(two, pictures=4))
    tick, _ = two.tick()
    assert tick.now is None
    two.toggle()
    tick, _ = two.tick()
    assert set(tick.now["images"]) == {"boundary-left", "boundary-right", "units-left", "units-right"}
    two.step()
    assert set(two.tick()[0].now["images"]) == {"boundary-left", "boundary-right", "units-left", "units-right"}


def test_a_stop_brings_all_runs_back_to_the_screen(two):
    two.requested(ask(two, pictures=6))
    two.tick()
    two.toggle()
    two.stopped(Stopped(run=two.id, number=1, iteration=20))
    assert_in_step(two, 20)
    assert two.tick()[0].now["iteration"] == 20
    two.toggle()
    two.requested(ask(two, pictures=2))
    assert [frame["iteration"] for frame in two.tick()[0].frames] == [30, 40]
    assert_in_step(two, 40)


def test_what_a_lost_answer_of_all_runs_had_comes_again(two):
    two.requested(ask(two))
    first, _ = two.tick()
    two.requested(ask(two))
    lost, _ = two.tick()
    two.requested(ask(two, iteration=first.frames[-1]["iteration"]))
    again, _ = two.tick()
    assert again.frames == lost.frames
    assert_in_step(two, 60)


def test_step_and_reset_are_for_all_runs(two):
    two.step()
    two.step()
    assert not two.playing
    assert_in_step(two, 2)
    before = two.id
    two.reset()
    assert_in_step(two, 0)
    assert two.id != before


def test_a_learning_rate_is_for_all_runs_from_here_on(two):
    two.requested(ask(two))
    two.tick()
    before = two.id
    experiment = with_(two.runs.experiment, learning_rate=0.1)
    two.follow(experiment, two.view)
    assert two.id == before
    assert {run.recipe.learning_rate for run in two.runs.values()} == {0.1}
    straight = RunGroup(with_(experiment, learning_rate=1.2))
    straight.advance(30)
    straight.adjust(experiment)
    straight.advance(10)
    two.requested(ask(two, pictures=1))
    two.tick()
    for name, run in two.runs.items():
        assert np.array_equal(run.parameters.vector, straight[name].parameters.vector)


@pytest.fixture
def one_diverges() -> Player:
    experiment = two_runs(activation="leaky_relu", scale=1.0, learning_rate=100.0, limit=100)
    player = Player(PairScene, experiment, View(speed="60"))
    player.toggle()
    return player


def test_when_one_run_has_diverged_the_others_go_on(one_diverges):
    player = one_diverges
    player.requested(ask(player, pictures=60))
    tick, _ = player.tick()
    left, right = player.runs.values()
    assert right.divergence
    assert not left.divergence
    assert right.iteration < 60 == left.iteration
    assert [frame["iteration"] for frame in tick.frames] == list(range(1, 61))
    assert not tick.ended
    player.requested(ask(player, pictures=60))
    tick, _ = player.tick()
    assert tick.frames[-1]["iteration"] == 100
    assert tick.ended


@pytest.mark.parametrize("before", [True, False], ids=["before it diverged", "after it diverged"])
def test_a_stop_before_or_after_one_run_diverged(one_diverges, before):
    player = one_diverges
    player.requested(ask(player, pictures=60))
    tick, _ = player.tick()
    player.toggle()
    last = player.runs["right"].iteration
    x = last - 1 if before else last + 20
    player.stopped(Stopped(run=player.id, number=1, iteration=x))
    shown = player.tick()[0].now
    assert player.runs["left"].iteration == x
    assert player.runs["right"].iteration == min(x, last)
    assert bool(player.runs["right"].divergence) == (not before)
    (there,) = (frame for frame in tick.frames if frame["iteration"] == x)
    assert (shown["texts"][:-1], shown["traces"]) == (there["texts"][:-1], there["traces"])
    player.toggle()
    player.requested(ask(player, pictures=10))
    player.tick()
    assert player.runs["right"].divergence.iteration == last + 1


# Nudges


@pytest.fixture
def inside() -> Player:
    player = Player(SymmetryScene, followed_run(samples=40, limit=200), View(speed="600"))
    player.toggle()
    return player


def nudge(player: Player, **choices) -> Callable:
    return lambda runs: Nudge(**{"amount": 0.01} | choices).one(runs.first.parameters)


def half(runs) -> dict:
    return {"W1": np.full((4, 2), 0.5)}


def test_a_nudge_is_here_and_now(inside):
    inside.requested(ask(inside))
    inside.tick()
    before = inside.run.parameters.vector.copy()
    inside.nudge(nudge(inside, unit=2))
    assert np.count_nonzero(inside.run.parameters.vector != before) == 1
    assert inside.run.nudged == [30]
    assert inside.playing
    inside.requested(ask(inside))
    tick, _ = inside.tick()
    assert tick.frames[0]["iteration"] == 40
    assert tick.frames[0]["traces"]["distance"][2]["x"] == [30]
    assert tick.frames[0]["traces"]["paths"][-1]["text"] == ["1, 3–4 (×3)", "2"]


def test_a_nudge_ahead_of_the_screen_comes_again_at_its_iteration(inside):
    inside.requested(ask(inside, pictures=6))
    inside.tick()
    inside.nudge(nudge(inside))
    inside.run.advance(40)
    straight = inside.run.parameters.vector.copy()
    inside.requested(ask(inside, iteration=20, pictures=8))  # what was sent was lost
    tick, _ = inside.tick()
    assert inside.run.iteration == 100
    assert np.array_equal(inside.run.parameters.vector, straight)
    marks = [frame["traces"]["distance"][2]["x"] for frame in tick.frames]
    assert marks == 3 * [[]] + 5 * [[60]]


def paused_at_20(player: Player, *acts: Callable) -> Player:
    """Played further, and paused where the page shows 20; ``acts`` come before the page's word that it has stopped."""
    player.requested(ask(player, pictures=6))
    player.tick()
    player.toggle()
    for act in acts:
        act(player)
    player.stopped(Stopped(run=player.id, number=1, iteration=20))
    return player


def as_if_at_20(inside, *acts: Callable) -> np.ndarray:
    """The parameters after doing the same to a run that has never been ahead."""
    other = Player(SymmetryScene, inside.runs.experiment, inside.view)
    other.run.advance(20)
    for act in acts:
        act(other)
    return other.run.parameters.vector


def test_what_is_done_after_a_pause_is_done_where_the_page_has_stopped(inside):
    acts = [lambda player: player.nudge(nudge(player)), Player.step, Player.step]
    paused_at_20(inside, *acts)
    assert (inside.run.iteration, inside.run.nudged) == (22, [20])
    assert np.array_equal(inside.run.parameters.vector, as_if_at_20(inside, *acts))


def test_a_nudge_that_the_page_had_not_come_to_is_done_where_it_has_stopped(inside):
    inside.requested(ask(inside, pictures=3))
    inside.tick()
    inside.nudge(nudge(inside))
    paused_at_20(inside)
    assert (inside.run.iteration, inside.run.nudged) == (20, [20])
    assert np.array_equal(inside.run.parameters.vector, as_if_at_20(inside, lambda p: p.nudge(nudge(p))))


def test_a_learning_rate_chosen_while_it_plays_holds_from_where_the_page_has_stopped(inside):
    inside.requested(ask(inside, pictures=6))
    inside.tick()
    other = followed_run(samples=40, limit=200, learning_rate=0.1)
    inside.follow(other, inside.view)
    inside.toggle()
    inside.stopped(Stopped(run=inside.id, number=1, iteration=20))
    inside.step()
    slow = as_if_at_20(inside, lambda p: None)
    straight = Player(SymmetryScene, followed_run(samples=40, limit=200), inside.view)
    straight.run.advance(20)
    straight.follow(other, inside.view)
    straight.step()
    assert np.array_equal(inside.run.parameters.vector, straight.run.parameters.vector)
    assert not np.array_equal(slow, straight.run.parameters.vector)


def test_a_page_that_plays_on_has_no_word_to_wait_for(inside):
    inside.requested(ask(inside, pictures=6))
    inside.tick()
    inside.toggle()
    inside.nudge(nudge(inside))
    assert inside.run.nudged == []
    inside.toggle()
    assert inside.run.nudged == [60]


def test_a_page_that_never_says_where_it_has_stopped_is_not_waited_for(inside, monkeypatch):
    inside.requested(ask(inside, pictures=6))
    inside.tick()
    inside.toggle()
    inside.step()
    assert inside.run.iteration == 60
    monkeypatch.setattr("playground.ui.player.STOPS_WITHIN", 0)
    inside.step()
    assert inside.run.iteration == 62


def test_reset_forgets_the_nudges(inside):
    inside.nudge(nudge(inside))
    inside.reset()
    assert inside.run.nudged == []
    assert_in_step(inside, 0)


def test_at_its_end_a_run_is_not_nudged(inside):
    inside.run.advance(200)
    before = inside.run.parameters.vector.copy()
    inside.nudge(nudge(inside))
    assert np.array_equal(inside.run.parameters.vector, before)
    assert inside.run.nudged == []


def test_a_nudge_is_for_the_first_run_alone(two):
    two.step()
    other = two.runs["right"].parameters.vector.copy()
    two.nudge(half)
    assert two.runs["left"].nudged == [1]
    assert two.runs["right"].nudged == []
    assert np.array_equal(two.runs["right"].parameters.vector, other)


def test_a_nudge_of_every_run_is_here_and_now_for_each(two):
    two.step()
    before = {name: run.parameters["W1"].copy() for name, run in two.runs.items()}
    two.nudge(half, every=True)
    for name, run in two.runs.items():
        assert run.nudged == [1]
        assert np.array_equal(run.parameters["W1"], before[name] + 0.5)


def test_a_run_that_has_ended_is_not_nudged_with_the_others(two):
    ended, other = two.runs.values()
    ended.timeline.divergence = Divergence("W1", 1)
    two.nudge(half, every=True)
    assert (ended.nudged, other.nudged) == ([], [0])


# The charts


@pytest.mark.parametrize("scene", [PlaygroundScene, PairScene, SymmetryScene, HowLargeAStartScene])
def test_the_charts_are_those_of_the_scene(scene):
    def experiment(**settings):
        return experiment_of(scene, **{"samples": 40} | settings)

    player = Player(scene, experiment(), View())
    tick, _ = player.tick()
    charts = player.charts
    assert sorted(charts.json) == sorted(name for panel in charts.layout["panels"] for name in panel["charts"])
    assert (charts.arrangement, charts.fills) == (scene.arrangement, True)
    player.follow(experiment(learning_rate=0.1), View())
    assert player.charts.id == charts.id
    player.follow(experiment(learning_rate=0.1), View(hard=True))
    assert player.charts.id == charts.id
    player.follow(experiment(samples=60), View(hard=True))
    assert (player.charts.id == charts.id) == (scene is SymmetryScene)  # the only one without the points
    assert set(player.tick()[0].curves) == set(tick.curves)


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


def resume(player: Player, known: Player, **changes) -> RestoreRequest:
    """What a page that was served by ``known`` tells ``player``, who has taken its place."""
    tick, _ = known.tick()
    words = {
        "run": player.id,
        "number": 1,
        "start": tick.start,
        "iteration": known.runs.iteration,
        "latest": known.runs.latest,
        "ended": known.ended,
        "playing": known.playing,
        "events": json.loads(json.dumps(tick.events)),
    }
    return RestoreRequest(**words | changes)


def brought_back(player: Player) -> list:
    """The ticks until it is there."""
    ticks = []
    while not ticks or ticks[-1].progress is not None:
        player.requested(ask(player, iteration=10**6))
        ticks.append(player.tick()[0])
    return ticks


SCENES = [
    (PlaygroundScene, alone(limit=1_000_000), View()),
    (PairScene, two_runs(limit=1_000_000), View()),
    (SymmetryScene, followed_run(limit=1_000_000), View()),
]


@pytest.mark.parametrize("playing", [True, False])
@pytest.mark.parametrize("seen", SCENES, ids=["one", "two", "followed"])
def test_another_player_comes_back_to_where_the_page_was(seen, playing):
    scene, experiment, view = seen
    known = Player(scene, experiment, view)
    known.toggle()
    known.requested(ask(known, pictures=20))
    known.tick()
    changed = with_(experiment, learning_rate=0.5)
    known.follow(changed, view)
    known.nudge({"W1": np.full((4, 2), 0.01)})
    known.runs.advance(1234)
    known.playing = playing
    player = Player(scene, changed, view)
    player.restore_requested(resume(player, known))
    *_, last = brought_back(player)
    assert last.playing == player.playing == playing
    assert last.now["iteration"] == player.runs.iteration == known.runs.iteration
    for name, run in known.runs.items():
        np.testing.assert_array_equal(player.runs[name].parameters.vector, run.parameters.vector)
    for each in (known, player):
        each.runs.advance(50)
    np.testing.assert_array_equal(player.run.parameters.vector, known.run.parameters.vector)


def test_on_the_way_back_it_says_how_far_it_is(in_time):
    known = Player(PlaygroundScene, alone(limit=1_000_000, n_h=20), View())
    known.runs.advance(30_000)
    player = Player(PlaygroundScene, known.runs.experiment, View())
    player.restore_requested(resume(player, known))
    ticks = brought_back(player)
    shares = [tick.progress for tick in ticks[:-1]]
    assert len(shares) > 2  # a turn of 0.15 seconds does not go so far
    assert shares == sorted(shares)
    assert all(0 < share < 1 for share in shares)
    assert not any(tick.playing or tick.frames for tick in ticks)
    assert not player.playing


def test_a_way_back_goes_in_long_turns(in_time, monkeypatch):
    now = [0.0]
    turns = Turns(lambda: now[0], lambda: now[0])
    for visitor in range(29):
        with turns.turn(visitor):
            pass
    known = Player(PlaygroundScene, alone(limit=1_000_000), View())
    known.runs.advance(3000)
    player = Player(PlaygroundScene, known.runs.experiment, View(), turns=turns)
    player.restore_requested(resume(player, known))
    advance = RunGroup.advance

    def timed(runs: RunGroup, iterations: int) -> None:
        advance(runs, iterations)
        now[0] += iterations * 1e-4

    monkeypatch.setattr(RunGroup, "advance", timed)
    player.requested(ask(player))
    player.tick()
    assert player.seeking
    assert now[0] == pytest.approx(WAY_BACK_SECONDS / 30, rel=0.1)


@pytest.mark.usefixtures("in_time")
@pytest.mark.parametrize(
    "settings", [{"depth": 4, "n_h": 50, "samples": 1000, "limit": 1_000_000}, {"n_h": 5}], ids=["large", "small"]
)
def test_another_network_is_not_taken_to_be_as_fast_as_the_one_before(settings, monkeypatch):
    player = Player(PlaygroundScene, alone(limit=1_000_000), View(speed="max"))
    player.toggle()
    player.requested(ask(player))
    player.tick()
    chunks = []
    advance = RunGroup.advance
    monkeypatch.setattr(RunGroup, "advance", lambda runs, n: (chunks.append(n), advance(runs, n)))
    player.requested(ask(player))
    player.tick()
    assert max(chunks) > 10
    chunks.clear()
    player.follow(alone(**settings), player.view)
    player.requested(ask(player))
    player.tick()
    assert chunks[0] == 1


def test_the_speed_of_a_run_is_that_of_the_iterations_that_it_made(monkeypatch):
    now = [0.0]
    turns = Turns(lambda: now[0], lambda: now[0])
    player = Player(PlaygroundScene, alone(limit=100), View(speed="max"), turns=turns)
    advance = RunGroup.advance

    def timed(runs: RunGroup, iterations: int) -> None:
        before = runs.iteration
        advance(runs, iterations)
        now[0] += (runs.iteration - before) * 1e-4

    monkeypatch.setattr(RunGroup, "advance", timed)
    player.toggle()
    player.requested(ask(player))
    player.tick()
    assert player.run.iteration == 100
    assert player._maker._iterations_a_second == pytest.approx(1e4)


def on_its_way(known: Player, experiment: Experiment | None = None, **changes) -> Player:
    player = Player(PlaygroundScene, experiment or known.runs.experiment, View())
    player.restore_requested(resume(player, known, **changes))
    assert player.seeking
    return player


@pytest.fixture
def known() -> Player:
    known = Player(PlaygroundScene, alone(limit=1_000_000), View())
    known.runs.advance(1000)
    return known


def test_who_is_on_the_way_back_can_be_reset(known):
    player = on_its_way(known, playing=True)
    player.reset()
    player.requested(ask(player))
    tick, _ = player.tick()
    assert (tick.progress, tick.playing, tick.now["iteration"]) == (None, False, 0)


@pytest.mark.parametrize("playing", [True, False])
def test_play_and_pause_on_the_way_back_count_at_its_end(known, playing):
    player = on_its_way(known, playing=playing)
    player.toggle()
    *_, last = brought_back(player)
    assert last.playing == player.playing == (not playing)
    assert player.runs.iteration == 1000


def test_on_the_way_back_nothing_else_changes_the_run(known):
    player = on_its_way(known)
    player.step()
    player.nudge({"W1": np.full((4, 2), 0.01)})
    player.follow(with_(known.runs.experiment, learning_rate=0.3), player.view)
    brought_back(player)
    np.testing.assert_array_equal(player.run.parameters.vector, known.run.parameters.vector)
    assert player.run.event_log == known.run.event_log
    player.follow(with_(known.runs.experiment, learning_rate=0.3), player.view)  # now it counts
    assert player.run.event_log[-1] == (1000, {"learning_rate": 0.3})


def test_a_learning_rate_that_the_page_had_not_heard_of_counts_when_it_is_back(known):
    experiment = with_(known.runs.experiment, learning_rate=0.3)
    player = on_its_way(known, experiment)
    brought_back(player)
    np.testing.assert_array_equal(player.run.parameters.vector, known.run.parameters.vector)
    player.follow(experiment, player.view)
    assert player.run.event_log == [*known.run.event_log, (1000, {"learning_rate": 0.3})]


def test_another_run_chosen_on_the_way_back_does_not_begin_to_play(known):
    player = on_its_way(known)
    player.follow(with_(known.runs.experiment, noise=0.5), player.view)
    assert not player.seeking
    assert not player.playing
    assert player.runs.iteration == 0


def test_a_run_that_had_diverged_has_diverged_again():
    experiment = alone(activation="leaky_relu", initialisation="he", learning_rate=50.0)
    known = Player(PlaygroundScene, experiment, View())
    known.runs.advance(1000)
    assert known.run.divergence
    player = on_its_way(known)
    brought_back(player)
    assert player.run.divergence == known.run.divergence
    assert player.ended


def test_a_nudge_before_another_learning_rate_at_the_first_weights():
    known = Player(PlaygroundScene, alone(), View())
    known.nudge({"W1": np.full((4, 2), 0.01)})
    known.follow(with_(known.runs.experiment, learning_rate=0.3), known.view)
    known.runs.advance(100)
    player = on_its_way(known)
    brought_back(player)
    np.testing.assert_array_equal(player.run.parameters.vector, known.run.parameters.vector)


def test_a_way_back_ends_at_the_limit():
    known = Player(PlaygroundScene, alone(limit=1_000_000), View())
    player = Player(PlaygroundScene, alone(limit=300), View())
    player.restore_requested(resume(player, known, iteration=5000, playing=True))
    *_, last = brought_back(player)
    assert (player.runs.iteration, player.ended, last.playing) == (300, True, False)


@pytest.mark.parametrize(
    "changes",
    [
        {"run": "another"},
        {"start": "another"},
        {"iteration": 0, "latest": 0},
        {"iteration": -5},
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
    player.restore_requested(resume(player, known, **changes))
    tick, _ = player.tick()
    assert (tick.playing, tick.progress, tick.now["iteration"]) == (False, None, 0)


def test_who_has_begun_is_not_brought_back():
    player = Player(PlaygroundScene, alone(), View())
    player.step()
    player.restore_requested(resume(player, player, iteration=100))
    assert player.tick()[0].progress is None


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
    player.requested(ask(player))
    player.tick()
    player.run.parameters.vector[:] = 7  # whatever a fault may leave behind
    player.failed = True
    player.reset()
    assert not player.failed
    np.testing.assert_array_equal(player.run.parameters.vector, Run(player.run.recipe).parameters.vector)


def broken(*arguments, **options):
    raise ZeroDivisionError("a fault made on purpose")


@pytest.mark.parametrize(
    "act", [Player.step, Player.tick, lambda player: player.nudge(lambda runs: {})], ids=["step", "tick", "nudge"]
)
def test_whatever_fails_stops_the_run_and_is_logged(player, act, monkeypatch, caplog):
    with monkeypatch.context() as fault:
        for name in ("advance", "measure", "nudge"):
            fault.setattr(Run, name, broken)
        assert act(player) is None
    assert player.failed
    assert not player.playing
    assert "a fault made on purpose" in caplog.text
    assert repr(player.runs.experiment) in caplog.text


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


# Turns


def test_a_short_turn_brings_fewer_pictures_and_says_when_to_come_again(in_time, monkeypatch):
    monkeypatch.setattr("playground.ui.turns.ROUND_SECONDS", 0.01)
    monkeypatch.setattr(TURNS, "waiting", 1)
    large = Player(PlaygroundScene, alone(limit=1_000_000, n_h=50, depth=4), View(), "one")
    small = Player(PlaygroundScene, alone(limit=1_000_000), View(), "another")
    waits = {}
    for player in (large, small, large):
        player.playing = True
        player.requested(ask(player, pictures=MOST_PICTURES))
        tick, _ = player.tick()
        assert 1 <= len(tick.frames) < MOST_PICTURES
        waits[player] = tick.wait
    assert waits[large] > waits[small]


# An input of the visitor's own


def test_the_scene_has_what_was_shown_last_whatever_becomes_of_its_run():
    player = Player(PlaygroundScene, alone(samples=20), View())
    sample = np.array([0.5, -1.0])
    player.show(sample)
    assert player._scene.sample is sample
    player.follow(alone(samples=40), View())
    assert player._scene.sample is sample
    player.follow(alone(samples=40), View(log_cost=True))
    assert player._scene.sample is sample
    assert player.let_go()
    other = sample + 1
    player.show(other)  # with no run that could show it
    player.follow(alone(samples=40), View())
    assert player._scene.sample is other
    player.show(None)
    assert player._scene.sample is None


# The time line


def sought(player: Player, iteration: int, held: bool = False, shown: int | None = None) -> Tick:
    """What the page gets whose time line is moved there; if it takes several answers, the last."""
    here = player.runs.iteration if shown is None else shown
    player.heard(Seek(player.id, player.next_tick - 1, player.charts.id, 7, here, iteration, held))
    tick, _ = player.tick()
    while tick.progress is not None:
        player.requested(ask(player))
        tick, _ = player.tick()
    return tick


@pytest.mark.parametrize("seen", SCENES, ids=["one", "two", "followed"])
def test_the_time_line_brings_any_moment_and_play_goes_on_from_there(seen):
    scene, experiment, view = seen
    player = Player(scene, experiment, view)
    player.runs.advance(1500)
    for iteration in (0, 1, 700, 699, 1500, 31):
        tick = sought(player, iteration)
        assert (tick.now["iteration"], tick.latest, tick.answer in (7, 1), tick.playing) == (
            iteration,
            1500,
            True,
            False,
        )
        assert_in_step(player, iteration)
    player.follow(experiment, View(speed="600"))
    player.toggle()
    player.requested(ask(player, pictures=3))
    assert [frame["iteration"] for frame in player.tick()[0].frames] == [41, 51, 61]
    assert_in_step(player, 61)
    player.toggle()
    player.stopped(Stopped(player.id, 1, 41))
    assert (player.runs.iteration, player.runs.latest) == (41, 1500)


def test_while_the_hand_is_on_the_time_line_the_page_around_it_waits(player):
    player.runs.advance(300)
    player.playing = False
    words = [Seek(player.id, 0, "", number, 300, 100 + number, held) for number, held in enumerate([True, True, False])]
    assert [player.heard(word) for word in words] == [True, False, True]
    assert not player.held


def test_a_hand_on_the_time_line_stops_a_run_that_plays_where_the_screen_is(player):
    player.requested(ask(player, pictures=6))
    player.tick()
    player.nudge(half)  # at iteration 60, which the screen has not come to
    tick = sought(player, 10, held=True, shown=20)
    assert (tick.playing, tick.now["iteration"], tick.latest) == (False, 10, 20)
    assert player.runs.first.event_log[-1].iteration == 20
    assert "kept" not in tick.curves["cost"] or tick.curves["cost"]["at"] == []


def test_moving_the_time_line_sends_no_curve_again(player):
    player.playing = False
    player.runs.advance(300)
    player.tick()
    for iteration in (200, 100, 250):
        assert sought(player, iteration, held=True).curves["cost"] == {"kept": 301, "at": [], "y": [[], []]}


@pytest.mark.parametrize("iteration", [-1, -(10**30), 10**30])
def test_a_moment_that_there_is_not_is_the_nearest_that_there_is(player, iteration):
    player.runs.advance(50)
    assert sought(player, iteration).now["iteration"] == (0 if iteration < 0 else 50)


def test_a_moment_of_a_large_network_takes_several_turns_and_a_hand_sees_how_far_they_came(in_time):
    player = Player(PlaygroundScene, alone(n_h=50, depth=4, samples=1000, limit=1_000_000), View())
    player.run.timeline.capacity = 1  # all has to be trained again
    player.runs.advance(60)
    player.runs.seek(0)
    player.heard(Seek(player.id, 0, "", 7, 0, 59, True))
    ticks = [player.tick()[0]]
    while ticks[-1].progress is not None:
        player.requested(ask(player))
        ticks.append(player.tick()[0])
    iterations = [tick.now["iteration"] for tick in ticks]
    assert iterations == sorted(iterations)
    assert iterations[-1] == 59


# Weights by hand


def edited(player: Player, name: str, value: str, held: bool = False, shown: int | None = None) -> Tick:
    """What the page gets that sets a number."""
    here = player.runs.iteration if shown is None else shown
    player.heard(Edit(player.id, player.next_tick - 1, player.charts.id, 7, here, name, value, held))
    return player.tick()[0]


def test_a_weight_that_is_set_is_on_screen_at_once_and_the_future_is_new(player):
    player.playing = False
    player.runs.advance(100)
    player.runs.seek(40)
    before = player.runs.first.measure().cost
    tick = edited(player, "W2:1", " 2.5e-1 ")
    assert player.run.parameters["W2"][0, 1] == 0.25
    assert (tick.answer, tick.playing, tick.latest, tick.now["iteration"]) == (7, False, 40, 40)
    assert tick.now["diagram"]["links"][1]["weight"][0][1] == 0.25
    assert tick.curves["cost"]["pale"][0]["y"][0] == pytest.approx(before, rel=1e-4)
    assert tick.curves["cost"]["y"][0][-1] == pytest.approx(player.run.measure().cost, rel=1e-4)
    player.toggle()
    player.requested(ask(player))
    assert player.tick()[0].frames


def test_while_a_line_is_dragged_the_page_around_it_waits_and_all_of_it_is_one_event(player):
    player.playing = False
    player.runs.advance(30)
    words = [Edit(player.id, 0, "", n, 30, "b1:2", str(n), held) for n, held in enumerate([True, True, True, False])]
    assert [player.heard(word) for word in words] == [True, False, False, True]
    assert not player.held
    assert [event for event in player.run.event_log if not event.is_rate] == [(30, {"b1:2": 3.0})]


def test_a_hand_on_a_line_stops_a_run_that_plays_where_the_screen_is(player):
    player.requested(ask(player, pictures=6))
    player.tick()
    tick = edited(player, "W1:0", "1", held=True, shown=20)
    assert (tick.playing, tick.now["iteration"], tick.latest) == (False, 20, 20)
    assert player.run.nudged == [20]
    answer = player.answer(Edit(player.id, player.next_tick - 1, player.charts.id, 8, 20, "W1:0", "2", held=True))
    assert (answer.answer, player.run.parameters["W1"][0, 0]) == (8, 2.0)  # directly, while it is held


def test_what_is_frozen_on_the_page_is_in_the_diagram_and_comes_back_after_a_restart(player):
    player.playing = False
    player.runs.advance(10)
    assert player.heard(Freeze(player.id, 7, 10, ["W2", "b1:0"]))
    player.runs.advance(20)
    tick, _ = player.tick()
    assert (tick.freeze, tick.now["diagram"]["frozen"]) == (7, ["W2", "b1:0"])
    assert player.tick()[0].freeze == 7  # the page may get this one alone
    again = Player(PlaygroundScene, player.runs.experiment, player.view)
    events = json.loads(json.dumps(tick.events))
    again.restore_requested(RestoreRequest(again.id, 1, again.start, 30, 30, False, False, events))
    while again.seeking:
        again.requested(ask(again))
        again.tick()
    assert again.run.frozen == ["W2", "b1:0"]
    np.testing.assert_array_equal(again.run.parameters.vector, player.run.parameters.vector)


@pytest.mark.parametrize(
    ("name", "value"),
    [("W9:0", "1"), ("W1", "1"), ("W1:99", "1"), ("W1:0", ""), ("W1:0", "nan"), ("W1:0", "1e300"), ("W1:0", "one")],
)
def test_a_number_that_no_page_sets_changes_nothing(player, name, value):
    player.playing = False
    player.runs.advance(5)
    before = player.run.parameters.vector.copy()
    assert edited(player, name, value).now["iteration"] == 5
    player.heard(Freeze(player.id, 8, 5, [name if ":" in name else 3, value]))
    np.testing.assert_array_equal(player.run.parameters.vector, before)
    assert player.run.nudged == []
    assert not player.failed


def test_a_rate_chosen_in_the_past_makes_the_future_new_and_the_old_one_pale(player):
    player.playing = False
    player.runs.advance(100)
    sought(player, 40)
    player.follow(with_(player.runs.experiment, learning_rate=0.1), player.view)
    tick, _ = player.tick()
    assert tick.latest == 40
    assert tick.curves["cost"]["pale"][0]["x"] == list(range(40, 101))
    player.step()
    straight = Run(replace(Recipe(), limit=1_000_000))
    straight.advance(40)
    straight.adjust(replace(straight.recipe, learning_rate=0.1))
    straight.advance(1)
    assert np.array_equal(player.run.parameters.vector, straight.parameters.vector)
    player.reset()
    assert "pale" not in player.tick()[0].curves["cost"]


def test_what_a_nudge_had_done_ahead_of_the_screen_is_done_again_after_a_lost_answer(inside):
    inside.requested(ask(inside, pictures=6))
    inside.tick()
    inside.nudge(nudge(inside))  # at 60
    inside.requested(ask(inside, iteration=20, pictures=1))  # what was sent was lost
    inside.tick()
    inside.nudge(nudge(inside, unit=2))  # at 30, which ends what was to come
    assert inside.run.nudged == [30]
    assert np.count_nonzero(inside.run.parameters["W1"] != inside.run.parameters["W1"][3]) > 1


@pytest.mark.parametrize("speed", ["1", "600", "growing", "max"])
def test_it_plays_backwards_to_the_first_weights_without_training(two, speed, monkeypatch):
    two.playing = False
    two.runs.advance(500)
    two.follow(two.runs.experiment, View(speed=speed))
    assert two.heard(Backwards(two.id, 3, 500))
    assert two.playing
    shown = [500]
    while not (tick := answered(two, iteration=shown[-1])).ended:
        shown += [frame["iteration"] for frame in tick.frames]
        if speed == "1" and len(shown) > 100:
            break
    else:
        shown += [frame["iteration"] for frame in tick.frames]
        assert shown[-1] == 0
        two.stopped(Stopped(two.id, 4, 0))
        assert not two.playing
    assert shown == sorted(set(shown), reverse=True)
    steps = {one - other for one, other in pairwise(shown)}
    assert steps == {"1": {1}, "600": {10}, "growing": {1, 2}, "max": {1}}[speed]
    assert_in_step(two, shown[-1])
    assert two.runs.latest == 500


def answered(player: Player, iteration: int) -> Tick:
    player.requested(ask(player, pictures=50, iteration=iteration))
    return player.tick()[0]


def test_a_pause_on_the_way_back_is_where_the_screen_is(player):
    player.requested(ask(player, pictures=30))
    player.tick()
    player.heard(Backwards(player.id, 2, 200))  # the screen was behind
    assert (player.runs.iteration, player.backwards) == (200, True)
    assert [frame["iteration"] for frame in answered(player, 200).frames][:3] == [190, 180, 170]
    player.toggle()
    player.stopped(Stopped(player.id, 3, 170))
    assert (player.runs.iteration, player.runs.latest, player.backwards) == (170, 200, False)
    player.toggle()
    assert [frame["iteration"] for frame in answered(player, 170).frames][:2] == [180, 190]


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


DEEDS = ("play", "play", "seek", "rate", "nudge", "step", "restart", "link", "backwards", "edit", "freeze")


def test_any_sequence_of_words_leads_to_the_moment_of_plain_training():
    """As :mod:`tests.training.test_timeline`, through what a page says, pauses, links and restarts included."""
    for seed in range(12):
        chance, forward = random.Random(seed), Forward()
        experiment = Experiment.alone(SMALL)
        player = Player(PlaygroundScene, experiment, View(speed="600"))
        for _ in range(12):
            match chance.choice(DEEDS):
                case "play" if not player.ended:
                    player.toggle()
                    shown = [frame["iteration"] for frame in answered(player, forward.here).frames]
                    player.toggle()
                    forward.here = chance.choice(shown)
                    player.stopped(Stopped(player.id, 1, forward.here))
                case "backwards" if forward.here:
                    player.heard(Backwards(player.id, 1, forward.here))
                    shown = [frame["iteration"] for frame in answered(player, forward.here).frames]
                    player.toggle()
                    forward.here = chance.choice(shown)
                    player.stopped(Stopped(player.id, 1, forward.here))
                case "seek":
                    forward.here = chance.randint(0, player.runs.latest)
                    for iteration in (chance.randint(0, 50), forward.here):
                        sought(player, iteration, held=chance.random() < 0.5)
                case "step" if not player.ended:
                    forward.here += 1
                    player.step()
                case "rate":
                    rate = chance.choice([0.1, 0.7, 1.3])
                    if rate != forward.chosen:
                        forward.chosen = rate
                        forward.new_future()
                    experiment = with_(experiment, learning_rate=rate)
                    player.follow(experiment, player.view)
                case "nudge" if not player.ended:
                    forward.new_future()
                    forward.changes.setdefault(forward.here, []).append(STEPS[0])
                    player.nudge(lambda runs: STEPS[0])
                case "edit":
                    forward.new_future()
                    for held in (True, False):
                        change = chance.choice([{"W1:3": 0.25}, {"b1:2": -1.5}, {"W2:0": 0.0}])
                        forward.changes.setdefault(forward.here, []).append(change)
                        ((name, value),) = change.items()
                        edited(player, name, str(value), held)
                case "freeze":
                    forward.new_future()
                    forward.frosts[forward.here] = chance.choice(FROSTS)
                    player.heard(Freeze(player.id, 1, forward.here, forward.frosts[forward.here]))
                case "restart" if player.runs.latest:
                    known, player = player, Player(PlaygroundScene, experiment, player.view)
                    player.restore_requested(resume(player, known))
                    brought_back(player)
                case "link" if forward.here:
                    query, note = in_link(player.runs)
                    given = dict(parse_qsl(query))
                    if note:
                        continue
                    player = Player(PlaygroundScene, experiment, player.view)
                    logs = {"": read(given.get("changes", ""), player.run)}
                    player.begin_at(logs, int(given["at"]))
                    brought_back(player)
                    forward.rates = {i: rate for i, rate in forward.rates.items() if i <= forward.here}
                    forward.changes = {i: steps for i, steps in forward.changes.items() if i <= forward.here}
                    forward.frosts = {i: names for i, names in forward.frosts.items() if i <= forward.here}
                    if player.run.recipe.learning_rate != forward.chosen:  # the control holds from here
                        player.follow(experiment, player.view)
                        forward.rates[forward.here] = forward.chosen
            vector, iteration, divergence = forward.moment(forward.here)
            assert divergence is None
            assert player.runs.iteration == iteration, seed
            assert player.run.parameters.vector.tobytes() == vector, seed
