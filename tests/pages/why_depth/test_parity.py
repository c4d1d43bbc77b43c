"""Parity: the written network against counting ones in plain Python."""

from itertools import product

import numpy as np

from playground.nn import predict
from playground.pages.contents import WHY_DEPTH
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
from playground.training import Recipe
from tests.looped import looped
from tests.pages.parts import runs_of

FEW = range(1, 7)


@looped("n", FEW)
def test_every_input_is_there_once_those_with_fewer_ones_first(n):
    X = every_input(n)
    assert sorted(map(tuple, X.T.astype(int).tolist())) == sorted(product((0, 1), repeat=n))
    assert (np.diff(X.sum(axis=0)) >= 0).all()


@looped("n", range(1, MOST_BITS + 1))
def test_one_layer_of_n_units_makes_no_mistake_and_and_gates_double_with_each_bit(n):
    assert check(n) == (n, n * n + 2 * n + 1, 2**n, 0)
    parameters = written_parity(n)
    assert parameters.sizes == (n, n, 1)
    inputs = list(product((0, 1), repeat=n))
    answers = predict(parameters, np.array(inputs, float).T)[0].tolist()
    assert answers == [sum(each) % 2 for each in inputs]
    assert and_gates(n) == 2 ** (n - 1)


def test_a_mistake_would_be_counted(monkeypatch):
    def broken(n):
        parameters = written_parity(n)
        parameters["W2"][0, -1] = 0
        return parameters

    monkeypatch.setattr("playground.pages.why_depth.parity.written_parity", broken)
    assert check(4).mistakes == 1  # the last unit is on for four ones only
    answer = PARITY_PRESETS[0].answer(parity_runs())
    assert answer.sentence == "Yes, 1 in 16 inputs."
    assert answer.details.startswith("With hand-set weights, 4 units make 1 mistake.")


# What is trained


@looped("n", [2, 5])
def test_what_is_trained_sees_all_inputs(n):
    recipe = bits(Parity(bits=n, times=3), Recipe(seed=8, learning_rate=0.2, limit=50))
    (X, Y), (_, Y_test) = recipe.data()
    np.testing.assert_array_equal(X, every_input(n))
    assert Y[0].tolist() == [sum(column) % 2 for column in X.T.astype(int).tolist()]
    assert Y_test.size == 0
    assert recipe.hidden == (3 * n,)
    assert (recipe.seed, recipe.learning_rate, recipe.limit) == (8, 0.2, 50)


def parity_runs(iterations=0, **settings):
    return runs_of(WHY_DEPTH, iterations, part="parity", **settings)


@looped(("n", "networks"), [(2, 8), (9, 8), (10, 4), (11, 2), (12, 2)])
def test_fewer_networks_are_trained_on_very_many_inputs(n, networks):
    assert len(parity_runs(bits=n)) == starts(Parity(bits=n)) == networks


def right(runs):
    return [round(run.measure().score * run.Y.size) for run in runs.values()]


def test_training_mostly_does_not_find_it_with_a_unit_for_each_bit_but_with_more():
    assert sum(each == 16 for each in right(parity_runs(1000))) < 4
    assert sum(each == 16 for each in right(parity_runs(1000, times=3))) > 6


def test_the_answer_tells_what_is_found():
    runs = parity_runs(times=3)
    for iterations in (0, 1, 400):
        runs.advance(iterations - runs.iteration)
        shares = right(runs)
        all_right = shares.count(16)
        have = f"{'have' if all_right > 1 else 'has'} every input right."
        low, high = (f"{100 * each / 16 + 1e-9:.1f} %" for each in (min(shares), max(shares)))
        assert PARITY_PRESETS[2].answer(runs) == (
            f"{all_right or 'None'} of the 8 networks {have}",
            f"They get {low} to {high} right.",
        )
        how_many = f"{all_right} of" if all_right else "None of the"
        assert PARITY_PRESETS[0].answer(runs) == (
            "No, none in all 16 inputs.",
            f"With hand-set weights, 4 units make no mistake. {how_many} 8 trained networks {have}",
        )
    assert PARITY_PRESETS[1].answer(parity_runs(bits=12)) == (
        "It takes 2,048 AND gates, one for each input of odd parity; 12 units do.",
        "With hand-set weights, 12 units make no mistake. None of the 2 trained networks has every input right.",
    )
