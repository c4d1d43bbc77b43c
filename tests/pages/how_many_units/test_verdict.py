"""What is said of a sweep, in sentences computed from its runs."""

import re
from functools import partial

import numpy as np
import pytest

from playground.lessons.rising_cost import MAGNIFIED
from playground.lessons.sweep import Results, Sweep, Trained
from playground.pages.how_many_units.lesson import by_depth, by_setting
from playground.pages.how_many_units.scene import how_many_units_view
from playground.pages.how_many_units.verdict import divergences, rounding, verdict
from playground.training import Measurement
from tests.looped import looped
from tests.pages.how_many_units import sweeps
from tests.pages.how_many_units.sweeps import chosen, trained

# One run of each size: points are counted


M_TRAIN, M_TEST = 320, 80


def guess_of_80():
    """How many of the page's first test points have the more frequent class."""
    Y_test = by_setting(chosen()).recipes[0].data()[1].Y
    assert Y_test.size == M_TEST
    return max(int(np.sum(Y_test)), M_TEST - int(np.sum(Y_test)))


def judged(*right, depths=False, **more):
    """The verdict on networks with so many training points of 320, and test points of 80, right."""
    records = chosen(units=tuple(range(1, len(right) + 1)), runs=1)
    trains, tests = np.transpose(right) / [[M_TRAIN], [M_TEST]]
    plan = by_depth(records) if depths else by_setting(records)
    return verdict(sweeps.results_of(plan, tests, trains, guess=guess_of_80() / M_TEST, **more))


BEST = "Best on the test samples: 2 units, with 92.5 % (74 of 80 points)."


@looped(
    ("right", "text"),
    {
        "one is best": ([(300, 70), (310, 74)], f"{BEST} It is the largest network."),
        "a tie": (
            [(300, 74), (300, 70), (310, 74)],
            "Best on the test samples: 1 unit and 3 units, with 92.5 % (74 of 80 points). "
            "The largest network does no better than 1 unit.",
        ),
        "a tie of all": (
            [(300, 74), (310, 74), (320, 74)],
            "On the test samples all do equally well: 92.5 % (74 of 80 points).",
        ),
        "better in training, worse in the test": (
            [(300, 70), (310, 76), (320, 60)],
            "Best on the test samples: 2 units, with 95.0 % (76 of 80 points). "
            "The largest network, 3 units, gets 75.0 % (60); "
            "of the training samples it gets 100.0 %, against 96.9 % for 2 units. "
            "Better in training and worse in the test: that may be overfitting, or chance. Several runs of each can "
            "tell.",
        ),
    },
)
def test_networks_trained_once_are_compared_by_the_points_that_they_get_right(right, text):
    assert judged(*right) == text


def test_networks_that_learned_nothing_are_not_ranked():
    guess = guess_of_80()
    none = f"On the test samples none does better than always predicting one class, which gets {guess} right."
    assert judged((300, guess - 3), (310, guess)) == judged((300, guess), (300, guess)) == none
    assert judged((300, guess), (310, guess + 1)).startswith("Best on the test samples: 2 units, with ")


@looped("train", [290, 300])
def test_worse_in_both_or_equal_in_training_is_not_called_overfitting(train):
    said = judged((300, 70), (train, 50))
    assert "2 units, gets 62.5 % (50)" in said
    assert "overfitting" not in said


def test_the_largest_is_the_largest_that_did_not_diverge():
    three = partial(judged, (300, 70), (310, 74), (300, 60))
    left_out = "Training diverged with 3 units, so it is left out."
    assert three(diverged=[2]) == f"{left_out} {BEST} It is the largest network."
    assert three(diverged=[0, 2]) == "Training diverged with 1 unit and 3 units, so they are left out."


def test_before_the_end_nothing_is_said_of_the_largest():
    three = partial(judged, (300, 70), (310, 74), (1, 1))
    assert three(networks=0) == "No network is trained yet."
    assert three(networks=1) == "So far 1 of 3 networks is trained."
    assert three(networks=2) == f"So far 2 of 3 networks are trained. {BEST}"


def test_depths_are_compared_with_their_numbers_of_parameters():
    sweep = Sweep(by_depth(chosen(n_h=20)))
    assert verdict(Results(sweep)) == "The networks have 77 to 85 parameters. None of them is trained yet."
    said = judged((300, 70), (300, 71), (310, 74), (300, 70), depths=True)
    assert said.startswith(
        "The networks have 77 to 85 parameters. Best on the test samples: 3 layers of 5 units, with 92.5 %"
    )
    assert "The deepest network, 4 layers of 4 units, gets 87.5 % (70)" in said
    said = verdict(Results(trained(by_depth(chosen(runs=3, samples=100, limit=100, n_h=5)))))
    assert said.startswith("The networks have ")
    assert "the median accuracy goes from" in said


# Several runs, or another setting: accuracies are in percent


def results_of(name, tests, trains=None, *, guess=0.5, diverged=(), networks=None, **settings):
    """The results with these accuracies in the test, one list for each run of all values, in percent."""
    plan = by_setting(chosen(sweep=name, runs=len(tests), **settings))
    both = (each and np.divide(each, 100) for each in (tests, trains))
    return sweeps.results_of(plan, *both, guess=guess, diverged=diverged, networks=networks)


GUESSING = [[50, 50, 52, 90, 90, 60], [49, 48, 60, 91, 92, 55], [50, 51, 60, 92, 91, 50]]
LEARNING = [[60, 70, 80, 90, 85, 84], [62, 71, 81, 92, 86, 83], [64, 75, 82, 91, 87, 85]]
OF_SEEDS = [[90, 80, 85, 85, 85, 85, 85, 90]]
SO_FAR = "of 18 networks are trained. On the test samples the median accuracy goes from 60.0 % (scale 0.0001) to 90.0 %"


@looped(
    ("name", "tests", "more", "text"),
    [
        (
            "scale",
            LEARNING,
            {},
            "On the test samples the median accuracy goes from 62.0 % (scale 0.0001) to 91.0 % (scale 0.1). "
            "Runs that differ only in their seeds are typically 2.0 percentage points apart. By chance alone, the "
            "values would differ as much in at most 1 of 100 sweeps: this is more than chance.",
        ),
        (
            "activation",
            [[80, 82, 81, 84], [90, 88, 91, 86], [84, 87, 85, 88]],
            {},
            "On the test samples the median accuracy goes from 84.0 % (sigmoid) to 87.0 % (tanh). Runs that differ "
            "only in their seeds are typically 8.0 percentage points apart, as much or more: no effect can be told "
            "from chance.",
        ),
        (
            "seed",
            OF_SEEDS,
            {},
            "On the test samples accuracy goes from 80.0 % (seed 3) to 90.0 % (seed 2 and seed 9). Only the initial "
            "weights differ, so 10.0 percentage points are pure chance. A smaller difference between single runs "
            "tells nothing.",
        ),
        (
            "scale",
            GUESSING,
            {"guess": 0.95},
            "On the test samples none of them does better than always predicting one class.",
        ),
        ("scale", [[80] * 6] * 3, {}, "On the test samples the median accuracy is 80.0 % with each."),
        ("scale", LEARNING[:1] * 3, {"networks": 8}, f"So far 8 {SO_FAR} (scale 0.1)."),
        ("scale", LEARNING, {"networks": 1}, "So far 1 of 18 networks is trained."),
    ],
)
def test_the_verdict_on_several_values(name, tests, more, text):
    assert verdict(results_of(name, tests, **more)) == text


@looped(
    ("name", "tests", "more", "text"),
    [
        (
            "activation",
            [[60, 62, 64, 66], [70, 72, 74, 76], [80, 82, 84, 86]],
            {"learning_rate": 0.03},
            " but with equal seeds the values differ in much the same way, which would happen by chance alone in at "
            "most 1 of 100 sweeps: this is more than chance. That is with a learning rate of 0.03; with another rate "
            "it may be otherwise.",
        ),
        (
            "noise",
            [[90, 80, 70, 60, 65, 64]],
            {},
            "On the test samples accuracy goes from 60.0 % (noise 0.6) to 90.0 % (noise 0). With one run of each, "
            "nothing tells this from chance. Try more.",
        ),
        ("seed", [[80, *[90] * 7]], {}, "to 90.0 % (seed 3 and 6 others)"),
        (
            "scale",
            GUESSING,
            {},
            "With scale 0.0001 and scale 0.001 most networks do no better than always predicting one class.",
        ),
        (
            "samples",
            [[80, 81, 85, 88, 90, 91]] * 3,
            {"trains": [[100, 98, 95, 94, 93, 92]] * 3},
            "Training accuracy is ahead of test accuracy by 20.0 percentage points with 100 samples, by 1.0 "
            "percentage points with 1,000 samples.",
        ),
    ],
)
def test_what_else_the_verdict_says(name, tests, more, text):
    assert text in verdict(results_of(name, tests, **more))


def test_how_far_training_is_ahead_of_the_test_is_said_where_it_counts():
    assert "Training accuracy is ahead" not in verdict(results_of("learning rate", [[*each, 90] for each in LEARNING]))


def test_what_may_be_chance_is_said_to_come_about_so_often():
    results = results_of("activation", [[80, 81, 82, 85], [81, 80, 83, 81], [80, 82, 81, 84]])
    assert results.noise < results.effect
    assert results.chance() > 0.05
    (often,) = re.findall(r"in about (\d+) of 100 sweeps: it may be just that\.$", verdict(results))
    assert 0 <= int(often) / 100 - results.chance() < 0.01


WORSE = "The largest network does better in training and worse in the test than 5 units in"


@looped(
    ("tests", "said"),
    [
        ([[70, 90, 80], [70, 90, 80], [70, 90, 80]], "3 of 3 runs: that is overfitting."),
        ([[70, 90, 85], [71, 91, 85], [69, 89, 85]], "3 of 3 runs: that is overfitting."),
        ([[70, 90, 80], [80, 85, 84], [75, 88, 87]], "3 of 3 runs; that may be chance."),
        ([[70, 90, 80], [70, 90, 80], [70, 90, 95]], "2 of 3 runs; that may be chance."),
        ([[70, 90, 80], [70, 90, 95], [70, 90, 95]], None),
        ([[70, 90, 89], [70, 91, 90], [70, 88, 90]], None),  # one of the best, though worse in two
    ],
)
def test_the_largest_network_overfits_in_so_many_runs(tests, said):
    text = verdict(results_of("hidden units", tests, [[70, 90, 99]] * 3, units=(1, 5, 50)))
    if said:
        assert text.endswith(f"{WORSE} {said}")
    else:
        assert "largest" not in text


@pytest.mark.nightly
def test_in_sweeps_of_pure_chance_overfitting_is_suspected_in_no_more_than_5_of_100(monkeypatch):
    """Equal networks that differ by the test points, which are drawn, and by their seeds; training always improves."""
    monkeypatch.setattr(Results, "chance", lambda results: 1.0)  # takes long, and says nothing of this
    random, points = np.random.RandomState(7), 80
    many = (1, 2, 3, 4, 5, 20, 50)
    # With two values and three runs it is suspected most often, so that is tried most.
    for units, runs, count in (
        ((5, 50), 3, 1500),
        ((5, 50), 5, 300),
        (many, 3, 300),
        (many, 7, 300),
        ((1, 5), 1, 300),
    ):
        sweep = Sweep(by_setting(chosen(sweep="hidden units", units=units, runs=runs)))
        said = 0
        for _ in range(count):
            right = 0.8 + 0.03 * random.randn(runs, 1) + 0.02 * random.randn(runs, len(units))
            tests = random.binomial(points, right) / points
            sweep.trained = tuple(
                Trained(None, Measurement(5000, 0.5, 0.8 + n % len(units) / 100, 0.5, test, None), None, 0.5)
                for n, test in enumerate(tests.ravel())
            )
            said += "that is overfitting" in verdict(Results(sweep))
        assert said <= 0.05 * count, (units, runs)
        assert said > 0 or runs == 1


def test_what_diverged_is_left_out_and_told_below():
    results = results_of("learning rate", [[50, 60, 70, 80, 90, 80, 50]] * 3, diverged=[6, 12, 13, 20])
    said = verdict(results)
    assert said.startswith("Training diverged with rate 10 and rate 100, so they are left out. On the test samples")
    assert "to 90.0 % (rate 1)" in said
    assert divergences(results) == (
        "rate 10: 1 of 3, the first: W1 blew up at iteration 19. "
        "rate 100: 3 of 3, the first: W1 blew up at iteration 13. "
        "What is shown is the network just before. Try a learning rate below 10."
    )


def test_where_the_cost_rose_another_program_may_find_another_accuracy():
    sweep = Sweep(by_setting(chosen(units=(4, 50), runs=1, limit=100)))
    assert rounding(Results(sweep)) == ""
    for _network in sweep.recipes:
        sweep.advance(100)
    assert [each.rose for each in sweep.trained] == [False, True]
    said = rounding(Results(sweep))
    assert said.startswith("The cost rose now and then with 50 units. ")
    assert MAGNIFIED in said
    assert said in how_many_units_view(sweep).panels[-1].sentence
