"""The recipe: its choices are the tables of the core and the data, and what makes a new beginning."""

import dataclasses
from dataclasses import replace

import numpy as np

from playground.data import DATASETS, OWN_POINTS, Points, pack
from playground.nn import ACTIVATIONS, INITIALISATIONS
from playground.training import Recipe
from playground.training.difference import matters
from playground.training.options import Choice, Packed, Real, Switch, Whole, defaults, options
from playground.training.recipe import WHILE_IT_RUNS
from tests.looped import looped
from tests.training.offered import OFFERED, PAGES

MARKED = {f"{page}-{name}": (page, name) for page, name in OFFERED if getattr(PAGES[page].spec(name), "marks", ())}


POINTS = pack(Points.of([[1, 2, 4], [3, 5, 6]], [0, 1, 1], ["a", "b"]))


def alternative(name):
    """Another value of this setting than its default."""
    spec, default = options(Recipe)[name], defaults(Recipe)[name]
    match spec:
        case Choice():
            values = spec.names
        case Switch():
            values = (True, False)
        case Whole() | Real():
            values = (spec.least, spec.most)
        case Packed():
            values = (POINTS,)
    return next(value for value in values if value != default)


def test_the_first_visit_is_the_notes_reference_experiment():
    first = Recipe()
    assert (first.dataset, first.samples, first.noise, first.data_seed) == ("flower", 400, 0.2, 1)
    assert (first.activation, first.hidden, first.initialisation, first.scale, first.seed) == (
        "tanh",
        (4,),
        "random",
        0.01,
        2,
    )
    assert (first.learning_rate, first.test_share, first.limit) == (1.2, 0, 10_000)


def test_the_choices_are_exactly_the_tables_and_the_ranges_what_the_page_promises():
    # In the table's order, too: a new entry is a new choice, with nothing else to change.
    specs = options(Recipe)
    tables = {"dataset": [*DATASETS, OWN_POINTS], "activation": ACTIVATIONS, "initialisation": INITIALISATIONS}
    for name, table in tables.items():
        assert specs[name].names + specs[name].more == tuple(table)
    assert (specs["n_h"].least, specs["n_h"].most) == (1, 50)
    assert (specs["depth"].least, specs["depth"].most) == (0, 4)


def test_hidden_layers():
    for depth, n_h, hidden in ((0, 7, ()), (1, 7, (7,)), (4, 3, (3, 3, 3, 3))):
        assert Recipe(depth=depth, n_h=n_h).hidden == hidden


def test_later_layers_have_the_activation_of_the_first_or_another():
    for settings, each in (
        ({"depth": 3}, ("tanh",) * 3),
        ({"depth": 3, "later_activation": "relu"}, ("tanh", "relu", "relu")),
        ({"depth": 1, "later_activation": "relu"}, ("tanh",)),
        ({"depth": 0, "later_activation": "relu"}, ()),
    ):
        recipe = Recipe(**settings)
        assert recipe.activations == recipe.parameters(2, 1).activations == each
        assert matters("later_activation", recipe) == (recipe.depth > 1)
        everywhere = replace(recipe, **recipe.in_all_layers("elu"))
        assert everywhere.activations == ("elu",) * recipe.depth
    assert Recipe().in_all_layers("elu") == {"activation": "elu"}


@looped("initialisation", list(INITIALISATIONS))
def test_the_scale_and_the_seed_are_used_where_they_have_an_effect(initialisation):
    def has_effect(name, values):
        one, other = (Recipe(initialisation=initialisation, **{name: value}) for value in values)
        return not np.array_equal(one.parameters(2, 1).vector, other.parameters(2, 1).vector)

    recipe = Recipe(initialisation=initialisation)
    assert recipe.uses_scale == has_effect("scale", (0.1, 0.2))
    assert recipe.uses_seed == matters("seed", recipe) == has_effect("seed", (1, 2))


# What may change while it runs


KEPT = ("learning_rate", "limit", "stop", "patience")


@looped("name", list(options(Recipe)))
def test_only_learning_rate_and_where_it_ends_keep_the_beginning(name):
    one, other = Recipe(), dataclasses.replace(Recipe(), **{name: alternative(name)})
    assert one != other
    assert (one.beginning == other.beginning) == (name in KEPT) == (name in WHILE_IT_RUNS)
    assert other.beginning.beginning == other.beginning


@dataclasses.dataclass(frozen=True)
class Derived(Recipe):
    """A lesson's own kind, with one more value."""

    slope: float = 1.0


def test_the_beginning_of_a_derived_recipe_is_one_of_its_kind():
    derived = Derived(learning_rate=0.3, slope=2.0)
    assert derived.beginning == Derived(slope=2.0)
    assert derived.beginning != Derived().beginning
    assert Derived().beginning != Recipe().beginning


def test_adjusted_takes_over_what_may_change_and_nothing_else():
    other = Recipe(**{name: alternative(name) for name in options(Recipe)})
    derived = Derived(slope=2.0)
    assert derived.adjusted(other) == Derived(slope=2.0, **{name: getattr(other, name) for name in KEPT})


# Marks


@looped(("where", "name"), MARKED.values())
def test_marks_are_a_logarithmic_scale_over_the_whole_range(where, name):
    spec = PAGES[where].spec(name)
    if isinstance(spec, Real):  # of batches, those that are as large as can be are seldom wanted
        assert (spec.marks[0], spec.marks[-1]) == (spec.least, spec.most)
    assert spec.least <= PAGES[where].default(name) <= spec.most
    above = [mark for mark in spec.marks if mark]  # of what can be left out, 0 is the first
    ratios = np.divide(above[1:], above[:-1])
    assert (ratios > 1).all()
    assert (ratios <= 2.5 + 1e-12).all() or np.allclose(ratios, 10)
    assert [spec.read(f"{mark:g}") for mark in spec.marks] == list(spec.marks)  # a mark is a short, exact number


def test_what_goes_over_several_powers_of_ten_is_chosen_on_a_logarithmic_scale():
    assert {("playground", "learning_rate"), ("playground", "scale")} <= set(MARKED.values())
    specs = {each: PAGES[each[0]].spec(each[1]) for each in OFFERED}
    wide = {each for each, spec in specs.items() if isinstance(spec, Real) and 0 < spec.least <= spec.most / 1000}
    assert wide == {each for each in MARKED.values() if specs[each].least}
