"""A visitor's own experiment: what was changed, and what came of it beside the last preset, computed again."""

import re
from dataclasses import replace

import numpy as np

from playground.pages.digits.lesson import DIGITS
from playground.pages.playground.lesson import PLAYGROUND
from playground.training import Recipe, RunGroup, hidden_units
from playground.training.options import options
from tests.language.pseudo import in_english
from tests.lessons.presets import chosen, experiment, fresh
from tests.looped import looped

REFERENCE = PLAYGROUND.presets[0]


def asked(since=REFERENCE, **settings):
    return PLAYGROUND.asked(chosen("playground", **settings), since)


def both(iterations, since=REFERENCE, **settings):
    """The runs of these settings, and what they are compared with."""
    runs, others = (RunGroup(experiment("playground", **each)) for each in (settings, since.settings))
    runs.advance(iterations)
    others.advance(iterations)
    return runs, others


@looped(
    ("settings", "words"),
    [
        ({"n_h": 5}, "With 5 hidden units instead of 4"),
        ({"learning_rate": 0.1}, "With learning rate 0.1 instead of 1.2"),
        ({"batch_size": 10}, "With batches of 10 instead of all samples at once"),
        ({"x1_squared": True}, "With x₁²"),
        ({"n_h": 5, "noise": 0.3}, "With noise 0.3 and 5 hidden units instead of 0.2 and 4"),
        (
            {"n_h": 5, "noise": 0.3, "samples": 200, "seed": 3, "depth": 2},
            "With noise 0.3, 200 samples and 2 hidden layers and 2 more changes: ",
        ),
    ],
)
def test_what_was_changed_is_named(settings, words):
    runs, others = both(3, **settings)
    this = asked(**settings)
    assert this.question == PLAYGROUND.question
    assert this.against == REFERENCE.settings
    for text in (this.answer(runs), this.answer(runs, others)):
        assert text.startswith(words)
        assert len(text) <= 201
        assert in_english([text]) == {}


@looped("settings", [{"n_h": 5}, {"n_h": 1}, {"learning_rate": 0.05}, {"seed": 5}])
def test_both_runs_are_compared_at_the_same_iteration(settings):
    runs, others = both(400, **settings)
    right, before = (each.first.measure().score for each in (runs, others))
    points = round(100 * abs(right - before) + 1e-9, 1)
    compared = f", {points:.1f} percentage points {'better' if right > before else 'worse'} than *Reference*."
    text = asked(**settings).answer(runs, others)
    assert f": {100 * right + 1e-9:.1f} % right after 400 iterations" in text
    assert (compared if points else ", as many as in *Reference*.") in text
    seeds = settings.keys() == {"seed"}
    chance = "Nothing but a seed differs, so that is chance." if seeds else "One seed each, so this may be chance."
    assert text.endswith(f" {chance}")


SLOW = {"learning_rate": 0.1}
DISAGREES = r" Yet the (?:test )?cost is (\d\.\d{4}), there (\d\.\d{4})\."


@looped("test_share", [0, 50])
@looped("settings", [{"activation": "relu"}, {"n_h": 1}, {"initialisation": "he"}])
def test_a_cost_that_says_otherwise_than_the_points_is_told(settings, test_share):
    since = REFERENCE._replace(settings={"test_share": test_share})
    runs, others = (RunGroup(experiment("playground", **each)) for each in (settings | since.settings, since.settings))
    for _ in range(8):
        runs.advance(38)
        others.advance(38)
        now, before = (each.first.measure() for each in (runs, others))
        score, cost = ("test_score", "test_cost") if test_share else ("score", "cost")
        better = getattr(now, score) - getattr(before, score)
        higher = getattr(now, cost) - getattr(before, cost)
        text = asked(since, **settings, **since.settings).answer(runs, others)
        costs = re.search(DISAGREES, text)
        assert bool(costs) == (better * higher > 0), text
        if costs:
            assert costs.groups() == (f"{getattr(now, cost):.4f}", f"{getattr(before, cost):.4f}")
            assert ("test cost" in costs[0]) == bool(test_share)


def test_costs_with_another_penalty_are_not_compared():
    runs, others = both(76, l2=0.01)
    now, before = (each.first.measure() for each in (runs, others))
    assert now.score > before.score
    assert now.cost > before.cost
    assert not re.search(DISAGREES, asked(l2=0.01).answer(runs, others))


def test_nothing_is_said_where_nothing_that_has_an_effect_was_changed():
    assert asked() is None
    assert asked(limit=30) is None
    assert asked(batch_seed=9) is None
    assert asked(dataset="own points") is None  # these have a question of their own, or none yet
    since = next(each for each in PLAYGROUND.presets if each.name == "Starts at zero")
    assert asked(since=since, initialisation="zero", seed=5) is None  # no seed plays a part


def test_of_a_run_alone_the_answer_names_no_other():
    for settings in ({}, {"n_h": 5}, {"dataset": "saddle", "test_share": 20}):
        runs, _others = both(20, **settings)
        alone = asked(since=None, **settings)
        assert (alone.claims, alone.against) == (None, None)
        assert "after 20 iterations. The cost has fallen from" in alone.answer(runs)
        assert "Reference" not in alone.answer(runs)


def test_nothing_is_compared_with_a_run_that_has_diverged():
    runs, others = both(3, n_h=5)
    wild = RunGroup(experiment("playground", activation="leaky_relu", initialisation="he", learning_rate=50.0))
    wild.advance(500)
    assert wild.first.divergence
    this = asked(n_h=5)
    assert this.answer(runs, wild) == this.answer(runs)
    this = asked(learning_rate=5.0)
    assert this.claims.each[this.claims.true_of(others, None)] == "It diverges"


def test_own_experiments_with_digits_are_judged_by_the_test():
    records = chosen("digits", n_h=8)
    this = DIGITS.asked(records, DIGITS.presets[0])
    runs, others = RunGroup(DIGITS.experiment(records)), fresh("digits", "Reference")
    runs.advance(20)
    others.advance(20)
    right = runs.first.measure().test_score
    text = this.answer(runs, others)
    assert text.startswith(
        f"With 8 hidden units instead of 16: {100 * right + 1e-9:.1f} % of the test points right after 20 "
    )
    assert replace(records[type(runs.first.recipe)], n_h=16) == others.first.recipe


@looped(
    ("settings", "right", "said"),
    [
        ({"n_h": 1}, "Fewer", "percentage points worse than *Reference*."),
        ({"learning_rate": 0.1}, "A higher cost", "The cost is {now}, there {before}."),
        ({"update_rule": "adam"} | SLOW, "A lower cost than in Reference", "The cost is {now}, there"),
        ({"initialisation": "constant"}, "The units stay equal", "The 4 units work as one."),
        ({"initialisation": "xavier"}, "All units differ", "All 4 units differ."),
    ],
)
def test_what_can_be_predicted_is_about_what_was_changed_and_the_answer_says_it(settings, right, said):
    runs, others = both(400, **settings)
    this = asked(**settings)
    decide = (runs, others) if this.claims.compares else (runs,)
    assert this.claims.each[this.claims.true_of(*decide)] == right
    now, before = (f"{each.first.measure().cost:.4f}" for each in (runs, others))
    answer = this.answer(runs, others)
    assert said.format(now=now, before=before) in answer
    assert len(answer) <= 226


@looped("initialisation", options(Recipe)["initialisation"].names)
def test_that_units_differ_may_be_chance_only_if_a_seed_plays_a_part(initialisation):
    settings = {"initialisation": initialisation} if initialisation != "random" else {"scale": 1.0}
    starts = [RunGroup(experiment("playground", **settings, seed=seed)).first.first.vector for seed in (1, 2)]
    text = asked(**settings).answer(*both(3, **settings))
    if (starts[0] == starts[1]).all():
        assert text.endswith("The 4 units work as one. No seed plays a part in that: every weight starts equal.")
    else:
        assert text.endswith("One seed each, so this may be chance.")


@looped("depth", [1, 2])
def test_a_single_unit_has_no_other_to_be_equal_to(depth):
    settings = {"n_h": 1, "depth": depth, "initialisation": "he"}
    this = asked(**settings)
    text = this.answer(*both(20, **settings))
    assert not any("nits" in claim for claim in this.claims.each)
    assert "work as" not in text
    assert "All" not in text


@looped(("initialisation", "depth"), [("zero", 1), ("constant", 1), ("constant", 3), ("he", 1), ("he", 3)])
def test_what_is_judged_of_the_units_is_what_is_said_of_them(initialisation, depth):
    settings = {"initialisation": initialisation, "depth": depth}
    runs, others = both(20, **settings)
    this = asked(**settings)
    true = this.claims.each[this.claims.true_of(runs)]
    layers = [hidden_units(runs.first.parameters, layer) for layer in range(1, depth + 1)]
    equal = all(np.ptp(layer, axis=0).max() < 1e-9 for layer in layers)
    text = this.answer(runs, others)
    assert true == ("The units stay equal" if equal else "All units differ")
    assert ("work as one." in text) == equal
    assert (f"All {4 * depth} units differ." in text) == (not equal)


# A number instead of classes


def test_a_number_does_not_compare_with_classes():
    this = asked(dataset="plane")
    assert this.against is this.claims is None
    runs, _ = both(3, dataset="plane", learning_rate=0.1)
    text = asked(dataset="plane", learning_rate=0.1).answer(runs)
    rmse = (2 * runs.first.measure().cost) ** 0.5
    assert text == f"With plane and learning rate 0.1 instead of flower and 1.2: RMSE {rmse:.4f} after 3 iterations."


@looped("test_share", [0, 50])
def test_a_number_is_compared_by_the_error_of_the_test_points_if_there_are_any(test_share):
    since = next(each for each in PLAYGROUND.presets if each.name == "A bump of planes")
    since = since._replace(settings={**since.settings, "test_share": test_share})
    settings = {**since.settings, "n_h": 8}
    runs, others = both(200, since=since, **settings)
    this = asked(since=since, **settings)
    now, before = (
        (2 * (each.test_cost if test_share else each.cost)) ** 0.5
        for each in (runs.first.measure(), others.first.measure())
    )
    where = "RMSE on the test points" if test_share else "RMSE"
    said = f"after 200 iterations the {where} is {now:.4f}, in *A bump of planes* {before:.4f}. One seed"
    assert said in this.answer(runs, others)
    assert f"RMSE {now:.4f}" in this.answer(runs)
    true = this.claims.each[this.claims.true_of(runs, others)]
    assert true == ("A lower RMSE than in A bump of planes" if now < before else "A higher RMSE")
    assert this.claims.right(runs) is None
    assert this.claims.each[this.claims.true_of(runs, None)] == "It diverges"
