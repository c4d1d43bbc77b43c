"""The pages whose presets are tested, and their runs."""

import re
from functools import cache

from playground.data import INPUTS
from playground.language import LANGUAGES, rendered
from playground.pages.contents import WITH_RUNS
from playground.training import HOW_STEPS_ARE_TAKEN, RunGroup
from playground.training.options import options
from playground.training.recipe import WHERE_IT_ENDS

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


OF_STEPS = {*HOW_STEPS_ARE_TAKEN, *WHERE_IT_ENDS}
"""How steps are taken, full-batch gradient descent on every page that does not offer more, and how far."""


def left_out(page):
    """The other settings of a recipe that a page does not offer; a visitor's points are no page's.

    What the network is given of a point is offered on the playground alone.
    """
    (recipe,) = (record for record in LESSONS[page].settings.records if hasattr(record, "learning_rate"))
    return set(options(recipe)) - {*LESSONS[page].settings.names, "points", *INPUTS} - OF_STEPS


def iterations_in(text):
    """How many iterations a text says there were, if it says so."""
    return {int(count.replace(",", "")) for count in re.findall(r"([\d,]+) iterations?\b", text)}


SENTENCE = {"en": (90, "."), "zh": (45, "。")}
"""Characters of an answer's sentence, without the marks of Markdown, and the last of them."""
NUMBER = re.compile(r"(?<![A-Za-z₀-₉√/])\d[\d,.]*(?![\d/])")


def assert_one_short_sentence(answer, *names):
    """That an answer begins with one, in every language; ``names``: in it, with numbers that are not the answer's."""
    assert not iterations_in(answer.sentence)
    for code, (longest, stop) in SENTENCE.items():
        text, *said = (re.sub(r"[*`$\\]", "", rendered(each, LANGUAGES[code])) for each in (answer.sentence, *names))
        assert re.findall(r"[.。!?！？](?!\d)", text) == [stop], text
        assert text.endswith(stop)
        assert len(text) <= longest, text
        for name in said:
            text = text.replace(name, "")
        assert len(NUMBER.findall(text)) <= 2, text


def costs(runs):
    """Every cost as a panel shows it, in order."""
    return [f"{run.measure().cost:.4f}" for run in runs.values()]


def first_costs(runs):
    return [f"{run.history.points[0].cost:.4f}" for run in runs.values()]
