"""Sweeps for the tests in this folder: trained, or with results that are made up."""

import base64
import io

import numpy as np
from PIL import Image

from playground.lessons.sweep import Results, Sweep, Trained
from playground.pages.how_many_units.lesson import HOW_MANY_UNITS_SETTINGS
from playground.training import Divergence, Measurement


def chosen(**settings):
    """The records of a visitor who has chosen this on the page."""
    assert set(settings) <= set(HOW_MANY_UNITS_SETTINGS.names), "not offered"
    records, notes = HOW_MANY_UNITS_SETTINGS.read(settings)
    assert notes == []
    return records


def trained(plan, networks=None):
    """A sweep of which this many networks are trained, by default all."""
    sweep = Sweep(plan)
    for _network in sweep.recipes[:networks]:
        sweep.advance(10_000)
    return sweep


def results_of(plan, tests, trains=None, *, diverged=(), networks=None, guess=0.5, rose=False):
    """Results with these scores in the test, a row for each run of all values; in training the same, or ``trains``.

    The runs in ``diverged`` have no others. ``networks``: how many are trained; ``rose``: whether costs have risen.
    """
    sweep = Sweep(plan)
    pairs = zip(np.ravel(tests if trains is None else trains), np.ravel(tests), strict=True)
    sweep.trained = tuple(
        Trained(
            None,
            Measurement(5000, 0.5, train, 0.5, test),
            Divergence("W1", 7 + number) if number in diverged else None,
            guess,
            rose,
        )
        for number, (train, test) in enumerate(pairs)
    )[:networks]
    assert len(sweep.trained) == (networks if networks is not None else len(sweep.recipes))
    return Results(sweep)


def in_percent(accuracy):
    """An accuracy as the page writes it."""
    return f"{100 * accuracy + 1e-9:.1f} %"


def pixels(figure):
    """Of the picture behind the points: its colours, (n·n, 3), and the places of the pixels in the plane, (2, n·n)."""
    image = figure.layout.images[0]
    kind, data = image.source.split(",")
    assert kind == "data:image/png;base64"
    picture = np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")).astype(int)
    n = len(picture)
    x1 = image.x + (np.arange(n) + 0.5) / n * image.sizex
    x2 = image.y - (np.arange(n) + 0.5) / n * image.sizey
    return picture.reshape(-1, 3), np.stack(np.meshgrid(x1, x2)).reshape(2, -1)
