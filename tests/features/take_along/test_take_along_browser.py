"""Export in a real browser: the file that is saved is of the moment on screen, and the page goes on."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.playground import PATIENCE, Playground
from tests.export.runs import ran


def open_it(page: Page) -> None:
    page.locator(".st-key-downloads button:visible").first.click()
    expect(page.locator(".st-key-downloads_py button")).to_be_visible()


def close_it(playground: Playground) -> None:
    playground.page.keyboard.press("Escape")
    expect(playground.page.locator(".st-key-downloads_py")).to_have_count(0)
    playground.wait_until_still()  # a click before the server has heard of it would be lost


def saved(page: Page, ending: str) -> Path:
    """Press the button of a file, and wait until it is saved under its own name."""
    with page.expect_download() as download:
        page.locator(f".st-key-downloads_{ending.replace('.', '-')} button").click()
    path = Path(download.value.path())
    return path.rename(path.with_name(download.value.suggested_filename))


@pytest.mark.nightly
@pytest.mark.new_tab
def test_what_is_saved_is_what_was_on_screen_and_is_not_saved_again(page: Page, app: str) -> None:
    downloads: list[str] = []
    page.on("download", lambda download: downloads.append(download.suggested_filename))
    playground = Playground(page, f"{app}/?limit=1000000")
    playground.play()
    playground.wait_for_iteration(60)
    open_it(page)
    expect(playground.button("Play")).to_be_visible()  # it has paused
    playground.wait_until_still()
    here = playground.iteration
    expect(page.get_by_test_id("stPopoverBody").get_by_text(f"iteration {here}")).to_be_visible()
    script = saved(page, "py")
    assert script.name == f"flower-tanh-4-iteration-{here}.py"
    ((cost, accuracy),) = ran(script.read_text(encoding="utf-8")).scores
    assert playground.metrics["Cost"] == f"{cost:.4f}"
    assert playground.metrics["Train accuracy"] == f"{100 * accuracy + 1e-9:.1f} %"

    # It stays open for more; that each button has its file: test_downloads.py
    assert saved(page, "npz").name == f"flower-tanh-4-iteration-{here}.npz"
    code = page.get_by_test_id("stPopoverBody").locator("code", has_text="Parameters.from_arrays")
    expect(code).to_be_visible()
    assert playground.iteration == here

    close_it(playground)
    open_it(page)  # what is opened again is not saved again
    saved(page, "csv")
    assert downloads == [f"flower-tanh-4-iteration-{here}.{ending}" for ending in ("py", "npz", "csv")]

    close_it(playground)
    playground.play()
    playground.wait_for_iteration(here + 60)

    playground.pause()
    open_it(page)
    page.get_by_role("tab", name="Lesson").click()
    page.get_by_role("button", name="Add to my lesson").click()
    expect(page.get_by_text("My lesson: 1 chapter")).to_be_visible()
    page.wait_for_function("JSON.parse(sessionStorage.belongings).my_lesson?.[1]?.length === 1")  # the tab, at once


@pytest.mark.parametrize(
    ("address", "prefix", "ending", "width", "height"),
    [
        ("zero_or_random", "zero_", "npz", 800, 600),
        pytest.param("digits", "digits_", "gif", 390, 844, marks=pytest.mark.nightly),
    ],
)
def test_it_has_room_for_all_that_it_says(
    page: Page, app: str, address: str, prefix: str, ending: str, width: int, height: int
) -> None:
    page.set_default_timeout(PATIENCE)
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{app}/{address}")
    page.locator("[data-command=step]:visible").first.click()
    expect(page.locator(".live-metrics dd").first).to_have_text("1")
    page.locator(f".st-key-{prefix}downloads button:visible").first.click()
    with page.expect_download() as download:
        page.locator(f".st-key-{prefix}downloads_{ending} button").click()
    assert download.value.suggested_filename.endswith(f"iteration-1.{ending}")
    if ending == "npz":
        expect(page.get_by_test_id("stPopoverBody").locator("code", has_text="from_arrays")).to_be_visible()
    room = "each => [each.scrollHeight - each.clientHeight, each.getBoundingClientRect().bottom - innerHeight]"
    assert max(page.get_by_test_id("stPopoverBody").evaluate(room)) <= 0
