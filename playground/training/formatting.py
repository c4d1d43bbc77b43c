"""Formatting numbers and lists of names for people."""

import re
from collections.abc import Sequence
from functools import lru_cache, reduce

from playground.language import Number, _, number

IN_FULL = 1e7
"""From here on a large number has too many digits to be read in full."""


@lru_cache(maxsize=10_000)
def percent(share: float | None, places: int = 1) -> str:
    """0.905 → "90.5 %"; a dash for None."""
    if share is None or share != share:
        return "–"
    return _("{share} %", share=hundredths(share, places))


def hundredths(share: float, places: int = 1) -> Number:
    """0.905 → "90.5". A half stays one although 100 times 0.145, and 0.8725 - 0.86, are a little off."""
    return minus(number(round(share, 12), f".{places}%").removesuffix("%"))


def magnitude(value: float) -> Number:
    """A number of any size with two digits: "0.0015", "540", "3e-12"; "0" only if it is exactly zero."""
    short = number(value, ".2g")
    return number(float(short), ",.0f") if 100 <= abs(float(short)) < IN_FULL else short


def decimals(value: float, places: int = 4) -> Number:
    """Fixed decimals, or two digits for very small or large numbers: "−0.8176", "2.1e-09", "1.7e+28".

    "0" only if it is exactly zero.
    """
    return minus(number(value, f".{places}f") if 1e-3 <= abs(value) < 1e6 else magnitude(value + 0.0))  # not "−0"


def setting(value: float) -> Number:
    """A number as on a slider: "0", "−0.5", "1.25"."""
    return minus(number(value + 0.0, "g"))  # not "−0"


def beside(names: Sequence[str]) -> str:
    """["ReLU", "scale 1"] → "ReLU · scale 1"."""
    return reduce(lambda said, name: _("{names} · {next}", names=said, next=name), names)


def minus(text: str) -> Number:
    """Use a true minus sign for negative numbers; exponents keep their hyphen: "−2.1e-09"."""
    return Number(re.sub(r"(?<!e)-(?=\d)", "−", text) if "-" in text else text)


def duration(seconds: float) -> str:
    """Format a time with two or three digits: "12 µs", "3.4 ms", "0.51 s"."""
    for unit, size in (("µs", 1e-6), ("ms", 1e-3)):
        if seconds < 999.5 * size:
            return _duration(seconds / size, ".3g" if seconds >= 99.5 * size else ".2g", unit)
    return _duration(seconds, ".2g" if seconds < 99.5 else ".0f", "s")


def _duration(amount: float, spec: str, unit: str) -> str:
    # Translators: a time, such as "3.4 ms".
    return _("{amount} {unit}", amount=number(amount, spec), unit=unit)


def times(ratio: float) -> str:
    """Format a ratio of times: "1,034", "1.4"."""
    return number(ratio, ",.0f") if ratio >= 9.95 else number(ratio, ".2g")
