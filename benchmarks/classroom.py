"""A class that answers together: ``python -m benchmarks.classroom``.

Phones that speak the real protocol (``phone.py``) scan the code, take their seats and answer, while a visitor's chart
plays (``visitor.py``). Every answer that was acknowledged is looked for in the store of the rooms. Exit status 1 if a
requirement was missed. It sends only to this machine, and ends by itself.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from math import inf
from pathlib import Path
from statistics import median

from playground.features.classroom.questions.kind import answers_sheet
from playground.features.classroom.questions.kinds import CURVE, of_link, question_of
from playground.features.classroom.questions.question import Question, preset_of
from playground.features.classroom.rooms.codes import device_in
from playground.features.classroom.rooms.rooms import Rooms
from playground.features.classroom.stores import VARIABLE, store_at
from playground.lessons.drawn.curve import pack
from playground.pages.contents import WITH_RUNS

from .chart import Chart
from .deployment import deploy
from .load import LINK, listeners
from .phone import Phone
from .serving import free_port, serve
from .valkey_server import ValkeyServer
from .visitor import Visitor, clock

LEAST_PICTURES = 30.0
"""Pictures a second that the lecturer's chart must keep."""
MOST_SECONDS = 1.0
"""Until an answer is acknowledged."""
BACK_SECONDS = 10.0
"""From the server's return until every phone must be back."""
VOTE_SECONDS = 10.0
"""In which everybody answers."""
FOLLOW_SECONDS = 8.0
"""How long the phones are watched while they follow the lecturer's run."""
DOWN_SECONDS = 4.0
"""Time without Valkey."""
CONTEST_SECONDS = 60.0
"""The longest that a contest's entries are waited for."""
ENTRIES = "entries 1"
"""The sheet that they are on; a room takes thirty at once."""
PATIENCE = 60.0
"""The longest for anything else."""
CHANGES_MIND = 0.2
"""Share of the phones that answer twice."""
PAGE = "zero_or_random"
SETTINGS = f"{WITH_RUNS[PAGE].prefix}speed=1200"
CURVES = ([[0, 0.69], [500, 0.6], [2000, 0.2]], [[0, 0.69], [1000, 0.69], [1200, 0.3], [2000, 0.25]])
LARGEST_ENTRY = "?challenge=1&depth=4&n_h=50&learning_rate=0.1&seed={seed}"
"""The largest network that a challenge admits, on its 400 samples for its 10,000 iterations."""


class Report:
    """Prints measurements, and keeps what was missed: ``missed``."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def line(self, what: str, value: str, fine: bool = True) -> None:
        """Print a measurement."""
        if not fine:
            self.missed.append(what)
        print(f"  {what:<52} {value}{'' if fine else '  MISSED'}", flush=True)

    def title(self, text: str) -> None:
        """Print what is measured next."""
        print(text, flush=True)


class Classroom:
    """A room on a server, with its lecturer and its phones.

    Parameters
    ----------
    url : address of the server, without a trailing slash
    rooms : address of its store of rooms
    question : the first one
    phones : how many
    """

    def __init__(self, url: str, rooms: str, question: Question, phones: int) -> None:
        self.store = store_at(rooms)
        self.code, key = Rooms(self.store).begin(question)
        self.lecturers_link = f"/{PAGE}?{SETTINGS}&room={self.code}.{key}"
        self.lecturer = Phone(url, self.code, key)
        self.phones = [Phone(url, self.code) for _ in range(phones)]

    async def arrive(self) -> None:
        """Everybody opens the page at once: the code has just been shown."""
        await self.lecturer.open()
        await asyncio.gather(*(phone.open() for phone in self.phones))

    async def vote(self, seconds: float) -> None:
        """Everybody answers within this time, and some change their mind."""

        async def answer(phone: Phone) -> None:
            for when in sorted(random.uniform(0, seconds) for _ in range(1 + (random.random() < CHANGES_MIND))):
                await asyncio.sleep(max(0.0, begin + when - clock()))
                await phone.give(_answer(phone))

        begin = clock()
        await asyncio.gather(*map(answer, self.phones))

    async def lead(self, what: str, **more: object) -> None:
        """Send a message of the lecturer's."""
        if refused := await self.lecturer.send(do=what, **more):
            raise RuntimeError(f"{what} was refused: {refused}")

    async def reveal(self) -> float:
        """Close and reveal; returns the seconds until the last phone shows it, infinite if one doesn't."""
        await self.lead("close")
        begin = clock()
        await self.lead("reveal")
        vote = self.lecturer.view["number"], self.lecturer.view["round"], "revealed"
        await until(lambda: all(vote in phone.seen for phone in [self.lecturer, *self.phones]))
        return max(phone.seen.get(vote, inf) for phone in self.phones) - begin

    def wrong(self, number: int = 1, vote: int = 1) -> list[str]:
        """What is wrong in the store: acknowledged answers that are not there, and answers that nobody gave."""
        lines = self.store.sheet(self.code, answers_sheet(number, vote))
        found = []
        for phone in self.phones:
            line = lines.pop(device_in(self.code, phone.device), None)
            given = [phone.answer, *phone.tried]  # what was not acknowledged may be there, or not
            if line not in [None if value is None else written(value) for value in given]:
                found.append(f"{line} in place of {phone.answer}")
        return [*found, *(f"{line} of nobody" for line in lines.values())]

    @property
    def counted(self) -> int:
        """How many answers the lecturer sees after the reveal."""
        seen = self.lecturer.view
        return sum(seen["counts"][-1]) if "counts" in seen else len(seen["curves"][-1])

    @property
    def errors(self) -> dict[str, int]:
        """What went wrong on the phones, and how often."""
        everybody = [self.lecturer, *self.phones]
        found = Counter(text for phone in everybody for text in [phone.failed, *phone.refused] if text)
        dropped = sum(phone.dropped for phone in everybody)
        return found | ({"connections dropped": dropped} if dropped else {})

    @property
    def slowest(self) -> float:
        """Seconds until the slowest answer was acknowledged."""
        return max(max(phone.acknowledged, default=inf) for phone in self.phones)

    async def leave(self) -> None:
        """Everybody closes the page."""
        await asyncio.gather(*(phone.leave() for phone in [self.lecturer, *self.phones]))


def _answer(phone: Phone) -> object:
    return random.choice(CURVES) if phone.view["kind"] == CURVE else random.randrange(len(phone.view["claims"]))


def written(value: object) -> str:
    """An answer as the store has it."""
    return pack(value) if isinstance(value, list) else str(value)


async def until(condition: Callable[[], bool], seconds: float = PATIENCE) -> float:
    """Wait until something holds; returns the seconds that it took, infinite if it took too long."""
    begin = clock()
    while not condition():
        if clock() - begin > seconds:
            return inf
        await asyncio.sleep(0.02)
    return clock() - begin


@contextlib.asynccontextmanager
async def serving(rooms: str, port: int | None = None) -> AsyncIterator[str]:
    """Run the app with its rooms in this store; what else is under way goes on while it starts."""
    server = serve(port=port, environment={VARIABLE: rooms})
    url = await asyncio.to_thread(server.__enter__)
    try:
        yield url
    finally:
        await asyncio.to_thread(server.__exit__, None, None, None)


@contextlib.asynccontextmanager
async def playing(url: str, link: str) -> AsyncIterator[Chart]:
    """A chart that plays on the page with this link."""
    visitor = Visitor(url, link)
    await visitor.open()
    if visitor.failed:
        raise RuntimeError(f"The chart's page failed: {visitor.failed}")
    task = asyncio.create_task(visitor.play(inf))
    await until(lambda: visitor.chart.shown > 0)
    yield visitor.chart
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await visitor.leave()


def pictures(chart: Chart, begin: float, end: float) -> tuple[float, int]:
    """Pictures a second between two times, and those of the worst second."""
    tenths = [chart.tenths[tenth] for tenth in range(int(10 * begin) + 1, int(10 * end))]
    worst = min((sum(tenths[i : i + 10]) for i in range(max(1, len(tenths) - 9))), default=0)
    return 10 * sum(tenths) / max(1, len(tenths)), worst


def report_pictures(report: Report, when: str, chart: Chart, begin: float, least: float = 0.0) -> None:
    """Report the pictures from ``begin`` until now."""
    rate, worst = pictures(chart, begin, clock())
    report.line(f"pictures a second {when}", f"{rate:.1f}, in the worst second {worst}", rate >= least)


def report_arrival(report: Report, rooms: list[Classroom]) -> None:
    """Report how long the pages took to open."""
    waits = sorted(phone.opening for room in rooms for phone in room.phones)
    report.line("opening the page, all at once", f"median {median(waits):.1f} s, the last {waits[-1]:.1f} s")


def report_errors(report: Report, rooms: list[Classroom]) -> None:
    """Report what went wrong on the phones of rooms in which nothing should."""
    errors = sum((Counter(room.errors) for room in rooms), Counter())
    report.line("errors", str(dict(errors)) if errors else "none", not errors)


async def report_votes(report: Report, rooms: list[Classroom], most: float = inf) -> None:
    """Reveal the answers, and report whether they are all there, and how soon."""
    slowest = max(room.slowest for room in rooms)
    report.line("the slowest answer acknowledged after", f"{slowest:.2f} s", slowest <= most)
    revealed = max([await room.reveal() for room in rooms])
    wrong = [text for room in rooms for text in room.wrong()]
    counted = sum(room.counted for room in rooms)
    text = f"{counted}, wrong in the store: {wrong[:3]}" if wrong else f"{counted}"
    report.line("answers counted once", text, not wrong and counted == sum(len(room.phones) for room in rooms))
    report.line("revealed on the last phone after", f"{revealed:.2f} s", revealed < inf)


async def vote(report: Report, rooms: str, phones: int) -> None:
    """A class answers while a chart plays, and then follows the lecturer's run."""
    report.title(f"{phones} phones answer within {VOTE_SECONDS:g} s")
    question = of_link(PAGE, SETTINGS)
    preset = preset_of(question)
    decided = (preset and preset.outcome.since) or 0
    async with serving(rooms) as url:
        room = Classroom(url, rooms, question, phones)
        async with playing(url, LINK) as chart:
            begin = clock()
            await room.arrive()
            report_arrival(report, [room])
            report_pictures(report, "meanwhile", chart, begin)
            begin = clock()
            await room.vote(VOTE_SECONDS)
            report_pictures(report, "while they answer", chart, begin, LEAST_PICTURES)
            await report_votes(report, [room], MOST_SECONDS)
        async with playing(url, room.lecturers_link) as chart:
            await until(lambda: chart.shown >= decided)
            chart.give("play")  # on from where it pauses
            begin, before, behind = clock(), [phone.pictures for phone in room.phones], 0
            while clock() - begin < FOLLOW_SECONDS:
                await asyncio.sleep(0.1)
                behind = max(behind, *(chart.shown - phone.view.get("run/iteration", 0) for phone in room.phones))
            slowest = min(phone.pictures - old for phone, old in zip(room.phones, before, strict=True)) / FOLLOW_SECONDS
            report_pictures(report, "while they follow the run", chart, begin, LEAST_PICTURES)
            report.line("pictures of the run on the slowest phone", f"{slowest:.1f} a second", slowest > 0)
            report.line("behind the chart, at most", f"{behind / 1200:.1f} s")
            await until(lambda: all(phone.view["right"] is not None for phone in room.phones), FOLLOW_SECONDS)
            know = sum(phone.view["right"] is not None for phone in room.phones)
            report.line("phones that know what is right", f"{know}", know == phones)
        received = max(phone.received for phone in room.phones)
        report.line("data for a phone, at most", f"{received / 1000:.0f} kB")
        report_errors(report, [room])
        await room.leave()


async def three_rooms(report: Report, rooms: str, phones: int) -> None:
    """Three classes at once: they choose, they draw, and they answer a lecturer's own question."""
    report.title(f"{3 * phones} phones in three rooms")
    own = {"page": "", "settings": "", "kind": "claims", "text": "Shall we?", "claims": ["Yes", "No"]}
    questions = of_link(PAGE, SETTINGS), of_link("", "", CURVE), question_of(own)
    async with serving(rooms) as url:
        classes = [Classroom(url, rooms, question, phones) for question in questions]
        await asyncio.gather(*(each.arrive() for each in classes))
        report_arrival(report, classes)
        await asyncio.gather(*(each.vote(VOTE_SECONDS) for each in classes))
        await report_votes(report, classes)
        report_errors(report, classes)
        for each in classes:
            await each.leave()


async def contest(report: Report, rooms: str, phones: int) -> None:
    """As many entries as a room takes in a minute, each as large as a challenge admits, while a chart plays."""
    report.title(f"{phones} entries to a contest")
    question = question_of({"page": "", "settings": "", "kind": "contest", "challenge": 1})
    async with serving(rooms) as url, playing(url, LINK) as chart:
        room = Classroom(url, rooms, question, phones)
        await room.arrive()

        async def enter(number: int, phone: Phone) -> None:
            await phone.send(do="enter", number=1, link=LARGEST_ENTRY.format(seed=number))

        def done() -> int:
            return sum(json.loads(entry)["state"] == "done" for entry in room.store.sheet(room.code, ENTRIES).values())

        begin = clock()
        await asyncio.gather(*(enter(number, phone) for number, phone in enumerate(room.phones)))
        while done() < phones and clock() - begin < CONTEST_SECONDS:
            await asyncio.sleep(0.5)
        report_pictures(report, "while they are trained again", chart, begin, LEAST_PICTURES)
        entries = len(room.store.sheet(room.code, ENTRIES))
        report.line("entries", f"{entries}, checked within {clock() - begin:.0f} s: {done()}", entries == phones)
        report_errors(report, [room])
        await room.leave()


async def restarted(report: Report, rooms: str, phones: int) -> None:
    """The server is killed in the middle of a vote, and started again."""
    report.title(f"the server killed and started again while {phones} phones answer")
    port = free_port()
    async with serving(rooms, port) as url:
        room = Classroom(url, rooms, of_link(PAGE, SETTINGS), phones)
        await room.arrive()
        vote = asyncio.create_task(room.vote(VOTE_SECONDS))
        await asyncio.sleep(VOTE_SECONDS / 2)
        for pid in listeners(port):
            os.kill(pid, signal.SIGKILL)
    wrong, before = room.wrong(), [(phone.page.full_runs, phone.entered) for phone in room.phones]
    report.line("answers acknowledged before, and lost", str(wrong or "none"), not wrong)

    def back() -> bool:
        return all(
            phone.page.full_runs > runs and phone.entered > entered
            for phone, (runs, entered) in zip(room.phones, before, strict=True)
        )

    async with serving(rooms, port):
        took = await until(back)
        report.line("all pages back, and in the room, after", f"{took:.1f} s", took <= BACK_SECONDS)
        await vote
        await report_votes(report, [room])
        await room.leave()


async def two_processes(report: Report, rooms: str, phones: int, restart: Callable[[], None] | None = None) -> None:
    """A room on two processes; with ``restart``, its store is not there for a while in the middle of the vote."""
    with deploy({VARIABLE: rooms}) as deployment:
        room = Classroom(deployment.url, rooms, of_link(PAGE, SETTINGS), phones)
        await room.arrive()
        report_arrival(report, [room])
        report.line("phones on each process", " and ".join(map(str, _shares(room))), len(_shares(room)) == 2)
        vote = asyncio.create_task(room.vote(VOTE_SECONDS))
        if restart:
            await asyncio.sleep(VOTE_SECONDS / 3)
            await asyncio.to_thread(restart)
        await vote
        await report_votes(report, [room])
        report_errors(report, [room])
        if restart:
            outages = Counter(sentence for phone in room.phones for sentence in set(phone.outages))
            report.line(
                "what phones were told meanwhile", str(dict(outages)), min(outages.values(), default=0) == phones
            )
        await room.leave()


def _shares(room: Classroom) -> list[int]:
    """How many phones are on each process, by their cookies."""
    cookies = (cookie for phone in room.phones for cookie in phone.page.cookies)
    return sorted(Counter(cookie.value for cookie in cookies if cookie.name == "playground_process").values())


async def two_on_a_file(report: Report, rooms: str, phones: int) -> None:
    """Two processes behind nginx, with one file of SQLite."""
    report.title(f"two processes behind nginx, {phones} phones, SQLite")
    await two_processes(report, rooms, phones)


async def two_on_valkey(report: Report, rooms: str, phones: int) -> None:
    """Two processes behind nginx, with Valkey, which is killed and started again in the middle of the vote."""
    report.title(f"two processes behind nginx, {phones} phones, Valkey killed and started again")
    server = ValkeyServer(Path(rooms).parent, keeps=True)

    def restart() -> None:
        server.kill()
        time.sleep(DOWN_SECONDS)
        server.start()

    try:
        await two_processes(report, server.address, phones, restart)
    finally:
        server.kill()


WHAT: dict[str, tuple[Callable[[Report, str, int], Coroutine[None, None, None]], int]] = {
    "vote": (vote, 100),
    "rooms": (three_rooms, 100),
    "restart": (restarted, 100),
    "processes": (two_on_a_file, 100),
    "valkey": (two_on_valkey, 100),
    "contest": (contest, 30),
}
"""What can be measured, and with how many phones in a room."""


def measure(names: Iterable[str], phones: int | None = None) -> list[str]:
    """Measure these, and print the results; returns the missed requirements."""
    report = Report()
    for name in names:
        scenario, usual = WHAT[name]
        with tempfile.TemporaryDirectory(prefix="rooms-") as folder:
            asyncio.run(scenario(report, str(Path(folder) / "rooms.sqlite"), phones or usual))
    return report.missed


def main() -> int:
    """Measure, and report."""
    parser = argparse.ArgumentParser(description="A class that answers together.")
    parser.add_argument("--only", nargs="+", choices=WHAT, default=[*WHAT], help="by default, everything in turn")
    parser.add_argument("--phones", type=int, help="in a room; by default as many as are required")
    options = parser.parse_args()
    return 1 if measure(options.only, options.phones) else 0


if __name__ == "__main__":
    sys.exit(main())
