"""Every preset of these pages: what it sets, what it asks, and how its answer is written."""

import re

import pytest

from playground.training import RunGroup
from playground.training.options import options
from tests.language.pseudo import in_english
from tests.lessons.presets import (
    EVERY_PRESET,
    LESSONS,
    answer,
    chosen,
    costs,
    experiment,
    fresh,
    iterations_in,
    preset,
)
from tests.looped import looped

TWO_LINES, ONE_LINE, LOOK_AT = 170, 115, 120
"""Characters of a text that has two lines, or one; and of what to look at."""

every_page = looped("lesson", list(LESSONS))
every_preset = pytest.mark.parametrize(("lesson", "name"), EVERY_PRESET)
each_preset = looped(("lesson", "name"), EVERY_PRESET)
"""For what takes no time."""


def longest(lesson):
    return ONE_LINE if lesson == "playground" else TWO_LINES


def assert_well_written(text):
    assert text.strip() == text != ""
    assert "\n" not in text
    assert "  " not in text
    assert " ," not in text
    assert " ." not in text


@each_preset
def test_a_preset_holds_settings_of_its_page(lesson, name):
    values = preset(lesson, name).settings
    settings = LESSONS[lesson].settings
    assert set(values) <= set(settings.experiment_names())
    assert all(value != settings.default(each) for each, value in values.items()), "it says nothing"
    records = chosen(lesson, **values)
    assert chosen(lesson, **{each: str(value) for each, value in values.items()}) == records
    assert all(getattr(records[type(settings.record(each))], each) == value for each, value in values.items())
    RunGroup(experiment(lesson, **{**values, "samples": 60}))


@each_preset
def test_a_preset_asks_a_short_question_and_says_where_to_look(lesson, name):
    this = preset(lesson, name)
    assert this.question.endswith("?")
    assert len(this.question) <= longest(lesson)
    assert this.look_at.endswith((".", "?"))
    assert len(this.look_at) <= LOOK_AT
    assert this.look_at[0].islower()  # it goes on after "Look at"
    for text in (this.name, this.question, this.look_at):
        assert_well_written(text)


@every_page
def test_a_page_has_a_short_question_for_settings_of_ones_own(lesson):
    question = LESSONS[lesson].question
    assert_well_written(question)
    assert question.endswith("?")
    assert len(question) <= ONE_LINE
    assert question not in [each.question for each in LESSONS[lesson].presets]
    assert not any(letter.isdigit() for letter in question)  # a number might not be that of the settings


@every_page
def test_presets_of_a_page_can_be_told_apart(lesson):
    presets = LESSONS[lesson].presets
    assert len({each.name for each in presets}) == len(presets)
    assert len({str(chosen(lesson, **each.settings)) for each in presets}) == len(presets)
    assert presets[0].settings == {}  # the page opens on it


@every_preset
def test_an_answer_is_short_and_in_every_language_and_its_numbers_are_those_of_the_runs(lesson, name):
    asked = preset(lesson, name)
    assert in_english([asked.name, asked.question, asked.look_at]) == {}
    runs = fresh(lesson, name, 0)
    for iterations in (0, 1, 10, 500):
        runs.advance(iterations - runs.iteration)
        assert_right(lesson, name, runs, iterations)
        assert in_english([answer(lesson, name, runs)]) == {}
        vectors = [run.parameters.vector.copy() for run in runs.values()]
        assert answer(lesson, name, runs) == answer(lesson, name, runs)  # to look at it changes nothing
        assert all((run.parameters.vector == then).all() for run, then in zip(runs.values(), vectors, strict=True))


def assert_right(lesson, name, runs, iterations):
    text = answer(lesson, name, runs)
    assert_well_written(text)
    assert text.endswith(".")
    assert len(text) <= longest(lesson)
    diverged = [runs.experiment[each].label for each, run in runs.items() if run.divergence]
    assert ("diverged" in text) == bool(diverged)
    assert all(label in text for label in diverged)
    if "iteration" in text:
        assert iterations_in(text) == iterations
    for variant in runs.experiment.values():
        text = text.replace(variant.label or "\0", "")  # a label may have numbers of its own
    along = (f"{point.cost:.4f}" for run in runs.values() for point in run.history.points)
    assert set(re.findall(r"\d+\.\d{4}\b", text)) <= {*along, *costs(runs)}


@every_page
def test_every_setting_of_a_page_has_words_of_its_own(lesson):
    settings = LESSONS[lesson].settings
    specs = [settings.spec(name) for name in settings.names]
    assert len({spec.label for spec in specs}) == len(specs)
    for record in (*settings.records, *settings.aside):
        assert all(spec.help.endswith((".", "?")) for spec in options(record).values())
