"""Three learning rates: three runs of a model with two weights, the surface of its cost, and its minimum.

The model has no bias, ``A1 = sigmoid(W1 X)``, so its cost is a function of two numbers and can be drawn as a surface.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from playground.language import _, advice, listed, number, sentences
from playground.language.labels import SETTINGS
from playground.lessons.claims import Found, Outcome
from playground.lessons.lesson import Chosen, Preset
from playground.lessons.rising_cost import ROUNDING
from playground.nn import Network, Parameters
from playground.nn.activations import sigmoid_derivative
from playground.training import Experiment, Measurement, Recipe, Run, RunGroup
from playground.training.options import Choice, Real, option, options

from .landscape import Landscape, over_plane

FARTHEST = 4.0
"""The largest first weight."""
PICTURE = (-5.0, 9.0)
"""Range of both weights on the surface; larger on the side where a long step from a start may end."""
ARRIVED = 1e-4
"""A run is at the lowest point if its cost exceeds the lowest by less than this."""
RECENT = 10
"""Recent steps that a sentence refers to."""


def _weight(name: str) -> float:
    help = _("Where all runs start if the initial weights are your choice.")
    return option(0.0, Real(label=_("Initial {name}", name=name), help=help, least=-FARTHEST, most=FARTHEST, step=0.1))


@dataclass(frozen=True)
class TwoWeights(Recipe):
    """Logistic regression with two weights, and no bias."""

    begin: str = option(
        "random",
        Choice(
            label=_("Initial weights"),
            help=_(
                "Random: anywhere between −4 and 4. Your choice: at the w₁ and w₂ under {settings}.", settings=SETTINGS
            ),
            names=("random", "chosen"),
            side_by_side=True,
        ),
    )
    w1: float = _weight("w₁")
    w2: float = _weight("w₂")

    @property
    def has_biases(self) -> bool:
        return False

    @property
    def beginning(self) -> Self:
        """Includes the learning rate: a path labelled with a rate must have been taken at that rate from the start."""
        return replace(super().beginning, learning_rate=self.learning_rate)

    def parameters(self, n_x: int, n_y: int, loss: str = "sigmoid") -> Parameters:
        parameters = super().parameters(n_x, n_y, loss)
        anywhere = np.random.RandomState(self.seed).uniform(-FARTHEST, FARTHEST, (n_y, n_x))
        parameters["W1"] = anywhere if self.begin == "random" else [[self.w1, self.w2]]
        return parameters

    def followed(self, parameters: Parameters) -> NDArray:
        """The two weights, (1, 2)."""
        return parameters["W1"].copy()


def _rate(default: float, label: str, help: str) -> float:
    return option(default, replace(options(Recipe)["learning_rate"], label=label, help=help))


@dataclass(frozen=True)
class Rates:
    """The learning rates to be compared."""

    rate_1: float = _rate(0.02, _("First rate"), _("Size of a step of the first run; choose, or type a number."))
    rate_2: float = _rate(2.0, _("Second rate"), _("Size of a step of the second run; choose, or type a number."))
    rate_3: float = _rate(10.0, _("Third rate"), _("Size of a step of the third run; choose, or type a number."))


def experiment(chosen: Chosen) -> Experiment:
    """Three runs from the same start that differ only in the learning rate."""
    recipe: TwoWeights = chosen[TwoWeights]
    rates = vars(chosen[Rates])
    return Experiment.compare(
        {name: (f"α = {rate:g}", replace(recipe, learning_rate=rate)) for name, rate in rates.items()}
    )


class Lowest(NamedTuple):
    """The minimum of the cost of a model with two weights: position, cost, and the largest curvature there."""

    weights: NDArray
    cost: float
    curvature: float

    @property
    def largest_stable_rate(self) -> float:
        """2 / λ: with a larger learning rate, a step along that curvature overshoots, ending farther away."""
        return 2 / self.curvature


def lowest(X: NDArray, Y: NDArray) -> Lowest:
    """Find the minimum by Newton's method, which divides the gradient by the curvature.

    The curvature is the matrix of second derivatives, ``X D Xᵀ / m`` with ``D = A1 (1 - A1)`` on its diagonal.

    Parameters
    ----------
    X : (2, m) samples
    Y : (1, m) labels

    Raises
    ------
    ValueError
        If there is none: a line through the origin separates the classes, and the cost falls for ever.
    """
    network = Network(Parameters((len(X), 1)), X, Y)
    weights, slope = network.parameters["W1"], np.empty_like(Y)
    for _iteration in range(50):
        network.forward()
        network.backward()
        sigmoid_derivative(network.output.Z, network.output.A, slope)
        second = (X * slope) @ X.T / X.shape[1]
        least, largest = np.linalg.eigvalsh(second)
        if least < ROUNDING:  # flat: so far out that every output is 0 or 1
            break
        step = np.linalg.solve(second, network.gradients["dW1"].T).T
        if np.abs(step).max() < ROUNDING:
            return Lowest(weights[0].copy(), network.cost(), float(largest))
        weights -= step
    raise ValueError(
        _("A line separates the two classes, so their cost has no lowest point. Choose more noise or samples.")
    )


def went_up(costs: Sequence[float]) -> list[bool]:
    """Whether each step raised the cost; ``costs``: the cost at every iteration from the first."""
    return [bool(rise > ROUNDING) for rise in np.diff(costs)]


def over_both_weights(X: NDArray, Y: NDArray, points: int = 37, reach: tuple[float, float] = PICTURE) -> Landscape:
    """The cost of the model with two weights, for values of both in ``reach``."""
    origin = Parameters((2, 1))
    axes = []
    for axis in np.eye(2):
        along = Parameters((2, 1))
        along["W1"] = axis.reshape(1, 2)
        axes.append(along.vector)
    weights = np.linspace(*reach, points)
    return over_plane(origin, axes, weights, weights, X, Y)


class Progress(NamedTuple):
    """How far a run has come.

    Attributes
    ----------
    above : how far its cost is above the lowest
    since : the iteration from which it has been at the lowest point; None if it is not there
    recent : whether each of the last steps raised the cost
    """

    above: float
    since: int | None
    recent: list[bool]


def progress(costs: Sequence[float], lowest_cost: float) -> Progress:
    """How far a run has come; ``costs``: the cost at every iteration from the first."""
    since = len(costs)
    while since and costs[since - 1] - lowest_cost < ARRIVED:
        since -= 1
    return Progress(costs[-1] - lowest_cost, since if since < len(costs) else None, went_up(costs)[-RECENT:])


def costs_of(run: Run) -> list[float]:
    """The cost at every iteration; up to this page's largest limit the history skips none."""
    return [point.cost for point in run.history.points]


def way_of(run: Run) -> NDArray:
    """Both weights at every iteration, (iterations + 1, 2)."""
    return weights_of(run.history.points)


def weights_of(points: Sequence[Measurement]) -> NDArray:
    """Both weights at each of these iterations, (points, 2)."""
    return np.concatenate([point.units for point in points if point.units is not None])


def where_they_are(runs: RunGroup, but: str = "") -> str:
    """Which runs are at the lowest point, then which are on their way there, then which jump back and forth.

    ``but``: the name of a run that is left out.
    """
    bottom = _lowest_of(runs).cost
    now = {runs.experiment[name].label: progress(costs_of(run), bottom) for name, run in runs.items() if name != but}
    order = sorted(now, key=lambda label: (any(now[label].recent), now[label].since is None, now[label].since or 0))
    return sentences(*(_where(label, now[label]) for label in order))


def _runs_away(runs: RunGroup) -> Found:
    """Whether a run has left all that can be counted; none can, if the cost rises far out in every direction."""
    largest = max(np.abs(way_of(run)).max() for run in runs.values())
    return any(run.divergence for run in runs.values()), {"largest": largest}


def how_far_they_went(runs: RunGroup) -> str:
    """The largest absolute weight of any run so far, and how many steps of that run went up."""
    farthest = {name: np.abs(way_of(run)).max(axis=1) for name, run in runs.items()}
    name = max(farthest, key=lambda name: farthest[name].max())
    at, largest = int(farthest[name].argmax()), farthest[name].max()
    up = went_up(costs_of(runs[name]))
    return _(
        "The largest weight so far has had a size of {largest:.3g} ({label}, iteration {at}); in that run {up} of "
        "{steps} steps went up.",
        largest=largest,
        label=runs.experiment[name].label,
        at=at,
        up=sum(up),
        steps=len(up),
    )


def _learns(runs: RunGroup) -> Found:
    """Whether any cost has fallen, all of them, and how long the gradient is at the start."""
    network = runs.first.first_network()
    network.backward()
    costs = {runs.experiment[name].label: costs_of(run) for name, run in runs.items()}
    ends: list[str] = [
        _("{figure} ({label})", figure=number(each[-1], ".3f"), label=label) for label, each in costs.items()
    ]
    return any(each[-1] < each[0] for each in costs.values()), {
        "length": np.linalg.norm(network.gradients["dW1"]),
        "first": costs_of(runs.first)[0],
        "ends": listed(ends),
    }


def _lowest_of(runs: RunGroup) -> Lowest:
    return lowest(runs.first.X, runs.first.Y)  # all have the same samples


def _where(label: str, now: Progress) -> str:
    up, steps = sum(now.recent), len(now.recent)
    if up and steps == 1:
        return _("{label} went up in its only step.", label=label)
    if up:
        return _("{label} went up in {up} of its last {steps} steps.", label=label, up=up, steps=steps)
    if now.since is not None:
        return _("{label} has been at the lowest point since iteration {since}.", label=label, since=now.since)
    return _("{label} is still {above:.2g} above the lowest cost.", label=label, above=now.above)


def _settled_first(runs: RunGroup) -> Found:
    """The run that has been at the lowest point for longest; empty if none is there."""
    bottom = _lowest_of(runs).cost
    since = {name: progress(costs_of(run), bottom).since for name, run in runs.items()}
    there = {name: at for name, at in since.items() if at is not None}
    if not there:
        return "", {}
    first = min(there, key=there.__getitem__)
    return first, {"label": runs.experiment[first].label, "since": there[first]}


def _where_the_others_are(runs: RunGroup) -> str:
    """The same of all but the one that was first."""
    return where_they_are(runs, but=_settled_first(runs)[0])


def _which_jump(runs: RunGroup) -> Found:
    """Whether no run, those or some of those above the largest stable rate, or all had steps that went up of late."""
    found = _lowest_of(runs)
    jumps = {run.rate: any(progress(costs_of(run), found.cost).recent) for run in runs.values()}
    above = {rate: rate > found.largest_stable_rate for rate in jumps}
    below = any(jumps[rate] and not above[rate] for rate in jumps)
    which = "none" if not any(jumps.values()) else "above" if jumps == above else "some" if not below else "other"
    return "all" if all(jumps.values()) else which, {"stable": found.largest_stable_rate}


IS_FIRST = _("{label}: it has been at the lowest point since iteration {since}.")
YES = _("Yes: it has no hidden units that could stay equal; its gradient at zero has length {length:.2g}.")
NOT_YET = _("Not yet: it has no hidden units that could stay equal; its gradient at zero has length {length:.2g}.")
DOWNHILL_PRESETS = (
    Preset(
        _("Three learning rates"),
        {},
        _("Three learning rates: which is first to reach the lowest point?"),
        _("the three paths seen from above, and the sentence for each learning rate."),
        Outcome(
            _settled_first,
            {
                "rate_1": (_("The smallest rate is first"), IS_FIRST),
                "rate_2": (_("The middle one is first"), IS_FIRST),
                "rate_3": (_("The largest is first"), IS_FIRST),
                "": (_("None gets there"), _("None of them is there.")),
            },
            also=_where_the_others_are,
            instead=_("On the edge"),
        ),
    ),
    Preset(
        _("On the edge"),
        {"rate_1": 6.0, "rate_2": 7.0, "rate_3": 8.0},
        _("The largest stable rate lies between two of these. What will the runs on either side of it do?"),
        sentences(_("the last steps of each path."), advice(_("Zoom into the picture from above."))),
        Outcome(
            _which_jump,
            {
                "none": (_("All settle"), _("None jumps back and forth; the largest stable rate is {stable:.3g}.")),
                "above": (
                    _("Those above it jump"),
                    _("Those above the largest stable rate, {stable:.3g}, jump back and forth; the others do not."),
                ),
                "some": (
                    "",
                    _("So far not all of those above the largest stable rate, {stable:.3g}, jump back and forth."),
                ),
                "all": (
                    _("All jump"),
                    _("All jump back and forth; the largest stable rate is {stable:.3g}."),
                ),
                "other": (
                    _("Those below it jump"),
                    _("Not only those above the largest stable rate, {stable:.3g}, jump back and forth."),
                ),
            },
            also=where_they_are,
            instead=_("Three learning rates"),
        ),
    ),
    Preset(
        _("Far too large"),
        {"rate_1": 20.0, "rate_2": 50.0, "rate_3": 100.0},
        _("These are up to fifty times the learning rate that worked. Will the weights grow without limit?"),
        sentences(_("each cost: what follows a long jump?"), advice(_("Zoom out in the picture from above."))),
        Outcome(
            _runs_away,
            {
                True: (_("Yes, without limit"), _("Yes, without limit.")),
                False: (
                    _("No, they jump back"),
                    _("No: the largest was {largest:.3g}; far out, the cost rises in every direction."),
                ),
            },
            also=how_far_they_went,
            instead=_("Three learning rates"),
        ),
    ),
    Preset(
        _("Both weights zero"),
        {"begin": "chosen"},
        _("Both initial weights are zero, which the other pages warn against. Will this model learn?"),
        sentences(
            _("the paths, and how long the gradient is at iteration 0."),
            advice(_("Then choose any other initial weights.")),
        ),
        Outcome(
            _learns,
            {True: (_("Yes, it will learn"), YES), False: (_("No, it will not"), NOT_YET)},
            also=_("The cost was {first:.3f} at first and is now {ends}."),
        ),
    ),
)
