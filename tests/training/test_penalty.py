"""What is said of a penalty that holds a network down, and of what else it does."""

from dataclasses import replace

import numpy as np

from playground.charts.scene import divergence
from playground.training import Recipe, Run, verdict
from playground.training.diagnosis import NOTHING_LEARNED
from playground.training.penalty import AS_STRONGLY, PATIENCE_WITH_A_PENALTY
from tests.looped import looped
from tests.training.test_diagnosis import after, said

HELD_DOWN = "The penalty pulls the weights towards 0"


def pull_of_the_penalty(run):
    """That of the penalty towards 0 as a share of that of the samples away from it, along all weights."""
    recipe, network = run.recipe, run.evaluate()
    by_penalty = by_all = 0.0
    for name in ("W1", "W2"):
        W = run.parameters[name]
        by_penalty += np.sum(W * (recipe.l2 * W + recipe.l1 * np.sign(W)))
        by_all += np.sum(W * network.gradients[f"d{name}"])
    by_samples = by_penalty - by_all
    return by_penalty / by_samples if by_samples > 0 else np.inf


@looped(
    ("recipe", "held"),
    [
        (Recipe(l2=0.01), False),
        (Recipe(l2=1e-4), False),
        (Recipe("moons", l1=0.01), True),
        (Recipe("xor", activation="sigmoid", l2=0.01), True),
        (Recipe("spiral", update_rule="adam", learning_rate=0.02, l1=0.01), True),
    ],
)
def test_a_penalty_is_said_to_hold_a_network_down_where_it_does(recipe, held):
    run, times = Run(recipe), 0
    for _ in range(10):
        run.advance(PATIENCE_WITH_A_PENALTY)
        if HELD_DOWN in said(run):
            times += 1
            assert pull_of_the_penalty(run) >= AS_STRONGLY
    assert bool(times) == held == (run.measure().cost > NOTHING_LEARNED * np.log(2))
    if held:  # a smaller one helps
        smaller = after(replace(recipe, l2=recipe.l2 / 1000, l1=recipe.l1 / 1000), 3000)
        assert smaller.measure().cost < 0.9 * np.log(2)


def test_whether_it_has_learned_is_asked_of_the_samples_alone():
    run = after(Recipe(l2=0.1, n_h=8), 400)
    now, nothing = run.measure(), NOTHING_LEARNED * np.log(2)
    assert now.cost > nothing > now.cost - now.penalty
    assert said(run) == ""


def test_units_that_a_penalty_has_made_equal_are_not_blamed_on_their_start():
    made_equal = after(Recipe("moons", l2=0.1), 1000)
    assert verdict(made_equal.evaluate(), made_equal.first).distinct < 4
    assert "4 units work as 2. At first they were not: the penalty has made them so. Try a smaller one." in said(
        made_equal
    )
    from_the_start = after(Recipe("moons", l2=0.001, initialisation="constant"), 10)
    assert "Try the initialisation Xavier." in said(from_the_start)


def test_the_penalty_reaches_a_dead_unit():
    recipe = Recipe(activation="relu", initialisation="he", learning_rate=0.1)
    for l2, words in ((0.0, "no gradient reaches it"), (0.01, "the penalty alone changes its weights")):
        run = Run(replace(recipe, l2=l2))
        run.nudge({"b1": [[-100], [0], [0], [0]]})
        before = run.parameters["W1"][0].copy()
        assert words in said(run)
        run.advance(10)
        assert np.array_equal(before, run.parameters["W1"][0]) == (not l2)


def test_a_penalty_that_grows_is_nothing_learned_by_chance():
    recipe = Recipe(noise=0.5, samples=100, test_share=30, n_h=20)
    assert "fitted the noise" in said(after(recipe, 3000))
    run = after(replace(recipe, l2=0.01), 3000)
    now, points = run.measure(), run.history.points
    assert now.test_cost > 1.15 * min(point.test_cost for point in points)
    assert now.test_cost - now.penalty < 1.1 * min(point.test_cost - point.penalty for point in points)
    assert "fitted the noise" not in said(run)


def test_a_penalty_too_large_for_the_rate_is_named_where_a_run_diverges():
    run = after(Recipe(l2=1.0, learning_rate=3.0), 1000)
    assert run.divergence
    assert divergence(run).endswith("Try a learning rate below 3 or a smaller penalty.")
    assert after(replace(run.recipe, l2=0.1), 1000).divergence is None
    assert after(replace(run.recipe, scale=0.0001), 1000).divergence
    by_l1 = Recipe("bump", activation="relu", l1=1e6, learning_rate=3.0)
    assert divergence(after(by_l1, 1000)).endswith("Try a learning rate below 3 or a smaller penalty.")
    assert divergence(after(replace(by_l1, l1=0.0), 1000)).endswith("or smaller initial weights.")
