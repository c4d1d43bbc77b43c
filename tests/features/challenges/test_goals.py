"""Challenges on the playground: each is out of reach as it begins, or can be bettered, and stays what it is."""

from dataclasses import replace

from playground.features.challenges.goals import CHALLENGES, adams_cost, parameters
from playground.pages.playground.lesson import PLAYGROUND
from playground.training import Recipe, Run
from tests.looped import looped

FLOWER, SPIRAL, RELU, ADAM, FEW = CHALLENGES
FASTER = {"learning_rate": 5.0, "initialisation": "xavier", "schedule": "exponential", "half_life": 500}


def begun(challenge, **changes):
    """The recipe that it begins with, with these changes."""
    chosen, notes = PLAYGROUND.settings.read(challenge.wanted | changes)
    assert not notes
    return chosen[Recipe]


def trained(challenge, **changes):
    run = Run(challenge.recipe(begun(challenge, **changes)))
    while not run.ended:
        run.advance(1000)
    return run


@looped("challenge", CHALLENGES)
def test_it_allows_what_it_begins_with_and_what_is_free_no_other_data_and_a_longer_run_does_not_count(challenge):
    assert {*challenge.free} <= {*PLAYGROUND.settings.experiment_names()}
    assert challenge.not_free(begun(challenge)) == []
    others = {"samples": 200, "dataset": "moons", "noise": 0.0}
    assert challenge.not_free(begun(challenge, **others)) == ["dataset", "noise", "samples"]
    changed = begun(challenge, learning_rate=0.3, seed=7, limit=50_000)
    assert challenge.not_free(changed) == []
    assert challenge.recipe(changed).limit == challenge.limit


@looped(
    ("challenge", "changes"),
    [
        (FLOWER, {"n_h": 1}),
        (SPIRAL, {"n_h": 2}),
        *((each, {}) for each in (RELU, ADAM, FEW)),
        (ADAM, {"learning_rate": 100.0}),
    ],
)
def test_without_the_goal_there_is_no_score_but_what_is_missing(challenge, changes):
    run = trained(challenge, **changes)
    assert challenge.result(run) is None
    assert challenge.missing(run)


@looped(
    ("challenge", "changes", "least", "most"),
    [
        (FLOWER, {"n_h": 3}, 13, 13),
        (SPIRAL, {"n_h": 12, "initialisation": "xavier"}, 12, 12),
        (RELU, {"learning_rate": 2.0}, 0.7, 0.9),
        (ADAM, FASTER, 0.2, 0.243),
        (FEW, {"update_rule": "adam", "learning_rate": 0.1}, 80, 100),
    ],
)
def test_the_goal_can_be_reached(challenge, changes, least, most):
    score = challenge.result(trained(challenge, **changes))
    assert least <= score <= most
    assert str(challenge.unit.filled(score=challenge.written(score)))


def test_weights_and_biases_are_counted_as_they_are():
    assert parameters(Run(Recipe(n_h=5, depth=2))) == (2 * 5 + 5) + (5 * 5 + 5) + (5 + 1)


def test_the_first_good_iteration_is_exact():
    few = trained(FEW, update_rule="adam", learning_rate=0.1)
    first = FEW.result(few)
    there = Run(replace(few.recipe, limit=first))
    there.advance(first - 1)
    assert there.measure().score < 0.9
    there.advance(1)
    assert there.measure().score >= 0.9


def test_adam_is_trained_with_what_the_page_begins_with():
    adam = Run(begun(ADAM, update_rule="adam", learning_rate=0.1))
    adam.advance(1000)
    assert adams_cost(1000) == adam.measure().cost
