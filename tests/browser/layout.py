"""How a page is laid out: that what is wanted is there, whole, uncovered and large enough, and every text readable.

Each measure gives a list of faults, a line each, so that a failed ``== []`` says all that is wrong.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from itertools import combinations
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.playground import settled

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels of the window."""

_BOXES = """(selectors) => selectors.map((selector) =>
  [...document.querySelectorAll(selector)].filter((each) => each.getClientRects().length).map((each) => {
    const { left, top, right, bottom } = each.getBoundingClientRect();
    return [left, top, right, bottom];
  }))"""

_COVERED = """(selectors) => selectors.filter((selector) => {
  const buttons = [...document.querySelectorAll(`button${selector}, ${selector} button`)];
  const button = buttons.find((each) => each.getClientRects().length);
  const { left, top, width, height } = button.getBoundingClientRect();
  return ![0.1, 0.5, 0.9].every((share) =>
    button.contains(document.elementFromPoint(left + share * width, top + height / 2)));
})"""

_WIDEST = """Math.max(...[
  document.documentElement, ...document.querySelectorAll('[data-testid="stAppViewContainer"], [data-testid="stMain"]')
].map((each) => each.scrollWidth))"""

_UNSEEN = """() => [...document.querySelectorAll("body *")]
  .filter((each) => /auto|scroll/.test(getComputedStyle(each).overflowX) && each.scrollWidth > each.clientWidth + 4)
  .filter((each) => each.clientWidth > 1 && !each.matches("pre, input, [data-testid=stMain]"))
  .filter((each) => each.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
  .filter((each) => getComputedStyle(each).maskImage === "none")
  .map((each) => `${each.className} scrolls sideways, and does not fade where it goes on`)"""

_ASTRAY = """() => [...document.querySelectorAll(".live-on-chart:not([hidden]) .live-track")].filter((track) => {
  const chart = track.closest(".live-chart");
  const axes = chart.querySelector(".nsewdrag");
  return Math.abs(track.getBoundingClientRect().bottom - axes.getBoundingClientRect().bottom) > 4;
}).map(() => "the handle of the time line is not on its axis")"""

_TEXTS = (Path(__file__).parent / "layout.js").read_text()


def boxes(page: Page, selectors: Iterable[str]) -> dict[str, list[Box]]:
    """The boxes of all visible elements, by selector."""
    selectors = list(selectors)
    return dict(zip(selectors, page.evaluate(_BOXES, selectors), strict=True))


def misplaced(page: Page, least: Mapping[str, tuple[int, int]], may_overlap: str = "") -> list[str]:
    """Which of these are missing, not wholly in the window, too small, or on top of another, and what widens the page.

    ``least``: by selector, the least width and height of its elements; ``may_overlap``: the selector whose elements may
    lie over the others.
    """
    assert page.viewport_size
    width, height = page.viewport_size["width"], page.viewport_size["height"]
    found = boxes(page, least)
    said = [f"{selector} is not there" for selector, each in found.items() if not each]
    every = [(selector, box) for selector, each in found.items() for box in each]
    for selector, (left, top, right, bottom) in every:
        if left < -1 or top < -1 or right > width + 1 or bottom > height + 1:
            said.append(f"{selector} is cut off: {left:.0f} to {right:.0f}, {top:.0f} to {bottom:.0f}")
        if right - left < least[selector][0] or bottom - top < least[selector][1]:
            said.append(f"{selector} is small: {right - left:.0f} × {bottom - top:.0f}")
    for (selector, one), (other, two) in combinations(every, 2):
        if may_overlap not in (selector, other) and _overlap(one, two):
            said.append(f"{selector} is on top of {other}")
    if (widest := page.evaluate(_WIDEST)) > width:
        said.append(f"the page is {widest} wide: it scrolls sideways, or a key press shifts it, for good")
    return said


def _overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share more than a border."""
    return all(min(one[i + 2], other[i + 2]) - max(one[i], other[i]) > 2 for i in (0, 1))


def covered(page: Page, selectors: Iterable[str]) -> list[str]:
    """Which buttons are covered by something else, or cut off, even in part."""
    return page.evaluate(_COVERED, list(selectors))


def unreadable(page: Page, within: str = "body", scrolls: str = "[data-testid=stMain]") -> list[str]:
    """Which texts are cut off, or on top of others, also inside of charts.

    ``within``: a selector, for parts of the page alone; ``scrolls``: the selector of elements that may hide what can be
    scrolled to.
    """
    return page.evaluate(_TEXTS, {"within": within, "scrolls": scrolls})


def scrolls_unseen(page: Page) -> list[str]:
    """What scrolls sideways without showing that it does."""
    return page.evaluate(_UNSEEN)


def astray(page: Page) -> list[str]:
    """Which handles of a time line are not on the axis of their chart."""
    return page.evaluate(_ASTRAY)


def lasting(page: Page, measure: Callable[[], list[str]], seconds: float = 40, least: int = 1) -> list[str]:
    """The faults that stay: on a slow machine charts find their place late. ``least``: the number of charts there."""
    until = time.monotonic() + seconds
    settled(page, least)
    while (found := measure()) and time.monotonic() < until:
        settled(page, least)
    return found
