"""Kill the server under a class, and start it again: ``python -m benchmarks.restart``.

Ten visitors play. The server is killed without warning and started anew on the same port; nothing of it was stored.
Measured is how long after its return each visitor plays again, and whether at the same configuration and iteration.
Exit status 1 if one of them does not within ten seconds.
"""

import argparse
import asyncio
import os
import signal
import sys
from dataclasses import dataclass

from .load import LINK, Visitor, clock, listeners
from .serving import free_port, serve

STEPS = 5 * 20
"""Iterations of five pictures at the speed of a first visit: some may have been shown between two looks."""
BACK_SECONDS = 10.0
"""When all must be playing again, after the server has returned."""


@dataclass(frozen=True)
class Return:
    """How one visitor came back.

    ``seconds``: from the server's return to the first new picture; None if it never came. ``went_on``: whether no
    iteration came again, and none but those between two pictures was left out.
    """

    seconds: float | None
    went_on: bool


async def restart(visitors: int, playing: float) -> list[Return]:
    """Let ``visitors`` play for so many seconds, kill the server, start another, and watch them come back."""
    port = free_port()
    with serve(port=port) as url:
        # Each has other weights, as in a class: the link tells the new server which.
        class_ = [Visitor(url, f"{LINK}&seed={number}") for number in range(visitors)]
        for visitor in class_:
            await visitor.open()
        tasks = [asyncio.create_task(visitor.play(clock() + 10 * playing)) for visitor in class_]
        await asyncio.sleep(playing)
        for pid in listeners(port):
            os.kill(pid, signal.SIGKILL)
    before = [visitor.chart.newest for visitor in class_]  # what they still have is played to its end
    sessions = [visitor.page.session_id for visitor in class_]
    fell_back = [False] * visitors
    with serve(port=port):
        begin = clock()
        back: dict[int, Return] = {}
        while clock() - begin < BACK_SECONDS and len(back) < visitors:
            await asyncio.sleep(0.02)
            for number, visitor in enumerate(class_):
                if visitor.page.session_id == sessions[number] or number in back:
                    continue
                fell_back[number] |= visitor.chart.shown < before[number]
                new = [x for x in (visitor.chart.shown, *visitor.chart.queue) if x > before[number]]
                if new:
                    went_on = not fell_back[number] and new[0] <= before[number] + STEPS
                    back[number] = Return(clock() - begin, went_on)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return [back.get(number, Return(None, False)) for number in range(visitors)]


def main() -> int:
    """Measure once."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visitors", type=int, default=10)
    parser.add_argument("--playing", type=float, default=10, metavar="S", help="seconds until the server is killed")
    options = parser.parse_args()
    returns = asyncio.run(restart(options.visitors, options.playing))
    times = sorted(r.seconds for r in returns if r.seconds is not None)
    print(f"playing again {len(times)} of {len(returns)}, the last {times[-1] if times else float('nan'):.1f} s after")
    going_on = sum(r.went_on for r in returns)
    print(f"went on at the same iteration {going_on} of {len(returns)}")
    return 0 if len(times) == going_on == len(returns) else 1


if __name__ == "__main__":
    sys.exit(main())
