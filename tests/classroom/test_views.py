"""Views: nobody sees what others have answered before it is revealed, and everybody reads what to do next."""

import json
from itertools import product

from hypothesis import given, settings, strategies

from playground.classroom.entries import DONE, Entry
from playground.classroom.question import CLAIMS, CONTEST, CURVE, KINDS, Question, number_of_claims, of_link
from playground.classroom.records import Record
from playground.classroom.refusal import Refused
from playground.classroom.room import CLOSED, OPEN, REVEALED, Asked, Room
from playground.classroom.views import MOST_RANKED, TO_LECTURER, TO_STUDENT, gone, view
from playground.language import ENGLISH, LANGUAGES
from playground.lessons.drawn.curve import pack
from tests.looped import looped

VOTE = of_link("zero_or_random", "")
OWN = Question.of({"page": "", "settings": "", "kind": CLAIMS, "text": "*Which* <b>?", "claims": ["_this_", "that"]})
DRAWN = of_link("", "", CURVE)
CHALLENGE = of_link("", "challenge=1", CONTEST)
ASKED = (VOTE, OWN, DRAWN, CHALLENGE)
PHASES = (OPEN, CLOSED, REVEALED)
OTHERS = [pack([[0, cost], [501, 0.123]]) for cost in (0.7, 0.5)]


def record(asked, answers=None, entries=None, seats="ab"):
    room = Room("KWXRT", "hash", (asked,))
    return Record(room, dict.fromkeys(seats, ""), answers or [{}] * asked.round, entries or {})


def entry(device, score, link="?n_h=3"):
    return Entry(device, link, DONE, score, str(score), {"en": "Well done.", "zh": "很好。"})


def sees(of, device="a", lecturer=False, language=ENGLISH):
    seen = view(of, device, lecturer, language)
    json.dumps(seen, allow_nan=False)
    return seen


def test_a_student_sees_the_question_and_how_to_answer_it():
    seen = sees(record(Asked(VOTE)), language=LANGUAGES["zh"])
    assert seen["page"] == "零还是随机"
    assert len(seen["claims"]) == 3
    assert (seen["own"], seen["mine"], seen["phase"]) == (False, None, OPEN)
    assert sees(record(Asked(DRAWN)))["axis"]["span"] == 2000
    own = sees(record(Asked(OWN)))
    assert (own["own"], own["question"], own["claims"]) == (True, "*Which* <b>?", ["_this_", "that"])


def test_a_student_sees_their_own_answer_and_the_lecturer_none():
    answers = [{"a": "1", "b": "0"}]
    assert [sees(record(Asked(VOTE), answers), each)["mine"] for each in "abc"] == [1, 0, None]
    assert sees(record(Asked(VOTE), answers), "a", lecturer=True)["mine"] is None
    assert "until the vote is closed" in sees(record(Asked(VOTE), answers))["said"]
    drawn = sees(record(Asked(DRAWN), [{"a": OTHERS[0]}]))["mine"]
    assert [at for at, _cost in drawn] == [0, 501]
    assert sees(record(Asked(VOTE, round=2), [{"a": "1"}, {}]))["mine"] is None


def test_the_lecturer_sees_how_many_have_answered():
    seen = sees(record(Asked(VOTE), [{"a": "1"}], seats="abc"), "l", lecturer=True)
    assert (seen["present"], seen["answered"]) == (3, 1)
    assert not seen.keys() & {"counts", "curves"}
    contest = record(Asked(CHALLENGE), entries={"1": entry("a", 9), "2": entry("a", 8), "3": entry("b", 7)})
    assert sees(contest, "l", lecturer=True)["answered"] == 2


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


def test_a_question_of_ones_own_is_judged_by_nobody():
    assert sees(record(Asked(OWN, REVEALED), [{"a": "1"}]))["said"] == "This is what the class thinks."


def test_the_lecturer_reads_what_decides_a_question_if_anything_does():
    sweep = of_link("how_many_units", "")
    said = [sees(record(Asked(each, REVEALED)), lecturer=True)["said"] for each in (VOTE, sweep, OWN)]
    assert ["Play" in each for each in said] == [True, False, False]
    assert ["Train all" in each for each in said] == [False, True, False]


def test_a_contest_shows_ranks_and_once_revealed_the_links():
    entries = {
        "1": entry("a", 17, "?n_h=4"),
        "2": entry("b", 9, "?n_h=2"),
        "3": Entry("a", "?n_h=9"),
        "4": Entry("a", "?n_h=1", DONE, None, "", {"en": "Too few."}),
    }
    student = sees(record(Asked(CHALLENGE), entries=entries))["contest"]
    assert "table" not in student
    assert student["mine"] == [
        {"state": "done", "score": "17 weights and biases", "link": "?n_h=4", "said": "Well done."},
        {"state": "waits", "score": "", "link": "?n_h=9", "said": ""},
        {"state": "done", "score": "", "link": "?n_h=1", "said": "Too few."},
    ]
    assert student["waiting"] == 1
    assert "waiting" not in sees(record(Asked(CHALLENGE), entries=entries), "b")["contest"]  # none of theirs
    lecturer = sees(record(Asked(CHALLENGE), entries=entries), "l", lecturer=True)["contest"]
    assert [(row["rank"], row["score"]) for row in lecturer["table"]] == [
        (1, "9 weights and biases"),
        (2, "17 weights and biases"),
    ]
    assert [row["link"] for row in lecturer["table"]] == ["?n_h=2", "?n_h=4"]
    assert all("device" not in row for row in lecturer["table"])
    assert lecturer["waiting"] == 1
    revealed = sees(record(Asked(CHALLENGE, REVEALED), entries=entries))["contest"]["table"]
    assert [(row["link"], row["mine"]) for row in revealed] == [("?n_h=2", False), ("?n_h=4", True)]
    many = {str(n): entry(str(n), n) for n in range(100)}
    table = sees(record(Asked(CHALLENGE, REVEALED), entries=many))["contest"]["table"]
    assert len(table) == MOST_RANKED


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
    assert TO_LECTURER.keys() == TO_STUDENT.keys() == set(product(PHASES, KINDS))


VALUES = {CLAIMS: lambda question: [str(n) for n in range(number_of_claims(question))], CURVE: lambda question: OTHERS}


@settings(deadline=None)
@given(strategies.data())
def test_before_the_reveal_nothing_that_a_student_sees_depends_on_what_others_answer(data):
    question = data.draw(strategies.sampled_from(ASKED))
    now = Asked(question, data.draw(strategies.sampled_from([OPEN, CLOSED])), data.draw(strategies.integers(1, 3)))

    def seen():
        if question.kind == CONTEST:
            links = strategies.dictionaries(
                strategies.sampled_from("456789"),
                strategies.builds(entry, strategies.sampled_from("bcd"), strategies.integers(1, 99)),
            )
            of = record(now, entries=data.draw(links) | {"1": entry("a", 7)})
        else:
            possible = strategies.sampled_from(VALUES[question.kind](question))
            sheets = strategies.dictionaries(strategies.sampled_from("bcdefg"), possible)
            own = {"a": VALUES[question.kind](question)[0]}
            of = record(now, [data.draw(sheets) | own for _ in range(now.round)], seats=data.draw(strategies.text()))
        return sees(of)

    assert seen() == seen()


LECTURER = strategies.sampled_from([{"do": what} for what in ("close", "reveal", "again")])
ASKS = strategies.sampled_from([{"do": "ask", "question": question.as_json} for question in ASKED])
TOKEN = "31415"


@settings(deadline=None)
@given(strategies.sampled_from(ASKED), strategies.lists(LECTURER | LECTURER | ASKS | strategies.none(), max_size=12))
def test_what_another_student_has_sent_is_seen_only_while_it_is_revealed(question, messages):
    room, sheets = Room("KWXRT", "hash", (Asked(question),)), {}
    for message in messages:
        if message:
            try:
                room = room.after(message)
            except Refused:
                continue
        else:  # the other student answers, with something that is found again wherever it is
            number, now = room.number, room.now
            value = [[0, 3.1415], [314, 0.31415]] if now.question.kind == CURVE else 1
            sent = {"number": number, "round": now.round, "value": value, "link": f"?seed={TOKEN}"}
            try:
                line = room.line("b", {"do": "enter" if now.question.kind == CONTEST else "answer"} | sent)
            except Refused:
                continue
            sheets.setdefault(line.sheet, {})[line.name] = line.value
        now = room.now
        answers = [sheets.get(f"answers {room.number} {vote}", {}) for vote in range(1, now.round + 1)]
        lines = sheets.get(f"entries {room.number}", {})
        entries = {name: Entry.of_json(text) for name, text in lines.items()}
        entries = {name: entry(each.device, 9, each.link) for name, each in entries.items()}
        text = json.dumps(sees(Record(room, {"a": "", "b": ""}, answers, entries)))
        if now.phase != REVEALED:
            assert TOKEN not in text
            assert "314" not in text
            assert not any(
                f'"{name}"' in text for name in ("counts", "curves", "table", "waiting", "answered", "present")
            )
        elif now.question.kind == CONTEST and entries:
            assert TOKEN in text
        elif now.question.kind == CURVE and answers[-1]:
            assert "314" in text
