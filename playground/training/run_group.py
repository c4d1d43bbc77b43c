"""Several runs that train in step: every one has made the same number of updates, or has diverged before that."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from .experiment import Experiment
from .field import Extent
from .run import Event, Run


class RunGroup(Mapping[str, Run]):
    """The runs of an experiment, by name; most experiments have one.

    Parameters
    ----------
    experiment : what is trained; a ``ValueError`` of the core or the data passes through
    """

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self._runs = {name: Run(variant.recipe) for name, variant in experiment.items()}

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
    def story(self) -> dict[str, list[Event]] | None:
        """What was done to each run; see :meth:`Run.story`."""
        stories = {name: run.story for name, run in self.items()}
        return None if None in stories.values() else stories  # type: ignore[return-value]

    def replay(self, story: Mapping[str, Sequence[Event]]) -> None:
        """Back to the first weights, to tell a story again; see :meth:`Run.replay`."""
        if story.keys() != self.keys():
            raise ValueError(f"the story is one of {', '.join(story)}; these runs are {', '.join(self)}")
        for name, run in self.items():
            run.replay(story[name])

    def checkpoint(self) -> None:
        """Remember this moment for :meth:`rewind`."""
        for run in self.values():
            run.checkpoint()

    def rewind(self, iteration: int) -> None:
        """Go back to ``iteration`` if every run can, see :meth:`Run.rewind`; otherwise stay."""
        if all(run.reaches(iteration) for run in self.values()):
            for run in self.values():
                run.rewind(iteration)

    def forget_future(self) -> None:
        """See :meth:`Run.forget_future`."""
        for run in self.values():
            run.forget_future()
