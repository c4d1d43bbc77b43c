"""Inside the symmetry: one network whose hidden units are followed one by one, and what can part them."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from playground.language import listed
from playground.nn import Parameters
from playground.training import (
    Experiment,
    Recipe,
    Run,
    RunGroup,
    Settings,
    View,
    groups,
    hidden_units,
    largest_distance,
)
from playground.training.formatting import magnitude
from playground.training.options import Choice, Real, Whole, option

from .answers import accuracy, after, any_weight_has_moved, cost, how_units_differ, iterations, what_the_cost_did
from .lesson import Chosen, Lesson, Preset
from .starts import DATA, constant_option, unused_data


@dataclass(frozen=True)
class Followed(Recipe):
    """A recipe whose run remembers every hidden unit along its way."""

    def followed(self, parameters: Parameters) -> NDArray:
        """The hidden units."""
        return hidden_units(parameters)


@dataclass(frozen=True)
class Constant:
    """What every weight is, where all are equal."""

    constant: float = constant_option()


@dataclass(frozen=True)
class Nudge:
    """A tiny number that is added to one weight, or one to each weight of a layer."""

    unit: int = option(1, Whole(label="Unit", help="Which hidden unit is nudged.", least=1, most=20, exact=True))
    weight: str = option(
        "W1",
        Choice(
            label="Weight",
            help="Which of the unit's weights is nudged. W1: the one from the first input, x₁; W2: that to the output.",
            names=("W1", "W2"),
        ),
    )
    amount: float = option(
        1e-4,
        Real(
            label="Amount",
            help="What is added to the weight; choose, or type a number.",
            least=1e-8,
            most=0.1,
            marks=tuple(float(f"1e{power}") for power in range(-8, 0)),
        ),
    )

    def one(self, parameters: Parameters) -> dict[str, NDArray]:
        """What to add to nudge the chosen weight of the chosen unit.

        Raises
        ------
        ValueError
            If the network has no such unit.
        """
        n_h = parameters.sizes[1]
        if self.unit > n_h:
            raise ValueError(f"There is no unit {self.unit}: the layer has {n_h}. Choose a unit from 1 to {n_h}.")
        step = np.zeros_like(parameters[self.weight])
        step[(self.unit - 1, 0) if self.weight == "W1" else (0, self.unit - 1)] = self.amount
        return {self.weight: step}

    def each(self, parameters: Parameters, seed: int) -> dict[str, NDArray]:
        """What to add to nudge every weight of the chosen layer by a random number of its own."""
        random = np.random.RandomState(seed).randn(*parameters[self.weight].shape)
        return {self.weight: self.amount * random}


def experiment(chosen: Chosen) -> Experiment:
    """One network."""
    recipe = chosen[Followed]
    constant = recipe.initialisation == "constant"
    return Experiment.alone(replace(recipe, scale=chosen[Constant].constant) if constant else recipe)


def unused(chosen: Chosen) -> set[str]:
    """The settings that have no effect with these."""
    start = chosen[Followed].initialisation
    scale = {"scale"} if start in ("constant", "zero") else set()
    return {"constant"} - {start} | scale | unused_data(chosen[Followed])


def _nudges(run: Run) -> str:
    """What was nudged and when, as a sentence begins; nothing if nothing was."""
    if not run.nudged:
        return ""
    past = [
        event for event in run.event_log or () if event.iteration <= run.iteration
    ]  # after a rewind there may be more
    names = [name for event in past for name in event.change if name != "learning_rate"]
    of = f" of {listed(sorted(set(names)))}" if names else ""
    if len(names) == 1:
        return f"After a nudge{of} at iteration {run.nudged[0]:,},"
    return f"After nudges{of} since iteration {run.nudged[0]:,},"


def _whether_units_part(runs: RunGroup) -> str:
    """How many units have left the others, and how far."""
    run = runs.first
    units = hidden_units(run.parameters)
    equal_to = groups(units, 0)
    n_h, together = len(units), max(map(equal_to.count, equal_to))
    parted, distance = n_h - together, magnitude(largest_distance(units))
    if not parted:
        return f"{_nudges(run) or f'After {iterations(runs)} without a nudge,'} the {n_h} units are exactly equal."
    which = f"{parted} of the {n_h} units" if together > 1 else f"all {n_h} units"
    far = f"The largest distance is {distance}."
    if not run.nudged:
        rest = f" from the other {together}" if together > 1 else ""
        return f"In {iterations(runs)}, rounding alone has parted {which}{rest}. {far}"
    have = "has" if parted == 1 else "have"
    rest = f"left the other {together}, which are still exactly equal" if together > 1 else "parted"
    return f"{_nudges(run)} {which} {have} {rest}. {far}"


def _how_many_come_alive(runs: RunGroup) -> str:
    """How many units have a gradient, and what that has done to the cost."""
    run = runs.first
    if not run.nudged and not any_weight_has_moved(run):
        return f"Without a nudge, no weight has moved in {iterations(runs)}: the cost is still {cost(run)}."
    alive = int(np.abs(hidden_units(run.evaluate().gradients)).any(axis=1).sum())
    have = f"{alive or 'none'} of the {run.recipe.n_h} units {'has' if alive in (0, 1) else 'have'}"
    return f"{_nudges(run) or after(runs)} {have} a gradient, and the cost {what_the_cost_did(run)}."


def _where_units_go(runs: RunGroup) -> str:
    """How far apart the units are, and how well they do."""
    run = runs.first
    distance = magnitude(largest_distance(hidden_units(run.parameters)))
    return (
        f"{after(runs)} {how_units_differ(run)}; the largest distance is {distance}. The cost "
        f"{what_the_cost_did(run)}, and {accuracy(run)} of the points are right."
    )


INSIDE_PRESETS = (
    Preset(
        "Symmetry",
        {},
        "Every weight starts at 0.5, so all four units start at the same point. Will they ever separate on their own?",
        "the distance. Then press **Nudge** while it plays: how many units leave the point?",
        _whether_units_part,
    ),
    Preset(
        "Dead start",
        {"initialisation": "zero"},
        "Every weight is zero, and nothing moves. If one weight of one unit is nudged, how many units come alive?",
        "the cost, before and after you press **Nudge** while it plays.",
        _how_many_come_alive,
    ),
    Preset(
        "Dead ReLU",
        {"activation": "relu", "initialisation": "zero"},
        "The same with ReLU units. Does it matter whether the nudge goes to W1 or to W2?",
        "the cost after a nudge of W2; then reset, play, and nudge W1 instead.",
        _how_many_come_alive,
    ),
    Preset(
        "Rounding",
        {"n_h": 13, "plain_products": True},
        "According to the algebra, 13 equal units stay equal for ever. Does a computer, which rounds every number, "
        "keep them equal?",
        "the distance, from the first iterations on. Then switch **Plain matrix products** off and play again.",
        _whether_units_part,
    ),
    Preset(
        "Random",
        {"initialisation": "random"},
        "Each weight starts as a small random number of its own. Where will the four units go?",
        "the paths: no two are the same. Then compare the cost with that of the other starts.",
        _where_units_go,
    ),
)


INSIDE = Lesson(
    Settings(
        records=(Followed(initialisation="constant", limit=30_000), Constant()),  # room for a late nudge to grow
        aside=(View(), Nudge()),
        bar=("speed",),
        row=("initialisation", "activation", "n_h", "learning_rate"),
        actions=("unit", "weight", "amount"),
        groups={
            "Start": ("constant", "scale", "seed"),
            "Training": ("plain_products", "limit"),
            "Data": ("dataset", *DATA),
        },
        specs={
            "n_h": Whole(label="Hidden units", help="Units in the hidden layer.", least=1, most=20),
            "initialisation": Choice(
                label="Start",
                help="How the weights start. zero: all are 0. zero_W1 or zero_W2: only those into the hidden units "
                "(W1) or into the output (W2) are 0. constant: all have the same value. random: each has its own.",
                names=("zero", "zero_W1", "zero_W2", "constant", "random"),
            ),
        },
        unused=unused,
    ),
    experiment,
    "Where will the units go, and will any of them stay together?",
    INSIDE_PRESETS,
)
