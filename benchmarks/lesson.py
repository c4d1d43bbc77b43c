"""How quick and how large a lesson in one file is: ``python -m benchmarks.lesson``.

It takes about two minutes; run nothing else beside it. It records a chapter of *Zero or random* and one of the
playground, opens each from disk in Chromium, and measures how soon its first picture is there in a browser at half the
speed, and how many different pictures a second are seen while the time line is dragged. It prints the sizes of both
and of all chapters of the playground's lesson, with the cells along a side of the units' maps, which a chapter that
would be too large has fewer of. ``python -m benchmarks.lesson sizes`` prints the sizes of all pages' chapters alone, in
about ten minutes.

The exit status is 1 if a requirement is missed.
"""

import asyncio
import json
import re
import struct
import sys
import tempfile
import time
import zlib
from base64 import b64decode
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from playwright.async_api import Browser, Page, async_playwright
from threadpoolctl import threadpool_limits

from playground.export.lesson_file.lesson import MOST_BYTES, LessonFile, chapters_of
from playground.export.lesson_file.recording import Chapter
from playground.language import LANGUAGES
from playground.lessons.lesson import Lesson
from playground.pages.contents import WITH_RUNS
from playground.pages.playground.lesson import PLAYGROUND
from playground.pages.zero_or_random.lesson import ZERO_OR_RANDOM

from .recorder import SECONDS, Report
from .serving import BROWSER_FLAGS, find_browser

VISITS = 7
"""To measure how soon the first picture appears."""
SWEEP, PAUSE = 3.0, 0.008
"""Seconds in which the pointer goes from one end of the time line to the other, 100 moments a second, and between two
of its moves, which don't wait for the page, as a hand doesn't."""
MOST_SECONDS, LEAST_PICTURES = 1.0, 30
MEGABYTE = 1_000_000
MEASURED = {"Zero or random": (ZERO_OR_RANDOM, "Symmetry that learns"), "playground": (PLAYGROUND, "Reference")}
"""The chapters that are opened in a browser."""

FIRST_PICTURE = """
window.firstPicture = new Promise((done) => requestAnimationFrame(function look() {
  const plane = document.querySelector(".small-figure-pictures canvas");
  const drawn = plane?.width && plane.getContext("2d").getImageData(plane.width / 2, plane.height / 2, 1, 1).data[3];
  if (drawn) requestAnimationFrame(() => done(performance.now() / 1000)); // it has been painted now
  else requestAnimationFrame(look);
}));
"""

RECORDER = """
(seconds) => new Promise((done) => {
  const shown = document.querySelector(".live-metrics dd"); // the iteration
  const frames = [];
  const begin = performance.now();
  requestAnimationFrame(function look() {
    frames.push(shown.textContent);
    const took = (performance.now() - begin) / 1000;
    if (took < seconds) requestAnimationFrame(look);
    else done([frames, took]);
  });
})
"""
"""What each frame says is its iteration. To read its picture back would cost more than to draw it."""

PICTURES = """
() => {
  const planes = document.querySelectorAll(".small-figure-pictures canvas");
  const pictures = () => [...planes].map((plane) => plane.toDataURL()).join();
  const shown = () => document.querySelector(".live-metrics dd").textContent;
  const press = (key) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  const seen = {};
  for (press("Home"); !(shown() in seen); press("ArrowRight")) seen[shown()] = pictures();
  return seen;
}
"""
"""The pictures of all moments, by what the page says is the iteration."""


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
        (length,) = struct.unpack("<I", content[-4:])
        found.append((len(text), json.loads(content[-4 - length : -4])))
    return found


def sizes(report: Report, title: str, chapters: Sequence[Chapter]) -> None:
    """Record chapters into one file, and report their sizes."""
    file = made(title, chapters)
    report.line(f"{title}, all {len(chapters)} chapters in one file", len(file) / MEGABYTE, "MB")
    for each, (size, seen) in zip(chapters, recordings(file), strict=True):
        what = f"  {each.name}: {len(seen['at'])} moments"
        report.line(what, size / MEGABYTE, "MB", most=MOST_BYTES / MEGABYTE)


async def opened(browser: Browser, file: Path, slower: int) -> Page:
    """The file in a browser at one part in ``slower`` of its speed, without a network."""
    context = await browser.new_context(offline=True, viewport={"width": 1280, "height": 720}, locale="en-US")
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    await page.add_init_script(FIRST_PICTURE)
    await page.goto(file.as_uri())
    return page


async def first_picture(browser: Browser, file: Path, slower: int) -> list[float]:
    """Seconds from the beginning of each visit until its first picture is painted."""
    took = []
    for _visit in range(VISITS):
        page = await opened(browser, file, slower)
        took.append(await page.evaluate("window.firstPicture"))
        await page.context.close()
    return took


async def drag(browser: Browser, file: Path, slower: int) -> dict[str, float]:
    """Frames, and frames with another picture than the one before, a second, while the handle goes to and fro."""
    page = await opened(browser, file, slower)
    await page.evaluate("window.firstPicture")
    await page.wait_for_timeout(1000)
    await page.keyboard.press("End")  # as far as it has been seen
    line, handle = [await page.locator(each).bounding_box() for each in (".live-track", ".live-handle")]
    assert line
    assert handle
    y, left, width = handle["y"] + handle["height"] / 2, line["x"], handle["x"] + handle["width"] / 2 - line["x"]
    await page.mouse.move(left + width, y)
    await page.mouse.down()
    recorded = asyncio.ensure_future(page.evaluate(RECORDER, SECONDS))
    begin = time.perf_counter()
    moves = []
    while (gone := time.perf_counter() - begin) < SECONDS:
        way = gone / SWEEP % 2
        moves.append(asyncio.ensure_future(page.mouse.move(left + width * min(way, 2 - way), y)))
        await asyncio.sleep(PAUSE)
    frames, seconds = await recorded
    await asyncio.gather(*moves)
    pictures = await page.evaluate(PICTURES)
    await page.context.close()
    different = sum(pictures[now] != pictures[before] for before, now in pairwise(frames))
    return {"frames": len(frames) / seconds, "pictures": different / seconds}


async def in_a_browser(report: Report) -> None:
    """Report the figures of the files in Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_browser(), args=BROWSER_FLAGS)
        for title, (lesson, name) in MEASURED.items():
            recorded = chapter(lesson, name)
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / "lesson.html"
                file.write_bytes(made(title, [recorded]))
                most = MOST_BYTES / MEGABYTE
                report.line(f"{title}, {name}: the whole file", file.stat().st_size / MEGABYTE, "MB", most=most)
                for slower, speed in ((1, "full"), (2, "half")):
                    took = await first_picture(browser, file, slower)
                    report.line(f"first picture at {speed} speed, worst of {VISITS}", max(took), "s", most=MOST_SECONDS)
                    report.line("  median", median(took), "s")
                    seen = await drag(browser, file, slower)
                    least = LEAST_PICTURES
                    report.line(f"dragging at {speed} speed: different pictures", seen["pictures"], "a second", least)
                    report.line("  frames", seen["frames"], "a second")
        await browser.close()


def main() -> int:
    """Print the figures and return the exit status."""
    report = Report()
    if sys.argv[1:] == ["sizes"]:
        for path, page in WITH_RUNS.items():
            for lesson in page.parts.values():
                chapters = chapters_of(lesson, WITH_RUNS[path].scene) if lesson.runs.in_step else []
                if chapters:
                    sizes(report, str(page.title), chapters)
    else:
        asyncio.run(in_a_browser(report))
        sizes(report, "playground", chapters_of(PLAYGROUND))
    return 1 if report.missed else 0


if __name__ == "__main__":
    with threadpool_limits(1, user_api="blas"):
        sys.exit(main())
