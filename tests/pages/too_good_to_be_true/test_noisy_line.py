"""A noisy line: the polynomial and the errors against other libraries, the parts of the page, and its presets."""

import warnings

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score, root_mean_squared_error
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures

from playground.data import make_dataset
from playground.pages.contents import TOO_GOOD_TO_BE_TRUE
from playground.pages.too_good_to_be_true.few_points import FRESH, Moment
from playground.pages.too_good_to_be_true.lesson import SETTINGS, experiment
from playground.pages.too_good_to_be_true.noisy_line import NOISY_LINE_PRESETS, Errors, line, network, polynomial
from playground.training.history import root_mean_square
from tests.looped import looped
from tests.pages import parts
from tests.pages.parts import assert_an_answer_is_short

X = np.linspace(-3, 3, 50)


def experiment_of(**settings):
    return experiment(parts.chosen(SETTINGS, part="number", **settings))


def runs_of(iterations=0, **settings):
    return parts.runs_of(TOO_GOOD_TO_BE_TRUE, iterations, **{"part": "number", **settings})


# What is trained


def test_what_is_trained_has_the_pages_settings_and_a_degree_below_the_number_of_points():
    free, penalised = (each.recipe for each in experiment_of(m=6, degree=9, noise=0.2, n_h=7, l2=0.01).values())
    assert (free.l2, penalised.l2, free.n_h, free.noise, free.degree) == (0, 0.01, 7, 0.2, 5)
    assert free.unused >= {"classes", "class_share"}
    train, test = free.data()
    assert len(train.labels) == len(test.labels) == 6
    assert (train.target, train.X.shape) == ("number", (1, 6))
    whole = make_dataset("line", 12, 0.2, free.data_seed)
    assert {*train.labels, *test.labels} == {*whole.labels}


# The polynomial


@looped("degree", [1, 2, 9])
@looped("seed", [1, 21])
def test_the_polynomial_is_that_of_other_libraries(degree, seed):
    run = runs_of(degree=degree, data_seed=seed).first
    x, y = run.train.X[0], run.train.labels
    found = polynomial(run)(X)
    np.testing.assert_allclose(found, np.polyval(np.polyfit(x, y, degree), X), rtol=1e-6, atol=1e-6)
    model = make_pipeline(PolynomialFeatures(degree), LinearRegression()).fit(x[:, np.newaxis], y)
    np.testing.assert_allclose(found, model.predict(X[:, np.newaxis]), rtol=1e-5, atol=1e-5)


@looped("m", [4, 12, 16])
def test_with_as_many_coefficients_as_points_it_goes_through_them_and_no_digits_are_lost(m):
    for seed in range(5):
        run = runs_of(m=m, degree=15, data_seed=seed, n_h=1).first
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = polynomial(run)
        assert found.degree() == m - 1
        np.testing.assert_allclose(found(run.train.X[0]), run.train.labels, atol=1e-5)


# Errors


def test_errors_are_what_another_library_says():
    run = runs_of(100)["penalised"]
    W1, b1, W2, b2 = (run.parameters[each] for each in ("W1", "b1", "W2", "b2"))

    def outputs(x):
        return (W2 @ np.tanh(W1 @ x[np.newaxis] + b1) + b2)[0]

    errors, moment = Errors.of(network(run), run), Moment.of(run.measure())
    fresh = make_dataset("line", FRESH, run.recipe.noise, run.recipe.data_seed + 1)
    for kind, samples in (("train", run.train), ("test", run.test), ("fresh", fresh)):
        expected = root_mean_squared_error(samples.labels, outputs(samples.X[0]))
        assert getattr(errors, kind) == pytest.approx(expected)
        assert root_mean_square(getattr(moment, kind)) == pytest.approx(expected)
        right = r2_score(samples.labels, outputs(samples.X[0]))
        assert getattr(moment, f"{kind}_right") == pytest.approx(right)
    assert errors.farthest == pytest.approx(np.abs(outputs(X) - X / 2).max(), rel=0.02)


def test_the_line_itself_misses_fresh_points_by_the_noise():
    run = runs_of(noise=0.5).first
    errors = Errors.of(line, run)
    assert errors.fresh == pytest.approx(0.5, rel=0.06)
    assert errors.farthest == 0


def test_points_are_learned_by_heart_and_a_penalty_helps():
    runs = runs_of(800, noise=0.5, data_seed=21)
    free, penalised = (Errors.of(network(run), run) for run in runs.values())
    truth, swings = Errors.of(line, runs.first), Errors.of(polynomial(runs.first), runs.first)
    assert free.train < penalised.train < truth.train
    assert truth.fresh < penalised.fresh < free.fresh < swings.fresh
    assert free.train < 0.5 * truth.train
    assert free.fresh > 1.5 * truth.fresh
    taken = 100 * (1 - penalised.fresh / free.fresh)
    assert NOISY_LINE_PRESETS[2].answer(runs) == (
        f"{taken:.1f} % of it: the RMSE on fresh points falls to {penalised.fresh:.3f}.",
        f"Without a penalty it is {free.fresh:.3f}; the noise alone is 0.5.",
    )


# Presets


@looped("preset", NOISY_LINE_PRESETS)
def test_an_answer_has_the_numbers_of_the_runs(preset):
    runs = runs_of(**preset.settings)
    for iterations in (0, 1, 100):
        runs.advance(iterations - runs.iteration)
        answer = preset.answer(runs)
        assert_an_answer_is_short(answer)
        free = Errors.of(network(runs["free"]), runs["free"])
        assert f"{free.fresh:.3f}" in (answer.details if preset.name == "Fewer bends" else answer.sentence)
        assert answer.details.endswith(f"the noise alone is {runs.first.recipe.noise:g}.")
        assert preset.claims.true_of(runs) is not None


def test_what_answers_begin_with():
    def answer(number, iterations, **settings):
        preset = NOISY_LINE_PRESETS[number]
        return preset.answer(runs_of(iterations, **{**preset.settings, **settings})).sentence

    assert answer(0, 100).startswith("The polynomial: its typical error (RMSE) on fresh points is ")
    assert answer(0, 100, degree=1).startswith("The network: its typical error (RMSE) on fresh points is ")
    assert answer(1, 100).startswith("No: on fresh points its RMSE is ")
    assert answer(1, 100, degree=9).startswith("Yes: on fresh points its RMSE is ")
    assert answer(2, 10, l2=0.0).startswith("None of it: the RMSE on fresh points is ")
    assert answer(3, 100).startswith("Not at all: on fresh points the RMSE is 0.4")
    assert answer(3, 1).partition(" above it: on fresh points ")[0].endswith(" %")


def test_the_first_question_counts_right():
    run = runs_of(**NOISY_LINE_PRESETS[0].settings).first
    counts = polynomial(run).coef.size, len(run.train.labels), sum(each.size for each in run.parameters.values())
    assert NOISY_LINE_PRESETS[0].question.startswith(
        "The polynomial has {} parameters for {} points, the network {}.".format(*counts)
    )
