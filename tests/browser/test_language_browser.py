"""The visitor's language in a real browser: what scripts say, what tells the browser, and what a switch keeps."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from benchmarks.serving import serve
from playground.language import LANGUAGES, rendered
from playground.language.message import Message
from playground.training import NAMES
from tests.browser.playground import Playground, settled
from tests.language.pseudo import PSEUDO, unmarked

CHINESE = LANGUAGES["zh"]
OF_STREAMLIT = {
    "Skip to main content",
    "Choose an option",
    "Choose options",
    "Choose or add an option",
    "Open",
    "Close",
}
OF_STREAMLIT |= {
    "Link to heading",
    "Increment",
    "Decrement",
    "Copy to clipboard",
    "Upload",
    "Fullscreen",
    "Clear value",
}
"""Words of Streamlit's own, which nobody can translate; playground/locale/README.md lists them."""

# Texts that can be seen or are read aloud, but for code, formulas, the icons' names, and what is hidden on purpose.
SAID = """() => {
  const left_out = 'code, pre, kbd, script, noscript, style, .katex, iframe, [class*="st-key-unseen"], .pen-icon, ' +
    '[aria-hidden="true"][translate="no"], [data-testid="stTooltipIcon"], ' +
    '[data-testid="stHeader"], [data-testid="stFileUploaderDropzone"]';
  const said = new Set();
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE && node.textContent.trim()) said.add(node.textContent.trim());
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches(left_out)) return;
    for (const name of ["aria-label", "title", "placeholder", "alt", "data-title", "aria-valuetext"])
      if (node.getAttribute(name)) said.add(node.getAttribute(name));
    node.childNodes.forEach(walk);
  };
  walk(document.body);
  said.add(document.title);
  return [...said];
}"""


RANGES = """() => {
  const { xaxis, yaxis } = document.querySelector('.live-cost').layout;
  return [xaxis.range, yaxis.range];
}"""


PLANE = "document.querySelector('.live-boundary').layout.yaxis.range"


@pytest.fixture(scope="module")
def pseudo() -> Iterator[str]:
    """The app on a server that speaks the pseudo-language, too."""
    with serve(streamlit="tests.language.pseudo") as url:
        yield url


def foreign(page: Page) -> dict[str, list[str]]:
    """What is said in English, with the words."""
    found = {text: unmarked(text) for text in page.evaluate(SAID)}
    own = {text: words for text, words in found.items() if words and text not in OF_STREAMLIT}
    return {text: words for text, words in own.items() if not text.startswith("Help for ")}


WHAT_SCRIPTS_SAY = ("", "inside_the_symmetry", "one_step_by_hand", "digits")
"""Diagram, pen and timeline; a table; a graph; a pad to draw on."""


@pytest.mark.nightly
def test_no_word_that_a_script_or_streamlit_adds_was_never_marked(page: Page, pseudo: str) -> None:
    """What Python sends, on every page, is looked at without a browser, in tests/ui/test_language.py."""
    page.set_default_timeout(60_000)
    for address in WHAT_SCRIPTS_SAY:
        more = "&n_h=12&log_cost=true" if not address else ""
        page.goto(f"{pseudo}/{address}?lang={PSEUDO.code}{more}")
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        settled(page)
        assert foreign(page) == {}, address
        popovers = page.locator(":is(.st-key-bar, .st-key-row) [data-testid=stPopover] button:visible").all()[1:]
        for popover in popovers if not address else ():  # the other pages' are among the playground's
            popover.click()
            expect(page.get_by_test_id("stPopoverBody")).to_be_visible()
            settled(page, least=0)  # what is in it comes a little later
            assert foreign(page) == {}, address
            page.keyboard.press("Escape")
        assert page.evaluate("document.documentElement.lang") == PSEUDO.tag
        if not address:
            use_the_scripts_of_the_playground(Playground(page, page.url, opened=True))
            assert foreign(page) == {}


def use_the_scripts_of_the_playground(playground: Playground) -> None:
    """Pen, diagram and what appears under the mouse."""
    page = playground.page
    page.locator(".pen-toggle").click()
    expect(page.locator(".pen-choices button").first).to_be_visible()
    page.locator("[data-command=step]:visible").first.click()
    playground.wait_for_iteration(1)
    page.locator("button.live-map").nth(3).click()
    page.locator(".live-hit").first.hover()


def test_the_switch_keeps_run_zoom_pen_and_settings_whose_values_say_what_they_mean(page: Page, app: str) -> None:
    playground = Playground(page, f"{app}/?limit=60&speed=max&n_h=3")
    page.locator(".live-cost").dispatch_event("pointerdown")  # held, it keeps the axes to draw on
    page.locator("[data-command=play]:visible").first.press("Enter")
    playground.wait_for_iteration(60)
    expect(page.locator(".live-cost .drawn-open")).to_have_count(0)  # where a drag would draw
    chart = page.locator(".live-cost .nsewdrag").bounding_box()
    assert chart
    page.mouse.move(chart["x"] + 0.3 * chart["width"], chart["y"] + 0.2 * chart["height"])
    page.mouse.down()
    page.mouse.move(chart["x"] + 0.8 * chart["width"], chart["y"] + 0.7 * chart["height"], steps=5)
    page.mouse.up()
    zoomed = page.evaluate(RANGES)
    assert zoomed != page.evaluate(RANGES.replace(".live-cost", ".live-boundary"))
    page.locator(".live-network button.live-map").last.scroll_into_view_if_needed()
    page.locator(".live-network button.live-map").nth(4).click()
    before = [number.replace(" %", "%") for number in playground.metrics.values()]
    choose(page, CHINESE.name)
    expect(page.locator(".live-metrics dt").first).to_have_text(in_chinese("Iteration"))
    settled(page)
    assert list(playground.metrics.values()) == before
    assert page.evaluate(RANGES) == zoomed
    expect(page.locator(".live-handle")).to_have_count(1)
    expect(page.locator(".live-network button.live-map").nth(4)).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile("lang=zh"))
    expect(page).to_have_url(re.compile("n_h=3"))
    assert page.evaluate("document.documentElement.lang") == CHINESE.tag
    # The way back leads to the settings of before, in the language of now.
    page.go_back()
    expect(page).to_have_url(re.compile("lang=zh"))
    expect(page).to_have_url(re.compile("n_h=3"))
    expect(page.locator(".live-metrics dt").first).to_have_text(in_chinese("Iteration"))

    playground.open_settings()
    box = page.locator(".st-key-dataset [role=group]")
    expect(box).to_have_attribute("data-name", rendered(NAMES["flower"], CHINESE))
    page.locator(".st-key-dataset input").click()
    page.get_by_role("option", name=rendered(NAMES["moons"], CHINESE)).click()
    expect(box).to_have_attribute("data-name", rendered(NAMES["moons"], CHINESE))
    expect(page).to_have_url(re.compile(r"dataset=moons(&|$)"))  # as it is
    page.wait_for_function(f"() => (([low, high]) => high - low < 8)({PLANE})")  # the flower's is 11 high
    page.keyboard.press("Escape")
    page.locator(".pen-toggle").click()
    undo = page.locator(".pen-tools button", has_text="undo")
    page.locator(".pen-canvas").click()
    expect(undo).to_be_enabled()
    expect(page.locator(".pen-toggle")).to_have_attribute("title", in_chinese("Draw points"))
    choose(page, "English")
    expect(page.locator(".pen-toggle")).to_have_attribute("title", "Draw points")
    expect(page.locator(".pen-toggle")).to_have_attribute("aria-pressed", "true")
    expect(undo).to_be_enabled()
    page.wait_for_function("() => !document.querySelector('[data-name], [data-gloss]')")
    expect(page.get_by_role("radio", name="leaky ReLU")).to_be_visible()


def choose(page: Page, language: str) -> None:
    page.locator(".st-key-languages button:visible").click()
    page.get_by_role("button", name=language).click()


def in_chinese(text: str) -> str:
    """What a message says, by its English text."""
    return rendered(Message(text, {}), CHINESE)
