"""A run from iteration 0 to now, or two that are compared, as a moving picture: GIF or APNG.

The network of every moment has to be made once more, since a run keeps only a few of them. So a copy of the runs is
trained from their recipes and from what was done to them: it has the same numbers bit for bit, and leaves them alone.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Literal

import numpy as np

from playground.language import ENGLISH, Language, _, ngettext
from playground.language.labels import PLAY, RESET
from playground.training import Experiment, Run, RunGroup, View

from .captions import small_print
from .figures import costs_of
from .fonts import drawn
from .frames import Moment, Stage, Subject
from .gif_apng import Apng, Gif

FRAMES = 60
FRAME_MS, LAST_MS = 100, 2500
"""How long a frame stays; and the last one, before it begins again."""
PICTURES_A_SECOND = 60
"""Of the page at its best: the frames are some of the pictures that it shows at the growing speed."""
MOST_WORK = 4_000_000_000
"""Of training again, see :func:`_work`: about 20 s, which a million iterations of 4 units take on 400 samples."""
TURN_WORK = 2_000_000
"""Of it between two pauses: about 10 ms, as long as a frame takes besides."""
MOST_BYTES = 2_800_000
"""Of a file. One whose boundaries are so rugged that it would grow larger has fewer frames."""

Kind = Literal["gif", "png"]


class Animation:
    """The moving picture of runs as they are at this moment; :meth:`make` makes it, in short turns.

    Parameters
    ----------
    runs : one run or two on points in the plane, or one on digits; what they do after this has returned is not seen
    view : how the page shows them
    kind : ``"gif"``, or ``"png"`` for an APNG
    language : of its words; they are English if no font of the server has its letters

    Attributes
    ----------
    runs : the copy, which is at the last frame in the end
    iterations : of the frames; some are left out of a file that would be too large
    note : a sentence for the visitor on what is left out; empty if nothing is
    file : the bytes; empty until they are made

    Raises
    ------
    ValueError
        If there is nothing to show yet, or the runs can't be trained again; the message tells the visitor.
    """

    def __init__(self, runs: RunGroup, view: View, kind: Kind, language: Language = ENGLISH) -> None:
        # One that has diverged takes one iteration more to find that out.
        last = max(run.iteration + bool(run.divergence) for run in runs.values())
        if not last:
            raise ValueError(_("There is nothing to animate yet: press {play} first.", play=PLAY))
        story = runs.event_log
        if story is None:
            raise ValueError(
                _(
                    "This run was changed too often to be trained once more from its start, and an animation needs "
                    "that. Press {reset}, and play it with fewer changes.",
                    reset=RESET,
                )
            )
        self._view, self._kind, self._language = view, kind, drawn(language)
        self._costs, self._small_print = costs_of(runs), small_print(runs)
        variants = runs.experiment.items()
        self.runs = RunGroup(
            Experiment({name: each._replace(recipe=replace(runs[name].recipe, limit=last)) for name, each in variants})
        )
        self.runs.restore(story)
        self._subject = Subject.of(self.runs, view)
        self._work = sum(map(_work, runs.values()))
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
        """Make the file; after each short turn of work it says what share is done, 0 to 1."""
        last = len(self.iterations) - 1
        still = self._subject.still(self.runs, self._small_print, self._language)
        yield 0.0
        stage = Stage(self._subject, still, self._costs, self._view, self.iterations[-1], self._language)
        file = (Gif if self._kind == "gif" else Apng)(stage.palette)
        trained = self.iterations[last - 1 if self._end else last]
        whole = self._work * trained + TURN_WORK * len(self.iterations)
        for number, iteration in enumerate(self.iterations):
            while self.runs.iteration < min(iteration, trained) and not self.runs.ended:
                self.runs.advance(min(iteration - self.runs.iteration, max(1, TURN_WORK // self._work)))
                yield (self._work * self.runs.iteration + TURN_WORK * number) / whole
            if file.size <= MOST_BYTES * number / len(self.iterations) or number == last:
                moment = self._end if self._end and number == last else self._subject.moment(self.runs)
                file.add(stage.frame(iteration, moment), LAST_MS if number == last else FRAME_MS)
            yield (self._work * min(iteration, trained) + TURN_WORK * (number + 1)) / whole
        self.file = file.done()


def _work(run: Run) -> int:
    """About how much an iteration takes, in units of 5 ns: calls, activations of all units, and matrix products."""
    sizes = run.parameters.sizes
    products = sum(before * after for before, after in pairwise(sizes))
    return 1600 + run.Y.shape[1] * (sum(sizes[1:]) + products // 20)


def _spread(last: int, most: int) -> list[int]:
    """So many iterations from 0 to ``last`` at the most, spread as the growing speed spreads its pictures."""
    view, at = View(), [0]
    while at[-1] < last:
        at.append(min(last, at[-1] + int(view.next_picture(at[-1], PICTURES_A_SECOND))))
    return [at[round(place)] for place in np.linspace(0, len(at) - 1, min(most, len(at)))]
