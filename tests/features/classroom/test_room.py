"""The room: of whatever messages, in whatever order, it takes only those that are due, and refuses with a sentence."""

import json
import math
from dataclasses import replace

from hypothesis import given, settings, strategies

from playground.features.classroom.questions.kind import MOST_ROUNDS, MOST_STUDENTS
from playground.features.classroom.questions.kinds import as_json, kind_of, question_of
from playground.features.classroom.questions.question import CLOSED, OPEN, REVEALED, TALK, Asked
from playground.features.classroom.questions.refusal import Refused
from playground.features.classroom.rooms.room import LECTURERS as TEACHERS
from playground.features.classroom.rooms.room import MOST_QUESTIONS, OFFERS, Room
from playground.language import LANGUAGES
from playground.lessons.drawn.line import LETTERS, MOST_LETTERS, MOST_POINTS
from tests.features.classroom.conftest import ASKED, DRAWN, OWN, VOTE, answer, refusal
from tests.looped import looped

CURVE_DRAWN = [[0, 0.7], [50, 0.5], [2000, 0.1]]


def room(question=VOTE, *messages):
    made = Room("KWXRT", "hash", (Asked(question),))
    for message in messages:
        made = made.after(message if isinstance(message, dict) else {"do": message})
    return made


def test_a_vote_is_open_then_closed_and_open_again_before_it_is_revealed_or_after_until_the_room_ends():
    one = room()
    said = [(one.now.phase, one.now.round)]
    for what in ("close", "talk", "again", "close", "again", "reveal", "again"):  # of which "reveal" closes it, too
        one = one.after({"do": what})
        said.append((one.now.phase, one.now.round))
    assert said == [
        (OPEN, 1),
        (CLOSED, 1),
        (TALK, 1),
        (OPEN, 2),
        (CLOSED, 2),
        (OPEN, 3),
        (REVEALED, 3),
        (OPEN, 4),
    ]
    assert one.after({"do": "end"}) is None


@looped(
    ("before", "message", "said"),
    [
        (["close"], "close", "already closed"),
        (["reveal"], "close", "already closed"),
        (["reveal"], "reveal", "already been revealed"),
        (["close", "talk"], "close", "already closed"),
        ([], "again", "still open"),
        ([], "talk", "Close the vote first"),
        (["close", "talk"], "talk", "Close the vote first"),
        (["reveal"], "talk", "Close the vote first"),
        (["close", "talk"], {"do": "at", "iteration": 5}, "reveal them first"),
        ([], {"do": "at", "iteration": 5}, "reveal them first"),
        (["close"], {"do": "decide", "right": 0, "answer": {}}, "reveal them first"),
        ([], answer(0), "Only students can answer"),
        ([], "dance", "'dance'"),
        ([], {}, "'None'"),
        ([], {"do": ["close"]}, "close"),
        ([], {"do": "close", "number": 2}, "on another one"),
        ([], {"do": "close", "round": 2}, "is voting again"),
        ([], {"do": "ask"}, "not a question"),
        ([], {"do": "ask", "question": {"page": "the_code", "settings": "", "kind": "claims"}}, "'the_code'"),
        (["reveal"], {"do": "at", "iteration": -1}, "whole number"),
        (["reveal"], {"do": "at", "iteration": 1.5}, "whole number"),
        (["reveal"], {"do": "at", "iteration": True}, "whole number"),
        (["reveal"], {"do": "at", "iteration": 10**9}, "whole number"),
        (["reveal"], {"do": "at", "iteration": 5, "changes": "x" * 601}, "at most 600"),
        (["reveal"], {"do": "at", "iteration": 5, "changes": "\n"}, "at most 600"),
        (["reveal"], {"do": "at", "iteration": 5, "changes": 3}, "at most 600"),
        (["reveal"], {"do": "decide", "right": 3, "answer": {}}, "no such prediction"),
        (["reveal"], {"do": "decide", "right": -1, "answer": {}}, "no such prediction"),
        (["reveal"], {"do": "decide", "right": True, "answer": {}}, "no such prediction"),
        (["reveal"], {"do": "decide", "right": 1, "answer": "so"}, "in each language"),
        (["reveal"], {"do": "decide", "right": 1, "answer": {"xx": "so"}}, "in each language"),
        (["reveal"], {"do": "decide", "right": 1, "answer": {"en": "s" * 2001}}, "in each language"),
        (["reveal"], {"do": "decide", "right": 1, "answer": {"en": "\ud800"}}, "in each language"),
    ],
)
def test_what_a_lecturer_can_not_do_is_refused_with_a_reason(before, message, said):
    message = message if isinstance(message, dict) else {"do": message}
    assert said in refusal(room(VOTE, *before).after, message)


def test_where_the_run_is_and_what_it_decides_is_kept_until_the_class_votes_again():
    one = room(VOTE, "reveal", {"do": "at", "iteration": 240, "changes": "0_r_1.2~300_r_0.5"})
    one = one.after({"do": "decide", "right": 1, "answer": {"en": "So.", "zh": "所以。"}})
    now = one.now
    assert (now.at, now.changes, now.right, now.answer["zh"]) == (240, "0_r_1.2~300_r_0.5", 1, "所以。")
    assert one.after({"do": "again"}).now == Asked(VOTE, OPEN, 2)
    curve = room(DRAWN, "reveal")  # of which no claim is true
    assert "no such prediction" in refusal(curve.after, {"do": "decide", "right": 0, "answer": {}})
    assert curve.after({"do": "decide", "right": None, "answer": {"en": "0.2"}}).now.answer == {"en": "0.2"}


def test_why_students_have_answered_so_is_a_line_under_their_name_beside_their_answer():
    said = {"do": "why", "number": 1, "round": 1, "why": f"  zero\n gradient{'s' * 90}"}
    sheet, name, value, most = room().line("a", said)
    assert (sheet, name, value[:16], len(value), most) == ("reasons 1 1", "a", "zero gradientsss", 80, MOST_STUDENTS)
    assert room().line("a", said | {"why": ""}).value == ""  # taken back
    for question in (DRAWN, question_of(as_json(VOTE) | {"why": False})):
        assert "Nobody has asked why" in refusal(room(question).line, "a", said)
    assert "Nobody has asked why" in refusal(room().line, "a", said | {"why": 3})
    assert "too late" in refusal(room(VOTE, "close").line, "a", said)
    assert "needs the number" in refusal(room().line, "a", {"do": "why", "number": 1, "why": "so"})
    assert "is voting again" in refusal(room(VOTE, "close", "again").line, "a", said)


def test_one_of_them_is_shown_to_all_until_the_class_answers_again():
    quote = {"do": "quote", "why": "<b>so</b>"}
    assert "Close the vote first" in refusal(room().after, quote)
    one = room(VOTE, "close", quote)
    assert one.now.quoted == "<b>so</b>"
    assert one.after({"do": "talk"}).now.quoted == "<b>so</b>"
    assert one.after({"do": "again"}).now.quoted == one.after({"do": "quote", "why": ""}).now.quoted == ""
    for text in ("x" * 81, "\n", None):
        assert "at most 80 letters" in refusal(one.after, {"do": "quote", "why": text})


def test_what_the_page_offers_can_be_pressed_elsewhere_as_long_as_it_does():
    one = room(VOTE, "reveal", {"do": "offer", "what": "play"})
    assert (one.offer, one.pressed) == ("play", 0)
    pressed = one.after({"do": "press", "what": "play"})
    assert (pressed.offer, pressed.pressed) == ("play", 1)
    for later in ({"do": "again"}, {"do": "ask", "question": as_json(VOTE)}, {"do": "offer", "what": ""}):
        after = pressed.after(later)
        assert (after.offer, after.pressed) == ("", 1)
        assert "Nothing on the projector" in refusal(after.after, {"do": "press", "what": "play"})
    for other in ({"do": "press"}, {"do": "press", "what": "next"}):  # which is not what stands there
        assert "Nothing on the projector" in refusal(one.after, other)
    assert "'jump'" in refusal(one.after, {"do": "offer", "what": "jump"})


def test_the_next_question_takes_the_room_along():
    one = room(VOTE, "reveal", {"do": "ask", "question": as_json(DRAWN)})
    assert (one.number, one.now) == (2, Asked(DRAWN))
    assert one.asked[0].phase == REVEALED
    assert "on another one" in refusal(one.line, "a", answer(1))


def test_a_room_takes_twenty_questions_and_nine_votes_on_each():
    one = room(VOTE, *[{"do": "ask", "question": as_json(VOTE)}] * (MOST_QUESTIONS - 1))
    assert "20 questions" in refusal(one.after, {"do": "ask", "question": as_json(VOTE)})
    one = room(VOTE, *["reveal", "again"] * (MOST_ROUNDS - 1), "reveal")
    assert "9 times" in refusal(one.after, {"do": "again"})


def test_what_students_answer_is_a_line_under_their_name():
    assert room().line("a", answer(2)) == ("answers 1 1", "a", "2", MOST_STUDENTS)
    one = room(VOTE, "reveal", "again", {"do": "ask", "question": as_json(DRAWN)})
    sheet, name, value, _most = one.line("b", answer(CURVE_DRAWN, number=2))
    assert (sheet, name) == ("answers 2 1", "b")
    assert len(value) == 12
    assert room(VOTE, "reveal", "again").line("a", answer(0, round=2)).sheet == "answers 1 2"


@looped(
    ("question", "before", "message", "said"),
    [
        (VOTE, [], answer(3), "one of the 3"),
        (VOTE, [], answer(-1), "one of the 3"),
        (VOTE, [], answer(True), "one of the 3"),
        (VOTE, [], answer(1.0), "one of the 3"),
        (VOTE, [], answer("1"), "one of the 3"),
        (VOTE, [], answer(None), "one of the 3"),
        (OWN, [], answer(2), "one of the 2"),
        (VOTE, ["close"], answer(1), "too late"),
        (VOTE, ["close", "talk"], answer(1), "too late"),
        (VOTE, ["reveal"], answer(1), "too late"),
        (VOTE, ["reveal", "again"], answer(1), "is voting again"),
        (VOTE, [], answer(1, number=2), "on another one"),
        (VOTE, [], {"do": "answer", "value": 1}, "needs the number"),
        (VOTE, [], {"do": "answer", "number": 1, "value": 1}, "needs the number"),
        (DRAWN, [], answer([]), "2 to 15 points"),
        (DRAWN, [], answer([[0, 1]]), "2 to 15 points"),
        (DRAWN, [], answer([[n, 1] for n in range(16)]), "2 to 15 points"),
        (DRAWN, [], answer("AAAABBBB"), "2 to 15 points"),
        (DRAWN, [], answer({"0": 1}), "2 to 15 points"),
        (DRAWN, [], answer([[5, 1], [4, 1]]), "never back"),
        (DRAWN, [], answer([[0, math.nan], [4, 1]]), "all of them numbers"),
        (DRAWN, [], answer([[0, 1], [4, [1]]]), "pairs of numbers"),
        (DRAWN, [], answer([[0, 10**400], [4, 1]]), "pairs of numbers"),
        *[(VOTE, [], {"do": what}, "Only the teacher") for what in TEACHERS if what != "decide"],
        (VOTE, [], {"do": "decide", "right": 1, "answer": {}}, "Only the teacher"),
        (VOTE, [], {"do": None}, "does not know"),
    ],
)
def test_what_a_student_can_not_do_is_refused_with_a_reason(question, before, message, said):
    assert said in refusal(room(question, *before).line, "a", message)


JUNK = strategies.recursive(
    strategies.none() | strategies.booleans() | strategies.integers(-2, 30) | strategies.floats() | strategies.text(),
    lambda each: strategies.lists(each, max_size=3) | strategies.dictionaries(strategies.text(max_size=3), each),
    max_leaves=5,
)
NUMBERS = strategies.integers(0, 3) | strategies.none()
LECTURERS = strategies.one_of(
    strategies.fixed_dictionaries({"do": strategies.sampled_from(["close", "talk", "reveal", "again", "end"])}),
    strategies.fixed_dictionaries({"do": strategies.just("ask"), "question": JUNK}),
    strategies.fixed_dictionaries({"do": strategies.just("at"), "iteration": strategies.integers(0, 9) | JUNK}),
    strategies.fixed_dictionaries(
        {
            "do": strategies.just("decide"),
            "right": NUMBERS | JUNK,
            "answer": strategies.dictionaries(strategies.sampled_from([*LANGUAGES]), strategies.text()) | JUNK,
        }
    ),
    strategies.fixed_dictionaries({"do": strategies.just("quote"), "why": strategies.text() | JUNK}),
    strategies.fixed_dictionaries({"do": strategies.just("offer"), "what": strategies.sampled_from(OFFERS) | JUNK}),
    strategies.fixed_dictionaries({"do": strategies.just("press"), "what": strategies.sampled_from(OFFERS)}),
    strategies.fixed_dictionaries({"do": JUNK, "number": JUNK, "round": JUNK}),
)
VALUES = NUMBERS | strategies.just(CURVE_DRAWN) | JUNK
STUDENTS = strategies.one_of(
    strategies.builds(answer, VALUES, strategies.integers(1, 4) | JUNK, strategies.integers(1, 3) | JUNK),
    strategies.fixed_dictionaries({"do": JUNK, "value": JUNK}),
    strategies.fixed_dictionaries({"do": strategies.just("why"), "number": NUMBERS, "round": NUMBERS, "why": JUNK}),
    LECTURERS,
)
NEXT = {
    (OPEN, "close"): CLOSED,
    (OPEN, "reveal"): REVEALED,
    (CLOSED, "talk"): TALK,
    (CLOSED, "again"): OPEN,
    (CLOSED, "reveal"): REVEALED,
    (TALK, "again"): OPEN,
    (TALK, "reveal"): REVEALED,
    (REVEALED, "again"): OPEN,
    (REVEALED, "at"): REVEALED,
    (REVEALED, "decide"): REVEALED,
}
"""Of a question that is answered in rounds: what may come after what."""


def asking(questions):
    """What a lecturer may send to ask one of these."""
    return strategies.fixed_dictionaries(
        {"do": strategies.just("ask"), "question": strategies.sampled_from([as_json(each) for each in questions])}
    )


def leads_to_no_illegal_state(question, messages, ways=lambda question: NEXT):
    """Have a room take these messages. ``ways``: what may come after what, for a question."""
    one = room(question)
    for message in messages:
        before = one
        try:
            one.line("a", message)
        except Refused:
            pass
        else:  # only an answer to what is open is written down
            assert one.now.phase == OPEN
            assert message["number"] == one.number
            assert message["do"] in (kind_of(one.now.question).does, "why")
        try:
            after = one.after(message)
        except Refused:
            continue
        if after is None:
            assert message["do"] == "end"
            return
        one, now, was = after, after.now, before.now
        assert Room.of_json(one.as_json) == one
        json.loads(one.as_json)["asked"][0]["question"]["page"].encode()
        assert one.number <= MOST_QUESTIONS
        assert now.round <= MOST_ROUNDS
        if message["do"] == "ask":
            assert one.asked[:-1] == before.asked
            assert now == Asked(now.question)
            continue
        assert one.asked[:-1] == before.asked[:-1]
        assert now.question == was.question
        if message["do"] in ("quote", "offer", "press"):
            assert now == replace(was, quoted=now.quoted)
            continue
        assert ways(now.question)[was.phase, message["do"]] == now.phase
        votes_again = message["do"] == "again" and kind_of(now.question).in_rounds
        assert now.round == was.round + votes_again
        if now.phase != REVEALED:
            assert (now.right, now.at, now.changes, now.answer) == (None, 0, "", {})
        if now.right is not None:
            assert 0 <= now.right < kind_of(now.question).choices(now.question)


@settings(deadline=None, max_examples=80)
@given(strategies.sampled_from(ASKED), strategies.lists(LECTURERS | STUDENTS | asking(ASKED), max_size=15))
def test_no_sequence_of_messages_leads_to_an_illegal_state(question, messages):
    leads_to_no_illegal_state(question, messages)


@given(strategies.lists(strategies.tuples(strategies.floats(), strategies.floats()).map(list), max_size=20))
def test_whatever_is_drawn_is_refused_or_fits_into_a_line_that_can_be_read(points):
    try:
        value = room(DRAWN).line("a", answer(points)).value
    except Refused:
        return
    assert 8 <= len(value) <= MOST_LETTERS == 4 * MOST_POINTS
    assert set(value) <= set(LETTERS)
