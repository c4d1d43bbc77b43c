"""The page on depth: each part has its settings, and those of the others make no difference to it."""

import pytest

from playground.pages.why_depth.composed import Composed
from playground.pages.why_depth.folding import Stripes
from playground.pages.why_depth.lesson import FOLDING, OF_PART, PARTS, SETTINGS, Part, elsewhere, experiment
from playground.pages.why_depth.parity import Bits
from playground.training import RunGroup
from playground.training.options import options
from tests.lessons.presets import iterations_in
from tests.lessons.test_presets import ANSWER, QUESTION, assert_well_written

KINDS = {"folding": Stripes, "composed": Composed, "parity": Bits}


def chosen(**settings):
    records, notes = SETTINGS.read(settings)
    assert not notes
    return records


def other(name):
    spec, default = SETTINGS.spec(name), SETTINGS.default(name)
    names = getattr(spec, "names", ())
    return next(value for value in names if value != default) if names else default + spec.step


def test_every_part_is_there_once():
    assert tuple(PARTS) == tuple(OF_PART) == options(Part)["part"].names
    assert all(lesson.settings is SETTINGS and lesson.experiment is experiment for lesson in PARTS.values())
    assert PARTS[SETTINGS.default("part")] is FOLDING


@pytest.mark.parametrize("part", PARTS)
def test_a_part_trains_networks_of_its_own_kind(part):
    assert {type(variant.recipe) for variant in experiment(chosen(part=part)).values()} == {KINDS[part]}


@pytest.mark.parametrize("part", PARTS)
def test_settings_of_other_parts_are_elsewhere_and_make_no_difference(part):
    away = elsewhere(chosen(part=part))
    assert away == {name for each, names in OF_PART.items() if each != part for name in names}
    before = experiment(chosen(part=part))
    for name in away:
        assert experiment(chosen(part=part, **{name: other(name)})) == before, name
    for name in OF_PART[part]:
        assert experiment(chosen(part=part, **{name: other(name)})) != before, name


@pytest.mark.parametrize("part", PARTS)
def test_presets_belong_to_their_part_and_leave_the_others_alone(part):
    for preset in PARTS[part].presets:
        assert preset.settings.get("part", "folding") == part
        assert not set(preset.settings) & elsewhere(chosen(part=part))
        assert all(value != SETTINGS.default(name) for name, value in preset.settings.items())
        assert preset.question.endswith("?")
        assert len(preset.question) <= QUESTION
        for text in (preset.name, preset.question, preset.look_at):
            assert_well_written(text)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("iterations", [0, 1, 100])
def test_answers_are_short(part, iterations):
    for preset in PARTS[part].presets:
        runs = RunGroup(experiment(chosen(**preset.settings)))
        runs.advance(iterations)
        answer = preset.answer(runs)
        assert_well_written(answer)
        assert answer.endswith(".")
        assert len(answer) <= ANSWER
        assert iterations_in(answer) == iterations


@pytest.mark.parametrize("part", PARTS)
def test_a_part_has_a_question_for_settings_of_ones_own(part):
    question = PARTS[part].question
    assert_well_written(question)
    assert question.endswith("?")
    assert not any(letter.isdigit() for letter in question)
