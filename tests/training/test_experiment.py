"""An experiment: runs by name, each with its recipe, a label, and a line that is told from all others."""

from itertools import pairwise

import pytest

from playground.charts.style import CLASS_COLOURS
from playground.training import LINE_COLOURS, Experiment, Recipe


def compared(count):
    return Experiment.compare({f"run {n}": (f"Scale {n}", Recipe(scale=1 / n)) for n in range(1, count + 1)})


def looks(experiment):
    return [(variant.colour, variant.dash) for variant in experiment.values()]


def test_a_run_alone():
    recipe = Recipe(n_h=3)
    experiment = Experiment.alone(recipe)
    assert list(experiment) == [""]
    assert (experiment[""].recipe, experiment[""].label) == (recipe, "")


def test_compared_runs_have_their_names_and_recipes_in_order_and_labels_of_their_own():
    experiment = compared(19)
    assert list(experiment) == [f"run {n}" for n in range(1, 20)]
    assert [variant.recipe.scale for variant in experiment.values()] == [1 / n for n in range(1, 20)]
    assert experiment.labels == [f"Scale {n}" for n in range(1, 20)]
    with pytest.raises(KeyError):
        experiment["another"]
    again = Experiment.compare({str(n): (label, Recipe()) for n, label in enumerate("ABAABC")})
    assert again.labels == ["A", "B", "A (2)", "A (3)", "B (2)", "C"]


def test_no_two_of_up_to_eighteen_lines_look_the_same_and_neighbours_differ_in_colour_and_in_dash():
    lines = looks(compared(19))
    assert len(set(lines[:18])) == 18
    assert lines[18] == lines[0]
    for (colour, dash), (next_colour, next_dash) in pairwise(lines[:18]):
        assert colour != next_colour
        assert dash != next_dash
    # Up to as many runs as there are colours, each has one of its own.
    assert {colour for colour, _ in lines[: len(LINE_COLOURS)]} == set(LINE_COLOURS)
    assert len(set(LINE_COLOURS)) == len(LINE_COLOURS)


def test_no_line_has_the_colour_of_a_class():
    used = {colour.lower() for colour, _ in (*looks(compared(18)), *looks(Experiment.alone(Recipe())))}
    assert not used & {colour.lower() for colour in CLASS_COLOURS}
    assert CLASS_COLOURS[:2] == ("#0072b2", "#d55e00")


def test_the_limit_is_the_last_of_all():
    experiment = Experiment.compare({"a": ("A", Recipe(limit=30)), "b": ("B", Recipe(limit=50))})
    assert experiment.limit == 50


def test_experiments_that_begin_with_the_same_numbers():
    one = Experiment.compare({"a": ("A", Recipe()), "b": ("B", Recipe(seed=3))})
    faster = Experiment.compare({"a": ("Other", Recipe(limit=50)), "b": ("words", Recipe(seed=3, learning_rate=0.1))})
    assert one.beginning == faster.beginning
    for other in (
        Experiment.compare({"a": ("A", Recipe()), "b": ("B", Recipe(seed=4))}),
        Experiment.compare({"a": ("A", Recipe()), "c": ("B", Recipe(seed=3))}),
        Experiment.compare({"a": ("A", Recipe())}),
    ):
        assert one.beginning != other.beginning
