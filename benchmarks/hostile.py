"""How a visitor fares beside a client that sends arbitrary messages: ``python -m benchmarks.hostile``.

A visitor plays alone; then again for each kind of crafted message, while another session sends as many of them as it
can without taking much of this machine itself. Run nothing else beside it. It prints the visitor's pictures per second
and longest wait for an answer, and then how long newcomers wait for the page beside many sessions with full runs.
Exit status 1 if the visitor gets less than half of the pictures, the server needs more memory than its runs may have,
or a newcomer waits for more than five seconds.
"""

import argparse
import asyncio
import contextlib
import random
import sys
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from itertools import count
from math import inf
from typing import NamedTuple
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection

from playground.ui.runs.memory_budget import MEGABYTES

from .load import LARGEST, LINK, listeners, memory_of
from .page import Page, question
from .serving import serve
from .visitor import DROPPED, Visitor, clock

MESSAGES_A_SECOND = 400
FAR = 990_000
LEAST_SHARE = 0.5
CROWD = 60
"""Sessions that ask for full runs while a newcomer opens the page."""
CROWDS_PACE = 10
"""Full runs a second that each of them asks for."""
CROWD_SECONDS = 20.0
"""Seconds for the sessions to open their pages; a server without bounds can be busy before all have."""
NEWCOMERS = 3
MOST_SECONDS = 5.0
"""Seconds in which a newcomer must have the page."""

Send = Callable[["Client", random.Random], Awaitable[None]]


class Client:
    """A session that sends what no page of the app sends."""

    def __init__(self, url: str, link: str) -> None:
        self._visitor = Visitor(url, link)
        self.page: Page = self._visitor.page
        self.numbers = count(1)
        self.ways: deque[ClientConnection] = deque()  # connections for direct requests
        self.reading: list[asyncio.Task] = []  # reads the answers there
        self.sent = 0

    async def attack(self, send: Send, until: float, chance: random.Random) -> None:
        """Open the page normally, then send messages until ``until``."""
        await self._visitor.open()
        while clock() < until and not self._visitor.failed:
            listening = asyncio.create_task(self._listen())
            try:
                while clock() < until:
                    await send(self, chance)
                    self.sent += 1
                    await asyncio.sleep(1 / MESSAGES_A_SECOND)
            except (*DROPPED, LookupError):
                await self._visitor.come_back(until)  # disconnected by the server: reconnect
            listening.cancel()
        for task in self.reading:
            task.cancel()
        for way in self.ways:
            way.transport.abort()
        self.page.socket.transport.abort()  # the server may no longer read a proper close

    async def _listen(self) -> None:
        """Receive and discard, the cheapest way for a busy sender."""
        with contextlib.suppress(*DROPPED):
            while True:
                await self.page.socket.recv()

    @property
    def data(self) -> dict:
        """The data sent to the live chart when the page was opened."""
        return self._visitor.chart.data

    def command(self, what: str, shown: int = 0, **more: object) -> dict[str, object]:
        """A command of the page's live chart."""
        known = {"number": next(self.numbers), "run": self.data["run"], "shown": shown, "tick": 0}
        return known | {"charts": self.data["chartsId"], "what": what} | more

    async def say(self, what: str, shown: int = 0, **more: object) -> None:
        """Send a command to the page's script."""
        await self.page.say(self.command(what, shown, **more))

    async def ask(self, iteration: int, pictures: int) -> None:
        """Send the live chart's frame request."""
        await self.say("frames", iteration=iteration, pictures=pictures)

    async def open_way(self) -> None:
        """Open another connection for direct requests."""
        await self.page.open_direct()
        self.ways.append(self.page.direct)
        self.reading.append(asyncio.create_task(self._read_answers(self.page.direct)))

    async def _read_answers(self, way: ClientConnection) -> None:
        """Receive and discard direct answers."""
        with contextlib.suppress(*DROPPED):
            while True:
                await way.recv()

    async def restore(self, iteration: int, events: dict) -> None:
        """Send a restore request."""
        where = {"latest": iteration, "ended": False, "playing": True}
        await self.say("restore", iteration, start=self.data["start"], events=events, **where)


async def widgets(client: Client, chance: random.Random) -> None:
    """Send values that no widget can have."""
    for state in client.page.states.values():
        match chance.randrange(6):
            case 0:
                state.string_value = chance.choice(("x" * 9000, "nan", "1e999", "\0", "-1"))
            case 1:
                state.double_value = chance.choice((float("nan"), float("inf"), -1e308))
            case 2:
                state.int_value = chance.choice((2**62, -(2**62)))
            case 3:
                state.double_array_value.data[:] = [chance.choice((float("nan"), 1e308))] * chance.randint(0, 50)
            case 4:
                state.string_array_value.data[:] = ["x" * 100] * chance.randint(0, 50)
    await client.page.rerun()


async def pictures(client: Client, chance: random.Random) -> None:
    """Request a thousand million pictures."""
    if not client.sent:
        await client.say("play")
    await client.ask(chance.randrange(1000), 10**9)


async def far(client: Client, _: random.Random) -> None:
    """Restore nearly a million iterations, and then keep requesting one iteration earlier."""
    if not client.sent:
        await client.restore(FAR, client.data["events"])
    await client.ask(FAR - 1 - client.sent % 2, 1)


async def histories(client: Client, chance: random.Random) -> None:
    """Send forged event logs with large arrays, just below and above the allowed size."""
    array = [[chance.random() for _ in range(50)] for _ in range(50)]
    name = next(iter(client.data["events"]))
    many = 30 if client.sent % 2 else 150
    events = [[0, {"learning_rate": 1.2}], *([number, {"W2": array}] for number in range(many))]
    await client.restore(5000, {name: events})
    await asyncio.sleep(0.2)  # creating them, a megabyte or more each, takes time here, too


async def stops(client: Client, chance: random.Random) -> None:
    """Pause far behind what was requested."""
    await client.say("play")
    await client.ask(0, 120)
    await client.say("pause", chance.randrange(100))


async def directly(client: Client, chance: random.Random) -> None:
    """Send direct requests: for far too much, from nobody, from players that do not play, and malformed ones."""
    if not client.sent:
        await client.say("play")
        await client.open_way()
    commands = (
        client.command("frames", iteration=chance.randrange(1000), pictures=10**9),
        client.command("seek", iteration=10**9, dragging=True),
        client.command("new_weights"),
    )
    player = chance.choice((client.data["player"], "nobody"))
    if chance.random() < 0.2:
        crafted = "[" * 1500, "null", '{"n": 1, "to": "runs", "player": []}', '{"n": 1, "to": "class", "room": []}', "x"
        await client.page.direct.send(chance.choice(crafted))
    else:
        await client.page.ask(next(client.numbers), player, chance.choice(commands))


def on_many(connections: int) -> Send:
    """Send one visitor's requests on many connections; those that the server closes are replaced."""

    async def send(client: Client, chance: random.Random) -> None:
        if not client.sent:
            await client.say("play")
        with contextlib.suppress(*DROPPED):
            if len(client.ways) < connections:
                await client.open_way()
            way = client.ways.popleft()
            asked = client.command("frames", iteration=chance.randrange(1000), pictures=10**9)
            await way.send(question(next(client.numbers), client.data["player"], asked))
            client.ways.append(way)

    return send


async def strangers(client: Client, _: random.Random) -> None:
    """Open one connection after another that name no visitor."""
    await client.open_way()
    for way in client.ways:
        with contextlib.suppress(*DROPPED):
            await way.send("{}")
    await asyncio.sleep(0.02)


async def runs(client: Client, _: random.Random) -> None:
    """Request full script runs."""
    await client.page.rerun()


async def crowd(client: Client, _: random.Random) -> None:
    """Request full script runs, as one of many."""
    await client.page.rerun()
    await asyncio.sleep(1 / CROWDS_PACE)


async def forgetting(client: Client, _: random.Random) -> None:
    """Clear the shared caches, and request a full script run that needs them."""
    await client.page.clear_caches()
    await client.page.rerun()


async def files(client: Client, _: random.Random) -> None:
    """Upload one large file after another, which the page never removes."""
    with contextlib.suppress(OSError):  # the server refuses it before all of it has been sent
        await client.page.upload(f"{client.sent}", megabytes=4.9)


async def beginnings(client: Client, _: random.Random) -> None:
    """Choose another large network with each message: one that starts with larger weights, and back."""
    (scale,) = (state for name, state in client.page.states.items() if name.endswith("-scale"))
    scale.string_value = ("0.01", "0.1")[client.sent % 2]
    await client.page.rerun()


KINDS: dict[str, tuple[Send, str]] = {
    "values that no widget has": (widgets, "/"),
    "questions for a thousand million pictures": (pictures, LARGEST),
    "a far way back, and questions just before it": (far, LARGEST),
    "forged histories": (histories, LARGEST),
    "pauses far back": (stops, LARGEST),
    "questions that no script reads": (directly, LARGEST),
    "8 connections of one visitor's": (on_many(8), LARGEST),
    "41 connections of one visitor's": (on_many(41), LARGEST),
    "ever more connections of nobody": (strangers, "/"),
    "full runs": (runs, LARGEST),
    "to forget what all visitors share": (forgetting, LARGEST),
    "one large file after another": (files, "/"),
    "another network with each message": (beginnings, LARGEST),
}


class Seen(NamedTuple):
    """A visitor's pictures per second, the longest wait for an answer in seconds, and the messages sent meanwhile."""

    pictures: float
    longest: float
    sent: int


async def pictures_seen(url: str, seconds: float, kind: str | None = None, sessions: int = 1) -> Seen:
    """Let a visitor play while sessions send messages of one kind."""
    visitor = Visitor(url, LINK)
    await visitor.open()
    until = clock() + seconds
    clients = [Client(url, KINDS[kind][1]) for _ in range(sessions)] if kind else []
    attacks = [client.attack(KINDS[kind][0], until, random.Random(1)) for client in clients] if kind else []
    await asyncio.gather(visitor.play(until), *attacks)
    if visitor.failed:
        raise RuntimeError(f"The visitor's page failed: {visitor.failed}")
    chart = visitor.chart
    waits = [*chart.round_trips, *([] if chart.pending is None else [until - chart.pending])]
    pictures = sum(chart.tenths.values()) / seconds
    return Seen(pictures, max(waits, default=0.0), sum(client.sent for client in clients))


async def openings(url: str, sessions: int = CROWD) -> list[float]:
    """Seconds that newcomers, one after another, need to open the page while sessions ask for full runs."""
    begin, until = clock(), clock() + 600
    clients = [Client(url, "/") for _ in range(sessions)]
    attacks = [asyncio.create_task(client.attack(crowd, until, random.Random(1))) for client in clients]
    while not all(client.sent for client in clients) and clock() < begin + CROWD_SECONDS:
        await asyncio.sleep(0.1)
    seen = []
    for _ in range(NEWCOMERS):
        visitor = Visitor(url, LINK)
        await visitor.open()
        seen.append(inf if visitor.failed else visitor.opening)
        await visitor.leave()
    for attack in attacks:
        attack.cancel()
    await asyncio.gather(*attacks, return_exceptions=True)
    for client in clients:
        if hasattr(client.page, "socket"):
            client.page.socket.transport.abort()
    return seen


def line(name: str, seen: Seen, memory: int) -> str:
    """Format a measurement."""
    figures = f"{seen.pictures:5.1f} pictures a second, {seen.longest:5.2f} s for an answer, {memory / 1e6:.0f} MB"
    return f"{name:<48} {figures}{f', {seen.sent} messages' if seen.sent else ''}"


async def measure(url: str, seconds: float, sessions: int, kinds: Iterable[str]) -> int:
    """Measure each kind and print the results; return the number of missed requirements."""
    pids = listeners(urlsplit(url).port or 80)
    alone = await pictures_seen(url, seconds)
    before, missed = memory_of(pids), 0
    print(line("alone", alone, before), flush=True)
    for kind in kinds:
        seen = await pictures_seen(url, seconds, kind, sessions)
        memory = memory_of(pids)
        fine = seen.pictures >= LEAST_SHARE * alone.pictures and memory - before < MEGABYTES * 2**20
        missed += not fine
        print(f"{line(kind, seen, memory)}{'' if fine else '  MISSED'}", flush=True)
    print(line("alone again", await pictures_seen(url, seconds), memory_of(pids)))
    return missed


async def measure_openings(url: str) -> int:
    """Measure how newcomers fare beside a crowd, and print it; return the number of missed requirements."""
    waits = sorted(await openings(url))
    missed = waits[-1] > MOST_SECONDS
    seconds = ", ".join(f"{each:.2f}" for each in waits)
    print(f"newcomers beside {CROWD} sessions that ask for full runs: {seconds} s{'  MISSED' if missed else ''}")
    return int(missed)


def main() -> int:
    """Measure, and report."""
    parser = argparse.ArgumentParser(description="A visitor beside a client that sends whatever it likes.")
    parser.add_argument("--seconds", type=float, default=10, help="for each kind of message")
    parser.add_argument("--sessions", type=int, default=1, help="how many send it")
    parser.add_argument("--only", default="", help="the kinds that have this in their names")
    options = parser.parse_args()
    kinds = [kind for kind in KINDS if options.only in kind]
    missed = 0
    if kinds:
        with serve() as url:
            missed = asyncio.run(measure(url, options.seconds, options.sessions, kinds))
    if options.only in "newcomers":
        with serve() as url:
            missed += asyncio.run(measure_openings(url))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
