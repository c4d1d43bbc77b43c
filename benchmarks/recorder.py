"""Watches a page of the app in a real browser, and reports figures beside their requirements."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, WebSocket

SECONDS = 8
"""For which a page is watched."""
PICTURES = ".js-plotly-plot .imagelayer image, .js-plotly-plot .heatmaplayer image"
"""The field as a layout image, in the live chart, or as a heatmap."""

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


class Report:
    """Prints each figure beside its requirement."""

    missed = 0

    def line(
        self, what: str, value: float, unit: str, least: float = float("-inf"), most: float = float("inf")
    ) -> None:
        """Print one measurement; ``least`` and ``most`` are its required bounds."""
        bounds = (("at least", least), ("at most", most))
        wanted = ", ".join(f"{which} {bound:g}" for which, bound in bounds if abs(bound) != float("inf"))
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


def record(page: Page, received: list[int]) -> dict:
    """Watch the page for ``SECONDS``; add the kilobytes received per picture seen."""
    before = len(received)
    seen = page.evaluate(RECORDER, SECONDS)
    seen["kilobytes"] = sum(received[before:]) / 1000 / (seen["pictures"] * SECONDS)
    return seen
