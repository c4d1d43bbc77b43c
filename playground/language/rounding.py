"""Rounding for people: of the number as it is written, halves away from zero, so that 90.05 % becomes 90.1 %.

Python alone rounds a half to the even neighbour, and JavaScript upwards; both of the binary number, which for 90.05 is
a little less. ``frontend/basics/rounding.js`` has the same rule for the numbers that the browser writes.
"""

import math
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

ROUNDS = re.compile(r"(?:\.(\d+))?([efg%])$")
"""The end of a format that rounds: how many digits (by default 6), and what for."""
EXACT = 15
"""A float has this many digits; to more of them nothing is a half."""


def rounded(value: Any, spec: str) -> str:
    """``format(value, spec)`` by the rule of this module: 0.5 in the format ".0f" is "1", and 2.5 is "3"."""
    if not isinstance(value, float) or not math.isfinite(value) or not (rounds := _rounds(spec)):
        return format(value, spec)
    digits, kind = rounds
    text = repr(float(value))
    # Python rounds all else the same way; in percent it rounds a product that need not be exact.
    if kind != "%" and not text.partition("e")[0].rstrip(".0").endswith("5"):
        return format(value, spec)
    written = Decimal(text)
    first = written.adjusted()  # the power of ten of its first digit
    last = {"f": -digits, "%": -digits - 2, "e": first - digits, "g": first + 1 - max(1, digits)}[kind]
    if first - last >= EXACT:
        return format(value, spec)
    return format(float(written.quantize(Decimal((0, (1,), last)), ROUND_HALF_UP)), spec)


@lru_cache(maxsize=100)
def _rounds(spec: str) -> tuple[int, str] | None:
    """How many digits a format rounds to, and what for; None if it does not round."""
    found = ROUNDS.search(spec)
    return (int(found[1] or 6), found[2]) if found else None


class Rounded:
    """A value of a text, which ``str.format_map`` writes by the rule of this module."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __format__(self, spec: str) -> str:
        return rounded(self.value, spec)
