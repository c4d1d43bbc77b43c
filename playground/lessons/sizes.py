"""How many units, how deep: networks of several sizes on the same data, each trained alone."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import ClassVar, NamedTuple

from playground.nn import Parameters
from playground.training import Config, Divergence, Measurement, Run
from playground.training.config import unequal_option
from playground.training.options import Several, Whole, option, options

DEPTHS = (1, 2, 3, 4)
MOST_UNITS = 50


@dataclass(frozen=True)
class Sizes(Config):
    """What all networks of the page have in common, and their sizes."""

    fixed: ClassVar[frozenset[str]] = frozenset({"depth", "plain_products"})

    samples: int = option(
        400,
        # Of fewer samples not every test share has points of both classes.
        Whole(label="Samples", help=options(Config)["samples"].help, least=100, most=1000, step=20),
    )
    test_share: int = option(
        20,
        Whole(
            label="Test share (%)",
            help="Share of the points kept out of training: those that the networks have not seen.",
            least=10,
            most=50,
            step=5,
        ),
    )
    initialisation: str = unequal_option()
    units: tuple[int, ...] = option(
        (1, 2, 3, 4, 5, 20, 50),
        Several(
            label="Numbers of hidden units",
            help=f"2 to 8 whole numbers from 1 to {MOST_UNITS}, with commas between.",
            least=1,
            most=MOST_UNITS,
            fewest=2,
            at_most=8,
        ),
    )
    n_h: int = option(
        20,
        Whole(
            label="Units of the network with one hidden layer",
            help="The deeper networks get as nearly the same number of parameters as whole units allow.",
            least=5,
            most=MOST_UNITS,
        ),
    )
    limit: int = option(
        5000,
        Whole(label="Iterations", help="How many updates each network gets.", least=100, most=20_000, step=500),
    )

    def by_units(self) -> list[Config]:
        """One hidden layer with each number of units."""
        return [self._alone(1, n_h) for n_h in self.units]

    def by_depth(self) -> list[Config]:
        """Each depth, with about as many parameters as one hidden layer of ``n_h`` units has."""
        parameters = number_of_parameters((self.n_h,))
        return [self._alone(depth, equal_units(depth, parameters)) for depth in DEPTHS]

    def _alone(self, depth: int, n_h: int) -> Config:
        """The configuration of one network, without the other sizes."""
        shared = {field.name: getattr(self, field.name) for field in fields(Config)}
        return Config(**shared | {"depth": depth, "n_h": n_h})


def number_of_parameters(hidden: Sequence[int]) -> int:
    """Weights and biases of a network with two inputs, hidden layers of these sizes and one output."""
    return sum((before + 1) * units for before, units in pairwise((2, *hidden, 1)))


def equal_units(depth: int, parameters: int) -> int:
    """How many units in each of ``depth`` hidden layers bring the number of parameters nearest to ``parameters``."""
    return min(range(1, MOST_UNITS + 1), key=lambda n_h: abs(number_of_parameters((n_h,) * depth) - parameters))


class Trained(NamedTuple):
    """What is kept of a network that has been trained; one that has diverged is as it was just before."""

    parameters: Parameters
    measured: Measurement
    divergence: Divergence | None


class Sweep:
    """Networks that are trained one after the other, each alone; only the one whose turn it is takes much memory.

    Parameters
    ----------
    configs : one for each network, from small to large, with the same data; a ``ValueError`` of the core passes through

    Attributes
    ----------
    by_depth : whether they differ in depth, otherwise in the number of units
    X, Y, X_test, Y_test : the training and test samples
    trained : those that are done, in order; replaced, never changed, so that another thread may read it
    """

    def __init__(self, configs: Sequence[Config]) -> None:
        self.configs = tuple(configs)
        self.by_depth = len({config.depth for config in configs}) > 1
        self.trained: tuple[Trained, ...] = ()
        self._run = Run(self.configs[0])
        self.X, self.Y, self.X_test, self.Y_test = self._run.X, self._run.Y, self._run.X_test, self._run.Y_test

    @property
    def names(self) -> list[str]:
        """What the networks are called."""
        layers = [f"{_counted(config.depth, 'layer')} of " if self.by_depth else "" for config in self.configs]
        return [before + _counted(config.n_h, "unit") for before, config in zip(layers, self.configs, strict=True)]

    @property
    def ended(self) -> bool:
        """Whether all are trained."""
        return len(self.trained) == len(self.configs)

    @property
    def progress(self) -> str:
        """Where it is, in words."""
        name = self.names[min(len(self.trained), len(self.names) - 1)]
        return f"{name}: {self._run.iteration:,} of {self._run.config.limit:,} iterations"

    @property
    def share(self) -> float:
        """How much of all iterations is done, 0 to 1."""
        done = len(self.trained)  # once: another thread may be at it
        now = 0 if done == len(self.configs) else self._run.iteration / self._run.config.limit
        return min(1.0, (done + now) / len(self.configs))

    def advance(self, iterations: int) -> None:
        """Train the network whose turn it is for so many iterations, or until it is done."""
        if self.ended:
            return
        self._run.advance(iterations)
        if self._run.ended:
            run = self._run
            self.trained = (*self.trained, Trained(run.parameters, run.measure(), run.divergence))
            if not self.ended:
                self._run = Run(self.configs[len(self.trained)])


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
