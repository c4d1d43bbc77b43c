"""Recipes: the settings of a run.

The fields of :class:`Recipe` give the defaults, the ranges, the widgets with their labels and help, and the names and
values in the link. To add a setting, add a field here, and its name to the pages that offer it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from numpy.typing import NDArray

from playground.data import (
    COORDINATES,
    DATASETS,
    INPUTS,
    MOST_CLASSES,
    OWN_POINTS,
    SURFACES,
    Dataset,
    have_values,
    inputs_of,
    make_dataset,
    unpack,
)
from playground.language import _, ngettext
from playground.language.labels import SETTINGS, YOUR_POINTS
from playground.nn import (
    ACTIVATIONS,
    INITIALISATIONS,
    SCHEDULES,
    UPDATE_RULES,
    Network,
    Optimiser,
    Parameters,
    initialize_parameters,
)

from .formatting import percent, setting
from .names import name_of
from .options import Choice, Given, Packed, Real, Switch, Whole, defaults, option
from .ranges import BATCH_SIZES, SEEDS, marks, scale_option
from .stop_rule import COSTS, LEAST_FALL, NO_RULE

AS_FIRST = "same"
"""Instead of an activation: that of the first hidden layer."""


def _given(name: str) -> bool:
    """A setting for whether the network gets an input."""
    symbol = INPUTS[name].symbol
    help = _("Whether the network sees the feature {input}.", input=symbol)

    def words(is_given: bool) -> str:
        return symbol if is_given else _("no {input}", input=symbol)

    return option(name in COORDINATES, Given(label=symbol, help=help, words=words, name=name))


@dataclass(frozen=True)
class Recipe:
    """The settings of one run: the same recipe gives the same numbers.

    A lesson may derive one with other first weights.
    """

    dataset: str = option(
        "flower",
        Choice(
            label=_("Dataset"),
            help=_("What the network learns: points of different classes in the plane."),
            names=(*DATASETS, OWN_POINTS),
        ),
    )
    noise: float = option(
        0.2,
        Real(
            label=_("Noise"),
            help=_(
                "How far the points stray from the pure shape; where a number is to be learned, how far the numbers do."
            ),
            words=lambda value: _("noise {value}", value=setting(value)),
            least=0,
            most=1,
            step=0.05,
        ),
    )
    samples: int = option(
        400,
        Whole(
            label=_("Samples"),
            help=_("How many points there are in all; those for training are m in the formulas."),
            words=lambda n: ngettext("{n} sample", "{n} samples", n),
            least=20,
            most=1000,
            step=20,
        ),
    )
    class_share: int = option(
        50,
        Whole(
            label=_("Share of class 1 (%)"),
            help=_("How many of the points of classes 0 and 1 belong to class 1; at 50 all classes are balanced."),
            words=lambda share: _("share of class 1 {share} %", share=share),
            least=10,
            most=90,
            step=5,
        ),
    )
    data_seed: int = option(
        1,
        Whole(
            label=_("Data seed"),
            help=_("A different number draws different points of the same kind."),
            words=lambda seed: _("data seed {seed}", seed=seed),
            least=0,
            most=SEEDS,
            exact=True,
        ),
    )
    test_share: int = option(
        0,
        Whole(
            label=_("Test share (%)"),
            help=_("Share of the points kept out of training, to see whether the network has learned the shape."),
            words=lambda share: _("test share {share} %", share=share),
            least=0,
            most=50,
            step=5,
        ),
    )
    activation: str = option(
        "tanh",
        Choice(
            label=_("Activation"),
            help=_(
                "The function of each hidden unit. The output is a sigmoid; with more than two classes, softmax; for a "
                "number, the weighted input z itself."
            ),
            names=tuple(ACTIVATIONS)[:4],  # the notes' own; there is no room for more side by side
            more=tuple(ACTIVATIONS)[4:],
            side_by_side=True,
        ),
    )
    depth: int = option(
        1,
        Whole(
            label=_("Hidden layers"),
            help=_(
                "0 is logistic regression: given x₁ and x₂ alone, a straight boundary. For a number it is linear "
                "regression: a plane."
            ),
            words=lambda n: ngettext("{n} hidden layer", "{n} hidden layers", n),
            least=0,
            most=4,
        ),
    )
    n_h: int = option(
        4,
        Whole(
            label=_("Hidden units"),
            help=_("Units (neurons) in each hidden layer: n_h in the formulas, beside n_x inputs and n_y outputs."),
            words=lambda n: ngettext("{n} hidden unit", "{n} hidden units", n),
            least=1,
            most=50,
        ),
    )
    later_activation: str = option(
        AS_FIRST,
        Choice(
            label=_("Later layers"),
            help=_("The function of the hidden units in all layers but the first, if it is to be another one."),
            words=lambda name: _("later layers {name}", name=name_of(name)),
            names=(AS_FIRST, *ACTIVATIONS),
        ),
    )
    initialisation: str = option(
        "random",
        Choice(
            label=_("Initialisation"),
            help=_(
                "The initial weights. Constant: all equal the scale. Random: random numbers times the scale. Xavier, "
                "He: random, with a scale that suits each layer's size."
            ),
            names=tuple(INITIALISATIONS),
        ),
    )
    scale: float = scale_option(0.01, _("Initial scale"))
    seed: int = option(
        2,
        Whole(
            label=_("Weight seed"),
            help=_(
                "A different number draws different initial weights. The notes also set 3, outside `nn_model` and in "
                "it; that has no effect, as `initialize_parameters` sets 2 before it draws."
            ),
            words=lambda seed: _("weight seed {seed}", seed=seed),
            least=0,
            most=SEEDS,
            exact=True,
        ),
    )
    learning_rate: float = option(
        1.2,
        Real(
            label=_("Learning rate"),
            help=_("Size of a step; choose, or type a number. May be changed while it runs."),
            words=lambda rate: _("learning rate {rate}", rate=setting(rate)),
            least=1e-4,
            most=100,
            marks=marks(-4, 2, 1.2),
        ),
    )
    plain_products: bool = option(
        False,
        Switch(
            label=_("Plain matrix products"),
            help=_(
                "Compute without the spare rows that keep equal units equal bit for bit; the mathematics is the same."
            ),
            words=lambda plain: _("plain matrix products") if plain else _("no plain matrix products"),
        ),
    )
    limit: int = option(
        10_000,
        Whole(
            label=_("Iteration limit"),
            help=_("The run ends here; raise it to go on."),
            least=1,
            most=1_000_000,
            step=1000,
            exact=True,
        ),
    )
    classes: int = option(
        2,
        Whole(
            label=_("Classes"),
            help=_(
                "Two: binary classification, one sigmoid output. More: multi-class classification, softmax. Moons are "
                "always two."
            ),
            words=lambda n: ngettext("{n} class", "{n} classes", n),
            least=2,
            most=MOST_CLASSES,
        ),
    )

    update_rule: str = option(
        "gradient descent",
        Choice(
            label=_("Update rule"),
            help=_(
                "How a gradient becomes a step. Momentum: steps gather speed. RMSprop, Adam: each parameter has steps "
                "of about the same size, however large its derivative; they need a far lower learning rate."
            ),
            names=tuple(UPDATE_RULES),
        ),
    )
    batch_size: int = option(
        0,
        Whole(
            label=_("Batch size"),
            help=_("How many samples each update looks at; 0 stands for all of them."),
            words=lambda size: _("batches of {size}", size=size) if size else _("all samples at once"),
            least=0,
            most=2000,
            marks=BATCH_SIZES,
            zero="all",
        ),
    )
    batch_seed: int = option(
        3,
        Whole(
            label=_("Batch seed"),
            help=_("A different number puts the samples into other batches."),
            words=lambda seed: _("batch seed {seed}", seed=seed),
            least=0,
            most=SEEDS,
            exact=True,
        ),
    )
    l2: float = option(
        0.0,
        Real(
            label=_("L2 penalty"),
            help=_(
                "Adds to the cost half this number times the sum of all squared weights, so that weights stay small."
            ),
            words=lambda value: _("L2 penalty {value}", value=setting(value)),
            least=0,
            most=1,
            marks=(0.0, *marks(-5, 0)),
        ),
    )
    l1: float = option(
        0.0,
        Real(
            label=_("L1 penalty"),
            help=_(
                "Adds to the cost this number times the sum of the absolute values of all weights, so that many "
                "become almost 0."
            ),
            words=lambda value: _("L1 penalty {value}", value=setting(value)),
            least=0,
            most=1,
            marks=(0.0, *marks(-5, 0)),
        ),
    )
    schedule: str = option(
        "constant",
        Choice(
            label=_("Schedule"),
            help=_(
                "How the learning rate falls. In steps: halved at each half-life. Exponential: just as fast, but "
                "evenly. 1/t: ever more slowly."
            ),
            words=lambda name: _("schedule {name}", name=name_of(name)),
            names=tuple(SCHEDULES),
        ),
    )
    half_life: int = option(
        1000,
        Whole(
            label=_("Half-life"),
            help=_("The iterations after which the schedule has halved the learning rate."),
            words=lambda value: _("half-life {value}", value=value),
            least=1,
            most=1_000_000,
            step=100,
            exact=True,
        ),
    )

    stop: str = option(
        NO_RULE,
        Choice(
            label=_("Stop rule"),
            help=_(
                "Ends the run before its limit, once this cost has not fallen by more than {share} for as many "
                "iterations as the patience. The test cost needs a test share.",
                share=percent(LEAST_FALL),
            ),
            words=lambda name: _("no stop rule") if name == NO_RULE else _("stop rule {name}", name=name_of(name)),
            names=(NO_RULE, *COSTS),
        ),
    )
    patience: int = option(
        100,
        Whole(
            label=_("Patience"),
            help=_("The iterations for which the stop rule waits for the cost to fall."),
            words=lambda value: _("patience {value}", value=value),
            least=10,
            most=100_000,
            step=10,
            exact=True,
        ),
    )

    x1: bool = _given("x1")
    x2: bool = _given("x2")
    x1_squared: bool = _given("x1_squared")
    x2_squared: bool = _given("x2_squared")
    x1_x2: bool = _given("x1_x2")
    sin_x1: bool = _given("sin_x1")
    sin_x2: bool = _given("sin_x2")

    points: str = option(
        "",
        Packed(
            label=YOUR_POINTS,
            help=_("Points of your own, packed into a text: what “own points” stands for."),
            words=lambda points: _("other points"),
        ),
    )

    @property
    def whole(self) -> Dataset:
        """All samples, before some are set aside for testing."""
        if self.has_own_points:
            if not self.points:
                raise ValueError(_("There are no points of your own yet: draw some on the playground's chart."))
            return unpack(self.points).dataset
        made = DATASETS.get(self.dataset)
        classes = min(self.classes, made.most_classes) if made else 2  # the dataset may have been changed since
        share = self.class_share / 100
        return make_dataset(self.dataset, self.samples, self.noise, self.data_seed, class_share=share, classes=classes)

    def data(self) -> tuple[Dataset, Dataset]:
        """The training samples and the test samples, of which there may be none.

        If a visitor's own points don't allow the test share, for example because there are only a few yet, all of them
        are for training, see :attr:`remarks`.
        """
        if not self.inputs:
            raise ValueError(
                _(
                    "The network sees nothing: tick at least one of its inputs, such as x₁, in {settings}.",
                    settings=SETTINGS,
                )
            )
        whole = self.whole
        return whole.split(self.share_of(whole) if self.has_own_points else self.test_share / 100, self.data_seed)

    def share_of(self, whole: Dataset) -> float:
        """The share of these samples to use for testing: the test share if it is possible, otherwise 0."""
        try:
            whole.for_testing(self.test_share / 100, self.data_seed)
        except ValueError:
            return 0
        return self.test_share / 100

    @property
    def has_own_points(self) -> bool:
        """Whether the network learns a visitor's own points."""
        return self.dataset == OWN_POINTS

    @property
    def asks_for_number(self) -> bool:
        """Whether the network is to output a number, rather than classes."""
        return have_values(self.points) if self.has_own_points else self.dataset in SURFACES

    @property
    def remarks(self) -> list[str]:
        """Remarks about a visitor's own points, a sentence each."""
        if not self.has_own_points or not self.points:
            return []
        points = unpack(self.points)
        said = points.remarks
        if self.test_share and not self.share_of(points.dataset):
            text = (
                _("A test share of {share} % needs more points: all are used for training.")
                if points.values
                else _("A test share of {share} % needs more points of each class: all are used for training.")
            )
            said.append(text.filled(share=self.test_share))
        return said

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the network's inputs, if samples are points in the plane."""
        return tuple(name for name in INPUTS if getattr(self, name))

    @property
    def draws_straight(self) -> bool:
        """Whether a weighted sum of the inputs is 0 along a straight line in the plane."""
        return set(self.inputs) <= set(COORDINATES)

    def inputs_of(self, X: NDArray) -> NDArray:
        """The network's inputs, (n, m), for samples X. Samples that are not points are returned unchanged."""
        return inputs_of(X, self.inputs)

    def parameters(self, n_x: int, n_y: int, loss: str = "sigmoid") -> Parameters:
        """The first weights and biases of a network with ``n_x`` inputs, ``n_y`` outputs and this loss."""
        return initialize_parameters(
            n_x,
            self.hidden,
            n_y,
            self.activations or self.activation,
            loss=loss,
            initialisation=self.initialisation,
            scale=self.scale,
            seed=self.seed,
        )

    def optimiser(self, network: Network) -> Optimiser:
        """The optimiser of this network; a batch size above the number of samples also means all of them."""
        size = self.batch_size if 0 < self.batch_size < network.Y.shape[1] else None
        return Optimiser(network, self.update_rule, size, self.batch_seed, self.schedule, self.half_life)

    def followed(self, parameters: Parameters) -> NDArray | None:
        """What the history records of the parameters besides cost and accuracy; here nothing."""
        return None

    @property
    def has_biases(self) -> bool:
        """Whether the network has biases; if not, they stay zero."""
        return True

    @property
    def hidden(self) -> tuple[int, ...]:
        """Units of each hidden layer."""
        return (self.n_h,) * self.depth

    @property
    def activations(self) -> tuple[str, ...]:
        """The activation of each hidden layer."""
        later = self.activation if self.later_activation == AS_FIRST else self.later_activation
        return (self.activation, *(later,) * len(self.hidden))[: len(self.hidden)]

    def in_all_layers(self, activation: str) -> Mapping[str, str]:
        """The settings that give every hidden layer this activation."""
        later = {} if self.later_activation == AS_FIRST else {"later_activation": AS_FIRST}
        return {"activation": activation} | later

    @property
    def uses_scale(self) -> bool:
        """Whether ``scale`` has an effect on the first weights."""
        return INITIALISATIONS[self.initialisation].uses_scale

    @property
    def uses_seed(self) -> bool:
        """Whether ``seed`` has an effect on the first weights."""
        return INITIALISATIONS[self.initialisation].uses_seed

    @property
    def unused(self) -> set[str]:
        """The names of the settings that have no effect with the others."""
        return {
            *self._unused_data,
            *self.unused_in_training,
            *([] if self.uses_scale else ["scale"]),
            *([] if self.depth else ["n_h", "activation"]),
        }

    @property
    def unused_in_training(self) -> set[str]:
        """Those of them that concern how steps are taken."""
        return {
            *([] if self.batch_size else ["batch_seed"]),
            *(["half_life"] if self.schedule == "constant" else []),
            *(["patience"] if self.stop == NO_RULE else []),
        }

    @property
    def _unused_data(self) -> set[str]:
        if self.has_own_points:
            # The seed still chooses the test points.
            return {"classes", "noise", "samples", "class_share"} | (set() if self.test_share else {"data_seed"})
        if self.asks_for_number:
            return {"classes", "class_share"}
        return {"classes"} if DATASETS[self.dataset].most_classes == 2 else set()

    @property
    def beginning(self) -> Self:
        """The recipe without what may change during a run: equal for all runs that start with the same numbers."""
        first = defaults(Recipe)
        return replace(self, **{name: first[name] for name in WHILE_IT_RUNS})

    def adjusted(self, other: "Recipe") -> Self:
        """The recipe with the other's values of the settings that may change during a run."""
        return replace(self, **{name: getattr(other, name) for name in WHILE_IT_RUNS})


HOW_STEPS_ARE_TAKEN = ("update_rule", "batch_size", "batch_seed", "l2", "l1", "schedule", "half_life")
"""Settings that have their defaults in the notes' full-batch gradient descent."""

WHERE_IT_ENDS = ("limit", "stop", "patience")
"""Settings that say only how far a run goes: with others, it is still the same run."""

WHILE_IT_RUNS = ("learning_rate", *WHERE_IT_ENDS)
"""Settings that may change during a run; changing any other starts another run."""
