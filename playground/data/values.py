"""The numbers to be predicted at a visitor's own points, rounded so that a link can hold them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.language import _

MOST_DECIMALS = 3
BYTES = 2
"""Of each number in a packed text."""
MOST_VALUE = 2 ** (8 * BYTES - 1) - 1


@dataclass(frozen=True)
class Values:
    """Numbers with the same decimals, as many as there is room for: three if none is beyond ±32.767.

    Create them with :meth:`of`, which rounds.

    Attributes
    ----------
    decimals : decimals of each number, 0 to 3
    packed : each number without its decimal point, two bytes with a sign
    """

    decimals: int
    packed: bytes

    @classmethod
    def of(cls, numbers: ArrayLike) -> "Values":
        """Round numbers, (m,).

        Raises
        ------
        ValueError
            If one is too large or not a number.
        """
        given = np.asarray(numbers, float)
        # This way round NaN fails the comparison, too.
        if not (np.abs(given) <= MOST_VALUE).all():
            raise ValueError(_("Values must be numbers, and none may be beyond ±{most:,}.", most=MOST_VALUE))
        rounded = ((decimals, np.rint(given * 10.0**decimals)) for decimals in range(MOST_DECIMALS, -1, -1))
        decimals, whole = next((k, each) for k, each in rounded if (np.abs(each) <= MOST_VALUE).all())
        return cls(decimals, whole.astype(">i2").tobytes())

    @property
    def numbers(self) -> NDArray:
        """The numbers, (m,)."""
        return np.frombuffer(self.packed, ">i2") / 10.0**self.decimals
