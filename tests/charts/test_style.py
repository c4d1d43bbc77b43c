"""Colours mean one thing each: what can be pressed has none of those that mean something in a chart."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from playground.charts.style import CLASS_COLOURS, HIGH_COLOUR, LOW_COLOUR, MARK_COLOUR, TEST_COLOUR, TRAIN_COLOUR, rgb
from playground.training import LINE_COLOURS

THEME = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
IN_CHARTS = {*CLASS_COLOURS, *LINE_COLOURS, LOW_COLOUR, HIGH_COLOUR, MARK_COLOUR, TRAIN_COLOUR, TEST_COLOUR}
PAGE = {"light": "#ffffff", "dark": THEME["dark"]["backgroundColor"]}

in_both_themes = pytest.mark.parametrize("theme", ["light", "dark"])


def luminance(colour):
    """As the Web Content Accessibility Guidelines define it."""
    channels = np.array(rgb(colour)) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one, other):
    low, high = sorted(luminance(colour) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


@in_both_themes
@pytest.mark.parametrize("colour", sorted(IN_CHARTS))
def test_the_colour_of_buttons_is_far_from_every_colour_of_a_chart(theme, colour):
    primary = THEME[theme]["primaryColor"]
    assert np.linalg.norm(np.subtract(rgb(primary), rgb(colour))) > 60


@in_both_themes
def test_letters_on_a_button_and_in_its_colour_can_be_read(theme):
    primary = THEME[theme]["primaryColor"]
    assert contrast(primary, "#ffffff") >= 4.5
    assert contrast(primary, PAGE[theme]) >= 4.5
