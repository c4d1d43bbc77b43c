"""The configuration: its choices are the tables of the core and the data, and what makes a new start."""

import dataclasses

import numpy as np
import pytest

from playground.data import DATASETS
from playground.lessons.starts import HowLargeAStart, InsideTheSymmetry, ZeroOrRandom
from playground.nn import ACTIVATIONS, INITIALISATIONS
from playground.training import FASTEST, Config, View
from playground.training.config import SPEEDS
from playground.training.options import Choice, Real, Switch, Whole, options

KEEP_THE_START = {"learning_rate", "limit"}
SETTINGS = [
    (table, name) for table in (Config, ZeroOrRandom, InsideTheSymmetry, HowLargeAStart) for name in options(table)
]
MARKED = [(table, name) for table, name in SETTINGS if getattr(options(table)[name], "marks", ())]


def for_each(settings):
    return pytest.mark.parametrize(("table", "name"), settings, ids=[f"{t.__name__}-{name}" for t, name in settings])


def alternative(table, name):
    """Another value of this setting than its default."""
    spec, default = options(table)[name], getattr(table(), name)
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


@for_each(SETTINGS)
def test_only_learning_rate_and_limit_keep_the_start(table, name):
    one, other = table(), dataclasses.replace(table(), **{name: alternative(table, name)})
    assert one != other
    assert one.starts_as(other) == other.starts_as(one) == (name in KEEP_THE_START)


def test_learning_rate_and_limit_together_keep_the_start():
    other = dataclasses.replace(Config(), **{name: alternative(Config, name) for name in KEEP_THE_START})
    assert Config().starts_as(other)
    assert not Config(seed=3).starts_as(other)
    assert not Config(plain_products=True).starts_as(Config())


def test_a_configuration_is_one_run():
    config = Config(n_h=7)
    assert config.runs() == {"": config}


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "Random × 0.01"),
        ({"scale": 10.0}, "Random × 10"),
        ({"scale": 1e-4}, "Random × 0.0001"),
        ({"initialisation": "zero"}, "All zero"),
        ({"initialisation": "zero_W1"}, "Only W1 zero"),
        ({"initialisation": "zero_W2"}, "Only W2 zero"),
        ({"initialisation": "constant", "scale": 0.5}, "Every weight 0.5"),
        ({"initialisation": "xavier"}, "Xavier"),
        ({"initialisation": "he"}, "He"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_start_in_words(settings, words):
    assert Config(**settings).start == words


def test_every_start_has_words_of_its_own():
    words = [Config(initialisation=name).start for name in INITIALISATIONS]
    assert len(set(words)) == len(words)
    assert all(text[0].isupper() and "_" not in text for text in words)


def test_the_scale_is_in_the_words_for_a_start_if_it_counts():
    for name, initialisation in INITIALISATIONS.items():
        shown = "0.037" in Config(initialisation=name, scale=0.037).start
        assert shown == (initialisation.uses_scale and not name.startswith("zero"))


def test_a_configuration_can_not_change_unseen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Config().seed = 3
    assert hash(Config(seed=3)) == hash(Config(seed=3))


@for_each(MARKED)
def test_marks_are_a_logarithmic_scale_over_the_whole_range(table, name):
    spec = options(table)[name]
    assert (spec.marks[0], spec.marks[-1]) == (spec.least, spec.most)
    assert getattr(table(), name) in spec.marks
    ratios = np.divide(spec.marks[1:], spec.marks[:-1])
    assert (ratios > 1).all()
    assert (ratios <= 2.5 + 1e-12).all()
    assert [spec.read(f"{mark:g}") for mark in spec.marks] == list(spec.marks)  # a mark is a short, exact number


def test_learning_rate_and_scale_are_chosen_on_a_logarithmic_scale():
    assert {(Config, "learning_rate"), (Config, "scale")} <= set(MARKED)
    assert {(HowLargeAStart, f"scale_{number}") for number in range(1, 5)} <= set(MARKED)


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
