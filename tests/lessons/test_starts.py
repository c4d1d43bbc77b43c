"""The lesson pages' settings and presets: what is compared, and that each preset does what its text says."""

from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from playground.lessons.starts import (
    HOW_LARGE_PRESETS,
    INSIDE_PRESETS,
    ZERO_OR_RANDOM_PRESETS,
    HowLargeAStart,
    InsideTheSymmetry,
    Nudge,
    ScalesView,
    UnitsView,
    ZeroOrRandom,
)
from playground.nn import initialize_parameters
from playground.training import (
    Config,
    Extent,
    InStep,
    Run,
    UnitMaps,
    View,
    groups,
    hidden_units,
    largest_distance,
    saturated_share,
    verdict,
)
from playground.training.options import options, read

TABLES = (ZeroOrRandom, InsideTheSymmetry, HowLargeAStart)
PRESETS = {ZeroOrRandom: ZERO_OR_RANDOM_PRESETS, InsideTheSymmetry: INSIDE_PRESETS, HowLargeAStart: HOW_LARGE_PRESETS}
EVERY_PRESET = [(table, preset) for table, presets in PRESETS.items() for preset in presets]
SCALES = ("scale_1", "scale_2", "scale_3", "scale_4")
LN_2 = pytest.approx(np.log(2), abs=1e-3)

every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
every_preset = pytest.mark.parametrize(
    ("table", "preset"), EVERY_PRESET, ids=[preset.name for _, preset in EVERY_PRESET]
)


def differing(config, other):
    """The settings of :class:`Config` in which two configurations differ."""
    return {field.name for field in fields(Config) if getattr(config, field.name) != getattr(other, field.name)}


# Tables


@pytest.mark.parametrize("table", [*TABLES, UnitsView, ScalesView, Config, View], ids=lambda table: table.__name__)
def test_fixed_fields_are_no_options_and_keep_their_default(table):
    fixed = getattr(table, "fixed", frozenset())
    names = {field.name for field in fields(table)}
    assert fixed <= names
    assert set(options(table)) == names - fixed
    assert read(table, dict.fromkeys(fixed, "1")) == (table(), [])


def test_what_each_page_leaves_out():
    assert Config.fixed == {"plain_products"}
    assert ZeroOrRandom.fixed == {"test_share", "initialisation", "plain_products"}
    assert InsideTheSymmetry.fixed == {"test_share", "depth"}
    assert HowLargeAStart.fixed == {"test_share", "initialisation", "scale", "plain_products"}
    assert UnitsView.fixed == {"hard", "log_cost"}
    assert not any(getattr(table, name) for table in TABLES for name in ("test_share", "plain_products"))


@every_table
def test_a_page_begins_with_the_reference_experiment(table):
    different = {"initialisation", "limit"} if table is InsideTheSymmetry else set()
    assert differing(table(), Config()) == different


def test_what_is_different_on_a_page():
    assert options(ZeroOrRandom)["depth"].most == 1
    assert options(InsideTheSymmetry)["n_h"].most == 20
    assert options(Nudge)["unit"].most == 20
    assert set(options(ZeroOrRandom)["left"].names) | {"random"} == set(
        options(InsideTheSymmetry)["initialisation"].names
    )
    assert ScalesView().log_cost
    assert not View().log_cost
    assert [table.follows_units for table in TABLES] == [False, True, False]


@every_table
def test_the_settings_of_a_page_its_view_and_its_nudges_share_no_name(table):
    names = [*options(table), *options(View), *options(Nudge)]
    assert len(set(names)) == len(names)


# What trains


def test_zero_or_random_differs_in_the_first_weights_and_in_nothing_else():
    for left in options(ZeroOrRandom)["left"].names:
        config = ZeroOrRandom(left=left, scale=0.02, constant=0.7, seed=5, n_h=3, class_share=30, learning_rate=0.3)
        runs = config.runs()
        assert list(runs) == ["left", "right"]
        assert (runs["left"].initialisation, runs["right"].initialisation) == (left, "random")
        assert runs["right"].scale == 0.02
        assert runs["left"].scale == (0.7 if left == "constant" else 0.02)
        assert differing(*runs.values()) == {"initialisation"} | ({"scale"} if left == "constant" else set())
        assert differing(runs["right"], config) == set()
        one, other = InStep(config).values()
        np.testing.assert_array_equal(one.X, other.X)
        np.testing.assert_array_equal(one.Y, other.Y)


@pytest.mark.parametrize("left", ["zero_W1", "zero_W2"])
def test_the_layer_that_is_not_zero_has_the_random_numbers_of_the_other_network(left):
    one, other = (run.parameters for run in InStep(ZeroOrRandom(left=left)).values())
    same, zero = ("W2", "W1") if left == "zero_W1" else ("W1", "W2")
    np.testing.assert_array_equal(one[same], other[same])
    assert not one[zero].any()


def test_inside_the_symmetry_is_one_network():
    for start in options(InsideTheSymmetry)["initialisation"].names:
        config = InsideTheSymmetry(initialisation=start, scale=0.02, constant=-0.7)
        runs = config.runs()
        assert list(runs) == [""]
        assert differing(runs[""], config) == ({"scale"} if start == "constant" else set())
        assert runs[""].scale == (-0.7 if start == "constant" else 0.02)
        assert runs[""].initialisation == start


def test_how_large_a_start_differs_in_the_scale_and_in_nothing_else():
    config = HowLargeAStart(scale_1=0.001, scale_2=0.02, scale_3=0.5, scale_4=2.0, seed=5, depth=2, activation="relu")
    runs = config.runs()
    assert list(runs) == [*SCALES, "xavier", "he"]
    assert [runs[name].scale for name in SCALES] == [0.001, 0.02, 0.5, 2.0]
    assert [runs[name].initialisation for name in runs] == ["random"] * 4 + ["xavier", "he"]
    for one in runs.values():
        for other in runs.values():
            assert differing(one, other) <= {"initialisation", "scale"}
    unit = initialize_parameters(2, (4, 4), 1, "relu", scale=1.0, seed=5)
    for name, run in InStep(config).items():
        for layer in ("W1", "W2", "W3"):
            ratio = run.parameters[layer] / unit[layer]
            assert ratio == pytest.approx(ratio[0, 0], rel=1e-12), "the same random numbers, times a scale"
            if name in SCALES:
                assert ratio[0, 0] == pytest.approx(getattr(config, name), rel=1e-12)


@every_table
def test_a_run_follows_what_is_changed_while_it_runs(table):
    config = replace(table(), learning_rate=0.4, limit=70)
    assert {(each.learning_rate, each.limit) for each in config.runs().values()} == {(0.4, 70)}
    assert config.starts_as(table())


def test_what_the_pages_call_their_starts():
    assert [each.start for each in HowLargeAStart().runs().values()] == [
        "Random × 0.0001",
        "Random × 0.01",
        "Random × 1",
        "Random × 10",
        "Xavier",
        "He",
    ]
    assert [each.start for each in ZeroOrRandom(left="constant", constant=-0.5).runs().values()] == [
        "Every weight -0.5",
        "Random × 0.01",
    ]


# Nudges


@pytest.mark.parametrize("unit", [1, 3, 5])
@pytest.mark.parametrize(("weight", "shape"), [("W1", (5, 2)), ("W2", (1, 5))])
def test_one_weight_of_the_chosen_unit_is_nudged(weight, shape, unit):
    parameters = initialize_parameters(2, 5, 1)
    before = parameters.vector.copy()
    ((name, step),) = Nudge(unit=unit, weight=weight, amount=1e-3).one(parameters).items()
    expected = np.zeros(shape)
    expected[(unit - 1, 0) if weight == "W1" else (0, unit - 1)] = 1e-3
    assert name == weight
    np.testing.assert_array_equal(step, expected)
    np.testing.assert_array_equal(parameters.vector, before)


@pytest.mark.parametrize("weight", ["W1", "W2"])
@pytest.mark.parametrize(("n_h", "unit"), [(4, 5), (1, 20)])
def test_a_unit_that_is_not_there_can_not_be_nudged(n_h, unit, weight):
    with pytest.raises(
        ValueError, match=f"^There is no unit {unit}: the layer has {n_h}. Choose a unit from 1 to {n_h}.$"
    ):
        Nudge(unit=unit, weight=weight).one(initialize_parameters(2, n_h, 1))


@pytest.mark.parametrize(("weight", "shape"), [("W1", (5, 2)), ("W2", (1, 5))])
def test_each_weight_is_nudged_by_a_random_number_of_its_own(weight, shape):
    parameters = initialize_parameters(2, 5, 1)
    nudge = Nudge(unit=20, weight=weight, amount=1e-3)  # the unit does not count
    np.random.seed(0)
    ((name, step),) = nudge.each(parameters, 3).items()
    assert name == weight
    assert step.shape == shape
    np.testing.assert_array_equal(step, 1e-3 * np.random.RandomState(3).randn(*shape))
    np.testing.assert_array_equal(step, nudge.each(parameters, 3)[weight])
    assert not np.array_equal(step, nudge.each(parameters, 4)[weight])
    assert len(np.unique(step)) == step.size


def test_amounts_of_a_nudge_are_powers_of_ten_over_the_whole_range():
    spec = options(Nudge)["amount"]
    assert (spec.least, spec.most) == (spec.marks[0], spec.marks[-1])
    np.testing.assert_allclose(np.divide(spec.marks[1:], spec.marks[:-1]), 10)
    assert Nudge().amount in spec.marks
    assert [spec.read(f"{mark:g}") for mark in spec.marks] == list(spec.marks)


# Presets


@every_preset
def test_a_preset_holds_settings_of_its_page(table, preset):
    assert set(preset.settings) <= set(options(table))
    assert read(table, preset.settings) == (table(**preset.settings), [])
    assert read(table, {name: str(value) for name, value in preset.settings.items()})[0] == table(**preset.settings)
    InStep(table(**preset.settings, samples=20))


@every_preset
def test_a_preset_asks_a_question_and_says_where_to_look(table, preset):
    assert preset.question.endswith("?")
    assert preset.look_at.endswith((".", "?", ")"))
    for text in preset[:1] + preset[2:]:
        assert text.strip() == text != ""
        assert "\n" not in text
        assert "  " not in text


@every_table
def test_presets_of_a_page_can_be_told_apart(table):
    presets = PRESETS[table]
    assert len({preset.name for preset in presets}) == len(presets)
    assert len({table(**preset.settings) for preset in presets}) == len(presets)
    assert sum(preset.settings == {} for preset in presets) <= 1


def settings(table, name):
    return table(**next(preset.settings for preset in PRESETS[table] if preset.name == name))


@cache
def _trained(config, iterations):
    run = Run(config)
    run.advance(iterations)
    return run


def trained(config, iterations=3000):
    """The trained run; those that have the same settings of :class:`Config` train once."""
    return _trained(Config(**{field.name: getattr(config, field.name) for field in fields(Config)}), iterations)


def both(name, iterations=3000):
    """The left and the right network of a preset of the page "Zero or random"."""
    return [trained(config, iterations) for config in settings(ZeroOrRandom, name).runs().values()]


def costs(*runs):
    return [run.measure().cost for run in runs]


@pytest.mark.parametrize("name", ["Dead start", "Sigmoid, balanced"])
def test_no_number_of_a_network_that_starts_at_zero_changes(name):
    left, right = both(name)
    assert not left.parameters.vector.any()
    judged = verdict(left.evaluate(), left.first)
    assert (judged.distinct, judged.gradient) == (1, 0)
    assert judged.sentence.startswith("No weight has a gradient")
    assert {point.cost for point in left.history.points} == {left.history.points[0].cost}
    assert left.Y.mean() == 0.5
    assert costs(right)[0] < 0.32


def test_symmetry_that_learns():
    left, right = both("Symmetry that learns")
    start, _ = both("Symmetry that learns", 0)
    assert verdict(start.evaluate(), start.first).gradient > 0.01
    assert costs(left)[0] < 0.66 < costs(start)[0]
    assert costs(right)[0] < 0.25
    assert "work as one" in verdict(left.evaluate(), left.first).sentence
    assert groups(hidden_units(left.parameters), 0) == [0] * 4
    maps, _ = UnitMaps(left.parameters, Extent.around(left.X)).evaluate(left.parameters)
    assert (maps == maps[0]).all()


def test_sigmoid_unbalanced():
    left, right = both("Sigmoid, unbalanced")
    early, start = both("Sigmoid, unbalanced", 300)[0], both("Sigmoid, unbalanced", 0)[0]
    assert start.Y.mean() == 0.25
    assert start.measure().accuracy == 0.75
    assert verdict(start.evaluate(), start.first).gradient > 0.01
    assert costs(early)[0] < 0.6 < 0.69 < costs(start)[0]
    judged = verdict(left.evaluate(), left.first)
    assert judged.gradient > 1e-6
    assert judged.distinct == 1
    assert "work as one" in judged.sentence
    assert costs(right)[0] < 0.25


def test_only_w1_zero():
    left, right = both("Only W1 zero")
    start, _ = both("Only W1 zero", 0)
    maps = UnitMaps(start.parameters, Extent.around(start.X))
    assert not maps.evaluate(start.parameters)[0].any()
    after, _ = maps.evaluate(both("Only W1 zero", 100)[0].parameters)
    assert len(set(groups(after.reshape(4, -1), 0.01))) == 4
    assert verdict(left.evaluate(), left.first).sentence.startswith("All 4 units differ")
    assert costs(left, right) == pytest.approx([0.270, 0.234], abs=6e-4)


def test_only_w2_zero():
    left, right = both("Only W2 zero")
    start, _ = both("Only W2 zero", 0)
    assert verdict(start.evaluate(), start.first).distinct == 4
    assert verdict(left.evaluate(), left.first).sentence.startswith("All 4 units differ")
    assert costs(left, right) == pytest.approx([0.262, 0.234], abs=6e-4)


def test_relu_w1_zero():
    left, right = both("ReLU, W1 zero")
    judged = verdict(left.evaluate(), left.first)
    assert (judged.distinct, judged.gradient) == (4, 0)
    assert judged.sentence.startswith("No weight has a gradient")
    assert not left.evaluate().layers[0].A.any()
    assert costs(left) == [LN_2]
    assert costs(right)[0] < 0.6


def test_no_hidden_layer():
    left, right = both("No hidden layer")
    assert costs(*both("No hidden layer", 0)) == pytest.approx([0.693, 0.6955], abs=6e-4)
    assert costs(left)[0] == pytest.approx(costs(right)[0], rel=1e-3)
    assert costs(left)[0] < 0.01
    assert verdict(left.evaluate(), left.first).sentence.startswith("There are no hidden units")


def followed(name, iterations, *, nudge=None, at=0, **changes):
    """The run of a preset of the page "Inside the symmetry", nudged on the way."""
    run = Run(replace(settings(InsideTheSymmetry, name), **changes).runs()[""])
    run.advance(at)
    if nudge:
        run.nudge(nudge.one(run.parameters))
    run.advance(iterations - at)
    return run


def test_symmetry():
    run = followed("Symmetry", 3000)
    assert {largest_distance(point.units) for point in run.history.points} == {0.0}
    nudged = followed("Symmetry", 3000, nudge=Nudge(), at=500)
    assert groups(hidden_units(nudged.parameters), 0) == [0, 1, 1, 1]
    assert largest_distance(hidden_units(nudged.parameters)) > 1


def test_a_dead_start_and_a_nudge():
    before, after = (followed("Dead start", n, nudge=nudge, at=100) for n, nudge in ((200, None), (600, Nudge())))
    assert not before.parameters.vector.any()
    alive = np.abs(hidden_units(after.parameters)).max(axis=1) > 0
    assert alive.tolist() == [True, False, False, False]
    assert np.abs(after.evaluate().gradients["dW1"]).max() > 1e-6


def test_a_dead_relu_and_a_nudge_of_either_layer():
    other, one = (followed("Dead ReLU", 600, nudge=Nudge(weight=weight), at=100) for weight in ("W2", "W1"))
    assert verdict(other.evaluate(), other.first).gradient == 0
    assert costs(other) == [LN_2]
    assert costs(one)[0] < 0.68
    assert np.abs(hidden_units(one.parameters)[0]).min() > 0.1


def test_rounding():
    run = followed("Rounding", 1500)
    assert run.config.plain_products
    assert run.parameters.block == 1
    assert run.nudged == []
    assert groups(hidden_units(followed("Rounding", 0).parameters), 0) == [0] * 13
    if any(blas["internal_api"] == "openblas" for blas in threadpool_info()):  # others may cut elsewhere
        assert largest_distance(hidden_units(run.parameters)) > 0.1
    off = followed("Rounding", 1500, plain_products=False)
    assert {largest_distance(point.units) for point in off.history.points} == {0.0}


def test_random():
    run = trained(settings(InsideTheSymmetry, "Random").runs()[""])
    assert groups(hidden_units(Run(run.config).parameters)) == [0, 1, 2, 3]
    assert groups(hidden_units(run.parameters)) == [0, 1, 2, 3]
    assert costs(run)[0] < 0.25 < costs(trained(settings(InsideTheSymmetry, "Symmetry").runs()[""]))[0]


def one_scale(preset, name, iterations=3000, **changes):
    """One network of a preset of the page "How large a start?"."""
    return trained(replace(settings(HowLargeAStart, preset), **changes).runs()[name], iterations)


def share_before(preset, name):
    return saturated_share(one_scale(preset, name, 0).first_network())


def test_too_small():
    first, second = one_scale("Too small", "scale_1"), one_scale("Too small", "scale_2")
    assert second.config.scale == 100 * first.config.scale
    assert costs(first) == [LN_2]
    assert costs(second)[0] < 0.6


def test_right():
    """Only the rules learn, and their units stay alive."""
    for rule in ("xavier", "he"):
        run = one_scale("Right", rule, 1000)
        assert costs(run)[0] < 0.25
        assert saturated_share(run.evaluate()) < 0.1
    for scale in ("scale_1", "scale_2", "scale_3", "scale_4"):
        run = one_scale("Right", scale, 1000)
        assert costs(run)[0] > 0.5
        assert saturated_share(run.evaluate()) > share_before("Right", scale) < 0.1


def test_too_large():
    assert share_before("Too large", "scale_4") > 0.8
    assert costs(one_scale("Too large", "scale_4", 0))[0] > 5
    # Rounding decides where a start this large leads: 0.46 to 0.78 in 60 runs whose weights differed by 1e-15.
    assert costs(one_scale("Too large", "scale_4"))[0] > 0.4
    assert costs(one_scale("Too large", "xavier"))[0] < 0.25
    assert costs(one_scale("Too large", "scale_4", depth=1))[0] < 0.3


def test_deep_and_too_small():
    assert costs(one_scale("Deep and too small", "scale_2")) == [LN_2]
    for rule in ("xavier", "he"):
        assert costs(one_scale("Deep and too small", rule))[0] < 0.3
    assert costs(one_scale("Deep and too small", "scale_2", depth=1, n_h=4, learning_rate=1.2))[0] < 0.25
