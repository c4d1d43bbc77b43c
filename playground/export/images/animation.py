"""Animations of one run, or two compared runs, from iteration 0 to now, as a GIF.

A run keeps only a few checkpoints, so the networks of the frames have to be recomputed. To leave the runs alone, a copy
is trained from their recipes and event logs; its numbers are identical, bit for bit.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np

from playground.language import ENGLISH, Language, _, ngettext, rendered
from playground.language.labels import PLAY, RESET
from playground.training import Experiment, Run, RunGroup, View

from .captions import in_words, small_print
from .cost_curve import costs_of
from .fonts import drawn
from .frames import FrameTemplate, Moment, Subject
from .gif import Gif

FRAMES = 60
FRAME_MS, LAST_MS = 100, 2500
"""Duration of a frame, and of the last one, before the animation repeats."""
PICTURES_A_SECOND = 60
"""The page's highest frame rate: the frames are a selection of those it shows at the growing speed."""
MOST_WORK = 4_000_000_000
"""Limit for retraining, see :func:`work_of`: about 20 s, enough for a million iterations of 4 units on 400 samples."""
SLICE_WORK = 2_000_000
"""Work between two pauses: about 10 ms, as long as drawing a frame takes."""
MOST_BYTES = 2_800_000
"""Limit for the file's size. If rugged boundaries would make it larger, frames are left out."""


class Animation:
    """An animation of runs up to their current iteration; :meth:`make` renders it in short time slices.

    Parameters
    ----------
    runs : one run or two on points in the plane, or one on digits; they may go on once the constructor has returned
    view : how the page shows them
    language : language of its texts; English is used if no font on the server has its letters

    Attributes
    ----------
    runs : the copy, which ends up at the last frame
    iterations : iterations of the frames; some are left out if the file would be too large
    note : a sentence for the visitor about what is left out; empty if nothing is
    file : the bytes; empty until they are rendered

    Raises
    ------
    ValueError
        If there is nothing to show yet, or the runs can't be retrained; the message is for the visitor.
    """

    def __init__(self, runs: RunGroup, view: View, language: Language = ENGLISH) -> None:
        # A diverged run needs one more iteration to diverge again.
        last = max(run.iteration + bool(run.divergence) for run in runs.values())
        if not last:
            raise ValueError(_("There is nothing to animate yet: press {play} first.", play=PLAY))
        event_log = runs.event_log
        if event_log is None:
            raise ValueError(
                _(
                    "This run was changed too often to be trained once more from its start, and an animation needs "
                    "that. Press {reset}, and play it with fewer changes.",
                    reset=RESET,
                )
            )
        self._view, self._language = view, drawn(language)
        self._words = rendered(in_words(runs, view), self._language)  # of the last frame
        self._costs, self._small_print = costs_of(runs), small_print(runs)
        variants = runs.experiment.items()
        self.runs = RunGroup(
            Experiment({name: each._replace(recipe=replace(runs[name].recipe, limit=last)) for name, each in variants})
        )
        self.runs.restore(event_log)
        self._subject = Subject.of(self.runs, view)
        self._work = sum(map(work_of, runs.values()))
        reach = MOST_WORK // self._work
        self.iterations, self.note = _spread(last, FRAMES), ""
        self._end: Moment | None = None
        if last > reach:
            self.iterations = [*_spread(reach, FRAMES - 1), last]
            self._end = self._subject.moment(runs)
            self.note = ngettext(
                "Training up to iteration {last:,} once more would take too long: the animation shows the first "
                "iteration, and then the network as it is now.",
                "Training up to iteration {last:,} once more would take too long: the animation shows the first "
                "{n:,} iterations, and then the network as it is now.",
                reach,
                last=last,
            )
        self.file = b""

    def make(self) -> Iterator[float]:
        """Render the file; yields the fraction done, 0 to 1, after each time slice."""
        last = len(self.iterations) - 1
        static = self._subject.static(self.runs, self._small_print, self._language)
        yield 0.0
        template = FrameTemplate(self._subject, static, self._costs, self._view, self.iterations[-1], self._language)
        file = Gif(template.palette, self._words)
        trained = self.iterations[last - 1 if self._end else last]
        whole = self._work * trained + SLICE_WORK * len(self.iterations)
        for number, iteration in enumerate(self.iterations):
            while self.runs.iteration < min(iteration, trained) and not self.runs.ended:
                self.runs.advance(min(iteration - self.runs.iteration, max(1, SLICE_WORK // self._work)))
                yield (self._work * self.runs.iteration + SLICE_WORK * number) / whole
            if file.size <= MOST_BYTES * number / len(self.iterations) or number == last:
                moment = self._end if self._end and number == last else self._subject.moment(self.runs)
                file.add(template.frame(iteration, moment), LAST_MS if number == last else FRAME_MS)
            yield (self._work * min(iteration, trained) + SLICE_WORK * (number + 1)) / whole
        self.file = file.done()


def work_of(run: Run) -> int:
    """Estimate the time of an iteration, in units of 5 ns: calls, activations of all units, and matrix products."""
    sizes = run.parameters.sizes
    products = sum(before * after for before, after in pairwise(sizes))
    return 1600 + run.Y.shape[1] * (sum(sizes[1:]) + products // 20)


def _spread(last: int, most: int) -> list[int]:
    """At most ``most`` iterations from 0 to ``last``, spread like the frames at the growing speed."""
    view, at = View(), [0]
    while at[-1] < last:
        at.append(min(last, at[-1] + int(view.next_picture(at[-1], PICTURES_A_SECOND))))
    return [at[round(place)] for place in np.linspace(0, len(at) - 1, min(most, len(at)))]
