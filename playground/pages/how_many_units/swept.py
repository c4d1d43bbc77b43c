"""The settings that can be swept: the values to compare, and the question and explanation for each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from playground.language import _, ngettext, sentences
from playground.lessons.sweep import later
from playground.nn.targets import TARGETS
from playground.training import Recipe, name_of
from playground.training.options import Choice, Option, Real, Whole
from playground.training.scores import SCORES


@dataclass(frozen=True, kw_only=True)
class Swept:
    """A setting that can be swept.

    Attributes
    ----------
    setting : the name of the field of :class:`~playground.training.Recipe`
    title : title of the axis
    name : names the network with a value, in a sentence and above its picture
    values : returns the values to compare, given the setting's option and the chosen value
    question : to be answered before training, whatever the other settings are
    explained : explanation of this sweep, in Markdown
    scale : scale of the axis: "log", "linear", or "category" if the values have no order
    repeated : whether each value is tried with several seeds
    change : other settings required for the setting to have an effect
    of_number : the question and explanation where the networks are asked for a number, if others
    """

    setting: str
    title: str
    name: Callable[[Any], str]
    values: Callable[[Option, Any], tuple[Any, ...]]
    question: str
    explained: str
    scale: str = "linear"
    repeated: bool = True
    change: Mapping[str, Any] = field(default_factory=dict)
    of_number: Mapping[str, Any] = field(default_factory=dict)

    def asked(self, recipe: Recipe) -> "Swept":
        """The same, with the question and explanation for what this recipe asks for."""
        return replace(self, **self.of_number) if recipe.asks_for_number else self


def powers_of_ten(spec: Option, chosen: Any = None) -> tuple[float, ...]:
    """All powers of ten in a setting's range: evenly spaced on a logarithmic axis."""
    assert isinstance(spec, Real)
    first, last = np.ceil(np.log10(spec.least)), np.floor(np.log10(spec.most))
    return tuple(float(f"1e{power:.0f}") for power in np.arange(first, last + 1))


def doubling(spec: Option, chosen: Any = None) -> tuple[int, ...]:
    """Six whole numbers over the range, in ratios as equal as its steps allow."""
    assert isinstance(spec, Whole)
    numbers = np.geomspace(spec.least, spec.most, 6)
    return tuple(int(spec.least + spec.step * round((number - spec.least) / spec.step)) for number in numbers)


def evenly(spec: Option, chosen: Any = None) -> tuple[float, ...]:
    """Six evenly spaced real numbers over the range."""
    assert isinstance(spec, Real)
    return tuple(float(f"{number:g}") for number in np.linspace(spec.least, spec.most, 6))


def every(spec: Option, chosen: Any = None) -> tuple[str, ...]:
    """Every name that the setting offers."""
    assert isinstance(spec, Choice)
    return spec.names


def following(spec: Option, chosen: Any) -> tuple[int, ...]:
    """Eight seeds, starting with the chosen one; after the largest comes 0."""
    return tuple(later(chosen, by) for by in range(8))


def as_chosen(spec: Option, chosen: tuple[int, ...]) -> tuple[int, ...]:
    """The values that the visitor has typed."""
    return chosen


def _units(n_h: int) -> str:
    return ngettext("{n} unit", "{n} units", n_h)


UNITS = "hidden units"
SWEPT: Mapping[str, Swept] = {
    UNITS: Swept(
        setting="n_h",
        title=_("hidden units"),
        name=_units,
        values=as_chosen,
        scale="log",
        question=_(
            "Which of these networks will fit its training points best, and which will do best on points that it "
            "has not seen?"
        ),
        explained=_("""
Networks that differ in nothing but their size learn the same points, each on its own.

What a network can draw is its *capacity*. One unit can draw one straight boundary and no more, however long it is
trained; each further unit can add a bend. A network that is too small misses the shape, in training as well as in the
test. A large one can also learn what is mere chance in its training points. If it does, it does better in training and
worse in the test: *overfitting*. The sentence under the accuracies says whether that has happened here. To make it
likelier, take fewer samples or more noise, and more iterations.
"""),
        of_number={
            "explained": _("""
Networks that differ in nothing but their size learn the same points, each on its own.

What a network can draw is its *capacity*. With one unit the output changes in one direction of the plane alone, however
long it is trained; each further unit can add a bend in another direction. A network that is too small misses the shape,
in training as well as in the test. A large one can also learn what is mere chance in its training points. If it does,
it does better in training and worse in the test: *overfitting*. The sentence under the chart says whether that has
happened here. To make it likelier, take fewer samples or more noise, and more iterations.
""")
        },
    ),
    "scale": Swept(
        setting="scale",
        title=_("scale of the initial weights"),
        name=lambda scale: _("scale {scale:g}", scale=scale),
        values=powers_of_ten,
        scale="log",
        change={"initialisation": "random"},
        question=_(
            "The initial weights are normal random numbers times the scale. How small can that be, and how large, "
            "until these networks no longer learn?"
        ),
        explained=_("""
The networks differ only in the scale of their initial weights. With weights near zero, all gradients are small at
first, and gradient descent needs many iterations to get away from there. With very large ones a sigmoid or a tanh is
*saturated*: its slope is nearly zero for most points, and the boundary stays close to where chance has put it.
"""),
        of_number={
            "explained": _("""
The networks differ only in the scale of their initial weights. With weights near zero, all gradients are small at
first, and gradient descent needs many iterations to get away from there. With very large ones a sigmoid or a tanh is
*saturated*: its slope is nearly zero for most points, and the bends in the map stay close to where chance has put them.
""")
        },
    ),
    "learning rate": Swept(
        setting="learning_rate",
        title=_("learning rate"),
        name=lambda rate: _("rate {rate:g}", rate=rate),
        values=powers_of_ten,
        scale="log",
        question=_("Which learning rate is too small for so many iterations, and which is too large?"),
        explained=_("""
The networks differ only in the learning rate. Each gets the same number of iterations. With a rate that is too small
it is still on its way when they are used up: raise *Iterations* in the settings, and it gets further. With a rate that
is too large, each step goes past the valley of the cost; the cost jumps about, and training may diverge.
"""),
    ),
    "activation": Swept(
        setting="activation",
        title=_("activation"),
        name=name_of,
        values=every,
        scale="category",
        question=_("Does it matter which activation the hidden units have, or do the seeds matter more?"),
        explained=_("""
The networks differ only in the activation of their hidden units: with the same seeds they learn the same points, from
the same initial weights.
"""),
    ),
    "samples": Swept(
        setting="samples",
        title=_("samples, those for testing included"),
        name=lambda samples: ngettext("{n:,} sample", "{n:,} samples", samples),
        values=doubling,
        scale="log",
        question=_("How many samples does it take until the network does as well in the test as in training?"),
        explained=_("""
The networks differ only in how many samples there are; the test share, which is kept out of training, is the same. A
few training points can be learned by heart, with a boundary that other points do not keep to. The more there are, the
less room they leave for that, and the closer both accuracies come.
"""),
        of_number={
            "explained": _("""
The networks differ only in how many samples there are; the test share, which is kept out of training, is the same. A
few training points can be learned by heart, with bends that other points do not follow. The more there are, the less
room they leave for that, and the closer R² in the test comes to R² in training.
""")
        },
    ),
    "noise": Swept(
        setting="noise",
        title=_("noise"),
        name=lambda noise: _("noise {noise:g}", noise=noise),
        values=evenly,
        question=_("How fast does accuracy fall, in training and in the test, as the points stray further?"),
        explained=_("""
The networks differ only in how far the points stray from the pure shape. Where the classes overlap, no boundary gets
every point right. What a network gets right in training beyond what it gets right in the test, it has learned of the
noise.
"""),
        of_number={
            "question": _("How fast does R² fall, in training and in the test, as the values stray further?"),
            "explained": _("""
The networks differ only in how far the values stray from the pure shape. Nobody can predict how a single value strays:
with noise, a network that has found the shape itself does not reach an R² of 1 in the test. If it gets closer to 1 in
training, it has learned some of the noise.
"""),
        },
    ),
    "seed": Swept(
        setting="seed",
        title=_("weight seed"),
        name=lambda seed: _("seed {seed}", seed=seed),
        values=following,
        scale="category",
        repeated=False,
        question=_("The same points and settings, only other initial weights: how far apart will the accuracies be?"),
        explained=_("""
The networks learn the same points with the same settings, and differ only in the random numbers that they start from.
How far apart they come out is a measure of chance: where two settings differ by less than that, a single run of each
does not tell which is better.
"""),
        of_number={
            "question": _("The same points and settings, only other initial weights: how far apart will R² be?")
        },
    ),
}
"""The settings, by their name in the list and in the link."""


def repeated(target: str) -> str:
    """Why each value has several runs, in Markdown."""
    one_try = (
        _("One run is one try, and a few test points more or less may be chance.")
        if TARGETS[target].classes
        else _("One run is one try, and a little more or less may be chance.")
    )
    score = SCORES[target]
    return sentences(one_try, _REPEATED.filled(measure=score.noun))


_REPEATED = _(
    "So there are several **runs of each** value, on other points of the same kind and from other initial weights "
    "(of your own points, others are kept for the test). The first run of each value has the same seeds as the first "
    "of any other, and so on. The *median* is the {measure} of the run in the middle. What is more than chance is "
    "found by *shuffling*: if the setting did nothing, runs with the same seeds could as well change places among "
    "the values. They do, in up to a thousand ways, and the page counts how often the mean {measure} of the values "
    "then differs as much as it does here. If that happens in fewer than 5 of 100 shuffles, the difference is taken "
    "to be more than chance. The largest network is said to *overfit* if it does better in training and worse in the "
    "test than the best one in most of the runs, and is behind it in the test by more than chance: that is judged by "
    "a t-test that makes up for the best having been chosen among several."
)
