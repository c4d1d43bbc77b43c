"""One step by hand: one iteration taken apart into its stages."""

import inspect
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.data import DATASETS, Dataset, make_dataset
from playground.language import _
from playground.nn import ACTIVATIONS, LOSSES, Network, Optimiser, nn_model
from playground.training import Recipe, Settings
from playground.training.options import Choice, Ordered, Real, Whole, option, options

from .stages import MOST_HIDDEN, STAGE_NAMES, Names, Stage, stages

SAMPLES = 5
"""Few enough to show every number of every matrix, and to add them up by hand."""


@dataclass(frozen=True)
class OneStepByHand:
    """The iteration, and the stage on screen."""

    dataset: str = option(
        "moons",
        Choice(
            label=_("Dataset"),
            help=_("Where the {count} points come from; their coordinates are rounded to hundredths.", count=SAMPLES),
            names=tuple(DATASETS),
        ),
    )
    classes: int = option(
        2,
        Whole(
            label=_("Classes"),
            help=_(
                "With three, each class has an output and a row in Y, and the output function is the softmax. Moons "
                "are always two: choose another dataset for three."
            ),
            least=2,
            most=3,
        ),
    )
    sample: str = option(
        "all",
        Choice(
            label=_("Sample"),
            help=_("All: the iteration uses every sample; a number: only that sample, so m = 1."),
            names=("all", *(str(number + 1) for number in range(SAMPLES))),
        ),
    )
    activation: str = option("tanh", options(Recipe)["activation"])
    depth: int = option(
        1,
        Whole(
            label=_("Hidden layers"),
            help=_(
                "0 is logistic regression. With one, the picture shows every array; with two or three, a block for "
                "each layer and direction."
            ),
            least=0,
            most=MOST_HIDDEN,
        ),
    )
    n_h: int = option(2, Whole(label=_("Hidden units"), help=_("Units in each hidden layer."), least=1, most=3))
    scale: float = option(
        0.5, Real(label=_("Initial scale"), help=_("How large the initial weights are."), least=0.1, most=2, step=0.1)
    )
    seed: int = option(2, options(Recipe)["seed"])
    trained: str = option(
        "0",
        Ordered(
            label=_("Iterations before"),
            help=_("How many iterations the network has already been trained for, always on all samples."),
            names=("0", "1", "10", "100", "1000"),
        ),
    )
    learning_rate: float = option(
        1.2,
        Real(
            label=_("Learning rate"),
            help=_("The size of the step: choose one, or type a number."),
            least=0.01,
            most=10,
            marks=(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 1.2, 2, 5, 10),
        ),
    )
    stage: str = option(
        "start",
        Ordered(
            label=_("Stage"),
            help=_("Which part of the iteration is shown. The link remembers it, too."),
            names=STAGE_NAMES,
        ),
    )

    @property
    def samples(self) -> Dataset:
        """The samples of the page; X is rounded to hundredths, easy to type into a calculator."""
        classes = min(self.classes, DATASETS[self.dataset].most_classes)  # the dataset may have been changed since
        drawn = make_dataset(self.dataset, SAMPLES, classes=classes)
        return replace(drawn, X=drawn.X.round(2))

    @property
    def loss(self) -> str:
        """The loss that suits the samples, a name in ``LOSSES``."""
        return self.samples.loss

    @property
    def names(self) -> Names:
        """The names of this network's arrays."""
        return Names(self.depth)

    @property
    def stages(self) -> tuple[Stage, ...]:
        """All stages for this network."""
        return stages(self.depth, self.loss)

    @property
    def stage_names(self) -> tuple[str, ...]:
        """Their names, in order."""
        return tuple(stage.name for stage in self.stages)

    @property
    def number(self) -> int:
        """The index of the stage; 0 if this network has no such stage."""
        return self.stage_names.index(self.stage) if self.stage in self.stage_names else 0

    @property
    def now(self) -> Stage:
        """The stage on screen."""
        return self.stages[self.number]

    def stage_next(self, by: int) -> str:
        """The name of the stage ``by`` stages on, clipped to the first or last."""
        return self.stage_names[min(max(self.number + by, 0), len(self.stages) - 1)]

    def sources(self) -> dict[str, str]:
        """The source of the functions that computed this stage, by name, read from the running program."""
        activation, loss, now = ACTIVATIONS[self.activation], LOSSES[self.loss], self.now
        chosen: tuple[Callable[..., Any], ...] = ()
        match now.kind:
            case "start" if self.trained != "0":
                chosen = (Optimiser.train,)
            case "A":
                chosen = (activation.function if now.layer <= self.depth else loss.output,)
            case "cost":
                chosen = (loss.cost_of_scores,)
            case "dZ" if now.layer <= self.depth:
                chosen = (activation.derivative,)
        functions = (*now.functions, *chosen)
        return {f.__qualname__: textwrap.dedent(inspect.getsource(f)) for f in functions}


ONE_STEP_BY_HAND_SETTINGS = Settings(
    records=(OneStepByHand(),),
    row=("stage", "depth"),
    groups={
        _("Data"): ("dataset", "classes", "sample"),
        _("Network"): ("activation", "n_h", "scale", "seed"),
        _("Training"): ("trained", "learning_rate"),
    },
    unused=lambda chosen: {
        *({"classes"} if DATASETS[chosen[OneStepByHand].dataset].most_classes == 2 else ()),
        *(() if chosen[OneStepByHand].depth else {"activation", "n_h"}),
    },
)
"""The settings that the page offers."""


class Step(NamedTuple):
    """One iteration, with everything it computed.

    ``values``: the notes' arrays by name, see :class:`Names`, from X to db1; ``dA1`` is W2ᵀ dZ2, ``g'(Z1)`` the slopes,
    ``ones`` a column of m ones, ``new W1`` … the parameters after the update; ``J`` and ``α`` are numbers, of shape ().
    With softmax also ``exp(Z2)``, the powers, and ``Σexp(Z2)``, (1, m), their sums, unless they overflow or underflow.
    """

    settings: OneStepByHand
    values: Mapping[str, NDArray]
    cost_after: float

    @property
    def m(self) -> int:
        """Number of samples in this iteration."""
        return self.values["X"].shape[1]

    @property
    def cost_before(self) -> float:
        """The cost of these samples before the update."""
        return float(self.values["J"])


def take_apart(settings: OneStepByHand) -> Step:
    """Run one iteration with the network used everywhere in this app, and keep what it computes.

    Raises
    ------
    FloatingPointError
        If training diverges before or in the iteration.
    """
    X, Y = samples = settings.samples
    parameters = nn_model(
        X,
        Y,
        (settings.n_h,) * settings.depth,
        int(settings.trained),
        learning_rate=settings.learning_rate,
        activation=settings.activation,
        loss=samples.loss,
        scale=settings.scale,
        seed=settings.seed,
    )
    if settings.sample != "all":
        chosen = [int(settings.sample) - 1]
        X, Y = X[:, chosen], Y[:, chosen]
    before = parameters.copy()
    network = Network(parameters, X, Y)
    with np.errstate(over="ignore", invalid="ignore"):
        network.forward()
        cost = network.cost()
        network.backward()
        layers = {
            f"{name}{number}": getattr(layer, name).copy()
            for number, layer in enumerate(network.layers, start=1)
            for name in ("Z", "A", "dZ", "dA")
        }
        slopes = {f"g'(Z{layer})": np.empty_like(layers[f"Z{layer}"]) for layer in range(1, settings.depth + 1)}
        for layer, slope in enumerate(slopes.values(), start=1):
            ACTIVATIONS[settings.activation].derivative(layers[f"Z{layer}"], layers[f"A{layer}"], slope)
        Optimiser(network).update(network, settings.learning_rate)
        network.forward()
        cost_after = network.cost()
    if not np.isfinite([cost, cost_after]).all():
        raise FloatingPointError(
            _(
                "Training diverged: a number is no longer finite. Try a smaller learning rate, or fewer iterations "
                "beforehand."
            )
        )
    values = {
        "X": X,
        "Y": Y,
        **before,
        **layers,
        **slopes,
        "ones": np.ones((X.shape[1], 1)),
        **network.gradients,
        **{f"new {name}": value for name, value in parameters.items()},
        "J": np.array(cost),
        "α": np.array(settings.learning_rate),
    }
    if not settings.depth:  # the only layer needs no number
        values = {name.rstrip("1"): value for name, value in values.items()}
    if samples.loss == "softmax":
        Z = settings.names.of("Z", settings.names.last)
        with np.errstate(over="ignore"):
            powers = np.exp(values[Z])
        sums = powers.sum(axis=0, keepdims=True)
        if np.isfinite(sums).all() and sums.all():
            values |= {f"exp({Z})": powers, f"Σexp({Z})": sums}
    return Step(settings, values, cost_after)
