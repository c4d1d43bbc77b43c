"""Several scales: none is lost, and the shares under each are those of its network before training and now."""

from dataclasses import replace

from playground.charts.numbers import DEAD, SATURATED
from playground.charts.scene import divergence
from playground.nn import ACTIVATIONS
from playground.pages.how_large_a_start.scene import HowLargeAStartScene
from playground.training import Experiment, Recipe, RunGroup, View, saturated_fraction
from tests.charts import scenes
from tests.charts.scenes import said
from tests.looped import looped


def scene_of(iterations=0, **settings):
    return scenes.scene_of(HowLargeAStartScene, iterations, **settings)


def shares(scene):
    """The shares before and now of each run, by its name."""
    return {name: list(numbers.values())[-2:] for name, (_, numbers) in said(scene).items()}


@looped("settings", [{}, {"depth": 2, "activation": "relu"}])
def test_the_shares_before_and_now(settings):
    runs, scene = scene_of(100, **settings)
    first, at_first = scene_of(**settings)
    for name, (before, now) in shares(scene).items():
        assert before == f"{100 * saturated_fraction(first[name].evaluate()) + 1e-9:.1f} %"
        assert now == f"{100 * saturated_fraction(runs[name].evaluate()) + 1e-9:.1f} %"
        assert shares(at_first)[name] == [before, before]


def test_before_stays_what_it_was_when_the_view_changes():
    runs, scene = scene_of(200, samples=40, scale_4=10.0)
    again = HowLargeAStartScene(runs, View(hard=True))
    assert said(again) == said(scene)
    assert shares(again)["scale_4"][0] not in ("0.0 %", "–")


@looped("activation", [*ACTIVATIONS])
def test_what_is_counted_and_how_it_is_explained_depend_on_the_activation(activation):
    runs, scene = scene_of(activation=activation, samples=40)
    what, words = (
        ("Saturated outputs", SATURATED) if activation in ("sigmoid", "tanh", "threshold") else ("Dead units", DEAD)
    )
    below = [panel for panel in scene.now().panels if panel.below]
    assert len(below) == len(runs)
    for panel in below:
        assert list(panel.numbers) == ["Cost", f"{what} before", f"{what} now"]
        assert panel.help == {f"{what} before": words, f"{what} now": words}


def test_without_a_hidden_layer_there_is_no_share():
    _, scene = scene_of(depth=0, samples=40)
    assert set(map(tuple, shares(scene).values())) == {("–", "–")}


def test_the_accuracy_is_under_the_boundary_and_says_if_the_run_has_diverged():
    runs, scene = scene_of(500, activation="leaky_relu", depth=2, learning_rate=100.0, samples=20, scale_2=1e-4)
    assert len({bool(run.divergence) for run in runs.values()}) == 2
    for name, (sentence, numbers) in said(scene).items():
        run = runs[name]
        accuracy = f"{100 * run.measure().score + 1e-9:.1f} %"
        assert numbers["caption"] == (f"{accuracy} · diverged" if run.divergence else accuracy)
        assert sentence == divergence(run)


@looped("count", [1, 13])
def test_no_run_is_lost_however_many_there_are(count):
    recipe = Recipe(samples=20)
    recipes = {f"run_{n}": (f"Random × {n}", replace(recipe, scale=float(n))) for n in range(1, count + 1)}
    runs = RunGroup(Experiment.compare(recipes))
    scene = HowLargeAStartScene(runs, View())
    runs.advance(5)
    frame, figures, curves = scene.frame(), scene.figures(), scene.curves()
    lines = [trace for trace in figures["cost"].data if trace.mode == "lines"]
    assert [line.name for line in lines] == [label for label, _ in recipes.values()]
    assert len({(line.line.color, line.line.dash) for line in lines}) == count
    assert len(frame["traces"]["cost"]) == len(curves["cost"]["y"]) == 2 * count
    assert all(len(y) == 6 for y in curves["cost"]["y"][:count])
    assert list(frame["images"]) == [f"boundary-{name}" for name in recipes]
    assert [panel.title for panel in scene.now().panels if panel.below] == [line.name for line in lines]
    assert list(said(scene)) == list(recipes)
