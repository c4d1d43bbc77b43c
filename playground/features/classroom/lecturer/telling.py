"""What a room is told of its lecturer's runs while they play: where they are, and what they have decided."""

import logging
import threading
import time
from collections.abc import Mapping
from typing import Any

from playground.features.classroom.questions.refusal import Refused
from playground.features.classroom.rooms.rooms import Rooms, Seat
from playground.features.classroom.stores.store import Unavailable
from playground.language import LANGUAGES, Message, rendered
from playground.training.changes import written
from playground.ui.components.commands import Command
from playground.ui.components.tick import Said, Tick
from playground.ui.runs.player import Player

_log = logging.getLogger(__name__)

EVERY = 0.5
"""Least seconds between two messages on where the runs are."""
AGAIN = 2.0
"""Seconds after which a room that could not be reached is tried again."""
PATIENCE = 120.0
"""Seconds for which that goes on, unless something arrives."""
BEGINS = ("play", "step", "from_the_start")
"""Commands with which the answer begins to be seen."""


class Telling:
    """Tells a room, in order and from a thread of its own, since its store may be slow, or away.

    Only the last of several places that wait is told.

    Parameters
    ----------
    rooms : the rooms of the process
    seat : the lecturer's
    """

    def __init__(self, rooms: Rooms, seat: Seat) -> None:
        self._rooms, self._seat = rooms, seat
        self._lock = threading.Lock()
        self._waiting: dict[str, Mapping[str, Any]] = {}
        """Messages by what they do, in order."""
        self._thread: threading.Thread | None = None
        self._looked = 0.0

    def reveal(self, number: int) -> None:
        """The answer to this question begins to be seen: nobody can answer any more."""
        self._tell({"do": "reveal", "number": number})

    def decided(self, number: int, right: int | None, answer: Message | str) -> None:
        """The runs have decided which claim is right, if one is, and answered the question."""
        self._tell({"do": "decide", "number": number, "right": right, "answer": answer})

    def on_tick(self, number: int, judged: bool, player: Player, asked: Command | None, tick: Tick) -> None:
        """Take from a tick what the room has to know, as :attr:`Player.on_tick`; ``judged``: see :meth:`judge`."""
        if asked and asked.what in BEGINS:
            self.reveal(number)
        if tick.progress is not None or tick.failed:
            return
        now = time.monotonic()
        if not player.moves or now - self._looked >= EVERY:
            self._looked = now
            changes = written(player.runs)
            at = asked.shown if asked and player.moves else player.runs.iteration
            if changes is not None:
                self._tell({"do": "at", "number": number, "iteration": at, "changes": changes})
        if tick.said:
            self.judge(number, judged, tick.said, player.ended)

    def judge(self, number: int, judged: bool, said: Said, ended: bool) -> None:
        """Take from what is said of the runs how they turned out; ``judged``: whether they show a claim to be true."""
        if said.outcome and (said.true is not None if judged else ended):
            self.decided(number, said.true if judged else None, said.outcome)

    def _tell(self, message: Mapping[str, Any]) -> None:
        with self._lock:
            self._waiting[message["do"]] = message
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="telling", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        """Send what waits, until nothing does."""
        given_up = time.monotonic() + PATIENCE
        while True:
            with self._lock:
                if not self._waiting or time.monotonic() > given_up:
                    self._thread = None
                    return
                what, message = next(iter(self._waiting.items()))
            try:
                self._rooms.do(self._seat, _said(message))
            except Unavailable:
                time.sleep(AGAIN)
                continue
            except Refused:
                pass  # it came too late, or too early
            except Exception:  # what comes next is told all the same
                _log.exception("A room could not be told what its lecturer's run does")
            given_up = time.monotonic() + PATIENCE
            with self._lock:
                if self._waiting.get(what) is message:
                    del self._waiting[what]
            if what == "at":
                time.sleep(EVERY)


def _said(message: Mapping[str, Any]) -> Mapping[str, Any]:
    """The message with its answer in every language."""
    if "answer" not in message:
        return message
    return {**message, "answer": {code: rendered(message["answer"], each) for code, each in LANGUAGES.items()}}
