"""The configuration: its choices are the tables of the core and the data, and what makes a new start."""

import dataclasses

import numpy as np
import pytest

from playground.data import DATASETS
from playground.nn import ACTIVATIONS, INITIALISATIONS
from playground.training import FASTEST, Config, View
from playground.training.config import SPEEDS
from playground.training.options import Choice, Real, Switch, Whole, options

KEEP_THE_START = {"learning_rate", "limit"}
MARKED = [name for name, spec in options(Config).items() if isinstance(spec, Real) and spec.marks]


def alternative(name):
    """Another value of this setting than its default."""
    spec, default = options(Config)[name], getattr(Config(), name)
    match spec:
        case Choice():
            values = spec.names
        case Switch():
            values = (True, False)
        case Whole() | Real():
            values = (spec.least, spec.most)
    return next(value for value in values if value != default)


def test_the_first_visit_is_the_notes_reference_experiment():
    first = Config()
    assert (first.dataset, first.samples, first.noise, first.data_seed) == ("flower", 400, 0.2, 1)
    assert (first.activation, first.hidden, first.initialisation, first.scale, first.seed) == (
        "tanh",
        (4,),
        "random",
        0.01,
        2,
    )
    assert (first.learning_rate, first.test_share, first.limit) == (1.2, 0, 10_000)


@pytest.mark.parametrize(
    ("name", "table"), [("dataset", DATASETS), ("activation", ACTIVATIONS), ("initialisation", INITIALISATIONS)]
)
def test_the_choices_are_exactly_the_tables(name, table):
    # In the table's order, too: a new entry is a new choice, with nothing else to change.
    assert options(Config)[name].names == tuple(table)


def test_the_ranges_that_the_page_promises():
    assert (options(Config)["n_h"].least, options(Config)["n_h"].most) == (1, 50)
    assert (options(Config)["depth"].least, options(Config)["depth"].most) == (0, 4)


@pytest.mark.parametrize(("depth", "n_h", "hidden"), [(0, 7, ()), (1, 7, (7,)), (4, 3, (3, 3, 3, 3))])
def test_hidden_layers(depth, n_h, hidden):
    assert Config(depth=depth, n_h=n_h).hidden == hidden


@pytest.mark.parametrize("name", options(Config))
def test_only_learning_rate_and_limit_keep_the_start(name):
    one, other = Config(), dataclasses.replace(Config(), **{name: alternative(name)})
    assert one != other
    assert one.starts_as(other) == other.starts_as(one) == (name in KEEP_THE_START)


def test_learning_rate_and_limit_together_keep_the_start():
    other = dataclasses.replace(Config(), **{name: alternative(name) for name in KEEP_THE_START})
    assert Config().starts_as(other)
    assert not Config(seed=3).starts_as(other)


def test_a_configuration_can_not_change_unseen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Config().seed = 3
    assert hash(Config(seed=3)) == hash(Config(seed=3))


@pytest.mark.parametrize("name", MARKED)
def test_marks_are_a_logarithmic_scale_over_the_whole_range(name):
    spec = options(Config)[name]
    assert (spec.marks[0], spec.marks[-1]) == (spec.least, spec.most)
    assert getattr(Config(), name) in spec.marks
    ratios = np.divide(spec.marks[1:], spec.marks[:-1])
    assert (ratios > 1).all()
    assert (ratios <= 2.5 + 1e-12).all()
    assert [spec.read(f"{mark:g}") for mark in spec.marks] == list(spec.marks)  # a mark is a short, exact number


def test_learning_rate_and_scale_are_chosen_on_a_logarithmic_scale():
    assert {"learning_rate", "scale"} <= set(MARKED)


def test_speeds_go_from_single_steps_to_as_fast_as_it_goes():
    names = options(View)["speed"].names
    assert names == (*map(str, SPEEDS), FASTEST)
    speeds = [View(speed=name).iterations_per_second for name in names]
    assert speeds[0] == 1
    assert speeds[-1] == float("inf")
    assert (np.diff(speeds) > 0).all()
    assert View().speed in names


@pytest.mark.parametrize("name", options(View))
def test_a_view_holds_no_setting_of_a_run(name):
    assert name not in options(Config)
