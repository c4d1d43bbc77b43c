"""Sweeps over sizes: each network is trained as if it were alone, and depths have equally many parameters."""

import re
from dataclasses import replace
from functools import partial
from itertools import product
from operator import itemgetter

import numpy as np
import pytest

from playground.data import make_dataset, split
from playground.language import listed, sentences
from playground.lessons.sweep import Results, Sweep
from playground.nn import compute_cost, forward_propagation, initialize_parameters, nn_model, predict
from playground.pages.how_many_units.lesson import (
    DEPTHS,
    HOW_MANY_UNITS,
    HOW_MANY_UNITS_PRESETS,
    HOW_MANY_UNITS_SETTINGS,
    MOST_UNITS,
    HowManyUnits,
    by_depth,
    by_setting,
    equal_units,
    number_of_parameters,
)
from playground.pages.how_many_units.verdict import verdict
from playground.pages.in_effect import in_effect
from playground.training import Recipe, Run
from tests.looped import looped
from tests.pages.how_many_units import sweeps
from tests.pages.how_many_units.sweeps import in_percent, results_of

SMALL = {"samples": 100, "limit": 130}
PRESETS = {preset.name: preset for preset in HOW_MANY_UNITS_PRESETS}


def chosen(**settings):
    """The records of a visitor who has chosen this on the page, with one run of each unless it says otherwise."""
    return sweeps.chosen(**{"runs": 1} | settings)


def swept(plan, chunk=37):
    """The sweep at its end, advanced in chunks that fit no limit."""
    sweep = Sweep(plan)
    while not sweep.ended:
        sweep.advance(chunk)
    return sweep


@looped("plan", [by_setting, by_depth])
def test_a_sweep_equals_training_each_network_alone_bit_for_bit(plan):
    records = chosen(units=(1, 2, 20, 50), activation="relu", initialisation="he", **SMALL)
    shared = records[Recipe]
    X, Y = make_dataset(shared.dataset, shared.samples, shared.noise, shared.data_seed, class_share=0.5)
    X, Y, X_test, Y_test = split(X, Y, 0.2, shared.data_seed)
    train = partial(nn_model, X, Y, learning_rate=1.2, activation="relu", initialisation="he", seed=shared.seed)
    sweep = swept(plan(records))
    assert len(sweep.trained) == 4
    for recipe, trained in zip(sweep.recipes, sweep.trained, strict=True):
        run = Run(recipe)
        run.advance(recipe.limit)
        assert np.array_equal(trained.parameters.vector, run.parameters.vector)
        assert trained.measured == run.measure()
        alone = train(recipe.hidden, recipe.limit)
        assert np.array_equal(trained.parameters.vector, alone.vector)
        assert trained.measured.score == np.mean(predict(alone, X) == Y)
        assert trained.measured.test_score == np.mean(predict(alone, X_test) == Y_test)
        assert trained.measured.cost == pytest.approx(compute_cost(forward_propagation(X, alone)[0], Y), rel=1e-12)


def test_the_networks_of_a_sweep_differ_in_size_alone_and_the_sizes_of_the_other_sweep_do_not_count():
    settings = {"dataset": "moons", "noise": 0.3, "seed": 7, "learning_rate": 0.5}
    records = chosen(**settings, units=(3, 9), n_h=12)
    for plan, sizes in (
        (by_setting(records), [(1, 3), (1, 9)]),
        (by_depth(records), [(depth, equal_units(depth, number_of_parameters((12,)))) for depth in DEPTHS]),
    ):
        assert [(recipe.depth, recipe.n_h) for recipe in plan.recipes] == sizes
        for recipe in plan.recipes:
            assert replace(recipe, depth=1, n_h=12) == records[Recipe]
    assert by_depth(records) == by_depth(chosen(**settings, n_h=12))
    assert by_setting(records) == by_setting(chosen(**settings, units=(3, 9)))
    assert by_setting(records).names == ("3 units", "9 units")
    names = by_depth(chosen(n_h=20, units=(1, 2))).names
    assert names == ("1 layer of 20 units", "2 layers of 7 units", "3 layers of 5 units", "4 layers of 4 units")


@looped("hidden", [(), (1,), (7, 7), (3, 50)])
def test_the_number_of_parameters_is_that_of_all_weights_and_biases(hidden):
    parameters = initialize_parameters(2, hidden, 1)
    assert number_of_parameters(hidden) == sum(value.size for value in parameters.values())


@looped("n_h", [5, 20, 33, 50])
def test_no_other_number_of_units_comes_nearer_to_the_number_of_parameters(n_h):
    wanted = 3 * n_h + n_h + 1
    assert equal_units(1, wanted) == n_h
    for depth in DEPTHS:
        found = equal_units(depth, wanted)
        counts = {n: 3 * n + (depth - 1) * (n + 1) * n + n + 1 for n in range(1, MOST_UNITS + 1)}  # as the page has it
        assert abs(counts[found] - wanted) == min(abs(count - wanted) for count in counts.values())


def test_how_far_it_is():
    sweep = Sweep(by_setting(chosen(units=(1, 5), **SMALL)))
    assert (sweep.share, sweep.ended) == (0, False)
    sweep.advance(65)
    assert (sweep.share, sweep.trained) == (0.25, ())
    sweep.advance(1000)  # no further than this network's end
    assert (sweep.share, len(sweep.trained)) == (0.5, 1)
    sweep.advance(130)
    assert (sweep.share, sweep.ended) == (1, True)
    trained = sweep.trained
    sweep.advance(130)
    assert (sweep.share, sweep.trained) == (1, trained)


def test_a_network_that_diverges_is_kept_as_it_was_before_and_the_next_one_is_trained():
    hopeless = {"activation": "leaky_relu", "initialisation": "random", "scale": 10, "learning_rate": 100}
    sweep = swept(by_setting(chosen(units=(2, 50), **hopeless, **SMALL)))
    for recipe, trained in zip(sweep.recipes, sweep.trained, strict=True):
        run = Run(recipe)
        run.advance(recipe.limit)
        assert trained.divergence == run.divergence is not None
        assert np.array_equal(trained.parameters.vector, run.parameters.vector)
        assert np.isfinite(trained.parameters.vector).all()
    assert (sweep.share, sweep.ended) == (1, True)


# What is offered


def test_every_choice_of_data_leaves_points_of_both_classes_on_both_sides():
    samples, class_share, test_share = map(HOW_MANY_UNITS_SETTINGS.spec, ("samples", "class_share", "test_share"))
    for size, share in product((samples.least, samples.most), (class_share.least, 50, class_share.most)):
        for test in (test_share.least, 50, test_share.most):
            records = chosen(samples=size, class_share=share, test_share=test, units=(1, 2))
            for data in by_setting(records).recipes[0].data():
                assert set(data.Y[0]) == {0, 1}


def test_the_first_networks_and_what_is_not_offered():
    assert chosen(runs=3) == {
        Recipe: Recipe(test_share=20, initialisation="xavier", n_h=20, limit=5000),
        HowManyUnits: HowManyUnits("hidden units", (1, 2, 3, 4, 5, 20, 50), 3),
    }
    assert chosen(units="50 2")[HowManyUnits].units == (2, 50)
    for name, value in {"samples": 80, "test_share": 95, "n_h": 4, "initialisation": "zero"}.items():
        assert len(HOW_MANY_UNITS_SETTINGS.read({name: value})[1]) == 1


@looped("initialisation", HOW_MANY_UNITS_SETTINGS.spec("initialisation").names)
def test_the_scale_is_in_use_where_it_changes_the_weights(initialisation):
    records = chosen(initialisation=initialisation)
    small, large = (replace(records[Recipe], scale=scale).parameters(2, 1) for scale in (0.01, 1.0))
    same = np.array_equal(small.vector, large.vector)
    assert ("scale" in HOW_MANY_UNITS_SETTINGS.unused(records)) == same


# The presets


@looped("preset", HOW_MANY_UNITS_PRESETS)
def test_a_preset_is_a_comparison_of_its_own_asks_and_holds_with_more_iterations_too(preset):
    assert HOW_MANY_UNITS.presets is HOW_MANY_UNITS_PRESETS
    assert preset.settings or preset is HOW_MANY_UNITS_PRESETS[0]  # which a visitor finds first
    assert all(value != HOW_MANY_UNITS_SETTINGS.default(name) for name, value in preset.settings.items())
    limit = preset.settings.get("limit", HOW_MANY_UNITS_SETTINGS.default("limit"))
    records = chosen(**{"runs": 3, **preset.settings, "limit": 2 * limit})
    assert in_effect(HOW_MANY_UNITS_PRESETS, HOW_MANY_UNITS_SETTINGS, records) is preset
    assert "?" in preset.question
    assert f"{limit:,}" not in sentences(preset.question, preset.look_at)


def test_values_that_do_equally_well_are_all_named_and_none_of_them_alone_is_right():
    flower = PRESETS["The flower"]
    for shares, right in {
        (0.5, 0.9, 0.8): "One in between",
        (0.5, 0.9, 0.9, 0.8): "One in between",
        (0.5, 0.8, 0.9): "The largest",
        (0.5, 0.9, 0.9): "Several, equally",
    }.items():
        results = results_of(by_setting(chosen(units=tuple(range(1, len(shares) + 1)))), shares)
        assert flower.claims.each[flower.claims.right(results)] == right
    best = "2 units and 3 units (90.0 %)"
    assert flower.answer(results) == (
        "Several, equally: 90.0 % of the test points are right.",
        f"In training {best}, in the test {best}.",
    )


def by_share(accuracies):
    """Values as an answer names them, with what they got right, from the worst to the best."""
    return [f"{name} ({in_percent(share)})" for name, share in sorted(accuracies.items(), key=itemgetter(1))]


@looped("seed", range(6))
@looped("name", [*PRESETS])
def test_an_answer_agrees_with_the_medians_of_its_runs(name, seed):
    plan = by_setting(chosen(**{**PRESETS[name].settings, "runs": 3}))
    trains, tests = np.random.RandomState(seed).uniform(0.88, 1, (2, 3, len(plan.values)))
    if seed % 2:
        tests = tests[:1] + np.zeros((3, 1))  # all runs agree: it is no chance
    training, test = (dict(zip(plan.names, np.median(each, axis=0), strict=True)) for each in (trains, tests))
    sentence, details = PRESETS[name].answer(results_of(plan, tests, trains))
    first, *_, last = test
    worst, *_, best = by_share(test)
    there, here = (max(each, key=each.get) for each in (training, test))
    closed = [value for value, share in test.items() if share >= 0.95]
    more = f"In training {by_share(training)[-1]}, in the test {best}."
    if name in ("The flower", "How large a start"):
        ends = {first: "The smallest", last: "The largest"}
        said = f"{ends.get(here, 'One in between')}: {best}."
    elif name == "Few points, much noise":
        said = f"In training: {there}; in the test: {here}."
    elif name == "Too few units":
        said = f"More than any of these: the best gets {in_percent(test[here])} right."
        more = "The ring counts as closed from 95 % of the test points on."
        if closed:
            said = f"{closed[0]}: {in_percent(test[closed[0]])} of the test points are right."
    elif name == "More than enough":
        gained = test[last] - test[first]
        which = "Better" if gained > 0.02 else "Worse" if gained < -0.02 else "About the same"
        said = f"{which}: they get {in_percent(test[last])} of these right, the fewest units {in_percent(test[first])}."
    elif name == "Which rate":
        said = f"{len(closed)} of {len(test)}."
        more = f"With at least 95 % of the test points right: {listed(closed)}."
    else:
        often = int(re.search(r"(\d+) of 100 sweeps\.$", sentence)[1])
        assert (often <= 5) == bool(seed % 2)
        which, only = ("Yes", "only ") if often <= 5 else ("No", "")
        said = f"{which}: chance alone does as much in {only}{often} of 100 sweeps."
        more = f"With a learning rate of 1.2, the best in the test is {best}, the worst {worst}."
    assert (sentence, details) == (said, more)


def preset(name, **more):
    """The sweep of a preset at its end."""
    return swept(by_setting(chosen(**PRESETS[name].settings, **more)), chunk=1000)


def accuracies(sweep):
    """In training and in the test, the medians by what is swept."""
    values = list(enumerate(sweep.experiment.values))
    return ({each: Results(sweep).score(number, test).median for number, each in values} for test in (False, True))


def test_a_ring_is_not_closed_from_the_smallest_first_weights():
    sweep = preset("How large a start", runs=3, data_seed=5, seed=6)
    _, test = accuracies(sweep)
    assert max(test[0.0001], test[0.001], test[0.01]) < 0.7 < test[10] < test[1]
    assert "With scale 0.0001, scale 0.001 and scale 0.01 most networks do no better" in verdict(Results(sweep))


@pytest.mark.nightly
def test_a_ring_is_closed_neither_with_the_smallest_rates_nor_with_the_largest():
    sweep = preset("Which rate", runs=3)
    _, test = accuracies(sweep)
    assert max(test[0.0001], test[0.001], test[0.01], test[100]) < 0.8 < 0.97 < min(test[1], test[10])
    assert "this is more than chance" in verdict(Results(sweep))


@pytest.mark.nightly
def test_few_points_and_much_noise_overfit_with_other_seeds_too():
    sweep = preset("Few points, much noise", data_seed=2, seed=3)
    train, test = accuracies(sweep)
    best = max(test, key=test.get)
    assert 1 < best < 50
    assert test[best] - test[50] > 0.03
    assert train[50] > train[best] + 0.05
    assert "may be overfitting, or chance" in verdict(Results(sweep))
    assert sweep.samples[0] < sweep.samples[1] / 8  # "only a tenth"


@pytest.mark.nightly
def test_on_noisy_moons_no_activation_is_better_by_more_than_chance():
    results = Results(preset("Effect or chance"))
    assert results.plan.runs == 5
    assert results.noise > results.effect
    assert "no effect can be told from chance" in verdict(results)


@pytest.mark.nightly
def test_with_some_other_seeds_sigmoid_is_worst_by_more_than_chance():
    said = verdict(Results(preset("Effect or chance", data_seed=31, seed=21)))  # on any processor: at most 1 of 100
    assert re.search(r"goes from [\d.]+ % \(sigmoid\) to ", said)
    assert "this is more than chance" in said
