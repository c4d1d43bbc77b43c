"""A group of runs in step: every one has made the same number of updates, or has diverged before that."""

import random
from dataclasses import dataclass, replace

import numpy as np
import pytest

from playground.nn import Optimiser
from playground.training import Experiment, Extent, Recipe, Run, RunGroup, hidden_units
from tests.looped import looped


@dataclass(frozen=True)
class Followed(Recipe):
    """A recipe whose history keeps the hidden units."""

    def followed(self, parameters):
        return hidden_units(parameters)


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
    "six": compared(
        *(replace(SMALL, depth=2, scale=scale) for scale in (1e-4, 0.01, 1.0, 10.0)),
        *(replace(SMALL, depth=2, initialisation=name) for name in ("xavier", "he")),
    ),
}
# A dead start can not diverge; beside it a network whose steps are far too large does.
WILD = Recipe(samples=40, activation="relu", learning_rate=30.0)
EXPLOSIVE = compared(replace(WILD, initialisation="zero"), WILD)
LEAKY = replace(WILD, activation="leaky_relu")
BOTH_EXPLODE = compared(replace(LEAKY, initialisation="constant", scale=0.5), LEAKY)
LONG_AFTER = 200

every_experiment = looped("experiment", EXPERIMENTS.values())


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
def test_they_are_the_runs_of_the_experiment_by_name(experiment):
    runs = RunGroup(experiment)
    assert runs.experiment == experiment
    assert list(runs) == list(experiment)
    assert len(runs) == len(experiment)
    assert runs.first is next(iter(runs.values()))
    assert (runs.iteration, runs.ended) == (0, False)
    for name, variant in experiment.items():
        assert isinstance(runs[name], Run)
        assert runs[name].recipe == variant.recipe
    with pytest.raises(KeyError):
        runs["another"]


@every_experiment
def test_each_is_the_run_that_it_would_be_alone(experiment):
    runs = straight(experiment, 60)
    for name, variant in experiment.items():
        alone = Run(variant.recipe)
        alone.advance(60)
        np.testing.assert_array_equal(runs[name].parameters.vector, alone.parameters.vector)


def test_what_the_core_refuses_passes_through():
    with pytest.raises(ValueError, match="no W2"):
        RunGroup(compared(Recipe(depth=0, initialisation="zero_W2"), Recipe()))


@pytest.mark.parametrize("test_share", [0, 50])
@pytest.mark.parametrize(
    "experiment",
    [Experiment.alone(Recipe(samples=20, data_seed=4)), compared(Recipe(noise=1.0), Recipe(noise=1.0, seed=3))],
)
def test_the_extent_holds_every_sample(experiment, test_share):
    runs = RunGroup(each_with(experiment, test_share=test_share))
    left, right, bottom, top = runs.extent
    for run in runs.values():
        for x1, x2 in np.hstack([run.X, run.X_test]).T:
            assert left < x1 < right
            assert bottom < x2 < top
    whole = Run(next(iter(experiment.values())).recipe)
    assert runs.extent == pytest.approx(Extent.around(whole.X))


# Advancing


@looped("seed", range(3))
@every_experiment
def test_they_stay_in_step_however_they_are_advanced(experiment, seed):
    runs, generator = RunGroup(experiment), random.Random(seed)
    while runs.iteration < 150:
        runs.checkpoint()
        runs.advance(min(generator.choice([0, 1, 2, 30]), 150 - runs.iteration))
        assert_in_step(runs)
        if runs.iteration < 150:
            back = generator.randint(max(0, runs.iteration - 3), runs.iteration)
            runs.seek(back)
            assert runs.iteration == back
        assert_in_step(runs)
    assert_same(runs, straight(experiment, 150))


def test_they_end_together_at_their_limit():
    runs = straight(each_with(EXPERIMENTS["two"], limit=25), 1000)
    assert [run.iteration for run in runs.values()] == [25, 25]
    assert runs.ended
    runs.adjust(each_with(runs.experiment, limit=40))
    assert not runs.ended
    runs.advance(1000)
    assert [run.iteration for run in runs.values()] == [40, 40]


def test_one_that_diverges_stops_and_the_others_go_on():
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


def test_they_have_ended_when_all_have():
    runs = straight(each_with(EXPLOSIVE, limit=300), 299)
    assert not runs.ended
    runs.advance(1)
    assert runs.ended


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
def test_adjusting_reaches_every_run(experiment):
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


@every_experiment
def test_reset_is_the_start(experiment):
    runs = straight(experiment, 50)
    runs.reset()
    assert_same(runs, RunGroup(experiment))
    runs.advance(50)
    assert_same(runs, straight(experiment, 50))


def test_reset_forgets_a_divergence():
    runs = straight(EXPLOSIVE, LONG_AFTER)
    runs.reset()
    assert_same(runs, RunGroup(EXPLOSIVE))
    assert runs.iteration == 0


# Seeking


@looped("target", [0, 1, 19, 20, 21, 39, 40])
@every_experiment
def test_they_seek_together(experiment, target):
    runs = straight(experiment, 20)
    runs.checkpoint()
    runs.advance(20)
    runs.seek(target)
    assert runs.iteration == target
    assert_same(runs, straight(experiment, target))
    runs.advance(40 - target)
    assert_same(runs, straight(experiment, 40))


@pytest.mark.parametrize(("target", "there"), [(41, 40), (10**9, 40), (-1, 0)])
def test_beyond_an_end_of_the_timelines_is_that_end(target, there):
    runs = straight(EXPERIMENTS["two"], 40)
    runs.seek(target)
    assert_same(runs, straight(EXPERIMENTS["two"], there))


@pytest.mark.parametrize("experiment", [*EXPERIMENTS.values(), EXPLOSIVE], ids=[*EXPERIMENTS, "one explodes"])
def test_they_approach_a_moment_in_step_and_without_training(experiment, monkeypatch):
    runs = straight(experiment, 2100)  # by now no timeline has all moments
    generator = random.Random(5)
    for _ in range(15):
        before, target = runs.iteration, generator.randint(0, 2100)
        with monkeypatch.context() as untrained:
            untrained.setattr(Optimiser, "train", None)
            left = runs.approach(target)
        assert 0 <= left < max(run.timeline.every for run in runs.values())
        assert runs.iteration == target - left
        assert_in_step(runs)
        assert not before <= target or runs.iteration >= before
        runs.advance(left)
        if generator.random() < 0.2:
            for name, twin in straight(experiment, target).items():
                np.testing.assert_array_equal(runs[name].parameters.vector, twin.parameters.vector)


def divergence_of(experiment):
    """The last iteration of the run that diverges."""
    (end,) = (run.iteration for run in straight(experiment, LONG_AFTER).values() if run.divergence)
    return end


@pytest.mark.parametrize("after", [2, 5, 60])
def test_seeking_to_after_a_divergence_leaves_the_diverged_run_where_it_is(after):
    end = divergence_of(EXPLOSIVE)
    runs = straight(EXPLOSIVE, LONG_AFTER)
    runs.seek(end + after)
    assert runs.iteration == end + after
    assert_same(runs, straight(EXPLOSIVE, end + after))
    runs.advance(LONG_AFTER - runs.iteration)
    assert_same(runs, straight(EXPLOSIVE, LONG_AFTER))


@pytest.mark.parametrize("before", [1, 2, 5])
def test_seeking_to_before_a_divergence_brings_all_back(before):
    end = divergence_of(EXPLOSIVE)
    runs = straight(EXPLOSIVE, LONG_AFTER)
    runs.seek(end - before)
    assert [run.iteration for run in runs.values()] == [end - before] * 2
    assert_same(runs, straight(EXPLOSIVE, end - before))
    runs.advance(LONG_AFTER - runs.iteration)
    assert_same(runs, straight(EXPLOSIVE, LONG_AFTER))


@pytest.mark.parametrize("rounds", [1, 7, 20])
def test_moments_after_a_divergence_do_not_crowd_out_those_before(rounds):
    end = divergence_of(EXPLOSIVE)
    runs = straight(EXPLOSIVE, end + 10)
    for _ in range(rounds):
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
