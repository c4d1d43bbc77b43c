"""Numbers and lists as a person reads them."""

import math

import numpy as np

from playground.language import listed
from playground.training.formatting import decimals, magnitude, minus, percent, setting
from tests.looped import looped

AS_READ = {
    percent: {0.905: "90.5 %", 0: "0.0 %", 1.0: "100.0 %", 0.33333: "33.3 %", None: "–", math.nan: "–"},
    magnitude: {
        **{0.0: "0", 0.0015: "0.0015", 0.12345: "0.12", 1.0: "1", 94.6: "95", 99.6: "100", 543.2: "540"},
        **{-543.2: "-540", 12_345.0: "12,000", 5.44e6: "5,400,000", 9.96e6: "1e+07", 1.73e28: "1.7e+28"},
        **{3e-12: "3e-12", 5e-324: "4.9e-324", math.inf: "inf", math.nan: "nan"},
    },
    setting: {0: "0", -0.5: "−0.5", 1.25: "1.25", -10.0: "−10"},
    minus: {
        **{"-0.5": "−0.5", "0.5": "0.5", "-3e-12": "−3e-12", "-1.20, 0.34": "−1.20, 0.34", "-1,234.5": "−1,234.5"},
        **{"-0.5 to -0.1": "−0.5 to −0.1", "half-way, at z = -2.0": "half-way, at z = −2.0"},
    },
    listed: {("a",): "a", ("a", "b"): "a and b", ("a", "b", "c"): "a, b and c"},
}


@looped(("written", "value", "text"), [(how, *each) for how, every in AS_READ.items() for each in every.items()])
def test_numbers_and_lists_as_a_person_reads_them(written, value, text):
    assert written(value) == text


def test_only_zero_is_shown_as_zero():
    assert all(float(magnitude(10.0**power).replace(",", "")) > 0 for power in range(-307, 16))
    assert math.isclose(float(magnitude(np.float64(0.0123456))), 0.012)


@looped(
    ("number", "places", "text"),
    [
        (-0.81757, 4, "−0.8176"),
        (0.25, 3, "0.250"),
        (-0.001, 3, "−0.001"),
        (0.00099, 3, "0.00099"),
        (2.06e-9, 4, "2.1e-09"),
        (-2.06e-9, 4, "−2.1e-09"),
        (999999.0, 1, "999999.0"),
        (-1e6, 4, "−1,000,000"),
        (1.73e28, 4, "1.7e+28"),
        (-0.0, 3, "0"),
    ],
)
def test_decimals_until_there_are_too_few(number, places, text):
    assert decimals(number, places) == text
