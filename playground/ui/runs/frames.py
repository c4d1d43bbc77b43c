"""What the time of a turn is used for: runs are trained, and drawn, frame after frame."""

from collections.abc import Sequence
from math import ceil, inf

from playground.charts import Frame, Scene
from playground.training import RunGroup, View

from .turns import Turn

PICTURES_PER_SECOND = 60
PICTURE_SECONDS = 0.009
"""The most that training for one picture may take: over half of the time between two pictures."""
PICTURES_A_TURN = 15
"""A turn should bring at least so many: if it is short, there is less training between them."""
SHORT = 0.012
"""In turns of so many seconds and longer there is time for details; in shorter ones they come more rarely."""
MOST_PICTURES = 120
FASTEST_BACK = 300
"""Pictures of the whole way back, at the highest speed: it takes five seconds."""


def pictures_a_second(view: View) -> float:
    """How many a page shows."""
    return min(PICTURES_PER_SECOND, view.iterations_per_second)


def at_end(runs: RunGroup, backwards: bool) -> bool:
    """Whether there is nothing more to play."""
    return runs.iteration <= runs.earliest if backwards else runs.ended


class FrameMaker:
    """Trains runs and draws them, within the time of a turn.

    Made anew with the runs: what it has measured holds for them alone.
    """

    def __init__(self, runs: RunGroup) -> None:
        self._runs = runs
        self._iterations_a_second = 0.0  # not known of this network
        self._picture_took = 0.0
        self._made = self._made_before = 0
        self._answered_from: int | None = None

    def frames(
        self, turn: Turn, iteration: int, pictures: int, scene: Scene, view: View, backwards: bool
    ) -> Sequence[Frame]:
        """The next pictures that the page has asked for.

        Parameters
        ----------
        turn : how much time there is
        iteration : after which they begin
        pictures : how many are asked for
        scene : draws them
        view : at which speed they are shown
        backwards : whether they lead to the first weights
        """
        self._runs.seek(iteration)  # if an answer was lost on the way to the page, what it had comes again
        self._runs.checkpoint()
        # Counted on from answer to answer; but the same pictures come again with the same detail.
        if iteration == self._answered_from:
            self._made = self._made_before
        self._answered_from, self._made_before = iteration, self._made
        every = scene.detail_every * ceil(SHORT / turn.seconds)
        frames: list[Frame] = []
        used = turn.used
        while len(frames) < min(pictures, MOST_PICTURES) and not at_end(self._runs, backwards):
            # Where pictures take long, in large networks, training gets half of the time.
            seconds = max(min(PICTURE_SECONDS, turn.seconds / PICTURES_A_TURN), self._picture_took)
            trained = self.train(turn, used, self._to_next_picture(view, backwards), seconds)
            # What is small may move more slowly, unless there is time to look at each picture.
            detail = self._made % every == 0 or pictures_a_second(view) < PICTURES_PER_SECOND
            frames.append(scene.frame(detail))
            self._made += 1
            used = turn.used
            if not detail:
                self._picture_took = used - trained
            if used >= turn.seconds:
                break
        return frames

    def _to_next_picture(self, view: View, backwards: bool) -> float:
        """How many iterations there are from here to the next picture, on the way there that needs no training."""
        here = self._runs.iteration
        iterations = view.next_picture(here, PICTURES_PER_SECOND)
        if not backwards:
            return iterations
        # As fast as it can is, backwards, the whole way in some seconds: it need not be trained.
        most = max(1, self._runs.latest // FASTEST_BACK)
        return self._runs.approach(max(0, here - int(min(iterations, most if iterations == inf else iterations))))

    def train(self, turn: Turn, begin: float, iterations: float, seconds: float) -> float:
        """As many of these iterations as fit into ``seconds``, but at least one; there may be no limit to them.

        ``begin`` is how much of the turn was used before. Returns how much of it is used by then, in seconds: its clock
        is slow to read, so nobody reads it twice.
        """
        runs, used, took = self._runs, begin, 0.0
        while iterations >= 1 and not runs.ended and took <= seconds / 2:
            # Each call costs time besides, so that one is best: it goes by how long the last took.
            before, used_before = runs.iteration, used
            known = runs.latest - before  # along these it is much faster
            most = min(iterations, known) if known else iterations
            runs.advance(int(max(1, min(most, self._iterations_a_second * (seconds - took)))))
            used = turn.used
            done, took = runs.iteration - before, used - begin
            iterations -= done
            if used > used_before and not known:
                self._iterations_a_second = done / (used - used_before)
        return used
