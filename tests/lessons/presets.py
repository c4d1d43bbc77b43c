"""The pages whose presets are tested, and their runs."""

import re
from functools import cache

from playground.data import INPUTS
from playground.lessons.dead_relu import DEAD_RELU
from playground.lessons.digits import DIGITS
from playground.lessons.how_large_a_start import HOW_LARGE_A_START
from playground.lessons.inside_the_symmetry import INSIDE_THE_SYMMETRY
from playground.lessons.playground import PLAYGROUND
from playground.lessons.small_batches import SMALL_BATCHES
from playground.lessons.too_good_to_be_true import TOO_GOOD_TO_BE_TRUE
from playground.lessons.zero_or_random import ZERO_OR_RANDOM
from playground.training import HOW_STEPS_ARE_TAKEN, RunGroup
from playground.training.options import options

LESSONS = {
    "playground": PLAYGROUND,
    "zero or random": ZERO_OR_RANDOM,
    "inside": INSIDE_THE_SYMMETRY,
    "how large": HOW_LARGE_A_START,
    "dead relu": DEAD_RELU,
    "digits": DIGITS,
    "too good": TOO_GOOD_TO_BE_TRUE,
    "small batches": SMALL_BATCHES,
}
EVERY_PRESET = [(page, preset.name) for page, lesson in LESSONS.items() for preset in lesson.presets]
MOMENTS = (1, 10, 500, 10_000)
"""At which a visitor may stop; the last is the limit of most pages."""
FALLEN = r"has fallen from (\d+\.\d{4}) to (\d+\.\d{4})"


def preset(page, name):
    return next(preset for preset in LESSONS[page].presets if preset.name == name)


def chosen(page, **settings):
    """The records that a page makes of some settings."""
    records, notes = LESSONS[page].settings.read(settings)
    assert notes == []
    return records


def experiment(page, **settings):
    return LESSONS[page].experiment(chosen(page, **settings))


def fresh(page, name, iterations=0, **changes):
    """The runs of a preset, which nobody else has."""
    runs = RunGroup(experiment(page, **{**preset(page, name).settings, **changes}))
    runs.advance(iterations)
    return runs


@cache
def trained(page, name, iterations):
    """The runs of a preset, shared by all tests that only look at them."""
    return fresh(page, name, iterations)


def answer(page, name, runs):
    return preset(page, name).answer(runs)


def differing(recipe, other):
    """The settings in which two recipes differ."""
    return {name for name in options(recipe) if getattr(recipe, name) != getattr(other, name)}


OF_STEPS = set(HOW_STEPS_ARE_TAKEN)
"""How steps are taken: full-batch gradient descent on every page that does not offer more."""


def left_out(page):
    """The other settings of a recipe that a page does not offer; a visitor's points are no page's.

    What the network is given of a point is offered on the playground alone.
    """
    (recipe,) = (record for record in LESSONS[page].settings.records if hasattr(record, "learning_rate"))
    return set(options(recipe)) - {*LESSONS[page].settings.names, "points", *INPUTS} - OF_STEPS


def iterations_in(text):
    """How many iterations an answer says there were."""
    (count,) = re.findall(r"([\d,]+) iterations?\b", text)
    return int(count.replace(",", ""))


def costs(runs):
    """Every cost as a panel shows it, in order."""
    return [f"{run.measure().cost:.4f}" for run in runs.values()]


def first_costs(runs):
    return [f"{run.history.points[0].cost:.4f}" for run in runs.values()]
