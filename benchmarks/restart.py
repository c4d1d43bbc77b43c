"""Kill the server during a class, and restart it: ``python -m benchmarks.restart``.

Ten visitors play. The server is killed without warning and restarted on the same port, with nothing stored. It measures
how soon after that each visitor plays again, and whether with the same configuration and from the same iteration. Exit
status 1 if one of them does not within ten seconds.
"""

import argparse
import asyncio
import os
import signal
import sys
from dataclasses import dataclass
from math import ceil, inf

from playground.training import View
from playground.ui.runs.frames import PICTURES_PER_SECOND

from .load import LINK, listeners
from .serving import free_port, serve
from .visitor import Visitor, clock

STEP = ceil(View(speed="1200").iterations_per_second / PICTURES_PER_SECOND)
"""The most iterations from one picture to the next, at the speed of the link."""
BACK_SECONDS = 10.0
"""Seconds after the server's return within which all must be playing again."""
PATIENCE = 60.0
"""Seconds after which visitors who are not back are given up."""


@dataclass(frozen=True)
class Return:
    """The return of one visitor.

    ``seconds``: from the server's return to the first new picture, infinite if there was none; ``went_on``: whether no
    iteration was repeated, and none skipped except those between two pictures.
    """

    seconds: float = inf
    went_on: bool = False


async def restart(visitors: int, playing: float) -> list[Return]:
    """Let visitors play for ``playing`` seconds, kill the server, start another, and watch them come back."""
    port = free_port()
    with serve(port=port) as url:
        # Each has different weights, as in a class: the link tells the new server which.
        class_ = [Visitor(url, f"{LINK}&seed={number}") for number in range(visitors)]
        for visitor in class_:
            await visitor.open()
        tasks = [asyncio.create_task(visitor.play(clock() + playing + 2 * PATIENCE)) for visitor in class_]
        await asyncio.sleep(playing)
        for pid in listeners(port):
            os.kill(pid, signal.SIGKILL)
    before = [visitor.chart.newest for visitor in class_]  # the pictures they still have are played to the end
    sessions = [visitor.page.session_id for visitor in class_]
    fell_back = [False] * visitors
    with serve(port=port):
        begin = clock()
        back: dict[int, Return] = {}
        while clock() - begin < PATIENCE and len(back) < visitors:
            await asyncio.sleep(0.02)
            for number, visitor in enumerate(class_):
                if visitor.page.session_id == sessions[number] or number in back:
                    continue
                trail = list(visitor.chart.trail)
                fell_back[number] |= trail != sorted(trail)
                if new := [x for x in trail if x > before[number]]:
                    went_on = not fell_back[number] and new[0] <= before[number] + STEP
                    back[number] = Return(clock() - begin, went_on)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return [back.get(number, Return()) for number in range(visitors)]


def main() -> int:
    """Measure once."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visitors", type=int, default=10)
    parser.add_argument("--playing", type=float, default=10, metavar="S", help="seconds until the server is killed")
    options = parser.parse_args()
    returns = asyncio.run(restart(options.visitors, options.playing))
    last = max(each.seconds for each in returns)
    in_time = sum(each.seconds <= BACK_SECONDS for each in returns)
    going_on = sum(each.went_on for each in returns)
    print(f"playing again within {BACK_SECONDS:g} s {in_time} of {len(returns)}, the last {last:.1f} s after")
    print(f"went on at the same iteration {going_on} of {len(returns)}")
    return 0 if in_time == going_on == len(returns) else 1


if __name__ == "__main__":
    sys.exit(main())
