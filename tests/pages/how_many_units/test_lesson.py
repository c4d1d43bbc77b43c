"""Sweeps over sizes: each network is trained as if it were alone, and depths have equally many parameters."""

import re
from dataclasses import replace
from statistics import median
from types import SimpleNamespace

import numpy as np
import pytest

from playground.data import make_dataset, split
from playground.language import sentences
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

SMALL = {"samples": 100, "limit": 130}
PRESETS = {preset.name: preset.settings for preset in HOW_MANY_UNITS_PRESETS}


def chosen(**settings):
    """The records of a visitor who has chosen this on the page, with one run of each unless it says otherwise."""
    records, notes = HOW_MANY_UNITS_SETTINGS.read({"runs": 1} | settings)
    assert set(settings) <= set(HOW_MANY_UNITS_SETTINGS.names), "not offered"
    assert notes == []
    return records


def swept(plan, chunk=37):
    """The sweep at its end, advanced in chunks that fit no limit."""
    sweep = Sweep(plan)
    for _ in range(10_000):
        if sweep.ended:
            return sweep
        sweep.advance(chunk)
    raise AssertionError("the sweep has no end")


@pytest.mark.parametrize("settings", [{}, {"activation": "relu", "initialisation": "he"}, {"initialisation": "random"}])
@pytest.mark.parametrize("plan", [by_setting, by_depth])
def test_a_sweep_equals_training_each_network_alone_bit_for_bit(plan, settings):
    records = chosen(units=(1, 2, 20, 50), **SMALL, **settings)
    shared = records[Recipe]
    sweep = swept(plan(records))
    X, Y = make_dataset(shared.dataset, shared.samples, shared.noise, shared.data_seed, class_share=0.5)
    X, Y, X_test, Y_test = split(X, Y, 0.2, shared.data_seed)
    assert len(sweep.trained) == 4
    for recipe, trained in zip(sweep.recipes, sweep.trained, strict=True):
        run = Run(recipe)
        run.advance(recipe.limit)
        assert np.array_equal(trained.parameters.vector, run.parameters.vector)
        assert trained.measured == run.measure()
        alone = nn_model(
            X,
            Y,
            recipe.hidden,
            recipe.limit,
            learning_rate=shared.learning_rate,
            activation=shared.activation,
            initialisation=shared.initialisation,
            scale=shared.scale,
            seed=shared.seed,
        )
        assert np.array_equal(trained.parameters.vector, alone.vector)
        assert trained.measured.score == np.mean(predict(alone, X) == Y)
        assert trained.measured.test_score == np.mean(predict(alone, X_test) == Y_test)
        assert trained.measured.cost == pytest.approx(compute_cost(forward_propagation(X, alone)[0], Y), rel=1e-12)


def test_the_networks_of_a_sweep_differ_in_size_alone():
    records = chosen(dataset="moons", noise=0.3, seed=7, learning_rate=0.5, units=(3, 9), n_h=12)
    for plan, sizes in (
        (by_setting(records), [(1, 3), (1, 9)]),
        (by_depth(records), [(depth, equal_units(depth, number_of_parameters((12,)))) for depth in DEPTHS]),
    ):
        assert [(recipe.depth, recipe.n_h) for recipe in plan.recipes] == sizes
        for recipe in plan.recipes:
            assert replace(recipe, depth=1, n_h=12) == records[Recipe]


def test_another_list_of_units_does_not_change_the_comparison_of_depths_nor_the_other_way_round():
    assert by_depth(chosen(units=(1, 2))) == by_depth(chosen())
    assert by_setting(chosen(n_h=9)) == by_setting(chosen())


@pytest.mark.parametrize("hidden", [(), (1,), (20,), (7, 7), (4, 4, 4, 4), (3, 50)])
def test_the_number_of_parameters_is_that_of_all_weights_and_biases(hidden):
    parameters = initialize_parameters(2, hidden, 1)
    assert number_of_parameters(hidden) == sum(value.size for value in parameters.values())


@pytest.mark.parametrize("n_h", [5, 8, 20, 33, 50])
def test_no_other_number_of_units_comes_nearer_to_the_number_of_parameters(n_h):
    wanted = 3 * n_h + n_h + 1
    assert equal_units(1, wanted) == n_h
    for depth in DEPTHS:
        found = equal_units(depth, wanted)
        counts = {n: 3 * n + (depth - 1) * (n + 1) * n + n + 1 for n in range(1, MOST_UNITS + 1)}  # as the page has it
        assert abs(counts[found] - wanted) == min(abs(count - wanted) for count in counts.values())
        assert counts[found] == number_of_parameters((found,) * depth)


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


def test_names():
    assert by_setting(chosen(units=(1, 5))).names == ("1 unit", "5 units")
    names = by_depth(chosen(n_h=20)).names
    assert names == ("1 layer of 20 units", "2 layers of 7 units", "3 layers of 5 units", "4 layers of 4 units")


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
    specs = {name: HOW_MANY_UNITS_SETTINGS.spec(name) for name in ("samples", "class_share", "test_share")}
    for samples in (specs["samples"].least, specs["samples"].most):
        for class_share in range(specs["class_share"].least, specs["class_share"].most + 1, specs["class_share"].step):
            for test_share in (specs["test_share"].least, 15, 50, specs["test_share"].most):
                shares = {"class_share": class_share, "test_share": test_share}
                sweep = Sweep(by_setting(chosen(samples=samples, **shares, units=(1, 2))))
                for data in sweep.recipes[0].data():
                    assert set(data.Y[0]) == {0, 1}


def test_the_first_networks_and_their_settings():
    records = chosen(runs=3)
    assert records == {
        Recipe: Recipe(test_share=20, initialisation="xavier", n_h=20, limit=5000),
        HowManyUnits: HowManyUnits("hidden units", (1, 2, 3, 4, 5, 20, 50), 3),
    }
    assert chosen(test_share="90", n_h="5", limit="100", units="50 2")[HowManyUnits] == HowManyUnits(
        units=(2, 50), runs=1
    )
    for name, value in {"samples": 80, "test_share": 95, "n_h": 4, "initialisation": "zero"}.items():
        assert len(HOW_MANY_UNITS_SETTINGS.read({name: value})[1]) == 1


@pytest.mark.parametrize("initialisation", HOW_MANY_UNITS_SETTINGS.spec("initialisation").names)
def test_the_scale_is_in_use_where_it_changes_the_weights(initialisation):
    records = chosen(initialisation=initialisation)
    small, large = (replace(records[Recipe], scale=scale).parameters(2, 1) for scale in (0.01, 1.0))
    same = np.array_equal(small.vector, large.vector)
    assert ("scale" in HOW_MANY_UNITS_SETTINGS.unused(records)) == same


# The presets


def preset(name, **more):
    """The sweep of a preset at its end."""
    return swept(by_setting(chosen(**PRESETS[name], **more)), chunk=1000)


def accuracies(sweep):
    """In training and in the test, by what is swept."""
    measured = [trained.measured for trained in sweep.trained]
    sizes = sweep.experiment.values
    return ({n: getattr(m, what) for n, m in zip(sizes, measured, strict=True)} for what in ("score", "test_score"))


def test_values_that_do_equally_well_are_all_named_and_none_of_them_alone_is_right():
    preset = HOW_MANY_UNITS_PRESETS[0]

    def outcome(*shares):
        names = [f"{units} units" for units in range(1, len(shares) + 1)]
        spreads = [SimpleNamespace(median=share) for share in shares]
        results = SimpleNamespace(
            ended=True,
            plan=SimpleNamespace(names=names),
            compared=[*range(len(shares))],
            score=lambda value, test: spreads[value],
        )
        return preset.claims.each[preset.claims.right(results)], preset.answer(results)

    assert outcome(0.5, 0.9, 0.8)[0] == "One in between"
    assert outcome(0.5, 0.9, 0.9, 0.8)[0] == "One in between"
    assert outcome(0.5, 0.8, 0.9)[0] == "The largest"
    text, answer = outcome(0.5, 0.9, 0.9)
    assert text == "Several, equally"
    assert "in the test 2 units and 3 units (90.0 %)" in answer


def test_every_preset_is_offered_and_asks_something():
    assert HOW_MANY_UNITS.presets is HOW_MANY_UNITS_PRESETS
    assert len(PRESETS) == len(HOW_MANY_UNITS_PRESETS) >= 4
    assert {} in PRESETS.values()  # what a visitor finds first has a question, too
    for each in HOW_MANY_UNITS_PRESETS:
        chosen(**each.settings)
        assert "?" in each.question


@pytest.mark.parametrize("preset", HOW_MANY_UNITS_PRESETS, ids=lambda each: each.name)
def test_a_question_holds_with_more_iterations_too(preset):
    limit = preset.settings.get("limit", HOW_MANY_UNITS_SETTINGS.default("limit"))
    records = chosen(**{"runs": 3, **preset.settings, "limit": 2 * limit})
    assert in_effect(HOW_MANY_UNITS_PRESETS, HOW_MANY_UNITS_SETTINGS, records) is preset
    assert f"{limit:,}" not in sentences(preset.question, preset.look_at)


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
def test_too_few_units_cannot_close_a_ring_with_other_seeds_either():
    train, test = accuracies(preset("Too few units", data_seed=2, seed=3))
    assert max(train[1], test[1]) < 0.75
    assert max(train[2], test[2]) < 0.9
    for enough in (3, 4, 5, 6):
        assert min(train[enough], test[enough]) > 0.97


@pytest.mark.nightly
def test_more_than_enough_units_change_nothing_with_other_seeds_either():
    sweep = preset("More than enough", data_seed=2, seed=3)
    for each in accuracies(sweep):
        assert min(each.values()) > 0.93
        assert np.ptp(list(each.values())) < 0.03
    said = verdict(Results(sweep))
    assert "that is overfitting." not in said
    assert "It is the largest network." not in said


def test_a_ring_is_closed_neither_from_the_smallest_first_weights_nor_with_the_smallest_and_largest_rates():
    sweep = preset("How large a start", runs=3, data_seed=5, seed=6)
    test = {value: Results(sweep).score(number, True).median for number, value in enumerate(sweep.experiment.values)}
    assert max(test[0.0001], test[0.001], test[0.01]) < 0.7 < test[10] < test[1]
    assert "With scale 0.0001, scale 0.001 and scale 0.01 most networks do no better" in verdict(Results(sweep))
    sweep = preset("Which rate", runs=3)
    test = {value: Results(sweep).score(number, True).median for number, value in enumerate(sweep.experiment.values)}
    assert max(test[0.0001], test[0.001], test[0.01], test[100]) < 0.8 < 0.97 < min(test[1], test[10])
    assert "this is more than chance" in verdict(Results(sweep))


def test_on_noisy_moons_no_activation_is_better_by_more_than_chance():
    results = Results(preset("Effect or chance"))
    assert results.plan.runs == 5
    assert results.noise > results.effect
    assert "no effect can be told from chance" in verdict(results)


@pytest.mark.nightly
@pytest.mark.parametrize("seeds", [{"data_seed": 101, "seed": 1}, {"data_seed": 31, "seed": 21}])
def test_with_some_other_seeds_sigmoid_is_worst_by_more_than_chance(seeds):
    said = verdict(Results(preset("Effect or chance", **seeds)))
    assert re.search(r"goes from [\d.]+ % \(sigmoid\) to ", said)
    assert "this is more than chance" in said


def of_small_sweep(name):
    """A preset's answer once its networks are trained, on few points and not for long; and what it should say them by.

    These are, in training and in the test, the medians of three runs of each value, by its name.
    """
    few = {"samples": 400 if "test_share" in PRESETS[name] else 200, "limit": 300, "runs": 3}
    sweep = swept(by_setting(chosen(**{**PRESETS[name], **few})), chunk=1000)
    assert not any(trained.divergence for trained in sweep.trained)
    count = len(sweep.experiment.names)
    training, test = (
        {
            value: median(getattr(trained.measured, what) for trained in sweep.trained[number::count])
            for number, value in enumerate(sweep.experiment.names)
        }
        for what in ("score", "test_score")
    )
    (answer,) = (each.answer(Results(sweep)) for each in HOW_MANY_UNITS_PRESETS if each.name == name)
    return answer, training, test


def written(accuracies, name):
    """As an answer names a value and what it got right."""
    return f"{name} ({100 * accuracies[name]:.1f} %)"


def best(accuracies):
    """The value with the highest accuracy, or all that share it."""
    *others, last = (value for value, share in accuracies.items() if share == max(accuracies.values()))
    names = f"{', '.join(others)} and {last}" if others else last
    return f"{names} ({written(accuracies, last).rpartition('(')[2]}"


@pytest.mark.parametrize("name", PRESETS)
def test_an_answer_agrees_with_the_networks_that_were_trained(name):
    answer, training, test = of_small_sweep(name)
    first, *_, last = test
    shares = [f"{100 * share:.1f} %" for share in (test[last], test[first])]
    closed = [value for value, share in test.items() if share >= 0.95]
    if name in ("The flower", "Few points, much noise"):
        assert answer == f"In training {best(training)}, in the test {best(test)}."
    elif name == "Too few units":
        assert 0 < len(closed) < len(test)
        enough = f"{100 * test[closed[0]]:.1f} %"
        assert answer == f"It takes {closed[0]}: the first to get 95 % of the test points right ({enough})."
    elif name == "More than enough":
        assert test[last] - test[first] > 0.02  # so that it has something to say
        assert answer == f"Better: {last} get {shares[0]} of the test points right, {first} {shares[1]}."
    elif name == "How large a start":
        assert max(test.values()) > max(test[first], test[last])
        ends = f"{written(test, first)} and {written(test, last)}"
        assert answer == f"Neither: the best in the test is {best(test)}, ahead of {ends}."
    elif name == "Which rate":
        right = f"with at least 95 % of the test points right: {', '.join(closed)}."
        assert answer == f"{len(closed)} of {len(test)}, {right}"
    else:
        worst = written(test, min(test, key=test.get))
        often = int(re.search(r"chance alone does that in (\d+) of 100 sweeps\.$", answer)[1])
        assert answer.startswith(
            f"{'Yes' if often <= 5 else 'No'}, with a learning rate of 1.2: the best in the test is {best(test)}, the "
            f"worst {worst};"
        )
