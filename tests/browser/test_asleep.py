"""A laptop that slept, a phone that was locked: the browser stands still until the server has forgotten the visit."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import psutil
import pytest
from playwright.sync_api import Browser, BrowserType, expect

from benchmarks.serving import BROWSER_FLAGS, serve
from tests.browser.conftest import BROWSER
from tests.browser.playground import Playground
from tests.browser.test_diagram_browser import unit, weights

PING_SECONDS = FORGET_SECONDS = 2
"""Streamlit pings every 30 seconds, waits as long for an answer, and keeps a lost session for two minutes. Nothing else
happens in an hour, so here it goes faster."""
Processes = Callable[[], list[psutil.Process]]
EVENTS = """
async () => {
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const { modules } = await import(loaded.findLast((name) => name.includes("/of_pages.js")));
  return modules["frontend/runs/run_parts.js"].playerOf("live").events;
}
"""
"""What was changed on the way, and when."""


@pytest.fixture
def own_browser(browser_type: BrowserType, forgetful: str) -> Iterator[tuple[Browser, Processes]]:
    """A browser of the test's own, and what finds its processes; it starts some of them later."""
    before = set(psutil.Process().children(recursive=True))
    browser = browser_type.launch(executable_path=BROWSER, args=BROWSER_FLAGS)
    try:
        yield browser, lambda: [each for each in psutil.Process().children(recursive=True) if each not in before]
    finally:
        browser.close()


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server that soon forgets who does not answer."""
    monkeypatch.setenv("STREAMLIT_SERVER_WEBSOCKET_PING_INTERVAL", str(PING_SECONDS))
    monkeypatch.setenv("STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL", str(FORGET_SECONDS))
    with serve() as url:
        yield url


def connections(url: str) -> int:
    """How many the server at this address has."""
    port = int(url.rsplit(":", 1)[1])
    return sum(
        each.laddr.port == port and each.status == psutil.CONN_ESTABLISHED
        for each in psutil.net_connections("tcp")
        if each.laddr and each.pid
    )


LAPTOP = {"viewport": {"width": 1400, "height": 1000}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 3}


@pytest.mark.nightly
@pytest.mark.parametrize("plays", [True, False], ids=["playing", "paused"])
@pytest.mark.parametrize("device", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_after_a_long_sleep_nothing_is_lost(
    own_browser: tuple[Browser, Processes], forgetful: str, device: dict[str, Any], plays: bool
) -> None:
    browser, processes_of = own_browser
    context = browser.new_context(**device)
    page = context.new_page()
    playground = Playground(page, f"{forgetful}/?samples=60&limit=1000000&speed=600&n_h=5")
    playground.play()
    playground.wait_for_iteration(100)
    playground.pause()
    page.locator(".st-key-learning_rate input").fill("0.7")  # on the way: from here on
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("learning_rate=0.7"))
    unit(page, "Output").click()
    weights(page).locator("select").select_option("bias")
    cost = playground.metrics["Cost"]
    weights(page).locator("[type=number]").fill("-0.75")
    page.keyboard.press("Enter")
    expect(page.locator(".live-metrics dd").nth(1)).not_to_have_text(cost)
    weights(page).get_by_label("whole layer frozen").check()
    expect(page.locator(".live-network line.live-frozen")).not_to_have_count(0)
    edited = playground.iteration
    playground.play()
    playground.wait_for_iteration(edited + 200)
    if not plays:
        playground.pause()
    playground.watch()
    before, link = playground.metrics, page.url
    events = page.evaluate(EVENTS)

    # A phone that locks hides the page and freezes it before the system stops the browser.
    tab = context.new_cdp_session(page)
    if device is PHONE:
        tab.send("Page.setWebLifecycleState", {"state": "frozen"})
    processes = processes_of()
    for process in processes:
        process.suspend()
    try:
        while connections(forgetful):
            time.sleep(0.1)
        time.sleep(2 * FORGET_SECONDS)
    finally:
        for process in processes:
            process.resume()
    if device is PHONE:
        tab.send("Page.setWebLifecycleState", {"state": "active"})

    playground.wait_for_iteration(int(before["Iteration"].replace(",", "")))
    if not plays:
        expect(playground.button("Step")).to_be_enabled()
        playground.wait_until_still()
        assert playground.metrics == before
        playground.play()
    reached = playground.iteration
    playground.wait_for_iteration(reached + 1000)  # more than the page had in its queue
    seen = playground.seen
    assert seen == sorted(seen)
    assert page.url == link
    assert page.locator(".st-key-learning_rate input").input_value() == "0.7"
    assert page.evaluate(EVENTS) == events
