"""Presets: one click sets a whole experiment, shows its question, and waits for Play."""

import pytest

from playground.training.options import options, read
from tests.ui.pages import CASES, Visit, link_to, other, others, shown_as

WITH_PRESETS = [case for case in CASES if case.presets]

every_preset = pytest.mark.parametrize(
    ("case", "number"),
    [(case, number) for case in WITH_PRESETS for number in range(len(case.presets))],
    ids=lambda value: str(value),
)
every_page = pytest.mark.parametrize("case", WITH_PRESETS, ids=str)


def marked(visit):
    """The names of the presets whose buttons have a mark."""
    buttons = [visit.button(f"preset_{number}") for number in range(len(visit.case.presets))]
    return [button.label for button in buttons if button.proto.icon]


def asked(visit):
    """The presets whose question is on the page."""
    return [preset.name for preset in visit.case.presets if any(preset.question in note for note in visit.infos)]


@every_preset
def test_a_preset_sets_everything_and_asks_its_question(case, number):
    preset = case.presets[number]
    visit = Visit(case, **link_to(case, others(case.config)))
    assert asked(visit) == marked(visit) == []
    visit.player.runs.advance(5)
    visit.player.toggle()
    assert visit.player.playing
    before = visit.sent["run"]

    visit.press(f"preset_{number}")
    config = case.config(**preset.settings)
    assert visit.player.runs.config == config
    assert {name: run.config for name, run in visit.player.runs.items()} == config.runs()
    for name, spec in options(case.config).items():
        assert visit.widget(name).value == shown_as(spec, getattr(config, name)), name
    assert not visit.sent["playing"]
    assert visit.metrics["Iteration"] == "0"
    assert visit.sent["run"] != before
    assert asked(visit) == marked(visit) == [preset.name]
    (note,) = (info for info in visit.infos if "Before you press Play" in info)
    assert preset.look_at in note
    assert not visit.app.warning
    assert not visit.app.error

    link = {name.removeprefix(case.prefix): value for name, value in visit.app.query_params.items()}
    assert read(case.config, link) == (config, [])
    assert set(link) == set(preset.settings)


@every_page
def test_each_preset_is_an_experiment_of_its_own(case):
    configs = [case.config(**preset.settings) for preset in case.presets]
    assert len(set(map(str, configs))) == len(configs)
    assert len({preset.name for preset in case.presets}) == len(configs)
    for preset in case.presets:
        assert set(preset.settings) <= set(options(case.config))
        for name, value in preset.settings.items():
            assert options(case.config)[name].read(value) == value
            assert value != getattr(case.config, name)  # otherwise it says nothing
        assert preset.question.count("?") >= 1
        assert preset.look_at


@every_page
def test_a_control_hides_the_question_of_a_preset_and_a_link_can_bring_it(case):
    preset = case.presets[1]
    visit = Visit(case, **{case.prefix + name: str(value) for name, value in preset.settings.items()})
    assert asked(visit) == marked(visit) == [preset.name]
    for name in {"samples", "seed", "activation"} & set(options(case.config)):
        before = visit.widget(name).value
        visit.set(name, other(case.config, name))
        assert asked(visit) == marked(visit) == []
        visit.set(name, before)
        assert asked(visit) == marked(visit) == [preset.name]


@every_page
def test_a_preset_leaves_what_is_no_part_of_the_experiment(case):
    tables = [case.view, *case.actions]
    visit = Visit(case, **link_to(case, *map(others, tables)))
    visit.press("preset_1")
    assert visit.player.view == others(case.view)
    for table in case.actions:
        for name, spec in options(table).items():
            assert visit.widget(name).value == shown_as(spec, other(table, name))


@every_page
def test_the_preset_in_effect_begins_its_experiment_anew(case):
    visit = Visit(case)
    visit.press("preset_0")
    visit.press("play")
    visit.player.runs.advance(30)
    visit.press("preset_0")
    assert visit.metrics["Iteration"] == "0"
    assert not visit.sent["playing"]
    assert asked(visit) == [case.presets[0].name]


@every_page
def test_the_question_stays_while_the_experiment_runs(case):
    visit = Visit(case)
    visit.press("preset_1")
    visit.press("step")
    visit.press("play")
    assert visit.sent["playing"]
    assert asked(visit) == [case.presets[1].name]
    visit.press("new_weights")
    assert asked(visit) == []
