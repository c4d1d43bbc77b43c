"""The page on digits in a real browser: drawing with mouse and finger, and what the network on screen makes of it."""

import re
from collections.abc import Sequence
from itertools import cycle, islice

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lesson import Lesson
from tests.browser.playground import settled

Place = tuple[float, float]
ONE = [[(0.5, 0.12), (0.5, 0.5), (0.5, 0.88)]]
ZERO = [
    [
        (0.5, 0.12),
        (0.3, 0.25),
        (0.25, 0.5),
        (0.32, 0.8),
        (0.5, 0.88),
        (0.7, 0.78),
        (0.75, 0.5),
        (0.68, 0.2),
        (0.5, 0.12),
    ]
]
TOP = "() => [document.querySelector('[data-testid=stMain]').scrollTop, window.scrollY]"
READ_AS = ".live-panel .live-numbers dd"


def opened(page: Page, app: str) -> Lesson:
    """The page at its quickest, with a limit beyond its experiments' own: it would rest at their answers by itself."""
    return Lesson(page, f"{app}/digits?digits_speed=max&digits_limit=1000000", "digits_")


def on_the_canvas(page: Page, place: Place) -> Place:
    box = page.locator(".pad canvas").bounding_box()
    assert box
    return box["x"] + place[0] * box["width"], box["y"] + place[1] * box["height"]


def draw(page: Page, strokes: Sequence[Sequence[Place]]) -> None:
    """With the mouse."""
    for first, *others in strokes:
        page.mouse.move(*on_the_canvas(page, first))
        page.mouse.down()
        for place in others:
            page.mouse.move(*on_the_canvas(page, place), steps=4)
        page.mouse.up()


def draw_with_a_finger(page: Page, strokes: Sequence[Sequence[Place]]) -> None:
    """With real touches, which would scroll the page if nobody prevented it."""
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *places: Place) -> None:
        points = [dict(zip("xy", on_the_canvas(page, place), strict=True)) for place in places]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    for first, *others in strokes:
        touch("touchStart", first)
        for place in others:
            touch("touchMove", place)
        touch("touchEnd")


def read_as(page: Page) -> str:
    return page.locator(READ_AS).first.inner_text()


def finally_read_as(page: Page) -> str:
    """What it says once the last stroke has arrived: when it has said the same for a second."""
    said, since = "", 0
    while since < 10:
        page.wait_for_timeout(100)
        now = read_as(page)
        said, since = now, since + 1 if now == said and now != "–" else 0
    return said


def bars(page: Page) -> str:
    return page.locator(".live-probabilities .imagelayer image").get_attribute("href") or ""


def reads(page: Page, digit: int) -> None:
    """Wait until it does."""
    expect(page.locator(READ_AS).first).to_have_text(re.compile(rf"^{digit}, with"))


def test_the_network_on_screen_reads_what_is_drawn_trained_or_not_and_it_stays_there(page: Page, app: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    lesson = opened(page, app)
    undo, clear = (page.get_by_role("button", name=name, exact=True) for name in ("Undo", "Clear"))
    expect(undo).to_be_disabled()
    assert read_as(page) == "–"
    draw(page, ZERO)
    expect(page.locator(READ_AS).first).to_have_text(re.compile(r"^\d, with"))  # by chance, yet
    untrained = bars(page)
    assert lesson.iteration == 0
    lesson.play_to(150)
    reads(page, 0)
    assert bars(page) != untrained
    expect(page.locator(".live-screen .live-numbers dd").nth(1)).to_contain_text("0, 0")

    before = bars(page)
    clear.click()
    expect(page.locator(READ_AS).first).to_have_text("–")
    draw(page, ONE)
    expect(page.locator(READ_AS).first).to_have_text(re.compile(r"^\d, with"))
    assert bars(page) != before
    one = finally_read_as(page)
    draw(page, [[(0.2, 0.5), (0.9, 0.5)]])
    page.wait_for_function("([what, one]) => document.querySelector(what).textContent !== one", arg=[READ_AS, one])
    undo.press("Enter")  # with the keyboard
    expect(page.locator(READ_AS).first).to_have_text(one)
    expect(undo).to_be_enabled()
    assert page.evaluate(TOP) == [0, 0]

    lesson.go_to("Zero or random")  # after another page and another setting
    expect(page.get_by_role("heading", name="Zero or random", exact=True)).to_have_count(1)
    lesson.go_to("Digits")
    expect(page.locator(READ_AS).first).to_have_text(one)
    expect(page.get_by_role("button", name="Undo", exact=True)).to_be_enabled()
    ink = page.locator(".pad canvas").evaluate(
        "(canvas) => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((v) => v)"
    )
    assert ink
    lesson.choose("No hidden layer")
    expect(page.locator(READ_AS).first).to_have_text(re.compile(r"^\d, with"))


@pytest.mark.nightly
def test_it_reads_while_it_plays_and_while_one_draws(page: Page, app: str) -> None:
    lesson = opened(page, app)
    lesson.play()
    page.mouse.move(*on_the_canvas(page, ZERO[0][0]))
    page.mouse.down()
    said = set()
    for place in islice(cycle(ZERO[0][1:]), 300):  # round and round, until even a busy machine has read it
        page.mouse.move(*on_the_canvas(page, place), steps=3)
        page.wait_for_timeout(150)
        said |= {now for now in [read_as(page)] if now != "–"}
        if len(said) > 2:
            break
    else:
        pytest.fail(f"before the pen is lifted, it is not read again and again, but only {said}")
    page.mouse.up()
    lesson.wait_for_iteration(lesson.iteration + 50)
    lesson.pause()
    # What it is read as, nobody knows. But the network of this iteration must read it so however one comes to it.
    iteration, reading, shown = lesson.iteration, finally_read_as(page), bars(page)
    assert re.match(r"^\d, with", reading)
    handle = page.get_by_role("slider", name="Iteration")
    handle.press("Home")
    page.wait_for_function("() => document.querySelector('.live-metrics dd').textContent === '0'")
    lesson.wait_until_still()
    assert bars(page) != shown
    handle.press("End")
    lesson.wait_for_iteration(iteration)
    lesson.wait_until_still()
    assert (lesson.iteration, read_as(page), bars(page)) == (iteration, reading, shown)


@pytest.mark.nightly
@pytest.mark.phone
def test_a_finger_draws_and_does_not_scroll(page: Page, app: str) -> None:
    lesson = opened(page, app)
    lesson.play_to(150)
    draw_with_a_finger(page, [[(0.5, 0.1 + 0.08 * step) for step in range(11)]])
    expect(page.locator(READ_AS).first).to_have_text(re.compile(r"^\d, with"))
    assert page.evaluate(TOP) == [0, 0]
    page.get_by_role("button", name="Clear", exact=True).tap()
    draw_with_a_finger(page, ZERO)
    reads(page, 0)
    assert page.evaluate(TOP) == [0, 0]
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390


@pytest.mark.nightly
@pytest.mark.phone
def test_under_a_finger_each_claim_is_44_pixels_high_and_none_is_out_of_sight(page: Page, app: str) -> None:
    page.goto(f"{app}/digits")
    claims = page.locator(".run-claims button")
    for width, height in (390, 844), (375, 667), (1024, 768):
        page.set_viewport_size({"width": width, "height": height})
        settled(page)
        expect(claims).to_have_count(4)
        assert all(box["height"] >= 44 and box["width"] >= 44 for each in claims.all() if (box := each.bounding_box()))
        assert page.locator(".st-key-message").evaluate("(box) => box.scrollHeight <= box.clientHeight")
    claims.nth(3).tap()
    expect(claims.nth(3)).to_have_attribute("aria-pressed", "true")
