"""Several runs that train in step: every one has made the same number of updates, or has diverged before that."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from .experiment import Experiment
from .field import Extent
from .run import Run
from .timeline import CHECKPOINT_BYTES, Event


class RunGroup(Mapping[str, Run]):
    """The runs of an experiment, by name; most experiments have one.

    Parameters
    ----------
    experiment : what is trained; a ``ValueError`` of the core or the data passes through
    """

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
        """The run that comes first; the only one of most pages."""
        return next(iter(self.values()))

    @property
    def iteration(self) -> int:
        """How many updates were made."""
        return max(run.iteration for run in self.values())

    @property
    def ended(self) -> bool:
        """Whether none can go on."""
        return all(run.ended for run in self.values())

    @property
    def extent(self) -> Extent:
        """The part of the plane that holds every sample."""
        return self.extent_of(list(self.values()))

    @staticmethod
    def extent_of(runs: Sequence[Run]) -> Extent:
        """The part of the plane that holds every sample of these runs."""
        X = np.hstack([X for run in runs for X in (run.X, run.X_test)])
        return Extent.steady(X) if runs[0].recipe.has_own_points else Extent.around(X)

    def adjust(self, experiment: Experiment) -> None:
        """Take over what may change while they run."""
        self.experiment = experiment
        for name, variant in experiment.items():
            self[name].adjust(variant.recipe)

    def advance(self, iterations: int) -> None:
        """Train each for so many iterations, or until it has ended."""
        for run in self.values():
            run.advance(iterations)

    def reset(self) -> None:
        """Back to iteration 0 and the same first weights."""
        for run in self.values():
            run.reset()

    @property
    def event_log(self) -> dict[str, list[Event]] | None:
        """What was done to each run; see :meth:`Run.event_log`."""
        logs = {name: run.event_log for name, run in self.items()}
        return None if None in logs.values() else logs  # type: ignore[return-value]

    def restore(self, event_log: Mapping[str, Sequence[Event]]) -> None:
        """Back to the first weights, so that all of the event log happens again; see :meth:`Run.restore`."""
        if event_log.keys() != self.keys():
            raise ValueError(f"the event log is one of {', '.join(event_log)}; these runs are {', '.join(self)}")
        for name, run in self.items():
            run.restore(event_log[name])

    def checkpoint(self) -> None:
        """Remember this moment besides those that the timelines keep."""
        for run in self.values():
            run.checkpoint()

    def seek(self, iteration: int) -> None:
        """Make this the present moment of every run, see :meth:`Run.seek`; one that diverged before stands still."""
        iteration = self._within(iteration)
        for run in self.values():
            run.seek(iteration)

    def approach(self, iteration: int) -> int:
        """Go as near to this moment as it takes no training, and not beyond; returns how far it is from there."""
        iteration = self._within(iteration)
        start = iteration
        while not all(_known(run, start) for run in self.values()):
            before = min(run.timeline.before(start) for run in self.values() if not _known(run, start))
            if before >= start:  # there is none that all have
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
        """The farthest iteration that any run was trained to."""
        return max(run.latest for run in self.values())

    @property
    def earliest(self) -> int:
        """The first moment that all can still come back to."""
        return max(run.timeline.earliest for run in self.values())

    def forget_future(self) -> None:
        """See :meth:`Run.forget_future`."""
        for run in self.values():
            run.forget_future()


def _known(run: Run, iteration: int) -> bool:
    """Whether a run can come to this moment without training."""
    return run.timeline.has(min(iteration, run.latest))
