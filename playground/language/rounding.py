"""Rounding for people: of the number as it is written, halves away from zero, so that 90.05 % becomes 90.1 %.

Python alone rounds a half to the even neighbour, and JavaScript upwards; both of the binary number, which for 90.05 is
a little less. ``ui/frontend/rounding.js`` has the same rule for the numbers that the browser writes.
"""

import math
import re
from decimal import ROUND_HALF_UP, Decimal
from string import Formatter
from typing import Any

ROUNDS = re.compile(r"(?:\.(\d+))?([efg%])$")
"""The end of a format that rounds: how many digits (by default 6), and what for."""
EXACT = 15
"""A float has this many digits; to more of them nothing is a half."""


def rounded(value: Any, spec: str) -> str:
    """``format(value, spec)`` by the rule of this module: 0.5 in the format ".0f" is "1", and 2.5 is "3"."""
    found = ROUNDS.search(spec)
    if not found or not isinstance(value, float) or not math.isfinite(value):
        return format(value, spec)
    digits, kind = int(found[1] or 6), found[2]
    written = Decimal(repr(float(value)))
    first = written.adjusted()  # the power of ten of its first digit
    last = {"f": -digits, "%": -digits - 2, "e": first - digits, "g": first + 1 - max(1, digits)}[kind]
    if first - last >= EXACT:
        return format(value, spec)
    return format(float(written.quantize(Decimal((0, (1,), last)), ROUND_HALF_UP)), spec)


class Rounding(Formatter):
    """Fills in the values of a message."""

    def format_field(self, value: Any, format_spec: str) -> str:
        """One of the values in its format."""
        return rounded(value, format_spec)
