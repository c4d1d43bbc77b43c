"""A visitor in a hurry, and whether the page still agrees with its controls: ``python -m benchmarks.hurried``.

In a real browser, behind a proxy that delays everything, a visitor presses random controls without waiting, moves on
the time line, edits and freezes weights, pins runs, changes page and language, goes back and forward, reloads, and
loses the connection (``walk.py``). After each burst of actions they pause. Then the widgets, the link, the events of
the run and every number on the page must agree (``agreement.py``). The same seed gives the same walk, apart from
timing. Exit status 1 if anything differs.
"""

import argparse
import contextlib
import random
import sys
import time
from collections.abc import Sequence

from playwright.sync_api import Browser, sync_playwright

from .agreement import PLACES, PageToWalk
from .serving import BROWSER_FLAGS, find_browser, proxied, serve
from .walk import Walk

DELAYS = (0.0, 0.05, 0.15)
"""Seconds each way: round trips of 0, 100 and 300 ms."""


def walk_everywhere(
    browser: Browser,
    app: str,
    seed: int,
    actions: int,
    seconds: float,
    most: int = Walk.most,
    cuts: bool = False,
    delays: Sequence[float] = DELAYS,
    places: Sequence[PageToWalk] = PLACES,
) -> list[Walk]:
    """Walk over each of the ``places`` with each of the ``delays``.

    Every walk has an equal share of the actions and of the time.

    A walk has one burst at least, however long its page takes to open. All share a browser and its cache, so pages load
    sooner from walk to walk.
    """
    walks: list[Walk] = []
    share, begin = len(places) * len(delays), time.monotonic()
    with (
        proxied(app) as proxy,
        contextlib.closing(browser.new_context(viewport={"width": 1280, "height": 720})) as context,
    ):
        for delay in delays:
            for place in places:
                end = begin + seconds * (len(walks) + 1) / share  # a walk that overruns does not extend the total
                proxy.seconds = delay
                page = context.new_page()
                page.set_default_timeout(60_000)
                walker = Walk(page, proxy.url, place, random.Random(seed), proxy, delay, most, cuts)
                walker.begin()
                walker.burst()
                while walker.actions < actions / share and time.monotonic() < end:
                    walker.burst()
                page.close()
                proxy.drop()
                walks.append(walker)
    return walks


def report(walks: list[Walk]) -> int:
    """Print the figures; return the number of differences."""
    differences = sum(len(each.differences) for each in walks)
    print(f"actions                   {sum(each.actions for each in walks)}")
    print(f"networks compared         {sum(each.compared for each in walks)}")
    print(f"that depend on rounding   {sum(each.sensitive for each in walks)}")
    print(f"differences               {differences}")
    return differences


def main() -> int:
    """Walk, and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--actions", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=3600, help="at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=int, default=Walk.most, help="actions between one look and the next")
    parser.add_argument("--cuts", action="store_true", help="lose the connection after each look")
    options = parser.parse_args()
    with serve() as app, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=BROWSER_FLAGS)
        walks = walk_everywhere(
            browser, app, options.seed, options.actions, options.seconds, options.most, options.cuts
        )
        browser.close()
    return 1 if report(walks) else 0


if __name__ == "__main__":
    sys.exit(main())
