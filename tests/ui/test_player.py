"""What a tick brings, and what the page's words do."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from playground.training import Config, Run, View
from playground.ui.live_chart import Ask, Stop
from playground.ui.player import MOST_PICTURES, PICTURE_SECONDS, TICK_SECONDS, Player


def ask(player: Player, pictures: int = 3, number: int = 1, x: int | None = None) -> Ask:
    """A page's question; ``x`` is where its queue ends, by default where the run is."""
    end = player.run.iteration if x is None else x
    return Ask(run=player.id, tick=0, charts=player.charts.id, number=number, x=end, pictures=pictures)


@pytest.fixture(autouse=True)
def no_hurry(monkeypatch):
    """However busy the machine, no picture has fewer iterations and no tick fewer pictures than asked for."""
    monkeypatch.setattr("playground.ui.player.PICTURE_SECONDS", 60)
    monkeypatch.setattr("playground.ui.player.TICK_SECONDS", 60)


@pytest.fixture
def in_time(monkeypatch, no_hurry):
    """As it is on the server."""
    monkeypatch.setattr("playground.ui.player.PICTURE_SECONDS", PICTURE_SECONDS)
    monkeypatch.setattr("playground.ui.player.TICK_SECONDS", TICK_SECONDS)


@pytest.fixture
def player() -> Player:
    player = Player(Config(limit=1_000_000), View(speed="600"))
    player.toggle()
    return player


def test_an_answer_brings_pictures(player):
    player.asked(ask(player, pictures=5, number=8))
    tick, has_charts = player.tick()
    assert [frame["x"] for frame in tick.frames] == [10, 20, 30, 40, 50]
    assert tick.answer == 8
    assert has_charts == player.charts.id
    assert tick.curves["cost"]["x"][-1] == 50


def test_without_a_question_nothing_is_trained(player):
    tick, has_charts = player.tick()
    assert not tick.frames
    assert tick.now["x"] == player.run.iteration == 0
    assert has_charts is None


def test_a_question_is_answered_once(player):
    player.asked(ask(player))
    player.tick()
    before = player.run.iteration
    tick, _ = player.tick()
    assert not tick.frames
    assert player.run.iteration == before


def test_a_question_about_an_older_run_brings_nothing(player):
    question = ask(player)
    player.reset()
    player.toggle()
    player.asked(question)
    tick, _ = player.tick()
    assert not tick.frames
    assert tick.now["x"] == 0


def test_a_question_after_a_pause_brings_nothing(player):
    player.asked(ask(player))
    player.toggle()
    tick, _ = player.tick()
    assert not tick.frames
    assert not tick.playing
    assert tick.now["x"] == 0


@pytest.mark.parametrize("pictures", [-5, 0, 10**9])
def test_any_number_of_pictures_may_be_asked_for(player, pictures):
    player.asked(ask(player, pictures))
    tick, _ = player.tick()
    assert len(tick.frames) <= MOST_PICTURES


def test_every_tick_has_another_number(player):
    numbers = [player.tick()[0].number for _ in range(3)]
    player.reset()
    numbers.append(player.tick()[0].number)
    assert len(set(numbers)) == 4


def test_a_stop_brings_the_run_back_to_the_screen(player):
    player.asked(ask(player, pictures=6))
    player.tick()
    player.toggle()
    player.stopped(Stop(run=player.id, number=1, x=20))
    straight = Run(Config())
    straight.advance(20)
    assert player.run.iteration == 20
    assert np.array_equal(player.run.parameters.vector, straight.parameters.vector)


def test_what_a_lost_answer_had_comes_again(player):
    player.asked(ask(player))
    first, _ = player.tick()
    player.asked(ask(player, pictures=4))
    player.tick()  # never arrives
    player.follow(replace(player.run.config, learning_rate=0.1), player.view)
    player.asked(ask(player, x=first.frames[-1]["x"]))
    again, _ = player.tick()
    assert [frame["x"] for frame in again.frames] == [40, 50, 60]


def test_a_pause_just_before_the_end_leaves_the_run_playable():
    player = Player(Config(limit=50), View(speed="600"))
    player.toggle()
    player.asked(ask(player, pictures=10))
    player.tick()
    player.toggle()
    assert player.ended  # the server has reached the end, the screen has not
    player.stopped(Stop(run=player.id, number=1, x=20))
    assert not player.ended
    player.toggle()
    assert player.playing


def test_every_point_is_in_the_picture():
    player = Player(Config(dataset="quantiles", samples=100, test_share=50), View())
    points = np.hstack([player.run.X, player.run.X_test])
    assert (points.min(axis=1) > (player.extent.left, player.extent.bottom)).all()
    assert (points.max(axis=1) < (player.extent.right, player.extent.top)).all()


@pytest.mark.usefixtures("in_time")
def test_a_tick_of_a_large_network_is_short():
    player = Player(Config(n_h=50, depth=4, samples=1000, limit=1_000_000), View(speed="max"))
    player.toggle()
    player.asked(ask(player, pictures=10**6))
    tick, _ = player.tick()
    assert 1 <= len(tick.frames) < MOST_PICTURES


def test_a_stop_of_an_older_run_does_nothing(player):
    stop = Stop(run=player.id, number=1, x=0)
    player.reset()
    player.step()
    player.stopped(stop)
    assert player.run.iteration == 1


def test_at_the_limit_the_page_plays_to_the_end_first():
    player = Player(Config(limit=30), View(speed="600"))
    player.toggle()
    player.asked(ask(player, pictures=10))
    tick, _ = player.tick()
    assert [frame["x"] for frame in tick.frames] == [10, 20, 30]
    assert tick.ended
    assert player.playing
    assert not player.ended
    player.stopped(Stop(run=player.id, number=1, x=30))
    assert not player.playing
    assert player.ended


@pytest.mark.parametrize(("speed", "rate", "each"), [("1", 1, 1), ("20", 20, 1), ("60", 60, 1), ("300", 60, 5)])
def test_speed(player, speed, rate, each):
    player.follow(player.run.config, View(speed=speed))
    player.asked(ask(player, pictures=4))
    tick, _ = player.tick()
    assert tick.rate == rate
    assert [frame["x"] for frame in tick.frames] == [each, 2 * each, 3 * each, 4 * each]


@pytest.mark.usefixtures("in_time")
def test_the_highest_speed_uses_the_time_between_two_pictures(player):
    player.follow(player.run.config, View(speed="max"))
    player.asked(ask(player, pictures=2))
    tick, _ = player.tick()
    assert tick.rate == 60
    assert tick.frames[-1]["x"] > 20


def test_ticks_and_changes_in_many_threads(player):
    """As when a visitor changes controls faster than ticks end: every picture belongs to the run it is sent for."""
    configs = [replace(player.run.config, n_h=n_h, depth=depth) for n_h in (1, 4, 9) for depth in (0, 1, 3)]

    def change(turn: int) -> None:
        player.follow(configs[turn % len(configs)], player.view)
        player.playing = True

    def tick(turn: int) -> None:
        player.asked(ask(player))
        answer, _ = player.tick()
        steps = [frame["x"] for frame in answer.frames]
        assert steps == sorted(set(steps))

    with ThreadPoolExecutor(6) as threads:
        turns = [threads.submit(task, turn) for turn in range(60) for task in (change, tick, tick)]
    for turn in turns:
        turn.result()
    player.asked(ask(player))
    assert player.tick()[0].frames
