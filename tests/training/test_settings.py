"""The settings of a page: what is listed is offered, what is not keeps its value, and every page's list is whole."""

import dataclasses

import pytest

from playground.training import Recipe, Settings, View
from playground.training.options import Real, Whole, option
from tests.looped import looped
from tests.training.offered import OFFERED, PAGES
from tests.training.test_options import allows, assert_usable

NARROW = Whole(label="Units", help="Few of them.", least=1, most=8)


@dataclasses.dataclass(frozen=True)
class Start:
    """A lesson's own settings, one of them under a name of the recipe's."""

    left: float = option(0.5, Real(label="Left", help="Where it starts.", least=-2, most=2))
    seed: int = option(7, Whole(label="Draw", help="Another number draws another start.", least=0, most=99))


@dataclasses.dataclass(frozen=True)
class Push:
    """What a button does."""

    unit: int = option(1, Whole(label="Unit", help="Which unit is pushed.", least=1, most=8))


def settings(**changes):
    """A page with a setting in each place."""
    parts = {
        "records": (Recipe(depth=2, limit=500), Start()),
        "aside": (View(), Push()),
        "row": ("dataset", "n_h"),
        "actions": ("unit", "speed"),
        "groups": {"Start": ("left", "seed"), "More": ("learning_rate",)},
        "specs": {"n_h": NARROW},
    }
    return Settings(**(parts | changes))


# Listing


def test_all_settings_in_order_each_with_its_record():
    page = settings()
    types = {name: type(page.record(name)) for name in page.names}
    assert list(types.items()) == [
        ("dataset", Recipe),
        ("n_h", Recipe),
        ("unit", Push),
        ("speed", View),
        ("left", Start),
        ("seed", Start),
        ("learning_rate", Recipe),
    ]
    assert page.experiment_names() == ["dataset", "n_h", "left", "seed", "learning_rate"]
    assert set(page.elsewhere(page.read({})[0])) == set()


def test_a_page_may_offer_nothing():
    nothing = Settings(records=(Recipe(n_h=3),))
    assert nothing.names == []
    assert nothing.read({"n_h": 5}) == ({Recipe: Recipe(n_h=3)}, [])


def test_of_records_with_the_same_name_the_last_is_meant():
    page = settings()
    assert page.default("seed") == 7
    assert page.spec("seed").label == "Draw"
    chosen, _ = page.read({"seed": 9})
    assert (chosen[Start].seed, chosen[Recipe].seed) == (9, Recipe().seed)
    turned = settings(records=(Start(), Recipe()))
    chosen, _ = turned.read({"seed": 9})
    assert (chosen[Start].seed, chosen[Recipe].seed) == (7, 9)


@looped("place", ["row", "actions", "groups"])
@looped("name", ["Dataset", "", "__class__", "hidden"])
def test_a_name_that_no_record_has_is_refused(place, name):
    with pytest.raises(ValueError, match=f"'{name}' is no option"):
        settings(**{place: {"Heading": (name,)} if place == "groups" else (name,)})


def test_a_name_that_is_listed_twice_is_refused():
    for change in (
        {"row": ("dataset", "n_h", "dataset")},
        {"actions": ("speed", "n_h")},
        {"groups": {"One": ("scale",), "Two": ("scale",)}},
    ):
        with pytest.raises(ValueError, match="listed more than once"):
            settings(**change)


def test_a_page_can_have_its_own_option_for_a_name():
    page = settings()
    assert page.spec("n_h") is NARROW
    assert page.spec("dataset").names == Recipe.__dataclass_fields__["dataset"].metadata["option"].names
    assert page.read({"n_h": 8})[1] == []
    chosen, notes = page.read({"n_h": 9})
    assert chosen[Recipe].n_h == Recipe().n_h
    assert notes == [
        "Units: a value of type int can't be used. Type a whole number from 1 to 8. The default, 4, is in effect."
    ]


# Reading


def test_values_are_read_into_their_records_and_nothing_given_is_as_at_first():
    page = settings()
    assert page.read({}) == ({Recipe: Recipe(depth=2, limit=500), Start: Start(), View: View(), Push: Push()}, [])
    assert {name: page.default(name) for name in ("n_h", "left", "unit")} == {"n_h": 4, "left": 0.5, "unit": 1}
    chosen, notes = page.read({"dataset": "moons", "n_h": "5", "left": "-1.5", "unit": "3", "speed": "max"})
    assert chosen == {
        Recipe: Recipe(dataset="moons", n_h=5, depth=2, limit=500),
        Start: Start(left=-1.5),
        View: View(speed="max"),
        Push: Push(unit=3),
    }
    assert notes == []


def test_what_is_not_listed_and_names_that_are_no_settings_change_nothing():
    page = settings()
    unlisted = {"depth": 3, "limit": 9, "samples": 40, "scale": "1", "hard": True}
    no_names = dict.fromkeys(
        ["", "Dataset", "datasets", "__class__", "records", "<b>", "x" * 100_000, None, 7], "moons"
    )
    assert page.read(unlisted) == page.read(no_names) == page.read({})


def test_what_can_be_used_is_used_beside_what_can_not_of_which_the_page_s_default_is_said():
    page = settings(records=(Recipe(dataset="xor", depth=2), Start()))
    chosen, notes = page.read({"dataset": "cats", "n_h": "900", "left": "-2", "learning_rate": "soon"})
    assert chosen[Recipe] == Recipe(dataset="xor", depth=2)
    assert chosen[Start] == Start(left=-2.0)
    assert [note.split(":")[0] for note in notes] == ["Dataset", "Units", "Learning rate"]
    assert notes[0].endswith("The default, xor, is in effect.")


# Every page


@looped("offered", PAGES)
def test_the_settings_of_a_page(offered):
    defaults = {name: offered.default(name) for name in offered.names}
    assert [name for name, value in defaults.items() if not allows(offered.spec(name), value)] == []
    every = (*offered.records, *offered.aside)
    for record in every:
        assert_usable(record)
    assert len({type(record) for record in every}) == len(every)  # they are handed on by type
    labels = [offered.spec(name).label for name in offered.names]
    assert len(set(labels)) == len(labels)
    assert set(offered.specs) <= set(offered.names)
    known = {name for record in every for name in record.__dataclass_fields__}
    assert set(offered.unused(offered.read({})[0])) <= known


def test_the_pages_are_found():
    assert {"playground", "zero_or_random", "how_large_a_start", "inside_the_symmetry", "dead_relu"} <= set(PAGES)
    assert {where for where, _ in OFFERED} == set(PAGES)
