"""What visitors who have left still cost: ``python -m benchmarks.memory``.

Twelve visitors with the largest networks play at a time, ten times over; then nobody, for three minutes. Exit status 1
if the server needs over a tenth more after the last time than after the first, or does not give back what they had.
"""

import asyncio
import os
import sys
from urllib.parse import urlsplit

from playground.ui.room import IDLE_SECONDS, WATCH_SECONDS

from .load import LARGEST, Load, listeners, memory_of, run_load
from .serving import serve

VISITORS, TIMES, SECONDS = 12, 10, 15.0
GONE_SECONDS = 180
MOST_GROWTH = 1.1
MOST_LEFT = 0.1
"""Of what the visitors took, this share may still be taken when they are gone: Python keeps some of what it frees."""


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
    await asyncio.sleep(GONE_SECONDS)
    after = memory_of(pids)
    growth, left = most[-1] / most[0], (after - before) / (most[0] - before)
    print(f"last time / first time {growth:.2f} (at most {MOST_GROWTH})")
    print(f"{GONE_SECONDS} s later {after / 1e6:.0f} MB: {left:.0%} of what they took (at most {MOST_LEFT:.0%})")
    return growth <= MOST_GROWTH and left <= MOST_LEFT


def main() -> int:
    """Measure, and report."""
    os.environ["PLAYGROUND_RUN_MEGABYTES"] = "400"  # room for all: the question is what they give back
    with serve() as url:
        return 0 if asyncio.run(measure(url)) else 1


if __name__ == "__main__":
    sys.exit(main())
