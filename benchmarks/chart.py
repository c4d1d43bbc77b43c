"""The live chart without the drawing: it plays and asks by the rules of ``live_chart.js``."""

import re
from collections import Counter, deque
from math import inf
from typing import Any

from .serving import ROOT

SCRIPT = (ROOT / "playground/ui/frontend/live_chart.js").read_text()
RULES = {name: float(value) for name, value in re.findall(r"^const (\w+) = ([\d.]+);", SCRIPT, re.MULTILINE)}
"""The numbers that the real page asks by."""

FRAME = 1 / 60
"""Seconds between two frames of a screen. A page shows what came, and looks at its queue with the next frame."""

DRAG_SECONDS = 4.0
"""What a hand takes from one end of the time line to the other."""

TRAIL = 600
"""Pictures: ten seconds."""

Word = tuple[str, dict[str, Any]]
"""What the chart says to the server: the name of an event, and its value."""


class Chart:
    """The ``Player`` of ``live_chart.js`` without the drawing. It looks at no clock: every call says what time it is.

    Attributes
    ----------
    tenths : how many pictures came on screen in each tenth of a second
    trail : the iterations that came on screen last
    round_trips : seconds between each question and its answer
    reached : the farthest iteration that was on screen
    moments : how many came on screen while the time line was dragged
    direct : whether it can ask without a run of the page's script
    passed : when the first picture of what was not known at :meth:`mark` came on screen
    """

    def __init__(self) -> None:
        self.data: dict[str, Any] = {"run": None, "tick": None, "player": None}  # what came last
        self.charts = ""
        self.playing = self.ended = False
        self.rate = 60.0
        self.queue: deque[int] = deque()  # iterations of the pictures to come
        self.trail = deque([0], maxlen=TRAIL)
        self.last = self.drawn = self.not_before = 0.0
        self.reached = 0
        self.held_since: float | None = None
        self.took_hold_at, self.sought_at = 0, 0.0
        self.moments = 0
        self.direct = self.refused = self.held_there = self.asked_directly = False
        self.direct_tick = -1
        self.asks = self.asked_again = self.resumes = 0
        self.pending: float | None = None  # when the question that has no answer yet was asked
        self.stopped: float | None = None
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

    def mark(self) -> None:
        """Note when a picture comes on screen that is not here yet."""
        self.marked, self.passed = self.newest, inf

    def receive(self, data: dict[str, Any], now: float) -> Word | None:
        """Take what the page's script sent; returns what there is to say to it at once."""
        same_player = data["player"] == self.data["player"]
        if (data["tick"], data["run"]) == (self.data["tick"], self.run):
            return None
        if same_player and data["tick"] <= self.direct_tick:  # overtaken
            return None
        if not same_player:
            self.direct_tick = -1
        self.direct, self.refused = data["direct"], False
        under_way = self.pending if self.asked_directly and data["run"] == self.run and data["playing"] else None
        word = self._take(data, now)
        if self.pending is None:
            self.pending = under_way
        return word

    def goes_directly(self, word: Word) -> bool:
        """Whether the question that is asked now needs no run of the page's script."""
        event, value = word
        changes_nothing = (event == "frame_request" and value["pictures"]) or (event == "seek" and self.held_there)
        self.asked_directly = bool(self.direct and not self.refused and changes_nothing)
        return self.asked_directly

    def answered(self, word: Word, data: dict[str, Any] | None, now: float) -> None:
        """Take the answer to a question that went directly; None if it was refused."""
        _, value = word
        if value["number"] != self.asks or self.pending is None or value["run"] != self.run:
            return  # what the script has sent meanwhile has taken its place
        if data and data["player"] == self.data["player"] and data["tick"] > self.data["tick"]:
            self.direct_tick = data["tick"]
            self._take(data | {"charts": None, "chartsId": self.charts}, now)
            return
        self.pending = None
        if data is None:
            self.refused = True
            self.not_before = max(self.not_before, now + RULES["SCRIPT_SECONDS"])

    def _take(self, data: dict[str, Any], now: float) -> Word | None:
        old, self.data = self.data, data
        new_run = data["run"] != old["run"]
        self._play(now)
        self.drawn = now
        answers = data["answer"] == self.asks
        if self.pending is not None and answers:
            took = now - self.pending
            self.round_trips.append(took)
            self.round_trip = max(took, 0.9 * self.round_trip + 0.1 * took)
            self.patience = max(RULES["FIRST_PATIENCE"] / 1000, 4 * self.round_trip)
        self.pending = None
        if data["charts"] is None and not self.charts:  # the message with the charts was lost
            return self._ask((data["now"] or data["frames"][-1])["iteration"], pictures=0)
        at_start = data["now"] and data["now"]["iteration"] == 0 and data["progress"] is None
        other = old["player"] not in (None, data["player"]) and old["start"] == data["start"]
        if other and old["events"] and self.shown > 0 and at_start and self.resumes < RULES["MOST_RESUMES"]:
            return self._restore(old, now)
        self.resumes = 0
        self.not_before = now + data["wait"]
        playing = data["playing"] or data["progress"] is not None
        if new_run or not playing:
            self.queue.clear()
            if data["now"]:
                self.trail.append(data["now"]["iteration"])
            self.reached = data["latest"]
        if new_run or playing:
            self.stopped = None
        if data["charts"] is not None:
            self.charts = data["chartsId"]
        self.rate, self.playing, self.ended = data["rate"], playing, data["ended"]
        if self.held_since is not None:
            self.held_there |= answers
            self.playing = False
            self.queue.clear()
            self.moments += bool(answers and data["now"])
            return None
        if answers:
            self.queue.extend(frame["iteration"] for frame in data["frames"])
        return None

    def word(self, now: float) -> Word | None:
        """Play up to ``now``; returns the question or the word that is due then."""
        self._play(now)
        if self.wait(now) > 0:
            return None
        if self.held_since is not None:
            return self._seek(now)
        if self.ended:
            self.stopped, self.asks = now, self.asks + 1
            return "stopped", {"run": self.run, "number": self.asks, "iteration": self.shown}
        if self.pending is not None:
            self.patience *= 2
            self.refused = True
            self.asked_again += 1
        self.pending = now
        seconds = max(RULES["MIN_TICK"], 1.5 * self.round_trip)
        return self._ask(self.newest, int(min(RULES["MAX_PICTURES"], max(1, round(seconds * self.rate)))))

    def wait(self, now: float) -> float:
        """Seconds until there may be something to say, if nothing comes."""
        if self.held_since is not None:
            due = self.sought_at + RULES["SEEK_EVERY"] / 1000 if self.pending is None else self.pending + self.patience
            return due - now
        return max(self.drawn + FRAME - now, self._wait(now)) if self.playing else inf

    def take_hold(self, now: float) -> None:
        """From now on a hand drags the handle of the time line to and fro."""
        self._play(now)
        self.playing, self.held_since, self.took_hold_at = False, now, self.shown
        self.queue.clear()

    def _seek(self, now: float) -> Word:
        """The moment that the hand is at: it goes from the end to the start in :data:`DRAG_SECONDS`, and back."""
        self.asks += 1
        self.pending = self.sought_at = now
        share = abs(1 - (now - (self.held_since or now)) / DRAG_SECONDS % 2)
        known = {"run": self.run, "tick": self.data["tick"], "charts": self.charts, "number": self.asks}
        return "seek", known | {
            "shown": self.took_hold_at,
            "iteration": round(share * self.reached),
            "held": True,
        }

    def _wait(self, now: float) -> float:
        left = (len(self.queue) + max(0.0, 1 - (now - self.last) * self.rate)) / self.rate
        if self.ended:
            return max(left, self.stopped + self.patience - now if self.stopped else 0)
        if self.pending is not None:
            return max(self.pending + self.patience, self.not_before) - now
        return max(left - RULES["MIN_AHEAD"] - 1.2 * self.round_trip, self.not_before - now)

    def _ask(self, iteration: int, pictures: int) -> Word:
        self.asks += 1
        known = {"run": self.run, "tick": self.data["tick"], "charts": self.charts}
        return "frame_request", known | {"number": self.asks, "iteration": iteration, "pictures": pictures}

    def _restore(self, old: dict[str, Any], now: float) -> Word:
        """Ask another process, that has begun the same run anew, to train up to what is on screen."""
        self.data |= {name: old[name] for name in ("player", "start", "events", "playing", "ended")}
        self.resumes += 1
        self.queue.clear()
        self.stopped, self.pending, self.asks = None, now, self.asks + 1
        wish = {
            "run": self.run,
            "number": self.asks,
            "start": old["start"],
            "iteration": self.shown,
            "latest": self.reached,
        }
        playing = old["playing"]
        wish |= {"ended": old["ended"] and not playing, "playing": playing, "events": old["events"]}
        return "restore_request", wish

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
        if self.pending is not None:
            return max(wanted, (self.pending + self.round_trip + count * self.last) / (count + 1))
        spread = (self.not_before + self.round_trip + count * self.last) / (count + 1)
        return max(wanted, self.last + self.round_trip / count, spread)
