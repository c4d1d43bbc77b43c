"""What is said of a network whose target is a number: nothing of classes, and only what is so."""

import re

from playground.training import Recipe, Run, diagnosis, health
from playground.training.fit import FITS
from playground.training.history import Measurement
from playground.training.scores import SCORES
from tests.looped import looped

OF_CLASSES = re.compile(r"accura|class|boundar|straight line|right", re.IGNORECASE)
ONE_DIRECTION = "the output changes in one direction of the plane alone. Try more units."
RESTS = {
    "Without a hidden layer the output is a plane above x₁ and x₂. Try a hidden layer.": {
        "dataset": "saddle",
        "depth": 0,
        "learning_rate": 0.5,
    },
    f"With one unit {ONE_DIRECTION}": {"dataset": "bump", "n_h": 1, "initialisation": "xavier", "learning_rate": 1.0},
    f"With one unit per layer {ONE_DIRECTION}": {
        "dataset": "bump",
        "n_h": 1,
        "depth": 2,
        "initialisation": "xavier",
        "learning_rate": 1.0,
    },
}


def said(**settings):
    run = Run(Recipe(noise=0.1, **settings))
    run.advance(run.recipe.limit)
    network = run.evaluate()
    return str(diagnosis(run, network, health(network)).sentence)


@looped(("why", "settings"), RESTS.items())
def test_where_it_rests_is_said_in_r_squared_and_why(why, settings):
    sentence = said(limit=2500, **settings)
    assert re.match(r"R² has levelled off at 0\.\d{3}", sentence)
    assert sentence.endswith(why)
    assert not OF_CLASSES.search(sentence)


def test_what_its_samples_allow_is_not_complained_about():
    assert said(dataset="plane", depth=0, learning_rate=0.5, limit=2500) == ""


def test_fitted_noise_is_told_from_the_error_of_the_test_samples():
    settings = {"samples": 60, "test_share": 50, "activation": "relu", "initialisation": "he", "learning_rate": 0.03}
    run = Run(Recipe(dataset="bump", noise=0.5, n_h=30, limit=4000, **settings))
    run.advance(4000)
    network, now = run.evaluate(), run.measure()
    found = diagnosis(run, network, health(network))
    here, there = ((2 * cost) ** 0.5 for cost in (now.cost, now.test_cost))
    assert f"RMSE {there:.4f} against {here:.4f}: it has fitted the noise." in found.sentence
    assert found.settings == {"n_h": 15}
    assert not OF_CLASSES.search(str(found.sentence))


def test_an_error_on_few_samples_may_be_larger_by_chance():
    moment = Measurement(1, cost=0.5, score=0.9, test_cost=0.5 * 1.3**2, test_score=0.8)
    assert [bool(FITS["number"].by_chance(moment, tested)) for tested in (10, 1000)] == [False, True]


def test_every_target_is_spoken_of():
    assert FITS.keys() == SCORES.keys()
