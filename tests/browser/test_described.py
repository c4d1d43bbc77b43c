"""The screen in words: said once where a picture stays, and shown at a key."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from playground.export.scripts import bundle
from tests.browser.playground import Playground, settled

STAYS, PLAYS = {"playing": False}, {"playing": True}
PLACES_TOLD = """() => new Promise((done) => {
  const [handle, places] = [document.querySelector(".live-handle"), []];
  new MutationObserver((_, observer) => {
    if (places.push(handle.ariaValueText) < 20) return;
    observer.disconnect();
    done(new Set(places).size);
  }).observe(document.querySelector(".live-metrics dd"), { childList: true });
})"""
"""The number of places that the handle of the time line tells during some pictures."""


@pytest.fixture
def screen(browser: Browser) -> Iterator[Page]:
    """A page with the script, a chart with a sentence, and a clock that stands still."""
    page = browser.new_page()
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now()") + 1000)
    page.set_content("<button>Play</button><div><div id=root><p class=live-sentence aria-live=polite></p></div></div>")
    script = bundle("frontend/chart/described.js")
    page.add_script_tag(content=f"(async () => {{ {script}\nwindow.scripts = modules; }})()")
    page.evaluate(
        """() => {
          window.asked = window.said = 0;
          window.described = new scripts["frontend/chart/described.js"].Described(() => (window.asked += 1));
          window.hear = (iteration, words, state) => {
            const now = { iteration, ...(words && { described: [words] }) };
            described.update(now, { root: document.querySelector("#root"), isRun: true, state });
          };
          new MutationObserver(() => (window.said += 1)).observe(described.region, { childList: true });
        }"""
    )
    yield page
    page.close()


def hear(page: Page, iteration: int, words: str, state: dict[str, bool]) -> None:
    page.evaluate("([iteration, words, state]) => hear(iteration, words, state)", [iteration, words, state])


def spoken(page: Page) -> str:
    """What a screen reader has been given, after some time."""
    page.clock.run_for(1000)
    return page.locator(".live-described").inner_text()


def test_it_is_said_once_where_the_picture_stays_and_never_while_it_plays(screen: Page) -> None:
    hear(screen, 0, "At the start.", STAYS)
    assert spoken(screen) == ""
    hear(screen, 5, "", PLAYS)
    hear(screen, 9, "On its way.", PLAYS)
    assert spoken(screen) == ""
    hear(screen, 10, "First.", STAYS)
    screen.clock.run_for(100)
    hear(screen, 11, "Here it stays.", STAYS)
    assert spoken(screen) == "Here it stays."
    hear(screen, 11, "Here it stays.", STAYS)
    assert spoken(screen) == "Here it stays."
    assert screen.evaluate("window.said") == 1
    assert screen.locator(".live-sentence").get_attribute("aria-live") is None  # it is in the description
    assert not screen.evaluate("window.asked")


def test_while_it_plays_the_key_asks_for_it_every_five_seconds_at_most(screen: Page) -> None:
    note = screen.locator("dialog")
    hear(screen, 5, "", PLAYS)
    screen.get_by_role("button", name="Play").focus()
    screen.keyboard.press("w")
    assert screen.evaluate("window.asked") == 1
    expect(note).to_have_count(0)  # the answer has still to come
    hear(screen, 20, "Falling.", PLAYS)
    expect(note.locator("p")).to_have_text("Falling.")
    screen.keyboard.press("Escape")
    expect(note).to_have_count(0)
    expect(screen.get_by_role("button", name="Play")).to_be_focused()
    screen.keyboard.press("w")  # too early: what was said last is shown again
    expect(note.locator("p")).to_have_text("Falling.")
    screen.keyboard.press("w")
    expect(note).to_have_count(0)
    assert screen.evaluate("window.asked") == 1
    screen.clock.run_for(5000)
    for _ in range(2):  # the second time, it is shown at once, and then again as it is now
        screen.keyboard.press("w")
    assert screen.evaluate("window.asked") == 2
    hear(screen, 30, "Hardly falling.", PLAYS)
    expect(note.locator("p")).to_have_text("Hardly falling.")
    screen.keyboard.press("Escape")
    expect(screen.get_by_role("button", name="Play")).to_be_focused()


def test_it_stays_while_the_key_is_held_and_is_there_when_the_charts_are_back(screen: Page) -> None:
    note = screen.locator("dialog p")
    hear(screen, 10, "Before.", STAYS)
    assert spoken(screen) == "Before."
    screen.evaluate("described.leave()")
    screen.keyboard.press("w")
    expect(note).to_have_count(0)
    screen.evaluate("described.arrive()")
    assert spoken(screen) == ""
    for _ in range(3):  # the second and the third time are repetitions, as the key has not been let go
        screen.keyboard.down("w")
        expect(note).to_have_text("Before.")
    screen.keyboard.up("w")
    screen.keyboard.press("w")
    expect(note).to_have_count(0)


def test_the_run_on_screen_is_described(page: Page, app: str) -> None:
    playground = Playground(page, f"{app}/?limit=100000")
    note, region = page.get_by_role("dialog", name="What is on screen, in words"), page.locator(".live-described")
    settled(page)  # a key before the buttons are there is heard by none
    page.keyboard.press("Space")
    playground.wait_for_iteration(20)
    assert page.evaluate(PLACES_TOLD) < 10
    page.keyboard.press("w")
    expect(note.locator("p")).to_have_text(re.compile(r"^Iteration [\d,]+\. "))
    page.keyboard.press("Escape")
    expect(region).to_have_text("")
    page.keyboard.press("Space")  # the focus is where it was, so it is the run that this stops
    playground.wait_until_still()
    expect(page.locator(".live-handle")).to_have_attribute("aria-valuetext", f"iteration {playground.iteration:,}")
    expect(region).to_have_text(
        re.compile(rf"^Iteration {playground.iteration:,}\. .* points? (is|are) on the wrong side")
    )
    page.keyboard.press("w")
    expect(note.locator("p")).to_have_text(region.inner_text())


def test_sentences_that_change_by_themselves_are_said_every_five_seconds_at_most(screen: Page) -> None:
    def change(text: str, moves: bool) -> str:
        """What is said a second after a sentence has changed."""
        screen.evaluate(
            """([text, moves]) => {
              const root = document.querySelector("#root");
              root.querySelector(".live-sentence").textContent = text;
              described.update({ described: ["Pictures, too."] }, { root, isRun: false, moves, state: {} });
            }""",
            [text, moves],
        )
        return spoken(screen)

    sentence = screen.locator(".live-sentence")
    assert change("None is trained.", moves=False) == ""
    expect(sentence).to_have_attribute("aria-live", "polite")  # it is said as it changes
    assert change("One.", moves=True) == "One."
    expect(sentence).to_have_attribute("aria-live", "off")
    assert [change(text, moves=True) for text in ("Two.", "Three.", "Four.")] == ["One."] * 3
    screen.clock.run_for(2000)
    assert screen.locator(".live-described").inner_text() == "Four."
    assert change("All.", moves=False) == "Four."
    screen.clock.run_for(5000)
    assert screen.locator(".live-described").inner_text() == "All."
    change("Another setting.", moves=False)
    expect(sentence).to_have_attribute("aria-live", "polite")
