"""The pages whose presets are tested, and their runs."""

import re
from functools import cache

from playground.data import INPUTS
from playground.pages.contents import WITH_RUNS
from playground.training import HOW_STEPS_ARE_TAKEN, RunGroup
from playground.training.options import options

LESSONS = {
    f"{page.name} {part}".replace("_", " ").strip(): lesson
    for page in WITH_RUNS.values()
    for part, lesson in page.parts.items()
    if lesson.runs.in_step
}
"""All lessons whose runs play, by the names of their pages and parts."""
EVERY_PRESET = [(name, preset.name) for name, lesson in LESSONS.items() for preset in lesson.presets]
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
