"""The position of a page's runs, and how they move: playing, stepping, seeking, restoring."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from playground.charts import Frame, Scene
from playground.training import Event, Experiment, Run, RunGroup, View

from .frames import UNPLANNED, FrameMaker, Plan, at_end
from .memory_budget import large_apart
from .scheduler import TimeSlice


@dataclass
class Seek:
    """The way to another iteration, which may take several time slices.

    Attributes
    ----------
    target : the iteration where it ends
    then : an iteration to seek afterwards, back within what has been trained
    begun_at : the iteration from which training began; None before the first time slice
    """

    target: int
    then: int | None = None
    begun_at: int | None = None

    def done(self, iteration: int) -> float:
        """Share of the way that is done, 0 to 1."""
        if self.begun_at is None:
            return 0.0
        return max(0, iteration - self.begun_at) / max(1, self.target - self.begun_at)


class Playback:
    """The runs of a page, which stand still, play, play backwards, or are on the way to another iteration::

            play, play_backwards                    seek, restore, begin_at
        ┌──────────────────────────▶ playing     ┌────────────────────────▶ on the way
      still ◀─────────────────────────┘        still ◀────────────────────────┘
              pause, step, the end of the run           it is there; it plays on if it is to

    Where its plan says so, play pauses; from there on it plays to the end of the run.

    While they play they are ahead of the screen. ``stand_at`` brings them back to the iteration on screen, before
    anything is done to them.

    Parameters
    ----------
    experiment : what is trained
    playing : whether it begins at once
    plan : see below

    Attributes
    ----------
    runs : the runs
    playing : whether they play, or will on arrival
    backwards : whether they play, or last played, towards the first weights
    dragging : whether the visitor is still dragging the time line or a weight
    ahead : whether the runs are, or may be, ahead of the screen
    pending_seek : the way that they are on; None if they have arrived
    plan : what playing does of itself; a step presses its buttons, too
    """

    def __init__(self, experiment: Experiment, playing: bool = False, plan: Plan = UNPLANNED) -> None:
        with large_apart():
            self.runs = RunGroup(experiment)
        self._maker = FrameMaker(self.runs)
        self.playing, self.plan = playing, plan
        self._played_from = 0
        self._later: Experiment | None = None
        """Settings chosen on the way or while playing backwards, when only the page knows the iteration on screen."""
        self._stand_still()

    def _stand_still(self) -> None:
        self.pending_seek: Seek | None = None
        self.dragging = self.backwards = self.ahead = False
        self._seen = 0
        """The farthest iteration known to have been on screen; while it plays the page may have shown more."""

    @property
    def seeking(self) -> bool:
        """Whether the runs are on the way to another iteration."""
        return self.pending_seek is not None

    @property
    def restoring(self) -> bool:
        """Whether that iteration has still to be trained."""
        return self.pending_seek is not None and self.pending_seek.target > self.runs.latest

    @property
    def moves(self) -> bool:
        """Whether the picture on screen is changing, or not known for certain."""
        return self.playing or self.ahead or self.seeking or self.dragging

    @property
    def at_end(self) -> bool:
        """Whether there is nothing left to play: at the end, or where play pauses."""
        return at_end(self.runs, self.backwards, self._to_come)

    @property
    def _to_come(self) -> Plan:
        """The plan without a pause that was there before it played."""
        return self.plan if self._played_from < self.plan.pauses_at else Plan(self.plan.presses)

    @property
    def progress(self) -> float | None:
        """Share of the way that is done, 0 to 1; None if there is no way."""
        return self.pending_seek.done(self.runs.iteration) if self.pending_seek else None

    def reset(self) -> None:
        """Stop, and go back to the first weights."""
        self.playing, self._played_from = False, 0
        self._stand_still()
        self.runs.reset()
        self._take_over()

    def choose(self, experiment: Experiment) -> None:
        """Continue with these settings from here, or from where the way ends."""
        self._later = experiment
        self._take_over()

    def _take_over(self) -> None:
        if self._later and not self.seeking and not self.backwards:
            rates = self._rates
            self.runs.adjust(self._later)
            self._later = None
            if rates != self._rates:
                self._seen = 0

    @property
    def _rates(self) -> list[float]:
        return [run.recipe.learning_rate for run in self.runs.values()]

    def stand_at(self, iteration: int | None) -> None:
        """Go back to the iteration on screen, and forget what nobody has seen; None if other runs are on screen."""
        if iteration is not None and self.ahead:
            self.runs.seek(iteration)
            if self.runs.iteration >= self._seen:
                self.runs.forget_future()
            self.ahead = False
        self.backwards = self.dragging = False
        self._take_over()

    def play(self) -> None:
        """Play on from here."""
        self.backwards = self.dragging = False
        self._seen, self._played_from = self.runs.latest, self.runs.iteration
        self.playing = not self.runs.ended

    def play_backwards(self) -> None:
        """Play from here to the first weights."""
        if not self.seeking:
            self._seen = self.runs.latest
            self.backwards = True
            self.playing = not self.at_end

    def step(self) -> None:
        """Train one iteration."""
        if not self.seeking:
            self.playing = False
            self.runs.advance(1)
            for each in self.plan.presses:
                each.press(self.runs)

    def seek(self, iteration: int) -> None:
        """Set out for an iteration that has been trained."""
        self.playing = False
        self._set_out(max(0, min(iteration, self.runs.latest)))
        self._take_over()

    def change(self, action: Callable[[RunGroup], object]) -> None:
        """Do something to the runs that changes their future."""
        if not self.seeking:
            action(self.runs)
            self._seen = 0

    def change_first(self, action: Callable[[Run], object]) -> None:
        """Change the first run by hand, unless it has diverged."""
        self.playing = False
        if not self.runs.first.divergence:
            with suppress(ValueError, TypeError):  # not from our page
                self.change(lambda runs: action(runs.first))

    def begin_at(self, event_log: Mapping[str, Sequence[Event]], iteration: int) -> None:
        """Set out for ``iteration``, applying the events up to there.

        Raises
        ------
        ValueError
            If the events don't fit these runs.
        """
        past = {name: [each for each in log if each.iteration <= iteration] for name, log in event_log.items()}
        self._restore(past, iteration, iteration)

    def restore(self, event_log: Mapping[str, Sequence[Sequence[Any]]], latest: int, iteration: int) -> bool:
        """Restore the event logs, set out for ``latest``, and then for ``iteration``; returns whether that is possible.

        The arguments come from a page, so all are checked.
        """
        try:
            events = {name: [Event(*event) for event in log] for name, log in event_log.items()}
            return self._restore(events, latest, iteration)
        except (ValueError, TypeError, AttributeError):  # not from our page
            return False

    def _restore(self, event_log: Mapping[str, Sequence[Event]], latest: int, iteration: int) -> bool:
        try:
            self.runs.restore(event_log)
        except Exception:
            self.runs.reset()
            raise
        if iteration < 0 or latest < 0:
            return False
        target = min(latest, self.runs.experiment.limit)
        self._played_from = iteration
        if target:
            self.pending_seek = Seek(target, iteration if iteration < target else None, begun_at=0)
        return True

    def _set_out(self, iteration: int) -> None:
        self.pending_seek = Seek(iteration) if iteration != self.runs.iteration else None

    def frames(self, time_slice: TimeSlice, scene: Scene, view: View, iteration: int, pictures: int) -> Sequence[Frame]:
        """Play for one time slice, and return the requested pictures; see :meth:`FrameMaker.frames`."""
        self.ahead = True
        return self._maker.frames(time_slice, iteration, pictures, scene, view, self.backwards, self._to_come)

    def approach(self, time_slice: TimeSlice) -> None:
        """Continue on the way for one time slice, a long one unless the visitor is still dragging."""
        pending_seek = self.pending_seek
        if pending_seek is None:
            return
        self.runs.approach(pending_seek.target)
        if pending_seek.begun_at is None:
            pending_seek.begun_at = self.runs.iteration
        if self.runs.ended and not self.restoring:
            self.runs.seek(pending_seek.target)  # beyond a limit that has been lowered since
        self._maker.train(
            time_slice,
            time_slice.used,
            pending_seek.target - self.runs.iteration,
            time_slice.seconds if self.dragging else time_slice.most,
        )
        self.runs.checkpoint()  # so that no request can cause more than a slice's work again
        if self.runs.iteration >= pending_seek.target or self.runs.ended:
            self.pending_seek = None
            if pending_seek.then is not None:
                self._set_out(min(pending_seek.then, self.runs.latest))
            self._take_over()
            self.playing = self.playing and not (self.runs.ended and not self.seeking)
