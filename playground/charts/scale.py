"""The colours of numbers: one diverging scale for what a network is asked for, and for what it outputs."""

from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor, log10
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.language import number
from playground.training.formatting import minus

from .style import VALUE_COLOURS, blended

LEVELS = 64
"""Shades, as many as for two classes."""
_INKS = blended(LEVELS, *VALUE_COLOURS)
SHADES = _INKS.tobytes(), b"\xff" * LEVELS
"""Colours and opacities, from low to high. Opaque: a point is to look like the field where the network meets its value,
so neither may let the page or the other shine through."""
_NAMES = [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in _INKS.tolist()]
NEAR = 0.25
"""Zero is the middle if it is no farther than this share of the reach from the middle of the values."""


@dataclass(frozen=True)
class Scale:
    """A scale from ``middle - reach`` to ``middle + reach``; what is beyond an end has the colour of that end."""

    middle: float
    reach: float

    @classmethod
    def of(cls, labels: NDArray) -> Self:
        """The scale of these values, (m,): it stays while the network learns, so that colours can be compared.

        Its middle is 0 if that is near the middle of the values, so that one sees where the sign changes. Both are
        rounded to two digits of the reach.
        """
        low, high = (float(end(labels)) for end in (np.min, np.max)) if labels.size else (-1.0, 1.0)
        middle, reach = low / 2 + high / 2, high / 2 - low / 2
        if abs(middle) <= NEAR * reach:
            middle = 0.0
        step = 10.0 ** (floor(log10(reach or 1.0)) - 1)
        middle = round(middle / step) * step
        return cls(middle, ceil(max(high - middle, middle - low) / step - 1e-9) * step or 1.0)

    @property
    def low(self) -> float:
        """The value of its first colour."""
        return self.middle - self.reach

    @property
    def high(self) -> float:
        """The value of its last colour."""
        return self.middle + self.reach

    @cached_property
    def ends(self) -> tuple[str, str, str]:
        """What is written below its beginning, its middle and its end: "≤ −2", "0", "≥ 2"."""
        low, middle, high = (minus(number(each + 0.0, ".6g")) for each in (self.low, self.middle, self.high))
        return f"≤ {low}", middle, f"≥ {high}"

    @cached_property
    def decimals(self) -> int:
        """Decimals that tell apart hundredths of its reach."""
        return max(0, 2 - floor(log10(self.reach)))

    @property
    def all_colours(self) -> list[str]:
        """The colour of each shade, from low to high."""
        return _NAMES

    def shades(self, values: ArrayLike) -> NDArray:
        """The shade of each value, of uint8; the outputs of a network that overflows may be no numbers at all."""
        with np.errstate(over="ignore", invalid="ignore"):
            share = (np.asarray(values) - self.low) / (2 * self.reach)
        return np.rint(np.nan_to_num(share.clip(0, 1), nan=0.5) * (LEVELS - 1)).astype(np.uint8)

    def colours(self, values: ArrayLike) -> list[str]:
        """The colour of each value, such as "#018571"."""
        return [_NAMES[shade] for shade in self.shades(values).tolist()]
