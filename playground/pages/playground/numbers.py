"""Presets of the playground that ask for a number: what the surface is made of, and where it ends."""

from math import comb

import numpy as np

from playground.data import SURFACES
from playground.language import _, advice, sentences
from playground.lessons.claims import Found, Outcome, band
from playground.lessons.lesson import Preset
from playground.nn import forward_propagation
from playground.training import Run, RunGroup, cell_centres
from playground.training.formatting import decimals, setting
from playground.training.scores import error_in_words

PLACES = 200
"""Places along each side of the picture at which a surface is looked at."""
KEPT = 3
"""An error beyond the points of up to this many times that among them is no worse."""
LEARNED = 0.3
"""An error, in heights of the wave, from which on the wave is not learned yet."""


def planes(runs: RunGroup) -> int:
    """The planes that ReLU units have folded the surface into, as far as the picture goes.

    Each is where the same units are on. One that is smaller than a place may be missed.
    """
    run = runs.first
    cells = run.recipe.inputs_of(cell_centres(runs.extent, PLACES))
    on = forward_propagation(cells, run.parameters)[1]["Z1"] > 0
    return int(np.unique(np.packbits(on, axis=0), axis=1).shape[1])


def most_planes(folds: int) -> int:
    """Into how many parts this many straight lines can cut the plane."""
    return 1 + folds + comb(folds, 2)


def _out_of_how_many(runs: RunGroup) -> Found:
    """Out of how many planes the surface is, and how close it comes."""
    units, counted = runs.first.recipe.n_h, planes(runs)
    return band(counted, (5, most_planes(4) + 1)), {
        "planes": counted,
        "units": units,
        "most": most_planes(units),
        "error": error_in_words(runs.first.measure().rmse),
    }


def errors(runs: RunGroup) -> tuple[float, float]:
    """How far the output is from the surface that the points stray from: among them, and to their left and right.

    Both are root mean square errors, as far as the picture goes.
    """
    run = runs.first
    cells = cell_centres(runs.extent, PLACES)
    residuals = forward_propagation(run.recipe.inputs_of(cells), run.parameters)[0][0]
    residuals = residuals - SURFACES[run.recipe.dataset].of(cells)
    among = (cells[0] >= run.X[0].min()) & (cells[0] <= run.X[0].max())
    inside, outside = (float(np.sqrt((residuals[part] ** 2).mean())) for part in (among, ~among))
    return inside, outside


def far_out(run: Run) -> tuple[float, float]:
    """What one hidden layer of tanh units outputs ever farther to the left, and to the right."""
    W1, W2, b2 = run.parameters["W1"], run.parameters["W2"], run.parameters["b2"]
    right = np.sign(W1[:, :1])  # each unit ends at 1 or -1
    return float((b2 - W2 @ right).item()), float((b2 + W2 @ right).item())


def _goes_on(runs: RunGroup) -> Found:
    """Whether the wave goes on where there are no points; None as long as there is none among them."""
    inside, outside = errors(runs)
    left, right = (setting(round(value, 1)) for value in far_out(runs.first))
    off = {"inside": decimals(inside, 2), "outside": decimals(outside, 2)}
    goes_on = None if inside > LEARNED else outside <= KEPT * inside
    return goes_on, {**off, "left": left, "right": right}


A_BUMP, BEYOND = _("A bump of planes"), _("Beyond the points")
OUT_OF_PLANES = _("From {planes} flat pieces.")
FOLDS = _(
    "Each unit makes a straight fold: {units} folds cut the plane into {most} parts at most. The typical error "
    "(RMSE) is {error}."
)
GOES_ON = _("Yes, so far: it is off by {inside} among the points, by {outside} beyond them.")
ENDS = _("No: it is off by {inside} among the points, by {outside} beyond them.")
NO_WAVE = _("There is no wave yet: among the points, too, the output is off by {inside}.")
TYPICAL = _("That is the RMSE, the typical error.")
FAR_OUT = _("Far out each unit is at 1 or −1: the output levels off at {left} (left) and {right} (right).")


def _how_it_ends(runs: RunGroup) -> str:
    """How the errors are meant, and what the wave ends at, once there is one."""
    goes_on, values = _goes_on(runs)
    return sentences(TYPICAL, "" if goes_on is None else FAR_OUT.filled(**values))


OF_NUMBERS = (
    Preset(
        A_BUMP,
        {
            "dataset": "bump",
            "noise": 0.1,
            "activation": "relu",
            "initialisation": "he",
            "seed": 5,
            "learning_rate": 0.1,
            "limit": 1000,
        },
        _("A number at each point, and no classes: from how many flat pieces do four ReLU units build the bump?"),
        sentences(
            _("the straight folds: where you cross one, the colour starts to change differently."),
            advice(_("Then try 8 units.")),
        ),
        Outcome(
            _out_of_how_many,
            {0: (_("4 or fewer"), ""), 1: (_("5 to 11"), ""), 2: (_("More than 11"), "")},
            OUT_OF_PLANES,
            FOLDS,
            since=100,
            instead=BEYOND,
        ),
    ),
    Preset(
        BEYOND,
        {
            "dataset": "wave",
            "noise": 0.1,
            "n_h": 8,
            "initialisation": "he",
            "learning_rate": 0.05,
            "update_rule": "momentum",
            "limit": 3000,
        },
        _("The points show almost two periods of a wave. Will eight tanh units carry it on beyond them?"),
        sentences(_("the margins left and right, where there are no points."), advice(_("Then choose ReLU."))),
        Outcome(
            _goes_on,
            {
                None: ("", NO_WAVE),
                True: (_("Yes, the wave goes on"), GOES_ON),
                False: (_("No, it ends with the points"), ENDS),
            },
            also=_how_it_ends,
            since=200,
            instead=A_BUMP,
        ),
    ),
)
"""Two experiments on which a network is asked for a number."""
