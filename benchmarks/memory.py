"""What visitors who have left still cost: ``python -m benchmarks.memory``.

Twelve visitors with the largest networks play at a time, ten times over; after the first time and after the last,
nobody comes for three minutes. Exit status 1 if the last twelve need over a tenth more than the first, or if more is in
use when all have gone than before they came: over a thousandth of what each of them took. What the process has of the
system is printed, too: what of it is not in use is room, which Python and the C library keep for who comes next.
"""

import asyncio
import os
import sys
import urllib.request
from urllib.parse import urlsplit

from playground.ui.room import IDLE_SECONDS, WATCH_SECONDS

from .load import LARGEST, Load, listeners, memory_of, run_load
from .serving import serve

VISITORS, TIMES, SECONDS = 12, 10, 15.0
GONE_SECONDS = 180
MOST_GROWTH = 1.1
MOST_LEFT = 0.001
"""Of what each visitor took, this share may still be in use when all are gone."""


async def measure(url: str) -> bool:
    """Print the memory after each time; returns whether it is as required."""
    pids = listeners(urlsplit(url).port or 80)
    await run_load(url, Load(visitors=1, seconds=3), pids)  # what a first visit loads stays
    await asyncio.sleep(IDLE_SECONDS + WATCH_SECONDS)  # until then those who have left may come back
    before, in_use_before = memory_of(pids), in_use(url)
    print(f"before {told(before, in_use_before)}", flush=True)
    most = []
    for time in range(1, TIMES + 1):
        results = await run_load(url, Load(visitors=VISITORS, seconds=SECONDS, link=LARGEST), pids)
        most.append(max(results.memory))
        await asyncio.sleep(IDLE_SECONDS + WATCH_SECONDS)
        print(f"time {time:<2} {most[-1] / 1e6:.0f} MB at most, {len(results.failed)} failed", flush=True)
        if time in (1, TIMES):
            await asyncio.sleep(GONE_SECONDS)
            print(f"{GONE_SECONDS} s later {told(memory_of(pids), in_use(url))}", flush=True)
    growth = most[-1] / most[0]
    took = (most[0] - before) / VISITORS
    left = (in_use(url) - in_use_before) / (VISITORS * TIMES)
    print(f"last time / first time {growth:.2f} (at most {MOST_GROWTH})")
    print(f"each took {took / 1e6:.1f} MB; of each {left / 1e3:.1f} kB are in use, ", end="")
    print(f"{left / took:.2%} (at most {MOST_LEFT:.1%})")
    return growth <= MOST_GROWTH and left <= MOST_LEFT * took


def in_use(url: str) -> int:
    """The memory that the server has in use, in bytes."""
    with urllib.request.urlopen(f"{url}/bytes_in_use") as answer:
        return int(answer.read())


def told(of_the_system: int, in_use: int) -> str:
    """Both, in megabytes."""
    return f"{of_the_system / 1e6:.0f} MB, {in_use / 1e6:.1f} of them in use"


def main() -> int:
    """Measure, and report."""
    os.environ["PLAYGROUND_RUN_MEGABYTES"] = "400"  # room for all: the question is what they give back
    with serve(streamlit="benchmarks.apps.bytes_in_use") as url:
        return 0 if asyncio.run(measure(url)) else 1


if __name__ == "__main__":
    sys.exit(main())
