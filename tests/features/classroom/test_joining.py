"""A student's page without a browser: what it is sent, and how it talks to a room by its script."""

import json
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from playground.features.classroom import JOIN
from playground.features.classroom.process.gateway import WORK, Gateway
from playground.features.classroom.questions.kinds import question_of
from playground.features.classroom.student import joining
from playground.pages.contents import PLAYGROUND
from tests.looped import looped
from tests.ui.pages import CASES, ROOT, Visit

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

    def ask(self, room, number, *messages):
        """Send messages to a room; returns what is answered."""
        message = {"room": room, "device": "0123456789abcdef" * 2, "key": "", "messages": [*messages]}
        [*_, data] = self.trigger("student", "room", {"number": number, "message": message})
        assert data["answer"]["number"] == number
        return data["answer"]["answer"]


@pytest.fixture
def code(rooms, monkeypatch):
    """The code of a room."""
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


def test_without_a_websocket_the_script_takes_messages_to_the_room_and_refuses_or_passes_over_what_is_none(code):
    visit = Student()
    assert visit.data["code"] == ""
    for message in (None, 7, "room", {"number": 1}, {"message": {}}, {"number": 1, "message": [1]}):
        visit.trigger("student", "room", message)
        answer = visit.data["answer"]
        assert "0" in answer["answer"]["refused"] if isinstance(message, dict) else answer is None, message
    seen = visit.ask(code, 1)["view"]
    assert seen["claims"] == ["Yes", "<b>No</b>"]  # as text: no part of the page takes it for anything else
    vote = {"n": 1, "do": "answer", "number": 1, "round": 1, "value": 1}
    answer = visit.ask(code, 2, vote, {"n": 2, "do": "reveal"})
    assert (answer["done"], answer["refused"].keys(), answer["view"]["mine"]) == ([1], {"2"}, 1)


def test_after_the_browsers_back_from_the_room_the_address_leads_there_again():
    visit = Visit(CASES[0], **{"class": "KWXRTB"})
    visit.app.query_params.clear()
    visit.app.query_params.update({"code": "KWXRTB", "entry": "./?n_h=3"})  # as Streamlit leaves it on the way
    visit.run()
    assert visit.app.query_params == {"class": "KWXRTB"}
    assert "join" in [each.proto.page for each in visit.app.get("page_link")]


NO_CODE = "class: '<b>' is not a code: a code has six letters, none of them a vowel."


@looped(("room", "back", "notes"), [("KWXRTB", ["KWXRTB"], []), ("<b>", [], [NO_CODE])])
def test_a_page_opened_from_a_room_leads_back_there_and_so_do_those_after_it(room, back, notes):
    visit = Visit(CASES[0], **{"class": room})
    assert visit.notes == notes
    links = [each.proto for each in visit.app.get("page_link")]
    assert [parse_qs(each.query_string)["code"][0] for each in links if each.page == "join"] == back
    assert [*{parse_qs(each.query_string).get("class", [""])[0] for each in links if each.page != "join"}] == (
        back or [""]
    )
