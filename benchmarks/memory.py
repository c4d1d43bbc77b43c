"""Memory still in use after visitors have left: ``python -m benchmarks.memory``.

Twelve visitors with the largest networks play at a time, ten times over; after the first and the last time, nobody
comes for three minutes, and then one more visitor comes and goes, since Streamlit only looks for expired sessions when
another one ends. Exit status 1 if the last twelve need over a tenth more than the first, or if, when all have gone,
more than a thousandth of what each of them took is still in use. It also prints the memory in use before the extra
visit, and the resident memory, which includes code, and memory that Python and the C library keep for later.
"""

import asyncio
import os
import sys
import urllib.request
from collections.abc import Collection
from urllib.parse import urlsplit

from playground.ui.runs.memory_budget import IDLE_SECONDS, WATCH_SECONDS

from .load import LARGEST, Load, listeners, memory_of, run_load
from .serving import serve

VISITORS, TIMES, SECONDS = 12, 10, 15.0
GONE_SECONDS = 180
ONE = Load(visitors=1, seconds=3, link=LARGEST)
MOST_GROWTH = 1.1
MOST_LEFT = 0.001
"""The fraction of each visitor's memory that may still be in use when all have gone."""


async def measure(url: str) -> bool:
    """Print the memory after each time; return whether the requirements are met."""
    pids = listeners(urlsplit(url).port or 80)
    await run_load(url, ONE, pids)  # what a first visit loads stays loaded
    before, in_use_before = await gone(url, pids)
    most, failed = [], 0
    for time in range(1, TIMES + 1):
        results = await run_load(url, Load(visitors=VISITORS, seconds=SECONDS, link=LARGEST), pids)
        most.append(max(results.memory))
        failed += len(results.failed)
        await asyncio.sleep(IDLE_SECONDS + WATCH_SECONDS)  # until then their runs are kept for them
        print(f"time {time:<2} {most[-1] / 1e6:.0f} MB at most, {len(results.failed)} failed", flush=True)
        if time in (1, TIMES):
            _, in_use_after = await gone(url, pids)
    growth = most[-1] / most[0]
    took = (most[0] - before) / VISITORS
    left = (in_use_after - in_use_before) / (VISITORS * TIMES)
    print(f"last time / first time {growth:.2f} (at most {MOST_GROWTH})")
    print(f"each took {took / 1e6:.1f} MB and left {left / 1e3:.1f} kB in use, ", end="")
    print(f"{left / took:.2%} (at most {MOST_LEFT:.1%})")
    return not failed and growth <= MOST_GROWTH and left <= MOST_LEFT * took


async def gone(url: str, pids: Collection[int]) -> tuple[int, int]:
    """Resident memory and memory in use, in bytes, after all have gone and one more visitor has come and gone."""
    await asyncio.sleep(GONE_SECONDS)
    print(f"{GONE_SECONDS} s later {bytes_in_use(url) / 1e6:.1f} MB in use", flush=True)
    await run_load(url, ONE, pids)
    await asyncio.sleep(IDLE_SECONDS + WATCH_SECONDS)
    resident, in_use = memory_of(pids), bytes_in_use(url)
    print(f"and after one more {in_use / 1e6:.1f} MB, {resident / 1e6:.0f} MB resident", flush=True)
    return resident, in_use


def bytes_in_use(url: str) -> int:
    """The memory in use that the server at ``url`` reports."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # ignore proxy settings in the environment
    with direct.open(f"{url}/bytes_in_use", timeout=30) as answer:
        return int(answer.read())


def main() -> int:
    """Measure, and report."""
    os.environ["PLAYGROUND_RUN_MEGABYTES"] = "400"  # room for all: what matters is what they give back
    with serve(streamlit="benchmarks.apps.bytes_in_use") as url:
        return 0 if asyncio.run(measure(url)) else 1


if __name__ == "__main__":
    sys.exit(main())
