"""Colours mean one thing each: what can be pressed has none of those that mean something in a chart."""

import itertools
import tomllib
from pathlib import Path

import numpy as np
from colorspacious import cspace_convert, deltaE

from playground.charts.style import (
    CLASS_COLOURS,
    CLASS_SYMBOLS,
    HIGH_COLOUR,
    LOW_COLOUR,
    MARK_COLOUR,
    TEST_COLOUR,
    TRAIN_COLOUR,
    rgb,
)
from playground.data import MOST_CLASSES
from playground.data.points import MOST_OWN_CLASSES
from playground.training import LINE_COLOURS
from tests.looped import looped

THEME = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
IN_CHARTS = {*CLASS_COLOURS, *LINE_COLOURS, LOW_COLOUR, HIGH_COLOUR, MARK_COLOUR, TRAIN_COLOUR, TEST_COLOUR}
PAGE = {"light": "#ffffff", "dark": THEME["dark"]["backgroundColor"]}


def luminance(colour):
    """As the Web Content Accessibility Guidelines define it."""
    channels = np.array(rgb(colour)) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one, other):
    low, high = sorted(luminance(colour) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


@looped("theme", ["light", "dark"])
def test_the_colour_of_buttons_can_be_read_and_is_far_from_every_colour_of_a_chart(theme):
    primary = THEME[theme]["primaryColor"]
    assert min(np.linalg.norm(np.subtract(rgb(primary), rgb(colour))) for colour in IN_CHARTS) > 60
    assert min(contrast(primary, "#ffffff"), contrast(primary, PAGE[theme])) >= 4.5


SIGHTS = [None, "protanomaly", "deuteranomaly", "tritanomaly"]
"""Usual sight, and complete blindness to red, to green and to blue (Machado et al., 2009)."""


def seen(colour, sight):
    """A colour, as a text or as red, green and blue up to 255, as somebody sees it: three numbers from 0 to 1."""
    share = np.array(rgb(colour) if isinstance(colour, str) else colour) / 255
    if sight is None:
        return share
    return np.clip(cspace_convert(share, {"name": "sRGB1+CVD", "cvd_type": sight, "severity": 100}, "sRGB1"), 0, 1)


def distance(one, other, sight=None):
    """Of two colours, red, green and blue up to 255, in CIE L*a*b*: there a distance of about 2 can just be seen."""
    spaces = (cspace_convert(seen(colour, sight), "sRGB1", "CIELab") for colour in (one, other))
    return float(np.linalg.norm(np.subtract(*spaces)))


def test_any_two_classes_are_told_apart_with_every_kind_of_sight():
    for sight in SIGHTS:
        for one, other in itertools.combinations(CLASS_COLOURS, 2):
            distance = deltaE(seen(one, sight), seen(other, sight), input_space="sRGB1")
            assert distance >= 20, f"{one} and {other} with {sight}: {distance:.1f}"
    assert len(CLASS_COLOURS) == MOST_CLASSES
    assert len(set(CLASS_SYMBOLS)) == len(CLASS_SYMBOLS) == MOST_OWN_CLASSES  # with more, by their symbols
