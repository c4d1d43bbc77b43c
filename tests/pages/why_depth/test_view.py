"""The page on depth: one part at a time, each with its settings, which the other parts leave alone."""

import pytest

from playground.pages.contents import WHY_DEPTH
from playground.pages.why_depth.lesson import OF_PART, PARTS, SETTINGS, elsewhere
from tests.ui.pages import CASES, Visit, blocks, elements, followed, in_html, link_to, loud, other, said

(CASE,) = (case for case in CASES if case.page == WHY_DEPTH)
CHARTS = {
    "folding": ["folds", "strips", "cost"],
    "composed": ["maps", "boundary", "space", "cost"],
    "parity": ["fold", "strips", "cost"],
}
every_part = pytest.mark.parametrize("part", PARTS)


def depth(**link):
    return Visit(CASE, **link_to(CASE, **link))


def out_of_sight(visit):
    """The settings whose controls nobody sees."""
    hidden = [block for block in blocks(visit.app.main) if (block.key or "").startswith("unseen_")]
    keys = {each.key for block in hidden for each in elements(block) if getattr(each, "key", None)}
    return {key.removeprefix(CASE.prefix) for key in keys if key.startswith(CASE.prefix)}


@every_part
def test_a_part_shows_its_charts_its_settings_and_its_words(part):
    visit = depth(part=part)
    assert list(visit.sent["charts"]) == CHARTS[part]
    assert visit.sent["fills"]
    assert out_of_sight(visit) == elsewhere(CASE.chosen(part=part))
    (heading,) = (each.value for each in visit.app.subheader)
    assert heading
    assert not visit.errors


@every_part
def test_a_setting_of_another_part_changes_nothing_on_screen(part):
    visit = depth(part=part)
    visit.tell("step")
    before = visit.sent
    for name in elsewhere(CASE.chosen(part=part)):
        visit.set(name, other(SETTINGS, name))
    after = visit.sent
    assert (after["run"], after["now"]) == (before["run"], before["now"])


def test_each_part_keeps_its_settings_while_another_is_on_screen():
    visit = depth(part="parity", bits=7)
    for part, name in (("folding", "folds"), ("composed", "n_h")):
        visit.set("part", part)
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


@pytest.mark.parametrize(
    ("part", "number"), [(part, number) for part, lesson in PARTS.items() for number in range(len(lesson.presets))]
)
def test_every_preset_of_every_part_asks_and_is_answered(part, number):
    preset = PARTS[part].presets[number]
    visit = depth(part=part, seed=9)
    visit.press(f"preset_{number}")
    assert visit.message == f"**{preset.question}**\n{in_html(f'Look at {preset.look_at}')}"
    visit.tell("step")
    assert visit.message == f"**{preset.question}**\n{loud(preset.answer(visit.player.runs))}"
    assert not visit.errors


@every_part
def test_with_settings_of_ones_own_the_part_asks(part):
    visit = depth(part=part, seed=9)
    assert visit.message == f"**{PARTS[part].question}**"


@every_part
def test_each_control_of_a_part_at_its_extremes(part):
    for name in OF_PART[part]:
        spec = SETTINGS.spec(name)
        if not hasattr(spec, "least") or name == "data_seed":
            continue
        for value in (spec.least, spec.most):
            visit = depth(part=part, **{name: value})
            visit.tell("step")
            assert visit.numbers["Iteration"] == "1"
            assert not visit.errors


def test_another_part_is_another_run():
    visit = depth()
    visit.tell("step")
    for part in ("composed", "parity", "folding"):
        before = visit.sent["run"]
        visit.set("part", part)
        assert visit.sent["run"] != before
        assert visit.numbers["Iteration"] == "0"
        assert list(visit.sent["charts"]) == CHARTS[part]


def test_in_present_there_are_no_words_below():
    visit = Visit(CASE, present="true")
    assert visit.presents
    assert not visit.app.subheader
    assert said(visit.sent).panels
