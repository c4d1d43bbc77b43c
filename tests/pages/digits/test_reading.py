"""How a digit is read: a drawing by a network, the samples like it, and what excites a unit."""

import numpy as np
from sklearn.neighbors import NearestNeighbors

from playground.data.digits import pool_and_test, sample_of
from playground.nn import forward_propagation
from playground.pages.digits.reading import Reader, nearest, what_excites
from tests.lessons.presets import fresh, trained
from tests.looped import looped

PAGE = "digits"
POOL, TEST = pool_and_test()
RANDOM = np.random.RandomState(0)


def run_of(iterations=0, **settings):
    return fresh(PAGE, "Reference", iterations, **settings).first


def test_what_excites_a_unit_by_brute_force():
    X, outputs = RANDOM.rand(5, 60), RANDOM.randn(3, 60)
    wanted = []
    for unit in outputs:
        best = sorted(range(60), key=lambda sample: -unit[sample])[:7]
        wanted.append(sum(X[:, sample] for sample in best) / 7)
    np.testing.assert_allclose(what_excites(outputs, X, 7), wanted)
    np.testing.assert_allclose(what_excites(outputs, X, 1000), [X.mean(axis=1)] * 3)


def test_the_nearest_samples_are_those_of_scikit_learn():
    judge = NearestNeighbors(n_neighbors=5, algorithm="brute").fit(POOL.X.T)
    for sample in TEST.X.T[:5]:
        (wanted,) = judge.kneighbors([sample], return_distance=False)
        assert nearest(POOL.X, sample, 5) == list(wanted)
    assert nearest(POOL.X, POOL.X[:, 17], 1) == [17]


@looped("depth", [0, 1, 3])
def test_a_reader_reads_with_the_network_as_it_is_now_and_changes_nothing(depth):
    run = run_of(depth=depth)
    reader = Reader(run.parameters)
    for iterations in (0, 1, 40):
        run.advance(iterations)
        before = run.parameters.vector.copy()
        read = [reader.read(sample) for sample in TEST.X.T[:3]]
        outputs, _ = forward_propagation(TEST.X[:, :3], run.parameters)
        np.testing.assert_allclose(np.array(read).T, outputs, atol=1e-12)
        np.testing.assert_array_equal(run.parameters.vector, before)
    run.reset()
    outputs, _ = forward_propagation(TEST.X[:, :1], run.first)
    np.testing.assert_allclose(reader.read(TEST.X[:, 0]), outputs[:, 0], atol=1e-12)


# Drawings


DRAWINGS = {  # places in percent of the square
    0: [[50, 12, 30, 25, 25, 50, 32, 80, 50, 88, 70, 78, 75, 50, 68, 20, 50, 12]],
    1: [[40, 30, 52, 15, 52, 85]],
    2: [[30, 30, 40, 15, 60, 15, 68, 30, 60, 50, 30, 85, 72, 85]],
    3: [[32, 22, 50, 15, 66, 25, 62, 40, 48, 48, 64, 56, 68, 72, 52, 85, 30, 76]],
    4: [[60, 15, 30, 60, 75, 60], [62, 40, 58, 88]],
    5: [[70, 15, 35, 15, 33, 45, 55, 42, 68, 60, 60, 82, 30, 85]],
    6: [[62, 12, 42, 30, 32, 60, 40, 85, 60, 85, 68, 68, 55, 55, 35, 65]],
    7: [[30, 15, 70, 15, 50, 50, 42, 88], [35, 50, 65, 50]],
    8: [[50, 48, 35, 30, 50, 13, 65, 30, 50, 48, 32, 70, 50, 88, 68, 70, 50, 48]],
    9: [[66, 30, 50, 15, 35, 28, 40, 48, 60, 48, 66, 30, 64, 60, 50, 88]],
}


@looped("pen", [5, 7, 9])
@looped("digit", list(DRAWINGS))
def test_a_trained_network_reads_what_is_drawn(digit, pen):
    """Cleaned as the data was: else a network that reads the test samples would not read these."""
    reader = Reader(trained(PAGE, "Reference", 500).first.parameters)
    for size, right, down in ((1, 0, 0), (0.6, 35, 5), (0.8, 0, 18)):
        strokes = [
            [round(size * at + (down if number % 2 else right)) for number, at in enumerate(stroke)]
            for stroke in DRAWINGS[digit]
        ]
        assert reader.read(sample_of(strokes, 100, pen)).argmax() == digit
