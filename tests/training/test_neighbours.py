"""What the nearest neighbours of samples say of them, written out sample by sample."""

from collections import Counter

import numpy as np
import pytest

from playground.data import OWN_POINTS, Points, make_dataset, pack
from playground.training import Recipe, Run
from playground.training.neighbours import NEIGHBOURS
from tests.training.test_run import RECIPES, REFERENCE, straight


def test_neighbours_are_asked_for_one_of_several_classes():
    run = Run(Recipe("spiral", classes=4, noise=0.6))
    classes = run.Y.argmax(axis=0)
    right = 0
    for sample, label in enumerate(classes):
        away = np.hypot(*(run.X - run.X[:, [sample]]))
        away[sample] = np.inf
        votes = Counter(classes[np.argsort(away)[:NEIGHBOURS]].tolist())
        right += min(votes, key=lambda number: (-votes[number], number)) == label
    assert run.neighbours == pytest.approx(right / len(classes))
    assert 0.3 < run.neighbours < 0.95


@pytest.mark.parametrize("recipe", [*RECIPES.values(), Recipe("circles", samples=20, test_share=50)], ids=str)
def test_neighbours_are_asked_for_the_class(recipe):
    run = Run(recipe)
    right = 0
    for sample in range(run.Y.size):  # written out: the nearest others of each sample, and what most of them are
        away = np.hypot(*(run.X - run.X[:, [sample]]))
        away[sample] = np.inf
        right += (run.Y[0, np.argsort(away)[:NEIGHBOURS]].sum() > NEIGHBOURS / 2) == run.Y[0, sample]
    assert NEIGHBOURS % 2 == 1  # no draw
    assert run.neighbours == pytest.approx(right / run.Y.size)


def test_what_neighbours_say_is_what_can_be_learned():
    assert Run(Recipe("blobs")).neighbours == 1
    assert Run(Recipe("moons")).neighbours > 0.95
    assert 0.75 < Run(Recipe("flower")).neighbours < straight(REFERENCE, 1000).measure().score
    assert Run(Recipe("blobs", noise=1.0)).neighbours < 0.75


def test_the_neighbours_of_many_samples_are_those_of_the_textbook():
    dataset = make_dataset("moons", 700, noise=0.4)
    run = Run(Recipe(OWN_POINTS, points=pack(Points.of_dataset(dataset))))
    X, classes = run.X, run.Y[0]
    distance = np.hypot(*(X[:, :, None] - X[:, None, :]))
    np.fill_diagonal(distance, np.inf)
    nearest = np.argsort(distance, axis=1)[:, :5]
    assert run.neighbours == pytest.approx(np.mean((classes[nearest].mean(axis=1) > 0.5) == classes), abs=0.003)
