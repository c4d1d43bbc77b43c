"""A student's page without a browser: what it is sent, and how it talks to a room by its script."""

import json
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from playground.features.classroom import JOIN
from playground.features.classroom.process.gateway import WORK, Gateway
from playground.features.classroom.questions.kinds import question_of
from playground.features.classroom.rooms.rooms import Rooms
from playground.features.classroom.stores.sqlite import SQLiteStore
from playground.features.classroom.student import joining
from playground.pages.contents import PLAYGROUND
from tests.ui.pages import CASES, ROOT, Visit

DEVICE = "0123456789abcdef" * 2
QUESTION = {
    **{"page": "", "settings": "", "kind": "claims"},
    **{"text": "Does it learn?", "claims": ["Yes", "<b>No</b>"]},
}


class Student(Visit):
    """A student's visit, which no menu leads to."""

    def __init__(self, **link):
        self.app = AppTest.from_file(str(ROOT / PLAYGROUND.script), default_timeout=60)
        self.app.query_params.update(link)
        self.app.switch_page(JOIN.script)
        self.run()

    @property
    def data(self):
        """What the page is sent."""
        return json.loads(self.component("student").json)

    def ask(self, number, *messages, device=DEVICE, room=""):
        """Send messages to a room; returns what is answered."""
        message = {"room": room or self.data["code"], "device": device, "key": "", "messages": [*messages]}
        [*_, data] = self.trigger("student", "room", {"number": number, "message": message})
        assert data["answer"]["number"] == number
        return data["answer"]["answer"]


@pytest.fixture
def code(tmp_path, monkeypatch):
    """The code of a room."""
    rooms = Rooms(SQLiteStore(tmp_path / "rooms.sqlite"))
    monkeypatch.setattr(joining, "answer", Gateway(rooms, WORK).answer)
    return rooms.begin(question_of(QUESTION))[0]


def test_the_page_has_the_code_of_its_link_the_language_and_nothing_of_a_lesson():
    visit = Student(code="KWXRTB" * 10, lang="zh")
    data = visit.data
    assert (data["code"], data["language"], data["along"]) == (("KWXRTB" * 4)[:20], "zh", {"lang": "zh"})
    assert data["languages"] == {"en": "English"}
    assert data["speech"]["words"]["Enter"] == "进入"
    assert data["answer"] is None
    assert not data["served"]  # AppTest has no server
    components = {each.proto.id.rsplit("-", 1)[1] for each in visit.app.get("bidi_component")}
    assert components - {"sound_key"} == {"keys", "language_of_page", "student"}
    assert Student().data["code"] == ""


def test_without_a_websocket_the_script_takes_messages_to_the_room(code):
    visit = Student(code=code)
    answer = visit.ask(1)
    assert answer["view"]["claims"] == ["Yes", "<b>No</b>"]  # as text: no part of the page takes it for anything else
    vote = {"n": 1, "do": "answer", "number": 1, "round": 1, "value": 1}
    assert (visit.ask(2, vote)["done"], visit.ask(3)["view"]["mine"]) == ([1], 1)
    assert visit.ask(4, {"n": 2, "do": "reveal"})["refused"].keys() == {"2"}
    assert visit.ask(5)["view"]["phase"] == "open"
    assert "code" in visit.ask(6, room="NO")["refused"]["0"]


@pytest.mark.parametrize("message", [None, 7, "room", {"number": 1}, {"message": {}}, {"number": 1, "message": [1]}])
def test_what_is_no_message_is_refused_or_passed_over(message):
    visit = Student()
    visit.trigger("student", "room", message)
    assert visit.data["answer"] is None or "0" in visit.data["answer"]["answer"]["refused"]


@pytest.mark.parametrize(("room", "back"), [("KWXRTB", ["KWXRTB"]), ("<b>", []), ("", [])])
def test_a_page_opened_from_a_room_leads_back_there_and_so_do_those_after_it(room, back):
    visit = Visit(CASES[0], **{"class": room})
    links = [each.proto for each in visit.app.get("page_link")]
    assert [parse_qs(each.query_string)["code"][0] for each in links if each.page == "join"] == back
    assert [*{parse_qs(each.query_string).get("class", [""])[0] for each in links if each.page != "join"}] == (
        back or [""]
    )
