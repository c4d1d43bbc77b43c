"""The two stores, each with nothing in it; rooms for the pages under test, and students to answer in them."""

import secrets
import time

import pytest
from valkey import Valkey

from playground.features.classroom.questions.kinds import CLAIMS, CURVE, of_link, question_of
from playground.features.classroom.questions.refusal import Refused
from playground.features.classroom.rooms.rooms import Rooms
from playground.features.classroom.stores import store_at
from playground.language import ENGLISH, Message
from tests.deploy.valkey_server import ValkeyServer

VOTE = of_link("zero_or_random", "")
OWN = question_of({"page": "", "settings": "", "kind": CLAIMS, "text": "*Which* <b>?", "claims": ["_this_", "that"]})
DRAWN = of_link("", "", CURVE)
ASKED = (VOTE, OWN, DRAWN)
"""A question of the page, one of a lecturer's own, and one that is answered with a curve."""


def refusal(act, *arguments, **more):
    """What is said when this is refused."""
    with pytest.raises(Refused) as caught:
        act(*arguments, **more)
    assert isinstance(caught.value.said, Message)
    return str(caught.value.said)


def answer(value, number=1, round=1):
    """What a student sends."""
    return {"do": "answer", "number": number, "round": round, "value": value}


def other_than(code):
    """A code that no room has, if this is the only one."""
    return "BBBBBB" if code != "BBBBBB" else "CCCCCC"


class Clock:
    """A time that stands still until the test moves it."""

    now = 1e9

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


class Class:
    """The rooms that pages use, and what happens in them."""

    def __init__(self, rooms):
        self.rooms = rooms
        self.away = False

    def __getattr__(self, name):
        if self.away:
            raise self.away
        return getattr(self.rooms, name)

    def student(self, code):
        """A student's seat in a room."""
        return self.rooms.enter(code, secrets.token_hex(16))

    def answer(self, seat, value):
        """Have a student answer the current question."""
        now = self.rooms.view(seat, ENGLISH)
        self.rooms.do(seat, answer(value, now["number"], now["round"]))

    def view(self, seat):
        """What somebody sees."""
        return self.rooms.view(seat, ENGLISH)

    def seen(self, seat, is_so):
        """What somebody sees as soon as it is so: a page tells its room from a thread."""
        end = time.monotonic() + 30
        while not is_so(now := self.view(seat)):
            assert time.monotonic() < end, now
            time.sleep(0.01)
        return now


@pytest.fixture
def classes(rooms, monkeypatch):
    made = Class(rooms)
    for module in ("asking", "lecture", "more"):
        monkeypatch.setattr(f"playground.features.classroom.lecturer.{module}.ROOMS", made)
    monkeypatch.setattr("playground.features.classroom.lecturer.telling.EVERY", 0)
    monkeypatch.setattr("playground.features.classroom.lecturer.telling.AGAIN", 0.01)
    return made


@pytest.fixture(scope="session")
def valkey_server(tmp_path_factory):
    server = ValkeyServer(tmp_path_factory.mktemp("valkey"))
    yield server
    server.kill()


@pytest.fixture(params=["sqlite", "valkey"])
def address(request, tmp_path):
    """The address of a store, as an administrator writes it."""
    if request.param == "sqlite":
        return str(tmp_path / "rooms.sqlite")
    found = request.getfixturevalue("valkey_server").address
    with Valkey.from_url(found) as client:
        client.flushall()
    return found


@pytest.fixture
def store(address):
    made = store_at(address)
    yield made
    made.close()


@pytest.fixture
def rooms(tmp_path):
    """Rooms in a file."""
    store = store_at(str(tmp_path / "rooms.sqlite"))
    yield Rooms(store)
    store.close()
