"""What a room is told of its lecturer's runs: in order, once it can be reached, and only the last of several places."""

import threading
from types import SimpleNamespace

import pytest

from playground.features.classroom.lecturer import telling as telling_module
from playground.features.classroom.lecturer.telling import Telling
from playground.features.classroom.questions.kinds import question_of
from playground.features.classroom.stores.store import Unavailable
from playground.language import _
from playground.ui.components.tick import Said

CLAIMS = {"page": "", "settings": "n_h=1", "kind": "claims"}
CURVE = {"page": "", "settings": "", "kind": "curve"}


@pytest.fixture
def asked_class(classes):
    """Open a room with a question; returns the lecturer's seat, and what tells the room."""

    def begin(question):
        code, key = classes.begin(question_of(question))
        seat = classes.enter(code, "ab" * 16, key)
        return seat, Telling(classes, seat)

    return begin


def test_what_has_waited_for_the_room_arrives_in_order(classes, asked_class):
    seat, telling = asked_class(CLAIMS)
    classes.away = Unavailable("away")
    telling.reveal(1)
    telling.decided(1, 2, _("Yes, **all** of `it`."))
    assert classes.rooms.room(seat).now.phase == "open"
    classes.away = False
    view = classes.seen(seat, lambda view: view.get("answer"))
    assert (view["phase"], view["right"], view["answer"]) == ("revealed", 2, "Yes, **all** of `it`.")


def test_patience_is_with_a_room_that_is_away_and_not_with_a_long_run(classes, asked_class, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(telling_module, "time", SimpleNamespace(monotonic=lambda: now[0], sleep=lambda seconds: None))
    _seat, telling = asked_class(CLAIMS)
    do = classes.rooms.do
    done = threading.Event()

    def slowly(*message):
        do(*message)
        now[0] += telling_module.PATIENCE + 1
        if message[1]["do"] == "reveal":
            telling.decided(1, 2, _("Yes."))
        else:
            done.set()

    monkeypatch.setattr(classes.rooms, "do", slowly)
    telling.reveal(1)
    assert done.wait(20)


def test_a_message_that_can_not_be_told_does_not_keep_back_the_next(classes, asked_class, monkeypatch, caplog):
    seat, telling = asked_class(CLAIMS)
    monkeypatch.setattr(telling_module, "rendered", lambda what, language: 1 / 0)
    telling.decided(1, 2, _("Yes."))
    telling.reveal(1)
    assert classes.seen(seat, lambda view: view["phase"] == "revealed")
    assert "could not be told" in caplog.text


def test_claims_are_decided_when_one_is_true_and_a_curve_when_the_run_has_ended(classes, asked_class):
    seat, telling = asked_class(CLAIMS)
    telling.reveal(1)
    telling.judge(1, True, Said("Not yet."), ended=True)
    telling.judge(1, True, Said("It is.", true=0), ended=False)
    assert classes.seen(seat, lambda view: view.get("answer"))["answer"] == "It is."
    seat, telling = asked_class(CURVE)
    telling.reveal(1)
    telling.judge(1, False, Said("So far.", true=0), ended=False)
    telling.judge(1, False, Said("It fell.", true=0), ended=True)
    view = classes.seen(seat, lambda view: view.get("answer"))
    assert (view["right"], view["answer"]) == (None, "It fell.")


def test_of_another_question_nothing_is_told(classes, asked_class):
    seat, telling = asked_class(CLAIMS)
    classes.do(seat, {"do": "ask", "question": CURVE})
    telling.reveal(1)
    telling.reveal(2)
    assert classes.seen(seat, lambda view: view["phase"] == "revealed")["number"] == 2
