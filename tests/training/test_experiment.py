"""An experiment: runs by name, each with its recipe, a label, and a line that is told from all others."""

from itertools import pairwise

import pytest

from playground.charts.style import CLASS_COLOURS
from playground.training import LINE_COLOURS, Experiment, Recipe, RunGroup, Variant


def compared(count):
    return Experiment.compare({f"run {n}": (f"Scale {n}", Recipe(scale=1 / n)) for n in range(1, count + 1)})


def looks(experiment):
    return [(variant.colour, variant.dash) for variant in experiment.values()]


def test_a_run_alone():
    recipe = Recipe(n_h=3)
    experiment = Experiment.alone(recipe)
    assert list(experiment) == [""]
    assert experiment[""].recipe == recipe
    assert experiment[""].label == ""


@pytest.mark.parametrize("count", [1, 2, 6, 18])
def test_compared_runs_have_their_names_labels_and_recipes_in_order(count):
    experiment = compared(count)
    assert list(experiment) == [f"run {n}" for n in range(1, count + 1)]
    assert len(experiment) == count
    assert [variant.label for variant in experiment.values()] == [f"Scale {n}" for n in range(1, count + 1)]
    assert [variant.recipe.scale for variant in experiment.values()] == [1 / n for n in range(1, count + 1)]
    assert all(isinstance(variant, Variant) for variant in experiment.values())
    with pytest.raises(KeyError):
        experiment["another"]


def test_runs_that_would_be_called_the_same_are_numbered():
    labels = ["A", "B", "A", "A", "B", "C"]
    experiment = Experiment.compare({str(n): (label, Recipe()) for n, label in enumerate(labels)})
    assert experiment.labels == ["A", "B", "A (2)", "A (3)", "B (2)", "C"]


@pytest.mark.parametrize("count", [2, 3, 6, 7, 12, 18])
def test_no_two_of_up_to_eighteen_lines_look_the_same(count):
    assert len(set(looks(compared(count)))) == count


def test_a_nineteenth_run_is_there_too():
    experiment = compared(19)
    assert list(experiment)[-1] == "run 19"
    assert looks(experiment)[-1] == looks(experiment)[0]


@pytest.mark.parametrize("count", [2, 6, 18])
def test_neighbours_differ_in_colour_and_in_dash(count):
    lines = looks(compared(count))
    for (colour, dash), (next_colour, next_dash) in pairwise(lines):
        assert colour != next_colour
        assert dash != next_dash


def test_colours_come_before_dashes():
    # Up to as many runs as there are colours, each has one of its own.
    assert {colour for colour, _ in looks(compared(len(LINE_COLOURS)))} == set(LINE_COLOURS)
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


def test_what_begins_alike_ends_alike():
    # What `beginning` promises: with the same learning rate and limit the same numbers.
    one, other = (RunGroup(Experiment.alone(Recipe(samples=40, limit=limit))) for limit in (50, 70))
    assert one.experiment.beginning == other.experiment.beginning
    one.advance(30)
    other.advance(30)
    assert one.first.parameters.vector.tolist() == other.first.parameters.vector.tolist()
