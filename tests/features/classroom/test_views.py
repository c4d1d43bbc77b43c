"""Views: nobody sees what others have answered before it is revealed, and everybody reads what to do next."""

import json

from hypothesis import given, settings, strategies

from playground.features.classroom.questions.kinds import CLAIMS, CURVE, KINDS, as_json, kind_of, of_link, question_of
from playground.features.classroom.questions.question import CLOSED, OPEN, REVEALED, TALK, Asked
from playground.features.classroom.questions.refusal import Refused
from playground.features.classroom.rooms.records import Record
from playground.features.classroom.rooms.room import Room
from playground.features.classroom.rooms.views import advised, gone, view
from playground.language import ENGLISH, LANGUAGES
from playground.lessons.drawn.curve import pack
from tests.features.classroom.conftest import ASKED, DRAWN, OWN, VOTE, answer
from tests.looped import looped

PHASES = (OPEN, CLOSED, TALK, REVEALED)
OTHERS = [pack([[0, cost], [501, 0.123]]) for cost in (0.7, 0.5)]


def record(asked, sheets=None, seats="ab"):
    room, sheets = Room("KWXRT", "hash", (asked,)), sheets or [{}] * asked.round
    return Record(room, dict.fromkeys(seats, ""), kind_of(asked.question).read(sheets))


def sees(of, device="a", lecturer=False, language=ENGLISH, own=False):
    seen = view(of, device, lecturer, language, own)
    json.dumps(seen, allow_nan=False)
    return seen


def test_a_student_sees_the_question_and_how_to_answer_it():
    seen = sees(record(Asked(VOTE)), language=LANGUAGES["zh"])
    assert seen["page"] == "零还是随机"
    assert len(seen["claims"]) == 3
    assert (seen["own"], seen["mine"], seen["phase"]) == (False, None, OPEN)
    drawn = sees(record(Asked(DRAWN)))
    assert drawn["axis"]["span"] == 2000
    assert (drawn["said"], drawn["question"]) == ("Draw the curve that you expect.", "How will the cost change?")
    own = sees(record(Asked(OWN)))
    assert (own["own"], own["question"], own["claims"]) == (True, "*Which* <b>?", ["_this_", "that"])


def test_a_student_sees_their_own_answer_and_the_lecturer_how_many_there_are():
    answers = [{"a": "1", "b": "0"}]
    assert [sees(record(Asked(VOTE), answers), each)["mine"] for each in "abc"] == [1, 0, None]
    assert sees(record(Asked(VOTE), answers), "a", lecturer=True)["mine"] is None
    assert "until the vote is closed" in sees(record(Asked(VOTE), answers))["said"]
    drawn = sees(record(Asked(DRAWN), [{"a": OTHERS[0]}]))["mine"]
    assert [at for at, _cost in drawn] == [0, 501]
    assert sees(record(Asked(VOTE, round=2), [{"a": "1"}, {}]))["mine"] is None
    seen = sees(record(Asked(VOTE), [{"a": "1"}], seats="abc"), "l", lecturer=True)
    assert (seen["present"], seen["answered"]) == (3, 1)
    assert not seen.keys() & {"counts", "curves"}


def test_after_the_reveal_everybody_sees_what_the_class_thinks():
    answers = [{"a": "1", "b": "0"}, {"a": "1", "b": "1"}]
    for lecturer in (True, False):
        seen = sees(record(Asked(VOTE, REVEALED, 2), answers), "a", lecturer)
        assert seen["counts"] == [[1, 1, 0], [0, 2, 0]]
        assert (seen["right"], seen["answered"], seen["link"]) == (None, 2, "zero_or_random")
    seen = sees(record(Asked(DRAWN, REVEALED), [dict(zip("ab", OTHERS, strict=True))]))
    (curves,) = seen["curves"]
    assert [[at for at, _cost in curve] for curve in curves] == [[0, 501], [0, 501]]
    assert "counts" not in seen


def test_what_the_run_has_decided_is_judged_for_each():
    decided = record(Asked(VOTE, REVEALED, 1, 1, {"en": "So.", "zh": "所以。"}, 240, "0_r_0.5"), [{"a": "1", "b": "0"}])
    assert sees(decided, "a")["said"] == "You said: Only a bias. Right."
    assert sees(decided, "b")["said"] == "You said: Nothing. Wrong."
    assert sees(decided, "c")["said"] == "The run has decided."
    assert sees(decided, "a", language=LANGUAGES["zh"])["answer"] == "所以。"
    assert sees(decided)["link"] == "zero_or_random?at=240&changes=0_r_0.5"


def test_once_the_run_has_drawn_the_true_curve_nobody_is_told_to_wait_for_it():
    drawn = record(Asked(DRAWN, REVEALED, answer={"en": "So."}), [{"a": OTHERS[0]}])
    assert {sees(drawn, *who)["said"] for who in (("a",), ("b",), ("", True))} == {"The run has drawn the true curve."}


def test_the_lecturer_reads_what_decides_a_question_if_anything_does():
    sweep = of_link("how_many_units", "")
    said = [sees(record(Asked(each, REVEALED)), lecturer=True)["said"] for each in (VOTE, sweep, OWN)]
    assert ["Play" in each for each in said] == [True, False, False]
    assert ["Train all" in each for each in said] == [False, True, False]
    assert said[2] == sees(record(Asked(OWN, REVEALED), [{"a": "1"}]))["said"] == "This is what the class thinks."


def test_the_lecturers_own_device_has_what_the_class_thinks_and_why_as_soon_as_nobody_answers_any_more():
    answers = [{"a": "1", "b": "0", "c": "1", "d": "1"}]
    reasons = {"a": "so", "b": "<b>", "c": "so", "d": "", "e": "of nobody"}
    for phase in PHASES:
        of = Record(Room("KWXRT", "hash", (Asked(VOTE, phase),)), dict.fromkeys("abcd", ""), answers, reasons)
        mine, projected, phone = (sees(of, "a", *who) for who in ((True, ENGLISH, True), (True,), (False,)))
        if phase == OPEN:
            assert not mine.keys() & {"counts", "reasons"}
        else:
            assert (mine["counts"], mine["reasons"]) == ([[1, 3, 0]], [["<b>"], ["so"], [], []])
        assert ("counts" in projected) == ("counts" in phone) == (phase == REVEALED)
        assert not (projected.keys() | phone.keys()) & {"reasons", "foreseen", "advice"}
        assert phone["why"] == "so"
        assert not [each for each in of.shared.values() if "why" in each]  # which all share
        assert not phone.keys() & {"steps", "offer", "pressed", "quoted", "count"}
        advised_now = advised(of, 1, ENGLISH)
        assert advised_now.get("foreseen") == (None if phase == OPEN else 1)
        assert bool(advised_now.get("advice")) == (phase in (CLOSED, TALK))
    assert "why" not in sees(record(Asked(question_of(as_json(VOTE) | {"why": False}))))


def test_what_is_advised_goes_by_the_share_that_is_right():
    said = {}
    for right in (3, 4, 7, 8):  # of ten
        answers = [{str(n): str(int(n < right)) for n in range(10)}]
        for votes in (1, 2):
            of = record(Asked(VOTE, CLOSED, votes), answers * votes)
            said[right, votes] = advised(of, 1, ENGLISH)["advice"]
            assert said[right, votes].startswith(f"{10 * right} % are right.")
    for (right, votes), advice in said.items():
        expected = {3: "explain", 8: "go on"}.get(right) or ("let the run decide" if votes > 1 else "vote again")
        assert expected in advice
    assert advised(record(Asked(VOTE, CLOSED), [{}]), 1, ENGLISH)["advice"] == ""  # nobody has answered
    assert advised(record(Asked(VOTE, CLOSED), [{"a": "0"}]), None, ENGLISH) == {}  # nobody knows


def test_the_lecturer_reads_what_can_be_done_first_what_comes_next():
    steps = {}
    for phase in PHASES:
        for votes in (1, 2):
            steps[phase, votes] = [what for what, _label in sees(record(Asked(VOTE, phase, votes)), "", True)["steps"]]
    assert [steps[each, 1][0] for each in PHASES] == ["close", "talk", "again", "again"]
    assert [steps[each, 2][0] for each in PHASES] == ["reveal", "reveal", "again", "again"]
    assert all("reveal" in steps[each, votes] for each in (OPEN, CLOSED, TALK) for votes in (1, 2))
    for question, label in ((VOTE, "Play"), (of_link("how_many_units", ""), "Train all")):
        of = Record(Room("KWXRT", "hash", (Asked(question, REVEALED),), "play", 2), {}, [{}])
        seen = sees(of, "", True)
        assert (seen["offer"], seen["pressed"]) == (["play", label], 2)


def test_a_room_that_has_ended_says_so():
    assert gone("KWXRT", ENGLISH)["said"] == "This room has ended, and nothing of it is kept."
    assert gone("KWXRT", LANGUAGES["zh"])["said"] != gone("KWXRT", ENGLISH)["said"]


@looped(
    ("question", "phase", "lecturer"),
    [(question, phase, lecturer) for question in ASKED for phase in PHASES for lecturer in (True, False)],
)
def test_everybody_reads_what_to_do_in_their_language(question, phase, lecturer):
    now = Asked(question, phase)
    said = {language.code: sees(record(now), "a", lecturer, language)["said"] for language in LANGUAGES.values()}
    assert all(said.values())
    assert len(set(said.values())) == len(LANGUAGES)
    assert KINDS[question.kind].to_lecturer.keys() == KINDS[question.kind].to_student.keys() == {*PHASES}


VALUES = {
    CLAIMS: lambda question: [str(n) for n in range(KINDS[CLAIMS].choices(question))],
    CURVE: lambda question: OTHERS,
}


@settings(deadline=None, max_examples=60)
@given(strategies.data())
def test_before_the_reveal_nothing_that_a_student_sees_depends_on_what_others_answer(data):
    question = data.draw(strategies.sampled_from(ASKED))
    phase = data.draw(strategies.sampled_from([OPEN, CLOSED, TALK]))
    now = Asked(question, phase, data.draw(strategies.integers(1, 3)))

    def seen():
        possible = strategies.sampled_from(VALUES[question.kind](question))
        sheets = strategies.dictionaries(strategies.sampled_from("bcdefg"), possible)
        own = {"a": VALUES[question.kind](question)[0]}
        return sees(record(now, [data.draw(sheets) | own for _ in range(now.round)], data.draw(strategies.text())))

    assert seen() == seen()


TOKEN = "31415"
LECTURER = [{"do": what} for what in ("close", "talk", "reveal", "again")]
ASKS = [{"do": "ask", "question": as_json(question)} for question in ASKED]


@settings(deadline=None, max_examples=60)
@given(
    strategies.sampled_from(ASKED), strategies.lists(strategies.sampled_from([*LECTURER * 2, *ASKS, None]), max_size=12)
)
def test_what_another_student_has_sent_is_seen_only_while_it_is_revealed(question, messages):
    """None has another student send something that is found wherever it is."""
    room, sheets = Room("KWXRT", "hash", (Asked(question),)), {}
    for message in messages:
        value = [[0, 3.1415], [314, 0.31415]] if room.now.question.kind == CURVE else 1
        try:
            if message:
                room = room.after(message)
            else:
                sent = answer(value, room.number, room.now.round) | {"link": f"?seed={TOKEN}"}
                line = room.line("b", sent)
                sheets.setdefault(line.sheet, {})[line.name] = line.value
        except Refused:
            continue
        now, kind = room.now, kind_of(room.now.question)
        told = [sheets.get(name, {}) for name in kind.sheets(room.number, now.round)]
        text = json.dumps(sees(Record(room, {"a": "", "b": ""}, kind.read(told))))
        if now.phase != REVEALED:
            assert TOKEN not in text
            assert "314" not in text
            assert not any(f'"{name}"' in text for name in ("counts", "curves", "answered", "present"))
        elif told[-1] and not kind.choices(now.question):
            assert "314" in text
