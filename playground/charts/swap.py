"""Two hidden units swapped: the landscape between the two networks, and whether there is a ridge."""

from typing import Any

from playground.lessons.swap import Swap

from .landscape import contour_figure, mark, surface_figure
from .scene import Panel, Still
from .style import CLASS_COLOURS, LINE_COLOURS


def swap_still(swap: Swap) -> Still:
    """The cost around a trained network and the same with two units swapped, and what lies between them."""
    looks = {
        "trained": (LINE_COLOURS[0], "circle", swap.trained),
        "two units swapped": (LINE_COLOURS[1], "circle", swap.swapped),
        "half-way": (CLASS_COLOURS[1], "square", swap.half_way),
        "first weights": (CLASS_COLOURS[0], "diamond", swap.first),
    }

    def over(space: bool) -> list[Any]:
        return [mark(space, name, colour, symbol, at=tuple(at)) for name, (colour, symbol, at) in looks.items()]

    axes = ("from one network to the other", "towards the first weights")
    return Still(
        figures={
            "swap-surface": surface_figure(swap.surface, axes, over(space=True), (-0.6, 1.7, 1.3)),
            "swap-contours": contour_figure(swap.surface, axes, over(space=False)),
        },
        panels=(
            Panel("The cost on a plane through three networks", ("swap-surface",)),
            Panel("From above: lines of equal cost, each 1.26 times the one inside it", ("swap-contours",)),
            Panel(sentence=True, wide=True),
        ),
        metrics=("Cost, trained", "Cost, units swapped", "Cost half-way", "Cost of the first weights"),
        texts=(
            *(f"{at[-1]:.4f}" for at in (swap.trained, swap.swapped, swap.half_way, swap.first)),
            ridge(swap),
        ),
        panel_width=20,
    )


def ridge(swap: Swap) -> str:
    """What lies half-way between the two networks, and what that says."""
    one, other = swap.units
    ends, middle = max(swap.trained[-1], swap.swapped[-1]), swap.half_way[-1]
    same = f"Units {one} and {other} have changed places: another point, the same outputs, the same cost. "
    if middle > ends:
        return (
            f"{same}Half-way between the two, the cost is {middle - ends:.3f} higher than at both. A convex surface "
            "has no such ridge, so this one is not convex."
        )
    return f"{same}Half-way between the two it is not higher, so this line does not tell whether the surface is convex."
