"""A dead ReLU: two networks that differ in activation, a push that switches a unit off, and units in numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.language import _, advice, ngettext, sentences
from playground.language.labels import STEP
from playground.lessons.answers import cost
from playground.lessons.claims import Found, Outcome
from playground.lessons.lesson import Chosen, Lesson, Preset, Press
from playground.lessons.starts import DATA, VIEW, unused_data
from playground.nn import Network, forward_propagation
from playground.training import Experiment, Recipe, Run, RunGroup, Settings, View, hidden_units, name_of
from playground.training.formatting import magnitude, percent
from playground.training.options import Real, Whole, option

MOST_UNITS = 8
"""Units of one network, each of which has a row in a table."""


@dataclass(frozen=True)
class Push:
    """Lowers a unit's bias until the unit is off for every sample."""

    unit: int = option(
        1, Whole(label=_("Unit"), help=_("Which hidden unit is pushed."), least=1, most=MOST_UNITS, exact=True)
    )
    below: float = option(
        1.0,
        Real(
            label=_("Below zero by"),
            help=_(
                "The push lowers the unit's bias b1 until z, the sum that the unit takes in, is at least this far "
                "below zero for every sample, in both networks."
            ),
            least=0.1,
            most=5,
            step=0.1,
        ),
    )

    def step(self, runs: Iterable[Run]) -> dict[str, NDArray]:
        """The step to add to every run's b1, so that in each the unit's z is at most ``-below`` for every sample.

        Raises
        ------
        ValueError
            If the networks have no such unit.
        """
        largest, n_h = -np.inf, 0
        for run in runs:
            n_h = run.parameters.sizes[1]
            if self.unit > n_h:
                raise ValueError(
                    _(
                        "There is no unit {unit}: the layer has {units}. Choose a unit from 1 to {units}.",
                        unit=self.unit,
                        units=n_h,
                    )
                )
            cache = forward_propagation(run.X, run.parameters)[1]  # independent of the run, which may be training
            largest = max(largest, float(cache["Z1"][self.unit - 1].max()))
        b1 = np.zeros((n_h, 1))
        b1[self.unit - 1] = min(0.0, -largest - self.below)  # never raise a bias
        return {"b1": b1}

    def press(self, runs: RunGroup) -> None:
        """Push the unit, or the last one if there are not so many."""
        unit = min(self.unit, runs.first.recipe.n_h)
        runs.nudge(replace(self, unit=unit).step(runs.values()), every=True)


class UnitNow(NamedTuple):
    """The current state of a hidden unit.

    ``bias``: its b1; ``on``: the share of samples with z > 0, 0 to 1; ``gradient``: the largest absolute gradient of
    its weights and bias.
    """

    bias: float
    on: float
    gradient: float


def units_now(network: Network) -> list[UnitNow]:
    """The units of the first hidden layer after a forward and a backward pass."""
    on = (network.layers[0].Z > 0).mean(axis=1)
    gradients = np.abs(hidden_units(network.gradients)).max(axis=1)
    numbers = zip(network.parameters["b1"][:, 0], on, gradients, strict=True)
    return [UnitNow(*map(float, unit)) for unit in numbers]


LABELS = {name: name_of(name) for name in ("relu", "leaky_relu")}


def experiment(chosen: Chosen) -> Experiment:
    """Two networks that differ only in their activation."""
    recipe = chosen[Recipe]
    return Experiment.compare({name: (label, replace(recipe, activation=name)) for name, label in LABELS.items()})


def units_off(units: Iterable[UnitNow]) -> list[int]:
    """The indices of the units that are off for every sample."""
    return [number for number, unit in enumerate(units) if not unit.on]


def _where_it_comes_back(runs: RunGroup) -> Found:
    """In which networks a pushed unit is on again."""
    relu, leaky = (units_now(run.evaluate()) for run in runs.values())
    off = units_off(relu)
    if not runs.first.nudged:
        return "not pushed" if off else "none is off", {}
    return "both" if not off else "leaky" if any(leaky[unit].on for unit in off) else "neither", {}


def _what_is_off(runs: RunGroup) -> str:
    """What has become of the units that are off as ReLU units."""
    relu, leaky = (units_now(run.evaluate()) for run in runs.values())
    off = units_off(relu)
    return sentences(*_both(relu, leaky, off)) if off else ""


def _both(relu: Sequence[UnitNow], leaky: Sequence[UnitNow], off: Sequence[int]) -> tuple[str, str]:
    """What has become, in both networks, of the units that are off as ReLU units."""
    gradient = magnitude(max(relu[unit].gradient for unit in off))
    if len(off) > 1:
        on = sum(leaky[unit].on > 0 for unit in off)
        return (
            _(
                "With ReLU, {off} of {units} units are off: their gradient is {gradient}.",
                off=len(off),
                units=len(relu),
                gradient=gradient,
            ),
            ngettext("With leaky ReLU {n} of them is on.", "With leaky ReLU {n} of them are on.", on)
            if on
            else _("With leaky ReLU none of them is on."),
        )
    (unit,) = off
    now = leaky[unit]
    if now.on:
        there = _("With leaky ReLU it is on for {share} of the samples.", share=percent(now.on))
    elif now.gradient:
        there = _(
            "With leaky ReLU it is off, too, but a gradient of {gradient} moves it.", gradient=magnitude(now.gradient)
        )
    else:
        there = _("With leaky ReLU it is off, too, and has no gradient.")
    dead = _("With ReLU, unit {unit} is off: its gradient is {gradient}.", unit=unit + 1, gradient=gradient)
    return dead, there


def _whether_it_is_missed(runs: RunGroup) -> str:
    """The same, and both costs."""
    relu, leaky = map(cost, runs.values())
    return sentences(_what_is_off(runs), _("Costs: ReLU {relu}, leaky ReLU {leaky}.", relu=relu, leaky=leaky))


def _large_steps(runs: RunGroup) -> Found:
    """How many ReLU units are off for every sample."""
    relu = units_now(runs["relu"].evaluate())
    off = units_off(relu)
    gradient = magnitude(max((relu[unit].gradient for unit in off), default=0.0))
    values = {"n": len(off), "units": len(relu), "gradient": gradient}
    return "none" if not off else "all" if len(off) == len(relu) else "some", values


def _leaky_units_off(runs: RunGroup) -> str:
    """The gradient of ReLU units that are off, and how many leaky ones are, if there are any."""
    if _large_steps(runs)[0] == "none":
        return ""
    gradient = ngettext("Its gradient is {gradient}.", "Their gradient is {gradient}.")
    values = _large_steps(runs)[1]
    return sentences(gradient.filled(values["n"], gradient=values["gradient"]), _how_many_leaky(runs))


def _how_many_leaky(runs: RunGroup) -> str:
    leaky = units_now(runs["leaky_relu"].evaluate())
    off = units_off(leaky)
    if not off:
        return _("No leaky ReLU unit is off.")
    if all(leaky[unit].gradient for unit in off):
        return ngettext(
            "{n} leaky ReLU unit is off for every point, but still gets a gradient.",
            "{n} leaky ReLU units are off for every point, but still get a gradient.",
            len(off),
        )
    return ngettext("{n} leaky ReLU unit is off.", "{n} leaky ReLU units are off.", len(off))


NOTHING_LASTING = _("Nothing lasting: every ReLU unit is still on for some samples.")
SOME_OFF = ngettext(
    "Switch some off for good: {n} of {units} ReLU units is off for every sample.",
    "Switch some off for good: {n} of {units} ReLU units are off for every sample.",
)
ALL_OFF = _("Switch all off for good: all {units} ReLU units are off for every sample.")
WHERE_IT_COMES_BACK = Outcome(
    _where_it_comes_back,
    {
        "both": (_("Yes, in both"), _("Yes, in both: every ReLU unit is on for some samples.")),
        "leaky": (_("Yes, only with leaky ReLU"), _("Yes, but only in the leaky ReLU network.")),
        "neither": (_("No, in neither"), _("No, in neither so far.")),
        "not pushed": ("", _("No unit has been pushed yet.")),
        "none is off": ("", _("No unit has been pushed yet: every ReLU unit is on for some samples.")),
    },
    also=_what_is_off,
)
PUSHES = (
    Press(200, Push().press, _("At iteration {iteration:,}, unit 1 was pushed below zero, in both networks alike.")),
)


DEAD_RELU_PRESETS = (
    Preset(
        _("Push one unit"),
        {},
        _("Unit 1 is pushed below zero, in both networks alike. Will it come back, and in which?"),
        sentences(
            _("unit 1 on both sides after the push."),
            advice(_("Then push unit 2, too.")),
        ),
        WHERE_IT_COMES_BACK._replace(since=500, instead=_("A unit to spare")),
        presses=PUSHES,
    ),
    Preset(
        _("A unit to spare"),
        {"dataset": "moons", "n_h": 4},
        _("Four units are more than the moons need. Unit 1 is pushed again: will it come back this time, and where?"),
        sentences(
            _("unit 1 on the leaky ReLU side, and both costs: does the network miss it?"),
            advice(_("Then push unit 2, too.")),
        ),
        WHERE_IT_COMES_BACK._replace(also=_whether_it_is_missed, since=300, instead=_("Push one unit")),
        presses=PUSHES,
    ),
    Preset(
        _("Too high a learning rate"),
        {"dataset": "flower", "n_h": 4, "learning_rate": 5.0},
        _("Nothing is pushed, but a learning rate of 5 means large steps. What will they do to ReLU units?"),
        sentences(
            _("how many units are off after ten iterations, and after a few hundred."),
            advice(_("**{step}** makes one.", step=STEP)),
        ),
        Outcome(
            _large_steps,
            {
                "none": (_("Nothing lasting"), NOTHING_LASTING),
                "some": (_("Switch some off for good"), SOME_OFF),
                "all": (_("Switch all off for good"), ALL_OFF),
            },
            also=_leaky_units_off,
            since=500,
            by_seed=True,
        ),
    ),
)


QUESTION = _("A unit is pushed below zero while both learn. Will it come back, and in which network?")


def asked(chosen: Chosen, since: Preset | None) -> Preset:
    """What is asked with settings that are no preset's."""
    look_at = sentences(_("that unit on both sides after the push."), advice(_("Push it while it plays.")))
    return Preset("", {}, QUESTION, look_at, WHERE_IT_COMES_BACK, presses=PUSHES, offers=False)


DEAD_RELU = Lesson(
    Settings(
        # With so few units none can be spared, and that is what brings a leaky one back. He's initialisation is made
        # for ReLU.
        records=(Recipe(dataset="spiral", n_h=2, initialisation="he"),),
        aside=(View(speed="60"), Push()),  # slow enough to watch a unit come back
        row=("dataset", "n_h", "learning_rate"),
        actions=("unit", "below"),
        groups={_("Data"): DATA, _("Initialisation"): ("seed",), _("Training"): ("limit",), _("View"): VIEW},
        specs={"n_h": Whole(label=_("Hidden units"), help=_("Units in the hidden layer."), least=1, most=MOST_UNITS)},
        unused=lambda chosen: unused_data(chosen[Recipe]),
    ),
    experiment,
    QUESTION,
    DEAD_RELU_PRESETS,
    asked,
)
