"""Pages on paper: a handout with the question and room for an answer, and on the next sheet what the run has shown."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.lesson import Lesson

ON_PAPER = """() => {
  dispatchEvent(new Event("beforeprint"));
  const axes = [...document.querySelectorAll(".paper .small-figure")];
  // At once: the browser does not wait.
  return document.querySelectorAll(".paper .main-svg").length > 0 && axes.every((each) => each.querySelector("text"));
}"""


def printed(page: Page) -> Locator:
    """What paper.js makes of the page, which is shown as the browser prints it."""
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(ON_PAPER)
    return page.locator(".paper").first


HAS_INK = """(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.some(Boolean);
}"""


def screen_again(page: Page) -> None:
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen", color_scheme="dark")
    expect(page.locator(".paper")).to_have_count(0)


def ink(part: Locator, name: str = "color") -> str:
    value: str = part.evaluate("(part, name) => getComputedStyle(part)[name]", name)
    return value


def test_a_page_on_paper_asks_and_answers_as_far_as_the_run_has_come(page: Page, app: str) -> None:
    page.emulate_media(color_scheme="dark")
    lesson = Lesson(page, f"{app}/?limit=2&ask=Why%3F&say=This%0AThat", "")
    paper = printed(page)
    question = page.locator(".st-key-lines [data-testid=stText]").first
    expect(question).to_be_visible()
    claims = page.locator(".run-claims .run-button:visible")
    expect(claims).to_have_text(["1This", "2That"])
    assert claims.first.evaluate("part => getComputedStyle(part, '::before').content") == '"☐ "'
    for hidden in (".st-key-bar", ".st-key-row", ".st-key-way_on", ".live-inside", ".paper .live-timeline"):
        assert page.locator(f"{hidden}:visible").count() == 0, hidden
    axes = paper.locator(".paper-axes .small-figure")
    expect(axes.locator("text").first).to_be_visible()
    assert axes.locator("svg svg path").count() == 0
    answer = paper.locator(".paper-answer")
    expect(answer).to_contain_text("Nothing has run yet.")
    assert [ink(each) for each in (question, answer.locator("p").first)] == ["rgb(0, 0, 0)"] * 2
    assert ink(answer.locator(".xtick text").last, "fill") == "rgb(0, 0, 0)"
    assert ink(page.locator("body"), "backgroundColor") == "rgb(255, 255, 255)"
    screen_again(page)

    lesson.press("Step")
    lesson.wait_for_iteration(1)
    picture = page.locator(".live-inside .live-chart image").first.get_attribute("href")
    answer = printed(page).locator(".paper-answer")
    expect(answer).to_contain_text("The run so far, up to iteration 1. It has not finished.")
    expect(answer.locator(".paper-question")).to_have_text("Why?")
    assert answer.locator(".live-chart image").first.get_attribute("href") == picture
    assert answer.locator(".live-pattern").evaluate(HAS_INK)
    expect(claims).to_have_count(2)  # on screen they have gone
    screen_again(page)

    lesson.press("Step")
    expect(page.locator(".run-comment")).to_contain_text("limit of 2 iterations")
    answer = printed(page).locator(".paper-answer")
    expect(answer.locator(".run-comment")).to_contain_text("limit of 2 iterations")
    expect(answer).not_to_contain_text("has not finished")


@pytest.mark.nightly
def test_a_page_on_which_nothing_plays_prints_its_text_with_its_charts(page: Page, app: str) -> None:
    lesson = Lesson(page, f"{app}/activations", "activations_")
    lesson.wait_for_picture()
    charts = page.locator(".live").count()
    paper = printed(page)
    expect(page.locator(".paper")).to_have_count(charts)
    expect(paper.locator(".paper-axes, .paper-answer")).to_have_count(0)
    expect(page.locator(".st-key-message")).to_be_visible()
    assert page.locator("[data-testid=stSlider]:visible").count() == 0
