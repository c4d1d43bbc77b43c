"""How long a visitor waits for an answer: ``python -m benchmarks.answers [PAGE …]``.

It takes about fifteen minutes for all pages; run nothing else beside it. Each experiment of a page is opened in a real
browser, a prediction chosen, and *Play* pressed. Its line has the seconds until the verdict is seen, the iteration that
it stands at, and, where that is over twelve seconds, whether the page has said that it takes long. That much is allowed
on a machine that trains 45,000 iterations a second of a network with 4 units, as the first line measures, and in
proportion on a slower one. Exit status 1 if an experiment takes longer without saying so.
"""

import sys
from statistics import median
from time import perf_counter
from urllib.parse import urlencode

from playwright.sync_api import Page, ViewportSize, sync_playwright
from threadpoolctl import threadpool_limits

from playground.lessons.lesson import Preset
from playground.pages.contents import WITH_RUNS
from playground.training import Recipe, Run, RunGroup

from .serving import BROWSER_FLAGS, find_browser, serve

SECONDS, RATE = 12, 45_000
"""From *Play* to the verdict, at most, on a machine of so many iterations a second."""
LONGEST = 180
"""Seconds after which nobody waits any more."""
PROJECTOR = ViewportSize(width=1280, height=720)
ROUNDS, BURST = 15, 2000
NO_DOORS = "localStorage.way ??= JSON.stringify({ begun: true })"
"""Not the first visit, which begins at one of three doors."""
SAYS_HOW_LONG = "iterations to tell"

VERDICT = """
([longest, long]) => new Promise((done) => {
  let says = false;
  const begin = performance.now();
  document.querySelector("[data-command=play]").click();
  (function look() {
    const seconds = (performance.now() - begin) / 1000;
    const judged = document.querySelector(".st-key-message [data-right]");
    says ||= document.querySelector(".st-key-message").textContent.includes(long);
    if (judged || seconds > longest) done([seconds, document.querySelector(".live-metrics dd").textContent, says]);
    else requestAnimationFrame(look);
  })();
})
"""


def rate() -> float:
    """Iterations a second of the network that a first visit sees."""
    run, took = Run(Recipe(limit=10**9)), []
    with threadpool_limits(1, user_api="blas"):
        for _round in range(ROUNDS):
            begin = perf_counter()
            run.advance(BURST)
            took.append(perf_counter() - begin)
    return BURST / median(took)


def answered(page: Page) -> tuple[float, int, bool]:
    """Seconds from *Play* to the verdict, the iteration, and whether the page has said that it takes long."""
    claim = page.locator(".st-key-message .run-claims button").first
    claim.click()
    page.wait_for_selector(".st-key-message .run-claims button[aria-pressed=true]")
    seconds, iteration, says = page.evaluate(VERDICT, [LONGEST, SAYS_HOW_LONG])
    return seconds, int(iteration.replace(",", "")), says


def experiments(names: list[str]) -> list[tuple[str, str, Preset]]:
    """The path of each page, the link to each of its experiments that are judged and played, and these."""
    return [
        (path, urlencode({page.prefix + name: _in_link(value) for name, value in preset.settings.items()}), preset)
        for path, page in WITH_RUNS.items()
        if not names or path in names
        for lesson in page.parts.values()
        for preset in lesson.presets
        if preset.claims and lesson.runs is RunGroup
    ]


def _in_link(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def main() -> None:
    """Print a table."""
    trains = rate()
    most = SECONDS * max(1, RATE / trains)
    print(f"{trains:,.0f} iterations a second: at most {most:.1f} s")
    missed = 0
    with serve() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=BROWSER_FLAGS)
        for path, link, preset in experiments(sys.argv[1:]):
            page = browser.new_page(viewport=PROJECTOR)
            page.add_init_script(NO_DOORS)
            page.goto(f"{url}/{path}?{link}")
            page.get_by_text(str(preset.question).split("*")[0]).first.wait_for()
            page.wait_for_selector(".live-chart .main-svg")
            seconds, iteration, says = answered(page)
            page.close()
            late = seconds > most and not says
            missed += late
            note = "  LATE" if late else "  says that it takes long" if says else ""
            print(f"{path or 'playground':22} {preset.name!s:28} {seconds:6.1f} s {iteration:7,}{note}", flush=True)
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
