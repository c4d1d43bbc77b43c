"""View settings: how a run is shown, without effect on its numbers.

The fields of :class:`View` become widgets and names in the link, like those of a recipe.
"""

from dataclasses import dataclass

from playground.language import _

from .options import Ordered, Switch, option

SPEEDS = (1, 2, 5, 10, 20, 60, 300, 600, 1200, 3000)
GROWING, FASTEST = "growing", "max"
SHARE = 300
"""At the accelerating speed, each frame advances by one iteration per this many done, rounded up.

So the first 300 iterations are shown one by one, in five seconds at 60 frames per second, and 10,000 are reached after
1,232 frames, in 21 seconds: each frame changes about as much as the one before.
"""


@dataclass(frozen=True)
class View:
    """How a run is shown; none of it changes a number."""

    speed: str = option(
        GROWING,
        Ordered(
            label=_("Speed"),
            help=_(
                "Iterations per second. Accelerating: the first ones one by one, then more and more at a time. "
                "Maximum: as fast as the server can."
            ),
            names=(GROWING, *map(str, SPEEDS), FASTEST),
        ),
    )
    hard: bool = option(
        False,
        Switch(
            label=_("Hard classes"),
            help=_(
                "Colour by the predicted class alone. Otherwise colours fade into the background where the network is "
                "less sure: where its output is nearer to 0.5."
            ),
        ),
    )
    log_cost: bool = option(
        False,
        Switch(label=_("Logarithmic cost"), help=_("Draw the cost axis in powers of ten, to see small costs change.")),
    )
    log_iteration: bool = option(
        False,
        Switch(
            label=_("Logarithmic iterations"),
            help=_("Draw the iteration axis in powers of ten, to see the beginning; iteration 0 has no place on it."),
        ),
    )

    @property
    def iterations_per_second(self) -> float:
        """The speed as a number; infinite for the fastest and for the accelerating speed, where frames set the pace."""
        return float("inf") if self.speed in (GROWING, FASTEST) else int(self.speed)

    def next_picture(self, iteration: int, pictures_per_second: int) -> float:
        """Number of iterations until the next frame, if there is time for that frame rate: at least 1."""
        if self.speed == GROWING:
            return max(1, -(-iteration // SHARE))
        return max(1.0, self.iterations_per_second / pictures_per_second)
