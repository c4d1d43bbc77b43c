"""How quick and how large a lesson in one file is: ``python -m benchmarks.lesson``.

It takes about two minutes; run nothing else beside it. It records a chapter of *Zero or random* and one of the
playground, opens each from disk in Chromium, and measures how soon its first picture is there in a browser at half the
speed, and how many different pictures a second are seen while the time line is dragged. It prints the sizes of both
and of all chapters of the playground's lesson, with the cells along a side of the units' maps, which a chapter that
would be too large has fewer of. ``python -m benchmarks.lesson sizes`` prints the sizes of all pages' chapters alone, in
about ten minutes.

The exit status is 1 if a requirement is missed.
"""

import json
import re
import struct
import sys
import tempfile
import time
import zlib
from base64 import b64decode
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from threadpoolctl import threadpool_limits

from playground.export.lesson import MOST_BYTES, LessonFile, can_be_recorded, chapters_of
from playground.export.recording import Chapter
from playground.language import LANGUAGES
from playground.lessons.lesson import Lesson
from playground.lessons.pages import PAGES
from playground.lessons.playground import PLAYGROUND
from playground.lessons.zero_or_random import ZERO_OR_RANDOM
from playground.training import RunGroup

from .recorder import SECONDS, Report
from .serving import BROWSER_FLAGS, find_browser

VISITS = 7
"""To measure how soon the first picture appears."""
STEPS = 100
"""Of the pointer from one end of the time line to the other; the next one comes when the browser has taken the last."""
MOST_SECONDS, LEAST_PICTURES = 1.0, 30
MEGABYTE = 1_000_000
MEASURED = {"Zero or random": (ZERO_OR_RANDOM, "Symmetry that learns"), "playground": (PLAYGROUND, "Reference")}
"""The chapters that are opened in a browser."""

FIRST_PICTURE = """
window.firstPicture = new Promise((done) => requestAnimationFrame(function look() {
  const plane = document.querySelector(".small-plane");
  const drawn = plane?.width && plane.getContext("2d").getImageData(plane.width / 2, plane.height / 2, 1, 1).data[3];
  if (drawn) requestAnimationFrame(() => done(performance.now() / 1000)); // it has been painted now
  else requestAnimationFrame(look);
}));
"""

RECORDER = """
(seconds) => new Promise((done) => {
  const planes = [...document.querySelectorAll(".small-plane")];
  const rows = ({ width, height }) => [1, 2, 3].map((quarter) => [0, (quarter * height) >> 2, width, 1]);
  const seen = (plane) => rows(plane).map((row) => plane.getContext("2d").getImageData(...row).data.join()).join();
  const moment = () => document.querySelector(".lesson-iteration").textContent;
  let [frames, pictures, moments, before, last] = [0, 0, 0, "", ""];
  const begin = performance.now();
  requestAnimationFrame(function look() {
    frames++;
    const now = planes.map(seen).join();
    pictures += now !== before;
    moments += moment() !== last;
    [before, last] = [now, moment()];
    const took = (performance.now() - begin) / 1000;
    if (took < seconds) requestAnimationFrame(look);
    else done({ frames: frames / took, pictures: pictures / took, moments: moments / took });
  });
})
"""
"""Frames in which a plane differs from the frame before, each of which is a picture that is painted."""


def chapter(lesson: Lesson, name: str) -> Chapter:
    """The chapter of a preset."""
    return next(each for each in chapters_of(lesson) if each.name == name)


def made(title: str, chapters: Sequence[Chapter]) -> bytes:
    """The file of these chapters, in all languages."""
    lesson = LessonFile(title, chapters, [*LANGUAGES.values()])
    for _share in lesson.make():
        pass
    return lesson.file


def recordings(file: bytes) -> list[tuple[int, dict[str, Any]]]:
    """Of each chapter in a file its bytes there, and what its recording says."""
    (data,) = re.findall(rb'<script type="application/json" id="lesson">(.*?)</script>', file, re.S)
    found = []
    for text in json.loads(data)["recordings"]:
        content = zlib.decompress(b64decode(text))
        (length,) = struct.unpack("<I", content[:4])
        found.append((len(text), json.loads(content[4 : 4 + length])))
    return found


def sizes(report: Report, title: str, chapters: Sequence[Chapter]) -> None:
    """Record chapters into one file, and report their sizes."""
    file = made(title, chapters)
    for each, (size, seen) in zip(chapters, recordings(file), strict=True):
        what = f"{title}, {each.name}: {len(seen['at'])} moments, maps of {_maps(seen)}"
        report.line(what[:58], size / MEGABYTE, "MB", most=MOST_BYTES[len(each.experiment)] / MEGABYTE)
    report.line(f"{title}, all {len(chapters)} in one file", len(file) / MEGABYTE, "MB")


def _maps(seen: dict[str, Any]) -> int:
    """Cells along a side of a unit's map; 0 if there are none."""
    return seen["mapSide"] if any(number for layers in seen["units"] for number in layers) else 0


def opened(browser: Browser, file: Path, slower: int) -> Page:
    """The file in a browser at one part in ``slower`` of its speed, without a network."""
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 720}, locale="en-US")
    page = context.new_page()
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.add_init_script(FIRST_PICTURE)
    page.goto(file.as_uri())
    page.evaluate("window.firstPicture")
    return page


def first_picture(browser: Browser, file: Path, slower: int) -> list[float]:
    """Seconds from the beginning of each visit until its first picture is painted."""
    took = []
    for _visit in range(VISITS):
        page = opened(browser, file, slower)
        took.append(page.evaluate("window.firstPicture"))
        page.context.close()
    return took


def drag(browser: Browser, file: Path, slower: int) -> dict[str, float]:
    """Frames, different pictures and moments a second, while the handle goes to and fro."""
    page = opened(browser, file, slower)
    page.wait_for_timeout(1000)
    line = page.locator(".lesson-line").bounding_box()
    assert line
    y, left, width = line["y"] + line["height"] / 2, line["x"] + 8, line["width"] - 16
    page.mouse.move(left, y)
    page.mouse.down()
    page.evaluate(f"(seconds) => {{ window.recorded = ({RECORDER})(seconds); }}", SECONDS)
    begin = time.perf_counter()
    while time.perf_counter() - begin < SECONDS:
        page.mouse.move(left + width, y, steps=STEPS)
        page.mouse.move(left, y, steps=STEPS)
    seen: dict[str, float] = page.evaluate("window.recorded")
    page.mouse.up()
    page.context.close()
    return seen


def in_a_browser(report: Report) -> None:
    """Report the figures of the files in Chromium."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=BROWSER_FLAGS)
        for title, (lesson, name) in MEASURED.items():
            recorded = chapter(lesson, name)
            file = Path(folder) / "lesson.html"
            file.write_bytes(made(title, [recorded]))
            most = MOST_BYTES[len(recorded.experiment)] / MEGABYTE
            report.line(f"{title}, {name}: the whole file", file.stat().st_size / MEGABYTE, "MB", most=most)
            for slower, speed in ((1, "full"), (2, "half")):
                took = first_picture(browser, file, slower)
                report.line(f"first picture at {speed} speed, worst of {VISITS}", max(took), "s", most=MOST_SECONDS)
                report.line("  median", median(took), "s")
                seen = drag(browser, file, slower)
                least = LEAST_PICTURES
                report.line(f"dragging at {speed} speed: different pictures", seen["pictures"], "a second", least)
                report.line("  moments; frames", seen["moments"], f"of {seen['frames']:.1f}")
        browser.close()


def main() -> int:
    """Print the figures and return the exit status."""
    report = Report()
    if sys.argv[1:] == ["sizes"]:
        for page in PAGES.values():
            for lesson in page.parts.values():
                chapters = chapters_of(lesson) if isinstance(lesson, Lesson) else []
                if chapters and all(can_be_recorded(RunGroup(each.experiment)) for each in chapters):
                    sizes(report, str(page.title), chapters)
    else:
        in_a_browser(report)
        sizes(report, "playground", chapters_of(PLAYGROUND))
    return 1 if report.missed else 0


if __name__ == "__main__":
    with threadpool_limits(1, user_api="blas"):
        sys.exit(main())
