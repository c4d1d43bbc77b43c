"""What visitors who have left still cost: ``python -m benchmarks.memory``.

Twelve visitors with the largest networks play at a time, ten times over; after the first time and after the last,
nobody comes for three minutes. Exit status 1 if the last twelve need over a tenth more than the first, or if those
after the first twelve have left over a hundredth of what each of them took. What the first twelve leave is printed,
too: it is room for the busiest moment, which Python and the C library keep for the next one.
"""

import asyncio
import os
import sys
from collections.abc import Collection
from urllib.parse import urlsplit

from playground.ui.room import IDLE_SECONDS, WATCH_SECONDS

from .load import LARGEST, Load, listeners, memory_of, run_load
from .serving import serve

VISITORS, TIMES, SECONDS = 12, 10, 15.0
GONE_SECONDS = 180
MOST_GROWTH = 1.1
MOST_LEFT = 0.01
"""Of what each visitor took, this share may still be taken when all are gone: what is small and lasts keeps the memory
around it from going back to the system."""


async def measure(url: str) -> bool:
    """Print the memory after each time; returns whether it is as required."""
    pids = listeners(urlsplit(url).port or 80)
    await run_load(url, Load(visitors=1, seconds=3), pids)  # what a first visit loads stays
    before = memory_of(pids)
    print(f"before {before / 1e6:.0f} MB", flush=True)
    most = []
    for time in range(1, TIMES + 1):
        results = await run_load(url, Load(visitors=VISITORS, seconds=SECONDS, link=LARGEST), pids)
        most.append(max(results.memory))
        await asyncio.sleep(IDLE_SECONDS + WATCH_SECONDS)  # until then those who have left may come back
        print(f"time {time:<2} {most[-1] / 1e6:.0f} MB at most, {len(results.failed)} failed", flush=True)
        if time == 1:
            first = await gone(pids)
    last = await gone(pids)
    growth = most[-1] / most[0]
    took = (most[0] - before) / VISITORS
    left = (last - first) / (VISITORS * (TIMES - 1))
    print(f"last time / first time {growth:.2f} (at most {MOST_GROWTH})")
    print(f"each took {took / 1e6:.1f} MB; each after the first {VISITORS} left {left / 1e6:.2f} MB, ", end="")
    print(f"{left / took:.1%} (at most {MOST_LEFT:.0%})")
    return growth <= MOST_GROWTH and left <= MOST_LEFT * took


async def gone(pids: Collection[int]) -> int:
    """The memory when nobody has come for three minutes, in bytes."""
    await asyncio.sleep(GONE_SECONDS)
    memory = memory_of(pids)
    print(f"{GONE_SECONDS} s later {memory / 1e6:.0f} MB", flush=True)
    return memory


def main() -> int:
    """Measure, and report."""
    os.environ["PLAYGROUND_RUN_MEGABYTES"] = "400"  # room for all: the question is what they give back
    with serve() as url:
        return 0 if asyncio.run(measure(url)) else 1


if __name__ == "__main__":
    sys.exit(main())
