"""The datasets of numbers, against their formulas in plain Python; how they are split, and what a run makes of them."""

import math

import numpy as np
import pytest
from sklearn.metrics import r2_score
from sklearn.neighbors import KNeighborsRegressor

from playground.data import DATASETS, SURFACES, make_dataset, split
from playground.nn import predict
from playground.training import Recipe, Run
from tests.looped import looped

FORMULAS = {
    "plane": lambda x1, x2: x1 / 2 - x2 / 4,
    "saddle": lambda x1, x2: ((x1 + x2) ** 2 - (x1 - x2) ** 2) / 16,
    "bump": lambda x1, x2: 2 / math.exp(x1 * x1 / 2) / math.exp(x2 * x2 / 2),
    "wave": lambda x1, x2: 2 * math.sin(x1) * math.cos(x1),
    "line": lambda x1: x1 / 2,
}
every_surface = looped("name", list(SURFACES))


@every_surface
def test_without_noise_every_number_is_that_of_the_formula(name):
    dataset = make_dataset(name, 300, noise=0)
    expected = [FORMULAS[name](*sample) for sample in dataset.X.T.tolist()]
    np.testing.assert_allclose(dataset.labels, expected, rtol=0, atol=1e-12)
    assert 0.3 < dataset.labels.std() < 1.5  # a network with usual first weights can reach them
    assert np.abs(dataset.X).max() <= 3 < 2 * np.abs(dataset.X).max()


@every_surface
def test_noise_is_what_is_added_to_the_numbers(name):
    plain, noisy = make_dataset(name, 2000, noise=0, seed=4), make_dataset(name, 2000, noise=0.5, seed=4)
    np.testing.assert_array_equal(plain.X, noisy.X)
    added = noisy.labels - plain.labels
    assert added.mean() == pytest.approx(0, abs=0.05)
    assert added.std() == pytest.approx(0.5, abs=0.05)


@every_surface
def test_what_a_network_is_asked_for_is_a_number(name):
    dataset = make_dataset(name, 50)
    X, Y = dataset
    assert (dataset.target, dataset.loss, len(dataset.class_names)) == ("number", "squared error", 0)
    assert X.shape == (len(dataset.input_names), 50)
    assert Y.shape == (1, 50)
    np.testing.assert_array_equal(Y[0], dataset.labels)
    assert dataset.guess == pytest.approx(r2_score(dataset.labels, [dataset.labels.mean()] * 50), abs=1e-12)
    np.testing.assert_array_equal(make_dataset(name, 50).labels, dataset.labels)
    assert (make_dataset(name, 50, seed=2).labels != dataset.labels).all()


def test_one_sample_is_enough_and_names_are_of_one_dataset_each():
    assert make_dataset("bump", 1).Y.shape == (1, 1)
    assert not set(SURFACES) & set(DATASETS)
    with pytest.raises(ValueError, match="saddle"):
        make_dataset("hill")


def test_a_split_of_numbers_loses_none():
    dataset = make_dataset("saddle", 41)
    train, test = dataset.split(0.25, seed=3)
    assert (train.labels.size, test.labels.size) == (30, 11)
    assert sorted([*train.labels, *test.labels]) == sorted(dataset.labels)
    assert train.target == test.target == "number"
    np.testing.assert_array_equal(
        dataset.X[:, dataset.for_testing(0.25, 3)], dataset.X[:, np.isin(dataset.labels, test.labels)]
    )
    parts = split(dataset.X, dataset.Y, 0.25, 3, target="number")
    np.testing.assert_array_equal(parts[1][0], train.labels)
    with pytest.raises(ValueError, match="0 or 1"):
        split(dataset.X, dataset.Y, 0.25)
    with pytest.raises(ValueError, match=r"at least one sample\. Use"):  # nothing of classes
        make_dataset("saddle", 1).split(0.25)


class OfNumbers(Recipe):
    """A run on a bump, which no page offers yet."""

    @property
    def whole(self):
        return make_dataset("bump", 120, self.noise, self.data_seed)


def test_a_run_measures_cost_and_r_squared_of_both_parts():
    run = Run(OfNumbers(test_share=25, initialisation="xavier", n_h=8, learning_rate=0.1))
    run.advance(1000)
    now = run.measure()
    for part, cost, score in ((run.train, now.cost, now.score), (run.test, now.test_cost, now.test_score)):
        said = predict(run.parameters, part.X)[0]
        assert cost == pytest.approx(((said - part.labels) ** 2).mean() / 2, rel=1e-9)
        assert score == pytest.approx(r2_score(part.labels, said), rel=1e-9)
        assert score > 0.6
    regressor = KNeighborsRegressor(6).fit(run.X.T, run.train.labels)
    others = regressor.kneighbors(run.X.T)[1][:, 1:]  # a point is no neighbour of itself
    assert run.neighbours == pytest.approx(r2_score(run.train.labels, run.train.labels[others].mean(axis=1)), rel=1e-9)
