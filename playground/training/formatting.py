"""How numbers are written for a person to read, and names beside each other."""

import re
from collections.abc import Sequence
from functools import reduce

from playground.language import Number, _, number


def percent(share: float | None, places: int = 1) -> str:
    """0.905 → "90.5 %"; a dash if there is no number."""
    if share is None or share != share:
        return "–"
    return _("{share} %", share=number(100 * share, f".{places}f"))


def magnitude(value: float) -> Number:
    """A number of any size in two digits: "0.0015", "3e-12"; "0" only if it is exactly zero."""
    return number(value, ".2g")


def decimals(value: float, places: int = 4) -> Number:
    """So many decimals, or two digits of what is smaller or too long to read: "−0.8176", "2.1e-09", "1.7e+28".

    "0" only if it is exactly zero.
    """
    return minus(number(value, f".{places}f") if 1e-3 <= abs(value) < 1e6 else magnitude(value + 0.0))  # not "−0"


def setting(value: float) -> Number:
    """As a slider has it: "0", "−0.5", "1.25"."""
    return minus(number(value + 0.0, "g"))  # not "−0"


def beside(names: Sequence[str]) -> str:
    """["relu", "scale 1"] → "relu · scale 1"."""
    return reduce(lambda said, name: _("{names} · {next}", names=said, next=name), names)


def minus(text: str) -> Number:
    """With a true minus sign in front of every negative number; an exponent keeps its hyphen: "−2.1e-09"."""
    return Number(re.sub(r"(?<!e)-(?=\d)", "−", text))
