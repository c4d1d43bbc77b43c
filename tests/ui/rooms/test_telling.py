"""What a room is told of its lecturer's runs: in order, once it can be reached, and only the last of several places."""

import pytest

from playground.classroom.question import Question
from playground.classroom.store import Unavailable
from playground.language import _
from playground.ui.components.live_chart import Said
from playground.ui.rooms.telling import Telling, plain

CLAIMS = {"page": "", "settings": "n_h=1", "kind": "claims"}
CURVE = {"page": "", "settings": "", "kind": "curve"}


@pytest.fixture
def told(classes):
    """Open a room with a question; returns the lecturer's seat, and what tells the room."""

    def begin(question):
        code, key = classes.open(Question.of(question))
        seat = classes.enter(code, "ab" * 16, key)
        return seat, Telling(classes, seat)

    return begin


def test_what_has_waited_for_the_room_arrives_in_order(classes, told):
    seat, telling = told(CLAIMS)
    classes.away = Unavailable("away")
    telling.reveal(1)
    telling.decided(1, 2, _("Yes, **all** of `it`."))
    assert classes.rooms.room(seat).now.phase == "open"
    classes.away = False
    view = classes.seen(seat, lambda view: view.get("answer"))
    assert (view["phase"], view["right"], view["answer"]) == ("revealed", 2, "Yes, all of it.")


def test_claims_are_decided_when_one_is_true_and_a_curve_when_the_run_has_ended(classes, told):
    seat, telling = told(CLAIMS)
    telling.reveal(1)
    telling.judge(1, "claims", Said("Not yet."), ended=True)
    telling.judge(1, "claims", Said("It is.", true=0), ended=False)
    assert classes.seen(seat, lambda view: view.get("answer"))["answer"] == "It is."
    seat, telling = told(CURVE)
    telling.reveal(1)
    telling.judge(1, "curve", Said("So far.", true=0), ended=False)
    telling.judge(1, "curve", Said("It fell.", true=0), ended=True)
    view = classes.seen(seat, lambda view: view.get("answer"))
    assert (view["right"], view["answer"]) == (None, "It fell.")


def test_of_another_question_nothing_is_told(classes, told):
    seat, telling = told(CLAIMS)
    classes.do(seat, {"do": "ask", "question": CURVE})
    telling.reveal(1)
    telling.reveal(2)
    assert classes.seen(seat, lambda view: view["phase"] == "revealed")["number"] == 2


@pytest.mark.parametrize(
    ("said", "text"),
    [("**No**: `W1` is *0*.", "No: W1 is 0."), ("a < b & c > d", "a < b & c > d"), (r"1\*2 \<b\>", "1*2 <b>")],
)
def test_emphasis_is_left_out_and_nothing_else(said, text):
    assert plain(said) == text
