"""Contests as a kind of question: what can be asked, what students send, what everybody sees, and what is saved."""

import csv
from io import StringIO

from hypothesis import given, settings, strategies

from playground.features.challenges.goals import CHALLENGES
from playground.features.classroom.questions.kind import Line
from playground.features.classroom.questions.kinds import as_json, asked, link_of, of_json, of_link, question_of
from playground.features.classroom.questions.question import CLOSED, OPEN, REVEALED, Asked, Question
from playground.features.classroom.rooms.records import Record
from playground.features.classroom.rooms.room import Room
from playground.features.classroom.rooms.rooms import Rooms
from playground.features.classroom.rooms.table import tables
from playground.features.classroom.stores.sqlite import SQLiteStore
from playground.features.contest.entries import DONE, MOST_ENTRIES, Entry, entries_sheet
from playground.features.contest.question import AT_ONCE, MOST_RANKED, challenge_of
from playground.language import ENGLISH, LANGUAGES
from tests.features.classroom.conftest import VOTE, answer, refusal
from tests.features.classroom.test_room import LECTURERS, NEXT, STUDENTS, asking, leads_to_no_illegal_state, room
from tests.features.classroom.test_rooms import Class
from tests.features.classroom.test_views import sees
from tests.looped import looped

CHALLENGE = of_link("", "challenge=1", "contest")


def enter(link="?n_h=3", number=1):
    return {"do": "enter", "number": number, "link": link}


def record(now, entries=None):
    return Record(Room("KWXRT", "hash", (now,)), dict.fromkeys("ab", ""), entries or {})


def entry(device, score, link="?n_h=3"):
    return Entry(device, link, DONE, score, str(score), {"en": "Well done.", "zh": "很好。"})


# What can be asked


def test_a_contest_is_about_its_challenge():
    question = of_link("", "challenge=2&n_h=3", "contest")
    assert question == Question("", "", "contest", about=(("challenge", 2),))
    assert challenge_of(question) is CHALLENGES[1]
    assert asked(question, ENGLISH) == (CHALLENGES[1].goal, [])
    assert link_of(question, {}) == "./?challenge=2"


def test_what_is_stored_of_a_question_is_as_it_was():
    written = {"page": "", "settings": "", "kind": "contest", "text": "", "claims": [], "why": False, "challenge": 2}
    question = of_link("", "challenge=2", "contest")
    assert as_json(question) == written
    assert of_json(written) == question_of(written) == question
    assert as_json(VOTE) == written | {"page": "zero_or_random", "kind": "claims", "why": True, "challenge": 0}
    assert of_json(as_json(VOTE)) == VOTE


@looped("data", [{}, {"challenge": 6}, {"challenge": True}, {"challenge": "1"}, {"challenge": 1, "page": "digits"}])
def test_a_contest_without_a_challenge_is_refused(data):
    assert "1 to 5" in refusal(question_of, {"page": "", "settings": "", "kind": "contest"} | data)


# What students send


def test_a_contest_is_opened_again_in_the_same_round_until_it_is_revealed():
    one = room(CHALLENGE, "close", "again", "close", "again")
    assert (one.now.phase, one.now.round) == (OPEN, 1)
    assert "still open" in refusal(one.after, {"do": "again"})
    assert "is over" in refusal(one.after({"do": "reveal"}).after, {"do": "again"})


def test_an_entry_is_a_line_of_its_own_and_the_same_link_twice_is_one():
    one = room(CHALLENGE)
    first, again, other = one.line("a", enter()), one.line("a", enter()), one.line("b", enter())
    assert first == again
    assert (first.sheet, first.most) == ("entries 1", MOST_ENTRIES)
    assert len({first.name, other.name, one.line("a", enter("?n_h=4")).name}) == 3
    assert Entry.of_json(first.value) == Entry("a", "?n_h=3")


@looped(
    ("question", "before", "message", "said"),
    [
        (VOTE, [], enter(), "reload"),
        (CHALLENGE, [], answer(1), "reload"),
        (CHALLENGE, [], {"do": "enter", "link": "?n_h=3"}, "needs the number"),
        (CHALLENGE, [], enter(number=2), "on another one"),
        (CHALLENGE, [], enter(""), "link to your network"),
        (CHALLENGE, [], enter(None), "link to your network"),
        (CHALLENGE, [], enter("?" + "x" * 2000), "link to your network"),
        (CHALLENGE, [], enter("?ü"), "link to your network"),
        (CHALLENGE, [], enter("?a\n"), "link to your network"),
        (CHALLENGE, ["close"], enter(), "too late"),
    ],
)
def test_what_a_student_can_not_send_is_refused_with_a_reason(question, before, message, said):
    assert said in refusal(room(question, *before).line, "a", message)


IN_CONTEST = {key: phase for key, phase in NEXT.items() if key != (REVEALED, "again")} | {(CLOSED, "again"): OPEN}
LINKS = strategies.text()
ENTERS = strategies.builds(enter, LINKS | strategies.just("?n_h=2"), strategies.integers(1, 4))


@settings(deadline=None, max_examples=60)
@given(strategies.lists(LECTURERS | STUDENTS | ENTERS | asking([VOTE, CHALLENGE]), max_size=15))
def test_no_sequence_of_messages_leads_to_an_illegal_state(messages):
    ways = {"contest": IN_CONTEST}
    leads_to_no_illegal_state(CHALLENGE, messages, lambda question: ways.get(question.kind, NEXT))


def test_a_room_takes_30_entries_at_once_of_all_processes_and_checks_each_once(tmp_path, clock):
    rooms, others = (Rooms(SQLiteStore(tmp_path / "rooms.sqlite", clock)) for _process in range(2))
    a_class, other = Class(rooms, CHALLENGE), Class(rooms, CHALLENGE)

    def sends(number, of=a_class, student=0, to=rooms):
        to.do(of.students[student], enter(f"?n_h={number}"))

    for number in range(AT_ONCE):
        sends(number, student=number % 2)
    for process in (rooms, others):
        assert "30 entries at once, and then 30 a minute" in refusal(sends, 99, to=process)
    sends(1, other)
    clock.now += 60
    sends(99)
    entries = rooms.record(a_class.lecturer).answers
    assert len(entries) == AT_ONCE + 1
    (name,) = (name for name, each in entries.items() if each.link == "?n_h=99")
    done = Entry(entries[name].device, "?n_h=99", DONE, 9.0, "9", {"en": "Good."})
    rooms.settle(a_class.code, Line(entries_sheet(1), name, done.as_json, MOST_ENTRIES))
    sends(99)  # once more, as after a lost connection
    assert rooms.record(a_class.lecturer).answers[name] == done


# What everybody sees


def test_the_lecturer_sees_how_many_have_entered():
    contest = record(Asked(CHALLENGE), {"1": entry("a", 9), "2": entry("a", 8), "3": entry("b", 7)})
    assert sees(contest, "l", lecturer=True)["answered"] == 2


def test_a_contest_shows_ranks_and_once_revealed_the_links():
    entries = {
        "1": entry("a", 17, "?n_h=4"),
        "2": entry("b", 9, "?n_h=2"),
        "3": Entry("a", "?n_h=9"),
        "4": Entry("a", "?n_h=1", DONE, None, "", {"en": "Too few."}),
    }
    student = sees(record(Asked(CHALLENGE), entries))["contest"]
    assert "table" not in student
    assert student["mine"] == [
        {"state": "done", "score": "17 weights and biases", "link": "?n_h=4", "said": "Well done."},
        {"state": "waits", "score": "", "link": "?n_h=9", "said": ""},
        {"state": "done", "score": "", "link": "?n_h=1", "said": "Too few."},
    ]
    assert student["waiting"] == 1
    assert "waiting" not in sees(record(Asked(CHALLENGE), entries), "b")["contest"]  # none of theirs
    lecturer = sees(record(Asked(CHALLENGE), entries), "l", lecturer=True)["contest"]
    assert [(row["rank"], row["score"]) for row in lecturer["table"]] == [
        (1, "9 weights and biases"),
        (2, "17 weights and biases"),
    ]
    assert [row["link"] for row in lecturer["table"]] == ["?n_h=2", "?n_h=4"]
    assert all("device" not in row for row in lecturer["table"])
    assert lecturer["waiting"] == 1
    revealed = sees(record(Asked(CHALLENGE, REVEALED), entries))["contest"]["table"]
    assert [(row["link"], row["mine"]) for row in revealed] == [("?n_h=2", False), ("?n_h=4", True)]
    many = {str(n): entry(str(n), n) for n in range(100)}
    table = sees(record(Asked(CHALLENGE, REVEALED), many))["contest"]["table"]
    assert len(table) == MOST_RANKED


@looped(("phase", "lecturer"), [(phase, lecturer) for phase in (OPEN, CLOSED, REVEALED) for lecturer in (True, False)])
def test_everybody_reads_what_to_do_in_their_language(phase, lecturer):
    now = Asked(CHALLENGE, phase)
    said = {language.code: sees(record(now), "a", lecturer, language)["said"] for language in LANGUAGES.values()}
    assert all(said.values())
    assert len(set(said.values())) == len(LANGUAGES)


@settings(deadline=None, max_examples=50)
@given(strategies.data())
def test_before_the_reveal_nothing_that_a_student_sees_depends_on_what_others_send(data):
    now = Asked(CHALLENGE, data.draw(strategies.sampled_from([OPEN, CLOSED])))
    device = strategies.sampled_from("bcd")
    sent = strategies.builds(entry, device, strategies.integers(1, 99)) | strategies.builds(Entry, device, LINKS)
    others = strategies.dictionaries(strategies.sampled_from("456789"), sent)

    def seen():
        return sees(record(now, data.draw(others) | {"1": entry("a", 7)}))

    assert seen() == seen()


# What is saved


SAVED = {
    name: Entry(name, f"?n_h={name}", DONE, score, f"{score:g}", {}).as_json
    for name, score in (("3", 13.0), ("2", 9.0))
}


def saved(phase):
    """The rows of the ranking, its headings first."""
    made = tables(Room("KWXRT", "hash", (Asked(VOTE), Asked(CHALLENGE, phase))), {"entries 2": SAVED}.get, ENGLISH)
    return [*csv.reader(StringIO(made.get("contest", "")))]


def test_the_ranking_is_saved_once_it_was_revealed():
    assert saved(CLOSED) == []
    headings, *rows = saved(REVEALED)
    assert headings == ["Question number", "Page", "Question", "Rank", "Score", "Score in words", "Link"]
    assert [row[:2] for row in rows] == [["2", "Playground"]] * 2
    assert [row[3:] for row in rows] == [
        ["1", "9.0", "9 weights and biases", "?n_h=2"],
        ["2", "13.0", "13 weights and biases", "?n_h=3"],
    ]
