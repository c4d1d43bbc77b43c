"""What a visitor expects, drawn in a real browser: with mouse and keys, before Play and never after."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.playground import Playground

SHEET = ".live-cost .drawn-open svg"
PLANE = ".live-boundary .drawn"
LINE = "document.querySelector('.live-cost .drawn-line').getAttribute('d')"
LAST = "document.querySelector('.live-cost').layout.xaxis.range[1]"


def stroke(page: Page, *places: tuple[float, float], chart: str = "cost") -> None:
    """Draw with the mouse from place to place: shares of the chart's sides, from its left and its top."""
    box = page.locator(f".live-{chart} .drawn svg").bounding_box()
    assert box
    first, *rest = [(box["x"] + u * box["width"], box["y"] + v * box["height"]) for u, v in places]
    page.mouse.move(*first)
    page.mouse.down()
    for place in rest:
        page.mouse.move(*place, steps=10)
    page.mouse.up()


def test_a_curve_is_drawn_with_mouse_and_keys_before_play_and_told_apart_from_the_one_that_came(
    page: Page, app: str
) -> None:
    playground = Playground(page, f"{app}/?limit=200&speed=max&activation=relu")
    expect(page.locator(SHEET)).to_be_visible()
    expect(page.locator(".live-cost .drawn-said")).to_have_text("Draw the curve that you expect")
    assert 200 <= page.evaluate(LAST) < 220
    stroke(page, (0.01, 0.4), (0.5, 0.9), (0.99, 0.95))
    expect(page).to_have_url(re.compile(r"curve=[\w-]{8,60}$"))
    drawn, link = page.evaluate(LINE), page.url
    assert violations(page) == []
    playground.play()
    playground.wait_for_iteration(200)
    two_pieces = re.compile(r"[Yy]our curve falls to 0[.\d]+ by iteration \d+, then falls slowly to 0")
    expect(page.locator(".run-comment")).to_contain_text(two_pieces)
    expect(page.locator(SHEET)).to_have_count(0)  # what is seen is not expected any more
    assert page.evaluate(LINE) != drawn  # on the axes of the run
    playground.press("Reset")
    expect(page.locator(SHEET)).to_be_visible()
    assert page.evaluate(LINE).count("L") == drawn.count("L")
    assert page.url == link
    page.get_by_role("button", name="Take your curve away").click()
    expect(page).not_to_have_url(re.compile("curve="))
    assert page.evaluate(LINE) == ""

    page.locator(SHEET).focus()
    for keys in ("ArrowRight", "ArrowRight", "ArrowDown", "Enter", "ArrowRight", "Enter"):
        page.keyboard.press(keys)
    expect(page.locator(".live-cost .drawn-said")).to_contain_text(re.compile(r"iteration \d+, cost 0\.\d+"))
    expect(page).to_have_url(re.compile(r"curve=[\w-]{12}$"))  # the beginning of the run, and two points
    page.keyboard.press("Backspace")
    expect(page).to_have_url(re.compile(r"curve=[\w-]{8}$"))
    page.keyboard.press("Delete")
    expect(page).not_to_have_url(re.compile("curve="))
    assert playground.iteration == 0  # the keys do nothing else meanwhile
    page.locator(SHEET).focus()
    page.keyboard.press("Space")
    playground.wait_for_iteration(1)
    expect(page.locator(".live-cost .drawn svg")).not_to_be_focused()  # in Present the arrow keys have another meaning


@pytest.mark.nightly
def test_a_boundary_is_drawn_with_mouse_and_keys_and_told_apart_from_the_one_that_came(page: Page, app: str) -> None:
    playground = Playground(page, f"{app}/?dataset=moons&n_h=2")
    said, line, rest = (page.locator(f"{PLANE}-{part}") for part in ("said", "line", "rest"))
    expect(said).to_have_text("Draw the boundary that you expect")
    ranges = page.evaluate("document.querySelector('.live-boundary').layout.xaxis.range")
    stroke(page, (0.1, 0.9), (0.5, 0.3), (0.9, 0.4), chart="boundary")
    expect(page).to_have_url(re.compile(r"boundary=[\w-]{12,60}$"))
    expect(rest).to_have_attribute("d", re.compile(r"^M-\d{4,}.*L\d{4,}"))  # from far outside to far outside
    assert page.evaluate("document.querySelector('.live-boundary').layout.xaxis.range") == ranges  # nothing is zoomed
    assert violations(page) == []
    page.get_by_role("button", name="Draw points").click()
    expect(page.locator(f"{PLANE} svg")).to_be_hidden()  # the pen has the plane
    page.get_by_role("button", name="Draw points").click()
    drawn, link = line.get_attribute("d"), page.url
    stroke(page, (0.5, 0.5), chart="boundary")  # a click
    assert line.get_attribute("d") == drawn
    playground.press("Step")
    playground.wait_for_iteration(1)
    expect(page.locator(".run-comment")).to_contain_text(re.compile(r"Your line gets \d\d"))
    expect(page.locator(f"{PLANE}-open")).to_have_count(0)
    assert (line.get_attribute("d"), page.url) == (drawn, link)
    page.get_by_role("button", name="Take your line away").click()
    expect(page).not_to_have_url(re.compile("boundary="))
    playground.press("Reset")
    page.locator(f"{PLANE}-open svg").focus()
    for keys in ("ArrowLeft", "Enter", "ArrowRight", "ArrowUp", "Enter"):
        page.keyboard.press(keys)
    expect(said).to_have_text(re.compile(r"x₁ -?\d\.\d\d, x₂ -?\d\.\d\d"))
    expect(page).to_have_url(re.compile(r"boundary=[\w-]{8}$"))
    page.keyboard.press("Delete")
    expect(page).not_to_have_url(re.compile("boundary="))
    assert playground.iteration == 0


def swipe(page: Page, *places: tuple[float, float]) -> None:
    """Draw on the plane with a finger, as the browser itself would report it; places as for :func:`stroke`."""
    box = page.locator(f"{PLANE} svg").bounding_box()
    assert box
    at = [{"x": box["x"] + u * box["width"], "y": box["y"] + v * box["height"]} for u, v in places]
    finger = page.context.new_cdp_session(page)
    for kind, points in (("touchStart", at[:1]), *(("touchMove", [each]) for each in at[1:]), ("touchEnd", [])):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


@pytest.mark.nightly
@pytest.mark.phone
def test_a_finger_draws_a_boundary_in_any_direction_without_scrolling_the_page(page: Page, app: str) -> None:
    playground = Playground(page, f"{app}/?dataset=moons&n_h=2")
    expect(page.locator(f"{PLANE}-open svg")).to_be_visible()
    swipe(page, (0.2, 0.9), (0.25, 0.6), (0.3, 0.3), (0.6, 0.2), (0.9, 0.7))
    expect(page).to_have_url(re.compile(r"boundary=[\w-]{16,60}$"))
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop + scrollY") == 0
    assert page.locator(f"{PLANE}-line").get_attribute("d")
    playground.press("Step")
    expect(page.locator(".run-comment")).to_contain_text(re.compile(r"Your line gets \d\d"))
