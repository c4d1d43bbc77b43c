"""The page on depth: one part at a time, each with its settings, which the other parts leave alone."""

import pytest

from playground.pages.contents import WHY_DEPTH
from playground.pages.why_depth.composed import Composed
from playground.pages.why_depth.folding import Stripes
from playground.pages.why_depth.lesson import OF_PART, PARTS, SETTINGS, Part, elsewhere, experiment
from playground.pages.why_depth.parity import Bits
from tests.looped import looped
from tests.pages.parts import (
    assert_a_part_heeds_its_own_settings_alone,
    assert_a_preset_asks_and_is_answered,
    assert_a_preset_is_of_its_part_and_well_written,
    assert_an_answer_is_short,
    assert_every_part_is_there_once,
    assert_what_is_of_another_part_changes_nothing_on_screen,
    chosen,
    out_of_sight,
    runs_of,
)
from tests.ui.pages import CASES, Visit, followed, link_to, other

(CASE,) = (case for case in CASES if case.page == WHY_DEPTH)
CHARTS = {
    "folding": ["folds", "strips", "cost"],
    "composed": ["maps", "boundary", "space", "cost"],
    "parity": ["fold", "strips", "cost"],
}
KINDS = {"folding": Stripes, "composed": Composed, "parity": Bits}
PRESETS = [(part, preset) for part, lesson in PARTS.items() for preset in lesson.presets]


def depth(**link):
    return Visit(CASE, **link_to(CASE, **link))


def test_every_part_is_there_once():
    assert_every_part_is_there_once(WHY_DEPTH, Part, OF_PART)


@looped("part", [*PARTS])
def test_a_part_trains_networks_of_its_own_kind_and_heeds_its_own_settings_alone(part):
    assert {type(variant.recipe) for variant in experiment(chosen(SETTINGS, part=part)).values()} == {KINDS[part]}
    assert_a_part_heeds_its_own_settings_alone(WHY_DEPTH, part, OF_PART)


@looped(("part", "preset"), PRESETS)
def test_a_preset_is_of_its_part_and_well_written_and_so_is_its_answer(part, preset):
    assert_a_preset_is_of_its_part_and_well_written(WHY_DEPTH, part, preset)
    runs = runs_of(WHY_DEPTH, **preset.settings)
    for iterations in (0, 1, 20):
        if iterations < 2 or preset.settings.get("bits") != 12:  # which takes long
            runs.advance(iterations - runs.iteration)
            assert_an_answer_is_short(preset.answer(runs))


@pytest.mark.parametrize("part", PARTS)
def test_a_part_shows_its_charts_its_settings_and_its_question(part):
    visit = depth(part=part, seed=9)
    assert list(visit.sent["charts"]) == CHARTS[part]
    assert visit.sent["fills"]
    assert out_of_sight(visit) == elsewhere(CASE.chosen(part=part))
    assert visit.message == f"**{PARTS[part].question}**"
    (heading,) = (each.value for each in visit.app.subheader)
    assert heading
    assert_what_is_of_another_part_changes_nothing_on_screen(visit)
    assert_a_preset_asks_and_is_answered(visit, part, 1)


def test_each_part_is_another_run_and_keeps_its_settings_while_another_is_on_screen():
    visit = depth(part="parity", bits=7)
    for part, name in (("folding", "folds"), ("composed", "n_h")):
        visit.tell("step")
        before = visit.sent["run"]
        visit.set("part", part)
        assert visit.sent["run"] != before
        assert visit.numbers["Iteration"] == "0"
        visit.set(name, other(SETTINGS, name))
    visit.set("part", "parity")
    for name, value in {"bits": 7, "folds": other(SETTINGS, "folds"), "n_h": other(SETTINGS, "n_h")}.items():
        assert visit.widget(name).value == value
        assert followed(visit.link)[CASE.prefix + name] == [str(value)]
    assert len(visit.player.run.X) == 7


def test_a_preset_leaves_the_settings_of_other_parts_alone():
    visit = depth(folds=6, bits=7, width=5)
    visit.press("preset_0")
    assert visit.widget("bits").value == 7
    assert visit.widget("folds").value == SETTINGS.default("folds")
    assert f"**{PARTS['folding'].presets[0].question}**" in visit.message
