"""The scenes of the pages that play, for the tests in this folder: to test a further one, add a line to ``LESSONS``."""

from playground.charts.pair import PairScene
from playground.pages.dead_relu.lesson import DEAD_RELU
from playground.pages.dead_relu.scene import DeadReLUScene
from playground.pages.digits.lesson import DIGITS
from playground.pages.digits.scene import DigitsScene
from playground.pages.how_large_a_start.lesson import HOW_LARGE_A_START
from playground.pages.how_large_a_start.scene import HowLargeAStartScene
from playground.pages.inside_the_symmetry.lesson import INSIDE_THE_SYMMETRY
from playground.pages.inside_the_symmetry.scene import InsideTheSymmetryScene
from playground.pages.playground.lesson import PLAYGROUND
from playground.pages.playground.scene import PlaygroundScene
from playground.pages.small_batches.lesson import SMALL_BATCHES
from playground.pages.small_batches.scene import SmallBatchesScene
from playground.pages.too_good_to_be_true.lesson import TOO_GOOD_TO_BE_TRUE
from playground.pages.too_good_to_be_true.scene import TooGoodToBeTrueScene
from playground.pages.zero_or_random.lesson import ZERO_OR_RANDOM
from playground.training import RunGroup, View

LESSONS = {
    PlaygroundScene: PLAYGROUND,
    PairScene: ZERO_OR_RANDOM,
    InsideTheSymmetryScene: INSIDE_THE_SYMMETRY,
    HowLargeAStartScene: HOW_LARGE_A_START,
    DeadReLUScene: DEAD_RELU,
    DigitsScene: DIGITS,
    TooGoodToBeTrueScene: TOO_GOOD_TO_BE_TRUE,
    SmallBatchesScene: SMALL_BATCHES,
}


def scene_of(kind, iterations=0, **choices):
    """The runs and the scene of a visitor who has chosen this on the scene's page, and has let it play for so long."""
    settings = LESSONS[kind].settings
    assert set(choices) <= set(settings.names), "not offered"
    chosen, notes = settings.read(choices)
    assert notes == []
    runs = RunGroup(LESSONS[kind].experiment(chosen))
    runs.advance(iterations)
    return runs, kind(runs, next(each for each in chosen.values() if isinstance(each, View)))


def assert_no_sentence_is_of_another_iteration(runs, scene):
    """What is said without detail is what would be said now; a sentence of before is left to the page."""
    scene.now()
    for iterations in (1, 7, 30):
        runs.advance(iterations)
        thin, whole = scene.now(detail=False).panels, scene.now().panels
        assert [panel.sentence for panel in thin if not panel.kept] == [
            new.sentence for new, panel in zip(whole, thin, strict=True) if not panel.kept
        ]
        assert not any(panel.kept for panel in whole)


def settings_of_presets(kind):
    """What the presets of the scene's page set, by their names."""
    return {preset.name: dict(preset.settings) for preset in LESSONS[kind].presets}


def said(scene, detail=True):
    """What is said of each run at this moment, by its name: the sentence, and captions and numbers by label."""
    panels = scene.now(detail).panels
    names = list(scene.runs)
    above, (cost, *below) = panels[: len(names)], panels[len(names) :]
    assert list(cost.charts) == ["cost"]
    found = {}
    for name, panel, more in zip(names, above, below or above, strict=True):
        assert more.title == panel.title
        sentences = [each.sentence for each in (panel, more) if each.sentence is not None]
        found[name] = sentences[0], {"caption": panel.caption, **panel.numbers, **more.numbers}
    return found
