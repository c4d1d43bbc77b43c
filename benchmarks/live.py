"""How smooth the live chart is, in a real browser: ``python -m benchmarks.live``.

It takes about two and a half minutes; run nothing else beside it. Each line is one measurement of the playground page
(flower, 4 tanh units) with its requirement; ``st.plotly_chart`` is measured in the same run for comparison.
``python -m benchmarks.live digits`` measures only that page, ``… scrub`` the time line, ``… moves`` two moves on it
within half a second.
Exit status 1 if a requirement is missed.
"""

import random
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from statistics import median

from playwright.sync_api import Browser, Page, WebSocket, sync_playwright

from .serving import BROWSER_FLAGS, find_browser, proxied, serve

SECONDS = 8
VISITS = 7
"""Visits with an empty cache, to measure how soon the first chart appears."""
TWO = "zero_left=zero_W1&zero_limit=1000000&zero_speed=1200"
SIX = (
    "large_dataset=flower&large_depth=1&large_n_h=4&large_learning_rate=1.2&large_scale_4=1&large_limit=1000000"
    "&large_speed=1200"
)
"""First weights with which every network learns: one that does not would show the same picture again and again."""

MOVES, MOMENT = 27, 2000
"""Number of attempts to move twice, and iterations on the time line."""
SHOWN = "(at) => document.querySelector('.live-metrics dd').textContent.replaceAll(',', '') === String(at)"

PICTURES = ".js-plotly-plot .imagelayer image, .js-plotly-plot .heatmaplayer image"
"""The field as a layout image, in the live chart, or as a heatmap."""

FIRST_PICTURES = """
window.firstPictures = {};
(function look() {
  for (const [what, where] of Object.entries({ sketch: ".live-sketch image", chart: "PICTURES" }))
    if ([...document.querySelectorAll(where)].some((image) => image.getAttribute("href")?.length > 100))
      firstPictures[what] ??= performance.now();
  requestAnimationFrame(look);
})();
""".replace("PICTURES", PICTURES)

RECORDER = """
(seconds) => new Promise((done) => {
  const images = () => [...document.querySelectorAll("PICTURES")];
  const chart = (image) => image.closest(".live-chart")?.className ?? "st.plotly_chart mounts anew";
  const now = () => Number((document.querySelector(".live-metrics dd")?.textContent ?? "0").replaceAll(",", ""));
  const seen = {};
  const iterations = [];
  let made = 0;
  let frames = 0;
  let drawn = 0;
  const diagram = document.querySelector(".live-network");
  const redrawn = new MutationObserver(() => drawn++); // once for all that one update changes
  if (diagram) redrawn.observe(diagram, { subtree: true, attributeFilter: ["stroke-width", "style"] });
  const observer = new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes)
        if (node.matches?.(".js-plotly-plot, .main-svg") || node.querySelector?.(".js-plotly-plot")) made++;
  });
  observer.observe(document.body, { childList: true, subtree: true });
  const begin = performance.now();
  const first = now();
  requestAnimationFrame(function look() {
    frames++;
    for (const image of images()) {
      const source = image.getAttribute("href") ?? image.getAttribute("xlink:href");
      if (source) (seen[chart(image)] ??= new Set()).add(source);
    }
    if (iterations.at(-1) !== now()) iterations.push(now());
    const took = (performance.now() - begin) / 1000;
    if (took < seconds) return requestAnimationFrame(look);
    observer.disconnect();
    redrawn.disconnect();
    const rate = (units) => {
      const counts = Object.entries(seen).filter(([chart]) => chart.includes("live-units") === units);
      return counts.length ? Math.min(...counts.map(([, pictures]) => pictures.size / took)) : null;
    };
    const speed = (now() - first) / took;
    const counts = { frames: frames / took, speed, made, iterations, drawn: drawn / took };
    const name = (chart) => chart.match(/live-(?!chart)([\\w-]+)/)?.[1];
    const charts = Object.entries(seen).map(([chart, pictures]) => [name(chart), pictures.size / took]);
    done({ pictures: rate(false), units: rate(true), charts: Object.fromEntries(charts), ...counts });
  });
})
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
  const parts = await import(loaded.findLast((name) => name.includes("/run_parts.js")));
  const rates = () => {
    const { events, channel } = parts.playerOf("live");
    const chosen = Object.values(events)[0].filter(([, change]) => "learning_rate" in change);
    return channel.waiting.length ? [] : chosen.map(([iteration]) => iteration);
  };
  while (rates().length < 2) await new Promise((done) => setTimeout(done, 20));
  return rates();
}
"""
"""The iterations from which the learning rates apply, once there is a second one."""


class Report:
    """Prints each figure beside its requirement."""

    missed = 0

    def line(
        self, what: str, value: float, unit: str, least: float = float("-inf"), most: float = float("inf")
    ) -> None:
        """Print one measurement; ``least`` and ``most`` are its required bounds."""
        wanted = f"at least {least:g}" if least > -1e9 else f"at most {most:g}" if most < 1e9 else ""
        fine = least <= value <= most
        self.missed += not fine
        print(f"{what:<58} {value:>9.4g} {unit:<14} {wanted} {'' if fine else '  MISSED'}", flush=True)


@contextmanager
def opened(browser: Browser, url: str) -> Iterator[tuple[Page, list[int], list[float]]]:
    """A page at ``url`` with its charts loaded; the sizes of messages it receives, and the times when it sends any."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    received: list[int] = []
    sent: list[float] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: received.append(len(frame)))
        socket.on("framesent", lambda _: sent.append(time.perf_counter()))

    page.on("websocket", listen)
    page.goto(url)
    page.wait_for_function(
        """(pictures) => [...document.querySelectorAll(pictures)].some(
             (i) => (i.getAttribute("href") ?? i.getAttribute("xlink:href") ?? "").length > 100)""",
        arg=PICTURES,
    )
    yield page, received, sent
    context.close()


def press(page: Page, name: str) -> None:
    """Press one of the page's buttons."""
    page.get_by_role("button", name=re.compile(rf"\b{name}\b")).first.click()


def first_chart(report: Report, browser: Browser, app: str) -> None:
    """How long a first visit waits for its chart, compared with the only element of a minimal Streamlit page.

    A chart is at first a sketch, with the network's picture and the points, and then drawn by Plotly.
    """
    element = "() => document.querySelector('[data-testid=stMarkdownContainer] p') && performance.now()"
    with serve("benchmarks/apps/one_element.py") as bare:
        waits: dict[str, list[float]] = {"element": [], "sketch": [], "chart": []}
        for visit in range(VISITS + 1):
            for url in (bare, app):
                context = browser.new_context(viewport={"width": 1400, "height": 1000})  # empty cache
                page = context.new_page()
                page.add_init_script(FIRST_PICTURES)
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
    report.line(f"a bare page's first element, median of {VISITS}", first, "s")
    report.line("  the playground's picture and points", sketch, "s")
    report.line("  later than that element", sketch - first, "s", most=0.6)
    report.line("  the same drawn by Plotly", chart, "s")
    report.line("  later than that element", chart - first, "s")


def growing(report: Report, browser: Browser, app: str) -> None:
    """How long the first iterations of a first visit are visible, and how soon it reaches its limit."""
    with opened(browser, app) as (page, _, _):
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


def record(page: Page, received: list[int]) -> dict:
    """Watch the page for ``SECONDS``; add the kilobytes received per picture seen."""
    before = len(received)
    seen = page.evaluate(RECORDER, SECONDS)
    seen["kilobytes"] = sum(received[before:]) / 1000 / (seen["pictures"] * SECONDS)
    return seen


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
        if sys.argv[1:] in (["digits"], ["moves"]):
            {"digits": digits, "moves": moves}[sys.argv[1]](report, browser, app)
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
            live = seen["pictures"]
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
        growing(report, browser, app)
        with serve(streamlit="benchmarks.apps.without_diagram") as alone:
            with opened(browser, alone):
                pass
            with_diagram(report, browser, app, alone)
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
        with serve("benchmarks/apps/plotly_chart.py") as plain, opened(browser, plain) as (page, received, _):
            page.wait_for_timeout(1500)
            theirs = record(page, received)
            report.line("st.plotly_chart in a fragment: boundary pictures", theirs["pictures"], "a second")
            report.line("  data for a picture", theirs["kilobytes"], "kB")
            report.line("  chart nodes made while playing", theirs["made"], "")
            report.line("  live chart / st.plotly_chart", live / theirs["pictures"], "times")
            slow_down(page)
            their_slow = record(page, received)["pictures"]
        with opened(browser, f"{app}/?limit=1000000&speed=1200") as (page, received, _):
            slow_down(page)
            press(page, "Play")
            page.wait_for_timeout(1500)
            our_slow = record(page, received)["pictures"]
        report.line("in a browser of half the speed: live chart", our_slow, "a second")
        report.line("  st.plotly_chart", their_slow, "a second")
        report.line("  live chart / st.plotly_chart", our_slow / their_slow, "times", least=6)
        browser.close()
    return 1 if report.missed else 0


if __name__ == "__main__":
    sys.exit(main())
