"""The page on overfitting: one part at a time, each with its settings, which the other leaves alone."""

import pytest

from playground.pages.contents import TOO_GOOD_TO_BE_TRUE
from playground.pages.too_good_to_be_true.lesson import PARTS, SETTINGS, elsewhere
from tests.ui.pages import CASES, Visit, blocks, elements, followed, in_html, link_to, loud, other

(CASE,) = (case for case in CASES if case.page == TOO_GOOD_TO_BE_TRUE)
CHARTS = {
    "class": ["boundary-free", "boundary-penalised", "cost", "weights"],
    "number": ["curve-free", "curve-penalised", "curve-polynomial", "cost", "weights"],
}


def visit_of(**link):
    return Visit(CASE, **link_to(CASE, **link))


def out_of_sight(visit):
    """The settings whose controls nobody sees."""
    hidden = [block for block in blocks(visit.app.main) if (block.key or "").startswith("unseen_")]
    keys = {each.key for block in hidden for each in elements(block) if getattr(each, "key", None)}
    return {key.removeprefix(CASE.prefix) for key in keys if key.startswith(CASE.prefix)}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_shows_its_charts_its_settings_and_its_words(part):
    visit = visit_of(part=part, seed=9)
    assert list(visit.sent["charts"]) == CHARTS[part]
    assert visit.sent["fills"]
    assert out_of_sight(visit) == elsewhere(CASE.chosen(part=part))
    assert visit.app.subheader[0].value == "Learned by heart"
    assert visit.message == f"**{PARTS[part].question}**"
    assert not visit.errors


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


@pytest.mark.parametrize("number", range(len(PARTS["number"].presets)))
def test_every_preset_of_the_line_asks_and_is_answered(number):
    preset = PARTS["number"].presets[number]
    visit = visit_of(part="number", seed=9)
    visit.press(f"preset_{number}")
    assert visit.message == f"**{preset.question}**\n{in_html(f'Look at {preset.look_at}')}"
    visit.tell("step")
    assert visit.message == f"**{preset.question}**\n{loud(preset.answer(visit.player.runs))}"
    assert not visit.errors


@pytest.mark.parametrize("name", ["m", "degree", "noise", "n_h", "l2", "l1"])
def test_each_control_of_the_line_at_its_extremes(name):
    spec = SETTINGS.spec(name)
    for value in (spec.least, spec.most):
        visit = visit_of(part="number", **{name: value})
        visit.tell("step")
        assert visit.numbers["Iteration"] == "1"
        assert not visit.errors


def test_a_setting_of_the_other_part_changes_nothing_on_screen():
    visit = visit_of(part="number")
    visit.tell("step")
    before = visit.sent
    for name in elsewhere(CASE.chosen(part="number")) - {"hard"}:
        visit.set(name, other(SETTINGS, name))
    after = visit.sent
    assert (after["run"], after["now"]) == (before["run"], before["now"])
