"""A noisy line: the polynomial and the errors against other libraries, the parts of the page, and its presets."""

import warnings

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score, root_mean_squared_error
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures

from playground.data import make_dataset
from playground.pages.too_good_to_be_true.few_points import FRESH, FewPoints, Moment
from playground.pages.too_good_to_be_true.lesson import (
    NOISY_LINE,
    OF_PART,
    PARTS,
    SETTINGS,
    TOO_GOOD_TO_BE_TRUE,
    Part,
    elsewhere,
    experiment,
)
from playground.pages.too_good_to_be_true.noisy_line import (
    NOISY_LINE_PRESETS,
    Errors,
    NoisyLine,
    line,
    network,
    polynomial,
)
from playground.training import RunGroup
from playground.training.history import root_mean_square
from playground.training.options import options
from tests.language.pseudo import in_english
from tests.lessons.presets import iterations_in
from tests.lessons.test_presets import ANSWER, LOOK_AT, QUESTION, assert_well_written
from tests.looped import looped

X = np.linspace(-3, 3, 50)


def chosen(**settings):
    records, notes = SETTINGS.read(settings)
    assert not notes
    return records


def runs_of(iterations=0, **settings):
    runs = RunGroup(experiment(chosen(**{"part": "number", **settings})))
    runs.advance(iterations)
    return runs


# The parts of the page


def test_both_parts_are_there_and_share_their_settings():
    assert tuple(PARTS) == tuple(OF_PART) == options(Part)["part"].names
    assert all(lesson.settings is SETTINGS and lesson.experiment is experiment for lesson in PARTS.values())
    assert PARTS[SETTINGS.default("part")] is TOO_GOOD_TO_BE_TRUE
    assert PARTS["number"] is NOISY_LINE


@pytest.mark.parametrize("part", PARTS)
def test_a_part_trains_networks_of_its_own_kind_and_heeds_its_own_settings(part):
    recipes = [variant.recipe for variant in experiment(chosen(part=part)).values()]
    assert {type(recipe) for recipe in recipes} == {NoisyLine if part == "number" else FewPoints}
    away = elsewhere(chosen(part=part))
    assert away == {name for each, names in OF_PART.items() if each != part for name in names}
    before = experiment(chosen(part=part))
    others = {"dataset": "circles", "samples": 40, "learning_rate": 0.5, "hard": True, "m": 20, "degree": 3}
    for name, value in others.items():
        same = experiment(chosen(part=part, **{name: value})) == before
        assert same == (name in away or name == "hard"), name


def test_what_is_trained_has_the_pages_settings_and_a_degree_below_the_number_of_points():
    free, penalised = (
        each.recipe for each in experiment(chosen(part="number", m=6, degree=9, noise=0.2, n_h=7, l2=0.01)).values()
    )
    assert (free.l2, penalised.l2, free.n_h, free.noise, free.degree) == (0, 0.01, 7, 0.2, 5)
    assert free.unused >= {"classes", "class_share"}
    train, test = free.data()
    assert len(train.labels) == len(test.labels) == 6
    assert train.target == "number"
    assert train.X.shape == (1, 6)
    whole = make_dataset("line", 12, 0.2, free.data_seed)
    assert {*train.labels, *test.labels} == {*whole.labels}


def test_another_degree_does_not_begin_another_run():
    runs, other = runs_of(20), experiment(chosen(part="number", degree=3))
    assert runs.experiment.beginning == other.beginning
    before = runs.first.parameters.vector.copy()
    runs.adjust(other)
    assert [run.recipe.degree for run in runs.values()] == [3, 3]
    np.testing.assert_array_equal(runs.first.parameters.vector, before)
    assert runs.experiment.beginning != experiment(chosen(part="number", n_h=3)).beginning


# The polynomial


@looped("degree", [1, 2, 5, 9])
@looped("seed", [1, 4, 21])
def test_the_polynomial_is_that_of_other_libraries(degree, seed):
    run = runs_of(degree=degree, data_seed=seed).first
    x, y = run.train.X[0], run.train.labels
    found = polynomial(run)(X)
    np.testing.assert_allclose(found, np.polyval(np.polyfit(x, y, degree), X), rtol=1e-6, atol=1e-6)
    model = make_pipeline(PolynomialFeatures(degree), LinearRegression()).fit(x[:, np.newaxis], y)
    np.testing.assert_allclose(found, model.predict(X[:, np.newaxis]), rtol=1e-5, atol=1e-5)


@looped("m", [4, 6, 12, 16])
def test_with_as_many_coefficients_as_points_it_goes_through_them_and_no_digits_are_lost(m):
    for seed in range(20):
        run = runs_of(m=m, degree=15, data_seed=seed, n_h=1).first
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = polynomial(run)
        assert found.degree() == m - 1
        np.testing.assert_allclose(found(run.train.X[0]), run.train.labels, atol=1e-5)


def test_a_higher_degree_has_a_smaller_training_error():
    errors = [Errors.of(polynomial(run), run).train for run in (runs_of(degree=d).first for d in range(1, 12))]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 1e-9 < errors[-2]


# Errors


@looped("name", ["free", "penalised"])
def test_errors_are_what_another_library_says(name):
    run = runs_of(300)[name]
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
    runs = runs_of(1500, noise=0.5, data_seed=21)
    free, penalised = (Errors.of(network(run), run) for run in runs.values())
    truth, swings = Errors.of(line, runs.first), Errors.of(polynomial(runs.first), runs.first)
    assert free.train < penalised.train < truth.train
    assert truth.fresh < penalised.fresh < free.fresh < swings.fresh
    assert free.train < 0.5 * truth.train
    assert free.fresh > 1.5 * truth.fresh
    taken = 100 * (1 - penalised.fresh / free.fresh)
    assert NOISY_LINE_PRESETS[2].answer(runs).startswith(f"{taken:.1f} % of it: after 1,500 iterations")


# Presets


@pytest.mark.parametrize("preset", NOISY_LINE_PRESETS, ids=lambda preset: str(preset.name))
def test_a_preset_is_well_written_and_its_answer_has_the_numbers_of_the_runs(preset):
    assert preset.settings["part"] == "number"
    assert not set(preset.settings) & elsewhere(chosen(part="number"))
    assert all(value != SETTINGS.default(name) for name, value in preset.settings.items())
    assert preset.question.endswith("?")
    assert len(preset.question) <= QUESTION
    assert len(preset.look_at) <= LOOK_AT
    for text in (preset.name, preset.question, preset.look_at):
        assert_well_written(text)
    assert in_english([preset.name, preset.question, preset.look_at]) == {}
    runs = runs_of(**preset.settings)
    for iterations in (0, 1, 400):
        runs.advance(iterations - runs.iteration)
        text = preset.answer(runs)
        assert_well_written(text)
        assert text.endswith(".")
        assert len(text) <= ANSWER
        assert in_english([text]) == {}
        assert iterations_in(text) == iterations
        free = Errors.of(network(runs["free"]), runs["free"])
        assert f"{free.fresh:.3f}" in text
        assert preset.claims.true_of(runs) is not None


def test_pressed_one_after_the_other_each_preset_begins_another_run():
    beginnings = [repr(experiment(chosen(**preset.settings)).beginning) for preset in NOISY_LINE_PRESETS]
    assert len({*beginnings}) == len(beginnings)


def answer(number, iterations, **settings):
    preset = NOISY_LINE_PRESETS[number]
    return preset.answer(runs_of(iterations, **{**preset.settings, **settings}))


def test_what_answers_begin_with():
    assert answer(0, 100).startswith("The polynomial. RMSE on fresh points: ")
    assert answer(0, 100, degree=1).startswith("The network. ")
    assert answer(1, 300).startswith("No: after 300 iterations")
    assert answer(1, 300, degree=9).startswith("Yes: after 300 iterations")
    assert answer(2, 100, l2=0.0).startswith("None of it: after ")
    assert answer(3, 100).startswith("Not at all: after 100 iterations, RMSE on fresh points is 0.4")
    assert answer(3, 1).partition(" above it: after ")[0].endswith(" %")


def test_the_first_question_counts_right():
    run = runs_of(**NOISY_LINE_PRESETS[0].settings).first
    counts = polynomial(run).coef.size, len(run.train.labels), sum(each.size for each in run.parameters.values())
    assert NOISY_LINE_PRESETS[0].question.startswith(
        "The polynomial has {} parameters for {} points, the network {}.".format(*counts)
    )
