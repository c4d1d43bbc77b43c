"""More than two classes: what the figures, the sentences and the table hold, against arithmetic score by score."""

import math

import pytest

from playground.charts.style import CLASS_COLOURS
from playground.pages.why_this_cost.lesson import WhyThisCost
from playground.pages.why_this_cost.several_classes_chart import several_classes_view
from tests.charts.static_views import assert_whole, number, tables, texts
from tests.looped import looped

SETTINGS = [
    WhyThisCost(),
    WhyThisCost(z0=0, z1=0, z2=0, right=2),
    WhyThisCost(z0=-5, z1=5, z2=5, shift=5, right=0),
    WhyThisCost(z0=5, z1=-5, z2=-5, shift=-5, right=0),
    WhyThisCost(z0=0.3, z1=-1.7, z2=2.2, shift=-2.5, right=1),
]


def by_hand(settings):
    """Powers, probabilities and slopes, class by class."""
    powers = [math.exp(z + settings.shift) for z in settings.scores]
    probabilities = [power / sum(powers) for power in powers]
    return powers, probabilities, [a - (k == settings.right) for k, a in enumerate(probabilities)]


@looped("settings", SETTINGS)
def test_bars_numbers_and_table(settings):
    static_view = several_classes_view(settings)
    assert_whole(static_view)
    powers, probabilities, slopes = by_hand(settings)
    bars, labels = static_view.figures["probabilities"].data
    assert bars.y == pytest.approx(probabilities, rel=1e-4)
    assert list(labels.y) == [k == settings.right for k in range(3)]
    (pulls,) = static_view.figures["pulls"].data
    assert pulls.y == pytest.approx(slopes, rel=1e-4)
    assert bars.marker.color == pulls.marker.color == CLASS_COLOURS[:3]
    shown, p = texts(static_view), probabilities[settings.right]
    assert number(shown["p: a of the right class"]) == pytest.approx(p, rel=0.05, abs=5e-5)
    assert number(shown["Loss: −log p"]) == pytest.approx(-math.log(p), rel=0.05, abs=5e-5)
    ((*rows, sums),) = tables(static_view)
    for k, row in enumerate(rows):
        assert row.mark == (0 if k == settings.right else -1)
        label, *cells = row.cells
        assert label == str(k)
        expected = [
            settings.scores[k] + settings.shift,
            powers[k],
            probabilities[k],
            float(k == settings.right),
            slopes[k],
        ]
        assert [number(cell) for cell in cells] == pytest.approx(expected, rel=0.05, abs=5e-5)
    assert number(sums.cells[2]) == pytest.approx(sum(powers), rel=0.05)
    assert [number(cell) for cell in sums.cells[3:]] == [1, 1, 0]


def test_what_is_said_of_the_right_class():
    shown = texts(several_classes_view(WhyThisCost()))
    assert shown["The slopes of its loss"] == (
        "z of class 0 is pulled up by 0.7405; the others are pulled down by 0.7054 and 0.0351, together by "
        "just as much."
    )


def test_a_shift_changes_scores_and_powers_only():
    static_view, shifted = several_classes_view(WhyThisCost()), several_classes_view(WhyThisCost(shift=2))
    for name, figure in static_view.figures.items():
        for before, after in zip(figure.data, shifted.figures[name].data, strict=True):
            assert list(after.y) == list(before.y)
    for before, after in zip(*(table for each in (static_view, shifted) for table in tables(each)), strict=True):
        assert after.cells[3:] == before.cells[3:]
        assert after.cells[2] != before.cells[2]
    said, said_before = (texts(each)["The probabilities of this one sample"] for each in (shifted, static_view))
    assert said_before == ""
    assert said == "With c = 2 every power is 7.3891 times what it was, and so is their sum: no probability changes."
