"""What a teacher uses: Present, Share, a link prepared for a class, and the app inside another page."""

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page, expect

from playground.training import Recipe, Run
from playground.ui.shell.share import iframe
from tests.browser.lesson import Lesson
from tests.browser.playground import Playground, settled


@pytest.mark.nightly
def test_present_is_larger_has_keys_and_is_left_with_escape(page: Page, app: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    lesson = Lesson(page, f"{app}/zero_or_random", "zero_")
    size = "() => parseFloat(getComputedStyle(document.querySelector('.live-sentence')).fontSize)"
    width = "() => document.querySelector('.live-cost').data[0].line.width"
    before = page.evaluate(size), page.evaluate(width)
    page.locator(".st-key-present button:visible").click()
    expect(page).to_have_url(re.compile("present=true"))
    page.wait_for_function(f"({width})() > {before[1]}")
    settled(page)
    assert page.evaluate(size) > 1.2 * before[0]
    expect(page.get_by_text("Three things behind one rule")).to_have_count(0)
    expect(page.locator(".st-key-zero_settings")).to_have_count(0)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight") <= 720

    page.keyboard.press("ArrowRight")
    lesson.wait_for_iteration(1)
    page.keyboard.press("Space")
    lesson.wait_for_iteration(20)
    page.keyboard.press("Space")
    expect(lesson.button("Play")).to_be_visible()
    lesson.wait_until_still()
    page.keyboard.press("Home")
    page.wait_for_function("() => document.querySelector('.live-metrics dd').textContent === '0'")
    question = lesson.message
    page.keyboard.press("PageDown")
    expect(page).to_have_url(re.compile("zero_left=constant"))
    expect(page.locator(".st-key-message")).not_to_have_text(question)
    page.keyboard.press("PageUp")
    expect(page).not_to_have_url(re.compile("zero_left"))

    for end in ("q", "Escape"):
        the_code_fills_the_screen(page)
        page.keyboard.press(end)
        expect(page.locator(".st-key-whole_code")).to_have_count(0)

    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("present"))
    expect(page.get_by_text("Three things behind one rule")).to_be_visible()
    page.wait_for_function(f"({width})() === {before[1]}")


def the_code_fills_the_screen(page: Page) -> None:
    page.keyboard.press("q")
    image = page.locator(".st-key-whole_code img")
    page.wait_for_function("(image) => image.complete && image.naturalWidth > 0", arg=image.element_handle())
    assert image.bounding_box() == pytest.approx({"x": 280, "y": 0, "width": 720, "height": 720}, abs=1)
    on_top = "(image) => document.elementFromPoint(640, 700) === image"
    assert image.evaluate(on_top)


def test_the_controls_of_present_go_and_come_back(page: Page, app: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    lesson = Lesson(page, f"{app}/zero_or_random?present=true", "zero_")
    bar, row = page.locator(".st-key-bar"), page.locator(".st-key-row")
    seen, hidden = {"opacity": "1"}, {"opacity": "0"}

    def expect_both(of_bar: dict[str, str], of_row: dict[str, str]) -> None:
        for part, wanted in ((bar, of_bar), (row, of_row)):
            expect(part).to_have_css("opacity", wanted["opacity"])

    expect_both(seen, hidden)
    page.keyboard.press("ArrowRight")
    lesson.wait_for_iteration(1)
    expect_both(hidden, hidden)
    page.keyboard.press("ArrowRight")  # a key wakes it, also one that a button takes
    expect_both(seen, hidden)
    expect_both(hidden, hidden)
    page.mouse.move(600, 300)
    page.mouse.move(600, 310)
    expect_both(seen, hidden)
    page.mouse.move(600, 700)
    expect_both(seen, seen)
    page.locator(".st-key-menu button:visible").click()
    page.wait_for_timeout(3500)  # as long as a popover is open
    expect_both(seen, seen)
    page.keyboard.press("Escape")
    page.mouse.move(600, 300)
    expect_both(hidden, hidden)
    page.mouse.move(600, 700)
    row.get_by_role("combobox").first.click()
    opened = row.locator("[aria-expanded=true]")
    expect(opened).not_to_have_count(0)
    page.keyboard.press("Escape")  # closes the list, and no more than that
    expect(opened).to_have_count(0)
    page.mouse.move(600, 300)
    expect_both(hidden, hidden)
    bar.get_by_role("button", name="QR code").focus()
    expect_both(seen, hidden)


@pytest.mark.nightly
@pytest.mark.phone  # with a finger, on a large screen
def test_a_tap_that_brings_the_controls_of_present_presses_none_of_them(page: Page, app: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{app}/zero_or_random?present=true")
    settled(page)
    box = page.locator("[data-command=step]:visible").bounding_box()
    assert box
    bar, number = page.locator(".st-key-bar"), page.locator(".live-metrics dd").first

    def tap() -> None:
        page.touchscreen.tap(box["x"] + 10, box["y"] + 10)

    tap()
    expect(number).to_have_text("1")
    expect(bar).to_have_css("opacity", "0")
    tap()
    expect(bar).to_have_css("opacity", "1")
    tap()
    expect(number).to_have_text("2")


def test_a_link_prepared_for_a_class_comes_with_its_code_and_hides_what_it_does_not_keep(page: Page, app: str) -> None:
    page.goto(f"{app}/?learning_rate=0.3")
    settled(page)
    page.locator(".st-key-share button:visible").first.click()
    page.get_by_text("Prepare a lesson").click()
    settled(page)  # drawn anew, a field loses what is typed into it
    field = page.get_by_label("Your own question", exact=True)
    field.fill("<b>What</b> will *happen*?")
    field.press("Enter")
    body = page.get_by_test_id("stPopoverBody")
    expect(body.get_by_test_id("stCode").first).to_contain_text("ask=")
    expect(body.get_by_test_id("stCode").nth(1)).to_contain_text("embed=true")
    image = body.locator("img").first
    page.wait_for_function("(image) => image.complete && image.naturalWidth > 0", arg=image.element_handle())
    box = image.bounding_box()
    assert box
    assert box["width"] == pytest.approx(box["height"])
    link = body.get_by_test_id("stCode").first.inner_text().strip().replace("\n", "")
    assert link.startswith(f"{app}/?")
    student = Playground(page.context.new_page(), f"{link}&keep=dataset,samples")
    expect(student.page.get_by_text("<b>What</b> will *happen*?", exact=True)).to_be_visible()
    expect(student.page.locator(".st-key-own").filter(visible=True)).to_have_count(1)
    expect(student.page.locator(".st-key-learning_rate, .st-key-presets").filter(visible=True)).to_have_count(0)
    expect(student.page.get_by_role("slider", name="Samples")).to_be_visible()
    expect(student.page.get_by_role("slider", name="Noise")).to_have_count(0)
    expect(student.page.locator(".st-key-bar button").filter(visible=True)).to_have_count(4)  # menu, Play, Step, Reset
    student.press("Step")
    student.wait_for_iteration(1)
    run = Run(Recipe(learning_rate=0.3))
    run.advance(1)
    assert student.metrics["Cost"] == f"{run.measure().cost:.4f}"  # the hidden rate is in effect
    assert "learning_rate=0.3" in student.page.url


@pytest.mark.nightly
def test_a_prepared_or_embedded_page_is_not_taken_for_half_of_one_and_reloaded(page: Page, app: str) -> None:
    other = page.context.new_page()
    for each, address in (page, "dead_relu?keep=n_h"), (other, "activations?embed=true"):
        each.goto(f"{app}/{address}")
        each.evaluate("window.same = true")
    for each in page, other:
        each.wait_for_function("() => performance.now() > 15_000")  # rescue.js begins at 10 seconds
        assert each.evaluate("window.same")


@pytest.fixture
def other_site(app: str) -> Iterator[str]:
    """A page on another port of this machine that has the app in a frame."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f"<!doctype html><title>Slide</title>{iframe(f'{app}/?n_h=5', 'Playground')}".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/slide"
    server.shutdown()


def test_it_works_inside_a_page_of_another_site(page: Page, other_site: str) -> None:
    page.set_viewport_size({"width": 1000, "height": 640})
    page.set_default_timeout(60_000)
    page.goto(other_site)
    frame = page.frame_locator("iframe")
    number = frame.locator(".live-metrics dd").first
    expect(number).to_have_text("0")
    frame.locator("[data-command=play]:visible").first.click()
    expect(number).not_to_have_text(re.compile(r"^\d?\d$"))
    frame.locator("[data-command=play]:visible").first.click()
    not_of_the_lesson = ("settings", "share", "downloads", "present", "languages", "pin")
    others = [f".st-key-{key} button" for key in not_of_the_lesson] + ["[data-command=new_weights]"]
    expect(frame.locator(", ".join(others))).to_have_count(0)
    units = frame.get_by_role("spinbutton", name="Hidden units")
    expect(units).to_have_attribute("aria-valuenow", "5")
    units.press("ArrowRight")
    expect(number).to_have_text("0")
    inside = page.frames[1]
    inside.wait_for_function("() => location.search.includes('n_h=6') && location.search.includes('embed=true')")
    fits = "() => document.querySelector('.live-cost').getBoundingClientRect().bottom <= innerHeight + 1"
    inside.wait_for_function(fits)
