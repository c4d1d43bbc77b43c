"""The live chart without drawing: plays and sends requests by the rules of ``live_chart.js`` and ``channel.js``."""

import re
from collections import Counter, deque
from dataclasses import dataclass
from math import inf
from typing import Any, NamedTuple

from playground.ui.components.commands import COMMANDS, FRAMES

from .serving import ROOT

SCRIPT = "".join(
    (ROOT / "playground/frontend" / name).read_text() for name in ("runs/channel.js", "chart/live_chart.js")
)
RULES = {name: float(value) for name, value in re.findall(r"^const (\w+) = ([\d.]+);", SCRIPT, re.MULTILINE)}
"""The constants of the real page's requests."""

FRAME = 1 / 60
"""Seconds between two frames of a screen. A page shows what has arrived, and checks its queue in the next frame."""

DRAG_SECONDS = 4.0
"""Time to drag from one end of the time line to the other."""

TRAIL = 600
"""Pictures remembered: ten seconds."""


class Word(NamedTuple):
    """A message from the chart to the server: a command, and whether it bypasses the page's script."""

    command: dict[str, Any]
    directly: bool


@dataclass
class Wish:
    """A pending command or frame request.

    ``number``: 0 until it is sent; ``at``: when it was first sent; ``due``: when to repeat it; ``patience``: seconds
    until then; ``by_script``: whether it is for the script; ``directly``: whether it was sent past the script;
    ``refused``: whether that was refused.
    """

    what: str
    more: dict[str, Any]
    number: int = 0
    at: float = 0.0
    due: float = inf
    patience: float = 0.0
    by_script: bool = False
    directly: bool = False
    refused: bool = False

    @property
    def dragging(self) -> bool:
        """Whether it belongs to a drag in progress."""
        return bool(self.more.get("dragging"))


class Chart:
    """The ``Player`` of ``live_chart.js`` and its ``Channel``. It has no clock: every call passes the time.

    Attributes
    ----------
    connected : whether the connection past the page's script is open
    used_at : when a control of the page was last used
    tenths : number of pictures shown in each tenth of a second
    trail : the last iterations shown
    round_trips : seconds between each request or command and its answer
    reached : the farthest iteration shown
    moments : number of iterations shown while the time line was dragged
    asked_again : number of requests repeated because no answer came
    passed : when the first picture that was not known at :meth:`mark` was shown
    """

    def __init__(self) -> None:
        self.data: dict[str, Any] = {"run": None, "tick": -1, "player": None}  # received last
        self.charts = ""
        self.connected = self.served = False
        self.used_at = -inf
        self.playing = self.ended = self.on_its_way = False
        self.rate = 60.0
        self.queue: deque[int] = deque()  # iterations of the pictures to show
        self.trail = deque([0], maxlen=TRAIL)
        self.last = self.drawn = self.not_before = 0.0
        self.reached = 0
        self.dragging_since: float | None = None
        self.moments = 0
        self.waiting: list[Wish] = []  # pending commands, the first of them possibly sent
        self.question: Wish | None = None
        self.number = 0  # of the last request
        self.last_dragged = -inf
        self.asked_again = self.restores = 0
        self.round_trip = 0.0
        self.patience = RULES["FIRST_PATIENCE"] / 1000
        self.tenths: Counter[int] = Counter()
        self.round_trips: list[float] = []
        self.marked, self.passed = inf, inf

    @property
    def run(self) -> str | None:
        """The run that it plays; None before the first."""
        return self.data["run"]

    @property
    def shown(self) -> int:
        """The iteration on screen."""
        return self.trail[-1]

    @property
    def newest(self) -> int:
        """The last iteration for which it has a picture."""
        return self.queue[-1] if self.queue else self.shown

    @property
    def pending(self) -> float | None:
        """When the oldest unanswered request was sent; None if all are answered."""
        return next((wish.at for wish in self._under_way() if wish.number), None)

    def mark(self) -> None:
        """Record when the first picture that is not here yet is shown."""
        self.marked, self.passed = self.newest, inf

    def give(self, what: str, **more: Any) -> None:
        """Queue a command; :meth:`word` sends it to the server."""
        if COMMANDS[what].stops and self.playing:
            self.playing = False
            self.queue.clear()
        last = self.waiting[-1] if self.waiting else None
        if last and not last.number and last.what == what and last.dragging:
            self.waiting.pop()  # only the last command of a drag counts
        self.waiting.append(Wish(what, more))

    def receive(self, data: dict[str, Any], now: float) -> None:
        """Handle data from the page's script."""
        self.served = data["direct"]
        known = (data["tick"], data["run"]) == (self.data["tick"], self.run)
        overtaken = data["player"] == self.data["player"] and data["tick"] < self.data["tick"]
        if not known and not overtaken:
            self._apply(data, now)

    def answered(self, number: int, data: dict[str, Any] | None, now: float) -> None:
        """Handle the answer to a direct message; None if that has to go to the script."""
        if data is None:
            for wish in self._under_way():
                wish.refused |= wish.number == number
        elif data["player"] == self.data["player"] and data["tick"] > self.data["tick"]:
            self._apply(data, now)
        else:
            self._acknowledge(data, now)
        if data and self.question and self.question.number == number:
            self.question = None  # whatever the answer

    def cut(self) -> None:
        """The connections have ended: requests will not be answered, and commands have to be repeated."""
        self.connected, self.question = False, None

    def _apply(self, data: dict[str, Any], now: float) -> None:
        old, self.data = self.data, data
        self._play(now)
        self.drawn = now
        question = self.question
        self._acknowledge(data, now)
        if data.get("charts") is None and not self.charts:  # the message with the charts was lost
            self.question = Wish(FRAMES, {"iteration": 0, "pictures": 0})
            return
        at_start = data["now"] and data["now"]["iteration"] == 0 and data["progress"] is None
        other = old["player"] not in (None, data["player"]) and old["start"] == data["start"]
        was = self.shown > 0 or self.reached > 0
        if other and old["events"] and was and at_start and self.restores < RULES["MOST_RESTORES"]:
            self._restore(old)
            return
        self.restores = 0
        new_run = data["run"] != old["run"]
        if new_run:
            self.waiting = [wish for wish in self.waiting if not COMMANDS[wish.what].of_run]
        waits = self._busy and not new_run
        self.not_before = now + data["wait"]
        self.patience = max(RULES["FIRST_PATIENCE"] / 1000, 4 * self.round_trip)
        on_its_way = data["progress"] is not None
        playing = (data["playing"] or on_its_way) and not waits
        there = self.on_its_way and not on_its_way
        paused = self.playing and not (playing or waits or there or new_run)
        self.on_its_way = on_its_way
        if new_run or not playing:
            self.queue.clear()
        if data.get("charts") is not None:
            self.charts = data["chartsId"]
        self.rate, self.ended = data["rate"], data["ended"]
        if playing and question and data["answer"] == question.number:
            self.queue.extend(frame["iteration"] for frame in data["frames"])
        dragging = self.dragging_since is not None
        still = not (playing or waits or paused)
        if data["now"] and (new_run or there or dragging or still):
            self.moments += dragging and data["now"]["iteration"] != self.shown
            self.trail.append(data["now"]["iteration"])
        if new_run or not on_its_way:
            seen = 0 if new_run and playing else data["latest"] if still else self.reached
            self.reached = max(self.shown, min(seen, data["latest"]))
        self.playing = playing
        if paused:
            self.give("pause")

    def _acknowledge(self, data: dict[str, Any], now: float) -> None:
        """Note which commands are done and which request is answered, as every tick tells."""
        self.number = max(self.number, data["done"])
        for wish in self._under_way():
            if wish.number and wish.number == data["answer"]:
                took = now - wish.at
                self.round_trips.append(took)
                self.round_trip = max(took, 0.9 * self.round_trip + 0.1 * took)
        while self.waiting and 0 < self.waiting[0].number <= data["done"]:
            self.waiting.pop(0)
        # Data that arrives in place of the script's answer counts as the answer.
        if self.question and (self.question.number == data["answer"] or not self.question.directly):
            self.question = None

    def word(self, now: float) -> Word | None:
        """Play up to ``now`` and return the next message to send; call again until it is None."""
        self._play(now)
        if self.wait(now) > 0:
            return None
        for wish in self._under_way():
            if wish.refused:
                wish.refused, wish.by_script = False, True
                return self._said(wish, now)
        if self.dragging_since is not None and not (self.waiting and self.waiting[-1].number):
            self.give("seek", iteration=self._at_hand(now), dragging=True)
        if self.waiting:
            first = self.waiting[0]
            if not first.number:
                first.patience = min(
                    RULES["LONGEST_PATIENCE"] / 1000, max(RULES["PATIENCE"] / 1000, 4 * self.round_trip)
                )
                if first.dragging:
                    self.last_dragged = now
                self.question = None  # its pictures would arrive after those requested now
                return self._begun(first, now)
            if first.due <= now:
                self.asked_again += 1
                first.by_script = True
                first.patience = min(RULES["LONGEST_PATIENCE"] / 1000, 2 * first.patience)
                return self._said(first, now)
        if self.question and not self.question.number:
            return self._begun(self.question, now)
        if self.ended:
            self.give("pause")
            return self.word(now)
        again = self.question is not None
        if again:
            self.patience *= 2
            self.asked_again += 1
        seconds = max(RULES["MIN_TICK"], 1.5 * self.round_trip)
        pictures = int(min(RULES["MAX_PICTURES"], max(1, round(seconds * self.rate))))
        self.question = Wish(FRAMES, {"iteration": self.newest, "pictures": pictures}, by_script=again)
        return self._begun(self.question, now)

    def wait(self, now: float) -> float:
        """Seconds until there may be something to send, if nothing arrives."""
        wishes = list(self._under_way())
        if any(wish.refused for wish in wishes) or (self.question and not self.question.number):
            return 0.0
        waits = [inf]
        if self.waiting and self.waiting[0].number:
            waits.append(self.waiting[0].due - now)
        elif self.dragging_since is not None:
            waits.append(self.last_dragged + RULES["DRAG_EVERY"] / 1000 - now)
        elif self.waiting:
            waits.append(0.0)
        if self.playing:
            waits.append(max(self.drawn + FRAME - now, self._wait(now)))
        return min(waits)

    def grab(self, now: float) -> None:
        """Start dragging the handle of the time line to and fro."""
        self._play(now)
        self.dragging_since = now

    def _at_hand(self, now: float) -> int:
        """The iteration at the dragged handle, which goes from end to start in :data:`DRAG_SECONDS`, and back."""
        share = abs(1 - (now - (self.dragging_since or now)) / DRAG_SECONDS % 2)
        return round(share * self.reached)

    def _wait(self, now: float) -> float:
        """Seconds until the playing page has something to request."""
        if self._busy:
            return inf
        if self.ended:
            return self.last + len(self.queue) / self.rate - now
        if self.question:
            return max(self.question.at + self.patience, self.not_before) - now
        left = (len(self.queue) + max(0.0, 1 - (now - self.last) * self.rate)) / self.rate
        return max(left - RULES["MIN_AHEAD"] - 1.2 * self.round_trip, self.not_before - now)

    @property
    def _busy(self) -> bool:
        return any(not wish.dragging for wish in self.waiting)

    def _under_way(self) -> list[Wish]:
        return [*self.waiting[:1], *([self.question] if self.question else [])]

    def _begun(self, wish: Wish, now: float) -> Word:
        self.number += 1
        wish.number, wish.at = self.number, now
        return self._said(wish, now)

    def _said(self, wish: Wish, now: float) -> Word:
        """A command or request together with the page's state, as in ``Channel.tell``."""
        wish.due = now + wish.patience
        known = {"run": self.run, "tick": self.data["tick"], "charts": self.charts, "shown": self.shown}
        after_a_control = wish.what != FRAMES and now - self.used_at < RULES["AFTER_A_CONTROL"] / 1000
        of_the_page = wish.by_script or not COMMANDS[wish.what].does or after_a_control
        command = {"number": wish.number, **known, "what": wish.what, **wish.more}
        wish.directly = self.served and self.connected and not of_the_page
        return Word(command, wish.directly)

    def _restore(self, old: dict[str, Any]) -> None:
        """Ask another process, which has started the same run over, to train up to the iteration on screen."""
        self.data = self.data | {name: old[name] for name in ("start", "events", "playing", "ended")}
        self.restores += 1
        self.queue.clear()
        plays = [COMMANDS[wish.what].plays for wish in self.waiting if COMMANDS[wish.what].plays is not None]
        playing = bool(plays[-1] if plays else old["playing"])
        wish = {"start": old["start"], "latest": self.reached, "ended": bool(old["ended"]) and not playing}
        self.waiting, self.question = [], None
        self.give("restore", shown=self.shown, **wish, playing=playing, events=old["events"])

    def _play(self, now: float) -> None:
        """Show all pictures due by now, at once, since nobody sees them."""
        while self.playing and self.queue and (due := self._due()) <= now:
            on_screen = max(due, self.drawn)
            self.last = due if on_screen - self.last <= 2 * (due - self.last) else on_screen
            self.trail.append(self.queue.popleft())
            self.tenths[int(10 * on_screen)] += 1
            self.reached = max(self.reached, self.shown)
            if self.shown > self.marked:
                self.marked, self.passed = inf, on_screen

    def _due(self) -> float:
        """When the next picture is due; if there are too few, they are spread until more are due."""
        count, wanted = len(self.queue), self.last + 1 / self.rate
        if self.ended:
            return wanted
        if self.question:
            return max(wanted, (self.question.at + self.round_trip + count * self.last) / (count + 1))
        spread = (self.not_before + self.round_trip + count * self.last) / (count + 1)
        return max(wanted, self.last + self.round_trip / count, spread)
