"""What a chart may ask without a run of its page's script, and what it is told."""

import json

import pytest
from playground.ui.page_words import WORDS, FrameRequest, Seek, Stopped, read_word

from playground.charts import PlaygroundScene
from playground.language import ENGLISH
from playground.training import Experiment, Recipe, View
from playground.ui.direct import Direct, _read
from playground.ui.live_chart import written
from playground.ui.player import Player


def player(**settings) -> Player:
    """Of one run with few samples."""
    return Player(PlaygroundScene, Experiment.alone(Recipe(**{"samples": 40} | settings)), View())


def frames(of: Player, **other) -> FrameRequest:
    """The page's question for what follows what is on screen."""
    tick, iteration = of.next_tick - 1, of.runs.iteration
    return FrameRequest(of.id, tick, of.charts.id, 1, iteration, 3)._replace(**other)


def drag(of: Player, iteration: int, held: bool = True) -> Seek:
    """A hand on the time line."""
    return Seek(of.id, of.next_tick - 1, of.charts.id, 1, of.runs.iteration, iteration, held)


def test_one_that_plays_is_answered_as_by_its_script() -> None:
    asked, ticked = player(), player()
    for each in asked, ticked:
        each.toggle()
        each.tick()
    for _ in range(3):
        answer = asked.answer(frames(asked, pictures=1))
        ticked.requested(frames(ticked, pictures=1))
        by_script, charts = ticked.tick()
        assert charts == ticked.charts.id
        assert answer is not None
        assert answer.number == by_script.number
        assert [frame["iteration"] for frame in answer.frames] == [frame["iteration"] for frame in by_script.frames]
        assert answer.answer == 1
        assert json.loads(json.dumps(written(answer, ENGLISH)))["curves"].keys() == answer.curves.keys()


def test_nothing_that_may_change_more_than_the_chart_is_answered() -> None:
    other = player()
    other.toggle()
    still = player()
    assert still.answer(frames(still)) is None  # it does not play
    playing = player()
    playing.toggle()
    for question in (
        frames(playing, run=other.id),
        frames(playing, charts=""),
        drag(playing, 0),  # with that it stops
        drag(playing, 0, held=False),
    ):
        assert playing.answer(question) is None, question
    assert playing.playing
    assert playing.answer(frames(playing)) is not None
    playing.pause()
    assert playing.answer(frames(playing)) is None
    gone = player()
    gone.toggle()
    question = frames(gone)
    gone.let_go()
    assert gone.answer(question) is None


def test_a_hand_on_the_time_line_is_answered_once_the_script_knows_of_it() -> None:
    held = player()
    held.runs.advance(500)
    held.sought(drag(held, 400))
    held.tick()
    for iteration in 300, 450, 0, 500:
        answer = held.answer(drag(held, iteration))
        while answer is not None and answer.progress is not None:
            answer = held.answer(frames(held))
        assert answer is not None
        assert answer.now is not None
        assert answer.now["iteration"] == iteration
    assert held.answer(drag(held, 100, held=False)) is None  # then the page says what is there
    assert held.runs.iteration == 500


def test_a_run_that_fails_is_a_matter_for_the_script(monkeypatch: pytest.MonkeyPatch) -> None:
    failing = player()
    failing.toggle()

    def fail(*_: object) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr(failing.runs, "advance", fail)
    assert failing.answer(frames(failing)) is None
    assert failing.failed
    assert failing.answer(frames(failing)) is None


def test_what_is_no_question_is_not_read() -> None:
    question = FrameRequest("run", 1, "charts", 2, 3, 4)
    text = json.dumps({"player": "token", "event": "frame_request", "value": question._asdict()})
    assert _read(text) == ("token", question)
    for wrong in ("", "null", "3", '"x"', "[" * 1500, '{"player": 1}', '{"player": [], "event": {}, "value": []}'):
        assert _read(wrong)[1] is None, wrong
    stopped = json.dumps({"player": "token", "event": "stopped", "value": Stopped("run", 1, 2)._asdict()})
    assert _read(stopped) == ("token", None)  # that is for the script
    for value in (question._asdict() | {"tick": "1"}, question._asdict() | {"more": 1}, {}, None, [1]):
        assert read_word("frame_request", value) is None, value
    for event in (None, 3, "frame", *WORDS):
        assert event == "frame_request" or read_word(event, question._asdict()) is None, event


def test_nobody_is_asked_where_no_server_has_the_way() -> None:
    direct = Direct()
    one = player()
    assert not direct.opens_to(one)
    direct.route()
    assert direct.opens_to(one)


def test_a_token_can_not_be_guessed_and_is_not_used_twice() -> None:
    one, another = player(), player()
    before = one.token
    assert len(before) >= 32
    assert one.let_go()
    assert len({before, one.token, another.token}) == 3
