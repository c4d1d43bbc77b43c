"""Every page as a visitor uses it: its main control acts, nothing is on the console, and anyone can use it.

One goes from page to page by the links at their ends: to open an address takes longer, and other tests do that. So does
test_one_screen, which plays on every page that has Play.
"""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from playground.ui.page import PAGES
from tests.browser.axe import violations
from tests.browser.playground import fit, in_menu, settled, theme
from tests.browser.test_one_screen import PHONE, SCREENS


def press(name: str) -> Callable[[Page], None]:
    """Press the first button of that name."""
    word = re.compile(rf"\b{name}\b")
    return lambda page: page.get_by_test_id("stMain").get_by_role("button", name=word).first.click()


def move(slider: str) -> Callable[[Page], None]:
    """Move a slider by one step."""
    return lambda page: page.get_by_role("slider", name=slider).first.press("ArrowRight")


PLAY = press("Play")
MAIN_CONTROL = {
    "": PLAY,
    "zero_or_random": PLAY,
    "inside_the_symmetry": PLAY,
    "how_large_a_start": PLAY,
    "activations": move("z"),
    "dead_relu": PLAY,
    "one_step_by_hand": press("Forward"),
    "going_downhill": PLAY,
    "small_batches": PLAY,
    "why_this_cost": move("w"),
    "too_good_to_be_true": PLAY,
    "loops_or_vectors": press("Measure"),
    "how_many_units": press("Train all"),
    "why_depth": PLAY,
    "digits": PLAY,
}
"""By the page's address; the page of the code has no controls."""
ADDRESSES = [page.path for page in PAGES]
OF_EACH_KIND = {"", "how_many_units", "digits"}
"""One run, a sweep, a drawing: their looks on a phone are those of the others, too."""
WITH_ALL_POPOVERS = {"", "digits"}
"""Those of the other pages are among theirs."""
ON_A_PHONE_ELSEWHERE = {screen.address for screen in SCREENS if screen.window == PHONE}


POPOVER = "[data-testid=stPopoverBody]"
"""What is open over a page; the page itself is looked at without it."""


def whole(page: Page) -> None:
    """Until the page is there with all its charts."""
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    # Quiet, too: between the parts of a page the script can seem not to run.
    page.wait_for_function(
        """() => new Promise((done) => {
          let text, since;
          (function look() {
            const app = document.querySelector("[data-testid=stApp]"), now = performance.now();
            const whole = app.dataset.testScriptState === "notRunning" && app.innerText;
            if (!whole || whole !== text) [text, since] = [whole, now];
            if (now - since < 800) setTimeout(look, 100);
            else done(true);
          })();
        })"""
    )
    page.wait_for_function(
        "() => [...document.querySelectorAll('.live-chart')].every((chart) => chart.querySelector('.main-svg'))"
    )


def open_menu(page: Page) -> Locator:
    """The list of all pages."""
    page.locator(".st-key-menu button:visible").first.click()
    return page.get_by_test_id("stPopoverBody")


def close(page: Page) -> None:
    """Escape, until no popover is open: one that is just opening does not hear it."""
    body = page.get_by_test_id("stPopoverBody")
    for _ in range(50):
        if not body.count():
            break
        page.keyboard.press("Escape")
        page.wait_for_timeout(200)
    expect(body).to_have_count(0)


WINDOW = {"width": 1400, "height": 3000}
"""Taller than most pages: axe judges only the colours of what can be seen, and a new size draws all charts anew."""


def show_whole(page: Page) -> None:
    """Make the window as tall as the page, where it is not."""
    height = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight")
    if page.viewport_size != (size := WINDOW | {"height": max(height, WINDOW["height"])}):
        page.set_viewport_size(size)  # type: ignore[arg-type]
    settled(page, least=0)


def test_every_page_with_controls_has_a_main_one() -> None:
    assert set(MAIN_CONTROL) == set(ADDRESSES) - {"the_code"}


def test_each_page_as_a_visitor_uses_it_who_goes_through_all(page: Page, app: str) -> None:
    page.set_viewport_size(WINDOW)  # type: ignore[arg-type]
    page.goto(app)
    for number, address in enumerate(ADDRESSES):
        try:
            use(page, number, address)
        except BaseException as error:
            error.add_note(f"on the page {address or 'playground'}")
            raise


def look_into_popovers(page: Page) -> None:
    """The menu, then settings, what can be shared and taken along, and a visitor's own points."""
    menu = open_menu(page)
    for each in PAGES:
        expect(in_menu(page, each.title)).to_be_visible()
        expect(menu.get_by_text(each.description, exact=True)).to_be_visible()
    expect(menu.get_by_role("link")).to_have_count(len(PAGES))
    assert violations(page, within=POPOVER) == []
    close(page)
    for popover in page.locator(":is(.st-key-bar, .st-key-row) [data-testid=stPopover] button:visible").all()[1:]:
        popover.click()
        expect(page.get_by_test_id("stPopoverBody")).to_be_visible()
        page.wait_for_timeout(500)  # what is in it comes a little later
        assert violations(page, within=POPOVER) == []
        close(page)


def use(page: Page, number: int, address: str) -> None:
    """The open page: its looks in a large window and on a phone, its main control, the way on."""
    expect(page.get_by_role("heading", name=PAGES[number].title, exact=True, level=1)).to_have_count(1)
    whole(page)
    if address in WITH_ALL_POPOVERS:
        look_into_popovers(page)
    first, other = ("light", "dark") if number < len(PAGES) / 2 else ("dark", "light")
    theme(page, first)
    show_whole(page)
    assert violations(page) == []
    if address in OF_EACH_KIND:
        theme(page, other)
        assert violations(page, colours_alone=True) == []
    if address in OF_EACH_KIND or address not in ON_A_PHONE_ELSEWHERE:
        fit(page, 390, first)
    if address in OF_EACH_KIND:
        settled(page, least=0)
        assert violations(page) == []

    plays = MAIN_CONTROL.get(address) is PLAY and address in OF_EACH_KIND
    if address in MAIN_CONTROL and (plays or MAIN_CONTROL[address] is not PLAY):
        before = page.get_by_test_id("stMain").inner_text()
        MAIN_CONTROL[address](page)
        page.wait_for_function(
            "(before) => document.querySelector('[data-testid=stMain]').innerText !== before", arg=before
        )
    expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)

    if plays:
        press("Pause")(page)  # to leave while it plays has a test of its own
        expect(page.get_by_test_id("stMain").get_by_role("button", name=re.compile(r"\bPlay\b")).first).to_be_visible()
    following = PAGES[(number + 1) % len(PAGES)]
    settled(page, least=0)
    page.get_by_role("link", name=f"Next: {following.title}").click()
    expect(page.get_by_role("heading", name=following.title, exact=True, level=1)).to_have_count(1)
    if page.viewport_size != WINDOW:  # not sooner: the link would move away from under the mouse
        page.set_viewport_size(WINDOW)  # type: ignore[arg-type]
