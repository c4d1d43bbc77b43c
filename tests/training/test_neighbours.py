"""What the nearest neighbours of samples say of them, written out sample by sample."""

from collections import Counter

import numpy as np
import pytest

from playground.data import OWN_POINTS, Points, make_dataset, pack
from playground.training import Recipe, Run
from playground.training.neighbours import NEIGHBOURS
from tests.looped import looped
from tests.training.test_run import RECIPES


@looped(
    "recipe",
    [
        RECIPES["with test"],
        RECIPES["no hidden layer"],
        Recipe("circles", samples=20, test_share=50),
        Recipe("spiral", classes=4, noise=0.6),
    ],
)
def test_neighbours_are_asked_for_the_class(recipe):
    run = Run(recipe)
    classes = run.train.labels
    right = 0
    for sample, label in enumerate(
        classes
    ):  # written out: the nearest others of each sample, and what most of them are
        away = np.hypot(*(run.X - run.X[:, [sample]]))
        away[sample] = np.inf
        votes = Counter(classes[np.argsort(away)[:NEIGHBOURS]].tolist())
        right += min(votes, key=lambda number: (-votes[number], number)) == label
    assert NEIGHBOURS % 2 == 1  # no draw of two
    assert run.neighbours == pytest.approx(right / len(classes))


def test_what_neighbours_say_is_what_can_be_learned():
    assert Run(Recipe("blobs")).neighbours == 1
    assert Run(Recipe("moons")).neighbours > 0.95
    assert 0.75 < Run(Recipe("flower")).neighbours < 0.9  # which a network learns
    assert Run(Recipe("blobs", noise=1.0)).neighbours < 0.75


def test_the_neighbours_of_many_samples_are_those_of_the_textbook():
    dataset = make_dataset("moons", 700, noise=0.4)
    run = Run(Recipe(OWN_POINTS, points=pack(Points.of_dataset(dataset))))
    X, classes = run.X, run.Y[0]
    distance = np.hypot(*(X[:, :, None] - X[:, None, :]))
    np.fill_diagonal(distance, np.inf)
    nearest = np.argsort(distance, axis=1)[:, :5]
    assert run.neighbours == pytest.approx(np.mean((classes[nearest].mean(axis=1) > 0.5) == classes), abs=0.003)
