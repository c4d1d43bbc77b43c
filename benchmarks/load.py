"""A class at once: ``python -m benchmarks.load --visitors 30 --seconds 60``.

Visitors that speak the real protocol (``page.py``) open the page and play, all at the same time, in one process. It
sends only to this machine, and ends by itself. Exit status 1 if a page failed or a connection was dropped.
"""

import argparse
import asyncio
import contextlib
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import inf
from statistics import median, quantiles
from urllib.parse import urlsplit

import psutil

from .chart import Chart
from .page import check_loopback
from .serving import serve
from .visitor import CHANGES, Visitor, clock

LINK = "/?limit=1000000&speed=1200"
"""A run that does not end within ten minutes, at constant speed."""
LARGEST = "/?n_h=50&depth=4&samples=1000&test_share=50&limit=1000000&speed=max"
"""The largest network on the most samples."""
FULL = 55
"""Pictures per second that count as smooth."""
STAY_SECONDS, AWAY_SECONDS = 8.0, 1.0
"""How long visitors who come and go stay on average, and are away."""
LEAST_SECONDS = 2.0
"""Shorter visits say nothing about pictures per second."""


@dataclass(frozen=True, kw_only=True)
class Load:
    """The load on the server.

    Attributes
    ----------
    visitors : number of visitors at a time; of these
    slow : take long for each message
    change : change a control now and then
    scrub : play for some seconds, and then drag the handle of the time line to and fro
    come_and_go : leave after a while and come back as new visitors
    leave : leave for good after half of the time
    seconds : how long they play
    link : the page that they open
    """

    visitors: int = 30
    slow: int = 0
    change: int = 0
    scrub: int = 0
    come_and_go: int = 0
    leave: int = 0
    seconds: float = 60.0
    link: str = LINK

    def __post_init__(self) -> None:
        if (
            self.slow + self.change + self.scrub + self.come_and_go > self.visitors
            or not 0 <= self.leave < self.visitors
        ):
            raise ValueError("There are fewer visitors than are to be slow, change, scrub, come and go, or leave.")


@dataclass
class Results:
    """Measurements of the visitors; times in seconds.

    Attributes
    ----------
    pictures, slow_pictures : pictures per second of each visit; those of slow visitors
    moments : iterations shown per second, of each visit that dragged the time line
    openings : from the request of the page to its chart
    round_trips : from a request to its answer
    changes : from a changed control, by its name, to the first picture that shows the change
    unseen : number of changes that were never shown
    failed : why pages failed
    dropped, discarded, asked_again : numbers of connections that ended; of script runs cut short by the next, possibly
        after everything was sent; of repeated requests
    recovered : from when some left until all who stayed, except slow phones, were at ``FULL``; None if nobody left,
        infinite if never
    cpu : the server's, in percent of one core
    memory : the server's resident bytes, every second
    own_cpu : that of this process, which shares the machine
    """

    pictures: list[float] = field(default_factory=list)
    slow_pictures: list[float] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)
    openings: list[float] = field(default_factory=list)
    round_trips: list[float] = field(default_factory=list)
    changes: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in CHANGES})
    unseen: int = 0
    failed: list[str] = field(default_factory=list)
    dropped: int = 0
    discarded: int = 0
    asked_again: int = 0
    recovered: float | None = None
    cpu: float = 0.0
    memory: list[int] = field(default_factory=list)
    own_cpu: float = 0.0

    def __str__(self) -> str:
        last, most = self.memory[-1] / 1e6, max(self.memory) / 1e6
        lines = {
            "pictures a second": _spread(self.pictures, least=True),
            "  of slow visitors": _spread(self.slow_pictures, least=True),
            "moments a second of who scrubs": _spread(self.moments, least=True),
            "opening the page": _spread(self.openings),
            "round trip": _spread(self.round_trips),
            **{f"until a changed {name} shows": _spread(waits) for name, waits in self.changes.items()},
            "changes never shown": f"{self.unseen}",
            "full smoothness for the rest": f"{self.recovered:.1f} s after they left" if self.recovered else "",
            "pages that failed": f"{len(self.failed)} {dict(Counter(self.failed)) if self.failed else ''}",
            "connections dropped": f"{self.dropped}",
            "runs that the next one cut short": f"{self.discarded}",
            "questions asked again": f"{self.asked_again}",
            "server": f"{self.cpu:.0f} % of a core, {last:.0f} MB, {most:.0f} MB at most",
            "  after ten minutes": f"{self.memory[600] / 1e6:.0f} MB" if len(self.memory) > 600 else "",
            "these visitors": f"{self.own_cpu:.0f} % of a core",
        }
        return "\n".join(f"{what:<40} {value}" for what, value in lines.items() if value)


async def run_load(url: str, load: Load, pids: Iterable[int] = ()) -> Results:
    """Let a class visit the server at ``url``.

    Parameters
    ----------
    url : address on this machine, without a trailing slash
    load : the load
    pids : the server's processes; by default the one that listens at ``url``, and its children

    Raises
    ------
    ValueError
        If ``url`` is on another machine, or nothing listens there.
    """
    check_loopback(url)
    pids = list(pids) or listeners(urlsplit(url).port or 80)
    results = Results()

    def arrive(number: int) -> Visitor:
        kind = load.slow, load.change, load.scrub
        slow, changes, scrubs = (sum(kind[:i]) <= number < sum(kind[: i + 1]) for i in range(len(kind)))
        return Visitor(url, load.link, slow=slow, changes=changes, scrubs=scrubs)

    def gone(visitor: Visitor) -> None:
        """Keep only the numbers of a visit, since the page itself takes much memory."""
        chart = visitor.chart
        if chart.dragging_since is not None:
            results.moments.append(chart.moments / (visitor.ended - chart.dragging_since))
        elif visitor.ended - visitor.began > LEAST_SECONDS:
            rate = sum(chart.tenths.values()) / (visitor.ended - visitor.began)
            (results.slow_pictures if visitor.slow else results.pictures).append(rate)
        if visitor.failed:
            results.failed.append(visitor.failed)
        results.openings.append(visitor.opening)
        results.round_trips += chart.round_trips
        for name, seconds in visitor.waits:
            results.changes[name].append(seconds)
        results.unseen += visitor.changed is not None
        results.dropped += visitor.dropped
        results.discarded += visitor.page.discarded
        results.asked_again += chart.asked_again

    async def visit(number: int, visitor: Visitor) -> None:
        last = begin + load.seconds / (2 if number >= load.visitors - load.leave else 1)
        comes_and_goes = 0 <= number - load.slow - load.change - load.scrub < load.come_and_go
        while True:
            until = clock() + STAY_SECONDS * random.uniform(0.5, 1.5) if comes_and_goes else last
            await visitor.play(min(until, last))
            gone(visitor)
            if not comes_and_goes or last - clock() < STAY_SECONDS:
                return
            await asyncio.sleep(AWAY_SECONDS)
            visitor = arrive(number)
            await visitor.open()

    visitors = [arrive(number) for number in range(load.visitors)]
    await asyncio.gather(*(visitor.open() for visitor in visitors))
    begin, used, own = clock(), _cpu_seconds(pids), time.process_time()
    watch = asyncio.create_task(_watch(pids, results.memory))
    await asyncio.gather(*(visit(number, visitor) for number, visitor in enumerate(visitors)))
    took = clock() - begin
    watch.cancel()
    results.cpu = 100 * (_cpu_seconds(pids) - used) / took
    results.own_cpu = 100 * (time.process_time() - own) / took
    results.memory.append(memory_of(pids))
    if load.leave:
        end = begin + load.seconds
        stayed = [visitor.chart for visitor in visitors if visitor.ended >= end and not visitor.slow]
        results.recovered = _until_full(stayed, begin + load.seconds / 2, end)
    return results


def _until_full(charts: Sequence[Chart], begin: float, end: float) -> float:
    """Seconds from ``begin`` until every chart shows ``FULL`` pictures in the next second; infinite if never."""
    for tenth in range(int(10 * begin), int(10 * end) - 10):
        if charts and all(sum(chart.tenths[tenth + i] for i in range(10)) >= FULL for chart in charts):
            return max(0.1, tenth / 10 - begin)
    return inf


def listeners(port: int) -> list[int]:
    """The processes that listen on a port of this machine."""
    listening = [
        c
        for c in psutil.net_connections("tcp")
        if c.status == psutil.CONN_LISTEN and getattr(c.laddr, "port", 0) == port
    ]
    if pids := {connection.pid for connection in listening if connection.pid}:
        return sorted(pids)
    raise ValueError(f"Nothing listens on port {port} of this machine.")


def _total(pids: Iterable[int], value: Callable[[psutil.Process], float]) -> float:
    """The sum over these processes and their children, if they still exist."""
    total = 0.0
    for pid in pids:
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(pid)
            total += sum(value(each) for each in (process, *process.children(recursive=True)))
    return total


def _cpu_seconds(pids: Iterable[int]) -> float:
    return _total(pids, lambda process: sum(process.cpu_times()[:2]))


def memory_of(pids: Iterable[int]) -> int:
    """The resident bytes of these processes and their children."""
    return int(_total(pids, lambda process: process.memory_info().rss))


async def _watch(pids: Iterable[int], memory: list[int]) -> None:
    while True:
        memory.append(memory_of(pids))
        await asyncio.sleep(1)


def _spread(values: Sequence[float], *, least: bool = False) -> str:
    """Summarise a list of numbers."""
    if not values:
        return ""
    if least:
        return f"least {min(values):.1f}, median {median(values):.1f}, of {len(values)} visits"
    p95 = quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]
    return f"p50 {median(values):.2f} s, p95 {p95:.2f} s, at most {max(values):.2f} s, of {len(values)}"


def main() -> int:
    """Let a class visit a server and print what they saw."""
    parser = argparse.ArgumentParser(description="Many visitors of the playground at once, on this machine.")
    parser.add_argument("--url", help="a running server on this machine; without it, one is started")
    parser.add_argument("--pid", type=int, nargs="*", default=[], help="its processes, if others than listen there")
    parser.add_argument("--visitors", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--slow", type=int, default=0, metavar="K", help="how many take long for each message")
    parser.add_argument("--change", type=int, default=0, metavar="K", help="how many change a control now and then")
    parser.add_argument("--scrub", type=int, default=0, metavar="K", help="how many drag the time line to and fro")
    parser.add_argument("--come-and-go", type=int, default=0, metavar="K", help="how many leave and come back")
    parser.add_argument("--leave", type=int, default=0, metavar="N", help="how many leave after half of the time")
    parser.add_argument(
        "--largest", action="store_const", const=LARGEST, dest="link", default=LINK, help="the largest settings"
    )
    parser.add_argument("--link", default=LINK, help="the page to open, as it follows the server's address")
    options = vars(parser.parse_args())
    url, pids = options.pop("url"), options.pop("pid")
    try:
        load = Load(**options)
        with contextlib.nullcontext(url.rstrip("/")) if url else serve() as server:
            results = asyncio.run(run_load(server, load, pids))
    except ValueError as error:
        parser.error(str(error))
    print(results)
    return 1 if results.failed or results.dropped else 0


if __name__ == "__main__":
    sys.exit(main())
