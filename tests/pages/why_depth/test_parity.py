"""Parity: the written network against counting ones in plain Python, and gates against trying all circuits."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from playground.nn import predict
from playground.pages.why_depth.lesson import PARITY, SETTINGS
from playground.pages.why_depth.parity import (
    MOST_BITS,
    PARITY_PRESETS,
    Parity,
    and_gates,
    bits,
    check,
    every_input,
    starts,
    written_parity,
)
from playground.training import Recipe, RunGroup
from tests.looped import looped

FEW = range(1, 7)
ALL_BITS = range(1, MOST_BITS + 1)


@pytest.mark.parametrize("n", FEW)
def test_every_input_is_there_once_those_with_fewer_ones_first(n):
    X = every_input(n)
    assert sorted(map(tuple, X.T.astype(int).tolist())) == sorted(product((0, 1), repeat=n))
    assert (np.diff(X.sum(axis=0)) >= 0).all()


@looped("n", ALL_BITS)
def test_one_layer_of_n_units_makes_no_mistake(n):
    checked = check(n)
    assert checked == (n, n * n + 2 * n + 1, 2**n, 0)
    parameters = written_parity(n)
    assert parameters.sizes == (n, n, 1)
    inputs = list(product((0, 1), repeat=n))
    answers = predict(parameters, np.array(inputs, float).T)[0].tolist()
    assert answers == [sum(each) % 2 for each in inputs]


@pytest.mark.parametrize("n", FEW)
def test_the_sum_that_it_compares_is_0_or_1_exactly(n):
    parameters = written_parity(n)
    for each in product((0, 1), repeat=n):
        s = sum(each)
        units = [max(Fraction(0), Fraction(s) - unit) for unit in range(n)]
        weights = [Fraction(float(w)) for w in parameters["W2"][0]]
        assert sum(w * u for w, u in zip(weights, units, strict=True)) == s % 2


def test_a_mistake_would_be_counted(monkeypatch):
    def broken(n):
        parameters = written_parity(n)
        parameters["W2"][0, -1] = 0
        return parameters

    monkeypatch.setattr("playground.pages.why_depth.parity.written_parity", broken)
    assert check(4).mistakes == 1  # the last unit is on for four ones only


def gates_by_trying(n):
    """The fewest AND gates into one OR gate for parity: all gates that are never wrong, then the fewest that do."""
    inputs = list(product((0, 1), repeat=n))
    odd = {each for each in inputs if sum(each) % 2}
    on = []  # the inputs for which a gate is on: it asks of each bit for 0, for 1, or for neither
    for gate in product((0, 1, None), repeat=n):
        covers = {each for each in inputs if all(g is None or g == bit for g, bit in zip(gate, each, strict=True))}
        if covers <= odd:
            on.append(covers)
    largest = max(map(len, on))
    assert largest == 1  # so no choice of them does with fewer than there are odd inputs
    assert set().union(*on) == odd
    return len(odd)


@pytest.mark.parametrize("n", FEW)
def test_and_gates_against_all_gates_there_are(n):
    assert and_gates(n) == gates_by_trying(n)


@looped("n", ALL_BITS)
def test_and_gates_double_with_each_bit(n):
    assert and_gates(n) == 2 ** (n - 1)


# What is trained


@pytest.mark.parametrize("n", [2, 5])
def test_what_is_trained_sees_all_inputs(n):
    recipe = bits(Parity(bits=n, times=3), Recipe(seed=8, learning_rate=0.2, limit=50))
    (X, Y), (_, Y_test) = recipe.data()
    np.testing.assert_array_equal(X, every_input(n))
    assert Y[0].tolist() == [sum(column) % 2 for column in X.T.astype(int).tolist()]
    assert Y_test.size == 0
    assert recipe.hidden == (3 * n,)
    assert (recipe.seed, recipe.learning_rate, recipe.limit) == (8, 0.2, 50)


def runs_of(iterations=0, **settings):
    chosen, notes = SETTINGS.read({"part": "parity", **settings})
    assert not notes
    runs = RunGroup(PARITY.experiment(chosen))
    runs.advance(iterations)
    return runs


@pytest.mark.parametrize(("n", "networks"), [(2, 8), (9, 8), (10, 4), (11, 2), (12, 2)])
def test_fewer_networks_are_trained_on_very_many_inputs(n, networks):
    assert len(runs_of(bits=n)) == starts(Parity(bits=n)) == networks


def right(runs):
    return [round(run.measure().score * run.Y.size) for run in runs.values()]


def test_training_mostly_does_not_find_it_with_a_unit_for_each_bit_but_with_more():
    assert sum(each == 16 for each in right(runs_of(3000))) < 4
    assert sum(each == 16 for each in right(runs_of(3000, times=3))) > 6


@pytest.mark.parametrize("iterations", [0, 1, 200])
@pytest.mark.parametrize("preset", PARITY_PRESETS, ids=lambda preset: preset.name)
def test_the_answer_tells_what_is_found(preset, iterations):
    runs = runs_of(iterations if preset.settings.get("bits", 4) < 12 else min(iterations, 1), **preset.settings)
    verdict, answer = PARITY_PRESETS[2].answer(runs).split(" ", 1)
    shares = right(runs)
    all_right = sum(each == runs.first.Y.size for each in shares)
    found = all_right or "none"
    assert verdict == ("Yes." if all_right else "No.")
    assert f"{found} of {'' if all_right else 'the '}{len(shares)} trained networks" in answer
    for each in (min(shares), max(shares)):
        assert f"{100 * each / runs.first.Y.size + 1e-9:.1f} %" in answer
    bits = len(runs.first.X)
    written = f"Written down, {bits} units make 0 mistakes in {2**bits:,} inputs."
    # What was asked of the written network is answered first.
    how_many = answer.split(" They")[0]
    said = {
        "Four bits": f"No. {written} {how_many}",
        "Twelve bits": f"4,096 inputs; 12 units, which make 0 mistakes; or 2,048 AND gates. {how_many}",
        "Units to spare": f"{verdict} {answer}",
    }
    assert preset.answer(runs) == said[preset.name]
