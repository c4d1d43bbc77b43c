"""Runs that train in step: each has made the same number of updates, or has ended before that."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from .events import Event
from .experiment import Experiment
from .field import Extent
from .run import Run
from .timeline import CHECKPOINT_BYTES


class RunGroup(Mapping[str, Run]):
    """The runs of an experiment, by name; most experiments have one.

    ``in_step``: whether a moment of them is an iteration of each, which can be followed; that of a sweep is a network.

    Parameters
    ----------
    experiment : what to train; a ``ValueError`` from the core or the data is passed on
    """

    in_step = True

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        share = CHECKPOINT_BYTES // len(experiment)
        self._runs = {name: Run(variant.recipe, share) for name, variant in experiment.items()}

    def __getitem__(self, name: str) -> Run:
        return self._runs[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._runs)

    def __len__(self) -> int:
        return len(self._runs)

    @property
    def first(self) -> Run:
        """The first run; on most pages the only one."""
        return next(iter(self.values()))

    @property
    def experiment_now(self) -> Experiment:
        """The experiment with the recipes that the runs have now, after what has been done to them."""
        return Experiment({name: each._replace(recipe=self[name].recipe) for name, each in self.experiment.items()})

    @property
    def iteration(self) -> int:
        """Number of updates made."""
        return max(run.iteration for run in self.values())

    @property
    def ended(self) -> bool:
        """Whether all runs have ended."""
        return all(run.ended for run in self.values())

    @property
    def extent(self) -> Extent:
        """The part of the plane that contains every sample."""
        return self.extent_of(list(self.values()))

    @staticmethod
    def extent_of(runs: Sequence[Run]) -> Extent:
        """The part of the plane that contains every sample of these runs."""
        X = np.hstack([X for run in runs for X in (run.X, run.X_test)])
        return Extent.steady(X) if runs[0].recipe.has_own_points else Extent.around(X)

    def adjust(self, experiment: Experiment) -> None:
        """Take over the settings that may change during a run.

        All go back to where the first one had ended that goes on now.
        """
        self.experiment = experiment
        for name, variant in experiment.items():
            self[name].adjust(variant.recipe)
        if behind := [run.iteration for run in self.values() if not run.ended and run.iteration < self.iteration]:
            self.seek(min(behind))

    def advance(self, iterations: int) -> None:
        """Advance each run by ``iterations``, or until it has ended."""
        for run in self.values():
            run.advance(iterations)

    def nudge(self, amounts: Mapping[str, NDArray], every: bool = False) -> None:
        """Add ``amounts`` to the parameters of the first run, or of every run; runs that have ended are left alone."""
        for run in self.values() if every else (self.first,):
            if not run.ended:
                run.nudge(amounts)

    def reset(self) -> None:
        """Go back to iteration 0 and the same first weights."""
        for run in self.values():
            run.reset()

    @property
    def event_log(self) -> dict[str, list[Event]] | None:
        """The event log of each run, see :attr:`Run.event_log`."""
        logs = {name: run.event_log for name, run in self.items()}
        return None if None in logs.values() else logs  # type: ignore[return-value]

    def restore(self, event_log: Mapping[str, Sequence[Event]]) -> None:
        """Go back to the first weights, to replay the event log; see :meth:`Run.restore`."""
        if event_log.keys() != self.keys():
            raise ValueError(f"the event log is one of {', '.join(event_log)}; these runs are {', '.join(self)}")
        for name, run in self.items():
            run.restore(event_log[name])

    def checkpoint(self) -> None:
        """Keep an extra checkpoint of this iteration."""
        for run in self.values():
            run.checkpoint()

    def seek(self, iteration: int) -> None:
        """Go to this iteration in every run, see :meth:`Run.seek`; runs that ended before it stay there."""
        iteration = self._within(iteration)
        for run in self.values():
            run.seek(iteration)

    def approach(self, iteration: int) -> int:
        """Go as near to this iteration as is possible without training, but not past it; return the distance left."""
        iteration = self._within(iteration)
        start = iteration
        while not all(_known(run, start) for run in self.values()):
            before = min(run.timeline.before(start) for run in self.values() if not _known(run, start))
            if before >= start:  # no common checkpoint
                start = iteration
                break
            start = before
        if not start <= self.iteration <= iteration:
            self.seek(start)
        return iteration - self.iteration

    def _within(self, iteration: int) -> int:
        return max(min(iteration, self.latest), self.earliest)

    @property
    def latest(self) -> int:
        """The last iteration to which all runs were trained, except those that have ended before it."""
        to_go_on = [run.latest for run in self.values() if not run.complete]
        return min(to_go_on) if to_go_on else max(run.latest for run in self.values())

    @property
    def earliest(self) -> int:
        """The first iteration to which all runs can go back."""
        return max(run.timeline.earliest for run in self.values())

    def forget_future(self) -> None:
        """Forget the future of every run, see :meth:`Run.forget_future`."""
        for run in self.values():
            run.forget_future()


def _known(run: Run, iteration: int) -> bool:
    """Whether a run can go to this iteration without training."""
    return run.timeline.has(min(iteration, run.latest))
