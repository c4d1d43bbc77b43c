"""The live chart without the drawing: it plays and asks by the rules of ``live_chart.js`` and ``channel.js``."""

import json
import re
from collections import Counter, deque
from dataclasses import dataclass
from math import inf
from typing import Any, NamedTuple

from playground.ui.components.commands import FRAMES, OF_THE_PAGE

from .serving import ROOT

SCRIPT = "".join((ROOT / "playground/ui/frontend" / name).read_text() for name in ("channel.js", "live_chart.js"))
RULES = {name: float(value) for name, value in re.findall(r"^const (\w+) = ([\d.]+);", SCRIPT, re.MULTILINE)}
"""The numbers that the real page asks by."""
STOPS = frozenset(json.loads(re.findall(r"^const STOPS = (\[.*\]);", SCRIPT, re.MULTILINE)[0]))
"""The commands that are done at the moment on screen."""
OF_A_RUN = frozenset({"seek", "edit", "freeze", "backwards"})
"""Those that mean nothing to another run."""
STARTS = {"play": True, "go_on": True, "backwards": True} | dict.fromkeys(
    ("pause", "step", "reset", "seek", "edit", "freeze"), False
)
"""Whether the page plays when a command is done."""

FRAME = 1 / 60
"""Seconds between two frames of a screen. A page shows what came, and looks at its queue with the next frame."""

DRAG_SECONDS = 4.0
"""What a hand takes from one end of the time line to the other."""

TRAIL = 600
"""Pictures: ten seconds."""


class Word(NamedTuple):
    """What the chart says to the server: a command, and whether it goes without a run of the page's script."""

    command: dict[str, Any]
    directly: bool


@dataclass
class Wish:
    """A command that is not done yet, or a question for pictures that has no answer.

    ``number``: 0 until it is said; ``at``: when it was said first; ``due``: when it is repeated; ``patience``: seconds
    until then; ``by_script``: whether it is for the script; ``directly``: whether it went past that; ``refused``:
    whether it did in vain.
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
        """Whether it is of a hand that still moves."""
        return bool(self.more.get("dragging"))


class Chart:
    """The ``Player`` of ``live_chart.js`` and its ``Channel``. It looks at no clock: every call says what time it is.

    Attributes
    ----------
    connected : whether the way past the page's script is open
    used_at : when a control of the page was used last
    tenths : how many pictures came on screen in each tenth of a second
    trail : the iterations that came on screen last
    round_trips : seconds between each question or command and its answer
    reached : the farthest iteration that was on screen
    moments : how many came on screen while the time line was dragged
    asked_again : how often something was asked once more, as no answer came
    passed : when the first picture of what was not known at :meth:`mark` came on screen
    """

    def __init__(self) -> None:
        self.data: dict[str, Any] = {"run": None, "tick": -1, "player": None}  # what came last
        self.charts = ""
        self.connected = self.served = False
        self.used_at = -inf
        self.playing = self.ended = self.on_its_way = False
        self.rate = 60.0
        self.queue: deque[int] = deque()  # iterations of the pictures to come
        self.trail = deque([0], maxlen=TRAIL)
        self.last = self.drawn = self.not_before = 0.0
        self.reached = 0
        self.dragging_since: float | None = None
        self.moments = 0
        self.waiting: list[Wish] = []  # commands that are not done, the first of them perhaps said
        self.question: Wish | None = None
        self.number = 0  # of what was asked last
        self.last_dragged = -inf
        self.asked_again = self.resumes = 0
        self.round_trip = 0.0
        self.patience = RULES["FIRST_PATIENCE"] / 1000
        self.tenths: Counter[int] = Counter()
        self.round_trips: list[float] = []
        self.marked, self.passed = inf, inf

    @property
    def run(self) -> str | None:
        """Which run it plays; None before the first."""
        return self.data["run"]

    @property
    def shown(self) -> int:
        """The iteration that is on screen."""
        return self.trail[-1]

    @property
    def newest(self) -> int:
        """The last iteration that it has a picture of."""
        return self.queue[-1] if self.queue else self.shown

    @property
    def pending(self) -> float | None:
        """When what has no answer yet was asked; None if all is answered."""
        return next((wish.at for wish in self._under_way() if wish.number), None)

    def mark(self) -> None:
        """Note when a picture comes on screen that is not here yet."""
        self.marked, self.passed = self.newest, inf

    def give(self, what: str, **more: Any) -> None:
        """Do something to the runs; :meth:`word` says it to the server."""
        if what in STOPS and self.playing:
            self.playing = False
            self.queue.clear()
        last = self.waiting[-1] if self.waiting else None
        if last and not last.number and last.what == what and last.dragging:
            self.waiting.pop()  # of what a hand does only the last counts
        self.waiting.append(Wish(what, more))

    def receive(self, data: dict[str, Any], now: float) -> None:
        """Take what the page's script sent."""
        self.served = data["direct"]
        known = (data["tick"], data["run"]) == (self.data["tick"], self.run)
        overtaken = data["player"] == self.data["player"] and data["tick"] < self.data["tick"]
        if not known and not overtaken:
            self._apply(data, now)

    def answered(self, number: int, data: dict[str, Any] | None, now: float) -> None:
        """Take the answer to what went directly; None if it is for the script."""
        if data is None:
            for wish in self._under_way():
                wish.refused |= wish.number == number
        elif data["player"] == self.data["player"] and data["tick"] > self.data["tick"]:
            self._apply(data, now)
        else:
            self._heard(data, now)
        if data and self.question and self.question.number == number:
            self.question = None  # whatever the answer was

    def cut(self) -> None:
        """The connections have ended: what was asked has no answer any more, and what was told is told again."""
        self.connected, self.question = False, None

    def _apply(self, data: dict[str, Any], now: float) -> None:
        old, self.data = self.data, data
        self._play(now)
        self.drawn = now
        question = self.question
        self._heard(data, now)
        if data.get("charts") is None and not self.charts:  # the message with the charts was lost
            self.question = Wish(FRAMES, {"iteration": 0, "pictures": 0})
            return
        at_start = data["now"] and data["now"]["iteration"] == 0 and data["progress"] is None
        other = old["player"] not in (None, data["player"]) and old["start"] == data["start"]
        was = self.shown > 0 or self.reached > 0
        if other and old["events"] and was and at_start and self.resumes < RULES["MOST_RESUMES"]:
            self._restore(old)
            return
        self.resumes = 0
        new_run = data["run"] != old["run"]
        if new_run:
            self.waiting = [wish for wish in self.waiting if wish.what not in OF_A_RUN]
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

    def _heard(self, data: dict[str, Any], now: float) -> None:
        """Whatever a tick brings, it says what is done and answered."""
        self.number = max(self.number, data["done"])
        for wish in self._under_way():
            if wish.number and wish.number == data["answer"]:
                took = now - wish.at
                self.round_trips.append(took)
                self.round_trip = max(took, 0.9 * self.round_trip + 0.1 * took)
        while self.waiting and 0 < self.waiting[0].number <= data["done"]:
            self.waiting.pop(0)
        # What comes instead of the script's answer takes its place.
        if self.question and (self.question.number == data["answer"] or not self.question.directly):
            self.question = None

    def word(self, now: float) -> Word | None:
        """Play up to ``now``; returns what is to be said then. There may be more, until it is None."""
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
                self.question = None  # its pictures would come after what is asked now
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
        """Seconds until there may be something to say, if nothing comes."""
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
        """From now on a hand drags the handle of the time line to and fro."""
        self._play(now)
        self.dragging_since = now

    def _at_hand(self, now: float) -> int:
        """The moment that the hand is at: it goes from the end to the start in :data:`DRAG_SECONDS`, and back."""
        share = abs(1 - (now - (self.dragging_since or now)) / DRAG_SECONDS % 2)
        return round(share * self.reached)

    def _wait(self, now: float) -> float:
        """Until the loop of the page that plays has something to ask."""
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
        """A command or question with what is on screen, as ``Channel.tell`` puts it."""
        wish.due = now + wish.patience
        known = {"run": self.run, "tick": self.data["tick"], "charts": self.charts, "shown": self.shown}
        after_a_control = wish.what != FRAMES and now - self.used_at < RULES["AFTER_A_CONTROL"] / 1000
        of_the_page = wish.by_script or wish.what in OF_THE_PAGE or after_a_control
        command = {"number": wish.number, **known, "what": wish.what, **wish.more}
        wish.directly = self.served and self.connected and not of_the_page
        return Word(command, wish.directly)

    def _restore(self, old: dict[str, Any]) -> None:
        """Ask another process, that has begun the same run anew, to train up to what is on screen."""
        self.data = self.data | {name: old[name] for name in ("start", "events", "playing", "ended")}
        self.resumes += 1
        self.queue.clear()
        plays = [STARTS[wish.what] for wish in self.waiting if wish.what in STARTS]
        playing = plays[-1] if plays else bool(old["playing"])
        wish = {"start": old["start"], "latest": self.reached, "ended": bool(old["ended"]) and not playing}
        self.waiting, self.question = [], None
        self.give("restore", shown=self.shown, **wish, playing=playing, events=old["events"])

    def _play(self, now: float) -> None:
        """Show the pictures that were due until now. They need no call each: nobody sees them."""
        while self.playing and self.queue and (due := self._due()) <= now:
            on_screen = max(due, self.drawn)
            self.last = due if on_screen - self.last <= 2 * (due - self.last) else on_screen
            self.trail.append(self.queue.popleft())
            self.tenths[int(10 * on_screen)] += 1
            self.reached = max(self.reached, self.shown)
            if self.shown > self.marked:
                self.marked, self.passed = inf, on_screen

    def _due(self) -> float:
        """When the next picture is due: if there are fewer than wanted, they are spread until more are due."""
        count, wanted = len(self.queue), self.last + 1 / self.rate
        if self.ended:
            return wanted
        if self.question:
            return max(wanted, (self.question.at + self.round_trip + count * self.last) / (count + 1))
        spread = (self.not_before + self.round_trip + count * self.last) / (count + 1)
        return max(wanted, self.last + self.round_trip / count, spread)
