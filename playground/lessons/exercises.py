"""Questions of pages on which nothing plays: answered first, and then found with the page's own control.

Each such lesson has its own, computed from what the page shows: nothing is written down as right.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from math import floor, isfinite, log10
from typing import Any, NamedTuple

from playground.language import _

from .claims import Answer
from .rising_cost import ROUNDING

LONGEST = 40
"""Characters of a number that is typed."""
NEAR = 0.1
"""How close to its place a slider has to be: on a phone, a step of it is two pixels wide."""
_TIMES_TEN = re.compile(r"[x*·×⋅]10(?:\^|\*\*)?(?=[+-]?\d)")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?")


class Slip(NamedTuple):
    """What a typical mistake leads to, and the hint that names it."""

    value: float
    hint: str


class Question(NamedTuple):
    """A question, with its answer as the page finds it.

    Attributes
    ----------
    text : what is asked, and how the page's control shows it; short enough for the page's message
    about : what the answer depends on: with anything else, it is another question
    found : what the page finds; None as long as it doesn't know. Without claims, the number to be typed
    claims : what can be predicted, for each that can be found; none if a number is to be computed
    there : the settings with which the page shows the answer
    answer : what is true, with its numbers, and why
    slips : for a number; of the likely mistakes that fit, the nearest is named, and of equals the first
    hint : for a number that none of them explains
    """

    text: str
    about: Any
    found: Any
    claims: Mapping[Any, str] = {}
    there: Mapping[str, Any] = {}
    answer: Answer = Answer()
    slips: Sequence[Slip] = ()
    hint: str = ""

    @property
    def right(self) -> int | None:
        """The place of the claim that is true; None as long as the page doesn't know."""
        return [*self.claims].index(self.found) if self.found in self.claims else None

    def is_shown(self, settings: Mapping[str, Any]) -> bool:
        """Whether the page shows the answer, with these settings by name."""
        return self.found is not None and all(_is_near(settings[name], value) for name, value in self.there.items())

    def mistake(self, typed: float) -> str:
        """The hint for a number that is wrong; empty if it is right."""
        if is_right(typed, self.found):
            return ""
        fitting = [slip for slip in self.slips if is_right(typed, slip.value)]
        return min(fitting, key=lambda slip: abs(typed - slip.value)).hint if fitting else self.hint


Make = Callable[..., Question | None]
"""Makes a question from what its page shows; None if nothing can be asked with that."""


def is_right(typed: float, value: float) -> bool:
    """Whether a number is right to two digits, or both are 0 but for rounding."""
    if abs(value) <= ROUNDING:
        return abs(typed) <= ROUNDING
    return abs(typed - value) <= (0.05 + 1e-9) * 10.0 ** floor(log10(abs(value)))


def read_number(text: str) -> float:
    """Parse a number as people write it: with a comma or a point, any minus sign, and 2e-7 or 2 × 10^-7.

    Raises
    ------
    ValueError
        If it is none.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split()).lower()
    for sign in "−–—":
        plain = plain.replace(sign, "-")
    plain = _TIMES_TEN.sub("e", plain.lstrip("=≈~"))
    decimal = "," if plain.rfind(",") > plain.rfind(".") and plain.count(",") == 1 else "."
    plain = plain.replace("." if decimal == "," else ",", "").replace(decimal, ".")
    if len(text) > LONGEST or not _NUMBER.fullmatch(plain) or not isfinite(value := float(plain)):
        raise ValueError(_("That is not a number. Write it like 0.25, −1.2 or 3e-7."))
    return value


def _is_near(now: Any, there: Any) -> bool:
    return abs(now - there) < NEAR + 1e-6 if isinstance(there, float) else now == there
