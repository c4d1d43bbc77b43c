"""How large at the start: the same network from several scales of weights."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from playground.language import _, advice, listed, ngettext, sentences
from playground.lessons.answers import CostTexts, cost, cost_since_the_start
from playground.lessons.claims import Found, Outcome
from playground.lessons.lesson import Chosen, Lesson, Preset
from playground.lessons.starts import DATA, VIEW, start_label, unused_data
from playground.nn import ACTIVATIONS, BY_SIZE, Parameters, forward_propagation
from playground.training import Experiment, Recipe, Run, RunGroup, Settings, View, saturated_fraction
from playground.training.formatting import decimals, percent
from playground.training.ranges import scale_option

WELL = 0.85
"""A network with this accuracy has learned most of the points' shape."""
HARDLY_ANY = 0.01
"""A cost that has fallen by less than this share has not got going."""
CLOSE = 0.05
"""Accuracies that differ by less than this are close."""

SAME_SLOPE = 0.005
"""Mean slopes that differ by less are the same."""

FIRST_COST = CostTexts(
    _("The cost of {network} is still {last}."),
    _("The cost of {network} has fallen from {first} to {last}."),
    _("The cost of {network} has risen from {first} to {last}."),
)
FURTHER_COST = CostTexts(
    _("That of {network} is still {last}."),
    _("That of {network} has fallen from {first} to {last}."),
    _("That of {network} has risen from {first} to {last}."),
)
FLAT_ENDS = CostTexts(
    _("It is still {last}, with {share} of the outputs at the flat ends."),
    _("It has fallen from {first} to {last}, with {share} of the outputs at the flat ends."),
    _("It has risen from {first} to {last}, with {share} of the outputs at the flat ends."),
)


@dataclass(frozen=True)
class Scales:
    """The scales to be compared."""

    scale_1: float = scale_option(1e-4, _("First scale"))
    scale_2: float = scale_option(0.01, _("Second scale"))
    scale_3: float = scale_option(1.0, _("Third scale"))
    scale_4: float = scale_option(10.0, _("Fourth scale"))


def experiment(chosen: Chosen) -> Experiment:
    """The network with each scale, and with each initialisation that chooses the scale itself."""
    recipe, scales = chosen[Recipe], vars(chosen[Scales])
    recipes = {name: replace(recipe, initialisation="random", scale=scale) for name, scale in scales.items()}
    recipes |= {rule: replace(recipe, initialisation=rule) for rule in BY_SIZE}
    return Experiment.compare({name: (start_label(each), each) for name, each in recipes.items()})


def _label(runs: RunGroup, name: str) -> str:
    return runs.experiment[name].label


def _costs(runs: RunGroup, name: str, *others: str) -> str:
    """How the costs of some of the networks have changed."""
    first = cost_since_the_start(runs[name], FIRST_COST, network=_label(runs, name))
    further = (cost_since_the_start(runs[other], FURTHER_COST, network=_label(runs, other)) for other in others)
    return sentences(first, *further)


def _well(runs: RunGroup) -> tuple[set[str], dict[str, Any]]:
    """The networks that classify most points correctly, and what is said of them."""
    right = {name: run.measure().score for name, run in runs.items()}
    well, best = [name for name, share in right.items() if share >= WELL], max(right, key=right.__getitem__)
    return {*well}, {
        "n": len(well),
        "all": len(runs),
        "well": percent(WELL, 0),
        "networks": listed([_label(runs, name) for name in well or right]),
        "share": percent(right[best]),
    }


def _which_are_good(runs: RunGroup) -> str:
    """Which networks classify most points correctly, how good the best of the others is, and which have diverged."""
    well, values = _well(runs)
    others = [run.measure().score for name, run in runs.items() if name not in well]
    good = THESE.filled(**values) if well else ""
    best = _("The best of the others: {share}.", share=percent(max(others))) if well and others else ""
    diverged = [_label(runs, name) for name, run in runs.items() if run.divergence]
    if not diverged:
        return sentences(good, best)
    networks = listed(diverged)
    have = ngettext("{networks} has diverged.", "{networks} have diverged.", len(diverged), networks=networks)
    return sentences(good, best, have)


def _which_stand_still(runs: RunGroup) -> Found:
    """Whether the network with the smallest scale alone has hardly lowered its cost, the two smallest, or others."""
    smallest = {(): "none", ("scale_1",): "first", ("scale_1", "scale_2"): "two"}
    first = {name: run.history.points[0].cost for name, run in runs.items()}
    fallen = {name: first[name] - run.measure().cost for name, run in runs.items()}
    unchanged = [name for name in runs if 0 <= fallen[name] < HARDLY_ANY * first[name]]
    networks = {"networks": listed([_label(runs, name) for name in unchanged])} if unchanged else {}
    return smallest.get(tuple(unchanged), "others"), networks


def _what_flat_ends_do(runs: RunGroup) -> str:
    """The largest scale compared with Xavier's: saturated outputs, and cost."""
    large, xavier = runs["scale_4"], runs["xavier"]
    flat, other = (percent(saturated_fraction(run.evaluate())) for run in (large, xavier))
    return sentences(
        cost_since_the_start(large, FLAT_ENDS, share=flat),
        _("Xavier: cost {cost}, {share} at the flat ends.", share=other, cost=cost(xavier)),
    )


def _which_of_six(runs: RunGroup) -> Found:
    """Whether all learn, or at which end of the scales one does not; empty if only others don't."""
    well, values = _well(runs)
    ends = "scale_1" in well, "scale_4" in well
    if ends == (True, True):
        return "all" if len(well) == len(runs) else "", values
    which = {(False, True): "not the smallest", (True, False): "not the largest"}.get(ends, "neither end")
    return which if well else "none", values


def _stays_high(runs: RunGroup) -> Found:
    """Whether the cost with the largest scale is clearly above Xavier's."""
    large, xavier = (runs[name] for name in ("scale_4", "xavier"))
    higher = large.measure().cost > 1.05 * xavier.measure().cost
    return higher, {"large": cost(large), "xavier": cost(xavier)}


def _suits(runs: RunGroup) -> Found:
    """Whether the network with the usual scale is about as accurate as those whose scale suits their layers."""
    right = {name: run.measure().score for name, run in runs.items()}
    own, best = right["scale_2"], max(right[rule] for rule in BY_SIZE)
    return own > best - CLOSE, {"own": percent(own), "best": percent(best)}


def _only_by_rule(runs: RunGroup) -> Found:
    """Whether only those learn whose scale suits their layers."""
    well, values = _well(runs)
    which = "rules" if well <= {*BY_SIZE} else "all" if len(well) == len(runs) else "others"
    return which if well else "none", values


def _size_matters(runs: RunGroup) -> Found:
    """Whether the results of the networks are far apart."""
    right = [run.measure().score for run in runs.values()]
    worst, best = min(right), max(right)
    values = {"worst": percent(worst), "best": percent(best)}
    return best - worst > CLOSE, values


def _first_slope(run: Run, activation: str) -> float:
    """The mean slope of the hidden outputs at the initial weights, with this activation."""
    _A, cache = forward_propagation(run.X, Parameters.from_arrays(run.first, activation))
    slopes = []
    for layer in range(1, run.recipe.depth + 1):
        Z, A = cache[f"Z{layer}"], cache[f"A{layer}"]
        slopes.append(np.empty_like(A))
        ACTIVATIONS[activation].derivative(Z, A, slopes[-1])
    return float(np.mean(np.concatenate(slopes)))


def _slopes_at_both_ends(runs: RunGroup, activation: str = "") -> tuple[float, float]:
    """:func:`_first_slope` with the smallest scale and with the largest; ``activation``: instead of their own."""
    small, large = (
        _first_slope(run, activation or run.recipe.activation) for run in (runs["scale_1"], runs["scale_4"])
    )
    return small, large


def _slopes_by_scale(runs: RunGroup) -> Found:
    """Whether slopes are larger with the smallest scale than with the largest."""
    small, large = _slopes_at_both_ends(runs)
    which = "same" if abs(small - large) < SAME_SLOPE else "larger" if small > large else "smaller"
    return which, {"small": decimals(small, 3), "large": decimals(large, 3)}


def _slopes_of_tanh(runs: RunGroup) -> str:
    """The same with tanh."""
    small, large = (decimals(slope, 3) for slope in _slopes_at_both_ends(runs, "tanh"))
    return _("With tanh it would be {small} and {large}.", small=small, large=large)


LARGER_SLOPES = _("Yes: their initial mean is {small} at the smallest scale, {large} at the largest.")
SAME_SLOPES = _("No, the same: their initial mean is {small} at the smallest scale, {large} at the largest.")
SMALLER_SLOPES = _("No, smaller: their initial mean is {small} at the smallest scale, {large} at the largest.")
NONE_YET = _("None yet: the best gets {share} of the points right.")
THESE = _("{networks}: at least {well} of the points right.")
ALL = _("All {n} of them.")
NOT_THE_SMALLEST = _("{n} of {all}, but not the one with the smallest initial weights.")
NOT_THE_LARGEST = _("{n} of {all}, but not the one with the largest initial weights.")
NEITHER_END = _("{n} of {all}, but not with the smallest initial weights, nor with the largest.")
BOTH_ENDS = _("{n} of {all}, the smallest and the largest initial weights among them.")
ONLY_BY_RULE = _("Only {networks}.")
OTHERS_TOO = _("{n} of {all}, others than Xavier and He among them.")
SO_FAR = _("So far, yes: the worst network gets {worst} of the points right, the best {best}.")
HARDLY = _("Hardly: the worst network gets {worst} of the points right, the best {best}.")
HOW_LARGE_A_START_PRESETS = (
    Preset(
        _("Six initialisations"),
        {},
        _("Six networks start from the same random numbers, scaled from tiny to huge. Which will learn?"),
        _("the boundaries: which begin to wind, and which do not?"),
        Outcome(
            _which_of_six,
            {
                "all": (_("All of them"), ALL),
                "not the smallest": (_("The largest, not the smallest"), NOT_THE_SMALLEST),
                "not the largest": (_("The smallest, not the largest"), NOT_THE_LARGEST),
                "neither end": (_("Neither smallest nor largest"), NEITHER_END),
                "none": (_("Neither smallest nor largest"), NONE_YET),
                "": ("", BOTH_ENDS),
            },
            also=_which_are_good,
            since=1000,
            instead=_("One hidden layer"),
        ),
    ),
    Preset(
        _("Too small"),
        {"dataset": "flower", "depth": 2, "n_h": 4},
        _("Two hidden layers. Which initial scale is so small that the network never gets going?"),
        _("the first network, beside the second, whose initial weights are a hundred times as large."),
        Outcome(
            _which_stand_still,
            {
                "none": (_("None of them"), _("None of them.")),
                "first": (_("Only the smallest"), _("Only the smallest: {networks}.")),
                "two": (_("The two smallest"), _("The two smallest: {networks}.")),
                "others": (_("Another one"), _("{networks}.")),
            },
            also=lambda runs: _costs(runs, "scale_1", "scale_2"),
            since=1500,
            instead=_("One hidden layer"),
        ),
    ),
    Preset(
        _("Too large"),
        {"dataset": "flower", "n_h": 4},
        _("At a scale of 10 most units output nearly −1 or 1, tanh’s flat ends. What will the cost do?"),
        sentences(_("the fourth network: where does its cost stay?"), advice(_("Then set **Hidden layers** to 1."))),
        Outcome(
            _stays_high,
            {
                True: (_("It stays above Xavier’s"), _("It stays above Xavier’s: {large} against {xavier}.")),
                False: (_("It falls as far as Xavier’s"), _("It falls as far as Xavier’s: {large} against {xavier}.")),
            },
            also=_what_flat_ends_do,
            since=100,
            instead=_("One hidden layer"),
        ),
    ),
    Preset(
        _("Deep and too small"),
        {"dataset": "flower", "depth": 4, "n_h": 10},
        _("A scale of 0.01 suits one hidden layer. Does it suit four?"),
        _("the second network, beside Xavier and He."),
        Outcome(
            _suits,
            {
                True: (
                    _("Yes, four layers, too"),
                    _("Yes: {own} of the points are right, with the better of Xavier and He {best}."),
                ),
                False: (
                    _("No, not four layers"),
                    _("No: {own} of the points are right, with the better of Xavier and He {best}."),
                ),
            },
            also=lambda runs: _costs(runs, "scale_2", *BY_SIZE),
            since=100,
            instead=_("One hidden layer"),
        ),
    ),
    Preset(
        _("Deep ReLU"),
        {"activation": "relu", "depth": 4, "n_h": 20, "learning_rate": 0.1, "limit": 2000},
        _("Four layers of 20 ReLU units; Xavier and He fit the scale to each layer. Which networks will learn?"),
        _("the costs in the first few steps: which blow up, and which never move?"),
        Outcome(
            _only_by_rule,
            {
                "none": (_("None of them"), NONE_YET),
                "rules": (_("Xavier, He or both"), ONLY_BY_RULE),
                "others": (_("Others, too"), OTHERS_TOO),
                "all": (_("All of them"), ALL),
            },
            also=_which_are_good,
            since=1000,
            instead=_("Six initialisations"),
        ),
    ),
    Preset(
        _("One hidden layer"),
        {"dataset": "flower", "depth": 1, "n_h": 4, "learning_rate": 1.2},
        _("One hidden layer of only four units. Does the size of the initial weights matter here?"),
        _("which cost falls first, and where they all end up."),
        Outcome(
            _size_matters,
            {True: (_("Yes, it matters"), SO_FAR), False: (_("It hardly matters"), HARDLY)},
            since=200,
            instead=_("Deep and too small"),
            by_seed=True,
        ),
    ),
    Preset(
        _("ReLU, one hidden layer"),
        {"dataset": "flower", "activation": "relu", "depth": 1, "learning_rate": 0.5},
        _("Small weights keep z near 0, where tanh is steepest. Are ReLU’s slopes larger there, too?"),
        _("z at a ReLU: does a smaller scale change its sign, or only its size?"),
        Outcome(
            _slopes_by_scale,
            {
                "larger": (_("Yes, larger"), LARGER_SLOPES),
                "same": (_("No, the same"), SAME_SLOPES),
                "smaller": (_("No, smaller"), SMALLER_SLOPES),
            },
            also=_slopes_of_tanh,
            since=100,
            instead=_("Too large"),
        ),
    ),
)


HOW_LARGE_A_START = Lesson(
    Settings(
        # Deep enough for initial weights that are too small or too large to fail, whatever the seed; the three in
        # between learn.
        records=(Recipe(dataset="spiral", depth=3, n_h=8, learning_rate=0.3), Scales()),
        aside=(View(log_cost=True),),  # costs differ by powers of ten
        row=("depth", "n_h", "activation", "learning_rate"),
        groups={
            _("Initialisation"): ("scale_1", "scale_2", "scale_3", "scale_4", "seed"),
            _("Data"): ("dataset", *DATA),
            _("Training"): ("limit",),
            _("View"): VIEW,
        },
        unused=lambda chosen: unused_data(chosen[Recipe]),
    ),
    experiment,
    _("Which of the six networks will learn best, and which worst?"),
    HOW_LARGE_A_START_PRESETS,
)
