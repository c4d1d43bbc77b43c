"""A group of runs in step: every one has made the same number of updates, or has diverged before that."""

import random
from dataclasses import replace

import numpy as np
import pytest

from playground.nn import Optimiser
from playground.training import Experiment, Extent, Recipe, Run, RunGroup
from tests.looped import looped
from tests.training.test_run import Followed


def compared(*recipes):
    return Experiment.compare({f"run {number}": (f"Run {number}", each) for number, each in enumerate(recipes, 1)})


def each_with(experiment, **changes):
    """The experiment with other values in the recipe of every run."""
    return Experiment(
        {name: variant._replace(recipe=replace(variant.recipe, **changes)) for name, variant in experiment.items()}
    )


SMALL = Recipe(samples=40)
EXPERIMENTS = {
    "one": Experiment.alone(SMALL),
    "one, followed": Experiment.alone(Followed(samples=40, initialisation="constant", scale=0.5)),
    "two": compared(replace(SMALL, initialisation="constant", scale=0.5), SMALL),
    "three": compared(
        replace(SMALL, depth=2, scale=1e-4),
        *(replace(SMALL, depth=2, initialisation=name) for name in ("xavier", "he")),
    ),
}
# A dead start can not diverge; beside it a network whose steps are far too large does.
WILD = Recipe(samples=40, activation="relu", learning_rate=30.0)
EXPLOSIVE = compared(replace(WILD, initialisation="zero"), WILD)
LEAKY = replace(WILD, activation="leaky_relu")
BOTH_EXPLODE = compared(replace(LEAKY, initialisation="constant", scale=0.5), LEAKY)
LONG_AFTER = 200

every_experiment = looped("experiment", EXPERIMENTS)


def straight(experiment, iterations):
    runs = RunGroup(experiment)
    runs.advance(iterations)
    return runs


def assert_in_step(runs):
    for name, run in runs.items():
        assert run.iteration == runs.iteration or run.divergence, name
        assert run.iteration <= runs.iteration, name


def assert_same(runs, other):
    assert_in_step(runs)
    assert list(runs) == list(other)
    for name, run in runs.items():
        twin = other[name]
        assert (run.iteration, run.divergence, run.ended) == (twin.iteration, twin.divergence, twin.ended), name
        np.testing.assert_array_equal(run.parameters.vector, twin.parameters.vector, err_msg=name)
        assert [point[:5] for point in run.history.points] == [point[:5] for point in twin.history.points], name


# What they are


@every_experiment
def test_each_is_the_run_of_the_experiment_that_it_would_be_alone(experiment):
    runs = RunGroup(experiment)
    assert runs.experiment == experiment
    assert list(runs) == list(experiment)
    assert len(runs) == len(experiment)
    assert runs.first is next(iter(runs.values()))
    assert (runs.iteration, runs.ended) == (0, False)
    with pytest.raises(KeyError):
        runs["another"]
    runs.advance(60)
    for name, variant in experiment.items():
        alone = Run(variant.recipe)
        alone.advance(60)
        assert runs[name].recipe == variant.recipe
        np.testing.assert_array_equal(runs[name].parameters.vector, alone.parameters.vector)


@looped("test_share", [0, 50])
@looped("recipe", [Recipe(samples=20, data_seed=4), Recipe(noise=1.0)])
def test_the_extent_holds_every_sample(recipe, test_share):
    whole = Run(recipe)
    runs = RunGroup(each_with(compared(recipe, replace(recipe, seed=3)), test_share=test_share))
    left, right, bottom, top = runs.extent
    for run in runs.values():
        x1, x2 = np.hstack([run.X, run.X_test])
        assert left < x1.min() < x1.max() < right
        assert bottom < x2.min() < x2.max() < top
    assert runs.extent == pytest.approx(Extent.around(whole.X))


# Advancing


def test_they_end_together_at_their_limit():
    runs = straight(each_with(EXPERIMENTS["two"], limit=25), 1000)
    assert [run.iteration for run in runs.values()] == [25, 25]
    assert runs.ended
    runs.adjust(each_with(runs.experiment, limit=40))
    assert not runs.ended
    runs.advance(1000)
    assert [run.iteration for run in runs.values()] == [40, 40]


def test_one_that_diverges_stops_and_the_others_go_on_to_the_end():
    runs = straight(EXPLOSIVE, LONG_AFTER)
    left, right = runs.values()
    assert right.divergence
    assert right.iteration == right.divergence.iteration - 1 < LONG_AFTER / 2
    assert (left.iteration, left.divergence) == (LONG_AFTER, None)
    assert (runs.iteration, runs.ended) == (LONG_AFTER, False)
    before = right.parameters.vector.copy()
    runs.advance(10)
    assert (runs.iteration, left.iteration) == (LONG_AFTER + 10, LONG_AFTER + 10)
    np.testing.assert_array_equal(right.parameters.vector, before)
    assert_in_step(runs)
    runs.adjust(each_with(EXPLOSIVE, limit=LONG_AFTER + 11))
    assert not runs.ended
    runs.advance(1)
    assert runs.ended
    runs.reset()
    assert_same(runs, RunGroup(EXPLOSIVE))
    assert runs.iteration == 0


def test_runs_that_have_all_diverged_have_ended_at_the_last_divergence():
    runs = RunGroup(BOTH_EXPLODE)
    while not runs.ended:
        assert runs.iteration < LONG_AFTER
        runs.advance(1)
    ends = [run.iteration for run in runs.values()]
    assert all(run.divergence for run in runs.values())
    assert ends[0] != ends[1]
    assert runs.iteration == max(ends)
    between = max(ends) - 1
    runs.seek(between)
    assert not runs.ended
    assert runs.iteration == between
    assert_same(runs, straight(BOTH_EXPLODE, between))


# Adjusting and resetting


@every_experiment
def test_adjusting_and_resetting_reach_every_run(experiment):
    runs, twins = straight(experiment, 20), straight(experiment, 20)
    other = each_with(experiment, learning_rate=0.7, limit=90)
    runs.adjust(other)
    assert runs.experiment == other
    for name, variant in other.items():
        assert runs[name].recipe == variant.recipe
        twins[name].adjust(variant.recipe)
    runs.advance(100)
    twins.advance(100)
    assert runs.iteration == 90
    assert_same(runs, twins)
    runs.reset()
    assert_same(runs, RunGroup(other))


# Seeking


@every_experiment
def test_they_seek_together(experiment):
    at_once = straight(experiment, 40)
    for target, there in ((10**9, 40), (40, 40), (39, 39), (21, 21), (20, 20), (1, 1), (-1, 0)):
        runs = straight(experiment, 20)
        runs.checkpoint()
        runs.advance(20)
        runs.seek(target)
        assert runs.iteration == there
        assert_same(runs, straight(experiment, there))
        runs.advance(40 - there)
        assert_same(runs, at_once)


@pytest.mark.parametrize("experiment", [EXPERIMENTS["two"], EXPLOSIVE], ids=["two", "one explodes"])
def test_they_approach_a_moment_in_step_and_without_training(experiment, monkeypatch):
    runs = straight(experiment, 1100)  # by now no timeline has all moments
    assert runs.first.timeline.every > 1
    generator = random.Random(5)
    for number in range(12):
        before, target = runs.iteration, generator.randint(0, 1100)
        with monkeypatch.context() as untrained:
            untrained.setattr(Optimiser, "train", None)
            left = runs.approach(target)
        assert 0 <= left < max(run.timeline.every for run in runs.values())
        assert runs.iteration == target - left
        assert_in_step(runs)
        assert not before <= target or runs.iteration >= before
        runs.advance(left)
        if number % 4 == 0:
            for name, twin in straight(experiment, target).items():
                np.testing.assert_array_equal(runs[name].parameters.vector, twin.parameters.vector)


def divergence_of(experiment):
    """The last iteration of the run that diverges."""
    (end,) = (run.iteration for run in straight(experiment, LONG_AFTER).values() if run.divergence)
    return end


@looped("away", [60, 2, -1, -5])
def test_seeking_around_a_divergence_brings_each_run_to_where_it_was(away):
    end = divergence_of(EXPLOSIVE)
    runs = straight(EXPLOSIVE, LONG_AFTER)
    runs.seek(end + away)
    assert [run.iteration for run in runs.values()] == [end + away, min(end, end + away)]
    assert_same(runs, straight(EXPLOSIVE, end + away))
    runs.advance(LONG_AFTER - runs.iteration)
    assert_same(runs, straight(EXPLOSIVE, LONG_AFTER))


def test_moments_after_a_divergence_do_not_crowd_out_those_before():
    end = divergence_of(EXPLOSIVE)
    runs = straight(EXPLOSIVE, end + 10)
    for _ in range(20):
        runs.advance(end + 20 - runs.iteration)
        runs.checkpoint()
        runs.seek(end + 10)
    runs.seek(end - 3)
    assert_same(runs, straight(EXPLOSIVE, end - 3))


# Restoring them


def test_an_event_log_restored_gives_the_same_runs():
    experiment = EXPERIMENTS["two"]
    runs = straight(experiment, 10)
    runs["run 1"].nudge({"b2": [[0.1]]})
    runs.adjust(each_with(experiment, learning_rate=0.5))
    runs.advance(30)
    again = RunGroup(experiment)
    again.restore(runs.event_log)
    assert again.iteration == 0
    again.advance(40)
    assert_same(again, runs)
    assert again.event_log == runs.event_log


def test_an_event_log_of_other_runs_is_refused():
    runs = straight(EXPERIMENTS["two"], 10)
    with pytest.raises(ValueError, match="these runs are run 1, run 2"):
        runs.restore(RunGroup(EXPERIMENTS["one"]).event_log)
    assert_same(runs, straight(EXPERIMENTS["two"], 10))


def test_too_long_an_event_log_of_one_is_none_of_all(monkeypatch):
    monkeypatch.setattr("playground.training.timeline.MOST_EVENTS", 9)
    runs = RunGroup(EXPERIMENTS["two"])
    assert list(runs.event_log) == list(runs)
    for _ in range(9):
        runs["run 2"].nudge({"b2": [[1e-9]]})
    assert runs.event_log is None
