"""How the score of each target is said: in tables and sentences, and in files.

To say another, add a line to :data:`SCORES`.
"""

from collections.abc import Callable
from math import floor, log10
from typing import NamedTuple

from playground.language import _, number

from .formatting import decimals, hundredths, percent, setting
from .history import Measurement

LARGE_ERROR = 10
"""Errors from here on have fewer decimals."""


class Score(NamedTuple):
    """How a score is said.

    ``label``, ``train``, ``test``: what it is called; on the training samples, and on the test samples
    ``written``: the score as text; a dash for None
    ``named``: the same with its name, as part of a line; ``brief``: with its name only if the text does not tell it
    ``column``: its name in files and in code
    ``noun``: what it is called in a sentence
    ``difference``: that of two scores as text
    ``guessing``: what the same answer for all samples is called in a sentence, to compare others with
    ``ticks``, ``tick``: the marks on its axis, and their text
    ``least``: where the axis begins, unless a score is lower; what is below the first mark is never shown
    ``errors``: what the root mean square errors on both are called, where they say more than a cost does
    """

    label: str
    train: str
    test: str
    written: Callable[[float | None], str]
    column: str
    named: Callable[[float], str]
    brief: Callable[[float], str]
    noun: str
    difference: Callable[[float], str]
    guessing: str
    ticks: tuple[float, ...]
    tick: Callable[[float], str]
    least: float
    errors: tuple[str, str] | None = None

    def numbers(self, point: Measurement) -> dict[str, float]:
        """The scores of a moment, by label: on the training samples, and if there are any on the test samples."""
        numbers = [(self.train, point.score), (self.test, point.test_score)]
        if self.errors:
            train, test = self.errors
            numbers = [numbers[0], (train, point.rmse), numbers[1], (test, point.test_rmse)]
        return {label: number for label, number in numbers if number is not None}

    def of(self, point: Measurement) -> dict[str, str]:
        """The same as text."""
        errors = self.errors or ()
        return {
            label: error_in_words(value) if label in errors else self.written(value)
            for label, value in self.numbers(point).items()
        }


def error_in_words(rmse: float) -> str:
    """A root mean square error, with five digits at most if it is in the thousands of a table: "0.4213", "48,231"."""
    if not LARGE_ERROR <= rmse < LARGE_ERROR**12:
        return decimals(rmse)
    return number(rmse, f",.{max(0, 4 - floor(log10(rmse)))}f")


def _coefficient(score: float | None) -> str:
    """0.8731 → "0.873"; a dash for None."""
    return "–" if score is None else decimals(score, 3)


def _named_coefficient(score: float) -> str:
    return _("R² {score}", score=_coefficient(score))


def _percentage_points(difference: float) -> str:
    """0.0312 → "3.1 percentage points"."""
    return _("{difference} percentage points", difference=hundredths(difference))


ACCURACY = Score(
    _("Accuracy"),
    _("Train accuracy"),
    _("Test accuracy"),
    percent,
    "accuracy",
    named=lambda score: _("accuracy {score}", score=percent(score)),
    brief=percent,
    noun=_("accuracy"),
    difference=_percentage_points,
    guessing=_("always predicting one class"),
    ticks=tuple(tenth / 10 for tenth in range(11)),
    tick=lambda share: percent(share, 0),
    least=0.5,
)

R_SQUARED = Score(
    "R²",
    _("Train R²"),
    _("Test R²"),
    _coefficient,
    "r_squared",
    named=_named_coefficient,
    brief=_named_coefficient,
    noun="R²",
    difference=_coefficient,
    guessing=_("always giving the mean"),
    ticks=tuple(fifth / 5 for fifth in range(-5, 6)),
    tick=setting,
    least=0.0,
    errors=(_("Train RMSE"), _("Test RMSE")),
)

SCORES: dict[str, Score] = {"two classes": ACCURACY, "several classes": ACCURACY, "number": R_SQUARED}
"""How scores are said, by target."""
