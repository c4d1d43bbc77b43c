"""Questions where nothing plays, on a page or in a section: answered first, and then found with the page's own control.

Each such lesson has its own, computed from what the page shows: nothing is written down as right.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from math import floor, inf, isfinite, log10
from typing import Any, NamedTuple

from playground.language import _, as_plain_text
from playground.training.formatting import setting

from .claims import Answer
from .rising_cost import ROUNDING

LONGEST = 40
"""Characters of an answer that is typed."""
NEAR = 0.1
"""How close to its place a slider has to be: on a phone, a step of it is two pixels wide."""
_TIMES_TEN = re.compile(r"[x*·×⋅]10(?:\^|\*\*)?(?=[+-]?\d)")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?")
_SHAPE = re.compile(r"\(\s*\)|[(\[]?\s*\d{1,6}(?:(?:\s*[,;、x×*]\s*|\s+)\d{1,6})*\s*,?\s*[)\]]?")


def off(typed: float, value: float) -> float:
    """How far a number is from one that it may stand for: 0 from what rounds to it; infinite from another number."""
    if not is_right(typed, value):
        return inf
    digits = max(2, len(Decimal(str(typed)).normalize().as_tuple().digits))
    return 0 if float(f"{value:.{digits - 1}e}") == typed else abs(typed - value)


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
        came = as_plain_text(text[:LONGEST])
        raise ValueError(_("“{came}” is not a number. Write it like 0.25, −1.2 or 3e-7.", came=came))
    return value


def read_shape(text: str) -> tuple[int, ...]:
    """Parse the shape of an array as people write it: (6, 4), 6,4 or 6 × 4; 6 alone is (6,), as in NumPy.

    Raises
    ------
    ValueError
        If it is none.
    """
    found = _SHAPE.fullmatch(unicodedata.normalize("NFKC", text).strip().lower())
    if len(text) > LONGEST or not found:
        came = as_plain_text(text[:LONGEST])
        raise ValueError(_("“{came}” is not a shape. Write rows and columns, like (6, 4) or 6 × 4.", came=came))
    return tuple(map(int, re.findall(r"\d+", found[0])))


class Typed(NamedTuple):
    """A kind of answer that is typed.

    Attributes
    ----------
    label : of the field: what to type
    read : parses it; raises ValueError with a text that says what is needed
    off : how far what was typed is from a value; infinite if it stands for another
    written : says it again
    """

    label: str
    read: Callable[[str], Any]
    off: Callable[[Any, Any], float]
    written: Callable[[Any], str]


NUMBER = Typed(_("Your number"), read_number, off, setting)
SHAPE = Typed(_("Rows, columns"), read_shape, lambda typed, value: 0 if typed == value else inf, str)


class Slip(NamedTuple):
    """What a typical mistake leads to, and the hint that names it."""

    value: Any
    hint: str


class Question(NamedTuple):
    """A question, with its answer as the page finds it.

    Attributes
    ----------
    text : what is asked, and how the page's control shows it; short enough for the page's message
    about : what the answer depends on: with anything else, it is another question
    found : what the page finds; None as long as it doesn't know. Without claims, what is to be typed
    claims : what can be predicted, for each that can be found; none if the answer is to be typed
    there : the settings with which the page shows the answer
    answer : what is true, with its numbers, and why
    slips : likely mistakes in what is typed, the likeliest first. Of those that fit, the nearest is named; those that
        round to what was typed are equally near, and of equals it is the first
    hint : for what none of them explains
    typed : what kind of answer is typed
    """

    text: str
    about: Any
    found: Any
    claims: Mapping[Any, str] = {}
    there: Mapping[str, Any] = {}
    answer: Answer = Answer()
    slips: Sequence[Slip] = ()
    hint: str = ""
    typed: Typed = NUMBER

    @property
    def right(self) -> int | None:
        """The place of the claim that is true; None as long as the page doesn't know."""
        return [*self.claims].index(self.found) if self.found in self.claims else None

    def is_shown(self, settings: Mapping[str, Any]) -> bool:
        """Whether the page shows the answer, with these settings by name."""
        return self.found is not None and all(_is_near(settings[name], value) for name, value in self.there.items())

    def mistake(self, typed: Any) -> str:
        """The hint for what was typed, if it is wrong; empty if it is right."""
        if self.typed.off(typed, self.found) < inf:
            return ""
        fitting = [(far, slip.hint) for slip in self.slips if (far := self.typed.off(typed, slip.value)) < inf]
        return min(fitting, key=lambda each: each[0])[1] if fitting else self.hint


Make = Callable[..., Question | None]
"""Makes a question from what its page shows; None if nothing can be asked with that."""


def _is_near(now: Any, there: Any) -> bool:
    return abs(now - there) < NEAR + 1e-6 if isinstance(there, float) else now == there
