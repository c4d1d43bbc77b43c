"""A lesson's file inside a learning platform, of which there is a small stand-in that takes what SCORM 1.2 allows."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from playground.export.lesson import LessonFile
from playground.export.recording import Chapter
from playground.language import ENGLISH, rendered
from playground.lessons.zero_or_random import ZERO_OR_RANDOM
from playground.training import RunGroup
from tests.export.lesson_files import preset

PLATFORM = """<!doctype html><script>
const [calls, stored] = [[], { "cmi.core.lesson_status": "not attempted" }];
let [open, error, ill] = [false, "0", false];
const allowed = {
  "cmi.core.lesson_status": /^(passed|completed|failed|incomplete|browsed|not attempted)$/,
  "cmi.core.lesson_location": /^.{0,255}$/,
  "cmi.core.score.raw": /^(100|\\d{1,2})$/,
  "cmi.core.session_time": /^\\d{2,4}:\\d\\d:\\d\\d(\\.\\d{1,2})?$/,
  "cmi.core.exit": /^(time-out|suspend|logout|)$/,
  "cmi.suspend_data": /^.{0,4096}$/,
};
const answer = (code, said = String(code === "0")) => ((error = code), said);
const noted = (name, does) => (...given) => (calls.push([name, ...given]), ill ? answer("101") : does(...given));
window.API = {
  LMSInitialize: noted("LMSInitialize", () => answer(open ? "101" : ((open = true), "0"))),
  LMSFinish: noted("LMSFinish", () => answer(open ? ((open = false), "0") : "301")),
  LMSGetValue: (name) => (open ? answer("0", stored[name] ?? "") : answer("301", "")),
  LMSSetValue: noted("LMSSetValue", (name, value) => {
    if (!open) return answer("301");
    if (!(name in allowed)) return answer("401"); // the least and the highest score, which a platform may do without
    if (typeof value !== "string" || !allowed[name].test(value)) return answer("405");
    stored[name] = value;
    return answer("0");
  }),
  LMSCommit: noted("LMSCommit", () => answer(open ? "0" : "301")),
  LMSGetLastError: () => error,
  LMSGetErrorString: (code) => `error ${code}`,
  LMSGetDiagnostic: () => "",
};
</script><iframe src="LESSON" width="1200" height="650"></iframe>"""

CHAPTERS = [preset(ZERO_OR_RANDOM, name, limit=20) for name in ("Symmetry that learns", "Dead start")]


@pytest.fixture(scope="module")
def lesson() -> bytes:
    """Two chapters, to be predicted first."""
    made = LessonFile("A lesson", CHAPTERS, [ENGLISH], predict=True)
    list(made.make())
    return made.file


@pytest.fixture
def page(browser: Browser, lesson: bytes) -> Iterator[Page]:
    """A platform, with the lesson in a frame; another has the lesson on another server. It may say no error."""
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
    page.goto("http://platform.example/")
    yield page
    context.close()
    assert errors == []


def claims_of(chapter: Chapter) -> tuple[str, str]:
    """The claim that is true in the end, and another one."""
    runs = RunGroup(chapter.experiment)
    runs.advance(chapter.experiment.limit)
    claims = chapter.preset.claims
    assert claims
    right = claims.right(runs)
    texts = [rendered(claim.text, ENGLISH) for claim in claims.each]
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


def test_it_reports_completed_and_the_share_of_right_predictions(page: Page) -> None:
    right, wrong = claims_of(CHAPTERS[0])
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("button", name="Play")).to_be_visible()
    assert stored(page)["lesson_status"] == "incomplete"
    assert "score.raw" not in stored(page)
    predicted(page, right)
    assert stored(page) | {"lesson_status": "incomplete", "score.raw": "50"} == stored(page)
    # Who has seen the answer predicts no more.
    frame.locator("h2").press("Home")
    predicted(page, wrong)
    assert stored(page)["score.raw"] == "50"
    frame.get_by_role("button", name="Next").click()
    expect(frame.locator("h2")).to_have_text(rendered(CHAPTERS[1].preset.question, ENGLISH).replace("*", ""))
    leave(page)
    assert stored(page) | {"lesson_location": "1", "exit": "suspend"} == stored(page)

    page.locator("iframe").evaluate("frame => (frame.src = '/lesson.html')")
    expect(frame.get_by_label("Chapters", exact=True).locator("option").first).to_contain_text("✓")
    expect(frame.locator("h2")).to_have_text(rendered(CHAPTERS[1].preset.question, ENGLISH).replace("*", ""))
    predicted(page, claims_of(CHAPTERS[1])[1])
    assert stored(page) | {"lesson_status": "completed", "score.raw": "50"} == stored(page)
    calls = leave(page)
    names = [name for name, *_given in calls]
    assert names.count("LMSInitialize") == names.count("LMSFinish") == 2
    assert names[-2:] == ["LMSCommit", "LMSFinish"]
    assert {tuple(given) for name, *given in calls if name != "LMSSetValue"} == {("",)}
    assert stored(page)["exit"] == ""
    assert re.fullmatch(r"0000:00:\d\d", stored(page)["session_time"])


def test_a_line_that_was_drawn_instead_of_a_claim_counts_neither_as_right_nor_as_wrong(page: Page) -> None:
    expect(page.frame_locator("iframe").get_by_role("button", name="Play")).to_be_visible()
    lesson = page.frame(url="**/lesson.html")
    assert lesson
    seen = """(outcome) => {
        const detail = { claim: null, decided: false, right: null, ended: false, ...outcome };
        dispatchEvent(new CustomEvent("lesson-outcome", { detail }));
    }"""
    lesson.evaluate(seen, {"chapter": 0, "drawn": True, "ended": True})
    lesson.evaluate(seen, {"chapter": 1, "drawn": False})
    assert "score.raw" not in stored(page)
    # Who has seen the answer predicts no more, even if nothing was predicted.
    lesson.evaluate(seen, {"chapter": 1, "drawn": False, "decided": True})
    assert stored(page)["score.raw"] == "0"
    lesson.evaluate(seen, {"chapter": 1, "drawn": False, "claim": 0, "decided": True, "right": True, "ended": True})
    assert stored(page)["score.raw"] == "0"


def test_what_the_platform_does_not_take_is_said_until_it_does(page: Page) -> None:
    frame = page.frame_locator("iframe")
    problem = frame.get_by_role("alert")
    expect(frame.get_by_role("button", name="Play")).to_be_visible()
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
