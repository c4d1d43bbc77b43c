"""Every choice that a visitor makes, defined once.

The fields of :class:`Config` and :class:`View` give the defaults, the ranges, the widgets with their labels and
help, and the names and values in the link. To add a setting, add a field.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from numpy.typing import NDArray

from playground.data import DATASETS
from playground.nn import ACTIVATIONS, INITIALISATIONS, Network, Parameters, cross_entropy, initialize_parameters

from .options import Choice, Real, Switch, Whole, option
from .units import hidden_units

SEEDS = 2**32 - 1


def _marks(first: int, last: int, *more: float) -> tuple[float, ...]:
    """1, 2 and 5 times each power of ten from 10^first, up to 10^last; and ``more``."""
    steps = [float(f"{digit}e{power}") for power in range(first, last) for digit in (1, 2, 5)]
    return tuple(sorted({*steps, 10.0**last, *more}))


def scale_option(default: float, label: str) -> float:
    """A setting for the size of the first weights."""
    help = "How large the first weights are; choose, or type a number."
    return option(default, Real(label=label, help=help, least=1e-4, most=10, marks=_marks(-4, 1)))


BY_SIZE = tuple(name for name, way in INITIALISATIONS.items() if way.by_size)
"""The ways to start that suit the size of each layer."""


def unequal_option() -> str:
    """A setting for how weights start where no units may be equal."""
    return option(
        "xavier",
        Choice(
            label="Initialisation",
            help=f"How the weights start; {' and '.join(BY_SIZE)} suit the size of each layer, random × scale is the "
            "notes' way.",
            names=(*BY_SIZE, "random"),
        ),
    )


@dataclass(frozen=True)
class Config:
    """What a run is made from: the same configuration gives the same numbers."""

    dataset: str = option(
        "flower",
        Choice(
            label="Dataset",
            help="What the network learns: points of two classes in the plane.",
            names=tuple(DATASETS),
        ),
    )
    noise: float = option(
        0.2, Real(label="Noise", help="How far the points stray from the pure shape.", least=0, most=1, step=0.05)
    )
    samples: int = option(
        400,
        Whole(label="Samples", help="How many points there are, both classes together.", least=20, most=1000, step=20),
    )
    class_share: int = option(
        50,
        Whole(
            label="Share of class 1 (%)",
            help="How many of the points belong to class 1; at 50 the classes are balanced.",
            least=10,
            most=90,
            step=5,
        ),
    )
    data_seed: int = option(
        1,
        Whole(label="Data seed", help="Another number draws other points of the same kind.", least=0, most=SEEDS),
    )
    test_share: int = option(
        0,
        Whole(
            label="Test share (%)",
            help="Share of the points kept out of training, to see whether the network has learned the shape.",
            least=0,
            most=50,
            step=5,
        ),
    )
    activation: str = option(
        "tanh",
        Choice(
            label="Activation",
            help="The function that each hidden unit applies; the output is always a sigmoid.",
            names=tuple(ACTIVATIONS),
        ),
    )
    depth: int = option(
        1, Whole(label="Hidden layers", help="0 is logistic regression: a straight boundary.", least=0, most=4)
    )
    n_h: int = option(
        4, Whole(label="Hidden units", help="Units in each hidden layer, n_h in the notes.", least=1, most=50)
    )
    initialisation: str = option(
        "random",
        Choice(
            label="Initialisation",
            help="How the weights start; zero_W1: only W1 zero; constant: every weight equal to the scale.",
            names=tuple(INITIALISATIONS),
        ),
    )
    scale: float = scale_option(0.01, "Scale")
    seed: int = option(
        2, Whole(label="Weight seed", help="Another number draws other first weights.", least=0, most=SEEDS)
    )
    learning_rate: float = option(
        1.2,
        Real(
            label="Learning rate",
            help="Size of a step of gradient descent; choose, or type a number. May be changed while it runs.",
            least=1e-4,
            most=100,
            marks=_marks(-4, 2, 1.2),
        ),
    )
    plain_products: bool = option(
        False,
        Switch(
            label="Plain matrix products",
            help="Compute without the spare rows that keep equal units equal bit for bit; the mathematics is the same.",
        ),
    )
    limit: int = option(
        10_000,
        Whole(
            label="Iteration limit", help="The run ends here; raise it to go on.", least=1, most=1_000_000, step=1000
        ),
    )

    fixed: ClassVar[frozenset[str]] = frozenset({"plain_products"})
    """Fields that keep their default: the page does not offer them."""
    follows_units: ClassVar[bool] = False
    """Whether the history keeps the hidden units."""
    has_biases: ClassVar[bool] = True
    """Whether the network has biases; without, they stay zero."""

    def runs(self) -> Mapping[str, "Config"]:
        """What trains side by side, by name; here one run, of this configuration."""
        return {"": self}

    def parameters(self, n_x: int, n_y: int) -> Parameters:
        """The first weights and biases of a network with so many inputs and outputs."""
        return initialize_parameters(
            n_x,
            self.hidden,
            n_y,
            self.activation,
            initialisation=self.initialisation,
            scale=self.scale,
            seed=self.seed,
        )

    def cost(self, network: Network) -> float:
        """The cost of a network that has made a forward pass."""
        return cross_entropy(network.output.A, network.Y)

    def followed(self, parameters: Parameters) -> NDArray | None:
        """What the history keeps of the parameters, if anything: the hidden units."""
        return hidden_units(parameters) if self.follows_units else None

    @property
    def hidden(self) -> tuple[int, ...]:
        """Units of each hidden layer."""
        return (self.n_h,) * self.depth

    @property
    def start(self) -> str:
        """How the weights start, in a few words."""
        labels = {
            "random": f"Random × {self.scale:g}",
            "zero": "All zero",
            "zero_W1": "Only W1 zero",
            "zero_W2": "Only W2 zero",
            "constant": f"Every weight {self.scale:g}",
        }
        return labels.get(self.initialisation, self.initialisation.capitalize())

    @property
    def uses_scale(self) -> bool:
        """Whether ``scale`` has an effect on the first weights."""
        return INITIALISATIONS[self.initialisation].uses_scale

    def starts_as(self, other: "Config") -> bool:
        """Whether both begin with the same data, network and weights: all but learning rate and limit equal."""
        return replace(self, learning_rate=other.learning_rate, limit=other.limit) == other


SPEEDS = (1, 2, 5, 10, 20, 60, 300, 600, 1200, 3000)
FASTEST = "max"


@dataclass(frozen=True)
class View:
    """How a run is shown; none of it changes a number."""

    speed: str = option(
        "1200",
        Choice(
            label="Speed",
            help="Iterations a second: 1 to watch single steps, up to as fast as the server can.",
            names=(*map(str, SPEEDS), FASTEST),
        ),
    )
    hard: bool = option(
        False,
        Switch(
            label="Hard classes",
            help="Colour by the predicted class alone; otherwise colours are paler where the network is less sure.",
        ),
    )
    log_cost: bool = option(False, Switch(label="Logarithmic cost", help="Draw the cost axis in powers of ten."))

    @property
    def iterations_per_second(self) -> float:
        """The speed as a number; infinite for as fast as it goes."""
        return float("inf") if self.speed == FASTEST else int(self.speed)
