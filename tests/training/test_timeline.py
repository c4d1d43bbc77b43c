"""The timeline: any moment, to the last bit, whatever was done on the way; and in bounded memory."""

import json
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from benchmarks import oracle
from playground.nn import backward_propagation, forward_propagation, initialize_parameters
from playground.training import Event, Recipe, Run, Timeline
from playground.training import timeline as bounds
from playground.training.divergence import BLOWN_UP
from playground.training.timeline import FEWEST_CHECKPOINTS, MOST_CHECKPOINTS, RECENT
from tests.looped import looped

SMALL = Recipe(samples=20, n_h=3, scale=1.0, activation="leaky_relu", learning_rate=0.5, limit=200)
WAYS = (
    SMALL,
    replace(SMALL, update_rule="momentum", batch_size=6, l2=0.01),
    replace(SMALL, update_rule="rmsprop", l1=0.003, schedule="step", half_life=20),
    replace(SMALL, update_rule="adam", batch_size=1, batch_seed=8, schedule="1/t", half_life=30),
    replace(SMALL, update_rule="adam", batch_size=7, l2=0.02, l1=0.001, schedule="exponential", half_life=50),
    replace(SMALL, batch_size=10),
)
"""Each rule, with batches that divide the samples evenly and not, both penalties, and each schedule."""
STEPS = ({"W1": np.full((3, 2), 1 / 3)}, {"b2": [[-0.1]], "W2": [[0.0, 1e-3, 0.0]]}, {"W1": np.full((3, 2), 1e12)})


EDITS = ({"W1:3": 0.25}, {"W2:0": -1.5, "b1:2": 0.0}, {"W1:3": -2.0})
FROSTS = (["W1"], ["W2:1", "b2"], [])


class Forward:
    """The same run written down as what it is: what was done, and training from the first weights on. It keeps nothing.

    ``rates``, ``changes``, nudges and edits, and ``frosts``, what is frozen, by the iteration at which they were given;
    ``chosen``: the learning rate chosen last. The update rules, batches and schedules are those of
    ``benchmarks.oracle``, which knows nothing of the core.
    """

    def __init__(self, recipe=SMALL):
        self.recipe = recipe
        self.X, self.Y = (each for each in recipe.data()[0])
        self.rates, self.chosen = {0: SMALL.learning_rate}, SMALL.learning_rate
        self.changes, self.frosts = {}, {}
        self.here = self.latest = 0

    def moment(self, iteration):
        """The parameters, as bytes, at an iteration; and where and by what the run has blown up before that."""
        parameters = initialize_parameters(2, (3,), 1, SMALL.activation, scale=1.0, seed=SMALL.seed)
        rate, ways = SMALL.learning_rate, vars(self.recipe)
        memory = [np.zeros_like(parameters.vector)] * 2
        frozen = []
        for i in range(iteration + 1):
            for step in self.changes.get(i, ()):
                for name, amount in step.items():
                    part(parameters, name)[...] = amount if ":" in name else parameters[name] + amount
            if i == iteration:
                break
            frozen = self.frosts.get(i, frozen)
            rate = self.rates.get(i, rate)
            chosen = oracle.samples_of_update(ways, i, self.X.shape[1])
            X, Y = self.X[:, chosen], self.Y[:, chosen]
            after = parameters.copy()
            with np.errstate(over="ignore", invalid="ignore"):
                _, cache = forward_propagation(X, parameters)
                grads = backward_propagation(parameters, cache, X, Y, self.recipe.l2, self.recipe.l1)
                here = rate * oracle.share_left(ways, i)
                before = memory
                after.vector, *memory = oracle.updated(ways, parameters.vector, grads.vector, memory, here, i + 1)
            is_frozen = parameters.copy()
            is_frozen.vector[:] = 0
            for name in frozen:
                part(after, name)[...] = part(parameters, name)
                part(is_frozen, name)[...] = 1
            memory = [np.where(is_frozen.vector, old, new) for old, new in zip(before, memory, strict=True)]
            wild = [name for name, value in after.items() if not (np.abs(value) <= BLOWN_UP).all()]
            if wild:
                return parameters.vector.tobytes(), i, (wild[0], i + 1)
            parameters = after
        return parameters.vector.tobytes(), iteration, None

    def new_future(self):
        self.rates = {i: rate for i, rate in self.rates.items() if i < self.here} | {self.here: self.chosen}
        self.changes = {i: steps for i, steps in self.changes.items() if i <= self.here}
        self.frosts = {i: names for i, names in self.frosts.items() if i <= self.here}
        self.latest = self.here


def part(parameters, name):
    """The matrix or the number of this name."""
    matrix, _, place = name.partition(":")
    if not place:
        return parameters[matrix]
    row, column = divmod(int(place), parameters[matrix].shape[1])
    return parameters[matrix][row : row + 1, column]


def assert_as(run, forward):
    vector, iteration, divergence = forward.moment(forward.here)
    assert run.iteration == iteration
    if not divergence:  # one that has diverged later stands there, and knows it
        divergence = forward.moment(iteration + 1)[2] if run.divergence else None
    assert run.divergence == divergence
    assert run.parameters.vector.tobytes() == vector
    assert run.measure().iteration == iteration


ACTIONS = st.one_of(
    st.tuples(st.just("play"), st.integers(1, 30)),
    st.tuples(st.just("seek"), st.floats(0, 1)),
    st.tuples(st.just("rate"), st.sampled_from([0.5, 0.1, 1.7, 90.0])),
    st.tuples(st.just("nudge"), st.sampled_from(range(len(STEPS)))),
    st.tuples(st.just("edit"), st.sampled_from(range(len(EDITS)))),
    st.tuples(st.just("freeze"), st.sampled_from(range(len(FROSTS)))),
    st.tuples(st.just("look"), st.none()),
    st.tuples(st.just("restart"), st.none()),
)
BLOWN = [("rate", 90.0), ("play", 30), ("rate", 0.1)]
OFTEN = [("play", 30), ("seek", 0.4), ("rate", 0.1), ("play", 25), ("seek", 0.9), ("nudge", 0), ("play", 9)]


BY_HAND = [("play", 20), ("edit", 0), ("freeze", 0), ("play", 9), ("edit", 1), ("edit", 2), ("freeze", 1), ("play", 30)]


@given(st.sampled_from(WAYS), st.lists(ACTIONS, min_size=4, max_size=14))
@example(WAYS[0], [*OFTEN, ("restart", None), ("seek", 0.1), ("play", 60)])
@example(WAYS[0], [("play", 37), ("look", None), ("seek", 0.5), ("rate", 0.1), ("play", 30), ("seek", 0.8125)])  # to 39
@example(WAYS[0], [*BLOWN, ("restart", None), ("seek", 0.5), ("rate", 0.5), ("play", 30)])
@example(WAYS[0], [("nudge", 1), ("nudge", 0), ("play", 9), ("seek", 0.0), ("nudge", 2), ("play", 30), ("seek", 0.99)])
@example(WAYS[1], [*BLOWN, ("restart", None), ("seek", 0.5), ("rate", 0.5), ("play", 30)])
@example(WAYS[1], [*OFTEN, ("restart", None), ("seek", 0.1), ("play", 60)])
@example(WAYS[2], [*OFTEN, ("restart", None), ("seek", 0.1), ("play", 60)])
@example(WAYS[3], [*OFTEN, ("restart", None), ("seek", 0.1), ("play", 60)])
@example(WAYS[4], [*OFTEN, ("restart", None), ("seek", 0.1), ("play", 60)])
@example(WAYS[0], [*BY_HAND, ("restart", None), ("seek", 0.4), ("play", 9), ("edit", 0), ("freeze", 2), ("play", 30)])
@example(WAYS[4], [*BY_HAND, ("seek", 0.3), ("play", 20), ("restart", None), ("seek", 0.1), ("nudge", 0), ("edit", 2)])
@settings(deadline=None, derandomize=True, max_examples=20, phases=[Phase.explicit, Phase.generate, Phase.shrink])
def test_every_moment_is_the_one_of_plain_training_however_it_was_come_to(recipe, actions):
    run, forward = Run(recipe, checkpoint_bytes=0), Forward(recipe)
    for action, value in actions:
        match action:
            case "play":
                run.advance(value)
                forward.here = min(forward.here + value, SMALL.limit)
                forward.here = forward.moment(forward.here)[1]
                forward.latest = max(forward.latest, forward.here)
            case "seek":
                forward.here = round(value * forward.latest)
                run.seek(forward.here)
            case "rate" if value != forward.chosen:
                forward.chosen = value
                if not run.divergence:
                    forward.new_future()
                run.adjust(replace(run.recipe, learning_rate=value))
            case "nudge" if not run.divergence:
                forward.new_future()
                forward.changes.setdefault(forward.here, []).append(STEPS[value])
                run.nudge(STEPS[value])
            case "edit" if not run.divergence:
                forward.new_future()
                forward.changes.setdefault(forward.here, []).append(EDITS[value])
                for name, number in EDITS[value].items():
                    run.edit(name, number)
            case "freeze" if not run.divergence:
                forward.new_future()
                forward.frosts[forward.here] = FROSTS[value]
                run.freeze(FROSTS[value])
            case "look":
                run.checkpoint()
            case "restart":
                log = json.loads(json.dumps(run.event_log))
                ends = run.timeline.divergence is not None
                run = Run(replace(recipe, learning_rate=run.recipe.learning_rate))
                run.restore([Event(*event) for event in log])
                run.advance(forward.latest + ends)
                run.seek(forward.here)
        assert run.latest == forward.latest
        assert_as(run, forward)
    assert [each.iteration for each in run.timeline.history.points] == list(range(run.latest + 1))
    for point in run.timeline.history.points[:: max(1, run.latest // 4)]:
        run.seek(point.iteration)
        assert run.measure()[:5] == point[:5]
        assert run.measure().penalty == point.penalty


@looped("size", [1, 100])
def test_there_are_less_than_every_iterations_from_a_checkpoint_to_any_moment_and_memory_is_bounded(size):
    timeline, generator = Timeline(size, nbytes=8 * 20 * size), random.Random(1)
    assert timeline.capacity == 20
    reserved = timeline.nbytes
    assert reserved == 8 * size * (20 + RECENT)
    for iteration in range(1500):
        if timeline.wants(iteration) or generator.random() < 0.05:
            timeline.keep(iteration, np.full(size, iteration))
        sought = generator.randint(0, iteration)
        start = timeline.before(sought)
        assert 0 <= sought - start < timeline.every
        assert (timeline.state(start) == start).all()
    assert timeline.every < 2 * iteration / (20 / 2)
    assert timeline.nbytes == reserved
    for number in (1.0, 2.0):  # of the same moment the last takes the place of the one before
        timeline.keep(1501, np.full(size, number))
    assert (timeline.state(1501) == 2).all()


def test_how_many_checkpoints_there_are():
    assert Timeline(88).capacity == MOST_CHECKPOINTS
    assert Timeline(10**7, 0).capacity == FEWEST_CHECKPOINTS
    largest = Run(Recipe(n_h=50, depth=4, samples=20))
    assert 30 < largest.timeline.capacity < 50
    assert largest.timeline.nbytes < 1.3 * bounds.CHECKPOINT_BYTES


def test_the_way_that_is_known_is_gone_again_without_training(monkeypatch):
    run = Run(replace(SMALL, limit=2500))
    run.advance(2500)
    every = run.timeline.every
    assert every == 8
    wanted = {}
    for i in range(0, 2500, 10 * every):
        run.seek(i)
        wanted[i] = run.parameters.vector.tobytes()
    monkeypatch.setattr(Run, "_train_straight", lambda run, iterations: not iterations or pytest.fail("trained"))
    for i in (*wanted, *reversed(wanted)):
        run.seek(i)
        assert run.parameters.vector.tobytes() == wanted[i]
    run.seek(0)
    for _ in range(0, 2400, 10 * every):
        run.advance(10 * every)
        assert run.parameters.vector.tobytes() == wanted[run.iteration]


def test_a_change_abandons_the_future_until_reset():
    run, other = Run(SMALL), Run(SMALL)
    run.advance(60)
    other.advance(60)
    assert run.timeline.abandoned == []
    run.seek(40)
    run.adjust(replace(SMALL, learning_rate=0.1))
    assert run.timeline.abandoned == other.history.points[40:]
    run.adjust(replace(SMALL, learning_rate=0.2))  # nothing lies behind it: the old future stays to be seen
    run.advance(10)
    assert run.timeline.abandoned == other.history.points[40:]
    assert (run.latest, run.rate, run.rate_since) == (50, 0.2, 40)
    run.seek(39)
    assert (run.rate, run.rate_since) == (0.5, 0)
    assert [point.iteration for point in run.history.points] == list(range(40))
    run.reset()
    assert (run.latest, run.timeline.abandoned) == (0, [])
    run.advance(20)
    run.seek(10)
    run.forget_future()  # what was trained but is forgotten is not abandoned
    assert (run.latest, run.timeline.abandoned) == (10, [])


def test_with_the_first_events_the_way_up_to_there_is_forgotten(monkeypatch):
    monkeypatch.setattr(bounds, "MOST_EVENTS", 6)
    run, forward = Run(SMALL), Forward()
    for number in range(9):
        run.advance(3)
        forward.here += 3
        if number % 3:
            forward.new_future()
            forward.changes[forward.here] = [STEPS[0]]
            run.nudge(STEPS[0])
        else:
            forward.chosen = 0.1 + number / 10
            forward.new_future()
            run.adjust(replace(SMALL, learning_rate=forward.chosen))
    assert run.event_log is None
    run.seek(0)
    assert run.iteration == run.timeline.earliest > 0
    for iteration in range(run.iteration, 28):
        run.seek(iteration)
        forward.here = min(iteration, 27)
        assert_as(run, forward)


def test_of_edits_of_one_moment_a_number_has_the_last_and_they_are_one_event():
    run = Run(SMALL)
    run.advance(10)
    for number in range(100):
        run.edit("W1:3", number / 7)
        run.edit("b2:0", -number / 3)
    assert (run.parameters["W1"][1, 1], run.parameters["b2"][0, 0]) == (99 / 7, -33.0)
    assert [event for event in run.event_log if not event.is_rate] == [(10, {"W1:3": 99 / 7, "b2:0": -33.0})]
    assert run.nudged == [10]
    run.advance(1)
    run.edit("W1:3", 1.0)
    assert run.nudged == [10, 11]


def test_what_is_frozen_does_not_move_and_everything_else_does():
    run = Run(SMALL)
    run.advance(5)
    run.freeze(["W2", "b1:1"])
    assert run.frozen == ["W2", "b1:1"]
    before = run.parameters.copy()
    run.advance(20)
    still = {name: run.parameters[name] == before[name] for name in before}
    assert still["W2"].all()
    assert still["b1"].ravel().tolist() == [False, True, False]
    assert not still["W1"].any()
    assert not still["b2"].any()
    run.seek(3)
    assert list(run.frozen) == []
    run.seek(25)
    run.freeze([])
    run.advance(1)
    assert (run.parameters["W2"] != before["W2"]).all()


# What the network does not have, and what is no weight, is refused


@looped("name", ["W9:0", "W1", "W1:6", "W1:-1", "W1:", "W1:1.5", "W1:²", ":0", "", "learning_rate:0"])
def test_a_number_that_the_network_does_not_have_is_refused(name):
    run = Run(SMALL)
    changes = [lambda: run.edit(name, 1.0)] + [lambda: run.freeze([name])] * (name != "W1")
    for change in changes:
        with pytest.raises(ValueError, match=r"network has no|is no number of W1, which has 6"):
            change()
    assert run.event_log == [(0, {"learning_rate": SMALL.learning_rate})]


@looped("value", [float("nan"), float("inf"), 2 * BLOWN_UP, "1", None])
def test_a_value_that_is_no_weight_is_refused(value):
    run = Run(SMALL)
    with pytest.raises(ValueError, match=r"W1:0|number"):
        run.edit("W1:0", value)
    assert run.nudged == []
