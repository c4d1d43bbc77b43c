"""How a lesson trains in a browser's own Python: ``python -m benchmarks.site --pyodide FOLDER``.

It takes about three minutes; run nothing else beside it. It makes a site of two experiments, with 4 and with 50 units,
serves it from this machine, and opens it in Chromium, Firefox and WebKit, as far as they are there. For each it prints
the seconds from *Train it yourself* to the first picture, the pictures and the iterations a second at the usual speed,
and in Chromium the memory of its processes beyond that of the recorded lesson.

The exit status is 1 if a requirement is missed.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import psutil

from playground.export.__main__ import main as export

from .browsers import NEEDS, Browser, is_here
from .browsers import opened as browser_opened
from .recorder import SECONDS, Report

LINKS = {4: "http://l/?limit=100000&speed=60", 50: "http://l/?limit=100000&speed=60&n_h=50"}
"""By the number of hidden units: one iteration a picture, so that pictures are counted by what is said of them."""
LEAST_PICTURES = 30
MEGABYTE = 2**20
PATIENCE = 180
"""Seconds to wait for a first picture."""
WATCH = """
window.watched = { pictures: new Set(), from: 0 };
requestAnimationFrame(function look() {
  const picture = document.querySelector(".site .live-boundary .imagelayer image")?.getAttribute("href");
  if (picture) window.watched.pictures.add(picture);
  requestAnimationFrame(look);
});
"""
ITERATION = "Number(document.querySelector('.site .live-metrics dd')?.textContent.replaceAll(/[^0-9]/g, '') || 0)"


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder on a small server."""
    quiet = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(quiet, directory=folder))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def wait_for(browser: Browser, condition: str) -> None:
    """Until a JavaScript expression is true in the page."""
    end = time.perf_counter() + PATIENCE
    while not browser.evaluate(f"() => Boolean({condition})"):
        if time.perf_counter() > end:
            raise TimeoutError(f"not within {PATIENCE} seconds: {condition}")
        time.sleep(0.05)


def memory() -> float:
    """That of all processes below this one, in MB, what they share counted for each."""
    return sum(each.memory_info().rss for each in psutil.Process().children(recursive=True)) / MEGABYTE


def measure(browser: Browser, url: str, name: str, report: Report) -> None:
    """Open the site, train in its chapters, and print what is measured."""
    for place, units in enumerate(LINKS):
        browser.open(url)
        wait_for(browser, "document.querySelector('.site-train')")
        if place:
            browser.evaluate(
                "() => { const list = document.querySelector('.lesson-way select');"
                f" list.value = {place}; list.dispatchEvent(new Event('change')); }}"
            )
            wait_for(browser, f"document.querySelector('.lesson-way select').value === '{place}'")
            time.sleep(1)
        before, begin = memory(), time.perf_counter()
        browser.evaluate("() => document.querySelector('.site-train').click()")
        wait_for(browser, "window.watched.pictures.size")
        report.line(f"{name}, {units} units: until the first picture", time.perf_counter() - begin, "s")
        browser.evaluate("() => document.querySelector('.site .run-primary').click()")
        wait_for(browser, f"{ITERATION} > 60")
        browser.evaluate(f"() => {{ window.watched.pictures.clear(); window.watched.from = {ITERATION}; }}")
        begin = time.perf_counter()
        time.sleep(SECONDS)
        pictures, iterations = browser.evaluate(
            f"() => [window.watched.pictures.size, {ITERATION} - window.watched.from]"
        )
        took = time.perf_counter() - begin
        least = LEAST_PICTURES if units == 4 else 0  # that is required
        report.line(f"{name}, {units} units: pictures", pictures / took, "a second", least=least)
        report.line(f"{name}, {units} units: iterations", iterations / took, "a second")
        report.line(f"{name}, {units} units: memory, beyond the recorded lesson", memory() - before, "MB")


def main() -> int:
    """Measure, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.site", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--pyodide", required=True, metavar="FOLDER")
    parser.add_argument("--browser", choices=NEEDS, action="append")
    given = parser.parse_args()
    report = Report()
    with tempfile.TemporaryDirectory() as made:
        site = Path(made) / "site"
        if export([*LINKS.values(), "--site", str(site), "--no-predict", "--pyodide", given.pyodide]):
            return 1
        size = sum(file.stat().st_size for file in site.iterdir())
        report.line("all files of the site", size / 1e6, "MB")
        with served(site) as url:
            for name in given.browser or NEEDS:
                if not is_here(name):
                    print(f"{name}: not here; it needs {NEEDS[name]}")
                    continue
                with browser_opened(name, WATCH) as browser:
                    measure(browser, url, name, report)
    return int(report.missed > 0)


if __name__ == "__main__":
    sys.exit(main())
