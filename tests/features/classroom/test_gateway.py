"""The door of a page's script to its room: the same as the websocket's, message by message."""

import pytest

from playground.features.classroom.process.gateway import MOST_MESSAGES, Gateway
from playground.features.classroom.process.room_work import RoomWork
from playground.features.classroom.questions.question import Question
from playground.features.classroom.rooms.rooms import Rooms
from playground.features.classroom.stores import store_at
from playground.features.classroom.stores.store import UNAVAILABLE, Unavailable
from playground.language import ENGLISH, LANGUAGES


@pytest.fixture
def rooms(tmp_path):
    store = store_at(str(tmp_path / "rooms.sqlite"))
    yield Rooms(store)
    store.close()


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
    answer = {"n": 1, "do": "answer", "number": 1, "round": 1, "value": 2}
    seen = gateway.answer(student | {"messages": [answer, {"n": 2, "do": "reveal"}]}, ENGLISH)
    assert seen["view"]["mine"] == 2
    assert seen["done"] == [1]
    assert "Only the teacher" in seen["refused"][2]
    seen = gateway.answer(lecturer | {"messages": [{"n": 9, "do": "reveal"}]}, LANGUAGES["zh"])
    assert (seen["done"], seen["view"]["counts"]) == ([9], [[0, 0, 1]])
    seen = gateway.answer(student | {"messages": [answer | {"n": 3, "value": 0}]}, LANGUAGES["zh"])
    assert seen["refused"][3] != gateway.answer(student | {"messages": [answer]}, ENGLISH)["refused"][1]
    assert seen["view"]["mine"] == 2


@pytest.mark.parametrize(
    "message",
    [
        *(None, 3, "x", [], {}, {"room": 3}, {"room": "XXXXXX"}, {"room": "XXXXXX", "device": {}}),
        *({"room": "XXXXXX", "device": "1" * 32, "key": ["x"]}, {"room": "", "device": "", "key": ""}),
    ],
)
def test_without_a_seat_there_is_a_sentence(gateway, message):
    answer = gateway.answer(message, ENGLISH)
    assert answer.keys() == {"refused"}
    assert isinstance(answer["refused"][0], str)


@pytest.mark.parametrize("messages", [None, 3, {}, [3], [None], [[]], [{}], [{"n": "1"}], [{"n": True}], [{"n": -1}]])
def test_whatever_is_in_place_of_messages_does_no_harm(gateway, room, messages):
    answer = gateway.answer(room[0] | {"messages": messages}, ENGLISH)
    assert answer.keys() in ({"refused"}, {"view", "done", "refused"})


def test_there_are_only_so_many_messages_at_once(gateway, room):
    many = [{"n": n, "do": "answer", "number": 1, "round": 1, "value": 0} for n in range(1, 100)]
    assert gateway.answer(room[0] | {"messages": many}, ENGLISH)["done"] == [*range(1, MOST_MESSAGES + 1)]


def test_a_store_that_can_not_be_reached_is_said(gateway, rooms, room, monkeypatch):
    def fail(*_):
        raise Unavailable(UNAVAILABLE)

    monkeypatch.setattr(rooms, "enter", fail)
    assert "can't be reached" in gateway.answer(room[0], ENGLISH)["said"]
