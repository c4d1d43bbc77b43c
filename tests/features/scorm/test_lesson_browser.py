"""A lesson's file inside a learning platform, of which there is a small stand-in that takes what SCORM 1.2 allows."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from playground.export.lesson_file.lesson import LessonFile
from playground.export.lesson_file.recording import Chapter
from playground.language import ENGLISH, rendered
from playground.pages.zero_or_random.lesson import ZERO_OR_RANDOM
from playground.training import RunGroup
from tests.export.lesson_files import preset

SCRIPT = Path(__file__).with_name("platform.js").read_text()
PLATFORM = f'<!doctype html><script>{SCRIPT}</script><iframe src="LESSON" width="1200" height="650"></iframe>'
OPTIONAL = ["cmi.interactions", "cmi.core.score.min", "cmi.core.score.max", "cmi.core.lesson_mode", "cmi.student_data"]
"""What the standard leaves to a platform."""

CHAPTERS = [preset(ZERO_OR_RANDOM, name, limit=20) for name in ("Symmetry that learns", "Dead start")]


@pytest.fixture(scope="module")
def lesson() -> bytes:
    """Two chapters, to be predicted first."""
    made = LessonFile("A lesson", CHAPTERS, [ENGLISH], predict=True)
    list(made.make())
    return made.file


@pytest.fixture
def page(browser: Browser, lesson: bytes) -> Iterator[Page]:
    """The lesson is in a frame of the platform; another has it on another server.

    The page may say no error, and the platform may have nothing to refuse but what it lacks.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 720}, locale="en-US")
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    pages = {
        "http://platform.example/": PLATFORM.replace("LESSON", "/lesson.html"),
        "http://elsewhere.example/": PLATFORM.replace("LESSON", "http://platform.example/lesson.html"),
        "http://platform.example/lesson.html": lesson.decode(),
        "http://platform.example/away.html": "",
    }
    context.route("**/*", lambda route: route.fulfill(body=pages.get(route.request.url, ""), content_type="text/html"))
    yield page
    refused: list[list[str]] = page.evaluate("refused")
    lacking: list[str] = page.evaluate("given.lacks")
    context.close()
    assert errors == []
    assert [call for call in refused if call[0] != "401" or not call[2].startswith(tuple(lacking))] == []


def launched(page: Page, **given: Any) -> FrameLocator:
    """Open the lesson on a platform like this: see ``platform.js``."""
    page.goto(f"http://platform.example/#{quote(json.dumps(given))}")
    return ready(page)


def again(page: Page) -> FrameLocator:
    """Leave the lesson and open it again."""
    leave(page)
    page.locator("iframe").evaluate("frame => (frame.src = '/lesson.html')")
    return ready(page)


def ready(page: Page) -> FrameLocator:
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("button", name="Play")).to_be_visible()
    return frame


def next_chapter(page: Page) -> None:
    """Go on to the second chapter."""
    frame = page.frame_locator("iframe")
    frame.get_by_role("button", name="Next").click()
    expect(frame.locator("h2")).to_have_text(rendered(CHAPTERS[1].preset.question, ENGLISH).replace("*", ""))


def finished(page: Page, *guesses: bool) -> None:
    """Predict both chapters, right or not, and see them to their end."""
    for place, (chapter, is_right) in enumerate(zip(CHAPTERS, guesses, strict=True)):
        if place:
            next_chapter(page)
        predicted(page, claims_of(chapter)[0 if is_right else 1])


def claims_of(chapter: Chapter) -> tuple[str, str]:
    """The claim that is true in the end, and another one."""
    runs = RunGroup(chapter.experiment)
    runs.advance(chapter.experiment.limit)
    claims = chapter.preset.claims
    assert claims
    right = claims.right(runs)
    texts = [rendered(claim, ENGLISH) for claim in claims.each]
    assert right is not None
    return texts[right], texts[right - 1]


def predicted(page: Page, claim: str) -> FrameLocator:
    """Choose a claim, and look at the end."""
    frame = page.frame_locator("iframe")
    frame.get_by_role("button", name=claim).click()
    frame.locator("h2").press("End")
    expect(frame.locator(".lesson-said")).to_contain_text(f"You said: {claim}.")
    return frame


def stored(page: Page) -> dict[str, Any]:
    """What the platform has."""
    kept: dict[str, str] = page.evaluate("stored")
    return {name.removeprefix("cmi.").removeprefix("core."): value for name, value in kept.items()}


def leave(page: Page) -> list[list[str]]:
    """Leave the lesson for another page; returns the last calls."""
    page.locator("iframe").evaluate("frame => (frame.src = '/away.html')")
    page.wait_for_function("() => calls.at(-1)[0] === 'LMSFinish'")
    last: list[list[str]] = page.evaluate("calls")
    return last


def interactions(page: Page) -> list[dict[str, str]]:
    """What the platform has of predictions, without times."""
    interacted: list[dict[str, str]] = []
    for name, value in stored(page).items():
        if found := re.fullmatch(r"interactions\.(\d+)\.(.+)", name):
            place, leaf = int(found[1]), found[2]
            interacted.extend({} for _ in range(place + 1 - len(interacted)))
            interacted[place][leaf] = value
    for each in interacted:
        assert re.fullmatch(r"\d\d:\d\d:\d\d", each.pop("time"))
        assert re.fullmatch(r"0000:00:\d\d", each.pop("latency"))
    return interacted


def letter(chapter: Chapter, claim: str) -> str:
    """Of a claim, as the platform has it."""
    assert chapter.preset.claims
    return "abcd"[[rendered(each, ENGLISH) for each in chapter.preset.claims.each].index(claim)]


def test_it_reports_completed_and_the_share_of_right_predictions(page: Page) -> None:
    right, wrong = claims_of(CHAPTERS[0])
    frame = launched(page)
    assert stored(page)["lesson_status"] == "incomplete"
    assert "score.raw" not in stored(page)
    predicted(page, right)
    assert stored(page) | {"lesson_status": "incomplete", "score.raw": "50"} == stored(page)
    # Who has seen the answer predicts no more.
    frame.locator("h2").press("Home")
    predicted(page, wrong)
    assert stored(page)["score.raw"] == "50"
    next_chapter(page)
    assert stored(page)["lesson_location"] == "1"  # at once: a device may be switched off
    leave(page)
    assert stored(page)["exit"] == "suspend"

    page.locator("iframe").evaluate("frame => (frame.src = '/lesson.html')")
    expect(frame.get_by_role("combobox", name="Chapters").locator("option").first).to_contain_text("✓")
    expect(frame.locator("h2")).to_have_text(rendered(CHAPTERS[1].preset.question, ENGLISH).replace("*", ""))
    predicted(page, claims_of(CHAPTERS[1])[1])
    assert stored(page) | {"lesson_status": "completed", "score.raw": "50"} == stored(page)
    calls = leave(page)
    names = [name for name, *_given in calls]
    assert names.count("LMSInitialize") == names.count("LMSFinish") == 2
    assert names[-2:] == ["LMSCommit", "LMSFinish"]
    assert {tuple(given) for name, *given in calls if name != "LMSSetValue"} == {("",)}
    assert stored(page)["exit"] == "suspend"
    assert re.fullmatch(r"0000:00:\d\d", stored(page)["session_time"])


@pytest.mark.parametrize("forgets", ["finished", "every"])
def test_what_has_been_reached_is_never_lowered_whatever_the_platform_forgets(page: Page, forgets: str) -> None:
    launched(page, forgets=forgets)
    predicted(page, claims_of(CHAPTERS[0])[0])
    again(page)
    page.frame_locator("iframe").get_by_role("combobox", name="Chapters").select_option("0")
    if forgets == "every":  # it is as new, and yet what the platform has is not taken back
        predicted(page, claims_of(CHAPTERS[0])[1])
        assert stored(page) | {"lesson_status": "incomplete", "score.raw": "50"} == stored(page)
        frame = again(page)
        finished(page, True, True)
    else:
        next_chapter(page)
        predicted(page, claims_of(CHAPTERS[1])[0])
    reached = {"lesson_status": "completed", "score.raw": "100"}
    assert stored(page) | reached == stored(page)
    frame = again(page)
    assert stored(page) | reached == stored(page)
    expect(frame.get_by_role("combobox", name="Chapters").locator("option").last).to_contain_text("✓")
    interacted = interactions(page)
    frame.get_by_role("combobox", name="Chapters").select_option("0")
    predicted(page, claims_of(CHAPTERS[0])[1])  # every answer has been seen
    assert stored(page) | reached == stored(page)
    leave(page)
    assert stored(page) | reached == stored(page)
    assert interactions(page) == interacted


@pytest.mark.parametrize("recounts", [False, pytest.param(True, marks=pytest.mark.nightly)])
def test_each_prediction_is_told_once_and_another_before_the_answer_takes_its_place(page: Page, recounts: bool) -> None:
    right, wrong = claims_of(CHAPTERS[0])
    letters = [letter(CHAPTERS[0], claim) for claim in (right, wrong)]
    frame = launched(page, recounts=recounts)
    frame.get_by_role("button", name=right).click()
    assert interactions(page) == []  # it can still be taken back
    frame.locator("h2").press("ArrowRight")
    interacted = {"id": "chapter1", "type": "choice", "student_response": letters[0]}
    assert interactions(page) == [interacted]
    frame.locator("h2").press("Home")
    frame.get_by_role("button", name=right).click()
    frame.get_by_role("button", name=wrong).click()
    frame.locator("h2").press("ArrowRight")
    assert interactions(page) == [interacted | {"student_response": letters[1]}]
    frame = again(page)
    predicted(page, right)
    interacted |= {"result": "correct", "correct_responses.0.pattern": letters[0]}
    assert interactions(page) == [interacted]
    frame.locator("h2").press("Home")
    predicted(page, wrong)
    assert interactions(page) == [interacted]
    next_chapter(page)
    right, wrong = claims_of(CHAPTERS[1])
    predicted(page, wrong)
    second = {"id": "chapter2", "type": "choice", "student_response": letter(CHAPTERS[1], wrong), "result": "wrong"}
    assert interactions(page) == [interacted, second | {"correct_responses.0.pattern": letter(CHAPTERS[1], right)}]


@pytest.mark.nightly
def test_a_lesson_that_is_only_looked_at_records_nothing_and_says_so(page: Page) -> None:
    frame = launched(page)
    predicted(page, claims_of(CHAPTERS[0])[0])
    leave(page)
    for mode in ("review", "browse"):
        page.evaluate("mode => { given.mode = mode; calls.length = 0; }", mode)
        page.locator("iframe").evaluate("frame => (frame.src = '/lesson.html')")
        ready(page)
        expect(frame.get_by_role("alert")).to_contain_text("for viewing only: nothing is recorded")
        expect(frame.get_by_role("combobox", name="Chapters").locator("option").first).to_contain_text("✓")
        next_chapter(page)
        predicted(page, claims_of(CHAPTERS[1])[0])
        assert leave(page) == [["LMSInitialize", ""], ["LMSFinish", ""]], mode


@pytest.mark.nightly
def test_without_credit_the_platform_keeps_the_place_and_no_score(page: Page) -> None:
    frame = launched(page, credit="no-credit", mastery="60")
    expect(frame.get_by_role("alert")).to_contain_text("neither your predictions nor a score")
    predicted(page, claims_of(CHAPTERS[0])[0])
    next_chapter(page)
    assert stored(page) | {"lesson_location": "1", "lesson_status": "incomplete"} == stored(page)
    predicted(page, claims_of(CHAPTERS[1])[0])
    leave(page)
    assert stored(page)["lesson_status"] == "completed"
    assert not [name for name in stored(page) if "score.raw" in name or "interactions" in name]


@pytest.mark.nightly
@pytest.mark.parametrize(("mastery", "status"), [("50", "passed"), ("51", "failed")])
def test_a_mark_to_be_reached_makes_it_passed_or_failed_at_the_end(page: Page, mastery: str, status: str) -> None:
    launched(page, mastery=mastery)
    predicted(page, claims_of(CHAPTERS[0])[0])
    again(page)  # the platform judges every score that it has when a lesson is left
    assert stored(page)["lesson_status"] == "incomplete"
    assert "score.raw" not in stored(page)
    next_chapter(page)
    predicted(page, claims_of(CHAPTERS[1])[1])
    reached = {"lesson_status": status, "score.raw": "50"}
    assert stored(page) | reached == stored(page)
    again(page)
    assert stored(page) | reached == stored(page)


@pytest.mark.nightly
def test_a_platform_may_do_without_what_the_standard_leaves_to_it(page: Page) -> None:
    frame = launched(page, lacks=OPTIONAL)
    finished(page, True, False)
    leave(page)
    assert stored(page) | {"lesson_status": "completed", "score.raw": "50"} == stored(page)
    assert not [name for name in stored(page) if "interactions" in name]
    expect(frame.get_by_role("alert")).to_be_hidden()


@pytest.mark.nightly
def test_a_line_that_was_drawn_instead_of_a_claim_counts_neither_as_right_nor_as_wrong(page: Page) -> None:
    launched(page)
    lesson = page.frame(url="**/lesson.html")
    assert lesson
    seen = """(outcome) => {
        const detail = { claim: null, begun: true, right: null, ended: false, ...outcome };
        dispatchEvent(new CustomEvent("lesson-outcome", { detail }));
    }"""
    lesson.evaluate(seen, {"chapter": 0, "drawn": True, "ended": True})
    lesson.evaluate(seen, {"chapter": 1, "drawn": False})
    assert "score.raw" not in stored(page)
    # Who has seen the answer predicts no more, even if nothing was predicted.
    lesson.evaluate(seen, {"chapter": 1, "drawn": False, "right": 1})
    assert stored(page)["score.raw"] == "0"
    lesson.evaluate(seen, {"chapter": 1, "drawn": False, "claim": 1, "right": 1, "ended": True})
    assert stored(page)["score.raw"] == "0"
    assert interactions(page) == []


@pytest.mark.nightly
def test_what_nobody_can_judge_is_told_without_a_judgement(page: Page) -> None:
    launched(page)
    lesson = page.frame(url="**/lesson.html")
    assert lesson
    outcome = {"chapter": 1, "claim": 2, "drawn": False, "begun": True, "right": None, "ended": True}
    lesson.evaluate("detail => dispatchEvent(new CustomEvent('lesson-outcome', { detail }))", outcome)
    assert interactions(page) == [{"id": "chapter2", "type": "choice", "student_response": "c", "result": "neutral"}]
    assert "score.raw" not in stored(page)


@pytest.mark.nightly
def test_what_the_platform_does_not_take_is_said_until_it_does(page: Page) -> None:
    frame = launched(page)
    problem = frame.get_by_role("alert")
    expect(problem).to_be_hidden()
    page.evaluate("ill = true")
    right, _wrong = claims_of(CHAPTERS[0])
    predicted(page, right)
    expect(problem).to_contain_text("The learning platform has not taken your result (error 101).")
    page.evaluate("ill = false")
    frame.get_by_role("button", name="Next").click()
    predicted(page, claims_of(CHAPTERS[1])[0])
    expect(problem).to_be_hidden()
    assert stored(page) | {"lesson_status": "completed", "score.raw": "100"} == stored(page)


def test_on_another_server_than_the_platform_it_is_a_lesson_all_the_same(page: Page) -> None:
    page.goto("http://elsewhere.example/")
    predicted(page, claims_of(CHAPTERS[0])[0])
    assert page.evaluate("calls") == []


REFUSED = {
    "LMSCommit()": "201",
    "LMSSetValue('cmi.interactions.1.id', 'later')": "201",
    "LMSSetValue('cmi.interactions.0.result', 'wrong')": "201",
    "LMSGetValue('cmi.core.location')": "401",
    "LMSSetValue('cmi.interactions._count', '1')": "402",
    "LMSSetValue('cmi.core.credit', 'credit')": "403",
    "LMSGetValue('cmi.interactions.0.id')": "404",
    "LMSSetValue('cmi.core.lesson_status', 'not attempted')": "405",
    "LMSSetValue('cmi.core.score.raw', 100)": "405",
    "LMSSetValue('cmi.core.session_time', '12')": "405",
    "LMSSetValue('cmi.suspend_data', 'x'.repeat(4097))": "405",
}


def test_the_stand_in_refuses_what_the_standard_does(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(f"<script>{SCRIPT}</script>")
    for call in REFUSED:
        assert page.evaluate(f"API.{call} + API.LMSGetLastError()") in ("false301", "301"), call
    assert page.evaluate("API.LMSInitialize('')") == "true"
    for call, code in REFUSED.items():
        assert page.evaluate(f"API.{call} + API.LMSGetLastError()") in (f"false{code}", code), call
    page.close()
