"""The door of a page's script to its room: the same as the websocket's, message by message."""

import pytest

from playground.features.classroom.process.gateway import MOST_MESSAGES, Gateway
from playground.features.classroom.process.room_work import RoomWork
from playground.features.classroom.questions.question import Question
from playground.features.classroom.stores.store import UNAVAILABLE, Unavailable
from playground.language import ENGLISH, LANGUAGES
from tests.features.classroom.conftest import answer


@pytest.fixture
def gateway(rooms):
    return Gateway(rooms, RoomWork(rooms.settle))


@pytest.fixture
def room(rooms):
    """What the pages of a student and of the lecturer send first."""
    code, key = rooms.begin(Question("", "", "claims"))
    return {"room": code, "device": "1" * 32}, {"room": code, "device": "9" * 32, "key": key}


def test_a_script_takes_messages_and_shows_the_room(gateway, room):
    student, lecturer = room
    seen = gateway.answer(student, ENGLISH)
    assert (seen["view"]["phase"], seen["done"], seen["refused"]) == ("open", [], {})
    many = [{"n": n} | answer(2) for n in range(1, 100)]
    seen = gateway.answer(student | {"messages": many}, ENGLISH)
    assert (seen["view"]["mine"], seen["done"]) == (2, [*range(1, MOST_MESSAGES + 1)])  # only so many at once
    seen = gateway.answer(student | {"messages": [{"n": 1} | answer(2), {"n": 2, "do": "reveal"}]}, ENGLISH)
    assert seen["done"] == [1]
    assert "Only the teacher" in seen["refused"][2]
    seen = gateway.answer(lecturer | {"messages": [{"n": 9, "do": "reveal"}]}, LANGUAGES["zh"])
    assert (seen["done"], seen["view"]["counts"]) == ([9], [[0, 0, 1]])
    late = student | {"messages": [{"n": 3} | answer(0)]}
    seen = gateway.answer(late, LANGUAGES["zh"])
    assert seen["refused"][3] != gateway.answer(late, ENGLISH)["refused"][3]
    assert seen["view"]["mine"] == 2


def test_without_a_seat_there_is_a_sentence_and_whatever_is_in_place_of_messages_does_no_harm(gateway, room):
    for message in (
        *(None, 3, "x", [], {}, {"room": 3}, {"room": "XXXXXX"}, {"room": "XXXXXX", "device": {}}),
        *({"room": "XXXXXX", "device": "1" * 32, "key": ["x"]}, {"room": "", "device": "", "key": ""}),
    ):
        said = gateway.answer(message, ENGLISH)
        assert said.keys() == {"refused"}, message
        assert isinstance(said["refused"][0], str)
    for messages in (None, 3, {}, [3], [None], [[]], [{}], [{"n": "1"}], [{"n": True}], [{"n": -1}]):
        said = gateway.answer(room[0] | {"messages": messages}, ENGLISH)
        assert said.keys() == ({"refused"} if isinstance(messages, list) else {"view", "done", "refused"}), messages


def test_a_store_that_can_not_be_reached_is_said(gateway, rooms, room, monkeypatch):
    def fail(*_):
        raise Unavailable(UNAVAILABLE)

    monkeypatch.setattr(rooms, "enter", fail)
    assert "can't be reached" in gateway.answer(room[0], ENGLISH)["said"]
