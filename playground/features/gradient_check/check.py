"""The derivative of a cost by one number, from two costs: what is wrong with it at each ε, and which error that is."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from playground.charts import StaticView
from playground.charts.panel import Panel
from playground.charts.style import MARK_COLOUR
from playground.language import _, number
from playground.lessons.claims import Answer
from playground.lessons.exercises import Make, Question
from playground.nn import Network, Parameters
from playground.pages.one_step_by_hand.lesson import OneStepByHand, Step, take_apart
from playground.training import LINE_COLOURS, name_of
from playground.training.formatting import magnitude, minus

EPSILONS = tuple(float(f"1e-{digits}") for digits in range(15, 0, -1))
"""How far the number is moved, ascending."""
DIGITS = 4 * float(np.finfo(float).eps)
"""A cost is exact but for a few units in its last place."""
NO_DERIVATIVE = ("relu", "leaky_relu", "threshold")
"""Activations that have none at 0."""


class Check(NamedTuple):
    """A derivative, and for each ε: the quotient, the most that rounding adds to it, and whether it spans a kink."""

    slope: float
    quotients: Sequence[float]
    rounding: Sequence[float]
    kinks: Sequence[bool]

    @property
    def errors(self) -> list[float]:
        """How far each quotient is from the derivative."""
        return [abs(quotient - self.slope) for quotient in self.quotients]


def places(step: Step) -> Mapping[str, tuple[str, tuple[int, ...]]]:
    """What can be checked, by what it is called: each number of the parameter whose derivative is the stage on screen.

    On other stages, those of the first W.
    """
    now, names = step.settings.now, step.settings.names
    name = now.name.removeprefix("d") if now.kind in ("dW", "db") else names.of("W", 1)
    return {f"d{name}{[*place]}": (name, place) for place in np.ndindex(step.values[name].shape)}


def check(step: Step, name: str, place: tuple[int, ...]) -> Check:
    """Check the derivative of one number by the cost of the network that runs everywhere in this app."""
    settings, values = step.settings, step.values
    numbered = "" if settings.depth else "1"  # the page's only layer has no number
    arrays = {f"{each}{numbered}": values[each] for each in settings.names.parameters()}
    parameters = Parameters.from_arrays(arrays, settings.activation, settings.loss)
    network = Network(parameters, values["X"], values["Y"])
    w, slope = float(values[name][place]), float(values[f"d{name}"][place])

    def at(moved: float) -> tuple[float, list[bool]]:
        """The cost, and which hidden units are on for which sample."""
        parameters[f"{name}{numbered}"][place] = moved
        network.forward()
        return network.cost(), [on for layer in network.hidden for on in (layer.Z > 0).ravel().tolist()]

    with np.errstate(over="ignore", invalid="ignore"):
        pairs = [(at(w + epsilon), at(w - epsilon)) for epsilon in EPSILONS]
    return Check(
        slope,
        [(up[0] - down[0]) / (2 * epsilon) for (up, down), epsilon in zip(pairs, EPSILONS, strict=True)],
        [DIGITS * (step.cost_before + abs(w * slope)) / epsilon for epsilon in EPSILONS],
        [settings.activation in NO_DERIVATIVE and up[1] != down[1] for up, down in pairs],
    )


def which_error(step: Step, found: Check, epsilon: float) -> str:
    """Which of the two errors is the larger one at this ε, or why it is neither."""
    here = EPSILONS.index(epsilon)
    error, rounding = found.errors[here], found.rounding[here]
    numbers = {"epsilon": magnitude(epsilon), "error": magnitude(error), "rounding": magnitude(rounding)}
    if found.kinks[here]:
        return _(
            "At ε = {epsilon} the quotient is off by {error}: between w − ε and w + ε the z of a hidden unit crosses "
            "0, where {activation} has no derivative.",
            activation=name_of(step.settings.activation),
            **numbers,
        )
    if not found.slope and not error:
        return _("At ε = {epsilon} the cost does not change: the derivative is 0, and so is the quotient.", **numbers)
    if error > rounding:
        return _(
            "At ε = {epsilon} the truncation error dominates: the quotient is off by {error}, of which rounding makes "
            "at most about {rounding}.",
            **numbers,
        )
    return _(
        "At ε = {epsilon} the rounding error dominates: the quotient is off by {error}, and rounding can make up to "
        "about {rounding}.",
        **numbers,
    )


def check_view(step: Step, called: str, found: Check, epsilon: float) -> StaticView:
    """The error over ε, on logarithmic axes, with the chosen ε marked."""
    here, figure = EPSILONS.index(epsilon), go.Figure()
    # An exact 0 has no place on the axis.
    errors, rounding = ([y if 0 < y < np.inf else None for y in each] for each in (found.errors, found.rounding))
    looks = (
        (_("error"), EPSILONS, errors, {"mode": "lines+markers", "line": {"color": LINE_COLOURS[0]}}),
        (
            _("largest rounding error"),
            EPSILONS,
            rounding,
            {"mode": "lines", "line": {"color": MARK_COLOUR, "dash": "dash"}},
        ),
        (_("your ε"), [epsilon], [errors[here]], {"mode": "markers", "marker": {"color": LINE_COLOURS[2], "size": 14}}),
    )
    for label, x, y, look in looks:
        figure.add_scatter(x=x, y=y, name=label, hovertemplate="ε = %{x:.0e}: %{y:.1e}", **look)
    figure.update_layout(showlegend=True, hovermode="closest", margin={"l": 76, "r": 28}, meta={"height": "20rem"})
    figure.update_xaxes(title="ε", type="log", exponentformat="power", dtick=4, tickangle=0)
    figure.update_yaxes(title=_("error"), type="log", exponentformat="power", nticks=8)
    shown = {called: found.slope, _("Quotient"): found.quotients[here]}
    return StaticView(
        figures={"check": figure},
        panels=[Panel(charts={"check": _("error")}, sentence=which_error(step, found, epsilon), wide=True)],
        numbers={label: minus(number(value, ".12g")) for label, value in shown.items()}
        | {_("Error"): magnitude(found.errors[here])},
    )


def _nearest(settings: OneStepByHand, seen: bool) -> Question | None:
    """Which of three ε comes nearest to the derivative by the first weight; ``seen``: whether the curve is."""
    try:
        step = take_apart(settings)
    except FloatingPointError:
        return None
    name = settings.names.of("W", 1)
    errors = dict(zip(EPSILONS, check(step, name, (0, 0)).errors, strict=True))
    large, middle, small = 1e-1, 1e-5, 1e-15
    nearest = min(large, middle, small, key=errors.__getitem__)
    if [errors[each] for each in (large, middle, small)].count(errors[nearest]) > 1:
        return None
    claims = {
        large: _("The largest, {epsilon}", epsilon=magnitude(large)),
        middle: _("A middle one, {epsilon}", epsilon=magnitude(middle)),
        small: _("The smallest, {epsilon}", epsilon=magnitude(small)),
    }
    off = {str(n): magnitude(errors[each]) for n, each in enumerate((large, middle, small))}
    said = _("{claim}: it is off by {error}.", claim=claims[nearest], error=magnitude(errors[nearest]))
    others = _(
        "The quotient is off by {large} with the largest ε, by {middle} with the middle one, and by {small} with the "
        "smallest.",
        large=off["0"],
        middle=off["1"],
        small=off["2"],
    )
    return Question(
        _("**Which ε brings the quotient nearest to d{name}[0, 0]?**", name=name),
        about=None,  # whoever has answered it goes on to other weights
        found=nearest if seen else None,
        claims=claims,
        answer=Answer(said, others),
    )


QUESTIONS: Mapping[str, Make] = {"nearest": _nearest}
