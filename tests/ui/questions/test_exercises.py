"""The questions of pages on which nothing plays: an answer first, then the page's control, then the verdict."""

import json
from dataclasses import replace

import pytest

from playground.lessons.exercises import NUMBER, SHAPE
from playground.pages.loops_or_vectors.lesson import Measured
from playground.pages.one_step_by_hand.lesson import OneStepByHand, take_apart
from tests.looped import looped
from tests.ui.pages import STATIC_PAGES, Visit, comment, elements, followed, link_to

BY_PREFIX = {case.prefix: case for case in STATIC_PAGES}
LABELS = {NUMBER.label, SHAPE.label}
ACTIVATIONS, STEP, COST, LOOPS = (BY_PREFIX[prefix] for prefix in ("activations_", "step_", "cost_", "loops_"))


def opened(case, *, questions=1, present=False, **link):
    """A visit with the first question open, or the second."""
    visit = Visit(case, **link_to(case, **link), **({"present": "true"} if present else {}))
    for number in range(questions):
        if number:
            visit.press("exercise")  # to show it
        visit.press("exercise")
    return visit


def said(visit):
    """What is said of the answer, in HTML; None if no question is open."""
    return comment(offered(visit)["said"]) if visit.components("comment") else None


def offered(visit):
    """What the page offers to choose from, what is chosen, and what is said of it."""
    return json.loads(visit.component("comment").json)


def choices(visit):
    return [text for _sign, text in offered(visit)["claims"]]


def choose(visit, place):
    visit.trigger("comment", "claim", place)


def field(visit):
    """What can be typed into, beside the page's own controls."""
    (field,) = (each for each in elements(visit.app.main) if each.type == "text_input" and each.label in LABELS)
    return field


def write(visit, text):
    """Type an answer."""
    field(visit).set_value(text)
    visit.run()


def noted(visit):
    """What the browser is to note of the page: the questions that count, and the one that is answered, if any."""
    data = json.loads(visit.component("way").json)
    return data["experiments"], data["asking"] if data["ended"] else ""


@pytest.fixture
def measured(monkeypatch):
    """Every measurement comes out the same, at once."""
    measure = "playground.pages.loops_or_vectors.view.measure"
    monkeypatch.setattr(measure, lambda settings, m: Measured(m, 1e-5 * m, 1e-6 * m, 0.0))


@looped(("case", "count"), [(ACTIVATIONS, 3), (STEP, 5)])
def test_the_questions_follow_the_page_s_own_one_by_one(case, count):
    visit = Visit(case)
    found = []
    for _ in range(2 * count + 2):
        found.append((visit.button("exercise").label, visit.message.split("\n")[0], bool(said(visit))))
        visit.press("exercise")
    labels, messages, judged = zip(*found, strict=True)
    assert labels == ("Questions", *("Show", "Next question") * (count - 1), "Show", "Back", "Questions")
    assert judged == (False, *(False, True) * count, False)
    assert messages[0] == messages[-1]
    assert messages[1:-1:2] == messages[2:-1:2]
    assert len({*messages}) == count + 1


def test_where_labels_are_numbers_the_questions_are_about_these():
    visit = opened(COST, part="number")
    assert choices(visit) == ["At a smaller w", "At the same w", "At a larger w"]
    choose(visit, 1)
    visit.set("spread", 1.0)
    assert said(visit) == ""  # b is not there yet
    visit.set("b", 0.0)
    assert 'data-right="true"' in said(visit)
    assert in_link(visit) == "wider.2"
    visit.press("exercise")
    visit.press("exercise")
    assert visit.widget("spread").value == 0.8
    assert (visit.widget("w").value, visit.widget("b").value) == (1.0, 0.0)
    assert visit.button("exercise").label == "Back"
    names, _ = noted(visit)
    assert names == ["surer", "cost of one", "factor", "squared error", "wider", "best spread"]


def test_other_labels_put_a_question_away_until_they_are_back():
    visit = opened(COST)
    visit.set("part", "number")
    assert not visit.components("comment")
    assert visit.button("exercise").label == "Questions"
    visit.set("part", "class")
    assert choices(visit) == ["It falls", "It stays the same", "It rises"]
    visit.set("part", "number")
    visit.press("exercise")
    assert in_link(visit) == "wider"


def test_a_prediction_may_be_changed_or_taken_back_until_the_control_is_there_and_is_judged_then():
    visit = opened(ACTIVATIONS)
    assert offered(visit)["claims"] == [["1", "0.5"], ["2", "0.25"], ["3", "1"]]
    for place, chosen in ((1, 1), (1, -1), (0, 0)):
        choose(visit, place)
        assert (offered(visit)["chosen"], said(visit)) == (chosen, "")
    visit.set("z", 1.0)
    assert (offered(visit)["chosen"], said(visit)) == (0, "")
    visit.set("z", 0.0)
    verdict = said(visit)
    assert verdict.startswith("<span class='run-said' data-right=\"false\">You said: 0.5. Wrong.</span>")
    assert "It is 0.25" in verdict
    assert choices(visit) == []
    visit.set("z", 3.0)
    assert said(visit) == verdict
    for _ in range(6):
        visit.press("exercise")  # the second question, shown, the third, shown, the page's own, and the first
    assert len(choices(visit)) == 3  # a wrong answer can be given anew
    choose(visit, 1)
    visit.set("z", 0.0)
    assert "Right." in said(visit)
    assert judged(visit) == ("steepest", 1, True, True)


def test_show_moves_the_control_there():
    visit = opened(ACTIVATIONS)
    choose(visit, 1)
    visit.press("exercise")
    assert visit.widget("z").value == 0.0
    assert 'data-right="true"' in said(visit)
    visit = opened(COST)
    visit.press("exercise")
    assert (visit.widget("w").value, visit.widget("b").value) == (5.0, 0.0)
    assert "run-said" not in said(visit)  # nobody has said anything
    assert "It rises" in said(visit)


def test_a_number_is_checked_against_the_network():
    visit = Visit(STEP, question="weight", **link_to(STEP, depth=2))
    step = take_apart(OneStepByHand(depth=2))
    right = float(step.values["dW1"][0, 0])
    write(visit, f"{right * step.m:.3g}")
    assert "Wrong." in said(visit)
    assert "The factor 1/m is missing" in said(visit)
    write(visit, "<img src=x onerror=1>")
    refused = "“&lt;img src=x onerror=1&gt;” is not a number. Write it like 0.25, −1.2 or 3e-7."
    assert said(visit) == f"<span>{refused}</span>"
    assert visit.button("exercise").label == "Show"
    write(visit, f" {right:.2g} ".replace(".", ",").replace("-", "−"))
    assert 'data-right="true"' in said(visit)
    assert visit.widget("stage").value == "start"
    assert visit.button("exercise").label == "Next question"
    write(visit, "")
    visit.press("exercise")
    assert visit.widget("stage").value == "dW1"
    assert f"dW1[0, 0] = {right:.4f}".replace("-", "−") in said(visit)


def test_a_shape_is_checked_against_the_array_and_shown_at_its_stage():
    visit = opened(STEP, n_h=3)
    assert field(visit).placeholder == field(visit).label == "Rows, columns"
    write(visit, "3 × 1")
    assert said(visit).startswith("<span class='run-said' data-right=\"false\">You said: (3, 1). Wrong.</span>")
    assert "That is dW2ᵀ" in said(visit)
    assert (in_link(visit), visit.widget("stage").value) == ("shape.3 × 1", "start")
    assert judged(visit) == ("shape", "3 × 1", False, True)
    write(visit, "three")
    assert said(visit) == "<span>“three” is not a shape. Write rows and columns, like (6, 4) or 6 × 4.</span>"
    assert visit.button("exercise").label == "Show"
    write(visit, "1，3")
    assert 'data-right="true">You said: (1, 3). Right.' in said(visit)
    assert "dW2 has the shape (1,\xa03)" in said(visit)
    assert judged(visit) == ("shape", "1，3", True, True)
    there = Visit(STEP, question="shape.1x3", **link_to(STEP, n_h=3))
    assert "Right." in said(there)
    visit = opened(STEP, n_h=3)
    visit.press("exercise")
    assert visit.widget("stage").value == "dW2"
    assert "dW2 has the shape (1,\xa03)" in said(visit)


def test_what_no_stage_shows_is_judged_at_once():
    visit = Visit(STEP, question="labels")
    assert choices(visit) == ["(1, 5)", "(5,)", "(5, 5)", "An error"]
    choose(visit, 2)
    assert 'data-right="false">You said: (5, 5). Wrong.' in said(visit)
    assert "It is (1,\xa05)" in said(visit)
    assert judged(visit)[:3] == ("labels", 2, False)
    instead = json.loads(visit.component("way").json)["instead"]["question"]
    assert instead.startswith("What is the shape of b1 − α db1 if db1 is np.sum(dZ1, axis=1) / m, without keepdims")


def test_other_samples_make_it_another_question():
    visit = Visit(STEP, question="weight")
    write(visit, "0.0506")
    assert "Right." in said(visit)
    visit.set("stage", "dZ1")
    assert "Right." in said(visit)
    visit.set("sample", "1")
    assert said(visit) == ""
    visit.set("sample", "all")
    assert "Right." in said(visit)  # as before


def diverges(settings):
    try:
        take_apart(settings)
    except FloatingPointError:
        return True
    return False


def test_nothing_is_asked_where_training_diverges():
    wild = OneStepByHand(dataset="spiral", activation="leaky_relu", n_h=3, scale=2.0, learning_rate=10.0)
    wild = replace(wild, trained="1000")
    seed = next(seed for seed in range(30) if diverges(replace(wild, seed=seed)))
    visit = Visit(STEP, **link_to(STEP, **vars(replace(wild, seed=seed))))
    assert visit.errors
    own = visit.message
    visit.press("exercise")
    assert visit.message == own
    assert said(visit) is None


def test_times_are_judged_by_what_was_just_measured(measured):
    visit = opened(LOOPS, largest=1000)
    assert "1,000 samples" in visit.message
    choose(visit, 1)
    assert "Right." not in said(visit)
    visit.press("exercise")
    assert [each.m for each in visit.app.session_state["loops_measured"][1]] == [10, 100, 1000]
    assert "Right." in said(visit)
    assert "10 times slower" in said(visit)


def test_a_teacher_can_leave_them_out_or_keep_them():
    for link in ({"ask": "My own question?"}, {"keep": ""}, {"hide": "claims"}):
        visit = Visit(LOOPS, **link)
        assert not visit.has("exercise"), link
        assert noted(visit)[0] == [""]
    visit = Visit(LOOPS, keep="largest,claims")
    assert not visit.notes
    visit.press("exercise")
    assert choices(visit)


def test_a_question_counts_in_the_menu_once_it_is_answered():
    visit = Visit(ACTIVATIONS)
    visit.set("z", 0.0)
    names, answered = noted(visit)
    assert len(names) == 3
    assert answered == ""
    visit.press("exercise")
    assert noted(visit) == (names, "")
    choose(visit, 0)
    assert noted(visit) == (names, names[0])
    visit.press("exercise")
    visit.press("exercise")  # shown, but not answered
    assert noted(visit) == (names, "")


def test_in_present_letters_choose():
    signs = [sign for sign, _ in offered(opened(LOOPS, present=True))["claims"]]
    assert len(signs) > 1
    assert signs == [*"ABCD"[: len(signs)]]


def in_link(visit):
    return followed(visit.link).get("question", [""])[0]


def test_the_question_on_screen_and_its_answer_are_in_the_link():
    visit = Visit(STEP, question="weight")
    assert in_link(visit) == "weight"
    write(visit, "0,05")
    assert in_link(visit) == "weight.0,05"
    visit.set("sample", "1")
    assert in_link(visit) == "weight"  # the answer was about all samples
    visit.press("exercise")
    visit.press("exercise")
    choose(visit, 1)
    assert in_link(visit) == "bias.2"
    there = Visit(STEP, **{name: value for name, (value,) in followed(visit.link).items()})
    assert choices(there) == choices(visit)
    assert offered(there)["chosen"] == 1
    assert in_link(there) == "bias.2"
    there = Visit(STEP, question="weight.0,05")
    assert said(there).startswith("<span class='run-said' data-right=")
    assert field(there).value == "0,05"


@looped(
    ("question", "read"),
    [
        ("bias.x", "bias"),
        ("weight.<b>", "weight.<b>"),
        ("shape.<b>", "shape.<b>"),
        ("weight." + 99 * "1", "weight." + 40 * "1"),
    ],
)
def test_an_answer_in_a_link_that_cannot_be_given_is_none(question, read):
    visit = Visit(STEP, question=question)
    assert not visit.notes
    assert in_link(visit) == read
    assert "<b>" not in said(visit)


def test_a_question_that_the_page_does_not_have_is_noted():
    visit = Visit(STEP, question="steepest.1")
    assert visit.notes == ["question='steepest.1': this page has no such question."]
    assert in_link(visit) == ""


def judged(visit):
    """What the browser is to remember of the answer: which, whether it is right, and whether that counts."""
    data = json.loads(visit.component("way").json)
    return data["asking"], data["claim"], data["right"], bool(data["attempt"])


def test_the_browser_is_told_how_an_answer_came_out_and_what_to_ask_after_a_wrong_one():
    visit = opened(ACTIVATIONS, spread=2)
    choose(visit, 0)
    assert judged(visit) == (None, None, None, False)
    visit.set("z", 0.0)
    assert judged(visit) == ("steepest", 0, False, True)
    data = json.loads(visit.component("way").json)
    assert followed("?" + data["instead"]["link"]) == {
        "question": ["ten layers"],
        "activations_z": ["0.0"],
        "activations_spread": ["2.0"],
    }
    assert data["instead"]["question"].startswith("A gradient of 1 goes back")
    assert "*" not in data["instead"]["question"]
    visit.press("exercise")
    write(visit, "0.25")
    first = json.loads(visit.component("way").json)["attempt"]
    assert judged(visit) == ("ten layers", "0.25", False, True)
    write(visit, "9.5e-7")
    assert judged(visit) == ("ten layers", "9.5e-7", True, True)
    assert json.loads(visit.component("way").json)["attempt"] != first
    assert noted(visit)[1] == "ten layers"


def test_what_the_page_has_shown_or_a_link_has_brought_does_not_count():
    visit = opened(ACTIVATIONS, questions=2)
    visit.press("exercise")
    write(visit, "9.5e-7")
    assert judged(visit) == ("ten layers", "9.5e-7", True, False)
    visit = Visit(ACTIVATIONS, question="steepest.2", **link_to(ACTIVATIONS, z=0.0))
    assert judged(visit) == ("steepest", 1, True, False)
