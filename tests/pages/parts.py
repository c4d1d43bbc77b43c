"""What the pages that have several parts share: each part has its settings, which the others leave alone."""

import re

from playground.training import RunGroup
from playground.training.options import options
from tests.language.pseudo import in_english
from tests.lessons.test_presets import ANSWER, LOOK_AT, QUESTION, assert_well_written
from tests.ui.pages import blocks, elements, loud, other, watch

SENTENCE, NUMBERS = 90, 2
"""Letters of the sentence that answers a question, and numbers in it."""


def out_of_sight(visit):
    """The settings whose controls nobody sees."""
    hidden = [block for block in blocks(visit.app.main) if (block.key or "").startswith("unseen_")]
    keys = {each.key for block in hidden for each in elements(block) if getattr(each, "key", None)}
    return {key.removeprefix(visit.case.prefix) for key in keys if key.startswith(visit.case.prefix)}


def chosen(settings, **values):
    """The records of these settings."""
    records, notes = settings.read(values)
    assert not notes
    return records


def assert_every_part_is_there_once(page, kind, of_part):
    """In the order of their buttons; the page opens on the first."""
    first, *_others = page.parts
    assert tuple(page.parts) == tuple(of_part) == options(kind)["part"].names
    assert page.settings.default("part") == first
    for lesson in page.parts.values():
        assert lesson.settings is page.settings
        assert lesson.experiment is page.parts[first].experiment


def assert_a_part_heeds_its_own_settings_alone(page, part, of_part):
    """Those of other parts are out of sight, and make no difference."""
    settings, experiment = page.settings, page.parts[part].experiment
    away = settings.elsewhere(chosen(settings, part=part))
    assert away == {name for each, names in of_part.items() if each != part for name in names}
    before = experiment(chosen(settings, part=part))
    for name in {*away, *of_part[part]} & {*settings.experiment_names()}:
        same = experiment(chosen(settings, part=part, **{name: other(settings, name)})) == before
        assert same == (name in away), name


def assert_a_preset_is_of_its_part_and_well_written(page, part, preset):
    """It leaves the other parts alone, says nothing that is so already, and is short."""
    settings = page.settings
    assert preset.settings.get("part", settings.default("part")) == part
    assert not set(preset.settings) & settings.elsewhere(chosen(settings, part=part))
    assert all(value != settings.default(name) for name, value in preset.settings.items())
    assert preset.question.endswith("?")
    assert len(preset.question) <= QUESTION
    assert len(preset.look_at) <= LOOK_AT
    for text in (preset.name, preset.question, preset.look_at):
        assert_well_written(text)
    assert in_english([preset.name, preset.question, preset.look_at]) == {}


def assert_an_answer_is_short(answer):
    """And its sentence even more so."""
    assert_well_written(answer.whole)
    assert all(text.endswith(".") for text in (answer.sentence, answer.whole))
    assert len(answer.sentence) <= SENTENCE
    assert len(re.findall(r"(?<!\w)\d[\d,.]*", answer.sentence)) <= NUMBERS
    assert len(answer.whole) <= ANSWER
    assert in_english([*answer]) == {}


def runs_of(page, iterations=0, **settings):
    """The runs of these settings of a page, after so many iterations."""
    runs = RunGroup(next(iter(page.parts.values())).experiment(chosen(page.settings, **settings)))
    runs.advance(iterations)
    return runs


def assert_what_is_of_another_part_changes_nothing_on_screen(visit):
    """The run goes on where it is."""
    visit.tell("step")
    before = visit.sent
    for name in visit.case.settings.elsewhere(visit.chosen) & {*visit.case.experiment_names}:
        visit.put(name, other(visit.case.settings, name))
    visit.run()
    after = visit.sent
    assert (after["run"], after["now"]) == (before["run"], before["now"])
    assert not visit.errors


def assert_a_preset_asks_and_is_answered(visit, part, number):
    """Whatever was set before."""
    preset = visit.case.page.parts[part].presets[number]
    visit.press(f"preset_{number}")
    assert visit.message == f"**{preset.question}**\n{watch(preset, visit.player.runs.experiment.limit)}"
    visit.tell("step")
    assert visit.message == f"**{preset.question}**\n{loud(preset.answer(visit.player.runs))}"
    assert not visit.errors
