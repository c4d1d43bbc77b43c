"""Trains and draws runs, frame by frame, within a time slice."""

from collections.abc import Sequence
from math import ceil, inf
from typing import NamedTuple, Self

from playground.charts import Frame, Scene
from playground.lessons.lesson import Preset, Press
from playground.training import RunGroup, View
from playground.ui.components.commands import MOST_PICTURES

from .scheduler import TimeSlice

PICTURES_PER_SECOND = 60
PICTURE_SECONDS = 0.009
"""The longest training for one picture: over half of the time between two pictures."""
PICTURES_A_SLICE = 14
"""The least pictures that a time slice should make, for those of a round to be smooth: if it is short, there is less
training between them."""
SHORT = 0.0132
"""Slices at least this long, in seconds, have time for details; in the shortest ones details come a third as often."""
SHORTEST = 100
"""Iterations that playing makes at least: in fewer, nobody sees what decides an experiment."""
FASTEST_BACK = 300
"""Pictures of a whole run played backwards at the highest speed, in five seconds."""


def pictures_a_second(view: View) -> float:
    """How many pictures per second a page shows."""
    return min(PICTURES_PER_SECOND, view.iterations_per_second)


class Plan(NamedTuple):
    """What playing does of itself.

    Attributes
    ----------
    presses : the buttons that it presses, each at its iteration
    pauses_at : the iteration at which it pauses, since the runs are decided
    """

    presses: Sequence[Press] = ()
    pauses_at: float = inf

    @classmethod
    def of(cls, preset: Preset, pauses: bool) -> Self:
        """What this experiment asks about is done, and it ``pauses`` where that decides it."""
        since = preset.outcome.since
        return cls(preset.presses, max(since, SHORTEST) if pauses and since is not None else inf)

    @property
    def stops(self) -> Sequence[float]:
        """The iterations that no picture may pass over."""
        return (self.pauses_at, *(each.at for each in self.presses))


UNPLANNED = Plan()


def at_end(runs: RunGroup, backwards: bool, plan: Plan = UNPLANNED) -> bool:
    """Whether there is nothing more to play."""
    return runs.iteration <= runs.earliest if backwards else runs.ended or runs.iteration >= plan.pauses_at


class FrameMaker:
    """Trains runs and draws them, within a time slice.

    New runs need a new maker: its measurements hold only for the runs it was made with.
    """

    def __init__(self, runs: RunGroup) -> None:
        self._runs = runs
        self._iterations_a_second = 0.0  # not measured yet
        self._picture_took = 0.0
        self._made = self._made_before = 0
        self._answered_from: int | None = None

    def frames(
        self,
        time_slice: TimeSlice,
        iteration: int,
        pictures: int,
        scene: Scene,
        view: View,
        backwards: bool,
        plan: Plan = UNPLANNED,
    ) -> Sequence[Frame]:
        """The next pictures that the page has requested.

        Parameters
        ----------
        time_slice : the time available
        iteration : after which they begin
        pictures : how many are requested
        scene : draws them
        view : the speed at which they are shown
        backwards : whether they lead back to the first weights
        plan : what is done on the way there, forwards
        """
        self._runs.seek(iteration)  # if an answer was lost on its way to the page, the same pictures are made again
        self._runs.checkpoint()
        # The count continues from answer to answer, but repeated pictures have the same detail as before.
        if iteration == self._answered_from:
            self._made = self._made_before
        self._answered_from, self._made_before = iteration, self._made
        every = scene.detail_every * ceil(SHORT / time_slice.seconds)
        frames: list[Frame] = []
        used = time_slice.used
        while len(frames) < min(pictures, MOST_PICTURES) and not at_end(self._runs, backwards, plan):
            # Where drawing is slow for the time slice, as in large networks or a crowd, training gets half of the time.
            draws = self._picture_took
            seconds = max(min(PICTURE_SECONDS, time_slice.seconds / PICTURES_A_SLICE - draws), draws)
            wanted, here = self._to_next_picture(view, backwards), self._runs.iteration
            stops = [] if backwards else [at - here for at in plan.stops if at > here]
            trained = self.train(time_slice, used, min([wanted, *stops]), seconds)
            for each in plan.presses:
                each.press(self._runs)
            # Small details may be updated less often, unless there is time to look at each picture.
            detail = self._made % every == 0 or pictures_a_second(view) < PICTURES_PER_SECOND
            frames.append(scene.frame(detail))
            self._made += 1
            used = time_slice.used
            if not detail:
                self._picture_took = used - trained
            if used >= time_slice.seconds:
                break
        return frames

    def _to_next_picture(self, view: View, backwards: bool) -> float:
        """Iterations left to train to the next picture, after moving to the nearest point that needs no training."""
        here = self._runs.iteration
        iterations = view.next_picture(here, PICTURES_PER_SECOND)
        if not backwards:
            return iterations
        # Backwards, "as fast as possible" means the whole run in some seconds, since nothing has to be trained.
        most = max(1, self._runs.latest // FASTEST_BACK)
        return self._runs.approach(max(0, here - int(min(iterations, most if iterations == inf else iterations))))

    def train(self, time_slice: TimeSlice, begin: float, iterations: float, seconds: float) -> float:
        """Train as many of these iterations as fit into ``seconds``, but at least one; ``iterations`` may be infinite.

        ``begin`` is how much of the slice was used before. Returns how much of it has been used now, in seconds: the
        clock is slow to read, so callers need not read it again.
        """
        runs, used, took = self._runs, begin, 0.0
        while iterations >= 1 and not runs.ended and took <= seconds / 2:
            # Each call has an overhead, so one is best: its size is estimated from how long the last one took.
            before, used_before = runs.iteration, used
            known = runs.latest - before  # replaying these is much faster
            most = min(iterations, known) if known else iterations
            runs.advance(int(max(1, min(most, self._iterations_a_second * (seconds - took)))))
            used = time_slice.used
            done, took = runs.iteration - before, used - begin
            iterations -= done
            if used > used_before and not known:
                self._iterations_a_second = done / (used - used_before)
        return used
