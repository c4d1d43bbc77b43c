"""Halves go away from zero, whatever their binary number is: against whole numbers, which have no rounding."""

from decimal import Decimal

import numpy as np
import pytest

from playground.language import LANGUAGES, _, number, rendered, rounded
from playground.training.formatting import decimals, hundredths, percent
from tests.language.halves import HALVES
from tests.looped import looped


@looped(("value", "places"), HALVES)
def test_halves_are_rounded_away_from_zero(value, places):
    n = int(Decimal(repr(value)).scaleb(places) - Decimal("0.5"))
    up = f"{Decimal(n + 1).scaleb(-places):.{places}f}"
    assert rounded(value, f".{places}f") == up
    assert rounded(np.float64(value), f".{places}f") == up
    assert rounded(-value, f".{places}f") == f"-{up}"
    digits = len(str(n)) if n else 1
    if n and len(str(n + 1)) == digits:
        assert float(rounded(value, f".{digits}g")) == float(up)
        assert float(rounded(value, f".{digits - 1}e")) == float(up)


@looped("spec", [".0f", ".1f", ".4f", ".2g", ".3g", "g", ".1e", ".0%", ",.1f", ",", "", ".12f"])
@looped("seed", range(20))
def test_what_is_no_half_is_rounded_as_ever(spec, seed):
    random = np.random.RandomState(seed)
    for value in (random.randn(50) * 10.0 ** random.randint(-12, 13, 50)).tolist():
        assert rounded(value, spec) == format(value, spec)


@looped("value", [0.0, -0.0, float("inf"), float("-inf"), float("nan"), 5e-324, 1.7e308, 3, 2**60, True])
def test_what_has_no_digits_to_round_stays_as_it_is(value):
    for spec in (".1f", ".3g", ".2e", ",", "", "g"):
        assert rounded(value, spec) == format(value, spec)


@pytest.mark.parametrize(
    ("share", "written"), [(0.8725, "87.3"), (0.8775, "87.8"), (0.9005, "90.1"), (0.145, "14.5"), (1, "100.0")]
)
def test_shares_of_points_are_rounded_by_the_same_rule(share, written):
    assert percent(share) == f"{written} %"
    assert hundredths(share) == written


def test_differences_of_shares_keep_their_halves():
    assert 0.015 - 0.0025 < 0.0125
    assert hundredths(0.015 - 0.0025) == "1.3"
    assert hundredths(0.0025 - 0.015) == "−1.3"
    assert percent(0.145, 0) == "15 %"


def test_messages_round_as_numbers_do():
    message = _("{share:.1f} of {cost:.3g}", share=87.25, cost=0.2345)
    assert message == "87.3 of 0.235"
    assert rendered(message, LANGUAGES["zh"]) == "87.3 of 0.235"
    assert (number(2.5, ".0f"), decimals(0.12345)) == ("3", "0.1235")
