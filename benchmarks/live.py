"""How smooth the live chart is, in a real browser: ``python -m benchmarks.live``.

It takes about four minutes; run nothing else beside it. Each line is one measurement of the playground page
(flower, 4 tanh units) with its requirement; ``st.plotly_chart`` is measured in the same run for comparison.
``python -m benchmarks.live digits`` measures only that page, ``… scrub`` the time line, ``… moves`` two moves on it
within half a second, ``… plotly`` the live chart beside ``st.plotly_chart``, ``… first`` how soon a first visit sees
its chart, ``… far`` the same at the end of a long line.
Exit status 1 if a requirement is missed.
"""

import sys
import time
from itertools import pairwise
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from .recorder import PICTURES, Report, opened, press, record
from .serving import BROWSER_FLAGS, find_browser, proxied, serve
from .timeline import moves, scrub

VISITS = 7
"""Visits with an empty cache, to measure how soon the first chart appears."""
LATENCY = 150
"""Milliseconds there and back of a server far away."""
TWO = "zero_left=zero_W1&zero_limit=1000000&zero_speed=1200"
SIX = (
    "large_dataset=flower&large_depth=1&large_n_h=4&large_learning_rate=1.2&large_scale_4=1&large_limit=1000000"
    "&large_speed=1200"
)
"""First weights with which every network learns: one that does not would show the same picture again and again."""

FIRST_PICTURES = """
window.firstPictures = {};
(function look() {
  for (const [what, where] of Object.entries({ sketch: ".live-sketch image", chart: "PICTURES" }))
    if ([...document.querySelectorAll(where)].some((image) => image.getAttribute("href")?.length > 100))
      firstPictures[what] ??= performance.now();
  requestAnimationFrame(look);
})();
""".replace("PICTURES", PICTURES)

SINCE_CLICK = """
(selector) => new Promise((done) => {
  const number = document.querySelector(".live-metrics dd");
  let begin, last;
  let text = number.textContent;
  const observer = new MutationObserver(() => {
    if (number.textContent !== text) last = performance.now();
    text = number.textContent;
  });
  observer.observe(number, { childList: true, characterData: true, subtree: true });
  const button = document.querySelector(selector);
  begin = last = performance.now();
  button.click();
  setTimeout(() => done((last - begin) / 1000), 1500);
})
"""

FROM_A_STROKE = """
() => {
  const now = () => Number(document.querySelector(".live-metrics dd").textContent.replaceAll(",", ""));
  window.fromAStroke = new Promise((done) => {
    document.querySelector(".pen-canvas").addEventListener("pointerup", () => {
      const begin = performance.now();
      let before = now();
      requestAnimationFrame(function look() {
        if (now() < before) return done((performance.now() - begin) / 1000);
        before = now();
        requestAnimationFrame(look);
      });
    }, { once: true });
  });
}
"""

UNTIL_RESTART = """
(selector) => new Promise((done) => {
  const now = () => Number(document.querySelector(".live-metrics dd").textContent.replaceAll(",", ""));
  let before = now();
  const begin = performance.now();
  document.querySelector(selector).click();
  requestAnimationFrame(function look() {
    if (now() < before) return done((performance.now() - begin) / 1000);
    before = now();
    requestAnimationFrame(look);
  });
})
"""


def first_chart(
    report: Report, browser: Browser, app: str, where: str = "", megabits: float = 0, most: float = 0.6
) -> None:
    """How long a first visit waits for its chart, compared with the only element of a minimal Streamlit page.

    A chart is at first a sketch, with the network's picture and the points, and then drawn by Plotly. ``where``: what
    the lines of the report begin with; ``megabits``: a second, if the browser is to behave as if the server were at the
    end of such a line, 150 ms away; ``most``: seconds by which the sketch may be later than that element.
    """
    element = "() => document.querySelector('[data-testid=stMarkdownContainer] p') && performance.now()"
    with serve("benchmarks/apps/one_element.py") as bare:
        waits: dict[str, list[float]] = {"element": [], "sketch": [], "chart": []}
        for visit in range(VISITS + 1):
            for url in (bare, app):
                context = browser.new_context(viewport={"width": 1400, "height": 1000})  # empty cache
                page = context.new_page()
                page.add_init_script(FIRST_PICTURES)
                if megabits:
                    bytes_a_second = megabits * 1e6 / 8
                    line = {"downloadThroughput": bytes_a_second, "uploadThroughput": bytes_a_second}
                    network = context.new_cdp_session(page)
                    network.send("Network.emulateNetworkConditions", {"offline": False, "latency": LATENCY, **line})
                page.goto(url, wait_until="commit")
                if url == bare:
                    times = {"element": page.wait_for_function(element).json_value()}
                else:
                    times = page.wait_for_function("() => firstPictures.chart && firstPictures").json_value()
                if visit:  # the first one warms the server up
                    for what, milliseconds in times.items():
                        waits[what].append(milliseconds / 1000)
                context.close()
    first, sketch, chart = (median(waits[what]) for what in ("element", "sketch", "chart"))
    report.line(f"{where}a bare page's first element, median of {VISITS}", first, "s")
    report.line("  the playground's picture and points", sketch, "s")
    report.line("  later than that element", sketch - first, "s", most=most)
    report.line("  the same drawn by Plotly", chart, "s")
    report.line("  later than that element", chart - first, "s")


def far_away(report: Report, browser: Browser, app: str) -> None:
    """The same as if the server were far away, where each file costs a way there and back, and bytes cost time."""
    for megabits in (20, 5):
        first_chart(report, browser, app, f"{LATENCY} ms, {megabits} Mbit/s: ", megabits, most=1.0)


def growing(report: Report, browser: Browser, app: str) -> None:
    """How long the first iterations of a first visit are visible, and how soon it reaches its limit."""
    with opened(browser, f"{app}/?limit=20000") as (page, _, _):  # which it would rest before
        press(page, "Play")
        begin = time.perf_counter()
        for iteration, least, most in ((200, 3.0, 5.0), (10_000, 0.0, 25.0)):
            page.wait_for_function(
                "(n) => Number(document.querySelector('.live-metrics dd').textContent.replaceAll(',', '')) >= n",
                arg=iteration,
            )
            took = time.perf_counter() - begin
            report.line(f"growing speed: until iteration {iteration:,}", took, "s", least=least, most=most)


def side_by_side(report: Report, browser: Browser, url: str, what: str, least: float) -> None:
    """How often each of several networks on a page shows a new picture."""
    with opened(browser, url) as (page, received, _):
        press(page, "Play")
        page.wait_for_timeout(1500)
        seen = record(page, received)
        report.line(f"{what}: boundary pictures, the slowest", seen["pictures"], "a second", least=least)
        if seen["units"] is not None:
            report.line("  unit maps, the slowest", seen["units"], "a second", least=least / 2)
        report.line("  iterations", seen["speed"], "a second")
        report.line("  data for a picture of all", seen["kilobytes"], "kB")
        report.line("  chart nodes made while playing", seen["made"], "", most=0)


def digits(report: Report, browser: Browser, app: str) -> None:
    """How smooth the page on digits is, with a drawing for the network to read."""
    for what, link in (("digits, 1,200 iterations a second", "1200"), ("digits, at the highest speed", "max")):
        with opened(browser, f"{app}/digits?digits_limit=1000000&digits_speed={link}") as (page, received, _):
            box = page.locator(".pad canvas").bounding_box()
            assert box
            page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
            page.mouse.down()
            page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 20, steps=5)
            page.mouse.up()
            press(page, "Play")
            page.wait_for_timeout(1500)
            seen = record(page, received)
            report.line(f"{what}: pictures of weights", seen["charts"]["weights"], "a second", least=30)
            report.line("  iterations", seen["speed"], "a second", least=500)
            report.line("  the browser's own frames, to compare with", seen["frames"], "a second")
            report.line("  chart nodes made while playing", seen["made"], "", most=0)


def with_diagram(report: Report, browser: Browser, app: str, alone: str) -> None:
    """What the diagram and the health cost the boundary: the same page with them, and with their places empty.

    On a fast machine the screen's 60 frames per second hide the difference, hence also a slow browser and a large
    network.
    """
    large = "depth=4&n_h=50&initialisation=xavier&learning_rate=0.1&speed=max"
    for what, link, half in (
        ("4 units", "speed=1200", False),
        ("4 units, a browser of half the speed", "speed=1200", True),
        ("4 layers of 50 units", large, False),
    ):
        rates = []
        for url in (app, alone):
            with opened(browser, f"{url}/?limit=1000000&{link}") as (page, received, _):
                if half:
                    slow_down(page)
                press(page, "Play")
                page.wait_for_timeout(2500)
                seen = record(page, received)
                rates.append(seen["pictures"])
                if url == app:
                    report.line(f"{what}: the diagram", seen["drawn"], "a second", least=5)
        report.line("  boundary pictures with it", rates[0], "a second")
        report.line("  with it / without it", rates[0] / rates[1], "times", least=0.75)


def pauses(page: Page) -> list[float]:
    """Press Pause five times during play: seconds until the last picture."""
    waits = []
    for _ in range(5):
        waits.append(page.evaluate(SINCE_CLICK, "[data-command=play]"))
        press(page, "Play")
        page.wait_for_timeout(700)
    return waits


def restarts(page: Page) -> list[float]:
    """Change the activation or the weights several times during play: seconds until the new run is on screen."""
    waits = []
    choices = (f".st-key-activation [role=radio]:nth-of-type({number})" for number in (1, 3))
    for selector in [each for choice in choices for each in (choice, "[data-command=new_weights]")]:
        page.wait_for_timeout(700)
        waits.append(page.evaluate(UNTIL_RESTART, selector))
    return waits


def strokes(page: Page) -> list[float]:
    """Seconds from the end of each of five pen strokes to the first picture of the run with the new points."""
    page.get_by_role("button", name="Draw points").click()
    page.wait_for_selector(".pen-canvas")
    waits = []
    for number in range(5):
        page.wait_for_timeout(700)
        # The restart would not be visible while a run still shows its start.
        page.wait_for_function("() => document.querySelector('.live-metrics dd').textContent !== '0'")
        box = page.locator(".pen-canvas").bounding_box()
        assert box
        left, top = box["x"] + (0.15 + 0.15 * number) * box["width"], box["y"] + box["height"] / 4
        page.mouse.move(left, top)
        page.mouse.down()
        page.mouse.move(left, top + box["height"] / 2, steps=20)
        page.evaluate(FROM_A_STROKE)
        page.mouse.up()
        waits.append(page.evaluate("window.fromAStroke"))
    return waits


def asks_while_hidden(page: Page, sent: list[float]) -> int:
    """Messages to the server in three seconds behind another tab (after one second for pending ones)."""
    other = page.context.new_page()
    other.bring_to_front()
    page.wait_for_timeout(1000)
    before = len(sent)
    page.wait_for_timeout(3000)
    asks = len(sent) - before
    other.close()
    page.bring_to_front()
    return asks


def slow_down(page: Page) -> None:
    """Halve the processor's speed for the page.

    A screen shows at most 60 frames per second: on a fast machine, where the live chart could do more, that limit would
    be measured.
    """
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 2})


def missing_pictures(iterations: list[int], step: int) -> int:
    """How often the iteration on screen advanced by more than a picture's ``step``."""
    return sum(later - earlier > step for earlier, later in pairwise(iterations))


def beside_plotly(report: Report, browser: Browser, app: str) -> None:
    """The live chart beside ``st.plotly_chart``, at full and at half the browser's speed."""

    def rates(url: str) -> tuple[float, float]:
        with opened(browser, url) as (page, received, _):
            if url != plain:
                press(page, "Play")
            page.wait_for_timeout(1500)
            seen = record(page, received)
            if url == plain:
                report.line("st.plotly_chart in a fragment: boundary pictures", seen["pictures"], "a second")
                report.line("  data for a picture", seen["kilobytes"], "kB")
                report.line("  chart nodes made while playing", seen["made"], "")
            slow_down(page)
            return seen["pictures"], record(page, received)["pictures"]

    with serve("benchmarks/apps/plotly_chart.py") as plain:
        theirs, their_slow = rates(plain)
    ours, our_slow = rates(f"{app}/?limit=1000000&speed=1200")
    report.line("  live chart / st.plotly_chart", ours / theirs, "times")
    report.line("in a browser of half the speed: live chart", our_slow, "a second")
    report.line("  st.plotly_chart", their_slow, "a second")
    report.line("  live chart / st.plotly_chart", our_slow / their_slow, "times", least=6)


def main() -> int:
    """Measure everything once."""
    report = Report()
    path = find_browser()
    if path is None:
        print("No Chrome or Chromium found: install one, for example Debian's package chromium.")
        return 1
    with sync_playwright() as playwright, serve() as app:
        browser = playwright.chromium.launch(executable_path=path, args=BROWSER_FLAGS)
        with opened(browser, app):
            pass  # the very first visit warms the server up
        alone = {"digits": digits, "moves": moves, "plotly": beside_plotly, "first": first_chart, "far": far_away}
        if sys.argv[1:] and sys.argv[1] in alone:
            alone[sys.argv[1]](report, browser, app)
            return 1 if report.missed else 0
        scrub(report, browser, f"{app}/?at=", "10,000 iterations", 10_000, least=20)
        large = "n_h=50&depth=4&initialisation=xavier&learning_rate=0.1"
        scrub(report, browser, f"{app}/?{large}&at=", "4 layers of 50 units", 2000, least=0)
        if sys.argv[1:] == ["scrub"]:
            return 1 if report.missed else 0
        begin = time.perf_counter()
        with opened(browser, f"{app}/?limit=1000000&speed=1200") as (page, received, sent):
            report.line("from the address to the first picture", time.perf_counter() - begin, "s", most=3.5)
            press(page, "Play")
            page.wait_for_timeout(1500)
            seen = record(page, received)
            report.line("boundary pictures", seen["pictures"], "a second", least=50)
            report.line("  the browser's own frames, to compare with", seen["frames"], "a second")
            report.line("  data for a picture", seen["kilobytes"], "kB", most=6)
            report.line("  iterations", seen["speed"], "a second", least=1000)
            report.line("  chart nodes made while playing", seen["made"], "", most=0)
            report.line("Pause: until nothing moves, worst of 5", max(pauses(page)), "s", most=0.3)
            report.line("a changed control: until the new run shows, worst of 4", max(restarts(page)), "s", most=0.5)
            # A headless browser draws stray frames behind another tab; a visible one draws none there.
            report.line("messages from a hidden tab", asks_while_hidden(page, sent), "in 3 s", most=1)
        with opened(browser, f"{app}/?limit=1000000&speed=max") as (page, received, _):
            press(page, "Play")
            page.wait_for_timeout(1500)
            seen = record(page, received)
            report.line("at the highest speed: iterations", seen["speed"], "a second", least=5000)
            report.line("  boundary pictures", seen["pictures"], "a second", least=50)
            report.line("  Pause: until nothing moves, worst of 5", max(pauses(page)), "s", most=0.3)
        with opened(browser, f"{app}/?limit=1000000&speed=1200") as (page, _, _):
            press(page, "Play")
            page.wait_for_timeout(1500)
            report.line("a stroke: until the run with its points shows, worst of 5", max(strokes(page)), "s", most=0.5)
        first_chart(report, browser, app)
        far_away(report, browser, app)
        growing(report, browser, app)
        with serve(streamlit="benchmarks.apps.without_diagram") as without:
            with opened(browser, without):
                pass
            with_diagram(report, browser, app, without)
        side_by_side(report, browser, f"{app}/zero_or_random?{TWO}", "two networks", least=30)
        side_by_side(report, browser, f"{app}/how_large_a_start?{SIX}", "six networks", least=12)
        digits(report, browser, app)
        with proxied(app, 0.1) as far, opened(browser, f"{far.url}/?limit=1000000&speed=1200") as (page, received, _):
            press(page, "Play")
            page.wait_for_timeout(4000)
            report.line("200 ms away: boundary pictures", record(page, received)["pictures"], "a second", least=45)
        with (
            serve(streamlit="benchmarks.apps.slow_ticks") as slow,
            opened(browser, f"{slow}/?limit=1000000&speed=1200") as opening,
        ):
            page, received, _ = opening
            press(page, "Play")
            page.wait_for_timeout(4000)
            seen = record(page, received)
            report.line("half a second more a tick: boundary pictures", seen["pictures"], "a second")
            report.line("  pictures that were not shown", missing_pictures(seen["iterations"], 20), "", most=0)
        beside_plotly(report, browser, app)
        browser.close()
    return 1 if report.missed else 0


if __name__ == "__main__":
    sys.exit(main())
