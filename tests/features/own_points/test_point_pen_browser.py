"""Points drawn on the playground's chart in a real browser: with mouse, finger and keys, at rest and while it plays."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from playground.data import Points, Unit, pack, unpack
from tests.browser.axe import violations
from tests.browser.playground import Playground, theme

CANVAS = ".pen-canvas"
Place = tuple[float, float]


def pen(page: Page, name: str) -> Locator:
    return page.locator(".pen-overlay").get_by_role("button", name=name, exact=True)


def opened(page: Page, url: str) -> Playground:
    """The page, with the pen in the hand."""
    playground = Playground(page, url)
    pen(page, "Draw points").click()
    expect(page.locator(CANVAS)).to_be_visible()
    return playground


def at(page: Page, place: Place) -> Place:
    """Where this is on the screen: shares of the plane's sides, from its left and its top."""
    box = page.locator(CANVAS).bounding_box()
    assert box
    return box["x"] + place[0] * box["width"], box["y"] + place[1] * box["height"]


def stroke(page: Page, first: Place, last: Place) -> None:
    page.mouse.move(*at(page, first))
    page.mouse.down()
    page.mouse.move(*at(page, last), steps=20)
    page.mouse.up()


def linked(page: Page) -> Points:
    """The points that the link holds."""
    return unpack(parse_qs(urlsplit(page.url).query)["points"][0])


def counts(page: Page, wanted: str) -> None:
    """Wait until the link has so many points of each class: "1, 25", or "1, more" for any larger number."""
    pattern = re.compile(wanted.replace("more", r"(\d{2,})") + "$")
    for _ in range(200):
        if "points=" in page.url and pattern.match(", ".join(map(str, linked(page).counts))):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{linked(page).counts} points, not {wanted}")


@pytest.mark.nightly
def test_over_an_empty_plane_nothing_is_said_of_points_that_are_gone_and_what_is_drawn_is_learned(
    page: Page, app: str
) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    playground = Playground(page, f"{app}/?limit=1000000")
    playground.play()
    playground.wait_for_iteration(50)
    numbers = page.locator(".live-metrics")
    of_the_flower = [page.get_by_text("How much of the flower"), numbers, page.locator(".live-cost")]
    for each in of_the_flower:
        expect(each).to_be_visible()
    playground.pause()
    pen(page, "Draw points").click()
    for scheme in ("dark", "light"):
        theme(page, scheme)
        pen(page, "Spray").click()
        page.get_by_role("slider", name="Density").press("ArrowRight")
        assert violations(page) == []
        page.keyboard.press("Escape")
        expect(page.locator(".pen-spray")).to_be_hidden()
    playground.play()
    pen(page, "Clear").click()
    for each in of_the_flower:
        expect(each).to_be_hidden()
    expect(page.locator(".pen-said")).to_contain_text("No points")
    expect(playground.button("Play")).to_be_disabled()  # and it no longer plays
    expect(playground.button("Step")).to_be_disabled()
    page.keyboard.press("w")
    expect(page.get_by_role("dialog")).to_contain_text("No points")
    expect(page.get_by_role("dialog")).not_to_contain_text("areas of")
    page.keyboard.press("Escape")
    assert "points=" not in page.url  # nothing is no task for a network

    page.mouse.click(*at(page, (0.25, 0.5)))
    counts(page, "1")
    expect(page.locator(".live-metrics dd").first).to_have_text("0")
    expect(page.locator(".live-cost")).to_be_visible()
    expect(playground.button("Play")).to_be_enabled()
    pen(page, "Draw class 1").click()
    stroke(page, (0.75, 0.2), (0.75, 0.8))
    counts(page, "1, more")
    drawn = linked(page)
    plane = page.evaluate("document.querySelector('.live-boundary').layout.xaxis.range")
    assert drawn.names == ("class 0", "class 1")
    assert abs(drawn.X[0, 0] - (plane[0] + plane[1]) / 2) < plane[1]  # left of the middle, and in the plane
    assert drawn.X[0, 0] < 0 < drawn.X[0, 1:].min()

    page.mouse.click(*at(page, (0.9, 0.9)))
    counts(page, f"1, {drawn.counts[1] + 1}")
    pen(page, "Undo").click()
    counts(page, f"1, {drawn.counts[1]}")
    assert linked(page) == drawn
    pen(page, "Redo").click()
    counts(page, f"1, {drawn.counts[1] + 1}")
    pen(page, "Erase points").click()
    stroke(page, (0.9, 0.8), (0.9, 0.95))
    expect(page).to_have_url(re.compile(r"dataset=own(\+|%20)points"))
    counts(page, f"1, {drawn.counts[1]}")
    pen(page, "Clear").click()
    expect(numbers).to_be_hidden()
    pen(page, "Draw points").click()  # put it down: what has been learned is seen again
    expect(page.locator(CANVAS)).to_be_hidden()
    expect(numbers).to_be_visible()
    expect(playground.button("Play")).to_be_enabled()
    shown = (
        "[...document.querySelectorAll('.live-boundary .scatterlayer .trace')]"
        ".map((trace) => trace.querySelectorAll('.point').length)"
    )
    assert page.evaluate(shown) == list(drawn.counts)


@pytest.mark.nightly
def test_a_stroke_while_it_plays_begins_the_run_again_and_goes_on(page: Page, app: str) -> None:
    playground = opened(page, f"{app}/?limit=1000000&dataset=moons&speed=600")
    playground.play()
    playground.wait_for_iteration(300)
    stroke(page, (0.1, 0.1), (0.3, 0.1))
    page.wait_for_function(
        "() => Number(document.querySelector('.live-metrics dd').textContent.replaceAll(',', '')) < 250"
    )
    playground.wait_for_iteration(300)
    expect(playground.button("Pause")).to_be_visible()
    drawn = linked(page)
    assert sum(drawn.counts) > 400
    # Another dataset is shown as it is; the pen has its points, and can bring back what was drawn.
    playground.choose("Five clouds")
    expect(page).not_to_have_url(re.compile("points="))
    expect(pen(page, "Draw class 4")).to_be_visible()
    pen(page, "Undo").click()
    expect(page).to_have_url(re.compile("points="))
    counts(page, ", ".join(map(str, drawn.counts)))
    assert linked(page) == drawn


def test_it_is_drawn_by_keys_alone_and_what_is_cleared_or_taken_back_stays_away(page: Page, app: str) -> None:
    playground = opened(page, f"{app}/?dataset=blobs")
    pen(page, "Clear").press("Enter")
    canvas, said = page.locator(CANVAS), page.locator(".pen-said")
    canvas.focus()
    for key in ("ArrowLeft", "ArrowLeft", "Enter", "ArrowUp", "Enter", "2", "ArrowRight", "Enter"):
        canvas.press(key)
    counts(page, "2, 1")
    assert len({tuple(place) for place in linked(page).X.T}) == 3
    canvas.press("Delete")
    counts(page, "2")
    canvas.press("Control+z")
    counts(page, "2, 1")
    expect(playground.button("Play")).to_be_visible()  # no shortcut of the page was taken
    pen(page, "Clear").dblclick()
    playground.press("New weights")  # the page tells the pen once more what is learned
    expect(page).to_have_url(re.compile("seed=3"))
    playground.wait_until_still()
    expect(said).to_contain_text("No points")
    canvas.press("1")
    canvas.press("Enter")
    canvas.press("Control+z")  # before the answer has come, or after it
    counts(page, "1")
    playground.wait_until_still()
    expect(said).to_contain_text("No points")
    pen(page, "Undo").click()  # the clearing, once, however often it was pressed
    expect(said).not_to_contain_text("No points")
    counts(page, "2, 1")


@pytest.mark.nightly
@pytest.mark.phone
def test_a_finger_draws_and_does_not_scroll(page: Page, app: str) -> None:
    opened(page, f"{app}/?dataset=blobs&classes=5")
    tops = page.locator(".pen-tools .pen-button").evaluate_all("all => all.map((each) => each.offsetTop)")
    assert len(set(tops)) == 1  # all in one row
    pen(page, "Spray").tap()
    box = page.locator(".pen-spray").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    page.touchscreen.tap(*at(page, (0.5, 0.9)))
    expect(page.locator(".pen-spray")).to_be_hidden()
    pen(page, "Clear").tap()
    session = page.context.new_cdp_session(page)
    for kind, place in (("Start", (0.5, 0.2)), ("Move", (0.5, 0.4)), ("Move", (0.5, 0.7)), ("End", None)):
        points = [dict(zip("xy", at(page, place), strict=True))] if place else []
        session.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})
    counts(page, "more|\\d")
    assert page.evaluate("() => [document.querySelector('[data-testid=stMain]').scrollTop, window.scrollY]") == [0, 0]


@pytest.mark.nightly
def test_values_are_drawn_with_the_slider_and_the_keys_and_said_in_the_unit_of_their_table(
    page: Page, app: str
) -> None:
    table = Points.of([[0, 1, 2], [0, 1, 0]], [-1, 1, 0.5], (), ("size", "rooms"), Unit(240_123, 70_800))
    opened(page, f"{app}/?dataset=own+points&points={pack(table)}")
    slider = page.get_by_role("slider", name="Value")
    for value, said in (("1", "310,900"), ("-2.5", "63,100")):  # as the points say them
        slider.fill(value)
        expect(page.locator(".pen-value output")).to_have_text(said)
        expect(slider).to_have_attribute("aria-valuetext", said)
    pen(page, "Clear").click()
    page.mouse.click(*at(page, (0.25, 0.5)))
    page.locator(CANVAS).press("+")
    page.mouse.click(*at(page, (0.75, 0.5)))
    for _ in range(100):
        if linked(page).size == 2:
            break
        page.wait_for_timeout(100)
    assert linked(page).labels.tolist() == [-2.5, -2.4]
    assert linked(page).X[0, 0] < linked(page).X[0, 1]
