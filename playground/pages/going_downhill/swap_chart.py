"""Two hidden units swapped: the landscape between the two networks, and whether there is a ridge."""

from typing import Any

from playground.charts.panel import Panel
from playground.charts.scene import StaticView
from playground.language import _, number, sentences
from playground.training import LINE_COLOURS

from .landscape_chart import BETWEEN, MarkStyle, contour_figure, mark, surface_figure
from .swap import Swap

HEIGHT = "min(27rem, 95vw)"
"""Height of each picture."""


def swap_view(swap: Swap) -> StaticView:
    """The cost around a trained network and the same one with two units swapped, and what lies between them."""
    marks = {
        _("trained"): ("circle", swap.trained),
        _("two units swapped"): ("circle", swap.swapped),
        _("half-way"): ("square", swap.half_way),
        _("initial weights"): ("diamond", swap.first),
    }

    def over(space: bool) -> list[Any]:
        styles = [MarkStyle(name, colour) for name, colour in zip(marks, LINE_COLOURS, strict=False)]
        return [
            mark(space, style, symbol, tuple(at)) for style, (symbol, at) in zip(styles, marks.values(), strict=True)
        ]

    axes = (_("from one network to the other"), _("towards the initial weights"))
    figures = {
        "swap-surface": surface_figure(swap.surface, axes, over(space=True), (-0.6, 1.7, 1.3)),
        "swap-contours": contour_figure(swap.surface, axes, over(space=False)),
    }
    for figure in figures.values():
        figure.update_layout(meta={"height": HEIGHT})
    return StaticView(
        figures=figures,
        panels=(
            Panel(title=_("The cost on a plane through three networks"), charts={"swap-surface": _("swap")}),
            Panel(
                title=_("From above: lines of equal cost, a factor of {factor} apart", factor=BETWEEN),
                charts={"swap-contours": _("swap")},
            ),
            Panel(sentence=ridge(swap), wide=True),
        ),
        numbers={
            _("Cost, trained"): number(swap.trained[-1], ".4f"),
            _("Cost, units swapped"): number(swap.swapped[-1], ".4f"),
            _("Cost half-way"): number(swap.half_way[-1], ".4f"),
            _("Cost of the initial weights"): number(swap.first[-1], ".4f"),
        },
    )


def ridge(swap: Swap) -> str:
    """What lies half-way between the two networks, and what that means."""
    one, other = swap.units
    same = _(
        "Units {one} and {other} have changed places: a different point, the same outputs, the same cost.",
        one=one,
        other=other,
    )
    if swap.ridge > 0:
        higher = _(
            "Half-way between the two, the cost is {difference:.3f} higher than at either. A convex surface has no "
            "such ridge, so this one is not convex.",
            difference=swap.ridge,
        )
        return sentences(same, higher)
    return sentences(
        same,
        _("Half-way between the two it is no higher, so this line does not show whether the surface is convex."),
    )
