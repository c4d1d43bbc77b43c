"""The page on overfitting: one part at a time, each with its settings, which the other leaves alone."""

import pytest

from playground.pages.contents import TOO_GOOD_TO_BE_TRUE
from playground.pages.too_good_to_be_true.few_points import FewPoints
from playground.pages.too_good_to_be_true.lesson import OF_PART, PARTS, SETTINGS, Part, elsewhere, experiment
from playground.pages.too_good_to_be_true.noisy_line import NOISY_LINE_PRESETS, NoisyLine
from tests.looped import looped
from tests.pages.parts import (
    assert_a_part_heeds_its_own_settings_alone,
    assert_a_preset_asks_and_is_answered,
    assert_a_preset_is_of_its_part_and_well_written,
    assert_every_part_is_there_once,
    assert_what_is_of_another_part_changes_nothing_on_screen,
    chosen,
    out_of_sight,
)
from tests.ui.pages import CASES, Visit, followed, link_to

(CASE,) = (case for case in CASES if case.page == TOO_GOOD_TO_BE_TRUE)
CHARTS = {
    "class": ["boundary-free", "boundary-penalised", "cost", "weights"],
    "number": ["curve-free", "curve-penalised", "curve-polynomial", "cost", "weights"],
}
KINDS = {"class": FewPoints, "number": NoisyLine}


def visit_of(**link):
    return Visit(CASE, **link_to(CASE, **link))


def test_both_parts_are_there_once():
    assert_every_part_is_there_once(TOO_GOOD_TO_BE_TRUE, Part, OF_PART)


@looped("part", [*PARTS])
def test_a_part_trains_networks_of_its_own_kind_and_heeds_its_own_settings_alone(part):
    assert {type(variant.recipe) for variant in experiment(chosen(SETTINGS, part=part)).values()} == {KINDS[part]}
    assert_a_part_heeds_its_own_settings_alone(TOO_GOOD_TO_BE_TRUE, part, OF_PART)


@looped("preset", NOISY_LINE_PRESETS)
def test_a_preset_of_the_line_is_of_its_part_and_well_written_and_begins_another_run(preset):
    assert_a_preset_is_of_its_part_and_well_written(TOO_GOOD_TO_BE_TRUE, "number", preset)
    beginnings = [experiment(chosen(SETTINGS, **each.settings)).beginning for each in NOISY_LINE_PRESETS]
    assert beginnings.count(experiment(chosen(SETTINGS, **preset.settings)).beginning) == 1


@pytest.mark.parametrize("part", PARTS)
def test_a_part_shows_its_charts_its_settings_and_its_words(part):
    visit = visit_of(part=part, seed=9)
    assert list(visit.sent["charts"]) == CHARTS[part]
    assert visit.sent["fills"]
    assert out_of_sight(visit) == elsewhere(CASE.chosen(part=part))
    assert visit.app.subheader[0].value == "Learned by heart"
    assert visit.message == f"**{PARTS[part].question}**"
    assert_what_is_of_another_part_changes_nothing_on_screen(visit)
    assert_a_preset_asks_and_is_answered(visit, part, 1)


def test_a_part_keeps_its_settings_while_the_other_is_on_screen_and_they_are_in_the_link():
    visit = visit_of(part="number", degree=5)
    visit.tell("step")
    visit.set("part", "class")
    assert visit.numbers["Iteration"] == "0"
    visit.set("dataset", "circles")
    visit.set("part", "number")
    for name, value in {"part": "number", "degree": 5, "dataset": "circles"}.items():
        assert visit.widget(name).value == value
        assert followed(visit.link)[CASE.prefix + name] == [str(value)]


def test_another_degree_is_another_polynomial_beside_the_same_network():
    visit = visit_of(part="number")
    visit.tell("step")
    before = visit.sent
    visit.set("degree", 1)
    after = visit.sent
    assert visit.numbers["Iteration"] == "1"
    assert after["run"] == before["run"]
    assert visit.player.runs.first.recipe.degree == 1
    curves = [sent["now"]["traces"] for sent in (before, after)]
    assert curves[0]["curve-free"] == curves[1]["curve-free"]
    assert curves[0]["curve-polynomial"] != curves[1]["curve-polynomial"]


@pytest.mark.parametrize("end", ["least", "most"])
def test_all_controls_of_the_line_at_their_ends(end):
    names = ["m", "degree", "noise", "n_h", "l2", "l1"]
    visit = visit_of(part="number", **{name: getattr(SETTINGS.spec(name), end) for name in names})
    visit.tell("step")
    assert visit.numbers["Iteration"] == "1"
    assert not visit.errors
