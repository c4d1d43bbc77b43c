"""Trains again what was trained before, in small portions."""

import time
from collections.abc import Callable

from playground.language import _

from .moment import Moment
from .run import Run
from .run_group import RunGroup

MOST_SECONDS = 20.0
"""Most computing time for a pin from a link: about a million iterations of 4 units on 400 samples."""
PARTS = 8
"""A portion is trained in about this many calls: one is so long that it can overrun by an eighth."""


def advance_for(
    runs: Run | RunGroup, iteration: int, seconds: float, clock: Callable[[], float] = time.thread_time
) -> float:
    """Train towards ``iteration`` for about so many seconds of work, but at least one iteration; returns those used."""
    begin = now = clock()
    chunk = 1
    while runs.iteration < iteration and not runs.ended:
        runs.advance(min(chunk, iteration - runs.iteration))
        before, now = now, clock()
        if now - begin >= seconds:
            break
        if now - before < seconds / PARTS:
            chunk *= 2
        elif chunk > 1:
            chunk //= 2
    return now - begin


class Retraining:
    """The training of a run from its first weights to a moment, in small portions.

    Parameters
    ----------
    moment : where it leads
    most_seconds : of work, all portions together

    Attributes
    ----------
    run : as far as it is; None before the first portion, and once it was released
    seconds : of work so far
    """

    def __init__(self, moment: Moment, most_seconds: float = MOST_SECONDS) -> None:
        self.moment, self.most_seconds = moment, most_seconds
        self.run: Run | None = None
        self.seconds = 0.0

    @property
    def share(self) -> float:
        """Share of the iterations that is done, 0 to 1."""
        run = self.run
        return run.iteration / self.moment.iteration if run and self.moment.iteration else 0.0

    def begin(self) -> Run:
        """The run, at its first weights if it has not begun yet.

        Raises
        ------
        ValueError
            If the recipe can't be run.
        """
        if self.run is None:
            self.run = self.moment.begin()
        return self.run

    def approach(self, seconds: float) -> Run | None:
        """Train for about so many seconds; returns the run once it has arrived, otherwise None.

        Raises
        ------
        ValueError
            If it can't be run, or takes too long.
        """
        run = self.begin()
        self.seconds += advance_for(run, self.moment.iteration, seconds)
        if run.iteration >= self.moment.iteration or run.ended:
            return run
        if self.seconds > self.most_seconds:
            raise ValueError(_("To train it again takes too long: {n:,} iterations were made.", n=run.iteration))
        return None
