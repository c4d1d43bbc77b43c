"""How large a start: the same network from several scales."""

from dataclasses import dataclass, replace

from playground.language import listed
from playground.training import Experiment, Recipe, RunGroup, Settings, View, saturated_share
from playground.training.formatting import percent
from playground.training.recipe import BY_SIZE, scale_option

from .answers import after, cost, iterations, what_the_cost_did
from .lesson import Chosen, Lesson, Preset
from .starts import DATA, VIEW, start_label, unused_data

WELL = 0.85
"""A network that gets this share of the points right has learned most of their shape."""
CLOSE = 0.05
"""Accuracies that differ by less than this share of the points are close."""


@dataclass(frozen=True)
class Scales:
    """The scales that are compared."""

    scale_1: float = scale_option(1e-4, "First scale")
    scale_2: float = scale_option(0.01, "Second scale")
    scale_3: float = scale_option(1.0, "Third scale")
    scale_4: float = scale_option(10.0, "Fourth scale")


def experiment(chosen: Chosen) -> Experiment:
    """The network from each scale, and from each rule that finds the scale itself."""
    recipe, scales = chosen[Recipe], vars(chosen[Scales])
    recipes = {name: replace(recipe, initialisation="random", scale=scale) for name, scale in scales.items()}
    recipes |= {rule: replace(recipe, initialisation=rule) for rule in BY_SIZE}
    return Experiment.compare({name: (start_label(each), each) for name, each in recipes.items()})


def _label(runs: RunGroup, name: str) -> str:
    return runs.experiment[name].label


def _costs(runs: RunGroup, *names: str) -> str:
    """What the costs of some of the networks did."""
    costs = "; that ".join(f"of {_label(runs, name)} {what_the_cost_did(runs[name])}" for name in names)
    return f"{after(runs)} the cost {costs}."


def _which_learn(runs: RunGroup) -> str:
    """Which networks get most points right, and which have diverged."""
    right = {name: run.measure().accuracy for name, run in runs.items()}
    well = [name for name, share in right.items() if share >= WELL]
    others = [name for name in right if name not in well]
    blown_up = [_label(runs, name) for name, run in runs.items() if run.divergence]
    diverged = f" {listed(blown_up)} {'have' if blown_up[1:] else 'has'} diverged." if blown_up else ""
    most = f"{100 * WELL:g} % of the points right"
    if not well:
        best = max(others, key=right.__getitem__)
        said = f"none gets {most} yet; the best is {_label(runs, best)} with {percent(right[best])}."
    else:
        names = listed([_label(runs, name) for name in well])
        said = f"{len(well)} of {len(runs)} get{'' if well[1:] else 's'} at least {most}: {names}."
    if well and others:
        said += f" The best of the others: {percent(max(right[name] for name in others))}."
    return f"{after(runs)} {said}{diverged}"


def _whether_it_gets_going(runs: RunGroup) -> str:
    return _costs(runs, "scale_1", "scale_2")


def _whether_it_suits_four_layers(runs: RunGroup) -> str:
    return _costs(runs, "scale_2", *BY_SIZE)


def _what_flat_ends_do(runs: RunGroup) -> str:
    """The largest start beside Xavier's: outputs at the flat ends, and cost."""
    large, xavier = runs["scale_4"], runs["xavier"]
    flat, other = (percent(saturated_share(run.evaluate())) for run in (large, xavier))
    return (
        f"{after(runs)} {_label(runs, 'scale_4')} has {flat} of its outputs at the flat ends; its cost "
        f"{what_the_cost_did(large)}. Xavier: {other}, cost {cost(xavier)}."
    )


def _whether_size_matters(runs: RunGroup) -> str:
    """How far apart the networks are."""
    worst, *_, best = sorted(run.measure().accuracy for run in runs.values())
    matters = "So far it does" if best - worst > CLOSE else "Hardly"
    return (
        f"{matters}: after {iterations(runs)}, the worst of the {len(runs)} gets {percent(worst)} of the points right, "
        f"the best {percent(best)}."
    )


HOW_LARGE_PRESETS = (
    Preset(
        "Six starts",
        {},
        "Six networks start from the same random numbers, scaled from tiny to huge. Which of them will learn the "
        "spiral?",
        "the boundaries: which begin to wind, and which do not?",
        _which_learn,
    ),
    Preset(
        "Too small",
        {"dataset": "flower", "depth": 2, "n_h": 4},
        "Two hidden layers. Which of these starts is so small that its network does not get going at all?",
        "the first network, beside the second, whose weights are a hundred times as large.",
        _whether_it_gets_going,
    ),
    Preset(
        "Too large",
        {"dataset": "flower", "n_h": 4},
        "With a scale of 10 most hidden units output nearly −1 or 1: the flat ends of tanh. What will the cost do?",
        "the fourth network: where does its cost stay? Then set **Hidden layers** to 1.",
        _what_flat_ends_do,
    ),
    Preset(
        "Deep and too small",
        {"dataset": "flower", "depth": 4, "n_h": 10},
        "A scale of 0.01 suits the one hidden layer of the lecture notes that this app follows. Does it suit four?",
        "the second network, beside Xavier and He.",
        _whether_it_suits_four_layers,
    ),
    Preset(
        "Deep ReLU",
        {"activation": "relu", "depth": 4, "n_h": 20, "learning_rate": 0.1},
        "Four layers of 20 ReLU units. Xavier and He fit the scale to the size of each layer. Which networks will "
        "learn?",
        "the costs in the first few steps: which blow up, and which never move?",
        _which_learn,
    ),
    Preset(
        "One hidden layer",
        {"dataset": "flower", "depth": 1, "n_h": 4, "learning_rate": 1.2},
        "One hidden layer of only four units. Does the size of the first weights matter here?",
        "which cost falls first, and where they all end up.",
        _whether_size_matters,
    ),
)


HOW_LARGE = Lesson(
    Settings(
        # Deep enough that too small and too large a start both fail, whatever the seed; the three in between learn all.
        records=(Recipe(dataset="spiral", depth=3, n_h=8, learning_rate=0.3), Scales()),
        aside=(View(log_cost=True),),  # costs that differ by powers of ten
        bar=("speed",),
        row=("depth", "n_h", "activation", "learning_rate"),
        groups={
            "Starts": ("scale_1", "scale_2", "scale_3", "scale_4", "seed"),
            "Data": ("dataset", *DATA),
            "Training": ("limit",),
            "View": VIEW,
        },
        unused=lambda chosen: unused_data(chosen[Recipe]),
    ),
    experiment,
    "Which of the six networks will learn best, and which worst?",
    HOW_LARGE_PRESETS,
)
