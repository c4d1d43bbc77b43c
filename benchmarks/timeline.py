"""Moves on the time line in a real browser, for ``python -m benchmarks.live``: dragging it, and two moves at once."""

import random
import time
from statistics import median

from playwright.sync_api import Browser, Page

from .recorder import RECORDER, SECONDS, Report, opened

MOVES, MOMENT = 27, 2000
"""Number of attempts to move twice, and iterations on the time line."""
SHOWN = "(at) => document.querySelector('.live-metrics dd').textContent.replaceAll(',', '') === String(at)"

UNTIL_THERE = """
() => {
  const shown = () => document.querySelector(".live-metrics dd").textContent.replaceAll(",", "");
  const wanted = () => document.querySelector(".live-handle").ariaValueNow;
  window.untilThere = new Promise((done) => {
    const moved = () => {
      for (const end of ["keydown", "pointerup"]) removeEventListener(end, moved, true);
      const begin = performance.now();
      let to;
      requestAnimationFrame(function look() {
        to ??= wanted(); // the handle has heard of it by now
        if (shown() === to) done([(performance.now() - begin) / 1000, Number(to)]);
        else requestAnimationFrame(look);
      });
    };
    for (const end of ["keydown", "pointerup"]) addEventListener(end, moved, true);
  });
}
"""

RATES = """
async () => {
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const { modules } = await import(loaded.findLast((name) => name.includes("/of_pages.js")));
  const rates = () => {
    const { events, channel } = modules["frontend/runs/run_parts.js"].playerOf("live");
    const chosen = Object.values(events)[0].filter(([, change]) => "learning_rate" in change);
    return channel.waiting.length ? [] : chosen.map(([iteration]) => iteration);
  };
  while (rates().length < 2) await new Promise((done) => setTimeout(done, 20));
  return rates();
}
"""
"""The iterations from which the learning rates apply, once there is a second one."""


def scrub(report: Report, browser: Browser, url: str, what: str, at: int, least: float) -> None:
    """How often the page shows another iteration while the handle is dragged from the time line's end to its start."""
    with opened(browser, f"{url}{at}") as (page, _, _):
        page.wait_for_function(SHOWN, arg=at)
        page.wait_for_timeout(500)
        track, handle = (page.locator(f".live-{part}").bounding_box() for part in ("track", "handle"))
        assert track
        assert handle
        x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.evaluate(f"(seconds) => {{ window.recorded = ({RECORDER})(seconds); }}", SECONDS)
        begin = time.perf_counter()
        while (gone := (time.perf_counter() - begin) / SECONDS) < 1:
            page.mouse.move(x + gone * (track["x"] - x), y)
            page.wait_for_timeout(8)
        seen = page.evaluate("window.recorded")
        page.mouse.move(track["x"], y)
        page.mouse.up()
        report.line(f"dragging the time line of {what}: moments", len(seen["iterations"]) / SECONDS, "a second", least)
        report.line("  boundary pictures", seen["pictures"], "a second")
        page.wait_for_function(SHOWN, arg=0)


def moves(report: Report, browser: Browser, app: str) -> None:
    """Two moves on the time line within half a second, and a learning rate at once: when and where do they apply?"""

    def press_key(page: Page) -> None:
        page.locator(".live-handle").press("PageDown")

    def click(page: Page) -> None:
        track = page.locator(".live-track").bounding_box()
        assert track
        page.mouse.click(track["x"] + random.uniform(0.1, 0.9) * track["width"], track["y"] + 20)

    def drag(page: Page) -> None:
        track, handle = (page.locator(f".live-{part}").bounding_box() for part in ("track", "handle"))
        assert track
        assert handle
        y = handle["y"] + handle["height"] / 2
        page.mouse.move(handle["x"] + handle["width"] / 2, y)
        page.mouse.down()
        page.mouse.move(track["x"] + random.uniform(0.3, 0.8) * track["width"], y, steps=5)
        page.mouse.up()

    waits: list[float] = []
    elsewhere = 0
    for what, first, second in (
        ("two keys", press_key, press_key),
        ("two clicks", click, click),
        ("a drag and a key", drag, press_key),
    ):
        took = []
        for _ in range(MOVES // 3):
            with opened(browser, f"{app}/?at={MOMENT}") as (page, _, _):
                page.wait_for_function(SHOWN, arg=MOMENT)
                page.wait_for_timeout(500)
                first(page)
                page.wait_for_timeout(random.uniform(0, 300))
                page.evaluate(UNTIL_THERE)
                second(page)
                page.get_by_role("combobox", name="Learning rate").click()
                page.keyboard.type("0.3")
                page.keyboard.press("Enter")
                seconds, moment = page.evaluate("window.untilThere")
                took.append(seconds)
                rates = page.evaluate(RATES)
                elsewhere += rates[-1] != moment or not page.evaluate(SHOWN, moment)
        report.line(f"{what} within half a second: until the second shows, worst", max(took), "s", most=0.3)
        report.line("  median", median(took), "s")
        waits += took
    report.line(f"of {MOVES} such, later than after 0.3 s", sum(each > 0.3 for each in waits), "", most=0)
    report.line("  a rate chosen at once counts from another moment", elsewhere, "", most=0)
