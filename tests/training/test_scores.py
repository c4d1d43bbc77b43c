"""How the score of each target is said, against scikit-learn's numbers."""

from sklearn.metrics import r2_score, root_mean_squared_error

from playground.nn import TARGETS, predict
from playground.training import Recipe, Run
from playground.training.history import Measurement
from playground.training.scores import SCORES, error_in_words
from tests.data.test_surfaces import OfNumbers
from tests.looped import looped


def test_every_target_has_a_score_that_can_be_said():
    assert set(SCORES) == set(TARGETS)
    for score in SCORES.values():
        assert score.written(None) == "–"
        assert score.column.isidentifier()


def test_accuracies_are_said_in_percent():
    said = SCORES["several classes"].of(Measurement(3, 0.7, 0.8725, 0.9, 0.5))
    assert said == {"Train accuracy": "87.3 %", "Test accuracy": "50.0 %"}
    assert SCORES["two classes"].of(Run(Recipe(samples=8)).measure()).keys() == {"Train accuracy"}


@looped("l2", [0.0, 0.05])
def test_numbers_have_r_squared_and_the_error_in_their_own_unit(l2):
    run = Run(OfNumbers(test_share=25, initialisation="xavier", n_h=8, learning_rate=0.1, l2=l2))
    run.advance(200)
    said = SCORES[run.train.target].of(run.measure())
    assert list(said) == ["Train R²", "Train RMSE", "Test R²", "Test RMSE"]
    for part, name in ((run.train, "Train"), (run.test, "Test")):
        outputs = predict(run.parameters, part.X)[0]
        assert said[f"{name} R²"].replace("−", "-") == f"{r2_score(part.labels, outputs):.3f}"
        assert said[f"{name} RMSE"] == f"{root_mean_squared_error(part.labels, outputs):.4f}"


def test_the_error_is_in_the_unit_of_a_tables_numbers():
    moment = Measurement(3, 0.5, 0.0, 2.0, -3.0, deviation=48_231.25)
    assert (moment.rmse, moment.test_rmse) == (48_231.25, 96_462.5)
    said = SCORES["number"].of(moment)
    assert (said["Train RMSE"], said["Test RMSE"]) == ("48,231", "96,463")


@looped(
    ("rmse", "said"),
    [(0.0, "0"), (0.42, "0.4200"), (9.99, "9.9900"), (23.4567, "23.457"), (1_712_345.6, "1,712,346"), (2e15, "2e+15")],
)
def test_large_errors_have_fewer_decimals(rmse, said):
    assert error_in_words(rmse) == said


def test_a_cost_that_is_all_penalty_leaves_no_error():
    said = SCORES["number"].of(Measurement(3, 0.3, 1.0, None, None, penalty=0.3000000001))
    assert said == {"Train R²": "1.000", "Train RMSE": "0"}
