"""One step by hand: one iteration taken apart into its stages."""

import inspect
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.data import DATASETS, Dataset, make_dataset
from playground.language import _, sentences
from playground.nn import ACTIVATIONS, INITIALISATIONS, LOSSES, Network, Optimiser, nn_model
from playground.nn.network import Hidden, Layer
from playground.nn.update_rules import gradient_descent
from playground.training import Recipe, Settings
from playground.training.options import Choice, Ordered, Real, Whole, option, options

SAMPLES = 5
"""Few enough to show every number of every matrix, and to add them up by hand."""


class Equation(NamedTuple):
    """``left = right`` as plain text; the names are keys of :attr:`Step.values`.

    ``right``: as in the notes; ``detail``: the same in matrices only, if ``right`` is not; ``half_way``: the same,
    partly computed; ``becomes``: whether ``left`` is overwritten.
    """

    left: str
    right: str = ""
    detail: str = ""
    half_way: str = ""
    becomes: bool = False

    @property
    def result(self) -> str:
        """The key of the result."""
        return f"new {self.left}" if self.becomes else self.left


class Stage(NamedTuple):
    """A stage of the iteration.

    ``section``: in the lecture notes; ``words``: what happens; ``functions``: the core functions that compute it.
    """

    name: str
    title: str
    section: str
    equations: tuple[Equation, ...]
    words: str
    functions: Callable[["OneStepByHand"], tuple[Callable[..., Any], ...]]


def _derivative(layer: int, before: str) -> tuple[Stage, Stage]:
    """The stages that compute dW and db of a layer whose inputs are ``before``."""
    dZ, dW, db = f"dZ{layer}", f"dW{layer}", f"db{layer}"
    return (
        Stage(
            dW,
            _("Backward: {array}", array=dW),
            _("section {number}", number=10),
            (Equation(dW, f"1/m {dZ} {before}ᵀ"),),
            _(
                "How the cost changes with each weight: each sample's {dZ} times its {before}, averaged over the "
                "samples. The code computes the product first and divides by m at the end, for all layers at once.",
                dZ=dZ,
                before=before,
            ),
            lambda settings: (Layer.backward, Network.backward),
        ),
        Stage(
            db,
            _("Backward: {array}", array=db),
            _("section {number}", number=10),
            (Equation(db, f"1/m Σ {dZ}⁽ⁱ⁾", f"1/m {dZ} ones"),),
            _(
                "The bias is the weight of an extra input that is always 1, so {db} is the mean of {dZ}. In the code "
                "it is the last column of the array that holds {dW}, so one product computes both.",
                db=db,
                dZ=dZ,
                dW=dW,
            ),
            lambda settings: (Layer.backward, Network.backward),
        ),
    )


class End(NamedTuple):
    """The parts of the stages that depend on the loss.

    ``labels``: how Y encodes the classes; ``scores``: what Z2 is; ``output``, ``J``: the equations of A2 and of the
    cost, and what they mean; ``section``: where the output is in the notes; ``wrong``: what dZ2 is; ``through``: how
    dZ2 reaches a hidden unit.
    """

    labels: str
    scores: str
    output: Equation
    output_words: str
    section: str
    J: Equation
    J_words: str
    wrong: str
    through: str


SIGMOID = End(
    labels=_("Each column of X is a sample; the same column of Y is its class."),
    scores=_("The same again, from the outputs of the hidden layer: one score per sample."),
    output_words=_("The sigmoid turns each score into a probability of class 1."),
    section=_("section {number}", number=1),
    output=Equation("A2", "σ(Z2)"),
    J_words=_("One number for how wrong the outputs are."),
    J=Equation(
        "J",
        "-1/m Σ (y⁽ⁱ⁾ log a⁽ⁱ⁾ + (1 - y⁽ⁱ⁾) log(1 - a⁽ⁱ⁾))",
        "-1/m Σ (Y * log(A2) + (1 - Y) * log(1 - A2))",
    ),
    wrong=_(
        "How wrong each output is: positive if it is too large, negative if it is too small. The slope of the sigmoid "
        "has cancelled out against that of the logarithm."
    ),
    through=_(
        "How much of dZ2 reaches each hidden unit: back through the unit's weight in W2, times the slope of its "
        "activation, which the code computes from A1."
    ),
)
SOFTMAX = End(
    labels=_(
        "Each column of X is a sample; the same column of Y is its class, one-hot: 1 in the row of that class, 0 in "
        "the others."
    ),
    scores=_("The same again, from the outputs of the hidden layer: for each sample one score per class."),
    output_words=_(
        "The softmax turns the scores of each sample into a probability for each class k: powers of e, divided by the "
        "sum of their column. The code first subtracts the largest score of each column: that changes no quotient, and "
        "no power can become too large."
    ),
    section=_("section {number}", number=7),
    output=Equation("A2", "softmax(Z2)", half_way="exp(Z2) / Σexp(Z2)"),
    J_words=_(
        "One number for how wrong the outputs are: −log of the probability that each sample's right class gets, "
        "averaged. Multiplying by Y picks that one out."
    ),
    J=Equation("J", "-1/m Σ log a_right⁽ⁱ⁾", "-1/m Σ (Y * log(A2))"),
    wrong=_(
        "How wrong each output is: positive for a wrong class, negative for the right one. This is the same formula as "
        "with two classes and a sigmoid: the slope of the softmax, too, has cancelled out against that of the "
        "logarithm. So the rest of the way back is the same as well."
    ),
    through=_(
        "How much of dZ2 reaches each hidden unit: back through the unit's weights in W2, added up over the classes, "
        "times the slope of its activation, which the code computes from A1."
    ),
)


def _stages(end: End) -> tuple[Stage, ...]:
    """The stages of an iteration, in order."""
    return (
        Stage(
            "start",
            _("Before the first stage"),
            _("sections {one} and {another}", one=8, another=10),
            tuple(Equation(name) for name in ("X", "Y", "W1", "b1", "W2", "b2")),
            sentences(_("What the iteration starts from."), end.labels),
            lambda settings: (
                INITIALISATIONS["random"].start,
                *([Optimiser.train] if settings.trained != "0" else []),
            ),
        ),
        Stage(
            "Z1",
            _("Forward: {array}", array="Z1"),
            _("section {number}", number=6),
            (Equation("Z1", "W1 X + b1"),),
            _(
                "Each row is one hidden unit's linear combination of the inputs, each column a sample. b1 is added to "
                "every column."
            ),
            lambda settings: (Layer.forward,),
        ),
        Stage(
            "A1",
            _("Forward: {array}", array="A1"),
            _("section {number}", number=7),
            (Equation("A1", "g(Z1)"),),
            _("The activation function, applied number by number, so the shape stays the same."),
            lambda settings: (Layer.forward, ACTIVATIONS[settings.activation].function),
        ),
        Stage(
            "Z2",
            _("Forward: {array}", array="Z2"),
            _("section {number}", number=6),
            (Equation("Z2", "W2 A1 + b2"),),
            end.scores,
            lambda settings: (Layer.forward,),
        ),
        Stage(
            "A2",
            _("Forward: {array}", array="A2"),
            end.section,
            (end.output,),
            end.output_words,
            lambda settings: (Layer.forward, LOSSES[settings.loss].output),
        ),
        Stage(
            "cost",
            _("The cost"),
            _("sections {one} and {another}", one=2, another=5),
            (end.J,),
            sentences(
                end.J_words,
                _(
                    "No arrow in the graph leaves it: the way back needs the derivative of the cost, not its value. "
                    "The code computes the same number from Z2: it is right even where an output has been rounded to 0 "
                    "or 1."
                ),
            ),
            lambda settings: (Network.data_cost, LOSSES[settings.loss].cost_of_scores),
        ),
        Stage(
            "dZ2",
            _("Backward: {array}", array="dZ2"),
            _("section {number}", number=10),
            (Equation("dZ2", "A2 - Y"),),
            end.wrong,
            lambda settings: (Network.backward,),
        ),
        *_derivative(2, "A1"),
        Stage(
            "dZ1",
            _("Backward: {array}", array="dZ1"),
            _("section {number}", number=10),
            (Equation("dZ1", "W2ᵀ dZ2 * g'(Z1)", half_way="dA1 * g'(Z1)"),),
            sentences(end.through, _("The * multiplies number by number.")),
            lambda settings: (Hidden.compute_dZ, ACTIVATIONS[settings.activation].derivative),
        ),
        *_derivative(1, "X"),
        Stage(
            "update",
            _("The update"),
            _("section {number}", number=3),
            tuple(Equation(name, f"{name} - α d{name}", becomes=True) for name in ("W1", "b1", "W2", "b2")),
            _("Every parameter moves against its derivative, and all of them move at once. α is the learning rate."),
            lambda settings: (gradient_descent,),
        ),
    )


STAGES = {"sigmoid": _stages(SIGMOID), "softmax": _stages(SOFTMAX)}
"""The stages of an iteration, in order, by the name of the loss."""

_NAMES = tuple(stage.name for stage in STAGES["sigmoid"])


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
            # Translators: "all" is an option, which stays English.
            help=_("all: the iteration uses every sample; a number: only that sample, so m = 1."),
            names=("all", *(str(number + 1) for number in range(SAMPLES))),
        ),
    )
    activation: str = option("tanh", options(Recipe)["activation"])
    n_h: int = option(2, Whole(label=_("Hidden units"), help=_("Units in the hidden layer."), least=1, most=3))
    scale: float = option(
        0.5, Real(label=_("Scale"), help=_("How large the first weights are."), least=0.1, most=2, step=0.1)
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
            label=_("Stage"), help=_("Which part of the iteration is shown. The link remembers it, too."), names=_NAMES
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
    def stages(self) -> tuple[Stage, ...]:
        """All stages for this loss."""
        return STAGES[self.loss]

    @property
    def number(self) -> int:
        """The index of the stage."""
        return _NAMES.index(self.stage)

    @property
    def now(self) -> Stage:
        """The stage on screen."""
        return self.stages[self.number]

    def stage_next(self, by: int) -> str:
        """The name of the stage ``by`` stages on, clipped to the first or last."""
        return _NAMES[min(max(self.number + by, 0), len(_NAMES) - 1)]

    def sources(self) -> dict[str, str]:
        """The source of the functions that computed this stage, by name, read from the running program."""
        functions = self.now.functions(self)
        return {f.__qualname__: textwrap.dedent(inspect.getsource(f)) for f in functions}


ONE_STEP_BY_HAND_SETTINGS = Settings(
    records=(OneStepByHand(),),
    row=("stage",),
    groups={
        _("Data"): ("dataset", "classes", "sample"),
        _("Network"): ("activation", "n_h", "scale", "seed"),
        _("Training"): ("trained", "learning_rate"),
    },
    unused=lambda chosen: {"classes"} if DATASETS[chosen[OneStepByHand].dataset].most_classes == 2 else (),
)
"""The settings that the page offers."""


class Step(NamedTuple):
    """One iteration, with everything it computed.

    ``values``: the notes' arrays by name, from X to db1; ``dA1`` is W2ᵀ dZ2, ``g'(Z1)`` the slopes, ``ones`` a column
    of m ones, ``new W1`` … the parameters after the update; ``J`` and ``α`` are numbers, of shape (). With softmax also
    ``exp(Z2)``, the powers, and ``Σexp(Z2)``, (1, m), their sums, unless they overflow or underflow.
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
        settings.n_h,
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
        slope = np.empty_like(layers["A1"])
        ACTIVATIONS[settings.activation].derivative(layers["Z1"], layers["A1"], slope)
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
        "g'(Z1)": slope,
        "ones": np.ones((X.shape[1], 1)),
        **network.gradients,
        **{f"new {name}": value for name, value in parameters.items()},
        "J": np.array(cost),
        "α": np.array(settings.learning_rate),
    }
    if LOSSES[samples.loss].one_hot:
        with np.errstate(over="ignore"):
            powers = np.exp(values["Z2"])
        sums = powers.sum(axis=0, keepdims=True)
        if np.isfinite(sums).all() and sums.all():
            values |= {"exp(Z2)": powers, "Σexp(Z2)": sums}
    return Step(settings, values, cost_after)
