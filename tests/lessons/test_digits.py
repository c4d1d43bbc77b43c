"""Digits: what is trained, what is misread, what resembles a drawing; and the answers of the presets."""

import re

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix
from sklearn.neighbors import NearestNeighbors
from sklearn.neural_network import MLPClassifier

from playground.data import class_numbers
from playground.data.digits import pool_and_test, sample_of, train_and_test
from playground.lessons.digits import (
    MOST_SAMPLES,
    DigitsRecipe,
    Reader,
    confusion,
    counts_in_the_test,
    how_it_misreads,
    misread,
    nearest,
    pixels_without_ink,
    what_excites,
    worst_mistakes,
)
from playground.nn import forward_propagation
from playground.training.formatting import percent
from tests.lessons.presets import OF_STEPS, answer, experiment, fresh, left_out, preset, trained
from tests.looped import looped

PAGE = "digits"
POOL, TEST = pool_and_test()
RANDOM = np.random.RandomState(0)


def run_of(name="Reference", iterations=0, **settings):
    return fresh(PAGE, name, iterations, **settings).first


def softmax_of(random, classes=10, samples=200):
    scores = np.exp(2 * random.randn(classes, samples))
    return scores / scores.sum(axis=0)


# What is trained


def test_the_reference_is_the_one_that_the_page_tells_of():
    (variant,) = experiment(PAGE).values()
    recipe = variant.recipe
    assert type(recipe) is DigitsRecipe
    assert (recipe.hidden, recipe.activation, recipe.initialisation) == ((16,), "tanh", "xavier")
    assert (recipe.learning_rate, recipe.samples) == (0.5, MOST_SAMPLES)
    run = run_of()
    assert tuple(run.parameters.sizes) == (64, 16, 10)
    assert run.parameters.loss == "softmax"


def test_the_weights_grow_in_the_middle_and_hardly_change_at_the_sides():
    """What Reference says to look at."""
    first, later = (run_of(iterations=made).parameters["W1"].reshape(16, 8, 8) for made in (0, 300))
    sides, middle = np.s_[:, :, [0, 7]], np.s_[:, 2:6, 2:6]
    assert np.abs(later - first)[sides].mean() < 0.3 * np.abs(first).mean()
    assert np.abs(later - first)[middle].mean() > 1.5 * np.abs(first).mean()


def test_what_has_no_meaning_for_digits_is_not_offered():
    planar = {"dataset", "noise", "class_share", "test_share", "classes", "plain_products"}
    assert left_out(PAGE) == planar


@pytest.mark.parametrize(
    ("settings", "off"),
    [
        ({}, {"scale", "data_seed"}),
        ({"samples": 50}, {"scale"}),
        ({"initialisation": "random"}, {"data_seed"}),
        ({"depth": 0}, {"scale", "data_seed", "n_h", "activation"}),
    ],
)
def test_settings_without_an_effect_are_off(settings, off):
    (variant,) = experiment(PAGE, **settings).values()
    assert variant.recipe.unused - OF_STEPS == off


@pytest.mark.parametrize(("samples", "seed"), [(50, 1), (50, 2), (300, 1)])
def test_a_run_has_the_chosen_training_samples_and_always_the_same_test(samples, seed):
    run = run_of(samples=samples, data_seed=seed)
    train, _ = train_and_test(samples, seed)
    np.testing.assert_array_equal(run.X, train.X)
    np.testing.assert_array_equal(class_numbers(run.Y), train.labels)
    np.testing.assert_array_equal(run.X_test, TEST.X)


# Against scikit-learn, which is another implementation, with other first weights and another way to train


def trained_to(cost, hidden):
    """Its network, trained with Adam in small batches until its cost on the training samples is as low as ours."""
    network = MLPClassifier(hidden, activation="tanh", alpha=0, learning_rate_init=0.01, random_state=1)
    for _ in range(200):
        network.partial_fit(POOL.X.T, POOL.labels, classes=range(10))
        outputs = network.predict_proba(POOL.X.T)
        theirs = -np.log(outputs[np.arange(POOL.labels.size), POOL.labels]).mean()
        if theirs <= cost:
            return network, theirs
    raise AssertionError("it did not get there")


def test_the_reference_reads_as_well_as_theirs():
    now = trained(PAGE, "Reference", 500).first.measure()
    assert now.cost == pytest.approx(0.054, abs=0.01)
    network, theirs = trained_to(now.cost, (16,))
    assert theirs == pytest.approx(now.cost, abs=0.02)
    assert network.score(TEST.X.T, TEST.labels) == pytest.approx(now.test_accuracy, abs=0.015)
    assert now.test_accuracy == pytest.approx(0.973, abs=0.01)


def test_without_a_hidden_layer_it_reads_as_well_as_their_logistic_regression():
    now = trained(PAGE, "No hidden layer", 500).first.measure()
    theirs = LogisticRegression(max_iter=1000).fit(POOL.X.T, POOL.labels).score(TEST.X.T, TEST.labels)
    assert now.test_accuracy == pytest.approx(theirs, abs=0.015)
    assert now.test_accuracy == pytest.approx(0.962, abs=0.01)


# What is misread


def test_confusion_is_that_of_scikit_learn():
    for classes in (2, 3, 10):
        labels, read_as = RANDOM.randint(0, classes, (2, 500))
        wanted = confusion_matrix(labels, read_as, labels=range(classes))
        np.testing.assert_array_equal(confusion(labels, read_as, classes), wanted)


def test_classes_that_never_come_have_a_row_and_a_column_of_zeros():
    counts = confusion(np.array([2, 2]), np.array([2, 0]), 4)
    np.testing.assert_array_equal(counts, [[0, 0, 0, 0], [0, 0, 0, 0], [1, 0, 1, 0], [0, 0, 0, 0]])


@pytest.mark.parametrize("iterations", [0, 7, 60])
def test_the_counts_of_a_run_are_those_of_its_network_on_the_test_samples(iterations):
    run = run_of(iterations=iterations)
    outputs, _ = forward_propagation(TEST.X, run.parameters)
    np.testing.assert_array_equal(counts_in_the_test(run), confusion_matrix(TEST.labels, outputs.argmax(axis=0)))
    assert np.trace(counts_in_the_test(run)) / TEST.labels.size == run.measure().test_accuracy
    run.advance(20)
    after, _ = forward_propagation(TEST.X, run.parameters)
    np.testing.assert_array_equal(counts_in_the_test(run), confusion_matrix(TEST.labels, after.argmax(axis=0)))


def test_the_worst_mistakes_by_brute_force():
    outputs, labels = softmax_of(RANDOM), RANDOM.randint(0, 10, 200)
    wrong = []
    for sample in range(200):
        read_as = max(range(10), key=lambda label: outputs[label, sample])
        if read_as != labels[sample]:
            wrong.append((outputs[labels[sample], sample], sample, labels[sample], read_as))
    wanted = [tuple(map(int, each[1:])) for each in sorted(wrong)]
    assert worst_mistakes(outputs, labels, 8) == wanted[:8]
    assert worst_mistakes(outputs, labels, 10_000) == wanted
    assert worst_mistakes(outputs, outputs.argmax(axis=0), 8) == []


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ([[3, 0], [0, 4]], "All 7 test digits are read right."),
        ([[3, 1], [0, 4]], "1 of 8 test digits is misread."),
        ([[3, 1], [1, 4]], "2 of 9 test digits are misread."),
        ([[3, 1], [2, 4]], "3 of 10 test digits are misread, 1 as 0 most often (2 times)."),
        ([[3, 2], [2, 4]], "4 of 11 test digits are misread."),
    ],
)
def test_what_a_table_comes_to(counts, sentence):
    assert how_it_misreads(misread(np.array(counts))) == sentence


# What excites a unit, what resembles a drawing, what it is read as


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
    for sample in TEST.X.T[:25]:
        (wanted,) = judge.kneighbors([sample], return_distance=False)
        assert nearest(POOL.X, sample, 5) == list(wanted)
    assert nearest(POOL.X, POOL.X[:, 17], 1) == [17]


@pytest.mark.parametrize("depth", [0, 1, 3])
def test_a_reader_reads_with_the_network_as_it_is_now(depth):
    run = run_of(depth=depth)
    reader = Reader(run.parameters)
    for iterations in (0, 1, 40):
        run.advance(iterations)
        for sample in TEST.X.T[:3]:
            outputs, _ = forward_propagation(sample[:, None], run.parameters)
            np.testing.assert_allclose(reader.read(sample), outputs[:, 0], atol=1e-12)
            assert reader.read(sample).sum() == pytest.approx(1)
    run.reset()
    outputs, _ = forward_propagation(TEST.X[:, :1], run.first)
    np.testing.assert_allclose(reader.read(TEST.X[:, 0]), outputs[:, 0], atol=1e-12)


def test_reading_changes_nothing():
    run = run_of(iterations=3)
    before = run.parameters.vector.copy()
    reader = Reader(run.parameters)
    first = reader.read(TEST.X[:, 0])
    kept = first.copy()
    reader.read(TEST.X[:, 1])
    np.testing.assert_array_equal(first, kept)
    np.testing.assert_array_equal(run.parameters.vector, before)


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


# Presets


def test_the_reference_answers_how_many_it_reads():
    text = answer(PAGE, "Reference", trained(PAGE, "Reference", 500))
    (right,) = re.findall(r"([\d.]+) % are right", text)
    assert float(right) > 96


def test_pixels_without_ink_keep_the_weights_of_the_start():
    runs = trained(PAGE, "Small weights", 500)
    run = runs.first
    without = pixels_without_ink(run)
    assert list(without) == [pixel for pixel in range(64) if max(run.X[pixel]) == 0]
    assert 0 < without.size < 10
    moved = (run.parameters["W1"] != run.first["W1"]).any(axis=0)
    assert list(np.flatnonzero(~moved)) == list(without)
    assert answer(PAGE, "Small weights", runs).startswith(f"{without.size} pixels never have ink")


def test_zero_never_moves_a_weight_and_every_picture_stays_empty():
    run = trained(PAGE, "All zero", 500).first
    assert not run.parameters["W1"].any()
    assert "no weight has moved" in answer(PAGE, "All zero", trained(PAGE, "All zero", 500))


def test_equal_units_keep_equal_pictures_that_are_not_empty():
    runs = trained(PAGE, "All equal", 3000)
    W1 = runs.first.parameters["W1"]
    assert np.ptp(W1, axis=0).max() == 0
    assert np.ptp(W1) > 0.5
    text = answer(PAGE, "All equal", runs)
    assert "The 16 units work as one." in text
    assert runs.first.measure().test_accuracy < 0.6  # one stroke tells few digits apart
    assert percent(runs.first.measure().test_accuracy) in text


def test_with_fifty_samples_it_learns_them_by_heart():
    now = trained(PAGE, "50 samples", 500).first.measure()
    assert now.accuracy == 1
    assert now.test_accuracy < 0.93
    assert now.test_cost > 10 * now.cost
    assert "100.0 % of the training digits" in answer(PAGE, "50 samples", trained(PAGE, "50 samples", 500))
    assert preset(PAGE, "50 samples").settings == {"samples": 50}
