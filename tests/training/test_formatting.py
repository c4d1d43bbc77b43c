"""Numbers and lists as a person reads them."""

import math

import numpy as np
import pytest

from playground.language import listed
from playground.training.formatting import decimals, magnitude, minus, percent, setting
from tests.looped import looped


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.905, "90.5 %"), (0, "0.0 %"), (1.0, "100.0 %"), (0.33333, "33.3 %"), (None, "–"), (float("nan"), "–")],
)
def test_shares_as_a_person_reads_them(share, text):
    assert percent(share) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        *[(0.0, "0"), (0.0015, "0.0015"), (0.12345, "0.12"), (3e-12, "3e-12"), (5e-324, "4.9e-324"), (1.0, "1")],
        *[
            (94.6, "95"),
            (99.6, "100"),
            (543.2, "540"),
            (-543.2, "-540"),
            (12_345.0, "12,000"),
            (5.44e6, "5,400,000"),
        ],
        *[(9.96e6, "1e+07"), (1.73e28, "1.7e+28"), (float("inf"), "inf"), (float("nan"), "nan")],
    ],
)
def test_numbers_of_any_size_in_two_digits(number, text):
    assert magnitude(number) == text


def test_only_zero_is_shown_as_zero():
    assert all(float(magnitude(10.0**power).replace(",", "")) > 0 for power in range(-307, 16))
    assert math.isclose(float(magnitude(np.float64(0.0123456))), 0.012)


@looped(
    ("number", "places", "text"),
    [
        (-0.81757, 4, "−0.8176"),
        (12.0, 4, "12.0000"),
        (0.25, 3, "0.250"),
        (-0.001, 3, "−0.001"),
        (0.00099, 3, "0.00099"),
        (2.06e-9, 4, "2.1e-09"),
        (-2.06e-9, 4, "−2.1e-09"),
        (999999.0, 1, "999999.0"),
        (-1e6, 4, "−1,000,000"),
        (1.73e28, 4, "1.7e+28"),
        (0.0, 3, "0"),
        (-0.0, 3, "0"),
    ],
)
def test_decimals_until_there_are_too_few(number, places, text):
    assert decimals(number, places) == text


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (-0.5, "−0.5"), (1.25, "1.25"), (-10.0, "−10")])
def test_a_setting_is_written_as_on_its_slider(value, text):
    assert setting(value) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("-0.5", "−0.5"),
        ("0.5", "0.5"),
        ("-3e-12", "−3e-12"),
        ("-1.20, 0.34", "−1.20, 0.34"),
        ("-0.5 to -0.1", "−0.5 to −0.1"),
        ("-1,234.5", "−1,234.5"),
        ("half-way, at z = -2.0", "half-way, at z = −2.0"),
    ],
)
def test_numbers_below_zero_have_a_true_minus_sign_and_nothing_else_has(text, shown):
    assert minus(text) == shown


@pytest.mark.parametrize(("names", "text"), [(["a"], "a"), (["a", "b"], "a and b"), (("a", "b", "c"), "a, b and c")])
def test_the_last_of_a_list_comes_after_and(names, text):
    assert listed(names) == text
