"""A run that a visitor plays: what the buttons do, and what each tick brings."""

import secrets
import threading
import time
from collections.abc import Sequence

import numpy as np

from playground.charts import METRICS, Frame, boundary_figure, cost_curve, cost_figure, frame
from playground.training import Config, Extent, Field, Run, View

from .live_chart import Ask, Charts, Stop, Tick

PICTURES_PER_SECOND = 60
PICTURE_SECONDS = 0.009
"""The most that training for one picture may take: over half of the time between two pictures."""
TICK_SECONDS = 0.15
"""No picture of a tick is begun after this: a button has to wait for the tick to end."""
MOST_PICTURES = 120


class Player:
    """One visitor's run, and whether it plays.

    A change of a control starts a new thread of the script while the old one may still be inside a tick. The lock
    lets one after the other; a tick that comes second finds another run's name in its question, and brings nothing.
    """

    def __init__(self, config: Config, view: View) -> None:
        self._lock = threading.RLock()
        self.view = view
        self.playing = False
        self.next_tick = 0
        self._ask: Ask | None = None
        self._stop: Stop | None = None
        self._load(config)

    def _load(self, config: Config) -> None:
        self.run = Run(config)
        self.extent = Extent.around(np.hstack([self.run.X, self.run.X_test]))
        self._field = Field(self.run.parameters, self.extent)
        self._new_id()
        self._draw()

    def _new_id(self) -> None:
        """Mark what follows as another run, also for a page that knew this visitor before a server's restart."""
        self.id = secrets.token_hex(4)

    def _draw(self) -> None:
        run = self.run
        figures = {
            "boundary": boundary_figure(run.X, run.Y, run.X_test, run.Y_test, self.extent),
            "cost": cost_figure(run.Y_test.size > 0, self.view.log_cost),
        }
        self.charts = Charts(figures, METRICS)

    def follow(self, config: Config, view: View) -> None:
        """Take over the visitor's choices. A choice that changes the start begins another run, playing or not."""
        with self._lock:
            if not config.starts_as(self.run.config):
                self._load(config)
            self.run.adjust(config.learning_rate, config.limit)
            if view != self.view:
                self.view = view
                self._draw()

    @property
    def ended(self) -> bool:
        """Whether the run has ended and the page has shown it to its end."""
        return self.run.ended and not self.playing

    def toggle(self) -> None:
        """Play or pause."""
        self.playing = not self.playing and not self.run.ended

    def step(self) -> None:
        """One iteration."""
        with self._lock:
            self.playing = False
            self.run.advance(1)

    def reset(self) -> None:
        """Stop, and back to the same first weights."""
        with self._lock:
            self.playing = False
            self.run.reset()
            self._new_id()

    def asked(self, ask: Ask) -> None:
        """Keep the page's question for the tick that follows."""
        self._ask = ask

    def stopped(self, stop: Stop) -> None:
        """The page has stopped: at the end, or at a picture that the run here is ahead of."""
        with self._lock:
            self._stop = stop
            if stop.run != self.id:
                return
            if self.playing:
                self.playing = not self.run.ended
            else:
                self.run.rewind(stop.x)

    def tick(self) -> tuple[Tick, str | None]:
        """What to send now, and the id of the charts that the page has.

        An answer to the page's question brings pictures; at any other time the run's present state is enough.
        """
        with self._lock:
            ask, self._ask = self._ask, None
            stop, self._stop = self._stop, None
            answers = ask is not None and ask.run == self.id
            frames = self._pictures(ask) if ask and answers and self.playing else []
            tick = Tick(
                number=self.next_tick,
                run=self.id,
                playing=self.playing,
                rate=min(PICTURES_PER_SECOND, self.view.iterations_per_second),
                frames=frames,
                now=None if frames else self._frame(),
                curves={"cost": cost_curve(self.run.history.points)},
                ended=self.run.ended,
                answer=ask.number if ask and answers else stop.number if stop else None,
            )
            self.next_tick += 1
        return tick, ask.charts if ask else None

    def _pictures(self, ask: Ask) -> Sequence[Frame]:
        """Train for the next pictures, in the time that a tick has."""
        self.run.rewind(ask.x)  # if an answer was lost on the way to the page, what it had comes again
        self.run.checkpoint()
        frames: list[Frame] = []
        end = time.perf_counter() + TICK_SECONDS
        while len(frames) < min(ask.pictures, MOST_PICTURES) and not self.run.ended:
            self._train_for_a_picture()
            frames.append(self._frame())
            if time.perf_counter() > end:
                break
        return frames

    def _train_for_a_picture(self) -> None:
        """As many iterations as the speed asks for, as far as they fit between two pictures."""
        left = max(1.0, self.view.iterations_per_second / PICTURES_PER_SECOND)
        # Each chunk is twice as long as the one before, and none begins after half the time: all fit into the time.
        chunk, half = 1, time.perf_counter() + PICTURE_SECONDS / 2
        while left >= 1 and not self.run.ended:
            self.run.advance(int(min(left, chunk)))
            left -= chunk
            chunk *= 2
            if time.perf_counter() > half:
                break

    def _frame(self) -> Frame:
        return frame(self.run, self._field, self.view.hard)
