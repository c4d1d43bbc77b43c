"""Four rules: their runs by hand, the valley and the round landscape, and who is where."""

import re
from itertools import pairwise

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from playground.data import make_dataset
from playground.nn import UPDATE_RULES
from playground.pages.going_downhill.downhill import ARRIVED, TwoWeights, costs_of, lowest, way_of
from playground.pages.going_downhill.lesson import OF_PART, PARTS, RACE, SETTINGS, on_screen
from playground.pages.going_downhill.race import (
    NAMES,
    RACE_PRESETS,
    SIDES,
    Race,
    arrivals,
    on_side,
    step_lengths,
    who_has_arrived,
)
from playground.training import RunGroup
from tests.looped import looped

PRESETS = {preset.name: preset for preset in RACE_PRESETS}


def chosen(**settings):
    records, notes = SETTINGS.read({"part": "rules", "limit": 300, **settings})
    assert notes == []
    return records


def trained(iterations=100, **settings):
    runs = RunGroup(on_screen(chosen(**settings)))
    runs.advance(iterations)
    return runs


def gradient(w, X, Y):
    return X @ (1 / (1 + np.exp(-(w @ X))) - Y[0]) / X.shape[1]


def by_hand(rule, rate, w, X, Y, steps):
    """The way of a rule, with nothing of the core."""
    way, v, s, t = [w], np.zeros(2), np.zeros(2), 0
    for _ in range(steps):
        t, g = t + 1, gradient(w, X, Y)
        if rule == "gradient descent":
            w = w - rate * g
        elif rule == "momentum":
            v = 0.9 * v - rate * g
            w = w + v
        elif rule == "rmsprop":
            s = 0.9 * s + 0.1 * g**2
            w = w - rate * g / (np.sqrt(s) + 1e-8)
        else:
            v, s = 0.9 * v + 0.1 * g, 0.999 * s + 0.001 * g**2
            w = w - rate * (v / (1 - 0.9**t)) / (np.sqrt(s / (1 - 0.999**t)) + 1e-8)
        way.append(w)
    return np.array(way)


def test_every_rule_takes_part_on_both_sides_from_the_same_weights():
    experiment = on_screen(chosen(rate_adam=0.3, shrink=3.0, seed=9))
    runs = RunGroup(experiment)
    assert set(NAMES) <= set(UPDATE_RULES)
    for inputs in SIDES:
        side = on_side(runs, inputs)
        assert list(side) == list(NAMES.values())
        for rule, run in zip(NAMES, side.values(), strict=True):
            recipe = run.recipe
            assert (recipe.update_rule, recipe.scaling, recipe.shrink, recipe.seed) == (rule, inputs, 3.0, 9)
            np.testing.assert_array_equal(run.first.vector, runs.first.first.vector)
        assert side["Adam"].recipe.learning_rate == 0.3
    assert len(set(experiment.labels)) == len(experiment) == len(SIDES) * len(NAMES)
    looks = [(variant.colour, variant.dash) for variant in experiment.values()]
    assert len(set(looks)) == len(experiment)
    left, right = looks[: len(NAMES)], looks[len(NAMES) :]
    assert [colour for colour, _ in left] == [colour for colour, _ in right]


def test_the_inputs_are_shrunk_on_the_left_and_standardised_on_the_right():
    X, _ = make_dataset("blobs", 400, 0.6, 1)
    runs = trained(0, shrink=5.0)
    left, right = (next(iter(on_side(runs, inputs).values())) for inputs in SIDES)
    np.testing.assert_allclose(left.X, X / [[1], [5]])
    np.testing.assert_allclose(right.X, StandardScaler().fit_transform(X.T).T)
    np.testing.assert_array_equal(left.Y, right.Y)


def test_each_way_is_that_of_the_rule_by_hand():
    runs = trained(40)
    for inputs in SIDES:
        for rule, run in zip(NAMES, on_side(runs, inputs).values(), strict=True):
            expected = by_hand(rule, run.recipe.learning_rate, run.first["W1"][0], run.X, run.Y, 40)
            np.testing.assert_allclose(way_of(run), expected, rtol=1e-7, atol=1e-9)
            lengths = [np.hypot(*(after - before)) for before, after in pairwise(expected)]
            np.testing.assert_allclose(step_lengths(run), lengths, rtol=1e-5, atol=1e-9)


@looped("seed", (2, 3))
def test_the_valley_holds_gradient_descent_up_and_standardised_inputs_set_it_free(seed):
    runs = trained(300, seed=seed)
    left, right = (arrivals(on_side(runs, inputs)) for inputs in SIDES)
    assert left["gradient descent"] > 100 > 20 > right["gradient descent"]
    assert min(right, key=lambda name: right[name] or 999) == "gradient descent"
    assert left["gradient descent"] > 1.3 * left["momentum"]
    assert 0.4 < left["Adam"] / right["Adam"] < 2.5  # it hardly minds the units


def test_arrivals_are_where_the_cost_has_come_to_stay():
    runs = trained(200)
    for inputs in SIDES:
        side = on_side(runs, inputs)
        for name, since in arrivals(side).items():
            above = np.array(costs_of(side[name])) - lowest(side[name].X, side[name].Y).cost
            if since is None:
                assert above[-1] >= ARRIVED
            else:
                assert (above[since:] < ARRIVED).all()
                assert since == 0 or above[since - 1] >= ARRIVED


@looped("preset", RACE_PRESETS)
def test_a_preset_answers_at_any_moment(preset):
    runs = trained(0, **{**preset.settings, "limit": 200})
    for iterations in (0, 1, 30, 100, 200):
        runs.advance(iterations - runs.iteration)
        assert_so(preset.name, preset.answer(runs), iterations, *(on_side(runs, inputs) for inputs in SIDES))


def numbers_in(text):
    return [float(number) for number in re.findall(r"\d[\d.]*(?:e-\d+)?(?<!\.)", text)]


def assert_so(name, answer, iterations, left, right):
    sentence, details = answer
    if name in ("Four rules", "No valley"):
        first = []
        for side, where in ((left, "left"), (right, "right")):
            there = [(since, rule) for rule, since in arrivals(side).items() if since is not None]
            assert (min(there)[1] if there else "no rule yet") in details.split(" on the ")[where == "right"]
            first.append(min(there, default=None))
        assert numbers_in(details) == [each[0] for each in first if each]
        if name == "Four rules":
            at, rule = first[0] or (None, None)
            there = f"{rule}: it has been at the lowest point since iteration {at}."
            assert sentence == (there if rule else "None of them is at the lowest point yet.")
        elif all(first):
            steps = [each[0] for each in first]
            said = "Yes" if max(steps) > 1.5 * min(steps) else "Hardly any"
            there = "{} steps on the left, {} on the right".format(*steps)
            assert sentence == f"{said}: the first rule is there after {there}."
    elif name == "Steps that stay long":
        if not iterations:
            assert sentence == "No step has been taken yet."
            return
        lengths = {rule: step_lengths(run)[-1] for rule, run in left.items()}
        own, longest = lengths.pop("RMSprop"), max(lengths.values())
        assert numbers_in(sentence) == pytest.approx([own, longest], rel=0.06)
        assert numbers_in(details) == pytest.approx([*lengths.values()], rel=0.06)
        assert sentence.startswith("No: " if own > longest else "Yes: ")
    else:
        assert name == "Longer steps"
        there = arrivals(left)["gradient descent"]
        through = f"It gets through, and has been there since iteration {there}."
        assert sentence == ("No, it does not get there." if there is None else through)
        expected = []
        for side in (left, right):
            run = side["gradient descent"]
            up = np.sum(np.diff(costs_of(run)) > 1e-12)
            expected += [up, iterations, lowest(run.X, run.Y).largest_stable_rate]
        assert numbers_in(details) == pytest.approx(expected, rel=0.01)


def test_who_has_arrived():
    left = on_side(trained(300), "raw")
    words = who_has_arrived(left)
    assert words.startswith("All 4 are at the lowest point: momentum (since iteration ")
    found = re.findall(r"(\w[\w ]*?) \(since iteration (\d+)\)", words.partition(": ")[2].replace(" and ", ", "))
    assert {name: int(since) for name, since in found} == arrivals(left)
    assert [int(since) for _, since in found] == sorted(int(since) for _, since in found)
    assert who_has_arrived(on_side(trained(1), "raw")) == "No rule is at the lowest point."


def test_rmsprop_keeps_its_step_and_too_long_steps_are_no_faster():
    steps = trained(200, **PRESETS["Steps that stay long"].settings)
    assert step_lengths(on_side(steps, "raw")["RMSprop"])[-1] > 0.1
    assert step_lengths(on_side(steps, "raw")["momentum"])[-1] < 0.01
    longer = trained(100, **PRESETS["Longer steps"].settings)
    run = on_side(longer, "raw")["gradient descent"]
    assert run.recipe.learning_rate > lowest(run.X, run.Y).largest_stable_rate
    assert arrivals(on_side(longer, "raw"))["gradient descent"] is None
    assert arrivals(on_side(longer, "standardised"))["gradient descent"] < 15


def test_without_a_valley_both_sides_are_alike():
    runs = trained(**PRESETS["No valley"].settings)
    assert PRESETS["No valley"].answer(runs).sentence.startswith("Hardly any: ")
    assert PRESETS["No valley"].answer(trained(200)).sentence.startswith("Yes: the first rule ")
    for inputs in SIDES:
        assert arrivals(on_side(runs, inputs))["gradient descent"] < 15


def test_each_part_has_its_settings_and_its_own_experiments():
    assert set(PARTS) == set(OF_PART)
    for part, lesson in PARTS.items():
        assert lesson.settings is SETTINGS
        for preset in lesson.presets:
            records, notes = SETTINGS.read(preset.settings)
            assert not notes
            assert not set(preset.settings) & SETTINGS.elsewhere(records)
            assert preset.settings.get("part", "rates") == part
            kind = type(RunGroup(on_screen(records)).first.recipe)
            assert kind is (Race if part == "rules" else TwoWeights)
    assert "log_cost" in SETTINGS.unused(chosen())
    assert len({preset.question for preset in RACE_PRESETS} | {RACE.question}) == len(RACE_PRESETS) + 1
