"""A sweep as a recording: its chart, pictures and conclusions, as more and more of its networks are trained."""

from collections.abc import Iterator, Sequence
from typing import Any

from playground.charts.scene import Now
from playground.export.images.animation import MOST_WORK, SLICE_WORK, work_of
from playground.language import Language, Message, ngettext, sentences
from playground.lessons.claims import Answer
from playground.lessons.sweep import Results, Sweep
from playground.training import Run

from .moments import Moments
from .recording import Chapter, of_features

PACE = 2
"""Moments a second while it plays."""
MOMENT_WORK = 40 * SLICE_WORK
"""Work of describing all figures, of which a moment has about eight."""


class SweepRecording:
    """Records a sweep: a moment for each number of trained networks.

    Parameters
    ----------
    chapter : what to record
    languages : of its texts

    Attributes
    ----------
    last : the number of networks that are trained
    shortened : whether that is not all of them, which would take too long
    work, packed : as in :class:`.Recording`

    Raises
    ------
    ValueError
        If they can't be trained.
    """

    def __init__(self, chapter: Chapter, languages: Sequence[Language]) -> None:
        self.chapter, self._languages = chapter, languages
        recipes = chapter.experiment.recipes
        first = recipes[: len(chapter.experiment.values)]  # the others differ in nothing but their seeds
        self._work = [work_of(Run(recipe, checkpoint_bytes=0)) for recipe in first]
        self.last = self.work = 0
        while self.last < len(recipes) and (self.work < MOST_WORK or not self.last):
            self.work += self._work[self.last % len(first)] * recipes[self.last].limit + MOMENT_WORK
            self.last += 1
        self.shortened = self.last < len(recipes)
        self.packed = b""

    @property
    def note(self) -> Message:
        """What is said where it is shortened."""
        return ngettext(
            "Training all networks of a sweep would take too long: {n} of {all} is recorded.",
            "Training all networks of a sweep would take too long: {n} of {all} are recorded.",
            self.last,
            all=self.chapter.experiment.limit,
        )

    def make(self) -> Iterator[float]:
        """Record; yields the fraction done, 0 to 1, after each time slice."""
        sweep, kept = Sweep(self.chapter.experiment), Moments(self._languages)
        self._add(sweep, kept)
        for number in range(self.last):
            at_a_time = max(1, SLICE_WORK // self._work[number % len(self._work)])
            while sweep.iteration == number:
                sweep.advance(at_a_time)
                yield min(1.0, sweep.share * sweep.experiment.limit / self.last)
            view = self._add(sweep, kept)
        more = {"counts": "networks", "pace": PACE, **of_features("described", self.chapter, None)}
        self.packed = kept.packed(view, view.fills, {}, **more)
        yield 1.0

    def _add(self, sweep: Sweep, kept: Moments) -> Any:
        """The next moment; returns what the page shows of it."""
        view, results = self.chapter.scene(sweep, self.chapter.view), Results(sweep)
        preset = self.chapter.preset
        kept.add(
            sweep.iteration,
            Now({}, {}, view.numbers, view.panels),
            view.figures,
            preset.claims.right(results) if preset.claims else None,
            described=[sentences(*view.described())],
            done="",
            **(preset.answer(results) if results.ended else Answer())._asdict(),
        )
        return view
