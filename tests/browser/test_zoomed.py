"""Seeing less, moving less: pages at twice their size and at four times, and what people ask of their system.

A browser at 200 % gives a page half of its pixels; at 400 %, a window of 1280 by 1024 has 320 by 256 left.
"""

import io
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, ViewportSize, expect

from playground.pages.contents import PAGES
from tests.browser.layout import lasting, misplaced, scrolls_unseen, unreadable
from tests.browser.playground import Playground, settled
from tests.browser.test_every_page import POPOVER, close
from tests.browser.test_one_screen import SCROLLS

TWICE: ViewportSize = {"width": 640, "height": 360}
FOUR_TIMES: ViewportSize = {"width": 320, "height": 256}

SEEN = "{ opacityProperty: true, visibilityProperty: true }"
OWN = ":is(.live, .run-buttons, .run-claims, .pen-overlay)"

ON_TOP = f"""() => {{
  const sides = ["left", "top", "right", "bottom"];
  const inside = (part) => {{
    const rest = part.getBoundingClientRect().toJSON();
    for (let around = part.parentElement; around; around = around.parentElement) {{
      const {{ overflowX, overflowY, clipPath }} = getComputedStyle(around);
      if (clipPath !== "none") return null;
      if (overflowX === "visible" && overflowY === "visible") continue;
      const box = around.getBoundingClientRect();
      sides.forEach((side, i) => (rest[side] = (i < 2 ? Math.max : Math.min)(rest[side], box[side])));
    }}
    return rest.right - rest.left > 2 && rest.bottom - rest.top > 2 ? rest : null;
  }};
  const meet = (one, other) =>
    Math.min(one.right, other.right) - Math.max(one.left, other.left) > 2 &&
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 2;
  const controls = "main :is(button, input, a, select, [role=slider], [role=radio])";
  const parts = [...document.querySelectorAll(`${{controls}}, .live-chart, .live-sentence`)]
    .filter((part) => part.checkVisibility({SEEN}))
    .map((part) => ({{ part, box: inside(part) }}))
    .filter(({{ box }}) => box);
  const within = (part) => part.closest(".live-chart, .live-diagram, .live-panel:has(.pen-overlay)"); // has its own
  return parts.flatMap((one, i) => parts.slice(0, i)
    .filter((other) => !one.part.contains(other.part) && !other.part.contains(one.part))
    .filter((other) => !within(one.part) || within(one.part) !== within(other.part))
    .filter((other) => meet(one.box, other.box))
    .map((other) => `${{one.part.outerHTML.slice(0, 90)}} is on top of ${{other.part.outerHTML.slice(0, 90)}}`));
}}"""
CHARTS = """() => [...document.querySelectorAll(".live-fills .live-chart:not([class*=live-units])")]
  .filter((chart) => chart.checkVisibility())
  .filter(({ clientWidth, clientHeight }) => clientWidth < 110 || clientHeight < 100)
  .map(({ className, clientWidth, clientHeight }) => `${className} is ${clientWidth} by ${clientHeight}`)"""
GAPS = """(least) => new Promise((done) => {
  const [iteration, gaps] = [document.querySelector(".live-metrics dd"), []];
  let before = null;
  new MutationObserver((_, observer) => {
    const now = [document.timeline.currentTime, Number(iteration.textContent.replaceAll(",", ""))];
    if (before) gaps.push(now.map((value, i) => value - before[i]));
    before = now;
    if (gaps.length < least || !gaps.some(([, iterations]) => iterations > 1)) return;
    observer.disconnect();
    done(gaps.map(([passed]) => passed));
  }).observe(iteration, { childList: true });
})"""
"""Milliseconds between the frames of so many pictures or more, until two are more than an iteration apart."""
RINGS = f"""() => {{
  const part = (value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const light = (colour) => colour.match(/[\\d.]+/g).slice(0, 3)
    .reduce((sum, value, i) => sum + part(value / 255) * [0.2126, 0.7152, 0.0722][i], 0);
  const page = light(getComputedStyle(document.querySelector("[data-testid=stApp]")).backgroundColor);
  return [...document.querySelectorAll("{OWN} :is(button, select, input, [tabindex='0'])")]
    .filter((each) => each.checkVisibility({SEEN}) && !each.disabled)
    .flatMap((each) => {{
      each.focus();
      const handle = each.matches(".live-handle") ? "::before" : undefined;
      const {{ outlineStyle: style, outlineWidth: width, outlineColor: colour }} = getComputedStyle(each, handle);
      const [low, high] = [light(colour), page].sort((one, other) => one - other);
      const seen = style !== "none" && parseFloat(width) >= 2 && (high + 0.05) / (low + 0.05) >= 3;
      return seen ? [] : [`${{each.outerHTML.slice(0, 90)}}: ${{width}} ${{style}} ${{colour}}`];
    }});
}}"""
"""The rings around what has the focus that are too thin, or have too little contrast."""
NOT_OF_THE_SYSTEM = f"""() => {{
  const probe = document.querySelector("[data-testid=stApp]").appendChild(document.createElement("p"));
  const colours = ["CanvasText", "ButtonText", "GrayText", "LinkText"].map((name) => {{
    probe.style.color = name;
    return getComputedStyle(probe).color;
  }});
  probe.remove();
  return [...document.querySelectorAll("{OWN} *")]
    .filter((part) => [...part.childNodes].some(({{ nodeType, data }}) => nodeType === Node.TEXT_NODE && data.trim()))
    .filter((part) => part.checkVisibility({SEEN}) && !part.closest("style, .run-primary"))
    .map((part) => [part, getComputedStyle(part)[part.closest("svg") ? "fill" : "color"]])
    .filter(([, colour]) => !colours.includes(colour))
    .map(([part, colour]) => `${{part.outerHTML.slice(0, 90)}}: ${{colour}}`);
}}"""


def faults(page: Page) -> list[str]:
    """What is cut, on top of something else, too small or too wide."""
    found = unreadable(page, scrolls=f"{SCROLLS}, main table") + scrolls_unseen(page) + misplaced(page, {})
    return found + page.evaluate(ON_TOP) + page.evaluate(CHARTS)


def test_less_movement_more_contrast_and_forced_colours(page: Page, app: str) -> None:
    page.emulate_media(reduced_motion="reduce", color_scheme="dark")
    playground = Playground(page, f"{app}/?speed=60&limit=20000")
    page.keyboard.press("Tab")
    assert page.evaluate(RINGS) == []
    playground.play()
    assert min(page.evaluate(GAPS, 6)) > 90
    playground.pause()
    page.emulate_media(forced_colors="active")
    assert lasting(page, lambda: page.evaluate(NOT_OF_THE_SYSTEM)) == []
    handle, play = (page.locator(f"{each}:visible").first for each in (".live-handle", "[data-command=play]"))
    play.evaluate("(button) => (button.ariaDisabled = 'true')")  # as at the end of a run, where it keeps the focus
    for part in (handle, play):
        expect(part).to_have_css("background-color", re.compile(r", 0\)$"))  # once its change, of 1 ms, is over
    assert handle.evaluate("(part) => getComputedStyle(part, '::before').transitionDuration") == "0.001s"


def test_a_page_at_four_times_its_size_and_with_forced_colours_a_slider_with_track_and_handle(
    page: Page, app: str
) -> None:
    page.set_viewport_size(FOUR_TIMES)
    page.goto(f"{app}/why_this_cost?lang=zh")
    settled(page, least=3)
    assert lasting(page, lambda: faults(page)) == []
    page.set_viewport_size({"width": 1400, "height": 1000})
    settled(page, least=3)
    page.emulate_media(forced_colors="active")
    slider = page.get_by_test_id("stSlider").first
    page.wait_for_function("() => matchMedia('(forced-colors: active)').matches")
    handle = slider.get_by_test_id("stSliderThumbValue").locator("..").bounding_box()
    track = slider.get_by_role("group").bounding_box()
    assert handle
    assert track
    picture = np.array(Image.open(io.BytesIO(page.screenshot())).convert("L")).astype(int)
    paper = picture[0, 0]
    inked = abs(picture - paper) > 50
    x, y, width, height = (round(handle[side]) for side in ("x", "y", "width", "height"))
    left, right = round(track["x"]) + 8, round(track["x"] + track["width"]) - 8
    assert inked[y : y + height, left:right].any(axis=0).all()  # the track, and the handle on it
    assert inked[y : y + height, x : x + width].mean() > 0.6


@pytest.mark.nightly
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", [each.path for each in PAGES], ids=lambda path: path or "playground")
def test_every_page_at_twice_its_size_and_at_four_times(page: Page, app: str, path: str, language: str) -> None:
    page.set_viewport_size(TWICE)
    page.goto(f"{app}/{path}?lang={language}")
    settled(page, least=0)
    assert lasting(page, lambda: faults(page), least=0) == []
    page.set_viewport_size(FOUR_TIMES)
    assert lasting(page, lambda: faults(page), least=0) == []
    play = page.locator("[data-command=play]:visible")
    if play.count():
        play.first.click()
        page.wait_for_function("document.querySelector('.live-metrics dd').textContent !== '0'")
        play.first.click()
        assert lasting(page, lambda: faults(page), least=0) == []
    for popover in page.locator(":is(.st-key-bar, .st-key-row) [data-testid=stPopover] button:visible").all():
        popover.click()
        expect(page.get_by_test_id("stPopoverBody")).to_be_visible()
        settled(page, least=0)  # what is in it comes a little later
        assert misplaced(page, {POPOVER: (200, 40)}) == []
        close(page)
    present = page.locator(".st-key-present button:visible")
    if present.count():
        present.first.click()
        settled(page, least=0)
        assert lasting(page, lambda: faults(page), least=0) == []
