"""The runs that a visitor plays: what the buttons do, and what each tick brings."""

import secrets
import threading
import time
from collections.abc import Mapping, Sequence

from numpy.typing import NDArray

from playground.charts import Frame, Scene
from playground.training import Config, InStep, Run, View

from .live_chart import Ask, Charts, Stop, Tick

PICTURES_PER_SECOND = 60
PICTURE_SECONDS = 0.009
"""The most that training for one picture may take: over half of the time between two pictures."""
TICK_SECONDS = 0.15
"""No picture of a tick is begun after this: a button has to wait for the tick to end."""
MOST_PICTURES = 120


class Player:
    """One visitor's runs on one page, and whether they play.

    A change of a control starts a new thread of the script while the old one may still be inside a tick. The lock
    lets one after the other; a tick that comes second finds another run's name in its question, and brings nothing.

    Parameters
    ----------
    scene : what the page shows
    config, view : the visitor's choices; a ``ValueError`` of the core or the data passes through
    """

    def __init__(self, scene: type[Scene], config: Config, view: View) -> None:
        self._lock = threading.RLock()
        self._scene_type = scene
        self.view = view
        self.playing = False
        self.next_tick = 0
        self._ask: Ask | None = None
        self._stop: Stop | None = None
        self._picture_took = 0.0
        self._load(config)

    def _load(self, config: Config) -> None:
        self.runs = InStep(config)
        self._new_id()
        self._draw()

    def _new_id(self) -> None:
        """Mark what follows as another run, also for a page that knew this visitor before a server's restart."""
        self.id = secrets.token_hex(4)

    def _draw(self) -> None:
        scene = self._scene_type(self.runs, self.view)
        self.charts = Charts(scene.figures(), scene.metrics, scene.panels, scene.panel_width)
        self._scene = scene

    @property
    def run(self) -> Run:
        """The first of the runs; on most pages the only one."""
        return self.runs.first

    def follow(self, config: Config, view: View) -> None:
        """Take over the visitor's choices. A choice that changes the start begins another run, playing or not."""
        with self._lock:
            if not config.starts_as(self.runs.config):
                self._load(config)
            self.runs.adjust(config)
            if view != self.view:
                self.view = view
                self._draw()

    @property
    def _rate(self) -> float:
        """Pictures a second."""
        return min(PICTURES_PER_SECOND, self.view.iterations_per_second)

    @property
    def ended(self) -> bool:
        """Whether the run has ended and the page has shown it to its end."""
        return self.runs.ended and not self.playing

    def toggle(self) -> None:
        """Play or pause."""
        self.playing = not self.playing and not self.runs.ended

    def step(self) -> None:
        """One iteration."""
        with self._lock:
            self.playing = False
            self.runs.advance(1)

    def reset(self) -> None:
        """Stop, and back to the same first weights."""
        with self._lock:
            self.playing = False
            self.runs.reset()
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
                self.playing = not self.runs.ended
            else:
                self.runs.rewind(stop.x)

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
                rate=self._rate,
                frames=frames,
                now=None if frames else self._scene.frame(detail=True),
                curves=self._scene.curves(),
                ended=self.runs.ended,
                answer=ask.number if ask and answers else stop.number if stop else None,
            )
            self.next_tick += 1
        return tick, ask.charts if ask else None

    def _pictures(self, ask: Ask) -> Sequence[Frame]:
        """Train for the next pictures, in the time that a tick has."""
        self.runs.rewind(ask.x)  # if an answer was lost on the way to the page, what it had comes again
        self.runs.checkpoint()
        frames: list[Frame] = []
        end = time.perf_counter() + TICK_SECONDS
        while len(frames) < min(ask.pictures, MOST_PICTURES) and not self.runs.ended:
            self._train_for_a_picture()
            # Small pictures may move at half the rate, unless there is time to look at each.
            begin = time.perf_counter()
            frames.append(self._scene.frame(detail=len(frames) % 2 == 0 or self._rate < PICTURES_PER_SECOND))
            now = time.perf_counter()
            self._picture_took = now - begin
            if now > end:
                break
        return frames

    def _train_for_a_picture(self) -> None:
        """As many iterations as the speed asks for, as far as they fit between two pictures."""
        left = max(1.0, self.view.iterations_per_second / PICTURES_PER_SECOND)
        # Each chunk is twice as long as the one before, and none begins after half the time: all fit into the time.
        # Where pictures take long, in large networks, training gets half of the time.
        chunk, half = 1, time.perf_counter() + max(PICTURE_SECONDS, self._picture_took) / 2
        while left >= 1 and not self.runs.ended:
            self.runs.advance(int(min(left, chunk)))
            left -= chunk
            chunk *= 2
            if time.perf_counter() > half:
                break

    def nudge(self, step: Mapping[str, NDArray]) -> None:
        """Add ``step`` to the parameters of the first run, here and now."""
        with self._lock:
            if not self.runs.ended:
                self.run.nudge(step)
