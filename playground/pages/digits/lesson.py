"""Digits: the network and its samples, and the presets with their answers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.data import Dataset
from playground.data.digits import pool_and_test, train_and_test
from playground.language import Message, _, advice, ngettext, rounded, sentences
from playground.lessons.answers import (
    accuracy,
    any_weight_has_moved,
    cost,
    cost_of_the_first,
    how_units_differ,
)
from playground.lessons.claims import Found, Outcome, band
from playground.lessons.lesson import Chosen, Lesson, Preset
from playground.lessons.ones_own import of_ones_own
from playground.training import HOW_STEPS_ARE_TAKEN, Experiment, Recipe, Run, RunGroup, Settings, View
from playground.training.formatting import percent
from playground.training.options import Choice, Whole, option
from playground.training.ranges import SEEDS

from .confusion import counts_in_the_test, how_it_misreads, misread

MOST_SAMPLES = pool_and_test()[0].labels.size
EXCITING = 20
"""Training samples that excite a unit most, which are compared with each other."""
MUCH = 10
"""Shares of digits of one class that differ by so many percentage points differ much."""
READS = 0.8
"""A network that gets this share of the test samples right has learned to read."""
MOST_UNITS = 32
"""Units per layer, each of which has a picture; with more, strokes could no longer be seen."""


@dataclass(frozen=True)
class DigitsRecipe(Recipe):
    """A network that learns handwritten digits."""

    samples: int = option(
        MOST_SAMPLES,
        Whole(
            label=_("Samples"),
            help=_("How many digits the network learns from. The digits that it is tested on are always the same."),
            least=50,
            most=MOST_SAMPLES,
        ),
    )

    def data(self) -> tuple[Dataset, Dataset]:
        return train_and_test(self.samples, self.data_seed)

    @property
    def unused(self) -> set[str]:
        return self.unused_in_training | {
            *(["scale"] if not self.uses_scale else []),
            *(["data_seed"] if self.samples == MOST_SAMPLES else []),
            *(["n_h", "activation"] if not self.depth else []),
        }


def experiment(chosen: Chosen) -> Experiment:
    """One network."""
    return Experiment.alone(chosen[DigitsRecipe])


def unused(chosen: Chosen) -> set[str]:
    """The names of the settings that have no effect with these choices."""
    return chosen[DigitsRecipe].unused


def _right_in_the_test(run: Run) -> str:
    return percent(run.measure().test_score)


def _how_it_misreads(runs: RunGroup) -> str:
    """The most common mistake."""
    return how_it_misreads(misread(counts_in_the_test(runs.first)))


def _moves(runs: RunGroup) -> Found:
    """Whether any weight has moved."""
    run = runs.first
    values = {"cost": cost(run), "right": _right_in_the_test(run)}
    return any_weight_has_moved(run), values


def pixels_without_ink(run: Run) -> NDArray:
    """The indices of the inputs that are 0 in every training sample, so that their weights have no gradient."""
    return np.flatnonzero(~run.X.any(axis=1))


def _pale(runs: RunGroup) -> Found:
    """How many pixels have weights that can't move."""
    pale = pixels_without_ink(runs.first).size
    return band(pale, (1, 32)), {"n": pale}


def _how_many_are_right(runs: RunGroup) -> Message:
    return _("{right} of the test digits are right.", right=_right_in_the_test(runs.first))


def _how_well_it_fits(runs: RunGroup) -> Message:
    """Accuracy on the training samples."""
    return _("Of the training digits, {training} are right.", training=accuracy(runs.first))


def _reads_or_remembers(runs: RunGroup) -> Found:
    """Whether the network knows all training samples, and gets most test samples right."""
    now = runs.first.measure()
    return (now.score == 1, (now.test_score or 0) > READS), {
        "training": accuracy(runs.first),
        "test": _right_in_the_test(runs.first),
    }


def of_one_class(outputs: NDArray, labels: NDArray, most: int = EXCITING) -> float:
    """Of the samples with a unit's highest outputs, the share of the most frequent class; the mean over units, 0 to 1.

    Parameters
    ----------
    outputs : (units, m) outputs of a layer
    labels : (m,) class numbers
    most : number of samples with the highest outputs
    """
    highest = np.argpartition(outputs, -most, axis=1)[:, -most:]
    return float(np.mean([np.bincount(labels[each]).max() / most for each in highest]))


def _more_of_one_class(runs: RunGroup) -> Found:
    """How alike the digits are that excite a unit of the first layer, and of the last."""
    run = runs.first
    labels = run.train.labels
    hidden = run.evaluate().hidden
    first, last = (float(rounded(100 * of_one_class(hidden[n].A, labels), ".0f")) for n in (0, -1))
    return band(last - first, (1, MUCH)), {
        "most": EXCITING,
        "last": percent(last / 100, 0),
        "first": percent(first / 100, 0),
    }


def asked(chosen: Chosen, since: Preset | None) -> Preset | None:
    """What is asked with settings that are no preset's: about what was changed."""
    return of_ones_own(chosen[DigitsRecipe], DIGITS, since)


HOW_MANY_ARE_READ = Outcome(
    lambda runs: (
        band(runs.first.measure().test_score or 0.0, (0.5, 0.9, 0.95)),
        {"right": _right_in_the_test(runs.first)},
    ),
    {
        0: (_("Fewer than half"), ""),
        1: (_("50 to 90 %"), ""),
        2: (_("90 to 95 %"), ""),
        3: (_("More than 95 %"), ""),
    },
    _("It reads {right} of the test digits correctly."),
)
BLANK = _("Blank: no weight has moved, and {right} of the test digits are right.")
STAY = ngettext(
    "The {n} that never has ink in the training digits: its weights get no gradient.",
    "The {n} that never have ink in the training digits: their weights get no gradient.",
)
BOTH = _("Both: {training} of the training digits are right, {test} of the test's.")
BY_HEART = _("By heart: {training} of the training digits are right, {test} of the test's.")
TO_READ = _("To read: {training} of the training digits are right, {test} of the test's.")
NEITHER = _("Neither yet: {training} of the training digits are right, {test} of the test's.")
NO_MORE = _("No more than the first layer: {last} against {first}.")
SOMEWHAT_MORE = _("Somewhat more than the first layer: {last} against {first}.")
MUCH_MORE = _("Much more than the first layer: {last} against {first}.")
OF_ONE_CLASS = _(
    "That is the share of the most frequent class among the {most} digits that excite a unit most, averaged over the "
    "layer."
)
DIGITS_PRESETS = (
    Preset(
        _("Reference"),
        {},
        _("Sixteen units look at 64 pixels each. How many unseen digits will the network read correctly?"),
        sentences(
            _("the weights: patches of green and purple grow in the middle, noise stays at the sides."),
            advice(_("Then draw a digit.")),
        ),
        HOW_MANY_ARE_READ._replace(also=_how_it_misreads, since=200, instead=_("50 samples")),
    ),
    Preset(
        _("Small weights"),
        {"initialisation": "random"},
        _("The same units, with initial weights close to zero. Which pixels stay pale in their pictures, and why?"),
        _("where patches of green and purple grow, and where none do."),
        Outcome(
            _pale,
            {0: (_("None of them"), STAY), 1: (_("A few without ink"), STAY), 2: (_("Half or more"), STAY)},
            also=_how_many_are_right,
            since=1,
            instead=_("Reference"),
        ),
    ),
    Preset(
        _("All zero"),
        {"initialisation": "zero"},
        _("Every weight starts at zero. What will the sixteen pictures look like after a while?"),
        sentences(_("the pictures."), advice(_("Draw a digit, too: what are its probabilities?"))),
        Outcome(
            _moves,
            {
                True: (
                    _("Like strokes of digits"),
                    _("No longer blank: the weights have moved."),
                ),
                False: (_("Blank"), BLANK),
            },
            also=lambda runs: cost_of_the_first(runs) if any_weight_has_moved(runs.first) else "",
            since=1,
            instead=_("Reference"),
        ),
    ),
    Preset(
        _("All equal"),
        {"initialisation": "constant"},
        _("Every weight starts at 0.01. What does the symmetry of equal units look like in pictures?"),
        _("how the pictures differ, if at all, and how many of the digits they can tell apart."),
        Outcome(
            lambda runs: how_units_differ(runs.first),
            {
                "one": (_("All the same"), _("The same picture {units} times.")),
                "some": (_("A few kinds"), _("{distinct} different pictures, of {units} units.")),
                "all": (_("All different"), _("{units} different pictures.")),
            },
            also=_how_many_are_right,
            since=100,
            instead=_("Reference"),
        ),
    ),
    Preset(
        _("No hidden layer"),
        {"depth": 0},
        _("Without a hidden layer each class has one picture to compare digits with. How well can that do?"),
        _("the pictures: green is where a class wants ink, purple where it must not be."),
        HOW_MANY_ARE_READ._replace(also=_how_well_it_fits, since=300, instead=_("All equal")),
    ),
    Preset(
        _("50 samples"),
        {"samples": 50},
        _("Only 50 digits to learn from, about five of each class: will it learn to read, or learn by heart?"),
        _("the two cost curves: where do they separate?"),
        Outcome(
            _reads_or_remembers,
            {
                (True, True): (_("Both"), BOTH),
                (True, False): (_("By heart"), BY_HEART),
                (False, True): (_("To read"), TO_READ),
                (False, False): (_("Neither of the two"), NEITHER),
            },
            since=100,
            instead=_("Reference"),
        ),
    ),
    Preset(
        _("Three layers"),
        {"depth": 3},
        _("Three hidden layers, not one. How much more selective for one class is layer 3 than layer 1?"),
        _("the pictures further down: the average of the digits that excite each unit most."),
        Outcome(
            _more_of_one_class,
            {
                0: (_("No more"), NO_MORE),
                1: (_("Somewhat more"), SOMEWHAT_MORE),
                2: (_("Much more"), MUCH_MORE),
            },
            also=OF_ONE_CLASS,
            since=1000,
            instead=_("All zero"),
            by_seed=True,
        ),
    ),
)


DIGITS = Lesson(
    Settings(
        records=(DigitsRecipe(n_h=16, initialisation="xavier", learning_rate=0.5, limit=3000),),
        aside=(View(),),
        row=("depth", "n_h", "initialisation", "learning_rate", "samples"),
        groups={
            _("Network"): ("activation",),
            _("Initialisation"): ("scale", "seed"),
            _("Data"): ("data_seed",),
            _("Training"): ("limit",),
            _("How steps are taken"): HOW_STEPS_ARE_TAKEN,
            _("View"): ("speed", "log_cost", "log_iteration"),
        },
        specs={
            "depth": Whole(
                label=_("Hidden layers"),
                help=_("0: no hidden layer, so that the output looks at the pixels itself."),
                least=0,
                most=3,
            ),
            "n_h": Whole(label=_("Hidden units"), help=_("Units in each hidden layer."), least=1, most=MOST_UNITS),
            "initialisation": Choice(
                label=_("Initialisation"),
                help=_(
                    "The initial weights. Constant: all equal the scale. Random: random numbers times the scale. "
                    "Xavier, He: random, with a scale that suits each layer's size."
                ),
                names=("zero", "constant", "random", "xavier", "he"),
            ),
            "data_seed": Whole(
                label=_("Data seed"),
                help=_("A different number chooses different training samples, if not all of them are used."),
                least=0,
                most=SEEDS,
                exact=True,
            ),
        },
        unused=unused,
    ),
    experiment,
    sentences(
        _("How well will the network read digits that it has never seen?"), advice(_("And what will it make of yours?"))
    ),
    DIGITS_PRESETS,
    asked,
)
