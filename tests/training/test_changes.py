"""What was done to a run, as text in a link: read again to the last bit."""

from dataclasses import replace
from urllib.parse import parse_qsl

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.training import Experiment, Recipe, RunGroup
from playground.training.changes import MOST_LETTERS, in_link, read

STEPS = st.lists(st.floats(-1e3, 1e3), min_size=6, max_size=6)


@given(st.lists(st.tuples(st.integers(1, 9), st.one_of(st.floats(1e-4, 100), STEPS)), max_size=4))
@settings(deadline=None, derandomize=True, max_examples=20)
def test_what_was_written_is_read_to_the_last_bit(changes):
    recipe = Recipe(samples=20, n_h=3, activation="leaky_relu")
    runs = RunGroup(Experiment.alone(recipe))
    for iterations, change in changes:
        runs.advance(iterations)
        if runs.first.divergence:
            break
        if isinstance(change, float):
            runs.first.adjust(replace(recipe, learning_rate=change))
        else:
            runs.first.nudge({"W1": np.reshape(change, (3, 2))})
    runs.advance(3)
    query, note = in_link(runs)
    link = dict(parse_qsl(query))
    assert len(link.get("changes", "")) <= MOST_LETTERS
    if note:
        return
    again = RunGroup(Experiment.alone(replace(recipe, learning_rate=runs.first.recipe.learning_rate)))
    again.restore({"": read(link.get("changes", ""), again.first)})
    again.advance(int(link["at"]))
    assert np.array_equal(again.first.parameters.vector, runs.first.parameters.vector)
