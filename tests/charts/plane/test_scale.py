"""The scale of numbers: its ends, its colours, and that each can be told apart from what is beside it."""

import itertools

import numpy as np

from playground.charts.plane.scale import LEVELS, SHADES, Scale
from playground.charts.style import CLASS_COLOURS, EDGE_COLOUR, HIGH_COLOUR, LOW_COLOUR, VALUE_COLOURS
from playground.data import Unit
from tests.charts.test_style import SIGHTS, contrast, distance
from tests.looped import looped

COLOURS = [tuple(colour) for colour in np.frombuffer(SHADES[0], np.uint8).reshape(-1, 3).tolist()]


@looped(
    ("labels", "ends"),
    [
        ([-2.31, 1.4], ("≤ −2.4", "0", "≥ 2.4")),  # zero is near the middle
        ([0, 2], ("≤ 0", "1", "≥ 2")),
        ([1900, 2000], ("≤ 1,900", "1,950", "≥ 2,000")),
        ([5, 5, 5], ("≤ 4", "5", "≥ 6")),  # all equal
        ([0], ("≤ −1", "0", "≥ 1")),
        ([1e-7, 2e-7], ("≤ 1e-07", "1.5e-07", "≥ 2e-07")),
        ([-1e100, 1e100], ("≤ −1e+100", "0", "≥ 1e+100")),
        ([], ("≤ −1", "0", "≥ 1")),
    ],
)
def test_it_reaches_over_all_values_and_is_written_in_few_digits(labels, ends):
    scale = Scale.of(np.array(labels, float))
    assert scale.ends == ends
    slack = 1e-9 * scale.reach
    assert all(scale.low - slack <= label <= scale.high + slack for label in labels)


def test_of_a_tables_numbers_it_speaks_in_their_own_unit():
    unit = Unit(240_000, 90_000)
    prices = np.array([130_000, 250_400, 400_000.0])
    values = unit.standardised(prices).round(3)
    scale = Scale.of(values, unit)
    assert scale.ends == ("≤ 130,000", "270,000", "≥ 410,000")
    assert [scale.written(value) for value in values] == ["130,000", "250,000", "400,000"]  # as far as they are known
    assert scale.written(-1e7) == "−9.00e+11"
    np.testing.assert_array_equal(scale.shades(values), Scale(scale.middle, scale.reach).shades(prices))


@looped(
    ("unit", "ends"),
    [
        (Unit(1e9, 1.0), ("≤ 999,999,998.9", "1,000,000,000", "≥ 1,000,000,001.1")),
        (Unit(0.5, 1e-8), None),
        (Unit(-1e100, 1e100), None),
        (Unit(1e100, 1e-100), None),
    ],
)
def test_whatever_the_unit_its_ends_can_be_told_apart(unit, ends):
    scale = Scale.of(np.array([-1.1, 1.0]), unit)
    if ends:
        assert scale.ends == ends
    if abs(unit.mean) < 1e9 * unit.deviation:
        assert len(set(scale.ends)) == 3
    assert all(isinstance(scale.written(value), str) for value in (0.0, 1e300, -np.inf, np.nan))
    assert scale.shades([-np.inf, np.inf]).tolist() == [0, LEVELS - 1]


def test_its_shades_are_evenly_spaced_and_what_is_beyond_an_end_has_the_colour_of_that_end():
    scale = Scale(1, 2)
    np.testing.assert_array_equal(scale.shades(np.linspace(-1, 3, LEVELS)), np.arange(LEVELS))
    np.testing.assert_array_equal(scale.shades([-1e300, -np.inf, 3.1, np.inf]), [0, 0, LEVELS - 1, LEVELS - 1])
    assert scale.colours([-1, 3]) == [VALUE_COLOURS[0], VALUE_COLOURS[2]]
    assert scale.shades(np.nan) == LEVELS // 2  # outputs of a network that overflows


@looped("sight", SIGHTS)
def test_however_one_sees_colours_the_ends_differ_from_each_other_and_from_the_middle(sight):
    low, middle, high = COLOURS[0], COLOURS[LEVELS // 2], COLOURS[-1]
    assert min(distance(one, other, sight) for one, other in itertools.combinations((low, middle, high), 2)) > 30
    # Either half gets paler towards the middle.
    for half in (COLOURS[: LEVELS // 2], COLOURS[: LEVELS // 2 - 1 : -1]):
        away = [distance(colour, middle, sight) for colour in half]
        assert away == sorted(away, reverse=True)


def test_its_ends_are_no_colours_of_classes_or_of_units():
    others = [tuple(bytes.fromhex(colour[1:])) for colour in (*CLASS_COLOURS, LOW_COLOUR, HIGH_COLOUR)]
    assert min(distance(end, other) for end in (COLOURS[0], COLOURS[-1]) for other in others) > 20


def test_the_edge_of_a_point_is_seen_on_every_shade():
    assert min(contrast(f"#{bytes(colour).hex()}", EDGE_COLOUR) for colour in COLOURS) > 3
