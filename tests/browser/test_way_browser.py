"""A way in and a way through: the doors of a first visit, and what the browser remembers of the pages."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Response, expect

from tests.browser.axe import violations
from tests.browser.playground import PATIENCE, Playground, in_menu, settled

DOORS = ["Watch it learn", "Start at zero", "Draw a digit"]
CONTROLS = (
    "main :is(button:not([role=radio], .live-map, [aria-label=Open]), [role=radiogroup], [role=slider], input):visible"
)
"""What can be pressed, chosen or typed into; the pictures of units are not counted, and choices of one thing once."""
MOST_CONTROLS = 16


@pytest.fixture
def newcomer(browser: Browser) -> Iterator[Page]:
    """A page of a Chinese browser that has never been here."""
    with browser.new_context(viewport={"width": 1280, "height": 720}, locale="zh-CN") as context:
        yield context.new_page()


QUESTION = """
window.questions = [];
(function look() {
  const line = document.querySelector(".st-key-lines p");
  const seen = line?.checkVisibility({ opacityProperty: true }) && !document.querySelector(".doors");
  questions.push(Boolean(seen));
  requestAnimationFrame(look);
})();"""
"""Notes for every frame whether the question can be seen."""


def boxes(page: Page) -> list[dict[str, float] | None]:
    """Where the message and the charts are."""
    return [page.locator(part).first.bounding_box() for part in (".st-key-message", ".live-network", ".live-boundary")]


def mark(page: Page, title: str) -> str:
    """The mark of a page in the menu, which is closed again."""
    page.locator(".st-key-menu button:visible").first.click()
    link = in_menu(page, title)
    expect(link).to_be_visible()
    sign = link.evaluate("(link) => getComputedStyle(link.querySelector('p'), '::after').content")
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    return sign


def doors(page: Page) -> Locator:
    return page.locator(".doors")


def test_a_first_visit_begins_at_a_door_asks_for_few_files_and_is_in_the_browsers_language(
    newcomer: Page, app: str
) -> None:
    asked: list[Response] = []
    newcomer.on("response", lambda answer: asked.append(answer))
    newcomer.add_init_script(QUESTION)
    visit = Playground(newcomer, f"{app}/?lang=en")
    message = newcomer.locator(".st-key-message")
    expect(doors(newcomer)).to_be_visible()
    assert not newcomer.evaluate("questions.some(Boolean)")  # not even for a moment
    assert message.locator("button strong").all_inner_texts() == [*DOORS]  # in place of all else
    assert violations(newcomer, within=".doors") == []
    visit.wait_for_iteration(20)  # it moves by itself
    assert newcomer.locator(CONTROLS).count() <= MOST_CONTROLS
    before = boxes(newcomer)
    visit.wait_for_iteration(300)
    expect(visit.button("Play")).to_be_visible()  # and rests
    expect(doors(newcomer)).to_be_visible()
    doors(newcomer).get_by_role("button", name="Watch it learn").click()
    expect(doors(newcomer)).to_have_count(0)
    newcomer.wait_for_function("() => Number(document.querySelector('.live-metrics dd').textContent) < 300")
    expect(message).to_contain_text("How much of the flower")
    assert boxes(newcomer) == before
    expect(newcomer.locator("[data-command=step]")).to_be_visible()
    visit.wait_for_iteration(300)
    expect(message).to_contain_text("of the flower’s points right")
    newcomer.wait_for_load_state("networkidle")
    few_and_packed([answer for answer in asked if answer.url.startswith(f"{app}/")])

    newcomer.goto(f"{app}/?lang=en")
    visit.wait_for_picture()
    visit.wait_until_still()
    expect(message).to_contain_text("How much of the flower")
    expect(doors(newcomer)).to_have_count(0)

    newcomer.evaluate("localStorage.clear()")
    newcomer.goto(app)
    newcomer.evaluate("window.same = true")
    doors(newcomer).get_by_role("button", name="写个数字").click()
    expect(newcomer.get_by_role("heading", level=1)).to_contain_text("手写数字")
    assert newcomer.evaluate("window.same")  # nothing was loaded anew
    assert newcomer.url == f"{app}/digits"


def few_and_packed(files: list[Response]) -> None:
    """Few of the files that a page has asked for are ours, and what can be packed is."""
    ours = {answer.url for answer in files if "/files/" in answer.url}
    scripts = {url for url in ours if re.search(r"/files/of_\w+\.js", url)}
    assert len(scripts) == 2
    assert len(ours) <= 6  # with Plotly.js, and style sheets
    others = {answer.url for answer in files} - ours
    assert len(ours) < len(others) / 8  # Streamlit's own
    for answer in files:
        if re.search(r"\.(?:js|css)(?:\?|$)", answer.url) and answer.status == 200:
            assert answer.header_value("content-encoding") == "gzip", answer.url


FULL = """() => {
  const long = { link: "", question: "?".repeat(150), from: "no page", tag: "en" };
  const answer = { claim: 0, right: 0, wrong: 1, last: false, again: long };
  const answers = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`digits?seed=${i}`, answer]));
  localStorage.way = JSON.stringify({ begun: true, pages: {}, answers });
}"""
"""Has the device remember more than it may."""

MISSED_AS_WELL = """() => {
  const way = JSON.parse(localStorage.way);
  way.answers["?n_h=1"] = way.answers["?initialisation=zero"];
  localStorage.way = JSON.stringify(way);
}"""
"""Has the device remember a second wrong prediction."""


def answers(page: Page) -> dict[str, dict[str, Any]]:
    """What the device remembers of predictions."""
    return json.loads(page.evaluate("localStorage.way ?? '{}'")).get("answers", {})


@pytest.mark.nightly
def test_the_device_remembers_what_was_done_and_predicted_and_asks_again_two_lessons_after_a_wrong_answer(
    page: Page, app: str
) -> None:
    def predict(claim: int) -> dict[str, Any]:
        """Predict, and have one iteration decide; returns what is remembered of it."""
        before = answers(page).get("?initialisation=zero")
        page.keyboard.press(str(claim))
        expect(page.locator(f"[data-claim='{claim}'][aria-pressed=true]")).to_be_visible()
        visit.wait_until_still()
        visit.press("Step")
        expect(page.locator(".run-said[data-right]")).to_be_visible()
        page.wait_for_function("(text) => localStorage.way.includes(text)", arg=f'"claim":{claim - 1}')
        now = answers(page)["?initialisation=zero"]
        assert now != before
        return now

    visit = Playground(page, f"{app}/?initialisation=zero")
    page.evaluate(FULL)
    visit.wait_until_still()
    assert mark(page, "Activations") == "none"
    assert mark(page, "Playground").startswith('" ✓"')
    wrong = predict(1)
    assert (wrong["claim"], wrong["right"], wrong["wrong"], wrong["last"]) == (0, 0, 1, False)
    assert len(page.evaluate("localStorage.way")) <= 20_000
    assert "digits?seed=0" not in answers(page)
    assert "digits?seed=149" in answers(page)
    visit.press("Reset")
    visit.wait_until_still()
    right = predict(2)
    assert (right["claim"], right["right"], right["wrong"], right["last"]) == (1, 1, 1, True)
    assert mark(page, "Playground").startswith('" ✔ 1 of 15 · 1 on 2nd try"')

    line = page.locator("p.again")
    page.goto(f"{app}/activations")
    settled(page)
    expect(line).to_have_count(0)  # one lesson later
    assert mark(page, "Playground").startswith('" ✔ 1 of 15 · 1 on 2nd try"')
    page.evaluate(MISSED_AS_WELL)
    page.goto(f"{app}/zero_or_random")
    expect(line).to_contain_text("You got one wrong on “Playground”. Another of its kind: Four tanh units start")
    assert violations(page, within=".again") == []
    page.evaluate("window.remembered = localStorage.way")
    line.get_by_role("button", name="Not now").press("Enter")
    expect(line).to_have_count(0)  # nor any other in this lesson
    for experiment in ("initialisation=zero", "n_h=1"):
        assert answers(page)[f"?{experiment}"]["again"]["from"] == "zero_or_random"
    page.evaluate("localStorage.way = remembered")
    page.goto(f"{app}/zero_or_random?lang=zh")
    expect(line.get_by_role("link")).to_have_text("打开")  # the question was heard in another language
    line.get_by_role("link").press("Enter")
    page.wait_for_url(f"{app}/?lang=zh")
    assert "again" not in answers(page)["?initialisation=zero"]

    page.locator(".st-key-menu button:visible").first.click()
    page.locator(".st-key-forget button").press("Enter")
    expect(page.locator(".st-key-forget [role=status]")).to_contain_text("已忘记")
    assert page.evaluate("localStorage.way ?? null") is None


@pytest.mark.nightly
def test_a_page_on_which_nothing_plays_is_marked_once_it_was_used_and_its_question_comes_again(
    page: Page, app: str
) -> None:
    page.goto(f"{app}/activations?hide=claims")  # which leaves out the page's questions, too
    settled(page)
    assert mark(page, "Activations").startswith('" ✓"')
    page.get_by_role("slider", name="z").first.press("ArrowRight")
    page.wait_for_function("() => JSON.parse(localStorage.way).pages.activations.done.length")
    assert mark(page, "Activations").startswith('" ✔"')

    page.goto(f"{app}/activations?question=steepest&present=true")
    settled(page)
    for place, key in ((3, "c"), (1, "a")):
        page.keyboard.press(key)
        expect(page.locator(f"[data-claim='{place}']")).to_have_attribute("aria-pressed", "true")
    assert violations(page, ".st-key-message") == []
    page.keyboard.press("Escape")
    settled(page)
    page.get_by_role("button", name="Show").press("Enter")
    expect(page.locator(".run-said[data-right=false]")).to_be_visible()
    page.wait_for_function("() => localStorage.way.includes('steepest')")
    answer = answers(page)["activations?steepest"]
    assert (answer["claim"], answer["right"], answer["wrong"], answer["last"]) == (0, 0, 1, False)
    page.goto(f"{app}/loops_or_vectors")
    settled(page, 0)
    line = page.locator("p.again")
    expect(line).to_contain_text("You got one wrong on “Activations”. Another of its kind: A gradient of 1 goes back")
    line.get_by_role("link").press("Enter")
    field = page.get_by_label("Your number")
    field.fill("9.5e-7")
    field.press("Enter")
    page.wait_for_function("() => localStorage.way.includes('ten layers')")
    assert answers(page)["activations?ten layers"]["last"]
    assert mark(page, "Activations").startswith('" ✔ 2 of 3 · 1 right"')


def test_a_course_goes_on_to_another_chapter_of_the_same_page_and_the_browser_back(page: Page, app: str) -> None:
    page.set_default_timeout(PATIENCE)
    page.goto(f"{app}/one_step_by_hand?course=6:step_stage=A1,6:step_stage=dZ2,2:question=steepest&step_stage=A1")
    formula, here = page.locator(".st-key-step_formula"), page.locator(".st-key-chapter_here")

    def is_second() -> None:
        expect(formula).to_contain_text("Backward: dZ2")
        expect(page).to_have_url(re.compile("(?=.*chapter=2)(?=.*step_stage=dZ2)"))
        settled(page)

    expect(formula).to_contain_text("Forward: A1")
    settled(page)
    page.get_by_role("link", name="Next chapter").click()
    is_second()
    page.locator(".st-key-menu button:visible").first.click()
    expect(here).to_contain_text("2. One step by hand")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Next chapter").click()
    expect(page.locator(".st-key-message")).to_contain_text("steepest")
    settled(page)
    page.go_back()
    is_second()
