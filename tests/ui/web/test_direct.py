"""What a chart may ask without a run of its page's script, and what it is told."""

import asyncio
import json
import threading
from collections.abc import Callable

import pytest

from playground.language import ENGLISH
from playground.pages.playground.scene import PlaygroundScene
from playground.training import Experiment, Recipe, View
from playground.ui.components.commands import COMMANDS, FRAMES, Command
from playground.ui.components.tick import written
from playground.ui.runs.player import Player
from playground.ui.web.direct import THREADS, Direct
from playground.ui.web.socket import POLICY, Sockets
from tests.ui.web.test_socket import Connection, run


def player(**settings) -> Player:
    """Of one run with few samples."""
    return Player(PlaygroundScene, Experiment.alone(Recipe(**{"samples": 40} | settings)), View())


def ask(of: Player, what: str, **more: object) -> Command:
    """What its page asks, with what is on screen."""
    return Command(of.done + 1, of.id, of.runs.iteration, of.next_tick - 1, of.charts.id, what, more)


def frames(of: Player, pictures: int = 3) -> Command:
    """The page's question for what follows what is on screen."""
    return ask(of, FRAMES, iteration=of.runs.iteration, pictures=pictures)


def test_one_that_plays_is_answered_as_by_its_script() -> None:
    asked, ticked = player(), player()
    for each in asked, ticked:
        each.handle(ask(each, "play"))
        each.tick()
    for _ in range(3):
        answer = asked.answer(frames(asked, pictures=1))
        ticked.handle(frames(ticked, pictures=1))
        by_script, charts = ticked.tick()
        assert charts == ticked.charts.id
        assert answer is not None
        assert answer.number == by_script.number
        assert [frame["iteration"] for frame in answer.frames] == [frame["iteration"] for frame in by_script.frames]
        assert answer.answer == 2
        assert json.loads(json.dumps(written(answer, ENGLISH)))["curves"].keys() == answer.curves.keys()


def test_what_is_for_the_script_is_not_answered_nor_done() -> None:
    playing = player()
    playing.handle(ask(playing, "play"))
    for question in (
        frames(playing)._replace(charts=""),  # it has to be sent some
        ask(playing, "pause")._replace(charts=""),
        *(ask(playing, what) for what, spec in COMMANDS.items() if not spec.does),
    ):
        assert playing.answer(question) is None, question
    assert playing.playing
    assert playing.done == 1
    gone = player()
    question = ask(gone, "play")
    gone.release()
    assert gone.answer(question) is None


def test_a_run_that_fails_is_a_matter_for_the_script(monkeypatch: pytest.MonkeyPatch) -> None:
    failing = player()
    failing.handle(ask(failing, "play"))

    def fail(*_: object) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr(failing.runs, "advance", fail)
    assert failing.answer(frames(failing)) is None
    assert failing.failed
    assert failing.answer(frames(failing)) is None


ASKED = {"number": 2, "run": "run", "shown": 3, "tick": 1, "charts": "charts", "what": FRAMES}
ASKED |= {"iteration": 3, "pictures": 4}


def test_nobody_is_asked_where_no_server_has_the_way() -> None:
    sockets = Sockets()
    direct, one = Direct(sockets=sockets), player()
    assert not direct.opens_to(one)
    sockets.route({"runs": direct})
    assert direct.opens_to(one)


def test_a_token_can_not_be_guessed_and_is_not_used_twice() -> None:
    one, another = player(), player()
    before = one.token
    assert len(before) >= 32
    assert one.release()
    assert len({before, one.token, another.token}) == 3


# Connections


class Asked:
    """A player whose answers are made when the test says so: until then each keeps its thread."""

    language = ENGLISH

    def __init__(self, direct: Direct, token: str, visitor: str, answers: bool = True) -> None:
        self.token, self.session = token, visitor
        self.may_answer, self.is_asked = threading.Event(), threading.Event()
        self.at_once = self.most_at_once = self.answered = 0
        if answers:
            self.may_answer.set()
        direct.opens_to(self)

    def answer(self, _: object) -> None:
        """No answer that a page could use is one, too."""
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.is_asked.set()
        assert self.may_answer.wait(20)
        self.answered += 1
        self.at_once -= 1


class Chart(Connection):
    """A chart's."""

    def __init__(self, direct: Direct) -> None:
        super().__init__(direct._sockets, {"runs": direct})

    def ask(self, token: object, command: object = ASKED) -> None:
        """Send a question."""
        self.put("runs", player=token, command=command)

    async def is_refused(self) -> bool:
        """Whether the next answer is that the script has to be asked; no answer that a page could use is one, too."""
        return (await self.comes())["answer"] is None


async def charts(direct: Direct, many: int = 1) -> list[Chart]:
    """So many that the server has let in."""
    connections = [Chart(direct) for _ in range(many)]
    for each in connections:
        assert await each.comes() is None
    return connections


async def until(holds: Callable[[], bool]) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.001)


def test_whatever_one_visitor_opens_one_question_is_under_way_and_another_visitor_is_answered() -> None:
    async def test() -> None:
        direct = Direct(sockets=Sockets())
        pages = [Asked(direct, f"page {i}", "greedy", answers=False) for i in range(2 * THREADS)]
        other = Asked(direct, "token", "other")
        greedy, (others,) = await charts(direct, len(pages)), await charts(direct)
        for way, page in zip(greedy, pages, strict=True):
            way.ask(page.token)
        await until(pages[0].is_asked.is_set)
        for way in greedy[:-1]:
            assert await way.comes() == POLICY  # the next has taken its place
        others.ask(other.token)
        assert await others.is_refused()
        assert [page.at_once for page in pages] == [1] + [0] * (len(pages) - 1)
        for page in pages:
            page.may_answer.set()
        assert await greedy[-1].is_refused()
        assert [page.answered for page in pages] == [1] + [0] * (len(pages) - 2) + [1]
        assert max(page.most_at_once for page in pages) == 1

    run(test())


def test_a_page_that_connects_again_is_answered_there_although_the_server_still_keeps_its_old_connection() -> None:
    async def test() -> None:
        direct = Direct(sockets=Sockets())
        pages = [Asked(direct, token, "visitor") for token in "ab"]
        before, now = await charts(direct, 2)
        for way in (before, now):
            for page in (*pages, *pages):  # a tab that goes to another page keeps its connection
                way.ask(page.token)
                assert await way.is_refused()
        assert await before.comes() == POLICY
        assert before.silent
        assert not direct.has_left(pages[0])
        assert [page.answered for page in pages] == [4, 4]

    run(test())


def test_who_has_to_wait_keeps_no_thread_meanwhile() -> None:
    class Early:
        """Time slices for which one visitor is always too early, and others are for a moment."""

        def __init__(self) -> None:
            self.asked: list[str] = []

        def early(self, visitor: str) -> float:
            self.asked.append(visitor)
            return 1000 if visitor.startswith("hasty") else 0.001 * (self.asked.count(visitor) < 3)

    async def test() -> None:
        scheduler = Early()
        direct = Direct(scheduler, Sockets())
        hasty = [Asked(direct, f"token {i}", f"hasty {i}") for i in range(2 * THREADS)]
        patient = Asked(direct, "token", "patient")
        *ways, way = await charts(direct, len(hasty) + 1)
        for each, player in zip(ways, hasty, strict=True):
            each.ask(player.token)
        way.ask(patient.token)
        assert await way.is_refused()
        assert scheduler.asked.count("patient") == 3  # asked again after each wait
        assert not any(player.is_asked.is_set() for player in hasty)

    run(test())


def test_it_is_known_who_has_left() -> None:
    async def test() -> None:
        direct = Direct(sockets=Sockets())
        here, elsewhere = Asked(direct, "a", "here"), Asked(direct, "b", "elsewhere")
        (way,) = await charts(direct)
        way.ask(here.token, None)  # nothing is asked yet
        assert await way.is_refused()
        assert not direct.has_left(here)
        await way.leave()
        assert direct.has_left(here)
        assert not direct.has_left(elsewhere)  # who was never heard here may be anywhere
        (again,) = await charts(direct)
        again.ask(here.token)
        assert await again.is_refused()
        assert not direct.has_left(here)

    run(test())


def test_who_names_no_player_or_sends_no_command_is_refused() -> None:
    async def test() -> None:
        direct = Direct(sockets=Sockets())
        player = Asked(direct, "token", "visitor")
        (way,) = await charts(direct)
        for token, command in (("", ASKED), ([], []), (None, None), ({"a": 1}, ASKED), ("token", {}), ("token", [3])):
            way.ask(token, command)
            assert await way.is_refused()
        assert player.answered == 0
        player.token = "another"  # its runs have been released
        way.ask("token")
        assert await way.is_refused()
        assert player.answered == 0

    run(test())
