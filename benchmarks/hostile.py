"""What a visitor keeps beside a client that sends whatever it likes: ``python -m benchmarks.hostile``.

A visitor plays; then plays again for each kind of crafted message, of which another session sends as many as it can
without needing much of this machine itself. Run nothing else beside it. Exit status 1 if the visitor has less than half
of the pictures, or the server needs more memory than its runs may have.
"""

import argparse
import asyncio
import contextlib
import random
import sys
from collections.abc import Awaitable, Callable
from itertools import count
from urllib.parse import urlsplit

from playground.ui.room import MEGABYTES

from .load import LARGEST, LINK, listeners, memory_of
from .page import Page
from .serving import serve
from .visitor import DROPPED, Visitor, clock

MESSAGES_A_SECOND = 400
FAR = 990_000
LEAST_SHARE = 0.5

Send = Callable[["Client", random.Random], Awaitable[None]]


class Client:
    """A session that sends what no page of ours does."""

    def __init__(self, url: str, link: str) -> None:
        self._visitor = Visitor(url, link)
        self.page: Page = self._visitor.page
        self.numbers = count(1)
        self.reading: asyncio.Task | None = None  # of what is answered directly
        self.sent = 0

    async def attack(self, send: Send, until: float, chance: random.Random) -> None:
        """Open the page as anyone does, and then send until then."""
        await self._visitor.open()
        while clock() < until and not self._visitor.failed:
            listening = asyncio.create_task(self._listen())
            try:
                while clock() < until:
                    await send(self, chance)
                    self.sent += 1
                    await asyncio.sleep(1 / MESSAGES_A_SECOND)
            except (*DROPPED, LookupError):
                await self._visitor.come_back(until)  # it was thrown out: it comes again
            listening.cancel()
        if self.reading:
            self.reading.cancel()
            self.page.direct.transport.abort()
        self.page.socket.transport.abort()  # the server may not read any more what would end it politely

    async def _listen(self) -> None:
        """Take what comes without a look at it: that is the cheapest for who sends much."""
        with contextlib.suppress(*DROPPED):
            while True:
                await self.page.socket.recv()

    @property
    def data(self) -> dict:
        """What the live chart was sent when the page was opened."""
        return self._visitor.chart.data

    async def ask(self, iteration: int, pictures: int) -> None:
        """The live chart's question."""
        known = {"run": self.data["run"], "tick": 0, "charts": ""}
        asked = {"number": next(self.numbers), "iteration": iteration, "pictures": pictures}
        await self.page.say(("frame_request", known | asked))

    async def read_answers(self) -> None:
        """Take what is answered directly without a look at it."""
        with contextlib.suppress(*DROPPED):
            while True:
                await self.page.direct.recv()

    async def stop(self, iteration: int) -> None:
        """Its word that it has stopped."""
        await self.page.say(
            ("stopped", {"run": self.data["run"], "number": next(self.numbers), "iteration": iteration})
        )

    async def restore(self, iteration: int, events: dict) -> None:
        """Its wish to be brought back."""
        wish = {"run": self.data["run"], "number": next(self.numbers), "start": self.data["start"]}
        await self.page.say(
            (
                "restore_request",
                wish | {"iteration": iteration, "latest": iteration, "ended": False, "playing": True, "events": events},
            )
        )

    async def press(self, label: str) -> None:
        """A button of the page, whatever it says by now."""
        with contextlib.suppress(LookupError):
            await self.page.press(label)


async def widgets(client: Client, chance: random.Random) -> None:
    """Values that no widget has."""
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
    """Questions for a thousand million pictures."""
    if not client.sent:
        await client.press("Play")
    await client.ask(chance.randrange(1000), 10**9)


async def far(client: Client, _: random.Random) -> None:
    """A way back of nearly a million iterations, and then questions that go back by one again and again."""
    if not client.sent:
        await client.restore(FAR, client.data["events"])
    await client.ask(FAR - 1 - client.sent % 2, 1)


async def histories(client: Client, chance: random.Random) -> None:
    """Forged histories with large arrays, just below what may be sent, and above it."""
    array = [[chance.random() for _ in range(50)] for _ in range(50)]
    name = next(iter(client.data["events"]))
    many = 30 if client.sent % 2 else 150
    events = [[0, {"learning_rate": 1.2}], *([number, {"W2": array}] for number in range(many))]
    await client.restore(5000, {name: events})
    await asyncio.sleep(0.2)  # each is a megabyte or more: making them takes time here, too


async def stops(client: Client, chance: random.Random) -> None:
    """Pauses, and words that the page has stopped far back."""
    await client.press("Play")  # which pauses every other time
    await client.ask(0, 120)
    await client.stop(chance.randrange(100))


async def directly(client: Client, chance: random.Random) -> None:
    """Questions that no script reads: for far too much, of nobody, of players that do not play, and no questions."""
    if not client.sent:
        await client.press("Play")
        await client.page.open_direct()
        client.reading = asyncio.create_task(client.read_answers())
    known = {"run": client.data["run"], "tick": 0, "charts": client.data["chartsId"], "number": next(client.numbers)}
    asked = {"iteration": chance.randrange(1000), "pictures": 10**9}
    sought = {"shown": 0, "iteration": 10**9, "held": True}
    question = chance.choice((("frame_request", known | asked), ("seek", known | sought), ("stopped", known)))
    player = chance.choice((client.data["player"], "nobody"))
    if chance.random() < 0.2:
        await client.page.direct.send(chance.choice(("[" * 1500, "null", '{"player": []}', "x")))
    else:
        await client.page.ask(player, question)


async def runs(client: Client, _: random.Random) -> None:
    """Full runs of the script."""
    await client.page.rerun()


async def forgetting(client: Client, _: random.Random) -> None:
    """To forget what all visitors share, and a full run that would need it."""
    await client.page.clear_caches()
    await client.page.rerun()


async def files(client: Client, _: random.Random) -> None:
    """One large file after another, which the page never takes back."""
    await client.page.upload(f"{client.sent}", megabytes=4.9)


async def beginnings(client: Client, _: random.Random) -> None:
    """Another large network with each message: 49 units, and 50 again."""
    (units,) = (state for name, state in client.page.states.items() if name.endswith("-n_h"))
    units.double_array_value.data[:] = [49 + client.sent % 2]
    await client.page.rerun()


KINDS: dict[str, tuple[Send, str]] = {
    "values that no widget has": (widgets, "/"),
    "questions for a thousand million pictures": (pictures, LARGEST),
    "a far way back, and questions just before it": (far, LARGEST),
    "forged histories": (histories, LARGEST),
    "stops far back": (stops, LARGEST),
    "questions that no script reads": (directly, LARGEST),
    "full runs": (runs, LARGEST),
    "to forget what all visitors share": (forgetting, LARGEST),
    "one large file after another": (files, "/"),
    "another network with each message": (beginnings, LARGEST),
}


async def pictures_seen(url: str, seconds: float, kind: str | None = None, sessions: int = 1) -> tuple[float, int]:
    """Pictures a second that a visitor sees meanwhile, and how many messages were sent."""
    visitor = Visitor(url, LINK)
    await visitor.open()
    until = clock() + seconds
    clients = [Client(url, KINDS[kind][1]) for _ in range(sessions)] if kind else []
    attacks = [client.attack(KINDS[kind][0], until, random.Random(1)) for client in clients] if kind else []
    await asyncio.gather(visitor.play(until), *attacks)
    if visitor.failed:
        raise RuntimeError(f"The visitor's page failed: {visitor.failed}")
    return sum(visitor.chart.tenths.values()) / seconds, sum(client.sent for client in clients)


async def measure(url: str, seconds: float, sessions: int) -> int:
    """Measure each kind and print what came out; returns how many figures are not as required."""
    pids = listeners(urlsplit(url).port or 80)
    alone, _ = await pictures_seen(url, seconds)
    before, missed = memory_of(pids), 0
    print(f"{'alone':<48} {alone:5.1f} pictures a second, {before / 1e6:.0f} MB", flush=True)
    for kind in KINDS:
        rate, sent = await pictures_seen(url, seconds, kind, sessions)
        memory = memory_of(pids)
        fine = rate >= LEAST_SHARE * alone and memory - before < MEGABYTES * 2**20
        missed += not fine
        line = f"{kind:<48} {rate:5.1f} pictures a second, {memory / 1e6:.0f} MB, {sent} messages"
        print(f"{line}{'' if fine else '  MISSED'}", flush=True)
    again, _ = await pictures_seen(url, seconds)
    print(f"{'alone again':<48} {again:5.1f} pictures a second, {memory_of(pids) / 1e6:.0f} MB")
    return missed


def main() -> int:
    """Measure, and report."""
    parser = argparse.ArgumentParser(description="A visitor beside a client that sends whatever it likes.")
    parser.add_argument("--seconds", type=float, default=10, help="for each kind of message")
    parser.add_argument("--sessions", type=int, default=1, help="how many send it")
    options = parser.parse_args()
    with serve() as url:
        return 1 if asyncio.run(measure(url, options.seconds, options.sessions)) else 0


if __name__ == "__main__":
    sys.exit(main())
