"""Inside the symmetry: one network whose hidden units are followed one by one, and what breaks the symmetry."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from playground.language import _, advice, listed, ngettext, sentences
from playground.lessons.answers import (
    accuracy,
    any_weight_has_moved,
    cost,
    cost_of_the_first,
    how_units_differ,
)
from playground.lessons.claims import Found, Outcome
from playground.lessons.lesson import Chosen, Lesson, Preset, Press
from playground.lessons.starts import DATA, constant_option, unused_data
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


@dataclass(frozen=True)
class Followed(Recipe):
    """A recipe whose run records every hidden unit."""

    def followed(self, parameters: Parameters) -> NDArray:
        """The hidden units."""
        return hidden_units(parameters)


@dataclass(frozen=True)
class Constant:
    """The value of every weight, where all are equal."""

    constant: float = constant_option()


@dataclass(frozen=True)
class Nudge:
    """A tiny number added to one weight, or one to each weight of a layer."""

    unit: int = option(1, Whole(label=_("Unit"), help=_("Which hidden unit is nudged."), least=1, most=20, exact=True))
    weight: str = option(
        "W1",
        Choice(
            label=_("Weight"),
            help=_(
                "Which of the unit's weights is nudged. W1: the one from the first input, x₁; W2: that to the output."
            ),
            names=("W1", "W2"),
        ),
    )
    amount: float = option(
        1e-4,
        Real(
            label=_("Amount"),
            help=_("What is added to the weight; choose, or type a number."),
            least=1e-8,
            most=0.1,
            marks=tuple(float(f"1e{power}") for power in range(-8, 0)),
        ),
    )

    def one(self, parameters: Parameters) -> dict[str, NDArray]:
        """The step that nudges the chosen weight of the chosen unit.

        Raises
        ------
        ValueError
            If the network has no such unit.
        """
        n_h = parameters.sizes[1]
        if self.unit > n_h:
            raise ValueError(
                _(
                    "There is no unit {unit}: the layer has {units}. Choose a unit from 1 to {units}.",
                    unit=self.unit,
                    units=n_h,
                )
            )
        step = np.zeros_like(parameters[self.weight])
        step[(self.unit - 1, 0) if self.weight == "W1" else (0, self.unit - 1)] = self.amount
        return {self.weight: step}

    def each(self, parameters: Parameters, seed: int) -> dict[str, NDArray]:
        """The step that nudges every weight of the chosen layer by its own random number."""
        random = np.random.RandomState(seed).randn(*parameters[self.weight].shape)
        return {self.weight: self.amount * random}

    def press(self, runs: RunGroup) -> None:
        """Nudge the weight of the unit, or of the last one if there are not so many."""
        unit = min(self.unit, runs.first.recipe.n_h)
        runs.nudge(replace(self, unit=unit).one(runs.first.parameters))

    def press_all(self, runs: RunGroup) -> None:
        """Nudge every weight of the layer."""
        runs.nudge(self.each(runs.first.parameters, runs.first.recipe.seed))


def experiment(chosen: Chosen) -> Experiment:
    """One network."""
    recipe = chosen[Followed]
    constant = recipe.initialisation == "constant"
    return Experiment.alone(replace(recipe, scale=chosen[Constant].constant) if constant else recipe)


def unused(chosen: Chosen) -> set[str]:
    """The names of the settings that have no effect with these choices."""
    start = chosen[Followed].initialisation
    scale = {"scale"} if start in ("constant", "zero") else set()
    return {"constant"} - {start} | scale | unused_data(chosen[Followed])


def _nudges(run: Run) -> str:
    """What was nudged and when; empty if nothing was."""
    if not run.nudged:
        return ""
    past = [
        event for event in run.event_log or () if event.iteration <= run.iteration
    ]  # after a rewind there may be more
    names = [name for event in past for name in event.change if name != "learning_rate"]
    first = run.nudged[0]
    if len(names) == 1:
        return _("{weight} was nudged at iteration {iteration:,}.", weight=names[0], iteration=first)
    if names:
        weights = listed(sorted(set(names)))
        return _("There have been nudges of {weights} since iteration {iteration:,}.", weights=weights, iteration=first)
    return _("There have been nudges since iteration {iteration:,}.", iteration=first)


def _units_apart(run: Run) -> int:
    """How many units differ from most others, if only in the last bit; all of them if no two are equal."""
    equal_to = groups(hidden_units(run.parameters), 0)
    together = max(map(equal_to.count, equal_to))
    return len(equal_to) - together if together > 1 else len(equal_to) * (len(equal_to) > 1)


def _apart(runs: RunGroup) -> Found:
    """Whether units have separated, and whether on their own or since one has been nudged."""
    run = runs.first
    separate = _units_apart(run)
    return (separate > 0, "nudged") if run.nudged else separate > 0, {"n": separate, "units": run.recipe.n_h}


def _how_far_apart(runs: RunGroup) -> str:
    """What was nudged, which units are still equal, and how far apart the others are."""
    run = runs.first
    units = hidden_units(run.parameters)
    equal_to = groups(units, 0)
    together = max(map(equal_to.count, equal_to))
    if together == len(units):
        return _nudges(run)
    equal = _("The other {together} are still exactly equal.", together=together) if together > 1 else ""
    far = _("The largest distance is {distance}.", distance=magnitude(largest_distance(units)))
    return sentences(_nudges(run), equal, far)


def _how_many_come_alive(runs: RunGroup) -> Found:
    """How many units have a gradient after a nudge."""
    run = runs.first
    alive, n_h = int(np.abs(hidden_units(run.evaluate().gradients)).any(axis=1).sum()), run.recipe.n_h
    which = "none" if not alive else "all" if alive == n_h else "one" if alive == 1 else "some"
    if not run.nudged:
        which = "by themselves" if any_weight_has_moved(run) else "still"
    return which, {"n": alive, "units": n_h, "cost": cost(run)}


def _nudges_and_cost(runs: RunGroup) -> str:
    """What was nudged, and what has become of the cost."""
    return sentences(_nudges(runs.first), cost_of_the_first(runs))


def _units_with_a_gradient(run: Run, weight: str) -> int:
    """How many units have a gradient at the initial weights, once this weight of one unit is nudged."""
    network = run.first_network()
    network.parameters[weight] = network.parameters[weight] + Nudge(weight=weight).one(network.parameters)[weight]
    network.forward()
    network.backward()
    return int(np.abs(hidden_units(network.gradients)).any(axis=1).sum())


def _it_matters_which(runs: RunGroup) -> Found:
    """How many units a nudge of each kind brings to life."""
    first, second = (_units_with_a_gradient(runs.first, weight) for weight in ("W1", "W2"))
    return first != second, {"first": first, "second": second}


def _where_units_go(runs: RunGroup) -> Found:
    """How many units differ."""
    return how_units_differ(runs.first)


def _how_well_it_does(runs: RunGroup) -> str:
    """How far apart the units are, and what the network has learned."""
    distance = magnitude(largest_distance(hidden_units(runs.first.parameters)))
    far = _("The largest distance is {distance}.", distance=distance)
    right = _("{accuracy} of the points are right.", accuracy=accuracy(runs.first))
    return sentences(far, cost_of_the_first(runs), right)


ALIVE = ngettext(
    "{n} of the {units} units comes alive: it has a gradient now.",
    "{n} of the {units} units come alive: they have a gradient now.",
)
STILL = _("None without a nudge: no weight has moved, and the cost is still {cost}.")
IT_MATTERS = _("Yes: a nudge of W1 gives a gradient to {first} of the units, a nudge of W2 to {second}.")
EITHER_WILL_DO = _("No: a nudge of W1 gives a gradient to {first} of the units, a nudge of W2 to {second}.")
NUDGED_AT = _("One weight is nudged at iteration {at:,}.")
ONE_WAY = _("All to one place: the {units} units work as one.")
SOME_WAYS = _("Some to the same place: the {units} units work as {distinct}.")
ALL_WAYS = _("Each to its own place: all {units} units differ.")
SEPARATED_BY_ROUNDING = _("Yes: rounding alone has separated {n} of the {units} units.")
NOT_ON_THEIR_OWN = ngettext(
    "Not on their own: since a nudge, {n} of the {units} units has separated.",
    "Not on their own: since a nudge, {n} of the {units} units have separated.",
)
NOT_SEPARATED = _("No, not so far: all {units} units are exactly equal.")
NOT_EVEN_NUDGED = _("No, not even nudged: all {units} units are exactly equal.")
STILL_EQUAL = _("Yes: all {units} units are exactly equal.")
ROUNDING_SEPARATES = _("No: rounding alone has separated {n} of the {units} units.")
SINCE_A_NUDGE = ngettext(
    "Since a nudge, {n} of the {units} units has separated.", "Since a nudge, {n} of the {units} units have separated."
)
OF_W1 = _("At iteration {iteration:,}, one of unit 1’s weights in W1 was nudged.")
OF_W2 = _("At iteration {iteration:,}, unit 1’s weight in W2 was nudged.")
SINCE = 1000
"""From here on it counts that units have not separated by themselves."""


INSIDE_THE_SYMMETRY_PRESETS = (
    Preset(
        _("Symmetry"),
        {},
        _("Every weight starts at 0.5, so all four units start alike. Will they ever separate on their own?"),
        sentences(
            _("the distance, and how many units separate."),
            NUDGED_AT.filled(at=SINCE + 500),
            advice(_("Press **Nudge** to do it sooner.")),
        ),
        Outcome(
            _apart,
            {
                True: (_("Yes, in time"), SEPARATED_BY_ROUNDING),
                False: (_("No, never"), NOT_SEPARATED),
                (True, "nudged"): (_("No, never"), NOT_ON_THEIR_OWN),
                (False, "nudged"): (_("No, never"), NOT_EVEN_NUDGED),
            },
            also=_how_far_apart,
            since=SINCE,
            instead=_("Rounding"),
        ),
        presses=(Press(SINCE + 500, Nudge().press, OF_W1),),
    ),
    Preset(
        _("Dead start"),
        {"initialisation": "zero"},
        _("Every weight is zero, and nothing moves. If one weight is nudged, how many units come alive?"),
        sentences(
            _("the cost, before and after the nudge."),
            NUDGED_AT.filled(at=200),
            advice(_("Press **Nudge** to do it sooner.")),
        ),
        Outcome(
            _how_many_come_alive,
            {
                "still": ("", STILL),
                "by themselves": ("", ALIVE),
                "none": (_("None of them"), _("None: not one of the {units} units has a gradient.")),
                "one": (_("That one"), ALIVE),
                "some": (_("More, but not all"), ALIVE),
                "all": (_("All of them"), ALIVE),
            },
            also=lambda runs: "" if _how_many_come_alive(runs)[0] == "still" else _nudges_and_cost(runs),
            since=300,  # the nudge comes at 200
            instead=_("Dead ReLU"),
        ),
        presses=(Press(200, Nudge().press, OF_W1),),
    ),
    Preset(
        _("Dead ReLU"),
        {"activation": "relu", "initialisation": "zero"},
        _("The same with ReLU units. Does it matter whether the nudge goes to W1 or to W2?"),
        _("the cost after a nudge of W2, and after one of W1."),
        Outcome(
            _it_matters_which,
            {True: (_("Yes, W1 or W2 matters"), IT_MATTERS), False: (_("No, either will do"), EITHER_WILL_DO)},
            also=_nudges_and_cost,
            since=500,  # when both have been nudged
            instead=_("Dead start"),
        ),
        presses=(Press(200, Nudge(weight="W2").press, OF_W2), Press(400, Nudge().press, OF_W1)),
    ),
    Preset(
        _("Rounding"),
        {"n_h": 13, "plain_products": True},
        _("By the algebra, 13 equal units stay equal for ever. Does a computer, which rounds, keep them equal?"),
        sentences(
            _("the distance, from the first iterations on."),
            advice(_("Then switch **Plain matrix products** off and play again.")),
        ),
        Outcome(
            _apart,
            {
                False: (_("Yes, they stay equal"), STILL_EQUAL),
                True: (_("No, rounding separates them"), ROUNDING_SEPARATES),
                (False, "nudged"): ("", STILL_EQUAL),
                (True, "nudged"): ("", SINCE_A_NUDGE),
            },
            also=_how_far_apart,
            since=500,
            instead=_("Symmetry"),
        ),
    ),
    Preset(
        _("Random"),
        {"initialisation": "random"},
        _("Each weight starts as a small random number of its own. Where will the four units go?"),
        sentences(
            _("the paths: do any two come together?"),
            advice(_("Then compare the cost with that of the other initialisations.")),
        ),
        Outcome(
            _where_units_go,
            {
                "one": (_("All to one place"), ONE_WAY),
                "some": (_("Some to the same place"), SOME_WAYS),
                "all": (_("Each to its own place"), ALL_WAYS),
            },
            also=_how_well_it_does,
            since=500,
            instead=_("Symmetry"),
        ),
    ),
)


INSIDE_THE_SYMMETRY = Lesson(
    Settings(
        records=(Followed(initialisation="constant", limit=30_000), Constant()),  # room for a late nudge to grow
        aside=(View(), Nudge()),
        row=("initialisation", "activation", "n_h", "learning_rate"),
        actions=("unit", "weight", "amount"),
        groups={
            _("Initialisation"): ("constant", "scale", "seed"),
            _("Training"): ("plain_products", "limit"),
            _("Data"): ("dataset", *DATA),
            _("View"): ("speed",),
        },
        specs={
            "n_h": Whole(label=_("Hidden units"), help=_("Units in the hidden layer."), least=1, most=20),
            "initialisation": Choice(
                label=_("Initialisation"),
                help=_(
                    "How the weights start. All zero, or only those into the hidden units (W1) or into the output "
                    "(W2). Constant: all have the same value. Random: each has its own."
                ),
                names=("zero", "zero_W1", "zero_W2", "constant", "random"),
            ),
        },
        unused=unused,
    ),
    experiment,
    _("Where will the units go, and will any of them stay together?"),
    INSIDE_THE_SYMMETRY_PRESETS,
)
