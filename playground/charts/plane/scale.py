"""The colours of numbers: one diverging scale for what a network is asked for, and for what it outputs."""

from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor, log10
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.charts.style import VALUE_COLOURS, blended
from playground.data import Unit
from playground.data.scaling import AS_THEY_ARE
from playground.language import Number, number, rounded
from playground.training.formatting import minus

LEVELS = 64
"""Shades, as many as for two classes."""
_COLOURS = blended(LEVELS, *VALUE_COLOURS)
SHADES = _COLOURS.tobytes(), b"\xff" * LEVELS
"""Colours and opacities, from low to high. Opaque: a point is to look like the field where the network meets its value,
so neither may let the page or the other shine through."""
_NAMES = [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in _COLOURS.tolist()]
ENDS = ((np.min, -1.0), (np.max, 1.0))
"""What finds the ends of some values, and what they are of none."""
ROUNDED = 0.05
"""A table's number may seem to be beyond an end by this share of a step, as it is known to a 0.001 of a deviation."""
MOST_DIGITS = 12
"""Whole numbers with more of them are written in powers of ten."""
FAR = 1e4
"""Outputs this many times the reach from the middle are written in powers of ten."""
NEAR = 0.25
"""Zero is the middle if it is no farther than this share of the reach from the middle of the values."""


@dataclass(frozen=True)
class Scale:
    """A scale from ``middle - reach`` to ``middle + reach``; what is beyond an end has the colour of that end.

    Both are in the values' own ``unit``, and so is all that it says. The values and outputs that it is given, to colour
    or to say them, are those of the network, which may be standardised.
    """

    middle: float
    reach: float
    unit: Unit = AS_THEY_ARE

    @classmethod
    def of(cls, labels: NDArray, unit: Unit = AS_THEY_ARE) -> Self:
        """The scale of these values, (m,): it stays while the network learns, so that colours can be compared.

        Its middle is 0 if that is near the middle of the values, so that one sees where the sign changes. Both are
        rounded to two digits of the reach.
        """
        low, high = (unit.original(float(end(labels)) if labels.size else one) for end, one in ENDS)
        middle, reach = low / 2 + high / 2, high / 2 - low / 2
        if abs(middle) <= NEAR * reach:
            middle = 0.0
        step = 10.0 ** (floor(log10(reach or 1.0)) - 1)
        middle = round(middle / step) * step
        beyond = ROUNDED if unit.is_own else 1e-9
        return cls(middle, ceil(max(high - middle, middle - low) / step - beyond) * step or 1.0, unit)

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
        largest = max(abs(self.low), abs(self.high))
        # As many digits as tell the ends apart, and those of whole numbers where they are not too many.
        digits = max(6, 3 + floor(log10(largest / self.reach)), min(MOST_DIGITS, 1 + floor(log10(largest))))
        low, middle, high = (minus(number(each + 0.0, f",.{digits}g")) for each in (self.low, self.middle, self.high))
        return f"≤ {low}", middle, f"≥ {high}"

    @cached_property
    def decimals(self) -> int:
        """Decimals that tell apart hundredths of its reach."""
        return max(0, self._places)

    @cached_property
    def _places(self) -> int:
        """The same, below zero for tens, hundreds and so on."""
        return 2 - floor(log10(self.reach))

    @property
    def tens(self) -> float:
        """What a table's numbers are rounded to, if not to decimals: 1, 10, 100 and so on."""
        return 10.0 ** -min(0, self._places) if self.unit.is_own else 1.0

    def rounded(self, value: float) -> float:
        """A value or output in its own unit, as it is said.

        Of a table's values no more digits than these are known: they were standardised, and then rounded.
        """
        return float(rounded(self.unit.original(value) / self.tens, f".{self.decimals}f")) * self.tens

    def format_of(self, said: float) -> str:
        """The format of such a number."""
        return ".2e" if abs(said - self.middle) >= FAR * self.reach else f",.{self.decimals}f"

    def written(self, value: float) -> Number:
        """A value or output in its own unit as text."""
        said = self.rounded(value)
        return minus(number(said + 0.0, self.format_of(said)))

    @property
    def all_colours(self) -> list[str]:
        """The colour of each shade, from low to high."""
        return _NAMES

    def shades(self, values: ArrayLike) -> NDArray:
        """The shade of each value, of uint8; the outputs of a network that overflows may be no numbers at all."""
        with np.errstate(over="ignore", invalid="ignore"):
            share = (self.unit.original(np.asarray(values)) - self.low) / (2 * self.reach)
        return np.rint(np.nan_to_num(share.clip(0, 1), nan=0.5) * (LEVELS - 1)).astype(np.uint8)

    def colours(self, values: ArrayLike) -> list[str]:
        """The colour of each value, such as "#018571"."""
        return [_NAMES[shade] for shade in self.shades(values).tolist()]
