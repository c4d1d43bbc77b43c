"""The page, without a browser: a change is predicted, shown, and judged once both versions have run."""

import json

from playground.pages.contents import THE_CODE
from playground.pages.the_code import questions
from playground.pages.the_code.lesson import LAYER_SIZES, SEVEN, STEPS
from playground.pages.the_code.questions import CHANGES
from tests.ui.pages import Case, Visit, comment, elements, followed

CODE = Case(THE_CODE)


def offered(visit):
    return json.loads(visit.component("comment").json)


def blocks_of_code(visit):
    return [each.value for each in elements(visit.app.main) if each.type == "code" and each.language == "python"]


def differences(visit):
    """Where a change of the code is on the page, among its blocks of code; by the name of its question."""
    shown = blocks_of_code(visit)
    of = {name: change.difference.strip("\n") for name, change in CHANGES.items()}
    return {name: shown.index(text) for name, text in of.items() if text in shown}


def said(visit):
    """What is said of the answer, in HTML."""
    return comment(offered(visit)["said"])


def cards(visit):
    return [each.label for each in visit.app.expander if "**`" in each.label]


def test_the_notes_seven_functions_have_the_numbers_of_their_steps_and_layer_sizes_has_none():
    shown = [each for _, functions in STEPS for each in functions]
    starts = [text.split("**`")[0] for text in cards(Visit(CODE))]
    assert starts == [f"Step {SEVEN.index(each) + 1} · " if each in SEVEN else "" for each in shown]
    assert [each for each in shown if each not in SEVEN] == [LAYER_SIZES]
    assert sorted(SEVEN.index(each) for each in shown if each in SEVEN) == [*range(7)]


def test_what_the_page_asks_about_is_the_first_code_on_it():
    visit = Visit(CODE)
    assert "training does not need?" in visit.message
    assert "cost = compute_cost(A2, Y, parameters)" in blocks_of_code(visit)[0]
    assert differences(visit) == {}


def test_a_change_is_shown_with_its_question_and_judged_when_both_versions_have_run(monkeypatch):
    asked = []
    compared = questions.compared
    monkeypatch.setattr(questions, "compared", lambda name: asked.append(name) or compared(name))
    visit = Visit(CODE)
    visit.press("exercise")
    assert differences(visit) == {"no cost": 0}
    visit.trigger("comment", "claim", 1)
    assert (offered(visit)["chosen"], said(visit), asked) == (1, "", [])
    assert followed(visit.link) == {"question": ["no cost.2"]}
    visit.press("exercise")
    assert {*asked} == {"no cost"}
    assert "You said: Yes, it learns worse. Wrong." in said(visit)
    assert "17 of 17" in said(visit)
    assert differences(visit) == {"no cost": 0}
    visit.press("exercise")
    assert differences(visit) == {"W2 first": 0}
    assert {*asked} == {"no cost"}  # the other change has not run
    visit.trigger("comment", "claim", 1)
    assert 'data-right="true"' not in said(visit)
    visit.press("exercise")
    assert 'data-right="true"' in said(visit)
    visit.press("exercise")
    assert differences(visit) == {}


def test_the_answers_are_remembered_and_another_question_is_asked_after_a_wrong_one():
    visit = Visit(CODE, question="no cost.1")
    visit.press("exercise")
    way = json.loads(visit.component("way").json)
    assert (way["experiments"], way["asking"], way["claim"], way["right"]) == (
        ["no cost", "W2 first"],
        "no cost",
        0,
        False,
    )
    assert followed("?" + way["instead"]["link"]) == {"question": ["W2 first"]}


def test_in_present_letters_choose_and_a_teacher_can_keep_the_questions_or_not():
    visit = Visit(CODE, question="W2 first", present="true")
    assert [sign for sign, _ in offered(visit)["claims"]] == ["A", "B", "C"]
    assert differences(visit) == {"W2 first": 0}
    for link in ({"ask": "My own question?"}, {"keep": ""}, {"hide": "claims"}):
        visit = Visit(CODE, **link)
        assert not visit.has("exercise"), link
        assert not visit.notes
    visit = Visit(CODE, keep="claims")
    assert not visit.notes
    visit.press("exercise")
    assert offered(visit)["claims"]
