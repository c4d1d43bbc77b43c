"""How numbers and lists are written for a person to read."""

import re
from collections.abc import Sequence


def percent(share: float | None) -> str:
    """0.905 → "90.5 %"; a dash if there is no number."""
    return "–" if share is None or share != share else f"{100 * share:.1f} %"


def magnitude(number: float) -> str:
    """A number of any size in two digits: "0.0015", "3e-12"; "0" only if it is exactly zero."""
    return f"{number:.2g}"


def decimals(number: float, places: int = 4) -> str:
    """So many decimals, or two digits of what is smaller or too long to read: "−0.8176", "2.1e-09", "1.7e+28".

    "0" only if it is exactly zero.
    """
    return minus(f"{number:.{places}f}" if 1e-3 <= abs(number) < 1e6 else magnitude(number + 0.0))  # not "−0"


def setting(value: float) -> str:
    """As a slider has it: "0", "−0.5", "1.25"."""
    return minus(f"{value + 0.0:g}")  # not "−0"


def minus(text: str) -> str:
    """With a true minus sign in front of every negative number; an exponent keeps its hyphen: "−2.1e-09"."""
    return re.sub(r"(?<!e)-(?=\d)", "−", text)


def listed(names: Sequence[str]) -> str:
    """["a", "b", "c"] → "a, b and c"."""
    return " and ".join([*([", ".join(names[:-1])] if names[1:] else []), names[-1]])
