"""Digits: what is trained, and the answers of the presets."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from playground.data.digits import pool_and_test, train_and_test
from playground.pages.digits.lesson import pixels_without_ink
from playground.training.formatting import percent
from tests.lessons.presets import OF_STEPS, answer, experiment, fresh, preset, trained
from tests.looped import looped

PAGE = "digits"
POOL, TEST = pool_and_test()


def run_of(name="Reference", iterations=0, **settings):
    return fresh(PAGE, name, iterations, **settings).first


# What is trained


def test_the_weights_grow_in_the_middle_and_hardly_change_at_the_sides():
    """What Reference says to look at."""
    first, later = (run_of(iterations=made).parameters["W1"].reshape(16, 8, 8) for made in (0, 300))
    sides, middle = np.s_[:, :, [0, 7]], np.s_[:, 2:6, 2:6]
    assert np.abs(later - first)[sides].mean() < 0.3 * np.abs(first).mean()
    assert np.abs(later - first)[middle].mean() > 1.5 * np.abs(first).mean()


@looped(
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


@looped(("samples", "seed"), [(50, 1), (50, 2), (300, 1)])
def test_a_run_has_the_chosen_training_samples_and_always_the_same_test(samples, seed):
    run = run_of(samples=samples, data_seed=seed)
    train, _ = train_and_test(samples, seed)
    np.testing.assert_array_equal(run.X, train.X)
    np.testing.assert_array_equal(run.train.labels, train.labels)
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
    assert network.score(TEST.X.T, TEST.labels) == pytest.approx(now.test_score, abs=0.015)
    assert now.test_score == pytest.approx(0.973, abs=0.01)
    assert now.test_score > 0.96
    sentence, details = answer(PAGE, "Reference", trained(PAGE, "Reference", 500))
    assert sentence == f"It reads {percent(now.test_score)} of the test digits correctly."
    assert details.startswith(f"{round((1 - now.test_score) * 360)} of 360 test digits are misread")


def test_without_a_hidden_layer_it_reads_as_well_as_their_logistic_regression():
    now = trained(PAGE, "No hidden layer", 500).first.measure()
    theirs = LogisticRegression(max_iter=1000).fit(POOL.X.T, POOL.labels).score(TEST.X.T, TEST.labels)
    assert now.test_score == pytest.approx(theirs, abs=0.015)
    assert now.test_score == pytest.approx(0.962, abs=0.01)


# Presets


def test_pixels_without_ink_keep_the_weights_of_the_start():
    runs = trained(PAGE, "Small weights", 20)
    run = runs.first
    without = pixels_without_ink(run)
    assert list(without) == [pixel for pixel in range(64) if max(run.X[pixel]) == 0]
    assert 0 < without.size < 10
    moved = (run.parameters["W1"] != run.first["W1"]).any(axis=0)
    assert list(np.flatnonzero(~moved)) == list(without)
    never = f"The {without.size} that never have ink in the training digits: their weights get no gradient."
    assert answer(PAGE, "Small weights", runs) == (never, are_right(run))


def are_right(run):
    return f"{percent(run.measure().test_score)} of the test digits are right."


def test_from_zero_every_picture_stays_empty_and_equal_units_keep_equal_ones():
    zero = trained(PAGE, "All zero", 20)
    assert not zero.first.parameters["W1"].any()
    assert answer(PAGE, "All zero", zero) == (f"Blank: no weight has moved, and {are_right(zero.first)}", "")
    runs = trained(PAGE, "All equal", 500)
    W1 = runs.first.parameters["W1"]
    assert np.ptp(W1, axis=0).max() == 0
    assert np.ptp(W1) > 0.1
    assert answer(PAGE, "All equal", runs) == ("The same picture 16 times.", are_right(runs.first))
    assert runs.first.measure().test_score < 0.6  # one stroke tells few digits apart


def test_with_fifty_samples_it_learns_them_by_heart():
    now = trained(PAGE, "50 samples", 500).first.measure()
    assert now.score == 1
    assert now.test_score < 0.93
    assert now.test_cost > 10 * now.cost
    right = percent(now.test_score)
    assert answer(PAGE, "50 samples", trained(PAGE, "50 samples", 500)) == (
        f"Both: 100.0 % of the training digits are right, {right} of the test's.",
        "",
    )


@looped("seed", [1, 2, 5])  # much more, somewhat more and no more of one class in the last layer
def test_what_later_units_respond_to_is_counted(seed):
    runs = fresh(PAGE, "Three layers", 100, seed=seed)
    run = runs.first
    classes = run.train.labels
    shares = []
    for layer in (run.evaluate().hidden[0], run.evaluate().hidden[-1]):
        units = [classes[np.argsort(outputs)[-20:]] for outputs in layer.A]
        shares.append(np.mean([max(map(list(unit).count, unit)) / 20 for unit in units]))
    one, three = (int(100 * share + 0.5 + 1e-9) for share in shares)
    more = {1: "Much more", 2: "Somewhat more", 5: "No more"}[seed]
    assert more == ("No more" if three <= one else "Somewhat more" if three < one + 10 else "Much more")
    assert answer(PAGE, "Three layers", runs) == (
        f"{more} than the first layer: {three} % against {one} %.",
        "That is the share of the most frequent class among the 20 digits that excite a unit most, averaged over the "
        "layer.",
    )
    claims = preset(PAGE, "Three layers").claims
    assert claims.each[claims.true_of(runs)] == more
